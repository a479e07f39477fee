//! Unified diffs, in colours: what a command would change.

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};
use std::fmt::Write;

/// The unified diff from a text to another; nothing where they are the same. `after` says what the second one is.
pub(super) fn unified(name: &str, text: &str, changed: &str, after: &str) -> String {
    if text == changed {
        return String::new();
    }
    let head = Style::new().bold();
    let mut out = format!("{head}--- {name}{head:#}\n{head}+++ {name}, {after}{head:#}\n");
    let diff = TextDiff::from_lines(text, changed);
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        let place = AnsiColor::Cyan.on_default();
        let _ = writeln!(out, "{place}{}{place:#}", hunk.header());
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', AnsiColor::Red.on_default()),
                ChangeTag::Insert => ('+', AnsiColor::Green.on_default()),
                ChangeTag::Equal => (' ', Style::new()),
            };
            let line = change.value().trim_end_matches(['\n', '\r']);
            let _ = writeln!(out, "{style}{sign}{line}{style:#}");
            if change.missing_newline() {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}
