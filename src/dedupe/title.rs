//! What a title says besides naming the work: which part, which edition, whether it speaks of another work; and its words.

use super::said::{Short, edition, short};
use crate::model::Number;
use crate::text::unicode::{fold, is_cjk};
use std::borrow::Cow;

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
    /// What accompanies another work: its summary, its supplement, its index.
    Companion,
}

/// Titles that begin so speak of another work.
const BEGINNINGS: &[(&str, Notice)] = &[
    ("erratum", Notice::Erratum),
    ("errata", Notice::Erratum),
    ("corrigend", Notice::Erratum),
    ("correction", Notice::Erratum),
    ("addend", Notice::Erratum),
    ("publisher correction", Notice::Erratum),
    ("author correction", Notice::Erratum),
    ("retraction", Notice::Retraction),
    ("retracted", Notice::Retraction),
    ("expression of concern", Notice::Retraction),
    ("reply", Notice::Reply),
    ("in reply", Notice::Reply),
    ("rejoinder", Notice::Reply),
    ("response to", Notice::Reply),
    ("authors reply", Notice::Reply),
    ("author reply", Notice::Reply),
    ("comment on", Notice::Reply),
    ("comments on", Notice::Reply),
    ("commentary on", Notice::Reply),
    ("discussion of", Notice::Reply),
    ("discussion on", Notice::Reply),
    ("letter to", Notice::Reply),
    ("re ", Notice::Reply),
    ("review of", Notice::Review),
    ("book review", Notice::Review),
];

/// Titles that end so speak of another work.
const ENDINGS: &[(&str, Notice)] = &[
    (" reply", Notice::Reply),
    (" rejoinder", Notice::Reply),
    (" erratum", Notice::Erratum),
    (" corrigendum", Notice::Erratum),
    (" summary", Notice::Companion),
    (" supplement", Notice::Companion),
    (" workbook", Notice::Companion),
    (" solutions manual", Notice::Companion),
    (" teachers guide", Notice::Companion),
];

/// What databases add to a title in brackets; it is no part of it.
const ADDED: &[&str] =
    &["appears in", "see comment", "comment in", "erratum in", "refs", "abstract", "published erratum", "review", "letter", "erratum", "corrected"];
/// The same where the bracket is never closed.
const OPEN: &[&str] = &["[erratum appears in", "[erratum in", "[see comment", "[comment in", "[published erratum"];

/// Words before the number of a part.
const PARTS: [&str; 8] = ["part", "pt", "vol", "volume", "band", "bd", "teil", "tome"];

/// The script that a text is written in, as far as it matters for comparing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Script {
    #[default]
    Latin,
    /// Cyrillic, Greek, Arabic …: romanised for comparing.
    Other,
    /// Chinese and Japanese characters: each is a word of its own.
    Han,
}

/// A title, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Title {
    /// Its words, folded, with a gap between them; without the numbers of part and edition.
    pub folded: String,
    /// The number of words before the subtitle; 0 where there is none.
    pub main: usize,
    pub notice: Option<Notice>,
    pub part: Short,
    pub edition: Short,
    /// A year in brackets before it.
    pub year: Option<i32>,
    /// Whether it stands in brackets: a translation that a database made.
    pub translated: bool,
    /// Whether it breaks off: "Boosting the margin:".
    pub cut: bool,
    pub script: Script,
}

impl Title {
    /// Reads a title.
    pub fn read(text: &str) -> Self {
        let mut title = Self::default();
        let text = without_place(title.leading_year(without_names(without_additions(text))));
        let (whole, length) = (fold(text), text.len());
        title.notice = notice(text, &whole);
        let text = match last_group(text) {
            Some((before, inner)) if before.is_empty() && text.trim_start().starts_with('[') => {
                title.translated = true;
                inner
            }
            _ => text,
        };
        // Where the work stands that this one is about is no part of the title.
        let text = if cites(text) { last_group(text).map_or(text, |(before, _)| before) } else { text };
        let main = text.split([':', '–', '—']).next().unwrap_or_default();
        let main = main.find(" - ").map_or(main, |at| &main[..at]);
        let main = sentence(main);
        let (folded, script) = romanise(if text.len() == length { whole } else { fold(text) });
        let count = (main.len() < text.len()).then(|| romanised(main).0.split(' ').filter(|word| !word.is_empty()).count());
        title.script = script;
        title.main = count.unwrap_or_default();
        title.cut = text.trim_end().ends_with([':', '…']) || text.trim_end().ends_with("...");
        let numeral = numeral_alone(text);
        title.numbers(&folded, numeral.as_deref());
        title
    }

