//! A merged library back in the files that it was read from: of each source the text afterwards, and the edits that make it. Where a format
//! has places, only the entries change that merging changes; other formats are written anew as a whole. What cannot be done is left out
//! and told, the same in all files: no entry is taken out of one before another holds what it said.

use super::Workspace;
use crate::check::Input;
use crate::dedupe::{self, Merged, Report};
use crate::format::change::{self, Change, Refused};
use crate::format::{self, Format, bibtex};
use crate::model::{Entry, EntryId, Library};
use crate::syntax::edit::Editor;
use crate::text::{Edit, Source, SourceId, edit};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// More that cannot be done than this speaks against the file.
const MOST_LEFT: usize = 100;

/// What merging makes of the sources.
#[derive(Debug, Default)]
pub struct Applied {
    /// The sources that change, in order.
    pub texts: Vec<NewText>,
    /// What was done: the report without what was left out.
    pub report: Report,
    /// The library that it gives.
    pub merged: Merged,
    /// What could not be done, in words.
    pub left: Vec<String>,
}

/// The text of a source after a change.
#[derive(Clone, Debug)]
pub struct NewText {
    /// The source.
    pub source: SourceId,
    /// Its text afterwards.
    pub text: String,
    /// The edits that make it.
    pub edits: Vec<Edit>,
    /// Whether it was written anew as a whole.
    pub whole: bool,
}

/// Why nothing is changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotApplied {
    /// References in a document are no records.
    #[error("{file} is a document, whose references are not changed: write the merged library with --to")]
    Document {
        /// Its name.
        file: String,
    },
    /// The format is only read.
    #[error("{file}: {format} is read only: write the merged library with --to")]
    ReadOnly {
        /// Its name.
        file: String,
        /// The format.
        format: &'static str,
    },
    /// The format would not hold all values.
    #[error("{file}: written anew it would not say the same of `{key}` ({}): write the merged library with --to", names.join(", "))]
    Lossy {
        /// Its name.
        file: String,
        /// The entry.
        key: String,
        /// What would differ.
        names: Vec<&'static str>,
    },
    /// The file cannot be changed.
    #[error("{file}: {why}")]
    Refused {
        /// Its name.
        file: String,
        /// Why.
        why: Refused,
    },
}

/// Plans what a report says in the files of a workspace. The entries must be as they were read: no keys made.
///
/// # Errors
/// Where a file that would have to change cannot be changed at all.
pub fn apply(workspace: &Workspace, report: &Report) -> Result<Applied, NotApplied> {
    let mut report = Report { clusters: report.clusters.clone(), review: report.review.clone(), parents: report.parents.clone() };
    let mut left = Vec::new();
    loop {
        let merged = dedupe::merge(&workspace.library, &report);
        match texts(workspace, &merged) {
            Ok(texts) => return Ok(Applied { texts, report, merged, left }),
            Err(NotApplied::Refused { file, why }) => {
                let culprit = key_of(&why).filter(|_| left.len() < MOST_LEFT);
                match culprit.and_then(|key| without(workspace, &mut report, &merged, &file, key)) {
                    Some(what) => left.push(format!("{file}: {what}: {why}")),
                    None => return Err(NotApplied::Refused { file, why }),
                }
            }
            Err(other) => return Err(other),
        }
    }
}

/// The entry that a refusal is about.
fn key_of(why: &Refused) -> Option<&str> {
    match why {
        Refused::Place { key, .. } | Refused::Inexact { key, .. } | Refused::IsParent { key, .. } | Refused::KeyTaken(key) => Some(key),
        Refused::Format(_) | Refused::NoEntry(_) | Refused::NoKey | Refused::Broken => None,
    }
}

