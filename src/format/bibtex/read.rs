//! From the tree to entries: strings expanded, LaTeX decoded, names and dates understood, cross references followed.

use super::date;
use super::inherit;
use super::language;
use super::link;
use super::name;
use super::table::{self, Form, Target};
use crate::model::{
    Entry, EntryId, Kind, Library, Markup, NameIndex, Normalisation, Origin, Other, OtherKind, Rich, Run, Style, Symbol, Value, ValueOrigin, Variable,
};
use crate::syntax::{self, Bytes, EXPANSION_LIMIT, Field, Item, ItemKind, Part, PartKind, REDEFINED_STRING, Tree, UNDEFINED_STRING, mark};
use crate::text::latex::{self, Decoded, Look};
use crate::text::{Diagnostic, Source, Str, source, unicode};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// The field that says the kind where the entry type cannot.
pub(super) const KIND: &str = "x-csl-type";
/// The field that says what the values of other fields are, where their names do not: `year-other date, guest-2 names`, or of which
/// variable they are: `booktitle event-title`.
pub(super) const CLASSES: &str = "x-csl-values";
/// The state of publication that tells a preprint, in an entry of a type that says little.
pub(super) const PREPUBLISHED: &str = "prepublished";
/// The field that says that an entry takes nothing from its parent.
pub(super) const CLOSED: &str = "x-inherit";
/// The parent of an entry, where `crossref` cannot say it because that entry is not in the file.
pub(super) const PARENT: &str = "x-parent";

/// Reads a source as BibTeX or biblatex, which differ only in what they call things.
pub(super) fn read(source: &Source) -> (Library, Vec<Diagnostic>) {
    read_in(source, 1)
}

/// The same in so many parts at once, on which nothing depends.
pub(super) fn read_in(source: &Source, parts: usize) -> (Library, Vec<Diagnostic>) {
    let budget = source.text.len().saturating_mul(16).saturating_add(1 << 20);
    let reader = Reader::new(source, HashMap::new(), budget, 0..source.text.len());
    // Entries need the strings before them, so what stands behind the last one may be cut.
    let from = if parts > 1 { behind_strings(&source.text) } else { 0 };
    let (reader, mut found) = syntax::each_item_in(source, from, parts, reader);
    let Reader { found: more, mut library, closed, crossrefs, linked, .. } = reader;
    found.extend(more);
    found.extend(no_bibliography(source, &library));
    found.extend(inherit::resolve(&mut library, &linked, &crossrefs, &closed));
    found.sort_unstable_by_key(|found| (found.span.start, found.span.end, found.rule.name));
    (library, found)
}

/// Behind all that may be the definition of a string.
fn behind_strings(text: &str) -> usize {
    let is_string = |at: &usize| {
        let word = text.as_bytes()[at + 1..].trim_ascii_start();
        word.get(..6).is_some_and(|word| word.eq_ignore_ascii_case(b"string"))
    };
    memchr::memrchr_iter(b'@', text.as_bytes()).find(is_string).map_or(0, |at| at + 1)
}

/// Words, but nothing that a bibliography is made of.
fn no_bibliography(source: &Source, library: &Library) -> Option<Diagnostic> {
    let stray = library.others.first().filter(|other| other.kind == OtherKind::Stray)?;
    let nothing = library.entries.is_empty() && library.others.iter().all(|other| other.kind == OtherKind::Stray || !other.text.starts_with('@'));
    let start = stray.span.range().start;
    let line = source.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default().trim_end();
    let message = "there is no entry in this file, nor a string or comment of BibTeX's";
    nothing.then(|| Diagnostic::new(&source::NOT_TEXT, source.span(start..start + line.len()), message))
}

/// About how many entries a text has, so that room for them is made once: lines that begin with `@`, unless that would be more room than
/// a text of such a size is worth.
fn entries_at_most(text: &[u8]) -> usize {
    let lines = memchr::memmem::find_iter(text, b"\n@").count() + 1;
    lines.min(text.len() / 128 + 1)
}

