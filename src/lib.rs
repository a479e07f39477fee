//! ibidem: find reference lists, parse them into entries, check, deduplicate and export them.

pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod csl;
pub mod dedupe;
pub mod document;
pub mod format;
pub mod model;
pub mod parse;
pub mod report;
pub mod syntax;
pub mod text;
pub mod workspace;
