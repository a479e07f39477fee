//! Entries of one file that share an identifier, or all that they say.

use super::*;
use crate::model::Kind;
use crate::model::id::{Arxiv, Isbn, Pmid};
use crate::text::similarity::words_shared;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};
use std::sync::LazyLock;

family! {
    SAME_PMID "same-pmid" Warning None On: "two entries have the same PubMed number",
        "They describe the same work, which would be listed twice. `ibidem dedupe` merges them.",
        [bibtex "@misc{a, title = {On the bees}, pmid = {12345}}\n@misc{b, title = {On the bees}, pmid = {12345}}" => "@misc{a, title = {On the bees}, pmid = {12345}}\n@misc{b, title = {On the birds}, pmid = {12346}}"],
        Scope::Library(same_pmid);
    SAME_ARXIV "same-arxiv" Warning None On: "two entries have the same arXiv number",
        "They describe the same work, which would be listed twice. `ibidem dedupe` merges them.",
        [bibtex "@misc{a, title = {On the bees}, eprint = {2401.01234}, archiveprefix = {arXiv}}\n@misc{b, title = {On the bees}, eprint = {2401.01234v2}, archiveprefix = {arXiv}}" => "@misc{a, title = {On the bees}, eprint = {2401.01234}, archiveprefix = {arXiv}}\n@misc{b, title = {On the birds}, eprint = {2401.01235}, archiveprefix = {arXiv}}"],
        Scope::Library(same_arxiv);
    SAME_ISBN "same-isbn" Warning None On: "two books have the same ISBN",
        "They are one book, which would be listed twice; or one of the numbers was copied from the other. Chapters share the ISBN of their book and are left alone.",
        [bibtex "@book{a, title = {On the bees}, isbn = {0306406152}}\n@book{b, title = {On the bees}, isbn = {978-0-306-40615-7}}" => "@book{a, title = {On the bees}, isbn = {0306406152}}\n@book{b, title = {On the birds}, isbn = {080442957X}}"],
        Scope::Library(same_isbn);
    SAME_CONTENT "same-content-different-keys" Warning Unsafe On: "an entry that stands there twice, under two keys",
        "The work would be listed twice. The fix takes the second out; it is unsafe, for what cites its key has to follow.",
        [bibtex "@misc{a, title = {On the bees}, year = 2000}\n@misc{b, title = {On the bees}, year = 2000}\n" => "@misc{a, title = {On the bees}, year = 2000}\n"],
        Scope::Library(same_content);
    PREPRINT "preprint-and-published" Warning None On: "a preprint beside what was published of it",
        "Both would be listed; most readers want the published one.",
        [bibtex "@misc{a, author = {Smith, Anna}, title = {A History of Bees in Wales}, eprint = {2001.01234}, archiveprefix = {arXiv}, year = 2020}\n@article{b, author = {Smith, Anna}, title = {A History of Bees in Wales}, journal = {Hive}, volume = {3}, year = 2020}" => "@article{b, author = {Smith, Anna}, title = {A History of Bees in Wales}, journal = {Hive}, volume = {3}, year = 2020}"],
        Scope::Library(preprint);
}

/// Tells of entries whose number another one has before them, where the titles do not speak against it.
fn same(subject: &Subject, entries: &[Entry], what: &str, number: impl Fn(&Entry) -> Option<(Variable, String)>, found: &mut Found) {
    let mut first: FxHashMap<String, &Entry> = FxHashMap::default();
    for entry in entries {
        let Some((variable, number)) = number(entry).filter(|(variable, _)| !subject.is_inherited(entry, *variable)) else { continue };
        let other = *first.entry(number).or_insert(entry);
        if other.id != entry.id && agree(entry, other) {
            let place = |entry: &Entry| subject.value(entry, variable).unwrap_or_else(|| subject.head(entry));
            let message = format!("the same {what} as {}", subject.call(other));
            found.at(place(entry), entry, message).relate(place(other), "first here");
        }
    }
}

/// Whether the titles do not speak against one work.
pub(super) fn agree(a: &Entry, b: &Entry) -> bool {
    match (a.plain(Variable::Title), b.plain(Variable::Title)) {
        (Some(a), Some(b)) => words_shared(&a, &b) >= 0.6,
        _ => true,
    }
}

fn same_pmid(subject: &Subject, _: &Input, entries: &[Entry], found: &mut Found) {
    let number = |entry: &Entry| Some((Variable::Pmid, Pmid::parse(&entry.plain(Variable::Pmid)?).ok()?.to_string()));
    same(subject, entries, "PubMed number", number, found);
}

static EPRINT: LazyLock<Variable> = LazyLock::new(|| Variable::named("eprint"));
static EPRINT_TYPE: LazyLock<Variable> = LazyLock::new(|| Variable::named("eprinttype"));

/// The number of an entry in arXiv, without version.
fn arxiv(entry: &Entry) -> Option<String> {
    let text = entry.plain(*EPRINT)?;
    let of_arxiv = entry.plain(*EPRINT_TYPE).is_some_and(|archive| archive.eq_ignore_ascii_case("arxiv"));
    let id = Arxiv::parse(&text).ok().filter(|_| of_arxiv)?.to_string();
    let versioned = id.rsplit_once('v').filter(|(_, version)| version.bytes().all(|byte| byte.is_ascii_digit()));
    Some(versioned.map_or(id.clone(), |(bare, _)| bare.to_owned()))
}

