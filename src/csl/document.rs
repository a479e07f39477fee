//! A whole document: its citations and its bibliography in one style.

use super::Formatted;
use super::bibliography;
use super::cite;
use super::disambiguate::Teller;
use super::eval::{Place, Position, Told};
use super::flat::{self, Flat};
use super::item::Item;
use super::locale::Locale;
use super::output::{self, Writer};
use super::positions::positions;
use super::program::{Program, SortKey};
use super::recall::Recall;
use super::sort::{self, Key, Sorter};
use super::style::Style;
use crate::model::{Entry, Variable};
use icu_collator::CollatorBorrowed;

/// What stands where a style shows nothing of a work, in the words of other processors, so that it is found.
const NOTHING: &str = "[CSL STYLE ERROR: reference with no printed form.]";

/// One work cited within a citation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cite {
    /// The index of the entry among those given.
    pub entry: usize,
    /// What the locator counts: `page`, `chapter`, `sub-verbo` …; empty for pages.
    pub label: String,
    /// The place cited: "33–35"; empty where there is none.
    pub locator: String,
    /// Text before, with CSL-JSON's tags.
    pub prefix: String,
    /// Text behind, with CSL-JSON's tags.
    pub suffix: String,
    /// What of it is shown.
    pub form: CiteForm,
    /// The position, where the caller knows better than the order of the citations tells: 0 first, 1 subsequent, 2 ibid, 3 ibid with
    /// another locator.
    pub position: Option<u8>,
    /// What was cited, where no entry is it: it stands in bold with a question mark, and `entry` counts for nothing.
    pub unknown: Option<String>,
}

/// What of a cite is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CiteForm {
    /// All that the style shows.
    #[default]
    Full,
    /// All but the names, which the text has said.
    SuppressAuthor,
    /// The names alone.
    AuthorOnly,
}

/// The works cited at one place of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citation {
    /// The works, in the order given.
    pub cites: Vec<Cite>,
    /// The number of the note it stands in; 0 in the text.
    pub note: u32,
    /// The text names the author of the first work ([`Document::names`]), and the citation goes on without: "Lee (1998)".
    pub in_text: bool,
}

/// Entries made ready to be cited and listed in a style.
pub struct Document<'d> {
    pub(super) program: &'d Program,
    entries: &'d [Entry],
    pub(super) locale: Locale,
    pub(super) items: Vec<Item<'d>>,
    pub(super) told: Vec<Told>,
    /// The entries in the order of the bibliography.
    pub(super) order: Vec<usize>,
    /// The number of each entry in the bibliography, from 1; 0 where it is not in it.
    pub(super) numbers: Vec<usize>,
    citations: Vec<Citation>,
    collator: Option<CollatorBorrowed<'static>>,
    /// What was made of the entries before.
    recall: Option<Recall<'d>>,
}

impl<'d> Document<'d> {
    /// Entries with the citations that they are cited in. Entries that no citation names are in the bibliography only if `uncited`
    /// says so.
    pub fn new(entries: &'d [Entry], style: &'d Style, lang: Option<&str>, citations: Vec<Citation>, uncited: bool) -> Self {
        Self::recalling(entries, style, lang, citations, uncited, None)
    }

    /// The same, with what was made of the entries before.
    pub(super) fn recalling(
        entries: &'d [Entry],
        style: &'d Style,
        lang: Option<&str>,
        citations: Vec<Citation>,
        uncited: bool,
        recall: Option<Recall<'d>>,
    ) -> Self {
        let program = &style.program;
        let lang = lang.or(program.default_locale.as_deref()).unwrap_or("en-US");
        let locale = Locale::of(program, lang);
        let items: Vec<Item> = entries.iter().map(Item::new).collect();
        let mut seen = vec![false; items.len()];
        let mut order: Vec<usize> = Vec::with_capacity(items.len());
        let cited = citations.iter().flat_map(|citation| &citation.cites).map(|cite| cite.entry);
        let rest = if uncited { 0..items.len() } else { 0..0 };
        for at in cited.chain(rest) {
            if seen.get(at) == Some(&false) {
                seen[at] = true;
                order.push(at);
            }
        }
        let told = vec![Told::default(); items.len()];
        let numbers = vec![0; items.len()];
        let collator = sort::collator(&locale);
        let mut document = Self { program, entries, locale, items, told, order, numbers, citations, collator, recall };
        document.arrange();
        document
    }

    /// Numbers, sorts and tells apart. Letters follow the order of the bibliography, and that may follow the letters.
    fn arrange(&mut self) {
        self.number();
        let mut keyed: Vec<(Vec<Key>, usize)> = self.order.iter().map(|at| (self.keys(Place::Bibliography, *at), *at)).collect();
        self.sort(&mut keyed);
        let order = self.order.clone();
        let mut teller =
            Teller { program: self.program, locale: &self.locale, items: &self.items, recall: self.recall, told: std::mem::take(&mut self.told) };
        teller.tell(&order);
        self.told = teller.told;
        let untold = Told::default();
        let mut changed = false;
        for (keys, at) in keyed.iter_mut().filter(|(_, at)| self.told[*at] != untold) {
            *keys = self.keys(Place::Bibliography, *at);
            changed = true;
        }
        if changed {
            self.sort(&mut keyed);
        }
    }

