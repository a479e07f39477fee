//! Author-year citations in running text that no reference of the document fits.

use super::citations::{References, shown};
use crate::check::Subject;
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "missing-reference",
    summary: "a citation that no reference fits",
    why: "Readers look for it in vain. The reference is missing, or a name or the year differs.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "text",
        bad: "Bees are social (Smith 2000), and birds sing (Jones 2001).\n\n\
                  References\n\n\
                  Smith, A. (2000). On bees. London: Hive Press.\n\
                  Miller, C. (1990). On flies. London: Hive Press.",
        good: "Bees are social (Smith 2000), and birds sing (Jones 2001).\n\n\
                   References\n\n\
                   Smith, A. (2000). On bees. London: Hive Press.\n\
                   Jones, B. (2001). On birds. London: Hive Press.",
    }],
};

pub(super) fn check(subject: &Subject, found: &mut Vec<Diagnostic>) {
    for input in subject.inputs.iter().filter(|input| !input.citations.is_empty() && !input.lists.is_empty()) {
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
}
