//! The kind of a reference, from what it says; none where nothing tells.

use super::words::small;
use crate::model::{Entry, Kind, Variable};
use crate::text::pattern::{Pattern, has_digit};
use crate::text::unicode::{fold, has_phrase};

/// What tells the kind besides the entry's values.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Evidence {
    /// "In" stands before the container.
    pub says_in: bool,
    /// An arXiv identifier is given.
    pub arxiv: bool,
    /// A code for what it is stands behind the title: `[J]`.
    pub code: Option<Kind>,
}

const THESIS: &[&str] = &[
    "thesis",
    "dissertation",
    "diss",
    "habilitation",
    "habilitationsschrift",
    "masterarbeit",
    "diplomarbeit",
    "bachelorarbeit",
    "magisterarbeit",
    "doktorarbeit",
    "these",
    "memoire",
    "tesis",
    "tese",
    "tesi",
    "proefschrift",
    "phd",
    "dissertacao",
    "диссертация",
    "дис",
    "dizertace",
    "rozprawa",
    "masterscriptie",
];
const CONFERENCE: &[&str] = &[
    "proceedings",
    "proc",
    "conference",
    "conf",
    "symposium",
    "symp",
    "workshop",
    "workshops",
    "congress",
    "tagung",
    "tagungsband",
    "konferenz",
    "actes",
    "colloque",
    "atti",
    "congreso",
    "congresso",
    "anais",
    "colloquium",
    "конференция",
    "конференции",
    "kongress",
    "presented",
];
const NEWSPAPER: &[&str] = &[
    "times",
    "post",
    "monitor",
    "guardian",
    "zeitung",
    "monde",
    "herald",
    "tribune",
    "gazette",
    "telegraph",
    "independent",
    "observer",
    "chronicle",
    "globe",
    "figaro",
    "pais",
    "mundo",
    "presse",
    "welt",
    "standard",
    "courier",
    "daily",
    "mail",
    "bild",
    "taz",
    "repubblica",
    "corriere",
    "правда",
    "известия",
    "newspaper",
    "news",
    "examiner",
    "inquirer",
    "rundschau",
    "tageblatt",
    "nachrichten",
    "kurier",
    "anzeiger",
    "liberation",
    "volkskrant",
    "gazeta",
    "folha",
    "tageszeitung",
    "tagesspiegel",
    "handelsblatt",
    "shimbun",
    "nacion",
    "clarin",
    "stampa",
    "mercury",
    "dispatch",
    "sun",
    "star",
    "press",
    "today",
];
const MAGAZINE: &[&str] =
    &["magazine", "magazin", "newsweek", "economist", "spiegel", "atlantic", "yorker", "wired", "stern", "focus", "express", "weekly", "monthly"];
const JOURNAL: &[&str] = &[
    "journal",
    "review",
    "zeitschrift",
    "revue",
    "revista",
    "rivista",
    "annals",
    "letters",
    "transactions",
    "quarterly",
    "bulletin",
    "archiv",
    "archives",
    "studies",
    "annales",
    "tijdschrift",
    "вестник",
    "журнал",
    "acta",
    "j",
];
const REPORT: &[&str] = &["arbeitspapier", "forschungsbericht", "diskussionspapier", "report", "rapport", "informe", "bericht", "memorandum"];
/// Reports as series and containers call them: a word alone may stand in any title.
const REPORT_SERIES: &[&str] = &[
    "working paper",
    "working papers",
    "occasional paper",
    "occasional papers",
    "discussion paper",
    "discussion papers",
    "technical report",
    "tech rep",
    "technical note",
    "research report",
    "white paper",
    "policy brief",
    "policy paper",
    "policy research",
    "research paper",
    "research memorandum",
    "staff paper",
    "document de travail",
    "documento de trabajo",
    "report no",
    "briefing paper",
    "background paper",
    "staff report",
];
static STANDARD: Pattern = Pattern::new(r"^(?:(?:ISO|IEC|ISO/IEC|DIN|DIN EN|DIN EN ISO|EN|BS|ANSI|ASTM|IEEE Std|IEEE Standard|ITU-T|NISO|RFC|Request for Comments|ÖNORM|ECMA)[\s-]+(?:Rec\.? )?[A-Z]?\.?[0-9])").when(has_digit);

/// The kind that the values of an entry tell.
pub(super) fn kind(entry: &Entry, evidence: Evidence) -> Option<Kind> {
    let read = Reader::new(entry, evidence);
    if evidence.code.is_some() {
        return evidence.code;
    }
    read.by_genre().or_else(|| read.by_container()).or_else(|| read.alone())
}

