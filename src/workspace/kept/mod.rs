//! The library that a person keeps: one file, looked through and changed without being read as a whole. Every change is a plan of edits on its
//! text, tried before it is given; who writes them is the caller's affair.
//!
//! A large `.bib` file is cut into its items, which is cheap; only the entries that a question or a change is about are read, with what they
//! depend on ([`Excerpt`]). Files of other formats are read whole.

mod add;
mod change;
mod excerpt;
mod items;
mod near;
mod query;
mod sorted;
mod stats;
mod value;
mod written;

pub use add::{Adding, Asked, Fate, add};
pub use change::{Planned, Removing, edit, remove, rename, set, tag};
pub use excerpt::Excerpt;
pub use query::{Hit, InvalidQuery, Query, search, select};
pub use stats::Stats;
pub use value::{Assignment, InvalidValue, field};

use super::{ReadAs, Workspace};
use crate::format::change::Refused;
use crate::format::{self, Format, bibtex};
use crate::model::Entry;
use crate::text::{Content, Diagnostic, Edit, Severity, Source, SourceId, edit as edits};
use items::Items;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A library as one file holds it.
#[derive(Debug)]
pub struct Kept {
    /// The file.
    pub source: Source,
    /// Its format.
    pub format: &'static Format,
    /// How many threads may work.
    jobs: usize,
    held: Held,
}

/// What is known of the entries.
#[derive(Debug)]
enum Held {
    /// Where the items of a `.bib` file stand.
    Items(Items),
    /// All of them.
    Read(Box<Workspace>),
}

/// Why a file cannot be kept as a library.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotKept {
    /// It is no text.
    #[error("{0}")]
    NoText(String),
    /// It is none of the bibliography formats.
    #[error("it is no bibliography file, but a document: `ibidem export` makes a library of its references")]
    Document,
    /// The format is only read.
    #[error("{0} can be read, but not written: `ibidem export` makes a library of it")]
    ReadOnly(&'static str),
}

/// Why a change is not made. Nothing is changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotChanged {
    /// No entry has that key.
    #[error("no entry has the key `{key}`{}", near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
    NoKey {
        /// The key.
        key: String,
        /// One that is like it.
        near: Option<String>,
    },
    /// Several entries have it.
    #[error("{count} entries have the key `{key}`: give them keys of their own first")]
    SeveralOf {
        /// The key.
        key: String,
        /// How many.
        count: usize,
    },
    /// The file cannot be changed so.
    #[error("{0}")]
    Refused(#[from] Refused),
    /// The format would not hold all values.
    #[error("{0}")]
    Lossy(String),
    /// A text that should be an entry is none.
    #[error("{message}")]
    NoEntry {
        /// What is wrong.
        message: String,
        /// The line of the text, from 1.
        line: u32,
    },
    /// The file's encoding has no such characters, or its bytes could not all be read.
    #[error("it holds bytes that could not be read, or its encoding lacks characters of the change")]
    Encoding,
}

