//! What the Citation File Format 1.2.0 calls things (its guide and `schema.json`), in one table that is read in both directions.

use super::super::mapping::{Mapping, On, Row, Way};
use crate::model::Kind;
use std::sync::LazyLock;

/// How a field's value is written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// Text that the schema allows where the function says so.
    Text(fn(&str) -> bool),
    /// Persons and entities.
    Names,
    /// A day.
    Date,
    /// A list of texts of which the function allows each; the sign between them in the variable.
    List(fn(&str) -> bool, &'static str),
    /// The same, but one alone stands without a list.
    OneOrList(fn(&str) -> bool, &'static str),
    /// An entity: its name, and in the variable of that name its place, in the field of that name.
    Entity(&'static str, &'static str),
}

use Form::{Date, Entity, List, Names, OneOrList, Text};
use On::{Any, Only};
use Way::{Both, Read};

const fn row(field: &'static str, variable: &'static str, form: Form, on: On, way: Way) -> Row<Form> {
    Row { field, variable, form, on, way }
}

/// Where works of the kind stand in a collection that the format names.
const IN_BOOKS: On =
    Only(&[Some(Kind::PaperConference), Some(Kind::Chapter), Some(Kind::Entry), Some(Kind::EntryDictionary), Some(Kind::EntryEncyclopedia)]);
/// Whose institution publishes them.
const INSTITUTIONAL: On = Only(&[Some(Kind::Thesis), Some(Kind::Report)]);

/// The fields, in the order in which they are written.
static FIELDS: &[Row<Form>] = &[
    row("title", "title", Text(some), Any, Both),
    row("authors", "author", Names, Any, Both),
    row("abbreviation", "title-short", Text(some), Any, Both),
    row("abstract", "abstract", Text(some), Any, Both),
    row("version", "version", Text(some), Any, Both),
    row("doi", "DOI", Text(doi), Any, Both),
    row("url", "URL", Text(url), Any, Both),
    row("repository", "repository", Text(url), Any, Both),
    row("repository-code", "repository-code", Text(url), Any, Both),
    row("repository-artifact", "repository-artifact", Text(url), Any, Both),
    row("commit", "commit", Text(some), Any, Both),
    row("license", "license", OneOrList(license, " OR "), Any, Both),
    row("license-url", "license-url", Text(url), Any, Both),
    row("keywords", "keyword", List(some, ", "), Any, Both),
    row("contact", "contact", Names, Any, Both),
    row("contributors", "contributor", Names, Any, Read),
    row("message", "message", Text(some), Any, Both),
    row("journal", "container-title", Text(some), Only(IN_PERIODICALS), Both),
    row("collection-title", "container-title", Text(some), IN_BOOKS, Both),
    row("journal", "container-title", Text(some), Any, Both),
    row("collection-title", "collection-title", Text(some), Any, Both),
    row("collection-doi", "collection-doi", Text(doi), Any, Both),
    row("collection-type", "collection-type", Text(some), Any, Both),
    row("volume", "volume", Text(some), Any, Both),
    row("volume-title", "volume-title", Text(some), Any, Both),
    row("issue", "issue", Text(some), Any, Both),
    row("issue-title", "issue-title", Text(some), Any, Both),
    row("number", "number", Text(some), Any, Both),
    row("number-volumes", "number-of-volumes", Text(some), Any, Both),
    row("edition", "edition", Text(some), Any, Both),
    row("section", "section", Text(some), Any, Both),
    row("pages", "number-of-pages", Text(some), Any, Both),
    row("editors", "editor", Names, Any, Both),
    row("editors-series", "collection-editor", Names, Any, Both),
    row("translators", "translator", Names, Any, Both),
    row("recipients", "recipient", Names, Any, Both),
    row("senders", "senders", Names, Any, Both),
    row("institution", "publisher", Entity("publisher-place", "city"), INSTITUTIONAL, Both),
    row("publisher", "publisher", Entity("publisher-place", "city"), Any, Both),
    row("institution", "institution", Entity("institution-city", "city"), Any, Both),
    row("location", "location", Entity("location-city", "city"), Any, Both),
    row("conference", "event-title", Entity("event-place", "location"), Any, Both),
    row("database", "source", Text(some), Any, Both),
    row("database-provider", "database-provider", Entity("database-provider-city", "city"), Any, Both),
    row("date-accessed", "accessed", Date, Any, Both),
    row("date-downloaded", "date-downloaded", Date, Any, Both),
    row("year-original", "original-date", Text(year), Any, Both),
    row("isbn", "ISBN", Text(isbn), Any, Both),
    row("issn", "ISSN", Text(issn), Any, Both),
    row("pmcid", "PMCID", Text(pmcid), Any, Both),
    row("nihmsid", "nihmsid", Text(some), Any, Both),
    row("languages", "language", List(language, ", "), Any, Both),
    row("medium", "medium", Text(some), Any, Both),
    row("format", "format", Text(some), Any, Both),
    row("thesis-type", "genre", Text(some), Only(&[Some(Kind::Thesis)]), Both),
    row("thesis-type", "thesis-type", Text(some), Any, Both),
    row("status", "status", Text(status), Any, Both),
    row("notes", "note", Text(some), Any, Both),
    row("copyright", "copyright", Text(some), Any, Both),
    row("data-type", "data-type", Text(some), Any, Both),
    row("department", "department", Text(some), Any, Both),
    row("entry", "entry", Text(some), Any, Both),
    row("filename", "filename", Text(some), Any, Both),
    row("issue-date", "issue-date", Text(some), Any, Both),
    row("loc-start", "loc-start", Text(some), Any, Both),
    row("loc-end", "loc-end", Text(some), Any, Both),
    row("patent-states", "patent-states", List(some, ", "), Any, Both),
    row("scope", "scope", Text(some), Any, Both),
    row("term", "term", Text(some), Any, Both),
];

const IN_PERIODICALS: &[Option<Kind>] =
    &[Some(Kind::ArticleJournal), Some(Kind::ArticleMagazine), Some(Kind::ArticleNewspaper), Some(Kind::Article), Some(Kind::Review)];

/// The fields in both directions.
pub(super) static MAPPING: LazyLock<Mapping<Form>> = LazyLock::new(|| Mapping::new(FIELDS));

/// The fields that the root of a file may have, besides `type` and `identifiers`.
pub(super) const ROOT: &[&str] = &[
    "abstract",
    "authors",
    "commit",
    "contact",
    "date-released",
    "doi",
    "keywords",
    "license",
    "license-url",
    "message",
    "repository",
    "repository-artifact",
    "repository-code",
    "title",
    "url",
    "version",
];

/// The fields that a reference may not have.
pub(super) const NOT_IN_REFERENCES: &[&str] = &["message"];

/// What may be said of a person besides the name, and of an entity.
pub(super) const OF_PERSONS: &[&str] =
    &["alias", "affiliation", "orcid", "email", "website", "address", "city", "region", "post-code", "country", "tel", "fax"];
/// See [`OF_PERSONS`].
pub(super) const OF_ENTITIES: &[&str] =
    &["alias", "orcid", "email", "website", "address", "city", "region", "post-code", "country", "location", "tel", "fax", "date-start", "date-end"];

/// Whether the schema allows a value in such a field of a person or an entity.
pub(super) fn fits(field: &str, value: &str) -> bool {
    match field {
        "orcid" => value
            .strip_prefix("https://orcid.org/")
            .is_some_and(|id| id.len() == 19 && id.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'X'))),
        "website" => url(value),
        "country" => value.len() == 2 && value.bytes().all(|b| b.is_ascii_uppercase()),
        "email" => value.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.')) && !value.contains(char::is_whitespace),
        "date-start" | "date-end" => {
            crate::model::Date::parse_edtf(value).is_ok_and(|date| !date.is_range() && date.start.is_some_and(|start| start.day.is_some()))
        }
        _ => some(value),
    }
}

