//! YAML as a tree with places, and back to text. Reading keeps what stands before a fault; depth and aliases are bounded.
//! Comments, tags and multiple documents are left out.

use crate::text::Str;
use arcstr::ArcStr;
use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use std::collections::HashMap;
use std::ops::Range;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) value: Yaml,
    pub(super) range: Range<usize>,
}

/// A YAML value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Yaml {
    /// A scalar, and whether it stood in quotes (or in a block), so that it can be nothing but text.
    Scalar(Str, bool),
    /// A list.
    List(Vec<Node>),
    /// Keys with values, in order.
    Map(Vec<(Node, Node)>),
}

impl Node {
    pub(super) fn text(text: &str) -> Self {
        Yaml::Scalar(text.into(), true).into()
    }

    pub(super) fn map(pairs: Vec<(&str, Node)>) -> Self {
        Yaml::Map(pairs.into_iter().map(|(key, value)| (Self::text(key), value)).collect()).into()
    }

    /// The scalar's text; none for lists, maps and null.
    pub(super) fn scalar(&self) -> Option<&Str> {
        match &self.value {
            Yaml::Scalar(text, quoted) if *quoted || !matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL") => Some(text),
            _ => None,
        }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(&self.value, Yaml::Scalar(..)) && self.scalar().is_none()
    }

    pub(super) fn pairs(&self) -> &[(Node, Node)] {
        if let Yaml::Map(pairs) = &self.value { pairs } else { &[] }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.pairs().iter().rev().find(|(of, _)| of.scalar().is_some_and(|of| of.as_str() == key)).map(|(_, value)| value)
    }

    /// The elements of a list; the value itself where it is none.
    pub(super) fn one_or_many(&self) -> &[Node] {
        if let Yaml::List(list) = &self.value { list } else { std::slice::from_ref(self) }
    }
}

impl From<Yaml> for Node {
    fn from(value: Yaml) -> Self {
        Self { value, range: 0..0 }
    }
}

/// Deeper values are left out.
const DEEPEST: usize = 64;
/// So many values may be made by aliases in one file.
const MOST_COPIES: usize = 100_000;

/// Where something is wrong, and what.
pub(super) type Problem = (Range<usize>, String);

/// The tree of the first document, as far as it can be read.
pub(super) fn parse(text: &ArcStr) -> (Option<Node>, Vec<Problem>) {
    let mut builder =
        Builder { text, bytes: Bytes::new(text), open: Vec::new(), root: None, anchors: HashMap::new(), copies: 0, problems: Vec::new(), skip: 0 };
    for event in Parser::new_from_str(text) {
        match event {
            Ok((Event::DocumentEnd, _)) => break,
            Ok((event, span)) => builder.event(event, span),
            Err(error) => {
                let at = builder.bytes.of(error.marker().index());
                builder.problems.push((at..at, error.info().to_owned()));
                break;
            }
        }
    }
    builder.finish()
}

struct Builder<'t> {
    text: &'t ArcStr,
    bytes: Bytes<'t>,
    open: Vec<Open>,
    root: Option<Node>,
    anchors: HashMap<usize, (Node, usize)>,
    copies: usize,
    problems: Vec<Problem>,
    /// How deep we are within what is left out for its depth.
    skip: usize,
}

struct Open {
    anchor: usize,
    node: Node,
    key: Option<Node>,
    /// Values within, itself counted.
    size: usize,
}

