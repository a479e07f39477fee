//! Changes in YAML, hayagriva's and CSL's: of an entry only the fields change that say something else, see `merge`; comments stay where they
//! stand. Where that cannot be done, the entry is written anew, with the indent of the file and its comments at its beginning.

use super::merge::{Merge, comments};
use super::{Plan, Refused, between};
use crate::format::yaml::{self, Node, Yaml};
use crate::format::{Read, csl_yaml, hayagriva};
use crate::model::{Entry, Library};
use crate::text::{Edit, Source};
use std::ops::Range;

/// An entry in a tree: its key, where that stands before it, and its fields.
type Found<'n> = (Option<&'n Node>, &'n Node);

/// How entries stand in a file.
struct Form {
    read: Option<Read>,
    write: fn(&Library) -> String,
    /// The fields of an entry that stands under a key, as they are written.
    fields: fn(&Entry, &str) -> Node,
    /// The entries of a tree.
    entries: fn(&Node) -> Vec<Found<'_>>,
    /// What stands before an entry so that it is a file of its own.
    head: &'static str,
}

static HAYAGRIVA: Form = Form {
    read: hayagriva::HAYAGRIVA.read,
    write: |library| hayagriva::HAYAGRIVA.write.map_or_else(String::new, |write| write(library).0),
    fields: hayagriva::fields_of,
    entries: |root| root.pairs().iter().filter(|(_, value)| matches!(value.value, Yaml::Map(_))).map(|(key, value)| (Some(key), value)).collect(),
    head: "",
};

static CSL: Form = Form {
    read: csl_yaml::CSL_YAML.read,
    write: |library| yaml::write(&Yaml::List(library.entries.iter().map(csl_yaml::node).collect()).into()),
    fields: |entry, _| csl_yaml::node(entry),
    entries: |root| {
        let list = match (&root.value, root.get("references")) {
            (Yaml::List(_), _) => Some(root),
            (Yaml::Map(_), Some(references)) => Some(references),
            (Yaml::Map(_), None) => Some(root),
            (Yaml::Scalar(..), _) => None,
        };
        list.into_iter().flat_map(Node::one_or_many).filter(|node| matches!(node.value, Yaml::Map(_))).map(|node| (None, node)).collect()
    },
    head: "references:\n",
};

pub(super) fn hayagriva(plan: &Plan) -> Result<Vec<Edit>, Refused> {
    changes(plan, &HAYAGRIVA)
}

pub(super) fn csl(plan: &Plan) -> Result<Vec<Edit>, Refused> {
    changes(plan, &CSL)
}

fn changes(plan: &Plan, form: &Form) -> Result<Vec<Edit>, Refused> {
    let text = &plan.source.text;
    let root = yaml::parse(text).0.unwrap_or(Node { value: Yaml::Scalar("".into(), false), range: 0..0 });
    let entries = (form.entries)(&root);
    if entries.len() != plan.library.entries.len() {
        return Err(Refused::Broken);
    }
    let unit = indent(text, &entries);
    let mut edits = Vec::new();
    for (at, wanted) in &plan.changed {
        let place = Place::of(text, entries[*at]);
        edits.extend(changed(plan, form, &place, &plan.library.entries[*at], wanted, unit)?);
    }
    for at in &plan.deleted {
        let lines = Place::of(text, entries[*at]).with_blank_lines(text).ok_or(Refused::Broken)?;
        edits.push(Edit::remove(plan.source.span(lines)));
    }
    if !plan.added.is_empty() {
        let added = added(plan, form, &entries, unit)?;
        let last = entries.len().checked_sub(1);
        let is_gone = last.is_some_and(|last| plan.deleted.contains(&last));
        // What changes at the end of the last entry, or takes it out, and what is added are one edit.
        match edits.iter_mut().find(|edit| edit.span.range().end >= added.span.range().start) {
            Some(edit) if is_gone => edit.text = format!("{}{}", added.text.trim_start_matches(['\r', '\n']).trim_end(), plan.source.line_end()),
            Some(edit) => edit.text += &added.text,
            None => edits.push(added),
        }
    }
    Ok(edits)
}

/// Where an entry stands.
struct Place<'n> {
    key: Option<&'n Node>,
    fields: &'n Node,
    /// From its key or its first field to its last word.
    words: Range<usize>,
    /// The beginning of its first line.
    line: usize,
}

impl<'n> Place<'n> {
    fn of(text: &str, (key, fields): Found<'n>) -> Self {
        let start = key.map_or(fields.range.start, |key| key.range.start);
        let end = start + text[start..fields.range.end.max(start)].trim_end().len();
        Self { key, fields, words: start..end, line: text[..start].rfind('\n').map_or(0, |at| at + 1) }
    }

