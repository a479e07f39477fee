//! What merging did to files, as a file that undoes it: which keys were given up for which, what the entries that are gone said otherwise,
//! and of every file the edits with the bytes that stood there before. A file that has changed since is refused, not guessed at.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// The whole file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoMap {
    /// `{"old": ENTRY, "kept": KEY}`: the keys that were given up.
    pub keys: Vec<Json>,
    /// `{"entry": ENTRY, "kept": KEY, "variable": NAME, "value": TEXT}`: what entries said otherwise than the merged one does.
    pub differences: Vec<Json>,
    /// The files that changed.
    pub files: Vec<ChangedFile>,
}

/// What was done to a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangedFile {
    /// Its path: from the folder of the map where it lies below that, else from the root.
    pub file: String,
    /// What it was.
    pub before: Mark,
    /// What it is.
    pub after: Mark,
    /// What makes of the file as it is the file as it was, in order.
    pub edits: Vec<ByteEdit>,
}

/// The length and the FNV-1a hash of a file's bytes: enough to see that it is another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// How many bytes.
    pub bytes: usize,
    /// 64 bits in hexadecimal digits.
    pub fnv1a: String,
}

impl Mark {
    /// The mark of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self { bytes: bytes.len(), fnv1a: format!("{:016x}", fnv1a(bytes)) }
    }
}

/// FNV-1a, 64 bits, as its authors define it; the same everywhere and always.
pub(super) fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A piece of the changed file, and what stood there before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByteEdit {
    /// The offset in the changed file.
    pub at: usize,
    /// How many bytes stand there now.
    pub remove: usize,
    /// What stood there.
    pub put: Bytes,
}

/// Bytes: as text where they are UTF-8, else as `{"hex": "…"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Bytes {
    /// UTF-8.
    Text(String),
    /// Anything else.
    Hex {
        /// Two digits a byte.
        hex: String,
    },
}

impl Bytes {
    fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Hex { hex: bytes.iter().map(|byte| format!("{byte:02x}")).collect() },
        }
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Text(text) => Some(text.clone().into_bytes()),
            Self::Hex { hex } => hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect(),
        }
    }
}

/// Why a file is not restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRestored {
    /// It is not what merging made of it.
    #[error("it has changed since; nothing was restored")]
    Changed,
    /// The map does not say what it should.
    #[error("the map does not give the file that it speaks of; nothing was restored")]
    Map,
}

impl ChangedFile {
    /// What was done to a file: `pieces` are the ranges of bytes before that were replaced, each with the number of bytes that stand there
    /// afterwards, in order. Where they do not lead from one to the other, one edit covers all that differs.
    pub fn of(file: impl Into<String>, before: &[u8], after: &[u8], pieces: &[(std::ops::Range<usize>, usize)]) -> Self {
        let mut edits = Vec::with_capacity(pieces.len());
        let (mut grown, mut shrunk) = (0, 0);
        for (range, length) in pieces {
            let Some(put) = before.get(range.clone()) else { break };
            edits.push(ByteEdit { at: range.start + grown - shrunk, remove: *length, put: Bytes::of(put) });
            grown += length;
            shrunk += range.len();
        }
        let changed = Self { file: file.into(), before: Mark::of(before), after: Mark::of(after), edits };
        match changed.restore(after) {
            Ok(_) => changed,
            Err(_) => Self { edits: vec![whole(before, after)], ..changed },
        }
    }

    /// The bytes before, from those after.
    ///
    /// # Errors
    /// Where the bytes are not those that the file was left with, or the map is broken.
    pub fn restore(&self, after: &[u8]) -> Result<Vec<u8>, NotRestored> {
        if Mark::of(after) != self.after {
            return Err(NotRestored::Changed);
        }
        let mut before = Vec::with_capacity(self.before.bytes.min(after.len() * 2 + 1024));
        let mut done = 0;
        for edit in &self.edits {
            before.extend(after.get(done..edit.at).ok_or(NotRestored::Map)?);
            before.extend(edit.put.bytes().ok_or(NotRestored::Map)?);
            done = edit.at.checked_add(edit.remove).ok_or(NotRestored::Map)?;
        }
        before.extend(after.get(done..).ok_or(NotRestored::Map)?);
        if Mark::of(&before) == self.before { Ok(before) } else { Err(NotRestored::Map) }
    }
}

/// One edit for all that lies between what both begin and end with.
fn whole(before: &[u8], after: &[u8]) -> ByteEdit {
    let head = before.iter().zip(after).take_while(|(a, b)| a == b).count();
    let tail = before[head..].iter().rev().zip(after[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    ByteEdit { at: head, remove: after.len() - tail - head, put: Bytes::of(&before[head..before.len() - tail]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_hash_is_the_known_one() {
        // The values that the authors of FNV give.
        assert_eq!((fnv1a(b""), fnv1a(b"a"), fnv1a(b"foobar")), (0xcbf2_9ce4_8422_2325, 0xaf63_dc4c_8601_ec8c, 0x8594_4171_f739_67e8));
    }

    #[test]
    fn a_file_that_changed_since_is_refused() {
        let changed = ChangedFile::of("a", b"one two", b"one", &[(3..7, 0)]);
        assert_eq!(changed.edits, [ByteEdit { at: 3, remove: 0, put: Bytes::Text(" two".into()) }]);
        assert_eq!(changed.restore(b"one").as_deref(), Ok(&b"one two"[..]));
        assert_eq!(changed.restore(b"One"), Err(NotRestored::Changed));
        let broken = ChangedFile { edits: vec![ByteEdit { at: 9, ..changed.edits[0].clone() }], ..changed };
        assert_eq!(broken.restore(b"one"), Err(NotRestored::Map));
    }

    proptest! {
        #[test]
        fn any_bytes_come_back(before: Vec<u8>, after: Vec<u8>, at in 0usize..20, long in 0usize..20, new in 0usize..20) {
            let changed = ChangedFile::of("f", &before, &after, &[(at..at + long, new)]);
            let json = serde_json::to_string(&changed).unwrap_or_default();
            let read: ChangedFile = serde_json::from_str(&json).unwrap_or(changed);
            prop_assert_eq!(read.restore(&after), Ok(before));
        }
    }
}
