//! Records: what deduplication looks at of an entry. Words and containers are numbers, so that most comparing is of numbers, and lie in one
//! array, so that a million records are small.

use super::Cluster;
use super::merge::filled;
use super::numbers::Place;
use super::parallel;
use super::said::{Form, Said, Short, hash};
use super::title::{Notice, Script};
use crate::model::{Entry, EntryId, Kind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::num::NonZeroU64;

/// More words than that say nothing more of a title or a list of names.
const MOST_WORDS: usize = 60;
/// A title of this rarity tells as much as a title can: about four words that no other title has.
const TELLING: f32 = 40.0;
/// Titles of other libraries that are thought of when words are counted, so that in a small one none seems common.
const UNSEEN: f32 = 100_000.0;
/// A title that a container has in as many years is that of a column; an error in the year of one work makes fewer.
const COLUMN: usize = 4;
/// Entries that a thread reads at once, so that few texts lie in memory.
const BATCH: usize = 1024;

/// The first name of a list: its family name and first initial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub family: u32,
    pub initial: Option<char>,
}

/// What is compared of an entry.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    pub kind: Option<Kind>,
    pub form: Form,
    /// Where its numbers begin: the words of the title in order, the same sorted, the words of its names sorted.
    at: u32,
    words: u8,
    names: u8,
    /// The number of words of the title before the subtitle, 0 without one.
    pub main: u8,
    /// How many letters the title has, gaps left out.
    pub letters: u16,
    /// How rare its words are.
    pub rarity: f32,
    /// A hash of the title's letters, gaps left out; 0 where there is none.
    pub title: u64,
    pub notice: Option<Notice>,
    pub title_part: Short,
    /// Whether the title breaks off.
    pub cut: bool,
    pub translated: bool,
    pub script: Script,
    pub names_script: Script,
    pub first: Option<Person>,
    pub translator: Option<u32>,
    pub container: Option<u32>,
    pub publisher: Option<u32>,
    pub year: Option<i32>,
    pub place: Place,
    pub chapter: Short,
    pub edition: Short,
    pub part: Short,
    pub version: Short,
    pub medium: Short,
    pub doi: Option<NonZeroU64>,
    pub pmid: Option<NonZeroU64>,
    pub isbn: Option<NonZeroU64>,
    pub preprint: bool,
    /// Whether it says that it is a part of something.
    pub contained: bool,
    /// Whether its title stands in its container in many years or issues.
    pub column: bool,
    /// A hash of all values, which puts records in an order that does not depend on that of the entries.
    pub content: u64,
}

impl Record {
    /// Whether it is a part of a book, by its kind and container.
    pub fn is_part(&self) -> bool {
        self.contained && self.kind.is_some_and(Kind::is_part)
    }

    /// Whether it does not say where it was printed.
    pub fn is_placeless(&self) -> bool {
        let place = &self.place;
        self.container.is_none() && self.publisher.is_none() && place.volume.is_none() && place.page.is_none() && self.doi.is_none()
    }

    /// Whether it does not say where or when it was printed, so that it may be any version of its work.
    pub fn is_vague(&self) -> bool {
        self.is_placeless() || self.year.is_none() && self.place.volume.is_none() && self.place.page.is_none() && self.doi.is_none()
    }

    /// Whether another one says what it said.
    fn is_gone(&self) -> bool {
        self.content == 0 && self.title == 0
    }

    /// Which part of a work it is: by its title, or as a volume of a work in volumes.
    pub fn numbered_part(&self) -> Short {
        self.title_part.or(self.part).or(if self.container.is_none() { self.place.volume } else { None })
    }
}

/// The records of some entries and the words they are made of.
#[derive(Debug, Default)]
pub struct Records {
    pub(crate) list: Vec<Record>,
    pub(crate) ids: Vec<EntryId>,
    /// The numbers of all words of all records.
    numbers: Vec<u32>,
    /// In how many titles each word stands.
    pub(crate) frequency: Vec<u32>,
    /// All words, one behind the other, and where each ends.
    text: String,
    ends: Vec<u32>,
    /// The words of containers and publishers.
    pub(crate) phrases: Vec<Box<[u32]>>,
    /// How many different first authors have this title, for titles of more than one.
    shared_titles: FxHashMap<u64, u32>,
    word_numbers: FxHashMap<u64, u32>,
    phrase_numbers: FxHashMap<Box<[u32]>, u32>,
}

