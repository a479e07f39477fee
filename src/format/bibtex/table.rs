//! The tables that say what BibTeX and biblatex call things; both are read in both directions. A row holds for one dialect or for both when
//! writing; reading knows all rows, whichever the dialect, since files mix them.

use crate::model::{Class, Kind, Variable};
use std::collections::HashMap;
use std::sync::LazyLock;

/// A dialect of `.bib` files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// What `bibtex` and its styles know.
    Bibtex,
    /// What biblatex and biber know.
    Biblatex,
}

impl Dialect {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Bibtex => "bibtex",
            Self::Biblatex => "biblatex",
        }
    }
}

/// Which dialects a row is written in; `READ` rows are only read.
type Writes = u8;
const BOTH: Writes = 3;
const BIBTEX: Writes = 1;
const BIBLATEX: Writes = 2;
const READ: Writes = 0;

fn writes(row: Writes, dialect: Dialect) -> bool {
    row & if dialect == Dialect::Bibtex { BIBTEX } else { BIBLATEX } != 0
}

/// An entry type.
pub(super) struct TypeRow {
    pub(super) name: &'static str,
    pub(super) kind: Option<Kind>,
    write: Writes,
    /// Whether the name says more than the kind: it is then kept in the variable [`TYPE`].
    pub(super) says_more: bool,
}

/// The variable that keeps a type that says more than its kind: `inbook`, `proceedings`.
pub(super) const TYPE: &str = "bibtex-type";

macro_rules! types {
    ($($write:ident $name:literal $($more:ident)? => $kind:expr;)+) => {
        &[$(TypeRow { name: $name, kind: $kind, write: $write, says_more: !concat!("" $(, stringify!($more))?).is_empty() },)+]
    };
}

/// The first row of a kind that is written in a dialect is what the kind is called there. `more` marks the types that say more.
static TYPES: &[TypeRow] = types! {
    BOTH "article" => Some(Kind::ArticleJournal);
    BOTH "book" => Some(Kind::Book);
    BOTH "incollection" => Some(Kind::Chapter);
    BOTH "inproceedings" => Some(Kind::PaperConference);
    BIBTEX "phdthesis" => Some(Kind::Thesis);
    BIBTEX "mastersthesis" => Some(Kind::Thesis);
    BIBLATEX "thesis" => Some(Kind::Thesis);
    BIBTEX "techreport" => Some(Kind::Report);
    BIBLATEX "report" => Some(Kind::Report);
    BOTH "unpublished" => Some(Kind::Manuscript);
    BOTH "booklet" => Some(Kind::Pamphlet);
    BOTH "misc" => None;
    BIBLATEX "online" => Some(Kind::Webpage);
    BIBLATEX "patent" => Some(Kind::Patent);
    BIBLATEX "dataset" => Some(Kind::Dataset);
    BIBLATEX "software" => Some(Kind::Software);
    BIBLATEX "periodical" => Some(Kind::Periodical);
    BIBLATEX "inreference" => Some(Kind::EntryEncyclopedia);
    BIBLATEX "artwork" => Some(Kind::Graphic);
    BIBLATEX "audio" => Some(Kind::Song);
    BIBLATEX "movie" => Some(Kind::MotionPicture);
    BIBLATEX "letter" => Some(Kind::PersonalCommunication);
    BIBLATEX "legislation" => Some(Kind::Legislation);
    BIBLATEX "jurisdiction" => Some(Kind::LegalCase);
    BIBLATEX "legal" => Some(Kind::Treaty);
    BIBLATEX "review" => Some(Kind::Review);
    BIBLATEX "standard" => Some(Kind::Standard);
    BIBLATEX "performance" => Some(Kind::Performance);
    BOTH "inbook" more => Some(Kind::Chapter);
    BOTH "proceedings" more => Some(Kind::Book);
    BOTH "manual" more => Some(Kind::Book);
    BIBLATEX "collection" more => Some(Kind::Book);
    BIBLATEX "mvbook" more => Some(Kind::Book);
    BIBLATEX "mvcollection" more => Some(Kind::Book);
    BIBLATEX "mvproceedings" more => Some(Kind::Book);
    BIBLATEX "mvreference" more => Some(Kind::Book);
    BIBLATEX "reference" more => Some(Kind::Book);
    BIBLATEX "bookinbook" more => Some(Kind::Chapter);
    BIBLATEX "suppbook" more => Some(Kind::Chapter);
    BIBLATEX "suppcollection" more => Some(Kind::Chapter);
    BIBLATEX "suppperiodical" more => Some(Kind::ArticleJournal);
    BIBLATEX "music" more => Some(Kind::Song);
    BIBLATEX "video" more => Some(Kind::MotionPicture);
    BIBLATEX "image" more => Some(Kind::Graphic);
    READ "conference" => Some(Kind::PaperConference);
    READ "electronic" => Some(Kind::Webpage);
    READ "www" => Some(Kind::Webpage);
    READ "webpage" => Some(Kind::Webpage);
    // What other programs and styles of biblatex call things.
    READ "web_page" => Some(Kind::Webpage);
    READ "book_section" => Some(Kind::Chapter);
    READ "magazine_article" => Some(Kind::ArticleMagazine);
    READ "newspaper_article" => Some(Kind::ArticleNewspaper);
    READ "magazine" => Some(Kind::ArticleMagazine);
    READ "newspaper" => Some(Kind::ArticleNewspaper);
    READ "presentation" => Some(Kind::Speech);
    READ "preprint" => Some(Kind::Article);
    READ "data" => Some(Kind::Dataset);
    READ "masterthesis" => Some(Kind::Thesis);
    BIBLATEX "constitution" more => Some(Kind::Legislation);
    BIBLATEX "legadminmaterial" more => Some(Kind::Regulation);
    BIBLATEX "softwareversion" more => Some(Kind::Software);
    BIBLATEX "softwaremodule" more => Some(Kind::Software);
    BIBLATEX "codefragment" more => Some(Kind::Software);
};

