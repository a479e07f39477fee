//! Jupyter notebooks: the cells of Markdown, read as such; code and its output are left out.

use super::{Block, DocumentKind, beginning, markdown};
use crate::text::{MappedText, Source, SourceId};
use serde::Deserialize;
use serde_json::value::RawValue;

/// Jupyter notebooks.
pub(super) static NOTEBOOK: DocumentKind = DocumentKind { name: "notebook", summary: "Jupyter notebooks", extensions: &["ipynb"], sniff, read };

fn sniff(text: &str) -> bool {
    let beginning = beginning(text);
    beginning.trim_start().starts_with('{') && beginning.contains("\"cells\"") && beginning.contains("\"cell_type\"")
}

/// A cell of a notebook.
pub(super) struct Cell {
    /// `markdown`, `code` or `raw`.
    pub(super) kind: String,
    /// Its text, the escapes of JSON resolved.
    pub(super) text: MappedText,
}

#[derive(Deserialize)]
struct Notebook<'t> {
    #[serde(borrow, default)]
    cells: Vec<RawCell<'t>>,
}

#[derive(Deserialize)]
struct RawCell<'t> {
    #[serde(default)]
    cell_type: String,
    #[serde(borrow, default)]
    source: Option<&'t RawValue>,
}

/// The cells in order; none where it is no notebook.
pub(super) fn cells(source: &Source) -> Vec<Cell> {
    let Ok(notebook) = serde_json::from_str::<Notebook>(&source.text) else { return Vec::new() };
    notebook.cells.into_iter().map(|cell| Cell { kind: cell.cell_type, text: cell_text(source, cell.source) }).collect()
}

/// A text, or an array of its lines.
fn cell_text(source: &Source, raw: Option<&RawValue>) -> MappedText {
    let mut text = MappedText::new(source.id);
    let Some(raw) = raw else { return text };
    let lines = serde_json::from_str::<Vec<&RawValue>>(raw.get()).unwrap_or_else(|_| vec![raw]);
    for line in lines {
        unescape(source, line.get(), &mut text);
    }
    text
}

/// Appends a JSON text, each escape as one piece. What is no text is passed.
fn unescape(source: &Source, raw: &str, text: &mut MappedText) {
    let Some(inner) = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) else { return };
    // The reader lends pieces of the very text that it was given.
    let start = (inner.as_ptr() as usize).wrapping_sub(source.text.as_ptr() as usize);
    if source.text.get(start..start + inner.len()) != Some(inner) {
        return;
    }
    let mut at = 0;
    while let Some(escape) = memchr::memchr(b'\\', &inner.as_bytes()[at..]).map(|found| at + found) {
        text.push(&inner[at..escape], start + at);
        let length = escape_length(&inner[escape..]);
        let meant: String = serde_json::from_str(&format!("\"{}\"", &inner[escape..escape + length])).unwrap_or_default();
        text.push_instead(&meant, start + escape..start + escape + length);
        at = escape + length;
    }
    text.push(&inner[at..], start + at);
}

/// `\n`, `\u00e9`, or two of the latter that are one character.
fn escape_length(text: &str) -> usize {
    let unit = |text: &str| if text.starts_with("\\u") { 6 } else { 2 };
    let first = unit(text);
    let high = text.get(2..4).is_some_and(|code| ["d8", "d9", "da", "db"].contains(&code.to_ascii_lowercase().as_str()));
    let pair = first == 6 && high && text.get(6..).is_some_and(|rest| rest.starts_with("\\u"));
    if pair { 12.min(text.len()) } else { first.min(text.len()) }
}

fn read(source: &Source) -> Vec<Block> {
    let mut blocks = Vec::new();
    for cell in cells(source).into_iter().filter(|cell| cell.kind == "markdown") {
        let alone = Source::from_text(SourceId(0), "", cell.text.as_str());
        let within = markdown::read(&alone);
        blocks.extend(within.into_iter().map(|block| block.within(&cell.text)));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_markdown_are_read_at_their_places() {
        let text = r##"{"metadata":{"a":[1,{"source":"no"}]},"cells":[{"cell_type":"code","source":"# x"},
            {"source":["# A \"b\"\n","\n","1. Sm\u00edth \ud83d\ude00"],"cell_type":"markdown"}],"nbformat":4}"##;
        let source = Source::from_text(SourceId(3), "a.ipynb", text);
        let blocks = read(&source);
        let shown: Vec<_> = blocks.iter().map(|block| (block.text.as_str(), &text[block.text.whole().range()])).collect();
        assert_eq!(shown, [("A \"b\"", r#"A \"b\""#), ("Smíth 😀", r"Sm\u00edth \ud83d\ude00")]);
        assert!(blocks.iter().all(|block| block.text.source() == source.id));
    }

    #[test]
    fn what_is_no_notebook_has_no_cells() {
        for text in ["", "{", "[]", "{\"cells\":[{\"cell_type\":1}]}", "{\"cells\":[{\"source\":3}]}", &"[".repeat(100_000)] {
            assert!(cells(&Source::from_text(SourceId(0), "a.ipynb", text)).iter().all(|cell| cell.text.as_str().is_empty()));
        }
    }
}