/// Takes what every item says, in order, read by as many threads.
fn each_said<T: Sync>(items: &[T], jobs: usize, by: impl Fn(&T) -> Said + Sync, mut take: impl FnMut(&T, Said)) {
    if jobs <= 1 {
        return items.iter().for_each(|item| take(item, by(item)));
    }
    for batch in items.chunks(BATCH * jobs) {
        batch.iter().zip(parallel::map(batch, jobs, &by)).for_each(|(item, said)| take(item, said));
    }
}

impl Records {
    /// Prepares entries, in order, with as many threads.
    pub fn of(entries: &[Entry], jobs: usize) -> Self {
        let mut records = Self::default();
        records.list.reserve_exact(entries.len());
        records.ids.reserve_exact(entries.len());
        records.ids.extend(entries.iter().map(|entry| entry.id));
        each_said(entries, jobs, Said::by, |_, said| {
            let record = records.record(said);
            records.list.push(record);
        });
        records.weigh();
        records.numbers.shrink_to_fit();
        records
    }

    /// Lets the kept record of each cluster say what its members say together, and the others nothing.
    pub(crate) fn merge(&mut self, entries: &[Entry], clusters: &[Cluster], jobs: usize) {
        self.word_numbers.reserve(self.ends.len());
        for number in 0..u32::try_from(self.ends.len()).unwrap_or(u32::MAX) {
            if let Err(free) = self.known(self.text(number)) {
                self.word_numbers.insert(free, number);
            }
        }
        self.phrase_numbers = self.phrases.iter().cloned().zip(0..).collect();
        let by = |cluster: &Cluster| Said::by(&filled(entries, cluster).0);
        each_said(clusters, jobs, by, |cluster, said| {
            cluster.members.iter().for_each(|at| self.list[*at] = Record::default());
            self.list[cluster.keep] = self.record(said);
        });
        self.weigh();
    }

    /// Weighs titles by all records, and forgets what only reading needs.
    fn weigh(&mut self) {
        (self.word_numbers, self.phrase_numbers) = Default::default();
        self.count_titles();
        self.find_columns();
        self.weigh_words();
    }

    /// Titles that one container has in many years, or in many issues.
    fn find_columns(&mut self) {
        let key = |record: &Record| record.container.filter(|_| record.title != 0).map(|container| (record.title, container));
        let columns = |when: &dyn Fn(&Record) -> Option<u64>| {
            let mut all: Vec<((u64, u32), u64)> = self.list.iter().filter_map(|record| Some((key(record)?, when(record)?))).collect();
            all.sort_unstable();
            all.dedup();
            let many = all.chunk_by(|a, b| a.0 == b.0).filter(|times| times.len() >= COLUMN);
            many.map(|times| times[0].0).collect::<FxHashSet<(u64, u32)>>()
        };
        let years = columns(&|record| record.year.map(|year| u64::from(year.unsigned_abs())));
        let issues = columns(&|record| Some(hash((record.place.volume?, record.place.issue?))));
        for record in &mut self.list {
            record.column = key(record).is_some_and(|key| years.contains(&key) || issues.contains(&key));
        }
    }

