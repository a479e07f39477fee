//! `ibidem add`: new entries for the library, from pasted references, documents or files of any format.

use crate::check::{self, Options};
use crate::cli::args::Args;
use crate::cli::config::Config;
use crate::cli::entries;
use crate::cli::error::CliError;
use crate::cli::input::{Inputs, Reading};
use crate::cli::library::{self, Care, Made, Offer, Which, failed};
use crate::cli::{Status, output, terminal, today};
use crate::document;
use crate::model::{Entry, Variable};
use crate::text::Diagnostic;
use crate::workspace::kept::{self, Adding, Asked, Fate, Kept};
use crate::workspace::{ReadAs, Workspace};
use std::fmt::Write;
use std::path::Path;

/// Add entries to the library
///
/// From pasted reference strings, a document with reference lists, or a file of any format. New entries get keys, are compared with what is
/// there, linked to the book that contains them, and put in the place where they belong; all else in the file stays as it is. The keys go to
/// standard output, one a line, ready to be cited: of works that are there already, the keys that they have.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  pbpaste | ibidem add - --yes
  ibidem add article.html
  ibidem add export.ris -b refs.bib --merge
  ibidem add new.bib --dry-run")]
pub(in crate::cli) struct Add {
    /// Files, folders, patterns, or - for standard input
    #[arg(required = true, value_name = "FILES")]
    files: Vec<String>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    which: Which,
    /// Fill in what entries of the same works lack
    #[arg(long)]
    merge: bool,
    /// Give all a key by the pattern of ibidem.toml, those that bring one as well
    #[arg(long)]
    rekey: bool,
    #[command(flatten)]
    care: Care,
}

pub(super) fn run(add: &Add, args: &Args, config: &Config) -> Result<Status, CliError> {
    let path = add.which.one(config)?;
    if !(add.care.yes || add.care.dry_run) {
        library::refuse_unasked(&format!("this changes {}", path.display()))?;
    }
    let new = read(add, config)?;
    let found = check::everything(&new.subject(today()).with_settings(config.settings()), &Options::default(), new.diagnostics.clone());
    if new.library.entries.is_empty() {
        return Ok(super::finish(args, &new, &[]));
    }
    output::tell(args, &new, &about_entries(&found));
    let asked = Asked { pattern: config.keys.clone(), rekey: add.rekey || config.values.keys.pattern.is_some(), merge: add.merge };
    let mut fates = Vec::new();
    let made = library::change(&path, add.care, args, &mut |kept| {
        let adding = kept::add(kept, &new.library, &asked).map_err(|error| failed(&path, &error))?;
        let offer = offer(&new, kept, &adding, &path);
        fates = adding.fates;
        Ok(offer)
    })?;
    if made == Made::Shown || made == Made::Declined {
        return Ok(Status::Clean);
    }
    output::print(&fates.iter().map(|fate| format!("{}\n", fate.key())).collect::<String>())?;
    told(args, &fates, &path);
    Ok(if new.unreadable.is_empty() { Status::Clean } else { Status::Unreadable })
}

/// What is read; of pasted text that looks like no list, every paragraph is a reference.
fn read(add: &Add, config: &Config) -> Result<Workspace, CliError> {
    let inputs = Inputs { files: add.files.clone(), reading: add.reading.clone() };
    let mut workspace = inputs.read(config)?;
    let is_bare = |source: &crate::text::Source| {
        let kind = workspace.inputs.iter().find(|input| input.source == source.id).map_or("", |input| input.read_as);
        document::named(kind).is_some() && !workspace.library.entries.iter().any(|entry| entry.id.source == source.id)
    };
    let bare: Vec<(String, String)> =
        workspace.sources.iter().filter(|source| is_bare(source)).map(|source| (source.name.clone(), paragraphs(&source.text))).collect();
    for (name, text) in bare.into_iter().filter(|(_, text)| !text.is_empty()) {
        workspace.add_text(name, &text, ReadAs::Lines);
    }
    Ok(workspace)
}

/// A text with each of its paragraphs on one line; its lines, where no blank one divides them.
fn paragraphs(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let joined = lines.split(|line| line.is_empty()).map(|lines| lines.join(" ")).filter(|line| !line.is_empty());
    joined.map(|line| line + "\n").collect()
}

