//! A document as rows, and rows as chunks: stretches that would be one reference each, told apart by list numbers, bullets,
//! indents, blank lines or by how they begin and end. Whether a chunk is a reference is `find`'s affair.

use super::hyphens::{HYPHENS, Words, line_end_hyphen};
use super::{debris, evidence, unfold, wrapped};
use crate::document::{Block, BlockKind, Document};
use crate::text::{MappedText, Span};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// A line of a document.
#[derive(Clone, Debug)]
pub(super) struct Row {
    block: u32,
    start: u32,
    end: u32,
    /// Columns of white space before it.
    pub indent: u16,
    /// Something stands between it and the row before: a blank line, another paragraph.
    pub gap: bool,
    /// What the document says that it is.
    pub role: Role,
    /// The list number or bullet that it begins with.
    pub mark: Option<Mark>,
    /// Page numbers and running headers: not part of what goes on around them.
    pub noise: bool,
    /// The document says that it is a reference.
    pub told: bool,
}

/// What the document says of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A heading, with its level.
    Heading(u8),
    /// The first line of a list item.
    Item,
    /// A further line of an item.
    Inside,
    /// A line of a paragraph or of plain text.
    Plain,
}

/// A list number or a bullet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub style: Style,
    pub number: u32,
    /// The letter behind the number: `2a`.
    pub letter: Option<char>,
    /// Bytes of the mark, and with the white space behind it.
    pub length: u16,
    pub total: u16,
}

/// How a list is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Style {
    /// `1.`
    Dot,
    /// `1)`
    Paren,
    /// `(1)`
    Parens,
    /// `[1]`
    Brackets,
    /// `[Smi98]`
    Key,
    /// `¹`
    Super,
    /// `1`
    Bare,
    /// `•`
    Bullet(char),
}

/// The rows of a document that are one reference, if they are.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    pub rows: Range<usize>,
    /// Its list number.
    pub number: Option<Mark>,
    /// The list of marked items it belongs to.
    pub chain: Option<u32>,
}

/// The rows of a document, without blank ones.
pub(super) fn rows(document: &Document) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut gap = true;
    let mut continues = false;
    for (index, block) in document.blocks.iter().enumerate() {
        let (role, indent, after) = match &block.kind {
            BlockKind::Heading(level) => (Role::Heading(*level), 0, true),
            BlockKind::Item { .. } | BlockKind::Keyed { .. } => (Role::Item, 0, true),
            BlockKind::Paragraph => (Role::Plain, 0, true),
            BlockKind::Line { indent } => (Role::Plain, *indent, false),
        };
        gap |= after;
        continues &= !after;
        for (line, range) in lines(block.text.as_str()) {
            if line.is_empty() || is_ruler(line) {
                gap = true;
                continue;
            }
            let role = if role == Role::Item && continues { Role::Inside } else { role };
            let told = matches!(block.kind, BlockKind::Keyed { .. });
            rows.push(row(block, index, range, Row { indent, gap, role, told, ..BLANK }));
            (gap, continues) = (false, true);
        }
        gap |= after;
    }
    let mut rows = unfold::unfold(document, rows);
    mark_noise(document, &mut rows);
    rows
}

const BLANK: Row = Row { block: 0, start: 0, end: 0, indent: 0, gap: false, role: Role::Plain, mark: None, noise: false, told: false };

/// The lines of a text without white space at their ends, and where they stand.
fn lines(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut at = 0;
    text.split('\n').map(move |line| {
        let start = at + line.len() - line.trim_start().len();
        at += line.len() + 1;
        let line = line.trim();
        (line, start..start + line.len())
    })
}

/// A line that only divides: "-----".
fn is_ruler(line: &str) -> bool {
    line.len() >= 3 && line.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | '~' | '#' | '+' | ' '))
}

fn row(block: &Block, index: usize, range: Range<usize>, like: Row) -> Row {
    let cut = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let text = &block.text.as_str()[range.clone()];
    let mut row = Row { block: cut(index), start: cut(range.start), end: cut(range.end), ..like };
    row.mark = match (&block.kind, row.role) {
        (BlockKind::Item { marker, .. }, Role::Item) => mark(marker.as_str()).map(|mark| Mark { length: 0, total: 0, ..mark }).or_else(|| mark(text)),
        _ => mark(text),
    };
    row
}

/// The digits of the longest list number: nobody numbers a million references.
const LONGEST_NUMBER: usize = 6;

