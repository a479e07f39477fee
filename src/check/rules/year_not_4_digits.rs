//! Years of one to three digits, or of five and more.

use crate::check::{Found, Subject};
use crate::model::{Entry, Variable};
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "year-not-4-digits",
    summary: "a year that has not four digits",
    why: "`98` sorts as the year 98, and styles print it so. Write the year in full, with zeros where it is an early one: `0098`.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "bibtex", bad: "@misc{smith, title = {One}, year = 98}", good: "@misc{smith, title = {One}, year = 1998}" }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    if subject.is_reference(entry) || !subject.is_bibtex(entry) {
        return;
    }
    let Some(written) = subject.written(entry, Variable::Issued) else { return };
    if !written.is_empty() && written.bytes().all(|b| b.is_ascii_digit()) && written.len() != 4 {
        found.push(subject.at(&INFO, entry, Variable::Issued, format!("the year `{written}` has not four digits")));
    }
}
