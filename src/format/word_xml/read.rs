//! From sources to entries.

use super::EXTRA;
use super::table::{self, Form, LANGUAGES, MAPPING, ROLES, TYPES};
use crate::format::mapping::Row;
use crate::format::xml;
use crate::format::xml::build::{self, Build};
use crate::format::xml::words::month_of;
use crate::format::xml::{Element, extra, keep, markup};
use crate::model::{Date, DatePart, Kind, Library, Name, Variable};
use crate::text::{Diagnostic, Source, Str};

/// What the names of elements begin with that are kept in open variables.
pub(super) const PREFIX: &str = "word-";

pub(super) fn read(source: &Source) -> (Library, Vec<Diagnostic>) {
    xml::read(source, &["Source"], |build, record| {
        let mut reader = Reader { build };
        reader.source(record);
        reader.build
    })
}

struct Reader<'s> {
    build: Build<'s>,
}

impl Reader<'_> {
    fn source(&mut self, record: &Element) {
        if let Some(element) = record.first("SourceType") {
            self.kind(element, record);
        }
        keep::keep_stray(&mut self.build, PREFIX, record);
        self.date(record, "");
        self.date(record, "Accessed");
        for element in record.elements() {
            match element.name.as_str() {
                "SourceType" | "Year" | "Month" | "Day" | "YearAccessed" | "MonthAccessed" | "DayAccessed" if record.is_first(element) => {}
                "StateProvince" | "CountryRegion" if record.is_first(element) && record.first("City").is_some() => {}
                "City" if record.is_first(element) => self.place(record),
                "Tag" if self.build.entry.key.is_empty() => self.build.key(element.text(), element.text_range()),
                "Author" if !element.is_leaf() => self.people(element),
                "Accessed" if self.accessed(element) => {}
                EXTRA if extra::apply(&mut Default::default(), &element.text()) => self.build.extra = Some(element.text()),
                _ => self.element(element),
            }
        }
    }

    fn kind(&mut self, element: &Element, record: &Element) {
        let text = element.text();
        let Some((name, kind)) = TYPES.iter().find(|(name, _)| *name == text.as_str()) else {
            return self.build.add(Variable::named(table::TYPE), text, element.text_range(), "");
        };
        // JabRef gives reports of all kinds a type of thesis, and says beside it what they are.
        let entry = record.first("BIBTEX_Entry").map(|entry| entry.text().to_lowercase());
        let is_thesis = record.first("ThesisType").is_some() && entry.is_none();
        self.build.entry.kind = if is_thesis && *kind == Some(Kind::Report) { Some(Kind::Thesis) } else { *kind };
        // What JabRef calls an entry says more than the types that it uses for all that Word does not know.
        let said = entry.and_then(|entry| table::ENTRIES.iter().find(|(name, _)| *name == entry.as_str()));
        if let (Some((_, kind)), "Report" | "Misc" | "ElectronicSource") = (said, *name) {
            self.build.entry.kind = Some(*kind);
        }
        if TYPES.iter().find(|(_, of)| of == kind).is_some_and(|(first, _)| first != name) {
            self.build.add(Variable::named(table::TYPE), *name, element.text_range(), "");
        }
    }

    fn element(&mut self, element: &Element) {
        if element.is_blank() && element.attributes.is_empty() {
            return;
        }
        let row = MAPPING.read(&element.name, self.build.entry.kind);
        if !row.is_some_and(|(_, row)| self.field(row, element)) {
            keep::keep(&mut self.build, PREFIX, element, element.is_leaf() && element.attributes.is_empty());
        }
    }

    /// Reads a field; whether its value has found a place.
    fn field(&mut self, row: &Row<Form>, element: &Element) -> bool {
        let (text, range) = (element.text(), element.text_range());
        let mut variable = Variable::named(row.variable);
        let mut value = element.rich(&markup);
        match row.form {
            Form::StandardNumber => return self.standard_number(element),
            Form::Language => match LANGUAGES.iter().find(|(number, _)| *number == text.as_str()) {
                Some((_, language)) => value = (*language).into(),
                None => return false,
            },
            _ => {}
        }
        // JabRef says a title in several elements.
        let said = |of: Variable| self.build.says(of, &text);
        if said(variable)
            || ["container-title", "event-title"].contains(&variable.name()) && (said(Variable::Title) || said(Variable::ContainerTitle))
        {
            return true;
        }
        if element.name == "ConferenceName" && self.build.has(variable) {
            variable = Variable::EventTitle;
        }
        let free = !self.build.has(variable);
        if free {
            self.build.add(variable, value, range, "");
        }
        free
    }

    /// `ISBN: …`, `ISSN: …` as JabRef has it, one of them or both; or a number that shows what it is.
    fn standard_number(&mut self, element: &Element) -> bool {
        let (text, range) = (element.text(), element.text_range());
        let labelled: Vec<(Variable, &str)> = [("ISBN: ", Variable::Isbn), ("ISSN: ", Variable::Issn)]
            .into_iter()
            .filter_map(|(label, variable)| Some((variable, text.split_once(label)?.1.split(" ISSN: ").next()?.trim())))
            .collect();
        let rest: usize = labelled.iter().map(|(_, number)| number.len() + "ISBN: ".len()).sum::<usize>() + labelled.len().saturating_sub(1);
        let whole = rest == text.trim().len() && !labelled.is_empty();
        let list = match shows_itself(&text) {
            _ if whole => labelled,
            Some(variable) => vec![(variable, text.as_str())],
            None => return false,
        };
        if list.iter().any(|(variable, _)| self.build.has(*variable)) {
            return false;
        }
        list.into_iter().for_each(|(variable, number)| self.build.add(variable, number, range.clone(), ""));
        true
    }

    fn place(&mut self, record: &Element) {
        let parts: Vec<&Element> =
            ["City", "StateProvince", "CountryRegion"].iter().filter_map(|name| record.first(name)).filter(|part| !part.is_blank()).collect();
        let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return };
        let text: Vec<Str> = parts.iter().map(|part| part.text()).collect();
        let text: Vec<&str> = text.iter().map(Str::as_str).collect();
        let (a, b) = (first.text_range(), last.text_range());
        self.build.add(Variable::PublisherPlace, text.join(", "), a.start.min(b.start)..a.end.max(b.end), "");
    }

    /// Reads the year, month and day that end so; those that make no date are kept.
    fn date(&mut self, record: &Element, end: &str) {
        let part = |name: &str| record.first(&format!("{name}{end}")).filter(|part| !part.is_blank());
        let (year, month, day) = (part("Year"), part("Month"), part("Day"));
        let variable = if end.is_empty() { Variable::Issued } else { Variable::Accessed };
        let months = |text: &str| text.parse().ok().or_else(|| month_of(text.trim_end_matches('.')));
        let whole = match (year.map(Element::text), month.map(|month| months(&month.text())), day.map(|day| day.text().parse::<u8>())) {
            (Some(year), None, None) => Some(build::year(&year)),
            (Some(year), Some(Some(month)), day) if month > 0 => {
                let day = day.map_or(Some(0), Result::ok);
                year.parse().ok().zip(day).and_then(|(year, day)| DatePart::new(year, month, day)).map(Date::at)
            }
            _ => None,
        };
        let parts = [year, month, day];
        let mut given = parts.iter().flatten();
        match whole {
            Some(date) => {
                let ranges = || given.clone().map(|part| part.text_range());
                let start = ranges().map(|range| range.start).min().unwrap_or_default();
                let end = ranges().map(|range| range.end).max().unwrap_or_default();
                self.build.add(variable, date, start..end, "");
            }
            None => {
                if let Some(year) = year {
                    self.build.add(variable, build::year(&year.text()), year.text_range(), "");
                    given.next();
                }
                given.for_each(|part| keep::keep(&mut self.build, PREFIX, part, true));
            }
        }
    }

    /// The day of a visit in words, as JabRef writes it beside the other elements; whether it has found a place.
    fn accessed(&mut self, element: &Element) -> bool {
        let date = build::date(&element.text());
        if !self.build.has(Variable::Accessed) && !element.is_blank() {
            self.build.add(Variable::Accessed, date, element.text_range(), "");
            return true;
        }
        self.build.says(Variable::Accessed, &date.to_string())
    }

    fn people(&mut self, author: &Element) {
        keep::keep_stray(&mut self.build, PREFIX, author);
        for role in author.elements() {
            let row = ROLES.iter().find(|(name, _, on)| *name == role.name.as_str() && table::holds(*on, self.build.entry.kind));
            let Some((_, variable, _)) = row else {
                if !role.is_blank() {
                    keep::keep_within(&mut self.build, PREFIX, &["Author"], role);
                }
                continue;
            };
            let variable = Variable::named(variable);
            keep::keep_stray(&mut self.build, PREFIX, role);
            role.all("NameList").for_each(|list| keep::keep_stray(&mut self.build, PREFIX, list));
            for person in role.elements() {
                match person.name.as_str() {
                    "NameList" => person.elements().for_each(|person| self.person(variable, person)),
                    "Corporate" if !person.is_blank() => self.build.name(variable, Name::literal(person.text()), person.text_range()),
                    _ if person.is_blank() => {}
                    _ => keep::keep_within(&mut self.build, PREFIX, &["Author", &role.name], person),
                }
            }
        }
    }

    fn person(&mut self, variable: Variable, person: &Element) {
        let known = |part: &&Element| ["First", "Middle", "Last"].contains(&part.name.as_str()) && person.is_first(part);
        person.elements().filter(|part| !known(part) && !part.is_blank()).for_each(|part| keep::keep(&mut self.build, PREFIX, part, false));
        keep::keep_stray(&mut self.build, PREFIX, person);
        let part = |name| person.first(name).map(Element::text).unwrap_or_default();
        let (first, middle, last) = (part("First"), part("Middle"), part("Last"));
        let given = match (first.is_empty(), middle.is_empty()) {
            (_, true) => first,
            (true, false) => middle,
            (false, false) => format!("{first} {middle}").into(),
        };
        let name = Name::person(last, given);
        match name.is_empty() {
            true => {}
            false => self.build.name(variable, name, person.text_range()),
        }
    }
}

/// Whether a number is an ISBN or an ISSN by its length alone.
pub(super) fn shows_itself(text: &str) -> Option<Variable> {
    let digits = text.bytes().filter(|byte| byte.is_ascii_digit() || b"Xx".contains(byte)).count();
    match text.bytes().all(|byte| byte.is_ascii_digit() || b"Xx- ".contains(&byte)).then_some(digits) {
        Some(8) => Some(Variable::Issn),
        Some(10 | 13) => Some(Variable::Isbn),
        _ => None,
    }
}
