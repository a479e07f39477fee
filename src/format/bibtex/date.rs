//! Dates: BibTeX's `year`, `month` and `day`, biblatex's EDTF.

use super::table::Dialect;
use crate::model::{Date, DatePart, Season};
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

/// Months in other languages than English: the beginnings that tell them, as many letters as their abbreviations have at least.
const OTHER_MONTHS: [&[&str]; 12] = [
    &["jän", "ene", "janv", "gen", "янв"],
    &["fév", "fev", "févr", "фев"],
    &["mär", "mrz", "mars", "maart", "mrt", "мар"],
    &["avr", "abr", "апр"],
    &["mai", "mei", "mag", "май"],
    &["juin", "giu", "jun", "июн"],
    &["juil", "lug", "jul", "июл"],
    &["aoû", "ago", "авг"],
    &["set", "сен"],
    &["okt", "ott", "out", "окт"],
    &["ноя"],
    &["dez", "déc", "dic", "дек"],
];

/// Seasons in a few languages.
const SEASONS: [(Season, &[&str]); 4] = [
    (Season::Spring, &["spring", "frühjahr", "frühling", "printemps", "primavera"]),
    (Season::Summer, &["summer", "sommer", "été", "verano", "estate"]),
    (Season::Autumn, &["autumn", "fall", "herbst", "automne", "otoño", "autunno"]),
    (Season::Winter, &["winter", "hiver", "invierno", "inverno"]),
];

/// EDTF, or a date in words; what is neither stays as it is.
pub(super) fn edtf(raw: &str) -> Date {
    plain_edtf(raw).unwrap_or_else(|| any_edtf(raw))
}

/// A day, month or year in digits, as nearly all dates are.
fn plain_edtf(raw: &str) -> Option<Date> {
    let is_plain = raw.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') && !raw.contains("-00");
    Date::parse_edtf(raw).ok().filter(|_| is_plain)
}

fn any_edtf(raw: &str) -> Date {
    let text = latex::decode_plain(raw.trim());
    // A tilde is no space here.
    let ends: Vec<String> = text.replace('\u{A0}', "~").split('/').take(3).map(point).collect();
    let read = Date::parse_edtf(&ends.join("/")).ok();
    if read.is_none() && is_in_braces(raw) {
        return Date::literal(text);
    }
    read.or_else(|| decade(&text)).or_else(|| numbers(&text)).or_else(|| in_words(&text)).unwrap_or_else(|| Date::literal(text))
}

/// Whether a date stands in braces of its own: then its words are no more than words.
fn is_in_braces(raw: &str) -> bool {
    raw.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).is_some_and(latex::is_balanced)
}

/// A date in words, written so that it reads as no other date.
pub(super) fn literal(text: &str) -> String {
    let latex = latex::encode_plain(text);
    let reads_back = edtf(&latex).literal == *text && legacy(&latex, None, None).0.literal == *text;
    if reads_back { latex } else { format!("{{{latex}}}") }
}

/// One end of EDTF in the form of level 1 without time: what is unspecified is left out, as are months and days that are 00.
fn point(text: &str) -> String {
    let text = text.trim();
    if matches!(text, "" | ".." | "unknown" | "open") {
        return "..".to_owned();
    }
    let marks = text.len() - text.trim_end_matches(['~', '?', '%']).len();
    let (bare, marks) = text.split_at(text.len() - marks);
    let (day, _time) = bare.split_once(['T', ' ']).filter(|(day, time)| day.len() == 10 && time.contains(':')).unwrap_or((bare, ""));
    let unspecified = |part: &str| part.len() == 2 && (part == "00" || part.bytes().all(|byte| matches!(byte, b'u' | b'X' | b'x')));
    let mut parts: Vec<&str> = day.split('-').collect();
    while parts.len() > 1 && parts.last().is_some_and(|part| unspecified(part)) {
        parts.pop();
    }
    let marks = if marks.contains('%') || marks.contains('~') && marks.contains('?') { "%" } else { marks };
    parts.join("-") + marks
}

