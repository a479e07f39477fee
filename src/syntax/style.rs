//! How the fields of an entry are laid out, so that a new one looks like them.

use super::sort::newlines;
use super::tree::{Field, Item, PartKind, Tree};
use crate::text::Source;

/// The layout of an entry's fields.
#[derive(Clone, Debug)]
pub(super) struct Style {
    /// What stands between a comma and a name: a line end and the indent, or spaces.
    before: String,
    /// The column of `=`, where all fields have theirs under one another.
    equals: Option<usize>,
    /// Whether the names, not the equals signs alone, end at one column.
    right: bool,
    /// White space on both sides of `=`.
    around: (String, String),
    /// Whether values stand in quotes.
    pub(super) quotes: bool,
    /// Whether a comma stands behind the last field.
    pub(super) trailing_comma: bool,
    /// A name as it is written.
    sample: String,
}

impl Style {
    /// What ibidem writes by itself.
    pub(super) fn usual(line_end: &str) -> Self {
        Self {
            before: format!("{line_end}  "),
            equals: None,
            right: false,
            around: (" ".to_owned(), " ".to_owned()),
            quotes: false,
            trailing_comma: true,
            sample: String::new(),
        }
    }

    /// The layout of an entry; none where it has no field to go by.
    pub(super) fn of(source: &Source, tree: &Tree, item: &Item) -> Option<Self> {
        let text: &str = &source.text;
        let fields = tree.fields(item);
        let last = fields.last()?;
        let space_before = |at: usize| &text[text[..at].trim_end().len()..at];
        let gap = |field: &Field| text.get(field.name.range().end..field.value.range().start).and_then(|gap| gap.split_once('='));
        let (left, right) = gap(last).filter(|(left, right)| left.trim().is_empty() && right.trim().is_empty())?;
        let line = fields.iter().rev().find(|field| newlines(space_before(field.name.range().start)) > 0);
        let before = match line {
            Some(field) => {
                let space = space_before(field.name.range().start);
                let indent = space.rfind(['\n', '\r']).map_or("", |at| &space[at + 1..]);
                format!("{}{indent}", source.line_end())
            }
            None => match space_before(last.name.range().start) {
                "" if text[..last.name.range().start].ends_with(',') => String::new(),
                "" => " ".to_owned(),
                space => space.to_owned(),
            },
        };
        let column = |field: &Field| {
            let name = field.name.range();
            let line = text[..name.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
            let equals = name.end + gap(field)?.0.len();
            Some((text.get(line..name.start)?.chars().count(), text.get(line..equals)?.chars().count()))
        };
        // Enough fields to see how they are aligned: each looks for the beginning of its line.
        let columns: Vec<(usize, usize)> = fields.iter().rev().take(32).filter_map(column).collect();
        let aligned = line.is_some()
            && columns.len() > 1
            && columns.iter().all(|(_, equals)| *equals == columns[0].1)
            && fields.iter().any(|field| field.name.range().len() != last.name.range().len());
        let right_aligned = aligned && columns.iter().any(|(indent, _)| *indent != columns[0].0);
        let delimiter = |field: &Field| match tree.parts(field) {
            [part] => Some(part.kind).filter(|kind| matches!(kind, PartKind::Braced | PartKind::Quoted)),
            _ => None,
        };
        let quotes = fields.iter().rev().find_map(delimiter) == Some(PartKind::Quoted);
        let tail = &text[last.value.range().end..item.span.range().end];
        Some(Self {
            before,
            equals: aligned.then(|| columns[0].1),
            right: right_aligned,
            around: (left.to_owned(), right.to_owned()),
            quotes,
            trailing_comma: tail.trim_start().starts_with(','),
            sample: text[last.name.range()].to_owned(),
        })
    }

    /// Whether each field stands on its own line.
    pub(super) fn has_lines(&self) -> bool {
        newlines(&self.before) > 0
    }

    /// A name in the case of the others.
    pub(super) fn cased(&self, name: &str) -> String {
        cased(name, &self.sample)
    }

    /// A field as it is written, from behind the comma before it.
    pub(super) fn field(&self, name: &str, value: &str) -> String {
        let (mut before, mut left, right) = (self.before.clone(), self.around.0.clone(), &self.around.1);
        if let Some(column) = self.equals {
            let length = name.chars().count();
            let line = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
            match self.right {
                true => {
                    let indent = column.saturating_sub(length + left.chars().count());
                    before.replace_range(line.., &" ".repeat(indent));
                }
                false => {
                    let taken = before[line..].chars().count() + length;
                    left = " ".repeat(column.saturating_sub(taken).max(self.around.0.len().min(1)));
                }
            }
        }
        format!("{before}{name}{left}={right}{value}")
    }
}

/// A name in the case of another: all capitals, a capital at the beginning, or as it is given.
pub(super) fn cased(name: &str, like: &str) -> String {
    if name.contains(char::is_uppercase) {
        return name.to_owned();
    }
    let letters: Vec<char> = like.chars().filter(|c| c.is_alphabetic()).collect();
    match letters.as_slice() {
        [first, rest @ ..] if first.is_uppercase() && !rest.is_empty() && rest.iter().all(|c| c.is_uppercase()) => name.to_uppercase(),
        [first, rest @ ..] if first.is_uppercase() && !rest.is_empty() => {
            let mut chars = name.chars();
            chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
        }
        _ => name.to_owned(),
    }
}
