//! The rules, one a file. A rule says what it knows of itself in its `INFO`, from which help, documentation and tests are made,
//! and is asked through its function `check`. To add one: a file, and its name in the list below.

use super::{Rule, Subject};
use crate::model::{Entry, Variable};
use crate::text::Span;

mod citations;

macro_rules! rules {
    ($($name:ident,)+) => {
        $(pub(crate) mod $name;)+
        /// All rules that are asked; what readers raise themselves stands in [`READERS`](super::READERS).
        pub static RULES: &[Rule] = &[$(Rule { info: &$name::INFO, check: $name::check },)+];
    };
}

rules! {
    all_caps_title,
    ambiguous_citation,
    author_equals_title,
    case_only_duplicate_key,
    container_variant,
    crossref_missing,
    digits_in_name,
    doi_in_url,
    doi_syntax,
    doi_trailing_junk,
    duplicate_key,
    empty_field,
    et_al_literal,
    future_year,
    html_entity,
    invalid_date,
    inverted_name,
    invisible_character,
    isbn_checksum,
    issn_checksum,
    list_not_sorted,
    low_confidence_parse,
    missing_author_and_title,
    missing_key,
    missing_reference,
    missing_year,
    mixed_reference_style,
    mojibake,
    nullish_value,
    one_of_required,
    pages_prefix,
    pages_reversed,
    pmid_format,
    required_field,
    same_doi,
    same_work,
    single_page_twice,
    stray_text,
    trailing_dot,
    uncited_reference,
    unknown_type,
    unused_string,
    url_in_title,
    url_invalid,
    url_no_scheme,
    year_not_4_digits,
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
