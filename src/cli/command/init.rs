//! `ibidem init`: a configuration to begin with, every key of it explained.

use crate::cli::args::Args;
use crate::cli::error::CliError;
use crate::cli::{Status, output};
use std::path::PathBuf;

/// The configuration that is written: every key with what it does without it, commented out.
pub(in crate::cli) const TEMPLATE: &str = include_str!("init.toml");

/// Write a commented ibidem.toml
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Init {
    /// The folder it is written into
    #[arg(default_value = ".", value_name = "FOLDER")]
    folder: PathBuf,
    /// Write it to standard output instead
    #[arg(long, conflicts_with = "folder")]
    print: bool,
}

pub(super) fn run(init: &Init, args: &Args) -> Result<Status, CliError> {
    if init.print {
        output::print(TEMPLATE)?;
        return Ok(Status::Clean);
    }
    let path = init.folder.join("ibidem.toml");
    if path.exists() {
        return Err(CliError::Usage(format!("{} is there already; `ibidem init --print` shows what would be written", path.display())));
    }
    output::replace(&path, TEMPLATE.as_bytes())?;
    output::note(args, &format!("wrote {}", path.display()));
    Ok(Status::Clean)
}
