//! Changes to a library in the file that it was read from, as edits of its text: in `.bib` files and YAML field by field, in JSON
//! entry by entry. All bytes outside of the entries that change stay as they are. Every plan is tried before it is given back: reading the changed text
//! must give the library with exactly that change, else it is refused.
//!
//! Other formats have no places to change; they are written anew as a whole.

mod json;
mod merge;
mod yaml;

use super::{Format, Read, bibtex};
use crate::model::{Entry, Library, Value, Variable};
use crate::syntax::edit::Refusal;
use crate::text::{Edit, Source, Str, edit};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A change to the library of one source; entries are named by their index there, as it was before all changes.
#[derive(Clone, Debug)]
pub enum Change {
    /// Gives a variable a value.
    Set {
        /// The entry.
        entry: usize,
        /// The variable.
        variable: Variable,
        /// Its value.
        value: Value,
    },
    /// Takes a variable out.
    Remove {
        /// The entry.
        entry: usize,
        /// The variable.
        variable: Variable,
    },
    /// Puts an entry in the place of another.
    Replace {
        /// The entry.
        entry: usize,
        /// What it shall say.
        with: Entry,
    },
    /// Adds an entry at the end; in `.bib` files before its parent, as BibTeX wants it.
    Add(Entry),
    /// Gives an entry another key; who names it as its parent names it so from then on.
    RenameKey {
        /// The entry.
        entry: usize,
        /// The new key.
        key: Str,
    },
    /// Takes an entry out.
    Delete(usize),
}

/// Why a change is refused. Nothing is changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The format has no places.
    #[error("{0} files are not changed in place: write them anew with `ibidem export`")]
    Format(&'static str),
    /// There is no such entry.
    #[error("there is no entry {0}")]
    NoEntry(usize),
    /// A new entry without key.
    #[error("a new entry needs a key")]
    NoKey,
    /// The key belongs to another entry.
    #[error("the key `{0}` is taken")]
    KeyTaken(Str),
    /// Other entries take values from this one.
    #[error("`{child}` takes values from `{key}`: take it out first")]
    IsParent {
        /// The entry.
        key: Str,
        /// The one that takes values from it.
        child: Str,
    },
    /// The place in the file cannot be changed.
    #[error("`{key}`: {reason}")]
    Place {
        /// The entry.
        key: Str,
        /// Why not.
        reason: Refusal,
    },
    /// The file around the entries is not as it should be.
    #[error("the file is broken around its entries: mend it first")]
    Broken,
    /// The changed file would say something else than what was asked.
    #[error("`{key}` would read otherwise than asked in {}", names.join(", "))]
    Inexact {
        /// The entry.
        key: Str,
        /// The variables that would differ.
        names: Vec<&'static str>,
    },
}

/// What is to come of the entries of a source.
pub(super) struct Plan<'p> {
    pub(super) source: &'p Source,
    pub(super) library: &'p Library,
    /// Entries that change, with what they shall say.
    pub(super) changed: BTreeMap<usize, Entry>,
    pub(super) deleted: BTreeSet<usize>,
    pub(super) added: Vec<Entry>,
}

/// How a format carries out a plan.
type Carry = fn(&Plan) -> Result<Vec<Edit>, Refused>;
static CARRIES: &[(&str, Carry)] = &[
    ("bibtex", |plan| bibtex::change::plan(plan, bibtex::FORMAT.name)),
    ("biblatex", |plan| bibtex::change::plan(plan, bibtex::BIBLATEX.name)),
    ("csl-json", json::array),
    ("csl-jsonl", json::lines),
    ("csl-yaml", yaml::csl),
    ("hayagriva", yaml::hayagriva),
];

/// The edits that make changes in a source of that format.
pub fn plan(format: &Format, source: &Source, changes: &[Change]) -> Result<Vec<Edit>, Refused> {
    let carry = CARRIES.iter().find(|(name, _)| *name == format.name).map(|(_, carry)| carry);
    let (Some(carry), Some(read)) = (carry, format.read) else { return Err(Refused::Format(format.name)) };
    let library = read(source).0;
    let plan = Plan::new(source, &library, changes)?;
    let edits = merged(carry(&plan)?);
    plan.verify(&edits, read)?;
    Ok(edits)
}

