//! Citations in Typst: `@key` and `#cite(<key>)`. A `@name` may as well refer to a figure or section: the labels of the document are kept
//! beside. Text, code, mathematics, strings, comments and raw text are told apart with a stack of what is open, so that an address in a
//! string is no citation.

use super::{Citing, Found, How, Site, whole};

/// Typst.
pub(super) static TYPST: Citing = Citing { name: "typst", extensions: &["typ"], find: |source| whole(source, find) };

/// What something open holds.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Text,
    /// Between parentheses or braces.
    Code,
    /// From a keyword to the end of its line.
    Statement,
    Math,
}

struct Open<'t> {
    mode: Mode,
    close: u8,
    /// The function whose arguments these are.
    callee: &'t str,
}

/// Words that begin code up to the end of the line.
const KEYWORDS: &[&str] = &["let", "set", "show", "import", "include", "if", "for", "while", "return", "context", "else"];

fn find(found: &mut Found) {
    let text = found.text.as_str();
    let mut scanner = Scanner { text, at: 0, open: Vec::new(), word: "" };
    while scanner.at < text.len() {
        scanner.step(found);
    }
}

/// The bytes at the beginning of a text that can be a reference's key: a full stop or a colon at its end is no part of it.
pub(super) fn key_length(text: &str) -> usize {
    let end = text.find(|c: char| !(c.is_alphanumeric() || "_-.:".contains(c))).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ':']).len()
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    open: Vec<Open<'t>>,
    /// The last word of code: the function, if arguments follow.
    word: &'t str,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn mode(&self) -> Mode {
        self.open.last().map_or(Mode::Text, |open| open.mode)
    }

    fn push(&mut self, mode: Mode, close: u8, callee: &'t str) {
        self.open.push(Open { mode, close, callee });
        self.word = "";
    }

    fn step(&mut self, found: &mut Found) {
        let rest = self.rest();
        let c = rest.chars().next().unwrap_or(' ');
        let skipped = if rest.starts_with("//") {
            rest.find(['\n', '\r']).unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            comment_length(rest)
        } else if c == '`' {
            raw_length(rest)
        } else {
            0
        };
        if skipped > 0 {
            self.at += skipped;
            return;
        }
        match self.mode() {
            Mode::Text => self.text(c, found),
            Mode::Math => self.math(c),
            Mode::Code | Mode::Statement => self.code(c, found),
        }
    }

    fn text(&mut self, c: char, found: &mut Found) {
        let rest = self.rest();
        match c {
            '\\' => self.at += 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            'h' if rest.starts_with("http://") || rest.starts_with("https://") => {
                self.at += rest.find(|c: char| c.is_whitespace() || "[](){}\"<>".contains(c)).unwrap_or(rest.len());
            }
            '@' => {
                let length = key_length(&rest[1..]);
                found.cite(self.at + 1..self.at + 1 + length, How::Either, None, Site::Label);
                self.at += 1 + length;
            }
            '<' => match label_length(rest) {
                Some(length) => {
                    found.label(self.at + 1..self.at + 1 + length);
                    self.at += length + 2;
                }
                None => self.at += 1,
            },
            '$' => {
                self.push(Mode::Math, b'$', "");
                self.at += 1;
            }
            '#' => {
                self.at += 1;
                self.embedded();
            }
            ']' => self.close(b']'),
            c => self.at += c.len_utf8(),
        }
    }

    /// Code in text, behind `#`.
    fn embedded(&mut self) {
        let rest = self.rest();
        let length = word_length(rest);
        self.word = &rest[..length];
        self.at += length;
        if KEYWORDS.contains(&self.word) {
            let callee = if self.word == "include" { self.word } else { "" };
            self.push(Mode::Statement, 0, callee);
            return;
        }
        if length == 0 && rest.starts_with('"') {
            self.at += string_length(rest);
        }
        if length == 0 && rest.starts_with('{') {
            self.push(Mode::Code, b'}', "");
            self.at += 1;
            return;
        }
        self.goes_on();
    }

    /// What may follow an expression in text at once: arguments, content, a field.
    fn goes_on(&mut self) {
        loop {
            let rest = self.rest();
            let field = rest.strip_prefix('.').map_or(0, word_length);
            match rest.as_bytes().first() {
                Some(b'(') => self.push(Mode::Code, b')', self.word),
                Some(b'[') => self.push(Mode::Text, b']', ""),
                Some(b'.') if field > 0 => {
                    self.word = &rest[1..=field];
                    self.at += 1 + field;
                    continue;
                }
                _ => return,
            }
            self.at += 1;
            return;
        }
    }

    /// A closing bracket: it closes the innermost thing that it can close, with any statement in it; else it is text.
    fn close(&mut self, close: u8) {
        self.at += 1;
        while self.open.last().is_some_and(|open| open.mode == Mode::Statement) {
            self.open.pop();
        }
        if self.open.last().is_some_and(|open| open.close == close) {
            self.open.pop();
            self.word = "";
            if self.mode() == Mode::Text {
                self.goes_on();
            }
        }
    }

    fn math(&mut self, c: char) {
        match c {
            '\\' => self.at += 1 + self.rest()[1..].chars().next().map_or(0, char::len_utf8),
            '"' => self.at += string_length(self.rest()),
            '$' => self.close(b'$'),
            '#' => {
                self.at += 1;
                self.word = "";
                if self.rest().starts_with(|c: char| c.is_alphabetic()) {
                    let length = word_length(self.rest());
                    self.word = &self.rest()[..length];
                    self.at += length;
                    self.goes_on();
                }
            }
            c => self.at += c.len_utf8(),
        }
    }

    fn code(&mut self, c: char, found: &mut Found) {
        let rest = self.rest();
        match c {
            '"' => {
                self.string(string_length(rest), found);
            }
            '(' => {
                self.push(Mode::Code, b')', self.word);
                self.at += 1;
            }
            '{' => {
                self.push(Mode::Code, b'}', "");
                self.at += 1;
            }
            '[' => {
                self.push(Mode::Text, b']', "");
                self.at += 1;
            }
            '$' => {
                self.push(Mode::Math, b'$', "");
                self.at += 1;
            }
            ')' | '}' | ']' => self.close(c as u8),
            '\n' | ';' if self.mode() == Mode::Statement => {
                self.open.pop();
                self.at += 1;
            }
            '<' => match label_length(rest) {
                Some(length) => {
                    if self.called("cite") {
                        found.cite(self.at + 1..self.at + 1 + length, How::Cited, None, Site::Label);
                    }
                    self.at += length + 2;
                }
                None => self.at += 1,
            },
            c if c.is_alphanumeric() || c == '_' => {
                let length = word_length(rest).max(c.len_utf8());
                self.word = &rest[..length];
                self.at += length;
            }
            c => {
                if !c.is_whitespace() {
                    self.word = if c == ':' { ":" } else { "" };
                }
                self.at += c.len_utf8();
            }
        }
    }

    /// Whether the innermost arguments are of that function, lists within them aside.
    fn called(&self, callee: &str) -> bool {
        let mut open = self.open.iter().rev().skip_while(|open| open.mode == Mode::Code && open.callee.is_empty());
        open.next().is_some_and(|open| open.mode == Mode::Code && open.callee == callee)
    }

    /// A string in code: a bibliography's file, or a key in `cite(label("key"))`.
    fn string(&mut self, length: usize, found: &mut Found) {
        let closed = length > 1 && self.rest()[..length].ends_with('"');
        let inner = self.at + 1..self.at + length - usize::from(closed);
        let value = &self.text[inner.clone()];
        let named = self.word == ":";
        let within = |callee: &str| self.open.iter().rev().nth(1).is_some_and(|open| open.callee == callee);
        if self.open.last().is_some_and(|open| open.callee == "include") {
            found.part(inner);
        } else if self.called("bibliography") && [".bib", ".yml", ".yaml", ".json"].iter().any(|end| value.ends_with(end)) {
            found.bibliography(inner);
        } else if self.called("label") && within("cite") || self.called("cite") && !named {
            found.cite(inner, How::Cited, None, Site::Quotes);
        }
        self.word = "";
        self.at += length;
    }
}

fn word_length(text: &str) -> usize {
    let starts = text.starts_with(|c: char| c.is_alphabetic() || c == '_');
    if starts { text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(text.len()) } else { 0 }
}

/// The bytes of the name in `<name>`.
fn label_length(text: &str) -> Option<usize> {
    let length = text[1..].find(|c: char| !(c.is_alphanumeric() || "_-.:".contains(c))).unwrap_or(text.len() - 1);
    (length > 0 && text[1 + length..].starts_with('>')).then_some(length)
}

/// A string with its quotation marks; all the rest where it is never closed.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    let end = text[1..].char_indices().find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 2)
}

/// A comment, which may hold others.
fn comment_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (1_usize, 2);
    while depth > 0 && at < bytes.len() {
        match &bytes[at..] {
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            _ => at += 1,
        }
    }
    at.min(bytes.len())
}

/// Raw text: between as many backticks as it begins with. Two are an empty one.
fn raw_length(text: &str) -> usize {
    let ticks = text.bytes().take_while(|c| *c == b'`').count();
    if ticks == 2 {
        return 2;
    }
    let close = &text[..ticks];
    memchr::memmem::find(&text.as_bytes()[ticks..], close.as_bytes()).map_or(text.len(), |end| ticks + end + ticks)
}