/// The list number or bullet that a line begins with.
pub(super) fn mark(line: &str) -> Option<Mark> {
    let mut chars = line.chars();
    let first = chars.next()?;
    let made = |style, number, length: usize| {
        let total = line.len() - line[length..].trim_start().len();
        let cut = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        Some(Mark { style, number, letter: None, length: cut(length), total: cut(total) })
    };
    let spaced = |length: usize| line[length..].starts_with(char::is_whitespace) || line.len() == length;
    match first {
        '0'..='9' => {
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            let number = line[..digits].parse().ok().filter(|_| digits <= LONGEST_NUMBER)?;
            let letter = letter(&line[digits..]).filter(|_| matches!(line.as_bytes().get(digits + 1), Some(b')' | b']' | b'.')));
            if let Some(letter) = letter.filter(|_| spaced(digits + 2)) {
                let style = if line.as_bytes()[digits + 1] == b'.' { Style::Dot } else { Style::Paren };
                return made(style, number, digits + 2).map(|mark| Mark { letter: Some(letter), ..mark });
            }
            match line.as_bytes().get(digits) {
                // "1.Smith" as pages are copied, but "1.5" is a number.
                Some(b'.') if !line[digits + 1..].starts_with(|c: char| c.is_ascii_digit()) || nested(&line[digits + 1..]) => {
                    made(Style::Dot, number, digits + 1)
                }
                Some(b')') => made(Style::Paren, number, digits + 1),
                Some(b']') => made(Style::Brackets, number, digits + 1),
                Some(c) if c.is_ascii_whitespace() => {
                    // "1 - Smith"
                    let dash = [" - ", " – "].into_iter().find(|dash| line[digits..].starts_with(dash));
                    made(Style::Bare, number, digits + dash.map_or(0, |dash| dash.trim_end().len()))
                }
                _ => None,
            }
        }
        '(' | '[' | '［' | '（' => {
            let close = if matches!(first, '(' | '（') { [')', '）'] } else { [']', '］'] };
            let end = line.char_indices().take(24).find(|(_, c)| close.contains(c))?.0;
            let inner = line[first.len_utf8()..end].trim().trim_start_matches('^');
            let length = end + line[end..].chars().next().map_or(0, char::len_utf8);
            let style = if matches!(first, '(' | '（') { Style::Parens } else { Style::Brackets };
            let letter = inner.get(inner.len().saturating_sub(1)..).and_then(letter);
            let digits = letter.map_or(inner, |_| &inner[..inner.len() - 1]);
            match digits.parse() {
                Ok(number) if digits.len() <= LONGEST_NUMBER && digits.bytes().all(|c| c.is_ascii_digit()) => {
                    made(style, number, length).map(|mark| Mark { letter, ..mark })
                }
                _ if style == Style::Brackets && is_key(inner) && spaced(length) => made(Style::Key, 0, length),
                _ => None,
            }
        }
        '•' | '·' | '▪' | '◦' | '‣' | '●' | '○' | '■' | '□' | '♦' | '➢' | '\u{F0B7}' | '∙' => {
            made(Style::Bullet(first), 0, first.len_utf8())
        }
        '-' | '*' | '–' | '+' if line[first.len_utf8()..].starts_with([' ', '\t']) => made(Style::Bullet(first), 0, first.len_utf8()),
        _ => {
            let digits: String = chars.clone().take(3).take_while(|c| superscript(*c).is_some()).collect();
            let mut number = superscript(first)?;
            for c in digits.chars() {
                number = number * 10 + superscript(c)?;
            }
            made(Style::Super, number, first.len_utf8() + digits.len())
        }
    }
}

/// The letter that stands behind a number.
fn letter(rest: &str) -> Option<char> {
    rest.chars().next().filter(char::is_ascii_lowercase)
}

/// "1. 1.Author": a number behind the number.
fn nested(rest: &str) -> bool {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0 && rest[digits..].starts_with('.') && !rest[digits + 1..].starts_with(|c: char| c.is_ascii_digit())
}

/// "Smi98", "Smith et al., 1998", "ABC+01".
fn is_key(inner: &str) -> bool {
    inner.chars().any(char::is_alphabetic) && inner.chars().any(|c| c.is_ascii_digit()) && inner.starts_with(char::is_uppercase)
}

fn superscript(c: char) -> Option<u32> {
    "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().zip(0..).find_map(|(digit, value)| (digit == c).then_some(value))
}

