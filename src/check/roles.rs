//! What fields hold, so that a rule is asked about those that it speaks of. The fields are those of BibTeX's standard styles (btxdoc), of
//! biblatex's data model (its manual, section 2.2.2) and what reference managers add; the variables are CSL's.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A set of roles; a field has one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roles(u64);

macro_rules! roles {
    ($($(#[doc = $doc:literal])+ $name:ident = $bit:literal: $($field:literal)*;)+) => {
        impl Roles {
            $($(#[doc = $doc])+ pub const $name: Self = Self(1 << $bit);)+
        }
        /// The fields of BibTeX and biblatex by their names in small letters.
        static FIELDS: &[(&str, Roles)] = &[$($(($field, Roles::$name),)*)+];
    };
}

roles! {
    /// The title of the work.
    TITLE = 0: "title";
    /// Other titles, and parts of titles.
    OTHER_TITLE = 1: "subtitle" "titleaddon" "shorttitle" "maintitle" "mainsubtitle" "maintitleaddon" "booksubtitle" "booktitleaddon"
        "journalsubtitle" "journaltitleaddon" "issuetitle" "issuesubtitle" "issuetitleaddon" "origtitle" "reprinttitle" "eventtitle"
        "eventtitleaddon" "indextitle";
    /// The title of the book that holds the work.
    BOOKTITLE = 2: "booktitle";
    /// The title of the journal.
    JOURNAL = 3: "journal" "journaltitle" "shortjournal";
    /// The title of a series.
    SERIES = 4: "series" "shortseries";
    /// Names.
    NAMES = 5: "author" "editor" "translator" "annotator" "commentator" "introduction" "foreword" "afterword" "bookauthor" "editora" "editorb"
        "editorc" "holder" "shortauthor" "shorteditor" "namea" "nameb" "namec" "collaborator";
    /// Pages.
    PAGES = 6: "pages" "bookpagination-pages";
    /// The volume.
    VOLUME = 7: "volume";
    /// The number of an issue, a report, a series.
    NUMBER = 8: "number" "issue" "eid";
    /// The edition.
    EDITION = 9: "edition";
    /// Publishers, schools, institutions.
    PUBLISHER = 10: "publisher" "school" "institution" "organization" "origpublisher";
    /// Places.
    PLACE = 11: "address" "location" "origlocation" "venue";
    /// A date in ISO 8601-2.
    DATE = 12: "date";
    /// A year.
    YEAR = 13: "year";
    /// A month.
    MONTH = 14: "month";
    /// Other dates.
    OTHER_DATE = 15: "urldate" "eventdate" "origdate";
    /// A DOI.
    DOI = 16: "doi";
    /// A URL.
    URL = 17: "url";
    /// ISBN.
    ISBN = 18: "isbn";
    /// ISSN.
    ISSN = 19: "issn";
    /// The number of a preprint.
    EPRINT = 20: "eprint";
    /// What archive has it.
    EPRINT_TYPE = 21: "eprinttype" "archiveprefix";
    /// The class within the archive.
    EPRINT_CLASS = 22: "eprintclass" "primaryclass";
    /// PubMed's number.
    PMID = 23: "pmid";
    /// PubMed Central's number.
    PMCID = 24: "pmcid" "pmc";
    /// Languages.
    LANGUAGE = 25: "language" "langid" "origlanguage" "hyphenation";
    /// Keywords.
    KEYWORDS = 26: "keywords" "keyword";
    /// Keys of other entries.
    KEYS = 27: "crossref" "xref" "xdata" "related" "entryset" "ids";
    /// Files.
    FILE = 28: "file" "pdf" "attachments";
    /// Notes.
    NOTE = 29: "note" "annote" "annotation" "addendum";
    /// Abstracts.
    ABSTRACT = 30: "abstract";
    /// The kind of thesis or report.
    TYPE = 31: "type" "entrysubtype" "editortype" "editoratype" "editorbtype" "editorctype" "nameatype" "authortype" "relatedtype"
        "pubstate" "bookpagination" "pagination" "reprinttype";
    /// How it was published.
    HOWPUBLISHED = 32: "howpublished";
    /// Counts.
    COUNTS = 33: "pagetotal" "volumes" "chapter" "part" "day" "numpages";
    /// Any other text.
    TEXT = 34: "version" "library" "label" "shorthand" "shorthandintro" "nameaddon" "relatedstring" "reprint" "usera" "userb" "userc" "userd"
        "usere" "userf" "lista" "listb" "listc" "listd" "liste" "listf" "isan" "isrn" "iswc" "key" "sortkey" "sorttitle" "sortshorthand"
        "presort" "sortname" "sortyear" "indexsorttitle";
    /// What is no text: options, code, verbatim fields.
    VERBATIM = 35: "options" "execute" "langidopts" "relatedoptions" "gender" "verba" "verbb" "verbc" "xdata-file" "nocite" "timestamp" "owner";
    /// Fields that no table knows.
    UNKNOWN = 36:;
    /// ISMN.
    ISMN = 37: "ismn";
    /// ORCID.
    ORCID = 38: "orcid" "orcid-numbers" "author-orcid";
}

/// CSL's variables where they hold what a field holds.
static CSL: &[(&str, Roles)] = &[
    ("title", Roles::TITLE),
    ("title-short", Roles::OTHER_TITLE),
    ("shorttitle", Roles::OTHER_TITLE),
    ("original-title", Roles::OTHER_TITLE),
    ("event-title", Roles::OTHER_TITLE),
    ("volume-title", Roles::OTHER_TITLE),
    ("part-title", Roles::OTHER_TITLE),
    ("container-title", Roles::BOOKTITLE),
    ("container-title-short", Roles::JOURNAL),
    ("journalabbreviation", Roles::JOURNAL),
    ("collection-title", Roles::SERIES),
    ("page", Roles::PAGES),
    ("volume", Roles::VOLUME),
    ("issue", Roles::NUMBER),
    ("number", Roles::NUMBER),
    ("edition", Roles::EDITION),
    ("publisher", Roles::PUBLISHER),
    ("publisher-place", Roles::PLACE),
    ("event-place", Roles::PLACE),
    ("issued", Roles::DATE),
    ("accessed", Roles::OTHER_DATE),
    ("event-date", Roles::OTHER_DATE),
    ("original-date", Roles::OTHER_DATE),
    ("doi", Roles::DOI),
    ("url", Roles::URL),
    ("isbn", Roles::ISBN),
    ("issn", Roles::ISSN),
    ("eprint", Roles::EPRINT),
    ("eprinttype", Roles::EPRINT_TYPE),
    ("eprintclass", Roles::EPRINT_CLASS),
    ("pmid", Roles::PMID),
    ("pmcid", Roles::PMCID),
    ("language", Roles::LANGUAGE),
    ("keyword", Roles::KEYWORDS),
    ("note", Roles::NOTE),
    ("annote", Roles::NOTE),
    ("abstract", Roles::ABSTRACT),
    ("genre", Roles::TYPE),
    ("medium", Roles::HOWPUBLISHED),
    ("file", Roles::FILE),
];

impl Roles {
    /// How many there are.
    pub(super) const NUMBERS: usize = 39;
    /// Whatever it holds.
    pub const ANY: Self = Self((1 << Self::NUMBERS) - 1);
    /// Titles of all kinds.
    pub const TITLES: Self = Self::TITLE.and(Self::OTHER_TITLE).and(Self::BOOKTITLE).and(Self::JOURNAL).and(Self::SERIES);
    /// What is printed as text, and so means LaTeX in BibTeX's syntax.
    pub const PRINTED: Self =
        Self::TITLES.and(Self::PUBLISHER).and(Self::PLACE).and(Self::NOTE).and(Self::TYPE).and(Self::HOWPUBLISHED).and(Self::NAMES);
    /// What a program reads.
    pub const IDENTIFIERS: Self = Self::DOI.and(Self::ISBN).and(Self::ISSN).and(Self::EPRINT).and(Self::PMID).and(Self::PMCID);

    /// Both.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are not in the other.
    pub const fn but(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether all of the other are in this one.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The number of a single role.
    pub(super) const fn bit(self) -> usize {
        self.0.trailing_zeros() as usize
    }

    /// The numbers of its roles.
    pub(super) fn bits(self) -> impl Iterator<Item = usize> {
        (0..Self::NUMBERS).filter(move |bit| self.0 >> bit & 1 == 1)
    }
}

/// Which names are looked up.
pub(super) type Names = bool;
/// BibTeX's fields.
pub(super) const BIBTEX: Names = true;
/// CSL's variables, and BibTeX's fields under their own names.
pub(super) const VARIABLES: Names = false;

/// What is known of names as they are written: the role, and for unknown ones of BibTeX's syntax the known name that is nearest.
#[derive(Debug, Default)]
pub(super) struct Known<'a>(FxHashMap<(&'a str, Names), (Roles, Option<&'static str>)>);

impl<'a> Known<'a> {
    pub(super) fn of(&mut self, name: &'a str, names: Names) -> (Roles, Option<&'static str>) {
        if let Some(known) = self.0.get(&(name, names)) {
            return *known;
        }
        let small = name.to_ascii_lowercase();
        let csl = CSL.iter().find(|(known, _)| names == VARIABLES && *known == small);
        let role = csl.map(|(_, role)| *role).or_else(|| of_field(&small)).unwrap_or(Roles::UNKNOWN);
        let near = if names == BIBTEX && role == Roles::UNKNOWN { nearest_field(&small) } else { None };
        // Bounded, since the hash is no match for names that were chosen to be equal in it.
        if self.0.len() < 8192 {
            self.0.insert((name, names), (role, near));
        }
        (role, near)
    }
}

/// What a field of BibTeX or biblatex holds, by its name in small letters; none where no table knows it.
pub(super) fn of_field(name: &str) -> Option<Roles> {
    FIELDS.iter().find(|(known, _)| *known == name).map(|(_, role)| *role)
}

/// The letters of a name, a bit each.
fn letters(name: &str) -> u32 {
    name.bytes().filter(u8::is_ascii_lowercase).fold(0, |bits, byte| bits | 1 << (byte - b'a'))
}

/// The known field whose name is nearest to a misspelt one.
fn nearest_field(name: &str) -> Option<&'static str> {
    static LETTERS: LazyLock<Vec<u32>> = LazyLock::new(|| FIELDS.iter().map(|(known, _)| letters(known)).collect());
    if name.len() < 4 {
        return None;
    }
    let bits = letters(name);
    let near = FIELDS.iter().zip(LETTERS.iter()).filter(|((known, _), known_bits)| {
        let most = 1 + known.len() / 7;
        // A change of one letter changes at most two bits.
        known.len().abs_diff(name.len()) <= most && (bits ^ **known_bits).count_ones() as usize <= 2 * most
    });
    let near = near.map(|((known, _), _)| (strsim::damerau_levenshtein(name, known), *known));
    near.filter(|(distance, known)| *distance <= 1 + known.len() / 7).min().map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_role() {
        for (at, (name, _)) in FIELDS.iter().enumerate() {
            assert!(!FIELDS[..at].iter().any(|(other, _)| other == name), "{name}");
        }
        let mut known = Known::default();
        assert_eq!(known.of("Journal", BIBTEX).0, Roles::JOURNAL);
        assert_eq!(known.of("container-title", VARIABLES).0, Roles::BOOKTITLE);
        assert_eq!(known.of("x-own", BIBTEX), (Roles::UNKNOWN, None));
        assert_eq!(known.of("jornal", BIBTEX), (Roles::UNKNOWN, Some("journal")));
        assert_eq!((nearest_field("jornal"), nearest_field("mendeley-tags")), (Some("journal"), None));
    }
}
