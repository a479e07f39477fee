//! The Citation File Format: files as they are, round trips, and what cffconvert makes of the same files.

#![allow(clippy::unwrap_used, clippy::print_stderr)]
use super::*;
use crate::format::{self, bibtex};
use crate::model::{Date, Name, Names, fixtures};
use crate::text::SourceId;
use proptest::prelude::*;
use serde_json::Value as Json;
use std::path::PathBuf;

fn read_text(text: &str) -> (Source, Library, Vec<Diagnostic>) {
    let source = Source::from_text(SourceId(0), "CITATION.cff", text);
    let (library, found) = read(&source);
    (source, library, found)
}

/// The entries, a line each: kind, and values as `name=words`.
fn shown(text: &str) -> Vec<String> {
    let (_, library, found) = read_text(text);
    let entry = |entry: &Entry| {
        let values = entry.values().map(|(variable, value)| format!("{}={}", variable.name(), value.plain()));
        let values: Vec<String> = values.collect();
        format!("{}: {}", entry.kind.map_or("document", Kind::name), values.join("; "))
    };
    let said = found.iter().map(|found| format!("!{} {}", found.rule.name, found.span.start));
    library.entries.iter().map(entry).chain(said).collect()
}

#[test]
fn a_file_is_read() {
    let text = "cff-version: 1.2.0\nmessage: Please cite.\ntitle: Tool\nversion: 1.10\nauthors:\n  - family-names: Humboldt\n    given-names: A.\n    \
                name-particle: von\n    name-suffix: Jr.\n    orcid: https://orcid.org/0000-0000-0000-0001\n  - name: The Team\n    website: https://t.example\n\
                date-released: 2020-02-03\nlicense: [MIT, Apache-2.0]\nkeywords: [a, b c]\nrepository-code: https://code.example\n\
                identifiers:\n  - type: doi\n    value: 10.1000/x\n  - type: swh\n    value: swh:1:rel:0\n    description: the release\n\
                preferred-citation:\n  type: article\n  title: Paper\n  authors:\n    - alias: me\n  journal: J\n  start: 1\n  end: 9\n  year: 2021\n  month: 4\n\
                references:\n  - type: proceedings\n    title: P\n    authors: [{name: A}]\n    conference: {name: C, city: Bonn, date-start: 2001-01-01, date-end: 2001-01-03}\n\
                \x20\x20\x20\x20publisher: {name: Pub, city: Rome, country: IT}\n";
    assert_eq!(
        shown(text),
        [
            "software: message=Please cite.; title=Tool; version=1.10; author=A. von Humboldt Jr.; The Team; \
             author-orcid=A. von Humboldt Jr.: https://orcid.org/0000-0000-0000-0001; author-website=The Team: https://t.example; \
             license=MIT OR Apache-2.0; keyword=a, b c; repository-code=https://code.example; issued=2020-02-03; DOI=10.1000/x; \
             identifiers=swh: swh:1:rel:0 (the release); URL=https://code.example",
            "article-journal: title=Paper; author=me; author-alias=me: me; container-title=J; issued=2021-04; page=1–9; cff-role=preferred-citation",
            "book: cff-type=proceedings; title=P; author=A; event-title=C; event-place=Bonn; event-date=2001-01-01/2001-01-03; \
             publisher=Pub; publisher-place=Rome; publisher-country=IT",
        ]
    );
}

#[test]
fn odd_files_are_read_as_far_as_they_go() {
    for (text, entries) in [
        ("", vec![]),
        ("just words", vec!["!not-an-entry 0"]),
        ("test: 123\n", vec!["software: test=123"]),
        ("title: A\ntitle: B\n", vec!["software: title=B", "!duplicate-property 9"]),
        ("title: [a]\nauthors: 3\nidentifiers:\n", vec!["software: author=3; custom={\"title\":[\"a\"]}", "!odd-value 7"]),
        ("title: A\nauthors:\n- x: \"\n", vec!["software: title=A", "!invalid-yaml 23"]),
        ("title: A\nreferences: [3]\n", vec!["software: title=A", "!not-an-entry 22"]),
        ("type: dataset\ndate-released: May 2020\n", vec!["dataset: issued=May 2020"]),
    ] {
        assert_eq!(shown(text), entries, "{text}");
    }
}

