//! The tree: flat tables of byte ranges. Items cover the file without gap or overlap; what lies between the parts of an item is
//! white space, delimiters and comments, and is found by subtraction.

use std::ops::Range;

/// A range of bytes of the file, half the size of a `Range<usize>`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bytes {
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Bytes {
    /// From offsets in a text smaller than 4 GiB; larger ones are cut to that.
    pub fn new(start: usize, end: usize) -> Self {
        let cut = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: cut(start), end: cut(end) }
    }

    /// As a range to slice with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// A bit for the name of a field, whatever its case: names whose bits differ are different ones, so that most names that are looked for need
/// no comparison where they do not stand. The factors keep the names apart that entries have most often.
pub fn mark(name: &[u8]) -> u64 {
    let letter = |byte: Option<&u8>| byte.map_or(0, |byte| usize::from(*byte | 0x20));
    1 << ((letter(name.first()) * 37 + letter(name.last()) * 29 + name.len() * 63) % 64)
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// Text between entries, blank or not.
    Stray,
    /// `@comment{…}`, `@comment` to the line's end.
    Comment,
    /// `@string{name = value}`: its fields are the definitions.
    String,
    /// `@preamble{value}`: one field without name.
    Preamble,
    /// Any other `@type{key, fields}`.
    Entry,
}

/// A stretch of the file: an entry, or what stands between two.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// What it is.
    pub kind: ItemKind,
    /// All of it.
    pub span: Bytes,
    /// The word behind `@`.
    pub name: Bytes,
    /// The key, where one stands.
    pub key: Bytes,
    /// Its fields, as indices into the tree's table.
    pub(super) fields: Bytes,
    /// Whether its closing delimiter stands there.
    pub closed: bool,
}

/// A field of an entry, or a definition of `@string`.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name; empty in `@preamble`.
    pub name: Bytes,
    /// All of its value: from its first part to its last, delimiters included.
    pub value: Bytes,
    /// The parts that `#` joins, as indices into the tree's table.
    pub(super) parts: Bytes,
}

/// How a part of a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// `{…}`
    Braced,
    /// `"…"`
    Quoted,
    /// Digits.
    Number,
    /// The name of a string.
    Name,
}

/// A part of a value.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// All of it, delimiters included.
    pub span: Bytes,
    /// How it is written.
    pub kind: PartKind,
    /// Whether its closing delimiter stands there.
    pub closed: bool,
}

impl Part {
    /// What stands between its delimiters.
    pub fn inner(self) -> Bytes {
        match self.kind {
            PartKind::Number | PartKind::Name => self.span,
            _ => Bytes { start: self.span.start + 1, end: self.span.end - u32::from(self.closed) },
        }
    }
}

/// What a piece of the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PieceKind {
    /// White space, delimiters, `%` comments and what could not be read, within an item.
    Between,
    /// A whole item that has no parts.
    Whole,
    /// The word behind `@`.
    Type,
    /// A key.
    Key,
    /// A field's name.
    Name,
    /// A part of a value.
    Value,
}

/// A piece of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// Where it stands.
    pub range: Range<usize>,
}

/// A `.bib` file, every byte of it.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    pub(super) items: Vec<Item>,
    pub(super) fields: Vec<Field>,
    pub(super) parts: Vec<Part>,
}

impl Tree {
    /// Its items, in order; they cover the file.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The fields of an item of this tree.
    pub fn fields(&self, item: &Item) -> &[Field] {
        self.fields.get(item.fields.range()).unwrap_or_default()
    }

    /// The parts of the value of a field of this tree.
    pub fn parts(&self, field: &Field) -> &[Part] {
        self.parts.get(field.parts.range()).unwrap_or_default()
    }

    pub(super) fn clear(&mut self) {
        self.items.clear();
        self.fields.clear();
        self.parts.clear();
    }

    pub(super) fn shrink(&mut self) {
        self.items.shrink_to_fit();
        self.fields.shrink_to_fit();
        self.parts.shrink_to_fit();
    }

    /// The pieces of the file in order; put together they are the file.
    pub fn pieces(&self) -> impl Iterator<Item = Piece> + '_ {
        self.items.iter().flat_map(|item| self.pieces_of(item))
    }

    /// The pieces of an item of this tree.
    pub fn pieces_of(&self, item: &Item) -> Vec<Piece> {
        if matches!(item.kind, ItemKind::Stray | ItemKind::Comment) {
            return vec![Piece { kind: PieceKind::Whole, range: item.span.range() }];
        }
        let mut pieces = Vec::new();
        let mut done = item.span.start;
        let mut push = |kind, at: Bytes| {
            if at.is_empty() {
                return;
            }
            if done < at.start {
                pieces.push(Piece { kind: PieceKind::Between, range: done as usize..at.start as usize });
            }
            pieces.push(Piece { kind, range: at.range() });
            done = at.end;
        };
        push(PieceKind::Type, item.name);
        push(PieceKind::Key, item.key);
        for field in self.fields(item) {
            push(PieceKind::Name, field.name);
            for part in self.parts(field) {
                push(PieceKind::Value, part.span);
            }
        }
        if done < item.span.end {
            pieces.push(Piece { kind: PieceKind::Between, range: done as usize..item.span.end as usize });
        }
        pieces
    }
}
