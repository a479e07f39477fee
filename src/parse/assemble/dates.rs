//! Dates in words and digits: points and ranges to the day, in the languages of the months' table. What is no date of the calendar stays a literal.

use crate::model::{Date, DatePart, Season};
use crate::text::Str;
use crate::text::unicode::fold;
use std::ops::Range;

/// A date that was found, maybe without year ("September 25" behind a year of its own).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub date: Date,
    /// Month and day of a date without year.
    pub yearless: Option<(u8, u8)>,
    pub range: Range<usize>,
    /// Where the letter of "1998a" stands.
    pub suffix: Option<Range<usize>>,
    /// Whether it stands in square brackets: the date of the original.
    pub bracketed: bool,
}

/// The dates in a range of a text, in order. Text without any date gives one literal.
pub(super) fn dates(text: &Str, range: Range<usize>) -> Vec<Found> {
    let Some(part) = text.get(range.clone()) else { return Vec::new() };
    // The full stop of "n.d." may be left out of the segment.
    let dotted = part.contains('.')
        && !part.ends_with('.')
        && text[range.end..].starts_with('.')
        && part.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | ' '));
    let whole = range.start..range.end + usize::from(dotted);
    let literal = || Found { date: Date::literal(text.slice(whole.clone())), yearless: None, range: whole.clone(), suffix: None, bracketed: false };
    if let Some(date) = numeric(part) {
        return vec![Found { date, ..literal() }];
    }
    let tokens = tokens(part, range.start);
    let circa = tokens.iter().any(|token| token.what == What::Circa);
    let uncertain = part.trim_end().ends_with('?');
    let mut found: Vec<Found> = groups(&tokens).into_iter().filter_map(|group| read(text, group)).collect();
    for one in &mut found {
        one.date.circa = circa;
        one.date.uncertain = uncertain;
        one.bracketed = text[..one.range.start].trim_end().ends_with('[') && text[one.range.end..].trim_start().starts_with(']');
    }
    if found.is_empty() && part.chars().any(char::is_alphanumeric) {
        found.push(literal());
    }
    found
}

/// Dates in digits alone: "2003-09-25", "25.9.2003", "9/25/2003". Where day and month cannot be told apart, the year is read and the
/// words are kept.
fn numeric(part: &str) -> Option<Date> {
    let bare = part.trim().trim_end_matches('.');
    let separator = bare.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(separator, '-' | '/' | '.') {
        return None;
    }
    let parts: Vec<&str> = bare.split(separator).map(str::trim).collect();
    let numbers: Option<Vec<u16>> = parts.iter().map(|part| part.parse().ok().filter(|_| part.bytes().all(|b| b.is_ascii_digit()))).collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let point = |year: u16, month: u16, day: u16| {
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        (month > 0).then(|| DatePart::new(i32::from(year), month, day)).flatten().map(Date::at)
    };
    match (numbers?.as_slice(), lengths.as_slice()) {
        ([year, month, day], [4, 1..=2, 1..=2]) => point(*year, *month, *day).filter(|_| *day > 0),
        ([year, month], [4, 2]) if separator != '/' => point(*year, *month, 0),
        ([month, year], [1..=2, 4]) => point(*year, *month, 0),
        ([day, month, year], [1..=2, 1..=2, 4]) if separator == '.' => point(*year, *month, *day),
        ([a, b, year], [1..=2, 1..=2, 4]) => match (*a > 12, *b > 12, a == b) {
            (true, false, _) => point(*year, *b, *a),
            (false, true, _) | (false, false, true) => point(*year, *a, *b),
            _ => Some(Date { literal: bare.into(), ..Date::year(i32::from(*year)) }),
        },
        _ => None,
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    Year(i32),
    /// Two digits behind a dash: the end of "1998–99".
    Short(u8),
    Day(u8),
    Month(u8),
    Season(Season),
    Dash,
    /// "present", "heute": a range without end.
    Open,
    Circa,
    Break,
}

#[derive(Clone, Debug)]
struct Token {
    what: What,
    range: Range<usize>,
    suffix: Option<Range<usize>>,
}

fn tokens(part: &str, base: usize) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = 0;
    while let Some(c) = part[rest..].chars().next() {
        let start = rest;
        let kind = |c: char| (c.is_numeric(), c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c));
        let long: usize = match kind(c) {
            (false, false) => c.len_utf8(),
            of => part[rest..]
                .chars()
                .take_while(|next| kind(*next) == of && !is_cjk_unit(*next) || *next == c && is_cjk_unit(c))
                .map(char::len_utf8)
                .sum::<usize>()
                .max(c.len_utf8()),
        };
        rest += long;
        let text = &part[start..rest];
        let after_dash = tokens.last().is_some_and(|token| token.what == What::Dash);
        let what = match c {
            c if c.is_ascii_digit() => number(text, after_dash).map(|number| unit(number, &part[rest..])),
            '-' | '–' | '—' | '‒' | '/' | '−' => Some(What::Dash),
            ';' | ',' | '(' | '[' | ']' | ')' | '.' => Some(What::Break),
            c if c.is_alphabetic() => word(text),
            _ => None,
        };
        let mut token = Token { what: what.unwrap_or(What::Break), range: base + start..base + rest, suffix: None };
        if let What::Year(_) = token.what {
            token.suffix = suffix(part, rest).map(|end| base + rest..base + end);
            rest += token.suffix.as_ref().map_or(0, Range::len);
        }
        if let (What::Day(_), Some(end)) = (token.what, ordinal(part, rest)) {
            rest = end;
        }
        if what.is_some() {
            tokens.push(token);
        }
    }
    tokens
}

