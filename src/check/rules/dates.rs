//! Dates: how months, years and days are written, and dates that contradict one another.

use super::super::dialect::Dialect;
use super::*;
use crate::model::DatePart;
use crate::syntax::PartKind;

family! {
    MONTH_NOT_MACRO "month-not-macro" Warning Safe On: "a month in words",
        "BibTeX knows `jan` to `dec`, without braces; each style prints them in its own language and length. The fix writes that.",
        [bibtex "@misc{smith, title = {One}, year = 2000, month = {January}}" => "@misc{smith, title = {One}, year = 2000, month = jan}"],
        field(Roles::MONTH, month_not_macro).bibtex().all();
    YEAR_DATE_CONFLICT "year-date-conflict" Error None On: "`year` and `date` name different years",
        "One of them is wrong, and it depends on the program which is printed.",
        [bibtex "@misc{smith, title = {One}, year = {2001}, date = {2000-05-01}}" => "@misc{smith, title = {One}, date = {2000-05-01}}"],
        field(Roles::DATE, year_date_conflict).bibtex().all();
    LEGACY_YEAR_MONTH "legacy-year-month" Info Safe Off: "`year` and `month` where biblatex has `date`",
        "biblatex reads both; `date` holds ranges and days too. The fix writes the same date.",
        [biblatex "@misc{smith, title = {One}, year = {2000}, month = {5}}" => "@misc{smith, title = {One}, date = {2000-05}}"],
        field(Roles::YEAR, legacy_year_month).bibtex().all();
    URLDATE_FORMAT "urldate-format" Warning Safe On: "the day of a visit that is not in ISO form",
        "biblatex reads `2000-05-17` alone and prints it as the style wants; other forms are left out or stop biber. The fix writes the same day.",
        [bibtex "@misc{smith, title = {One}, urldate = {17 May 2000}}" => "@misc{smith, title = {One}, urldate = {2000-05-17}}"],
        field(Roles::OTHER_DATE.and(Roles::DATE), urldate_format).bibtex().all();
    MONTH_IN_YEAR "month-in-year" Warning Safe On: "a month in the year",
        "Styles sort and cite by the year, which is a number. The fix moves the month to its own field.",
        [bibtex "@misc{smith, title = {One}, year = {May 2000}}" => "@misc{smith, title = {One}, year = {2000}, month = may}"],
        field(Roles::YEAR, month_in_year).bibtex().all();
    REVERSED_RANGE "date-range-reversed" Error None On: "a range of dates that ends before it begins",
        "The two dates have changed places, or a digit is wrong.",
        [biblatex "@misc{smith, title = {One}, date = {2005/2001}}" => "@misc{smith, title = {One}, date = {2001/2005}}"],
        Scope::Entry(reversed_range);
    ACCESSED_IN_FUTURE "urldate-in-future" Warning None On: "a visit that has not been yet",
        "The day of the visit lies in the future: a slip of the keyboard.",
        [biblatex "@misc{smith, title = {One}, url = {https://example.org}, urldate = {2997-01-01}}" => "@misc{smith, title = {One}, url = {https://example.org}, urldate = {1997-01-01}}"],
        Scope::Entry(accessed_in_future);
    ACCESSED_BEFORE "urldate-before-date" Warning None On: "a visit before the work was there",
        "The day of the visit lies years before the publication: one of the dates is wrong.",
        [biblatex "@online{smith, title = {One}, date = {2005}, url = {https://example.org}, urldate = {1999-01-01}}" => "@online{smith, title = {One}, date = {2005}, url = {https://example.org}, urldate = {2009-01-01}}"],
        Scope::Entry(accessed_before);
}

const MACROS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTHS: [&str; 12] = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// The number of a month by its English name or a beginning of it.
fn month_of(word: &str) -> Option<usize> {
    let small = word.trim_end_matches('.').to_ascii_lowercase();
    MONTHS.iter().position(|name| *name == small || small == name[..3] || small.len() == 4 && name.starts_with(&small))
}

/// Whether a text begins with a month's name.
pub(super) fn begins_with_month(text: &str) -> bool {
    text.split([' ', '~']).next().is_some_and(|word| month_of(word).is_some())
}

fn month_not_macro(record: &Record, field: &Field, found: &mut Found) {
    let number = field.text.parse::<usize>().ok().filter(|month| (1..=12).contains(month) && field.text.len() < 3).map(|month| month - 1);
    // A number is what biblatex wants.
    let number = number.filter(|_| record.subject.dialect(record.entry.id.source) == Dialect::Bibtex);
    let Some(month) = month_of(field.text).or(number) else { return };
    if field.part == Some(PartKind::Name) {
        return;
    }
    let new = MACROS[month];
    let edit = Edit { span: field.whole, text: new.to_owned() };
    found.fix(field.span, record.entry, format!("a month is written `{new}`, without braces"), &format!("write `{new}`"), vec![edit]);
}

fn year_date_conflict(record: &Record, field: &Field, found: &mut Found) {
    let is_year = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some(year) = record.field("year").filter(|year| is_year(year.text)) else { return };
    let date = field.text.get(..4).filter(|date| is_year(date) && *date != year.text);
    if let Some(date) = date.filter(|_| !field.text.contains(year.text)) {
        found.tell(record, field, 0..4, format!("`date` says {date}, `year` says {}", year.text)).relate(year.span, "the year");
    }
}

