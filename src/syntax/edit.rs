//! Changes to a `.bib` file as edits of its text: fields, types, keys and whole entries. All else stays byte for byte, and what is new
//! looks as the entry, or else the file, looks: indent, alignment, delimiters, comma behind the last field, line ends, case of names.
//!
//! What a value means is not known here: values are written as they are given.

use super::rules::{COMMENT_INSIDE_ENTRY, DUPLICATE_FIELD, JUNK_AFTER_LAST_FIELD, PAREN_DELIMITERS};
use super::sort::{self, SortKey, newlines};
use super::style::{Style, cased};
use super::tree::{Bytes, Field, Item, ItemKind, PartKind, Tree};
use crate::text::{Diagnostic, Edit, Source, edit, latex};
use std::collections::HashSet;
use std::ops::Range;

/// Why a change cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The file has no entry of that number.
    #[error("there is no entry {0}")]
    NoEntry(usize),
    /// The entry has no field of that name.
    #[error("the entry has no field `{0}`")]
    NoField(String),
    /// The entry has a field of that name already.
    #[error("the entry has a field `{0}` already")]
    FieldExists(String),
    /// What is to be a name or a key cannot be one.
    #[error("`{0}` cannot stand there: a name has no spaces, quotes, braces, commas, equals signs, `#`, `%`, `@` or parentheses")]
    BadName(String),
    /// The braces of a value do not balance.
    #[error("the braces of the value of `{0}` do not balance")]
    Unbalanced(String),
    /// The entry, or the field, does not end where it should.
    #[error("the entry is broken here: mend it first (`ibidem check` tells how)")]
    Broken,
    /// What is to be added is no single well-formed entry.
    #[error("what is to be added is no well-formed entry")]
    NoEntryText,
}

