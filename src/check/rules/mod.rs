//! The rules. A rule that needs more than a few lines is a file: what it knows of itself stands in its `INFO`, from which help, documentation
//! and tests are made, and it is asked through its function `check`. Rules that look at the same values stand in one file as a family, one
//! row each: name, severity, fix, words, examples, and what they are asked about. To add a rule: a row, or a file and its name in the table
//! below.

use super::engine::{Found, Rule, Scope, field};
use super::field::{Field, Record};
use super::roles::Roles;
use super::{Input, Subject};
use crate::model::{Entry, Variable};
use crate::text::{Diagnostic, Edit, Example, FixSafety, RuleDefault, RuleInfo, Severity, Span};

/// A family: `ID "name" Severity Fix Default: "summary", "why", [format "bad" => "good"], scope;` a row.
macro_rules! family {
    ($($id:ident $name:literal $severity:ident $fix:ident $default:ident: $summary:literal, $why:literal,
        [$($input:ident $bad:literal => $good:literal),* $(,)?], $scope:expr;)+) => {
        $(pub(crate) static $id: RuleInfo = RuleInfo {
            name: $name,
            summary: $summary,
            why: $why,
            severity: Severity::$severity,
            default: RuleDefault::$default,
            fix: FixSafety::$fix,
            examples: &[$(Example { input: stringify!($input), bad: $bad, good: $good },)*],
        };)+
        /// The rules of this family.
        pub(super) static RULES: &[Rule] = &[$(Rule { info: &$id, scope: $scope },)+];
    };
}

mod citations;
pub(super) mod cited_keys;
mod commands;
pub(super) mod names_of;
mod tex;

macro_rules! groups {
    ($($group:literal: $($scope:ident $name:ident),* ; $(family $family:ident),* ;)+) => {
        $($(pub(crate) mod $name;)* $(mod $family;)*)+
        /// All rules that are asked, by group; what readers raise themselves stands in [`READERS`](super::READERS).
        pub static GROUPS: &[(&str, &[&[Rule]])] = &[
            $(($group, &[&[$(Rule { info: &$name::INFO, scope: Scope::$scope($name::check) },)*], $($family::RULES,)*]),)+
        ];
    };
}

groups! {
    "keys": Entry missing_key, Run duplicate_key, Run case_only_duplicate_key; family keys;
    "types and fields": Entry unknown_type, Entry required_field, Entry one_of_required, Run project_field; family types, family fields;
    "dates": Entry invalid_date, Entry year_not_4_digits, Entry future_year; family dates;
    "names": Entry digits_in_name, Entry et_al_literal; family names, family people;
    "titles": Entry all_caps_title, Entry trailing_dot, Entry url_in_title; family titles;
    "pages and numbers": Entry pages_prefix, Entry pages_reversed, Entry single_page_twice; family numbers;
    "identifiers": Entry doi_syntax, Entry doi_trailing_junk, Entry doi_in_url, Entry isbn_checksum, Entry issn_checksum; family identifiers;
    "links and files": Entry url_invalid, Entry url_no_scheme; family urls, family files;
    "LaTeX": ; family latex;
    "characters": ; family characters, family typography;
    "duplicates": Run same_doi, Works same_work; family duplicates;
    "cross references": Entry crossref_missing; family links;
    "citations": Run case_mismatch, Run duplicate_key_in_list, Run hard_coded_citation, Run two_bibs_same_key, Run undefined_citation,
        Run unused_entry; ;
    "consistency": ; family consistency, family journals;
    "BibTeX source": Run stray_text, Run unused_string; ;
    "reference lists": Entry author_equals_title, Run ambiguous_citation, Works container_variant, Works inverted_name, Run list_not_sorted,
        Entry low_confidence_parse, Entry missing_author_and_title, Entry missing_year, Run missing_reference, Run mixed_reference_style,
        Run uncited_reference; family lists;
}

/// All rules that are asked.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    GROUPS.iter().flat_map(|(_, tables)| tables.iter()).flat_map(|table| table.iter())
}

/// Where a name of a list stands, else the list, else the head of the entry.
fn name_span(subject: &Subject, entry: &Entry, variable: Variable, part: usize) -> Span {
    let known = subject.library.origins.known_name_span(entry.id, variable, part);
    known.or_else(|| subject.value(entry, variable)).unwrap_or_else(|| subject.head(entry))
}

/// The type of an entry as it is written in BibTeX's syntax: the `article` of `@article{`.
fn type_of<'a>(subject: &Subject<'a>, entry: &Entry) -> Option<&'a str> {
    let text = subject.sources.slice(subject.library.origins.span(entry.id));
    let name = text.strip_prefix('@')?.split(['{', '(']).next()?.trim();
    (subject.is_bibtex(entry) && !name.is_empty() && name.len() < 50).then_some(name)
}

/// Where a piece of a text stands in it.
fn place(text: &str, piece: &str) -> std::ops::Range<usize> {
    let start = piece.as_ptr() as usize - text.as_ptr() as usize;
    start..start + piece.len()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
