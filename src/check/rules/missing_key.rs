//! Records without a key, in formats whose entries are cited by one.

use crate::check::{Found, Subject};
use crate::model::Entry;
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "missing-key",
    summary: "an entry has no key",
    why: "Nothing can cite it, and BibTeX refuses the file. `ibidem export` gives it one made from author, year and title.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "bibtex", bad: "@misc{, title = {One}}", good: "@misc{one, title = {One}}" }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    // RIS, MEDLINE and spreadsheets have no keys; there is nothing to miss.
    let keyed = || matches!(subject.read_as(entry.id.source), "bibtex" | "biblatex" | "hayagriva" | "csl-json" | "csl-jsonl" | "csl-yaml");
    if entry.key.is_empty() && !subject.is_reference(entry) && keyed() {
        found.push(subject.about(&INFO, entry, "an entry without key"));
    }
}