struct Reader<'s> {
    source: &'s Source,
    found: Vec<Diagnostic>,
    library: Library,
    /// The strings that are defined so far, by their names in small letters.
    strings: HashMap<String, Str>,
    /// What fields of these names mean in entries of these kinds, as far as it was asked.
    targets: Targets<'s>,
    /// The entry at hand; kept for its room.
    values: Values<'s>,
    /// For each entry, whether it takes nothing from its parent.
    closed: Vec<bool>,
    /// The entries that name their parent in `crossref`.
    crossrefs: Vec<usize>,
    /// The entries that take from others, or have other names.
    linked: Vec<usize>,
    /// Bytes that strings may still expand to: a short file can say a very long value.
    budget: usize,
    /// What that was at first, and whether it was too little.
    granted: usize,
    refused: bool,
}

type Targets<'s> = FxHashMap<(&'s str, Option<Kind>), Target>;

/// A field as it is evaluated.
struct Raw<'s> {
    name: &'s str,
    value: Str,
    /// Where the value stands, without delimiters where it has only one part.
    range: Bytes,
    /// Whether it is used up.
    used: bool,
}

impl syntax::Reading for Reader<'_> {
    fn take(&mut self, tree: &Tree, item: &Item) {
        match item.kind {
            ItemKind::Entry => self.entry(tree, item),
            ItemKind::String => self.strings(tree, item),
            ItemKind::Preamble => self.other(OtherKind::Preamble, item.span),
            ItemKind::Comment => self.other(OtherKind::Comment, item.span),
            ItemKind::Stray => self.stray(item.span),
        }
    }

    fn ahead(&self, bytes: Range<usize>) -> Self {
        Self::new(self.source, self.strings.clone(), self.budget, bytes)
    }

    fn agrees(&self, ahead: &Self) -> bool {
        !ahead.refused && ahead.granted - ahead.budget <= self.budget
    }

    fn join(&mut self, ahead: Self) {
        let before = self.library.entries.len();
        let number = u32::try_from(before).unwrap_or(u32::MAX);
        self.budget -= ahead.granted - ahead.budget;
        self.found.extend(ahead.found.into_iter().map(|found| found.after(number)));
        self.closed.extend(ahead.closed);
        self.crossrefs.extend(ahead.crossrefs.into_iter().map(|at| before + at));
        self.linked.extend(ahead.linked.into_iter().map(|at| before + at));
        self.library.go_on(ahead.library);
    }
}

impl<'s> Reader<'s> {
    /// One that knows these strings, with room for the entries in those bytes.
    fn new(source: &'s Source, strings: HashMap<String, Str>, budget: usize, bytes: Range<usize>) -> Self {
        let mut library = Library::default();
        let entries = entries_at_most(&source.text.as_bytes()[bytes]);
        library.entries.reserve_exact(entries);
        library.origins.reserve(entries);
        Self {
            source,
            found: Vec::new(),
            library,
            strings,
            targets: FxHashMap::default(),
            values: Values::default(),
            closed: Vec::new(),
            crossrefs: Vec::new(),
            linked: Vec::new(),
            budget,
            granted: budget,
            refused: false,
        }
    }

