//! `ibidem dedupe`: what describes the same work, what contains what, and a library without duplicates.

mod against;
mod apply;
mod ask;
mod keep;
mod stage;
mod undo;

use super::{finish, writer};
use crate::cli::args::Args;
use crate::cli::config::Config;
use crate::cli::error::CliError;
use crate::cli::input::Inputs;
use crate::cli::output::Output;
use crate::cli::progress::Progress;
use crate::cli::{Status, terminal};
use crate::dedupe::{self, Report};
use crate::format::Write;
use crate::model::EntryId;
use crate::report::clusters::{self, Found};
use crate::text::Diagnostic;
use crate::workspace::Workspace;
use clap::ValueEnum;
use std::collections::HashSet;
use std::path::PathBuf;

/// Find entries that describe the same work, merge them, link chapters to their books
///
/// Without --to or --apply it reports what belongs together and why, and changes nothing. With --to it writes the merged library: of each
/// work one entry, the fullest, with what only the others had; chapters linked to their book, which is added where no list has it.
/// With --apply it changes the files themselves, only where something is merged or linked, and leaves a map that undoes it.
///
/// In the report a row begins with ≠ where the entries differ, with ~ where they differ in letters and marks only, with + where only
/// another than the first has the value; " stands for the same as in the first column.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem dedupe refs.bib more.ris
  ibidem dedupe article.txt --to bibtex -o refs.bib
  ibidem dedupe refs.bib --apply --dry-run          what would change
  ibidem dedupe refs.bib --apply --in 'paper/*.tex' citations follow
  ibidem dedupe --undo refs.bib.undo.json
  ibidem dedupe refs.bib --interactive --apply      ask about what is doubtful
  ibidem dedupe new.ris --against refs.bib --to bibtex
  ibidem dedupe refs.bib --check                    exit status 1 if there are duplicates")]
pub(in crate::cli) struct Dedupe {
    #[command(flatten)]
    inputs: Inputs,
    /// Write the merged library in this format; with --against only what is new
    #[arg(long, value_name = "FORMAT", conflicts_with_all = ["output_format", "apply"])]
    to: Option<String>,
    /// How the report is written
    #[arg(long, value_name = "FORM", default_value = "full")]
    output_format: OutputFormat,
    /// End with exit status 1 if there are duplicates
    #[arg(long)]
    check: bool,
    /// Change the files themselves, only where something is merged or linked
    #[arg(long, conflicts_with_all = ["output", "output_format", "against"])]
    apply: bool,
    /// Show what --apply would change, and change nothing
    #[arg(long, alias = "diff", requires = "apply")]
    dry_run: bool,
    /// Write which keys were given up for which to this file, as JSON; after --apply it undoes the change
    #[arg(long, value_name = "FILE", conflicts_with = "against")]
    key_map: Option<PathBuf>,
    /// Let the citations in these documents follow the keys that were given up
    #[arg(long = "in", value_name = "SOURCES", requires = "apply")]
    cited_in: Vec<String>,
    /// Restore the files that the map FILES speaks of, as they were before --apply
    #[arg(long, conflicts_with_all = ["apply", "to", "interactive", "against", "stage", "check"])]
    undo: bool,
    /// Ask about pairs that may be one work, and remember the answers
    #[arg(long, conflicts_with_all = ["against", "stage"])]
    interactive: bool,
    /// Tell what FILES add to this library; may be given several times
    #[arg(long, value_name = "LIB")]
    against: Vec<String>,
    /// Run one stage, from file to file: see docs/deduplication-at-scale.md
    #[arg(long, value_name = "STAGE", conflicts_with_all = ["apply", "against", "check", "key_map"])]
    stage: Option<stage::Stage>,
    /// What the stage before wrote, instead of standard input; may be given several times
    #[arg(long, value_name = "FILE", requires = "stage")]
    previous: Vec<PathBuf>,
    /// Only this part of the blocks, of so many: 3/16 is the third of sixteen
    #[arg(long, value_name = "N/M", requires = "stage", value_parser = stage::part)]
    part: Option<dedupe::Slice>,
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
    match () {
        () if dedupe.undo => undo::run(dedupe, args),
        () if dedupe.stage.is_some() => stage::run(dedupe, args, config),
        () if !dedupe.against.is_empty() => against::run(dedupe, args, config),
        () => all(dedupe, args, config),
    }
}

