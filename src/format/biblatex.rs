//! biblatex: the same files as BibTeX's, with more types and fields. The room is [`bibtex`](super::bibtex).

pub use super::bibtex::BIBLATEX as FORMAT;
