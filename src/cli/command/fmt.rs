//! `ibidem fmt`: the layout of bibliography files, their content untouched.

use crate::cli::Status;
use crate::cli::args::Args;
use crate::cli::config::Config;
use crate::cli::error::CliError;
use crate::cli::input::{Inputs, Reading};
use crate::cli::write::{self, Change};
use crate::cli::{diff, output};
use crate::format::layout::{self, Laid, Options};
use crate::text::Source;
use crate::workspace::ReadAs;

/// Lay out bibliography files, their content untouched
///
/// Indent, alignment, delimiters, blank lines, case of names and, where ibidem.toml asks for it in [fmt], the order of fields and
/// entries and the width of values. No entry, field, value, comment or string is lost or changed: the result is read back and compared,
/// and entries that are broken stay as they are. Without --check, --diff or --write the layout of one file goes to standard output.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem fmt refs.bib                    to standard output
  ibidem fmt --diff refs.bib             what would change
  ibidem fmt --check bibliography        exit status 1 if anything would
  ibidem fmt --write refs.bib more.json  in place")]
pub(in crate::cli) struct Fmt {
    /// Files, folders, patterns ('refs/*.bib'), or - for standard input
    #[arg(required = true, value_name = "FILES")]
    files: Vec<String>,
    /// Read them as this format, whatever they look like
    #[arg(long, value_name = "FORMAT")]
    from: Option<String>,
    /// Name the files that would change, and end with exit status 1 if there are any
    #[arg(long)]
    check: bool,
    /// Show what would change
    #[arg(long)]
    diff: bool,
    /// Change the files
    #[arg(long, conflicts_with_all = ["check", "diff"])]
    write: bool,
}

pub(super) fn run(fmt: &Fmt, args: &Args, config: &Config) -> Result<Status, CliError> {
    let options = config.layout();
    let inputs = Inputs { files: fmt.files.clone(), reading: Reading { from: fmt.from.clone(), ..Reading::default() } };
    let sources = inputs.sources(config, args)?;
    let to_output = !(fmt.check || fmt.diff || fmt.write);
    if to_output && sources.len() > 1 {
        return Err(CliError::Usage("these are several files: say --check, --diff or --write".to_owned()));
    }
    let mut would_change = Vec::new();
    for (source, read_as) in &sources {
        let laid = laid(source, *read_as, &options);
        for note in &laid.notes {
            output::note(args, &format!("{}: {note}", source.name));
        }
        if to_output {
            output::print(&laid.text)?;
        }
        if laid.text == *source.text {
            continue;
        }
        would_change.push(source.name.as_str());
        if fmt.diff {
            output::print(&diff::unified(&source.name, &source.text, &laid.text, "laid out"))?;
        }
        if fmt.write {
            written(args, source, &laid.text)?;
        }
    }
    finish(fmt, args, &would_change, sources.len())
}

/// A source in its layout, or as it stands with a word about why.
fn laid(source: &Source, read_as: ReadAs, options: &Options) -> Laid {
    let ReadAs::Format(format) = read_as else {
        return as_it_stands(source, "it is no bibliography file");
    };
    layout::print(format.name, source, options)
        .unwrap_or_else(|| as_it_stands(source, &format!("no layout is known for {}: fmt lays out BibTeX, biblatex and CSL-JSON", format.name)))
}

fn as_it_stands(source: &Source, why: &str) -> Laid {
    Laid { text: source.text.to_string(), notes: vec![format!("left as it is: {why}")] }
}

fn written(args: &Args, source: &Source, text: &str) -> Result<(), CliError> {
    if source.name == "-" {
        return Err(CliError::Usage("standard input cannot be changed in place: leave out --write".to_owned()));
    }
    let refused = || CliError::Usage(format!("{} was not changed: it holds bytes that could not be read", source.name));
    let (before, after) = source.encode(&source.text).zip(source.encode(text)).ok_or_else(refused)?;
    write::change(&[Change { path: (&source.name).into(), before, after }], &mut |word| output::note(args, word))
}

/// What a person is told at the end, and the exit status.
fn finish(fmt: &Fmt, args: &Args, would_change: &[&str], count: usize) -> Result<Status, CliError> {
    let files = |count: usize| if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    if fmt.check {
        let names: String = would_change.iter().map(|name| format!("{name}\n")).collect();
        output::print(&names)?;
        match would_change.len() {
            0 => output::note(args, &format!("nothing would change in {}", files(count))),
            changed => output::note(args, &format!("{} of {} would change: `ibidem fmt --write` does it", changed, files(count))),
        }
    }
    if fmt.write {
        output::note(args, &format!("{} changed, {} left as they were", files(would_change.len()), files(count - would_change.len())));
    }
    Ok(if fmt.check && !would_change.is_empty() { Status::Findings } else { Status::Clean })
}
