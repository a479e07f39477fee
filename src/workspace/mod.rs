//! Many sources as one: any input is read by its format or as a document, and all entries stand in one library.
//! Where the bytes come from, and where results go, is `cli`'s affair.

pub mod against;
pub mod apply;
pub mod cite;
mod cited;
pub mod decisions;
pub mod kept;
pub mod undo;

use crate::check::{Input, Subject};
use crate::document::{self, Citation, DocumentKind};
use crate::format::{self, Format};
use crate::model::{DatePart, Entry, EntryId, KeyPattern, Keys, Library};
use crate::parse::{self, Parsed};
use crate::text::{Content, Diagnostic, Source, SourceId, Sources, Span};
use decisions::Decisions;
use std::collections::HashSet;
use std::num::NonZero;

/// How an input is to be read.
#[derive(Clone, Copy, Debug, Default)]
pub enum ReadAs {
    /// By its name and its content.
    #[default]
    Guess,
    /// As this format.
    Format(&'static Format),
    /// As this kind of document.
    Document(&'static DocumentKind),
    /// One reference string a line.
    Lines,
}

impl ReadAs {
    /// The format or document kind of that name; none where there is no such name, or the format cannot be read.
    pub fn named(name: &str) -> Option<Self> {
        match format::named(name) {
            Some(format) => format.read.map(|_| Self::Format(format)),
            None => document::named(name).map(Self::Document),
        }
    }

    /// Whether the input itself is to say how it is read.
    pub fn is_guess(self) -> bool {
        matches!(self, Self::Guess)
    }

    /// What an input's name and content speak for.
    pub fn guess(name: &str, text: &str) -> Self {
        match format::sniff(name, text).filter(|format| format.read.is_some()) {
            Some(format) => Self::Format(format),
            None => Self::Document(document::sniff(name, text)),
        }
    }
}

/// What [`Input::read_as`] says of one reference string a line.
const LINES: &str = "lines";

/// The inputs of one run.
#[derive(Debug, Default)]
pub struct Workspace {
    /// The sources.
    pub sources: Sources,
    /// How each was read.
    pub inputs: Vec<Input>,
    /// The entries of all, in order.
    pub library: Library,
    /// What decoding and reading had to say.
    pub diagnostics: Vec<Diagnostic>,
    /// Sources that could not be read as text at all.
    pub unreadable: Vec<SourceId>,
    /// How many threads may work; all processors' where it is none. Results do not depend on it.
    pub jobs: Option<usize>,
    /// What the keys of entries without key are made of.
    pub keys: KeyPattern,
    /// What a person decided about pairs of entries.
    pub decisions: Decisions,
}

impl Workspace {
    /// Reads one more input from what it holds: bytes, which are let go as soon as they are decoded, or text at once.
    pub fn add(&mut self, name: impl Into<String>, content: impl Into<Content>, read_as: ReadAs) -> SourceId {
        let (id, found) = self.sources.add(name, content);
        let unreadable = found.iter().any(|diagnostic| diagnostic.rule.name == crate::text::source::NOT_TEXT.name);
        self.diagnostics.extend(found);
        match unreadable {
            true => self.unreadable.push(id),
            false => self.read(id, read_as),
        }
        id
    }

    /// Reads one more input whose text is at hand.
    pub fn add_text(&mut self, name: impl Into<String>, text: &str, read_as: ReadAs) -> SourceId {
        let id = self.sources.add_text(name, text);
        self.read(id, read_as);
        id
    }

    /// Reads one more document for what it cites: its citations by key, and those by author and year. Reference lists in it are left alone.
    pub fn add_citing(&mut self, name: impl Into<String>, content: impl Into<Content>) -> SourceId {
        let (id, found) = self.sources.add(name, content);
        let unreadable = found.iter().any(|diagnostic| diagnostic.rule.name == crate::text::source::NOT_TEXT.name);
        self.diagnostics.extend(found);
        match unreadable {
            true => self.unreadable.push(id),
            false => self.read_citing(id),
        }
        id
    }

    fn read_citing(&mut self, id: SourceId) {
        let Some(source) = self.sources.get(id) else { return };
        let citing = document::citations::citing(&source.name, &source.text);
        let kind = citing.map_or_else(|| Some(document::sniff(&source.name, &source.text)), |citing| document::named(citing.name));
        let citations = kind.map(|kind| document::read(source, kind)).map_or_else(Vec::new, |document| match document::citations(&document) {
            none if none.is_empty() => none,
            some => outside(some, |citation| citation.span, &parse::document(source, &document, self.jobs)),
        });
        let cited = citing.map(|citing| (citing.find)(source)).unwrap_or_default();
        let read_as = citing.map(|citing| citing.name).or(kind.map(|kind| kind.name)).unwrap_or_default();
        self.inputs.push(Input { source: id, read_as, lists: Vec::new(), citations, numbers: Vec::new(), cited: Some(cited) });
    }

    fn read(&mut self, id: SourceId, read_as: ReadAs) {
        let Some(source) = self.sources.get(id) else { return };
        let read_as = match read_as {
            ReadAs::Guess => ReadAs::guess(&source.name, &source.text),
            chosen => chosen,
        };
        let input = match read_as {
            ReadAs::Format(format) => {
                let Some((library, found)) = format.read_by(source, self.threads()) else { return };
                self.library.append(library);
                self.diagnostics.extend(found);
                Input { source: id, read_as: format.name, lists: Vec::new(), citations: Vec::new(), numbers: Vec::new(), cited: None }
            }
            ReadAs::Lines => self.take(id, LINES, parse::lines(source, self.jobs), Vec::new()),
            ReadAs::Document(kind) => self.read_document(id, kind),
            ReadAs::Guess => return,
        };
        self.inputs.push(input);
    }

    fn read_document(&mut self, id: SourceId, kind: &'static DocumentKind) -> Input {
        let Some(source) = self.sources.get(id) else {
            return Input { source: id, read_as: kind.name, lists: Vec::new(), citations: Vec::new(), numbers: Vec::new(), cited: None };
        };
        let document = document::read(source, kind);
        let parsed = parse::document(source, &document, self.jobs);
        let citations = outside(document::citations(&document), |citation| citation.span, &parsed);
        let numbers = outside(document::numbers(&document), |citation| citation.span, &parsed);
        Input { numbers, ..self.take(id, kind.name, parsed, citations) }
    }

    fn take(&mut self, id: SourceId, read_as: &'static str, parsed: Parsed, citations: Vec<Citation>) -> Input {
        self.library.append(parsed.library);
        self.diagnostics.extend(parsed.diagnostics);
        Input { source: id, read_as, lists: parsed.lists, citations, numbers: Vec::new(), cited: None }
    }

    /// The same inputs with other texts, read as before.
    #[must_use]
    pub fn with_texts(&self, texts: &[String]) -> Self {
        let mut changed = Self { jobs: self.jobs, keys: self.keys.clone(), decisions: self.decisions.clone(), ..Self::default() };
        for (source, text) in self.sources.iter().zip(texts) {
            let input = self.inputs.iter().find(|input| input.source == source.id);
            let (id, found) = changed.sources.add_changed(source, text);
            changed.diagnostics.extend(found);
            if input.is_some_and(|input| input.cited.is_some()) {
                changed.read_citing(id);
                continue;
            }
            let read = input.map(|input| input.read_as);
            let read_as = match read {
                None => None,
                Some(LINES) => Some(ReadAs::Lines),
                Some(name) => ReadAs::named(name),
            };
            match read_as {
                Some(read_as) => changed.read(id, read_as),
                None => changed.unreadable.push(id),
            }
        }
        changed
    }

    /// The same inputs, these as if they had been read from UTF-8 without byte order mark.
    #[must_use]
    pub fn in_utf8(mut self, ids: &[SourceId]) -> Self {
        self.sources.set_utf8(ids);
        self.diagnostics.retain(|found| found.rule.name != crate::text::source::NOT_UTF8.name || !ids.contains(&found.span.source));
        self
    }

    /// Gives every entry without key one: those of reference lists have none, other formats' may lack theirs. Whose keys were made.
    pub fn fill_keys(&mut self) -> HashSet<EntryId> {
        let made = self.library.entries.iter().filter(|entry| entry.key.is_empty()).map(|entry| entry.id).collect();
        Keys::fill(&mut self.library.entries, &self.keys);
        made
    }

    /// What the rules look at.
    pub fn subject(&self, today: Option<DatePart>) -> Subject<'_> {
        let decided = self.decisions.constraints(&self.library.entries);
        Subject::new(&self.sources, &self.inputs, &self.library, today).with_decided(decided).with_jobs(self.jobs)
    }

    /// How many threads may work: as [`Self::jobs`] says, else one for each processor.
    pub fn threads(&self) -> usize {
        self.jobs.or_else(|| std::thread::available_parallelism().ok().map(NonZero::get)).unwrap_or(1)
    }

    /// The source of an entry.
    pub fn source_of(&self, id: EntryId) -> Option<&Source> {
        self.sources.get(id.source)
    }

    /// The entry of that identity.
    pub fn entry(&self, id: EntryId) -> Option<&Entry> {
        self.library.entries.iter().find(|entry| entry.id == id)
    }
}

/// The citations that stand in running text: those within a reference list are years of references.
fn outside<C>(citations: Vec<C>, span: impl Fn(&C) -> Span, parsed: &Parsed) -> Vec<C> {
    let inside = |span: Span| parsed.lists.iter().any(|list| list.span.start <= span.start && span.end <= list.span.end);
    citations.into_iter().filter(|citation| !inside(span(citation))).collect()
}
