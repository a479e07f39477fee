//! Fields that are written but hold nothing.

use crate::check::Subject;
use crate::model::{Name, Value};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "empty-field",
    summary: "a field is empty",
    why: "It says nothing, and some styles print its punctuation all the same. Fill it or take it out.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "bibtex", bad: "@misc{smith, title = {One}, note = {}}", good: "@misc{smith, title = {One}}" }],
};

pub(super) fn check(subject: &Subject, found: &mut Vec<Diagnostic>) {
    for entry in subject.records() {
        for (variable, value) in subject.values(entry) {
            let empty = match value {
                Value::Text(text) => text.trim().is_empty(),
                Value::Names(names) => names.list.iter().all(Name::is_empty) && !names.others,
                _ => false,
            };
            if empty {
                found.push(subject.at(&INFO, entry, variable, format!("`{}` is empty", variable.name())));
            }
        }
    }
}
