//! Inputs: files, folders, patterns and standard input, read into a workspace.

use super::config::Config;
use super::error::CliError;
use super::output;
use crate::document::DOCUMENTS;
use crate::format::{self, FORMATS};
use crate::text::{Content, Severity, Source, SourceId};
use crate::workspace::decisions::{self, Decisions};
use crate::workspace::{ReadAs, Workspace};
use clap::Args;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What is read, and how.
#[derive(Clone, Debug, Args)]
pub(super) struct Inputs {
    /// Files, folders, patterns ('refs/*.bib'), or - for standard input
    #[arg(required = true, value_name = "FILES")]
    pub files: Vec<String>,
    #[command(flatten)]
    pub reading: Reading,
}

/// How files are read, whichever they are.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Reading {
    /// Read them as this format or kind of document, whatever they look like
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<String>,
    /// Every line is one reference string
    #[arg(long, conflicts_with = "from")]
    pub lines: bool,
    /// How many threads may work; what comes out does not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
}

impl Inputs {
    fn read_as(&self) -> Result<ReadAs, CliError> {
        if self.reading.lines {
            return Ok(ReadAs::Lines);
        }
        let Some(name) = &self.reading.from else { return Ok(ReadAs::Guess) };
        let names = FORMATS.iter().filter(|format| format.read.is_some()).map(|format| format.name).chain(DOCUMENTS.iter().map(|kind| kind.name));
        ReadAs::named(name).ok_or_else(|| CliError::unknown("the format", name, names, "ibidem formats"))
    }

    /// Reads all of them, in order; a folder's files in the order of their names.
    pub fn read(&self, config: &Config) -> Result<Workspace, CliError> {
        self.read_telling(config, &mut |_| ())
    }

    /// The same, with a word on each before it is read.
    pub fn read_telling(&self, config: &Config, tell: &mut dyn FnMut(&str)) -> Result<Workspace, CliError> {
        let mut workspace = Workspace { jobs: self.reading.jobs.map(usize::from), keys: config.keys.clone(), ..Workspace::default() };
        self.read_into(&mut workspace, config, tell)?;
        Ok(workspace)
    }

    /// Reads all of them behind what a workspace holds, and what was decided about entries in their folders.
    pub fn read_into(&self, workspace: &mut Workspace, config: &Config, tell: &mut dyn FnMut(&str)) -> Result<(), CliError> {
        let read_as = self.read_as()?;
        let mut folders = BTreeSet::new();
        for name in &self.files {
            tell(name);
            if name == "-" {
                workspace.add("-", content(name)?, read_as);
                continue;
            }
            let is_folder = Path::new(name).is_dir();
            for path in expand(name, config)? {
                let content = content(&path)?;
                if is_folder && read_as.is_guess() && is_foreign(&path, &content) {
                    continue;
                }
                tell(&path.display().to_string());
                workspace.add(path.display().to_string(), content, read_as);
                folders.extend(path.parent().map(Path::to_owned));
            }
        }
        for folder in folders {
            workspace.decisions.extend(decided(&folder)?);
        }
        Ok(())
    }
}

/// What was decided about the entries of a folder.
fn decided(folder: &Path) -> Result<Decisions, CliError> {
    let path = folder.join(decisions::FILE);
    if !path.is_file() {
        return Ok(Decisions::default());
    }
    let text = std::fs::read_to_string(&path).map_err(|source| CliError::Read { path: path.clone(), source })?;
    toml::from_str(&text).map_err(|error| CliError::Broken { path, message: error.to_string() })
}

