//! Output: to standard output, or to a file that is written whole or not at all; and what is said on standard error.

use super::args::Args;
use super::error::CliError;
pub(super) use super::write::{replace, replace_with};
use crate::report::{self, Report};
use crate::text::{Diagnostic, Severity, SourceId};
use crate::workspace::Workspace;
use clap::Args as ClapArgs;
use indexmap::IndexMap;
use std::io::Write;
use std::path::PathBuf;

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

    /// Writes the result piece by piece, so that it never lies in memory as a whole. Without `colour` nothing in it is one.
    pub fn write_with(&self, colour: bool, write: &dyn Fn(&mut dyn Write) -> std::io::Result<()>) -> Result<(), CliError> {
        match (&self.output, colour) {
            (Some(path), _) => return replace_with(path, write),
            (None, true) => write(&mut anstream::stdout().lock())?,
            (None, false) => write(&mut std::io::stdout().lock())?,
        }
        Ok(std::io::stdout().flush()?)
    }

    /// Whether the result is shown in colours.
    pub fn in_colour(&self) -> bool {
        self.output.is_none() && anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
    }
}

/// Writes to standard output; colours are taken out where it shows none.
pub(super) fn print(text: &str) -> Result<(), CliError> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
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
    let _ = report::lines(&Report::new(&workspace.sources, &workspace.library, &told), &mut anstream::stderr().lock());
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
