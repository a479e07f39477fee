//! Merging: the fullest entry of a cluster is kept and filled from the others; children are linked to their parents.

use super::best::says_more;
use super::cluster::Group;
use super::said::content;
use super::{Cluster, Merged, Parent, Report, Variant};
use crate::model::{Entry, EntryId, Keys, Kind, Library, Origins, Value, Variable};
use crate::text::unicode::fold;
use crate::text::{SourceId, Str};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::collections::HashSet;

/// Whether two values say the same: names and dates by value, text but for case, accents and punctuation.
pub(crate) fn same_value(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Date(one), Value::Date(two)) => one == two,
        (Value::Names(one), Value::Names(two)) if one == two => true,
        _ => fold(&a.plain()) == fold(&b.plain()),
    }
}

/// How much an entry says: how many values, and how much text in them.
pub fn fullness(entry: &Entry) -> (usize, usize) {
    let text = |value: &Value| match value {
        Value::Names(names) => names.list.iter().map(|name| name.family.len() + name.given.len() + name.literal.len() + 2).sum(),
        value => value.plain().len(),
    };
    (entry.values().len() + usize::from(entry.kind.is_some()), entry.values().map(|(_, value)| text(value)).sum())
}

/// The members of a cluster, the fullest first: most variables, then most text, then by content, so that order does not matter.
fn fullest(entries: &[Entry], members: &[usize]) -> Vec<usize> {
    let mut order: Vec<(Reverse<(usize, usize)>, usize)> = members.iter().map(|at| (Reverse(fullness(&entries[*at])), *at)).collect();
    order.sort_unstable();
    for equal in order.chunk_by_mut(|a, b| a.0 == b.0).filter(|equal| equal.len() > 1) {
        equal.sort_by_cached_key(|(_, at)| (content(&entries[*at]), *at));
    }
    order.into_iter().map(|(_, at)| at).collect()
}

/// The cluster of a group. Of entries that say as much one is kept whose key somebody wrote: documents may cite it.
pub(crate) fn with_kept(entries: &[Entry], made_keys: &HashSet<EntryId>, group: &Group) -> Cluster {
    let has_own_key = |at: &usize| !entries[*at].key.is_empty() && !made_keys.contains(&entries[*at].id);
    let order = fullest(entries, &group.members);
    let first = order.first().copied().unwrap_or_default();
    let mut as_full = order.iter().copied().take_while(|at| fullness(&entries[*at]) == fullness(&entries[first]));
    let keep = as_full.find(has_own_key).unwrap_or(first);
    group.cluster(keep)
}

/// Where the entries of a cluster, the kept one among them, say otherwise than the one that they become.
pub fn differences(entries: &[Entry], cluster: &Cluster) -> Vec<Variant> {
    if cluster.members.iter().chain([&cluster.keep]).any(|at| *at >= entries.len()) {
        return Vec::new();
    }
    let kept = filled(entries, cluster).0;
    let mut differences = Vec::new();
    for child in cluster.members.iter().copied() {
        let differ = |(variable, value): &(Variable, &Value)| kept.get(*variable) != Some(value);
        let others = entries[child].values().filter(differ);
        differences.extend(others.map(|(variable, value)| Variant { child, variable, value: value.clone() }));
    }
    differences
}

/// The entry that a cluster becomes: the kept one, filled from the others; of values that agree the one that says most. And which variables came from which of them.
pub(crate) fn filled(entries: &[Entry], cluster: &Cluster) -> (Entry, Vec<(Variable, usize)>) {
    let mut entry = entries[cluster.keep].clone();
    let mut from: Vec<(Variable, usize)> = Vec::new();
    for at in fullest(entries, &cluster.members).into_iter().filter(|at| *at != cluster.keep) {
        let other = &entries[at];
        entry.kind = entry.kind.or(other.kind);
        entry.parent = entry.parent.take().or_else(|| other.parent.clone());
        for (variable, value) in other.values() {
            if entry.get(variable).is_none_or(|kept| says_more(variable, value, kept)) {
                entry.set(variable, value.clone());
                from.retain(|(known, _)| *known != variable);
                from.push((variable, at));
            }
        }
    }
    (entry, from)
}

/// Merges the clusters, adds the parents that have no entry, and links the children. Values that differ stay in the report only.
///
/// A report of other entries changes nothing where its numbers are none of this library's.
pub fn merge(library: &Library, report: &Report) -> Merged {
    let count = library.entries.len();
    let mut work = Work {
        entries: library.entries.clone(),
        origins: library.origins.clone(),
        gone: vec![false; count],
        keys: Vec::new(),
        from: Vec::new(),
        taken: Keys::taken(&library.entries),
        last: FxHashMap::default(),
    };
    for entry in &library.entries {
        let last = work.last.entry(entry.id.source).or_default();
        *last = entry.id.index.max(*last);
    }
    let valid = |cluster: &&Cluster| cluster.keep < count && cluster.members.iter().all(|at| *at < count);
    let mut kept: Vec<usize> = (0..count).collect();
    for cluster in report.clusters.iter().filter(valid) {
        work.merge(cluster);
        cluster.members.iter().for_each(|at| kept[*at] = cluster.keep);
    }
    work.rename();
    let parents = report.parents.iter().filter(|parent| parent.children.iter().chain(&parent.entry).all(|at| *at < count));
    let above = parents.map(|parent| work.link(parent, &kept)).collect();
    let entries = work.ordered(&above);
    let library = Library { entries, others: library.others.clone(), origins: work.origins };
    Merged { library, keys: work.keys, taken: work.from }
}

