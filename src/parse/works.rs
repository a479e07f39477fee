//! Several works in one reference: "(a) … (b) …" as chemists have them, and works with semicolons between in a footnote.

use super::evidence;
use crate::text::pattern::{Pattern, has_any};
use std::ops::Range;

/// A letter in brackets.
static LETTER: Pattern = Pattern::new(r"(?:^|[.;,)\d]\s)\(?([a-z])\)\s+").when(|text| text.contains(')'));
/// What stands between two works besides the semicolon.
static JOINT: Pattern =
    Pattern::new(r"^;\s+(?:(?:and|und|et|y|e|sowie|ferner|auch|dazu|vgl\.|siehe|s\.|see|see also|cf\.|cfr\.|voir|véase|also)\s+){0,3}");
/// Words before the first work of a footnote.
static LEAD: Pattern = Pattern::new(
    r"^(?:Vgl\.|Siehe|See|See also|Cf\.|Cfr\.|Voir|Véase|Zie|Por todos)(?: (?:dazu|auch|hierzu|also|e\.g\.,?|z\. ?B\.|etwa|for example,?|aussi))*:? ",
)
.when(|text| has_any(text, &["vgl", "siehe", "see", "cf", "voir", "véase", "zie", "por todos"]));
/// No reference is longer that holds several works.
const LONGEST: usize = 6000;

/// The works in a reference, in order: one where it is not sure that there are more.
pub(super) fn works(text: &str) -> Vec<Range<usize>> {
    let all = || std::iter::once(0..text.len()).collect();
    if text.len() > LONGEST {
        return all();
    }
    let lettered = lettered(text);
    if lettered.len() > 1 {
        return lettered;
    }
    let found = with_semicolons(text);
    if found.len() > 1 { found } else { all() }
}

/// The works behind (a), (b), (c).
fn lettered(text: &str) -> Vec<Range<usize>> {
    let mut marks: Vec<(usize, usize)> = Vec::new();
    for found in LETTER.captures_iter(text) {
        let (Some(whole), Some(letter)) = (found.get(0), found.get(1)) else { continue };
        let next = b'a'.checked_add(u8::try_from(marks.len()).unwrap_or(u8::MAX)).unwrap_or(b'z');
        if letter.as_str().as_bytes() == [next] && (next > b'a' || whole.start() == 0) {
            let bracket = text[..letter.start()].trim_end_matches('(').len();
            marks.push((bracket, whole.end()));
        }
    }
    let ends = marks.iter().skip(1).map(|(start, _)| *start).chain([text.len()]);
    let parts: Vec<_> = marks.iter().map(|(_, from)| *from).zip(ends).map(|(from, to)| trimmed(text, from..to)).collect();
    match parts.iter().all(|part| evidence::has_year(&text[part.clone()])) {
        true => parts,
        false => Vec::new(),
    }
}

/// The works between semicolons outside of brackets: each begins with names or a title, and has its own year.
fn with_semicolons(text: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (LEAD.find(text).map_or(0, |lead| lead.end()), 0usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ';' if depth == 0 => {
                let Some(next) = JOINT.find(&text[at..]).map(|joint| at + joint.end()) else { continue };
                if is_work(&text[start..at]) && is_work(first_clause(&text[next..])) {
                    parts.push(trimmed(text, start..at));
                    start = next;
                }
            }
            _ => {}
        }
    }
    parts.push(trimmed(text, start..text.len()));
    parts
}

/// A text up to its next semicolon outside of brackets.
fn first_clause(text: &str) -> &str {
    let mut depth = 0usize;
    let end = text.char_indices().find(|(_, c)| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *c == ';' && depth == 0
    });
    end.map_or(text, |(at, _)| &text[..at])
}

fn is_work(text: &str) -> bool {
    // "New York: Knopf, 1999" is no work of its own.
    let place = text.find([':', ',', '(', '“', '"', '«', '„']).is_some_and(|at| text.as_bytes()[at] == b':') && !evidence::is_author(text);
    let clauses = text.split([',', '.', ':', '(']).filter(|clause| clause.chars().any(char::is_alphabetic)).count();
    text.len() >= 30 && clauses >= 2 && !place && evidence::begins(text) && evidence::has_year(text) && evidence::of(text).fair()
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    start..start + part.trim().trim_end_matches(';').trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_are_told_apart() {
        for (text, expected) in [
            (
                "(a) Orr, P. Chem. Rev. 1995, 95, 2457. (b) Lind, A. J. Chem. 1999, 576, 147.",
                vec!["Orr, P. Chem. Rev. 1995, 95, 2457.", "Lind, A. J. Chem. 1999, 576, 147."],
            ),
            (
                "a) P. Orr, Chem. Rev. 1995, 95, 2457; b) A. Lind, J. Chem. 1999, 576, 147.",
                vec!["P. Orr, Chem. Rev. 1995, 95, 2457", "A. Lind, J. Chem. 1999, 576, 147."],
            ),
            (
                "Vgl. Jürgen Orr, Die Flut, Neuwied 1962, S. 42 f.; Karl Lind, Ebbe und Krise, München 1959, S. 81–103.",
                vec!["Jürgen Orr, Die Flut, Neuwied 1962, S. 42 f.", "Karl Lind, Ebbe und Krise, München 1959, S. 81–103."],
            ),
            (
                "W. Orr, Floods (1935; repr., New York: Hive, 1992), 670; Ray W. Lind, Ebbs (New York: Dial, 1954), 52.",
                vec!["W. Orr, Floods (1935; repr., New York: Hive, 1992), 670", "Ray W. Lind, Ebbs (New York: Dial, 1954), 52."],
            ),
            ("Orr P, Lind A. Floods; a history. Lancet. 1998;12(3):4-5.", vec!["Orr P, Lind A. Floods; a history. Lancet. 1998;12(3):4-5."]),
            ("Orr, P. Floods, 1998; New York: Knopf, 1999.", vec!["Orr, P. Floods, 1998; New York: Knopf, 1999."]),
            ("Orr, P.; Lind, A. Floods; Hive: London, 1998; pp 1–4.", vec!["Orr, P.; Lind, A. Floods; Hive: London, 1998; pp 1–4."]),
        ] {
            let found: Vec<&str> = works(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
