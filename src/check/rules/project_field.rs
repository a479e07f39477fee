//! Fields that the project asks for beyond the usual: `[check.required-fields]` in the configuration.

use crate::check::{Found, Subject};
use crate::model::{Entry, Kind, Variable};
use crate::syntax::{self, ItemKind};
use crate::text::{FixSafety, RuleDefault, RuleInfo, Severity, Source};
use std::collections::{HashMap, HashSet};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "project-field",
    summary: "a field is missing that the project asks for",
    why: "`[check.required-fields]` in ibidem.toml names it for entries of this type. In BibTeX the names are those of its fields and types, in other \
          formats those of CSL.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[],
};

pub(super) fn check(subject: &Subject, found: &mut Found) {
    if subject.settings.required.is_empty() {
        return;
    }
    for input in subject.inputs {
        let Some(source) = subject.sources.get(input.source) else { continue };
        let bibtex = matches!(input.read_as, "bibtex" | "biblatex").then(|| fields(source));
        for entry in subject.of_source(input.source).iter().filter(|entry| !subject.is_reference(entry)) {
            let start = subject.library.origins.span(entry.id).start;
            let written = bibtex.as_ref().map(|fields| fields.get(&start));
            for field in missing(subject, entry, written.flatten(), bibtex.is_some()) {
                let message = format!("{} has no `{field}`, which the project asks for", subject.call(entry));
                found.push(subject.about(&INFO, entry, message));
            }
        }
    }
}

fn missing<'s>(subject: &'s Subject, entry: &Entry, written: Option<&HashSet<String>>, bibtex: bool) -> Vec<&'s str> {
    let kind = if bibtex { super::type_of(subject, entry) } else { entry.kind.map(Kind::name) }.unwrap_or("misc").to_owned();
    let has = |field: &str| match bibtex {
        true => written.is_some_and(|fields| fields.contains(&field.to_ascii_lowercase())),
        false => entry.values().any(|(variable, _)| variable.name().eq_ignore_ascii_case(field)),
    };
    let all: Vec<&'s str> = subject
        .settings
        .required
        .iter()
        .filter(|(of, _)| of == "*" || of.eq_ignore_ascii_case(&kind))
        .flat_map(|(_, fields)| fields)
        .map(String::as_str)
        .collect();
    all.into_iter().filter(|field| !has(field) && !entry.has(Variable::named(field))).collect()
}

/// The names of the fields of each entry, by where it begins.
fn fields(source: &Source) -> HashMap<u32, HashSet<String>> {
    let mut all = HashMap::new();
    syntax::each_item(source, |tree, item| {
        if item.kind == ItemKind::Entry {
            let names = tree.fields(item).iter().filter_map(|field| source.text.get(field.name.range())).map(str::to_ascii_lowercase);
            all.insert(source.span(item.span.range()).start, names.collect());
        }
    });
    all
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::check::Settings;
    use crate::check::testing::read;

    #[test]
    fn what_the_project_asks_for_is_missed() {
        let case = read("x.bib", "bibtex", "@article{a, title = {A}, DOI = {10.1/x}}\n@book{b, title = {B}}\n@Article{c, title = {C}}\n");
        let settings = Settings { required: vec![("article".into(), vec!["doi".into()]), ("*".into(), vec!["year".into()])], ..Settings::default() };
        let subject = case.subject().with_settings(settings);
        let mut found = Vec::new();
        check(&subject, &mut Found::new(&INFO, &mut found));
        let said: Vec<&str> = found.iter().map(|found| found.message.split(", which").next().unwrap()).collect();
        assert_eq!(said, ["`a` has no `year`", "`b` has no `year`", "`c` has no `doi`", "`c` has no `year`"]);
    }
}
