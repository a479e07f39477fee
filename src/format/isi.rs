//! The ISI export format of Web of Science, Inspec and MEDLINE on Web of Knowledge (read only): a tag of two characters and a value, long
//! values and lists going on in indented lines, `ER` at the end of a record.
//!
//! Sources: Web of Science's list of its field tags, and files. Tags that CSL has no variable for are kept in open ones named after them
//! (`isi-ut`); cited references and addresses keep their lines.

use super::Format;
use super::mapping::{Mapping, On, Row, Way};
use super::tagged::gather::{Form, Gatherer, Tags};
use super::tagged::value::read_date;
use super::tagged::{Field, Record, Syntax, cut, first_lines, folded};
use crate::model::{Date, Entry, Kind, Library, Normalisation, Origin, Variable};
use crate::text::{Diagnostic, Source};
use std::ops::Range;
use std::sync::LazyLock;

/// The ISI export format.
pub static ISI: Format =
    Format { name: "isi", summary: "ISI tagged text of Web of Science", extensions: &["isi", "ciw"], sniff, read: Some(read), write: None };

pub(super) static SYNTAX: Syntax = Syntax { tag, first: ("PT", false), last: Some("ER"), indented: true, file: &["FN", "VR", "EF"] };

/// The head of a file, `FN `, or the type of a record, `PT J`, before anything else.
fn sniff(text: &str) -> bool {
    let mut lines = first_lines(text);
    let is_type = |line: &str| line.strip_prefix("PT ").is_some_and(|kind| matches!(kind.trim(), "J" | "B" | "S" | "P" | "C"));
    match lines.next() {
        Some(line) if line.starts_with("FN ") => lines.any(|line| line.starts_with("VR ") || is_type(line)),
        Some(line) => is_type(line) && lines.next().is_some_and(|line| tag(line).is_some()),
        None => false,
    }
}

/// Two characters and a space; nothing behind them where the value is empty.
fn tag(line: &str) -> Option<(Range<usize>, usize)> {
    let start = line.len() - line.trim_start_matches('\u{FEFF}').len();
    let (tag, rest) = (line.get(start..start + 2)?, line.get(start + 2..)?);
    let proper = tag.starts_with(|c: char| c.is_ascii_uppercase()) && tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    (proper && (rest.is_empty() || rest.starts_with([' ', '\t']))).then_some((start..start + 2, start + 2))
}

fn read(source: &Source) -> (Library, Vec<Diagnostic>) {
    let cut = cut(source, &SYNTAX);
    let mut library = Library { others: cut.others, ..Library::default() };
    for record in cut.records {
        let (entry, origin) = entry(source, record, library.entries.len());
        library.origins.insert(entry.id, origin);
        library.entries.push(entry);
    }
    (library, cut.found)
}

const BOOK: On = On::Only(&[Some(Kind::Book)]);

macro_rules! rows {
    ($($field:literal $variable:literal $form:expr, $on:expr;)+) => {
        &[$(Row { field: $field, variable: $variable, form: $form, on: $on, way: Way::Read },)+]
    };
}
use Form::{DateOnly, Ids, Lines, NameList, Text};
use On::Any;

/// The tags, in the order in which they claim a variable. Without the type, the date and first and last page.
static ROWS: &[Row<Form>] = rows! {
    "AF" "author" NameList, Any;
    "AU" "author" NameList, Any;
    "CA" "author" NameList, Any;
    "BF" "container-author" NameList, Any;
    "BA" "container-author" NameList, Any;
    "BE" "editor" NameList, Any;
    "ED" "editor" NameList, Any;
    "TI" "title" Text, Any;
    "SO" "title" Text, BOOK;
    "SO" "container-title" Text, Any;
    "JI" "container-title-short" Text, Any;
    "J9" "container-title-short" Text, Any;
    "SE" "collection-title" Text, Any;
    "LA" "language" Text, Any;
    "DT" "genre" Text, Any;
    "CT" "event-title" Text, Any;
    "CY" "event-date" DateOnly, Any;
    "CL" "event-place" Text, Any;
    "DE" "keyword" Text, Any;
    "AB" "abstract" Text, Any;
    "C1" "affiliation" Lines, Any;
    "CR" "isi-cr" Lines, Any;
    "PU" "publisher" Text, Any;
    "PI" "publisher-place" Text, Any;
    "PV" "publisher-place" Text, Any;
    "SN" "ISSN" Ids, Any;
    "EI" "ISSN" Ids, Any;
    "BN" "ISBN" Ids, Any;
    "VL" "volume" Text, Any;
    "IS" "issue" Text, Any;
    "PN" "part" Text, Any;
    "PS" "page" Text, Any;
    "AR" "number" Text, Any;
    "PG" "number-of-pages" Text, Any;
    "DI" "DOI" Form::Doi, Any;
    "PM" "PMID" Text, Any;
};
static TABLE: LazyLock<Mapping<Form>> = LazyLock::new(|| Mapping::new(ROWS));

fn entry(source: &Source, mut record: Record, index: usize) -> (Entry, Origin) {
    let mut fields = std::mem::take(&mut record.fields);
    fields.retain(|field| !field.text.is_empty());
    let mut kind = None;
    let mut typed = None;
    if let Some(at) = fields.iter().position(|field| &*field.tag == "PT") {
        let field = fields.remove(at);
        kind = kind_of(&field.text, &fields);
        typed = Some(field).filter(|_| kind.is_none());
    }
    let tags = Tags { table: &TABLE, prefix: "isi", extra: "" };
    let mut gatherer = Gatherer::new(source, tags, &record, kind);
    typed.iter().for_each(|field| gatherer.open(field));
    short_names(&mut fields, &mut gatherer);
    issued(&mut fields, &mut gatherer);
    pages(&mut fields, &mut gatherer);
    gatherer.gather(fields);
    gatherer.finish(index)
}

