//! The values of variables: as text, as numbers, and the labels of both.

use super::compile::spelled;
use super::eval::{Asked, Eval, Out, letters};
use super::label;
use super::locator;
use super::node::{Mark, Node};
use super::numbers;
use super::program::{Label, LabelPluralize, Look, Number, TermForm};
use super::rich;
use crate::model::{Class, Markup, Value, Variable};

impl<'a> Eval<'a> {
    pub(super) fn variable(&mut self, variable: Variable, short: bool, look: &Look) -> Out {
        if self.is_substituted(variable) {
            return Out::of_variable(None);
        }
        let nodes = match variable {
            Variable::CitationNumber | Variable::FirstReferenceNoteNumber => self.own_number(variable).map(|number| vec![Node::Text(number)]),
            Variable::YearSuffix => {
                let node = self.told.suffix.filter(|_| !self.suffixed || self.sorting.is_some()).map(|at| vec![Node::Text(letters(at))]);
                let Some(nodes) = node else { return Out::default() };
                return Out::of_variable(self.dressed(nodes, look, Mark::Suffix));
            }
            Variable::CitationLabel => Some(self.citation_label()),
            Variable::Locator => self.view.locator.map(|(_, locator)| {
                let delimiter = self.range_delimiter();
                let text = locator::write(locator.trim(), self.program.page_ranges, delimiter, self.and_sign(), self.locale);
                rich::html(&text, self.locale)
            }),
            _ => self.field(variable, short),
        };
        let nodes = nodes.unwrap_or_default();
        if nodes.is_empty() {
            return Out::of_variable(None);
        }
        self.note(variable);
        if short {
            self.note(short_of(variable).unwrap_or(variable));
        }
        Out::of_variable(self.dressed(nodes, look, Mark::Of(variable)))
    }

    /// The numbers that the document gives, not the entry.
    fn own_number(&self, variable: Variable) -> Option<String> {
        match variable {
            Variable::CitationNumber => self.view.number.map(|number| number.to_string()),
            Variable::FirstReferenceNoteNumber => self.view.first_note.map(|number| number.to_string()),
            _ => None,
        }
    }

