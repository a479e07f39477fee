//! LaTeX: `thebibliography` with the keys of its items, as people write it and as BibTeX writes it into a `.bbl`; around it headings,
//! items and paragraphs. Commands are markup: their names are dropped and their words kept. No macro is expanded. The data that
//! biblatex keeps in its `.bbl` is none of this: it belongs to the format, not to the document.

use super::{Block, BlockKind, DocumentKind, Links, beginning, flush, item};
use crate::text::latex::{balanced_end, decode_plain};
use crate::text::{MappedText, Source};
use std::ops::Range;

/// LaTeX.
pub(super) static LATEX: DocumentKind = DocumentKind {
    name: "latex",
    summary: "LaTeX: thebibliography, and the .bbl that BibTeX writes",
    extensions: &["tex", "ltx", "latex", "bbl"],
    sniff: |text| ["\\documentclass", "\\begin{document}", "\\begin{thebibliography}", "\\bibitem"].iter().any(|sign| beginning(text).contains(sign)),
    read,
};

/// Commands whose first argument is no text: it is dropped with them.
const FIRST_IS_NO_TEXT: &[&str] = &[
    "href",
    "bibinfo",
    "bibfield",
    "natexlab",
    "label",
    "cite",
    "citep",
    "citet",
    "ref",
    "hspace",
    "vspace",
    "includegraphics",
    "bibliographystyle",
    "bibliography",
    "usepackage",
    "documentclass",
    "begin",
    "end",
    "color",
    "textcolor",
    "hskip",
    "BIBentryALTinterwordspacing",
    "providecommand",
    "addbibresource",
    "input",
    "include",
    "index",
    "phantom",
    "vphantom",
    "hphantom",
    "setlength",
    "expandafter",
    "selectlanguage",
    "foreignlanguage",
];
/// Commands that begin a heading, with its level.
const HEADINGS: &[(&str, u8)] = &[("part", 1), ("chapter", 1), ("section", 2), ("subsection", 3), ("subsubsection", 4), ("paragraph", 5)];
/// Environments whose inside is no text.
const SILENT: &[&str] = &["equation", "equation*", "align", "align*", "verbatim", "lstlisting", "tikzpicture", "tabular", "comment", "displaymath"];
/// How far the end of an argument is looked for.
const FAR: usize = 4096;

fn read(source: &Source) -> Vec<Block> {
    let text = source.text.as_str();
    if text.contains("\\endentry") {
        return Vec::new();
    }
    let at = text.find("\\begin{document}").map_or(0, |at| at + "\\begin{document}".len());
    let mut reader = Reader {
        text,
        at,
        blocks: Vec::new(),
        words: MappedText::new(source.id),
        open: BlockKind::Paragraph,
        lists: 0,
        heading: None,
        silent: false,
    };
    reader.all();
    reader.blocks
}

struct Reader<'s> {
    text: &'s str,
    at: usize,
    blocks: Vec<Block>,
    words: MappedText,
    open: BlockKind,
    /// How many lists are open.
    lists: usize,
    /// The depth of braces within a heading.
    heading: Option<usize>,
    /// Within a bibliography, before its first item: nothing there is text.
    silent: bool,
}

