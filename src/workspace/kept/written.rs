//! Entries as they are written, folded without being read: enough to see which of them a question may be about. What is not certain is
//! told, so that such an entry is read.

use super::items::Items;
use crate::syntax::ItemKind;
use crate::text::unicode::{is_cjk, plain};
use rustc_hash::FxHashMap;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Commands that put an accent on the next letter.
const ACCENTS: &[&str] = &["c", "v", "u", "H", "k", "r", "b", "d", "t"];
/// Commands that are letters, as folding leaves them.
const LETTERS: &[(&str, &str)] = &[
    ("o", "o"),
    ("O", "o"),
    ("l", "l"),
    ("L", "l"),
    ("ss", "ss"),
    ("ae", "ae"),
    ("AE", "ae"),
    ("aa", "a"),
    ("AA", "a"),
    ("i", "i"),
    ("j", "j"),
    ("dj", "d"),
    ("DJ", "d"),
    ("dh", "d"),
    ("DH", "d"),
];
/// Commands that say nothing themselves.
const PLAIN: &[&str] = &["emph", "textit", "textbf", "textsc", "textrm", "texttt", "em", "it", "bf", "sc", "rm", "tt", "mbox"];

/// The strings of a file, folded, by their names in small letters.
#[derive(Debug, Default)]
pub(super) struct Strings(FxHashMap<String, String>);

impl Strings {
    /// Those of a `.bib` file.
    pub fn of(items: &Items, text: &str) -> Self {
        let mut strings = Self::default();
        for item in items.list.iter().filter(|item| item.kind == ItemKind::String) {
            let words = text.get(item.span.range()).unwrap_or_default();
            let Some((name, value)) = words.split_once(['{', '(']).and_then(|(_, inside)| inside.split_once('=')) else { continue };
            let mut folded = String::new();
            // Depth one, as within an entry; strings may be made of others.
            strings.fold(&format!("{{x={value}"), &mut folded);
            strings.0.insert(name.trim().to_lowercase(), folded);
        }
        strings
    }

    /// Adds the folded words of an entry to `out`, each behind a space; whether these are all that it says.
    pub fn fold(&self, text: &str, out: &mut String) -> bool {
        Folding { strings: self, rest: text, out, depth: 0, gap: true, whole: true }.run()
    }
}

struct Folding<'f> {
    strings: &'f Strings,
    rest: &'f str,
    out: &'f mut String,
    depth: usize,
    gap: bool,
    whole: bool,
}

/// What an ASCII byte is between words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// Of a word.
    Word,
    /// Not there at all: `O'Neill` is one word.
    Nothing,
    /// Between words.
    Gap,
    /// To be looked at.
    Other,
}

impl Sign {
    fn of(byte: u8) -> Self {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => Self::Word,
            b'\'' | b'`' => Self::Nothing,
            b'{' | b'}' | b'\\' | b'=' | b'#' | 128.. => Self::Other,
            _ => Self::Gap,
        }
    }
}

