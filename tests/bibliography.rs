//! The library that the project itself keeps: the records beside the pasted list are those that ibidem makes of it.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use ibidem::workspace::{ReadAs, Workspace};
use std::path::Path;

fn read(name: &str) -> Workspace {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("bibliography").join(name);
    let mut workspace = Workspace::default();
    workspace.add(name, std::fs::read(path).unwrap(), ReadAs::Guess);
    workspace.fill_keys();
    workspace
}

/// `ibidem parse bibliography/icbl-cmc.txt -o bibliography/icbl-cmc.yaml` writes them anew; read what has changed.
#[test]
fn the_records_are_those_of_the_list() {
    let (list, records) = (read("icbl-cmc.txt").library.entries, read("icbl-cmc.yaml").library.entries);
    assert_eq!(list.len(), records.len());
    let differing: Vec<String> =
        list.iter().zip(&records).filter(|(a, b)| !a.same_as(b)).map(|(a, b)| format!("{}: {:?}", a.key, a.differences(b))).collect();
    assert!(differing.is_empty(), "{differing:#?}");
}
