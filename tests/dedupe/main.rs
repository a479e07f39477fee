//! Hard cases with the verdict that a librarian would give: tables in `cases/`, one per subject. What fails is listed; floors hold the rest.
#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::panic)]

mod two_catalogues;

use ibidem::dedupe::{self, Report};
use ibidem::model::{Class, Date, Entry, EntryId, Kind, Name, Names, Variable};
use ibidem::text::SourceId;
use serde_yaml::{Mapping, Value as Yaml};
use std::fs;
use std::path::Path;

/// The tables of pairs.
const SUBJECTS: [&str; 7] = ["spelling", "names", "editions", "notices", "versions", "generic", "books"];

fn table(name: &str) -> Vec<Mapping> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dedupe/cases").join(name).with_extension("yaml");
    serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The entries under a name of a case.
fn listed<'y>(case: &'y Mapping, name: &str) -> impl Iterator<Item = &'y Mapping> {
    case.get(name).and_then(Yaml::as_sequence).into_iter().flatten().map(|item| item.as_mapping().unwrap())
}

fn words(value: &Yaml) -> String {
    match value {
        Yaml::String(text) => text.clone(),
        Yaml::Number(number) => number.to_string(),
        other => panic!("neither text nor number: {other:?}"),
    }
}

fn names(text: &str) -> Names {
    let mut names = Names::default();
    for name in text.split("; ") {
        match name.split_once(", ") {
            _ if name == "others" => names.others = true,
            Some((family, given)) => names.list.push(Name::person(family, given)),
            None => names.list.push(Name::literal(name)),
        }
    }
    names
}

/// The entry of a work, or of a variant: what it has otherwise than the work.
fn entry(work: &Mapping, but: &Mapping) -> Entry {
    let mut all = work.clone();
    all.extend(but.clone());
    let mut entry = Entry::default();
    for (name, value) in all.iter().map(|(name, value)| (words(name), value)).filter(|(name, value)| name != "is" && !value.is_null()) {
        let text = words(value);
        let variable = Variable::named(&name);
        match variable.class() {
            _ if name == "kind" => entry.kind = Some(Kind::named(&text)),
            Class::Names => entry.set(variable, names(&text)),
            Class::Date => entry.set(variable, Date::parse_edtf(&text).unwrap()),
            _ => entry.set(variable, text),
        }
    }
    entry
}

fn numbered(mut entries: Vec<Entry>) -> Vec<Entry> {
    for (index, entry) in entries.iter_mut().enumerate() {
        entry.id = EntryId { source: SourceId(0), index: u32::try_from(index).unwrap() };
        entry.key = format!("k{index}").into();
    }
    entries
}

/// How the two came out, in a word.
fn came_out(report: &Report) -> String {
    match (report.clusters.as_slice(), report.review.as_slice()) {
        ([], []) => "kept apart".into(),
        ([], [review, ..]) => format!("to review: {}", review.why),
        ([cluster, ..], _) => format!("merged ({:.2})", cluster.score),
    }
}

#[test]
fn verdicts() {
    let (mut same, mut merged, mut apart, mut wrong, mut shown) = (0, 0, 0, 0, 0);
    for subject in SUBJECTS {
        for case in table(subject) {
            let work = case["work"].as_mapping().unwrap();
            for verdict in ["same", "different", "related"] {
                for variant in listed(&case, verdict) {
                    let report = dedupe::find(&numbered(vec![entry(work, &Mapping::new()), entry(work, variant)]));
                    let one = !report.clusters.is_empty();
                    let right = one == (verdict == "same");
                    match verdict {
                        "same" => (same, merged) = (same + 1, merged + usize::from(one)),
                        _ => {
                            (apart, wrong) = (apart + 1, wrong + usize::from(one));
                            shown += usize::from(!report.review.is_empty());
                        }
                    }
                    if !right {
                        eprintln!("{subject}: {verdict}, but {}: {} — {}", came_out(&report), words(&work["title"]), words(&variant["is"]));
                    }
                }
            }
        }
    }
    eprintln!("hard cases: {merged} of {same} pairs of one work merged; {wrong} of {apart} others merged, {shown} to review");
    assert_eq!(wrong, 0);
    assert!(merged * 100 >= same * 95);
}

/// All cases in one library: what is of different works stays apart there, too.
#[test]
fn all_in_one_library() {
    let (mut entries, mut works) = (Vec::new(), Vec::new());
    for subject in SUBJECTS {
        for case in table(subject) {
            let work = case["work"].as_mapping().unwrap();
            let title = words(&work["title"]);
            entries.push(entry(work, &Mapping::new()));
            works.push((title.clone(), None));
            for verdict in ["same", "different", "related"] {
                for variant in listed(&case, verdict) {
                    entries.push(entry(work, variant));
                    works.push((title.clone(), (verdict != "same").then(|| words(&variant["is"]))));
                }
            }
        }
    }
    let report = dedupe::find(&numbered(entries));
    // What is another work than one case's may well be that of another: a book here, what is reviewed there.
    let mixed = |a: &usize, b: &usize| match works[*a].0 == works[*b].0 {
        true => works[*a].1.is_none() != works[*b].1.is_none(),
        false => works[*a].1.is_none() && works[*b].1.is_none(),
    };
    let mut wrong = 0;
    for cluster in &report.clusters {
        let others: Vec<_> = cluster.members.iter().filter(|at| mixed(at, &cluster.keep)).map(|at| &works[*at]).collect();
        if !others.is_empty() {
            wrong += 1;
            eprintln!("merged: {:?} with {others:?}", works[cluster.keep]);
        }
    }
    eprintln!("in one library: {} entries, {} clusters, {wrong} wrong, {} to review", works.len(), report.clusters.len(), report.review.len());
    assert_eq!(wrong, 0);
}

#[test]
fn parents() {
    let (mut right, mut all) = (0, 0);
    for case in table("parents") {
        let none = Mapping::new();
        let own = case.get("parent").map(|own| entry(own.as_mapping().unwrap(), &none));
        let children = listed(&case, "children").count();
        let mut entries: Vec<Entry> = own.iter().cloned().collect();
        for name in ["children", "others"] {
            entries.extend(listed(&case, name).map(|part| entry(part, &none)));
        }
        let first = usize::from(own.is_some());
        let report = dedupe::find(&numbered(entries.clone()));
        for (at, entry) in entries.iter().enumerate().skip(first) {
            let expected = (at < first + children).then_some(own.as_ref().map(|_| 0));
            let found = report.parents.iter().find(|parent| parent.children.contains(&at)).map(|parent| parent.entry);
            all += 1;
            right += usize::from(found == expected);
            if found != expected {
                eprintln!("parents: {}: {:?} has {found:?}, not {expected:?}", words(&case["is"]), entry.plain(Variable::Title));
            }
        }
        assert!(report.clusters.is_empty(), "{}: {:?}", words(&case["is"]), report.clusters);
    }
    eprintln!("parents: {right} of {all} right");
    assert!(right * 100 >= all * 95);
}