/// A value as it is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written<'v> {
    /// Text, which gets delimiters; digits alone stand without where the field had none.
    Text(&'v str),
    /// A number or the name of a string, without delimiters.
    Bare(&'v str),
}

/// A change of one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryEdit<'v> {
    /// Gives a field a value: in its place where it has one, else behind the last field. Of fields that stand twice, the first.
    Set(&'v str, Written<'v>),
    /// Takes all fields of that name out, with a comment behind them on their line.
    Remove(&'v str),
    /// Calls a field something else.
    Rename(&'v str, &'v str),
    /// Changes the entry's type.
    Type(&'v str),
    /// Changes the entry's key. Who refers to it is not asked.
    Key(&'v str),
}

/// Where an entry is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before the entry of that number, and before the comments directly above it.
    Before(usize),
    /// Behind the entry of that number.
    After(usize),
    /// Behind the last entry.
    End,
}

/// A file that is to be changed. Its entries are counted from 0.
#[derive(Debug)]
pub struct Editor<'s> {
    source: &'s Source,
    tree: Tree,
    found: Vec<Diagnostic>,
    entries: Vec<usize>,
}

impl<'s> Editor<'s> {
    /// Reads the file.
    pub fn new(source: &'s Source) -> Self {
        let (tree, found) = super::parse(source);
        let entries = tree.items().iter().enumerate().filter(|(_, item)| item.kind == ItemKind::Entry).map(|(at, _)| at).collect();
        Self { source, tree, found, entries }
    }

    /// The file's tree.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The entry of that number.
    pub fn entry(&self, number: usize) -> Result<&Item, Refusal> {
        self.entries.get(number).and_then(|at| self.tree.items().get(*at)).ok_or(Refusal::NoEntry(number))
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Changes one entry. The edits fit together; a field should stand in the changes once.
    pub fn change(&self, entry: usize, changes: &[EntryEdit]) -> Result<Vec<Edit>, Refusal> {
        let item = self.entry(entry)?;
        let mut body = Body::new(self, item);
        for change in changes {
            body.change(change)?;
        }
        body.finish()
    }

    /// Adds an entry, given as a whole, in the layout of the file; a blank line stands between it and its neighbours.
    pub fn add(&self, place: Place, entry: &str) -> Result<Vec<Edit>, Refusal> {
        let entry = self.laid_out(entry)?;
        let text = &self.source.text;
        let unit = |number: usize| {
            let item = self.entry(number)?;
            let unit = sort::unit(self.source, &self.tree, self.entries[number]).range;
            if item.closed { Ok(unit) } else { Err(Refusal::Broken) }
        };
        let end = self.source.line_end();
        let at = match place {
            Place::Before(number) => {
                let at = unit(number)?.start;
                let line = if at == 0 || text[..at].ends_with(['\n', '\r']) { String::new() } else { end.repeat(2) };
                return Ok(vec![Edit { span: self.source.span(at..at), text: format!("{line}{entry}{}", end.repeat(2)) }]);
            }
            Place::After(number) => unit(number)?.end,
            Place::End if self.tree.items().iter().any(|item| !item.closed) => return Err(Refusal::Broken),
            Place::End => text.trim_end().len(),
        };
        let blank = if text[..at].trim().is_empty() { String::new() } else { end.repeat(2) };
        let behind = &text[at..];
        let blanks = behind.len() - behind.trim_start().len();
        let after = match (behind.trim().is_empty(), newlines(&behind[..blanks])) {
            (true, 0) => end.to_owned(),
            (false, 0) => end.repeat(2),
            (false, 1) => end.to_owned(),
            _ => String::new(),
        };
        Ok(vec![Edit { span: self.source.span(at..at), text: format!("{blank}{entry}{after}") }])
    }

    /// An entry in the layout of the file's last one.
    fn laid_out(&self, entry: &str) -> Result<String, Refusal> {
        let own = Source::from_text(self.source.id, "", entry.trim());
        let (tree, found) = super::parse(&own);
        let item = match tree.items() {
            [item] if item.kind == ItemKind::Entry && faulty(&tree, &found).is_empty() => item,
            _ => return Err(Refusal::NoEntryText),
        };
        let sample = self.entries.iter().rev().find_map(|at| {
            let item = self.tree.items().get(*at)?;
            Some((item, Style::of(self.source, &self.tree, item)?))
        });
        let Some((sample, style)) = sample else { return Ok(self.source.with_line_ends(entry.trim()).into_owned()) };
        let type_name = cased(&own.text[item.name.range()], &self.source.text[sample.name.range()]);
        let mut text = format!("@{type_name}{{{},", &own.text[item.key.range()]);
        for (number, field) in tree.fields(item).iter().enumerate() {
            let value = match tree.parts(field) {
                [part] if part.kind == PartKind::Braced && style.quotes && fits_quotes(&own.text[part.inner().range()]) => {
                    format!("\"{}\"", &own.text[part.inner().range()])
                }
                _ => own.text[field.value.range()].to_owned(),
            };
            text += if number > 0 { "," } else { "" };
            text += &style.field(&style.cased(&own.text[field.name.range()]), &value);
        }
        text += if style.trailing_comma && !tree.fields(item).is_empty() { "," } else { "" };
        text += if style.has_lines() { self.source.line_end() } else { "" };
        Ok(text + "}")
    }

    /// Takes entries out, with the comments directly above them and the blank lines behind them.
    pub fn remove(&self, entries: &[usize]) -> Result<Vec<Edit>, Refusal> {
        let text = &self.source.text;
        let words_end = text.trim_end().len();
        let mut ranges = Vec::new();
        for number in entries {
            if !self.entry(*number)?.closed {
                return Err(Refusal::Broken);
            }
            let Range { start, end } = sort::unit(self.source, &self.tree, self.entries[*number]).range;
            let behind = &text[end..];
            ranges.push(start..(end + behind.len() - behind.trim_start().len()).min(words_end));
        }
        ranges.sort_by_key(|range| range.start);
        let mut merged: Vec<Range<usize>> = Vec::new();
        for range in ranges {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        // What stands before the last ones then ends the file, with the line end that it had.
        if let Some(last) = merged.last_mut().filter(|last| last.end == words_end) {
            last.start = text[..last.start].trim_end().len();
            last.end = if last.start == 0 { text.len() } else { last.end };
        }
        Ok(merged.into_iter().map(|range| Edit::remove(self.source.span(range))).collect())
    }

    /// Sorts the entries; see [`sort`](super::sort()).
    pub fn sort(&self, keys: &[SortKey]) -> Vec<Edit> {
        sort::sort(self.source, &self.tree, &self.found, keys).0
    }

    /// How the layout of an entry looks, or that of the file where the entry does not say.
    fn style(&self, item: &Item) -> Style {
        let own = Style::of(self.source, &self.tree, item);
        own.unwrap_or_else(|| {
            let first = self.entries.iter().find_map(|at| Style::of(self.source, &self.tree, &self.tree.items()[*at]));
            first.unwrap_or_else(|| Style::usual(self.source.line_end()))
        })
    }
}

/// The items that are not whole: those of which the parser said that something is wrong, all but what is only unusual.
pub(super) fn faulty(tree: &Tree, found: &[Diagnostic]) -> HashSet<usize> {
    let harmless = [&COMMENT_INSIDE_ENTRY, &PAREN_DELIMITERS, &DUPLICATE_FIELD, &JUNK_AFTER_LAST_FIELD];
    let items = tree.items();
    let told = found.iter().filter(|found| !harmless.iter().any(|rule| std::ptr::eq(*rule, found.rule)));
    let place = |found: &Diagnostic| items.partition_point(|item| item.span.start <= found.span.start).saturating_sub(1);
    let unclosed = items.iter().enumerate().filter(|(_, item)| !item.closed).map(|(at, _)| at);
    told.map(place).chain(unclosed).collect()
}

/// How many entries and other items are not whole.
pub fn broken(tree: &Tree, found: &[Diagnostic]) -> usize {
    faulty(tree, found).iter().filter(|at| tree.items().get(**at).is_some_and(|item| item.kind != ItemKind::Comment)).count()
}

/// An entry on its way to edits.
struct Body<'e, 's> {
    editor: &'e Editor<'s>,
    item: &'e Item,
    fields: &'e [Field],
    removed: Vec<bool>,
    edits: Vec<Edit>,
    /// New fields: name and value as they are written.
    added: Vec<(String, String)>,
    style: Style,
}

impl<'e, 's> Body<'e, 's> {
    fn new(editor: &'e Editor<'s>, item: &'e Item) -> Self {
        let fields = editor.tree.fields(item);
        Self { editor, item, fields, removed: vec![false; fields.len()], edits: Vec::new(), added: Vec::new(), style: editor.style(item) }
    }

    fn text(&self) -> &'e str {
        &self.editor.source.text
    }

    fn slice(&self, bytes: Bytes) -> &'e str {
        self.text().get(bytes.range()).unwrap_or_default()
    }

    fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        let edit = Edit { span: self.editor.source.span(range), text: text.into() };
        if self.editor.source.slice(edit.span) != edit.text || edit.span.start == edit.span.end {
            self.edits.push(edit);
        }
    }

    fn find(&self, name: &str) -> Option<usize> {
        (0..self.fields.len()).find(|at| !self.removed[*at] && self.slice(self.fields[*at].name).eq_ignore_ascii_case(name))
    }

    fn change(&mut self, change: &EntryEdit) -> Result<(), Refusal> {
        match *change {
            EntryEdit::Set(name, value) => self.set(name, value),
            EntryEdit::Remove(name) => {
                self.find(name).ok_or_else(|| Refusal::NoField(name.to_owned()))?;
                while let Some(at) = self.find(name) {
                    self.removed[at] = true;
                }
                Ok(())
            }
            EntryEdit::Rename(old, new) => {
                let at = self.find(old).ok_or_else(|| Refusal::NoField(old.to_owned()))?;
                if !old.eq_ignore_ascii_case(new) && self.find(new).is_some() {
                    return Err(Refusal::FieldExists(new.to_owned()));
                }
                let new = cased(word(new)?, self.slice(self.fields[at].name));
                self.replace(self.fields[at].name.range(), new);
                Ok(())
            }
            EntryEdit::Type(name) => {
                let name = cased(word(name)?, self.slice(self.item.name));
                self.replace(self.item.name.range(), name);
                Ok(())
            }
            EntryEdit::Key(key) => self.key(key),
        }
    }

    fn key(&mut self, key: &str) -> Result<(), Refusal> {
        let bad = |c: char| c.is_whitespace() || c.is_control() || "{},=#%\"@".contains(c);
        if key.is_empty() || key.contains(bad) || key.ends_with(')') {
            return Err(Refusal::BadName(key.to_owned()));
        }
        let range = self.item.key.range();
        let comma = match self.item.key.is_empty() {
            true if !self.text()[range.end..].trim_start().starts_with([',', '}', ')']) => ", ",
            _ => "",
        };
        self.replace(range, format!("{key}{comma}"));
        Ok(())
    }

    fn set(&mut self, name: &str, value: Written) -> Result<(), Refusal> {
        let Some(at) = self.find(name) else {
            let name = self.style.cased(word(name)?);
            let value = self.written(&name, value, None)?;
            self.added.push((name, value));
            return Ok(());
        };
        let field = &self.fields[at];
        let parts = self.editor.tree.parts(field);
        if parts.iter().any(|part| !part.closed) {
            return Err(Refusal::Broken);
        }
        let old = match parts {
            [part] => Some(part.kind),
            _ => None,
        };
        let value = self.written(name, value, old)?;
        let lacks_equals = parts.is_empty() && !self.text()[field.name.range().end..field.value.range().end].contains('=');
        let value = if lacks_equals { format!(" = {value}") } else { value };
        self.replace(field.value.range(), value);
        Ok(())
    }

    /// A value with its delimiters: those of the value before, else those of the entry.
    fn written(&self, name: &str, value: Written, old: Option<PartKind>) -> Result<String, Refusal> {
        let text = match value {
            Written::Bare(text) => return word(text).map(str::to_owned),
            Written::Text(text) => text,
        };
        let line_begins = |text: &str| text.match_indices(['\n', '\r']).any(|(at, _)| text[at + 1..].starts_with('@'));
        if !latex::is_balanced(text) || line_begins(text) {
            return Err(Refusal::Unbalanced(name.to_owned()));
        }
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let quotes = match old {
            Some(PartKind::Number) if digits => return Ok(text.to_owned()),
            Some(PartKind::Quoted) => true,
            Some(PartKind::Braced) => false,
            _ => self.style.quotes,
        };
        Ok(if quotes && fits_quotes(text) { format!("\"{text}\"") } else { format!("{{{text}}}") })
    }

    fn finish(mut self) -> Result<Vec<Edit>, Refusal> {
        if (self.removed.contains(&true) || !self.added.is_empty()) && !self.item.closed {
            return Err(Refusal::Broken);
        }
        self.removals();
        self.additions();
        Ok(self.edits)
    }

    /// Behind the value of a field, or behind the key: its comma, and a comment that stands behind that on the same line.
    fn behind(&self, at: Option<usize>) -> Behind {
        let start = match at {
            Some(at) => self.fields[at].value.range().end,
            None => self.item.key.range().end,
        };
        let end = self.item.span.range().end - usize::from(self.item.closed);
        let next = at.map_or(0, |at| at + 1);
        let limit = self.fields.get(next).map_or(end, |next| next.name.range().start);
        Behind::of(self.text(), start, limit)
    }

    fn removals(&mut self) {
        let last_kept = (0..self.fields.len()).rev().find(|at| !self.removed[*at]);
        for at in 0..self.fields.len() {
            if !self.removed[at] {
                continue;
            }
            let before = self.behind(at.checked_sub(1));
            let own = self.behind(Some(at));
            // The last field without a comma: the one before it becomes the last.
            let is_end = own.comma.is_none() && self.added.is_empty() && last_kept.is_none_or(|last| last < at);
            let first_of_end = is_end && at.checked_sub(1).is_none_or(|before| !self.removed[before]);
            if first_of_end
                && before.comment.is_none()
                && at > 0
                && let Some(comma) = before.comma
            {
                self.replace(comma..comma + 1, "");
            }
            // Comments on lines of their own stay.
            let name = self.fields[at].name.range().start;
            let start = before.end + self.text()[before.end.min(name)..name].trim_end().len();
            self.replace(start..own.end, "");
        }
    }

    fn additions(&mut self) {
        if self.added.is_empty() {
            return;
        }
        let last = (0..self.fields.len()).rev().find(|at| !self.removed[*at]);
        let behind = self.behind(last);
        let comma_at_end = match (last, self.fields.is_empty()) {
            (_, true) => self.style.trailing_comma,
            _ => self.behind(self.fields.len().checked_sub(1)).comma.is_some(),
        };
        let mut text = String::new();
        for (number, (name, value)) in std::mem::take(&mut self.added).into_iter().enumerate() {
            if number > 0 {
                text.push(',');
            }
            text += &self.style.field(&name, &value);
        }
        if comma_at_end {
            text.push(',');
        }
        let rest = &self.text()[behind.end..self.item.span.range().end];
        let blank = |text: &str| newlines(&text[..text.len() - text.trim_start().len()]) > 0;
        if self.style.has_lines() && self.fields.is_empty() && !blank(rest) {
            text.push_str(self.editor.source.line_end());
        }
        let keyless = last.is_none() && self.item.key.is_empty() && behind.comma.is_none();
        match behind.comma {
            Some(_) => self.replace(behind.end..behind.end, text),
            None if behind.comment.is_none() => self.replace(behind.end..behind.end, format!("{}{text}", if keyless { "" } else { "," })),
            None => {
                self.replace(behind.start..behind.start, ",");
                self.replace(behind.end..behind.end, text);
            }
        }
    }
}

