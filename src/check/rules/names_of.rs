//! Lists of names as BibTeX writes them: where each name and its parts stand.

use std::ops::Range;
use std::sync::LazyLock;

/// The stretches between `and`s outside of braces, trimmed; empty ones too.
pub(in crate::check) fn names(text: &str) -> impl Iterator<Item = Range<usize>> + Clone {
    let mut start = Some(0);
    std::iter::from_fn(move || {
        let from = start?;
        let end = next_and(text.as_bytes(), from);
        start = end.map(|end| end + 3);
        Some(trimmed(text, from..end.unwrap_or(text.len())))
    })
}

/// Where the next `and` outside of braces begins.
fn next_and(bytes: &[u8], from: usize) -> Option<usize> {
    let (mut depth, mut at) = (0usize, from);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'a' | b'A' if depth == 0 && is_and(bytes, at) => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

fn is_and(bytes: &[u8], at: usize) -> bool {
    let blank = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_none_or(u8::is_ascii_whitespace);
    bytes.get(at..at + 3).is_some_and(|word| word.eq_ignore_ascii_case(b"and")) && blank(at.checked_sub(1)) && blank(Some(at + 3))
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inside = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (inside.len() - inside.trim_start().len());
    start..start + inside.trim().len()
}

/// The places of a byte outside of braces.
pub(super) fn outside(text: &str, sign: u8) -> Vec<usize> {
    let mut found = Vec::new();
    // Most texts have none.
    if memchr::memchr(sign, text.as_bytes()).is_none() {
        return found;
    }
    let (mut depth, mut escaped) = (0usize, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            byte if byte == sign && depth == 0 => found.push(at),
            _ => {}
        }
    }
    found
}

/// Whether a byte stands somewhere outside of braces.
pub(super) fn is_outside(text: &str, sign: u8) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr(sign, bytes).is_some() && (memchr::memchr2(b'{', b'\\', bytes).is_none() || !outside(text, sign).is_empty())
}

/// Words that stand in names of organisations and in no person's name.
const ORGANISATIONS: &str = "\
    academy administration agency alliance association authority bank board bureau center centre club college commission committee community \
    company conference congress consortium corporation council department developers directorate division federation forum foundation \
    government group gmbh inc initiative institut institute institution international laboratories laboratory library llc ltd ministry \
    museum network office organisation organization parliament partnership program programme project school secretariat society service \
    services statistics team technologies trust union universidad universitat universite university verlag";

/// Whether a name has a word that only organisations have.
pub(super) fn is_organisation(name: &str) -> bool {
    // By their first letter, since every name of a file is asked.
    static KNOWN: LazyLock<[Vec<&str>; 26]> = LazyLock::new(|| {
        let mut known = [const { Vec::new() }; 26];
        ORGANISATIONS.split_whitespace().for_each(|word| known[usize::from(word.as_bytes()[0] - b'a')].push(word));
        known
    });
    let is_known = |word: &str| {
        let first = word.bytes().next().filter(u8::is_ascii_alphabetic).map(|first| usize::from(first.to_ascii_lowercase() - b'a'));
        first.is_some_and(|first| KNOWN[first].iter().any(|known| known.eq_ignore_ascii_case(word)))
    };
    name.split_whitespace()
        .any(|word| word.len() > 2 && is_known(word.trim_matches(|c: char| c.is_ascii_punctuation() || !c.is_ascii() && !c.is_alphanumeric())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart() {
        let text = "Smith, J. and {Hall and Sons} AND  and\nDoe, K. and";
        let found: Vec<&str> = names(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["Smith, J.", "{Hall and Sons}", "", "Doe, K.", ""]);
        assert!(is_organisation("World Health Organization") && !is_organisation("Sand, Georges"));
    }
}
