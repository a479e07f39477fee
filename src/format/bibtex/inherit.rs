//! What entries take from the entries they name in `crossref` and `xdata`, as biber evaluates it, for the variables that describe a container.
//! Nothing is taken by way of `xref`, `related` and `entryset`, which only name other entries.
//!
//! Less than biber takes by default: a paper does not take the DOI, abstract or notes of its proceedings, which are not its own.

use super::table;
use crate::model::{Entry, Kind, Library, Symbol, Variable};
use crate::syntax::EXPANSION_LIMIT;
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity, Str};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

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

static XDATA: LazyLock<Variable> = LazyLock::new(|| Variable::named("xdata"));
static IDS: LazyLock<Variable> = LazyLock::new(|| Variable::named("ids"));

/// Whether an entry takes from others, or has other names by which others may take from it.
pub(super) fn is_linked(entry: &Entry) -> bool {
    entry.parent.is_some() || entry.has(*XDATA) || entry.has(*IDS)
}

/// The type of an entry where it says more than its kind: `inbook`, `mvcollection`.
fn type_of(entry: &Entry) -> String {
    entry.plain(Variable::Other(Symbol::new(table::TYPE))).unwrap_or_default().into_owned()
}

/// The variables that a child takes of a parent: what they are called there, and in the child. They follow the data inheritance of
/// biblatex's manual: a title becomes that of the container, or of the whole where the parent has several volumes.
pub(super) fn taken(child: &Entry, parent: &Entry) -> Vec<(Variable, Variable)> {
    let kind = child.kind;
    let part = kind.is_some_and(|kind| kind.is_part() || matches!(kind, Kind::Review | Kind::ReviewBook));
    let volumes = type_of(parent).starts_with("mv");
    let of_book = ["inbook", "bookinbook", "suppbook"].contains(&type_of(child).as_str()) && ["", "mvbook"].contains(&type_of(parent).as_str());
    let mut taken: Vec<(Variable, Variable)> = Variable::OF_CONTAINER.iter().map(|(child, parent)| (*parent, *child)).collect();
    taken.retain(|(parent, child)| {
        let title = matches!(parent, Variable::Title | Variable::TitleShort);
        (part && !volumes || !title) && (kind == Some(Kind::Chapter) || *child != Variable::ContainerAuthor)
    });
    if volumes && (part || kind == Some(Kind::Book)) {
        taken.push((Variable::Title, Variable::named("maintitle")));
    }
    if of_book {
        taken.push((Variable::Author, Variable::Author));
    }
    taken.extend(SAME.iter().map(|variable| (*variable, *variable)));
    taken
}