fn legacy_year_month(record: &Record, field: &Field, found: &mut Found) {
    let is_year = field.text.len() == 4 && field.text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_year || record.has("date") || record.subject.dialect(record.entry.id.source) == Dialect::Bibtex {
        return;
    }
    let Some(name) = field.name_span else { return };
    let month = record.field("month");
    let number = month.and_then(|month| month_of(month.text).map(|month| month + 1).or_else(|| month.text.parse().ok()));
    let text = match (month, number, record.has("day")) {
        (None, _, false) => field.text.to_owned(),
        (Some(_), Some(month @ 1..=12), false) => format!("{}-{month:02}", field.text),
        _ => return,
    };
    let mut edits = vec![Edit { span: name, text: "date".to_owned() }, Edit { span: field.whole, text: format!("{{{text}}}") }];
    edits.extend(month.and_then(|month| month.removal).map(Edit::remove));
    found.fix(name, record.entry, "biblatex has `date` for this", &format!("write `date = {{{text}}}`"), edits);
}

/// A day in words or digits, where only one day can be meant.
fn day_of(text: &str) -> Option<DatePart> {
    let text = ["accessed:", "accessed", "visited:", "visited", "retrieved", "on "].iter().fold(text.trim(), |rest, word| {
        let head = rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
        if head { rest[word.len()..].trim_start() } else { rest }
    });
    let words: Vec<&str> = text.split([' ', ',', '.', '/', '-', '~']).filter(|word| !word.is_empty()).collect();
    let [a, b, c] = words[..] else { return None };
    let ordinal = |word: &str| word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<u8>().ok().filter(|day| *day > 0);
    let year = |word: &str| word.parse::<i32>().ok().filter(|_| word.len() == 4);
    let number = |word: &str| word.parse::<u8>().ok().filter(|number| *number > 0 && word.len() <= 2);
    let named = |word: &str| month_of(word).and_then(|month| u8::try_from(month + 1).ok());
    match (year(a), year(c)) {
        (Some(year), _) => DatePart::new(year, named(b).or_else(|| number(b))?, number(c)?),
        (_, Some(year)) if named(b).is_some() => DatePart::new(year, named(b)?, ordinal(a)?),
        (_, Some(year)) if named(a).is_some() => DatePart::new(year, named(a)?, ordinal(b)?),
        (_, Some(year)) => match (number(a)?, number(b)?) {
            // With dots the day stands first, with slashes it depends on the country.
            (day, month) if text.contains('.') || day > 12 => DatePart::new(year, month, day),
            (month, day) if day > 12 => DatePart::new(year, month, day),
            (same, other) if same == other => DatePart::new(year, same, same),
            _ => None,
        },
        _ => None,
    }
}

fn urldate_format(record: &Record, field: &Field, found: &mut Found) {
    let iso = |text: &str| crate::model::Date::parse_edtf(text).is_ok();
    if field.text.is_empty() || iso(field.text) || field.text.len() > 40 {
        return;
    }
    if let Some(day) = day_of(field.text) {
        found.mend(record, field, field.all(), &day.to_string(), "a day that is not in ISO form");
    }
}

fn month_in_year(record: &Record, field: &Field, found: &mut Found) {
    let words: Vec<&str> = field.text.split([' ', ',', '~']).filter(|word| !word.is_empty()).collect();
    let [word, year] = words[..] else { return };
    let (Some(month), 4) = (month_of(word), year.len()) else { return };
    if record.has("month") || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return;
    }
    let end = field.whole.range().end;
    let edits = vec![
        Edit { span: field.span, text: year.to_owned() },
        Edit { span: Span::new(field.span.source, end..end), text: format!(", month = {}", MACROS[month]) },
    ];
    found.fix(field.span, record.entry, format!("the year holds the month `{word}`"), "give it a field of its own", edits);
}

fn reversed_range(subject: &Subject, entry: &Entry, found: &mut Found) {
    for (variable, value) in entry.values() {
        let crate::model::Value::Date(date) = value else { continue };
        if let (Some(start), Some(end)) = (date.start, date.end)
            && end < start
            && (end.year < start.year || end.season.is_none() && start.season.is_none() && end.month.is_some() && start.month.is_some())
            && !subject.is_inherited(entry, variable)
        {
            let span = subject.value(entry, variable).unwrap_or_else(|| subject.head(entry));
            found.at(span, entry, format!("the range ends ({end}) before it begins ({start})"));
        }
    }
}

fn accessed_in_future(subject: &Subject, entry: &Entry, found: &mut Found) {
    let (Some(today), Some(day)) = (subject.today, entry.date(Variable::Accessed).and_then(|date| date.start)) else { return };
    // A day's grace for those who live further east.
    let later = (day.year, day.month_number()) > (today.year, today.month_number());
    if later && (day.year > today.year || day.month_number() > today.month_number() + 1) {
        let span = subject.value(entry, Variable::Accessed).unwrap_or_else(|| subject.head(entry));
        found.at(span, entry, format!("{day} has not come yet"));
    }
}

fn accessed_before(subject: &Subject, entry: &Entry, found: &mut Found) {
    let (Some(day), Some(year)) = (entry.date(Variable::Accessed).and_then(|date| date.start), entry.year()) else { return };
    if day.year > 0 && day.year + 1 < year && !subject.is_inherited(entry, Variable::Accessed) {
        let span = subject.value(entry, Variable::Accessed).unwrap_or_else(|| subject.head(entry));
        found.at(span, entry, format!("visited in {}, published in {year}", day.year));
    }
}
