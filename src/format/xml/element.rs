//! A record as a tree, and what one asks of it.

use crate::model::{Run, Style, Value};
use crate::text::Str;
use arcstr::ArcStr;
use std::ops::Range;

/// An element with all that is in it.
#[derive(Clone, Debug, Default)]
pub(in crate::format) struct Element {
    /// Its local name.
    pub(in crate::format) name: Str,
    /// Its attributes, references resolved; their names are local, but for `xml:`, `xlink:` and `xsi:`.
    pub(in crate::format) attributes: Vec<(Str, Str)>,
    /// What is in it, in order.
    pub(in crate::format) nodes: Vec<Node>,
    /// Where it stands.
    pub(in crate::format) range: Range<usize>,
    /// Where its content stands.
    pub(in crate::format) inner: Range<usize>,
}

/// What an element holds.
#[derive(Clone, Debug)]
pub(in crate::format) enum Node {
    Element(Element),
    Text(Text),
}

/// A stretch of text. White space at its ends is apart: whether it says anything is told by what stands around.
#[derive(Clone, Debug, Default)]
pub(in crate::format) struct Text {
    /// The text up to the first reference.
    head: Str,
    /// What follows.
    tail: String,
    /// White space before it.
    before: Gap,
    /// White space behind it.
    after: Gap,
    range: Range<usize>,
}

/// White space between words.
#[derive(Clone, Copy, Debug, Default)]
struct Gap {
    /// Spaces as they stand.
    spaces: usize,
    /// Whether a line is broken there, which is one space where there is no other.
    broken: bool,
}

impl Gap {
    fn of(space: &str) -> Self {
        match space.contains(['\n', '\r', '\t']) {
            true => Self { spaces: 0, broken: true },
            false => Self { spaces: space.len(), broken: false },
        }
    }

    fn and(self, other: Self) -> Self {
        Self { spaces: self.spaces + other.spaces, broken: self.broken || other.broken }
    }

    fn push(self, text: &mut String) {
        (0..self.spaces.max(usize::from(self.broken))).for_each(|_| text.push(' '));
    }
}

/// White space that XML knows, which may be layout.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

impl Element {
    /// Adds text as it stands in the source: white space is layout.
    pub(super) fn add_text(&mut self, source: &ArcStr, range: Range<usize>) {
        let raw = source.get(range.clone()).unwrap_or_default();
        let body = raw.trim_matches(is_space);
        let leading = raw.len() - raw.trim_start_matches(is_space).len();
        let start = range.start + leading;
        let before = Gap::of(raw.get(..leading).unwrap_or_default());
        let after = Gap::of(raw.get(leading + body.len()..).unwrap_or_default());
        let head = match folded(body) {
            Some(folded) => folded.into(),
            None => Str::of(source, start..start + body.len()),
        };
        self.add(Text { head, tail: String::new(), before, after, range: start..start + body.len() });
    }

    /// Adds text whose white space means what it is.
    pub(super) fn add_exact(&mut self, text: &str, range: Range<usize>) {
        self.add(Text { head: text.into(), range, ..Text::default() });
    }

    fn add(&mut self, more: Text) {
        match self.nodes.last_mut() {
            Some(Node::Text(last)) => last.add(more),
            _ => self.nodes.push(Node::Text(more)),
        }
    }

    /// The value of an attribute, by its local name.
    pub(in crate::format) fn attribute(&self, name: &str) -> Option<&Str> {
        self.attributes.iter().find(|(of, _)| of.rsplit(':').next() == Some(name)).map(|(_, value)| value)
    }

    /// Whether an attribute has that value.
    pub(in crate::format) fn is(&self, name: &str, value: &str) -> bool {
        self.attribute(name).is_some_and(|is| is == value)
    }

    /// The elements in it.
    pub(in crate::format) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The elements of that name in it.
    pub(in crate::format) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The first element of that name in it.
    pub(in crate::format) fn first(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// Whether an element in it is the first of its name.
    pub(in crate::format) fn is_first(&self, element: &Element) -> bool {
        self.first(&element.name).is_some_and(|first| std::ptr::eq(first, element))
    }

    /// The texts in it that lie in none of its elements.
    pub(in crate::format) fn own_texts(&self) -> impl Iterator<Item = (Str, Range<usize>)> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Text(text) if !text.is_blank() => Some((text.text(), text.range.clone())),
            _ => None,
        })
    }

    /// Whether there are no elements in it.
    pub(in crate::format) fn is_leaf(&self) -> bool {
        self.elements().next().is_none()
    }

    /// Its text, that of the elements in it too.
    pub(in crate::format) fn text(&self) -> Str {
        match self.nodes.as_slice() {
            [] => Str::empty(),
            [Node::Text(text)] => text.text(),
            _ => match self.rich(&|_| Some(Change::default())) {
                Value::Text(text) => text,
                other => other.plain().into_owned().into(),
            },
        }
    }

    /// Whether no text is in it.
    pub(in crate::format) fn is_blank(&self) -> bool {
        self.nodes.iter().all(|node| match node {
            Node::Element(element) => element.is_blank(),
            Node::Text(text) => text.is_blank(),
        })
    }

    /// Its text with markup. `change` says what an element does to the style; none for one whose text is left out.
    pub(in crate::format) fn rich(&self, change: &dyn Fn(&Element) -> Option<Change>) -> Value {
        let mut runs = Runs::default();
        runs.element(self, Style::default(), change);
        Value::rich(runs.list, None)
    }

    /// The range of its text, without white space around.
    pub(in crate::format) fn text_range(&self) -> Range<usize> {
        match (self.first_byte(), self.last_byte()) {
            (Some(first), Some(last)) => first..last.max(first),
            _ => self.inner.clone(),
        }
    }

    fn first_byte(&self) -> Option<usize> {
        self.nodes.iter().find_map(|node| match node {
            Node::Element(element) => element.first_byte(),
            Node::Text(text) => (!text.is_blank()).then_some(text.range.start),
        })
    }

    fn last_byte(&self) -> Option<usize> {
        self.nodes.iter().rev().find_map(|node| match node {
            Node::Element(element) => element.last_byte(),
            Node::Text(text) => (!text.is_blank()).then_some(text.range.end),
        })
    }
}

