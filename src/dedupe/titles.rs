//! Comparing titles: by words, then letter by letter; with what tells one part or one wording from another.

use super::letters::{Letters, MOST_LETTERS};
use super::record::{Record, Records};
use super::title::Script;

/// How alike two titles are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Titles {
    /// One of them is not there.
    Missing,
    /// They are in different scripts, or one is a translation, so that their words say nothing.
    Foreign,
    /// As alike as that, from 0 to 1; what differs are slips.
    Alike(f32),
    /// One is the other with a subtitle.
    Contained,
    /// One is the other with a word or two left out.
    Shortened,
    /// They differ in a number.
    Numbered,
    /// As alike as that, but each has words that the other lacks and that are no slips, or one denies what the other says.
    Reworded(f32),
}

impl Titles {
    /// Whether they differ in slips or a subtitle at most.
    pub fn are_one(self) -> bool {
        matches!(self, Self::Contained) || matches!(self, Self::Alike(alike) if alike >= 0.9)
    }
}

/// What comparing two titles needs besides them; kept from pair to pair so that nothing is allocated.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    left: Vec<u32>,
    right: Vec<u32>,
    a: Vec<u8>,
    b: Vec<u8>,
    letters: Letters,
    run: String,
}

/// How alike titles with different subtitles are at most.
const SUBTITLE: f32 = 0.69;
/// Words that no title is told by.
const SMALL: &[&str] = &["the", "and", "for", "with", "from", "its", "das", "der", "die", "und", "les", "des", "del", "los", "las", "une", "ein"];
/// Words that turn what a title says into its contrary.
const DENYING: &[&str] = &["not", "non", "without", "no", "never", "against"];

