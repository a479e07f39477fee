//! CSL-YAML: Pandoc's shapes, round trips, and files of Better BibTeX beside the same items as CSL-JSON.

#![allow(clippy::unwrap_used, clippy::print_stderr)]
use super::*;
use crate::format::csl_json::CSL_JSON;
use crate::model::{Name, Names, fixtures};
use crate::text::SourceId;
use proptest::prelude::*;

fn read_text(text: &str) -> (Source, Library, Vec<Diagnostic>) {
    let source = Source::from_text(SourceId(0), "x", text);
    let (library, found) = read(&source);
    (source, library, found)
}

/// The values of the only entry of a list, as `name=words`.
fn values(item: &str) -> String {
    let (_, library, found) = read_text(&format!("- id: k\n{item}"));
    let entry = &library.entries[0];
    let values = entry.values().map(|(variable, value)| format!("{}={}", variable.name(), value.plain()));
    let said = found.iter().map(|found| format!("!{}", found.rule.name));
    values.chain(said).collect::<Vec<_>>().join("; ")
}

#[test]
fn pandoc_s_shapes_are_read() {
    for (item, read) in [
        ("  issued: 2012-05\n", "issued=2012-05"),
        ("  issued: 2012\n", "issued=2012"),
        ("  issued: {year: 2012, month: 05, day: 7}\n", "issued=2012-05-07"),
        ("  issued:\n  - year: 2012\n  - year: 2013\n    month: 2\n", "issued=2012/2013-02"),
        ("  issued:\n    date-parts:\n    - [2012, 5]\n", "issued=2012-05"),
        ("  issued:\n    date-parts: [2012, 5]\n", "issued=2012-05"),
        ("  issued: {year: 2012, season: 2}\n", "issued=2012-22"),
        ("  issued: {year: 2012, circa: true}\n", "issued=2012~"),
        ("  issued: {literal: in press}\n", "issued=in press"),
        ("  issued: [{literal: 2017-14}]\n", "issued=2017-14"),
        ("  issued: in press\n", "issued=in press"),
        ("  volume: 01\n  issue: 1e3\n  title: No\n", "volume=01; issue=1e3; title=No"),
        ("  title: true\n  number: 0x10\n", "title=true; number=0x10"),
        ("  title: 'A *b* c'\n  page: '*1*'\n  DOI: 10.1/a_b_c\n", "title=A b c; page=*1*; DOI=10.1/a_b_c"),
        ("  title: >-\n    One\n    two\n", "title=One two"),
        ("  author: {literal: NGO}\n", "author=NGO"),
        ("  author:\n  - {family: Doe, given: J.}\n  - NGO\n", "author=J. Doe; NGO"),
        ("  author: 3\n  title: ~\n", "author=3; !odd-value"),
        ("  title: [a, b]\n", "custom={\"title\":[\"a\",\"b\"]}; !odd-value"),
    ] {
        assert_eq!(values(item), read, "{item}");
    }
}

#[test]
fn metadata_of_a_document_is_read_and_the_document_kept() {
    let text = "---\ntitle: My paper\nreferences:\n- id: a\n  type: book\n- 3\nlang: en\n---\n\n# Text\n\nSee @a: [x].\n";
    let (source, library, found) = read_text(text);
    assert_eq!(library.entries.iter().map(|entry| entry.key.as_str()).collect::<Vec<_>>(), ["a"]);
    assert_eq!(found.iter().map(|found| (found.rule.name, source.slice(found.span))).collect::<Vec<_>>(), [("not-an-entry", "3")]);
    let others: Vec<&str> = library.others.iter().map(|other| other.text.trim()).collect();
    assert_eq!(others, ["title: My paper", "lang: en", "# Text\n\nSee @a: [x]."]);
    assert!(!sniff(text) && sniff(text.split("\n# Text").next().unwrap()));
}

#[test]
fn the_files_are_told_from_others() {
    for (text, is) in [
        ("references:\n- id: a\n", true),
        ("---\nreferences:\n  - id: a\n    type: book\n...\n", true),
        ("nocite: '@*'\nreferences:\n- id: a\n", true),
        ("- id: a\n  type: book\n", true),
        ("- a\n- b\n", false),
        ("a:\n  type: book\n  title: T\n", false),
        ("", false),
    ] {
        assert_eq!(sniff(text), is, "{text}");
        let format = crate::format::sniff("x.yaml", text).map(|format| format.name);
        assert_eq!(format == Some("csl-yaml"), is, "{text}");
    }
}

