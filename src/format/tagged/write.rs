//! From entries to tagged lines. What the tags of an entry do not give back goes into lines `variable: value`, found by reading what
//! was written, so that a value stands in its usual place and, where that says less, exactly too.

use super::extra;
use super::gather::{Form, parted, take};
use super::value::write_name;
use crate::format::Read;
use crate::format::csl_json::item;
use crate::format::loss::{left_behind, losses};
use crate::format::mapping::{Mapping, Row};
use crate::model::{Date, Entry, Library, Value, Variable};
use crate::text::{Diagnostic, Source, SourceId};

/// The row of the tags that open variables are named after.
pub(in crate::format) const KEPT: usize = usize::MAX - 1;

/// A tag and its value, with the place of its row in the table.
#[derive(Clone, Debug)]
pub(in crate::format) struct Line {
    pub(in crate::format) row: usize,
    pub(in crate::format) tag: String,
    pub(in crate::format) text: String,
}

impl Line {
    pub(in crate::format) fn new(row: usize, tag: &str, text: impl Into<String>) -> Self {
        Self { row, tag: tag.to_owned(), text: text.into() }
    }
}

/// How a format writes.
pub(in crate::format) struct Writer {
    /// Its name.
    pub(in crate::format) format: &'static str,
    /// The fields of an entry, in order, without `variable: value`.
    pub(in crate::format) fields: fn(&Entry) -> Vec<Line>,
    /// The tag of the lines `variable: value`.
    pub(in crate::format) extra: &'static str,
    /// The text of a record.
    pub(in crate::format) record: fn(&[Line]) -> String,
    /// The way back.
    pub(in crate::format) read: Read,
}

/// Writes a library.
pub(in crate::format) fn write(library: &Library, writer: &Writer) -> (String, Vec<Diagnostic>) {
    let records: Vec<String> = library.entries.iter().map(|entry| record(entry, writer)).collect();
    let text = records.join("\n");
    let mut found: Vec<Diagnostic> = left_behind(library, writer.format).into_iter().collect();
    found.extend(losses(library, None, &text, writer.read, writer.format));
    (text, found)
}

fn record(entry: &Entry, writer: &Writer) -> String {
    let mut fields = (writer.fields)(entry);
    let text = (writer.record)(&fields);
    let (back, _) = (writer.read)(&Source::from_text(SourceId(0), "", &text));
    let nothing = Entry::default();
    let back = if back.entries.len() == 1 { &back.entries[0] } else { &nothing };
    let lines = extra::lines(entry, back);
    if lines.is_empty() {
        return text;
    }
    fields.extend(lines.into_iter().map(|line| Line::new(usize::MAX, writer.extra, line)));
    (writer.record)(&fields)
}

/// The fields that a table has for an entry's values, and those of its open variables that are named after tags.
pub(in crate::format) fn by_table(entry: &Entry, table: &Mapping<Form>, prefix: &str, date: fn(&str, &Date) -> String) -> Vec<Line> {
    let mut lines = Vec::new();
    for (variable, value) in entry.values() {
        if let Some((at, row)) = table.write(variable, entry.kind) {
            let texts = texts(value, row.field, row.form, date).into_iter().filter(|text| {
                // Some tags mean what their value looks like, or the first of several variables that has no value yet.
                let free = |read: &Row<Form>| read.variable == row.variable || !entry.has(Variable::named(read.variable));
                let mut reads = table.all(row.field, entry.kind).filter(|(_, read)| free(read) && take(read.form, &text.as_str().into()).is_some());
                reads.next().is_some_and(|(_, read)| read.variable == row.variable)
            });
            lines.extend(texts.map(|text| Line::new(at, row.field, text)));
        } else if let Some(tag) = variable.name().strip_prefix(prefix).and_then(|name| name.strip_prefix('-')) {
            let tag = tag.to_ascii_uppercase();
            lines.extend(texts(value, &tag, Form::Each, date).into_iter().map(|text| Line::new(KEPT, &tag, text)));
        }
    }
    lines.sort_by_key(|line| line.row);
    lines
}

fn texts(value: &Value, tag: &str, form: Form, date: fn(&str, &Date) -> String) -> Vec<String> {
    match value {
        Value::Names(names) => names.list.iter().map(write_name).chain(names.others.then(|| "et al.".to_owned())).collect(),
        Value::Date(value) => vec![date(tag, value)],
        Value::Rich(rich) => match extra::without_protection(rich) {
            Value::Rich(rich) => parted(form, &item::html(&rich)).into_iter().map(str::to_owned).collect(),
            plain => texts(&plain, tag, form, date),
        },
        Value::Text(text) => match form {
            Form::Marked(mark) => vec![format!("{text} [{mark}]")],
            _ => parted(form, text).into_iter().map(str::to_owned).collect(),
        },
    }
}

/// A text as lines of which none would be taken for something else; as one line where that cannot be.
pub(in crate::format) fn safe_lines(text: &str, is_tag: impl Fn(&str) -> bool) -> Vec<String> {
    let lines: Vec<&str> = text.split(['\n', '\r']).map(str::trim).collect();
    match lines.iter().skip(1).any(|line| is_tag(line)) {
        true => vec![lines.join(" ")],
        false => lines.into_iter().map(str::to_owned).collect(),
    }
}
