//! `ibidem set`, `tag`, `rename`, `remove`: changes of entries that are there.

use super::show::{called, cited_at};
use crate::cli::args::Args;
use crate::cli::config::Config;
use crate::cli::error::CliError;
use crate::cli::input::expand_all;
use crate::cli::library::{self, Care, Made, Offer, Which, failed};
use crate::cli::write::Change;
use crate::cli::{Status, diff, output};
use crate::document::citations;
use crate::text::{Source, SourceId, edit};
use crate::workspace::kept::{self, Assignment, Kept};
use std::path::Path;

/// Set values of an entry, all else untouched
///
/// Variables are called as CSL or BibTeX call them; other names are fields of their own. Names have semicolons between them, dates are
/// written 1998, 1998-09, 1998-09-03 or 1998/2008. Nothing behind the sign takes the value out.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem set price1998 year=1998 doi=10.1162/002081898550671
  ibidem set walk 'editor=Cameron, Maxwell A.; Lawson, Robert J.; Tomlin, Brian W.'
  ibidem set hubert type=report note=")]
pub(in crate::cli) struct Set {
    /// Its key
    #[arg(value_name = "KEY")]
    key: String,
    /// What it is to say
    #[arg(required = true, value_name = "VARIABLE=VALUE")]
    values: Vec<String>,
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    care: Care,
}

pub(super) fn set(set: &Set, args: &Args, config: &Config) -> Result<Status, CliError> {
    let assignments: Vec<Assignment> =
        set.values.iter().map(|value| Assignment::parse(value)).collect::<Result<_, _>>().map_err(|error| CliError::Usage(error.to_string()))?;
    let path = set.which.one(config)?;
    let made = library::change(&path, set.care, args, &mut |kept| {
        let planned = kept::set(kept, &set.key, &assignments).map_err(|error| failed(&path, &error))?;
        Ok(Offer { planned, question: format!("Change {}?", called(kept, &set.key)), ..Offer::default() })
    })?;
    told(args, made, &path, &format!("{} changed", set.key), &format!("{} says so already", set.key));
    Ok(Status::Clean)
}

/// Add tags to an entry, or take them away
///
/// Tags stand in the keywords of the entry, with the commas or semicolons that are there.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem tag price1998 +read +ngo -unread
  ibidem search tag:unread")]
pub(in crate::cli) struct Tag {
    /// Its key
    #[arg(value_name = "KEY")]
    key: String,
    /// +TAG adds one, -TAG takes one away
    #[arg(required = true, value_name = "+TAG|-TAG")]
    tags: Vec<String>,
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    care: Care,
}

pub(super) fn tag(tag: &Tag, args: &Args, config: &Config) -> Result<Status, CliError> {
    let (mut add, mut take) = (Vec::new(), Vec::new());
    for named in &tag.tags {
        match (named.strip_prefix('+'), named.strip_prefix(['-', '\u{2212}'])) {
            (Some(name), _) if !name.trim().is_empty() => add.push(name.trim().to_owned()),
            (_, Some(name)) if !name.trim().is_empty() => take.push(name.trim().to_owned()),
            _ => return Err(CliError::Usage(format!("`{named}` says neither + nor -: write +{named} to add it, -{named} to take it away"))),
        }
    }
    let path = tag.which.one(config)?;
    let made = library::change(&path, tag.care, args, &mut |kept| {
        let planned = kept::tag(kept, &tag.key, &add, &take).map_err(|error| failed(&path, &error))?;
        Ok(Offer { planned, question: format!("Tag {} so?", called(kept, &tag.key)), ..Offer::default() })
    })?;
    told(args, made, &path, &format!("{} tagged", tag.key), &format!("{} is tagged so already", tag.key));
    Ok(Status::Clean)
}

/// Give an entry another key; entries and documents that name it follow
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem rename cameron1998 walk --in 'paper/*.tex' notes.md
  ibidem rename cameron1998 walk --dry-run")]
pub(in crate::cli) struct Rename {
    /// The key that it has
    #[arg(value_name = "OLD")]
    old: String,
    /// The key that it gets
    #[arg(value_name = "NEW")]
    new: String,
    #[command(flatten)]
    which: Which,
    /// Rewrite the citations in these documents as well as in those that ibidem.toml names
    #[arg(long = "in", value_name = "SOURCES", num_args = 1..)]
    documents: Vec<String>,
    #[command(flatten)]
    care: Care,
}

