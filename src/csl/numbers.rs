//! Numbers: whether a text is one, how it is written, and ranges of pages.

use super::locale::Locale;
use super::program::{NumberForm, PageRangeFormat};
use crate::model::Number;
use hayagriva::citationberg::GrammarGender;

/// A text that may be numeric, cut at what stands between its numbers.
pub(super) struct Numeric<'t> {
    /// Numbers and what stands behind each: "1" and "-", "2" and "".
    pub(super) parts: Vec<(&'t str, &'t str)>,
}

/// The numbers of a text; none where it is not numeric: each part has to hold a digit, with letters around it at most.
pub(super) fn numeric(text: &str) -> Option<Numeric<'_>> {
    let text = text.trim();
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | '&' | '-' | '–')).unwrap_or(rest.len());
        let word = &rest[..end];
        if !is_number(word) {
            return None;
        }
        let after = &rest[end..];
        let between = after.len() - after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '&' | '-' | '–')).len();
        let joint = &after[..between];
        rest = &after[between..];
        let bare = joint.trim();
        if rest.is_empty() {
            parts.push((word, joint));
            return bare.is_empty().then_some(Numeric { parts });
        }
        if bare.is_empty() {
            return None;
        }
        parts.push((word, joint));
    }
}

/// A number with letters before or behind: "12", "L2", "2nd", "12a".
fn is_number(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let bare = word.trim_start_matches(|c: char| c.is_alphabetic()).trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
    digits > 0 && !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b':' || b == b'/')
}

/// Whether each word of a text is a number with whatever stands against it: "1st", "L2 & 3*".
pub(super) fn are_affixed(text: &str) -> bool {
    let mut words = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '&' | '-' | '–')).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| word.trim_start_matches(char::is_alphabetic).starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a number as written means more than one.
pub(super) fn is_plural(text: &str) -> bool {
    let text = text.trim();
    let digits = |text: &str| text.chars().any(|c| c.is_ascii_digit()) || is_roman(text.trim());
    let joint = |c: char| matches!(c, ',' | '&' | '-' | '–' | ';');
    // A sign that is escaped, or within a word, joins nothing.
    let cut = text.char_indices().find(|(at, c)| joint(*c) && !text[..*at].ends_with('\\'));
    if let Some((at, c)) = cut
        && digits(&text[..at])
        && digits(&text[at + c.len_utf8()..])
    {
        return true;
    }
    [" and ", " et ", " und ", " y ", " e "].iter().any(|and| text.split_once(and).is_some_and(|(a, b)| digits(a) && digits(b)))
}

pub(super) fn is_roman(text: &str) -> bool {
    matches!(Number::parse(text), Number::Whole(_)) && !text.contains(|c: char| c.is_ascii_digit())
}

/// A number in a form; a number too large for it stays as it is.
pub(super) fn write(word: &str, form: NumberForm, gender: Option<GrammarGender>, locale: &Locale) -> String {
    let Ok(number) = word.parse::<u32>() else { return word.to_owned() };
    match form {
        NumberForm::Numeric => word.to_owned(),
        NumberForm::Ordinal => format!("{number}{}", locale.ordinal_ending(number, gender)),
        NumberForm::LongOrdinal => match locale.ordinal_word(number, gender) {
            Some(text) if (1..=10).contains(&number) => text.to_owned(),
            _ => format!("{number}{}", locale.ordinal_ending(number, gender)),
        },
        NumberForm::Roman => roman(number).unwrap_or_else(|| word.to_owned()),
    }
}

fn roman(mut number: u32) -> Option<String> {
    const DIGITS: [(u32, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if number == 0 || number > 5999 {
        return None;
    }
    let mut text = String::new();
    for (worth, digit) in DIGITS {
        while number >= worth {
            number -= worth;
            text.push_str(digit);
        }
    }
    Some(text)
}

/// Ranges of pages in the style's format; each dash between two of them becomes the locale's
/// delimiter, each "&" its word for that sign.
pub(super) fn pages(text: &str, format: Option<PageRangeFormat>, delimiter: &str, and: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    let mut rest = text;
    loop {
        let end = rest.find([',', ';', '&']).unwrap_or(rest.len());
        one_range(&rest[..end], format, delimiter, &mut out);
        let Some(joint) = rest[end..].chars().next() else { return out };
        match joint {
            '&' => out.push_str(and),
            joint => out.push(joint),
        }
        rest = &rest[end + joint.len_utf8()..];
    }
}

fn one_range(part: &str, format: Option<PageRangeFormat>, delimiter: &str, out: &mut String) {
    let trimmed = part.trim();
    let lead = &part[..part.len() - part.trim_start().len()];
    let tail = &part[part.trim_end().len()..];
    out.push_str(lead);
    let is_dash = |c: char| matches!(c, '-' | '–' | '—');
    let cut = trimmed.char_indices().find(|(at, c)| is_dash(*c) && *at > 0 && !trimmed[..*at].ends_with('\\'));
    let halves = cut.map(|(at, _)| (trimmed[..at].trim_end(), trimmed[at..].trim_start_matches(is_dash).trim_start()));
    match halves {
        Some((first, last)) if !last.is_empty() && !last.contains(is_dash) => match (format, split_number(first), split_number(last)) {
            (Some(format), Some((before, a)), Some((behind, b))) if !a.is_empty() && !b.is_empty() && behind == before => {
                // Writing to a string cannot fail.
                let _ = format.format(out, first, last, Some(delimiter));
            }
            (None, Some((before, a)), Some((behind, b))) if !a.is_empty() && !b.is_empty() && behind == before => {
                out.extend([first, delimiter, last])
            }
            _ if is_roman(first) && is_roman(last) || trimmed.contains('–') => out.extend([first, delimiter, last]),
            _ => out.extend([first, "-", last]),
        },
        _ => out.push_str(&trimmed.replace("\\-", "-")),
    }
    out.push_str(tail);
}

/// Letters and the number behind them; none where anything else stands there.
fn split_number(text: &str) -> Option<(&str, &str)> {
    let digits = text.len() - text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (before, number) = text.split_at(text.len() - digits);
    before.chars().all(|c| c.is_alphanumeric() || c == '.' || c == ':').then_some((before, number))
}
