//! Finding the reference lists of a document: by their headings, and by content where a heading is lost.
//! Precision counts as much as recall: affiliations, contents, footnotes and enumerations are no references.

use super::split::{self, Chunk, Mark, Role, Row, Style};
use super::{List, Reference, debris, evidence, hyphens, works};
use crate::document::Document;
use crate::model::ListId;
use crate::text::{MappedText, Source, Span};
use std::ops::Range;

/// The reference lists of a document, in order, split into references, list numbers and page debris cut off.
pub fn find(source: &Source, document: &Document) -> Vec<List> {
    let rows = split::rows(document);
    let words = hyphens::Words::of(document, &rows);
    let mut finder = Finder { source, document, rows: &rows, words, lists: Vec::new(), open: None };
    for section in sections(document, &rows) {
        finder.section(&section);
    }
    finder.alone();
    finder.lists
}

/// Every line of a source as a reference, blank ones left out, page debris cut off: one list.
pub(super) fn lines(source: &Source) -> List {
    let mut list = List { id: ListId(0), heading: None, span: source.span(0..source.text.len()), references: Vec::new() };
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let words = line.trim();
        let from = start + line.len() - line.trim_start().len();
        start += line.len();
        if !words.is_empty() {
            let (text, diagnostics) = debris::clean(source, &MappedText::verbatim(source.id, words, from));
            list.references.push(Reference { text, number: None, key: None, span: source.span(from..from + words.len()), diagnostics });
        }
    }
    list
}

/// What a heading says of what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// A reference list.
    References,
    /// Perhaps a reference list: notes.
    Perhaps,
    /// Something else.
    End,
    /// Nothing that is known.
    Other,
}

/// A heading and the rows under it.
#[derive(Debug)]
struct Section {
    heading: Option<usize>,
    says: Says,
    /// Its level, where the document tells.
    level: Option<u8>,
    rows: Range<usize>,
}

fn sections(document: &Document, rows: &[Row]) -> Vec<Section> {
    let mut sections = vec![Section { heading: None, says: Says::Other, level: None, rows: 0..0 }];
    for at in 0..rows.len() {
        if let Some((says, level)) = heading(document, rows, at) {
            sections.push(Section { heading: Some(at), says, level, rows: at + 1..at + 1 });
        } else if let Some(last) = sections.last_mut() {
            last.rows.end = at + 1;
        }
    }
    sections
}

/// Headings of reference lists, folded.
const REFERENCES: &[&str] = &[
    "references",
    "reference",
    "reference list",
    "list of references",
    "references cited",
    "references and notes",
    "notes and references",
    "references and further reading",
    "further reading",
    "further readings",
    "additional reading",
    "suggested reading",
    "suggested readings",
    "suggestions for further reading",
    "recommended reading",
    "general references",
    "cited references",
    "cited works",
    "bibliography",
    "bibliographies",
    "selected bibliography",
    "select bibliography",
    "annotated bibliography",
    "works cited",
    "works consulted",
    "work cited",
    "literature",
    "literature cited",
    "cited literature",
    "citations",
    "sources",
    "primary sources",
    "secondary sources",
    "sources cited",
    "publications",
    "selected publications",
    "reading list",
    "bibliographic references",
    "bibliographical references",
    "literatur",
    "literaturverzeichnis",
    "literaturangaben",
    "literaturhinweise",
    "literaturliste",
    "weiterfuhrende literatur",
    "zitierte literatur",
    "quellen",
    "quellenverzeichnis",
    "quellen und literatur",
    "quellen und literaturverzeichnis",
    "bibliographie",
    "bibliografie",
    "sekundarliteratur",
    "primarliteratur",
    "forschungsliteratur",
    "schrifttum",
    "references bibliographiques",
    "ouvrages cites",
    "sources et bibliographie",
    "bibliographie selective",
    "orientation bibliographique",
    "bibliografia",
    "referencias",
    "referencias bibliograficas",
    "obras citadas",
    "fuentes",
    "bibliografia citada",
    "riferimenti bibliografici",
    "riferimenti",
    "opere citate",
    "fonti",
    "referencias citadas",
    "literatuur",
    "literatuurlijst",
    "bronnen",
    "referenties",
    "litteratur",
    "referenser",
    "kallor",
    "litteraturliste",
    "referanser",
    "kilder",
    "kirjallisuus",
    "lahteet",
    "pismiennictwo",
    "irodalom",
    "literatura",
    "spis literatury",
    "seznam literatury",
    "kaynakca",
    "kaynaklar",
    "список литературы",
    "литература",
    "библиография",
    "参考文献",
    "引用文献",
    "文献",
    "参考文獻",
    "引用書目",
    "참고문헌",
    "참고 문헌",
    "인용문헌",
    "参考资料",
    "references and sources",
];

