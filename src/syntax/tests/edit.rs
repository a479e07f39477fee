//! Edits: what changes, and that nothing else does.

use super::super::edit::{Editor, EntryEdit, Place, Refusal, Written, applied};
use super::super::{ItemKind, SortKey};
use super::{shared_bib, source};
use crate::text::{Source, SourceId};
use proptest::prelude::*;

use EntryEdit::{Key, Remove, Rename, Set, Type};
use Written::{Bare, Text};

fn changed(text: &str, changes: &[EntryEdit]) -> Result<String, Refusal> {
    let source = source(text);
    Editor::new(&source).change(0, changes).map(|edits| applied(text, &edits))
}

#[test]
fn fields_change_in_the_layout_of_their_entry() {
    let cases: &[(&str, &[EntryEdit], &str)] = &[
        // Set, in place.
        ("@a{k, t = {x}, y=2000}", &[Set("T", Text("z"))], "@a{k, t = {z}, y=2000}"),
        ("@a{k, t = \"x\"}", &[Set("t", Text("z {\"} z"))], "@a{k, t = \"z {\"} z\"}"),
        ("@a{k, t = \"x\"}", &[Set("t", Text("z \" z"))], "@a{k, t = {z \" z}}"),
        ("@a{k, y = 2000 # \"x\" }", &[Set("y", Text("2001"))], "@a{k, y = {2001} }"),
        ("@a{k, y = 2000}", &[Set("y", Text("2001"))], "@a{k, y = 2001}"),
        ("@a{k, y = 2000}", &[Set("y", Text("c. 2001"))], "@a{k, y = {c. 2001}}"),
        ("@a{k, m = {May}}", &[Set("m", Bare("jun"))], "@a{k, m = jun}"),
        ("@a{k, t, u={x}}", &[Set("t", Text("z"))], "@a{k, t = {z}, u={x}}"),
        ("@a{k, t=, u={x}}", &[Set("t", Text("z"))], "@a{k, t={z}, u={x}}"),
        // Set, behind the last.
        ("@a{k, t = {x}, y=2000}", &[Set("n", Text("z"))], "@a{k, t = {x}, y=2000, n={z}}"),
        ("@a{k,\n  t = {x}\n}", &[Set("n", Text("z"))], "@a{k,\n  t = {x},\n  n = {z}\n}"),
        ("@a{k,\n  t = {x},\n}", &[Set("n", Text("z")), Set("o", Text("1"))], "@a{k,\n  t = {x},\n  n = {z},\n  o = {1},\n}"),
        (
            "@a{k,\r\n\tTITLE   = \"x\",\r\n\tISBN    = \"y\"}",
            &[Set("doi", Text("z"))],
            "@a{k,\r\n\tTITLE   = \"x\",\r\n\tISBN    = \"y\",\r\n\tDOI     = \"z\"}",
        ),
        ("@A{k,\n  Title = {x},\n   Year = 2000\n}", &[Set("note", Text("z"))], "@A{k,\n  Title = {x},\n   Year = 2000,\n   Note = {z}\n}"),
        ("@a{k,\n  t={x}, % c\n}", &[Set("n", Text("z"))], "@a{k,\n  t={x}, % c\n  n={z},\n}"),
        ("@a{k,\n  t={x} % c\n}", &[Set("n", Text("z"))], "@a{k,\n  t={x}, % c\n  n={z}\n}"),
        ("@a{k}", &[Set("n", Text("z"))], "@a{k,\n  n = {z},\n}"),
        ("@a{k,\n}", &[Set("n", Text("z"))], "@a{k,\n  n = {z},\n}"),
        ("@a{t={x}}", &[Set("n", Text("z"))], "@a{t={x}, n={z}}"),
        // Remove.
        ("@a{k, t = {x}, y=2000}", &[Remove("t")], "@a{k, y=2000}"),
        ("@a{k, t = {x}, y=2000}", &[Remove("y")], "@a{k, t = {x}}"),
        ("@a{k, t = {x}, y=2000}", &[Remove("t"), Remove("y")], "@a{k,}"),
        ("@a{k,\n  t={x}, % c\n  u={y},\n}", &[Remove("t")], "@a{k,\n  u={y},\n}"),
        ("@a{k,\n  t={x},\n  % c\n  u={y},\n}", &[Remove("u")], "@a{k,\n  t={x},\n  % c\n}"),
        ("@a{k, t={x}, t={y}, u={z}}", &[Remove("t")], "@a{k, u={z}}"),
        ("@a{k, t={x}, u={z}}", &[Remove("u"), Set("v", Text("1"))], "@a{k, t={x}, v={1}}"),
        ("@a{k, t={x}, u={z}}", &[Remove("t"), Remove("u"), Set("v", Text("1"))], "@a{k, v={1}}"),
        // Names, types, keys.
        ("@Book{k, Title={x}}", &[Rename("title", "booktitle"), Type("article"), Key("l")], "@Article{l, Booktitle={x}}"),
        ("@BOOK(, t={x})", &[Type("misc"), Key("l")], "@MISC(l, t={x})"),
        ("@book{t={x}}", &[Key("l")], "@book{l, t={x}}"),
        // Broken entries, where it can be done.
        ("@a{k, t={x} y={z}}", &[Set("y", Text("1"))], "@a{k, t={x} y={1}}"),
        ("@a{k, t={x}\n@b{l,}", &[Set("t", Text("1"))], "@a{k, t={1}\n@b{l,}"),
    ];
    for (text, changes, expected) in cases {
        assert_eq!(changed(text, changes).as_deref(), Ok(*expected), "{text} {changes:?}");
    }
}

