//! Text with the tags of JATS, MathML and HTML, as Crossref's and others' records have it in titles and abstracts: rich text.
//! Paragraphs and headings are lines. A `<` that begins no such tag is text; of entities those of XML are resolved, and numbers.

use crate::model::{Run, Style, Value};

type Flag = fn(&mut Style) -> &mut bool;

/// What a tag does.
enum Tag {
    Styles(Flag),
    /// Begins and ends a line.
    Block,
    /// Says nothing that we keep; what it holds stays.
    Nothing,
}

/// Tags by their names without `jats:` and the like.
const TAGS: &[(&str, Tag)] = &[
    ("italic|i|em", Tag::Styles(|style| &mut style.italic)),
    ("bold|b|strong", Tag::Styles(|style| &mut style.bold)),
    ("sub|inf", Tag::Styles(|style| &mut style.sub)),
    ("sup", Tag::Styles(|style| &mut style.sup)),
    ("sc|scp|small-caps", Tag::Styles(|style| &mut style.small_caps)),
    ("tex-math", Tag::Styles(|style| &mut style.math)),
    ("p|title|sec|br|break|div|li|ul|ol|list|list-item|disp-formula|h1|h2|h3|h4|label", Tag::Block),
    (
        "abstract|span|u|underline|tt|monospace|roman|sans-serif|a|ext-link|xref|named-content|styled-content|inline-formula|alternatives|font",
        Tag::Nothing,
    ),
    (
        "math|mrow|mi|mn|mo|ms|mtext|mspace|msub|msup|msubsup|mfrac|msqrt|mover|munder|mstyle|mfenced|mtable|mtr|mtd|semantics|inline-graphic",
        Tag::Nothing,
    ),
];

/// A text with tags as a value.
pub(super) fn value(text: &str) -> Value {
    if !text.contains(['<', '&', '\n', '\t']) && !text.contains("  ") {
        return Value::from(text.trim());
    }
    let mut builder = Builder { runs: Vec::new(), counts: Vec::new(), text: String::new(), space: false, line: false };
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        builder.words(&rest[..at]);
        match tag(&rest[at..]) {
            Some((tag, opens, length)) => {
                builder.tag(tag, opens);
                rest = &rest[at + length..];
            }
            None => {
                builder.words("<");
                rest = &rest[at + 1..];
            }
        }
    }
    builder.words(rest);
    builder.end_run();
    Value::rich(builder.runs, None)
}

/// No tag is longer than this; where its end is looked for, that is bounded.
const LONGEST_TAG: usize = 2000;

/// The tag at the beginning of a text: what it does, whether it opens, and its length.
fn tag(text: &str) -> Option<(&'static Tag, bool, usize)> {
    let bytes = text.as_bytes();
    let length = bytes.iter().take(LONGEST_TAG).position(|byte| *byte == b'>')? + 1;
    let inner = text.get(1..length - 1)?;
    let (inner, opens) = inner.strip_prefix('/').map_or((inner, true), |inner| (inner, false));
    let name = inner.split(|c: char| c.is_whitespace() || c == '/').next()?;
    let name = name.rsplit_once(':').map_or(name, |(_, name)| name).to_ascii_lowercase();
    let (_, tag) = TAGS.iter().find(|(names, _)| names.split('|').any(|of| of == name))?;
    // What opens and closes itself has no style to give.
    let tag = if inner.ends_with('/') && matches!(tag, Tag::Styles(_)) { &Tag::Nothing } else { tag };
    Some((tag, opens, length))
}

struct Builder {
    runs: Vec<Run>,
    /// How often each style is open.
    counts: Vec<(Flag, u32)>,
    text: String,
    /// A space, or a line's end, waits for the next word.
    space: bool,
    line: bool,
}