/// The kind of a publication type: journal, book, series, conference, patent. In a book or series, what has another title than its
/// source is a chapter.
fn kind_of(letter: &str, fields: &[Field]) -> Option<Kind> {
    let text = |tag: &str| fields.iter().find(|field| &*field.tag == tag).map(|field| folded(&field.text).to_lowercase());
    let document = text("DT").unwrap_or_default();
    match letter {
        "J" => Some(Kind::ArticleJournal),
        "C" => Some(Kind::PaperConference),
        "P" => Some(Kind::Patent),
        "B" | "S" if document.contains("proceedings paper") => Some(Kind::PaperConference),
        "B" | "S" => {
            let part = document.contains("chapter") || text("SO").is_some_and(|source| text("TI").is_some_and(|title| title != source));
            Some(if part { Kind::Chapter } else { Kind::Book })
        }
        _ => None,
    }
}

/// Names in short that stand in full too say nothing more; where they do, they are kept.
fn short_names(fields: &mut Vec<Field>, gatherer: &mut Gatherer) {
    for (full, short) in [("AF", "AU"), ("BF", "BA")] {
        let find = |tag: &str| fields.iter().position(|field| &*field.tag == tag);
        let (Some(full), Some(short)) = (find(full), find(short)) else { continue };
        let family = |name: &str| name.split(',').next().unwrap_or_default().to_lowercase();
        let families = |at: usize| fields.get(at).map(|field: &Field| field.text.split(['\n', ';']).map(family).collect::<Vec<_>>());
        let same = families(full) == families(short);
        let field = fields.remove(short);
        if !same {
            gatherer.open(&field);
        }
    }
}

/// The year, and the month and day beside it.
fn issued(fields: &mut Vec<Field>, gatherer: &mut Gatherer) {
    let mut take = |tag: &str| fields.iter().position(|field| &*field.tag == tag).map(|at| fields.remove(at));
    let (year, day) = (take("PY"), take("PD"));
    let number = year.as_ref().and_then(|field| read_date(&field.text, None)).and_then(|date| date.start).map(|start| start.year);
    let fine = day
        .as_ref()
        .and_then(|field| read_date(&folded(&field.text), number))
        .filter(|date| number.is_none() || date.start.map(|start| start.year) == number);
    match (year, day, fine) {
        (year, Some(day), Some(date)) => {
            let range = year.map_or(day.range.clone(), |year| year.range.start.min(day.range.start)..year.range.end.max(day.range.end));
            gatherer.set(Variable::Issued, date, Normalisation::Date, &range);
        }
        (year, day, _) => {
            if let Some(year) = year {
                let date = number.map_or_else(|| Date::literal(folded(&year.text)), Date::year);
                gatherer.set(Variable::Issued, date, Normalisation::Date, &year.range);
            }
            day.iter().for_each(|day| gatherer.open(day));
        }
    }
}

/// First and last page are one value; a range in short beside them says nothing more.
fn pages(fields: &mut Vec<Field>, gatherer: &mut Gatherer) {
    let mut take = |tag: &str| fields.iter().position(|field| &*field.tag == tag).map(|at| fields.remove(at));
    let (first, last) = (take("BP"), take("EP"));
    match (first, last) {
        (Some(first), Some(last)) => {
            let (start, end) = (folded(&first.text), folded(&last.text));
            let range = first.range.start.min(last.range.start)..first.range.end.max(last.range.end);
            let text = if start == end { start.to_string() } else { format!("{start}–{end}") };
            gatherer.set(Variable::Page, text, Normalisation::Pages, &range);
        }
        (Some(one), None) => gatherer.set(Variable::Page, folded(&one.text), Normalisation::None, &one.range),
        (None, last) => fields.extend(last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;

    fn read_text(text: &str) -> (Library, Vec<Diagnostic>) {
        read(&Source::from_text(SourceId(0), "x", text))
    }

    #[test]
    fn a_record_has_its_values() {
        let text = "\u{FEFF}FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Doe, J\n   van Roe, R\nAF Doe, Jane\n   van Roe, Richard\n\
                    TI A title on\n   two lines\nSO JOURNAL OF X\nDE one; two\nCR A, 1990, B\n   C, 1991, D\nPD MAR 20\nPY 2006\nBP 1\nEP 9\n\
                    DI 10.1000/x\nUT WOS:1\nZZ odd\nER\n\nPT B\nTI Part\nSO Book\nPY 2001\nER\n\nEF\n";
        let (library, found) = read_text(text);
        assert!(found.is_empty(), "{found:?}");
        let said: Vec<(&str, String)> = library.entries[0].values().map(|(variable, value)| (variable.name(), value.plain().into_owned())).collect();
        let expected = [
            ("issued", "2006-03-20"),
            ("page", "1–9"),
            ("author", "Jane Doe; Richard van Roe"),
            ("title", "A title on two lines"),
            ("container-title", "JOURNAL OF X"),
            ("keyword", "one; two"),
            ("isi-cr", "A, 1990, B\nC, 1991, D"),
            ("DOI", "10.1000/x"),
            ("isi-ut", "WOS:1"),
            ("isi-zz", "odd"),
        ];
        assert_eq!(said, expected.map(|(name, value)| (name, value.to_owned())));
        assert_eq!(library.entries[1].kind, Some(Kind::Chapter));
        assert!(sniff(text) && !sniff("FN is a word\nand so on\n") && !sniff("PT is J\n"));
    }
}
