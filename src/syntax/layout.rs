//! The layout of a `.bib` file: indent, alignment, delimiters, blank lines, case of names, order of fields. What is said stays as it is.
//!
//! Entries that are broken are left byte for byte, with the space around them; so are comments and text between entries, and entries with
//! a comment in the middle of a field. White space within values changes only where [`Options::wrap`] or a new indent asks for it, and only
//! in fields of which the caller says that it means nothing there. The order of entries is the affair of [`sort`](super::sort()).

use super::edit::{faulty, fits_quotes};
use super::sort::newlines;
use super::tree::{Bytes, Field, Item, ItemKind, PartKind, PieceKind, Tree};
use crate::text::{Diagnostic, Source, latex};
use std::collections::HashSet;
use std::ops::Range;

/// How a file is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// What stands before each field.
    pub indent: String,
    /// Whether the equals signs of an entry stand under one another.
    pub align: bool,
    /// Whether a comma stands behind the last field.
    pub trailing_comma: bool,
    /// What stands around values. Numbers, names of strings and values joined by `#` are left.
    pub delimiters: Delimiters,
    /// How many blank lines stand between entries.
    pub blank_lines: usize,
    /// The case of types and names of fields.
    pub case: Case,
    /// The column that long values are broken at; as they stand where it is none.
    pub wrap: Option<usize>,
    /// The fields that come first, in this order; the others follow as they stand.
    pub fields: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            indent: "  ".to_owned(),
            align: false,
            trailing_comma: true,
            delimiters: Delimiters::Braces,
            blank_lines: 1,
            case: Case::Lower,
            wrap: None,
            fields: Vec::new(),
        }
    }
}

/// What stands around values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Delimiters {
    /// What stood there.
    Keep,
    /// Braces.
    Braces,
    /// Quotes, but for values with a quote of their own.
    Quotes,
}

/// The case of types and names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Case {
    /// As they stand.
    Keep,
    /// Small letters; a name such as `dateAdded` is left.
    Lower,
}

/// What the layout must know of an entry and its fields.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'f> {
    /// Entries, by number, that are left as they stand.
    pub left: &'f HashSet<usize>,
    /// Whether white space in the value of a field means no more than a space.
    pub flows: fn(&str) -> bool,
}

/// The text of a file in a layout, from its tree and what the parser said.
pub fn layout(source: &Source, tree: &Tree, found: &[Diagnostic], options: &Options, facts: Facts) -> String {
    let mut left = faulty(tree, found);
    let entries = tree.items().iter().enumerate().filter(|(_, item)| item.kind == ItemKind::Entry);
    left.extend(entries.enumerate().filter(|(number, _)| facts.left.contains(number)).map(|(_, (at, _))| at));
    let end = line_end(source, tree, &left);
    Layout { source, tree, options, left, flows: facts.flows, end }.file()
}

/// The line end of what is laid out: the one that most lines of entries have, else the first between items. Other ones stay where
/// they stand within what is kept.
fn line_end(source: &Source, tree: &Tree, left: &HashSet<usize>) -> &'static str {
    let laid = tree.items().iter().enumerate().filter(|(at, item)| item.kind == ItemKind::Entry && !left.contains(at));
    let gaps = laid.flat_map(|(_, item)| tree.pieces_of(item)).filter(|piece| piece.kind == PieceKind::Between);
    let (mut pairs, mut bare, mut old) = (0, 0, 0);
    for gap in gaps.filter_map(|piece| source.text.get(piece.range)) {
        let both = gap.matches("\r\n").count();
        pairs += both;
        bare += gap.matches('\n').count() - both;
        old += gap.matches('\r').count() - both;
    }
    // White space at the beginning of the file does not stay.
    let texts = tree.items().iter().filter(|item| item.kind == ItemKind::Stray).filter_map(|item| source.text.get(item.span.range()));
    let mut strays = texts.map(|text| if std::ptr::eq(text.as_ptr(), source.text.as_ptr()) { text.trim_start() } else { text });
    match pairs.max(bare).max(old) {
        0 => match strays.find_map(|text| text.find(['\n', '\r']).and_then(|at| text.get(at..))) {
            Some(text) if text.starts_with("\r\n") => "\r\n",
            Some(text) if text.starts_with('\r') => "\r",
            Some(_) => "\n",
            None => source.line_end(),
        },
        most if most == bare => "\n",
        most if most == pairs => "\r\n",
        _ => "\r",
    }
}

