//! What characters mean for comparing: folding to a form in which spelling variants are equal. Display never uses it.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Whether a character is a Han, kana or Hangul one: written without capitals, and without spaces between words.
pub fn is_cjk(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{3130}'..='\u{318F}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Where a text stands without white space at its ends.
pub fn trimmed(text: &str) -> Range<usize> {
    // As nearly all texts are: between blanks of ASCII, ASCII that is none.
    let bytes = text.as_bytes();
    let ends = (bytes.iter().position(|byte| !byte.is_ascii_whitespace()), bytes.iter().rposition(|byte| !byte.is_ascii_whitespace()));
    if let (Some(first), Some(last)) = ends
        && bytes[first].is_ascii_graphic()
        && bytes[last].is_ascii_graphic()
    {
        return first..last + 1;
    }
    let start = text.len() - text.trim_start().len();
    start..start + text[start..].trim_end().len()
}

/// The character boundary at `at`, or the nearest before; the text's end where `at` lies behind it.
pub fn boundary_before(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The character boundary at `at`, or the nearest behind; the text's end where `at` lies behind it.
pub fn boundary_behind(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

/// `text` folded for comparing: compatibility forms, case and accents made one, everything but letters and digits one space,
/// none at the ends. "Müller–Schmidt, J." gives "muller schmidt j".
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return fold_ascii(text);
    }
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        if !c.is_alphanumeric() {
            gap = !is_apostrophe(c) || gap;
            continue;
        }
        if std::mem::take(&mut gap) && !folded.is_empty() {
            folded.push(' ');
        }
        match plain(c) {
            Some(letters) => folded.push_str(letters),
            None => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// The same for ASCII, where there is nothing to decompose.
fn fold_ascii(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for byte in text.bytes() {
        if !byte.is_ascii_alphanumeric() {
            gap |= !matches!(byte, b'\'' | b'`');
            continue;
        }
        if std::mem::take(&mut gap) && !folded.is_empty() {
            folded.push(' ');
        }
        folded.push(char::from(byte.to_ascii_lowercase()));
    }
    folded
}

/// Whether one of these phrases stands in a text, in whole words; text and phrases are folded.
pub fn has_phrase(folded: &str, phrases: &[&str]) -> bool {
    let stands = |rest: &str, phrase: &str| rest.strip_prefix(phrase).is_some_and(|behind| behind.is_empty() || behind.starts_with(' '));
    let starts = std::iter::once(0).chain(memchr::memchr_iter(b' ', folded.as_bytes()).map(|space| space + 1));
    starts.map(|start| &folded[start..]).any(|rest| phrases.iter().any(|phrase| stands(rest, phrase)))
}

/// What a letter that decomposes into nothing simpler is written as where it cannot be typed.
pub(crate) fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' | 'Æ' => "ae",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        _ => return None,
    })
}

/// An apostrophe, typed or typographic: it joins, as in "O'Neill".
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '`')
}

/// The words of [`fold`]ed text.
pub fn words(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_stand_in_whole_words() {
        for (text, phrases, stands) in [
            ("working paper 12", &["report", "working paper"][..], true),
            ("a working paper", &["working paper"], true),
            ("working papers", &["working paper"], false),
            ("networking paper", &["working paper"], false),
            ("paper working", &["working paper"], false),
            ("étude lett", &["lett"], true),
            ("", &["lett"], false),
            ("lett", &[], false),
        ] {
            assert_eq!(has_phrase(text, phrases), stands, "{text}: {phrases:?}");
        }
    }

    #[test]
    fn folding_makes_spelling_variants_equal() {
        for (text, folded) in [
            ("Müller–Schmidt,  J.", "muller schmidt j"),
            ("O’Neill", "oneill"),
            ("  ﬁve STRASSE Straße ", "five strasse strasse"),
            ("Łódź—Øresund", "lodz oresund"),
            ("（第２集）", "第2集"),
            ("…", ""),
        ] {
            assert_eq!(fold(text), folded);
        }
    }
}
