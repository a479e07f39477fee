//! What holds for the writers of all formats. What holds for any bytes whatever is in `tests/properties`.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::model::{Entry, Library, fixtures};
use crate::text::{Severity, Source, SourceId};
use proptest::prelude::*;

/// Formats that keep everything. What `.bib` files cannot hold is told, see their own tests.
fn that_keep_all() -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().copied().filter(|format| format.read.is_some() && format.write.is_some() && !["bibtex", "biblatex"].contains(&format.name))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn what_is_written_reads_as_it_was(entries in prop::collection::vec(prop_oneof![fixtures::entry(), fixtures::sane_entry()], 0..4)) {
        let library = Library { entries, ..Library::default() };
        for format in that_keep_all() {
            let (text, told) = format.write.unwrap()(&library);
            prop_assert!(told.is_empty(), "{}: {:?}\n{}", format.name, told, text);
            let (back, found) = format.read.unwrap()(&Source::from_text(SourceId(0), "x", &text));
            let faults: Vec<_> = found.iter().filter(|found| found.severity != Severity::Info).collect();
            prop_assert!(faults.is_empty(), "{}: {:?}\n{}", format.name, faults, text);
            prop_assert_eq!(library.entries.len(), back.entries.len(), "{}: {}", format.name, text);
            // Software stands first in citation files; what has no key may get one.
            for entry in &library.entries {
                let same = |back: &Entry| loss::differences(entry, back).iter().all(|name| entry.key.is_empty() && *name == "key");
                prop_assert!(back.entries.iter().any(same), "{}: {:?}\n{:?}\n{}", format.name, entry, back.entries, text);
            }
        }
    }
}
