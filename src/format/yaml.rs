//! YAML as a tree with places, and back to text. Reading keeps what stands before a fault; depth and aliases are bounded.
//! Comments, tags and all documents but the first are left out. What is written is read alike by YAML 1.1 and 1.2.

use crate::text::Str;
use arcstr::ArcStr;
use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::Value as Json;
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

    /// As JSON. What stands bare is a number or a truth value only where JSON would write it so: `01` and `yes` are text.
    pub(super) fn to_json(&self) -> Json {
        match &self.value {
            Yaml::Scalar(text, true) => text.as_str().into(),
            Yaml::Scalar(..) if self.is_null() => Json::Null,
            Yaml::Scalar(text, false) => bare_json(text).unwrap_or_else(|| text.as_str().into()),
            Yaml::List(list) => list.iter().map(Self::to_json).collect(),
            Yaml::Map(pairs) => {
                let pairs = pairs.iter().filter_map(|(key, value)| match &key.value {
                    Yaml::Scalar(key, _) => Some((key.to_string(), value.to_json())),
                    _ => None,
                });
                Json::Object(pairs.collect())
            }
        }
    }

    /// JSON as a YAML value.
    pub(super) fn of_json(json: &Json) -> Self {
        match json {
            Json::Null => Yaml::Scalar("null".into(), false).into(),
            Json::String(text) => Self::text(text),
            Json::Bool(_) | Json::Number(_) => {
                let text = json.to_string();
                // Some numbers have a form that YAML 1.1 takes for text.
                let quoted = bare_json(&text).is_none_or(|again| again != *json);
                Yaml::Scalar(text.as_str().into(), quoted).into()
            }
            Json::Array(list) => Yaml::List(list.iter().map(Self::of_json).collect()).into(),
            Json::Object(map) => Yaml::Map(map.iter().map(|(key, value)| (Self::text(key), Self::of_json(value))).collect()).into(),
        }
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

/// The number or truth value that a bare scalar is, where JSON writes it in the same way.
fn bare_json(text: &str) -> Option<Json> {
    let first = text.as_bytes().first()?;
    if !(matches!(first, b'-' | b'0'..=b'9') || matches!(text, "true" | "false")) {
        return None;
    }
    let json: Json = serde_json::from_str(text).ok().filter(|json: &Json| json.is_number() || json.is_boolean())?;
    let again = json.to_string();
    (again == text).then_some(json)
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

/// Writes a node as YAML. Text that a reader of YAML 1.1 or 1.2 might take for something else stands in quotes.
pub(super) fn write(node: &Node) -> String {
    let mut text = String::new();
    block(node, 0, &mut text);
    text
}

/// A text on one line, in quotes where it needs them.
pub(super) fn scalar_text(text: &str) -> String {
    let mut out = String::new();
    one_line(text, true, &mut out);
    out
}

/// A value at the beginning of a line, or behind the dash of a list; it ends its last line.
fn block(node: &Node, indent: usize, out: &mut String) {
    match &node.value {
        Yaml::Map(pairs) if !pairs.is_empty() => {
            for (at, (key, value)) in pairs.iter().enumerate() {
                start_line(at, indent, out);
                self::key(key, indent, out);
                within(value, indent, out);
            }
        }
        Yaml::List(list) if !list.is_empty() => {
            for (at, value) in list.iter().enumerate() {
                start_line(at, indent, out);
                out.push_str("- ");
                block(value, indent + 2, out);
            }
        }
        Yaml::Map(_) => out.push_str("{}\n"),
        Yaml::List(_) => out.push_str("[]\n"),
        Yaml::Scalar(text, quoted) => scalar(text, *quoted, indent, out),
    }
}

fn start_line(at: usize, indent: usize, out: &mut String) {
    if at > 0 {
        out.extend(std::iter::repeat_n(' ', indent));
    }
}

/// Longer keys, and keys of several lines, need a mark of their own.
const LONGEST_KEY: usize = 256;

fn key(key: &Node, indent: usize, out: &mut String) {
    match &key.value {
        Yaml::Scalar(text, quoted) => {
            let start = out.len();
            one_line(text, *quoted, out);
            if out.len() - start > LONGEST_KEY {
                out.insert_str(start, "? ");
                out.push('\n');
                start_line(1, indent, out);
            }
        }
        // We write none.
        _ => out.push_str("null"),
    }
    out.push(':');
}

/// A value behind its key.
fn within(node: &Node, indent: usize, out: &mut String) {
    match &node.value {
        Yaml::Map(pairs) if !pairs.is_empty() => {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent + 2));
            block(node, indent + 2, out);
        }
        // The dashes stand under their key.
        Yaml::List(list) if !list.is_empty() => {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            block(node, indent, out);
        }
        _ => {
            out.push(' ');
            block(node, indent + 2, out);
        }
    }
}

/// Text of several lines as a block, where nothing in it needs an escape; else in one line.
fn scalar(text: &str, quoted: bool, indent: usize, out: &mut String) {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let fits = body.contains('\n') && !body.starts_with([' ', '\n']) && !body.ends_with('\n');
    if !fits
        || !body.split('\n').all(|line| line.chars().all(is_printable) && !line.ends_with([' ', '\t']) && !line.starts_with(['\t', '%', '-', '.']))
    {
        one_line(text, quoted, out);
        out.push('\n');
        return;
    }
    out.push_str(if body.len() < text.len() { "|\n" } else { "|-\n" });
    for line in body.split('\n') {
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', indent.max(2)));
            out.push_str(line);
        }
        out.push('\n');
    }
}

