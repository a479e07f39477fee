//! PubMed and PubMed Central identifiers that are none.

use crate::check::Subject;
use crate::model::{
    Variable,
    id::{Pmcid, Pmid},
};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "pmid-format",
    summary: "a PubMed identifier that is none",
    why: "A PMID is a number of one to nine digits, a PMCID the same behind `PMC`. This one finds nothing.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "bibtex", bad: "@misc{smith, title = {One}, pmid = {12a45}}", good: "@misc{smith, title = {One}, pmid = {12345}}" }],
};

pub(super) fn check(subject: &Subject, found: &mut Vec<Diagnostic>) {
    for entry in subject.records() {
        let pmid = subject.plain(entry, Variable::Pmid).filter(|text| Pmid::parse(text).is_err());
        let pmcid = subject.plain(entry, Variable::Pmcid).filter(|text| Pmcid::parse(text).is_err());
        for (variable, text) in pmid.map(|text| (Variable::Pmid, text)).into_iter().chain(pmcid.map(|text| (Variable::Pmcid, text))) {
            found.push(subject.at(&INFO, entry, variable, format!("`{text}` is no {}", variable.name())));
        }
    }
}
