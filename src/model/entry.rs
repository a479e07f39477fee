//! Entries and their values.

use super::{Date, Kind, Markup, Names, Rich, Run, Variable, rich};
use crate::text::{SourceId, Str};
use std::borrow::Cow;
use std::collections::HashSet;

/// What names an entry within one run, whatever happens to keys: the source it was read from, and its index there from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId {
    /// The source.
    pub source: SourceId,
    /// The index within it, from 0.
    pub index: u32,
}

/// Open variables that hold keys of other entries, with commas between them.
const LINKS: [&str; 5] = ["crossref", "xref", "xdata", "related", "entryset"];

/// The keys that a variable of an entry lists.
pub(super) fn keys_in(entry: &Entry, variable: Variable) -> impl Iterator<Item = Str> {
    entry.get(variable).into_iter().flat_map(keys_of)
}

/// Keys with commas between them.
fn keys_of(value: &Value) -> Vec<Str> {
    value.plain().split(',').map(str::trim).filter(|key| !key.is_empty()).map(Str::from).collect()
}

/// The value of a variable.
///
/// Values are equal where they say the same: a text that keeps its source because its markup says more is equal to its words.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text, or a number as written.
    Text(Str),
    /// Text with markup.
    Rich(Box<Rich>),
    /// Names.
    Names(Names),
    /// A date.
    Date(Box<Date>),
}

impl Value {
    /// Text with markup; plain text where no run has a style.
    pub fn rich(runs: Vec<Run>, source: Option<(Markup, Str)>) -> Self {
        let mut runs = rich::joined(runs);
        match runs.as_slice() {
            [] => Self::Text(Str::empty()),
            [run] if run.style == Default::default() => Self::Text(runs.swap_remove(0).text),
            _ => Self::Rich(Box::new(Rich { runs, source })),
        }
    }

    /// A date.
    pub fn date(date: Date) -> Self {
        Self::Date(Box::new(date))
    }

    /// The value in words, without markup.
    pub fn plain(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Rich(rich) => rich.words().map_or_else(|| Cow::Owned(rich.plain()), |words| Cow::Borrowed(words.as_str())),
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::Names(names) => {
                let list: Vec<String> = names.list.iter().map(ToString::to_string).collect();
                Cow::Owned(list.join("; ") + if names.others { " et al." } else { "" })
            }
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Rich(a), Self::Rich(b)) => a == b,
            (Self::Text(text), Self::Rich(rich)) | (Self::Rich(rich), Self::Text(text)) => rich.words() == Some(text),
            (Self::Names(a), Self::Names(b)) => a == b,
            (Self::Date(a), Self::Date(b)) => a == b,
            _ => false,
        }
    }
}
impl Eq for Value {}

impl From<Str> for Value {
    fn from(text: Str) -> Self {
        Self::Text(text)
    }
}
impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}
impl From<Names> for Value {
    fn from(names: Names) -> Self {
        Self::Names(names)
    }
}
impl From<Date> for Value {
    fn from(date: Date) -> Self {
        Self::date(date)
    }
}

/// One structured record.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Its identity within this run.
    pub id: EntryId,
    /// The citation key; empty where there is none. Keys may repeat.
    pub key: Str,
    /// What it describes; none where nothing says so (CSL's `document`, BibTeX's `@misc`).
    pub kind: Option<Kind>,
    /// The key of the entry that contains it, where it is linked to one.
    pub parent: Option<Str>,
    values: Vec<(Variable, Value)>,
    /// The marks of the variables that have a value, so that most that have none are not looked for.
    marks: u64,
}

impl Entry {
    /// An entry without values.
    pub fn new(id: EntryId) -> Self {
        Self { id, ..Self::default() }
    }

    /// An entry with these values. Each variable stands in them once: the caller sees to that, so that many values cost no search.
    pub fn with_values(id: EntryId, values: Vec<(Variable, Value)>) -> Self {
        let marks = values.iter().fold(0, |marks, (variable, _)| marks | variable.mark());
        Self { id, values, marks, ..Self::default() }
    }

    /// Its values, in order; each variable once.
    pub fn values(&self) -> impl ExactSizeIterator<Item = (Variable, &Value)> {
        self.values.iter().map(|(variable, value)| (*variable, value))
    }

    /// The value of a variable.
    #[inline]
    pub fn get(&self, variable: Variable) -> Option<&Value> {
        if self.marks & variable.mark() == 0 { None } else { self.find(variable) }
    }

    fn find(&self, variable: Variable) -> Option<&Value> {
        self.values.iter().find(|(of, _)| *of == variable).map(|(_, value)| value)
    }

    /// Whether the variable has a value.
    #[inline]
    pub fn has(&self, variable: Variable) -> bool {
        self.get(variable).is_some()
    }