/// What all stages together find.
fn all(dedupe: &Dedupe, args: &Args, config: &Config) -> Result<Status, CliError> {
    let write = dedupe.to.as_deref().map(writer).transpose()?;
    let mut workspace = read(dedupe, args, config)?;
    // Files that are changed keep the keys that they have.
    let made_keys = if dedupe.apply { HashSet::new() } else { workspace.fill_keys() };
    let mut options = options(dedupe, &workspace, made_keys);
    let mut found = find(&workspace, &options, args);
    if dedupe.interactive {
        ask::run(dedupe, args, &mut workspace, &found, &mut options)?;
        found = find(&workspace, &options, args);
    }
    if dedupe.apply {
        return apply::run(dedupe, args, config, &workspace, &found);
    }
    let (text, lost) = written(dedupe, write, &workspace, &found);
    dedupe.output.write(&text)?;
    if let Some(path) = &dedupe.key_map {
        keep::map(path, &keep::keys(&workspace, &found, &dedupe::merge(&workspace.library, &found)))?;
    }
    let status = finish(args, &workspace, &lost);
    Ok(checked(dedupe, status, !found.clusters.is_empty()))
}

/// The entries of all inputs.
fn read(dedupe: &Dedupe, args: &Args, config: &Config) -> Result<Workspace, CliError> {
    let mut progress = Progress::new(args.quiet);
    dedupe.inputs.read_telling(config, &mut |name| progress.tell(&format!("reading {name}"), 0, 0))
}

fn options(dedupe: &Dedupe, workspace: &Workspace, made_keys: HashSet<EntryId>) -> dedupe::Options {
    let constraints = workspace.decisions.constraints(&workspace.library.entries);
    dedupe::Options { jobs: jobs(dedupe), constraints, made_keys, settle: true }
}

/// How many threads may work: as many as there are processors, unless the user says otherwise.
fn jobs(dedupe: &Dedupe) -> usize {
    dedupe.inputs.reading.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
}

/// The stages one after another, with a word on each.
fn find(workspace: &Workspace, options: &dedupe::Options, args: &Args) -> Report {
    let mut progress = Progress::new(args.quiet);
    dedupe::find_telling(&workspace.library.entries, options, &mut |what, done, all| progress.tell(what, done, all))
}

/// The merged library in a format, else the report; and what the format could not hold.
fn written(dedupe: &Dedupe, write: Option<Write>, workspace: &Workspace, found: &Report) -> (String, Vec<Diagnostic>) {
    match (write, dedupe.output_format) {
        (Some(write), _) => write(&dedupe::merge(&workspace.library, found).library),
        (None, OutputFormat::Json) => (clusters::json(&shown(dedupe, workspace, found), &dedupe::merge(&workspace.library, found)), Vec::new()),
        (None, OutputFormat::Full) => (clusters::full(&shown(dedupe, workspace, found)), Vec::new()),
    }
}

/// What is shown, where it is shown.
fn shown<'a>(dedupe: &Dedupe, workspace: &'a Workspace, found: &'a Report) -> Found<'a> {
    let colour = dedupe.output.output.is_none();
    Found { colour, width: terminal::width(), ..Found::new(&workspace.sources, &workspace.library, found) }
}

/// The exit status, where duplicates count.
fn checked(dedupe: &Dedupe, status: Status, duplicates: bool) -> Status {
    match status {
        Status::Clean if dedupe.check && duplicates => Status::Findings,
        status => status,
    }
}
