//! New entries for a library: compared by work with what is there, given keys, linked to the works that contain them, and put where they
//! belong.

use super::near::near;
use super::{Excerpt, Kept, NotChanged, Planned, is_bib};
use crate::dedupe::{self, Cluster, Parent, Report};
use crate::format::bibtex;
use crate::format::change::{Change, Refused};
use crate::model::{Entry, EntryId, KeyPattern, Keys, Library, Pages, Variable};
use crate::text::{Edit, SourceId, Str};
use crate::workspace::against::{Against, Known, against};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

/// How entries are to be added.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// What keys are made of.
    pub pattern: KeyPattern,
    /// Whether all get a key so; else those that have none.
    pub rekey: bool,
    /// Whether entries of works that are there already get the values that only the new ones have.
    pub merge: bool,
}

/// What becomes of a new entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is added.
    Added {
        /// Its key.
        key: Str,
        /// The key of the work that contains it, where it was linked.
        parent: Option<Str>,
        /// An entry that may describe the same work, and why that is not sure.
        maybe: Option<(Str, String)>,
    },
    /// Its work is in the library.
    Known {
        /// The key that it has there.
        key: Str,
        /// What was filled in.
        filled: Vec<Variable>,
    },
    /// Another of the new entries describes its work.
    Again {
        /// The key of that one.
        key: Str,
    },
}

impl Fate {
    /// The key to cite the work by.
    pub fn key(&self) -> &Str {
        match self {
            Self::Added { key, .. } | Self::Known { key, .. } | Self::Again { key } => key,
        }
    }
}

/// A plan to add entries.
#[derive(Clone, Debug, Default)]
pub struct Adding {
    /// The change.
    pub planned: Planned,
    /// What becomes of each of the new entries, in order.
    pub fates: Vec<Fate>,
    /// Works that are added because several of the new entries are parts of them.
    pub parents: Vec<Entry>,
}

/// Plans to add the entries of a library.
///
/// # Errors
/// Where the file cannot be changed so.
pub fn add(kept: &Kept, new: &Library, asked: &Asked) -> Result<Adding, NotChanged> {
    let new = &as_written(kept, new)[..];
    let part = kept.to_change(&near(kept, new));
    let old = &part.workspace().library.entries;
    let count = old.len();
    let mut all = Library { entries: old.clone(), ..Library::default() };
    let id = |index: usize| EntryId { source: SourceId(1), index: u32::try_from(index).unwrap_or(u32::MAX) };
    all.entries.extend(new.iter().cloned());
    all.entries.iter_mut().skip(count).enumerate().for_each(|(at, entry)| entry.id = id(at));
    let report = dedupe::find_with(&all.entries, &dedupe::Options { jobs: kept.jobs, ..dedupe::Options::default() });
    let mut found = against(&report, all.entries.len(), |at| at < count);
    repeated(&mut found, &all.entries, count);
    let mut keys = Keys::given(kept.keys().filter(|key| !key.is_empty()));
    let is: HashMap<usize, usize> = found.known.iter().chain(&found.again).map(|known| (known.entry, known.is)).collect();
    give_keys(&mut all.entries, count, &is, &mut keys, asked);
    let merged = dedupe::merge(&all, &restricted(&report, &all.entries, count, &is)).library.entries;
    let was: HashSet<EntryId> = all.entries.iter().map(|entry| entry.id).collect();
    let stays = |entry: &Entry| entry.id.source == SourceId(1) && !is.contains_key(&(entry.id.index as usize + count));
    let mut added: Vec<Entry> = merged.into_iter().filter(|entry| !was.contains(&entry.id) || stays(entry)).collect();
    let parents = free_parents(&mut added, &was, &mut keys);
    let added = whole(kept, &part, added);
    let (fills, filled) = if asked.merge { fills(&part, &all.entries, &found) } else { Default::default() };
    let planned = placed(kept, &part, &added, fills)?;
    let linked: HashMap<EntryId, Option<Str>> = added.iter().map(|entry| (entry.id, entry.parent.clone())).collect();
    let fates = (count..all.entries.len()).map(|at| fate(&all.entries, at, count, &found, &is, &linked, &filled)).collect();
    Ok(Adding { planned, fates, parents })
}

