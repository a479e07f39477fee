//! `dedupe --undo MAP`: the files as they were before `--apply`, byte for byte, or none of them.

use super::{Dedupe, keep};
use crate::cli::args::Args;
use crate::cli::error::CliError;
use crate::cli::write::{self, Change};
use crate::cli::{Status, output};
use crate::workspace::undo::UndoMap;
use std::path::{Path, PathBuf};

pub(super) fn run(dedupe: &Dedupe, args: &Args) -> Result<Status, CliError> {
    for map in &dedupe.inputs.files {
        let restored = restored(Path::new(map))?;
        write::change(&restored, &mut |word| output::note(args, word))?;
        let path = PathBuf::from(map);
        std::fs::remove_file(&path).map_err(|source| CliError::Write { path, source })?;
        output::note(args, &format!("{} restored", if restored.len() == 1 { "1 file".to_owned() } else { format!("{} files", restored.len()) }));
    }
    Ok(Status::Clean)
}

/// What every file of a map held; an error where one of them is not what the map left.
fn restored(map: &Path) -> Result<Vec<Change>, CliError> {
    let read = |path: &Path| std::fs::read(path).map_err(|source| CliError::Read { path: path.to_owned(), source });
    let told = |path: &Path, message: String| CliError::Broken { path: path.to_owned(), message };
    let undo: UndoMap = serde_json::from_slice(&read(map)?).map_err(|error| told(map, format!("no map of a change: {error}")))?;
    let folder = keep::folder(map);
    let restore = |changed: &crate::workspace::undo::ChangedFile| {
        let path = folder.join(&changed.file);
        let now = read(&path)?;
        let after = changed.restore(&now).map_err(|error| told(&path, error.to_string()))?;
        Ok(Change { path, before: now, after })
    };
    undo.files.iter().map(restore).collect()
}