impl Folding<'_> {
    fn run(mut self) -> bool {
        let start = self.out.len();
        loop {
            let bytes = self.rest.as_bytes();
            let Some(&byte) = bytes.first() else { break };
            match Sign::of(byte) {
                Sign::Word => {
                    let end = bytes.iter().position(|byte| Sign::of(*byte) != Sign::Word).unwrap_or(bytes.len());
                    let (word, rest) = self.rest.split_at(end);
                    self.rest = rest;
                    self.words(word);
                    continue;
                }
                Sign::Nothing => {}
                Sign::Gap => self.gap = true,
                Sign::Other => {
                    self.other();
                    continue;
                }
            }
            self.rest = &self.rest[1..];
        }
        self.out[start..].make_ascii_lowercase();
        let said = &self.out[start..];
        // Such entries say what others do.
        self.whole && !["crossref", "xdata"].iter().any(|name| said.contains(name))
    }

    /// A sign that changes how others are read, or a letter beyond ASCII.
    fn other(&mut self) {
        let Some(c) = self.rest.chars().next() else { return };
        self.rest = &self.rest[c.len_utf8()..];
        match c {
            '{' => self.depth += 1,
            '}' => self.depth = self.depth.saturating_sub(1),
            '\\' => self.command(),
            '=' | '#' if self.depth == 1 => self.value(),
            '’' | 'ʼ' => {}
            c if c.is_ascii() => self.gap = true,
            c => self.letter(c),
        }
    }

    fn push(&mut self, c: char) {
        if std::mem::take(&mut self.gap) {
            self.out.push(' ');
        }
        self.out.push(c);
    }

    fn words(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        if std::mem::take(&mut self.gap) {
            self.out.push(' ');
        }
        self.out.push_str(words);
    }

    /// The rest behind the letters that it begins with, and these.
    fn take_word(&mut self) -> &str {
        let end = self.rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn command(&mut self) {
        let name = self.take_word();
        let letter = LETTERS.iter().find(|(of, _)| *of == name).map(|(_, letter)| *letter);
        let (accent, plain) = (ACCENTS.contains(&name), PLAIN.contains(&name));
        // `\LaTeX` and `\alpha` are words themselves.
        let word = name.to_ascii_lowercase();
        match (name.is_empty(), letter) {
            (true, _) => {
                let sign = self.rest.chars().next();
                self.rest = self.rest.get(sign.map_or(0, char::len_utf8)..).unwrap_or_default();
                self.gap |= sign.is_some_and(|sign| !"\"'`^~=.-/".contains(sign));
            }
            (_, Some(letter)) => {
                self.words(letter);
                self.rest = self.rest.trim_start_matches(' ');
            }
            _ if accent => self.rest = self.rest.trim_start_matches(' '),
            _ => {
                self.gap = true;
                if !plain {
                    self.words(&word);
                    self.gap = true;
                }
            }
        }
    }

    /// Behind the sign of a field: the name of a string is what it stands for.
    fn value(&mut self) {
        self.gap = true;
        let rest = self.rest.trim_start();
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return;
        }
        let end = rest.find(|c: char| c.is_whitespace() || ",}#)".contains(c)).unwrap_or(rest.len());
        let name = rest[..end].to_lowercase();
        self.rest = &rest[end..];
        match self.strings.0.get(&name) {
            Some(words) => {
                self.out.push(' ');
                *self.out += words.trim_start();
                self.gap = true;
            }
            None => self.words(&name),
        }
    }

    /// A letter beyond ASCII, as folding leaves it.
    fn letter(&mut self, c: char) {
        let mut parts = ['\0'; 8];
        let mut count = 0;
        decompose_compatible(c, |part| {
            if let Some(place) = parts.get_mut(count) {
                *place = part;
            }
            count += 1;
        });
        for part in parts.iter().take(count).copied().filter(|part| !is_combining_mark(*part)) {
            if let Some(letters) = plain(part) {
                self.words(letters);
                continue;
            }
            match part {
                part if part.is_ascii_alphanumeric() => self.push(part.to_ascii_lowercase()),
                part if part.is_alphanumeric() => {
                    // Other scripts are found by their transliteration as well.
                    self.whole = false;
                    self.gap |= is_cjk(part);
                    part.to_lowercase().for_each(|part| self.push(part));
                }
                _ => self.gap = true,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Entry;
    use crate::text::unicode::fold;
    use crate::text::{Source, SourceId};
    use crate::{format::bibtex, syntax::ItemKind};

    #[test]
    fn words_are_those_of_reading() {
        let bib = r#"@string{io = "Intern. " # {Org.}}
@string{iq = {Quarterly of M{\"u}nchen}}
@article{a, author = {M{\"u}ller, J{\"o}rg and Ko{\v c}i, {\O}yvind and \L{}ukasz, O'Neill}, title = "Stra{\ss}e {of} na\"{\i}ve \emph{Bees}", journal = iq, month = jan, year = 1998}
@article{b, author = {Кузнецов, И.}, title = {Æthel \& Łódź—ﬁve}, journal = io}
@article{c, title = {A \unknown{x} and $\alpha$}, crossref = {a}}
"#;
        let source = Source::from_text(SourceId(0), "a.bib", bib);
        let items = Items::of(&source, 1).map(|items| (Strings::of(&items, &source.text), items));
        let Some(((strings, items), read)) = items.zip(bibtex::FORMAT.read) else { unreachable!() };
        let entries = read(&source).0.entries;
        let spans = items.list.iter().filter(|item| item.kind == ItemKind::Entry).map(|item| &source.text[item.span.range()]);
        let whole: Vec<bool> = spans.zip(&entries).map(|(text, entry)| check(&strings, text, entry)).collect();
        assert_eq!(whole, [true, false, false]);
    }

    fn check(strings: &Strings, text: &str, entry: &Entry) -> bool {
        let mut out = String::new();
        let whole = strings.fold(text, &mut out);
        for (variable, value) in entry.values().filter(|_| whole) {
            for word in fold(&value.plain()).split(' ').filter(|word| word.len() > 2 && variable != crate::model::Variable::Issued) {
                assert!(out.contains(word), "{word} of {} in {out}", variable.name());
            }
        }
        whole
    }
}
