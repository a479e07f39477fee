//! The tree: every byte kept, every fault told, on small inputs and on real files.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod edit;
mod layout;

use super::*;
use crate::text::{Source, SourceId};
use proptest::prelude::*;

fn source(text: &str) -> Source {
    Source::from_text(SourceId(0), "x.bib", text)
}

/// The tree in short: `type key|name=part#part|…`, and the rules that spoke.
fn show(text: &str) -> (Vec<String>, Vec<&'static str>) {
    let source = source(text);
    let (tree, found) = parse(&source);
    assert_whole(text, &tree);
    let slice = |bytes: Bytes| &text[bytes.range()];
    let field = |field: &Field| {
        let parts: Vec<&str> = tree.parts(field).iter().map(|part| slice(part.span)).collect();
        format!("|{}={}", slice(field.name), parts.join("#"))
    };
    let items = tree.items().iter().filter(|item| !slice(item.span).trim().is_empty()).map(|item| match item.kind {
        ItemKind::Stray | ItemKind::Comment => format!("{:?} {}", item.kind, slice(item.span).trim()),
        _ => format!("{} {}{}", slice(item.name), slice(item.key), tree.fields(item).iter().map(field).collect::<String>()),
    });
    (items.collect(), found.iter().map(|found| found.rule.name).collect())
}

fn assert_whole(text: &str, tree: &Tree) {
    let mut at = 0;
    for piece in tree.pieces() {
        assert_eq!(piece.range.start, at, "a gap or an overlap");
        assert!(text.get(piece.range.clone()).is_some(), "a piece ends within a character");
        at = piece.range.end;
    }
    assert_eq!(at, text.len());
}

#[test]
fn well_formed_files_say_nothing() {
    let cases: [(&str, &[&str]); 14] = [
        ("", &[]),
        ("@book{k, title = {a {b} c}, year = 2000}", &["book k|title={a {b} c}|year=2000"]),
        ("@book{k,\n}", &["book k"]),
        ("@book{k}", &["book k"]),
        ("@book {k , a = \"x {\"} y\" # jan # {z} , }", &["book k|a=\"x {\"} y\"#jan#{z}"]),
        ("@String{a = {x}}", &["String |a={x}"]),
        ("@preamble{ \"x\" # {y} }", &["preamble |=\"x\"#{y}"]),
        ("@comment{ {x} @book{k,} }", &["Comment @comment{ {x} @book{k,} }"]),
        ("stray foo@bar.com\n@a{k,}", &["Stray stray foo@bar.com", "a k"]),
        ("% @book{k,\n@a{l,}", &["Stray % @book{k,", "a l"]),
        ("@a{k,}@b{l,}", &["a k", "b l"]),
        ("@a{ DBLP:x/y=1,}", &["a DBLP:x/y=1"]),
        ("@a{my key, t={x}}", &["a my key|t={x}"]),
        ("@a{,t={x}}", &["a |t={x}"]),
    ];
    for (text, items) in cases {
        let (found, rules) = show(text);
        assert_eq!((found.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), rules), (items, vec![]), "{text}");
    }
}

#[test]
fn faults_are_told_and_the_rest_is_read() {
    let cases: [(&str, &[&str], &[&str]); 24] = [
        ("@a{k, t={x}\n@b{l,}", &["a k|t={x}", "b l"], &["unclosed-entry"]),
        ("@a{k, t={x\n\n@b{l,\n}", &["a k|t={x", "b l"], &["unclosed-value", "unclosed-entry"]),
        ("@a{k, t={x,\n y={2}\n}\n@b{l,}", &["a k|t={x|y={2}", "b l"], &["unclosed-value"]),
        ("@a{k, t=\"x,\n y={2}\n}\n@b{l,}", &["a k|t=\"x|y={2}", "b l"], &["unclosed-value"]),
        ("@a{k, t=\"x} y\"}\n@b{l,}", &["a k|t=\"x", "Stray y\"}", "b l"], &["unbalanced-quote-brace"]),
        ("@a{k, t={x", &["a k|t={x"], &["unclosed-value", "unclosed-entry"]),
        ("@a{k, t={x} y={z}}", &["a k|t={x}|y={z}"], &["missing-comma"]),
        ("@a{k\n t={x}}", &["a k|t={x}"], &["missing-comma"]),
        ("@a{k t={x}}", &["a k|t={x}"], &["missing-comma"]),
        ("@a{t={x}}", &["a |t={x}"], &[]),
        ("@a{\n t\n = {x}}", &["a |t={x}"], &[]),
        ("@a{k, t {x}}", &["a k|t={x}"], &["missing-equals"]),
        ("@a{k, t, u={x}}", &["a k|t=|u={x}"], &["missing-equals"]),
        ("@a{k, t=, u={x}}", &["a k|t=|u={x}"], &["missing-equals"]),
        ("@a{k, author 💯 {, t={x}}}", &["a k|💯={, t={x}}"], &["unexpected-token", "missing-equals"]),
        ("@a{k, t=foo bar, u={x}}", &["a k|t=foo|u={x}"], &["unexpected-token"]),
        ("@a{k, t={x} {y} z, u={x}}", &["a k|t={x}|u={x}"], &["unexpected-token"]),
        ("@a{k, t={x} # # {y}}", &["a k|t={x}#{y}"], &["bad-concat"]),
        ("@a{k, t={x} # , u={y}}", &["a k|t={x}|u={y}"], &["bad-concat"]),
        ("@a(k, t={x})", &["a k|t={x}"], &["paren-delimiters"]),
        ("@a{k, t={x}, T={y}}", &["a k|t={x}|T={y}"], &["duplicate-field"]),
        ("@a{k, t={x}, % u\n v={y}}", &["a k|t={x}|v={y}"], &["comment-inside-entry"]),
        ("@comment foo {\n@a{k,}", &["Comment @comment foo {", "a k"], &["braceless-comment"]),
        ("@comment{ foo\n@a{k,}", &["Comment @comment{ foo", "a k"], &["unclosed-entry"]),
    ];
    for (text, items, rules) in cases {
        let (found, said) = show(text);
        assert_eq!((found.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), said.as_slice()), (items, rules), "{text}");
    }
}