/// Headings under which references may stand.
const PERHAPS: &[&str] =
    &["notes", "endnotes", "footnotes", "anmerkungen", "fussnoten", "endnoten", "notas", "note", "einzelnachweise", "notes et references"];

/// Beginnings of headings after which no reference stands.
const ENDS: &[&str] = &[
    "copyright",
    "author and affiliation",
    "authors and affiliation",
    "author information",
    "about the author",
    "about this",
    "about authors",
    "affiliations",
    "section editors",
    "editor information",
    "editors and affiliations",
    "appendix",
    "appendices",
    "anhang",
    "annex",
    "annexe",
    "acknowledg",
    "danksagung",
    "remerciements",
    "rights and permission",
    "additional information",
    "cite this",
    "how to cite",
    "supplementary",
    "supporting information",
    "conflict of interest",
    "competing interests",
    "ethics",
    "funding",
    "author contributions",
    "contributors",
    "index",
    "corresponding author",
    "publisher s note",
    "publication history",
    "permissions",
    "share this",
    "keywords",
    "tables",
    "figures",
    "figure legends",
    "figure captions",
    "list of figures",
    "list of tables",
    "table of contents",
    "contents",
    "abstract",
    "introduction",
    "summary",
    "biography",
    "author biograph",
    "data availability",
    "uber den autor",
    "uber die autor",
    "zu den autor",
    "impressum",
    "a propos de l auteur",
    "received",
    "external links",
    "see also",
    "related articles",
    "comments",
    "footer",
    "disclaimer",
    "glossary",
];

/// Whether a row is a heading, and what it says.
fn heading(document: &Document, rows: &[Row], at: usize) -> Option<(Says, Option<u8>)> {
    let row = &rows[at];
    let text = row.text(document);
    if row.noise || text.len() > 120 || matches!(row.role, Role::Inside) {
        return match row.role {
            Role::Heading(level) => Some((Says::Other, Some(level))),
            _ => None,
        };
    }
    let says = says(text);
    match row.role {
        Role::Heading(level) => Some((says, Some(level))),
        Role::Item | Role::Inside => None,
        Role::Plain if says != Says::Other => stands_as_heading(document, rows, at, says).then_some((says, None)),
        Role::Plain => looks_like_heading(document, rows, at).then_some((says, None)),
    }
}

/// What the words of a heading say.
fn says(text: &str) -> Says {
    let folded = crate::text::unicode::fold(text);
    let words = folded.as_str();
    let unnumbered = words.split_once(' ').filter(|(first, _)| is_number(first)).map_or(words, |(_, rest)| rest);
    // "7.2 References" folds to "7 2 references".
    let unnumbered = unnumbered.split_once(' ').filter(|(first, _)| is_number(first)).map_or(unnumbered, |(_, rest)| rest);
    // Folding takes Korean syllables apart: they stand in the table as they are written.
    let is = |table: &[&str]| [words, unnumbered, text.trim()].iter().any(|words| table.contains(words));
    match () {
        () if is(REFERENCES) || is_bibliography(unnumbered) => Says::References,
        () if is(PERHAPS) => Says::Perhaps,
        () if ENDS.iter().any(|end| unnumbered.starts_with(end) && ends_word(&unnumbered[end.len()..], end)) => Says::End,
        () => Says::Other,
    }
}

/// "Bibliografia essenziale", "Selective bibliography": a few words, one of them a bibliography.
fn is_bibliography(words: &str) -> bool {
    let stems = ["bibliograph", "bibliograf", "literaturverzeichnis", "quellenverzeichnis"];
    words.split(' ').count() <= 4 && words.split(' ').any(|word| stems.iter().any(|stem| word.starts_with(stem)))
}

/// A stem such as "acknowledg" may go on; a whole word may be followed by others.
fn ends_word(rest: &str, end: &str) -> bool {
    rest.is_empty() || rest.starts_with(' ') || rest == "s" || ["acknowledg", "author biograph", "uber die autor", "zu den autor"].contains(&end)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|c| c.is_ascii_digit()) || word.bytes().all(|c| b"ivx".contains(&c)) || word.len() == 1
}

