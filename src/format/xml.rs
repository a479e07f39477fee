//! XML as the bibliography formats need it: records as small trees with their places, read one after the other, and text escaped for
//! writing. `quick-xml` knows the syntax; what is done about broken places is told here.
//!
//! Safe by what it leaves out: a document type's declarations are not read, so that there are no entities to expand and nothing to
//! fetch; what is nested deeper than 64 levels is read as text. Names are local names: prefixes differ from program to program.
//!
//! White space as it stands is layout: at the ends of an element it goes, with a line break in it it is one space. White space
//! written as a character reference is text.

pub(super) mod build;
mod element;
pub(super) mod extra;
pub(super) mod fields;
pub(super) mod keep;
#[cfg(test)]
pub(super) mod testing;
#[cfg(test)]
mod tests;
pub(super) mod text;
pub(super) mod words;

pub(super) use element::{Change, Element, Node};

use crate::model::{Library, Other, OtherKind};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity, Source, Str};
use build::Build;
use quick_xml::escape::{resolve_html5_entity, resolve_xml_entity};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::ops::Range;

/// The rules that reading raises.
pub static RULES: &[&RuleInfo] = &[&INVALID_XML, &UNKNOWN_ENTITY];

/// Text that is not well-formed XML.
pub static INVALID_XML: RuleInfo = RuleInfo {
    name: "invalid-xml",
    summary: "text that is not well-formed XML",
    why: "Programs refuse the whole file for one such place. ibidem keeps what can be read: a `&` or `<` that begins nothing is text, \
          an element that is not closed ends where the one around it does, and what lies too deep is read as text.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "endnote-xml",
        bad: "<xml><records><record><titles><title>Rock & Roll</title></titles></record></records></xml>",
        good: "<xml><records><record><titles><title>Rock &amp; Roll</title></titles></record></records></xml>",
    }],
};

/// A named character that XML does not know.
pub static UNKNOWN_ENTITY: RuleInfo = RuleInfo {
    name: "unknown-entity",
    summary: "a named character that XML does not know",
    why: "XML itself knows `&amp;`, `&lt;`, `&gt;`, `&quot;` and `&apos;`; other programs refuse the file. ibidem reads the names that HTML has, \
          and keeps all others as they stand: what a file declares itself is never expanded.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "endnote-xml",
        bad: "<xml><records><record><titles><title>1&nbsp;km</title></titles></record></records></xml>",
        good: "<xml><records><record><titles><title>1&#160;km</title></titles></record></records></xml>",
    }],
};

/// How deep elements may lie within one another; no format needs a quarter of it.
pub(super) const MAX_DEPTH: usize = 64;
/// How many broken places of one file are told.
const MAX_FOUND: usize = 1000;

/// The local name of the first element, where the text is XML that begins with one.
pub(super) fn root(text: &str) -> Option<&str> {
    let mut rest = text.trim_start_matches('\u{FEFF}').trim_start();
    loop {
        let body = rest.strip_prefix('<')?;
        let end = match body.as_bytes().first()? {
            b'?' => body.find("?>")? + 2,
            b'!' if body.starts_with("!--") => body.find("-->")? + 3,
            b'!' => match (body.find('>')?, body.find('[')) {
                (close, Some(open)) if open < close => body.find("]>")? + 2,
                (close, _) => close + 1,
            },
            _ => {
                let name = body.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next()?;
                return Some(name.rsplit(':').next().unwrap_or(name));
            }
        };
        rest = body.get(end..)?.trim_start();
    }
}

/// What the elements do to the style that mark up text in HTML's way, as PubMed and some libraries do.
pub(super) fn markup(element: &Element) -> Option<Change> {
    let mut change = Change::default();
    let style = &mut change.style;
    match element.name.as_str() {
        "i" | "em" => style.italic = true,
        "b" | "strong" => style.bold = true,
        "sup" => style.sup = true,
        "sub" | "inf" => style.sub = true,
        "sc" => style.small_caps = true,
        _ => {}
    }
    Some(change)
}

/// The keywords of a list, as programs write them: with semicolons between, else with commas.
pub(super) fn keywords(list: &str) -> impl Iterator<Item = &str> {
    let between = if list.contains(';') { ';' } else { ',' };
    list.split(between).map(str::trim).filter(|word| !word.is_empty())
}

/// What stands between keywords that are given one by one: a comma, unless there is one within.
pub(super) fn between_keywords<'e>(mut words: impl Iterator<Item = &'e Element>) -> &'static str {
    if words.any(|word| word.text().contains([',', ';'])) { "; " } else { ", " }
}