    fn count_titles(&mut self) {
        let mut pairs: Vec<(u64, u32)> =
            self.list.iter().filter(|record| record.title != 0).filter_map(|record| Some((record.title, record.first?.family))).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let shared = pairs.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1);
        self.shared_titles = shared.map(|same| (same[0].0, u32::try_from(same.len()).unwrap_or(u32::MAX))).collect();
    }

    /// How much a title tells one work from others, from 0 to 1: many and rare words do, "Editorial" does not.
    pub(crate) fn telling(&self, record: &Record) -> f32 {
        let rare = (record.rarity / TELLING).min(1.0);
        match self.shared_titles.get(&record.title).copied().unwrap_or(1) {
            0..=2 => rare,
            3..=5 if record.letters > 55 => 0.9,
            3 => rare * 0.6,
            _ => rare * 0.3,
        }
    }

    /// The rarity of a title's words: the sum of the logarithms of one in how many titles has each.
    fn weigh_words(&mut self) {
        let mut frequency = vec![0; self.ends.len()];
        for record in &self.list {
            self.sorted(record).chunk_by(|a, b| a == b).for_each(|same| frequency[same[0] as usize] += 1);
        }
        self.frequency = frequency;
        let count = self.list.iter().filter(|record| !record.is_gone()).count() as f32 + UNSEEN;
        let weights: Vec<f32> = self.frequency.iter().map(|titles| (count / (*titles as f32 + 0.5)).ln()).collect();
        for at in 0..self.list.len() {
            let sorted = self.sorted(&self.list[at]);
            let rarity = sorted.chunk_by(|a, b| a == b).map(|same| weights[same[0] as usize]).sum();
            self.list[at].rarity = rarity;
        }
    }

    /// A word.
    pub(crate) fn text(&self, word: u32) -> &str {
        let at = word as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[at] as usize]
    }

    /// The words of the title in order.
    pub(crate) fn words(&self, record: &Record) -> &[u32] {
        self.slice(record, 0, record.words)
    }

    /// The same, sorted.
    pub(crate) fn sorted(&self, record: &Record) -> &[u32] {
        self.slice(record, usize::from(record.words), record.words)
    }

    /// The words of the names, sorted.
    pub(crate) fn names(&self, record: &Record) -> &[u32] {
        self.slice(record, usize::from(record.words) * 2, record.names)
    }

    fn slice(&self, record: &Record, from: usize, length: u8) -> &[u32] {
        let start = record.at as usize + from;
        &self.numbers[start..start + usize::from(length)]
    }

    /// The letters of the title without gaps, at the end of `out`, at most as many.
    pub(crate) fn letters(&self, record: &Record, most: usize, out: &mut Vec<u8>) {
        out.clear();
        for word in self.words(record) {
            out.extend_from_slice(self.text(*word).as_bytes());
        }
        out.truncate(most);
    }

    fn word(&mut self, text: &str) -> u32 {
        let key = match self.known(text) {
            Ok(number) => return number,
            Err(free) => free,
        };
        let number = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.word_numbers.insert(key, number);
        number
    }

    /// A word's number, else a hash under which none is known.
    fn known(&self, text: &str) -> Result<u32, u64> {
        let mut key = hash(text);
        loop {
            match self.word_numbers.get(&key) {
                Some(number) if self.text(*number) == text => return Ok(*number),
                Some(_) => key = key.wrapping_add(1),
                None => return Err(key),
            }
        }
    }

    fn record(&mut self, said: Said) -> Record {
        let at = self.numbers.len();
        for word in said.title.folded.split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS) {
            let number = self.word(word);
            self.numbers.push(number);
        }
        let words = self.numbers.len() - at;
        self.numbers.extend_from_within(at..);
        self.numbers[at + words..].sort_unstable();
        for word in said.names.iter().take(MOST_WORDS) {
            let number = self.word(word);
            self.numbers.push(number);
        }
        let names = self.numbers.len() - at - words * 2;
        self.numbers[at + words * 2..].sort_unstable();
        let first = said.first.as_ref().map(|(family, initial)| Person { family: self.word(family), initial: *initial });
        let translator = said.translator.as_ref().map(|family| self.word(family));
        let container = self.phrase(&said.container);
        let publisher = self.phrase(&said.publisher);
        let mut letters = String::with_capacity(said.title.folded.len());
        letters.extend(said.title.folded.split(' '));
        let small = |count: usize| u8::try_from(count).unwrap_or(u8::MAX);
        Record {
            kind: said.kind,
            form: said.form,
            at: u32::try_from(at).unwrap_or(u32::MAX),
            words: small(words),
            names: small(names),
            main: small(said.title.main),
            letters: u16::try_from(letters.len()).unwrap_or(u16::MAX),
            rarity: 0.0,
            title: if words == 0 { 0 } else { hash(&letters) | 1 },
            notice: said.title.notice,
            title_part: said.title.part,
            cut: said.title.cut,
            translated: said.title.translated,
            script: said.title.script,
            names_script: said.names_script,
            first,
            translator,
            container,
            publisher,
            year: said.year,
            place: said.place,
            chapter: said.chapter,
            edition: said.edition,
            part: said.part,
            version: said.version,
            medium: said.medium,
            doi: said.doi,
            pmid: said.pmid,
            isbn: said.isbn,
            preprint: said.preprint,
            contained: container.is_some() || said.chapter.is_some(),
            column: false,
            content: said.content,
        }
    }

    fn phrase(&mut self, folded: &str) -> Option<u32> {
        let words: Box<[u32]> = folded.split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS).map(|word| self.word(word)).collect();
        if words.is_empty() {
            return None;
        }
        if let Some(number) = self.phrase_numbers.get(&words) {
            return Some(*number);
        }
        let number = u32::try_from(self.phrases.len()).unwrap_or(u32::MAX);
        self.phrases.push(words.clone());
        self.phrase_numbers.insert(words, number);
        Some(number)
    }
}
