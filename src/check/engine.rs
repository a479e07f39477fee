//! How rules are asked: of several scopes, in parallel over the entries, each finding in its place whatever the number of threads.

use super::field::{Field, Record, Roles};
use super::{Input, Options, Subject, rules};
use crate::dedupe;
use crate::model::Entry;
use crate::text::{Diagnostic, Edit, RuleInfo, Source, Span};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A rule in the table.
#[derive(Debug)]
pub struct Rule {
    /// What is known of it.
    pub info: &'static RuleInfo,
    /// What it looks at.
    pub scope: Scope,
}

/// How a rule is asked about an entry as it is written.
pub type OfRecord = fn(&Record, &mut Found);
/// How a rule is asked about an entry as it was read.
pub type OfEntry = fn(&Subject, &Entry, &mut Found);

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub enum Scope {
    /// The text of a source.
    Source(fn(&Subject, &Input, &Source, &mut Found)),
    /// A value as it is written.
    Field(FieldScope),
    /// An entry as it is written, with all its fields.
    Record(OfRecord),
    /// An entry as it was read.
    Entry(OfEntry),
    /// The entries of one source.
    Library(fn(&Subject, &Input, &[Entry], &mut Found)),
    /// All of a run.
    Run(fn(&Subject, &mut Found)),
    /// All of a run, with what deduplication makes of it.
    Works(fn(&Subject, &dedupe::Report, &mut Found)),
}

/// Which values a rule is asked about: the table decides for most that it need not be asked at all.
#[derive(Clone, Copy, Debug)]
pub struct FieldScope {
    on: Roles,
    bytes: u128,
    /// In which forms a value may be written.
    within: Within,
    check: fn(&Record, &Field, &mut Found),
}

/// Where a rule makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    Bibtex,
    Records,
    Everywhere,
}

/// A rule about values, in records of whatever format.
pub(super) const fn field(on: Roles, check: fn(&Record, &Field, &mut Found)) -> FieldScope {
    FieldScope { on, bytes: u128::MAX, within: Within::Records, check }
}

impl FieldScope {
    /// Only about values that hold one of these bytes; `\x7f` stands for all that is not ASCII.
    pub(super) const fn with(mut self, bytes: &[u8]) -> Scope {
        self.bytes = 0;
        let mut at = 0;
        while at < bytes.len() {
            self.bytes |= 1 << bytes[at];
            at += 1;
        }
        Scope::Field(self)
    }

    /// Whatever bytes they hold.
    pub(super) const fn all(self) -> Scope {
        Scope::Field(self)
    }

    /// Only in BibTeX's syntax.
    pub(super) const fn bibtex(mut self) -> Self {
        self.within = Within::Bibtex;
        self
    }

    /// In references as people write them, too.
    pub(super) const fn everywhere(mut self) -> Self {
        self.within = Within::Everywhere;
        self
    }

    fn asks(&self, record: &Record, field: &Field) -> bool {
        let here = match self.within {
            Within::Bibtex => record.is_bibtex(),
            Within::Records => !record.is_reference(),
            Within::Everywhere => true,
        };
        self.bytes & field.bytes != 0 && here
    }
}

/// Where a rule puts what it finds.
#[derive(Debug)]
pub struct Found<'l> {
    rule: &'static RuleInfo,
    list: &'l mut Vec<Diagnostic>,
}

impl<'l> Found<'l> {
    /// What a rule finds goes behind what is in the list.
    pub fn new(rule: &'static RuleInfo, list: &'l mut Vec<Diagnostic>) -> Self {
        Self { rule, list }
    }

    /// One more.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Several more.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(diagnostics);
    }

    /// A finding of this rule about some bytes.
    pub fn at(&mut self, span: Span, entry: &Entry, message: impl Into<String>) -> &mut Diagnostic {
        self.list.push(Diagnostic::new(self.rule, span, message).about(entry.id.index));
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    /// A finding about a part of a value.
    pub fn tell(&mut self, record: &Record, field: &Field, range: Range<usize>, message: impl Into<String>) -> &mut Diagnostic {
        self.at(field.part(range), record.entry, message)
    }

    /// A finding about a part of a value that is mended by other words in its place; where these could not stand there bare, by hand.
    pub fn mend(&mut self, record: &Record, field: &Field, range: Range<usize>, new: &str, message: impl Into<String>) {
        let span = field.part(range);
        let diagnostic = self.at(span, record.entry, message);
        if record.can_hold(new) {
            let title = match new.trim() {
                "" => "take it out".to_owned(),
                new => format!("write `{}`", super::subject::shortened(new, 60)),
            };
            diagnostic.set_fix(title, vec![Edit { span, text: new.to_owned() }]);
        }
    }

    /// A finding about a whole field that is mended by taking the field out.
    pub fn drop_field(&mut self, record: &Record, field: &Field, message: impl Into<String>) {
        let diagnostic = self.at(field.named_span(), record.entry, message);
        if let Some(span) = field.removal {
            diagnostic.set_fix("take the field out", vec![Edit::remove(span)]);
        }
    }

    /// A finding with edits of its own.
    pub fn fix(&mut self, span: Span, entry: &Entry, message: impl Into<String>, title: &str, edits: Vec<Edit>) {
        self.at(span, entry, message).set_fix(title, edits);
    }
}

