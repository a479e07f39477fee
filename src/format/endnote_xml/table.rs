//! What EndNote calls things.

use crate::format::mapping::{Mapping, On, Row, Way};
use crate::model::Kind::{self, *};
use std::sync::LazyLock;

/// A reference type: its name and number, the kind, and whether it is what the kind is written as.
pub(super) struct TypeRow {
    pub(super) name: &'static str,
    pub(super) number: u8,
    pub(super) kind: Option<Kind>,
}

macro_rules! types {
    ($($name:literal $number:literal $kind:expr;)+) => { &[$(TypeRow { name: $name, number: $number, kind: $kind },)+] };
}

/// The first row of a kind is what it is written as; another one is kept in the variable [`TYPE`].
pub(super) static TYPES: &[TypeRow] = types! {
    "Journal Article" 17 Some(ArticleJournal);
    "Book" 6 Some(Book);
    "Book Section" 5 Some(Chapter);
    "Conference Paper" 47 Some(PaperConference);
    "Thesis" 32 Some(Thesis);
    "Report" 27 Some(Report);
    "Web Page" 12 Some(Webpage);
    "Generic" 13 None;
    "Newspaper Article" 23 Some(ArticleNewspaper);
    "Magazine Article" 19 Some(ArticleMagazine);
    "Manuscript" 36 Some(Manuscript);
    "Patent" 25 Some(Patent);
    "Map" 20 Some(Map);
    "Artwork" 2 Some(Graphic);
    "Film or Broadcast" 21 Some(MotionPicture);
    "Bill" 4 Some(Bill);
    "Case" 7 Some(LegalCase);
    "Classical Work" 49 Some(Classic);
    "Computer Program" 9 Some(Software);
    "Dictionary" 52 Some(EntryDictionary);
    "Encyclopedia" 53 Some(EntryEncyclopedia);
    "Figure" 37 Some(Figure);
    "Hearing" 14 Some(Hearing);
    "Legal Rule or Regulation" 50 Some(Regulation);
    "Statute" 31 Some(Legislation);
    "Personal Communication" 26 Some(PersonalCommunication);
    "Dataset" 59 Some(Dataset);
    "Pamphlet" 24 Some(Pamphlet);
    "Standard" 58 Some(Standard);
    "Blog" 56 Some(PostWeblog);
    "Serial" 57 Some(Periodical);
    "Music" 61 Some(Song);
    "Conference Proceedings" 10 Some(PaperConference);
    "Conference" 11 Some(PaperConference);
    "Edited Book" 28 Some(Book);
    "Electronic Book" 44 Some(Book);
    "Electronic Book Section" 60 Some(Chapter);
    "Electronic Article" 43 Some(ArticleJournal);
    "Unpublished Work" 34 Some(Manuscript);
    "Government Document" 46 Some(Report);
    "Audiovisual Material" 3 Some(MotionPicture);
    "Online Multimedia" 48 Some(MotionPicture);
    "Ancient Text" 51 Some(Classic);
    "Chart or Table" 38 Some(Figure);
    "Equation" 39 Some(Figure);
};

/// The variable that keeps a reference type that is not the first of its kind.
pub(super) const TYPE: &str = "endnote-type";

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Text with styles, once.
    Text,
    /// The same, where each line is an element.
    Lines,
    /// Names, an element each.
    Names,
    /// Keywords, an element each.
    Keywords,
    /// A date in figures, or in words.
    Date,
    /// Text in which a last line may hold what has no element.
    Notes,
    /// Only a PubMed Central id; else what the field's own name says.
    Pmcid,
}

const J: On = On::Only(&[Some(ArticleJournal), Some(ArticleMagazine), Some(ArticleNewspaper), Some(Periodical), Some(Review), Some(ReviewBook)]);
const BOOK: On = On::Only(&[Some(Book), Some(Report), Some(Map), Some(Software), Some(Dataset), Some(Standard), Some(Classic), Some(MotionPicture)]);
const IN_SERIES: On = On::Only(&[Some(Book), Some(Chapter), Some(Classic), Some(PaperConference)]);
const CHAPTER: On = On::Only(&[Some(Chapter)]);
const THESIS: On = On::Only(&[Some(Thesis)]);
const NUMBERED: On = On::Only(&[Some(Report), Some(Patent), Some(Standard)]);
const ANY: On = On::Any;

macro_rules! fields {
    ($($way:ident $field:literal $variable:literal $form:ident $on:ident;)+) => {
        &[$(Row { field: $field, variable: $variable, form: Form::$form, on: $on, way: Way::$way },)+]
    };
}