struct Work {
    entries: Vec<Entry>,
    origins: Origins,
    gone: Vec<bool>,
    keys: Vec<(EntryId, Str, Str)>,
    from: Vec<(EntryId, Variable, EntryId)>,
    taken: Keys,
    /// The last index of each source.
    last: FxHashMap<SourceId, u32>,
}

impl Work {
    fn merge(&mut self, cluster: &Cluster) {
        let (entry, from) = filled(&self.entries, cluster);
        self.entries[cluster.keep] = entry;
        let keep = self.entries[cluster.keep].id;
        for (variable, at) in from {
            let from = self.entries[at].id;
            self.move_origin(keep, from, variable);
            self.from.push((keep, variable, from));
        }
        cluster.members.iter().filter(|at| **at != cluster.keep).for_each(|at| self.gone[*at] = true);
        if self.entries[cluster.keep].key.is_empty() {
            let key = cluster.members.iter().map(|at| self.entries[*at].key.clone()).find(|key| !key.is_empty());
            self.entries[cluster.keep].key = key.unwrap_or_else(|| self.taken.make(&self.entries[cluster.keep]));
        }
        let kept = self.entries[cluster.keep].key.clone();
        for at in cluster.members.iter().filter(|at| **at != cluster.keep) {
            self.keys.push((self.entries[*at].id, self.entries[*at].key.clone(), kept.clone()));
        }
    }

    /// A value's place is known by a range in its entry's own source: it can move along only within one.
    fn move_origin(&mut self, keep: EntryId, from: EntryId, variable: Variable) {
        let Some(mut origin) = self.origins.get(keep).cloned() else { return };
        origin.values.retain(|value| value.variable != variable);
        if let Some(other) = self.origins.get(from).filter(|_| keep.source == from.source) {
            origin.values.extend(other.values.iter().filter(|value| value.variable == variable));
        }
        self.origins.insert(keep, origin);
    }

    /// Links to a key that is gone follow it to the key that was kept.
    fn rename(&mut self) {
        let left: FxHashSet<&str> = self.entries.iter().zip(&self.gone).filter(|(_, gone)| !**gone).map(|(entry, _)| entry.key.as_str()).collect();
        let moved: FxHashMap<Str, Str> = self
            .keys
            .iter()
            .filter(|(_, old, _)| !old.is_empty() && !left.contains(old.as_str()))
            .map(|(_, old, kept)| (old.clone(), kept.clone()))
            .collect();
        let to = |old: &str| moved.get(old).cloned();
        self.entries.iter_mut().for_each(|entry| entry.rename_links(&to));
    }

    /// Links the children to their parent, which is added where it has no entry: its index.
    fn link(&mut self, parent: &Parent, kept: &[usize]) -> usize {
        let at = parent.entry.map(|at| kept[at]).unwrap_or_else(|| self.add(parent));
        if self.entries[at].key.is_empty() {
            self.entries[at].key = self.taken.make(&self.entries[at]);
        }
        let key = self.entries[at].key.clone();
        for child in parent.children.iter().map(|child| kept[*child]).filter(|child| *child != at) {
            self.entries[child].parent = Some(key.clone());
        }
        at
    }

    fn add(&mut self, parent: &Parent) -> usize {
        let source = parent.children.first().map(|child| self.entries[*child].id.source).unwrap_or_default();
        let index = self.last.entry(source).and_modify(|last| *last = last.saturating_add(1)).or_default();
        let mut entry = Entry::new(EntryId { source, index: *index });
        entry.kind = Some(Kind::Book);
        for (variable, value) in &parent.variables {
            entry.set(*variable, value.clone());
        }
        self.entries.push(entry);
        self.gone.push(false);
        self.entries.len() - 1
    }

    /// The entries that are left, parents last.
    fn ordered(&mut self, above: &FxHashSet<usize>) -> Vec<Entry> {
        let (mut entries, mut parents) = (Vec::new(), Vec::new());
        for (at, entry) in std::mem::take(&mut self.entries).into_iter().enumerate().filter(|(at, _)| !self.gone[*at]) {
            match above.contains(&at) {
                true => parents.push(entry),
                false => entries.push(entry),
            }
        }
        entries.append(&mut parents);
        entries
    }
}
