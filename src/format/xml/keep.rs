//! Elements that no variable of CSL stands for, kept in open variables: `mods-classification`, `endnote-caption`. The value is the
//! element's text; where it has attributes or elements, the element itself as XML, one a line. Both are written back as they were.

use super::build::Build;
use super::text::{Out, attribute, escape};
use super::{Element, Node, Records};
use crate::model::{Symbol, Value, Variable};
use crate::text::{Source, SourceId};

/// The open variable of an element's name.
pub(in crate::format) fn variable(prefix: &str, name: &str) -> Variable {
    Variable::Other(Symbol::new(&format!("{prefix}{name}")))
}

/// Keeps an element of a record. `text` says whether it is no more than its text.
pub(in crate::format) fn keep(build: &mut Build, prefix: &str, element: &Element, text: bool) {
    let value = if text { element.text().to_string() } else { xml(element) };
    build.add(variable(prefix, &element.name), value, element.text_range(), "\n");
}

/// Keeps an element that lies within others of the record, from the outermost, of which only the name is kept, to the innermost; they
/// may have a type in brackets.
pub(in crate::format) fn keep_within(build: &mut Build, prefix: &str, around: &[&str], element: &Element) {
    let [outermost, inner @ ..] = around else { return keep(build, prefix, element, false) };
    let value = inner.iter().rev().fold(xml(element), |inside, part| {
        let name = part.split('[').next().unwrap_or_default();
        format!("<{}>{inside}</{name}>", tag(part))
    });
    let outermost = outermost.replace('[', "-").replace(']', "");
    build.add(variable(prefix, &outermost), value, element.text_range(), "\n");
}

/// Keeps text that stands where only elements are expected.
pub(in crate::format) fn keep_stray(build: &mut Build, prefix: &str, element: &Element) {
    for (text, range) in element.own_texts() {
        build.add(variable(prefix, &element.name), text, range, "\n");
    }
}

/// Writes what an open variable kept of elements of that tag, which lies within an element of that name or is one itself.
pub(in crate::format) fn write(out: &mut Out, tag: &str, value: &Value, is_group: bool) {
    for line in value.plain().split('\n') {
        let element = line.starts_with('<').then(|| parse(line)).flatten();
        match element {
            Some(element) if element.name == tag => out.raw(&xml(&element)),
            Some(inside) if is_group => out.raw_leaf(tag, &xml(&inside)),
            _ => out.leaf(tag, line),
        }
    }
}

/// A part of a path as an element's name with its type: `detail[volume]`.
pub(super) fn tag(part: &str) -> String {
    match part.strip_suffix(']').and_then(|part| part.split_once('[')) {
        Some((name, kind)) => format!("{name} type=\"{}\"", attribute(kind)),
        None => part.to_owned(),
    }
}

/// Whether a name may be an element's.
pub(in crate::format) fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_') && name.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c))
}

/// The element that a text is; none where there is something else in it.
fn parse(text: &str) -> Option<Element> {
    let name: &'static [&'static str] = &["kept"];
    let source = Source::from_text(SourceId(0), "", &format!("<kept>{text}</kept>"));
    let mut records = Records::new(&source, name);
    let mut whole = records.next()?;
    let alone = records.next().is_none() && records.finish().0.is_empty();
    match (whole.nodes.pop(), whole.nodes.is_empty()) {
        (Some(Node::Element(element)), true) if alone && xml(&element) == text => Some(element),
        _ => None,
    }
}

/// An element as XML, on one line.
pub(in crate::format) fn xml(element: &Element) -> String {
    let mut text = String::new();
    push(element, &mut text);
    text
}

fn push(element: &Element, text: &mut String) {
    text.push('<');
    text.push_str(&element.name);
    for (name, value) in &element.attributes {
        *text += &format!(" {name}=\"{}\"", attribute(value));
    }
    if element.is_blank() && element.is_leaf() {
        text.push_str("/>");
        return;
    }
    text.push('>');
    let mixed = element.nodes.iter().any(|node| matches!(node, Node::Text(text) if !text.is_blank()));
    for node in &element.nodes {
        match node {
            Node::Element(element) => push(element, text),
            Node::Text(piece) if element.is_leaf() => text.push_str(&escape(&piece.text())),
            // Beside elements the white space around counts.
            Node::Text(piece) if mixed => text.push_str(&piece.escaped()),
            Node::Text(_) => {}
        }
    }
    text.push_str("</");
    text.push_str(&element.name);
    text.push('>');
}
