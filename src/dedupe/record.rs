//! Records: what deduplication looks at of an entry, folded once. Words and containers are numbers, so that most comparing is of numbers.

use crate::model::id::{Doi, Isbn, Pmid};
use crate::model::{Entry, Kind, Name, Number, Pages, Variable};
use crate::text::unicode::fold;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// A hash that is the same in every run and on every machine: records of different partitions have equal keys.
pub(crate) fn hash(value: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// More words than that say nothing more of a title, more names nothing more of a list of authors.
const MOST_WORDS: usize = 60;
const MOST_NAMES: usize = 30;
/// Bytes of a value that are folded; titles that differ only behind that are equal enough.
const MOST_BYTES: usize = 2000;

/// What a text says of another work instead of being that work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Notice {
    /// A correction of another work.
    Erratum,
    /// A retraction of another work.
    Retraction,
    /// An answer to another work, or a comment on it.
    Reply,
    /// A review of another work.
    Review,
}

/// Titles that begin so speak of another work.
const NOTICES: &[(&str, Notice)] = &[
    ("erratum", Notice::Erratum),
    ("errata", Notice::Erratum),
    ("corrigend", Notice::Erratum),
    ("correction to", Notice::Erratum),
    ("correction ", Notice::Erratum),
    ("correction", Notice::Erratum),
    ("addendum", Notice::Erratum),
    ("publisher correction", Notice::Erratum),
    ("author correction", Notice::Erratum),
    ("retraction", Notice::Retraction),
    ("retracted", Notice::Retraction),
    ("expression of concern", Notice::Retraction),
    ("reply", Notice::Reply),
    ("in reply", Notice::Reply),
    ("response to", Notice::Reply),
    ("authors reply", Notice::Reply),
    ("author reply", Notice::Reply),
    ("comment on", Notice::Reply),
    ("comments on", Notice::Reply),
    ("commentary on", Notice::Reply),
    ("letter to", Notice::Reply),
    ("re ", Notice::Reply),
    ("review of", Notice::Review),
    ("book review", Notice::Review),
];

/// Titles that end so speak of another work.
const ENDS: &[(&str, Notice)] = &[(" reply", Notice::Reply), (" erratum", Notice::Erratum), (" corrigendum", Notice::Erratum)];

/// What databases add behind a title in brackets; it is no part of it.
const ADDED: &[&str] =
    &["appears in", "see comment", "comment in", "erratum in", "refs", "abstract", "published erratum", "review", "letter", "erratum", "corrected"];

/// A name in a list: its family name and first initial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub family: u32,
    pub initial: Option<char>,
}

/// What is compared of an entry.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    pub kind: Option<Kind>,
    /// The folded title without spaces; empty where there is none.
    pub title: Box<str>,
    /// The words of the title in order.
    pub words: Box<[u32]>,
    /// The same, sorted.
    pub sorted: Box<[u32]>,
    /// Where the subtitle begins among the words: the number of words before the colon, 0 without one.
    pub main: usize,
    pub notice: Option<Notice>,
    /// The words of the author's names (or else the editors'), sorted, initials left out.
    pub names: Box<[u32]>,
    pub first: Option<Person>,
    pub container: Option<u32>,
    pub year: Option<i32>,
    pub volume: Option<u64>,
    pub issue: Option<u64>,
    pub page: Option<u64>,
    pub last_page: Option<u64>,
    pub chapter: Option<u64>,
    pub edition: Option<u64>,
    pub part: Option<u64>,
    pub doi: Option<u64>,
    pub pmid: Option<u64>,
    pub isbn: Option<u64>,
    pub preprint: bool,
    /// Whether it says that it is a part of something.
    pub contained: bool,
    /// A hash of all the above, which puts records in an order that does not depend on that of the entries.
    pub content: u64,
}

impl Record {
    /// Whether it is a part of a book, by its kind and container.
    pub fn is_part(&self) -> bool {
        self.contained && self.kind.is_some_and(Kind::is_part)
    }
}

