//! What a format could not carry, told when writing. The rule of all writers.

use super::Read;
use crate::model::{Entry, Library, OtherKind, Pages, Value, Variable};
use crate::text::{Diagnostic, FixSafety, RuleDefault, RuleInfo, Severity, Source, SourceId, Span};
use std::collections::{HashMap, HashSet};

/// A value that the target format cannot hold.
pub static LOST_VALUE: RuleInfo = RuleInfo {
    name: "lost-value",
    summary: "a value that the target format cannot hold",
    why: "What was written says less than what was read, or something else. Write another format too, or change the value.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[],
};

/// Tells that a variable of the entry of that key, read at `span`, is lost in a format.
pub fn lost(span: Span, key: &str, variable: &str, format: &str) -> Diagnostic {
    Diagnostic::new(&LOST_VALUE, span, format!("`{variable}` of `{key}` cannot be written as {format} so that it reads back the same"))
}

/// What a written text lost of a library, found by reading it back: one diagnostic for each variable that comes back otherwise than
/// it was, and a note where comments are left behind. The text has the library's entries in the order of `order`, by their places
/// in the library; `None` stands for the library's own order. An entry without key may come back with one.
pub fn losses(library: &Library, order: Option<&[usize]>, text: &str, read: Read, format: &str) -> Vec<Diagnostic> {
    let (back, _) = read(&Source::from_text(SourceId(0), "", text));
    let mut found = Vec::new();
    for place in 0..library.entries.len() {
        let entry = &library.entries[order.map_or(place, |order| order[place])];
        compare(library, entry, back.entries.get(place), format, &mut found);
    }
    found
}

/// Tells what of an entry of a library came back otherwise, or that it did not come back.
pub(super) fn compare(library: &Library, entry: &Entry, back: Option<&Entry>, format: &str, found: &mut Vec<Diagnostic>) {
    let names = back.map_or_else(|| vec!["entry"], |back| differences(entry, back));
    let is_loss = |name: &&str| match *name {
        "key" => !entry.key.is_empty(),
        // The dash between pages says no more than it did before.
        "page" => back.and_then(dashed_pages).is_none_or(|pages| Some(pages) != dashed_pages(entry)),
        _ => true,
    };
    for variable in names.into_iter().filter(is_loss) {
        let span = library.origins.value_span(entry.id, Variable::named(variable));
        found.push(lost(span, &entry.key, variable, format).about(entry.id.index));
    }
}

/// The pages of an entry, with one dash between those of each range.
fn dashed_pages(entry: &Entry) -> Option<String> {
    entry.plain(Variable::Page).map(|pages| Pages::dashed(&pages))
}

/// A note that what stood between the entries is left behind, where a format has no place for it.
pub fn left_behind(library: &Library, format: &str) -> Option<Diagnostic> {
    let mut left = library.others.iter().filter(|other| other.kind != OtherKind::String && !other.text.trim().is_empty());
    let first = left.next()?;
    let message = match left.count() {
        0 => format!("text between the entries is left behind: {format} has no place for it"),
        more => format!("text between the entries is left behind, here and {more} more times: {format} has no place for it"),
    };
    Some(Diagnostic { severity: Severity::Info, ..Diagnostic::new(&LOST_VALUE, first.span, message) })
}

/// [`Entry::differences`], for entries with very many values too; each name once.
pub(super) fn differences(entry: &Entry, back: &Entry) -> Vec<&'static str> {
    if entry.values().len() < 64 && back.values().len() < 64 {
        let mut names = entry.differences(back);
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(*name));
        return names;
    }
    let by_variable = |entry: &'_ Entry| -> HashMap<Variable, Value> { entry.values().map(|(variable, value)| (variable, value.clone())).collect() };
    let (was, is) = (by_variable(entry), by_variable(back));
    let mut names: Vec<&'static str> =
        entry.values().filter(|(variable, value)| is.get(variable) != Some(value)).map(|(variable, _)| variable.name()).collect();
    names.extend(back.values().filter(|(variable, _)| !was.contains_key(variable)).map(|(variable, _)| variable.name()));
    names.extend((entry.kind != back.kind).then_some("kind"));
    names.extend((entry.key != back.key).then_some("key"));
    names.extend((entry.parent != back.parent).then_some("parent"));
    names
}
