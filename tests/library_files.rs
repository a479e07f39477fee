//! Changes of real libraries touch only what they must: an entry that is added and taken out again leaves the bytes that were there; values,
//! tags and keys change the lines of their entry alone. On a sample of the files of the development data, all with `IBIDEM_ALL`, as they are
//! and with other line ends and encodings.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod real_files;

use ibidem::model::Library;
use ibidem::text::{Edit, edit};
use ibidem::workspace::kept::{self, Asked, Assignment, Fate, Kept, NotChanged, Planned};
use ibidem::workspace::{ReadAs, Workspace};
use real_files::{data, files};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

const NEW: &str = "@article{zzzroe1931, author = {Roe, Zebulon Q.}, title = {Quite another study of glacial lichen taxonomy}, journal = {Annals of Lichens}, year = {1931}}";

fn sample(folder: &str, endings: &[&str], one_in: u64) -> Vec<PathBuf> {
    let hash = |path: &Path| {
        let mut hasher = DefaultHasher::new();
        path.file_name().hash(&mut hasher);
        hasher.finish()
    };
    let all = std::env::var_os("IBIDEM_ALL").is_some();
    let small = |path: &PathBuf| path.metadata().is_ok_and(|found| found.len() < 200_000);
    files(&data().join(folder), endings).into_iter().filter(|path| all || hash(path) % one_in == 0).filter(small).collect()
}

fn new() -> Library {
    let mut workspace = Workspace::default();
    workspace.add_text("new.bib", NEW, ReadAs::Guess);
    workspace.library
}

/// A library, where the file is one and its bytes come back as they were.
fn opened(name: &str, bytes: &[u8]) -> Option<Kept> {
    let (kept, _) = Kept::open(name, bytes, ReadAs::Guess, Some(1)).ok()?;
    (kept.encoded(&kept.source.text).ok()? == bytes).then_some(kept)
}

/// The same file as it is, with other line ends, with a mark before it, and in Latin-1 where it can be.
fn variants(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![bytes.to_vec()];
    if let Ok(text) = std::str::from_utf8(bytes) {
        if !text.contains('\r') {
            all.push(text.replace('\n', "\r\n").into_bytes());
        }
        if !text.starts_with('\u{FEFF}') {
            all.push(format!("\u{FEFF}{text}").into_bytes());
        }
        let latin: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok().filter(|byte| !(0x80..0xA0).contains(byte))).collect();
        all.extend(latin.filter(|latin| !latin.is_ascii()));
    }
    all
}

#[derive(Default)]
struct Tally {
    done: usize,
    refused: usize,
}

impl Tally {
    fn of(&mut self, result: Result<Planned, NotChanged>) -> Option<Planned> {
        match &result {
            Ok(_) => self.done += 1,
            Err(_) => self.refused += 1,
        }
        result.ok()
    }
}

#[test]
fn added_and_taken_out_nothing_is_left() {
    let new = new();
    let mut tally = Tally::default();
    for path in sample("bib", &["bib", "json", "yaml", "yml"], 12) {
        let bytes = std::fs::read(&path).unwrap();
        for bytes in variants(&bytes) {
            let Some(kept) = opened(&path.display().to_string(), &bytes) else { continue };
            let adding = match kept::add(&kept, &new, &Asked::default()) {
                Ok(adding) => adding,
                Err(_) => {
                    tally.refused += 1;
                    continue;
                }
            };
            let [Fate::Added { key, .. }] = adding.fates.as_slice() else { panic!("{}: {:?}", path.display(), adding.fates) };
            let Ok(after) = kept.encoded(&adding.planned.text) else { continue };
            let grown = opened(&path.display().to_string(), &after).unwrap_or_else(|| panic!("{}", path.display()));
            assert_eq!(grown.len(), kept.len() + 1, "{}", path.display());
            assert!(is_inserted(&adding.planned.edits) || kept.is_empty(), "{}: {:?}", path.display(), adding.planned.edits);
            // In YAML something else may stand behind the entries that is none: no library that hayagriva reads.
            let is_last = |edit: &Edit| kept.source.text[edit.span.range().end..].trim().is_empty();
            let is_yaml = ["hayagriva", "csl-yaml"].contains(&kept.format.name);
            if kept.is_empty() || is_yaml && !adding.planned.edits.iter().all(is_last) {
                continue;
            }
            let removing = kept::remove(&grown, &[key.to_string()], false).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let back = grown.encoded(&removing.planned.unwrap().text).unwrap();
            assert!(back == bytes, "{}: {}", path.display(), differ(&bytes, &back));
            tally.done += 1;
        }
    }
    eprintln!("{} added and taken out, {} refused", tally.done, tally.refused);
}

/// Whether edits only insert.
fn is_inserted(edits: &[Edit]) -> bool {
    edits.iter().all(|edit| edit.span.start == edit.span.end)
}

fn differ(a: &[u8], b: &[u8]) -> String {
    let at = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let piece = |bytes: &[u8]| String::from_utf8_lossy(&bytes[at.saturating_sub(40)..(at + 40).min(bytes.len())]).into_owned();
    format!("at {at}: {:?} became {:?}", piece(a), piece(b))
}

#[test]
fn changes_stay_within_their_entry() {
    let mut tally = Tally::default();
    for path in sample("bib", &["bib", "json", "yaml", "yml"], 12) {
        let bytes = std::fs::read(&path).unwrap();
        let Some(kept) = opened(&path.display().to_string(), &bytes) else { continue };
        let keys: Vec<String> = kept.keys().map(str::to_owned).collect();
        let Some((number, key)) = keys.iter().enumerate().find(|(_, key)| !key.is_empty() && kept.find(key).is_ok()) else { continue };
        let range = kept.range(number);
        let assignment = [Assignment::parse("note=lichen").unwrap()];
        let changes = [
            tally.of(kept::set(&kept, key, &assignment)),
            tally.of(kept::tag(&kept, key, &["lichen".to_owned()], &[])),
            tally.of(kept::rename(&kept, key, "lichen1931")).filter(|_| kept.users(key).is_empty()),
        ];
        for planned in changes.into_iter().flatten() {
            // Formats without places are written anew.
            if planned.edits.len() == 1
                && planned.edits[0].span.range().len() > range.len() * 2
                && !["bibtex", "biblatex", "hayagriva", "csl-json", "csl-yaml"].contains(&kept.format.name)
            {
                continue;
            }
            for edit in &planned.edits {
                let inside = range.start <= edit.span.range().start && edit.span.range().end <= range.end + 1;
                assert!(inside, "{}: {key}: {range:?} {edit:?}", path.display());
            }
            let (text, applied) = edit::apply(&kept.source.text, [planned.edits.as_slice()]);
            assert!(applied == [true] && text == planned.text, "{}", path.display());
        }
    }
    eprintln!("{} changed, {} refused", tally.done, tally.refused);
}
