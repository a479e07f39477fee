//! A Markdown document written out: its citations in a CSL style, and the bibliography at its place. All else stays as it stands.

mod affix;
mod html;
mod plain;
mod settings;
mod write;

use crate::csl::{Citation, Cite, CiteForm, Document, Locators, Output, Style, Writer};
use crate::document::citations::clusters::{self, Call, Cluster, ClusterForm, Prose};
use crate::document::citations::{How, cited};
use crate::model::{Entry, aliases};
use crate::text::Source;
use affix::Kept;
pub use settings::Settings;
use std::collections::HashMap;
use write::Written;

/// What a document is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Markdown: the document's own text with the citations replaced.
    Markdown,
    /// HTML.
    Html,
    /// Plain text.
    Text,
}

impl Target {
    /// All of them.
    pub const ALL: &[Target] = &[Self::Markdown, Self::Html, Self::Text];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        self.output().name()
    }

    fn output(self) -> Output {
        match self {
            Self::Markdown => Output::Markdown,
            Self::Html => Output::Html,
            Self::Text => Output::Text,
        }
    }
}

/// How a document is written out.
#[derive(Clone, Copy)]
pub struct Options<'s> {
    /// The style.
    pub style: &'s Style,
    /// The locale, where it is not the style's own.
    pub lang: Option<&'s str>,
    /// What is written.
    pub target: Target,
    /// Whether identifiers and addresses become links.
    pub links: bool,
}

/// Writes a Markdown document with its citations and its bibliography, from the entries that it cites.
/// A key that no entry has stands in bold with a question mark.
pub fn cite(source: &Source, entries: &[Entry], settings: &Settings, options: &Options) -> String {
    let mut prose = clusters::prose(source);
    let keys = Keys::new(entries);
    // What may be a figure is one, unless an entry has the key.
    prose.clusters.retain(|cluster| !cluster.works.iter().all(|work| work.maybe_reference && keys.find(&work.key).is_none()));
    let mut kept = Kept::default();
    let used = used(source, &prose, &keys, entries.len());
    let places: HashMap<usize, usize> = used.iter().enumerate().map(|(place, at)| (*at, place)).collect();
    let chosen: Vec<Entry> = used.iter().map(|at| entries[*at].clone()).collect();

    let order = in_order(&prose);
    let locators = Locators::new(options.style, options.lang);
    let citation = |cluster: &Cluster, note: u32, opens: bool, kept: &mut Kept| {
        let cites = cluster.works.iter().enumerate().map(|(place, work)| {
            let at = keys.find(&work.key).and_then(|at| places.get(&at)).copied();
            let found = locators.find(&kept.affix(&work.suffix));
            Cite {
                entry: at.unwrap_or(usize::MAX),
                unknown: at.is_none().then(|| work.key.clone()),
                label: found.label,
                locator: found.locator,
                suffix: found.suffix,
                prefix: match kept.affix(&work.prefix).trim_start() {
                    prefix if opens && place == 0 => capitalised(prefix),
                    prefix => prefix.to_owned(),
                },
                form: if work.suppressed { CiteForm::SuppressAuthor } else { CiteForm::Full },
                position: None,
            }
        });
        Citation { cites: cites.collect(), note, in_text: cluster.form == ClusterForm::InText }
    };
    let numbers = Numbers::new(&prose, &order, options.style.is_note());
    let citations: Vec<Citation> =
        order.iter().map(|at| citation(&prose.clusters[*at], numbers.of[*at], options.style.is_note() && !numbers.within[*at], &mut kept)).collect();
    let document = Document::new(&chosen, options.style, options.lang, citations, true);
    let writer = Writer {
        output: options.target.output(),
        links: options.links,
        anchors: settings.link_citations && !settings.suppress_bibliography && options.style.has_bibliography() && !options.style.is_note(),
        variables: false,
    };
    let mut texts = vec![(None, String::new()); prose.clusters.len()];
    for (at, text) in order.iter().zip(document.names(writer).into_iter().zip(document.citations(writer))) {
        texts[*at] = text;
    }
    let list = match settings.suppress_bibliography {
        true => None,
        false => document.list(writer),
    };
    let written = Written { source, prose: &prose, kept: &kept, texts: &texts, list, settings, notes: options.style.is_note(), numbers: &numbers };
    match options.target {
        Target::Markdown => written.markdown(),
        Target::Html => html::html(&written.marked(Target::Html)),
        Target::Text => plain::plain(&written.marked(Target::Text)),
    }
}

/// A piece of a line of Markdown in the language of the target.
fn inline(target: Target, markdown: &str) -> String {
    match target {
        Target::Markdown => markdown.to_owned(),
        Target::Html => html::inline(markdown),
        Target::Text => plain::inline(markdown),
    }
}

/// A character that no markup is made of.
fn character(target: Target, c: char) -> String {
    match (target, c) {
        (Target::Markdown, c) if c.is_ascii_punctuation() => format!("\\{c}"),
        (Target::Html, '<') => "&lt;".to_owned(),
        (_, c) => c.to_string(),
    }
}

