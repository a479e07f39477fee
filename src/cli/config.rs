//! `ibidem.toml`: what a project wants of the commands, found here or in a folder above.

use super::error::CliError;
use crate::format::layout::{self, Case, Delimiters};
use crate::model::KeyPattern;
use crate::syntax::SortKey;
use crate::syntax::layout::Options as Entries;
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
    /// What keys are made of.
    pub keys: KeyPattern,
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
    /// How citation keys are made.
    pub keys: KeyValues,
    /// For `ibidem fmt`.
    pub fmt: FmtValues,
}

/// `[keys]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct KeyValues {
    /// What keys are made of: `pattern = "auth.lower + year + title.skipwords.word.lower"`.
    pub pattern: Option<String>,
}

/// `[fmt]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct FmtValues {
    /// How many spaces stand before a field, or `"tab"`.
    pub indent: Indent,
    /// Equals signs under one another.
    pub align: bool,
    /// A comma behind the last field.
    pub trailing_comma: bool,
    /// `"braces"` or `"quotes"` around values, or what stands there: `"keep"`.
    pub delimiters: Delimiters,
    /// Blank lines between entries.
    pub blank_lines: u8,
    /// `"lower"`: types and names of fields in small letters; or `"keep"`.
    pub case: Case,
    /// The column that long values are broken at.
    pub wrap: Option<u16>,
    /// The fields that come first.
    pub fields: Vec<String>,
    /// What entries are sorted by: `["type", "-year", "key"]`.
    pub sort: Vec<String>,
}

/// A number of spaces, or `"tab"`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged, expecting = "a number of spaces, or \"tab\"")]
pub(super) enum Indent {
    Spaces(u8),
    Tab(Tab),
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Tab {
    Tab,
}

impl Default for FmtValues {
    fn default() -> Self {
        let usual = layout::Options::default().entries;
        Self {
            indent: Indent::Spaces(2),
            align: usual.align,
            trailing_comma: usual.trailing_comma,
            delimiters: usual.delimiters,
            blank_lines: 1,
            case: usual.case,
            wrap: None,
            fields: Vec::new(),
            sort: Vec::new(),
        }
    }
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
        let keys = values.keys.pattern.as_ref().map_or_else(|| Ok(KeyPattern::default()), |pattern| pattern.parse());
        let keys = keys.map_err(|error| told(format!("keys.pattern: {error}")))?;
        Ok(Self { folder, values, keys, exclude })
    }

    /// A path that the file names, from where the file stands.
    pub fn path(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    /// How files are laid out.
    pub fn layout(&self) -> layout::Options {
        let values = &self.values.fmt;
        let indent = match values.indent {
            Indent::Spaces(count) => " ".repeat(usize::from(count)),
            Indent::Tab(_) => "\t".to_owned(),
        };
        let entries = Entries {
            indent,
            align: values.align,
            trailing_comma: values.trailing_comma,
            delimiters: values.delimiters,
            blank_lines: usize::from(values.blank_lines),
            case: values.case,
            wrap: values.wrap.map(usize::from),
            fields: values.fields.clone(),
        };
        layout::Options { entries, sort: values.sort.iter().map(|name| SortKey::named(name)).collect() }
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
