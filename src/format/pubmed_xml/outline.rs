//! Elements that no variable stands for, as text that a person can read: a line for each thing in a list, semicolons between what is
//! said of it, before it what kind of thing it is.

use crate::format::xml::Element;
use crate::format::xml::words;
use crate::model::{Date, DatePart};

/// Attributes that say what kind of thing something is, and such that say more of it.
const LABELS: &[&str] = &["PubStatus", "IdType", "EIdType", "RefType", "DateType", "Type", "Source", "Label", "book"];
const MORE: &[&str] = &["UI", "part", "sec", "Owner", "Status", "CompleteYN"];

/// The lines of an element.
pub(super) fn lines(element: &Element) -> String {
    let is_list =
        element.elements().any(|inside| !inside.is_leaf() && date(inside).is_none()) || element.elements().count() > 1 && is_uniform(element);
    match is_list {
        true => element
            .own_texts()
            .map(|(text, _)| text.to_string())
            .chain(element.elements().map(lines))
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n"),
        false => line(element),
    }
}

/// Whether all elements in it have one name, as those of lists have.
fn is_uniform(element: &Element) -> bool {
    let mut names = element.elements().map(|inside| inside.name.as_str());
    let first = names.next();
    names.all(|name| Some(name) == first)
}

fn line(element: &Element) -> String {
    let label = LABELS.iter().find_map(|name| element.attribute(name)).map(|label| format!("{label}: ")).unwrap_or_default();
    let more: Vec<&str> = MORE.iter().filter_map(|name| element.attribute(name)).map(|more| more.as_str()).filter(|more| more.len() > 1).collect();
    let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join(", ")) };
    let text = match date(element) {
        Some(date) => date,
        None if element.is_leaf() => element.text().to_string(),
        None if has_text(element) => element.text().to_string(),
        None => element.elements().map(line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; "),
    };
    if text.is_empty() { String::new() } else { format!("{label}{text}{more}") }
}

/// Whether text stands beside the elements in it, which then mark it up.
fn has_text(element: &Element) -> bool {
    element.text().chars().filter(|c| !c.is_whitespace()).count()
        > element.elements().map(|inside| inside.text().chars().filter(|c| !c.is_whitespace()).count()).sum()
}

/// The date that an element of year, month and day is, with the time of the day.
fn date(element: &Element) -> Option<String> {
    element.first("Year").filter(|_| is_date(element))?;
    let part = |name| element.first(name).map(Element::text);
    let date = read_date(element);
    let time = part("Hour").map(|hour| format!(" {hour}:{:0>2}", part("Minute").unwrap_or_default().as_str())).unwrap_or_default();
    Some(format!("{date}{time}"))
}

/// Whether an element is no more than a date: each of its parts once, and nothing beside them.
pub(super) fn is_date(element: &Element) -> bool {
    const PARTS: &[&str] = &["Year", "Month", "Day", "Season", "MedlineDate", "Hour", "Minute", "Second"];
    let is_part = |part: &Element| PARTS.contains(&part.name.as_str()) && element.is_first(part);
    let clash = |a, b| element.first(a).is_some() && element.first(b).is_some();
    element.elements().all(is_part) && element.own_texts().next().is_none() && !clash("Month", "Season") && !clash("Year", "MedlineDate")
}

/// What the parts of a date say.
pub(super) fn read_date(element: &Element) -> Date {
    let part = |name| element.first(name).map(Element::text).filter(|text| !text.is_empty());
    let (year, month, day) = (part("Year"), part("Month").or(part("Season")), part("Day"));
    let words: Vec<String> = [part("MedlineDate").or(year), month, day].into_iter().flatten().map(|part| part.to_string()).collect();
    let [year, month, rest @ ..] = words.as_slice() else { return in_words(&words.join(" ")) };
    let number = |text: &str| text.parse().ok().or_else(|| words::month_of(text));
    let day = rest.first().map_or(Some(0), |day| day.parse().ok());
    let whole = year.parse().ok().zip(number(month)).zip(day).and_then(|((year, month), day)| DatePart::new(year, month, day));
    match whole.filter(|part| part.month.is_some()) {
        Some(part) => Date::at(part),
        None => in_words(&words.join(" ")),
    }
}

/// `2015 Nov-Dec`, `1998 Dec-1999 Jan`, `2000 Spring`, `2001 Jul 3-9`; what is none of these stays as it stands.
fn in_words(text: &str) -> Date {
    range(text).unwrap_or_else(|| words::year(text))
}

fn range(text: &str) -> Option<Date> {
    let (year, rest) = text.split_once(' ')?;
    let year: i32 = (year.len() == 4).then(|| year.parse().ok())??;
    let Some((first, last)) = rest.split_once('-') else { return words::within(year, rest, false).map(Date::at) };
    let start = words::within(year, first, false)?;
    let end = match last.split_once(' ') {
        Some((other, rest)) if other.len() == 4 => words::within(other.parse().ok()?, rest, false)?,
        _ => match last.parse() {
            Ok(day) => DatePart::new(year, start.month_number(), day).filter(|_| start.day.is_some())?,
            Err(_) => words::within(year, last, false)?,
        },
    };
    Some(Date::range(start, end))
}
