//! Lists of names: order, initials, particles, et al., labels and what stands in for missing names.

use super::case;
use super::eval::{Eval, Out, Position};
use super::initials::{initials, normal_initials};
use super::item::Person;
use super::node::{Mark, Node, Span};
use super::program::*;
use super::rich;
use crate::model::Variable;

impl<'a> Eval<'a> {
    /// The names of an element, or what stands in for them.
    pub(super) fn names(&mut self, names: &'a Names) -> Out {
        let out = self.name_blocks(names);
        Out { node: out.node.and_then(|node| Node::marked(vec![node], Mark::Creator)), asked: out.asked }
    }

    fn name_blocks(&mut self, names: &'a Names) -> Out {
        let options = &names.options[self.place as usize];
        let mut blocks: Vec<Node> = Vec::new();
        let mut count = 0;
        let mut skip = None;
        for variable in names.variables.iter().copied() {
            if skip == Some(variable) || self.is_substituted(variable) {
                continue;
            }
            let Some(people) = self.item.people(variable) else { continue };
            let mut term = variable.name().to_owned();
            // Those who edited and translated alike are named once, where the locale has a word for both.
            let other = [Variable::Editor, Variable::Translator]
                .into_iter()
                .find(|of| *of != variable)
                .filter(|_| matches!(variable, Variable::Editor | Variable::Translator));
            let stands = |other: &Variable| names.variables.contains(other) && !self.is_substituted(*other);
            if let Some(other) = other.filter(|other| stands(other) && self.item.people(*other) == Some(people)) {
                let both = "editor-translator";
                let form = names.label.as_ref().map_or(TermForm::Long, |label| label.form);
                if names.label.is_some() && self.locale.term(both, form, false).is_some_and(|word| !word.is_empty()) {
                    term = both.to_owned();
                    skip = Some(other);
                    self.note(other);
                }
            }
            let list = NameList { eval: self, names, options, variable, people: &people.list, others: people.others };
            if options.form == NameForm::Count {
                count += list.shown_count();
                self.note(variable);
                continue;
            }
            let Some(node) = list.render() else { continue };
            let plural = |label: &NameLabel| match label.plural {
                LabelPluralize::Always => true,
                LabelPluralize::Never => false,
                LabelPluralize::Contextual => people.list.len() > 1 || people.others,
            };
            let label = names.label.as_ref().filter(|_| self.sorting.is_none()).and_then(|label| self.label_node(&term, label, plural(label)));
            let mut nodes = vec![node];
            match (label, names.label_first) {
                (Some(label), true) => nodes.insert(0, label),
                (Some(label), false) => nodes.push(label),
                (None, _) => {}
            }
            self.note(variable);
            blocks.extend(Node::marked(nodes, Mark::Names(variable)));
        }
        if count > 0 {
            let text = if self.sorting.is_some() { format!("{count:08}") } else { count.to_string() };
            return Out::of_variable(Node::span(vec![Node::Text(text)], &names.look, "", Mark::None));
        }
        if blocks.is_empty() {
            let out = self.substitute(&names.substitute);
            return match out.node {
                Some(node)
                    if names.look.prefix.is_empty()
                        && names.look.suffix.is_empty()
                        && names.look.display.is_none()
                        && names.look.deco == Deco::default() =>
                {
                    Out { node: Some(node), asked: out.asked }
                }
                Some(node) => Out { node: Node::span(vec![node], &names.look, "", Mark::None), asked: out.asked },
                None => out,
            };
        }
        let delimiter = options.names_delimiter.as_deref().unwrap_or_default();
        Out::of_variable(Node::span(blocks, &names.look, delimiter, Mark::None))
    }
}

/// The names of one variable.
struct NameList<'l, 'a> {
    eval: &'l Eval<'a>,
    names: &'a Names,
    options: &'a NameOptions,
    variable: Variable,
    people: &'a [Person],
    others: bool,
}

impl NameList<'_, '_> {
    /// How many names are shown, and whether the last is among them behind an ellipsis.
    fn shown(&self) -> (usize, bool) {
        let options = self.options;
        let later = self.eval.view.position != Position::First;
        let (mut min, mut first, mut last) = (options.et_al_min, options.et_al_use_first, options.use_last);
        if later {
            min = options.subsequent_min.or(min);
            first = options.subsequent_use_first.or(first);
        }
        if let Some((of_min, of_first, of_last)) = self.eval.sorting {
            min = of_min.or(min);
            first = of_first.or(first);
            last = of_last.unwrap_or(last);
        }
        let total = self.people.len();
        let (Some(min), Some(first)) = (min, first) else { return (total, false) };
        let first = if self.eval.sorting.is_some() { first as usize } else { (first as usize).max(self.eval.told.names) };
        // Persons who are not named count as one more.
        if total + usize::from(self.others) < min as usize || first >= total {
            return (total, false);
        }
        (first, last && first + 1 < total)
    }