impl Row {
    /// A part of it, in bytes of its text.
    pub fn part(&self, range: Range<usize>) -> Self {
        let cut = |n: usize| self.start.saturating_add(u32::try_from(n).unwrap_or(u32::MAX));
        Self { start: cut(range.start), end: cut(range.end), ..self.clone() }
    }

    /// Its words.
    pub fn text<'d>(&self, document: &'d Document) -> &'d str {
        let text = document.blocks.get(self.block as usize).map_or("", |block| block.text.as_str());
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// Its words without list number.
    pub fn body<'d>(&self, document: &'d Document) -> &'d str {
        let text = self.text(document);
        self.mark.and_then(|mark| text.get(usize::from(mark.total)..)).unwrap_or(text)
    }

    /// Where it stands.
    pub fn span(&self, document: &Document) -> Span {
        document.blocks.get(self.block as usize).map_or_else(Span::default, |block| block.text.span(self.start as usize..self.end as usize))
    }

    /// The key that the document gives it.
    pub fn key<'d>(&self, document: &'d Document) -> Option<&'d MappedText> {
        match &document.blocks.get(self.block as usize)?.kind {
            BlockKind::Keyed { key } => Some(key),
            _ => None,
        }
    }

    /// Where its list number stands, if it begins a reference.
    pub fn number(&self, document: &Document, mark: Mark) -> Option<Span> {
        let block = document.blocks.get(self.block as usize)?;
        if matches!(mark.style, Style::Bullet(_)) {
            return None;
        }
        match (&block.kind, mark.length) {
            (BlockKind::Item { marker, .. }, 0) => Some(marker.whole()),
            (_, length) => Some(block.text.span(self.start as usize..self.start as usize + usize::from(length))),
        }
    }
}

/// The longest row that may be a running header.
const HEADER: usize = 100;

/// Marks page numbers, and lines that come again beside page numbers.
fn mark_noise(document: &Document, rows: &mut [Row]) {
    let mut seen: FxHashMap<String, u32> = FxHashMap::default();
    let stem = |row: &Row| -> Option<String> {
        let text = row.text(document);
        let keeps = text.len() <= HEADER && row.role == Role::Plain && !matches!(row.mark, Some(Mark { style, .. }) if style != Style::Bare);
        keeps.then(|| text.trim_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '|' | '-' | '–' | '—')).to_owned())
    };
    let stems: Vec<Option<String>> = rows.iter().map(stem).collect();
    for stem in stems.iter().flatten() {
        *seen.entry(stem.clone()).or_default() += 1;
    }
    let mut lines: FxHashMap<&str, u32> = FxHashMap::default();
    for row in rows.iter().filter(|row| row.end - row.start <= HEADER as u32) {
        *lines.entry(row.text(document)).or_default() += 1;
    }
    let pages: Vec<bool> = rows.iter().map(|row| row.role == Role::Plain && is_page_number(row.text(document))).collect();
    for index in 0..rows.len() {
        let Some(stem) = &stems[index] else { continue };
        let text = rows[index].text(document);
        let beside = index > 0 && pages[index - 1] || pages.get(index + 1) == Some(&true);
        let again = !stem.is_empty() && seen.get(stem).is_some_and(|times| *times >= 2);
        let numbered = text.len() > stem.len();
        // The very same line beside a page number is a header, whatever it looks like.
        let same = beside && lines.get(text).is_some_and(|times| *times >= 2) && stem.chars().any(char::is_alphabetic);
        let header = again && (beside || numbered) && stem.chars().any(char::is_alphabetic) && !evidence::is_author(text) && !debris::is_debris(text);
        rows[index].noise = pages[index] || same || header && !evidence::of(text).fair();
    }
}

/// "12", "– 12 –", "Page 3 of 9".
fn is_page_number(text: &str) -> bool {
    if text.len() > 24 {
        return false;
    }
    let bare = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '|'));
    let bare = ["Page ", "page ", "p. ", "Seite ", "S. "].iter().find_map(|word| bare.strip_prefix(word)).unwrap_or(bare);
    !bare.is_empty()
        && bare.len() <= 12
        && bare.split([' ', '/']).all(|word| matches!(word, "of" | "von") || word.len() <= 4 && word.bytes().all(|c| c.is_ascii_digit()))
}

