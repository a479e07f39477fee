//! From records to entries.

use super::name;
use super::table::{self, Form, GENRES, MAPPING};
use crate::format::mapping::Row;
use crate::format::xml;
use crate::format::xml::build::{self, Build};
use crate::format::xml::{Element, between_keywords, extra, keep, markup};
use crate::model::{Date, DatePart, Kind, Library, Value, Variable};
use crate::text::{Diagnostic, Source};

/// What the names of elements begin with that are kept in open variables.
pub(super) const PREFIX: &str = "mods-";
/// The variable for what is said of persons besides their names.
const DETAILS: &str = "author-address";

pub(super) fn read(source: &Source) -> (Library, Vec<Diagnostic>) {
    xml::read(source, &["mods"], |build, record| {
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
        self.key(record);
        keep::keep_stray(&mut self.build, PREFIX, record);
        // The kind decides what other elements mean.
        record.all("genre").for_each(|genre| self.kind(genre));
        self.between_keywords = between_keywords(record.all("subject").flat_map(Element::elements));
        if self.build.entry.kind.is_none() {
            let host = record.all("relatedItem").find(|item| item.is("type", "host"));
            self.build.entry.kind = match host {
                Some(host) => host.all("genre").find_map(kind_of).or_else(|| issuance(host)).and_then(part_of_kind),
                None if record.first("typeOfResource").is_some_and(|resource| resource.text() == "text") => issuance(record),
                None => None,
            };
        }
        record.elements().for_each(|element| self.element(element, &mut Vec::new()));
        // What was never issued has the day that it was made.
        if let ([Value::Date(made)], false) = (self.build.pieces(Variable::named("created")), self.build.has(Variable::Issued)) {
            let (made, range) = ((**made).clone(), record.first("originInfo").map_or(record.range.clone(), Element::text_range));
            self.build.add(Variable::Issued, made, range, "");
        }
    }

    fn key(&mut self, record: &Element) {
        if let Some(key) = record.all("identifier").find(|identifier| identifier.is("type", "citekey")) {
            self.build.key(key.text(), key.text_range());
        } else if let Some(id) = record.attribute("ID") {
            self.build.key(id.clone(), record.range.start..record.range.start);
        }
    }

    fn kind(&mut self, genre: &Element) {
        if self.build.entry.kind.is_none() {
            self.build.entry.kind = kind_of(genre);
        }
    }

    /// Reads an element that lies within those `around`, named by the parts of a path.
    fn element(&mut self, element: &Element, around: &mut Vec<String>) {
        let part = part_of(element);
        let path = around.iter().chain([&part]).map(String::as_str).collect::<Vec<_>>().join("/");
        let top = around.is_empty();
        match element.name.as_str() {
            _ if element.is_blank() && element.attributes.is_empty() && element.first("etal").is_none() => {}
            "genre" if top => self.genre(element),
            "identifier" if top && element.is("type", "citekey") => {}
            "typeOfResource" if top && element.text() == table::resource(self.build.entry.kind) => {}
            "extension" if top && element.first("entry").is_some_and(|entry| extra::apply(&mut Default::default(), &entry.text())) => {
                self.build.extra = element.first("entry").map(Element::text);
            }
            "name" if path == "name[conference]" => self.conference(element, around),
            "name" if self.name(element, around) => {}
            "titleInfo" => self.title(element, &path, around),
            "subject" if top => self.subject(element),
            "extent" if path.ends_with("part/extent") => self.extent(element, &path, around),
            _ => self.other(element, path, part, around),
        }
    }

    fn other(&mut self, element: &Element, path: String, part: String, around: &mut Vec<String>) {
        if table::is_group(&path) && !element.is_leaf() {
            keep::keep_stray(&mut self.build, PREFIX, element);
            around.push(part);
            element.elements().for_each(|inside| self.element(inside, around));
            around.pop();
            return;
        }
        let row = MAPPING.read(&path, self.build.entry.kind);
        if !row.is_some_and(|(_, row)| self.field(row, element)) {
            self.keep(element, around);
        }
    }

    fn keep(&mut self, element: &Element, around: &[String]) {
        if around.is_empty() {
            return keep::keep(&mut self.build, PREFIX, element, element.attributes.is_empty() && element.is_leaf());
        }
        let list: Vec<&str> = around.iter().map(String::as_str).collect();
        keep::keep_within(&mut self.build, PREFIX, &list, element);
    }

    /// Reads a field; whether its value has found a place.
    fn field(&mut self, row: &Row<Form>, element: &Element) -> bool {
        let (variable, range) = (Variable::named(row.variable), element.text_range());
        let text = element.text();
        match row.form {
            Form::Lines if element.attribute("displayLabel").is_some() => return false,
            Form::Lines => self.build.add(variable, element.rich(&markup), range, "\n"),
            Form::Tokens => self.build.add(variable, text, range, " "),
            Form::Date => return self.date(variable, element),
            Form::Url => {
                if self.build.has(variable) {
                    return self.build.says(variable, &text);
                }
                self.build.add(variable, text, range, "");
                if let Some(visited) = element.attribute("dateLastAccessed") {
                    self.build.add(Variable::Accessed, build::date(visited), element.range.clone(), "");
                }
            }
            _ if self.build.has(variable) => return self.build.says(variable, &text),
            _ => self.build.add(variable, element.rich(&markup), range, ""),
        }
        true
    }

    fn genre(&mut self, element: &Element) {
        let (authority, text) = (element.attribute("authority").is_some(), element.text());
        let said = kind_of(element).is_some_and(|kind| self.build.entry.kind == Some(kind));
        let known = GENRES.iter().find(|row| row.word.eq_ignore_ascii_case(&text));
        // A word that says no more than the kind.
        if said && known.is_none_or(|row| row.word != "issue") {
            return;
        }
        match authority || self.build.has(Variable::Genre) {
            true => keep::keep(&mut self.build, PREFIX, element, !authority),
            false => self.build.add(Variable::Genre, text, element.text_range(), ""),
        }
    }

    fn conference(&mut self, element: &Element, around: &[String]) {
        let read = name::read(element);
        match self.build.has(Variable::EventTitle) || !read.details.is_empty() || !read.name.is_literal() {
            true => self.keep(element, around),
            false => self.build.add(Variable::EventTitle, read.name.literal.clone(), element.text_range(), ""),
        }
    }

    /// Reads a name; whether it is one that has a place there.
    fn name(&mut self, element: &Element, around: &[String]) -> bool {
        let role = name::variable(element);
        let variable = match around.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [] => role,
            ["relatedItem[host]"] if role == Variable::Author => Variable::ContainerAuthor,
            ["relatedItem[host]"] => role,
            ["relatedItem[series]"] if role == Variable::Editor => Variable::CollectionEditor,
            ["relatedItem[original]"] if role == Variable::Author => Variable::OriginalAuthor,
            ["relatedItem[reviewOf]"] if role == Variable::Author => Variable::ReviewedAuthor,
            _ => return false,
        };
        let read = name::read(element);
        let range = element.text_range();
        let who = read.name.to_string();
        if read.others {
            self.build.others(variable, range);
        } else if !read.name.is_empty() {
            self.build.name(variable, read.name, range);
        }
        // A role without a name.
        let role = Some(role.name().to_owned()).filter(|_| who.is_empty() && matches!(role, Variable::Other(_)));
        for detail in read.details.into_iter().chain(role) {
            let line = if who.is_empty() { detail } else { format!("{who}: {detail}") };
            self.build.add(Variable::named(DETAILS), line, element.text_range(), "\n");
        }
        true
    }

    /// What is not to be sorted by, title and subtitle are one title; the number and the name of a part stand apart.
    fn title(&mut self, element: &Element, path: &str, around: &mut Vec<String>) {
        let row = MAPPING.read(&format!("{path}/title"), self.build.entry.kind).map(|(_, row)| row);
        let title = whole_title(element);
        let fits =
            row.is_some_and(|row| !self.build.has(Variable::named(row.variable)) || self.build.says(Variable::named(row.variable), &title.plain()));
        let (Some(row), true) = (row, fits) else { return self.keep(element, around) };
        if !self.build.has(Variable::named(row.variable)) {
            self.build.add(Variable::named(row.variable), title, element.text_range(), "");
        }
        keep::keep_stray(&mut self.build, PREFIX, element);
        around.push(part_of(element));
        let once = |name| element.all(name).skip(1);
        once("title")
            .chain(once("subTitle"))
            .chain(once("nonSort"))
            .for_each(|again| keep::keep_within(&mut self.build, PREFIX, &["titleInfo"], again));
        let more = element.elements().filter(|part| !["nonSort", "title", "subTitle"].contains(&part.name.as_str()));
        more.for_each(|part| self.element(part, around));
        around.pop();
    }

    /// A subject of topics is keywords; any other is kept.
    fn subject(&mut self, element: &Element) {
        if !element.is_leaf() && (element.elements().any(|part| part.name != "topic") || element.own_texts().next().is_some()) {
            return keep::keep(&mut self.build, PREFIX, element, false);
        }
        let range = element.text_range();
        if element.is_leaf() {
            self.build.add(Variable::Keyword, element.text(), range, self.between_keywords);
        }
        for topic in element.elements() {
            self.build.add(Variable::Keyword, topic.rich(&markup), topic.text_range(), self.between_keywords);
        }
    }

    /// First and last page, a list of pages, which may say the same, or their number.
    fn extent(&mut self, element: &Element, path: &str, around: &mut Vec<String>) {
        let list = MAPPING.read(&format!("{path}/list"), self.build.entry.kind).map(|(_, row)| row.variable);
        let text = |name| element.first(name).map(Element::text).filter(|text| !text.is_empty());
        let pages = match (text("list"), text("start"), text("end")) {
            (Some(list), ..) => Some(list),
            (None, Some(start), Some(end)) => Some(format!("{start}–{end}").into()),
            (None, start, end) => start.or(end),
        };
        let said = list.and(pages.clone()).unwrap_or_default();
        keep::keep_stray(&mut self.build, PREFIX, element);
        if let (Some(variable), Some(pages)) = (list, pages) {
            match self.build.has(Variable::named(variable)) {
                true => self.keep(element, around),
                false => self.build.add(Variable::named(variable), pages, element.text_range(), ""),
            }
        }
        around.push(part_of(element));
        let is_page = |part: &&Element| ["start", "end", "list"].contains(&part.name.as_str()) && said.contains(part.text().as_str());
        element.elements().filter(|part| !is_page(part)).for_each(|part| self.element(part, around));
        around.pop();
    }

    /// Reads a date; whether it has found a place. Two points make a range.
    fn date(&mut self, variable: Variable, element: &Element) -> bool {
        let (date, range) = (read_date(element), element.text_range());
        let end = element.is("point", "end");
        let old = match self.build.pieces(variable) {
            [Value::Date(old)] => (**old).clone(),
            [] => {
                let date = if end { Date { end: date.start, start: None, ..date } } else { date };
                self.build.add(variable, date, range, "");
                return true;
            }
            _ => return false,
        };
        if end && old.open && date.start.is_some() {
            self.build.replace(variable, Date { end: date.start, open: false, ..old }, range);
            return true;
        }
        old == date || old.to_string() == element.text().as_str()
    }
}

