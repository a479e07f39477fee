//! What the processor made, as text in an output format.

use super::Formatted;
use super::driver::Words;
use super::item::{Item, MARKS, OTHERS, off};
use crate::model::Style;
use hayagriva::citationberg::{Display, FontStyle, FontVariant, FontWeight, TextDecoration, VerticalAlign};
use hayagriva::{BibliographyItem, Elem, ElemChild, ElemChildren, ElemMeta, Formatting};

/// The formats of formatted text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Output {
    /// Plain text.
    Text,
    /// HTML.
    Html,
    /// Markdown, as CommonMark has it.
    Markdown,
    /// LaTeX.
    Latex,
    /// Typst.
    Typst,
    /// Rich Text Format.
    Rtf,
}

impl Output {
    /// All of them.
    pub const ALL: &[Output] = &[Self::Text, Self::Html, Self::Markdown, Self::Latex, Self::Typst, Self::Rtf];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Latex => "latex",
            Self::Typst => "typst",
            Self::Rtf => "rtf",
        }
    }

    /// The output of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|output| output.name() == name)
    }

    pub(super) fn write(self, pieces: &[Piece]) -> String {
        let mut text = String::new();
        for piece in pieces {
            self.write_piece(piece, &mut text);
        }
        match self {
            Self::Markdown => protect_start(&text, &["#", "+", "-", ">", "="]),
            Self::Typst => protect_start(&text, &["=", "-", "+", "/"]),
            _ => text,
        }
    }

    /// A piece in its style. White space at its ends stays outside: `*a *b` is no emphasis in Markdown.
    fn write_piece(self, piece: &Piece, text: &mut String) {
        let bare = piece.text.trim();
        if bare.is_empty() {
            return self.escape(&piece.text, text);
        }
        let start = piece.text.len() - piece.text.trim_start().len();
        let marks: Vec<&(&str, &str)> = self.styles().iter().zip(piece.looks()).filter(|(_, on)| *on).map(|(mark, _)| mark).collect();
        self.escape(&piece.text[..start], text);
        marks.iter().for_each(|(open, _)| text.push_str(open));
        self.escape(bare, text);
        marks.iter().rev().for_each(|(_, close)| text.push_str(close));
        self.escape(&piece.text[start + bare.len()..], text);
    }

    /// What opens and closes italic, bold, small capitals, underlined, subscript and superscript.
    fn styles(self) -> &'static [(&'static str, &'static str); 6] {
        match self {
            Self::Text => &[("", ""); 6],
            Self::Html => &[
                ("<i>", "</i>"),
                ("<b>", "</b>"),
                ("<span style=\"font-variant: small-caps\">", "</span>"),
                ("<u>", "</u>"),
                ("<sub>", "</sub>"),
                ("<sup>", "</sup>"),
            ],
            Self::Markdown => &[
                ("*", "*"),
                ("**", "**"),
                ("<span style=\"font-variant: small-caps\">", "</span>"),
                ("<u>", "</u>"),
                ("<sub>", "</sub>"),
                ("<sup>", "</sup>"),
            ],
            Self::Latex => &[
                ("\\textit{", "}"),
                ("\\textbf{", "}"),
                ("\\textsc{", "}"),
                ("\\underline{", "}"),
                ("\\textsubscript{", "}"),
                ("\\textsuperscript{", "}"),
            ],
            Self::Typst => &[("#emph[", "]"), ("#strong[", "]"), ("#smallcaps[", "]"), ("#underline[", "]"), ("#sub[", "]"), ("#super[", "]")],
            Self::Rtf => &[("{\\i ", "}"), ("{\\b ", "}"), ("{\\scaps ", "}"), ("{\\ul ", "}"), ("{\\sub ", "}"), ("{\\super ", "}")],
        }
    }

    fn escape(self, piece: &str, text: &mut String) {
        for c in piece.chars() {
            match (self, c) {
                (Self::Text, c) => text.push(c),
                (Self::Html, '<') => text.push_str("&lt;"),
                (Self::Html, '>') => text.push_str("&gt;"),
                (Self::Html, '&') => text.push_str("&amp;"),
                (Self::Html, '"') => text.push_str("&quot;"),
                (Self::Html, '\n') => text.push_str("<br>\n"),
                (Self::Markdown, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '$' | '~' | '^' | '|' | '&') => text.extend(['\\', c]),
                (Self::Markdown, '\n') => text.push_str("\\\n"),
                (Self::Latex, '&' | '%' | '$' | '#' | '_' | '{' | '}') => text.extend(['\\', c]),
                (Self::Latex, '\\') => text.push_str("\\textbackslash{}"),
                (Self::Latex, '~') => text.push_str("\\textasciitilde{}"),
                (Self::Latex, '^') => text.push_str("\\textasciicircum{}"),
                (Self::Latex, '[' | ']') => text.extend(['{', c, '}']),
                (Self::Latex, '\n') => text.push_str("\\\\\n"),
                (Self::Typst, '\\' | '*' | '_' | '`' | '$' | '#' | '[' | ']' | '<' | '>' | '@' | '~' | '"' | '\'') => text.extend(['\\', c]),
                // `//` begins a comment in Typst.
                (Self::Typst, '/') => text.push_str("\\/"),
                (Self::Typst, '\n') => text.push_str(" \\\n"),
                (Self::Rtf, '\\' | '{' | '}') => text.extend(['\\', c]),
                (Self::Rtf, '\n') => text.push_str("\\line "),
                (Self::Rtf, c) if !c.is_ascii() => {
                    let mut units = [0; 2];
                    let units = c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{}?", i16::from_ne_bytes(unit.to_ne_bytes())));
                    text.extend(units);
                }
                (_, c) => text.push(c),
            }
        }
    }
}

