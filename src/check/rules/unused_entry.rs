//! Entries that no document cites.

use super::cited_keys::Keys;
use crate::check::{Found, Subject};
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
    for entry in subject.library.entries.iter().filter(|entry| !used.contains(&entry.id) && !holds_data(entry)) {
        let diagnostic = subject.about(&INFO, entry, format!("no document cites {}", subject.call(entry)));
        found.push(match removal(subject, entry) {
            Some(span) => diagnostic.fix("take the entry out", vec![Edit::remove(span)]),
            None => diagnostic,
        });
    }
}

/// Whether an entry is only there to lend its values.
fn holds_data(entry: &Entry) -> bool {
    matches!(entry.kind, Some(Kind::Other(kind)) if kind.as_str() == "xdata")
}

/// The entry with the rest of its last line; where a format has more around an entry than that, none.
fn removal(subject: &Subject, entry: &Entry) -> Option<Span> {
    let source = subject.sources.get(entry.id.source).filter(|_| subject.is_bibtex(entry))?;
    let range = subject.library.origins.span(entry.id).range();
    let behind = source.text.get(range.end..)?;
    let spaces = behind.len() - behind.trim_start_matches([' ', '\t']).len();
    let line_end = ["\r\n", "\n", "\r"].iter().find(|end| behind[spaces..].starts_with(**end)).map_or(0, |end| spaces + end.len());
    Some(source.span(range.start..range.end + line_end))
}
