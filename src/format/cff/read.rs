//! What the fields of a work, be it the root of a file or a reference, say of an entry.

use super::super::csl_json::item;
use super::super::yaml::{Node, Problem, Yaml};
use super::table::{self, Form, MAPPING};
use super::{PREFERRED, Place, ROLE, people};
use crate::model::{Date, DatePart, Entry, EntryId, Kind, Symbol, Value, Variable};
use crate::text::Str;
use serde_json::{Map, Value as Json};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// How an identifier of type `other` is described that holds the citation key, and one that holds what no field says.
pub(super) const KEY: &str = "citation key";
pub(super) const OWN: &str = "x-ibidem";
/// The message that the schema gives where there is none.
pub(super) const MESSAGE: &str = "If you use this software, please cite it using the metadata from this file.";
/// Where a work is found if no `url` tells, in this order; and the identifiers before them.
pub(super) const URLS: &[&str] = &["repository-code", "repository", "repository-artifact"];

/// What is noted while fields are read.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) problems: Vec<Problem>,
    pub(super) places: Vec<(Variable, Range<usize>)>,
    /// What [`OWN`] held.
    pub(super) own: Option<Json>,
    pub(super) key: Option<Range<usize>>,
}

struct Reader {
    key: Str,
    kind: Option<Kind>,
    values: Vec<(Variable, Value)>,
    had: HashSet<Variable>,
    kept: Map<String, Json>,
    notes: Notes,
}

/// The entry that the fields of a work say; a root says what software or data a repository holds.
pub(super) fn read(node: &Node, place: Place) -> (Entry, Notes) {
    let is_root = place == Place::Root;
    let mut fields: HashMap<&str, (&Node, &Node)> = HashMap::new();
    for (key, value) in node.pairs() {
        if let Some(name) = key.scalar() {
            fields.insert(name.as_str(), (key, value));
        }
    }
    let mut reader = Reader::new();
    reader.read_type(fields.get("type").map(|(_, node)| *node), is_root);
    // What fields mean depends on the kind.
    if let Some(kind) = fields.get("identifiers").and_then(|(_, node)| own_kind(node)) {
        reader.kind = kind;
    }
    // In the file's order; of two fields of one name the last counts.
    for (key, value) in node.pairs() {
        let Some(name) = key.scalar() else { continue };
        let last = fields.get(name.as_str()).is_some_and(|(of, _)| of.range == key.range);
        let apart = APART.contains(&name.as_str()) || is_root && matches!(name.as_str(), "cff-version" | "references" | "preferred-citation");
        if !last || apart || value.is_null() {
            continue;
        }
        if !reader.field(name, value) {
            reader.odd(name, value);
        }
    }
    let get = |name: &str| fields.get(name).map(|(_, node)| *node).filter(|node| !node.is_null());
    reader.dates(get);
    reader.pages(get("start"), get("end"));
    reader.identifiers(get("identifiers"));
    reader.fall_back(Variable::Url, URLS);
    if place == Place::Preferred {
        reader.put(Variable::named(ROLE), PREFERRED, &node.range);
    }
    reader.finish()
}

/// The kind that our own identifier tells.
fn own_kind(identifiers: &Node) -> Option<Option<Kind>> {
    let is_own = |node: &&Node| node.get("description").and_then(Node::scalar).is_some_and(|text| text == OWN);
    let own: Json = serde_json::from_str(identifiers.one_or_many().iter().find(is_own)?.get("value")?.scalar()?).ok()?;
    let kind = own.get("kind")?.as_str()?;
    Some((kind != "document").then(|| Kind::named(kind)))
}

/// Fields that are read together with others.
const APART: &[&str] = &["type", "date-released", "date-published", "year", "month", "start", "end", "identifiers"];

impl Reader {
    fn new() -> Self {
        Self { key: Str::empty(), kind: None, values: Vec::new(), had: HashSet::new(), kept: Map::new(), notes: Notes::default() }
    }

    fn put(&mut self, variable: Variable, value: impl Into<Value>, range: &Range<usize>) -> bool {
        let new = self.had.insert(variable);
        if new {
            self.values.push((variable, value.into()));
            self.notes.places.push((variable, range.clone()));
        }
        new
    }

    fn odd(&mut self, name: &str, node: &Node) {
        self.notes.problems.push((node.range.clone(), format!("this is no value for `{name}`; it was kept beside the variables")));
        self.keep(name, node);
    }

    fn keep(&mut self, name: &str, node: &Node) {
        self.kept.insert(name.to_owned(), node.to_json());
    }

    fn read_type(&mut self, node: Option<&Node>, is_root: bool) {
        let name = node.and_then(Node::scalar);
        self.kind = match name.map(|name| (name, table::kind(name))) {
            Some((name, _)) if is_root && name == "dataset" => Some(Kind::Dataset),
            Some((name, Some((kind, more)))) => {
                if more {
                    self.put(Variable::named(table::TYPE), name.clone(), &node.map_or(0..0, |node| node.range.clone()));
                }
                kind
            }
            Some((name, None)) => Some(Kind::Other(Symbol::new(name))),
            None => is_root.then_some(Kind::Software),
        };
    }

