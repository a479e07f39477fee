//! Deduplication in pure stages: block, compare, cluster, merge; and parents, which link chapters to their book.

use crate::model::{Entry, EntryId, Library, Value, Variable};
use crate::text::Str;

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

/// A child's own description of its container.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The child.
    pub child: usize,
    /// The variable of the child: `container-title`, `editor` …
    pub variable: Variable,
    /// What the child says.
    pub value: Value,
}

/// A library without duplicates.
#[derive(Debug, Default)]
pub struct Merged {
    /// The entries, parents behind their children.
    pub library: Library,
    /// For each entry that was merged into another: its identity, its key, and the key that was kept.
    pub keys: Vec<(EntryId, Str, Str)>,
}

/// Finds what belongs together among entries.
pub fn find(entries: &[Entry]) -> Report {
    let _ = entries;
    Report::default()
}

/// Merges the clusters, adds the parents that have no entry, and links the children. Values that differ stay in the report only.
pub fn merge(library: &Library, report: &Report) -> Merged {
    let _ = report;
    Merged { library: library.clone(), keys: Vec::new() }
}
