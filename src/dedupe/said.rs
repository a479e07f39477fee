//! What an entry says, folded: the texts and numbers that records are made of. Each entry is looked at alone, so that many can be at once.

use super::numbers::{Place, number};
use super::title::{Script, Title, cut, last_group, romanise, romanised};
use crate::model::id::{Doi, Isbn, Pmid};
use crate::model::{Entry, Kind, Name, Value, Variable};
use crate::text::unicode::{fold, has_phrase};
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use std::num::{NonZeroU32, NonZeroU64};

/// More names say nothing more of a list of authors.
const MOST_NAMES: usize = 30;

/// A hash that is the same in every run and on every machine: records of different partitions have equal keys.
pub(crate) fn hash(value: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A short text, such as a number, as a number that is equal where the text is.
pub(crate) type Short = Option<NonZeroU32>;

/// A short text as a number.
pub(crate) fn short(text: &str) -> Short {
    let hash = hash(text);
    NonZeroU32::new((hash ^ (hash >> 32)) as u32 | 1).filter(|_| !text.is_empty())
}

fn long(text: &str) -> Option<NonZeroU64> {
    NonZeroU64::new(hash(text) | 1)
}

/// In which form a text is published, as far as the kind of its entry says; forms of one text are works of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Form {
    #[default]
    Unknown,
    Serial,
    Paper,
    Part,
    Whole,
    Report,
    Thesis,
    Speech,
    Review,
}

impl Form {
    /// The form of an entry, by the name of its container, folded, or by its kind.
    fn of(entry: &Entry, container: &str) -> Self {
        if let Some(form) = Self::of_container(container) {
            return form;
        }
        let within = !container.is_empty();
        match entry.kind {
            Some(Kind::ArticleJournal | Kind::ArticleMagazine | Kind::ArticleNewspaper) if within => Self::Serial,
            Some(Kind::PaperConference) if within => Self::Paper,
            Some(Kind::Chapter | Kind::EntryEncyclopedia | Kind::EntryDictionary | Kind::Entry) if within => Self::Part,
            Some(Kind::Book) if !within => Self::Whole,
            Some(Kind::Report) if !within => Self::Report,
            Some(Kind::Thesis) => Self::Thesis,
            Some(Kind::Speech) => Self::Speech,
            Some(Kind::Review | Kind::ReviewBook) => Self::Review,
            _ => Self::Unknown,
        }
    }
}

/// Words that say of what form a container is, whatever the entry is called.
const CONTAINERS: &[(Form, &[&str])] = &[
    (Form::Report, &["technical report", "tech rep", "tech report", "research report", "manuscript", "unpublished"]),
    (Form::Thesis, &["phd thesis", "doctoral thesis", "doctoral dissertation", "masters thesis"]),
    (Form::Paper, &["conference", "conf", "workshop", "symposium", "symp"]),
    (Form::Serial, &["journal", "j", "transactions", "trans", "letters", "lett", "annals", "magazine"]),
];

impl Form {
    /// The form that the name of a container tells; none where it tells two, as a journal's supplement with the papers of a conference.
    fn of_container(folded: &str) -> Option<Self> {
        let mut told = CONTAINERS.iter().filter(|(_, words)| has_phrase(folded, words));
        told.next().map(|(form, _)| *form).filter(|_| told.next().is_none())
    }
}

/// What is compared of an entry, in words.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub kind: Option<Kind>,
    pub form: Form,
    pub title: Title,
    /// The words of the authors' names (or else the editors'), initials left out, and what an organisation's initials spell.
    pub names: Vec<String>,
    /// The first name's family name, and the first initial.
    pub first: Option<(String, Option<char>)>,
    /// The script of the first name.
    pub names_script: Script,
    pub translator: Option<String>,
    pub container: String,
    pub publisher: String,
    pub year: Option<i32>,
    pub place: Place,
    pub chapter: Short,
    pub edition: Short,
    pub part: Short,
    pub version: Short,
    /// What of film and broadcast it is: "film", "tvepisode".
    pub medium: Short,
    pub doi: Option<NonZeroU64>,
    pub pmid: Option<NonZeroU64>,
    pub isbn: Option<NonZeroU64>,
    pub preprint: bool,
    /// A hash of all values.
    pub content: u64,
}