/// Escapes what would begin a heading or a list: one of these signs, or a number with a full stop.
fn protect_start(text: &str, signs: &[&str]) -> String {
    if signs.iter().any(|sign| text.starts_with(sign)) {
        return format!("\\{text}");
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => format!("{}\\{}", &text[..digits], &text[digits..]),
        _ => text.to_owned(),
    }
}

/// A whole bibliography, as INTERFACE has it for text and HTML: text one entry a paragraph, HTML one `csl-entry` each.
pub fn document(entries: &[Formatted], output: Output) -> String {
    let paragraphs = |separator: &str| entries.iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>().join(separator);
    match output {
        _ if entries.is_empty() && !matches!(output, Output::Html | Output::Rtf) => String::new(),
        Output::Text | Output::Markdown | Output::Latex | Output::Typst => paragraphs("\n\n") + "\n",
        Output::Rtf => format!("{{\\rtf1\\ansi\\uc1\n{}}}\n", entries.iter().map(|entry| format!("{}\\par\n", entry.text)).collect::<String>()),
        Output::Html => {
            let mut html = String::from("<div class=\"csl-bib-body\">\n");
            for entry in entries {
                let mut key = String::new();
                output.escape(&entry.key.replace('\n', " "), &mut key);
                html.push_str(&format!("  <div class=\"csl-entry\" data-key=\"{key}\">{}</div>\n", entry.text));
            }
            html + "</div>\n"
        }
    }
}

/// A stretch of text in one style.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Piece {
    pub(super) text: String,
    style: Style,
    underlined: bool,
    /// Within a date.
    date: bool,
}

impl Piece {
    pub(super) fn plain(text: String) -> Self {
        Self { text, ..Self::default() }
    }

    fn looks(&self) -> [bool; 6] {
        let style = self.style;
        [style.italic, style.bold, style.small_caps, self.underlined, style.sub, style.sup]
    }
}

/// The pieces of what the processor made of an entry, its stand-ins replaced.
pub(super) fn pieces(found: &BibliographyItem, item: &Item, words: &Words) -> Vec<Piece> {
    let mut pieces = Vec::new();
    flatten_all(&found.content, false, &mut pieces);
    let mut pieces = with_marks(pieces);
    put_dates(&mut pieces, &item.dates);
    put_suffix(&mut pieces, item.is_distinct);
    cut_stops(&mut pieces);
    put_others(&mut pieces, words);
    tidy(pieces)
}

fn flatten_all(children: &ElemChildren, date: bool, pieces: &mut Vec<Piece>) {
    children.0.iter().for_each(|child| flatten(child, date, pieces));
}

