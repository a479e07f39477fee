//! Citations in LaTeX: `\cite` and its kin of natbib, biblatex, apacite, harvard, jurabib and csquotes, and of macros that the document
//! defines to cite. Comments, verbatim text and `\iffalse … \fi` say nothing. Files that are read in by `\input` are named, not read.

use super::{Citing, Found, How, Site, whole};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// LaTeX, and what is woven into it.
pub(super) static LATEX: Citing =
    Citing { name: "latex", extensions: &["tex", "ltx", "latex", "sty", "cls", "rnw", "snw"], find: |source| whole(source, find) };

/// What may stand before `cite` in the name of a command that cites; the first letter may be a capital.
const PREFIXES: &[&str] = &[
    "",
    "paren",
    "foot",
    "text",
    "smart",
    "super",
    "auto",
    "full",
    "footfull",
    "short",
    "no",
    "note",
    "pnote",
    "fnote",
    "vol",
    "pvol",
    "fvol",
    "ftvol",
    "svol",
    "tvol",
    "avol",
    "online",
    "possessive",
    "new",
    "mask",
    "bracket",
    "inline",
    "side",
    "margin",
    "defcitealias",
    "man",
    "yearof",
    "my",
    "alt",
];
/// What stands behind `cite` in commands that set citations up.
const NO_SUFFIXES: &[&str] = &[
    "style",
    "form",
    "left",
    "right",
    "mid",
    "open",
    "close",
    "sep",
    "punct",
    "reset",
    "resetpages",
    "trackerfalse",
    "trackertrue",
    "trackeroff",
    "setup",
    "text",
    "delim",
    "count",
    "counter",
    "format",
    "font",
    "color",
    "number",
    "nameformat",
    "indexfalse",
    "indextrue",
    "index",
    "dash",
    "ation",
    "ations",
];

/// Where the keys of a command stand.
#[derive(Clone, Copy)]
enum Shape {
    /// In the braces of that number, from 0.
    Group(usize),
    /// In all braces that follow: `\cites{a}[3]{b}`.
    Every,
    /// In every second of them, behind a volume: `\volcites{2}{a}{3}{b}`.
    EverySecond,
}

/// What a command of that name does, if it cites.
fn citing(name: &str) -> Option<(How, Shape)> {
    if let Some(quote) = name.strip_suffix("cquote") {
        let language = ["foreign", "hybrid", "hyphen"].iter().any(|start| quote.starts_with(start));
        return Some((How::Cited, Shape::Group(usize::from(language))));
    }
    match name {
        "bibentry" | "entrydata" => return Some((How::Cited, Shape::Group(0))),
        "defcitealias" => return Some((How::Listed, Shape::Group(0))),
        _ => {}
    }
    let at = name.find("cite").or_else(|| name.find("Cite"))?;
    let (prefix, suffix) = (&name[..at], &name[at + 4..]);
    let prefix_known = PREFIXES.iter().any(|known| prefix.eq_ignore_ascii_case(known) && prefix.get(1..) == known.get(1..));
    if !prefix_known || NO_SUFFIXES.contains(&suffix) && !(prefix == "foot" && suffix == "text") {
        return None;
    }
    let how = if prefix == "no" { How::Listed } else { How::Cited };
    let volume = prefix.ends_with("vol") || prefix.ends_with("Vol");
    Some(match (volume, suffix) {
        (true, "s" | "texts") => (how, Shape::EverySecond),
        (false, "s" | "texts") => (how, Shape::Every),
        (true, _) => (how, Shape::Group(1)),
        (false, _) => (how, Shape::Group(0)),
    })
}

/// Environments whose text is shown as it stands, or not at all.
const VERBATIM: &[&str] = &[
    "verbatim",
    "verbatim*",
    "Verbatim",
    "Verbatim*",
    "BVerbatim",
    "LVerbatim",
    "lstlisting",
    "minted",
    "comment",
    "filecontents",
    "filecontents*",
    "luacode",
    "luacode*",
    "tcblisting",
    "alltt",
];

fn find(found: &mut Found) {
    let text = found.text.as_str();
    let mut scanner = Scanner { text, wrappers: HashMap::new(), defining: None, unclosed: HashSet::new() };
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| memchr::memchr2(b'\\', b'%', rest.as_bytes())).map(|next| at + next) {
        at = match text.as_bytes()[next] {
            b'%' => line_end(text, next),
            _ => scanner.command(next, found),
        };
    }
}

/// The keys of the command that begins at a backslash, in Markdown: none where it does not cite.
pub(super) fn command_in_markdown(at: usize, found: &mut Found) {
    let name = name(found.text.as_str(), at + 1);
    if let Some((how, shape)) = citing(name) {
        cite(at + 1 + name.len(), how, shape, found);
    }
}

