//! Conditions: the tests of `cs:choose`.

use super::compile;
use super::eval::{Eval, Place, Position};
use super::numbers;
use super::program::{Branch, Test, TestPosition};
use crate::model::{Class, Variable};

impl Eval<'_> {
    pub(super) fn holds(&self, branch: &Branch) -> bool {
        branch.matching.test(branch.tests.iter().map(|test| self.test(test))) || branch.tests.is_empty()
    }

    fn test(&self, test: &Test) -> bool {
        match test {
            Test::Disambiguate(wanted) => {
                let seen = self.conditions.get() + 1;
                self.conditions.set(seen);
                (seen <= self.told.conditions) == *wanted
            }
            Test::Numeric(variable) => {
                let text = match variable {
                    Variable::Locator => self.view.locator.map(|(_, text)| text.to_owned()),
                    Variable::CitationNumber => self.view.number.map(|number| number.to_string()),
                    variable => self.item.plain(*variable),
                };
                text.is_some_and(|text| numbers::numeric(&text).is_some())
            }
            Test::Uncertain(variable) => self.item.date(*variable).is_some_and(|date| date.circa || date.uncertain),
            Test::Locator(kind) => self.view.locator.is_some_and(|(name, _)| {
                let wanted = compile::term_name((*kind).into());
                compile::spelled(name) == wanted
            }),
            Test::Position(position) => {
                self.place == Place::Citation
                    && match (position, self.view.position) {
                        (TestPosition::First, of) => of == Position::First,
                        (TestPosition::Subsequent, of) => of != Position::First,
                        (TestPosition::Ibid, of) => matches!(of, Position::Ibid | Position::IbidWithLocator),
                        (TestPosition::IbidWithLocator, of) => of == Position::IbidWithLocator,
                        (TestPosition::NearNote, _) => self.view.near,
                    }
            }
            Test::Kind(kinds) => kinds.contains(&self.item.kind),
            Test::Variable(variable) => self.has(*variable),
        }
    }

    /// Whether a variable says something.
    fn has(&self, variable: Variable) -> bool {
        match variable {
            Variable::Locator => self.view.locator.is_some_and(|(_, text)| !text.trim().is_empty()),
            Variable::CitationNumber => self.view.number.is_some(),
            Variable::FirstReferenceNoteNumber => self.view.first_note.is_some(),
            Variable::YearSuffix => self.told.suffix.is_some(),
            Variable::CitationLabel => true,
            Variable::PageFirst => self.field(variable, false).is_some(),
            _ if variable.class() == Class::Names => self.item.people(variable).is_some(),
            _ => self.item.value(variable).is_some(),
        }
    }
}
