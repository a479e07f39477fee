//! Values as they are written: the fields of a `.bib` entry with their names and delimiters, and the values of other formats and of
//! references where their readers say where these stand.

use super::Subject;
use super::roles;
pub(super) use super::roles::Roles;
use super::rules::names_of::names;
use crate::model::{Entry, Variable};
use crate::syntax::{self, PartKind, Tree};
use crate::text::{Source, SourceId, Span};
use std::ops::Range;

/// An entry as it is written.
#[derive(Debug)]
pub struct Record<'a> {
    /// All that is checked together.
    pub subject: &'a Subject<'a>,
    /// The entry as it was read.
    pub entry: &'a Entry,
    /// Its type as it is written in BibTeX's syntax; empty elsewhere.
    pub kind: &'a str,
    /// Its values, in order.
    pub fields: Vec<Field<'a>>,
    /// The names in its lists of names, one list behind the other.
    names: Vec<Range<usize>>,
    form: Form,
}

/// What may stand in a value of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Bibtex,
    Json,
    Yaml,
    Xml,
    Tagged,
    /// Words of a reference as a person wrote it.
    Words,
}

/// A value as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// The field's name in BibTeX's syntax, as it is written; elsewhere the variable's.
    pub name: &'a str,
    /// What it holds.
    pub role: Roles,
    /// The known name that an unknown one of BibTeX's syntax is nearest to.
    pub(super) near: Option<&'static str>,
    /// The value, without delimiters and white space at its ends.
    pub text: &'a str,
    /// Where that stands.
    pub span: Span,
    /// All of the value, with its delimiters.
    pub whole: Span,
    /// How it is written in BibTeX's syntax: as one part of a kind, or as several.
    pub part: Option<PartKind>,
    /// Where its name stands.
    pub name_span: Option<Span>,
    /// What is to be taken out so that the field is gone.
    pub removal: Option<Span>,
    /// Which of the record's names are in it.
    names: (usize, usize),
    /// The ASCII characters that occur in it, by bit; the last stands for all others.
    pub(super) bytes: u128,
    /// Whether the text is what it says: nothing is joined to it, or escaped as its format wants it.
    plain: bool,
}

impl<'a> Field<'a> {
    /// Where some bytes of the text stand.
    pub fn part(&self, range: Range<usize>) -> Span {
        let start = self.span.range().start;
        Span::new(self.span.source, start + range.start..start + range.end)
    }

    /// The name where it stands, else the value.
    pub fn named_span(&self) -> Span {
        self.name_span.unwrap_or(self.span)
    }

    /// All of the text.
    pub fn all(&self) -> Range<usize> {
        0..self.text.len()
    }

    /// Whether it has that name.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Whether the text is what it says.
    pub(super) fn is_plain(&self) -> bool {
        self.plain
    }

    /// Whether one of these characters of ASCII occurs in it.
    pub fn has(&self, characters: &[u8]) -> bool {
        characters.iter().any(|byte| self.bytes >> byte & 1 == 1)
    }

    /// Whether it holds more than ASCII.
    pub fn is_ascii(&self) -> bool {
        self.bytes >> 127 & 1 == 0
    }

    /// The words between white space, with their places.
    pub fn words(&self) -> impl Iterator<Item = (Range<usize>, &'a str)> {
        let text = self.text;
        let start = move |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
        text.split_whitespace().map(move |word| (start(word)..start(word) + word.len(), word))
    }
}

/// Room that is used again for every entry.
#[derive(Debug, Default)]
pub(super) struct Room<'a> {
    fields: Vec<Field<'a>>,
    names: Vec<Range<usize>>,
    tree: Tree,
    known: roles::Known<'a>,
    source: Option<&'a Source>,
}

impl<'a> Room<'a> {
    pub(super) fn take_back(&mut self, record: Record<'a>) {
        (self.fields, self.names) = (record.fields, record.names);
    }

    fn source(&mut self, subject: &Subject<'a>, id: SourceId) -> Option<&'a Source> {
        if self.source.is_none_or(|source| source.id != id) {
            self.source = subject.sources.get(id);
        }
        self.source
    }
}

impl<'a> Record<'a> {
    pub(super) fn read(subject: &'a Subject<'a>, entry: &'a Entry, room: &mut Room<'a>) -> Self {
        let form = form(subject, entry);
        let (mut fields, mut names) = (std::mem::take(&mut room.fields), std::mem::take(&mut room.names));
        fields.clear();
        names.clear();
        let mut record = Self { subject, entry, kind: "", fields, names, form };
        let Some(source) = room.source(subject, entry.id.source) else { return record };
        match form {
            Form::Bibtex => record.bibtex(source, room),
            _ => record.values(source, room),
        }
        record
    }

    /// The fields of the entry's text. It was read once already; keeping them all would need as much room as the file.
    fn bibtex(&mut self, source: &'a Source, room: &mut Room<'a>) {
        let start = self.subject.library.origins.span(self.entry.id).range().start;
        let Some(item) = syntax::read_item(source, start, &mut room.tree) else { return };
        let text = source.text.as_str();
        self.kind = &text[item.name.range()];
        let mut before = item.key.range().end.max(item.name.range().end);
        for field in room.tree.fields(&item) {
            let (part, inner) = match room.tree.parts(field) {
                [part] => (Some(part.kind), part.inner().range()),
                _ => (None, field.value.range()),
            };
            let name = &text[field.name.range()];
            let removal = removal(text, before, field.name.range().start, field.value.range().end, item.span.range().end);
            let whole = source.span(field.value.range());
            let (role, near) = room.known.of(name, roles::BIBTEX);
            let mut new = Field::of(source, inner, role);
            new = Field { name, near, part, whole, name_span: Some(source.span(field.name.range())), removal: Some(source.span(removal)), ..new };
            new.plain = part.is_some_and(|part| part != PartKind::Name);
            if new.plain && Roles::NAMES.contains(new.role) {
                new.names.0 = self.names.len();
                self.names.extend(names(new.text));
                new.names.1 = self.names.len();
            }
            self.fields.push(new);
            before = field.value.range().end;
        }
    }

