//! Changes in JSON: an item is changed as a whole, in the layout that it had; commas go with the items.

use super::{Plan, Refused, between};
use crate::format::csl_json::{item, print};
use crate::model::Entry;
use crate::text::Edit;
use serde_json::{Map, Value as Json};

/// The white space of an item.
struct Shape {
    /// What stands before each line but the first; none where the item stands on one line.
    lines: Option<(String, String)>,
    /// Whether a space stands behind commas and colons on one line.
    spaced: bool,
}

impl Shape {
    fn of(text: &str, start: usize, end: usize) -> Self {
        let raw = &text[start..end];
        let line = &text[text[..start].rfind('\n').map_or(0, |at| at + 1)..start];
        let margin: String = line.chars().take_while(|c| c.is_whitespace()).collect();
        let second = raw.split('\n').nth(1).map(|line| &line[..line.len() - line.trim_start().len()]);
        let lines =
            second.map(|indent| (margin.clone(), indent.strip_prefix(margin.as_str()).filter(|unit| !unit.is_empty()).unwrap_or("  ").to_owned()));
        Self { lines, spaced: raw.contains("\": ") }
    }

    fn print(&self, item: Map<String, Json>, line_end: &str) -> String {
        let text = Json::Object(item).to_string();
        match &self.lines {
            Some((margin, unit)) => print::lines(&text, unit, line_end, margin),
            None => print::one_line(&text, self.spaced),
        }
    }
}

/// The item of an entry, its properties in the order that they had.
fn ordered(entry: &Entry, old: &str) -> Map<String, Json> {
    let mut new = item::item(entry);
    let Ok(old) = serde_json::from_str::<Map<String, Json>>(old) else { return new };
    let mut item: Map<String, Json> = old.keys().filter_map(|name| new.shift_remove_entry(name)).collect();
    item.extend(new);
    item
}

fn replacements(plan: &Plan) -> Vec<Edit> {
    let text = &plan.source.text;
    let edits = plan.changed.iter().filter_map(|(at, entry)| {
        let range = plan.range(*at);
        let old = &text[range.clone()];
        let new = Shape::of(text, range.start, range.end).print(ordered(entry, old), plan.source.line_end());
        between(plan.source, range.start, old, &new)
    });
    edits.collect()
}

/// An array of items.
pub(super) fn array(plan: &Plan) -> Result<Vec<Edit>, Refused> {
    let text = &plan.source.text;
    let mut edits = replacements(plan);
    let count = plan.library.entries.len();
    let kept: Vec<usize> = (0..count).filter(|at| !plan.deleted.contains(at)).collect();
    for pair in (0..count).collect::<Vec<_>>().windows(2) {
        let gap = &text[plan.range(pair[0]).end..plan.range(pair[1]).start];
        if pair.iter().any(|at| plan.deleted.contains(at)) && gap.trim() != "," {
            return Err(Refused::Broken);
        }
    }
    for at in &plan.deleted {
        let (before, behind) = (kept.iter().any(|kept| kept < at), kept.iter().any(|kept| kept > at));
        let range = match (before, behind) {
            (_, true) => plan.range(*at).start..plan.range(at + 1).start,
            (true, false) => plan.range(at - 1).end..plan.range(*at).end,
            (false, false) => plan.range(0).start..plan.range(count - 1).end,
        };
        edits.push(Edit::remove(plan.source.span(range)));
    }
    if plan.added.is_empty() {
        return Ok(edits);
    }
    let end = plan.source.line_end();
    let Some(last) = kept.last() else {
        // An empty list, or one that becomes so.
        let range = if count > 0 { plan.range(0).start..plan.range(count - 1).end } else { empty_list(text).ok_or(Refused::Broken)? };
        edits.retain(|edit| edit.span.range() != range);
        let shape = Shape { lines: Some(("  ".to_owned(), "  ".to_owned())), spaced: true };
        let items: Vec<String> = plan.added.iter().map(|entry| shape.print(item::item(entry), end)).collect();
        let (open, close) = if count > 0 { ("", "") } else { ("[\n  ", "\n]") };
        let new =
            format!("{open}{}{close}", items.join(&format!(",{end}  "))).replace("[\n  ", &format!("[{end}  ")).replace("\n]", &format!("{end}]"));
        edits.push(Edit { span: plan.source.span(range), text: new });
        return Ok(edits);
    };
    let range = plan.range(*last);
    let before = &text[..range.start];
    let gap = &before[before.trim_end().len()..];
    let shape = Shape::of(text, range.start, range.end);
    let items = plan.added.iter().map(|entry| format!(",{gap}{}", shape.print(item::item(entry), end)));
    edits.push(Edit { span: plan.source.span(range.end..range.end), text: items.collect() });
    Ok(edits)
}

/// Where `[]` stands, or nothing at all.
fn empty_list(text: &str) -> Option<std::ops::Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let words = text.trim();
    let inside = words.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    (words.is_empty() || inside.is_some_and(|inside| inside.trim().is_empty())).then(|| start..start + words.len())
}

/// An item a line.
pub(super) fn lines(plan: &Plan) -> Result<Vec<Edit>, Refused> {
    let text = &plan.source.text;
    let mut edits = replacements(plan);
    for at in &plan.deleted {
        let range = plan.range(*at);
        let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
        edits.push(Edit::remove(plan.source.span(start..end)));
    }
    if !plan.added.is_empty() {
        let end = plan.source.line_end();
        let first = if text.is_empty() || text.ends_with('\n') { "" } else { end };
        let shape = Shape { lines: None, spaced: text.contains("\": ") };
        let items: String = plan.added.iter().map(|entry| shape.print(item::item(entry), end) + end).collect();
        edits.push(Edit { span: plan.source.span(text.len()..text.len()), text: format!("{first}{items}") });
    }
    Ok(edits)
}
