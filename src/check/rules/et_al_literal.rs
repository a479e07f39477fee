//! “et al.” written as if it were a person.

use crate::check::{Found, Subject};
use crate::model::{Entry, Value, Variable};
use crate::text::Edit;
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "et-al-literal",
    summary: "“et al.” in a list of names",
    why: "BibTeX takes it for one more author, of that name. The fix writes `others`, the word that BibTeX has for it.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Safe,
    examples: &[Example {
        input: "bibtex",
        bad: "@misc{smith, title = {One}, author = {Smith, Anna and et al.}}",
        good: "@misc{smith, title = {One}, author = {Smith, Anna and others}}",
    }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    if subject.is_reference(entry) || !subject.is_bibtex(entry) {
        return;
    }
    for (variable, value) in subject.values(entry) {
        let Value::Names(_) = value else { continue };
        let Some(span) = subject.value(entry, variable).filter(|span| ends_in_al(subject.sources.slice(*span))) else { continue };
        let written = subject.sources.slice(span).trim();
        let Some(found_at) = tail(written) else { continue };
        let diagnostic = subject.at(&INFO, entry, variable, format!("`{}` is taken for a person", written[found_at..].trim()));
        found.push(match mended(subject, entry, variable, written, found_at) {
            Some(edits) => diagnostic.fix("write `others`", edits),
            None => diagnostic,
        });
    }
}

/// Whether a list may end in "et al.": most do not.
fn ends_in_al(written: &str) -> bool {
    let bare = written.trim_end_matches(['.', '}', ' ', '\n', '\r', '\t']).as_bytes();
    bare.len() > 3 && bare[bare.len() - 2..].eq_ignore_ascii_case(b"al")
}

/// Where "et al." begins at the end of a list.
fn tail(written: &str) -> Option<usize> {
    let small = written.to_ascii_lowercase();
    let bare = small.trim_end_matches(['.', '}', ' ']);
    let head = bare.strip_suffix("al")?.trim_end_matches(['.', ' ', '\n']).strip_suffix("et")?;
    head.ends_with([' ', '\n', '{']).then_some(head.trim_end_matches('{').len())
}

fn mended(subject: &Subject, entry: &Entry, variable: Variable, written: &str, at: usize) -> Option<Vec<Edit>> {
    let head = written[..at].trim_end().trim_end_matches(',');
    if head.is_empty() {
        return None;
    }
    let joined = if head.to_ascii_lowercase().ends_with(" and") { "others" } else { "and others" };
    subject.replace(entry, variable, written, &format!("{head} {joined}"))
}
