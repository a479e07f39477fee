//! Text in Pandoc's Markdown as far as bibliographies have it (Pandoc's manual, "Inline formatting"), both ways: emphasis, sub- and
//! superscript, spans of small capitals and of kept case, mathematics, CSL's HTML tags. A mark without its other half is text.
//! Links, notes, citations and code are text as they stand.

use super::super::csl_json::item;
use crate::model::{Run, Style, Value};
use crate::text::Str;

/// So many marks may be open between the two halves of one.
const NEAR: usize = 32;

/// A mark with two halves, and what it does to the style.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Star,
    StarStar,
    Low,
    LowLow,
    Up,
    Down,
    /// A bracketed span; its closing half says what it does.
    Span,
    /// One of CSL's HTML tags, by its number.
    Tag(usize),
}

impl Mark {
    const COUNT: usize = 7 + item::TAGS.len();

    fn number(self) -> usize {
        match self {
            Self::Star => 0,
            Self::StarStar => 1,
            Self::Low => 2,
            Self::LowLow => 3,
            Self::Up => 4,
            Self::Down => 5,
            Self::Span => 6,
            Self::Tag(tag) => 7 + tag,
        }
    }
}

/// A half of a mark that may have found the other.
#[derive(Clone, Copy)]
struct Half {
    start: usize,
    end: usize,
    mark: Mark,
    opens: bool,
    /// The style that it switches.
    style: Style,
}

/// A text as a value: rich where there is markup in it, else without its backslashes.
pub(super) fn read(text: &Str) -> Value {
    if !text.contains(['*', '_', '^', '~', '[', '$', '<', '\\']) {
        return Value::Text(text.clone());
    }
    let runs = runs(text);
    match runs.as_slice() {
        [run] if run.style == Style::default() && run.text == *text => Value::Text(text.clone()),
        _ => Value::rich(runs, None),
    }
}

fn runs(text: &str) -> Vec<Run> {
    let (mut halves, maths) = Scanner::new(text).scan();
    halves.extend(maths);
    halves.sort_unstable_by_key(|half| half.start);
    let mut runs = Vec::new();
    let (mut counts, mut done) = ([0u32; STYLES.len()], 0);
    for half in halves {
        push(&mut runs, &text[done..half.start], &counts);
        for (count, (_, flag)) in counts.iter_mut().zip(STYLES) {
            let mut style = half.style;
            if *flag(&mut style) {
                *count = if half.opens { *count + 1 } else { count.saturating_sub(1) };
            }
        }
        done = half.end;
    }
    push(&mut runs, &text[done..], &counts);
    runs
}

type Flag = (Style, fn(&mut Style) -> &mut bool);
const PLAIN: Style = Style { italic: false, bold: false, small_caps: false, sub: false, sup: false, nocase: false, math: false };
const ITALIC: Style = Style { italic: true, ..PLAIN };
const BOLD: Style = Style { bold: true, ..PLAIN };
const SUP: Style = Style { sup: true, ..PLAIN };
const SUB: Style = Style { sub: true, ..PLAIN };
const MATH: Style = Style { math: true, ..PLAIN };
const SMALL_CAPS: Style = Style { small_caps: true, ..PLAIN };
const NOCASE: Style = Style { nocase: true, ..PLAIN };
/// All styles, from the outermost to the innermost as we write them.
const STYLES: &[Flag] = &[
    (NOCASE, |style| &mut style.nocase),
    (SMALL_CAPS, |style| &mut style.small_caps),
    (ITALIC, |style| &mut style.italic),
    (BOLD, |style| &mut style.bold),
    (SUB, |style| &mut style.sub),
    (SUP, |style| &mut style.sup),
    (MATH, |style| &mut style.math),
];

fn push(runs: &mut Vec<Run>, text: &str, counts: &[u32]) {
    if text.is_empty() {
        return;
    }
    let mut style = Style::default();
    STYLES.iter().zip(counts).filter(|(_, count)| **count > 0).for_each(|((_, flag), _)| *flag(&mut style) = true);
    let text = if style.math { text.into() } else { unescaped(text) };
    runs.push(Run { text, style });
}

/// Without the backslashes that stand before a sign.
fn unescaped(text: &str) -> Str {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => plain.extend(chars.next()),
            _ => plain.push(c),
        }
    }
    plain.into()
}

/// Finds the marks of a text that have their other half.
struct Scanner<'t> {
    text: &'t str,
    stack: Vec<Half>,
    waiting: [usize; Mark::COUNT],
    found: Vec<Half>,
    maths: Vec<Half>,
    /// Behind the last white space: what `^` and `~` hold has none.
    space: usize,
}

