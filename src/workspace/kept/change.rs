//! Changes of entries that are there, as plans: values and tags set, keys changed, entries edited as text or taken out.

use super::value::Assignment;
use super::{Excerpt, Kept, NotChanged, is_bib};
use crate::format::change::{self, Change, Refused};
use crate::model::{Entry, Value, Variable};
use crate::text::unicode::fold;
use crate::text::{Edit, Severity, Source, SourceId, Str};
use crate::workspace::apply::{anew, keep_comments};
use std::collections::BTreeSet;

/// A change of a library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Planned {
    /// The edits of its text; none where nothing changes.
    pub edits: Vec<Edit>,
    /// The text afterwards.
    pub text: String,
}

impl Kept {
    /// Plans changes of the entries of an excerpt, which they name by their index there.
    pub(super) fn plan(&self, part: &Excerpt, changes: &[Change]) -> Result<Planned, NotChanged> {
        let workspace = part.workspace();
        let Some(source) = workspace.sources.get(SourceId(0)) else { return Err(Refused::Broken.into()) };
        let mut edits = match change::plan(self.format, source, changes) {
            Ok(edits) => edits,
            Err(Refused::Format(_)) => return self.anew(part, source, changes),
            Err(why) => return Err(why.into()),
        };
        if is_bib(self.format) {
            let mut spans: Vec<_> = workspace.library.entries.iter().map(|entry| workspace.library.origins.span(entry.id).range()).collect();
            spans.sort_by_key(|span| span.start);
            edits.iter_mut().for_each(|edit| keep_comments(source, &spans, edit));
        }
        edits.iter_mut().for_each(|edit| self.keep_end(source, edit));
        let edits = part.back(&edits).ok_or(Refused::Broken)?;
        self.planned(edits)
    }

    /// What is added behind all else, and taken out there, leaves the end of the file as it was.
    fn keep_end(&self, source: &Source, edit: &mut Edit) {
        let text = source.text.as_str();
        let range = edit.span.range();
        let is_end = text.get(range.end..).is_some_and(|behind| behind.trim().is_empty());
        if !is_end || text.trim().is_empty() {
            return;
        }
        match edit.text.is_empty() {
            true if !is_bib(self.format) && !range.is_empty() && self.format.name != "csl-json" => {
                let start = text.get(..range.start).map_or(0, |before| before.trim_end().len());
                edit.span = source.span(if start == 0 { 0..text.len() } else { start..text.trim_end().len().max(start) });
            }
            false if range.is_empty() && !text.ends_with(['\n', '\r']) => edit.text.truncate(edit.text.trim_end().len()),
            _ => {}
        }
    }

    /// Checks that edits fit, and gives them with what they make.
    pub(super) fn planned(&self, edits: Vec<Edit>) -> Result<Planned, NotChanged> {
        let text = self.applied(&edits).ok_or(Refused::Broken)?;
        Ok(Planned { edits, text })
    }

    /// The whole file anew, in a format that has no places.
    fn anew(&self, part: &Excerpt, source: &Source, changes: &[Change]) -> Result<Planned, NotChanged> {
        let library = &part.workspace().library;
        let old: Vec<&Entry> = library.entries.iter().collect();
        let new = changed(&library.entries, changes)?;
        let new: Vec<&Entry> = new.iter().collect();
        let text = anew(self.format, source, library, &old, &new).map_err(|error| NotChanged::Lossy(error.to_string()))?;
        text.map_or_else(|| Ok(Planned { edits: Vec::new(), text: source.text.to_string() }), |new| self.planned(new.edits))
    }
}

/// The entries after changes.
fn changed(entries: &[Entry], changes: &[Change]) -> Result<Vec<Entry>, NotChanged> {
    let mut all: Vec<Option<Entry>> = entries.iter().cloned().map(Some).collect();
    let mut added = Vec::new();
    for change in changes {
        let (at, new) = match change {
            Change::Add(entry) => {
                added.push(entry.clone());
                continue;
            }
            Change::Replace { entry, with } => (*entry, Some(with.clone())),
            Change::Delete(entry) => (*entry, None),
            Change::RenameKey { entry, key } => {
                let old = entries.get(*entry).map(|entry| entry.key.clone()).unwrap_or_default();
                all.iter_mut().flatten().for_each(|entry| entry.rename_links(&|link| (link == old.as_str()).then(|| key.clone())));
                let mut renamed = all.get(*entry).cloned().flatten();
                renamed.iter_mut().for_each(|entry| entry.key = key.clone());
                (*entry, renamed)
            }
            Change::Set { .. } | Change::Remove { .. } => return Err(Refused::NoEntry(0).into()),
        };
        *all.get_mut(at).ok_or(Refused::NoEntry(at))? = new;
    }
    Ok(all.into_iter().flatten().chain(added).collect())
}

