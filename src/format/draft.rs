//! An entry while a record is read: each variable once, the first value that it is given, with its place; what no variable can hold.

use super::csl_json::item;
use crate::model::{Entry, EntryId, Kind, Library, Normalisation, Origin, Symbol, Value, ValueOrigin, Variable};
use crate::text::{Source, Str};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value as Json};
use std::collections::HashMap;
use std::ops::Range;

/// As many values of one name have names of their own without a number.
const MANY: usize = 8;

/// An entry to be.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) key: Str,
    /// Where the key stands.
    pub(super) key_range: Option<Range<usize>>,
    pub(super) kind: Option<Kind>,
    pub(super) parent: Option<Str>,
    values: Vec<(Variable, Value)>,
    had: FxHashMap<Variable, usize>,
    places: Vec<(Variable, Range<usize>)>,
    /// For names that very many values stand beside: the number that the last of them has.
    beside: HashMap<String, usize>,
    /// What no variable can hold, by its name in the record.
    kept: Map<String, Json>,
}

impl Draft {
    /// Gives a variable its value: whether it had none yet, or this one.
    pub(super) fn put(&mut self, variable: Variable, value: impl Into<Value>, range: &Range<usize>) -> bool {
        let value = value.into();
        if let Some(old) = self.get(variable) {
            return *old == value;
        }
        self.had.insert(variable, self.values.len());
        self.values.push((variable, value));
        self.places.push((variable, range.clone()));
        true
    }

    /// Gives a value to the variable of that name, or to one of a name made longer where that has another value: `name+`, `name++`, and
    /// with a number where there are very many.
    pub(super) fn put_beside(&mut self, name: &str, value: impl Into<Value>, range: &Range<usize>) {
        let value = value.into();
        let mut put = |name: &str| self.put(Variable::Other(Symbol::new(name)), value.clone(), range);
        if (0..MANY).any(|more| put(&format!("{name}{}", "+".repeat(more)))) {
            return;
        }
        let mut count = self.beside.get(name).copied().unwrap_or(MANY);
        while !self.put(Variable::Other(Symbol::new(&format!("{name}+{count}"))), value.clone(), range) {
            count += 1;
        }
        self.beside.insert(name.to_owned(), count);
    }

    /// Keeps what no variable can hold.
    pub(super) fn keep(&mut self, name: &str, json: Json) {
        self.kept.insert(name.to_owned(), json);
    }

    pub(super) fn get(&self, variable: Variable) -> Option<&Value> {
        self.had.get(&variable).and_then(|at| self.values.get(*at)).map(|(_, value)| value)
    }

    /// The entry, at the end of the library: its number there.
    pub(super) fn finish(self, source: &Source, range: Range<usize>, library: &mut Library) -> u32 {
        let index = u32::try_from(library.entries.len()).unwrap_or(u32::MAX);
        let mut entry = Entry::with_values(EntryId { source: source.id, index }, self.values);
        (entry.key, entry.kind, entry.parent) = (self.key, self.kind, self.parent);
        item::add_foreign(&mut entry, self.kept);
        let place = |(variable, range)| {
            let span = source.span(range);
            ValueOrigin { variable, part: None, by: Normalisation::Format, range: (span.start, span.end), confidence: 1.0 }
        };
        let origin = Origin {
            span: source.span(range),
            key: self.key_range.map(|range| source.span(range)),
            list: None,
            confidence: 1.0,
            values: self.places.into_iter().map(place).collect(),
        };
        entry.shrink();
        library.origins.insert(entry.id, origin);
        library.entries.push(entry);
        index
    }
}