/// Divides rows into chunks.
pub(super) fn chunks(document: &Document, rows: &[Row], range: Range<usize>) -> Vec<Chunk> {
    let chains = chains(document, rows, range.clone());
    let mut chunks = Vec::new();
    let mut at = range.start;
    for (id, chain) in chains.iter().enumerate() {
        let (Some(first), Some(last)) = (chain.first(), chain.last()) else { continue };
        unmarked(document, rows, at..*first, &mut chunks);
        let limit = chains.get(id + 1).and_then(|next| next.first()).map_or(range.end, |next| *next);
        let end = item_end(document, rows, *last, limit);
        let ends = chain[1..].iter().copied().chain([end]);
        for (start, end) in chain.iter().copied().zip(ends) {
            let end = if end == *last || end < range.end { trim_headings(document, rows, start, end) } else { end };
            chunks.push(Chunk { rows: start..end, number: rows[start].mark, chain: u32::try_from(id).ok() });
        }
        at = end;
    }
    unmarked(document, rows, at..range.end, &mut chunks);
    chunks.retain(|chunk| rows[chunk.rows.clone()].iter().any(|row| !row.noise));
    chunks
}

/// Where the item ends that begins at `start` and whose next item does not: at a gap, unless links of the page follow.
fn item_end(document: &Document, rows: &[Row], start: usize, limit: usize) -> usize {
    let mut end = start + 1;
    let limit = limit.min(start + LONGEST_ITEM);
    while end < limit {
        let row = &rows[end];
        let links = debris::is_debris(row.text(document));
        let outdented = row.indent < rows[start].indent && evidence::ends(rows[end - 1].text(document));
        let goes_on = !(row.gap || outdented || matches!(row.role, Role::Item | Role::Heading(_)));
        let carried = row.gap && end >= 2 && rows[end - 1].noise && !evidence::ends(rows[end - 2].text(document));
        if !(row.noise || links || goes_on || carried) {
            break;
        }
        end += 1;
    }
    // Noise at the end belongs to nobody.
    while end > start + 1 && rows[end - 1].noise {
        end -= 1;
    }
    end
}

/// An item that ends at a gap, with a short line behind it before the next item: that is a heading within the list.
fn trim_headings(document: &Document, rows: &[Row], start: usize, end: usize) -> usize {
    let is_heading = |at: usize| rows[at].gap && rows[at].text(document).len() <= 60 && !debris::is_debris(rows[at].text(document));
    let gapped_after = end - start >= 2 && rows.get(end).is_none_or(|row| row.gap || row.mark.is_some());
    let ended = end - start >= 2 && evidence::ends(rows[end - 2].text(document));
    let cut = gapped_after && ended && is_heading(end - 1) && !evidence::ends(rows[end - 1].text(document));
    if cut { end - 1 } else { end }
}

/// No item has more rows.
const LONGEST_ITEM: usize = 60;

/// The lists of marked rows: their first rows, in order.
fn chains(document: &Document, rows: &[Row], range: Range<usize>) -> Vec<Vec<usize>> {
    let mut open: FxHashMap<Style, Vec<usize>> = FxHashMap::default();
    let mut closed: Vec<Vec<usize>> = Vec::new();
    for at in range.clone() {
        let row = &rows[at];
        if row.noise {
            continue;
        }
        if row.role == Role::Item {
            extend_or_begin(&mut open, &mut closed, Style::Bullet(' '), at, |last| items_between(rows, last, at));
            continue;
        }
        let Some(mark) = row.mark.filter(|mark| usize::from(mark.total) < row.text(document).len() || rows.get(at + 1).is_some()) else { continue };
        let follows = |last: usize| {
            let number = rows[last].mark.map_or(0, |mark| mark.number);
            at - last <= LONGEST_ITEM
                && match mark.style {
                    Style::Bullet(_) | Style::Key => true,
                    _ if mark.number == number => mark.letter > rows[last].mark.and_then(|mark| mark.letter),
                    _ => mark.number == number + 1 || mark.number > number && mark.number <= number + 4 && evidence::begins(row.body(document)),
                }
        };
        let begins = matches!(mark.style, Style::Bullet(_) | Style::Key) || mark.number == 1 || evidence::begins(row.body(document));
        let continues = open.get(&mark.style).and_then(|chain| chain.last()).is_some_and(|last| follows(*last));
        if continues || begins {
            extend_or_begin(&mut open, &mut closed, mark.style, at, follows);
        }
    }
    closed.extend(open.into_values());
    let least = |chain: &Vec<usize>| match rows[chain[0]].mark.map(|mark| mark.style) {
        Some(Style::Bare) => 3,
        _ => 1,
    };
    // "– Title" stands for the author before, and no list is marked so in which references stand between.
    let dashed = |chain: &Vec<usize>| matches!(rows[chain[0]].mark.map(|mark| mark.style), Some(Style::Bullet('–')));
    let between = |chain: &Vec<usize>| {
        let from = chain[0].saturating_sub(1).max(range.start);
        (from..*chain.last().unwrap_or(&from))
            .any(|at| chain.binary_search(&at).is_err() && rows[at].mark.is_none() && evidence::is_author(rows[at].text(document)))
    };
    closed.retain(|chain| !dashed(chain) || !between(chain));
    // A year that a wrapped line begins with is no list number.
    let is_year = |at: usize| rows[at].mark.is_some_and(|mark| (1400..2100).contains(&mark.number)) && !rows[at].gap;
    closed.retain(|chain| !chain.iter().all(|at| is_year(*at)));
    // A number by itself within a paragraph is one of its words.
    let stands = |at: usize| rows[at].gap || at == range.start;
    closed.retain(|chain| chain.len() >= least(chain) && (chain.len() > 1 || stands(chain[0])) || rows[chain[0]].role == Role::Item);
    without_overlap(closed)
}

