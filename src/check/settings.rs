//! What a project asks of its bibliographies beyond what everybody does; rules look it up in [`Subject::settings`](super::Subject).

use super::Dialect;
use crate::model::KeyPattern;

/// A project's own conventions. The default asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// What `.bib` files are written for; where it is none, their fields and types tell.
    pub dialect: Option<Dialect>,
    /// Fields that entries of a type need besides the usual: the type, or `*` for every one, and the fields as they are written there.
    pub required: Vec<(String, Vec<String>)>,
    /// What keys are made of, where the project says so.
    pub keys: Option<KeyPattern>,
}
