//! Citations: positions, order, groups, collapsing, and what stands between cites.

use super::document::{Citation, Cite, CiteForm, Document, Standing};
use super::eval::{Eval, Place, Position, View, letters};
use super::flat::{self, Flat};
use super::node::{Mark, Node, Span};
use super::program::{Collapse, Look};
use super::rich;
use super::sort;
use std::collections::HashMap;

/// The cites of a citation in the order they are written in.
fn sorted<'c>(document: &Document, citation: &'c Citation) -> Vec<&'c Cite> {
    let mut cites: Vec<&Cite> = citation.cites.iter().filter(|cite| cite.entry < document.items.len()).collect();
    let keys = &document.program.citation.sort;
    if !keys.is_empty() {
        cites.sort_by(|a, b| sort::compare(&document.cite_keys[a.entry], &document.cite_keys[b.entry], keys));
    }
    cites
}

/// Where each cite stands, citation by citation, in the order they are written in.
pub(super) fn positions(document: &Document, citations: &[Citation]) -> Vec<Vec<Standing>> {
    let mut seen: HashMap<usize, (u32, u32)> = HashMap::new();
    // The citation before, in the text and in the notes.
    let mut last: [(Vec<&Cite>, u32, bool); 2] = Default::default();
    let mut all = Vec::with_capacity(citations.len());
    for citation in citations {
        let cites = sorted(document, citation);
        let in_note = usize::from(citation.note > 0);
        let (before, before_note, alone) = &last[in_note];
        let mut standings = Vec::with_capacity(cites.len());
        for (at, cite) in cites.iter().enumerate() {
            let previous = match at {
                0 => (before.len() == 1 && citation.note <= before_note + 1 && (*alone || citation.note == *before_note)).then(|| before[0]),
                at => Some(cites[at - 1]),
            };
            let mut standing = Standing::default();
            if let Some((first, last)) = seen.get(&cite.entry) {
                standing.position = match previous {
                    Some(previous) if previous.entry == cite.entry => ibid(previous, cite),
                    _ => Position::Subsequent,
                };
                standing.first_note = (*first > 0).then_some(*first);
                standing.near =
                    citation.note.saturating_sub(*last) <= document.program.cites.near_note && document.program.note | (citation.note > 0);
            }
            match cite.position {
                Some(0) => standing.position = Position::First,
                Some(1) => standing.position = Position::Subsequent,
                Some(2) => standing.position = Position::Ibid,
                Some(_) => standing.position = Position::IbidWithLocator,
                None => {}
            }
            standings.push(standing);
            let first = seen.get(&cite.entry).map_or(citation.note, |(first, _)| *first);
            seen.insert(cite.entry, (first, citation.note));
        }
        let alone = citation.note == 0 || citation.note != last[in_note].1;
        last[in_note] = (cites, citation.note, alone);
        all.push(standings);
    }
    all
}

fn ibid(previous: &Cite, cite: &Cite) -> Position {
    let place = |cite: &Cite| {
        (!cite.locator.is_empty()).then(|| (if cite.label.is_empty() { "page".to_owned() } else { cite.label.clone() }, cite.locator.clone()))
    };
    match (place(previous), place(cite)) {
        (None, None) => Position::Ibid,
        (Some(_), None) => Position::Subsequent,
        (None, Some(_)) => Position::IbidWithLocator,
        (Some(a), Some(b)) if a == b => Position::Ibid,
        _ => Position::IbidWithLocator,
    }
}

/// One cite rendered, with what decides over its neighbours.
struct Rendered<'c> {
    cite: &'c Cite,
    node: Option<Node>,
    /// The names, as written: cites that share them stand together.
    names: Option<String>,
    year: Option<String>,
    suffix: Option<usize>,
    number: usize,
}

impl Rendered<'_> {
    fn is_bare(&self) -> bool {
        self.cite.locator.is_empty() && self.cite.prefix.is_empty() && self.cite.suffix.is_empty()
    }
}

fn is_creator(span: &Span) -> bool {
    span.mark == Mark::Creator
}

