//! CSL-JSON: a file of items as an array, as one object, or as `{"items": […]}`. What an item's properties mean is told in
//! [`item`]; here are the file, the places in it, and what is to be said about broken ones.

pub mod item;
pub(super) mod scan;

use super::Format;
use crate::model::{Entry, EntryId, Library, Normalisation, Origin, Value, ValueOrigin, Variable};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity, Source, Str};
use scan::{Field, Fields, Item};
use serde_json::{Map, Value as Json};
use std::ops::Range;

/// CSL-JSON.
pub static CSL_JSON: Format = Format {
    name: "csl-json",
    summary: "CSL-JSON, what Zotero, Pandoc and citeproc exchange: an array of items",
    extensions: &["json", "csljson"],
    sniff,
    read: Some(read),
    write: Some(write),
};

/// The rules that reading raises.
pub static RULES: &[&RuleInfo] = &[&INVALID_JSON, &NOT_AN_ENTRY, &DUPLICATE_PROPERTY, &ODD_VALUE];

/// Text that JSON does not allow.
pub static INVALID_JSON: RuleInfo = RuleInfo {
    name: "invalid-json",
    summary: "text that is not JSON",
    why: "Programs refuse the whole file for one such place. ibidem reads what stands before it in the item, and all other items.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "csl-json", bad: "[{\"id\": \"a\", \"title\": \"One\"", good: "[{\"id\": \"a\", \"title\": \"One\"}]" }],
};

/// Something that should be an entry and is not.
pub static NOT_AN_ENTRY: RuleInfo = RuleInfo {
    name: "not-an-entry",
    summary: "a value where an entry is expected",
    why: "A list of entries holds something of another shape, a number or a text say. It was left out; all else was read.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "csl-json", bad: "[{\"id\": \"a\", \"title\": \"One\"}, 3]", good: "[{\"id\": \"a\", \"title\": \"One\"}]" }],
};

/// The same property twice in one entry.
pub static DUPLICATE_PROPERTY: RuleInfo = RuleInfo {
    name: "duplicate-property",
    summary: "a property given twice in one entry",
    why: "Programs differ in which of the two they keep. ibidem keeps the last, as most do.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "csl-json",
        bad: "[{\"id\": \"a\", \"title\": \"One\", \"title\": \"Two\"}]",
        good: "[{\"id\": \"a\", \"title\": \"One\"}]",
    }],
};

/// A value of the wrong shape for its variable.
pub static ODD_VALUE: RuleInfo = RuleInfo {
    name: "odd-value",
    summary: "a value that its variable cannot have",
    why: "A text where names are expected, an object where a text is, or null. What it may have meant is not guessed: \
          it is kept as it stands beside the variables, and null is left out.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "csl-json", bad: "[{\"id\": \"a\", \"title\": null}]", good: "[{\"id\": \"a\", \"title\": \"One\"}]" }],
};

/// A JSON array or object that speaks of CSL items: ids and types.
fn sniff(text: &str) -> bool {
    let start = text.trim_start();
    let head = start.get(..start.len().min(4096)).or_else(|| start.get(..start.char_indices().nth(1000)?.0)).unwrap_or(start);
    match head.as_bytes().first() {
        Some(b'[') => head[1..].trim_start().starts_with(['{', ']']),
        Some(b'{') => ["\"type\"", "\"items\""].iter().any(|name| head.contains(name)),
        _ => false,
    }
}

fn read(source: &Source) -> (Library, Vec<Diagnostic>) {
    let mut reader = Reader::new(source);
    reader.document();
    reader.finish()
}

fn write(library: &Library) -> (String, Vec<Diagnostic>) {
    let mut text = String::from("[");
    for (index, entry) in library.entries.iter().enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        let item = serde_json::to_string_pretty(&item::item(entry)).unwrap_or_default();
        for (line, part) in item.split('\n').enumerate() {
            text.push_str(if line == 0 { "  " } else { "\n  " });
            text.push_str(part);
        }
    }
    text.push_str(if library.entries.is_empty() { "]\n" } else { "\n]\n" });
    (text, Vec::new())
}

/// Reads items out of a source, in order, with their places.
pub(super) struct Reader<'s> {
    source: &'s Source,
    library: Library,
    found: Vec<Diagnostic>,
}

impl<'s> Reader<'s> {
    pub(super) fn new(source: &'s Source) -> Self {
        Self { source, library: Library::default(), found: Vec::new() }
    }

