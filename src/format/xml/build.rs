//! An entry on its way out of a record: values that come in pieces, and where each came from.

use crate::model::{Date, Entry, EntryId, Library, Name, NameIndex, Names, Normalisation, Origin, Rich, Run, Value, ValueOrigin, Variable};
use crate::text::{Source, Str};
use std::collections::HashMap;
use std::ops::Range;

/// An entry that is being read.
pub(in crate::format) struct Build<'s> {
    source: &'s Source,
    /// Its key, kind and parent; its values come last.
    pub(in crate::format) entry: Entry,
    /// What its elements could not say, as [`extra`](super::extra) has it.
    pub(in crate::format) extra: Option<Str>,
    origin: Origin,
    slots: Vec<Slot>,
    places: HashMap<Variable, usize>,
}

/// The pieces of a value.
struct Slot {
    variable: Variable,
    /// What stands between them.
    between: &'static str,
    pieces: Vec<Value>,
}

impl<'s> Build<'s> {
    /// An entry that stands at `range`, with the next index of the library.
    pub(in crate::format) fn new(source: &'s Source, library: &Library, range: Range<usize>) -> Self {
        let index = u32::try_from(library.entries.len()).unwrap_or(u32::MAX);
        let origin = Origin { span: source.span(range), confidence: 1.0, ..Origin::default() };
        let entry = Entry::new(EntryId { source: source.id, index });
        Self { source, entry, extra: None, origin, slots: Vec::new(), places: HashMap::new() }
    }

    /// Its index within the source.
    pub(in crate::format) fn index(&self) -> u32 {
        self.entry.id.index
    }

    pub(in crate::format) fn has(&self, variable: Variable) -> bool {
        self.places.contains_key(&variable)
    }

    /// The pieces that a variable has so far.
    pub(in crate::format) fn pieces(&self, variable: Variable) -> &[Value] {
        self.places.get(&variable).map_or(&[], |at| &self.slots[*at].pieces)
    }

    /// Whether one of the pieces of a variable is that text.
    pub(in crate::format) fn says(&self, variable: Variable, text: &str) -> bool {
        self.pieces(variable).iter().any(|piece| piece.plain() == text)
    }

    /// Sets the key, which stands at `range`.
    pub(in crate::format) fn key(&mut self, key: Str, range: Range<usize>) {
        self.entry.key = key;
        self.origin.key = Some(self.source.span(range));
    }

    /// Gives a variable a value or one more piece of it, `between` before it. Empty text is no piece.
    pub(in crate::format) fn add(&mut self, variable: Variable, value: impl Into<Value>, range: Range<usize>, between: &'static str) {
        let value = value.into();
        if matches!(&value, Value::Text(text) if text.is_empty()) {
            return;
        }
        let by = match &value {
            Value::Text(text) if text.len() == range.len() => Normalisation::None,
            Value::Date(_) => Normalisation::Date,
            _ => Normalisation::Format,
        };
        let at = *self.places.entry(variable).or_insert_with(|| {
            self.slots.push(Slot { variable, between, pieces: Vec::new() });
            self.slots.len() - 1
        });
        if self.slots[at].pieces.is_empty() {
            self.place(variable, None, range, by);
        }
        self.slots[at].pieces.push(value);
    }

    /// Gives a variable another value than it has, which stands from where that stands to the end of `range`.
    pub(in crate::format) fn replace(&mut self, variable: Variable, value: impl Into<Value>, range: Range<usize>) {
        if let Some(slot) = self.places.get(&variable).and_then(|at| self.slots.get_mut(*at)) {
            slot.pieces = vec![value.into()];
            let span = self.source.span(range);
            self.origin.values.iter_mut().filter(|value| value.variable == variable).for_each(|value| value.range.1 = value.range.1.max(span.end));
        }
    }

    /// Adds a name to the list of a variable.
    pub(in crate::format) fn name(&mut self, variable: Variable, name: Name, range: Range<usize>) {
        let part = self.pieces(variable).len();
        self.add(variable, Names::from(name), range.clone(), "");
        if let Some(part) = NameIndex::new(part) {
            self.place(variable, Some(part), range, Normalisation::Format);
        }
    }

    /// Says that the list of a variable goes on.
    pub(in crate::format) fn others(&mut self, variable: Variable, range: Range<usize>) {
        self.add(variable, Names { list: Vec::new(), others: true }, range, "");
    }

    fn place(&mut self, variable: Variable, part: Option<NameIndex>, range: Range<usize>, by: Normalisation) {
        let span = self.source.span(range);
        self.origin.values.push(ValueOrigin { variable, part, by, range: (span.start, span.end), confidence: 1.0 });
    }

    /// The entry as it now is, and where it stands.
    pub(in crate::format) fn finish(mut self) -> (Entry, Origin) {
        let values = self.slots.into_iter().map(|slot| (slot.variable, joined(slot.pieces, slot.between))).collect();
        let Entry { id, key, kind, parent, .. } = std::mem::take(&mut self.entry);
        let mut entry = Entry::with_values(id, values);
        (entry.key, entry.kind, entry.parent) = (key, kind, parent);
        if let Some(extra) = self.extra {
            super::extra::apply(&mut entry, &extra);
        }
        // The list of names stands from its first to its last name.
        let ends: HashMap<Variable, u32> =
            self.origin.values.iter().filter(|value| value.part.is_some()).map(|value| (value.variable, value.range.1)).collect();
        for value in self.origin.values.iter_mut().filter(|value| value.part.is_none()) {
            value.range.1 = ends.get(&value.variable).copied().unwrap_or(value.range.1).max(value.range.1);
        }
        // So that a list's parts follow it.
        self.origin.values.sort_by_key(|value| (value.variable, value.part));
        (entry, self.origin)
    }
}

/// The value of all pieces together.
pub(in crate::format) fn joined(mut pieces: Vec<Value>, between: &str) -> Value {
    if pieces.len() == 1 {
        return pieces.swap_remove(0);
    }
    if pieces.iter().all(|piece| matches!(piece, Value::Names(_))) {
        let mut all = Names::default();
        for piece in pieces {
            if let Value::Names(names) = piece {
                all.list.extend(names.list);
                all.others |= names.others;
            }
        }
        return all.into();
    }
    if !pieces.iter().any(|piece| matches!(piece, Value::Rich(_))) {
        let texts: Vec<_> = pieces.iter().map(Value::plain).collect();
        return texts.join(between).into();
    }
    let mut runs = Vec::new();
    for piece in pieces {
        if !runs.is_empty() {
            runs.push(Run { text: between.into(), style: Default::default() });
        }
        match piece {
            Value::Rich(rich) => {
                let Rich { runs: more, .. } = *rich;
                runs.extend(more);
            }
            other => runs.push(Run { text: other.plain().into_owned().into(), style: Default::default() }),
        }
    }
    Value::rich(runs, None)
}

pub(in crate::format) use super::words::year;

/// What a date in figures says: `2015`, `2015-03`, `2015-03-12` (also with `/`), EDTF; else its words.
pub(in crate::format) fn date(text: &str) -> Date {
    Date::parse_edtf(text).unwrap_or_else(|_| Date::literal(text))
}