impl Inputs {
    /// Decodes all of them without reading what they say, each with what it is to be read as. Of a folder only the bibliography files.
    pub fn sources(&self, config: &Config, args: &super::args::Args) -> Result<Vec<(Source, ReadAs)>, CliError> {
        let read_as = self.read_as()?;
        let mut sources = Vec::new();
        let mut add = |name: String, content: Content, named: bool| {
            let id = SourceId(u32::try_from(sources.len()).unwrap_or(u32::MAX));
            let (source, found) = Source::of(id, name, content);
            let read_as = match read_as {
                ReadAs::Guess => ReadAs::guess(&source.name, &source.text),
                chosen => chosen,
            };
            match found.iter().find(|found| found.severity == Severity::Error) {
                Some(found) if named => return Err(CliError::Usage(format!("{}: {}", source.name, found.message))),
                Some(found) => output::note(args, &format!("{}: left as it is: {}", source.name, found.message)),
                None if named || matches!(read_as, ReadAs::Format(_)) => sources.push((source, read_as)),
                None => {}
            }
            Ok(())
        };
        for name in &self.files {
            if name == "-" {
                add("-".to_owned(), content(name)?, true)?;
                continue;
            }
            for path in expand(name, config)? {
                add(path.display().to_string(), content(&path)?, !Path::new(name).is_dir())?;
            }
        }
        Ok(sources)
    }
}

/// What a file holds, or standard input where it is called `-`.
pub(super) fn content(name: impl AsRef<Path>) -> Result<Content, CliError> {
    let name = name.as_ref();
    let read = if name == Path::new("-") { Content::read(std::io::stdin().lock(), 0) } else { read(name) };
    read.map_err(|source| CliError::Read { path: name.to_owned(), source })
}

/// What a file holds, with the plain error.
pub(super) fn read(path: &Path) -> std::io::Result<Content> {
    let file = std::fs::File::open(path)?;
    let length = file.metadata()?.len();
    Content::read(file, length)
}

/// Whether a file that lies in a folder is no bibliography, whatever its name's ending.
fn is_foreign(path: &Path, content: &Content) -> bool {
    let name = path.display().to_string();
    format::is_foreign(&name, &Source::of(SourceId(0), name.clone(), content.clone()).0.text)
}

/// The files that arguments name, each once.
pub(super) fn expand_all(names: &[String], config: &Config) -> Result<Vec<PathBuf>, CliError> {
    let mut all: Vec<PathBuf> = Vec::new();
    for path in names.iter().map(|name| expand(name, config)).collect::<Result<Vec<_>, _>>()?.concat() {
        if !all.contains(&path) {
            all.push(path);
        }
    }
    Ok(all)
}

/// The files that an argument names: itself, the readable ones of a folder, or those that match a pattern.
fn expand(name: &str, config: &Config) -> Result<Vec<PathBuf>, CliError> {
    let path = Path::new(name);
    if path.is_dir() {
        let found = walk(path, |file| is_known(file) && !config.excludes(file));
        return if found.is_empty() { Err(CliError::EmptyFolder(path.to_owned())) } else { Ok(found) };
    }
    if path.exists() || !name.contains(['*', '?', '[']) {
        return Ok(vec![path.to_owned()]);
    }
    let pattern = globset::GlobBuilder::new(name).literal_separator(true).build();
    let matcher = pattern.map_err(|error| CliError::BadPattern(name.to_owned(), error.kind().to_string()))?.compile_matcher();
    let fixed: PathBuf = path.components().take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '['])).collect();
    let root = if fixed.as_os_str().is_empty() { Path::new(".") } else { &fixed };
    let found = walk(root, |file| matcher.is_match(file));
    if found.is_empty() { Err(CliError::NoMatch(name.to_owned())) } else { Ok(found) }
}

/// The files below a folder that are wanted, sorted; what .gitignore names is left out.
fn walk(root: &Path, wanted: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let files = ignore::WalkBuilder::new(root)
        .require_git(false)
        .build()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
    let plain = |path: PathBuf| path.strip_prefix("./").map(Path::to_owned).unwrap_or(path);
    let mut found: Vec<PathBuf> = files.map(|file| plain(file.into_path())).filter(|path| wanted(path)).collect();
    found.sort();
    found
}

/// Whether a file's extension is that of a format or a kind of document that is read.
fn is_known(path: &Path) -> bool {
    let Some(extension) = path.extension().and_then(|end| end.to_str()).map(str::to_lowercase) else { return false };
    let formats = FORMATS.iter().filter(|format| format.read.is_some()).flat_map(|format| format.extensions);
    formats.chain(DOCUMENTS.iter().flat_map(|kind| kind.extensions)).any(|known| **known == extension)
}
