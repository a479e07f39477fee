//! Links between entries: keys that no entry has, and parents in the wrong place.

use super::super::dialect::Dialect;
use super::*;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

family! {
    XDATA_MISSING "xdata-missing" Error None On: "an entry takes data from one that there is not",
        "What it should take is missing from what is printed, and biber warns. The other file may have to be given too.",
        [biblatex "@book{a, author = {A. Smith}, title = {One}, date = {2000}, xdata = {hive}}" => "@book{a, author = {A. Smith}, title = {One}, date = {2000}, xdata = {hive}}\n@xdata{hive, publisher = {Hive Press}}"],
        field(Roles::KEYS, xdata_missing).bibtex().all();
    XDATA_WRONG_TYPE "xdata-wrong-type" Error None On: "an entry takes data from one that is no `@xdata`",
        "biber takes data from entries of the type `@xdata` alone; for others there is `crossref`.",
        [biblatex "@book{a, author = {A. Smith}, title = {One}, date = {2000}, xdata = {hive}}\n@misc{hive, title = {Hive}, publisher = {Hive Press}}" => "@book{a, author = {A. Smith}, title = {One}, date = {2000}, xdata = {hive}}\n@xdata{hive, title = {Hive}, publisher = {Hive Press}}"],
        field(Roles::KEYS, xdata_wrong_type).bibtex().all();
    RELATED_MISSING "related-missing" Warning None On: "an entry is related to one that there is not",
        "biber warns, and nothing is printed of it.",
        [biblatex "@book{a, author = {A. Smith}, title = {One}, date = {2000}, related = {b}}" => "@book{a, author = {A. Smith}, title = {One}, date = {2000}, related = {b}}\n@book{b, author = {B. Smith}, title = {Two}, date = {2000}}"],
        field(Roles::KEYS, related_missing).bibtex().all();
    XREF_MISSING "xref-missing" Warning None On: "an entry names a parent that there is not",
        "`xref` says that another entry belongs to the list too; biber warns where it is missing.",
        [biblatex "@book{a, author = {A. Smith}, title = {One}, date = {2000}, xref = {b}}" => "@book{a, author = {A. Smith}, title = {One}, date = {2000}, xref = {b}}\n@book{b, author = {B. Smith}, title = {Two}, date = {2000}}"],
        field(Roles::KEYS, xref_missing).bibtex().all();
    ENTRYSET_MISSING "entryset-missing" Warning None On: "a set names an entry that there is not",
        "The set is printed without it, and biber warns.",
        [biblatex "@set{s, entryset = {a,b}}\n@book{a, author = {A. Smith}, title = {One}, date = {2000}}" => "@set{s, entryset = {a,b}}\n@book{a, author = {A. Smith}, title = {One}, date = {2000}}\n@book{b, author = {B. Smith}, title = {Two}, date = {2000}}"],
        field(Roles::KEYS, entryset_missing).bibtex().all();
    PARENT_AFTER_CHILD "parent-after-child" Warning Safe On: "a parent that stands before its children",
        "BibTeX gives a child what its parent has only where the parent comes later in the file. The fix moves the parent behind its last child.",
        [bibtex "@book{b, editor = {B. Smith}, title = {Two}, publisher = {P}, address = {Q}, year = 2000}\n@incollection{a, author = {A. Smith}, title = {One}, crossref = {b}}\n@article{c, author = {C. Smith}, title = {Three}, journal = {Hive}, year = 2001}\n" => "@incollection{a, author = {A. Smith}, title = {One}, crossref = {b}}\n@book{b, editor = {B. Smith}, title = {Two}, publisher = {P}, address = {Q}, year = 2000}\n@article{c, author = {C. Smith}, title = {Three}, journal = {Hive}, year = 2001}\n"],
        Scope::Library(parent_after_child);
    ORPHAN_XDATA "orphan-xdata" Info Safe On: "data that no entry takes",
        "An `@xdata` entry is never printed itself. The fix takes it out.",
        [biblatex "@xdata{hive, publisher = {Hive Press}}\n@book{a, author = {A. Smith}, title = {One}, date = {2000}}\n" => "@book{a, author = {A. Smith}, title = {One}, date = {2000}}\n"],
        Scope::Library(orphan_xdata);
}

/// The keys in a value, with their places.
fn keys(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    text.split(',').map(str::trim).filter(|key| !key.is_empty()).map(move |key| (place(text, key), key))
}

