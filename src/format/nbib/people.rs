//! Authors and editors: each stands under its full name (`FAU`) and in short (`AU`), and is followed by identifiers and addresses.

use crate::format::tagged::gather::Gatherer;
use crate::format::tagged::value::{read_name, write_name};
use crate::format::tagged::write::Line;
use crate::format::tagged::{Field, folded};
use crate::model::{Entry, Name, Variable};
use crate::text::Str;
use std::collections::HashMap;

/// The tags of the full and of the short names in a role.
const ROLES: [(&str, &str, Variable); 2] = [("FAU", "AU", Variable::Author), ("FED", "ED", Variable::Editor)];

/// Takes the authors and editors out of the fields. A short name that says no more than the full one before it is left out. What follows
/// an author gets the author's name before it.
pub(super) fn read(fields: &mut Vec<Field>, gatherer: &mut Gatherer) {
    let mut lists: [Vec<_>; 2] = Default::default();
    let mut rest = Vec::with_capacity(fields.len());
    // The full name whose short form is yet to come, and the name that addresses belong to.
    let (mut full, mut person): (Option<Str>, Option<Str>) = (None, None);
    for field in std::mem::take(fields) {
        let text = folded(&field.text);
        let role = ROLES.iter().zip(&mut lists).find(|((full, short, _), _)| *full == &*field.tag || *short == &*field.tag);
        match (&*field.tag, role) {
            ("CN", _) => {
                lists[0].push((Name::literal(text), field.range));
                (full, person) = (None, None);
            }
            ("AD" | "AUID", _) => match &person {
                Some(person) => rest.push(Field { text: format!("{person}: {text}").into(), ..field }),
                None => rest.push(field),
            },
            (tag, Some(((of_full, ..), list))) if tag == *of_full => {
                list.push((read_name(&text), field.range));
                (full, person) = (Some(text.clone()), Some(text));
            }
            (_, Some((_, list))) => match full.take() {
                Some(full) if in_short(&read_name(&full)) == *text => {}
                Some(_) => rest.push(field),
                None => {
                    let name = read_short(&text);
                    person = Some(write_name(&name).into());
                    list.push((name, field.range));
                }
            },
            _ => {
                (full, person) = (None, None);
                rest.push(field);
            }
        }
    }
    for ((.., variable), list) in ROLES.iter().zip(lists) {
        gatherer.set_names(*variable, list);
    }
    *fields = rest;
}

/// "Long V", "van der Berg JA Jr": the family name, initials without dots, a suffix.
fn read_short(text: &Str) -> Name {
    let is_suffix = |word: &str| ["Jr", "Sr", "2nd", "3rd", "4th"].contains(&word);
    let (rest, suffix) = match text.rfind(' ') {
        Some(at) if is_suffix(&text[at + 1..]) => (text.slice(0..at), text.slice(at + 1..text.len())),
        _ => (text.clone(), Str::empty()),
    };
    let initials = rest.rfind(' ').filter(|at| rest.len() - at <= 6 && rest[at + 1..].chars().all(char::is_uppercase));
    match initials {
        Some(at) => {
            let mut name = read_name(&format!("{}, {}", &rest[..at], &rest[at + 1..]).into());
            name.suffix = suffix;
            name
        }
        None => read_name(text),
    }
}

/// The short form of a name.
fn in_short(name: &Name) -> String {
    let initials: String = name.given.split([' ', '-', '.']).filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase()).collect();
    let parts = [&*name.non_dropping_particle, &*name.family, &initials, name.suffix.trim_end_matches('.')];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The fields of authors and editors, with what follows each; what belongs to none stands behind them all.
pub(super) fn lines(entry: &Entry, row: usize, addresses: Vec<String>, identifiers: Vec<String>) -> Vec<Line> {
    let mut attached: HashMap<String, Vec<Line>> = HashMap::new();
    let mut loose = Vec::new();
    for (tag, text) in identifiers.into_iter().map(|text| ("AUID", text)).chain(addresses.into_iter().map(|text| ("AD", text))) {
        match text.split_once(": ") {
            Some((name, rest)) => attached.entry(name.to_owned()).or_default().push(Line::new(row, tag, rest)),
            None => loose.push(Line::new(row + 1, tag, text)),
        }
    }
    let mut lines = Vec::new();
    for (full, short, variable) in ROLES {
        for name in entry.names(variable).map(|names| names.list.as_slice()).unwrap_or_default() {
            if name.is_literal() && variable == Variable::Author {
                lines.push(Line::new(row, "CN", name.literal.as_str()));
                continue;
            }
            let written = write_name(name);
            lines.push(Line::new(row, full, written.as_str()));
            if !name.is_literal() {
                lines.push(Line::new(row, short, in_short(name)));
            }
            lines.extend(attached.remove(&written).unwrap_or_default());
        }
    }
    let left = attached
        .into_iter()
        .flat_map(|(name, lines)| lines.into_iter().map(move |line| Line { text: format!("{name}: {}", line.text), row: row + 1, ..line }));
    let mut left: Vec<Line> = left.collect();
    left.sort_by(|a, b| (&a.tag, &a.text).cmp(&(&b.tag, &b.text)));
    lines.extend(left);
    lines.extend(loose);
    lines
}
