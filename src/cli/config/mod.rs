//! `ibidem.toml`: what a project wants of the commands, found here or in a folder above.

use super::error::{BadConfig, CliError};
use crate::check::{self, Settings};
use crate::format::layout::{self, Case, Delimiters};
use crate::model::KeyPattern;
use crate::syntax::SortKey;
use crate::syntax::layout::Options as Entries;
use crate::text::{Severity, Source, SourceId};
use globset::{Glob, GlobMatcher, GlobSet, GlobSetBuilder};
use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use toml::Spanned;

/// The configuration, with the folder that its paths start from.
#[derive(Debug, Default)]
pub(super) struct Config {
    folder: PathBuf,
    /// As written.
    pub values: Values,
    /// What keys are made of.
    pub keys: KeyPattern,
    exclude: GlobSet,
    per_file_ignores: Vec<(GlobMatcher, Vec<String>)>,
}

/// What the file may say; a name that is not known is an error, so that no slip of the pen goes unseen.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Values {
    /// The library: what documents cite, where nothing else is named.
    pub bibliography: Paths,
    /// Files that are left out when a folder is read.
    pub exclude: Vec<Spanned<String>>,
    /// For the commands that keep a library.
    pub library: LibraryValues,
    /// For `ibidem check`.
    pub check: CheckValues,
    /// How citation keys are made.
    pub keys: KeyValues,
    /// For `ibidem fmt`.
    pub fmt: FmtValues,
}

/// `[library]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct LibraryValues {
    /// The file that `add`, `set` and their neighbours change.
    pub file: Option<PathBuf>,
    /// The documents that cite it, as paths or patterns: `rename` and `remove` look there.
    pub documents: Vec<String>,
    /// The CSL style that entries are shown in.
    pub style: Option<String>,
}

/// `[keys]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct KeyValues {
    /// What keys are made of: `pattern = "auth.lower + year + title.skipwords.word.lower"`.
    pub pattern: Option<Spanned<String>>,
}

/// A path, or several.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a path, or an array of paths")]
pub(super) enum Paths {
    One(PathBuf),
    Many(Vec<PathBuf>),
}

impl Default for Paths {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl Paths {
    fn as_slice(&self) -> &[PathBuf] {
        match self {
            Self::One(path) => std::slice::from_ref(path),
            Self::Many(paths) => paths,
        }
    }
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

/// Names of rules, `all` for every one, with their places.
type Rules = Vec<Spanned<String>>;

/// `[check]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct CheckValues {
    /// Only these rules.
    pub select: Rules,
    /// Rules to ask besides the default ones.
    pub extend: Rules,
    /// Rules not to ask.
    pub ignore: Rules,
    /// Rules not to ask of some files: `"bibliography/*.txt" = ["page-debris"]`.
    pub per_file_ignores: BTreeMap<Spanned<String>, Rules>,
    /// Other severities: `missing-year = "warning"`.
    pub severity: BTreeMap<Spanned<String>, Severity>,
    /// Any diagnostic fails, not errors only.
    pub strict: bool,
    /// Known findings, which are not told again.
    pub baseline: Option<PathBuf>,
    /// What `.bib` files are written for.
    pub dialect: Option<Dialect>,
    /// Fields that entries of a type need besides the usual: `article = ["doi"]`, `"*" = ["keywords"]`.
    pub required_fields: BTreeMap<String, Vec<String>>,
}

/// What `.bib` files are written for.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Dialect {
    Bibtex,
    Biblatex,
}

