//! Years of publication after the next one.

use crate::check::{Found, Subject};
use crate::model::{Entry, Variable};
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "future-year",
    summary: "the year of publication lies in the future",
    why: "Books are dated a year ahead, but not more: this is a slip of the keyboard.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "bibtex", bad: "@misc{smith, title = {One}, year = 2997}", good: "@misc{smith, title = {One}, year = 1997}" }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    let Some(today) = subject.today else { return };
    let last = entry.date(Variable::Issued).and_then(|date| date.start.max(date.end));
    if let Some(last) = last.filter(|last| last.year > today.year + 1 && !subject.is_inherited(entry, Variable::Issued)) {
        found.push(subject.at(&INFO, entry, Variable::Issued, format!("the year {} has not come yet", last.year)));
    }
}
