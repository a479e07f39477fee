//! What an entry of its kind cannot do without: the journal of an article, the book of a chapter.

use crate::check::{Found, Subject};
use crate::model::{Entry, Kind, Variable};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "required-field",
    summary: "something is missing that entries of this kind need",
    why: "Styles print a hole, or nothing, where it should stand. What an entry takes from the entry it is linked to counts as its own. \
          In BibTeX files the entry type decides, and what both BibTeX and biblatex ask for is an error; in other files it is a \
          warning, in reference lists a hint.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "bibtex",
        bad: "@article{smith, author = {A. Smith}, title = {On bees}, year = 2000}",
        good: "@article{smith, author = {A. Smith}, title = {On bees}, journal = {Bee World}, year = 2000}",
    }],
};

/// What a type needs: one of each group of variables. Both BibTeX and biblatex ask for it.
type Needs = &'static [&'static [Variable]];
const TITLE: &[Variable] = &[Variable::Title];
const YEAR: &[Variable] = &[Variable::Issued];
const IN: &[Variable] = &[Variable::ContainerTitle];
const BY: &[Variable] = &[Variable::Publisher, Variable::Authority];

const TYPES: &[(&str, Needs)] = &[
    ("article", &[TITLE, IN, YEAR]),
    ("book", &[TITLE, YEAR]),
    ("mvbook", &[TITLE, YEAR]),
    ("booklet", &[TITLE]),
    ("collection", &[TITLE, YEAR]),
    ("mvcollection", &[TITLE, YEAR]),
    ("inbook", &[TITLE, YEAR]),
    ("incollection", &[TITLE, IN, YEAR]),
    ("inproceedings", &[TITLE, IN, YEAR]),
    ("conference", &[TITLE, IN, YEAR]),
    ("manual", &[TITLE]),
    ("mastersthesis", &[TITLE, BY, YEAR]),
    ("phdthesis", &[TITLE, BY, YEAR]),
    ("thesis", &[TITLE, BY, YEAR]),
    ("techreport", &[TITLE, BY, YEAR]),
    ("report", &[TITLE, BY, YEAR]),
    ("proceedings", &[TITLE, YEAR]),
    ("unpublished", &[TITLE]),
    ("online", &[TITLE]),
];

/// What other formats and reference lists need: too many works have no more.
fn needs_of_kind(kind: Kind) -> Needs {
    match kind {
        Kind::ArticleJournal | Kind::ArticleMagazine | Kind::ArticleNewspaper | Kind::PaperConference | Kind::Chapter => &[IN],
        _ => &[],
    }
}

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    let (needs, severity) = needs(subject, entry);
    let missing = needs.iter().filter(|group| !group.iter().any(|variable| holds(subject, entry, *variable)));
    for group in missing {
        let what = called(group, entry.kind);
        let message = match super::type_of(subject, entry) {
            Some(name) => format!("an `@{name}` without {what}"),
            None => {
                let name = entry.kind.map_or("work", Kind::name);
                let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                format!("{article} {name} without {what}")
            }
        };
        found.push(Diagnostic { severity, ..subject.about(&INFO, entry, message) });
    }
}

fn needs(subject: &Subject, entry: &Entry) -> (Needs, Severity) {
    if subject.is_reference(entry) {
        return (entry.kind.map_or(&[], needs_of_kind), Severity::Info);
    }
    if let Some(name) = super::type_of(subject, entry) {
        let name = name.to_ascii_lowercase();
        return (TYPES.iter().find(|(of, _)| *of == name).map_or(&[], |(_, needs)| needs), Severity::Error);
    }
    (entry.kind.map_or(&[], needs_of_kind), Severity::Warning)
}

/// Whether an entry has the variable, or takes it from those it is linked to; a link into nothing counts as having it.
fn holds(subject: &Subject, entry: &Entry, variable: Variable) -> bool {
    if entry.has(variable) || entry.has(Variable::named("xdata")) {
        return true;
    }
    let Some(parent) = &entry.parent else { return false };
    let Some(parent) = subject.by_key(parent) else { return true };
    let there = Variable::OF_CONTAINER.iter().find(|(of_child, _)| *of_child == variable).map_or(variable, |(_, there)| *there);
    // Its own link is not followed further: one step is all that BibTeX does.
    parent.has(there) || parent.parent.is_some()
}

fn called(group: &[Variable], kind: Option<Kind>) -> &'static str {
    match (group.first(), kind) {
        (Some(Variable::Title), _) => "title",
        (Some(Variable::Issued), _) => "year",
        (Some(Variable::ContainerTitle), Some(Kind::ArticleJournal | Kind::ArticleMagazine | Kind::ArticleNewspaper)) => "journal",
        (Some(Variable::ContainerTitle), _) => "the title of the book",
        (Some(Variable::Publisher), Some(Kind::Thesis)) => "school",
        (Some(Variable::Publisher), _) => "institution",
        (Some(variable), _) => variable.name(),
        (None, _) => "",
    }
}
