//! Where the values of a JSON text begin and end. It keeps no tree and does not recurse, looks no deeper than asked, and finds
//! the end of broken values too; whether a value is well-formed within is for `serde_json` to say.

use serde_json::Value as Json;
use std::ops::Range;

/// A value: where it stands, and whether its brackets and quotes are closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub range: Range<usize>,
    pub complete: bool,
}

/// A member of an object: its name with quotes, and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub key: Range<usize>,
    pub value: Item,
}

/// Where something is not as JSON has it, and what.
pub(super) type Problem = (Range<usize>, &'static str);

/// The next value at or behind `at`, white space before it left out; none at the end.
pub(super) fn next_value(text: &str, at: usize) -> Option<Item> {
    let start = skip_space(text, at);
    (start < text.len()).then(|| value(text, start))
}

fn skip_space(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// The value that begins at `start`: a string, what brackets hold, or else all up to the next delimiter.
fn value(text: &str, start: usize) -> Item {
    let bytes = text.as_bytes();
    let (end, complete) = match bytes[start] {
        b'"' => string(bytes, start),
        b'{' | b'[' => nested(bytes, start),
        _ => {
            let length = bytes[start..]
                .iter()
                .take_while(|byte| !matches!(byte, b',' | b'}' | b']' | b'{' | b'[' | b'"' | b':') && !byte.is_ascii_whitespace());
            (start + length.count().max(text[start..].chars().next().map_or(1, char::len_utf8)), true)
        }
    };
    Item { range: start..end, complete }
}

fn string(bytes: &[u8], start: usize) -> (usize, bool) {
    let mut at = start + 1;
    while let Some(found) = memchr::memchr2(b'"', b'\\', &bytes[at.min(bytes.len())..]) {
        at += found;
        if bytes[at] == b'"' {
            return (at + 1, true);
        }
        at += 2;
    }
    (bytes.len(), false)
}

/// The end of what an opening bracket holds. A closing bracket of the other kind closes all that was left open within its own.
fn nested(bytes: &[u8], start: usize) -> (usize, bool) {
    let mut open: Vec<u8> = Vec::new();
    let mut counts = [0usize; 2];
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at = string(bytes, at).0;
                continue;
            }
            byte @ (b'{' | b'[') => {
                open.push(byte);
                counts[usize::from(byte == b'[')] += 1;
            }
            byte @ (b'}' | b']') if counts[usize::from(byte == b']')] > 0 => {
                let opener = if byte == b']' { b'[' } else { b'{' };
                while let Some(closed) = open.pop() {
                    counts[usize::from(closed == b'[')] -= 1;
                    if closed == opener {
                        break;
                    }
                }
                if open.is_empty() {
                    return (at + 1, true);
                }
            }
            // A list cannot end the object that holds it; the object was left open.
            b'}' | b']' => return (at, false),
            _ => {}
        }
        at += 1;
    }
    (bytes.len(), false)
}

/// The elements of an array, from behind its bracket.
pub(super) struct Elements<'t> {
    text: &'t str,
    at: usize,
    done: bool,
}

impl<'t> Elements<'t> {
    pub(super) fn new(text: &'t str, start: usize) -> Self {
        Self { text, at: start, done: false }
    }
}

impl Iterator for Elements<'_> {
    type Item = Result<Item, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        self.at = skip_space(self.text, self.at);
        match self.text.as_bytes().get(self.at) {
            None => {
                self.done = true;
                Some(Err((self.at..self.at, "the file ends within a list")))
            }
            Some(b']') => {
                self.done = true;
                None
            }
            Some(b',' | b'}' | b':') => {
                self.at += 1;
                Some(Err((self.at - 1..self.at, "expected a value")))
            }
            Some(_) => {
                let item = value(self.text, self.at);
                self.at = skip_space(self.text, item.range.end);
                self.done = !item.complete && item.range.end >= self.text.len();
                if self.text.as_bytes().get(self.at) == Some(&b',') {
                    self.at += 1;
                }
                Some(Ok(item))
            }
        }
    }
}

/// The members of an object, from behind its bracket. It ends at the first place that is not as JSON has it.
pub(super) struct Fields<'t> {
    text: &'t str,
    at: usize,
    first: bool,
    done: bool,
}

impl<'t> Fields<'t> {
    pub(super) fn new(text: &'t str, start: usize) -> Self {
        Self { text, at: start, first: true, done: false }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self) {
        self.at = skip_space(self.text, self.at);
    }

    fn here(&self) -> Range<usize> {
        let end = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        self.at..self.at + end
    }

