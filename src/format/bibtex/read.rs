//! From the tree to entries: strings expanded, LaTeX decoded, names and dates understood, cross references followed.

use super::date;
use super::inherit;
use super::name;
use super::table::{self, Form, Target};
use crate::model::{
    Date, Entry, EntryId, Kind, Library, Markup, Normalisation, Origin, Other, OtherKind, Run, Style, Symbol, Value, ValueOrigin, Variable,
};
use crate::syntax::{self, BAD_CONCAT, Bytes, Field, Item, ItemKind, Part, PartKind, REDEFINED_STRING, Tree, UNDEFINED_STRING};
use crate::text::latex::{self, Look};
use crate::text::{Diagnostic, Source, Str};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// The field that says the kind where the entry type cannot.
pub(super) const KIND: &str = "x-csl-type";
/// The field that says what the values of other fields are, where their names do not: `year-other date, guest-2 names`.
pub(super) const CLASSES: &str = "x-csl-values";
/// The field that says that an entry takes nothing from its parent.
pub(super) const CLOSED: &str = "x-inherit";
/// The parent of an entry, where `crossref` cannot say it because that entry is not in the file.
pub(super) const PARENT: &str = "x-parent";

/// Reads a source as BibTeX or biblatex, which differ only in what they call things.
pub(super) fn read(source: &Source) -> (Library, Vec<Diagnostic>) {
    let (tree, found) = syntax::parse(source);
    let entries = tree.items().iter().filter(|item| item.kind == ItemKind::Entry).count();
    let mut reader = Reader {
        source,
        tree: &tree,
        found,
        library: Library::default(),
        strings: HashMap::new(),
        closed: Vec::new(),
        crossrefs: Vec::new(),
        budget: source.text.len().saturating_mul(16).saturating_add(1 << 20),
    };
    reader.library.entries.reserve_exact(entries);
    for item in tree.items() {
        reader.item(item);
    }
    let mut library = std::mem::take(&mut reader.library);
    let mut found = std::mem::take(&mut reader.found);
    inherit::settle(&mut library.entries, &reader.crossrefs);
    found.extend(inherit::resolve(&mut library, &reader.closed));
    found.sort_by_key(|found| found.span.start);
    (library, found)
}

struct Reader<'s> {
    source: &'s Source,
    tree: &'s Tree,
    found: Vec<Diagnostic>,
    library: Library,
    /// The strings that are defined so far, by their names in small letters.
    strings: HashMap<String, Str>,
    /// For each entry, whether it takes nothing from its parent.
    closed: Vec<bool>,
    /// The entries that name their parent in `crossref`.
    crossrefs: Vec<usize>,
    /// Bytes that strings may still expand to: a short file can say a very long value.
    budget: usize,
}

/// A field as it is evaluated.
struct Raw<'s> {
    name: &'s str,
    value: Str,
    /// Where the value stands, without delimiters where it has only one part.
    range: Bytes,
}

