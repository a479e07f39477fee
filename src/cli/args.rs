//! The arguments: one enum variant a command; each command's own stand in its file.

use super::command;
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  ibidem parse article.txt                 the reference lists of a text, as YAML
  ibidem export article.txt --to bibtex    the same as BibTeX
  ibidem export refs.bib --style apa       a formatted bibliography
  ibidem check article.txt refs.bib        what is wrong with them
  ibidem dedupe refs.bib --to bibtex       duplicates merged, chapters linked

Every command takes files, folders, patterns or - (standard input), in any
format that `ibidem formats` lists.
Exit status: 0 nothing to report, 1 findings, 2 bad usage or unreadable input.";

/// Find, parse, check, deduplicate and export bibliographic references.
#[derive(Debug, Parser)]
#[command(name = "ibidem", version, about, after_help = EXAMPLES, max_term_width = 100, disable_help_subcommand = true)]
pub(super) struct Args {
    #[command(subcommand)]
    pub command: Command,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// Say nothing on standard error but what stopped the command
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// The configuration file, instead of the ibidem.toml here or in a folder above
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Parse(command::parse::Parse),
    Check(command::check::Check),
    Dedupe(command::dedupe::Dedupe),
    Export(command::export::Export),
    Fmt(command::fmt::Fmt),
    Style(command::style::Style),
    Formats(command::formats::Formats),
    Rule(command::rule::Rule),
    Init(command::init::Init),
    Completions(command::shell::Completions),
    Man(command::shell::Man),
}

/// When to use colours.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR says otherwise
    Auto,
    Always,
    Never,
}

impl Color {
    /// Makes the choice known to everything that prints.
    pub fn apply(self) {
        match self {
            Self::Auto => {}
            Self::Always => anstream::ColorChoice::Always.write_global(),
            Self::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}
