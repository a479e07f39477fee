//! nbib, what PubMed exports for citation managers: MEDLINE's tagged format. A tag of up to four characters, filled to four, `- ` and a
//! value; long values go on in indented lines; a blank line ends the record.
//!
//! Every tag is kept: those that CSL has no variable for in open ones named after them (`nbib-stat`). Addresses and author identifiers
//! stand behind their author; they are kept with the author's name before them (`affiliation`, `nbib-auid`) and written back to their
//! place. What MEDLINE has no tag for is written as general notes, `GN  - variable: value`.

mod people;
mod table;

use super::Format;
use super::tagged::gather::{Gatherer, Tags};
use super::tagged::value::month_name;
use super::tagged::write::{self, Line, Writer, by_table};
use super::tagged::{Field, Record, Syntax, cut, first_lines, folded};
use crate::model::{Date, Entry, Kind, Library, Normalisation, Origin, Variable};
use crate::text::{Diagnostic, Source};
use std::collections::HashSet;
use std::ops::Range;

/// nbib.
pub static NBIB: Format = Format {
    name: "nbib",
    summary: "nbib, what PubMed exports for citation managers",
    extensions: &["nbib"],
    sniff,
    read: Some(read),
    write: Some(|library| write::write(library, &WRITER)),
};

pub(super) static SYNTAX: Syntax = Syntax { tag, first: ("PMID", false), last: None, indented: true, file: &[] };
static WRITER: Writer = Writer { format: "nbib", fields, extra: EXTRA, record, read };
/// The tag of general notes, whose lines may be `variable: value`.
const EXTRA: &str = "GN";
/// The variables of publication types and of all ISSNs, where there is more to them than the kind and `ISSN` say.
const TYPES: &str = "publication-type";
const ISSNS: &str = "nbib-is";

/// `PMID- ` among the first lines, or two other tags of MEDLINE's there.
fn sniff(text: &str) -> bool {
    let tags = first_lines(text).filter_map(|line| line.get(tag(line)?.0));
    let known = |name: &str| ["PMC", "OWN", "STAT", "DCOM", "FAU", "DP", "PT", "TA", "JT", "JID", "AID", "PHST"].contains(&name);
    let mut count = 0;
    tags.into_iter().any(|name| {
        count += usize::from(known(name));
        name == "PMID" || count > 1
    })
}

/// Two to four capitals and digits, filled up to a hyphen at the fifth place; without filling the hyphen may stand earlier.
fn tag(line: &str) -> Option<(Range<usize>, usize)> {
    let hyphen = line.bytes().take(5).position(|byte| byte == b'-')?;
    let name = line.get(..hyphen)?.trim_end_matches(' ');
    let proper =
        name.len() >= 2 && name.starts_with(|c: char| c.is_ascii_uppercase()) && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    (proper && (hyphen == 4 || hyphen == name.len())).then_some((0..name.len(), hyphen + 1))
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

fn entry(source: &Source, mut record: Record, index: usize) -> (Entry, Origin) {
    let mut fields = std::mem::take(&mut record.fields);
    fields.retain(|field| !field.text.is_empty());
    fields.iter_mut().for_each(|field| field.text = folded(&field.text));
    let (types, mut fields): (Vec<Field>, Vec<Field>) = fields.into_iter().partition(|field| &*field.tag == "PT");
    let kind = kind(&types, &fields);
    let tags = Tags { table: &table::TABLE, prefix: "nbib", extra: EXTRA };
    let mut gatherer = Gatherer::new(source, tags, &record, kind);
    if types.iter().map(|field| &*field.text).ne(type_of(kind)) {
        gatherer.set_lines(Variable::named(TYPES), &types);
    }
    people::read(&mut fields, &mut gatherer);
    issns(&mut fields, &mut gatherer);
    // Subject headings are keywords too, behind those of the author.
    let headings: Vec<Field> = fields.iter().filter(|field| &*field.tag == "MH").cloned().collect();
    fields.extend(headings.into_iter().map(|heading| Field { tag: "OT".into(), ..heading }));
    gatherer.gather(fields);
    gatherer.finish(index)
}

fn kind(types: &[Field], fields: &[Field]) -> Option<Kind> {
    let named: Vec<Kind> = table::TYPES.iter().filter(|(name, _)| types.iter().any(|field| &*field.text == *name)).map(|(_, kind)| *kind).collect();
    let has = |tag: &str| fields.iter().any(|field| &*field.tag == tag);
    match named.first() {
        Some(kind @ (Kind::Chapter | Kind::Book | Kind::Article)) => Some(*kind),
        _ if has("JT") || has("TA") => Some(Kind::ArticleJournal),
        None if has("BTI") => Some(if has("TI") { Kind::Chapter } else { Kind::Book }),
        first => first.copied(),
    }
}

/// The publication type that is written for a kind, where there is one.
fn type_of(kind: Option<Kind>) -> Option<&'static str> {
    table::TYPES.iter().find(|(_, of)| Some(*of) == kind).map(|(name, _)| *name)
}

