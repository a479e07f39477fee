//! A whole document: its citations and its bibliography in one style.

use super::bibliography;
use super::cite;
use super::disambiguate::Teller;
use super::eval::{Place, Position, Told};
use super::flat::{self, Flat};
use super::item::Item;
use super::locale::Locale;
use super::output::Output;
use super::program::{Program, SortKey};
use super::sort::{self, Key, Sorter};
use super::style::Style;
use crate::model::{Entry, Variable};

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
}

/// Entries made ready to be cited and listed in a style.
pub struct Document<'d> {
    pub(super) program: &'d Program,
    pub(super) locale: Locale,
    pub(super) items: Vec<Item<'d>>,
    pub(super) told: Vec<Told>,
    /// The entries in the order of the bibliography.
    pub(super) order: Vec<usize>,
    /// The number of each entry in the bibliography, from 1; 0 where it is not in it.
    pub(super) numbers: Vec<usize>,
    /// The labels of entries, where the style shows some.
    pub(super) labels: Vec<String>,
    citations: Vec<Citation>,
    pub(super) cite_keys: Vec<Vec<Key>>,
}

impl<'d> Document<'d> {
    /// Entries with the citations that they are cited in. Entries that no citation names are in the bibliography only if `uncited`
    /// says so.
    pub fn new(entries: &'d [Entry], style: &'d Style, lang: Option<&str>, citations: Vec<Citation>, uncited: bool) -> Self {
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
        let labels = items.iter().map(super::label::of).collect();
        let told = vec![Told::default(); items.len()];
        let numbers = vec![0; items.len()];
        let mut document = Self { program, locale, items, told, order, numbers, labels, citations, cite_keys: Vec::new() };
        document.arrange();
        document
    }

    /// Numbers, sorts and tells apart. Letters follow the order of the bibliography, and that may follow the letters.
    fn arrange(&mut self) {
        self.number();
        self.sort();
        let order = self.order.clone();
        let mut teller =
            Teller { program: self.program, locale: &self.locale, items: &self.items, labels: &self.labels, told: std::mem::take(&mut self.told) };
        teller.tell(&order);
        self.told = teller.told;
        self.sort();
        let keys = &self.program.citation.sort;
        if !keys.is_empty() {
            let sorter = Sorter::new(self.program, &self.locale);
            self.cite_keys = (0..self.items.len()).map(|at| self.keys(&sorter, keys, Place::Citation, at)).collect();
        }
    }

    fn keys(&self, sorter: &Sorter, keys: &[SortKey], place: Place, at: usize) -> Vec<Key> {
        sorter.keys(keys, &self.items[at], place, self.numbers[at], &self.told[at])
    }

    fn number(&mut self) {
        for (number, at) in self.order.iter().enumerate() {
            self.numbers[*at] = number + 1;
        }
    }

    fn sort(&mut self) {
        let Some(area) = &self.program.bibliography else { return };
        if area.sort.is_empty() {
            return;
        }
        let sorter = Sorter::new(self.program, &self.locale);
        let keyed = self.order.iter().map(|at| (self.keys(&sorter, &area.sort, Place::Bibliography, *at), *at));
        let mut keyed: Vec<(Vec<Key>, usize)> = keyed.collect();
        keyed.sort_by(|(a, _), (b, _)| sort::compare(a, b, &area.sort));
        self.order = keyed.into_iter().map(|(_, at)| at).collect();
        self.number();
    }

    /// The text of each citation, in the order given.
    pub fn citations(&self, output: Output) -> Vec<String> {
        let positions = cite::positions(self, &self.citations);
        self.citations.iter().zip(positions).map(|(citation, positions)| self.cited(citation, &positions, output)).collect()
    }

    fn cited(&self, citation: &Citation, positions: &[Standing], output: Output) -> String {
        let flat = cite::render(self, citation, positions);
        match flat.text().trim().is_empty() {
            true => NOTHING.to_owned(),
            false => output.write(&flat),
        }
    }

    /// The text of citations that are not among the document's own, each as if it came behind what its cites say of their positions.
    pub fn cite(&self, citations: &[Citation], output: Output) -> Vec<String> {
        let positions = cite::positions(self, citations);
        citations.iter().zip(positions).map(|(citation, positions)| self.cited(citation, &positions, output)).collect()
    }

    /// The bibliography: index and text of each entry, in its order; entries of which the style shows nothing are left out,
    /// unless their numbers would be missed.
    pub fn bibliography(&self, output: Output) -> Vec<(usize, String)> {
        let entries = self.entries().into_iter().filter_map(|(at, flat)| {
            let text = match (flat.text().trim().is_empty(), self.program.numbered) {
                (false, _) => output.write(&flat),
                (true, true) => format!("{}. {NOTHING}", self.numbers[at]),
                (true, false) => return None,
            };
            Some((at, text))
        });
        entries.collect()
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
    /// The variable that it is the value of, or a part of it with its labels; none for what the style adds.
    pub variable: Option<Variable>,
}

/// Where a cite stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Standing {
    pub(super) position: Position,
    pub(super) near: bool,
    pub(super) first_note: Option<u32>,
}