pub(super) fn rename(rename: &Rename, args: &Args, config: &Config) -> Result<Status, CliError> {
    let path = rename.which.one(config)?;
    let mut count = 0;
    let made = library::change(&path, rename.care, args, &mut |kept| {
        let planned = kept::rename(kept, &rename.old, &rename.new).map_err(|error| failed(&path, &error))?;
        let others = rewritten(rename, args, config)?;
        count = others.len();
        Ok(Offer { planned, others, question: format!("Rename {}?", called(kept, &rename.old)), ..Offer::default() })
    })?;
    let documents = match count {
        0 => String::new(),
        1 => ", and in 1 document".to_owned(),
        count => format!(", and in {count} documents"),
    };
    told(args, made, &path, &format!("{} is now {}{documents}", rename.old, rename.new), "nothing to rename");
    Ok(Status::Clean)
}

/// The documents whose citations follow.
fn rewritten(rename: &Rename, args: &Args, config: &Config) -> Result<Vec<(Change, String)>, CliError> {
    let mut changes = Vec::new();
    for path in expand_all(&documents(&rename.documents, config), config)? {
        let bytes = std::fs::read(&path).map_err(|source| CliError::Read { path: path.clone(), source })?;
        let (source, _) = Source::decode(SourceId(0), path.display().to_string(), &bytes);
        let cited = citations::cited(&source);
        let written = citations::rewrite(&cited, &source.text, |key| (key == rename.old).then_some(rename.new.as_str()));
        for citation in &written.refused {
            let place = source.place(citation.span.range().start);
            output::note(
                args,
                &format!("{}:{}:{}: `{}` stays: the new key cannot be written here", source.name, place.line, place.column, citation.key),
            );
        }
        if written.edits.is_empty() {
            continue;
        }
        let (text, _) = edit::apply(&source.text, [written.edits.as_slice()]);
        let refused = || CliError::Usage(format!("{} was not changed: it holds bytes that could not be read", source.name));
        if source.encode(&source.text).as_ref() != Some(&bytes) {
            return Err(refused());
        }
        let after = source.encode(&text).ok_or_else(refused)?;
        let shown = diff::unified(&source.name, &source.text, &text, "changed");
        changes.push((Change { path: path.clone(), before: bytes, after }, shown));
    }
    Ok(changes)
}

/// The documents that are named here, and those that ibidem.toml names.
fn documents(named: &[String], config: &Config) -> Vec<String> {
    let mut all = named.to_vec();
    // A pattern of the configuration may match nothing yet.
    all.extend(config.documents().into_iter().filter(|pattern| expand_all(std::slice::from_ref(pattern), config).is_ok()));
    all
}

/// Take entries out of the library
///
/// Where documents cite an entry, or other entries take values from it, it stays unless --force is given; these entries then keep the values.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem remove price1998 --cited-in 'paper/*.tex'
  ibidem remove old1 old2 --yes")]
pub(in crate::cli) struct Remove {
    /// Their keys
    #[arg(required = true, value_name = "KEY")]
    keys: Vec<String>,
    #[command(flatten)]
    which: Which,
    /// Look for citations in these documents as well as in those that ibidem.toml names
    #[arg(long, value_name = "SOURCES", num_args = 1..)]
    cited_in: Vec<String>,
    /// Take them out although they are cited or used
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    care: Care,
}

pub(super) fn remove(remove: &Remove, args: &Args, config: &Config) -> Result<Status, CliError> {
    let path = remove.which.one(config)?;
    let made = library::change(&path, remove.care, args, &mut |kept| removing(remove, kept, &path, args, config))?;
    let what = if remove.keys.len() == 1 { remove.keys.concat() } else { format!("{} entries", remove.keys.len()) };
    told(args, made, &path, &format!("{what} taken out"), "nothing to take out");
    Ok(Status::Clean)
}

fn removing(remove: &Remove, kept: &Kept, path: &Path, args: &Args, config: &Config) -> Result<Offer, CliError> {
    let removing = kept::remove(kept, &remove.keys, remove.force).map_err(|error| failed(path, &error))?;
    let cited = cited_at(&documents(&remove.cited_in, config), &remove.keys, config)?;
    let mut used: Vec<String> =
        removing.users.iter().map(|(user, of)| format!("{} is a part of {of}, or takes values from it", called(kept, user))).collect();
    used.extend(cited.iter().map(|(key, place)| format!("{place} cites {key}")));
    used.iter().for_each(|line| output::note(args, line));
    if !used.is_empty() && !remove.force {
        return Err(CliError::Usage(format!("{} was not changed: say --force to take out what is used", path.display())));
    }
    let planned = removing.planned.unwrap_or_default();
    let what: Vec<String> = remove.keys.iter().map(|key| called(kept, key)).collect();
    Ok(Offer { planned, question: format!("Take out {}?", what.join(", ")), ..Offer::default() })
}

/// Says what came of a change.
pub(super) fn told(args: &Args, made: Made, path: &Path, done: &str, nothing: &str) {
    match made {
        Made::Done => output::note(args, &format!("{}: {done}", path.display())),
        Made::Nothing => output::note(args, &format!("{}: {nothing}", path.display())),
        Made::Shown | Made::Declined => {}
    }
}
