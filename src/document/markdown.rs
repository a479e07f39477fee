//! Markdown: headings, list items and paragraphs, markup dropped. HTML in it is read as HTML; front matter is left out.

use super::{Block, BlockKind, DocumentKind, beginning, flush, html, item, linked_doi};
use crate::text::{MappedText, Source};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Markdown.
pub(super) static MARKDOWN: DocumentKind = DocumentKind {
    name: "markdown",
    summary: "Markdown: CommonMark with footnotes, tables and front matter",
    extensions: &["md", "markdown", "mdown", "mkd", "qmd", "rmd"],
    sniff,
    read,
};

/// Links in brackets, or headings marked by `#`.
fn sniff(text: &str) -> bool {
    let heading = |line: &str| line.trim_start_matches('#').starts_with(' ') && line.starts_with('#');
    let beginning = beginning(text);
    beginning.contains("](http") || beginning.lines().any(heading)
}

pub(super) fn read(source: &Source) -> Vec<Block> {
    let options = Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut reader = Reader { source, blocks: Vec::new(), text: MappedText::new(source.id), open: BlockKind::Paragraph, lists: 0, silent: false };
    for (event, range) in Parser::new_ext(&source.text, options).into_offset_iter() {
        reader.event(event, range);
    }
    reader.flush();
    reader.blocks
}

struct Reader<'s> {
    source: &'s Source,
    blocks: Vec<Block>,
    text: MappedText,
    open: BlockKind,
    lists: usize,
    silent: bool,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.push(&text, range),
            Event::SoftBreak | Event::HardBreak => self.text.push_instead("\n", range),
            Event::InlineHtml(tag) if tag.to_ascii_lowercase().starts_with("<br") => self.text.push_instead("\n", range),
            Event::Html(_) => html::read_part(self.source, range, &mut self.blocks),
            Event::FootnoteReference(_) | Event::InlineHtml(_) | Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.begin(BlockKind::Heading(*level as u8)),
            Tag::Item | Tag::FootnoteDefinition(_) => {
                let marker = self.marker(range);
                self.begin(item(marker, self.lists));
            }
            Tag::List(_) => {
                self.begin(BlockKind::Paragraph);
                self.lists += 1;
            }
            Tag::Link { .. } => self.link(&range),
            Tag::MetadataBlock(_) => self.silent = true,
            Tag::TableCell if !self.text.as_str().is_empty() => self.text.push_instead("\t", range.start..range.start),
            Tag::Paragraph | Tag::CodeBlock(_) if matches!(self.open, BlockKind::Item { .. }) => self.newline(range.start),
            Tag::Paragraph | Tag::CodeBlock(_) | Tag::TableHead | Tag::TableRow => self.begin(BlockKind::Paragraph),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::List(_) => {
                self.begin(BlockKind::Paragraph);
                self.lists = self.lists.saturating_sub(1);
            }
            TagEnd::Heading(_) | TagEnd::Item | TagEnd::FootnoteDefinition | TagEnd::TableHead | TagEnd::TableRow => self.begin(BlockKind::Paragraph),
            TagEnd::Paragraph if !matches!(self.open, BlockKind::Item { .. }) => self.begin(BlockKind::Paragraph),
            TagEnd::MetadataBlock(_) => self.silent = false,
            _ => {}
        }
    }

    /// `1.` or `-` or `[^1]`, as an item begins with it.
    fn marker(&self, range: Range<usize>) -> MappedText {
        let item = self.source.text.get(range.clone()).unwrap_or_default();
        let length = match item.starts_with("[^") {
            true => item.find(']').map_or(0, |end| end + 1),
            false => item.find(|c: char| c.is_whitespace()).unwrap_or(item.len()),
        };
        MappedText::verbatim(self.source.id, &item[..length], range.start)
    }

    /// The DOI behind "CrossRef" and its kin is a part of the reference.
    fn link(&mut self, range: &Range<usize>) {
        let Some(written) = self.source.text.get(range.clone()) else { return };
        let words = written.strip_prefix('[').and_then(|rest| rest.split("](").next()).unwrap_or_default();
        if let Some(doi) = linked_doi(written.strip_suffix(')').unwrap_or(written), words) {
            self.text.push_instead(" ", range.start..range.start);
            self.text.push(&written[doi.clone()], range.start + doi.start);
            self.text.push_instead(" ", range.start..range.start);
        }
    }

    fn begin(&mut self, open: BlockKind) {
        self.flush();
        self.open = open;
    }

    fn newline(&mut self, at: usize) {
        if !self.text.as_str().is_empty() {
            self.text.push_instead("\n", at..at);
        }
    }

    /// A piece of text: as it stands in `range`, or somewhere within it, or else standing for it.
    fn push(&mut self, text: &str, range: Range<usize>) {
        if self.silent {
            return;
        }
        let place = self.source.text.get(range.clone()).and_then(|written| written.find(text));
        match place {
            Some(at) => self.text.push(text, range.start + at),
            None => self.text.push_instead(text, range),
        }
    }

    fn flush(&mut self) {
        flush(&mut self.text, &mut self.open, &mut self.blocks);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn blocks_of_markdown() {
        for (text, expected) in [
            ("# A *b*\n\nc\nd", vec!["h1 A b", "c\nd"]),
            ("1. Smith &amp; \\* `x`\n2. b\n   - c\n\n   d", vec!["0[1.] Smith & * x", "0[2.] b", "1[-] c", "d"]),
            ("- [T](https://doi.org/10.1/x)\n- <https://a.b>", vec!["0[-] T", "0[-] https://a.b"]),
            ("- T. [CrossRef](https://doi.org/10.1/x)", vec!["0[-] T.  https://doi.org/10.1/x CrossRef"]),
            ("---\ntitle: x\n---\nSee[^1].\n\n[^1]: Note", vec!["See.", "0[[^1]] Note"]),
            ("<ul><li>a</ul>\n\nb", vec!["0 a", "b"]),
            ("|a|b|\n|-|-|\n|c|d|", vec!["a\tb", "c\td"]),
        ] {
            assert_eq!(shown(read, text), expected, "{text}");
        }
    }
}
