//! A person whose given and family names changed places in one description of a work.

use crate::check::{Found, Subject};
use crate::dedupe;
use crate::model::{Entry, Name, Value, Variable};
use crate::text::unicode::{fold, words};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};
use crate::text::{Edit, Span};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "inverted-name",
    summary: "a name that another description of the same book has the other way round",
    why: "“A. Cameron Maxwell” beside “M. A. Cameron” for one book: one of them has the names in the wrong order, and one person is \
          listed as two. The fix writes the name as the book's own entry has it; it is unsafe, for both might be right, or the other \
          one wrong.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Unsafe,
    examples: &[Example {
        input: "bibtex",
        bad: "@book{b, editor = {Cameron, M. A. and Lawson, R. J.}, title = {To Walk Without Fear}, publisher = {Oxford University Press}, address = {Toronto}, year = {1998}}\n@incollection{c, author = {Williams, J.}, title = {A campaign}, chapter = {2}, editor = {Maxwell, A. Cameron and Lawson, R. J.}, booktitle = {To Walk Without Fear}, publisher = {Oxford University Press}, address = {Toronto}, year = {1998}}\n",
        good: "@book{b, editor = {Cameron, M. A. and Lawson, R. J.}, title = {To Walk Without Fear}, publisher = {Oxford University Press}, address = {Toronto}, year = {1998}}\n@incollection{c, author = {Williams, J.}, title = {A campaign}, chapter = {2}, editor = {Cameron, M. A. and Lawson, R. J.}, booktitle = {To Walk Without Fear}, publisher = {Oxford University Press}, address = {Toronto}, year = {1998}}\n",
    }],
};

pub(super) fn check(subject: &Subject, same: &dedupe::Report, found: &mut Found) {
    let entries = &subject.library.entries;
    for parent in &same.parents {
        let own = parent.variables.iter().find(|(variable, _)| *variable == Variable::Editor);
        let Some((_, Value::Names(own))) = own else { continue };
        let source = parent.entry.and_then(|at| entries.get(at));
        for child in parent.children.iter().filter_map(|at| entries.get(*at)) {
            compare(subject, child, &own.list, source, found);
        }
    }
}

fn compare(subject: &Subject, child: &Entry, own: &[Name], source: Option<&Entry>, found: &mut Found) {
    let Some(names) = child.names(Variable::Editor) else { return };
    for (part, name) in names.list.iter().enumerate() {
        let Some(at) = own.iter().position(|other| is_inverted(name, other)) else { continue };
        // Both may be among the editors.
        if own.iter().any(|other| fold(&other.family) == fold(&name.family)) {
            continue;
        }
        let span = super::name_span(subject, child, Variable::Editor, part);
        let message = format!("`{name}` is `{}` in other descriptions of the book", own[at]);
        let mut diagnostic = Diagnostic::new(&INFO, span, message).about(child.id.index);
        if let Some(source) = source {
            diagnostic = diagnostic.related(super::name_span(subject, source, Variable::Editor, at), "the book's own entry has it so");
        }
        let edits = mended(subject, span, name, &own[at]);
        found.push(match edits {
            Some(edits) => diagnostic.fix(format!("write `{}`", edits[0].text), edits),
            None => diagnostic,
        });
    }
}

/// Whether `name` has the other's family name among its given names, and the rest of both has the same initials.
fn is_inverted(name: &Name, other: &Name) -> bool {
    let family = words(&other.family);
    let all: Vec<String> = words(&name.given).into_iter().chain(words(&name.family)).collect();
    if family.is_empty() || family[0].chars().count() < 2 || name.is_literal() || other.is_literal() || fold(&name.family) == fold(&other.family) {
        return false;
    }
    // The other's family name begins among the given ones.
    let given = words(&name.given).len();
    let Some(at) = all.windows(family.len()).position(|window| window == family).filter(|at| *at < given) else { return false };
    let rest = all[..at].iter().chain(&all[at + family.len()..]);
    let initials = |words: &mut dyn Iterator<Item = &String>| {
        let mut initials: Vec<char> = words.filter_map(|word| word.chars().next()).collect();
        initials.sort_unstable();
        initials
    };
    let (mine, theirs) = (initials(&mut rest.into_iter()), initials(&mut words(&other.given).iter()));
    !mine.is_empty() && mine == theirs
}

/// The name in the order in which the wrong one is written; none where other things stand between its words.
fn mended(subject: &Subject, span: Span, name: &Name, right: &Name) -> Option<Vec<Edit>> {
    let text = subject.sources.slice(span);
    if words(text).len() != words(&name.to_string()).len() {
        return None;
    }
    let new = match text.contains(',') {
        true => format!("{}, {}", right.short(), right.given),
        false => right.to_string(),
    };
    Some(vec![Edit { span, text: new }])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_family_name_among_the_given_ones_is_seen() {
        let person = |given, family| Name::person(family, given);
        for (name, other, expected) in [
            (person("A. Cameron", "Maxwell"), person("M. A.", "Cameron"), true),
            (person("Smith", "John"), person("John", "Smith"), true),
            (person("Smith", "J."), person("John", "Smith"), true),
            (person("A. B.", "Cameron"), person("M. A.", "Cameron"), false),
            (person("A. Cameron", "Maxwell"), person("B.", "Cameron"), false),
            (person("R. J.", "Lawson"), person("M. A.", "Cameron"), false),
            (person("", "Ryszard Michalski"), person("Ryszard", "Michalski"), false),
            (Name::literal("Cameron Smith"), person("S.", "Cameron"), false),
        ] {
            assert_eq!(is_inverted(&name, &other), expected, "{name} / {other}");
        }
    }
}
