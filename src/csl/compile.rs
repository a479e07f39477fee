//! From the tree that citationberg parses to the [`Program`].

use super::CslError;
use super::program::*;
use crate::model::Variable;
use hayagriva::citationberg::taxonomy::{self, Term};
use hayagriva::citationberg::{
    self as csl, FontStyle, FontVariant, FontWeight, IndependentStyle, InheritableNameOptions, LayoutRenderingElement, LongShortForm, NamesChild,
    TextDecoration, TextTarget, ToAffixes, ToFormatting, VerticalAlign,
};
use std::collections::HashMap;

/// Elements may not be evaluated deeper within each other, calls of macros followed; those of published styles stay below 100.
const DEEPEST: usize = 250;
/// No style may evaluate more elements for one entry.
const MOST_ELEMENTS: u64 = 1_000_000;

struct Compiler {
    names: HashMap<String, usize>,
    options: [InheritableNameOptions; 2],
}

pub(super) fn compile(style: IndependentStyle) -> Result<Program, CslError> {
    let base = &style.settings.options;
    let cited = base.apply(&style.citation.name_options);
    let listed = style.bibliography.as_ref().map_or_else(|| base.clone(), |list| base.apply(&list.name_options));
    let names = style.macros.iter().enumerate().map(|(at, of)| (of.name.clone(), at)).collect();
    let compiler = Compiler { names, options: [cited, listed] };
    let macros = style.macros.iter().map(|of| compiler.elements(&of.children)).collect::<Result<Vec<_>, _>>()?;
    let of = &style.citation;
    let citation = compiler.area(&of.layout, of.sort.as_ref())?;
    let bibliography = style.bibliography.as_ref().map(|list| compiler.area(&list.layout, list.sort.as_ref())).transpose()?;
    let cites = CiteOptions {
        add_names: of.disambiguate_add_names,
        add_given: of.disambiguate_add_givenname,
        given_rule: of.givenname_disambiguation_rule,
        add_suffix: of.disambiguate_add_year_suffix,
        group_delimiter: of.cite_group_delimiter.clone(),
        collapse: of.collapse,
        suffix_delimiter: of.year_suffix_delimiter.clone(),
        after_collapse: of.after_collapse_delimiter.clone(),
        near_note: of.near_note_distance,
    };
    let list = style.bibliography.as_ref().map(|list| ListOptions {
        align: list.second_field_align,
        substitute: list.subsequent_author_substitute.clone(),
        substitute_rule: list.subsequent_author_substitute_rule,
    });
    let mut program = Program {
        note: style.settings.class == csl::StyleClass::Note,
        default_locale: style.default_locale.map(|code| code.0),
        locales: style.locale,
        added: Vec::new(),
        macros,
        citation,
        bibliography,
        page_ranges: style.settings.page_range_format,
        demote: style.settings.demote_non_dropping_particle,
        hyphenate_initials: style.settings.initialize_with_hyphen,
        cites,
        list: list.unwrap_or_default(),
        explicit_suffix: [false; 2],
        uses_condition: false,
        looks_back: false,
        numbered: false,
    };
    check_calls(&program)?;
    let calls = |area: &Area| says(&program, &area.elements, &is_suffix);
    program.explicit_suffix = [calls(&program.citation), program.bibliography.as_ref().is_some_and(calls)];
    program.numbered = program.bibliography.as_ref().is_some_and(|area| says(&program, &area.elements, &is_number));
    program.uses_condition = says(&program, &program.citation.elements, &tests_condition);
    program.looks_back = program.note && program.uses_condition && says(&program, &program.citation.elements, &tests_position);
    Ok(program)
}

fn is_number(element: &Element) -> bool {
    matches!(element, Element::Text(Text { what: What::Variable(Variable::CitationNumber, _), .. }))
}

fn tests_condition(element: &Element) -> bool {
    tests(element).any(|test| matches!(test, Test::Disambiguate(_)))
}

fn tests_position(element: &Element) -> bool {
    tests(element).any(|test| matches!(test, Test::Position(_)))
}

/// What an element asks to choose among its branches.
pub(super) fn tests(element: &Element) -> impl Iterator<Item = &Test> {
    let branches: &[Branch] = if let Element::Choose(branches) = element { branches } else { &[] };
    branches.iter().flat_map(|branch| &branch.tests)
}

/// Labels carry the letter, too.
fn is_suffix(element: &Element) -> bool {
    matches!(element, Element::Text(Text { what: What::Variable(Variable::YearSuffix | Variable::CitationLabel, _), .. }))
}

