//! Documents as people write them: their text in blocks, with spans back to the source, and the citations in it.
//! Which of the blocks are reference lists is `parse`'s affair.

use crate::text::{MappedText, Source, Span};

/// A kind of document: how it is known and read. One file and one line in [`DOCUMENTS`] each.
#[derive(Debug)]
pub struct DocumentKind {
    /// Its name: `text`, `markdown`, `html` …
    pub name: &'static str,
    /// What it is, in one line.
    pub summary: &'static str,
    /// File name extensions, without dot.
    pub extensions: &'static [&'static str],
    /// Whether a text looks like one, where the name does not tell.
    pub sniff: fn(&str) -> bool,
    /// Its blocks.
    pub read: fn(&Source) -> Vec<Block>,
}

/// All kinds of documents that are read, the most particular first; the last reads anything.
pub static DOCUMENTS: &[&DocumentKind] = &[];

/// A document as read.
#[derive(Debug)]
pub struct Document {
    /// What it was read as.
    pub kind: &'static DocumentKind,
    /// Its text in order. Scripts, styles and navigation are left out.
    pub blocks: Vec<Block>,
}

/// A stretch of a document's text.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text: markup dropped, white space within lines as it stands. In plain text a block is a line.
    pub text: MappedText,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading that the document marks as one, with its level from 1.
    Heading(u8),
    /// A list item; its number or bullet is not part of the text.
    Item {
        /// "1.", "[3]", "•" as it stands; empty where the document only says that it is an item (HTML, Markdown).
        marker: MappedText,
        /// How deep the list is nested, from 0.
        depth: u8,
    },
    /// A paragraph.
    Paragraph,
    /// A line of plain text, with the columns of white space before it. An empty line has an empty text.
    Line {
        /// Columns of white space before it.
        indent: u16,
    },
}

/// An author-year citation in running text: `(Cameron et al. 1998)`, `Cameron and Lawson (1998)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Where it stands: from the first name to the year.
    pub span: Span,
    /// The family names, or the organisation's name, as written.
    pub names: Vec<String>,
    /// "et al." and its kin.
    pub others: bool,
    /// The year.
    pub year: i32,
    /// The letter behind the year: the `a` of `1998a`.
    pub suffix: Option<char>,
}