fn written(entries: Vec<Entry>) -> String {
    let (text, lost) = write(&Library { entries, ..Library::default() });
    assert!(lost.is_empty(), "{lost:?}");
    text
}

#[test]
fn an_article_is_the_preferred_citation_of_a_root_that_stands_for_nothing() {
    let mut entry = fixtures::named("doe", Some(Kind::ArticleJournal));
    entry.set(Variable::Title, "T");
    entry.set(Variable::Author, Names::from(Name::person("Doe", "J.")));
    entry.set(Variable::ContainerTitle, "Journal");
    entry.set(Variable::Page, "1–9");
    entry.set(Variable::Issued, Date::parse_edtf("2020-05").unwrap());
    entry.set(Variable::Medium, "paper");
    entry.set(Variable::named("shelf"), "3");
    assert_eq!(
        written(vec![entry]),
        "cff-version: 1.2.0\nmessage: If you use this software, please cite it using the metadata from this file.\ntitle: T\nauthors:\n\
         - family-names: Doe\n  given-names: J.\nidentifiers:\n- type: other\n  value: '{\"entry\":false}'\n  description: x-ibidem\npreferred-citation:\n  \
         type: article\n  title: T\n  authors:\n  - family-names: Doe\n    given-names: J.\n  journal: Journal\n  medium: paper\n  year: 2020\n  month: 5\n  \
         start: 1\n  end: 9\n  identifiers:\n  - type: other\n    value: doe\n    description: citation key\n  - type: other\n    \
         value: '{\"absent\":[\"cff-role\"],\"variables\":{\"shelf\":\"3\"}}'\n    description: x-ibidem\n"
    );
}

#[test]
fn software_is_the_root_and_all_else_are_references() {
    let named = |key: &str, kind| {
        let mut entry = fixtures::named(key, Some(kind));
        entry.set(Variable::Title, key);
        entry
    };
    let text = written(vec![named("a", Kind::Book), named("b", Kind::Software), named("c", Kind::Dataset), named("d", Kind::Chapter)]);
    let (_, library, _) = read_text(&text);
    let keys: Vec<&str> = library.entries.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys, ["b", "a", "c", "d"]);
    let text = written(vec![named("a", Kind::Book), named("d", Kind::Chapter)]);
    assert!(text.contains("title: References\n") && read_text(&text).1.entries.len() == 2);
    assert!(read_text(&written(Vec::new())).1.entries.is_empty());
}

fn data() -> Option<PathBuf> {
    let root = PathBuf::from(std::env::var("IBIDEM_DATA").unwrap_or_else(|_| "../shared/data".to_owned())).join("bib");
    let found = root.is_dir().then_some(root);
    if found.is_none() {
        eprintln!("skipped: no test data");
    }
    found
}

fn files(folder: PathBuf, found: &mut Vec<PathBuf>) {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        match path.is_dir() {
            true => files(path, found),
            false if path.extension().is_some_and(|end| end == "cff") => found.push(path),
            false => {}
        }
    }
}

#[test]
fn files_of_other_projects_come_back() {
    let Some(root) = data() else { return };
    let mut paths = Vec::new();
    files(root, &mut paths);
    assert!(paths.len() >= 147, "{}", paths.len());
    for path in paths {
        let (_, library, found) = read_text(&std::fs::read_to_string(&path).unwrap());
        let is_broken = path.ends_with("CffImporterTestInvalid2.cff");
        assert_eq!((library.entries.is_empty(), found.is_empty()), (is_broken, !is_broken), "{path:?} {found:?}");
        let (text, lost) = write(&library);
        let (_, again, found) = read_text(&text);
        assert!(lost.is_empty() && found.is_empty(), "{path:?} {lost:?} {found:?}\n{text}");
        assert_eq!(again.entries.len(), library.entries.len());
        // Only what the schema does not allow, an address without scheme say, has to stand where it has no field.
        let foreign = |entry: &Entry| {
            entry.has(Variable::named("custom")) || entry.values().any(|(variable, _)| matches!(variable.name(), "contributor" | "test"))
        };
        let address = |entry: &Entry| entry.plain(Variable::Url).is_none_or(|url| url.contains("://"));
        let plain = library.entries.iter().all(|entry| entry.has(Variable::Title) && address(entry) && !foreign(entry));
        assert!(!plain || !text.contains("\"variables\""), "{path:?}\n{text}");
    }
}

