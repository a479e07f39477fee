//! Comparing: how likely two records describe one work, as a sum of evidence for and against (log odds), with what forbids it.

use super::record::{Record, Records, hash};
use crate::model::Kind;
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// What is known of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The two, the smaller index first.
    pub members: [u32; 2],
    /// The evidence that they are one work, as log odds.
    pub odds: f32,
    /// Why they are not one, or why that is a person's affair; none where nothing speaks against it.
    pub why: Option<Why>,
}

/// Why two like records are not simply one work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// Different chapters of a book.
    Chapters,
    /// A book and a chapter of it.
    PartOf,
    /// Different editions.
    Editions,
    /// Different parts or volumes, told by a number in or beside the title.
    Parts,
    /// One speaks of the other: erratum, reply, review.
    Notice,
    /// A preprint and the published work.
    Preprint,
    /// The same authors and title, published in different places.
    Places,
    /// Different identifiers, and titles that are not the same.
    Identifiers,
    /// The evidence does not suffice.
    Doubt,
}

impl Why {
    /// Whether the two can never be one work.
    pub fn forbids(self) -> bool {
        !matches!(self, Self::Doubt)
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Chapters => "different chapters of one book",
            Self::PartOf => "a book and a part of it",
            Self::Editions => "different editions",
            Self::Parts => "different parts or volumes",
            Self::Notice => "one is about the other: an erratum, a reply or a review",
            Self::Preprint => "a preprint and the published version",
            Self::Places => "the same title and authors, but published in different places",
            Self::Identifiers => "different identifiers and titles",
            Self::Doubt => "much alike, but not enough to be sure",
        }
    }
}

/// Pairs with more evidence are one work.
pub(crate) const SURE: f32 = 6.0;
/// Pairs with more evidence are shown.
pub(crate) const LIKELY: f32 = 4.0;

impl Link {
    /// The probability that the two are one work.
    pub fn score(&self) -> f64 {
        1.0 / (1.0 + f64::from(-self.odds).exp())
    }

    /// Whether the two are one work.
    pub fn is_sure(&self) -> bool {
        self.why.is_none() && self.odds >= SURE
    }

    /// Whether a person should see them.
    pub fn is_to_see(&self) -> bool {
        match self.why {
            Some(Why::Doubt) => self.odds >= LIKELY,
            Some(Why::Preprint | Why::Places) => self.odds >= SURE,
            _ => false,
        }
    }
}

/// Compares pairs: those that are sure or to be seen, in the pairs' order.
pub(crate) fn links(records: &Records, pairs: &[(u32, u32)]) -> Vec<Link> {
    let comparer = Comparer::new(records);
    pairs.iter().map(|(a, b)| comparer.link(*a, *b)).filter(|link| link.is_sure() || link.is_to_see()).collect()
}

/// Compares records, remembering how alike containers are.
pub(crate) struct Comparer<'r> {
    records: &'r Records,
    containers: RefCell<FxHashMap<(u32, u32), f32>>,
}

/// How alike two titles are.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Titles {
    Missing,
    Alike(f32),
    /// One is the other with a subtitle.
    Contained,
    /// They differ in a number.
    Numbered,
    /// They are as alike, but each has words that the other lacks and that are no slips.
    Reworded(f32),
}

impl Titles {
    /// Whether they differ in slips or a subtitle at most.
    fn are_one(self) -> bool {
        matches!(self, Self::Contained) || matches!(self, Self::Alike(alike) if alike >= 0.9)
    }
}

impl<'r> Comparer<'r> {
    pub fn new(records: &'r Records) -> Self {
        Self { records, containers: RefCell::default() }
    }

    /// What is known of the two.
    pub fn link(&self, a: u32, b: u32) -> Link {
        let (one, two) = (&self.records.list[a as usize], &self.records.list[b as usize]);
        let (odds, why) = self.weigh(one, two);
        Link { members: [a.min(b), a.max(b)], odds, why }
    }