/// Whether a word counts or letters things: "2", "second", the "B" of "Hepatitis B".
fn is_number(word: &str) -> bool {
    const ORDINALS: &[&str] = &["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    word.bytes().any(|b| b.is_ascii_digit()) || word.len() == 1 && word != "a" || ORDINALS.contains(&word)
}

impl Scratch {
    /// How alike two titles are.
    pub fn titles(&mut self, records: &Records, a: &Record, b: &Record) -> Titles {
        if a.title == 0 || b.title == 0 {
            return Titles::Missing;
        }
        let one_part = two_parts(a, b);
        if a.title == b.title && !one_part {
            return Titles::Alike(1.0);
        }
        let (sorted, other) = (records.sorted(a), records.sorted(b));
        apart(sorted, other, &mut self.left, &mut self.right);
        let shared = sorted.len() - self.left.len();
        let dice = 2.0 * shared as f32 / (sorted.len() + other.len()) as f32;
        let numbers = |words: &[u32]| words.iter().filter(|word| is_number(records.text(**word))).count();
        let (n, m) = (numbers(&self.left), numbers(&self.right));
        if dice > 0.5 && (one_part || n > 0 && m > 0 || n + m > 0 && self.left.len() + self.right.len() == 1) {
            return Titles::Numbered;
        }
        if contains(records, a, b) || contains(records, b, a) || self.runs_on(records, a, b) || self.runs_on(records, b, a) {
            return Titles::Contained;
        }
        // A title in brackets is a translation; beside it may stand a title in two languages.
        let scripts = a.script != b.script && (a.script == Script::Han || b.script == Script::Han);
        if dice < 0.3 && scripts || dice < 0.6 && a.translated != b.translated {
            return Titles::Foreign;
        }
        if dice < 0.4 && a.letters.abs_diff(b.letters) * 4 > a.letters.max(b.letters) {
            return Titles::Alike(dice);
        }
        let alike = dice.max(self.squeezed(records, a, b, dice));
        let romanised = a.script != b.script;
        match self.denies(records) || self.own_word(records, true) && self.own_word(records, false) {
            // Two romanisations of one title share few words.
            true if romanised && alike < 0.6 => Titles::Foreign,
            // The same title with another subtitle: a volume of a work, a paper of a series.
            true if !romanised && self.other_subtitle(records, a, b) => Titles::Reworded(alike.min(SUBTITLE)),
            true if !romanised => Titles::Reworded(alike),
            false if shortened(records.words(a), records.words(b)) => Titles::Shortened,
            _ => Titles::Alike(alike),
        }
    }

    /// Letter by letter; only asked of titles whose words are a third the same, or in another script, and of their first letters.
    fn squeezed(&mut self, records: &Records, a: &Record, b: &Record, dice: f32) -> f32 {
        if dice >= 0.95 || dice < 0.3 && a.script == b.script {
            return dice;
        }
        records.letters(a, MOST_LETTERS, &mut self.a);
        records.letters(b, MOST_LETTERS, &mut self.b);
        self.letters.alike(&self.a, &self.b)
    }

    /// Whether the first, all of it, is what stands before the subtitle of the second, however its words are parted.
    fn runs_on(&mut self, records: &Records, a: &Record, b: &Record) -> bool {
        const LEAST: u16 = 25;
        if b.main == 0 || a.letters < LEAST || b.letters <= a.letters || two_parts(a, b) {
            return false;
        }
        let main = &records.words(b)[..usize::from(b.main)];
        let letters = || main.iter().map(|word| records.text(*word).len()).sum::<usize>();
        if letters() != usize::from(a.letters) {
            return false;
        }
        records.letters(a, MOST_LETTERS, &mut self.a);
        records.letters(b, usize::from(a.letters).min(MOST_LETTERS), &mut self.b);
        self.a == self.b
    }

    /// Whether two titles are the same before their subtitles.
    fn other_subtitle(&self, records: &Records, a: &Record, b: &Record) -> bool {
        let main = usize::from(a.main);
        main > 1 && a.main == b.main && records.words(a)[..main] == records.words(b)[..main]
    }

    /// Whether one has a denying word, and the other none in its place.
    fn denies(&self, records: &Records) -> bool {
        let denying = |words: &[u32]| words.iter().filter(|word| DENYING.contains(&records.text(**word))).count();
        denying(&self.left) != denying(&self.right)
    }

    /// Whether some word of one is no other spelling of one of the other, nor a piece of their words run together.
    fn own_word(&mut self, records: &Records, left: bool) -> bool {
        let (words, others) = if left { (&self.left, &self.right) } else { (&self.right, &self.left) };
        let (letters, run) = (&mut self.letters, &mut self.run);
        run.clear();
        others.iter().for_each(|word| run.push_str(records.text(*word)));
        words.iter().map(|word| records.text(*word)).filter(|word| word.len() > 2 && !SMALL.contains(word)).any(|word| {
            let mut like = |other: &u32| {
                let other = records.text(*other);
                // Short words differ in a letter by chance: "low", "new".
                let least = if word.len().min(other.len()) > 4 { 0.6 } else { 0.75 };
                letters.are_alike(word.as_bytes(), other.as_bytes(), least)
            };
            !run.contains(word) && !others.iter().take(20).any(&mut like)
        })
    }
}

/// Whether each is a part of a work, and not the same.
fn two_parts(a: &Record, b: &Record) -> bool {
    a.title_part.is_some() && b.title_part.is_some() && a.title_part != b.title_part
}

/// Whether the title of the second, longer, begins with that of the first where a subtitle may begin, or ends with it as its subtitle.
fn contains(records: &Records, a: &Record, b: &Record) -> bool {
    let (short, long) = (records.words(a), records.words(b));
    if long.len() <= short.len() || two_parts(a, b) {
        return false;
    }
    let subtitle = usize::from(b.main) == short.len() && short.len() >= 2;
    let begins = (subtitle || short.len() >= 5) && long.starts_with(short);
    // Behind the names of authors that were taken for the title's beginning, too.
    let ends = short.len() >= 5 || short.len() >= 3 && b.main > 0 && long.len() - usize::from(b.main) == short.len();
    begins || ends && long.ends_with(short)
}

/// Whether one is the other with a word or two left out within it, of several.
fn shortened(a: &[u32], b: &[u32]) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let mut rest = long.iter();
    short.len() >= 5 && matches!(long.len() - short.len(), 1 | 2) && short.iter().all(|word| rest.any(|other| other == word))
}

/// What each of two sorted lists has and the other lacks.
pub(super) fn apart(a: &[u32], b: &[u32], left: &mut Vec<u32>, right: &mut Vec<u32>) {
    left.clear();
    right.clear();
    let (mut i, mut j) = (0, 0);
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
}
