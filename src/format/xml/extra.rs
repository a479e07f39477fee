//! What a format's own elements cannot say of an entry (see `format::own`), as one line of JSON in a place that the format keeps for it.

use crate::format::Read;
use crate::format::loss::{left_behind, losses};
use crate::format::own;
use crate::model::{Entry, Library};
use crate::text::{Diagnostic, Source, SourceId};
use serde_json::Value as Json;

/// What `back`, the entry as its elements read, does not say of `entry`; none where it says all.
fn missing(entry: &Entry, back: &Entry) -> Option<String> {
    let own = own::of(entry, back, &back.key);
    // Two characters that JSON writes as they are and XML cannot hold.
    (!own.is_empty()).then(|| Json::from(own).to_string().replace('\u{FFFE}', "\\ufffe").replace('\u{FFFF}', "\\uffff"))
}

/// Reads what [`missing`] wrote into the entry. Whether it was that.
pub(in crate::format) fn apply(entry: &mut Entry, json: &str) -> bool {
    let own = serde_json::from_str::<Json>(json).ok().filter(own::is_own);
    own.is_some_and(|own| {
        own::read(entry, &own);
        true
    })
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
