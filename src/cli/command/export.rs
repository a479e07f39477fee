//! `ibidem export`: any format to any format, entry by entry, or a formatted bibliography in a CSL style.

use super::{finish, writer};
use crate::cli::Status;
use crate::cli::args::Args;
use crate::cli::config::Config;
use crate::cli::error::CliError;
use crate::cli::input::Inputs;
use crate::cli::output::Output;
use crate::csl;
use crate::workspace::Workspace;
use std::path::Path;

/// Write entries in another format, or as a formatted bibliography
///
/// Reads any format, and the reference lists of documents; writes them entry by entry: nothing is merged or linked.
/// What the target cannot hold is told on standard error.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem export refs.bib --to csl-json
  ibidem export article.txt --to bibtex -o refs.bib
  ibidem export refs.bib --style apa --to html
  ibidem export refs.bib --style ./journal.csl --locale de-DE")]
pub(in crate::cli) struct Export {
    #[command(flatten)]
    inputs: Inputs,
    /// The format: bibtex, biblatex, csl-json … (see `ibidem formats`); with --style: text, html, markdown …
    #[arg(long, value_name = "FORMAT", required_unless_present = "style")]
    to: Option<String>,
    /// Format them in this CSL style: a name that `ibidem style list` lists, or a .csl file
    #[arg(long, value_name = "STYLE")]
    style: Option<String>,
    /// The language of the formatted bibliography, instead of the style's own
    #[arg(long, value_name = "LOCALE", requires = "style")]
    locale: Option<String>,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(export: &Export, args: &Args, config: &Config) -> Result<Status, CliError> {
    match &export.style {
        Some(style) => formatted(export, style, args, config),
        None => converted(export, args, config),
    }
}

fn converted(export: &Export, args: &Args, config: &Config) -> Result<Status, CliError> {
    let write = writer(export.to.as_deref().unwrap_or_default())?;
    let mut workspace = export.inputs.read(config)?;
    workspace.fill_keys();
    let (text, lost) = write(&workspace.library);
    export.output.write(&text)?;
    Ok(finish(args, &workspace, &lost))
}

fn formatted(export: &Export, style: &str, args: &Args, config: &Config) -> Result<Status, CliError> {
    let name = export.to.as_deref().unwrap_or("text");
    let names = csl::Output::ALL.iter().map(|output| output.name());
    let output = csl::Output::named(name).ok_or_else(|| CliError::unknown("the output", name, names, "ibidem export --help"))?;
    let mut workspace = export.inputs.read(config)?;
    workspace.fill_keys();
    let formatted = render(&workspace, style, export.locale.as_deref(), output)?;
    export.output.write(&csl::document(&formatted, output))?;
    Ok(finish(args, &workspace, &[]))
}

/// In the style of that name, or of a file where the name is a path.
fn render(workspace: &Workspace, style: &str, locale: Option<&str>, output: csl::Output) -> Result<Vec<csl::Formatted>, CliError> {
    let entries = &workspace.library.entries;
    let path = Path::new(style);
    if path.extension().is_none_or(|end| end != "csl") {
        return Ok(csl::bibliography(entries, style, locale, output)?);
    }
    let xml = std::fs::read_to_string(path).map_err(|source| CliError::Read { path: path.to_owned(), source })?;
    Ok(csl::bibliography_with(entries, &xml, locale, output)?)
}
