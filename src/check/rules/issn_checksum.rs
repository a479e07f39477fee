//! ISSNs whose check digit does not fit, or that have not eight digits.

use crate::check::{Found, Subject};
use crate::model::{Entry, Variable, id::Issn};
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "issn-checksum",
    summary: "an ISSN that cannot be one",
    why: "The last digit of an ISSN is worked out from the others (ISO 3297): one of them is wrong, and the number finds no journal or another.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "bibtex",
        bad: "@misc{smith, title = {One}, issn = {0378-5956}}",
        good: "@misc{smith, title = {One}, issn = {0378-5955}}",
    }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    let Some(text) = subject.plain(entry, Variable::Issn) else { return };
    let parts = text.split([',', ';', '/', ' ']).map(|part| part.split('(').next().unwrap_or_default().trim());
    for issn in parts.filter(|part| part.contains(|c: char| c.is_ascii_digit())) {
        if let Err(why) = Issn::parse(issn) {
            found.push(subject.at(&INFO, entry, Variable::Issn, format!("`{issn}` is no ISSN: {why}")));
        }
    }
}
