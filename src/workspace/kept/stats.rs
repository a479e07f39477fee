//! What a library holds, in numbers.

use super::Kept;
use crate::model::{Class, Variable};
use indexmap::IndexMap;
use std::collections::{BTreeMap, HashSet};

/// Numbers of a library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// How many entries.
    pub entries: usize,
    /// How many of each kind, the most frequent first.
    pub kinds: Vec<(&'static str, usize)>,
    /// How many of each year; entries without are in none.
    pub years: BTreeMap<i32, usize>,
    /// Containers by what they are called, the most frequent first.
    pub containers: Vec<(String, usize)>,
    /// How many articles and papers there are, and how many of them have no DOI.
    pub without_doi: (usize, usize),
    /// How many have no year.
    pub without_year: usize,
    /// How many name nobody.
    pub without_names: usize,
    /// How many have no title.
    pub without_title: usize,
    /// How many are parts of others in the library.
    pub linked: usize,
    /// Tags, the most frequent first.
    pub tags: Vec<(String, usize)>,
}

/// What is counted, in order of first occurrence.
#[derive(Default)]
struct Counts<K>(IndexMap<K, usize>);

impl<K: std::hash::Hash + Eq> Counts<K> {
    fn add(&mut self, what: K) {
        *self.0.entry(what).or_default() += 1;
    }

    fn sorted(self) -> Vec<(K, usize)> {
        let mut list: Vec<(K, usize)> = self.0.into_iter().collect();
        list.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        list
    }
}

impl Stats {
    /// Counts.
    pub fn of(kept: &Kept) -> Self {
        let mut stats = Self::default();
        let (mut kinds, mut containers, mut tags) = (Counts::default(), Counts::default(), Counts::default());
        let mut seen = HashSet::new();
        let excerpts = kept.read_all();
        for (_, entry) in excerpts.iter().flat_map(|excerpt| excerpt.entries()).filter(|(number, _)| seen.insert(*number)) {
            stats.entries += 1;
            kinds.add(entry.kind.map_or("document", crate::model::Kind::name));
            match entry.year() {
                Some(year) => *stats.years.entry(year).or_default() += 1,
                None => stats.without_year += 1,
            }
            if let Some(container) = entry.plain(Variable::ContainerTitle) {
                containers.add(container.into_owned());
            }
            if entry.kind.is_some_and(|kind| ["article-journal", "paper-conference"].contains(&kind.name())) {
                stats.without_doi.0 += 1;
                stats.without_doi.1 += usize::from(!entry.has(Variable::Doi));
            }
            stats.without_title += usize::from(!entry.has(Variable::Title));
            stats.without_names += usize::from(!entry.values().any(|(variable, _)| variable.class() == Class::Names));
            stats.linked += usize::from(entry.parent.is_some());
            let listed = entry.plain(Variable::Keyword).unwrap_or_default();
            listed.split([',', ';']).map(str::trim).filter(|tag| !tag.is_empty()).for_each(|tag| tags.add(tag.to_owned()));
        }
        (stats.kinds, stats.containers, stats.tags) = (kinds.sorted(), containers.sorted(), tags.sorted());
        stats
    }
}
