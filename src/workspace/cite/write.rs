//! The document's text with its citations replaced. For Markdown what replaces them is Markdown; for the rest it is a mark, a number
//! between two characters that the document does not hold, so that no markup is made of it.

use super::affix::{Kept, Thing};
use super::settings::Settings;
use super::{Numbers, Target};
use crate::document::citations::clusters::{ClusterForm, Prose};
use crate::text::Source;
use std::collections::HashSet;
use std::ops::Range;

/// What a document is written from.
pub(super) struct Written<'w> {
    pub(super) source: &'w Source,
    pub(super) prose: &'w Prose,
    pub(super) kept: &'w Kept,
    /// For each cluster the name that the text says, and the citation.
    pub(super) texts: &'w [(Option<String>, String)],
    /// The bibliography.
    pub(super) list: Option<String>,
    pub(super) settings: &'w Settings,
    /// Whether citations of the text stand in notes.
    pub(super) notes: bool,
    pub(super) numbers: &'w Numbers,
}

/// Markdown with marks, and what they stand for.
pub(super) struct Marked {
    pub(super) markdown: String,
    /// What stands around the numbers.
    pub(super) mark: char,
    /// What replaces each mark, in the output format.
    pub(super) pieces: Vec<String>,
    /// The mark of the bibliography, which is a block.
    pub(super) list: Option<usize>,
}

/// What is put in the place of a range.
struct Change {
    range: Range<usize>,
    text: String,
}

struct Writing<'w> {
    of: &'w Written<'w>,
    target: Target,
    changes: Vec<Change>,
    /// Texts of the notes that are made, with their names.
    made: Vec<(String, String)>,
    names: Names,
    mark: char,
    pieces: Vec<String>,
}

/// Names for notes: the smallest numbers that the document does not use.
struct Names {
    taken: HashSet<String>,
    last: u32,
}

impl Names {
    fn fresh(&mut self) -> String {
        loop {
            self.last += 1;
            let name = self.last.to_string();
            if !self.taken.contains(&name) {
                return name;
            }
        }
    }
}

impl Written<'_> {
    /// The document as Markdown.
    pub(super) fn markdown(&self) -> String {
        let (text, _) = self.written(Target::Markdown, ' ');
        text
    }

    /// The document as Markdown with marks for what is written in another format.
    pub(super) fn marked(&self, target: Target) -> Marked {
        let mark = ('\u{10_0000}'..='\u{10_FFFD}').find(|c| !self.source.text.contains(*c)).unwrap_or('\u{10_0000}');
        let (markdown, pieces) = self.written(target, mark);
        let list = self.list.as_ref().map(|_| pieces.len() - 1);
        Marked { markdown, mark, pieces, list }
    }

    fn written(&self, target: Target, mark: char) -> (String, Vec<String>) {
        let taken = self.prose.calls.iter().filter_map(|call| call.name.clone()).chain(self.prose.definitions.iter().map(|(name, _)| name.clone()));
        let names = Names { taken: taken.collect(), last: 0 };
        let mut writing = Writing { of: self, target, changes: Vec::new(), made: Vec::new(), names, mark, pieces: Vec::new() };
        for at in 0..self.prose.clusters.len() {
            writing.cluster(at);
        }
        let title = self.settings.list_title.as_ref().map(|title| format!("# {title}\n\n")).unwrap_or_default();
        let list = self.list.as_ref().map(|list| writing.piece(list.trim_end()));
        let end = match (&self.prose.list, list) {
            (Some(place), Some(list)) => {
                let text = match &self.prose.block {
                    Some(_) => format!("{list}\n"),
                    None => format!("\n\n{list}"),
                };
                // A block of the document is Markdown alone; elsewhere the bibliography brings its own.
                let range = self.prose.block.as_ref().filter(|_| target != Target::Markdown).unwrap_or(place).clone();
                let within_line = range.is_empty() && self.prose.block.is_some() && !self.source.text[..range.start].ends_with('\n');
                let text = if within_line { format!("\n\n{text}\n") } else { text };
                writing.changes.push(Change { range, text });
                String::new()
            }
            (None, Some(list)) => format!("{title}{list}\n"),
            (_, None) => String::new(),
        };
        if target != Target::Markdown {
            writing.inline_notes();
        }
        writing.changes.sort_by_key(|change| change.range.start);
        let line_end = if self.source.text.contains("\r\n") { "\r\n" } else { "\n" };
        writing.changes.iter_mut().filter(|change| change.text.contains('\n')).for_each(|change| change.text = change.text.replace('\n', line_end));
        let mut text = writing.range(0..self.source.text.len());
        let notes: Vec<String> = writing.made.iter().map(|(name, note)| format!("[^{name}]: {note}\n")).collect();
        for block in [end, notes.join("\n")] {
            append(&mut text, &block.replace('\n', line_end), line_end);
        }
        (text, writing.pieces)
    }
}

