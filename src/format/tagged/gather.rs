//! From the fields of a record to an entry. Tags are taken in the order of the format's table, which so says which of several tags
//! has the first claim on a variable. A value that its variable has already is passed over; one that finds no variable is kept in
//! an open one named after its tag, `ris-u1` say.

use super::extra::{self, Line};
use super::value::{is_others, read_date, read_name};
use super::{Field, Record, folded};
use crate::format::csl_json::item;
use crate::format::mapping::Mapping;
use crate::model::id::{Doi, Pmcid};
use crate::model::{Date, Entry, EntryId, Kind, Name, NameIndex, Names, Normalisation, Origin, Value, ValueOrigin, Variable};
use crate::text::{Source, Str};
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashSet};
use std::ops::Range;

/// How a value is written under a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::format) enum Form {
    /// Text, whose line ends are spaces.
    Text,
    /// Text with lines; several are divided by a blank one.
    Lines,
    /// Several texts, kept as lines.
    Each,
    /// Names, one a tag or a line.
    Names,
    /// Names in one value with semicolons between, or one a line.
    NameList,
    /// A date, or words.
    Date,
    /// A date, and nothing else.
    DateOnly,
    /// Keywords, one a tag or several with semicolons between.
    Keywords,
    /// Several identifiers.
    Ids,
    /// What has the digits of an ISBN.
    Isbn,
    /// What has the digits of an ISSN.
    Issn,
    /// A DOI, whatever stands before it.
    Doi,
    /// A PubMed Central identifier.
    Pmcid,
    /// What ends with this mark in brackets: `12345[pmid]`.
    Marked(&'static str),
    /// A short text with a digit.
    Number,
}

/// The value of that form in a text; none where it holds another.
pub(in crate::format) fn take(form: Form, text: &Str) -> Option<Str> {
    match form {
        Form::Lines | Form::NameList => Some(text.clone()),
        Form::Names | Form::Each | Form::Keywords | Form::Ids | Form::Text | Form::Date => Some(folded(text)),
        Form::DateOnly => super::value::read_date(text, None).map(|_| folded(text)),
        Form::Isbn => matches!(digits(text), 10 | 13).then(|| folded(text)),
        Form::Issn => (digits(text) == 8).then(|| folded(text)),
        Form::Doi => Doi::parse(text).ok().map(|doi| match text.strip_suffix(doi.as_str()) {
            Some(before) => text.slice(before.len()..text.len()),
            None => doi.as_str().into(),
        }),
        Form::Pmcid => Pmcid::parse(text).ok().filter(|_| text.starts_with("PMC")).map(|id| id.as_str().into()),
        Form::Marked(mark) => {
            let bare = text.strip_suffix(']')?.strip_suffix(mark)?.strip_suffix('[')?.trim_end();
            (!bare.is_empty()).then(|| text.slice(0..bare.len()))
        }
        Form::Number => (text.len() <= 24 && text.contains(|c: char| c.is_ascii_digit()) && text.split(' ').count() <= 3).then(|| folded(text)),
    }
}

/// How many digits a text has that consists of such, of hyphens, and of `ISBN` or a remark in brackets.
fn digits(text: &str) -> usize {
    let bare = text.trim_start_matches(|c: char| c.is_ascii_alphabetic() && !matches!(c, 'X' | 'x')).trim_start_matches([':', ' ']);
    let bare = bare.split(['(', '[']).next().unwrap_or_default().trim_end();
    match bare.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | '–' | '‐' | 'X' | 'x')) {
        true => bare.chars().filter(|c| c.is_ascii_digit() || matches!(c, 'X' | 'x')).count(),
        false => 0,
    }
}

/// Texts as one, as the form joins them.
fn joined(form: Form, texts: &[Str]) -> Str {
    let with = |between: &str| Str::from(texts.iter().map(Str::as_str).collect::<Vec<_>>().join(between));
    match (texts, form) {
        ([one], _) => one.clone(),
        (_, Form::Lines) => with("\n\n"),
        (_, Form::Each) => with("\n"),
        (_, Form::Keywords) => with(if texts.iter().any(|text| text.contains(',')) { "; " } else { ", " }),
        _ => with(", "),
    }
}

