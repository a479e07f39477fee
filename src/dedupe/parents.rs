//! Parents: children that describe one container in different words share it; its own entry, where there is one, is the parent.
//! Journals and newspapers are no parents: nobody cites them as a work, and their names alone say nothing of an issue.

use super::merge::{filled, same_value};
use super::names::{PersonMatch, pair_names, same_person};
use super::phrases::abbreviates;
use super::said::hash;
use super::{Cluster, Parent, Variant};
use crate::model::id::Isbn;
use crate::model::{Entry, Kind, Names, Number, Value, Variable};
use crate::text::similarity::{words_contained, words_shared};
use crate::text::unicode::fold;
use rustc_hash::FxHashMap;

/// Blocks of more descriptions are compared in a window.
const FULL: usize = 24;
const WINDOW: usize = 6;

/// Which of a parent's names each name of a child's description is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Containment {
    /// The number of the parent in the report.
    pub parent: usize,
    /// The child.
    pub child: usize,
    /// The variable of the child: `editor`, `container-author`.
    pub variable: Variable,
    /// For each of the child's names: the number of the parent's name, and how they differ; none where the parent has no such name.
    pub names: Vec<Option<(usize, PersonMatch)>>,
}

/// For each variant of names: which name is which of the parent's.
pub fn containments(entries: &[Entry], parents: &[Parent]) -> Vec<Containment> {
    let mut found = Vec::new();
    for (parent, of) in parents.iter().enumerate() {
        for variant in &of.variants {
            let Value::Names(names) = &variant.value else { continue };
            let Some(Value::Names(own)) = own_value(&of.variables, variant.variable) else { continue };
            if variant.child < entries.len() {
                found.push(Containment { parent, child: variant.child, variable: variant.variable, names: pair_names(names, own) });
            }
        }
    }
    found
}

/// The variables of a part that describe its book, with what each is called in the book's own entry: the volume is the book's too.
fn of_book() -> impl Iterator<Item = (Variable, Variable)> {
    Variable::OF_CONTAINER.iter().copied().chain([(Variable::Volume, Variable::Volume)])
}

/// The parent's value for a child's variable.
fn own_value(variables: &[(Variable, Value)], of_child: Variable) -> Option<&Value> {
    let own = of_book().find(|(child, _)| *child == of_child)?.1;
    variables.iter().find(|(variable, _)| *variable == own).map(|(_, value)| value)
}

/// One description of a container: a child's, or the container's own entry.
struct Described<'e> {
    at: usize,
    own: bool,
    title: String,
    names: Option<&'e Names>,
    year: Option<i32>,
    isbn: Option<String>,
    edition: Option<u32>,
    volume: Option<String>,
    entry: &'e Entry,
}

impl Described<'_> {
    /// A hash of all that its entry says, which puts joins in an order that does not depend on that of the entries.
    fn content(&self) -> u64 {
        let value = |(variable, value): (Variable, &Value)| hash((variable.name(), value.plain().as_ref()));
        hash(self.entry.values().map(value).fold(0, u64::wrapping_add))
    }
}

/// The works that contain others. Of a cluster only the entry that it becomes speaks.
pub fn parents(entries: &[Entry], clusters: &[Cluster]) -> Vec<Parent> {
    let mut speaks = vec![true; entries.len()];
    let mut views: Vec<&Entry> = entries.iter().collect();
    // Articles need not be merged for this: they are neither parts of books nor do they contain others.
    let article = |kind| matches!(kind, Some(Kind::ArticleJournal | Kind::ArticleMagazine | Kind::ArticleNewspaper));
    let concerned =
        |cluster: &&Cluster| !article(entries[cluster.keep].kind) || cluster.members.iter().any(|at| entries[*at].has(Variable::ChapterNumber));
    let merged: Vec<(usize, Entry)> = clusters.iter().filter(concerned).map(|cluster| (cluster.keep, filled(entries, cluster).0)).collect();
    for cluster in clusters {
        cluster.members.iter().filter(|at| **at != cluster.keep).for_each(|at| speaks[*at] = false);
    }
    for (keep, entry) in &merged {
        views[*keep] = entry;
    }
    let all: Vec<Described> = views.iter().enumerate().filter(|(at, _)| speaks[*at]).filter_map(|(at, entry)| describe(at, entry)).collect();
    let mut parents: Vec<Parent> = groups(&views, &all).into_iter().filter_map(|group| parent(&views, &all, &group)).collect();
    let kept: FxHashMap<usize, &Cluster> = clusters.iter().map(|cluster| (cluster.keep, cluster)).collect();
    for parent in &mut parents {
        let others = parent.children.iter().filter_map(|at| kept.get(at)).flat_map(|cluster| cluster.members.iter().copied());
        let mut children: Vec<usize> = others.chain(parent.children.iter().copied()).collect();
        children.sort_unstable();
        children.dedup();
        parent.children = children;
        parent.variants = variants(entries, parent);
    }
    parents.sort_by_key(|parent| parent.children.first().copied());
    parents
}