/// Plans what an entry says otherwise.
fn replaced(kept: &Kept, key: &str, change: impl FnOnce(&mut Entry)) -> Result<Planned, NotChanged> {
    let number = kept.find(key)?;
    let part = kept.to_change(&[number]);
    let (Some(entry), Some(index)) = (part.entry(number), part.index(number)) else { return Err(Refused::Broken.into()) };
    let mut with = entry.clone();
    change(&mut with);
    if with.same_as(entry) {
        return kept.planned(Vec::new());
    }
    kept.plan(&part, &[Change::Replace { entry: index, with }])
}

/// Plans values of an entry.
///
/// # Errors
/// No such entry, or one that cannot be changed so.
pub fn set(kept: &Kept, key: &str, assignments: &[Assignment]) -> Result<Planned, NotChanged> {
    replaced(kept, key, |entry| {
        for assignment in assignments.iter().cloned() {
            match assignment {
                Assignment::Set(variable, value) => entry.set(variable, value),
                Assignment::Unset(variable) => drop(entry.remove(variable)),
                Assignment::Kind(kind) => entry.kind = kind,
            }
        }
    })
}

/// Plans tags of an entry: those in `add` it has afterwards, those in `take` it has not. They stand in `keyword`, with the commas or
/// semicolons that stand there.
///
/// # Errors
/// No such entry, or one that cannot be changed so.
pub fn tag(kept: &Kept, key: &str, add: &[String], take: &[String]) -> Result<Planned, NotChanged> {
    replaced(kept, key, |entry| {
        let old = entry.plain(Variable::Keyword).unwrap_or_default().into_owned();
        let sign = if old.contains(';') { ';' } else { ',' };
        let is = |tag: &str, other: &String| fold(tag) == fold(other) || tag == other;
        let mut tags: Vec<&str> = old.split(sign).map(str::trim).filter(|tag| !tag.is_empty()).collect();
        let before = tags.len();
        tags.retain(|tag| !take.iter().any(|gone| is(tag, gone)));
        let is_same = tags.len() == before;
        let new: Vec<&str> = add.iter().map(String::as_str).filter(|tag| !tags.iter().any(|known| is(known, &(*tag).to_owned()))).collect();
        if is_same && new.is_empty() {
            return;
        }
        tags.extend(new);
        match tags.is_empty() {
            true => drop(entry.remove(Variable::Keyword)),
            false => entry.set(Variable::Keyword, Value::from(tags.join(&format!("{sign} ")))),
        }
    })
}

/// Plans another key for an entry; entries that name it follow.
///
/// # Errors
/// No such entry, a key that is taken, or one that cannot be written.
pub fn rename(kept: &Kept, old: &str, new: &str) -> Result<Planned, NotChanged> {
    let number = kept.find(old)?;
    if old == new {
        return kept.planned(Vec::new());
    }
    if kept.keys().any(|key| key == new) {
        return Err(Refused::KeyTaken(new.into()).into());
    }
    let mut numbers = kept.users(old);
    numbers.push(number);
    let part = kept.to_change(&numbers);
    let index = part.index(number).ok_or(Refused::Broken)?;
    kept.plan(&part, &[Change::RenameKey { entry: index, key: new.into() }])
}

/// What taking entries out would do.
#[derive(Clone, Debug, Default)]
pub struct Removing {
    /// The change; none where entries are in the way.
    pub planned: Option<Planned>,
    /// The entries that name one of those as their parent, their data or a relative: which names which.
    pub users: Vec<(String, String)>,
}

/// Plans that entries are taken out. Entries that take values from them are in the way, unless `force`: then they keep these values.
///
/// # Errors
/// No such entry, or one that cannot be taken out.
pub fn remove(kept: &Kept, keys: &[String], force: bool) -> Result<Removing, NotChanged> {
    let mut gone = BTreeSet::new();
    for key in keys {
        gone.insert(kept.find(key)?);
    }
    let mut users: BTreeSet<usize> = BTreeSet::new();
    let mut named = Vec::new();
    for key in keys {
        for user in kept.users(key).into_iter().filter(|user| !gone.contains(user)) {
            users.insert(user);
            named.push((kept.key(user).to_owned(), key.clone()));
        }
    }
    if !(users.is_empty() || force) {
        return Ok(Removing { planned: None, users: named });
    }
    let numbers: Vec<usize> = gone.iter().chain(&users).copied().collect();
    let part = kept.to_change(&numbers);
    let index = |number: &usize| part.index(*number).ok_or(Refused::Broken);
    let mut changes = Vec::new();
    for user in &users {
        let entry = part.entry(*user).ok_or(Refused::Broken)?;
        changes.push(Change::Replace { entry: index(user)?, with: without(entry, keys) });
    }
    for number in &gone {
        changes.push(Change::Delete(index(number)?));
    }
    let planned = match kept.format.name == "csl-json" && gone.len() == kept.len() {
        true => kept.planned(vec![Edit { span: whole_list(&kept.source), text: "[]".to_owned() }])?,
        false => kept.plan(&part, &changes)?,
    };
    Ok(Removing { planned: Some(planned), users: named })
}

