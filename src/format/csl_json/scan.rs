//! Where the values of a JSON text begin and end. It keeps no tree and does not recurse, looks no deeper than asked, and finds
//! the end of broken values too; whether a value is well-formed within is for `serde_json` to say.

use std::ops::Range;

/// A value: where it stands, and whether its brackets and quotes are closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::format) struct Item {
    pub range: Range<usize>,
    pub complete: bool,
}

/// A member of an object: its name with quotes, and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::format) struct Field {
    pub key: Range<usize>,
    pub value: Item,
}

/// Where something is not as JSON has it, and what.
pub(in crate::format) type Problem = (Range<usize>, &'static str);

/// The next value at or behind `at`, white space before it left out; none at the end.
pub(in crate::format) fn next_value(text: &str, at: usize) -> Option<Item> {
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
pub(in crate::format) struct Elements<'t> {
    text: &'t str,
    at: usize,
    done: bool,
}

impl<'t> Elements<'t> {
    pub(in crate::format) fn new(text: &'t str, start: usize) -> Self {
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
pub(in crate::format) struct Fields<'t> {
    text: &'t str,
    at: usize,
    first: bool,
    done: bool,
}

impl<'t> Fields<'t> {
    pub(in crate::format) fn new(text: &'t str, start: usize) -> Self {
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
