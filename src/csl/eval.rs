//! The elements of a style, evaluated for one entry.

use super::case;
use super::dates;
use super::item::Item;
use super::locale::Locale;
use super::node::{Mark, Node};
use super::program::*;
use super::rich;
use crate::model::Variable;
use std::collections::HashMap;

/// Where a cite stands among the cites before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Position {
    #[default]
    First,
    Subsequent,
    Ibid,
    IbidWithLocator,
}

/// What has been done to tell an entry from others.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Told {
    /// How many names are shown at least, where more than the style shows are needed.
    pub(super) names: usize,
    /// Given names, by variable and place: 1 initials, 2 in full.
    pub(super) given: HashMap<(Variable, usize), u8>,
    /// How many of the tests `disambiguate="true"` hold, the first ones first.
    pub(super) conditions: usize,
    /// The number of the year's letter, from 0.
    pub(super) suffix: Option<usize>,
}

/// The cite that is rendered; its default is what a bibliography has.
#[derive(Clone, Debug, Default)]
pub(super) struct View<'c> {
    /// The name of the locator's kind, and the locator.
    pub(super) locator: Option<(&'c str, &'c str)>,
    pub(super) position: Position,
    pub(super) near: bool,
    pub(super) first_note: Option<u32>,
    pub(super) number: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Citation = 0,
    Bibliography = 1,
}

/// Whether variables were asked for, and whether any said something: what decides over a group.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked {
    pub(super) any: bool,
    pub(super) filled: bool,
}

#[derive(Default)]
pub(super) struct Out {
    pub(super) node: Option<Node>,
    pub(super) asked: Asked,
}

impl Out {
    fn nothing() -> Self {
        Self::default()
    }

    /// What a variable gave.
    pub(super) fn of_variable(node: Option<Node>) -> Self {
        let filled = node.is_some();
        Self { node, asked: Asked { any: true, filled } }
    }
}

pub(super) struct Eval<'a> {
    pub(super) program: &'a Program,
    pub(super) locale: &'a Locale,
    pub(super) item: &'a Item<'a>,
    pub(super) place: Place,
    pub(super) view: View<'a>,
    pub(super) told: &'a Told,
    /// The key's own limits on names, while a sort key is made.
    pub(super) sorting: Option<(Option<u32>, Option<u32>, Option<bool>)>,
    /// Variables that stand in for others already.
    substituted: Vec<Variable>,
    /// Variables that were rendered since a substitution began.
    rendered: Vec<Variable>,
    /// How many substitutions are going on, one within the other.
    substituting: usize,
    /// The year's letter stands already.
    pub(super) suffixed: bool,
    /// The tests of `disambiguate` that were met.
    pub(super) conditions: std::cell::Cell<usize>,
    /// Only what tells cites apart is of interest.
    pub(super) telling: bool,
    /// The lists of names that were rendered.
    pub(super) shown: std::cell::RefCell<super::disambiguate::Shown>,
}

impl<'a> Eval<'a> {
    pub(super) fn new(program: &'a Program, locale: &'a Locale, item: &'a Item<'a>, place: Place, view: View<'a>, told: &'a Told) -> Self {
        Self {
            program,
            locale,
            item,
            place,
            view,
            told,
            sorting: None,
            substituted: Vec::new(),
            rendered: Vec::new(),
            substituting: 0,
            suffixed: false,
            conditions: Default::default(),
            telling: false,
            shown: Default::default(),
        }
    }

