//! Citations in running text, by author and year or by number, that no reference of the document fits.

use super::citations::{References, cites_by_year, numbered, shown};
use crate::check::{Found, Subject};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "missing-reference",
    summary: "a citation that no reference fits",
    why: "Readers look for it in vain. The reference is missing, or a name or the year differs.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[
        Example {
            input: "text",
            bad: "Bees are social [1], birds sing [2], and flies buzz [3].\n\n\
                  References\n\n\
                  [1] Smith, A. (2000). On bees. London: Hive Press.\n\
                  [2] Jones, B. (2001). On birds. London: Hive Press.",
            good: "Bees are social [1], and birds sing [2].\n\n\
                   References\n\n\
                   [1] Smith, A. (2000). On bees. London: Hive Press.\n\
                   [2] Jones, B. (2001). On birds. London: Hive Press.",
        },
        Example {
            input: "text",
            bad: "Bees are social (Smith 2000), and birds sing (Jones 2001).\n\n\
                  References\n\n\
                  Smith, A. (2000). On bees. London: Hive Press.\n\
                  Miller, C. (1990). On flies. London: Hive Press.",
            good: "Bees are social (Smith 2000), and birds sing (Jones 2001).\n\n\
                   References\n\n\
                   Smith, A. (2000). On bees. London: Hive Press.\n\
                   Jones, B. (2001). On birds. London: Hive Press.",
        },
    ],
};

pub(super) fn check(subject: &Subject, found: &mut Found) {
    for input in subject.inputs.iter().filter(|input| cites_by_year(input) && (input.cited.is_some() || !input.lists.is_empty())) {
        let references = References::of(subject, input);
        for citation in input.citations.iter().filter(|citation| references.fitting(citation).is_empty()) {
            let mut diagnostic = Diagnostic::new(&INFO, citation.span, format!("no reference fits the citation `{}`", shown(citation)));
            if let Some(entry) = references.by_first_name(citation) {
                let year = entry.plain(crate::model::Variable::Issued).unwrap_or_default();
                diagnostic = diagnostic.related(subject.head(entry), format!("the nearest is dated {year}"));
            }
            found.push(diagnostic);
        }
    }
    for input in subject.inputs {
        let Some(references) = numbered(subject, input) else { continue };
        for citation in input.numbers.iter().filter(|citation| citation.number as usize > references.len()) {
            let message = format!("the list has no reference {}", citation.number);
            found.push(Diagnostic::new(&INFO, citation.span, message).related(references[references.len() - 1], "the last one"));
        }
    }
}
