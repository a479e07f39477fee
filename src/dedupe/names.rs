//! Whether two names are one person's, and how they differ: initials, garbled order, spelling.

use crate::model::{Name, Names};
use crate::text::unicode::fold;

/// How two names of one person differ, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonMatch {
    /// They do not, but for case, accents and punctuation.
    Same,
    /// One has initials, or fewer given names.
    Initials,
    /// The parts stand in other places: "A. Cameron Maxwell" for "M. A. Cameron".
    Inverted,
    /// A letter or two.
    Spelling,
}

/// Whether two names may be one person's, or one organisation's. None where they differ in more than writing.
pub fn same_person(a: &Name, b: &Name) -> Option<PersonMatch> {
    let (whole, other) = (fold(&a.to_string()), fold(&b.to_string()));
    if whole.is_empty() || other.is_empty() {
        return None;
    }
    if whole == other {
        return Some(PersonMatch::Same);
    }
    let (Some(one), Some(two)) = (Parts::of(a), Parts::of(b)) else {
        return spelt_alike(&whole, &other).then_some(PersonMatch::Spelling);
    };
    let given = like_given(&one.given, &two.given);
    if one.family == two.family && one.suffix == two.suffix {
        return given;
    }
    if inverted(&one, &two) || inverted(&two, &one) {
        return Some(PersonMatch::Inverted);
    }
    (given.is_some() && spelt_alike(&one.family, &two.family)).then_some(PersonMatch::Spelling)
}

/// For each of the first names, which of the second is the same person, and how; each of the second at most once,
/// those that differ least first.
pub fn pair_names(a: &Names, b: &Names) -> Vec<Option<(usize, PersonMatch)>> {
    const MOST: usize = 100;
    let mut found = Vec::new();
    for (i, one) in a.list.iter().enumerate().take(MOST) {
        for (j, two) in b.list.iter().enumerate().take(MOST) {
            if let Some(how) = same_person(one, two) {
                found.push((how, i.abs_diff(j), i, j));
            }
        }
    }
    found.sort_unstable();
    let mut pairs = vec![None; a.list.len()];
    let mut taken = vec![false; b.list.len()];
    for (how, _, i, j) in found {
        if pairs[i].is_none() && !std::mem::replace(&mut taken[j], true) {
            pairs[i] = Some((j, how));
        } else if pairs[i].is_none() {
            // Another has it already with less difference.
            taken[j] = true;
        }
    }
    pairs
}

/// A person's name in folded words.
struct Parts {
    family: String,
    given: Vec<String>,
    suffix: String,
}

impl Parts {
    /// None for organisations: literals of one word, or of many.
    fn of(name: &Name) -> Option<Self> {
        let (family, given) = match name.literal.split_once(',') {
            _ if !name.is_literal() => (fold(&format!("{} {}", name.non_dropping_particle, name.family)), given_words(&name.given)),
            Some((family, given)) => (fold(family), given_words(given)),
            None => {
                let (given, family) = name.literal.trim().rsplit_once(' ').filter(|(given, _)| given.split(' ').count() < 4)?;
                (fold(family), given_words(given))
            }
        };
        Some(Self { family, given, suffix: fold(&name.suffix) }).filter(|parts| !parts.family.is_empty())
    }
}

