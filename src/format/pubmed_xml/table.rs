//! What PubMed calls things. Paths begin within the citation, the book's document or the data of PubMed itself.

use crate::format::mapping::{Mapping, On, Row, Way};
use crate::model::Kind::{self, *};
use std::sync::LazyLock;

/// How a value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Text, once; a second time it is kept where it says something else.
    Text,
    /// Text, with a semicolon between more of them.
    List,
    /// Text, a line each, with its label.
    Lines,
    /// A list of names.
    Names,
    /// Year, month and day, a season, or words.
    Date,
    /// Keywords, one by one.
    Keywords,
    /// Headings with their subheadings.
    Headings,
    /// Pages in Medline's short form, or the first and last.
    Pages,
    /// An identifier, of the type that it names.
    Id,
}

const BOOK: On = On::Only(&[Some(Book)]);
const ANY: On = On::Any;

macro_rules! fields {
    ($($field:literal $variable:literal $form:ident $on:ident;)+) => {
        &[$(Row { field: $field, variable: $variable, form: Form::$form, on: $on, way: Way::Read },)+]
    };
}

static FIELDS: &[Row<Form>] = fields! {
    "PMID" "PMID" Text ANY;
    "Article/Journal/ISSN" "ISSN" Text ANY;
    "Article/Journal/JournalIssue/Volume" "volume" Text ANY;
    "Article/Journal/JournalIssue/Issue" "issue" Text ANY;
    "Article/Journal/JournalIssue/PubDate" "issued" Date ANY;
    "Article/Journal/Title" "container-title" Text ANY;
    "Article/Journal/ISOAbbreviation" "container-title-short" Text ANY;
    "Article/ArticleTitle" "title" Text ANY;
    "Article/VernacularTitle" "original-title" Text ANY;
    "Article/Pagination" "page" Pages ANY;
    "Article/ELocationID" "" Id ANY;
    "Article/Abstract/AbstractText" "abstract" Lines ANY;
    "Article/AuthorList" "author" Names ANY;
    "Article/Language" "language" List ANY;
    "Article/PublicationTypeList/PublicationType" "genre" List ANY;
    "Article/ArticleDate" "available-date" Date ANY;
    "MedlineJournalInfo/MedlineTA" "container-title-short" Text ANY;
    "MedlineJournalInfo/ISSNLinking" "ISSN" Text ANY;
    "MeshHeadingList/MeshHeading" "keyword" Headings ANY;
    "KeywordList/Keyword" "keyword" Keywords ANY;
    "InvestigatorList" "pubmed-investigator" Names ANY;
    "PersonalNameSubjectList" "pubmed-personal-name-subject" Names ANY;
    "ArticleIdList/ArticleId" "" Id ANY;
    "PublicationStatus" "status" Text ANY;
    "Book/Publisher/PublisherName" "publisher" Text ANY;
    "Book/Publisher/PublisherLocation" "publisher-place" Text ANY;
    "Book/BookTitle" "title" Text BOOK;
    "Book/BookTitle" "container-title" Text ANY;
    "Book/PubDate" "issued" Date ANY;
    "Book/AuthorList" "author" Names BOOK;
    "Book/AuthorList" "container-author" Names ANY;
    "Book/InvestigatorList" "pubmed-investigator" Names ANY;
    "Book/Volume" "volume" Text ANY;
    "Book/VolumeTitle" "volume-title" Text ANY;
    "Book/Edition" "edition" Text ANY;
    "Book/CollectionTitle" "collection-title" Text ANY;
    "Book/Isbn" "ISBN" Text ANY;
    "Book/ELocationID" "" Id ANY;
    "Book/Medium" "medium" Text ANY;
    "Book/ReportNumber" "number" Text ANY;
    "ArticleTitle" "title" Text ANY;
    "VernacularTitle" "original-title" Text ANY;
    "Pagination" "page" Pages ANY;
    "Language" "language" List ANY;
    "AuthorList" "author" Names ANY;
    "PublicationType" "genre" List ANY;
    "Abstract/AbstractText" "abstract" Lines ANY;
    "ELocationID" "" Id ANY;
};

/// The elements.
pub(super) static MAPPING: LazyLock<Mapping<Form>> = LazyLock::new(|| Mapping::new(FIELDS));

/// Elements that hold others, with nothing of their own to say.
pub(super) fn is_group(path: &str) -> bool {
    FIELDS.iter().any(|row| row.field.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
}

/// Types of publications that tell the kind; all others are genres.
pub(super) const TYPES: &[(&str, Kind)] =
    &[("Newspaper Article", ArticleNewspaper), ("Preprint", Article), ("Dataset", Dataset), ("Journal Article", ArticleJournal)];

/// Types of identifiers and their variables.
pub(super) const IDS: &[(&str, &str)] = &[("doi", "DOI"), ("pubmed", "PMID"), ("pmc", "PMCID"), ("pii", "pii"), ("url", "URL")];
