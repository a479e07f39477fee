//! From LaTeX to runs.

use super::math;
use super::tables::{Meaning, meaning};
use super::{Look, balanced_end, find_unescaped, is_balanced};
use crate::text::unicode;
use std::borrow::Cow;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::compose;

/// How far the end of an argument is looked for, so that a thousand of them that never end are not each read to the end of the text.
const FAR: usize = 1 << 12;

/// How much may still be read ahead in a text: openings that are never closed do not each cost a walk to its end. What is used up is
/// taken for unclosed.
pub(super) struct Sight(usize);

impl Sight {
    /// Enough for any text that nests its groups sixteen deep.
    pub(super) fn of(text: &str) -> Self {
        Self(text.len().saturating_mul(16).saturating_add(1 << 16))
    }

    /// What of a text is looked at, at most so much.
    fn part<'t>(&self, text: &'t str, most: usize) -> &'t str {
        &text[..unicode::boundary_before(text, most.min(self.0))]
    }

    /// Notes how far something was looked for.
    fn used(&mut self, length: usize) {
        self.0 = self.0.saturating_sub(length);
    }

    /// Where the brace stands that closes what `text` is the inside of, if that is not far.
    fn near_end(&mut self, text: &str) -> Option<usize> {
        let near = self.part(text, FAR);
        let end = balanced_end(near);
        self.used(end.unwrap_or(near.len()));
        end
    }
}

/// What LaTeX says, as runs whose neighbours look different. It may be read into again, and keeps its room.
#[derive(Debug, Default)]
pub struct Decoded {
    runs: Vec<(Piece, Look)>,
    /// The words of those runs that do not stand in the LaTeX as they are.
    written: String,
    /// Whether the runs say all that the LaTeX does: fonts that we know no look for, and targets of links, are left out.
    pub complete: bool,
}

/// Where the text of a run stands.
#[derive(Clone, Debug)]
enum Piece {
    /// In the LaTeX.
    Kept(Range<usize>),
    /// In [`Decoded::written`].
    Written(Range<usize>),
}

impl Decoded {
    /// The runs of the LaTeX that was read last, which is `latex`. What stands there as it is, is a piece of it.
    pub fn runs<'t>(&'t self, latex: &'t str) -> impl ExactSizeIterator<Item = (&'t str, Look)> {
        self.runs.iter().map(|(piece, look)| match piece {
            Piece::Kept(range) => (latex.get(range.clone()).unwrap_or_default(), *look),
            Piece::Written(range) => (self.written.get(range.clone()).unwrap_or_default(), *look),
        })
    }

    /// The piece of the LaTeX, or what it means, where it is all one run that looks like nothing special.
    pub fn plain<'t>(&'t self, latex: &'t str) -> Option<&'t str> {
        let mut runs = self.runs(latex);
        match (runs.next(), runs.next()) {
            (Some((text, Look::PLAIN)), None) => Some(text),
            _ => None,
        }
    }

    pub(super) fn cows<'t>(&self, latex: &'t str) -> Vec<(Cow<'t, str>, Look)> {
        let cow = |piece: &Piece| match piece {
            Piece::Kept(range) => Cow::Borrowed(&latex[range.clone()]),
            Piece::Written(range) => Cow::Owned(self.written[range.clone()].to_owned()),
        };
        self.runs.iter().map(|(piece, look)| (cow(piece), *look)).collect()
    }
}

pub(super) struct Decoder<'t> {
    text: &'t str,
    at: usize,
    look: Look,
    /// For the groups that are open: the look outside, and what stands at their end.
    groups: Vec<(Look, &'static str)>,
    out: &'t mut Decoded,
    sight: Sight,
}