/// New entries as the library's format writes them: what documents have as "12-15" are ranges of pages in `.bib` files.
fn as_written<'n>(kept: &Kept, new: &'n Library) -> Cow<'n, [Entry]> {
    let mut entries = Cow::Borrowed(new.entries.as_slice());
    let from_list = |entry: &Entry| new.origins.get(entry.id).is_some_and(|origin| origin.list.is_some());
    for (at, entry) in new.entries.iter().enumerate().filter(|(_, entry)| is_bib(kept.format) && from_list(entry)) {
        let pages = entry.plain(Variable::Page).map(|pages| (Pages::dashed(&pages), pages));
        if let Some((dashed, _)) = pages.filter(|(dashed, pages)| dashed != pages)
            && let Some(entry) = entries.to_mut().get_mut(at)
        {
            entry.set(Variable::Page, dashed.as_str());
        }
    }
    entries
}

/// New entries that say nothing which one of the library does not say: these are known, though too little may be said to tell the work.
fn repeated(found: &mut Against, all: &[Entry], count: usize) {
    let says = |old: &Entry, new: &Entry| old.kind == new.kind && new.values().all(|(variable, value)| old.get(variable) == Some(value));
    let (old, new) = all.split_at(count.min(all.len()));
    for (at, entry) in new.iter().enumerate().filter(|(_, entry)| entry.values().len() > 1) {
        let at = at + count;
        let is_known = found.known.iter().chain(&found.again).any(|known| known.entry == at);
        if let Some(is) = old.iter().position(|old| says(old, entry)).filter(|_| !is_known) {
            found.known.push(Known { entry: at, is, score: 1.0 });
            found.doubtful.retain(|doubtful| doubtful.entry != at);
        }
    }
}

/// Gives the new entries their keys, and lets what they say of each other follow.
fn give_keys(all: &mut [Entry], count: usize, is: &HashMap<usize, usize>, keys: &mut Keys, asked: &Asked) {
    let mut moved: HashMap<Str, Str> = HashMap::new();
    for at in (count..all.len()).filter(|at| !is.contains_key(at)) {
        let entry = &all[at];
        let key = match entry.key.is_empty() || asked.rekey {
            true => keys.make_by(&asked.pattern, entry),
            false => keys.free(&entry.key),
        };
        moved.insert(std::mem::replace(&mut all[at].key, key.clone()), key);
    }
    for (at, is) in is {
        let key = all.get(*is).map(|entry| entry.key.clone()).unwrap_or_default();
        moved.entry(all[*at].key.clone()).or_insert(key);
    }
    moved.remove("");
    all.iter_mut().skip(count).for_each(|entry| entry.rename_links(&|link| moved.get(link).cloned()));
}

/// Of what was found only what is about new entries: the library's own duplicates and parts stay as they are.
fn restricted(report: &Report, all: &[Entry], count: usize, is: &HashMap<usize, usize>) -> Report {
    let clusters = report.clusters.iter().filter(|cluster| cluster.members.iter().all(|at| *at >= count)).cloned().collect::<Vec<Cluster>>();
    let stays = |at: &usize| *at >= count && !is.contains_key(at) && all[*at].parent.is_none();
    let parents = report.parents.iter().filter_map(|parent| {
        let entry = parent.entry.map(|at| is.get(&at).copied().unwrap_or(at));
        let children: Vec<usize> = parent.children.iter().copied().filter(stays).collect();
        let enough = if entry.is_some() { 1 } else { 2 };
        (children.len() >= enough).then(|| Parent { entry, children, variables: parent.variables.clone(), variants: Vec::new() })
    });
    Report { parents: parents.collect(), clusters, review: Vec::new() }
}

/// The works that were added as parents, with keys that nothing else in the library has.
fn free_parents(added: &mut [Entry], was: &HashSet<EntryId>, keys: &mut Keys) -> Vec<Entry> {
    let mut moved: HashMap<Str, Str> = HashMap::new();
    for entry in added.iter_mut().filter(|entry| !was.contains(&entry.id)) {
        let key = keys.free(&entry.key);
        moved.insert(std::mem::replace(&mut entry.key, key.clone()), key);
    }
    added.iter_mut().for_each(|entry| entry.rename_links(&|link| moved.get(link).cloned()));
    added.iter().filter(|entry| !was.contains(&entry.id)).cloned().collect()
}

/// Where links mean inheritance, an entry says what it takes from the work that contains it.
fn whole(kept: &Kept, part: &Excerpt, added: Vec<Entry>) -> Vec<Entry> {
    if !is_bib(kept.format) {
        return added;
    }
    let others = added.clone();
    let with = |mut entry: Entry| {
        let parent = entry.parent.clone();
        let known = part.workspace().library.entries.iter().chain(&others).find(|other| Some(&other.key) == parent.as_ref());
        if let Some(known) = known {
            bibtex::inherit(&mut entry, known);
        }
        entry
    };
    added.into_iter().map(with).collect()
}

