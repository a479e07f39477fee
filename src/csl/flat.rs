//! The tree as one row of runs: looks resolved, quotation marks chosen by level, punctuation put in order.

use super::locale::Locale;
use super::node::{Mark, Node, Quotes, Span};
use super::program::{Align, Display, Weight};
use super::punctuation;
use crate::model::Variable;

/// What a layer of runs switches on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Toggle {
    Italic(bool),
    Bold(bool),
    Light,
    SmallCaps(bool),
    Underline(bool),
    Sup,
    Sub,
    Baseline,
    Display(Display),
}

/// A layer lies within another one; layer 0 is the ground.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layer {
    pub(super) parent: usize,
    pub(super) toggle: Option<Toggle>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What an entry or the style says.
    Text,
    /// A prefix, suffix or delimiter.
    Affix,
    Open,
    Close,
}

/// A stretch of text in one layer.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) layer: usize,
    pub(super) kind: Kind,
    pub(super) of: Option<Variable>,
    /// The entry that it cites, by its index.
    pub(super) cites: Option<usize>,
}

/// Rendered text.
#[derive(Clone, Debug)]
pub(super) struct Flat {
    pub(super) runs: Vec<Run>,
    pub(super) layers: Vec<Layer>,
}

struct Flattener {
    flat: Flat,
    quotes: [String; 4],
    layer: usize,
    level: usize,
    of: Option<Variable>,
    cites: Option<usize>,
    now: Now,
    /// Within text that stands between or behind.
    affix: bool,
    /// At the beginning of what a person put behind a cite.
    first_affix: bool,
}

/// What is switched on.
#[derive(Clone, Copy, Default)]
struct Now {
    italic: bool,
    bold: bool,
    small_caps: bool,
    underline: bool,
}

/// The runs of nodes.
pub(super) fn flatten(nodes: &[Node], locale: &Locale) -> Flat {
    let word = |term: &str, usual: &str| match locale.word(term) {
        "" => usual.to_owned(),
        word => word.to_owned(),
    };
    let quotes = [word("open-quote", "“"), word("close-quote", "”"), word("open-inner-quote", "‘"), word("close-inner-quote", "’")];
    let flat = Flat { runs: Vec::new(), layers: vec![Layer { parent: 0, toggle: None }] };
    let mut flattener = Flattener { flat, quotes, layer: 0, level: 0, of: None, cites: None, now: Now::default(), affix: false, first_affix: false };
    nodes.iter().for_each(|node| flattener.node(node));
    let mut flat = flattener.flat;
    punctuation::tidy(&mut flat, locale.punctuation_in_quote);
    // No space begins or ends what stands in blocks.
    if let Some(first) = flat.runs.first_mut().filter(|run| in_block(&flat.layers, run.layer)) {
        first.text = first.text.trim_start_matches(' ').to_owned();
    }
    if let Some(last) = flat.runs.last_mut().filter(|run| in_block(&flat.layers, run.layer)) {
        last.text.truncate(last.text.trim_end_matches(' ').len());
    }
    flat.runs.retain(|run| !run.text.is_empty());
    flat
}

fn in_block(layers: &[Layer], mut layer: usize) -> bool {
    while layer != 0 {
        if matches!(layers[layer].toggle, Some(Toggle::Display(_))) {
            return true;
        }
        layer = layers[layer].parent;
    }
    false
}

impl Flattener {
    fn run(&mut self, text: &str, kind: Kind) {
        if !text.is_empty() {
            let kind = if std::mem::take(&mut self.first_affix) { Kind::Affix } else { kind };
            self.flat.runs.push(Run { text: text.to_owned(), layer: self.layer, kind, of: self.of, cites: self.cites });
        }
    }

    fn layer(&mut self, toggle: Toggle) {
        self.flat.layers.push(Layer { parent: self.layer, toggle: Some(toggle) });
        self.layer = self.flat.layers.len() - 1;
    }

