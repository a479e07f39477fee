//! The entries of a bibliography: names that repeat, the first field set apart.

use super::cite::{capitalize, dressed};
use super::document::Document;
use super::eval::{Eval, Place, View};
use super::flat::{self, Flat};
use super::node::{Mark, Node, Span};
use super::program::{Display, Look, SubsequentAuthorSubstituteRule};

pub(super) fn render(document: &Document) -> Vec<(usize, Flat)> {
    let mut before: Option<Node> = None;
    document.order.iter().filter_map(|at| Some((*at, entry(document, *at, &mut before)?))).collect()
}

/// One entry, behind one of those names; they become its own.
pub(super) fn entry(document: &Document, at: usize, before: &mut Option<Node>) -> Option<Flat> {
    let program = document.program;
    let area = program.bibliography.as_ref()?;
    let view = View { number: Some(document.numbers[at]), ..View::default() };
    let mut eval = Eval::new(program, &document.locale, &document.items[at], Place::Bibliography, view, &document.told[at]);
    let mut nodes = eval.layout();
    nodes.first_mut().into_iter().for_each(capitalize);
    if let Some(substitute) = &program.list.substitute {
        let creator = nodes.iter().find_map(|node| node.find(&|span| span.mark == Mark::Creator)).cloned().map(|span| Node::Span(Box::new(span)));
        if let (Some(before), Some(creator)) = (&before, &creator)
            && let Some(span) = nodes.iter_mut().find_map(|node| node.find_mut(&|span| span.mark == Mark::Creator))
        {
            substituted(span, before, creator, substitute, program.list.substitute_rule);
        }
        *before = creator;
    }
    if program.list.align.is_some() && nodes.len() > 1 {
        nodes = aligned(nodes);
    }
    let has_blocks = nodes.last().is_some_and(|node| node.find(&|span| span.display.is_some()).is_some());
    let mut look = area.look.clone();
    if has_blocks {
        put_suffix(&mut nodes, &std::mem::take(&mut look.suffix));
    }
    let inner: Vec<Node> = Node::span(nodes, &Look::default(), area.delimiter.as_deref().unwrap_or_default(), Mark::None).into_iter().collect();
    let nodes = dressed(inner, &look);
    Some(flat::flatten(&nodes, &document.locale))
}

/// The layout's suffix stands within the last block.
fn put_suffix(nodes: &mut [Node], suffix: &str) {
    let Some(Node::Span(span)) = nodes.last_mut() else { return };
    let inner = std::mem::take(&mut span.children);
    let delimiter = std::mem::take(&mut span.delimiter);
    let own = std::mem::take(&mut span.suffix);
    let node = Node::Span(Box::new(Span { children: inner, delimiter, suffix: own, ..Span::default() }));
    span.children = vec![node];
    if !suffix.is_empty() {
        let suffix = Span { children: vec![Node::text(suffix)], mark: Mark::Joint, ..Span::default() };
        span.children.push(Node::Span(Box::new(suffix)));
    }
}

fn aligned(mut nodes: Vec<Node>) -> Vec<Node> {
    let rest = nodes.split_off(1);
    let block = |children: Vec<Node>, display| Node::Span(Box::new(Span { children, display: Some(display), ..Span::default() }));
    vec![block(nodes, Display::LeftMargin), block(rest, Display::RightInline)]
}

/// Replaces names that the entry before has as well.
fn substituted(span: &mut Span, before: &Node, now: &Node, substitute: &str, rule: SubsequentAuthorSubstituteRule) {
    let names = |node: &Node| -> Vec<Node> {
        let mut list = Vec::new();
        collect(node, Mark::Name, &mut list);
        list
    };
    let (old, new) = (names(before), names(now));
    if new.is_empty() {
        // What stands in for names may repeat as well.
        if old.is_empty() && before == now {
            replace(span, substitute);
        }
        return;
    }
    let same = before == now;
    match rule {
        SubsequentAuthorSubstituteRule::CompleteAll if same || old == new && lists(before) == lists(now) => {
            let mut first = true;
            each(span, Mark::List, &mut |list| {
                match first {
                    true => replace(list, substitute),
                    false => list.children.clear(),
                }
                first = false;
            });
        }
        SubsequentAuthorSubstituteRule::CompleteEach if old == new => each(span, Mark::Name, &mut |name| replace(name, substitute)),
        SubsequentAuthorSubstituteRule::PartialEach => {
            let shared = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
            let mut at = 0;
            each(span, Mark::Name, &mut |name| {
                if at < shared {
                    replace(name, substitute);
                }
                at += 1;
            });
        }
        SubsequentAuthorSubstituteRule::PartialFirst if old.first() == new.first() => {
            let mut first = true;
            each(span, Mark::Name, &mut |name| {
                if std::mem::take(&mut first) {
                    replace(name, substitute);
                }
            });
        }
        _ => {}
    }
}

fn lists(node: &Node) -> Vec<Node> {
    let mut list = Vec::new();
    collect(node, Mark::List, &mut list);
    list
}

fn replace(span: &mut Span, text: &str) {
    span.children = if text.is_empty() { Vec::new() } else { vec![Node::text(text)] };
    span.deco = Default::default();
}

fn collect(node: &Node, mark: Mark, list: &mut Vec<Node>) {
    match node {
        Node::Span(span) if span.mark == mark => list.push(node.clone()),
        Node::Span(span) => span.children.iter().for_each(|child| collect(child, mark, list)),
        Node::Text(_) => {}
    }
}

fn each(span: &mut Span, mark: Mark, change: &mut dyn FnMut(&mut Span)) {
    if span.mark == mark {
        return change(span);
    }
    for child in &mut span.children {
        if let Node::Span(span) = child {
            each(span, mark, change);
        }
    }
}
