//! The reader and writer of the format that `IBIDEM_FORMAT` names; without it the first byte of the input chooses one.
#![no_main]

#[path = "../../tests/properties/mod.rs"]
mod properties;

use ibidem::format::{self, FORMATS};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    match std::env::var("IBIDEM_FORMAT").ok().and_then(|name| format::named(&name)) {
        Some(format) => properties::format(format, bytes),
        None => {
            if let Some((first, rest)) = bytes.split_first() {
                properties::format(FORMATS[usize::from(*first) % FORMATS.len()], rest);
            }
        }
    }
});