impl Text {
    pub(super) fn is_blank(&self) -> bool {
        self.head.is_empty() && self.tail.is_empty()
    }

    /// As XML, with the white space around it.
    pub(super) fn escaped(&self) -> String {
        let mut text = String::new();
        self.before.push(&mut text);
        text.push_str(&super::text::escape(&self.text()));
        self.after.push(&mut text);
        text
    }

    pub(super) fn text(&self) -> Str {
        match self.tail.is_empty() {
            true => self.head.clone(),
            false => format!("{}{}", self.head, self.tail).into(),
        }
    }

    fn add(&mut self, more: Self) {
        if self.is_blank() {
            let before = self.before.and(self.after).and(more.before);
            *self = Self { before, ..more };
            return;
        }
        let gap = self.after.and(more.before);
        if more.head.is_empty() {
            self.after = gap.and(more.after);
            return;
        }
        gap.push(&mut self.tail);
        self.tail.push_str(&more.head);
        self.after = more.after;
        self.range.end = more.range.end;
    }
}

/// What an element does to the style of the text in it.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::format) struct Change {
    pub(in crate::format) style: Style,
    /// Whether white space between its elements is layout.
    pub(in crate::format) no_gaps: bool,
}

/// Runs on their way: white space at the ends, and double space between pieces, says nothing.
#[derive(Default)]
struct Runs {
    list: Vec<Run>,
    /// White space that waits for more text, with its styles.
    gaps: Vec<(Gap, Style)>,
    /// Pieces of one style, joined when the style changes.
    now: String,
    style: Style,
}

impl Runs {
    fn element(&mut self, element: &Element, style: Style, change: &dyn Fn(&Element) -> Option<Change>) {
        let Some(own) = change(element) else { return };
        let style = both(style, own.style);
        let no_gaps = own.no_gaps && !element.is_leaf();
        self.nodes(&element.nodes, style, no_gaps, change);
        self.flush();
    }

    fn nodes(&mut self, nodes: &[Node], style: Style, no_gaps: bool, change: &dyn Fn(&Element) -> Option<Change>) {
        for node in nodes {
            match node {
                Node::Element(element) => {
                    let Some(own) = change(element) else { continue };
                    self.nodes(&element.nodes, both(style, own.style), own.no_gaps && !element.is_leaf(), change);
                }
                Node::Text(text) if text.is_blank() && no_gaps => {}
                Node::Text(text) => self.text(text, style),
            }
        }
    }

    fn text(&mut self, text: &Text, style: Style) {
        self.gap(text.before, style);
        if !text.is_blank() {
            self.pass_gaps();
            self.push(&text.head, style);
            self.push(&text.tail, style);
        }
        self.gap(text.after, style);
    }

    fn gap(&mut self, gap: Gap, style: Style) {
        if gap.spaces > 0 || gap.broken && self.gaps.is_empty() {
            self.gaps.push((gap, style));
        }
    }

    /// Writes the white space that now stands between words; at the beginning it is layout.
    fn pass_gaps(&mut self) {
        let gaps = std::mem::take(&mut self.gaps);
        if self.list.is_empty() && self.now.is_empty() {
            return;
        }
        let only_broken = gaps.iter().all(|(gap, _)| gap.spaces == 0);
        for (gap, style) in gaps {
            let mut spaces = String::new();
            Gap { broken: only_broken, ..gap }.push(&mut spaces);
            self.push(&spaces, style);
        }
    }

    fn push(&mut self, text: &str, style: Style) {
        if style != self.style && !text.is_empty() {
            self.flush();
            self.style = style;
        }
        self.now.push_str(text);
    }

    fn flush(&mut self) {
        if !self.now.is_empty() {
            self.list.push(Run { text: std::mem::take(&mut self.now).into(), style: self.style });
        }
    }
}

fn both(a: Style, b: Style) -> Style {
    Style {
        italic: a.italic | b.italic,
        bold: a.bold | b.bold,
        small_caps: a.small_caps | b.small_caps,
        sub: a.sub | b.sub,
        sup: a.sup | b.sup,
        nocase: a.nocase | b.nocase,
        math: a.math | b.math,
    }
}

/// The text with every run of white space that breaks a line made one space; none where there is no such run.
fn folded(text: &str) -> Option<String> {
    if !text.contains(['\n', '\r', '\t']) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(is_space) {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c| !is_space(c)).unwrap_or(from.len());
        let (space, after) = from.split_at(end);
        out.push_str(before);
        out.push_str(if space.contains(['\n', '\r', '\t']) { " " } else { space });
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}
