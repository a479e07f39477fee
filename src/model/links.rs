//! Which entries hang on which: an entry needs those that it takes values from, and those that it names as its parts.

use super::{Entry, Variable};
use crate::text::Str;
use std::collections::{HashMap, HashSet};

/// The indices of the wanted entries, and of all that these name as their parent, their data, their parts or their relatives, directly or
/// by way of others; in order. A key may belong to several entries: all of them are taken.
pub fn with_linked(entries: &[Entry], is_wanted: impl Fn(&Entry) -> bool) -> Vec<usize> {
    let mut by_key: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        by_key.entry(&entry.key).or_default().push(at);
    }
    let mut taken: Vec<bool> = entries.iter().map(is_wanted).collect();
    let mut open: Vec<usize> = (0..entries.len()).filter(|at| taken[*at]).collect();
    let mut followed: HashSet<Str> = HashSet::new();
    while let Some(at) = open.pop() {
        for key in entries[at].links().filter(|key| followed.insert(key.clone())) {
            for linked in by_key.get(key.as_str()).into_iter().flatten().filter(|linked| !std::mem::replace(&mut taken[**linked], true)) {
                open.push(*linked);
            }
        }
    }
    (0..entries.len()).filter(|at| taken[*at]).collect()
}

/// Other keys that an entry may be cited by: biblatex's `ids`.
pub fn aliases(entry: &Entry) -> impl Iterator<Item = Str> {
    super::entry::keys_in(entry, Variable::named("ids"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_entry_needs_comes_with_it() {
        let entry = |key: &str, parent: &str, links: &[(&str, &str)]| {
            let mut entry = Entry::default();
            (entry.key, entry.parent) = (key.into(), (!parent.is_empty()).then(|| parent.into()));
            links.iter().for_each(|(variable, keys)| entry.set(Variable::named(variable), *keys));
            entry
        };
        let entries = [
            entry("a", "b", &[]),
            entry("b", "", &[("xdata", "x, y"), ("related", "a")]),
            entry("c", "c", &[("ids", "d, e")]),
            entry("x", "", &[]),
            entry("y", "", &[("xdata", "z")]),
            entry("x", "", &[]),
        ];
        for (wanted, expected) in [("a", vec![0, 1, 3, 4, 5]), ("c", vec![2]), ("nothing", vec![])] {
            assert_eq!(with_linked(&entries, |entry| entry.key == wanted), expected, "{wanted}");
        }
        assert_eq!(aliases(&entries[2]).collect::<Vec<_>>(), ["d", "e"]);
    }
}
