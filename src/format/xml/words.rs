//! Dates in English words and figures: a year, and the day and month within it.

use crate::model::{Date, DatePart, Season};

const MONTHS: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const SEASONS: [&str; 4] = ["Spring", "Summer", "Autumn", "Winter"];

/// What the year's text says: a year, two with a dash between, EDTF, else words.
pub(in crate::format) fn year(text: &str) -> Date {
    if let Ok(date) = Date::parse_edtf(text) {
        return date;
    }
    let years = text.split_once(['-', '–']).and_then(|(first, last)| Some((four(first.trim())?, four(last.trim())?)));
    match years {
        Some((first, last)) if first < last => Date::range(DatePart::year(first), DatePart::year(last)),
        _ => Date::literal(text),
    }
}

fn four(text: &str) -> Option<i32> {
    (text.len() == 4).then(|| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()).flatten()
}

/// What the text says within that year, if that is all it says: a month, a month and a day, a season, or the whole date. A month may be
/// a number only where it is known to be one.
pub(in crate::format) fn within(year: i32, text: &str, may_be_number: bool) -> Option<DatePart> {
    let mut part = DatePart::year(year);
    let (mut month, mut day) = (0, 0);
    if let Ok(date) = Date::parse_edtf(text) {
        return date.start.filter(|start| start.year == year && !date.is_range() && *start != part);
    }
    let year_text = year.to_string();
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || ",./".contains(c)).filter(|word| !word.is_empty() && *word != year_text).collect();
    for word in &words {
        if let Some(number) = month_of(word) {
            if month != 0 {
                return None;
            }
            month = number;
        } else if let Some(season) = season_of(word) {
            part = DatePart::season(year, season);
        } else if may_be_number && words.len() == 1 {
            month = word.parse().ok().filter(|month| (1..=12).contains(month))?;
        } else {
            if day != 0 {
                return None;
            }
            day = word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()?;
        }
    }
    match (part.season.is_some(), month, day) {
        (true, 0, 0) => Some(part),
        (false, 1.., _) => DatePart::new(year, month, day),
        _ => None,
    }
}

/// The number of a month in English, whole or cut to three letters or more.
pub(in crate::format) fn month_of(word: &str) -> Option<u8> {
    let at = MONTHS.iter().position(|month| word.len() >= 3 && month.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)))?;
    u8::try_from(at + 1).ok()
}

/// The season of an English word.
pub(in crate::format) fn season_of(word: &str) -> Option<Season> {
    let word = if word.eq_ignore_ascii_case("fall") { "autumn" } else { word };
    let at = SEASONS.iter().position(|season| season.eq_ignore_ascii_case(word))?;
    Season::from_number(u8::try_from(at + 1).ok()?)
}

/// The English name of a month.
pub(in crate::format) fn month_name(month: u8) -> &'static str {
    usize::from(month).checked_sub(1).and_then(|at| MONTHS.get(at)).copied().unwrap_or_default()
}

/// The year's text of a date, and that of the rest.
pub(in crate::format) fn split(date: &Date) -> (String, String) {
    let Some(start) = date.start else { return (date.to_string(), String::new()) };
    let year = match date.end {
        Some(end) if end.year != start.year => format!("{}-{}", start.year, end.year),
        _ => format!("{:04}", start.year),
    };
    let rest = match (start.season, start.month_number(), start.day_number()) {
        (Some(season), ..) => SEASONS.get(season as usize - 1).copied().unwrap_or_default().to_owned(),
        (None, 0, _) => String::new(),
        (None, month, 0) => month_name(month).to_owned(),
        (None, month, day) => format!("{} {day}", month_name(month)),
    };
    (year, rest)
}
