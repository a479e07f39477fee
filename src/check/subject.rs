//! What the rules look at, and what they commonly ask of it: what was written where, and how it would be mended.

use super::Settings;
use super::dialect::Dialect;
use crate::dedupe;
use crate::document::{Citation, Cited, DOCUMENTS, NumberCitation};
use crate::model::{DatePart, Entry, Library, Origin, Value, ValueOrigin, Variable};
use crate::parse::List;
use crate::text::{Diagnostic, Edit, RuleInfo, SourceId, Sources, Span, Str};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::num::NonZero;
use std::sync::{LazyLock, OnceLock};

/// What the rules look at.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The sources.
    pub sources: &'a Sources,
    /// How each source was read, in order.
    pub inputs: &'a [Input],
    /// The entries of all sources, in order.
    pub library: &'a Library,
    /// Today, for rules about the future; they are silent without.
    pub today: Option<DatePart>,
    /// What the project asks for.
    pub settings: Settings,
    decided: dedupe::Constraints,
    /// How many threads may work; all processors' where it is none. Results do not depend on it.
    pub jobs: Option<usize>,
    /// Whether a file is there that a source (the first, by its name) names (the second), for rules about files; they are silent without.
    pub exists: Option<fn(&str, &str) -> bool>,
    /// By the number of the source, whether it is a document.
    documents: Vec<bool>,
    dialects: OnceLock<Vec<Dialect>>,
    aliases: OnceLock<HashSet<String>>,
    same: OnceLock<dedupe::Report>,
    keys: OnceLock<HashMap<Str, usize>>,
}

/// How a source was read.
#[derive(Debug)]
pub struct Input {
    /// The source.
    pub source: SourceId,
    /// The name of the format or document kind that it was read as.
    pub read_as: &'static str,
    /// The reference lists that were found in it, for documents.
    pub lists: Vec<List>,
    /// The citations in its running text, outside the lists.
    pub citations: Vec<Citation>,
    /// The citations by number there.
    pub numbers: Vec<NumberCitation>,
    /// What it cites by key, where it was given as a document that cites the entries of the other inputs.
    pub cited: Option<Cited>,
}

impl<'a> Subject<'a> {
    /// All that is to be checked together.
    pub fn new(sources: &'a Sources, inputs: &'a [Input], library: &'a Library, today: Option<DatePart>) -> Self {
        let count = inputs.iter().map(|input| input.source.0 as usize + 1).max().unwrap_or(0);
        let mut documents = vec![false; count];
        for input in inputs {
            documents[input.source.0 as usize] = DOCUMENTS.iter().any(|kind| kind.name == input.read_as);
        }
        Self {
            sources,
            inputs,
            library,
            today,
            jobs: None,
            exists: None,
            settings: Settings::default(),
            decided: Default::default(),
            documents,
            dialects: OnceLock::new(),
            aliases: OnceLock::new(),
            same: OnceLock::new(),
            keys: OnceLock::new(),
        }
    }

    /// The same, with so many threads at most.
    #[must_use]
    pub fn with_jobs(self, jobs: Option<usize>) -> Self {
        Self { jobs, ..self }
    }

    /// What a `.bib` file is written for, as the project or else its fields and types say.
    pub fn dialect(&self, source: SourceId) -> Dialect {
        if let Some(dialect) = self.settings.dialect {
            return dialect;
        }
        let dialects = self.dialects.get_or_init(|| super::dialect::all(self));
        dialects.get(source.0 as usize).copied().unwrap_or_default()
    }

    /// The same, with what the project asks for.
    #[must_use]
    pub fn with_settings(self, settings: Settings) -> Self {
        Self { settings, ..self }
    }

    /// What deduplication makes of the entries; found once, when a rule first asks.
    pub fn same(&self) -> &dedupe::Report {
        let options = || dedupe::Options { constraints: self.decided.clone(), jobs: self.threads_for_duplicates(), ..Default::default() };
        self.same.get_or_init(|| dedupe::find_with(&self.library.entries, &options()))
    }

    /// The same, with what a person decided about pairs of entries.
    #[must_use]
    pub fn with_decided(self, decided: dedupe::Constraints) -> Self {
        Self { decided, ..self }
    }

    /// The same, with what deduplication found already, so that it is not found twice.
    #[must_use]
    pub fn with_same(self, report: dedupe::Report) -> Self {
        Self { same: OnceLock::from(report), ..self }
    }

