//! hayagriva YAML, the format of Typst's bibliographies. What it has no field for stands in one key `x-ibidem` of the entry, which
//! hayagriva's own reader ignores; the fields themselves are in `fields`, YAML in `yaml`.
//!
//! `x-ibidem` holds only what reading the other fields would not give again:
//!
//! | key | holds |
//! |---|---|
//! | `key` | the citation key, where the map's key had to differ: keys may repeat, a YAML map's may not |
//! | `kind` | the CSL type; `document` for none |
//! | `parent` | the key of the entry that contains this one |
//! | `and-others` | the variables whose lists of names go on |
//! | `absent` | variables that the fields seem to say but that the entry has not |
//! | `variables` | values by their variable's name, exactly |

mod fields;
mod yaml;

use super::Format;
use super::csl_json::{DUPLICATE_PROPERTY, NOT_AN_ENTRY, ODD_VALUE, item};
use crate::model::{Entry, EntryId, Kind, Library, Names, Normalisation, Origin, Value, ValueOrigin, Variable};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity, Source};
use serde_json::{Map, Value as Json};
use std::collections::HashSet;
use yaml::{Node, Yaml};

/// hayagriva YAML.
pub static HAYAGRIVA: Format = Format {
    name: "hayagriva",
    summary: "hayagriva YAML, the bibliographies of Typst",
    extensions: &["yaml", "yml"],
    sniff,
    read: Some(read),
    write: Some(write),
};

/// Text that YAML does not allow.
pub static INVALID_YAML: RuleInfo = RuleInfo {
    name: "invalid-yaml",
    summary: "text that is not YAML",
    why: "Behind such a place nothing can be read with certainty. The entries before it were read.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "hayagriva", bad: "a:\n  type: book\n  title: \"One\n", good: "a:\n  type: book\n  title: \"One\"\n" }],
};

/// A key at the line's beginning, and indented below it a `type` or a `title`.
fn sniff(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#') && *line != "---");
    let key = lines.next().is_some_and(|line| line.trim_end().ends_with(':') && !line.starts_with([' ', '\t', '@', '<', '{', '[']));
    let fields = ["type:", "title:", "author:"];
    key && lines.take_while(|line| line.starts_with([' ', '\t'])).take(40).any(|line| fields.iter().any(|field| line.trim_start().starts_with(field)))
}

fn read(source: &Source) -> (Library, Vec<Diagnostic>) {
    let (root, problems) = yaml::parse(&source.text);
    let mut reader = Reader { source, library: Library::default(), found: Vec::new() };
    reader.found.extend(problems.into_iter().map(|(range, message)| Diagnostic::new(&INVALID_YAML, source.span(range), message)));
    match root {
        Some(Node { value: Yaml::Map(pairs), .. }) => reader.entries(&pairs),
        Some(root) if !root.is_null() => reader.say(&NOT_AN_ENTRY, root.range, "expected a map of keys with entries"),
        _ => {}
    }
    (reader.library, reader.found)
}

struct Reader<'s> {
    source: &'s Source,
    library: Library,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn say(&mut self, rule: &'static RuleInfo, range: std::ops::Range<usize>, message: impl Into<String>) {
        self.found.push(Diagnostic::new(rule, self.source.span(range), message));
    }

    fn entries(&mut self, pairs: &[(Node, Node)]) {
        let mut keys = HashSet::new();
        for (key, node) in pairs {
            if !keys.insert(key.scalar().cloned().unwrap_or_default()) {
                self.say(&DUPLICATE_PROPERTY, key.range.clone(), "this key is given twice; hayagriva refuses the file");
            }
            match &node.value {
                Yaml::Map(_) => self.entry(key, node),
                _ => self.say(&NOT_AN_ENTRY, key.range.clone(), "expected an entry, a map of fields"),
            }
        }
    }

    fn entry(&mut self, key: &Node, node: &Node) {
        let index = u32::try_from(self.library.entries.len()).unwrap_or(u32::MAX);
        let id = EntryId { source: self.source.id, index };
        let from = self.found.len();
        let (mut entry, notes) = fields::read(node);
        entry.id = id;
        if let Yaml::Scalar(key, _) = &key.value {
            entry.key = key.clone();
        }
        for (range, message) in notes.problems {
            self.say(&ODD_VALUE, range, message);
        }
        self.duplicates(node);
        if let Some(node) = node.get("x-ibidem") {
            read_own(&mut entry, &json(node));
        }
        self.found[from..].iter_mut().for_each(|found| found.entry = Some(index));
        let places = notes.places.into_iter().filter(|(variable, _)| entry.has(*variable)).map(|(variable, range)| {
            let span = self.source.span(range);
            ValueOrigin { variable, part: None, by: Normalisation::Format, range: (span.start, span.end), confidence: 1.0 }
        });
        let origin = Origin {
            span: self.source.span(key.range.start..node.range.end.max(key.range.end)),
            key: Some(self.source.span(key.range.clone())),
            list: None,
            confidence: 1.0,
            values: places.collect(),
        };
        entry.shrink();
        self.library.origins.insert(id, origin);
        self.library.entries.push(entry);
    }

    fn duplicates(&mut self, node: &Node) {
        let mut names = HashSet::new();
        for (key, _) in node.pairs() {
            if !names.insert(key.scalar().cloned().unwrap_or_default()) {
                self.say(&DUPLICATE_PROPERTY, key.range.clone(), "this field is given twice; the last was kept");
            }
        }
    }
}

