//! Entries of one file that have one DOI and much the same title. Supplements share the DOI of their issue, and are none.

use crate::check::{Found, Subject};
use crate::model::{Entry, Variable, id::Doi};
use crate::text::SourceId;
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};
use std::collections::HashMap;

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "same-doi",
    summary: "two entries have the same DOI",
    why: "They describe the same work, which would be cited under two keys and listed twice. `ibidem dedupe` merges them.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "bibtex",
        bad: "@misc{a, title = {On the bees}, doi = {10.1000/182}}\n@misc{b, title = {On the bees}, doi = {10.1000/182}}",
        good: "@misc{a, title = {On the bees}, doi = {10.1000/182}}\n@misc{b, title = {On the birds}, doi = {10.1000/183}}",
    }],
};

pub(super) fn check(subject: &Subject, found: &mut Found) {
    let mut first: HashMap<(SourceId, String), &Entry> = HashMap::new();
    for entry in &subject.library.entries {
        let Some(doi) = doi(entry) else { continue };
        let other = *first.entry((entry.id.source, doi)).or_insert(entry);
        if other.id != entry.id && super::duplicates::agree(entry, other) {
            let message = format!("the same DOI as {}", subject.call(other));
            found.push(subject.at(&INFO, entry, Variable::Doi, message).related(subject.at(&INFO, other, Variable::Doi, "").span, "first here"));
        }
    }
}

pub(super) fn doi(entry: &Entry) -> Option<String> {
    Doi::parse(&entry.plain(Variable::Doi)?).ok().map(|doi| doi.folded())
}
