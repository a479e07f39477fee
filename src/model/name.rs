//! Names of persons and organisations.

use crate::text::Str;
use std::fmt;

/// A name, in the parts that CSL knows. An empty part is absent. Either `literal` or the other parts are used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    /// The family name: "Humboldt".
    pub family: Str,
    /// The given names or initials, as written: "M. A.".
    pub given: Str,
    /// A particle that is dropped when only the family name is shown: the "von" of "Alexander von Humboldt".
    pub dropping_particle: Str,
    /// A particle that stays with the family name: the "de" of "de Gaulle".
    pub non_dropping_particle: Str,
    /// "Jr.", "III".
    pub suffix: Str,
    /// The whole name of an organisation, or of a person whose parts are not known.
    pub literal: Str,
}

impl Name {
    /// A person with family and given names; either may be empty.
    pub fn person(family: impl Into<Str>, given: impl Into<Str>) -> Self {
        Self { family: family.into(), given: given.into(), ..Self::default() }
    }

    /// An organisation, or any name that has no parts.
    pub fn literal(name: impl Into<Str>) -> Self {
        Self { literal: name.into(), ..Self::default() }
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.literal.is_empty() && self.family.is_empty() && self.given.is_empty()
    }

    /// Whether it is a literal.
    pub fn is_literal(&self) -> bool {
        !self.literal.is_empty()
    }

    /// The family name with its particle, or the literal: what a list is sorted and cited by.
    pub fn short(&self) -> String {
        if self.is_literal() {
            return self.literal.to_string();
        }
        match self.family.is_empty() {
            true => self.given.to_string(),
            false => joined(&[&self.non_dropping_particle, &self.family]),
        }
    }
}

/// As in running text: "Alexander von Humboldt, Jr.".
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_literal() {
            return f.pad(&self.literal);
        }
        f.write_str(&joined(&[&self.given, &self.dropping_particle, &self.non_dropping_particle, &self.family, &self.suffix]))
    }
}

fn joined(parts: &[&Str]) -> String {
    let filled: Vec<&str> = parts.iter().map(|part| part.as_str()).filter(|part| !part.is_empty()).collect();
    let mut text = String::new();
    for part in filled {
        // "d'" and "al-" stand against what follows.
        let space = !text.is_empty() && !text.ends_with(['\'', '’', '-']);
        text.push_str(if space { " " } else { "" });
        text.push_str(part);
    }
    text
}

/// A list of names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Names {
    /// The names, in order.
    pub list: Vec<Name>,
    /// Whether more persons follow that are not named: "et al.", "and others".
    pub others: bool,
}

impl Names {
    /// A list that names all.
    pub fn new(list: Vec<Name>) -> Self {
        Self { list, others: false }
    }
}

impl From<Name> for Names {
    fn from(name: Name) -> Self {
        Self::new(vec![name])
    }
}
