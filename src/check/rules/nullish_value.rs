//! Words by which programs and forms say that a value is absent.

use crate::check::Subject;
use crate::model::{Value, Variable};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "nullish-value",
    summary: "a field holds a word for “nothing”",
    why: "`null`, `N/A` and their like come from forms and programs; a style prints them as if they were the value. Take the field out.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "bibtex", bad: "@misc{smith, title = {One}, publisher = {null}}", good: "@misc{smith, title = {One}}" }],
};

const NOTHING: &[&str] = &["null", "n/a", "undefined", "nil", "nan", "<null>", "none given", "not available", "{}", "???", "tba", "tbd"];

pub(super) fn check(subject: &Subject, found: &mut Vec<Diagnostic>) {
    for entry in subject.records() {
        for (variable, value) in subject.values(entry) {
            // A person may be called Null or Nan, and a title may be anything.
            if let (Value::Text(text), true) = (value, variable != Variable::Title)
                && NOTHING.contains(&text.trim().to_lowercase().as_str())
            {
                found.push(subject.at(&INFO, entry, variable, format!("`{}` holds `{}`, a word for nothing", variable.name(), text.trim())));
            }
        }
    }
}
