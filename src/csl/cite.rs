//! Citations: order, groups, collapsing, and what stands between cites.

use super::document::{Citation, Cite, CiteForm, Document, Standing};
use super::eval::{Eval, Place, Told, View, letters};
use super::flat::{self, Flat};
use super::locator;
use super::node::{Mark, Node, Span};
use super::program::{Collapse, Deco, Look, Weight};
use super::rich;
use super::sort::{self, Key};
use super::style::Style;
use crate::model::Variable;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The cites of a citation in the order they are written in.
pub(super) fn sorted<'c>(document: &Document, citation: &'c Citation) -> Vec<&'c Cite> {
    let cites = citation.cites.iter().filter(|cite| cite.unknown.is_some() || cite.entry < document.items.len());
    let sorting = document.sorting(Place::Citation);
    // What is not known stands where it is cited.
    if sorting.is_empty() || citation.cites.len() < 2 || citation.cites.iter().any(|cite| cite.unknown.is_some()) {
        return cites.collect();
    }
    let mut keyed: Vec<(Vec<Key>, &Cite)> = cites.map(|cite| (document.keys(Place::Citation, cite.entry), cite)).collect();
    // The work whose author the text names stands first.
    let from = usize::from(citation.in_text).min(keyed.len());
    keyed[from..].sort_by(|(a, _), (b, _)| sort::compare(a, b, sorting));
    keyed.into_iter().map(|(_, cite)| cite).collect()
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
    /// Whether its locator is shown.
    located: bool,
}

impl Rendered<'_> {
    fn is_bare(&self) -> bool {
        !self.located && self.cite.prefix.is_empty() && self.cite.suffix.is_empty()
    }
}

fn is_creator(span: &Span) -> bool {
    span.mark == Mark::Creator
}

