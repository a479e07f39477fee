//! What a format's own fields do not say of an entry, as one JSON object, for formats that have some place where an object or a text
//! can stand. It holds only what reading the fields would not give again:
//!
//! | key | holds |
//! |---|---|
//! | `key` | the citation key, where the format gives another |
//! | `kind` | the CSL type; `document` for none |
//! | `parent` | the key of the entry that contains this one |
//! | `and-others` | the variables whose lists of names go on |
//! | `absent` | variables that the fields seem to say but that the entry has not |
//! | `variables` | values by their variable's name, exactly |

use super::csl_json::item;
use crate::model::{Entry, Kind, Names, Value, Variable};
use serde_json::{Map, Value as Json};
use std::collections::{HashMap, HashSet};

/// Corrects what the fields said by what stands beside them.
pub(super) fn read(entry: &mut Entry, own: &Json) {
    let text = |name: &str| own.get(name).and_then(Json::as_str);
    let names = |name: &str| own.get(name).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).map(Variable::named);
    let (absent, others): (HashSet<Variable>, HashSet<Variable>) = (names("absent").collect(), names("and-others").collect());
    let exactly = own.get("variables").and_then(Json::as_object).into_iter().flatten();
    let exactly: Vec<(Variable, Value)> = exactly.filter_map(|(name, json)| Some((Variable::named(name), item::read_exact(json)?))).collect();
    let order: Vec<Variable> = exactly.iter().map(|(variable, _)| *variable).collect();
    let mut exactly: HashMap<Variable, Value> = exactly.into_iter().collect();
    let mut values = Vec::new();
    for (variable, value) in entry.values().filter(|(variable, _)| !absent.contains(variable)) {
        let value = exactly.remove(&variable).unwrap_or_else(|| value.clone());
        values.push((variable, if others.contains(&variable) { going_on(value) } else { value }));
    }
    values.extend(order.into_iter().filter_map(|variable| exactly.remove_entry(&variable)));
    let mut corrected = Entry::with_values(entry.id, values);
    corrected.key = text("key").map_or_else(|| entry.key.clone(), Into::into);
    corrected.kind = text("kind").map_or(entry.kind, |kind| (kind != "document").then(|| Kind::named(kind)));
    corrected.parent = text("parent").map(Into::into).or(entry.parent.take());
    *entry = corrected;
}

/// Whether JSON is what [`of`] makes, and not something else that stands in its place.
pub(super) fn is_own(json: &Json) -> bool {
    let names = |json: &Json| json.as_array().is_some_and(|names| names.iter().all(Json::is_string));
    let values = |json: &Json| json.as_object().is_some_and(|values| values.values().all(|value| item::read_exact(value).is_some()));
    let is_known = |(name, json): (&String, &Json)| match name.as_str() {
        "key" | "kind" | "parent" => json.is_string(),
        "and-others" | "absent" => names(json),
        "variables" => values(json),
        _ => false,
    };
    json.as_object().is_some_and(|own| own.iter().all(is_known))
}

fn going_on(value: Value) -> Value {
    match value {
        Value::Names(names) => Names { others: true, ..names }.into(),
        value => value,
    }
}

/// What the fields do not say of an entry: found in what reading them gives, and in the key that they give.
pub(super) fn of(entry: &Entry, read: &Entry, key: &str) -> Map<String, Json> {
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
    let had: HashSet<Variable> = entry.values().map(|(variable, _)| variable).collect();
    let said: HashMap<Variable, &Value> = read.values().collect();
    let absent: Vec<Json> = read.values().filter(|(variable, _)| !had.contains(variable)).map(|(variable, _)| variable.name().into()).collect();
    let (mut others, mut variables) = (Vec::new(), Map::new());
    for (variable, value) in entry.values() {
        match (said.get(&variable), value) {
            (Some(read), value) if *read == value => {}
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
