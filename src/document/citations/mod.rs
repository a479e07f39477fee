//! The citations in documents: by key, one file per way of citing in the table [`CITING`], and by author and year or by number in running
//! text ([`prose`]). What a citation refers to is `check`'s affair; here is only what stands in the document, and how other keys are
//! written in its place.

mod aux;
pub mod clusters;
mod latex;
mod notebook;
mod numbers;
mod pandoc;
pub mod prose;
mod rst;
mod stretch;
mod typst;

use crate::text::{Edit, MappedText, Source, Span};
pub use numbers::numbers;
pub use prose::citations;
use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

/// A way of citing by key: how a file that does so is known and read. One file and one line in [`CITING`] each.
#[derive(Debug)]
pub struct Citing {
    /// Its name; that of the document kind, where there is one.
    pub name: &'static str,
    /// File name extensions, without dot, in small letters.
    pub extensions: &'static [&'static str],
    /// What it cites.
    pub find: fn(&Source) -> Cited,
}

/// All ways of citing by key that are read.
pub static CITING: &[&Citing] = &[&latex::LATEX, &typst::TYPST, &pandoc::PANDOC, &notebook::NOTEBOOK, &rst::RST, &aux::AUX, &aux::BCF];

/// The way of citing in a file, by its name's extension, else by the kind of document that it looks like; none for plain text and HTML.
pub fn citing(name: &str, text: &str) -> Option<&'static Citing> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let extension = file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let by_name = CITING.iter().find(|citing| extension.as_deref().is_some_and(|e| citing.extensions.contains(&e)));
    by_name.or_else(|| CITING.iter().find(|citing| citing.name == super::sniff(name, text).name)).copied()
}

/// What a document cites by key. Nothing in plain text and HTML.
pub fn cited(source: &Source) -> Cited {
    citing(&source.name, &source.text).map(|citing| (citing.find)(source)).unwrap_or_default()
}

/// What a document cites by key, and what else it says of keys.
#[derive(Clone, Debug, Default)]
pub struct Cited {
    /// The citations, in the order of their places.
    pub citations: Vec<KeyCitation>,
    /// Where the document says that every entry is to be listed: `\nocite{*}`.
    pub all: Option<Span>,
    /// The bibliography files that it names, as written: `refs`, `refs.bib`.
    pub bibliographies: Vec<Named>,
    /// The documents that it takes in, as written: `\input{chapter}`.
    pub parts: Vec<Named>,
    /// Keys that it defines itself: `\bibitem{key}`, `<label>`. A citation of these needs no entry.
    pub labels: Vec<Named>,
}

/// A name, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The name as it is meant: escapes of the document resolved.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// One key in one citation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCitation {
    /// The key.
    pub key: String,
    /// Exactly the key.
    pub span: Span,
    /// What the document does with it.
    pub how: How,
    /// The list that it stands in with nothing but itself, no page and no "see": `\cite{a,b}` is one list. Numbers from 0 within the document.
    pub list: Option<u32>,
    /// How a key is written there.
    pub site: Site,
}

/// What a document does with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Cites it.
    Cited,
    /// Only has it listed: `\nocite{a}`.
    Listed,
    /// Cites it, or refers to a figure or section of that name: Typst's `@name`.
    Either,
}

/// How a key is written at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// In a list with commas, closed by a brace: LaTeX, `.aux`.
    Braces,
    /// Behind `@` in Markdown.
    At,
    /// Within `@{…}` in Markdown.
    AtBraces,
    /// A label in Typst: `@key`, `<key>`.
    Label,
    /// In a list with commas, closed by a backtick: reStructuredText's and MyST's roles.
    Role,
    /// Within quotation marks, in Typst or an attribute of HTML.
    Quotes,
    /// reStructuredText's `[key]_`.
    Simple,
    /// Text of an XML element.
    Xml,
}

impl Site {
    /// What stands for a key there; none where the place cannot hold it.
    pub fn write(self, key: &str) -> Option<Cow<'_, str>> {
        let without = |barred: &str| !key.chars().any(|c| barred.contains(c) || c.is_control());
        let fits = !key.is_empty()
            && match self {
                Self::Braces => without("{}\\%#,~ "),
                Self::At if pandoc::key_length(key) == key.len() => true,
                // Quotation marks and backslashes would need escapes in a notebook.
                Self::At if without("{}\"\\") => return Some(Cow::Owned(format!("{{{key}}}"))),
                Self::At => false,
                Self::AtBraces => without("{}\"\\"),
                Self::Label => typst::key_length(key) == key.len(),
                Self::Role => without("`\"\\, "),
                Self::Quotes => without("\"\\<>&,"),
                Self::Simple => rst::is_simple_name(key),
                Self::Xml => without("<>&"),
            };
        fits.then_some(Cow::Borrowed(key))
    }
}

/// What became of the keys of a document.
#[derive(Debug, Default)]
pub struct Rewritten<'c> {
    /// The edits of the document's source; no two overlap.
    pub edits: Vec<Edit>,
    /// The citations that should have got a key that cannot be written at their place.
    pub refused: Vec<&'c KeyCitation>,
}

