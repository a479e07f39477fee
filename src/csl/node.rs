//! What the processor renders into: a tree of text, its looks and where it comes from. Empty nodes are never made.

use super::program::{Deco, Display, Look};
use crate::model::Variable;

/// Where a piece of output comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Mark {
    #[default]
    None,
    /// The value of a variable.
    Of(Variable),
    /// The names of a variable, all of them with their label.
    Names(Variable),
    /// The names alone, without label.
    List,
    /// One name.
    Name,
    /// What a `cs:names` gives, or what stands in for it.
    Creator,
    /// The year of a date.
    Year,
    /// The letter that tells works of one year apart.
    Suffix,
    /// A cite of an entry, by its index, without what a person put around it.
    Cite(usize),
    /// The prefix or suffix of a cite.
    Affix,
    /// Text that no change of case may touch.
    NoCase,
    /// What stands between cites.
    Joint,
    /// The elements of a condition, which stand in the group around it.
    Branch,
    /// A word of the locale.
    Term,
    /// What names are called: "eds.".
    Label,
}

/// Which quotation marks stand around a span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Quotes {
    #[default]
    None,
    /// The style's own; what stands within has those of the next level.
    Style,
    /// Those of a field, of the level that is asked for where the field stands.
    Outer,
    /// Those of a field, one level further in.
    Inner,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Text(String),
    Span(Box<Span>),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Span {
    pub(super) children: Vec<Node>,
    pub(super) deco: Deco,
    pub(super) prefix: String,
    pub(super) suffix: String,
    pub(super) delimiter: String,
    pub(super) quotes: Quotes,
    pub(super) display: Option<Display>,
    pub(super) mark: Mark,
}

impl Node {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A span of these nodes; none where there are none.
    pub(super) fn span(children: Vec<Node>, look: &Look, delimiter: &str, mark: Mark) -> Option<Self> {
        if children.is_empty() {
            return None;
        }
        let quotes = if look.quotes { Quotes::Style } else { Quotes::None };
        let plain = mark == Mark::None && !look.quotes && look.display.is_none() && look.deco == Deco::default();
        if plain && look.prefix.is_empty() && look.suffix.is_empty() && children.len() == 1 {
            return children.into_iter().next();
        }
        Some(Self::Span(Box::new(Span {
            children,
            deco: look.deco,
            prefix: look.prefix.clone(),
            suffix: look.suffix.clone(),
            delimiter: delimiter.to_owned(),
            quotes,
            display: look.display,
            mark,
        })))
    }

    pub(super) fn marked(children: Vec<Node>, mark: Mark) -> Option<Self> {
        Self::span(children, &Look::default(), "", mark)
    }

    /// The text of all leaves, affixes and delimiters too.
    pub(super) fn write_plain(&self, text: &mut String) {
        match self {
            Self::Text(of) => text.push_str(of),
            Self::Span(span) => {
                text.push_str(&span.prefix);
                for (at, child) in span.children.iter().enumerate() {
                    if at > 0 {
                        text.push_str(&span.delimiter);
                    }
                    child.write_plain(text);
                }
                text.push_str(&span.suffix);
            }
        }
    }

    pub(super) fn plain(&self) -> String {
        let mut text = String::new();
        self.write_plain(&mut text);
        text
    }

    /// The first span, in the order of the text, for which the test holds.
    pub(super) fn find(&self, is: &dyn Fn(&Span) -> bool) -> Option<&Span> {
        match self {
            Self::Text(_) => None,
            Self::Span(span) if is(span) => Some(span),
            Self::Span(span) => span.children.iter().find_map(|child| child.find(is)),
        }
    }

    pub(super) fn find_mut(&mut self, is: &dyn Fn(&Span) -> bool) -> Option<&mut Span> {
        match self {
            Self::Text(_) => None,
            Self::Span(span) => {
                if is(span) {
                    return Some(span);
                }
                span.children.iter_mut().find_map(|child| child.find_mut(is))
            }
        }
    }

    /// Takes out the first span for which the test holds, and what is empty then: none where nothing stays.
    pub(super) fn without_first(self, is: &dyn Fn(&Span) -> bool, done: &mut bool) -> Option<Self> {
        match self {
            Self::Text(_) => Some(self),
            Self::Span(_) if *done => Some(self),
            Self::Span(span) if is(&span) => {
                *done = true;
                None
            }
            Self::Span(mut span) => {
                span.children = span.children.into_iter().filter_map(|child| child.without_first(is, done)).collect();
                (!span.children.is_empty()).then_some(Self::Span(span))
            }
        }
    }

    /// Every piece of text that is content, in order.
    pub(super) fn each_text(&mut self, change: &mut dyn FnMut(&mut String)) {
        match self {
            Self::Text(text) => change(text),
            Self::Span(span) => span.children.iter_mut().for_each(|child| child.each_text(change)),
        }
    }
}