/// The row of an entry type, in whatever case.
pub(super) fn type_row(name: &str) -> Option<&'static TypeRow> {
    TYPES.iter().find(|row| row.name.eq_ignore_ascii_case(name))
}

/// What a kind is called in a dialect.
pub(super) fn type_of(kind: Option<Kind>, dialect: Dialect) -> Option<&'static str> {
    TYPES.iter().find(|row| row.kind == kind && !row.says_more && writes(row.write, dialect)).map(|row| row.name)
}

/// Whether a dialect has a type that is read as this kind.
pub(super) fn has_type(name: &str, kind: Option<Kind>, dialect: Dialect) -> bool {
    type_row(name).is_some_and(|row| row.kind == kind && writes(row.write, dialect))
}

/// Where a kind has no type of its own: the nearest one, whose fields it shares.
pub(super) fn nearest_type(kind: Option<Kind>, dialect: Dialect) -> &'static str {
    match (kind, dialect) {
        (Some(Kind::ArticleMagazine | Kind::ArticleNewspaper | Kind::Review | Kind::ReviewBook), _) => "article",
        (Some(Kind::Entry | Kind::EntryDictionary | Kind::EntryEncyclopedia), Dialect::Bibtex) => "incollection",
        (Some(Kind::Entry | Kind::EntryDictionary), Dialect::Biblatex) => "inreference",
        (Some(Kind::Classic | Kind::Collection | Kind::MusicalScore), _) => "book",
        (Some(Kind::Standard), Dialect::Bibtex) => "techreport",
        (Some(Kind::Speech | Kind::Interview), _) => "unpublished",
        (Some(Kind::Article | Kind::Post | Kind::PostWeblog), Dialect::Biblatex) => "online",
        (Some(Kind::Bill | Kind::Regulation | Kind::Hearing), Dialect::Biblatex) => "legislation",
        (Some(Kind::Map | Kind::Figure), Dialect::Biblatex) => "artwork",
        (Some(Kind::Broadcast), Dialect::Biblatex) => "movie",
        _ => "misc",
    }
}

/// How a field's value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// LaTeX.
    Text,
    /// Characters that mean themselves: URLs, file names.
    Verbatim,
    /// Names with `and` between.
    Names,
    /// EDTF, or words.
    Date,
    /// Text whose en dashes are written `--`.
    Pages,
    /// A URL or an identifier, whose characters some escape as LaTeX wants it.
    Link,
    /// A language, as babel names it.
    Language,
    /// A kind of thesis or report, with biblatex's keys for some.
    Genre,
}

