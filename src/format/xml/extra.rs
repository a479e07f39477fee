//! What a format's own elements cannot say of an entry, as one JSON object that the format keeps in a place of its own:
//!
//! | name | holds |
//! |---|---|
//! | `key`, `type`, `parent` | the key, the kind (`null` for none) and the key of the parent |
//! | a variable under `variables` | its value as [`exact`] has it, or `null` where the elements say something that the entry does not |
//!
//! It holds no more than what reading the elements does not give back.

use crate::format::Read;
use crate::format::csl_json::item::{exact, read_exact};
use crate::format::loss::{left_behind, losses};
use crate::model::{Entry, Kind, Library, Value, Variable};
use crate::text::{Diagnostic, Source, SourceId, Str};
use serde_json::{Map, Value as Json};
use std::collections::{HashMap, HashSet};

/// What `back`, the entry as its elements read, does not say of `entry`; none where it says all.
fn missing(entry: &Entry, back: &Entry) -> Option<String> {
    let mut extra = Map::new();
    if entry.key != back.key {
        extra.insert("key".to_owned(), entry.key.as_str().into());
    }
    if entry.kind != back.kind {
        extra.insert("type".to_owned(), entry.kind.map(Kind::name).into());
    }
    if entry.parent != back.parent {
        extra.insert("parent".to_owned(), entry.parent.as_ref().map(Str::as_str).into());
    }
    let said: HashMap<Variable, &Value> = back.values().collect();
    let wanted: HashSet<Variable> = entry.values().map(|(variable, _)| variable).collect();
    let more = entry.values().filter(|(variable, value)| said.get(variable) != Some(value)).map(|(variable, value)| (variable, exact(value)));
    let less = back.values().filter(|(variable, _)| !wanted.contains(variable)).map(|(variable, _)| (variable, Json::Null));
    let variables: Map<String, Json> = more.chain(less).map(|(variable, json)| (variable.name().to_owned(), json)).collect();
    if !variables.is_empty() {
        extra.insert("variables".to_owned(), variables.into());
    }
    // Two characters that JSON writes as they are and XML cannot hold.
    (!extra.is_empty()).then(|| Json::from(extra).to_string().replace('\u{FFFE}', "\\ufffe").replace('\u{FFFF}', "\\uffff"))
}

/// Reads what [`missing`] wrote into the entry. Whether it was that.
pub(in crate::format) fn apply(entry: &mut Entry, json: &str) -> bool {
    let Ok(Json::Object(extra)) = serde_json::from_str(json) else { return false };
    let Some(variables) = extra.get("variables").map_or(Some(Vec::new()), read_variables) else { return false };
    let known = |(name, json): (&String, &Json)| {
        matches!((name.as_str(), json), ("key", Json::String(_)) | ("type" | "parent", Json::String(_) | Json::Null) | ("variables", _))
    };
    if !extra.iter().all(known) {
        return false;
    }
    if let Some(Json::String(key)) = extra.get("key") {
        entry.key = key.as_str().into();
    }
    if let Some(kind) = extra.get("type") {
        entry.kind = kind.as_str().map(Kind::named);
    }
    if let Some(parent) = extra.get("parent") {
        entry.parent = parent.as_str().map(Into::into);
    }
    let old: Vec<(Variable, Value)> = entry.values().map(|(variable, value)| (variable, value.clone())).collect();
    let new: HashMap<Variable, &Option<Value>> = variables.iter().map(|(variable, value)| (*variable, value)).collect();
    let known: HashSet<Variable> = old.iter().map(|(variable, _)| *variable).collect();
    let kept = old.into_iter().filter_map(|(variable, value)| match new.get(&variable) {
        Some(value) => Some((variable, value.as_ref()?.clone())),
        None => Some((variable, value)),
    });
    let added = variables.iter().filter(|(variable, _)| !known.contains(variable)).filter_map(|(variable, value)| Some((*variable, value.clone()?)));
    let Entry { id, key, kind, parent, .. } = std::mem::take(entry);
    let mut whole = Entry::with_values(id, kept.chain(added).collect());
    (whole.key, whole.kind, whole.parent) = (key, kind, parent);
    *entry = whole;
    true
}

fn read_variables(json: &Json) -> Option<Vec<(Variable, Option<Value>)>> {
    let value = |json: &Json| if json.is_null() { Some(None) } else { read_exact(json).map(Some) };
    json.as_object()?.iter().map(|(name, json)| Some((Variable::named(name), value(json)?))).collect()
}

/// Writes a library: each entry by its elements, and with what these do not say of it, which is found by reading them.
pub(in crate::format) fn write(
    library: &Library,
    format: &str,
    (head, foot): (&str, &str),
    read: Read,
    record: fn(&Entry, Option<&str>) -> String,
) -> (String, Vec<Diagnostic>) {
    let mut text = String::from(head);
    for entry in &library.entries {
        let unsaid = |record: &str| {
            let (back, _) = read(&Source::from_text(SourceId(0), "", record));
            back.entries.first().and_then(|back| missing(entry, back))
        };
        let plain = record(entry, None);
        // Beside what is missing an element may say less than alone.
        let missing = unsaid(&plain).map(|missing| unsaid(&record(entry, Some("{}"))).unwrap_or(missing));
        text.push_str(&missing.map_or(plain, |missing| record(entry, Some(&missing))));
    }
    text.push_str(foot);
    let mut found = losses(library, None, &text, read, format);
    found.extend(left_behind(library, format));
    (text, found)
}
