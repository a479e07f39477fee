//! BibTeX and biblatex: two dialects of `.bib` files, one reader, one writer, one table of what they call things.
//!
//! Fields that no table knows are variables of their own name. Names are expected in those that CSL or biblatex know as such and in those
//! that end in `-by`; where a value is of another class than its field's name says, the field `x-csl-values` tells it. The kind that an
//! entry type cannot say stands in `x-csl-type`. Left out: `@set`, `related` entries, biber's source maps and inheritance options.

mod back;
pub(super) mod change;
mod date;
mod inherit;
mod language;
mod link;
pub(super) mod name;
mod others;
mod read;
mod table;
mod write;

pub use inherit::{CYCLE, inherit};

use super::Format;
use crate::model::Library;
use crate::syntax;
use crate::text::{Diagnostic, RuleInfo, Source, unicode};
use table::Dialect;

/// BibTeX, as `bibtex` and its styles know it.
pub static FORMAT: Format = Format {
    name: "bibtex",
    summary: "BibTeX: .bib files for bibtex and its styles",
    extensions: &["bib", "bibtex"],
    sniff: |text| looks_like_bib(text) && !looks_like_biblatex(text),
    read: Some(read::read),
    write: Some(|library| write::write(library, Dialect::Bibtex)),
};

/// biblatex, as biber knows it.
pub static BIBLATEX: Format = Format {
    name: "biblatex",
    summary: "biblatex: .bib files for biber",
    extensions: &["bib"],
    sniff: |text| looks_like_bib(text) && looks_like_biblatex(text),
    read: Some(read::read),
    write: Some(|library| write::write(library, Dialect::Biblatex)),
};

/// Reads a source as both formats do, by as many threads.
pub(super) fn read_by(source: &Source, jobs: usize) -> (Library, Vec<Diagnostic>) {
    read::read_in(source, syntax::parts(&source.text, jobs))
}

/// The rules that reading raises, besides those of [`syntax`].
pub static RULES: &[&RuleInfo] = &[&CYCLE];

/// Whether white space in the value of a field, its name in small letters, means no more than a space.
pub(super) fn flows(name: &str) -> bool {
    let form = table::target(name, None).map(|target| target.form);
    // Subtitles become parts of titles, which the table does not say.
    name.ends_with("title") || matches!(form, Some(table::Form::Text | table::Form::Names | table::Form::Genre))
}

/// The beginning of a text, enough to know it by.
fn head(text: &str) -> &str {
    &text[..unicode::boundary_before(text, 1 << 16)]
}

/// Whether a line begins an entry, a string or a comment.
fn looks_like_bib(text: &str) -> bool {
    head(text).lines().any(|line| {
        let Some(rest) = line.trim_start().strip_prefix('@') else { return false };
        let word = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        word.len() < rest.len() && word.trim_start().starts_with(['{', '('])
    })
}

/// Whether fields or types stand there that only biblatex has.
fn looks_like_biblatex(text: &str) -> bool {
    const FIELDS: [&str; 9] = ["date", "journaltitle", "location", "urldate", "eprinttype", "subtitle", "maintitle", "langid", "eventtitle"];
    const TYPES: [&str; 7] = ["online", "report", "thesis", "collection", "mvbook", "dataset", "inreference"];
    head(text).lines().any(|line| {
        let line = line.trim_start();
        let word_end = line.find(|c: char| !c.is_ascii_alphabetic() && c != '@').unwrap_or(line.len());
        let (word, rest) = (line[..word_end].to_ascii_lowercase(), line[word_end..].trim_start());
        match word.strip_prefix('@') {
            Some(word) => TYPES.contains(&word) && rest.starts_with(['{', '(']),
            None => FIELDS.contains(&word.as_str()) && rest.starts_with('='),
        }
    })
}

#[cfg(test)]
mod tests;
