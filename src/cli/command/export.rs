//! `ibidem export`: any format to any format, entry by entry, or a formatted bibliography in a CSL style.

use super::{finish, writer};
use crate::cli::args::Args;
use crate::cli::config::Config;
use crate::cli::error::CliError;
use crate::cli::input::{Inputs, Reading};
use crate::cli::output::{Output, note, replace};
use crate::cli::{Status, citing, styles};
use crate::model::{Entry, KeyPattern, Keys};
use crate::text::{Diagnostic, Severity};
use crate::workspace::Workspace;
use crate::{csl, report};
use std::path::PathBuf;

/// Write entries in another format, or as a formatted bibliography
///
/// Reads any format, and the reference lists of documents; writes them entry by entry: nothing is merged or linked.
/// What the target cannot hold is told on standard error.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem export refs.bib --to csl-json
  ibidem export article.txt --to bibtex -o refs.bib
  ibidem export refs.bib --to ris --strict          nothing is written if anything would be lost
  ibidem export refs.bib --to bibtex --rekey --key-map keys.json
  ibidem export refs.bib --to bibtex --rekey='auth + shortyear + title.skipwords.abbr'
  ibidem export refs.bib --to biblatex --cited-in paper.tex
  ibidem export refs.bib --style apa --to html
  ibidem export refs.bib --style ./journal.csl --locale de-DE")]
pub(in crate::cli) struct Export {
    /// Files, folders, patterns ('refs/*.bib'), or - for standard input
    #[arg(value_name = "FILES", required_unless_present_any = ["cited_in", "bibliography"])]
    files: Vec<String>,
    /// Only the entries that these documents cite, with those that they take values from, and the strings they use
    #[arg(long, value_name = "SOURCES", num_args = 1..)]
    cited_in: Vec<String>,
    /// A bibliography; without it or FILES the one of ibidem.toml, else those that the documents name
    #[arg(short, long, value_name = "LIB")]
    bibliography: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// The format: bibtex, biblatex, csl-json … (see `ibidem formats`); with --style: text, html, markdown …
    #[arg(long, value_name = "FORMAT", required_unless_present = "style")]
    to: Option<String>,
    /// Format them in this CSL style: a name that `ibidem style list` lists, or a .csl file
    #[arg(long, value_name = "STYLE")]
    style: Option<String>,
    /// The language of the formatted bibliography, instead of the style's own
    #[arg(long, value_name = "LOCALE", requires = "style")]
    locale: Option<String>,
    /// Whether DOIs and addresses become links: auto is in HTML, Typst and RTF; LaTeX needs the package hyperref
    #[arg(long, value_name = "WHEN", default_value = "auto", requires = "style")]
    links: Links,
    /// In HTML, name the variable of each piece of an entry: <span data-variable="title">
    #[arg(long, requires = "style")]
    mark_variables: bool,
    /// Lose nothing: where the format cannot hold a value, write nothing and end with exit status 1
    #[arg(long, conflicts_with = "style")]
    strict: bool,
    /// Give every entry a new key, by this pattern or the one of ibidem.toml
    #[arg(long, value_name = "PATTERN", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    rekey: Option<String>,
    /// Write which keys were changed to this file, as JSON
    #[arg(long, value_name = "FILE", requires = "rekey")]
    key_map: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
}

/// When identifiers and addresses become links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Links {
    Auto,
    Always,
    Never,
}

pub(super) fn run(export: &Export, args: &Args, config: &Config) -> Result<Status, CliError> {
    match &export.style {
        Some(style) => formatted(export, style, args, config),
        None => converted(export, args, config),
    }
}

fn converted(export: &Export, args: &Args, config: &Config) -> Result<Status, CliError> {
    let write = writer(export.to.as_deref().unwrap_or_default())?;
    let workspace = read(export, args, config)?;
    let (text, mut lost) = write(&workspace.library);
    let is_loss = |found: &Diagnostic| found.severity >= Severity::Warning;
    if !(export.strict && lost.iter().any(is_loss)) {
        export.output.write(&text)?;
        return Ok(finish(args, &workspace, &lost));
    }
    lost.iter_mut().filter(|found| is_loss(found)).for_each(|found| found.severity = Severity::Error);
    match finish(args, &workspace, &lost) {
        Status::Clean => Ok(Status::Findings),
        status => Ok(status),
    }
}

/// What is exported: all that was read, or what documents cite of it.
fn inputs(export: &Export, args: &Args, config: &Config) -> Result<Workspace, CliError> {
    let inputs = Inputs { files: export.files.clone(), reading: export.reading.clone() };
    let mut workspace = citing::read(&inputs, &export.bibliography, &export.cited_in, args, config)?;
    let unknown = if export.cited_in.is_empty() { Vec::new() } else { workspace.keep_cited() };
    for key in unknown {
        note(args, &format!("no entry has the key `{key}`, which is cited"));
    }
    Ok(workspace)
}

/// The entries, each with a key.
fn read(export: &Export, args: &Args, config: &Config) -> Result<Workspace, CliError> {
    let pattern = match export.rekey.as_deref() {
        None => None,
        Some("") => Some(config.keys.clone()),
        Some(pattern) => Some(pattern.parse::<KeyPattern>().map_err(|error| CliError::Usage(format!("--rekey: {error}")))?),
    };
    let mut workspace = inputs(export, args, config)?;
    let Some(pattern) = pattern else {
        workspace.fill_keys();
        return Ok(workspace);
    };
    let renamed = Keys::rekey(&mut workspace.library.entries, &pattern);
    match &export.key_map {
        Some(path) => replace(path, report::keys::json(&workspace.sources, &renamed).as_bytes())?,
        None => note(args, &format!("{} of {} keys changed; --key-map FILE says which", renamed.len(), workspace.library.entries.len())),
    }
    Ok(workspace)
}

fn formatted(export: &Export, style: &str, args: &Args, config: &Config) -> Result<Status, CliError> {
    let name = export.to.as_deref().unwrap_or("text");
    let names = csl::Output::ALL.iter().map(|output| output.name());
    let output = csl::Output::named(name).ok_or_else(|| CliError::unknown("the output", name, names, "ibidem export --help"))?;
    let workspace = read(export, args, config)?;
    let links = match export.links {
        Links::Auto => matches!(output, csl::Output::Html | csl::Output::Typst | csl::Output::Rtf),
        links => links == Links::Always,
    };
    let writer = csl::Writer { output, links, anchors: false, variables: export.mark_variables };
    let formatted = bibliography(&workspace.library.entries, style, export.locale.as_deref(), writer)?;
    export.output.write(&csl::document(&formatted, output))?;
    Ok(finish(args, &workspace, &[]))
}

/// Entries in the style of that name, or of a file where the name is a path.
pub(super) fn bibliography(
    entries: &[Entry],
    style: &str,
    locale: Option<&str>,
    writer: impl Into<csl::Writer>,
) -> Result<Vec<csl::Formatted>, CliError> {
    Ok(csl::bibliography_in(entries, &styles::named(style, locale)?, locale, writer)?)
}
