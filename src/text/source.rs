//! Sources: bytes decoded once to UTF-8, places in them, and the way back to bytes in the source's own encoding.
//! Where the bytes come from (a file, standard input) is the caller's affair.

use super::content::Content;
use super::{Diagnostic, RuleInfo};
use crate::text::diagnostic::{Default, FixSafety, Severity};
use arcstr::ArcStr;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

/// The number of a source within one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, std::default::Default, serde::Serialize)]
pub struct SourceId(pub u32);

/// A range of bytes of a source's text (UTF-8, without BOM).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, std::default::Default)]
pub struct Span {
    /// The source.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The span of `range` in `source`. Sources are smaller than 4 GiB; a larger offset is cut to that.
    pub fn new(source: SourceId, range: Range<usize>) -> Self {
        let cut = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { source, start: cut(range.start), end: cut(range.end) }
    }

    /// The span as a range of bytes.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest span that holds both; both lie in one source.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// A place as people see it: both numbers from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One input as read.
#[derive(Debug)]
pub struct Source {
    /// Its number.
    pub id: SourceId,
    /// What people call it: a path as given, `-` for standard input.
    pub name: String,
    /// The decoded text, without BOM, line ends as they stand.
    pub text: ArcStr,
    encoding: &'static Encoding,
    bom: bool,
    /// Bytes that no encoding explains were replaced, so that the text cannot be written back.
    lossy: bool,
    marks: OnceLock<Vec<Mark>>,
}

/// A known place, every so many bytes, so that finding a place never reads a whole file or long line.
#[derive(Clone, Copy, Debug)]
struct Mark {
    offset: u32,
    place: Place,
}
const MARK_EVERY: usize = 1024;

impl Mark {
    const START: Self = Self { offset: 0, place: Place { line: 1, column: 1 } };

    /// The place further on in the text.
    fn forward(self, bytes: &[u8], offset: usize) -> Self {
        let Place { mut line, mut column } = self.place;
        let start = self.offset as usize;
        let piece = bytes.get(start..offset).unwrap_or_default();
        if memchr::memchr(b'\r', piece).is_none() {
            let last = memchr::memrchr(b'\n', piece);
            line += last.map_or(0, |last| count(&piece[..=last], |byte| byte == b'\n'));
            column = last.map_or(column, |_| 1) + count(&piece[last.map_or(0, |last| last + 1)..], |byte| !matches!(byte, 0x80..=0xBF));
            return Self { offset: Span::new(SourceId(0), offset..offset).start, place: Place { line, column } };
        }
        for (at, byte) in piece.iter().enumerate() {
            match byte {
                b'\n' => (line, column) = (line + 1, 1),
                // `\r\n` ends one line, at its `\n`.
                b'\r' if bytes.get(start + at + 1) != Some(&b'\n') => (line, column) = (line + 1, 1),
                // What continues a character is no character.
                0x80..=0xBF => {}
                _ => column += 1,
            }
        }
        Self { offset: Span::new(SourceId(0), offset..offset).start, place: Place { line, column } }
    }
}

/// How many bytes are such: many at a time, each time as many as a byte can count.
fn count(bytes: &[u8], is_such: impl Fn(u8) -> bool) -> u32 {
    bytes.chunks(255).map(|bytes| u32::from(bytes.iter().map(|byte| u8::from(is_such(*byte))).sum::<u8>())).sum()
}

/// The file is not UTF-8; it was read in the encoding that its bytes speak for.
pub static NOT_UTF8: RuleInfo = RuleInfo {
    name: "not-utf8",
    summary: "the file is not encoded in UTF-8",
    why: "Tools disagree on how to read other encodings, and accents are the first to break. ibidem reads Latin-1, Windows-1252 \
          and UTF-16 all the same, and writes a file back in the encoding it came in. The fix writes it as UTF-8; it is unsafe, for the \
          encoding is a guess, and documents may name the one that the file had.",
    severity: Severity::Warning,
    default: Default::On,
    fix: FixSafety::Unsafe,
    examples: &[],
};

/// Some bytes belong to no character.
pub static INVALID_UTF8: RuleInfo = RuleInfo {
    name: "invalid-utf8",
    summary: "a byte sequence that is no character",
    why: "The file is UTF-8 but for some bytes, which were read as U+FFFD; what they meant is not known, so the file is never written back.",
    severity: Severity::Error,
    default: Default::On,
    fix: FixSafety::None,
    examples: &[],
};

/// The input holds no text at all.
pub static NOT_TEXT: RuleInfo = RuleInfo {
    name: "not-a-bibliography",
    summary: "binary data, or no entry in a file that claims to be a bibliography",
    why: "A PDF, an archive or a picture was given where a bibliography or a document with reference lists is read.",
    severity: Severity::Error,
    default: Default::On,
    fix: FixSafety::None,
    examples: &[],
};

impl Source {
    /// A source whose text is at hand.
    pub fn from_text(id: SourceId, name: impl Into<String>, text: &str) -> Self {
        Self::with(id, name.into(), ArcStr::from(text), UTF_8, false)
    }