fn extend_or_begin(open: &mut FxHashMap<Style, Vec<usize>>, closed: &mut Vec<Vec<usize>>, style: Style, at: usize, follows: impl Fn(usize) -> bool) {
    let chain = open.entry(style).or_default();
    if chain.last().is_some_and(|last| !follows(*last)) {
        closed.push(std::mem::take(chain));
    }
    chain.push(at);
}

/// Whether only lines of the item stand between two items.
fn items_between(rows: &[Row], last: usize, at: usize) -> bool {
    at - last <= LONGEST_ITEM && rows[last + 1..at].iter().all(|row| row.role == Role::Inside || row.noise)
}

/// Of chains that lie within each other the longer ones, in order.
fn without_overlap(mut chains: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    chains.sort_by_key(|chain| (std::cmp::Reverse(chain.len()), chain.first().copied()));
    let mut taken: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    chains.retain(|chain| {
        let (Some(first), Some(last)) = (chain.first(), chain.last()) else { return false };
        let free = taken.range(..=*last).next_back().is_none_or(|(_, end)| end < first);
        if free {
            taken.insert(*first, *last);
        }
        free
    });
    chains.sort_by_key(|chain| chain.first().copied());
    chains
}

/// Divides rows without marks.
fn unmarked(document: &Document, rows: &[Row], range: Range<usize>, chunks: &mut Vec<Chunk>) {
    let mut paragraphs = Vec::new();
    let mut start = range.start;
    while start < range.end {
        let end = (start + 1..range.end).find(|at| rows[*at].gap && !goes_on(document, rows, *at)).unwrap_or(range.end);
        paragraphs.push(start..end);
        start = end;
    }
    let whole = are_whole(document, rows, &paragraphs);
    if !whole {
        // What a new page parts goes on, unless its lines say otherwise.
        let paged = |range: &Range<usize>| range.start > 0 && (rows[range.start].noise || rows[range.start - 1].noise);
        paragraphs.dedup_by(|next, kept| {
            let joins = paged(next) && kept.end == next.start;
            kept.end = if joins { next.end } else { kept.end };
            joins
        });
    }
    for range in paragraphs {
        match whole && range.len() <= LONGEST_ITEM {
            true => chunks.push(Chunk { rows: range, number: None, chain: None }),
            false => paragraph(document, rows, range, chunks),
        }
    }
}

/// Whether blank lines part the references, so that a paragraph is one: most paragraphs begin like a reference, and few
/// lines within them do where the line before has ended.
fn are_whole(document: &Document, rows: &[Row], paragraphs: &[Range<usize>]) -> bool {
    let text = |at: usize| rows[at].text(document);
    let first = paragraphs.iter().filter(|range| evidence::begins(text(range.start))).count();
    let within = |range: &Range<usize>| range.clone().skip(1).filter(|at| evidence::is_author(text(*at)) && evidence::ends(text(at - 1))).count();
    let within: usize = paragraphs.iter().map(within).sum();
    paragraphs.len() >= 3 && first * 2 >= paragraphs.len() && within * 4 <= paragraphs.len()
}

