//! Deduplication in pure stages: block, compare, cluster, merge; and parents, which link chapters to their book.
//!
//! Each stage takes plain data and gives plain data, so that it can run apart from the others: [`Records::of`], [`block`],
//! [`compare`], [`cluster`], [`parents`], [`merge`]; [`find`] runs all but the last. What is sure becomes a cluster,
//! what is doubtful becomes a pair to review, with the reason. The clusters do not depend on the order of the entries.

mod best;
mod block;
mod cluster;
mod compare;
mod evidence;
mod letters;
mod merge;
mod names;
mod numbers;
mod parallel;
mod parents;
mod phrases;
mod record;
mod said;
pub mod stage;
#[cfg(test)]
mod tests;
mod title;
mod titles;
mod weigh;

pub use block::{Slice, block};
pub use cluster::{Clustered, cluster, settle};
pub use compare::{Link, Why, compare};
pub use merge::{differences, fullness, merge};
pub use names::{PersonMatch, pair_names, same_person};
pub use parents::{Containment, containments, parents};
pub use record::Records;
pub use title::Notice;

use crate::model::{Entry, EntryId, Library, Value, Variable};
use crate::text::Str;
use std::collections::HashSet;

/// What deduplication found among some entries. Numbers are indices into them.
#[derive(Debug, Default)]
pub struct Report {
    /// Entries that describe the same work; clusters of one are left out.
    pub clusters: Vec<Cluster>,
    /// Pairs that a person should see.
    pub review: Vec<Review>,
    /// Works that contain others.
    pub parents: Vec<Parent>,
}

/// Entries that describe the same work.
#[derive(Clone, Debug)]
pub struct Cluster {
    /// The entry that is kept: the fullest.
    pub keep: usize,
    /// All of them, in order, the kept one included.
    pub members: Vec<usize>,
    /// How sure that is, from 0 to 1: the least of the links that hold it together.
    pub score: f64,
}

/// A pair that may be one work or two.
#[derive(Clone, Debug)]
pub struct Review {
    /// The two.
    pub members: [usize; 2],
    /// How alike they are, from 0 to 1.
    pub score: f64,
    /// Why that is not enough.
    pub why: String,
}

/// A work that contains others, with all that its parts say of it.
#[derive(Clone, Debug)]
pub struct Parent {
    /// Its own entry; none where it is in no file.
    pub entry: Option<usize>,
    /// The entries that it contains, in order.
    pub children: Vec<usize>,
    /// What it is: its own entry's values, or where it has none those that most descriptions agree on, named as a work's own
    /// (`title`, not `container-title`).
    pub variables: Vec<(Variable, Value)>,
    /// Where a child describes it otherwise.
    pub variants: Vec<Variant>,
}

/// What an entry says otherwise: a child of its container, or a duplicate of the work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The entry.
    pub child: usize,
    /// The variable of that entry: `container-title`, `editor` …
    pub variable: Variable,
    /// What it says.
    pub value: Value,
}

/// A library without duplicates.
#[derive(Debug, Default)]
pub struct Merged {
    /// The entries, parents behind their children.
    pub library: Library,
    /// For each entry that was merged into another: its identity, its key, and the key that was kept.
    pub keys: Vec<(EntryId, Str, Str)>,
    /// Which values of a kept entry came from another: the kept entry, the variable, the entry that said so.
    pub taken: Vec<(EntryId, Variable, EntryId)>,
}

/// Two entries to compare, as indices, the smaller first.
pub type Pair = (u32, u32);

/// What a person decided about pairs of entries; it counts for more than any evidence.
///
/// Pairs that name an entry which is not there say nothing. Where decisions contradict each other, `different` holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Pairs that are one work.
    pub same: Vec<(EntryId, EntryId)>,
    /// Pairs that are not, and about which nobody need be asked again.
    pub different: Vec<(EntryId, EntryId)>,
}

/// How deduplication is to run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How many threads may work at once; 0 is as 1. The report does not depend on it.
    pub jobs: usize,
    /// What a person decided.
    pub constraints: Constraints,
    /// Entries whose key was made for them: of entries that say as much another one is kept.
    pub made_keys: HashSet<EntryId>,
    /// Whether to go on until the merged entries would give no more clusters: see [`settle`].
    pub settle: bool,
}

/// So many pairs are compared before that is told.
const TOLD: usize = 1 << 18;

/// Finds what belongs together among entries.
pub fn find(entries: &[Entry]) -> Report {
    find_with(entries, &Options::default())
}

/// The same, with threads and with decisions of a person.
pub fn find_with(entries: &[Entry], options: &Options) -> Report {
    find_telling(entries, options, &mut |_, _, _| ())
}

/// The same, telling what it is at, and how many of how many pairs are done.
pub fn find_telling(entries: &[Entry], options: &Options, tell: &mut dyn FnMut(&str, usize, usize)) -> Report {
    tell("preparing", 0, 0);
    let mut records = Records::of(entries, options.jobs);
    tell("looking for pairs", 0, 0);
    let pairs = block(&records, Slice::ALL, options.jobs);
    let mut links = Vec::new();
    // In parts, so that there is something to tell; what comes of them does not depend on it.
    for (at, part) in pairs.chunks(TOLD).enumerate() {
        tell("comparing", at * TOLD, pairs.len());
        links.extend(compare(&records, part, options.jobs));
    }
    drop(pairs);
    tell("clustering", 0, 0);
    let mut found = cluster(entries, &records, &links, options);
    drop(links);
    if options.settle {
        found = settle(entries, &mut records, found, options);
    }
    drop(records);
    tell("looking for parents", 0, 0);
    let (clusters, review) = found;
    let parents = parents(entries, &clusters);
    Report { clusters, review, parents }
}
