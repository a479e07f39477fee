//! Addresses of the DOI resolver where a DOI should stand.

use crate::check::{Found, Subject};
use crate::model::{Entry, Variable, id::Doi};
use crate::text::{Edit, Span};
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "doi-in-url",
    summary: "a URL that is a DOI's address",
    why: "A DOI outlives every address, and styles print it in the form that they want; as a URL it is neither checked nor compared. \
          The fix moves it to the field `doi`, which names the same work.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Safe,
    examples: &[Example {
        input: "bibtex",
        bad: "@misc{smith, title = {One}, url = {https://doi.org/10.1000/182}}",
        good: "@misc{smith, title = {One}, doi = {10.1000/182}}",
    }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    if subject.is_reference(entry) {
        return;
    }
    let Some(url) = subject.plain(entry, Variable::Url).filter(|url| url.to_ascii_lowercase().contains("doi.org/10.")) else { return };
    let (Ok(doi), false) = (Doi::parse(&url), entry.has(Variable::Doi)) else { return };
    let diagnostic = subject.at(&INFO, entry, Variable::Url, "the URL is the address of a DOI");
    found.push(match moved(subject, entry, &doi) {
        Some(edits) => diagnostic.fix("write it as `doi`", edits),
        None => diagnostic,
    });
}

/// In BibTeX the field's name stands right before its value; elsewhere a person must move it.
fn moved(subject: &Subject, entry: &Entry, doi: &Doi) -> Option<Vec<Edit>> {
    let value = subject.value(entry, Variable::Url).filter(|_| subject.is_bibtex(entry))?;
    let before = subject.sources.get(value.source)?.text.get(..value.range().start)?;
    let end = before.trim_end_matches(['{', '"']).trim_end().strip_suffix('=')?.trim_end();
    let start = end.len().checked_sub(3)?;
    let is_name = end.get(start..)?.eq_ignore_ascii_case("url") && !end[..start].ends_with(|c: char| c.is_alphanumeric());
    let name = Edit { span: Span::new(value.source, start..start + 3), text: "doi".to_owned() };
    is_name.then(|| vec![name, Edit { span: value, text: doi.to_string() }])
}
