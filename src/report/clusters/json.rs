//! For scripts, as INTERFACE says it: entries are named by file, index and key.

use super::Found;
use crate::dedupe::{Merged, Parent};
use crate::model::{Entry, EntryId};
use crate::report::keys;
use crate::text::Sources;
use serde_json::{Map, Value as Json, json};
use std::collections::HashMap;

/// `{"clusters": […], "review": […], "parents": […], "keys": […]}`, a line end behind it.
pub fn json(found: &Found, merged: &Merged) -> String {
    let library = found.library;
    let name = |at: usize| named(found.sources, &library.entries[at]);
    let names = |list: &[usize]| list.iter().map(|at| name(*at)).collect::<Vec<_>>();
    let clusters = found.report.clusters.iter();
    let clusters: Vec<Json> =
        clusters.map(|cluster| json!({"keep": name(cluster.keep), "members": names(&cluster.members), "score": rounded(cluster.score)})).collect();
    let review = found.report.review.iter();
    let review: Vec<Json> = review.map(|pair| json!({"members": pair.members.map(name), "score": rounded(pair.score), "why": pair.why})).collect();
    let parent = |parent: &Parent| {
        let variables: Map<String, Json> =
            parent.variables.iter().map(|(variable, value)| (variable.name().to_owned(), Json::from(value.plain()))).collect();
        let variants = parent.variants.iter();
        let variants: Vec<Json> = variants
            .map(|variant| json!({"child": name(variant.child), "variable": variant.variable.name(), "value": variant.value.plain()}))
            .collect();
        json!({"parent": parent.entry.map(name), "children": names(&parent.children), "variables": variables, "variants": variants})
    };
    let parents: Vec<Json> = found.report.parents.iter().map(parent).collect();
    let whole = json!({"clusters": clusters, "review": review, "parents": parents, "keys": given_up(found, merged)});
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}

/// The keys that were given up: `[{"old": ENTRY, "kept": KEY}]`.
pub(super) fn given_up(found: &Found, merged: &Merged) -> Vec<Json> {
    let by_id: HashMap<EntryId, &Entry> = found.library.entries.iter().map(|entry| (entry.id, entry)).collect();
    merged.keys.iter().filter_map(|(old, _, kept)| Some(json!({"old": named(found.sources, by_id.get(old)?), "kept": kept}))).collect()
}

pub(super) fn named(sources: &Sources, entry: &Entry) -> Json {
    keys::named(sources, entry.id, &entry.key)
}

pub(super) fn rounded(score: f64) -> f64 {
    (score * 1e4).round() / 1e4
}
