//! What deduplication found: for a person side by side with what differs marked, and for scripts as JSON.

mod against;
mod cell;
mod full;
mod json;
mod table;

pub use against::{against_full, against_json};
pub use full::{entry_line, full, pair};
pub use json::json;

use crate::dedupe::Report;
use crate::model::Library;
use crate::text::Sources;

/// What a report of duplicates is made from.
#[derive(Debug)]
pub struct Found<'a> {
    /// The sources of the entries.
    pub sources: &'a Sources,
    /// The entries as they were read.
    pub library: &'a Library,
    /// What was found among them.
    pub report: &'a Report,
    /// Whether to use the colours of terminals.
    pub colour: bool,
    /// The columns of the terminal, or of what stands for one.
    pub width: usize,
}

impl<'a> Found<'a> {
    /// A report without colours, for 100 columns.
    pub fn new(sources: &'a Sources, library: &'a Library, report: &'a Report) -> Self {
        Self { sources, library, report, colour: false, width: 100 }
    }
}

#[cfg(test)]
mod tests;