fn some(text: &str) -> bool {
    !text.is_empty()
}

fn url(text: &str) -> bool {
    let rest = ["https://", "http://", "ftp://", "sftp://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    rest.is_some_and(|rest| !rest.is_empty())
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '{' | '}' | '\\' | '^' | '`' | '|'))
}

pub(super) fn doi(text: &str) -> bool {
    let Some((prefix, suffix)) = text.strip_prefix("10.").and_then(|rest| rest.split_once('/')) else { return false };
    let (first, rest) = prefix.split_once('.').unwrap_or((prefix, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let sign = |b: u8| b.is_ascii_alphanumeric() || b":/_;-.()[]\\".contains(&b);
    digits(first) && (4..=9).contains(&first.len()) && digits(rest) && !suffix.is_empty() && suffix.bytes().all(sign)
}

fn isbn(text: &str) -> bool {
    let bare = text.strip_suffix('X').unwrap_or(text);
    (10..=17).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b' '))
}

fn issn(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 9
        && bytes.iter().enumerate().all(|(at, b)| if at == 4 { *b == b'-' } else { b.is_ascii_digit() || at == 8 && matches!(b, b'x' | b'X') })
}

fn pmcid(text: &str) -> bool {
    text.strip_prefix("PMC").is_some_and(|digits| digits.len() == 7 && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// The form of an SPDX identifier; which of them exist is not asked.
fn license(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'+'))
}

fn language(text: &str) -> bool {
    (2..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase())
}

fn status(text: &str) -> bool {
    ["abstract", "advance-online", "in-preparation", "in-press", "preprint", "submitted"].contains(&text)
}

fn year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a type is what its kind is called, a further name that is kept, or only the nearest name for a kind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    Kind,
    More,
    Less,
}

