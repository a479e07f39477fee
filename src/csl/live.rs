//! A document that changes while it is written: after each change only what comes out otherwise is rendered again.
//!
//! Numbers, order and what tells works apart are settled anew over the whole document, since a change may move any of them; but what
//! the style makes of an entry is remembered with all that it depends on. A change costs one step for each entry and each citation, in
//! which names are read and what is remembered is compared, a sort of the bibliography by known keys, and the rendering of what it touches.

use super::bibliography;
use super::compile::{says, tests};
use super::document::{Citation, Document, Standing};
use super::eval::Told;
use super::output::Writer;
use super::positions::positions;
use super::program::{Area, Element, Program, SortBy, Test, What};
use super::recall::{Memo, Recall};
use super::style::Style;
use crate::model::{Entry, Variable};
use std::collections::{HashMap, HashSet};
use std::sync::PoisonError;

/// What an update rendered otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The places of the citations whose text or name is another than before, and of those that are new.
    pub citations: Vec<usize>,
    /// The places of the citations that have their text still, though what it came from is not as before: what tells their works apart,
    /// the number of their note while others cite the same works, or, in styles of notes with a condition for later mentions, whether
    /// others do. A program that keeps citations as fields writes these again as well.
    pub touched: Vec<usize>,
    /// Whether the bibliography is another than before.
    pub bibliography: bool,
    /// How many citations and entries of the bibliography were rendered for it.
    pub rendered: usize,
}

/// What an entry's text depends on: its revision, its number, and what tells it apart.
type State = (u64, usize, Told);

/// A citation as it was rendered.
struct Cited {
    citation: Citation,
    positions: Vec<Standing>,
    states: Vec<State>,
    /// Whether each of its works is cited elsewhere.
    shared: Vec<bool>,
    text: String,
    name: Option<String>,
}

impl Cited {
    /// Whether what it came from is otherwise now, in what others see of it.
    fn is_touched(&self, now: &Self, looks_back: bool) -> bool {
        let told = |cited: &Self| cited.states.iter().map(|(.., told)| told.clone()).collect::<Vec<_>>();
        let renumbered = self.citation.note != now.citation.note && now.shared.contains(&true);
        renumbered || told(self) != told(now) || looks_back && self.shared != now.shared
    }
}

/// An entry of the bibliography as it was rendered, with the one before it where its names may repeat.
struct Listed {
    state: State,
    before: Option<State>,
    text: Option<String>,
}

/// A document that changes. What is changed shows after [`Live::update`].
pub struct Live<'s> {
    style: &'s Style,
    lang: Option<String>,
    writer: Writer,
    uncited: bool,
    numbered: bool,
    entries: Vec<Entry>,
    revisions: Vec<u64>,
    citations: Vec<Citation>,
    /// Names for the citations that stay when others come and go.
    ids: Vec<u64>,
    last: u64,
    memo: Memo,
    cited: HashMap<u64, Cited>,
    listed: HashMap<u64, Listed>,
    order: Vec<(usize, u64)>,
}

impl<'s> Live<'s> {
    /// An empty document in a style and a language. Entries that no citation names are in the bibliography only if `uncited` says so.
    pub fn new(style: &'s Style, lang: Option<&str>, writer: impl Into<Writer>, uncited: bool) -> Self {
        Self {
            style,
            lang: lang.map(str::to_owned),
            writer: writer.into(),
            uncited,
            numbered: uses_number(&style.program),
            entries: Vec::new(),
            revisions: Vec::new(),
            citations: Vec::new(),
            ids: Vec::new(),
            last: 0,
            memo: Memo::default(),
            cited: HashMap::new(),
            listed: HashMap::new(),
            order: Vec::new(),
        }
    }