    fn slice(&self, bytes: Bytes) -> &'s str {
        let source: &'s Source = self.source;
        &source.text[bytes.range()]
    }

    fn stray(&mut self, span: Bytes) {
        let text = self.slice(span);
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return;
        }
        let start = span.range().start + text.len() - text.trim_start().len();
        let is_comment = trimmed.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('%'));
        let kind = if is_comment { OtherKind::Comment } else { OtherKind::Stray };
        self.other(kind, Bytes::new(start, start + trimmed.len()));
    }

    fn other(&mut self, kind: OtherKind, span: Bytes) {
        let text = Str::of(&self.source.text, span.range());
        self.library.others.push(Other { kind, text, span: self.source.span(span.range()) });
    }

    fn strings(&mut self, tree: &Tree, item: &Item) {
        self.other(OtherKind::String, item.span);
        for field in tree.fields(item) {
            let name = self.slice(field.name).to_ascii_lowercase();
            let value = self.expanded(tree, field);
            if self.strings.get(&name).is_some_and(|old| *old != value) {
                let span = self.source.span(field.name.range());
                self.found.push(Diagnostic::new(&REDEFINED_STRING, span, format!("the string `{name}` is defined above in other words")));
            }
            self.strings.insert(name, value);
        }
    }

    /// The value of a field in LaTeX, and where it stands; white space at its ends means nothing.
    fn value(&mut self, tree: &Tree, field: &Field) -> (Str, Bytes) {
        match tree.parts(field) {
            [part] => {
                let range = trimmed(&self.source.text, part.inner());
                let value = match part.kind {
                    PartKind::Name => self.string(part.span).trimmed(),
                    _ => Str::of(&self.source.text, range.range()),
                };
                (value, range)
            }
            _ => (self.expanded(tree, field).trimmed(), field.value),
        }
    }

    /// The value of a field with all its white space, which counts where it is joined to others.
    fn expanded(&mut self, tree: &Tree, field: &Field) -> Str {
        match tree.parts(field) {
            [] => Str::empty(),
            [part] => self.part(part),
            parts => {
                let length = field.value.range().len();
                parts.iter().fold(String::with_capacity(length), |joined, part| joined + &self.part(part)).into()
            }
        }
    }

    fn part(&mut self, part: &Part) -> Str {
        match part.kind {
            PartKind::Name => self.string(part.span),
            _ => Str::of(&self.source.text, part.inner().range()),
        }
    }

    /// What a bare word stands for; the word itself where it is not defined.
    fn string(&mut self, span: Bytes) -> Str {
        let word = self.slice(span);
        let name = match word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(word.to_ascii_lowercase()),
            false => Cow::Borrowed(word),
        };
        let value = self.strings.get(&*name).cloned();
        let month = || date::MONTHS.iter().find(|(short, _)| *short == name).map(|(_, name)| Str::from(*name));
        let Some(value) = value.or_else(month) else {
            let message = format!("the string `{word}` is not defined");
            let about = u32::try_from(self.library.entries.len()).unwrap_or(u32::MAX);
            self.found.push(Diagnostic::new(&UNDEFINED_STRING, self.source.span(span.range()), message).about(about));
            return Str::of(&self.source.text, span.range());
        };
        if value.len() > self.budget {
            self.refused = true;
            let message = format!("the strings of this file expand to too much text; `{word}` is left as it stands");
            self.found.push(Diagnostic::new(&EXPANSION_LIMIT, self.source.span(span.range()), message));
            return Str::of(&self.source.text, span.range());
        }
        self.budget -= value.len();
        value
    }

    fn entry(&mut self, tree: &Tree, item: &Item) {
        let index = u32::try_from(self.library.entries.len()).unwrap_or(u32::MAX);
        let id = EntryId { source: self.source.id, index };
        self.values.begin();
        let mut raws = std::mem::take(&mut self.values.raws);
        raws.extend(tree.fields(item).iter().map(|field| self.raw(tree, field)));
        let values = &mut self.values;
        values.marks = raws.iter().fold(0, |marks, raw| marks | mark(raw.name.as_bytes()));
        values.raws = raws;
        let type_name = Str::of(&self.source.text, item.name.range());
        let kind = values.kind(&type_name);
        values.evaluate(kind, &mut self.targets);
        // Collected, so that neither list keeps more room than it needs.
        let origins: Vec<ValueOrigin> = values.origins.as_slice().into();
        let mut origin = Origin { span: self.source.span(item.span.range()), confidence: 1.0, values: origins, ..Origin::default() };
        origin.key = (!item.key.is_empty()).then(|| self.source.span(item.key.range()));
        self.library.origins.insert(id, origin);
        let mut entry = Entry::with_values(id, values.values.drain(..).collect());
        entry.key = Str::of(&self.source.text, item.key.range());
        entry.kind = kind;
        entry.parent = values.parent.take();
        self.closed.push(values.closed);
        self.crossrefs.extend(values.is_crossref.then_some(self.library.entries.len()));
        self.linked.extend(inherit::is_linked(&entry).then_some(self.library.entries.len()));
        self.library.entries.push(entry);
    }

    fn raw(&mut self, tree: &Tree, field: &Field) -> Raw<'s> {
        let (value, range) = self.value(tree, field);
        Raw { name: self.slice(field.name), value, range, used: false }
    }
}

fn trimmed(text: &str, bytes: Bytes) -> Bytes {
    let start = bytes.range().start;
    let inside = unicode::trimmed(&text[bytes.range()]);
    Bytes::new(start + inside.start, start + inside.end)
}

