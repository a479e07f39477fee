//! How alike two texts are, from 0 (nothing in common) to 1 (the same), on folded text.

use super::unicode::fold;
use rustc_hash::FxHashMap;

/// The words that two texts share, counted with repeats, over those of the longer: the order does not count.
/// Words that are equal but for a typing slip (one edit in five characters or more) count as shared.
pub fn words_shared(a: &str, b: &str) -> f64 {
    let (a, b) = (fold(a), fold(b));
    let (a, b) = (words(&a), words(&b));
    let longest = a.len().max(b.len());
    if longest == 0 {
        return 1.0;
    }
    shared(&a, &b) as f64 / longest as f64
}

/// The words that two texts share over those of the shorter: 1 where one text holds all of the other.
pub fn words_contained(a: &str, b: &str) -> f64 {
    let (a, b) = (fold(a), fold(b));
    let (a, b) = (words(&a), words(&b));
    let shortest = a.len().min(b.len());
    if shortest == 0 {
        return 0.0;
    }
    shared(&a, &b) as f64 / shortest as f64
}

fn words(folded: &str) -> Vec<&str> {
    folded.split(' ').filter(|word| !word.is_empty()).collect()
}

fn shared(a: &[&str], b: &[&str]) -> usize {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for word in b {
        *counts.entry(word).or_default() += 1;
    }
    let mut rest = Vec::new();
    let mut found = 0;
    for word in a {
        match counts.get_mut(word) {
            Some(count) if *count > 0 => {
                *count -= 1;
                found += 1;
            }
            _ => rest.push(*word),
        }
    }
    let mut left: Vec<&str> = counts.into_iter().filter(|(_, count)| *count > 0).map(|(word, _)| word).collect();
    // Long texts of strangers: the slips in them are not worth quadratic time.
    if rest.len() * left.len() > 10_000 {
        return found;
    }
    left.sort_unstable();
    for word in rest {
        if let Some(at) = left.iter().position(|other| slip(word, other)) {
            left.swap_remove(at);
            found += 1;
        }
    }
    found
}

fn slip(a: &str, b: &str) -> bool {
    let shortest = a.chars().count().min(b.chars().count());
    shortest >= 5 && a.len().abs_diff(b.len()) <= 1 && strsim::damerau_levenshtein(a, b) <= 1
}

/// The Jaro–Winkler similarity of the folded texts, good for short strings such as names.
pub fn spelling(a: &str, b: &str) -> f64 {
    strsim::jaro_winkler(&super::unicode::fold(a), &super::unicode::fold(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_count_in_any_order() {
        for (a, b, least, most) in [
            ("The Global Campaign", "the global campaign", 1.0, 1.0),
            ("Landmines banned", "banned landmins", 1.0, 1.0),
            (
                "To walk without fear: The Global Ca campaign for Ban Landmines",
                "To Walk Without Fear: The Global Campaign to Ban Landmines",
                0.7,
                0.95,
            ),
            ("one two", "three four", 0.0, 0.0),
            ("", "", 1.0, 1.0),
        ] {
            let found = words_shared(a, b);
            assert!((least..=most).contains(&found), "{a} / {b}: {found}");
        }
        assert!((words_contained("walk", "to walk without fear") - 1.0).abs() < 1e-9);
    }
}