/// The texts that [`joined`] joined, as far as they can be told.
pub(in crate::format) fn parted(form: Form, text: &str) -> Vec<&str> {
    let parts: Vec<&str> = match form {
        Form::Lines => text.split("\n\n").collect(),
        Form::Each | Form::NameList => text.split('\n').collect(),
        Form::Keywords if text.contains(';') => text.split(';').collect(),
        Form::Keywords | Form::Ids | Form::Isbn | Form::Issn => text.split(',').collect(),
        _ => vec![text],
    };
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

impl Form {
    /// Whether it holds values of one tag, or of several.
    fn holds(self, same_tag: bool) -> bool {
        match self {
            Self::Names | Self::NameList | Self::Keywords | Self::Ids | Self::Isbn | Self::Issn => true,
            Self::Lines | Self::Each => same_tag,
            _ => false,
        }
    }
}

/// What a variable holds so far.
enum Held {
    /// Texts, with the tags and places that they were taken from.
    Parts(Form, Vec<Part>),
    /// A value.
    Value(Value),
    /// Names from lines `variable: name`, which more may follow.
    Names(Names),
}

impl Held {
    /// Its value, where a line of that length may say more of it: no line says more than it is long.
    fn value(&self, line: usize) -> Option<Value> {
        match self {
            Self::Parts(_, parts) if parts.len() > line || parts.iter().map(|part| part.text.len()).sum::<usize>() > line => None,
            Self::Value(value) => Some(value.clone()),
            Self::Names(_) => None,
            Self::Parts(form, parts) => {
                let texts: Vec<Str> = parts.iter().map(|part| part.text.clone()).collect();
                match form {
                    Form::Date | Form::DateOnly => read_date(&joined(*form, &texts), None).map(Value::date),
                    Form::Names | Form::NameList => None,
                    form => Some(item::text_value(joined(*form, &texts))),
                }
            }
        }
    }
}

struct Part {
    text: Str,
    tag: Str,
    range: Range<usize>,
}

/// What a format says of its tags.
pub(in crate::format) struct Tags<'t> {
    /// What they mean.
    pub(in crate::format) table: &'t Mapping<Form>,
    /// What the open variables of other tags begin with.
    pub(in crate::format) prefix: &'static str,
    /// The tag whose lines may be `variable: value`.
    pub(in crate::format) extra: &'static str,
}

/// An entry on its way.
pub(in crate::format) struct Gatherer<'s> {
    source: &'s Source,
    tags: Tags<'s>,
    entry: Entry,
    held: IndexMap<Variable, Held, FxBuildHasher>,
    lines: Vec<(Line, Field)>,
    origin: Origin,
}

impl<'s> Gatherer<'s> {
    /// Begins an entry of that kind, which decides what tags mean.
    pub(in crate::format) fn new(source: &'s Source, tags: Tags<'s>, record: &Record, kind: Option<Kind>) -> Self {
        let origin = Origin { span: source.span(record.range.clone()), confidence: 1.0, ..Origin::default() };
        let mut entry = Entry::default();
        entry.kind = kind;
        Self { source, tags, entry, held: IndexMap::default(), lines: Vec::new(), origin }
    }

    /// The key, from a field.
    pub(in crate::format) fn key(&mut self, field: &Field) {
        self.entry.key = folded(&field.text);
        self.origin.key = Some(self.source.span(field.range.clone()));
    }

    /// A value that the format made of a field by itself.
    pub(in crate::format) fn set(&mut self, variable: Variable, value: impl Into<Value>, by: Normalisation, range: &Range<usize>) {
        self.place(variable, None, by, range);
        self.held.insert(variable, Held::Value(value.into()));
    }

    /// The texts of some fields as lines of one value.
    pub(in crate::format) fn set_lines(&mut self, variable: Variable, fields: &[Field]) {
        for field in fields {
            self.claim(variable, Form::Each, folded(&field.text), field);
        }
    }

    /// Names that the format put together by itself, each with its place.
    pub(in crate::format) fn set_names(&mut self, variable: Variable, list: Vec<(Name, Range<usize>)>) {
        let Some((first, last)) = list.first().zip(list.last()) else { return };
        self.place(variable, None, Normalisation::Format, &(first.1.start..last.1.end.max(first.1.end)));
        for (at, (_, range)) in list.iter().enumerate() {
            self.place(variable, Some(at), Normalisation::Format, range);
        }
        self.held.insert(variable, Held::Value(Names::new(list.into_iter().map(|(name, _)| name).collect()).into()));
    }