    fn with(id: SourceId, name: String, text: ArcStr, encoding: &'static Encoding, bom: bool) -> Self {
        Self { id, name, text, encoding, bom, lossy: false, marks: OnceLock::new() }
    }

    /// A source of what was read; see [`decode`](Self::decode).
    pub fn of(id: SourceId, name: impl Into<String>, content: Content) -> (Self, Vec<Diagnostic>) {
        match content {
            Content::Text(text) if u32::try_from(text.len()).is_ok() => (Self::with(id, name.into(), text, UTF_8, false), Vec::new()),
            content => Self::decode(id, name, content.as_bytes()),
        }
    }

    /// Decodes `bytes`: UTF-8 and UTF-16 with or without BOM, else Windows-1252, with what is to be said about it.
    /// Binary data gives an empty text and an error.
    pub fn decode(id: SourceId, name: impl Into<String>, bytes: &[u8]) -> (Self, Vec<Diagnostic>) {
        let name = name.into();
        if u32::try_from(bytes.len()).is_err() {
            let source = Self::from_text(id, name, "");
            let message = "the file is larger than 4 GiB; split it".to_owned();
            let found = Diagnostic::new(&NOT_TEXT, source.span(0..0), message);
            return (source, vec![found]);
        }
        if let Some((encoding, length)) = Encoding::for_bom(bytes) {
            return Self::decode_as(id, name, &bytes[length..], encoding, true);
        }
        match guess(bytes) {
            Some((encoding, _)) => Self::decode_as(id, name, bytes, encoding, false),
            None => {
                let source = Self::from_text(id, name, "");
                let message = "this is binary data, not text; convert it to text, HTML or a bibliography format first".to_owned();
                let found = Diagnostic::new(&NOT_TEXT, source.span(0..0), message);
                (source, vec![found])
            }
        }
    }

    fn decode_as(id: SourceId, name: String, bytes: &[u8], encoding: &'static Encoding, bom: bool) -> (Self, Vec<Diagnostic>) {
        let (text, bad) = encoding.decode_without_bom_handling(bytes);
        let mut source = Self::with(id, name, ArcStr::from(text.as_ref()), encoding, bom);
        source.lossy = bad;
        let found = source.of_encoding();
        (source, found)
    }

    /// What is to be said about how its text was read from bytes.
    fn of_encoding(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        if !self.is_utf8() {
            let message = format!("the file is encoded in {}, not in UTF-8; it was read as such", self.encoding.name());
            let told = Diagnostic::new(&NOT_UTF8, self.span(0..0), message);
            found.push(if self.lossy { told } else { told.fix_encoding("write the file as UTF-8") });
        }
        if self.lossy {
            let at = self.text.find('\u{FFFD}').unwrap_or(0);
            let count = self.text.matches('\u{FFFD}').count();
            let message = format!("bytes that are no {} character, {count} in the file; the rest was read", self.encoding.name());
            found.push(Diagnostic::new(&INVALID_UTF8, self.span(at..at + '\u{FFFD}'.len_utf8()), message));
        }
        found
    }

    /// The same source with another text, and what is to be said about its encoding, which stays.
    pub fn with_text(&self, text: &str) -> (Self, Vec<Diagnostic>) {
        let changed = Self { lossy: self.lossy, ..Self::with(self.id, self.name.clone(), ArcStr::from(text), self.encoding, self.bom) };
        let found = if self.text.is_empty() && text.is_empty() { Vec::new() } else { changed.of_encoding() };
        (changed, found)
    }