/// The records of some entries and the words they are made of.
#[derive(Debug, Default)]
pub(crate) struct Records {
    pub list: Vec<Record>,
    /// In how many titles each word stands.
    pub frequency: Vec<u32>,
    pub words: Vec<Box<str>>,
    pub containers: Vec<Box<[u32]>>,
    /// How many different first authors have this title, for titles of more than one.
    pub shared_titles: FxHashMap<u64, u32>,
    word_numbers: FxHashMap<Box<str>, u32>,
    container_numbers: FxHashMap<Box<[u32]>, u32>,
}

impl Records {
    /// Prepares entries, in order.
    pub fn of(entries: &[Entry]) -> Self {
        let mut records = Self::default();
        records.list.reserve(entries.len());
        for entry in entries {
            let record = records.prepare(entry);
            for word in distinct(&record.sorted) {
                records.frequency[word as usize] += 1;
            }
            records.list.push(record);
        }
        records.count_titles();
        records
    }

    fn count_titles(&mut self) {
        let mut pairs: Vec<(u64, u32)> = self
            .list
            .iter()
            .filter(|record| !record.title.is_empty())
            .filter_map(|record| Some((hash(&record.title), record.first?.family)))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        for same in pairs.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            self.shared_titles.insert(same[0].0, u32::try_from(same.len()).unwrap_or(u32::MAX));
        }
    }

    pub fn word(&mut self, text: &str) -> u32 {
        if let Some(number) = self.word_numbers.get(text) {
            return *number;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(text.into());
        self.frequency.push(0);
        self.word_numbers.insert(text.into(), number);
        number
    }

    pub fn text(&self, word: u32) -> &str {
        &self.words[word as usize]
    }

    fn numbers(&mut self, folded: &str) -> Box<[u32]> {
        folded.split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS).map(|word| self.word(word)).collect()
    }

    fn prepare(&mut self, entry: &Entry) -> Record {
        let mut record = Record { kind: entry.kind, year: entry.year(), ..Record::default() };
        if let Some(title) = entry.plain(Variable::Title) {
            self.title(&mut record, without_additions(cut(&title)));
        }
        self.names(&mut record, entry);
        if let Some(container) = entry.plain(Variable::ContainerTitle) {
            // "BMJ (Online)", "PLoS ONE [Electronic Resource]".
            let bare = last_group(&container).map(|(before, _)| before).filter(|before| !before.is_empty()).unwrap_or(&container);
            let words = self.numbers(&fold(cut(bare)));
            record.container = (!words.is_empty()).then(|| self.container(words));
        }
        record.contained = record.container.is_some() || entry.has(Variable::ChapterNumber);
        record.volume = number(entry, Variable::Volume);
        record.issue = number(entry, Variable::Issue);
        record.chapter = number(entry, Variable::ChapterNumber);
        record.edition = edition(entry);
        record.part = number(entry, Variable::Part);
        (record.page, record.last_page) = pages(entry);
        record.doi = entry.plain(Variable::Doi).and_then(|text| Doi::parse(&text).ok()).map(|doi| hash(doi.folded()));
        record.pmid = entry.plain(Variable::Pmid).and_then(|text| Pmid::parse(&text).ok()).map(|pmid| hash(pmid.as_str()));
        record.isbn = entry.plain(Variable::Isbn).and_then(|text| Isbn::parse(&text).ok()).map(|isbn| hash(isbn.as_str()));
        record.preprint = is_preprint(entry);
        record.content = content(entry);
        record
    }

    fn title(&mut self, record: &mut Record, title: &str) {
        let folded = fold(title);
        let begins = NOTICES.iter().find(|(start, _)| folded.starts_with(start)).map(|(_, notice)| *notice);
        let ends = ENDS.iter().find(|(end, _)| folded.ends_with(end)).map(|(_, notice)| *notice);
        record.notice = begins.or(ends).or_else(|| cites(title).then_some(Notice::Erratum));
        record.words = self.numbers(&folded);
        record.sorted = sorted(record.words.to_vec());
        record.title = folded.split(' ').collect::<String>().into();
        let main = title.split([':', '–', '—']).next().unwrap_or_default();
        if main.len() < title.len() {
            record.main = fold(main).split(' ').filter(|word| !word.is_empty()).count();
        }
    }

    fn names(&mut self, record: &mut Record, entry: &Entry) {
        let Some(names) = [Variable::Author, Variable::Editor].iter().find_map(|variable| entry.names(*variable)) else { return };
        let mut words = Vec::new();
        for (at, name) in names.list.iter().take(MOST_NAMES).enumerate() {
            let (family, rest) = split(name);
            if at == 0
                && let Some(last) = family.split(' ').next_back().filter(|last| !last.is_empty())
            {
                record.first = Some(Person { family: self.word(last), initial: rest.chars().next() });
            }
            words.extend(family.split(' ').chain(rest.split(' ')).filter(|word| word.len() > 2).map(|word| self.word(word)));
        }
        record.names = sorted(words);
    }

    fn container(&mut self, words: Box<[u32]>) -> u32 {
        if let Some(number) = self.container_numbers.get(&words) {
            return *number;
        }
        let number = u32::try_from(self.containers.len()).unwrap_or(u32::MAX);
        self.containers.push(words.clone());
        self.container_numbers.insert(words, number);
        number
    }
}

