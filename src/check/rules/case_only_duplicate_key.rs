//! Two keys of one file that differ in the case of letters only.

use crate::check::{Found, Subject};
use crate::model::Entry;
use crate::text::SourceId;
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};
use std::collections::HashMap;

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "case-only-duplicate-key",
    summary: "two keys of a file differ in nothing but capitals",
    why: "BibTeX does not tell them apart and stops; biber does. Whoever cites one by hand will sooner or later cite the other.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "bibtex",
        bad: "@misc{Smith, title = {One}}\n@misc{smith, title = {Two}}",
        good: "@misc{smith2000, title = {One}}\n@misc{smith2001, title = {Two}}",
    }],
};

pub(super) fn check(subject: &Subject, found: &mut Found) {
    let mut first: HashMap<(SourceId, String), &Entry> = HashMap::new();
    for entry in subject.records().filter(|entry| !entry.key.is_empty()) {
        let other = *first.entry((entry.id.source, entry.key.to_lowercase())).or_insert(entry);
        if other.key != entry.key {
            let message = format!("the key `{}` differs from `{}` in capitals only", entry.key, other.key);
            found.push(subject.about(&INFO, entry, message).related(subject.head(other), "used here"));
        }
    }
}
