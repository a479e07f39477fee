//! `check --fix` and `--diff`: the texts mended until nothing is left to mend, written back or shown.

use super::{Asked, Check};
use crate::check::fix::{self, Fixed};
use crate::cli::args::Args;
use crate::cli::error::CliError;
use crate::cli::{Status, diff, output};
use crate::text::{FixSafety, Source};
use crate::workspace::Workspace;
use std::path::Path;

fn mended(command: &Check, workspace: &Workspace, asked: &Asked) -> Fixed {
    let least = if command.unsafe_fixes { FixSafety::Unsafe } else { FixSafety::Safe };
    let texts = workspace.sources.iter().map(|source| source.text.to_string()).collect();
    fix::until_stable(texts, least, |texts| asked.findings(&workspace.with_texts(texts)))
}

/// Writes the files that changed, and reads all anew: what they say now, and how much was mended.
pub(super) fn write(command: &Check, workspace: &Workspace, asked: &Asked) -> Result<(Workspace, usize), CliError> {
    let fixed = mended(command, workspace, asked);
    let changed = || workspace.sources.iter().zip(&fixed.texts).zip(&fixed.changed).filter(|(_, changed)| **changed).map(|(pair, _)| pair);
    // All are encoded before the first is written, so that either all are changed or none.
    let written: Vec<(&Source, Vec<u8>)> = changed().map(|(source, text)| Ok((source, encoded(source, text)?))).collect::<Result<_, CliError>>()?;
    for (source, bytes) in written {
        output::replace(Path::new(&source.name), &bytes)?;
    }
    Ok((workspace.with_texts(&fixed.texts), fixed.count()))
}

fn encoded(source: &Source, text: &str) -> Result<Vec<u8>, CliError> {
    if source.name == "-" {
        return Err(CliError::Usage("standard input cannot be mended in place: give a file".to_owned()));
    }
    source.encode(&source.with_line_ends(text)).ok_or_else(|| {
        CliError::Usage(format!(
            "{} was not changed: it holds bytes that could not be read, or the change needs characters that its encoding lacks",
            source.name
        ))
    })
}

/// Shows what would change. The exit status is that of the check as the files stand.
pub(super) fn show(command: &Check, args: &Args, workspace: &Workspace, asked: &Asked) -> Result<Status, CliError> {
    let fixed = mended(command, workspace, asked);
    let diffs: Vec<String> =
        workspace.sources.iter().zip(&fixed.texts).map(|(source, text)| diff::unified(&source.name, &source.text, text, "mended")).collect();
    command.output.write(&diffs.concat())?;
    let files = diffs.iter().filter(|diff| !diff.is_empty()).count();
    let what = |count: usize, what: &str| if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") };
    output::note(args, &format!("would fix {} in {}, {} left", what(fixed.count(), "finding"), what(files, "file"), fixed.left.len()));
    Ok(asked.status(command, workspace, &asked.findings(workspace)))
}
