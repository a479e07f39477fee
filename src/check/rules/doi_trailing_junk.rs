//! Punctuation behind a DOI that came along when it was copied from running text.

use crate::check::{Found, Subject};
use crate::model::{Entry, Variable, id::Doi};
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "doi-trailing-junk",
    summary: "punctuation behind a DOI",
    why: "A DOI may hold any character, but none that is registered ends in a full stop, a comma or a semicolon: it came along from the \
          sentence. The fix takes it out.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Safe,
    examples: &[Example {
        input: "bibtex",
        bad: "@misc{smith, title = {One}, doi = {10.1000/182.}}",
        good: "@misc{smith, title = {One}, doi = {10.1000/182}}",
    }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    if subject.is_reference(entry) {
        return;
    }
    let Some(written) = subject.written(entry, Variable::Doi) else { return };
    let bare = written.trim_end_matches(['.', ',', ';']);
    if bare.len() == written.len() || Doi::parse(bare).is_err() {
        return;
    }
    let diagnostic = subject.at(&INFO, entry, Variable::Doi, format!("`{}` behind the DOI", &written[bare.len()..]));
    found.push(match subject.replace(entry, Variable::Doi, &written, bare) {
        Some(edits) => diagnostic.fix("take it out", edits),
        None => diagnostic,
    });
}