/// Groups of kinds that share the meaning of fields.
type Group = u16;
const J: Group = 1;
const B: Group = 2;
const T: Group = 4;
const R: Group = 8;
const W: Group = 16;
const M: Group = 32;
/// Law.
const L: Group = 64;
/// What stands on a site of the web, whose name biblatex has as the organization.
const N: Group = 128;
/// What is not yet published, and lies on a server of such.
const P: Group = 256;
const ANY: Group = 511;

fn group(kind: Option<Kind>) -> Group {
    use Kind::*;
    match kind {
        Some(ArticleJournal | ArticleMagazine | ArticleNewspaper | Review | ReviewBook | Periodical) => J,
        Some(Book | Chapter | PaperConference | Classic | Collection | Entry | EntryDictionary | EntryEncyclopedia | MusicalScore | Pamphlet) => B,
        Some(Thesis) => T,
        Some(Report | Standard) => R,
        Some(Software | Dataset) => W,
        Some(Webpage | Post | PostWeblog) => N,
        Some(Article) => P,
        Some(LegalCase | Legislation | Bill | Regulation | Hearing) => L,
        _ => M,
    }
}

struct Row {
    field: &'static str,
    variable: &'static str,
    form: Form,
    on: Group,
    write: Writes,
}

macro_rules! fields {
    ($($write:ident $field:literal $variable:literal $form:ident $on:expr;)+) => {
        &[$(Row { field: $field, variable: $variable, form: Form::$form, on: $on, write: $write },)+]
    };
}

/// The fields, in the order in which they are written.
static FIELDS: &[Row] = fields! {
    BOTH "author" "author" Names ANY;
    BOTH "editor" "editor" Names ANY;
    BOTH "bookauthor" "container-author" Names ANY;
    BOTH "translator" "translator" Names ANY;
    READ "with" "contributor" Names ANY;
    READ "collaborator" "contributor" Names ANY;
    BOTH "title" "title" Text ANY;
    BOTH "shorttitle" "title-short" Text ANY;
    BOTH "csl-shorttitle" "shortTitle" Text ANY;
    BIBLATEX "organization" "container-title" Text N;
    BIBTEX "journal" "container-title" Text J;
    BIBLATEX "journaltitle" "container-title" Text J;
    BOTH "booktitle" "container-title" Text ANY - J;
    READ "journal" "container-title" Text ANY;
    READ "journaltitle" "container-title" Text ANY;
    READ "booktitle" "container-title" Text ANY;
    BOTH "shortjournal" "container-title-short" Text ANY;
    BOTH "journalabbreviation" "journalAbbreviation" Text ANY;
    BOTH "edition" "edition" Text ANY;
    BOTH "volume" "volume" Text ANY;
    BOTH "number" "issue" Text J;
    READ "issue" "issue" Text J;
    BOTH "number" "collection-number" Text B;
    BOTH "number" "number" Text ANY - J - B;
    BOTH "eid" "number" Text J;
    BOTH "csl-number" "number" Text B;
    BOTH "series" "collection-title" Text ANY;
    BOTH "chapter" "chapter-number" Text ANY;
    BOTH "pages" "page" Pages ANY;
    BOTH "pagetotal" "number-of-pages" Text ANY;
    READ "numpages" "number-of-pages" Text ANY;
    BOTH "volumes" "number-of-volumes" Text ANY;
    BIBTEX "school" "publisher" Text T;
    BIBTEX "institution" "publisher" Text R;
    BIBLATEX "institution" "publisher" Text T + R;
    BIBLATEX "organization" "publisher" Text W;
    BOTH "institution" "authority" Text L;
    BIBTEX "archiveprefix" "publisher" Text P;
    BIBLATEX "eprinttype" "publisher" Text P;
    READ "archiveprefix" "publisher" Text P;
    READ "eprinttype" "publisher" Text P;
    BIBTEX "primaryclass" "section" Text P;
    BIBLATEX "eprintclass" "section" Text P;
    READ "primaryclass" "section" Text P;
    READ "eprintclass" "section" Text P;
    BOTH "csl-eprinttype" "eprinttype" Text P;
    BOTH "csl-eprintclass" "eprintclass" Text P;
    BOTH "publisher" "publisher" Text ANY;
    READ "school" "publisher" Text ANY;
    READ "institution" "publisher" Text ANY;
    READ "organization" "publisher" Text ANY;
    BIBTEX "address" "publisher-place" Text ANY;
    BIBLATEX "location" "publisher-place" Text ANY;
    READ "address" "publisher-place" Text ANY;
    READ "location" "publisher-place" Text ANY;
    BOTH "type" "genre" Genre ANY;
    BOTH "howpublished" "medium" Text ANY;
    BOTH "venue" "event-place" Text ANY;
    BOTH "eventtitle" "event-title" Text ANY;
    BOTH "eventdate" "event-date" Date ANY;
    BOTH "origdate" "original-date" Date ANY;
    BOTH "origtitle" "original-title" Text ANY;
    BOTH "origpublisher" "original-publisher" Text ANY;
    BOTH "origlocation" "original-publisher-place" Text ANY;
    BOTH "library" "call-number" Text ANY;
    READ "lccn" "call-number" Text ANY;
    BOTH "pubstate" "status" Text ANY;
    BOTH "doi" "DOI" Link ANY;
    BOTH "isbn" "ISBN" Text ANY;
    BOTH "issn" "ISSN" Text ANY;
    BOTH "eprint" "eprint" Verbatim ANY;
    BIBTEX "archiveprefix" "eprinttype" Text ANY - P;
    BIBLATEX "eprinttype" "eprinttype" Text ANY - P;
    READ "archiveprefix" "eprinttype" Text ANY - P;
    READ "eprinttype" "eprinttype" Text ANY - P;
    BIBTEX "primaryclass" "eprintclass" Text ANY - P;
    BIBLATEX "eprintclass" "eprintclass" Text ANY - P;
    READ "primaryclass" "eprintclass" Text ANY - P;
    READ "eprintclass" "eprintclass" Text ANY - P;
    BOTH "pmid" "PMID" Text ANY;
    BOTH "pmcid" "PMCID" Text ANY;
    BOTH "url" "URL" Link ANY;
    BOTH "urldate" "accessed" Date ANY;
    READ "lastchecked" "accessed" Date ANY;
    BOTH "language" "language" Text ANY;
    READ "langid" "language" Language ANY;
    BOTH "note" "note" Text ANY;
    BOTH "annote" "annote" Text ANY;
    READ "annotation" "annote" Text ANY;
    BOTH "abstract" "abstract" Text ANY;
    BOTH "keywords" "keyword" Text ANY;
    READ "tags" "keyword" Text ANY;
    BOTH "file" "file" Verbatim ANY;
};