#[test]
fn what_cannot_be_done_is_refused() {
    let refused = |text, change| changed(text, &[change]).unwrap_err();
    assert_eq!(refused("@a{k, t={x}}", Set("t", Text("a { b"))), Refusal::Unbalanced("t".into()));
    assert_eq!(refused("@a{k, t={x}}", Set("a b", Text("x"))), Refusal::BadName("a b".into()));
    assert_eq!(refused("@a{k, t={x}}", Set("t", Bare("a{b"))), Refusal::BadName("a{b".into()));
    assert_eq!(refused("@a{k, t={x}}", Remove("u")), Refusal::NoField("u".into()));
    assert_eq!(refused("@a{k, t={x}, u={y}}", Rename("t", "u")), Refusal::FieldExists("u".into()));
    assert_eq!(refused("@a{k, t={x}}", Key("a,b")), Refusal::BadName("a,b".into()));
    assert_eq!(refused("@a{k, t={x}", Set("u", Text("y"))), Refusal::Broken);
    assert_eq!(refused("@a{k, t={x", Set("t", Text("y"))), Refusal::Broken);
    assert_eq!(refused("", Remove("u")), Refusal::NoEntry(0));
    let source = source("@a{k,}");
    assert_eq!(Editor::new(&source).add(Place::End, "@a{k, t={x}} @b{l,}"), Err(Refusal::NoEntryText));
}

