//! CSL-JSON: a file of items as an array, as one object, or as `{"items": […]}`. What an item's properties mean is told in
//! [`item`]; here are the file, the places in it, and what is to be said about broken ones.

pub(super) mod build;
pub mod item;
pub(super) mod print;

use super::json::{Fields, Item, Member};
use super::{Format, crossref_json, json, openalex_json};
use crate::model::Library;
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity, Source, Str};

use build::{Builder, Property};
use serde_json::Value as Json;
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

/// A JSON array or object that speaks of CSL items: ids and types, and is no record of a database.
fn sniff(text: &str) -> bool {
    if [&crossref_json::CROSSREF_JSON, &openalex_json::OPENALEX_JSON].iter().any(|other| (other.sniff)(text)) {
        return false;
    }
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
        let Some(item) = json::next_value(text, range.start) else { return };
        let end = item.range.end;
        self.item(item);
        if let Some(rest) = json::next_value(text, end) {
            self.say(&INVALID_JSON, rest.range.start..range.end, "text behind the item of a line; it was left out");
        }
    }

    /// Values one after the other: arrays of items, items, or objects that hold items.
    fn document(&mut self) {
        let source = self.source;
        let mut at = 0;
        while let Some(item) = json::next_value(&source.text, at) {
            at = item.range.end.max(at + 1);
            match source.text.as_bytes()[item.range.start] {
                b'[' => self.list(item.range.start + 1),
                b'{' => self.object(item),
                _ => self.say(&INVALID_JSON, item.range, "expected a list of items or an item"),
            }
        }
    }

    fn list(&mut self, start: usize) {
        for item in json::Elements::new(&self.source.text, start) {
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
        let source = self.source;
        let mut builder = Builder::new(source, item.range.clone(), |_, text| item::text_value(text));
        let (members, problems) = json::members(&source.text, item.range.start + 1);
        problems.into_iter().for_each(|(range, message)| builder.say(&INVALID_JSON, range, message));
        for Member { name, key, json, range } in members {
            let text = scalar(source, &json, range.clone());
            let parts = || json::Elements::new(&source.text, range.start + 1).flatten().map(|item| item.range).collect();
            builder.property(Property { name, key, json, text, range: range.clone(), parts: &parts });
        }
        builder.finish(&mut self.library, &mut self.found);
    }
}

/// A string or number as text: a piece of the source where it stands there so.
pub(super) fn scalar(source: &Source, json: &Json, range: Range<usize>) -> Option<Str> {
    match json {
        Json::String(text) if range.len() == text.len() + 2 => Some(Str::of(&source.text, range.start + 1..range.end - 1)),
        Json::String(text) => Some(text.as_str().into()),
        Json::Number(_) => Some(Str::of(&source.text, range)),
        _ => None,
    }
}

#[cfg(test)]
#[path = "csl_json/tests.rs"]
mod tests;
