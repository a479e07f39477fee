//! Entry types that neither BibTeX nor biblatex nor CSL knows. Types that styles may define for themselves (`@customa`) are known.

use crate::check::{Found, Subject};
use crate::model::{Entry, Kind};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};
use crate::text::{Edit, Span};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "unknown-type",
    summary: "the entry's type is not known",
    why: "Styles print what they do not know as `@misc`: without journal, pages and publisher. The fix writes the nearest type that \
          there is; it is unsafe, for only you know what was meant.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Unsafe,
    examples: &[Example {
        input: "bibtex",
        bad: "@artcile{smith, author = {A. Smith}, title = {T}, journal = {J}, year = 2000}",
        good: "@article{smith, author = {A. Smith}, title = {T}, journal = {J}, year = 2000}",
    }],
};

/// The entry types of BibTeX and of biblatex 3 with aliases and types for customisation, and those of biblatex-software.
const TYPES: &[&str] = &[
    "article",
    "artwork",
    "audio",
    "bibnote",
    "book",
    "bookinbook",
    "booklet",
    "collection",
    "commentary",
    "conference",
    "customa",
    "customb",
    "customc",
    "customd",
    "custome",
    "customf",
    "dataset",
    "electronic",
    "image",
    "inbook",
    "incollection",
    "inproceedings",
    "inreference",
    "jurisdiction",
    "legal",
    "legislation",
    "letter",
    "manual",
    "mastersthesis",
    "misc",
    "movie",
    "music",
    "mvbook",
    "mvcollection",
    "mvproceedings",
    "mvreference",
    "online",
    "patent",
    "performance",
    "periodical",
    "phdthesis",
    "proceedings",
    "reference",
    "report",
    "review",
    "set",
    "software",
    "softwaremodule",
    "softwareversion",
    "codefragment",
    "standard",
    "suppbook",
    "suppcollection",
    "suppperiodical",
    "techreport",
    "thesis",
    "unpublished",
    "video",
    "www",
    "xdata",
];

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    if subject.is_reference(entry) {
        return;
    }
    let Some(Kind::Other(name)) = entry.kind else { return };
    let name = name.as_str();
    if !TYPES.contains(&name.to_lowercase().as_str()) {
        found.push(finding(subject, entry, name));
    }
}

fn finding(subject: &Subject, entry: &Entry, name: &str) -> Diagnostic {
    let whole = subject.library.origins.span(entry.id);
    let text = subject.sources.slice(whole);
    let written = text.strip_prefix('@').and_then(|rest| rest.get(..name.len())).filter(|word| word.eq_ignore_ascii_case(name));
    let Some(written) = written else { return subject.about(&INFO, entry, format!("there is no type `{name}`")) };
    let start = whole.range().start + 1;
    let span = Span::new(whole.source, start..start + written.len());
    let near = nearest(&name.to_lowercase());
    let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    let diagnostic = Diagnostic::new(&INFO, span, format!("there is no type `{written}`{hint}")).about(entry.id.index);
    match near {
        Some(near) => diagnostic.fix(format!("write `{near}`"), vec![Edit { span, text: near.to_owned() }]),
        None => diagnostic,
    }
}

fn nearest(name: &str) -> Option<&'static str> {
    let near = TYPES.iter().map(|known| (strsim::damerau_levenshtein(name, known), *known));
    near.filter(|(distance, _)| *distance <= 2 && name.len() > 3).min().map(|(_, known)| known)
}