pub(super) fn render(document: &Document, citation: &Citation, standings: &[Standing]) -> Flat {
    let program = document.program;
    let options = &program.cites;
    let area = &program.citation;
    let mut cites: Vec<Rendered> =
        sorted(document, citation).into_iter().zip(standings).enumerate().map(|(at, (cite, standing))| one(document, at, cite, standing)).collect();
    let collapses_names = matches!(options.collapse, Some(Collapse::Year | Collapse::YearSuffix | Collapse::YearSuffixRanged));
    if (collapses_names || options.group_delimiter.is_some()) && !area.sort.is_empty() {
        cites = grouped(cites);
    }
    let delimiter = area.delimiter.as_deref().unwrap_or_default();
    let usual = if collapses_names && !program.note { ", " } else { delimiter };
    let group_delimiter = options.group_delimiter.as_deref().unwrap_or(usual);
    let suffix_delimiter = options.suffix_delimiter.as_deref().or(options.group_delimiter.as_deref()).unwrap_or(delimiter);
    let after_collapse = options.after_collapse.as_deref().unwrap_or(delimiter);
    let mut collapsed = false;
    let groups = collapses_names || options.group_delimiter.is_some();
    let mut nodes: Vec<Node> = Vec::new();
    let mut at = 0;
    while at < cites.len() {
        let before = at.checked_sub(1);
        let same_names = before.is_some_and(|before| cites[at].names.is_some() && cites[at].names == cites[before].names);
        if let Some(before) = before.filter(|_| cites[at].node.is_some()) {
            let plain = groups && same_names && cites[before].cite.locator.is_empty();
            let joint = match (plain, cites[before].cite.suffix.trim_end().ends_with([',', ';', '.'])) {
                // Text that ends in a mark of its own needs no other.
                (_, true) if !delimiter.is_empty() => " ",
                (true, _) => group_delimiter,
                // A locator ends what was collapsed.
                (false, _) if collapsed || same_names => after_collapse,
                (false, _) => delimiter,
            };
            collapsed &= same_names;
            if !cites[at].cite.prefix.trim_start().starts_with([',', ';', '.']) {
                push_text(&mut nodes, joint);
            }
        }
        if options.collapse == Some(Collapse::CitationNumber) {
            let end = range_end(&cites, at);
            if end > at + 1 {
                nodes.extend(cites[at].node.take());
                push_text(&mut nodes, "–");
                nodes.extend(cites[end].node.take());
                at = end + 1;
                continue;
            }
        }
        let mut node = cites[at].node.take();
        if collapses_names && same_names && cites[at].cite.prefix.is_empty() && before.is_some_and(|before| cites[before].cite.suffix.is_empty()) {
            node = node.and_then(|node| node.without_first(&is_creator, &mut false));
            collapsed = true;
        }
        if node.is_none() {
            pop_joint(&mut nodes);
        }
        nodes.extend(node);
        let letters_only = matches!(options.collapse, Some(Collapse::YearSuffix | Collapse::YearSuffixRanged));
        let end = if letters_only { same_year(&cites, at) } else { at };
        if end > at {
            collapsed = true;
            suffixes(&mut cites[at..=end], options.collapse == Some(Collapse::YearSuffixRanged), suffix_delimiter, &mut nodes);
        }
        at = end + 1;
    }
    let only_author = !citation.cites.is_empty() && citation.cites.iter().all(|cite| cite.form == CiteForm::AuthorOnly);
    let mut look = area.look.clone();
    if only_author {
        (look.prefix, look.suffix) = (String::new(), String::new());
    }
    flat::flatten(&dressed(nodes, &look), &document.locale)
}

/// The look of a layout is that of its affixes, too.
pub(super) fn dressed(nodes: Vec<Node>, look: &Look) -> Vec<Node> {
    let affixes = Look { prefix: look.prefix.clone(), suffix: look.suffix.clone(), ..Look::default() };
    let inner = Node::span(nodes, &affixes, "", Mark::None).into_iter().collect();
    Node::span(inner, &Look { prefix: String::new(), suffix: String::new(), ..look.clone() }, "", Mark::None).into_iter().collect()
}

/// The last of the cites that differ from this one by the letter of the year alone.
fn same_year(cites: &[Rendered], at: usize) -> usize {
    let first = &cites[at];
    if first.suffix.is_none() || first.year.is_none() {
        return at;
    }
    let mut end = at;
    while let Some(next) = cites.get(end + 1) {
        let same = next.names == first.names && next.year == first.year && next.suffix.is_some() && next.cite.prefix.is_empty();
        if !same || !cites[end].cite.suffix.is_empty() || !cites[end].cite.locator.is_empty() {
            break;
        }
        end += 1;
    }
    end
}

/// Takes a joint off the end that nothing follows.
fn pop_joint(nodes: &mut Vec<Node>) {
    if matches!(nodes.last(), Some(Node::Span(span)) if span.mark == Mark::Joint) {
        nodes.pop();
    }
}

fn push_text(nodes: &mut Vec<Node>, text: &str) {
    if !text.is_empty() && !nodes.is_empty() {
        nodes.push(Node::Span(Box::new(Span { children: vec![Node::text(text)], mark: Mark::Joint, ..Span::default() })));
    }
}

/// The letters of cites that share names and year: "a–c, e". The first cite is written already.
fn suffixes(cites: &mut [Rendered], ranged: bool, delimiter: &str, nodes: &mut Vec<Node>) {
    let mut at = 0;
    while at < cites.len() {
        let mut end = at;
        let number = |at: usize| cites[at].suffix.unwrap_or(0);
        while ranged && end + 1 < cites.len() && cites[end].is_bare() && cites[end + 1].is_bare() && number(end + 1) == number(end) + 1 {
            end += 1;
        }
        // Two letters are no range.
        if end == at + 1 {
            end = at;
        }
        if at > 0 {
            push_text(nodes, delimiter);
            nodes.extend(letter(&mut cites[at]));
        }
        if end > at {
            push_text(nodes, "–");
            nodes.extend(letter(&mut cites[end]));
        }
        at = end + 1;
    }
}