/// Gives a child what it lacks of its parent.
pub fn inherit(child: &mut Entry, parent: &Entry) {
    for (theirs, ours) in taken(child, parent) {
        if let Some(value) = parent.get(theirs)
            && !child.has(ours)
        {
            child.set(ours, value.clone());
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

/// The entries that one takes from, by their places: those of data, which give all they have, and the parent.
#[derive(Default)]
struct Links {
    data: Vec<usize>,
    parent: Option<usize>,
}

impl Links {
    fn all(&self) -> impl Iterator<Item = usize> + '_ {
        self.data.iter().copied().chain(self.parent)
    }
}

/// Lets all entries take what they lack; those of `closed` take nothing. Each is visited once, parents first, so that what they take
/// is passed on. `linked` are the entries that [`is_linked`] knows, `crossrefs` those that name their parent as BibTeX does.
pub(super) fn resolve(library: &mut Library, linked: &[usize], crossrefs: &[usize], closed: &[bool]) -> Vec<Diagnostic> {
    settle(&mut library.entries, linked, crossrefs);
    let links = links(&library.entries, linked);
    let mut found = Vec::new();
    let mut states = vec![State::Untouched; if links.is_empty() { 0 } else { library.entries.len() }];
    let mut starts: Vec<usize> = links.keys().copied().collect();
    starts.sort_unstable();
    // What is taken of data may be taken by each of many: no more in all than a file of such a size can be meant to say.
    let mut budget = library.entries.len().saturating_mul(64).saturating_add(100_000);
    for start in starts {
        let mut stack = vec![start];
        while let Some(&at) = stack.last() {
            let none = Links::default();
            let from = links.get(&at).unwrap_or(&none);
            if states[at] == State::Untouched {
                states[at] = State::Waiting;
                stack.extend(from.all().filter(|from| states[*from] == State::Untouched));
                if let Some(back) = from.all().find(|from| states[*from] == State::Waiting) {
                    found.push(cycle(library, at, back));
                }
                continue;
            }
            stack.pop();
            if states[at] == State::Waiting {
                states[at] = State::Done;
                if !closed.get(at).copied().unwrap_or_default() {
                    take(library, at, from, &states, &mut budget, &mut found);
                }
            }
        }
    }
    found
}

fn take(library: &mut Library, at: usize, from: &Links, states: &[State], budget: &mut usize, found: &mut Vec<Diagnostic>) {
    let is_done = |from: &usize| states[*from] == State::Done && *from != at;
    let mut child = std::mem::take(&mut library.entries[at]);
    for data in from.data.iter().filter(|data| is_done(data)) {
        let data = &library.entries[*data];
        match budget.checked_sub(data.values().len()) {
            Some(rest) => {
                *budget = rest;
                child.fill(data.values().map(|(variable, value)| (variable, value.clone())));
            }
            None => {
                let message = format!("the `xdata` of this file gives too many values; `{}` takes nothing more of it", child.key);
                found.push(Diagnostic::new(&EXPANSION_LIMIT, library.origins.span(child.id), message).about(child.id.index));
                break;
            }
        }
    }
    if let Some(parent) = from.parent.filter(|parent| is_done(parent)) {
        inherit(&mut child, &library.entries[parent]);
    }
    child.shrink();
    library.entries[at] = child;
}

/// BibTeX does not tell the case of keys apart in `crossref`: a parent that no key names exactly is the first entry whose key differs
/// in nothing but case.
fn settle(entries: &mut [Entry], linked: &[usize], crossrefs: &[usize]) {
    let parent = |at: usize| entries.get(at).and_then(|entry| entry.parent.as_ref());
    let exact = places(entries, linked, crossrefs.iter().filter_map(|at| parent(*at).map(Str::to_string)), |key| Cow::Borrowed(key));
    let is_missing = |at: &usize| parent(*at).is_some_and(|key| !exact.contains_key(key.as_str()));
    let missing: Vec<usize> = crossrefs.iter().copied().filter(is_missing).collect();
    let folded = places(entries, linked, missing.iter().filter_map(|at| parent(*at).map(|key| key.to_lowercase())), |key| key.to_lowercase().into());
    for at in missing {
        let place = entries[at].parent.as_ref().and_then(|key| folded.get(&key.to_lowercase()));
        if let Some(place) = place.copied() {
            entries[at].parent = Some(entries[place].key.clone());
        }
    }
}

/// The places of the entries of these names: the first of each. An alias in `ids` counts where no entry has it as its key.
fn places(entries: &[Entry], linked: &[usize], names: impl Iterator<Item = String>, name: fn(&str) -> Cow<str>) -> HashMap<String, usize> {
    let wanted: HashSet<String> = names.filter(|name| !name.is_empty()).collect();
    let mut places = HashMap::new();
    if wanted.is_empty() {
        return places;
    }
    // Most keys are told from the wanted ones by their lengths.
    let length = |name: &str| 1u64 << (name.len() % 64);
    let lengths = wanted.iter().fold(0, |lengths, name| lengths | length(name));
    let mut note = |key: &str, at: usize| {
        let key = name(key);
        if lengths & length(&key) != 0 && wanted.contains(&*key) {
            places.entry(key.into_owned()).or_insert(at);
        }
    };
    for (at, entry) in entries.iter().enumerate() {
        note(&entry.key, at);
    }
    let ids = *IDS;
    for (at, entry) in linked.iter().filter_map(|at| entries.get(*at).map(|entry| (*at, entry))) {
        let ids = entry.plain(ids).unwrap_or_default();
        ids.split(',').for_each(|alias| note(alias.trim(), at));
    }
    places
}

/// Who takes from whom.
fn links(entries: &[Entry], linked: &[usize]) -> HashMap<usize, Links> {
    let data = |entry: &Entry| -> Vec<String> {
        let mut seen = HashSet::new();
        let mut names: Vec<String> = entry.plain(*XDATA).unwrap_or_default().split(',').map(|key| key.trim().to_owned()).collect();
        names.retain(|name| !name.is_empty() && seen.insert(name.clone()));
        names
    };
    let linked_entries = || linked.iter().filter_map(|at| entries.get(*at).map(|entry| (*at, entry)));
    let names = linked_entries().flat_map(|(_, entry)| data(entry).into_iter().chain(entry.parent.as_ref().map(Str::to_string)));
    let places = places(entries, linked, names, |key| Cow::Borrowed(key));
    let links = linked_entries().map(|(at, entry)| {
        let data = data(entry).iter().filter_map(|name| places.get(name).copied()).collect();
        (at, Links { data, parent: entry.parent.as_ref().and_then(|key| places.get(key.as_str()).copied()) })
    });
    links.filter(|(_, links)| links.all().next().is_some()).collect()
}

fn cycle(library: &Library, at: usize, back: usize) -> Diagnostic {
    let (entry, other) = (&library.entries[at], &library.entries[back]);
    let span = |entry: &Entry| library.origins.get(entry.id).and_then(|origin| origin.key).unwrap_or_else(|| library.origins.span(entry.id));
    let message = format!("`{}` refers to `{}`, which refers back to it; nothing is taken from there", entry.key, other.key);
    let index = entry.id.index;
    Diagnostic::new(&CYCLE, span(entry), message).about(index).related(span(other), "which begins the circle")
}
