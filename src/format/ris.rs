//! RIS, what reference managers and databases exchange: a tag of two characters, `  - ` and a value on each line, `TY` first and `ER`
//! last. All dialects are read; what is written is what EndNote, Zotero, Mendeley and JabRef understand.
//!
//! RIS has no tag for much that an entry can hold. Such values stand in lines `M2  - variable: value`: Zotero keeps `M2` in its field
//! *Extra* and takes such lines there for what they say; other programs leave `M2` alone or show it. See [`extra`](super::tagged).
//! A tag that the table does not know, or a value for which another tag has been given already, is kept in an open variable,
//! `ris-c3` say, and written back under its tag.
//!
//! Left out: the types' own meanings of the custom tags `C1` to `C8` in the specification of 2011, which hardly any program heeds.

mod date;
mod table;

use super::Format;
use super::tagged::gather::{Gatherer, Tags};
use super::tagged::write::{self, KEPT, Line, Writer, by_table, safe_lines};
use super::tagged::{Field, Record, Syntax, cut, first_lines};
use crate::model::{Entry, Library, Normalisation, Pages, Variable};
use crate::text::{Diagnostic, Source};
use std::ops::Range;

/// RIS.
pub static RIS: Format = Format {
    name: "ris",
    summary: "RIS, what reference managers and databases exchange",
    extensions: &["ris"],
    sniff,
    read: Some(read),
    write: Some(|library| write::write(library, &WRITER)),
};

pub(super) static SYNTAX: Syntax = Syntax { tag, first: ("TY", true), last: Some("ER"), indented: false, file: &[] };
static WRITER: Writer = Writer { format: "ris", fields, extra: EXTRA, record, read };
/// The tag of the lines `variable: value`.
const EXTRA: &str = "M2";
/// The tags whose further lines are further values, as EndNote writes them.
const LISTS: [&str; 9] = ["KW", "SN", "UR", "LK", "L1", "L2", "L3", "L4", "AD"];
/// The variable that keeps a reference type that says more than the kind.
const TYPE: &str = "ris-type";

/// A line `TY  - ` among the first.
fn sniff(text: &str) -> bool {
    first_lines(text).any(|line| tag(line).is_some_and(|(range, value)| line.get(range) == Some("TY") && value < line.len()))
}

/// A letter, a letter or digit, two spaces, a hyphen and a space. One space will do where the tag is a known one, and `ER` may stand
/// alone: both are common faults. White space and a byte order mark before it do no harm.
fn tag(line: &str) -> Option<(Range<usize>, usize)> {
    let start = line.len() - line.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}').len();
    let rest = line.get(start..)?;
    let (tag, rest) = (rest.get(..2)?, rest.get(2..)?);
    if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) || !tag.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let after = rest.trim_start_matches([' ', '\t', '\u{A0}']);
    let spaces = rest.len() - after.len();
    if tag == "ER" && after.is_empty() {
        return Some((start..start + 2, line.len()));
    }
    let value = after.strip_prefix(['-', '–', '—'])?;
    let is_tag = spaces >= 2 || spaces == 1 && (value.is_empty() || value.starts_with(' ')) && table::is_known(tag);
    is_tag.then(|| (start..start + 2, line.len() - value.len()))
}

fn read(source: &Source) -> (Library, Vec<Diagnostic>) {
    let cut = cut(source, &SYNTAX);
    let mut library = Library { others: cut.others, ..Library::default() };
    for record in cut.records {
        let (entry, origin) = entry(source, record, library.entries.len());
        library.origins.insert(entry.id, origin);
        library.entries.push(entry);
    }
    (library, cut.found)
}

fn entry(source: &Source, mut record: Record, index: usize) -> (Entry, crate::model::Origin) {
    let fields = std::mem::take(&mut record.fields);
    let named = fields.iter().rev().find(|field| &*field.tag == "TY" && !field.text.is_empty());
    let row = named.and_then(|field| table::type_row(&field.text));
    let tags = Tags { table: &table::TABLE, prefix: "ris", extra: EXTRA };
    let mut gatherer = Gatherer::new(source, tags, &record, row.and_then(|row| row.kind));
    if let Some(field) = named.filter(|_| row.is_none_or(table::Type::says_more)) {
        gatherer.set(Variable::named(TYPE), field.text.clone(), Normalisation::None, &field.range);
    }
    let mut rest = Vec::with_capacity(fields.len());
    let mut keyed = false;
    for field in fields {
        match &*field.tag {
            "TY" => {}
            "ID" if !keyed && !field.text.is_empty() => {
                gatherer.key(&field);
                keyed = true;
            }
            tag if LISTS.contains(&tag) && field.text.contains('\n') => rest.extend(one_a_line(source, &field)),
            _ => rest.push(field),
        }
    }
    pages(&mut rest, row, &mut gatherer);
    date::issued(&mut rest, &mut gatherer);
    date::accessed(&mut rest, &mut gatherer);
    gatherer.gather(rest);
    gatherer.finish(index)
}