    /// The next member; none where the object ends.
    fn field(&mut self) -> Result<Option<Field>, Problem> {
        self.skip();
        if self.byte() == Some(b'}') {
            return Ok(None);
        }
        if !std::mem::take(&mut self.first) {
            if self.byte() != Some(b',') {
                return Err((self.here(), "expected `,` or `}`; the rest of the item was left out"));
            }
            self.at += 1;
            self.skip();
            // A comma behind the last member: forgiven, as most programs do.
            if self.byte() == Some(b'}') {
                return Ok(None);
            }
        }
        if self.byte() != Some(b'"') {
            return Err((self.here(), "expected a name in double quotes; the rest of the item was left out"));
        }
        let key = value(self.text, self.at).range;
        self.at = key.end;
        self.skip();
        if self.byte() != Some(b':') {
            return Err((self.here(), "expected `:`; the rest of the item was left out"));
        }
        self.at += 1;
        self.skip();
        if matches!(self.byte(), None | Some(b'}' | b']' | b',' | b':')) {
            return Err((self.here(), "expected a value; the rest of the item was left out"));
        }
        let value = value(self.text, self.at);
        self.at = value.range.end;
        Ok(Some(Field { key, value }))
    }
}

impl Iterator for Fields<'_> {
    type Item = Result<Field, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let field = self.field();
        self.done = !matches!(field, Ok(Some(_)));
        field.transpose()
    }
}

/// A member of an object, read.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) name: String,
    /// Where its name stands, with quotes.
    pub(super) key: Range<usize>,
    pub(super) json: Json,
    /// Where its value stands.
    pub(super) range: Range<usize>,
}

/// The members of an object, from behind its bracket, as far as they are well-formed, and what is wrong with the others.
pub(super) fn members(text: &str, start: usize) -> (Vec<Member>, Vec<(Range<usize>, String)>) {
    let (mut members, mut problems) = (Vec::new(), Vec::new());
    for field in Fields::new(text, start) {
        let Field { key, value } = match field {
            Ok(field) => field,
            Err((range, message)) => {
                problems.push((range, message.to_owned()));
                break;
            }
        };
        let raw = &text[value.range.clone()];
        match (serde_json::from_str(&text[key.clone()]), serde_json::from_str(raw)) {
            (Ok(name), Ok(json)) => members.push(Member { name, key, json, range: value.range }),
            (Err(error), _) => problems.push((key, error.to_string())),
            (_, Err(error)) => {
                let at = place_of(&error, raw, value.range.start);
                problems.push((at..at, without_place(&error)));
            }
        }
    }
    (members, problems)
}

/// Where in the source an error of a piece of it stands.
fn place_of(error: &serde_json::Error, raw: &str, start: usize) -> usize {
    if error.is_eof() {
        return start + raw.len();
    }
    let line: usize = raw.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut at = (line + error.column().saturating_sub(1)).min(raw.len());
    while !raw.is_char_boundary(at) {
        at -= 1;
    }
    start + at
}

fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or_default().to_owned()
}

/// The objects that a text holds as records: itself, the elements of a list, or what stands under the first of the names that an object
/// has. Lists within lists are not looked into. Besides: where something else stands.
pub(super) fn records(text: &str, under: &[&str]) -> (Vec<Item>, Vec<(Range<usize>, String)>) {
    let (mut records, mut problems) = (Vec::new(), Vec::new());
    let mut waiting: Vec<(Item, usize)> = Vec::new();
    let mut at = 0;
    while let Some(item) = next_value(text, at) {
        at = item.range.end.max(at + 1);
        waiting.push((item, 0));
        while let Some((item, depth)) = waiting.pop() {
            match text.as_bytes().get(item.range.start) {
                Some(b'[') if depth < 4 => {
                    for element in Elements::new(text, item.range.start + 1) {
                        match element {
                            Ok(element) if text.as_bytes().get(element.range.start) == Some(&b'{') => records.push(element),
                            Ok(element) => problems.push((element.range, "expected a work, an object".to_owned())),
                            Err((range, message)) => problems.push((range, message.to_owned())),
                        }
                    }
                }
                Some(b'{') => match inner(text, &item, under).filter(|_| depth < 4) {
                    Some(inner) => waiting.push((inner, depth + 1)),
                    None => records.push(item),
                },
                _ => problems.push((item.range, "expected a work, or a list of works".to_owned())),
            }
        }
    }
    (records, problems)
}

/// The list or object under the first of the names.
fn inner(text: &str, item: &Item, under: &[&str]) -> Option<Item> {
    let named = |field: &Field| under.iter().any(|name| text.get(field.key.start + 1..field.key.end - 1) == Some(name));
    let fields = Fields::new(text, item.range.start + 1).flatten();
    let holds = |field: &Field| matches!(text.as_bytes().get(field.value.range.start), Some(b'[' | b'{'));
    fields.filter(|field| named(field) && holds(field)).map(|field| field.value).next()
}