    fn weigh(&self, a: &Record, b: &Record) -> (f32, Option<Why>) {
        let titles = self.titles(a, b);
        let mut odds = self.title_weight(a, b, titles);
        // Without a like title nothing but an identifier or a whole place in print can help.
        if odds <= -5.0 && (a.doi.is_none() || a.doi != b.doi) && (a.pmid.is_none() || a.pmid != b.pmid) {
            return (odds, Some(Why::Doubt));
        }
        let names = self.names(a, b);
        let place = self.place(a, b);
        let identified = same(a.doi, b.doi) || same(a.pmid, b.pmid);
        odds += names + place + year(a, b) + identifiers(a, b);
        if a.words.is_empty() != b.words.is_empty() && !identified {
            // All else may be right, but which of two works on one page it is nobody says.
            odds = odds.min(SURE - 0.1);
        }
        let why = forbidden(a, b).or_else(|| match () {
            () if !identified && (differ(a.doi, b.doi) || differ(a.pmid, b.pmid)) && !titles.are_one() => Some(Why::Identifiers),
            () if a.preprint != b.preprint && a.container != b.container => Some(Why::Preprint),
            () if !identified && self.elsewhere(a, b) => Some(Why::Places),
            () => None,
        });
        match why {
            // Where they were printed is what tells them apart, not what speaks against showing them.
            Some(why @ (Why::Preprint | Why::Places)) => (odds - place.min(0.0), Some(why)),
            Some(why) => (odds, Some(why)),
            None if odds < SURE => (odds, Some(Why::Doubt)),
            None => (odds, None),
        }
    }

    fn titles(&self, a: &Record, b: &Record) -> Titles {
        if a.words.is_empty() || b.words.is_empty() {
            return Titles::Missing;
        }
        if a.title == b.title {
            return Titles::Alike(1.0);
        }
        let (left, right) = apart(&a.sorted, &b.sorted);
        let shared = a.sorted.len() - left.len();
        let dice = 2.0 * shared as f32 / (a.sorted.len() + b.sorted.len()) as f32;
        let numbers = |words: &[u32]| words.iter().filter(|word| is_number(self.records.text(**word))).count();
        let (n, m) = (numbers(&left), numbers(&right));
        if dice > 0.5 && (n > 0 && m > 0 || n + m > 0 && left.len() + right.len() == 1) {
            return Titles::Numbered;
        }
        if begins(a, b) || begins(b, a) {
            return Titles::Contained;
        }
        if dice < 0.4 && a.title.len().abs_diff(b.title.len()) * 4 > a.title.len().max(b.title.len()) {
            return Titles::Alike(dice);
        }
        let alike = dice.max(squeezed(&a.title, &b.title, dice));
        match self.has_own_word(&left, &right) && self.has_own_word(&right, &left) {
            true => Titles::Reworded(alike),
            false => Titles::Alike(alike),
        }
    }

    /// Whether some long word of the first is no other spelling of one of the second, nor a piece of their words run together.
    fn has_own_word(&self, words: &[u32], others: &[u32]) -> bool {
        let run: String = others.iter().map(|word| self.records.text(*word)).collect();
        words.iter().map(|word| self.records.text(*word)).filter(|word| word.len() > 3).any(|word| {
            let like = |other: &u32| alike_letters(word.as_bytes(), self.records.text(*other).as_bytes()) >= 0.6;
            !run.contains(word) && !others.iter().take(20).any(like)
        })
    }

    fn title_weight(&self, a: &Record, b: &Record, titles: Titles) -> f32 {
        let telling = self.telling(a).min(self.telling(b));
        match titles {
            Titles::Missing => -1.5,
            Titles::Numbered => -1.0,
            Titles::Reworded(alike) if alike >= 0.85 => 1.5 * telling,
            Titles::Reworded(alike) if alike >= 0.7 => -1.5,
            Titles::Reworded(alike) if alike >= 0.5 => -3.0,
            Titles::Reworded(alike) if alike >= 0.35 => -4.0,
            Titles::Reworded(_) => -7.0,
            Titles::Contained => 3.0 * telling,
            Titles::Alike(alike) if alike >= 0.999 => 5.0 * telling,
            Titles::Alike(alike) if alike >= 0.9 => 4.0 * telling,
            Titles::Alike(alike) if alike >= 0.8 => 2.5 * telling,
            Titles::Alike(alike) if alike >= 0.65 => 0.5 * telling,
            Titles::Alike(alike) if alike >= 0.5 => -2.0,
            Titles::Alike(alike) if alike >= 0.35 => -4.0,
            Titles::Alike(_) => -7.0,
        }
    }