impl<'p> Plan<'p> {
    fn new(source: &'p Source, library: &'p Library, changes: &[Change]) -> Result<Self, Refused> {
        let mut plan = Self { source, library, changed: BTreeMap::new(), deleted: BTreeSet::new(), added: Vec::new() };
        for change in changes {
            plan.fold(change)?;
        }
        plan.changed.retain(|at, _| !plan.deleted.contains(at));
        plan.changed.retain(|at, wanted| !library.entries[*at].same_as(wanted));
        plan.keys()?;
        Ok(plan)
    }

    fn entry(&mut self, at: usize) -> Result<&mut Entry, Refused> {
        let entry = self.library.entries.get(at).ok_or(Refused::NoEntry(at))?;
        Ok(self.changed.entry(at).or_insert_with(|| entry.clone()))
    }

    fn fold(&mut self, change: &Change) -> Result<(), Refused> {
        match change {
            Change::Set { entry, variable, value } => self.entry(*entry)?.set(*variable, value.clone()),
            Change::Remove { entry, variable } => drop(self.entry(*entry)?.remove(*variable)),
            Change::Replace { entry, with } => {
                let old = std::mem::replace(self.entry(*entry)?, with.clone());
                self.references(&old.key, &with.key)?;
            }
            Change::Add(entry) => self.added.push(entry.clone()),
            Change::RenameKey { entry, key } => {
                let old = std::mem::replace(&mut self.entry(*entry)?.key, key.clone());
                self.references(&old, key)?;
            }
            Change::Delete(entry) => {
                self.entry(*entry)?;
                self.deleted.insert(*entry);
            }
        }
        Ok(())
    }

    /// Who names an entry by its key names it by the new one.
    fn references(&mut self, old: &Str, new: &Str) -> Result<(), Refused> {
        if old == new || old.is_empty() {
            return Ok(());
        }
        for at in 0..self.library.entries.len() {
            let entry = self.changed.get(&at).unwrap_or(&self.library.entries[at]);
            if entry.parent.as_ref() == Some(old) {
                self.entry(at)?.parent = Some(new.clone());
            }
            for name in ["xref", "xdata", "related", "entryset"] {
                let variable = Variable::named(name);
                let entry = self.changed.get(&at).unwrap_or(&self.library.entries[at]);
                let Some(Value::Text(text)) = entry.get(variable) else { continue };
                if text.split(',').any(|key| key.trim() == old.as_str()) {
                    let keys: Vec<&str> = text.split(',').map(str::trim).map(|key| if key == old.as_str() { new.as_str() } else { key }).collect();
                    let value = Value::from(keys.join(","));
                    self.entry(at)?.set(variable, value);
                }
            }
        }
        Ok(())
    }

    /// New keys are free.
    fn keys(&self) -> Result<(), Refused> {
        let mut taken: HashMap<&str, usize> = HashMap::new();
        for (at, entry) in self.library.entries.iter().enumerate().filter(|(at, _)| !self.deleted.contains(at)) {
            *taken.entry(self.changed.get(&at).unwrap_or(entry).key.as_str()).or_default() += 1;
        }
        let new = self.changed.iter().filter(|(at, entry)| self.library.entries[**at].key != entry.key).map(|(_, entry)| entry);
        if let Some(entry) = new.into_iter().find(|entry| taken.get(entry.key.as_str()).is_some_and(|count| *count > 1)) {
            return Err(Refused::KeyTaken(entry.key.clone()));
        }
        let mut taken: HashSet<&str> = taken.into_keys().collect();
        for entry in &self.added {
            if entry.key.is_empty() {
                return Err(Refused::NoKey);
            }
            if !taken.insert(&entry.key) {
                return Err(Refused::KeyTaken(entry.key.clone()));
            }
        }
        Ok(())
    }

    /// Where an entry stands.
    pub(super) fn range(&self, at: usize) -> std::ops::Range<usize> {
        self.library.origins.span(self.library.entries[at].id).range()
    }