/// Words as they begin a note.
fn capitalised(words: &str) -> String {
    let mut rest = words.chars();
    rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect()
}

/// The entries of a run by their keys.
struct Keys {
    by_key: HashMap<String, usize>,
    by_fold: HashMap<String, Option<usize>>,
}

impl Keys {
    fn new(entries: &[Entry]) -> Self {
        let mut keys = Self { by_key: HashMap::new(), by_fold: HashMap::new() };
        for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| !entry.key.is_empty()) {
            for key in std::iter::once(entry.key.clone()).chain(aliases(entry)) {
                let other = keys.by_fold.insert(key.to_lowercase(), Some(at));
                if other.is_some_and(|other| other != Some(at)) {
                    keys.by_fold.insert(key.to_lowercase(), None);
                }
                keys.by_key.entry(key.as_str().to_owned()).or_insert(at);
            }
        }
        keys
    }

    /// The entry of that key, or the only one whose key differs in the case of its letters alone.
    fn find(&self, key: &str) -> Option<usize> {
        self.by_key.get(key).copied().or_else(|| *self.by_fold.get(&key.to_lowercase())?)
    }
}

/// The entries that are cited or asked for, each once.
fn used(source: &Source, prose: &Prose, keys: &Keys, count: usize) -> Vec<usize> {
    let named = cited(source);
    let listed = named.citations.iter().filter(|citation| citation.how == How::Listed).map(|citation| citation.key.as_str());
    let works = prose.clusters.iter().flat_map(|cluster| &cluster.works).map(|work| work.key.as_str());
    let all = if named.all.is_some() { 0..count } else { 0..0 };
    let mut seen = vec![false; count];
    works.chain(listed).filter_map(|key| keys.find(key)).chain(all).filter(|at| !std::mem::replace(&mut seen[*at], true)).collect()
}

/// The clusters as a reader meets them: those of a footnote where it is called.
fn in_order(prose: &Prose) -> Vec<usize> {
    let called = first_calls(prose);
    let place = |at: usize| {
        let own = prose.clusters[at].range.start;
        (definition(prose, own).and_then(|name| called.get(name)).copied().unwrap_or(own), own)
    };
    let mut order: Vec<usize> = (0..prose.clusters.len()).collect();
    order.sort_by_cached_key(|at| place(*at));
    order
}

/// Where each footnote is first called.
fn first_calls(prose: &Prose) -> HashMap<&str, usize> {
    prose.calls.iter().rev().filter_map(|call| Some((call.name.as_deref()?, call.range.start))).collect()
}

/// The name of the footnote in whose definition a place is.
fn definition(prose: &Prose, at: usize) -> Option<&str> {
    let before = prose.definitions.partition_point(|(_, range)| range.start <= at);
    let (name, range) = prose.definitions.get(before.checked_sub(1)?)?;
    range.contains(&at).then_some(name)
}

/// The note that a place is in.
fn inline_note(prose: &Prose, at: usize) -> Option<&Call> {
    let before = prose.calls.partition_point(|call| call.range.start <= at);
    prose.calls[..before].iter().rev().take(8).find(|call| call.name.is_none() && call.range.contains(&at))
}

/// The numbers of the notes that clusters stand in.
struct Numbers {
    /// For each cluster the number of its note; 0 in the text.
    of: Vec<u32>,
    /// Whether the cluster stands in a note of the document.
    within: Vec<bool>,
}

impl Numbers {
    /// Notes are numbered as a reader meets them; in a style of notes every citation of the text makes one.
    fn new(prose: &Prose, order: &[usize], notes: bool) -> Self {
        let count = prose.clusters.len();
        let mut numbers = Self { of: vec![0; count], within: vec![false; count] };
        let mut by_name: HashMap<&str, u32> = HashMap::new();
        let mut by_place: HashMap<usize, u32> = HashMap::new();
        let called = first_calls(prose);
        let mut calls = prose.calls.iter().peekable();
        let mut last = 0;
        for at in order {
            let own = prose.clusters[*at].range.start;
            let name = definition(prose, own);
            let place = name.and_then(|name| called.get(name)).copied().unwrap_or(own);
            while let Some(call) = calls.next_if(|call| call.range.start <= place) {
                let number = match &call.name {
                    Some(name) => *by_name.entry(name).or_insert(last + 1),
                    None => last + 1,
                };
                last = last.max(number);
                by_place.insert(call.range.start, number);
            }
            let number = match name {
                Some(name) => Some(*by_name.entry(name).or_insert(last + 1)),
                None => inline_note(prose, own).and_then(|call| by_place.get(&call.range.start).copied()),
            };
            numbers.within[*at] = number.is_some();
            last = last.max(number.unwrap_or(0));
            numbers.of[*at] = match number {
                Some(number) => number,
                None if notes => {
                    last += 1;
                    last
                }
                None => 0,
            };
        }
        numbers
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
