//! HTML's names of characters in formats that know none.

use crate::check::Subject;
use crate::model::Variable;
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};
use crate::text::{Edit, Span};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "html-entity",
    summary: "an HTML entity where no HTML is read",
    why: "It came along from a web page and is printed as it stands. The fix writes the character, escaped where BibTeX wants it so, \
          which says the same.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Safe,
    examples: &[Example { input: "bibtex", bad: "@misc{smith, title = {Bees &amp; birds}}", good: "@misc{smith, title = {Bees \\& birds}}" }],
};

const NAMED: &[(&str, &str)] = &[
    ("&amp;", "&"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&apos;", "'"),
    ("&#39;", "'"),
    ("&nbsp;", " "),
    ("&ndash;", "–"),
    ("&mdash;", "—"),
];

pub(super) fn check(subject: &Subject, found: &mut Vec<Diagnostic>) {
    for entry in subject.records().filter(|entry| subject.is_bibtex(entry)) {
        for (variable, span) in subject.spans(entry) {
            let text = subject.sources.slice(span);
            for (at, entity, character) in NAMED.iter().flat_map(|(entity, c)| text.match_indices(entity).map(move |(at, _)| (at, *entity, *c))) {
                // A stray backslash before it is another fault.
                if text[..at].ends_with('\\') {
                    continue;
                }
                let start = span.range().start + at;
                let place = Span::new(span.source, start..start + entity.len());
                let escaped = character == "&" && !matches!(variable, Variable::Url | Variable::Doi);
                let edit = Edit { span: place, text: if escaped { "\\&".to_owned() } else { character.to_owned() } };
                let diagnostic = Diagnostic::new(&INFO, place, format!("`{entity}` is HTML")).about(entry.id.index);
                found.push(diagnostic.fix(format!("write `{}`", edit.text), vec![edit]));
            }
        }
    }
}
