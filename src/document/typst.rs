//! Typst: headings, list items and paragraphs; code is left out, but for the content that it shows.

use super::{Block, BlockKind, DocumentKind, Links, beginning, flush, item};
use crate::text::{MappedText, Source};
use std::ops::Range;

/// Typst.
pub(super) static TYPST: DocumentKind = DocumentKind { name: "typst", summary: "Typst", extensions: &["typ"], sniff, read };

fn sniff(text: &str) -> bool {
    let starts = ["#import \"", "#set ", "#show ", "#let ", "#bibliography("];
    beginning(text).lines().any(|line| starts.iter().any(|start| line.starts_with(start)))
}

/// Code that shows nothing, up to the end of its line or of what it opens there.
const SILENT: &[&str] = &["let", "set", "show", "import", "include", "bibliography", "cite", "label", "pagebreak", "outline", "v", "h"];

fn read(source: &Source) -> Vec<Block> {
    let text = source.text.as_str();
    let mut reader =
        Reader { source, blocks: Vec::new(), text: MappedText::new(source.id), links: Links::default(), open: BlockKind::Paragraph, contents: 0 };
    let mut at = 0;
    while at < text.len() {
        at = if at == 0 || text[..at].ends_with('\n') { reader.line_start(at) } else { at };
        at = reader.inline(at);
    }
    reader.flush();
    reader.blocks
}

struct Reader<'s> {
    source: &'s Source,
    blocks: Vec<Block>,
    text: MappedText,
    links: Links,
    open: BlockKind,
    /// How many `[` of content are open.
    contents: usize,
}

impl<'s> Reader<'s> {
    fn rest(&self, at: usize) -> &'s str {
        &self.source.text[at..]
    }

    /// What begins a line: a heading's signs, an item's marker, nothing at all.
    fn line_start(&mut self, at: usize) -> usize {
        let rest = self.rest(at);
        let line = rest.split(['\n', '\r']).next().unwrap_or_default();
        let start = at + line.len() - line.trim_start().len();
        let body = line.trim();
        let level = body.bytes().take_while(|c| *c == b'=').count();
        if body.is_empty() {
            self.flush();
        } else if level > 0 && body[level..].starts_with(' ') {
            self.flush();
            self.open = BlockKind::Heading(u8::try_from(level).unwrap_or(u8::MAX));
            return start + level;
        } else if let Some(marker) = marker(body) {
            self.flush();
            self.open = item(MappedText::verbatim(self.source.id, marker, start), 1);
            return start + marker.len();
        }
        start
    }

    /// One piece of a line: where to go on.
    fn inline(&mut self, at: usize) -> usize {
        let rest = self.rest(at);
        let Some(c) = rest.chars().next() else { return at };
        match c {
            '\n' | '\r' => self.line_end(at, c),
            '\\' => self.escaped(at),
            '/' if rest.starts_with("//") && !self.text.as_str().ends_with(':') => at + rest.find(['\n', '\r']).unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => at + rest.find("*/").map_or(rest.len(), |end| end + 2),
            '#' => self.code(at),
            ']' if self.contents > 0 => {
                self.contents -= 1;
                at + 1
            }
            '*' => at + 1,
            '_' if !(self.text.as_str().ends_with(char::is_alphanumeric) && rest[1..].starts_with(char::is_alphanumeric)) => at + 1,
            '<' => label(rest).map_or_else(|| self.push(at, 1), |length| at + length),
            '~' => {
                self.text.push_instead("\u{a0}", at..at + 1);
                at + 1
            }
            c => self.push(at, c.len_utf8()),
        }
    }

    fn push(&mut self, at: usize, length: usize) -> usize {
        self.text.push(&self.source.text[at..at + length], at);
        at + length
    }

    fn line_end(&mut self, at: usize, c: char) -> usize {
        if matches!(self.open, BlockKind::Heading(_)) {
            self.flush();
        } else if c == '\n' && !self.text.as_str().is_empty() {
            self.text.push_instead("\n", at..at + 1);
        }
        at + 1
    }

    /// `\*` is the sign; a backslash alone ends a line.
    fn escaped(&mut self, at: usize) -> usize {
        match self.rest(at + 1).chars().next() {
            Some(c) if !c.is_whitespace() => self.push(at + 1, c.len_utf8()),
            _ => at + 1,
        }
    }

    /// `#name(…)[…]`: the arguments are passed, the content is text.
    fn code(&mut self, at: usize) -> usize {
        let rest = self.rest(at + 1);
        let length = rest.find(|c: char| !(c.is_alphanumeric() || "_-.".contains(c))).unwrap_or(rest.len());
        let name = &rest[..length];
        let end = at + 1 + length;
        if SILENT.contains(&name) {
            return passed(&self.source.text, end, true);
        }
        let arguments = end;
        let end = if self.rest(end).starts_with(['(', '{']) { passed(&self.source.text, end, false) } else { end };
        if name == "link" {
            self.link(arguments..end);
        }
        if self.rest(end).starts_with('[') {
            self.contents += 1;
            return end + 1;
        }
        end
    }

    /// `#link("https://…")[words]`; without words the address is what is shown.
    fn link(&mut self, arguments: Range<usize>) {
        let address = self.source.text[arguments.clone()].split('"').nth(1).unwrap_or_default();
        let behind = &self.source.text[arguments.end..];
        match behind.strip_prefix('[') {
            Some(words) => self.links.add(&self.source.text, arguments, address, words.split([']', '\n']).next().unwrap_or_default()),
            None => {
                let start = arguments.start + self.source.text[arguments].find(address).unwrap_or(0);
                self.push(start, address.len());
            }
        }
    }

    fn flush(&mut self) {
        flush(&mut self.text, &mut self.open, &mut self.links, &mut self.blocks);
    }
}

