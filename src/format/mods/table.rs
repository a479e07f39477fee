//! What MODS calls things.

use crate::format::mapping::{Mapping, On, Row, Way};
use crate::model::Kind::{self, *};
use std::sync::LazyLock;

/// A genre, as programs write it, and its kind.
pub(super) struct GenreRow {
    pub(super) word: &'static str,
    pub(super) kind: Kind,
}

macro_rules! genres {
    ($($word:literal $kind:ident;)+) => { &[$(GenreRow { word: $word, kind: $kind },)+] };
}

/// The first row of a kind is what is written: Zotero's word, which is read by most. Below are the words of the MARC genre terms, of
/// bibutils and of BibTeX, which JabRef writes.
pub(super) static GENRES: &[GenreRow] = genres! {
    "journalArticle" ArticleJournal;
    "magazineArticle" ArticleMagazine;
    "newspaperArticle" ArticleNewspaper;
    "book" Book;
    "bookSection" Chapter;
    "conferencePaper" PaperConference;
    "thesis" Thesis;
    "report" Report;
    "webpage" Webpage;
    "blogPost" PostWeblog;
    "forumPost" Post;
    "manuscript" Manuscript;
    "preprint" Article;
    "patent" Patent;
    "map" Map;
    "artwork" Graphic;
    "film" MotionPicture;
    "audioRecording" Song;
    "tvBroadcast" Broadcast;
    "bill" Bill;
    "case" LegalCase;
    "hearing" Hearing;
    "statute" Legislation;
    "letter" PersonalCommunication;
    "interview" Interview;
    "presentation" Speech;
    "computerProgram" Software;
    "dictionaryEntry" EntryDictionary;
    "encyclopediaArticle" EntryEncyclopedia;
    "dataset" Dataset;
    "standard" Standard;
    "videoRecording" MotionPicture;
    "radioBroadcast" Broadcast;
    "podcast" Song;
    "email" PersonalCommunication;
    "instantMessage" PersonalCommunication;
    "article" ArticleJournal;
    "journal article" ArticleJournal;
    "academic journal" ArticleJournal;
    "magazine" ArticleMagazine;
    "magazine article" ArticleMagazine;
    "newspaper" ArticleNewspaper;
    "newspaper article" ArticleNewspaper;
    "book chapter" Chapter;
    "incollection" Chapter;
    "inbook" Chapter;
    "conference publication" PaperConference;
    "conference paper" PaperConference;
    "inproceedings" PaperConference;
    "theses" Thesis;
    "phdthesis" Thesis;
    "mastersthesis" Thesis;
    "ph.d. thesis" Thesis;
    "masters thesis" Thesis;
    "technical report" Report;
    "techreport" Report;
    "periodical" Periodical;
    "issue" Periodical;
    "web page" Webpage;
    "web site" Webpage;
    "online" Webpage;
    "art original" Graphic;
    "motion picture" MotionPicture;
    "videorecording" MotionPicture;
    "legislation" Legislation;
    "legal case and case notes" LegalCase;
    "hearing transcript" Hearing;
    "dictionary" EntryDictionary;
    "encyclopedia" EntryEncyclopedia;
    "review" Review;
    "standard or specification" Standard;
    "unpublished" Manuscript;
    "numeric data" Dataset;
    "computer program" Software;
    "software" Software;
    "speech" Speech;
    "pamphlet" Pamphlet;
    "booklet" Pamphlet;
    "treaty" Treaty;
};

/// What a kind is to `typeOfResource`.
pub(super) fn resource(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(Map) => "cartographic",
        Some(MusicalScore) => "notated music",
        Some(Song) => "sound recording",
        Some(Graphic | Figure) => "still image",
        Some(MotionPicture | Broadcast) => "moving image",
        Some(Software | Dataset) => "software, multimedia",
        _ => "text",
    }
}

