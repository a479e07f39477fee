//! Markdown: headings, list items and paragraphs, markup dropped. HTML in it is read as HTML; front matter is left out.

use super::links::{Links, linked_doi};
use super::{Block, BlockKind, DocumentKind, beginning, flush, html, item};
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
    let mut reader = Reader {
        source,
        blocks: Vec::new(),
        text: MappedText::new(source.id),
        links: Links::default(),
        link: None,
        open: BlockKind::Paragraph,
        lists: 0,
        silent: false,
    };
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
    links: Links,
    /// The link that is open: where it stands, its address, and where its words begin.
    link: Option<(Range<usize>, String, usize)>,
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
            Tag::Link { dest_url, .. } => {
                self.link(&range);
                self.link = Some((range, dest_url.to_string(), self.text.as_str().len()));
            }
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
            TagEnd::Link => {
                let Some((range, address, from)) = self.link.take() else { return };
                self.links.add(&self.source.text, range, &address, self.text.as_str().get(from..).unwrap_or_default());
            }
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
        flush(&mut self.text, &mut self.open, &mut self.links, &mut self.blocks);
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
            ("- [T](https://doi.org/10.1/x)\n- <https://a.b>", vec!["0[-] T https://doi.org/10.1/x", "0[-] https://a.b"]),
            ("1. A. [On *bees*](http://doi.org/10.1/x). J, 1.", vec!["0[1.] A. On bees. J, 1. http://doi.org/10.1/x"]),
            ("- [On bees of old](http://x.y), [me](http://z)\n- [On bees](http://x.y)", vec!["0[-] On bees of old, me http://x.y", "0[-] On bees"]),
            (
                "- [a b c](http://x.y) [d e f](http://z)\n- [a b](https://doi.org/10.1/a) [c](https://doi.org/10.1/b)",
                vec!["0[-] a b c d e f", "0[-] a b c"],
            ),
            ("Of [bees](https://doi.org/10.1/x) and [the art of hives](http://x.y).", vec!["Of bees and the art of hives. https://doi.org/10.1/x"]),
            ("- T. [CrossRef](https://doi.org/10.1/x)", vec!["0[-] T.  https://doi.org/10.1/x CrossRef"]),
            ("---\ntitle: x\n---\nSee[^1].\n\n[^1]: Note", vec!["See.", "0[[^1]] Note"]),
            ("<ul><li>a</ul>\n\nb", vec!["0 a", "b"]),
            ("|a|b|\n|-|-|\n|c|d|", vec!["a\tb", "c\td"]),
        ] {
            assert_eq!(shown(read, text), expected, "{text}");
        }
    }
}
