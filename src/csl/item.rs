//! Entries as the items that hayagriva's processor takes. What it cannot take is sent as a stand-in:
//!
//! - markup within values: a mark before and behind each styled run;
//! - "and others": a mark as the last name;
//! - a range of dates: the year it begins in, and a date in words: a year that sorts last; [`Item::dates`] says what to show.

use crate::model::{Class, Date, DatePart, Entry, Kind, Name, Names, Rich, Style, Value, Variable};
use hayagriva::citationberg::json;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Stands for the persons that a list of names leaves out. Like all marks here it is a noncharacter, which no text contains.
pub(super) const OTHERS: char = '\u{FDD0}';
type Flag = fn(&mut Style) -> &mut bool;
/// What the marks switch on; the one after each switches off.
pub(super) const MARKS: &[(char, Flag)] = &[
    ('\u{FDD2}', |style| &mut style.italic),
    ('\u{FDD4}', |style| &mut style.bold),
    ('\u{FDD6}', |style| &mut style.small_caps),
    ('\u{FDD8}', |style| &mut style.sub),
    ('\u{FDDA}', |style| &mut style.sup),
];
/// The year of dates that have only words: they sort behind all others.
const WORDS: i16 = 9999;
/// What styles say themselves where there is no date.
const NO_DATE: &[&str] = &["n.d.", "n. d.", "no date", "undated", "o. J.", "o.J.", "s.a.", "s. a.", "s.d.", "s. d."];

/// An entry made ready.
pub(super) struct Item {
    pub(super) item: json::Item,
    /// Years as sent, and what to show in their place.
    pub(super) dates: Vec<(String, String)>,
    /// Whether the date as shown tells it apart from works of the same persons, though the year as sent does not.
    pub(super) is_distinct: bool,
}

/// The items of all entries.
pub(super) fn items(entries: &[Entry]) -> Vec<Item> {
    let mut items: Vec<Item> = entries.iter().enumerate().map(|(index, entry)| item(index, entry)).collect();
    let mut alike: HashMap<(String, Option<i32>), Vec<usize>> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        alike.entry((heads(entry), entry.year())).or_default().push(at);
    }
    for alike in alike.values().filter(|alike| alike.len() > 1) {
        let shown: HashSet<String> = alike.iter().filter_map(|at| entries[*at].plain(Variable::Issued)).map(|date| date.into_owned()).collect();
        if shown.len() == alike.len() && alike.iter().any(|at| !items[*at].dates.is_empty()) {
            alike.iter().for_each(|at| items[*at].is_distinct = true);
        }
    }
    items
}

/// What a citation names an entry by.
fn heads(entry: &Entry) -> String {
    let names = [Variable::Author, Variable::Editor].iter().find_map(|variable| entry.names(*variable));
    match names {
        Some(names) => names.list.iter().map(|name| format!("{}{}\n", name.family, name.literal)).collect(),
        None => entry.plain(Variable::Title).unwrap_or_default().into_owned(),
    }
}

/// The item of an entry. Its id is the index, so that entries that say the same stay two.
fn item(index: usize, entry: &Entry) -> Item {
    let mut map = BTreeMap::from([("id".to_owned(), text(&index.to_string())), ("type".to_owned(), text(kind(entry.kind)))]);
    let mut dates = Vec::new();
    for (variable, value) in entry.values() {
        if let Some(value) = convert(variable, value, entry, &mut dates) {
            map.insert(variable.name().to_owned(), value);
        }
    }
    for (name, older) in [("title-short", "shortTitle"), ("container-title-short", "journalAbbreviation"), ("event-title", "event")] {
        if let (None, Some(value)) = (map.get(name), map.get(older).cloned()) {
            map.insert(name.to_owned(), value);
        }
    }
    Item { item: json::Item(map), dates, is_distinct: false }
}

fn kind(kind: Option<Kind>) -> &'static str {
    match kind {
        None | Some(Kind::Other(_)) => "document",
        Some(kind) => kind.name(),
    }
}

fn text(text: &str) -> json::Value {
    json::Value::String(text.to_owned())
}

fn convert(variable: Variable, value: &Value, entry: &Entry, dates: &mut Vec<(String, String)>) -> Option<json::Value> {
    let value = match (variable.class(), value) {
        _ if matches!(variable, Variable::Other(_)) => return None,
        (Class::Names, Value::Names(names)) => json::Value::Names(convert_names(names)),
        (Class::Date, Value::Date(date)) => return convert_date(date, is_alone(variable, date, entry), dates),
        (Class::Text | Class::Number, Value::Rich(rich)) => json::Value::String(marked(rich)),
        (Class::Text | Class::Number, value) => json::Value::String(clean(&value.plain())),
        _ => return None,
    };
    let says_something = match &value {
        json::Value::String(text) => !text.is_empty(),
        json::Value::Names(names) => !names.is_empty(),
        _ => true,
    };
    says_something.then_some(value)
}

