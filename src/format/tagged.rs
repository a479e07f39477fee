//! Files of tagged lines: a tag, its value, and lines that go on with it. RIS, nbib and the ISI format are written so; what their tags
//! mean is told in their own tables.
//!
//! Here a text is cut into records, and a record into fields. What the formats share beyond that:
//! `gather` makes an entry of the fields, `value` knows names and dates, `extra` the lines `variable: value` that hold what no
//! tag can, [`write`] the way back.

pub(super) mod extra;
pub(super) mod gather;
pub(super) mod value;
pub(super) mod write;

use crate::model::{Other, OtherKind};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity, Source, Str};
use std::ops::Range;

/// The rules that reading raises.
pub static RULES: &[&RuleInfo] = &[&MISSING_END, &MISSING_TYPE, &UNTAGGED];

/// A record that is not closed.
pub static MISSING_END: RuleInfo = RuleInfo {
    name: "missing-end-tag",
    summary: "a record without its last line, `ER  - `",
    why: "Programs run such a record together with the next one, or leave it out. ibidem ends it where the next begins.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "ris", bad: "TY  - BOOK\nTI  - One\n", good: "TY  - BOOK\nTI  - One\nER  - \n" }],
};

/// A record that does not say what it describes.
pub static MISSING_TYPE: RuleInfo = RuleInfo {
    name: "missing-type-tag",
    summary: "a record without its first line, `TY  - …`",
    why: "Without it most programs leave the record out. ibidem reads it as an entry of unknown kind.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "ris", bad: "TI  - One\nER  - \n", good: "TY  - BOOK\nTI  - One\nER  - \n" }],
};

/// Text that belongs to no field.
pub static UNTAGGED: RuleInfo = RuleInfo {
    name: "untagged-text",
    summary: "text outside of every field of a tagged file",
    why: "No tag says what it means, so it is in no entry. It is kept as a comment where the format written has comments.",
    severity: Severity::Info,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "ris", bad: "Exported today\n\nTY  - BOOK\nTI  - One\nER  - \n", good: "TY  - BOOK\nTI  - One\nER  - \n" }],
};

/// The tag that a line begins with, as a range of the line, and where its value begins.
pub(super) type TagOf = fn(&str) -> Option<(Range<usize>, usize)>;

/// How the lines of a format look.
pub(super) struct Syntax {
    pub(super) tag: TagOf,
    /// The tag that begins a record; whether records without it are to be told.
    pub(super) first: (&'static str, bool),
    /// The tag that ends a record; in formats without one a blank line does.
    pub(super) last: Option<&'static str>,
    /// Whether lines that go on with a value are indented; all others are strays.
    pub(super) indented: bool,
    /// Tags that belong to the file, not to a record.
    pub(super) file: &'static [&'static str],
}

/// A tag and its value.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// The tag, in capitals.
    pub(super) tag: Str,
    /// The value, trimmed; line breaks as `\n`.
    pub(super) text: Str,
    /// Where it stands, from its first character to its last.
    pub(super) range: Range<usize>,
}

/// The fields of one entry.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) fields: Vec<Field>,
    pub(super) range: Range<usize>,
}

/// A text cut into records, and what stood between them.
#[derive(Debug, Default)]
pub(super) struct Cut {
    pub(super) records: Vec<Record>,
    pub(super) others: Vec<Other>,
    pub(super) found: Vec<Diagnostic>,
}

/// Cuts a text into records.
pub(super) fn cut(source: &Source, syntax: &Syntax) -> Cut {
    let mut cutter = Cutter { source, syntax, cut: Cut::default(), open: None, lines: Vec::new(), blank: false };
    let mut start = 0;
    while start < source.text.len() {
        let end = memchr::memchr2(b'\n', b'\r', &source.text.as_bytes()[start..]).map_or(source.text.len(), |at| start + at);
        cutter.line(start..end);
        start = end + if source.text[end..].starts_with("\r\n") { 2 } else { 1 };
    }
    cutter.close(syntax.last.is_none());
    cutter.cut
}

struct Cutter<'s> {
    source: &'s Source,
    syntax: &'s Syntax,
    cut: Cut,
    open: Option<Record>,
    /// The lines of the last field, trimmed; empty ones are blank.
    lines: Vec<Range<usize>>,
    /// Whether a blank line has just been passed.
    blank: bool,
}

