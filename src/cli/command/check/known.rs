//! `check --baseline`: what is known already, and what is new.

use super::Check;
use crate::check::baseline::Baseline;
use crate::cli::args::Args;
use crate::cli::config::{Config, real};
use crate::cli::error::CliError;
use crate::cli::{Status, output, today};
use crate::text::Diagnostic;
use crate::workspace::Workspace;
use std::path::{Path, PathBuf};

/// Writes all findings down as known.
pub(super) fn write(path: &Path, args: &Args, workspace: &Workspace, found: &[Diagnostic]) -> Result<Status, CliError> {
    let baseline = Baseline::of(&workspace.subject(today()), found, from_beside(path));
    output::replace(path, baseline.to_json().as_bytes())?;
    output::note(args, &format!("{} findings are known from now on", found.len()));
    Ok(Status::Clean)
}

/// What the baseline does not know, and how much it knew.
pub(super) fn new_among(
    command: &Check,
    config: &Config,
    workspace: &Workspace,
    found: Vec<Diagnostic>,
) -> Result<(Vec<Diagnostic>, usize), CliError> {
    let configured = config.values.check.baseline.as_deref().map(|path| config.path(path));
    let Some(path) = command.baseline.clone().or(configured) else { return Ok((found, 0)) };
    let text = std::fs::read_to_string(&path).map_err(|source| CliError::Read { path: path.clone(), source })?;
    let baseline = Baseline::parse(&text).map_err(|error| CliError::Broken { path: path.clone(), message: error.to_string() })?;
    Ok(baseline.new_among(&workspace.subject(today()), found, from_beside(&path)))
}

/// What a baseline calls a file: its path from the folder that the baseline lies in, wherever the program is run.
fn from_beside(baseline: &Path) -> impl Fn(&str) -> String {
    let folder = real(baseline).parent().map(Path::to_owned).unwrap_or_default();
    move |name| {
        let file: PathBuf = real(Path::new(name));
        file.strip_prefix(&folder).map_or_else(|_| name.to_owned(), |inside| inside.display().to_string()).replace('\\', "/")
    }
}