    /// Whether it holds bytes that could not be read, so that it is never written back.
    pub fn is_lossy(&self) -> bool {
        self.lossy
    }

    /// Whether it was read from UTF-8.
    pub fn is_utf8(&self) -> bool {
        self.encoding == UTF_8
    }

    /// The bytes of `text` in this source's own encoding, with its BOM. `None` where they cannot be had: the source
    /// was not read whole, or `text` holds a character that the encoding lacks.
    pub fn encode(&self, text: &str) -> Option<Vec<u8>> {
        if self.lossy {
            return None;
        }
        let mut bytes = Vec::new();
        match self.encoding {
            e if e == UTF_16LE || e == UTF_16BE => {
                let units = self.bom.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
                let swap = |unit: u16| if e == UTF_16LE { unit.to_le_bytes() } else { unit.to_be_bytes() };
                bytes.extend(units.flat_map(swap));
            }
            e => {
                if self.bom {
                    bytes.extend("\u{FEFF}".as_bytes());
                }
                let (encoded, _, unmappable) = e.encode(text);
                if unmappable {
                    return None;
                }
                bytes.extend(encoded.as_ref());
            }
        }
        Some(bytes)
    }

    /// Whether a byte order mark stands before the text.
    pub fn has_bom(&self) -> bool {
        self.bom
    }

    /// The line end that the source uses: that of its first line, `\n` where there is none.
    pub fn line_end(&self) -> &'static str {
        match memchr::memchr2(b'\n', b'\r', self.text.as_bytes()) {
            Some(at) if self.text[at..].starts_with("\r\n") => "\r\n",
            Some(at) if self.text[at..].starts_with('\r') => "\r",
            _ => "\n",
        }
    }

    /// `text` with its line ends as this source has them.
    pub fn with_line_ends<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.line_end() {
            "\n" => Cow::Borrowed(text),
            end => Cow::Owned(text.replace("\r\n", "\n").replace('\n', end)),
        }
    }

    /// The span of a range of this source's text.
    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.id, range)
    }

    /// The text that a span covers; empty where the span is not one of this text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Line and column of a byte offset; an offset within a character is that character's, one past the end is the end's.
    pub fn place(&self, offset: usize) -> Place {
        let offset = offset.min(self.text.len());
        let bytes = self.text.as_bytes();
        let marks = self.marks.get_or_init(|| marks(bytes));
        let at = marks.partition_point(|mark| mark.offset as usize <= offset).saturating_sub(1);
        let mark = marks.get(at).copied().unwrap_or(Mark::START);
        mark.forward(bytes, offset).place
    }
}

/// The encoding that bytes without BOM speak for; none for binary data.
fn guess(bytes: &[u8]) -> Option<(&'static Encoding, bool)> {
    let head = &bytes[..bytes.len().min(4096)];
    let nuls = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let half = head.len() / 2;
    match (nuls(0), nuls(1)) {
        (0, 0) => {}
        // Mostly ASCII in two bytes each.
        (0, high) if half >= 2 && high * 10 >= half * 6 => return Some((UTF_16LE, false)),
        (high, 0) if half >= 2 && high * 10 >= half * 6 => return Some((UTF_16BE, false)),
        _ => return None,
    }
    if memchr::memchr(0, bytes).is_some() || head.starts_with(b"%PDF-") {
        return None;
    }
    let controls = head.iter().filter(|byte| matches!(byte, 1..=8 | 14..=26 | 28..=31)).count();
    if controls * 20 > head.len() {
        return None;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Some((UTF_8, true));
    }
    // A few bad bytes among many good sequences: a damaged UTF-8 file. Else every byte above 127 is a character of its own.
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    Some((if good > bad { UTF_8 } else { WINDOWS_1252 }, false))
}

/// Whether bytes are the UTF-8 text that they would be decoded to.
pub(super) fn is_clean(bytes: &[u8]) -> bool {
    Encoding::for_bom(bytes).is_none() && matches!(guess(bytes), Some((_, true)))
}

fn marks(bytes: &[u8]) -> Vec<Mark> {
    let mut marks = vec![Mark::START];
    let mut mark = Mark::START;
    for offset in (MARK_EVERY..=bytes.len()).step_by(MARK_EVERY) {
        mark = mark.forward(bytes, offset);
        marks.push(mark);
    }
    marks
}

