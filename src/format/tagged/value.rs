//! Names and dates as tagged files write them.

use crate::model::{Date, DatePart, Name, Season};
use crate::text::Str;

/// A name as RIS and its kin write it: `Family, Given, Suffix`. Without a comma, one word is a family name and several are a name
/// without parts; a comma at the end marks an organisation (EndNote's way).
pub(in crate::format) fn read_name(text: &Str) -> Name {
    let text = text.trimmed();
    if let Some(whole) = text.strip_suffix(',').filter(|whole| !whole.contains(',')) {
        return Name::literal(text.slice(0..whole.len()).trimmed());
    }
    match commas(&text).as_slice() {
        [one] if !one.contains(char::is_whitespace) => Name::person(one.clone(), ""),
        [family, given] if !family.is_empty() => person(family, given, Str::empty()),
        [family, given, suffix] if !family.is_empty() => match is_suffix(given) && !is_suffix(suffix) {
            true => person(family, suffix, given.clone()),
            false => person(family, given, suffix.clone()),
        },
        _ => Name::literal(text),
    }
}

/// The parts between commas, trimmed; more than three are not told apart.
fn commas(text: &Str) -> Vec<Str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for at in memchr::memchr_iter(b',', text.as_bytes()).take(3).chain([text.len()]) {
        parts.push(text.slice(start..at).trimmed());
        start = (at + 1).min(text.len());
    }
    parts
}

fn is_suffix(text: &str) -> bool {
    ["jr", "sr", "ii", "iii", "iv", "2nd", "3rd", "esq"].contains(&text.trim_end_matches('.').to_ascii_lowercase().as_str())
}

/// Small words before the family name stay with it, those behind the given name are dropped: "van Gogh, Vincent", "Humboldt, Alexander von".
fn person(family: &Str, given: &Str, suffix: Str) -> Name {
    let small = |word: &&str| word.starts_with(char::is_lowercase);
    let before: usize = prefix(family, family.split_inclusive(' ').take_while(small));
    let behind: usize = prefix(given, given.split_inclusive(' ').rev().take_while(small));
    Name::person(family.slice(before..family.len()).trimmed(), given.slice(0..given.len() - behind).trimmed())
        .with_particle(family.slice(0..before).trimmed())
        .with_dropping_particle(given.slice(given.len() - behind..given.len()).trimmed())
        .with_suffix(suffix)
}

/// The length of some words; none of them where they are all there is.
fn prefix<'t>(whole: &str, words: impl Iterator<Item = &'t str>) -> usize {
    Some(words.map(str::len).sum()).filter(|length| *length < whole.len()).unwrap_or(0)
}

/// A name as one line.
pub(in crate::format) fn write_name(name: &Name) -> String {
    if name.is_literal() {
        let organisation = !name.literal.contains([',', ' ']);
        return format!("{}{}", name.literal, if organisation { "," } else { "" });
    }
    let joined = |a: &Str, b: &Str| if a.is_empty() || b.is_empty() { format!("{a}{b}") } else { format!("{a} {b}") };
    let family = joined(&name.non_dropping_particle, &name.family);
    let given = joined(&name.given, &name.dropping_particle);
    match (given.is_empty(), name.suffix.is_empty()) {
        (true, true) => family,
        (false, true) => format!("{family}, {given}"),
        (_, false) => format!("{family}, {given}, {}", name.suffix),
    }
}

/// Whether a name says that more follow.
pub(in crate::format) fn is_others(text: &str) -> bool {
    ["et al", "et al.", "others", "and others"].contains(&text.to_ascii_lowercase().as_str())
}

const MONTHS: [&str; 12] = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
const SEASONS: [(&str, Season); 5] =
    [("spring", Season::Spring), ("summer", Season::Summer), ("autumn", Season::Autumn), ("fall", Season::Autumn), ("winter", Season::Winter)];

/// What a season is called where dates are written in words.
pub(in crate::format) fn season_name(season: Season) -> &'static str {
    ["Spring", "Summer", "Autumn", "Winter"][season as usize - 1]
}

