//! Dates: the parts that an element asks for, in the words of the locale; ranges are written once where both ends agree.

use super::case;
use super::locale::Locale;
use super::node::{Mark, Node};
use super::numbers;
use super::program::{Date as Element, DatePart as Part, DateParts, Look, NumberForm, PartForm, PartName, TermForm};
use crate::model::{Date, DatePart};

/// The parts that an element shows, of which a locale's date form may give most.
pub(super) fn parts(element: &Element, locale: &Locale) -> (Vec<Part>, Option<String>) {
    let Some(form) = element.form else { return (element.parts.clone(), element.delimiter.clone()) };
    let Some(model) = locale.date(form) else { return (Vec::new(), None) };
    let shown = |part: &Part| match element.limit {
        DateParts::YearMonthDay => true,
        DateParts::YearMonth => part.name != PartName::Day,
        DateParts::Year => part.name == PartName::Year,
    };
    let merged = model.parts.iter().filter(|part| shown(part)).map(|part| {
        let mut part = part.clone();
        if let Some(own) = element.parts.iter().find(|own| own.name == part.name) {
            part.form = own.form.or(part.form);
            part.range_delimiter = own.range_delimiter.clone().or(part.range_delimiter);
            part.look.case = own.look.case.or(part.look.case);
            part.look.strip_periods |= own.look.strip_periods;
            let (mine, theirs) = (&mut part.look.deco, own.look.deco);
            mine.italic = theirs.italic.or(mine.italic);
            mine.bold = theirs.bold.or(mine.bold);
            mine.small_caps = theirs.small_caps.or(mine.small_caps);
            mine.underline = theirs.underline.or(mine.underline);
            mine.align = theirs.align.or(mine.align);
        }
        part
    });
    (merged.collect(), model.delimiter.clone())
}

/// The sortable form of a date: eight digits, those that no part asks for zero, the end of a range behind.
pub(super) fn sortable(date: &Date, has: impl Fn(PartName) -> bool) -> String {
    let one = |part: DatePart| {
        let month = if has(PartName::Month) { part.season.map_or(u32::from(part.month_number()), |season| season as u32 * 3) } else { 0 };
        let day = if has(PartName::Day) { part.day_number() } else { 0 };
        // Years before our era sort before it, the latest last.
        let year = i64::from(part.year) + 5_000_000_000;
        format!("{year:010}{month:02}{day:02}")
    };
    match (date.start, date.end) {
        (None, None) => String::new(),
        (start, end) => format!("{}{}", start.map(one).unwrap_or_default(), end.map(|end| format!("-{}", one(end))).unwrap_or_default()),
    }
}

/// The nodes of a date's parts, by element order.
pub(super) fn render(date: &Date, parts: &[Part], delimiter: &str, locale: &Locale) -> Vec<Node> {
    let Some(start) = date.start.or(date.end) else { return Vec::new() };
    let end = date.end.filter(|end| date.start.is_some() && *end != start);
    let available = |of: DatePart| parts.iter().filter(move |part| has(of, part.name)).collect::<Vec<_>>();
    let Some(end) = end else {
        let mut nodes = list(start, &available(start), delimiter, locale, None);
        if date.open {
            nodes.push(Node::text("–"));
        }
        return nodes;
    };
    // The largest part in which both ends differ; all smaller ones are said for each.
    let differs = |name: PartName| value(start, name) != value(end, name);
    let largest =
        [PartName::Year, PartName::Month, PartName::Day].into_iter().find(|name| differs(*name) && parts.iter().any(|part| part.name == *name));
    let Some(largest) = largest else { return list(start, &available(start), delimiter, locale, None) };
    let is_own = |part: &&Part| part.name >= largest;
    let (all, all_end) = (available(start), available(end));
    let first = all.iter().position(is_own).unwrap_or(0);
    let last = all.iter().rposition(is_own).map_or(0, |at| at + 1);
    let last_end = all_end.iter().rposition(is_own).map_or(0, |at| at + 1);
    let first_end = all_end.iter().position(is_own).unwrap_or(0);
    let joint = parts.iter().find(|part| part.name == largest).and_then(|part| part.range_delimiter.as_deref()).unwrap_or("–");
    // What both share but stands between their own parts is said with each.
    let (head, own, tail) = (&all[..first], &all[first..last], &all[last..]);
    let own_end = &all_end[first_end..last_end];
    let mut from = list(start, own, delimiter, locale, Some(false));
    let to = list(end, own_end, delimiter, locale, Some(true));
    let mut range = Vec::new();
    range.append(&mut from);
    range.push(Node::text(joint));
    range.extend(to);
    let mut groups = Vec::new();
    groups.extend(node(list(start, head, delimiter, locale, None)));
    groups.extend(node(range));
    groups.extend(node(list(start, tail, delimiter, locale, None)));
    if delimiter.is_empty() {
        return groups;
    }
    Node::span(groups, &Look::default(), delimiter, Mark::None).into_iter().collect()
}