    /// The entries after the changes, in the order of the file but for those that are added, each with whether it may take other values
    /// from one that changes, though it does not change itself.
    fn expected(&self) -> Vec<(bool, &Entry)> {
        let entries = &self.library.entries;
        let touched: HashSet<&str> = self.changed.keys().map(|at| entries[*at].key.as_str()).collect();
        let by_key: HashMap<&str, &Entry> = entries.iter().rev().map(|entry| (entry.key.as_str(), entry)).collect();
        let is_moved = |entry: &Entry| {
            let mut seen = HashSet::new();
            let mut parent = entry.parent.as_ref();
            while let Some(key) = parent.filter(|key| !touched.is_empty() && seen.insert(key.as_str())) {
                if touched.contains(key.as_str()) {
                    return true;
                }
                parent = by_key.get(key.as_str()).and_then(|entry| entry.parent.as_ref());
            }
            false
        };
        let kept = entries.iter().enumerate().filter(|(at, _)| !self.deleted.contains(at));
        let mut expected: Vec<(bool, &Entry)> =
            kept.map(|(at, entry)| self.changed.get(&at).map_or_else(|| (is_moved(entry), entry), |wanted| (false, wanted))).collect();
        expected.extend(self.added.iter().map(|entry| (false, entry)));
        expected
    }

    /// Tries the edits: what is read from the changed text must be what was asked for.
    fn verify(&self, edits: &[Edit], read: Read) -> Result<(), Refused> {
        let (text, applied) = edit::apply(&self.source.text, [edits]);
        if applied != [true] {
            return Err(Refused::Broken);
        }
        let after = read(&Source::from_text(self.source.id, self.source.name.clone(), &text)).0;
        let expected = self.expected();
        if after.entries.len() != expected.len() {
            return Err(Refused::Broken);
        }
        let added: HashSet<&str> = self.added.iter().map(|entry| entry.key.as_str()).collect();
        let (new, old): (Vec<&Entry>, Vec<&Entry>) = after.entries.iter().partition(|entry| added.contains(entry.key.as_str()));
        let by_key: HashMap<&str, &Entry> = new.iter().map(|entry| (entry.key.as_str(), *entry)).collect();
        let mut old = old.into_iter();
        for (moved, wanted) in expected {
            let is = match by_key.get(wanted.key.as_str()) {
                Some(entry) => *entry,
                None => old.next().ok_or(Refused::Broken)?,
            };
            let names = if moved { Vec::new() } else { wanted.differences(is) };
            if !names.is_empty() || wanted.key != is.key {
                return Err(Refused::Inexact { key: wanted.key.clone(), names });
            }
        }
        Ok(())
    }
}

/// Edits that take out neighbouring or overlapping pieces become one.
fn merged(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort();
    let mut merged: Vec<Edit> = Vec::with_capacity(edits.len());
    for edit in edits {
        match merged.last_mut() {
            Some(last) if last.text.is_empty() && edit.text.is_empty() && edit.span.start <= last.span.end => {
                last.span.end = last.span.end.max(edit.span.end);
            }
            _ => merged.push(edit),
        }
    }
    merged
}

/// The edit from one text to another that stand at the same place, as small as it can be.
pub fn between(source: &Source, start: usize, old: &str, new: &str) -> Option<Edit> {
    if old == new {
        return None;
    }
    let head: usize = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail: usize = old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let span = source.span(start + head..start + old.len() - tail);
    Some(Edit { span, text: new_rest[..new_rest.len() - tail].to_owned() })
}

/// An entry as the first of a library, with the entries that it takes values from behind it.
pub(super) fn with_parents(library: &Library, entry: &Entry) -> Library {
    let mut all = vec![entry.clone()];
    let mut seen: HashSet<&str> = HashSet::from([entry.key.as_str()]);
    let mut parent = entry.parent.as_ref();
    while let Some(found) = parent.filter(|key| seen.insert(key.as_str())).and_then(|key| library.entries.iter().find(|entry| entry.key == *key)) {
        all.push(found.clone());
        parent = found.parent.as_ref();
    }
    Library { entries: all, ..Library::default() }
}

#[cfg(test)]
mod tests;