/// What entries get from new ones of the same work: those that change, and which variables of which.
#[allow(clippy::type_complexity)]
fn fills(part: &Excerpt, all: &[Entry], found: &Against) -> (Vec<Change>, HashMap<usize, Vec<Variable>>) {
    let mut filled: BTreeMap<usize, Entry> = BTreeMap::new();
    let mut variables: HashMap<usize, Vec<Variable>> = HashMap::new();
    for known in &found.known {
        let (Some(old), Some(new)) = (all.get(known.is), all.get(known.entry)) else { continue };
        let entry = filled.entry(known.is).or_insert_with(|| old.clone());
        let before: HashSet<Variable> = entry.values().map(|(variable, _)| variable).collect();
        entry.kind = entry.kind.or(new.kind);
        entry.fill(new.values().map(|(variable, value)| (variable, value.clone())));
        let more = entry.values().map(|(variable, _)| variable).filter(|variable| !before.contains(variable));
        variables.entry(known.entry).or_default().extend(more);
    }
    let changes = filled.into_iter().filter(|(at, entry)| part.workspace().library.entries.get(*at).is_some_and(|old| !old.same_as(entry)));
    (changes.map(|(entry, with)| Change::Replace { entry, with }).collect(), variables)
}

/// Puts the new entries where they belong: in a sorted library those without relatives in order, all others at the end, before the works that
/// contain them.
fn placed(kept: &Kept, part: &Excerpt, added: &[Entry], mut changes: Vec<Change>) -> Result<Planned, NotChanged> {
    if added.is_empty() && changes.is_empty() {
        return kept.planned(Vec::new());
    }
    let is_single = |entry: &&Entry| entry.parent.is_none() && !added.iter().any(|other| other.parent.as_ref() == Some(&entry.key));
    let (single, family): (Vec<&Entry>, Vec<&Entry>) = match kept.is_sorted() {
        true => added.iter().partition(is_single),
        false => (Vec::new(), added.iter().collect()),
    };
    let mut spots: BTreeMap<usize, Vec<Edit>> = BTreeMap::new();
    let mut last: Vec<&Entry> = family;
    let mut sorted = single;
    sorted.sort_by_key(|entry| entry.key.to_lowercase());
    for entry in sorted {
        let spot = kept.successor(&entry.key);
        let part = spot.map(|spot| kept.to_change(&[spot]));
        let edit = spot.zip(part.as_ref()).and_then(|(spot, part)| {
            let planned = kept.plan(part, &[Change::Add(entry.clone())]).ok()?;
            kept.moved(part, planned.edits.first()?, spot)
        });
        match (spot, edit) {
            (Some(spot), Some(edit)) => spots.entry(spot).or_default().push(edit),
            _ => last.push(entry),
        }
    }
    changes.extend(last.into_iter().map(|entry| Change::Add(entry.clone())));
    let mut edits = if changes.is_empty() { Vec::new() } else { kept.plan(part, &changes)?.edits };
    for at_one in spots.into_values() {
        let span = at_one.first().ok_or(Refused::Broken)?.span;
        edits.push(Edit { span, text: at_one.into_iter().map(|edit| edit.text).collect() });
    }
    kept.planned(edits)
}

fn fate(
    all: &[Entry],
    at: usize,
    count: usize,
    found: &Against,
    is: &HashMap<usize, usize>,
    linked: &HashMap<EntryId, Option<Str>>,
    filled: &HashMap<usize, Vec<Variable>>,
) -> Fate {
    let key = |at: usize| all.get(at).map(|entry| entry.key.clone()).unwrap_or_default();
    match is.get(&at) {
        Some(is) if *is < count => Fate::Known { key: key(*is), filled: filled.get(&at).cloned().unwrap_or_default() },
        Some(is) => Fate::Again { key: key(*is) },
        None => {
            let maybe = found.doubtful.iter().find(|doubtful| doubtful.entry == at);
            Fate::Added {
                key: key(at),
                parent: all.get(at).and_then(|entry| linked.get(&entry.id)).cloned().flatten(),
                maybe: maybe.map(|doubtful| (key(doubtful.maybe), doubtful.why.clone())),
            }
        }
    }
}
