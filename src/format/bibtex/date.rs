//! Dates: BibTeX's `year`, `month` and `day`, biblatex's EDTF.

use super::table::Dialect;
use crate::model::{Date, DatePart};
use crate::text::latex;

/// Months as BibTeX's macros name them, with what `plain.bst` says for them.
pub(super) const MONTHS: [(&str, &str); 12] = [
    ("jan", "January"),
    ("feb", "February"),
    ("mar", "March"),
    ("apr", "April"),
    ("may", "May"),
    ("jun", "June"),
    ("jul", "July"),
    ("aug", "August"),
    ("sep", "September"),
    ("oct", "October"),
    ("nov", "November"),
    ("dec", "December"),
];

/// EDTF; what is none stays in words.
pub(super) fn edtf(raw: &str) -> Date {
    let text = latex::decode_plain(raw.trim());
    // Some write dots or slashes for hyphens: 2004/07/09.
    let dashed = text.replace(['/', '.'], "-");
    let one_date = Date::parse_edtf(&dashed).ok().filter(|_| dashed.len() == 10);
    Date::parse_edtf(raw.trim()).ok().or(one_date).unwrap_or_else(|| Date::literal(text))
}

/// What `year`, `month` and `day` say together, and how many of the last two were understood with it.
pub(super) fn legacy(year: &str, month: Option<&str>, day: Option<&str>) -> (Date, usize) {
    let text = latex::decode_plain(year.trim());
    let Some(number) = plain_year(&text) else {
        return (year_range(&text).unwrap_or_else(|| Date::literal(text)), 0);
    };
    let Some((month, with_day)) = month.and_then(month_and_day) else { return (Date::year(number), 0) };
    let day_number = day.and_then(|day| day.trim().parse().ok()).or(with_day);
    match day_number.and_then(|day| DatePart::new(number, month, day)) {
        Some(part) => (Date::at(part), 1 + usize::from(day.is_some())),
        None => (DatePart::new(number, month, 0).map_or(Date::year(number), Date::at), usize::from(with_day.is_none())),
    }
}

/// A year in up to four digits.
fn plain_year(text: &str) -> Option<i32> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let fits = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// Two years of four digits with a dash or slash between; EDTF too.
fn year_range(text: &str) -> Option<Date> {
    let long = |year: &str| plain_year(year).filter(|_| year.len() == 4);
    let ends = text.split_once(['–', '/', '-']).and_then(|(start, end)| long(start.trim()).zip(long(end.trim())));
    match ends {
        Some((start, end)) => Some(Date::range(DatePart::year(start), DatePart::year(end))),
        None => Date::parse_edtf(text).ok(),
    }
}

/// "July", "jul.", "7", "9 July", "July 9".
fn month_and_day(text: &str) -> Option<(u8, Option<u8>)> {
    let text = latex::decode_plain(text.trim());
    let words: Vec<&str> = text.split([' ', '\u{A0}', ',', '~']).filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        [month] => Some((month_number(month)?, None)),
        [day, month] | [month, day] if month_name(month).is_some() => Some((month_name(month)?, Some(day_number(day)?))),
        _ => None,
    }
}

fn month_number(word: &str) -> Option<u8> {
    word.parse().ok().filter(|number| (1..=12).contains(number)).or_else(|| month_name(word))
}

fn day_number(word: &str) -> Option<u8> {
    let digits = ["st", "nd", "rd", "th", "."].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

fn month_name(word: &str) -> Option<u8> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let names = |(macro_name, name): &(&str, &str)| word == *macro_name || name.eq_ignore_ascii_case(&word) || word == "sept" && *macro_name == "sep";
    MONTHS.iter().position(names).and_then(|at| u8::try_from(at + 1).ok())
}

/// The fields of a date of publication, delimiters included.
pub(super) fn write(date: &Date, dialect: Dialect) -> Vec<(&'static str, String)> {
    let braced = |text: &str| format!("{{{text}}}");
    let literal = || vec![("year", braced(&latex::encode_plain(&date.literal)))];
    let shown = date.to_string();
    if date.start.is_none() && date.end.is_none() {
        return literal();
    }
    if dialect == Dialect::Biblatex {
        return vec![("date", braced(&shown))];
    }
    let mut fields = vec![("year", braced(&years(date)))];
    if let Some(part) = date.start.filter(|_| !date.is_range()) {
        if let Some((month, _)) = MONTHS.get(usize::from(part.month_number()).wrapping_sub(1)) {
            fields.push(("month", (*month).to_owned()));
        }
        if part.day_number() > 0 {
            fields.push(("day", braced(&part.day_number().to_string())));
        }
    }
    let field = |name: &str| fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.trim_matches(['{', '}']));
    if legacy(field("year").unwrap_or_default(), field("month"), field("day")).0 != *date {
        fields.push(("date", braced(&shown)));
    }
    fields
}

/// The years of a date, as BibTeX shows them.
pub(super) fn years(date: &Date) -> String {
    let year = |part: DatePart| part.year.to_string();
    match (date.start.map(year), date.end.map(year)) {
        (Some(start), Some(end)) if start != end => format!("{start}--{end}"),
        (Some(start), None) if date.open => format!("{start}--"),
        (Some(year), _) | (None, Some(year)) => year,
        (None, None) => date.literal.to_string(),
    }
}

/// Whether `year`, `month` and `day` say no more than a date that stands beside them.
pub(super) fn says_no_more(date: &Date, year: Option<&str>, month: Option<&str>, day: Option<&str>) -> bool {
    let Some(start) = date.start.or(date.end) else { return false };
    let year_fits = year.is_none_or(|year| year.trim() == years(date) || plain_year(year.trim()) == Some(start.year));
    let month_fits = month.is_none_or(|month| month_and_day(month).is_some_and(|(month, _)| month == start.month_number()));
    let day_fits = day.is_none_or(|day| day.trim().parse() == Ok(start.day_number()));
    year_fits && month_fits && day_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_months_and_days_are_dates() {
        for (year, month, day, shown, used) in [
            ("1998", None, None, "1998", 0),
            ("1998", Some("July"), None, "1998-07", 1),
            ("1998", Some("7"), Some("9"), "1998-07-09", 2),
            ("1998", Some("9 July"), None, "1998-07-09", 1),
            ("1998", Some("July~9"), None, "1998-07-09", 1),
            ("1998", Some("Sept."), None, "1998-09", 1),
            ("1998", Some("May/June"), None, "1998", 0),
            ("1998--2008", None, None, "1998/2008", 0),
            ("1998-2008", None, None, "1998/2008", 0),
            ("-44", None, None, "-0044", 0),
            ("in press", Some("July"), None, "in press", 0),
            ("1998a", None, None, "1998a", 0),
        ] {
            let (date, said) = legacy(year, month, day);
            assert_eq!((date.to_string().as_str(), said), (shown, used), "{year} {month:?} {day:?}");
        }
    }

    #[test]
    fn edtf_or_words() {
        for (raw, shown, literal) in
            [("1998/2008", "1998/2008", false), ("2004/07/09", "2004-07-09", false), ("2004-13", "2004-13", true), ("n.d.", "n.d.", true)]
        {
            let date = edtf(raw);
            assert_eq!((date.to_string().as_str(), !date.literal.is_empty()), (shown, literal), "{raw}");
        }
    }
}