fn same_arxiv(subject: &Subject, _: &Input, entries: &[Entry], found: &mut Found) {
    same(subject, entries, "arXiv number", |entry| Some((*EPRINT, arxiv(entry)?)), found);
}

fn same_isbn(subject: &Subject, _: &Input, entries: &[Entry], found: &mut Found) {
    let number = |entry: &Entry| {
        let whole = matches!(entry.kind, Some(Kind::Book)) && !entry.has(Variable::ContainerTitle) && !entry.has(Variable::Volume);
        Some((Variable::Isbn, Isbn::parse(&entry.plain(Variable::Isbn).filter(|_| whole)?).ok()?.to_string()))
    };
    same(subject, entries, "ISBN", number, found);
}

/// What an entry's text says behind its key, as a number.
fn body(subject: &Subject, entry: &Entry) -> Option<(u64, Span)> {
    let origin = subject.origin(entry)?;
    let text = subject.sources.slice(origin.span);
    let behind = (origin.key?.end - origin.span.start) as usize;
    let body = text.get(behind..)?;
    // Two lines of next to nothing may well be alike.
    if body.len() < 30 {
        return None;
    }
    let mut hasher = FxHasher::default();
    entry.kind.map(Kind::name).hash(&mut hasher);
    body.hash(&mut hasher);
    Some((hasher.finish(), origin.span))
}

fn same_content(subject: &Subject, input: &Input, entries: &[Entry], found: &mut Found) {
    if !matches!(input.read_as, "bibtex" | "biblatex") {
        return;
    }
    let mut first: FxHashMap<u64, &Entry> = FxHashMap::default();
    for entry in entries {
        let Some((hash, span)) = body(subject, entry) else { continue };
        let other = *first.entry(hash).or_insert(entry);
        let alike = || entry.values().len() == other.values().len() && entry.values().all(|(variable, value)| other.get(variable) == Some(value));
        if other.id != entry.id && other.key != entry.key && alike() {
            let text = subject.sources.get(span.source).map_or("", |source| source.text.as_str());
            let end = span.range().end + usize::from(text[span.range().end..].starts_with('\n'));
            let removed = Edit::remove(Span::new(span.source, span.range().start..end));
            let message = format!("says the same as {}", subject.call(other));
            found.fix(subject.head(entry), entry, message, "take it out", vec![removed]);
        }
    }
}

/// Whether an entry is in arXiv and nowhere else.
pub(super) fn is_preprint(entry: &Entry) -> bool {
    let container = entry.plain(Variable::ContainerTitle);
    match container.map(|title| names_arxiv(title.as_bytes())) {
        Some(of_arxiv) => of_arxiv && !entry.has(Variable::Volume),
        None => entry.has(*EPRINT) && !entry.has(Variable::Volume),
    }
}

fn names_arxiv(title: &[u8]) -> bool {
    memchr::memchr2_iter(b'x', b'X', title)
        .any(|at| at.checked_sub(2).and_then(|at| title.get(at..at + 5)).is_some_and(|word| word.eq_ignore_ascii_case(b"arxiv")))
}

/// Whether an entry is one of something published.
pub(super) fn is_published(entry: &Entry) -> bool {
    entry.has(Variable::ContainerTitle) && !is_preprint(entry)
}

/// A preprint: its title, folded, and what was published of it.
struct Preprint<'e> {
    entry: &'e Entry,
    title: String,
    published: Option<&'e Entry>,
}

fn preprint(subject: &Subject, input: &Input, entries: &[Entry], found: &mut Found) {
    let title = |entry: &Entry| crate::text::unicode::fold(&entry.plain(Variable::Title).unwrap_or_default());
    let family =
        |entry: &Entry| entry.names(Variable::Author).and_then(|names| names.list.first()).map(|name| crate::text::unicode::fold(&name.short()));
    let preprints = entries.iter().filter(|entry| !input.read_as.is_empty() && is_preprint(entry));
    // By the first author, so that few titles are looked at.
    let mut works: FxHashMap<String, Vec<Preprint>> = FxHashMap::default();
    for (family, entry) in preprints.filter_map(|entry| Some((family(entry)?, entry))) {
        works.entry(family).or_default().push(Preprint { entry, title: title(entry), published: None });
    }
    if works.is_empty() {
        return;
    }
    for entry in entries.iter().filter(|entry| is_published(entry)) {
        let Some(works) = family(entry).and_then(|family| works.get_mut(&family)) else { continue };
        let title = title(entry);
        let same = works.iter_mut().filter(|work| work.title.len() > 12 && work.title == title && work.published.is_none());
        same.for_each(|work| work.published = Some(entry));
    }
    for Preprint { entry, published, .. } in works.into_values().flatten() {
        let Some(other) = published else { continue };
        let message = format!("{} is what was published of it", subject.call(other));
        found.at(subject.head(entry), entry, message).relate(subject.head(other), "published");
    }
}
