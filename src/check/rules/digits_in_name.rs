//! Digits in the names of persons. Organisations may have them.

use crate::check::{Found, Subject};
use crate::model::{Entry, Value};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "digits-in-name",
    summary: "digits in a person's name",
    why: "A footnote mark or an affiliation's number came along when the names were copied, or a date stands among them.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "bibtex",
        bad: "@misc{smith, title = {One}, author = {Smith1, Anna}}",
        good: "@misc{smith, title = {One}, author = {Smith, Anna}}",
    }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    for (variable, value) in subject.values(entry) {
        // What a list is sorted by is no name.
        let Value::Names(names) = value else { continue };
        if variable.name() == "sortname" {
            continue;
        }
        for (part, name) in names.list.iter().enumerate() {
            if !name.is_literal() && [&name.family, &name.given].iter().any(|part| part.contains(|c: char| c.is_ascii_digit()) && !part.contains('='))
            {
                let span = super::name_span(subject, entry, variable, part);
                found.push(Diagnostic::new(&INFO, span, format!("the name `{name}` holds digits")).about(entry.id.index));
            }
        }
    }
}