impl Cutter<'_> {
    fn line(&mut self, line: Range<usize>) {
        let text = &self.source.text[line.clone()];
        let inner = trimmed(self.source, line.clone());
        if inner.is_empty() {
            self.blank = true;
            self.more(inner);
            return;
        }
        match (self.syntax.tag)(text) {
            Some((tag, value)) => {
                let value = trimmed(self.source, line.start + value..line.end);
                self.tagged(Str::of(&self.source.text, line.start + tag.start..line.start + tag.end), value, line);
            }
            // What stands between two records is no reason to take them for one.
            None if self.open.is_none() || self.syntax.indented && !text.starts_with([' ', '\t']) => return self.stray(inner),
            None => self.more(inner),
        }
        self.blank = false;
    }

    fn tagged(&mut self, tag: Str, value: Range<usize>, line: Range<usize>) {
        let tag = if tag.bytes().any(|byte| byte.is_ascii_lowercase()) { tag.to_ascii_uppercase().into() } else { tag };
        if self.syntax.file.contains(&&*tag) {
            return self.close(self.syntax.last.is_none());
        }
        if self.syntax.last == Some(&*tag) {
            if let Some(open) = &mut self.open {
                open.range.end = line.end;
            }
            self.close(true);
            if !value.is_empty() {
                self.stray(value);
            }
            return;
        }
        let (first, told) = self.syntax.first;
        // Several first tags in a row are one record.
        let begun = self.open.as_ref().and_then(|open| open.fields.last()).is_some_and(|field| field.tag != first);
        if *tag == *first && begun || self.syntax.last.is_none() && self.blank {
            self.close(self.syntax.last.is_none());
        }
        self.field();
        if self.open.is_none() && *tag != *first && told {
            let message = format!("a record begins without `{first}`; it was read as one of unknown kind");
            self.cut.found.push(Diagnostic::new(&MISSING_TYPE, self.source.span(line.clone()), message).about(self.index()));
        }
        let open = self.open.get_or_insert_with(|| Record { range: line.clone(), ..Record::default() });
        open.range.end = line.end;
        open.fields.push(Field { tag, text: Str::empty(), range: value.clone() });
        self.lines.push(value);
    }

    fn more(&mut self, inner: Range<usize>) {
        if !self.lines.is_empty() {
            self.lines.push(inner);
        }
    }

    fn stray(&mut self, range: Range<usize>) {
        let span = self.source.span(range.clone());
        let last = self
            .cut
            .others
            .last_mut()
            .filter(|last| self.source.text.get(last.span.range().end..range.start).is_some_and(|gap| gap.trim().is_empty()));
        match last {
            // One text of several lines is told once.
            Some(last) => {
                last.span.end = span.end;
                last.text = Str::of(&self.source.text, last.span.range());
                if let Some(found) = self.cut.found.iter_mut().rev().find(|found| found.span.start == last.span.start) {
                    found.span = last.span;
                }
            }
            None => {
                self.cut.others.push(Other { kind: OtherKind::Stray, text: Str::of(&self.source.text, range), span });
                self.cut.found.push(Diagnostic::new(&UNTAGGED, span, "this text is part of no field; it is in no entry"));
            }
        }
    }

    /// Gives the last field its lines.
    fn field(&mut self) {
        while self.lines.last().is_some_and(Range::is_empty) {
            self.lines.pop();
        }
        let lines = std::mem::take(&mut self.lines);
        let Some(field) = self.open.as_mut().and_then(|open| open.fields.last_mut()) else { return };
        let (Some(first), Some(last)) = (lines.iter().find(|line| !line.is_empty()), lines.last()) else { return };
        field.range = first.start..last.end;
        field.text = match lines.as_slice() {
            [one] => Str::of(&self.source.text, one.clone()),
            lines => lines.iter().map(|line| &self.source.text[line.clone()]).collect::<Vec<_>>().join("\n").trim().into(),
        };
    }

    fn close(&mut self, properly: bool) {
        self.field();
        let index = self.index();
        let Some(mut record) = self.open.take() else { return };
        if let Some(last) = record.fields.last() {
            record.range.end = record.range.end.max(last.range.end);
        }
        if !properly {
            let end = record.range.end;
            let last = self.syntax.last.unwrap_or_default();
            let message = format!("`{last}` is missing at the end of this record");
            self.cut.found.push(Diagnostic::new(&MISSING_END, self.source.span(end..end), message).about(index));
        }
        self.cut.records.push(record);
    }

    fn index(&self) -> u32 {
        u32::try_from(self.cut.records.len()).unwrap_or(u32::MAX)
    }
}

/// The range without white space and byte order marks at its ends.
fn trimmed(source: &Source, range: Range<usize>) -> Range<usize> {
    let text = &source.text[range.clone()];
    let space = |c: char| c.is_whitespace() || c == '\u{FEFF}';
    let start = range.start + text.len() - text.trim_start_matches(space).len();
    start..start + text.trim_matches(space).len()
}

/// The lines of a text as one: for values in which a line's end means no more than a space.
pub(super) fn folded(text: &Str) -> Str {
    match text.contains('\n') {
        true => text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ").into(),
        false => text.clone(),
    }
}

/// The first lines of a text that say something, by which a format is known.
pub(super) fn first_lines(text: &str) -> impl Iterator<Item = &str> {
    let space = |c: char| c.is_whitespace() || c == '\u{FEFF}';
    text.split(['\n', '\r']).map(move |line| line.trim_matches(space)).filter(|line| !line.is_empty()).take(12)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::print_stderr)]
mod tests;
