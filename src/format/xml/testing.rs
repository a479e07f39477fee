//! What the tests of all XML formats ask.
#![allow(clippy::unwrap_used)]

use crate::format::Format;
use crate::model::{Entry, Library};
use crate::text::{Source, SourceId};

/// Asserts that entries are written so that they read as they were, and that nothing is said of it. What has no key may get one.
pub(in crate::format) fn round_trip(format: &Format, entries: Vec<Entry>) {
    let library = Library { entries, ..Library::default() };
    let (text, told) = format.write.unwrap()(&library);
    assert!(told.is_empty(), "{told:?}\n{text}");
    let (back, found) = format.read.unwrap()(&Source::from_text(SourceId(0), "x.xml", &text));
    assert!(found.is_empty(), "{found:?}\n{text}");
    assert_eq!(back.entries.len(), library.entries.len(), "{text}");
    for (entry, back) in library.entries.iter().zip(&back.entries) {
        assert_eq!(entry.differences(back), Vec::<&str>::new(), "{entry:?}\n{back:?}\n{text}");
    }
    assert!((format.sniff)(&text), "{text}");
}

/// Reads a text.
pub(in crate::format) fn read(format: &Format, text: &str) -> Library {
    format.read.unwrap()(&Source::from_text(SourceId(0), "x.xml", text)).0
}

/// The entries of a text, a variable a line: `variable: value`.
pub(in crate::format) fn shown(format: &Format, text: &str) -> String {
    let mut lines = Vec::new();
    for entry in read(format, text).entries {
        lines.push(format!("{} {}", entry.kind.map_or("-", |kind| kind.name()), entry.key));
        lines.extend(entry.values().map(|(variable, value)| format!("{}: {}", variable.name(), value.plain().replace('\n', "|"))));
    }
    lines.join("\n")
}
