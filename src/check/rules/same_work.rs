//! Entries of one file that describe one work, as deduplication finds them.

use super::same_doi;
use crate::check::{Found, Subject};
use crate::dedupe;
use crate::model::{Entry, Variable};
use crate::text::unicode::fold;
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};
use std::collections::HashSet;

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "same-work",
    summary: "two entries describe the same work",
    why: "It would be listed twice. `ibidem dedupe` merges them and tells which key was kept.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "bibtex",
        bad: "@book{a, author = {Smith, Anna}, title = {A History of Bees in Wales}, publisher = {Hive Press}, year = {2001}}\n@book{b, author = {Smith, A.}, title = {A history of bees in Wales}, publisher = {Hive Press}, year = {2001}}\n",
        good: "@book{a, author = {Smith, Anna}, title = {A History of Bees in Wales}, publisher = {Hive Press}, year = {2001}}\n@book{b, author = {Smith, A.}, title = {On the birds of Norway}, publisher = {Hive Press}, year = {2001}}\n",
    }],
};

pub(super) fn check(subject: &Subject, same: &dedupe::Report, found: &mut Found) {
    let entries = &subject.library.entries;
    let related = related(entries);
    for cluster in &same.clusters {
        let Some(kept) = entries.get(cluster.keep) else { continue };
        for entry in cluster.members.iter().filter_map(|at| entries.get(*at)).filter(|entry| entry.id != kept.id) {
            // One DOI is told by its own rule; files that are checked together may well share works.
            let told = same_doi::doi(entry).is_some_and(|doi| same_doi::doi(kept) == Some(doi));
            let meant = related.contains(entry.key.as_str()) || related.contains(kept.key.as_str());
            let another = columns(entry, kept) || elsewhere(entry, kept) || on_other_pages(entry, kept) || numbered(entry, kept);
            if entry.id.source == kept.id.source && !told && !meant && !another {
                let message = format!("this describes the same work as {}", subject.call(kept));
                found.push(subject.about(&INFO, entry, message).related(subject.head(kept), "the fuller entry"));
            }
        }
    }
}

/// Whether one is in a journal and the other in a book: what was published twice is cited as it was read.
fn elsewhere(a: &Entry, b: &Entry) -> bool {
    a.kind != b.kind && a.has(Variable::ContainerTitle) && b.has(Variable::ContainerTitle)
}

/// Whether nobody in particular wrote them, and they stand in different issues: a column has one title in a hundred of them.
fn columns(a: &Entry, b: &Entry) -> bool {
    let named = a.names(Variable::Author).is_some_and(|names| names.list.iter().any(|name| fold(&name.short()) != "anonymous"));
    let apart = |variable: Variable| a.plain(variable) != b.plain(variable);
    !named && [Variable::Volume, Variable::Issue, Variable::Number].into_iter().any(apart)
}

/// Whether they stand in other issues of one volume, or on other pages: greetings and reports come more than once under one title.
fn on_other_pages(a: &Entry, b: &Entry) -> bool {
    let first = |entry: &Entry, variable: Variable| {
        let place = entry.plain(variable)?;
        Some(place.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned())
    };
    let differ = |variable: Variable| matches!((first(a, variable), first(b, variable)), (Some(a), Some(b)) if a != b);
    let same = |variable: Variable| a.plain(variable).is_some_and(|value| b.plain(variable) == Some(value));
    let apart = [Variable::Page, Variable::Issue, Variable::Number].into_iter().any(differ);
    apart && same(Variable::Volume) && same(Variable::ContainerTitle)
}

/// Whether their titles differ in nothing but numbers and single letters: "Report 3" and "Report 4" are two works.
fn numbered(a: &Entry, b: &Entry) -> bool {
    let (a, b) = [a, b].map(|entry| entry.plain(Variable::Title).map(|title| fold(&title)).unwrap_or_default()).into();
    let own = |one: &str, other: &str| {
        let lacking: Vec<bool> = one.split(' ').filter(|word| !other.split(' ').any(|known| known == *word)).map(is_number).collect();
        !lacking.is_empty() && lacking.into_iter().all(|is_number| is_number)
    };
    own(&a, &b) && own(&b, &a)
}

/// Whether a word counts or letters things.
fn is_number(word: &str) -> bool {
    word.chars().count() == 1 || !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The keys that other entries name as related, or as members of a set: likeness is meant there.
fn related(entries: &[Entry]) -> HashSet<String> {
    let fields = ["related", "entryset"].map(Variable::named);
    let named = entries.iter().flat_map(|entry| fields.iter().filter_map(|field| entry.plain(*field)));
    named.flat_map(|keys| keys.split(',').map(|key| key.trim().to_owned()).collect::<Vec<_>>()).filter(|key| !key.is_empty()).collect()
}