/// The fields of one entry on their way to values.
#[derive(Default)]
struct Values<'s> {
    raws: Vec<Raw<'s>>,
    /// The [`mark`]s of the names of the fields.
    marks: u64,
    values: Vec<(Variable, Value)>,
    origins: Vec<ValueOrigin>,
    /// Fields that are no first claim on their variable, with what they mean; kept for its room.
    later: Vec<(usize, Target)>,
    /// The variables of `values`, where they are too many to be looked through.
    taken: FxHashSet<Variable>,
    /// How often a name was taken already.
    again: HashMap<String, u32>,
    /// What reads names.
    names: name::Reader,
    /// What LaTeX said last.
    decoded: Decoded,
    /// What [`CLASSES`] says.
    forms: Vec<(String, Form)>,
    /// Fields that stand for other variables than theirs, as [`CLASSES`] says.
    stand_ins: Vec<(String, Variable)>,
    parent: Option<Str>,
    is_crossref: bool,
    closed: bool,
}

/// So many values of an entry are looked through one by one.
const FEW: usize = 32;

impl<'s> Values<'s> {
    /// Forgets the entry before, but for the room of its lists, unless it was an unusually long one.
    fn begin(&mut self) {
        if self.raws.len() > 16 * FEW {
            *self = Self::default();
            return;
        }
        self.raws.clear();
        self.values.clear();
        self.origins.clear();
        self.taken.clear();
        self.again.clear();
        self.forms.clear();
        self.stand_ins.clear();
    }

    /// Most names that are asked for stand in few entries: the mark, which is known when this is compiled, says so at once.
    #[inline(always)]
    fn find(&self, name: &str) -> Option<usize> {
        if self.marks & mark(name.as_bytes()) == 0 { None } else { self.find_marked(name) }
    }

    fn find_marked(&self, name: &str) -> Option<usize> {
        self.raws.iter().position(|raw| !raw.used && raw.name.len() == name.len() && raw.name.eq_ignore_ascii_case(name))
    }

    fn rename(&mut self, at: usize, name: &'static str) {
        self.raws[at].name = name;
        self.marks |= mark(name.as_bytes());
    }

    /// The value of a field, which is used up by that.
    fn take(&mut self, name: &str) -> Option<Str> {
        let at = self.find(name)?;
        self.raws[at].used = true;
        Some(self.raws[at].value.clone())
    }

    /// The kind: what is said, else what the type means.
    fn kind(&mut self, type_name: &Str) -> Option<Kind> {
        let row = table::type_row(type_name);
        if row.is_some_and(|row| row.says_more) {
            let name = type_name.to_ascii_lowercase();
            let name = if name == **type_name { type_name.clone() } else { name.into() };
            self.add(Variable::Other(Symbol::new(table::TYPE)), Value::Text(name));
        }
        if let Some(said) = self.take(KIND) {
            return (&*said != "document").then(|| Kind::named(&said));
        }
        let Some(row) = row else { return Some(Kind::named(&type_name.to_ascii_lowercase())) };
        if matches!(row.kind, None | Some(Kind::Webpage | Kind::Manuscript))
            && let Some(at) = self.find("pubstate").filter(|at| self.raws[*at].value == PREPUBLISHED)
        {
            self.raws[at].used = true;
            return Some(Kind::Article);
        }
        let subtype = self.find("entrysubtype").filter(|_| row.kind == Some(Kind::ArticleJournal));
        let kind = match subtype.map(|at| self.raws[at].value.as_str()) {
            Some("magazine") => Some(Kind::ArticleMagazine),
            Some("newspaper") => Some(Kind::ArticleNewspaper),
            _ if row.name == "book" && self.is_in_book() => Some(Kind::Chapter),
            _ => return self.implied(row.name, row.kind),
        };
        self.take("entrysubtype");
        kind
    }

    /// Whether what is called a book is a chapter: it has a book of another title, with an editor of its own.
    fn is_in_book(&self) -> bool {
        let [Some(title), Some(book), Some(_), Some(_)] = ["title", "booktitle", "author", "editor"].map(|name| self.find(name)) else {
            return false;
        };
        let letters = |at: usize| self.raws[at].value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        letters(title) != letters(book)
    }

    /// The kind of a type, which for theses says the genre too.
    fn implied(&mut self, name: &str, kind: Option<Kind>) -> Option<Kind> {
        let genre = match name {
            "phdthesis" => "PhD thesis",
            "mastersthesis" => "Master's thesis",
            _ => return kind,
        };
        if self.find("type").is_none() {
            self.add(Variable::Genre, Value::from(genre));
        }
        kind
    }

