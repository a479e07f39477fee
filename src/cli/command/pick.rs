//! `ibidem pick`: entries chosen in a full-screen list that narrows as one types. It is drawn on the terminal itself, so that what is chosen can
//! be caught by an editor or a shell.

mod list;
mod screen;

use crate::cli::Status;
use crate::cli::args::Args;
use crate::cli::config::Config;
use crate::cli::entries;
use crate::cli::error::CliError;
use crate::cli::library::Which;
use crate::cli::output;
use crate::csl;
use crate::model::Entry;
use crate::workspace::kept::Excerpt;
use list::{List, Row};

/// Pick entries in a full-screen list, to be cited
///
/// Letters narrow the list, in any order and with gaps. Up and down move, Tab marks several, Enter takes them, Escape none. The keys go to
/// standard output, so that an editor can call it: docs/library.md has recipes.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem pick
  ibidem pick --as pandoc              [@cameron1998walk; @price1998]
  ibidem show $(ibidem pick)
  ibidem pick --query landmines --as text --style apa")]
pub(in crate::cli) struct Pick {
    #[command(flatten)]
    which: Which,
    /// How what is picked is written
    #[arg(long = "as", value_name = "FORM", default_value = "key")]
    form: Form,
    /// The CSL style of the preview and of --as text, instead of the one of ibidem.toml, or apa
    #[arg(long, value_name = "STYLE")]
    style: Option<String>,
    /// What is typed to begin with
    #[arg(long, value_name = "WORDS", default_value = "")]
    query: String,
}

/// How what is picked is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// One key a line
    Key,
    /// LaTeX: \cite{a,b}
    Cite,
    /// Markdown: [@a; @b]
    Pandoc,
    /// Typst: @a @b
    Typst,
    /// A formatted bibliography
    Text,
}

pub(super) fn run(pick: &Pick, args: &Args, config: &Config) -> Result<Status, CliError> {
    let libraries = pick.which.read(args, config)?;
    let excerpts: Vec<Vec<Excerpt>> = libraries.iter().map(|kept| kept.read_all()).collect();
    let mut seen = rustc_hash::FxHashSet::default();
    let all = excerpts
        .iter()
        .enumerate()
        .flat_map(|(library, read)| read.iter().flat_map(move |excerpt| excerpt.entries().map(move |(number, entry)| ((library, number), entry))));
    let entries: Vec<&Entry> = all.filter(|(id, entry)| !entry.key.is_empty() && seen.insert(*id)).map(|(_, entry)| entry).collect();
    if entries.is_empty() {
        return Err(CliError::Usage("there is no entry to pick".to_owned()));
    }
    let style = pick.style.as_deref().or(config.values.library.style.as_deref()).unwrap_or("apa");
    // A style that there is not is told before the screen is taken.
    super::export::bibliography(&[], style, None, csl::Output::Text)?;
    let mut list = List::new(entries.iter().map(|entry| Row::of(entry)).collect(), &pick.query);
    let preview = |at: usize| {
        let formatted = entries.get(at).map(|entry| super::export::bibliography(std::slice::from_ref(*entry), style, None, csl::Output::Text));
        let text = formatted.and_then(Result::ok).and_then(|list| list.first().map(|formatted| formatted.text.clone()));
        entries::one_line(&text.unwrap_or_default())
    };
    let Some(picked) = screen::run(&mut list, &preview)? else {
        return Ok(Status::Findings);
    };
    let picked: Vec<&Entry> = picked.iter().filter_map(|at| entries.get(*at).copied()).collect();
    output::print(&written(pick.form, &picked, style)?)?;
    std::mem::forget(excerpts);
    Ok(Status::Clean)
}

fn written(form: Form, picked: &[&Entry], style: &str) -> Result<String, CliError> {
    let joined = |before: &str, between: &str| picked.iter().map(|entry| format!("{before}{}", entry.key)).collect::<Vec<_>>().join(between);
    Ok(match form {
        Form::Key => joined("", "\n") + "\n",
        Form::Cite => format!("\\cite{{{}}}\n", joined("", ",")),
        Form::Pandoc => format!("[{}]\n", joined("@", "; ")),
        Form::Typst => joined("@", " ") + "\n",
        Form::Text => {
            let entries: Vec<Entry> = picked.iter().map(|entry| (*entry).clone()).collect();
            csl::document(&super::export::bibliography(&entries, style, None, csl::Output::Text)?, csl::Output::Text)
        }
    })
}
