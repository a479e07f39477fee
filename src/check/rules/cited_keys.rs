//! Which entries the keys in documents name; what the rules about them share. No rule itself.

use super::citations::References;
use crate::check::{Input, Subject};
use crate::document::citations::{Cited, How, KeyCitation};
use crate::model::{Entry, EntryId, aliases, with_linked};
use std::collections::{HashMap, HashSet};

/// The entries that may be cited, by their keys, and the documents that cite.
pub(super) struct Keys<'a> {
    by_key: HashMap<String, Vec<&'a Entry>>,
    by_fold: HashMap<String, Vec<&'a Entry>>,
    /// What the documents define themselves.
    labels: HashSet<&'a str>,
}

/// What a key in a document names.
pub(super) enum Names<'k, 'a> {
    /// These entries, or something of the document itself where there is none.
    Entries(&'k [&'a Entry]),
    /// No entry, but one whose key differs in the case of its letters alone.
    OtherCase(&'a Entry),
    /// Nothing.
    Nothing,
}

/// The documents of a run that were given for what they cite.
pub(super) fn documents<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a Input, &'a Cited)> {
    subject.inputs.iter().filter_map(|input| Some((input, input.cited.as_ref()?)))
}

impl<'a> Keys<'a> {
    /// None where no document was given.
    pub(super) fn of(subject: &Subject<'a>) -> Option<Self> {
        documents(subject).next()?;
        let mut keys = Self { by_key: HashMap::new(), by_fold: HashMap::new(), labels: HashSet::new() };
        for entry in subject.library.entries.iter().filter(|entry| !entry.key.is_empty()) {
            for key in std::iter::once(entry.key.clone()).chain(aliases(entry)) {
                keys.by_fold.entry(key.to_lowercase()).or_default().push(entry);
                keys.by_key.entry(key.as_str().to_owned()).or_default().push(entry);
            }
        }
        keys.labels = documents(subject).flat_map(|(_, cited)| &cited.labels).map(|label| label.name.as_str()).collect();
        Some(keys)
    }

    /// What a citation names.
    pub(super) fn names(&self, citation: &KeyCitation) -> Names<'_, 'a> {
        if let Some(entries) = self.by_key.get(&citation.key) {
            return Names::Entries(entries);
        }
        if self.labels.contains(citation.key.as_str()) {
            return Names::Entries(&[]);
        }
        match self.by_fold.get(&citation.key.to_lowercase()).map(Vec::as_slice) {
            Some([entry, rest @ ..]) if rest.iter().all(|other| other.key == entry.key) => Names::OtherCase(entry),
            _ => Names::Nothing,
        }
    }

    /// Whether there is any entry that could be cited, or anything that documents define.
    pub(super) fn is_empty(&self) -> bool {
        self.by_key.is_empty() && self.labels.is_empty()
    }

    /// The entry whose key is nearest to one that no entry has: a few letters differ, or only what stands between the words.
    pub(super) fn nearest(&self, key: &str) -> Option<&'a Entry> {
        let key = key.to_lowercase();
        let most = 1 + key.len() / 5;
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let wanted = letters(&key);
        let close = |known: &str| -> Option<usize> {
            if known.len().abs_diff(key.len()) > most + 3 {
                return None;
            }
            let distance = strsim::osa_distance(known, &key);
            (distance <= most || letters(known) == wanted).then_some(distance)
        };
        let near = self.by_fold.iter().filter_map(|(known, entries)| Some((close(known)?, entries.first()?)));
        near.min_by(|a, b| (a.0, &a.1.key).cmp(&(b.0, &b.1.key))).map(|(_, entry)| *entry)
    }

    /// For how many misspelt keys the nearest is looked for: all keys are gone through each time.
    pub(super) fn most_slips(&self) -> usize {
        (2_000_000 / self.by_key.len().max(1)).min(100)
    }

    /// What the documents cite.
    fn cited(&self, subject: &Subject<'a>) -> CitedEntries<'a> {
        let mut found = CitedEntries::default();
        for (input, cited) in documents(subject) {
            found.all |= cited.all.is_some();
            for citation in &cited.citations {
                match self.names(citation) {
                    Names::Entries(entries) => found.direct.extend(entries.iter().map(|entry| entry.id)),
                    Names::OtherCase(entry) => drop(found.direct.insert(entry.id)),
                    Names::Nothing => found.unknown.push(citation),
                }
            }
            if !input.citations.is_empty() {
                let references = References::of(subject, input);
                found.direct.extend(input.citations.iter().flat_map(|citation| references.fitting(citation)).map(|entry| entry.id));
            }
        }
        found
    }

    /// The entries that the documents use; none where a document lists everything, or where nothing is cited that is known.
    pub(super) fn used(&self, subject: &Subject<'a>) -> Option<HashSet<EntryId>> {
        let mut cited = self.cited(subject);
        if cited.all || cited.direct.is_empty() {
            return None;
        }
        // A slip of the pen is told where it stands; it does not make its entry unused.
        let slips: Vec<EntryId> =
            cited.unknown.iter().take(self.most_slips()).filter_map(|citation| self.nearest(&citation.key)).map(|entry| entry.id).collect();
        cited.direct.extend(slips);
        Some(cited.with_linked(subject))
    }
}

/// The entries that documents cite.
#[derive(Default)]
struct CitedEntries<'a> {
    /// A document has every entry listed.
    all: bool,
    direct: HashSet<EntryId>,
    /// What names nothing.
    unknown: Vec<&'a KeyCitation>,
}

impl CitedEntries<'_> {
    fn with_linked(&self, subject: &Subject) -> HashSet<EntryId> {
        let entries = &subject.library.entries;
        with_linked(entries, |entry| self.direct.contains(&entry.id)).into_iter().map(|at| entries[at].id).collect()
    }
}

/// The entries that the documents of a run cite, by key or by author and year, with those that these take values from or name as their parts;
/// and the keys that no entry has, each once.
pub fn cited(subject: &Subject) -> (HashSet<EntryId>, Vec<String>) {
    let Some(keys) = Keys::of(subject) else { return Default::default() };
    let cited = keys.cited(subject);
    let mut unknown: Vec<String> = cited.unknown.iter().filter(|citation| citation.how != How::Either).map(|citation| citation.key.clone()).collect();
    let mut seen = HashSet::new();
    unknown.retain(|key| seen.insert(key.clone()));
    match cited.all {
        true => (subject.library.entries.iter().map(|entry| entry.id).collect(), unknown),
        false => (cited.with_linked(subject), unknown),
    }
}
