//! Citations in Markdown as pandoc, Quarto and R Markdown read it: `[@a, p. 3; see @b]`, `@a`, `-@a`, `@{odd key}`, `nocite` in the front
//! matter; besides MyST's roles, LaTeX's commands, nbconvert's `data-cite`, and captions given in the options of code. Code says nothing else.

use super::{Citing, Found, How, Site, latex, whole};
use crate::text::Pattern;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Markdown with pandoc's citations.
pub(super) static PANDOC: Citing =
    Citing { name: "markdown", extensions: &["md", "markdown", "mdown", "mkd", "qmd", "rmd", "rmarkdown"], find: |source| whole(source, find) };

/// What Quarto and pandoc-crossref take for references to figures, tables and sections.
pub(super) const CROSS_REFERENCES: &[&str] = &[
    "fig", "tbl", "tab", "lst", "sec", "eq", "thm", "lem", "cor", "prp", "cnj", "def", "exm", "exr", "sol", "rem", "alg", "nte", "tip", "wrn", "imp",
    "cau", "vid", "prf", "apx",
];

static DATA_CITE: Pattern = Pattern::new(r#"data-cite\s*=\s*["']([^"'/]*)["']"#);
/// `{cite:p}` before a backtick.
static ROLE: Pattern = Pattern::new(r"\{(?:foot)?cite(?::[a-z]+)*\}$");
static META: Pattern = Pattern::new(r"^([A-Za-z_-]+)[ \t]*:");
static FILE: Pattern = Pattern::new(r#"[^\s"',\[\]]+\.(?:bib|bibtex|biblatex|json|ya?ml|ris|xml|nbib|enl|copac)\b"#);
/// Quarto's way of taking in another document.
static INCLUDE: Pattern = Pattern::new(r"\{\{<\s+include\s+([^\s>]+)\s+>\}\}");
static CAPTION: Pattern = Pattern::new(r"(?:[a-z]+[.-])?(?:sub)?cap(?:tion)?[ \t]*[:=]|caption");

pub(super) fn find(found: &mut Found) {
    let options = Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_MATH
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let text = found.text.as_str();
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let (mut in_code, mut in_meta) = (false, false);
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                in_code = true;
                if let CodeBlockKind::Fenced(info) = kind {
                    options_of_code(range.start..(range.start + info.len() + 80).min(range.end), found);
                }
            }
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::MetadataBlock(_)) => in_meta = true,
            Event::End(TagEnd::MetadataBlock(_)) => in_meta = false,
            Event::Text(_) if in_meta => front_matter(range, found),
            Event::Text(_) if in_code => options_in_code(range, found),
            Event::Text(_) => match pieces.last_mut().filter(|last| last.end == range.start) {
                Some(last) => last.end = range.end,
                None => pieces.push(range),
            },
            Event::Code(_) => role(range, found),
            Event::Html(_) | Event::InlineHtml(_) => data_cite(range, found),
            Event::Start(Tag::Paragraph | Tag::Item | Tag::Heading { .. } | Tag::TableCell)
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) => {
                prose(&std::mem::take(&mut pieces), found);
            }
            _ => {}
        }
    }
    prose(&pieces, found);
}

/// Something open in brackets.
#[derive(Default)]
struct Brackets {
    list: Option<u32>,
    /// Where what stands between two semicolons begins.
    item: usize,
}

/// The citations of a paragraph, whose text is in these pieces; emphasis, code and line ends stand between them.
fn prose(pieces: &[Range<usize>], found: &mut Found) {
    let text = found.text.as_str();
    let mut open: Vec<Brackets> = Vec::new();
    let mut done = 0;
    for piece in pieces {
        for part in INCLUDE.captures_iter(&text[piece.clone()]).filter_map(|captures| captures.get(1)) {
            found.part(piece.start + part.start()..piece.start + part.end());
        }
        let bytes = &text.as_bytes()[..piece.end];
        let mut at = piece.start.max(done);
        while let Some(next) = bytes.get(at..).and_then(|rest| rest.iter().position(|c| matches!(c, b'[' | b']' | b';' | b'@' | b'\\'))) {
            at += next;
            match bytes[at] {
                b'[' => open.push(Brackets { list: None, item: at + 1 }),
                b']' => drop(open.pop()),
                b';' => open.iter_mut().last().into_iter().for_each(|brackets| brackets.item = at + 1),
                b'\\' => latex::command_in_markdown(at, found),
                _ => done = key(at, &mut open, found),
            }
            at = (at + 1).max(done);
        }
    }
}

