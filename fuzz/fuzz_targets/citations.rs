//! The finders of citations by key; the first byte of the input chooses one.
#![no_main]

#[path = "../../tests/properties/mod.rs"]
mod properties;

use ibidem::document::citations::CITING;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some((first, rest)) = bytes.split_first() {
        properties::citations(CITING[usize::from(*first) % CITING.len()], rest);
    }
});