impl<'s> Reader<'s> {
    fn rest(&self) -> &'s str {
        &self.text[self.at..]
    }

    fn all(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            let start = self.at;
            let plain = self.rest().find(['\\', '{', '}', '~', '$', '%', '\n', '-', '`', '\'', '&', '\r']).unwrap_or(self.rest().len());
            if plain > 0 {
                self.at += plain;
                self.push(start);
                continue;
            }
            match c {
                '\\' => self.command(),
                '{' | '}' => self.brace(c),
                '%' => self.comment(),
                '\n' | '\r' => self.line_end(),
                '$' => self.mathematics(),
                '-' | '`' | '\'' => self.ligature(c),
                _ => {
                    self.at += 1;
                    self.push_instead(" ", start..self.at);
                }
            }
        }
        self.flush();
    }

    fn push(&mut self, start: usize) {
        if !self.silent {
            self.words.push(&self.text[start..self.at], start);
        }
    }

    fn push_instead(&mut self, words: &str, from: Range<usize>) {
        if !self.silent {
            self.words.push_instead(words, from);
        }
    }

    /// What LaTeX makes of the stretch up to here.
    fn decoded(&mut self, start: usize) {
        let (written, range) = (&self.text[start..self.at], start..self.at);
        self.push_instead(&decode_plain(written).replace('\u{A0}', " "), range);
    }

    fn flush(&mut self) {
        flush(&mut self.words, &mut self.open, &mut Links::default(), &mut self.blocks);
        self.heading = None;
    }

    fn begin(&mut self, open: BlockKind) {
        self.flush();
        self.open = open;
    }

    fn brace(&mut self, c: char) {
        self.at += 1;
        match (c, self.heading) {
            ('{', Some(depth)) => self.heading = Some(depth + 1),
            ('}', Some(0 | 1)) => self.flush(),
            ('}', Some(depth)) => self.heading = Some(depth - 1),
            _ => {}
        }
    }

    /// A comment, its line's end, and the white space at the beginning of the next.
    fn comment(&mut self) {
        let end = self.rest().find(['\n', '\r']).unwrap_or(self.rest().len());
        let line_end = if self.rest()[end..].starts_with("\r\n") { 2 } else { 1 };
        self.at += (end + line_end).min(self.rest().len());
        self.at += self.rest().bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    }

    /// An empty line ends a paragraph, though not an item of a bibliography.
    fn line_end(&mut self) {
        let start = self.at;
        let space = self.rest().len() - self.rest().trim_start().len();
        self.at += space.max(1);
        let ends = &self.text.as_bytes()[start..self.at];
        let lines = ends.iter().enumerate().filter(|(at, byte)| **byte == b'\n' || **byte == b'\r' && ends.get(at + 1) != Some(&b'\n')).count();
        match lines > 1 && !matches!(self.open, BlockKind::Keyed { .. }) {
            true => self.flush(),
            false if !self.words.as_str().is_empty() => self.push_instead("\n", start..self.at),
            false => {}
        }
    }

    fn ligature(&mut self, c: char) {
        let start = self.at;
        let long = self.rest().chars().take_while(|next| *next == c).count();
        self.at += long;
        match long {
            1 => self.push(start),
            _ => self.decoded(start),
        }
    }

    fn mathematics(&mut self) {
        let start = self.at;
        let inside = near(&self.rest()[1..]);
        self.at += inside.find('$').map_or(1, |end| end + 2);
        self.decoded(start);
    }

    /// The argument in braces that stands here, passed over: its inside.
    fn argument(&mut self, open: char, close: char) -> Option<Range<usize>> {
        let space = self.rest().len() - self.rest().trim_start_matches([' ', '\t', '\n', '\r']).len();
        let inside = self.rest()[space..].strip_prefix(open)?;
        let near = near(inside);
        let end = if open == '{' { balanced_end(near) } else { label_end(near, close) }?;
        let start = self.at + space + 1;
        self.at = start + end + 1;
        Some(start..start + end)
    }

    fn command(&mut self) {
        let start = self.at;
        let letters = self.rest()[1..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let first = self.rest()[1..].chars().next().map_or(0, char::len_utf8);
        let name = &self.rest()[1..1 + if letters > 0 { letters } else { first }];
        self.at += 1 + name.len();
        if let Some((_, level)) = HEADINGS.iter().find(|(heading, _)| *heading == name) {
            self.at += usize::from(self.rest().starts_with('*'));
            self.begin(BlockKind::Heading(*level));
            self.heading = Some(0);
            return;
        }
        match name {
            "bibitem" => self.bibitem(),
            "item" => {
                let marker = self.argument('[', ']').unwrap_or(start..start);
                let marker = MappedText::verbatim(self.words.source(), &self.text[marker.clone()], marker.start);
                self.begin(item(marker, self.lists));
            }
            "begin" | "end" => self.environment(name),
            "newblock" | "par" | "\\" | " " | "quad" | "newline" => self.push_instead(" ", start..self.at),
            "penalty" => self.at += self.rest().bytes().take_while(u8::is_ascii_digit).count(),
            "doi" => self.push_instead("doi:", start..self.at),
            "url" | "path" | "nolinkurl" | "texttt" => self.verbatim(),
            _ if FIRST_IS_NO_TEXT.contains(&name) => {
                self.argument('[', ']');
                self.argument('{', '}');
            }
            _ => self.letter(start, letters),
        }
    }

    /// The key of an item, and its label before it.
    fn bibitem(&mut self) {
        self.argument('[', ']');
        let Some(key) = self.argument('{', '}') else { return };
        let key = MappedText::verbatim(self.words.source(), &self.text[key.clone()], key.start);
        self.begin(BlockKind::Keyed { key });
        self.silent = false;
    }

    fn environment(&mut self, command: &str) {
        let Some(name) = self.argument('{', '}').map(|range| &self.text[range]) else { return };
        self.flush();
        self.silent = command == "begin" && name == "thebibliography";
        if command == "begin" && SILENT.contains(&name) {
            let end = format!("\\end{{{name}}}");
            self.at += self.rest().find(&end).map_or(self.rest().len(), |at| at + end.len());
        }
        let lists = matches!(name, "itemize" | "enumerate" | "description");
        self.lists = if command == "begin" { self.lists + usize::from(lists) } else { self.lists.saturating_sub(usize::from(lists)) };
        if command == "end" && name == "document" {
            self.at = self.text.len();
        }
    }

    /// The argument as it stands: an address, in which no sign is markup.
    fn verbatim(&mut self) {
        let Some(inside) = self.argument('{', '}') else { return };
        let end = std::mem::replace(&mut self.at, inside.end);
        self.push(inside.start);
        self.at = end;
    }

    /// An accent or a symbol as Unicode; of another command the name is dropped.
    fn letter(&mut self, start: usize, letters: usize) {
        let after = self.at;
        let accent = letters < 2 && !self.rest().starts_with(|c: char| c.is_ascii_digit());
        if accent && self.argument('{', '}').is_none() {
            let space = if letters == 1 { self.rest().bytes().take_while(|byte| *byte == b' ').count() } else { 0 };
            let base = self.rest()[space..].strip_prefix('\\').map(|rest| 1 + rest.bytes().take_while(u8::is_ascii_alphabetic).count());
            let base = base.or_else(|| self.rest()[space..].chars().next().filter(|c| c.is_alphabetic()).map(char::len_utf8));
            self.at += base.map_or(0, |base| space + base);
        }
        for end in [self.at, after] {
            let written = &self.text[start..end];
            let decoded = decode_plain(written);
            if !decoded.contains('\\') {
                self.at = end;
                if letters > 1 && decoded.chars().count() <= 2 {
                    self.at += if self.rest().starts_with("{}") { 2 } else { self.rest().bytes().take_while(|byte| *byte == b' ').count() };
                }
                return self.push_instead(&decoded, start..self.at);
            }
        }
        self.at = after + usize::from(self.text[after..].starts_with('*'));
        if letters > 0 {
            self.at += self.rest().bytes().take_while(|byte| *byte == b' ').count();
        }
    }
}

