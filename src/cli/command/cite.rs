//! `ibidem cite`: a Markdown document with its citations and its bibliography written out in a CSL style.

use super::finish;
use crate::check;
use crate::cli::args::Args;
use crate::cli::config::Config;
use crate::cli::error::CliError;
use crate::cli::input::{Inputs, Reading, content};
use crate::cli::output::Output;
use crate::cli::{Status, citing, styles};
use crate::csl;
use crate::document::citations::citing as citing_by;
use crate::text::{Source, SourceId};
use crate::workspace::cite::{Options, Settings, Target, cite};
use crate::workspace::{ReadAs, Workspace};
use std::path::{Path, PathBuf};

/// Write a Markdown document with its citations and bibliography
///
/// Citations are those of pandoc, Quarto and R Markdown: [see @key, p. 3; @other], @key in the text, -@key without the author. The
/// bibliography stands at ::: {#refs}, below a heading "References", or at the end. Keys that no entry has are told; they stand in bold.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem cite paper.md --style apa -b refs.bib -o paper.out.md
  ibidem cite paper.qmd --to html > paper.html         style and bibliography as the front matter says
  ibidem cite paper.md --style chicago-notes -b refs.bib --locale de-DE")]
pub(in crate::cli) struct Cite {
    /// The document: Markdown, Quarto or R Markdown, or - for standard input
    #[arg(value_name = "SOURCE")]
    source: String,
    /// The CSL style: a name that `ibidem style list` lists, or a .csl file; else `csl` of the front matter, else chicago-author-date
    #[arg(long, value_name = "STYLE")]
    style: Option<String>,
    /// A bibliography; without it the one of ibidem.toml, else those that the document names
    #[arg(short, long, value_name = "LIB")]
    bibliography: Vec<PathBuf>,
    /// The language, instead of `lang` of the front matter or the style's own
    #[arg(long, value_name = "LOCALE")]
    locale: Option<String>,
    /// What is written: markdown, html or text
    #[arg(long, value_name = "FORMAT", default_value = "markdown")]
    to: String,
    #[command(flatten)]
    output: Output,
}

/// The style where nothing names one: pandoc's.
const USUAL: &str = "chicago-author-date";

pub(super) fn run(command: &Cite, args: &Args, config: &Config) -> Result<Status, CliError> {
    let names = Target::ALL.iter().map(|target| target.name());
    let target = Target::ALL.iter().copied().find(|target| target.name() == command.to);
    let target = target.ok_or_else(|| CliError::unknown("the output", &command.to, names, "ibidem cite --help"))?;
    let (workspace, source, settings) = read(command, args, config)?;
    let folder = Path::new(&source.name).parent().unwrap_or(Path::new(""));
    let lang = match (&command.locale, &settings.lang) {
        (Some(asked), _) => Some(csl::locale_of(asked)?),
        // A language that no locale is of is the document's affair: the style's own stands in.
        (None, Some(said)) => csl::locale_of(said).ok(),
        (None, None) => None,
    };
    let style = match (&command.style, &settings.style) {
        (Some(style), _) => style.clone(),
        (None, Some(named)) if folder.join(named).is_file() => folder.join(named).display().to_string(),
        // A file that is not there may be a style by its name.
        (None, Some(named)) => named.strip_suffix(".csl").unwrap_or(named).to_owned(),
        (None, None) => USUAL.to_owned(),
    };
    let style = styles::named(&style, lang.as_deref())?;
    let options = Options { style: &style, lang: lang.as_deref(), target, links: target == Target::Html };
    let text = cite(&source, &workspace.library.entries, &settings, &options);
    if !workspace.unreadable.is_empty() {
        return Ok(finish(args, &workspace, &[]));
    }
    command.output.write(&text)?;
    let unknown = check::undefined(&workspace.subject(None));
    match (finish(args, &workspace, &unknown), unknown.is_empty()) {
        (Status::Clean, false) => Ok(Status::Findings),
        (status, _) => Ok(status),
    }
}

/// The entries, the document, and what it says of its citations.
fn read(command: &Cite, args: &Args, config: &Config) -> Result<(Workspace, Source, Settings), CliError> {
    let inputs = Inputs { files: Vec::new(), reading: Reading::default() };
    let document = content(&command.source)?;
    let name = if command.source == "-" { "-.md" } else { &command.source };
    let (source, _) = Source::of(SourceId(0), name, document.clone());
    if citing_by(name, &source.text).is_none_or(|citing| citing.name != "markdown") {
        return Err(CliError::Usage(format!("{name} is no Markdown: citations are written out in Markdown, Quarto and R Markdown")));
    }
    let settings = Settings::of(&source);
    let mut workspace = citing::read_one(&inputs, &command.bibliography, (name, document), settings.references.is_some(), args, config)?;
    if let Some(references) = &settings.references {
        workspace.add_text(format!("{name} (references)"), references, ReadAs::named("csl-yaml").unwrap_or_default());
    }
    Ok((workspace, source, settings))
}
