//! What a person types for a variable: its name as CSL or BibTeX calls it, and its value as text.

use crate::format::bibtex;
use crate::model::{Class, Date, Kind, Names, Value, Variable};
use crate::text::{Source, SourceId, latex};

/// Names that BibTeX or people have for variables.
const CALLED: &[(&str, Variable)] = &[
    ("year", Variable::Issued),
    ("date", Variable::Issued),
    ("journal", Variable::ContainerTitle),
    ("journaltitle", Variable::ContainerTitle),
    ("booktitle", Variable::ContainerTitle),
    ("container", Variable::ContainerTitle),
    ("address", Variable::PublisherPlace),
    ("location", Variable::PublisherPlace),
    ("place", Variable::PublisherPlace),
    ("institution", Variable::Publisher),
    ("school", Variable::Publisher),
    ("organization", Variable::Publisher),
    ("pages", Variable::Page),
    ("series", Variable::CollectionTitle),
    ("chapter", Variable::ChapterNumber),
    ("keywords", Variable::Keyword),
    ("tag", Variable::Keyword),
    ("tags", Variable::Keyword),
    ("urldate", Variable::Accessed),
    ("langid", Variable::Language),
];

/// Names that BibTeX has for kinds.
const TYPES: &[(&str, Kind)] = &[
    ("article", Kind::ArticleJournal),
    ("incollection", Kind::Chapter),
    ("inbook", Kind::Chapter),
    ("inproceedings", Kind::PaperConference),
    ("conference", Kind::PaperConference),
    ("phdthesis", Kind::Thesis),
    ("mastersthesis", Kind::Thesis),
    ("techreport", Kind::Report),
    ("online", Kind::Webpage),
    ("unpublished", Kind::Manuscript),
];

/// The variable that a name stands for, in whatever case: CSL's, BibTeX's, or an open one.
pub fn field(name: &str) -> Variable {
    known_field(name).unwrap_or_else(|| Variable::named(&name.to_lowercase()))
}

/// The same for names that are known.
pub(super) fn known_field(name: &str) -> Option<Variable> {
    let csl = Variable::ALL.iter().find(|variable| variable.name().eq_ignore_ascii_case(name)).copied();
    csl.or_else(|| CALLED.iter().find(|(called, _)| called.eq_ignore_ascii_case(name)).map(|(_, variable)| *variable))
}

/// The kind that BibTeX calls so.
pub(super) fn bibtex_kind(name: &str) -> Option<Kind> {
    TYPES.iter().find(|(called, _)| called.eq_ignore_ascii_case(name)).map(|(_, kind)| *kind)
}

/// What is to become of a variable.
#[derive(Clone, Debug, PartialEq)]
pub enum Assignment {
    /// It gets a value.
    Set(Variable, Value),
    /// It loses its value.
    Unset(Variable),
    /// The entry describes another kind of thing; nothing known.
    Kind(Option<Kind>),
}

/// Why a text is no assignment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidValue {
    /// No `=`, or nothing before it.
    #[error("`{0}` is no assignment: write VARIABLE=VALUE, or VARIABLE= to take it out")]
    NoAssignment(String),
    /// No date.
    #[error("`{0}` is no date: write 1998, 1998-09, 1998-09-03 or 1998/2008")]
    Date(String),
    /// No names.
    #[error("`{0}` are no names: write `Family, Given; Family, Given`, and {{World Bank}} for an organisation")]
    Names(String),
    /// No kind.
    #[error("there is no type `{0}`: write one of CSL's or BibTeX's, such as book, chapter, article-journal")]
    Kind(String),
    /// The key is changed otherwise.
    #[error("a key is changed with `ibidem rename OLD NEW`, so that what names it follows")]
    Key,
}

impl Assignment {
    /// Reads `VARIABLE=VALUE`.
    ///
    /// # Errors
    /// Where the value is none that the variable can have.
    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        let (name, value) = text.split_once('=').ok_or_else(|| InvalidValue::NoAssignment(text.to_owned()))?;
        let (name, value) = (name.trim(), value.trim());
        match name.to_ascii_lowercase().as_str() {
            "" => return Err(InvalidValue::NoAssignment(text.to_owned())),
            "key" | "id" | "citation-key" => return Err(InvalidValue::Key),
            "type" | "kind" if value.is_empty() => return Ok(Self::Kind(None)),
            "type" | "kind" => {
                let kind = Kind::from_csl(&value.to_lowercase()).or_else(|| bibtex_kind(value));
                return kind.map(|kind| Self::Kind(Some(kind))).ok_or_else(|| InvalidValue::Kind(value.to_owned()));
            }
            _ => {}
        }
        let variable = field(name);
        if value.is_empty() {
            return Ok(Self::Unset(variable));
        }
        let value = match variable.class() {
            Class::Date => Date::parse_edtf(value).map(Value::from).map_err(|_| InvalidValue::Date(value.to_owned()))?,
            Class::Names => names(value).map(Value::from).ok_or_else(|| InvalidValue::Names(value.to_owned()))?,
            Class::Text | Class::Number => Value::from(value),
        };
        Ok(Self::Set(variable, value))
    }
}

/// Names with semicolons or `and` between them, as `.bib` files write them.
fn names(text: &str) -> Option<Names> {
    if !latex::is_balanced(text) {
        return None;
    }
    let list = text.split(';').map(str::trim).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" and ");
    let source = Source::from_text(SourceId(0), "", &format!("@misc{{x, author = {{{list}}}}}"));
    let read = bibtex::FORMAT.read?;
    let names = read(&source).0.entries.first()?.names(Variable::Author)?.clone();
    (!names.list.is_empty()).then_some(names)
}
