//! Web addresses within titles.

use crate::check::{Found, Subject};
use crate::model::{Entry, Variable};
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "url-in-title",
    summary: "a title holds a web address",
    why: "The address belongs in `url`; in a title it is printed in the title's type, is no link, and breaks lines badly.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "bibtex",
        bad: "@misc{smith, title = {On bees, https://example.org/bees}}",
        good: "@misc{smith, title = {On bees}, url = {https://example.org/bees}}",
    }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    let title = subject.plain(entry, Variable::Title).unwrap_or_default();
    if !title.contains("http") && !title.contains("www.") {
        return;
    }
    let address = |word: &&str| ["http://", "https://", "www."].iter().any(|head| word.trim_start_matches(['(', '<']).starts_with(head));
    if let Some(word) = title.split_whitespace().find(address) {
        found.push(subject.at(&INFO, entry, Variable::Title, format!("the title holds the address `{word}`")));
    }
}
