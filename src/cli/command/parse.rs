//! `ibidem parse`: reference lists to entries, or to the labels of their words.

use super::{finish, writer};
use crate::cli::Status;
use crate::cli::args::Args;
use crate::cli::config::Config;
use crate::cli::error::CliError;
use crate::cli::input::Inputs;
use crate::cli::output::Output;
use crate::parse::label::Label;
use crate::parse::tag::Tagger;
use crate::parse::{self, labels};
use crate::workspace::Workspace;
use anstyle::{AnsiColor, Color, Style};
use std::fmt::Write;

/// Parse the reference lists of documents into entries
///
/// Text, Markdown and HTML are searched for reference lists, with headings or without; with --lines every line is one reference.
/// Each word of a reference is assigned, none is changed; what was cut off or is odd is told on standard error.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem parse article.txt
  pbpaste | ibidem parse -
  ibidem parse article.html --explain
  ibidem parse --lines references.txt --to csl-jsonl")]
pub(in crate::cli) struct Parse {
    #[command(flatten)]
    inputs: Inputs,
    /// The format of the entries, or `labels`
    #[arg(long, value_name = "FORMAT", default_value = "hayagriva")]
    to: String,
    /// Show each reference with its words in the colours of their labels
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(parse: &Parse, args: &Args, config: &Config) -> Result<Status, CliError> {
    let write = if parse.to == "labels" || parse.explain { None } else { Some(writer(&parse.to)?) };
    let mut workspace = parse.inputs.read(config)?;
    workspace.fill_keys();
    let (text, lost) = match write {
        Some(write) => write(&workspace.library),
        None if parse.explain => (explained(&workspace), Vec::new()),
        None => (labelled(parse, &workspace), Vec::new()),
    };
    parse.output.write(&text)?;
    Ok(finish(args, &workspace, &lost))
}

/// The labels of every line, or of every reference that was found.
fn labelled(parse: &Parse, workspace: &Workspace) -> String {
    let mut text = String::new();
    if parse.inputs.lines {
        for source in workspace.sources.iter() {
            let lines: Vec<&str> = source.text.lines().collect();
            text.push_str(&labels::write(&lines, workspace.jobs));
        }
        return text;
    }
    let references: Vec<&str> = references(workspace).map(|reference| reference.text.as_str()).collect();
    labels::write(&references, workspace.jobs)
}

fn references(workspace: &Workspace) -> impl Iterator<Item = &parse::Reference> {
    workspace.inputs.iter().flat_map(|input| &input.lists).flat_map(|list| &list.references)
}

/// Every reference in colours, with its confidence, and the list of colours at the end.
fn explained(workspace: &Workspace) -> String {
    let mut text = String::new();
    for reference in references(workspace) {
        let (words, tagged) = (reference.text.as_str(), Tagger::embedded().tag(reference.text.as_str()));
        let mut done = 0;
        let _ = write!(text, "{:>4.0} %  ", tagged.confidence * 100.0);
        for segment in &tagged.segments {
            let style = colour(segment.label);
            let _ = write!(text, "{}{style}{}{style:#}", &words[done..segment.start], &words[segment.start..segment.end]);
            let _ = write!(text, "{}", superscript(segment.label));
            done = segment.end;
        }
        let _ = writeln!(text, "{}\n", &words[done..]);
    }
    text
}

/// The label's name in small print behind its words, so that nothing hangs on colours alone.
fn superscript(label: Label) -> String {
    let style = Style::new().dimmed();
    format!("{style}‹{}›{style:#}", label.name())
}

fn colour(label: Label) -> Style {
    let colour = match label {
        Label::Author | Label::Editor | Label::Translator => AnsiColor::Cyan,
        Label::Title => AnsiColor::Green,
        Label::Container | Label::Series => AnsiColor::Yellow,
        Label::Date | Label::Accessed => AnsiColor::Magenta,
        Label::Publisher | Label::Place => AnsiColor::Blue,
        Label::Other | Label::Note | Label::Genre => AnsiColor::BrightBlack,
        _ => AnsiColor::Red,
    };
    Style::new().fg_color(Some(Color::Ansi(colour)))
}