impl<'s> Reader<'s> {
    fn item(&mut self, item: &Item) {
        match item.kind {
            ItemKind::Entry => self.entry(item),
            ItemKind::String => self.strings(item),
            ItemKind::Preamble => self.other(OtherKind::Preamble, item.span),
            ItemKind::Comment => self.other(OtherKind::Comment, item.span),
            ItemKind::Stray => self.stray(item.span),
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

    fn strings(&mut self, item: &Item) {
        self.other(OtherKind::String, item.span);
        for field in self.tree.fields(item) {
            let name = self.slice(field.name).to_ascii_lowercase();
            let value = self.expanded(field);
            if self.strings.get(&name).is_some_and(|old| *old != value) {
                let span = self.source.span(field.name.range());
                self.found.push(Diagnostic::new(&REDEFINED_STRING, span, format!("the string `{name}` is defined above in other words")));
            }
            self.strings.insert(name, value);
        }
    }

    /// The value of a field in LaTeX, and where it stands; white space at its ends means nothing.
    fn value(&mut self, field: &Field) -> (Str, Bytes) {
        let tree = self.tree;
        let range = match tree.parts(field) {
            [part] => trimmed(&self.source.text, part.inner()),
            _ => field.value,
        };
        (self.expanded(field).trimmed(), range)
    }

    /// The value of a field with all its white space, which counts where it is joined to others.
    fn expanded(&mut self, field: &Field) -> Str {
        let tree = self.tree;
        match tree.parts(field) {
            [] => Str::empty(),
            [part] => self.part(part),
            parts => parts.iter().map(|part| self.part(part).to_string()).collect::<String>().into(),
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
        let word = Str::of(&self.source.text, span.range());
        let name = word.to_ascii_lowercase();
        let value = self.strings.get(&name).cloned();
        let month = || date::MONTHS.iter().find(|(short, _)| *short == name).map(|(_, name)| Str::from(*name));
        let Some(value) = value.or_else(month) else {
            let message = format!("the string `{word}` is not defined");
            let about = u32::try_from(self.library.entries.len()).unwrap_or(u32::MAX);
            self.found.push(Diagnostic::new(&UNDEFINED_STRING, self.source.span(span.range()), message).about(about));
            return word;
        };
        if value.len() > self.budget {
            let message = format!("the strings of this file expand to too much text; `{word}` is left as it stands");
            self.found.push(Diagnostic::new(&BAD_CONCAT, self.source.span(span.range()), message));
            return word;
        }
        self.budget -= value.len();
        value
    }

    fn entry(&mut self, item: &Item) {
        let index = u32::try_from(self.library.entries.len()).unwrap_or(u32::MAX);
        let id = EntryId { source: self.source.id, index };
        let tree = self.tree;
        let raws: Vec<Raw<'s>> = tree.fields(item).iter().map(|field| self.raw(field)).collect();
        let mut values = Values::new(raws);
        let type_name = Str::of(&self.source.text, item.name.range());
        let kind = values.kind(&type_name);
        values.evaluate(kind);
        let mut origin = Origin { span: self.source.span(item.span.range()), confidence: 1.0, values: values.origins, ..Origin::default() };
        origin.key = (!item.key.is_empty()).then(|| self.source.span(item.key.range()));
        origin.values.shrink_to_fit();
        self.library.origins.insert(id, origin);
        let mut entry = Entry::with_values(id, values.values);
        entry.key = Str::of(&self.source.text, item.key.range());
        entry.kind = kind;
        entry.parent = values.parent;
        entry.shrink();
        self.closed.push(values.closed);
        self.crossrefs.extend(values.is_crossref.then_some(self.library.entries.len()));
        self.library.entries.push(entry);
    }

    fn raw(&mut self, field: &Field) -> Raw<'s> {
        let (value, range) = self.value(field);
        Raw { name: self.slice(field.name), value, range }
    }
}

fn trimmed(text: &str, bytes: Bytes) -> Bytes {
    let inside = &text[bytes.range()];
    let start = bytes.range().start + inside.len() - inside.trim_start().len();
    Bytes::new(start, start + inside.trim().len())
}

/// The fields of one entry on their way to values.
struct Values<'s> {
    raws: Vec<Raw<'s>>,
    /// Which fields are used up.
    used: Vec<bool>,
    values: Vec<(Variable, Value)>,
    origins: Vec<ValueOrigin>,
    taken: HashSet<Variable>,
    /// How often a name was taken already.
    again: HashMap<String, u32>,
    /// What [`CLASSES`] says.
    forms: Vec<(String, Form)>,
    kind_is_said: bool,
    parent: Option<Str>,
    is_crossref: bool,
    closed: bool,
}

impl<'s> Values<'s> {
    fn new(raws: Vec<Raw<'s>>) -> Self {
        Self {
            used: vec![false; raws.len()],
            values: Vec::with_capacity(raws.len()),
            origins: Vec::with_capacity(raws.len()),
            raws,
            taken: HashSet::new(),
            again: HashMap::new(),
            forms: Vec::new(),
            kind_is_said: false,
            parent: None,
            is_crossref: false,
            closed: false,
        }
    }