impl<'t> Decoder<'t> {
    pub(super) fn new(text: &'t str, out: &'t mut Decoded) -> Self {
        out.runs.clear();
        out.written.clear();
        out.complete = true;
        Self { text, at: 0, look: Look::PLAIN, groups: Vec::new(), out, sight: Sight::of(text) }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn push(&mut self, text: &str) {
        self.push_as(text, self.look);
    }

    fn push_as(&mut self, text: &str, look: Look) {
        if text.is_empty() {
            return;
        }
        let Decoded { runs, written, .. } = &mut *self.out;
        let start = written.len();
        match runs.last_mut() {
            // What is written last stands at the end of all that is written.
            Some((Piece::Written(range), of)) if *of == look => {
                written.push_str(text);
                range.end = written.len();
            }
            Some((last @ Piece::Kept(_), of)) if *of == look => {
                if let Piece::Kept(range) = &*last {
                    written.push_str(&self.text[range.clone()]);
                }
                written.push_str(text);
                *last = Piece::Written(start..written.len());
            }
            _ => {
                written.push_str(text);
                runs.push((Piece::Written(start..written.len()), look));
            }
        }
    }

    fn copy(&mut self, range: Range<usize>) {
        self.copy_as(range, self.look);
    }

    /// What stands in the text as it is; it stays a piece of it as long as nothing else comes to the run.
    fn copy_as(&mut self, range: Range<usize>, look: Look) {
        if range.is_empty() {
            return;
        }
        match self.out.runs.last_mut() {
            Some((Piece::Kept(last), of)) if *of == look && last.end == range.start => last.end = range.end,
            Some((_, of)) if *of == look => {
                let text = self.text;
                self.push_as(&text[range], look);
            }
            _ => self.out.runs.push((Piece::Kept(range), look)),
        }
    }

    pub(super) fn all(mut self) {
        loop {
            let plain = self.at + super::plain_length(self.rest());
            if self.at < plain {
                self.copy(self.at..plain);
            }
            self.at = plain;
            let Some(sign) = self.text.as_bytes().get(plain) else { break };
            self.at += 1;
            match sign {
                b'\\' => self.command(),
                b'{' => self.open(),
                b'}' => match self.groups.pop() {
                    Some(group) => self.close(group),
                    None => self.push("}"),
                },
                b'$' => self.math("$", "$"),
                b'~' => self.push("\u{A0}"),
                b'-' | b'`' | b'\'' => self.ligature(),
                _ => {
                    self.skip_space();
                    self.push(" ");
                }
            }
        }
        while let Some(group) = self.groups.pop() {
            self.close(group);
        }
    }

    fn close(&mut self, (look, end): (Look, &str)) {
        self.push(end);
        self.look = look;
    }

    fn skip_space(&mut self) {
        self.at += self.rest().bytes().take_while(u8::is_ascii_whitespace).count();
    }

    /// A group protects its text from changes of case, unless it begins with a command: then it is one of BibTeX's "special characters".
    fn open(&mut self) {
        self.groups.push((self.look, ""));
        if !self.rest().starts_with('\\') {
            self.look = self.look.and(Look::NOCASE);
        }
    }

    fn ligature(&mut self) {
        const LIGATURES: &[(&str, &str)] = &[("---", "—"), ("--", "–"), ("``", "“"), ("''", "”")];
        let from = &self.text[self.at - 1..];
        match LIGATURES.iter().find(|(latex, _)| from.starts_with(latex)) {
            Some((latex, text)) => {
                self.push(text);
                self.at += latex.len() - 1;
            }
            None => self.copy(self.at - 1..self.at),
        }
    }

    /// Mathematics up to `close`; where braces in it do not balance, or nothing is in it, the opening sign is text.
    fn math(&mut self, open: &str, close: &str) {
        let inside = self.sight.part(self.rest(), usize::MAX);
        let found = find_unescaped(inside, close);
        self.sight.used(found.unwrap_or(inside.len()));
        let end = found.filter(|end| *end > 0 && is_balanced(&inside[..*end]));
        let Some(end) = end else { return self.push(open) };
        let (range, formula) = (self.at..self.at + end, &inside[..end]);
        self.at += end + close.len();
        match math::simple(formula) {
            Some(runs) => match runs.as_slice() {
                [(text, look)] if text == formula => self.copy_as(range, self.look.and(*look)),
                runs => runs.iter().for_each(|(text, look)| self.push_as(text, self.look.and(*look))),
            },
            None => self.copy_as(range, self.look.and(Look::MATH)),
        }
    }

    fn command(&mut self) {
        let rest = self.rest();
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let Some(first) = rest.chars().next() else { return self.push("\\") };
        let name = &rest[..if letters > 0 { letters } else { first.len_utf8() }];
        let start = self.at;
        self.at += name.len();
        match meaning(name) {
            Some(Meaning::Accent(mark)) => self.accent(name, mark),
            Some(Meaning::Symbol(symbol)) => {
                if letters > 0 {
                    self.end_command();
                }
                self.push(symbol);
            }
            Some(Meaning::Font(look)) => self.argument(start, look, ("", "")),
            Some(Meaning::Words) => {
                self.out.complete = false;
                self.argument(start, Look::PLAIN, ("", ""));
            }
            Some(Meaning::Between(before, behind)) => self.argument(start, Look::PLAIN, self.quotes(before, behind)),
            Some(Meaning::Switch(look)) => {
                self.skip_space();
                self.look = self.look.and(look);
            }
            Some(Meaning::Nothing) => {
                self.out.complete = false;
                self.end_command();
            }
            Some(Meaning::OpenMath) => self.math("\\(", "\\)"),
            Some(Meaning::Phantom) => self.phantom(start),
            Some(of) => self.with_argument(start, of),
            None => self.unknown(start),
        }
    }

    /// Quotation marks within others are single.
    fn quotes(&self, before: &'static str, behind: &'static str) -> (&'static str, &'static str) {
        let inside = self.groups.iter().filter(|(_, end)| matches!(*end, "”" | "’")).count() % 2 == 1;
        if inside && before == "“" { ("‘", "’") } else { (before, behind) }
    }

    /// White space behind a command, or the `{}` that keeps it.
    fn end_command(&mut self) {
        match self.rest().strip_prefix("{}") {
            Some(_) => self.at += 2,
            None => self.skip_space(),
        }
    }

    /// A command that is kept, with its backslash and its arguments in braces or brackets, as it stands.
    fn unknown(&mut self, start: usize) {
        if self.text[start..self.at].bytes().all(|byte| byte.is_ascii_alphabetic()) {
            self.at += arguments(&self.text[self.at..], &mut self.sight);
        }
        self.copy(start - 1..self.at);
    }

    /// A command whose argument is a group in that look.
    fn argument(&mut self, start: usize, look: Look, (before, behind): (&str, &'static str)) {
        let name_end = self.at;
        self.skip_space();
        if !self.rest().starts_with('{') {
            self.at = name_end;
            return self.copy(start - 1..name_end);
        }
        self.at += 1;
        self.push(before);
        self.groups.push((self.look, behind));
        self.look = self.look.and(look);
    }

    /// A command whose argument is no text in LaTeX.
    fn with_argument(&mut self, start: usize, of: Meaning) {
        let inside = self.rest().strip_prefix('{').unwrap_or_default();
        let Some(end) = self.sight.near_end(inside) else { return self.copy(start - 1..self.at) };
        let argument = &inside[..end];
        let range = self.at + 1..self.at + 1 + end;
        match of {
            Meaning::Math if !argument.is_empty() => self.copy_as(range, self.look.and(Look::MATH)),
            Meaning::Verbatim => self.copy(range),
            Meaning::Second => {
                let behind = &inside[end + 1..];
                let gap = behind.len() - behind.trim_start().len();
                if !behind[gap..].starts_with('{') {
                    return self.unknown(start);
                }
                self.out.complete = false;
                self.at += end + 2 + gap + 1;
                self.groups.push((self.look, ""));
                return;
            }
            Meaning::Character => {
                let all_digits = argument.bytes().all(|byte| byte.is_ascii_digit());
                match argument.parse().ok().and_then(char::from_u32).filter(|_| all_digits) {
                    Some(symbol) => self.push(symbol.encode_utf8(&mut [0; 4])),
                    None => return self.unknown(start),
                }
            }
            _ => return self.unknown(start),
        }
        self.at += end + 2;
    }

    /// The argument of a phantom: some write a brace alone, which balances another for BibTeX, so that escaped braces do not count.
    fn phantom(&mut self, start: usize) {
        let rest = self.rest();
        let near = self.sight.part(rest, FAR);
        let length = phantom_end(near);
        self.sight.used(length.unwrap_or(near.len()));
        let Some(length) = length else { return self.unknown(start) };
        self.out.complete = false;
        self.at += length;
    }

    /// An accent on the letter behind it; without such a letter it stays as it stands.
    fn accent(&mut self, name: &str, mark: char) {
        let rest = self.rest();
        let Some((base, length)) = base_of(rest, name, 3) else {
            if let Some((_, alone)) = ALONE.iter().find(|(of, _)| *of == name && rest.starts_with("{}")) {
                self.at += 2;
                return self.push(alone);
            }
            return self.unknown(self.at - name.len());
        };
        self.at += length;
        match composed(&base, mark) {
            Some(letter) => self.push(letter.encode_utf8(&mut [0; 4])),
            None => self.push(&accented(&base, mark)),
        }
    }
}

/// How long the argument is that a text begins with: an escaped sign, or a group in which escaped braces do not count.
fn phantom_end(text: &str) -> Option<usize> {
    if let Some(sign) = text.strip_prefix('\\') {
        return sign.chars().next().filter(|sign| !sign.is_alphabetic()).map(|sign| 1 + sign.len_utf8());
    }
    let (mut depth, mut escaped) = (0usize, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(at + 1),
            b'}' => depth = depth.checked_sub(1)?,
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// What accents are without a letter.
const ALONE: &[(&str, &str)] = &[
    ("~", "~"),
    ("^", "^"),
    ("`", "`"),
    ("'", "'"),
    ("\"", "\""),
    ("=", "¯"),
    ("u", "˘"),
    (".", "˙"),
    ("r", "˚"),
    ("H", "˝"),
    ("v", "ˇ"),
    ("c", "¸"),
    ("k", "˛"),
];

/// How long the arguments are that a text begins with: groups in braces or brackets, without space between.
pub(super) fn arguments(text: &str, sight: &mut Sight) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let length = match rest.as_bytes().first() {
            Some(b'{') => sight.near_end(&rest[1..]).map(|end| end + 2),
            Some(b'[') => {
                let inside = &rest[1..unicode::boundary_before(rest, 200)];
                inside.find([']', '{', '}', '\\', '\n']).filter(|end| inside[*end..].starts_with(']')).map(|end| end + 2)
            }
            _ => None,
        };
        match length {
            Some(length) => at += length,
            None => return at,
        }
    }
}

/// A base with a mark, composed where Unicode can.
pub(super) fn accented(base: &str, mark: char) -> String {
    if let Some(letter) = composed(base, mark) {
        return letter.to_string();
    }
    let mut letters = without_dot(base, mark).chars();
    letters.next().into_iter().chain([mark]).chain(letters).nfc().collect()
}

/// The one character that a base with a mark is, where Unicode has it.
fn composed(base: &str, mark: char) -> Option<char> {
    let mut letters = without_dot(base, mark).chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => compose(letter, mark),
        _ => None,
    }
}

/// Accents take the place of the dot.
fn without_dot(base: &str, mark: char) -> &str {
    match base {
        "ı" if mark > '\u{2FF}' && !matches!(mark, '\u{323}' | '\u{327}' | '\u{328}' | '\u{331}') => "i",
        "ȷ" => "j",
        _ => base,
    }
}

/// What an accent command stands on, and how long that is: `u`, `{u}`, `\i`, `{\i}`, `{\i }`, `{uv}`, another accent. Behind a command of
/// letters a space may stand.
pub(super) fn base_of<'t>(rest: &'t str, name: &str, depth: usize) -> Option<(Cow<'t, str>, usize)> {
    let spaced = name.bytes().all(|byte| byte.is_ascii_alphabetic());
    let skipped = rest.len() - rest.trim_start_matches([' ', '\t', '\n']).len();
    let (rest, skipped) = match rest.starts_with('{') || rest.starts_with('\\') || spaced {
        true => (&rest[skipped..], skipped),
        false => (rest, 0),
    };
    let Some(inside) = rest.strip_prefix('{') else {
        let (base, length) = one_letter(rest, depth)?;
        return Some((base, skipped + length));
    };
    // Another pair of braces means nothing.
    if inside.starts_with('{') && depth > 0 {
        let (base, length) = base_of(inside, "", depth - 1)?;
        return inside[length..].starts_with('}').then_some((base, skipped + length + 2));
    }
    let (mut base, mut length) = one_letter(inside, depth)?;
    if !inside[length..].starts_with('}') {
        let more = inside[length..].chars().take(2).take_while(|c| c.is_alphabetic()).collect::<String>();
        length += more.len();
        base.to_mut().push_str(&more);
    }
    inside[length..].starts_with('}').then_some((base, skipped + length + 2))
}

/// A letter, or a command for one.
fn one_letter(text: &str, depth: usize) -> Option<(Cow<'_, str>, usize)> {
    let first = text.chars().next()?;
    if first.is_alphanumeric() {
        return Some((text[..first.len_utf8()].into(), first.len_utf8()));
    }
    let command = text.strip_prefix('\\')?;
    let letters = command.bytes().take_while(u8::is_ascii_alphabetic).count();
    let length = if letters > 0 { letters } else { command.chars().next()?.len_utf8() };
    let (name, behind) = (&command[..length], &command[length..]);
    match meaning(name)? {
        Meaning::Symbol(letter) if letter.chars().all(char::is_alphabetic) && !letter.is_empty() => {
            let space = if behind.starts_with("{}") { 2 } else { behind.len() - behind.trim_start_matches(' ').len() };
            Some((letter.into(), 1 + length + space))
        }
        Meaning::Accent(mark) if depth > 0 => {
            let (base, more) = base_of(behind, name, depth - 1)?;
            Some((accented(&base, mark).into(), 1 + length + more))
        }
        _ => None,
    }
}
