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
        format!("{} {} {} {} {}", name.non_dropping_particle, name.family, name.given, name.dropping_particle, name.suffix)
    }
}

fn wanted_names(list: &Json) -> Vec<String> {
    let text = |name: &Json, part: &str| name[part].as_str().unwrap_or_default().to_owned();
    let named = list.as_array().unwrap().iter().filter(|name| name["others"] != Json::Bool(true));
    words(named.map(|name| ["literal", "family", "given", "suffix"].map(|part| text(name, part)).join(" ")))
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

/// How many references of a document are right, with what is wrong about the others. Entries that no reference stands behind cost
/// one each.
fn score(document: &Path, expected: &Path) -> (usize, usize, String) {
    let wanted: Vec<Json> = serde_json::from_slice(&std::fs::read(expected).unwrap()).unwrap();
    let entries = parse(document, "\n").library.entries;
    let mut report = String::new();
    let pairs = aligned(&entries, &wanted);
    let right = pairs.iter().filter(|(entry, wanted)| entry.is_some() && wanted.is_some_and(|(_, faults)| faults == 0)).count();
    for (entry, at) in &pairs {
        report += &match (entry, at) {
            (Some(_), Some((_, 0))) | (None, None) => String::new(),
            (Some(entry), Some((at, _))) => format!("  {}: {}\n", at + 1, faults(entry, &wanted[*at]).join("; ")),
            (None, Some((at, _))) => format!("  {}: not found\n", at + 1),
            (Some(entry), None) => format!("  none: {:?}\n", entry.values().map(|(_, value)| value.plain().into_owned()).collect::<Vec<_>>()),
        };
    }
    (right.saturating_sub(entries.len().saturating_sub(wanted.len())), wanted.len(), report)
}

type Pair<'a> = (Option<&'a Entry>, Option<(usize, usize)>);

/// The entries beside what is wanted, in order, with as few faults as can be.
fn aligned<'a>(entries: &'a [Entry], wanted: &[Json]) -> Vec<Pair<'a>> {
    const ALONE: usize = 8;
    let wrong: Vec<Vec<usize>> = entries.iter().map(|entry| wanted.iter().map(|wanted| faults(entry, wanted).len()).collect()).collect();
    let mut cost = vec![vec![0; wanted.len() + 1]; entries.len() + 1];
    for e in (0..=entries.len()).rev() {
        for w in (0..=wanted.len()).rev() {
            cost[e][w] = match (e < entries.len(), w < wanted.len()) {
                (true, true) => (cost[e + 1][w + 1] + wrong[e][w]).min(ALONE + cost[e + 1][w].min(cost[e][w + 1])),
                _ => ALONE * (entries.len() - e + wanted.len() - w),
            };
        }
    }
    let (mut e, mut w, mut pairs) = (0, 0, Vec::new());
    while e < entries.len() || w < wanted.len() {
        let both = e < entries.len() && w < wanted.len();
        let (entry, want) = match () {
            () if both && cost[e][w] == cost[e + 1][w + 1] + wrong[e][w] => (true, true),
            () if w == wanted.len() || both && cost[e][w] == ALONE + cost[e + 1][w] => (true, false),
            () => (false, true),
        };
        pairs.push((entry.then(|| &entries[e]), want.then(|| (w, if entry { wrong[e][w] } else { ALONE }))));
        (e, w) = (e + usize::from(entry), w + usize::from(want));
    }
    pairs
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
    ("ottonen.txt", 8),
    ("fussnoten.txt", 7),
    ("sociologie.txt", 9),
    ("columns.txt", 7),
    ("clinical.txt", 7),
    ("catalysis.txt", 9),
    ("networks.txt", 9),
    ("workscited.html", 7),
    ("tool.md", 6),
    ("constitution.txt", 8),
    ("educacao.txt", 7),
    ("gost.txt", 6),
    ("cjk.txt", 4),
    ("lowlands.txt", 5),
    ("peace.txt", 7),
    ("notes.txt", 7),
    ("wrapped.txt", 10),
    ("flattened.txt", 5),
    ("relativity.tex", 5),
    ("economics.bbl", 4),
    ("risiko.txt", 9),
    ("zeitgeschichte.txt", 8),
    ("anthropologie.txt", 8),
    ("storia.txt", 6),
    ("historia.txt", 5),
    ("wiki.html", 5),
    ("lncs.txt", 8),
    ("quark.txt", 9),
    ("psychology.md", 8),
    ("lawreview.txt", 5),
    ("elsevier.txt", 7),
    ("oncology.txt", 6),
    ("polish.txt", 5),
    ("collagen.txt", 8),
    ("denkmal.txt", 6),
    ("aid.txt", 7),
    ("sepsis.txt", 7),
    ("zeolites.txt", 6),
    ("radio.txt", 9),
    ("romantik.txt", 10),
    ("annales.txt", 7),
    ("compilers.md", 6),
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
