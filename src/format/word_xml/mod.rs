//! The sources of Microsoft Word: `Sources.xml`, `<b:Sources>` of `<b:Source>` (ISO/IEC 29500-1, 22.6), with the elements that JabRef
//! adds (`BIBTEX_…`, `DOI`, `Number`). The elements may stand in any order.
//!
//! Word passes by elements that it does not know, and keeps them in the document: what a source has no element for stands in
//! `<b:IBIDEM>` (see `format::xml::extra`). Elements that no variable stands for are kept in variables `word-NAME`.

mod read;
mod table;
mod write;

#[cfg(test)]
mod tests;

use super::Format;
use super::xml::root;

/// Word's sources.
pub static WORD_XML: Format = Format {
    name: "word-xml",
    summary: "the sources of Microsoft Word, Sources.xml",
    extensions: &["xml"],
    sniff: |text| root(text).is_some_and(|name| name == "Sources" || name == "Source" && text.contains("SourceType")),
    read: Some(read::read),
    write: Some(write::write),
};

/// The element that holds what has no other.
const EXTRA: &str = "IBIDEM";