    fn add(&mut self, variable: Variable, value: Value) {
        self.values.push((variable, value));
        match self.values.len() {
            count if count > FEW => _ = self.taken.insert(variable),
            FEW => self.taken.extend(self.values.iter().map(|(variable, _)| *variable)),
            _ => {}
        }
    }

    fn has(&self, variable: Variable) -> bool {
        match self.values.len() < FEW {
            true => self.values.iter().any(|(of, _)| *of == variable),
            false => self.taken.contains(&variable),
        }
    }

    fn evaluate(&mut self, kind: Option<Kind>, targets: &mut Targets<'s>) {
        self.special();
        self.issued();
        self.subtitles();
        self.howpublished();
        self.eprints();
        self.roles(kind);
        self.series_of_reports(kind);
        self.doubled_eprint(kind);
        // A field has the first claim on the variable that is written under its name.
        let mut later = std::mem::take(&mut self.later);
        for at in 0..self.raws.len() {
            if self.raws[at].used {
                continue;
            }
            let target = self.target(at, kind, targets);
            match target.first {
                true => self.field(at, target),
                false => later.push((at, target)),
            }
        }
        later.drain(..).for_each(|(at, target)| self.field(at, target));
        self.later = later;
    }

    fn special(&mut self) {
        self.closed = self.take(CLOSED).is_some();
        let crossref = self.take("crossref");
        self.is_crossref = crossref.is_some();
        self.parent = crossref.or_else(|| self.take(PARENT)).filter(|key| !key.is_empty());
        let classes = self.take(CLASSES).unwrap_or_default();
        for (name, class) in classes.split(',').filter_map(|one| one.trim().split_once(' ')) {
            let form = match class {
                "names" => Form::Names,
                "date" => Form::Date,
                "text" => Form::Text,
                variable => {
                    self.stand_ins.push((name.to_owned(), Variable::named(variable)));
                    continue;
                }
            };
            self.forms.push((name.to_owned(), form));
        }
    }

    /// What a field means, whether or not it is used up.
    fn target(&self, at: usize, kind: Option<Kind>, targets: &mut Targets<'s>) -> Target {
        let name = self.raws[at].name;
        let mut target = targets.get(&(name, kind)).copied().unwrap_or_else(|| {
            let target = table::target(&name.to_ascii_lowercase(), kind).unwrap_or_else(|| table::open_target(&open_name(name)));
            // Bounded, since the hash is no match for names that were chosen to be equal in it.
            if targets.len() < 8192 {
                targets.insert((name, kind), target);
            }
            target
        });
        if let Some((_, form)) = self.forms.iter().find(|(of, _)| of == name) {
            target.form = *form;
        }
        if let Some((_, variable)) = self.stand_ins.iter().find(|(of, _)| of == name) {
            target = Target { variable: *variable, first: true, row: target.row, ..table::open_target(variable.name()) };
        }
        target
    }

    fn field(&mut self, at: usize, target: Target) {
        let value = std::mem::take(&mut self.raws[at].value);
        let variable = match self.has(target.variable) {
            false => target.variable,
            true => self.free_name(&open_name(self.raws[at].name)),
        };
        let (value, by) = self.decoded(at, value, variable, target.form);
        self.origin(at, variable, by);
        self.add(variable, value);
    }

    /// A name that no value has: the field's own, or that with a number where the own name may be that of another value when writing.
    fn free_name(&mut self, name: &str) -> Variable {
        let own = Variable::Other(Symbol::new(name));
        if Variable::from_csl(name).is_none() && !table::is_written(name) && !self.has(own) {
            return own;
        }
        let mut count = self.again.get(name).copied().unwrap_or(1);
        loop {
            count += 1;
            let numbered = Variable::Other(Symbol::new(&format!("{name}-{count}")));
            if !self.has(numbered) {
                self.again.insert(name.to_owned(), count);
                return numbered;
            }
        }
    }

    fn origin(&mut self, at: usize, variable: Variable, by: Normalisation) {
        let whole = self.raws[at].range;
        self.origins.push(ValueOrigin { variable, part: None, by, range: (whole.start, whole.end), confidence: 1.0 });
    }