    /// What stands before the first field on its line: nothing, or a dash.
    fn prefix<'t>(&self, text: &'t str) -> Option<&'t str> {
        text.get(self.line..self.words.start).filter(|before| matches!(before.trim(), "" | "-"))
    }

    /// Its lines, with the blank ones behind it.
    fn with_blank_lines(&self, text: &str) -> Option<Range<usize>> {
        self.prefix(text)?;
        let end = text[self.words.end..].find('\n').map_or(text.len(), |at| self.words.end + at + 1);
        let blank: usize = text[end..].split_inclusive('\n').take_while(|line| line.trim().is_empty()).map(str::len).sum();
        Some(self.line..end + blank)
    }
}

/// How many spaces the fields of the file's entries have before them.
fn indent(text: &str, entries: &[Found]) -> usize {
    let column = |at: usize| at - text[..at].rfind('\n').map_or(0, |line| line + 1);
    let first = entries.iter().find_map(|(key, fields)| {
        let key = key.map(|key| key.range.start);
        let nested = || fields.pairs().iter().find_map(|(_, value)| value.pairs().first().map(|(key, _)| column(key.range.start)));
        let within = column(fields.pairs().first()?.0.range.start);
        match key {
            Some(_) => Some(within),
            None => nested().and_then(|nested| nested.checked_sub(within)),
        }
    });
    first.filter(|unit| (1..=16).contains(unit)).unwrap_or(2)
}

/// The edits that make an entry say what it shall: field by field where that can be done.
fn changed(plan: &Plan, form: &Form, place: &Place, was: &Entry, is: &Entry, unit: usize) -> Result<Vec<Edit>, Refused> {
    let text = plan.source.text.as_str();
    let key = place.key.and_then(Node::scalar).map_or(was.key.as_str(), |key| key.as_str());
    let (old, new) = ((form.fields)(was, key), (form.fields)(is, &is.key));
    let line_end = text[place.words.end..].find('\n').map_or(text.len(), |at| place.words.end + at);
    let all = comments(text, place.fields, place.words.start..line_end);
    for (unit, drops_others) in [(unit, false), (2, false), (unit, true), (2, true)] {
        let mut pieces = Vec::new();
        if let Some(key) = place.key.filter(|_| key != is.key.as_str()) {
            pieces.push((key.range.clone(), yaml::scalar_text(&is.key)));
        }
        if let Some(fields) = (Merge { text, unit, drops_others }).map(place.fields, &old, &new) {
            pieces.extend(fields);
            let edits: Vec<Edit> = pieces
                .into_iter()
                .map(|(range, text)| Edit { span: plan.source.span(range), text: plan.source.with_line_ends(&text).into_owned() })
                .collect();
            if says(plan, form, place, &edits, is, all.len()) {
                return Ok(edits);
            }
        }
    }
    let start = place.words.start;
    let prefix = place.prefix(text).ok_or(Refused::Broken)?;
    let within = all.iter().filter(|comment| comment.end <= place.words.end);
    let within: Vec<&str> = within.map(|comment| &text[comment.clone()]).collect();
    let written = written(plan, form, is, unit, prefix, &within);
    Ok(between(plan.source, start, &text[place.words.clone()], written.get(prefix.len()..).unwrap_or_default()).into_iter().collect())
}

/// Whether the entry, changed, reads as it shall and keeps its comments.
fn says(plan: &Plan, form: &Form, place: &Place, edits: &[Edit], wanted: &Entry, comments: usize) -> bool {
    let text = plan.source.text.as_str();
    let end = text[place.words.end..].find('\n').map_or(text.len(), |at| place.words.end + at + 1);
    let moved = |edit: &Edit| {
        let range = edit.span.range();
        let inside = place.line <= range.start && range.end <= end;
        inside.then(|| Edit { span: plan.source.span(range.start - place.line..range.end - place.line), text: edit.text.clone() })
    };
    let Some(moved) = edits.iter().map(moved).collect::<Option<Vec<Edit>>>() else { return false };
    let (changed, applied) = crate::text::edit::apply(&text[place.line..end], [moved.as_slice()]);
    if applied != [true] {
        return false;
    }
    let dash = if form.head.is_empty() || changed.trim_start().starts_with(['-', '#']) { "" } else { "- " };
    let alone = Source::from_text(plan.source.id, "", &format!("{}{dash}{changed}", form.head));
    let reads = form.read.is_some_and(|read| matches!(read(&alone).0.entries.as_slice(), [is] if is.same_as(wanted) && is.key == wanted.key));
    let root = yaml::parse(&alone.text).0;
    let has = root.map_or(0, |root| self::comments(&alone.text, &root, 0..alone.text.len()).len());
    reads && has == comments
}

