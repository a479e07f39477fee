//! `ibidem formats`: what can be read and written.

use crate::cli::error::CliError;
use crate::cli::{Status, output};
use crate::document::DOCUMENTS;
use crate::format::FORMATS;
use std::fmt::Write;

/// List the formats and the kinds of documents
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Formats {}

pub(super) fn run() -> Result<Status, CliError> {
    let mut text = String::new();
    for format in FORMATS {
        let can = match (format.read.is_some(), format.write.is_some()) {
            (true, true) => "read, write",
            (true, false) => "read",
            _ => "write",
        };
        let _ = writeln!(text, "{:<13} {can:<12} {} ({})", format.name, format.summary, endings(format.extensions));
    }
    for kind in DOCUMENTS {
        let _ = writeln!(text, "{:<13} {:<12} {} ({})", kind.name, "document", kind.summary, endings(kind.extensions));
    }
    let _ = writeln!(text, "{:<13} {:<12} one JSON object a line: the labelled words of each reference (ibidem parse only)", "labels", "write");
    output::print(&text)?;
    Ok(Status::Clean)
}

fn endings(extensions: &[&str]) -> String {
    extensions.iter().map(|end| format!(".{end}")).collect::<Vec<_>>().join(" ")
}
