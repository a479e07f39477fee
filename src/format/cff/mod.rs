//! Citation File Format (CITATION.cff), versions 1.0 to 1.2 and what is known of 1.3, by its guide and schema
//! (github.com/citation-file-format/citation-file-format).
//!
//! Reading gives an entry for the software or data that the file stands for, one for `preferred-citation` (marked by the variable
//! `cff-role`) and one for each of the `references`.
//!
//! Writing makes version 1.2.0. The first entry that is software or a data set is the root, all others are references, in their order.
//! Where there is none, the root stands for nothing: it is marked so, a single entry is its `preferred-citation`, and the root has that
//! entry's title and authors, as the schema wants some. `message`, and the title and authors of a work without such, are the only words that
//! we add. The format is closed, so what it has no field for, and the citation keys, stand in identifiers of the type `other` that
//! are described as `x-ibidem` and `citation key`; reading takes them back.

mod people;
mod read;
mod table;
mod write;

use super::csl_json::{DUPLICATE_PROPERTY, NOT_AN_ENTRY, ODD_VALUE};
use super::hayagriva::INVALID_YAML;
use super::yaml::{self, Node, Yaml};
use super::{Format, loss, own};
use crate::model::{Entry, EntryId, Kind, Library, Normalisation, Origin, Value, ValueOrigin, Variable};
use crate::text::{Diagnostic, RuleInfo, Source};
use serde_json::json;
use std::collections::HashSet;
use std::ops::Range;

/// Citation File Format: how to cite software and data (CITATION.cff).
pub static CFF: Format = Format {
    name: "cff",
    summary: "Citation File Format: how to cite software and data (CITATION.cff)",
    extensions: &["cff"],
    sniff: |text| text.lines().any(|line| line.starts_with("cff-version:")),
    read: Some(read),
    write: Some(write),
};

/// The variable that says that a reference is the one to cite, and what it says: the field that it stands in.
const ROLE: &str = "cff-role";
const PREFERRED: &str = "preferred-citation";

/// Where a work stands in a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Preferred,
    Reference,
}

fn read(source: &Source) -> (Library, Vec<Diagnostic>) {
    let (root, problems) = yaml::parse(&source.text);
    let mut reader = Reader { source, library: Library::default(), found: Vec::new() };
    reader.found.extend(problems.into_iter().map(|(range, message)| Diagnostic::new(&INVALID_YAML, source.span(range), message)));
    match root {
        Some(root) if matches!(root.value, Yaml::Map(_)) => reader.root(&root),
        Some(root) if !root.is_null() => reader.say(&NOT_AN_ENTRY, root.range, "expected a map of fields, `title` and `authors` among them"),
        _ => {}
    }
    (reader.library, reader.found)
}

struct Reader<'s> {
    source: &'s Source,
    library: Library,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn say(&mut self, rule: &'static RuleInfo, range: Range<usize>, message: impl Into<String>) {
        self.found.push(Diagnostic::new(rule, self.source.span(range), message));
    }

    fn root(&mut self, root: &Node) {
        self.work(root, Place::Root);
        if let Some(preferred) = root.get(PREFERRED).filter(|node| !node.is_null()) {
            self.reference(preferred, Place::Preferred);
        }
        for reference in root.get("references").map(Node::one_or_many).unwrap_or_default().iter().filter(|node| !node.is_null()) {
            self.reference(reference, Place::Reference);
        }
    }

    fn reference(&mut self, node: &Node, place: Place) {
        match node.value {
            Yaml::Map(_) => self.work(node, place),
            _ => self.say(&NOT_AN_ENTRY, node.range.clone(), "expected a reference, a map of fields"),
        }
    }

    fn work(&mut self, node: &Node, place: Place) {
        let (mut entry, notes) = read::read(node, place);
        if let Some(own) = &notes.own {
            if own.get("entry") == Some(&json!(false)) {
                return;
            }
            own::read(&mut entry, own);
        }
        let index = u32::try_from(self.library.entries.len()).unwrap_or(u32::MAX);
        entry.id = EntryId { source: self.source.id, index };
        let from = self.found.len();
        let mut names = HashSet::new();
        for (key, _) in node.pairs().iter().filter(|(key, _)| !names.insert(key.scalar())) {
            self.say(&DUPLICATE_PROPERTY, key.range.clone(), "this field is given twice; the last was kept");
        }
        notes.problems.into_iter().for_each(|(range, message)| self.say(&ODD_VALUE, range, message));
        self.found[from..].iter_mut().for_each(|found| found.entry = Some(index));
        let had: HashSet<Variable> = entry.values().map(|(variable, _)| variable).collect();
        let places = notes.places.into_iter().filter(|(variable, _)| had.contains(variable)).map(|(variable, range)| {
            let span = self.source.span(range);
            ValueOrigin { variable, part: None, by: Normalisation::Format, range: (span.start, span.end), confidence: 1.0 }
        });
        let origin = Origin {
            span: self.source.span(node.range.clone()),
            key: notes.key.map(|range| self.source.span(range)),
            list: None,
            confidence: 1.0,
            values: places.collect(),
        };
        entry.shrink();
        self.library.origins.insert(entry.id, origin);
        self.library.entries.push(entry);
    }
}

