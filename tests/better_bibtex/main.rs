//! Better BibTeX's own test data beside what ibidem makes of it: `.bib` files and the Zotero items that it reads from them, Zotero
//! items and the `.bib` files that it writes from them. What counts as the same is told in [`compare`]. The numbers may only grow.
//!
//! `BBT_SHOW=kind cargo test --test better_bibtex -- --nocapture` shows the differences whose class has that text in its name.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

mod compare;
mod known;
mod zotero;

use compare::{Difference, differences, differs_in_case, letters};
use ibidem::format;
use ibidem::model::{Entry, Kind, Library, Variable};
use ibidem::syntax::{self, Field, ItemKind, Tree};
use ibidem::text::{Source, SourceId, latex};
use serde_json::Value as Json;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use zotero::Item;

fn data() -> Option<PathBuf> {
    let root = std::env::var("IBIDEM_DATA").map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let folder = root.join("bib/bbt/test/fixtures");
    if !folder.is_dir() {
        eprintln!("skipped: no Better BibTeX data at {}", folder.display());
        return None;
    }
    Some(folder)
}

/// The files of a folder with that ending, sorted.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with(ending));
    files.sort();
    files
}

/// The JSON beside a file: of its own name, or of that without what stands behind the last dots or dashes.
fn json_of(file: &Path, ending: &str) -> Option<Json> {
    let mut name = file.to_string_lossy().strip_suffix(ending)?.to_owned();
    loop {
        if let Ok(text) = std::fs::read_to_string(format!("{name}.json")) {
            return serde_json::from_str(&text).ok();
        }
        let at = name.rfind(['.', '-']).filter(|at| name.len() - at < 20 && !name[*at..].contains('/'))?;
        name.truncate(at);
    }
}

fn read(file: &Path) -> (Source, Library) {
    let (source, _) = Source::decode(SourceId(0), file.display().to_string(), &std::fs::read(file).unwrap());
    let library = (format::named("biblatex").unwrap().read.unwrap())(&source).0;
    (source, library)
}

/// The values of an entry's fields as they stand in the file, LaTeX decoded.
fn fields(source: &Source, tree: &Tree, entry: &Entry) -> Vec<String> {
    let items = tree.items().iter().filter(|item| item.kind == ItemKind::Entry);
    let item = items.clone().nth(entry.id.index as usize).unwrap();
    let value = |field: &Field| latex::decode_plain(source.text[field.value.range()].trim_matches(['{', '}', '"']));
    tree.fields(item).iter().map(value).collect()
}

/// Whether two kinds count as one.
type Kinds = fn(Option<Kind>, Option<Kind>) -> bool;

/// Kinds that a `.bib` file cannot tell apart, where only the entry type says the kind.
fn written_kind(kind: Option<Kind>) -> &'static str {
    kind.map_or("document", Kind::name)
}

/// Kinds that no entry type says.
const UNSAID: &[Kind] = &[
    Kind::Article,
    Kind::Post,
    Kind::PostWeblog,
    Kind::Speech,
    Kind::Broadcast,
    Kind::Map,
    Kind::Interview,
    Kind::Hearing,
    Kind::Bill,
    Kind::ReviewBook,
    Kind::MusicalScore,
];

/// Whether two kinds are the same as far as an entry type says them.
fn same_written(ours: Option<Kind>, theirs: Option<Kind>) -> bool {
    // Articles that it takes for preprints Better BibTeX writes as unpublished.
    let preprint = (ours, theirs) == (Some(Kind::Manuscript), Some(Kind::ArticleJournal));
    written_kind(ours) == written_kind(theirs) || preprint || theirs.is_some_and(|kind| UNSAID.contains(&kind))
}

/// BibTeX has fewer types, and none for entries of encyclopedias.
fn same_in_bibtex(ours: Option<Kind>, theirs: Option<Kind>) -> bool {
    ours.is_none() || theirs == Some(Kind::EntryEncyclopedia) || same_written(ours, theirs)
}