/// `-`, `+` or `1.` with a space behind it.
fn marker(body: &str) -> Option<&str> {
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let length = match body.as_bytes().get(digits) {
        Some(b'-' | b'+') if digits == 0 => 1,
        Some(b'.') if (1..4).contains(&digits) => digits + 1,
        _ => return None,
    };
    body[length..].starts_with(' ').then(|| &body[..length])
}

/// The bytes of `<label>`.
fn label(text: &str) -> Option<usize> {
    let end = text[1..].find(|c: char| !(c.is_alphanumeric() || "_-.:".contains(c)))?;
    (end > 0 && text[1 + end..].starts_with('>')).then_some(end + 2)
}

/// Behind code: to the end of the line, or of what is opened on it; without `line` only what opens right here.
fn passed(text: &str, from: usize, line: bool) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0_usize, from);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at += text[at + 1..].find('"').map_or(text.len() - at - 1, |end| end + 1),
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth == 0 => return at,
            b')' | b']' | b'}' => {
                depth -= 1;
                if depth == 0 && !line {
                    return at + 1;
                }
            }
            b'\n' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn blocks_of_typst() {
        let text = "#import \"a.typ\": b\n#set text(\n  size: 3pt,\n)\n= A *title* <intro>\nSome _text_ and #emph[more\nof it], see @lee. // why\n\n\
                    == References\n+ Smith, J. \\#3. #link(\"https://x.y\")[Here].\n- Lee.\n  More.\n1. Two\n#bibliography(\"refs.bib\")\nhttps://a.b/c_d_e\n";
        assert_eq!(
            shown(read, text),
            [
                "h1 A title",
                "Some text and more\nof it, see @lee.",
                "h2 References",
                "0[+] Smith, J. #3. Here.",
                "0[-] Lee.\nMore.",
                "0[1.] Two\n\nhttps://a.b/c_d_e"
            ]
        );
    }

    #[test]
    fn links_give_their_addresses() {
        let text = "+ Lee. #link(\"https://doi.org/10.1/x\")[On _bees_]. Hive.\n+ Lee. #link(\"http://x.y/a\").\n+ #link(\"http://x.y/b\")[The art of bees]\n";
        assert_eq!(
            shown(read, text),
            ["0[+] Lee. On bees. Hive. https://doi.org/10.1/x", "0[+] Lee. http://x.y/a.", "0[+] The art of bees http://x.y/b"]
        );
    }
}