    /// How many threads are worth it: one for a few hundred entries.
    pub(super) fn threads(&self) -> usize {
        match self.library.entries.len() > 500 {
            true => self.jobs.or_else(|| std::thread::available_parallelism().ok().map(NonZero::get)).unwrap_or(1),
            false => 1,
        }
    }

    /// How many of them look for duplicates, while the others ask rules.
    pub(super) fn threads_for_duplicates(&self) -> usize {
        self.threads().div_ceil(2)
    }

    /// The first entry of that key.
    pub fn by_key(&self, key: &str) -> Option<&'a Entry> {
        let entries = &self.library.entries;
        let keys = self.keys.get_or_init(|| {
            let pairs = entries.iter().enumerate().rev();
            pairs.filter(|(_, entry)| !entry.key.is_empty()).map(|(at, entry)| (entry.key.clone(), at)).collect()
        });
        entries.get(*keys.get(key)?)
    }

    /// Whether some entry has the key among its other names.
    pub fn is_alias(&self, key: &str) -> bool {
        let aliases = self.aliases.get_or_init(|| {
            let ids = Variable::named("ids");
            let lists = self.library.entries.iter().filter_map(|entry| entry.plain(ids));
            lists.flat_map(|list| list.split(',').map(|id| id.trim().to_owned()).collect::<Vec<_>>()).collect()
        });
        aliases.contains(key)
    }

    /// How a source was read: a format's or a document kind's name.
    pub fn read_as(&self, source: SourceId) -> &'static str {
        let at = self.inputs.get(source.0 as usize).filter(|input| input.source == source);
        at.or_else(|| self.inputs.iter().find(|input| input.source == source)).map_or("", |input| input.read_as)
    }

    /// Whether an entry is a reference as a person wrote it, not a record of a file.
    pub fn is_reference(&self, entry: &Entry) -> bool {
        let is_document = self.documents.get(entry.id.source.0 as usize).is_some_and(|is| *is);
        is_document || self.origin(entry).is_some_and(|origin| origin.list.is_some())
    }

    /// The entries of one source; the library has them in the order of the sources.
    pub fn of_source(&self, source: SourceId) -> &'a [Entry] {
        let entries = &self.library.entries;
        let start = entries.partition_point(|entry| entry.id.source < source);
        let end = entries.partition_point(|entry| entry.id.source <= source);
        entries.get(start..end).unwrap_or_default()
    }

    /// The entries that are records of files.
    pub fn records(&self) -> impl Iterator<Item = &'a Entry> {
        self.library.entries.iter().filter(|entry| !self.is_reference(entry))
    }

    /// The entries that are references as people wrote them.
    pub fn references(&self) -> impl Iterator<Item = &'a Entry> {
        self.library.entries.iter().filter(|entry| self.is_reference(entry))
    }

    /// Whether an entry is written in BibTeX's syntax.
    pub fn is_bibtex(&self, entry: &Entry) -> bool {
        matches!(self.read_as(entry.id.source), "bibtex" | "biblatex")
    }

    /// Where an entry came from.
    pub fn origin(&self, entry: &Entry) -> Option<&'a Origin> {
        self.library.origins.get(entry.id)
    }

    /// Where to point for an entry as a whole: all of a reference; the key of a record, else the line it begins on.
    pub fn head(&self, entry: &Entry) -> Span {
        let span = self.library.origins.span(entry.id);
        if self.is_reference(entry) {
            return span;
        }
        if let Some(key) = self.origin(entry).and_then(|origin| origin.key) {
            return key;
        }
        let text = self.sources.slice(span);
        let line = text.find(['\n', '\r']).unwrap_or(text.len());
        Span::new(span.source, span.range().start..span.range().start + line)
    }

    /// How to name an entry in a message: its key, or the beginning of its title.
    pub fn call(&self, entry: &Entry) -> String {
        if !entry.key.is_empty() {
            return format!("`{}`", entry.key);
        }
        let title = entry.plain(Variable::Title).or_else(|| entry.plain(Variable::ContainerTitle)).unwrap_or_default();
        match title.is_empty() {
            true => "an entry without title".to_owned(),
            false => format!("“{}”", shortened(&title, 60)),
        }
    }

    /// Whether an entry has a value only from the entry it is linked to: what is wrong with it is told there.
    pub fn is_inherited(&self, entry: &Entry, variable: Variable) -> bool {
        is_linked(entry) && !self.origin(entry).is_some_and(|origin| origin.values.iter().any(|value| value.variable == variable))
    }

    /// The value of a variable in words, where it is the entry's own.
    pub fn plain<'e>(&self, entry: &'e Entry, variable: Variable) -> Option<Cow<'e, str>> {
        entry.plain(variable).filter(|_| !self.is_inherited(entry, variable))
    }

    /// The values that are the entry's own.
    pub fn values<'e>(&self, entry: &'e Entry) -> impl Iterator<Item = (Variable, &'e Value)> {
        // Asked once for all values: an entry may have very many.
        let own: Option<HashSet<Variable>> =
            is_linked(entry).then(|| self.origin(entry).into_iter().flat_map(|origin| &origin.values).map(|value| value.variable).collect());
        entry.values().filter(move |(variable, _)| own.as_ref().is_none_or(|own| own.contains(variable)))
    }

    /// A finding about an entry as a whole.
    pub fn about(&self, rule: &'static RuleInfo, entry: &Entry, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(rule, self.head(entry), message).about(entry.id.index)
    }

    /// A finding about the value of a variable.
    pub fn at(&self, rule: &'static RuleInfo, entry: &Entry, variable: Variable, message: impl Into<String>) -> Diagnostic {
        let span = self.value(entry, variable).unwrap_or_else(|| self.head(entry));
        Diagnostic::new(rule, span, message).about(entry.id.index)
    }

    /// Where the words of a value stand, without the braces or quotation marks around them; none where that is not known.
    pub fn value(&self, entry: &Entry, variable: Variable) -> Option<Span> {
        let origin = self.origin(entry)?;
        let value = origin.values.iter().find(|value| value.variable == variable && value.part.is_none())?;
        Some(self.span_of(entry, value))
    }

    /// Where its own values stand, all in one pass.
    pub fn spans<'e>(&'e self, entry: &'e Entry) -> impl Iterator<Item = (Variable, Span)> + 'e {
        let values = self.origin(entry).into_iter().flat_map(|origin| &origin.values).filter(|value| value.part.is_none());
        values.map(|value| (value.variable, self.span_of(entry, value)))
    }

    fn span_of(&self, entry: &Entry, value: &ValueOrigin) -> Span {
        let span = Span { source: entry.id.source, start: value.range.0, end: value.range.1 };
        if self.is_reference(entry) { span } else { self.within_marks(span) }
    }

    fn within_marks(&self, span: Span) -> Span {
        let text = self.sources.slice(span);
        let before = self.sources.get(span.source).and_then(|source| source.text.get(..span.range().start));
        let inside = before.is_some_and(|before| before.ends_with(['{', '"', '\'']));
        let marked = text.len() >= 2 && [("{", "}"), ("\"", "\""), ("'", "'")].iter().any(|(a, b)| text.starts_with(a) && text.ends_with(b));
        match marked && !inside {
            true => Span { start: span.start + 1, end: span.end - 1, ..span },
            false => span,
        }
    }

    /// The words of a value as they stand in the source, where that is known, else as they were read.
    pub fn written<'e>(&'e self, entry: &'e Entry, variable: Variable) -> Option<Cow<'e, str>> {
        let value = entry.get(variable).filter(|_| !self.is_inherited(entry, variable))?;
        let source = self.value(entry, variable).map(|span| self.sources.slice(span)).filter(|text| !text.is_empty());
        Some(source.map_or_else(|| Cow::Owned(value.plain().trim().to_owned()), |text| Cow::Borrowed(text.trim())))
    }

    /// Edits that put `new` where `old` stands in the words of a value; none where it does not stand there just once,
    /// or where `new` would need escapes in that format.
    pub fn replace(&self, entry: &Entry, variable: Variable, old: &str, new: &str) -> Option<Vec<Edit>> {
        self.replace_in(self.value(entry, variable)?, old, new)
    }

    /// The same within any span.
    pub fn replace_in(&self, span: Span, old: &str, new: &str) -> Option<Vec<Edit>> {
        let json = self.read_as(span.source).contains("json");
        if old.is_empty() || json && new.contains(['"', '\\', '\n']) {
            return None;
        }
        let text = self.sources.slice(span);
        let at = text.find(old)?;
        if text[at + old.len()..].contains(old) {
            return None;
        }
        let start = span.range().start + at;
        Some(vec![Edit { span: Span::new(span.source, start..start + old.len()), text: new.to_owned() }])
    }
}

/// A text cut to so many characters, with an ellipsis where something is missing.
pub(super) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}

/// Whether an entry may have values of others.
fn is_linked(entry: &Entry) -> bool {
    static XDATA: LazyLock<Variable> = LazyLock::new(|| Variable::named("xdata"));
    entry.parent.is_some() || entry.has(*XDATA)
}
