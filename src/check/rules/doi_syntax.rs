//! DOIs that are none, and DOIs with a resolver or a prefix before them in a field that holds a DOI anyway.

use crate::check::{Found, Subject};
use crate::model::{Entry, Variable, id::Doi};
use crate::text::Edit;
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "doi-syntax",
    summary: "a DOI that is none, or with its resolver before it",
    why: "A DOI begins with `10.` and has a slash; styles write `https://doi.org/` before it themselves. The fix takes the resolver or \
          prefix out, which names the same work.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::Safe,
    examples: &[Example {
        input: "bibtex",
        bad: "@misc{smith, title = {One}, doi = {https://doi.org/10.1000/182}}",
        good: "@misc{smith, title = {One}, doi = {10.1000/182}}",
    }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    if subject.is_reference(entry) {
        return;
    }
    let Some(written) = subject.written(entry, Variable::Doi) else { return };
    let read = subject.plain(entry, Variable::Doi).unwrap_or_default();
    // The value says more than the words where the format has escapes.
    let bare = Doi::parse(&read);
    let Ok(doi) = bare else {
        // A shortened one is another rule's affair.
        if !super::identifiers::is_short_doi(read.trim()) {
            found.push(subject.at(&INFO, entry, Variable::Doi, format!("`{}` is no DOI", read.trim())));
        }
        return;
    };
    if let Some(prefix) = written.strip_suffix(doi.as_str()).filter(|prefix| !prefix.is_empty()) {
        let message = format!("the DOI has `{}` before it", prefix.trim());
        found.push(mended(subject.at(&INFO, entry, Variable::Doi, message), subject.replace(entry, Variable::Doi, &written, doi.as_str())));
    }
}

fn mended(diagnostic: Diagnostic, edits: Option<Vec<Edit>>) -> Diagnostic {
    match edits {
        Some(edits) => diagnostic.fix("write the DOI alone", edits),
        None => diagnostic,
    }
}
