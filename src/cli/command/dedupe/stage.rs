//! `dedupe --stage`: one stage from file to file. Every stage reads the library anew, and what the stage before wrote from standard input
//! or from files; what comes out does not depend on how many parts the work was done in.

use super::{Dedupe, jobs, options, read, written};
use crate::cli::Status;
use crate::cli::args::Args;
use crate::cli::command::{finish, writer};
use crate::cli::config::Config;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::cli::progress::Progress;
use crate::dedupe::stage::{BadLine, Found, link_line, pair_line, read_link, read_pair, report};
use crate::dedupe::{self, Link, Pair, Records, Report, Slice};
use crate::model::EntryId;
use crate::workspace::Workspace;
use clap::ValueEnum;
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// So many pairs are compared and written before more are read.
const CHUNK: usize = 1 << 16;

/// The stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Stage {
    /// FILES → pairs worth comparing
    Block,
    /// FILES and pairs → links
    Compare,
    /// FILES and links → clusters and pairs to review
    Cluster,
    /// FILES and clusters → the merged library, or the report
    Merge,
}

/// Reads `3/16`, the third of sixteen parts.
pub(super) fn part(text: &str) -> Result<Slice, String> {
    let numbers = text.split_once('/').and_then(|(at, of)| Some((at.parse::<u64>().ok()?, of.parse::<u64>().ok()?)));
    match numbers {
        Some((at, of)) if (1..=of).contains(&at) => Ok(Slice { at: at - 1, of }),
        _ => Err("expected N/M, the first part of sixteen being 1/16".to_owned()),
    }
}

pub(super) fn run(dedupe: &Dedupe, args: &Args, config: &Config) -> Result<Status, CliError> {
    let write = dedupe.to.as_deref().map(writer).transpose()?;
    let mut workspace = read(dedupe, args, config)?;
    let made_keys = workspace.fill_keys();
    let mut lost = Vec::new();
    match dedupe.stage {
        None | Some(Stage::Block) => block(dedupe, &workspace)?,
        Some(Stage::Compare) => compare(dedupe, args, &workspace)?,
        Some(Stage::Cluster) => cluster(dedupe, &workspace, made_keys)?,
        Some(Stage::Merge) => {
            let found = clustered(dedupe, &workspace)?;
            let text;
            (text, lost) = written(dedupe, write, &workspace, &found);
            dedupe.output.write(&text)?;
        }
    }
    Ok(finish(args, &workspace, &lost))
}

fn block(dedupe: &Dedupe, workspace: &Workspace) -> Result<(), CliError> {
    let records = Records::of(&workspace.library.entries, jobs(dedupe));
    let pairs = dedupe::block(&records, dedupe.part.unwrap_or(Slice::ALL), jobs(dedupe));
    drop(records);
    let mut out = Out::of(dedupe);
    for chunk in pairs.chunks(CHUNK) {
        out.add(&chunk.iter().map(|pair| pair_line(*pair) + "\n").collect::<String>())?;
    }
    out.end()
}

/// A chunk of pairs after another is read, compared and written: no more than one is held.
fn compare(dedupe: &Dedupe, args: &Args, workspace: &Workspace) -> Result<(), CliError> {
    let records = Records::of(&workspace.library.entries, jobs(dedupe));
    let count = workspace.library.entries.len();
    let mut progress = Progress::new(args.quiet);
    let mut out = Out::of(dedupe);
    let mut add = |pairs: &[Pair]| {
        let links = dedupe::compare(&records, pairs, jobs(dedupe));
        out.add(&links.iter().map(|link| link_line(link) + "\n").collect::<String>())
    };
    let (mut pairs, mut done) = (Vec::new(), 0);
    each(
        dedupe,
        |line| read_pair(line, count),
        |pair| {
            pairs.push(pair);
            if pairs.len() < CHUNK {
                return Ok(());
            }
            done += pairs.len();
            progress.tell(&format!("compared {done} pairs"), 0, 0);
            add(&std::mem::take(&mut pairs))
        },
    )?;
    add(&pairs)?;
    out.end()
}

fn cluster(dedupe: &Dedupe, workspace: &Workspace, made_keys: HashSet<EntryId>) -> Result<(), CliError> {
    let entries = &workspace.library.entries;
    let mut links: Vec<Link> = Vec::new();
    each(
        dedupe,
        |line| read_link(line, entries.len()),
        |link| {
            links.push(link);
            Ok(())
        },
    )?;
    // Parts overlap where two records share several blocks.
    links.sort_unstable_by(|a, b| a.members.cmp(&b.members).then(a.odds.total_cmp(&b.odds)).then(a.why.cmp(&b.why)));
    links.dedup_by_key(|link| link.members);
    let records = Records::of(entries, jobs(dedupe));
    let (clusters, review) = dedupe::cluster(entries, &records, &links, &options(dedupe, workspace, made_keys));
    dedupe.output.write(&Found::lines(&clusters, &review))
}

/// The report that the stage of clustering began, with the parents.
fn clustered(dedupe: &Dedupe, workspace: &Workspace) -> Result<Report, CliError> {
    let entries = &workspace.library.entries;
    let mut found = Vec::new();
    each(
        dedupe,
        |line| Found::read(line, entries.len()),
        |of| {
            found.push(of);
            Ok(())
        },
    )?;
    let (clusters, review) = report(found);
    let parents = dedupe::parents(entries, &clusters);
    Ok(Report { clusters, review, parents })
}

/// Where a stage writes: standard output as it goes, or a file whole or not at all.
struct Out<'d> {
    file: Option<&'d Path>,
    whole: String,
}

impl<'d> Out<'d> {
    fn of(dedupe: &'d Dedupe) -> Self {
        Self { file: dedupe.output.output.as_deref(), whole: String::new() }
    }

    fn add(&mut self, text: &str) -> Result<(), CliError> {
        match self.file {
            Some(_) => self.whole += text,
            None => std::io::stdout().lock().write_all(text.as_bytes())?,
        }
        Ok(())
    }

    fn end(self) -> Result<(), CliError> {
        match self.file {
            Some(path) => output::replace(path, self.whole.as_bytes()),
            None => Ok(std::io::stdout().flush()?),
        }
    }
}

/// Reads the lines of the stage before, one after another.
fn each<T>(dedupe: &Dedupe, read: impl Fn(&str) -> Result<T, BadLine>, mut take: impl FnMut(T) -> Result<(), CliError>) -> Result<(), CliError> {
    let inputs: Vec<PathBuf> = if dedupe.previous.is_empty() { vec!["-".into()] } else { dedupe.previous.clone() };
    for path in inputs {
        let told = |source| CliError::Read { path: path.clone(), source };
        let mut reader: Box<dyn BufRead> = match path.as_os_str() == "-" {
            true => Box::new(std::io::stdin().lock()),
            false => Box::new(BufReader::new(File::open(&path).map_err(told)?)),
        };
        let mut line = String::new();
        for number in 1.. {
            line.clear();
            if reader.read_line(&mut line).map_err(told)? == 0 {
                break;
            }
            let text = line.trim_end_matches(['\n', '\r']);
            if !text.is_empty() {
                take(read(text).map_err(|error| CliError::Usage(format!("{}:{number}: {error}", path.display())))?)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_from_one() {
        assert_eq!(part("1/16"), Ok(Slice { at: 0, of: 16 }));
        assert_eq!(part("16/16"), Ok(Slice { at: 15, of: 16 }));
        for text in ["0/16", "17/16", "1", "a/b", "1/0", ""] {
            assert!(part(text).is_err(), "{text}");
        }
    }
}
