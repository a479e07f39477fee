//! What was read from reference lists, written in every format and read again: equal, or the loss was told. And what other programs
//! say of the files: biber and BibTeX, hayagriva's own reader, and the schema of CSL-JSON. Programs that are absent are not asked.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use ibidem::dedupe;
use ibidem::format::{self, Format};
use ibidem::model::{Entry, Library, Pages, Variable};
use ibidem::text::{Source, SourceId};
use ibidem::workspace::{ReadAs, Workspace};
use serde_json::Value as Json;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The formats that are read and written.
fn formats() -> impl Iterator<Item = &'static Format> {
    let wanted = std::env::var("IBIDEM_FORMAT").ok();
    let both = format::FORMATS.iter().copied().filter(|format| format.read.is_some() && format.write.is_some());
    both.filter(move |format| wanted.as_ref().is_none_or(|wanted| wanted == format.name))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The lists that the project keeps, and each with its duplicates merged and its chapters linked to their books.
fn libraries() -> Vec<(String, Library)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(root().join("tests/lists")).unwrap().map(|file| file.unwrap().path()).collect();
    paths.push(root().join("bibliography/icbl-cmc.txt"));
    paths.retain(|path| path.extension().is_some_and(|end| end == "txt" || end == "md"));
    paths.sort();
    let mut libraries = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut workspace = Workspace::default();
        workspace.add(path.display().to_string(), std::fs::read(&path).unwrap(), ReadAs::Guess);
        workspace.fill_keys();
        assert!(!workspace.library.entries.is_empty(), "{name}");
        let merged = dedupe::merge(&workspace.library, &dedupe::find(&workspace.library.entries)).library;
        libraries.push((format!("{name}-merged"), merged));
        libraries.push((name, workspace.library));
    }
    assert!(libraries.iter().any(|(_, library)| library.entries.iter().any(|entry| entry.parent.is_some())), "no list has a parent");
    libraries
}

fn read(format: &Format, text: &str) -> Library {
    let (library, found) = format.read.unwrap()(&Source::from_text(SourceId(0), "written", text));
    let messages: Vec<&String> = found.iter().map(|found| &found.message).collect();
    assert!(messages.is_empty(), "{}: reading what was written says {messages:?}\n{text}", format.name);
    library
}

/// Writes and reads; asserts that all that differs was told.
fn through(name: &str, library: &Library, format: &Format) -> Library {
    let (text, told) = format.write.unwrap()(library);
    let back = read(format, &text);
    assert_eq!(back.entries.len(), library.entries.len(), "{name} as {}", format.name);
    let by_key: HashMap<&str, &Entry> = back.entries.iter().map(|entry| (entry.key.as_str(), entry)).collect();
    for entry in &library.entries {
        let differences = by_key.get(entry.key.as_str()).map_or_else(|| vec!["key"], |back| entry.differences(back));
        let is_told = |variable: &str| {
            let words = format!("`{variable}` of `{}`", entry.key);
            told.iter().any(|told| told.message.starts_with(&words))
        };
        // Ranges of pages from documents are written with the dash that `.bib` files have.
        let dashed = |entry: &Entry| entry.plain(Variable::Page).map(|pages| Pages::dashed(&pages));
        let is_dash = |variable: &str| variable == "page" && by_key.get(entry.key.as_str()).is_some_and(|back| dashed(back) == dashed(entry));
        let silent: Vec<&str> = differences.into_iter().filter(|variable| !is_told(variable) && !is_dash(variable)).collect();
        assert!(silent.is_empty(), "{name} as {}: {silent:?} of `{}` is lost in silence\n{text}", format.name, entry.key);
    }
    for told in told {
        eprintln!("{name} as {}: {}", format.name, told.message);
    }
    back
}

#[test]
fn every_format_gives_back_what_it_was_given() {
    for (name, library) in libraries() {
        for format in formats() {
            let back = through(&name, &library, format);
            through(&format!("{name} through {}", format.name), &back, format::named("csl-json").unwrap());
        }
    }
}

#[test]
fn from_format_to_format_nothing_is_lost() {
    for (name, library) in libraries() {
        for first in formats() {
            let json = format::named("csl-json").unwrap();
            let there = through(&name, &library, first);
            let back = through(&name, &through(&name, &there, json), first);
            assert_eq!(there.entries.len(), back.entries.len());
            for entry in &there.entries {
                let same = back.entries.iter().any(|back| entry.same_as(back));
                assert!(same, "{name}: {} → csl-json → {} changes `{}`", first.name, first.name, entry.key);
            }
        }
    }
}

fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        eprintln!("skipped: {program} is not installed");
    }
    found
}

fn write_as(folder: &Path, name: &str, library: &Library, format: &str) -> PathBuf {
    let path = folder.join(format!("{name}.bib"));
    std::fs::write(&path, format::named(format).unwrap().write.unwrap()(library).0).unwrap();
    path
}

