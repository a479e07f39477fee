//! reStructuredText: headings by their underlines, list items, paragraphs; roles and emphasis dropped. Comments, directives that show
//! code, and literal blocks are left out.

use super::{Block, BlockKind, DocumentKind, Links, beginning, flush, item};
use crate::text::{MappedText, Pattern, Source};
use std::ops::Range;

/// reStructuredText.
pub(super) static RST: DocumentKind =
    DocumentKind { name: "rst", summary: "reStructuredText, as docutils and Sphinx read it", extensions: &["rst", "rest"], sniff, read };

fn sniff(text: &str) -> bool {
    beginning(text).lines().any(|line| line.starts_with(".. ") && line.contains("::") || line.contains(":cite:`"))
}

/// A line, as far as blocks are concerned. Ranges are without line ends.
pub(super) enum Line {
    /// Running text, white space before it included.
    Text(Range<usize>),
    /// Nothing but white space.
    Blank,
    /// Code, a literal or a comment.
    Literal,
}

/// Directives whose content is no text.
static LITERAL: Pattern = Pattern::new(
    r"^\.\. (?:code|code-block|sourcecode|highlight|literalinclude|raw|math|parsed-literal|ipython|jupyter-execute|testcode|doctest|graphviz|csv-table)::",
);
static DIRECTIVE: Pattern = Pattern::new(r"^\.\. (?:[A-Za-z][\w.+-]*::|\[|_|\|)");

/// The lines of a text, those that are code or comments told apart.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line> {
    let mut start = 0;
    // The white space before the line that a literal block belongs to: the block is all that is indented further.
    let mut literal: Option<usize> = None;
    text.split_inclusive('\n').map(move |line| {
        let range = start..start + line.trim_end_matches(['\n', '\r']).len();
        start += line.len();
        let body = line.trim();
        if body.is_empty() {
            return Line::Blank;
        }
        let indent = line.len() - line.trim_start().len();
        if literal.is_some_and(|of| indent > of) {
            return Line::Literal;
        }
        literal = None;
        let comment = (body == ".." || body.starts_with(".. ")) && !DIRECTIVE.is_match(body);
        if comment || LITERAL.is_match(body) {
            literal = Some(indent);
            return Line::Literal;
        }
        if body.ends_with("::") && !body.starts_with(".. ") {
            literal = Some(indent);
        }
        Line::Text(range)
    })
}

/// Marks of inline text: what is shown is the first group that matched.
static MARKS: Pattern =
    Pattern::new(r"``([^`]+)``|:[a-z:]+:`([^`<]+?)(?: <[^`>]*>)?`|`([^`<]+?)(?: <[^`>]*>)?`_{0,2}|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\\(.)");
static ITEM: Pattern = Pattern::new(r"^(?:[-*+•]|\(?(?:\d{1,3}|#|[A-Za-z])[.)]|\.\. \[[^\]]+\])(?:[ \t]+|$)");
static FIELD: Pattern = Pattern::new(r"^(?::[\w -]+:(?:[ \t]|$)|\.\. )");

fn read(source: &Source) -> Vec<Block> {
    let text = source.text.as_str();
    let mut reader = Reader { source, blocks: Vec::new(), text: MappedText::new(source.id), open: BlockKind::Paragraph, levels: Vec::new() };
    for line in lines(text) {
        match line {
            Line::Text(range) => reader.line(range),
            Line::Blank | Line::Literal => reader.flush(),
        }
    }
    reader.flush();
    reader.blocks
}

struct Reader<'s> {
    source: &'s Source,
    blocks: Vec<Block>,
    text: MappedText,
    open: BlockKind,
    /// The characters of underlines, in the order in which they came first: the levels of headings.
    levels: Vec<char>,
}

impl Reader<'_> {
    fn line(&mut self, range: Range<usize>) {
        let line = &self.source.text[range.clone()];
        let start = range.start + line.len() - line.trim_start().len();
        let body = line.trim();
        if let Some(mark) = underline(body) {
            let single = !self.text.as_str().is_empty() && !self.text.as_str().contains('\n');
            if single && self.open == BlockKind::Paragraph {
                self.open = BlockKind::Heading(self.level(mark));
            }
            self.flush();
            return;
        }
        if let Some(marker) = ITEM.find(body).filter(|_| self.begins_item(range.start, start)) {
            self.flush();
            let marker = marker.as_str().trim_end().trim_start_matches(".. ");
            let at = start + body.find(marker).unwrap_or(0);
            self.open = item(MappedText::verbatim(self.source.id, marker, at), 1);
            let rest = at + marker.len();
            return self.push(rest + self.source.text[rest..range.end].len() - self.source.text[rest..range.end].trim_start().len()..range.end);
        }
        if FIELD.is_match(body) {
            return self.flush();
        }
        if !self.text.as_str().is_empty() {
            self.text.push_instead("\n", start..start);
        }
        self.push(start..start + body.len());
    }

    /// An item begins a block, or follows an item that begins as far to the left.
    fn begins_item(&self, line: usize, start: usize) -> bool {
        self.text.as_str().is_empty() || matches!(self.open, BlockKind::Item { .. }) && start - line < 2
    }

    fn level(&mut self, mark: char) -> u8 {
        let at = self.levels.iter().position(|known| *known == mark).unwrap_or_else(|| {
            self.levels.push(mark);
            self.levels.len() - 1
        });
        u8::try_from(at + 1).unwrap_or(u8::MAX)
    }

    /// A piece of text without its marks.
    fn push(&mut self, range: Range<usize>) {
        let body = &self.source.text[range.clone()];
        let mut done = 0;
        for captures in MARKS.captures_iter(body) {
            let (Some(all), Some(shown)) = (captures.get(0), captures.iter().skip(1).flatten().next()) else { continue };
            self.text.push(&body[done..all.start()], range.start + done);
            self.text.push(shown.as_str(), range.start + shown.start());
            done = all.end();
        }
        self.text.push(&body[done..], range.start + done);
    }

    fn flush(&mut self) {
        flush(&mut self.text, &mut self.open, &mut Links::default(), &mut self.blocks);
    }
}

/// The mark of a line that is nothing but one mark, three times at least.
fn underline(body: &str) -> Option<char> {
    let mark = body.chars().next().filter(char::is_ascii_punctuation)?;
    (body.len() >= 3 && body.bytes().all(|c| char::from(c) == mark)).then_some(mark)
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn blocks_of_restructured_text() {
        let text = "Title\n=====\n\nSome *words* and ``code``\nin :cite:`a` `lines <https://x.y>`_.\n\n.. a comment\n   of two lines\n\n\
                    References\n----------\n\n- One\n  more\n- Two\n\n.. [Lee01] Lee, A. A book.\n\n::\n\n   literal\n\nEnd\n";
        assert_eq!(
            shown(read, text),
            [
                "h1 Title",
                "Some words and code\nin a lines.",
                "h2 References",
                "0[-] One\nmore",
                "0[-] Two",
                "0[[Lee01]] Lee, A. A book.",
                "::",
                "End"
            ]
        );
    }
}
