//! Files of the development data, for tests and examples that go through all of them.

#![allow(dead_code, clippy::print_stderr)]

use std::path::{Path, PathBuf};

/// Where the development data lie, if they are there.
pub fn data() -> PathBuf {
    std::env::var("IBIDEM_DATA").map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from)
}

/// All files under a folder whose names end so, in the order of their names; says where there are none.
pub fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|end| endings.iter().any(|wanted| end.eq_ignore_ascii_case(wanted))) => files.push(path),
                false => {}
            }
        }
    }
    if files.is_empty() {
        eprintln!("skipped: no {} files under {}", endings.join(", "), folder.display());
    }
    files.sort();
    files
}