/// Reads a source: an entry of each record, which `entry` builds.
pub(super) fn read<'s>(
    source: &'s Source,
    names: &'static [&'static str],
    entry: impl Fn(Build<'s>, &Element) -> Build<'s>,
) -> (Library, Vec<Diagnostic>) {
    let mut library = Library::default();
    let mut records = Records::new(source, names);
    let mut from = 0;
    while let Some(record) = records.next() {
        let build = Build::new(source, &library, record.range.clone());
        records.found.iter_mut().skip(from).for_each(|found| found.entry = Some(build.index()));
        from = records.found.len();
        let (entry, origin) = entry(build, &record).finish();
        library.origins.insert(entry.id, origin);
        library.entries.push(entry);
    }
    let (found, others) = records.finish();
    library.others = others;
    (library, found)
}

/// Reads the records of a source: elements of these names, the outermost where they lie within one another.
pub(super) struct Records<'s> {
    source: &'s Source,
    reader: Reader<&'s [u8]>,
    /// Where the reader's text begins in the source.
    base: usize,
    names: &'static [&'static str],
    /// Names of the open elements around records.
    around: Vec<Str>,
    /// The record that is being read: its open elements.
    open: Vec<Element>,
    /// How many elements are open that lie too deep.
    deep: usize,
    found: Vec<Diagnostic>,
    more: usize,
    others: Vec<Other>,
    done: bool,
}