#[test]
fn entries_come_and_go() {
    let add = |text: &str, place| {
        let source = source(text);
        Editor::new(&source).add(place, "@n{m,\n}").map(|edits| applied(text, &edits)).unwrap()
    };
    assert_eq!(add("", Place::End), "@n{m,\n}\n");
    assert_eq!(add("@a{k,}", Place::End), "@a{k,}\n\n@n{m,\n}\n");
    assert_eq!(add("@a{k,}\r\n", Place::End), "@a{k,}\r\n\r\n@n{m,\r\n}\r\n");
    assert_eq!(add("@a{k,} % c\n\n@b{l,}\n", Place::After(0)), "@a{k,} % c\n\n@n{m,\n}\n\n@b{l,}\n");
    assert_eq!(add("@a{k,}\n@b{l,}\n", Place::After(0)), "@a{k,}\n\n@n{m,\n}\n\n@b{l,}\n");
    assert_eq!(add("@a{k,}@b{l,}\n", Place::After(0)), "@a{k,}\n\n@n{m,\n}\n\n@b{l,}\n");
    let remove = |text: &str, number| {
        let source = source(text);
        Editor::new(&source).remove(&[number]).map(|edits| applied(text, &edits)).unwrap()
    };
    assert_eq!(remove("@a{k,}\n", 0), "");
    assert_eq!(remove("@a{k,}\n\n% about l\n@b{l,}\n\n@c{m,}\n", 1), "@a{k,}\n\n@c{m,}\n");
    assert_eq!(remove("@a{k,}\n\n% heading\n\n@b{l,}\n", 1), "@a{k,}\n\n% heading\n");
    assert_eq!(remove("% heading\n\n@a{k,} % c\n\n@b{l,}\n", 0), "% heading\n\n@b{l,}\n");
}

#[test]
fn entries_are_sorted_with_their_comments() {
    let sort = |text: &str, keys: &[&str]| {
        let source = source(text);
        let keys: Vec<SortKey> = keys.iter().map(|key| SortKey::named(key)).collect();
        applied(text, &Editor::new(&source).sort(&keys))
    };
    let cases: &[(&str, &[&str], &str)] = &[
        ("@a{b,}\n\n@a{a,}\n", &["key"], "@a{a,}\n\n@a{b,}\n"),
        ("@a{b,}@a{a,}", &["key"], "@a{a,}@a{b,}"),
        // Comments directly above and beside go along; one that stands alone is a heading.
        ("% of b\n@a{b,} % b too\n\n% of a\n@a{a,}\n", &["key"], "% of a\n@a{a,}\n\n% of b\n@a{b,} % b too\n"),
        ("@a{b,}\n\n% heading\n\n@a{c,}\n@a{a,}\n", &["key"], "@a{b,}\n\n% heading\n\n@a{a,}\n@a{c,}\n"),
        ("@a{b,} % c\n@a{a,}@a{c,}", &["-key"], "@a{c,}\n@a{b,} % c\n@a{a,}"),
        // Strings stay before their use.
        ("@a{b,}\n@string{s={x}}\n@a{a,t=s}\n", &["key"], "@a{b,}\n@string{s={x}}\n@a{a,t=s}\n"),
        // Numbers as numbers, from the last, and what is missing behind.
        ("@a{k,year=99}\n@a{l,}\n@a{m,date={2000-01}}\n", &["year"], "@a{k,year=99}\n@a{m,date={2000-01}}\n@a{l,}\n"),
        ("@a{k,year=99}\n@a{l,}\n@a{m,year=2000}\n", &["-year"], "@a{m,year=2000}\n@a{k,year=99}\n@a{l,}\n"),
        (
            "@a{k,author={Zoe Ape}}\n@a{l,author={Bee, A. and Zz}}\n@a{m,author={{AAA} and B}}\n",
            &["author"],
            "@a{m,author={{AAA} and B}}\n@a{k,author={Zoe Ape}}\n@a{l,author={Bee, A. and Zz}}\n",
        ),
        // Parents stay behind their children, circles are no trouble.
        ("@a{z,crossref={a}}\n@b{a,}\n@c{m,}\n", &["key"], "@c{m,}\n@a{z,crossref={a}}\n@b{a,}\n"),
        ("@a{b,crossref={a}}\n@b{a,crossref={b}}\n", &["key"], "@b{a,crossref={b}}\n@a{b,crossref={a}}\n"),
        // A broken entry stays.
        ("@a{b, t={x} u={y}}\n@a{d,}\n@a{c,}\n", &["key"], "@a{b, t={x} u={y}}\n@a{c,}\n@a{d,}\n"),
    ];
    for (text, keys, expected) in cases {
        assert_eq!(sort(text, keys), *expected, "{text}");
    }
}