    /// Gathers fields by the table.
    pub(in crate::format) fn gather(&mut self, mut fields: Vec<Field>) {
        let kind = self.entry.kind;
        fields = fields.into_iter().map(|field| if *field.tag == *self.tags.extra { self.prose(field) } else { field }).collect();
        fields.sort_by_cached_key(|field| self.tags.table.read(&field.tag, kind).map_or(usize::MAX, |(row, _)| row));
        fields.into_iter().filter(|field| !field.text.is_empty()).for_each(|field| self.field(field));
        for (line, field) in std::mem::take(&mut self.lines) {
            match line {
                Line::Plain(variable, value) => self.plain(variable, value, field),
                // What is said exactly waits until all else is known.
                line => self.lines.push((line, field)),
            }
        }
    }

    fn field(&mut self, field: Field) {
        for (_, row) in self.tags.table.all(&field.tag, self.entry.kind) {
            let Some(text) = take(row.form, &field.text) else { continue };
            if self.claim(Variable::named(row.variable), row.form, text, &field) {
                return;
            }
        }
        self.open(&field);
    }

    /// Keeps a field in the open variable of its tag.
    pub(in crate::format) fn open(&mut self, field: &Field) {
        let variable = Variable::named(&format!("{}-{}", self.tags.prefix, field.tag.to_ascii_lowercase()));
        self.claim(variable, Form::Each, folded(&field.text), field);
    }

    /// Gives a text to a variable that has none, or that can hold it too. What it has already is not given twice.
    fn claim(&mut self, variable: Variable, form: Form, text: Str, field: &Field) -> bool {
        let part = Part { text, tag: field.tag.clone(), range: field.range.clone() };
        match self.held.entry(variable) {
            indexmap::map::Entry::Vacant(free) => drop(free.insert(Held::Parts(form, vec![part]))),
            indexmap::map::Entry::Occupied(mut taken) => match taken.get_mut() {
                Held::Parts(of, parts) if form == *of && form.holds(parts.last().is_some_and(|before| before.tag == part.tag)) => parts.push(part),
                Held::Parts(_, parts) => return parts.first().is_some_and(|first| folded(&first.text) == folded(&part.text)),
                Held::Value(value) => return *value.plain() == *part.text,
                Held::Names(_) => return false,
            },
        }
        true
    }

    /// Takes the lines `variable: value` out of a field; what is left of it comes back.
    fn prose(&mut self, field: Field) -> Field {
        let mut prose = Vec::new();
        for line in field.text.split('\n') {
            match extra::read(&line.into()) {
                Some(read) => self.lines.push((read, Field { text: line.into(), ..field.clone() })),
                None => prose.push(line),
            }
        }
        match prose.len() == field.text.split('\n').count() {
            true => field,
            false => Field { text: prose.join("\n").trim().into(), ..field },
        }
    }

    /// A value from a line, where its variable has none yet; else the line is prose like any other.
    fn plain(&mut self, variable: Variable, value: Value, field: Field) {
        match (self.held.get_mut(&variable), value) {
            (None, Value::Names(names)) => drop(self.held.insert(variable, Held::Names(names))),
            (None, value) => drop(self.held.insert(variable, Held::Value(value))),
            (Some(Held::Names(names)), Value::Names(more)) => names.list.extend(more.list),
            (Some(held), value) if held.value(field.text.len()).is_some_and(|held| extra::refines(&value, &held)) => *held = Held::Value(value),
            _ => return self.field(field),
        }
        self.place(variable, None, Normalisation::Format, &field.range);
    }