impl<'t> Scanner<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, stack: Vec::new(), waiting: [0; Mark::COUNT], found: Vec::new(), maths: Vec::new(), space: 0 }
    }

    fn scan(mut self) -> (Vec<Half>, Vec<Half>) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        // Behind a dollar sign without its other half no other has one.
        let mut dollars = true;
        while let Some(byte) = bytes.get(at) {
            at += match byte {
                b'\\' => 1 + usize::from(bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation)),
                b'*' | b'_' => self.run(at, *byte),
                b'^' => self.switch(at, Mark::Up, SUP),
                b'~' => self.switch(at, Mark::Down, SUB),
                b'[' => self.open(at, 1, Mark::Span, PLAIN),
                b']' => self.end_of_span(at),
                b'<' => self.tag(at),
                b'$' if dollars => match self.math(at) {
                    0 => {
                        dollars = self.text[at + 1..].contains('$');
                        1
                    }
                    length => length,
                },
                _ => {
                    if byte.is_ascii_whitespace() {
                        self.space = at + 1;
                    }
                    1
                }
            };
        }
        (self.found, self.maths)
    }

    fn before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    fn behind(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    fn open(&mut self, start: usize, length: usize, mark: Mark, style: Style) -> usize {
        self.stack.push(Half { start, end: start + length, mark, opens: true, style });
        self.waiting[mark.number()] += 1;
        length
    }

    /// Pairs a closing half with the last opening one; what was opened in between is text.
    fn close(&mut self, start: usize, length: usize, mark: Mark, style: Style) {
        while let Some(mut half) = self.stack.pop() {
            self.waiting[half.mark.number()] -= 1;
            if half.mark == mark {
                half.style = style;
                self.found.extend([half, Half { start, end: start + length, mark, opens: false, style }]);
                return;
            }
        }
    }

    /// Stars, or low lines, beside one another.
    fn run(&mut self, start: usize, byte: u8) -> usize {
        let length = self.text.as_bytes()[start..].iter().take_while(|of| **of == byte).count();
        let (before, behind) = (self.before(start), self.behind(start + length));
        let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        let word = |c: Option<char>| byte == b'_' && c.is_some_and(char::is_alphanumeric);
        let (can_open, can_close) = (!space(behind) && !word(before), !space(before) && !word(behind));
        let (one, two) = if byte == b'*' { (Mark::Star, Mark::StarStar) } else { (Mark::Low, Mark::LowLow) };
        let mut done = 0;
        while done < length {
            let (at, left) = (start + done, length - done);
            // Not far, so that many marks cost no search.
            let mut near = self.stack.iter().rev().take(NEAR).map(|half| half.mark);
            let innermost = near.find(|mark| can_close && (*mark == one || *mark == two));
            done += match innermost {
                Some(mark) if mark == one => {
                    self.close(at, 1, one, ITALIC);
                    1
                }
                Some(_) if left >= 2 => {
                    self.close(at, 2, two, BOLD);
                    2
                }
                _ if can_open && left >= 2 => self.open(at, 2, two, BOLD),
                _ if can_open => self.open(at, 1, one, ITALIC),
                _ => left,
            };
        }
        length
    }

    /// A sign that opens and closes, with no white space between.
    fn switch(&mut self, at: usize, mark: Mark, style: Style) -> usize {
        let open = self.stack.iter().rev().take(NEAR).find(|half| half.mark == mark);
        if open.is_some_and(|open| open.end < at && open.end >= self.space) {
            self.close(at, 1, mark, style);
            return 1;
        }
        self.open(at, 1, mark, style)
    }

    /// `]{.nocase}`: Pandoc's spans.
    fn end_of_span(&mut self, at: usize) -> usize {
        let rest = &self.text[at + 1..];
        let classes = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(classes, _)| classes).filter(|classes| classes.len() < 64);
        let style = classes.and_then(style_of);
        if self.waiting[Mark::Span.number()] == 0 {
            return 1;
        }
        match (style, classes) {
            (Some(style), Some(classes)) => {
                let length = classes.len() + 3;
                self.close(at, length, Mark::Span, style);
                length
            }
            // Brackets that are text, with what was opened in them.
            _ => {
                while let Some(half) = self.stack.pop() {
                    self.waiting[half.mark.number()] -= 1;
                    if half.mark == Mark::Span {
                        break;
                    }
                }
                1
            }
        }
    }

    fn tag(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        if let Some((tag, length)) = item::opening(rest) {
            let mut style = PLAIN;
            *(item::TAGS[tag].flag)(&mut style) = true;
            return self.open(at, length, Mark::Tag(tag), style);
        }
        let Some((closed, length)) = item::closing(rest) else { return 1 };
        let closes = |tag: &usize| item::TAGS[*tag].close == closed;
        let any = (0..item::TAGS.len()).any(|tag| closes(&tag) && self.waiting[Mark::Tag(tag).number()] > 0);
        let open = self.stack.iter().rev().find(|half| matches!(half.mark, Mark::Tag(tag) if closes(&tag))).filter(|_| any);
        if let Some(Half { mark, style, .. }) = open.copied() {
            self.close(at, length, mark, style);
        }
        length
    }

    /// `$…$`: no white space at the inner sides, no digit behind. Its length; 0 for a sign of money.
    fn math(&mut self, start: usize) -> usize {
        let Some(inner) = self.text[start + 1..].find('$').filter(|length| *length > 0) else { return 0 };
        let end = start + 1 + inner;
        let within = &self.text[start + 1..end];
        let tight = !within.starts_with(char::is_whitespace) && !within.ends_with(char::is_whitespace) && !within.ends_with('\\');
        if !tight || self.behind(end + 1).is_some_and(|c| c.is_ascii_digit()) {
            return 0;
        }
        let half = |start: usize, opens| Half { start, end: start + 1, mark: Mark::Span, opens, style: MATH };
        self.maths.extend([half(start, true), half(end, false)]);
        inner + 2
    }
}

