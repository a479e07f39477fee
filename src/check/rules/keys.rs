//! Citation keys: characters that break them, their length and pattern, keys of other names.

use super::*;
use crate::model::Keys;
use crate::text::Str;
use std::collections::{HashMap, HashSet};

family! {
    INVALID_CHAR "invalid-char" Warning Unsafe On: "a character in a key that programs stumble over",
        "BibTeX and LaTeX take `#`, `%`, `~`, `\\`, quotes and braces in keys for something else, and white space ends a key. The fix leaves the character out; it is unsafe, for what cites the entry has to follow.",
        [bibtex "@misc{smith 1, title = {One}}" => "@misc{smith1, title = {One}}"],
        Scope::Entry(invalid_char);
    ALIAS_COLLIDES "alias-collides-with-key" Error None On: "another name of an entry is the key of a second one",
        "biber takes one of them for both. Give one of them another name.",
        [biblatex "@misc{a, title = {One}, ids = {b}}\n@misc{b, title = {Two}}" => "@misc{a, title = {One}, ids = {c}}\n@misc{b, title = {Two}}"],
        field(Roles::KEYS, alias_collides).bibtex().all();
    KEY_TOO_LONG "key-too-long" Info None Off: "a very long key",
        "Keys of more than forty characters are hard to type, and programs make them of whole titles.",
        [bibtex "@misc{smith_a_history_of_the_bees_of_wales_and_norway, title = {One}}" => "@misc{smith_history, title = {One}}"],
        Scope::Entry(key_too_long);
    KEY_PATTERN "key-pattern" Info Unsafe Off: "a key that does not follow the pattern",
        "Keys made by one pattern can be guessed: family name, year, word of the title, or what `[keys] pattern` in ibidem.toml says. The fix writes such a key; it is unsafe, for what cites the entry has to follow.",
        [bibtex "@misc{x1, author = {Smith, Anna}, title = {Bees of Wales}, year = 2001}" => "@misc{smith2001bees, author = {Smith, Anna}, title = {Bees of Wales}, year = 2001}"],
        Scope::Library(key_pattern);
}

fn invalid_char(subject: &Subject, entry: &Entry, found: &mut Found) {
    if !subject.is_bibtex(entry) {
        return;
    }
    let Some(span) = subject.origin(entry).and_then(|origin| origin.key) else { return };
    let text = subject.sources.slice(span);
    let bad = |c: char| matches!(c, '#' | '%' | '~' | '\\' | '"' | '\'' | '{' | '}' | '(' | ')' | '^' | '=') || c.is_whitespace();
    let Some(c) = text.chars().find(|c| bad(*c) && *c != '(' && *c != ')' && *c != '\'') else { return };
    let new: String = text.chars().filter(|c| !bad(*c)).collect();
    let taken = new.is_empty() || subject.by_key(&new).is_some();
    let message = format!("`{c}` in the key");
    match taken {
        true => _ = found.at(span, entry, message),
        false => found.fix(span, entry, message, &format!("write `{new}`"), vec![Edit { span, text: new.clone() }]),
    }
}

fn alias_collides(record: &Record, field: &Field, found: &mut Found) {
    if !field.is("ids") {
        return;
    }
    for key in field.text.split(',').map(str::trim).filter(|key| !key.is_empty()) {
        if let Some(other) = record.subject.by_key(key).filter(|other| other.id != record.entry.id) {
            let span = record.subject.head(other);
            found.tell(record, field, place(field.text, key), format!("`{key}` is the key of another entry")).relate(span, "here");
        }
    }
}

fn key_too_long(subject: &Subject, entry: &Entry, found: &mut Found) {
    let length = entry.key.chars().count();
    if length > 40 && !subject.is_reference(entry) && subject.is_bibtex(entry) {
        found.at(subject.head(entry), entry, format!("the key has {length} characters"));
    }
}

fn key_pattern(subject: &Subject, input: &Input, entries: &[Entry], found: &mut Found) {
    if !matches!(input.read_as, "bibtex" | "biblatex") {
        return;
    }
    let pattern = subject.settings.keys.clone().unwrap_or_default();
    let linked: HashSet<Str> = entries.iter().flat_map(Entry::links).collect();
    let places: HashMap<_, _> = entries.iter().filter(|entry| !entry.key.is_empty()).map(|entry| (entry.id, entry)).collect();
    for (id, old, new) in Keys::rekey(&mut entries.to_vec(), &pattern) {
        let Some(entry) = places.get(&id) else { continue };
        let span = subject.head(entry);
        let message = format!("the pattern would make `{new}`");
        // What other entries say of this one would have to follow.
        match linked.contains(&old) || subject.by_key(&new).is_some() {
            true => _ = found.at(span, entry, message),
            false => found.fix(span, entry, message, &format!("write `{new}`"), vec![Edit { span, text: new.to_string() }]),
        }
    }
}