    fn shown_count(&self) -> usize {
        self.shown().0
    }

    fn render(&self) -> Option<Node> {
        let (shown, with_last) = self.shown();
        let options = self.options;
        let total = self.people.len();
        let with = options.initialize_with.clone().filter(|_| options.initialize);
        self.eval.shown.borrow_mut().lists.push((self.variable, shown, total, options.form == NameForm::Short, with));
        let cut = shown < total || self.others;
        let mut nodes: Vec<Node> = Vec::new();
        let inverted = |at: usize| self.is_inverted(at);
        let and = options.and.filter(|_| !cut && shown > 1 && self.eval.sorting.is_none()).map(|and| match and {
            NameAnd::Text => self.eval.locale.word("and").to_owned(),
            NameAnd::Symbol => {
                self.eval.locale.term("and", TermForm::Symbol, false).filter(|word| *word != self.eval.locale.word("and")).unwrap_or("&").to_owned()
            }
        });
        for at in 0..shown {
            let Some(name) = self.name(at) else { continue };
            if !nodes.is_empty() {
                let joint = match &and {
                    Some(word) if at + 1 == shown => {
                        let comma = match options.before_last {
                            DelimiterBehavior::Always => true,
                            DelimiterBehavior::Never => false,
                            DelimiterBehavior::AfterInvertedName => inverted(at - 1),
                            DelimiterBehavior::Contextual => shown > 2,
                        };
                        match comma {
                            // A conjunction that brings its own space is written as it is.
                            _ if word.ends_with(char::is_whitespace) => word.clone(),
                            true => format!("{}{} ", with_space(&options.delimiter), word),
                            false => format!(" {word} "),
                        }
                    }
                    _ => options.delimiter.clone(),
                };
                nodes.push(Node::Text(joint));
            }
            nodes.push(name);
        }
        if nodes.is_empty() && shown > 0 {
            return None;
        }
        if with_last && !self.others {
            nodes.push(Node::Text(format!("{}… ", with_space(&options.delimiter))));
            nodes.extend(self.name(total - 1));
        } else if cut && shown > 0 {
            let word = self.eval.locale.word(self.names.et_al.0);
            let comma = match options.before_et_al {
                DelimiterBehavior::Always => true,
                DelimiterBehavior::Never => false,
                DelimiterBehavior::AfterInvertedName => inverted(shown - 1),
                DelimiterBehavior::Contextual => shown > 1,
            };
            if !word.is_empty() && self.eval.sorting.is_none() {
                let joint = match comma {
                    true => with_space(&options.delimiter),
                    false if word.starts_with(is_ideograph) => String::new(),
                    false => " ".to_owned(),
                };
                nodes.push(Node::Text(joint));
                let look = Look { deco: self.names.et_al.1, ..Look::default() };
                nodes.extend(Node::span(vec![Node::text(word)], &look, "", Mark::None));
            }
        }
        Node::marked(nodes, Mark::List)
    }

    fn is_inverted(&self, at: usize) -> bool {
        let person = &self.people[at];
        let order = if self.eval.sorting.is_some() { Some(NameAsSortOrder::All) } else { self.options.sort_order };
        let asked = matches!((order, at), (Some(NameAsSortOrder::All), _) | (Some(NameAsSortOrder::First), 0));
        // A given name that tells two persons apart stands as the style orders names.
        let has_given = self.options.form != NameForm::Short || self.level(at) > 0;
        asked && person.literal.is_empty() && has_given
    }

    /// How much of a given name is needed to tell this one from others.
    fn level(&self, at: usize) -> u8 {
        self.eval.told.given.get(&(self.variable, at)).copied().unwrap_or(0)
    }

    /// A name in the look of all names. Affixes stand around persons alone, as authors of styles see it elsewhere.
    fn name(&self, at: usize) -> Option<Node> {
        let node = self.person(at)?;
        let look = &self.names.name.look;
        match self.people[at].literal.is_empty() {
            true => Node::span(vec![node], look, "", Mark::None),
            false => Node::span(vec![node], &Look { deco: look.deco, ..Look::default() }, "", Mark::None),
        }
    }

