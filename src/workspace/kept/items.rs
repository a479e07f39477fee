//! Where the items of a `.bib` file stand. The file is cut at lines that begin with `@` and the parts are looked through at once; where
//! an item has no end, which may be because it was cut, it is done again as a whole.

use crate::syntax::{self, Bytes, Item, ItemKind};
use crate::text::{Source, SourceId};

/// Smaller files are not cut.
const WORTH_CUTTING: usize = 1 << 20;

/// The items of a file.
#[derive(Debug)]
pub(super) struct Items {
    /// All of them, in order, without their fields.
    pub list: Vec<Item>,
    /// Which of them are entries.
    pub entries: Vec<u32>,
}

impl Items {
    /// The items of a source; none where the last one has no end, so that what is added behind it would be of it.
    pub fn of(source: &Source, jobs: usize) -> Option<Self> {
        let parts = if source.text.len() < WORTH_CUTTING { 1 } else { jobs.clamp(1, 16) };
        let is_whole = |item: &Item| item.closed || item.kind == ItemKind::Stray;
        let cut = if parts > 1 { in_parts(&source.text, parts).filter(|list| list.iter().all(is_whole)) } else { None };
        let list = cut.or_else(|| in_parts(&source.text, 1))?;
        if !list.last().is_none_or(is_whole) {
            return None;
        }
        let is_entry = |(at, item): (usize, &Item)| (item.kind == ItemKind::Entry).then(|| u32::try_from(at).unwrap_or(u32::MAX));
        let entries = list.iter().enumerate().filter_map(is_entry).collect();
        Some(Self { list, entries })
    }

    /// The entry of that number.
    pub fn entry(&self, number: usize) -> Option<&Item> {
        self.list.get(*self.entries.get(number)? as usize)
    }

    /// The number of the entry that holds a byte.
    pub fn number_at(&self, offset: usize) -> Option<usize> {
        let at = self.list.partition_point(|item| item.span.range().start <= offset).checked_sub(1)?;
        self.entries.binary_search(&u32::try_from(at).ok()?).ok()
    }

    /// The entries in whose text these words stand, but for the key itself.
    pub fn mentioning(&self, text: &str, words: &str) -> Vec<usize> {
        let hits = memchr::memmem::find_iter(text.as_bytes(), words.as_bytes());
        let outside = |at: usize| self.number_at(at).filter(|number| self.entry(*number).is_some_and(|item| !item.key.range().contains(&at)));
        let mut found: Vec<usize> = hits.filter_map(outside).collect();
        found.dedup();
        found
    }
}

/// The items of a text that is cut into parts.
fn in_parts(text: &str, parts: usize) -> Option<Vec<Item>> {
    let mut cuts = vec![0];
    for part in 1..parts {
        let from = text.len() / parts * part;
        let line = memchr::memmem::find(text.as_bytes().get(from..)?, b"\n@").map(|at| from + at + 1);
        cuts.extend(line.filter(|line| cuts.last().is_some_and(|last| last < line)));
    }
    cuts.push(text.len());
    let ranges: Vec<(usize, usize)> = cuts.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let found: Vec<Option<Vec<Item>>> = std::thread::scope(|scope| {
        let work: Vec<_> = ranges.iter().map(|(start, end)| scope.spawn(move || Some(part(text.get(*start..*end)?, *start)))).collect();
        work.into_iter().map(|work| work.join().ok().flatten()).collect()
    });
    let mut all = Vec::new();
    for items in found {
        all.extend(items?);
    }
    Some(all)
}

/// The items of a part that begins at that byte of the whole.
fn part(text: &str, start: usize) -> Vec<Item> {
    let source = Source::from_text(SourceId(0), "", text);
    let mut list = Vec::with_capacity(text.len() / 300);
    syntax::each_item(&source, |_, item| {
        let moved = |bytes: Bytes| Bytes::new(bytes.range().start + start, bytes.range().end + start);
        let mut item = *item;
        (item.span, item.name, item.key) = (moved(item.span), moved(item.name), moved(item.key));
        list.push(item);
    });
    list
}
