//! “pp.” and its like in a field that holds pages anyway.

use crate::check::{Found, Subject};
use crate::model::{Entry, Variable};
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "pages-prefix",
    summary: "the field of pages begins with a word for pages",
    why: "Styles write “pp.” themselves, and it would be printed twice. The fix takes the word out, which says the same.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Safe,
    examples: &[Example {
        input: "bibtex",
        bad: "@misc{smith, title = {One}, pages = {pp. 3--5}}",
        good: "@misc{smith, title = {One}, pages = {3--5}}",
    }],
};

const WORDS: &[&str] = &["pages", "page", "pp.", "pp", "pgs.", "pg.", "p.", "p", "seiten", "s."];

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    if subject.is_reference(entry) {
        return;
    }
    let Some(written) = subject.written(entry, Variable::Page) else { return };
    let Some((word, pages)) = WORDS.iter().find_map(|word| split(&written, word)) else { return };
    let diagnostic = subject.at(&INFO, entry, Variable::Page, format!("`{word}` before the pages"));
    found.push(match subject.replace(entry, Variable::Page, &written, pages) {
        Some(edits) => diagnostic.fix(format!("take out `{word}`"), edits),
        None => diagnostic,
    });
}

/// The word as it stands and the pages behind it; "p12" and "S12" are pages of their own kind.
fn split<'t>(written: &'t str, word: &str) -> Option<(&'t str, &'t str)> {
    let head = written.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word))?;
    let rest = &written[word.len()..];
    let pages = rest.trim_start_matches([' ', '~', '\u{a0}', '\t']);
    let apart = pages.len() < rest.len() || word.ends_with('.');
    (apart && pages.starts_with(|c: char| c.is_ascii_digit())).then_some((head, pages))
}
