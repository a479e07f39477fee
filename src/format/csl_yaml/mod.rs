//! CSL-YAML, what Pandoc and Better BibTeX exchange: CSL items as YAML, a list of them or the list `references` in a document's
//! metadata, between `---` and `...` or not. What the items mean is told by CSL-JSON's `item`; here is what differs:
//!
//! - titles and other texts are Markdown, see `markdown`; identifiers, URLs, numbers and names are plain;
//! - a date is EDTF (`2012-05`), or maps of `year`, `month`, `day` and `season`, or CSL-JSON's object;
//! - a number is its words: `01` and `1e3` stay so.
//!
//! What stands beside `references`, and behind the metadata, is kept among the library's other texts.

mod markdown;

use super::csl_json::build::{Builder, Property};
use super::csl_json::{NOT_AN_ENTRY, item};
use super::hayagriva::INVALID_YAML;
use super::yaml::{self, Node, Yaml};
use super::{Format, loss};
use crate::model::{Class, Date, Entry, Library, Other, OtherKind, Value, Variable};
use crate::text::{Diagnostic, Source, Str};
use serde_json::{Map, Value as Json};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// CSL-YAML, what Pandoc and Better BibTeX exchange: CSL items as YAML.
pub static CSL_YAML: Format = Format {
    name: "csl-yaml",
    summary: "CSL-YAML, what Pandoc and Better BibTeX exchange: CSL items as YAML",
    extensions: &["yaml", "yml"],
    sniff,
    read: Some(read),
    write: Some(write),
};

/// A list under `references`, or a list of maps with `id` and `type`, and no document behind it.
fn sniff(text: &str) -> bool {
    let end = ["\n...", "\n---"].iter().filter_map(|end| text.get(3..)?.find(end).map(|at| at + 3 + end.len())).min();
    if end.is_some_and(|end| text.get(end..).is_some_and(|rest| !rest.trim().is_empty())) {
        return false;
    }
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#') && line.trim_end() != "---").take(60);
    let dash = |line: &str| line.trim_start().starts_with("- ");
    let listed = |lines: &mut dyn Iterator<Item = &str>| {
        let fields: Vec<&str> = lines.map(|line| line.trim_start().trim_start_matches("- ")).collect();
        let has = |name: &str| fields.iter().any(|line| line.starts_with(name));
        has("id:") && (has("type:") || has("title:")) || has("type:") && has("title:")
    };
    match lines.next() {
        Some(line) if line.starts_with("- ") => listed(&mut std::iter::once(line).chain(lines)),
        Some(line) if line.trim_end() == "references:" => lines.next().is_some_and(|line| dash(line) || line.trim() == "-"),
        Some(_) => lines.any(|line| line.trim_end() == "references:"),
        None => false,
    }
}

fn read(source: &Source) -> (Library, Vec<Diagnostic>) {
    let (root, problems) = yaml::parse(&source.text);
    let mut reader = Reader { source, library: Library::default(), found: Vec::new() };
    reader.found.extend(problems.into_iter().map(|(range, message)| Diagnostic::new(&INVALID_YAML, source.span(range), message)));
    if let Some(root) = root {
        reader.root(&root);
    }
    (reader.library, reader.found)
}

struct Reader<'s> {
    source: &'s Source,
    library: Library,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn root(&mut self, root: &Node) {
        match (&root.value, root.get("references")) {
            (Yaml::List(list), _) => list.iter().for_each(|node| self.item(node)),
            (Yaml::Map(pairs), Some(references)) => {
                references.one_or_many().iter().filter(|node| !node.is_null()).for_each(|node| self.item(node));
                for (key, value) in pairs.iter().filter(|(key, _)| key.scalar().is_none_or(|key| key != "references")) {
                    self.other(key.range.start..value.range.end.max(key.range.end));
                }
            }
            (Yaml::Map(_), None) => self.item(root),
            (Yaml::Scalar(..), _) if root.is_null() => {}
            (Yaml::Scalar(..), _) => self.not_an_entry(root),
        }
        self.behind(root.range.end);
    }

    fn other(&mut self, range: Range<usize>) {
        let text = Str::of(&self.source.text, range.clone());
        self.library.others.push(Other { kind: OtherKind::Stray, text, span: self.source.span(range) });
    }

    /// The document whose metadata was read.
    fn behind(&mut self, from: usize) {
        let text = self.source.text.as_str();
        let end = ["\n...", "\n---"].iter().filter_map(|end| text.get(from..)?.find(end).map(|at| from + at + end.len())).min();
        if let Some(end) = end.filter(|end| text.get(*end..).is_some_and(|rest| !rest.trim().is_empty())) {
            self.other(end..text.len());
        }
    }

    fn not_an_entry(&mut self, node: &Node) {
        let message = "expected an item, a map with `id` and `type`";
        self.found.push(Diagnostic::new(&NOT_AN_ENTRY, self.source.span(node.range.clone()), message));
    }

    fn item(&mut self, node: &Node) {
        let Yaml::Map(pairs) = &node.value else { return self.not_an_entry(node) };
        let mut builder = Builder::new(self.source, node.range.clone(), text_value);
        for (key, value) in pairs {
            let Yaml::Scalar(name, _) = &key.value else {
                builder.say(&INVALID_YAML, key.range.clone(), "expected a name");
                continue;
            };
            let parts = || value.one_or_many().iter().map(|part| part.range.clone()).collect();
            let (json, text) = (json(Variable::named(name), value), value.scalar().cloned());
            builder.property(Property { name: name.to_string(), key: key.range.clone(), json, text, range: value.range.clone(), parts: &parts });
        }
        builder.finish(&mut self.library, &mut self.found);
    }
}

