//! The strings of `.bib` files. BibTeX and biber read all files of a document as one: what one of them defines, others use.

use super::Subject;
use crate::model::OtherKind;
use crate::syntax::{self, Item, ItemKind, Tree, UNDEFINED_STRING};
use crate::text::{Diagnostic, Source};
use std::collections::HashSet;

/// Hands over each definition with its source and the tree that holds its fields.
pub(super) fn each_definition<'a>(subject: &Subject<'a>, mut see: impl FnMut(&'a Source, &Tree, &Item)) {
    let mut tree = Tree::default();
    for other in subject.library.others.iter().filter(|other| other.kind == OtherKind::String) {
        let Some(source) = subject.sources.get(other.span.source) else { continue };
        let item = syntax::read_item(source, other.span.range().start, &mut tree);
        if let Some(item) = item.filter(|item| item.kind == ItemKind::String) {
            see(source, &tree, &item);
        }
    }
}

/// Takes out what the reader of one file said of strings that another file of the run defines.
pub(super) fn settle(subject: &Subject, found: &mut Vec<Diagnostic>) {
    let is_undefined = |diagnostic: &Diagnostic| diagnostic.rule.name == UNDEFINED_STRING.name;
    if subject.inputs.len() < 2 || !found.iter().any(is_undefined) {
        return;
    }
    let mut defined = HashSet::new();
    each_definition(subject, |source, tree, item| {
        defined.extend(tree.fields(item).iter().map(|field| source.text[field.name.range()].to_ascii_lowercase()));
    });
    found.retain(|diagnostic| !is_undefined(diagnostic) || !defined.contains(&subject.sources.slice(diagnostic.span).to_ascii_lowercase()));
}
