//! `ibidem search`: the entries that a question is about, as a table, in a style, or in any format.

use super::writer;
use crate::cli::args::Args;
use crate::cli::config::Config;
use crate::cli::entries::table;
use crate::cli::error::CliError;
use crate::cli::library::Which;
use crate::cli::output::{self, Output};
use crate::cli::{Status, terminal};
use crate::csl;
use crate::model::{Entry, Library};
use crate::workspace::kept::{self, Query};

/// Find entries of the library
///
/// All words must occur, at the beginning of words, with accents, capitals, LaTeX and transliteration made one. The best come first:
/// titles and names count more than other values, then newer entries.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Questions:
  land mines                 both words, anywhere
  \"land mines\"               these words, one after the other (within quotes of the shell)
  author:cameron             a field, by CSL's or BibTeX's name; also key:, type:, tag:
  year:1998..2008            years, or year:1998, year:1998.., year:..2008
  type:chapter -tag:read     a minus: not that
  be*  b?e  doi:*            wildcards; any value

Examples:
  ibidem search muller year:2001..
  ibidem search author:cameron --style apa
  ibidem search tag:unread --to csl-json
  ibidem search --select 'article > periodical' --keys")]
pub(in crate::cli) struct Search {
    /// What is looked for; all entries without it
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    which: Which,
    /// The entries that match one of hayagriva's selectors
    #[arg(long, value_name = "SELECTOR", conflicts_with = "query")]
    select: Option<String>,
    /// So many at most
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// Only their keys, one a line
    #[arg(long, conflicts_with_all = ["style", "to"])]
    keys: bool,
    /// As a bibliography in this CSL style; with --to as text, html, markdown …
    #[arg(long, value_name = "STYLE")]
    style: Option<String>,
    /// In this format: bibtex, csl-json …
    #[arg(long, value_name = "FORMAT")]
    to: Option<String>,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(search: &Search, args: &Args, config: &Config) -> Result<Status, CliError> {
    let libraries = search.which.read(args, config)?;
    let usage = |error: kept::InvalidQuery| CliError::Usage(error.to_string());
    let query = Query::parse(&search.query.join(" ")).map_err(usage)?;
    let mut found = Vec::new();
    for library in &libraries {
        found.push(match &search.select {
            Some(selector) => kept::select(library, selector).map_err(usage)?,
            None => kept::search(library, &query),
        });
    }
    let entries: Vec<&Entry> = found
        .iter()
        .flat_map(|(excerpts, hits)| hits.iter().filter_map(|hit| excerpts.get(hit.excerpt)?.entry(hit.number)))
        .take(search.limit.unwrap_or(usize::MAX))
        .collect();
    if entries.is_empty() {
        let unknown: Vec<String> = query.unknown_fields().iter().map(|name| format!("; no variable of CSL's is called `{name}`")).collect();
        output::note(args, &format!("no entry was found{}", unknown.concat()));
    }
    search.output.write(&written(search, config, &entries)?)?;
    // Sixty thousand entries take their time to be forgotten one by one, and nobody waits for that.
    std::mem::forget(found);
    std::mem::forget(libraries);
    Ok(Status::Clean)
}

fn written(search: &Search, config: &Config, entries: &[&Entry]) -> Result<String, CliError> {
    if search.keys {
        return Ok(entries.iter().map(|entry| format!("{}\n", entry.key)).collect());
    }
    let owned = || entries.iter().map(|entry| (*entry).clone()).collect::<Vec<Entry>>();
    if let Some(style) = &search.style {
        let name = search.to.as_deref().unwrap_or("text");
        let names = csl::Output::ALL.iter().map(|output| output.name());
        let output = csl::Output::named(name).ok_or_else(|| CliError::unknown("the output", name, names, "ibidem export --help"))?;
        return Ok(csl::document(&super::export::bibliography(&owned(), style, None, output)?, output));
    }
    match &search.to {
        Some(format) => Ok(writer(format)?(&Library { entries: owned(), ..Library::default() }).0),
        None => {
            let _ = config;
            Ok(table(entries.iter().copied(), terminal::width()))
        }
    }
}
