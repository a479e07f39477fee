//! Author-year citations that several references fit equally well.

use super::citations::{References, cites_by_year, shown};
use crate::check::{Found, Subject};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "ambiguous-citation",
    summary: "a citation that several references fit",
    why: "Readers cannot tell which is meant. Letters behind the year (1998a, 1998b), a second name or a title tell them apart.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "text",
        bad: "Bees are social (Smith 2000).\n\n\
                  References\n\n\
                  Smith, A. (2000). On bees. London: Hive Press.\n\
                  Smith, A. (2000). On the hive. London: Hive Press.",
        good: "Bees are social (Smith 2000).\n\n\
                   References\n\n\
                   Smith, A. (2000). On bees. London: Hive Press.\n\
                   Jones, B. (2001). On birds. London: Hive Press.",
    }],
};

pub(super) fn check(subject: &Subject, found: &mut Found) {
    for input in subject.inputs.iter().filter(|input| cites_by_year(input)) {
        let references = References::of(subject, input);
        // A letter behind the year tells them apart.
        for citation in input.citations.iter().filter(|citation| citation.suffix.is_none()) {
            let fitting = references.fitting(citation);
            if fitting.len() < 2 {
                continue;
            }
            let message = format!("{} references fit the citation `{}`", fitting.len(), shown(citation));
            let places = fitting.iter().take(5).map(|entry| subject.head(entry));
            found.push(places.fold(Diagnostic::new(&INFO, citation.span, message), |diagnostic, span| diagnostic.related(span, "this one fits")));
        }
    }
}