/// Takes out of the report what would change an entry: its link to a parent, else the cluster that it is of, else the parent that it is.
fn without(workspace: &Workspace, report: &mut Report, merged: &Merged, file: &str, key: &str) -> Option<String> {
    let entries = &workspace.library.entries;
    let is_it = |at: &usize| entries[*at].key.as_str() == key && workspace.source_of(entries[*at].id).is_some_and(|source| source.name == file);
    for parent in &mut report.parents {
        let children = parent.children.len();
        parent.children.retain(|child| !is_it(child));
        if parent.children.len() < children {
            report.parents.retain(|parent| parent.entry.is_some() && !parent.children.is_empty() || parent.children.len() > 1);
            return Some(format!("`{key}` is not linked to the work that contains it"));
        }
    }
    let clusters = report.clusters.len();
    report.clusters.retain(|cluster| !cluster.members.iter().any(&is_it));
    if report.clusters.len() < clusters {
        return Some(format!("`{key}` is not merged"));
    }
    // A parent that was to be added, or one whose own entry would change.
    let is_added = |id: EntryId| !entries.iter().any(|entry| entry.id == id);
    let added = merged.library.entries.iter().any(|entry| entry.key == key && is_added(entry.id));
    let at = report.parents.iter().position(|parent| parent.entry.as_ref().map_or(added, is_it))?;
    report.parents.remove(at);
    Some(format!("no entry is linked to `{key}`"))
}

fn texts(workspace: &Workspace, merged: &Merged) -> Result<Vec<NewText>, NotApplied> {
    let mut texts = Vec::new();
    for (source, old, new) in changed(workspace, merged) {
        let format = format_of(workspace, source)?;
        let is_bibtex = [bibtex::FORMAT.name, bibtex::BIBLATEX.name].contains(&format.name);
        let changes = changes(&old, &new, is_bibtex);
        match change::plan(format, source, &changes) {
            Ok(mut edits) => {
                if is_bibtex {
                    let spans = spans(&workspace.library, old.iter().copied());
                    edits.iter_mut().for_each(|edit| keep_comments(source, &spans, edit));
                }
                let (text, _) = edit::apply(&source.text, [edits.as_slice()]);
                let behind = if format.name == bibtex::FORMAT.name { parents_behind(source, &text, &changes) } else { None };
                texts.push(match behind {
                    // Of two changes one after the other the map keeps one edit for all.
                    Some(text) => NewText {
                        source: source.id,
                        edits: change::between(source, 0, &source.text, &text).into_iter().collect(),
                        text,
                        whole: false,
                    },
                    None => NewText { source: source.id, text, edits, whole: false },
                });
            }
            Err(Refused::Format(_)) => texts.extend(anew(format, source, &workspace.library, &old, &new)?),
            Err(why) => return Err(NotApplied::Refused { file: source.name.clone(), why }),
        }
    }
    texts.retain(|new| workspace.sources.get(new.source).is_some_and(|source| *source.text != new.text));
    Ok(texts)
}

/// The sources whose entries change, with those before and those after, in the order of the file.
fn changed<'w>(workspace: &'w Workspace, merged: &'w Merged) -> Vec<(&'w Source, Vec<&'w Entry>, Vec<&'w Entry>)> {
    let mut after: HashMap<SourceId, Vec<&Entry>> = HashMap::new();
    merged.library.entries.iter().for_each(|entry| after.entry(entry.id.source).or_default().push(entry));
    let mut before: HashMap<SourceId, Vec<&Entry>> = HashMap::new();
    workspace.library.entries.iter().for_each(|entry| before.entry(entry.id.source).or_default().push(entry));
    let sources = workspace.sources.iter().filter_map(|source| {
        let (old, mut new) = (before.remove(&source.id).unwrap_or_default(), after.remove(&source.id).unwrap_or_default());
        new.sort_by_key(|entry| entry.id);
        let same = old.len() == new.len() && old.iter().zip(&new).all(|(old, new)| old.id == new.id && old.same_as(new));
        (!same).then_some((source, old, new))
    });
    sources.collect()
}

/// The format that a source is written back in.
fn format_of(workspace: &Workspace, source: &Source) -> Result<&'static Format, NotApplied> {
    let read_as = workspace.inputs.iter().find(|input: &&Input| input.source == source.id).map_or("", |input| input.read_as);
    let Some(format) = format::named(read_as) else { return Err(NotApplied::Document { file: source.name.clone() }) };
    match format.write {
        Some(_) => Ok(format),
        None => Err(NotApplied::ReadOnly { file: source.name.clone(), format: format.name }),
    }
}

