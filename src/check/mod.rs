//! The rule engine: one table of all rules, and what they are asked about.

use crate::document::Citation;
use crate::model::{DatePart, Library};
use crate::parse::List;
use crate::text::{Diagnostic, RuleInfo, SourceId, Sources};

/// What the rules look at.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The sources.
    pub sources: &'a Sources,
    /// How each source was read, in order.
    pub inputs: &'a [Input],
    /// The entries of all sources, in order.
    pub library: &'a Library,
    /// Today, for rules about the future; they are silent without.
    pub today: Option<DatePart>,
}

/// How a source was read.
#[derive(Debug)]
pub struct Input {
    /// The source.
    pub source: SourceId,
    /// The name of the format or document kind that it was read as.
    pub read_as: &'static str,
    /// The reference lists that were found in it, for documents.
    pub lists: Vec<List>,
    /// The citations in its running text, outside the lists.
    pub citations: Vec<Citation>,
}

/// A rule in the table.
#[derive(Debug)]
pub struct Rule {
    /// What is known of it.
    pub info: &'static RuleInfo,
    /// How it is asked; none for what readers and the parser raise themselves.
    pub check: Option<fn(&Subject, &mut Vec<Diagnostic>)>,
}

/// All rules.
pub static RULES: &[Rule] = &[];
