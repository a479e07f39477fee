//! Cells and what they say, both ways. A cell is the plainest form that reads back as the value; where there is none, the value exactly,
//! as CSL-JSON's `custom` has it.
//!
//! | values | their cells |
//! |---|---|
//! | names | `Family, Given; von Family, Jr., Given; An Organisation; et al.` |
//! | dates | EDTF, `1998-05/2000`; else the words |
//! | text | itself; markup as CSL's HTML tags |
//! | all else | `{"names":[…]}`, `{"date":…}`, `{"rich":[…]}` |
//!
//! Programs for tables take a cell that begins with `=`, `+`, `-` or `@` for a formula, and run it: such a cell, and the name of such a
//! column, is written with `'` before it, and one `'` before such a sign is left out in reading.

use super::super::bibtex::name::parse_one;
use super::super::csl_json::item;
use super::columns::Whose;
use crate::model::{Class, Date, DatePart, Name, Names, Value, Variable};
use crate::text::Str;
use std::borrow::Cow;

const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell that no program takes for a formula.
pub(super) fn guarded(cell: &str) -> Cow<'_, str> {
    match cell.trim_start_matches('\'').starts_with(FORMULA) {
        true => Cow::Owned(format!("'{cell}")),
        false => Cow::Borrowed(cell),
    }
}

/// A cell without its guard.
pub(super) fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => cell,
    }
}

/// A value as a cell.
pub(super) fn write(variable: Variable, value: &Value) -> String {
    let plain = match (value, variable.class()) {
        (Value::Names(names), Class::Names) => Some(write_names(names)),
        (Value::Date(date), Class::Date) => Some(date.to_string()),
        (Value::Text(text), Class::Text | Class::Number) => Some(text.to_string()),
        (Value::Rich(rich), Class::Text | Class::Number) => Some(item::html(rich)),
        _ => None,
    };
    let same = |cell: &String| !cell.is_empty() && read(variable, &Str::from(cell.as_str()), Whose::Ours).as_ref() == Some(value);
    plain.filter(same).unwrap_or_else(|| exact(value))
}

/// A value exactly. A text that would be taken for something else is rich text without markup.
pub(super) fn exact(value: &Value) -> String {
    match value {
        Value::Text(text) => serde_json::json!({ "rich": [text.as_str()] }).to_string(),
        value => item::exact(value).to_string(),
    }
}

/// What a cell says; none for an empty one.
pub(super) fn read(variable: Variable, cell: &Str, whose: Whose) -> Option<Value> {
    let cell = if whose == Whose::Others { cell.trimmed() } else { cell.clone() };
    if cell.is_empty() {
        return None;
    }
    let exact = || item::read_exact(&serde_json::from_str(&cell).ok().filter(serde_json::Value::is_object)?);
    if let Some(value) = cell.starts_with('{').then(exact).flatten() {
        return Some(value);
    }
    Some(match variable.class() {
        Class::Names => read_names(&cell, whose).into(),
        Class::Date => read_date(&cell, whose).into(),
        Class::Text | Class::Number => item::text_value(cell),
    })
}

fn write_names(names: &Names) -> String {
    let mut parts: Vec<String> = names.list.iter().map(write_name).collect();
    parts.extend(names.others.then(|| "et al.".to_owned()));
    parts.join("; ")
}

fn write_name(name: &Name) -> String {
    if name.is_literal() {
        return name.literal.to_string();
    }
    let particle = if name.non_dropping_particle.is_empty() { String::new() } else { format!("{} ", name.non_dropping_particle) };
    let suffix = if name.suffix.is_empty() { String::new() } else { format!(" {},", name.suffix) };
    format!("{particle}{},{suffix} {}", name.family, name.given).trim_end().to_owned()
}