    /// Takes a year in brackets off the beginning, with the last of the names that were cut off too early: "Lee (1997). Boosting".
    fn leading_year<'t>(&mut self, text: &'t str) -> &'t str {
        let Some((names, (year, rest))) = text.split_once(['(', '[']).and_then(|(names, inner)| Some((names, inner.split_once([')', ']'])?))) else {
            return text;
        };
        let named = names.split_whitespace().count() <= 2 && rest.starts_with(['.', ',']) && rest.split_whitespace().count() > 3;
        match year.parse() {
            Ok(1500..2100) if named => rest,
            Ok(year @ 1500..2100) if !rest.trim().is_empty() && names.trim().is_empty() => {
                self.year = Some(year);
                rest
            }
            _ => text,
        }
    }

    /// Takes part and edition out of the words.
    fn numbers(&mut self, folded: &str, alone: Option<&str>) {
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let mut kept: Vec<Cow<str>> = Vec::with_capacity(words.len());
        let mut main = self.main;
        let mut at = 0;
        while at < words.len() {
            let next = words.get(at + 1).copied().unwrap_or_default();
            let is_part = PARTS.contains(&words[at]) && !kept.is_empty() && part_number(next).is_some();
            let is_edition = matches!(next, "edition" | "ed") && words[at] != "new" && !kept.is_empty();
            let (length, taken) = match () {
                () if is_part && self.part.is_none() => {
                    self.part = part_number(next);
                    (2, 2)
                }
                () if is_edition && self.edition.is_none() && edition(words[at]).is_some_and(|_| is_ordinal(words[at])) => {
                    self.edition = edition(words[at]);
                    (2, 2)
                }
                () if self.part.is_none() && !kept.is_empty() && (alone == Some(words[at]) || at + 1 == words.len() && is_roman(words[at])) => {
                    self.part = part_number(words[at]);
                    (1, 1)
                }
                () => (1, 0),
            };
            if taken == 0 {
                kept.push(match is_roman(words[at]).then(|| Number::parse(words[at])) {
                    Some(Number::Whole(number)) if words[at].len() > 1 => number.to_string().into(),
                    _ => words[at].into(),
                });
            } else if at < self.main {
                main = main.saturating_sub(taken.min(self.main - at));
            }
            at += length;
        }
        self.main = if main >= kept.len() { 0 } else { main };
        self.folded = kept.join(" ");
    }
}

fn notice(text: &str, folded: &str) -> Option<Notice> {
    let begins = BEGINNINGS.iter().find(|(start, _)| folded.starts_with(start)).map(|(_, notice)| *notice);
    let ends = ENDINGS.iter().find(|(end, notice)| folded.ends_with(end) && (*notice != Notice::Companion || companion(text)));
    begins.or(ends.map(|(_, notice)| *notice)).or_else(|| cites(text).then_some(Notice::Erratum))
}

/// "Report: summary", where nothing else is the subtitle.
fn companion(text: &str) -> bool {
    text.rsplit_once([':', '–', '—']).is_some_and(|(_, subtitle)| subtitle.split_whitespace().count() <= 2)
}

/// A numeral that stands alone between points: "Studies on algae. II. The influence of light".
fn numeral_alone(text: &str) -> Option<String> {
    let mut pieces = text.split(['.', ':', ';']).map(str::trim);
    let first = pieces.next()?;
    let alone = pieces.next()?;
    pieces.next()?;
    let numeral = fold(alone);
    (first.contains(' ') && matches!(Number::parse(&numeral), Number::Whole(number) if number < 100)).then_some(numeral)
}

fn part_number(word: &str) -> Short {
    match Number::parse(word) {
        Number::Whole(number) if number < 1000 => short(&number.to_string()),
        _ if word.len() == 1 && word.bytes().all(|b| b.is_ascii_alphabetic()) => short(word),
        _ => None,
    }
}

fn is_roman(word: &str) -> bool {
    const ROMAN: &[&str] = &["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"];
    ROMAN.contains(&word)
}

fn is_ordinal(word: &str) -> bool {
    word.ends_with("th") || word.ends_with("st") || word.ends_with("nd") || word.ends_with("rd") || word.bytes().all(|b| b.is_ascii_digit())
}

/// The beginning of a text, at most as much as is folded.
pub(crate) fn cut(text: &str) -> &str {
    let end = (0..=MOST_BYTES.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or_default()]
}

/// Text folded, other scripts romanised, characters of Chinese and Japanese as words.
pub(crate) fn romanised(text: &str) -> (String, Script) {
    romanise(fold(text))
}

/// The same of folded text.
pub(crate) fn romanise(folded: String) -> (String, Script) {
    if folded.is_ascii() {
        return (folded, Script::Latin);
    }
    if folded.chars().any(is_cjk) {
        let mut parted = String::with_capacity(folded.len() * 2);
        for c in folded.chars() {
            match is_cjk(c) {
                true => parted.extend([' ', c, ' ']),
                false => parted.push(c),
            }
        }
        return (parted.split_whitespace().collect::<Vec<_>>().join(" "), Script::Han);
    }
    match folded.chars().any(|c| c.is_alphabetic() && ('\u{370}'..'\u{1E00}').contains(&c)) {
        true => (fold(&deunicode::deunicode(&folded)), Script::Other),
        false => (folded, Script::Latin),
    }
}