/// The elements by their paths within a record, in the order of EndNote's document type.
static FIELDS: &[Row<Form>] = fields! {
    Both "rec-number" "endnote-rec-number" Text ANY;
    Both "contributors/authors/author" "author" Names ANY;
    Both "contributors/secondary-authors/author" "editor" Names ANY;
    Both "contributors/tertiary-authors/author" "collection-editor" Names ANY;
    Both "contributors/subsidiary-authors/author" "translator" Names ANY;
    Both "contributors/translated-authors/author" "endnote-translated-authors" Names ANY;
    Both "auth-address" "author-address" Text ANY;
    Both "auth-affiliaton" "endnote-auth-affiliaton" Text ANY;
    Both "titles/title" "title" Text ANY;
    Both "titles/secondary-title" "division" Text THESIS;
    Both "titles/secondary-title" "collection-title" Text BOOK;
    Both "titles/secondary-title" "container-title" Text ANY;
    Both "titles/tertiary-title" "endnote-tertiary-title" Text BOOK;
    Both "titles/tertiary-title" "collection-title" Text ANY;
    Both "titles/alt-title" "endnote-alt-title" Text ANY;
    Both "titles/short-title" "title-short" Text ANY;
    Both "titles/translated-title" "translated-title" Text ANY;
    Read "secondary-title" "container-title" Text ANY;
    Read "tertiary-title" "collection-title" Text ANY;
    Read "periodical/full-title" "container-title" Text ANY;
    Both "periodical/abbr-1" "container-title-short" Text ANY;
    Both "periodical/abbr-2" "endnote-abbr-2" Text ANY;
    Both "periodical/abbr-3" "endnote-abbr-3" Text ANY;
    Both "alt-periodical/full-title" "endnote-alt-full-title" Text ANY;
    Both "alt-periodical/abbr-1" "endnote-alt-abbr-1" Text ANY;
    Both "pages" "page" Text ANY;
    Both "volume" "volume" Text ANY;
    Both "number" "issue" Text J;
    Both "number" "collection-number" Text IN_SERIES;
    Both "number" "number" Text ANY;
    Both "issue" "issue" Text ANY;
    Both "num-vols" "number-of-volumes" Text ANY;
    Both "edition" "edition" Text ANY;
    Both "section" "chapter-number" Text CHAPTER;
    Both "section" "section" Text ANY;
    Both "reprint-edition" "endnote-reprint-edition" Text ANY;
    Both "reprint-status" "endnote-reprint-status" Text ANY;
    Both "keywords/keyword" "keyword" Keywords ANY;
    Both "dates/year" "issued" Date ANY;
    Both "dates/pub-dates/date" "endnote-pub-date" Text ANY;
    Both "dates/copyright-dates/date" "endnote-copyright-date" Text ANY;
    Both "pub-location" "publisher-place" Text ANY;
    Both "publisher" "publisher" Text ANY;
    Both "orig-pub" "original-title" Text ANY;
    Both "isbn" "ISSN" Text J;
    Both "isbn" "number" Text NUMBERED;
    Both "isbn" "ISBN" Text ANY;
    Both "accession-num" "accession-number" Text ANY;
    Both "call-num" "call-number" Text ANY;
    Both "report-id" "endnote-report-id" Text ANY;
    Both "electronic-resource-num" "DOI" Text ANY;
    Both "abstract" "abstract" Text ANY;
    Both "caption" "endnote-caption" Text ANY;
    Both "notes" "note" Text ANY;
    Both "research-notes" "annote" Notes ANY;
    Both "work-type" "genre" Text ANY;
    Both "reviewed-item" "reviewed-title" Text ANY;
    Both "remote-database-name" "archive" Text ANY;
    Both "remote-database-provider" "source" Text ANY;
    Both "language" "language" Text ANY;
    Read "urls/web-urls/url" "URL" Text ANY;
    Both "urls/pdf-urls/url" "file" Lines ANY;
    Both "urls/text-urls/url" "endnote-text-url" Lines ANY;
    Both "urls/related-urls/url" "URL" Text ANY;
    Both "urls/image-urls/url" "endnote-image-url" Lines ANY;
    Both "access-date" "accessed" Date ANY;
    Both "modified-date" "endnote-modified-date" Text ANY;
    Both "custom1" "endnote-custom1" Text ANY;
    Both "custom2" "PMCID" Pmcid ANY;
    Both "custom2" "endnote-custom2" Text ANY;
    Both "custom3" "endnote-custom3" Text ANY;
    Both "custom4" "endnote-custom4" Text ANY;
    Both "custom5" "endnote-custom5" Text ANY;
    Both "custom6" "endnote-custom6" Text ANY;
    Both "custom7" "endnote-custom7" Text ANY;
};

/// The elements.
pub(super) static MAPPING: LazyLock<Mapping<Form>> = LazyLock::new(|| Mapping::new(FIELDS));

/// Elements whose text stands here too: an article's journal is named twice.
pub(super) const ALSO: &[(&str, &str)] = &[("titles/secondary-title", "periodical/full-title")];

/// Whether elements lie within this one.
pub(super) fn is_group(path: &str) -> bool {
    FIELDS.iter().any(|row| row.field.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
}

/// Where an element stands in the order of writing.
pub(super) fn order(path: &str) -> Option<usize> {
    FIELDS.iter().position(|row| row.field == path)
}

/// Where an element of the record stands in the order of writing; those of no row last.
pub(super) fn order_of(name: &str) -> usize {
    FIELDS.iter().position(|row| row.field.split('/').next() == Some(name)).unwrap_or(FIELDS.len())
}

/// Whether the kind is an article's, whose journal is named twice.
pub(super) fn is_article(kind: Option<Kind>) -> bool {
    matches!(J, On::Only(kinds) if kinds.contains(&kind))
}
