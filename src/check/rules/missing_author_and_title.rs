//! References that name neither a person or organisation nor a title.

use crate::check::{Found, Subject};
use crate::model::{Entry, Value, Variable};
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "missing-author-and-title",
    summary: "a reference with neither author nor title",
    why: "Nobody can find the work, or the words are not a reference at all.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "text",
        bad: "References\n\nSmith, A. (2000). On bees. London: Hive Press.\nLondon, 2001, pp. 3–5.",
        good: "References\n\nSmith, A. (2000). On bees. London: Hive Press.\nJones, B. (2001). On birds. London: Hive Press.",
    }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    if !subject.is_reference(entry) {
        return;
    }
    let named = entry.values().any(|(_, value)| matches!(value, Value::Names(_)));
    let titled = [Variable::Title, Variable::ContainerTitle, Variable::CollectionTitle].iter().any(|variable| entry.has(*variable));
    let found_by_id = [Variable::Doi, Variable::Isbn, Variable::Url].iter().any(|variable| entry.has(*variable));
    if !named && !titled && !found_by_id {
        found.push(subject.about(&INFO, entry, "the reference names neither an author nor a title"));
    }
}