fn is_cjk_unit(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '년' | '월' | '일')
}

fn number(text: &str, after_dash: bool) -> Option<What> {
    let value: i32 = text.parse().ok()?;
    match text.len() {
        4 if (1000..=2199).contains(&value) => Some(What::Year(value)),
        1 | 2 if after_dash && value > 31 => Some(What::Short(u8::try_from(value).ok()?)),
        1 | 2 if (1..=31).contains(&value) => Some(What::Day(u8::try_from(value).ok()?)),
        2 if after_dash => Some(What::Short(u8::try_from(value).ok()?)),
        _ => None,
    }
}

/// What the character behind a number makes of it: "7月".
fn unit(number: What, behind: &str) -> What {
    match number {
        What::Day(value @ 1..=12) if behind.starts_with(['月', '월']) => What::Month(value),
        number => number,
    }
}

/// The end of the letter behind a year: "1998a", "1998 a" is none.
fn suffix(part: &str, at: usize) -> Option<usize> {
    let mut chars = part[at..].strip_prefix(['-', '–']).filter(|rest| rest.len() == 1).unwrap_or(&part[at..]).chars();
    let letter = chars.next().filter(char::is_ascii_lowercase)?;
    let ends = !chars.next().is_some_and(char::is_alphanumeric);
    (ends && letter != 's').then(|| at + 1 + usize::from(part[at..].starts_with('-')))
}

fn ordinal(part: &str, at: usize) -> Option<usize> {
    let end = ["st", "nd", "rd", "th", "er", "º", "ª", "°", "de", "."].iter().find(|end| part[at..].starts_with(**end) && **end != "de")?;
    let after = part[at + end.len()..].chars().next();
    (!after.is_some_and(char::is_alphabetic)).then_some(at + end.len())
}