/// Whether some element, macros included, is of that kind.
pub(super) fn says(program: &Program, elements: &[Element], is: &dyn Fn(&Element) -> bool) -> bool {
    elements.iter().any(|element| {
        is(element)
            || children(element).any(|list| says(program, list, is))
            || called(element).is_some_and(|at| says(program, &program.macros[at], is))
    })
}

fn children(element: &Element) -> impl Iterator<Item = &[Element]> {
    let (one, many): (Option<&[Element]>, &[Branch]) = match element {
        Element::Group(group) => (Some(&group.elements), &[]),
        Element::Names(names) => (Some(&names.substitute), &[]),
        Element::Choose(branches) => (None, branches),
        _ => (None, &[]),
    };
    one.into_iter().chain(many.iter().map(|branch| branch.elements.as_slice()))
}

fn called(element: &Element) -> Option<usize> {
    match element {
        Element::Text(Text { what: What::Macro(at), .. }) => Some(*at),
        _ => None,
    }
}

/// Macros that call themselves, or each other too deeply, are refused; so are calls that multiply beyond reason.
fn check_calls(program: &Program) -> Result<(), CslError> {
    let mut known = vec![None; program.macros.len()];
    for list in program.macros.iter().chain([&program.citation.elements]).chain(program.bibliography.as_ref().map(|area| &area.elements)) {
        let extent = extent(program, list, 0, &mut known)?;
        if extent.size > MOST_ELEMENTS || extent.height > DEEPEST {
            return Err(CslError::InvalidStyle("its macros call each other too often or too deeply".to_owned()));
        }
    }
    Ok(())
}

/// How many elements are evaluated at most, and how deep within each other.
#[derive(Clone, Copy, Default)]
struct Extent {
    size: u64,
    height: usize,
}

fn extent(program: &Program, elements: &[Element], depth: usize, known: &mut [Option<Extent>]) -> Result<Extent, CslError> {
    if depth > DEEPEST {
        return Err(CslError::InvalidStyle(format!("its elements and macros reach deeper than {DEEPEST} levels, or have no end")));
    }
    let mut whole = Extent::default();
    let mut add = |inner: Extent| {
        whole.size = whole.size.saturating_add(inner.size).saturating_add(1);
        whole.height = whole.height.max(inner.height + 1);
    };
    for element in elements {
        // Of the branches of a condition one is evaluated.
        let mut inner = Extent::default();
        for list in children(element) {
            let of = extent(program, list, depth + 1, known)?;
            inner = Extent { size: inner.size.max(of.size), height: inner.height.max(of.height) };
        }
        add(inner);
        if let Some(at) = called(element) {
            let of = match known[at] {
                Some(of) => of,
                None => extent(program, &program.macros[at], depth + 1, known)?,
            };
            known[at] = Some(of);
            add(of);
        }
    }
    Ok(whole)
}

impl Compiler {
    fn area(&self, layout: &csl::Layout, sort: Option<&csl::Sort>) -> Result<Area, CslError> {
        let keys = sort.map(|sort| sort.keys.as_slice()).unwrap_or_default();
        Ok(Area {
            elements: self.elements(&layout.elements)?,
            look: looks(layout),
            delimiter: layout.delimiter.clone(),
            sort: keys.iter().map(|key| self.key(key)).collect::<Result<_, _>>()?,
        })
    }

    fn key(&self, key: &csl::SortKey) -> Result<SortKey, CslError> {
        let descending = key.sort_direction() == csl::SortDirection::Descending;
        Ok(match key {
            csl::SortKey::Variable { variable: of, .. } => SortKey { by: SortBy::Variable(variable(*of)), descending, names: (None, None, None) },
            csl::SortKey::MacroName { name, names_min, names_use_first, names_use_last, .. } => {
                SortKey { by: SortBy::Macro(self.macro_at(name)?), descending, names: (*names_min, *names_use_first, *names_use_last) }
            }
        })
    }

    fn macro_at(&self, name: &str) -> Result<usize, CslError> {
        self.names.get(name).copied().ok_or_else(|| CslError::InvalidStyle(format!("it has no macro `{name}`")))
    }

    fn elements(&self, elements: &[LayoutRenderingElement]) -> Result<Vec<Element>, CslError> {
        elements.iter().map(|element| self.element(element, None)).collect()
    }

