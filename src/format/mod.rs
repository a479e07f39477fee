//! Bibliography formats: one file or folder each, in one table. Reading never fails as a whole; writing says what it could not carry.

use crate::model::Library;
use crate::text::{Diagnostic, Source};

/// A bibliography format: how it is known, read and written.
#[derive(Debug)]
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
    pub read: Option<fn(&Source) -> (Library, Vec<Diagnostic>)>,
    /// Writes a library: the text, and what was lost.
    pub write: Option<fn(&Library) -> (String, Vec<Diagnostic>)>,
}

/// All formats.
pub static FORMATS: &[&Format] = &[];

/// The format of that name.
pub fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name)
}
