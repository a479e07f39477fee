//! What stood between the entries, written where it stood: before the entry that it stood before, or behind the last one. Strings and
//! preambles are never later than they were, whatever the order of entries.
//!
//! Only what still reads as it did, for biber too, is written as it is; else it becomes an `@comment`, or is told as lost. Classic BibTeX knows no comments:
//! between entries it reads on to the next `@`, be it behind `%` or within `@comment{…}`. For it an `@` in such a text becomes `(at)`.

use super::table::Dialect;
use crate::format::loss::{LOST_VALUE, lost};
use crate::model::{EntryId, Library, Other, OtherKind};
use crate::syntax;
use crate::text::{Diagnostic, Source, SourceId, Span};
use std::collections::HashMap;
use std::ops::Range;

/// The texts between the entries of a library, on their way out.
pub(super) struct Others<'l> {
    library: &'l Library,
    dialect: Dialect,
    /// For each entry, by its place, the texts that stood between the entry before and it.
    before: HashMap<usize, Vec<Other>>,
    /// What stood behind an entry on its last line.
    beside: HashMap<usize, Other>,
    /// Those that stood behind the last entry of their source.
    behind: HashMap<usize, Vec<Other>>,
    /// Strings and preambles that are still to come, by their sources, the first one last.
    definitions: HashMap<SourceId, Vec<Other>>,
    /// Those of sources of which no entry is here.
    loose: Vec<Other>,
    pub(super) found: Vec<Diagnostic>,
}

impl<'l> Others<'l> {
    pub(super) fn new(library: &'l Library, dialect: Dialect) -> Self {
        let mut others = Self {
            library,
            dialect,
            before: HashMap::new(),
            beside: HashMap::new(),
            behind: HashMap::new(),
            definitions: HashMap::new(),
            loose: Vec::new(),
            found: Vec::new(),
        };
        let mut places: HashMap<SourceId, Vec<(Span, usize)>> = HashMap::new();
        for (place, entry) in library.entries.iter().enumerate() {
            if let Some(origin) = library.origins.get(entry.id) {
                places.entry(origin.span.source).or_default().push((origin.span, place));
            }
        }
        places.values_mut().for_each(|places| places.sort_unstable());
        for other in &library.others {
            match places.get(&other.span.source) {
                None => others.loose.push(other.clone()),
                Some(_) if is_definition(other) => others.definitions.entry(other.span.source).or_default().push(other.clone()),
                Some(places) => others.anchor(other.clone(), places),
            }
        }
        others.definitions.values_mut().for_each(|definitions| definitions.reverse());
        others
    }

    /// Finds the entry that a text goes with, among those of its source.
    fn anchor(&mut self, other: Other, places: &[(Span, usize)]) {
        let next = places.partition_point(|(entry, _)| entry.start < other.span.end);
        let before = next.checked_sub(1).and_then(|at| places.get(at));
        let mut rest = Some(other);
        if let Some((entry, place)) = before
            && let Some(other) = rest.take_if(|other| lines_between(other, entry.end, other.span.start) == 0)
        {
            let line = other.text.find(['\n', '\r']).unwrap_or(other.text.len());
            self.beside.insert(*place, part(&other, 0..line));
            let behind = line + other.text[line..].len() - other.text[line..].trim_start().len();
            rest = (behind < other.text.len()).then(|| part(&other, behind..other.text.len()));
        }
        let Some(rest) = rest else { return };
        match (places.get(next), before) {
            (Some((_, place)), _) => self.before.entry(*place).or_default().push(rest),
            (None, Some((_, last))) => self.behind.entry(*last).or_default().push(rest),
            (None, None) => self.loose.push(rest),
        }
    }

    /// Writes what stood before the entry at that place; the entry itself goes directly behind it.
    pub(super) fn write_before(&mut self, place: usize, text: &mut String) {
        let id = self.library.entries[place].id;
        let mut before = std::mem::take(&mut self.loose);
        before.extend(self.before.remove(&place).unwrap_or_default());
        if let Some(origin) = self.library.origins.get(id) {
            let definitions = self.definitions.entry(origin.span.source).or_default();
            while let Some(next) = definitions.pop_if(|next| next.span.end <= origin.span.start) {
                before.push(next);
            }
        }
        before.sort_by_key(|other| (other.span.source, other.span.start));
        let directly_above = before.last().is_some_and(|last| self.is_above(last, id));
        self.write_all(&before, text);
        if !text.is_empty() && !directly_above {
            text.push('\n');
        }
    }

    /// Writes what stood behind the entry at that place: on its line, and where it was the last of its source.
    pub(super) fn write_behind(&mut self, place: usize, text: &mut String) {
        if let Some(written) = self.beside.remove(&place).and_then(|other| self.form(&other)) {
            text.truncate(text.trim_end().len());
            *text += &format!(" {written}\n");
        }
        let behind = self.behind.remove(&place).unwrap_or_default();
        self.write_all(&behind, text);
    }