    fn element(&self, element: &LayoutRenderingElement, parent: Option<&csl::Names>) -> Result<Element, CslError> {
        Ok(match element {
            LayoutRenderingElement::Text(text) => Element::Text(self.text(text)?),
            LayoutRenderingElement::Number(number) => Element::Number(Number {
                variable: variable(number.variable.into()),
                form: number.form,
                look: Look { display: number.display, case: number.text_case, ..looks(number) },
            }),
            LayoutRenderingElement::Label(of) => Element::Label(Label { variable: variable(of.variable.into()), label: label(&of.label) }),
            LayoutRenderingElement::Date(of) => Element::Date(date(of)),
            LayoutRenderingElement::Names(names) => Element::Names(Box::new(self.names(names, parent)?)),
            LayoutRenderingElement::Group(group) => Element::Group(Group {
                elements: group.children.iter().map(|child| self.element(child, parent)).collect::<Result<_, _>>()?,
                delimiter: group.delimiter.clone(),
                look: Look { display: group.display, ..looks(group) },
            }),
            LayoutRenderingElement::Choose(choose) => {
                let mut branches = choose.branches().map(|branch| self.branch(branch, parent)).collect::<Result<Vec<_>, _>>()?;
                if let Some(otherwise) = &choose.otherwise {
                    let elements = otherwise.children.iter().map(|child| self.element(child, parent)).collect::<Result<_, _>>()?;
                    branches.push(Branch { tests: Vec::new(), matching: ChooseMatch::All, elements });
                }
                Element::Choose(branches)
            }
        })
    }

    fn branch(&self, branch: &csl::ChooseBranch, parent: Option<&csl::Names>) -> Result<Branch, CslError> {
        let mut tests = Vec::new();
        tests.extend(branch.disambiguate.map(Test::Disambiguate));
        tests.extend(branch.is_numeric.iter().flatten().map(|of| Test::Numeric(variable(*of))));
        tests.extend(branch.is_uncertain_date.iter().flatten().map(|of| Test::Uncertain(variable((*of).into()))));
        tests.extend(branch.locator.iter().flatten().map(|of| Test::Locator(*of)));
        tests.extend(branch.position.iter().flatten().map(|of| Test::Position(*of)));
        tests.extend(branch.type_.iter().map(|kinds| Test::Kind(kinds.iter().map(|of| term_name((*of).into())).collect())));
        tests.extend(branch.variable.iter().flatten().map(|of| Test::Variable(variable(*of))));
        // A condition that tests nothing is never true.
        if tests.is_empty() {
            tests.push(Test::Kind(Vec::new()));
        }
        let elements = branch.children.iter().map(|child| self.element(child, parent)).collect::<Result<_, _>>()?;
        Ok(Branch { tests, matching: branch.match_, elements })
    }

    fn text(&self, text: &csl::Text) -> Result<Text, CslError> {
        let what = match &text.target {
            TextTarget::Variable { var, form } => What::Variable(variable(*var), *form == LongShortForm::Short),
            TextTarget::Macro { name } => What::Macro(self.macro_at(name)?),
            TextTarget::Term { term, form, plural } => What::Term { name: term_name(*term), form: *form, plural: *plural },
            TextTarget::Value { val } => What::Value(val.clone()),
        };
        let look = Look { display: text.display, quotes: text.quotes, strip_periods: text.strip_periods, case: text.text_case, ..looks(text) };
        Ok(Text { what, look })
    }

    fn names(&self, names: &csl::Names, parent: Option<&csl::Names>) -> Result<Names, CslError> {
        // Names that stand in for others and say nothing themselves look like those.
        let bare = names.name().is_none() && names.et_al().is_none() && names.label().is_none() && names.substitute().is_none();
        let model = parent.filter(|_| bare).unwrap_or(names);
        let own = model.options();
        let default = csl::Name::default();
        let name = model.name().unwrap_or(&default);
        let options = [0, 1].map(|at| {
            let mut inherited = self.options[at].apply(&own);
            inherited.names_delimiter = own.names_delimiter.clone().or_else(|| self.options[at].names_delimiter.clone());
            let of = name.options(&inherited);
            NameOptions {
                and: of.and,
                delimiter: of.delimiter.to_owned(),
                names_delimiter: inherited.names_delimiter.clone(),
                before_et_al: of.delimiter_precedes_et_al,
                before_last: of.delimiter_precedes_last,
                et_al_min: of.et_al_min,
                et_al_use_first: of.et_al_use_first,
                subsequent_min: of.et_al_subsequent_min,
                subsequent_use_first: of.et_al_subsequent_use_first,
                use_last: of.et_al_use_last,
                form: of.form,
                initialize: of.initialize,
                initialize_with: of.initialize_with.map(str::to_owned),
                sort_order: of.name_as_sort_order,
                sort_separator: of.sort_separator.to_owned(),
            }
        });
        let part = |part: Option<&csl::NamePart>| part.map(|part| Look { case: part.text_case, ..looks(part) }).unwrap_or_default();
        let et_al = model.et_al();
        let term = match et_al.map(|of| of.term) {
            Some(csl::EtAlTerm::AndOthers) => "and-others",
            _ => "et-al",
        };
        let substitute = names.substitute().map(|of| of.children.as_slice()).unwrap_or_default();
        let is_first = |children: &[NamesChild]| {
            let label = children.iter().position(|child| matches!(child, NamesChild::Label(_)));
            let name = children.iter().position(|child| matches!(child, NamesChild::Name(_)));
            matches!((label, name), (Some(label), Some(name)) if label < name)
        };
        Ok(Names {
            variables: names.variable.iter().map(|of| variable((*of).into())).collect(),
            options,
            name: NameLook { look: looks(name), family: part(name.name_part_family()), given: part(name.name_part_given()) },
            et_al: (term, et_al.map(|of| deco(&of.to_formatting())).unwrap_or_default()),
            label: model.label().map(|(of, _)| label(of)),
            label_first: is_first(&model.children),
            substitute: substitute.iter().map(|child| self.element(child, Some(names))).collect::<Result<_, _>>()?,
            look: Look { display: names.display, ..looks(names) },
        })
    }
}

