//! What an entry is: a superset of CSL-JSON 1.0.2 with open names, and the values in it. Nothing here knows a file format.

mod date;
mod entry;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod id;
mod key;
mod kind;
mod library;
mod links;
mod name;
mod number;
mod pages;
mod rich;
mod symbol;
mod variable;

pub use date::{Date, DatePart, InvalidDate, Season};
pub use entry::{Entry, EntryId, Value};
pub use key::{DEFAULT_KEY_PATTERN, InvalidKeyPattern, KeyPattern, Keys, Renamed};
pub use kind::Kind;
pub use library::{Library, ListId, NameIndex, Normalisation, Origin, Origins, Other, OtherKind, ValueOrigin};
pub use links::{aliases, with_linked};
pub use name::{Name, Names, RareParts};
pub use number::Number;
pub use pages::Pages;
pub use rich::{Markup, Rich, Run, Style};
pub use symbol::Symbol;
pub use variable::{Class, Variable};
