//! A CSL item as it is read, property by property, whatever the file's syntax: what the properties mean is told in `item`, where they
//! stand by who reads the file.

use super::{DUPLICATE_PROPERTY, ODD_VALUE, item};
use crate::model::{Class, Entry, EntryId, Kind, Library, NameIndex, Normalisation, Origin, Value, ValueOrigin, Variable};
use crate::text::{Diagnostic, RuleInfo, Source, Str};
use serde_json::{Map, Value as Json};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A property of an item.
pub(in crate::format) struct Property<'p> {
    pub(in crate::format) name: String,
    /// Where its name stands.
    pub(in crate::format) key: Range<usize>,
    pub(in crate::format) json: Json,
    /// The words of a scalar, as they stand.
    pub(in crate::format) text: Option<Str>,
    /// Where the value stands, with its quotes.
    pub(in crate::format) range: Range<usize>,
    /// Where the elements of a list stand.
    pub(in crate::format) parts: &'p dyn Fn() -> Vec<Range<usize>>,
}

/// How a text stands for a value: CSL-JSON has a few HTML tags, CSL-YAML Markdown.
pub(in crate::format) type TextValue = fn(Variable, Str) -> Value;

/// An item to be.
pub(in crate::format) struct Builder<'s> {
    source: &'s Source,
    text_value: TextValue,
    key: Str,
    kind: Option<Kind>,
    values: Vec<(Variable, Value)>,
    names: HashSet<String>,
    custom: Option<Map<String, Json>>,
    kept: Map<String, Json>,
    origin: Origin,
    found: Vec<Diagnostic>,
    /// Whether some variable may have two values.
    repeated: bool,
}

impl<'s> Builder<'s> {
    pub(in crate::format) fn new(source: &'s Source, range: Range<usize>, text_value: TextValue) -> Self {
        let origin = Origin { span: source.span(range), confidence: 1.0, ..Origin::default() };
        Self {
            source,
            text_value,
            key: Str::empty(),
            kind: None,
            values: Vec::new(),
            names: HashSet::new(),
            custom: None,
            kept: Map::new(),
            origin,
            found: Vec::new(),
            repeated: false,
        }
    }

    pub(in crate::format) fn say(&mut self, rule: &'static RuleInfo, range: Range<usize>, message: impl Into<String>) {
        self.found.push(Diagnostic::new(rule, self.source.span(range), message));
    }

    /// Takes a property in. Of two with one name the last counts.
    pub(in crate::format) fn property(&mut self, property: Property) {
        let name = property.name.as_str();
        let again = !self.names.insert(name.to_owned());
        if again {
            self.say(&DUPLICATE_PROPERTY, property.key.clone(), format!("`{name}` is given twice; the last was kept"));
            self.kept.swap_remove(name);
        }
        match (name, &property.json, &property.text) {
            (_, Json::Null, _) => self.say(&ODD_VALUE, property.range, format!("`{name}` is null; it was left out")),
            ("id", _, Some(text)) => {
                self.key = text.clone();
                self.origin.key = Some(self.source.span(self.inner(property.range)));
            }
            ("type", Json::String(kind), _) => self.kind = item::read_kind(kind),
            ("custom", Json::Object(map), _) => self.custom = Some(map.clone()),
            _ => self.variable(property, again),
        }
    }

    /// A property that is no word of ours; `again` where it was given before.
    fn variable(&mut self, property: Property, again: bool) {
        let variable = Variable::named(&property.name);
        let open = matches!(variable, Variable::Other(_));
        let own = matches!(property.name.as_str(), "id" | "type" | "custom" | "parent" | "and-others" | "variables");
        let words = matches!(variable.class(), Class::Text | Class::Number) && !(open && property.json.is_number());
        let value = match (&property.text, &property.json) {
            _ if own => None,
            (Some(text), _) if words => Some((self.text_value)(variable, text.clone())),
            (_, json) => item::read_property(variable, json),
        };
        let Some(value) = value else {
            let empty = is_empty(&property.json);
            if !open && !empty {
                let message = format!("this is no value for `{}`; it was kept beside the variables", property.name);
                self.say(&ODD_VALUE, property.range, message);
            }
            if open || !empty {
                self.kept.insert(property.name, property.json);
            }
            return;
        };
        self.repeated |= again;
        self.places(variable, &value, &property);
        if item::says_more(&value, &property.json) {
            self.kept.insert(property.name, property.json);
        }
        self.values.push((variable, value));
    }

