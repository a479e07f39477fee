//! From text to entries: find the reference lists of a document, split them into references, tag the words of each, assemble entries.
//!
//! The words of a reference are assigned, never changed: a value is a piece of its reference string, or comes from one by a named
//! [`Normalisation`]. Where the parse departs from what stands there, a diagnostic says so.

pub mod assemble;
pub mod calibration;
pub mod crf;
mod debris;
mod evidence;
pub mod features;
mod find;
mod hyphens;
pub mod identify;
pub mod label;
pub mod labels;
pub mod lexicon;
pub mod model;
pub mod net;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::print_stderr)]
mod probes;
mod split;
pub mod tag;
mod unfold;
mod works;
mod wrapped;

pub use find::find;

use crate::document::Document;
use crate::model::{Entry, EntryId, Library, ListId, NameIndex, Normalisation, Origin, ValueOrigin};
use crate::text::{Diagnostic, Edit, Example, Fix, FixSafety, MappedText, RuleDefault, RuleInfo, Severity, Source, Span};
use assemble::{Assembled, RefDiagnostic};
use std::ops::Range;
use tag::{Tagged, Tagger};

/// A reference list of a document.
#[derive(Debug)]
pub struct List {
    /// Its number within the document.
    pub id: ListId,
    /// Its heading, where it has one.
    pub heading: Option<Span>,
    /// From its first reference to its last.
    pub span: Span,
    /// Its references, in order.
    pub references: Vec<Reference>,
}

/// One reference as a person wrote it.
#[derive(Debug)]
pub struct Reference {
    /// The words of the reference: lines joined, list number and page debris cut off.
    pub text: MappedText,
    /// The list number as it stands, "1." or `[1]`.
    pub number: Option<Span>,
    /// The key that the document cites it by: that of a `\\bibitem`.
    pub key: Option<MappedText>,
    /// All of it, number and debris included.
    pub span: Span,
    /// What was cut off or is odd about it.
    pub diagnostics: Vec<Diagnostic>,
}

/// What parsing a document gives.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The reference lists that were found.
    pub lists: Vec<List>,
    /// Their references as entries, in order, without keys.
    pub library: Library,
    /// What the parser has to say.
    pub diagnostics: Vec<Diagnostic>,
}

/// The rules that finding lists and cutting off debris raise; those of assembling are [`assemble::RULES`].
pub static RULES: &[&RuleInfo] =
    &[&debris::PAGE_DEBRIS, &debris::MARKUP_IN_REFERENCE, &debris::DOUBLED_PUNCTUATION, &debris::UNBALANCED_PARENTHESIS, &BIBLATEX_DATA];

/// A `.bbl` of biblatex.
pub static BIBLATEX_DATA: RuleInfo = RuleInfo {
    name: "biblatex-data",
    summary: "a .bbl that biber wrote for biblatex: data for LaTeX, no reference list",
    why: "BibTeX writes the finished list into its .bbl, biber only data that biblatex makes a list of. It says nothing that the .bib file does not \
          say better: read that instead.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "latex",
        bad: "\\datalist[entry]{nyt/global//global/global}\n\\entry{orr1998}{book}{}\n\\field{title}{Floods}\n\\endentry\n\\enddatalist\n",
        good: "\\begin{thebibliography}{1}\n\\bibitem{orr1998} P. Orr. Floods. Hive Press, London, 1998.\n\\end{thebibliography}\n",
    }],
};

/// Finds the reference lists of a document and parses their references; `jobs` bounds the threads.
pub fn document(source: &Source, document: &Document, jobs: Option<usize>) -> Parsed {
    let mut parsed = parsed(source, find(source, document), jobs);
    if let Some(at) = source.text.find("\\entry{").filter(|_| document.kind.name == "latex" && source.text.contains("\\endentry")) {
        let span = source.span(at..at + "\\entry".len());
        parsed.diagnostics.push(Diagnostic::new(
            &BIBLATEX_DATA,
            span,
            "this is data that biber wrote for biblatex, no reference list: read the .bib file instead",
        ));
    }
    parsed
}

/// Parses a source that has one reference string a line; blank lines give no entry.
pub fn lines(source: &Source, jobs: Option<usize>) -> Parsed {
    parsed(source, vec![find::lines(source)], jobs)
}

fn parsed(source: &Source, lists: Vec<List>, jobs: Option<usize>) -> Parsed {
    let texts: Vec<&str> = lists.iter().flat_map(|list| &list.references).map(|reference| reference.text.as_str()).collect();
    let mut tagged = tag_all(&texts, jobs).into_iter();
    let mut parsed = Parsed::default();
    for list in &lists {
        // "Ders." speaks of the reference before, within one list.
        let mut before: Option<Entry> = None;
        for (reference, tagged) in list.references.iter().zip(&mut tagged) {
            let assembled = assemble::assemble(&reference.text.to_str(), &tagged, before.as_ref());
            let index = u32::try_from(parsed.library.entries.len()).unwrap_or(u32::MAX);
            let id = EntryId { source: source.id, index };
            let assembled = with_what_was_left_out(source, reference, assembled);
            before = Some(take(&mut parsed, id, list.id, reference, &tagged, assembled));
        }
    }
    parsed.lists = lists;
    parsed
}