/// Every entry of real files: a field set, added, taken out; all bytes outside are the same, and the parser sees just that change.
#[test]
fn real_entries_change_alone() {
    let (mut done, mut refused) = (0, 0);
    for path in shared_bib().into_iter().step_by(5) {
        let bytes = std::fs::read(&path).unwrap();
        if bytes.len() > 60_000 {
            continue;
        }
        let (source, _) = Source::decode(SourceId(0), path.display().to_string(), &bytes);
        let editor = Editor::new(&source);
        for number in (0..editor.len()).step_by(1 + editor.len() / 4) {
            let item = *editor.entry(number).unwrap();
            let names: Vec<&str> = editor.tree().fields(&item).iter().map(|field| &source.text[field.name.range()]).collect();
            let mut tries = vec![vec![Set("x-new", Text("v w"))], vec![Key("new:key")], vec![Type("zzz")]];
            if let Some(last) = names.last() {
                tries.extend([vec![Remove(last)], vec![Set(last, Text("v w"))], vec![Remove(last), Set("x-new", Text("v w"))]]);
            }
            for changes in tries {
                let Ok(edits) = editor.change(number, &changes) else {
                    refused += 1;
                    continue;
                };
                done += 1;
                let text = applied(&source.text, &edits);
                let (start, end) = (item.span.range().start, source.text.len() - item.span.range().end);
                assert!(text.starts_with(&source.text[..start]) && text.ends_with(&source.text[source.text.len() - end..]), "{}", path.display());
                if !item.closed {
                    continue;
                }
                let changed = Source::from_text(SourceId(0), "", &text);
                let after = Editor::new(&changed);
                assert_eq!(after.len(), editor.len(), "{} {changes:?}", path.display());
                let is = after.entry(number).unwrap();
                let values: Vec<(&str, &str)> =
                    after.tree().fields(is).iter().map(|field| (&changed.text[field.name.range()], &changed.text[field.value.range()])).collect();
                for change in &changes {
                    match *change {
                        Set(name, Text(value)) => {
                            let found =
                                values.iter().find(|(of, _)| of.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim_matches(['{', '}', '"']));
                            assert_eq!(found, Some(value), "{} {changes:?}", path.display());
                        }
                        Remove(name) => assert!(!values.iter().any(|(of, _)| of.eq_ignore_ascii_case(name)), "{} {changes:?}", path.display()),
                        Key(key) => assert_eq!(&changed.text[is.key.range()], key, "{}", path.display()),
                        _ => {}
                    }
                }
            }
        }
    }
    assert!(done == 0 || refused * 50 < done, "{refused} refused of {done}");
}

proptest! {
    #[test]
    fn any_change_keeps_the_file_readable(
        text in r##"(@a\{k,\n t = \{x\},?|@[a-z]{1,3}\{|[{}()"#,=%@ \n]|[a-z]{1,2}|\}\n|= \{y\},\n){0,30}"##,
        number in 0..4usize, which in 0..6usize, value in "[a-z{}\" ]{0,6}",
    ) {
        let source = source(&text);
        let editor = Editor::new(&source);
        let change = [Set("t", Text(&value)), Set("n", Text(&value)), Remove("t"), Rename("t", "u"), Type("b"), Key("l")][which];
        if let Ok(edits) = editor.change(number, &[change]) {
            let changed = Source::from_text(SourceId(0), "", &applied(&text, &edits));
            let item = editor.entry(number).unwrap();
            prop_assert!(changed.text.starts_with(&text[..item.span.range().start]));
            prop_assert!(changed.text.ends_with(&text[item.span.range().end..]));
        }
        let sorted = applied(&text, &editor.sort(&[SortKey::named("key")]));
        let kinds = |text: &str| super::super::parse(&super::source(text)).0.items().iter().filter(|item| item.kind == ItemKind::Entry).count();
        prop_assert_eq!(kinds(&sorted), kinds(&text));
    }
}
