//! One book described in different words by its chapters.

use crate::check::{Found, Subject};
use crate::dedupe::{self, Parent};
use crate::model::{Entry, Variable};
use crate::text::Edit;
use crate::text::similarity::words_shared;
use crate::text::unicode::fold;
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity};

pub(crate) static INFO: RuleInfo = RuleInfo {
    name: "container-variant",
    summary: "a book is called otherwise than in its other descriptions",
    why: "Its chapters then look as if they were in different books. The fix writes the title as the book's own entry has it, or as \
          most have it; it is unsafe, for another book may be meant after all.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Unsafe,
    examples: &[Example {
        input: "bibtex",
        bad: "@book{b, editor = {Cameron, M. A. and Lawson, R. J.}, title = {To Walk Without Fear: The Movement to Ban Landmines}, publisher = {Oxford University Press}, address = {Toronto}, year = {1998}}\n@incollection{c, author = {Williams, J.}, title = {A campaign}, chapter = {2}, editor = {Cameron, M. A. and Lawson, R. J.}, booktitle = {To Walk Without Fear: The Movement for Ban Landmines}, publisher = {Oxford University Press}, address = {Toronto}, year = {1998}}\n",
        good: "@book{b, editor = {Cameron, M. A. and Lawson, R. J.}, title = {To Walk Without Fear: The Movement to Ban Landmines}, publisher = {Oxford University Press}, address = {Toronto}, year = {1998}}\n@incollection{c, author = {Williams, J.}, title = {A campaign}, chapter = {2}, editor = {Cameron, M. A. and Lawson, R. J.}, booktitle = {To Walk Without Fear: The Movement to Ban Landmines}, publisher = {Oxford University Press}, address = {Toronto}, year = {1998}}\n",
    }],
};

pub(super) fn check(subject: &Subject, same: &dedupe::Report, found: &mut Found) {
    for parent in &same.parents {
        let own = parent.variables.iter().find(|(variable, _)| *variable == Variable::Title).map(|(_, value)| value.plain());
        let Some(own) = own else { continue };
        let variants = parent.variants.iter().filter(|variant| variant.variable == Variable::ContainerTitle);
        for variant in variants.filter(|variant| differs(&variant.value.plain(), &own)) {
            if let Some(child) = subject.library.entries.get(variant.child) {
                found.push(finding(subject, parent, child, &own));
            }
        }
    }
}

/// Capitals, accents and punctuation are a matter of style, and so is leaving out the subtitle.
fn differs(variant: &str, own: &str) -> bool {
    let (variant, own) = (fold(variant), fold(own));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    // A book of quite another name, or another volume, is another book.
    let alike = words_shared(&variant, &own) >= 0.6 && digits(&variant) == digits(&own);
    alike && !variant.is_empty() && variant != own && !own.strip_prefix(variant.as_str()).is_some_and(|rest| rest.starts_with(' '))
}

fn finding(subject: &Subject, parent: &Parent, child: &Entry, own: &str) -> Diagnostic {
    let entries = &subject.library.entries;
    let written = child.plain(Variable::ContainerTitle).unwrap_or_default();
    let message = format!("this book is called “{own}” elsewhere");
    let mut diagnostic = subject.at(&INFO, child, Variable::ContainerTitle, message);
    if let Some(book) = parent.entry.and_then(|at| entries.get(at)) {
        diagnostic = diagnostic.related(subject.at(&INFO, book, Variable::Title, "").span, "the book's own entry");
    }
    for other in parent.children.iter().filter_map(|at| entries.get(*at)).filter(|other| other.id != child.id).take(5) {
        if other.has(Variable::ContainerTitle) && other.plain(Variable::ContainerTitle).is_some_and(|title| title != written) {
            diagnostic = diagnostic.related(subject.at(&INFO, other, Variable::ContainerTitle, "").span, "described so here");
        }
    }
    match mended(subject, child, own) {
        Some(edit) => diagnostic.fix("write the title that the book has elsewhere", vec![edit]),
        None => diagnostic,
    }
}

/// The whole title, where nothing but its words stands in its place.
fn mended(subject: &Subject, child: &Entry, own: &str) -> Option<Edit> {
    let span = subject.value(child, Variable::ContainerTitle)?;
    let words = child.plain(Variable::ContainerTitle)?;
    let plain = fold(subject.sources.slice(span)) == fold(&words) && !own.contains(['"', '\\', '{', '}', '&', '%']);
    plain.then(|| Edit { span, text: own.to_owned() })
}