/// "199X" and "19uu" are the years that they stand for.
fn decade(text: &str) -> Option<Date> {
    let known = text.trim_end_matches(['u', 'X', 'x']);
    let open = text.len().checked_sub(known.len()).filter(|open| (1..3).contains(open))?;
    plain_year(known).filter(|_| text.len() == 4)?;
    let end = |digit: &str| plain_year(&format!("{known}{}", digit.repeat(open))).map(DatePart::year);
    Some(Date::range(end("0")?, end("9")?))
}

/// "2004/07/09", "2004.7.9", "11/2010", and days before months where no month has that number: "18/05/2011".
fn numbers(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let small = |part: &str| part.parse::<u8>().ok().filter(|_| part.len() < 3 && part.bytes().all(|byte| byte.is_ascii_digit()));
    let year = |part: &str| plain_year(part).filter(|_| part.len() == 4);
    let date = match parts.as_slice() {
        [first, month, day] if year(first).is_some() => DatePart::new(year(first)?, small(month)?, small(day)?),
        [day, month, last] if small(day)? > 12 => DatePart::new(year(last)?, small(month)?, small(day)?),
        [month, last] => DatePart::new(year(last)?, small(month)?, 0),
        _ => None,
    };
    date.filter(|date| date.month.is_some()).map(Date::at)
}

/// "May 1998", "3 May 1998", "May 3, 1998", "1998 May 3": a year and what else is said about it.
fn in_words(text: &str) -> Option<Date> {
    let words = || text.split([' ', '\u{A0}', ',', '~']).filter(|word| !word.is_empty());
    let is_year = |word: &&str| word.len() == 4 && plain_year(word).is_some();
    let mut years = words().filter(is_year);
    let year = plain_year(years.next()?).filter(|_| years.next().is_none())?;
    let rest: Vec<&str> = words().filter(|word| !is_year(word)).collect();
    within(year, &rest.join(" "), None).filter(|_| !rest.is_empty())
}

/// What `year`, `month` and `day` say together, and how many of the last two were understood with it.
pub(super) fn legacy(year: &str, month: Option<&str>, day: Option<&str>) -> (Date, usize) {
    // What nearly all files have.
    if let (Some(number), None) = (plain_year(year).filter(|_| year.len() == 4), day) {
        let known = |month: &str| MONTHS.iter().position(|(short, name)| *name == month || *short == month);
        match month.map(known) {
            None => return (Date::year(number), 0),
            Some(Some(at)) => {
                let month = u8::try_from(at + 1).ok().and_then(|month| DatePart::new(number, month, 0));
                if let Some(date) = month {
                    return (Date::at(date), 1);
                }
            }
            Some(None) => {}
        }
    }
    let text = latex::decode_plain(year.trim());
    let is_words = is_in_braces(year);
    // Whole years are numbers in however many braces.
    let Some(number) = plain_year(&text).filter(|_| !is_words || text.len() > 3) else {
        let read = year_range(&text).or_else(|| decade(&text)).or_else(|| in_words(&text)).filter(|_| !is_words);
        return (read.unwrap_or_else(|| Date::literal(text)), 0);
    };
    let Some(month) = month else { return (Date::year(number), 0) };
    let month = latex::decode_plain(month.trim());
    if let Some(date) = day.and_then(|day| within(number, &month, Some(day.trim()))) {
        return (date, 2);
    }
    match within(number, &month, None) {
        Some(date) => (date, 1),
        None => (Date::year(number), 0),
    }
}