/// Comments directly above an entry that is taken out stay where they are. `spans` are those of the entries, in order.
pub(super) fn keep_comments(source: &Source, spans: &[Range<usize>], edit: &mut Edit) {
    if !edit.text.is_empty() {
        return;
    }
    let range = edit.span.range();
    let first = spans.partition_point(|span| span.start < range.start);
    let spans = spans[first..].iter().take_while(|span| span.end <= range.end);
    let mut kept = String::new();
    let mut done = range.start;
    let mut keep = |text: Option<&str>| {
        let text = text.map(str::trim).unwrap_or_default();
        if !text.is_empty() {
            kept += &format!("{text}{}", source.line_end().repeat(2));
        }
    };
    for span in spans {
        keep(source.text.get(done..span.start));
        done = span.end;
    }
    // A range without an entry takes a field or a piece of one out.
    if done > range.start {
        keep(source.text.get(done..range.end));
        edit.text = kept;
    }
}

fn spans<'e>(library: &Library, entries: impl IntoIterator<Item = &'e Entry>) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = entries.into_iter().map(|entry| library.origins.span(entry.id).range()).collect();
    spans.sort_by_key(|span| span.start);
    spans
}

/// BibTeX looks for the entry that another one refers to behind it: works that get parts move to the end of the file. None where all
/// stand there, or where the file would not say the same.
fn parents_behind(source: &Source, text: &str, changes: &[Change]) -> Option<String> {
    let linked: HashSet<&str> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Replace { with, .. } | Change::Add(with) => with.parent.as_deref(),
            _ => None,
        })
        .collect();
    let after = Source::from_text(source.id, source.name.clone(), text);
    let read = bibtex::FORMAT.read?;
    let entries = read(&after).0.entries;
    let place = |key: &str| entries.iter().position(|entry| entry.key == key);
    let is_before = |at: &usize| entries[*at + 1..].iter().any(|child| child.parent.as_ref() == Some(&entries[*at].key));
    let mut moved: Vec<usize> = linked.into_iter().filter_map(place).filter(is_before).collect();
    moved.sort_unstable();
    if moved.is_empty() {
        return None;
    }
    let editor = Editor::new(&after);
    let mut words = Vec::new();
    for at in &moved {
        words.push(after.text.get(editor.entry(*at).ok()?.span.range())?.to_owned());
    }
    let mut edits = editor.remove(&moved).ok()?;
    let library = read(&after).0;
    let spans = spans(&library, &library.entries);
    edits.iter_mut().for_each(|edit| keep_comments(&after, &spans, edit));
    let (mut text, _) = edit::apply(text, [edits.as_slice()]);
    let end = source.line_end();
    text.truncate(text.trim_end().len());
    words.iter().for_each(|entry| text += &format!("{end}{end}{entry}"));
    text += end;
    let mut is = read(&Source::from_text(source.id, source.name.clone(), &text)).0.entries;
    let mut was = entries;
    is.sort_by(|a, b| a.key.cmp(&b.key));
    was.sort_by(|a, b| a.key.cmp(&b.key));
    (is.len() == was.len() && is.iter().zip(&was).all(|(is, was)| is.same_as(was))).then_some(text)
}

/// What has to change in a source. Where links mean inheritance, a child takes what it lacks from the work that contains it.
fn changes(old: &[&Entry], new: &[&Entry], inherits: bool) -> Vec<Change> {
    let by_key: HashMap<&str, &Entry> = new.iter().rev().map(|entry| (entry.key.as_str(), *entry)).collect();
    let whole = |entry: &Entry| {
        let mut entry = entry.clone();
        if let Some(parent) = entry.parent.as_ref().filter(|_| inherits).and_then(|key| by_key.get(key.as_str())) {
            bibtex::inherit(&mut entry, parent);
        }
        entry
    };
    let index = |entry: &Entry| entry.id.index as usize;
    let before: HashMap<EntryId, &Entry> = old.iter().map(|entry| (entry.id, *entry)).collect();
    let kept: HashSet<EntryId> = new.iter().map(|entry| entry.id).collect();
    let gone = old.iter().filter(|entry| !kept.contains(&entry.id)).map(|entry| Change::Delete(index(entry)));
    let others = new.iter().filter_map(|entry| match before.get(&entry.id) {
        Some(was) if was.same_as(entry) => None,
        Some(_) => Some(Change::Replace { entry: index(entry), with: whole(entry) }),
        None => Some(Change::Add(whole(entry))),
    });
    others.chain(gone).collect()
}