    fn area(&self) -> &'a Area {
        match (self.place, &self.program.bibliography) {
            (Place::Bibliography, Some(area)) => area,
            _ => &self.program.citation,
        }
    }

    pub(super) fn english(&self) -> bool {
        self.item.english.unwrap_or(self.locale.is_english())
    }

    pub(super) fn turkish(&self) -> bool {
        self.item.turkish || self.item.english.is_none() && matches!(self.locale.lang.get(..2), Some("tr" | "az"))
    }

    /// The nodes of the layout's elements.
    pub(super) fn layout(&mut self) -> Vec<Node> {
        let area = self.area();
        self.list(&area.elements).0
    }

    pub(super) fn macro_nodes(&mut self, at: usize) -> Vec<Node> {
        let program = self.program;
        self.list(&program.macros[at]).0
    }

    pub(super) fn list(&mut self, elements: &'a [Element]) -> (Vec<Node>, Asked) {
        let mut asked = Asked::default();
        let mut nodes = Vec::new();
        for element in elements {
            let out = self.element(element);
            asked.any |= out.asked.any;
            asked.filled |= out.asked.filled;
            match out.node {
                Some(Node::Span(span)) if span.mark == Mark::Branch => nodes.extend(span.children),
                node => nodes.extend(node),
            }
        }
        (nodes, asked)
    }

    pub(super) fn element(&mut self, element: &'a Element) -> Out {
        match element {
            Element::Text(text) => self.text(text),
            Element::Number(number) => self.number(number),
            Element::Label(label) => self.label(label),
            Element::Date(date) => self.date(date),
            Element::Names(names) => self.names(names),
            Element::Group(group) => {
                let (nodes, asked) = self.list(&group.elements);
                self.group(nodes, asked, &group.look, group.delimiter.as_deref().unwrap_or_default())
            }
            Element::Choose(branches) => {
                let Some(branch) = branches.iter().find(|branch| self.holds(branch)) else { return Out::nothing() };
                let (nodes, asked) = self.list(&branch.elements);
                // The branch is no group: its elements stand in the one around it.
                let node = match nodes.len() {
                    1 => nodes.into_iter().next(),
                    _ => Node::marked(nodes, Mark::Branch),
                };
                Out { node, asked }
            }
        }
    }

    fn group(&mut self, nodes: Vec<Node>, asked: Asked, look: &Look, delimiter: &str) -> Out {
        if asked.any && !asked.filled || nodes.is_empty() {
            return Out { node: None, asked: Asked { any: asked.any, filled: false } };
        }
        // What says something counts as filled for the group around.
        Out { node: Node::span(nodes, look, delimiter, Mark::None), asked: Asked { any: asked.any, filled: true } }
    }

    /// Gives nodes the look of their element.
    pub(super) fn dressed(&self, mut nodes: Vec<Node>, look: &Look, mark: Mark) -> Option<Node> {
        if look.strip_periods {
            nodes.iter_mut().for_each(|node| node.each_text(&mut |text| text.retain(|c| c != '.')));
        }
        if let Some(case) = look.case {
            case::apply(&mut nodes, case, self.english(), self.turkish());
        }
        Node::span(nodes, look, "", mark)
    }

    fn text(&mut self, text: &'a Text) -> Out {
        match &text.what {
            What::Variable(variable, short) => self.variable(*variable, *short, &text.look),
            What::Macro(at) => {
                let (nodes, asked) = self.list(&self.program.macros[*at]);
                if asked.any && !asked.filled || nodes.is_empty() {
                    return Out { node: None, asked: Asked { any: asked.any, filled: false } };
                }
                let asked = Asked { any: asked.any, filled: true };
                // The parts of a macro have cases of their own.
                let look = Look { case: None, ..text.look.clone() };
                Out { node: self.dressed(nodes, &look, Mark::None), asked }
            }
            What::Term { name, form, plural } => {
                let word = self.locale.term(name, *form, *plural).unwrap_or_default();
                if word.is_empty() {
                    return Out::nothing();
                }
                Out { node: self.term(word, &text.look, Mark::Term), asked: Asked::default() }
            }
            What::Value(value) => {
                let nodes = rich::html(value, self.locale);
                Out { node: self.dressed(nodes, &text.look, Mark::None), asked: Asked::default() }
            }
        }
    }

    /// Whether the year's letter is still to be written, and no element of the style does it.
    pub(super) fn place_for_suffix(&self) -> bool {
        self.told.suffix.is_some() && !self.suffixed && self.sorting.is_none() && !self.program.explicit_suffix[self.place as usize]
    }

    pub(super) fn suffix_node(&self) -> Option<Node> {
        Node::marked(vec![Node::Text(letters(self.told.suffix?))], Mark::Suffix)
    }

    pub(super) fn is_substituted(&self, variable: Variable) -> bool {
        self.substituted.contains(&variable) || self.substituting > 0 && self.rendered.contains(&variable)
    }

    /// Notes that a variable was rendered: what stands in for names is not said again.
    pub(super) fn note(&mut self, variable: Variable) {
        self.rendered.push(variable);
    }

    /// The first of the substitutes that says something; its variables are not said again.
    pub(super) fn substitute(&mut self, elements: &'a [Element]) -> Out {
        for element in elements {
            let before = std::mem::take(&mut self.rendered);
            self.substituting += 1;
            let out = self.element(element);
            self.substituting -= 1;
            let rendered = std::mem::replace(&mut self.rendered, before);
            // A term that is empty on purpose stands in for the names as well.
            if let (Element::Text(Text { what: What::Term { name, form, plural }, .. }), None) = (element, &out.node)
                && self.locale.term(name, *form, *plural).is_some()
            {
                return Out { node: None, asked: Asked { any: true, filled: true } };
            }
            if let Some(node) = out.node {
                self.rendered.extend(rendered.iter().copied());
                self.substituted.extend(rendered);
                return Out { node: Some(node), asked: Asked { any: true, filled: true } };
            }
        }
        Out::of_variable(None)
    }

    pub(super) fn label_node(&self, term: &str, label: &NameLabel, plural: bool) -> Option<Node> {
        let word = self.locale.term(term, label.form, plural).filter(|word| !word.is_empty())?;
        self.term(word, &label.look, Mark::Label)
    }

    /// A word of the locale. Title case is for it in any language: it is one word, as a rule.
    fn term(&self, word: &str, look: &Look, mark: Mark) -> Option<Node> {
        let mut nodes = rich::html_keeping(word, self.locale);
        if let Some(case) = look.case {
            case::apply(&mut nodes, case, true, self.turkish());
        }
        self.dressed(nodes, &Look { case: None, ..look.clone() }, mark)
    }

    fn date(&mut self, element: &'a Date) -> Out {
        if self.is_substituted(element.variable) {
            return Out::of_variable(None);
        }
        // When a page was looked at tells no work from another.
        let shown = !(self.telling && element.variable == Variable::Accessed);
        let Some(date) = self.item.date(element.variable).filter(|_| shown) else { return Out::of_variable(None) };
        self.note(element.variable);
        let (parts, delimiter) = dates::parts(element, self.locale);
        if self.sorting.is_some() {
            let text = dates::sortable(date, |name| parts.iter().any(|part| part.name == name));
            return Out::of_variable((!text.is_empty()).then_some(Node::Text(text)));
        }
        let mut nodes = match (date.start, date.end) {
            // Words stand in the place of the year: once, where a style writes month and day elsewhere.
            (None, None) if !parts.iter().any(|part| part.name == PartName::Year) => Vec::new(),
            (None, None) => {
                let year = parts.iter().find(|part| part.name == PartName::Year && element.form.is_none());
                let look = year.map(|year| Look { case: None, ..year.look.clone() }).unwrap_or_default();
                Node::span(rich::html(&date.literal, self.locale), &look, "", Mark::Year).into_iter().collect()
            }
            _ => dates::render(date, &parts, delimiter.as_deref().unwrap_or_default(), self.locale),
        };
        if self.place_for_suffix() && element.variable != Variable::Accessed && !nodes.is_empty() {
            let year = nodes.iter_mut().rev().find_map(|node| node.find_mut(&|span| span.mark == Mark::Year));
            let suffix = self.suffix_node();
            if let Some(year) = year {
                year.children.extend(suffix);
                self.suffixed = true;
            }
        }
        Out::of_variable(self.dressed(nodes, &element.look, Mark::Of(element.variable)))
    }
}

/// The letters that number works of one year: a … z, aa, ab …
pub(super) fn letters(at: usize) -> String {
    let mut rest = at + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'a' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}