/// Whom each item is compared with: the entry that shares most with it, its key above all.
fn pairs<'l>(items: &'l [Item], entries: &'l [Entry]) -> Vec<(&'l Item, Option<&'l Entry>)> {
    let features = |entry: &Entry| {
        let of = |variable| letters(&entry.plain(variable).unwrap_or_default());
        let variables =
            [Variable::Title, Variable::Author, Variable::Doi, Variable::Issued, Variable::Page, Variable::Editor, Variable::Url, Variable::Volume];
        (entry.key.to_string(), entry.plain(Variable::Title).unwrap_or_default().into_owned(), variables.map(of))
    };
    const WEIGHTS: [u32; 8] = [8, 4, 4, 2, 1, 1, 1, 1];
    let known: Vec<_> = entries.iter().map(features).collect();
    let mut scored: Vec<(u32, usize, usize)> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let (key, exactly, wanted) = features(&item.entry);
        for (of, (other, exact, values)) in known.iter().enumerate() {
            let same = |index: &usize| !wanted[*index].is_empty() && wanted[*index] == values[*index];
            let shared: u32 = (0..8).filter(same).map(|index| WEIGHTS[index]).sum();
            let begins = |a: &str, b: &str| !b.is_empty() && a.starts_with(b);
            let title = if begins(&wanted[0], &values[0]) || begins(&values[0], &wanted[0]) { 3 } else { 0 };
            let score = shared + title + u32::from(exactly == *exact) + if key == *other && !key.is_empty() { 20 } else { 0 };
            scored.extend((score > 2).then_some((score, at, of)));
        }
    }
    scored.sort_by_key(|(score, at, of)| (std::cmp::Reverse(*score), *at, *of));
    let mut pairs: Vec<(&Item, Option<&Entry>)> = items.iter().map(|item| (item, None)).collect();
    let mut taken = HashSet::new();
    for (_, at, of) in scored {
        if pairs[at].1.is_none() && taken.insert(of) {
            pairs[at].1 = Some(&entries[of]);
        }
    }
    pairs
}

/// What was found in one direction.
#[derive(Default)]
struct Tally {
    items: usize,
    same: usize,
    case: usize,
    missing: usize,
    classes: BTreeMap<String, usize>,
}

impl Tally {
    fn add(&mut self, file: &Path, key: &str, found: &[Difference]) {
        self.items += 1;
        self.same += usize::from(found.is_empty());
        let show = std::env::var("BBT_SHOW").ok();
        for difference in found {
            *self.classes.entry(difference.class.clone()).or_default() += 1;
            if show.as_ref().is_some_and(|show| difference.class.contains(show)) {
                let name = file.file_name().unwrap().to_string_lossy();
                println!("{} | {name} | {key}\n   ours   {}\n   theirs {}", difference.class, difference.ours, difference.theirs);
            }
        }
    }

    /// Counts a loss that our writer tells.
    fn told(&mut self, file: &Path, variable: &str, value: &str) {
        let class = format!("told: {variable}");
        if std::env::var("BBT_SHOW").is_ok_and(|show| class.contains(&show)) {
            println!("{class} | {} | {value}", file.file_name().unwrap().to_string_lossy());
        }
        *self.classes.entry(class).or_default() += 1;
    }

    fn report(&self, name: &str) {
        let mut classes: Vec<_> = self.classes.iter().collect();
        classes.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        println!("{name}: {} of {} the same, {} in other case, {} not in the files", self.same, self.items, self.case, self.missing);
        for (class, count) in classes.iter().take(60) {
            println!("  {count:5} {class}");
        }
    }

    /// A floor, that may only grow.
    fn at_least(&self, floor: usize) {
        assert!(self.same >= floor, "{} of {} the same, where it were {floor}", self.same, self.items);
    }

