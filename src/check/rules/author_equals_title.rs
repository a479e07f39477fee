//! An organisation's name as author and as title of one work.

use crate::check::{Found, Subject};
use crate::model::{Entry, Variable};
use crate::text::unicode::fold;
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "author-equals-title",
    summary: "the author and the title are the same words",
    why: "Either one of them was written in the other's place, or the title is missing.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "text",
        bad: "References\n\nSmith, A. (2000). On bees. London: Hive Press.\nWorld Bee Society. World Bee Society, 1998.",
        good: "References\n\nSmith, A. (2000). On bees. London: Hive Press.\nWorld Bee Society. Annual report of the bees, 1998.",
    }],
};

pub(super) fn check(subject: &Subject, entry: &Entry, found: &mut Found) {
    let author = entry.names(Variable::Author).and_then(|names| names.list.first()).filter(|author| author.is_literal());
    let Some(author) = author else { return };
    let Some(title) = entry.plain(Variable::Title) else { return };
    let title = fold(&title);
    // A short name may well be a title: an autobiography "Bono" by Bono.
    if title.contains(' ') && fold(&author.literal) == title {
        let author_span = super::name_span(subject, entry, Variable::Author, 0);
        let message = format!("the title is the author's name: `{}`", author.literal);
        found.push(subject.at(&INFO, entry, Variable::Title, message).related(author_span, "the author"));
    }
}
