//! The layout of bibliography files: only what no program reads changes. Every result is read back and held against what was there;
//! what would read otherwise is left as it stands.

use super::bibtex;
use super::csl_json::print;
use super::loss::differences;
use crate::model::{Entry, Library};
use crate::syntax::layout::{Facts, layout};
use crate::syntax::{self, ItemKind, PartKind, SortKey, Tree};
use crate::text::{Source, edit};
use std::collections::HashSet;

pub use crate::syntax::layout::{Case, Delimiters};

/// How files are laid out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The layout of entries.
    pub entries: syntax::layout::Options,
    /// What entries are sorted by; they stay in their order where it is nothing.
    pub sort: Vec<SortKey>,
}

/// A file in its layout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Laid {
    /// The text.
    pub text: String,
    /// What was left as it stood, and why.
    pub notes: Vec<String>,
}

/// The formats whose layout is known.
type Print = fn(&Source, &Options) -> Laid;
static LAYOUTS: &[(&str, Print)] = &[("bibtex", bib), ("biblatex", bib), ("csl-json", json), ("csl-jsonl", json_lines)];

/// A source of the format of that name in a layout; none where the layout of that format is not known.
pub fn print(format: &str, source: &Source, options: &Options) -> Option<Laid> {
    LAYOUTS.iter().find(|(name, _)| *name == format).map(|(_, print)| print(source, options))
}

fn json(source: &Source, options: &Options) -> Laid {
    match print::pretty(&source.text, &options.entries.indent, source.line_end()) {
        Some(text) => Laid { text, notes: Vec::new() },
        None => as_it_stands(source, "it is no JSON"),
    }
}

/// Every line that is JSON without white space between its tokens.
fn json_lines(source: &Source, _: &Options) -> Laid {
    let lines = source.text.split_inclusive('\n').map(|line| {
        let words = line.trim_end_matches(['\n', '\r']);
        print::compact(words).map_or_else(|| line.to_owned(), |printed| format!("{printed}{}", &line[words.len()..]))
    });
    Laid { text: lines.collect(), notes: Vec::new() }
}

fn as_it_stands(source: &Source, why: &str) -> Laid {
    Laid { text: source.text.to_string(), notes: vec![format!("left as it is: {why}")] }
}

fn read(source: &Source) -> Library {
    bibtex::FORMAT.read.map_or_else(Library::default, |read| read(source).0)
}

/// How often the entries that read otherwise are left out and the layout is made anew.
const ROUNDS: usize = 3;

fn bib(source: &Source, options: &Options) -> Laid {
    let mut notes = Vec::new();
    let sorted = sorted(source, options, &mut notes);
    let source = sorted.as_ref().unwrap_or(source);
    let (tree, found) = syntax::parse(source);
    let before = read(source);
    let mut left = HashSet::new();
    for _ in 0..ROUNDS {
        let text = layout(source, &tree, &found, &options.entries, Facts { left: &left, flows: bibtex::flows });
        let after = Source::from_text(source.id, "", &text);
        let Some(changed) = changed(source, &tree, &before, &after) else { break };
        if changed.is_empty() {
            notes.extend(told(syntax::edit::broken(&tree, &found), "broken", "; `ibidem check` tells what is wrong"));
            notes.extend(told(left.len(), "left, because another layout would say something else", ""));
            return Laid { text, notes };
        }
        left.extend(changed);
    }
    as_it_stands(source, "another layout would change what it says")
}

fn same(a: &Entry, b: &Entry) -> bool {
    differences(a, b).is_empty()
}

fn told(count: usize, how: &str, more: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("left as it is: 1 entry that is {how}{more}")),
        _ => Some(format!("left as they are: {count} entries that are {how}{more}")),
    }
}

