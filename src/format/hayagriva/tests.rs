//! hayagriva YAML: round trips, odd files, and hayagriva's own reader as the judge.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, clippy::print_stdout)]
use super::*;
use crate::model::{Date, Entry, Kind, Name, Names, Variable, fixtures};
use crate::text::SourceId;
use proptest::prelude::*;

fn read_text(text: &str) -> (Source, Library, Vec<Diagnostic>) {
    let source = Source::from_text(SourceId(0), "x", text);
    let (library, found) = read(&source);
    (source, library, found)
}

fn written(entries: Vec<Entry>) -> String {
    write(&Library { entries, ..Library::default() }).0
}

#[test]
fn a_chapter_holds_its_book() {
    let mut entry = fixtures::named("goose1998", Some(Kind::Chapter));
    entry.set(Variable::Author, Names::new(vec![Name::person("Goose", "S."), Name::literal("Human Rights Watch")]));
    entry.set(Variable::Title, "The $1 Campaign: {x}");
    entry.set(Variable::ContainerTitle, "To Walk Without Fear");
    entry.set(Variable::Editor, Names { list: vec![Name::person("Cameron", "M. A.")], others: true });
    entry.set(Variable::Issued, Date::parse_edtf("1998/2008").unwrap());
    entry.set(Variable::Page, "20–47");
    entry.set(Variable::Publisher, "Oxford University Press");
    entry.set(Variable::PublisherPlace, "Toronto");
    entry.set(Variable::CollectionTitle, "Series");
    entry.set(Variable::CollectionNumber, "3");
    entry.parent = Some("cameron1998".into());
    let text = r#"goose1998:
  type: anthos
  title: 'The \$1 Campaign: \{x\}'
  author:
  - Goose, S.
  - Human Rights Watch
  date: 1998
  page-range: 20–47
  parent:
    type: anthology
    title: To Walk Without Fear
    editor: Cameron, M. A.
    publisher:
      name: Oxford University Press
      location: Toronto
    parent:
      type: anthology
      title: Series
      volume: 3
  x-ibidem:
    parent: cameron1998
    and-others:
    - editor
    variables:
      issued:
        date: 1998/2008
"#;
    assert_eq!(written(vec![entry.clone()]), text);
    let (_, library, found) = read_text(text);
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(entry.differences(&library.entries[0]), Vec::<&str>::new());
}

#[test]
fn what_hayagriva_allows_is_read() {
    let text = "a:\n  type: Article\n  author: [\"van Gogh, Jr., Vincent\", {name: X, given-name: Y, prefix: de}]\n  date: ~1998-5\n  odd-field: 3\n  page-range: 1-2\n  serial-number: {DOI: 10.1/x}\n  parent:\n    - type: Conference\n      title: C\n    - title: J\n      volume: 2\nb:\n  title: {value: The {DNA} $x$, short: S}\n";
    let text = text.replace("The {DNA} $x$", "\"The {DNA} $x$\"");
    let (source, library, found) = read_text(&text);
    assert!(found.is_empty(), "{found:?}");
    let [a, b] = library.entries.as_slice() else { panic!() };
    let said: Vec<String> = a.values().map(|(variable, value)| format!("{}={}", variable.name(), value.plain())).collect();
    assert_eq!(
        said,
        [
            "author=Vincent van Gogh Jr.; Y de X",
            "issued=1998-05~",
            "odd-field=3",
            "page=1-2",
            "DOI=10.1/x",
            "event-title=C",
            "container-title=J",
            "volume=2"
        ]
    );
    assert_eq!((a.kind, b.kind), (Some(Kind::ArticleJournal), None));
    assert_eq!(b.plain(Variable::Title).unwrap(), "The DNA x");
    assert_eq!(source.slice(library.origins.span(b.id)), text[text.find("b:").unwrap()..].trim_end());
    assert_eq!(source.slice(library.origins.value_span(a.id, Variable::Page)), "1-2");
}

#[test]
fn broken_files_are_read_as_far_as_they_go() {
    for (text, keys, rules) in [
        ("", vec![], vec![]),
        ("a:\n  title: x\nb: 3\nc:\n  title: y\n", vec!["a", "c"], vec!["not-an-entry"]),
        ("a:\n  title: x\nb:\n  title: \"y\n", vec!["a"], vec!["invalid-yaml"]),
        ("a:\n  title: x\na:\n  title: y\n", vec!["a", "a"], vec!["duplicate-property"]),
        ("a:\n  title: x\n  title: y\n", vec!["a"], vec!["duplicate-property"]),
        ("a:\n  title: [1]\n  date:\n", vec!["a"], vec!["odd-value", "odd-value"]),
        ("- x\n", vec![], vec!["not-an-entry"]),
    ] {
        let (_, library, found) = read_text(text);
        let got: Vec<&str> = library.entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!((got, found.iter().map(|found| found.rule.name).collect::<Vec<_>>()), (keys, rules), "{text}");
    }
}

#[test]
fn bombs_are_bounded() {
    let mut bomb = String::from("a0: &a0 {x: [1,1,1,1,1,1,1,1,1,1]}\n");
    for level in 1..12 {
        bomb.push_str(&format!("a{level}: &a{level} {{x: [{}]}}\n", vec![format!("*a{}", level - 1); 10].join(",")));
    }
    assert!(!read_text(&bomb).2.is_empty());
    let deep = |levels: usize| format!("a:\n  x: {}{}\nb:\n  title: y\n", "[".repeat(levels), "]".repeat(levels));
    assert_eq!((read_text(&deep(100)).1.entries.len(), read_text(&deep(100)).2.len()), (2, 1));
    assert!(!read_text(&deep(100_000)).2.is_empty());
    read_text(&"- ".repeat(10_000));
}

#[test]
fn the_test_data_is_read_and_comes_back() {
    let root = std::env::var("IBIDEM_DATA").unwrap_or_else(|_| "../shared/data".to_owned());
    let mut entries = 0;
    for name in ["basic.yml"] {
        let Ok(text) = std::fs::read_to_string(format!("{root}/bib/hayagriva/tests/data/{name}")) else {
            eprintln!("skipped: no {name}");
            continue;
        };
        let (_, library, found) = read_text(&text);
        assert!(found.is_empty(), "{name} {:?}", found.iter().map(|found| (&found.message, found.span)).collect::<Vec<_>>());
        let again = written(library.entries.clone());
        ::hayagriva::io::from_yaml_str(&again).unwrap();
        let (_, again, _) = read_text(&again);
        for (a, b) in library.entries.iter().zip(&again.entries) {
            assert_eq!(a.differences(b), Vec::<&str>::new(), "{}", a.key);
        }
        entries += again.entries.len();
    }
    println!("{entries} entries");
}

proptest! {
    #[test]
    fn what_is_written_is_read_again_and_by_hayagriva(entries in prop::collection::vec(fixtures::entry(), 0..4)) {
        let text = written(entries.clone());
        let theirs = ::hayagriva::io::from_yaml_str(if text.is_empty() { "{}" } else { &text });
        prop_assert!(theirs.is_ok(), "{}\n{:?}", text, theirs);
        prop_assert_eq!(theirs.map(|theirs| theirs.len()).unwrap_or(0), entries.len());
        let (_, again, found) = read_text(&text);
        prop_assert!(!found.iter().any(|found| found.severity == Severity::Error), "{}\n{:?}", text, found);
        prop_assert_eq!(entries.len(), again.entries.len());
        for (a, b) in entries.iter().zip(&again.entries) {
            prop_assert!(a.same_as(b), "{}\n{:?}\n{:?}\n{:?}", text, a, b, a.differences(b));
        }
    }
}
