//! What a new list adds to an old library, for a person and for scripts.

use super::Found;
use super::full::{entry_line, pair};
use super::json::{named, rounded};
use crate::report::full::Paint;
use crate::report::{counted, one_line};
use crate::workspace::against::{Against, Known};
use serde_json::{Value as Json, json};
use std::fmt::Write;

/// For a person: what is there already and under which key, what may be there, what is new.
pub fn against_full(found: &Found, against: &Against) -> String {
    let paint = Paint::new(found.colour);
    let line = |at: usize| entry_line(found, &found.library.entries[at]);
    let key = |at: usize| found.library.entries[at].key.as_str();
    let mut out = String::new();
    for (title, list) in [("in the library already", &against.known), ("twice in the list", &against.again)] {
        if !list.is_empty() {
            let _ = writeln!(out, "{}", paint.bold(title));
            for known in list {
                let _ = writeln!(out, "  {} = {}", line(known.entry), paint.with("32", key(known.is)));
            }
            out.push('\n');
        }
    }
    for doubtful in &against.doubtful {
        let _ = writeln!(out, "{}", paint.bold("in the library already?"));
        out += &pair(found, [doubtful.entry, doubtful.maybe]);
        let _ = writeln!(out, "  {}: {}\n", paint.with("33", "why"), one_line(&doubtful.why));
    }
    if !against.new.is_empty() {
        let _ = writeln!(out, "{}", paint.bold("new"));
        for at in &against.new {
            let _ = writeln!(out, "  {}", line(*at));
        }
        out.push('\n');
    }
    let doubted: std::collections::HashSet<usize> = against.doubtful.iter().map(|doubtful| doubtful.entry).collect();
    let all = against.known.len() + against.again.len() + doubted.len() + against.new.len();
    let _ = writeln!(
        out,
        "{} in the list: {} known, {} to look at, {} new, {} of them twice.",
        counted(all, "entry"),
        against.known.len(),
        doubted.len(),
        against.new.len() + against.again.len(),
        against.again.len()
    );
    out
}

/// For scripts: `{"known": [{"entry": ENTRY, "is": ENTRY, "score": S}], "doubtful": [{"entry", "maybe", "score", "why"}], "new": [ENTRY],
/// "again": [{"entry", "is", "score"}]}`.
pub fn against_json(found: &Found, against: &Against) -> String {
    let name = |at: usize| named(found.sources, &found.library.entries[at]);
    let known = |list: &[Known]| -> Vec<Json> {
        list.iter().map(|known| json!({"entry": name(known.entry), "is": name(known.is), "score": rounded(known.score)})).collect()
    };
    let doubtful: Vec<Json> = against
        .doubtful
        .iter()
        .map(|pair| json!({"entry": name(pair.entry), "maybe": name(pair.maybe), "score": rounded(pair.score), "why": pair.why}))
        .collect();
    let new: Vec<Json> = against.new.iter().map(|at| name(*at)).collect();
    let whole = json!({"known": known(&against.known), "doubtful": doubtful, "new": new, "again": known(&against.again)});
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}