struct Reader<'a> {
    entry: &'a Entry,
    evidence: Evidence,
    container: String,
    genre: String,
    series: String,
}

impl<'a> Reader<'a> {
    fn new(entry: &'a Entry, evidence: Evidence) -> Self {
        let folded = |variable| entry.plain(variable).map(|text| fold(&text)).unwrap_or_default();
        Self {
            entry,
            evidence,
            container: folded(Variable::ContainerTitle),
            genre: folded(Variable::Genre),
            series: folded(Variable::CollectionTitle),
        }
    }

    fn has(&self, variables: &[Variable]) -> bool {
        variables.iter().any(|variable| self.entry.has(*variable))
    }

    /// What the genre, the series or a number says outright.
    fn by_genre(&self) -> Option<Kind> {
        let genre = |list: &[&str]| any_word(&self.genre, list);
        let volume = self.has(&[Variable::Volume, Variable::Issue]);
        let standard = || {
            let says = |variable: &Variable| self.entry.plain(*variable).is_some_and(|text| STANDARD.is_match(&text));
            matches!(self.series.as_str(), "rfc" | "iso" | "din" | "request for comments")
                || matches!(self.genre.as_str(), "rfc" | "standard" | "norm" | "request for comments")
                || [Variable::Number, Variable::Title, Variable::Genre, Variable::CollectionTitle].iter().any(says)
        };
        let preprint = || {
            let archives = ["arxiv", "biorxiv", "medrxiv", "chemrxiv", "psyarxiv", "socarxiv", "ssrn", "preprint", "preprints", "corr", "eartharxiv"];
            self.evidence.arxiv || genre(&["preprint"]) || any_word(&self.container, &archives)
        };
        match () {
            () if genre(&["patent", "pat", "patentschrift", "brevet", "patente", "offenlegungsschrift"]) => Some(Kind::Patent),
            () if genre(THESIS) => Some(Kind::Thesis),
            () if !self.has(&[Variable::ContainerTitle]) && standard() => Some(Kind::Standard),
            () if genre(&["dataset", "data", "datensatz", "database"]) => Some(Kind::Dataset),
            () if genre(&["software", "program", "app", "package", "code", "computerprogramm", "logiciel"]) => Some(Kind::Software),
            () if genre(&["map", "karte", "carte"]) => Some(Kind::Map),
            () if genre(&["film", "video", "movie", "dvd"]) => Some(Kind::MotionPicture),
            () if genre(&["blog"]) => Some(Kind::PostWeblog),
            () if genre(&["interview"]) => Some(Kind::Interview),
            () if genre(&["manuscript", "unpublished", "manuskript"]) => Some(Kind::Manuscript),
            () if genre(&["poster", "presentation", "speech", "lecture", "vortrag", "talk"]) => Some(Kind::Speech),
            () if !volume && preprint() => Some(Kind::Article),
            () if genre(REPORT) || is_report_series(&self.genre) => Some(Kind::Report),
            () if is_report_series(&self.series) || !volume && is_report_series(&self.container) => Some(Kind::Report),
            () => None,
        }
    }

    /// What the container says.
    fn by_container(&self) -> Option<Kind> {
        if self.container.is_empty() {
            return None;
        }
        let container = |list: &[&str]| any_word(&self.container, list);
        let placed = self.has(&[Variable::Volume, Variable::Issue, Variable::Page]);
        let book = self.has(&[Variable::Editor, Variable::Publisher, Variable::PublisherPlace, Variable::ChapterNumber, Variable::Isbn]);
        let date = self.entry.date(Variable::Issued).and_then(|date| date.start);
        let day = date.is_some_and(|part| part.day.is_some());
        let dated = date.is_some_and(|part| part.month.is_some());
        let volume = self.has(&[Variable::Volume, Variable::Issue]);
        match () {
            () if container(&["dictionary", "worterbuch", "lexikon", "dictionnaire", "diccionario"]) => Some(Kind::EntryDictionary),
            () if container(&["encyclopedia", "encyclopaedia", "enzyklopadie", "encyclopedie", "enciclopedia", "britannica", "wikipedia"]) => {
                Some(Kind::EntryEncyclopedia)
            }
            () if container(CONFERENCE) => Some(match volume && !book && !self.evidence.says_in && self.series.is_empty() {
                true => Kind::ArticleJournal,
                false => Kind::PaperConference,
            }),
            () if day
                && !volume
                && !book
                && (container(NEWSPAPER) || self.container.contains("wall street journal") || self.container.ends_with("zeitung")) =>
            {
                Some(Kind::ArticleNewspaper)
            }
            () if dated && !book && container(MAGAZINE) && !volume => Some(Kind::ArticleMagazine),
            () if volume && !self.has(&[Variable::Editor, Variable::ChapterNumber]) && !self.evidence.says_in => Some(Kind::ArticleJournal),
            // "In: Frühmittelalterliche Studien 36 (2002), S. 1–24" says "in" of a journal.
            () if volume && !book && self.has(&[Variable::Page]) && evidence_of_journal(date.is_some(), self.entry) => Some(Kind::ArticleJournal),
            () if self.has(&[Variable::Issue]) && !self.has(&[Variable::Publisher, Variable::ChapterNumber, Variable::Isbn]) => {
                Some(Kind::ArticleJournal)
            }
            () if container(JOURNAL) && !self.has(&[Variable::ChapterNumber, Variable::Editor]) && !(self.evidence.says_in && book) => {
                Some(Kind::ArticleJournal)
            }
            () if book || self.evidence.says_in => Some(Kind::Chapter),
            () if placed || self.has(&[Variable::Issn, Variable::Pmid, Variable::Pmcid, Variable::Doi]) => Some(Kind::ArticleJournal),
            () if self.has(&[Variable::Url, Variable::Accessed]) => Some(Kind::Webpage),
            () => None,
        }
    }

