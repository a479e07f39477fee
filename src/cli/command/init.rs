//! `ibidem init`: a configuration to begin with, every key of it explained, and an empty library.

use crate::cli::args::Args;
use crate::cli::error::CliError;
use crate::cli::{Status, output};
use crate::format;
use std::path::PathBuf;

/// The configuration that is written: every key with what it does without it, commented out.
pub(in crate::cli) const TEMPLATE: &str = include_str!("init.toml");
/// What it says of the library.
const FILE: &str = "#file = \"references.bib\"";

/// Write a commented ibidem.toml and an empty library
///
/// Nothing is overwritten: a library that is there is kept and named.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Init {
    /// The folder they are written into
    #[arg(default_value = ".", value_name = "FOLDER")]
    folder: PathBuf,
    /// The library, in any format that can be read and written: references.yaml, references.json …
    #[arg(long, value_name = "FILE", default_value = "references.bib")]
    library: PathBuf,
    /// Write the configuration to standard output instead
    #[arg(long, conflicts_with_all = ["folder", "library"])]
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
    let extension = init.library.extension().and_then(|end| end.to_str()).unwrap_or_default().to_lowercase();
    if !format::FORMATS.iter().any(|format| format.read.is_some() && format.write.is_some() && format.extensions.contains(&extension.as_str())) {
        return Err(CliError::Usage(format!("{} is no name of a library: `ibidem formats` lists the endings", init.library.display())));
    }
    let library = init.folder.join(&init.library);
    let is_new = !library.exists();
    if is_new {
        output::replace(&library, b"")?;
    }
    let named = toml::Value::String(init.library.display().to_string()).to_string();
    output::replace(&path, TEMPLATE.replace(FILE, &format!("file = {named}")).as_bytes())?;
    output::note(
        args,
        &format!(
            "wrote {}{}",
            path.display(),
            if is_new { format!(" and {}", library.display()) } else { format!(", which names {}", library.display()) }
        ),
    );
    Ok(Status::Clean)
}