/// Whether a row behind a gap goes on where a page broke the reference, or holds the links of the page.
fn goes_on(document: &Document, rows: &[Row], at: usize) -> bool {
    let text = rows[at].text(document);
    let before = rows[..at].iter().rev().take(4).find(|row| !row.noise);
    let broken = at > 0 && (rows[at].noise || rows[at - 1].noise);
    debris::is_debris(text)
        || rows[at].noise
        || broken && before.is_some_and(|row| !evidence::ends(row.text(document))) && !evidence::is_author(text)
        || text.starts_with(char::is_lowercase) && !evidence::is_author(text) && before.is_some_and(|row| !evidence::ends(row.text(document)))
}

/// Divides the rows of a paragraph.
fn paragraph(document: &Document, rows: &[Row], range: Range<usize>, chunks: &mut Vec<Chunk>) {
    let solid: Vec<usize> = range.clone().filter(|at| !rows[*at].noise).collect();
    let starts = starts(document, rows, &solid);
    let ends = starts.iter().skip(1).copied().chain([range.end]);
    chunks.extend(starts.iter().copied().zip(ends).map(|(start, end)| Chunk { rows: start..end, number: None, chain: None }));
}

/// No text is wrapped at more bytes: where a line is longer, a line is a reference.
const WIDEST: usize = 170;
/// Hardly any text is wrapped at fewer columns, but in two columns on a page.
const NARROWEST: usize = 60;

/// The rows of a paragraph at which references begin.
fn starts(document: &Document, rows: &[Row], solid: &[usize]) -> Vec<usize> {
    let Some(first) = solid.first() else { return Vec::new() };
    let text = |at: usize| rows[at].text(document);
    let least = solid.iter().map(|at| rows[*at].indent).min().unwrap_or(0);
    let (outer, inner): (Vec<usize>, Vec<usize>) = solid.iter().partition(|at| rows[**at].indent == least);
    let share = |of: &[usize]| of.iter().filter(|at| evidence::begins(text(**at))).count() as f32 / of.len().max(1) as f32;
    if !inner.is_empty() && share(&outer).max(share(&inner)) >= 0.5 {
        let hanging = rows[*first].indent == least && share(&outer) >= share(&inner);
        let mut starts = if hanging { outer } else { inner };
        if starts.first() != Some(first) {
            starts.insert(0, *first);
        }
        return starts;
    }
    let alone = solid.iter().filter(|at| evidence::of(text(**at)).strong()).count();
    let closed = solid.iter().all(|at| evidence::ends(text(*at)));
    let dated = |line: &str| evidence::has_year(line) && line.starts_with(|c: char| c.is_uppercase());
    // Three wrapped lines that all end as references do, each with its year or with names at its beginning, are hardly found.
    let each = |is: &dyn Fn(&str) -> bool| closed && solid.len() >= 3 && solid.iter().all(|at| is(text(*at)));
    let one_a_line = alone * 10 >= solid.len() * 6 || each(&dated) || each(&evidence::is_author);
    let width = wrapped_at(document, rows, solid, 2);
    if !one_a_line && wrapped_at(document, rows, solid, 5).is_some() {
        let lines: Vec<&str> = solid.iter().map(|at| text(*at)).collect();
        if wrapped::may_be(&lines) {
            return wrapped::starts(&lines).into_iter().map(|at| solid[at]).collect();
        }
    }
    // Every line ends as references do: where a line ends early, and both have their year, they are two.
    let apart = |before: &str, here: &str| closed && dated(before) && dated(here) && is_early(before, here, NARROWEST);
    let unwrapped = one_a_line && solid.iter().any(|at| text(*at).len() > WIDEST);
    let begins = |pair: &[usize]| {
        let (before, here) = (text(pair[0]), text(pair[1]));
        if width.is_some_and(|width| is_early(before, here, width)) && !here.starts_with(char::is_lowercase) && !debris::is_debris(here) {
            return Some(pair[1]);
        }
        let ended = evidence::ends(before);
        let begins = match one_a_line {
            true => {
                ended
                    || unwrapped && !here.starts_with(char::is_lowercase) && here.len() >= 40
                    || evidence::of(here).strong()
                    || evidence::begins_with_names_and_date(here)
            }
            false => ended && evidence::begins(here) || apart(before, here),
        };
        (begins && !debris::is_debris(here)).then_some(pair[1])
    };
    std::iter::once(*first).chain(solid.windows(2).filter_map(begins)).collect()
}