fn cut(text: &str) -> &str {
    let end = (0..=MOST_BYTES.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or_default()]
}

fn sorted(mut words: Vec<u32>) -> Box<[u32]> {
    words.sort_unstable();
    words.into()
}

/// The different ones of sorted words.
pub(crate) fn distinct(sorted: &[u32]) -> impl Iterator<Item = u32> {
    sorted.chunk_by(|a, b| a == b).map(|same| same[0])
}

/// Family and given names, folded; those of a literal as well as they can be told.
fn split(name: &Name) -> (String, String) {
    if !name.is_literal() {
        return (fold(&name.family), fold(&name.given));
    }
    if let Some((family, given)) = name.literal.split_once(',') {
        return (fold(family), fold(given));
    }
    let folded = fold(&name.literal);
    match folded.rsplit_once(' ') {
        Some((given, family)) => (family.to_owned(), given.to_owned()),
        None => (folded, String::new()),
    }
}

/// Whether a title ends with the place of another work: "(vol 85, pg 553, 2010)".
fn cites(title: &str) -> bool {
    let Some((_, inner)) = last_group(title) else { return false };
    let numbers: Vec<&str> = inner.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect();
    numbers.len() >= 3 && numbers.iter().any(|digits| digits.len() == 4 && matches!(&digits[..2], "18" | "19" | "20"))
}

/// What stands before the brackets that end a text, and what in them, brackets within them included.
fn last_group(text: &str) -> Option<(&str, &str)> {
    let bare = text.trim_end_matches(['.', ' ']);
    let (open, close) = match bare.as_bytes().last()? {
        b']' => ('[', ']'),
        b')' => ('(', ')'),
        _ => return None,
    };
    let mut depth = 0;
    let (at, _) = bare.char_indices().rev().find(|(_, c)| {
        depth += i32::from(*c == close) - i32::from(*c == open);
        depth == 0
    })?;
    Some((bare[..at].trim_end(), &bare[at + 1..bare.len() - 1]))
}

/// A title without what databases add behind it: "[see comment]", "(Review)".
fn without_additions(title: &str) -> &str {
    let mut rest = title.trim();
    while let Some((before, inner)) = last_group(rest) {
        let added = inner.to_lowercase();
        if before.is_empty() || !ADDED.iter().any(|word| added.contains(word)) {
            break;
        }
        rest = before;
    }
    rest
}

