//! `dedupe --apply`: the files themselves, changed where something is merged or linked. All is planned before anything is written: first the
//! map that undoes it, then the files, each whole; where one cannot be written, those before it are put back.

use super::{Dedupe, checked, keep};
use crate::cli::args::Args;
use crate::cli::command::finish;
use crate::cli::config::Config;
use crate::cli::error::CliError;
use crate::cli::input::expand_all;
use crate::cli::write::{self, Change};
use crate::cli::{Status, diff, output};
use crate::dedupe::Report;
use crate::document::citations;
use crate::model::{Entry, EntryId};
use crate::report::counted;
use crate::text::{Edit, Source, SourceId, Str};
use crate::workspace::Workspace;
use crate::workspace::apply::{self, Applied};
use crate::workspace::undo::ChangedFile;
use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A file that changes, and where.
struct Changed {
    file: Change,
    pieces: Vec<(Range<usize>, usize)>,
}

pub(super) fn run(dedupe: &Dedupe, args: &Args, config: &Config, workspace: &Workspace, found: &Report) -> Result<Status, CliError> {
    let status = finish(args, workspace, &[]);
    if status != Status::Clean {
        return Ok(status);
    }
    let applied = apply::apply(workspace, found).map_err(|error| CliError::Usage(error.to_string()))?;
    let mut changes = Vec::new();
    for new in &applied.texts {
        let Some(source) = workspace.sources.get(new.source) else { continue };
        if dedupe.dry_run {
            output::print(&diff::unified(&source.name, &source.text, &new.text, "merged"))?;
        }
        changes.push(change(source, &new.text, &new.edits)?);
        if new.whole {
            output::note(args, &format!("{}: written anew as a whole: its format has no places to change", source.name));
        }
    }
    applied.left.iter().for_each(|left| output::note(args, left));
    changes.extend(documents(dedupe, args, config, &applied)?);
    if dedupe.dry_run {
        return Ok(checked(dedupe, Status::Clean, !found.clusters.is_empty()));
    }
    if changes.is_empty() {
        output::note(args, "nothing to merge or link");
        return Ok(Status::Clean);
    }
    let first = changes.first().map(|change| change.file.path.display().to_string()).unwrap_or_default();
    let path = dedupe.key_map.clone().unwrap_or_else(|| keep::beside(&first));
    if path.exists() {
        return Err(CliError::Usage(format!(
            "{} is there already, and may undo an earlier change: give another name with --key-map",
            path.display()
        )));
    }
    let mut map = keep::keys(workspace, &applied.report, &applied.merged);
    let folder = keep::folder(&path);
    map.files = changes.iter().map(|change| undone(change, &folder)).collect();
    keep::map(&path, &map)?;
    let files: Vec<Change> = changes.iter().map(|change| change.file.clone()).collect();
    write::change(&files, &mut |word| output::note(args, word)).inspect_err(|_| drop(std::fs::remove_file(&path)))?;
    output::note(args, &said(workspace, &applied, changes.len(), &path));
    Ok(Status::Clean)
}

fn undone(Changed { file, pieces }: &Changed, folder: &Path) -> ChangedFile {
    ChangedFile::of(keep::from(folder, &file.path.display().to_string()), &file.before, &file.after, pieces)
}

/// What a change of text is to the bytes of a file, which must be those that were read.
fn change(source: &Source, text: &str, edits: &[Edit]) -> Result<Changed, CliError> {
    let path = PathBuf::from(&source.name);
    if source.name == "-" {
        return Err(CliError::Usage("standard input cannot be changed in place: give a file".to_owned()));
    }
    let refused = |why: &str| CliError::Usage(format!("{} was not changed: {why}", source.name));
    let after =
        source.encode(text).ok_or_else(|| refused("it holds bytes that could not be read, or its encoding lacks characters of the change"))?;
    let before = std::fs::read(&path).map_err(|error| CliError::Read { path: path.clone(), source: error })?;
    let read = source.encode(&source.text).ok_or_else(|| refused("it holds bytes that could not be read"))?;
    if read != before {
        return Err(refused("it changed while it was read, or would not be written back as it is"));
    }
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort();
    // Offsets of the text are those of the file but for a mark before it; in other encodings the map finds its own.
    let shift = before.len().saturating_sub(source.text.len());
    let pieces = sorted.iter().map(|edit| (edit.span.range().start + shift..edit.span.range().end + shift, edit.text.len())).collect();
    Ok(Changed { file: Change { path, before, after }, pieces })
}

/// The citations of the keys that were given up, in the documents that were named.
fn documents(dedupe: &Dedupe, args: &Args, config: &Config, applied: &Applied) -> Result<Vec<Changed>, CliError> {
    let keys: HashMap<&str, &str> = applied
        .merged
        .keys
        .iter()
        .filter(|(_, old, kept)| !old.is_empty() && old != kept)
        .map(|(_, old, kept)| (old.as_str(), kept.as_str()))
        .collect();
    let mut changes = Vec::new();
    for path in expand_all(&dedupe.cited_in, config)? {
        let name = path.display().to_string();
        let bytes = std::fs::read(&path).map_err(|source| CliError::Read { path: path.clone(), source })?;
        let (source, _) = Source::decode(SourceId(0), name.clone(), &bytes);
        let edits = follow(args, &source, &keys);
        if edits.is_empty() {
            continue;
        }
        let (text, _) = crate::text::edit::apply(&source.text, [edits.as_slice()]);
        if dedupe.dry_run {
            output::print(&diff::unified(&source.name, &source.text, &text, "merged"))?;
        }
        changes.push(change(&source, &text, &edits)?);
    }
    Ok(changes)
}

/// The edits that let the citations of a document follow.
fn follow(args: &Args, source: &Source, keys: &HashMap<&str, &str>) -> Vec<Edit> {
    let cited = citations::cited(source);
    let rewritten = citations::rewrite(&cited, &source.text, |key| keys.get(key).copied());
    for citation in &rewritten.refused {
        let place = source.place(citation.span.range().start);
        output::note(args, &format!("{}:{}:{}: `{}` stays: its new key cannot be written here", source.name, place.line, place.column, citation.key));
    }
    rewritten.edits
}

fn said(workspace: &Workspace, applied: &Applied, files: usize, map: &Path) -> String {
    let before: HashMap<EntryId, Option<&Str>> = workspace.library.entries.iter().map(|entry| (entry.id, entry.parent.as_ref())).collect();
    let is_new = |entry: &&Entry| entry.parent.is_some() && before.get(&entry.id).copied().flatten() != entry.parent.as_ref();
    let linked = applied.merged.library.entries.iter().filter(is_new).count();
    format!(
        "{} merged, {} linked to the works that contain them, {} changed; `ibidem dedupe --undo {}` undoes it",
        counted(applied.merged.keys.len(), "entry"),
        counted(linked, "part"),
        counted(files, "file"),
        map.display()
    )
}