fn flatten(child: &ElemChild, date: bool, pieces: &mut Vec<Piece>) {
    match child {
        ElemChild::Text(formatted) => pieces.push(piece(&formatted.text, formatted.formatting, date)),
        ElemChild::Link { text, .. } => pieces.push(piece(&text.text, text.formatting, date)),
        ElemChild::Markup(text) => pieces.push(Piece { date, ..Piece::plain(text.clone()) }),
        ElemChild::Elem(elem) => flatten_elem(elem, date, pieces),
        ElemChild::Transparent { .. } => {}
    }
}

fn flatten_elem(elem: &Elem, date: bool, pieces: &mut Vec<Piece>) {
    let block = matches!(elem.display, Some(Display::Block | Display::Indent)) && !pieces.is_empty();
    if block {
        pieces.push(Piece::plain("\n".to_owned()));
    }
    let first = pieces.is_empty() && matches!(elem.meta, Some(ElemMeta::CitationNumber | ElemMeta::CitationLabel));
    flatten_all(&elem.children, date || elem.meta == Some(ElemMeta::Date), pieces);
    // Styles that align the second field leave the space between to the layout.
    if first && !pieces.is_empty() {
        pieces.push(Piece::plain(" ".to_owned()));
    }
}

fn piece(text: &str, formatting: Formatting, date: bool) -> Piece {
    let style = Style {
        italic: formatting.font_style == FontStyle::Italic,
        bold: formatting.font_weight == FontWeight::Bold,
        small_caps: formatting.font_variant == FontVariant::SmallCaps,
        sub: formatting.vertical_align == VerticalAlign::Sub,
        sup: formatting.vertical_align == VerticalAlign::Sup,
        ..Style::default()
    };
    Piece { text: text.to_owned(), style, underlined: formatting.text_decoration == TextDecoration::Underline, date }
}

/// Splits pieces at the marks of styled runs. Italic within italic is upright, as CSL says.
fn with_marks(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut split = Vec::new();
    let mut on = Style::default();
    for piece in pieces {
        let mut part = Piece { text: String::new(), style: merged(piece.style, on), ..piece };
        for c in piece.text.chars() {
            let Some((mark, flag)) = MARKS.iter().find(|(mark, _)| c == *mark || c == off(*mark)) else {
                part.text.push(c);
                continue;
            };
            *flag(&mut on) = c == *mark;
            let next = Piece { text: String::new(), style: merged(piece.style, on), ..piece };
            split.push(std::mem::replace(&mut part, next));
        }
        split.push(part);
    }
    split.retain(|piece| !piece.text.is_empty());
    split
}

fn merged(outer: Style, inner: Style) -> Style {
    Style {
        italic: outer.italic ^ inner.italic,
        bold: outer.bold ^ inner.bold,
        small_caps: outer.small_caps || inner.small_caps,
        sub: outer.sub || inner.sub,
        sup: outer.sup || inner.sup,
        ..Style::default()
    }
}

fn put_dates(pieces: &mut [Piece], dates: &[(String, String)]) {
    for piece in pieces.iter_mut().filter(|piece| piece.date) {
        if let Some((year, shown)) = dates.iter().find(|(year, _)| piece.text.contains(year)) {
            piece.text = piece.text.replacen(year, shown, 1);
        }
    }
    // Where there is only a year, the processor leaves what stands between it and a month.
    for at in 1..pieces.len() {
        if pieces[at - 1].date && pieces[at].text.starts_with(",)") {
            pieces[at].text.remove(0);
        }
        let cut = match (pieces[at - 1].date, pieces[at].text.as_bytes().first()) {
            (true, Some(b')')) => ',',
            (true, Some(b';')) => ' ',
            _ => continue,
        };
        let length = pieces[at - 1].text.trim_end_matches(cut).len();
        pieces[at - 1].text.truncate(length);
    }
}

