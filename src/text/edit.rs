//! Edits: changes to a source's text, as data. Who writes the changed text back is the caller's affair.

use super::Span;
use std::collections::BTreeMap;

/// Put `text` where `span` is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// An edit that takes a span away.
    pub fn remove(span: Span) -> Self {
        Self { span, text: String::new() }
    }
}

/// Applies groups of edits to `text`, in the order given: a group whose edits overlap those of an earlier group, or do not
/// lie on character boundaries of `text`, is left out whole. The changed text, and for each group whether it was applied.
pub fn apply<'e>(text: &str, groups: impl IntoIterator<Item = &'e [Edit]>) -> (String, Vec<bool>) {
    let mut chosen: BTreeMap<(u32, u32), &Edit> = BTreeMap::new();
    let mut applied = Vec::new();
    for group in groups {
        let fits = group.iter().all(|edit| text.get(edit.span.range()).is_some() && is_free(&chosen, edit.span)) && are_apart(group);
        if fits {
            chosen.extend(group.iter().map(|edit| ((edit.span.start, edit.span.end), edit)));
        }
        applied.push(fits);
    }
    let mut changed = String::with_capacity(text.len());
    let mut done = 0;
    for edit in chosen.into_values() {
        changed.push_str(&text[done..edit.span.range().start]);
        changed.push_str(&edit.text);
        done = edit.span.range().end;
    }
    changed.push_str(&text[done..]);
    (changed, applied)
}

/// Whether a span is free beside edits that do not overlap: only its two neighbours can clash with it.
fn is_free(chosen: &BTreeMap<(u32, u32), &Edit>, span: Span) -> bool {
    let key = (span.start, span.end);
    let neighbours = chosen.range(..=key).next_back().into_iter().chain(chosen.range(key..).next());
    neighbours.into_iter().all(|(_, other)| !clash(span, other.span))
}

/// Whether no two edits of a group clash.
fn are_apart(group: &[Edit]) -> bool {
    let mut spans: Vec<(u32, u32)> = group.iter().map(|edit| (edit.span.start, edit.span.end)).collect();
    spans.sort_unstable();
    let mut end = 0;
    spans.iter().enumerate().all(|(at, span)| {
        let apart = span.0 >= end && (at == 0 || spans[at - 1] != *span);
        end = end.max(span.1);
        apart
    })
}

/// Two spans clash where they share bytes, or where both insert at one place.
fn clash(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end || a.start == b.start && a.end == b.end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { span: Span::new(SourceId(0), start..end), text: text.to_owned() }
    }

    #[test]
    fn groups_are_applied_whole_or_not_at_all() {
        assert!(are_apart(&[edit(3, 5, ""), edit(1, 3, ""), edit(3, 3, ""), edit(5, 5, "")]));
        assert!(
            ![[edit(1, 3, ""), edit(2, 4, "")], [edit(1, 3, ""), edit(2, 2, "")], [edit(2, 2, ""), edit(2, 2, "")]]
                .iter()
                .any(|group| are_apart(group))
        );
        let groups = [vec![edit(0, 1, "A"), edit(4, 4, "!")], vec![edit(2, 3, "C"), edit(0, 2, "x")], vec![edit(3, 4, "")], vec![edit(9, 10, "")]];
        let (text, applied) = apply("abcd", groups.iter().map(Vec::as_slice));
        assert_eq!((text.as_str(), applied), ("Abc!", vec![true, false, true, false]));
    }
}
