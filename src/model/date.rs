//! Dates: points and ranges to the day, as EDTF level 1 has them, and literals for all else.

use crate::text::Str;
use std::fmt;
use std::num::NonZeroU8;

/// A season, numbered as EDTF and CSL number them (21–24 and 1–4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Season {
    /// 21 in EDTF.
    Spring = 1,
    /// 22 in EDTF.
    Summer = 2,
    /// 23 in EDTF.
    Autumn = 3,
    /// 24 in EDTF.
    Winter = 4,
}

impl Season {
    /// The season of a number from 1 to 4.
    pub fn from_number(number: u8) -> Option<Self> {
        [Self::Spring, Self::Summer, Self::Autumn, Self::Winter].get(usize::from(number.checked_sub(1)?)).copied()
    }
}

/// A day, a month, a season or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DatePart {
    /// The year; 0 is 1 BC, as in EDTF.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: Option<NonZeroU8>,
    /// The day of the month, only with a month.
    pub day: Option<NonZeroU8>,
    /// The season, only without month.
    pub season: Option<Season>,
}

/// Why a date is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDate {
    /// The text is not of the form of a date.
    #[error("not of the form 2024, 2024-05, 2024-05-17, or two of them with a slash between")]
    Form,
    /// There is no such month, day or season.
    #[error("no such month, day or season")]
    Range,
}

impl DatePart {
    /// A year.
    pub const fn year(year: i32) -> Self {
        Self { year, month: None, day: None, season: None }
    }

    /// A year, month and day; 0 stands for "not given". None where the calendar has no such day.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let longest = match month {
            0 => 0,
            2 => 28 + u8::from(year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (day <= longest).then(|| Self { year, month: NonZeroU8::new(month), day: NonZeroU8::new(day), season: None })
    }

    /// A season of a year.
    pub const fn season(year: i32, season: Season) -> Self {
        Self { year, month: None, day: None, season: Some(season) }
    }

    /// The month as a number, 0 where there is none.
    pub fn month_number(self) -> u8 {
        self.month.map_or(0, NonZeroU8::get)
    }

    /// The day as a number, 0 where there is none.
    pub fn day_number(self) -> u8 {
        self.day.map_or(0, NonZeroU8::get)
    }

    fn parse(text: &str) -> Result<Self, InvalidDate> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let mut parts = digits.split('-');
        let number = |part: &str, long: usize| match part.len() == long && part.bytes().all(|b| b.is_ascii_digit()) {
            true => part.parse::<i32>().map_err(|_| InvalidDate::Form),
            false => Err(InvalidDate::Form),
        };
        let year = number(parts.next().unwrap_or_default(), 4)? * if negative { -1 } else { 1 };
        let Some(second) = parts.next() else { return Ok(Self::year(year)) };
        let second = u8::try_from(number(second, 2)?).map_err(|_| InvalidDate::Form)?;
        let third = parts.next().map(|part| number(part, 2)).transpose()?.map_or(Ok(0), u8::try_from).map_err(|_| InvalidDate::Form)?;
        if parts.next().is_some() {
            return Err(InvalidDate::Form);
        }
        if let Some(season) = second.checked_sub(20).and_then(Season::from_number) {
            return if third == 0 { Ok(Self::season(year, season)) } else { Err(InvalidDate::Range) };
        }
        if second == 0 {
            return Err(InvalidDate::Range);
        }
        Self::new(year, second, third).ok_or(InvalidDate::Range)
    }
}

/// As in EDTF: `2004`, `2004-07`, `2004-21`, `2004-07-09`.
impl fmt::Display for DatePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}", self.year.unsigned_abs())?;
        if let Some(season) = self.season {
            return write!(f, "-{}", season as u8 + 20);
        }
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        match (self.month, self.day) {
            (Some(_), Some(day)) => write!(f, "-{day:02}"),
            _ => Ok(()),
        }
    }
}

