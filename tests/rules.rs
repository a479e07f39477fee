//! The examples of every rule, run as users would: read as the format or document that they are written in, checked, mended.
//! The rule speaks of `bad`, is silent about `good`, and where it has a fix, makes `good` of `bad`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use ibidem::check::{self, Options, fix};
use ibidem::text::{Diagnostic, Example, FixSafety, RuleInfo};
use ibidem::workspace::{ReadAs, Workspace};

/// What the rule says of a text.
fn said(rule: &RuleInfo, example: &Example, text: &str) -> Vec<Diagnostic> {
    let mut workspace = Workspace::default();
    workspace.add_text("example", text, ReadAs::named(example.input).expect("a format or a kind of document"));
    let options = Options { select: vec![rule.name.to_owned()], ..Options::default() };
    let today = ibidem::model::DatePart::new(2026, 1, 1);
    check::everything(&workspace.subject(today), &options, workspace.diagnostics.clone())
}

fn faults(rule: &RuleInfo, example: &Example) -> Vec<String> {
    let mut faults = Vec::new();
    if said(rule, example, example.bad).is_empty() {
        faults.push(format!("{}: silent about its bad example: {}", rule.name, example.bad));
    }
    if let Some(found) = said(rule, example, example.good).first() {
        faults.push(format!("{}: speaks of its good example: {}", rule.name, found.message));
    }
    if rule.fix != FixSafety::None {
        let fixed = fix::until_stable(vec![example.bad.to_owned()], FixSafety::Unsafe, |texts| said(rule, example, &texts[0]));
        if fixed.texts[0] != example.good {
            faults.push(format!("{}: its fix gives: {}", rule.name, fixed.texts[0]));
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

#[test]
fn most_rules_have_examples() {
    let bare: Vec<&str> = check::all().iter().filter(|rule| rule.examples.is_empty()).map(|rule| rule.name).collect();
    // These speak of bytes, or of what was written, or need more than one file: they have tests of their own.
    // What the parser is unsure of changes with what it has learned; a comment is unused only while its rule is asked, too.
    let known = ["expansion-limit", "invalid-utf8", "not-a-bibliography", "not-utf8", "lost-value", "low-confidence-parse", "unused-suppression"];
    let new: Vec<&&str> = bare.iter().filter(|name| !known.contains(*name)).collect();
    assert!(new.is_empty(), "rules without examples: {new:?}");
}
