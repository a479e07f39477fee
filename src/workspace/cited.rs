//! A library cut down to what documents cite.

use super::Workspace;
use crate::check;
use crate::model::{Other, OtherKind};
use std::collections::HashSet;

impl Workspace {
    /// Leaves only the entries that the documents cite, with what these need: the entries that they take values from, the strings that they use,
    /// preambles. Comments go. Given back are the keys that are cited and that no entry has.
    pub fn keep_cited(&mut self) -> Vec<String> {
        let (kept, unknown) = check::cited(&self.subject(None));
        self.library.entries.retain(|entry| kept.contains(&entry.id));
        let texts = self.library.entries.iter().map(|entry| self.sources.slice(self.library.origins.span(entry.id)));
        let mut used: HashSet<String> = texts.flat_map(words).collect();
        let strings: Vec<&Other> = self.library.others.iter().filter(|other| other.kind == OtherKind::String).collect();
        // A string may be made of those before it.
        for string in strings.into_iter().rev() {
            if name(string).is_some_and(|name| used.contains(&name)) {
                used.extend(words(&string.text));
            }
        }
        self.library.others.retain(|other| match other.kind {
            OtherKind::String => name(other).is_some_and(|name| used.contains(&name)),
            kind => kind == OtherKind::Preamble,
        });
        unknown
    }
}

/// The names that may stand in a text, in small letters.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !(c.is_alphanumeric() || "_-:.+/".contains(c))).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// What `@string{name = …}` defines.
fn name(string: &Other) -> Option<String> {
    let (_, inside) = string.text.split_once(['{', '('])?;
    Some(inside.split_once('=')?.0.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::ReadAs;

    #[test]
    fn what_is_cited_stays_with_what_it_needs() {
        let bib = "@preamble{\"x\"}\n@string{a = {A}}\n@string{b = a # {B}}\n@string{c = {C}}\n% gone\n\
                   @misc{one, publisher = B, crossref = {two}}\n@misc{other, publisher = c}\n@book{two, title = {T}}\n";
        let mut workspace = Workspace::default();
        workspace.add_text("refs.bib", bib, ReadAs::Guess);
        workspace.add_citing("paper.md", b"See [@one; @nothing].");
        assert_eq!(workspace.keep_cited(), ["nothing"]);
        let keys: Vec<&str> = workspace.library.entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["one", "two"]);
        let others: Vec<&str> = workspace.library.others.iter().map(|other| other.text.as_str()).collect();
        assert_eq!(others, ["@preamble{\"x\"}", "@string{a = {A}}", "@string{b = a # {B}}"]);
    }
}