    pub(super) fn finish(self) -> (Library, Vec<Diagnostic>) {
        (self.library, self.found)
    }

    fn say(&mut self, rule: &'static RuleInfo, range: Range<usize>, message: impl Into<String>) {
        self.found.push(Diagnostic::new(rule, self.source.span(range), message));
    }

    /// What one line holds.
    pub(super) fn line(&mut self, range: Range<usize>) {
        let text = &self.source.text[..range.end];
        let Some(item) = scan::next_value(text, range.start) else { return };
        let end = item.range.end;
        self.item(item);
        if let Some(rest) = scan::next_value(text, end) {
            self.say(&INVALID_JSON, rest.range.start..range.end, "text behind the item of a line; it was left out");
        }
    }

    /// Values one after the other: arrays of items, items, or objects that hold items.
    fn document(&mut self) {
        let source = self.source;
        let mut at = 0;
        while let Some(item) = scan::next_value(&source.text, at) {
            at = item.range.end.max(at + 1);
            match source.text.as_bytes()[item.range.start] {
                b'[' => self.list(item.range.start + 1),
                b'{' => self.object(item),
                _ => self.say(&INVALID_JSON, item.range, "expected a list of items or an item"),
            }
        }
    }

    fn list(&mut self, start: usize) {
        for item in scan::Elements::new(&self.source.text, start) {
            match item {
                Ok(item) => self.item(item),
                Err((range, message)) => self.say(&INVALID_JSON, range, message),
            }
        }
    }

    fn object(&mut self, item: Item) {
        let source = self.source;
        let items = Fields::new(&source.text, item.range.start + 1)
            .flatten()
            .find(|field| &source.text[field.key.clone()] == "\"items\"" && source.text.as_bytes()[field.value.range.start] == b'[');
        match items {
            Some(field) => self.list(field.value.range.start + 1),
            None => self.item(item),
        }
    }

    /// One item, or what stands in its place.
    pub(super) fn item(&mut self, item: Item) {
        let source = self.source;
        if source.text.as_bytes().get(item.range.start) != Some(&b'{') {
            return self.say(&NOT_AN_ENTRY, item.range, "expected an item, an object with `id` and `type`");
        }
        if !item.complete {
            let end = item.range.end;
            self.say(&INVALID_JSON, end..end, "an item is not closed; it was left out");
            return;
        }
        let index = u32::try_from(self.library.entries.len()).unwrap_or(u32::MAX);
        let mut entry = Entry::new(EntryId { source: source.id, index });
        let mut origin = Origin { span: source.span(item.range.clone()), confidence: 1.0, ..Origin::default() };
        let from = self.found.len();
        self.fields(item.range.start + 1, &mut entry, &mut origin);
        self.found[from..].iter_mut().for_each(|found| found.entry = Some(index));
        entry.shrink();
        self.library.origins.insert(entry.id, origin);
        self.library.entries.push(entry);
    }

    fn fields(&mut self, start: usize, entry: &mut Entry, origin: &mut Origin) {
        let source = self.source;
        let (mut custom, mut kept, mut values) = (None, Map::new(), Vec::new());
        let mut names: std::collections::HashSet<String> = Default::default();
        for field in Fields::new(&source.text, start) {
            let field = match field {
                Ok(field) => field,
                Err((range, message)) => {
                    self.say(&INVALID_JSON, range, message);
                    break;
                }
            };
            let raw = &source.text[field.value.range.clone()];
            let name: String = match serde_json::from_str(&source.text[field.key.clone()]) {
                Ok(name) => name,
                Err(error) => {
                    self.say(&INVALID_JSON, field.key, error.to_string());
                    continue;
                }
            };
            let json: Json = match serde_json::from_str(raw) {
                Ok(json) => json,
                Err(error) => {
                    let at = place_of(&error, raw, field.value.range.start);
                    self.say(&INVALID_JSON, at..at, without_place(&error));
                    continue;
                }
            };
            let again = !names.insert(name.clone());
            if again {
                self.say(&DUPLICATE_PROPERTY, field.key.clone(), format!("`{name}` is given twice; the last was kept"));
                kept.shift_remove(&name);
            }
            match (name.as_str(), json) {
                (_, Json::Null) => self.say(&ODD_VALUE, field.value.range, format!("`{name}` is null; it was left out")),
                ("id", json @ (Json::String(_) | Json::Number(_))) => {
                    entry.key = self.text_of(&json, field.value.range.clone());
                    origin.key = Some(source.span(inner(raw, field.value.range)));
                }
                ("type", Json::String(kind)) => entry.kind = item::read_kind(&kind),
                ("custom", Json::Object(map)) => custom = Some(map),
                (_, json) => self.variable(name, json, field, again, &mut values, origin, &mut kept),
            }
        }
        let (key, kind) = (std::mem::take(&mut entry.key), entry.kind);
        *entry = Entry::with_values(entry.id, values);
        (entry.key, entry.kind) = (key, kind);
        if let Some(custom) = custom {
            item::read_custom(entry, &custom);
        }
        item::add_foreign(entry, kept);
    }

