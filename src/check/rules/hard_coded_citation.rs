//! Citations by author and year, written by hand in a document that cites by key.

use super::citations::{References, shown};
use super::cited_keys::documents;
use crate::check::{Found, Subject};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "hard-coded-citation",
    summary: "a citation written by hand in a document that cites by key",
    why: "It does not follow the style, has no link, and its entry may be missing from the bibliography. Cite the key instead; asked with `--citations`.",
    severity: Severity::Info,
    default: RuleDefault::Off,
    fix: FixSafety::None,
    examples: &[Example {
        input: "markdown",
        bad: "Bees are social [@smith2000], and birds sing (Lee, 1998).\n\nrefs.bib:\n\
              @misc{smith2000, author = {Smith, Ann}, title = {On bees}, year = 2000}\n@misc{lee1998, author = {Lee, Bo}, title = {On birds}, year = 1998}\n",
        good: "Bees are social [@smith2000], and birds sing [@lee1998].\n\nrefs.bib:\n\
               @misc{smith2000, author = {Smith, Ann}, title = {On bees}, year = 2000}\n@misc{lee1998, author = {Lee, Bo}, title = {On birds}, year = 1998}\n",
    }],
};

pub(super) fn check(subject: &Subject, found: &mut Found) {
    for (input, _) in documents(subject).filter(|(input, cited)| !cited.citations.is_empty() && !input.citations.is_empty()) {
        let references = References::of(subject, input);
        for citation in &input.citations {
            let fitting = references.fitting(citation);
            let message = format!("the citation `{}` is written by hand", shown(citation));
            found.push(match fitting.as_slice() {
                [entry] if !entry.key.is_empty() => {
                    Diagnostic::new(&INFO, citation.span, format!("{message}; `{}` fits", entry.key)).related(subject.head(entry), "this entry")
                }
                _ => Diagnostic::new(&INFO, citation.span, message),
            });
        }
    }
}
