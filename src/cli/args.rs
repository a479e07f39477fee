//! The arguments: one enum variant a command; each command's own stand in its file.

use super::command;
use clap::{Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  ibidem parse article.txt                 the reference lists of a text, as YAML
  ibidem export article.txt --to bibtex    the same as BibTeX
  ibidem export refs.bib --style apa       a formatted bibliography
  ibidem cite paper.md --style apa         a text with its citations written out
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
    Cite(command::cite::Cite),
    Add(command::add::Add),
    Search(command::search::Search),
    Show(command::show::Show),
    Pick(command::pick::Pick),
    Set(command::change::Set),
    Tag(command::change::Tag),
    Edit(command::edit::Edit),
    Rename(command::change::Rename),
    Remove(command::change::Remove),
    Stats(command::stats::Stats),
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

/// Options of one letter that `search` and `tag` know.
const LETTERS: &[&str] = &["-b", "-n", "-o", "-q", "-y", "-h", "-V"];

/// The arguments, with a true minus sign where one begins a word of `search` or `tag`: `-tag:read` is no option there.
pub(super) fn with_minus(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let args: Vec<OsString> = args.collect();
    let is = |arg: &OsString, names: &[&str]| names.iter().any(|name| arg == *name);
    let values = |at: usize| at > 0 && args.get(at - 1).is_some_and(|before| is(before, &["--color", "--config"]));
    let command = (1..args.len()).find(|at| !args[*at].to_string_lossy().starts_with('-') && !values(*at));
    let Some(command) = command.filter(|at| is(&args[*at], &["search", "tag"])) else { return args };
    let end = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
    let minus = |(at, arg): (usize, OsString)| {
        let text = arg.to_string_lossy().into_owned();
        let word = text.strip_prefix('-').filter(|word| !word.is_empty() && !word.starts_with('-'));
        let is_option = is(&arg, LETTERS) || text.strip_prefix("-n").is_some_and(|count| count.bytes().all(|byte| byte.is_ascii_digit()));
        match word.filter(|_| at > command && at < end && !is_option) {
            Some(word) => format!("\u{2212}{word}").into(),
            None => arg,
        }
    };
    args.into_iter().enumerate().map(minus).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minus_before_a_word_is_no_option() {
        let given = |text: &str| with_minus(text.split(' ').map(OsString::from)).join(OsString::from(" ").as_os_str()).to_string_lossy().into_owned();
        for (args, expected) in [
            ("ibidem search -b x.bib -tag:read -n 5 -n5", "ibidem search -b x.bib −tag:read -n 5 -n5"),
            ("ibidem --color never -q tag key +a -read -y --yes", "ibidem --color never -q tag key +a −read -y --yes"),
            ("ibidem search a -- -x", "ibidem search a -- -x"),
            ("ibidem parse -x search", "ibidem parse -x search"),
            ("ibidem", "ibidem"),
        ] {
            assert_eq!(given(args), expected);
        }
    }
}
