//! HTML: headings, list items and paragraphs, entities decoded. Scripts, styles and what frames a page (navigation, headers,
//! footers, asides) are left out; style sheets are not asked what is hidden.

use super::links::{Links, linked_doi};
use super::{Block, BlockKind, DocumentKind, beginning, flush, item};
use crate::text::{MappedText, Source};
use html5gum::{DefaultEmitter, Token, Tokenizer};
use std::ops::Range;

/// HTML.
pub(super) static HTML: DocumentKind =
    DocumentKind { name: "html", summary: "HTML pages and fragments", extensions: &["html", "htm", "xhtml"], sniff, read };

/// A document type, or elements that nothing else has.
fn sniff(text: &str) -> bool {
    let beginning = beginning(text).to_ascii_lowercase();
    beginning.trim_start().starts_with("<!doctype html")
        || ["<html", "<body", "</p>", "</li>", "</div>", "</ol>", "</ul>"].iter().any(|tag| beginning.contains(tag))
}

fn read(source: &Source) -> Vec<Block> {
    let mut blocks = Vec::new();
    read_part(source, 0..source.text.len(), &mut blocks);
    blocks
}

/// Elements whose content is no text of the document.
const SILENT: &[&str] = &["script", "style", "nav", "header", "footer", "aside", "title", "template", "svg", "noscript", "select", "button"];
/// Elements that begin and end a line of their own.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "main",
    "blockquote",
    "pre",
    "table",
    "caption",
    "tr",
    "dl",
    "dt",
    "address",
    "figure",
    "figcaption",
    "hr",
    "body",
    "center",
    "details",
    "summary",
    "form",
    "fieldset",
    "thead",
    "tbody",
];

/// Reads a range of a source as HTML.
pub(super) fn read_part(source: &Source, range: Range<usize>, blocks: &mut Vec<Block>) {
    let Some(part) = source.text.get(range.clone()) else { return };
    let closes = SILENT.iter().map(|name| last_close(part, name).map(|at| at + range.start)).collect();
    let mut reader = Reader {
        source,
        blocks,
        text: MappedText::new(source.id),
        links: Links::default(),
        open: BlockKind::Paragraph,
        lists: 0,
        silent: None,
        closes,
        done: range.start,
        preformatted: false,
    };
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    for Ok(token) in Tokenizer::new_with_emitter(part, emitter) {
        reader.token(token, range.start);
    }
    reader.flush();
}

/// Where the last end tag of that name begins.
fn last_close(text: &str, name: &str) -> Option<usize> {
    let is_it = |at: &usize| text.as_bytes().get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
    memchr::memmem::rfind_iter(text.as_bytes(), "</").find(is_it)
}

struct Reader<'s, 'b> {
    source: &'s Source,
    blocks: &'b mut Vec<Block>,
    text: MappedText,
    links: Links,
    open: BlockKind,
    /// Lists that are open.
    lists: usize,
    /// The silent element that is open, and how often it is nested in itself.
    silent: Option<(usize, usize)>,
    /// For each silent element the place of its last end tag: one that is never closed silences nothing.
    closes: Vec<Option<usize>>,
    /// Where the last tag ended.
    done: usize,
    preformatted: bool,
}

impl Reader<'_, '_> {
    fn token(&mut self, token: Token<usize>, base: usize) {
        let place = |span: html5gum::Span| base + span.start..base + span.end;
        match token {
            Token::StartTag(tag) => {
                let range = place(tag.span);
                if let Ok(name) = std::str::from_utf8(&tag.name) {
                    self.start(name, &range);
                }
                self.done = range.end;
            }
            Token::EndTag(tag) => {
                let range = place(tag.span);
                if let Ok(name) = std::str::from_utf8(&tag.name) {
                    self.end(name, &range);
                }
                self.done = range.end;
            }
            Token::String(text) => self.string(&text.value, place(text.span)),
            Token::Comment(comment) => self.done = self.done.max(base + comment.span.end),
            Token::Doctype(doctype) => self.done = self.done.max(base + doctype.span.end),
            Token::Error(_) => {}
        }
    }

