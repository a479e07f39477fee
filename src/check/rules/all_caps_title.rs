//! Titles in capitals throughout.

use crate::check::{Found, Subject};
use crate::model::{Entry, Variable};
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "all-caps-title",
    summary: "a title in capitals throughout",
    why: "Styles can make capitals of small letters, but not the other way round: they do not know which words keep theirs. Write the \
          title as its title page would in running text.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "bibtex", bad: "@misc{smith, title = {ON THE LIFE OF BEES}}", good: "@misc{smith, title = {On the life of bees}}" }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    let title = subject.plain(entry, Variable::Title).unwrap_or_default();
    if title.is_empty() || title.chars().any(char::is_lowercase) {
        return;
    }
    let capitals = title.chars().filter(|c| c.is_uppercase()).count();
    // A few acronyms in a row are a title too.
    let words: Vec<usize> = title.split_whitespace().map(|word| word.chars().filter(|c| c.is_alphabetic()).count()).collect();
    let is_text = words.len() > 3 || words.iter().any(|letters| *letters > 6);
    if capitals >= 10 && words.len() > 1 && is_text {
        found.push(subject.at(&INFO, entry, Variable::Title, "the title is in capitals throughout"));
    }
}
