//! `ibidem dedupe`: what describes the same work, what contains what, and a library without duplicates.

use super::{finish, writer};
use crate::cli::Status;
use crate::cli::args::Args;
use crate::cli::config::Config;
use crate::cli::error::CliError;
use crate::cli::input::Inputs;
use crate::cli::output::Output;
use crate::{dedupe, report};
use clap::ValueEnum;

/// Find entries that describe the same work, merge them, link chapters to their books
///
/// Without --to it reports what belongs together and why, and changes nothing. With --to it writes the merged library: of each
/// work one entry, the fullest, with what only the others had; chapters linked to their book, which is added where no list has it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem dedupe refs.bib more.ris
  ibidem dedupe article.txt --to bibtex -o refs.bib
  ibidem dedupe refs.bib --check                    exit status 1 if there are duplicates")]
pub(in crate::cli) struct Dedupe {
    #[command(flatten)]
    inputs: Inputs,
    /// Write the merged library in this format
    #[arg(long, value_name = "FORMAT", conflicts_with = "output_format")]
    to: Option<String>,
    /// How the report is written
    #[arg(long, value_name = "FORM", default_value = "full")]
    output_format: OutputFormat,
    /// End with exit status 1 if there are duplicates
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    output: Output,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum OutputFormat {
    /// For a person
    Full,
    /// For scripts
    Json,
}

pub(super) fn run(dedupe: &Dedupe, args: &Args, config: &Config) -> Result<Status, CliError> {
    let write = dedupe.to.as_deref().map(writer).transpose()?;
    let mut workspace = dedupe.inputs.read(config)?;
    workspace.fill_keys();
    let found = dedupe::find(&workspace.library.entries);
    let merged = dedupe::merge(&workspace.library, &found);
    let (text, lost) = match (write, dedupe.output_format) {
        (Some(write), _) => write(&merged.library),
        (None, OutputFormat::Json) => (report::clusters::json(&workspace.sources, &workspace.library, &found, &merged), Vec::new()),
        (None, OutputFormat::Full) => (report::clusters::full(&workspace.sources, &workspace.library, &found), Vec::new()),
    };
    dedupe.output.write(&text)?;
    match finish(args, &workspace, &lost) {
        Status::Clean if dedupe.check && !found.clusters.is_empty() => Ok(Status::Findings),
        status => Ok(status),
    }
}
