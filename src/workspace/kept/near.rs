//! Which entries of a library new ones may have to do with: the same work, or the work that contains them. Found by the words of titles in the
//! entries as they are written, so that the others need not be read.

use super::written::Strings;
use super::{Held, Kept};
use crate::model::{Entry, Variable};
use crate::text::unicode::{fold, is_cjk};
use rustc_hash::{FxHashMap, FxHashSet};

/// So many words of a title are looked for.
const MOST_WORDS: usize = 12;
/// Of more entries the parts are not looked for.
const MOST_BOOKS: usize = 100;
/// Words of fewer letters say little.
const LONG: usize = 4;

/// What an entry must have to be looked at: most words of a title, and where these are few one of the others as well.
#[derive(Debug)]
struct Wanted {
    title: usize,
    need: usize,
    others: usize,
}

/// The words that are looked for, each with whose they are.
#[derive(Debug, Default)]
struct Words {
    wanted: Vec<Wanted>,
    of: FxHashMap<String, Vec<(u32, u32)>>,
}

impl Words {
    fn of(entries: &[Entry]) -> Self {
        let mut words = Self::default();
        for entry in entries {
            let names = [Variable::Author, Variable::Editor].iter().filter_map(|variable| entry.names(*variable));
            let mut others: Vec<String> = names.filter_map(|names| names.list.first()).flat_map(|name| split(&name.short())).collect();
            others.extend(entry.year().map(|year| year.to_string()));
            for variable in [Variable::Title, Variable::ContainerTitle] {
                if let Some(title) = entry.plain(variable) {
                    words.want(&telling(&title), &others);
                }
            }
            if let Some(token) = entry.plain(Variable::Doi).and_then(|doi| split(&doi).into_iter().max_by_key(String::len)) {
                words.want(&[token], &[]);
            }
        }
        words
    }

    fn want(&mut self, title: &[String], others: &[String]) {
        if title.is_empty() {
            return;
        }
        let number = u32::try_from(self.wanted.len()).unwrap_or(u32::MAX);
        self.wanted.push(Wanted { title: title.len(), need: (title.len() * 3).div_ceil(5), others: others.len() });
        for (at, word) in title.iter().chain(others).enumerate() {
            self.of.entry(word.clone()).or_default().push((number, u32::try_from(at).unwrap_or(u32::MAX)));
        }
    }

    /// Whether folded words are enough for one of the wanted.
    fn are_met(&self, words: &str, hits: &mut Vec<(u32, u32)>) -> bool {
        hits.clear();
        hits.extend(words.split(' ').filter_map(|word| self.of.get(word)).flatten());
        hits.sort_unstable();
        hits.dedup();
        hits.chunk_by(|a, b| a.0 == b.0).any(|hits| {
            let Some(wanted) = hits.first().and_then(|(number, _)| self.wanted.get(*number as usize)) else { return false };
            let title = hits.iter().filter(|(_, at)| (*at as usize) < wanted.title).count();
            title >= wanted.need && (wanted.title > 2 || wanted.others == 0 || hits.len() > title)
        })
    }
}

fn split(text: &str) -> Vec<String> {
    let spaced: String = text.chars().flat_map(|c| [Some(' ').filter(|_| is_cjk(c)), Some(c)]).flatten().collect();
    fold(&spaced).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The words of a title that tell it from others, each once.
fn telling(title: &str) -> Vec<String> {
    let mut seen = FxHashSet::default();
    let words: Vec<String> = split(title).into_iter().filter(|word| seen.insert(word.clone())).collect();
    let long: Vec<String> = words.iter().filter(|word| word.chars().count() >= LONG || word.contains(is_cjk)).take(MOST_WORDS).cloned().collect();
    if long.is_empty() { words.into_iter().take(MOST_WORDS).collect() } else { long }
}

/// The numbers of the entries of the library that the new ones are to be compared with.
pub(super) fn near(kept: &Kept, entries: &[Entry]) -> Vec<usize> {
    let words = Words::of(entries);
    let strings = match &kept.held {
        Held::Items(items) => Strings::of(items, &kept.source.text),
        Held::Read(_) => Strings::default(),
    };
    let numbers: Vec<usize> = (0..kept.len()).collect();
    let mut found = kept.filtered(&numbers, |number, folded, hits| {
        folded.clear();
        strings.fold(kept.written(number), folded);
        words.are_met(folded, hits)
    });
    // Parts may say of their book no more than its key.
    if found.len() <= MOST_BOOKS {
        let keys: Vec<&str> = found.iter().map(|number| kept.key(*number)).filter(|key| !key.is_empty()).collect();
        let names = memchr::memmem::Finder::new("crossref");
        found.extend(kept.filtered(&numbers, |number, _, _: &mut Vec<()>| {
            let text = kept.written(number);
            names.find(text.as_bytes()).is_some() && keys.iter().any(|key| text.contains(key))
        }));
        found.sort_unstable();
        found.dedup();
    }
    found
}

impl Kept {
    /// The numbers that are wanted, in order, asked by several threads where they are many; each has a text and a list to work with.
    pub(super) fn filtered<W: Send>(&self, numbers: &[usize], is_wanted: impl Fn(usize, &mut String, &mut Vec<W>) -> bool + Sync) -> Vec<usize> {
        let among = |numbers: &[usize]| {
            let (mut text, mut list) = (String::new(), Vec::new());
            numbers.iter().copied().filter(|number| is_wanted(*number, &mut text, &mut list)).collect::<Vec<_>>()
        };
        if self.jobs < 2 || numbers.len() < 2000 {
            return among(numbers);
        }
        std::thread::scope(|scope| {
            let work: Vec<_> = numbers.chunks(numbers.len().div_ceil(self.jobs)).map(|chunk| scope.spawn(|| among(chunk))).collect();
            work.into_iter().filter_map(|work| work.join().ok()).flatten().collect()
        })
    }
}