struct Layout<'l> {
    source: &'l Source,
    tree: &'l Tree,
    options: &'l Options,
    /// Items that are left as they stand.
    left: HashSet<usize>,
    flows: fn(&str) -> bool,
    end: &'static str,
}

impl<'l> Layout<'l> {
    fn slice(&self, bytes: Bytes) -> &'l str {
        self.source.text.get(bytes.range()).unwrap_or_default()
    }

    fn file(&self) -> String {
        let items = self.tree.items();
        let mut text = String::with_capacity(self.source.text.len());
        for (at, item) in items.iter().enumerate() {
            if item.kind != ItemKind::Stray {
                text += &self.item(at, item).unwrap_or_else(|| self.slice(item.span).to_owned());
                let next = items.get(at + 1);
                if next.is_none_or(|next| next.kind != ItemKind::Stray) {
                    text += &self.gap(Some(at), next.map(|_| at + 1), "");
                }
                continue;
            }
            let next = (at + 1 < items.len()).then_some(at + 1);
            text += &self.gap(at.checked_sub(1), next, self.slice(item.span));
        }
        text
    }

    fn blank(&self, lines: usize) -> String {
        self.end.repeat(lines + 1)
    }

    fn is_entry(&self, item: Option<usize>) -> bool {
        item.is_some_and(|at| self.tree.items()[at].kind == ItemKind::Entry)
    }

    /// What stands between two items.
    fn gap(&self, before: Option<usize>, behind: Option<usize>, raw: &str) -> String {
        if before.is_none() && behind.is_none() || [before, behind].into_iter().flatten().any(|item| self.left.contains(&item)) {
            return raw.to_owned();
        }
        let words = raw.trim();
        if words.is_empty() {
            return match (before, behind) {
                (None, _) => String::new(),
                (_, None) => self.end.to_owned(),
                _ if self.is_entry(before) || self.is_entry(behind) || newlines(raw) > 1 => self.blank(self.options.blank_lines),
                _ => self.end.to_owned(),
            };
        }
        let (head, tail) = (&raw[..raw.len() - raw.trim_start().len()], &raw[raw.trim_end().len()..]);
        let lines_behind = if behind.is_none() { 1 } else { newlines(tail) };
        // A blank line says what a text belongs to: it never goes.
        let blank = self.blank(self.options.blank_lines.max(1));
        let head = match newlines(head) {
            _ if before.is_none() => String::new(),
            0 => head.to_owned(),
            // Directly under what stands above, and not directly over what follows.
            1 if lines_behind != 1 || !self.is_entry(before) => self.end.to_owned(),
            _ => blank.clone(),
        };
        let tail = match lines_behind {
            0 => tail.to_owned(),
            1 => self.end.to_owned(),
            _ => blank,
        };
        format!("{head}{words}{tail}")
    }

    /// An item in its layout; none where it is to be left as it stands.
    fn item(&self, at: usize, item: &Item) -> Option<String> {
        if self.left.contains(&at) {
            return None;
        }
        match item.kind {
            ItemKind::Entry => self.entry(item),
            ItemKind::String => self.string(item),
            _ => None,
        }
    }

    fn cased(&self, name: &str) -> String {
        match self.options.case {
            Case::Lower if !name.starts_with(|c: char| c.is_ascii_lowercase()) => name.to_ascii_lowercase(),
            _ => name.to_owned(),
        }
    }

    /// The word behind `@`: its case means nothing.
    fn type_name(&self, item: &Item) -> String {
        match self.options.case {
            Case::Lower => self.slice(item.name).to_ascii_lowercase(),
            Case::Keep => self.slice(item.name).to_owned(),
        }
    }

    fn string(&self, item: &Item) -> Option<String> {
        let [field] = self.tree.fields(item) else { return None };
        let (open, close) = self.delimiters(item)?;
        let inside = [open + 1..field.name.range().start, field.value.range().end..close];
        let plain =
            |range: &Range<usize>| self.source.text.get(range.clone()).is_some_and(|gap| gap.trim_matches([',', ' ', '\t', '\r', '\n']).is_empty());
        if !inside.iter().all(plain) || !self.is_plain(field) {
            return None;
        }
        let (start, end) = (&self.source.text[open..open + 1], &self.source.text[close..close + 1]);
        Some(format!("@{}{start}{} = {}{end}", self.type_name(item), self.slice(field.name), self.value(field, None)))
    }

    /// Where an item's own delimiters stand.
    fn delimiters(&self, item: &Item) -> Option<(usize, usize)> {
        let open = item.name.range().end + self.source.text.get(item.name.range().end..)?.find(['{', '('])?;
        Some((open, item.span.range().end.checked_sub(1)?))
    }

    /// Whether no comment stands within a field.
    fn is_plain(&self, field: &Field) -> bool {
        let mut at = field.name.range().end;
        self.tree.parts(field).iter().all(|part| {
            let gap = self.source.text.get(at..part.span.range().start).unwrap_or("%");
            at = part.span.range().end;
            !gap.contains('%')
        })
    }

    fn entry(&self, item: &Item) -> Option<String> {
        let (open, close) = self.delimiters(item)?;
        let fields = self.tree.fields(item);
        let first = fields.first().map_or(close, |field| field.name.range().start);
        // Before the key only white space, behind it at most a comma and comments.
        let before_key = self.source.text.get(open + 1..item.key.range().start)?;
        if !before_key.trim().is_empty() || !fields.iter().all(|field| self.is_plain(field)) {
            return None;
        }
        let behind_key = self.source.text.get(item.key.range().end..first)?;
        let has_comma = !item.key.is_empty() || behind_key.trim_start().starts_with(',');
        let mut lines = Lines { comments: Vec::new(), beside: comments(behind_key).0, rows: Vec::new() };
        lines.comments = comments(behind_key).1;
        for (at, field) in fields.iter().enumerate() {
            let end = fields.get(at + 1).map_or(close, |next| next.name.range().start);
            let (beside, below) = comments(self.source.text.get(field.value.range().end..end)?);
            let above = std::mem::replace(&mut lines.comments, below);
            lines.rows.push(Row { above, field: *field, beside });
        }
        let order = |row: &Row| self.options.fields.iter().position(|name| name.eq_ignore_ascii_case(self.slice(row.field.name)));
        lines.rows.sort_by_key(|row| order(row).unwrap_or(usize::MAX));
        Some(self.lines(item, (open, close), has_comma, &lines))
    }

    fn lines(&self, item: &Item, (open, close): (usize, usize), has_comma: bool, lines: &Lines) -> String {
        let Options { indent, trailing_comma, .. } = self.options;
        let end = self.end;
        let beside = |comment: &Option<&str>| comment.map_or(String::new(), |comment| format!(" {comment}"));
        let comma = if has_comma { "," } else { "" };
        let mut text =
            format!("@{}{}{}{comma}{}", self.type_name(item), &self.source.text[open..open + 1], self.slice(item.key), beside(&lines.beside));
        let width = match self.options.align {
            true => lines.rows.iter().map(|row| self.slice(row.field.name).chars().count()).max().unwrap_or(0),
            false => 0,
        };
        for (at, row) in lines.rows.iter().enumerate() {
            row.above.iter().for_each(|comment| text += &format!("{end}{indent}{comment}"));
            let name = self.cased(self.slice(row.field.name));
            let comma = if at + 1 < lines.rows.len() || *trailing_comma { "," } else { "" };
            let column = indent.chars().count() + name.chars().count().max(width) + 3;
            text += &format!("{end}{indent}{name:width$} = {}{comma}{}", self.value(&row.field, Some(column)), beside(&row.beside));
        }
        lines.comments.iter().for_each(|comment| text += &format!("{end}{indent}{comment}"));
        text + end + &self.source.text[close..close + 1]
    }

    /// A value, in the column where it is to stand; without column it stays in its lines.
    fn value(&self, field: &Field, column: Option<usize>) -> String {
        let parts = self.tree.parts(field);
        let [part] = parts else {
            return parts.iter().map(|part| self.slice(part.span)).collect::<Vec<_>>().join(" # ");
        };
        if matches!(part.kind, PartKind::Number | PartKind::Name) {
            return self.slice(part.span).to_owned();
        }
        let inner = self.slice(part.inner());
        let quotes = match self.options.delimiters {
            Delimiters::Keep => part.kind == PartKind::Quoted,
            Delimiters::Braces => false,
            Delimiters::Quotes => fits_quotes(inner) && latex::is_balanced(inner),
        };
        let flows = (self.flows)(&self.slice(field.name).to_ascii_lowercase());
        let inner = match column.filter(|_| flows && !inner.contains('%')) {
            Some(column) => self.flowed(inner, part.span, column + 1),
            None => inner.to_owned(),
        };
        if quotes { format!("\"{inner}\"") } else { format!("{{{inner}}}") }
    }

    /// A text whose white space means nothing: broken at the width where there is one, else moved with its first line.
    fn flowed(&self, text: &str, span: Bytes, column: usize) -> String {
        let blank_line = newlines(text) > 1 && text.lines().skip(1).any(|line| line.trim().is_empty());
        match self.options.wrap {
            Some(_) if blank_line => text.to_owned(),
            Some(width) => self.wrapped(text, column, width),
            None => self.moved(text, span, column),
        }
    }

    /// What stands before a line that goes under one which begins in that column.
    fn under(&self, column: usize) -> String {
        let indent = &self.options.indent;
        format!("{indent}{}", " ".repeat(column.saturating_sub(indent.chars().count())))
    }

    fn wrapped(&self, text: &str, column: usize, width: usize) -> String {
        let mut wrapped = String::with_capacity(text.len());
        let mut at = column;
        let mut glued = true;
        for word in text.split_ascii_whitespace() {
            let length = word.chars().count();
            match glued {
                true if wrapped.is_empty() => {}
                false if at + 1 + length > width => {
                    wrapped += self.end;
                    wrapped += &self.under(column);
                    at = column;
                }
                _ => {
                    wrapped.push(' ');
                    at += 1;
                }
            }
            wrapped += word;
            at += length;
            // A backslash makes the space behind it a command.
            glued = word.ends_with('\\');
        }
        wrapped
    }

    /// The lines behind the first go as far to the left or right as the first, where they stood under it.
    fn moved(&self, text: &str, span: Bytes, column: usize) -> String {
        if newlines(text) == 0 {
            return text.to_owned();
        }
        let before = &self.source.text[..span.range().start];
        let line = &before[before.rfind(['\n', '\r']).map_or(0, |at| at + 1)..];
        let indent = &line[..line.len() - line.trim_start().len()];
        let old = line.chars().count() + 1;
        // How far a line stands to the right; none where it stands otherwise than under the first.
        let depth = |line: &str| {
            let rest = line.strip_prefix(indent)?;
            let words = rest.trim_start_matches(' ');
            let depth = indent.chars().count() + rest.len() - words.len();
            (depth + 1 >= old && !words.starts_with('\t')).then_some((depth, words.to_owned()))
        };
        let mut lines = text.split(self.end);
        let mut moved = lines.next().unwrap_or_default().to_owned();
        for line in lines {
            moved += self.end;
            match depth(line) {
                _ if line.trim().is_empty() => {}
                Some((depth, words)) => {
                    moved += &self.under((depth + column).saturating_sub(old));
                    moved += &words;
                }
                None => return text.to_owned(),
            }
        }
        if text.contains('\r') && !self.end.contains('\r') { text.to_owned() } else { moved }
    }
}

/// The fields of an entry with its comments.
struct Lines<'t> {
    /// The comment behind the key.
    beside: Option<&'t str>,
    rows: Vec<Row<'t>>,
    /// Comments on lines of their own at the end.
    comments: Vec<&'t str>,
}

/// A field with its comments.
struct Row<'t> {
    above: Vec<&'t str>,
    field: Field,
    beside: Option<&'t str>,
}

/// The `%` comments between two fields: the one on the first line, and those below.
fn comments(gap: &str) -> (Option<&str>, Vec<&str>) {
    let (mut beside, mut below) = (None, Vec::new());
    for (number, line) in gap.split(['\n', '\r']).enumerate() {
        let Some(at) = line.find('%') else { continue };
        match number {
            0 => beside = Some(line[at..].trim_end()),
            _ => below.push(line[at..].trim_end()),
        }
    }
    (beside, below)
}