#[test]
fn an_item_is_written_so() {
    let mut entry = fixtures::named("k", Some(crate::model::Kind::Book));
    entry.set(Variable::Title, markdown::read(&"The *E. coli* story: 2 \\* 3".into()));
    entry.set(Variable::Author, Names { list: vec![Name::person("Doe", "J."), Name::literal("NGO")], others: true });
    entry.set(Variable::Issued, Date::parse_edtf("2012-05-01/..").unwrap());
    entry.set(Variable::Volume, "01");
    entry.set(Variable::named("shelf"), "no");
    let library = Library { entries: vec![entry], ..Library::default() };
    let (text, lost) = write(&library);
    assert_eq!(
        text,
        "---\nreferences:\n- id: k\n  type: book\n  title: 'The *E. coli* story: 2 \\* 3'\n  author:\n  - family: Doe\n    given: J.\n  \
         - literal: NGO\n  issued: 2012-05-01/..\n  volume: '01'\n  custom:\n    shelf: 'no'\n    and-others:\n    - author\n...\n"
    );
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn every_value_knows_its_place() {
    let text = "references:\n- id: k\n  title: 'T *x*'\n  author:\n  - {family: Doe}\n  - NGO\n  issued: 1998\n";
    let (source, library, _) = read_text(text);
    let id = library.entries[0].id;
    let at = |variable| source.slice(library.origins.value_span(id, variable));
    assert_eq!((at(Variable::Title), at(Variable::Issued)), ("T *x*", "1998"));
    assert_eq!(source.slice(library.origins.get(id).unwrap().key.unwrap()), "k");
    assert_eq!(source.slice(library.origins.name_span(id, Variable::Author, 1)), "NGO");
}

#[test]
fn bombs_are_bounded() {
    // Each line names the one before ten times.
    let mut bomb = String::from("a0: &a0 [x]\n");
    (1..30).for_each(|at| bomb += &format!("a{at}: &a{at} [{}]\n", vec![format!("*a{}", at - 1); 10].join(", ")));
    let (_, library, found) = read_text(&format!("{bomb}references:\n- id: k\n  title: *a29\n"));
    assert!(library.entries.len() == 1 && !found.is_empty());
    let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
    for text in [format!("- id: k\n  title: {open}{close}\n"), open, "- ".repeat(50_000), "a: ".repeat(50_000), "{a: ".repeat(50_000)] {
        read_text(&text);
        crate::format::cff::CFF.read.unwrap()(&Source::from_text(SourceId(0), "x", &text));
    }
    let many: String = (0..30_000).map(|at| format!("  f{at}: v\n")).collect();
    let (_, library, _) = read_text(&format!("- id: k\n{many}{many}"));
    assert_eq!(library.entries[0].values().len(), 30_000);
    assert!(write(&library).1.is_empty());
}

/// Where the same items stand in a file of CSL-JSON beside it, they say the same. The two files were written under different settings:
/// the one names languages as they were typed, the other by their codes, so languages are left out of the comparison.
#[test]
fn better_bibtex_s_files_say_what_its_json_says() {
    let root = std::env::var("IBIDEM_DATA").unwrap_or_else(|_| "../shared/data".to_owned());
    let Ok(files) = std::fs::read_dir(format!("{root}/bib/bbt/test/fixtures/export")) else {
        eprintln!("skipped: no test data");
        return;
    };
    let (mut same, mut all) = (0, 0);
    for path in files.flatten().map(|file| file.path()).filter(|path| path.to_string_lossy().ends_with(".csl.yml")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let (_, library, found) = read_text(&text);
        assert!(sniff(&text) && found.is_empty() && !library.entries.is_empty(), "{path:?} {found:?}");
        let (again, lost) = write(&library);
        assert!(lost.is_empty() && read_text(&again).2.is_empty(), "{path:?} {lost:?}");
        let Ok(json) = std::fs::read_to_string(path.to_string_lossy().replace(".csl.yml", ".csl.json")) else { continue };
        let (oracle, _) = CSL_JSON.read.unwrap()(&Source::from_text(SourceId(1), "y", &json));
        assert_eq!(library.entries.len(), oracle.entries.len());
        for wanted in &oracle.entries {
            let entry = library.entries.iter().find(|entry| entry.key == wanted.key).unwrap();
            let differences: Vec<&str> = entry.differences(wanted).into_iter().filter(|name| *name != "language").collect();
            all += 1;
            same += usize::from(differences.is_empty());
            eprintln!("{}: {differences:?}", entry.key);
        }
    }
    eprintln!("{same} of {all} items are equal");
    assert!(same >= 10, "{same} of {all}");
}

proptest! {}
