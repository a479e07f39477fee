//! What RIS calls things: reference types and tags. Sources: the specification of 2001 (Reference Manager), that of 2011 (EndNote),
//! whose tables by type differ from it, and what EndNote, Zotero, Mendeley, Scopus, PubMed and publishers write.

use crate::format::mapping::{Mapping, On, Row, Way};
use crate::format::tagged::gather::Form;
use crate::model::Kind;
use std::sync::LazyLock;

/// A reference type; `more` where its name says more than the kind, and is kept in the variable `ris-type`.
pub(super) struct Type {
    pub(super) name: &'static str,
    pub(super) kind: Option<Kind>,
    more: bool,
}

macro_rules! types {
    ($($name:literal $($more:ident)? => $kind:expr;)+) => {
        &[$(Type { name: $name, kind: $kind, more: !concat!("" $(, stringify!($more))?).is_empty() },)+]
    };
}

/// The first row of a kind is the one that is written.
static TYPES: &[Type] = types! {
    "JOUR" => Some(Kind::ArticleJournal);
    "MGZN" => Some(Kind::ArticleMagazine);
    "NEWS" => Some(Kind::ArticleNewspaper);
    "BOOK" => Some(Kind::Book);
    "CHAP" => Some(Kind::Chapter);
    "CONF" => Some(Kind::PaperConference);
    "THES" => Some(Kind::Thesis);
    "RPRT" => Some(Kind::Report);
    "GEN" => None;
    "ELEC" => Some(Kind::Webpage);
    "BLOG" => Some(Kind::PostWeblog);
    "ICOMM" => Some(Kind::Post);
    "UNPB" => Some(Kind::Manuscript);
    "PAMP" => Some(Kind::Pamphlet);
    "PAT" => Some(Kind::Patent);
    "DATA" => Some(Kind::Dataset);
    "COMP" => Some(Kind::Software);
    "ENCYC" => Some(Kind::EntryEncyclopedia);
    "DICT" => Some(Kind::EntryDictionary);
    "CLSWK" => Some(Kind::Classic);
    "JFULL" => Some(Kind::Periodical);
    "ART" => Some(Kind::Graphic);
    "FIGURE" => Some(Kind::Figure);
    "MAP" => Some(Kind::Map);
    "MUSIC" => Some(Kind::MusicalScore);
    "SOUND" => Some(Kind::Song);
    "MPCT" => Some(Kind::MotionPicture);
    "SLIDE" => Some(Kind::Speech);
    "INTV" => Some(Kind::Interview);
    "PCOMM" => Some(Kind::PersonalCommunication);
    "BILL" => Some(Kind::Bill);
    "CASE" => Some(Kind::LegalCase);
    "HEAR" => Some(Kind::Hearing);
    "LEGAL" => Some(Kind::Regulation);
    "STAT" => Some(Kind::Legislation);
    "STAND" => Some(Kind::Standard);
    "ABST" more => Some(Kind::ArticleJournal);
    "EJOUR" more => Some(Kind::ArticleJournal);
    "INPR" more => Some(Kind::ArticleJournal);
    "SER" more => Some(Kind::Book);
    "EBOOK" more => Some(Kind::Book);
    "EDBOOK" more => Some(Kind::Book);
    "CTLG" more => Some(Kind::Book);
    "ECHAP" more => Some(Kind::Chapter);
    "CPAPER" more => Some(Kind::PaperConference);
    "GOVDOC" more => Some(Kind::Report);
    "WEB" more => Some(Kind::Webpage);
    "MULTI" more => Some(Kind::Webpage);
    "ANCIENT" more => Some(Kind::Classic);
    "MANSCPT" more => Some(Kind::Manuscript);
    "UNPD" more => Some(Kind::Manuscript);
    "AGGR" more => Some(Kind::Dataset);
    "DBASE" more => Some(Kind::Dataset);
    "CHART" more => Some(Kind::Figure);
    "EQUA" more => Some(Kind::Figure);
    "ADVS" more => Some(Kind::MotionPicture);
    "VIDEO" more => Some(Kind::MotionPicture);
    "UNBILL" more => Some(Kind::Bill);
};

/// Where a kind has no type of its own: the nearest one.
static NEAREST: &[(Kind, &str)] = &[
    (Kind::Article, "UNPB"),
    (Kind::Broadcast, "MPCT"),
    (Kind::Collection, "BOOK"),
    (Kind::Entry, "ENCYC"),
    (Kind::Review, "JOUR"),
    (Kind::ReviewBook, "JOUR"),
    (Kind::Treaty, "LEGAL"),
];

