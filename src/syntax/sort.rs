//! The order of entries, changed by edits: whole entries change places, with the comments directly above them and behind them on their
//! line; what stands between stays where it is, byte for byte.
//!
//! Entries move only between neighbours: strings, preambles, comments that stand alone and entries that are broken stay, and nothing
//! passes them. So a string stays before its use, and a heading above what it heads. An entry that others name in `crossref` goes
//! behind the last of them, as BibTeX wants it.

use super::edit::faulty;
use super::tree::{Item, ItemKind, Tree};
use crate::text::{Diagnostic, Edit, Source};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// What entries are sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// `key`, `type`, or the name of a field.
    pub by: String,
    /// From the last to the first.
    pub descending: bool,
}

impl SortKey {
    /// From a name, with a hyphen before it for the reverse: `year`, `-year`.
    pub fn named(name: &str) -> Self {
        let descending = name.starts_with('-');
        Self { by: name.trim_start_matches('-').to_ascii_lowercase(), descending }
    }
}

/// An entry with the comments that go where it goes.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// The entry's place among the items.
    pub(super) item: usize,
    pub(super) range: Range<usize>,
}

/// The edits that sort a file, and the entries, by their numbers, in their new order.
pub fn sort(source: &Source, tree: &Tree, found: &[Diagnostic], keys: &[SortKey]) -> (Vec<Edit>, Vec<usize>) {
    let mut numbers = HashMap::new();
    for (at, _) in tree.items().iter().enumerate().filter(|(_, item)| item.kind == ItemKind::Entry) {
        numbers.insert(at, numbers.len());
    }
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    let mut edits = Vec::new();
    for section in sections(source, tree, &faulty(tree, found)) {
        let sorted = sorted(source, tree, &section, keys);
        for (slot, unit) in section.iter().zip(&sorted) {
            let from = &section[*unit];
            order[numbers[&slot.item]] = numbers[&from.item];
            if from.item != slot.item {
                edits.push(Edit { span: source.span(slot.range.clone()), text: moved(source, tree, from, slot) });
            }
        }
    }
    (edits, order)
}

/// The text of a unit for the place of another: a comment keeps its own line.
fn moved(source: &Source, tree: &Tree, unit: &Unit, slot: &Unit) -> String {
    let entry = tree.items()[unit.item].span.range();
    let text = &source.text[unit.range.clone()];
    let (before, behind) = (&source.text[..slot.range.start], &source.text[slot.range.end..]);
    let needs_line = unit.range.start < entry.start && !before.is_empty() && !before.ends_with(['\n', '\r']);
    let needs_end = entry.end < unit.range.end && !behind.is_empty() && !behind.starts_with(['\n', '\r']);
    let line = |needed: bool| if needed { source.line_end() } else { "" };
    format!("{}{text}{}", line(needs_line), line(needs_end))
}

/// Runs of entries between which nothing stands that must stay.
fn sections(source: &Source, tree: &Tree, faulty: &HashSet<usize>) -> Vec<Vec<Unit>> {
    let mut sections = vec![Vec::new()];
    // An item that is never closed ends where the next one begins: that one stays, so that it ends there again.
    let mut open = false;
    for (at, item) in tree.items().iter().enumerate() {
        match item.kind {
            ItemKind::Entry if std::mem::replace(&mut open, !item.closed) => sections.push(Vec::new()),
            ItemKind::Entry if !faulty.contains(&at) => {
                if let Some(section) = sections.last_mut() {
                    section.push(unit(source, tree, at));
                }
            }
            ItemKind::Stray if stands_alone(source, tree, at).is_empty() => {}
            _ => {
                open = !item.closed;
                sections.push(Vec::new());
            }
        }
    }
    sections.retain(|section: &Vec<Unit>| section.len() > 1);
    sections
}

/// An entry with the comments that belong to it.
pub(super) fn unit(source: &Source, tree: &Tree, at: usize) -> Unit {
    let items = tree.items();
    let span = items[at].span.range();
    let start = at.checked_sub(1).filter(|before| items[*before].kind == ItemKind::Stray).map_or(span.start, |before| above(source, tree, before));
    let end = items.get(at + 1).filter(|behind| behind.kind == ItemKind::Stray).map_or(span.end, |_| beside(source, tree, at + 1));
    Unit { item: at, range: start..end }
}

/// In a stretch between items, what belongs to neither neighbour.
fn stands_alone<'s>(source: &'s Source, tree: &Tree, at: usize) -> &'s str {
    let end = above(source, tree, at);
    let start = beside(source, tree, at).min(end);
    source.text[start..end].trim()
}

/// Where, in a stretch before an entry, the lines begin that stand directly above the entry; the stretch's end where there are none.
fn above(source: &Source, tree: &Tree, at: usize) -> usize {
    let items = tree.items();
    let span = items[at].span.range();
    if items.get(at + 1).is_none_or(|next| next.kind != ItemKind::Entry) {
        return span.end;
    }
    let first = beside(source, tree, at);
    let text = &source.text[first..span.end];
    let words = text.trim_end();
    if words.trim().is_empty() || newlines(&text[words.len()..]) != 1 {
        return span.end;
    }
    // The last paragraph: from behind the last blank line.
    let mut start = first + text.len() - text.trim_start().len();
    let mut line_start = first;
    for line in text[..words.len()].split_inclusive(['\n', '\r']) {
        line_start += line.len();
        let rest = &source.text[line_start..first + words.len()];
        let blank = rest.trim_start_matches([' ', '\t']);
        if line.ends_with('\n') && blank.starts_with(['\n', '\r']) || line.ends_with('\r') && blank.starts_with('\r') {
            start = line_start + rest.len() - rest.trim_start().len();
        }
    }
    start
}

