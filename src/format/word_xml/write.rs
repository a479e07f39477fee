//! From entries to sources.

use super::EXTRA;
use super::read::{PREFIX, read, shows_itself};
use super::table::{self, Form, LANGUAGES, MAPPING, ROLES, TYPES};
use crate::format::xml::fields::{self, Content, Field};
use crate::format::xml::text::{Out, escape};
use crate::format::xml::words::month_name;
use crate::format::xml::{extra, keep};
use crate::model::{Date, Entry, Library, Name, Names, Value, Variable};
use crate::text::Diagnostic;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<b:Sources SelectedStyle=\"\" \
                    xmlns:b=\"http://schemas.openxmlformats.org/officeDocument/2006/bibliography\" \
                    xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/bibliography\">\n";
const FOOT: &str = "</b:Sources>\n";

pub(super) fn write(library: &Library) -> (String, Vec<Diagnostic>) {
    extra::write(library, "word-xml", (HEAD, FOOT), read, source)
}

fn source(entry: &Entry, extra: Option<&str>) -> String {
    let mut fields = vec![Field::plain(0, "Tag", vec![escape(&entry.key)]), Field::plain(0, "SourceType", vec![escape(&source_type(entry))])];
    fields.retain(|field| field.path != "Tag" || !entry.key.is_empty());
    for (variable, value) in entry.values() {
        match value {
            Value::Names(names) => fields.extend(people(entry, variable, names)),
            _ => push(entry, variable, value, &mut fields),
        }
    }
    fields.extend(standard_number(entry));
    if let Some(extra) = extra {
        fields.push(Field::plain(usize::MAX, EXTRA, vec![escape(extra)]));
    }
    let mut out = Out::with_prefix(1, "b:");
    out.open("Source");
    fields::write(&mut out, &mut fields);
    out.close("Source");
    out.text
}

fn source_type(entry: &Entry) -> String {
    let said = entry.plain(Variable::named(table::TYPE)).filter(|said| TYPES.iter().all(|(name, kind)| name != said || *kind == entry.kind));
    let first = || TYPES.iter().find(|(_, kind)| *kind == entry.kind && entry.kind.is_some()).map(|(name, _)| *name);
    match said {
        Some(said) => said.into_owned(),
        None => first().unwrap_or_else(|| table::nearest(entry.kind)).to_owned(),
    }
}

/// The elements of a variable that holds no names.
fn push(entry: &Entry, variable: Variable, value: &Value, fields: &mut Vec<Field>) {
    if [Variable::Isbn, Variable::Issn, Variable::named(table::TYPE)].contains(&variable) {
        return;
    }
    let Some((order, row)) = MAPPING.write(variable, entry.kind) else {
        let name = variable.name().strip_prefix(PREFIX).filter(|name| keep::is_name(name));
        fields.extend(name.map(|name| Field {
            order: usize::MAX - 1,
            path: name.to_owned(),
            content: Content::Kept { value: value.clone(), is_group: name == "Author" },
        }));
        return;
    };
    let comes_back = MAPPING.read(row.field, entry.kind).is_some_and(|(_, back)| Variable::named(back.variable) == variable);
    match (row.form, value) {
        (Form::Date, Value::Date(date)) => fields.extend(dates(order, date, row.field.trim_start_matches("Year"))),
        (Form::Place, Value::Text(text)) => fields.extend(place(order, text)),
        (Form::Language, Value::Text(text)) => {
            let number = LANGUAGES.iter().find(|(_, language)| *language == text.as_str());
            fields.extend(number.map(|(number, _)| Field::plain(order, row.field, vec![(*number).to_owned()])));
        }
        (Form::Text, Value::Text(_) | Value::Rich(_)) if comes_back => {
            let text = escape(&value.plain());
            // The book's title too, where other programs look for it.
            fields.extend((row.field == "ConferenceName").then(|| Field::plain(order, "BookTitle", vec![text.clone()])));
            fields.push(Field::plain(order, row.field, vec![text]));
        }
        _ => {}
    }
}

fn dates(order: usize, date: &Date, end: &str) -> Vec<Field> {
    let part = |name: &str, text: String| Field::plain(order, &format!("{name}{end}"), vec![escape(&text)]);
    let Some(start) = date.start else { return vec![part("Year", date.to_string())] };
    let year = match date.end {
        Some(last) if last.year != start.year => format!("{}-{}", start.year, last.year),
        _ => format!("{:04}", start.year),
    };
    let mut fields = vec![part("Year", year)];
    if start.month.is_some() {
        fields.push(part("Month", month_name(start.month_number()).to_owned()));
    }
    if start.day.is_some() {
        fields.push(part("Day", start.day_number().to_string()));
    }
    fields
}

/// A place of two parts is a city and a country, one of three has a state between.
fn place(order: usize, text: &str) -> Vec<Field> {
    let parts: Vec<&str> = text.split(", ").collect();
    let names: &[&str] = match parts.len() {
        2 => &["City", "CountryRegion"],
        3 => &["City", "StateProvince", "CountryRegion"],
        _ => &["City"],
    };
    let parts = if names.len() == 1 { vec![text] } else { parts };
    names.iter().zip(parts).map(|(name, part)| Field::plain(order, name, vec![escape(part)])).collect()
}

fn standard_number(entry: &Entry) -> Option<Field> {
    let text = |variable| match entry.get(variable) {
        Some(Value::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let (order, row) = MAPPING.write(Variable::Isbn, entry.kind)?;
    let number = match (text(Variable::Isbn), text(Variable::Issn)) {
        (Some(isbn), Some(issn)) => format!("ISBN: {isbn} ISSN: {issn}"),
        (Some(isbn), None) if shows_itself(isbn) == Some(Variable::Isbn) => isbn.to_owned(),
        (None, Some(issn)) if shows_itself(issn) == Some(Variable::Issn) => issn.to_owned(),
        (Some(isbn), None) => format!("ISBN: {isbn}"),
        (None, Some(issn)) => format!("ISSN: {issn}"),
        (None, None) => return None,
    };
    Some(Field::plain(order, row.field, vec![escape(&number)]))
}

/// A role: an organisation alone, or a list of persons, which is all that Word knows.
fn people(entry: &Entry, variable: Variable, names: &Names) -> Option<Field> {
    let (order, (role, ..)) = ROLES.iter().enumerate().find(|(_, (_, of, on))| *of == variable.name() && table::holds(*on, entry.kind))?;
    let content = match names.list.as_slice() {
        [] => return None,
        [name] if name.is_literal() => format!("<b:Corporate>{}</b:Corporate>", escape(&name.literal)),
        list => format!("<b:NameList>{}</b:NameList>", list.iter().map(person).collect::<String>()),
    };
    let path = format!("Author/{role}");
    Some(Field { order: order + 1, path, content: Content::Leaves(vec![("", content)]) })
}

fn person(name: &Name) -> String {
    let joined = |a: &str, b: &str| [a, b].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let last = if name.is_literal() { name.literal.to_string() } else { joined(&name.non_dropping_particle, &name.family) };
    let last = if name.suffix.is_empty() { last } else { format!("{last}, {}", name.suffix) };
    let given = joined(&name.given, &name.dropping_particle);
    let (first, middle) = given.split_once(' ').unwrap_or((&given, ""));
    let parts = [("Last", last.as_str()), ("First", first), ("Middle", middle)];
    let filled: String =
        parts.iter().filter(|(_, text)| !text.is_empty()).map(|(part, text)| format!("<b:{part}>{}</b:{part}>", escape(text))).collect();
    format!("<b:Person>{filled}</b:Person>")
}
