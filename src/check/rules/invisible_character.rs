//! Characters that nobody sees: zero-width spaces, marks for the direction of writing, control characters.
//! The joiners that some scripts need are none of them.

use crate::check::Subject;
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};
use crate::text::{Edit, Span};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "invisible-character",
    summary: "a character that nobody sees",
    why: "It came along from a web page or a PDF; searches and comparisons fail on it, and LaTeX may stop. The fix takes it out, which \
          changes nothing that can be seen.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Safe,
    examples: &[Example { input: "bibtex", bad: "@misc{smith, title = {On\u{200b} bees}}", good: "@misc{smith, title = {On bees}}" }],
};

pub(super) fn check(subject: &Subject, found: &mut Vec<Diagnostic>) {
    for entry in subject.records() {
        for (_, span) in subject.spans(entry) {
            let text = subject.sources.slice(span);
            for (at, c) in text.char_indices().filter(|(_, c)| is_invisible(*c)) {
                let start = span.range().start + at;
                let span = Span::new(span.source, start..start + c.len_utf8());
                let message = format!("an invisible character, U+{:04X}", u32::from(c));
                found.push(Diagnostic::new(&INFO, span, message).about(entry.id.index).fix("take it out", vec![Edit::remove(span)]));
            }
        }
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
