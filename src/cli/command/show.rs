//! `ibidem show`: entries as a person reads them, with where they stand and what is to be said about them.

use crate::check::{self, Options};
use crate::cli::args::Args;
use crate::cli::config::Config;
use crate::cli::entries::{self, Line};
use crate::cli::error::CliError;
use crate::cli::input::{content, expand_all};
use crate::cli::library::{Which, failed};
use crate::cli::{Status, output, terminal, today};
use crate::csl;
use crate::document::citations;
use crate::model::{EntryId, Variable};
use crate::text::{Severity, Source, SourceId};
use crate::workspace::kept::{Excerpt, Kept, NotChanged};
use anstyle::{AnsiColor, Style};
use std::fmt::Write;
use std::path::Path;

/// Show entries: formatted, value by value, with what contains them, what is odd about them and where they are cited
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem show cameron1998walk
  ibidem show price1998 --cited-in 'paper/*.tex'
  ibidem show price1998 --style chicago-author-date")]
pub(in crate::cli) struct Show {
    /// Their keys
    #[arg(required = true, value_name = "KEY")]
    keys: Vec<String>,
    #[command(flatten)]
    which: Which,
    /// The CSL style, instead of the one of ibidem.toml, or apa
    #[arg(long, value_name = "STYLE")]
    style: Option<String>,
    /// Tell where these documents cite them
    #[arg(long, value_name = "SOURCES", num_args = 1..)]
    cited_in: Vec<String>,
}

const HEAD: Style = Style::new().bold();

pub(super) fn run(show: &Show, args: &Args, config: &Config) -> Result<Status, CliError> {
    let libraries = show.which.read(args, config)?;
    let mut text = String::new();
    for key in &show.keys {
        let (kept, number) = found(&libraries, key)?;
        let card = Card { show, config, kept, number, excerpt: kept.read(&[number]).swap_remove(0) };
        text += if text.is_empty() { "" } else { "\n" };
        text += &card.text()?;
    }
    output::print(&text)?;
    Ok(Status::Clean)
}

/// The first library that has the key; of those that have not, the one that has something like it speaks.
fn found<'k>(libraries: &'k [Kept], key: &str) -> Result<(&'k Kept, usize), CliError> {
    let mut missed = None;
    for kept in libraries {
        match kept.find(key) {
            Ok(number) => return Ok((kept, number)),
            Err(NotChanged::SeveralOf { .. }) => {
                if let Some(number) = kept.keys().position(|of| of == key) {
                    return Ok((kept, number));
                }
            }
            Err(error) => {
                let says_more = matches!(&error, NotChanged::NoKey { near: Some(_), .. });
                if missed.is_none() || says_more {
                    missed = Some(failed(Path::new(&kept.source.name), &error));
                }
            }
        }
    }
    Err(missed.unwrap_or(CliError::NoLibrary))
}

struct Card<'c> {
    show: &'c Show,
    config: &'c Config,
    kept: &'c Kept,
    number: usize,
    excerpt: Excerpt<'c>,
}

