//! What a `.bib` file is written for: BibTeX or biblatex. Nothing in it says so, but fields and types of only one of them do.

use super::Subject;
use crate::syntax::{self, Item, ItemKind, Tree};
use crate::text::Source;

/// What a `.bib` file is written for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Nothing speaks for either, or both are written side by side.
    #[default]
    Unknown,
    /// What `bibtex` and its styles know.
    Bibtex,
    /// What biblatex and biber know.
    Biblatex,
}

/// Fields of biblatex alone with what BibTeX calls the same.
pub(super) const ONLY_BIBLATEX: &[(&str, &str)] =
    &[("journaltitle", "journal"), ("location", "address"), ("eprinttype", "archiveprefix"), ("eprintclass", "primaryclass")];

/// So many entries tell; the rest of a file is like them.
const ENOUGH: usize = 500;

/// For each source; they are found before the rules are asked, in one short pass.
pub(super) fn all(subject: &Subject) -> Vec<Dialect> {
    let count = subject.inputs.iter().map(|input| input.source.0 as usize + 1).max().unwrap_or(0);
    let mut dialects = vec![Dialect::Unknown; count];
    for input in subject.inputs.iter().filter(|input| matches!(input.read_as, "bibtex" | "biblatex")) {
        if let Some(source) = subject.sources.get(input.source) {
            let starts = subject.of_source(input.source).iter().take(ENOUGH);
            let starts = starts.map(|entry| subject.library.origins.span(entry.id).range().start);
            dialects[input.source.0 as usize] = of(source, starts);
        }
    }
    dialects
}

/// Most entries must speak for one, and at least two.
fn of(source: &Source, starts: impl Iterator<Item = usize>) -> Dialect {
    let (mut tree, mut bibtex, mut biblatex) = (Tree::default(), 0, 0);
    for start in starts {
        let Some(item) = syntax::read_item(source, start, &mut tree).filter(|item| item.kind == ItemKind::Entry) else { continue };
        let (old, new) = of_entry(source, &tree, &item);
        bibtex += usize::from(old && !new);
        biblatex += usize::from(new && !old);
    }
    match (bibtex, biblatex) {
        (2.., few) if few * 5 <= bibtex => Dialect::Bibtex,
        (few, 2..) if few * 5 <= biblatex => Dialect::Biblatex,
        _ => Dialect::Unknown,
    }
}

/// Whether an entry has fields of BibTeX, and whether it has fields of biblatex, that the other calls otherwise.
pub(super) fn of_entry(source: &Source, tree: &Tree, item: &Item) -> (bool, bool) {
    let (mut old, mut new) = (false, false);
    for field in tree.fields(item) {
        let name = &source.text[field.name.range()];
        let is = |known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(name));
        old |= is(&["journal", "year", "address", "school", "archiveprefix", "primaryclass"]);
        new |= is(&["journaltitle", "date", "location", "eprinttype", "eprintclass", "subtitle", "langid"]);
    }
    (old, new)
}
