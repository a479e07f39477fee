//! Punctuation where pieces of output meet: of two marks one goes where both would be too much, some stand within the
//! quotation marks before them, and no two spaces stand side by side.

use super::flat::{Flat, Kind, Run};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Meeting {
    Both,
    First,
    Second,
}

/// What stays of two marks that meet.
fn meeting(first: char, second: char) -> Meeting {
    use Meeting::{Both, First, Second};
    match (first, second) {
        (a, b) if a == b && matches!(a, ':' | '.' | ';' | '!' | '?' | ',') => First,
        (':' | ';' | '!' | '?', '.') | (';' | '!' | '?', ':') => First,
        (':' | ';', '!' | '?') => Second,
        (' ' | '\u{a0}', ' ') | ('\u{a0}', '\u{a0}') => First,
        _ => Both,
    }
}

pub(super) fn tidy(flat: &mut Flat, in_quotes: bool) {
    flat.runs.retain(|run| !run.text.is_empty());
    let mut at = 1;
    while at < flat.runs.len() {
        // The last text before, and the quotation marks that close between.
        let mut before = at - 1;
        while flat.runs[before].kind == Kind::Close && before > 0 {
            before -= 1;
        }
        let closed = before < at - 1;
        if flat.runs[before].kind == Kind::Close || flat.runs[at].kind == Kind::Close {
            at += 1;
            continue;
        }
        let (Some(first), Some(second)) = (flat.runs[before].text.chars().last(), flat.runs[at].text.chars().next()) else {
            at += 1;
            continue;
        };
        if closed && second == ' ' {
            at += 1;
            continue;
        }
        match meeting(first, second) {
            Meeting::First => shift(&mut flat.runs[at]),
            Meeting::Second => pop(&mut flat.runs[before]),
            Meeting::Both if closed && in_quotes && flat.runs[at].kind == Kind::Affix && matches!(second, '.' | ',' | '!' | '?') => {
                shift(&mut flat.runs[at]);
                let close = &flat.runs[before + 1];
                let moved = Run { text: second.to_string(), layer: close.layer, kind: Kind::Affix, of: None, cites: close.cites };
                flat.runs.insert(before + 1, moved);
                at += 1;
            }
            Meeting::Both => {
                at += 1;
                continue;
            }
        }
        // What became empty makes room for a new meeting.
        if flat.runs[at].text.is_empty() {
            flat.runs.remove(at);
        }
        if flat.runs[before].text.is_empty() {
            flat.runs.remove(before);
            at = before.max(1);
        }
    }
}

fn pop(run: &mut Run) {
    run.text.pop();
}

fn shift(run: &mut Run) {
    run.text.remove(0);
}