impl Builder<'_> {
    fn event(&mut self, event: Event, span: Span) {
        let range = self.bytes.of(span.start.index())..self.bytes.of(span.end.index());
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let text = self.shared(&text, range.clone());
                let node = Node { value: Yaml::Scalar(text, style != ScalarStyle::Plain), range };
                self.put(node, anchor, 1);
            }
            Event::SequenceStart(anchor, _) => self.begin(Yaml::List(Vec::new()), anchor, range),
            Event::MappingStart(anchor, _) => self.begin(Yaml::Map(Vec::new()), anchor, range),
            Event::SequenceEnd | Event::MappingEnd => self.end(range),
            Event::Alias(anchor) => self.alias(anchor, range),
            _ => {}
        }
    }

    /// The text as a piece of the source where it stands there so.
    fn shared(&self, text: &str, range: Range<usize>) -> Str {
        let candidates = [range.clone(), range.start + 1..range.end.saturating_sub(1)];
        let same = candidates.into_iter().find(|range| self.text.get(range.clone()) == Some(text));
        same.map_or_else(|| text.into(), |range| Str::of(self.text, range))
    }

    fn begin(&mut self, value: Yaml, anchor: usize, range: Range<usize>) {
        if self.skip > 0 || self.open.len() >= DEEPEST {
            if self.skip == 0 {
                self.problems.push((range, format!("nested deeper than {DEEPEST} levels; left out")));
            }
            self.skip += 1;
            return;
        }
        self.open.push(Open { anchor, node: Node { value, range }, key: None, size: 1 });
    }

    fn end(&mut self, range: Range<usize>) {
        if self.skip > 0 {
            self.skip -= 1;
            if self.skip == 0 {
                self.put(Node { value: Yaml::Scalar(Str::empty(), false), range }, 0, 1);
            }
            return;
        }
        let Some(mut open) = self.open.pop() else { return };
        // A block ends where its last value does; a flow ends at its bracket.
        if self.text.get(range.clone()).is_some_and(|text| text.starts_with(['}', ']'])) {
            open.node.range.end = range.end;
        }
        if let Some(key) = open.key.take() {
            let null = Node { value: Yaml::Scalar(Str::empty(), false), range: key.range.end..key.range.end };
            if let Yaml::Map(pairs) = &mut open.node.value {
                pairs.push((key, null));
            }
        }
        self.put(open.node, open.anchor, open.size);
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) {
        let found = self.anchors.get(&anchor).filter(|(_, size)| self.copies + size <= MOST_COPIES).cloned();
        let (node, size) = found.unwrap_or_else(|| {
            self.problems.push((range.clone(), "an alias of nothing, or of too much; left out".to_owned()));
            (Node { value: Yaml::Scalar(Str::empty(), false), range: range.clone() }, 1)
        });
        self.copies += size;
        self.put(Node { range, ..node }, 0, size);
    }

    fn put(&mut self, node: Node, anchor: usize, size: usize) {
        if self.skip > 0 {
            return;
        }
        if anchor > 0 {
            self.anchors.insert(anchor, (node.clone(), size));
        }
        let Some(open) = self.open.last_mut() else {
            self.root.get_or_insert(node);
            return;
        };
        open.size += size;
        open.node.range.end = open.node.range.end.max(node.range.end);
        match &mut open.node.value {
            Yaml::List(list) => list.push(node),
            Yaml::Map(pairs) => match open.key.take() {
                Some(key) => pairs.push((key, node)),
                None => open.key = Some(node),
            },
            Yaml::Scalar(..) => {}
        }
    }

    /// What was complete when reading stopped: the pairs or elements of the outermost value.
    fn finish(mut self) -> (Option<Node>, Vec<Problem>) {
        let root = self.root.or_else(|| (!self.open.is_empty()).then(|| self.open.swap_remove(0).node));
        (root, self.problems)
    }
}

/// Byte offsets of characters.
struct Bytes<'t> {
    text: &'t str,
    is_ascii: bool,
    /// The byte offset of every 64th character; none where each character is a byte.
    marks: Vec<usize>,
}

impl<'t> Bytes<'t> {
    fn new(text: &'t str) -> Self {
        let is_ascii = text.is_ascii();
        let marks = if is_ascii { Vec::new() } else { text.char_indices().step_by(64).map(|(at, _)| at).collect() };
        Self { text, is_ascii, marks }
    }

    fn of(&self, index: usize) -> usize {
        if self.is_ascii {
            return index.min(self.text.len());
        }
        let Some(mark) = self.marks.get(index / 64) else { return self.text.len() };
        self.text[*mark..].char_indices().nth(index % 64).map_or(self.text.len(), |(at, _)| mark + at)
    }
}

/// Writes a node as YAML. Text that a reader might take for something else stands in quotes.
pub(super) fn write(node: &Node) -> String {
    // Maps with text keys, lists and scalars always have a form in YAML.
    serde_yaml::to_string(&value(node)).unwrap_or_default()
}

fn value(node: &Node) -> serde_yaml::Value {
    match &node.value {
        Yaml::Scalar(text, false) => bare(text),
        Yaml::Scalar(text, true) => text.as_str().into(),
        Yaml::List(list) => list.iter().map(value).collect(),
        Yaml::Map(pairs) => pairs.iter().map(|(key, of)| (value(key), value(of))).collect::<serde_yaml::Mapping>().into(),
    }
}

/// What stands without quotes: a number, a truth value or nothing, else text.
fn bare(text: &str) -> serde_yaml::Value {
    match (text, text.parse::<i64>(), text.parse::<f64>()) {
        ("null", ..) => serde_yaml::Value::Null,
        ("true" | "false", ..) => (text == "true").into(),
        (_, Ok(whole), _) if whole.to_string() == text => whole.into(),
        (_, _, Ok(number)) if number.to_string() == text => number.into(),
        _ => text.into(),
    }
}
