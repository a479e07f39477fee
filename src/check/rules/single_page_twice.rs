//! One page written as a range.

use crate::check::{Found, Subject};
use crate::model::{Entry, Pages, Variable};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "single-page-twice",
    summary: "a range of pages that is one page",
    why: "`5--5` is printed as it stands. The fix writes the page once, which says the same.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Safe,
    examples: &[Example { input: "bibtex", bad: "@misc{smith, title = {One}, pages = {5--5}}", good: "@misc{smith, title = {One}, pages = {5}}" }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    if subject.is_reference(entry) {
        return;
    }
    let Some(text) = subject.plain(entry, Variable::Page) else { return };
    let [(first, Some(last))] = Pages::parse(&text).0[..] else { return };
    if first == last && first.contains(|c: char| c.is_ascii_digit()) {
        found.push(mended(subject, entry, first));
    }
}

fn mended(subject: &Subject, entry: &Entry, page: &str) -> Diagnostic {
    let diagnostic = subject.at(&INFO, entry, Variable::Page, format!("page {page} is written twice"));
    let written = subject.written(entry, Variable::Page).unwrap_or_default();
    let bare = Pages::parse(&written).0 == [(page, Some(page))];
    match subject.replace(entry, Variable::Page, &written, page).filter(|_| bare) {
        Some(edits) => diagnostic.fix(format!("write `{page}`"), edits),
        None => diagnostic,
    }
}
