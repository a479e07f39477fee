//! Text between the entries of a `.bib` file that is no comment.

use crate::check::{Found, Subject};
use crate::model::OtherKind;
use crate::text::{Diagnostic, Edit, Example, FixSafety, RuleDefault, RuleInfo, Severity, latex};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "stray-text",
    summary: "text between entries that is not marked as a comment",
    why: "BibTeX and biber pass over it, which hides an entry that lost its `@`. Many people write notes so, so this rule is asked only \
          where it is selected. The fix puts the text in `@comment{…}`.",
    severity: Severity::Warning,
    default: RuleDefault::Off,
    fix: FixSafety::Safe,
    examples: &[Example { input: "bibtex", bad: "to do: the rest\n\n@book{k, title={a}}", good: "@comment{to do: the rest}\n\n@book{k, title={a}}" }],
};

pub(super) fn check(subject: &Subject, found: &mut Found) {
    for other in subject.library.others.iter().filter(|other| other.kind == OtherKind::Stray) {
        let told = Diagnostic::new(&INFO, other.span, "this belongs to no entry, and is no comment");
        found.push(match latex::is_balanced(&other.text) {
            true => told.fix("make it a comment", vec![Edit { span: other.span, text: format!("@comment{{{}}}", other.text) }]),
            false => told,
        });
    }
}
