//! The examples of every rule, run as users would: read as the format or document that they are written in, checked, mended.
//! The rule speaks of `bad` just once, at the words that `tests/rules.tsv` names; it is silent about `good`; where it has a fix, it makes `good`
//! of `bad`, and has nothing to say of it afterwards. The page of all rules is the one that is committed.
//!
//! `UPDATE=1 cargo test --test rules` writes both files anew; read what changed in them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use ibidem::check::{self, Options, fix};
use ibidem::document::citations::CITING;
use ibidem::text::{Diagnostic, Example, FixSafety, RuleInfo, Severity};
use ibidem::workspace::{ReadAs, Workspace};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// What stands between a document that cites and the bibliographies.
const BIBLIOGRAPHY: &str = "\n\nrefs.bib:\n";

/// The texts of an example: a document that cites and its bibliographies, or one text.
fn texts(text: &str) -> Vec<String> {
    text.split(BIBLIOGRAPHY).map(str::to_owned).collect()
}

/// What the rule says of the texts of an example, and the words that it points at.
fn said(rule: &RuleInfo, example: &Example, texts: &[String]) -> (Vec<Diagnostic>, Vec<String>) {
    let mut workspace = Workspace::default();
    match texts {
        [text] => _ = workspace.add_text("example", text, ReadAs::named(example.input).expect("a format or a kind of document")),
        [document, bibliographies @ ..] => {
            let citing = CITING.iter().find(|citing| citing.name == example.input).expect("a way of citing");
            workspace.add_citing(format!("paper.{}", citing.extensions[0]), document.as_bytes());
            for text in bibliographies {
                workspace.add_text("refs.bib", text, ReadAs::Guess);
            }
        }
        [] => {}
    }
    let options = Options { select: vec![rule.name.to_owned()], ..Options::default() };
    let today = ibidem::model::DatePart::new(2026, 1, 1);
    let found = check::everything(&workspace.subject(today), &options, workspace.diagnostics.clone());
    let words = found.iter().map(|found| workspace.sources.slice(found.span).to_owned()).collect();
    (found, words)
}

fn faults(rule: &RuleInfo, example: &Example) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |text: String| faults.push(format!("{}: {text}", rule.name));
    match said(rule, example, &texts(example.bad)).1.as_slice() {
        [_] => {}
        [] => fault(format!("silent about its bad example: {}", example.bad)),
        words => fault(format!("speaks of its bad example more than once: {words:?}")),
    }
    if let Some(found) = said(rule, example, &texts(example.good)).0.first() {
        fault(format!("speaks of its good example: {}", found.message));
    }
    if rule.fix != FixSafety::None {
        let fixed = fix::until_stable(texts(example.bad), FixSafety::Unsafe, |texts| said(rule, example, texts).0);
        let text = fixed.texts.join(BIBLIOGRAPHY);
        if text != example.good {
            fault(format!("its fix gives: {text}"));
        }
        if let Some(left) = fixed.left.first() {
            fault(format!("has still something to say: {}", left.message));
        }
    }
    faults
}

