//! Lists whose line ends were lost: several items in one line, or in the lines of one paragraph, told apart by their numbers,
//! `[1] … [2] … [3] …`, or by the names that they begin with.

use super::evidence;
use super::split::{Mark, Role, Row, Style, mark};
use crate::document::Document;
use crate::text::pattern::{Pattern, has_digit};
use std::ops::Range;

/// A list number before a capital.
static NUMBER: Pattern =
    Pattern::new(r#"(?:^|[\s:])((?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}\.)[ \t\x{a0}]*)["“„«‘']?[\p{Lu}\u{5d0}-\u{1cff}\u{3005}-\u{d7af}]"#)
        .when(has_digit);
/// Fewer numbers in a row may be anything.
const LEAST: usize = 3;
/// A line without numbers that is shorter is one reference.
const LONG: usize = 350;
/// No reference goes on further before its year.
const NAMES: usize = 300;

/// Where a new row begins: its row, the byte in it, and whether a number marks it.
type Cut = (usize, usize, bool);

/// The rows with those divided that hold several items.
pub(super) fn unfold(document: &Document, rows: Vec<Row>) -> Vec<Row> {
    let mut cuts = Vec::new();
    let mut start = 0;
    while start < rows.len() {
        let end = (start + 1..rows.len()).find(|at| rows[*at].gap || rows[*at].role != Role::Plain).unwrap_or(rows.len());
        if rows[start].role == Role::Plain {
            let found = numbered(document, &rows, start..end);
            match found.is_empty() {
                false => cuts.extend(found),
                true => cuts.extend((start..end).flat_map(|at| named(rows[at].text(document)).into_iter().map(move |byte| (at, byte, false)))),
            }
        }
        start = end;
    }
    if cuts.is_empty() { rows } else { divided(document, &rows, &cuts) }
}

fn divided(document: &Document, rows: &[Row], cuts: &[Cut]) -> Vec<Row> {
    let mut out = Vec::with_capacity(rows.len() + cuts.len());
    let mut next = cuts.iter().peekable();
    for (at, row) in rows.iter().enumerate() {
        let text = row.text(document);
        let mut from = 0;
        let mut like = row.clone();
        while let Some((_, byte, marked)) = next.next_if(|(of, ..)| *of == at) {
            if *byte > 0 {
                out.push(like.part(from..from + text[from..*byte].trim_end().len()));
            }
            like = row.clone();
            like.mark = mark(&text[*byte..]);
            like.gap = if *byte == 0 { row.gap } else { !marked };
            from = *byte;
        }
        out.push(like.part(from..text.len()));
    }
    out
}

/// Where the items of a numbered list begin that are not all at the beginning of a line.
fn numbered(document: &Document, rows: &[Row], range: Range<usize>) -> Vec<Cut> {
    let mut chains: Vec<(Style, u32, Vec<Cut>)> = Vec::new();
    let mut done: Vec<Vec<Cut>> = Vec::new();
    for at in range {
        let text = rows[at].text(document);
        for found in NUMBER.captures_iter(text).filter_map(|found| found.get(1)) {
            let Some(Mark { style, number, .. }) = mark(found.as_str()) else { continue };
            let before = text[..found.start()].trim_end();
            let opens = before.is_empty() || evidence::ends(before) || number == 1 && before.len() <= 40 && before.ends_with(':');
            let cut = (at, found.start(), true);
            let chain = chains.iter_mut().find(|(of, ..)| *of == style);
            match chain {
                _ if !opens => {}
                Some((_, last, cuts)) if *last + 1 == number => {
                    *last = number;
                    cuts.push(cut);
                }
                Some((_, last, cuts)) if number == 1 => {
                    *last = 1;
                    done.push(std::mem::replace(cuts, vec![cut]));
                }
                Some(_) => {}
                None => chains.push((style, number, vec![cut])),
            }
        }
    }
    done.extend(chains.into_iter().map(|(.., cuts)| cuts));
    let folded = |cuts: &Vec<Cut>| cuts.len() >= LEAST && cuts.iter().any(|(_, byte, _)| *byte > 0) && are_references(document, rows, cuts);
    let Some(longest) = done.into_iter().filter(folded).max_by_key(Vec::len) else { return Vec::new() };
    longest
}

/// Whether most of the items are references.
fn are_references(document: &Document, rows: &[Row], cuts: &[Cut]) -> bool {
    let item = |pair: &[Cut]| {
        let [(from, start, _), (to, end, _)] = pair else { return false };
        let mut words = String::new();
        for at in *from..=*to {
            let text = rows[at].text(document);
            words.push_str(&text[if at == *from { *start } else { 0 }..if at == *to { *end } else { text.len() }]);
            words.push(' ');
        }
        evidence::of(&words[mark(&words).map_or(0, |mark| usize::from(mark.total))..]).fair()
    };
    let right = cuts.windows(2).filter(|pair| item(pair)).count();
    right * 2 >= cuts.len() - 1
}

/// Where references begin in a long line of several without numbers: each begins with names, ends as references do, and has a year.
fn named(line: &str) -> Vec<usize> {
    if line.len() < LONG {
        return Vec::new();
    }
    let mut cuts = Vec::new();
    let mut start = 0;
    for (space, _) in line.match_indices(' ') {
        let (before, rest) = (&line[start..space], &line[space + 1..]);
        if before.len() < 40 || !evidence::ends(before) || !rest.starts_with(char::is_uppercase) || !evidence::begins_with_names_and_year(rest, NAMES)
        {
            continue;
        }
        if evidence::of(before).strong() && evidence::begins_with_names_and_year(before, NAMES) {
            cuts.push(space + 1);
            start = space + 1;
        }
    }
    if cuts.len() + 1 >= LEAST { cuts } else { Vec::new() }
}