/// Names without their places.
pub(super) fn plain(names: &[Spanned<String>]) -> Vec<String> {
    names.iter().map(|name| name.get_ref().clone()).collect()
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
        let folder = real(path).parent().map(Path::to_owned).unwrap_or_default();
        let shown = std::env::current_dir().ok().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path);
        Self::parse(&text, folder).map_err(|slip| {
            let source = Source::from_text(SourceId(0), shown.display().to_string(), &text);
            CliError::Config(Box::new(BadConfig { source, range: slip.range, message: slip.message, near: slip.near }))
        })
    }

    /// What a text says; paths in it start from the folder.
    fn parse(text: &str, folder: PathBuf) -> Result<Self, Slip> {
        let values: Values = toml::from_str(text).map_err(|error| Slip::of_toml(text, &error))?;
        let check = &values.check;
        let ignored = check.per_file_ignores.values();
        for name in [&check.select, &check.extend, &check.ignore].into_iter().chain(ignored).flatten().chain(check.severity.keys()) {
            known_rule(name)?;
        }
        let exclude = globs(&values.exclude)?;
        let per_file_ignores = check.per_file_ignores.iter().map(|(pattern, rules)| Ok((glob(pattern)?.compile_matcher(), plain(rules))));
        let per_file_ignores = per_file_ignores.collect::<Result<_, Slip>>()?;
        let pattern = |pattern: &Spanned<String>| pattern.get_ref().parse::<KeyPattern>().map_err(|error| Slip::at(pattern, error.to_string()));
        let keys = values.keys.pattern.as_ref().map(pattern).transpose()?.unwrap_or_default();
        Ok(Self { folder, values, keys, exclude, per_file_ignores })
    }

    /// A path that the file names, from where the file stands.
    pub fn path(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    /// What documents cite where nothing else is named; the library where the file says no more.
    pub fn bibliography(&self) -> Vec<PathBuf> {
        let paths = self.values.bibliography.as_slice();
        let library = self.values.library.file.iter().filter(|_| paths.is_empty());
        paths.iter().chain(library).map(|path| self.seen(path)).collect()
    }

    /// The library that is kept: the one that `[library]` names, else what documents cite.
    pub fn library(&self) -> Vec<PathBuf> {
        match &self.values.library.file {
            Some(file) => vec![self.seen(file)],
            None => self.bibliography(),
        }
    }

    /// The documents that cite the library, as paths or patterns from here.
    pub fn documents(&self) -> Vec<String> {
        self.values.library.documents.iter().map(|pattern| self.seen(Path::new(pattern)).display().to_string()).collect()
    }

    /// A path that the file names, as one would write it here.
    fn seen(&self, path: &Path) -> PathBuf {
        let here = std::env::current_dir().unwrap_or_default();
        let path = self.path(path);
        path.strip_prefix(real(&here)).or_else(|_| path.strip_prefix(&here)).map_or_else(|_| path.clone(), Path::to_owned)
    }

    /// What the project asks for.
    pub fn settings(&self) -> Settings {
        let check = &self.values.check;
        let dialect = check.dialect.map(|dialect| match dialect {
            Dialect::Bibtex => check::Dialect::Bibtex,
            Dialect::Biblatex => check::Dialect::Biblatex,
        });
        let required = check.required_fields.iter().map(|(kind, fields)| (kind.clone(), fields.clone())).collect();
        Settings { dialect, required, keys: self.values.keys.pattern.as_ref().map(|_| self.keys.clone()) }
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

    /// The rules that are not asked of a file. A pattern without slash is one for names, wherever the file lies.
    pub fn ignored_in(&self, file: &str) -> Vec<String> {
        let path = self.inside(Path::new(file));
        let name = path.file_name().map(Path::new).unwrap_or(&path);
        let matches = |matcher: &GlobMatcher| matcher.is_match(&path) || !matcher.glob().glob().contains('/') && matcher.is_match(name);
        self.per_file_ignores.iter().filter(|(matcher, _)| matches(matcher)).flat_map(|(_, rules)| rules).cloned().collect()
    }

    /// A file's path as seen from the configuration's folder.
    fn inside(&self, file: &Path) -> PathBuf {
        real(file).strip_prefix(&self.folder).map_or_else(|_| file.to_owned(), Path::to_owned)
    }
}

/// What is wrong with a configuration, and where.
#[derive(Debug)]
struct Slip {
    range: Range<usize>,
    message: String,
    /// What was meant, perhaps.
    near: Option<String>,
}

impl Slip {
    fn at(value: &Spanned<String>, message: String) -> Self {
        Self { range: value.span(), message, near: None }
    }

    /// What the reader of TOML says, with the nearest of the names that it knows.
    fn of_toml(text: &str, error: &toml::de::Error) -> Self {
        // What a file may say is told by its words: "unknown field `selct`, expected one of `select`, `ignore`".
        static UNKNOWN: LazyLock<Regex> =
            LazyLock::new(|| Regex::new("^unknown (field|variant) `([^`]*)`, expected (.*)$").unwrap_or_else(|_| unreachable!()));
        let range = error.span().unwrap_or(text.len()..text.len());
        let Some(words) = UNKNOWN.captures(error.message()) else {
            return Self { range, message: error.message().replace('\n', ": "), near: None };
        };
        let known = words[3].split('`').skip(1).step_by(2);
        let what = if &words[1] == "field" { "key" } else { "value" };
        Self {
            range,
            message: format!("there is no {what} `{}` here; there are {}", &words[2], words[3].trim_start_matches("one of ")),
            near: super::error::nearest(&words[2], known),
        }
    }
}

fn known_rule(name: &Spanned<String>) -> Result<(), Slip> {
    let value = name.get_ref();
    if value == "all" || check::named(value).is_some() {
        return Ok(());
    }
    let near = super::error::nearest(value, check::all().into_iter().map(|rule| rule.name));
    Err(Slip { near, ..Slip::at(name, format!("there is no rule `{value}`")) })
}

/// A path from the root, without `..` and links where the file is there.
pub(super) fn real(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

fn glob(pattern: &Spanned<String>) -> Result<Glob, Slip> {
    Glob::new(pattern.get_ref()).map_err(|error| Slip::at(pattern, format!("this is no pattern for file names: {}", error.kind())))
}

fn globs(patterns: &[Spanned<String>]) -> Result<GlobSet, Slip> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(glob(pattern)?);
    }
    set.build().map_err(|error| Slip { range: 0..0, message: error.to_string(), near: None })
}

#[cfg(test)]
mod tests;
