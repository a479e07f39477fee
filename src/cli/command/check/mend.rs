//! `check --fix` and `--diff`: the texts mended until nothing is left to mend, written back or shown.

use super::{Asked, Check};
use crate::check::fix::{self, Fixed};
use crate::cli::args::Args;
use crate::cli::error::CliError;
use crate::cli::write::{self, Change};
use crate::cli::{Status, diff, output};
use crate::text::{FixSafety, Source, SourceId};
use crate::workspace::Workspace;
use std::collections::BTreeMap;

/// What comes of mending, with the sources that become UTF-8 and how many findings want that.
fn mended(command: &Check, workspace: &Workspace, asked: &Asked) -> (Fixed, BTreeMap<SourceId, usize>) {
    let least = if command.unsafe_fixes { FixSafety::Unsafe } else { FixSafety::Safe };
    let texts = workspace.sources.iter().map(|source| source.text.to_string()).collect();
    let fixed = fix::until_stable(texts, least, |texts| asked.findings(&workspace.with_texts(texts)));
    let to_utf8 = fix::to_utf8(&fixed.left, least);
    (fixed, to_utf8)
}

/// Writes the files that changed, and reads all anew: what they say now, and how much was mended.
pub(super) fn write(command: &Check, args: &Args, workspace: &Workspace, asked: &Asked) -> Result<(Workspace, usize), CliError> {
    let (fixed, to_utf8) = mended(command, workspace, asked);
    let all = workspace.sources.iter().zip(&fixed.texts).zip(&fixed.changed);
    let changed = all.filter(|((source, _), changed)| **changed || to_utf8.contains_key(&source.id)).map(|(pair, _)| pair);
    // All are encoded before the first is written, so that either all are changed or none.
    let change = |(source, text): (&Source, &String)| {
        let after = encoded(source, &source.with_line_ends(text), to_utf8.contains_key(&source.id))?;
        Ok(Change { path: (&source.name).into(), before: encoded(source, &source.text, false)?, after })
    };
    let changes: Vec<Change> = changed.map(change).collect::<Result<_, CliError>>()?;
    write::change(&changes, &mut |word| output::note(args, word))?;
    let sources: Vec<SourceId> = to_utf8.keys().copied().collect();
    Ok((workspace.with_texts(&fixed.texts).in_utf8(&sources), fixed.count() + to_utf8.values().sum::<usize>()))
}

fn encoded(source: &Source, text: &str, to_utf8: bool) -> Result<Vec<u8>, CliError> {
    if source.name == "-" {
        return Err(CliError::Usage("standard input cannot be mended in place: give a file".to_owned()));
    }
    if to_utf8 && !source.is_lossy() {
        return Ok(text.as_bytes().to_vec());
    }
    source.encode(text).ok_or_else(|| {
        CliError::Usage(format!(
            "{} was not changed: it holds bytes that could not be read, or the change needs characters that its encoding lacks",
            source.name
        ))
    })
}

/// Shows what would change. The exit status is that of the check as the files stand.
pub(super) fn show(command: &Check, args: &Args, workspace: &Workspace, asked: &Asked) -> Result<Status, CliError> {
    let (fixed, to_utf8) = mended(command, workspace, asked);
    let diffs: Vec<String> =
        workspace.sources.iter().zip(&fixed.texts).map(|(source, text)| diff::unified(&source.name, &source.text, text, "mended")).collect();
    command.output.write(&diffs.concat())?;
    let files = workspace.sources.iter().zip(&diffs).filter(|(source, diff)| !diff.is_empty() || to_utf8.contains_key(&source.id)).count();
    let (count, wanted) = (fixed.count(), to_utf8.values().sum::<usize>());
    let what = |count: usize, what: &str| if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") };
    output::note(args, &format!("would fix {} in {}, {} left", what(count + wanted, "finding"), what(files, "file"), fixed.left.len() - wanted));
    Ok(asked.status(command, workspace, &asked.findings(workspace)))
}
