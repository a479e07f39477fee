//! The text of fields as nodes: CSL-JSON's few tags, the runs of other markups, quotation marks and apostrophes.

use super::locale::Locale;
use super::node::{Mark, Node, Quotes, Span};
use super::program::{Align, Deco, Weight};
use crate::model::{Markup, Rich, Style, Value};

/// Tags and quotation marks are not nested deeper.
const DEEPEST: usize = 20;

/// What opens a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tag {
    Italic,
    Bold,
    SmallCaps,
    Sub,
    Sup,
    NoCase,
    NoDeco,
}

/// The names of the tags; those of `span` differ by attribute.
const TAGS: &[(&str, &str, Tag)] = &[
    ("<i>", "</i>", Tag::Italic),
    ("<b>", "</b>", Tag::Bold),
    ("<sc>", "</sc>", Tag::SmallCaps),
    ("<sub>", "</sub>", Tag::Sub),
    ("<sup>", "</sup>", Tag::Sup),
    ("<span style=\"font-variant:small-caps;\">", "</span>", Tag::SmallCaps),
    ("<span style=\"font-variant: small-caps;\">", "</span>", Tag::SmallCaps),
    ("<span style=\"font-variant: small-caps\">", "</span>", Tag::SmallCaps),
    ("<span style=\"font-variant:small-caps\">", "</span>", Tag::SmallCaps),
    ("<span class=\"nocase\">", "</span>", Tag::NoCase),
    ("<span class=\"nodecor\">", "</span>", Tag::NoDeco),
];

enum Token<'t> {
    Text(&'t str),
    Open(Tag, &'t str),
    Close(&'t str),
}

/// Which quotation marks are understood; apostrophes always are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Parse,
    /// The straight ones: what a person writes around a cite is as it should be.
    Straight,
    Keep,
}

/// The nodes of a value.
pub(super) fn value(value: &Value, locale: &Locale) -> Vec<Node> {
    match value {
        Value::Rich(rich) => match rich.source_in(Markup::Html) {
            Some(source) => html(source, locale),
            None => runs(rich, locale),
        },
        Value::Text(text) if text.contains("<span class=\"nodecor\">") => html(text, locale),
        Value::Text(text) => plain(text, locale),
        other => plain(&other.plain(), locale),
    }
}

/// The nodes of a text without markup.
pub(super) fn plain(text: &str, locale: &Locale) -> Vec<Node> {
    if text.is_empty() {
        return Vec::new();
    }
    if !text.contains(['\'', '"', '’', '“', '”', '‘', '«', '»', '„', '‹', '›', '‚', '\u{FDD0}']) && !text.chars().any(|c| c.is_control())
    {
        return vec![Node::text(text)];
    }
    build([Token::Text(text)].into_iter(), locale, Reading::Parse)
}

/// The nodes of a text with CSL-JSON's tags.
pub(super) fn html(text: &str, locale: &Locale) -> Vec<Node> {
    if text.is_empty() {
        return Vec::new();
    }
    build(tokens(text).into_iter(), locale, Reading::Parse)
}

/// The text before or behind a cite.
pub(super) fn affix(text: &str, locale: &Locale) -> Vec<Node> {
    build(tokens(text).into_iter(), locale, Reading::Straight)
}

/// The same with quotation marks left as they are: names.
pub(super) fn html_keeping(text: &str, locale: &Locale) -> Vec<Node> {
    if !text.contains(['<', '\'']) {
        return vec![Node::text(text)];
    }
    build(tokens(text).into_iter(), locale, Reading::Keep)
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(found) = memchr::memchr(b'<', &text.as_bytes()[at..]) {
        at += found;
        let rest = &text[at..];
        let open = TAGS.iter().find(|(open, ..)| rest.starts_with(open)).map(|(open, _, tag)| (open.len(), Token::Open(*tag, &rest[..open.len()])));
        let close =
            || TAGS.iter().find(|(_, close, _)| rest.starts_with(close)).map(|(_, close, _)| (close.len(), Token::Close(&rest[..close.len()])));
        match open.or_else(close) {
            Some((length, token)) => {
                if start < at {
                    tokens.push(Token::Text(&text[start..at]));
                }
                tokens.push(token);
                at += length;
                start = at;
            }
            None => at += 1,
        }
    }
    if start < text.len() {
        tokens.push(Token::Text(&text[start..]));
    }
    tokens
}

fn runs(rich: &Rich, locale: &Locale) -> Vec<Node> {
    type Flag = (fn(&Style) -> bool, Tag);
    const FLAGS: &[Flag] = &[
        (|style| style.nocase, Tag::NoCase),
        (|style| style.italic, Tag::Italic),
        (|style| style.bold, Tag::Bold),
        (|style| style.small_caps, Tag::SmallCaps),
        (|style| style.sub, Tag::Sub),
        (|style| style.sup, Tag::Sup),
    ];
    let name = |tag: Tag| TAGS.iter().find(|(.., of)| *of == tag).map_or(("", ""), |(open, close, _)| (*open, *close));
    let mut tokens = Vec::new();
    let mut open: Vec<Tag> = Vec::new();
    for run in &rich.runs {
        let wanted: Vec<Tag> = FLAGS.iter().filter(|(flag, _)| flag(&run.style)).map(|(_, tag)| *tag).collect();
        while let Some(last) = open.iter().position(|tag| !wanted.contains(tag)) {
            for tag in open.drain(last..).rev() {
                tokens.push(Token::Close(name(tag).1));
            }
        }
        for tag in wanted.into_iter().filter(|tag| !open.contains(tag)).collect::<Vec<_>>() {
            tokens.push(Token::Open(tag, name(tag).0));
            open.push(tag);
        }
        tokens.push(Token::Text(&run.text));
    }
    for tag in open.into_iter().rev() {
        tokens.push(Token::Close(name(tag).1));
    }
    build(tokens.into_iter(), locale, Reading::Parse)
}

/// What was opened and is not closed yet, with what stands in it so far.
struct Frame<'t> {
    kind: Kind<'t>,
    children: Vec<Node>,
}