impl Said {
    /// What an entry says.
    pub fn by(entry: &Entry) -> Self {
        let mut said = Self { kind: entry.kind, content: content(entry), ..Self::default() };
        said.title = entry.plain(Variable::Title).map(|title| Title::read(cut(&title))).unwrap_or_default();
        let publisher = entry.plain(Variable::Publisher).unwrap_or_default();
        let (publisher, printed) = printed_behind(cut(&publisher)).map_or((cut(&publisher), None), |(bare, year, pages)| (bare, Some((year, pages))));
        said.year = entry.year().or(said.title.year).or(printed.map(|(year, _)| year));
        said.say_names(entry);
        said.translator = entry.names(Variable::Translator).and_then(|names| Some(romanised(&split(names.list.first()?).0).0));
        said.say_container(entry);
        said.publisher = romanised(publisher).0;
        said.place = Place::of(entry);
        if let Some((_, pages)) = printed.filter(|_| said.place.page.is_none()) {
            said.place.pages(pages);
        }
        said.chapter = entry.plain(Variable::ChapterNumber).and_then(|text| number(&text));
        said.edition = entry.plain(Variable::Edition).and_then(|text| edition(&text)).or(said.title.edition);
        said.part = entry.plain(Variable::Part).and_then(|text| number(&text));
        said.version = entry.plain(Variable::Version).and_then(|text| short(&fold(&text)));
        said.medium = medium(entry);
        said.doi = entry.plain(Variable::Doi).and_then(|text| Doi::parse(&text).ok()).and_then(|doi| long(&doi.folded()));
        said.pmid = entry.plain(Variable::Pmid).and_then(|text| Pmid::parse(&text).ok()).and_then(|pmid| long(pmid.as_str()));
        said.isbn = entry.plain(Variable::Isbn).and_then(|text| Isbn::parse(&text).ok()).and_then(|isbn| long(isbn.as_str()));
        said.preprint = is_preprint(entry);
        said
    }

    fn say_container(&mut self, entry: &Entry) {
        let container = entry.plain(Variable::ContainerTitle).unwrap_or_default();
        let own = own_place(&container);
        let folded = fold(cut(own));
        self.form = Form::of(entry, &folded);
        if self.form == Form::Thesis && Form::of_container(&folded).is_some() {
            // What the work is, where it should say where it stands.
            return;
        }
        // "BMJ (Online)", "PLoS ONE [Electronic Resource]".
        self.container = match last_group(own).filter(|(before, _)| !before.is_empty()) {
            Some((bare, _)) => romanised(cut(bare)).0,
            None => romanise(folded).0,
        };
    }

    fn say_names(&mut self, entry: &Entry) {
        let Some(names) = [Variable::Author, Variable::Editor].iter().find_map(|variable| entry.names(*variable)) else { return };
        // That nobody is named is no likeness.
        let named = |name: &&Name| !matches!(fold(&name.short()).as_str(), "anonymous" | "anon" | "");
        for (at, name) in names.list.iter().filter(named).take(MOST_NAMES).enumerate() {
            let (family, rest) = split(name);
            let (family, script) = romanised(&family);
            let rest = romanised(&rest).0;
            // Initials may stand behind the family name, and a whole list in the place of the given name.
            let last = family.split(' ').rev().find(|word| word.chars().count() > 1).or_else(|| family.split(' ').next_back());
            if at == 0
                && let Some(last) = last.filter(|last| !last.is_empty())
            {
                self.first = Some((last.to_owned(), cut_initial(name).or_else(|| rest.chars().next().filter(|_| !is_list(&name.given)))));
                self.names_script = script;
            }
            if name.is_literal() || family.matches(' ').count() > 1 {
                let whole = if name.is_literal() { name.literal.to_string() } else { format!("{} {}", name.family, name.given) };
                self.names.extend(acronym(&romanised(&whole).0));
            }
            self.names.extend(family.split(' ').chain(rest.split(' ')).filter(|word| word.len() > 2).map(str::to_owned));
        }
    }
}

/// Whether a whole list of names stands where given names should.
fn is_list(given: &str) -> bool {
    given.trim_end_matches([',', ';', '&', ' ']).contains([',', ';', '&'])
}

/// The first initial where names were cut at the first comma of a list: "Roe, J., Doe, A.", "J. Roe, A. Doe", "Roe J., Doe A.".
fn cut_initial(name: &Name) -> Option<char> {
    let family = fold(&name.family);
    let single = family.split(' ').filter(|word| word.chars().count() == 1).find_map(|word| word.chars().next());
    if single.is_some() || !is_list(&name.given) {
        // The whole name may stand there, "Jane A. Roe", or the initial behind it, "Roe J.".
        let whole = family.rsplit(' ').next().is_some_and(|last| last.chars().count() > 1);
        let initial = if whole { family.chars().next() } else { single };
        return initial.filter(|_| single.is_some() && family.contains(' '));
    }
    let piece = fold(name.given.split([',', ';', '&']).next()?);
    let initials = piece.split(' ').all(|word| word.chars().count() <= 2);
    let before = || name.family.trim().rsplit_once(' ').map(|(given, _)| fold(given));
    if initials { Some(piece) } else { before() }?.chars().next()
}