/// From the first bracket of a list to its last.
fn whole_list(source: &Source) -> crate::text::Span {
    let text = source.text.as_str();
    source.span(text.len() - text.trim_start().len()..text.trim_end().len())
}

/// An entry that no longer names these.
fn without(entry: &Entry, keys: &[String]) -> Entry {
    let is_gone = |key: &str| keys.iter().any(|gone| gone == key);
    let mut entry = entry.clone();
    if entry.parent.as_ref().is_some_and(|parent| is_gone(parent)) {
        entry.parent = None;
    }
    for name in ["xref", "xdata", "related", "entryset"] {
        let variable = Variable::named(name);
        let Some(Value::Text(list)) = entry.get(variable).cloned() else { continue };
        let left: Vec<&str> = list.split(',').filter(|key| !is_gone(key.trim())).collect();
        match left.len() {
            same if same == list.split(',').count() => {}
            0 => drop(entry.remove(variable)),
            _ => entry.set(variable, Value::from(left.join(","))),
        }
    }
    entry
}

/// Plans that an entry stands in the file as a text says it, in the file's own format.
///
/// # Errors
/// A text that is not one entry, with the line where it goes wrong; a key that is taken.
pub fn edit(kept: &Kept, number: usize, text: &str) -> Result<Planned, NotChanged> {
    let new = kept.source.with_line_ends(text.trim_end()).into_owned();
    let range = kept.range(number);
    let old = kept.written(number).to_owned();
    let part = kept.to_change(&[number]);
    let (workspace, Some(index), Some(read)) = (part.workspace(), part.index(number), kept.format.read) else { return Err(Refused::Broken.into()) };
    let (Some(source), Some(entry)) = (workspace.sources.get(SourceId(0)), workspace.library.entries.get(index)) else {
        return Err(Refused::Broken.into());
    };
    let here = workspace.library.origins.span(entry.id).range();
    let (before, behind) = (&source.text[..here.start], &source.text[here.end..]);
    let changed = Source::from_text(SourceId(0), source.name.clone(), &format!("{before}{new}{behind}"));
    let (after, found) = read(&changed);
    let line = |offset: usize| 1 + u32::try_from(changed.text[here.start..offset.max(here.start)].matches('\n').count()).unwrap_or(0);
    let wrong = |message: String, offset: usize| NotChanged::NoEntry { message, line: line(offset) };
    let end = here.start + new.len();
    let inside = |at: usize| (here.start..=end).contains(&at);
    if let Some(error) = found.iter().find(|found| found.severity == Severity::Error && inside(found.span.range().start)) {
        return Err(wrong(error.message.clone(), error.span.range().start));
    }
    let is: Vec<&Entry> = after.entries.iter().collect();
    let stands = |entry: &&&Entry| inside(after.origins.span(entry.id).range().start);
    match is.iter().filter(stands).count() {
        1 if is.len() == workspace.library.entries.len() => {}
        0 => return Err(wrong("there is no entry in this text".to_owned(), here.start)),
        count => return Err(wrong(format!("this is not one entry but {count}, or it takes in what follows"), end)),
    }
    let Some(new_entry) = is.get(index) else { return Err(Refused::Broken.into()) };
    if new_entry.key.is_empty() {
        return Err(wrong("the entry needs a key".to_owned(), here.start));
    }
    if new_entry.key != entry.key && kept.keys().any(|key| key == new_entry.key.as_str()) {
        return Err(Refused::KeyTaken(new_entry.key.clone()).into());
    }
    let takes = |other: &Entry, key: &Str| other.links().any(|link| link == *key);
    let others = is.iter().zip(&workspace.library.entries).enumerate().filter(|(at, _)| *at != index);
    if let Some((_, (_, other))) = others.into_iter().find(|(_, (is, was))| !takes(was, &entry.key) && !is.same_as(was)) {
        return Err(wrong(format!("`{}` would read otherwise then", other.key), end));
    }
    kept.planned(change::between(&kept.source, range.start, &old, &new).into_iter().collect())
}