/// A part of a path.
fn part_of(element: &Element) -> String {
    // The unit of an extent is its type.
    let unit = |name| element.attribute("unit").filter(|unit| name == "extent" && ["pages", "volumes"].contains(&unit.as_str()) && element.is_leaf());
    let plain = ["extent", "name"].contains(&element.name.as_str()) && !element.is("type", "conference");
    let kind = element.attributes.iter().find(|(name, _)| *name == "type").map(|(_, value)| value);
    match kind.filter(|_| !plain).or_else(|| unit(element.name.as_str())) {
        Some(kind) => format!("{}[{}]", element.name, kind),
        None => element.name.to_string(),
    }
}

fn kind_of(genre: &Element) -> Option<Kind> {
    let text = genre.text();
    let known = GENRES.iter().find(|row| row.word.eq_ignore_ascii_case(&text)).map(|row| row.kind);
    known.or_else(|| Kind::from_csl(&text).filter(|_| genre.is("authority", "local")))
}

/// The kind of a text by how it is issued.
fn issuance(record: &Element) -> Option<Kind> {
    let mut said = record.all("originInfo").flat_map(|origin| origin.all("issuance")).map(Element::text);
    said.find_map(|text| match text.as_str() {
        "monographic" | "single unit" | "multipart monograph" => Some(Kind::Book),
        "continuing" | "serial" => Some(Kind::Periodical),
        _ => None,
    })
}