    /// The keys of an entry that its place in a citation or in the bibliography goes by.
    pub(super) fn keys(&self, place: Place, at: usize) -> Vec<Key> {
        if let Some(keys) = self.recall.and_then(|recall| recall.keys(place, at, self.numbers[at], &self.told[at])) {
            return keys;
        }
        let keys = self.new_keys(place, at);
        if let Some(recall) = self.recall {
            recall.note_keys(place, at, self.numbers[at], &self.told[at], &keys);
        }
        keys
    }

    fn new_keys(&self, place: Place, at: usize) -> Vec<Key> {
        let sorter = Sorter { program: self.program, locale: &self.locale, collator: self.collator.as_ref() };
        sorter.keys(self.sorting(place), &self.items[at], place, self.numbers[at], &self.told[at])
    }

    pub(super) fn sorting(&self, place: Place) -> &'d [SortKey] {
        match place {
            Place::Citation => &self.program.citation.sort,
            Place::Bibliography => self.program.bibliography.as_ref().map_or(&[], |area| &area.sort),
        }
    }

    fn number(&mut self) {
        for (number, at) in self.order.iter().enumerate() {
            self.numbers[*at] = number + 1;
        }
    }

    fn sort(&mut self, keyed: &mut [(Vec<Key>, usize)]) {
        let keys = self.sorting(Place::Bibliography);
        if keys.is_empty() {
            return;
        }
        keyed.sort_by(|(a, _), (b, _)| sort::compare(a, b, keys));
        self.order = keyed.iter().map(|(_, at)| *at).collect();
        self.number();
    }

    /// The text of each citation, in the order given.
    pub fn citations(&self, output: impl Into<Writer>) -> Vec<String> {
        let output = output.into();
        let positions = positions(self, &self.citations);
        self.citations.iter().zip(positions).map(|(citation, positions)| self.cited(citation, &positions, output)).collect()
    }

    /// For each citation whose author the text names, that name as the style has it, or else the short names of a work.
    pub fn names(&self, output: impl Into<Writer>) -> Vec<Option<String>> {
        let output = output.into();
        let positions = positions(self, &self.citations);
        self.citations.iter().zip(positions).map(|(citation, positions)| self.name(citation, &positions, output)).collect()
    }

    pub(super) fn name(&self, citation: &Citation, positions: &[Standing], output: Writer) -> Option<String> {
        citation.in_text.then(|| output.write(&cite::names(self, citation, positions)))
    }

    pub(super) fn cited(&self, citation: &Citation, positions: &[Standing], output: Writer) -> String {
        let flat = cite::render(self, citation, positions);
        match flat.text().trim().is_empty() {
            // A style that cites by the author alone has nothing to add to a name.
            true if citation.in_text => String::new(),
            true => NOTHING.to_owned(),
            false => output.write_citing(&flat, self.entries),
        }
    }

    /// The text of citations that are not among the document's own, each as if it came behind what its cites say of their positions.
    pub fn cite(&self, citations: &[Citation], output: impl Into<Writer>) -> Vec<String> {
        let output = output.into();
        let positions = positions(self, citations);
        citations.iter().zip(positions).map(|(citation, positions)| self.cited(citation, &positions, output)).collect()
    }

    /// The bibliography: index and text of each entry, in its order; entries of which the style shows nothing are left out,
    /// unless their numbers would be missed.
    pub fn bibliography(&self, output: impl Into<Writer>) -> Vec<(usize, String)> {
        let output = output.into();
        self.entries().into_iter().filter_map(|(at, flat)| Some((at, self.listed(at, &flat, output)?))).collect()
    }

    /// The text of an entry of the bibliography; none where the style shows nothing of it.
    pub(super) fn listed(&self, at: usize, flat: &Flat, output: Writer) -> Option<String> {
        match (flat.text().trim().is_empty(), self.program.numbered) {
            (false, _) => Some(output.write(flat)),
            (true, true) => Some(format!("{}. {NOTHING}", self.numbers[at])),
            (true, false) => None,
        }
    }

    /// The whole bibliography as it stands in a document: none where the style has none, or nothing is in it. Entries of which the style
    /// shows nothing are written plainly.
    pub fn list(&self, output: impl Into<Writer>) -> Option<String> {
        let output = output.into();
        self.program.bibliography.as_ref()?;
        let entries: Vec<Formatted> = super::formatted(self, self.entries, output);
        (!entries.is_empty()).then(|| output::list(&entries, output))
    }

    /// The bibliography in pieces: for each entry its index, and its text cut at the variables that it comes from.
    pub fn pieces(&self) -> Vec<(usize, Vec<Piece>)> {
        let piece = |run: flat::Run| Piece { text: run.text, variable: run.of };
        self.entries().into_iter().map(|(at, flat)| (at, flat.runs.into_iter().map(piece).collect())).collect()
    }

    pub(super) fn entries(&self) -> Vec<(usize, Flat)> {
        bibliography::render(self)
    }
}

/// A piece of rendered text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// The variable that it is the value of, or a part of it; none for what the style adds.
    pub variable: Option<Variable>,
}

/// Where a cite stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Standing {
    pub(super) position: Position,
    pub(super) near: bool,
    pub(super) first_note: Option<u32>,
}
