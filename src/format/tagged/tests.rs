//! Files of other projects: whether every value of every tag is somewhere in the entry that was made of its record.

use super::value::{read_date, write_name};
use super::{Syntax, cut, folded};
use crate::format::{isi, nbib, ris};
use crate::model::id::Doi;
use crate::model::{Entry, Library, Value};
use crate::text::{Diagnostic, Source, SourceId};
use std::path::{Path, PathBuf};

fn data() -> PathBuf {
    std::env::var("IBIDEM_DATA").unwrap_or_else(|_| "../shared/data".to_owned()).into()
}

/// All files below a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Letters and digits only, in small ones: what is compared.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Everything that an entry says, in every form that a tag may have it.
fn said(entry: &Entry) -> Vec<String> {
    let mut said = vec![entry.key.to_string(), entry.kind.map_or("", |kind| kind.name()).to_owned()];
    for (_, value) in entry.values() {
        said.push(value.plain().into_owned());
        match value {
            Value::Names(names) => said.extend(names.list.iter().flat_map(|name| {
                let initials: String = name.given.split([' ', '-', '.']).filter_map(|word| word.chars().next()).collect();
                [write_name(name), format!("{} {initials}", name.short())]
            })),
            Value::Date(date) => said.push(date.start.map(|start| start.to_string()).unwrap_or_default()),
            _ => {}
        }
    }
    said.iter().map(|text| bare(text)).collect()
}

/// Whether a value is among what an entry says: as it stands, without the mark behind it, as a DOI or as a date.
fn is_said(value: &str, said: &[String], year: Option<i32>) -> bool {
    let unmarked = value.rsplit_once([' ', '[']).map_or(value, |(value, _)| value).trim_end_matches([' ', '[']);
    let doi = Doi::parse(value).map(|doi| doi.to_string()).unwrap_or_default();
    let date = read_date(value, year).map(|date| date.to_string()).unwrap_or_default();
    let marked = if value.ends_with(')') || value.ends_with(']') { unmarked } else { "" };
    [value, marked, &doi, &date]
        .iter()
        .map(|form| bare(form))
        .filter(|form| !form.is_empty())
        .any(|form| said.iter().any(|said| said.contains(&form)))
}

/// How many values there are, and those that are not in their entries. Types are not asked for: the kind says them.
fn lost(source: &Source, syntax: &Syntax, library: &Library, types: &str) -> (usize, Vec<String>) {
    let (mut count, mut lost) = (0, Vec::new());
    let records = cut(source, syntax).records;
    assert_eq!(records.len(), library.entries.len(), "{}", source.name);
    for (record, entry) in records.iter().zip(&library.entries) {
        let (said, year) = (said(entry), entry.year());
        let is = |text: &str| is_said(text, &said, year);
        for field in record.fields.iter().filter(|field| &*field.tag != types && !bare(&field.text).is_empty()) {
            let lines: Vec<&str> = field.text.split('\n').collect();
            count += 1;
            let all = lines.iter().all(|line| line.split(';').all(&is)) || is(&folded(&field.text));
            if !all {
                lost.push(format!("{}: {} {}", source.name, field.tag, field.text));
            }
        }
    }
    (count, lost)
}

type Read = fn(&Source) -> (Library, Vec<Diagnostic>);

fn check(paths: &[PathBuf], read: Read, syntax: &Syntax, types: &str) -> (usize, Vec<String>) {
    let (mut count, mut missing) = (0, Vec::new());
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (source, _) = Source::decode(SourceId(0), name, &std::fs::read(path).unwrap());
        let (library, _) = read(&source);
        let (values, lost) = lost(&source, syntax, &library, types);
        count += values;
        missing.extend(lost);
    }
    (count, missing)
}

#[test]
fn no_value_of_other_projects_files_is_lost() {
    let all = files(&data().join("bib"));
    if all.is_empty() {
        eprintln!("skipped: no bib under IBIDEM_DATA or ../shared/data");
        return;
    }
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let of = |wanted: &dyn Fn(&str) -> bool| -> Vec<PathBuf> { all.iter().filter(|path| wanted(&name(path))).cloned().collect() };
    type Set<'s> = (&'s str, Vec<PathBuf>, Read, &'s Syntax, &'s str, usize);
    let sets: [Set; 3] = [
        (
            "ris",
            of(&|name| name.ends_with(".ris") || name == "ris.txt" || name == "IEEEImport1.txt"),
            ris::RIS.read.unwrap(),
            &ris::SYNTAX,
            "TY",
            812,
        ),
        (
            "nbib",
            of(&|name| name.ends_with(".nbib") || name.starts_with("MedlinePlain") && name.ends_with(".txt")),
            nbib::NBIB.read.unwrap(),
            &nbib::SYNTAX,
            "PT",
            205,
        ),
        ("isi", of(&|name| name.ends_with(".isi")), isi::ISI.read.unwrap(), &isi::SYNTAX, "PT", 175),
    ];
    for (format, paths, read, syntax, types, floor) in sets {
        let (count, lost) = check(&paths, read, syntax, types);
        eprintln!("{format}: {} of {count} values of {} files", count - lost.len(), paths.len());
        assert!(lost.is_empty(), "{format}: {lost:#?}");
        assert!(count >= floor, "{format}: {count}");
    }
}