/// The letters that tell works of one year apart: they go where the dates themselves do, and so does the comma behind them where
/// there is only a year.
fn put_suffix(pieces: &mut Vec<Piece>, is_distinct: bool) {
    let Some(year) = pieces.iter().position(|piece| piece.date && piece.text.contains(|c: char| c.is_ascii_digit())) else { return };
    let start = pieces[..year].iter().map(|piece| piece.text.len()).sum::<usize>();
    let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    let digits = text[start..].find(|c: char| c.is_ascii_digit()).unwrap_or_default() + start;
    let behind = text[digits..].find(|c: char| !c.is_ascii_digit() && c != '–').map_or(text.len(), |at| digits + at);
    let end = text[behind..].find(|c: char| !c.is_ascii_lowercase()).map_or(text.len(), |at| behind + at);
    if !(1..=2).contains(&(end - behind)) {
        return;
    }
    if text[end..].starts_with(",)") {
        cut(pieces, end, 1);
    }
    if is_distinct {
        cut(pieces, behind, end - behind);
    }
}

/// Takes out the full stops behind what ends a sentence itself: a question mark, or a stop within quotation marks.
fn cut_stops(pieces: &mut Vec<Piece>) {
    let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    let is_double = |at: usize| {
        let before = &text[..at];
        let quoted = before.trim_end_matches(['”', '’', '»', '“']);
        let ends: &[char] = if quoted.len() < at { &['.', '?', '!'] } else { &['?', '!'] };
        quoted.ends_with(ends) && !text[at..].starts_with("..")
    };
    let stops: Vec<usize> = text.match_indices('.').map(|(at, _)| at).filter(|at| is_double(*at)).collect();
    stops.into_iter().rev().for_each(|at| cut(pieces, at, 1));
}

/// Takes some bytes out of the text that the pieces are.
fn cut(pieces: &mut Vec<Piece>, at: usize, length: usize) {
    let mut start = 0;
    for piece in pieces.iter_mut() {
        let end = start + piece.text.len();
        let (from, to) = (at.clamp(start, end), (at + length).clamp(start, end));
        piece.text.replace_range(from - start..to - start, "");
        start = end;
    }
    pieces.retain(|piece| !piece.text.is_empty());
}

/// Replaces the mark of "and others", and the conjunction before it, by the locale's "et al.".
fn put_others(pieces: &mut [Piece], words: &Words) {
    for at in 0..pieces.len() {
        while let Some(found) = pieces[at].text.find(OTHERS) {
            let after = pieces[at].text.split_off(found)[OTHERS.len_utf8()..].to_owned();
            let trimmed = cut_conjunction(&mut pieces[..=at], words);
            let space = if trimmed { " " } else { "" };
            let stop = words.et_al.ends_with('.') && after.starts_with('.');
            let et_al = words.et_al.trim_end_matches(|c| stop && c == '.');
            pieces[at].text.push_str(&format!("{space}{et_al}{after}"));
            if words.et_al.ends_with('.') && after.is_empty() {
                cut_stop(&mut pieces[at + 1..]);
            }
        }
    }
}

/// Takes "&", "and" and the space before them off the end, leaves a comma: whether something stands before.
fn cut_conjunction(pieces: &mut [Piece], words: &Words) -> bool {
    for piece in pieces.iter_mut().rev() {
        let text = piece.text.trim_end();
        let text = text.strip_suffix('&').or_else(|| text.strip_suffix(words.and.as_str()).filter(|rest| rest.ends_with(' '))).unwrap_or(text);
        piece.text.truncate(text.trim_end().len());
        if !piece.text.is_empty() {
            return true;
        }
    }
    false
}

fn cut_stop(pieces: &mut [Piece]) {
    if let Some(piece) = pieces.iter_mut().find(|piece| !piece.text.is_empty())
        && piece.text.starts_with('.')
    {
        piece.text.remove(0);
    }
}

/// Joins neighbours of one style, and takes white space off both ends.
fn tidy(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut tidy: Vec<Piece> = Vec::new();
    for mut piece in pieces.into_iter().filter(|piece| !piece.text.is_empty()) {
        if tidy.last().is_some_and(|last| last.text.ends_with(' ')) {
            piece.text = piece.text.trim_start_matches(' ').to_owned();
        }
        match tidy.last_mut() {
            Some(last) if last.looks() == piece.looks() => last.text.push_str(&piece.text),
            _ => tidy.push(piece),
        }
    }
    if let Some(first) = tidy.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    if let Some(last) = tidy.last_mut() {
        last.text.truncate(last.text.trim_end().len());
    }
    tidy
}
