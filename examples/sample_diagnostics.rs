//! Draws findings of each default rule on real `.bib` files, for a person to read: `cargo run --example sample_diagnostics [RULE…]`.
//!
//! A rule that speaks at least twenty times gives twenty findings, drawn with a fixed seed and spread over the files; the same data give the
//! same findings. A line is: rule, severity, the file's hash, line:column, message, the words and what stands around them. The verdicts that
//! were read from this are `tests/verdicts.tsv`. With `--new` only as many are drawn as a rule lacks there, of those that have no verdict: after
//! a change of rules, these are to be read, and verdicts whose finding is gone are named.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

#[path = "../tests/real_files/mod.rs"]
mod real_files;

use ibidem::check::{self, Options};
use ibidem::model::DatePart;
use ibidem::workspace::{ReadAs, Workspace};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

/// So many of each rule.
const WANTED: usize = 20;

fn main() {
    let (options, only): (Vec<String>, HashSet<String>) = {
        let (options, only): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
        (options, only.into_iter().collect())
    };
    let only_new = options.iter().any(|option| option == "--new");
    let mut verdicts = verdicts();
    let mut drawn: BTreeMap<&'static str, Vec<(u64, String)>> = BTreeMap::new();
    let mut seen = HashSet::new();
    for path in real_files::files(&real_files::data().join("bib"), &["bib"]) {
        let bytes = std::fs::read(&path).unwrap();
        // Many files lie in several collections.
        let hash = fnv(&bytes);
        if bytes.len() > 3_000_000 || !seen.insert(hash) {
            continue;
        }
        let mut workspace = Workspace::default();
        workspace.add(path.display().to_string(), bytes, ReadAs::named("bibtex").unwrap());
        let mut subject = workspace.subject(DatePart::new(2026, 1, 1));
        subject.exists = Some(|source, path| Path::new(source).parent().is_some_and(|folder| folder.join(path).exists()));
        let found = check::everything(&subject, &Options::default(), workspace.diagnostics.clone());
        let mut of_file: BTreeMap<&str, u64> = BTreeMap::new();
        for found in found.iter().filter(|found| only.is_empty() || only.contains(found.rule.name)) {
            let Some(source) = workspace.sources.get(found.span.source) else { continue };
            let place = source.place(found.span.range().start);
            let count = of_file.entry(found.rule.name).or_default();
            *count += 1;
            // Findings of one file come one by one, so that no file has all of them.
            let order = (*count / 2).min(50) << 48 | fnv(format!("{}{hash}{}", found.rule.name, found.span.start).as_bytes()) >> 16;
            let around = around(&source.text, found.span.range());
            let line = format!(
                "{}\t{}\t{hash:016x}\t{}:{}\t{}\t{around}",
                found.rule.name,
                found.severity,
                place.line,
                place.column,
                found.message.replace(['\n', '\r', '\t'], " ")
            );
            drawn.entry(found.rule.name).or_default().push((order, line));
        }
    }
    for (rule, mut lines) in drawn {
        let count = lines.len();
        lines.sort();
        println!("# {rule}: {count}");
        if count < WANTED {
            continue;
        }
        let known = match only_new {
            true => verdicts.remove(rule).unwrap_or_default(),
            false => HashSet::new(),
        };
        let (read, unread): (Vec<&String>, Vec<&String>) = lines.iter().map(|(_, line)| line).partition(|line| known.contains(&place(line)));
        unread.iter().take(WANTED.saturating_sub(read.len())).for_each(|line| println!("{line}"));
        let read: HashSet<String> = read.into_iter().map(|line| place(line)).collect();
        known.difference(&read).for_each(|place| println!("# gone: {rule} {place}"));
    }
}

/// The hash of the file, and the place, of a line that was drawn.
fn place(line: &str) -> String {
    line.split('\t').skip(2).take(2).collect::<Vec<_>>().join(" ")
}

/// The places of the findings that have a verdict, by rule.
fn verdicts() -> BTreeMap<&'static str, HashSet<String>> {
    let mut verdicts: BTreeMap<&str, HashSet<String>> = BTreeMap::new();
    for line in include_str!("../tests/verdicts.tsv").lines().filter(|line| !line.starts_with('#')) {
        if let [rule, hash, place, ..] = line.split('\t').collect::<Vec<_>>()[..] {
            verdicts.entry(rule).or_default().insert(format!("{hash} {place}"));
        }
    }
    verdicts
}

/// The words between marks, with some of what stands around them, on one line.
fn around(text: &str, range: std::ops::Range<usize>) -> String {
    let start = ibidem::text::unicode::boundary_before(text, range.start.saturating_sub(60));
    let end = ibidem::text::unicode::boundary_behind(text, (range.end + 60).min(text.len()));
    let inside: String = text[range.clone()].chars().take(160).collect();
    format!("{}⟦{inside}⟧{}", &text[start..range.start], &text[range.end..end]).replace(['\n', '\r', '\t'], " ")
}

fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}
