//! Changes in hayagriva YAML: an entry is written anew, with the indent of the file; comments on lines of their own within it go to its
//! beginning, those between entries stay.

use super::{Plan, Refused, between};
use crate::format::hayagriva::HAYAGRIVA;
use crate::model::{Entry, Library};
use crate::text::Edit;
use std::ops::Range;

pub(super) fn plan(plan: &Plan) -> Result<Vec<Edit>, Refused> {
    let text = &plan.source.text;
    let unit = indent(plan);
    let mut edits = Vec::new();
    for (at, entry) in &plan.changed {
        let range = words(plan, *at);
        let old = &text[range.clone()];
        let comments = old.lines().skip(1).map(str::trim).filter(|line| line.starts_with('#'));
        let new = written(plan, entry, unit, &comments.collect::<Vec<_>>());
        edits.extend(between(plan.source, range.start, old, &new));
    }
    for at in &plan.deleted {
        edits.push(Edit::remove(plan.source.span(lines(plan, *at))));
    }
    if !plan.added.is_empty() {
        let end = plan.source.line_end();
        let at = text.trim_end().len();
        let tight = (1..plan.library.entries.len()).next_back().is_some_and(|last| {
            let gap = &text[words(plan, last - 1).end..words(plan, last).start];
            gap.trim().is_empty() && gap.matches('\n').count() == 1
        });
        let gap = end.repeat(if tight { 1 } else { 2 });
        let entries: Vec<String> = plan.added.iter().map(|entry| written(plan, entry, unit, &[])).collect();
        let before = if at == 0 { "" } else { &gap };
        let after = if text[at..].is_empty() { end } else { "" };
        edits.push(Edit { span: plan.source.span(at..at), text: format!("{before}{}{after}", entries.join(&gap)) });
    }
    Ok(edits)
}

/// An entry without the white space behind it.
fn words(plan: &Plan, at: usize) -> Range<usize> {
    let range = plan.range(at);
    range.start..range.start + plan.source.text[range].trim_end().len()
}

/// The lines of an entry, with the blank ones behind it.
fn lines(plan: &Plan, at: usize) -> Range<usize> {
    let text = &plan.source.text;
    let range = words(plan, at);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
    let rest = &text[end..];
    let blank: usize = rest.split_inclusive('\n').take_while(|line| line.trim().is_empty()).map(str::len).sum();
    range.start..end + blank
}

/// How many spaces the fields of the file's entries have before them.
fn indent(plan: &Plan) -> usize {
    let first = (0..plan.library.entries.len()).find_map(|at| {
        let line = plan.source.text[plan.range(at)].lines().nth(1)?;
        let spaces = line.len() - line.trim_start_matches(' ').len();
        (spaces > 0).then_some(spaces)
    });
    first.unwrap_or(2)
}

/// An entry as YAML, without line end. Another indent than the writer's own is given up where the text would read otherwise.
fn written(plan: &Plan, entry: &Entry, unit: usize, comments: &[&str]) -> String {
    let library = Library { entries: vec![entry.clone()], ..Library::default() };
    let own = HAYAGRIVA.write.map_or_else(String::new, |write| write(&library).0);
    let own = own.trim_end();
    let wider: Vec<String> = own
        .lines()
        .map(|line| {
            let spaces = line.len() - line.trim_start_matches(' ').len();
            format!("{}{}", " ".repeat(spaces * unit / 2), &line[spaces..])
        })
        .collect();
    let wider = wider.join("\n");
    let reads = |text: &str| {
        let source = crate::text::Source::from_text(plan.source.id, "", text);
        HAYAGRIVA.read.is_some_and(|read| matches!(read(&source).0.entries.as_slice(), [is] if is.same_as(entry)))
    };
    let (text, unit) = if unit != 2 && reads(&wider) { (wider.as_str(), unit) } else { (own, 2) };
    let comments: String = comments.iter().map(|comment| format!("\n{}{comment}", " ".repeat(unit))).collect();
    let text = match text.split_once('\n') {
        Some((key, fields)) => format!("{key}{comments}\n{fields}"),
        None => text.to_owned(),
    };
    plan.source.with_line_ends(&text).into_owned()
}