/// The first ISSN, without what it is of; all of them as they stand, where that says more.
fn issns(fields: &mut Vec<Field>, gatherer: &mut Gatherer) {
    let (issns, rest): (Vec<Field>, Vec<Field>) = std::mem::take(fields).into_iter().partition(|field| &*field.tag == "IS");
    *fields = rest;
    let Some(first) = issns.first() else { return };
    let bare = first.text.find(" (").map_or(first.text.clone(), |at| first.text.slice(0..at));
    if issns.len() > 1 || bare != first.text {
        gatherer.set_lines(Variable::named(ISSNS), &issns);
    }
    gatherer.set(Variable::Issn, bare, Normalisation::Identifier, &first.range);
}

/// The fields of an entry, without lines `variable: value`. Each begins with a `PMID`, as programs expect.
fn fields(entry: &Entry) -> Vec<Line> {
    let own = [TYPES, ISSNS, "mesh", "affiliation", "nbib-auid"].map(Variable::named);
    let lines = |variable: Variable| -> Vec<String> {
        let value = entry.plain(variable).unwrap_or_default();
        value.split('\n').filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let [types, issns, mesh, addresses, identifiers] = own.map(lines);
    let mut fields = by_table(entry, &table::TABLE, "nbib", date);
    fields.retain(|field| !matches!(field.tag.as_str(), "PMID" | "AD" | "MH" | "IS" | "AUID") && is_tag_name(&field.tag));
    let headings: HashSet<&str> = mesh.iter().map(String::as_str).collect();
    fields.retain(|field| field.tag != "OT" || !headings.contains(field.text.as_str()));
    fields.extend(people::lines(entry, table::row_of("AD"), addresses, identifiers));
    let mut put = |row: usize, tag: &str, texts: Vec<String>| fields.extend(texts.into_iter().map(|text| Line::new(row, tag, text)));
    put(0, "PMID", vec![entry.plain(Variable::Pmid).unwrap_or_default().into_owned()]);
    put(0, "IS", if issns.is_empty() { lines(Variable::Issn) } else { issns });
    let implied = type_of(entry.kind).map(str::to_owned).into_iter().collect();
    put(table::row_of("TT"), "PT", if types.is_empty() { implied } else { types });
    put(table::row_of("MH"), "MH", mesh);
    fields.sort_by_key(|field| field.row);
    fields
}

/// Whether a tag is read as it is written.
fn is_tag_name(name: &str) -> bool {
    tag(&format!("{name:4}- x")) == Some((0..name.len(), 5))
}

/// `2016 Apr 19`; without spaces and words for the day of electronic publication.
fn date(tag: &str, date: &Date) -> String {
    let Some(start) = date.start else { return date.to_string() };
    let (month, day) = (start.month_number(), start.day_number());
    match (tag, month, day) {
        ("DEP", 1.., 1..) => format!("{:04}{month:02}{day:02}", start.year),
        (_, 0, _) => match start.season {
            Some(season) => format!("{:04} {}", start.year, super::tagged::value::season_name(season)),
            None => format!("{:04}", start.year),
        },
        (_, _, 0) => format!("{:04} {}", start.year, month_name(month)),
        _ => format!("{:04} {} {day}", start.year, month_name(month)),
    }
}

fn record(lines: &[Line]) -> String {
    let line = |line: &Line| format!("{:4}- {}\n", line.tag, line.text.split(['\n', '\r']).map(str::trim).collect::<Vec<_>>().join(" "));
    lines.iter().map(line).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
#[path = "nbib/tests.rs"]
mod tests;