    /// The value of a property that is no word of ours; `again` where it was given before, so that only then its value is looked for.
    #[allow(clippy::too_many_arguments)]
    fn variable(
        &mut self,
        name: String,
        json: Json,
        field: Field,
        again: bool,
        values: &mut Vec<(Variable, Value)>,
        origin: &mut Origin,
        kept: &mut Map<String, Json>,
    ) {
        let variable = Variable::named(&name);
        let range = field.value.range;
        let open = matches!(variable, Variable::Other(_));
        let own = matches!(name.as_str(), "id" | "type" | "custom" | "parent" | "and-others" | "variables");
        let value = match &json {
            _ if own => None,
            Json::String(_) | Json::Number(_) if variable.class() == crate::model::Class::Text || variable.class() == crate::model::Class::Number => {
                match (&json, open) {
                    (Json::Number(_), true) => None,
                    _ => Some(item::text_value(self.text_of(&json, range.clone()))),
                }
            }
            json => item::read_property(variable, json),
        };
        let Some(value) = value else {
            if !open && !is_empty(&json) {
                self.say(&ODD_VALUE, range, format!("this is no value for `{name}`; it was kept beside the variables"));
            }
            if open || !is_empty(&json) {
                kept.insert(name, json);
            }
            return;
        };
        if again {
            origin.values.retain(|value| value.variable != variable);
            values.retain(|(of, _)| *of != variable);
        }
        origin.values.extend(self.places(variable, &value, range));
        values.push((variable, value));
    }

    /// A string or number as text: a piece of the source where it stands there so.
    fn text_of(&self, json: &Json, range: Range<usize>) -> Str {
        let raw = &self.source.text[range.clone()];
        match json {
            Json::String(text) if raw.len() == text.len() + 2 => Str::of(&self.source.text, range.start + 1..range.end - 1),
            Json::String(text) => text.as_str().into(),
            _ => Str::of(&self.source.text, range),
        }
    }

    fn places(&self, variable: Variable, value: &Value, range: Range<usize>) -> Vec<ValueOrigin> {
        let raw = &self.source.text[range.clone()];
        let by = match value {
            Value::Text(text) if text.len() + 2 == raw.len() || text.len() == raw.len() => Normalisation::None,
            Value::Date(_) => Normalisation::Date,
            _ => Normalisation::Format,
        };
        let place = |part, range: Range<usize>| {
            let span = self.source.span(range);
            ValueOrigin { variable, part, by, range: (span.start, span.end), confidence: 1.0 }
        };
        let mut places = vec![place(None, inner(raw, range.clone()))];
        if let (Value::Names(names), true) = (value, raw.starts_with('[')) {
            let items: Vec<Item> = scan::Elements::new(&self.source.text, range.start + 1).flatten().collect();
            // Only where no element was left out do the numbers agree.
            if items.len() == names.list.len() + usize::from(names.others) {
                let parts = items.into_iter().take(names.list.len()).enumerate();
                places.extend(parts.map(|(part, item)| place(u16::try_from(part).ok(), item.range)));
            }
        }
        places
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

/// The range of a string without its quotes.
fn inner(raw: &str, range: Range<usize>) -> Range<usize> {
    if raw.len() >= 2 && raw.starts_with('"') { range.start + 1..range.end - 1 } else { range }
}

/// Where in the source an error of a piece of it stands.
fn place_of(error: &serde_json::Error, raw: &str, start: usize) -> usize {
    if error.is_eof() {
        return start + raw.len();
    }
    let line: usize = raw.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut at = (line + error.column().saturating_sub(1)).min(raw.len());
    while !raw.is_char_boundary(at) {
        at -= 1;
    }
    start + at
}

fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
#[path = "csl_json/tests.rs"]
mod tests;
