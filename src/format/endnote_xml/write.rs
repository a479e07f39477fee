//! From entries to records, in the order of EndNote's document type.

use super::read::{PREFIX, read};
use super::table::{self, Form, MAPPING};
use super::{EXTRA, name};
use crate::format::xml::fields::{self, Content, Field};
use crate::format::xml::text::{Out, attribute, escape, rich};
use crate::format::xml::{extra, keep, keywords, words};
use crate::model::{Entry, Library, Style, Value, Variable};
use crate::text::Diagnostic;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xml>\n  <records>\n";
const FOOT: &str = "  </records>\n</xml>\n";

pub(super) fn write(library: &Library) -> (String, Vec<Diagnostic>) {
    extra::write(library, "endnote-xml", (HEAD, FOOT), read, record)
}

fn record(entry: &Entry, extra: Option<&str>) -> String {
    let mut fields: Vec<Field> = entry.values().filter_map(|(variable, value)| field(entry, variable, value, extra)).collect();
    fields.extend(also(&fields, entry));
    if let (Some(extra), false) = (extra, fields.iter().any(|field| field.path == "research-notes")) {
        fields.push(leaves("research-notes", vec![escape(&line(extra))]));
    }
    if let Some(Value::Date(date)) = entry.get(Variable::Issued) {
        let (_, rest) = words::split(date);
        if !rest.is_empty() && !entry.has(Variable::named("endnote-pub-date")) {
            fields.push(leaves("dates/pub-dates/date", vec![escape(&rest)]));
        }
    }
    let mut out = Out::at(2);
    out.open("record");
    let says = |name: &str| fields.iter().any(|field| field.path == name);
    if !says("source-app") {
        out.leaf(&format!("source-app name=\"ibidem\" version=\"{}\"", env!("CARGO_PKG_VERSION")), "ibidem");
    }
    ref_type(entry, &mut out);
    if !entry.key.is_empty() {
        out.leaf("label", &entry.key);
    }
    fields::write(&mut out, &mut fields);
    out.close("record");
    out.text
}

fn ref_type(entry: &Entry, out: &mut Out) {
    if entry.has(Variable::named("endnote-ref-type")) {
        return;
    }
    let wanted = entry.plain(Variable::named(table::TYPE));
    let more = wanted.and_then(|name| table::TYPES.iter().find(|row| row.name == name && row.kind == entry.kind));
    let first = || table::TYPES.iter().find(|row| row.kind == entry.kind);
    let generic = || table::TYPES.iter().find(|row| row.kind.is_none());
    if let Some(row) = more.or_else(first).or_else(generic) {
        out.leaf(&format!("ref-type name=\"{}\"", attribute(row.name)), &row.number.to_string());
    }
}

/// The elements of a variable.
fn field(entry: &Entry, variable: Variable, value: &Value, extra: Option<&str>) -> Option<Field> {
    // Another variable may have the element in an entry of this kind.
    let comes_back =
        |field| MAPPING.read(field, entry.kind).is_some_and(|(_, back)| back.form == Form::Pmcid || Variable::named(back.variable) == variable);
    let row = MAPPING.write(variable, entry.kind);
    if row.is_some_and(|(_, row)| !comes_back(row.field)) {
        return None;
    }
    let Some((order, row)) = row else {
        let name = variable.name().strip_prefix(PREFIX).filter(|name| keep::is_name(name) && *name != "type")?;
        return Some(Field {
            order: table::order_of(name),
            path: name.to_owned(),
            content: Content::Kept { value: value.clone(), is_group: table::is_group(name) },
        });
    };
    let list = match (row.form, value) {
        (Form::Names, Value::Names(names)) => {
            let others = names.others.then(|| name::OTHERS.to_owned());
            names.list.iter().map(name::write).chain(others).map(|name| escape(&name)).collect()
        }
        (Form::Date, Value::Date(date)) if variable == Variable::Issued => vec![escape(&words::split(date).0)],
        (Form::Date, Value::Date(date)) => vec![escape(&date.to_string())],
        (Form::Keywords, Value::Text(text)) => keywords(text).map(escape).collect(),
        (Form::Lines, Value::Text(text)) => text.split('\n').map(escape).collect(),
        (Form::Notes, Value::Text(_) | Value::Rich(_)) => match extra {
            Some(extra) => vec![escape(&format!("{}\n{}", value.plain(), line(extra)))],
            None => vec![styled(value)],
        },
        (Form::Pmcid, Value::Text(text)) if text.starts_with("PMC") => vec![escape(text)],
        (Form::Text | Form::Keywords | Form::Lines, Value::Text(_) | Value::Rich(_)) => vec![styled(value)],
        _ => return None,
    };
    Some(Field::plain(order, row.field, list))
}

fn leaves(path: &str, list: Vec<String>) -> Field {
    Field::plain(table::order(path).unwrap_or(usize::MAX), path, list)
}

/// The journal's title once more, where EndNote looks for it in an article.
fn also(fields: &[Field], entry: &Entry) -> Vec<Field> {
    let twice = |(from, to): &(&str, &str)| {
        let field = fields.iter().find(|field| field.path == *from)?;
        let Content::Leaves(list) = &field.content else { return None };
        Some(leaves(to, list.iter().map(|(_, content)| content.clone()).collect()))
    };
    if table::is_article(entry.kind) { table::ALSO.iter().filter_map(twice).collect() } else { Vec::new() }
}

fn line(extra: &str) -> String {
    format!("{}{}", &EXTRA[..EXTRA.len() - 1], extra)
}

/// Text with styles; plain text stands without.
fn styled(value: &Value) -> String {
    let face = |style: Style| {
        let words = [(style.bold, "bold"), (style.italic, "italic"), (style.sub, "subscript"), (style.sup, "superscript")];
        let face: Vec<&str> = words.iter().filter(|(on, _)| *on).map(|(_, word)| *word).collect();
        let face = if face.is_empty() { "normal".to_owned() } else { face.join(" ") };
        (format!("<style face=\"{face}\" font=\"default\" size=\"100%\">"), "</style>")
    };
    rich(value, face)
}
