//! Lists in which the year stands behind the names in some references, and at the end in others.

use crate::check::{Found, Subject};
use crate::model::{Entry, ListId, Variable};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};
use std::collections::BTreeMap;

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "mixed-reference-style",
    summary: "references of one list are written in different styles",
    why: "A list should follow one style throughout; `ibidem export --style` writes it so.",
    severity: Severity::Info,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "text",
        bad: "References\n\n\
                  Smith, A. (2000). On bees. London: Hive Press.\n\
                  Jones, B. (2001). On birds. London: Hive Press.\n\
                  Miller, C., On flies, London: Hive Press, 1990.\n\
                  Baker, D., On ants, London: Hive Press, 1991.",
        good: "References\n\n\
                   Smith, A. (2000). On bees. London: Hive Press.\n\
                   Jones, B. (2001). On birds. London: Hive Press.\n\
                   Miller, C. (1990). On flies. London: Hive Press.\n\
                   Baker, D. (1991). On ants. London: Hive Press.",
    }],
};

pub(super) fn check(subject: &Subject, found: &mut Found) {
    for input in subject.inputs {
        let mut lists: BTreeMap<ListId, [Vec<&Entry>; 2]> = BTreeMap::new();
        for entry in subject.of_source(input.source).iter().filter(|entry| subject.is_reference(entry)) {
            let Some(list) = subject.origin(entry).and_then(|origin| origin.list) else { continue };
            if let Some(year_first) = year_stands_first(subject, entry) {
                lists.entry(list).or_default()[usize::from(!year_first)].push(entry);
            }
        }
        found.extend(lists.values().filter_map(|styles| finding(subject, styles)));
    }
}

/// Whether the year stands before the title; none where one of them, or the names, is missing.
fn year_stands_first(subject: &Subject, entry: &Entry) -> Option<bool> {
    let year = subject.value(entry, Variable::Issued)?;
    let title = subject.value(entry, Variable::Title).or_else(|| subject.value(entry, Variable::ContainerTitle))?;
    let named = entry.has(Variable::Author) || entry.has(Variable::Editor);
    named.then_some(year.start < title.start)
}

/// One reference that stands out may be a slip of the parser.
fn finding(subject: &Subject, [first, last]: &[Vec<&Entry>; 2]) -> Option<Diagnostic> {
    if first.len() < 2 || last.len() < 2 {
        return None;
    }
    let (most, few, few_say, most_say) = match first.len() >= last.len() {
        true => (first, last, "at the end", "behind the names"),
        false => (last, first, "behind the names", "at the end"),
    };
    let message = format!("{} references of this list have the year {few_say}, this one first; {} have it {most_say}", few.len(), most.len());
    Some(subject.about(&INFO, few[0], message).related(subject.head(most[0]), format!("the year {most_say}")))
}
