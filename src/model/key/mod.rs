//! Citation keys made from what an entry says, as a [`KeyPattern`] names it; letters where that is not enough.

mod pattern;

pub use pattern::{DEFAULT as DEFAULT_KEY_PATTERN, InvalidKeyPattern, KeyPattern};

use super::{Entry, EntryId};
use crate::text::Str;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static DEFAULT: LazyLock<KeyPattern> = LazyLock::new(KeyPattern::default);

/// A key that was changed: of which entry, what it was, what it is.
pub type Renamed = (EntryId, Str, Str);

/// Keys of one library: each is given once.
#[derive(Debug, Default)]
pub struct Keys {
    taken: HashSet<String>,
    /// How many letters were tried behind a key: thousands may ask for the same.
    tried: HashMap<String, u32>,
}

impl Keys {
    /// Keys that are taken: those the entries have.
    pub fn taken<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Self {
        let taken = entries.into_iter().filter(|entry| !entry.key.is_empty()).map(|entry| entry.key.to_string()).collect();
        Self { taken, tried: HashMap::new() }
    }

    /// The same, where only the keys are at hand.
    pub fn given<'k>(keys: impl IntoIterator<Item = &'k str>) -> Self {
        Self { taken: keys.into_iter().map(str::to_owned).collect(), tried: HashMap::new() }
    }

    /// This key, or where it was given before, this one with letters behind it.
    pub fn free(&mut self, key: &str) -> Str {
        self.unique(key.to_owned())
    }

    /// A key for an entry, not given before: what the usual pattern makes, then with `a`, `b` … `z`, `aa` … behind it.
    pub fn make(&mut self, entry: &Entry) -> Str {
        self.make_by(&DEFAULT, entry)
    }

    /// A key by a pattern, not given before; `entry` where the pattern makes nothing of the entry.
    pub fn make_by(&mut self, pattern: &KeyPattern, entry: &Entry) -> Str {
        self.unique(base(pattern, entry))
    }

    fn unique(&mut self, base: String) -> Str {
        if self.taken.insert(base.clone()) {
            return base.into();
        }
        let tried = self.tried.entry(base.clone()).or_default();
        loop {
            let key = format!("{base}{}", letters(*tried));
            *tried += 1;
            if self.taken.insert(key.clone()) {
                return key.into();
            }
        }
    }

    /// Gives every entry that has none a key, in order.
    pub fn fill(entries: &mut [Entry], pattern: &KeyPattern) {
        let mut keys = Self::taken(entries.iter());
        for entry in entries.iter_mut().filter(|entry| entry.key.is_empty()) {
            entry.key = keys.make_by(pattern, entry);
        }
    }

    /// Gives every entry the key that a pattern makes, and lets links between entries follow: what was changed, in order.
    ///
    /// A key that already is what the pattern makes, with letters behind it or not, stays: doing it again changes nothing.
    pub fn rekey(entries: &mut [Entry], pattern: &KeyPattern) -> Vec<Renamed> {
        let bases: Vec<String> = entries.iter().map(|entry| base(pattern, entry)).collect();
        let mut keys = Self::default();
        let is_kept = |(entry, base): (&Entry, &String)| fits(&entry.key, base) && keys.taken.insert(entry.key.to_string());
        let kept: Vec<bool> = entries.iter().zip(&bases).map(is_kept).collect();
        let mut renamed: Vec<Renamed> = Vec::new();
        for ((entry, base), _) in entries.iter_mut().zip(bases).zip(kept).filter(|(_, kept)| !kept) {
            let old = std::mem::replace(&mut entry.key, keys.unique(base));
            renamed.push((entry.id, old, entry.key.clone()));
        }
        // Of entries that shared a key, links meant the first.
        let mut moved: HashMap<&str, &Str> = HashMap::new();
        for (_, old, new) in renamed.iter().filter(|(_, old, _)| !old.is_empty()) {
            moved.entry(old).or_insert(new);
        }
        let kept: HashSet<Str> = entries.iter().map(|entry| entry.key.clone()).collect();
        let to = |old: &str| moved.get(old).filter(|_| !kept.contains(old)).map(|new| (*new).clone());
        entries.iter_mut().for_each(|entry| entry.rename_links(&to));
        renamed
    }
}

