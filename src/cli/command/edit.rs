//! `ibidem edit`: one entry in an editor, in the format of the library.

use super::change::told;
use crate::cli::Status;
use crate::cli::args::Args;
use crate::cli::config::Config;
use crate::cli::error::CliError;
use crate::cli::library::{self, Care, Offer, Which, failed};
use crate::workspace::kept::{self, Kept, NotChanged, Planned};
use std::path::{Path, PathBuf};

/// Edit an entry in your editor
///
/// Opens $VISUAL, else $EDITOR, on that entry alone, as it stands in the file. A text that is no entry is not lost: it is explained at its
/// line and opened again, or kept in a file that is named.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem edit price1998
  EDITOR='code --wait' ibidem edit price1998")]
pub(in crate::cli) struct Edit {
    /// Its key
    #[arg(value_name = "KEY")]
    key: String,
    #[command(flatten)]
    which: Which,
    /// Edit although nobody is there to be asked
    #[arg(short, long)]
    yes: bool,
}

pub(super) fn run(edit: &Edit, args: &Args, config: &Config) -> Result<Status, CliError> {
    let path = edit.which.one(config)?;
    if !edit.yes {
        library::refuse_unasked("an editor asks for a terminal")?;
    }
    // The library is read again when the text is done, so that nobody has to wait for a person with an open editor.
    let kept = edit.which.read(args, config)?.swap_remove(0);
    let number = kept.find(&edit.key).map_err(|error| failed(&path, &error))?;
    let old = kept.written(number).to_owned();
    let (file, text) = edited(edit, &kept, number, &old)?;
    let planned = |kept: &Kept| -> Result<Planned, NotChanged> {
        let number = kept.find(&edit.key)?;
        match kept.written(number) == old {
            true => kept::edit(kept, number, &text),
            false => Err(NotChanged::NoEntry { message: "another program changed the entry meanwhile".to_owned(), line: 1 }),
        }
    };
    let care = Care { dry_run: false, yes: true };
    let made = library::change(&path, care, args, &mut |kept| {
        Ok(Offer { planned: planned(kept).map_err(|error| failed(&path, &error))?, ..Offer::default() })
    });
    let made = match made {
        Ok(made) => made,
        Err(error) => return Err(keep(file, &error.to_string())),
    };
    told(args, made, &path, &format!("{} changed", edit.key), "nothing changed");
    Ok(Status::Clean)
}

/// Opens the editor until what comes of it is an entry.
fn edited(edit: &Edit, kept: &Kept, number: usize, old: &str) -> Result<(tempfile::NamedTempFile, String), CliError> {
    let extension = Path::new(&kept.source.name).extension().map(|end| format!(".{}", end.to_string_lossy())).unwrap_or_default();
    let name: String = edit.key.chars().filter(|c| c.is_ascii_alphanumeric()).take(40).collect();
    let file = tempfile::Builder::new().prefix(&format!("{name}-")).suffix(&extension).tempfile()?;
    let told = |source| CliError::Write { path: file.path().to_owned(), source };
    std::fs::write(file.path(), format!("{old}\n")).map_err(told)?;
    loop {
        open(file.path())?;
        let text = std::fs::read_to_string(file.path()).map_err(|source| CliError::Read { path: file.path().to_owned(), source })?;
        let error = match kept::edit(kept, number, &text) {
            Ok(_) => return Ok((file, text)),
            Err(error) => error,
        };
        anstream::eprintln!("{}", explained(&error, &text));
        let again = if library::is_asked() { library::ask_for("[e]dit again, or keep the text and [q]uit? ")? } else { None };
        if again.is_none_or(|answer| answer.starts_with('q')) {
            return Err(keep(file, &error.to_string()));
        }
    }
}

/// What is wrong, at its line.
fn explained(error: &NotChanged, text: &str) -> String {
    let NotChanged::NoEntry { message, line } = error else { return error.to_string() };
    let shown = text.lines().nth((*line as usize).saturating_sub(1)).unwrap_or_default();
    format!("line {line}: {message}\n{line:>4} | {shown}")
}

/// Keeps a text that could not be used.
fn keep(file: tempfile::NamedTempFile, why: &str) -> CliError {
    let path: PathBuf = file.path().to_owned();
    match file.keep() {
        Ok(_) => CliError::Usage(format!("{why}; nothing was changed, and the text is kept in {}", path.display())),
        Err(error) => CliError::Write { path, source: error.error },
    }
}

fn open(path: &Path) -> Result<(), CliError> {
    let named = ["VISUAL", "EDITOR"].iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()));
    let editor = named.unwrap_or_else(|| "vi".to_owned());
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let failed = |why: String| CliError::Usage(format!("the editor `{editor}` failed: {why}; $VISUAL or $EDITOR names another"));
    let status = std::process::Command::new(program).args(words).arg(path).status().map_err(|error| failed(error.to_string()))?;
    match status.success() {
        true => Ok(()),
        false => Err(failed(status.to_string())),
    }
}