/// The whole text anew, in a format that has no places; none where only links would change that it cannot hold.
pub(super) fn anew(format: &Format, source: &Source, library: &Library, old: &[&Entry], new: &[&Entry]) -> Result<Option<NewText>, NotApplied> {
    let (Some(read), Some(write)) = (format.read, format.write) else { return Ok(None) };
    let others = library.others.iter().filter(|other| other.span.source == source.id).cloned().collect();
    let wanted = Library { entries: new.iter().map(|entry| (*entry).clone()).collect(), others, origins: library.origins.clone() };
    let text = source.with_line_ends(&write(&wanted).0).into_owned();
    let back = read(&Source::from_text(source.id, source.name.clone(), &text)).0.entries;
    let differs = |key: &str, names| NotApplied::Lossy { file: source.name.clone(), key: key.to_owned(), names };
    if back.len() != new.len() {
        return Err(differs("the whole", vec!["entries"]));
    }
    let mut linked = false;
    for (is, wanted) in back.iter().zip(&wanted.entries) {
        let mut names = is.differences(wanted);
        names.retain(|name| *name != "parent");
        linked |= is.parent.is_some() && is.parent == wanted.parent;
        if !names.is_empty() {
            return Err(differs(&wanted.key, names));
        }
    }
    let only_links = old.len() == new.len() && old.iter().zip(new).all(|(old, new)| old.differences(new).iter().all(|name| *name == "parent"));
    if only_links && !linked {
        return Ok(None);
    }
    let edits = change::between(source, 0, &source.text, &text).into_iter().collect();
    Ok(Some(NewText { source: source.id, text, edits, whole: true }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::ReadAs;

    const BIB: &str = "% mine\n@string{io = {International Organization}}\n\n@article{a,\n  title = {Reversing the Gun Sights: Transnational Civil Society Targets Land Mines},\n  author = {Price, Richard},\n  journal = io,\n  year = 1998,\n  volume = 52,\n}\n\n@comment{between}\n\n@article{b,\n  title = {Reversing the gun sights: transnational civil society targets land mines},\n  author = {Price, R.},\n  journal = io,\n  year = 1998,\n  number = 3,\n  pages = {613--644},\n}\n";

    fn applied(files: &[(&str, &str)]) -> Result<(Workspace, Applied), NotApplied> {
        let mut workspace = Workspace::default();
        for (name, text) in files {
            workspace.add_text(*name, text, ReadAs::Guess);
        }
        let report = dedupe::find(&workspace.library.entries);
        let applied = apply(&workspace, &report)?;
        Ok((workspace, applied))
    }

    #[test]
    fn only_what_is_merged_changes() {
        let (_, applied) = applied(&[("a.bib", BIB)]).unwrap_or_default();
        let text = &applied.texts[0].text;
        for kept in ["% mine\n@string{io = {International Organization}}\n", "@comment{between}", "journal = io,\n  year = 1998,\n  number = 3,"] {
            assert!(text.contains(kept), "{kept} in\n{text}");
        }
        assert!(text.contains("volume = ") && !text.contains("@article{a,"), "{text}");
        assert!(applied.left.is_empty());
    }

    #[test]
    fn a_work_in_two_files_stays_in_one() {
        let ris = "TY  - JOUR\nTI  - Reversing the gun sights: transnational civil society targets land mines\nAU  - Price, R.\nJO  - International Organization\nPY  - 1998\nDO  - 10.1162/002081898550671\nER  - \n";
        let (workspace, applied) = applied(&[("a.bib", BIB), ("b.ris", ris)]).unwrap_or_default();
        assert_eq!(applied.merged.library.entries.len(), 1);
        let texts: Vec<&NewText> = applied.texts.iter().collect();
        assert_eq!(texts.len(), 2);
        assert!(texts[0].text.contains("10.1162/002081898550671") && !texts[0].whole);
        assert!(texts[1].whole && !texts[1].text.contains("TY"), "{}", texts[1].text);
        for new in texts {
            let source = workspace.sources.get(new.source);
            assert_eq!(source.map(|source| edit::apply(&source.text, [new.edits.as_slice()]).0).as_ref(), Some(&new.text));
        }
    }

    #[test]
    fn comments_above_an_entry_that_goes_stay() {
        let text = BIB.replace("@article{a,", "% section one\n@article{a,");
        let (_, applied) = applied(&[("a.bib", &text)]).unwrap_or_default();
        assert!(applied.texts[0].text.contains("% section one\n\n@comment{between}"), "{}", applied.texts[0].text);
    }

    #[test]
    fn parts_take_from_their_book_which_stands_behind_them() {
        let text = "@book{walk,\n  title = {To Walk Without Fear: The Global Campaign to Ban Landmines},\n  editor = {Cameron, M. A. and Lawson, R. J.},\n  publisher = {Oxford University Press},\n  year = 1998,\n}\n\n% two\n@incollection{one,\n  author = {Cameron, M. A.},\n  title = {Democratization of foreign policy},\n  booktitle = {To walk without fear: The global campaign to ban landmines},\n  editor = {Cameron, M. A. and Lawson, R. J.},\n  year = 1998,\n  chapter = 20,\n}\n";
        let (workspace, applied) = applied(&[("a.bib", text)]).unwrap_or_default();
        assert_eq!(applied.left, Vec::<String>::new());
        let new = &applied.texts[0].text;
        assert!(new.starts_with("% two\n@incollection{one,") && new.contains("crossref = {walk}") && new.ends_with("year = 1998,\n}\n"), "{new}");
        let after = workspace.with_texts(std::slice::from_ref(new)).library.entries;
        assert_eq!(after[0].plain(crate::model::Variable::Publisher).as_deref(), Some("Oxford University Press"));
        assert!(!new.contains("x-inherit"), "{new}");
    }

    #[test]
    fn formats_hold_what_they_can() {
        let text = BIB.to_owned()
            + "\n@incollection{short, title = {The Role of NGOs}, author = {Short, Nicola}, booktitle = {Global Citizen Action}, editor = {Edwards, Michael and Gaventa, John}, publisher = {Lynne Rienner}, year = 2001, chapter = 3}\n\n@incollection{clark, title = {Ethical Globalization}, author = {Clark, John}, booktitle = {Global Citizen Action}, editor = {Edwards, Michael and Gaventa, John}, publisher = {Lynne Rienner}, year = 2001, chapter = 2}\n";
        let library = Workspace::default();
        let library = {
            let mut workspace = library;
            workspace.add_text("a.bib", &text, ReadAs::Guess);
            workspace.library
        };
        for format in format::FORMATS.iter().filter(|format| format.read.is_some()) {
            let Some(write) = format.write else { continue };
            let mut workspace = Workspace::default();
            workspace.add_text("a", &write(&library).0, ReadAs::Format(format));
            let report = dedupe::find(&workspace.library.entries);
            let applied = match apply(&workspace, &report) {
                Ok(applied) => applied,
                Err(error) => {
                    assert!(format.name == "cff", "{}: {error}", format.name);
                    continue;
                }
            };
            assert_eq!(applied.left, Vec::<String>::new(), "{}", format.name);
            let after = workspace.with_texts(&[applied.texts[0].text.clone()]).library.entries;
            let mut wanted = applied.merged.library.entries;
            wanted.sort_by_key(|entry| entry.id);
            assert_eq!(after.len(), wanted.len(), "{}", format.name);
            let linked = after.iter().filter(|entry| entry.parent.is_some()).count();
            assert!(linked == 2, "{}: {linked} linked", format.name);
        }
    }

    #[test]
    fn documents_are_not_changed() {
        let list = "References\n\nPrice, R. 1998. Reversing the gun sights: transnational civil society targets land mines. International Organization 52(3): 613-644.\n";
        let error = applied(&[("a.bib", BIB), ("b.txt", list)]).map(|_| ());
        assert_eq!(error, Err(NotApplied::Document { file: "b.txt".into() }));
    }
}