/// The first three letters of a month's name.
pub(in crate::format) fn month_name(month: u8) -> &'static str {
    const SHORT: [&str; 13] = ["", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    SHORT.get(usize::from(month)).copied().unwrap_or_default()
}

/// A date in any form that tagged files have; a year from elsewhere completes one without. None where some of it is not understood.
pub(in crate::format) fn read_date(text: &str, year: Option<i32>) -> Option<Date> {
    slashed(text).or_else(|| Date::parse_edtf(text).ok()).or_else(|| compact(text)).or_else(|| in_words(text, year))
}

/// `YYYYMMDD`.
fn compact(text: &str) -> Option<Date> {
    let (year, rest) = (four_digits(text.get(..4)?)?, text.get(4..).filter(|rest| rest.len() == 4)?);
    let (month, day) = (number(rest.get(..2)?)?, number(rest.get(2..)?)?);
    (month > 0).then(|| DatePart::new(year, month, day).map(Date::at)).flatten()
}

/// A date in RIS's form, and what stands behind it: a time of day, `print`, `received`.
pub(in crate::format) fn read_marked(text: &str) -> Option<(Date, &str)> {
    let (third, _) = text.match_indices('/').nth(2)?;
    let (date, mark) = (text.get(..third)?, text.get(third + 1..)?.trim());
    if mark.is_empty() {
        return None;
    }
    slashed(date).map(|date| (date, mark))
}

