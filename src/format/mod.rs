//! Bibliography formats: one file or folder each, in one table. Reading never fails as a whole; writing says what it could not carry.

pub mod biblatex;
pub mod bibtex;
pub mod csl_json;
pub mod csl_jsonl;
pub mod hayagriva;
pub mod loss;

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

/// All formats.
pub static FORMATS: &[&Format] = &[&bibtex::FORMAT, &biblatex::FORMAT, &hayagriva::HAYAGRIVA, &csl_json::CSL_JSON, &csl_jsonl::CSL_JSONL];

/// The format of that name.
pub fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}

/// The format of a file, by the extension of its name, else by what its text looks like. Where formats share an extension,
/// as `.json` is shared with much that is no bibliography, the text must look like it too.
pub fn sniff(name: &str, text: &str) -> Option<&'static Format> {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    let named: Vec<&Format> = FORMATS.iter().copied().filter(|format| format.extensions.contains(&extension.as_str())).collect();
    let looks = |format: &&Format| (format.sniff)(text);
    let chosen = if named.is_empty() { FORMATS } else { &named };
    let first = || named.first().copied().filter(|_| extension != "json");
    chosen.iter().copied().find(looks).or_else(first)
}
