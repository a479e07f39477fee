//! Years of publication after the next one.

use crate::check::Subject;
use crate::model::Variable;
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "future-year",
    summary: "the year of publication lies in the future",
    why: "Books are dated a year ahead, but not more: this is a slip of the keyboard.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "bibtex", bad: "@misc{smith, title = {One}, year = 2997}", good: "@misc{smith, title = {One}, year = 1997}" }],
};

pub(super) fn check(subject: &Subject, found: &mut Vec<Diagnostic>) {
    let Some(today) = subject.today else { return };
    for entry in subject.library.entries.iter().filter(|entry| !subject.is_inherited(entry, Variable::Issued)) {
        let last = entry.date(Variable::Issued).and_then(|date| date.start.max(date.end));
        if let Some(last) = last.filter(|last| last.year > today.year + 1) {
            found.push(subject.at(&INFO, entry, Variable::Issued, format!("the year {} has not come yet", last.year)));
        }
    }
}
