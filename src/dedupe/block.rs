//! Blocking: which pairs are worth comparing. Records with an equal key share a block; each key tolerates other faults.

use super::record::{Record, Records, hash};

/// Blocks of more records are not compared each with each, but in a window along their content.
const FULL: usize = 24;
const WINDOW: usize = 6;

/// The pairs worth comparing, each once, in order; near-linear in the number of records.
pub(crate) fn pairs(records: &Records) -> Vec<(u32, u32)> {
    let mut keyed: Vec<(u64, u32)> = Vec::with_capacity(records.list.len() * 8);
    for (at, record) in records.list.iter().enumerate() {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        keys(records, record, |key| keyed.push((key, at)));
    }
    keyed.sort_unstable();
    keyed.dedup();
    let mut pairs = Vec::new();
    for block in keyed.chunk_by(|a, b| a.0 == b.0).filter(|block| block.len() > 1) {
        within(records, block, &mut pairs);
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn within(records: &Records, block: &[(u64, u32)], pairs: &mut Vec<(u32, u32)>) {
    if block.len() <= FULL {
        for (at, (_, a)) in block.iter().enumerate() {
            pairs.extend(block[at + 1..].iter().map(|(_, b)| (*a, *b)));
        }
        return;
    }
    let mut order: Vec<u32> = block.iter().map(|(_, at)| *at).collect();
    order.sort_by_cached_key(|at| along(&records.list[*at as usize]));
    for (at, a) in order.iter().enumerate() {
        pairs.extend(order[at + 1..].iter().take(WINDOW).map(|b| (*a.min(b), *a.max(b))));
    }
}

/// What brings like records of one overfull block together.
fn along(record: &Record) -> (Box<str>, Option<u64>, Option<i32>, Option<u64>, u64) {
    let title: String = record.title.chars().take(40).collect();
    (title.into(), record.first.map(|first| u64::from(first.family)), record.year, record.page, record.content)
}

/// The keys of a record, each with a number of its own so that different ones never meet.
fn keys(records: &Records, record: &Record, mut key: impl FnMut(u64)) {
    if let Some(doi) = record.doi {
        key(hash((1, doi)));
    }
    if let Some(pmid) = record.pmid {
        key(hash((2, pmid)));
    }
    if let Some(isbn) = record.isbn {
        key(hash((3, isbn)));
    }
    let family = record.first.map(|first| records.text(first.family));
    if record.title.len() > 5 {
        let head: String = record.title.chars().take(24).collect();
        key(hash((4, head)));
        key(hash((5, rarest(records, record))));
        let tail: String = record.title.chars().rev().take(24).collect();
        key(hash((6, tail)));
    }
    if let Some(page) = record.page {
        if let Some(volume) = record.volume {
            key(hash((7, volume, page)));
        }
        if let Some(family) = family {
            key(hash((8, family, page)));
        }
    }
    if let Some(family) = family {
        key(hash((9, family, record.year, record.volume)));
        if let Some(word) = record.words.iter().map(|word| records.text(*word)).find(|word| word.len() > 4) {
            key(hash((10, family, word)));
        }
    }
}

/// The three words of a title that fewest titles have; by spelling where as few have them.
fn rarest<'r>(records: &'r Records, record: &Record) -> Vec<&'r str> {
    let mut words: Vec<(u32, &str)> =
        record.sorted.iter().map(|word| (records.frequency[*word as usize], records.text(*word))).filter(|(count, _)| *count > 1).collect();
    words.sort_unstable();
    words.dedup();
    words.truncate(3);
    let mut words: Vec<&str> = words.into_iter().map(|(_, word)| word).collect();
    words.sort_unstable();
    words
}