/// The beginning of a text, in which the end of an argument must lie.
fn near(text: &str) -> &str {
    &text[..crate::text::unicode::boundary_before(text, FAR)]
}

/// Where the bracket stands that closes a label: not one within braces.
fn label_end(inside: &str, close: char) -> Option<usize> {
    let mut depth = 0usize;
    inside.char_indices().find_map(|(at, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (c == close && depth == 0).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn blocks_of_latex() {
        for (text, expected) in [
            (r"\begin{thebibliography}{9} x \bibitem{a} A.~B, \emph{C} {\bf 1}, 2--3.\end{thebibliography}z", vec!["{a} A. B, C 1, 2–3.", "z"]),
            (
                "\\bibitem[B and C(2001)B, C]{b:1}\nB.\n\\newblock {T}itle % no\n  \\'{e}t\\'e.\n\n\\bibitem{c} D",
                vec!["{b:1} B.\n  Title été.", "{c} D"],
            ),
            (
                r"\documentclass{x}\begin{document}\section*{A \emph{b}}c d\cite{x}

e\end{document} f",
                vec!["h2 A b", "c d", "e"],
            ),
            (r"\bibitem{d} \href{http://a.b/c}{arXiv:1} \url{http://a_b/~c%d} \doi{10.1/x_y}", vec!["{d} arXiv:1 http://a_b/~c%d doi:10.1/x_y"]),
            (r#"\bibitem{e} G{\"o}del, \O rsted, \v{S}\'\i, Stra{\ss}e \& \ldots{} $\alpha$"#, vec!["{e} Gödel, Ørsted, Ší, Straße & … α"]),
            (r"\bibitem{f} \bibinfo{author}{\bibfnamefont{A.}~\bibnamefont{Orr}}, 22\penalty0 (3):\penalty0 5", vec!["{f} A. Orr, 22 (3): 5"]),
            (r"\begin{itemize}\item a\item[x] b\end{itemize}", vec!["0 a", "0[x] b"]),
            (r"\bibitem{g", vec!["g"]),
            (r"\bibitem{h} \unknown{k} \\ \textsc{L}", vec!["{h} k   L"]),
        ] {
            assert_eq!(shown(read, text), expected, "{text}");
        }
    }

    #[test]
    fn depth_and_open_ends_cost_no_more_than_their_bytes() {
        for piece in ["{", "\\emph{", "\\href{", "$", "\\bibitem[", "\\bibitem{", "\\begin{verbatim}", "%", "\\'", "\\section{", "-", "\\"] {
            shown(read, &piece.repeat(50_000));
        }
    }
}