    fn places(&mut self, variable: Variable, value: &Value, property: &Property) {
        let range = self.inner(property.range.clone());
        let by = match value {
            Value::Text(text) if self.source.text.get(range.clone()) == Some(text.as_str()) => Normalisation::None,
            Value::Date(_) => Normalisation::Date,
            _ => Normalisation::Format,
        };
        let place = |part, range: Range<usize>| {
            let span = self.source.span(range);
            ValueOrigin { variable, part, by, range: (span.start, span.end), confidence: 1.0 }
        };
        self.origin.values.push(place(None, range));
        if let (Value::Names(names), Json::Array(_)) = (value, &property.json) {
            let parts = (property.parts)();
            // Only where no element was left out do the numbers agree.
            if parts.len() == names.list.len() + usize::from(names.others) {
                let parts = parts.into_iter().take(names.list.len()).enumerate();
                self.origin.values.extend(parts.map(|(part, range)| place(NameIndex::new(part), range)));
            }
        }
    }

    /// The range of a scalar without its quotes.
    fn inner(&self, range: Range<usize>) -> Range<usize> {
        let raw = self.source.text.get(range.clone()).unwrap_or_default();
        let quoted = |quote| raw.len() >= 2 && raw.starts_with(quote) && raw.ends_with(quote);
        if quoted('"') || quoted('\'') { range.start + 1..range.end - 1 } else { range }
    }

    /// Of the values of a variable the last, with its places.
    fn keep_last(&mut self) {
        let last: HashMap<Variable, usize> = self.values.iter().enumerate().map(|(at, (variable, _))| (*variable, at)).collect();
        let values = std::mem::take(&mut self.values).into_iter().enumerate();
        self.values = values.filter(|(at, (variable, _))| last.get(variable) == Some(at)).map(|(_, value)| value).collect();
        // The places of a value begin with that of the whole.
        let wholes = self.origin.values.iter().enumerate().filter(|(_, place)| place.part.is_none());
        let from: HashMap<Variable, usize> = wholes.map(|(at, place)| (place.variable, at)).collect();
        let places = std::mem::take(&mut self.origin.values).into_iter().enumerate();
        self.origin.values = places.filter(|(at, place)| from.get(&place.variable).is_some_and(|from| at >= from)).map(|(_, place)| place).collect();
    }

    /// The entry, at the end of the library, and what was said of it.
    pub(in crate::format) fn finish(mut self, library: &mut Library, found: &mut Vec<Diagnostic>) {
        if self.repeated {
            self.keep_last();
        }
        let index = u32::try_from(library.entries.len()).unwrap_or(u32::MAX);
        let mut entry = Entry::with_values(EntryId { source: self.source.id, index }, self.values);
        (entry.key, entry.kind) = (self.key, self.kind);
        if let Some(custom) = self.custom {
            item::read_custom(&mut entry, &custom);
        }
        item::add_foreign(&mut entry, self.kept);
        entry.shrink();
        found.extend(self.found.into_iter().map(|found| found.about(index)));
        library.origins.insert(entry.id, self.origin);
        library.entries.push(entry);
    }
}

/// What says nothing: an empty list, object or text.
fn is_empty(json: &Json) -> bool {
    match json {
        Json::Array(list) => list.is_empty(),
        Json::Object(map) => map.is_empty(),
        Json::String(text) => text.is_empty(),
        _ => false,
    }
}