/// The values of a field whose lines are values each; an indented line goes on with the one before.
fn one_a_line(source: &Source, field: &Field) -> Vec<Field> {
    let mut values: Vec<Range<usize>> = Vec::new();
    let mut start = field.range.start;
    for line in source.text[field.range.clone()].split_inclusive(['\n', '\r']) {
        let range = start..start + line.trim_end().len();
        start += line.len();
        match values.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) && !line.trim().is_empty() => last.end = range.end,
            _ => values.push(range),
        }
    }
    let text = |range: &Range<usize>| source.text[range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    values.into_iter().map(|range| Field { tag: field.tag.clone(), text: text(&range).into(), range }).collect()
}

/// First and last page are one value; without a last one, the first is the number of pages in what is no part.
fn pages(fields: &mut Vec<Field>, row: Option<&table::Type>, gatherer: &mut Gatherer) {
    let find = |fields: &[Field], tag: &str| fields.iter().position(|field| &*field.tag == tag && !field.text.is_empty());
    let Some(start) = find(fields, "SP") else { return };
    let start = fields.remove(start);
    let counted = table::COUNTED.holds(row.and_then(|row| row.kind));
    match find(fields, "EP") {
        Some(end) => {
            let end = fields.remove(end);
            let range = start.range.start.min(end.range.start)..start.range.end.max(end.range.end);
            gatherer.set(Variable::Page, format!("{}–{}", start.text, end.text).replace('\n', " "), Normalisation::Pages, &range);
        }
        None => {
            let variable = if counted { Variable::NumberOfPages } else { Variable::Page };
            gatherer.set(variable, super::tagged::folded(&start.text), Normalisation::None, &start.range);
        }
    }
}

/// The fields of an entry, without lines `variable: value`.
fn fields(entry: &Entry) -> Vec<Line> {
    let said = entry.plain(Variable::named(TYPE)).filter(|name| match table::type_row(name) {
        Some(row) => row.kind == entry.kind && row.says_more(),
        None => entry.kind.is_none() && !name.is_empty(),
    });
    let mut lines = vec![Line::new(0, "TY", said.map_or_else(|| table::type_of(entry.kind).to_owned(), |name| name.into_owned()))];
    let mut rest = by_table(entry, &table::TABLE, "ris", date::written);
    rest.retain(|line| is_tag_name(&line.tag));
    if entry.has(Variable::Accessed) && date::has_time(entry) {
        rest.retain(|line| line.tag != date::ACCESSED || line.row == KEPT);
    }
    let (before, after) = (*table::AFTER_TITLES, *table::AFTER_ISSUE);
    if let Some(date) = entry.date(Variable::Issued) {
        rest.extend(date::fields(date).into_iter().map(|(tag, text)| Line::new(before, tag, text)));
    }
    rest.extend(written_pages(entry).into_iter().map(|(tag, text)| Line::new(after, tag, text)));
    rest.sort_by_key(|line| line.row);
    lines.extend(rest);
    if !entry.key.is_empty() {
        lines.push(Line::new(usize::MAX, "ID", entry.key.as_str()));
    }
    lines
}

/// Whether a tag can be written as any other.
fn is_tag_name(name: &str) -> bool {
    !["TY", "ER", "ID"].contains(&name) && tag(&format!("{name}  - x")).is_some_and(|(range, _)| range == (0..name.len()))
}

fn written_pages(entry: &Entry) -> Vec<(&'static str, String)> {
    let counted = table::COUNTED.holds(entry.kind);
    let Some(pages) = entry.plain(Variable::Page) else {
        return entry.plain(Variable::NumberOfPages).filter(|_| counted).map(|count| ("SP", count.into_owned())).into_iter().collect();
    };
    match Pages::parse(&pages).0.as_slice() {
        [(first, Some(last))] if pages.contains('–') || counted => vec![("SP", (*first).to_owned()), ("EP", (*last).to_owned())],
        _ if counted => Vec::new(),
        _ => vec![("SP", pages.into_owned())],
    }
}

fn record(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        for (at, part) in safe_lines(&line.text, |line| tag(line).is_some()).iter().enumerate() {
            if at == 0 {
                text.push_str(&line.tag);
                text.push_str("  - ");
            }
            text.push_str(part);
            text.push('\n');
        }
    }
    text + "ER  - \n"
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "ris/tests.rs"]
mod tests;