/// The row of a reference type, in whatever case.
pub(super) fn type_row(name: &str) -> Option<&'static Type> {
    TYPES.iter().find(|row| row.name.eq_ignore_ascii_case(name))
}

impl Type {
    /// Whether its name is kept beside the kind.
    pub(super) fn says_more(&self) -> bool {
        self.more
    }
}

/// What a kind is called, or is nearest to.
pub(super) fn type_of(kind: Option<Kind>) -> &'static str {
    let own = TYPES.iter().find(|row| row.kind == kind).map(|row| row.name);
    own.or_else(|| NEAREST.iter().find(|(of, _)| Some(*of) == kind).map(|(_, name)| *name)).unwrap_or("GEN")
}

const PERIODICALS: On = On::Only(&[
    Some(Kind::ArticleJournal),
    Some(Kind::ArticleMagazine),
    Some(Kind::ArticleNewspaper),
    Some(Kind::Review),
    Some(Kind::ReviewBook),
    Some(Kind::Periodical),
]);
const BOOKS: On = On::Only(&[
    Some(Kind::Book),
    Some(Kind::Chapter),
    Some(Kind::PaperConference),
    Some(Kind::Classic),
    Some(Kind::Collection),
    Some(Kind::Entry),
    Some(Kind::EntryDictionary),
    Some(Kind::EntryEncyclopedia),
    Some(Kind::Pamphlet),
    Some(Kind::MusicalScore),
    Some(Kind::Map),
]);
/// What has no title around it but that of a series.
pub(super) const WHOLE: On =
    On::Only(&[Some(Kind::Book), Some(Kind::Classic), Some(Kind::Collection), Some(Kind::Report), Some(Kind::Pamphlet), Some(Kind::Map)]);
/// What begins with the number of its pages, not with a page.
pub(super) const COUNTED: On = On::Only(&[Some(Kind::Book), Some(Kind::Thesis), Some(Kind::Classic), Some(Kind::Pamphlet)]);
const NUMBERED: On = On::Only(&[Some(Kind::Report), Some(Kind::Patent), Some(Kind::Standard), Some(Kind::Bill), Some(Kind::Legislation)]);
const CHAPTERS: On = On::Only(&[Some(Kind::Chapter), Some(Kind::Book)]);
const SOFTWARE: On = On::Only(&[Some(Kind::Software)]);
const ARTICLE: On = On::Only(&[Some(Kind::ArticleJournal)]);

macro_rules! rows {
    ($($way:ident $field:literal $variable:literal $form:expr, $on:expr;)+) => {
        &[$(Row { field: $field, variable: $variable, form: $form, on: $on, way: Way::$way },)+]
    };
}
use Form::{Date, DateOnly, Doi, Each, Ids, Isbn, Issn, Keywords, Lines, Marked, Names, Number, Pmcid, Text};
use On::Any;

