//! An entry as the fields of a work, with what they do not say among its identifiers.

use super::super::own;
use super::super::yaml::{Node, Yaml};
use super::read::{self, KEY, OWN, URLS, other_identifiers};
use super::table::{self, Form, MAPPING};
use super::{Place, people};
use crate::model::{Class, Date, DatePart, Entry, Kind, Value, Variable};
use serde_json::{Map, Value as Json};
use std::collections::HashSet;

/// The fields of an entry as the root of a file or as a reference, with what they do not say among the identifiers.
pub(super) fn write(entry: &Entry, place: Place) -> Vec<(&'static str, Node)> {
    let mut fields = own_fields(entry, place == Place::Root);
    let (plain, _) = read::read(&Node::map(fields.iter().filter(|(name, _)| *name == "type").cloned().collect()), place);
    let kind = (plain.kind != entry.kind).then(|| Map::from_iter([("kind".to_owned(), Json::from(entry.kind.map_or("document", Kind::name)))]));
    let mut probe = fields.clone();
    probe.extend(kind.as_ref().map(|kind| ("identifiers", Yaml::List(vec![own_identifier(kind)]).into())));
    let (read, _) = read::read(&Node::map(probe), place);
    let mut own = kind.unwrap_or_default();
    own.extend(own::of(entry, &read, ""));
    own.shift_remove("key");
    let mut identifiers = entry.plain(Variable::named("identifiers")).map_or_else(Vec::new, |text| listed(&text));
    if !entry.key.is_empty() {
        identifiers.push(identifier("other", &entry.key, Some(KEY)));
    }
    // What the identifiers say needs no second place.
    if let Some(Json::Object(variables)) = own.get_mut("variables") {
        let other =
            identifiers.iter().filter(|node| node.get("description").and_then(Node::scalar).is_none_or(|text| text != KEY)).cloned().collect();
        match other_identifiers(&Yaml::List(other).into()) {
            Some(value) if entry.get(Variable::named("identifiers")) == Some(&value) => drop(variables.shift_remove("identifiers")),
            _ => identifiers.retain(|node| node.get("description").and_then(Node::scalar).is_some_and(|text| text == KEY)),
        }
        if variables.is_empty() {
            own.shift_remove("variables");
        }
    }
    if !own.is_empty() {
        identifiers.push(own_identifier(&own));
    }
    if !identifiers.is_empty() {
        fields.push(("identifiers", Yaml::List(identifiers).into()));
    }
    fields
}

fn own_identifier(own: &Map<String, Json>) -> Node {
    identifier("other", &Json::Object(own.clone()).to_string(), Some(OWN))
}

fn own_fields(entry: &Entry, is_root: bool) -> Vec<(&'static str, Node)> {
    let more = entry.plain(Variable::named(table::TYPE));
    let kind = match (is_root, entry.kind) {
        (true, Some(Kind::Dataset)) => "dataset",
        (true, _) => "software",
        (false, kind) => table::type_of(kind, more.as_deref()),
    };
    let mut rows: Vec<(usize, &'static str, Node)> = Vec::new();
    for (variable, value) in entry.values() {
        let Some((at, row)) = MAPPING.write(variable, entry.kind) else { continue };
        let allowed = if is_root { table::ROOT.contains(&row.field) } else { !table::NOT_IN_REFERENCES.contains(&row.field) };
        let comes_back = MAPPING.read(row.field, entry.kind).is_some_and(|(_, back)| back.variable == row.variable);
        let said = variable == Variable::Url && falls_back(entry, value);
        if let Some(node) = form(entry, row.field, row.form, variable, value).filter(|_| allowed && comes_back && !said) {
            rows.push((at, row.field, node));
        }
    }
    rows.sort_by_key(|(at, ..)| *at);
    let mut fields = vec![("type", Node::text(kind))];
    fields.extend(rows.into_iter().map(|(_, field, node)| (field, node)));
    required(&mut fields, 1, "title", Node::text("Untitled"));
    required(&mut fields, 2, "authors", Yaml::List(vec![Node::map(vec![("name", Node::text("anonymous"))])]).into());
    fields.extend(date_fields(entry, is_root));
    if let Some((start, end)) = entry.get(Variable::Page).and_then(page_parts).filter(|_| !is_root) {
        fields.push(("start", number(&start)));
        fields.extend(end.map(|end| ("end", number(&end))));
    }
    fields
}

/// What the schema asks for and the entry does not have.
fn required(fields: &mut Vec<(&'static str, Node)>, at: usize, name: &'static str, node: Node) {
    if !fields.iter().any(|(of, _)| *of == name) {
        fields.insert(at.min(fields.len()), (name, node));
    }
}

/// Whether reading finds this URL in another field that is written.
fn falls_back(entry: &Entry, url: &Value) -> bool {
    let first = URLS.iter().find_map(|field| entry.get(Variable::named(field)));
    first == Some(url) && !entry.plain(Variable::named("identifiers")).is_some_and(|text| text.contains("url: "))
}

fn form(entry: &Entry, field: &str, form: Form, variable: Variable, value: &Value) -> Option<Node> {
    match (form, value) {
        (Form::Names, Value::Names(names)) => people::write(entry, variable, names),
        (Form::Date, Value::Date(date)) => day(date).map(|day| Node::text(&day)),
        (Form::Text(fits), value @ (Value::Text(_) | Value::Rich(_))) => Some(value.plain()).filter(|text| fits(text)).map(|text| Node::text(&text)),
        (Form::Text(fits), Value::Date(date)) if variable.class() == Class::Date => {
            Some(date.to_string()).filter(|text| fits(text)).map(|year| number(&year))
        }
        (Form::OneOrList(fits, between), Value::Text(text)) if !text.contains(between) => {
            Some(text).filter(|text| fits(text)).map(|text| Node::text(text))
        }
        (Form::List(fits, between) | Form::OneOrList(fits, between), Value::Text(text)) => {
            texts(text, between).filter(|texts| texts.iter().all(|text| fits(text))).map(of_texts)
        }
        (Form::Entity(place, key), value @ (Value::Text(_) | Value::Rich(_))) => {
            let mut parts = vec![("name", Some(Node::text(&value.plain())))];
            parts.push((key, entry.get(Variable::named(place)).map(|place| Node::text(&place.plain()))));
            if field == "conference" {
                let (start, end) = entry.date(Variable::EventDate).map_or((None, None), days);
                parts.extend([("date-start", start), ("date-end", end)]);
            }
            let more = table::OF_ENTITIES.iter().filter(|of| **of != key && !of.starts_with("date-"));
            parts.extend(more.map(|of| (*of, entity_part(entry, field, of))));
            Some(Node::map(
                parts
                    .into_iter()
                    .filter_map(|(key, node)| Some((key, node?)))
                    .filter(|(_, node)| node.scalar().is_none_or(|text| !text.is_empty()))
                    .collect(),
            ))
            .filter(|_| !value.plain().is_empty())
        }
        _ => None,
    }
}

fn entity_part(entry: &Entry, field: &str, part: &str) -> Option<Node> {
    match entry.get(Variable::named(&format!("{field}-{part}"))) {
        Some(Value::Text(text)) if table::fits(part, text) => Some(Node::text(text)),
        _ => None,
    }
}

fn days(date: &Date) -> (Option<Node>, Option<Node>) {
    let one = |part: Option<DatePart>| part.filter(|part| part.day.is_some()).map(|part| Node::text(&part.to_string()));
    match (one(date.start), date.end, one(date.end)) {
        (Some(start), None, _) => (Some(start), None),
        (Some(start), Some(_), Some(end)) => (Some(start), Some(end)),
        _ => (None, None),
    }
}

fn texts<'t>(text: &'t str, between: &str) -> Option<Vec<&'t str>> {
    let between = if text.contains("; ") { "; " } else { between };
    let texts: Vec<&str> = text.split(between).collect();
    // Each once, as the schema wants it.
    let mut seen = HashSet::new();
    texts.iter().all(|text| seen.insert(*text)).then_some(texts)
}

