//! Open names: interned, so that an unknown field's name costs four bytes wherever it stands.

use std::collections::HashMap;
use std::fmt;
use std::sync::{LazyLock, PoisonError, RwLock};

/// An interned text. Each distinct text is kept once, until the program ends: memory is bounded by the distinct names read.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Symbol(u32);

#[derive(Default)]
struct Table {
    numbers: HashMap<&'static str, u32>,
    texts: Vec<&'static str>,
}
static TABLE: LazyLock<RwLock<Table>> = LazyLock::new(RwLock::default);

impl Symbol {
    /// The symbol of a text.
    pub fn new(text: &str) -> Self {
        // A panic elsewhere cannot leave the table half written: the text is pushed before its number is known.
        if let Some(number) = TABLE.read().unwrap_or_else(PoisonError::into_inner).numbers.get(text) {
            return Self(*number);
        }
        let mut table = TABLE.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = table.numbers.get(text) {
            return Self(*number);
        }
        let kept: &'static str = Box::leak(text.into());
        let number = u32::try_from(table.texts.len()).unwrap_or(u32::MAX);
        table.texts.push(kept);
        table.numbers.insert(kept, number);
        Self(number)
    }

    /// Its number in this run.
    pub(super) fn number(self) -> u32 {
        self.0
    }

    /// The text.
    pub fn as_str(self) -> &'static str {
        TABLE.read().unwrap_or_else(PoisonError::into_inner).texts.get(self.0 as usize).copied().unwrap_or_default()
    }
}

impl PartialOrd for Symbol {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// By the text, so that no order depends on what was read first.
impl Ord for Symbol {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}
