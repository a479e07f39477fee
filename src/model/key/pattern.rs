//! What keys are made of: `auth.lower + year + title.skipwords.word.lower`, in the spirit of Better BibTeX's formulas.

use crate::model::{Date, DatePart, Entry, Value, Variable};
use crate::text::unicode::boundary_before;
use std::str::FromStr;

/// Words that carry no meaning at the beginning of a title.
const SMALL: &[&str] = &[
    "a", "an", "the", "on", "of", "in", "to", "for", "and", "der", "die", "das", "ein", "eine", "zur", "zum", "über", "le", "la", "les", "un", "une",
    "el", "los", "las", "il", "lo", "gli", "l", "d", "de", "des", "du",
];

/// The pattern that keys are made by where nothing else is wanted: `cameron1998walk`.
pub const DEFAULT: &str = "auth.lower + year + title.skipwords.word.lower | 'entry'";

/// Longer values are cut here before anything is made of them, in bytes; longer keys in characters.
const LONGEST_VALUE: usize = 1000;
const LONGEST_KEY: usize = 120;

/// How citation keys are made of an entry's values.
///
/// A pattern is terms joined by `+`; behind `|` stand others for entries of which the first ones make nothing. A term is a text in quotes or a value with
/// filters behind dots. Values: `auth` (who is named first: author, editor or translator), `auth(2)`, `authors`, `authors(3)` (the first three),
/// `title`, `year`, `shortyear`, `month`, `day`, `journal`, `firstpage`, `type`, `key` (the present one), and every variable by its name (`publisher`, `volume`, `DOI` …).
/// Filters: `lower`, `upper`, `capitalize`, `skipwords` (articles and prepositions), `word(n)`, `words(n)`, `abbr` (first letters of words), `first(n)`, `last(n)` (characters),
/// `replace('a', 'b')`, `prefix('x')`, `postfix('x')`; the last two do nothing where there is no value. Keys are ASCII: values are transliterated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPattern {
    alternatives: Vec<Vec<Term>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    value: Named,
    filters: Vec<Filter>,
}

/// What a term begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Named {
    Literal(String),
    /// A creator by number, from 0.
    Creator(usize),
    /// So many creators.
    Creators(usize),
    Title,
    Year,
    ShortYear,
    Month,
    Day,
    FirstPage,
    Kind,
    Key,
    Variable(Variable),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Filter {
    Lower,
    Upper,
    Capitalize,
    SkipWords,
    /// The word of that number, from 0.
    Word(usize),
    Words(usize),
    Abbr,
    First(usize),
    Last(usize),
    Replace(String, String),
    Prefix(String),
    Postfix(String),
}

/// What is wrong with a pattern for keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}, at character {column} of the pattern")]
pub struct InvalidKeyPattern {
    /// What is wrong.
    pub message: String,
    /// Where, in characters from 1.
    pub column: usize,
}

impl Default for KeyPattern {
    fn default() -> Self {
        // The pattern above is a good one, as a test says.
        DEFAULT.parse().unwrap_or(Self { alternatives: Vec::new() })
    }
}

impl FromStr for KeyPattern {
    type Err = InvalidKeyPattern;

    fn from_str(text: &str) -> Result<Self, InvalidKeyPattern> {
        let mut reader = Reader { text, at: 0 };
        let mut alternatives = vec![vec![reader.term()?]];
        loop {
            match reader.sign() {
                None => return Ok(Self { alternatives }),
                Some('+') => {
                    let term = reader.term()?;
                    if let Some(terms) = alternatives.last_mut() {
                        terms.push(term);
                    }
                }
                Some('|') => alternatives.push(vec![reader.term()?]),
                Some(other) => return Err(reader.wrong(&format!("expected + or | and found {other:?}"))),
            }
        }
    }
}