/// The sources of one run, by their numbers.
#[derive(Debug, std::default::Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// Decodes one more source and keeps it: its number, and what is to be said about its bytes.
    pub fn add(&mut self, name: impl Into<String>, content: impl Into<Content>) -> (SourceId, Vec<Diagnostic>) {
        let (source, found) = Source::of(self.next_id(), name, content.into());
        let id = source.id;
        self.0.push(source);
        (id, found)
    }

    /// Keeps another text of a source of the same number in another run: what is to be said about its encoding, which stays.
    pub fn add_changed(&mut self, source: &Source, text: &str) -> (SourceId, Vec<Diagnostic>) {
        let (mut changed, found) = source.with_text(text);
        changed.id = self.next_id();
        let id = changed.id;
        self.0.push(changed);
        (id, found)
    }

    /// From now on the sources of these numbers are UTF-8 without byte order mark.
    pub fn set_utf8(&mut self, ids: &[SourceId]) {
        for source in self.0.iter_mut().filter(|source| ids.contains(&source.id)) {
            (source.encoding, source.bom) = (UTF_8, false);
        }
    }

    /// Keeps a text that is at hand: its number.
    pub fn add_text(&mut self, name: impl Into<String>, text: &str) -> SourceId {
        let source = Source::from_text(self.next_id(), name, text);
        let id = source.id;
        self.0.push(source);
        id
    }

    fn next_id(&self) -> SourceId {
        SourceId(u32::try_from(self.0.len()).unwrap_or(u32::MAX))
    }

    /// The source of that number.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.0.get(id.0 as usize)
    }

    /// The text that a span covers; empty where there is none.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source).map_or("", |source| source.slice(span))
    }

    /// All sources in order.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.iter()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (Source, Vec<&'static str>) {
        let (source, found) = Source::decode(SourceId(0), "x", bytes);
        let names = found.iter().map(|d| d.rule.name).collect();
        (source, names)
    }

    #[test]
    fn every_encoding_reads_and_writes_itself() {
        let utf16: Vec<u8> = "\u{FEFF}é\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let bare: Vec<u8> = "ab\ncd".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let cases: [(&[u8], &str, &[&str]); 6] = [
            (b"", "", &[]),
            ("é\n".as_bytes(), "é\n", &[]),
            (b"\xEF\xBB\xBFa", "a", &[]),
            (&utf16, "é\r\n", &["not-utf8"]),
            (&bare, "ab\ncd", &["not-utf8"]),
            (b"M\xFCller", "Müller", &["not-utf8"]),
        ];
        for (bytes, text, rules) in cases {
            let (source, found) = decoded(bytes);
            assert_eq!((source.text.as_str(), found.as_slice()), (text, rules));
            assert_eq!(source.encode(&source.text).as_deref(), Some(bytes));
        }
    }

    #[test]
    fn damaged_utf8_is_read_but_never_written_back() {
        let (source, found) = decoded(b"\xC3\xA9\xC3\xBC \xFF ok");
        assert_eq!((source.text.as_str(), found.as_slice()), ("éü \u{FFFD} ok", ["invalid-utf8"].as_slice()));
        assert_eq!(source.encode("x"), None);
    }

    #[test]
    fn binary_data_is_told() {
        for bytes in [&b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0"[..], b"%PDF-1.7\nabc", b"PK\x03\x04\x14\0\x06\0"] {
            assert_eq!(decoded(bytes).1, ["not-a-bibliography"]);
        }
    }

    #[test]
    fn places_count_characters_and_every_line_end() {
        let source = Source::from_text(SourceId(0), "x", "äb\r\nc\rd\n\n€f");
        let place = |at| {
            let p = source.place(at);
            (p.line, p.column)
        };
        assert_eq!([0, 2, 5, 7, 9, 10, 13, 99].map(place), [(1, 1), (1, 2), (2, 1), (3, 1), (4, 1), (5, 1), (5, 2), (5, 3)]);
    }

    #[test]
    fn a_place_far_into_one_line_is_exact() {
        let text = "é".repeat(50_000);
        let source = Source::from_text(SourceId(0), "x", &text);
        for character in [0usize, 1, 2047, 2048, 2049, 4096, 49_999] {
            assert_eq!(source.place(character * 2), Place { line: 1, column: u32::try_from(character).unwrap() + 1 });
        }
    }
}