/// A date or a range of dates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Date {
    /// The date, or the first of a range; none where only a literal is known, or where the start of a range is.
    pub start: Option<DatePart>,
    /// The last of a range.
    pub end: Option<DatePart>,
    /// A range without end: "1998–".
    pub open: bool,
    /// "circa".
    pub circa: bool,
    /// EDTF `?`: not certain.
    pub uncertain: bool,
    /// A date in words that has no parts: "in press", "n.d.".
    pub literal: Str,
}

impl Date {
    /// A date without end.
    pub fn at(start: DatePart) -> Self {
        Self { start: Some(start), ..Self::default() }
    }

    /// A year.
    pub fn year(year: i32) -> Self {
        Self::at(DatePart::year(year))
    }

    /// A range, both ends included.
    pub fn range(start: DatePart, end: DatePart) -> Self {
        Self { start: Some(start), end: Some(end), ..Self::default() }
    }

    /// A date in words.
    pub fn literal(text: impl Into<Str>) -> Self {
        Self { literal: text.into(), ..Self::default() }
    }

    /// Whether it is more than one day, month or year.
    pub fn is_range(&self) -> bool {
        self.end.is_some() || self.open
    }

    /// Reads EDTF: a date, `DATE/DATE`, `DATE/` and `DATE/..` (open), each with `~`, `?` or `%` behind it.
    ///
    /// # Errors
    /// What is not of that form, or no date of the calendar.
    pub fn parse_edtf(text: &str) -> Result<Self, InvalidDate> {
        let text = text.trim();
        let mut date = Self::default();
        let mut point = |part: &str| {
            let bare = part.trim_end_matches(['~', '?', '%']);
            let marks = &part[bare.len()..];
            date.circa |= marks.contains(['~', '%']);
            date.uncertain |= marks.contains(['?', '%']);
            DatePart::parse(bare)
        };
        match text.split_once('/') {
            None => date.start = Some(point(text)?),
            Some((start, "" | "..")) => {
                date.start = Some(point(start)?);
                date.open = true;
            }
            Some(("" | "..", end)) => date.end = Some(point(end)?),
            Some((start, end)) => {
                let (start, end) = (point(start)?, point(end)?);
                (date.start, date.end) = (Some(start), Some(end));
            }
        }
        Ok(date)
    }
}

/// As in EDTF, or the literal where there is no more.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match (self.circa, self.uncertain) {
            (true, true) => "%",
            (true, false) => "~",
            (false, true) => "?",
            (false, false) => "",
        };
        match (self.start, self.end) {
            (None, None) => f.write_str(&self.literal),
            (None, Some(end)) => write!(f, "../{end}{mark}"),
            (Some(start), None) if self.open => write!(f, "{start}{mark}/.."),
            (Some(start), None) => write!(f, "{start}{mark}"),
            (Some(start), Some(end)) => write!(f, "{start}{mark}/{end}{mark}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edtf_reads_and_writes_itself() {
        for text in [
            "2004",
            "2004-07",
            "2004-07-09",
            "2004-21",
            "1998/2008",
            "2003-09-25/2003-10",
            "1998/..",
            "../1900",
            "-0044",
            "1500~",
            "1500?",
            "1500%",
            "1500~/1510~",
        ] {
            assert_eq!(Date::parse_edtf(text).map(|date| date.to_string()), Ok(text.to_owned()));
        }
        assert_eq!(Date::parse_edtf("1998/").map(|date| date.open), Ok(true));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        use InvalidDate::{Form, Range};
        for (text, why) in [
            ("", Form),
            ("98", Form),
            ("2004-7", Form),
            ("2004-13", Range),
            ("2003-02-29", Range),
            ("2004-00", Range),
            ("2004-07-09-1", Form),
            ("July 2004", Form),
            ("2004-21-01", Range),
            ("20２4", Form),
        ] {
            assert_eq!(Date::parse_edtf(text), Err(why), "{text}");
        }
    }
}