    fn node(&mut self, node: &Node) {
        match node {
            // Of values: line ends would begin lists and headings, other control characters would move a terminal's cursor.
            Node::Text(text) if self.of.is_some() && text.contains(char::is_control) => self.run(&text.replace(char::is_control, " "), Kind::Text),
            Node::Text(text) => self.run(text, if self.affix { Kind::Affix } else { Kind::Text }),
            Node::Span(span) => self.span(span),
        }
    }

    fn span(&mut self, span: &Span) {
        let (layer, now, of, cites) = (self.layer, self.now, self.of, self.cites);
        if let Some(display) = span.display {
            self.layer(Toggle::Display(display));
        }
        self.run(&span.prefix, Kind::Affix);
        let outside = self.layer;
        let affix = self.affix;
        self.affix |= span.mark == Mark::Joint;
        self.first_affix = span.mark == Mark::Affix && !matches!(span.children.first(), Some(Node::Span(_)));
        match span.mark {
            Mark::Of(variable) | Mark::Names(variable) => self.of = Some(variable),
            Mark::Label => self.of = None,
            Mark::Cite(entry) => self.cites = Some(entry),
            _ => {}
        }
        self.look(span);
        let inner = usize::from(span.quotes == Quotes::Inner);
        let quoted = span.quotes != Quotes::None;
        if quoted {
            self.quote(inner, 0);
        }
        self.level += usize::from(span.quotes == Quotes::Style);
        for (at, child) in span.children.iter().enumerate() {
            if at > 0 {
                self.run(&span.delimiter, Kind::Affix);
            }
            self.node(child);
        }
        self.level -= usize::from(span.quotes == Quotes::Style);
        if quoted {
            self.quote(inner, 1);
        }
        (self.layer, self.now, self.of, self.affix) = (outside, now, of, affix);
        self.run(&span.suffix, Kind::Affix);
        (self.layer, self.cites) = (layer, cites);
    }

    fn quote(&mut self, inner: usize, side: usize) {
        let mark = self.quotes[((self.level + inner) % 2) * 2 + side].clone();
        self.run(&mark, if side == 0 { Kind::Open } else { Kind::Close });
    }

    /// Opens the layers of a span. What is switched on within itself is switched off.
    fn look(&mut self, span: &Span) {
        let deco = span.deco;
        match deco.align {
            Some(Align::Sup) => self.layer(Toggle::Sup),
            Some(Align::Sub) => self.layer(Toggle::Sub),
            Some(Align::Baseline) => self.layer(Toggle::Baseline),
            None => {}
        }
        if let Some(on) = flipped(deco.underline, &mut self.now.underline) {
            self.layer(Toggle::Underline(on));
        }
        if let Some(on) = flipped(deco.small_caps, &mut self.now.small_caps) {
            self.layer(Toggle::SmallCaps(on));
        }
        match deco.bold {
            Some(Weight::Light) => self.layer(Toggle::Light),
            bold => {
                if let Some(on) = flipped(bold.map(|bold| bold == Weight::Bold), &mut self.now.bold) {
                    self.layer(Toggle::Bold(on));
                }
            }
        }
        if let Some(on) = flipped(deco.italic, &mut self.now.italic) {
            self.layer(Toggle::Italic(on));
        }
    }
}

fn flipped(wanted: Option<bool>, now: &mut bool) -> Option<bool> {
    let next = match (wanted?, *now) {
        (true, now) => !now,
        (false, true) => false,
        (false, false) => return None,
    };
    *now = next;
    Some(next)
}

impl Flat {
    pub(super) fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// The toggles of a layer, outermost first, with the layers they are.
    pub(super) fn path(&self, layer: usize) -> Vec<usize> {
        let mut path = Vec::new();
        let mut at = layer;
        while at != 0 {
            path.push(at);
            at = self.layers[at].parent;
        }
        path.reverse();
        path
    }
}

/// Text without any look.
pub(super) fn plain(text: String) -> Flat {
    let run = Run { text, layer: 0, kind: Kind::Text, of: None, cites: None };
    Flat { runs: vec![run], layers: vec![Layer { parent: 0, toggle: None }] }
}