fn missing(record: &Record, field: &Field, name: &str, found: &mut Found) {
    if !field.is(name) {
        return;
    }
    for (range, key) in keys(field.text) {
        // biblatex can take a single field of an `@xdata` entry: `key-field-1`.
        let key = if name == "xdata" || key.starts_with("xdata=") { key.trim_start_matches("xdata=") } else { key };
        if record.subject.by_key(key).is_none() && !record.subject.is_alias(key) {
            found.tell(record, field, range, format!("`{key}` is in no file"));
        }
    }
}

fn xdata_missing(record: &Record, field: &Field, found: &mut Found) {
    missing(record, field, "xdata", found);
}

fn related_missing(record: &Record, field: &Field, found: &mut Found) {
    missing(record, field, "related", found);
}

fn xref_missing(record: &Record, field: &Field, found: &mut Found) {
    missing(record, field, "xref", found);
}

fn entryset_missing(record: &Record, field: &Field, found: &mut Found) {
    missing(record, field, "entryset", found);
}

fn is_xdata(subject: &Subject, entry: &Entry) -> bool {
    super::type_of(subject, entry).is_some_and(|name| name.eq_ignore_ascii_case("xdata"))
}

fn xdata_wrong_type(record: &Record, field: &Field, found: &mut Found) {
    if !field.is("xdata") {
        return;
    }
    for (range, key) in keys(field.text) {
        let other = record.subject.by_key(key).filter(|other| !is_xdata(record.subject, other));
        if let Some(other) = other.filter(|other| record.subject.is_bibtex(other)) {
            let span = record.subject.head(other);
            found.tell(record, field, range, format!("`{key}` is no `@xdata`")).relate(span, "here");
        }
    }
}

/// An entry with the line's end behind it, where it has one.
fn with_line(subject: &Subject, entry: &Entry) -> Span {
    let span = subject.library.origins.span(entry.id);
    let text = subject.sources.get(span.source).map_or("", |source| source.text.as_str());
    let rest = text.get(span.range().end..).unwrap_or_default();
    let line = ["\r\n", "\n"].iter().find(|end| rest.starts_with(**end)).map_or(0, |end| end.len());
    Span::new(span.source, span.range().start..span.range().end + line)
}

fn parent_after_child(subject: &Subject, input: &Input, entries: &[Entry], found: &mut Found) {
    // biber does not care, and follows `crossref` in whatever order.
    if subject.dialect(input.source) == Dialect::Biblatex || !matches!(input.read_as, "bibtex" | "biblatex") {
        return;
    }
    let mut last_child: BTreeMap<u32, (&Entry, &Entry)> = BTreeMap::new();
    for child in entries.iter().filter(|child| child.parent.is_some()) {
        let Some(parent) = child.parent.as_ref().and_then(|key| subject.by_key(key)).filter(|parent| parent.id.source == input.source) else {
            continue;
        };
        last_child.insert(parent.id.index, (parent, child));
    }
    for (parent, child) in last_child.into_values().filter(|(parent, child)| parent.id.index < child.id.index && parent.parent.is_none()) {
        let (from, behind) = (with_line(subject, parent), with_line(subject, child));
        let text = subject.sources.slice(from);
        let at = behind.range().end;
        let broken = subject.sources.slice(behind).ends_with('\n');
        let text = if broken { text.to_owned() } else { format!("\n{}", text.trim_end()) };
        let edits = vec![Edit::remove(from), Edit { span: Span::new(from.source, at..at), text }];
        let message = format!("BibTeX wants it behind its child {}", subject.call(child));
        found.fix(subject.head(parent), parent, message, "move it", edits);
    }
}

fn orphan_xdata(subject: &Subject, input: &Input, entries: &[Entry], found: &mut Found) {
    if !matches!(input.read_as, "bibtex" | "biblatex") || !entries.iter().any(|entry| is_xdata(subject, entry)) {
        return;
    }
    let name = Variable::named("xdata");
    let lists: Vec<_> = subject.library.entries.iter().filter_map(|entry| entry.plain(name)).collect();
    let taken: HashSet<&str> = lists.iter().flat_map(|list| list.split(',')).map(str::trim).collect();
    let text = subject.sources.get(input.source).map_or("", |source| source.text.as_str());
    // A single field can be taken by `xdata=key-field`; in which entries is not worth a search.
    if text.contains("xdata=") {
        return;
    }
    for entry in entries.iter().filter(|entry| is_xdata(subject, entry) && !taken.contains(entry.key.as_str())) {
        found.fix(subject.head(entry), entry, "no entry takes these data", "take it out", vec![Edit::remove(with_line(subject, entry))]);
    }
}
