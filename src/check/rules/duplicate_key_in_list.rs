//! Keys that stand twice in one citation.

use super::cited_keys::documents;
use crate::check::{Found, Subject};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};
use std::collections::HashMap;

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "duplicate-key-in-list",
    summary: "a citation names one key twice",
    why: "Most styles print it twice, “[3, 3]”. The fix is safe: it takes the second one out; keys with a page or a word of their own are left alone.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Safe,
    examples: &[
        Example {
            input: "latex",
            bad: "Bees are social \\cite{smith2000, lee1998, smith2000}.\n\nrefs.bib:\n@misc{smith2000, title = {On bees}}\n",
            good: "Bees are social \\cite{smith2000, lee1998}.\n\nrefs.bib:\n@misc{smith2000, title = {On bees}}\n",
        },
        Example {
            input: "markdown",
            bad: "Bees are social [@smith2000; @smith2000].\n\nrefs.bib:\n@misc{smith2000, title = {On bees}}\n",
            good: "Bees are social [@smith2000].\n\nrefs.bib:\n@misc{smith2000, title = {On bees}}\n",
        },
    ],
};

pub(super) fn check(subject: &Subject, found: &mut Found) {
    for (input, cited) in documents(subject) {
        let Some(source) = subject.sources.get(input.source) else { continue };
        let mut first = HashMap::new();
        for (at, citation) in cited.citations.iter().enumerate() {
            let Some(list) = citation.list else { continue };
            let before = *first.entry((list, citation.key.as_str())).or_insert(citation);
            if before.span == citation.span {
                continue;
            }
            let message = format!("`{}` stands in this citation already", citation.key);
            let diagnostic = Diagnostic::new(&INFO, citation.span, message).related(before.span, "here");
            found.push(match cited.removal(&source.text, at) {
                Some(edit) => diagnostic.fix("take it out", vec![edit]),
                None => diagnostic,
            });
        }
    }
}