impl KeyPattern {
    /// The key that an entry asks for, in ASCII letters, digits and `-_.:/`; empty where the entry says nothing that the pattern names.
    pub fn key(&self, entry: &Entry) -> String {
        let made = |terms: &Vec<Term>| terms.iter().map(|term| term.text(entry)).collect::<String>();
        let key = self.alternatives.iter().map(made).find(|key| !key.is_empty()).unwrap_or_default();
        key.chars().take(LONGEST_KEY).collect()
    }
}

impl Term {
    fn text(&self, entry: &Entry) -> String {
        let mut text = self.value.text(entry);
        text.truncate(boundary_before(&text, LONGEST_VALUE));
        // What prefixes and literals say stays as it is; values lose all but letters and digits.
        let mut clean = matches!(self.value, Named::Literal(_) | Named::Key);
        for filter in &self.filters {
            if matches!(filter, Filter::First(_) | Filter::Last(_) | Filter::Prefix(_) | Filter::Postfix(_)) && !std::mem::replace(&mut clean, true) {
                text = letters_and_digits(&text);
            }
            text = filter.of(text);
        }
        match clean {
            true => text.chars().filter(|c| is_allowed(*c)).collect(),
            false => letters_and_digits(&text),
        }
    }
}

impl Named {
    fn text(&self, entry: &Entry) -> String {
        let date = |part: fn(DatePart) -> Option<std::num::NonZeroU8>| {
            let value = entry.date(Variable::Issued).and_then(|date: &Date| part(date.start.or(date.end)?));
            value.map(|number| format!("{number:02}")).unwrap_or_default()
        };
        match self {
            Self::Literal(text) => text.clone(),
            Self::Creator(at) => creators(entry).into_iter().nth(*at).unwrap_or_default(),
            Self::Creators(count) => creators(entry).into_iter().take(*count).collect::<Vec<_>>().join(" "),
            Self::Title => plain(entry, Variable::Title).or_else(|| plain(entry, Variable::ContainerTitle)).unwrap_or_default(),
            Self::Year => year(entry),
            Self::ShortYear => {
                let year = year(entry);
                year[boundary_before(&year, year.len().saturating_sub(2))..].to_owned()
            }
            Self::Month => date(|part| part.month),
            Self::Day => date(|part| part.day),
            Self::FirstPage => {
                let pages = plain(entry, Variable::Page).unwrap_or_default();
                pages.split(|c: char| !c.is_alphanumeric()).find(|part| !part.is_empty()).unwrap_or_default().to_owned()
            }
            Self::Kind => entry.kind.map(|kind| kind.name().to_owned()).unwrap_or_default(),
            Self::Key => entry.key.to_string(),
            Self::Variable(variable) => match entry.get(*variable) {
                Some(Value::Names(names)) => names.list.first().map(who).unwrap_or_default(),
                Some(Value::Date(date)) => date.start.or(date.end).map(|part| part.year.to_string()).unwrap_or_default(),
                Some(value) => value.plain().into_owned(),
                None => String::new(),
            },
        }
    }
}

fn plain(entry: &Entry, variable: Variable) -> Option<String> {
    entry.plain(variable).map(std::borrow::Cow::into_owned)
}

fn year(entry: &Entry) -> String {
    entry.year().map(|year| year.unsigned_abs().to_string()).unwrap_or_default()
}

/// Who made it, by the names that a list is sorted by: authors, else editors, else translators.
fn creators(entry: &Entry) -> Vec<String> {
    let of = |variable: &Variable| entry.names(*variable).filter(|names| !names.list.is_empty());
    let names = [Variable::Author, Variable::Editor, Variable::Translator].iter().find_map(of);
    names.map(|names| names.list.iter().map(who).collect()).unwrap_or_default()
}

fn who(name: &crate::model::Name) -> String {
    if name.is_literal() { initials_or_word(&name.literal) } else { name.short() }
}

