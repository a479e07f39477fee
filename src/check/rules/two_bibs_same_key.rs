//! Keys that are cited and stand in two bibliographies.

use super::cited_keys::{Keys, Names, documents};
use crate::check::{Found, Subject};
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};
use std::collections::HashSet;

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "two-bibs-same-key",
    summary: "a cited key that two bibliographies give to an entry",
    why: "Which of the two is cited depends on the program and on the order of the files. Give one of them another key, or merge them with \
          `ibidem dedupe`; asked with `--citations`.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "latex",
        bad: "Bees are social \\cite{smith2000}.\n\nrefs.bib:\n@misc{smith2000, title = {On bees}}\n\nrefs.bib:\n@misc{smith2000, title = {On hives}}\n",
        good: "Bees are social \\cite{smith2000}.\n\nrefs.bib:\n@misc{smith2000, title = {On bees}}\n\nrefs.bib:\n@misc{smith2001, title = {On hives}}\n",
    }],
};

pub(super) fn check(subject: &Subject, found: &mut Found) {
    let Some(keys) = Keys::of(subject) else { return };
    let mut told = HashSet::new();
    for citation in documents(subject).flat_map(|(_, cited)| &cited.citations) {
        let Names::Entries([first, rest @ ..]) = keys.names(citation) else { continue };
        for other in rest.iter().filter(|other| other.id.source != first.id.source) {
            if told.insert(other.id) {
                let message = format!("the key `{}` is cited, and another bibliography has it too", citation.key);
                let diagnostic = subject.about(&INFO, other, message);
                found.push(diagnostic.related(subject.head(first), "here").related(citation.span, "cited here"));
            }
        }
    }
}
