//! Documents as people write them: their text in blocks, with spans back to the source, and the citations in it.
//! Which of the blocks are reference lists is `parse`'s affair.

pub mod citations;
mod html;
mod latex;
mod links;
mod markdown;
mod notebook;
mod rst;
mod text;
mod typst;

use crate::text::{MappedText, Source, Span};
pub use citations::{Cited, Named, citations, cited, numbers};
use links::Links;

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
pub static DOCUMENTS: &[&DocumentKind] =
    &[&latex::LATEX, &html::HTML, &notebook::NOTEBOOK, &typst::TYPST, &rst::RST, &markdown::MARKDOWN, &text::TEXT];

/// The kind of that name.
pub fn named(name: &str) -> Option<&'static DocumentKind> {
    DOCUMENTS.iter().copied().find(|kind| kind.name == name)
}

/// The kind of a text, from its file name's extension, else from how it looks. What looks like nothing else is plain text.
pub fn sniff(name: &str, text: &str) -> &'static DocumentKind {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let extension = file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let by_name = |kind: &&&'static DocumentKind| extension.as_deref().is_some_and(|e| kind.extensions.contains(&e));
    let found = DOCUMENTS.iter().find(by_name).or_else(|| DOCUMENTS.iter().find(|kind| (kind.sniff)(text)));
    found.copied().unwrap_or(&text::TEXT)
}

/// Reads a source as a document of that kind. Every text is a document of every kind: nothing is refused.
pub fn read(source: &Source, kind: &'static DocumentKind) -> Document {
    Document { kind, blocks: (kind.read)(source) }
}

/// The beginning of a text that is looked at to tell what it is.
fn beginning(text: &str) -> &str {
    let mut end = text.len().min(16 * 1024);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A text without white space at its ends.
fn trimmed(text: &MappedText) -> MappedText {
    let whole = text.as_str();
    let start = whole.len() - whole.trim_start().len();
    text.slice(start..start + whole.trim().len())
}

/// Ends the block that is being gathered: it is kept unless it is empty, and a paragraph begins.
fn flush(text: &mut MappedText, open: &mut BlockKind, links: &mut Links, blocks: &mut Vec<Block>) {
    let whole = std::mem::replace(text, MappedText::new(text.source()));
    let kind = std::mem::replace(open, BlockKind::Paragraph);
    let mut text = trimmed(&whole);
    std::mem::take(links).put(&mut text, &kind);
    if !text.as_str().is_empty() {
        blocks.push(Block { kind, text });
    }
}

/// An item of the innermost of so many lists.
fn item(marker: MappedText, lists: usize) -> BlockKind {
    BlockKind::Item { marker, depth: u8::try_from(lists.saturating_sub(1)).unwrap_or(u8::MAX) }
}

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

impl Block {
    /// The same block, where it was read from a text that was itself taken out of a source.
    fn within(self, outer: &MappedText) -> Self {
        let kind = match self.kind {
            BlockKind::Item { marker, depth } => BlockKind::Item { marker: marker.within(outer), depth },
            kind => kind,
        };
        Self { kind, text: self.text.within(outer) }
    }
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading that the document marks as one, with its level from 1.
    Heading(u8),
    /// A list item; its number or bullet is not part of the text.
    Item {
        /// "1.", `[3]`, "•" as it stands; empty where the document only says that it is an item (HTML, Markdown).
        marker: MappedText,
        /// How deep the list is nested, from 0.
        depth: u8,
    },
    /// An item of a bibliography, with the key that it is cited by.
    Keyed {
        /// The key as it stands.
        key: MappedText,
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

/// A citation by number in running text: one of the numbers in `[1, 4–6]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberCitation {
    /// Where the number stands, or the range that names it.
    pub span: Span,
    /// The number.
    pub number: u32,
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod testing;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_name_and_by_content() {
        for (name, text, kind) in [
            ("a.md", "", "markdown"),
            ("b/c.HTML", "", "html"),
            ("a.txt", "<p>x</p>", "text"),
            ("-", "<!DOCTYPE html><p>x", "html"),
            ("paste", "# Title\n\ntext", "markdown"),
            ("paste.tex", "  1. Smith, J. (1998). Title.", "latex"),
            ("-", "\\begin{thebibliography}{9}", "latex"),
        ] {
            assert_eq!(sniff(name, text).name, kind, "{name}");
        }
        assert!(named("text").is_some() && named("nothing").is_none());
    }
}