    /// The value of a variable in words, whatever it is.
    pub fn plain(&self, variable: Variable) -> Option<Cow<'_, str>> {
        self.get(variable).map(Value::plain)
    }

    /// The names of a variable; none where it has none or something else.
    pub fn names(&self, variable: Variable) -> Option<&Names> {
        match self.get(variable) {
            Some(Value::Names(names)) => Some(names),
            _ => None,
        }
    }

    /// The date of a variable; none where it has none or something else.
    pub fn date(&self, variable: Variable) -> Option<&Date> {
        match self.get(variable) {
            Some(Value::Date(date)) => Some(date),
            _ => None,
        }
    }

    /// The year of publication.
    pub fn year(&self) -> Option<i32> {
        let date = self.date(Variable::Issued)?;
        date.start.or(date.end).map(|part| part.year)
    }

    /// Gives a variable its value; at the end where it had none, in its old place where it had one.
    pub fn set(&mut self, variable: Variable, value: impl Into<Value>) {
        let value = value.into();
        match self.values.iter_mut().find(|(of, _)| *of == variable) {
            Some((_, old)) => *old = value,
            None => self.values.push((variable, value)),
        }
        self.marks |= variable.mark();
    }

    /// Adds the values of variables that it lacks, of each the first.
    pub fn fill(&mut self, values: impl IntoIterator<Item = (Variable, Value)>) {
        let mut known: HashSet<Variable> = self.values.iter().map(|(variable, _)| *variable).collect();
        self.values.extend(values.into_iter().filter(|(variable, _)| known.insert(*variable)));
        self.marks = self.values.iter().fold(0, |marks, (variable, _)| marks | variable.mark());
    }

    /// Takes a variable out: its value.
    pub fn remove(&mut self, variable: Variable) -> Option<Value> {
        let at = self.values.iter().position(|(of, _)| *of == variable)?;
        Some(self.values.remove(at).1)
    }

    /// The keys of the entries that it names: its parent, and those in the variables that BibTeX and biblatex list keys in.
    pub fn links(&self) -> impl Iterator<Item = Str> {
        let listed = self.values.iter().filter(|(variable, _)| LINKS.contains(&variable.name())).flat_map(|(_, value)| keys_of(value));
        self.parent.iter().cloned().chain(listed)
    }

    /// Lets its links follow entries whose keys change: the parent, and the variables that BibTeX and biblatex list keys in. What else
    /// stands there stays.
    pub fn rename_links(&mut self, to: &impl Fn(&str) -> Option<Str>) {
        if let Some(new) = self.parent.as_ref().and_then(|key| to(key)) {
            self.parent = Some(new);
        }
        for (variable, value) in &mut self.values {
            let (true, Value::Text(keys)) = (LINKS.contains(&variable.name()), &value) else { continue };
            let follow = |part: &str| match to(part.trim()) {
                Some(new) => part.replace(part.trim(), &new),
                None => part.to_owned(),
            };
            let followed = keys.split(',').map(follow).collect::<Vec<_>>().join(",");
            if followed != keys.as_str() {
                *value = Value::Text(followed.into());
            }
        }
    }

    /// Gives back memory that was reserved for more values.
    pub fn shrink(&mut self) {
        self.values.shrink_to_fit();
    }

    /// Whether both say the same: kind, key, parent and values by value, in whatever order. Identity does not count.
    pub fn same_as(&self, other: &Self) -> bool {
        self.differences(other).is_empty()
    }

    /// What differs between two entries, by name: `kind`, `key`, `parent` and variables.
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        let mut names = Vec::new();
        names.extend((self.kind != other.kind).then_some("kind"));
        names.extend((self.key != other.key).then_some("key"));
        names.extend((self.parent != other.parent).then_some("parent"));
        names.extend(self.values.iter().filter(|(variable, value)| other.get(*variable) != Some(value)).map(|(variable, _)| variable.name()));
        names.extend(other.values.iter().filter(|(variable, _)| !self.has(*variable)).map(|(variable, _)| variable.name()));
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_small() {
        assert!(size_of::<(Variable, Value)>() <= 40);
    }

    #[test]
    fn equality_is_by_value() {
        let mut a = Entry { key: "k".into(), ..Entry::default() };
        a.set(Variable::Title, "T");
        a.set(Variable::Issued, Date::year(1998));
        let mut b = Entry { id: EntryId { source: SourceId(7), index: 3 }, key: "k".into(), ..Entry::default() };
        b.set(Variable::Issued, Date::year(1998));
        b.set(Variable::Title, "U");
        assert_eq!(a.differences(&b), ["title"]);
        b.set(Variable::Title, "T");
        assert!(a.same_as(&b));
        b.kind = Some(Kind::Book);
        assert_eq!(a.differences(&b), ["kind"]);
    }
}