/// What JabRef makes of its own files stands beside them as BibTeX: how many of its values are in our entries too. The others, 9 of 286:
/// it joins several titles, abstracts and comments into one where we keep each under its tag (4), puts a line without tag into the value
/// before it where we keep it outside (2), takes a second `TY` for a change of the type where we begin a record (1), rewrites subject
/// headings (1), and has PubMed's marked numbers in the comment where we know them for PMID and PMCID (1).
#[test]
fn jabref_reads_the_same() {
    let pairs: Vec<(PathBuf, PathBuf)> = files(&data().join("bib/jabref"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| ["ris", "nbib", "txt"].iter().any(|tagged| end == *tagged)))
        .filter(|path| ["RisImp", "Nbib", "MedlinePlain"].iter().any(|start| path.file_name().unwrap().to_string_lossy().starts_with(start)))
        .map(|path| (path.with_extension("bib"), path))
        .filter(|(bib, _)| bib.exists())
        .collect();
    let (mut count, mut different, mut elsewhere) = (0, Vec::new(), Vec::new());
    for (bib, tagged) in &pairs {
        let text = |path: &Path| Source::decode(SourceId(0), path.file_name().unwrap().to_string_lossy(), &std::fs::read(path).unwrap()).0;
        let format = if tagged.extension().is_some_and(|end| end == "ris") { &ris::RIS } else { &nbib::NBIB };
        let (theirs, ours) = (crate::format::bibtex::FORMAT.read.unwrap()(&text(bib)).0, format.read.unwrap()(&text(tagged)).0);
        let said: Vec<String> = ours.entries.iter().flat_map(said).collect();
        for (variable, value) in theirs.entries.iter().flat_map(Entry::values) {
            let parts: Vec<String> = match value {
                Value::Names(names) => names.list.iter().map(write_name).collect(),
                value => value.plain().split([',', '\n']).map(str::to_owned).collect(),
            };
            count += 1;
            let line = format!("{} {} {}", bib.file_stem().unwrap().to_string_lossy(), variable.name(), value.plain());
            let same = ours.entries.iter().filter_map(|entry| entry.get(variable)).any(|ours| bare(&ours.plain()).starts_with(&bare(&value.plain())));
            match (parts.iter().all(|part| is_said(part, &said, None)), same) {
                (_, true) => {}
                (true, false) => elsewhere.push(line),
                (false, false) => different.push(line),
            }
        }
    }
    eprintln!("JabRef: {} of {count} values of {} files are read the same", count - different.len(), pairs.len());
    different.iter().for_each(|line| eprintln!("  {line}"));
    eprintln!("JabRef: {} of these in another variable, or in another form", elsewhere.len());
    elsewhere.iter().for_each(|line| eprintln!("  {line}"));
    assert!(pairs.is_empty() || count - different.len() >= 277);
}

/// cffconvert writes the same software as RIS and as BibTeX: both are read as the same.
#[test]
fn cffconvert_says_the_same_in_ris_and_bibtex() {
    let (mut count, mut different) = (0, Vec::new());
    for ris in files(&data().join("bib/cffconvert")).into_iter().filter(|path| path.ends_with("ris.txt")) {
        let Ok(bib) = std::fs::read_to_string(ris.with_file_name("bibtex.bib")) else { continue };
        let source = |text: &str| Source::from_text(SourceId(0), "x", text);
        let ours = ris::RIS.read.unwrap()(&source(&std::fs::read_to_string(&ris).unwrap())).0;
        let theirs = crate::format::bibtex::FORMAT.read.unwrap()(&source(&bib)).0;
        let said: Vec<String> = ours.entries.iter().flat_map(said).collect();
        for (variable, value) in theirs.entries.iter().flat_map(Entry::values) {
            count += 1;
            if !value.plain().split("; ").all(|part| is_said(part, &said, None)) {
                different.push(format!("{} {} {}", ris.display(), variable.name(), value.plain()));
            }
        }
    }
    eprintln!("cffconvert: {} of {count} values of the BibTeX are in the RIS", count - different.len());
    assert!(different.is_empty(), "{different:#?}");
    assert!(count == 0 || count >= 366, "{count}");
}

#[test]
fn files_come_back_as_they_are_read() {
    let mut count = 0;
    for path in files(&data().join("bib")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let (source, _) = Source::decode(SourceId(0), name.clone(), &std::fs::read(&path).unwrap());
        let format = match crate::format::sniff(&name, &source.text) {
            Some(format) if ["ris", "nbib", "isi"].contains(&format.name) => format,
            _ => continue,
        };
        let library = format.read.unwrap()(&source).0;
        for target in [&ris::RIS, &nbib::NBIB] {
            let (text, told) = target.write.unwrap()(&library);
            let back = target.read.unwrap()(&Source::from_text(SourceId(0), "x", &text)).0;
            assert!(told.iter().all(|told| told.message.starts_with("text between")), "{name} {told:?}");
            assert_eq!(library.entries.len(), back.entries.len(), "{name}");
            for (entry, back) in library.entries.iter().zip(&back.entries) {
                assert_eq!(entry.differences(back), Vec::<&str>::new(), "{name}\n{text}");
            }
        }
        count += 1;
    }
    eprintln!("{count} files go to RIS and nbib and back");
    assert!(count == 0 || count >= 159, "{count}");
}
