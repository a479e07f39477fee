//! The hyphen at a line's end: a part of the word, or there only because the line ended. The document's own words say which; where it
//! divides words all the time, so does the shape of the two halves.

use super::split::Row;
use crate::document::Document;
use rustc_hash::FxHashSet;

/// So many divided words make it sure that a document divides words at the ends of lines.
const DIVIDING: usize = 3;
/// First halves of words that are written with a hyphen.
const HEADS: &[&str] = &[
    "self",
    "well",
    "non",
    "long",
    "short",
    "high",
    "low",
    "large",
    "small",
    "cross",
    "post",
    "peer",
    "time",
    "real",
    "two",
    "three",
    "four",
    "five",
    "one",
    "first",
    "second",
    "third",
    "half",
    "all",
    "ex",
    "vice",
    "anti",
    "co",
    "semi",
    "quasi",
    "socio",
    "neo",
    "pre",
    "multi",
    "state",
    "case",
    "decision",
    "evidence",
    "health",
    "user",
    "data",
    "computer",
    "machine",
    "gene",
    "protein",
    "cost",
    "problem",
    "model",
    "open",
    "full",
    "free",
    "new",
    "old",
    "early",
    "late",
    "mid",
    "ill",
    "best",
    "so",
    "near",
    "far",
    "single",
    "double",
    "triple",
    "higher",
    "lower",
    "fine",
    "hand",
    "world",
    "land",
    "life",
    "water",
    "light",
    "event",
    "object",
    "context",
    "image",
    "object",
    "school",
    "community",
    "deutsch",
    "politisch",
    "historisch",
    "kritisch",
    "sozial",
    "ost",
    "west",
];
/// Second halves of such words.
const TAILS: &[&str] = &[
    "based",
    "like",
    "related",
    "specific",
    "induced",
    "mediated",
    "dependent",
    "term",
    "scale",
    "level",
    "free",
    "wide",
    "order",
    "driven",
    "oriented",
    "making",
    "dimensional",
    "catalyzed",
    "catalysed",
    "known",
    "of",
    "to",
    "in",
    "on",
    "up",
    "the",
    "year",
    "old",
    "bound",
    "aged",
    "led",
    "linked",
    "stage",
    "type",
    "line",
    "century",
    "world",
    "time",
    "class",
    "war",
];

/// Words that a hyphen before them joins: "Erd-" and "und Himmelskunde".
const JOINING: &[&str] = &["und", "oder", "bzw", "and", "or", "et", "ou", "y", "e", "to"];

/// The words of a document, and those that have a hyphen, for the question whether a hyphen at a line's end is a part of the word.
#[derive(Debug, Default)]
pub(super) struct Words {
    words: FxHashSet<String>,
    /// Whether the document divides words at the ends of lines.
    divides: bool,
}

impl Words {
    /// Gathers them; none where no line ends with a hyphen, so that nobody asks.
    pub fn of(document: &Document, rows: &[Row]) -> Self {
        let mut words = FxHashSet::default();
        let ends = |row: &&Row| row.text(document).ends_with(HYPHENS);
        if rows.iter().any(|row| ends(&row)) {
            let texts = rows.iter().flat_map(|row| row.text(document).split(|c: char| !(c.is_alphanumeric() || HYPHENS.contains(&c))));
            words.extend(texts.filter(|word| !word.is_empty() && !word.ends_with(HYPHENS)).map(str::to_lowercase));
        }
        let small = |pair: &&[Row]| {
            let (before, next) = (pair[0].text(document), pair[1].text(document));
            let halves = before.strip_suffix(HYPHENS).is_some_and(|bare| bare.ends_with(char::is_lowercase)) && next.starts_with(char::is_lowercase);
            halves && !JOINING.contains(&next.split(' ').next().unwrap_or_default())
        };
        // In German what goes on in small letters is hardly ever written with a hyphen.
        let german = || ["und", "der", "die", "das", "des", "von", "im", "zur"].iter().filter(|word| words.contains(**word)).count() >= 3;
        let divides = rows.windows(2).filter(small).nth(DIVIDING - 1).is_some() || german();
        Self { words, divides }
    }

    /// Whether the two halves are one word without hyphen: it stands so elsewhere, and nowhere with one; or it looks so.
    fn are_one(&self, first: &str, second: &str) -> bool {
        let long = first.chars().count() >= 2 && second.chars().count() >= 2;
        let is = |word: String| self.words.contains(&word.to_lowercase());
        let hyphened = || is(format!("{first}-{second}")) || is(format!("{first}‐{second}"));
        let compound = || HEADS.contains(&first) || TAILS.contains(&second) || JOINING.contains(&second);
        long && !hyphened() && (is(format!("{first}{second}")) || self.divides && !compound())
    }
}

pub(super) const HYPHENS: [char; 3] = ['-', '‐', '\u{AD}'];

/// The length of the hyphen that ends `before` only because the line did.
pub(super) fn line_end_hyphen(words: &Words, before: &str, next: &str) -> Option<usize> {
    let hyphen = before.chars().next_back().filter(|c| HYPHENS.contains(c))?;
    let bare = &before[..before.len() - hyphen.len_utf8()];
    let first = bare.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let second = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let small = first.ends_with(char::is_lowercase) && second.starts_with(char::is_lowercase);
    // "well-known-\nword" is more than two halves.
    let whole = !bare[..bare.len() - first.len()].ends_with(HYPHENS) && !next[second.len()..].starts_with(HYPHENS);
    // A soft hyphen is one by its nature.
    let drops = small && (hyphen == '\u{AD}' || whole && words.are_one(first, second));
    drops.then_some(hyphen.len_utf8())
}
