//! References without any year. “n.d.” and “in press” are years enough.

use crate::check::{Found, Subject};
use crate::model::{Entry, Variable};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "missing-year",
    summary: "a reference without a year",
    why: "Readers cannot tell one edition from another, and author-year styles cannot cite it. Write `n.d.` where the work has none.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "text",
        bad: "References\n\nSmith, A. (2000). On bees. London: Hive Press.\nJones, B. On birds. London: Hive Press.",
        good: "References\n\nSmith, A. (2000). On bees. London: Hive Press.\nJones, B. (2001). On birds. London: Hive Press.",
    }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    if !subject.is_reference(entry) || entry.has(Variable::Issued) {
        return;
    }
    let diagnostic = subject.about(&INFO, entry, "the reference has no year");
    // A web page is dated by the visit, for want of better.
    let visited = entry.has(Variable::Accessed);
    found.push(Diagnostic { severity: if visited { Severity::Info } else { INFO.severity }, ..diagnostic });
}
