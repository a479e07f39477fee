//! What an input holds, read once: text at once where it is UTF-8, so that a large file never stands in memory twice.

use super::source::is_clean;
use arcstr::ArcStr;
use std::io::{self, Read};

/// What an input holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// UTF-8 without byte order mark.
    Text(ArcStr),
    /// Anything else, or bytes that were at hand.
    Bytes(Vec<u8>),
}

impl Content {
    /// Reads an input to its end; `length` is how many bytes it is said to have, 0 where that is not known.
    ///
    /// # Errors
    /// Those of reading.
    pub fn read(mut from: impl Read, length: u64) -> io::Result<Self> {
        let length = u32::try_from(length).unwrap_or(0) as usize;
        if length == 0 {
            return filled(&mut from, &mut []).map(|(_, bytes)| Self::Bytes(bytes));
        }
        let (mut failed, mut bytes) = (None, None);
        let text = ArcStr::init_with(length, |room| {
            match filled(&mut from, room) {
                Ok((read, rest)) if read == room.len() && rest.is_empty() && is_clean(room) => return,
                Ok((read, rest)) => bytes = Some([room.get(..read).unwrap_or_default(), &rest].concat()),
                Err(error) => failed = Some(error),
            }
            room.fill(0);
        });
        match (failed, bytes, text) {
            (Some(error), ..) => Err(error),
            (None, Some(bytes), _) => Ok(Self::Bytes(bytes)),
            (None, None, Ok(text)) => Ok(Self::Text(text)),
            (None, None, Err(error)) => Err(io::Error::new(io::ErrorKind::InvalidData, error)),
        }
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// Fills the room: how much of it, and what did not fit.
fn filled(from: &mut impl Read, room: &mut [u8]) -> io::Result<(usize, Vec<u8>)> {
    let mut read = 0;
    while let Some(free) = room.get_mut(read..).filter(|free| !free.is_empty()) {
        match from.read(free) {
            Ok(0) => return Ok((read, Vec::new())),
            Ok(more) => read += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let mut rest = Vec::new();
    from.read_to_end(&mut rest)?;
    Ok((read, rest))
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<&[u8]> for Content {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_owned())
    }
}

impl<const N: usize> From<&[u8; N]> for Content {
    fn from(bytes: &[u8; N]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::text::{Source, SourceId};

    #[test]
    fn it_is_read_whole_whatever_its_length_is_said_to_be() {
        let utf16: Vec<u8> = "\u{FEFF}é".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let inputs: [(&[u8], bool); 7] = [
            (b"", false),
            ("aé\n".as_bytes(), true),
            (b"\xEF\xBB\xBFa", false),
            (b"M\xFCller", false),
            (b"a\0b", false),
            (b"%PDF-1", false),
            (&utf16, false),
        ];
        for (input, is_text) in inputs {
            for said in [0, 1, input.len() as u64, 100, u64::MAX] {
                let content = Content::read(input, said).unwrap();
                assert_eq!(content.as_bytes(), input);
                let whole = said == input.len() as u64;
                assert_eq!(matches!(content, Content::Text(_)), is_text && whole, "{input:?} {said}");
                let (source, found) = Source::of(SourceId(0), "x", content);
                let (same, told) = Source::decode(SourceId(0), "x", input);
                assert_eq!((&source.text, found.len(), source.encode("é")), (&same.text, told.len(), same.encode("é")));
            }
        }
    }
}
