//! What a format could not carry, told when writing. The rule of all writers.

use crate::text::{Diagnostic, FixSafety, RuleDefault, RuleInfo, Severity, Span};

/// A value that the target format cannot hold.
pub static LOST_VALUE: RuleInfo = RuleInfo {
    name: "lost-value",
    summary: "a value that the target format cannot hold",
    why: "What was written says less than what was read, or something else. Write another format too, or change the value.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[],
};

/// Tells that a variable of the entry of that key, read at `span`, is lost in a format.
pub fn lost(span: Span, key: &str, variable: &str, format: &str) -> Diagnostic {
    Diagnostic::new(&LOST_VALUE, span, format!("`{variable}` of `{key}` cannot be written as {format} so that it reads back the same"))
}
