//! A style as the processor runs it: macros by index, options inherited, names of variables and terms resolved.

use crate::model::Variable;
use hayagriva::citationberg::taxonomy::Locator;
pub(super) use hayagriva::citationberg::{
    ChooseMatch, Collapse, DateForm, DateParts, DelimiterBehavior, DemoteNonDroppingParticle, DisambiguationRule, Display, LabelPluralize, NameAnd,
    NameAsSortOrder, NameForm, NumberForm, PageRangeFormat, SecondFieldAlign, SubsequentAuthorSubstituteRule, TermForm, TestPosition, TextCase,
};

/// A compiled style.
pub(super) struct Program {
    pub(super) note: bool,
    pub(super) default_locale: Option<String>,
    pub(super) locales: Vec<hayagriva::citationberg::Locale>,
    /// Locales that go before those of the archive.
    pub(super) added: Vec<hayagriva::citationberg::Locale>,
    pub(super) macros: Vec<Vec<Element>>,
    pub(super) citation: Area,
    pub(super) bibliography: Option<Area>,
    pub(super) page_ranges: Option<PageRangeFormat>,
    pub(super) demote: DemoteNonDroppingParticle,
    pub(super) hyphenate_initials: bool,
    pub(super) cites: CiteOptions,
    pub(super) list: ListOptions,
    /// Whether something renders `year-suffix` itself, by area: else it stands behind the year.
    pub(super) explicit_suffix: [bool; 2],
    /// Whether the bibliography is numbered.
    pub(super) numbered: bool,
    /// Whether something tests `disambiguate`.
    pub(super) uses_condition: bool,
    /// Whether it has notes whose later mentions of a work have a form that is told apart by a condition.
    pub(super) looks_back: bool,
}

/// How citations are told apart and joined.
pub(super) struct CiteOptions {
    pub(super) add_names: bool,
    pub(super) add_given: bool,
    pub(super) given_rule: DisambiguationRule,
    pub(super) add_suffix: bool,
    pub(super) group_delimiter: Option<String>,
    pub(super) collapse: Option<Collapse>,
    pub(super) suffix_delimiter: Option<String>,
    pub(super) after_collapse: Option<String>,
    pub(super) near_note: u32,
}

/// How a bibliography is laid out.
#[derive(Default)]
pub(super) struct ListOptions {
    pub(super) align: Option<SecondFieldAlign>,
    pub(super) substitute: Option<String>,
    pub(super) substitute_rule: SubsequentAuthorSubstituteRule,
}

/// `cs:citation` or `cs:bibliography`.
pub(super) struct Area {
    pub(super) elements: Vec<Element>,
    pub(super) look: Look,
    pub(super) delimiter: Option<String>,
    pub(super) sort: Vec<SortKey>,
}

pub(super) enum SortBy {
    Variable(Variable),
    Macro(usize),
}

pub(super) struct SortKey {
    pub(super) by: SortBy,
    pub(super) descending: bool,
    /// `names-min`, `names-use-first`, `names-use-last`.
    pub(super) names: (Option<u32>, Option<u32>, Option<bool>),
}

/// The formatting attributes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Deco {
    pub(super) italic: Option<bool>,
    pub(super) small_caps: Option<bool>,
    pub(super) bold: Option<Weight>,
    pub(super) underline: Option<bool>,
    pub(super) align: Option<Align>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Normal,
    Bold,
    Light,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Baseline,
    Sup,
    Sub,
}

/// What an element does to what it renders.
#[derive(Clone, Default)]
pub(super) struct Look {
    pub(super) deco: Deco,
    pub(super) prefix: String,
    pub(super) suffix: String,
    pub(super) display: Option<Display>,
    pub(super) quotes: bool,
    pub(super) strip_periods: bool,
    pub(super) case: Option<TextCase>,
}

pub(super) enum Element {
    Text(Text),
    Number(Number),
    Label(Label),
    Date(Date),
    Names(Box<Names>),
    Group(Group),
    Choose(Vec<Branch>),
}

pub(super) struct Text {
    pub(super) what: What,
    pub(super) look: Look,
}

pub(super) enum What {
    Variable(Variable, bool),
    Macro(usize),
    Term { name: String, form: TermForm, plural: bool },
    Value(String),
}

pub(super) struct Number {
    pub(super) variable: Variable,
    pub(super) form: NumberForm,
    pub(super) look: Look,
}

pub(super) struct Label {
    pub(super) variable: Variable,
    pub(super) label: NameLabel,
}

#[derive(Clone)]
pub(super) struct NameLabel {
    pub(super) form: TermForm,
    pub(super) plural: LabelPluralize,
    pub(super) look: Look,
}

pub(super) struct Date {
    pub(super) variable: Variable,
    pub(super) form: Option<DateForm>,
    pub(super) limit: DateParts,
    pub(super) parts: Vec<DatePart>,
    pub(super) delimiter: Option<String>,
    pub(super) look: Look,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PartName {
    Year,
    Month,
    Day,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartForm {
    Numeric,
    LeadingZeros,
    Ordinal,
    Long,
    Short,
}

#[derive(Clone)]
pub(super) struct DatePart {
    pub(super) name: PartName,
    pub(super) form: Option<PartForm>,
    pub(super) range_delimiter: Option<String>,
    pub(super) look: Look,
}

pub(super) struct Names {
    pub(super) variables: Vec<Variable>,
    /// Options in citations and in the bibliography.
    pub(super) options: [NameOptions; 2],
    pub(super) name: NameLook,
    pub(super) et_al: (&'static str, Deco),
    pub(super) label: Option<NameLabel>,
    pub(super) label_first: bool,
    pub(super) substitute: Vec<Element>,
    pub(super) look: Look,
}

#[derive(Clone, Default)]
pub(super) struct NameLook {
    pub(super) look: Look,
    pub(super) family: Look,
    pub(super) given: Look,
}

#[derive(Clone)]
pub(super) struct NameOptions {
    pub(super) and: Option<NameAnd>,
    pub(super) delimiter: String,
    pub(super) names_delimiter: Option<String>,
    pub(super) before_et_al: DelimiterBehavior,
    pub(super) before_last: DelimiterBehavior,
    pub(super) et_al_min: Option<u32>,
    pub(super) et_al_use_first: Option<u32>,
    pub(super) subsequent_min: Option<u32>,
    pub(super) subsequent_use_first: Option<u32>,
    pub(super) use_last: bool,
    pub(super) form: NameForm,
    pub(super) initialize: bool,
    pub(super) initialize_with: Option<String>,
    pub(super) sort_order: Option<NameAsSortOrder>,
    pub(super) sort_separator: String,
}

pub(super) struct Group {
    pub(super) elements: Vec<Element>,
    pub(super) delimiter: Option<String>,
    pub(super) look: Look,
}

pub(super) struct Branch {
    pub(super) tests: Vec<Test>,
    pub(super) matching: ChooseMatch,
    pub(super) elements: Vec<Element>,
}

pub(super) enum Test {
    Disambiguate(bool),
    Numeric(Variable),
    Uncertain(Variable),
    Locator(Locator),
    Position(TestPosition),
    /// One of these kinds: an entry can be of one alone, so that all and any are the same.
    Kind(Vec<String>),
    Variable(Variable),
}
