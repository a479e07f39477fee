//! The commands, one file each.

pub(super) mod add;
pub(super) mod change;
pub(super) mod check;
pub(super) mod cite;
pub(super) mod dedupe;
pub(super) mod edit;
pub(super) mod export;
pub(super) mod fmt;
pub(super) mod formats;
pub(super) mod init;
pub(super) mod parse;
pub(super) mod pick;
pub(super) mod rule;
pub(super) mod search;
pub(super) mod shell;
pub(super) mod show;
pub(super) mod stats;
pub(super) mod style;

use super::args::{Args, Command};
use super::config::Config;
use super::error::CliError;
use super::{Status, output};
use crate::format::{FORMATS, Format, Write};
use crate::text::Diagnostic;
use crate::workspace::Workspace;

/// Runs the command that the arguments name.
pub(super) fn run(args: &Args) -> Result<Status, CliError> {
    // These ask nothing of a configuration, and work beside a broken one.
    match &args.command {
        Command::Formats(_) => return formats::run(),
        Command::Rule(command) => return rule::run(command),
        Command::Init(command) => return init::run(command, args),
        Command::Completions(command) => return shell::completions(command),
        Command::Man(command) => return shell::man(command, args),
        _ => {}
    }
    let config = Config::find(args.config.as_deref())?;
    match &args.command {
        Command::Parse(command) => parse::run(command, args, &config),
        Command::Check(command) => check::run(command, args, &config),
        Command::Dedupe(command) => dedupe::run(command, args, &config),
        Command::Export(command) => export::run(command, args, &config),
        Command::Cite(command) => cite::run(command, args, &config),
        Command::Fmt(command) => fmt::run(command, args, &config),
        Command::Style(command) => style::run(command, args),
        Command::Add(command) => add::run(command, args, &config),
        Command::Search(command) => search::run(command, args, &config),
        Command::Show(command) => show::run(command, args, &config),
        Command::Pick(command) => pick::run(command, args, &config),
        Command::Set(command) => change::set(command, args, &config),
        Command::Tag(command) => change::tag(command, args, &config),
        Command::Edit(command) => edit::run(command, args, &config),
        Command::Rename(command) => change::rename(command, args, &config),
        Command::Remove(command) => change::remove(command, args, &config),
        Command::Stats(command) => stats::run(command, args, &config),
        Command::Formats(_) | Command::Rule(_) | Command::Init(_) | Command::Completions(_) | Command::Man(_) => Ok(Status::Clean),
    }
}

/// The writer of that name.
fn writer(name: &str) -> Result<Write, CliError> {
    let Some(format) = crate::format::named(name) else {
        let names = FORMATS.iter().filter(|format| format.write.is_some()).map(|format| format.name);
        return Err(CliError::unknown("the format", name, names, "ibidem formats"));
    };
    let Format { name, write, .. } = format;
    write.ok_or(CliError::NotWritten(name))
}

/// Says what reading and writing had to say, and whether all inputs could be read.
fn finish(args: &Args, workspace: &Workspace, lost: &[Diagnostic]) -> Status {
    let said: Vec<Diagnostic> = workspace.diagnostics.iter().chain(lost).cloned().collect();
    output::tell(args, workspace, &said);
    if !workspace.unreadable.is_empty() {
        return Status::Unreadable;
    }
    if workspace.library.entries.is_empty() {
        let names: Vec<&str> = workspace.sources.iter().map(|source| source.name.as_str()).collect();
        output::note(args, &format!("no reference and no entry was found in {}", names.join(", ")));
    }
    Status::Clean
}
