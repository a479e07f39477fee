//! What a new list adds to an old library: what is there already, what is new, what a person has to look at.

use crate::dedupe::Report;
use std::collections::{HashMap, HashSet};

/// A new list beside an old library. Numbers are indices into the entries of both.
#[derive(Debug, Default)]
pub struct Against {
    /// Entries of the new list that describe a work of the old library.
    pub known: Vec<Known>,
    /// Entries that may describe a work of the old library, with the reason; they are not among the new ones.
    pub doubtful: Vec<Doubtful>,
    /// New works: of entries of the list that describe one work the fullest.
    pub new: Vec<usize>,
    /// Other entries of the list for those works.
    pub again: Vec<Known>,
}

/// An entry that describes the same work as another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known {
    /// The entry of the new list.
    pub entry: usize,
    /// The entry that is there already.
    pub is: usize,
    /// How sure that is, from 0 to 1.
    pub score: f64,
}

/// An entry that may describe the same work as another.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubtful {
    /// The entry of the new list.
    pub entry: usize,
    /// The one of the old library that it may be.
    pub maybe: usize,
    /// How alike they are, from 0 to 1.
    pub score: f64,
    /// Why that is not enough.
    pub why: String,
}

/// Sorts the entries of a new list by what was found among `count` entries, of which `is_old` are those of the old library.
pub fn against(report: &Report, count: usize, is_old: impl Fn(usize) -> bool) -> Against {
    let mut found = Against::default();
    let mut done: HashSet<usize> = HashSet::new();
    // The entry of a cluster that speaks for the others.
    let mut speaks: HashMap<usize, usize> = HashMap::new();
    for cluster in &report.clusters {
        let old = Some(cluster.keep).filter(|at| is_old(*at)).or_else(|| cluster.members.iter().copied().find(|at| is_old(*at)));
        let kept = old.unwrap_or(cluster.keep);
        let list = if old.is_some() { &mut found.known } else { &mut found.again };
        for entry in cluster.members.iter().copied() {
            speaks.insert(entry, kept);
            if entry != kept && !is_old(entry) {
                list.push(Known { entry, is: kept, score: cluster.score });
                done.insert(entry);
            }
        }
    }
    for review in &report.review {
        let [a, b] = review.members;
        let (entry, maybe) = match (is_old(a), is_old(b)) {
            (false, true) => (a, b),
            (true, false) => (b, a),
            _ => continue,
        };
        let entry = speaks.get(&entry).copied().unwrap_or(entry);
        if !is_old(entry) && !done.contains(&entry) {
            found.doubtful.push(Doubtful { entry, maybe, score: review.score, why: review.why.clone() });
        }
    }
    let doubted: HashSet<usize> = found.doubtful.iter().map(|doubtful| doubtful.entry).collect();
    found.new = (0..count).filter(|at| !is_old(*at) && !done.contains(at) && !doubted.contains(at)).collect();
    found.known.sort_by_key(|known| known.entry);
    found.again.sort_by_key(|known| known.entry);
    found.doubtful.sort_by_key(|doubtful| (doubtful.entry, doubtful.maybe));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dedupe::{Cluster, Review};

    #[test]
    fn a_list_is_sorted_by_what_the_library_has() {
        let cluster = |keep, members: &[usize]| Cluster { keep, members: members.to_vec(), score: 0.9 };
        let review = |members| Review { members, score: 0.5, why: "w".into() };
        // 0 to 2 are old.
        let report = Report {
            clusters: vec![cluster(3, &[0, 3]), cluster(5, &[4, 5]), cluster(1, &[1, 2])],
            review: vec![review([2, 6]), review([1, 4]), review([7, 8]), review([0, 3])],
            parents: Vec::new(),
        };
        let found = against(&report, 9, |at| at < 3);
        assert_eq!(found.known, [Known { entry: 3, is: 0, score: 0.9 }]);
        assert_eq!(found.again, [Known { entry: 4, is: 5, score: 0.9 }]);
        let doubtful: Vec<_> = found.doubtful.iter().map(|doubtful| (doubtful.entry, doubtful.maybe)).collect();
        assert_eq!(doubtful, [(5, 1), (6, 2)], "an entry that speaks for another answers for its doubts");
        assert_eq!(found.new, [7, 8]);
    }
}