    /// Compares all items of a file with what was read; those that no entry stands for in a file that was written are not in it.
    fn all(&mut self, file: &Path, items: &[Item], (source, library): &(Source, Library), kinds: Option<Kinds>) {
        let was_written = kinds.is_some();
        let (tree, _) = syntax::parse(source);
        let all = letters(&latex::decode_plain(&source.text));
        let all_are_taken = items.len() > library.entries.len()
            && pairs(items, &library.entries).iter().filter(|(_, entry)| entry.is_some()).count() == library.entries.len();
        for (item, entry) in pairs(items, &library.entries) {
            let in_file = || all.contains(&letters(&item.entry.plain(Variable::Title).unwrap_or_default()));
            if entry.is_none() && (was_written || all_are_taken || !in_file()) {
                self.missing += 1;
                continue;
            }
            let raw = entry.filter(|_| was_written).map(|entry| fields(source, &tree, entry));
            let key = entry.map_or(&item.entry.key, |entry| &entry.key);
            let found = match entry {
                Some(entry) => differences(entry, item, kinds.unwrap_or(|ours, theirs| ours == theirs), raw.as_deref()),
                None => vec![Difference {
                    class: "no entry".to_owned(),
                    ours: String::new(),
                    theirs: item.entry.plain(Variable::Title).unwrap_or_default().into_owned(),
                }],
            };
            self.case += usize::from(entry.is_some_and(|entry| differs_in_case(entry, &item.entry)));
            self.add(file, key, &found);
        }
    }
}

#[test]
fn bib_files_say_what_better_bibtex_reads() {
    let Some(folder) = data() else { return };
    let mut tally = Tally::default();
    for file in files(&folder.join("import"), ".bib") {
        let Some(json) = json_of(&file, ".bib") else { continue };
        tally.all(&file, &zotero::items(&json), &read(&file), None);
    }
    tally.report("import");
    tally.at_least(4211);
}

#[test]
fn what_better_bibtex_writes_says_what_zotero_has() {
    let Some(folder) = data() else { return };
    let dialects: [(&str, Kinds, usize); 2] = [(".biblatex", same_written, 731), (".bibtex", same_in_bibtex, 237)];
    for (ending, kinds, floor) in dialects {
        let mut tally = Tally::default();
        for file in files(&folder.join("export"), ending) {
            let Some(json) = json_of(&file, ending) else { continue };
            tally.all(&file, &zotero::items(&json), &read(&file), Some(kinds));
        }
        tally.report(&format!("export as {ending}"));
        tally.at_least(floor);
    }
}

