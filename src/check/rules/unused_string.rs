//! Strings of `.bib` files that no value uses, in none of the files of the run.

use crate::check::strings::each_definition;
use crate::check::{Found, Subject};
use crate::syntax::{self, Field, PartKind};
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
    let used = used(subject);
    each_definition(subject, |source, tree, item| {
        let fields = tree.fields(item);
        let text = |field: &Field| source.text.get(field.name.range()).unwrap_or_default();
        for field in fields.iter().filter(|field| !used.contains(&text(field).to_ascii_lowercase())) {
            let told = Diagnostic::new(&INFO, source.span(field.name.range()), format!("nothing uses the string `{}`", text(field)));
            // With others in one item, taking one out would leave the commas to be seen to.
            found.push(match fields.len() {
                1 => told.fix("take it out", vec![Edit::remove(source.span(item.span.range().start..behind_line(source, item.span.range().end)))]),
                _ => told,
            });
        }
    });
}

/// The names that values of any file use, in small letters.
fn used(subject: &Subject) -> HashSet<String> {
    let mut used = HashSet::new();
    for input in subject.inputs.iter().filter(|input| matches!(input.read_as, "bibtex" | "biblatex")) {
        let Some(source) = subject.sources.get(input.source) else { continue };
        syntax::each_item(source, |tree, item| {
            let parts = tree.fields(item).iter().flat_map(|field| tree.parts(field)).filter(|part| part.kind == PartKind::Name);
            used.extend(parts.map(|part| source.text[part.span.range()].to_ascii_lowercase()));
        });
    }
    used
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