/// Whether the variable's texts are Markdown.
fn is_markdown(variable: Variable) -> bool {
    use Variable::{Doi, Isbn, Issn, Other, Pmcid, Pmid, Url};
    variable.class() == Class::Text && !matches!(variable, Doi | Isbn | Issn | Pmcid | Pmid | Url | Other(_))
}

fn text_value(variable: Variable, text: Str) -> Value {
    if is_markdown(variable) { markdown::read(&text) } else { item::text_value(text) }
}

/// A value as CSL-JSON has it. Bare scalars are their words.
fn json(variable: Variable, node: &Node) -> Json {
    match node.scalar() {
        Some(text) => text.as_str().into(),
        None if variable.class() == Class::Date => date(&node.to_json()).unwrap_or_else(|| node.to_json()),
        None => node.to_json(),
    }
}

/// A date in one of Pandoc's shapes as CSL-JSON's object; none for that itself.
fn date(json: &Json) -> Option<Json> {
    let points = match json {
        Json::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut map = Map::new();
    let mut parts = Vec::new();
    for point in points {
        let point = point.as_object()?;
        if let Some(year) = point.get("year") {
            parts.push(Json::Array(point_parts(year, point)));
        }
        let rest = point.iter().filter(|(name, _)| !matches!(name.as_str(), "year" | "month" | "day" | "season" if point.contains_key("year")));
        map.extend(rest.map(|(name, value)| (name.clone(), value.clone())));
    }
    // Date-parts that should stand in one more list.
    if let Some(Json::Array(list)) = map.get("date-parts").filter(|list| list.get(0).is_some_and(|first| !first.is_array())) {
        let nested = Json::Array(vec![Json::Array(list.clone())]);
        map.insert("date-parts".to_owned(), nested);
    }
    if !parts.is_empty() {
        map.insert("date-parts".to_owned(), parts.into());
    }
    (!map.is_empty()).then(|| map.into())
}

/// Seasons as months 21 to 24.
fn point_parts(year: &Json, point: &Map<String, Json>) -> Vec<Json> {
    let words = |json: &Json| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    let season = point.get("season").and_then(|season| words(season).trim().parse::<u8>().ok()).filter(|season| (1..=4).contains(season));
    let month = season.map(|season| Json::from(season + 20)).or_else(|| point.get("month").cloned());
    let day = point.get("day").cloned().filter(|_| season.is_none() && month.is_some());
    std::iter::once(year.clone()).chain(month).chain(day).collect()
}

fn write(library: &Library) -> (String, Vec<Diagnostic>) {
    let references: Vec<Node> = library.entries.iter().map(node).collect();
    let root = Node::map(vec![("references", Yaml::List(references).into())]);
    let text = format!("---\n{}...\n", yaml::write(&root));
    let mut found = loss::losses(library, None, &text, read, CSL_YAML.name);
    found.extend(loss::left_behind(library, CSL_YAML.name));
    (text, found)
}

/// An entry as an item: as CSL-JSON has it, but for texts and dates; under `custom` only what these do not say.
pub(super) fn node(entry: &Entry) -> Node {
    let mut item = item::item(entry);
    let mut custom = match item.shift_remove("custom") {
        Some(Json::Object(map)) => map,
        _ => Map::new(),
    };
    // Ours, where its values are written exactly; else another program's, which stays.
    let ours = |map: &Map<String, Json>| map.values().all(|json| item::read_exact(json).is_some());
    let is_ours = custom.get("variables").and_then(Json::as_object).is_some_and(ours);
    let mut exactly = match is_ours.then(|| custom.shift_remove("variables")) {
        Some(Some(Json::Object(map))) => map,
        _ => Map::new(),
    };
    let (mut forms, mut said) = (HashMap::new(), HashSet::new());
    for (variable, value) in entry.values().filter(|(variable, _)| matches!(variable.class(), Class::Text | Class::Date)) {
        let Some(form) = own_form(variable, value) else { continue };
        if says(variable, &form, value) {
            said.insert(variable.name());
        } else {
            exactly.insert(variable.name().to_owned(), item::exact(value));
        }
        forms.insert(variable.name(), form);
    }
    exactly.retain(|name, _| !said.contains(name.as_str()));
    if !exactly.is_empty() {
        custom.insert("variables".to_owned(), exactly.into());
    }
    let mut pairs: Vec<(Node, Node)> =
        item.iter().map(|(name, json)| (Node::text(name), forms.remove(name.as_str()).unwrap_or_else(|| Node::of_json(json)))).collect();
    if !custom.is_empty() {
        pairs.push((Node::text("custom"), Node::of_json(&custom.into())));
    }
    Yaml::Map(pairs).into()
}

/// What differs from CSL-JSON: Markdown, and dates as EDTF.
fn own_form(variable: Variable, value: &Value) -> Option<Node> {
    match value {
        Value::Date(date) if variable.class() == Class::Date => {
            let edtf = date.to_string();
            (Date::parse_edtf(&edtf).as_ref() == Ok(date)).then(|| Node::text(&edtf))
        }
        Value::Text(_) | Value::Rich(_) if is_markdown(variable) => markdown::write(value).map(|text| Node::text(&text)),
        _ => None,
    }
}

/// Whether reading a form of a value gives it again.
fn says(variable: Variable, form: &Node, value: &Value) -> bool {
    let Some(text) = form.scalar() else { return false };
    match value {
        Value::Date(_) => item::read_property(variable, &text.as_str().into()).as_ref() == Some(value),
        value => text_value(variable, text.clone()) == *value,
    }
}

#[cfg(test)]
mod tests;