fn write(library: &Library) -> (String, Vec<Diagnostic>) {
    let entries = &library.entries;
    let root = entries.iter().position(|entry| matches!(entry.kind, Some(Kind::Software | Kind::Dataset)) && !is_preferred(entry));
    let rest = || (0..entries.len()).filter(move |at| Some(*at) != root);
    let preferred = rest().find(|at| entries.get(*at).is_some_and(is_preferred)).or_else(|| rest().next().filter(|_| entries.len() == 1));
    let order: Vec<usize> = root.into_iter().chain(preferred).chain(rest().filter(|at| Some(*at) != preferred)).collect();
    let place = |at| if Some(at) == preferred { Place::Preferred } else { Place::Reference };
    let reference = |at: usize| entries.get(at).map(|entry| Node::map(write::write(entry, place(at))));
    // Three numbers are no number, to whatever reader.
    let mut fields = vec![("cff-version", Yaml::Scalar("1.2.0".into(), false).into())];
    let of_root = match root.and_then(|at| entries.get(at)) {
        Some(entry) => write::write(entry, Place::Root),
        None => stand_in(preferred.and_then(|at| entries.get(at))),
    };
    if !of_root.iter().any(|(name, _)| *name == "message") {
        fields.push(("message", Node::text(read::MESSAGE)));
    }
    fields.extend(of_root);
    fields.extend(preferred.and_then(reference).map(|node| (PREFERRED, node)));
    let references: Vec<Node> = rest().filter(|at| Some(*at) != preferred).filter_map(reference).collect();
    if !references.is_empty() {
        fields.push(("references", Yaml::List(references).into()));
    }
    let text = yaml::write(&Node::map(fields));
    let mut found = loss::losses(library, Some(&order), &text, read, CFF.name);
    found.extend(loss::left_behind(library, CFF.name));
    (text, found)
}

fn is_preferred(entry: &Entry) -> bool {
    entry.get(Variable::named(ROLE)) == Some(&Value::from(PREFERRED))
}

/// A root that stands for no entry.
fn stand_in(preferred: Option<&Entry>) -> Vec<(&'static str, Node)> {
    let mark = Node::map(vec![("type", Node::text("other")), ("value", Node::text("{\"entry\":false}")), ("description", Node::text(read::OWN))]);
    let mut entry = Entry::default();
    for variable in [Variable::Title, Variable::Author] {
        if let Some(value) = preferred.and_then(|preferred| preferred.get(variable)) {
            entry.set(variable, value.clone());
        }
    }
    if preferred.is_none() {
        entry.set(Variable::Title, "References");
    }
    let mut root = write::write(&entry, Place::Root);
    root.retain(|(name, _)| matches!(*name, "title" | "authors"));
    root.push(("identifiers", Yaml::List(vec![mark]).into()));
    root
}

#[cfg(test)]
mod tests;
