//! `ibidem parse`: reference lists to entries, or to the labels of their words.

use super::{finish, writer};
use crate::cli::Status;
use crate::cli::args::Args;
use crate::cli::config::Config;
use crate::cli::error::CliError;
use crate::cli::input::Inputs;
use crate::cli::output::Output;
use crate::cli::terminal;
use crate::parse::tag::Tagger;
use crate::parse::{self, labels};
use crate::report::explain::{self, List};
use crate::workspace::Workspace;

/// Parse the reference lists of documents into entries
///
/// Text, Markdown, HTML and LaTeX are searched for reference lists, with headings or without; with --lines every line is one reference.
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
    /// Show each reference with the labels of its words: in colours, or in brackets
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
        None if parse.explain => (explained(parse, &workspace), Vec::new()),
        None => (labelled(parse, &workspace), Vec::new()),
    };
    parse.output.write(&text)?;
    Ok(finish(args, &workspace, &lost))
}

/// The labels of every line, or of every reference that was found.
fn labelled(parse: &Parse, workspace: &Workspace) -> String {
    let mut text = String::new();
    if parse.inputs.reading.lines {
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

/// Every reference with the labels of its words: in colours on a terminal, else in brackets.
fn explained(parse: &Parse, workspace: &Workspace) -> String {
    let colour = parse.output.in_colour();
    let lists: Vec<List<'_>> = workspace.inputs.iter().flat_map(|input| &input.lists).map(|list| explained_list(workspace, list)).collect();
    explain::write(&lists, terminal::width(), colour)
}

/// A list under its place and heading.
fn explained_list<'w>(workspace: &'w Workspace, list: &'w parse::List) -> List<'w> {
    let words: Vec<&str> = list.references.iter().map(|reference| reference.text.as_str()).collect();
    let tagged = words.iter().map(|words| Tagger::embedded().tag(words));
    let references: Vec<_> = words.iter().copied().zip(tagged).collect();
    let source = workspace.sources.get(list.span.source);
    let heading = list.heading.and_then(|span| source?.text.get(span.range())).map(|heading| format!(" {}", heading.trim())).unwrap_or_default();
    let place = source.map(|source| format!("{}:{}:", source.name, source.place(list.span.range().start).line)).unwrap_or_default();
    let count = if references.len() == 1 { "1 reference".to_owned() } else { format!("{} references", references.len()) };
    List { title: format!("{place}{heading} ({count})"), references }
}
