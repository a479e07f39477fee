//! Plain text: every line a block, with the columns of white space before it. It reads anything. Lines that are comments to ibidem
//! (`# ibidem: allow(rule)`) are no text.

use super::{Block, BlockKind, DocumentKind};
use crate::text::{MappedText, Source};

/// Plain text.
pub(super) static TEXT: DocumentKind =
    DocumentKind { name: "text", summary: "plain text, as typed or pasted", extensions: &["txt", "text"], sniff: |_| true, read };

/// Columns between tab stops, as terminals have them.
const TAB: usize = 8;

fn read(source: &Source) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut start = 0;
    for line in lines(&source.text) {
        let body = line.trim();
        let before = line.len() - line.trim_start().len();
        if is_comment(body) {
            start += line.len();
            continue;
        }
        let indent = if body.is_empty() { 0 } else { columns(&line[..before]) };
        let text = MappedText::verbatim(source.id, body, start + before);
        blocks.push(Block { kind: BlockKind::Line { indent }, text });
        start += line.len();
    }
    blocks
}

/// Whether a line is there for ibidem alone.
fn is_comment(line: &str) -> bool {
    let words = ["%", "#", "//"].iter().find_map(|opener| line.strip_prefix(opener)).map(str::trim_start);
    words.is_some_and(|words| words.starts_with("ibidem: allow"))
}

/// The lines of a text with their ends: `\n`, `\r\n`, or `\r` alone.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let end = match memchr::memchr2(b'\n', b'\r', rest) {
            Some(at) if rest[at] == b'\r' && rest.get(at + 1) == Some(&b'\n') => start + at + 2,
            Some(at) => start + at + 1,
            None => bytes.len(),
        };
        let line = &text[start..end];
        start = end;
        Some(line)
    })
}

fn columns(space: &str) -> u16 {
    let columns = space.chars().fold(0, |column: usize, c| if c == '\t' { (column / TAB + 1) * TAB } else { column + 1 });
    u16::try_from(columns).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;

    #[test]
    fn lines_have_indents_and_places() {
        let source = Source::from_text(SourceId(0), "-", "a\r\n\r\n  b \rc\td\n\te");
        let found: Vec<_> = read(&source).into_iter().map(|b| (b.text.as_str().to_owned(), b.text.whole().range(), b.kind)).collect();
        let line = |text: &str, range, indent| (text.to_owned(), range, BlockKind::Line { indent });
        let commented = Source::from_text(SourceId(0), "-", "a\n# ibidem: allow(x)\n//ibidem: allow y\n# ibidem\n");
        assert_eq!(read(&commented).iter().map(|block| block.text.as_str()).collect::<Vec<_>>(), ["a", "# ibidem"]);
        assert_eq!(found, [line("a", 0..1, 0), line("", 0..0, 0), line("b", 7..8, 2), line("c\td", 10..13, 0), line("e", 15..16, 8)]);
    }
}