/// Puts a block at the end of a text, a blank line before it.
fn append(text: &mut String, block: &str, line_end: &str) {
    if block.is_empty() {
        return;
    }
    let blank = line_end.repeat(2);
    while !text.is_empty() && !text.ends_with(&blank) {
        text.push_str(line_end);
    }
    text.push_str(block);
}

impl Writing<'_> {
    /// What stands for a rendered text.
    fn piece(&mut self, text: &str) -> String {
        let (source, target) = (self.of.source, self.target);
        let text = self.of.kept.restore(text, |thing| match thing {
            Thing::Source(range) => super::inline(target, &source.text[range.clone()]),
            Thing::Character(c) => super::character(target, *c),
        });
        if target == Target::Markdown {
            return text;
        }
        self.pieces.push(text);
        format!("{0}{1}{0}", self.mark, self.pieces.len() - 1)
    }

    fn cluster(&mut self, at: usize) {
        let of = self.of;
        let cluster = &of.prose.clusters[at];
        let (name, text) = &of.texts[at];
        let raised = is_raised(text);
        let name = name.as_ref().filter(|_| cluster.form == ClusterForm::InText).filter(|name| !name.is_empty()).map(|name| self.piece(name));
        let note = of.notes && !of.numbers.within[at] && !text.is_empty();
        let text = if of.numbers.within[at] && of.notes && goes_on(&of.source.text[cluster.range.end..]) {
            text.strip_suffix('.').unwrap_or(text)
        } else {
            text
        };
        let text = if text.is_empty() { String::new() } else { self.piece(text) };
        let call = if note {
            let label = self.names.fresh();
            self.made.push((label.clone(), text));
            format!("[^{label}]")
        } else {
            text
        };
        let joint = if note || raised || call.is_empty() { "" } else { " " };
        let replaced = match &name {
            Some(name) => format!("{name}{joint}{call}"),
            None => call,
        };
        let mut range = cluster.range.clone();
        let mut before = "";
        if note || raised {
            if name.is_none() {
                range.start = self.of.source.text[..range.start].trim_end_matches([' ', '\t']).len();
            }
            if !of.settings.notes_before_punctuation {
                let rest = &of.source.text[range.end..];
                before = &rest[..rest.len() - rest.trim_start_matches(['.', ',', ';', ':', '!', '?']).len()];
                range.end += before.len();
            }
        }
        let text = match name {
            // The name stands before the mark, its note behind.
            Some(name) if !before.is_empty() => format!("{name}{before}{}", &replaced[name.len()..]),
            _ => format!("{before}{replaced}"),
        };
        self.changes.push(Change { range, text });
    }

    /// Notes that stand at their place become notes of their own.
    fn inline_notes(&mut self) {
        self.changes.sort_by_key(|change| change.range.start);
        let mut notes: Vec<Change> = Vec::new();
        for call in self.of.prose.calls.iter().filter(|call| call.name.is_none()) {
            if notes.last().is_some_and(|before| call.range.start < before.range.end) {
                continue;
            }
            let label = self.names.fresh();
            notes.push(Change { range: call.range.clone(), text: format!("[^{label}]") });
            self.made.push((label, self.range(call.inside())));
        }
        self.changes.retain(|change| {
            let before = notes.partition_point(|note| note.range.start <= change.range.start);
            before.checked_sub(1).is_none_or(|at| change.range.start >= notes[at].range.end)
        });
        self.changes.extend(notes);
    }

    /// The text of a range with the changes in it.
    fn range(&self, range: Range<usize>) -> String {
        let source = &self.of.source.text;
        let mut text = String::new();
        let mut at = range.start;
        let first = self.changes.partition_point(|change| change.range.start < range.start);
        for change in self.changes[first..].iter().take_while(|change| change.range.end <= range.end) {
            if change.range.start >= at {
                text.push_str(&source[at..change.range.start]);
                at = change.range.end;
                text.push_str(&change.text);
            }
        }
        text.push_str(&source[at..range.end]);
        text
    }
}

/// Whether the sentence goes on behind a citation in a note: the style's full stop is one too many.
fn goes_on(rest: &str) -> bool {
    rest.starts_with(['.', ',', ';', ':', '!', '?', ')']) || rest.trim_start_matches(' ').starts_with(char::is_lowercase)
}

/// Whether a citation is a raised number: it stands where a note would.
fn is_raised(text: &str) -> bool {
    text.starts_with("<sup>") && text.ends_with("</sup>")
}