    /// Reads a field: whether it has a value that it can have.
    fn field(&mut self, name: &str, node: &Node) -> bool {
        let Some((_, row)) = MAPPING.read(name, self.kind) else { return self.unknown(name, node) };
        let variable = Variable::named(row.variable);
        match row.form {
            Form::Names => match people::read(variable, node) {
                Some((names, more)) => {
                    self.put(variable, names, &node.range);
                    for (of, value) in more {
                        self.put(of, value, &node.range);
                    }
                    true
                }
                None => false,
            },
            Form::Date => match node.scalar() {
                Some(text) => self.put_or_keep(name, variable, Date::parse_edtf(text).unwrap_or_else(|_| Date::literal(text.clone())), node),
                None => false,
            },
            Form::List(_, between) | Form::OneOrList(_, between) => match list(node, between) {
                Some(text) => self.put_or_keep(name, variable, text, node),
                None => false,
            },
            Form::Entity(place, _) => self.entity(name, variable, Variable::named(place), node),
            Form::Text(_) if variable == Variable::OriginalDate => match node.scalar() {
                Some(text) => self.put_or_keep(name, variable, Date::parse_edtf(text).unwrap_or_else(|_| Date::literal(text.clone())), node),
                None => false,
            },
            Form::Text(_) => match node.scalar() {
                Some(text) if name == "message" && text == MESSAGE => true,
                Some(text) => self.put_or_keep(name, variable, text.clone(), node),
                None => false,
            },
        }
    }

    /// A second field for one variable is kept beside the variables.
    fn put_or_keep(&mut self, name: &str, variable: Variable, value: impl Into<Value>, node: &Node) -> bool {
        if !self.put(variable, value, &node.range) {
            self.keep(name, node);
        }
        true
    }

    fn unknown(&mut self, name: &str, node: &Node) -> bool {
        match node.scalar() {
            Some(text) => self.put_or_keep(name, Variable::Other(Symbol::new(name)), text.clone(), node),
            None => {
                self.keep(name, node);
                true
            }
        }
    }

    fn entity(&mut self, field: &str, name: Variable, place: Variable, node: &Node) -> bool {
        if let Some(text) = node.scalar() {
            return self.put_or_keep(field, name, text.clone(), node);
        }
        let text = |key: &str| node.get(key).and_then(Node::scalar);
        if node.pairs().is_empty() {
            return false;
        }
        // The place is the nearest that is told.
        let nearest = ["city", "location", "region", "country", "address"].into_iter().find(|key| text(key).is_some());
        for (key, value) in node.pairs() {
            let Some((key, text)) = key.scalar().map(Str::as_str).zip(value.scalar()) else { continue };
            let variable = match key {
                "name" => name,
                key if Some(key) == nearest => place,
                key => Variable::named(&format!("{field}-{key}")),
            };
            self.put(variable, text.clone(), &value.range);
        }
        self.event_date(field, text("date-start"), text("date-end"), node);
        true
    }

    /// A conference's days, which are a date of ours.
    fn event_date(&mut self, field: &str, start: Option<&Str>, end: Option<&Str>, node: &Node) {
        let Some(start) = start.filter(|_| field == "conference") else { return };
        let days = end.map_or_else(|| start.to_string(), |end| format!("{start}/{end}"));
        let Ok(date) = Date::parse_edtf(&days) else { return };
        let parts = [Variable::named("conference-date-start"), Variable::named("conference-date-end")];
        self.values.retain(|(variable, _)| !parts.contains(variable));
        self.notes.places.retain(|(variable, _)| !parts.contains(variable));
        self.put(Variable::EventDate, date, &node.range);
    }