    fn person(&self, at: usize) -> Option<Node> {
        let person = &self.people[at];
        let look = &self.names.name;
        let locale = self.eval.locale;
        if !person.literal.is_empty() {
            let nodes = rich::html_keeping(&person.literal, locale);
            return Node::marked(vec![self.eval.dressed(nodes, &look.family, Mark::None)?], Mark::Name);
        }
        let level = self.level(at);
        let sorting = self.eval.sorting.is_some();
        let short = self.options.form == NameForm::Short && (level == 0 || sorting);
        let given = self.given(person, level);
        let part = |text: &str, look: &Look| -> Option<Node> {
            if text.is_empty() {
                return None;
            }
            let mut nodes = rich::html_keeping(text, locale);
            if let Some(case) = look.case {
                case::apply(&mut nodes, case, true, false);
            }
            Node::span(nodes, &Look { deco: look.deco, ..Look::default() }, "", Mark::None)
        };
        let demoted = match self.eval.program.demote {
            DemoteNonDroppingParticle::DisplayAndSort => true,
            DemoteNonDroppingParticle::SortOnly => sorting,
            DemoteNonDroppingParticle::Never => false,
        };
        let family_look = &look.family;
        let given_look = &look.given;
        if is_static(person) {
            let mut nodes = Vec::new();
            nodes.extend(part(&person.family, family_look));
            if !short {
                if !nodes.is_empty() && !person.family.ends_with(is_ideograph) {
                    nodes.push(Node::text(" "));
                }
                nodes.extend(part(&given, given_look));
            }
            return Node::marked(nodes, Mark::Name);
        }
        let affixed = |nodes: Vec<Node>, look: &Look| {
            Node::span(nodes, &Look { prefix: look.prefix.clone(), suffix: look.suffix.clone(), ..Look::default() }, "", Mark::None)
        };
        let non_dropping = part(&person.non_dropping, family_look);
        let family = part(&person.family, family_look);
        if short || person.family.is_empty() && given.is_empty() {
            let family = family.or_else(|| part(&person.given, given_look));
            let nodes = joined(sorting, if sorting && demoted { [family, non_dropping] } else { [non_dropping, family] });
            return Node::marked(affixed(nodes, family_look).into_iter().collect(), Mark::Name);
        }
        let dropping = part(&person.dropping, given_look);
        let given = part(&given, given_look);
        let suffix = part(&self.suffix(person), &Look::default());
        if !self.is_inverted(at) || person.family.is_empty() {
            let given = affixed(joined(sorting, [given]), given_look);
            let mut family = joined(sorting, [dropping, non_dropping, family]);
            if let Some(suffix) = suffix {
                let joint = if person.comma_suffix { ", " } else { " " };
                family.push(Node::text(joint));
                family.push(suffix);
            }
            let nodes = joined(sorting, [given, affixed(family, family_look)]);
            return Node::marked(nodes, Mark::Name);
        }
        let (before, behind) = if demoted { (None, non_dropping) } else { (non_dropping, None) };
        let family = affixed(joined(sorting, [before, family]), family_look);
        let given = affixed(joined(sorting, [given, joined_node(sorting, [dropping, behind])]), given_look);
        let mut nodes: Vec<Node> = family.into_iter().collect();
        for part in [given, suffix].into_iter().flatten() {
            if !nodes.is_empty() {
                nodes.push(Node::text(self.options.sort_separator.clone()));
            }
            nodes.push(part);
        }
        nodes.retain(|node| !matches!(node, Node::Text(text) if text.is_empty()));
        Node::marked(nodes, Mark::Name)
    }

    /// A suffix has its full stops as initials have theirs: "Smith J Jr", "J. Smith Jr.".
    fn suffix(&self, person: &Person) -> String {
        match &self.options.initialize_with {
            Some(with) => person.suffix.replace('.', with).trim_end().to_owned(),
            None => person.suffix.clone(),
        }
    }

    fn given(&self, person: &Person, level: u8) -> String {
        let options = self.options;
        // What is no alphabet has no initials.
        let has_initials = level < 2 && !person.family.is_empty() && !person.given.contains(is_ideograph);
        let Some(with) = options.initialize_with.as_deref().filter(|_| has_initials) else { return person.given.clone() };
        match options.initialize {
            true => initials(&person.given, with, self.eval.program.hyphenate_initials),
            false => normal_initials(&person.given, with),
        }
    }
}

/// Delimiters that are glued to a word need a space there.
fn with_space(delimiter: &str) -> String {
    match delimiter.ends_with(char::is_whitespace) {
        true => delimiter.to_owned(),
        false => format!("{delimiter} "),
    }
}

/// Parts with a space between, but none behind an apostrophe or a hyphen, unless they are to stand apart.
fn joined<const N: usize>(apart: bool, parts: [Option<Node>; N]) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    for part in parts.into_iter().flatten() {
        if let Some(last) = nodes.last() {
            let text = last.plain();
            if apart || !text.ends_with(['\'', '’', '-', '\u{a0}', 'ʼ', ' ']) {
                nodes.push(Node::text(" "));
            }
        }
        nodes.push(part);
    }
    nodes
}

fn joined_node<const N: usize>(apart: bool, parts: [Option<Node>; N]) -> Option<Node> {
    let nodes = joined(apart, parts);
    (!nodes.is_empty()).then(|| Node::Span(Box::new(Span { children: nodes, ..Span::default() })))
}

/// Names in scripts that know no order but family name first, and no space between.
fn is_static(person: &Person) -> bool {
    if person.static_order {
        return true;
    }
    let mut letters = person.family.chars().chain(person.given.chars()).filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(is_ideograph)
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{9FFF}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}