/// Whether a line with the words of a heading is one, and no line of a paragraph.
fn stands_as_heading(document: &Document, rows: &[Row], at: usize, says: Says) -> bool {
    let row = &rows[at];
    let text = row.text(document);
    let closed = text.ends_with(['.', ',', ';', ')']);
    let begun = !text.starts_with(char::is_lowercase);
    let alone = row.gap || rows.get(at + 1).is_none_or(|next| next.gap) || at > 0 && rows[at - 1].noise;
    let upper = text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase);
    match says {
        Says::References | Says::Perhaps => {
            let before = at.checked_sub(1).map(|before| rows[before].text(document));
            begun && !text.ends_with([',', ';']) && (alone || upper || before.is_none_or(evidence::ends))
        }
        Says::End => begun && !closed && text.split_whitespace().count() <= 8 && (alone || upper) && !text.bytes().any(|c| c.is_ascii_digit()),
        Says::Other => false,
    }
}

/// A short line by itself that neither ends like a sentence nor like a reference.
fn looks_like_heading(document: &Document, rows: &[Row], at: usize) -> bool {
    let row = &rows[at];
    let text = row.text(document);
    let short = text.len() <= 80 && text.split_whitespace().count() <= 10;
    let gapped = row.gap && rows.get(at + 1).is_none_or(|next| next.gap);
    let marked = row.mark.is_some_and(|mark| mark.style != Style::Dot && mark.style != Style::Bare);
    short
        && gapped
        && !marked
        && !text.ends_with(['.', ',', ';', ')', ']', '!', '/'])
        && text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || crate::text::unicode::is_cjk(c))
        && !has_year(text)
        && !evidence::is_author(text)
        && !debris::is_debris(text)
        && !continues_list(rows, at)
}

fn has_year(text: &str) -> bool {
    text.as_bytes().windows(4).any(|four| four.iter().all(u8::is_ascii_digit))
}

/// Whether the number that a row begins with goes on counting what stands before it.
fn continues_list(rows: &[Row], at: usize) -> bool {
    let Some(mark) = rows[at].mark else { return false };
    let neighbour = |row: &Row, number: u32| row.mark.is_some_and(|other| other.style == mark.style && other.number == number);
    let before = rows[..at].iter().rev().take(6).any(|row| mark.number > 1 && neighbour(row, mark.number - 1));
    before || rows[at + 1..].iter().take(6).any(|row| neighbour(row, mark.number + 1))
}

/// How sure one must be that chunks are references.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    /// A heading says so.
    Told,
    /// A heading before the last one says so.
    Under,
    /// Nothing says so.
    Untold,
}

struct Finder<'s> {
    source: &'s Source,
    document: &'s Document,
    rows: &'s [Row],
    words: hyphens::Words,
    lists: Vec<List>,
    /// The heading of references under which we are: its list, or that of none yet, and its level.
    open: Option<Open>,
}

#[derive(Clone, Copy)]
struct Open {
    heading: Span,
    list: Option<usize>,
    level: Option<u8>,
}

/// A chunk with what speaks for it.
struct Judged {
    chunk: Chunk,
    evidence: evidence::Evidence,
    /// Whether it may be a reference where a heading says that references stand here.
    may_be: bool,
    /// Whether the document says that it is one.
    told: bool,
    length: usize,
}

