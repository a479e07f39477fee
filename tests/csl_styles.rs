//! Every style renders items of every kind, in several languages: nothing panics, no entry is empty, no author is lost.
//!
//! A sample of the archive's styles by default; `IBIDEM_ALL=1` takes all, `IBIDEM_STYLES=FOLDER` those of a folder of `.csl` files.
//! The items (`csl/items.json`) are made up: all kinds, names and dates of all forms, missing values. Some styles show nothing of a
//! kind, or no author: what they leave out stands in `csl/by_design.txt`. For 34 of them citeproc-js was seen to leave out the same; the
//! rest is recorded as it is, so that a change shows.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

use ibidem::csl::{Citation, Cite, CiteForm, Document, Output, Style, styles};
use ibidem::format;
use ibidem::model::{Entry, Value, Variable};
use ibidem::text::{Source, SourceId};
use std::collections::HashMap;
use std::path::Path;

const LOCALES: [Option<&str>; 4] = [None, Some("de-DE"), Some("ar"), Some("zh-CN")];
/// Kinds of which every style with names in its bibliography shows the authors.
const WITH_AUTHORS: [&str; 4] = ["book", "journal", "chapter", "thesis"];

fn items() -> Vec<Entry> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/csl/items.json");
    let source = Source::from_text(SourceId(0), "items", &std::fs::read_to_string(path).unwrap());
    format::named("csl-json").unwrap().read.unwrap()(&source).0.entries
}

/// Name and style.
fn all_styles() -> Vec<(String, Style)> {
    let read = |name: String, style| (name.clone(), style_of(&name, style));
    if let Ok(folder) = std::env::var("IBIDEM_STYLES") {
        let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "csl"));
        paths.sort();
        return paths
            .iter()
            .map(|path| read(path.file_stem().unwrap().to_string_lossy().into_owned(), Style::from_csl(&std::fs::read_to_string(path).unwrap())))
            .collect();
    }
    let every = if std::env::var_os("IBIDEM_ALL").is_some() { 1 } else { 6 };
    styles().step_by(every).map(|(name, _)| read(name.to_owned(), Style::named(name))).collect()
}

fn style_of(name: &str, style: Result<Style, ibidem::csl::CslError>) -> Style {
    style.unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every item cited, some with all that a cite can have, then again.
fn citations(count: usize) -> Vec<Citation> {
    let cite = |entry: usize| match entry % 4 {
        0 => Cite { entry, ..Cite::default() },
        1 => Cite { entry, locator: "3–5".into(), prefix: "see".into(), suffix: ", among others".into(), ..Cite::default() },
        2 => Cite { entry, locator: "ch. 2, p. 7".into(), ..Cite::default() },
        _ => Cite { entry, form: CiteForm::SuppressAuthor, ..Cite::default() },
    };
    let note = |at: usize| u32::try_from(at + 1).unwrap();
    (0..count).map(|at| Citation { cites: vec![cite(at), cite((at * 7 + 1) % count), cite(at)], note: note(at), ..Citation::default() }).collect()
}

#[test]
fn every_style_shows_every_item() {
    let entries = items();
    let by_design = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/csl/by_design.txt")).unwrap();
    let by_design: HashMap<&str, Vec<&str>> =
        by_design.lines().filter_map(|line| line.split_once(": ")).map(|(style, keys)| (style, keys.split(' ').collect())).collect();
    let (mut missing, mut rendered) = (Vec::new(), 0);
    for (at, (name, style)) in all_styles().into_iter().enumerate() {
        let document = Document::new(&entries, &style, LOCALES[at % LOCALES.len()], citations(entries.len()), true);
        assert_eq!(document.citations(Output::Html).len(), entries.len(), "{name}");
        if !style.has_bibliography() {
            continue;
        }
        rendered += 1;
        let list = document.bibliography(Output::Text);
        let text = |key: &str| list.iter().find(|(at, _)| entries[*at].key.as_str() == key).map_or("", |(_, text)| text.as_str());
        for entry in entries.iter().filter(|entry| !by_design.get(name.as_str()).is_some_and(|keys| keys.contains(&entry.key.as_str()))) {
            let text = text(&entry.key);
            let author = if WITH_AUTHORS.contains(&entry.key.as_str()) { family(entry).to_lowercase() } else { String::new() };
            if text.is_empty() || !text.to_lowercase().contains(&author) {
                missing.push(format!("{name}: {}: {text}", entry.key));
            }
        }
    }
    eprintln!("{rendered} styles with a bibliography: {} entries or authors missing", missing.len());
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The family name of the first author, without its particles, which styles set apart.
fn family(entry: &Entry) -> &str {
    match entry.get(Variable::Author) {
        Some(Value::Names(names)) => names.list[0].family.rsplit(' ').next().unwrap_or_default(),
        _ => "",
    }
}