/// MARC's code of a relator, its term, and the variable of such names.
pub(super) const ROLES: &[(&str, &str, &str)] = &[
    ("aut", "author", "author"),
    ("edt", "editor", "editor"),
    ("trl", "translator", "translator"),
    ("ill", "illustrator", "illustrator"),
    ("com", "compiler", "compiler"),
    ("cmp", "composer", "composer"),
    ("ctb", "contributor", "contributor"),
    ("cur", "curator", "curator"),
    ("drt", "director", "director"),
    ("hst", "host", "host"),
    ("ivr", "interviewer", "interviewer"),
    ("nrt", "narrator", "narrator"),
    ("orm", "organizer", "organizer"),
    ("prf", "performer", "performer"),
    ("pro", "producer", "producer"),
    ("rcp", "addressee", "recipient"),
    ("aus", "screenwriter", "script-writer"),
    ("cre", "creator", "author"),
    ("pbl", "publisher", "publisher"),
];

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Text, once.
    Text,
    /// Text, where each line is an element.
    Lines,
    /// Words that are identifiers, an element each.
    Tokens,
    /// A title: what is not to be sorted by, the title, and the subtitle.
    Title,
    /// Dates with their attributes.
    Date,
    /// Subjects of one topic each.
    Keywords,
    /// First and last page, or a list.
    Pages,
    /// A language, by its code or name.
    Language,
    /// A name: a conference's.
    Name,
    /// A URL, which may say when it was visited.
    Url,
}

/// Kinds that lie in something: what describes that stands in the related item.
const PARTS: &[Option<Kind>] = &[
    Some(ArticleJournal),
    Some(ArticleMagazine),
    Some(ArticleNewspaper),
    Some(Chapter),
    Some(PaperConference),
    Some(Entry),
    Some(EntryDictionary),
    Some(EntryEncyclopedia),
    Some(Figure),
    Some(PostWeblog),
    Some(Post),
    Some(Review),
    Some(ReviewBook),
];
const PART: On = On::Only(PARTS);
const JOURNAL: On = On::Only(&[Some(ArticleJournal), Some(ArticleMagazine), Some(ArticleNewspaper), Some(Review), Some(ReviewBook)]);
const ANY: On = On::Any;

macro_rules! fields {
    ($($way:ident $field:literal $variable:literal $form:ident $on:ident;)+) => {
        &[$(Row { field: $field, variable: $variable, form: Form::$form, on: $on, way: Way::$way },)+]
    };
}