/// What lies in a thing of that kind.
fn part_of_kind(host: Kind) -> Option<Kind> {
    match host {
        Kind::Periodical | Kind::ArticleJournal => Some(Kind::ArticleJournal),
        Kind::ArticleMagazine | Kind::ArticleNewspaper | Kind::PaperConference => Some(host),
        Kind::Book => Some(Kind::Chapter),
        _ => None,
    }
}

fn whole_title(element: &Element) -> Value {
    let part = |name| element.first(name).map(|part| part.rich(&markup)).filter(|value| !value.plain().is_empty());
    let mut title = part("title").unwrap_or_else(|| Value::from(""));
    if let Some(sub) = part("subTitle") {
        title = build::joined(vec![title, sub], ": ");
    }
    if let Some(first) = part("nonSort") {
        // "L'" stands against what follows.
        let between = if first.plain().ends_with(['\'', '’', '-']) { "" } else { " " };
        title = build::joined(vec![first, title], between);
    }
    title
}

fn read_date(element: &Element) -> Date {
    let text = element.text();
    let mut date = match element.is("encoding", "iso8601").then(|| eight_digits(&text)).flatten() {
        Some(part) => Date::at(part),
        None => build::date(&text),
    };
    let qualifier = element.attribute("qualifier").map(|qualifier| qualifier.as_str()).unwrap_or_default();
    date.circa |= qualifier == "approximate" && date.start.is_some();
    date.uncertain |= qualifier == "questionable" && date.start.is_some();
    date.open |= element.is("point", "start") && date.start.is_some() && date.end.is_none();
    date
}

/// `20150312`, as ISO 8601 has it.
fn eight_digits(text: &str) -> Option<DatePart> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |range| text.get(range).filter(|_| digits);
    DatePart::new(number(0..4)?.parse().ok()?, number(4..6)?.parse().ok()?, number(6..8)?.parse().ok()?)
}
