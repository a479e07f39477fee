//! The date of publication, which RIS spreads over three tags: `PY` (the year), `Y1` and `DA`, each perhaps with month and day.

use crate::format::tagged::gather::Gatherer;
use crate::format::tagged::value::{read_date, read_marked, season_name};
use crate::format::tagged::{Field, folded};
use crate::model::{Date, DatePart, Entry, Normalisation, Variable};

const TAGS: [&str; 3] = ["PY", "Y1", "DA"];
/// What publishers write behind a date that is one of publication.
const PUBLISHED: [&str; 2] = ["print", "online"];

/// Takes the date of access where a time of day stands behind it, as Zotero writes it. The time is kept under the tag.
pub(super) fn accessed(fields: &mut Vec<Field>, gatherer: &mut Gatherer) {
    let Some(at) = fields.iter().position(|field| &*field.tag == ACCESSED && !field.text.is_empty()) else { return };
    if let Some((date, _)) = fields.get(at).and_then(|field| read_marked(&field.text)) {
        let field = fields.remove(at);
        gatherer.set(Variable::Accessed, date, Normalisation::Date, &field.range);
        gatherer.open(&field);
    }
}

/// Whether the entry keeps a time of day beside the date of access.
pub(super) fn has_time(entry: &Entry) -> bool {
    let kept = entry.plain(Variable::named("ris-y2"));
    kept.and_then(|kept| read_marked(&kept).map(|(date, _)| date)).as_ref() == entry.date(Variable::Accessed)
}

/// The tag of the date of access.
pub(super) const ACCESSED: &str = "Y2";

/// Takes the date of publication out of the fields. The year is that of the first tag that has one; a later one that says more of the
/// same date, or a month and day without year, is taken for it. What says another date stays, to be kept under its tag.
pub(super) fn issued(fields: &mut Vec<Field>, gatherer: &mut Gatherer) {
    let (mut dates, rest): (Vec<Field>, Vec<Field>) = std::mem::take(fields).into_iter().partition(|field| TAGS.contains(&&*field.tag));
    *fields = rest;
    dates.retain(|field| !field.text.is_empty());
    dates.sort_by_key(|field| TAGS.iter().position(|tag| *tag == &*field.tag));
    let mut best: Option<(Date, usize)> = None;
    let mut take = |date: Date, at: usize| {
        if best.as_ref().is_none_or(|(before, _)| implies(&date, before) && date != *before) {
            best = Some((date, at));
        }
        best.as_ref().and_then(|(date, _)| date.start).map(|start| start.year)
    };
    let mut year = None;
    for (at, field) in dates.iter().enumerate() {
        year = read_date(&folded(&field.text), year).map_or(year, |date| take(date, at));
    }
    // Marked dates say when something else happened, unless they are of the publication or nothing else is said.
    for (at, field) in dates.iter().enumerate() {
        if let Some((date, _)) = read_marked(&field.text).filter(|(_, mark)| year.is_none() || PUBLISHED.contains(mark)) {
            year = take(date, at);
        }
    }
    let literal = || dates.first().map(|field| (Date::literal(folded(&field.text)), 0));
    let Some((date, from)) = best.or_else(literal) else { return };
    for (at, field) in dates.into_iter().enumerate() {
        let read = read_date(&folded(&field.text), date.start.map(|start| start.year));
        if at == from {
            gatherer.set(Variable::Issued, date.clone(), Normalisation::Date, &field.range);
        }
        if at == from && (read.is_some() || !date.literal.is_empty()) {
            continue;
        }
        if read.is_none_or(|read| !implies(&date, &read)) {
            gatherer.open(&field);
        }
    }
}

/// Whether who knows the one date knows the other.
fn implies(date: &Date, other: &Date) -> bool {
    match (date.start, other.start) {
        _ if date == other => true,
        (Some(fine), Some(coarse)) if !date.is_range() && !other.is_range() => {
            let whole_year = coarse.month.is_none() && coarse.season.is_none();
            fine.year == coarse.year && (whole_year || fine.month == coarse.month && fine.season == coarse.season && coarse.day.is_none())
        }
        (Some(range), Some(coarse)) if date.is_range() => coarse == DatePart::year(range.year) && !other.is_range(),
        _ => false,
    }
}

/// The fields that say a date of publication.
pub(super) fn fields(date: &Date) -> Vec<(&'static str, String)> {
    let Some(start) = date.start.filter(has_four_digits) else {
        return vec![("PY", date.to_string())];
    };
    let mut fields = vec![("PY", format!("{:04}", start.year))];
    if start.month.is_some() || start.season.is_some() {
        fields.push(("DA", point(start)));
    }
    fields
}

/// A date in RIS's form, as far as that goes; words where it has no parts.
pub(super) fn written(_: &str, date: &Date) -> String {
    date.start.filter(has_four_digits).map_or_else(|| date.to_string(), point)
}

/// Years before Christ have no form of RIS's own.
fn has_four_digits(part: &DatePart) -> bool {
    (0..=9999).contains(&part.year)
}

fn point(part: DatePart) -> String {
    let digits = |number: u8| if number > 0 { format!("{number:02}") } else { String::new() };
    let season = part.season.map(season_name).unwrap_or_default();
    format!("{:04}/{}/{}/{season}", part.year, digits(part.month_number()), digits(part.day_number()))
}
