//! The order of entries: keys made once each, compared as the locale collates.

use super::dates;
use super::eval::{Eval, Place, Told, View};
use super::item::Item;
use super::locale::Locale;
use super::node::Node;
use super::program::{DemoteNonDroppingParticle, Program, SortBy, SortKey};
use crate::model::{Class, Value, Variable};
use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use std::cmp::Ordering;

/// One key of one entry; what is empty sorts last, in either direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Empty,
    Number(u64),
    Text(Vec<u8>),
}

pub(super) struct Sorter<'a> {
    pub(super) program: &'a Program,
    pub(super) locale: &'a Locale,
    pub(super) collator: Option<&'a CollatorBorrowed<'static>>,
}

/// How a language orders words.
pub(super) fn collator(locale: &Locale) -> Option<CollatorBorrowed<'static>> {
    let preferences = locale.lang.parse::<icu_locale_core::Locale>().map(CollatorPreferences::from).unwrap_or_default();
    let mut options = CollatorOptions::default();
    options.strength = Some(Strength::Tertiary);
    Collator::try_new(preferences, options).ok()
}

impl Sorter<'_> {
    /// The key of a text; none of the words that are only markup for it.
    fn text(&self, text: &str) -> Key {
        // Marks of punctuation do not count.
        let text: String = text
            .chars()
            .filter(|c| c.is_alphanumeric() || c.is_whitespace() || matches!(c, '-' | '–' | '&') || !c.is_ascii() && !is_mark(*c))
            .collect();
        let text = text.trim();
        if text.is_empty() {
            return Key::Empty;
        }
        let mut bytes = Vec::new();
        match &self.collator {
            Some(collator) => {
                let _ = collator.write_sort_key_to(text, &mut bytes);
            }
            None => bytes.extend(text.to_lowercase().bytes()),
        }
        Key::Text(bytes)
    }

    /// The keys of an entry.
    pub(super) fn keys(&self, keys: &[SortKey], item: &Item, place: Place, number: usize, told: &Told) -> Vec<Key> {
        keys.iter()
            .map(|key| match key.by {
                SortBy::Variable(variable) => self.variable(variable, item, number),
                SortBy::Macro(at) => {
                    let view = View { number: Some(number), ..View::default() };
                    let mut eval = Eval::new(self.program, self.locale, item, place, view, told);
                    eval.sorting = Some(key.names);
                    let nodes = eval.macro_nodes(at);
                    self.text(&plain(&nodes))
                }
            })
            .collect()
    }

    fn variable(&self, variable: Variable, item: &Item, number: usize) -> Key {
        if variable == Variable::CitationLabel && item.value(variable).is_none() {
            return self.text(&super::label::of(item));
        }
        if variable == Variable::CitationNumber {
            return Key::Number(number as u64);
        }
        match item.value(variable) {
            Some(Value::Date(date)) => self.text(&dates::sortable(date, |_| true)),
            _ if variable.class() == Class::Names => {
                let Some(people) = item.people(variable) else { return Key::Empty };
                let none = String::new();
                let name = |person: &super::item::Person| {
                    let (before, behind) = match self.program.demote {
                        DemoteNonDroppingParticle::Never => (&person.non_dropping, &none),
                        _ => (&none, &person.non_dropping),
                    };
                    let parts = [before, &person.family, &person.given, &person.dropping, behind, &person.suffix, &person.literal];
                    parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
                };
                self.text(&people.list.iter().map(name).collect::<Vec<_>>().join(", "))
            }
            Some(value) => {
                let text = value.plain();
                match text.trim().parse::<u64>() {
                    Ok(number) if variable.class() == Class::Number => Key::Number(number),
                    _ => self.text(&text),
                }
            }
            None => Key::Empty,
        }
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205E}' | '«' | '»' | '¿' | '¡' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}')
}

fn plain(nodes: &[Node]) -> String {
    let mut text = String::new();
    nodes.iter().for_each(|node| node.write_plain(&mut text));
    text
}

/// Compares by keys, in their directions.
pub(super) fn compare(a: &[Key], b: &[Key], keys: &[SortKey]) -> Ordering {
    for ((a, b), key) in a.iter().zip(b).zip(keys) {
        let order = match (a, b) {
            (Key::Empty, Key::Empty) => Ordering::Equal,
            (Key::Empty, _) => return Ordering::Greater,
            (_, Key::Empty) => return Ordering::Less,
            (Key::Number(a), Key::Number(b)) => a.cmp(b),
            (Key::Number(_), Key::Text(_)) => Ordering::Less,
            (Key::Text(_), Key::Number(_)) => Ordering::Greater,
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
        };
        let order = if key.descending { order.reverse() } else { order };
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}