/// The given names; capitals without points are an initial each: "MA" is "M. A.".
fn given_words(given: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in given.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')).filter(|word| !word.is_empty()) {
        match word.chars().count() <= 3 && word.chars().all(char::is_uppercase) {
            true => words.extend(word.chars().map(|c| fold(c.encode_utf8(&mut [0; 4])))),
            false => words.push(fold(word)),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether given names may be one person's: each of the fewer is the other's, or its initial.
fn like_given(a: &[String], b: &[String]) -> Option<PersonMatch> {
    if a == b {
        return Some(PersonMatch::Same);
    }
    if a.iter()
        .zip(b)
        .all(|(one, two)| one.starts_with(two.as_str()) && is_short(two) || two.starts_with(one.as_str()) && is_short(one) || one == two)
    {
        return Some(PersonMatch::Initials);
    }
    (a.len() == b.len() && a.iter().zip(b).all(|(one, two)| one == two || spelt_alike(one, two))).then_some(PersonMatch::Spelling)
}

fn is_short(word: &str) -> bool {
    word.chars().count() <= 2
}

/// Whether the family name of `right` stands among the given names of `wrong`, and what is left of `wrong` are the given names of `right`.
fn inverted(right: &Parts, wrong: &Parts) -> bool {
    let Some(at) = wrong.given.iter().position(|word| *word == right.family && word.chars().count() > 1) else { return false };
    let mut rest: Vec<char> = wrong.given.iter().enumerate().filter(|(i, _)| *i != at).filter_map(|(_, word)| word.chars().next()).collect();
    rest.extend(wrong.family.chars().next());
    let mut initials: Vec<char> = right.given.iter().filter_map(|word| word.chars().next()).collect();
    rest.sort_unstable();
    initials.sort_unstable();
    !initials.is_empty() && rest == initials
}

/// Whether two words differ in a letter, or two long ones in two.
fn spelt_alike(a: &str, b: &str) -> bool {
    let shortest = a.chars().count().min(b.chars().count());
    let most = match shortest {
        0..=3 => return false,
        4..=8 => 1,
        _ => 2,
    };
    shortest < 200 && a.len().abs_diff(b.len()) <= 8 && strsim::damerau_levenshtein(a, b) <= most
}

#[cfg(test)]
mod tests {
    use super::*;
    use PersonMatch::*;

    #[test]
    fn names_are_compared_as_people_do() {
        let person = |family, given| Name::person(family, given);
        for (a, b, how) in [
            (person("Cameron", "M. A."), person("Cameron", "M. A."), Some(Same)),
            (person("Müller", "J"), person("MULLER", "J."), Some(Same)),
            (person("Cameron", "Maxwell A."), person("Cameron", "M. A."), Some(Initials)),
            (person("Cameron", "MA"), person("Cameron", "Maxwell"), Some(Initials)),
            (person("Cameron", ""), person("Cameron", "Maxwell"), Some(Initials)),
            (person("Cameron", "M."), person("Cameron", "B."), None),
            (person("Maxwell", "A. Cameron"), person("Cameron", "M. A."), Some(Inverted)),
            (person("Cameron", "M. A."), person("Maxwell", "A. Cameron"), Some(Inverted)),
            (person("Ying", "Li"), person("Li", "Ying"), Some(Inverted)),
            (person("Maxwell", "B. Cameron"), person("Cameron", "M. A."), None),
            (person("Gwozdecky", "M."), person("Gwozdecki", "M."), Some(Spelling)),
            (person("Li", "M."), person("Lu", "M."), None),
            (Name::literal("Cameron, M. A."), person("Cameron", "M. A."), Some(Same)),
            (Name::literal("Mark Cameron"), person("Cameron", "M."), Some(Initials)),
            (Name::literal("World Health Organization"), Name::literal("World Health Organisation"), Some(Spelling)),
            (Name::default(), Name::default(), None),
        ] {
            assert_eq!(same_person(&a, &b), how, "{a} / {b}");
        }
    }

    #[test]
    fn each_name_has_one_partner() {
        let list = |names: &[(&str, &str)]| Names::new(names.iter().map(|(family, given)| Name::person(*family, *given)).collect());
        let child = list(&[("Maxwell", "A. Cameron"), ("Lawson", "R. J."), ("Tomlin", "B.")]);
        let book = list(&[("Cameron", "M. A."), ("Lawson", "R. J."), ("Tomlin", "B.")]);
        assert_eq!(pair_names(&child, &book), [Some((0, Inverted)), Some((1, Same)), Some((2, Same))]);
        assert_eq!(pair_names(&list(&[("A", "B"), ("A", "B")]), &list(&[("A", "B")])), [Some((0, Same)), None]);
    }
}
