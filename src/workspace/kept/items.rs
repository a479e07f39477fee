//! Where the items of a `.bib` file stand.

use crate::syntax::{self, Item, ItemKind};
use crate::text::Source;

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
        let list = syntax::items(source, jobs);
        if !list.last().is_none_or(|item| item.closed || item.kind == ItemKind::Stray) {
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