impl<'s> Records<'s> {
    pub(super) fn new(source: &'s Source, names: &'static [&'static str]) -> Self {
        let reader = reader(&source.text);
        let (around, open, found, others) = Default::default();
        Self { source, reader, base: 0, names, around, open, deep: 0, found, more: 0, others, done: false }
    }

    /// What is to be said, and what stands outside of the records.
    pub(super) fn finish(mut self) -> (Vec<Diagnostic>, Vec<Other>) {
        if let (true, Some(last)) = (self.more > 0, self.found.last_mut()) {
            last.message += &format!("; {} more broken places are not told", self.more);
        }
        (self.found, self.others)
    }

    fn say(&mut self, rule: &'static RuleInfo, range: Range<usize>, message: impl Into<String>) {
        match self.found.len() < MAX_FOUND {
            true => self.found.push(Diagnostic::new(rule, self.source.span(range), message)),
            false => self.more += 1,
        }
    }

    /// The next record; none at the end.
    pub(super) fn next(&mut self) -> Option<Element> {
        while !self.done {
            let start = self.position();
            let event = self.reader.read_event();
            let range = start..self.position().max(start);
            let record = match event {
                Ok(Event::Start(tag)) => self.start(&tag, range, false),
                Ok(Event::Empty(tag)) => self.start(&tag, range, true),
                Ok(Event::End(tag)) => {
                    let name = local(tag.name().into_inner());
                    self.end(&name, range)
                }
                Ok(Event::Text(_)) => self.text(range),
                Ok(Event::CData(_)) => self.cdata(range),
                Ok(Event::GeneralRef(_)) => self.reference(range),
                Ok(Event::Comment(_)) => self.comment(range),
                Ok(Event::Eof) => self.eof(),
                Ok(Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => None,
                Err(quick_xml::Error::IllFormed(error)) => {
                    self.say(&INVALID_XML, range, error.to_string());
                    None
                }
                Err(error) => self.broken_off(start, &error.to_string()),
            };
            if record.is_some() {
                return record;
            }
        }
        None
    }

    fn position(&self) -> usize {
        self.base + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// Goes on reading at another place.
    fn go_on_at(&mut self, at: usize) {
        self.base = at;
        self.reader = reader(self.source.text.get(at..).unwrap_or_default());
    }

    fn start(&mut self, tag: &BytesStart, range: Range<usize>, empty: bool) -> Option<Element> {
        if let Some(at) = stray(self.source.text.get(range.clone()).unwrap_or_default()) {
            self.say(&INVALID_XML, range.start..range.start + 1, "a `<` that begins no tag; write `&lt;`");
            self.go_on_at(range.start + at);
            return self.text(range.start..range.start + at);
        }
        let name = local(tag.name().into_inner());
        let is_record = self.open.is_empty() && self.names.contains(&&*name);
        if self.open.is_empty() && !is_record {
            if !empty && self.around.len() < MAX_DEPTH {
                self.around.push(name);
            }
            return None;
        }
        if self.open.len() >= MAX_DEPTH {
            if self.deep == 0 && !empty {
                self.say(&INVALID_XML, range, format!("elements lie more than {MAX_DEPTH} levels deep; what is in here was read as text"));
            }
            self.deep += usize::from(!empty);
            return None;
        }
        let attributes = self.attributes(tag, range.start);
        self.open.push(Element { name, attributes, nodes: Vec::new(), inner: range.end..range.end, range });
        if empty { self.close(None) } else { None }
    }

    fn attributes(&mut self, tag: &BytesStart, start: usize) -> Vec<(Str, Str)> {
        let mut list = Vec::new();
        for attribute in tag.attributes().with_checks(false) {
            match attribute {
                // Declarations of namespaces say nothing of what is here.
                Ok(attribute) if attribute.key.as_ref().starts_with(b"xmlns") => {}
                Ok(attribute) => {
                    let raw = String::from_utf8_lossy(&attribute.value).into_owned();
                    let value = self.unescape(&raw, start);
                    list.push((prefixed(attribute.key.into_inner()), value));
                }
                Err(error) => self.say(&INVALID_XML, start..start + 1, format!("an attribute is broken: {error}")),
            }
        }
        list
    }

    /// The value of an attribute, with its references resolved.
    fn unescape(&mut self, raw: &str, start: usize) -> Str {
        let mut value = String::new();
        let mut rest = raw;
        while let Some((before, after)) = rest.split_once('&') {
            value.push_str(before);
            // No name is longer than that.
            let end = after.bytes().take(40).position(|byte| byte == b';');
            let resolved = end.and_then(|end| Some((resolve(after.get(..end)?)?, after.get(end + 1..)?)));
            rest = match resolved {
                Some((character, behind)) => {
                    value.push_str(&character);
                    behind
                }
                None => {
                    self.say(&INVALID_XML, start..start + 1, "a `&` in an attribute that begins no reference; write `&amp;`");
                    value.push('&');
                    after
                }
            };
        }
        (value + rest).into()
    }

    fn end(&mut self, name: &str, range: Range<usize>) -> Option<Element> {
        if self.deep > 0 {
            self.deep -= 1;
            return None;
        }
        if self.open.is_empty() {
            match self.around.iter().rposition(|open| open == name) {
                Some(at) => self.around.truncate(at),
                None if self.around.len() < MAX_DEPTH => self.say(&INVALID_XML, range, format!("`</{name}>` closes nothing")),
                None => {}
            }
            return None;
        }
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else {
            // It may close what lies around the record, which then was never closed.
            if self.around.iter().any(|around| around == name) {
                self.unclosed(range.start);
                let record = self.close_to(0, range.start..range.start);
                self.end(name, range);
                return record;
            }
            self.say(&INVALID_XML, range, format!("`</{name}>` closes nothing"));
            return None;
        };
        if at + 1 < self.open.len() {
            self.say(&INVALID_XML, range.clone(), format!("`</{name}>` stands where `</{}>` is expected", self.open[self.open.len() - 1].name));
        }
        self.close_to(at, range)
    }

    /// Closes the open elements down to the one at that depth.
    fn close_to(&mut self, at: usize, range: Range<usize>) -> Option<Element> {
        while self.open.len() > at + 1 {
            self.close(Some(range.start..range.start));
        }
        self.close(Some(range))
    }

    /// Closes the innermost element: gives it to the one around it, or gives it back where it is the record.
    fn close(&mut self, tag: Option<Range<usize>>) -> Option<Element> {
        let mut element = self.open.pop()?;
        if let Some(tag) = tag {
            element.inner.end = tag.start;
            element.range.end = tag.end;
        }
        match self.open.last_mut() {
            Some(around) => around.nodes.push(Node::Element(element)),
            None => return Some(element),
        }
        None
    }

    fn text(&mut self, range: Range<usize>) -> Option<Element> {
        let source = self.source;
        let raw = source.text.get(range.clone()).unwrap_or_default();
        match self.open.last_mut() {
            Some(element) => {
                element.add_text(&source.text, range.clone());
                if raw.starts_with('&') {
                    self.say(&INVALID_XML, range.start..range.start + 1, "a `&` that begins no reference; write `&amp;`");
                }
            }
            None => self.outside(OtherKind::Stray, raw.trim(), range),
        }
        None
    }

    fn outside(&mut self, kind: OtherKind, text: &str, range: Range<usize>) {
        if !text.is_empty() {
            self.others.push(Other { kind, text: text.into(), span: self.source.span(range) });
        }
    }

    fn cdata(&mut self, range: Range<usize>) -> Option<Element> {
        let raw = self.source.text.get(range.clone()).unwrap_or_default();
        let text = raw.strip_prefix("<![CDATA[").and_then(|text| text.strip_suffix("]]>")).unwrap_or(raw);
        match self.open.last_mut() {
            Some(element) => element.add_exact(text, range),
            None => self.outside(OtherKind::Stray, text.trim(), range),
        }
        None
    }

    fn comment(&mut self, range: Range<usize>) -> Option<Element> {
        let raw = self.source.text.get(range.clone()).unwrap_or_default();
        let text = raw.strip_prefix("<!--").and_then(|text| text.strip_suffix("-->")).unwrap_or(raw).trim();
        self.outside(OtherKind::Comment, text, range);
        None
    }

    fn reference(&mut self, range: Range<usize>) -> Option<Element> {
        let raw = self.source.text.get(range.clone()).unwrap_or_default();
        let name = raw.trim_start_matches('&').trim_end_matches(';');
        let Some(character) = resolve(name) else {
            match is_name(name) {
                true => self.say(&UNKNOWN_ENTITY, range.clone(), format!("`{raw}` is no character that XML or HTML knows; it was kept as it stands")),
                false => self.say(&INVALID_XML, range.start..range.start + 1, "a `&` that begins no reference; write `&amp;`"),
            }
            if let Some(element) = self.open.last_mut() {
                element.add_text(&self.source.text, range);
            }
            return None;
        };
        if !name.starts_with('#') && resolve_xml_entity(name).is_none() {
            self.say(&UNKNOWN_ENTITY, range.clone(), format!("`{raw}` is a name that XML does not know; it was read as HTML has it"));
        }
        if let Some(element) = self.open.last_mut() {
            element.add_exact(&character, range);
        }
        None
    }

    fn eof(&mut self) -> Option<Element> {
        self.done = true;
        let end = self.source.text.len();
        if self.open.is_empty() {
            if let Some(name) = self.around.first() {
                let message = format!("the file ends before `</{name}>`");
                self.say(&INVALID_XML, end..end, message);
            }
            return None;
        }
        self.unclosed(end);
        self.close_to(0, end..end)
    }

    fn unclosed(&mut self, at: usize) {
        let name = self.open.last().map(|element| element.name.clone()).unwrap_or_default();
        self.say(&INVALID_XML, at..at, format!("`<{name}>` is not closed; it was read up to here"));
    }

    /// The rest of the file is in no state to be read: what stands before it is kept.
    fn broken_off(&mut self, start: usize, error: &str) -> Option<Element> {
        let error = error.trim_start_matches("syntax error: ");
        self.say(&INVALID_XML, start..start, format!("the rest of the file cannot be read: {error}"));
        let end = self.source.text.len();
        if !self.open.is_empty() {
            // A tag that is not closed may hold words that were meant as text.
            self.text(start..end);
        }
        self.eof()
    }
}

fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    reader
}

/// Where in what looks like a start tag the next one begins, if it is none: `< 5 and y <b>`. Quotes do not count once it is clear
/// that this is text.
fn stray(tag: &str) -> Option<usize> {
    let body = tag.strip_prefix('<')?;
    let is_tag = body.starts_with(|c: char| c.is_alphabetic() || c == '_') && !outside_quotes(body, '<');
    match is_tag {
        true => None,
        false => Some(body.rfind('<').map_or(tag.len(), |at| at + 1)),
    }
}

fn outside_quotes(text: &str, wanted: char) -> bool {
    let mut quote = None;
    for c in text.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == wanted => return true,
            None if c == '"' || c == '\'' => quote = Some(c),
            None => {}
        }
    }
    false
}

/// The text of a reference by name or number; none where it has none that may stand in XML.
fn resolve(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else { return resolve_html5_entity(name).map(str::to_owned) };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|c| text::is_char(*c)).map(String::from)
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '#') && text.chars().skip(1).all(|c| c.is_alphanumeric() || "._-".contains(c))
}

/// The local part of a name.
fn local(name: &[u8]) -> Str {
    let name = String::from_utf8_lossy(name);
    name.rsplit(':').next().unwrap_or_default().into()
}

/// The name of an attribute, local but for the prefixes that mean the same everywhere.
fn prefixed(name: &[u8]) -> Str {
    match name {
        [b'x', b'm', b'l', b':', ..] | [b'x', b'l', b'i', b'n', b'k', b':', ..] | [b'x', b's', b'i', b':', ..] => {
            String::from_utf8_lossy(name).as_ref().into()
        }
        _ => local(name),
    }
}