fn label(of: &csl::VariablelessLabel) -> NameLabel {
    NameLabel { form: of.form, plural: of.plural, look: Look { case: of.text_case, strip_periods: of.strip_periods, ..looks(of) } }
}

pub(super) fn date(of: &csl::Date) -> Date {
    Date {
        variable: of.variable.map_or(Variable::Issued, |of| variable(of.into())),
        form: of.form,
        limit: of.parts.unwrap_or_default(),
        parts: of.date_part.iter().map(date_part).collect(),
        delimiter: of.delimiter.clone(),
        look: Look { display: of.display, case: of.text_case, ..looks(of) },
    }
}

fn date_part(of: &csl::DatePart) -> DatePart {
    DatePart {
        name: match of.name {
            csl::DatePartName::Year => PartName::Year,
            csl::DatePartName::Month => PartName::Month,
            csl::DatePartName::Day => PartName::Day,
        },
        form: part_form(of),
        range_delimiter: of.range_delimiter.clone(),
        look: Look { case: of.text_case, strip_periods: of.strip_periods, ..looks(of) },
    }
}

/// The form as given: the parser's own accessor fills in the default, which a locale's part must not be overruled by.
fn part_form(of: &csl::DatePart) -> Option<PartForm> {
    let value = serde_json::to_value(of).ok()?;
    Some(match value.get("@form")?.as_str()? {
        "numeric" => PartForm::Numeric,
        "numeric-leading-zeros" => PartForm::LeadingZeros,
        "ordinal" => PartForm::Ordinal,
        "short" => PartForm::Short,
        _ => PartForm::Long,
    })
}

fn looks(of: &(impl ToFormatting + ToAffixes)) -> Look {
    let affixes = of.to_affixes();
    Look {
        deco: deco(&of.to_formatting()),
        prefix: affixes.prefix.unwrap_or_default(),
        suffix: affixes.suffix.unwrap_or_default(),
        ..Look::default()
    }
}

fn deco(of: &csl::Formatting) -> Deco {
    Deco {
        italic: of.font_style.map(|of| of == FontStyle::Italic),
        small_caps: of.font_variant.map(|of| of == FontVariant::SmallCaps),
        bold: of.font_weight.map(|of| match of {
            FontWeight::Normal => Weight::Normal,
            FontWeight::Bold => Weight::Bold,
            FontWeight::Light => Weight::Light,
        }),
        underline: of.text_decoration.map(|of| of == TextDecoration::Underline),
        align: of.vertical_align.and_then(|of| match of {
            VerticalAlign::None => None,
            VerticalAlign::Baseline => Some(Align::Baseline),
            VerticalAlign::Sup => Some(Align::Sup),
            VerticalAlign::Sub => Some(Align::Sub),
        }),
    }
}

/// Our variable of the one that the parser knows. CSL-JSON calls three of the numbers by shorter names.
fn variable(of: taxonomy::Variable) -> Variable {
    let name = of.to_string();
    match name.as_str() {
        "part-number" => Variable::Part,
        "supplement-number" => Variable::Supplement,
        "printing-number" => Variable::Printing,
        "archive_place" => Variable::ArchivePlace,
        "event" => Variable::EventTitle,
        name => Variable::named(name),
    }
}

/// The name of a term, with one spelling where several are in use.
pub(super) fn term_name(term: Term) -> String {
    if term == Term::PageVariable {
        return "page".to_owned();
    }
    let name = serde_json::to_value(term).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    spelled(&name)
}

/// A term's name with hyphens, as in `sub-verbo`.
pub(super) fn spelled(name: &str) -> String {
    name.replace([' ', '_'], "-").replace("editortranslator", "editor-translator")
}