/// The width at which lines were wrapped, where one of so many reaches for it.
fn wrapped_at(document: &Document, rows: &[Row], solid: &[usize], of: usize) -> Option<usize> {
    let lengths: Vec<usize> = solid.iter().map(|at| rows[*at].text(document)).map(|text| text.chars().take(200).count()).collect();
    let width = lengths.iter().copied().max().filter(|width| (38..=140).contains(width))?;
    let full = lengths.iter().filter(|length| **length + 14 >= width).count();
    (solid.len() >= 4 && full * of >= solid.len()).then_some(width)
}

/// Whether a line ends though the next word had found room in it: what follows is something new.
fn is_early(before: &str, next: &str, width: usize) -> bool {
    let word = next.split_whitespace().next().unwrap_or_default();
    before.chars().count() + 1 + word.chars().count() < width
}

/// The words of a chunk: its rows joined, list number left out. A text longer than `longest` is cut.
pub(super) fn join(document: &Document, rows: &[Row], chunk: &Chunk, words: &Words, longest: usize) -> MappedText {
    let mut joined = MappedText::new(document.blocks.first().map_or_else(Default::default, |block| block.text.source()));
    for at in chunk.rows.clone().filter(|at| !rows[*at].noise) {
        let row = &rows[at];
        let Some(block) = document.blocks.get(row.block as usize) else { continue };
        let mut range = row.start as usize..row.end as usize;
        if at == chunk.rows.start {
            range.start += chunk.number.map_or(0, |mark| usize::from(mark.total));
        }
        let next = block.text.as_str().get(range.clone()).unwrap_or_default();
        let place = block.text.span(range.clone()).range();
        if !joined.as_str().is_empty() {
            let end = joined.whole().range().end;
            if let Some(hyphen) = line_end_hyphen(words, joined.as_str(), next) {
                joined = joined.slice(0..joined.as_str().len() - hyphen);
            } else if let Some(between) = between(joined.as_str(), next) {
                joined.push_instead(between, end..place.start.max(end));
            }
        }
        joined.append(&block.text, range);
        if joined.as_str().len() > longest {
            break;
        }
    }
    joined
}

/// What stands for the end of a line: nothing within a broken word or address, else a space.
fn between(before: &str, next: &str) -> Option<&'static str> {
    let mut back = before.chars().rev();
    let hyphen = back.next().is_some_and(|c| HYPHENS.contains(&c)) && back.next().is_some_and(char::is_alphabetic);
    let first = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    // "Erd-" and "und Himmelskunde" are two words.
    let broken_word = hyphen && !first.is_empty() && !matches!(first, "und" | "oder" | "bzw" | "and" | "or" | "et" | "ou" | "y" | "e" | "to");
    let broken_word = broken_word || is_broken_range(before, next);
    let cjk = before.chars().next_back().is_some_and(crate::text::unicode::is_cjk) && next.chars().next().is_some_and(crate::text::unicode::is_cjk);
    (!broken_word && !cjk && !is_broken_address(before, next)).then_some(" ")
}

/// Whether a range of numbers goes on in the next line: "613–" and "644".
fn is_broken_range(before: &str, next: &str) -> bool {
    let bare = before.trim_end_matches(['-', '–', '‐']);
    bare.len() < before.len() && bare.ends_with(|c: char| c.is_ascii_digit()) && next.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a DOI or URL goes on in the next line.
fn is_broken_address(before: &str, next: &str) -> bool {
    let last = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let first = next.split(char::is_whitespace).next().unwrap_or_default();
    let lower = last.to_ascii_lowercase();
    let address =
        ["http", "www.", "doi:", "doi.org"].iter().any(|sign| lower.contains(sign)) || lower.trim_start_matches(['(', '<', '[']).starts_with("10.");
    let open = last.ends_with(['/', '-', '_', '=', '?', '&', '%', ':', '#', '~']);
    let goes_on =
        first.starts_with(['/', '?', '&', '=', '_', '%', '#']) || first.starts_with(|c: char| c.is_ascii_digit()) || first.contains(['/', '_', '=']);
    let plain = !first.contains("://") && !first.starts_with(['(', '[']);
    address
        && plain
        && !first.is_empty()
        && (open || goes_on && !last.ends_with([',', ';', ')', '>']) && !(last.ends_with('.') && first.starts_with(char::is_uppercase)))
}