struct Scanner<'t> {
    text: &'t str,
    /// Macros of the document that cite with one of their arguments.
    wrappers: HashMap<&'t str, usize>,
    /// The macro that is being defined, and how many of its arguments are optional.
    defining: Option<(&'t str, usize)>,
    /// What is never closed further on: looked for only once.
    unclosed: HashSet<&'t str>,
}

impl<'t> Scanner<'t> {
    /// A command at its backslash: where to go on.
    fn command(&mut self, at: usize, found: &mut Found) -> usize {
        let name = name(self.text, at + 1);
        let end = at + 1 + name.len();
        match name {
            "" => return end + self.text[end..].chars().next().map_or(0, char::len_utf8),
            "verb" | "lstinline" | "mintinline" => return self.verb(name, end),
            "iffalse" => return self.skip_to("\\fi", end),
            "begin" => return self.begin(end),
            "end" if group(self.text, end).is_some_and(|range| &self.text[range] == "document") => return self.text.len(),
            "bibitem" => arguments(self.text, end, false).into_iter().take(1).for_each(|range| found.label(range)),
            "bibliography" | "nobibliography" | "addbibresource" | "addglobalbib" | "addsectionbib" => bibliographies(end, found),
            "input" | "include" | "subfile" | "subfileinclude" => {
                arguments(self.text, end, false).into_iter().take(1).for_each(|range| found.part(range))
            }
            "newcommand" | "renewcommand" | "providecommand" | "DeclareRobustCommand" | "newrobustcmd" | "def" | "gdef" => return self.define(end),
            _ => self.cite(name, end, found),
        }
        end
    }

    fn cite(&mut self, name: &'t str, end: usize, found: &mut Found) {
        let shape = citing(name).or_else(|| self.wrappers.get(name).map(|group| (How::Cited, Shape::Group(*group))));
        let Some((how, shape)) = shape else { return };
        let argument = cite(end, how, shape, found);
        if let (Some(number), Some((macro_name, optional))) = (argument, self.defining) {
            let group = number.saturating_sub(1 + optional);
            self.wrappers.insert(macro_name, group);
        }
    }

    /// `\newcommand{\name}[2][default]`, `\def\name#1`: what is defined from here on.
    fn define(&mut self, end: usize) -> usize {
        let start = skip_space(self.text, end);
        let start = if self.text[start..].starts_with('*') { start + 1 } else { start };
        let start = if self.text[start..].starts_with('{') { start + 1 } else { start };
        if !self.text[start..].starts_with('\\') {
            return end;
        }
        let name = name(self.text, start + 1);
        let behind = start + 1 + name.len();
        let count = if self.text[behind..].starts_with('}') { behind + 1 } else { behind };
        // The first argument is optional where a default is given for it.
        let optional = self.text[count..].starts_with('[') && closing(self.text, count, b']').is_some_and(|end| self.text[end..].starts_with('['));
        self.defining = (!name.is_empty()).then_some((name, usize::from(optional)));
        behind
    }

    /// `\verb|…|`, `\lstinline[…]{…}`, `\mintinline{python}|…|`.
    fn verb(&self, name: &str, end: usize) -> usize {
        let text = self.text;
        let mut at = if text[end..].starts_with('*') { end + 1 } else { end };
        if text[at..].starts_with('[') {
            at = closing(text, at, b']').unwrap_or(at);
        }
        if name == "mintinline" {
            at = group(text, at).map_or(at, |range| range.end + 1);
        }
        let Some(open) = text[at..].chars().next().filter(|c| !c.is_alphanumeric() && !c.is_whitespace()) else { return end };
        let close = if open == '{' { '}' } else { open };
        let start = at + open.len_utf8();
        let inside = text[start..].char_indices().take(LONGEST_NOTE).take_while(|(_, c)| !matches!(c, '\n' | '\r')).find(|(_, c)| *c == close);
        inside.map_or(end, |(length, _)| start + length + close.len_utf8())
    }

    fn begin(&mut self, end: usize) -> usize {
        let Some(range) = group(self.text, end) else { return end };
        match VERBATIM.iter().find(|name| **name == &self.text[range.clone()]) {
            Some(_) => self.skip_to(&self.text[range.start - 1..range.end + 1], range.end + 1),
            None => range.end + 1,
        }
    }

    /// Behind the next `closer` (for an environment, its `\end`), or right here where there is none.
    fn skip_to(&mut self, closer: &'t str, from: usize) -> usize {
        let whole = if closer.starts_with('{') { format!("\\end{closer}") } else { closer.to_owned() };
        if self.unclosed.contains(closer) {
            return from;
        }
        match memchr::memmem::find(&self.text.as_bytes()[from..], whole.as_bytes()) {
            Some(found) => from + found + whole.len(),
            None => {
                self.unclosed.insert(closer);
                from
            }
        }
    }
}

