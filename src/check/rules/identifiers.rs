//! Identifiers: preprints, PubMed, books and music; their forms, and identifiers in other fields.

use super::*;
use crate::model::id::{Arxiv, Doi, Isbn, Issn, Pmcid, Pmid};
use std::ops::Range;

family! {
    ARXIV_ID "arxiv-id" Error Safe On: "an arXiv identifier that is none, or with a prefix",
        "`2401.01234`, or `math.GT/0309136` before April 2007: year, month, number. Styles write `arXiv:` themselves. The fix takes the prefix out.",
        [bibtex "@misc{smith, title = {One}, eprint = {arXiv:2401.01234}, archiveprefix = {arXiv}}" => "@misc{smith, title = {One}, eprint = {2401.01234}, archiveprefix = {arXiv}}"],
        field(Roles::EPRINT, arxiv_id).all();
    ARXIV_CLASS "arxiv-class-missing" Info None Off: "an arXiv identifier without its class",
        "The class (`cs.CL`) tells readers what field the work is of; some styles print it.",
        [bibtex "@misc{smith, title = {One}, eprint = {2401.01234}, archiveprefix = {arXiv}}" => "@misc{smith, title = {One}, eprint = {2401.01234}, archiveprefix = {arXiv}, primaryclass = {cs.CL}}"],
        field(Roles::EPRINT, arxiv_class).bibtex().all();
    EPRINT_TYPE "eprint-without-type" Warning Unsafe On: "a preprint's number without its archive",
        "No style can make a link of it. The fix names arXiv, where the number has its form; it is unsafe, for other archives number alike.",
        [bibtex "@misc{smith, title = {One}, eprint = {2401.01234}}" => "@misc{smith, title = {One}, eprint = {2401.01234}, archiveprefix = {arXiv}}"],
        field(Roles::EPRINT, eprint_type).bibtex().all();
    ARXIV_IN_JOURNAL "arxiv-in-journal" Warning Unsafe On: "an arXiv identifier as a journal",
        "arXiv is no journal; a style that knows `eprint` makes a link of it. The fix adds the fields; it is unsafe, for `@article` may need the journal.",
        [bibtex "@article{smith, author = {A. Smith}, title = {One}, journal = {arXiv preprint arXiv:2401.01234}, year = 2024}" => "@article{smith, author = {A. Smith}, title = {One}, journal = {arXiv preprint arXiv:2401.01234}, eprint = {2401.01234}, archiveprefix = {arXiv}, year = 2024}"],
        field(Roles::JOURNAL, arxiv_in_journal).bibtex().with(b"rR");
    PMID_FORMAT "pmid-format" Error Safe On: "a PubMed identifier that is none, or with a prefix",
        "A PMID is a number of one to nine digits. The fix takes the prefix or address out.",
        [bibtex "@misc{smith, title = {One}, pmid = {PMID: 12345}}" => "@misc{smith, title = {One}, pmid = {12345}}"],
        field(Roles::PMID, pmid_format).all();
    PMCID_FORMAT "pmcid-format" Error Safe On: "a PubMed Central identifier that is none, or without its `PMC`",
        "A PMCID is `PMC` and a number. The fix writes it so.",
        [bibtex "@misc{smith, title = {One}, pmcid = {3531190}}" => "@misc{smith, title = {One}, pmcid = {PMC3531190}}"],
        field(Roles::PMCID, pmcid_format).all();
    ISMN_CHECKSUM "ismn-checksum" Error None On: "an ISMN that is none",
        "An ISMN has thirteen digits that begin with 979-0, or `M` and nine; the last is computed from the others.",
        [bibtex "@misc{smith, title = {One}, ismn = {979-0-2600-0043-9}}" => "@misc{smith, title = {One}, ismn = {979-0-2600-0043-8}}"],
        field(Roles::ISMN, ismn).all();
    ISBN_PREFIX "isbn-prefix" Warning Safe On: "`ISBN` before an ISBN",
        "Styles write it themselves. The fix takes it out.",
        [bibtex "@book{smith, author = {A. Smith}, title = {One}, isbn = {ISBN 0-306-40615-2}, publisher = {P}, year = 2000}" => "@book{smith, author = {A. Smith}, title = {One}, isbn = {0-306-40615-2}, publisher = {P}, year = 2000}"],
        field(Roles::ISBN, isbn_prefix).with(b"iI");
    ISBN_HYPHENATION "isbn-hyphenation" Info Safe Off: "an ISBN without its hyphens, or with others",
        "An ISBN has hyphens between its parts: prefix, group, publisher, title, check digit (ISO 2108). Where they stand depends on the ranges that the International ISBN Agency gives out. The fix sets them; the number is the same.",
        [bibtex "@book{smith, author = {A. Smith}, title = {One}, isbn = {0306 406152}, publisher = {P}, year = 2000}" => "@book{smith, author = {A. Smith}, title = {One}, isbn = {0-306-40615-2}, publisher = {P}, year = 2000}",
         bibtex "@book{smith, author = {A. Smith}, title = {One}, isbn = {978-03064-0615-7}, publisher = {P}, year = 2000}" => "@book{smith, author = {A. Smith}, title = {One}, isbn = {978-0-306-40615-7}, publisher = {P}, year = 2000}"],
        field(Roles::ISBN, isbn_hyphenation).all();
    ISSN_HYPHEN "issn-hyphen" Info Safe On: "an ISSN without its hyphen",
        "An ISSN is written in two groups of four. The fix sets the hyphen.",
        [bibtex "@misc{smith, title = {One}, issn = {03785955}}" => "@misc{smith, title = {One}, issn = {0378-5955}}"],
        field(Roles::ISSN, issn_hyphen).all();
    SHORT_DOI "short-doi" Info None Off: "a shortened DOI",
        "`10/abc` leads to the work, but does not compare equal with its DOI.",
        [bibtex "@misc{smith, title = {One}, doi = {10/b3n}}" => "@misc{smith, title = {One}, doi = {10.1000/182}}"],
        field(Roles::DOI, short_doi).with(b"/");
    DOI_IN_NOTE "doi-in-note" Warning Safe On: "a DOI as a note",
        "It has a field of its own, where styles make a link of it. The fix moves it there.",
        [bibtex "@misc{smith, title = {One}, note = {doi:10.1000/182}}" => "@misc{smith, title = {One}, doi = {10.1000/182}}"],
        field(Roles::NOTE.and(Roles::HOWPUBLISHED), doi_in_note).bibtex().with(b"/");
}