/// What `.nocase .smallcaps` says; none for classes of another meaning.
fn style_of(classes: &str) -> Option<Style> {
    let mut style = PLAIN;
    for class in classes.split_whitespace() {
        match class {
            ".nocase" => style.nocase = true,
            ".smallcaps" | ".sc" => style.small_caps = true,
            _ => return None,
        }
    }
    (style != PLAIN).then_some(style)
}

/// A value's text as Markdown. What Markdown cannot say is left out of it: reading tells.
pub(super) fn write(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(escaped(text, true)),
        Value::Rich(rich) => Some(marked(&rich.runs)),
        _ => None,
    }
}

/// The opening and the closing half of each style, in the order of [`STYLES`]; tags where Markdown's own could not stand.
const HALVES: &[(&str, &str, &str, &str)] = &[
    ("[", "]{.nocase}", "<span class=\"nocase\">", "</span>"),
    ("[", "]{.smallcaps}", "<span style=\"font-variant:small-caps;\">", "</span>"),
    ("*", "*", "<i>", "</i>"),
    ("**", "**", "<b>", "</b>"),
    ("~", "~", "<sub>", "</sub>"),
    ("^", "^", "<sup>", "</sup>"),
    ("$", "$", "", ""),
];

fn marked(runs: &[Run]) -> String {
    let mut text = String::new();
    let mut open: Vec<(usize, bool)> = Vec::new();
    for (at, run) in runs.iter().enumerate() {
        let wanted: Vec<usize> = (0..STYLES.len()).filter(|number| is_on(run.style, *number)).collect();
        let common = open.iter().zip(&wanted).take_while(|((a, _), b)| a == *b).count();
        close(&mut open, common, &mut text);
        for number in &wanted[common..] {
            let own = can_stand(runs, at, *number);
            text.push_str(if own { HALVES[*number].0 } else { HALVES[*number].2 });
            open.push((*number, own));
        }
        let words = if run.style.math { run.text.to_string() } else { escaped(&run.text, at == 0) };
        text.push_str(&words);
    }
    close(&mut open, 0, &mut text);
    text
}

fn is_on(mut style: Style, number: usize) -> bool {
    STYLES.get(number).is_some_and(|(_, flag)| *flag(&mut style))
}

fn close(open: &mut Vec<(usize, bool)>, keep: usize, text: &mut String) {
    for (number, own) in open.drain(keep..).rev() {
        text.push_str(if own { HALVES[number].1 } else { HALVES[number].3 });
    }
}

/// Whether Markdown's own mark can hold what has the style from the run at that place on.
fn can_stand(runs: &[Run], at: usize, number: usize) -> bool {
    let held: String = runs[at..].iter().take_while(|run| is_on(run.style, number)).map(|run| run.text.as_str()).collect();
    let tight = !held.starts_with(char::is_whitespace) && !held.ends_with(char::is_whitespace);
    match HALVES[number].0 {
        "[" | "$" => true,
        "^" | "~" => !held.contains(char::is_whitespace),
        // A star within a word, or beside another, is read in more ways than one.
        _ => tight && !held.contains('*') && runs[at..].iter().take_while(|run| is_on(run.style, number)).count() == 1,
    }
}