impl Finder<'_> {
    fn section(&mut self, section: &Section) {
        let trust = match section.says {
            Says::References => {
                // "Primary sources" within "Bibliography" is a heading of the same list.
                if !self.is_within(section) {
                    let heading = section.heading.map(|at| self.rows[at].span(self.document)).unwrap_or_default();
                    self.open = Some(Open { heading, list: None, level: section.level });
                }
                Trust::Told
            }
            Says::Other if self.open.is_some_and(|open| is_deeper(section.level, open.level)) => Trust::Under,
            Says::Perhaps | Says::End | Says::Other => {
                self.open = None;
                Trust::Untold
            }
        };
        let chunks = self.judged(section.rows.clone());
        for group in groups(self.rows, &chunks, trust) {
            self.take(&chunks[group]);
        }
        // Under a heading that is not known prose has ended the list.
        if trust == Trust::Under && chunks.iter().all(|chunk| !chunk.evidence.fair()) && !chunks.is_empty() {
            self.open = None;
        }
    }

    /// Whether a heading of references is one of those within a list.
    fn is_within(&self, section: &Section) -> bool {
        let Some(open) = self.open else { return false };
        let deeper = section.level.zip(open.level).is_some_and(|(level, outer)| level > outer);
        deeper || open.list.is_none()
    }

    fn judged(&self, range: Range<usize>) -> Vec<Judged> {
        let chunks = split::chunks(self.document, self.rows, range);
        chunks.into_iter().map(|chunk| self.judge(chunk)).collect()
    }

    fn judge(&self, chunk: Chunk) -> Judged {
        let rows = &self.rows[chunk.rows.clone()];
        let length = rows.iter().filter(|row| !row.noise).map(|row| row.text(self.document).len() + 1).sum();
        let evidence = match (length <= evidence::LONGEST, rows) {
            (false, _) => evidence::Evidence::default(),
            (true, [row]) => evidence::of(&row.text(self.document)[chunk.number.map_or(0, |mark| usize::from(mark.total))..]),
            (true, _) => evidence::of(self.join(&chunk, evidence::LONGEST).as_str()),
        };
        let may_be = length <= 700 && evidence::may_be(self.join(&chunk, evidence::LONGEST).as_str());
        let told = rows.first().is_some_and(|row| row.told);
        Judged { chunk, evidence, may_be, told, length }
    }

    fn join(&self, chunk: &Chunk, longest: usize) -> MappedText {
        split::join(self.document, self.rows, chunk, &self.words, longest)
    }

    /// Makes references of chunks: of the open list, or of a new one.
    fn take(&mut self, chunks: &[Judged]) {
        let references: Vec<Reference> = chunks.iter().flat_map(|judged| self.references(&judged.chunk)).collect();
        let (Some(first), Some(last)) = (references.first(), references.last()) else { return };
        let span = first.span.to(last.span);
        let open = self.open.and_then(|open| open.list).and_then(|list| self.lists.get_mut(list));
        if let Some(list) = open {
            list.span = list.span.to(span);
            list.references.extend(references);
            return;
        }
        let Ok(id) = u16::try_from(self.lists.len()) else { return };
        if let Some(open) = &mut self.open {
            open.list = Some(self.lists.len());
        }
        self.lists.push(List { id: ListId(id), heading: self.open.map(|open| open.heading), span, references });
    }

    /// The references of a chunk: as a rule one.
    fn references(&self, chunk: &Chunk) -> Vec<Reference> {
        let joined = self.join(chunk, usize::MAX);
        let first = &self.rows[chunk.rows.start];
        let number = chunk.number.and_then(|mark| first.number(self.document, mark));
        let Some(last) = self.rows[chunk.rows.clone()].iter().rev().find(|row| !row.noise) else { return Vec::new() };
        let works = works::works(joined.as_str());
        let key = |at: usize| first.key(self.document).filter(|_| at == 0).cloned();
        let end = works.len();
        let reference = |(at, range): (usize, Range<usize>)| {
            let part = joined.slice(range);
            let mut span = part.whole();
            if let Some(number) = number.filter(|_| at == 0) {
                span = number.to(span);
            }
            if at + 1 == end {
                span = span.to(last.span(self.document));
            }
            let (text, diagnostics) = debris::clean(self.source, &part);
            (!text.as_str().is_empty()).then_some(Reference { text, number, key: key(at), span, diagnostics })
        };
        works.into_iter().enumerate().filter_map(reference).collect()
    }

    /// A document that is a single reference, and nothing else, is a list of one.
    fn alone(&mut self) {
        if !self.lists.is_empty() || self.rows.len() > 12 {
            return;
        }
        let chunks = self.judged(0..self.rows.len());
        if let [one] = chunks.as_slice()
            && one.evidence.strong()
        {
            self.open = None;
            self.take(&chunks);
        }
    }
}

/// Whether a heading lies under another. Where the levels are not known, it may.
fn is_deeper(level: Option<u8>, outer: Option<u8>) -> bool {
    match (level, outer) {
        (Some(level), Some(outer)) => level > outer,
        _ => true,
    }
}

/// The groups of chunks that are references.
fn groups(rows: &[Row], chunks: &[Judged], trust: Trust) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    while start < chunks.len() {
        let chain = chunks[start].chunk.chain;
        let end = (start..chunks.len()).find(|at| chunks[*at].chunk.chain != chain).unwrap_or(chunks.len());
        match chain {
            Some(_) => groups.extend(marked(&chunks[start..end], trust).map(|range| start + range.start..start + range.end)),
            None => unmarked(rows, &chunks[start..end], trust, start, &mut groups),
        }
        start = end;
    }
    merge(groups)
}

/// Groups that follow each other are one.
fn merge(groups: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for group in groups {
        match merged.last_mut() {
            Some(last) if last.end == group.start => last.end = group.end,
            _ => merged.push(group),
        }
    }
    merged
}