    fn range_delimiter(&self) -> &'a str {
        match self.locale.word("page-range-delimiter") {
            "" => "–",
            delimiter => delimiter,
        }
    }

    fn and_sign(&self) -> &'a str {
        let word = self.locale.word("and");
        self.locale.term("and", TermForm::Symbol, false).filter(|sign| !sign.is_empty() && *sign != word).unwrap_or("&")
    }

    fn citation_label(&self) -> Vec<Node> {
        let own = self.item.plain(Variable::CitationLabel);
        let mut nodes = vec![Node::Text(own.unwrap_or_else(|| label::of(self.item)))];
        nodes.extend(self.suffix_node());
        nodes
    }

    /// The value of a variable of the entry itself.
    pub(super) fn field(&self, variable: Variable, short: bool) -> Option<Vec<Node>> {
        let wanted = if short { short_of(variable) } else { None };
        let value = wanted.and_then(|of| self.item.value(of)).or_else(|| self.item.value(variable));
        let value = match (value, variable) {
            (Some(value), _) => value,
            (None, Variable::PageFirst) => {
                let page = self.item.plain(Variable::Page)?;
                let first = page.split(['-', '–', ',', '&', ';']).next().unwrap_or_default().trim().to_owned();
                return (!first.is_empty()).then(|| vec![Node::Text(first)]);
            }
            _ => return None,
        };
        if let Some(text) = number_as_written(variable, value) {
            return Some(vec![Node::text(text)]);
        }
        match variable {
            _ if variable.class() == Class::Number && variable != Variable::Page && matches!(value, Value::Text(_)) => {
                Some(rich::plain(&numbers::pages(&value.plain(), None, self.range_delimiter(), self.and_sign()), self.locale))
            }
            Variable::Page => {
                Some(vec![Node::Text(numbers::pages(&value.plain(), self.program.page_ranges, self.range_delimiter(), self.and_sign()))])
            }
            Variable::Url | Variable::Doi => Some(vec![Node::text(value.plain())]),
            _ => Some(rich::value(value, self.locale)),
        }
    }

    pub(super) fn number(&mut self, number: &'a Number) -> Out {
        let variable = number.variable;
        if self.is_substituted(variable) {
            return Out::of_variable(None);
        }
        let text = match variable {
            Variable::CitationNumber | Variable::FirstReferenceNoteNumber => self.own_number(variable),
            Variable::Locator => self.view.locator.map(|(_, locator)| locator.to_owned()),
            Variable::PageFirst => self.field(variable, false).and_then(|nodes| nodes.first().map(Node::plain)),
            _ => self.item.plain(variable),
        };
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else { return Out::of_variable(None) };
        self.note(variable);
        if let Some(text) = self.item.value(variable).and_then(|value| number_as_written(variable, value)) {
            return Out::of_variable(self.dressed(vec![Node::text(text)], &number.look, Mark::Of(variable)));
        }
        let (first, rest) = locator::cut(&text);
        let nodes = match numbers::numeric(first) {
            Some(of) => {
                let gender = self.locale.gender(variable.name());
                let mut out = String::new();
                for (word, joint) in of.parts {
                    out.push_str(&numbers::write(word, number.form, gender, self.locale));
                    match joint.trim() {
                        "-" | "–" => out.push_str(self.range_delimiter()),
                        "," => out.push_str(", "),
                        "&" => out.push_str(&format!(" {} ", self.and_sign())),
                        _ => {}
                    }
                }
                out.push_str(&locator::write(rest, None, self.range_delimiter(), self.and_sign(), self.locale));
                vec![Node::Text(out)]
            }
            None => match self.item.value(variable) {
                Some(value) if variable != Variable::Page => rich::value(value, self.locale),
                _ => rich::plain(&text, self.locale),
            },
        };
        Out::of_variable(self.dressed(nodes, &number.look, Mark::Of(variable)))
    }

    pub(super) fn label(&mut self, label: &'a Label) -> Out {
        let (term, text) = match label.variable {
            Variable::Locator => match self.view.locator {
                Some((kind, text)) => (spelled(kind), locator::cut(text).0.to_owned()),
                None => return Out::default(),
            },
            variable if self.own_number(variable).is_some() => (spelled(variable.name()), self.own_number(variable).unwrap_or_default()),
            variable => match self.item.plain(variable).filter(|_| !self.is_substituted(variable)) {
                Some(text) => (spelled(variable_term(variable)), text),
                None => return Out::default(),
            },
        };
        let plural = match label.label.plural {
            LabelPluralize::Always => true,
            LabelPluralize::Never => false,
            LabelPluralize::Contextual => match label.variable {
                Variable::NumberOfPages | Variable::NumberOfVolumes => {
                    text.trim().parse::<u64>().is_ok_and(|number| number > 1) || numbers::is_plural(&text)
                }
                _ => numbers::is_plural(&text),
            },
        };
        Out { node: self.label_node(&term, &label.label, plural), asked: Asked::default() }
    }
}

/// A number of CSL-JSON that tags stand against, "1<sup>er</sup>": its tags are no markup, but what the number ends in.
fn number_as_written(variable: Variable, value: &Value) -> Option<&str> {
    let Value::Rich(rich) = value else { return None };
    let source = rich.source_in(Markup::Html).filter(|_| variable.class() == Class::Number)?;
    numbers::are_affixed(source).then_some(source.as_str())
}

/// The variable that holds the short form of another.
fn short_of(variable: Variable) -> Option<Variable> {
    match variable {
        Variable::Title => Some(Variable::TitleShort),
        Variable::ContainerTitle => Some(Variable::ContainerTitleShort),
        Variable::VolumeTitle => Some(Variable::VolumeTitleShort),
        _ => None,
    }
}

/// The term that labels a number.
fn variable_term(variable: Variable) -> &'static str {
    match variable {
        Variable::Part => "part-number",
        Variable::Supplement => "supplement-number",
        Variable::Printing => "printing-number",
        variable => variable.name(),
    }
}
