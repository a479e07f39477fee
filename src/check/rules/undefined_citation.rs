//! Keys in documents that no entry has.

use super::cited_keys::{Keys, Names, documents};
use crate::check::{Found, Subject};
use crate::document::citations::How;
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};
use std::collections::HashMap;

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "undefined-citation",
    summary: "a key is cited that no entry has",
    why: "The text shows a question mark, or the key itself. The entry is missing, or the key is misspelt; asked with `--citations`.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "latex",
        bad: "Bees are social \\cite{smith200}.\n\nrefs.bib:\n@misc{smith2000, title = {On bees}}\n",
        good: "Bees are social \\cite{smith2000}.\n\nrefs.bib:\n@misc{smith2000, title = {On bees}}\n",
    }],
};

/// The keys that the documents of a run cite and that no entry has, each where it stands.
pub fn undefined(subject: &Subject) -> Vec<Diagnostic> {
    let mut list = Vec::new();
    check(subject, &mut Found::new(&INFO, &mut list));
    list
}

pub(super) fn check(subject: &Subject, found: &mut Found) {
    let Some(keys) = Keys::of(subject).filter(|keys| !keys.is_empty()) else { return };
    let mut nearest = HashMap::new();
    for citation in documents(subject).flat_map(|(_, cited)| &cited.citations) {
        if !matches!(keys.names(citation), Names::Nothing) {
            continue;
        }
        let looked_for = nearest.len() < keys.most_slips();
        let near = nearest.entry(citation.key.as_str()).or_insert_with(|| if looked_for { keys.nearest(&citation.key) } else { None });
        let what = if citation.how == How::Either { "no entry and no label" } else { "no entry" };
        let message = format!("{what} has the key `{}`", citation.key);
        found.push(match *near {
            Some(entry) => {
                let message = format!("{message}; did you mean `{}`?", entry.key);
                Diagnostic::new(&INFO, citation.span, message).related(subject.head(entry), "this one?")
            }
            None => Diagnostic::new(&INFO, citation.span, message),
        });
    }
}