impl Card<'_> {
    fn text(&self) -> Result<String, CliError> {
        let Some(entry) = self.excerpt.entry(self.number) else { return Ok(String::new()) };
        let width = terminal::width();
        let place = self.kept.source.place(self.kept.range(self.number).start);
        let mut text = format!("{HEAD}{}{HEAD:#}  {}:{}\n", entry.key, self.kept.source.name, place.line);
        let style = self.show.style.as_deref().or(self.config.values.library.style.as_deref()).unwrap_or("apa");
        for formatted in super::export::bibliography(std::slice::from_ref(entry), style, None, csl::Output::Text)? {
            for line in entries::wrap(&entries::one_line(&formatted.text), width.saturating_sub(2)) {
                let _ = writeln!(text, "  {line}");
            }
        }
        let mut lines = entries::said(entry, &|_| "");
        lines.extend(self.relatives());
        lines.extend(self.cited()?);
        let _ = write!(text, "\n{}", entries::card(&lines, width));
        let said = self.diagnostics(width);
        if !said.is_empty() {
            let _ = write!(text, "\n{said}");
        }
        Ok(text)
    }

    /// The work that contains it, and those that it contains.
    fn relatives(&self) -> Vec<Line> {
        let Some(entry) = self.excerpt.entry(self.number) else { return Vec::new() };
        let named = |key: &str, entry: Option<&crate::model::Entry>| match entry.map(entries::title) {
            Some(title) if !title.is_empty() => format!("{key} ({title})"),
            _ => key.to_owned(),
        };
        let mut lines: Vec<Line> = Vec::new();
        if let Some(parent) = &entry.parent {
            let book = self.excerpt.workspace().library.entries.iter().find(|other| other.key == *parent);
            lines.push(("part of".to_owned(), named(parent, book)));
        }
        let parts = self.kept.users(&entry.key);
        let read = self.kept.read(&parts);
        for (number, part) in read.iter().flat_map(Excerpt::entries).filter(|(number, _)| parts.contains(number)) {
            if part.parent.as_ref() == Some(&entry.key) {
                let _ = number;
                lines.push(("contains".to_owned(), named(&part.key, Some(part))));
            }
        }
        lines
    }

    fn cited(&self) -> Result<Vec<Line>, CliError> {
        let key = self.kept.key(self.number);
        let places = cited_at(&self.show.cited_in, &[key.to_owned()], self.config)?;
        let mut lines: Vec<Line> = places.into_iter().map(|(_, place)| ("cited".to_owned(), place)).collect();
        if lines.is_empty() && !self.show.cited_in.is_empty() {
            lines.push(("cited".to_owned(), "nowhere in these documents".to_owned()));
        }
        Ok(lines)
    }

    /// What the rules have to say of it alone.
    fn diagnostics(&self, width: usize) -> String {
        let workspace = self.excerpt.workspace();
        let index = self.excerpt.entry(self.number).map(|entry: &crate::model::Entry| entry.id);
        let found =
            check::everything(&workspace.subject(today()).with_settings(self.config.settings()), &Options::default(), workspace.diagnostics.clone());
        let mut text = String::new();
        for found in found.iter().filter(|found| found.severity > Severity::Info) {
            let id = found.entry.map(|index| EntryId { source: found.span.source, index });
            if id.is_none() || id != index {
                continue;
            }
            let place = self.kept.source.place(self.excerpt.origin(found.span.range().start));
            let (name, colour) = match found.severity {
                Severity::Error => ("error", AnsiColor::Red.on_default().bold()),
                _ => ("warning", AnsiColor::Yellow.on_default().bold()),
            };
            let said = format!("{name}[{}] {}:{}: {}", found.rule.name, place.line, place.column, found.message);
            let wrapped = entries::wrap(&entries::one_line(&said), width.saturating_sub(2));
            for (at, line) in wrapped.iter().enumerate() {
                let line = if at == 0 { line.replacen(name, &format!("{colour}{name}{colour:#}"), 1) } else { format!("  {line}") };
                let _ = writeln!(text, "{line}");
            }
        }
        text
    }
}

/// Where documents cite keys: which, and the place.
pub(super) fn cited_at(sources: &[String], keys: &[String], config: &Config) -> Result<Vec<(String, String)>, CliError> {
    let mut places = Vec::new();
    for path in expand_all(sources, config)? {
        let (source, _) = Source::of(SourceId(0), path.display().to_string(), content(&path)?);
        for citation in citations::cited(&source).citations.iter().filter(|citation| keys.contains(&citation.key)) {
            let place = source.place(citation.span.range().start);
            places.push((citation.key.clone(), format!("{}:{}:{}", source.name, place.line, place.column)));
        }
    }
    Ok(places)
}

/// What an entry is called in a sentence: its key, who and what.
pub(super) fn called(kept: &Kept, key: &str) -> String {
    let Ok(number) = kept.find(key) else { return key.to_owned() };
    let read = kept.read(&[number]);
    let entry = read.first().and_then(|excerpt| excerpt.entry(number));
    let title = entry.map(|entry| entry.plain(Variable::Title).unwrap_or_default().into_owned()).unwrap_or_default();
    format!("{key} ({})", entries::fit(&entries::one_line(&title), 50))
}