impl Builder {
    /// Text, with white space made one space.
    fn words(&mut self, text: &str) {
        for (at, word) in text.split([' ', '\t', '\n', '\r']).enumerate() {
            self.space |= at > 0;
            if word.is_empty() {
                continue;
            }
            let begun = !self.runs.is_empty() || !self.text.is_empty();
            match (begun, std::mem::take(&mut self.line), std::mem::take(&mut self.space)) {
                (true, true, _) => self.text.push('\n'),
                (true, false, true) if !self.ends_with_space() => self.text.push(' '),
                _ => {}
            }
            resolve(word, &mut self.text);
        }
    }

    fn tag(&mut self, tag: &Tag, opens: bool) {
        match tag {
            Tag::Nothing => {}
            Tag::Block => self.line = true,
            Tag::Styles(flag) => {
                // A space before a tag is no part of what it holds.
                let begun = !self.runs.is_empty() || !self.text.is_empty();
                if opens && std::mem::take(&mut self.space) && begun && !self.line {
                    self.text.push(' ');
                }
                self.end_run();
                let mut probe = Style::default();
                *flag(&mut probe) = true;
                let known = self.counts.iter_mut().find(|(of, _)| {
                    let mut style = Style::default();
                    *of(&mut style) = true;
                    style == probe
                });
                match known {
                    Some((_, count)) => *count = if opens { *count + 1 } else { count.saturating_sub(1) },
                    None if opens => self.counts.push((*flag, 1)),
                    None => {}
                }
            }
        }
    }

    fn ends_with_space(&self) -> bool {
        match self.text.is_empty() {
            true => self.runs.last().is_some_and(|run| run.text.ends_with(char::is_whitespace)),
            false => self.text.ends_with(char::is_whitespace),
        }
    }

    fn end_run(&mut self) {
        let mut style = Style::default();
        self.counts.iter().filter(|(_, count)| *count > 0).for_each(|(flag, _)| *flag(&mut style) = true);
        let text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            self.runs.push(Run { text: text.into(), style });
        }
    }
}

/// Resolves entities: XML's five, the hard space, and numbers. All others are text.
fn resolve(word: &str, out: &mut String) {
    let mut rest = word;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let character = end.and_then(|end| character(rest.get(1..end)?));
        match (character, end) {
            (Some(character), Some(end)) => {
                out.push(character);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

fn character(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        name => {
            let digits = name.strip_prefix('#')?;
            let number = match digits.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => digits.parse(),
            };
            char::from_u32(number.ok()?).filter(|c| !c.is_control())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::csl_json::item;
    use proptest::prelude::*;

    #[test]
    fn tags_are_read() {
        for (text, html) in [
            ("plain", "plain"),
            (" a  b\n c ", "a b c"),
            (
                "<jats:title>Abstract</jats:title><jats:p>One <jats:italic>two</jats:italic>.</jats:p>\n  <jats:p>Three</jats:p>",
                "Abstract\nOne <i>two</i>.\nThree",
            ),
            ("H<sub>2</sub>O &amp; x<sup>2</sup> &lt; 3", "H<sub>2</sub>O & x<sup>2</sup> < 3"),
            ("p<0.05 and a < b, c<d>", "p<0.05 and a < b, c<d>"),
            ("<b><i>x</i></b>y</i>", "<i><b>x</b></i>y"),
            ("a<mml:math xmlns:mml=\"m\"><mml:mi>x</mml:mi></mml:math>b", "axb"),
            ("<scp>DNA</scp> work", "<span style=\"font-variant:small-caps;\">DNA</span> work"),
            ("AT&T &unknown; &#8211; &#x41; &#0;", "AT&T &unknown; – A &#0;"),
            ("a<br/>b", "a\nb"),
            ("x <i> y </i>z", "x <i>y</i> z"),
            ("<", "<"),
        ] {
            let value = value(text);
            let shown = if let Value::Rich(rich) = &value { item::html(rich) } else { value.plain().into_owned() };
            assert_eq!(shown, html, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC*", tags in "(<|>|/|i|b|p|jats:|&|;|#x|amp| |\u{e4}|\n)*") {
            value(&text);
            value(&tags);
        }
    }
}
