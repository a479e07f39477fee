//! The language of questions: `cameron "land mines" author:cameron year:1998..2008 type:chapter -tag:read bee*`.

use crate::model::Variable;
use crate::text::unicode::fold;
use crate::workspace::kept::value::known_field;
use regex::Regex;

/// A question: all of its terms must hold.
#[derive(Clone, Debug, Default)]
pub struct Query {
    pub(super) terms: Vec<Term>,
}

/// Why a text is no question.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidQuery {
    /// A quotation mark without a second.
    #[error("the quotation mark before `{0}` is not closed")]
    Quote(String),
    /// Years that are none.
    #[error("`{0}` are no years: write year:1998, year:1998..2008, year:1998.. or year:..2008")]
    Years(String),
    /// Nothing to look for.
    #[error("`{0}` has no letters or digits to look for")]
    Nothing(String),
    /// No selector of hayagriva's.
    #[error("this is no selector: {0}")]
    Selector(String),
}

/// Where a term looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Any,
    Key,
    Kind,
    Of(Variable),
}

/// What a term looks for.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// Words that follow each other, folded, in their spellings.
    Words(Vec<String>),
    /// The same with wildcards.
    Pattern(Regex),
    /// Years from and to.
    Years(i32, i32),
    /// Any value.
    Something,
}

/// A term.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub field: Field,
    pub what: What,
    pub negated: bool,
    /// Whether words must be whole: those of a phrase but the last may not be cut, and that in quotation marks not at all.
    pub whole: bool,
}

impl Query {
    /// Reads a question.
    ///
    /// # Errors
    /// Where a term is none.
    pub fn parse(text: &str) -> Result<Self, InvalidQuery> {
        let mut terms = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (negated, after) = match rest.strip_prefix(['-', '\u{2212}']) {
                Some(after) if !after.starts_with(char::is_whitespace) && !after.is_empty() => (true, after),
                _ => (false, rest),
            };
            let (name, after) = named(after);
            let (words, quoted, behind) = words(after)?;
            rest = behind.trim_start();
            terms.push(term(name, words, quoted, negated)?);
        }
        Ok(Self { terms })
    }

    /// The fields that it asks for and that neither CSL nor BibTeX knows.
    pub fn unknown_fields(&self) -> Vec<&'static str> {
        let fields = self.terms.iter().filter_map(|term| match term.field {
            Field::Of(variable) if known_field(variable.name()).is_none() => Some(variable.name()),
            _ => None,
        });
        fields.collect()
    }
}

/// The name before a colon, and what stands behind it.
fn named(text: &str) -> (Option<&str>, &str) {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).unwrap_or(text.len());
    match text.get(end..).and_then(|rest| rest.strip_prefix(':')) {
        // `https://…` and `10.1000:5` name no field.
        Some(rest) if end > 0 && !rest.starts_with('/') && !rest.starts_with(char::is_whitespace) && !rest.is_empty() => (Some(&text[..end]), rest),
        _ => (None, text),
    }
}

/// The words of a term, whether they stand in quotation marks, and the rest.
fn words(text: &str) -> Result<(&str, bool, &str), InvalidQuery> {
    let Some(inside) = text.strip_prefix('"') else {
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let (words, rest) = text.split_at(end);
        return Ok((words, false, rest));
    };
    let (words, rest) = inside.split_once('"').ok_or_else(|| InvalidQuery::Quote(inside.chars().take(20).collect()))?;
    Ok((words, true, rest))
}

fn term(name: Option<&str>, words: &str, quoted: bool, negated: bool) -> Result<Term, InvalidQuery> {
    let field = match name.map(str::to_lowercase).as_deref() {
        None | Some("any") => Field::Any,
        Some("key" | "id") => Field::Key,
        Some("type" | "kind") => Field::Kind,
        Some(name) => Field::Of(super::super::value::field(name)),
    };
    let made = |what| Ok(Term { field, what, negated, whole: quoted });
    if words == "*" {
        return made(What::Something);
    }
    if field == Field::Of(Variable::Issued) {
        let (from, to) = years(words).ok_or_else(|| InvalidQuery::Years(words.to_owned()))?;
        return made(What::Years(from, to));
    }
    if words.contains(['*', '?']) && !quoted {
        return made(What::Pattern(pattern(words)?));
    }
    let folded = fold(words);
    if folded.is_empty() {
        return Err(InvalidQuery::Nothing(words.to_owned()));
    }
    made(What::Words(spellings(&folded)))
}

/// Folded words in the spellings that they may have: umlauts may be written out.
pub(super) fn spellings(folded: &str) -> Vec<String> {
    let mut all = vec![folded.to_owned()];
    let short = folded.replace("ae", "a").replace("oe", "o").replace("ue", "u");
    if short != folded {
        all.push(short);
    }
    all
}

fn years(text: &str) -> Option<(i32, i32)> {
    let year = |text: &str, open: i32| if text.is_empty() { Some(open) } else { text.parse().ok() };
    let (from, to) = match text.split_once("..") {
        Some((from, to)) => (year(from, i32::MIN)?, year(to, i32::MAX)?),
        None => (text.parse().ok()?, text.parse().ok()?),
    };
    Some((from, to))
}

/// Wildcards within words: `*` for any letters and digits, `?` for one. From the beginning of a word to the end of one.
fn pattern(words: &str) -> Result<Regex, InvalidQuery> {
    let mut text = String::from("(?:^| )");
    let mut piece = String::new();
    let end = |piece: &mut String, text: &mut String| {
        *text += &regex::escape(&fold(piece));
        piece.clear();
    };
    for c in words.chars() {
        match c {
            '*' | '?' => {
                end(&mut piece, &mut text);
                text += if c == '*' { "[^ ]*" } else { "[^ ]" };
            }
            c => piece.push(c),
        }
    }
    end(&mut piece, &mut text);
    text += "(?: |$)";
    Regex::new(&text).map_err(|_| InvalidQuery::Nothing(words.chars().take(20).collect()))
}
