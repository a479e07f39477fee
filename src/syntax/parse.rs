//! From text to tree, in one pass and without recursion. An entry that does not end where it should is read once more, line by line:
//! a value then ends before a line that begins a field, and an entry before a line that begins another.

use super::rules::*;
use super::tree::{Bytes, Field, Item, ItemKind, Part, PartKind, Tree, mark};
use crate::text::{Diagnostic, Edit, RuleInfo, Source, Span, latex, unicode};
use std::collections::HashSet;
use std::ops::Range;

/// Reads a source as BibTeX: its tree, which holds every byte of it, and what is wrong with its form. Every text has a tree.
pub fn parse(source: &Source) -> (Tree, Vec<Diagnostic>) {
    let mut parser = Parser::new(source);
    parser.file(|_| {});
    parser.tree.shrink();
    (parser.tree, parser.found)
}

/// Reads a source item by item: each is handed over with the tree that holds its fields, and is then forgotten, since the tree of a whole
/// file is about as large as the file. What is wrong with the form comes at the end.
pub fn each_item(source: &Source, mut take: impl FnMut(&Tree, &Item)) -> Vec<Diagnostic> {
    let mut parser = Parser::new(source);
    parser.file(|tree| {
        tree.items.iter().for_each(|item| take(tree, item));
        tree.clear();
    });
    parser.found
}

/// Reads the one item that begins at that byte of a source, as reading all of it did: its fields stand in `tree`, in place of what was there.
/// None where no item begins there.
pub fn read_item(source: &Source, start: usize, tree: &mut Tree) -> Option<Item> {
    let mut parser = Parser::new(source);
    std::mem::swap(&mut parser.tree, tree);
    parser.tree.clear();
    parser.at = start;
    if parser.text.get(start) == Some(&b'@')
        && let Some(head) = parser.head(start)
    {
        parser.item(start, &head);
    }
    std::mem::swap(&mut parser.tree, tree);
    tree.items().first().copied()
}

pub(super) struct Parser<'s> {
    source: &'s Source,
    text: &'s [u8],
    at: usize,
    tree: Tree,
    found: Vec<Diagnostic>,
    /// The number of the entry at hand.
    entry: u32,
    /// Where the item at hand begins.
    start: usize,
    /// Reading line by line, because reading as it stands failed.
    by_line: bool,
    /// Up to here reading as it stands failed already, and is not tried again: so no byte is read more than a few times.
    failed_until: usize,
    /// Bytes that may still be read in vain for the end of a comment.
    patience: usize,
    /// Only the items are wanted, and nothing that is to be said of them.
    is_quiet: bool,
}

/// The beginning of an item.
struct Head {
    name: Bytes,
    /// Where its delimiter stands.
    open: usize,
}

/// Reading as it stands came to where the item cannot go on.
struct Doubt;

impl<'s> Parser<'s> {
    fn new(source: &'s Source) -> Self {
        let text = source.text.as_bytes();
        Self {
            source,
            text,
            at: 0,
            tree: Tree::default(),
            found: Vec::new(),
            entry: 0,
            start: 0,
            by_line: false,
            failed_until: 0,
            patience: text.len() * 4,
            is_quiet: false,
        }
    }

    /// One that begins there; a quiet one tells nothing.
    pub fn beginning(source: &'s Source, at: usize, is_quiet: bool) -> Self {
        Self { at, is_quiet, ..Self::new(source) }
    }

    /// Whether a line that begins there begins an item, whatever was read before it.
    pub fn may_begin(source: &'s Source, at: usize) -> bool {
        source.text.as_bytes().get(at) == Some(&b'@') && Self::beginning(source, at, true).head(at).is_some()
    }

    /// One that begins further on, knowing nothing of what stands before.
    pub fn ahead(&self, at: usize) -> Self {
        Self::beginning(self.source, at, self.is_quiet)
    }

    /// Whether one that began ahead, at `from`, read there as this one would.
    pub fn agrees(&self, ahead: &Self, from: usize) -> bool {
        self.at == from && self.failed_until <= from && self.patience + ahead.patience >= self.text.len() * 5
    }

    /// Goes on where that one is.
    pub fn join(&mut self, ahead: Self) {
        self.found.extend(ahead.found.into_iter().map(|found| found.after(self.entry)));
        self.entry = self.entry.saturating_add(ahead.entry);
        self.patience = (self.patience + ahead.patience).saturating_sub(self.text.len() * 4);
        (self.at, self.failed_until) = (ahead.at, ahead.failed_until);
    }