/// Takes the keys of a command that cites, behind its name; the number of the macro argument that stands for a key, if one does.
fn cite(end: usize, how: How, shape: Shape, found: &mut Found) -> Option<usize> {
    let text = found.text.as_str();
    let groups = arguments(text, end, matches!(shape, Shape::Every | Shape::EverySecond));
    let chosen: Vec<Range<usize>> = match shape {
        Shape::Every => groups,
        Shape::EverySecond => groups.into_iter().skip(1).step_by(2).collect(),
        Shape::Group(number) => groups.into_iter().nth(number).into_iter().collect(),
    };
    let mut argument = None;
    for range in chosen {
        let keys = keys(text, range);
        argument = argument.or(keys.iter().find_map(|key| text[key.clone()].strip_prefix('#').and_then(|number| number.parse().ok())));
        if keys.iter().all(|key| is_key(&text[key.clone()])) {
            let list = found.new_list();
            keys.into_iter().for_each(|key| found.cite(key, how, Some(list), Site::Braces));
        }
    }
    argument
}

/// What no key holds: what stands so in braces is something else.
fn is_key(text: &str) -> bool {
    !text.contains(['#', '=']) && text.len() < 300
}

fn bibliographies(end: usize, found: &mut Found) {
    let text = found.text.as_str();
    for name in arguments(text, end, false).into_iter().take(1).flat_map(|range| keys(text, range)) {
        found.bibliography(name);
    }
}

/// The letters of a command's name.
fn name(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    &rest[..rest.bytes().position(|c| !c.is_ascii_alphabetic()).unwrap_or(rest.len())]
}

/// The contents of the braces behind a command, past its star and its optional arguments. With `every`, notes in parentheses are passed too,
/// and it goes on as long as braces follow; else there are two at most.
fn arguments(text: &str, end: usize, every: bool) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = if bytes.get(end) == Some(&b'*') { end + 1 } else { end };
    let mut groups = Vec::new();
    loop {
        let next = skip_space(text, at);
        let behind = match bytes.get(next) {
            Some(b'[') => closing(text, next, b']'),
            Some(b'<') if groups.is_empty() => closing(text, next, b'>'),
            Some(b'(') if every => closing(text, next, b')'),
            Some(b'{') if every || groups.len() < 2 => group(text, next).map(|range| {
                let end = range.end + 1;
                groups.push(range);
                end
            }),
            _ => None,
        };
        let Some(behind) = behind else { return groups };
        at = behind;
    }
}

/// The keys between braces: commas divide them, white space and comments around them are no part of them.
fn keys(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut keys = Vec::new();
    let mut key: Option<Range<usize>> = None;
    let mut at = range.start;
    while at < range.end {
        let c = text[at..].chars().next().unwrap_or(' ');
        match c {
            '%' => at = line_end(text, at),
            ',' => {
                keys.extend(key.take());
                at += 1;
            }
            c => {
                if !c.is_whitespace() {
                    key = Some(key.map_or(at, |key| key.start)..at + c.len_utf8());
                }
                at += c.len_utf8();
            }
        }
    }
    keys.extend(key);
    keys
}

/// The contents of braces that open here (white space before them is passed) and hold no others and no command.
fn group(text: &str, at: usize) -> Option<Range<usize>> {
    let start = skip_space(text, at);
    let bytes = text.as_bytes();
    if bytes.get(start) != Some(&b'{') {
        return None;
    }
    let mut at = start + 1;
    loop {
        at += bytes.get(at..)?.iter().position(|c| matches!(c, b'{' | b'}' | b'\\' | b'%'))?;
        match bytes[at] {
            b'}' => return Some(start + 1..at),
            b'%' => at = line_end(text, at),
            _ => return None,
        }
    }
}

/// No optional argument is longer.
const LONGEST_NOTE: usize = 2000;

/// Behind the character that closes a note, braces within being balanced.
fn closing(text: &str, open: usize, close: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0_usize, open + 1);
    while at < bytes.len().min(open + LONGEST_NOTE) {
        match bytes[at] {
            b'\\' => at += 1,
            b'{' => depth += 1,
            b'}' if depth == 0 => return None,
            b'}' => depth -= 1,
            c if c == close && depth == 0 => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// Past white space and comments, but not past an empty line.
fn skip_space(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut lines = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\n' if lines > 0 => break,
            b'\n' => lines += 1,
            b' ' | b'\t' | b'\r' => {}
            b'%' => {
                at = line_end(text, at);
                continue;
            }
            _ => break,
        }
        at += 1;
    }
    at
}

/// Where the line ends that a byte lies in.
fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &text.as_bytes()[at..]).map_or(text.len(), |end| at + end)
}