/// An organisation by its initials where it has three words or more that begin with capitals, else by its first word.
/// What stands before a colon is its short name: "CIVICUS: World Alliance for …".
fn initials_or_word(name: &str) -> String {
    let name = name.split(':').find(|part| !part.trim().is_empty()).unwrap_or(name);
    let initials: String = words(name).filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase()).collect();
    match initials.chars().count() {
        3.. => initials,
        _ => words(name).find(|word| !is_small(word)).unwrap_or_default().to_owned(),
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn is_small(word: &str) -> bool {
    SMALL.contains(&word.to_lowercase().as_str())
}

fn letters_and_digits(text: &str) -> String {
    deunicode::deunicode(text).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// What all that reads bibliographies accepts in a key.
fn is_allowed(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.:/".contains(c)
}

impl Filter {
    fn of(&self, text: String) -> String {
        match self {
            Self::Lower => text.to_lowercase(),
            Self::Upper => text.to_uppercase(),
            Self::Capitalize => words(&text).map(capitalized).collect::<Vec<_>>().join(" "),
            Self::SkipWords => words(&text).filter(|word| !is_small(word)).collect::<Vec<_>>().join(" "),
            // A word of another script may have no letter that can be transliterated.
            Self::Word(at) => words(&text).filter(|word| !letters_and_digits(word).is_empty()).nth(*at).unwrap_or_default().to_owned(),
            Self::Words(count) => words(&text).take(*count).collect::<Vec<_>>().join(" "),
            Self::Abbr => words(&text).filter_map(|word| word.chars().next()).collect(),
            Self::First(count) => text.chars().take(*count).collect(),
            Self::Last(count) => text.chars().skip(text.chars().count().saturating_sub(*count)).collect(),
            Self::Replace(what, by) => text.replace(what, by),
            Self::Prefix(_) | Self::Postfix(_) if text.is_empty() => text,
            Self::Prefix(before) => format!("{before}{text}"),
            Self::Postfix(behind) => format!("{text}{behind}"),
        }
    }
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Reads a pattern from left to right.
struct Reader<'p> {
    text: &'p str,
    at: usize,
}

/// What stands in the parentheses behind a name.
enum Argument {
    Number(usize),
    Text(String),
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn wrong(&self, message: &str) -> InvalidKeyPattern {
        InvalidKeyPattern { message: message.to_owned(), column: self.text.get(..self.at).unwrap_or_default().chars().count() + 1 }
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    /// The next character that is no blank; none at the end.
    fn sign(&mut self) -> Option<char> {
        self.blanks();
        let sign = self.rest().chars().next()?;
        self.at += sign.len_utf8();
        Some(sign)
    }

    fn takes(&mut self, sign: char) -> bool {
        self.blanks();
        let is = self.rest().starts_with(sign);
        self.at += if is { sign.len_utf8() } else { 0 };
        is
    }

    fn term(&mut self) -> Result<Term, InvalidKeyPattern> {
        self.blanks();
        let value = match self.quoted()? {
            Some(text) => match text.chars().find(|c| !is_allowed(*c)) {
                Some(bad) => return Err(self.wrong(&format!("{bad:?} cannot stand in a key"))),
                None => Named::Literal(text),
            },
            None => self.value()?,
        };
        let mut filters = Vec::new();
        while self.takes('.') {
            filters.push(self.filter()?);
        }
        Ok(Term { value, filters })
    }

    /// A text in quotes of either kind.
    fn quoted(&mut self) -> Result<Option<String>, InvalidKeyPattern> {
        self.blanks();
        let Some(quote) = self.rest().chars().next().filter(|c| ['\'', '"'].contains(c)) else { return Ok(None) };
        let inner = &self.rest()[1..];
        let Some(end) = inner.find(quote) else { return Err(self.wrong("this quotation mark is never closed")) };
        let text = inner[..end].to_owned();
        self.at += end + 2;
        Ok(Some(text))
    }

    fn name(&mut self) -> Result<String, InvalidKeyPattern> {
        self.blanks();
        let end = self.rest().find(|c: char| !c.is_ascii_alphanumeric() && !['-', '_'].contains(&c)).unwrap_or(self.rest().len());
        match end {
            0 => Err(self.wrong("expected the name of a value or a filter")),
            end => {
                let name = self.rest()[..end].to_owned();
                self.at += end;
                Ok(name)
            }
        }
    }

    fn arguments(&mut self) -> Result<Vec<Argument>, InvalidKeyPattern> {
        let mut arguments = Vec::new();
        if !self.takes('(') {
            return Ok(arguments);
        }
        while !self.takes(')') {
            if let Some(text) = self.quoted()? {
                arguments.push(Argument::Text(text));
            } else {
                let end = self.rest().find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest().len());
                let number = self.rest()[..end].parse().map_err(|_| self.wrong("expected a number, a text in quotes or a closing parenthesis"))?;
                self.at += end;
                arguments.push(Argument::Number(number));
            }
            self.takes(',');
        }
        Ok(arguments)
    }

    fn value(&mut self) -> Result<Named, InvalidKeyPattern> {
        let start = self.at;
        let name = self.name()?;
        let arguments = self.arguments()?;
        let number = match arguments.as_slice() {
            [] => None,
            [Argument::Number(number)] if *number > 0 && name.starts_with("auth") => Some(*number),
            _ => return Err(self.wrong(&format!("{name:?} takes no such argument"))),
        };
        let value = match name.as_str() {
            "auth" => Named::Creator(number.unwrap_or(1) - 1),
            "authors" => Named::Creators(number.unwrap_or(usize::MAX)),
            "title" => Named::Title,
            "year" => Named::Year,
            "shortyear" => Named::ShortYear,
            "month" => Named::Month,
            "day" => Named::Day,
            "firstpage" => Named::FirstPage,
            "type" => Named::Kind,
            "key" => Named::Key,
            "journal" => Named::Variable(Variable::ContainerTitle),
            other => Named::Variable(self.variable(other, start)?),
        };
        Ok(value)
    }

    /// A variable that CSL knows: others are more likely slips of the pen.
    fn variable(&mut self, name: &str, start: usize) -> Result<Variable, InvalidKeyPattern> {
        match Variable::ALL.iter().find(|variable| variable.name().eq_ignore_ascii_case(name)) {
            Some(variable) => Ok(*variable),
            None => {
                self.at = start;
                Err(self.wrong(&format!("{name:?} is no value that keys are made of")))
            }
        }
    }

    fn filter(&mut self) -> Result<Filter, InvalidKeyPattern> {
        let start = self.at;
        let name = self.name()?;
        let arguments = self.arguments()?;
        let first = |at: usize| Ok(Filter::Word(at));
        let filter = match (name.as_str(), arguments.as_slice()) {
            ("lower", []) => Ok(Filter::Lower),
            ("upper", []) => Ok(Filter::Upper),
            ("capitalize", []) => Ok(Filter::Capitalize),
            ("skipwords", []) => Ok(Filter::SkipWords),
            ("abbr", []) => Ok(Filter::Abbr),
            ("word", []) => first(0),
            ("word", [Argument::Number(number)]) if *number > 0 => first(number - 1),
            ("words", [Argument::Number(number)]) => Ok(Filter::Words(*number)),
            ("first", [Argument::Number(number)]) => Ok(Filter::First(*number)),
            ("last", [Argument::Number(number)]) => Ok(Filter::Last(*number)),
            ("replace", [Argument::Text(what), Argument::Text(by)]) if !what.is_empty() => Ok(Filter::Replace(what.clone(), by.clone())),
            ("prefix", [Argument::Text(text)]) => Ok(Filter::Prefix(text.clone())),
            ("postfix", [Argument::Text(text)]) => Ok(Filter::Postfix(text.clone())),
            _ => Err(format!("{name:?} with these arguments is no filter")),
        };
        filter.map_err(|message: String| {
            self.at = start;
            self.wrong(&message)
        })
    }
}