fn of_texts(texts: Vec<&str>) -> Node {
    Yaml::List(texts.into_iter().map(Node::text).collect()).into()
}

/// A number bare, all else as text.
fn number(text: &str) -> Node {
    let bare = (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    Yaml::Scalar(text.into(), !bare).into()
}

/// A date to the day, and nothing more.
fn day(date: &Date) -> Option<String> {
    let start = date.start.filter(|start| start.day.is_some() && (0..=9999).contains(&start.year))?;
    (*date == Date::at(start)).then(|| start.to_string())
}

fn date_fields(entry: &Entry, is_root: bool) -> Vec<(&'static str, Node)> {
    let Some(date) = entry.date(Variable::Issued) else { return Vec::new() };
    let software = is_root || matches!(entry.kind, Some(Kind::Software | Kind::Dataset));
    if let Some(day) = day(date) {
        return vec![(if software { "date-released" } else { "date-published" }, Node::text(&day))];
    }
    let Some(start) = date.start.filter(|start| !is_root && (1000..=9999).contains(&start.year)) else { return Vec::new() };
    let mut fields = vec![("year", number(&start.year.to_string()))];
    fields.extend(start.month.map(|month| ("month", number(&month.to_string()))));
    fields
}

fn page_parts(value: &Value) -> Option<(String, Option<String>)> {
    let Value::Text(text) = value else { return None };
    match text.split_once(['–', '-']) {
        Some((start, end)) if !start.is_empty() && !end.is_empty() && !end.contains(['–', '-']) => Some((start.into(), Some(end.into()))),
        Some(_) => None,
        None => (!text.is_empty()).then(|| (text.to_string(), None)),
    }
}

fn identifier(kind: &str, value: &str, description: Option<&str>) -> Node {
    let mut parts = vec![("type", Node::text(kind)), ("value", Node::text(value))];
    parts.extend(description.map(|description| ("description", Node::text(description))));
    Node::map(parts)
}

/// The identifiers that a text of ours lists; those that the schema would refuse are left out.
fn listed(text: &str) -> Vec<Node> {
    let mut parts: Vec<String> = Vec::new();
    for segment in text.split("; ") {
        match parts.last_mut() {
            Some(last) if !["doi: ", "url: ", "swh: ", "other: "].iter().any(|kind| segment.starts_with(kind)) => {
                last.push_str("; ");
                last.push_str(segment);
            }
            _ => parts.push(segment.to_owned()),
        }
    }
    let mut seen = HashSet::new();
    let known = parts.iter().filter(|part| seen.insert(part.as_str())).filter_map(|part| {
        let (kind, rest) = part.split_once(": ")?;
        let described = rest.strip_suffix(')').and_then(|rest| rest.split_once(" ("));
        let (value, description) = described.map_or((rest, None), |(value, description)| (value, Some(description)));
        let valid = match kind {
            "doi" => table::doi(value),
            "url" => value.contains("://"),
            "swh" => value.starts_with("swh:1:"),
            _ => kind == "other" && !value.is_empty(),
        };
        valid.then(|| identifier(kind, value, description))
    });
    known.collect()
}