    /// The date of publication is the first that is told exactly; others that say something else are kept.
    fn dates<'n>(&mut self, get: impl Fn(&str) -> Option<&'n Node>) {
        for name in ["date-published", "date-released"] {
            let Some(node) = get(name) else { continue };
            let Some(text) = node.scalar() else {
                self.odd(name, node);
                continue;
            };
            let date = Date::parse_edtf(text).unwrap_or_else(|_| Date::literal(text.clone()));
            if !self.put(Variable::Issued, date.clone(), &node.range) && self.issued() != Some(&date) {
                self.put(Variable::named(name), date, &node.range);
            }
        }
        let (year, month) = (get("year"), get("month"));
        let number = |node: Option<&Node>| node.and_then(Node::scalar).and_then(|text| text.trim().parse::<i32>().ok());
        let part = number(year).and_then(|year| match month {
            Some(_) => DatePart::new(year, u8::try_from(number(month)?).ok().filter(|month| *month > 0)?, 0),
            None => Some(DatePart::year(year)),
        });
        match part {
            Some(part) if self.had.contains(&Variable::Issued) => {
                let same =
                    |date: &Date| date.start.is_some_and(|start| start.year == part.year && (part.month.is_none() || part.month == start.month));
                if self.issued().is_some_and(same) {
                    return;
                }
            }
            Some(part) => {
                self.put(Variable::Issued, Date::at(part), &year.map_or(0..0, |node| node.range.clone()));
                return;
            }
            None => {}
        }
        for (name, node) in [("year", year), ("month", month)] {
            let Some(node) = node else { continue };
            match node.scalar() {
                Some(text) if name == "year" && month.is_none() && !self.had.contains(&Variable::Issued) => {
                    self.put(Variable::Issued, Date::literal(text.clone()), &node.range);
                }
                Some(text) => drop(self.put(Variable::named(name), text.clone(), &node.range)),
                None => self.odd(name, node),
            }
        }
    }

    fn issued(&self) -> Option<&Date> {
        self.values.iter().find_map(|(variable, value)| match value {
            Value::Date(date) if *variable == Variable::Issued => Some(&**date),
            _ => None,
        })
    }

    fn pages(&mut self, start: Option<&Node>, end: Option<&Node>) {
        let words = |node: Option<&Node>| node.and_then(Node::scalar).cloned();
        match (words(start), words(end), start, end) {
            (Some(first), Some(last), Some(node), Some(end)) => {
                self.put(Variable::Page, format!("{first}–{last}"), &(node.range.start..node.range.end.max(end.range.end)));
            }
            (Some(first), None, Some(node), None) => drop(self.put(Variable::Page, first, &node.range)),
            _ => [("start", start), ("end", end)]
                .into_iter()
                .filter_map(|(name, node)| Some((name, node?)))
                .for_each(|(name, node)| self.odd(name, node)),
        }
    }

    /// Identifiers: ours, a DOI or URL where no field of its own tells it, and one text for all others.
    fn identifiers(&mut self, node: Option<&Node>) {
        let Some(node) = node else { return };
        let Yaml::List(list) = &node.value else { return self.odd("identifiers", node) };
        let (mut texts, mut odd) = (Vec::new(), Vec::new());
        for identifier in list {
            let part = |name: &str| identifier.get(name).and_then(Node::scalar);
            let (Some(kind), Some(value)) = (part("type"), part("value")) else {
                odd.push(identifier);
                continue;
            };
            let description = part("description");
            match (kind.as_str(), description.map(Str::as_str), identifier.pairs().len()) {
                ("other", Some(KEY), 3) => {
                    self.key = value.clone();
                    self.notes.key = identifier.get("value").map(|node| node.range.clone());
                    continue;
                }
                ("other", Some(OWN), 3) => {
                    self.notes.own = serde_json::from_str(value).ok();
                    continue;
                }
                (_, _, fields) if fields > 2 + usize::from(description.is_some()) => {
                    odd.push(identifier);
                    continue;
                }
                _ => {}
            }
            let variable = match kind.as_str() {
                "doi" => Some(Variable::Doi),
                "url" => Some(Variable::Url),
                _ => None,
            };
            let taken = variable.is_some_and(|variable| self.put(variable, value.clone(), &identifier.range));
            if !taken || description.is_some() {
                texts.push(described(kind, value, description.map(Str::as_str)));
            }
        }
        if !texts.is_empty() {
            self.put(Variable::named("identifiers"), texts.join("; "), &node.range);
        }
        if !odd.is_empty() {
            self.kept.insert("identifiers".to_owned(), odd.into_iter().map(Node::to_json).collect());
        }
    }

    fn fall_back(&mut self, variable: Variable, fields: &[&str]) {
        let found = fields.iter().find_map(|field| {
            let of = Variable::named(field);
            let (_, value) = self.values.iter().find(|(variable, _)| *variable == of)?;
            let range = self.notes.places.iter().find(|(variable, _)| *variable == of).map_or(0..0, |(_, range)| range.clone());
            Some((value.clone(), range))
        });
        if let Some((value, range)) = found {
            self.put(variable, value, &range);
        }
    }

    fn finish(self) -> (Entry, Notes) {
        let mut entry = Entry::with_values(EntryId::default(), self.values);
        (entry.key, entry.kind) = (self.key, self.kind);
        item::add_foreign(&mut entry, self.kept);
        (entry, self.notes)
    }
}

/// What a list of identifiers says besides a DOI and a URL; none where it says anything else too.
pub(super) fn other_identifiers(list: &Node) -> Option<Value> {
    let mut reader = Reader::new();
    reader.had = [Variable::Doi, Variable::Url].into();
    reader.identifiers(Some(list));
    if reader.values.len() == 1 && reader.kept.is_empty() { reader.values.pop().map(|(_, value)| value) } else { None }
}

fn described(kind: &str, value: &str, description: Option<&str>) -> String {
    description.map_or_else(|| format!("{kind}: {value}"), |description| format!("{kind}: {value} ({description})"))
}

/// The texts of a list as one, semicolons between them where one has the usual sign in it.
fn list(node: &Node, between: &str) -> Option<String> {
    let texts: Vec<&str> = node.one_or_many().iter().map(|node| node.scalar().map(Str::as_str)).collect::<Option<_>>()?;
    let between = if texts.iter().any(|text| text.contains(between.trim())) { "; " } else { between };
    (!texts.is_empty()).then(|| texts.join(between))
}