    /// "A/47/277", "WP-12": a number that is more than digits.
    fn is_lettered_number(&self) -> bool {
        self.entry.plain(Variable::Number).is_some_and(|number| number.len() >= 4 && number.contains(|c: char| c.is_alphabetic() || c == '/'))
    }

    /// What is said without a container.
    fn alone(&self) -> Option<Kind> {
        let title = self.has(&[Variable::Title]);
        match () {
            () if !self.container.is_empty() => None,
            () if self.has(&[Variable::Version]) => Some(Kind::Software),
            // A number of its own and no series: reports are counted so.
            () if title && self.is_lettered_number() && !self.has(&[Variable::CollectionTitle, Variable::Isbn, Variable::Edition]) => {
                Some(Kind::Report)
            }
            () if title && self.has(&[Variable::Publisher, Variable::PublisherPlace, Variable::Isbn, Variable::Edition]) => Some(Kind::Book),
            () if self.has(&[Variable::Editor]) && title => Some(Kind::Book),
            () if self.has(&[Variable::Url]) && !self.has(&[Variable::Doi]) => Some(Kind::Webpage),
            () => None,
        }
    }
}

/// A volume in digits, a date, and no edition: nothing that books have.
fn evidence_of_journal(dated: bool, entry: &Entry) -> bool {
    let digits = |text: std::borrow::Cow<'_, str>| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    dated && !entry.has(Variable::Edition) && entry.plain(Variable::Volume).is_some_and(digits)
}

fn any_word(folded: &str, list: &[&str]) -> bool {
    folded.split(' ').any(|word| list.contains(&word))
}

/// Whether a folded text names a series of reports, in whole words.
fn is_report_series(folded: &str) -> bool {
    has_phrase(folded, REPORT_SERIES)
}

/// Whether a clause says what kind of thing a work is: "[Doctoral dissertation]", "Working Paper".
pub(super) fn is_genre(text: &str) -> bool {
    is_thesis(text) || text.split(' ').count() <= 3 && is_series_of_reports(text)
}

/// Whether a bracket behind a title says what the work is made of: "[Data set]", "[Computer software]".
pub(super) fn is_medium(text: &str) -> bool {
    let words = small(&fold(text));
    let medium = ["dataset", "software", "film", "video", "map", "manuscript", "preprint", "poster", "podcast", "blog"];
    words.len() <= 3 && (words.iter().any(|word| medium.contains(&word.as_str())) || words == ["data", "set"])
}

/// Whether a bracket behind an article's title says what it is in its journal: "[editorial]".
pub(super) fn is_section(text: &str) -> bool {
    const SECTIONS: &[&str] = &["editorial", "letter", "abstract", "comment", "commentary", "review", "correspondence", "erratum", "news"];
    let words = small(&fold(text));
    words.len() <= 2 && words.iter().any(|word| SECTIONS.contains(&word.as_str()))
}

fn is_thesis(text: &str) -> bool {
    small(&fold(text)).iter().any(|word| THESIS.contains(&word.as_str()))
}

/// Whether a title is that of a series of reports: "Occasional Paper 42".
pub(super) fn is_series_of_reports(title: &str) -> bool {
    is_report_series(&fold(title))
}
