//! CSL-JSON lines: one item a line. A broken line costs no other line.

use super::Format;
use super::csl_json::{Reader, item};
use crate::model::Library;
use crate::text::{Diagnostic, Source};

/// CSL-JSON, an item a line.
pub static CSL_JSONL: Format = Format {
    name: "csl-jsonl",
    summary: "CSL-JSON lines: one item a line, for scripts",
    extensions: &["jsonl", "ndjson"],
    sniff,
    read: Some(read),
    write: Some(write),
};

/// Two lines or more, each an object.
fn sniff(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(3).peekable();
    let looks = |line: &str| line.starts_with('{') && line.ends_with('}') && line.contains("\"type\"");
    lines.peek().is_some() && lines.all(looks)
}

fn read(source: &Source) -> (Library, Vec<Diagnostic>) {
    let mut reader = Reader::new(source);
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        reader.line(start..start + line.trim_end().len());
        start += line.len();
    }
    reader.finish()
}

fn write(library: &Library) -> (String, Vec<Diagnostic>) {
    let mut text = String::new();
    for entry in &library.entries {
        text.push_str(&serde_json::Value::Object(item::item(entry)).to_string());
        text.push('\n');
    }
    (text, Vec::new())
}
