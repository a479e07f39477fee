//! Deduplication of real files: what `--apply` leaves has nothing more to merge.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod real_files;

use ibidem::dedupe::{self, Options};
use ibidem::text::Source;
use ibidem::text::SourceId;
use ibidem::workspace::apply::apply;
use ibidem::workspace::{ReadAs, Workspace};
use real_files::{data, files};

/// Larger files take long in an unoptimised build.
const MOST_BYTES: usize = 300_000;

#[test]
fn what_was_merged_has_nothing_more_to_merge() {
    let options = Options { settle: true, ..Options::default() };
    let (mut read, mut merged, mut again) = (0, 0, Vec::new());
    for path in files(&data().join("bib"), &["bib"]) {
        let bytes = std::fs::read(&path).unwrap();
        if bytes.len() > MOST_BYTES {
            continue;
        }
        let name = path.display().to_string();
        let (source, _) = Source::decode(SourceId(0), name.clone(), &bytes);
        let mut workspace = Workspace::default();
        workspace.add_text(name.clone(), &source.text, ReadAs::Guess);
        let report = dedupe::find_with(&workspace.library.entries, &options);
        read += 1;
        let Ok(applied) = apply(&workspace, &report) else { continue };
        let Some(new) = applied.texts.first().filter(|_| applied.left.is_empty()) else { continue };
        merged += 1;
        let after = workspace.with_texts(std::slice::from_ref(&new.text)).library.entries;
        for cluster in dedupe::find_with(&after, &options).clusters {
            let keys: Vec<&str> = cluster.members.iter().map(|at| after[*at].key.as_str()).collect();
            again.push(format!("{name}: {}", keys.join(", ")));
        }
    }
    eprintln!("{read} files, {merged} changed; merged again: {again:#?}");
    assert!(again.is_empty());
}
