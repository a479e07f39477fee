//! How diagnostics are shown: one file an output format, all in one table. Where the text goes, and whether in colour, is the caller's affair.

pub mod clusters;
mod concise;
mod errorformat;
mod excerpt;
pub mod explain;
mod full;
mod github;
mod gitlab;
mod json;
mod junit;
pub mod keys;
mod pieces;
mod sarif;
pub mod statistics;

pub use concise::lines;
pub use full::place_of as place;

use crate::model::{EntryId, Library};
use crate::text::{Diagnostic, FixSafety, Place, Severity, Sources, Span};
use std::borrow::Cow;
use std::io::{self, Write};

/// What a reporter is given besides the findings.
#[derive(Debug)]
pub struct Report<'a> {
    /// The sources that the spans are of.
    pub sources: &'a Sources,
    /// The entries that the findings are about.
    pub library: &'a Library,
    /// The findings, in the order in which they are shown.
    pub diagnostics: &'a [Diagnostic],
    /// Whether to use the colours of terminals.
    pub colour: bool,
    /// The columns of the terminal, or of what stands for one.
    pub width: usize,
    /// How many findings were mended in this run already.
    pub fixed: usize,
    /// How many threads may write; 0 is as 1. What is written does not depend on it.
    pub jobs: usize,
}

/// An output format of diagnostics: how it is named and written. One file and one line in [`REPORTERS`] each.
#[derive(Debug)]
pub struct Reporter {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, in one line.
    pub summary: &'static str,
    /// Writes the whole output, a line end behind the last line.
    pub write: fn(&Report, &mut dyn Write) -> io::Result<()>,
}

impl Reporter {
    /// The whole output as one text.
    pub fn text(&self, report: &Report) -> String {
        let mut bytes = Vec::new();
        // Memory takes all that is written.
        let _ = (self.write)(report, &mut bytes);
        String::from_utf8(bytes).unwrap_or_default()
    }
}

/// All output formats; the first is the one for people.
pub static REPORTERS: &[&Reporter] = &[
    &full::FULL,
    &concise::CONCISE,
    &json::JSON,
    &json::JSONL,
    &sarif::SARIF,
    &github::GITHUB,
    &gitlab::GITLAB,
    &junit::JUNIT,
    &errorformat::ERRORFORMAT,
];

/// The output format of that name.
pub fn named(name: &str) -> Option<&'static Reporter> {
    REPORTERS.iter().copied().find(|reporter| reporter.name == name)
}

impl<'a> Report<'a> {
    /// A report of these findings, without colours, for 100 columns.
    pub fn new(sources: &'a Sources, library: &'a Library, diagnostics: &'a [Diagnostic]) -> Self {
        Self { sources, library, diagnostics, colour: false, width: 100, fixed: 0, jobs: 1 }
    }

    /// The name of a span's source.
    fn file(&self, span: Span) -> &'a str {
        self.sources.get(span.source).map_or("", |source| source.name.as_str())
    }

    /// The place of a byte of a span's source.
    fn place(&self, span: Span, at: usize) -> Place {
        self.sources.get(span.source).map_or(Place { line: 1, column: 1 }, |source| source.place(at))
    }

    /// The first place of a span, and the one behind its last character.
    fn places(&self, span: Span) -> (Place, Place) {
        (self.place(span, span.range().start), self.place(span, span.range().end))
    }

    /// The key of the entry that a finding is about; none where it has none.
    fn key(&self, diagnostic: &Diagnostic) -> Option<&'a str> {
        let id = EntryId { source: diagnostic.span.source, index: diagnostic.entry? };
        // Entries stand in order of their identities unless something was moved.
        let entries = &self.library.entries;
        let found = entries.binary_search_by_key(&id, |entry| entry.id).ok().or_else(|| entries.iter().position(|entry| entry.id == id))?;
        let key = &entries.get(found)?.key;
        (!key.is_empty()).then_some(key.as_str())
    }

    /// How many findings of a severity there are.
    fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// How many findings have a fix of that safety.
    fn fixable(&self, safety: FixSafety) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.fix.as_ref().is_some_and(|fix| fix.safety == safety)).count()
    }
}

/// A message on one line: line ends in what it quotes become spaces, other control characters, which would move the cursor, U+FFFD.
fn one_line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(char::is_control) {
        return text.into();
    }
    let shown = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        c if c.is_control() => '\u{FFFD}',
        c => c,
    };
    text.chars().map(shown).collect::<String>().into()
}

/// `1 error`, `2 errors`.
pub(crate) fn counted(count: usize, what: &str) -> String {
    match (count, what.strip_suffix('y')) {
        (1, _) => format!("1 {what}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) => format!("{count} {what}s"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) mod tests {
    use super::*;
    use crate::check::rules::{doi_syntax, pages_reversed, unknown_type};
    use crate::model::Entry;
    use crate::text::Edit;

    /// One source and findings at the given words of it.
    pub(crate) struct Case {
        pub(crate) sources: Sources,
        pub(crate) library: Library,
        pub(crate) diagnostics: Vec<Diagnostic>,
    }

    impl Case {
        pub(crate) fn report(&self) -> Report<'_> {
            Report::new(&self.sources, &self.library, &self.diagnostics)
        }
    }

    /// A file with an error that has a safe fix, a warning with an unsafe one, and an error with a related place.
    pub(crate) fn case() -> Case {
        let text = "@artcile{smith,\n  title = {Über Bienen},\n  doi = {https://doi.org/10.1000/182},\n  pages = {88--12},\n}\n";
        let mut sources = Sources::default();
        let source = sources.add_text("refs/a b.bib", text);
        let at = |words: &str| Span::new(source, text.find(words).unwrap()..text.find(words).unwrap() + words.len());
        let mut entry = Entry::new(EntryId { source, index: 0 });
        entry.key = "smith".into();
        let library = Library { entries: vec![entry], ..Library::default() };
        let edit = |words: &str, new: &str| vec![Edit { span: at(words), text: new.to_owned() }];
        let diagnostics = vec![
            Diagnostic::new(&unknown_type::INFO, at("artcile"), "there is no type `artcile`; did you mean `article`?")
                .about(0)
                .fix("write `article`", edit("artcile", "article")),
            Diagnostic::new(&doi_syntax::INFO, at("https://doi.org/10.1000/182"), "the DOI has `https://doi.org/` before it")
                .about(0)
                .fix("write the DOI alone", edit("https://doi.org/", "")),
            Diagnostic::new(&pages_reversed::INFO, at("88--12"), "the pages 88--12 end before they begin").related(at("smith"), "of this entry"),
        ];
        Case { sources, library, diagnostics }
    }

    #[test]
    fn numbers_have_their_plurals() {
        assert_eq!(
            ["error", "entry"].map(|what| (counted(1, what), counted(2, what))),
            [("1 error".to_owned(), "2 errors".to_owned()), ("1 entry".to_owned(), "2 entries".to_owned())]
        );
    }

    #[test]
    fn names_are_given_once() {
        for (at, reporter) in REPORTERS.iter().enumerate() {
            assert_eq!(REPORTERS.iter().position(|other| other.name == reporter.name), Some(at));
            let case = case();
            assert!(reporter.text(&case.report()).ends_with('\n'), "{}", reporter.name);
            let none = Report { diagnostics: &[], ..case.report() };
            let _ = reporter.text(&none);
        }
    }
}
