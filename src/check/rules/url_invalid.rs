//! URLs that no program can open. That a URL is dead is not known without asking.

use crate::check::{Found, Subject};
use crate::model::{Entry, Variable, id::Url};
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "url-invalid",
    summary: "a URL that is none",
    why: "No reader can follow it. A URL has a scheme, a host and no white space: `https://example.org/paper`.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "bibtex",
        bad: "@misc{smith, title = {One}, url = {http//example.org}}",
        good: "@misc{smith, title = {One}, url = {http://example.org}}",
    }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    if subject.is_reference(entry) {
        return;
    }
    let Some(url) = subject.plain(entry, Variable::Url).filter(|url| !url.trim().is_empty()) else { return };
    let url = url.trim();
    // `mailto:`, `urn:` and `doi:` have no host, and a bare host is another rule's affair.
    let other = ["mailto:", "urn:", "doi:", "hdl:", "file:"].iter().any(|scheme| url.to_ascii_lowercase().starts_with(scheme));
    if !other && Url::parse(url).is_err() && !super::url_no_scheme::is_bare_host(url) {
        found.push(subject.at(&INFO, entry, Variable::Url, format!("`{url}` is no URL")));
    }
}