    /// Writes what is left.
    pub(super) fn finish(mut self, text: &mut String) -> Vec<Diagnostic> {
        let mut rest = std::mem::take(&mut self.loose);
        rest.extend(self.definitions.values().flatten().cloned());
        rest.sort_by_key(|other| (other.span.source, other.span.start));
        self.write_all(&rest, text);
        self.found
    }

    /// Whether a text stands directly above an entry: not what begins with `@`, which stands for itself.
    fn is_above(&self, other: &Other, id: EntryId) -> bool {
        let Some(origin) = self.library.origins.get(id) else { return false };
        !other.text.starts_with('@') && other.span.source == origin.span.source && lines_between(other, other.span.end, origin.span.start) <= 1
    }

    fn write_all(&mut self, others: &[Other], text: &mut String) {
        let mut last: Option<&Other> = None;
        for other in others {
            let Some(written) = self.form(other) else { continue };
            let directly = |last: &Other| last.span.source == other.span.source && lines_between(last, last.span.end, other.span.start) <= 1;
            if !text.is_empty() && !last.is_some_and(directly) {
                text.push('\n');
            }
            text.push_str(&written);
            text.push('\n');
            last = Some(other);
        }
    }

    /// The form in which a text reads as no entry, for the programs of the dialect.
    fn form(&mut self, other: &Other) -> Option<String> {
        let as_comment = |text: &str| format!("@comment{{{text}}}");
        let written = match other.kind {
            OtherKind::String | OtherKind::Preamble => Some(other.text.to_string()).filter(|text| is_alone(text)),
            OtherKind::Comment | OtherKind::Stray => {
                let bare = comment_word(&other.text).map_or("", |length| &other.text[length..]);
                let forms = [other.text.to_string(), as_comment(bare.trim()), as_comment(&other.text)].map(|text| self.without_at(other, text));
                forms.into_iter().find(|text| is_alone(text) && !has_bare_at(text) && text != "@comment{}")
            }
        };
        match &written {
            Some(written) if self.dialect == Dialect::Bibtex && written.contains("(at)") && !other.text.contains("(at)") => {
                let message = "`@` in a comment is written `(at)`: BibTeX would take what follows for an entry";
                self.found.push(Diagnostic::new(&LOST_VALUE, other.span, message));
            }
            Some(_) => {}
            None => {
                let head: String = other.text.chars().take(20).collect();
                self.found.push(lost(other.span, &head, "text between entries", self.dialect.name()));
            }
        }
        written
    }

    fn without_at(&self, other: &Other, text: String) -> String {
        if self.dialect == Dialect::Biblatex || is_definition(other) {
            return text;
        }
        let head = comment_word(&text).unwrap_or(0);
        format!("{}{}", &text[..head], text[head..].replace('@', "(at)"))
    }
}

fn is_definition(other: &Other) -> bool {
    matches!(other.kind, OtherKind::String | OtherKind::Preamble)
}

/// A part of a text.
fn part(other: &Other, range: Range<usize>) -> Other {
    let start = other.span.start as usize;
    let span = Span::new(other.span.source, start + range.start..start + range.end);
    Other { kind: other.kind, text: other.text.slice(range), span }
}

/// Whether an `@` stands outside of comments, where biber takes it for the beginning of an entry.
fn has_bare_at(text: &str) -> bool {
    comment_word(text).is_none() && text.lines().any(|line| line.split('%').next().is_some_and(|words| words.contains('@')))
}

/// The length of `@comment` at the beginning of a text.
fn comment_word(text: &str) -> Option<usize> {
    let length = "@comment".len();
    text.get(..length).filter(|word| word.eq_ignore_ascii_case("@comment")).map(|_| length)
}

/// How many line ends stand between a text of the source and a place behind it, as far as the text knows where it was cut from; many, where not.
fn lines_between(other: &Other, start: u32, end: u32) -> usize {
    let Range { start, end } = Span { source: other.span.source, start, end }.range();
    match other.text.whole(other.span.range()).and_then(|whole| whole.get(start..end)) {
        Some(gap) => gap.matches('\n').count().max(gap.matches('\r').count()),
        None => usize::MAX,
    }
}

/// Whether a text reads as one item that is no entry.
fn is_alone(text: &str) -> bool {
    let (tree, found) = syntax::parse(&Source::from_text(SourceId(0), "", text));
    let harmless = [syntax::PAREN_DELIMITERS.name];
    let fine = found.iter().all(|found| harmless.contains(&found.rule.name));
    fine && matches!(tree.items(), [item] if item.kind != syntax::ItemKind::Entry && item.closed)
}
