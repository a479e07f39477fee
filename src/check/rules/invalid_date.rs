//! Dates in digits that the calendar does not have. Dates in words are left alone.

use crate::check::{Found, Subject};
use crate::model::{Date, Entry, Value};
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "invalid-date",
    summary: "a date that the calendar does not have",
    why: "A month or day that there is not is a slip of the keyboard or two parts swapped; biber drops such a date whole. Dates are \
          written 2024, 2024-05, 2024-05-17, or two of them with a slash between (EDTF level 1).",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "biblatex",
        bad: "@misc{smith, title = {One}, date = {2001-13}}",
        good: "@misc{smith, title = {One}, date = {2001-12}}",
    }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    if subject.is_reference(entry) {
        return;
    }
    for (variable, value) in subject.values(entry) {
        let Value::Date(date) = value else { continue };
        let text = date.literal.trim();
        let in_digits = text.len() > 5 && text.contains('-') && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'/'));
        if let (true, Err(why)) = (in_digits && date.start.is_none(), Date::parse_edtf(text)) {
            found.push(subject.at(&INFO, entry, variable, format!("`{text}` is no date: {why}")));
        }
    }
}
