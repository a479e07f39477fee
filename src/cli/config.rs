//! `ibidem.toml`: what a project wants of the commands, found here or in a folder above.

use super::error::CliError;
use crate::text::Severity;
use globset::{Glob, GlobSet, GlobSetBuilder};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The configuration, with the folder that its paths start from.
#[derive(Debug, Default)]
pub(super) struct Config {
    folder: PathBuf,
    /// As written.
    pub values: Values,
    exclude: GlobSet,
}

/// What the file may say; a name that is not known is an error, so that no slip of the pen goes unseen.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Values {
    /// Files that are left out when a folder is read.
    pub exclude: Vec<String>,
    /// For `ibidem check`.
    pub check: CheckValues,
}

/// `[check]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct CheckValues {
    /// Only these rules, `all` for every one.
    pub select: Vec<String>,
    /// Rules to ask besides the default ones.
    pub extend: Vec<String>,
    /// Rules not to ask.
    pub ignore: Vec<String>,
    /// Any diagnostic fails, not errors only.
    pub strict: bool,
    /// Other severities: `missing-year = "warning"`.
    pub severity: BTreeMap<String, Severity>,
    /// Known findings, which are not told again.
    pub baseline: Option<PathBuf>,
    /// Rules that are allowed in files: `"bibliography/*.txt" = ["page-debris"]`.
    pub allow: BTreeMap<String, Vec<String>>,
}

impl Config {
    /// The configuration of a run: the file that was named, else the nearest one, else none.
    pub fn find(named: Option<&Path>) -> Result<Self, CliError> {
        if let Some(path) = named {
            return Self::read(path);
        }
        let here = std::env::current_dir().unwrap_or_default();
        match here.ancestors().map(|folder| folder.join("ibidem.toml")).find(|path| path.is_file()) {
            Some(path) => Self::read(&path),
            None => Ok(Self::default()),
        }
    }

    fn read(path: &Path) -> Result<Self, CliError> {
        let text = std::fs::read_to_string(path).map_err(|source| CliError::Read { path: path.to_owned(), source })?;
        let told = |message: String| CliError::Config { path: path.to_owned(), message };
        let values: Values = toml::from_str(&text).map_err(|error| told(error.to_string()))?;
        let folder = real(path).parent().map(Path::to_owned).unwrap_or_default();
        let exclude = globs(&values.exclude).map_err(|error| told(error.to_string()))?;
        Ok(Self { folder, values, exclude })
    }

    /// A path that the file names, from where the file stands.
    pub fn path(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    /// Whether a file is left out when a folder is read.
    pub fn excludes(&self, file: &Path) -> bool {
        self.exclude.is_match(self.inside(file))
    }

    /// The rules that are allowed in a file.
    pub fn allowed(&self, file: &str) -> Vec<String> {
        let inside = self.inside(Path::new(file));
        let matching =
            self.values.check.allow.iter().filter(|(pattern, _)| Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(&inside)));
        matching.flat_map(|(_, rules)| rules).cloned().collect()
    }

    /// A file's path as seen from the configuration's folder.
    fn inside(&self, file: &Path) -> PathBuf {
        real(file).strip_prefix(&self.folder).map_or_else(|_| file.to_owned(), Path::to_owned)
    }
}

/// A path from the root, without `..` and links where the file is there.
pub(super) fn real(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

fn globs(patterns: &[String]) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern)?);
    }
    set.build()
}
