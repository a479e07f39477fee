//! Rendered text written in an output format.

use super::Formatted;
use super::flat::{Flat, Run, Toggle};
use super::links::{anchor, linked, to_anchor};
use super::program::Display;
use crate::model::{Entry, Variable};
use unicode_normalization::UnicodeNormalization;

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

    /// What opens and closes italic, bold, small capitals, underlined, subscript and superscript.
    fn styles(self) -> &'static [(&'static str, &'static str); 6] {
        match self {
            Self::Text | Self::Html => &[("", ""); 6],
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

    pub(super) fn escape(self, piece: &str, text: &mut String) {
        let mut characters = piece.chars().peekable();
        while let Some(c) = characters.next() {
            match (self, c) {
                // What begins no entity is plain.
                (Self::Markdown, '&') if characters.peek().is_some_and(|next| next.is_whitespace()) => text.push(c),
                (Self::Text, c) => text.push(c),
                (Self::Html, '<') => text.push_str("&#60;"),
                (Self::Html, '>') => text.push_str("&#62;"),
                (Self::Html, '&') => text.push_str("&#38;"),
                (Self::Markdown, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '$' | '~' | '^' | '|' | '&' | '@') => text.extend(['\\', c]),
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

/// How rendered text is written: in which format, and what it says of where its pieces come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Writer {
    /// The format.
    pub output: Output,
    /// DOIs, addresses, PMIDs and PMCIDs become links, where the format has any.
    pub links: bool,
    /// In HTML and Markdown cites lead to their entries in the bibliography, whose places are named `ref-KEY`.
    pub anchors: bool,
    /// In HTML every piece of a variable stands in a `span` whose `data-variable` names it.
    pub variables: bool,
}

impl From<Output> for Writer {
    /// Without links and names of variables.
    fn from(output: Output) -> Self {
        Self { output, links: false, anchors: false, variables: false }
    }
}

impl Writer {
    pub(super) fn write(self, flat: &Flat) -> String {
        self.write_citing(flat, &[])
    }

    /// Writes a citation of these entries.
    pub(super) fn write_citing(self, flat: &Flat, entries: &[Entry]) -> String {
        let (runs, mut links) = match self.links {
            true => linked(flat),
            false => (flat.runs.clone(), vec![None; flat.runs.len()]),
        };
        if self.has_anchors() {
            for (run, link) in runs.iter().zip(&mut links) {
                let cited = run.cites.and_then(|at| entries.get(at)).filter(|entry| !entry.key.is_empty());
                *link = link.take().or_else(|| cited.map(|entry| to_anchor(&entry.key)));
            }
        }
        if self.output == Output::Html {
            return html(flat, &runs, &links, self.variables);
        }
        let mut text = String::new();
        for piece in pieces(flat, &runs, &links) {
            self.output.write_piece(&piece, &mut text);
        }
        match self.output {
            Output::Markdown => protect_start(&text, &["#", "+", "-", ">", "="]),
            Output::Typst => protect_start(&text, &["=", "-", "+", "/"]),
            _ => text,
        }
    }

    fn has_anchors(self) -> bool {
        self.anchors && matches!(self.output, Output::Html | Output::Markdown)
    }
}

impl Output {
    /// What opens and closes a link. An address holds no character that any of the formats takes for its own but those named here.
    fn link(self, link: &str) -> (String, String) {
        match self {
            Self::Markdown => ("[".to_owned(), format!("](<{link}>)")),
            Self::Latex => {
                let escaped = |c: char| matches!(c, '%' | '#' | '&' | '$' | '_' | '~').then_some('\\').into_iter().chain([c]);
                (format!("\\href{{{}}}{{", link.chars().flat_map(escaped).collect::<String>()), "}".to_owned())
            }
            Self::Typst => (format!("#link(\"{link}\")["), "]".to_owned()),
            Self::Rtf => (format!("{{\\field{{\\*\\fldinst{{HYPERLINK \"{link}\"}}}}{{\\fldrslt{{"), "}}}".to_owned()),
            Self::Text | Self::Html => Default::default(),
        }
    }

    /// A piece in its style, as a link where it leads somewhere. White space at its ends stays outside: `*a *b` is no emphasis in Markdown.
    fn write_piece(self, piece: &Piece, text: &mut String) {
        let bare = piece.text.trim();
        if bare.is_empty() {
            return self.escape(&piece.text, text);
        }
        let start = piece.text.len() - piece.text.trim_start().len();
        let marks: Vec<&(&str, &str)> = self.styles().iter().zip(piece.looks).filter(|(_, on)| *on).map(|(mark, _)| mark).collect();
        self.escape(&piece.text[..start], text);
        marks.iter().for_each(|(open, _)| text.push_str(open));
        let (open, close) = piece.link.as_deref().map(|link| self.link(link)).unwrap_or_default();
        text.push_str(&open);
        self.escape(bare, text);
        text.push_str(&close);
        marks.iter().rev().for_each(|(_, close)| text.push_str(close));
        self.escape(&piece.text[start + bare.len()..], text);
    }
}

/// The elements around a run besides its looks: what variable it is of, and where it leads.
type Around<'r> = (Option<Variable>, Option<&'r str>);

fn open_around((of, link): Around, text: &mut String) {
    for (before, value) in [("<span data-variable=\"", of.map(Variable::name)), ("<a href=\"", link)] {
        if let Some(value) = value {
            text.push_str(before);
            attribute(value, text);
            text.push_str("\">");
        }
    }
}

fn close_around((of, link): Around, text: &mut String) {
    text.push_str(if link.is_some() { "</a>" } else { "" });
    text.push_str(if of.is_some() { "</span>" } else { "" });
}

/// Text within the quotation marks of an attribute.
fn attribute(value: &str, text: &mut String) {
    let mut escaped = String::new();
    Output::Html.escape(&value.replace(char::is_control, " "), &mut escaped);
    text.push_str(&escaped.replace('"', "&#34;"));
}

fn html(flat: &Flat, runs: &[Run], links: &[Option<String>], variables: bool) -> String {
    let mut text = String::new();
    let mut open: Vec<usize> = Vec::new();
    let mut around: Around = (None, None);
    for (run, link) in runs.iter().zip(links) {
        let path = flat.path(run.layer);
        let same = open.iter().zip(&path).take_while(|(a, b)| a == b).count();
        let next: Around = (run.of.filter(|_| variables), link.as_deref());
        let goes_on = next == around && same == open.len() && same == path.len();
        if !goes_on {
            close_around(around, &mut text);
        }
        open.drain(same..).rev().for_each(|layer| text.push_str(tag(flat.layers[layer].toggle).1));
        for layer in &path[same..] {
            text.push_str(tag(flat.layers[*layer].toggle).0);
            open.push(*layer);
        }
        if !goes_on {
            open_around(next, &mut text);
            around = next;
        }
        raised(&run.text, &mut text);
    }
    close_around(around, &mut text);
    open.drain(..).rev().for_each(|layer| text.push_str(tag(flat.layers[layer].toggle).1));
    text
}

/// Superscript letters as letters that are raised: few fonts have all of the former.
fn raised(piece: &str, text: &mut String) {
    let mut start = 0;
    for (at, c) in piece.char_indices() {
        if let Some(plain) = unraised(c) {
            Output::Html.escape(&piece[start..at], text);
            text.push_str("<sup>");
            Output::Html.escape(&plain, text);
            text.push_str("</sup>");
            start = at + c.len_utf8();
        }
    }
    Output::Html.escape(&piece[start..], text);
}

/// What a superscript letter is a raised form of.
fn unraised(c: char) -> Option<String> {
    match c {
        'ˀ' => Some("ʔ".to_owned()),
        '\u{6E5}' => Some("و".to_owned()),
        '\u{6E6}' => Some("ي".to_owned()),
        'ˁ' => Some("ʕ".to_owned()),
        'ª'
        | '²'
        | '³'
        | '¹'
        | 'º'
        | '\u{2B0}'..='\u{2B8}'
        | '\u{2E0}'..='\u{2E4}'
        | '\u{1D2C}'..='\u{1D61}'
        | '\u{2070}'..='\u{207F}'
        | '℠'
        | '™'
        | '\u{3192}'..='\u{319F}' => Some(c.nfkc().collect::<String>()).filter(|plain| plain.chars().ne([c])),
        _ => None,
    }
}

fn tag(toggle: Option<Toggle>) -> (&'static str, &'static str) {
    match toggle {
        None => ("", ""),
        Some(Toggle::Italic(true)) => ("<i>", "</i>"),
        Some(Toggle::Italic(false)) => ("<span style=\"font-style:normal;\">", "</span>"),
        Some(Toggle::Bold(true)) => ("<b>", "</b>"),
        Some(Toggle::Bold(false)) => ("<span style=\"font-weight:normal;\">", "</span>"),
        Some(Toggle::Light) => ("<span style=\"font-weight:lighter;\">", "</span>"),
        Some(Toggle::SmallCaps(true)) => ("<span style=\"font-variant:small-caps;\">", "</span>"),
        Some(Toggle::SmallCaps(false)) => ("<span style=\"font-variant:normal;\">", "</span>"),
        Some(Toggle::Underline(true)) => ("<span style=\"text-decoration:underline;\">", "</span>"),
        Some(Toggle::Underline(false)) => ("<span style=\"text-decoration:none;\">", "</span>"),
        Some(Toggle::Sup) => ("<sup>", "</sup>"),
        Some(Toggle::Sub) => ("<sub>", "</sub>"),
        Some(Toggle::Baseline) => ("<span style=\"baseline\">", "</span>"),
        Some(Toggle::Display(Display::Block)) => ("\n\n    <div class=\"csl-block\">", "</div>\n"),
        Some(Toggle::Display(Display::LeftMargin)) => ("\n    <div class=\"csl-left-margin\">", "</div>"),
        Some(Toggle::Display(Display::RightInline)) => ("<div class=\"csl-right-inline\">", "</div>\n  "),
        Some(Toggle::Display(Display::Indent)) => ("<div class=\"csl-indent\">", "</div>\n  "),
    }
}

/// A stretch of text in one style: italic, bold, small capitals, underlined, subscript, superscript.
struct Piece {
    text: String,
    looks: [bool; 6],
    link: Option<String>,
}

/// Neighbours of one style joined, blocks on lines of their own, no white space at the ends.
fn pieces(flat: &Flat, runs: &[Run], links: &[Option<String>]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut block = 0;
    for (run, link) in runs.iter().zip(links) {
        let mut looks = [false; 6];
        let mut own = 0;
        for layer in flat.path(run.layer) {
            match flat.layers[layer].toggle {
                Some(Toggle::Italic(on)) => looks[0] = on,
                Some(Toggle::Bold(on)) => looks[1] = on,
                Some(Toggle::Light) => looks[1] = false,
                Some(Toggle::SmallCaps(on)) => looks[2] = on,
                Some(Toggle::Underline(on)) => looks[3] = on,
                Some(Toggle::Sub) => (looks[4], looks[5]) = (true, false),
                Some(Toggle::Sup) => (looks[4], looks[5]) = (false, true),
                Some(Toggle::Baseline) => (looks[4], looks[5]) = (false, false),
                Some(Toggle::Display(_)) => own = layer,
                None => {}
            }
        }
        if own != block {
            let aligned = |layer: usize| matches!(flat.layers[layer].toggle, Some(Toggle::Display(Display::RightInline | Display::LeftMargin)));
            let joint = if aligned(block) && aligned(own) { " " } else { "\n" };
            let ends = |piece: &Piece| piece.text.ends_with(char::is_whitespace);
            if pieces.last().is_some_and(|last| joint == "\n" || !ends(last)) {
                pieces.push(Piece { text: joint.to_owned(), looks: [false; 6], link: None });
            }
            block = own;
        }
        match pieces.last_mut() {
            Some(last) if last.text.ends_with(char::is_whitespace) && run.text.starts_with(' ') => {
                pieces.push(Piece { text: run.text.trim_start_matches(' ').to_owned(), looks, link: link.clone() });
            }
            Some(last) if last.looks == looks && last.link == *link => last.text.push_str(&run.text),
            _ => pieces.push(Piece { text: run.text.clone(), looks, link: link.clone() }),
        }
    }
    pieces.retain(|piece| !piece.text.is_empty());
    if let Some(first) = pieces.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    if let Some(last) = pieces.last_mut() {
        last.text.truncate(last.text.trim_end().len());
    }
    pieces
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
    list(entries, output.into())
}

/// The same, with names for the places of entries where they are asked for.
pub(super) fn list(entries: &[Formatted], writer: Writer) -> String {
    let anchor = |entry: &Formatted| {
        let mut id = String::new();
        if writer.has_anchors() && !entry.key.is_empty() {
            id.push_str(" id=\"");
            attribute(&anchor(&entry.key), &mut id);
            id.push('"');
        }
        id
    };
    let paragraphs = || entries.iter().map(|entry| entry.text.as_str()).collect::<Vec<_>>().join("\n\n") + "\n";
    match writer.output {
        Output::Html => {
            let mut html = String::from("<div class=\"csl-bib-body\">\n");
            for entry in entries {
                html.push_str(&format!("  <div class=\"csl-entry\"{} data-key=\"", anchor(entry)));
                attribute(&entry.key, &mut html);
                html.push_str(&format!("\">{}</div>\n", entry.text));
            }
            html + "</div>\n"
        }
        Output::Rtf => format!("{{\\rtf1\\ansi\\uc1\n{}}}\n", entries.iter().map(|entry| format!("{}\\par\n", entry.text)).collect::<String>()),
        _ if entries.is_empty() => String::new(),
        Output::Markdown if writer.anchors => {
            let named = |entry: &Formatted| format!("<span{}></span>{}", anchor(entry), entry.text);
            entries.iter().map(named).collect::<Vec<_>>().join("\n\n") + "\n"
        }
        Output::Text | Output::Markdown | Output::Latex | Output::Typst => paragraphs(),
    }
}