    fn start(&mut self, name: &str, range: &Range<usize>) {
        if let Some((index, depth)) = self.silent {
            if SILENT[index] == name {
                self.silent = Some((index, depth + 1));
            }
            return;
        }
        if let Some(index) = SILENT.iter().position(|silent| *silent == name) {
            self.silent = self.closes[index].is_some_and(|last| last >= range.end).then_some((index, 1));
            return self.line(range);
        }
        match name {
            "a" => self.link(range),
            "br" => self.text.push_instead("\n", range.clone()),
            "li" => self.begin(item(MappedText::new(self.source.id), self.lists)),
            "ul" | "ol" | "menu" | "dir" => {
                self.begin(BlockKind::Paragraph);
                self.lists += 1;
            }
            "td" | "th" | "dd" => self.cell(range),
            "pre" => {
                self.line(range);
                self.preformatted = true;
            }
            _ => match heading(name) {
                Some(level) => self.begin(BlockKind::Heading(level)),
                None if BLOCKS.contains(&name) => self.line(range),
                None => {}
            },
        }
    }

    fn end(&mut self, name: &str, range: &Range<usize>) {
        if let Some((index, depth)) = self.silent {
            if SILENT[index] == name {
                self.silent = (depth > 1).then_some((index, depth - 1));
            }
            return;
        }
        match name {
            "li" => self.begin(BlockKind::Paragraph),
            "ul" | "ol" | "menu" | "dir" => {
                self.begin(BlockKind::Paragraph);
                self.lists = self.lists.saturating_sub(1);
            }
            "pre" => {
                self.line(range);
                self.preformatted = false;
            }
            "dd" => self.line(range),
            // A term and what is said of it are one paragraph, as are the cells of a row.
            "dt" => {}
            _ if heading(name).is_some() => self.begin(BlockKind::Paragraph),
            _ if BLOCKS.contains(&name) => self.line(range),
            _ => {}
        }
    }

    /// The DOI behind "CrossRef" and its kin is a part of the reference.
    fn link(&mut self, tag: &Range<usize>) {
        let (Some(written), Some(behind)) = (self.source.text.get(tag.clone()), self.source.text.get(tag.end..)) else { return };
        let inside = &behind[..crate::text::unicode::boundary_before(behind, 200)];
        let words = inside.split("</a").next().unwrap_or_default().split('<').map(|part| part.rsplit('>').next().unwrap_or_default());
        let words = words.collect::<Vec<_>>().join(" ");
        let address = written.split_once("href=").and_then(|(_, rest)| rest.split(['"', '\'', '>', ' ']).find(|part| !part.is_empty()));
        self.links.add(&self.source.text, tag.clone(), &address.unwrap_or_default().replace("&amp;", "&"), &words);
        if let Some(doi) = linked_doi(written, &words) {
            self.text.push_instead(" ", tag.start..tag.start);
            self.text.push(&written[doi.clone()], tag.start + doi.start);
            self.text.push_instead(" ", tag.end..tag.end);
        }
    }

    fn begin(&mut self, open: BlockKind) {
        self.flush();
        self.open = open;
    }

    /// A new line within an item, else a new paragraph.
    fn line(&mut self, range: &Range<usize>) {
        match self.open {
            BlockKind::Item { .. } if self.text.as_str().is_empty() || self.text.as_str().ends_with('\n') => {}
            BlockKind::Item { .. } => self.text.push_instead("\n", range.clone()),
            _ => self.begin(BlockKind::Paragraph),
        }
    }

    fn cell(&mut self, range: &Range<usize>) {
        if !self.text.as_str().is_empty() {
            self.text.push_instead("\t", range.clone());
        }
    }

    /// Text, known decoded and where it stands. Entities are decoded again one by one, for their places; where that
    /// gives something else than the tokenizer read, all of it stands for all of the range.
    fn string(&mut self, decoded: &[u8], span: Range<usize>) {
        if self.silent.is_some() {
            return;
        }
        let end = span.end.max(self.done).min(self.source.text.len());
        let range = self.done..end;
        self.done = end;
        let Some(written) = self.source.text.get(range.clone()) else {
            return self.text.push_instead(&String::from_utf8_lossy(decoded), range);
        };
        let mut from = range.start;
        for (piece, length) in pieces(written) {
            match piece {
                Piece::Written(text) => self.written(text, from),
                Piece::Entity(text) => self.text.push_instead(&text, from..from + length),
            }
            from += length;
        }
    }

