//! The layers of the house, held: a room uses rooms of lower layers only, and rooms of one layer do not know each other.
//! ARCHITECTURE.md tells why.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

/// Lowest first; rooms in one row are neighbours that do not know each other.
const LAYERS: &[&[&str]] =
    &[&["text"], &["model"], &["syntax", "document"], &["parse", "format", "dedupe", "csl"], &["check"], &["workspace"], &["report"], &["cli"]];

fn layer(room: &str) -> Option<usize> {
    LAYERS.iter().position(|rooms| rooms.contains(&room))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("src is there").map(|entry| entry.unwrap().path()) {
        match entry.is_dir() {
            true => found.extend(files(&entry)),
            false => found.push(entry),
        }
    }
    found
}

/// The rooms that a file's code names: `crate::room`, also within `crate::{…}`.
fn rooms_used(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let names = match rest.strip_prefix('{') {
            Some(group) => top_level(group),
            None => vec![rest],
        };
        rooms.extend(names.iter().map(|name| name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()));
    }
    rooms
}

/// The parts of `a::{b, c}, d}…` that commas at the outermost level divide.
fn top_level(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(&group[start..at]);
                return parts;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts
}

/// Without comments: the documentation may point anywhere.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn rooms_use_lower_layers_only() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for file in files(&src).iter().filter(|file| file.extension().is_some_and(|end| end == "rs")) {
        let inside = file.strip_prefix(&src).unwrap();
        let Some(room) = inside.components().next().map(|part| part.as_os_str().to_str().unwrap().trim_end_matches(".rs")) else { continue };
        let Some(here) = layer(room) else { continue };
        for used in rooms_used(&code(&fs::read_to_string(file).unwrap())) {
            if used != room && layer(&used).is_some_and(|there| there >= here) {
                wrong.push(format!("{} uses {used}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "layers are crossed:\n{}", wrong.join("\n"));
}

#[test]
fn every_room_has_its_layer() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(src).unwrap().map(|entry| entry.unwrap()) {
        let name = entry.file_name().into_string().unwrap();
        assert!(name.ends_with(".rs") || layer(&name).is_some(), "{name} stands in no layer");
    }
}

#[test]
fn every_file_says_what_it_is() {
    for file in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).iter().filter(|file| file.extension().is_some_and(|end| end == "rs")) {
        assert!(fs::read_to_string(file).unwrap().starts_with("//!"), "{} does not open with //!", file.display());
    }
}

#[test]
fn only_cli_touches_the_world() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in files(&src) {
        let inside = file.strip_prefix(&src).unwrap().to_str().unwrap();
        let is_test = ["tests.rs", "probes.rs", "properties.rs"].iter().any(|end| inside.ends_with(end)) || inside.contains("/tests/");
        if inside.starts_with("cli") || inside == "main.rs" || is_test || !inside.ends_with(".rs") {
            continue;
        }
        let text = code(&fs::read_to_string(&file).unwrap());
        let tested = text.split("#[cfg(test)]").next().unwrap();
        for word in ["std::fs", "std::env", "std::process", "std::net", "SystemTime", "println!", "std::io::std"] {
            assert!(!tested.contains(word), "{inside} uses {word}");
        }
    }
}
