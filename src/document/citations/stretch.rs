//! The citations within a stretch of prose, by its brackets, semicolons and keys.

use super::clusters::{Call, Cluster, ClusterForm, Inline, Prose, Work};
use super::pandoc::{CROSS_REFERENCES, key_length};
use crate::text::Source;
use std::ops::Range;

/// A piece of a stretch of prose, as the Markdown parser gives it.
pub(super) struct Piece {
    pub(super) range: Range<usize>,
    pub(super) inline: Inline,
}

/// A character that citations are made of.
#[derive(Clone, Copy, Debug)]
struct Sign {
    at: usize,
    byte: u8,
    /// The sign that closes this bracket.
    close: Option<usize>,
}

/// A stretch of prose: a paragraph, a heading, a cell.
pub(super) struct Stretch<'p> {
    source: &'p Source,
    text: &'p str,
    pieces: &'p [Piece],
    signs: Vec<Sign>,
    end: usize,
}

/// A key where it stands: the place of its `@` or of the hyphen before it, and the byte behind it.
struct Key {
    start: usize,
    end: usize,
    key: Range<usize>,
    suppressed: bool,
}

impl<'p> Stretch<'p> {
    pub(super) fn new(source: &'p Source, pieces: &'p [Piece]) -> Self {
        let text: &str = &source.text;
        let mut signs = Vec::new();
        let mut before = 0;
        for piece in pieces {
            if matches!(piece.inline, Inline::Text(_)) {
                for (at, byte) in text.as_bytes()[piece.range.clone()].iter().enumerate() {
                    let at = piece.range.start + at;
                    // A backslash that belongs to no text escapes what stands behind it.
                    let escaped = at == piece.range.start && at > before && text.as_bytes()[at - 1] == b'\\';
                    if matches!(byte, b'[' | b']' | b';' | b',' | b'@') && !escaped {
                        signs.push(Sign { at, byte: *byte, close: None });
                    }
                }
            }
            before = piece.range.end;
        }
        let mut open = Vec::new();
        for at in 0..signs.len() {
            match signs[at].byte {
                b'[' => open.push(at),
                b']' => {
                    if let Some(opened) = open.pop() {
                        let opened: usize = opened;
                        signs[opened].close = Some(at);
                    }
                }
                _ => {}
            }
        }
        let end = pieces.last().map_or(0, |piece| piece.range.end);
        Self { source, text, pieces, signs, end }
    }

    pub(super) fn clusters(&self, prose: &mut Prose) {
        let mut at = 0;
        while let Some(sign) = self.signs.get(at) {
            at = match sign.byte {
                b'[' if self.is_note(sign) => {
                    let close = sign.close.map_or(sign.at + 1, |close| self.signs[close].at + 1);
                    prose.calls.push(Call { range: sign.at - 1..close, name: None });
                    at + 1
                }
                b'[' => self.bracketed(at, prose).unwrap_or(at + 1),
                b'@' => self.in_text(at, prose).unwrap_or(at + 1),
                _ => at + 1,
            };
        }
    }

    /// `^[text]`.
    fn is_note(&self, sign: &Sign) -> bool {
        sign.close.is_some() && self.text[..sign.at].ends_with('^') && !self.text[..sign.at].ends_with("\\^")
    }

    /// The signs within brackets, without those in brackets within them.
    fn level(&self, from: usize, to: usize) -> Vec<usize> {
        let mut level = Vec::new();
        let mut at = from;
        while at < to {
            level.push(at);
            at = self.signs[at].close.map_or(at, |close| close) + 1;
        }
        level
    }

    /// `[see @a, p. 3; @b]`: the sign behind it. Every part must have a key.
    fn bracketed(&self, open: usize, prose: &mut Prose) -> Option<usize> {
        let close = self.signs[open].close?;
        let works = self.parts(self.signs[open].at + 1, open + 1, close)?;
        let range = self.signs[open].at..self.signs[close].at + 1;
        prose.clusters.push(Cluster { range, form: ClusterForm::Bracketed, works });
        Some(close + 1)
    }

    /// The works between `start` and the sign that closes; `from` is the first sign in there.
    fn parts(&self, start: usize, from: usize, close: usize) -> Option<Vec<Work>> {
        let level = self.level(from, close);
        let mut works = Vec::new();
        let mut start = start;
        let mut key: Option<Key> = None;
        let mut comma = None;
        for at in level.iter().copied().chain([close]) {
            let sign = self.signs[at];
            match sign.byte {
                b'@' if key.is_none() => (key, comma) = (self.key(sign.at), None),
                // Where a semicolon was forgotten, the last comma stands for it.
                b'@' => {
                    if let Some(next) = self.key(sign.at).filter(|next| !self.is_reference(next))
                        && let Some(before) = key.take_if(|before| before.end <= next.start)
                    {
                        let end = comma.take().unwrap_or(before.end);
                        works.push(self.work(before, start, end));
                        start = end + usize::from(self.text[end..].starts_with(','));
                        key = Some(next);
                    }
                }
                b',' if key.as_ref().is_some_and(|key| key.end <= sign.at) => comma = Some(sign.at),
                b';' | b']' if at == close || sign.byte == b';' => {
                    // A semicolon may be a part of an odd key.
                    if key.as_ref().is_some_and(|key| sign.at < key.end) {
                        continue;
                    }
                    works.push(self.work(key.take()?, start, sign.at));
                    start = sign.at + 1;
                }
                _ => {}
            }
        }
        Some(works)
    }