/// So many entries are one piece of work.
const CHUNK: usize = 2048;

/// The rules that are asked, by what they look at.
struct Asked {
    /// For each bit of [`Roles`], the rules about such values.
    fields: Vec<Vec<(&'static RuleInfo, FieldScope)>>,
    records: Vec<(&'static RuleInfo, OfRecord)>,
    entries: Vec<(&'static RuleInfo, OfEntry)>,
    /// What is done at once, beside the entries.
    others: Vec<&'static Rule>,
    /// What is done once it is known which entries are duplicates.
    works: Vec<&'static Rule>,
}

impl Asked {
    fn of(options: &Options) -> Self {
        let mut asked =
            Self { fields: vec![Vec::new(); Roles::NUMBERS], records: Vec::new(), entries: Vec::new(), others: Vec::new(), works: Vec::new() };
        for rule in rules::all().filter(|rule| options.asks(rule.info)) {
            match rule.scope {
                Scope::Field(scope) => scope.on.bits().for_each(|bit| asked.fields[bit].push((rule.info, scope))),
                Scope::Record(check) => asked.records.push((rule.info, check)),
                Scope::Entry(check) => asked.entries.push((rule.info, check)),
                Scope::Works(_) => asked.works.push(rule),
                Scope::Source(_) | Scope::Library(_) | Scope::Run(_) => asked.others.push(rule),
            }
        }
        asked
    }

    fn wants_fields(&self) -> bool {
        !self.records.is_empty() || self.fields.iter().any(|rules| !rules.is_empty())
    }
}

/// A piece of work.
enum Piece<'s> {
    Rule(&'static Rule),
    Entries(&'s [Entry]),
}

/// What the enabled rules find; in what order is not settled here.
pub(super) fn ask(subject: &Subject, options: &Options) -> Vec<Diagnostic> {
    let asked = Asked::of(options);
    // What looks at everything takes longest, so it is begun first; what deduplication has to be done for comes last.
    let mut pieces: Vec<Piece> = asked.others.iter().map(|rule| Piece::Rule(rule)).collect();
    pieces.extend(subject.library.entries.chunks(CHUNK).map(Piece::Entries));
    pieces.extend(asked.works.iter().map(|rule| Piece::Rule(rule)));
    let work = |piece: &Piece| match piece {
        Piece::Rule(rule) => at_once(subject, rule),
        Piece::Entries(entries) => of_entries(subject, &asked, entries),
    };
    in_parallel(subject, &pieces, !asked.works.is_empty(), &work)
}

/// The results of pieces of work, put together. Where duplicates are wanted, half of the threads look for them, and the others begin meanwhile.
fn in_parallel(subject: &Subject, pieces: &[Piece], duplicates: bool, work: &(impl Fn(&Piece) -> Vec<Diagnostic> + Sync)) -> Vec<Diagnostic> {
    let next = AtomicUsize::new(0);
    let one = || {
        let mut found = Vec::new();
        while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
            found.append(&mut work(piece));
        }
        found
    };
    let threads = subject.threads().clamp(1, pieces.len().max(1));
    let share = if duplicates { subject.threads_for_duplicates().min(threads) } else { 1 };
    std::thread::scope(|scope| {
        let mut others: Vec<_> = (share..threads).map(|_| scope.spawn(one)).collect();
        if duplicates {
            subject.same();
        }
        others.extend((1..share).map(|_| scope.spawn(one)));
        let mut found = one();
        for other in others {
            match other.join() {
                Ok(more) => found.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        found
    })
}

fn at_once(subject: &Subject, rule: &'static Rule) -> Vec<Diagnostic> {
    let mut list = Vec::new();
    let mut found = Found::new(rule.info, &mut list);
    let inputs = subject.inputs.iter();
    match rule.scope {
        Scope::Run(check) => check(subject, &mut found),
        Scope::Works(check) => check(subject, subject.same(), &mut found),
        Scope::Library(check) => inputs.for_each(|input| check(subject, input, subject.of_source(input.source), &mut found)),
        Scope::Source(check) => {
            let sources = inputs.filter_map(|input| Some((input, subject.sources.get(input.source)?)));
            sources.for_each(|(input, source)| check(subject, input, source, &mut found));
        }
        Scope::Field(_) | Scope::Record(_) | Scope::Entry(_) => {}
    }
    list
}

fn of_entries(subject: &Subject, asked: &Asked, entries: &[Entry]) -> Vec<Diagnostic> {
    let mut list = Vec::new();
    let mut room = super::field::Room::default();
    for entry in entries {
        for (info, check) in &asked.entries {
            check(subject, entry, &mut Found::new(info, &mut list));
        }
        if !asked.wants_fields() {
            continue;
        }
        let record = Record::read(subject, entry, &mut room);
        for (info, check) in &asked.records {
            check(&record, &mut Found::new(info, &mut list));
        }
        for field in record.fields.iter().filter(|field| field.is_plain()) {
            for (info, scope) in &asked.fields[field.role.bit()] {
                if scope.asks(&record, field) {
                    (scope.check)(&record, field, &mut Found::new(info, &mut list));
                }
            }
        }
        room.take_back(record);
    }
    list
}