/// RIS's own form: `YYYY/MM/DD/other`, where all behind the year may be empty and the other is a season at most.
fn slashed(text: &str) -> Option<Date> {
    let mut parts = text.split('/').map(str::trim);
    let year = four_digits(parts.next()?)?;
    let (month, day, other) = (parts.next()?, parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if parts.any(|part| !part.is_empty()) {
        return None;
    }
    let month = if month.is_empty() { 0 } else { month_number(month).or_else(|| number(month).filter(|number| *number > 0))? };
    let day = if day.is_empty() { 0 } else { number(day)? };
    if month == 0 && day == 0 && !other.is_empty() {
        return Some(Date::at(DatePart::season(year, season(other)?)));
    }
    (other.is_empty() && (month > 0 || day == 0)).then(|| DatePart::new(year, month, day).map(Date::at)).flatten()
}

fn four_digits(text: &str) -> Option<i32> {
    (text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn number(text: &str) -> Option<u8> {
    (text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn month_number(word: &str) -> Option<u8> {
    let word = word.trim_end_matches('.').to_lowercase();
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(&word) || word == "sept" && month.starts_with(&word))?;
    u8::try_from(at + 1).ok()
}

fn season(word: &str) -> Option<Season> {
    SEASONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, season)| *season)
}

/// "2016 Apr 19", "19 April 2016", "2009 May-Jun", "1998 Dec-1999 Jan", "2000 Spring", "JUN 14", "07 2006".
fn in_words(text: &str, year: Option<i32>) -> Option<Date> {
    if text.len() > 40 || text.contains("//") {
        return None;
    }
    let (mut years, mut months, mut days, mut seasons) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '–' | '/' | '.')).filter(|word| !word.is_empty()) {
        match (four_digits(word), month_number(word), season(word), number(word)) {
            (Some(year), ..) => years.push(year),
            (_, Some(month), ..) => months.push(month),
            (_, _, Some(season), _) => seasons.push(season),
            (.., Some(number)) => days.push(number),
            _ => return None,
        }
    }
    if months.is_empty() && seasons.is_empty() && !days.is_empty() {
        months.push(days.remove(0));
    }
    years.extend(year.filter(|_| years.is_empty()));
    let at = |year: i32, month: u8, day: u8| (month > 0).then(|| DatePart::new(year, month, day)).flatten();
    let (start, end) = match (years.as_slice(), months.as_slice(), days.as_slice(), seasons.as_slice()) {
        ([year], [], [], [one]) => (Some(DatePart::season(*year, *one)), None),
        ([year], [], [], [one, two]) => (Some(DatePart::season(*year, *one)), Some(DatePart::season(*year, *two))),
        ([year], [], [], []) => (Some(DatePart::year(*year)), None),
        ([one, two], [], [], []) => (Some(DatePart::year(*one)), Some(DatePart::year(*two))),
        ([year], [month], [], []) => (at(*year, *month, 0), None),
        ([year], [month], [day], []) => (at(*year, *month, *day), None),
        ([year], [month], [one, two], []) => (at(*year, *month, *one), Some(at(*year, *month, *two)?)),
        ([year], [one, two], [], []) => (at(*year, *one, 0), Some(at(*year, *two, 0)?)),
        ([year], [one, two], [first, last], []) => (at(*year, *one, *first), Some(at(*year, *two, *last)?)),
        ([one, two], [first, last], [], []) => (at(*one, *first, 0), Some(at(*two, *last, 0)?)),
        _ => return None,
    };
    let start = start?;
    Some(end.map_or_else(|| Date::at(start), |end| Date::range(start, end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_parts() {
        let full = |family: &str, given: &str, before: &str, behind: &str, suffix: &str| {
            Name::person(family, given).with_particle(before).with_dropping_particle(behind).with_suffix(suffix)
        };
        for (text, name) in [
            ("Cameron, M. A.", full("Cameron", "M. A.", "", "", "")),
            ("Vidal-Ruiz,J. J. ", full("Vidal-Ruiz", "J. J.", "", "", "")),
            ("van Gogh, Vincent", full("Gogh", "Vincent", "van", "", "")),
            ("Humboldt, Alexander von", full("Humboldt", "Alexander", "", "von", "")),
            ("King, Martin Luther, Jr.", full("King", "Martin Luther", "", "", "Jr.")),
            ("King, Jr., Martin Luther", full("King", "Martin Luther", "", "", "Jr.")),
            ("hooks, bell", full("hooks", "bell", "", "", "")),
            ("Plato", full("Plato", "", "", "", "")),
            ("World Health Organization", Name::literal("World Health Organization")),
            ("UNESCO,", Name::literal("UNESCO")),
            ("A, B, C, D", Name::literal("A, B, C, D")),
            (", John", Name::literal(", John")),
        ] {
            assert_eq!(read_name(&text.into()), name, "{text}");
            if !text.contains("Jr., M") {
                assert_eq!(read_name(&write_name(&name).into()), name, "{text}");
            }
        }
    }

    #[test]
    fn dates_in_every_form() {
        for (text, date) in [
            ("2005", "2005"),
            ("2005/07/15", "2005-07-15"),
            ("2016/12//", "2016-12"),
            ("2012///", "2012"),
            ("2012///Spring", "2012-21"),
            ("2015/october", "2015-10"),
            ("2016/01/", "2016-01"),
            ("2016-05-03", "2016-05-03"),
            ("1998/2008", "1998/2008"),
            ("20160419", "2016-04-19"),
            ("2016 Apr 19", "2016-04-19"),
            ("April 19, 2016", "2016-04-19"),
            ("2009 May-Jun", "2009-05/2009-06"),
            ("1998 Dec-1999 Jan", "1998-12/1999-01"),
            ("2000 Winter", "2000-24"),
            ("2000 Spring-Summer", "2000-21/2000-22"),
            ("07 2006", "2006-07"),
            ("2013 06 10", "2013-06-10"),
            ("JUN 14", "1990-06-14"),
            ("SEP", "1990-09"),
        ] {
            assert_eq!(read_date(text, Some(1990)).map(|date| date.to_string()).as_deref(), Some(date), "{text}");
        }
        for text in ["YEAR/MONTH/DAY/", "///", "", "99", "2001/00/00/", "2013/02/15/received", "2001/13/01", "in press", "2001//5", "2005/07/15/x/y"]
        {
            assert_eq!(read_date(text, None), None, "{text}");
        }
        let marked = |text| read_marked(text).map(|(date, mark)| (date.to_string(), mark));
        assert_eq!(marked("2016/08/30/11:53:28"), Some(("2016-08-30".to_owned(), "11:53:28")));
        assert_eq!(marked("2012/09//print"), Some(("2012-09".to_owned(), "print")));
        assert_eq!(marked("2012/09/06/"), None);
    }
}
