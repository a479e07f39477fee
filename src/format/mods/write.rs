//! From entries to records.

use super::NAMESPACE;
use super::name;
use super::read::{PREFIX, read};
use super::table::{self, Form, GENRES, MAPPING};
use crate::format::xml::fields::{self, Content, Field};
use crate::format::xml::text::{Out, attribute, escape};
use crate::format::xml::{extra, keep, keywords};
use crate::model::{Date, Entry, Library, Names, Value, Variable};
use crate::text::Diagnostic;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<modsCollection xmlns=\"http://www.loc.gov/mods/v3\" \
                    xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
                    xsi:schemaLocation=\"http://www.loc.gov/mods/v3 http://www.loc.gov/standards/mods/v3/mods-3-7.xsd\">\n";
const FOOT: &str = "</modsCollection>\n";

pub(super) fn write(library: &Library) -> (String, Vec<Diagnostic>) {
    extra::write(library, "mods", (HEAD, FOOT), read, record)
}

fn record(entry: &Entry, extra: Option<&str>) -> String {
    let mut fields: Vec<Field> = entry.values().filter_map(|(variable, value)| field(entry, variable, value)).collect();
    fields.push(Field::plain(0, "typeOfResource", vec![table::resource(entry.kind).to_owned()]));
    if entry.has(Variable::named("mods-typeOfResource")) {
        fields.pop();
    }
    if let Some(kind) = entry.kind {
        let word = GENRES.iter().find(|row| row.kind == kind).map_or(kind.name(), |row| row.word);
        let content = Content::Leaves(vec![(" authority=\"local\"", escape(word))]);
        fields.push(Field { order: table::order("genre"), path: "genre".to_owned(), content });
    }
    if let Some(extra) = extra {
        let entry = format!("<entry xmlns=\"{NAMESPACE}\">{}</entry>", escape(extra));
        fields.push(Field { order: usize::MAX, path: "extension/entry".to_owned(), content: Content::Whole(vec![entry]) });
    }
    // A key that XML allows as an ID is one.
    let id = if is_id(&entry.key) { format!(" ID=\"{}\"", attribute(&entry.key)) } else { String::new() };
    if !entry.key.is_empty() {
        fields.push(Field::plain(usize::MAX - 1, "identifier[citekey]", vec![escape(&entry.key)]));
    }
    let mut out = Out::at(1);
    out.open(&format!("mods version=\"3.7\"{id}"));
    fields::write(&mut out, &mut fields);
    out.close("mods");
    out.text
}

/// Whether a text may be an ID: a name without colon.
fn is_id(key: &str) -> bool {
    key.is_ascii() && keep::is_name(key)
}

fn field(entry: &Entry, variable: Variable, value: &Value) -> Option<Field> {
    if let Value::Names(names) = value {
        return people(entry, variable, names);
    }
    let row = MAPPING.write(variable, entry.kind);
    if row.is_some_and(|(_, row)| !comes_back(entry, row.field, variable)) {
        return None;
    }
    let Some((order, row)) = row else {
        return kept(variable, value);
    };
    let whole = |content: Content, path: &str| Some(Field { order, path: path.to_owned(), content });
    let list = match (row.form, value) {
        (Form::Date, Value::Date(date)) => return whole(Content::Leaves(dates(date)), row.field),
        (Form::Name, Value::Text(text)) => {
            let name = format!("<name type=\"conference\"><namePart>{}</namePart></name>", escape(text));
            return whole(Content::Whole(vec![name]), "name");
        }
        (Form::Pages, Value::Text(text)) => return Some(pages(order, row.field, text)),
        (Form::Language, Value::Text(text)) if is_code(text) => {
            return whole(Content::Leaves(vec![(" authority=\"rfc5646\"", escape(text))]), "language/languageTerm[code]");
        }
        (Form::Url, Value::Text(text)) => {
            let accessed = entry.date(Variable::Accessed).map(Date::to_string).unwrap_or_default();
            let visited = if accessed.is_empty() { String::new() } else { format!(" dateLastAccessed=\"{}\"", attribute(&accessed)) };
            return whole(Content::Whole(vec![format!("<url{visited}>{}</url>", escape(text))]), row.field);
        }
        (Form::Keywords, Value::Text(text)) => {
            let topics = keywords(text).map(|word| format!("<subject><topic>{}</topic></subject>", escape(word)));
            return whole(Content::Whole(topics.collect()), "subject");
        }
        (Form::Lines, Value::Text(text)) => text.split('\n').map(escape).collect(),
        (Form::Tokens, Value::Text(text)) => text.split(' ').map(escape).collect(),
        (Form::Date | Form::Name | Form::Pages | Form::Url, _) | (_, Value::Names(_) | Value::Date(_)) => return None,
        (_, value) => vec![escape(&value.plain())],
    };
    match row
        .field
        .strip_suffix("extent[pages]")
        .map(|path| (path, " unit=\"pages\""))
        .or(row.field.strip_suffix("extent[volumes]").map(|path| (path, " unit=\"volumes\"")))
    {
        Some((path, unit)) => whole(Content::Leaves(list.into_iter().map(|text| (unit, text)).collect()), &format!("{path}extent")),
        None => Some(Field::plain(order, row.field, list)),
    }
}