/// Family and given names; those of a literal as well as they can be told.
fn split(name: &Name) -> (String, String) {
    if !name.is_literal() {
        return (name.family.to_string(), name.given.to_string());
    }
    let parts = match name.literal.split_once(',') {
        Some((family, given)) => Some((family, given)),
        None => name.literal.trim().rsplit_once(' ').map(|(given, family)| (family, given)),
    };
    parts.map_or_else(|| (name.literal.to_string(), String::new()), |(family, given)| (family.to_owned(), given.to_owned()))
}

/// What the initials of an organisation's name spell: "who".
fn acronym(name: &str) -> Option<String> {
    const LEFT_OUT: [&str; 8] = ["of", "and", "for", "the", "to", "in", "on", "de"];
    let words = name.split(' ').filter(|word| !LEFT_OUT.contains(word));
    let initials: String = words.clone().filter_map(|word| word.chars().next()).collect();
    (initials.len() >= 3 && words.clone().all(|word| word.len() > 2)).then_some(initials)
}

/// What a container says of the work's own place: a note on where an earlier version stands is no part of it.
fn own_place(container: &str) -> &str {
    const NOTES: &[&str] = &["abstract appeared in", "version appeared in", "abstract appears in", "version appears in"];
    if !container.contains("appear") {
        return container;
    }
    let small = container.to_ascii_lowercase();
    let Some(note) = NOTES.iter().filter_map(|note| small.find(note)).min() else { return container };
    // The sentence that the note is, or begins.
    let start = small[..note].rfind(['.', ';', '(', '[']).map_or(0, |at| at + 1);
    container[..start].trim_end_matches(['.', ';', '(', '[', ' '])
}

/// Year and pages behind a publisher: "Some Press (1992) 341-352".
fn printed_behind(publisher: &str) -> Option<(&str, i32, &str)> {
    let (bare, rest) = publisher.split_once('(')?;
    let (year, pages) = rest.split_once(')')?;
    let year = year.trim_end_matches(|c: char| c.is_ascii_lowercase()).parse().ok().filter(|year| (1500..2100).contains(year))?;
    let pages = pages.trim_matches(['.', ',', ' ']);
    pages.starts_with(|c: char| c.is_ascii_digit()).then_some((bare, year, pages))
}

/// An edition by its number, or its words.
pub(crate) fn edition(text: &str) -> Short {
    const ORDINALS: [&str; 10] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let folded = fold(text);
    let word = folded.split(' ').next().filter(|word| !word.is_empty())?;
    if let Some(at) = ORDINALS.iter().position(|ordinal| *ordinal == word) {
        return short(&(at + 1).to_string());
    }
    match crate::model::Number::parse(word) {
        crate::model::Number::Whole(number) => short(&number.to_string()),
        _ => short(&folded),
    }
}

/// What of film and broadcast an entry is, as biblatex or its kind says.
fn medium(entry: &Entry) -> Short {
    let kind = entry.kind.filter(|kind| matches!(kind, Kind::MotionPicture | Kind::Broadcast))?;
    match (entry.plain(Variable::named("entrysubtype")), kind) {
        (Some(said), _) => short(&fold(&said)),
        (None, Kind::Broadcast) => short(kind.name()),
        _ => None,
    }
}

/// Whether an entry is a version put on a server before or instead of its publication.
fn is_preprint(entry: &Entry) -> bool {
    const SERVERS: &[&str] = &["arxiv", "biorxiv", "medrxiv", "chemrxiv", "psyarxiv", "ssrn", "corr", "preprint", "preprints", "research square"];
    let says = |variable| {
        entry.plain(variable).is_some_and(|text| {
            let text = cut(&text);
            let head = text.trim_start_matches(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric());
            // As most do not: they need not be folded.
            if head.starts_with(|c: char| c.is_ascii() && !SERVERS.iter().any(|server| server.starts_with(c.to_ascii_lowercase()))) {
                return false;
            }
            let folded = fold(text);
            SERVERS.iter().any(|server| folded == *server || folded.strip_prefix(server).is_some_and(|rest| rest.starts_with(' ')))
        })
    };
    entry.kind == Some(Kind::Article)
        || [Variable::ContainerTitle, Variable::Publisher, Variable::Genre, Variable::Archive, Variable::Number].into_iter().any(says)
        || entry.plain(Variable::Doi).is_some_and(|doi| ["10.48550/", "10.1101/", "10.2139/"].iter().any(|start| doi.contains(start)))
}

/// A hash of an entry's values in whatever order.
pub(crate) fn content(entry: &Entry) -> u64 {
    let value = |value: &Value| match value {
        Value::Names(names) => hash(names),
        value => hash(value.plain().as_ref()),
    };
    let values = entry.values().map(|(variable, of)| hash((variable.name(), value(of))));
    values.fold(hash(entry.kind.map(Kind::name)), u64::wrapping_add)
}
