//! URLs that begin with the host.

use crate::check::{Found, Subject};
use crate::model::{Entry, Variable};
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "url-no-scheme",
    summary: "a URL without `https://` before it",
    why: "Styles make a link of it that leads nowhere. The fix writes `https://` before it, as a browser would do.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Safe,
    examples: &[Example {
        input: "bibtex",
        bad: "@misc{smith, title = {One}, url = {www.example.org/paper}}",
        good: "@misc{smith, title = {One}, url = {https://www.example.org/paper}}",
    }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    if subject.is_reference(entry) {
        return;
    }
    let Some(written) = subject.written(entry, Variable::Url).filter(|url| is_bare_host(url)) else { return };
    let diagnostic = subject.at(&INFO, entry, Variable::Url, "the URL has no scheme");
    found.push(match subject.replace(entry, Variable::Url, &written, &format!("https://{written}")) {
        Some(edits) => diagnostic.fix("write `https://` before it", edits),
        None => diagnostic,
    });
}

/// Whether a text is a URL but for its scheme: a host with a top level of letters, then nothing or a path.
pub(super) fn is_bare_host(text: &str) -> bool {
    let host = text.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let labels = host.split('.').collect::<Vec<_>>();
    let proper = |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let top = labels.last().is_some_and(|top| top.len() >= 2 && top.chars().all(char::is_alphabetic));
    // `paper.pdf` alone is a file's name.
    let file = host.len() == text.len() && labels.last().is_some_and(|top| ["pdf", "ps", "html", "htm", "doc", "txt", "gz", "zip"].contains(top));
    labels.len() >= 2 && top && !file && labels.iter().all(proper) && !text.contains("://") && !text.contains(char::is_whitespace)
}
