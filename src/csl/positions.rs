//! Where each cite stands: the first of its work, one like that before it, one of many.

use super::cite::sorted;
use super::document::{Citation, Cite, Document, Standing};
use super::eval::Position;
use std::collections::HashMap;

/// Where each cite stands, citation by citation, in the order they are written in.
pub(super) fn positions(document: &Document, citations: &[Citation]) -> Vec<Vec<Standing>> {
    let mut seen: HashMap<usize, (u32, u32)> = HashMap::new();
    // The citation before, in the text and in the notes.
    let mut last: [(Vec<&Cite>, u32, bool); 2] = Default::default();
    let mut all = Vec::with_capacity(citations.len());
    for citation in citations {
        let cites = sorted(document, citation);
        let in_note = usize::from(citation.note > 0);
        let (before, before_note, alone) = &last[in_note];
        let mut standings = Vec::with_capacity(cites.len());
        for (at, cite) in cites.iter().enumerate() {
            let previous = match at {
                0 => (before.len() == 1 && citation.note <= before_note + 1 && (*alone || citation.note == *before_note)).then(|| before[0]),
                at => Some(cites[at - 1]),
            };
            let mut standing = Standing::default();
            if cite.unknown.is_some() {
                standings.push(standing);
                continue;
            }
            if let Some((first, last)) = seen.get(&cite.entry) {
                standing.position = match previous {
                    Some(previous) if previous.entry == cite.entry => ibid(previous, cite),
                    _ => Position::Subsequent,
                };
                standing.first_note = (*first > 0).then_some(*first);
                standing.near =
                    citation.note.saturating_sub(*last) <= document.program.cites.near_note && document.program.note | (citation.note > 0);
            }
            match cite.position {
                Some(0) => standing.position = Position::First,
                Some(1) => standing.position = Position::Subsequent,
                Some(2) => standing.position = Position::Ibid,
                Some(_) => standing.position = Position::IbidWithLocator,
                None => {}
            }
            standings.push(standing);
            let first = seen.get(&cite.entry).map_or(citation.note, |(first, _)| *first);
            seen.insert(cite.entry, (first, citation.note));
        }
        let alone = citation.note == 0 || citation.note != last[in_note].1;
        last[in_note] = (cites, citation.note, alone);
        all.push(standings);
    }
    all
}

fn ibid(previous: &Cite, cite: &Cite) -> Position {
    let place = |cite: &Cite| {
        (!cite.locator.is_empty()).then(|| (if cite.label.is_empty() { "page".to_owned() } else { cite.label.clone() }, cite.locator.clone()))
    };
    match (place(previous), place(cite)) {
        (None, None) => Position::Ibid,
        (Some(_), None) => Position::Subsequent,
        (None, Some(_)) => Position::IbidWithLocator,
        (Some(a), Some(b)) if a == b => Position::Ibid,
        _ => Position::IbidWithLocator,
    }
}