enum Kind<'t> {
    Root,
    Tag(Tag, &'t str),
    /// A quotation mark as it stood, and its level: 0 double, 1 single.
    Quote(String, u8),
}

struct Builder<'t> {
    frames: Vec<Frame<'t>>,
    text: String,
}

impl<'t> Builder<'t> {
    fn flush(&mut self) {
        if !self.text.is_empty() {
            let text = std::mem::take(&mut self.text);
            self.push(Node::Text(text));
        }
    }

    fn push(&mut self, node: Node) {
        let Some(frame) = self.frames.last_mut() else { return };
        match (frame.children.last_mut(), node) {
            (Some(Node::Text(last)), Node::Text(text)) => last.push_str(&text),
            (_, node) => frame.children.push(node),
        }
    }

    fn open(&mut self, kind: Kind<'t>) {
        // What is nested beyond reason is text.
        if self.frames.len() > DEEPEST {
            match kind {
                Kind::Root => {}
                Kind::Tag(_, name) => self.text.push_str(name),
                Kind::Quote(mark, _) => self.text.push_str(&mark),
            }
            return;
        }
        self.flush();
        self.frames.push(Frame { kind, children: Vec::new() });
    }

    /// Gives up what was opened last: its mark is text after all.
    fn give_up(&mut self) {
        self.flush();
        let Some(frame) = self.frames.pop() else { return };
        let mark = match &frame.kind {
            Kind::Root => String::new(),
            Kind::Tag(_, name) => (*name).to_owned(),
            Kind::Quote(mark, _) => {
                if mark == "'" {
                    "’".to_owned()
                } else {
                    mark.clone()
                }
            }
        };
        if !mark.is_empty() {
            self.push(Node::Text(mark));
        }
        frame.children.into_iter().for_each(|child| self.push(child));
    }

    fn close_tag(&mut self, close: &str) {
        let fits = |frame: &Frame| matches!(frame.kind, Kind::Tag(tag, name) if TAGS.iter().any(|(open, end, of)| *of == tag && *open == name && *end == close));
        let Some(at) = self.frames.iter().rposition(fits) else {
            self.text.push_str(close);
            return;
        };
        while self.frames.len() > at + 1 {
            self.give_up();
        }
        self.flush();
        if let Some(Frame { kind: Kind::Tag(tag, _), children }) = self.frames.pop()
            && !children.is_empty()
        {
            self.push(span(tag, children));
        }
    }

    /// Closes a quotation of that level; false where none is open within the innermost tag.
    fn close_quote(&mut self, level: u8) -> bool {
        let within = self.frames.iter().rposition(|frame| !matches!(frame.kind, Kind::Quote(..))).unwrap_or(0);
        let open = self.frames[within..].iter().rposition(|frame| matches!(&frame.kind, Kind::Quote(_, of) if *of == level));
        let Some(at) = open.map(|at| at + within) else { return false };
        while self.frames.len() > at + 1 {
            self.give_up();
        }
        self.flush();
        if let Some(frame) = self.frames.pop() {
            match frame.children.is_empty() {
                true => self.push(Node::text("“”")),
                false => {
                    let quotes = if level == 0 { Quotes::Outer } else { Quotes::Inner };
                    self.push(Node::Span(Box::new(Span { children: frame.children, quotes, ..Span::default() })));
                }
            }
        }
        true
    }
}

fn span(tag: Tag, children: Vec<Node>) -> Node {
    let mut span = Span { children, ..Span::default() };
    match tag {
        Tag::Italic => span.deco.italic = Some(true),
        Tag::Bold => span.deco.bold = Some(Weight::Bold),
        Tag::SmallCaps => span.deco.small_caps = Some(true),
        Tag::Sub => span.deco.align = Some(Align::Sub),
        Tag::Sup => span.deco.align = Some(Align::Sup),
        Tag::NoCase => span.mark = Mark::NoCase,
        Tag::NoDeco => {
            span.mark = Mark::NoCase;
            span.deco = Deco { italic: Some(false), small_caps: Some(false), bold: Some(Weight::Normal), underline: None, align: None };
        }
    }
    Node::Span(Box::new(span))
}