#[test]
fn biber_accepts_the_files() {
    if !has("biber") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, library) in libraries() {
        let path = write_as(folder.path(), &name, &library, "biblatex");
        let run = Command::new("biber").args(["--tool", "-V", "--nolog"]).arg(&path).current_dir(folder.path()).output().unwrap();
        let said = String::from_utf8_lossy(&run.stdout).into_owned();
        let errors: Vec<&str> = said.lines().filter(|line| line.contains("ERROR")).collect();
        assert!(run.status.success() && errors.is_empty(), "{name}: {said}");
        said.lines().filter(|line| line.contains("WARN")).for_each(|line| eprintln!("{name}: {line}"));
    }
}

#[test]
fn bibtex_accepts_the_files() {
    if !has("bibtex") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, library) in libraries() {
        write_as(folder.path(), &name, &library, "bibtex");
        let aux = format!("\\relax\n\\citation{{*}}\n\\bibstyle{{plain}}\n\\bibdata{{{name}}}\n");
        std::fs::write(folder.path().join(format!("{name}.aux")), aux).unwrap();
        let run = Command::new("bibtex").arg(&name).current_dir(folder.path()).output().unwrap();
        let said = String::from_utf8_lossy(&run.stdout).into_owned();
        if said.contains("couldn't open style file") {
            eprintln!("skipped: plain.bst is not installed");
            return;
        }
        // Warnings, as of an empty publisher, give status 0; errors 2.
        assert!(run.status.success(), "{name}: {said}");
        let list = std::fs::read_to_string(folder.path().join(format!("{name}.bbl"))).unwrap();
        assert_eq!(list.matches("\\bibitem").count(), library.entries.len(), "{name}: {list}");
    }
}

#[test]
fn hayagriva_accepts_the_files() {
    for (name, library) in libraries() {
        let text = format::named("hayagriva").unwrap().write.unwrap()(&library).0;
        let read = hayagriva::io::from_yaml_str(&text).unwrap_or_else(|error| panic!("{name}: {error}\n{text}"));
        assert_eq!(read.len(), library.entries.len(), "{name}");
    }
}

/// Where the development data lies; says so where it is absent.
fn data(inside: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("IBIDEM_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from).join(inside);
    if !folder.is_dir() {
        eprintln!("skipped: no {}", folder.display());
        return None;
    }
    Some(folder)
}

#[test]
fn hayagriva_accepts_what_comes_of_real_files() {
    let Some(folder) = data("bib/bbt/test/fixtures/export") else { return };
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    let ends = [".csl.json", ".biblatex", ".bibtex"];
    paths.retain(|path| ends.iter().any(|end| path.to_string_lossy().ends_with(end)) && path.metadata().is_ok_and(|meta| meta.len() < 100_000));
    let (mut entries, files) = (0, paths.len());
    for path in paths {
        let mut workspace = Workspace::default();
        workspace.add(path.display().to_string(), std::fs::read(&path).unwrap(), ReadAs::Guess);
        workspace.fill_keys();
        let text = format::named("hayagriva").unwrap().write.unwrap()(&workspace.library).0;
        let read = hayagriva::io::from_yaml_str(&text).unwrap_or_else(|error| panic!("{}: {error}\n{text}", path.display()));
        let keys: BTreeSet<&str> = workspace.library.entries.iter().map(|entry| entry.key.as_str()).collect();
        assert!(read.len() >= keys.len(), "{}", path.display());
        entries += read.len();
    }
    eprintln!("hayagriva accepts the {entries} entries of {files} files");
    assert!(entries >= 500, "{entries}");
}

/// The properties that a schema allows at the object that holds them.
fn properties(schema: &Json) -> BTreeSet<&str> {
    schema["properties"].as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn csl_json_keeps_to_its_schema() {
    let path = root().join("../shared/schemas/csl-data.json");
    let Ok(schema) = std::fs::read_to_string(path) else {
        eprintln!("skipped: no csl-data.json");
        return;
    };
    let schema: Json = serde_json::from_str(&schema).unwrap();
    let item = &schema["items"];
    let kinds = item["properties"]["type"]["enum"].as_array().unwrap();
    let (of_item, of_name, of_date) = (
        properties(item),
        properties(&schema["definitions"]["name-variable"]["anyOf"][0]),
        properties(&schema["definitions"]["date-variable"]["anyOf"][0]),
    );
    for (name, library) in libraries() {
        let text = format::named("csl-json").unwrap().write.unwrap()(&library).0;
        let items: Json = serde_json::from_str(&text).unwrap();
        for item in items.as_array().unwrap() {
            assert!(kinds.contains(&item["type"]), "{name}: {item}");
            for (property, value) in item.as_object().unwrap() {
                assert!(of_item.contains(property.as_str()), "{name}: `{property}` in {item}");
                let (parts, allowed): (Vec<&Json>, _) = match (property.as_str(), value) {
                    ("custom" | "categories", _) => continue,
                    (_, Json::Array(names)) => (names.iter().collect(), &of_name),
                    (_, Json::Object(_)) => (vec![value], &of_date),
                    _ => continue,
                };
                for part in parts.into_iter().flat_map(|part| part.as_object().unwrap().keys()) {
                    assert!(allowed.contains(part.as_str()), "{name}: `{part}` of `{property}` in {item}");
                }
            }
        }
    }
}