/// Where, in a stretch behind an entry, what stands on the entry's last line ends; the stretch's beginning where nothing does.
fn beside(source: &Source, tree: &Tree, at: usize) -> usize {
    let items = tree.items();
    let span = items[at].span.range();
    if at.checked_sub(1).is_none_or(|before| items[before].kind != ItemKind::Entry) {
        return span.start;
    }
    let text = &source.text[span];
    let line = text.find(['\n', '\r']).or_else(|| (at + 1 == items.len()).then_some(text.len()));
    let words = line.map_or("", |end| text[..end].trim_end());
    items[at].span.range().start + words.len()
}

/// How many line ends stand in a text.
pub(super) fn newlines(text: &str) -> usize {
    let bytes = text.as_bytes();
    (0..bytes.len()).filter(|at| bytes[*at] == b'\n' || bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n')).count()
}

/// What two entries are compared by; what is missing comes last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Number(i64),
    Text(String),
}

/// The units of a section in their new order.
fn sorted(source: &Source, tree: &Tree, section: &[Unit], keys: &[SortKey]) -> Vec<usize> {
    let ranks: Vec<Vec<Option<Rank>>> =
        section.iter().map(|unit| keys.iter().map(|key| rank(source, tree, &tree.items()[unit.item], &key.by)).collect()).collect();
    let mut order: Vec<usize> = (0..section.len()).collect();
    order.sort_by(|a, b| {
        let by_key = keys.iter().enumerate().map(|(at, key)| match (&ranks[*a][at], &ranks[*b][at]) {
            (Some(a), Some(b)) if key.descending => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        });
        by_key.into_iter().find(|found| found.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
    });
    parents_last(source, tree, section, &order)
}

/// What an entry is sorted by.
fn rank(source: &Source, tree: &Tree, item: &Item, by: &str) -> Option<Rank> {
    let text = match by {
        "key" => source.text[item.key.range()].to_owned(),
        "type" => source.text[item.name.range()].to_owned(),
        // What biblatex calls `date` begins with the year.
        "year" => field_text(source, tree, item, "year").or_else(|| field_text(source, tree, item, "date"))?.chars().take(4).collect(),
        "author" | "editor" => family(&field_text(source, tree, item, by)?),
        by => field_text(source, tree, item, by)?,
    };
    let text = text.trim().to_lowercase();
    match text.parse() {
        Ok(number) => Some(Rank::Number(number)),
        Err(_) => (!text.is_empty()).then_some(Rank::Text(text)),
    }
}

/// The words of a field's value, without braces and backslashes.
fn field_text(source: &Source, tree: &Tree, item: &Item, name: &str) -> Option<String> {
    let field = tree.fields(item).iter().find(|field| source.text[field.name.range()].eq_ignore_ascii_case(name))?;
    let text: String = tree.parts(field).iter().map(|part| &source.text[part.inner().range()]).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    Some(words.join(" ").replace(['{', '}', '\\'], ""))
}

/// The family name of the first of a list of names, and what follows it.
fn family(names: &str) -> String {
    let first = names.split(" and ").next().unwrap_or_default();
    match first.rsplit_once(' ') {
        Some((given, family)) if !first.contains(',') => format!("{family}, {given}"),
        _ => first.to_owned(),
    }
}

/// The same order, but with each entry behind those that name it in `crossref`.
fn parents_last(source: &Source, tree: &Tree, section: &[Unit], order: &[usize]) -> Vec<usize> {
    let items = || section.iter().map(|unit| &tree.items()[unit.item]);
    let key = |item: &Item| source.text[item.key.range()].to_lowercase();
    let mut by_key: HashMap<String, usize> = HashMap::new();
    for (at, item) in items().enumerate() {
        by_key.entry(key(item)).or_insert(at);
    }
    let parent_of = |item: &Item| field_text(source, tree, item, "crossref").and_then(|parent| by_key.get(&parent.to_lowercase()).copied());
    let parents: Vec<Option<usize>> = items().map(parent_of).collect();
    let mut waiting = vec![0usize; section.len()];
    parents.iter().flatten().for_each(|parent| waiting[*parent] += 1);
    let mut turn = vec![0usize; section.len()];
    order.iter().enumerate().for_each(|(number, at)| turn[*at] = number);
    let mut done = vec![false; section.len()];
    let mut sorted = Vec::with_capacity(section.len());
    for (now, start) in order.iter().enumerate() {
        let mut next = Some(*start);
        while let Some(at) = next.take().filter(|at| waiting[*at] == 0 && !done[*at]) {
            done[at] = true;
            sorted.push(at);
            if let Some(parent) = parents[at] {
                waiting[parent] -= 1;
                // Only where its own turn has passed.
                next = (turn[parent] < now).then_some(parent);
            }
        }
    }
    // Entries that name one another in a circle.
    sorted.extend(order.iter().filter(|at| !done[**at]));
    sorted
}