    fn next(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// The entries; [`Cite::entry`](super::Cite::entry) counts in them.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Adds an entry behind the others: its index.
    pub fn add_entry(&mut self, entry: Entry) -> usize {
        let revision = self.next();
        self.entries.push(entry);
        self.revisions.push(revision);
        self.entries.len() - 1
    }

    /// Puts an entry in the place of another. Nothing happens where there is none.
    pub fn change_entry(&mut self, at: usize, entry: Entry) {
        let revision = self.next();
        if let (Some(old), Some(of)) = (self.entries.get_mut(at), self.revisions.get_mut(at)) {
            *old = entry;
            *of = revision;
        }
    }

    /// Takes an entry out: those behind it move up, and what cites it is of an unknown work. Nothing happens where there is none.
    pub fn remove_entry(&mut self, at: usize) {
        if at >= self.entries.len() {
            return;
        }
        let key = self.entries.remove(at).key.to_string();
        self.revisions.remove(at);
        for cite in self.citations.iter_mut().flat_map(|citation| &mut citation.cites).filter(|cite| cite.unknown.is_none()) {
            match cite.entry.cmp(&at) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => cite.unknown = Some(key.clone()),
                std::cmp::Ordering::Greater => cite.entry -= 1,
            }
        }
    }

    /// The citations in the order of the text.
    pub fn citations(&self) -> &[Citation] {
        &self.citations
    }

    /// Puts a citation before the one at a place, or behind all of them.
    pub fn insert_citation(&mut self, at: usize, citation: Citation) {
        let (at, id) = (at.min(self.citations.len()), self.next());
        self.citations.insert(at, citation);
        self.ids.insert(at, id);
    }

    /// Puts a citation in the place of another. Nothing happens where there is none.
    pub fn change_citation(&mut self, at: usize, citation: Citation) {
        if let Some(old) = self.citations.get_mut(at) {
            *old = citation;
        }
    }

    /// Takes a citation out; none where there is none.
    pub fn remove_citation(&mut self, at: usize) -> Option<Citation> {
        if at >= self.citations.len() {
            return None;
        }
        self.cited.remove(&self.ids.remove(at));
        Some(self.citations.remove(at))
    }

    /// The text of a citation, and the name that the text says, as of the last update.
    pub fn text(&self, at: usize) -> Option<(&str, Option<&str>)> {
        let cited = self.cited.get(self.ids.get(at)?)?;
        Some((&cited.text, cited.name.as_deref()))
    }

    /// The bibliography as of the last update: index and text of each entry, in its order.
    pub fn bibliography(&self) -> Vec<(usize, &str)> {
        self.order.iter().filter_map(|(at, revision)| Some((*at, self.listed.get(revision)?.text.as_deref()?))).collect()
    }