fn node(nodes: Vec<Node>) -> Option<Node> {
    Node::span(nodes, &Look::default(), "", Mark::None)
}

fn has(date: DatePart, name: PartName) -> bool {
    match name {
        PartName::Year => true,
        PartName::Month => date.month.is_some() || date.season.is_some(),
        PartName::Day => date.day.is_some(),
    }
}

fn value(date: DatePart, name: PartName) -> i64 {
    match name {
        PartName::Year => i64::from(date.year),
        PartName::Month => date.season.map_or(i64::from(date.month_number()), |season| 20 + season as i64),
        PartName::Day => i64::from(date.day_number()),
    }
}

/// Parts in a row. At the joint of a range the affixes that face it are left out.
fn list(date: DatePart, parts: &[&Part], delimiter: &str, locale: &Locale, joint: Option<bool>) -> Vec<Node> {
    let last = parts.len().saturating_sub(1);
    let nodes: Vec<Node> = parts
        .iter()
        .enumerate()
        .filter_map(|(at, part)| {
            let mut look = part.look.clone();
            if joint == Some(false) && at == last {
                look.suffix.clear();
            }
            if joint == Some(true) && at == 0 {
                look.prefix.clear();
            }
            let text = text(date, part, locale)?;
            let text = if look.strip_periods { text.replace('.', "") } else { text };
            let mut nodes = vec![Node::text(text)];
            if let Some(case) = look.case {
                case::apply(&mut nodes, case, locale.is_english(), false);
            }
            let mark = if part.name == PartName::Year { Mark::Year } else { Mark::None };
            Node::span(nodes, &look, "", mark)
        })
        .collect();
    match delimiter.is_empty() {
        true => nodes,
        false => Node::span(nodes, &Look::default(), delimiter, Mark::None).into_iter().collect(),
    }
}

fn text(date: DatePart, part: &Part, locale: &Locale) -> Option<String> {
    Some(match part.name {
        PartName::Year => year(date.year, part.form, locale),
        PartName::Month => match (date.season, date.month) {
            (Some(season), _) => locale.word(&format!("season-{:02}", season as u8)).to_owned(),
            (None, Some(month)) => match part.form.unwrap_or(PartForm::Long) {
                PartForm::Numeric => month.to_string(),
                PartForm::LeadingZeros => format!("{month:02}"),
                form => {
                    let form = if form == PartForm::Short { TermForm::Short } else { TermForm::Long };
                    locale.term(&format!("month-{month:02}"), form, false).unwrap_or_default().to_owned()
                }
            },
            _ => return None,
        },
        PartName::Day => {
            let day = date.day?.get();
            match part.form.unwrap_or(PartForm::Numeric) {
                PartForm::LeadingZeros => format!("{day:02}"),
                PartForm::Ordinal if day == 1 || !locale.only_first_day_ordinal => {
                    let gender = locale.gender(&format!("month-{:02}", date.month_number()));
                    numbers::write(&day.to_string(), NumberForm::Ordinal, gender, locale)
                }
                _ => day.to_string(),
            }
        }
    })
    .filter(|text| !text.is_empty())
}

fn year(year: i32, form: Option<PartForm>, locale: &Locale) -> String {
    // Our year 0 is 1 BC.
    match year {
        ..=-1 => format!("{}{}", year.unsigned_abs(), locale.word("bc")),
        0 => format!("1{}", locale.word("bc")),
        1..1000 => match form {
            Some(PartForm::Short) => format!("{:02}", year % 100),
            _ => format!("{year}{}", locale.word("ad")),
        },
        _ if form == Some(PartForm::Short) => format!("{:02}", year % 100),
        _ => year.to_string(),
    }
}
