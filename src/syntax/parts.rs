//! Large texts, read by several threads: each begins at a line that begins an item and goes on to where the next one began. What it read counts
//! where the part before ends in front of it; where an item reaches over the cut, the reader before goes on instead.

use super::parse::Parser;
use super::tree::{Item, Tree};
use crate::text::{Diagnostic, Source};
use std::ops::Range;
use std::thread;

/// Smaller parts are not worth a thread.
const WORTH_A_THREAD: usize = 1 << 19;

/// What is made of the items of a source as they are read.
pub trait Reading: Send + Sized {
    /// Takes the next item, with the tree that holds its fields.
    fn take(&mut self, tree: &Tree, item: &Item);
    /// One that reads those bytes further on, and knows what this one knows now.
    fn ahead(&self, bytes: Range<usize>) -> Self;
    /// Whether one that was ahead read what this one would have read.
    fn agrees(&self, ahead: &Self) -> bool;
    /// Takes over what that one read.
    fn join(&mut self, ahead: Self);
}

/// Into how many parts it is worth cutting a text for so many threads.
pub fn parts(text: &str, jobs: usize) -> usize {
    jobs.min(text.len() / WORTH_A_THREAD).max(1)
}

/// Reads a source as [`each_item`](super::each_item) does, what stands behind the byte `from` in so many parts at once: what was made of it,
/// and what is wrong with the form. Neither depends on the parts.
pub fn each_item_in<R: Reading>(source: &Source, from: usize, parts: usize, reading: R) -> (R, Vec<Diagnostic>) {
    let whole = whole(Part { reading, parser: Parser::beginning(source, 0, false) }, &cuts(source, from, parts));
    (whole.reading, whole.parser.into_found())
}

/// All items of a source, as [`parse`](super::parse()) finds them, without their fields; `jobs` threads may work.
pub fn items(source: &Source, jobs: usize) -> Vec<Item> {
    items_in(source, parts(&source.text, jobs))
}

fn items_in(source: &Source, parts: usize) -> Vec<Item> {
    whole(Part { reading: Items::default(), parser: Parser::beginning(source, 0, true) }, &cuts(source, 0, parts)).reading.0
}

#[derive(Default)]
struct Items(Vec<Item>);

impl Reading for Items {
    fn take(&mut self, _: &Tree, item: &Item) {
        self.0.push(*item);
    }

    fn ahead(&self, bytes: Range<usize>) -> Self {
        Self(Vec::with_capacity(bytes.len() / 400))
    }

    fn agrees(&self, _: &Self) -> bool {
        true
    }

    fn join(&mut self, ahead: Self) {
        self.0.extend(ahead.0);
    }
}

/// Where to cut: before items that begin a line, the first behind `from`; at the end.
fn cuts(source: &Source, from: usize, parts: usize) -> Vec<usize> {
    let length = source.text.len();
    let mut cuts = Vec::with_capacity(parts + 1);
    for part in 0..if parts < 2 { 0 } else { parts } {
        let cut = item_behind(source, from + length.saturating_sub(from) / parts * part);
        cuts.extend(cut.filter(|cut| cuts.last().is_none_or(|last| last < cut)));
    }
    cuts.push(length);
    cuts
}

/// The first item behind a byte that surely is one, whatever stands before.
fn item_behind(source: &Source, from: usize) -> Option<usize> {
    let rest = source.text.as_bytes().get(from..)?;
    memchr::memmem::find_iter(rest, b"\n@").map(|line| from + line + 1).find(|at| Parser::may_begin(source, *at))
}

/// All parts read and joined.
fn whole<'s, R: Reading>(mut whole: Part<'s, R>, cuts: &[usize]) -> Part<'s, R> {
    // What stands before the first cut is what all others have to know.
    cuts.first().into_iter().for_each(|first| whole.go_on(*first));
    thread::scope(|scope| {
        let mut between = cuts.windows(2).map(|cut| (cut[0], cut[1]));
        let own = between.next();
        let others: Vec<_> = between.map(|(from, until)| (whole.ahead(from, until), from, until)).collect();
        let read = |(mut part, from, until): (Part<'s, R>, usize, usize)| {
            part.go_on(until);
            (part, from, until)
        };
        let others: Vec<_> = others.into_iter().map(|part| scope.spawn(move || read(part))).collect();
        own.into_iter().for_each(|(_, until)| whole.go_on(until));
        for other in others {
            let (part, from, until) = other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            whole.add(part, from, until);
        }
    });
    whole
}

/// What was made of a part, and the parser behind it.
struct Part<'s, R> {
    reading: R,
    parser: Parser<'s>,
}

impl<R: Reading> Part<'_, R> {
    fn ahead(&self, from: usize, until: usize) -> Self {
        Self { reading: self.reading.ahead(from..until), parser: self.parser.ahead(from) }
    }

    fn go_on(&mut self, until: usize) {
        self.parser.file_until(until, |tree| {
            tree.items().iter().for_each(|item| self.reading.take(tree, item));
            tree.clear();
        });
    }

    /// Adds the part behind this one, unless what is known here tells that it would have been read otherwise.
    fn add(&mut self, next: Self, from: usize, until: usize) {
        if self.parser.agrees(&next.parser, from) && self.reading.agrees(&next.reading) {
            self.parser.join(next.parser);
            self.reading.join(next.reading);
        } else {
            drop(next);
            self.go_on(until);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::syntax::{self, ItemKind, tests::shared_bib};
    use crate::text::SourceId;
    use proptest::prelude::*;

    fn check(text: &str, parts: usize) {
        let source = Source::from_text(SourceId(0), "x.bib", text);
        let said = |items: &[Item]| -> Vec<_> {
            items.iter().map(|item| (item.kind, item.span.range(), item.key.range(), item.closed)).collect::<Vec<(ItemKind, _, _, _)>>()
        };
        assert_eq!(said(&items_in(&source, parts)), said(syntax::parse(&source).0.items()), "{parts} parts of {text:?}");
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
