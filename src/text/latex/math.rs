//! Mathematics that text can say: symbols, digits, indices and exponents. Fractions, roots and functions stay as LaTeX has them.

use super::decode::{accented, base_of};
use super::tables::{Meaning, math_name, meaning};
use super::{Look, Runs, balanced_end};

/// The runs that say the same as the mathematics between dollar signs; none where text cannot say it. Letters, which mathematics sets in
/// italics, stay mathematics.
pub(super) fn simple(math: &str) -> Option<Runs<'static>> {
    let mut pieces = Pieces::default();
    pieces.read(math, 4)?;
    pieces.flush()?;
    Some(pieces.runs)
}

#[derive(Default)]
struct Pieces {
    runs: Runs<'static>,
    base: String,
    letters: bool,
    specials: bool,
}

impl Pieces {
    fn flush(&mut self) -> Option<()> {
        // Letters stay in LaTeX's notation, where these signs would mean something else.
        if self.letters && self.specials {
            return None;
        }
        let look = if self.letters { Look::MATH } else { Look::PLAIN };
        let base = std::mem::take(&mut self.base);
        self.push(&base, look);
        (self.letters, self.specials) = (false, false);
        Some(())
    }

    fn push(&mut self, text: &str, look: Look) {
        match self.runs.last_mut() {
            _ if text.is_empty() => {}
            Some((last, of)) if *of == look => last.to_mut().push_str(text),
            _ => self.runs.push((text.to_owned().into(), look)),
        }
    }

    fn read(&mut self, math: &str, depth: usize) -> Option<()> {
        let mut at = 0;
        while let Some(c) = math[at..].chars().next() {
            at += c.len_utf8();
            let rest = &math[at..];
            at += match c {
                '^' | '_' => self.script(rest, if c == '^' { Look::SUP } else { Look::SUB }, depth)?,
                '\\' => self.command(rest, depth)?,
                '{' => {
                    let end = balanced_end(rest)?;
                    self.read(&rest[..end], depth.checked_sub(1)?)?;
                    end + 1
                }
                '}' | '$' | '%' | '&' | '#' => return None,
                _ => {
                    self.letters |= c.is_ascii_alphabetic();
                    self.base.push(match c {
                        '\'' => '′',
                        '~' => '\u{A0}',
                        '\n' | '\t' => ' ',
                        c => c,
                    });
                    0
                }
            };
        }
        Some(())
    }

    /// An index or exponent, and how long it is.
    fn script(&mut self, rest: &str, look: Look, depth: usize) -> Option<usize> {
        self.flush()?;
        let skipped = rest.len() - rest.trim_start().len();
        let (argument, length) = argument(&rest[skipped..])?;
        let text = flat(argument, depth)?;
        match (look == Look::SUP, text.as_str()) {
            (_, "") => {}
            (true, "∘") => self.push("°", Look::PLAIN),
            (true, text) if text.chars().all(|c| c == '′') => self.push(text, Look::PLAIN),
            _ => self.push(&text, look),
        }
        Some(skipped + length)
    }

    /// A command, and how long it is with its arguments.
    fn command(&mut self, rest: &str, depth: usize) -> Option<usize> {
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let length = if letters > 0 { letters } else { rest.chars().next()?.len_utf8() };
        let (name, behind) = (&rest[..length], &rest[length..]);
        let space = behind.len() - behind.trim_start_matches(' ').len();
        match (name, meaning(name)) {
            ("sb", _) => Some(length + self.script(behind, Look::SUB, depth)?),
            ("sp", _) => Some(length + self.script(behind, Look::SUP, depth)?),
            ("textrm" | "mathrm" | "text" | "mbox" | "textup" | "textnormal", _) => {
                let (argument, used) = argument(&behind[space..])?;
                let upright = upright(argument)?;
                self.flush()?;
                self.push(&upright, Look::PLAIN);
                Some(length + space + used)
            }
            ("rm", _) => {
                let upright = upright(&behind[space..])?;
                self.flush()?;
                self.push(&upright, Look::PLAIN);
                Some(rest.len())
            }
            ("-" | "\\" | "newline" | "par", _) => None,
            (_, Some(Meaning::Symbol(symbol))) => {
                self.specials |= symbol.contains(['{', '}', '\\', '$', '%', '&', '#', '_', '^', '~']);
                self.letters |= symbol.chars().any(|c| c.is_alphabetic() && math_name(c).is_none());
                self.base.push_str(symbol);
                Some(
                    length
                        + if behind.starts_with("{}") {
                            2
                        } else if letters > 0 {
                            space
                        } else {
                            0
                        },
                )
            }
            (_, Some(Meaning::Accent(mark))) => {
                let (base, used) = base_of(behind, name, 1)?;
                // In the notation of mathematics the accent would have to be a command again.
                self.specials |= base.chars().any(char::is_alphabetic);
                self.letters |= base.chars().any(char::is_alphabetic);
                self.base.push_str(&accented(&base, mark));
                Some(length + used)
            }
            _ => None,
        }
    }
}

/// The argument that a text begins with, and how long it is with its braces.
fn argument(text: &str) -> Option<(&str, usize)> {
    if let Some(inside) = text.strip_prefix('{') {
        let end = balanced_end(inside)?;
        return Some((&inside[..end], end + 2));
    }
    let first = text.chars().next()?;
    if first != '\\' {
        return Some((&text[..first.len_utf8()], first.len_utf8()));
    }
    let letters = text[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
    let mut length = 1 + if letters > 0 { letters } else { text[1..].chars().next()?.len_utf8() };
    if text[length..].starts_with('{') {
        length += balanced_end(&text[length + 1..])? + 2;
    }
    Some((&text[..length], length))
}

/// What an index says, where it has none itself.
fn flat(math: &str, depth: usize) -> Option<String> {
    let mut pieces = Pieces::default();
    pieces.read(math, depth.checked_sub(1)?)?;
    // As text, signs mean themselves; letters lose no more than their slant.
    pieces.specials = false;
    pieces.flush()?;
    let is_flat = pieces.runs.iter().all(|(_, look)| !look.has(Look::SUB) && !look.has(Look::SUP));
    is_flat.then(|| pieces.runs.into_iter().map(|(text, _)| text).collect())
}

/// Upright words in mathematics.
fn upright(text: &str) -> Option<String> {
    let plain = !text.contains(['$', '{', '}', '^', '_']);
    plain.then(|| super::decode_plain(text.trim()))
}

/// The notation of LaTeX for the symbols in mathematics; what is LaTeX already stays.
pub(super) fn notation(text: &str) -> String {
    let mut latex = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(name) = math_name(c) else {
            latex.push(c);
            continue;
        };
        latex.push('\\');
        latex.push_str(name);
        match chars.peek() {
            Some(next) if next.is_ascii_alphabetic() => latex.push(' '),
            Some(next) if next.is_whitespace() => latex.push_str("{}"),
            _ => {}
        }
    }
    latex
}