/// Whether the element that a variable is written to means it in such an entry.
fn comes_back(entry: &Entry, field: &str, variable: Variable) -> bool {
    MAPPING.read(field, entry.kind).is_some_and(|(_, back)| Variable::named(back.variable) == variable)
}

/// What an open variable kept of elements that no variable stands for.
fn kept(variable: Variable, value: &Value) -> Option<Field> {
    let name = variable.name().strip_prefix(PREFIX).filter(|name| keep::is_name(name))?;
    let path = match name.split_once('-') {
        Some((name, kind)) => format!("{name}[{kind}]"),
        None => name.to_owned(),
    };
    let is_group = table::is_group(&path);
    // Behind those that have a variable, which come first when they are read.
    let order = if is_group { usize::MAX - 2 } else { table::order(&path) };
    Some(Field { order, path, content: Content::Kept { value: value.clone(), is_group } })
}

/// Names stand where their work is described.
fn people(entry: &Entry, variable: Variable, names: &Names) -> Option<Field> {
    let in_host = table::is_part(entry.kind) && !table::is_article(entry.kind);
    let (path, role) = match variable {
        Variable::ContainerAuthor => ("relatedItem[host]/name", Variable::Author),
        Variable::Editor if in_host => ("relatedItem[host]/name", variable),
        Variable::CollectionEditor => ("relatedItem[series]/name", Variable::Editor),
        Variable::OriginalAuthor => ("relatedItem[original]/name", Variable::Author),
        Variable::ReviewedAuthor => ("relatedItem[reviewOf]/name", Variable::Author),
        Variable::Other(name) if name.as_str().starts_with(PREFIX) => return None,
        _ => ("name", variable),
    };
    let order = match path.strip_suffix("/name") {
        // Behind the title of the related item.
        Some(item) => table::order(item) + 1,
        None => table::order("name[conference]"),
    };
    Some(Field { order, path: path.to_owned(), content: Content::Whole(name::write(names, role)) })
}

fn dates(date: &Date) -> Vec<(&'static str, String)> {
    let qualifier = match (date.circa, date.uncertain) {
        (true, _) => "approximate",
        (false, true) => "questionable",
        (false, false) => "",
    };
    // Attributes are few, so that all of them can be named.
    let tag = |point: &str| match (point, qualifier) {
        ("start", "approximate") => " encoding=\"w3cdtf\" point=\"start\" qualifier=\"approximate\"",
        ("start", "questionable") => " encoding=\"w3cdtf\" point=\"start\" qualifier=\"questionable\"",
        ("start", _) => " encoding=\"w3cdtf\" point=\"start\"",
        ("end", _) => " encoding=\"w3cdtf\" point=\"end\"",
        (_, "approximate") => " encoding=\"w3cdtf\" keyDate=\"yes\" qualifier=\"approximate\"",
        (_, "questionable") => " encoding=\"w3cdtf\" keyDate=\"yes\" qualifier=\"questionable\"",
        (_, _) => " encoding=\"w3cdtf\" keyDate=\"yes\"",
    };
    let Some(start) = date.start else { return vec![("", escape(&date.to_string()))] };
    if start.season.is_some() {
        return vec![(" encoding=\"edtf\"", date.to_string())];
    }
    match date.end {
        Some(end) => vec![(tag("start"), start.to_string()), (tag("end"), end.to_string())],
        None if date.open => vec![(tag("start"), start.to_string())],
        None => vec![(tag(""), start.to_string())],
    }
}

/// First and last page, and the list too where these would read otherwise.
fn pages(order: usize, path: &str, text: &str) -> Field {
    let extent = path.trim_end_matches("/list");
    const DASHES: [char; 4] = ['-', '–', '—', '−'];
    let simple = |part: &&str| !part.is_empty() && part.trim() == *part && !part.contains(DASHES) && !part.contains([',', ';', '\n']);
    let (start, end) = text.split_once(DASHES).unwrap_or((text, ""));
    let (start, end) = (Some(start).filter(simple), Some(end).filter(simple));
    let mut content = String::new();
    if let Some(start) = start.filter(|_| end.is_some() || !text.contains(DASHES)) {
        content += &format!("<start>{}</start>", escape(start));
        content += &end.map(|end| format!("<end>{}</end>", escape(end))).unwrap_or_default();
    }
    if content.is_empty() || end.is_some() && !text.contains('–') {
        content += &format!("<list>{}</list>", escape(text));
    }
    Field { order, path: extent.to_owned(), content: Content::Leaves(vec![(" unit=\"pages\"", content)]) }
}

/// Whether a language is given by a code: `en`, `eng`, `en-US`.
fn is_code(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().is_some_and(|part| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase()));
    first && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
