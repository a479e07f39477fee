//! From articles and books to entries.

use super::outline;
use super::table::{self, Form, IDS, MAPPING, TYPES};
use crate::format::mapping::Row;
use crate::format::xml;
use crate::format::xml::build::Build;
use crate::format::xml::{Element, between_keywords, keep, markup};
use crate::model::{Kind, Library, Name, Value, Variable};
use crate::text::{Diagnostic, Source};

/// What the names of elements begin with that are kept in open variables.
const PREFIX: &str = "pubmed-";
/// The variables for what is said of persons besides their names.
const ADDRESS: &str = "author-address";
const IDENTIFIER: &str = "author-identifier";

pub(super) fn read(source: &Source) -> (Library, Vec<Diagnostic>) {
    xml::read(source, &["PubmedArticle", "PubmedBookArticle", "MedlineCitation", "BookDocument"], |build, record| {
        let mut reader = Reader { build, between_keywords: "" };
        reader.record(record);
        reader.build
    })
}

struct Reader<'s> {
    build: Build<'s>,
    between_keywords: &'static str,
}

impl Reader<'_> {
    fn record(&mut self, record: &Element) {
        let parts: Vec<&Element> = match record.name.as_str() {
            "MedlineCitation" | "BookDocument" => vec![record],
            _ => record.elements().collect(),
        };
        self.build.entry.kind = kind(&parts);
        keep::keep_stray(&mut self.build, PREFIX, record);
        let words = parts.iter().flat_map(|part| part.elements()).filter(|list| ["KeywordList", "MeshHeadingList"].contains(&list.name.as_str()));
        self.between_keywords = between_keywords(words.flat_map(Element::elements));
        for part in parts {
            if !std::ptr::eq(part, record) {
                keep::keep_stray(&mut self.build, PREFIX, part);
            }
            for name in ["Status", "Owner"] {
                if let Some(value) = part.attribute(name) {
                    self.build.add(keep::variable(PREFIX, name), value.clone(), part.range.start..part.range.start, "; ");
                }
            }
            part.elements().for_each(|element| self.element(element, &mut Vec::new()));
        }
    }

    fn element<'e>(&mut self, element: &'e Element, around: &mut Vec<&'e str>) {
        if element.is_blank() {
            return;
        }
        let path = around.iter().copied().chain([element.name.as_str()]).collect::<Vec<_>>().join("/");
        if let Some((_, row)) = MAPPING.read(&path, self.build.entry.kind) {
            if !self.field(row, element) {
                self.keep(element);
            }
        } else if table::is_group(&path) {
            keep::keep_stray(&mut self.build, PREFIX, element);
            around.push(&element.name);
            element.elements().for_each(|inside| self.element(inside, around));
            around.pop();
        } else {
            self.keep(element);
        }
    }

    fn keep(&mut self, element: &Element) {
        self.build.add(keep::variable(PREFIX, &element.name), outline::lines(element), element.text_range(), "\n");
    }

    /// Reads a field; whether its value has found a place.
    fn field(&mut self, row: &Row<Form>, element: &Element) -> bool {
        let (variable, range) = (Variable::named(row.variable), element.text_range());
        match row.form {
            Form::Text => return self.once(variable, element),
            Form::List if TYPES.iter().any(|(name, kind)| Some(*kind) == self.build.entry.kind && element.text().eq_ignore_ascii_case(name)) => {}
            Form::List => self.build.add(variable, element.rich(&markup), range, "; "),
            Form::Lines => self.build.add(variable, labelled(element), range, "\n"),
            Form::Date if self.build.has(variable) || !outline::is_date(element) => return false,
            Form::Date => self.build.add(variable, outline::read_date(element), range, ""),
            Form::Keywords => self.build.add(variable, element.rich(&markup), range, self.between_keywords),
            Form::Headings => self.build.add(variable, heading(element), range, self.between_keywords),
            Form::Names => self.names(variable, element),
            Form::Pages => return self.pages(element),
            Form::Id => return self.id(element),
        }
        true
    }

    /// `12-9`, which says the first and last page too; or these.
    fn pages(&mut self, element: &Element) -> bool {
        if self.build.has(Variable::Page) {
            return false;
        }
        keep::keep_stray(&mut self.build, PREFIX, element);
        let known = ["MedlinePgn", "StartPage", "EndPage"];
        element.elements().filter(|part| !known.contains(&part.name.as_str()) || !element.is_first(part)).for_each(|part| self.keep(part));
        let text = |name| element.first(name).map(Element::text).filter(|text| !text.is_empty());
        let pages = match (text("MedlinePgn"), text("StartPage"), text("EndPage")) {
            (Some(pages), ..) => pages,
            (None, Some(start), Some(end)) if start != end => format!("{start}-{end}").into(),
            (None, start, end) => start.or(end).unwrap_or_default(),
        };
        // The short form says the last page by the digits that differ.
        let last = pages.rsplit('-').next().unwrap_or_default().to_owned();
        let is_said = |text: &str| pages.contains(text) || !last.is_empty() && text.ends_with(&last);
        let more: Vec<&Element> = known.iter().filter_map(|name| element.first(name)).filter(|part| !is_said(&part.text())).collect();
        more.into_iter().for_each(|part| self.keep(part));
        self.build.add(Variable::Page, pages, element.text_range(), "");
        true
    }

    fn once(&mut self, variable: Variable, element: &Element) -> bool {
        let value = element.rich(&markup);
        if self.build.says(variable, &value.plain()) {
            return true;
        }
        if self.build.has(variable) {
            return false;
        }
        self.build.add(variable, value, element.text_range(), "");
        true
    }

    /// An identifier of a known type; others keep their type.
    fn id(&mut self, element: &Element) -> bool {
        let kind = element.attribute("IdType").or_else(|| element.attribute("EIdType")).map(|kind| kind.as_str()).unwrap_or_default();
        match IDS.iter().find(|(of, _)| *of == kind) {
            Some((_, variable)) => self.once(Variable::named(variable), element),
            None => false,
        }
    }

    fn names(&mut self, variable: Variable, list: &Element) {
        let variable = if list.is("Type", "editors") { Variable::Editor } else { variable };
        keep::keep_stray(&mut self.build, PREFIX, list);
        for person in list.elements().filter(|person| !person.is_blank()) {
            let text = |name| person.first(name).map(Element::text).unwrap_or_default();
            let given = [text("ForeName"), text("FirstName"), text("Initials")].into_iter().find(|given| !given.is_empty()).unwrap_or_default();
            let name = match text("CollectiveName") {
                whole if whole.is_empty() => Name::person(text("LastName"), given).with_suffix(text("Suffix")),
                _ => match person.first("CollectiveName") {
                    Some(whole) => Name::literal(whole.text()),
                    None => Name::default(),
                },
            };
            let who = name.to_string();
            let name_ends = person.elements().take_while(|part| !is_detail(part)).last();
            let range = name_ends.map_or(person.text_range(), |last| person.text_range().start..last.text_range().end);
            match name.is_empty() {
                true => self.keep(person),
                false => self.build.name(variable, name, range),
            }
            person.elements().filter(|part| is_detail(part)).for_each(|part| self.detail(&who, part));
            let known = ["LastName", "ForeName", "FirstName", "Initials", "Suffix", "CollectiveName"];
            let is_more = |part: &&Element| !is_detail(part) && !part.is_blank() && (!known.contains(&part.name.as_str()) || !person.is_first(part));
            if !who.is_empty() {
                person.elements().filter(is_more).for_each(|part| self.keep(part));
                keep::keep_stray(&mut self.build, PREFIX, person);
            }
        }
        if list.is("CompleteYN", "N") && !list.is_blank() {
            self.build.others(variable, list.text_range());
        }
    }

    /// A person's affiliation or identifier, after the name.
    fn detail(&mut self, who: &str, part: &Element) {
        let variable = if part.name == "Identifier" { IDENTIFIER } else { ADDRESS };
        let lines = if part.is_leaf() { vec![part] } else { part.elements().collect() };
        if !part.is_leaf() {
            keep::keep_stray(&mut self.build, PREFIX, part);
        }
        for line in lines {
            let label = line.attribute("Source").map(|source| format!("{source} ")).unwrap_or_default();
            self.build.add(Variable::named(variable), format!("{who}: {label}{}", line.text()), line.text_range(), "\n");
        }
    }
}

