//! The words of a span with a mark below them, as wide as the terminal and no wider: tabs are spread, wide characters count double,
//! what lies too far from the span is left out, and a span of many lines is shown by its first and its last.

use super::full::{FRAME, Paint};
use crate::text::{Source, Span};
use std::fmt::{self, Write};
use std::ops::Range;
use unicode_width::UnicodeWidthChar;

/// How a span is marked.
pub(super) struct Mark<'a> {
    pub(super) sign: char,
    pub(super) colour: &'a str,
    /// What is said behind the mark.
    pub(super) label: &'a str,
}

const TAB: usize = 4;

/// The columns that a text takes in a terminal.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// The columns of a character: none for what combines with the one before, two for the wide ones of East Asia and pictures.
fn width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// A character as it is shown: tabs as spaces, what would move or hide others as U+FFFD.
fn shown(c: char) -> (char, usize) {
    match c {
        '\t' => (' ', TAB),
        c if c.is_control() || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}') => {
            ('\u{FFFD}', 1)
        }
        c => (c, 1),
    }
}

/// How an excerpt is drawn: behind line numbers of so many digits, in so many columns.
pub(super) struct Frame<'a> {
    pub(super) gutter: usize,
    pub(super) width: usize,
    pub(super) paint: &'a Paint,
}

/// Writes the lines of a span with their numbers and marks, each with a line end; the span begins on the line of that number.
pub(super) fn excerpt(out: &mut String, source: &Source, span: Span, start: u32, mark: &Mark, frame: &Frame) {
    let text = source.text.as_str();
    let range = on_characters(text, span.range());
    let room = frame.width.max(40).saturating_sub(frame.gutter + 3);
    let first = line_of(text, range.start);
    frame.bar(out, "");
    out.push('\n');
    if range.end <= first.end {
        return frame.line(out, start, &cut(text, first, range, room, mark.label), mark);
    }
    // Of many lines the first and the last; the marks run on to the ends of the lines.
    let last = line_of(text, range.end.saturating_sub(1).max(range.start));
    let end = source.place(last.start).line;
    frame.line(out, start, &cut(text, first.clone(), range.start..first.end, room, ""), &Mark { label: "", ..*mark });
    if end > start + 1 {
        frame.paint.push(out, FRAME, "...");
        out.push('\n');
    }
    if end > start {
        let indent = text[last.clone()].len() - text[last.clone()].trim_start().len();
        let from = (last.start + indent).min(range.end);
        frame.line(out, end, &cut(text, last.clone(), from..range.end.min(last.end), room, mark.label), mark);
    }
}

impl Frame<'_> {
    /// The bar before a line, and the line's number.
    fn bar(&self, out: &mut String, number: &str) {
        let gutter = self.gutter;
        self.paint.push(out, FRAME, format_args!("{number:>gutter$} |"));
    }

    /// A line, and the marks below it.
    fn line(&self, out: &mut String, number: u32, cut: &Cut, mark: &Mark) {
        self.bar(out, &number.to_string());
        let shown = cut.text.trim_end();
        if !shown.is_empty() {
            out.push(' ');
            out.push_str(shown);
        }
        out.push('\n');
        self.bar(out, "");
        out.extend(std::iter::repeat_n(' ', cut.marks.start + 1));
        let signs = Signs { sign: mark.sign, count: cut.marks.len().max(1), label: mark.label };
        self.paint.push(out, mark.colour, signs);
        out.push('\n');
    }
}

/// Marks, and what is said behind them.
struct Signs<'a> {
    sign: char,
    count: usize,
    label: &'a str,
}

impl fmt::Display for Signs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (0..self.count).try_for_each(|_| f.write_char(self.sign))?;
        match self.label {
            "" => Ok(()),
            label => write!(f, " {label}"),
        }
    }
}

/// A line cut to the room there is.
struct Cut {
    text: String,
    /// The columns to be marked.
    marks: Range<usize>,
}

