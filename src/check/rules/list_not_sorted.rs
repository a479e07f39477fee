//! Lists whose references do not follow the names of their authors.

use crate::check::{Found, Subject};
use crate::model::{Entry, ListId, Variable};
use crate::text::SourceId;
use crate::text::unicode::fold;
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "list-not-sorted",
    summary: "a reference list that is not in the order of its names",
    why: "Author-year styles sort by the first name; a list in the order of citation is another matter, so this rule is asked only \
          where it is selected.",
    severity: Severity::Info,
    default: RuleDefault::Off,
    fix: FixSafety::None,
    examples: &[Example {
        input: "text",
        bad: "References\n\nSmith, A. (2000). On bees. London: Hive Press.\nJones, B. (2001). On birds. London: Hive Press.",
        good: "References\n\nJones, B. (2001). On birds. London: Hive Press.\nSmith, A. (2000). On bees. London: Hive Press.",
    }],
};

pub(super) fn check(subject: &Subject, found: &mut Found) {
    let mut last: Option<(SourceId, Option<ListId>, String, &Entry)> = None;
    let mut told = None;
    for entry in subject.references() {
        let list = subject.origin(entry).and_then(|origin| origin.list);
        let Some(name) = sorted_by(entry) else { continue };
        if let Some((source, of, before, other)) = &last
            && (*source, *of) == (entry.id.source, list)
            && name < *before
            && told != Some((entry.id.source, list))
        {
            told = Some((entry.id.source, list));
            let message = format!("out of order: `{name}` stands behind `{before}`");
            found.push(subject.about(&INFO, entry, message).related(subject.head(other), "the reference before"));
        }
        last = Some((entry.id.source, list, name, entry));
    }
}

fn sorted_by(entry: &Entry) -> Option<String> {
    let name = [Variable::Author, Variable::Editor].iter().find_map(|variable| entry.names(*variable)?.list.first());
    name.map(|name| fold(&name.short())).or_else(|| entry.plain(Variable::Title).map(|title| fold(&title)))
}
