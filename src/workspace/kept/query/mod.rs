//! Questions to a library: words, phrases, fields, years, types and tags, with accents, case, LaTeX and transliteration folded.

mod matching;
mod parse;

use super::excerpt::Excerpt;
use super::written::Strings;
use super::{Held, Kept};
use crate::format::hayagriva;
use crate::model::{Entry, Library};
use matching::Entryful;
use parse::Term;
pub use parse::{InvalidQuery, Query};

/// An entry that a question found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Which excerpt it is read in.
    pub excerpt: usize,
    /// Its number in the library.
    pub number: usize,
    /// How well it fits; more is better.
    pub score: f64,
}

/// The entries that a question is about, best first: by how well they fit, then the newer ones, then in the order of the library.
/// They are read, with others perhaps, in the excerpts.
pub fn search<'k>(kept: &'k Kept, query: &Query) -> (Vec<Excerpt<'k>>, Vec<Hit>) {
    let excerpts = kept.read(&candidates(kept, query));
    let mut hits = Vec::new();
    for (at, excerpt) in excerpts.iter().enumerate() {
        for (number, entry) in excerpt.entries() {
            if let Some(score) = query.score(&Entryful::new(entry)) {
                hits.push((Hit { excerpt: at, number, score }, entry.year().unwrap_or(i32::MIN)));
            }
        }
    }
    hits.sort_by(|(a, year), (b, other)| b.score.total_cmp(&a.score).then(other.cmp(year)).then(a.number.cmp(&b.number)));
    let mut hits: Vec<Hit> = hits.into_iter().map(|(hit, _)| hit).collect();
    // Entries that several others depend on are read with each.
    let mut seen = rustc_hash::FxHashSet::default();
    hits.retain(|hit| seen.insert(hit.number));
    (excerpts, hits)
}

/// The entries that may be meant: all, unless their words can be told without reading them.
fn candidates(kept: &Kept, query: &Query) -> Vec<usize> {
    let all = || (0..kept.len()).collect::<Vec<_>>();
    let needles: Vec<&Term> = query.terms.iter().filter(|term| term.has_needles()).collect();
    let Held::Items(items) = &kept.held else { return all() };
    if needles.is_empty() {
        return all();
    }
    let strings = Strings::of(items, &kept.source.text);
    kept.filtered(&all(), |number, words, _: &mut Vec<()>| {
        words.clear();
        !strings.fold(kept.written(number), words) || needles.iter().all(|term| term.may_be_in(words))
    })
}

/// The entries that hayagriva's selector matches, in the order of the library.
///
/// # Errors
/// A text that is no selector.
pub fn select<'k>(kept: &'k Kept, selector: &str) -> Result<(Vec<Excerpt<'k>>, Vec<Hit>), InvalidQuery> {
    let selector = ::hayagriva::Selector::parse(selector).map_err(|error| InvalidQuery::Selector(error.to_string()))?;
    let excerpts = kept.read_all();
    let mut hits = Vec::new();
    for (at, excerpt) in excerpts.iter().enumerate() {
        let matching = excerpt.entries().filter(|(_, entry)| theirs(entry, excerpt).is_some_and(|entry| selector.matches(&entry)));
        hits.extend(matching.map(|(number, _)| Hit { excerpt: at, number, score: 0.0 }));
    }
    hits.sort_by_key(|hit| hit.number);
    hits.dedup_by_key(|hit| hit.number);
    Ok((excerpts, hits))
}

/// An entry as hayagriva knows it, with the work that contains it.
fn theirs(entry: &Entry, excerpt: &Excerpt) -> Option<::hayagriva::Entry> {
    let library = &excerpt.workspace().library;
    let parent = entry.parent.as_ref().and_then(|key| library.entries.iter().find(|other| other.key == *key));
    let mut own = Library { entries: [Some(entry), parent].into_iter().flatten().cloned().collect(), ..Library::default() };
    if let Some(first) = own.entries.first_mut().filter(|entry| entry.key.is_empty()) {
        first.key = "entry".into();
    }
    let (text, _) = (hayagriva::HAYAGRIVA.write?)(&own);
    ::hayagriva::io::from_yaml_str(&text).ok()?.nth(0).cloned()
}

#[cfg(test)]
mod tests;
