//! A marked document as plain text: paragraphs with a blank line between, lists with their numbers, notes in brackets.

use super::html::events;
use super::write::Marked;
use crate::document::citations::clusters;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// The document.
pub(super) fn plain(marked: &Marked) -> String {
    let mut writer = Plain::default();
    events(marked, &Event::Text).into_iter().for_each(|event| writer.event(event));
    writer.line();
    writer.out.trim_end().to_owned() + "\n"
}

/// A piece of a line.
pub(super) fn inline(markdown: &str) -> String {
    let mut writer = Plain::default();
    Parser::new_ext(markdown, clusters::options()).for_each(|event| writer.event(event));
    writer.text.clone() + &writer.out
}

#[derive(Default)]
struct Plain {
    out: String,
    /// The line or paragraph that is being written.
    text: String,
    /// What stands before the lines of the blocks that are open, and before the first of them.
    margins: Vec<(String, Option<String>)>,
    /// The numbers of the lists that are open.
    lists: Vec<Option<u64>>,
    /// Where links lead, and where their words begin.
    links: Vec<(String, usize)>,
    /// The cells of a row so far.
    cells: usize,
    /// Within front matter.
    silent: bool,
    /// Items and rows follow without blank lines.
    tight: bool,
}

impl Plain {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(_) | Event::Code(_) if self.silent => {}
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.text.push_str(&text),
            Event::Html(text) => {
                self.line();
                self.text.push_str(text.trim_end());
                self.line();
            }
            Event::InlineHtml(_) => {}
            Event::FootnoteReference(name) => self.text.push_str(&format!("[{name}]")),
            Event::SoftBreak | Event::HardBreak => self.text.push('\n'),
            Event::Rule => {
                self.text.push_str("* * *");
                self.line();
            }
            Event::TaskListMarker(done) => self.text.push_str(if done { "[x] " } else { "[ ] " }),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::MetadataBlock(_) => self.silent = true,
            Tag::BlockQuote(_) => self.open("> ".to_owned(), None),
            Tag::CodeBlock(_) => self.open("    ".to_owned(), None),
            Tag::List(first) => {
                self.line();
                self.tight = true;
                self.lists.push(first);
            }
            Tag::Item => {
                let marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                self.open(" ".repeat(marker.len()), Some(marker));
            }
            Tag::FootnoteDefinition(name) => self.open("    ".to_owned(), Some(format!("[{name}] "))),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => self.links.push((dest_url.to_string(), self.text.len())),
            Tag::TableCell => {
                self.text.push_str(if self.cells > 0 { "  " } else { "" });
                self.cells += 1;
            }
            Tag::TableRow | Tag::TableHead => self.cells = 0,
            Tag::Paragraph => self.tight = false,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::MetadataBlock(_) => self.silent = false,
            TagEnd::BlockQuote(_) | TagEnd::CodeBlock | TagEnd::Item | TagEnd::FootnoteDefinition => {
                self.line();
                self.margins.pop();
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.tight = !self.lists.is_empty();
                if self.lists.is_empty() {
                    self.blank();
                }
            }
            TagEnd::Link | TagEnd::Image => {
                let Some((address, from)) = self.links.pop() else { return };
                let words = self.text.get(from..).unwrap_or_default();
                if !address.is_empty() && !address.ends_with(words) {
                    self.text.push_str(&format!(" <{address}>"));
                }
            }
            TagEnd::TableRow | TagEnd::TableHead => {
                self.tight = true;
                self.line();
            }
            TagEnd::Table => {
                self.tight = false;
                self.blank();
            }
            TagEnd::Paragraph | TagEnd::Heading(_) => self.line(),
            _ => {}
        }
    }

    fn open(&mut self, margin: String, first: Option<String>) {
        self.line();
        self.margins.push((margin, first));
    }

    /// Writes the paragraph that was gathered, within the margins of its blocks.
    fn line(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim_end_matches('\n');
        if text.is_empty() {
            return;
        }
        for line in text.split('\n') {
            for (margin, first) in &mut self.margins {
                self.out.push_str(&first.take().unwrap_or_else(|| margin.clone()));
            }
            self.out.push_str(line);
            self.out.push('\n');
        }
        if !self.tight {
            self.out.push('\n');
        }
    }

    fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}