/// Writes other keys into a document: `new` says which key a key becomes, none where it stays. `text` is the text of the document's source.
/// A key that would then stand twice in a list without words of its own is taken out of it.
pub fn rewrite<'c, 'k>(cited: &'c Cited, text: &str, new: impl Fn(&str) -> Option<&'k str>) -> Rewritten<'c> {
    let mut rewritten = Rewritten::default();
    // What stood in each list, and what stands there afterwards.
    let mut stood: HashSet<(u32, &str)> = HashSet::new();
    let mut stands: HashSet<(u32, &str)> = HashSet::new();
    for (at, citation) in cited.citations.iter().enumerate() {
        let renamed = new(&citation.key).filter(|key| *key != citation.key);
        let twice = citation.list.is_some_and(|list| {
            let (first, second) = (!stood.insert((list, &citation.key)), !stands.insert((list, renamed.unwrap_or(&citation.key))));
            second && !first
        });
        let removal = if twice { cited.removal(text, at) } else { None };
        match (removal, renamed.map(|key| citation.site.write(key))) {
            (Some(edit), _) => rewritten.edits.push(edit),
            (None, None) => {}
            (None, Some(Some(written))) => rewritten.edits.push(Edit { span: citation.span, text: written.into_owned() }),
            (None, Some(None)) => rewritten.refused.push(citation),
        }
    }
    rewritten
}

impl Cited {
    /// The edit that takes the citation at an index out of its list, with the separator before it; none for the first of a list,
    /// and where more than separators stands between it and the one before.
    pub fn removal(&self, text: &str, at: usize) -> Option<Edit> {
        let this = self.citations.get(at)?;
        let before = self.citations.get(at.checked_sub(1)?).filter(|before| before.list.is_some() && before.list == this.list)?;
        let between = text.get(before.span.range().end..this.span.range().start)?;
        let plain = between.chars().all(|c| c.is_whitespace() || ",;@{}-".contains(c));
        plain.then(|| Edit::remove(Span { start: before.span.end, ..this.span }))
    }
}

/// What is found in a text while it is looked through, by ranges of that text.
struct Found<'t> {
    text: &'t MappedText,
    cited: Cited,
    lists: u32,
}

impl<'t> Found<'t> {
    fn new(text: &'t MappedText) -> Self {
        Self { text, cited: Cited::default(), lists: 0 }
    }

    /// The same for another text of the same source: lists are counted on.
    fn goes_on<'n>(self, text: &'n MappedText) -> Found<'n> {
        Found { text, cited: self.cited, lists: self.lists }
    }

    fn new_list(&mut self) -> u32 {
        self.lists += 1;
        self.lists - 1
    }

    fn named(&self, range: Range<usize>) -> Named {
        Named { name: self.text.as_str()[range.clone()].to_owned(), span: self.text.span(range) }
    }

    /// A key; `*` stands for all of them.
    fn cite(&mut self, range: Range<usize>, how: How, list: Option<u32>, site: Site) {
        let Named { name: key, span } = self.named(range);
        match key.as_str() {
            "" => {}
            "*" => self.cited.all = self.cited.all.or(Some(span)),
            _ => self.cited.citations.push(KeyCitation { key, span, how, list, site }),
        }
    }

    /// The keys of a list, with commas between them.
    fn cite_list(&mut self, range: Range<usize>, how: How, site: Site) {
        let list = self.new_list();
        for key in self.divided(range) {
            self.cite(key, how, Some(list), site);
        }
    }

    fn bibliography(&mut self, range: Range<usize>) {
        let named = self.named(range);
        if !named.name.is_empty() {
            self.cited.bibliographies.push(named);
        }
    }

    fn part(&mut self, range: Range<usize>) {
        let named = self.named(range);
        self.cited.parts.push(named);
    }

    fn label(&mut self, range: Range<usize>) {
        let named = self.named(range);
        self.cited.labels.push(named);
    }

    /// The parts of a range that commas divide, without white space at their ends.
    fn divided(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let text = &self.text.as_str()[range.clone()];
        let mut at = range.start;
        let part = |part: &str| {
            let start = at + part.len() - part.trim_start().len();
            at += part.len() + 1;
            start..start + part.trim().len()
        };
        text.split(',').map(part).collect()
    }

    fn done(mut self) -> Cited {
        self.cited.citations.sort_by_key(|citation| citation.span.start);
        // A command within the note of another may reach for the same braces: they are the outer one's, which came first.
        self.cited.citations.dedup_by(|later, first| later.span.start < first.span.end);
        self.cited
    }
}

/// What a text cites as `find` sees it, the text being all of its source.
fn whole(source: &Source, find: impl Fn(&mut Found)) -> Cited {
    let text = MappedText::verbatim(source.id, &source.text, 0);
    let mut found = Found::new(&text);
    find(&mut found);
    found.done()
}

#[cfg(test)]
mod tests;