/// What an entry says of a book-like container, or of itself as one.
fn describe(at: usize, entry: &Entry) -> Option<Described<'_>> {
    let child = is_child(entry);
    if !child && !may_contain(entry) {
        return None;
    }
    let title = match child {
        true => entry.plain(Variable::ContainerTitle).or_else(|| entry.plain(Variable::Title)),
        false => entry.plain(Variable::Title),
    }?;
    let title = fold(&title);
    let names = match child {
        true => entry.names(Variable::Editor).or_else(|| entry.names(Variable::ContainerAuthor)),
        false => entry.names(Variable::Editor).or_else(|| entry.names(Variable::Author)),
    };
    let edition = entry.plain(Variable::Edition).and_then(|text| match Number::parse(text.split(' ').next().unwrap_or_default()) {
        Number::Whole(number) => Some(number),
        _ => None,
    });
    let isbn = entry.plain(Variable::Isbn).and_then(|text| Isbn::parse(&text).ok()).map(|isbn| isbn.as_str().to_owned());
    let volume = entry.plain(Variable::Volume).map(|text| fold(&text));
    (!title.is_empty()).then(|| Described { at, own: !child, title, names, year: entry.year(), isbn, edition, volume, entry })
}

/// Whether an entry is a part of a book, of proceedings, of an encyclopedia. An entry that has a chapter's number is one, whatever it is called.
fn is_child(entry: &Entry) -> bool {
    if entry.has(Variable::ChapterNumber) {
        return true;
    }
    if !entry.has(Variable::ContainerTitle) || names_itself(entry) {
        return false;
    }
    match entry.kind {
        Some(Kind::Chapter | Kind::PaperConference | Kind::Entry | Kind::EntryDictionary | Kind::EntryEncyclopedia) => true,
        None | Some(Kind::Book | Kind::Figure) => {
            entry.has(Variable::Editor) && !entry.has(Variable::Issn) && !entry.has(Variable::Issue)
                || entry.has(Variable::Isbn)
                || entry.has(Variable::ContainerAuthor)
        }
        _ => false,
    }
}

/// Whether an entry may be a work that contains others.
fn may_contain(entry: &Entry) -> bool {
    let whole = matches!(entry.kind, None | Some(Kind::Book | Kind::Collection | Kind::Report | Kind::Classic | Kind::Event));
    whole && entry.has(Variable::Title) && (!entry.has(Variable::ContainerTitle) || names_itself(entry))
}

/// Whether the container of a book is the book: BibTeX files give its title as `booktitle` too, for the parts that refer to it.
fn names_itself(entry: &Entry) -> bool {
    let (Some(title), Some(container)) = (entry.plain(Variable::Title), entry.plain(Variable::ContainerTitle)) else { return false };
    let (title, container) = (fold(&title), fold(&container));
    let whole = matches!(entry.kind, Some(Kind::Book | Kind::Collection | Kind::Report | Kind::Classic | Kind::Event));
    whole && !title.is_empty() && !container.is_empty() && (title.starts_with(&container) || container.starts_with(&title))
}

