//! CSL-JSON: odd files, round trips, and the schema as the judge.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, clippy::print_stdout)]
use super::*;
use crate::format::csl_jsonl::CSL_JSONL;
use crate::model::fixtures;
use crate::model::{Date, Entry, Variable};
use crate::text::SourceId;
use proptest::prelude::*;

fn read_as(format: &Format, text: &str) -> (Source, Library, Vec<Diagnostic>) {
    let source = Source::from_text(SourceId(0), "x", text);
    let (library, found) = (format.read.unwrap())(&source);
    (source, library, found)
}

fn said(text: &str) -> (Vec<String>, Vec<String>) {
    let (source, library, found) = read_as(&CSL_JSON, text);
    let keys = library.entries.iter().map(|entry| entry.key.to_string()).collect();
    let place = |span: crate::text::Span| source.place(span.range().start);
    (keys, found.iter().map(|found| format!("{}:{} {}", place(found.span).line, place(found.span).column, found.rule.name)).collect())
}

#[test]
fn broken_files_are_read_as_far_as_they_go() {
    for (text, keys, found) in [
        ("", vec![], vec![]),
        ("[]", vec![], vec![]),
        (r#"{"id":1,"type":"book"}"#, vec!["1"], vec![]),
        (r#"{"items":[{"id":"a"},{"id":"b"}]}"#, vec!["a", "b"], vec![]),
        (r#"[{"id":"a"},3,{"id":"b"}]"#, vec!["a", "b"], vec!["1:13 not-an-entry"]),
        (r#"[{"id":"a"},{"id":"b","title":"x"#, vec!["a"], vec!["1:33 invalid-json"]),
        (r#"[{"id":"a","page" 3},{"id":"b"}]"#, vec!["a", "b"], vec!["1:19 invalid-json"]),
        ("[{\"id\":\"a\",\n \"x\": tru}, {\"id\":\"b\"}]", vec!["a", "b"], vec!["2:10 invalid-json"]),
        (r#"[{"id":"a","author":[{},{"id":"b"}]"#, vec![], vec!["1:36 invalid-json"]),
        (r#"[{"id":"a","x":[1},{"id":"b"}]"#, vec!["a", "b"], vec!["1:18 invalid-json"]),
        (r#"[{"id":"a","id":"b"}]"#, vec!["b"], vec!["1:12 duplicate-property"]),
        (r#"[{"id":"a","title":null}]"#, vec!["a"], vec!["1:20 odd-value"]),
        (r#"[{"id":"a","author":7}]"#, vec!["a"], vec!["1:21 odd-value"]),
        ("5", vec![], vec!["1:1 invalid-json"]),
    ] {
        let (got, said) = said(text);
        assert_eq!((got, said), (keys.into_iter().map(str::to_owned).collect(), found.into_iter().map(str::to_owned).collect()), "{text}");
    }
}

#[test]
fn a_depth_bomb_is_told() {
    let text = format!("[{{\"id\":\"a\",\"x\":{}}},{{\"id\":\"b\"}}]", "[".repeat(200_000) + &"]".repeat(200_000));
    let (keys, found) = said(&text);
    assert_eq!((keys, found.len()), (vec!["a".to_owned(), "b".to_owned()], 1));
    assert_eq!(said(&"[".repeat(100_000)).1.len(), 1);
}

#[test]
fn every_value_knows_its_place() {
    let text = r#"[ {"id": "k", "title": "T <i>x</i>", "author": [{"family": "Doe"}, {"literal": "X"}], "issued": {"raw": "1998"}, "volume": 12} ]"#;
    let (source, library, _) = read_as(&CSL_JSON, text);
    let id = library.entries[0].id;
    let at = |variable| source.slice(library.origins.value_span(id, variable));
    assert_eq!(source.slice(library.origins.span(id)), &text[2..text.len() - 2]);
    assert_eq!(source.slice(library.origins.get(id).unwrap().key.unwrap()), "k");
    assert_eq!(at(Variable::Title), "T <i>x</i>");
    assert_eq!(at(Variable::Issued), r#"{"raw": "1998"}"#);
    assert_eq!(at(Variable::Volume), "12");
    assert_eq!(source.slice(library.origins.name_span(id, Variable::Author, 1)), r#"{"literal": "X"}"#);
}

#[test]
fn numbers_stay_as_written() {
    let (_, library, found) = read_as(&CSL_JSON, r#"[{"id":1.50,"volume":1.10,"issue":12345678901234567890123,"ISBN":["978"]}]"#);
    let entry = &library.entries[0];
    let text = |variable| entry.plain(variable).unwrap().into_owned();
    assert_eq!((entry.key.as_str(), text(Variable::Volume)), ("1.50", "1.10".to_owned()));
    assert_eq!((text(Variable::Issue), text(Variable::Isbn)), ("12345678901234567890123".to_owned(), "978".to_owned()));
    assert!(found.is_empty());
}

#[test]
fn an_item_is_written_so() {
    let mut entry = fixtures::named("k", None);
    entry.set(Variable::Title, "\"T\"");
    entry.set(Variable::Issued, Date::year(1998));
    let library = Library { entries: vec![entry], ..Library::default() };
    let text = "[\n  {\n    \"id\": \"k\",\n    \"type\": \"document\",\n    \"title\": \"\\\"T\\\"\",\n    \"issued\": {\n      \"date-parts\": [\n        [\n          1998\n        ]\n      ]\n    }\n  }\n]\n";
    assert_eq!(write(&library).0, text);
    let line = "{\"id\":\"k\",\"type\":\"document\",\"title\":\"\\\"T\\\"\",\"issued\":{\"date-parts\":[[1998]]}}\n";
    assert_eq!((CSL_JSONL.write.unwrap())(&library).0, line);
}

#[test]
fn a_broken_line_costs_no_other() {
    let (_, library, found) = read_as(&CSL_JSONL, "{\"id\":\"a\"}\n\n{\"id\":\n{\"id\":\"b\"} x\r\n{\"id\":\"c\"}");
    let keys: Vec<&str> = library.entries.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!((keys, found.len()), (vec!["a", "b", "c"], 2));
}

#[test]
fn unknown_properties_are_kept() {
    let (_, library, _) = read_as(&CSL_JSON, r#"[{"id":"a","categories":["x"],"foo":"bar","citation-key":"q","n":3,"custom":{"z":1}}]"#);
    let text = (CSL_JSONL.write.unwrap())(&library).0;
    let json: Json = serde_json::from_str(&text).unwrap();
    assert_eq!(json["citation-key"], "q");
    assert_eq!(json["custom"], serde_json::json!({"foo": "bar", "z": 1, "categories": ["x"], "n": 3}));
}

#[test]
fn an_odd_value_and_one_of_its_name_in_custom_both_stay() {
    let read = |text: &str| read_as(&CSL_JSON, text).1;
    let text = r#"[{"id":"a","issued":{"season":[7]},"title":["x"],"custom":{"issued":"then","title":["x"],"n":3},"n":4}]"#;
    let library = read(text);
    let written = write(&library).0;
    let json: Json = serde_json::from_str(&written).unwrap();
    assert_eq!(json[0]["custom"], serde_json::json!({"issued": ["then", {"season": [7]}], "title": ["x"], "n": [3, 4]}));
    assert_eq!(write(&read(&written)).0, written);
}

/// Properties with values that programs write, the schema allows or not, and what CSL has no place for.
const ODD: &[&str] = &[
    r#""issued":{"date-parts":[["2004","03",5],[2005]]}"#,
    r#""issued":{"date-parts":[[40000,1]]}"#,
    r#""issued":{"date-parts":[[-50000]],"circa":"about"}"#,
    r#""issued":{"date-parts":[[1999,2]],"season":3,"literal":"a spring"}"#,
    r#""issued":{"date-parts":[[1965,13,4]]}"#,
    r#""issued":{"raw":"some day","edtf":"2004-XX"}"#,
    r#""accessed":{"date-parts":[[2001,1,2]],"raw":"Jan 2 01","time":"12:30"}"#,
    r#""accessed":[1,2]"#,
    r#""author":[{"family":"Doe","given":"J.","suffix":"Jr.","comma-suffix":true,"parse-names":false},{"literal":"Org","ORCID":"0000-1"}]"#,
    r#""editor":[{"family":"Mao","static-ordering":1},{"family":"X","given":["a","b"]}]"#,
    r#""translator":"Someone""#,
    r#""volume":12.50"#,
    r#""number":true"#,
    r#""title":"A <i>b</i> <x>""#,
    r#""page":["1","2"]"#,
    r#""custom":{"a":{"b":[null,false,7]},"q":{"x":"y"}}"#,
    r#""categories":["one",{"two":3}]"#,
    r#""unknown":{"deep":[[["z"]]]}"#,
];

proptest! {
    #[test]
    fn every_value_comes_back(picked in proptest::sample::subsequence(ODD, 0..ODD.len())) {
        let mut seen = std::collections::HashSet::new();
        let fields: Vec<&str> = picked.into_iter().filter(|field| seen.insert(field.split(':').next())).collect();
        let text = format!("[{{\"id\":\"k\",\"type\":\"book\"{}}}]", fields.iter().map(|field| format!(",{field}")).collect::<String>());
        let (_, library, _) = read_as(&CSL_JSON, &text);
        let written = write(&library).0;
        let there = leaves(&serde_json::from_str(&written).unwrap());
        for leaf in leaves(&serde_json::from_str(&text).unwrap()) {
            prop_assert!(there.contains(&leaf), "{leaf} of {text}\n{written}");
        }
        let (_, again, _) = read_as(&CSL_JSON, &written);
        prop_assert_eq!(write(&again).0, written);
    }
}

/// All that is no list or object, as text; a flag and a number that stand as text are the same, and so are "03" and 3.
fn leaves(json: &Json) -> Vec<String> {
    match json {
        Json::Array(list) => list.iter().flat_map(leaves).collect(),
        Json::Object(map) => map.values().flat_map(leaves).collect(),
        Json::String(text) => vec![text.parse::<f64>().map_or_else(|_| text.clone(), |number| number.to_string())],
        Json::Number(number) => vec![number.as_f64().map_or_else(String::new, |number| number.to_string())],
        other => vec![other.to_string()],
    }
}

/// Checks an item against the properties that the schema allows, where it is at hand.
#[test]
fn items_are_valid_by_the_schema() {
    let Ok(schema) = std::fs::read_to_string("../shared/schemas/csl-data.json") else {
        eprintln!("skipped: no ../shared/schemas/csl-data.json");
        return;
    };
    let schema: Json = serde_json::from_str(&schema).unwrap();
    let known = schema["items"]["properties"].as_object().unwrap();
    let check = |entry: &Entry| {
        for (name, value) in &item::item(entry) {
            let property = known.get(name).unwrap_or_else(|| panic!("{name} is no property"));
            match property["$ref"].as_str().or(property["type"].as_str()) {
                Some("#/definitions/date-variable") => within(value, &schema["definitions"]["date-variable"]),
                Some("array") => value.as_array().unwrap().iter().for_each(|name| within(name, &schema["definitions"]["name-variable"])),
                Some("object") => assert!(value.is_object(), "{name}"),
                _ => assert!(value.is_string(), "{name}"),
            }
            if name == "type" {
                assert!(property["enum"].as_array().unwrap().contains(value), "{value}");
            }
        }
    };
    fn within(value: &Json, definition: &Json) {
        let allowed = definition["anyOf"][0]["properties"].as_object().unwrap();
        for (name, value) in value.as_object().unwrap() {
            assert!(allowed.contains_key(name), "{name}");
            assert!(name != "date-parts" || (1..=2).contains(&value.as_array().unwrap().len()));
        }
    }
    let mut runner = proptest::test_runner::TestRunner::default();
    runner
        .run(&fixtures::entry(), |entry| {
            check(&entry);
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_test_data_is_read_and_comes_back() {
    let root = std::env::var("IBIDEM_DATA").unwrap_or_else(|_| "../shared/data".to_owned());
    let Ok(files) = std::fs::read_dir(format!("{root}/bib/bbt/test/fixtures/export")) else {
        eprintln!("skipped: no test data");
        return;
    };
    let mut entries = 0;
    for file in files.flatten().filter(|file| file.file_name().to_string_lossy().ends_with(".csl.json")) {
        let text = std::fs::read_to_string(file.path()).unwrap();
        let (_, library, _) = read_as(&CSL_JSON, &text);
        let (_, again, found) = read_as(&CSL_JSON, &write(&library).0);
        assert!(found.is_empty(), "{:?} {found:?}", file.file_name());
        entries += library.entries.len();
        for (a, b) in library.entries.iter().zip(&again.entries) {
            assert_eq!(a.differences(b), Vec::<&str>::new(), "{:?} {:?}", file.file_name(), a.key);
        }
    }
    assert!(entries > 0);
}

proptest! {}