/// The types of references. The first of a kind is what it is called.
const TYPES: &[(&str, Option<Kind>, Says)] = &[
    ("software", Some(Kind::Software), Says::Kind),
    ("data", Some(Kind::Dataset), Says::Kind),
    ("article", Some(Kind::ArticleJournal), Says::Kind),
    ("magazine-article", Some(Kind::ArticleMagazine), Says::Kind),
    ("newspaper-article", Some(Kind::ArticleNewspaper), Says::Kind),
    ("book", Some(Kind::Book), Says::Kind),
    ("conference-paper", Some(Kind::PaperConference), Says::Kind),
    ("report", Some(Kind::Report), Says::Kind),
    ("thesis", Some(Kind::Thesis), Says::Kind),
    ("website", Some(Kind::Webpage), Says::Kind),
    ("blog", Some(Kind::PostWeblog), Says::Kind),
    ("generic", None, Says::Kind),
    ("unpublished", Some(Kind::Manuscript), Says::Kind),
    ("patent", Some(Kind::Patent), Says::Kind),
    ("standard", Some(Kind::Standard), Says::Kind),
    ("art", Some(Kind::Graphic), Says::Kind),
    ("bill", Some(Kind::Bill), Says::Kind),
    ("conference", Some(Kind::Event), Says::Kind),
    ("film-broadcast", Some(Kind::MotionPicture), Says::Kind),
    ("hearing", Some(Kind::Hearing), Says::Kind),
    ("historical-work", Some(Kind::Classic), Says::Kind),
    ("legal-case", Some(Kind::LegalCase), Says::Kind),
    ("legal-rule", Some(Kind::Regulation), Says::Kind),
    ("map", Some(Kind::Map), Says::Kind),
    ("pamphlet", Some(Kind::Pamphlet), Says::Kind),
    ("personal-communication", Some(Kind::PersonalCommunication), Says::Kind),
    ("serial", Some(Kind::Periodical), Says::Kind),
    ("slides", Some(Kind::Speech), Says::Kind),
    ("sound-recording", Some(Kind::Song), Says::Kind),
    ("statute", Some(Kind::Legislation), Says::Kind),
    ("software-code", Some(Kind::Software), Says::More),
    ("software-container", Some(Kind::Software), Says::More),
    ("software-executable", Some(Kind::Software), Says::More),
    ("software-virtual-machine", Some(Kind::Software), Says::More),
    ("database", Some(Kind::Dataset), Says::More),
    ("catalogue", Some(Kind::Book), Says::More),
    ("dictionary", Some(Kind::Book), Says::More),
    ("edited-work", Some(Kind::Book), Says::More),
    ("encyclopedia", Some(Kind::Book), Says::More),
    ("manual", Some(Kind::Book), Says::More),
    ("proceedings", Some(Kind::Book), Says::More),
    ("government-document", Some(Kind::Report), Says::More),
    ("grant", None, Says::More),
    ("audiovisual", Some(Kind::MotionPicture), Says::More),
    ("multimedia", Some(Kind::MotionPicture), Says::More),
    ("video", Some(Kind::MotionPicture), Says::More),
    ("music", Some(Kind::Song), Says::More),
    ("article", Some(Kind::Article), Says::Less),
    ("article", Some(Kind::Review), Says::Less),
    ("article", Some(Kind::ReviewBook), Says::Less),
    ("book", Some(Kind::Chapter), Says::Less),
    ("book", Some(Kind::Collection), Says::Less),
    ("dictionary", Some(Kind::EntryDictionary), Says::Less),
    ("encyclopedia", Some(Kind::EntryEncyclopedia), Says::Less),
    ("film-broadcast", Some(Kind::Broadcast), Says::Less),
    ("art", Some(Kind::Figure), Says::Less),
    ("blog", Some(Kind::Post), Says::Less),
    ("music", Some(Kind::MusicalScore), Says::Less),
    ("legal-rule", Some(Kind::Treaty), Says::Less),
    ("personal-communication", Some(Kind::Interview), Says::Less),
];

/// The variable that keeps a type that says more than its kind.
pub(super) const TYPE: &str = "cff-type";

/// The kind of a type, and whether the type says more; none for a type that the schema does not know.
pub(super) fn kind(name: &str) -> Option<(Option<Kind>, bool)> {
    TYPES.iter().find(|(of, ..)| *of == name).map(|(_, kind, says)| (*kind, *says == Says::More))
}

/// What a kind is called; `more` where that is a type of the kind that says more.
pub(super) fn type_of(kind: Option<Kind>, more: Option<&str>) -> &'static str {
    let of_kind = || TYPES.iter().filter(|(_, of, _)| *of == kind);
    let more = more.and_then(|more| of_kind().find(|(name, _, says)| *name == more && *says == Says::More));
    more.or_else(|| of_kind().find(|(.., says)| *says != Says::More)).map_or("generic", |(name, ..)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_as_the_same_variable() {
        // These have no field where a field of theirs is taken by another variable; writing asks before.
        let taken = [("collection-title", "collection-title"), ("institution", "institution"), ("thesis-type", "thesis-type")];
        assert_eq!(MAPPING.one_way(), taken);
    }
}
