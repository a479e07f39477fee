//! What deduplication found, for a person and for scripts.

use crate::dedupe::{Merged, Report};
use crate::model::{Entry, EntryId, Library, Value, Variable};
use crate::text::Sources;
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::fmt::Write;

/// For a person: clusters, parents with their varying descriptions, pairs to look at.
pub fn full(sources: &Sources, library: &Library, report: &Report) -> String {
    let mut out = String::new();
    let entry = |at: usize| &library.entries[at];
    for cluster in &report.clusters {
        let _ = writeln!(out, "one work ({:.0} %):", cluster.score * 100.0);
        for &member in &cluster.members {
            let mark = if member == cluster.keep { "keep " } else { "merge" };
            let _ = writeln!(out, "  {mark} {}", line(sources, library, entry(member)));
        }
        out.push('\n');
    }
    for parent in &report.parents {
        let title = match parent.entry {
            Some(at) => line(sources, library, entry(at)),
            None => format!("{} (in no list; made from what its parts say)", described(&parent.variables)),
        };
        let _ = writeln!(out, "contains others: {title}");
        for &child in &parent.children {
            let _ = writeln!(out, "  part  {}", line(sources, library, entry(child)));
            for variant in parent.variants.iter().filter(|variant| variant.child == child) {
                let _ = writeln!(out, "        says {}: {}", variant.variable.name(), variant.value.plain());
            }
        }
        out.push('\n');
    }
    for review in &report.review {
        let _ = writeln!(out, "look at these two ({:.0} %): {}", review.score * 100.0, review.why);
        for &member in &review.members {
            let _ = writeln!(out, "  {}", line(sources, library, entry(member)));
        }
        out.push('\n');
    }
    let merged: usize = report.clusters.iter().map(|cluster| cluster.members.len() - 1).sum();
    let _ = writeln!(
        out,
        "{}: {}, {}, {}.",
        counted(library.entries.len(), "entry", "entries"),
        match merged {
            0 => "no duplicates".to_owned(),
            n => counted(n, "duplicate", "duplicates"),
        },
        counted(report.parents.len(), "work that contains others", "works that contain others"),
        counted(report.review.len(), "pair to look at", "pairs to look at"),
    );
    out
}

/// "1 entry", "2 entries".
fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// An entry in one line: key, who, when, what, where it stands.
fn line(sources: &Sources, library: &Library, entry: &Entry) -> String {
    use Variable as V;
    let who = [V::Author, V::Editor].iter().find_map(|variable| entry.names(*variable)).map(|names| {
        let first = names.list.first().map(|name| name.short()).unwrap_or_default();
        if names.list.len() > 1 || names.others { format!("{first} et al.") } else { first }
    });
    let title = entry.plain(V::Title).map(|title| title.into_owned()).or_else(|| entry.plain(V::ContainerTitle).map(|title| format!("in: {title}")));
    let chapter = entry.plain(V::ChapterNumber).map(|number| format!("chapter {number}"));
    let year = entry.year().map(|year| year.to_string());
    let parts: Vec<String> = [who, year, title, chapter].into_iter().flatten().collect();
    let span = library.origins.span(entry.id);
    let place = sources.get(span.source).map(|source| format!("{}:{}", source.name, source.place(span.range().start).line)).unwrap_or_default();
    format!("{}  {}  ({place})", entry.key, parts.join(", "))
}

fn described(variables: &[(Variable, Value)]) -> String {
    let find = |wanted| variables.iter().find(|(variable, _)| *variable == wanted).map(|(_, value)| value.plain().into_owned());
    [Variable::Title, Variable::Editor, Variable::Issued].into_iter().filter_map(find).collect::<Vec<_>>().join(", ")
}

/// For scripts: see INTERFACE; entries are named by file, index and key.
pub fn json(sources: &Sources, library: &Library, report: &Report, merged: &Merged) -> String {
    let name = |at: usize| named(sources, &library.entries[at]);
    let clusters: Vec<Json> = report.clusters.iter().map(|cluster| {
        json!({"keep": name(cluster.keep), "members": cluster.members.iter().map(|at| name(*at)).collect::<Vec<_>>(), "score": rounded(cluster.score)})
    }).collect();
    let review: Vec<Json> =
        report.review.iter().map(|pair| json!({"members": pair.members.map(name), "score": rounded(pair.score), "why": pair.why})).collect();
    let parents: Vec<Json> = report.parents.iter().map(|parent| {
        let variables: serde_json::Map<String, Json> = parent.variables.iter().map(|(variable, value)| (variable.name().to_owned(), Json::from(value.plain()))).collect();
        json!({"parent": parent.entry.map(name), "children": parent.children.iter().map(|at| name(*at)).collect::<Vec<_>>(), "variables": variables,
            "variants": parent.variants.iter().map(|variant| json!({"child": name(variant.child), "variable": variant.variable.name(), "value": variant.value.plain()})).collect::<Vec<_>>()})
    }).collect();
    let by_id: HashMap<EntryId, &Entry> = library.entries.iter().map(|entry| (entry.id, entry)).collect();
    let keys: Vec<Json> =
        merged.keys.iter().filter_map(|(old, _, kept)| Some(json!({"old": named(sources, by_id.get(old)?), "kept": kept}))).collect();
    let whole = json!({"clusters": clusters, "review": review, "parents": parents, "keys": keys});
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}

fn named(sources: &Sources, entry: &Entry) -> Json {
    super::keys::named(sources, entry.id, &entry.key)
}

fn rounded(score: f64) -> f64 {
    (score * 1e4).round() / 1e4
}