/// Names the normalisation of values that lost a hyphen at a line's end, or tags, before they were read.
fn with_what_was_left_out(source: &Source, reference: &Reference, mut assembled: Assembled) -> Assembled {
    let is_hyphen = |left: Range<usize>| source.text.get(left).is_some_and(|left| left.starts_with(['-', '‐', '\u{AD}']));
    for value in assembled.values.iter_mut().filter(|value| value.by == Normalisation::None) {
        if reference.text.left_out(value.range.clone()).any(is_hyphen) {
            value.by = Normalisation::LineEndHyphen;
        } else if reference.text.left_out(value.range.clone()).any(|left| source.text.get(left).is_some_and(|left| left.starts_with('<'))) {
            value.by = Normalisation::Format;
        }
    }
    assembled
}

/// Puts an assembled entry into the library with its origin and diagnostics: the entry.
fn take(parsed: &mut Parsed, id: EntryId, list: ListId, reference: &Reference, tagged: &Tagged, assembled: Assembled) -> Entry {
    let Assembled { mut entry, values, diagnostics } = assembled;
    entry.id = id;
    if let Some(key) = &reference.key {
        entry.key = key.to_str();
    }
    let values = values.iter().map(|value| ValueOrigin {
        variable: value.variable,
        part: value.part.and_then(|part| NameIndex::new(part.into())),
        by: value.by,
        range: {
            let span = reference.text.span(value.range.clone());
            (span.start, span.end)
        },
        confidence: value.confidence,
    });
    let origin = Origin {
        span: reference.span,
        key: reference.key.as_ref().map(MappedText::whole),
        list: Some(list),
        confidence: tagged.confidence,
        values: values.collect(),
    };
    parsed.library.origins.insert(id, origin);
    parsed.diagnostics.extend(reference.diagnostics.iter().cloned().map(|diagnostic| diagnostic.about(id.index)));
    parsed.diagnostics.extend(diagnostics.into_iter().map(|diagnostic| placed(diagnostic, &reference.text).about(id.index)));
    parsed.library.entries.push(entry.clone());
    entry
}

/// A diagnostic about a reference's words, at its place in the source.
fn placed(found: RefDiagnostic, text: &MappedText) -> Diagnostic {
    let mut diagnostic = Diagnostic::new(found.rule, text.span(found.range), found.message);
    for (range, message) in found.related {
        diagnostic = diagnostic.related(text.span(range), message);
    }
    if !found.edits.is_empty() {
        let edits = found.edits.into_iter().map(|(range, words)| Edit { span: text.span(range), text: words }).collect();
        diagnostic.fix = Some(Box::new(Fix { safety: found.rule.fix, title: String::new(), edits, to_utf8: false }));
    }
    diagnostic
}

/// Below this many references a second thread costs more than it brings.
const WORTH_A_THREAD: usize = 200;

/// Tags each text; on `jobs` threads at most, all processors' where that is not said. The result does not depend on it.
pub(crate) fn tag_all(texts: &[&str], jobs: Option<usize>) -> Vec<Tagged> {
    let tagger = Tagger::embedded();
    let most = jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let threads = most.min(texts.len() / WORTH_A_THREAD).max(1);
    if threads == 1 {
        return texts.iter().map(|text| tagger.tag(text)).collect();
    }
    let share = texts.len().div_ceil(threads);
    std::thread::scope(|scope| {
        let workers: Vec<_> =
            texts.chunks(share).map(|part| (part, scope.spawn(move || part.iter().map(|text| tagger.tag(text)).collect::<Vec<_>>()))).collect();
        // A worker that fails leaves its part to this thread: the failure then shows where it can be seen.
        workers.into_iter().flat_map(|(part, worker)| worker.join().unwrap_or_else(|_| part.iter().map(|text| tagger.tag(text)).collect())).collect()
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::document;
    use crate::model::Variable;
    use crate::text::SourceId;

    #[test]
    fn a_value_that_lost_a_hyphen_says_so() {
        let text = "On international law.\n\nReferences\n\n[1] Smith, A. (2001). On inter-\n    national law. London: Hive Press.\n[2] Jones, B. (2002). On bees. London: Hive Press.\n";
        let source = Source::from_text(SourceId(0), "-", text);
        let parsed = super::document(&source, &document::read(&source, document::named("text").unwrap()), Some(1));
        let by = |at: usize| {
            let (entry, title) = (&parsed.library.entries[at], Variable::Title);
            let origin = parsed.library.origins.get(entry.id).unwrap();
            let value = origin.values.iter().find(|value| value.variable == title).unwrap();
            (entry.plain(title).unwrap().into_owned(), value.by, &text[value.range.0 as usize..value.range.1 as usize])
        };
        assert_eq!(by(0), ("On international law".to_owned(), Normalisation::LineEndHyphen, "On inter-\n    national law"));
        assert_eq!(by(1), ("On bees".to_owned(), Normalisation::None, "On bees"));
    }
}