/// With a backslash before what Pandoc would take for markup; `first` where it begins a text.
fn escaped(text: &str, first: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    let list = if first { list_mark(text) } else { None };
    while let Some((at, c)) = chars.next() {
        let behind = chars.peek().map(|(_, c)| *c);
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let special = match c {
            '*' | '^' | '~' | '[' | ']' | '`' | '\\' => true,
            '_' => !(word(before) && word(behind)),
            '$' => !behind.is_none_or(char::is_whitespace),
            '<' => behind.is_some_and(|c| c.is_alphabetic() || matches!(c, '/' | '!' | '?')),
            '@' => !word(before) && word(behind),
            _ => list == Some(at),
        };
        if special {
            escaped.push('\\');
        }
        escaped.push(c);
        before = Some(c);
    }
    escaped
}

/// Where a text begins as a heading, a quotation or a list does, the sign that makes it one.
fn list_mark(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    let spaced = |rest: &str| rest.is_empty() || rest.starts_with(char::is_whitespace);
    match rest.chars().next()? {
        '.' | ')' if digits > 0 && spaced(&rest[1..]) => Some(digits),
        '-' | '+' if digits == 0 && spaced(&rest[1..]) => Some(0),
        '#' | '>' if digits == 0 => Some(0),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Runs as `text`, in italics `i(text)` and so on.
    fn shown(value: &Value) -> String {
        let Value::Rich(rich) = value else { return value.plain().into_owned() };
        let letters = ["n", "c", "i", "b", "_", "^", "$"];
        let run = |run: &Run| {
            let on: String = (0..STYLES.len()).filter(|number| is_on(run.style, *number)).map(|number| letters[number]).collect();
            if on.is_empty() { run.text.to_string() } else { format!("{on}({})", run.text) }
        };
        rich.runs.iter().map(run).collect()
    }

    #[test]
    fn marks_are_read() {
        for (text, value) in [
            ("plain", "plain"),
            ("a *b c* d", "a i(b c) d"),
            ("a **b** _c_", "a b(b) i(c)"),
            ("***x***", "ib(x)"),
            ("**a *b* c**", "b(a )ib(b)b( c)"),
            ("snake_case_word", "snake_case_word"),
            ("2 * 3 * 4", "2 * 3 * 4"),
            ("H~2~O, x^2^", "H_(2)O, x^(2)"),
            ("a ~ b ~ c ^ d^", "a ~ b ~ c ^ d^"),
            ("[E. coli]{.nocase} in [Nato]{.smallcaps}", "n(E. coli) in c(Nato)"),
            ("[Review] of [x]{.other}", "[Review] of [x]{.other}"),
            ("[a [b] c]{.nocase}", "n(a [b] c)"),
            ("<span class=\"nocase\">x *y*</span>", "n(x )ni(y)"),
            ("<i>a", "<i>a"),
            ("costs $5 and $10", "costs $5 and $10"),
            ("the $E=mc^2$ law", "the $(E=mc^2) law"),
            (r"a \*b\* \_c\_ C:\foo \\", r"a *b* _c_ C:\foo \"),
            ("*a **b* c**", "*a b(b* c)"),
            ("*", "*"),
            ("", ""),
        ] {
            assert_eq!(shown(&read(&text.into())), value, "{text}");
        }
    }

    #[test]
    fn marks_are_written() {
        for (text, as_written) in [
            ("a * b", r"a \* b"),
            ("snake_case", "snake_case"),
            ("_x", r"\_x"),
            ("1. Introduction", r"1\. Introduction"),
            ("1.5 metres", "1.5 metres"),
            ("# x", r"\# x"),
            ("me@example.org @home", r"me@example.org \@home"),
            ("a <b> < c", r"a \<b> < c"),
            ("$5", r"\$5"),
        ] {
            assert_eq!(write(&text.into()).unwrap(), as_written);
            assert_eq!(read(&as_written.into()), Value::from(text));
        }
        let value = read(&"The **B** of *C d* H~2~O [x]{.nocase}".into());
        assert_eq!(write(&value).unwrap(), "The **B** of *C d* H~2~O [x]{.nocase}");
    }

    #[test]
    fn many_marks_cost_no_search() {
        for word in ["*a ", "**", "_", "^a", "~", "[", "]", "[a](", "$", "$a ", "<i>", "</i>", "<sc></i>", "\\", "*a* [", "a*", "]{.nocase}", "[a* "]
        {
            read(&word.repeat(60_000 / word.len()).into());
        }
    }

    proptest! {
        #[test]
        fn plain_text_comes_back(text in "[a-c *_^~$<>/i\\\\\\[\\]{}.0-9#@`+-]{0,16}") {
            let value = Value::from(text.as_str());
            prop_assert_eq!(read(&write(&value).unwrap().into()), value);
        }

        #[test]
        fn nothing_panics(text in "\\PC*", marks in "[ab ä*_^~$<>/i\\\\\\[\\]{}.]{0,24}") {
            read(&text.into());
            read(&marks.into());
        }
    }
}
