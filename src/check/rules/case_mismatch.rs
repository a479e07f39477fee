//! Keys in documents that differ from an entry's in the case of letters.

use super::cited_keys::{Keys, Names, documents};
use crate::check::{Found, Subject};
use crate::text::{Diagnostic, Edit, Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "case-mismatch",
    summary: "a key is cited in other letters, large or small, than its entry has",
    why: "biber, pandoc and Typst find no such entry, and BibTeX stops. The fix is safe: it writes the key as the one entry has it.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::Safe,
    examples: &[Example {
        input: "latex",
        bad: "Bees are social \\cite{Smith2000}.\n\nrefs.bib:\n@misc{smith2000, title = {On bees}}\n",
        good: "Bees are social \\cite{smith2000}.\n\nrefs.bib:\n@misc{smith2000, title = {On bees}}\n",
    }],
};

pub(super) fn check(subject: &Subject, found: &mut Found) {
    let Some(keys) = Keys::of(subject) else { return };
    for citation in documents(subject).flat_map(|(_, cited)| &cited.citations) {
        let Names::OtherCase(entry) = keys.names(citation) else { continue };
        let message = format!("`{}` is cited, but the entry's key is `{}`", citation.key, entry.key);
        let diagnostic = Diagnostic::new(&INFO, citation.span, message).related(subject.head(entry), "the entry");
        found.push(match citation.site.write(&entry.key) {
            Some(key) => diagnostic.fix(format!("write `{}`", entry.key), vec![Edit { span: citation.span, text: key.into_owned() }]),
            None => diagnostic,
        });
    }
}