/// Names with semicolons between, or `and`, or, in the tables of others, commas: `Smith J, Doe A`.
fn read_names(cell: &str, whose: Whose) -> Names {
    let semicolons = cell.contains(';');
    let mut parts: Vec<&str> = match () {
        () if semicolons => cell.split(';').collect(),
        () if cell.contains(" and ") => cell.split(" and ").collect(),
        () if whose == Whose::Others && is_list_of_initials(cell) => without_stop(cell).split(',').collect(),
        () => vec![cell],
    };
    let bibtex = !semicolons && parts.len() > 1 && cell.contains(" and ");
    let initials = !semicolons && !bibtex && (parts.len() > 1 || whose == Whose::Others && is_list_of_initials(cell));
    let others = parts.last().is_some_and(|last| matches!(last.trim(), "et al." | "et al" | "others" | "..." | "…"));
    if others {
        parts.pop();
    }
    let name = |part: &str| match part.trim() {
        part if bibtex => parse_one(&part.into()),
        part if initials => with_initials(part),
        part => read_name(part),
    };
    let list = parts.into_iter().filter(|part| !part.trim().is_empty()).map(name).collect();
    Names { list, others }
}

/// Whether each part between commas is a family name with initials behind it.
fn is_list_of_initials(cell: &str) -> bool {
    let initials = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        (1..=4).contains(&letters) && word.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '-'))
    };
    without_stop(cell).split(',').all(|part| part.trim().rsplit_once(' ').is_some_and(|(family, last)| !family.is_empty() && initials(last)))
}

/// Without a full stop that ends the list, as PubMed has it; where initials have some, it is theirs.
fn without_stop(cell: &str) -> &str {
    cell.strip_suffix('.').filter(|rest| !rest.contains('.')).unwrap_or(cell)
}

fn with_initials(part: &str) -> Name {
    match part.rsplit_once(' ') {
        Some((family, initials)) => {
            let (particle, family) = particle(family);
            Name::person(family, initials).with_particle(particle)
        }
        None => Name::literal(part),
    }
}

/// `Family, Given`, `Family, Suffix, Given`; a comma alone says that it is a person.
fn read_name(part: &str) -> Name {
    let parts: Vec<&str> = part.split(',').map(str::trim).collect();
    let (family, suffix, given) = match parts.as_slice() {
        [family, given] => (*family, "", *given),
        [family, suffix, given] => (*family, *suffix, *given),
        _ => return Name::literal(part),
    };
    let (particle, family) = particle(family);
    Name::person(family, given).with_particle(particle).with_suffix(suffix)
}

/// The small words before a family name.
fn particle(family: &str) -> (&str, &str) {
    let length: usize = family.split_inclusive(' ').take_while(|word| word.starts_with(char::is_lowercase)).map(str::len).sum();
    match length < family.len() {
        true => (family[..length].trim_end(), &family[length..]),
        false => ("", family),
    }
}

fn read_date(cell: &str, whose: Whose) -> Date {
    if let Ok(date) = Date::parse_edtf(cell) {
        return date;
    }
    let other = (whose == Whose::Others).then(|| numeric_date(cell)).flatten();
    other.map_or_else(|| Date::literal(cell), Date::at)
}

/// `2020/5/12`, `2020-05-12 10:30:00`: a year first, then month and day; a time of day is left out.
fn numeric_date(cell: &str) -> Option<DatePart> {
    let (day, time) = cell.split_once([' ', 'T']).unwrap_or((cell, ""));
    let is_time = time.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | 'Z' | '+' | '-'));
    let mut numbers = day.split(['-', '/', '.']).map(|part| part.parse::<u16>().ok());
    let year = numbers.next()?.filter(|year| (1000..=2999).contains(year))?;
    let (month, day) = (numbers.next().unwrap_or(Some(0))?, numbers.next().unwrap_or(Some(0))?);
    let part = DatePart::new(i32::from(year), u8::try_from(month).ok()?, u8::try_from(day).ok()?)?;
    (is_time && numbers.next().is_none()).then_some(part)
}