impl Kept {
    /// A library from what its file holds; `read_as` where that is not to be guessed. With it what decoding had to say.
    ///
    /// # Errors
    /// Where the file is none that can be read and written.
    pub fn open(name: &str, content: impl Into<Content>, read_as: ReadAs, jobs: Option<usize>) -> Result<(Self, Vec<Diagnostic>), NotKept> {
        let (source, found) = Source::of(SourceId(0), name, content.into());
        if let Some(error) = found.iter().find(|found| found.severity == Severity::Error && source.text.is_empty()) {
            return Err(NotKept::NoText(error.message.clone()));
        }
        let format = format_of(&source, read_as)?;
        let jobs = jobs.or_else(|| std::thread::available_parallelism().ok().map(Into::into)).unwrap_or(1);
        let held = match is_bib(format).then(|| Items::of(&source, jobs)).flatten() {
            Some(items) => Held::Items(items),
            None => {
                let mut workspace = Workspace { jobs: Some(jobs), ..Workspace::default() };
                workspace.add_text(name, &source.text, ReadAs::Format(format));
                Held::Read(Box::new(workspace))
            }
        };
        Ok((Self { source, format, jobs, held }, found))
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        match &self.held {
            Held::Items(items) => items.entries.len(),
            Held::Read(workspace) => workspace.library.entries.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The key of the entry of that number; empty where it has none.
    pub fn key(&self, number: usize) -> &str {
        match &self.held {
            Held::Items(items) => items.entry(number).and_then(|item| self.source.text.get(item.key.range())).unwrap_or_default().trim(),
            Held::Read(workspace) => workspace.library.entries.get(number).map_or("", |entry| entry.key.as_str()),
        }
    }

    /// All keys, in the order of the entries.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|number| self.key(number))
    }

    /// The first entry of each key.
    fn by_key(&self) -> FxHashMap<&str, usize> {
        let mut by_key = FxHashMap::default();
        for (number, key) in self.keys().enumerate().filter(|(_, key)| !key.is_empty()) {
            by_key.entry(key).or_insert(number);
        }
        by_key
    }

    /// The entry of a key.
    ///
    /// # Errors
    /// Where there is none, or several.
    pub fn find(&self, key: &str) -> Result<usize, NotChanged> {
        let mut found = self.keys().enumerate().filter(|(_, of)| *of == key).map(|(number, _)| number);
        match (found.next(), found.count()) {
            (Some(number), 0) => Ok(number),
            (Some(_), more) => Err(NotChanged::SeveralOf { key: key.to_owned(), count: more + 1 }),
            (None, _) => Err(NotChanged::NoKey { key: key.to_owned(), near: self.near(key) }),
        }
    }

    /// The key that is most like one that no entry has.
    fn near(&self, key: &str) -> Option<String> {
        let folded = key.to_lowercase();
        let distance = |of: &str| strsim::osa_distance(&folded, &of.to_lowercase());
        let long = key.chars().count();
        let like = self.keys().filter(|of| !of.is_empty() && of.chars().count().abs_diff(long) <= 2 + long / 4);
        like.map(|of| (distance(of), of)).min().filter(|(distance, _)| *distance <= 1 + long / 4).map(|(_, of)| of.to_owned())
    }

    /// Where an entry stands in the text.
    pub fn range(&self, number: usize) -> Range<usize> {
        match &self.held {
            Held::Items(items) => items.entry(number).map_or(0..0, |item| item.span.range()),
            Held::Read(workspace) => {
                let entry = workspace.library.entries.get(number);
                entry.map_or(0..0, |entry| workspace.library.origins.span(entry.id).range())
            }
        }
    }

    /// An entry as it is written.
    pub fn written(&self, number: usize) -> &str {
        self.source.text.get(self.range(number)).unwrap_or_default()
    }

    /// The bytes of the file after these edits.
    ///
    /// # Errors
    /// Where the file's encoding cannot hold them.
    pub fn encoded(&self, text: &str) -> Result<Vec<u8>, NotChanged> {
        self.source.encode(text).ok_or(NotChanged::Encoding)
    }

    /// The text after these edits; none where they do not fit.
    fn applied(&self, edits: &[Edit]) -> Option<String> {
        let (text, applied) = edits::apply(&self.source.text, [edits]);
        (applied == [true]).then_some(text)
    }

    /// The entries that name this key as their parent, their data or a relative.
    pub fn users(&self, key: &str) -> Vec<usize> {
        let candidates: Vec<usize> = match &self.held {
            Held::Read(_) => (0..self.len()).collect(),
            Held::Items(items) => items.mentioning(&self.source.text, key),
        };
        if key.is_empty() || candidates.is_empty() {
            return Vec::new();
        }
        let read = self.read(&candidates);
        let uses = |entry: &Entry| entry.links().any(|link| link == *key);
        let mut users: Vec<usize> = read
            .iter()
            .flat_map(Excerpt::entries)
            .filter(|(number, entry)| candidates.contains(number) && uses(entry))
            .map(|(number, _)| number)
            .collect();
        users.sort_unstable();
        users.dedup();
        users
    }
}

fn is_bib(format: &Format) -> bool {
    [bibtex::FORMAT.name, bibtex::BIBLATEX.name].contains(&format.name)
}

fn format_of(source: &Source, read_as: ReadAs) -> Result<&'static Format, NotKept> {
    let extension = source.name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    let by_name = || format::FORMATS.iter().copied().find(|format| format.write.is_some() && format.extensions.contains(&extension.as_str()));
    let empty = || if source.text.trim().is_empty() { by_name() } else { None };
    let format = match read_as {
        ReadAs::Format(format) => Some(format),
        ReadAs::Document(_) | ReadAs::Lines => None,
        ReadAs::Guess => empty().or_else(|| match ReadAs::guess(&source.name, &source.text) {
            ReadAs::Format(format) => Some(format),
            _ => None,
        }),
    };
    match format {
        Some(format) if format.write.is_some() => Ok(format),
        Some(format) => Err(NotKept::ReadOnly(format.name)),
        None => Err(NotKept::Document),
    }
}

#[cfg(test)]
mod tests;