    /// Renders what came out otherwise.
    pub fn update(&mut self) -> Changes {
        let recall = Recall { memo: &self.memo, revisions: &self.revisions, numbered: self.numbered };
        let document = Document::recalling(&self.entries, self.style, self.lang.as_deref(), self.citations.clone(), self.uncited, Some(recall));
        let state = |at: usize| {
            let number = if self.numbered { document.numbers[at] } else { 0 };
            (self.revisions[at], number, document.told[at].clone())
        };
        let mut changes = Changes::default();
        let times = times_cited(&self.citations);
        let looks_back = self.style.program.looks_back;
        for (at, (citation, positions)) in self.citations.iter().zip(positions(&document, &self.citations)).enumerate() {
            let known = || citation.cites.iter().filter(|cite| cite.unknown.is_none() && cite.entry < self.entries.len());
            let states: Vec<State> = known().map(|cite| state(cite.entry)).collect();
            let shared: Vec<bool> = known().map(|cite| times.get(&cite.entry).is_some_and(|times| *times > 1)).collect();
            let before = self.cited.get(&self.ids[at]);
            let is_same = |before: &Cited| before.states == states && before.positions == positions && before.citation == *citation;
            if before.is_some_and(|before| is_same(before) && (before.shared == shared || !looks_back)) {
                continue;
            }
            changes.rendered += 1;
            let text = document.cited(citation, &positions, self.writer);
            let name = document.name(citation, &positions, self.writer);
            let now = Cited { citation: citation.clone(), positions, states, shared, text, name };
            match before {
                Some(before) if before.text == now.text && before.name == now.name => {
                    changes.touched.extend(before.is_touched(&now, looks_back).then_some(at));
                }
                _ => changes.citations.push(at),
            }
            self.cited.insert(self.ids[at], now);
        }
        let repeats = self.style.program.list.substitute.is_some();
        let mut order = Vec::with_capacity(document.order.len());
        let mut last: Option<usize> = None;
        for at in &document.order {
            let own = state(*at);
            let revision = own.0;
            let before = last.filter(|_| repeats).map(&state);
            let known = self.listed.get(&revision);
            if known.is_none_or(|known| known.state != own || known.before != before) {
                let mut names = None;
                if let Some(last) = last.filter(|_| repeats) {
                    bibliography::entry(&document, last, &mut names);
                }
                let text = bibliography::entry(&document, *at, &mut names).and_then(|flat| document.listed(*at, &flat, self.writer));
                changes.rendered += 1;
                changes.bibliography |= known.is_none_or(|known| known.text != text);
                self.listed.insert(revision, Listed { state: own, before, text });
            }
            order.push((*at, revision));
            last = Some(*at);
        }
        drop(document);
        let revisions = |order: &[(usize, u64)]| order.iter().map(|(_, revision)| *revision).collect::<Vec<_>>();
        changes.bibliography |= revisions(&order) != revisions(&self.order);
        self.order = order;
        self.forget();
        changes
    }

    /// Lets go of what was made of entries that are gone.
    fn forget(&mut self) {
        let known = self.memo.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        if known.len() > 2 * self.revisions.len() + 16 {
            let kept: std::collections::HashSet<u64> = self.revisions.iter().copied().collect();
            known.retain(|revision, _| kept.contains(revision));
            self.listed.retain(|revision, _| kept.contains(revision));
        }
    }
}

/// Whether anything in a style depends on the numbers of entries.
fn uses_number(program: &Program) -> bool {
    let sorts = |area: &Area| area.sort.iter().any(|key| matches!(key.by, SortBy::Variable(Variable::CitationNumber)));
    let area = |area: &Area| sorts(area) || says(program, &area.elements, &is_number);
    program.numbered
        || area(&program.citation)
        || program.bibliography.as_ref().is_some_and(area)
        || program.macros.iter().any(|of| says(program, of, &is_number))
}

fn is_number(element: &Element) -> bool {
    let is = |variable: Variable| variable == Variable::CitationNumber;
    match element {
        Element::Text(text) => matches!(text.what, What::Variable(variable, _) if is(variable)),
        Element::Number(number) => is(number.variable),
        Element::Label(label) => is(label.variable),
        choose => tests(choose).any(|test| matches!(test, Test::Variable(variable) | Test::Numeric(variable) if is(*variable))),
    }
}

