//! Whole documents, from text to entries: each list of `tests/lists` beside what a careful reader makes of it, and the encyclopedia
//! entry that the project began with, where `../shared` is there.
//!
//! A reference is right when every variable that is listed is right and none of the chief ones is invented. The number of
//! references right per document may only grow.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use ibidem::model::{Entry, Name, Variable};
use ibidem::text::unicode::fold;
use ibidem::workspace::{ReadAs, Workspace};
use serde_json::Value as Json;
use std::path::{Path, PathBuf};

/// Variables that must not be there unless they are expected.
const CHIEF: &[&str] = &["author", "editor", "container-title", "publisher", "page", "volume", "issue", "title"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lists")
}

fn parse(path: &Path, ends: &str) -> Workspace {
    let mut workspace = Workspace::default();
    let text = std::fs::read_to_string(path).unwrap().replace('\n', ends);
    workspace.add(path.display().to_string(), text.as_bytes(), ReadAs::Guess);
    workspace.fill_keys();
    workspace
}

/// The names as words: two organisations or one with "and" between are the same words.
fn words(names: impl IntoIterator<Item = String>) -> Vec<String> {
    names
        .into_iter()
        .flat_map(|name| fold(&name).split(' ').map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| !word.is_empty() && word != "and")
        .collect()
}

fn name_words(name: &Name) -> String {
    if name.is_literal() {
        name.literal.to_string()
    } else {
        format!("{} {} {} {}", name.non_dropping_particle, name.family, name.given, name.dropping_particle)
    }
}

fn wanted_names(list: &Json) -> Vec<String> {
    let text = |name: &Json, part: &str| name[part].as_str().unwrap_or_default().to_owned();
    let named = list.as_array().unwrap().iter().filter(|name| name["others"] != Json::Bool(true));
    words(named.map(|name| format!("{} {} {}", text(name, "literal"), text(name, "family"), text(name, "given"))))
}

fn is_right(entry: &Entry, variable: &str, wanted: &Json) -> bool {
    if let Some(any) = wanted.get("any") {
        return any.as_array().unwrap().iter().any(|wanted| is_right(entry, variable, wanted));
    }
    let found = |name: &str| entry.plain(Variable::named(name)).unwrap_or_default().into_owned();
    match variable {
        "type" => {
            let kinds: Vec<&Json> = wanted.as_array().map_or_else(|| vec![wanted], |list| list.iter().collect());
            kinds.iter().any(|kind| entry.kind.map(|kind| kind.name()) == kind.as_str())
        }
        "author" | "editor" => {
            let names = entry.names(Variable::named(variable)).cloned().unwrap_or_default();
            words(names.list.iter().map(name_words)) == wanted_names(wanted)
        }
        "issued" | "accessed" => found(variable) == wanted.as_str().unwrap(),
        "number" => [found("number"), found("collection-number")].iter().any(|found| fold(found) == fold(wanted.as_str().unwrap())),
        _ => fold(&found(variable)) == fold(wanted.as_str().unwrap()),
    }
}

fn faults(entry: &Entry, wanted: &Json) -> Vec<String> {
    let wanted = wanted.as_object().unwrap();
    let listed =
        wanted.iter().filter(|(variable, _)| !matches!(variable.as_str(), "list" | "position" | "about" | "note" | "preface-by" | "other-year"));
    let wrong = listed.filter(|(variable, wanted)| !is_right(entry, variable, wanted)).map(|(variable, wanted)| {
        let found = if variable == "type" {
            entry.kind.map(|kind| kind.name().to_owned())
        } else {
            entry.plain(Variable::named(variable)).map(|value| value.into_owned())
        };
        format!("{variable}: wanted {wanted}, found {found:?}")
    });
    let invented = CHIEF.iter().filter(|variable| !wanted.contains_key(**variable) && entry.has(Variable::named(variable)));
    let invented = invented.map(|variable| format!("{variable}: invented {:?}", entry.plain(Variable::named(variable)).unwrap_or_default()));
    wrong.chain(invented).collect()
}

/// How many references of a document are right, with what is wrong about the others; all of them must be found, and no more.
fn score(document: &Path, expected: &Path) -> (usize, usize, String) {
    let wanted: Vec<Json> = serde_json::from_slice(&std::fs::read(expected).unwrap()).unwrap();
    let workspace = parse(document, "\n");
    let entries = &workspace.library.entries;
    let titles: Vec<String> = entries.iter().map(|entry| entry.plain(Variable::Title).unwrap_or_default().into_owned()).collect();
    if entries.len() != wanted.len() {
        return (0, wanted.len(), format!("  {} references found: {titles:#?}\n", entries.len()));
    }
    let told: Vec<(usize, Vec<String>)> = entries.iter().zip(&wanted).map(|(entry, wanted)| faults(entry, wanted)).enumerate().collect();
    let right = told.iter().filter(|(_, faults)| faults.is_empty()).count();
    let report = told.iter().filter(|(_, faults)| !faults.is_empty()).map(|(at, faults)| format!("  {}: {}\n", at + 1, faults.join("; "))).collect();
    (right, wanted.len(), report)
}

/// File, references right at least.
const FLOORS: &[(&str, usize)] = &[
    ("encyclopedia.txt", 12),
    ("springer.txt", 7),
    ("apa.txt", 7),
    ("chicago.txt", 6),
    ("harvard.txt", 6),
    ("vancouver.txt", 6),
    ("ieee.txt", 6),
    ("acs.txt", 5),
    ("german.txt", 6),
    ("french.txt", 5),
    ("italian.txt", 5),
    ("spanish.txt", 5),
    ("footnotes.txt", 5),
    ("headless.txt", 5),
    ("pages.txt", 6),
    ("markdown.md", 4),
    ("page.html", 5),
];

/// However lines end, the same stands there.
#[test]
fn line_ends_change_nothing() {
    for (name, _) in FLOORS {
        let document = folder().join(name);
        let values = |ends: &str| -> Vec<String> {
            let entries = parse(&document, ends).library.entries;
            entries
                .iter()
                .flat_map(|entry| entry.values().map(|(variable, value)| format!("{}: {}", variable.name(), value.plain())).collect::<Vec<_>>())
                .collect()
        };
        assert_eq!(values("\r\n"), values("\n"), "{name}");
        assert_eq!(values("\r"), values("\n"), "{name}");
    }
}

#[test]
fn documents_of_every_kind() {
    let mut low = Vec::new();
    for (name, floor) in FLOORS.iter().copied() {
        let document = folder().join(name);
        let (right, all, report) = score(&document, &document.with_extension("json"));
        println!("{name}: {right} of {all} references right\n{report}");
        low.extend((right < floor).then_some(format!("{name}: {right} right, {floor} wanted")));
    }
    assert!(low.is_empty(), "{low:#?}");
}

#[test]
fn the_encyclopedia_entry() {
    let seed = std::env::var_os("IBIDEM_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seed"), |data| PathBuf::from(data).join("../seed"));
    if !seed.join("expected.json").is_file() {
        println!("skipped: {} is not there", seed.display());
        return;
    }
    for document in [seed.join("icbl-cmc-entry.txt"), Path::new(env!("CARGO_MANIFEST_DIR")).join("bibliography/icbl-cmc.txt")] {
        let (right, all, report) = score(&document, &seed.join("expected.json"));
        assert_eq!((right, all), (12, 12), "{}\n{report}", document.display());
        let lists: Vec<usize> = parse(&document, "\n").inputs[0].lists.iter().map(|list| list.references.len()).collect();
        assert_eq!(lists, [5, 7], "{}", document.display());
    }
}
