//! Names of containers and publishers: in full, abbreviated, as initials.

/// How alike two names of containers, or of publishers, are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phrases {
    /// The same, or one is short for the other.
    Same,
    /// They share much.
    Like,
    /// They have little in common.
    Other,
}

/// How alike they are.
pub(crate) fn compare_phrases(a: &[&str], b: &[&str]) -> Phrases {
    if abbreviates(a, b) {
        return Phrases::Same;
    }
    let telling = |words: &[&'_ str]| words.iter().filter(|word| word.len() > 3 && !SMALL.contains(word)).count();
    let shared = a.iter().filter(|word| word.len() > 3 && !SMALL.contains(word) && b.contains(word)).count();
    match shared >= 3 && shared * 2 >= telling(a).min(telling(b)) {
        true => Phrases::Like,
        false => Phrases::Other,
    }
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
    if let Some(acronym) = [acronym, leading].iter().find_map(|of| of(short).or_else(|| of(long)))
        && [short, long].iter().any(|words| spells(acronym, words))
    {
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
    // One word of several is another name: "Nature" and "Nature Medicine".
    found * 4 >= short.len() * 3 && (found > 1 || long.len() == 1)
}

/// The one word of a name besides years and numbers: "colt 1994".
fn acronym(words: &[String]) -> Option<&str> {
    let mut named = words.iter().filter(|word| word.bytes().all(|b| b.is_ascii_alphabetic()) && !PRINT.contains(&word.as_str()));
    named.next().map(String::as_str).filter(|word| word.len() > 2 && named.next().is_none())
}

/// The acronym and year that a name begins with: "colt 88 proceedings of the conference on learning".
fn leading(words: &[String]) -> Option<&str> {
    let (first, year) = (words.first()?, words.get(1)?);
    let is_year = matches!(year.len(), 2 | 4) && year.bytes().all(|b| b.is_ascii_digit());
    Some(first.as_str()).filter(|word| is_year && word.len() > 2 && word.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// Words about how something is printed or held, which no acronym has to say.
const PRINT: &[&str] = &["conference", "conf", "annual", "international", "workshop", "symposium", "pp", "pages", "volume", "vol"];

/// Whether an acronym is made of the beginnings of words that follow each other, at least three: "focs" of "foundations of computer
/// science", "eurocolt" of "european conference on computational learning theory".
fn spells(acronym: &str, words: &[String]) -> bool {
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !PRINT.contains(word)).collect();
    (0..words.len()).any(|from| spelt_from(acronym, &words[from..], 0))
}

fn spelt_from(rest: &str, words: &[&str], taken: usize) -> bool {
    if rest.is_empty() {
        return taken > 2;
    }
    let Some((word, others)) = words.split_first() else { return false };
    let most = rest.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count().min(4);
    (1..=most).any(|length| rest.is_char_boundary(length) && spelt_from(&rest[length..], others, taken + 1))
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
            ("in colt 1994", "proceedings of the seventh annual acm conference on computational learning theory", true),
            ("in colt 88 proceedings of the conference on learning", "proceedings of the 1988 workshop on computational learning theory", true),
            ("eurocolt 95 pp", "second european conference on computational learning theory", true),
            ("focs 90", "31st annual symposium on foundations of computer science", true),
            ("stoc", "foundations of computer science", false),
            ("blood", "journal of clinical oncology", false),
            ("nature", "science", false),
            ("nature", "nature medicine", false),
            ("lancet", "the lancet", true),
        ] {
            let words = |text: &'static str| text.split(' ').collect::<Vec<_>>();
            assert_eq!(abbreviates(&words(a), &words(b)), expected, "{a} / {b}");
            assert_eq!(abbreviates(&words(b), &words(a)), expected, "{b} / {a}");
        }
    }
}
