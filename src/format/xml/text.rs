//! Text on its way into XML.

use crate::model::{Style, Value};
use std::fmt::Write;

/// Whether a character may stand in XML 1.0.
pub(in crate::format) fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

/// Text as content: what reading would take for layout is written as references, and so are line breaks. A character that XML
/// cannot hold becomes U+FFFD.
pub(in crate::format) fn escape(text: &str) -> String {
    escape_between(text, true, true)
}

/// The same for a piece of text, where a space at its start or end is layout only at the start or end of all.
fn escape_between(text: &str, at_start: bool, at_end: bool) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let first = if at_start { text.len() - text.trim_start_matches(' ').len() } else { 0 };
    let last = if at_end { text.trim_end_matches(' ').len() } else { text.len() };
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' | '\r' | '\t' => drop(write!(out, "&#{};", u32::from(c))),
            ' ' if at < first || at >= last => out.push_str("&#32;"),
            c if is_char(c) => out.push(c),
            _ => out.push('\u{FFFD}'),
        }
    }
    out
}

/// Text as the value of an attribute, in double quotes.
pub(in crate::format) fn attribute(text: &str) -> String {
    escape_between(text, false, false).replace('"', "&quot;")
}

/// A value's text with markup: `open` and `close` are written around a run of that style.
pub(in crate::format) fn rich(value: &Value, around: impl Fn(Style) -> (String, &'static str)) -> String {
    let Value::Rich(rich) = value else { return escape(&value.plain()) };
    let mut out = String::new();
    let all_blank = |runs: &[crate::model::Run]| runs.iter().all(|run| run.text.trim_matches(' ').is_empty());
    for (at, run) in rich.runs.iter().enumerate() {
        let (open, close) = around(run.style);
        out.push_str(&open);
        out.push_str(&escape_between(&run.text, all_blank(&rich.runs[..at]), all_blank(&rich.runs[at + 1..])));
        out.push_str(close);
    }
    out
}

/// A writer of indented elements.
#[derive(Debug, Default)]
pub(in crate::format) struct Out {
    pub(in crate::format) text: String,
    depth: usize,
    /// What stands before the names of elements.
    prefix: &'static str,
}

impl Out {
    pub(in crate::format) fn at(depth: usize) -> Self {
        Self { depth, ..Self::default() }
    }

    /// The same, with a prefix before the names of elements.
    pub(in crate::format) fn with_prefix(depth: usize, prefix: &'static str) -> Self {
        Self { depth, prefix, ..Self::default() }
    }

    fn indent(&mut self) {
        (0..self.depth).for_each(|_| self.text.push_str("  "));
    }

    /// `<tag>`; `tag` is a name with its attributes.
    pub(in crate::format) fn open(&mut self, tag: &str) {
        self.indent();
        let _ = writeln!(self.text, "<{}{tag}>", self.prefix);
        self.depth += 1;
    }

    pub(in crate::format) fn close(&mut self, tag: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.indent();
        let _ = writeln!(self.text, "</{}{}>", self.prefix, name(tag));
    }

    /// An element with text, which is escaped.
    pub(in crate::format) fn leaf(&mut self, tag: &str, text: &str) {
        self.raw_leaf(tag, &escape(text));
    }

    /// An element with content that is XML already.
    pub(in crate::format) fn raw_leaf(&mut self, tag: &str, content: &str) {
        self.indent();
        let _ = match content.is_empty() {
            true => writeln!(self.text, "<{}{tag}/>", self.prefix),
            false => writeln!(self.text, "<{0}{tag}>{content}</{0}{1}>", self.prefix, name(tag)),
        };
    }

    /// Elements that are XML already, on a line of their own.
    pub(in crate::format) fn raw(&mut self, content: &str) {
        self.indent();
        self.text.push_str(content);
        self.text.push('\n');
    }

    /// What `inside` writes, within `<tag>`; nothing where it writes nothing.
    pub(in crate::format) fn group(&mut self, tag: &str, inside: impl FnOnce(&mut Self)) {
        let before = self.text.len();
        self.open(tag);
        let empty = self.text.len();
        inside(self);
        if self.text.len() == empty {
            self.text.truncate(before);
            self.depth = self.depth.saturating_sub(1);
        } else {
            self.close(tag);
        }
    }
}

fn name(tag: &str) -> &str {
    tag.split(' ').next().unwrap_or(tag)
}