/// What of an entry of theirs ours does not say in the same way. They write a name's suffix within its family name, so names are
/// compared as they are spoken; their date has no day, so ours is cut to theirs.
fn unlike(theirs: &Entry, ours: &Entry) -> Vec<&'static str> {
    let names = |entry: &Entry, variable| entry.names(variable).map(|names| names.list.iter().map(ToString::to_string).collect::<Vec<_>>());
    let same = |variable: Variable, value: &Value| match value {
        Value::Names(_) => names(theirs, variable) == names(ours, variable),
        Value::Date(date) => ours.date(variable).is_some_and(|ours| ours.to_string().starts_with(&date.to_string())),
        value => ours.plain(variable).is_some_and(|ours| ours == value.plain()),
    };
    theirs.values().filter(|(variable, value)| !same(*variable, value)).map(|(variable, _)| variable.name()).collect()
}

/// Whether the works differ in nothing but this: cffconvert cites the first identifier of the list, whatever it identifies, before the
/// fields `doi` and `url`. We cite the fields, as GitHub does: they are those of the work itself, while lists often begin with the DOI of
/// all its versions. The identifiers that are not cited are kept.
fn chosen_otherwise(unlike: &[&str], theirs: &Entry, ours: &Entry) -> bool {
    let others = ours.plain(Variable::named("identifiers")).unwrap_or_default().into_owned();
    let first = |kind: &str| {
        others.split("; ").find_map(|one| one.strip_prefix(&format!("{kind}: "))).and_then(|one| one.split(" (").next()).map(str::to_owned)
    };
    let is_first = |name: &&str| theirs.plain(Variable::named(name)).is_some_and(|value| first(&name.to_lowercase()).as_deref() == Some(&*value));
    unlike.iter().all(|name| ["URL", "DOI"].contains(name) && is_first(name))
}

/// Compares what we make of files with what cffconvert made of them, both read by our own reader: how many are equal, how many but for
/// [`chosen_otherwise`], of how many. None where there is nothing to compare.
fn compared(expected: &str, to: &format::Format) -> Option<(usize, usize, usize)> {
    let root = data()?;
    let (Some(write), Some(read_back)) = (to.write, to.read) else {
        eprintln!("skipped: {} is not read and written", to.name);
        return None;
    };
    let mut paths = Vec::new();
    files(root.join("cffconvert"), &mut paths);
    let (mut equal, mut otherwise, mut all) = (0, 0, 0);
    for path in paths {
        let Ok(expected) = std::fs::read_to_string(path.with_file_name(expected)) else { continue };
        let (_, library, _) = read_text(&std::fs::read_to_string(&path).unwrap());
        let source = |text: &str| Source::from_text(SourceId(0), "x", text);
        let ours = read_back(&source(&write(&library).0)).0;
        let theirs = read_back(&source(&expected)).0;
        assert_eq!((ours.entries.len(), theirs.entries.len()), (1, 1), "{path:?}");
        let (theirs, ours) = (&theirs.entries[0], &ours.entries[0]);
        let unlike = unlike(theirs, ours);
        all += 1;
        match unlike.as_slice() {
            [] => equal += 1,
            unlike if chosen_otherwise(unlike, theirs, ours) => otherwise += 1,
            unlike => eprintln!("{path:?}: {unlike:?}"),
        }
    }
    eprintln!("cffconvert as {}: {equal} of {all} are equal, {otherwise} but for the choice of DOI or URL", to.name);
    Some((equal, otherwise, all))
}

