//! Some entries of a library, read with what they depend on: the strings of the file, the entries that they take values from. What is said of
//! the excerpt's text is said of the file's: every byte knows where it stands there.

use super::items::Items;
use super::{Held, Kept};
use crate::model::Entry;
use crate::syntax::ItemKind;
use crate::text::{Edit, Span};
use crate::workspace::{ReadAs, Workspace};
use std::collections::BTreeSet;
use std::ops::Range;

/// Fewer entries are read by one thread.
const WORTH_SHARING: usize = 4000;

/// Entries of a library, read.
#[derive(Debug)]
pub struct Excerpt<'k> {
    kept: &'k Kept,
    of: Of<'k>,
    /// For each of its entries, the number in the library.
    numbers: Vec<usize>,
}

#[derive(Debug)]
enum Of<'k> {
    Whole(&'k Workspace),
    Part(Box<Workspace>, Vec<Piece>),
}

/// A stretch of the file in the excerpt.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Where it begins in the excerpt.
    at: usize,
    /// Where it begins in the file.
    from: usize,
    length: usize,
}

/// What is taken into an excerpt around its entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    /// Nothing.
    None,
    /// What stands between them and their neighbours, the neighbours themselves, and the end of the file: enough to see what comments are of,
    /// and where something is added.
    Neighbours,
}

impl Kept {
    /// Reads these entries, by several threads where they are many.
    pub fn read(&self, numbers: &[usize]) -> Vec<Excerpt<'_>> {
        let Held::Items(items) = &self.held else { return vec![self.whole()] };
        if numbers.len() < WORTH_SHARING || self.jobs < 2 {
            return vec![self.part(items, numbers, Around::None)];
        }
        let chunks: Vec<&[usize]> = numbers.chunks(numbers.len().div_ceil(self.jobs)).collect();
        std::thread::scope(|scope| {
            let work: Vec<_> = chunks.into_iter().map(|chunk| scope.spawn(move || self.part(items, chunk, Around::None))).collect();
            work.into_iter().filter_map(|work| work.join().ok()).collect()
        })
    }

    /// Reads all entries.
    pub fn read_all(&self) -> Vec<Excerpt<'_>> {
        self.read(&(0..self.len()).collect::<Vec<_>>())
    }

    /// Reads these entries so that they can be changed, and others added.
    pub(super) fn to_change(&self, numbers: &[usize]) -> Excerpt<'_> {
        match &self.held {
            Held::Items(items) => self.part(items, numbers, Around::Neighbours),
            Held::Read(_) => self.whole(),
        }
    }

    fn whole(&self) -> Excerpt<'_> {
        let Held::Read(workspace) = &self.held else { return self.to_change(&(0..self.len()).collect::<Vec<_>>()) };
        Excerpt { kept: self, of: Of::Whole(workspace), numbers: (0..self.len()).collect() }
    }

    /// An excerpt that has all that its entries depend on.
    fn part(&self, items: &Items, numbers: &[usize], around: Around) -> Excerpt<'_> {
        let mut wanted: BTreeSet<usize> = numbers.iter().copied().collect();
        let mut by_key = None;
        loop {
            let excerpt = self.excerpt(items, &wanted, around);
            let links = excerpt.entries().filter(|(number, _)| wanted.contains(number)).flat_map(|(_, entry)| entry.links());
            let links: BTreeSet<String> = links.map(|link| link.to_string()).collect();
            if links.is_empty() {
                return excerpt;
            }
            let by_key = by_key.get_or_insert_with(|| self.by_key());
            let more: Vec<usize> =
                links.iter().filter_map(|key| by_key.get(key.as_str()).copied()).filter(|number| !wanted.contains(number)).collect();
            if more.is_empty() {
                return excerpt;
            }
            wanted.extend(more);
        }
    }

    fn excerpt(&self, items: &Items, wanted: &BTreeSet<usize>, around: Around) -> Excerpt<'_> {
        let ranges = ranges(items, wanted, around, self.source.text.len());
        let mut text = String::new();
        let mut pieces = Vec::with_capacity(ranges.len());
        for range in ranges {
            if !text.is_empty() {
                text.push('\n');
            }
            pieces.push(Piece { at: text.len(), from: range.start, length: range.len() });
            text += self.source.text.get(range).unwrap_or_default();
        }
        let mut workspace = Workspace { jobs: Some(self.jobs), ..Workspace::default() };
        workspace.add_text(self.source.name.clone(), &text, ReadAs::Format(self.format));
        let mut excerpt = Excerpt { kept: self, of: Of::Part(Box::new(workspace), pieces), numbers: Vec::new() };
        let number = |entry: &Entry| {
            let start = excerpt.origin(excerpt.workspace().library.origins.span(entry.id).range().start);
            items.number_at(start).unwrap_or(usize::MAX)
        };
        excerpt.numbers = excerpt.workspace().library.entries.iter().map(number).collect();
        excerpt
    }
}