/// What entries are added behind the last one.
fn added(plan: &Plan, form: &Form, entries: &[Found], unit: usize) -> Result<Edit, Refused> {
    let text = plan.source.text.as_str();
    let end = plan.source.line_end();
    let Some(last) = entries.last().map(|last| Place::of(text, *last)) else {
        let words = text.trim();
        let is_empty = words.lines().all(|line| line.starts_with('#')) || form.head.is_empty() && words == "{}" || words == "[]";
        if !is_empty {
            return Err(Refused::Broken);
        }
        let library = Library { entries: plan.added.clone(), ..Library::default() };
        let from = if words.starts_with(['{', '[']) { text.len() - text.trim_start().len() } else { text.trim_end().len() };
        let gap = if from == 0 { "" } else { end };
        let new = plan.source.with_line_ends(&(form.write)(&library)).into_owned();
        return Ok(Edit { span: plan.source.span(from..text.len()), text: format!("{gap}{new}") });
    };
    let prefix = last.prefix(text).ok_or(Refused::Broken)?;
    if !form.head.is_empty() && prefix.trim().is_empty() {
        return Err(Refused::Broken);
    }
    // Comments beside and below the last entry are of it.
    let mut at = text[last.words.end..].find('\n').map_or(text.len(), |at| last.words.end + at);
    for line in text.get(at + 1..).unwrap_or_default().split_inclusive('\n') {
        let is_of_it = line.trim_start().starts_with('#') && (form.head.is_empty() || line.starts_with([' ', '\t']) || prefix.starts_with('-'));
        let is_gap = form.head.is_empty() && line.trim().is_empty();
        if !(is_of_it || is_gap) {
            break;
        }
        at += line.len();
    }
    let at = text[..at].trim_end().len();
    // As close as the entries before.
    let is_close = |pair: &[Found]| {
        let gap = &text[Place::of(text, pair[0]).words.end..Place::of(text, pair[1]).line];
        gap.lines().skip(1).all(|line| !line.trim().is_empty())
    };
    let tight = entries.windows(2).next_back().map_or(!form.head.is_empty(), is_close);
    let gap = end.repeat(if tight { 1 } else { 2 });
    let new: Vec<String> = plan.added.iter().map(|entry| written(plan, form, entry, unit, prefix, &[])).collect();
    let after = if text[at..].is_empty() { end } else { "" };
    Ok(Edit { span: plan.source.span(at..at), text: format!("{gap}{}{after}", new.join(&gap)) })
}

/// An entry as YAML behind `prefix`, without line end. Another indent than the writer's own is given up where the text would read otherwise.
fn written(plan: &Plan, form: &Form, entry: &Entry, unit: usize, prefix: &str, comments: &[&str]) -> String {
    let own = match form.head.is_empty() {
        true => (form.write)(&Library { entries: vec![entry.clone()], ..Library::default() }),
        false => yaml::write(&(form.fields)(entry, &entry.key)),
    };
    let own = own.trim_end();
    let column = if form.head.is_empty() { 0 } else { prefix.len() };
    let shifted = |unit: usize| {
        let line = |(at, line): (usize, &str)| {
            let spaces = line.len() - line.trim_start_matches(' ').len();
            let before = if at == 0 { prefix.to_owned() } else { " ".repeat(column + spaces * unit / 2) };
            if line.is_empty() { String::new() } else { format!("{before}{}", &line[spaces..]) }
        };
        own.lines().enumerate().map(line).collect::<Vec<_>>().join("\n")
    };
    let reads = |text: &str| {
        let source = Source::from_text(plan.source.id, "", &format!("{}{text}\n", form.head));
        form.read.is_some_and(|read| matches!(read(&source).0.entries.as_slice(), [is] if is.same_as(entry)))
    };
    let wider = shifted(unit);
    let (text, unit) = if unit != 2 && reads(&wider) { (wider, unit) } else { (shifted(2), 2) };
    let margin = if form.head.is_empty() { unit } else { column };
    let comments: String = comments.iter().map(|comment| format!("\n{}{comment}", " ".repeat(margin))).collect();
    let text = match text.split_once('\n') {
        Some((first, rest)) => format!("{first}{comments}\n{rest}"),
        None => format!("{text}{comments}"),
    };
    plan.source.with_line_ends(&text).into_owned()
}