/// What our writer makes of the items, read again, beside what Better BibTeX's files say.
#[test]
fn items_are_written_as_better_bibtex_writes_them() {
    let Some(folder) = data() else { return };
    let dialects: [(&str, &str, Kinds, usize); 2] = [(".biblatex", "biblatex", same_written, 746), (".bibtex", "bibtex", same_in_bibtex, 245)];
    let (mut unknown, mut told) = (Vec::new(), HashSet::new());
    for (ending, format, kinds, floor) in dialects {
        let (mut tally, mut types, mut names) = (Tally::default(), BTreeMap::new(), BTreeMap::new());
        let mut left_out = 0;
        for file in files(&folder.join("export"), ending) {
            let Some(json) = json_of(&file, ending) else { continue };
            let items = zotero::items(&json);
            let (source, theirs) = read(&file);
            let (tree, _) = syntax::parse(&source);
            let keyed = |(at, item): (usize, &Item)| {
                let mut entry = item.to_write(format);
                entry.key = format!("item{at}").into();
                entry
            };
            let mut entries: Vec<Entry> = items.iter().enumerate().map(keyed).collect();
            let place = |key: &str| items.iter().position(|item| *item.entry.key == *key);
            for entry in &mut entries {
                let parent = entry.parent.as_deref().and_then(place).map(|at| format!("item{at}").into());
                entry.parent = parent.or(entry.parent.take());
            }
            let values = entries.clone();
            let name = file.file_name().unwrap().to_string_lossy().strip_suffix(ending).unwrap().to_owned();
            let (text, losses) = format::named(format).unwrap().write.unwrap()(&Library { entries, ..Library::default() });
            for told in &losses {
                let variable = told.message.split('`').nth(1).unwrap_or_default();
                let value = told.entry.and_then(|at| values[at as usize].plain(Variable::named(variable)));
                tally.told(&file, variable, &value.unwrap_or_default());
            }
            let written = Source::from_text(SourceId(0), "written", &text);
            let (written_tree, _) = syntax::parse(&written);
            let ours = (format::named(format).unwrap().read.unwrap())(&written).0;
            for (at, (_, theirs)) in pairs(&items, &theirs.entries).into_iter().enumerate() {
                let Some(theirs) = theirs else { continue };
                let ours = ours.entries.iter().find(|entry| *entry.key == *format!("item{at}")).unwrap();
                // Their file is the measure: what it does not say is not asked of ours.
                let item =
                    Item { entry: ours.clone(), notes: Vec::new(), extra: Vec::new(), tex: Vec::new(), item_type: items[at].item_type.clone() };
                let raw = fields(&source, &tree, theirs);
                let (type_of_ours, fields_of_ours) = shape(&written, &written_tree, ours);
                let (type_of_theirs, fields_of_theirs) = shape(&source, &tree, theirs);
                // N11.
                let both: Vec<String> = fields_of_theirs
                    .iter()
                    .filter(|(name, value)| fields_of_ours.get(*name) == Some(value))
                    .map(|(_, value)| value.clone())
                    .collect();
                let is_in_both = |one: &Difference| {
                    one.ours.is_empty() != one.theirs.is_empty() && both.contains(&sorted_words(&(one.ours.clone() + &one.theirs)))
                };
                let mut found = differences(theirs, &item, kinds, Some(&raw));
                found.retain(|one| !is_in_both(one));
                if known::has(known::PREFERENCES, &name, &theirs.key) {
                    left_out += usize::from(!found.is_empty());
                    if !found.is_empty() {
                        continue;
                    }
                }
                if !found.is_empty() && !known::has(known::DIFFERENT, &name, &theirs.key) {
                    unknown.push(format!("{name} | {}", theirs.key));
                } else if !found.is_empty() {
                    told.insert((name.clone(), theirs.key.to_string()));
                }
                tally.add(&file, &theirs.key, &found);
                if type_of_ours != type_of_theirs {
                    *types.entry(format!("@{type_of_ours} for @{type_of_theirs}")).or_insert(0) += 1;
                }
                for name in fields_of_theirs.keys().filter(|name| !fields_of_ours.contains_key(*name)) {
                    *names.entry(name.clone()).or_insert(0) += 1;
                }
            }
        }
        tally.report(&format!("items written as {format}, {left_out} of other preferences left out"));
        tally.at_least(floor);
        for (what, counts) in [("other types", types), ("fields of theirs that ours lack", names)] {
            let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
            counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            println!("  {what}: {:?}", counts.iter().take(40).collect::<Vec<_>>());
        }
    }
    assert!(unknown.is_empty(), "differences that no list tells: {unknown:#?}");
    let is_told = |(file, key, _): &&(&str, &str, &str)| told.contains(&((*file).to_owned(), (*key).to_owned()));
    let over: Vec<_> = known::DIFFERENT.iter().filter(|one| !is_told(one)).collect();
    assert!(over.is_empty(), "no longer different: {over:#?}");
}

/// The words of a value in one order: names may stand either way round.
fn sorted_words(text: &str) -> String {
    let mut words: Vec<String> = text.split_whitespace().map(letters).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.join(" ")
}

/// The type and the fields of an entry as they stand in a file, with the words of their values.
fn shape(source: &Source, tree: &Tree, entry: &Entry) -> (String, BTreeMap<String, String>) {
    let item = tree.items().iter().filter(|item| item.kind == ItemKind::Entry).nth(entry.id.index as usize).unwrap();
    let name = |bytes: syntax::Bytes| source.text[bytes.range()].to_lowercase();
    let value = |field: &Field| sorted_words(&latex::decode_plain(&source.text[field.value.range()]));
    (name(item.name), tree.fields(item).iter().map(|field| (name(field.name), value(field))).collect())
}