    /// How much a title tells one work from others, from 0 to 1: long and rare ones do, "Editorial" does not.
    fn telling(&self, record: &Record) -> f32 {
        let long = (record.title.len() as f32 / 30.0).min(1.0);
        match self.records.shared_titles.get(&hash(&record.title)) {
            Some(2) | None => long,
            Some(3..=5) if record.title.len() > 50 => 0.9,
            Some(3) => long * 0.6,
            Some(_) => long * 0.3,
        }
    }

    fn names(&self, a: &Record, b: &Record) -> f32 {
        let (Some(first), Some(second)) = (a.first, b.first) else { return 0.0 };
        let (left, right) = apart(&a.names, &b.names);
        let shortest = a.names.len().min(b.names.len()).max(1);
        let shared = (a.names.len() - left.len()) as f32 / shortest as f32;
        if first.family == second.family {
            let initials = match (first.initial, second.initial) {
                (Some(one), Some(two)) if one != two => -1.5,
                (Some(_), Some(_)) => 0.5,
                _ => 0.0,
            };
            return 1.5 + initials + if shared >= 0.5 { 0.5 } else { -0.5 };
        }
        let known = a.names.binary_search(&second.family).is_ok() || b.names.binary_search(&first.family).is_ok();
        if known || shared >= 0.6 {
            return 1.0;
        }
        let alike = strsim::jaro_winkler(self.records.text(first.family), self.records.text(second.family));
        match alike > 0.88 || self.like_names(&left, &right) {
            true => 0.5,
            false => -3.5,
        }
    }

    /// Whether half of few names are spelt alike.
    fn like_names(&self, left: &[u32], right: &[u32]) -> bool {
        let few = 1..=8;
        if !few.contains(&left.len()) || !few.contains(&right.len()) {
            return false;
        }
        let like = |word: &u32| right.iter().any(|other| strsim::jaro_winkler(self.records.text(*word), self.records.text(*other)) > 0.9);
        left.iter().filter(|word| like(word)).count() * 2 >= left.len().min(right.len())
    }

    /// Where the two were printed: container, volume, issue and pages.
    fn place(&self, a: &Record, b: &Record) -> f32 {
        let container = match (a.container, b.container) {
            (Some(one), Some(two)) => self.alike_containers(one, two),
            _ => 0.0,
        };
        // A volume without a container is one of a work in volumes, and says nothing for being the same.
        let volume = either(a.volume, b.volume, if a.container.or(b.container).is_some() { 1.0 } else { 0.0 }, -1.5);
        let issue = either(a.issue, b.issue, 0.3, -0.5);
        let page = match either(a.page, b.page, 2.5, -2.5) {
            differs if differs < 0.0 && a.last_page.is_some() && a.last_page == b.last_page => -0.5,
            same if same > 0.0 && a.last_page.is_some() && a.last_page == b.last_page => same + 0.5,
            other => other,
        };
        // Printed twice in one volume: an abstract and its paper, or a correction.
        let twice = volume > 0.0 && issue < 0.0 && page < -1.0;
        // The same pages from first to last: hardly two works.
        let whole = container > 0.0 && volume > 0.0 && page > 2.5 && a.page != a.last_page && b.page != b.last_page;
        let more = if twice {
            -2.0
        } else if whole {
            1.5
        } else {
            0.0
        };
        container + volume + issue + page + more
    }

    /// Whether the two were printed in different places.
    fn elsewhere(&self, a: &Record, b: &Record) -> bool {
        let (Some(one), Some(two)) = (a.container, b.container) else { return false };
        let other_place = !same(a.page, b.page) && (differ(a.volume, b.volume) || differ(a.page, b.page));
        other_place && self.alike_containers(one, two) < 0.0
    }

    fn alike_containers(&self, a: u32, b: u32) -> f32 {
        if a == b {
            return 1.0;
        }
        let pair = (a.min(b), a.max(b));
        if let Some(known) = self.containers.borrow().get(&pair) {
            return *known;
        }
        let words = |number: u32| -> Vec<&str> { self.records.containers[number as usize].iter().map(|word| self.records.text(*word)).collect() };
        let weight = match abbreviates(&words(a), &words(b)) {
            true => 1.0,
            false => -1.0,
        };
        self.containers.borrow_mut().insert(pair, weight);
        weight
    }
}