fn one_line(text: &str, quoted: bool, out: &mut String) {
    if !quoted || is_plain(text) {
        out.push_str(text);
    } else if text.chars().all(is_printable) {
        out.push('\'');
        out.push_str(&text.replace('\'', "''"));
        out.push('\'');
    } else {
        escaped(text, out);
    }
}

/// Words that YAML 1.1 takes for truth values.
const WORDS: &[&str] = &["yes", "no", "on", "off", "y", "n"];

/// Whether all readers take the bare text for that text: no reader of YAML 1.1 has a word or a number in it, and `serde_yaml`, which
/// hayagriva reads with, gives that very text.
fn is_plain(text: &str) -> bool {
    let letter = text.starts_with(char::is_alphabetic) || text.starts_with(|c: char| c.is_ascii_digit()) && !is_like_number(text);
    let closed = !text.ends_with([' ', ':']) && !text.contains(": ") && !text.contains(" #");
    let words = text.chars().all(is_printable) && !text.contains('\t') && !WORDS.contains(&text.to_ascii_lowercase().as_str());
    letter && closed && words && serde_yaml::from_str::<serde_yaml::Value>(text).is_ok_and(|read| read.as_str() == Some(text))
}

/// Whether a text that begins with a digit may be a number or a moment to some reader: it holds nothing that these do not hold,
/// and is no span such as `47-60`.
fn is_like_number(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let dashes = text.bytes().filter(|byte| *byte == b'-').count();
    let span = text.as_bytes().get(digits) == Some(&b'-') && (digits != 4 || dashes == 1);
    let held = |c: char| c.is_ascii_digit() || "_.,:+- abcdefABCDEFxXoOtTzZ".contains(c);
    !span && text.chars().all(held)
}

/// Whether a character can stand as it is in every reader's YAML, line ends excepted.
fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn escaped(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_printable(c) => out.push(c),
            c if u32::from(c) < 0x100 => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c if u32::from(c) < 0x1_0000 => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    out.push('"');
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn again(node: &Node) -> Option<Node> {
        parse(&ArcStr::from(write(node))).0
    }

    fn written(text: &str) -> String {
        write(&Node::map(vec![("k", Node::text(text))]))
    }

    #[test]
    fn what_readers_might_mistake_stands_in_quotes() {
        for (text, as_written) in [
            ("a title", "k: a title\n"),
            ("https://example.org/a_b", "k: https://example.org/a_b\n"),
            ("2012-05-01", "k: '2012-05-01'\n"),
            ("12:30", "k: '12:30'\n"),
            ("01", "k: '01'\n"),
            ("47-60", "k: 47-60\n"),
            ("20–47", "k: 20–47\n"),
            ("10.1000/x.1", "k: 10.1000/x.1\n"),
            ("3rd", "k: 3rd\n"),
            ("1e3", "k: '1e3'\n"),
            ("0xbad", "k: '0xbad'\n"),
            ("yes", "k: 'yes'\n"),
            ("Off", "k: 'Off'\n"),
            ("~", "k: '~'\n"),
            ("", "k: ''\n"),
            ("it's: so", "k: 'it''s: so'\n"),
            ("a #b", "k: 'a #b'\n"),
            ("a\nb", "k: |-\n  a\n  b\n"),
            ("a\n\n b\n", "k: |\n  a\n\n   b\n"),
            (" a\nb", "k: \" a\\nb\"\n"),
            ("a\u{0}\u{2028}", "k: \"a\\x00\\u2028\"\n"),
        ] {
            assert_eq!(written(text), as_written);
            assert_eq!(again(&Node::map(vec![("k", Node::text(text))])).unwrap().get("k").unwrap().scalar().unwrap(), text);
        }
    }

    #[test]
    fn numbers_are_such_only_as_json_has_them() {
        let (root, _) = parse(&ArcStr::from("[1, 01, 1e3, 1.5, yes, true, '2', ~, 0x1f, +1]"));
        let json = root.unwrap().to_json();
        assert_eq!(json, serde_json::json!([1, "01", "1e3", 1.5, "yes", true, "2", null, "0x1f", "+1"]));
    }

    fn json() -> impl Strategy<Value = Json> {
        let text = prop_oneof![
            2 => any::<String>(),
            2 => "[a-z :#'\"\\\\|>%@&*!?,\\[\\]{}\n\t.~=<0-9-]{0,12}",
            1 => "(---|\\.\\.\\.|- |\n| |a|\t|\r){0,6}",
            1 => "-?0?[0-9]{1,3}(\\.[0-9]+)?(e[0-9])?|true|No|null|~|1_000|0o17|2001-12-14t21:59:43Z",
        ];
        let leaf = prop_oneof![4 => text.clone().prop_map(Json::from), 1 => any::<i64>().prop_map(Json::from), 1 => any::<bool>().prop_map(Json::from), 1 => Just(Json::Null)];
        leaf.prop_recursive(4, 24, 4, move |inner| {
            let list = prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from);
            let map = prop::collection::vec((text.clone(), inner), 0..4).prop_map(|pairs| Json::Object(pairs.into_iter().collect()));
            prop_oneof![list, map]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(json in json()) {
            let node = Node::of_json(&json);
            let (back, problems) = parse(&ArcStr::from(write(&node)));
            prop_assert!(problems.is_empty(), "{:?} {}", problems, write(&node));
            prop_assert_eq!(back.map_or(Json::Null, |back| back.to_json()), json, "{}", write(&node));
        }
    }
}