pub(super) fn render(document: &Document, citation: &Citation, standings: &[Standing]) -> Flat {
    let program = document.program;
    let options = &program.cites;
    let area = &program.citation;
    let mut cites: Vec<Rendered> = sorted(document, citation)
        .into_iter()
        .zip(standings)
        .enumerate()
        .map(|(at, (cite, standing))| one(document, at, citation, cite, standing))
        .collect();
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
            let plain = groups && same_names && (cites[before].cite.locator.is_empty() || options.after_collapse.is_none());
            let joint = match (plain, cites[before].cite.suffix.trim_end().ends_with([',', ';', '.'])) {
                // Text that ends in a mark of its own needs no other.
                (_, true) if !delimiter.is_empty() => " ",
                (true, _) => group_delimiter,
                // A locator ends what was collapsed; where years alone are collapsed, every group of names counts as that.
                (false, _) if collapsed || same_names || options.collapse == Some(Collapse::Year) => after_collapse,
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
            let delimiter = if cites[end].suffix.is_some() { suffix_delimiter } else { group_delimiter };
            suffixes(&mut cites[at..=end], options.collapse == Some(Collapse::YearSuffixRanged), delimiter, &mut nodes);
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
    if first.year.is_none() {
        return at;
    }
    let mut end = at;
    while let Some(next) = cites.get(end + 1) {
        let same = next.names == first.names && next.year == first.year && next.cite.prefix.is_empty() && cites[end].cite.suffix.is_empty();
        let lettered = first.suffix.is_some() && next.suffix.is_some() && cites[end].cite.locator.is_empty();
        // The same work again, at another place.
        let again = next.cite.entry == first.cite.entry && next.located;
        if !(same && (lettered || again)) {
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
        let letter = Node::marked(vec![Node::Text(letters(cite.suffix?))], Mark::Suffix);
        return Node::marked(letter.into_iter().collect(), Mark::Cite(cite.cite.entry));
    }
    let is_said = |span: &Span| span.mark == Mark::Year && cite.suffix.is_none();
    let mut node = node?.without_first(&is_creator, &mut false)?.without_first(&is_said, &mut false)?;
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

/// The names of the first work of a citation, as they stand in the text.
pub(super) fn names(document: &Document, citation: &Citation, standings: &[Standing]) -> Flat {
    let first = sorted(document, citation).into_iter().next().zip(standings.first());
    let node = first.and_then(|(cite, standing)| {
        let cite = Cite { form: CiteForm::AuthorOnly, prefix: String::new(), suffix: String::new(), locator: String::new(), ..cite.clone() };
        one(document, 0, &Citation::default(), &cite, standing).node.or_else(|| short_names(document, &cite))
    });
    flat::flatten(&node.into_iter().collect::<Vec<_>>(), &document.locale)
}

/// What a work is called in the text where the style's citations name nobody: numbers, labels.
pub(super) static SHORT_NAMES: LazyLock<Option<Style>> = LazyLock::new(|| {
    let csl = r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><id/><title/></info>
        <citation et-al-min="3" et-al-use-first="1"><layout><names variable="author">
        <name form="short" and="text" delimiter=", "/><substitute><names variable="editor"/><names variable="translator"/>
        <text variable="title" form="short" quotes="true"/></substitute></names></layout></citation></style>"#;
    Style::from_csl(csl).ok()
});

fn short_names(document: &Document, cite: &Cite) -> Option<Node> {
    let item = document.items.get(cite.entry)?;
    let program = &SHORT_NAMES.as_ref()?.program;
    let nodes = Eval::new(program, &document.locale, item, Place::Citation, View::default(), &Told::default()).layout();
    Node::span(nodes, &Look::default(), "", Mark::None)
}

/// A key that no entry has.
fn unknown<'c>(document: &Document, cite: &'c Cite, key: &str, said: bool) -> Rendered<'c> {
    let bold = Look { deco: Deco { bold: Some(Weight::Bold), ..Deco::default() }, ..Look::default() };
    let node = Node::span(vec![Node::Text(format!("{key}?").replace(char::is_control, " "))], &bold, "", Mark::NoCase);
    let node = if cite.form == CiteForm::AuthorOnly { node } else { with_affixes(document, cite, node.filter(|_| !said)) };
    Rendered { cite, node, names: None, year: None, suffix: None, number: 0, located: false }
}

fn one<'c>(document: &Document, at: usize, citation: &Citation, cite: &'c Cite, standing: &Standing) -> Rendered<'c> {
    if let Some(key) = &cite.unknown {
        // Where the text says it, the citation does not say it again.
        return unknown(document, cite, key, citation.in_text && at == 0);
    }
    let form = if citation.in_text && at == 0 { CiteForm::SuppressAuthor } else { cite.form };
    let label = if cite.label.is_empty() { "page" } else { &cite.label };
    let place = (!cite.locator.trim().is_empty()).then_some((label, cite.locator.as_str()));
    let view = View {
        // "sec. 4" says itself what it counts.
        locator: place.map(|(label, text)| locator::leading(text).unwrap_or((label, text))),
        position: standing.position,
        near: standing.near,
        first_note: standing.first_note,
        number: Some(document.numbers[cite.entry]).filter(|number| *number > 0),
    };
    let item = &document.items[cite.entry];
    let told = &document.told[cite.entry];
    let nodes = Eval::new(document.program, &document.locale, item, Place::Citation, view, told).layout();
    let mut node = Node::span(nodes, &Look::default(), "", Mark::None);
    let names = node.as_ref().and_then(|node| node.find(&is_creator)).map(|span| span.children.iter().map(Node::plain).collect::<String>());
    match form {
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
    let located = node.as_ref().and_then(|node| node.find(&|span| span.mark == Mark::Of(Variable::Locator))).is_some();
    let node = node.and_then(|node| Node::marked(vec![node], Mark::Cite(cite.entry)));
    let node = with_affixes(document, cite, node);
    Rendered { cite, node, names, year, suffix: told.suffix, number: document.numbers[cite.entry], located }
}

/// A cite with what a person wrote before and behind it.
fn with_affixes(document: &Document, cite: &Cite, node: Option<Node>) -> Option<Node> {
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
    Node::span(nodes, &Look::default(), "", Mark::None)
}

/// Whether a new sentence begins behind such a text.
fn begins(prefix: &str) -> bool {
    let text = prefix.trim_end().trim_end_matches(['”', '’', '"', '\'', '»']);
    text.is_empty() || text.contains(char::is_whitespace) && text.ends_with(['.', '!', '?'])
}

/// A word of the locale that begins a note, or an entry of a bibliography, begins with a capital.
pub(super) fn capitalize(node: &mut Node) {
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