/// A key behind `@`: where to go on.
fn key(at: usize, open: &mut [Brackets], found: &mut Found) -> usize {
    let text = found.text.as_str();
    let before = text[..at].chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || c == '\\' || c == '_') {
        return at + 1;
    }
    let (range, end, site) = match text[at + 1..].strip_prefix('{') {
        Some(rest) => match rest.find(['}', '{', '\n']).filter(|end| rest[*end..].starts_with('}')) {
            Some(length) => (at + 2..at + 2 + length, at + 3 + length, Site::AtBraces),
            None => return at + 1,
        },
        None => {
            let length = key_length(&text[at + 1..]);
            (at + 1..at + 1 + length, at + 1 + length, Site::At)
        }
    };
    let lists = found.lists;
    let list = open.last_mut().and_then(|brackets| {
        let alone = text[brackets.item..at].trim_matches(|c: char| c.is_whitespace() || c == '-').is_empty();
        let ends = text[end..].trim_start().starts_with([';', ']']);
        (alone && ends).then(|| *brackets.list.get_or_insert(lists))
    });
    found.lists = found.lists.max(list.map_or(0, |list| list + 1));
    cite(range, How::Cited, list, site, found);
    end
}

/// A key, unless it refers to a figure or a section, which is then noted as something that the document knows.
fn cite(range: Range<usize>, how: How, list: Option<u32>, site: Site, found: &mut Found) {
    let kind = found.text.as_str()[range.clone()].split(['-', ':']).next().unwrap_or_default();
    let is_reference = kind.len() < range.len() && CROSS_REFERENCES.contains(&kind);
    if is_reference {
        found.label(range.clone());
    }
    found.cite(range, if is_reference { How::Either } else { how }, list, site);
}

/// The bytes at the beginning of a text that are a key: letters, digits, underscores, and single punctuation marks between them.
pub(super) fn key_length(text: &str) -> usize {
    let mut end = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let inside = at > 0 && ":.#$%&-+?<>~/".contains(c) && next.is_some_and(word);
        if !word(c) && !inside {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// The keys of a text that is not read as Markdown here: of a caption or of the front matter.
fn keys_within(range: Range<usize>, how: How, found: &mut Found) {
    let text = found.text.as_str();
    for at in memchr::memchr_iter(b'@', &text.as_bytes()[range.clone()]) {
        let at = range.start + at;
        match text[at + 1..range.end].starts_with('*') {
            true => found.cite(at + 1..at + 2, how, None, Site::At),
            false if text[..at].ends_with(|c: char| c.is_alphanumeric()) => {}
            false if text[at + 1..range.end].starts_with('{') => {
                if let Some(length) = text[at + 2..range.end].find('}') {
                    cite(at + 2..at + 2 + length, how, None, Site::AtBraces, found);
                }
            }
            false => cite(at + 1..at + 1 + key_length(&text[at + 1..range.end]), how, None, Site::At, found),
        }
    }
}

/// The front matter, line by line: a field's name holds for the indented lines below it.
fn front_matter(range: Range<usize>, found: &mut Found) {
    let text = found.text.as_str();
    let mut start = range.start;
    let mut field = "";
    for line in text[range].split_inclusive('\n') {
        let whole = start..start + line.len();
        let value = match META.captures(line).and_then(|captures| captures.get(1)) {
            Some(name) => {
                field = name.as_str();
                start + name.end()..whole.end
            }
            None => whole.clone(),
        };
        match field {
            "nocite" => keys_within(value, How::Listed, found),
            "bibliography" => {
                let offset = value.start;
                FILE.find_iter(&text[value]).for_each(|file| found.bibliography(offset + file.start()..offset + file.end()));
            }
            "abstract" | "title" | "subtitle" | "thanks" | "description" => keys_within(value, How::Cited, found),
            _ => {}
        }
        start = whole.end;
    }
}

/// The line that begins a block of code: captions of figures may cite.
fn options_of_code(range: Range<usize>, found: &mut Found) {
    let text = found.text.as_str();
    let end = text[range.start..].find('\n').map_or(text.len(), |end| range.start + end);
    if CAPTION.is_match(&text[range.start..end]) {
        keys_within(range.start..end, How::Cited, found);
    }
}

/// Options within code, `#| fig-cap: "From @a."`.
fn options_in_code(range: Range<usize>, found: &mut Found) {
    let text = found.text.as_str();
    let mut start = range.start;
    for line in text[range].split_inclusive('\n') {
        if ["#|", "//|", "%%|"].iter().any(|mark| line.starts_with(mark)) && CAPTION.is_match(line) {
            keys_within(start..start + line.len(), How::Cited, found);
        }
        start += line.len();
    }
}

/// `` {cite:p}`a,b` ``: the range is that of the code with its backticks.
fn role(range: Range<usize>, found: &mut Found) {
    let text = found.text.as_str();
    let start = crate::text::unicode::boundary_before(text, range.start.saturating_sub(40));
    if ROLE.is_match(&text[start..range.start]) {
        let ticks = text[range.clone()].bytes().take_while(|c| *c == b'`').count();
        found.cite_list(range.start + ticks..range.end.saturating_sub(ticks).max(range.start + ticks), How::Cited, Site::Role);
    }
}

fn data_cite(range: Range<usize>, found: &mut Found) {
    let text = found.text.as_str();
    for keys in DATA_CITE.captures_iter(&text[range.clone()]).filter_map(|captures| captures.get(1)) {
        found.cite_list(range.start + keys.start()..range.start + keys.end(), How::Cited, Site::Quotes);
    }
}
