//! Output: to standard output, or to a file that is written whole or not at all; and what is said on standard error.

use super::args::Args;
use super::error::CliError;
use crate::report::{self, Report};
use crate::text::{Diagnostic, Severity, SourceId};
use crate::workspace::Workspace;
use clap::Args as ClapArgs;
use indexmap::IndexMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where the result goes.
#[derive(Debug, ClapArgs)]
pub(super) struct Output {
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

impl Output {
    /// Writes the result.
    pub fn write(&self, text: &str) -> Result<(), CliError> {
        match &self.output {
            Some(path) => replace(path, text.as_bytes()),
            None => print(text),
        }
    }
}

/// Writes to standard output; colours are taken out where it shows none.
pub(super) fn print(text: &str) -> Result<(), CliError> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Writes a file through a neighbour that takes its place at the end, so that nobody ever sees half of it.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let told = |source| CliError::Write { path: path.to_owned(), source };
    let special = path.metadata().is_ok_and(|found| !found.is_file());
    if special {
        return std::fs::write(path, bytes).map_err(told);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let permissions = path.metadata().map(|found| found.permissions()).ok();
    let mut file = tempfile::Builder::new().prefix(".ibidem-").tempfile_in(folder).map_err(told)?;
    file.write_all(bytes).map_err(told)?;
    let kept = file.persist(path).map_err(|error| told(error.error))?;
    // A temporary file is its owner's alone; the one it replaces may have been everybody's.
    match permissions.or_else(readable_by_all) {
        Some(wanted) => kept.set_permissions(wanted).map_err(told),
        None => Ok(()),
    }
}

#[cfg(unix)]
fn readable_by_all() -> Option<std::fs::Permissions> {
    Some(std::os::unix::fs::PermissionsExt::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all() -> Option<std::fs::Permissions> {
    None
}

/// What reading and writing had to say, one line each, with a pointer to more.
pub(super) fn tell(args: &Args, workspace: &Workspace, found: &[Diagnostic]) {
    if args.quiet {
        return;
    }
    let told = grouped(found.iter().filter(|diagnostic| diagnostic.severity > Severity::Info));
    if told.is_empty() {
        return;
    }
    let _ = anstream::stderr().lock().write_all(report::lines(&Report::new(&workspace.sources, &workspace.library, &told)).as_bytes());
}

/// Each message of a file once, where it comes first, with how often it comes again.
fn grouped<'d>(found: impl Iterator<Item = &'d Diagnostic>) -> Vec<Diagnostic> {
    let mut groups: IndexMap<(SourceId, &str, &str), (&Diagnostic, usize)> = IndexMap::new();
    for diagnostic in found {
        groups.entry((diagnostic.span.source, diagnostic.rule.name, &diagnostic.message)).or_insert((diagnostic, 0)).1 += 1;
    }
    let again = |count: usize| if count > 1 { format!(" (and {} more)", count - 1) } else { String::new() };
    groups.into_values().map(|(first, count)| Diagnostic { message: format!("{}{}", first.message, again(count)), ..first.clone() }).collect()
}

/// A line on standard error for a person.
pub(super) fn note(args: &Args, text: &str) {
    if !args.quiet {
        anstream::eprintln!("{text}");
    }
}