/// The tags, in the order in which they are written, and in which they claim a variable. Without `TY`, `ID`, `ER`, the dates of
/// publication and the pages, which [`ris`](super) puts together itself.
static ROWS: &[Row<Form>] = rows! {
    Both "AU" "author" Names, Any;
    Read "A1" "author" Names, Any;
    Both "ED" "editor" Names, Any;
    Read "A2" "editor" Names, Any;
    Both "A3" "collection-editor" Names, Any;
    Both "A4" "translator" Names, Any;
    Both "TI" "title" Text, Any;
    Read "T1" "title" Text, Any;
    Read "CT" "title" Text, Any;
    Read "BT" "title" Text, WHOLE;
    Read "JF" "container-title" Text, Any;
    Read "T2" "collection-title" Text, WHOLE;
    Both "T2" "container-title" Text, Any;
    Read "BT" "container-title" Text, Any;
    Read "JO" "container-title" Text, Any;
    Read "JA" "container-title" Text, Any;
    Read "J2" "container-title" Text, Any;
    Read "J1" "container-title" Text, Any;
    Read "JO" "container-title-short" Text, Any;
    Read "JA" "container-title-short" Text, Any;
    Both "J2" "container-title-short" Text, Any;
    Read "J1" "container-title-short" Text, Any;
    Read "JI" "container-title-short" Text, Any;
    Both "T3" "collection-title" Text, Any;
    Both "ST" "title-short" Text, Any;
    Both "VL" "volume" Text, Any;
    Read "IS" "number" Text, NUMBERED;
    Both "IS" "issue" Text, Any;
    Read "CP" "issue" Text, PERIODICALS;
    Read "SV" "collection-number" Text, BOOKS;
    Both "M1" "collection-number" Number, BOOKS;
    Read "M1" "issue" Number, PERIODICALS;
    Both "C7" "number" Number, ARTICLE;
    Both "NV" "number-of-volumes" Text, Any;
    Both "SE" "chapter-number" Text, CHAPTERS;
    Both "SE" "section" Text, Any;
    Read "ET" "available-date" DateOnly, ARTICLE;
    Both "ET" "version" Text, SOFTWARE;
    Both "ET" "edition" Text, Any;
    Both "CY" "publisher-place" Text, Any;
    Read "PP" "publisher-place" Text, Any;
    Read "PI" "publisher-place" Text, Any;
    Both "PB" "publisher" Text, Any;
    Read "PU" "publisher" Text, Any;
    Both "SN" "ISBN" Isbn, Any;
    Both "SN" "ISSN" Issn, Any;
    Both "SN" "number" Text, NUMBERED;
    Read "SN" "ISBN" Ids, BOOKS;
    Read "SN" "ISSN" Ids, PERIODICALS;
    Read "M1" "number" Number, Any;
    Both "DO" "DOI" Doi, Any;
    Read "M3" "DOI" Doi, Any;
    Read "L3" "DOI" Doi, Any;
    Read "N1" "DOI" Doi, Any;
    Read "DO" "DOI" Text, Any;
    Read "U1" "PMID" Marked("pmid"), Any;
    Read "U2" "PMCID" Marked("pmcid"), Any;
    Read "C2" "PMCID" Pmcid, PERIODICALS;
    Both "UR" "URL" Text, Any;
    Read "LK" "URL" Text, Any;
    Both "Y2" "accessed" Date, Any;
    Both "M3" "genre" Text, Any;
    Both "LA" "language" Text, Any;
    Both "KW" "keyword" Keywords, Any;
    Both "AB" "abstract" Lines, Any;
    Read "N2" "abstract" Lines, Any;
    Both "N1" "note" Lines, Any;
    Both "RN" "annote" Lines, Any;
    Both "AD" "affiliation" Each, Any;
    Both "CN" "call-number" Text, Any;
    Read "H2" "call-number" Text, Any;
    Both "AV" "archive_location" Text, Any;
    Both "DP" "source" Text, Any;
    Read "DB" "source" Text, Any;
    Both "RI" "reviewed-title" Text, Any;
    Both "L1" "file" Each, Any;
};

/// The other tags of the specifications: those that are put together elsewhere, and those that CSL has no variable for.
static OTHERS: &[&str] = &[
    "TY", "ER", "ID", "PY", "Y1", "DA", "SP", "EP", "A5", "AN", "C1", "C3", "C4", "C5", "C6", "C8", "CA", "LB", "L2", "L4", "M2", "OP", "RP", "TA",
    "TT", "U3", "U4", "U5",
];

/// Whether a specification or a known program has a tag of that name.
pub(super) fn is_known(tag: &str) -> bool {
    OTHERS.contains(&tag) || ROWS.iter().any(|row| row.field == tag)
}

/// The tags, compiled.
pub(super) static TABLE: LazyLock<Mapping<Form>> = LazyLock::new(|| Mapping::new(ROWS));

/// Where the dates and the pages stand among the rows.
pub(super) static AFTER_TITLES: LazyLock<usize> = LazyLock::new(|| ROWS.iter().position(|row| row.field == "ST").unwrap_or(0));
pub(super) static AFTER_ISSUE: LazyLock<usize> = LazyLock::new(|| ROWS.iter().position(|row| row.field == "NV").unwrap_or(0));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_type_that_is_read_as_it_or_is_said_to_be_near() {
        for kind in Kind::ALL.iter().copied() {
            let read = type_row(type_of(Some(kind))).and_then(|row| row.kind);
            let near = NEAREST.iter().any(|(of, _)| *of == kind);
            assert!(read == Some(kind) || near || type_of(Some(kind)) == "GEN", "{kind:?}");
        }
        assert_eq!(type_of(None), "GEN");
    }

    /// Tags that mean one of several things, by what their value looks like or by what is known already.
    #[test]
    fn all_other_tags_are_read_as_they_are_written() {
        let expected = [
            ("T2", "container-title"),
            ("J2", "container-title-short"),
            ("IS", "issue"),
            ("SE", "section"),
            ("ET", "edition"),
            ("SN", "ISSN"),
            ("SN", "number"),
            ("M3", "genre"),
            ("N1", "note"),
        ];
        assert_eq!(TABLE.one_way(), expected);
    }
}
