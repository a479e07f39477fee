//! The rule engine: one table of all rules, what they are asked about, and which of their findings the user wants to see.
//! How findings are printed is `report`'s affair; reading the files is `workspace`'s.

pub mod baseline;
mod dialect;
mod engine;
mod explain;
mod field;
pub mod fix;
mod options;
mod roles;
pub mod rules;
mod settings;
mod strings;
mod subject;
mod suppress;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
pub(crate) mod testing;

pub use dialect::Dialect;
pub use engine::{FieldScope, Found, OfEntry, OfRecord, Rule, Scope};
pub use explain::{explain, list, page};
pub use field::{Field, Record};
pub use options::{Allowance, Options};
pub use roles::Roles;
pub use rules::GROUPS;
pub use rules::cited_keys::cited;
pub use rules::undefined_citation::undefined;
pub use settings::Settings;
pub use subject::{Input, Subject};
pub use suppress::{UNKNOWN_RULE, UNUSED_SUPPRESSION};

use crate::text::{Diagnostic, RuleInfo, Severity, source};
use crate::{format, parse, syntax};

/// What readers and the parser raise themselves, one table of theirs a line: these too are explained, configured and suppressed.
pub static READERS: &[(&str, &[&RuleInfo])] = &[
    ("files", &[&source::NOT_UTF8, &source::INVALID_UTF8, &source::NOT_TEXT]),
    ("BibTeX source", syntax::RULES),
    ("reference lists", parse::RULES),
    ("reference lists", parse::assemble::RULES),
    ("cross references", format::bibtex::RULES),
    ("files", format::csl_json::RULES),
    ("files", format::tagged::RULES),
    ("files", format::xml::RULES),
    ("files", format::crossref_json::RULES),
    ("files", format::csv::RULES),
    ("files", &[&format::loss::LOST_VALUE, &format::hayagriva::INVALID_YAML]),
    ("suppressions", &[&UNKNOWN_RULE, &UNUSED_SUPPRESSION]),
];

/// Everything that can be found, by name: the rules that are asked, and what readers raise.
pub fn all() -> Vec<&'static RuleInfo> {
    let readers = READERS.iter().flat_map(|(_, table)| table.iter().copied());
    let mut infos: Vec<_> = rules::all().map(|rule| rule.info).chain(readers).collect();
    infos.sort_by_key(|info| info.name);
    infos.dedup_by_key(|info| info.name);
    infos
}

/// The rule of that name.
pub fn named(name: &str) -> Option<&'static RuleInfo> {
    all().into_iter().find(|info| info.name == name)
}

/// The group that a rule stands in, for reading.
pub fn group(info: &RuleInfo) -> &'static str {
    let asked = GROUPS.iter().find(|(_, tables)| tables.iter().flat_map(|table| table.iter()).any(|rule| rule.info.name == info.name));
    let read = || READERS.iter().find(|(_, table)| table.iter().any(|known| known.name == info.name)).map(|(name, _)| *name);
    asked.map(|(name, _)| *name).or_else(read).unwrap_or_default()
}

/// Asks the enabled rules: their findings, less those that are suppressed, by file, place and rule. What readers found
/// is not among them; see [`everything`].
pub fn check(subject: &Subject, options: &Options) -> Vec<Diagnostic> {
    filter(subject, options, engine::ask(subject, options))
}

/// The findings of readers (as they gave them) and of the enabled rules, less those that are suppressed, and what there is to
/// say of the suppressions themselves.
pub fn everything(subject: &Subject, options: &Options, read: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut of_readers = read;
    strings::settle(subject, &mut of_readers);
    let mut found = engine::ask(subject, options);
    found.append(&mut of_readers);
    let mut found = configured(subject, options, found);
    let mut comments = suppress::comments(subject);
    found.retain(|diagnostic| !suppress::covers(subject, &mut comments, diagnostic));
    found.extend(configured(subject, options, suppress::complaints(&comments, options)));
    sorted(found)
}

/// Those of the diagnostics that the user wants to see, readers' or rules', with the severities that the user gave, in order.
pub fn filter(subject: &Subject, options: &Options, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut found = configured(subject, options, diagnostics);
    let mut comments = suppress::comments(subject);
    found.retain(|diagnostic| !suppress::covers(subject, &mut comments, diagnostic));
    sorted(found)
}

/// Whether a run with these findings fails: an error, or with `strict` any finding at all.
pub fn fails(diagnostics: &[Diagnostic], options: &Options) -> bool {
    diagnostics.iter().any(|diagnostic| options.strict || diagnostic.severity == Severity::Error)
}

fn configured(subject: &Subject, options: &Options, mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.retain(|diagnostic| {
        let file = subject.sources.get(diagnostic.span.source).map_or("", |source| source.name.as_str());
        options.asks(diagnostic.rule) && !options.allows(file, diagnostic.rule.name)
    });
    for diagnostic in &mut diagnostics {
        if let Some(severity) = options.severity_of(diagnostic.rule.name) {
            diagnostic.severity = severity;
        }
    }
    diagnostics
}

/// By file, place, rule and message, each once: the order never depends on how the findings were made.
fn sorted(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_unstable_by(|a, b| {
        let key = |d: &Diagnostic| (d.span.source, d.span.start, d.span.end, d.rule.name, d.entry);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
    diagnostics.dedup_by(|a, b| (a.span, a.rule.name, a.entry) == (b.span, b.rule.name, b.entry) && a.message == b.message);
    diagnostics
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::testing::{names, read};
    use super::*;

    #[test]
    fn names_are_kebab_case_and_given_once() {
        let infos = all();
        let count = rules::all().count() + READERS.iter().map(|(_, table)| table.len()).sum::<usize>();
        assert_eq!(infos.len(), count, "two rules of one name");
        for info in infos {
            assert!(info.name.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit()), "{}", info.name);
            assert!(!info.summary.ends_with('.') && info.why.ends_with('.'), "{}", info.name);
        }
    }

    #[test]
    fn rules_are_chosen_by_name() {
        let file = "@misc{a, title = {A.}, pages = {9--3}}\n";
        let cases: [(Options, &[&str]); 5] = [
            (Options::default(), &["pages-reversed", "trailing-dot"]),
            (Options { select: vec!["trailing-dot".into()], ..Options::default() }, &["trailing-dot"]),
            (Options { ignore: vec!["trailing-dot".into()], ..Options::default() }, &["pages-reversed"]),
            (
                Options {
                    select: vec!["all".into()],
                    ignore: ["pages-reversed", "key-pattern", "would-reformat"].map(String::from).to_vec(),
                    ..Options::default()
                },
                &["trailing-dot"],
            ),
            (
                Options { allow: vec![Allowance { files: "ex*.bib".into(), rules: vec!["pages-reversed".into()] }], ..Options::default() },
                &["trailing-dot"],
            ),
        ];
        for (options, expected) in cases {
            let case = read("example.bib", "bibtex", file);
            let mut found = names(&check(&case.subject(), &options));
            found.sort_unstable();
            assert_eq!(found, expected, "{options:?}");
        }
    }

    #[test]
    fn a_severity_that_the_user_gave_holds() {
        let options = Options { severity: vec![("trailing-dot".into(), Severity::Error)], ..Options::default() };
        let case = read("x.bib", "bibtex", "@misc{a, title = {A.}}\n");
        let found = check(&case.subject(), &options);
        assert_eq!(found.iter().map(|d| d.severity).collect::<Vec<_>>(), [Severity::Error]);
        assert!(fails(&found, &options) && !fails(&check(&case.subject(), &Options::default()), &Options::default()));
    }
}
