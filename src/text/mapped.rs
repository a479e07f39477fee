//! Text that was taken out of a source with changes (markup dropped, lines joined), and the way back to where each piece stood.

use super::{SourceId, Span, Str};
use std::ops::Range;

/// A text made of pieces of a source. Every byte knows where it came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MappedText {
    text: String,
    source: SourceId,
    pieces: Vec<Piece>,
}

/// From `at` in the text on, bytes stem from `from` in the source on: one for one where `exact`, else all from that one stretch.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    at: usize,
    from: Range<usize>,
    exact: bool,
}

impl MappedText {
    /// An empty text of that source.
    pub fn new(source: SourceId) -> Self {
        Self { source, ..Self::default() }
    }

    /// A text that is a stretch of its source as it stands.
    pub fn verbatim(source: SourceId, text: &str, start: usize) -> Self {
        let mut mapped = Self::new(source);
        mapped.push(text, start);
        mapped
    }

    /// Appends a piece that stands in the source so, beginning at `from`.
    pub fn push(&mut self, text: &str, from: usize) {
        if text.is_empty() {
            return;
        }
        let joins = self.pieces.last().is_some_and(|last| last.exact && last.from.end == from);
        match self.pieces.last_mut() {
            Some(last) if joins => last.from.end += text.len(),
            _ => self.pieces.push(Piece { at: self.text.len(), from: from..from + text.len(), exact: true }),
        }
        self.text.push_str(text);
    }

    /// Appends a piece that stands for the stretch `from` of the source: a space for a line end, `&` for `&amp;`.
    pub fn push_instead(&mut self, text: &str, from: Range<usize>) {
        if !text.is_empty() {
            self.pieces.push(Piece { at: self.text.len(), from, exact: false });
            self.text.push_str(text);
        }
    }

    /// Appends a range of another text of the same source.
    pub fn append(&mut self, other: &Self, range: Range<usize>) {
        let first = other.pieces.partition_point(|piece| piece.at <= range.start).saturating_sub(1);
        for (index, piece) in other.pieces.iter().enumerate().skip(first).take_while(|(_, piece)| piece.at < range.end) {
            let end = other.pieces.get(index + 1).map_or(other.text.len(), |next| next.at);
            let (start, end) = (range.start.max(piece.at), range.end.min(end));
            if start >= end {
                continue;
            }
            match piece.exact {
                true => self.push(&other.text[start..end], piece.from.start + start - piece.at),
                false => self.push_instead(&other.text[start..end], piece.from.clone()),
            }
        }
    }

    /// A range of this text as a text of its own.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Self {
        let mut part = Self::new(self.source);
        part.append(self, range);
        part
    }

    /// This text with the places of `outer`'s source, where it was taken out of the text of `outer`.
    #[must_use]
    pub fn within(&self, outer: &Self) -> Self {
        let mut through = Self::new(outer.source);
        for (index, piece) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.at);
            match piece.exact {
                true => through.append(outer, piece.from.clone()),
                false => through.push_instead(&self.text[piece.at..end], outer.span(piece.from.clone()).range()),
            }
        }
        through
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text, shared, for values to be cut from.
    pub fn to_str(&self) -> Str {
        Str::from(self.text.as_str())
    }

    /// The source.
    pub fn source(&self) -> SourceId {
        self.source
    }

    /// Where a range of the text stands in the source: the smallest span that holds all of it.
    pub fn span(&self, range: Range<usize>) -> Span {
        let Range { start, end } = range;
        if end <= start || start >= self.text.len() {
            let at = self.locate(start);
            return Span::new(self.source, at..at);
        }
        let first = self.pieces.partition_point(|piece| piece.at <= start).saturating_sub(1);
        let within = self.pieces.iter().enumerate().skip(first).take_while(|(_, piece)| piece.at < end);
        let places = within.map(|(index, piece)| match piece.exact {
            true => {
                let next = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.at);
                piece.from.start + start.max(piece.at) - piece.at..piece.from.start + end.min(next) - piece.at
            }
            false => piece.from.clone(),
        });
        // Pieces may stand in another order than in the source: the address of a link behind the words that follow it.
        let whole = places.reduce(|all, one| all.start.min(one.start)..all.end.max(one.end));
        Span::new(self.source, whole.unwrap_or_default())
    }

    /// Where the whole text stands.
    pub fn whole(&self) -> Span {
        self.span(0..self.text.len())
    }

    /// The stretches of the source that were left out within a range of the text, nothing standing for them: a hyphen at a line's end.
    pub fn left_out(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let within = move |piece: &Piece| range.start < piece.at && piece.at < range.end;
        let pairs = self.pieces.windows(2).filter(move |pair| within(&pair[1]) && pair[0].exact && pair[1].exact);
        pairs.map(|pair| pair[0].from.end..pair[1].from.start.max(pair[0].from.end)).filter(|left| !left.is_empty())
    }

    fn piece(&self, at: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.at <= at);
        self.pieces.get(after.saturating_sub(1))
    }

    fn locate(&self, at: usize) -> usize {
        if at >= self.text.len() {
            return self.pieces.last().map_or(0, |last| last.from.end);
        }
        self.piece(at).map_or(0, |piece| if piece.exact { piece.from.start + at - piece.at } else { piece.from.start })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_finds_its_way_back() {
        // Source: "Cats &amp; dogs\n   here"
        let mut text = MappedText::new(SourceId(3));
        text.push("Cats ", 0);
        text.push_instead("&", 5..10);
        text.push(" dogs", 10);
        text.push_instead(" ", 15..19);
        text.push("here", 19);
        assert_eq!(text.as_str(), "Cats & dogs here");
        let span = |range: Range<usize>| text.span(range).range();
        assert_eq!([span(0..4), span(5..6), span(5..11), span(7..16), text.whole().range()], [0..4, 5..10, 5..15, 11..23, 0..23]);
        let part = text.slice(7..16);
        assert_eq!((part.as_str(), part.span(5..9).range()), ("dogs here", 19..23));
        assert_eq!(text.span(16..16).range(), 23..23);
        // Source: "inter-\nnational"
        let mut word = MappedText::new(SourceId(3));
        word.push("inter", 0);
        word.push("national", 7);
        assert_eq!((word.as_str(), word.whole().range(), word.span(3..7).range()), ("international", 0..15, 3..9));
        assert_eq!(word.left_out(0..13).next(), Some(5..7));
        assert_eq!((word.left_out(0..5).count(), text.left_out(0..16).count()), (0, 0));
        assert_eq!(MappedText::new(SourceId(0)).whole().range(), 0..0);
        // A text taken out of the first one.
        let mut inner = MappedText::new(SourceId(9));
        inner.push("& dogs", 5);
        inner.push_instead("-", 11..12);
        inner.push("here", 12);
        let through = inner.within(&text);
        assert_eq!((through.as_str(), through.source()), ("& dogs-here", SourceId(3)));
        assert_eq!(
            [through.span(0..1).range(), through.span(2..6).range(), through.span(6..7).range(), through.span(7..11).range()],
            [5..10, 11..15, 15..19, 19..23]
        );
    }
}
