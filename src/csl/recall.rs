//! What is remembered of the entries of a document that changes.

use super::disambiguate::Shown;
use super::eval::{Place, Told};
use super::sort::Key;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// So much is remembered of one entry.
const MOST: usize = 12;

/// What was made of entries, by their revisions.
#[derive(Default)]
pub(super) struct Memo(pub(super) Mutex<HashMap<u64, Known>>);

/// What was made of one entry, each with what it depends on.
#[derive(Default)]
pub(super) struct Known {
    cites: Vec<(Told, (String, Shown))>,
    keys: Vec<((Place, usize, Told), Vec<Key>)>,
}

/// What a document remembers of its entries.
#[derive(Clone, Copy)]
pub(super) struct Recall<'d> {
    pub(super) memo: &'d Memo,
    pub(super) revisions: &'d [u64],
    /// Whether anything in the style depends on the numbers of entries.
    pub(super) numbered: bool,
}

impl Recall<'_> {
    fn with<T>(&self, at: usize, use_it: impl FnOnce(&mut Known) -> Option<T>) -> Option<T> {
        let revision = self.revisions.get(at)?;
        // What a thread that failed had noted is whole all the same.
        let mut known = self.memo.0.lock().unwrap_or_else(PoisonError::into_inner);
        use_it(known.entry(*revision).or_default())
    }

    fn number(&self, number: usize) -> usize {
        if self.numbered { number } else { 0 }
    }

    pub(super) fn cite(&self, at: usize, told: &Told) -> Option<(String, Shown)> {
        self.with(at, |known| known.cites.iter().find(|(of, _)| of == told).map(|(_, made)| made.clone()))
    }

    pub(super) fn note_cite(&self, at: usize, told: &Told, made: &(String, Shown)) {
        self.with(at, |known| {
            known.cites.truncate(MOST - 1);
            known.cites.insert(0, (told.clone(), made.clone()));
            Some(())
        });
    }

    pub(super) fn keys(&self, place: Place, at: usize, number: usize, told: &Told) -> Option<Vec<Key>> {
        let number = self.number(number);
        let fits = |of: &(Place, usize, Told)| of.0 == place && of.1 == number && of.2 == *told;
        self.with(at, |known| known.keys.iter().find(|(of, _)| fits(of)).map(|(_, keys)| keys.clone()))
    }

    pub(super) fn note_keys(&self, place: Place, at: usize, number: usize, told: &Told, keys: &[Key]) {
        let of = (place, self.number(number), told.clone());
        self.with(at, |known| {
            known.keys.truncate(MOST - 1);
            known.keys.insert(0, (of, keys.to_vec()));
            Some(())
        });
    }
}