    /// Text as it stands: line ends and what surrounds them are one space, as browsers show them.
    fn written(&mut self, text: &str, from: usize) {
        if self.preformatted {
            return self.text.push(text, from);
        }
        let mut at = 0;
        while let Some(found) = text[at..].find(['\n', '\r', '\t']) {
            let before = text[at..at + found].trim_end_matches(' ');
            let space = at + before.len();
            let rest = &text[space..];
            let after = text.len() - rest.trim_start_matches([' ', '\n', '\r', '\t']).len();
            self.text.push(before, from + at);
            self.text.push_instead(" ", from + space..from + after);
            at = after;
        }
        self.text.push(&text[at..], from + at);
    }

    fn flush(&mut self) {
        flush(&mut self.text, &mut self.open, &mut self.links, self.blocks);
    }
}

fn heading(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// A piece of written text.
enum Piece<'t> {
    Written(&'t str),
    Entity(String),
}

/// The pieces of a text between tags, each with the bytes it takes.
fn pieces(text: &str) -> impl Iterator<Item = (Piece<'_>, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let (piece, length) = match memchr::memchr(b'&', rest.as_bytes()) {
            Some(0) => entity(rest),
            Some(next) => (Piece::Written(&rest[..next]), next),
            None => (Piece::Written(rest), rest.len()),
        };
        at += length;
        Some((piece, length))
    })
}

/// The entity that `text` begins with, or the ampersand alone.
fn entity(text: &str) -> (Piece<'_>, usize) {
    let name = text[1..].bytes().take(40).take_while(|c| c.is_ascii_alphanumeric() || *c == b'#').count();
    let length = 1 + name + usize::from(text.as_bytes().get(1 + name) == Some(&b';'));
    let decoded = decode(&text[..length]);
    match decoded == text[..length] {
        true => (Piece::Written(&text[..length]), length),
        false => (Piece::Entity(decoded), length),
    }
}

fn decode(entity: &str) -> String {
    let string = |token| match token {
        Ok(Token::String(text)) => Some(String::from_utf8_lossy(&text.value).into_owned()),
        _ => None,
    };
    Tokenizer::new(entity).filter_map(string).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;
    use crate::text::SourceId;

    #[test]
    fn blocks_of_html() {
        for (text, expected) in [
            ("<h2>Refs</h2><ol><li>A &amp; B<li><p>c</p><p>d</p></ol>", vec!["h2 Refs", "0 A & B", "0 c\nd"]),
            ("<p>a\n  b<br>c<nav>x<nav>y</nav>z</nav>d", vec!["a b\nc", "d"]),
            ("<p>M&uuml;ller <!-- x --><i>T</i>&copy 2020 &foo; R&D", vec!["Müller T© 2020 &foo; R&D"]),
            ("<script>if (a<b) '</p>'</script><style>p{}</style>x", vec!["x"]),
            ("a <nav> b", vec!["a", "b"]),
            ("<table><tr><td>[1]</td><td>Smith</td></tr><tr><td>[2]<td>Lee</table>", vec!["[1]\tSmith", "[2]\tLee"]),
            ("<dl><dt>[1]</dt><dd>Smith</dd></dl>", vec!["[1]\tSmith"]),
            ("<ul><li>a<ul><li>b</ul>c</ul>", vec!["0 a", "1 b", "c"]),
            ("a < b", vec!["a < b"]),
            (r#"<li>Smith. <a href="https://doi.org/10.1/x">CrossRef</a>"#, vec!["0 Smith.  https://doi.org/10.1/x CrossRef"]),
            (r#"<li>Smith. <a href="https://doi.org/10.1/x">10.1/x</a>"#, vec!["0 Smith. 10.1/x"]),
            (r#"<li>Smith. <a href="https://doi.org/10.1/x">On bees</a>. Hive"#, vec!["0 Smith. On bees. Hive https://doi.org/10.1/x"]),
            (
                r#"<li><a href="http://x.y/?a&amp;b">A title of bees</a>. <a href=/z>Me and you</a>"#,
                vec!["0 A title of bees. Me and you http://x.y/?a&b"],
            ),
        ] {
            assert_eq!(shown(read, text), expected, "{text}");
        }
    }

    #[test]
    fn text_finds_its_way_back() {
        let text = "<li>M&uuml;ller<br>\n x</li>";
        let source = Source::from_text(SourceId(0), "-", text);
        let block = &read(&source)[0].text;
        let of = |range: Range<usize>| &text[block.span(range).range()];
        assert_eq!([of(0..1), of(1..3), of(3..7), of(0..block.as_str().len())], ["M", "&uuml;", "ller", "M&uuml;ller<br>\n x"]);
    }
}
