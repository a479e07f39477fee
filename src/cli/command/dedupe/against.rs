//! `dedupe --against LIB`: what a new list adds to an old library.

use super::{Dedupe, OutputFormat, checked, find, options, read, shown};
use crate::cli::Status;
use crate::cli::args::Args;
use crate::cli::command::{finish, writer};
use crate::cli::config::Config;
use crate::cli::error::CliError;
use crate::cli::input::{Inputs, Reading};
use crate::dedupe;
use crate::model::EntryId;
use crate::report::clusters;
use crate::workspace::against::against;
use std::collections::HashSet;

pub(super) fn run(dedupe: &Dedupe, args: &Args, config: &Config) -> Result<Status, CliError> {
    let write = dedupe.to.as_deref().map(writer).transpose()?;
    let mut workspace = read(dedupe, args, config)?;
    let count = workspace.library.entries.len();
    let library = Inputs { files: dedupe.against.clone(), reading: Reading { jobs: dedupe.inputs.reading.jobs, ..Reading::default() } };
    library.read_into(&mut workspace, config, &mut |_| ())?;
    let made_keys = workspace.fill_keys();
    let found = find(&workspace, &options(dedupe, &workspace, made_keys), args);
    let entries = &workspace.library.entries;
    let sorted = against(&found, entries.len(), |at| at >= count);
    let shown = shown(dedupe, &workspace, &found);
    let (text, lost) = match (write, dedupe.output_format) {
        (Some(write), _) => {
            let mut merged = dedupe::merge(&workspace.library, &found).library;
            let new: HashSet<EntryId> = sorted.new.iter().map(|at| entries[*at].id).collect();
            merged.entries.retain(|entry| new.contains(&entry.id));
            merged.others.clear();
            write(&merged)
        }
        (None, OutputFormat::Json) => (clusters::against_json(&shown, &sorted), Vec::new()),
        (None, OutputFormat::Full) => (clusters::against_full(&shown, &sorted), Vec::new()),
    };
    dedupe.output.write(&text)?;
    Ok(checked(dedupe, finish(args, &workspace, &lost), !sorted.known.is_empty() || !sorted.again.is_empty()))
}