/// What stands behind a field.
struct Behind {
    start: usize,
    comma: Option<usize>,
    comment: Option<Range<usize>>,
    /// The end of all that belongs to the field.
    end: usize,
}

impl Behind {
    fn of(text: &str, start: usize, limit: usize) -> Self {
        let mut behind = Self { start, comma: None, comment: None, end: start };
        let bytes = text.as_bytes();
        let mut at = start;
        let mut new_line = false;
        while at < limit {
            match bytes[at] {
                b',' if behind.comma.is_none() => {
                    behind.comma = Some(at);
                    behind.end = at + 1;
                    new_line = false;
                }
                b'%' => {
                    let end = memchr::memchr2(b'\n', b'\r', &bytes[at..limit]).map_or(limit, |length| at + length);
                    if !new_line {
                        behind.comment = Some(at..end);
                        behind.end = end;
                    }
                    at = end;
                    continue;
                }
                b'\n' | b'\r' => new_line = true,
                byte if byte.is_ascii_whitespace() => {}
                _ => break,
            }
            at += 1;
        }
        behind
    }
}

/// A text that can be a name, or stand without delimiters.
fn word(text: &str) -> Result<&str, Refusal> {
    let bad = |c: char| c.is_ascii_whitespace() || c.is_ascii_control() || "\"#%'(),={}@".contains(c);
    if text.is_empty() || text.contains(bad) { Err(Refusal::BadName(text.to_owned())) } else { Ok(text) }
}

/// Whether a text whose braces balance can stand between quotes: a quote outside of braces would end it.
pub(super) fn fits_quotes(text: &str) -> bool {
    let mut depth = 0usize;
    text.bytes().all(|byte| {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'"' => return depth > 0,
            _ => {}
        }
        true
    })
}

/// A text with edits made; the edits fit together.
pub fn applied(text: &str, edits: &[Edit]) -> String {
    edit::apply(text, [edits]).0
}