/// The days, months or seasons of a year, or from one to another: "July", "9 July", "July 9", "7", "9–12 July", "May/June", "Spring".
fn within(year: i32, text: &str, day: Option<&str>) -> Option<Date> {
    let text = text.replace("--", "–");
    let ends: Vec<&str> = text.split(['–', '—', '-', '/']).map(str::trim).collect();
    let one = |text: &str| day_or_season(year, text);
    match (ends.as_slice(), day) {
        ([month], Some(day)) => DatePart::new(year, month_number(month)?, day.parse().ok()?).map(Date::at),
        ([only], None) => one(only).map(Date::at),
        // "9–12 July" and "July 9–12": what one end lacks it has from the other.
        ([start, end], None) => {
            let is_day = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && !text.is_empty();
            let name = |text: &str| text.split(' ').find(|word| month_name(word).is_some()).map(str::to_owned);
            let (start, end) = match (name(start), name(end)) {
                (Some(month), None) if is_day(end) && start.contains(' ') => (one(start)?, one(&format!("{end} {month}"))?),
                (None, Some(month)) if is_day(start) && end.contains(' ') => (one(&format!("{start} {month}"))?, one(end)?),
                (None, None) if is_day(start) || is_day(end) => return None,
                _ => (one(start)?, one(end)?),
            };
            Some(Date::range(start, end)).filter(|_| start < end)
        }
        _ => None,
    }
}

fn day_or_season(year: i32, text: &str) -> Option<DatePart> {
    let lower = text.trim_end_matches('.').to_lowercase();
    if let Some((season, _)) = SEASONS.iter().find(|(_, names)| names.contains(&lower.as_str())) {
        return Some(DatePart::season(year, *season));
    }
    let (month, day) = month_and_day(text)?;
    DatePart::new(year, month, day.unwrap_or(0))
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

/// "July", "jul.", "7", "9 July", "July 9", "9 de julio".
fn month_and_day(text: &str) -> Option<(u8, Option<u8>)> {
    let words: Vec<&str> = text.split([' ', '\u{A0}', ',', '~']).filter(|word| !word.is_empty() && *word != "de").collect();
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
    let word = word.trim_end_matches('.').to_lowercase();
    let english = |at: usize| {
        let (short, name) = MONTHS[at];
        word.len() >= short.len() && name.to_ascii_lowercase().starts_with(&word)
    };
    let other = |at: usize| OTHER_MONTHS[at].iter().any(|short| word.starts_with(short)) && word.chars().all(char::is_alphabetic) && word.len() < 12;
    (0..12).find(|at| english(*at)).or_else(|| (0..12).find(|at| other(*at))).and_then(|at| u8::try_from(at + 1).ok())
}

/// The fields of a date of publication, delimiters included.
pub(super) fn write(date: &Date, dialect: Dialect) -> Vec<(&'static str, String)> {
    let braced = |text: &str| format!("{{{text}}}");
    let in_words = || vec![("year", braced(&literal(&date.literal)))];
    let shown = date.to_string();
    if date.start.is_none() && date.end.is_none() {
        return in_words();
    }
    if dialect == Dialect::Biblatex {
        return vec![("date", braced(&shown))];
    }
    let mut fields = vec![("year", braced(&years(date)))];
    match date.start {
        Some(start) if !date.is_range() && start.season.is_none() => {
            if let Some((month, _)) = MONTHS.get(usize::from(start.month_number()).wrapping_sub(1)) {
                fields.push(("month", (*month).to_owned()));
            }
            if start.day_number() > 0 {
                fields.push(("day", braced(&start.day_number().to_string())));
            }
        }
        Some(start) => fields.extend(months(start, date.end).map(|months| ("month", braced(&months)))),
        None => {}
    }
    let field = |name: &str| fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.trim_matches(['{', '}']));
    if legacy(field("year").unwrap_or_default(), field("month"), field("day")).0 != *date {
        fields.push(("date", braced(&shown)));
    }
    fields
}