/// The quotation marks of a locale, with the straight ones: mark, whether it opens, whether it closes, level.
fn marks(locale: &Locale) -> Vec<(String, bool, bool, u8)> {
    let mut marks: Vec<(String, bool, bool, u8)> = vec![("\"".to_owned(), true, true, 0), ("'".to_owned(), true, true, 1)];
    for (term, opens, level) in [("open-quote", true, 0), ("close-quote", false, 0), ("open-inner-quote", true, 1), ("close-inner-quote", false, 1)] {
        let mark = locale.word(term);
        if mark.is_empty() {
            continue;
        }
        match marks.iter_mut().find(|(of, .., level_of)| of == mark && *level_of == level) {
            Some((_, open, close, _)) => (*open, *close) = (*open || opens, *close || !opens),
            None => marks.push((mark.to_owned(), opens, !opens, level)),
        }
    }
    marks
}

fn build<'t>(tokens: impl Iterator<Item = Token<'t>>, locale: &Locale, quotes: Reading) -> Vec<Node> {
    let tokens: Vec<Token> = tokens.collect();
    let marks = marks(locale);
    let mut builder = Builder { frames: vec![Frame { kind: Kind::Root, children: Vec::new() }], text: String::new() };
    // What stands before, tags left out.
    let mut before: Option<char> = None;
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::Open(tag, name) => builder.open(Kind::Tag(*tag, name)),
            Token::Close(name) => {
                builder.flush();
                builder.close_tag(name);
            }
            Token::Text(text) => {
                let after_all = tokens[index + 1..].iter().find_map(|token| match token {
                    Token::Text(text) => text.chars().next(),
                    _ => None,
                });
                quoted(text, before, after_all, &marks, quotes, &mut builder);
                before = text.chars().last().or(before);
            }
        }
    }
    builder.flush();
    while builder.frames.len() > 1 {
        builder.give_up();
    }
    let mut nodes = builder.frames.pop().map(|root| root.children).unwrap_or_default();
    // The kind of marks that comes first is the outer one, whichever it is.
    let first = nodes.iter().find_map(|node| node.find(&|span| span.quotes != Quotes::None)).map(|span| span.quotes);
    if first == Some(Quotes::Inner) {
        nodes.iter_mut().for_each(exchange);
    }
    nodes
}

/// Makes outer quotation marks inner ones and the other way round.
fn exchange(node: &mut Node) {
    let Node::Span(span) = node else { return };
    span.quotes = match span.quotes {
        Quotes::Outer => Quotes::Inner,
        Quotes::Inner => Quotes::Outer,
        other => other,
    };
    span.children.iter_mut().for_each(exchange);
}

fn quoted(text: &str, mut before: Option<char>, after_all: Option<char>, marks: &[(String, bool, bool, u8)], quotes: Reading, builder: &mut Builder) {
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let found = marks.iter().find(|(mark, ..)| text[at..].starts_with(mark.as_str()));
        let understood = match quotes {
            Reading::Parse => true,
            Reading::Straight => matches!(c, '\'' | '"'),
            Reading::Keep => c == '\'',
        };
        let Some((mark, opens, closes, level)) = found.filter(|_| understood) else {
            // The spaces within guillemets are narrow, and nothing breaks there.
            let within = c == ' ' && (before == Some('«') || text[at + 1..].starts_with('»'));
            builder.text.push(if within {
                '\u{202F}'
            } else if c.is_control() {
                ' '
            } else {
                c
            });
            before = Some(c);
            at += c.len_utf8();
            continue;
        };
        at += mark.len();
        let after = text[at..].chars().next().or(after_all);
        let straight = mark == "'" || mark == "\"";
        let starts = before.is_none_or(|c| {
            c.is_whitespace()
                || matches!(c, '(' | '[' | '{' | '“' | '‘' | '«' | '—' | '–' | '-' | '/' | '¿' | '¡')
                || matches!((c, mark.as_str()), ('"', "'") | ('\'', "\""))
        });
        let ends = after.is_none_or(|c| !c.is_alphanumeric());
        let can_open = *opens && quotes != Reading::Keep && (!straight || starts) && after.is_some_and(|c| !c.is_whitespace());
        let can_close = *closes && quotes != Reading::Keep && (!straight && mark != "’" || ends) && before.is_some_and(|c| !c.is_whitespace());
        let closed = can_close && builder.close_quote(*level);
        if !closed {
            match can_open {
                true => builder.open(Kind::Quote(mark.clone(), *level)),
                false => builder.text.push_str(if mark == "'" { "’" } else { mark }),
            }
        }
        before = mark.chars().last();
    }
}