    fn values(&mut self, source: &'a Source, room: &mut Room<'a>) {
        for (variable, span) in self.subject.spans(self.entry) {
            let name = variable.name();
            let mut new = Field::of(source, span.range(), room.known.of(name, roles::VARIABLES).0);
            new.name = name;
            new.plain = match self.form {
                Form::Json | Form::Yaml => !new.has(b"\\"),
                Form::Xml => !new.has(b"&<"),
                _ => true,
            };
            self.fields.push(new);
        }
    }

    /// Whether it is a reference as a person wrote it.
    pub fn is_reference(&self) -> bool {
        self.form == Form::Words
    }

    /// Whether it is written in BibTeX's syntax.
    pub fn is_bibtex(&self) -> bool {
        self.form == Form::Bibtex
    }

    /// Where the names stand in a list of names of BibTeX's syntax.
    pub(super) fn names(&self, field: &Field) -> &[Range<usize>] {
        self.names.get(field.names.0..field.names.1).unwrap_or_default()
    }

    /// The first field of that name.
    pub fn field(&self, name: &str) -> Option<&Field<'a>> {
        self.fields.iter().find(|field| field.is(name))
    }

    /// The first field of one of these roles.
    pub fn of(&self, roles: Roles) -> Option<&Field<'a>> {
        self.fields.iter().find(|field| roles.contains(field.role))
    }

    /// Whether it has a field of that name, whether or not something stands in it.
    pub fn has(&self, name: &str) -> bool {
        self.field(name).is_some()
    }

    /// Whether the entry has a value, of its own or of its parent.
    pub fn knows(&self, variable: Variable) -> bool {
        self.entry.has(variable)
    }

    /// Whether its type is one of these, which are in small letters.
    pub fn is_of(&self, kinds: &[&str]) -> bool {
        kinds.iter().any(|kind| kind.eq_ignore_ascii_case(self.kind))
    }

    /// Whether words can stand in a value as they are.
    pub fn can_hold(&self, text: &str) -> bool {
        match self.form {
            Form::Bibtex => crate::text::latex::is_balanced(text),
            Form::Json => !text.contains(['"', '\\', '\n']),
            Form::Yaml => !text.contains(['"', '\'', '\\', '\n', '#', '{', '}', '[', ']', '&', '*']) && !text.contains(": "),
            Form::Xml => !text.contains(['&', '<', '>']),
            Form::Tagged | Form::Words => !text.contains('\n'),
        }
    }
}

impl<'a> Field<'a> {
    fn of(source: &'a Source, range: Range<usize>, role: Roles) -> Self {
        let inside = source.text.get(range.clone()).unwrap_or_default();
        let start = range.start + (inside.len() - inside.trim_start().len());
        let text = inside.trim();
        let span = source.span(start..start + text.len());
        let new = Field {
            name: "",
            role,
            near: None,
            text,
            span,
            whole: span,
            part: None,
            name_span: None,
            removal: None,
            names: (0, 0),
            bytes: 0,
            plain: true,
        };
        Field { bytes: bytes_in(text), ..new }
    }
}

/// The bytes that occur in a text, by bit; the last stands for all that are not ASCII.
fn bytes_in(text: &str) -> u128 {
    let mut seen = [0u8; 128];
    text.bytes().for_each(|byte| seen[usize::from(byte.min(127))] = 1);
    // The product moves the lowest bits of eight bytes to the highest byte, side by side.
    let bits = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    seen.as_chunks().0.iter().rev().fold(0, |all, eight| all << 8 | u128::from(bits(eight)))
}

/// What to take out so that a field is gone: its own line where it has one, else from its name to the next, or from the comma before it.
fn removal(text: &str, before: usize, name: usize, value: usize, end: usize) -> Range<usize> {
    let rest = text.get(value..end).unwrap_or_default();
    let Some(behind) = rest.trim_start().strip_prefix(',') else { return before..value };
    let comma = value + (rest.len() - behind.len());
    let blanks = behind.len() - behind.trim_start_matches([' ', '\t']).len();
    let lead = text.get(before..name).unwrap_or_default();
    let line = name - (lead.len() - lead.trim_end_matches([' ', '\t']).len());
    let own_line = text.get(..line).is_some_and(|before| before.ends_with('\n'));
    let line_end = ["\r\n", "\n"].iter().find(|end| behind[blanks..].starts_with(**end)).map(|end| comma + blanks + end.len());
    match line_end.filter(|_| own_line) {
        Some(end) => line..end,
        None if line_end.is_some() => before..comma - 1,
        None => name..comma + blanks,
    }
}

fn form(subject: &Subject, entry: &Entry) -> Form {
    if subject.is_reference(entry) {
        return Form::Words;
    }
    match subject.read_as(entry.id.source) {
        "bibtex" | "biblatex" => Form::Bibtex,
        name if name.contains("json") => Form::Json,
        "hayagriva" | "csl-yaml" | "cff" => Form::Yaml,
        name if name.contains("xml") || name == "mods" => Form::Xml,
        _ => Form::Tagged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_its_bit() {
        for byte in 0..=127u8 {
            assert_eq!(bytes_in(&char::from(byte).to_string()), 1 << byte, "{byte}");
        }
        assert_eq!(bytes_in("ab{ä"), 1 << b'a' | 1 << b'b' | 1 << b'{' | 1 << 127);
        assert_eq!(bytes_in(""), 0);
    }
}