/// Whether an eprint is one of arXiv's.
fn is_arxiv(record: &Record) -> bool {
    record.of(Roles::EPRINT_TYPE).is_some_and(|archive| archive.text.eq_ignore_ascii_case("arxiv"))
}

fn arxiv_id(record: &Record, field: &Field, found: &mut Found) {
    if field.text.is_empty() || !is_arxiv(record) {
        return;
    }
    match Arxiv::parse(field.text) {
        Ok(id) if id.as_str() == field.text => {}
        Ok(id) if field.text.contains(id.as_str()) => {
            let message = format!("more than the identifier `{id}`");
            found.mend(record, field, field.all(), id.as_str(), message);
        }
        Ok(_) => {}
        Err(_) => _ = found.tell(record, field, field.all(), format!("`{}` is no arXiv identifier", field.text)),
    }
}

fn arxiv_class(record: &Record, field: &Field, found: &mut Found) {
    let new_scheme = Arxiv::parse(field.text).is_ok() && !field.text.contains('/');
    if new_scheme && is_arxiv(record) && record.of(Roles::EPRINT_CLASS).is_none() {
        found.tell(record, field, field.all(), "the class is not named");
    }
}

/// An edit that puts fields behind one.
fn behind(field: &Field, fields: &str) -> Edit {
    let end = field.whole.range().end;
    Edit { span: Span::new(field.span.source, end..end), text: fields.to_owned() }
}

fn eprint_type(record: &Record, field: &Field, found: &mut Found) {
    if field.text.is_empty() || record.of(Roles::EPRINT_TYPE).is_some() {
        return;
    }
    match Arxiv::parse(field.text) {
        Ok(_) => found.fix(field.span, record.entry, "the archive is not named", "name arXiv", vec![behind(field, ", archiveprefix = {arXiv}")]),
        // Some styles have the name of a site there.
        Err(_) if field.text.contains("://") || !field.text.contains(|c: char| c.is_ascii_digit()) => {}
        Err(_) => _ = found.tell(record, field, field.all(), "the archive is not named"),
    }
}

fn arxiv_in_journal(record: &Record, field: &Field, found: &mut Found) {
    let small = field.text.to_ascii_lowercase();
    let Some(at) = small.find("arxiv:").map(|at| at + 6).filter(|_| record.of(Roles::EPRINT).is_none()) else { return };
    let rest = &field.text[at..];
    let end = rest.find([' ', ',', '[', ')', '}', ']']).unwrap_or(rest.len());
    let Ok(id) = Arxiv::parse(&rest[..end]) else { return };
    let fields = format!(", eprint = {{{id}}}, archiveprefix = {{arXiv}}");
    found.fix(field.part(at..at + end), record.entry, "arXiv is no journal", "add `eprint`", vec![behind(field, &fields)]);
}