/// Fields of names and of verbatim text that CSL has no variable for. Besides them, what ends in `-by` holds names.
const OPEN_NAMES: &[&str] = &[
    "introduction",
    "foreword",
    "afterword",
    "annotator",
    "commentator",
    "holder",
    "editora",
    "editorb",
    "editorc",
    "shortauthor",
    "shorteditor",
    "namea",
    "nameb",
    "namec",
    "sortname",
];
const OPEN_VERBATIM: &[&str] = &["urlraw", "eprintraw", "ids", "xdata", "xref", "related", "entryset", "keywordsraw", "verba", "verbb", "verbc"];

/// What reading has to know of a field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    pub(super) variable: Variable,
    pub(super) form: Form,
    /// Whether the variable is written so: such a field has the first claim on it.
    pub(super) first: bool,
    pub(super) row: u16,
}

struct Compiled {
    by_field: HashMap<&'static str, Vec<usize>>,
    by_variable: HashMap<Variable, Vec<usize>>,
}

static COMPILED: LazyLock<Compiled> = LazyLock::new(|| {
    let mut compiled = Compiled { by_field: HashMap::new(), by_variable: HashMap::new() };
    for (at, row) in FIELDS.iter().enumerate() {
        compiled.by_field.entry(row.field).or_default().push(at);
        compiled.by_variable.entry(Variable::named(row.variable)).or_default().push(at);
    }
    compiled
});

/// What a field, named in small letters, means in an entry of that kind.
pub(super) fn target(field: &str, kind: Option<Kind>) -> Option<Target> {
    let group = group(kind);
    let rows = COMPILED.by_field.get(field)?;
    let at = rows.iter().copied().find(|at| FIELDS[*at].on & group != 0)?;
    let row = &FIELDS[at];
    let variable = Variable::named(row.variable);
    let first = row.write != READ;
    Some(Target { variable, form: row.form, first, row: u16::try_from(at).unwrap_or(0) })
}