#[test]
fn bibtex_says_what_cffconvert_s_says() {
    let Some((equal, otherwise, all)) = compared("bibtex.bib", &bibtex::FORMAT) else { return };
    assert!(equal >= 104 && equal + otherwise >= 126, "{equal} and {otherwise} of {all}");
}

#[test]
fn ris_says_what_cffconvert_s_says() {
    let Some((equal, otherwise, all)) = compared("ris.txt", format::named("ris").unwrap()) else { return };
    assert!(equal >= 104 && equal + otherwise >= 126, "{equal} and {otherwise} of {all}");
}

/// As much of JSON Schema as the format's schema uses: what is wrong, and where.
fn wrong(schema: &Json, all: &Json, value: &Json, at: &str) -> Option<String> {
    let schema = match schema["$ref"].as_str() {
        Some(name) => &all["definitions"][name.trim_start_matches("#/definitions/")],
        None => schema,
    };
    let say = |what: &str| Some(format!("{at}: {what}: {value}"));
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        _ => value.is_number(),
    };
    if schema["type"].as_str().is_some_and(|kind| !is(kind)) {
        return say("type");
    }
    if schema["enum"].as_array().is_some_and(|list| !list.contains(value)) {
        return say("enum");
    }
    for name in ["anyOf", "oneOf"] {
        if schema[name].as_array().is_some_and(|list| list.iter().all(|schema| wrong(schema, all, value, at).is_some())) {
            return say(name);
        }
    }
    if let Some(text) = value.as_str() {
        let pattern = schema["pattern"].as_str().map(|pattern| regex::Regex::new(pattern).unwrap());
        if text.is_empty() && schema["minLength"] == 1 || pattern.is_some_and(|pattern| !pattern.is_match(text)) {
            return say("pattern");
        }
    }
    if let Some(list) = value.as_array() {
        let twice = (1..list.len()).any(|at| list[..at].contains(&list[at]));
        if list.is_empty() || twice {
            return say("items");
        }
        return list.iter().find_map(|item| wrong(&schema["items"], all, item, at));
    }
    let map = value.as_object()?;
    if let Some(name) = schema["required"].as_array().into_iter().flatten().find(|name| !map.contains_key(name.as_str().unwrap())) {
        return say(&format!("no {name}"));
    }
    map.iter().find_map(|(name, value)| match schema["properties"].get(name) {
        Some(schema) => wrong(schema, all, value, &format!("{at}/{name}")),
        None if schema["additionalProperties"] == false => Some(format!("{at}: {name} is no property")),
        None => None,
    })
}

/// Which licences there are is not asked, so licences are left out of it.
#[test]
fn what_is_written_keeps_to_the_schema() {
    let Some(root) = data() else { return };
    let schema = std::fs::read_to_string(root.join("cffconvert/src/cffconvert/schemas/1.2.0/schema.json")).unwrap();
    let mut schema: Json = serde_json::from_str(&schema).unwrap();
    schema["definitions"]["license"] = json!({});
    let check = |library: &Library| {
        let text = write(library).0;
        let root = yaml::parse(&text.as_str().into()).0.unwrap().to_json();
        assert_eq!(wrong(&schema, &schema, &root, ""), None, "{text}");
    };
    let mut paths = Vec::new();
    files(root, &mut paths);
    paths.iter().for_each(|path| check(&read_text(&std::fs::read_to_string(path).unwrap()).1));
    let mut runner = proptest::test_runner::TestRunner::new(proptest::test_runner::Config { cases: 128, ..Default::default() });
    let entries = prop::collection::vec(prop_oneof![fixtures::entry(), fixtures::sane_entry()], 0..3);
    runner
        .run(&entries, |entries| {
            check(&Library { entries, ..Library::default() });
            Ok(())
        })
        .unwrap();
}

proptest! {}
