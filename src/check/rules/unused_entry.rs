//! Entries that no document cites.

use super::cited_keys::Keys;
use crate::check::{Found, Input, Subject};
use crate::format;
use crate::format::change::{self, Change};
use crate::model::{Entry, Kind};
use crate::text::{Edit, Example, FixSafety, RuleDefault, RuleInfo, Severity, Span};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "unused-entry",
    summary: "an entry that no document cites",
    why: "The bibliography of a paper need not hold it; asked with `--citations`. What a cited entry takes values from, or names as its part, is \
          in use. The fix takes the entry out; it is unsafe, for other papers may cite it.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Unsafe,
    examples: &[Example {
        input: "latex",
        bad: "Bees are social \\cite{smith2000}.\n\nrefs.bib:\n@misc{smith2000, title = {On bees}}\n\n@misc{lee1998, title = {On birds}}\n",
        good: "Bees are social \\cite{smith2000}.\n\nrefs.bib:\n@misc{smith2000, title = {On bees}}\n\n",
    }],
};

pub(super) fn check(subject: &Subject, found: &mut Found) {
    let Some(used) = Keys::of(subject).and_then(|keys| keys.used(subject)) else { return };
    for input in subject.inputs {
        let entries = subject.of_source(input.source);
        let unused: Vec<&Entry> = entries.iter().filter(|entry| !used.contains(&entry.id) && !holds_data(entry)).collect();
        let planned = planned(subject, input, &unused);
        for entry in unused {
            let diagnostic = subject.about(&INFO, entry, format!("no document cites {}", subject.call(entry)));
            let edit = planned.iter().find(|edit| overlaps(edit.span, subject.library.origins.span(entry.id))).cloned();
            found.push(match edit.or_else(|| removal(subject, entry).map(Edit::remove)) {
                Some(edit) => diagnostic.fix("take the entry out", vec![edit]),
                None => diagnostic,
            });
        }
    }
}

/// The edits that take all of them out, in formats where an entry is more than its own lines. Neighbours go together.
fn planned(subject: &Subject, input: &Input, unused: &[&Entry]) -> Vec<Edit> {
    let all = || {
        let format = format::named(input.read_as).filter(|_| !has_own_lines(input.read_as) && !unused.is_empty())?;
        let deletions: Vec<Change> = unused.iter().map(|entry| Change::Delete(entry.id.index as usize)).collect();
        change::plan(format, subject.sources.get(input.source)?, &deletions).ok()
    };
    all().unwrap_or_default()
}

fn overlaps(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}

/// Whether nothing stands between two entries of a format.
fn has_own_lines(format: &str) -> bool {
    matches!(format, "bibtex" | "biblatex" | "ris" | "nbib")
}

/// Whether an entry is only there to lend its values.
fn holds_data(entry: &Entry) -> bool {
    matches!(entry.kind, Some(Kind::Other(kind)) if kind.as_str() == "xdata")
}

/// The entry with the rest of its last line, in formats where it is no more than its lines.
fn removal(subject: &Subject, entry: &Entry) -> Option<Span> {
    let source = subject.sources.get(entry.id.source).filter(|_| has_own_lines(subject.read_as(entry.id.source)))?;
    let range = subject.library.origins.span(entry.id).range();
    let behind = source.text.get(range.end..)?;
    let spaces = behind.len() - behind.trim_start_matches([' ', '\t']).len();
    let line_end = ["\r\n", "\n", "\r"].iter().find(|end| behind[spaces..].starts_with(**end)).map_or(0, |end| spaces + end.len());
    Some(source.span(range.start..range.end + line_end))
}