    /// The entry and where it came from.
    pub(in crate::format) fn finish(mut self, index: usize) -> (Entry, Origin) {
        let id = EntryId { source: self.source.id, index: u32::try_from(index).unwrap_or(u32::MAX) };
        let mut values: IndexMap<Variable, Value, FxBuildHasher> = IndexMap::default();
        for (variable, held) in std::mem::take(&mut self.held) {
            let value = match held {
                Held::Value(value) => value,
                Held::Names(names) => names.into(),
                Held::Parts(form, parts) => self.value(variable, form, &parts),
            };
            values.insert(variable, value);
        }
        let mut absent = FxHashSet::default();
        let mut places = Vec::new();
        for (line, field) in std::mem::take(&mut self.lines) {
            match line {
                Line::Kind(kind) => self.entry.kind = kind,
                Line::Parent(parent) => self.entry.parent = Some(parent),
                Line::Key(key) if self.entry.key.is_empty() => self.entry.key = key,
                Line::Key(key) => drop(values.insert(Variable::named(extra::KEY), key.into())),
                Line::ExactKey(key) => self.entry.key = key,
                Line::Plain(variable, value) => drop(values.insert(variable, value)),
                Line::Exact(exact) => {
                    for (variable, value) in exact {
                        places.push((variable, field.range.clone()));
                        match value {
                            Some(value) => drop(values.insert(variable, value)),
                            None => drop(absent.insert(variable)),
                        }
                    }
                }
            }
        }
        values.retain(|variable, _| !absent.contains(variable));
        let exact: FxHashSet<Variable> = places.iter().map(|(variable, _)| *variable).collect();
        self.origin.values.retain(|origin| !exact.contains(&origin.variable));
        for (variable, range) in places.iter().filter(|(variable, _)| !absent.contains(variable)) {
            self.place(*variable, None, Normalisation::Format, range);
        }
        let mut entry = Entry::with_values(id, values.into_iter().collect());
        (entry.key, entry.kind, entry.parent) = (self.entry.key, self.entry.kind, self.entry.parent);
        (entry, self.origin)
    }

    /// The value that some texts are together.
    fn value(&mut self, variable: Variable, form: Form, parts: &[Part]) -> Value {
        let Some((first, last)) = parts.first().zip(parts.last()) else { return "".into() };
        let as_written = parts.len() == 1 && self.source.text.get(first.range.clone()) == Some(&*first.text);
        let by = match form {
            Form::Date | Form::DateOnly => Normalisation::Date,
            _ if as_written => Normalisation::None,
            _ => Normalisation::Format,
        };
        self.place(variable, None, by, &(first.range.start..last.range.end.max(first.range.end)));
        let texts: Vec<Str> = parts.iter().map(|part| part.text.clone()).collect();
        match form {
            Form::Names | Form::NameList => self.names(variable, parts).into(),
            Form::Date | Form::DateOnly => {
                let text = joined(form, &texts);
                read_date(&text, None).unwrap_or_else(|| Date::literal(text)).into()
            }
            Form::Text | Form::Lines => item::text_value(joined(form, &texts)),
            _ => joined(form, &texts).into(),
        }
    }

    /// Names; a list that another tag gives in the same words is no second one.
    fn names(&mut self, variable: Variable, parts: &[Part]) -> Names {
        let (mut names, mut first) = (Names::default(), 0);
        for same in parts.chunk_by(|a, b| a.tag == b.tag) {
            let (before, mut ranges) = (names.list.len(), Vec::new());
            for (part, text) in same.iter().flat_map(|part| one_by_one(&part.text).map(move |text| (part, text))) {
                match is_others(&text) {
                    true => names.others = true,
                    false => {
                        names.list.push(read_name(&text));
                        ranges.push(part.range.clone());
                    }
                }
            }
            if before == 0 {
                first = names.list.len();
            } else if names.list.get(before..) == names.list.get(..first) {
                names.list.truncate(before);
                continue;
            }
            for (at, range) in ranges.iter().enumerate() {
                self.place(variable, Some(before + at), Normalisation::Format, range);
            }
        }
        names
    }

    fn place(&mut self, variable: Variable, part: Option<usize>, by: Normalisation, range: &Range<usize>) {
        let part = match part.map(NameIndex::new) {
            // What cannot be counted has the place of the whole list.
            Some(None) => return,
            part => part.flatten(),
        };
        let span = self.source.span(range.clone());
        self.origin.values.push(ValueOrigin { variable, part, by, range: (span.start, span.end), confidence: 1.0 });
    }
}

/// The names in a value: one a line, or with semicolons between.
fn one_by_one(text: &Str) -> impl Iterator<Item = Str> {
    let mut start = 0;
    let ends = memchr::memchr2_iter(b';', b'\n', text.as_bytes()).chain([text.len()]).collect::<Vec<_>>();
    let pieces = ends.into_iter().map(move |end| {
        let range = start..end;
        start = end + 1;
        range
    });
    pieces.map(|range| text.slice(range).trimmed()).filter(|name| !name.is_empty())
}