fn word(text: &str) -> Option<What> {
    let folded = fold(text);
    if let Some(month) = month(&folded) {
        return Some(What::Month(month));
    }
    let season = match folded.as_str() {
        "spring" | "fruhling" | "fruhjahr" | "printemps" | "primavera" | "весна" | "voorjaar" | "lente" | "wiosna" => Season::Spring,
        "summer" | "sommer" | "ete" | "verano" | "estate" | "verao" | "лето" | "zomer" | "lato" => Season::Summer,
        "autumn" | "fall" | "herbst" | "automne" | "otono" | "autunno" | "outono" | "осень" | "najaar" | "herfst" | "jesien" => Season::Autumn,
        "winter" | "hiver" | "invierno" | "inverno" | "зима" | "zima" => Season::Winter,
        "to" | "bis" | "until" | "through" | "till" | "al" | "tot" | "do" => return Some(What::Dash),
        "present" | "heute" | "today" | "ongoing" | "current" | "now" | "date" | "aujourdhui" | "presente" => return Some(What::Open),
        "circa" | "ca" | "c" | "um" | "vers" | "approximately" | "около" => return Some(What::Circa),
        _ => return None,
    };
    Some(What::Season(season))
}

/// The names of the months and their abbreviations, folded.
const MONTHS: [&str; 12] = [
    "january jan januar janner janvier janv enero ene gennaio gen janeiro januari styczen stycznia январь января янв leden ledna ocak",
    "february feb februar fevrier fevr fev febrero febbraio febb fevereiro februari luty lutego февраль февраля фев unor unora subat",
    "march mar marz mrz mars marzo marco maart mrt marzec marca март марта мар brezen brezna mart",
    "april apr avril avr abril abr aprile kwiecien kwietnia апрель апреля апр duben dubna nisan",
    "may mai mayo maggio mag maio mei maj maja маи мая kveten kvetna mayis",
    "june jun juni juin junio giugno giu junho czerwiec czerwca июнь июня июн cerven cervna haziran",
    "july jul juli juillet juil julio luglio lug julho lipiec lipca июль июля июл cervenec cervence temmuz",
    "august aug aout agosto ago augustus sierpien sierpnia augusti август августа авг srpen srpna agustos",
    "september sep sept septembre septiembre settembre sett set setembro wrzesien wrzesnia сентябрь сентября сен сент zari eylul",
    "october oct oktober okt octobre octubre ottobre ott outubro out pazdziernik pazdziernika октябрь октября окт rijen rijna ekim",
    "november nov novembre noviembre novembro listopad listopada ноябрь ноября ноя kasim",
    "december dec dezember dez decembre diciembre dic dicembre dezembro grudzien grudnia декабрь декабря дек prosinec prosince aralik",
];

/// Whether a word is the name of a month.
pub(super) fn is_month(word: &str) -> bool {
    month(&fold(word)).is_some()
}

fn month(folded: &str) -> Option<u8> {
    let at = MONTHS.iter().position(|names| names.split(' ').any(|name| name == folded))?;
    u8::try_from(at + 1).ok()
}

/// Cuts where a second date begins: at a year when there is one already, unless a dash stands between.
fn groups(tokens: &[Token]) -> Vec<&[Token]> {
    let mut groups = Vec::new();
    let (mut start, mut year, mut dash, mut last_year) = (0, false, false, 0);
    for (at, token) in tokens.iter().enumerate() {
        match token.what {
            What::Dash => dash = true,
            What::Year(_) if year && !dash => {
                groups.push(&tokens[start..=last_year]);
                start = last_year + 1;
                last_year = at;
            }
            What::Year(_) => (year, dash, last_year) = (true, false, at),
            What::Month(_) | What::Season(_) if dash && year => {}
            _ => {}
        }
    }
    groups.push(&tokens[start..]);
    groups
}

/// What stands on one side of a dash.
#[derive(Clone, Copy, Debug, Default)]
struct Point {
    year: Option<i32>,
    month: Option<u8>,
    day: Option<u8>,
    season: Option<Season>,
}

impl Point {
    fn of(tokens: &[Token]) -> Self {
        let mut point = Self::default();
        for token in tokens {
            match token.what {
                What::Year(year) => point.year = point.year.or(Some(year)),
                What::Month(month) => point.month = point.month.or(Some(month)),
                What::Day(day) => point.day = point.day.or(Some(day)),
                What::Season(season) => point.season = point.season.or(Some(season)),
                _ => {}
            }
        }
        point
    }

