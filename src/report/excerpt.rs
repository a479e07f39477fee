//! The words of a span with a mark below them, as wide as the terminal and no wider: tabs are spread, wide characters count double,
//! what lies too far from the span is left out, and a span of many lines is shown by its first and its last.

use super::full::Paint;
use crate::text::{Source, Span};
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

/// The lines of a span with their numbers and marks, each with a line end.
pub(super) fn excerpt(source: &Source, span: Span, gutter: usize, most: usize, mark: &Mark, paint: &Paint) -> String {
    let text = source.text.as_str();
    let range = on_characters(text, span.range());
    let room = most.max(40).saturating_sub(gutter + 3);
    let first = line_of(text, range.start);
    let bar = |number: &str| format!("{}\n", paint.frame(&format!("{number:>gutter$} |"))).replace(" |\n", " |\n");
    let mut lines = vec![bar("")];
    let start = source.place(range.start).line;
    if range.end <= first.end {
        let cut = cut(text, first, range.clone(), room, mark.label);
        lines.push(numbered(start, gutter, &cut.text, paint));
        lines.push(marked(gutter, &cut, mark, paint));
        return lines.concat();
    }
    // Of many lines the first and the last; the marks run on to the ends of the lines.
    let last = line_of(text, range.end.saturating_sub(1).max(range.start));
    let end = source.place(last.start).line;
    let head = cut(text, first.clone(), range.start..first.end, room, "");
    lines.push(numbered(start, gutter, &head.text, paint));
    lines.push(marked(gutter, &head, &Mark { label: "", ..*mark }, paint));
    if end > start + 1 {
        lines.push(format!("{}\n", paint.frame("...")));
    }
    if end > start {
        let indent = text[last.clone()].len() - text[last.clone()].trim_start().len();
        let from = (last.start + indent).min(range.end);
        let tail = cut(text, last.clone(), from..range.end.min(last.end), room, mark.label);
        lines.push(numbered(end, gutter, &tail.text, paint));
        lines.push(marked(gutter, &tail, mark, paint));
    }
    lines.concat()
}

fn numbered(number: u32, gutter: usize, text: &str, paint: &Paint) -> String {
    let line = format!("{} {text}", paint.frame(&format!("{number:>gutter$} |")));
    line.trim_end().to_owned() + "\n"
}

fn marked(gutter: usize, cut: &Cut, mark: &Mark, paint: &Paint) -> String {
    let signs: String = std::iter::repeat_n(mark.sign, cut.marks.len().max(1)).collect();
    let label = if mark.label.is_empty() { signs } else { format!("{signs} {}", mark.label) };
    let before = " ".repeat(cut.marks.start);
    format!("{} {before}{}\n", paint.frame(&format!("{:>gutter$} |", "")), paint.with(mark.colour, &label))
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
    let line_fits = near == line && spread(&text[line.clone()]).1 <= room;
    let label = if label.is_empty() { 0 } else { columns(label) + 1 };
    if line_fits && spread(&text[line.start..range.end]).1.max(spread(&text[line.start..range.start]).1 + 1) + label <= room {
        return seen(text, line, range, "", "");
    }
    let wanted = spread(&text[range.start..range.end.min(near.end)]).1.min(room * 2 / 3);
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
    let start = columns(left) + spread(&text[part.start..range.start.clamp(part.start, part.end)]).1;
    let end = columns(left) + spread(&text[part.start..range.end.clamp(part.start, part.end)]).1;
    Cut { text: format!("{left}{}{right}", spread(&text[part]).0), marks: start..end.max(start) }
}

/// A text as it is shown, and its columns.
fn spread(text: &str) -> (String, usize) {
    let (mut out, mut total) = (String::with_capacity(text.len()), 0);
    for c in text.chars() {
        let (c, times) = shown(c);
        out.extend(std::iter::repeat_n(c, times));
        total += width(c) * times;
    }
    (out, total)
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
