//! The items of a large text, looked for by several threads: each begins at a line that may begin an item and goes on to where the next one began.
//! The first item of a part is right where the part before ends in front of it; where an item reaches over the cut, the reader before goes on instead.

use super::parse::Parser;
use super::tree::{Bytes, Item, ItemKind};
use crate::text::Source;

/// Smaller parts are not worth a thread.
const WORTH_A_THREAD: usize = 1 << 19;

/// All items of a source, as [`parse`](super::parse()) finds them, without their fields; `jobs` threads may work.
pub fn items(source: &Source, jobs: usize) -> Vec<Item> {
    let mut parts = std::thread::scope(|scope| {
        let cuts = cuts(&source.text, jobs.min(source.text.len() / WORTH_A_THREAD).max(1));
        let work: Vec<_> =
            cuts.windows(2).map(|cut| (cut[0], cut[1])).map(|(from, until)| scope.spawn(move || Part::read(source, from, until))).collect();
        work.into_iter().filter_map(|work| work.join().ok()).collect::<Vec<_>>().into_iter()
    });
    let Some(mut whole) = parts.next() else { return Vec::new() };
    parts.for_each(|next| whole.add(next));
    whole.items
}

/// Where to cut: at the beginning, before lines that begin with `@`, at the end.
fn cuts(text: &str, parts: usize) -> Vec<usize> {
    let mut cuts = vec![0];
    for part in 1..parts {
        let from = text.len() / parts * part;
        let line = text.as_bytes().get(from..).and_then(|rest| memchr::memmem::find(rest, b"\n@"));
        cuts.extend(line.map(|line| from + line + 1).filter(|cut| cuts.last().is_some_and(|last| last < cut)));
    }
    cuts.push(text.len());
    cuts
}

/// The items that begin between two places, and the parser behind them.
struct Part<'s> {
    from: usize,
    until: usize,
    parser: Parser<'s>,
    items: Vec<Item>,
}

impl<'s> Part<'s> {
    fn read(source: &'s Source, from: usize, until: usize) -> Self {
        let mut part = Self { from, until, parser: Parser::quiet(source, from), items: Vec::with_capacity((until - from) / 400) };
        part.go_on(until);
        part
    }

    fn go_on(&mut self, until: usize) {
        self.until = until;
        self.parser.file_until(until, |tree| {
            tree.items.iter().for_each(|item| push(&mut self.items, *item));
            tree.clear();
        });
    }

    /// Adds the part behind this one, unless what is known here tells that it began in the midst of something.
    fn add(&mut self, next: Self) {
        match self.parser.goes_on_as(&next.parser, next.from) {
            true => {
                self.parser = next.parser.with_patience_of(&self.parser);
                next.items.into_iter().for_each(|item| push(&mut self.items, item));
                self.until = next.until;
            }
            false => self.go_on(next.until),
        }
    }
}

/// What stands between items is one item, though a cut went through it.
fn push(items: &mut Vec<Item>, item: Item) {
    match items.last_mut() {
        Some(last) if last.kind == ItemKind::Stray && item.kind == ItemKind::Stray => {
            last.span = Bytes::new(last.span.range().start, item.span.range().end)
        }
        _ => items.push(item),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::syntax::{self, tests::shared_bib};
    use crate::text::SourceId;
    use proptest::prelude::*;

    /// The items of a text that is cut at these places, wherever they are.
    fn cut_at(source: &Source, cuts: &[usize]) -> Vec<(ItemKind, std::ops::Range<usize>, std::ops::Range<usize>, bool)> {
        let mut parts = cuts.windows(2).map(|cut| Part::read(source, cut[0], cut[1]));
        let mut whole = parts.next().unwrap();
        parts.for_each(|next| whole.add(next));
        whole.items.iter().map(|item| (item.kind, item.span.range(), item.key.range(), item.closed)).collect()
    }

    fn check(text: &str, parts: usize) {
        let source = Source::from_text(SourceId(0), "x.bib", text);
        let (tree, _) = syntax::parse(&source);
        let whole: Vec<_> = tree.items().iter().map(|item| (item.kind, item.span.range(), item.key.range(), item.closed)).collect();
        assert_eq!(cut_at(&source, &cuts(text, parts)), whole, "{parts} parts of {text:?}");
    }

    #[test]
    fn cut_or_not_the_items_of_real_files_are_the_same() {
        for path in shared_bib() {
            let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
            [2, 3, 7, 40].into_iter().for_each(|parts| check(&text, parts));
        }
    }

    proptest! {
        #[test]
        fn cut_or_not_the_items_are_the_same(pieces in prop::collection::vec(prop::sample::select(vec![
            "\n@a{k, t = {x}}", "\n@a{k, t = {x", "\n@comment{", "\n@comment", "\n@string{s = \"", "}", "\"", "\n@", "\n@(", "\n% @a{", "words", "\n@a(k, t = 1)", "{", "\n", ",\n u = {y},",
        ]), 0..40), parts in 1usize..12) {
            check(&pieces.concat(), parts);
        }
    }
}
