//! What Crossref calls things (api.crossref.org, "Works"; content negotiation gives the same without lists of one).

use super::super::mapping::{Mapping, On, Row, Way};
use crate::model::Kind;
use std::sync::LazyLock;

/// How a value stands in a record.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// Text with tags; of a list the first, the others are kept.
    Title,
    /// Text or a number; several with commas between.
    Text,
    Names,
    Date,
}

use Form::{Date, Names, Text, Title};

const fn row(field: &'static str, variable: &'static str, form: Form) -> Row<Form> {
    Row { field, variable, form, on: On::Any, way: Way::Read }
}
const fn on(field: &'static str, variable: &'static str, form: Form, kinds: &'static [Option<Kind>]) -> Row<Form> {
    Row { field, variable, form, on: On::Only(kinds), way: Way::Read }
}

static FIELDS: &[Row<Form>] = &[
    row("title", "title", Title),
    row("short-title", "title-short", Title),
    row("original-title", "original-title", Title),
    row("short-container-title", "container-title-short", Title),
    row("container-title-short", "container-title-short", Title),
    row("abstract", "abstract", Title),
    row("author", "author", Names),
    row("editor", "editor", Names),
    row("chair", "chair", Names),
    row("translator", "translator", Names),
    row("contributor", "contributor", Names),
    row("issued", "issued", Date),
    row("published", "published", Date),
    row("published-print", "published-print", Date),
    row("published-online", "published-online", Date),
    row("published-other", "published-other", Date),
    row("posted", "posted", Date),
    row("accepted", "accepted", Date),
    row("approved", "approved", Date),
    row("content-created", "content-created", Date),
    row("content-updated", "content-updated", Date),
    row("publisher", "publisher", Text),
    row("publisher-location", "publisher-place", Text),
    row("volume", "volume", Text),
    row("issue", "issue", Text),
    row("page", "page", Text),
    on("article-number", "number", Text, &[Some(Kind::ArticleJournal), Some(Kind::PaperConference), Some(Kind::Article)]),
    row("part-number", "part", Text),
    row("edition-number", "edition", Text),
    row("number", "number", Text),
    row("DOI", "DOI", Text),
    row("URL", "URL", Text),
    row("ISSN", "ISSN", Text),
    row("ISBN", "ISBN", Text),
    row("PMID", "PMID", Text),
    row("subject", "keyword", Text),
    row("language", "language", Text),
    row("archive", "archive", Text),
    row("source", "source", Text),
    on("degree", "genre", Text, &[Some(Kind::Thesis)]),
    row("subtype", "genre", Text),
];

/// The fields that are values by themselves.
pub(super) static MAPPING: LazyLock<Mapping<Form>> = LazyLock::new(|| Mapping::new(FIELDS));

/// What a date of publication is taken from, in this order.
pub(super) const ISSUED: &[&str] = &["issued", "published", "published-print", "published-online", "posted", "published-other"];
/// Those that say nothing more where they say the same as the date of publication.
pub(super) const SAME_AS_ISSUED: &[&str] = &["issued", "published", "posted", "published-other"];

/// What tells of Crossref's record rather than of the work.
pub(super) const OF_THE_RECORD: &[&str] =
    &["indexed", "created", "deposited", "score", "prefix", "member", "content-domain", "update-policy", "resource", "link"];

/// Types of works, and whether they say more than the kind.
const TYPES: &[(&str, Option<Kind>, bool)] = &[
    ("journal-article", Some(Kind::ArticleJournal), false),
    ("book-chapter", Some(Kind::Chapter), false),
    ("book", Some(Kind::Book), false),
    ("proceedings-article", Some(Kind::PaperConference), false),
    ("dissertation", Some(Kind::Thesis), false),
    ("report", Some(Kind::Report), false),
    ("posted-content", Some(Kind::Article), false),
    ("peer-review", Some(Kind::Review), false),
    ("reference-entry", Some(Kind::Entry), false),
    ("dataset", Some(Kind::Dataset), false),
    ("standard", Some(Kind::Standard), false),
    ("journal", Some(Kind::Periodical), false),
    ("other", None, false),
    ("monograph", Some(Kind::Book), true),
    ("edited-book", Some(Kind::Book), true),
    ("reference-book", Some(Kind::Book), true),
    ("book-set", Some(Kind::Book), true),
    ("book-series", Some(Kind::Book), true),
    ("proceedings", Some(Kind::Book), true),
    ("proceedings-series", Some(Kind::Book), true),
    ("book-section", Some(Kind::Chapter), true),
    ("book-part", Some(Kind::Chapter), true),
    ("book-track", Some(Kind::Chapter), true),
    ("report-component", Some(Kind::Report), true),
    ("report-series", Some(Kind::Report), true),
    ("standard-series", Some(Kind::Standard), true),
    ("journal-volume", Some(Kind::Periodical), true),
    ("journal-issue", Some(Kind::Periodical), true),
    ("database", Some(Kind::Dataset), true),
    ("component", None, true),
    ("grant", None, true),
];

/// The kind of a type, and whether the type says more.
pub(super) fn kind(name: &str) -> (Option<Kind>, bool) {
    let known = TYPES.iter().find(|(of, ..)| *of == name).map(|(_, kind, more)| (*kind, *more));
    known.unwrap_or_else(|| ((!name.is_empty() && name != "document").then(|| Kind::named(name)), false))
}
