//! Ranges of pages that end before they begin. “1234–45” is short for 1234–1245, and no fault.

use crate::check::{Found, Subject};
use crate::model::{Entry, Pages, Variable};
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "pages-reversed",
    summary: "a range of pages ends before it begins",
    why: "Two digits were swapped, or the first page belongs to another range. Look at the work itself.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "bibtex",
        bad: "@misc{smith, title = {One}, pages = {88--12}}",
        good: "@misc{smith, title = {One}, pages = {12--88}}",
    }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    let Some(text) = subject.plain(entry, Variable::Page) else { return };
    if Pages::parse(&text).is_reversed() {
        found.push(subject.at(&INFO, entry, Variable::Page, format!("the pages {text} end before they begin")));
    }
}