/// What forbids that two records are one work, whatever else is alike.
pub(crate) fn forbidden(a: &Record, b: &Record) -> Option<Why> {
    if differ(a.chapter, b.chapter) {
        return Some(Why::Chapters);
    }
    let within = |part: &Record, whole: &Record| {
        let numbered = part.chapter.is_some() && whole.chapter.is_none() && !whole.kind.is_some_and(Kind::is_part);
        whole.container.is_none() && (numbered || part.is_part() && whole.kind == Some(Kind::Book))
    };
    if within(a, b) || within(b, a) {
        return Some(Why::PartOf);
    }
    if differ(a.edition, b.edition) {
        return Some(Why::Editions);
    }
    let books = a.container.is_none() && b.container.is_none();
    if differ(a.part, b.part) || books && differ(a.volume, b.volume) {
        return Some(Why::Parts);
    }
    if a.notice != b.notice {
        return Some(Why::Notice);
    }
    None
}

fn year(a: &Record, b: &Record) -> f32 {
    match (a.year, b.year) {
        (Some(one), Some(two)) => match one.abs_diff(two) {
            0 => 1.0,
            // A book of another year is another edition, where nothing else says that it is not.
            1 if a.container.is_none() && b.container.is_none() => -2.0,
            1 => -0.5,
            _ => -2.5,
        },
        _ => 0.0,
    }
}

fn identifiers(a: &Record, b: &Record) -> f32 {
    either(a.doi, b.doi, 3.0, -3.0)
        + either(a.pmid, b.pmid, 6.0, -5.0)
        + if a.contained || b.contained { 0.0 } else { either(a.isbn, b.isbn, 2.0, -0.5) }
}

fn same(a: Option<u64>, b: Option<u64>) -> bool {
    a.is_some() && a == b
}

fn differ(a: Option<u64>, b: Option<u64>) -> bool {
    a.is_some() && b.is_some() && a != b
}

fn either(a: Option<u64>, b: Option<u64>, same: f32, differs: f32) -> f32 {
    match (a, b) {
        (Some(one), Some(two)) if one == two => same,
        (Some(_), Some(_)) => differs,
        _ => 0.0,
    }
}

/// Whether the title of the second, longer, begins with that of the first, where a subtitle may begin.
fn begins(a: &Record, b: &Record) -> bool {
    let long = a.words.len() >= 3 && b.words.len() > a.words.len();
    long && b.words.starts_with(&a.words) && (b.main == a.words.len() || a.words.len() >= 6)
}

/// What each of two sorted lists has and the other lacks.
fn apart(a: &[u32], b: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let (mut left, mut right, mut i, mut j) = (Vec::new(), Vec::new(), 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Equal => (i, j) = (i + 1, j + 1),
            std::cmp::Ordering::Less => {
                left.push(a[i]);
                i += 1;
            }
            std::cmp::Ordering::Greater => {
                right.push(b[j]);
                j += 1;
            }
        }
    }
    left.extend_from_slice(&a[i..]);
    right.extend_from_slice(&b[j..]);
    (left, right)
}

/// How alike two titles are letter by letter; only asked of titles whose words are half the same, and of their first letters.
fn squeezed(a: &str, b: &str, dice: f32) -> f32 {
    if !(0.3..0.95).contains(&dice) {
        return dice;
    }
    let cut = |text: &'_ str| text.len().min(MOST_LETTERS);
    alike_letters(&a.as_bytes()[..cut(a)], &b.as_bytes()[..cut(b)])
}

/// Letters of a title that are compared.
const MOST_LETTERS: usize = 256;

/// From 0 to 1.
fn alike_letters(a: &[u8], b: &[u8]) -> f32 {
    match a.len().max(b.len()) {
        0 => 1.0,
        longest => 1.0 - edits(a, b) as f32 / longest as f32,
    }
}

