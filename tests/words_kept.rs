//! No word is lost: over the development side of the labelled references, the words that come into no value of the entry are furniture,
//! "In", "pp.", "accessed", those of `parse::assemble::is_furniture`. Without the development data the tests say that they skip.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use ibidem::parse;
use ibidem::parse::assemble::is_furniture;
use ibidem::text::{Source, SourceId};
use serde_json::Value as Json;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// So many references of a hundred must lose no word at all.
const FLOOR: usize = 99;

fn gold() -> Option<PathBuf> {
    let data = std::env::var_os("IBIDEM_DATA").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    Some(data.join("parse/gold")).filter(|gold| gold.is_dir())
}

/// The references of the development side, one a line.
fn references(gold: &Path) -> Vec<String> {
    let splits = std::fs::read_to_string(gold.join("splits.tsv")).unwrap();
    let mut files: Vec<(String, HashSet<String>)> = Vec::new();
    for line in splits.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        if let [file, id, "dev"] = fields.as_slice() {
            match files.iter_mut().find(|(of, _)| of == file) {
                Some((_, ids)) => _ = ids.insert((*id).to_owned()),
                None => files.push(((*file).to_owned(), HashSet::from([(*id).to_owned()]))),
            }
        }
    }
    let mut found = Vec::new();
    for (file, ids) in files.iter().filter(|(file, _)| !file.contains("header")) {
        for line in std::fs::read_to_string(gold.join(file)).unwrap().lines() {
            let record: Json = serde_json::from_str(line).unwrap();
            if record["id"].as_str().is_some_and(|id| ids.contains(id)) {
                found.push(record["text"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
    }
    found
}

/// The words of a text with their ranges.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

#[test]
fn words_that_no_value_takes_are_furniture() {
    let Some(gold) = gold() else { return println!("skipped: the development data is not there") };
    let text = references(&gold).join("\n");
    let source = Source::from_text(SourceId(0), "-", &text);
    let parsed = parse::lines(&source, None);
    let (mut whole, mut all, mut lost) = (0, 0, Vec::new());
    for (entry, reference) in parsed.library.entries.iter().zip(&parsed.lists[0].references) {
        let origin = parsed.library.origins.get(entry.id).unwrap();
        let text = &reference.text;
        let taken = |at: usize| origin.values.iter().any(|value| (value.range.0 as usize..value.range.1 as usize).contains(&at));
        let free = |(at, word): &(usize, &str)| !taken(text.span(*at..at + word.len()).range().start) && !is_furniture(word);
        let missing: Vec<&str> = words(text.as_str()).filter(free).map(|(_, word)| word).collect();
        all += 1;
        whole += usize::from(missing.is_empty());
        lost.extend((!missing.is_empty()).then(|| format!("{missing:?}: {}", text.as_str())));
    }
    println!("{whole} of {all} references lose no word\n{}", lost.join("\n"));
    assert!(all > 500 && whole * 100 >= all * FLOOR, "{whole} of {all}");
}
