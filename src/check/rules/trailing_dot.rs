//! Full stops at the end of titles.

use crate::check::{Found, Subject};
use crate::model::{Entry, Variable};
use crate::text::{Edit, Span};
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "trailing-dot",
    summary: "a full stop at the end of a title",
    why: "Styles write the full stop themselves, and some titles would end in two. The fix takes it out; an abbreviation (`U.S.`) and \
          an ellipsis stay.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Safe,
    examples: &[Example { input: "bibtex", bad: "@misc{smith, title = {On bees.}}", good: "@misc{smith, title = {On bees}}" }],
};

const ABBREVIATIONS: &[&str] = &["al", "co", "corp", "ed", "etc", "inc", "jr", "ltd", "no", "sr", "st", "vol", "vs"];

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    // Titles of journals end in a stop by right where they are abbreviated, so they are left alone.
    if subject.is_reference(entry) || !(subject.plain(entry, Variable::Title).is_some_and(|title| ends_in_a_stop(&title))) {
        return;
    }
    let diagnostic = subject.at(&INFO, entry, Variable::Title, "the title ends in a full stop");
    found.push(match stop(subject, entry) {
        Some(edit) => diagnostic.fix("take it out", vec![edit]),
        None => diagnostic,
    });
}

fn ends_in_a_stop(title: &str) -> bool {
    let Some(rest) = title.trim_end().strip_suffix('.') else { return false };
    let word = rest.rsplit([' ', '-', '(']).next().unwrap_or_default();
    let short = word.chars().count() == 1 && !title.trim_end().eq(&format!("{word}.")) || word.contains('.');
    !rest.ends_with('.') && !short && !ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

/// The stop, where it is the last thing in the value but for closing braces.
fn stop(subject: &Subject, entry: &Entry) -> Option<Edit> {
    let span = subject.value(entry, Variable::Title)?;
    let text = subject.sources.slice(span);
    let end = text.trim_end_matches(|c: char| c == '}' || c.is_whitespace());
    let at = span.range().start + end.strip_suffix('.')?.len();
    Some(Edit::remove(Span::new(span.source, at..at + 1)))
}