/// The Levenshtein distance of texts of at most 256 bytes, 64 cells of a column at a time (Myers 1999, in blocks as Hyyrö 2003).
fn edits(a: &[u8], b: &[u8]) -> usize {
    const BLOCKS: usize = MOST_LETTERS / 64;
    if a.is_empty() || b.is_empty() || a.len().max(b.len()) > MOST_LETTERS {
        return a.len().max(b.len());
    }
    let mut places = [[0u64; BLOCKS]; 256];
    for (at, letter) in a.iter().enumerate() {
        places[usize::from(*letter)][at / 64] |= 1 << (at % 64);
    }
    let last = (a.len() - 1) / 64;
    let bottom = 1u64 << ((a.len() - 1) % 64);
    let (mut up, mut down, mut distance) = ([!0u64; BLOCKS], [0u64; BLOCKS], a.len());
    for letter in b {
        let (mut more, mut less) = (1, 0);
        for block in 0..=last {
            let (vertical_up, vertical_down) = (up[block], down[block]);
            let same = places[usize::from(*letter)][block];
            let vertical = same | vertical_down;
            let same = same | less;
            let horizontal = ((same & vertical_up).wrapping_add(vertical_up) ^ vertical_up) | same;
            let (plus, minus) = (vertical_down | !(horizontal | vertical_up), vertical_up & horizontal);
            if block == last {
                distance += usize::from(plus & bottom != 0);
                distance -= usize::from(minus & bottom != 0);
            }
            let (shifted_plus, shifted_minus) = (plus << 1 | more, minus << 1 | less);
            up[block] = shifted_minus | !(vertical | shifted_plus);
            down[block] = shifted_plus & vertical;
            (more, less) = (plus >> 63, minus >> 63);
        }
    }
    distance
}

/// Numbers tell parts of a work from each other: digits, Roman numerals, single letters.
fn is_number(word: &str) -> bool {
    const ROMAN: &[&str] = &["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];
    word.bytes().any(|b| b.is_ascii_digit()) || ROMAN.contains(&word)
}

/// Words that abbreviations leave out.
const SMALL: &[&str] = &["the", "of", "and", "in", "for", "on", "a", "an", "de", "der", "la", "und", "et", "des", "du", "di", "proc", "proceedings"];

/// Whether one container's name is an abbreviation of the other, or is much the same.
pub(crate) fn abbreviates(a: &[&str], b: &[&str]) -> bool {
    let full = |words: &[&'_ str]| words.iter().copied().filter(|word| !SMALL.contains(word)).map(str::to_owned).collect::<Vec<String>>();
    let (a, b) = (full(a), full(b));
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    if short.is_empty() {
        return false;
    }
    let initials: String = long.iter().filter_map(|word| word.chars().next()).collect();
    if short.len() == 1 && long.len() > 1 && (initials == short[0] || initials.starts_with(&short[0]) && short[0].len() > 2) {
        return true;
    }
    if long.iter().any(|word| short.len() == 1 && long.len() > 2 && *word == short[0] && word.len() <= 5) {
        return true;
    }
    let (mut at, mut found) = (0, 0);
    for word in short {
        if let Some(next) = long[at..].iter().position(|other| stands_for(word, other)) {
            at += next + 1;
            found += 1;
        }
    }
    found * 4 >= short.len() * 3 && (found > 1 || long.len() < 4)
}

/// Whether one word is the other, cut short or contracted ("natl").
fn stands_for(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.starts_with(short) {
        return true;
    }
    let mut letters = long.chars();
    short.len() > 2 && short.chars().next() == long.chars().next() && short.chars().all(|c| letters.any(|other| other == c))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn edits_are_counted_as_the_textbook_does(a in "[abc]{0,150}", b in "[abc]{0,150}") {
            proptest::prop_assert_eq!(edits(a.as_bytes(), b.as_bytes()), strsim::levenshtein(&a, &b));
        }
    }

    #[test]
    fn abbreviations_stand_for_their_names() {
        for (a, b, expected) in [
            ("nat rev nephrol", "nature reviews nephrology", true),
            ("j clin oncol", "journal of clinical oncology", true),
            ("jama", "journal of the american medical association", true),
            ("jama", "jama the journal of the american medical association", true),
            ("int organ", "international organization", true),
            ("proc natl acad sci u s a", "proceedings of the national academy of sciences of the united states of america", true),
            ("cancer prevention research", "clinical cancer research", false),
            ("blood", "journal of clinical oncology", false),
            ("nature", "science", false),
        ] {
            let words = |text: &'static str| text.split(' ').collect::<Vec<_>>();
            assert_eq!(abbreviates(&words(a), &words(b)), expected, "{a} / {b}");
            assert_eq!(abbreviates(&words(b), &words(a)), expected, "{b} / {a}");
        }
    }
}
