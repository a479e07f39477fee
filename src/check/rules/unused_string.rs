//! Strings of a `.bib` file that no value uses.

use crate::check::{Found, Subject};
use crate::syntax::{self, ItemKind, PartKind};
use crate::text::{Diagnostic, Edit, Example, FixSafety, RuleDefault, RuleInfo, Severity, Source};
use std::collections::HashSet;

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "unused-string",
    summary: "a string that nothing uses",
    why: "Files of strings are shared between projects, so this rule is asked only where it is selected. The fix takes the definition out.",
    severity: Severity::Info,
    default: RuleDefault::Off,
    fix: FixSafety::Safe,
    examples: &[Example {
        input: "bibtex",
        bad: "@string{a = {x}}\n@string{b = {y}}\n@book{k, title=B}",
        good: "@string{b = {y}}\n@book{k, title=B}",
    }],
};

pub(super) fn check(subject: &Subject, found: &mut Found) {
    for input in subject.inputs.iter().filter(|input| matches!(input.read_as, "bibtex" | "biblatex")) {
        if let Some(source) = subject.sources.get(input.source) {
            unused(source, found);
        }
    }
}

fn unused(source: &Source, found: &mut Found) {
    let (tree, _) = syntax::parse(source);
    let text = |bytes: syntax::Bytes| source.text.get(bytes.range()).unwrap_or_default();
    let values = tree.items().iter().flat_map(|item| tree.fields(item)).flat_map(|field| tree.parts(field));
    let used: HashSet<String> = values.filter(|part| part.kind == PartKind::Name).map(|part| text(part.span).to_ascii_lowercase()).collect();
    for item in tree.items().iter().filter(|item| item.kind == ItemKind::String) {
        let fields = tree.fields(item);
        for field in fields.iter().filter(|field| !used.contains(&text(field.name).to_ascii_lowercase())) {
            let told = Diagnostic::new(&INFO, source.span(field.name.range()), format!("nothing uses the string `{}`", text(field.name)));
            // With others in one item, taking one out would leave the commas to be seen to.
            found.push(match fields.len() {
                1 => told.fix("take it out", vec![Edit::remove(source.span(item.span.range().start..behind_line(source, item.span.range().end)))]),
                _ => told,
            });
        }
    }
}

/// Behind the line's end where nothing else stands before it.
fn behind_line(source: &Source, at: usize) -> usize {
    let rest = source.text.get(at..).unwrap_or_default();
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    match rest.get(blanks..).unwrap_or_default() {
        line if line.starts_with("\r\n") => at + blanks + 2,
        line if line.starts_with(['\n', '\r']) => at + blanks + 1,
        _ => at,
    }
}
