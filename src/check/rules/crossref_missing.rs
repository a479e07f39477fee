//! Links to an entry that is in none of the files that are checked together.

use crate::check::{Found, Subject};
use crate::model::Entry;
use crate::text::Span;
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "crossref-missing",
    summary: "an entry is linked to one that there is not",
    why: "What the entry should take from the other (title of the book, editors, year) is missing from what is printed, and biber \
          warns. The other file may have to be given too.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "bibtex",
        bad: "@incollection{a, author = {A. Smith}, title = {T}, booktitle = {B}, year = 2000, crossref = {book}}",
        good: "@incollection{a, author = {A. Smith}, title = {T}, booktitle = {B}, year = 2000, crossref = {book}}\n\
                   @book{book, author = {B. Smith}, title = {B}, publisher = {P}, year = 2000}",
    }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    if subject.is_reference(entry) {
        return;
    }
    let Some(parent) = entry.parent.as_ref().filter(|parent| subject.by_key(parent).is_none()) else { return };
    let diagnostic = subject.about(&INFO, entry, format!("it is linked to `{parent}`, which is in no file"));
    found.push(at_the_word(subject, entry, parent).map_or(diagnostic.clone(), |span| Diagnostic { span, ..diagnostic }));
}

/// Where the key of the parent stands within the entry, where it does so once.
pub(super) fn at_the_word(subject: &Subject, entry: &Entry, parent: &str) -> Option<Span> {
    let whole = subject.library.origins.span(entry.id);
    let text = subject.sources.slice(whole);
    let at = text.to_ascii_lowercase().rfind("crossref").filter(|_| subject.is_bibtex(entry))?;
    let start = whole.range().start + at + text[at..].find(parent)?;
    Some(Span::new(whole.source, start..start + parent.len()))
}
