//! Two entries of one file with one key. Keys that occur in two files are no fault of either.

use crate::check::{Found, Subject};
use crate::model::Entry;
use crate::text::SourceId;
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};
use std::collections::HashMap;
use std::collections::hash_map::Entry as Place;

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "duplicate-key",
    summary: "two entries of a file have the same key",
    why: "A citation names one of them, and which one depends on the program: BibTeX stops, biber keeps the first, others the last. \
          Give one of them another key, or merge them with `ibidem dedupe`.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "bibtex",
        bad: "@misc{smith, title = {One}}\n@misc{smith, title = {Two}}",
        good: "@misc{smith2000, title = {One}}\n@misc{smith2001, title = {Two}}",
    }],
};

pub(super) fn check(subject: &Subject, found: &mut Found) {
    let mut first: HashMap<(SourceId, &str), &Entry> = HashMap::new();
    for entry in subject.records().filter(|entry| !entry.key.is_empty()) {
        match first.entry((entry.id.source, &entry.key)) {
            Place::Vacant(place) => drop(place.insert(entry)),
            Place::Occupied(place) => {
                let message = format!("the key `{}` is taken already", entry.key);
                found.push(subject.about(&INFO, entry, message).related(subject.head(place.get()), "first used here"));
            }
        }
    }
}
