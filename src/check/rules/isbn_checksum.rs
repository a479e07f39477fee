//! ISBNs whose check digit does not fit, or that have neither 10 nor 13 digits.

use crate::check::{Found, Subject};
use crate::model::id::{Isbn, Issn};
use crate::model::{Entry, Variable};
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "isbn-checksum",
    summary: "an ISBN that cannot be one",
    why: "The last digit of an ISBN is worked out from the others (ISO 2108): one of them is wrong, and the number finds no book or another.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "bibtex",
        bad: "@misc{smith, title = {One}, isbn = {978-0-306-40615-8}}",
        good: "@misc{smith, title = {One}, isbn = {978-0-306-40615-7}}",
    }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    let Some(text) = subject.plain(entry, Variable::Isbn) else { return };
    for isbn in several(&text) {
        if let Err(why) = Isbn::parse(isbn) {
            let why = if Issn::parse(isbn).is_ok() { "it is an ISSN".to_owned() } else { why.to_string() };
            found.push(subject.at(&INFO, entry, Variable::Isbn, format!("`{isbn}` is no ISBN: {why}")));
        }
    }
}

/// A field may hold several, with commas or semicolons between, or with spaces where each is whole; what stands in
/// parentheses behind one ("hardcover") is none of it.
pub(super) fn several(text: &str) -> Vec<&str> {
    let bare = |part: &str| part.chars().filter(|c| c.is_ascii_digit() || matches!(c, 'X' | 'x')).count();
    let parts = text.split([',', ';', '/']).map(|part| part.split('(').next().unwrap_or_default().trim()).filter(|part| !part.is_empty());
    parts
        .flat_map(|part| match part.split_whitespace().all(|word| matches!(bare(word), 10 | 13)) {
            true => part.split_whitespace().collect(),
            false => vec![part],
        })
        .collect()
}