    fn decoded(&mut self, at: usize, raw: Str, variable: Variable, form: Form) -> (Value, Normalisation) {
        match form {
            Form::Verbatim => (Value::Text(raw), Normalisation::None),
            Form::Link => match link::read(&raw) {
                Some(link) => (link.into(), Normalisation::Format),
                None => (Value::Text(raw), Normalisation::None),
            },
            Form::Language => match language::tag(&raw) {
                Some(tag) => (tag.into(), Normalisation::Format),
                None => text_value(raw, &mut self.decoded),
            },
            Form::Text | Form::Pages => text_value(raw, &mut self.decoded),
            Form::Genre => (genre(&raw).map_or_else(|| text_value(raw, &mut self.decoded).0, Value::from), Normalisation::None),
            Form::Date => (Value::date(date::edtf(&raw)), Normalisation::Date),
            Form::Names => {
                let names = self.names.names(&raw);
                let whole = self.raws[at].range;
                // Only where the names stand in the file as they stand in the value.
                if self.names.ranges.len() > 1 && whole.range().len() == raw.len() {
                    let place = |at: usize| whole.start + Bytes::new(at, 0).start;
                    self.origins.extend(self.names.ranges.iter().enumerate().map_while(|(part, range)| {
                        let range = (place(range.start), place(range.end));
                        Some(ValueOrigin { variable, part: Some(NameIndex::new(part)?), by: Normalisation::None, range, confidence: 1.0 })
                    }));
                }
                (Value::Names(names), Normalisation::None)
            }
        }
    }

    /// `date`, or `year`, `month` and `day`.
    fn issued(&mut self) {
        let [date_at, year_at, month_at, day_at] = ["date", "year", "month", "day"].map(|name| self.find(name));
        let [year, month, day] = [year_at, month_at, day_at].map(|at| at.map(|at| self.raws[at].value.as_str()));
        let (date, first, used) = match (date_at, year_at, year) {
            (Some(at), ..) => {
                let date = date::edtf(&self.raws[at].value);
                let rest = date::says_no_more(&date, year, month, day);
                (date, at, if rest { [year_at, month_at, day_at] } else { [None; 3] })
            }
            (None, Some(at), Some(year)) => {
                let (date, count) = date::legacy(year, month, day);
                (date, at, [None, month_at.filter(|_| count > 0), day_at.filter(|_| count > 1)])
            }
            _ => return,
        };
        for at in used.into_iter().flatten().chain([first]) {
            self.raws[at].used = true;
        }
        self.origin(first, Variable::Issued, Normalisation::Date);
        self.add(Variable::Issued, date.into());
    }

    /// A subtitle is a part of its title, behind a colon.
    fn subtitles(&mut self) {
        for (title, subtitle) in
            [("title", "subtitle"), ("booktitle", "booksubtitle"), ("journaltitle", "journalsubtitle"), ("journal", "journalsubtitle")]
        {
            let Some(sub) = self.find(subtitle) else { continue };
            let Some(main) = self.find(title) else { continue };
            self.raws[sub].used = true;
            let (main_text, sub_text) = (&self.raws[main].value, &self.raws[sub].value);
            let gap = if main_text.ends_with(['?', '!', ':', '.']) { " " } else { ": " };
            self.raws[main].value = format!("{main_text}{gap}{sub_text}").into();
        }
    }

    /// Where the type of a report is its series, that is no genre, and the number counts within the series. So reports of a series
    /// are written: BibTeX's styles print type and number, and know no series here.
    fn series_of_reports(&mut self, kind: Option<Kind>) {
        if kind != Some(Kind::Report) || self.find("collection-number").is_some() {
            return;
        }
        let [Some(of_type), Some(series), Some(number)] = ["type", "series", "number"].map(|name| self.find(name)) else { return };
        if self.raws[of_type].value == self.raws[series].value {
            self.raws[of_type].used = true;
            self.rename(number, "collection-number");
        }
    }

    /// The eprint of a preprint that is its number said again, as it is written.
    fn doubled_eprint(&mut self, kind: Option<Kind>) {
        let (Some(Kind::Article), Some(eprint), Some(number)) = (kind, self.find("eprint"), self.find("number")) else { return };
        let of_type = self.find("eprinttype").or_else(|| self.find("archiveprefix"));
        let said = latex::decode_plain(&self.raws[number].value);
        let server = of_type.map_or("", |at| self.raws[at].value.as_str());
        let rest = said.split_once(':').filter(|(prefix, _)| prefix.eq_ignore_ascii_case(server)).map_or(said.as_str(), |(_, rest)| rest);
        self.raws[eprint].used = rest == self.raws[eprint].value.as_str();
    }

