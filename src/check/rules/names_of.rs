//! Lists of names as BibTeX writes them: where each name and its parts stand.

use std::ops::Range;

/// The stretches between `and`s outside of braces, trimmed; empty ones too.
pub(super) fn names(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let (mut found, mut start, mut depth, mut at) = (Vec::new(), 0, 0usize, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'a' | b'A' if depth == 0 && is_and(bytes, at) => {
                found.push(trimmed(text, start..at));
                start = at + 3;
                at = start;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found.push(trimmed(text, start.min(bytes.len())..bytes.len()));
    found
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
    let (mut found, mut depth, mut escaped) = (Vec::new(), 0usize, false);
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

/// Words that stand in names of organisations and in no person's name.
pub(super) const ORGANISATIONS: &[&str] = &[
    "academy",
    "administration",
    "agency",
    "alliance",
    "association",
    "authority",
    "bank",
    "board",
    "bureau",
    "center",
    "centre",
    "club",
    "college",
    "commission",
    "committee",
    "community",
    "company",
    "conference",
    "congress",
    "consortium",
    "corporation",
    "council",
    "department",
    "developers",
    "directorate",
    "division",
    "federation",
    "forum",
    "foundation",
    "government",
    "group",
    "gmbh",
    "inc",
    "initiative",
    "institut",
    "institute",
    "institution",
    "international",
    "laboratories",
    "laboratory",
    "library",
    "llc",
    "ltd",
    "ministry",
    "museum",
    "network",
    "office",
    "organisation",
    "organization",
    "parliament",
    "partnership",
    "program",
    "programme",
    "project",
    "school",
    "secretariat",
    "society",
    "service",
    "services",
    "statistics",
    "team",
    "technologies",
    "trust",
    "union",
    "universidad",
    "universitat",
    "universite",
    "university",
    "verlag",
];

/// Whether a name has a word that only organisations have.
pub(super) fn is_organisation(name: &str) -> bool {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    name.split_whitespace().any(|word| word.len() > 2 && ORGANISATIONS.contains(&bare(word).as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart() {
        let text = "Smith, J. and {Hall and Sons} AND  and\nDoe, K. and";
        let found: Vec<&str> = names(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["Smith, J.", "{Hall and Sons}", "", "Doe, K.", ""]);
        assert!(is_organisation("World Health Organization") && !is_organisation("Sand, Georges"));
    }
}
