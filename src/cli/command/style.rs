//! `ibidem style`: the CSL styles that there are, and more of them.

use crate::cli::args::Args;
use crate::cli::error::CliError;
use crate::cli::output::{self, note, replace};
use crate::cli::{Status, archive, styles, terminal};
use crate::csl::pack::Collection;
use crate::csl::{Citation, Cite, CslError, Document, Info, Output};
use crate::report::counted;
use crate::text::unicode::fold;
use crate::workspace::{ReadAs, Workspace};
use clap::Subcommand;
use std::fmt::Write;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use unicode_width::UnicodeWidthStr;

/// List, search, show and add CSL styles
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem style search physics numeric
  ibidem style show nature
  ibidem style add styles-master.zip       the official repository: every style by its name
  ibidem style add ./journal.csl")]
pub(in crate::cli) struct Style {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// All styles, one a line, the name first
    List {
        /// Their licences instead of their titles
        #[arg(long)]
        licenses: bool,
    },
    /// The styles that fit all the words best: names, titles, fields, kinds, identifiers; one name a line where the output is piped
    Search {
        /// Words, in any order
        #[arg(required = true)]
        query: Vec<String>,
    },
    /// What a style is, with a citation and an entry in it
    Show {
        /// Its name or identifier, or a .csl file
        style: String,
    },
    /// Add styles: a .csl file, or a folder, .zip or .tar.gz of them, such as the official repository; locales are taken as well
    Add {
        /// What to add
        path: PathBuf,
    },
}

pub(super) fn run(style: &Style, args: &Args) -> Result<Status, CliError> {
    let text = match &style.action {
        Action::List { licenses } => list(*licenses)?,
        Action::Search { query } => search(query)?,
        Action::Show { style } => show(style)?,
        Action::Add { path } => return add(path, args),
    };
    output::print(&text)?;
    Ok(Status::Clean)
}

fn list(licenses: bool) -> Result<String, CliError> {
    let mut text = String::new();
    for (name, info) in styles::all()? {
        let licence = if info.licence.is_empty() { "(none stated)" } else { &info.licence };
        let _ = writeln!(text, "{name:<50} {}", if licenses { licence } else { &info.title });
    }
    Ok(text)
}

fn search(query: &[String]) -> Result<String, CliError> {
    let query = fold(&query.join(" "));
    let words: Vec<&str> = query.split_whitespace().collect();
    let all = styles::all()?;
    let mut found: Vec<(usize, &(String, Info))> = all.iter().filter_map(|style| Some((fit(&words, style)?, style))).collect();
    found.sort_by_key(|(fit, (name, _))| (std::cmp::Reverse(*fit), name.len(), name.clone()));
    let mut text = String::new();
    let piped = !std::io::stdout().is_terminal();
    let longest = found.iter().map(|(_, (name, _))| name.width()).max().unwrap_or(0).min(terminal::width() / 2);
    for (_, (name, info)) in found {
        if piped {
            let _ = writeln!(text, "{name}");
            continue;
        }
        let room = terminal::width().saturating_sub(longest.max(name.width()) + 2);
        let _ = writeln!(text, "{name:<longest$}  {}", cut(&about(info), room));
    }
    Ok(text)
}

/// What a style is, in a line.
fn about(info: &Info) -> String {
    let kinds = [info.format.as_str()].into_iter().filter(|kind| !kind.is_empty()).chain(info.fields.iter().map(String::as_str));
    let kinds = kinds.collect::<Vec<_>>().join(", ");
    match (&info.parent, kinds.is_empty()) {
        (Some(parent), _) => format!("{} (as {parent})", info.title),
        (None, true) => info.title.clone(),
        (None, false) => format!("{} ({kinds})", info.title),
    }
}

/// So much of a text as fits into columns.
fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if kept.width() + unicode_width::UnicodeWidthChar::width(c).unwrap_or(0) + 1 > columns {
            break;
        }
        kept.push(c);
    }
    kept + "…"
}

/// How well a style fits words; none where one of them is nowhere in it.
fn fit(words: &[&str], (name, info): &(String, Info)) -> Option<usize> {
    let places = [
        (name.replace(['-', '_', '.'], " "), 8),
        (info.title.clone(), 4),
        (format!("{} {}", info.format, info.fields.join(" ")), 3),
        (info.id.clone(), 1),
    ];
    let places = places.map(|(text, weight)| (fold(&text), weight));
    let mut fit = 0;
    for word in words {
        let of = |(text, weight): &(String, usize)| match text.split(|c: char| !c.is_alphanumeric()).any(|known| known == *word) {
            true => weight * 2,
            false => weight * usize::from(text.contains(word)),
        };
        fit += places.iter().map(of).max().filter(|best| *best > 0)?;
    }
    let is_name = places[0].0 == words.join(" ");
    Some(fit * 2 + usize::from(is_name) * 100 + usize::from(info.parent.is_none()) * 5)
}

