//! The readers of documents; the first byte of the input chooses one.
#![no_main]

#[path = "../../tests/properties/mod.rs"]
mod properties;

use ibidem::document::DOCUMENTS;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some((first, rest)) = bytes.split_first() {
        properties::document(&DOCUMENTS[usize::from(*first) % DOCUMENTS.len()], rest);
    }
});
