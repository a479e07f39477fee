//! From text to entries: find the reference lists of a document, split them into references, tag the words of each, assemble entries.

pub mod label;

use crate::document::Document;
use crate::model::{Library, ListId};
use crate::text::{Diagnostic, MappedText, Source, Span};

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
    /// The list number as it stands, "1." or "[1]".
    pub number: Option<Span>,
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

/// Finds the reference lists of a document and parses their references.
pub fn document(source: &Source, document: &Document) -> Parsed {
    let _ = (source, document);
    Parsed::default()
}

/// Parses a source that has one reference string a line; blank lines give no entry.
pub fn lines(source: &Source) -> Parsed {
    let _ = source;
    Parsed::default()
}
