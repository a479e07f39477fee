//! What entries take from the entries they name in `crossref` and `xdata`, as biber evaluates it, for the variables that describe a container.
//!
//! Less than biber takes by default: a paper does not take the DOI, abstract or notes of its proceedings, which are not its own.

use crate::model::{Entry, Kind, Library, Symbol, Value, Variable};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity, Str};
use std::collections::{HashMap, HashSet};

/// Cross references that lead back to where they began.
pub static CYCLE: RuleInfo = RuleInfo {
    name: "cycle",
    summary: "cross references that lead back to where they began",
    why: "An entry cannot be a part of itself. Biber stops there; ibidem takes nothing from an entry that it came from.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "bibtex",
        bad: "@inbook{a, crossref={b}}\n@book{b, crossref={a}}",
        good: "@inbook{a, crossref={b}}\n@book{b, title={t}}",
    }],
};

/// Besides [`Variable::OF_CONTAINER`], what a part takes from its whole under the same name.
const SAME: &[Variable] = &[
    Variable::Volume,
    Variable::NumberOfVolumes,
    Variable::CollectionEditor,
    Variable::EventTitle,
    Variable::EventPlace,
    Variable::EventDate,
    Variable::Issn,
    Variable::Language,
];

/// The variables that a child of that kind takes: what they are called in the parent, and in the child.
pub(super) fn taken(kind: Option<Kind>) -> impl Iterator<Item = (Variable, Variable)> {
    let part = kind.is_some_and(|kind| kind.is_part() || matches!(kind, Kind::Review | Kind::ReviewBook));
    let container = Variable::OF_CONTAINER.iter().map(|(child, parent)| (*parent, *child)).filter(move |(parent, child)| {
        let title = matches!(parent, Variable::Title | Variable::TitleShort);
        let author = *child == Variable::ContainerAuthor;
        (part || !title) && (kind == Some(Kind::Chapter) || !author)
    });
    container.chain(SAME.iter().map(|variable| (*variable, *variable)))
}

/// Gives a child what it lacks of its parent.
pub(super) fn inherit(child: &mut Entry, parent: &Entry) {
    for (theirs, ours) in taken(child.kind) {
        if let Some(value) = parent.get(theirs)
            && !child.has(ours)
        {
            child.set(ours, value.clone());
        }
    }
}

/// An entry of data to be taken by others: all of it that they lack.
fn take_data(child: &mut Entry, data: &Entry) {
    for (variable, value) in data.values() {
        if !child.has(variable) {
            child.set(variable, value.clone());
        }
    }
}

/// How far an entry is.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Untouched,
    /// Waiting for those that it takes from.
    Waiting,
    Done,
}

/// BibTeX does not tell the case of keys apart in `crossref`: a parent that no key names exactly is the first entry whose key differs
/// in nothing but case. The entries that name their parent so are given by their indices.
pub(super) fn settle(entries: &mut [Entry], crossrefs: &[usize]) {
    if crossrefs.is_empty() {
        return;
    }
    let exact: HashSet<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
    let is_missing = |at: &usize| entries[*at].parent.as_ref().is_some_and(|key| !exact.contains(key.as_str()));
    let missing: Vec<usize> = crossrefs.iter().copied().filter(is_missing).collect();
    if missing.is_empty() {
        return;
    }
    let mut folded: HashMap<String, Str> = HashMap::new();
    for entry in entries.iter().rev().filter(|entry| !entry.key.is_empty()) {
        folded.insert(entry.key.to_lowercase(), entry.key.clone());
    }
    for at in missing {
        if let Some(key) = entries[at].parent.as_ref().and_then(|key| folded.get(&key.to_lowercase())) {
            entries[at].parent = Some(key.clone());
        }
    }
}

/// Lets all entries take what they lack; those of `closed` take nothing. Each is visited once, parents first.
pub(super) fn resolve(library: &mut Library, closed: &[bool]) -> Vec<Diagnostic> {
    let xdata = Variable::Other(Symbol::new("xdata"));
    if !library.entries.iter().any(|entry| entry.parent.is_some() || entry.has(xdata)) {
        return Vec::new();
    }
    let mut by_key: HashMap<String, usize> = HashMap::new();
    for (at, entry) in library.entries.iter().enumerate().rev() {
        by_key.insert(entry.key.to_string(), at);
    }
    let sources = |entry: &Entry| -> Vec<usize> {
        let data = entry.plain(xdata).unwrap_or_default();
        let data = data.split(',').map(str::trim).filter_map(|key| by_key.get(key).copied());
        data.chain(entry.parent.as_ref().and_then(|key| by_key.get(key.as_str()).copied())).collect()
    };
    let mut found = Vec::new();
    let mut states = vec![State::Untouched; library.entries.len()];
    for start in 0..library.entries.len() {
        let mut stack = vec![start];
        while let Some(&at) = stack.last() {
            let from = sources(&library.entries[at]);
            if states[at] == State::Untouched {
                states[at] = State::Waiting;
                stack.extend(from.iter().filter(|from| states[**from] == State::Untouched));
                if let Some(back) = from.iter().find(|from| states[**from] == State::Waiting) {
                    found.push(cycle(library, at, *back));
                }
                continue;
            }
            stack.pop();
            if states[at] == State::Waiting {
                states[at] = State::Done;
                if !closed.get(at).copied().unwrap_or_default() {
                    take(library, at, from.iter().copied().filter(|from| states[*from] == State::Done && *from != at), xdata);
                }
            }
        }
    }
    found
}

fn take(library: &mut Library, at: usize, from: impl Iterator<Item = usize>, xdata: Variable) {
    let mut child = std::mem::take(&mut library.entries[at]);
    let names: Option<Value> = child.get(xdata).cloned();
    let is_data = |key: &str| names.as_ref().is_some_and(|names| names.plain().split(',').any(|name| name.trim() == key));
    for from in from {
        let source = &library.entries[from];
        match is_data(&source.key) {
            true => take_data(&mut child, source),
            false => inherit(&mut child, source),
        }
    }
    child.shrink();
    library.entries[at] = child;
}

fn cycle(library: &Library, at: usize, back: usize) -> Diagnostic {
    let (entry, other) = (&library.entries[at], &library.entries[back]);
    let span = |entry: &Entry| library.origins.get(entry.id).and_then(|origin| origin.key).unwrap_or_else(|| library.origins.span(entry.id));
    let message = format!("`{}` refers to `{}`, which refers back to it", entry.key, other.key);
    let index = entry.id.index;
    Diagnostic::new(&CYCLE, span(entry), message).about(index).related(span(other), "which begins the circle")
}