fn base(pattern: &KeyPattern, entry: &Entry) -> String {
    match pattern.key(entry) {
        key if key.is_empty() => "entry".to_owned(),
        key => key,
    }
}

/// Whether a key is this one, or this one with letters that tell it from others.
fn fits(key: &str, base: &str) -> bool {
    key.strip_prefix(base).is_some_and(|letters| letters.len() < 4 && letters.bytes().all(|byte| byte.is_ascii_lowercase()))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Date, Name, Names, Variable};

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
            assert_eq!(KeyPattern::default().key(&entry), key);
        }
    }

    #[test]
    fn clashes_get_letters() {
        let mut entries = vec![Entry::default(); 29];
        entries[2].key = "entrya".into();
        Keys::fill(&mut entries, &KeyPattern::default());
        let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys[..4], ["entry", "entryb", "entrya", "entryc"]);
        assert_eq!(keys[26..], ["entryz", "entryaa", "entryab"]);
    }

    #[test]
    fn patterns_say_what_keys_are_made_of() {
        let mut entry = entry(Name::person("Müller-Lüdenscheidt", "J."), 1998, "The Art of Öko-Walking: A Guide");
        entry.set(Variable::ContainerTitle, "Journal of Long Walks");
        entry.set(Variable::Page, "12–34");
        let cases = [
            ("auth+year", "MullerLudenscheidt1998"),
            ("auth.first(3).upper + shortyear", "MUL98"),
            ("title.skipwords.words(3).capitalize", "ArtOkoWalking"),
            ("title.words(2)", "TheArt"),
            ("auth.lower.postfix('_') + journal.skipwords.abbr + firstpage.prefix(':')", "mullerludenscheidt_JLW:12"),
            ("volume.prefix('v') + auth", "MullerLudenscheidt"),
            ("volume | doi | 'none-' + year", "none-1998"),
            ("auth.replace('Mü', \"Mi\").lower + title.word(2).last(2)", "millerludenscheidtrt"),
            ("authors(2).lower", "mullerludenscheidt"),
        ];
        for (pattern, key) in cases {
            assert_eq!(pattern.parse::<KeyPattern>().map(|pattern| pattern.key(&entry)), Ok(key.to_owned()), "{pattern}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused_where_it_is_wrong() {
        let cases =
            [("", 1), ("auth +", 7), ("auth year", 7), ("aut", 1), ("auth.lowr", 6), ("'a", 1), ("year.first('x')", 6), ("title(2)", 9), ("'ü'", 4)];
        for (pattern, column) in cases {
            assert_eq!(pattern.parse::<KeyPattern>().map_err(|error| error.column), Err(column), "{pattern}");
        }
    }

    #[test]
    fn new_keys_stay_when_made_again_and_links_follow() {
        let pattern: KeyPattern = "auth.lower + year".parse().unwrap_or_default();
        let mut entries: Vec<Entry> = (0..4).map(|_| entry(Name::person("Roe", "R."), 2001, "T")).collect();
        for (entry, key) in entries.iter_mut().zip(["x", "roe2001b", "roe2001b", ""]) {
            entry.key = key.into();
        }
        entries[3].parent = Some("x".into());
        entries[3].set(Variable::named("related"), "roe2001b, x ,other");
        let renamed = Keys::rekey(&mut entries, &pattern);
        let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["roe2001", "roe2001b", "roe2001a", "roe2001c"]);
        assert_eq!(
            renamed.iter().map(|(_, old, new)| (old.as_str(), new.as_str())).collect::<Vec<_>>(),
            [("x", "roe2001"), ("roe2001b", "roe2001a"), ("", "roe2001c")]
        );
        assert_eq!(entries[3].parent.as_deref(), Some("roe2001"));
        assert_eq!(entries[3].plain(Variable::named("related")).as_deref(), Some("roe2001b, roe2001 ,other"));
        assert!(Keys::rekey(&mut entries, &pattern).is_empty());
    }
}