/// Descriptions of one container each: numbers into `all`, in order.
fn groups(entries: &[&Entry], all: &[Described]) -> Vec<Vec<usize>> {
    let mut above: Vec<usize> = (0..all.len()).collect();
    // A group holds one own entry: what joins two of them would be a book within itself.
    let mut own: Vec<Option<usize>> = all.iter().enumerate().map(|(at, described)| described.own.then_some(at)).collect();
    let mut joins: Vec<(bool, u64, usize, usize)> = Vec::new();
    for (a, b) in pairs(all) {
        if same_container(&all[a], &all[b]) {
            let with_own = all[a].own || all[b].own;
            joins.push((!with_own, all[a].content().min(all[b].content()), a, b));
        }
    }
    // Links that were written down come first.
    joins.extend(written(entries, all).into_iter().map(|(a, b)| (false, 0, a, b)));
    joins.sort_unstable();
    for (_, _, a, b) in joins {
        let (a, b) = (root(&mut above, a), root(&mut above, b));
        if a != b && !(own[a].is_some() && own[b].is_some()) {
            above[b] = a;
            own[a] = own[a].or(own[b]);
        }
    }
    let mut groups: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for at in 0..all.len() {
        groups.entry(root(&mut above, at)).or_default().push(at);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().filter(|group| group.len() > 1).collect();
    groups.sort_unstable();
    groups
}

fn root(above: &mut [usize], mut at: usize) -> usize {
    while above[at] != at {
        above[at] = above[above[at]];
        at = above[at];
    }
    at
}

/// Children whose entry names its parent's key.
fn written(entries: &[&Entry], all: &[Described]) -> Vec<(usize, usize)> {
    let keys: FxHashMap<&str, usize> =
        all.iter().enumerate().filter(|(_, d)| d.own && !entries[d.at].key.is_empty()).map(|(i, d)| (entries[d.at].key.as_str(), i)).collect();
    let link = |(i, d): (usize, &Described)| Some((*keys.get(entries[d.at].parent.as_deref()?)?, i));
    all.iter().enumerate().filter(|(_, d)| !d.own).filter_map(link).collect()
}

/// Pairs that share the beginning or rare end of a title, or an ISBN; at least one of them a child.
fn pairs(all: &[Described]) -> Vec<(usize, usize)> {
    let mut keyed: Vec<(u64, usize)> = Vec::new();
    for (at, described) in all.iter().enumerate() {
        let words: Vec<&str> = described.title.split(' ').collect();
        let long: Vec<&str> = words.iter().copied().filter(|word| word.len() > 3).collect();
        keyed.push((hash((1, &long[..long.len().min(2)])), at));
        keyed.push((hash((2, &long[long.len().saturating_sub(2)..])), at));
        keyed.push((hash((3, described.title.chars().take(12).collect::<String>())), at));
        keyed.push((hash((5, &described.title, described.year)), at));
        if let Some(isbn) = &described.isbn {
            keyed.push((hash((4, isbn)), at));
        }
    }
    keyed.sort_unstable();
    keyed.dedup();
    let mut pairs = Vec::new();
    for block in keyed.chunk_by(|a, b| a.0 == b.0) {
        let mut order: Vec<usize> = block.iter().map(|(_, at)| *at).collect();
        let reach = if order.len() <= FULL { FULL } else { WINDOW };
        // Own entries first among equals, so that the window of the first children holds them.
        order.sort_by_cached_key(|at| (all[*at].title.clone(), all[*at].year, !all[*at].own, all[*at].content()));
        for (i, a) in order.iter().enumerate() {
            let near = order[i + 1..].iter().take(reach).filter(|b| !(all[*a].own && all[**b].own));
            pairs.extend(near.map(|b| (*a.min(b), *a.max(b))));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Whether two descriptions are of one container.
fn same_container(a: &Described, b: &Described) -> bool {
    let differ = a.year.is_some() && b.year.is_some() && a.year != b.year
        || a.edition.is_some() && b.edition.is_some() && a.edition != b.edition
        || a.volume.is_some() && b.volume.is_some() && a.volume != b.volume;
    if differ || a.isbn.is_some() && b.isbn.is_some() && a.isbn != b.isbn {
        return false;
    }
    let alike = match a.title == b.title {
        true => 1.0,
        false => words_shared(&a.title, &b.title),
    };
    if a.isbn.is_some() && a.isbn == b.isbn {
        return alike > 0.4 || words_contained(&a.title, &b.title) > 0.8;
    }
    if !explained(a, b) || !explained(b, a) {
        return false;
    }
    let count = a.title.split(' ').count().min(b.title.split(' ').count());
    let (short, long) = (count >= 2, count >= 5);
    match (a.names, b.names) {
        (Some(one), Some(two)) if shares_person(one, two) => {
            alike >= 0.6 || short && words_contained(&a.title, &b.title) > 0.95 || abbreviated(&a.title, &b.title)
        }
        // Editors that have nothing in common: two books of one title.
        (Some(_), Some(_)) => false,
        // Nobody is named on one side: the titles alone must say it, and a title of one word says little without a year.
        _ => {
            let year = a.year.is_some() && a.year == b.year;
            alike >= 0.85 && (short || year) || year && long && abbreviated(&a.title, &b.title)
        }
    }
}

fn abbreviated(a: &str, b: &str) -> bool {
    abbreviates(&a.split(' ').collect::<Vec<_>>(), &b.split(' ').collect::<Vec<_>>())
}

/// Whether the other has the numbers of this title too, in its title or as its volume: they tell one volume, or one year's proceedings,
/// from another.
fn explained(described: &Described, other: &Described) -> bool {
    let numbers = |of: &Described| -> Vec<String> {
        let words = of.title.split(' ').filter(|word| word.bytes().any(|b| b.is_ascii_digit()));
        words.map(str::to_owned).collect()
    };
    let known = numbers(other);
    numbers(described).iter().all(|number| known.contains(number) || other.volume.as_ref() == Some(number))
}

fn shares_person(a: &Names, b: &Names) -> bool {
    const MOST: usize = 10;
    a.list.iter().take(MOST).any(|one| b.list.iter().take(MOST).any(|two| same_person(one, two).is_some()))
}

/// The parent of a group; none where a single child has no parent of its own.
fn parent(entries: &[&Entry], all: &[Described], group: &[usize]) -> Option<Parent> {
    let entry = group.iter().find(|at| all[**at].own).map(|at| all[*at].at);
    let children: Vec<usize> = group.iter().filter(|at| !all[**at].own).map(|at| all[*at].at).collect();
    if children.is_empty() || entry.is_none() && children.len() < 2 {
        return None;
    }
    let variables = match entry {
        Some(at) => entries[at].values().map(|(variable, value)| (variable, value.clone())).collect(),
        None => agreed(entries, &children),
    };
    Some(Parent { entry, children, variables, variants: Vec::new() })
}

/// For each variable of the container what most children say; the longest where as many say another thing.
fn agreed(entries: &[&Entry], children: &[usize]) -> Vec<(Variable, Value)> {
    let mut variables = Vec::new();
    for (of_child, own) in of_book() {
        let said = children.iter().filter_map(|at| said(entries[*at], of_child));
        if let Some(value) = most(said) {
            variables.push((own, value.clone()));
        }
    }
    variables
}

/// What a child says of its container; a chapter whose own title is not known has the book's as its own.
fn said(entry: &Entry, variable: Variable) -> Option<&Value> {
    let value = entry.get(variable);
    match variable {
        Variable::ContainerTitle => value.or_else(|| entry.get(Variable::Title)),
        _ => value,
    }
}

/// The value that is said most; the longest, then the first by spelling, where as many say another thing.
fn most<'e>(values: impl Iterator<Item = &'e Value>) -> Option<&'e Value> {
    let mut counted: FxHashMap<String, (usize, String, &Value)> = FxHashMap::default();
    for value in values {
        let plain = value.plain().into_owned();
        let known = counted.entry(fold(&plain)).or_insert_with(|| (0, plain.clone(), value));
        known.0 += 1;
        if (plain.len(), &plain) > (known.1.len(), &known.1) {
            (known.1, known.2) = (plain, value);
        }
    }
    counted.into_values().max_by(|a, b| (a.0, a.1.len(), &b.1).cmp(&(b.0, b.1.len(), &a.1))).map(|(_, _, value)| value)
}

/// Where children describe the parent otherwise.
fn variants(entries: &[Entry], parent: &Parent) -> Vec<Variant> {
    let mut variants = Vec::new();
    for child in &parent.children {
        for (variable, _) in of_book() {
            let (Some(value), Some(own)) = (said(&entries[*child], variable), own_value(&parent.variables, variable)) else { continue };
            if !describes(value, own) {
                variants.push(Variant { child: *child, variable, value: value.clone() });
            }
        }
    }
    variants
}

/// Whether a child's words for a value are the parent's: initials will do for names, a year for a date, "et al." for the rest of a list.
fn describes(value: &Value, own: &Value) -> bool {
    match (value, own) {
        (Value::Names(names), Value::Names(own)) => {
            let paired = pair_names(names, own);
            let enough = names.list.len() == own.list.len() || names.others || own.others;
            enough && paired.iter().all(|pair| matches!(pair, Some((_, PersonMatch::Same | PersonMatch::Initials))))
        }
        (Value::Date(date), Value::Date(own)) => date.start.or(date.end).map(|part| part.year) == own.start.or(own.end).map(|part| part.year),
        _ => same_value(value, own),
    }
}