    /// What is wrong with the form of what was read.
    pub fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }

    /// Reads all items; `after` sees the tree behind each entry, string, preamble and comment, and at the end.
    fn file(&mut self, after: impl FnMut(&mut Tree)) {
        self.file_until(self.text.len(), after);
    }

    /// Reads on: all items that begin before that place.
    pub fn file_until(&mut self, until: usize, mut after: impl FnMut(&mut Tree)) {
        let (mut from, mut line) = (self.at, self.at);
        while let Some(offset) = self.text.get(from..until).and_then(|rest| memchr::memchr(b'@', rest)) {
            let at = from + offset;
            if let Some(end) = memchr::memrchr2(b'\n', b'\r', &self.text[from..at]) {
                line = from + end + 1;
            }
            from = at + 1;
            if !self.begins_item(line, at) {
                continue;
            }
            if let Some(head) = self.head(at) {
                self.stray(at);
                self.item(at, &head);
                after(&mut self.tree);
                from = self.at;
                line = from;
            }
        }
        self.stray(until);
        after(&mut self.tree);
    }

    /// Whether an `@` may begin an item: not in an address, nor behind `%`.
    fn begins_item(&self, line: usize, at: usize) -> bool {
        let line = line.max(self.at);
        let before = at.checked_sub(1).map_or(b' ', |before| self.text[before]);
        let first = self.text[line..at].iter().find(|byte| !byte.is_ascii_whitespace());
        first != Some(&b'%') && !(before.is_ascii_alphanumeric() && line != at)
    }

    /// The head of an item at an `@`: a word and a delimiter. For a bare `@comment`, the line's end in the delimiter's place.
    fn head(&self, at: usize) -> Option<Head> {
        let start = self.after_blanks(at + 1);
        let end = self.after_word(start);
        if end == start {
            return None;
        }
        let name = Bytes::new(start, end);
        let open = self.after_space(end);
        let before = self.text[..at].iter().rfind(|byte| !matches!(byte, b' ' | b'\t'));
        let line_start = before.is_none_or(|byte| matches!(byte, b'\n' | b'\r'));
        let is_comment = self.text[start..end].eq_ignore_ascii_case(b"comment");
        match self.text.get(open) {
            Some(b'{') => Some(Head { name, open }),
            Some(b'(') if !is_comment && (line_start || at == self.at) => Some(Head { name, open }),
            _ if is_comment => Some(Head { name, open: self.line_end(end) }),
            _ => None,
        }
    }

    fn stray(&mut self, end: usize) {
        if self.at < end {
            let span = Bytes::new(self.at, end);
            let none = Bytes::default();
            self.tree.items.push(Item { kind: ItemKind::Stray, span, name: none, key: none, fields: none, closed: true });
            self.at = end;
        }
    }

    fn item(&mut self, start: usize, head: &Head) {
        self.start = start;
        self.by_line = start < self.failed_until;
        let word = &self.text[head.name.range()];
        let kind = match () {
            () if word.eq_ignore_ascii_case(b"comment") => return self.comment(start, head),
            () if word.eq_ignore_ascii_case(b"string") => ItemKind::String,
            () if word.eq_ignore_ascii_case(b"preamble") => ItemKind::Preamble,
            () => ItemKind::Entry,
        };
        let mark = (self.tree.fields.len(), self.tree.parts.len(), self.found.len());
        if self.body(kind, start, head).is_err() {
            self.failed_until = self.at;
            self.tree.fields.truncate(mark.0);
            self.tree.parts.truncate(mark.1);
            self.found.truncate(mark.2);
            self.by_line = true;
            // Line by line there is no doubt: every fault is told and passed.
            let _ = self.body(kind, start, head);
        }
        self.entry += u32::from(kind == ItemKind::Entry);
    }

    fn comment(&mut self, start: usize, head: &Head) {
        let braced = self.text.get(head.open) == Some(&b'{');
        let (end, closed) = match braced {
            true => self.comment_end(head.open),
            false => (head.open, true),
        };
        let words = Bytes::new(head.name.range().end, end);
        if !braced && !self.text[words.range()].trim_ascii().is_empty() {
            self.braceless(start, words);
        }
        if !closed {
            let message = format!("this comment is never closed; it is taken to end with line {}", self.line(end));
            self.tell(&UNCLOSED_ENTRY, start..head.open + 1, &message);
        }
        let none = Bytes::default();
        self.tree.items.push(Item { kind: ItemKind::Comment, span: Bytes::new(start, end), name: head.name, key: none, fields: none, closed });
        self.at = end;
    }

    fn braceless(&mut self, start: usize, words: Bytes) {
        self.tell(&BRACELESS_COMMENT, start..words.range().end, "a comment without braces; it is taken to end with the line");
        let text = self.source.text[words.range()].trim();
        if let Some(found) = self.found.pop() {
            let edit = Edit { span: self.source.span(words.range()), text: format!("{{{text}}}") };
            self.found.push(if latex::is_balanced(text) { found.fix("put it in braces", vec![edit]) } else { found });
        }
    }

    /// The end of a comment in braces. It may hold whole entries, so it ends at the next entry only where it is not closed at all.
    fn comment_end(&mut self, open: usize) -> (usize, bool) {
        let limit = (open + self.patience).min(self.text.len());
        let mut depth = 0usize;
        for offset in memchr::memchr2_iter(b'{', b'}', &self.text[open..limit]) {
            match self.text[open + offset] {
                b'{' => depth += 1,
                _ => depth -= 1,
            }
            if depth == 0 {
                return (open + offset + 1, true);
            }
        }
        self.patience = self.patience.saturating_sub(limit - open);
        match self.braced(open) {
            Ok(end) => (end, true),
            Err(end) => (end, false),
        }
    }

    /// What stands between the delimiters of an item, which is then kept.
    fn body(&mut self, kind: ItemKind, start: usize, head: &Head) -> Result<(), Doubt> {
        self.at = head.open + 1;
        let parens = self.text[head.open] == b'(';
        let first = self.tree.fields.len();
        let mut key = Bytes::default();
        match kind {
            ItemKind::Entry => key = self.key(parens),
            ItemKind::Preamble => {
                let value = self.value()?;
                self.tree.fields.push(Field { name: Bytes::default(), ..value });
            }
            _ => {}
        }
        let closed = self.fields(parens, first)?;
        if !closed {
            self.doubt()?;
            let message = format!("this entry is never closed; what was read of it up to line {} is kept", self.line(self.at));
            self.tell(&UNCLOSED_ENTRY, start..head.open + 1, &message);
        } else if parens && self.text.get(self.at - 1) == Some(&b')') {
            self.parens(start, head.open);
        }
        let fields = Bytes::new(first, self.tree.fields.len());
        self.tree.items.push(Item { kind, span: Bytes::new(start, self.at), name: head.name, key, fields, closed });
        if self.is_quiet {
            self.found.clear();
        } else if kind == ItemKind::Entry {
            self.duplicates(first);
        }
        Ok(())
    }

    fn parens(&mut self, start: usize, open: usize) {
        let edit = |at: usize, text: &str| Edit { span: self.source.span(at..at + 1), text: text.to_owned() };
        let edits = vec![edit(open, "{"), edit(self.at - 1, "}")];
        let found = Diagnostic::new(&PAREN_DELIMITERS, self.source.span(start..open + 1), "this entry stands in parentheses");
        self.found.push(found.about(self.entry).fix("write braces", edits));
    }

    /// The key: up to a comma or the line's end. Where `=` comes first, what stood before it is a field, and there is no key.
    fn key(&mut self, parens: bool) -> Bytes {
        self.space();
        let start = self.at;
        let mut end = start;
        while let Some(byte) = self.text.get(end) {
            match byte {
                b',' | b'}' | b'{' | b'\n' | b'\r' | b'%' | b'#' => break,
                b'=' if self.begins_value(end + 1) || end > start && self.text[end - 1].is_ascii_whitespace() => {
                    return self.key_before_field(start, end);
                }
                _ => end += 1,
            }
        }
        // BibTeX lets a key hold parentheses, but not the one that ends the entry.
        let words = self.text[start..end].trim_ascii_end();
        let words = words.strip_suffix(b")").filter(|_| parens && self.text.get(end) != Some(&b',')).unwrap_or(words);
        let key = Bytes::new(start, start + words.trim_ascii_end().len());
        self.at = key.range().end;
        self.space();
        match self.text.get(self.at) {
            Some(b',') => self.at += 1,
            Some(b'=') => {
                self.at = start;
                return Bytes::new(start, start);
            }
            Some(b'}' | b')') | None => {}
            Some(_) if key.is_empty() => {}
            Some(_) => self.comma(key.range().end),
        }
        key
    }

    /// Behind an `=`: whether a value in delimiters follows.
    fn begins_value(&self, at: usize) -> bool {
        matches!(self.text.get(self.after_blanks(at)), Some(b'{' | b'"'))
    }

    /// `key name = value` and `name = value`.
    fn key_before_field(&mut self, start: usize, equals: usize) -> Bytes {
        let words = self.text[start..equals].trim_ascii_end();
        let Some(gap) = words.iter().rposition(u8::is_ascii_whitespace) else {
            self.at = start;
            return Bytes::new(start, start);
        };
        self.at = start + gap;
        let key = Bytes::new(start, start + words[..gap].trim_ascii_end().len());
        self.comma(key.range().end);
        key
    }

    /// Fields up to the closing delimiter: whether it stood there.
    fn fields(&mut self, parens: bool, first: usize) -> Result<bool, Doubt> {
        loop {
            self.space();
            let Some(&byte) = self.text.get(self.at) else { return Ok(false) };
            match byte {
                b',' => self.comma_between(first),
                b'}' if !parens => {
                    self.at += 1;
                    return Ok(true);
                }
                b')' if parens => {
                    self.at += 1;
                    return Ok(true);
                }
                b'@' if self.begins_entry(self.at) => {
                    self.back_to_line();
                    return Ok(false);
                }
                // A parenthesis that a brace closes.
                b'}' => {
                    self.unexpected(self.at + 1);
                    return Ok(true);
                }
                b'{' | b'"' => self.unexpected_group()?,
                byte if is_word(byte) => self.field(first)?,
                _ => self.unexpected(self.at + 1),
            }
        }
    }

    /// Passes a comma; a second one is told.
    fn comma_between(&mut self, first: usize) {
        let at = self.at;
        if self.free(first) {
            let span = self.source.span(at..at + 1);
            let found = Diagnostic::new(&JUNK_AFTER_LAST_FIELD, span, "a comma with no field before it");
            self.found.push(found.about(self.entry).fix("take it out", vec![Edit::remove(span)]));
        }
        self.at += 1;
    }

    /// Back over the white space before a new entry, so that it is no part of the one that ends here.
    fn back_to_line(&mut self) {
        let mut end = self.at;
        while end > 0 && self.text[end - 1].is_ascii_whitespace() {
            end -= 1;
        }
        self.at = end;
    }

    fn field(&mut self, first: usize) -> Result<(), Doubt> {
        let name = Bytes::new(self.at, self.after_word(self.at));
        let behind = self.after_space(name.range().end);
        match self.text.get(behind) {
            Some(b'=') => {
                self.missing_comma(first);
                self.at = behind + 1;
            }
            Some(b'{' | b'"') if self.free(first) => {
                self.tell(&MISSING_EQUALS, name.range(), "no equals sign behind this name; what follows is taken as its value");
                self.at = behind;
            }
            Some(b',' | b'}') if self.free(first) => {
                self.tell(&MISSING_EQUALS, name.range(), "this field has no value; it is read as empty");
                self.at = name.range().end;
                let empty = Bytes::new(self.at, self.at);
                let parts = Bytes::new(self.tree.parts.len(), self.tree.parts.len());
                self.tree.fields.push(Field { name, value: empty, parts });
                return Ok(());
            }
            _ => {
                self.unexpected(name.range().end);
                return Ok(());
            }
        }
        let field = self.value()?;
        self.tree.fields.push(Field { name, ..field });
        Ok(())
    }

    /// Whether a comma, or nothing at all, stands between the last field of the item and here.
    #[inline]
    fn free(&self, first: usize) -> bool {
        let Some(last) = self.tree.fields[first..].last() else { return true };
        let gap = &self.text[last.value.range().end..self.at];
        gap.first() == Some(&b',') || gap.contains(&b',')
    }

    fn missing_comma(&mut self, first: usize) {
        if !self.free(first)
            && let Some(last) = self.tree.fields.last()
        {
            self.comma(last.value.range().end);
        }
    }

    fn comma(&mut self, at: usize) {
        let edit = Edit { span: self.source.span(at..at), text: ",".to_owned() };
        let start = unicode::boundary_before(&self.source.text, at.saturating_sub(1));
        let found = Diagnostic::new(&MISSING_COMMA, self.source.span(start..at), "a comma is missing behind this; what follows is read all the same");
        self.found.push(found.about(self.entry).fix("write the comma", vec![edit]));
    }

    /// A value: parts with `#` between. As a field without name.
    fn value(&mut self) -> Result<Field, Doubt> {
        let first = self.tree.parts.len();
        let mut hash = None;
        loop {
            self.space();
            let start = self.at;
            match self.text.get(start) {
                Some(b'{') => self.delimited(PartKind::Braced)?,
                Some(b'"') => self.delimited(PartKind::Quoted)?,
                Some(b'#') => {
                    self.tell(&BAD_CONCAT, start..start + 1, "no value before this `#`, which is passed over");
                    hash = Some(start);
                    self.at += 1;
                    continue;
                }
                Some(byte) if is_word(*byte) => self.word(),
                _ => {
                    match hash {
                        Some(hash) => self.tell(&BAD_CONCAT, hash..hash + 1, "no value behind this `#`, which is passed over"),
                        None => self.tell(&MISSING_EQUALS, start.saturating_sub(1)..start, "no value stands here; the field is read as empty"),
                    }
                    break;
                }
            }
            let end = self.at;
            if self.text.get(end) == Some(&b',') {
                break;
            }
            self.space();
            if self.text.get(self.at) != Some(&b'#') {
                self.at = end;
                break;
            }
            hash = Some(self.at);
            self.at += 1;
        }
        let parts = Bytes::new(first, self.tree.parts.len());
        let value = match self.tree.parts.get(parts.range()) {
            Some([one, .., last]) => Bytes { start: one.span.start, end: last.span.end },
            Some([only]) => only.span,
            _ => Bytes::new(self.at, self.at),
        };
        Ok(Field { name: Bytes::default(), value, parts })
    }

    fn word(&mut self) {
        let end = self.after_word(self.at);
        let digits = self.text[self.at..end].iter().all(u8::is_ascii_digit);
        let kind = if digits { PartKind::Number } else { PartKind::Name };
        self.tree.parts.push(Part { span: Bytes::new(self.at, end), kind, closed: true });
        self.at = end;
    }

    /// A part in braces or quotes.
    #[inline]
    fn delimited(&mut self, kind: PartKind) -> Result<(), Doubt> {
        let start = self.at;
        let end = match kind {
            PartKind::Quoted => self.quoted(start),
            _ => self.braced(start),
        };
        let (end, closed) = match end {
            Ok(end) => (end, true),
            Err(end) => {
                self.at = end;
                self.doubt()?;
                (self.without_end(start + 1, end), false)
            }
        };
        self.at = end;
        self.tree.parts.push(Part { span: Bytes::new(start, end), kind, closed });
        if !closed {
            self.unclosed(kind, start, end);
        }
        Ok(())
    }

    fn unclosed(&mut self, kind: PartKind, start: usize, end: usize) {
        if kind == PartKind::Quoted && self.text.get(end) == Some(&b'}') {
            let message = "a closing brace within quotes that none opens, or a quote that is missing before it";
            return self.tell(&UNBALANCED_QUOTE_BRACE, end..end + 1, message);
        }
        let message = format!("this value is never closed; it is taken to end with line {}", self.line(end));
        self.tell(&UNCLOSED_VALUE, start..start + 1, &message);
    }

    /// The end of an unclosed value: before the white space and the comma that stand at its end.
    fn without_end(&self, start: usize, end: usize) -> usize {
        let value = self.text[start..end.max(start)].trim_ascii_end();
        start + value.strip_suffix(b",").unwrap_or(value).len()
    }

    /// The end of a group in braces; where there is none, where reading must stop.
    fn braced(&self, open: usize) -> Result<usize, usize> {
        if self.by_line {
            return self.group_by_line(open, b'}');
        }
        let mut depth = 0usize;
        for offset in memchr::memchr3_iter(b'{', b'}', b'@', &self.text[open..]) {
            let at = open + offset;
            match self.text[at] {
                b'{' => depth += 1,
                b'}' if depth <= 1 => return Ok(at + 1),
                b'}' => depth -= 1,
                _ if self.begins_entry(at) => return Err(at),
                _ => {}
            }
        }
        Err(self.text.len())
    }

    /// The end of a text in quotes; where there is none, where reading must stop.
    fn quoted(&self, open: usize) -> Result<usize, usize> {
        if self.by_line {
            return self.group_by_line(open, b'"');
        }
        let (mut depth, mut from) = (0usize, open + 1);
        loop {
            let at = memchr::memchr3(b'"', b'{', b'}', &self.text[from..]).map_or(self.text.len(), |offset| from + offset);
            if let Some(entry) = self.first_entry(from..at) {
                return Err(entry);
            }
            match self.text.get(at) {
                Some(b'"') if depth == 0 => return Ok(at + 1),
                Some(b'{') => depth += 1,
                Some(b'}') if depth > 0 => depth -= 1,
                Some(b'"') => {}
                _ => return Err(at),
            }
            from = at + 1;
        }
    }

    /// Where the first line in a range begins an entry.
    fn first_entry(&self, range: Range<usize>) -> Option<usize> {
        let start = range.start;
        memchr::memchr_iter(b'@', &self.text[range]).map(|offset| start + offset).find(|at| self.begins_entry(*at))
    }

    /// The end of a group, which a line that begins a field or an entry ends too.
    fn group_by_line(&self, open: usize, close: u8) -> Result<usize, usize> {
        let mut depth = 0usize;
        for (offset, byte) in self.text[open + 1..].iter().enumerate() {
            let at = open + 1 + offset;
            match byte {
                byte if *byte == close && depth == 0 => return Ok(at + 1),
                b'{' => depth += 1,
                b'}' if depth == 0 => return Err(at),
                b'}' => depth -= 1,
                b'\n' if self.begins_field(at + 1) => return Err(at),
                b'@' if self.begins_entry(at) => return Err(at),
                _ => {}
            }
        }
        Err(self.text.len())
    }

    /// Whether a line begins `name = value` there.
    fn begins_field(&self, line: usize) -> bool {
        let start = self.after_blanks(line);
        let end = self.after_word(start);
        let equals = self.after_blanks(end);
        if end == start || !self.text[start].is_ascii_alphabetic() || self.text.get(equals) != Some(&b'=') {
            return false;
        }
        matches!(self.text.get(self.after_blanks(equals + 1)), Some(b'{' | b'"' | b'0'..=b'9'))
    }

    /// Whether a line begins an entry at this `@`: `@word{key,`.
    fn begins_entry(&self, at: usize) -> bool {
        if self.text[..at].last().is_some_and(|byte| !matches!(byte, b'\n' | b'\r')) {
            return false;
        }
        let end = self.after_word(at + 1);
        let word = &self.text[at + 1..end];
        let open = self.after_blanks(end);
        if word.is_empty() || !word.iter().all(u8::is_ascii_alphabetic) || !matches!(self.text.get(open), Some(b'{' | b'(')) {
            return false;
        }
        if [&b"comment"[..], b"string", b"preamble"].iter().any(|special| word.eq_ignore_ascii_case(special)) {
            return true;
        }
        let start = self.after_blanks(open + 1);
        let key = self.text[start..].iter().take_while(|byte| !matches!(byte, b',' | b'{' | b'}' | b'=' | b'"' | b'\n' | b'\r')).count();
        matches!(self.text.get(start + key), Some(b',' | b'\n' | b'\r'))
    }

    fn doubt(&self) -> Result<(), Doubt> {
        if self.by_line { Ok(()) } else { Err(Doubt) }
    }

    fn unexpected_group(&mut self) -> Result<(), Doubt> {
        let end = match self.text[self.at] {
            b'"' => self.quoted(self.at),
            _ => self.braced(self.at),
        };
        match end {
            Ok(end) => self.unexpected(end),
            Err(end) => {
                self.doubt()?;
                self.unexpected(end);
            }
        }
        Ok(())
    }

    /// Tells and passes what stands up to `end`; neighbours become one diagnostic.
    fn unexpected(&mut self, end: usize) {
        let end = unicode::boundary_behind(&self.source.text, end);
        let span = self.source.span(self.at..end);
        let text = self.text;
        let at = self.at;
        self.at = end;
        if let Some(last) = self.found.last_mut()
            && std::ptr::eq(last.rule, &raw const UNEXPECTED_TOKEN)
            && last.entry == Some(self.entry)
            && text.get(last.span.range().end..at).is_some_and(|gap| gap.trim_ascii().is_empty())
        {
            last.span = last.span.to(span);
            return;
        }
        self.tell(&UNEXPECTED_TOKEN, span.range(), "this belongs to no field and is left out");
    }

    /// The line of a place, as people count.
    fn line(&self, at: usize) -> u32 {
        if self.is_quiet { 0 } else { self.source.place(at).line }
    }

    fn tell(&mut self, rule: &'static RuleInfo, range: Range<usize>, message: &str) {
        let range = unicode::boundary_before(&self.source.text, range.start)..unicode::boundary_behind(&self.source.text, range.end);
        self.found.push(Diagnostic::new(rule, self.source.span(range), message).about(self.entry));
    }

    /// Tells the fields that stand twice in the entry that was read last.
    fn duplicates(&mut self, first: usize) {
        let fields = &self.tree.fields[first..];
        let name = |field: &Field| &self.text[field.name.range()];
        let marks = fields.iter().fold(0, |marks, field| marks | mark(name(field)));
        if marks.count_ones() as usize == fields.len() {
            return;
        }
        let mut seen: HashSet<Vec<u8>> = HashSet::new();
        let many = fields.len() > 24;
        let twice = fields.iter().enumerate().filter(|(at, field)| match many {
            true => !seen.insert(name(field).to_ascii_lowercase()),
            false => fields[..*at].iter().any(|other| name(other).eq_ignore_ascii_case(name(field))),
        });
        let spans: Vec<Span> = twice.map(|(_, field)| self.source.span(field.name.range())).collect();
        for span in spans {
            let message = format!("`{}` stands twice in this entry", self.source.slice(span));
            self.found.push(Diagnostic::new(&DUPLICATE_FIELD, span, message).about(self.entry));
        }
    }

    /// Passes white space and `%` comments.
    #[inline]
    fn space(&mut self) {
        self.at = self.after_space(self.at);
        if self.text.get(self.at) == Some(&b'%') {
            self.comments_inside();
        }
    }

    fn comments_inside(&mut self) {
        while self.text.get(self.at) == Some(&b'%') {
            let end = self.line_end(self.at);
            self.comment_inside(end);
            self.at = self.after_space(end);
        }
    }

    fn comment_inside(&mut self, end: usize) {
        let comment = self.at..end;
        self.tell(&COMMENT_INSIDE_ENTRY, comment.clone(), "BibTeX knows no comments within entries; this one is passed over");
        // Only before a line: behind other words, `%` would not keep the `@` of the comment from beginning an entry.
        let line_start = self.text[..self.start].last().is_none_or(|byte| matches!(byte, b'\n' | b'\r'));
        if let Some(found) = self.found.pop() {
            let moved = Edit { span: self.source.span(self.start..self.start), text: format!("{}\n", self.source.text[comment.clone()].trim_end()) };
            let edits = vec![moved, Edit::remove(self.source.span(comment))];
            self.found.push(if line_start { found.fix("put it before the entry", edits) } else { found });
        }
    }

    fn after_space(&self, at: usize) -> usize {
        self.after_all(at, |byte| byte.is_ascii_whitespace())
    }

    fn after_blanks(&self, at: usize) -> usize {
        self.after_all(at, |byte| matches!(byte, b' ' | b'\t'))
    }

    fn after_word(&self, at: usize) -> usize {
        self.after_all(at, is_word)
    }

    fn after_all(&self, mut at: usize, of: impl Fn(u8) -> bool) -> usize {
        while self.text.get(at).is_some_and(|byte| of(*byte)) {
            at += 1;
        }
        at
    }

    fn line_end(&self, at: usize) -> usize {
        memchr::memchr2(b'\n', b'\r', &self.text[at..]).map_or(self.text.len(), |offset| at + offset)
    }
}

/// The characters of names: all but white space and what delimits.
fn is_word(byte: u8) -> bool {
    const WORD: [bool; 256] = {
        let mut word = [true; 256];
        let mut byte = 0;
        while byte <= b' ' as usize {
            word[byte] = false;
            byte += 1;
        }
        let delimiters = b"\"#%'(),={}@\x7F";
        let mut at = 0;
        while at < delimiters.len() {
            word[delimiters[at] as usize] = false;
            at += 1;
        }
        word
    };
    WORD[byte as usize]
}
