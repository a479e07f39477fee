//! References that the running text never cites. Lists of further reading are not meant to be cited,
//! and are left alone. Where a text cites by number, the numbers of its list count.

use super::citations::{References, numbered};
use crate::check::{Found, Subject};
use crate::model::{Entry, EntryId};
use crate::parse::List;
use crate::text::unicode::words;
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};
use std::collections::HashSet;

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "uncited-reference",
    summary: "a reference that the text never cites",
    why: "A list headed “References” holds what the text cites. Cite the work, take it out, or move it to a list of further reading.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[
        Example {
            input: "text",
            bad: "Bees are social [1], and birds sing [2].\n\n\
                  References\n\n\
                  [1] Smith, A. (2000). On bees. London: Hive Press.\n\
                  [2] Jones, B. (2001). On birds. London: Hive Press.\n\
                  [3] Miller, C. (1990). On flies. London: Hive Press.",
            good: "Bees are social [1, 2].\n\n\
                   References\n\n\
                   [1] Smith, A. (2000). On bees. London: Hive Press.\n\
                   [2] Jones, B. (2001). On birds. London: Hive Press.",
        },
        Example {
            input: "text",
            bad: "Bees are social (Smith 2000).\n\n\
                  References\n\n\
                  Smith, A. (2000). On bees. London: Hive Press.\n\
                  Jones, B. (2001). On birds. London: Hive Press.",
            good: "Bees are social (Smith 2000), and birds sing (Jones 2001).\n\n\
                   References\n\n\
                   Smith, A. (2000). On bees. London: Hive Press.\n\
                   Jones, B. (2001). On birds. London: Hive Press.",
        },
    ],
};

pub(super) fn check(subject: &Subject, found: &mut Found) {
    unnumbered(subject, found);
    for input in subject.inputs.iter().filter(|input| !input.citations.is_empty()) {
        let references = References::of(subject, input);
        let cited: HashSet<EntryId> = input.citations.iter().flat_map(|citation| references.fitting(citation)).map(|entry| entry.id).collect();
        for list in input.lists.iter().filter(|list| wants_citing(subject, list)) {
            let of_list: Vec<&Entry> = references.of_list(list.id).collect();
            // Where nothing in it is cited so, the text cites in another manner.
            if of_list.iter().any(|entry| cited.contains(&entry.id)) {
                let uncited = of_list.into_iter().filter(|entry| !cited.contains(&entry.id));
                found.extend(uncited.map(|entry| subject.about(&INFO, entry, "the text never cites this reference")));
            }
        }
    }
}

/// References of a numbered list that no number in the text names.
fn unnumbered(subject: &Subject, found: &mut Found) {
    for input in subject.inputs {
        let Some(references) = numbered(subject, input) else { continue };
        let named: HashSet<usize> = input.numbers.iter().map(|citation| citation.number as usize).collect();
        let entries = subject.of_source(input.source);
        for span in references.iter().enumerate().filter(|(at, _)| !named.contains(&(at + 1))).map(|(_, span)| *span) {
            match entries.iter().find(|entry| subject.library.origins.span(entry.id) == span) {
                Some(entry) => found.push(subject.about(&INFO, entry, "the text never cites this reference")),
                None => found.push(Diagnostic::new(&INFO, span, "the text never cites this reference")),
            }
        }
    }
}

/// Headings of lists that go beyond what the text cites.
const FURTHER: &[&str] = &[
    "further",
    "recommended",
    "suggested",
    "additional",
    "select",
    "selected",
    "bibliography",
    "weiterfuhrende",
    "bibliographie",
    "bibliografia",
    "complementaires",
    "complementaria",
    "lecturas",
    "lectures",
    "reading",
    "readings",
];

/// Whether a list is one of what the text cites: not of further reading, and not numbered in brackets to be cited by number.
fn wants_citing(subject: &Subject, list: &List) -> bool {
    let heading = list.heading.map(|span| words(subject.sources.slice(span))).unwrap_or_default();
    let numbered =
        list.references.first().and_then(|first| first.number).is_some_and(|span| subject.sources.slice(span).trim_start().starts_with('['));
    !numbered && !heading.iter().any(|word| FURTHER.contains(&word.as_str()))
}