#[test]
fn every_example_holds() {
    let rules = check::all();
    let faults: Vec<String> = rules.iter().flat_map(|rule| rule.examples.iter().flat_map(|example| faults(rule, example))).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Where an entry is more than its own lines, taking some out leaves a file of the same form.
#[test]
fn unused_entries_go_from_every_format_that_has_places() {
    let cases = [
        (
            "refs.json",
            "[{\"id\": \"a\", \"title\": \"A\"}, {\"id\": \"b\", \"title\": \"B\"}, {\"id\": \"c\", \"title\": \"C\"}]\n",
            "[{\"id\": \"b\", \"title\": \"B\"}]\n",
        ),
        (
            "refs.yaml",
            "a:\n  type: book\n  title: A\n# kept\nb:\n  type: book\n  title: B\nc:\n  type: book\n  title: C\n",
            "# kept\nb:\n  type: book\n  title: B\n",
        ),
        ("refs.ris", "TY  - BOOK\nID  - a\nTI  - A\nER  - \n\nTY  - BOOK\nID  - b\nTI  - B\nER  - \n", "\nTY  - BOOK\nID  - b\nTI  - B\nER  - \n"),
        ("refs.bib", "@misc{a, title = {A}}\n@misc{b, title = {B}}\n@misc{c, title = {C}}\n", "@misc{b, title = {B}}\n"),
    ];
    for (name, text, expected) in cases {
        let fixed = fix::until_stable(vec!["See [@b].\n".to_owned(), text.to_owned()], FixSafety::Unsafe, |texts| {
            let mut workspace = Workspace::default();
            workspace.add_citing("paper.md", texts[0].as_bytes());
            workspace.add_text(name, &texts[1], ReadAs::Guess);
            let options = Options { select: vec!["unused-entry".to_owned()], ..Options::default() };
            check::everything(&workspace.subject(None), &options, Vec::new())
        });
        assert_eq!(fixed.texts[1], expected, "{name}");
    }
}

/// BibTeX reads all files of a document as one.
#[test]
fn strings_are_shared_by_the_files_of_a_run() {
    let said = |texts: &[&str]| {
        let mut workspace = Workspace::default();
        texts.iter().for_each(|text| _ = workspace.add_text("x.bib", text, ReadAs::Guess));
        let options = Options { select: ["undefined-string", "unused-string"].map(str::to_owned).to_vec(), ..Options::default() };
        let found = check::everything(&workspace.subject(None), &options, workspace.diagnostics.clone());
        found.iter().map(|found| (found.rule.name, workspace.sources.slice(found.span).to_owned())).collect::<Vec<_>>()
    };
    let (strings, entry) = ("@string{Hive = {Hive Studies}}\n@string{nest = {Nest}}\n", "@article{a, title = {One}, journal = hive}\n");
    assert_eq!(said(&[entry]), [("undefined-string", "hive".to_owned())]);
    assert_eq!(said(&[strings, entry]), [("unused-string", "nest".to_owned())]);
    assert_eq!(said(&[entry, strings]), [("unused-string", "nest".to_owned())]);
}

/// What is committed, which `UPDATE=1` writes.
fn is_committed(path: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = committed.lines().zip(text.lines()).find(|(a, b)| a != b);
    assert!(committed == text, "{} is not up to date (UPDATE=1 writes it): {differs:?}", path.display());
}

#[test]
fn every_rule_points_at_the_right_words() {
    let mut table = String::from("# rule, input, and the words of its bad example that the rule points at\n");
    for rule in check::all() {
        for example in rule.examples {
            for words in said(rule, example, &texts(example.bad)).1 {
                let _ = writeln!(table, "{}\t{}\t{}", rule.name, example.input, words.escape_default());
            }
        }
    }
    is_committed("tests/rules.tsv", &table);
}

#[test]
fn the_page_of_all_rules_is_up_to_date() {
    is_committed("docs/rules.md", &check::page());
}

#[test]
fn most_rules_have_examples() {
    let bare: Vec<&str> = check::all().iter().filter(|rule| rule.examples.is_empty()).map(|rule| rule.name).collect();
    // These speak of bytes, or of what was written, or need more than one file: they have tests of their own.
    // What the parser is unsure of changes with what it has learned; a comment is unused only while its rule is asked, too.
    let known = [
        "bom",
        "expansion-limit",
        "file-missing",
        "invalid-utf8",
        "not-a-bibliography",
        "not-utf8",
        "lost-value",
        "low-confidence-parse",
        "unused-suppression",
        "project-field",
    ];
    let new: Vec<&&str> = bare.iter().filter(|name| !known.contains(*name)).collect();
    assert!(new.is_empty(), "rules without examples: {new:?}");
}

/// What a person made of findings on real files, drawn by `examples/sample_diagnostics.rs`: few of them may be false alarms. `-- --nocapture` shows
/// how many there were of each rule.
#[test]
fn few_findings_are_false_alarms() {
    let table = include_str!("verdicts.tsv");
    let mut verdicts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let [rule, _, _, verdict, _] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let count = verdicts.entry(rule).or_default();
        count.0 += 1;
        count.1 += usize::from(verdict == "false");
        assert!(["right", "false"].contains(&verdict), "{line}");
    }
    let (all, wrong) = verdicts.values().fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    println!("{all} findings of {} rules were read: {wrong} false alarms", verdicts.len());
    for (rule, (all, wrong)) in verdicts {
        println!("{rule}: {wrong} of {all}");
        let severity = check::named(rule).unwrap_or_else(|| panic!("{rule}")).severity;
        let most = if severity == Severity::Error { all / 50 } else { all / 10 };
        assert!(wrong <= most, "{rule}: {wrong} of {all} were false alarms");
    }
}

#[test]
fn there_are_many_rules_and_each_stands_in_a_group() {
    let rules = check::all();
    let fixes = rules.iter().filter(|rule| rule.fix != FixSafety::None).count();
    assert!(rules.len() >= 160 && fixes >= 95, "{} rules, {fixes} with fixes", rules.len());
    assert!(rules.iter().all(|rule| !check::group(rule).is_empty()));
}
