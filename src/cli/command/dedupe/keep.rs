//! The files that dedupe leaves beside a library: the map of keys that undoes a change, and the decisions of a person.

use crate::cli::config::real;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::dedupe::{self, Merged, Report};
use crate::model::{Entry, EntryId};
use crate::workspace::Workspace;
use crate::workspace::decisions::{self, Decisions};
use crate::workspace::undo::UndoMap;
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Which keys were given up, and what entries said otherwise than the merged ones do.
pub(super) fn keys(workspace: &Workspace, report: &Report, merged: &Merged) -> UndoMap {
    let entries = &workspace.library.entries;
    let by_id: HashMap<EntryId, &Entry> = entries.iter().map(|entry| (entry.id, entry)).collect();
    let kept: HashMap<EntryId, &str> = merged.keys.iter().map(|(old, _, kept)| (*old, kept.as_str())).collect();
    let keys = merged.keys.iter().filter_map(|(old, _, kept)| Some(json!({"old": named(workspace, by_id.get(old)?), "kept": kept})));
    let differences = report.clusters.iter().flat_map(|cluster| dedupe::differences(entries, cluster)).filter_map(|variant| {
        let entry = entries.get(variant.child)?;
        // Of the kept entry, what another said better.
        let kept = kept.get(&entry.id).copied().unwrap_or(entry.key.as_str());
        Some(json!({"entry": named(workspace, entry), "kept": kept, "variable": variant.variable.name(), "value": variant.value.plain()}))
    });
    UndoMap { keys: keys.collect(), differences: differences.collect(), files: Vec::new() }
}

fn named(workspace: &Workspace, entry: &Entry) -> Json {
    let file = workspace.source_of(entry.id).map_or("", |source| source.name.as_str());
    json!({"file": file, "index": entry.id.index, "key": Some(entry.key.as_str()).filter(|key| !key.is_empty())})
}

/// Writes a map.
pub(super) fn map(path: &Path, map: &UndoMap) -> Result<(), CliError> {
    let text = serde_json::to_string_pretty(map).unwrap_or_default() + "\n";
    output::replace(path, text.as_bytes())
}

/// Where the map of a change to this file lies, where the user does not say: beside it, under a name that is free.
pub(super) fn beside(file: &str) -> PathBuf {
    let numbered = |number: usize| PathBuf::from(if number == 1 { format!("{file}.undo.json") } else { format!("{file}.undo-{number}.json") });
    (1..).map(numbered).find(|path| !path.exists()).unwrap_or_default()
}

/// A file's path for a map that lies in `folder`: from there where it lies below, else from the root.
pub(super) fn from(folder: &Path, file: &str) -> String {
    let file = real(Path::new(file));
    file.strip_prefix(folder).unwrap_or(&file).display().to_string()
}

/// The folder of a file.
pub(super) fn folder(file: &Path) -> PathBuf {
    real(file).parent().map(Path::to_owned).unwrap_or_default()
}

/// Writes the decisions of a folder; a file without any is taken away.
pub(super) fn decisions(folder: &Path, decisions: &Decisions, entries: &[Entry]) -> Result<PathBuf, CliError> {
    let path = folder.join(decisions::FILE);
    output::replace(&path, decisions.to_toml(entries).as_bytes())?;
    Ok(path)
}
