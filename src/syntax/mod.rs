//! The lossless, error-tolerant BibTeX tree: what stands where in a `.bib` file, and what is wrong with its form.
//! What the fields mean is the affair of `format::bibtex`.
//!
//! The grammar is that of `bibtex.web` and of biber's parser, where they agree. Where they do not: `%` begins a comment between entries
//! and within them, as for biber; a brace counts even behind a backslash, as for both.

pub mod edit;
pub mod layout;
mod parse;
mod parts;
mod rules;
mod sort;
mod style;
mod tree;

pub use parse::{each_item, parse, read_item};
pub use parts::{Reading, each_item_in, items, parts};
pub use rules::*;
pub use sort::{SortKey, sort};
pub use tree::{Bytes, Field, Item, ItemKind, Part, PartKind, Piece, PieceKind, Tree, mark};

#[cfg(test)]
pub(crate) mod tests;
