//! References of which the parser is not sure that it read them right.

use crate::check::{Found, Subject};
use crate::model::Entry;
use crate::text::{FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "low-confidence-parse",
    summary: "the parser is unsure of a reference",
    why: "What it made of these words may be wrong in the variables named. Look at them before they are used.",
    severity: Severity::Info,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[],
};

/// Below this the parser is more likely wrong than right.
const SURE: f32 = 0.5;

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    if !subject.is_reference(entry) {
        return;
    }
    let Some(origin) = subject.origin(entry).filter(|origin| origin.confidence < SURE) else { return };
    let mut unsure: Vec<&str> = Vec::new();
    for value in origin.values.iter().filter(|value| value.confidence < 0.8) {
        if !unsure.contains(&value.variable.name()) {
            unsure.push(value.variable.name());
        }
    }
    let which = if unsure.is_empty() { String::new() } else { format!(", above all of {}", unsure.join(", ")) };
    found.push(subject.about(&INFO, entry, format!("the parser is unsure of this reference{which}")));
}
