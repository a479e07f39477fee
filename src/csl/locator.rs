//! Words that say what is counted: within locators and numbers, "sec. 4", "ch. 2, pp. 3–5", and before the locators that people write
//! behind a key: ", pp. 33-35 and passim", "{sec. 3}", ", Kap. 2".

use super::cite::SHORT_NAMES;
use super::locale::Locale;
use super::numbers;
use super::program::{PageRangeFormat, TermForm};
use super::style::Style;

/// The kinds of locators of CSL 1.0.2, as their terms are named.
const KINDS: &[&str] = &[
    "act",
    "appendix",
    "article-locator",
    "book",
    "canon",
    "chapter",
    "column",
    "elocation",
    "equation",
    "figure",
    "folio",
    "issue",
    "line",
    "note",
    "opus",
    "page",
    "paragraph",
    "part",
    "rule",
    "scene",
    "section",
    "sub-verbo",
    "supplement",
    "surah",
    "table",
    "timestamp",
    "title-locator",
    "verse",
    "version",
    "volume",
];

/// Short forms that are understood in every language, and what they count.
const USUAL: &[(&str, &str)] = &[
    ("art.", "article-locator"),
    ("bk.", "book"),
    ("cap.", "chapter"),
    ("ch.", "chapter"),
    ("chap.", "chapter"),
    ("col.", "column"),
    ("fig.", "figure"),
    ("fol.", "folio"),
    ("l.", "line"),
    ("n.", "note"),
    ("nn.", "note"),
    ("no.", "issue"),
    ("op.", "opus"),
    ("p.", "page"),
    ("para.", "paragraph"),
    ("pp.", "page"),
    ("pt.", "part"),
    ("r.", "rule"),
    ("s.", "section"),
    ("sch.", "schedule"),
    ("sec.", "section"),
    ("ss.", "section"),
    ("tit.", "title-locator"),
    ("vol.", "volume"),
    ("vrs.", "verse"),
];

/// What the word that a text begins with counts, and what stands behind it; capitals count as small letters.
fn label<'t, 'w>(words: impl IntoIterator<Item = (&'w str, &'static str)>, text: &'t str) -> Option<(&'static str, &'t str)> {
    let begins = |word: &str| {
        let mut rest = text.chars();
        for wanted in word.chars() {
            // Letters whose small form is several characters are in no locator's word.
            let c = rest.next()?;
            if c != wanted && c.to_lowercase().next() != Some(wanted) {
                return None;
            }
        }
        let rest = rest.as_str();
        let ends = !word.ends_with(char::is_alphabetic) || !rest.starts_with(char::is_alphanumeric);
        ends.then_some(rest)
    };
    words.into_iter().find_map(|(word, kind)| Some((kind, begins(word)?)))
}

/// What the usual word that a text begins with counts, and the number behind it; none where no number follows.
pub(super) fn leading(text: &str) -> Option<(&'static str, &str)> {
    // Words with a capital are a part of what is numbered: "Vol. 3".
    let text = Some(text.trim_start()).filter(|text| text.starts_with(char::is_lowercase))?;
    let (kind, rest) = label(USUAL.iter().copied(), text)?;
    let number = rest.trim_start();
    let first = number.split([' ', ',', '-', '–']).next().unwrap_or_default();
    let is_number = first.starts_with(|c: char| c.is_ascii_digit()) || numbers::is_roman(first);
    (is_number && rest.starts_with(' ')).then_some((kind, number))
}

/// A text cut before each of such words behind a mark of punctuation: what stands before the first of them, and the rest.
pub(super) fn cut(text: &str) -> (&str, &str) {
    let inner = text.char_indices().find(|(at, c)| matches!(c, ',' | ';' | '&') && leading(&text[at + 1..]).is_some());
    inner.map_or((text, ""), |(at, _)| text.split_at(at))
}

/// Writes a text with its ranges in the style's format, and with such words as the locale has them.
pub(super) fn write(text: &str, format: Option<PageRangeFormat>, delimiter: &str, and: &str, locale: &Locale) -> String {
    let (mut piece, mut rest) = cut(text);
    let mut out = numbers::pages(piece, format, delimiter, and);
    while let Some((term, number)) = rest.get(1..).and_then(leading) {
        let mark = &rest[..rest.len() - rest[1..].trim_start().len()];
        let word = &rest[mark.len()..rest.len() - number.len()];
        (piece, rest) = cut(number);
        let own = locale.term(term, TermForm::Short, numbers::is_plural(piece)).filter(|own| !own.is_empty());
        out.extend([mark, own.unwrap_or(word.trim_end()), " "]);
        out.push_str(&numbers::pages(piece, format, delimiter, and));
    }
    out
}

/// The words that begin a locator, in English and in the language of a document.
pub struct Locators {
    /// The words with what they count; the longest first.
    words: Vec<(String, &'static str)>,
}

/// What stands behind a key: the locator, and the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Located {
    /// What the locator counts, empty where there is none.
    pub label: String,
    /// The locator: "33–35".
    pub locator: String,
    /// What else stands there.
    pub suffix: String,
}