/// The elements by their paths within a record; the value of `type` stands in brackets.
static FIELDS: &[Row<Form>] = fields! {
    Both "titleInfo/title" "title" Title ANY;
    Both "titleInfo/partNumber" "part" Text ANY;
    Both "titleInfo/partName" "part-title" Text ANY;
    Both "titleInfo[abbreviated]/title" "title-short" Title ANY;
    Both "titleInfo[translated]/title" "translated-title" Title ANY;
    Both "titleInfo[alternative]/title" "alternative-title" Title ANY;
    Both "name[conference]" "event-title" Name ANY;
    Both "genre" "genre" Text ANY;
    Both "originInfo/place/placeTerm[text]" "publisher-place" Text ANY;
    Read "originInfo/place/placeTerm" "publisher-place" Text ANY;
    Both "originInfo/publisher" "publisher" Text ANY;
    Read "originInfo/agent/namePart" "publisher" Text ANY;
    Both "originInfo/dateIssued" "issued" Date ANY;
    Both "originInfo/dateCreated" "created" Date ANY;
    Both "originInfo/edition" "edition" Text ANY;
    Both "language/languageTerm[text]" "language" Language ANY;
    Read "language/languageTerm[code]" "language" Language ANY;
    Read "language/languageTerm" "language" Language ANY;
    Read "language" "language" Language ANY;
    Both "physicalDescription/form" "medium" Text ANY;
    Both "physicalDescription/extent[pages]" "number-of-pages" Text ANY;
    Both "physicalDescription/extent[volumes]" "number-of-volumes" Text ANY;
    Both "physicalDescription/extent" "dimensions" Text ANY;
    Both "abstract" "abstract" Lines ANY;
    Both "note" "note" Lines ANY;
    Both "note[annotation]" "annote" Lines ANY;
    Both "subject/topic" "keyword" Keywords ANY;
    Both "relatedItem[host]/titleInfo/title" "container-title" Title ANY;
    Both "relatedItem[host]/titleInfo[abbreviated]/title" "container-title-short" Title ANY;
    Read "relatedItem[host]/titleInfo[uniform]/title" "container-title" Title ANY;
    Both "relatedItem[host]/titleInfo/partNumber" "host-part" Text ANY;
    Both "relatedItem[host]/titleInfo/partName" "volume-title" Text ANY;
    Both "relatedItem[host]/part/detail[volume]/number" "volume" Text PART;
    Both "relatedItem[host]/part/detail[issue]/number" "issue" Text ANY;
    Both "relatedItem[host]/part/detail[number]/number" "number" Text PART;
    Both "relatedItem[host]/part/detail[chapter]/number" "chapter-number" Text PART;
    Both "relatedItem[host]/part/detail[section]/number" "section" Text PART;
    Both "relatedItem[host]/part/extent/list" "page" Pages ANY;
    Read "relatedItem[host]/part/extent/total" "number-of-pages" Text ANY;
    Both "relatedItem[host]/identifier[issn]" "ISSN" Tokens JOURNAL;
    Both "relatedItem[host]/identifier[isbn]" "ISBN" Tokens PART;
    Read "relatedItem[host]/identifier[issn]" "ISSN" Tokens ANY;
    Read "relatedItem[host]/identifier[isbn]" "ISBN" Tokens ANY;
    Read "relatedItem[host]/originInfo/place/placeTerm[text]" "publisher-place" Text ANY;
    Read "relatedItem[host]/originInfo/place/placeTerm" "publisher-place" Text ANY;
    Read "relatedItem[host]/originInfo/publisher" "publisher" Text ANY;
    Read "relatedItem[host]/originInfo/dateIssued" "issued" Date ANY;
    Read "relatedItem[host]/originInfo/edition" "edition" Text ANY;
    Read "relatedItem[host]/part/date" "issued" Date ANY;
    Read "relatedItem[host]/part/detail[volume]/number" "volume" Text ANY;
    Read "relatedItem[host]/part/detail[number]/number" "issue" Text ANY;
    Both "part/detail[volume]/number" "volume" Text ANY;
    Both "part/detail[number]/number" "number" Text ANY;
    Both "part/detail[chapter]/number" "chapter-number" Text ANY;
    Both "part/detail[section]/number" "section" Text ANY;
    Read "part/detail[issue]/number" "issue" Text ANY;
    Read "part/extent/list" "page" Pages ANY;
    Read "part/date" "issued" Date ANY;
    Both "relatedItem[series]/titleInfo/title" "collection-title" Title ANY;
    Both "relatedItem[series]/titleInfo/partNumber" "collection-number" Text ANY;
    Read "relatedItem[series]/part/detail[volume]/number" "collection-number" Text ANY;
    Read "relatedItem[host]/relatedItem[series]/titleInfo/title" "collection-title" Title ANY;
    Read "relatedItem[host]/relatedItem[series]/titleInfo/partNumber" "collection-number" Text ANY;
    Both "relatedItem[original]/titleInfo/title" "original-title" Title ANY;
    Both "relatedItem[original]/originInfo/place/placeTerm[text]" "original-publisher-place" Text ANY;
    Both "relatedItem[original]/originInfo/publisher" "original-publisher" Text ANY;
    Both "relatedItem[original]/originInfo/dateIssued" "original-date" Date ANY;
    Both "relatedItem[reviewOf]/titleInfo/title" "reviewed-title" Title ANY;
    Both "relatedItem[reviewOf]/genre" "reviewed-genre" Text ANY;
    Both "identifier[doi]" "DOI" Text ANY;
    Both "identifier[isbn]" "ISBN" Tokens ANY;
    Both "identifier[issn]" "ISSN" Tokens ANY;
    Both "identifier[pmid]" "PMID" Text ANY;
    Read "identifier[pubmed]" "PMID" Text ANY;
    Both "identifier[pmc]" "PMCID" Text ANY;
    Read "identifier[pmcid]" "PMCID" Text ANY;
    Both "location/physicalLocation" "archive" Text ANY;
    Both "location/shelfLocator" "call-number" Text ANY;
    Both "location/url" "URL" Url ANY;
};

/// The elements.
pub(super) static MAPPING: LazyLock<Mapping<Form>> = LazyLock::new(|| Mapping::new(FIELDS));

/// Elements that hold others, with nothing of their own to say.
pub(super) fn is_group(path: &str) -> bool {
    FIELDS.iter().any(|row| row.field.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
}

/// Where an element stands in the order of writing.
pub(super) fn order(path: &str) -> usize {
    FIELDS.iter().position(|row| row.field.starts_with(path)).unwrap_or(FIELDS.len())
}

/// Whether what such an entry lies in has a record of its own within the entry's.
pub(super) fn is_part(kind: Option<Kind>) -> bool {
    PARTS.contains(&kind)
}

/// Whether the kind lies in a periodical.
pub(super) fn is_article(kind: Option<Kind>) -> bool {
    matches!(JOURNAL, On::Only(kinds) if kinds.contains(&kind))
}