/// The references of a list of marked items: all of them, or those between the first and the last that are.
fn marked(chunks: &[Judged], trust: Trust) -> Option<Range<usize>> {
    let count = chunks.len();
    if chunks.iter().all(|chunk| chunk.told) {
        return Some(0..count);
    }
    let strong = chunks.iter().filter(|chunk| chunk.evidence.strong()).count();
    let fair = chunks.iter().filter(|chunk| chunk.evidence.fair()).count();
    let mean = chunks.iter().map(|chunk| chunk.evidence.total).sum::<f32>() / count.max(1) as f32;
    let accepted = match trust {
        Trust::Told => fair * 10 >= count * 4 || mean >= 2.0,
        Trust::Under => fair * 2 >= count && strong >= 1,
        Trust::Untold => count >= 2 && strong >= 1 && (strong * 2 >= count && fair * 10 >= count * 6 || strong * 10 >= count * 3 && mean >= 2.75),
    };
    if !accepted {
        return None;
    }
    // Numbers, and items of the document itself, say where the list begins and ends.
    let numbered = chunks[0].chunk.number.is_none_or(|Mark { style, .. }| !matches!(style, Style::Bullet(_) | Style::Bare));
    let keeps = |chunk: &Judged| chunk.evidence.fair() || numbered && trust == Trust::Told && chunk.length <= 1500;
    let first = chunks.iter().position(|chunk| keeps(chunk) || numbered && chunk.evidence.total >= 0.0 && chunk.length <= 400)?;
    let last = chunks.iter().rposition(|chunk| keeps(chunk) || numbered && chunk.evidence.total >= 0.0 && chunk.length <= 400)?;
    Some(first..last + 1)
}

/// The runs of references among chunks without marks.
fn unmarked(rows: &[Row], chunks: &[Judged], trust: Trust, base: usize, groups: &mut Vec<Range<usize>>) {
    let is = |chunk: &Judged| match trust {
        Trust::Told => chunk.evidence.fair(),
        Trust::Under | Trust::Untold => chunk.evidence.strong(),
    };
    // One that is weak between others that are not is one of them.
    let between = |at: usize| {
        let weak = chunks[at].length <= 400 && chunks[at].evidence.total >= if trust == Trust::Told { 0.0 } else { 1.5 };
        weak && at > 0 && is(&chunks[at - 1]) && chunks.get(at + 1).is_some_and(is)
    };
    // Under a heading of references what may be one is one, in the very next line or with others behind it.
    let told = |at: usize, from: usize| {
        let may = |at: usize| trust == Trust::Told && chunks.get(at).is_some_and(|chunk| chunk.may_be);
        let near = !rows[chunks[at].chunk.rows.start].gap || chunks[at].evidence.total >= 1.0;
        let behind = || (at + 1..chunks.len().min(at + 4)).take_while(|next| is(&chunks[*next]) || may(*next)).any(|next| is(&chunks[next]));
        at > from && may(at) && (near || behind())
    };
    // So is what stands between the heading and the first reference that is one.
    let may = |chunk: &Judged| chunk.may_be && chunk.evidence.total >= 0.0;
    let headed = trust == Trust::Told && base == 0;
    let head = chunks.iter().position(is).filter(|first| headed && chunks[..*first].iter().all(may)).unwrap_or(0);
    let mut start = 0;
    while start < chunks.len() {
        if !is(&chunks[start]) && start >= head {
            start += 1;
            continue;
        }
        let goes_on = |at: usize| is(&chunks[at]) || at < head || between(at) || told(at, start);
        let mut end = (start..chunks.len()).find(|at| !goes_on(*at)).unwrap_or(chunks.len());
        // So is one in the very next line.
        let glued = |chunk: &&Judged| !rows[chunk.chunk.rows.start].gap && chunk.evidence.total >= 1.0 && chunk.length <= 400;
        end += usize::from(end - start >= 2 && chunks.get(end).filter(glued).is_some());
        if end - start >= least(&chunks[start..end], trust, chunks.len()) {
            groups.push(base + start..base + end);
        }
        start = end;
    }
}

/// How many references a run needs.
fn least(run: &[Judged], trust: Trust, of: usize) -> usize {
    let mean = run.iter().map(|chunk| chunk.evidence.total).sum::<f32>() / run.len().max(1) as f32;
    match trust {
        Trust::Told | Trust::Under => 1,
        Trust::Untold if mean >= 4.5 || run.len() == of => 2,
        Trust::Untold => 3,
    }
}
