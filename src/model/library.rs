//! Libraries: entries in order with all else their sources held, and the side tables that say where each value came from.

use super::{Entry, EntryId, Variable};
use crate::text::{Span, Str};
use std::num::NonZeroU16;

/// Entries in order, with all else the file held.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Comments, string definitions, preambles and stray text, in their order.
    pub others: Vec<Other>,
    /// Where the values came from.
    pub origins: Origins,
}

impl Library {
    /// Adds another library behind this one.
    pub fn append(&mut self, other: Self) {
        match self.entries.is_empty() {
            true => self.entries = other.entries,
            false => self.entries.extend(other.entries),
        }
        self.others.extend(other.others);
        self.origins.append(other.origins);
    }

    /// Adds what was read of the same source behind this: the indices of its entries go on from those here.
    pub fn go_on(&mut self, other: Self) {
        let before = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let moved = |id: EntryId| EntryId { index: id.index.saturating_add(before), ..id };
        self.entries.extend(other.entries.into_iter().map(|mut entry| {
            entry.id = moved(entry.id);
            entry
        }));
        self.others.extend(other.others);
        self.origins.0.extend(other.origins.0.into_iter().map(|(id, origin)| (moved(id), origin)));
    }
}

/// What a file held besides entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// What it is.
    pub kind: OtherKind,
    /// Its text as it stands.
    pub text: Str,
    /// Where it stands.
    pub span: Span,
}

/// Kinds of things that are no entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherKind {
    /// A comment.
    Comment,
    /// A BibTeX `@string`.
    String,
    /// A BibTeX `@preamble`.
    Preamble,
    /// Text between entries.
    Stray,
}

/// The number of a reference list within its source, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListId(pub u16);

/// How a value came from the words of its reference, where it is not those words themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Normalisation {
    /// It is those words.
    #[default]
    None,
    /// A date in words or digits was read.
    Date,
    /// Pages: dashes made one.
    Pages,
    /// Initials were told apart: "JA" → "J. A.".
    Initials,
    /// Ligatures and other compatibility characters were resolved.
    Ligatures,
    /// A hyphen at a line's end was taken out.
    LineEndHyphen,
    /// Broken or prefixed identifiers were made whole.
    Identifier,
    /// Taken from the reference before ("ders.", "———").
    FromBefore,
    /// Taken from a heading above.
    Heading,
    /// White space or markup of the file format was resolved.
    Format,
}

/// Where an entry stands and where its values came from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origin {
    /// The whole entry or reference.
    pub span: Span,
    /// Its key, where one is written.
    pub key: Option<Span>,
    /// The reference list that it stands in, for references in documents.
    pub list: Option<ListId>,
    /// How sure the parser is that all of it is right, from 0 to 1; 1 for what a format says.
    pub confidence: f32,
    /// Its values' origins.
    pub values: Vec<ValueOrigin>,
}

/// Which name of a list: two bytes, and no more where there may be none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameIndex(NonZeroU16);

impl NameIndex {
    /// The name at `index`, from 0; none where a list is so long that nobody counts.
    pub fn new(index: usize) -> Option<Self> {
        u16::try_from(index).ok()?.checked_add(1).and_then(NonZeroU16::new).map(Self)
    }

    /// The index, from 0.
    pub fn index(self) -> usize {
        usize::from(self.0.get()) - 1
    }
}

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueOrigin {
    /// The variable.
    pub variable: Variable,
    /// For lists of names: which of them; none for a value as a whole.
    pub part: Option<NameIndex>,
    /// How it came from those words.
    pub by: Normalisation,
    /// First byte in the source, and the byte after the last.
    pub range: (u32, u32),
    /// How sure the parser is, from 0 to 1.
    pub confidence: f32,
}

/// The side tables of a library, by the entries' identities: what happens to the entries does not disturb them.
///
/// A list in the order of identities, which is the order in which they are read: half the size of a hash table.
#[derive(Clone, Debug, Default)]
pub struct Origins(Vec<(EntryId, Origin)>);

impl Origins {
    /// Notes where an entry came from.
    pub fn insert(&mut self, id: EntryId, origin: Origin) {
        if self.0.last().is_none_or(|(last, _)| *last < id) {
            return self.0.push((id, origin));
        }
        match self.0.binary_search_by_key(&id, |(of, _)| *of) {
            Ok(at) => self.0[at].1 = origin,
            Err(at) => self.0.insert(at, (id, origin)),
        }
    }

    /// Makes room for that many more.
    pub fn reserve(&mut self, count: usize) {
        self.0.reserve_exact(count);
    }

    fn append(&mut self, other: Self) {
        match (self.0.last(), other.0.first()) {
            (Some((last, _)), Some((first, _))) if last >= first => other.0.into_iter().for_each(|(id, origin)| self.insert(id, origin)),
            (None, _) => *self = other,
            _ => self.0.extend(other.0),
        }
    }

    /// Where an entry came from.
    pub fn get(&self, id: EntryId) -> Option<&Origin> {
        // Most runs have one source, where the index is the place.
        if let Some((of, origin)) = self.0.get(id.index as usize)
            && *of == id
        {
            return Some(origin);
        }
        let at = self.0.binary_search_by_key(&id, |(of, _)| *of).ok()?;
        self.0.get(at).map(|(_, origin)| origin)
    }

    /// Where an entry stands; an empty span at its source's beginning where that is not known.
    pub fn span(&self, id: EntryId) -> Span {
        self.get(id).map_or(Span { source: id.source, start: 0, end: 0 }, |origin| origin.span)
    }

    /// Where the value of a variable stands; the entry's span where only that is known.
    pub fn value_span(&self, id: EntryId, variable: Variable) -> Span {
        self.find(id, variable, None).unwrap_or_else(|| self.span(id))
    }

    /// Where a name of a list stands; the list's span where only that is known.
    pub fn name_span(&self, id: EntryId, variable: Variable, part: usize) -> Span {
        self.find(id, variable, NameIndex::new(part)).unwrap_or_else(|| self.value_span(id, variable))
    }

    /// Where a name in a list of names stands, where that is known.
    pub fn known_name_span(&self, id: EntryId, variable: Variable, part: usize) -> Option<Span> {
        self.find(id, variable, Some(NameIndex::new(part)?))
    }

    fn find(&self, id: EntryId, variable: Variable, part: Option<NameIndex>) -> Option<Span> {
        let values = &self.get(id)?.values;
        let is_it = |value: &&ValueOrigin| value.variable == variable && value.part == part;
        // The parts of a list follow one another, so that those of a very long one are not looked for one by one.
        let first = values.iter().position(|value| value.variable == variable)?;
        let guess = part.and_then(|part| values.get(first + part.index()));
        let value = guess.filter(is_it).or_else(|| values[first..].iter().find(is_it))?;
        Some(Span { source: id.source, start: value.range.0, end: value.range.1 })
    }
}