/// What stands in `month` for a season, or from one month, day or season to another of the same year.
fn months(start: DatePart, end: Option<DatePart>) -> Option<String> {
    let month = |part: DatePart| match part.season {
        Some(season) => Some(["Spring", "Summer", "Autumn", "Winter"][season as usize - 1]),
        None => MONTHS.get(usize::from(part.month_number()).wrapping_sub(1)).map(|(_, name)| *name),
    };
    let first = month(start)?;
    let with_day = |part: DatePart, name: &str| match part.day_number() {
        0 => name.to_owned(),
        day => format!("{day} {name}"),
    };
    let Some(end) = end else { return Some(first.to_owned()) };
    let last = with_day(end, month(end)?);
    match end.year == start.year {
        true if first == month(end)? && start.day_number() > 0 => Some(format!("{}--{last}", start.day_number())),
        true => Some(format!("{}--{last}", with_day(start, first))),
        false => None,
    }
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
    let said = month.and_then(|month| within(start.year, &latex::decode_plain(month.trim()), None));
    let month_fits = match (month, said) {
        (None, _) => true,
        (_, None) => false,
        (_, Some(said)) if said.end.is_some() => said.start == date.start && said.end == date.end,
        (_, Some(said)) => said.start.is_some_and(|said| said.month == start.month && said.season == start.season),
    };
    let day_fits = day.is_none_or(|day| day.trim().parse() == Ok(start.day_number()));
    year_fits && month_fits && day_fits
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
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
            ("1998", Some("May/June"), None, "1998-05/1998-06", 1),
            ("1998", Some("July 9--12"), None, "1998-07-09/1998-07-12", 1),
            ("1998", Some("30 Jan.–2 Feb."), None, "1998-01-30/1998-02-02", 1),
            ("1998", Some("9-12 July"), None, "1998-07-09/1998-07-12", 1),
            ("1998", Some("Spring"), None, "1998-21", 1),
            ("1998", Some("M{\\\"a}rz"), None, "1998-03", 1),
            ("1998", Some("décembre"), Some("3"), "1998-12-03", 2),
            ("1998", Some("9 de julio"), None, "1998-07-09", 1),
            ("1998", Some("Hilary Term"), None, "1998", 0),
            ("1998", Some("June-May"), None, "1998", 0),
            ("June 1980", None, None, "1980-06", 0),
            ("199X", None, None, "1990/1999", 0),
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
    fn bibtex_says_ranges_in_words() {
        for (date, month) in [
            ("1998-05/1998-06", "May--June"),
            ("1998-07-09/1998-07-12", "9--12 July"),
            ("1998-01-30/1998-02-02", "30 January--2 February"),
            ("1998-21", "Spring"),
            ("1998-21/1998-22", "Spring--Summer"),
        ] {
            let fields = write(&Date::parse_edtf(date).unwrap(), Dialect::Bibtex);
            assert_eq!(fields, [("year", "{1998}".to_owned()), ("month", format!("{{{month}}}"))], "{date}");
        }
        assert_eq!(write(&Date::parse_edtf("1998-05/1999-06").unwrap(), Dialect::Bibtex)[1].0, "date");
    }

    proptest::proptest! {
        #[test]
        fn plain_dates_are_read_as_all_are(raw in "(-?[0-9]{0,5}(--?(0?0|[0-9]{1,2})){0,3})") {
            proptest::prop_assert_eq!(plain_edtf(&raw).unwrap_or_else(|| any_edtf(&raw)), any_edtf(&raw));
        }
    }

    #[test]
    fn edtf_or_words() {
        for (raw, shown, literal) in [
            ("1998/2008", "1998/2008", false),
            ("2004/07/09", "2004-07-09", false),
            ("2004-7-9", "2004-07-09", false),
            ("2004-13", "2004-13", true),
            ("n.d.", "n.d.", true),
            ("2016-07-18T20:26:06+10:00", "2016-07-18", false),
            ("1993-00-00", "1993", false),
            ("1999-uu", "1999", false),
            ("19XX", "1900/1999", false),
            ("1723?~", "1723%", false),
            ("1998/", "1998/..", false),
            ("2004-06-01/unknown", "2004-06-01/..", false),
            ("unknown/2006", "../2006", false),
            ("Feb. 3, 2016", "2016-02-03", false),
            ("3 février 2016", "2016-02-03", false),
            ("1998 Nov 15", "1998-11-15", false),
            ("18/05/2011", "2011-05-18", false),
            ("05/06/2011", "05/06/2011", true),
            ("11/2010", "2010-11", false),
            ("{Feb. 3, 2016}", "Feb. 3, 2016", true),
            ("{2016}", "2016", false),
            ("Accessed 3 times", "Accessed 3 times", true),
        ] {
            let date = edtf(raw);
            assert_eq!((date.to_string().as_str(), !date.literal.is_empty()), (shown, literal), "{raw}");
        }
    }
}