/// How often each entry is cited, by its index.
fn times_cited(citations: &[Citation]) -> HashMap<usize, usize> {
    let mut times = HashMap::new();
    for citation in citations {
        let works: HashSet<usize> = citation.cites.iter().filter(|cite| cite.unknown.is_none()).map(|cite| cite.entry).collect();
        works.into_iter().for_each(|work| *times.entry(work).or_default() += 1);
    }
    times
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::super::{Cite, Output};
    use super::*;
    use crate::model::{Date, Kind, Name, Names, fixtures};
    use proptest::prelude::*;

    fn entry(author: usize, year: usize, title: usize) -> Entry {
        let mut entry = fixtures::named(&format!("k{author}{year}{title}"), Some(Kind::Book));
        let people = [("Lee", "Ann"), ("Lee", "Bob"), ("Roe", "Cy"), ("Doe", "Di")];
        let name = |at: usize| Name::person(people[at % 4].0, people[at % 4].1);
        entry.set(Variable::Author, Names::new((0..=author % 3).map(|more| name(author + more)).collect()));
        entry.set(Variable::Issued, Date::year(2000 + i32::try_from(year).unwrap()));
        entry.set(Variable::Title, ["On Bees", "Birds", "Cats"][title % 3]);
        entry
    }

    fn citation(works: &[usize], locator: bool, in_text: bool, note: bool) -> Citation {
        let locator = if locator { "3" } else { "" };
        let cites = works.iter().map(|at| Cite { entry: *at, locator: locator.to_owned(), ..Cite::default() });
        Citation { cites: cites.collect(), note: u32::from(note), in_text }
    }

    #[test]
    fn a_changed_document_is_what_it_would_be_from_scratch() {
        let styles: Vec<Style> = ["apa", "ieee", "chicago-notes", "modern-language-association"].map(|name| Style::named(name).unwrap()).into();
        let step = (0..6usize, 0..6usize, (0..6usize, 0..2usize, 0..3usize), proptest::collection::vec(0..6usize, 1..3), any::<[bool; 3]>());
        let mut runner = proptest::test_runner::TestRunner::new(proptest::test_runner::Config::with_cases(24));
        runner
            .run(&(0..styles.len(), proptest::collection::vec(step, 1..14)), |(style, steps)| {
                let style = &styles[style];
                let mut live = Live::new(style, None, Output::Html, false);
                for at in 0..3 {
                    live.add_entry(entry(at, 0, at));
                }
                for (what, at, (author, year, title), works, [locator, in_text, note]) in steps {
                    match what {
                        0 => {
                            live.add_entry(entry(author, year, title));
                        }
                        1 => live.change_entry(at, entry(author, year, title)),
                        2 => live.remove_entry(at),
                        3 => live.change_citation(at, citation(&works, locator, in_text, note)),
                        4 => drop(live.remove_citation(at)),
                        _ => live.insert_citation(at, citation(&works, locator, in_text, note)),
                    }
                    live.update();
                    let fresh = Document::new(live.entries(), style, None, live.citations().to_vec(), false);
                    let texts: Vec<&str> = (0..live.citations().len()).map(|at| live.text(at).unwrap().0).collect();
                    prop_assert_eq!(texts, fresh.citations(Output::Html));
                    let names: Vec<Option<String>> = (0..live.citations().len()).map(|at| live.text(at).unwrap().1.map(str::to_owned)).collect();
                    prop_assert_eq!(names, fresh.names(Output::Html));
                    let list: Vec<(usize, String)> = live.bibliography().into_iter().map(|(at, text)| (at, text.to_owned())).collect();
                    prop_assert_eq!(list, fresh.bibliography(Output::Html));
                }
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn a_change_renders_what_it_touches() {
        let style = Style::named("apa").unwrap();
        let mut live = Live::new(&style, None, Output::Text, false);
        for at in 0..40 {
            let mut entry = entry(3, at, 0);
            entry.set(Variable::Author, Names::new(vec![Name::person(format!("Family{at}"), "A.")]));
            live.add_entry(entry);
            live.insert_citation(at, citation(&[at], false, false, false));
        }
        assert_eq!(live.update().rendered, 80);
        assert_eq!(live.update(), Changes::default());
        live.insert_citation(0, citation(&[7], true, false, false));
        assert_eq!(live.update(), Changes { citations: vec![0], rendered: 2, ..Changes::default() });
        let mut twin = live.entries()[3].clone();
        twin.set(Variable::Title, "Other");
        let at = live.add_entry(twin);
        live.insert_citation(41, citation(&[at], false, false, false));
        // The twins get letters: both citations, both entries.
        assert_eq!(live.update(), Changes { citations: vec![4, 41], bibliography: true, rendered: 4, ..Changes::default() });
    }
}