    fn work(&self, key: Key, start: usize, end: usize) -> Work {
        Work { prefix: self.inlines(start..key.start), suffix: self.inlines(key.end..end), ..self.bare(key) }
    }

    fn bare(&self, key: Key) -> Work {
        let maybe_reference = self.is_reference(&key);
        let name = self.text[key.key.clone()].to_owned();
        let span = self.source.span(key.key);
        Work { key: name, span, prefix: Vec::new(), suffix: Vec::new(), suppressed: key.suppressed, maybe_reference }
    }

    /// Whether a key may be that of a figure, table or section: `@fig-a`.
    fn is_reference(&self, key: &Key) -> bool {
        let name = &self.text[key.key.clone()];
        let kind = name.split(['-', ':']).next().unwrap_or_default();
        kind.len() < name.len() && CROSS_REFERENCES.contains(&kind)
    }

    /// `@a`, `-@a`, `@a [p. 3; @b]`: the sign behind it.
    fn in_text(&self, at: usize, prose: &mut Prose) -> Option<usize> {
        let key = self.key(self.signs[at].at)?;
        let form = if key.suppressed { ClusterForm::WithoutAuthor } else { ClusterForm::InText };
        let (start, end) = (key.start, key.end);
        let first = self.bare(key);
        let next = (at + 1..self.signs.len()).find(|next| self.signs[*next].at >= end).unwrap_or(self.signs.len());
        if let Some((works, close)) = self.locator(next, end, &first) {
            prose.clusters.push(Cluster { range: start..self.signs[close].at + 1, form, works });
            return Some(close + 1);
        }
        prose.clusters.push(Cluster { range: start..end, form, works: vec![first] });
        Some(next)
    }

    /// ` [p. 3; see @b]` behind a key in the text, and the sign that closes it.
    fn locator(&self, open: usize, end: usize, first: &Work) -> Option<(Vec<Work>, usize)> {
        let sign = self.signs.get(open).filter(|sign| sign.byte == b'[')?;
        let between = self.text.get(end..sign.at)?;
        if !between.chars().all(char::is_whitespace) || between.matches('\n').count() > 1 || self.text[sign.at + 1..].starts_with('^') {
            return None;
        }
        let close = sign.close?;
        let behind = self.signs[close].at + 1;
        if self.text[behind..].starts_with(['(', '[']) {
            return None;
        }
        let level = self.level(open + 1, close);
        let cut = level.iter().copied().find(|at| self.signs[*at].byte == b';').unwrap_or(close);
        if level.iter().any(|at| *at < cut && self.signs[*at].byte == b'@') {
            return None;
        }
        let suffix = self.inlines(sign.at + 1..self.signs[cut].at);
        let mut works = vec![Work { suffix, ..first.clone() }];
        if cut < close {
            works.extend(self.parts(self.signs[cut].at + 1, cut + 1, close)?);
        }
        Some((works, close))
    }

    /// The key behind an `@`.
    fn key(&self, at: usize) -> Option<Key> {
        let text = self.text;
        let before = text[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let suppressed = before == Some('-') && !text[..at - 1].ends_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_');
        let rest = text.get(at + 1..self.end)?;
        let (key, end) = match rest.strip_prefix('{') {
            Some(braced) => {
                let length = braced.find(['}', '{', '\n']).filter(|end| braced[*end..].starts_with('}'))?;
                (at + 2..at + 2 + length, at + 3 + length)
            }
            None => (at + 1..at + 1 + key_length(rest), at + 1 + key_length(rest)),
        };
        (!key.is_empty()).then_some(Key { start: at - usize::from(suppressed), end, key, suppressed })
    }

    /// What stands in a range.
    fn inlines(&self, range: Range<usize>) -> Vec<Inline> {
        let first = self.pieces.partition_point(|piece| piece.range.end < range.start);
        let mut inlines: Vec<Inline> = Vec::new();
        for piece in self.pieces[first..].iter().take_while(|piece| piece.range.start <= range.end) {
            let within = piece.range.start.max(range.start)..piece.range.end.min(range.end);
            match &piece.inline {
                Inline::Text(_) if within.is_empty() => {}
                Inline::Text(text) if within == piece.range => inlines.push(Inline::Text(text.clone())),
                // Of a piece that is cut, the source's text is what it says: it has no escapes.
                Inline::Text(_) => inlines.push(Inline::Text(self.text[within].to_owned())),
                Inline::Opaque(_) if within != piece.range => {}
                inline => inlines.push(inline.clone()),
            }
        }
        balanced(inlines)
    }
}

/// Emphasis that begins or ends elsewhere is left out.
fn balanced(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut keep: Vec<bool> = inlines.iter().map(|inline| matches!(inline, Inline::Text(_) | Inline::Opaque(_))).collect();
    let mut open: Vec<usize> = Vec::new();
    for (at, inline) in inlines.iter().enumerate() {
        match inline {
            Inline::Start(_) => open.push(at),
            Inline::End(_) => {
                if let Some(start) = open.pop() {
                    (keep[start], keep[at]) = (true, true);
                }
            }
            _ => {}
        }
    }
    inlines.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(inline, _)| inline).collect()
}
