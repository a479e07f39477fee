//! Bibliography formats: one file or folder each, in one table. Reading never fails as a whole; writing says what it could not carry.

pub mod biblatex;
pub mod bibtex;
pub mod cff;
pub mod change;
pub mod crossref_json;
pub mod csl_json;
pub mod csl_jsonl;
pub mod csl_yaml;
pub mod csv;
mod details;
mod draft;
pub mod endnote_xml;
pub mod hayagriva;
pub mod isi;
mod json;
pub mod layout;
pub mod loss;
mod mapping;
mod markup;
pub mod mods;
pub mod nbib;
pub mod openalex_json;
mod own;
pub mod pubmed_xml;
pub mod ris;
pub mod tagged;
pub mod word_xml;
pub mod xml;
mod yaml;

use crate::model::Library;
use crate::text::{Diagnostic, Source};

/// Reads a source: the entries, and what is to be said about it.
pub type Read = fn(&Source) -> (Library, Vec<Diagnostic>);
/// Writes a library: the text, and what was lost.
pub type Write = fn(&Library) -> (String, Vec<Diagnostic>);

/// A bibliography format: how it is known, read and written.
#[derive(Debug)]
#[allow(clippy::type_complexity)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, in one line.
    pub summary: &'static str,
    /// File name extensions, without dot.
    pub extensions: &'static [&'static str],
    /// Whether a text looks like it, where the name does not tell.
    pub sniff: fn(&str) -> bool,
    /// Reads a source: the entries, and what is to be said about it.
    pub read: Option<Read>,
    /// Writes a library: the text, and what was lost.
    pub write: Option<Write>,
}

impl Format {
    /// Reads a source by as many threads, on which nothing depends: only `.bib` files are often so large that it matters. None where the
    /// format is not read.
    pub fn read_by(&self, source: &Source, jobs: usize) -> Option<(Library, Vec<Diagnostic>)> {
        match self.name {
            "bibtex" | "biblatex" => Some(bibtex::read_by(source, jobs)),
            _ => self.read.map(|read| read(source)),
        }
    }
}

/// All formats.
pub static FORMATS: &[&Format] = &[
    &bibtex::FORMAT,
    &biblatex::FORMAT,
    &hayagriva::HAYAGRIVA,
    &csl_json::CSL_JSON,
    &csl_jsonl::CSL_JSONL,
    &csl_yaml::CSL_YAML,
    &ris::RIS,
    &endnote_xml::ENDNOTE_XML,
    &nbib::NBIB,
    &pubmed_xml::PUBMED_XML,
    &mods::MODS,
    &word_xml::WORD_XML,
    &cff::CFF,
    &csv::CSV,
    &csv::TSV,
    &crossref_json::CROSSREF_JSON,
    &openalex_json::OPENALEX_JSON,
    &isi::ISI,
];

/// The format of that name.
pub fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}

/// Extensions that bibliographies share with much that is none.
const SHARED: [&str; 7] = ["json", "xml", "yaml", "yml", "csv", "tsv", "tab"];
/// Those of them that are read as nothing where the text looks like no format.
const OPAQUE: [&str; 3] = ["json", "xml", "tab"];

/// The format of a file, by the extension of its name, else by what its text looks like. Where formats share an extension
/// the text decides between them; `.json` and `.xml` say too little where it looks like none.
pub fn sniff(name: &str, text: &str) -> Option<&'static Format> {
    let (extension, named) = by_extension(name);
    let looks = |format: &&Format| (format.sniff)(text);
    let chosen = if named.is_empty() { FORMATS } else { &named };
    let first = || named.first().copied().filter(|_| !OPAQUE.contains(&extension.as_str()));
    chosen.iter().copied().find(looks).or_else(first)
}

/// Whether a file has nothing to do with bibliographies: its name ends as those of much else do, and its text looks like no format.
pub fn is_foreign(name: &str, text: &str) -> bool {
    let (extension, named) = by_extension(name);
    SHARED.contains(&extension.as_str()) && !named.iter().any(|format| (format.sniff)(text))
}

fn by_extension(name: &str) -> (String, Vec<&'static Format>) {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    let named = FORMATS.iter().copied().filter(|format| format.extensions.contains(&extension.as_str())).collect();
    (extension, named)
}

#[cfg(test)]
mod tests;
