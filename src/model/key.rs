//! Citation keys made from what an entry says: author, year, first word of the title; letters where that is not enough.

use super::{Entry, Variable};
use crate::text::Str;
use std::collections::HashSet;

/// Words that carry no meaning at the beginning of a title.
const SMALL: &[&str] = &[
    "a", "an", "the", "on", "of", "in", "to", "for", "and", "der", "die", "das", "ein", "eine", "zur", "zum", "über", "le", "la", "les", "un", "une",
    "el", "los", "las", "il", "lo", "gli", "l", "d", "de", "des", "du",
];

/// Keys of one library: each is given once.
#[derive(Debug, Default)]
pub struct Keys(HashSet<String>);

impl Keys {
    /// Keys that are taken: those the entries have.
    pub fn taken<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Self {
        Self(entries.into_iter().filter(|entry| !entry.key.is_empty()).map(|entry| entry.key.to_string()).collect())
    }

    /// A key for an entry, not given before: [`base_key`], then with `a`, `b` … `z`, `aa` … behind it.
    pub fn make(&mut self, entry: &Entry) -> Str {
        let base = base_key(entry);
        let candidates = std::iter::once(base.clone()).chain((0..).map(|number| format!("{base}{}", letters(number))));
        for key in candidates {
            if self.0.insert(key.clone()) {
                return key.into();
            }
        }
        base.into()
    }

    /// Gives every entry that has none a key, in order.
    pub fn fill(entries: &mut [Entry]) {
        let mut keys = Self::taken(entries.iter());
        for entry in entries.iter_mut().filter(|entry| entry.key.is_empty()) {
            entry.key = keys.make(entry);
        }
    }
}

/// `a` to `z`, then `aa` …
fn letters(mut number: u32) -> String {
    let mut text = Vec::new();
    loop {
        text.insert(0, char::from(b'a' + u8::try_from(number % 26).unwrap_or(0)));
        match number / 26 {
            0 => return text.into_iter().collect(),
            more => number = more - 1,
        }
    }
}

/// The key that an entry asks for: first author's or editor's family name, year, first word of the title that says something,
/// in small ASCII letters and digits: `cameron1998walk`. `entry` where it says nothing.
pub fn base_key(entry: &Entry) -> String {
    let who = [Variable::Author, Variable::Editor, Variable::Translator]
        .iter()
        .find_map(|variable| entry.names(*variable)?.list.first())
        .map(|name| if name.is_literal() { initials_or_word(&name.literal) } else { ascii(&name.short()) })
        .unwrap_or_default();
    let year = entry.year().map(|year| year.unsigned_abs().to_string()).unwrap_or_default();
    let title = entry.plain(Variable::Title).or_else(|| entry.plain(Variable::ContainerTitle)).unwrap_or_default();
    let word = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !SMALL.contains(&word.to_lowercase().as_str()))
        .map(ascii)
        .find(|word| !word.is_empty())
        .unwrap_or_default();
    match format!("{who}{year}{word}") {
        key if key.is_empty() => "entry".to_owned(),
        key => key,
    }
}

/// An organisation by its initials where it has three words or more that begin with capitals, else by its first word.
/// What stands before a colon is its short name: "CIVICUS: World Alliance for …".
fn initials_or_word(name: &str) -> String {
    let name = name.split(':').find(|part| !part.trim().is_empty()).unwrap_or(name);
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let initials: String = words.iter().filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase()).collect();
    match initials.chars().count() {
        3.. => ascii(&initials),
        _ => words.iter().find(|word| !SMALL.contains(&word.to_lowercase().as_str())).map(|word| ascii(word)).unwrap_or_default(),
    }
}

/// Transliterated, letters and digits only, small, at most 40 characters.
fn ascii(text: &str) -> String {
    let plain = deunicode::deunicode(text.get(..200.min(text.len())).unwrap_or(text));
    plain.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Date, Name, Names};

    fn entry(author: Name, year: i32, title: &str) -> Entry {
        let mut entry = Entry::default();
        entry.set(Variable::Author, Names::from(author));
        entry.set(Variable::Issued, Date::year(year));
        entry.set(Variable::Title, title);
        entry
    }

    #[test]
    fn keys_name_author_year_and_word() {
        let cases = [
            (entry(Name::person("Müller", "J."), 1998, "Über den Wald"), "muller1998den"),
            (entry(Name::person("Cameron", "M. A."), 1998, "To Walk Without Fear"), "cameron1998walk"),
            (entry(Name::literal("International Campaign to Ban Landmines"), 1998, "Landmine Monitor"), "icbl1998landmine"),
            (entry(Name::literal("CIVICUS: World Alliance for Participation"), 2004, "Case study"), "civicus2004case"),
            (Entry::default(), "entry"),
        ];
        for (entry, key) in cases {
            assert_eq!(base_key(&entry), key);
        }
    }

    #[test]
    fn clashes_get_letters() {
        let mut entries = vec![Entry::default(); 29];
        entries[2].key = "entrya".into();
        Keys::fill(&mut entries);
        let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys[..4], ["entry", "entryb", "entrya", "entryc"]);
        assert_eq!(keys[26..], ["entryz", "entryaa", "entryab"]);
    }
}
