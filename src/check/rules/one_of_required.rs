//! Books and their kin with neither author nor editor, and web pages without an address.

use crate::check::{Found, Subject};
use crate::model::{Entry, Value, Variable};
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "one-of-required",
    summary: "neither an author nor an editor",
    why: "BibTeX warns and makes up a key to sort by. Where a work has none, an organisation stands in the place: `author = {{World \
          Health Organization}}`.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "bibtex",
        bad: "@book{smith, title = {On bees}, publisher = {Hive}, year = 2000}",
        good: "@book{smith, author = {A. Smith}, title = {On bees}, publisher = {Hive}, year = 2000}",
    }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    if subject.is_reference(entry) {
        return;
    }
    let Some(name) = super::type_of(subject, entry) else { return };
    let wants = matches!(
        name.to_ascii_lowercase().as_str(),
        "article" | "book" | "inbook" | "incollection" | "inproceedings" | "phdthesis" | "mastersthesis" | "thesis"
    );
    let named = entry.values().any(|(_, value)| matches!(value, Value::Names(_)));
    // What it takes from another entry may hold the names; `key` and `label` are what BibTeX has instead.
    let otherwise =
        || entry.parent.is_some() || ["xdata", "key", "label", "shorthand", "organization"].iter().any(|name| entry.has(Variable::named(name)));
    if wants && !named && !otherwise() {
        found.push(subject.about(&INFO, entry, format!("an `@{name}` with neither author nor editor")));
    }
}