fn number(entry: &Entry, variable: Variable) -> Option<u64> {
    let text = entry.plain(variable)?;
    let folded = match Number::parse(&text) {
        Number::Whole(number) => number.to_string(),
        _ => fold(&text),
    };
    // "24 Suppl 3" is of volume 24.
    let folded = match folded.split_once(" suppl") {
        Some((volume, _)) => volume.to_owned(),
        None => folded,
    };
    let bare = ["volume ", "vol ", "no ", "number ", "issue ", "chapter ", "chap ", "ch ", "part ", "pt "];
    let folded = bare.iter().find_map(|word| folded.strip_prefix(word)).unwrap_or(&folded);
    let digits = folded.trim_start_matches('0');
    (!digits.is_empty()).then(|| hash(digits))
}

/// An edition by its number, or its first word; the first one is what an entry means that names none.
fn edition(entry: &Entry) -> Option<u64> {
    const ORDINALS: [&str; 10] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let text = entry.plain(Variable::Edition)?;
    let folded = fold(&text);
    let word = folded.split(' ').next().filter(|word| !word.is_empty())?;
    if let Some(at) = ORDINALS.iter().position(|ordinal| *ordinal == word) {
        return Some(hash((at as u64 + 1).to_string()));
    }
    match Number::parse(word) {
        Number::Whole(number) => Some(hash(u64::from(number).to_string())),
        _ => Some(hash(folded.as_str())),
    }
}

/// First and last page, short last pages made whole ("288-97").
fn pages(entry: &Entry) -> (Option<u64>, Option<u64>) {
    let Some(text) = entry.plain(Variable::Page).or_else(|| entry.plain(Variable::PageFirst)) else { return (None, None) };
    let pages = Pages::parse(&text);
    let Some((first, last)) = pages.0.first() else { return (None, None) };
    let (Some(first), last) = (page(first), last.and_then(page)) else { return (None, None) };
    let last = last.map(|last| match first.len().checked_sub(last.len()).and_then(|at| first.get(..at)) {
        Some(head) => format!("{head}{last}"),
        None => last,
    });
    (Some(hash(first.as_str())), last.map(|last| hash(last.as_str())))
}

/// The part of a page that has a digit, or all of it where none has.
fn page(text: &str) -> Option<String> {
    let folded = fold(text);
    let bare = folded.split(' ').find(|word| word.bytes().any(|b| b.is_ascii_digit())).unwrap_or(&folded);
    let bare = bare.strip_prefix("pp").or_else(|| bare.strip_prefix('p')).unwrap_or(bare).trim_start_matches('0');
    (!bare.is_empty()).then(|| bare.to_owned())
}

/// Whether an entry is a version put on a server before or instead of its publication.
fn is_preprint(entry: &Entry) -> bool {
    const SERVERS: &[&str] = &["arxiv", "biorxiv", "medrxiv", "chemrxiv", "psyarxiv", "ssrn", "corr", "preprint", "preprints", "research square"];
    let says = |variable| {
        entry.plain(variable).is_some_and(|text| {
            let folded = fold(cut(&text));
            SERVERS.iter().any(|server| folded == *server || folded.strip_prefix(server).is_some_and(|rest| rest.starts_with(' ')))
        })
    };
    entry.kind == Some(Kind::Article)
        || [Variable::ContainerTitle, Variable::Publisher, Variable::Genre, Variable::Archive, Variable::Number].into_iter().any(says)
        || entry.plain(Variable::Doi).is_some_and(|doi| ["10.48550/", "10.1101/", "10.2139/"].iter().any(|start| doi.contains(start)))
}

/// A hash of an entry's values in whatever order.
fn content(entry: &Entry) -> u64 {
    let values = entry.values().map(|(variable, value)| hash((variable.name(), value.plain().as_ref())));
    values.fold(hash(entry.kind.map(Kind::name)), u64::wrapping_add)
}