#[test]
fn examples_of_the_rules_hold() {
    for rule in RULES.iter().filter(|rule| !["undefined-string", "redefined-string"].contains(&rule.name)) {
        for example in rule.examples {
            let bad = source(example.bad);
            let found = parse(&bad).1;
            assert!(found.iter().any(|found| std::ptr::eq(found.rule, *rule)), "{}", rule.name);
            assert!(parse(&source(example.good)).1.is_empty(), "{}", rule.name);
            let fixes: Vec<_> = found.iter().filter_map(|found| found.fix.as_ref()).collect();
            if let [fix] = fixes.as_slice() {
                assert_eq!(crate::text::edit::apply(example.bad, [fix.edits.as_slice()]).0, example.good, "{}", rule.name);
            }
        }
    }
}

#[test]
fn depth_and_length_cost_no_more_than_their_bytes() {
    let deep = 1_000_000;
    for text in [
        format!("@a{{k, t={}{}}}", "{".repeat(deep), "}".repeat(deep)),
        format!("@a{{k, t={}", "{".repeat(deep)),
        "@".repeat(deep),
        "@a{".repeat(deep),
        "@a{\n".repeat(deep),
        "x@a{\"}".repeat(deep),
        "@a{k,t={\n".repeat(deep / 4),
        "@comment{\n".repeat(deep / 4),
        "@comment{".repeat(deep / 4),
        format!("@a{{k,{}", "# ".repeat(deep)),
        format!("@a{{k, t={}", "# ".repeat(deep)),
        format!("@a{{k,{}", "a={b},".repeat(deep / 4)),
    ] {
        let (tree, _) = parse(&source(&text));
        assert_eq!(tree.items().last().map(|item| item.span.end as usize), Some(text.len()));
    }
}

/// The shared `.bib` files, or none with a word about it.
pub(crate) fn shared_bib() -> Vec<std::path::PathBuf> {
    let data = std::env::var("IBIDEM_DATA").unwrap_or_else(|_| "../shared/data".to_owned());
    let mut folders = vec![std::path::PathBuf::from(data).join("bib")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            match entry.is_dir() {
                true => folders.push(entry),
                false if entry.extension().is_some_and(|extension| extension == "bib") => files.push(entry),
                false => {}
            }
        }
    }
    if files.is_empty() {
        eprintln!("skipped: no .bib files under $IBIDEM_DATA or ../shared/data");
    }
    files
}

#[test]
fn every_shared_file_is_kept_byte_for_byte() {
    for path in shared_bib() {
        let (source, _) = Source::decode(SourceId(0), path.display().to_string(), &std::fs::read(&path).unwrap());
        let (tree, _) = parse(&source);
        assert_whole(&source.text, &tree);
        let size = size_of_val(tree.items.as_slice()) + size_of_val(tree.fields.as_slice()) + size_of_val(tree.parts.as_slice());
        assert!(size <= 3 * source.text.len() + 1000, "{}", path.display());
    }
}

proptest! {
    #[test]
    fn any_text_is_kept(text in r##"(@[a-z]{1,3}|[{}()"#,=%\\@ \n]|[a-z]|é|comment|string|\n@a\{k,){0,60}"##) {
        let (tree, _) = parse(&source(&text));
        assert_whole(&text, &tree);
    }
}