impl Locators {
    /// The words of a style in a language.
    pub fn new(style: &Style, lang: Option<&str>) -> Self {
        let lang = lang.or(style.program.default_locale.as_deref()).unwrap_or("en-US");
        let mut words: Vec<(String, &'static str)> = Vec::new();
        // A style may have words of its own for what people write in the usual ones.
        let programs = || [Some(style), SHORT_NAMES.as_ref()].into_iter().flatten().map(|style| &style.program);
        for (code, program) in [lang, "en-US"].into_iter().flat_map(|code| programs().map(move |program| (code, program))) {
            let locale = Locale::of(program, code);
            for kind in KINDS {
                words.extend(locale.forms(kind).map(|form| (form.to_lowercase(), *kind)));
            }
        }
        words.extend(USUAL.iter().map(|(word, kind)| ((*word).to_owned(), *kind)));
        words.retain(|(word, _)| !word.chars().all(|c| c.is_ascii_digit()));
        // The sort is stable: where two kinds share a word, the document's language decides.
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        Self { words }
    }

    /// Tells the locator at the beginning of a text from the rest. In braces stands a locator and nothing else, or none: "{}".
    pub fn find(&self, text: &str) -> Located {
        let bare = text.trim_start();
        let bare = bare.strip_prefix(',').unwrap_or(bare).trim_start();
        if let Some(braced) = bare.strip_prefix('{')
            && let Some(end) = closing(braced)
        {
            let (label, locator) = self.label(&braced[..end]).unwrap_or(("page", braced[..end].trim()));
            let suffix = braced[end + 1..].trim_end().to_owned();
            return match locator {
                "" => Located { suffix, ..Located::default() },
                _ => Located { label: label.to_owned(), locator: locator.to_owned(), suffix },
            };
        }
        let labelled = self.label(bare);
        let (label, rest) = labelled.unwrap_or(("page", bare));
        let length = length(rest, labelled.is_some());
        if length == 0 {
            return Located { suffix: text.trim_end().to_owned(), ..Located::default() };
        }
        Located { label: label.to_owned(), locator: rest[..length].to_owned(), suffix: rest[length..].trim_end().to_owned() }
    }

    fn label<'t>(&self, text: &'t str) -> Option<(&'static str, &'t str)> {
        let (kind, rest) = label(self.words.iter().map(|(word, kind)| (word.as_str(), *kind)), text)?;
        Some((kind, rest.trim_start()))
    }
}

/// The place of the brace that closes one before the text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// How many bytes at the beginning of a text are numbers and what joins them: "iv, vi-xi, (xv)-(xvii)".
fn length(text: &str, labelled: bool) -> usize {
    let mut end = 0;
    let mut at = 0;
    loop {
        let token = text[at..].find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<')).map_or(&text[at..], |length| &text[at..at + length]);
        let word = token.trim_end_matches(['.', ':', '?', '!']);
        let follows = end > 0 && matches!(token, "f." | "ff." | "f" | "ff" | "sq." | "sqq.");
        if !follows && !is_number(word, labelled) {
            return end;
        }
        end = at + if follows { token.len() } else { word.len() };
        let rest = &text[end..];
        let joint = ["&", "–", "-", "and"].iter().find_map(|sign| {
            let start = rest.len() - rest.trim_start().len();
            let behind = rest[start..].strip_prefix(sign)?;
            (start > 0 && behind.starts_with(' ')).then(|| start + sign.len() + 1)
        });
        let gap = rest.len() - rest.trim_start_matches(',').trim_start().len();
        match joint.or((gap > 0).then_some(gap)) {
            Some(length) if end + length < text.len() => at = end + length,
            _ => return end,
        }
    }
}

/// A word with a digit, a Roman numeral, and behind a label a letter.
fn is_number(word: &str, labelled: bool) -> bool {
    let roman = |word: &str| !word.is_empty() && word.chars().all(|c| "ivxlcdmIVXLCDM–-()[]".contains(c));
    match word.chars().next() {
        None => false,
        Some(first) if !labelled => first.is_ascii_digit() || first == '§',
        Some(first) => word.contains(|c: char| c.is_numeric()) || roman(word) || word.len() == first.len_utf8() && first.is_uppercase(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn locators_are_told_from_the_rest() {
        let style = Style::named("ieee").unwrap();
        let german = Locators::new(&style, Some("de-DE"));
        for (text, label, locator, suffix) in [
            (", p. 3", "page", "3", ""),
            (", pp. 33-35 and passim", "page", "33-35", " and passim"),
            (" 33", "page", "33", ""),
            (", pp. iv, vi-xi, (xv)-(xvii) with suffix here", "page", "iv, vi-xi, (xv)-(xvii)", " with suffix here"),
            ("{ii, A, D-Z}, with a suffix", "page", "ii, A, D-Z", ", with a suffix"),
            (", {pp. iv} rest", "page", "iv", " rest"),
            ("{}, 99 years later", "", "", ", 99 years later"),
            (", chap. 2 and <i>passim</i>", "chapter", "2", " and <i>passim</i>"),
            (", Kap. 2", "chapter", "2", ""),
            (", S. 33 f.", "page", "33 f.", ""),
            (", § 5", "section", "5", ""),
            (", fig. 3a & 4b.", "figure", "3a & 4b", "."),
            (", Chapter 4, p. 3", "chapter", "4", ", p. 3"),
            (" and passim", "", "", " and passim"),
            (", page", "", "", ", page"),
            (", private communication", "", "", ", private communication"),
            ("", "", "", ""),
        ] {
            let expected = Located { label: label.into(), locator: locator.into(), suffix: suffix.into() };
            assert_eq!(german.find(text), expected, "{text}");
        }
    }
}
