//! What Word calls things.

use crate::format::mapping::{Mapping, On, Row, Way};
use crate::model::Kind::{self, *};
use std::sync::LazyLock;

/// Types of sources and their kinds; the first of a kind is written, another one is kept in the variable [`TYPE`].
pub(super) const TYPES: &[(&str, Option<Kind>)] = &[
    ("JournalArticle", Some(ArticleJournal)),
    ("ArticleInAPeriodical", Some(ArticleMagazine)),
    ("Book", Some(Book)),
    ("BookSection", Some(Chapter)),
    ("ConferenceProceedings", Some(PaperConference)),
    ("Report", Some(Report)),
    ("InternetSite", Some(Webpage)),
    ("DocumentFromInternetSite", Some(Webpage)),
    ("SoundRecording", Some(Song)),
    ("Performance", Some(Performance)),
    ("Art", Some(Graphic)),
    ("Film", Some(MotionPicture)),
    ("Interview", Some(Interview)),
    ("Patent", Some(Patent)),
    ("Case", Some(LegalCase)),
    ("Misc", None),
    ("ElectronicSource", None),
];

/// What JabRef calls entries (`BIBTEX_Entry`) for which Word has no type.
pub(super) const ENTRIES: &[(&str, Kind)] = &[
    ("phdthesis", Thesis),
    ("mastersthesis", Thesis),
    ("thesis", Thesis),
    ("unpublished", Manuscript),
    ("manual", Book),
    ("booklet", Pamphlet),
    ("online", Webpage),
    ("electronic", Webpage),
    ("www", Webpage),
    ("standard", Standard),
    ("software", Software),
    ("dataset", Dataset),
];

/// The variable that keeps a type that is not the first of its kind.
pub(super) const TYPE: &str = "word-SourceType";

/// The type for kinds that Word does not know, and whose own reading is another kind.
pub(super) fn nearest(kind: Option<Kind>) -> &'static str {
    match kind {
        Some(ArticleNewspaper | Review | ReviewBook) => "ArticleInAPeriodical",
        Some(Thesis | Standard | Manuscript | Article) => "Report",
        Some(Entry | EntryDictionary | EntryEncyclopedia) => "BookSection",
        Some(Classic | Collection | Pamphlet | Periodical | MusicalScore) => "Book",
        Some(Post | PostWeblog) => "InternetSite",
        Some(Broadcast) => "Film",
        Some(Software | Dataset) => "ElectronicSource",
        Some(Map | Figure) => "Art",
        _ => "Misc",
    }
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Text, once.
    Text,
    /// The date that this element begins the name of: `Year`, `Month`, `Day`.
    Date,
    /// A place in two or three elements.
    Place,
    /// An ISBN or an ISSN.
    StandardNumber,
    /// A language, as Windows numbers them.
    Language,
}

const JOURNAL: On = On::Only(&[Some(ArticleJournal)]);
const PERIODICAL: On = On::Only(&[Some(ArticleMagazine), Some(ArticleNewspaper), Some(Review), Some(ReviewBook)]);
const ISSUED: On = On::Only(&[Some(ArticleJournal), Some(ArticleMagazine), Some(ArticleNewspaper), Some(Review), Some(ReviewBook)]);
const IN_BOOK: On = On::Only(&[Some(Chapter), Some(Entry), Some(EntryDictionary), Some(EntryEncyclopedia)]);
const CONFERENCE: On = On::Only(&[Some(PaperConference)]);
const WEB: On = On::Only(&[Some(Webpage), Some(Post), Some(PostWeblog)]);
const SONG: On = On::Only(&[Some(Song)]);
const TALK: On = On::Only(&[Some(Interview), Some(Broadcast)]);
const THESIS: On = On::Only(&[Some(Thesis)]);
const PATENT: On = On::Only(&[Some(Patent)]);
const CASE: On = On::Only(&[Some(LegalCase)]);
const ANY: On = On::Any;

macro_rules! fields {
    ($($way:ident $field:literal $variable:literal $form:ident $on:ident;)+) => {
        &[$(Row { field: $field, variable: $variable, form: Form::$form, on: $on, way: Way::$way },)+]
    };
}

