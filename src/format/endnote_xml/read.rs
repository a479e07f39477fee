//! From records to entries.

use super::EXTRA;
use super::name;
use super::table::{self, Form, MAPPING};
use crate::format::mapping::Row;
use crate::format::xml;
use crate::format::xml::build::{self, Build};
use crate::format::xml::{Change, Element, between_keywords, extra, keep, words};
use crate::model::{Date, Library, Style, Value, Variable};
use crate::text::{Diagnostic, Source};
use std::ops::Range;

/// What the names of elements begin with that are kept in open variables.
pub(super) const PREFIX: &str = "endnote-";

pub(super) fn read(source: &Source) -> (Library, Vec<Diagnostic>) {
    xml::read(source, &["record"], |build, record| {
        let mut reader = Reader { build, pub_date: None, between_keywords: "" };
        reader.record(record);
        reader.build
    })
}

struct Reader<'s> {
    build: Build<'s>,
    /// The day and month, or what else stands there, and where.
    pub_date: Option<(String, Range<usize>, bool)>,
    between_keywords: &'static str,
}

impl Reader<'_> {
    fn record(&mut self, record: &Element) {
        if let Some(element) = record.first("ref-type") {
            self.ref_type(element);
        }
        keep::keep_stray(&mut self.build, PREFIX, record);
        self.between_keywords = between_keywords(record.all("keywords").flat_map(Element::elements));
        for element in record.elements() {
            match element.name.as_str() {
                "ref-type" if record.is_first(element) => {}
                "source-app" if element.is("name", "ibidem") => {}
                "label" if self.build.entry.key.is_empty() => self.build.key(element.text(), element.text_range()),
                _ => self.element(element, &mut Vec::new()),
            }
        }
        self.date();
    }

    /// The name tells, or the number where the name is none: programs write numbers of their own.
    fn ref_type(&mut self, element: &Element) {
        let (name, number) = (element.attribute("name").cloned().unwrap_or_default(), element.text());
        let by_name = table::TYPES.iter().find(|row| row.name.eq_ignore_ascii_case(&name));
        let by_number = || table::TYPES.iter().find(|row| row.number.to_string() == *number && name.is_empty());
        let Some(row) = by_name.or_else(by_number) else {
            return keep::keep(&mut self.build, PREFIX, element, false);
        };
        self.build.entry.kind = row.kind;
        let first = table::TYPES.iter().find(|first| first.kind == row.kind).is_some_and(|first| first.name == row.name);
        if !first {
            self.build.add(Variable::named(table::TYPE), row.name, element.range.clone(), "");
        }
    }

    fn element<'e>(&mut self, element: &'e Element, around: &mut Vec<&'e str>) {
        let path = around.iter().copied().chain([element.name.as_str()]).collect::<Vec<_>>().join("/");
        if self.pub_date.is_none() && (path == "dates/month" || path == "dates/pub-dates/date") {
            self.pub_date = Some((element.text().to_string(), element.text_range(), path == "dates/month"));
            return;
        }
        if let Some((_, row)) = MAPPING.read(&path, self.build.entry.kind) {
            if !self.field(row, element) {
                keep::keep_within(&mut self.build, PREFIX, around, element);
            }
            return;
        }
        if table::is_group(&path) {
            keep::keep_stray(&mut self.build, PREFIX, element);
            around.push(&element.name);
            element.elements().for_each(|inside| self.element(inside, around));
            around.pop();
            return;
        }
        match around.is_empty() {
            true => keep::keep(&mut self.build, PREFIX, element, element.attributes.is_empty() && element.elements().all(is_plain)),
            false => keep::keep_within(&mut self.build, PREFIX, around, element),
        }
    }

    /// Reads a field; whether its value has found a place.
    fn field(&mut self, row: &Row<Form>, element: &Element) -> bool {
        let range = element.text_range();
        let variable = Variable::named(row.variable);
        match row.form {
            Form::Names => self.name(variable, element),
            Form::Keywords => self.build.add(variable, element.rich(&style), range, self.between_keywords),
            Form::Lines => self.build.add(variable, element.rich(&style), range, "\n"),
            Form::Date if self.build.has(variable) => return false,
            Form::Date if variable == Variable::Issued => self.build.add(variable, words::year(&element.text()), range, ""),
            Form::Date if !element.is_blank() => self.build.add(variable, build::date(&element.text()), range, ""),
            Form::Date => {}
            Form::Notes => return self.notes(variable, element),
            Form::Pmcid if element.text().starts_with("PMC") => return self.once(variable, element.rich(&style), range),
            Form::Pmcid => return self.once(keep::variable(PREFIX, &element.name), element.rich(&style), range),
            Form::Text => return self.once(variable, element.rich(&style), range),
        }
        true
    }

    /// Text that stands once: a second time it is nothing new where it says the same, or what the journal's title says.
    fn once(&mut self, variable: Variable, value: Value, range: Range<usize>) -> bool {
        let text = value.plain();
        let titles = ["container-title", "endnote-alt-title", "container-title-short", "endnote-alt-full-title", "endnote-alt-abbr-1"];
        let said = [Variable::ContainerTitle, Variable::ContainerTitleShort, Variable::CollectionTitle];
        let again = titles.contains(&variable.name()) && said.iter().any(|title| self.build.says(*title, &text));
        if again || self.build.says(variable, &text) {
            return true;
        }
        if self.build.has(variable) {
            return false;
        }
        self.build.add(variable, value, range, "");
        true
    }

    fn notes(&mut self, variable: Variable, element: &Element) -> bool {
        let value = element.rich(&style);
        let text = value.plain();
        let (before, line) = text.rsplit_once('\n').unwrap_or(("", &text));
        if self.build.extra.is_none() && line.starts_with(EXTRA) && extra::apply(&mut Default::default(), &line[EXTRA.len() - 1..]) {
            self.build.extra = Some(line[EXTRA.len() - 1..].into());
            // What has markup is told by the line.
            return before.is_empty() || self.once(variable, before.into(), element.text_range());
        }
        drop(text);
        self.once(variable, value, element.text_range())
    }

    fn name(&mut self, variable: Variable, element: &Element) {
        let (text, range) = (element.text(), element.text_range());
        match name::is_others(&text) {
            true => self.build.others(variable, range),
            false if text.is_empty() => {}
            false => self.build.name(variable, name::read(&text), range),
        }
    }

    /// Joins the day and month to the year where they are no more than that.
    fn date(&mut self) {
        let Some((text, range, is_month)) = self.pub_date.take() else { return };
        let year = match self.build.pieces(Variable::Issued) {
            [Value::Date(date)] if !date.is_range() => date.start.filter(|start| start.month.is_none() && start.season.is_none()),
            _ => None,
        };
        match year.and_then(|year| words::within(year.year, &text, is_month)) {
            Some(part) => self.build.replace(Variable::Issued, Date::at(part), range),
            None => self.build.add(Variable::named("endnote-pub-date"), text, range, ""),
        }
    }
}

/// What EndNote's `<style>` does.
fn style(element: &Element) -> Option<Change> {
    if element.name != "style" {
        return Some(Change { style: Style::default(), no_gaps: true });
    }
    let face = element.attribute("face").map(|face| face.as_str()).unwrap_or_default();
    let has = |word| face.split_whitespace().any(|is| is == word);
    let style = Style { italic: has("italic"), bold: has("bold"), sub: has("subscript"), sup: has("superscript"), ..Style::default() };
    Some(Change { style, no_gaps: false })
}

/// Whether an element is a `<style>` that changes nothing.
fn is_plain(element: &Element) -> bool {
    element.name == "style" && element.is_leaf() && style(element).is_some_and(|change| change.style == Style::default())
}