fn pmid_format(record: &Record, field: &Field, found: &mut Found) {
    identifier(record, field, Pmid::parse(field.text).ok().map(|id| id.to_string()), "PMID", found);
}

fn pmcid_format(record: &Record, field: &Field, found: &mut Found) {
    identifier(record, field, Pmcid::parse(field.text).ok().map(|id| id.to_string()), "PMCID", found);
}

fn identifier(record: &Record, field: &Field, read: Option<String>, name: &str, found: &mut Found) {
    match read {
        _ if field.text.is_empty() => {}
        None => _ = found.tell(record, field, field.all(), format!("`{}` is no {name}", field.text)),
        Some(id) if id != field.text => found.mend(record, field, field.all(), &id, format!("a {name} is written `{id}`")),
        Some(_) => {}
    }
}

fn ismn(record: &Record, field: &Field, found: &mut Found) {
    let bare: String = field.text.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    let bare = bare.strip_prefix("ISMN").unwrap_or(&bare).replace('M', "9790");
    let sum: u32 = bare.chars().filter_map(|c| c.to_digit(10)).zip([1, 3].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    let proper = bare.len() == 13 && bare.starts_with("9790") && bare.bytes().all(|byte| byte.is_ascii_digit());
    if !(field.text.is_empty() || proper && sum.is_multiple_of(10)) {
        found.tell(record, field, field.all(), format!("`{}` is no ISMN", field.text));
    }
}

fn isbn_prefix(record: &Record, field: &Field, found: &mut Found) {
    if let Some(end) = behind_word(field.text, &["isbn-13", "isbn-10", "isbn13", "isbn10", "isbn"]) {
        found.mend(record, field, 0..end, "", format!("`{}` before the number", field.text[..end].trim()));
    }
}

/// Where the digits behind one of these words begin.
fn behind_word(text: &str, words: &[&str]) -> Option<usize> {
    let word = words.iter().find(|word| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))?;
    let rest = text[word.len()..].trim_start_matches([':', ' ', '\u{a0}', '.']);
    rest.starts_with(|c: char| c.is_ascii_digit()).then(|| text.len() - rest.len())
}

fn isbn_hyphenation(record: &Record, field: &Field, found: &mut Found) {
    for isbn in super::isbn_checksum::several(field.text) {
        if let Some(proper) = Isbn::hyphenated(isbn).filter(|proper| proper != isbn) {
            found.mend(record, field, place(field.text, isbn), &proper, format!("this ISBN is written `{proper}`"));
        }
    }
}

fn issn_hyphen(record: &Record, field: &Field, found: &mut Found) {
    if field.text.len() == 8
        && !field.text.contains('-')
        && let Ok(issn) = Issn::parse(field.text)
    {
        found.mend(record, field, field.all(), issn.as_str(), "an ISSN has a hyphen in its middle");
    }
}

fn short_doi(record: &Record, field: &Field, found: &mut Found) {
    if is_short_doi(field.text) {
        found.tell(record, field, field.all(), "a shortened DOI");
    }
}

/// Whether a text is a DOI as the service for short ones writes it.
pub(super) fn is_short_doi(text: &str) -> bool {
    text.strip_prefix("10/").is_some_and(|rest| !rest.is_empty() && rest.len() < 12 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn doi_in_note(record: &Record, field: &Field, found: &mut Found) {
    let (Some(name), false) = (field.name_span, record.has("doi")) else { return };
    let text = field.text.trim_end_matches('.');
    let named = text.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("doi")) || text.starts_with("10.");
    // Of two, or beside a DOI's address in `url`, the first makes the field.
    let url = record.of(Roles::URL).is_some_and(|url| url.text.contains("doi.org/10."));
    let earlier = record.fields.iter().take_while(|other| other.span != field.span).any(|other| Doi::parse(other.text).is_ok());
    if url || earlier {
        return;
    }
    let Some(doi) = Doi::parse(text).ok().filter(|doi| named && !doi.as_str().contains(['{', '}', '\\', ','])) else { return };
    let whole: Range<usize> = field.all();
    let edits = vec![Edit { span: name, text: "doi".to_owned() }, Edit { span: field.part(whole), text: doi.to_string() }];
    found.fix(field.span, record.entry, "a DOI has a field of its own", "write it as `doi`", edits);
}
