//! Names of persons and organisations.

use crate::text::Str;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};

/// A name, in the parts that CSL knows. An empty part is absent. Either `literal` or the other parts are used.
///
/// The [`RareParts`] are read and set as if they were fields of the name; only a name that has one of them needs room for them.
#[derive(Clone, Default)]
pub struct Name {
    /// The family name: "Humboldt".
    pub family: Str,
    /// The given names or initials, as written: "M. A.".
    pub given: Str,
    rare: Option<Box<RareParts>>,
}

/// The parts that few names have.
#[derive(Clone, Debug, Default)]
pub struct RareParts {
    /// A particle that is dropped when only the family name is shown: the "von" of "Alexander von Humboldt".
    pub dropping_particle: Str,
    /// A particle that stays with the family name: the "de" of "de Gaulle".
    pub non_dropping_particle: Str,
    /// "Jr.", "III".
    pub suffix: Str,
    /// The whole name of an organisation, or of a person whose parts are not known.
    pub literal: Str,
}

static NO_RARE_PARTS: RareParts =
    RareParts { dropping_particle: Str::empty(), non_dropping_particle: Str::empty(), suffix: Str::empty(), literal: Str::empty() };

impl Deref for Name {
    type Target = RareParts;
    fn deref(&self) -> &RareParts {
        self.rare.as_deref().unwrap_or(&NO_RARE_PARTS)
    }
}

impl DerefMut for Name {
    fn deref_mut(&mut self) -> &mut RareParts {
        self.rare.get_or_insert_default()
    }
}

impl Name {
    /// A person with family and given names; either may be empty.
    pub fn person(family: impl Into<Str>, given: impl Into<Str>) -> Self {
        Self { family: family.into(), given: given.into(), rare: None }
    }

    /// An organisation, or any name that has no parts.
    pub fn literal(name: impl Into<Str>) -> Self {
        Self::default().with_literal(name)
    }

    /// The same with a particle that stays with the family name.
    #[must_use]
    pub fn with_particle(self, part: impl Into<Str>) -> Self {
        self.with(part, |rare| &mut rare.non_dropping_particle)
    }

    /// The same with a particle that is dropped when only the family name is shown.
    #[must_use]
    pub fn with_dropping_particle(self, part: impl Into<Str>) -> Self {
        self.with(part, |rare| &mut rare.dropping_particle)
    }

    /// The same with a suffix.
    #[must_use]
    pub fn with_suffix(self, part: impl Into<Str>) -> Self {
        self.with(part, |rare| &mut rare.suffix)
    }

    /// The same with a name that has no parts.
    #[must_use]
    pub fn with_literal(self, part: impl Into<Str>) -> Self {
        self.with(part, |rare| &mut rare.literal)
    }

    fn with(mut self, part: impl Into<Str>, of: fn(&mut RareParts) -> &mut Str) -> Self {
        let part = part.into();
        if !part.is_empty() || self.rare.is_some() {
            *of(&mut self) = part;
        }
        self
    }

    /// All parts.
    fn parts(&self) -> [&Str; 6] {
        [&self.family, &self.given, &self.dropping_particle, &self.non_dropping_particle, &self.suffix, &self.literal]
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

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}
impl Eq for Name {}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        self.parts().cmp(&other.parts())
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.parts().hash(state);
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = ["family", "given", "dropping_particle", "non_dropping_particle", "suffix", "literal"];
        let said = names.into_iter().zip(self.parts()).filter(|(_, part)| !part.is_empty());
        said.fold(&mut f.debug_struct("Name"), |shown, (name, part)| shown.field(name, part)).finish()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_small_and_equal_by_what_it_says() {
        assert_eq!(size_of::<Name>(), 40);
        let mut name = Name::person("Gaulle", "Charles");
        name.suffix = Str::empty();
        assert_eq!(name, Name::person("Gaulle", "Charles").with_suffix(""));
        name.non_dropping_particle = "de".into();
        assert_eq!(name, Name::person("Gaulle", "Charles").with_particle("de"));
        assert_eq!(name.to_string(), "Charles de Gaulle");
    }
}