/// What stays of a cite whose names and year were said: the letter and all behind it.
fn letter(cite: &mut Rendered) -> Option<Node> {
    let node = cite.node.take();
    if cite.is_bare() {
        return Node::marked(vec![Node::Text(letters(cite.suffix?))], Mark::Suffix);
    }
    let mut done = false;
    let node = node?.without_first(&is_creator, &mut done)?;
    let mut node = node;
    if let Some(year) = node.find_mut(&|span| span.mark == Mark::Year) {
        year.children.retain(|child| matches!(child, Node::Span(span) if span.mark == Mark::Suffix));
    }
    Some(node)
}

/// The last cite of a row of numbers that begins here.
fn range_end(cites: &[Rendered], at: usize) -> usize {
    let mut end = at;
    while end + 1 < cites.len() && cites[end].is_bare() && cites[end + 1].is_bare() && cites[end + 1].number == cites[end].number + 1 {
        end += 1;
    }
    end
}

/// Cites of the same names stand together, where the first of them stands.
fn grouped(cites: Vec<Rendered>) -> Vec<Rendered> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Vec<Rendered>> = Vec::new();
    for cite in cites {
        let place = cite.names.clone().map(|names| *places.entry(names).or_insert(groups.len()));
        match place.and_then(|place| groups.get_mut(place)) {
            Some(group) => group.push(cite),
            None => groups.push(vec![cite]),
        }
    }
    groups.into_iter().flatten().collect()
}

fn one<'c>(document: &Document, at: usize, cite: &'c Cite, standing: &Standing) -> Rendered<'c> {
    let label = if cite.label.is_empty() { "page" } else { &cite.label };
    let view = View {
        locator: (!cite.locator.trim().is_empty()).then_some((label, cite.locator.as_str())),
        position: standing.position,
        near: standing.near,
        first_note: standing.first_note,
        number: Some(document.numbers[cite.entry]).filter(|number| *number > 0),
        label: Some(&document.labels[cite.entry]),
    };
    let item = &document.items[cite.entry];
    let told = &document.told[cite.entry];
    let nodes = Eval::new(document.program, &document.locale, item, Place::Citation, view, told).layout();
    let mut node = Node::span(nodes, &Look::default(), "", Mark::None);
    let names = node.as_ref().and_then(|node| node.find(&is_creator)).map(|span| span.children.iter().map(Node::plain).collect::<String>());
    match cite.form {
        CiteForm::Full => {}
        CiteForm::SuppressAuthor => {
            let mut done = false;
            node = node.and_then(|node| node.without_first(&is_creator, &mut done));
        }
        CiteForm::AuthorOnly => node = node.and_then(|node| node.find(&is_creator).cloned().map(|span| Node::Span(Box::new(span)))),
    }
    let year = node.as_ref().and_then(|node| node.find(&|span| span.mark == Mark::Year)).map(|span| {
        span.children.iter().filter(|child| !matches!(child, Node::Span(span) if span.mark == Mark::Suffix)).map(Node::plain).collect::<String>()
    });
    if document.program.note && begins(&cite.prefix) && (at == 0 || !cite.prefix.is_empty()) {
        node.iter_mut().for_each(capitalize);
    }
    let mut nodes = Vec::new();
    let affix = |text: &str| Node::marked(rich::affix(text, &document.locale), Mark::Affix);
    if !cite.prefix.is_empty() {
        let joint = if cite.prefix.ends_with(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '’' | '\'')) { "" } else { " " };
        nodes.extend(affix(&format!("{}{joint}", cite.prefix)));
    }
    nodes.extend(node);
    if !cite.suffix.is_empty() {
        let joint = if cite.suffix.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '(' | '[' | '<')) { " " } else { "" };
        nodes.extend(affix(&format!("{joint}{}", cite.suffix)));
    }
    let node = Node::span(nodes, &Look::default(), "", Mark::None);
    Rendered { cite, node, names, year, suffix: told.suffix, number: document.numbers[cite.entry] }
}

/// Whether a new sentence begins behind such a text.
fn begins(prefix: &str) -> bool {
    let text = prefix.trim_end().trim_end_matches(['”', '’', '"', '\'', '»']);
    text.is_empty() || text.contains(char::is_whitespace) && text.ends_with(['.', '!', '?'])
}

/// A word of the locale that begins a note begins with a capital.
fn capitalize(node: &mut Node) {
    fn visit(node: &mut Node, term: bool) -> bool {
        match node {
            Node::Text(text) => {
                if term && let Some(first) = text.chars().next() {
                    let rest = text.split_off(first.len_utf8());
                    *text = first.to_uppercase().chain(rest.chars()).collect();
                }
                true
            }
            Node::Span(span) if !span.prefix.trim().is_empty() => true,
            Node::Span(span) => {
                let term = term || span.mark == Mark::Term;
                span.children.first_mut().is_some_and(|child| visit(child, term))
            }
        }
    }
    visit(node, false);
}