/// The file with its entries sorted; none where nothing is to be done, or where the order means something.
fn sorted(source: &Source, options: &Options, notes: &mut Vec<String>) -> Option<Source> {
    if options.sort.is_empty() {
        return None;
    }
    let (tree, found) = syntax::parse(source);
    let (edits, order) = syntax::sort(source, &tree, &found, &options.sort);
    if edits.is_empty() {
        return None;
    }
    let text = edit::apply(&source.text, [edits.as_slice()]).0;
    // The text stands in for the source's own: its name and line ends are those of the file.
    let sorted = Source::from_text(source.id, source.name.clone(), &text);
    let (was, is) = (read(source), read(&sorted));
    let same = was.entries.len() == is.entries.len() && order.iter().zip(&is.entries).all(|(from, entry)| same(&was.entries[*from], entry));
    let others = |library: &Library| {
        let mut others: Vec<String> = library.others.iter().flat_map(|other| other.text.lines().map(|line| line.trim().to_owned())).collect();
        others.sort();
        others
    };
    if same && others(&was) == others(&is) {
        return Some(sorted);
    }
    notes.push("not sorted: the order of its entries means something".to_owned());
    None
}

/// The entries that say something else in the second text; none where all of it is another file.
fn changed(source: &Source, tree: &Tree, before: &Library, after: &Source) -> Option<Vec<usize>> {
    let is = read(after);
    let (after_tree, _) = syntax::parse(after);
    let (words, after_words) = (words(source, tree), words(after, &after_tree));
    if is.entries.len() != before.entries.len() || words.len() != after_words.len() {
        return None;
    }
    let mut changed = Vec::new();
    let mut number = 0;
    for ((is_entry, before_words), (is_entry_after, after_words)) in words.iter().zip(&after_words) {
        if is_entry != is_entry_after || !is_entry && before_words != after_words {
            return None;
        }
        if !is_entry {
            continue;
        }
        if before_words != after_words || !same(before.entries.get(number)?, is.entries.get(number)?) {
            changed.push(number);
        }
        number += 1;
    }
    Some(changed)
}

/// What a file says, token by token: for each item whether it is an entry, and its words. The order of fields does not count but among
/// those of one name; nor do delimiters, white space and commas.
pub fn words(source: &Source, tree: &Tree) -> Vec<(bool, Vec<String>)> {
    let slice = |bytes: syntax::Bytes| source.text.get(bytes.range()).unwrap_or_default();
    let folded = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut items = Vec::new();
    for item in tree.items() {
        match item.kind {
            ItemKind::Stray if slice(item.span).trim().is_empty() => {}
            ItemKind::Stray | ItemKind::Comment => items.push((false, vec![slice(item.span).trim().to_owned()])),
            kind => {
                let mut fields: Vec<(String, String)> = Vec::new();
                for field in tree.fields(item) {
                    let parts = tree.parts(field).iter().map(|part| match part.kind {
                        PartKind::Name => slice(part.span).to_owned(),
                        _ => format!("{{{}}}", folded(slice(part.inner()))),
                    });
                    fields.push((slice(field.name).to_ascii_lowercase(), parts.collect::<Vec<_>>().join("#")));
                }
                fields.sort_by(|a, b| a.0.cmp(&b.0));
                let mut all = vec![slice(item.name).to_ascii_lowercase(), slice(item.key).to_owned()];
                all.extend(fields.into_iter().map(|(name, value)| format!("{name}={value}")));
                let mut comments: Vec<String> = comments(source, tree, item).map(str::to_owned).collect();
                comments.sort();
                all.extend(comments);
                items.push((kind == ItemKind::Entry, all));
            }
        }
    }
    items
}

/// The `%` comments within an item.
fn comments<'s>(source: &'s Source, tree: &'s Tree, item: &'s syntax::Item) -> impl Iterator<Item = &'s str> {
    let gaps = tree.pieces_of(item).into_iter().filter(|piece| piece.kind == syntax::PieceKind::Between);
    let lines = gaps.flat_map(|piece| source.text.get(piece.range).unwrap_or_default().split(['\n', '\r']));
    lines.filter_map(|line| line.find('%').and_then(|at| line.get(at..)).map(str::trim_end))
}
