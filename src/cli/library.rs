//! The library that a person keeps, as a file: which one it is, how it is read, and how a planned change is shown, asked about and written.

use super::args::Args;
use super::config::Config;
use super::error::CliError;
use super::write::{self, Change, Held};
use super::{diff, input, output};
use crate::text::Content;
use crate::workspace::ReadAs;
use crate::workspace::kept::{Kept, NotChanged, Planned};
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Which library.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Which {
    /// The library, instead of the one that ibidem.toml names
    #[arg(short, long, value_name = "LIB")]
    pub bibliography: Vec<PathBuf>,
}

impl Which {
    /// The one library that is changed.
    pub fn one(&self, config: &Config) -> Result<PathBuf, CliError> {
        match self.all(config)?.as_slice() {
            [path] => Ok(path.clone()),
            several => {
                let names: Vec<String> = several.iter().map(|path| path.display().to_string()).collect();
                Err(CliError::Usage(format!("these are several libraries ({}): name the one to change with -b", names.join(", "))))
            }
        }
    }

    /// The libraries that are looked through.
    pub fn all(&self, config: &Config) -> Result<Vec<PathBuf>, CliError> {
        let paths = if self.bibliography.is_empty() { config.library() } else { self.bibliography.clone() };
        match paths.is_empty() {
            true => Err(CliError::NoLibrary),
            false => Ok(paths),
        }
    }

    /// Reads the libraries.
    pub fn read(&self, args: &Args, config: &Config) -> Result<Vec<Kept>, CliError> {
        self.all(config)?.iter().map(|path| opened(args, path, read(path)?)).collect()
    }
}

fn read(path: &Path) -> Result<Content, CliError> {
    input::read(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => CliError::LibraryMissing(path.to_owned()),
        _ => CliError::Read { path: path.to_owned(), source },
    })
}

fn opened(args: &Args, path: &Path, content: Content) -> Result<Kept, CliError> {
    let name = path.display().to_string();
    let told = |message: String| CliError::Broken { path: path.to_owned(), message };
    let (kept, found) = Kept::open(&name, content, ReadAs::Guess, None).map_err(|error| told(error.to_string()))?;
    for found in found.iter().filter(|found| found.severity == crate::text::Severity::Error) {
        output::note(args, &format!("{name}: {}", found.message));
    }
    Ok(kept)
}

/// How a change is made.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Care {
    /// Show what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask
    #[arg(short, long, conflicts_with = "dry_run")]
    pub yes: bool,
}

/// What is to be done, and what is said about it.
#[derive(Debug, Default)]
pub(super) struct Offer {
    /// The change of the library.
    pub planned: Planned,
    /// Changes of other files that go with it.
    pub others: Vec<(Change, String)>,
    /// What a person sees before being asked, instead of the difference.
    pub shown: Option<String>,
    /// What is asked.
    pub question: String,
}

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Made {
    /// It is written.
    Done,
    /// There was nothing to do.
    Nothing,
    /// It was only shown.
    Shown,
    /// The answer was no.
    Declined,
}

/// Plans a change, and makes it: at once with --yes, else where a person says so. What is read is what is changed, or nothing is.
pub(super) fn change(path: &Path, care: Care, args: &Args, plan: &mut dyn FnMut(&Kept) -> Result<Offer, CliError>) -> Result<Made, CliError> {
    let mut wait = |word: &str| output::note(args, word);
    if care.yes {
        read(path)?;
        let mut held = Held::open(path, &mut wait)?;
        let kept = opened(args, path, held.content.clone())?;
        let offer = plan(&kept)?;
        if offer.is_nothing() {
            return Ok(Made::Nothing);
        }
        let after = kept.encoded(&offer.planned.text).map_err(|error| failed(path, &error))?;
        if offer.others.is_empty() {
            held.write(after)?;
            return Ok(Made::Done);
        }
        let before = held.content.as_bytes().to_owned();
        drop(held);
        return together(path, before, after, offer.others, &mut wait);
    }
    if !care.dry_run {
        refuse_unasked(&format!("this changes {}", path.display()))?;
    }
    let content = read(path)?;
    let kept = opened(args, path, content.clone())?;
    let offer = plan(&kept)?;
    if offer.is_nothing() {
        return Ok(Made::Nothing);
    }
    let after = kept.encoded(&offer.planned.text).map_err(|error| failed(path, &error))?;
    if care.dry_run {
        output::print(&offer.diff(&kept))?;
        return Ok(Made::Shown);
    }
    let shown = offer.shown.clone().unwrap_or_else(|| offer.diff(&kept));
    anstream::eprint!("{shown}");
    if !ask(&offer.question)? {
        output::note(args, "nothing was changed");
        return Ok(Made::Declined);
    }
    together(path, content.as_bytes().to_owned(), after, offer.others, &mut wait)
}

fn together(path: &Path, before: Vec<u8>, after: Vec<u8>, others: Vec<(Change, String)>, wait: &mut dyn FnMut(&str)) -> Result<Made, CliError> {
    let mut changes = vec![Change { path: path.to_owned(), before, after }];
    changes.extend(others.into_iter().map(|(change, _)| change));
    changes.retain(|change| change.before != change.after);
    write::change(&changes, wait)?;
    Ok(Made::Done)
}

/// What stops a change, with the file that it would have changed.
pub(super) fn failed(path: &Path, error: &NotChanged) -> CliError {
    CliError::Broken { path: path.to_owned(), message: error.to_string() }
}

impl Offer {
    fn is_nothing(&self) -> bool {
        self.planned.edits.is_empty() && self.others.is_empty()
    }

    fn diff(&self, kept: &Kept) -> String {
        let own = diff::unified(&kept.source.name, &kept.source.text, &self.planned.text, "changed");
        std::iter::once(&own).chain(self.others.iter().map(|(_, diff)| diff)).cloned().collect()
    }
}

/// Whether somebody is there to be asked.
pub(super) fn is_asked() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Refuses what is to be asked about where nobody is there to answer.
pub(super) fn refuse_unasked(what: &str) -> Result<(), CliError> {
    match is_asked() {
        true => Ok(()),
        false => Err(CliError::Usage(format!("{what}, and nobody is there to be asked: say --yes, or --dry-run to see how"))),
    }
}

/// Asks a question that is answered by yes or no; the end of the input is a no.
pub(super) fn ask(question: &str) -> Result<bool, CliError> {
    loop {
        let answer = ask_for(&format!("{question} [y/n] "))?;
        match answer.as_deref() {
            None => return Ok(false),
            Some("y" | "yes") => return Ok(true),
            Some("n" | "no" | "q") => return Ok(false),
            Some(_) => {}
        }
    }
}

/// Asks, and gives the answer in small letters; none where the input has ended.
pub(super) fn ask_for(question: &str) -> Result<Option<String>, CliError> {
    let mut err = anstream::stderr();
    write!(err, "{question}")?;
    err.flush()?;
    let mut line = String::new();
    Ok((std::io::stdin().lock().read_line(&mut line)? > 0).then(|| line.trim().to_lowercase()))
}
