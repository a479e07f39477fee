//! What stands before and behind keys, in the tags that the CSL processor reads. What it cannot hold is kept aside: a character stands for it.

use crate::document::citations::clusters::{Emphasis, Inline};
use std::ops::Range;

/// The first of the characters that stand for what is kept: a plane for private use.
const FIRST: u32 = 0xF_0000;
const MOST: usize = 0xFFFE;

/// What stands in the way of the processor: ranges of the source, and characters.
#[derive(Default)]
pub(super) struct Kept(Vec<Thing>);

/// A thing that is kept.
#[derive(Clone, PartialEq)]
pub(super) enum Thing {
    /// Code, a link, mathematics: as it stands in the source.
    Source(Range<usize>),
    /// A character that could be taken for markup.
    Character(char),
}

impl Kept {
    /// The text of a prefix or suffix.
    pub(super) fn affix(&mut self, inlines: &[Inline]) -> String {
        let mut text = String::new();
        for inline in inlines {
            match inline {
                Inline::Text(of) => of.chars().for_each(|c| self.character(c, &mut text)),
                Inline::Start(Emphasis::Italic) => text.push_str("<i>"),
                Inline::End(Emphasis::Italic) => text.push_str("</i>"),
                Inline::Start(Emphasis::Bold) => text.push_str("<b>"),
                Inline::End(Emphasis::Bold) => text.push_str("</b>"),
                Inline::Opaque(range) => text.extend(self.stand_in(Thing::Source(range.clone()))),
            }
        }
        text
    }

    fn character(&mut self, c: char, text: &mut String) {
        match c {
            '<' => text.extend(self.stand_in(Thing::Character(c))),
            c if u32::from(c) >= FIRST => text.extend(self.stand_in(Thing::Character(c))),
            c => text.push(c),
        }
    }

    fn stand_in(&mut self, thing: Thing) -> Option<char> {
        let at = self.0.iter().rev().take(4).position(|known| *known == thing).map(|back| self.0.len() - 1 - back);
        let at = at.unwrap_or_else(|| {
            self.0.push(thing);
            self.0.len() - 1
        });
        (at < MOST).then(|| char::from_u32(FIRST + u32::try_from(at).unwrap_or(0))).flatten()
    }

    /// A text with everything back in its place, as `write` gives it.
    pub(super) fn restore(&self, text: &str, write: impl Fn(&Thing) -> String) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            let thing = u32::from(c).checked_sub(FIRST).and_then(|at| self.0.get(at as usize));
            match thing {
                Some(thing) => out.push_str(&write(thing)),
                None => out.push(c),
            }
        }
        out
    }
}