fn is_detail(part: &Element) -> bool {
    ["AffiliationInfo", "Affiliation", "Identifier"].contains(&part.name.as_str()) && !part.is_blank()
}

/// A part of a book has a title of its own; an article's types may say that it is something else.
fn kind(parts: &[&Element]) -> Option<Kind> {
    if let Some(book) = parts.iter().find(|part| part.name == "BookDocument") {
        return Some(if book.first("ArticleTitle").is_some_and(|title| !title.is_blank()) { Kind::Chapter } else { Kind::Book });
    }
    let citation = parts.iter().find(|part| part.name == "MedlineCitation")?;
    let types = citation.first("Article")?.first("PublicationTypeList");
    let said = types.into_iter().flat_map(Element::elements).map(Element::text);
    let told = said.filter_map(|text| TYPES.iter().find(|(name, _)| text.eq_ignore_ascii_case(name))).map(|(_, kind)| *kind).collect::<Vec<_>>();
    told.iter().copied().find(|kind| *kind != Kind::ArticleJournal).or(Some(Kind::ArticleJournal))
}

/// A part of an abstract, after its label.
fn labelled(element: &Element) -> Value {
    let value = element.rich(&markup);
    match element.attribute("Label").filter(|label| *label != "UNLABELLED") {
        Some(label) => crate::format::xml::build::joined(vec![Value::Text(label.clone()), value], ": "),
        None => value,
    }
}

/// `Descriptor/qualifier/*qualifier`: a star before what the article is mainly about, as Medline has it.
fn heading(element: &Element) -> String {
    let star = |part: &Element| if part.is("MajorTopicYN", "Y") { "*" } else { "" };
    let own = element.own_texts().map(|(text, _)| text.to_string());
    own.chain(element.elements().map(|part| format!("{}{}", star(part), part.text()))).collect::<Vec<_>>().join("/")
}
