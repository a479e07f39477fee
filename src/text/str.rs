//! [`Str`]: a piece of shared text. It is how values borrow from their source without a lifetime.

use super::unicode;
use arcstr::{ArcStr, Substr};
use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::{Deref, Range};

/// An immutable piece of text, 16 bytes large, that shares the buffer it was cut from.
///
/// A value read from a source is a `Str` of that source's text: it costs no allocation, and keeps the text alive.
/// The empty `Str` stands for "absent" in plain data such as [`Name`](crate::model::Name).
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Str(Substr);

impl Str {
    /// The empty text.
    pub const fn empty() -> Self {
        Self(Substr::new())
    }

    /// A piece of `whole`, given as a byte range on character boundaries; an empty `Str` where the range is not.
    pub fn of(whole: &ArcStr, range: Range<usize>) -> Self {
        match whole.get(range.clone()) {
            Some(_) => Self(whole.substr(range)),
            None => Self::empty(),
        }
    }

    /// A piece of this piece, given as a byte range on character boundaries; an empty `Str` where the range is not.
    pub fn slice(&self, range: Range<usize>) -> Self {
        match self.0.get(range.clone()) {
            Some(_) => Self(self.0.substr(range)),
            None => Self::empty(),
        }
    }

    /// A text as a `Str`: a piece of the same buffer where it is a borrowed one.
    pub fn piece(&self, text: Cow<'_, str>) -> Self {
        match text {
            Cow::Borrowed(text) => self.0.try_substr_from(text).map_or_else(|| text.into(), Self),
            Cow::Owned(text) => text.into(),
        }
    }

    /// The same without white space at its ends; it still shares the buffer.
    pub fn trimmed(&self) -> Self {
        self.slice(unicode::trimmed(self))
    }

    /// The whole text that this was cut from, where it is that very range of it.
    pub fn whole(&self, range: Range<usize>) -> Option<&str> {
        (self.0.range() == range).then(|| self.0.parent().as_str())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Deref for Str {
    type Target = str;
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Str {
    fn as_ref(&self) -> &str {
        self
    }
}

impl Borrow<str> for Str {
    fn borrow(&self) -> &str {
        self
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Self {
        Self(Substr::from(text))
    }
}

impl From<String> for Str {
    fn from(text: String) -> Self {
        Self(Substr::from(text))
    }
}

impl From<&String> for Str {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl PartialEq<str> for Str {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Str {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl serde::Serialize for Str {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_two_words_large() {
        assert_eq!(size_of::<Str>(), 16);
    }

    #[test]
    fn a_range_off_the_characters_is_empty() {
        let whole = Str::from("añb");
        assert_eq!(whole.slice(1..3), "ñ");
        assert_eq!(whole.slice(2..3), "");
        assert_eq!(whole.slice(3..9), "");
        assert_eq!(Str::from("  a b\n").trimmed(), "a b");
    }
}