/// The first sentence of a title, where it has some words.
fn sentence(title: &str) -> &str {
    let (first, rest) = title.split_once(". ").unwrap_or((title, ""));
    if rest.is_empty() || first.split_whitespace().count() < 4 { title } else { first }
}

/// A title without the last names of its authors, where these were cut off too early: "and W. S. Lee. Boosting the margin".
fn without_names(title: &str) -> &str {
    let text = title.trim_start();
    let (mut joined, mut at) = (false, 0);
    for word in text.split_inclusive(' ') {
        at += word.len();
        let bare = word.trim_end();
        let short = bare.chars().filter(|c| c.is_alphabetic()).count() < 3;
        match () {
            () if matches!(bare, "and" | "&") => joined = true,
            () if short && bare.ends_with('.') => {}
            () if joined && bare.ends_with('.') && text[at..].split_whitespace().count() > 2 => return &text[at..],
            // A name before others; what else begins a title is its own.
            () if !joined && bare.ends_with(',') => {}
            () => break,
        }
    }
    title
}

/// A title without the place of the work, where that was not cut off: "Boosting. In A. Roe, editor, Proceedings of …".
fn without_place(title: &str) -> &str {
    const PLACES: &[&str] = &["proc", "editor", "eds", "(ed", "conference", "workshop", "symposium", "journal"];
    let small = title.to_ascii_lowercase();
    let is_place = |at: &usize| {
        let rest = &small[at + 5..];
        let initials = |word: &str| word.contains('.') && word.chars().filter(|c| c.is_alphabetic()).count() < 3;
        PLACES.iter().any(|word| rest.contains(word)) || rest.ends_with(',') || rest.split(' ').next().is_some_and(initials)
    };
    small.find(". in ").filter(is_place).map_or(title, |at| &title[..at])
}

/// Whether a title ends with the place of another work: "(vol 85, pg 553, 2010)".
fn cites(title: &str) -> bool {
    let Some((_, inner)) = last_group(title) else { return false };
    let numbers: Vec<&str> = inner.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect();
    numbers.len() >= 3 && numbers.iter().any(|digits| digits.len() == 4 && matches!(&digits[..2], "18" | "19" | "20"))
}

/// What stands before the brackets that end a text, and what in them, brackets within them included.
pub(crate) fn last_group(text: &str) -> Option<(&str, &str)> {
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
    if rest.contains('[') {
        let small = rest.to_ascii_lowercase();
        let open = OPEN.iter().filter_map(|added| small.find(added)).filter(|at| *at > 0).min();
        rest = open.map_or(rest, |at| rest[..at].trim_end());
    }
    while let Some((before, inner)) = last_group(rest) {
        let added = inner.to_lowercase();
        if before.is_empty() || !ADDED.iter().any(|word| added.contains(word)) {
            break;
        }
        rest = before;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_read() {
        for (text, folded, main, part, edition_of, notice_of) in [
            ("The Art of Programming, Volume 1: Fundamental Algorithms", "the art of programming fundamental algorithms", 4, "1", "", None),
            ("Studies on algae. II. The influence of light", "studies on algae the influence of light", 0, "2", "", None),
            ("Handbook of Clearance II", "handbook of clearance", 0, "2", "", None),
            ("The Elements of Style (4th edition)", "the elements of style", 0, "", "4", None),
            ("Erratum: On mines", "erratum on mines", 1, "", "", Some(Notice::Erratum)),
            ("On mines (vol 85, pg 553, 2010)", "on mines", 0, "", "", Some(Notice::Erratum)),
            ("On mines.[Erratum appears in Am J. 2009;9(9):2205 Note: Niauif", "on mines", 0, "", "", None),
            ("World report on health: summary", "world report on health summary", 4, "", "", Some(Notice::Companion)),
            ("Statistical mechanics: a summary of methods", "statistical mechanics a summary of methods", 2, "", "", None),
            ("Преступление", "prestuplenie", 0, "", "", None),
            (
                "Equivalence of models for learning. Information and Computation",
                "equivalence of models for learning information and computation",
                5,
                "",
                "",
                None,
            ),
            ("Lee (1997). Boosting the margin of it", "boosting the margin of it", 0, "", "", None),
            ("and W. S. Lee. Boosting the margin", "boosting the margin", 0, "", "", None),
            ("And quiet flows the Don. A novel of the Cossacks", "and quiet flows the don a novel of the cossacks", 5, "", "", None),
            ("Linear classifiers. In A. Roe, editor, Proceedings of X", "linear classifiers", 0, "", "", None),
            ("Linear classifiers. In search of a theory", "linear classifiers in search of a theory", 0, "", "", None),
        ] {
            let title = Title::read(text);
            assert_eq!((title.folded.as_str(), title.main, title.notice), (folded, main, notice_of), "{text}");
            assert_eq!((title.part, title.edition), (short(part), short(edition_of)), "{text}");
        }
        assert_eq!((Title::read("(1993) On mines").year, Title::read("(1993)").year), (Some(1993), None));
        assert!(Title::read("[On mines].").translated);
        assert_eq!(Title::read("中国教育").folded, "中 国 教 育");
    }
}