    /// An eprint of PubMed is its number there.
    fn eprints(&mut self) {
        let of_type = self.find("eprinttype").or_else(|| self.find("archiveprefix"));
        let is_pubmed = |at: &usize| self.raws[*at].value.eq_ignore_ascii_case("pubmed");
        let (Some(of_type), Some(at), None) = (of_type.filter(is_pubmed), self.find("eprint"), self.find("pmid")) else { return };
        self.raws[of_type].used = true;
        self.rename(at, "pmid");
    }

    /// Editors of a kind that is a role of its own.
    fn roles(&mut self, of: Option<Kind>) {
        for (editors_name, kind) in [("editor", "editortype"), ("namea", "nameatype")].into_iter().chain(table::EDITORS) {
            let Some(kind) = self.find(kind) else { continue };
            let Some(editors) = self.find(editors_name) else { continue };
            let role = table::ROLES.iter().find(|(_, name)| self.raws[kind].value.eq_ignore_ascii_case(name));
            // Who has a share in a review without writing it is whom it reviews.
            let is_review = editors_name == "namea" && matches!(of, Some(Kind::Review | Kind::ReviewBook));
            let role = role.map(|(role, _)| if is_review { Variable::ReviewedAuthor } else { *role });
            if let Some(role) = role.filter(|role| self.find(role.name()).is_none()) {
                self.raws[kind].used = true;
                self.rename(editors, role.name());
            }
        }
    }

    /// `howpublished = {\url{…}}` is a URL, and so is such a note.
    fn howpublished(&mut self) {
        for name in ["howpublished", "note"] {
            let Some(at) = self.find(name).filter(|_| self.find("url").is_none()) else { continue };
            if let Some(inside) = link::only(&self.raws[at].value) {
                self.raws[at].value = inside;
                self.rename(at, "url");
            }
        }
    }
}

/// The name of a variable for a field that no table knows: in small letters, unless it is a camelCase one.
fn open_name(name: &str) -> String {
    let camel = name.starts_with(|c: char| c.is_ascii_lowercase());
    if camel { name.to_owned() } else { name.to_lowercase() }
}

/// Text as LaTeX has it.
fn text_value(raw: Str, decoded: &mut Decoded) -> (Value, Normalisation) {
    if !latex::needs_decoding(&raw) {
        return (Value::Text(raw), Normalisation::None);
    }
    latex::decode_into(&raw, decoded);
    if let Some(text) = decoded.plain(&raw).filter(|_| decoded.complete) {
        return (Value::Text(raw.piece(text.into())), Normalisation::Format);
    }
    let runs = decoded.runs(&raw).map(|(text, look)| Run { text: raw.piece(text.into()), style: style(look) }).collect();
    let source = Some((Markup::Latex, raw));
    let value = match decoded.complete {
        true => Value::rich(runs, source),
        false => with_source(Value::rich(runs, source.clone()), source),
    };
    (value, Normalisation::Format)
}

/// Words that keep the LaTeX which says more than they do.
fn with_source(value: Value, source: Option<(Markup, Str)>) -> Value {
    match value {
        Value::Text(text) if !text.is_empty() => {
            let run = Run { text, style: Style::default() };
            Value::Rich(Box::new(Rich { runs: vec![run], source }))
        }
        value => value,
    }
}

fn style(look: Look) -> Style {
    Style {
        italic: look.has(Look::ITALIC),
        bold: look.has(Look::BOLD),
        small_caps: look.has(Look::SMALL_CAPS),
        sub: look.has(Look::SUB),
        sup: look.has(Look::SUP),
        nocase: look.has(Look::NOCASE),
        math: look.has(Look::MATH),
    }
}

/// biblatex's keys for kinds of theses and reports, with what its English strings say for them.
pub(super) const GENRES: &[(&str, &str)] = &[
    ("phdthesis", "PhD thesis"),
    ("mathesis", "Master's thesis"),
    ("bathesis", "Bachelor's thesis"),
    ("candthesis", "Candidate thesis"),
    ("techreport", "Technical report"),
    ("resreport", "Research report"),
];

fn genre(raw: &str) -> Option<&'static str> {
    GENRES.iter().find(|(key, _)| *key == raw).map(|(_, words)| *words)
}