/// Without line ends, and without the characters that are marks here.
fn clean(text: &str) -> String {
    let kept = text.chars().filter(|c| !matches!(c, '\u{FDD0}'..='\u{FDEF}'));
    kept.map(|c| if c.is_control() || c == '\u{2028}' || c == '\u{2029}' { ' ' } else { c }).collect::<String>().trim().to_owned()
}

fn marked(rich: &Rich) -> String {
    let mut text = String::new();
    for run in &rich.runs {
        let mut style = run.style;
        let marks: Vec<char> = MARKS.iter().filter(|(_, flag)| *flag(&mut style)).map(|(mark, _)| *mark).collect();
        text.extend(&marks);
        let kept = run.text.chars().filter(|c| !matches!(c, '\u{FDD0}'..='\u{FDEF}'));
        text.extend(kept.map(|c| if c.is_control() { ' ' } else { c }));
        text.extend(marks.iter().rev().map(|mark| off(*mark)));
    }
    text
}

/// The mark that switches off what this one switches on.
pub(super) fn off(mark: char) -> char {
    char::from_u32(mark as u32 + 1).unwrap_or(mark)
}

fn convert_names(names: &Names) -> Vec<json::NameValue> {
    let mut list: Vec<json::NameValue> = names.list.iter().filter_map(convert_name).collect();
    if names.others && !list.is_empty() {
        list.push(json::NameValue::Literal(json::LiteralName { literal: OTHERS.to_string() }));
    }
    list
}

fn convert_name(name: &Name) -> Option<json::NameValue> {
    let part = |part: &str| Some(clean(part)).filter(|part| !part.is_empty());
    // A name of one part is that part, whatever it is called.
    let only = match (part(&name.literal), part(&name.family)) {
        (Some(literal), _) => Some(literal),
        (None, None) => part(&name.given).or_else(|| part(&name.to_string())),
        _ => None,
    };
    if let Some(literal) = only {
        return Some(json::NameValue::Literal(json::LiteralName { literal }));
    }
    Some(json::NameValue::Item(json::NameItem {
        family: part(&name.family)?,
        given: part(&name.given),
        non_dropping_particle: part(&name.non_dropping_particle),
        dropping_particle: part(&name.dropping_particle),
        suffix: part(&name.suffix),
        comma_suffix: None,
    }))
}

/// Whether no other date of the entry begins in the same year, so that the year tells the dates apart.
fn is_alone(variable: Variable, date: &Date, entry: &Entry) -> bool {
    let year = |date: &Date| date.start.map(|start| start.year);
    let mut others = entry.values().filter(|(of, _)| *of != variable).filter_map(|(_, value)| match value {
        Value::Date(other) => Some(other),
        _ => None,
    });
    others.all(|other| year(other) != year(date))
}

fn convert_date(date: &Date, alone: bool, dates: &mut Vec<(String, String)>) -> Option<json::Value> {
    let sent = |year: i16, start: Option<DatePart>| {
        let month = start.map_or(0, DatePart::month_number);
        let day = start.map_or(0, DatePart::day_number);
        let parts = [year, i16::from(month), i16::from(day)].into_iter().enumerate().filter(|(at, part)| *at == 0 || *part > 0);
        let season = start.and_then(|start| start.season).map(|season| (season as u8).to_string());
        let parts = json::VecDate(parts.map(|(_, part)| part).collect());
        json::Value::Date(json::DateValue::DateParts { date_parts: json::VecDateRange(vec![parts]), literal: None, season, circa: date.circa })
    };
    let Some((start, year)) = date.start.and_then(|start| Some((start, i16::try_from(start.year).ok()?))) else {
        let words = clean(&date.to_string());
        if words.is_empty() || NO_DATE.contains(&words.as_str()) {
            return None;
        }
        dates.push((WORDS.to_string(), words));
        return Some(sent(WORDS, None));
    };
    let spans_years = date.open || date.end.is_some_and(|end| end.year != start.year);
    if !spans_years || year <= 0 || !alone {
        return Some(sent(year, Some(start)));
    }
    let end = date.end.map(|end| end.year.to_string()).unwrap_or_default();
    dates.push((year.to_string(), format!("{year}–{end}")));
    Some(sent(year, None))
}