/// A YAML value as JSON.
fn json(node: &Node) -> Json {
    match &node.value {
        Yaml::Scalar(text, true) => text.as_str().into(),
        Yaml::Scalar(text, false) => match text.as_str() {
            "true" => true.into(),
            "false" => false.into(),
            "" | "~" | "null" => Json::Null,
            text => text.parse::<i64>().map_or_else(|_| text.into(), Json::from),
        },
        Yaml::List(list) => list.iter().map(json).collect(),
        Yaml::Map(pairs) => {
            let pairs = pairs.iter().filter_map(|(key, value)| match &key.value {
                Yaml::Scalar(key, _) => Some((key.to_string(), json(value))),
                _ => None,
            });
            Json::Object(pairs.collect())
        }
    }
}

/// JSON as a YAML value.
fn node(json: &Json) -> Node {
    match json {
        Json::Null => Yaml::Scalar("null".into(), false).into(),
        Json::String(text) => Node::text(text),
        Json::Bool(_) | Json::Number(_) => Yaml::Scalar(json.to_string().into(), false).into(),
        Json::Array(list) => Yaml::List(list.iter().map(node).collect()).into(),
        Json::Object(map) => Yaml::Map(map.iter().map(|(key, value)| (Node::text(key), node(value))).collect()).into(),
    }
}

/// Corrects what the fields said by what `x-ibidem` says.
fn read_own(entry: &mut Entry, own: &Json) {
    let text = |name: &str| own.get(name).and_then(Json::as_str);
    let names = |name: &str| own.get(name).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).map(Variable::named);
    if let Some(key) = text("key") {
        entry.key = key.into();
    }
    if let Some(kind) = text("kind") {
        entry.kind = (kind != "document").then(|| Kind::named(kind));
    }
    entry.parent = text("parent").map(Into::into).or(entry.parent.take());
    names("absent").for_each(|variable| drop(entry.remove(variable)));
    for variable in names("and-others") {
        if let Some(names) = entry.names(variable).cloned() {
            entry.set(variable, Names { others: true, ..names });
        }
    }
    for (name, json) in own.get("variables").and_then(Json::as_object).into_iter().flatten() {
        if let Some(value) = item::read_exact(json) {
            entry.set(Variable::named(name), value);
        }
    }
}

/// What the fields do not say of an entry: found by reading them.
fn own(entry: &Entry, fields: &Node, key: &str) -> Map<String, Json> {
    let (read, _) = fields::read(fields);
    let mut own = Map::new();
    let mut put = |name: &str, json: Json| drop(own.insert(name.to_owned(), json));
    if key != entry.key.as_str() {
        put("key", entry.key.as_str().into());
    }
    if read.kind != entry.kind {
        put("kind", entry.kind.map_or("document", Kind::name).into());
    }
    if let Some(parent) = &entry.parent {
        put("parent", parent.as_str().into());
    }
    let absent: Vec<Json> = read.values().filter(|(variable, _)| !entry.has(*variable)).map(|(variable, _)| variable.name().into()).collect();
    let (mut others, mut variables) = (Vec::new(), Map::new());
    for (variable, value) in entry.values() {
        match (read.get(variable), value) {
            (Some(read), value) if read == value => {}
            (Some(Value::Names(read)), Value::Names(names)) if read.list == names.list && names.others => others.push(variable.name().into()),
            _ => drop(variables.insert(variable.name().to_owned(), item::exact(value))),
        }
    }
    for (name, list) in [("and-others", others), ("absent", absent)] {
        if !list.is_empty() {
            put(name, Json::Array(list));
        }
    }
    if !variables.is_empty() {
        put("variables", variables.into());
    }
    own
}

fn write(library: &Library) -> (String, Vec<Diagnostic>) {
    let mut text = String::new();
    let mut keys = HashSet::new();
    for entry in &library.entries {
        let key = unique(&entry.key, &mut keys);
        let mut fields = fields::write(entry);
        let own = own(entry, &fields, &key);
        if let (Yaml::Map(pairs), false) = (&mut fields.value, own.is_empty()) {
            pairs.push((Node::text("x-ibidem"), node(&own.into())));
        }
        // Behind text that keeps its line ends to the last, one more would be a part of it.
        if !text.is_empty() && !text.ends_with("\n\n") {
            text.push('\n');
        }
        text += &yaml::write(&Yaml::Map(vec![(Node::text(&key), fields)]).into());
    }
    (text, Vec::new())
}

/// A key that was not given before: the key itself, `entry` for none, with a number behind it where that is taken.
fn unique(key: &str, keys: &mut HashSet<String>) -> String {
    let base = if key.is_empty() { "entry" } else { key };
    let mut name = base.to_owned();
    // Numbers go up with the keys that are taken, so that many equal keys cost no search.
    let mut number = keys.len();
    while !keys.insert(name.clone()) {
        number += 1;
        name = format!("{base}-{number}");
    }
    name
}

#[cfg(test)]
mod tests;
