//! What stops a command, and what to do about it: message, hint and exit status are made in this one place.

use crate::report;
use crate::text::Source;
use std::fmt;
use std::io;
use std::ops::Range;
use std::path::PathBuf;
use thiserror::Error;

/// Why a command could not be carried out. The exit status is 2.
#[derive(Debug, Error)]
pub(super) enum CliError {
    #[error("cannot read {}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot write {}: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("{} was changed by another program since it was read; nothing was written", .0.display())]
    Changed(PathBuf),
    #[error("{} is held by another ibidem; nothing was written", .0.display())]
    Busy(PathBuf),
    #[error("no library: nothing says which file it is")]
    NoLibrary,
    #[error("there is no library {}", .0.display())]
    LibraryMissing(PathBuf),
    #[error("cannot write to standard output: {0}")]
    Stdout(#[from] io::Error),
    #[error("no file matches {0}")]
    NoMatch(String),
    #[error("{0} is no pattern for file names: {1}")]
    BadPattern(String, String),
    #[error("no readable file in the folder {}", .0.display())]
    EmptyFolder(PathBuf),
    #[error("{kind} {name:?} is not known")]
    Unknown { kind: &'static str, name: String, near: Option<String>, list: &'static str },
    #[error("the format {0} can be read, but not written")]
    NotWritten(&'static str),
    #[error("{}: {message}", path.display())]
    Broken { path: PathBuf, message: String },
    #[error("{0}")]
    Config(Box<BadConfig>),
    #[error("cannot ask git: {0}")]
    Git(String),
    #[error("{0}")]
    Usage(String),
    #[error("{0}")]
    Csl(#[from] crate::csl::CslError),
}

/// A configuration that cannot be read, and where.
#[derive(Debug)]
pub(super) struct BadConfig {
    pub source: Source,
    pub range: Range<usize>,
    pub message: String,
    /// What was meant, perhaps.
    pub near: Option<String>,
}

impl fmt::Display for BadConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.message, report::place(&self.source, self.range.clone()).trim_end())
    }
}

/// The name that is nearest to one that is not known.
pub(super) fn nearest(name: &str, known: impl IntoIterator<Item = impl AsRef<str>>) -> Option<String> {
    known
        .into_iter()
        .map(|known| (strsim::damerau_levenshtein(name, known.as_ref()), known.as_ref().to_owned()))
        .min()
        .filter(|(distance, known)| *distance <= 2.max(name.len() / 3) && *distance < known.len())
        .map(|(_, known)| known)
}

impl CliError {
    /// Whether the reader of standard output has gone away.
    pub(super) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Stdout(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    /// The name that is nearest to one that is not known.
    pub(super) fn unknown(kind: &'static str, name: &str, known: impl IntoIterator<Item = impl AsRef<str>>, list: &'static str) -> Self {
        let near = nearest(name, known);
        Self::Unknown { kind, name: name.to_owned(), near, list }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Unknown { near: Some(near), list, .. } => Some(format!("did you mean {near:?}? `{list}` lists them all")),
            Self::Unknown { list, .. } => Some(format!("`{list}` lists them")),
            Self::NoMatch(_) => Some("give a file, a folder, a pattern such as 'refs/*.bib', or - for standard input".to_owned()),
            Self::EmptyFolder(_) => Some("name the file itself to have it read whatever it is called".to_owned()),
            Self::Config(slip) => slip.near.as_ref().map(|near| format!("did you mean {near:?}?")),
            Self::Changed(_) | Self::Busy(_) => Some("run the command again".to_owned()),
            Self::NoLibrary => Some("name it with -b, or in ibidem.toml: `ibidem init` writes one, with an empty library".to_owned()),
            Self::LibraryMissing(_) => Some("`ibidem init` begins one".to_owned()),
            Self::NotWritten(_) => Some("`ibidem formats` says which can be written".to_owned()),
            _ => None,
        }
    }

    /// The message with its hint, as a person sees it.
    pub(super) fn display(&self) -> String {
        let style = anstyle::Style::new().bold().fg_color(Some(anstyle::AnsiColor::Red.into()));
        let help = self.hint().map(|hint| format!("\n  help: {hint}")).unwrap_or_default();
        format!("{style}error{style:#}: {self}{help}")
    }
}
