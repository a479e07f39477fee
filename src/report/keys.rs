//! How scripts are told of entries, and of keys that were changed.

use crate::model::{EntryId, Renamed};
use crate::text::Sources;
use serde_json::{Value as Json, json};

/// An entry's name for scripts: file, index within it from 0, key or null.
pub(super) fn named(sources: &Sources, id: EntryId, key: &str) -> Json {
    let file = sources.get(id.source).map_or("", |source| source.name.as_str());
    json!({"file": file, "index": id.index, "key": Some(key).filter(|key| !key.is_empty())})
}

/// `[{"old": ENTRY, "new": KEY}]`, an element a line, in the order of the entries; ENTRY names an entry with its old key.
pub fn json(sources: &Sources, renamed: &[Renamed]) -> String {
    let line = |(id, old, new): &Renamed| json!({"old": named(sources, *id, old), "new": new.as_str()}).to_string();
    let lines: Vec<String> = renamed.iter().map(line).collect();
    if lines.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", lines.join(",\n")) }
}