/// What of the file stands in an excerpt, in order; stretches that touch are one.
fn ranges(items: &Items, wanted: &BTreeSet<usize>, around: Around, length: usize) -> Vec<Range<usize>> {
    let list = &items.list;
    let start = |at: usize| list.get(at).map_or(length, |item| item.span.range().start);
    let neighbour = |mut at: usize| {
        // Comments may be of the entry before as well as of the one behind.
        while at > 0 && list.get(at).is_some_and(|item| item.kind != ItemKind::Entry) {
            at -= 1;
        }
        at
    };
    let mut ranges: Vec<Range<usize>> = list.iter().filter(|item| item.kind == ItemKind::String).map(|item| item.span.range()).collect();
    for at in wanted.iter().filter_map(|number| items.entries.get(*number)).map(|at| *at as usize) {
        ranges.push(match around {
            Around::None => list.get(at).map_or(0..0, |item| item.span.range()),
            Around::Neighbours => {
                let behind = (at + 1..list.len()).find(|at| list.get(*at).is_some_and(|item| item.kind == ItemKind::Entry));
                start(at.checked_sub(1).map_or(0, neighbour))..behind.map_or(length, |behind| start(behind + 1))
            }
        });
    }
    if around == Around::Neighbours {
        ranges.push(start(list.len().checked_sub(1).map_or(0, neighbour))..length);
    }
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

impl Excerpt<'_> {
    /// What was read: the text, the entries, what reading had to say. Its spans are of the excerpt; see [`origin`](Self::origin).
    pub fn workspace(&self) -> &Workspace {
        match &self.of {
            Of::Whole(workspace) => workspace,
            Of::Part(workspace, _) => workspace,
        }
    }

    /// The entries, each with its number in the library.
    pub fn entries(&self) -> impl Iterator<Item = (usize, &Entry)> {
        self.numbers.iter().copied().zip(&self.workspace().library.entries)
    }

    /// The entry of that number in the library.
    pub fn entry(&self, number: usize) -> Option<&Entry> {
        self.workspace().library.entries.get(self.index(number)?)
    }

    /// The index that an entry of the library has in the excerpt.
    pub fn index(&self, number: usize) -> Option<usize> {
        self.numbers.iter().position(|of| *of == number)
    }

    /// Where a byte of the excerpt stands in the file.
    pub fn origin(&self, offset: usize) -> usize {
        let Of::Part(_, pieces) = &self.of else { return offset };
        let at = pieces.partition_point(|piece| piece.at <= offset).saturating_sub(1);
        pieces.get(at).map_or(offset, |piece| piece.from + (offset - piece.at).min(piece.length))
    }

    /// The same span in the file.
    pub fn origin_of(&self, span: Span) -> Span {
        let range = span.range();
        let start = self.origin(range.start);
        self.kept.source.span(start..start + range.len())
    }

    /// Edits of the excerpt as edits of the file; none where one of them reaches over what was left out.
    pub(super) fn back(&self, edits: &[Edit]) -> Option<Vec<Edit>> {
        let Of::Part(_, pieces) = &self.of else { return Some(edits.to_vec()) };
        let moved = |edit: &Edit| {
            let range = edit.span.range();
            let piece = pieces.get(pieces.partition_point(|piece| piece.at <= range.start).checked_sub(1)?)?;
            let inside = range.end <= piece.at + piece.length;
            let (start, end) = (piece.from + range.start - piece.at, piece.from + range.end.checked_sub(piece.at)?);
            inside.then(|| Edit { span: self.kept.source.span(start..end), text: edit.text.clone() })
        };
        // A file that holds nothing has no piece.
        if pieces.is_empty() {
            return Some(edits.to_vec());
        }
        edits.iter().map(moved).collect()
    }
}