/// Cuts a line so that the beginning of `range` is in sight, and as much of the rest as there is room for.
fn cut(text: &str, line: Range<usize>, range: Range<usize>, room: usize, label: &str) -> Cut {
    // A line of megabytes is never read whole: no more than this many bytes can be in sight before or behind the span's beginning.
    let reach = room * 4;
    let near = on_characters(text, range.start.saturating_sub(reach).max(line.start)..(range.start + reach).min(line.end));
    let line_fits = near == line && wide(&text[line.clone()]) <= room;
    let label = if label.is_empty() { 0 } else { columns(label) + 1 };
    if line_fits && wide(&text[line.start..range.end]).max(wide(&text[line.start..range.start]) + 1) + label <= room {
        return seen(text, line, range, "", "");
    }
    let wanted = wide(&text[range.start..range.end.min(near.end)]).min(room * 2 / 3);
    let before = room.saturating_sub(wanted + label + 8) / 2;
    // Where little would be cut off, nothing is.
    let start = match back(text, near.start, range.start, before + 4) {
        start if start == line.start => start,
        _ => word_start(text, back(text, near.start, range.start, before), range.start),
    };
    let left = if start > line.start { "… " } else { "" };
    let end = forward(text, start, near.end, room.saturating_sub(columns(left) + 2));
    let end = if end < line.end { word_end(text, range.start.max(start), end) } else { end };
    let mut cut = seen(text, start..end, range, left, if end < line.end { " …" } else { "" });
    // The label has its room behind the mark, however far the span goes on.
    cut.marks.end = cut.marks.end.min(room.saturating_sub(label)).max(cut.marks.start);
    cut
}

fn seen(text: &str, part: Range<usize>, range: Range<usize>, left: &str, right: &str) -> Cut {
    let start = columns(left) + wide(&text[part.start..range.start.clamp(part.start, part.end)]);
    let end = columns(left) + wide(&text[part.start..range.end.clamp(part.start, part.end)]);
    let mut seen = String::with_capacity(part.len() + left.len() + right.len());
    seen.push_str(left);
    spread(&text[part], &mut seen);
    seen.push_str(right);
    Cut { text: seen, marks: start..end.max(start) }
}

/// Whether every byte is a character that is shown as it is, in one column.
fn is_simple(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Writes a text as it is shown.
fn spread(text: &str, out: &mut String) {
    if is_simple(text) {
        return out.push_str(text);
    }
    for (c, times) in text.chars().map(shown) {
        out.extend(std::iter::repeat_n(c, times));
    }
}

/// The columns of a text as it is shown.
fn wide(text: &str) -> usize {
    match is_simple(text) {
        true => text.len(),
        false => text.chars().map(shown).map(|(c, times)| width(c) * times).sum(),
    }
}

/// The beginning of the next word, where there is one near.
fn word_start(text: &str, from: usize, most: usize) -> usize {
    let rest = &text[from..most];
    rest.char_indices().take(16).find(|(_, c)| c.is_whitespace()).map_or(from, |(at, c)| from + at + c.len_utf8())
}

/// The end of the word before, where there is one near.
fn word_end(text: &str, least: usize, from: usize) -> usize {
    let part = &text[least..from];
    let space = part.char_indices().rev().take(16).find(|(_, c)| c.is_whitespace());
    let kept = space.map_or("", |(at, _)| part[..at].trim_end());
    if kept.is_empty() { from } else { least + kept.len() }
}

/// The place so many columns before `from`, not before `least`.
fn back(text: &str, least: usize, from: usize, room: usize) -> usize {
    let mut used = 0;
    let before = text[least..from].char_indices().rev();
    let fits = before.take_while(|(_, c)| {
        let (c, times) = shown(*c);
        used += width(c) * times;
        used <= room
    });
    fits.last().map_or(from, |(at, _)| least + at)
}

/// The place so many columns behind `from`, not behind `most`.
fn forward(text: &str, from: usize, most: usize, room: usize) -> usize {
    let mut used = 0;
    for (at, c) in text[from..most].char_indices() {
        let (c, times) = shown(c);
        used += width(c) * times;
        if used > room {
            return from + at;
        }
    }
    most
}

/// The line that a byte lies in, without its end.
fn line_of(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let start = memchr::memrchr2(b'\n', b'\r', &bytes[..at]).map_or(0, |found| found + 1);
    let end = memchr::memchr2(b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |found| at + found);
    start..end
}

/// The range, widened to whole characters of the text.
fn on_characters(text: &str, range: Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (range.start.min(text.len()), range.end.min(text.len()));
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end.max(start)
}
