//! What a format calls things, as one table that is read in both directions, so that reading and writing cannot drift apart.

use crate::model::{Kind, Variable};
use std::collections::HashMap;

/// For which kinds a row holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum On {
    /// All.
    Any,
    /// These, where none stands for entries without kind.
    Only(&'static [Option<Kind>]),
}

/// Whether a row is written, or only read: files mix names that tools have used for one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Read and written.
    Both,
    /// Read.
    Read,
    /// Written.
    Write,
}

/// A field of the format and the variable that it means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<F: 'static> {
    /// What the format calls it.
    pub(super) field: &'static str,
    /// The variable, as CSL calls it or with a name of its own.
    pub(super) variable: &'static str,
    /// How the value is written there.
    pub(super) form: F,
    pub(super) on: On,
    pub(super) way: Way,
}

/// A table of rows; among those that hold, the first wins.
#[derive(Debug)]
pub(super) struct Mapping<F: 'static> {
    rows: &'static [Row<F>],
    by_field: HashMap<&'static str, Vec<usize>>,
    by_variable: HashMap<Variable, Vec<usize>>,
}

impl<F> Mapping<F> {
    pub(super) fn new(rows: &'static [Row<F>]) -> Self {
        let mut mapping = Self { rows, by_field: HashMap::new(), by_variable: HashMap::new() };
        for (at, row) in rows.iter().enumerate() {
            mapping.by_field.entry(row.field).or_default().push(at);
            mapping.by_variable.entry(Variable::named(row.variable)).or_default().push(at);
        }
        mapping
    }

    /// What a field means in an entry of that kind, and where the row stands in the table.
    pub(super) fn read(&self, field: &str, kind: Option<Kind>) -> Option<(usize, &'static Row<F>)> {
        self.first(self.by_field.get(field)?, kind, Way::Write)
    }

    /// All that a field may mean in an entry of that kind, and where each row stands in the table.
    pub(super) fn all(&self, field: &str, kind: Option<Kind>) -> impl Iterator<Item = (usize, &'static Row<F>)> {
        let rows = self.by_field.get(field).map(Vec::as_slice).unwrap_or_default();
        rows.iter().map(|at| (*at, &self.rows[*at])).filter(move |(_, row)| row.way != Way::Write && row.on.holds(kind))
    }

    /// Where a variable is written in an entry of that kind, and where the row stands in the table.
    pub(super) fn write(&self, variable: Variable, kind: Option<Kind>) -> Option<(usize, &'static Row<F>)> {
        self.first(self.by_variable.get(&variable)?, kind, Way::Read)
    }

    fn first(&self, rows: &[usize], kind: Option<Kind>, not: Way) -> Option<(usize, &'static Row<F>)> {
        rows.iter().map(|at| (*at, &self.rows[*at])).find(|(_, row)| row.way != not && row.on.holds(kind))
    }

    /// For tests: rows whose variable would not come back from the field that it is written to.
    #[cfg(test)]
    pub(super) fn one_way(&self) -> Vec<(&'static str, &'static str)> {
        let kinds = || Kind::ALL.iter().copied().map(Some).chain([None]);
        let comes_back = |row: &Row<F>, kind| self.read(row.field, kind).is_some_and(|(_, back)| back.variable == row.variable);
        let written = |row: &&Row<F>, kind| self.write(Variable::named(row.variable), kind).is_some_and(|(_, first)| first.field == row.field);
        let wrong = |row: &&Row<F>| row.way == Way::Both && kinds().any(|kind| written(row, kind) && !comes_back(row, kind));
        self.rows.iter().filter(wrong).map(|row| (row.field, row.variable)).collect()
    }
}

impl On {
    pub(super) fn holds(self, kind: Option<Kind>) -> bool {
        match self {
            Self::Any => true,
            Self::Only(kinds) => kinds.contains(&kind),
        }
    }
}