    fn find(&self, name: &str) -> Option<usize> {
        (0..self.raws.len()).find(|at| !self.used[*at] && self.raws[*at].name.eq_ignore_ascii_case(name))
    }

    /// The value of a field, which is used up by that.
    fn take(&mut self, name: &str) -> Option<Str> {
        let at = self.find(name)?;
        self.used[at] = true;
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
            self.kind_is_said = true;
            return (&*said != "document").then(|| Kind::named(&said));
        }
        let Some(row) = row else { return Some(Kind::named(&type_name.to_ascii_lowercase())) };
        let subtype = self.find("entrysubtype").filter(|_| row.kind == Some(Kind::ArticleJournal));
        let kind = match subtype.map(|at| self.raws[at].value.as_str()) {
            Some("magazine") => Some(Kind::ArticleMagazine),
            Some("newspaper") => Some(Kind::ArticleNewspaper),
            _ => return self.implied(row.name, row.kind),
        };
        self.take("entrysubtype");
        kind
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
        self.taken.insert(variable);
        self.values.push((variable, value));
    }

    fn evaluate(&mut self, kind: Option<Kind>) {
        self.special();
        self.issued();
        self.subtitles();
        self.howpublished();
        self.series_of_reports(kind);
        // A field has the first claim on the variable that is written under its name.
        let targets: Vec<Target> = (0..self.raws.len()).map(|at| self.target(at, kind)).collect();
        for first in [true, false] {
            for at in (0..targets.len()).filter(|at| targets[*at].first == first) {
                if !std::mem::replace(&mut self.used[at], true) {
                    self.field(at, targets[at]);
                }
            }
        }
        self.values.shrink_to_fit();
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
                _ => Form::Text,
            };
            self.forms.push((name.to_owned(), form));
        }
    }

    /// What a field means, whether or not it is used up.
    fn target(&self, at: usize, kind: Option<Kind>) -> Target {
        let name = self.raws[at].name;
        let small = match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => Cow::Owned(name.to_ascii_lowercase()),
            false => Cow::Borrowed(name),
        };
        let mut target = table::target(&small, kind).unwrap_or_else(|| table::open_target(&open_name(name)));
        if let Some((_, form)) = self.forms.iter().find(|(of, _)| of == name) {
            target.form = *form;
        }
        target
    }

    fn field(&mut self, at: usize, target: Target) {
        let value = self.raws[at].value.clone();
        let variable = match self.taken.contains(&target.variable) {
            false => target.variable,
            true => self.free_name(&open_name(self.raws[at].name)),
        };
        let (value, by) = self.decoded(at, &value, variable, target.form);
        self.origin(at, variable, None, by);
        self.add(variable, value);
    }

    /// A name that no value has: the field's own, or that with a number where the own name may be that of another value when writing.
    fn free_name(&mut self, name: &str) -> Variable {
        let own = Variable::Other(Symbol::new(name));
        if Variable::from_csl(name).is_none() && !table::is_written(name) && !self.taken.contains(&own) {
            return own;
        }
        let count = self.again.entry(name.to_owned()).or_insert(1);
        loop {
            *count += 1;
            let numbered = Variable::Other(Symbol::new(&format!("{name}-{count}")));
            if !self.taken.contains(&numbered) {
                return numbered;
            }
        }
    }

    fn origin(&mut self, at: usize, variable: Variable, part: Option<(u16, std::ops::Range<usize>)>, by: Normalisation) {
        let whole = self.raws[at].range;
        let range = match &part {
            Some((_, inside)) => (whole.start + Bytes::new(inside.start, 0).start, whole.start + Bytes::new(inside.end, 0).start),
            None => (whole.start, whole.end),
        };
        self.origins.push(ValueOrigin { variable, part: part.map(|(part, _)| part), by, range, confidence: 1.0 });
    }

    fn decoded(&mut self, at: usize, raw: &Str, variable: Variable, form: Form) -> (Value, Normalisation) {
        match form {
            Form::Verbatim => (Value::Text(raw.clone()), Normalisation::None),
            Form::Text | Form::Pages => text_value(raw),
            Form::Genre => (genre(raw).map_or_else(|| text_value(raw).0, Value::from), Normalisation::None),
            Form::Date => (Value::date(date::edtf(raw)), Normalisation::Date),
            Form::Names => {
                let (names, ranges) = name::parse(raw);
                let whole = self.raws[at].range;
                // Only where the names stand in the file as they stand in the value.
                if ranges.len() > 1 && whole.range().len() == raw.len() {
                    for (part, range) in ranges.into_iter().enumerate().take(usize::from(u16::MAX)) {
                        self.origin(at, variable, Some((u16::try_from(part).unwrap_or(0), range)), Normalisation::None);
                    }
                }
                (Value::Names(names), Normalisation::None)
            }
        }
    }

    /// `date`, or `year`, `month` and `day`.
    fn issued(&mut self) {
        let [date_at, year_at, month_at, day_at] = ["date", "year", "month", "day"].map(|name| self.find(name));
        let raw = |at: Option<usize>| at.map(|at| self.raws[at].value.clone());
        let (year, month, day) = (raw(year_at), raw(month_at), raw(day_at));
        let (year, month, day) = (year.as_deref(), month.as_deref(), day.as_deref());
        let (date, used): (Date, Vec<Option<usize>>) = match (date_at, year) {
            (Some(at), _) => {
                let date = date::edtf(&self.raws[at].value);
                let rest = date::says_no_more(&date, year, month, day);
                (date, if rest { vec![date_at, year_at, month_at, day_at] } else { vec![date_at] })
            }
            (None, Some(year)) => {
                let (date, count) = date::legacy(year, month, day);
                (date, [year_at, month_at, day_at].into_iter().take(1 + count).collect())
            }
            (None, None) => return,
        };
        for at in used.iter().flatten() {
            self.used[*at] = true;
        }
        if let Some(at) = used.first().copied().flatten() {
            self.origin(at, Variable::Issued, None, Normalisation::Date);
        }
        self.add(Variable::Issued, date.into());
    }

    /// A subtitle is a part of its title, behind a colon.
    fn subtitles(&mut self) {
        for (title, subtitle) in
            [("title", "subtitle"), ("booktitle", "booksubtitle"), ("journaltitle", "journalsubtitle"), ("journal", "journalsubtitle")]
        {
            let (Some(main), Some(sub)) = (self.find(title), self.find(subtitle)) else { continue };
            self.used[sub] = true;
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
            self.used[of_type] = true;
            self.raws[number].name = "collection-number";
        }
    }

    /// `howpublished = {\url{…}}` is a URL.
    fn howpublished(&mut self) {
        let Some(at) = self.find("howpublished").filter(|_| self.find("url").is_none()) else { return };
        let value = &self.raws[at].value;
        let Some(inside) = value.strip_prefix("\\url{").and_then(|rest| rest.strip_suffix('}')) else { return };
        if latex::is_balanced(inside) {
            self.raws[at].value = value.slice("\\url{".len()..value.len() - 1);
            self.raws[at].name = "url";
        }
    }
}

/// The name of a variable for a field that no table knows: in small letters, unless it is a camelCase one.
fn open_name(name: &str) -> String {
    let camel = name.starts_with(|c: char| c.is_ascii_lowercase());
    if camel { name.to_owned() } else { name.to_lowercase() }
}

/// Text as LaTeX has it.
fn text_value(raw: &Str) -> (Value, Normalisation) {
    if !latex::needs_decoding(raw) {
        return (Value::Text(raw.clone()), Normalisation::None);
    }
    let runs = latex::decode(raw).into_iter().map(|(text, look)| Run { text: text.into(), style: style(look) });
    (Value::rich(runs.collect(), Some((Markup::Latex, raw.clone()))), Normalisation::Format)
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