/// Of what was found, what is about entries and worth a word before they are added.
fn about_entries(found: &[Diagnostic]) -> Vec<Diagnostic> {
    // That keys are missing is not to be mended by hand: they are made.
    found.iter().filter(|found| !["missing-key", "uncited-reference", "unused-entry"].contains(&found.rule.name)).cloned().collect()
}

fn offer(new: &Workspace, kept: &Kept, adding: &Adding, path: &Path) -> Offer {
    let mut shown = String::new();
    for (entry, fate) in new.library.entries.iter().zip(&adding.fates) {
        shown += &one(new, kept, entry, fate);
    }
    for parent in &adding.parents {
        let _ = writeln!(
            shown,
            "\n{}: added, since several of these are parts of it\n{}",
            parent.key,
            entries::card(&entries::said(parent, &|_| ""), terminal::width())
        );
    }
    let added = adding.fates.iter().filter(|fate| matches!(fate, Fate::Added { .. })).count() + adding.parents.len();
    let question = match added {
        0 => format!("Fill this in in {}?", path.display()),
        1 => format!("Add this entry to {}?", path.display()),
        count => format!("Add these {count} entries to {}?", path.display()),
    };
    Offer { planned: adding.planned.clone(), shown: Some(shown), question, ..Offer::default() }
}

/// A new entry as it was read, with what the parser is not sure of, and what becomes of it.
fn one(new: &Workspace, kept: &Kept, entry: &Entry, fate: &Fate) -> String {
    let head = match fate {
        Fate::Added { key, parent: Some(parent), .. } => format!("{key}: new, a part of {}", super::show::called(kept, parent)),
        Fate::Added { key, .. } => format!("{key}: new"),
        Fate::Known { key, filled } if filled.is_empty() => return format!("\n{} is there already\n", super::show::called(kept, key)),
        Fate::Known { key, filled } => {
            let said: Vec<(String, String)> =
                filled.iter().map(|of| (of.name().to_owned(), entries::one_line(&entry.plain(*of).unwrap_or_default()))).collect();
            return format!("\n{} is there already; filled in:\n{}", super::show::called(kept, key), entries::card(&said, terminal::width()));
        }
        Fate::Again { key } => return format!("\nonce more what is added as {key}\n"),
    };
    let origin = new.library.origins.get(entry.id);
    let doubt = |variable: Variable| {
        let sure = origin
            .and_then(|origin| origin.values.iter().filter(|value| value.variable == variable).map(|value| value.confidence).min_by(f32::total_cmp));
        match sure {
            Some(sure) if sure < 0.6 => " (very unsure)",
            Some(sure) if sure < 0.9 => " (unsure)",
            _ => "",
        }
    };
    let maybe = match fate {
        Fate::Added { maybe: Some((key, why)), .. } => format!("  it may be {}: {why}\n", super::show::called(kept, key)),
        _ => String::new(),
    };
    format!("\n{head}\n{}{maybe}", entries::card(&entries::said(entry, &doubt), terminal::width()))
}

/// In a line, what came of it; with what a person should look at.
fn told(args: &Args, fates: &[Fate], path: &Path) {
    let count = |is: fn(&Fate) -> bool| fates.iter().filter(|fate| is(fate)).count();
    let added = count(|fate| matches!(fate, Fate::Added { .. }));
    let linked = count(|fate| matches!(fate, Fate::Added { parent: Some(_), .. }));
    let known = count(|fate| matches!(fate, Fate::Known { .. }));
    let again = count(|fate| matches!(fate, Fate::Again { .. }));
    for fate in fates {
        if let Fate::Added { key, maybe: Some((other, why)), .. } = fate {
            output::note(args, &format!("{key} may be the same work as {other}: {why}"));
        }
    }
    let mut said = format!("{}: {added} added", path.display());
    for (count, what) in [(linked, "linked to the work that contains it"), (known, "there already"), (again, "given more than once")] {
        if count > 0 {
            let _ = write!(said, ", {count} {what}");
        }
    }
    output::note(args, &said);
}