static FIELDS: &[Row<Form>] = fields! {
    Both "Title" "title" Text ANY;
    Both "ShortTitle" "title-short" Text ANY;
    Both "JournalName" "container-title" Text JOURNAL;
    Both "PeriodicalTitle" "container-title" Text PERIODICAL;
    Both "BookTitle" "container-title" Text IN_BOOK;
    Both "ConferenceName" "container-title" Text CONFERENCE;
    Both "InternetSiteTitle" "container-title" Text WEB;
    Both "AlbumTitle" "container-title" Text SONG;
    Both "BroadcastTitle" "container-title" Text TALK;
    Both "PublicationTitle" "container-title" Text ANY;
    Read "JournalName" "container-title" Text ANY;
    Read "PeriodicalTitle" "container-title" Text ANY;
    Read "BookTitle" "container-title" Text ANY;
    Read "InternetSiteTitle" "container-title" Text ANY;
    Both "ConferenceName" "event-title" Text ANY;
    Both "Year" "issued" Date ANY;
    Both "City" "publisher-place" Place ANY;
    Both "Institution" "publisher" Text THESIS;
    Both "Publisher" "publisher" Text ANY;
    Read "Institution" "publisher" Text ANY;
    Both "Department" "division" Text ANY;
    Both "Court" "authority" Text CASE;
    Both "Volume" "volume" Text ANY;
    Both "NumberVolumes" "number-of-volumes" Text ANY;
    Both "Issue" "issue" Text ANY;
    Read "Number" "issue" Text ISSUED;
    Both "Edition" "edition" Text ANY;
    Both "ChapterNumber" "chapter-number" Text ANY;
    Both "Pages" "page" Text ANY;
    Both "PatentNumber" "number" Text PATENT;
    Both "CaseNumber" "number" Text CASE;
    Both "RecordingNumber" "number" Text SONG;
    Both "Number" "number" Text ANY;
    Both "Version" "version" Text ANY;
    Both "ThesisType" "genre" Text THESIS;
    Both "Type" "genre" Text ANY;
    Both "Medium" "medium" Text ANY;
    Both "StandardNumber" "ISBN" StandardNumber ANY;
    Both "DOI" "DOI" Text ANY;
    Both "URL" "URL" Text ANY;
    Both "YearAccessed" "accessed" Date ANY;
    Both "LCID" "language" Language ANY;
    Both "Comments" "note" Text ANY;
    Both "BIBTEX_Abstract" "abstract" Text ANY;
    Both "BIBTEX_KeyWords" "keyword" Text ANY;
    Both "BIBTEX_Series" "collection-title" Text ANY;
    Both "BIBTEX_Pubstate" "status" Text ANY;
};

/// The elements.
pub(super) static MAPPING: LazyLock<Mapping<Form>> = LazyLock::new(|| Mapping::new(FIELDS));

/// Roles within `Author`, with the variable and the kinds for which the role means it.
pub(super) const ROLES: &[(&str, &str, On)] = &[
    ("Inventor", "author", PATENT),
    ("Interviewee", "author", On::Only(&[Some(Interview)])),
    ("Artist", "author", On::Only(&[Some(Graphic), Some(Map), Some(Figure)])),
    ("Author", "author", ANY),
    ("BookAuthor", "container-author", ANY),
    ("Editor", "editor", ANY),
    ("Translator", "translator", ANY),
    ("Compiler", "compiler", ANY),
    ("Composer", "composer", ANY),
    ("Director", "director", ANY),
    ("Interviewer", "interviewer", ANY),
    ("Performer", "performer", ANY),
    ("ProducerName", "producer", ANY),
    ("Writer", "script-writer", ANY),
    ("Inventor", "inventor", ANY),
    ("Interviewee", "interviewee", ANY),
    ("Artist", "artist", ANY),
    ("Conductor", "conductor", ANY),
    ("Counsel", "counsel", ANY),
];

/// Whether a row of [`ROLES`] holds for a kind.
pub(super) fn holds(on: On, kind: Option<Kind>) -> bool {
    match on {
        On::Any => true,
        On::Only(kinds) => kinds.contains(&kind),
    }
}

/// Languages and their numbers.
pub(super) const LANGUAGES: &[(&str, &str)] = &[
    ("1033", "en-US"),
    ("2057", "en-GB"),
    ("1031", "de-DE"),
    ("3079", "de-AT"),
    ("2055", "de-CH"),
    ("1036", "fr-FR"),
    ("3084", "fr-CA"),
    ("3082", "es-ES"),
    ("2058", "es-MX"),
    ("1040", "it-IT"),
    ("1043", "nl-NL"),
    ("1046", "pt-BR"),
    ("2070", "pt-PT"),
    ("1027", "ca-ES"),
    ("1030", "da-DK"),
    ("1053", "sv-SE"),
    ("1044", "nb-NO"),
    ("1035", "fi-FI"),
    ("1029", "cs-CZ"),
    ("1045", "pl-PL"),
    ("1038", "hu-HU"),
    ("1048", "ro-RO"),
    ("1032", "el-GR"),
    ("1055", "tr-TR"),
    ("1049", "ru-RU"),
    ("1058", "uk-UA"),
    ("1037", "he-IL"),
    ("1025", "ar-SA"),
    ("1041", "ja-JP"),
    ("1042", "ko-KR"),
    ("2052", "zh-CN"),
    ("1028", "zh-TW"),
];