/// The work that styles are shown with.
const SAMPLE: &str = "@article{watson1953, author = {Watson, James D. and Crick, Francis H. C.}, title = {Molecular Structure of Nucleic Acids}, \
                      journal = {Nature}, volume = 171, number = 4356, pages = {737--738}, date = {1953-04-25}, doi = {10.1038/171737a0}}";

fn show(name: &str) -> Result<String, CliError> {
    let info = styles::info(name)?;
    let style = styles::named(name, None)?;
    let mut sample = Workspace::default();
    sample.add_text("sample.bib", SAMPLE, ReadAs::Guess);
    let cite = Cite { locator: "737".to_owned(), ..Cite::default() };
    let document = Document::new(&sample.library.entries, &style, None, vec![Citation { cites: vec![cite], ..Citation::default() }], true);
    let said = |text: &str| if text.is_empty() { "(not stated)".to_owned() } else { text.to_owned() };
    let class = if style.is_note() { "note" } else { "in-text" };
    let rows = [
        ("title", info.title.clone()),
        ("id", info.id.clone()),
        ("licence", said(&info.licence)),
        ("class", class.to_owned()),
        (
            "categories",
            said(
                &[info.format.as_str()]
                    .into_iter()
                    .chain(info.fields.iter().map(String::as_str))
                    .filter(|kind| !kind.is_empty())
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
        ),
        ("parent", info.parent.clone().unwrap_or_default()),
        ("locale", info.locale.clone().unwrap_or_default()),
        ("citation", document.citations(Output::Text).concat()),
        ("entry", document.bibliography(Output::Text).into_iter().map(|(_, text)| text).collect::<String>()),
    ];
    let mut text = String::new();
    for (row, value) in rows.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(text, "{row:<12}{value}");
    }
    Ok(text)
}

/// The files of a collection that are styles or locales.
fn is_style(name: &str) -> bool {
    name.ends_with(".csl") || name.starts_with("locales-") && name.ends_with(".xml")
}

/// Whether a name can be one of a style.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 200 && name.chars().all(|c| c.is_alphanumeric() || "-_.+".contains(c))
}

fn add(path: &Path, args: &Args) -> Result<Status, CliError> {
    let target = styles::path().ok_or_else(|| CliError::Usage("no folder for data is known: set HOME or XDG_DATA_HOME".to_owned()))?;
    let told = |source| CliError::Read { path: target.clone(), source };
    let mut collection = match styles::added()? {
        Some(mut pack) => pack.collection().map_err(told)?,
        None => Collection::default(),
    };
    let mut refused: Vec<(String, CslError)> = Vec::new();
    let mut taken = 0;
    archive::each(path, is_style, &mut |file, xml| {
        let name = file.strip_suffix(".csl").or_else(|| file.strip_suffix(".xml")).unwrap_or(file);
        let added = if is_name(name) { collection.add(name, &xml) } else { Err(CslError::InvalidStyle("its name has odd characters".to_owned())) };
        match added {
            Ok(()) => taken += 1,
            Err(error) => refused.push((file.to_owned(), error)),
        }
    })?;
    for (file, error) in refused.iter().take(10) {
        note(args, &format!("{file} is left out: {error}"));
    }
    if refused.len() > 10 {
        note(args, &format!("and {} more are left out", refused.len() - 10));
    }
    if taken == 0 {
        return Err(CliError::Usage(format!("no style could be read from {}", path.display())));
    }
    let bytes = collection.pack().map_err(|source| CliError::Write { path: target.clone(), source })?;
    if let Some(folder) = target.parent() {
        std::fs::create_dir_all(folder).map_err(|source| CliError::Write { path: folder.to_owned(), source })?;
    }
    replace(&target, &bytes)?;
    let (styles, dependents, locales) = collection.counts();
    let (styles, dependents, locales) = (counted(styles, "style"), counted(dependents, "dependent style"), counted(locales, "locale"));
    note(args, &format!("{styles}, {dependents} and {locales} in {} ({} kB)", target.display(), bytes.len().div_ceil(1000)));
    Ok(if refused.is_empty() { Status::Clean } else { Status::Findings })
}