/// Whether some variable is written under this name.
pub(super) fn is_written(field: &str) -> bool {
    COMPILED.by_field.get(field).is_some_and(|rows| rows.iter().any(|at| FIELDS[*at].write != READ))
}

/// What a field that is in no table means: a variable of its own name.
pub(super) fn open_target(field: &str) -> Target {
    let variable = Variable::named(field);
    let form = match variable.class() {
        Class::Names => Form::Names,
        Class::Date => Form::Date,
        _ if field.ends_with("-by") || OPEN_NAMES.contains(&field) => Form::Names,
        _ if OPEN_VERBATIM.contains(&field) || field.starts_with("bdsk-") => Form::Verbatim,
        _ => Form::Text,
    };
    Target { variable, form, first: false, row: u16::MAX }
}

/// What a variable is called in a dialect, in an entry of that kind; none where it has no field but that of its own name.
pub(super) fn field_of(variable: Variable, kind: Option<Kind>, dialect: Dialect) -> Option<(&'static str, Target)> {
    let group = group(kind);
    let rows = COMPILED.by_variable.get(&variable)?;
    let at = rows.iter().copied().find(|at| FIELDS[*at].on & group != 0 && writes(FIELDS[*at].write, dialect))?;
    let row = &FIELDS[at];
    Some((row.field, Target { variable, form: row.form, first: true, row: u16::try_from(at).unwrap_or(0) }))
}

/// Fields that classic BibTeX's styles print, for variables that they know no field for: where nothing else stands in the field, the
/// variable goes there, and [`super::read::CLASSES`] says so.
pub(super) fn stand_in(variable: Variable, kind: Option<Kind>) -> Option<&'static str> {
    let group = group(kind);
    match variable {
        Variable::EventTitle if kind == Some(Kind::PaperConference) => Some("booktitle"),
        Variable::EventPlace => Some("address"),
        Variable::CollectionEditor => Some("editor"),
        Variable::Publisher if group & (W | M | N) != 0 => Some("howpublished"),
        _ => None,
    }
}

/// Roles that biblatex has a kind of editor for: the role and the kind.
pub(super) const ROLES: &[(Variable, &str)] = &[
    (Variable::Contributor, "collaborator"),
    (Variable::Director, "director"),
    (Variable::Compiler, "compiler"),
    (Variable::Organizer, "organizer"),
    (Variable::ScriptWriter, "scriptwriter"),
    // As Better BibTeX has it: biblatex knows no editors of series.
    (Variable::CollectionEditor, "redactor"),
];

/// Fields for editors of a kind, with the field that says the kind.
pub(super) const EDITORS: [(&str, &str); 3] = [("editora", "editoratype"), ("editorb", "editorbtype"), ("editorc", "editorctype")];

/// Where in the order of writing dates come: behind the publisher, in the place of a row that is only read.
pub(super) static DATE_ROW: LazyLock<u16> = LazyLock::new(|| {
    let publisher = FIELDS.iter().position(|row| row.field == "publisher").unwrap_or(0);
    u16::try_from(publisher + 1).unwrap_or(u16::MAX)
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_that_is_written_is_read_from_there() {
        let kinds = Kind::ALL.iter().copied().map(Some).chain([None]);
        for (kind, variable) in kinds.flat_map(|kind| Variable::ALL.iter().map(move |variable| (kind, *variable))) {
            for dialect in [Dialect::Bibtex, Dialect::Biblatex] {
                if let Some((field, _)) = field_of(variable, kind, dialect) {
                    assert_eq!(target(field, kind).map(|target| target.variable), Some(variable), "{field} {kind:?}");
                }
            }
        }
    }

    #[test]
    fn every_type_is_read_as_its_kind() {
        for kind in Kind::ALL {
            for dialect in [Dialect::Bibtex, Dialect::Biblatex] {
                match type_of(Some(*kind), dialect) {
                    Some(name) => assert_eq!(type_row(name).and_then(|row| row.kind), Some(*kind)),
                    None => assert!(type_row(nearest_type(Some(*kind), dialect)).is_some()),
                }
            }
        }
    }
}