    fn is_empty(self) -> bool {
        self.year.or(self.month.map(i32::from)).or(self.day.map(i32::from)).is_none() && self.season.is_none()
    }

    fn part(self) -> Option<DatePart> {
        let year = self.year?;
        match (self.month, self.season) {
            (Some(month), _) => DatePart::new(year, month, self.day.unwrap_or(0)).or_else(|| DatePart::new(year, month, 0)),
            (None, Some(season)) => Some(DatePart::season(year, season)),
            (None, None) => Some(DatePart::year(year)),
        }
    }
}

fn read(text: &Str, tokens: &[Token]) -> Option<Found> {
    let says = |token: &&Token| !matches!(token.what, What::Break | What::Dash | What::Circa);
    let (first, last) = (tokens.iter().find(says)?, tokens.iter().rev().find(says)?);
    let open_end =
        tokens.iter().rposition(|token| token.what == What::Dash).filter(|at| tokens[at + 1..].iter().all(|token| matches!(token.what, What::Break)));
    let end = open_end.map_or(last.range.end, |at| tokens[at].range.end);
    let range = first.range.start..last.suffix.as_ref().map_or(end, |suffix| suffix.end.max(end));
    let suffix = tokens.iter().find_map(|token| token.suffix.clone());
    let found = |date: Date| Found { date, yearless: None, range: range.clone(), suffix: suffix.clone(), bracketed: false };
    let dash = tokens.iter().position(|token| token.what == What::Dash);
    let (left, right) = dash.map_or((tokens, &tokens[tokens.len()..]), |at| (&tokens[..at], &tokens[at + 1..]));
    let (mut start, mut stop) = (Point::of(left), Point::of(right));
    if right.iter().any(|token| token.what == What::Open)
        || dash.is_some() && stop.is_empty() && !right.iter().any(|token| matches!(token.what, What::Short(_)))
    {
        let mut date = Date::at(start.part()?);
        date.open = true;
        return Some(found(date));
    }
    let short = right.iter().find_map(|token| match token.what {
        What::Short(short) => Some(short),
        What::Day(day) if start.month.is_none() && start.day.is_none() && stop.month.is_none() && stop.year.is_none() => Some(day),
        _ => None,
    });
    if let (Some(short), Some(year)) = (short, start.year) {
        let end = year - year % 100 + i32::from(short);
        return Some(found(Date::range(DatePart::year(year), DatePart::year(if end < year { end + 100 } else { end }))));
    }
    if stop.is_empty() {
        return match start.part() {
            Some(part) => Some(found(Date::at(part))),
            None => {
                start.month.map(|month| Found { yearless: Some((month, start.day.unwrap_or(0))), ..found(Date::literal(text.slice(range.clone()))) })
            }
        };
    }
    share(&mut start, &mut stop);
    match (start.part(), stop.part()) {
        (Some(a), Some(b)) if a == b => Some(found(Date::at(a))),
        (Some(a), Some(b)) if a < b => Some(found(Date::range(a, b))),
        (Some(a), _) => Some(found(Date::at(a))),
        (None, Some(b)) => Some(found(Date::at(b))),
        (None, None) => start.month.map(|_| found(Date::literal(text.slice(range.clone())))),
    }
}

/// What stands once holds for both ends: "25–27 September 2003", "September 25–27, 2003", "March–April 2003".
fn share(start: &mut Point, stop: &mut Point) {
    if start.year.is_none() || stop.year.is_none() {
        (start.year, stop.year) = (start.year.or(stop.year), stop.year.or(start.year));
        if start.day.is_some() || stop.day.is_some() {
            (start.month, stop.month) = (start.month.or(stop.month), stop.month.or(start.month));
        }
    }
}
