//! Volumes, issues and pages, however they are written: "52(3)", "24 Suppl 3", "pp. 288-97", "5, 197-227".

use super::said::{Short, short};
use crate::model::{Entry, Number, Pages, Variable};
use crate::text::unicode::fold;

/// Where something was printed within its container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub volume: Short,
    pub issue: Short,
    pub page: Short,
    pub last: Short,
    /// The digits of the first page alone: "e12" and "12".
    pub digits: Short,
    /// The first and the last page without the dash between them, which copying loses.
    pub joined: Short,
    /// From the first page to the last; 0 where that is not known.
    pub span: u16,
}

impl Place {
    /// What an entry says of it.
    pub fn of(entry: &Entry) -> Self {
        let mut place = Self::default();
        let text = |variable| entry.plain(variable);
        if let Some(volume) = text(Variable::Volume) {
            let (volume, issue, pages) = parted(&volume);
            (place.volume, place.issue) = (number(volume), issue.and_then(number));
            pages.into_iter().for_each(|pages| place.pages(pages));
        }
        place.issue = text(Variable::Issue).and_then(|text| number(&text)).or(place.issue);
        if let Some(pages) = text(Variable::Page).or_else(|| text(Variable::PageFirst)) {
            // "5, 197-227": a volume before the pages.
            match pages.split_once(',').filter(|(_, rest)| place.volume.is_none() && rest.contains(['-', '–'])) {
                Some((volume, rest)) if volume.trim().bytes().all(|b| b.is_ascii_digit()) => {
                    place.volume = number(volume);
                    place.pages(rest);
                }
                _ => place.pages(&pages),
            }
        }
        place
    }

    pub fn pages(&mut self, text: &str) {
        let pages = Pages::parse(text);
        let Some((first, last)) = pages.0.first() else { return };
        let Some(first) = page(first) else { return };
        // "288-97" is to 297.
        let last = last.and_then(page).map(|last| match first.len().checked_sub(last.len()).and_then(|at| first.get(..at)) {
            Some(head) => format!("{head}{last}"),
            None => last,
        });
        let digits = |page: &str| page.chars().filter(char::is_ascii_digit).collect::<String>();
        self.page = short(&first);
        self.last = last.as_deref().and_then(short);
        self.digits = short(&digits(&first));
        let number = |page: &str| page.parse::<u32>().ok();
        let span = last.as_deref().and_then(number).zip(number(&first)).and_then(|(last, first)| last.checked_sub(first));
        self.span = span.map_or(0, |span| u16::try_from(span.saturating_add(1)).unwrap_or(u16::MAX));
        self.joined = short(&digits(&format!("{first}{}", last.as_deref().unwrap_or_default())));
    }
}

/// "41(1):67-95" is volume, issue and pages.
fn parted(text: &str) -> (&str, Option<&str>, Option<&str>) {
    if let Some((volume, issue)) = text.split_once(':').filter(|(volume, _)| volume.trim().bytes().all(|b| b.is_ascii_digit())) {
        return (volume, Some(issue), None);
    }
    let Some((volume, rest)) = text.split_once('(').filter(|(volume, _)| volume.bytes().any(|b| b.is_ascii_digit())) else {
        return (text, None, None);
    };
    let Some((issue, rest)) = rest.split_once(')') else { return (text, None, None) };
    (volume, Some(issue), rest.trim_start().strip_prefix(':').filter(|pages| pages.bytes().any(|b| b.is_ascii_digit())))
}

/// A number, whatever word stands before it and whatever is supplementary behind it.
pub(crate) fn number(text: &str) -> Short {
    const BEFORE: [&str; 13] = ["volume ", "vol ", "no ", "number ", "issue ", "chapter ", "chap ", "ch ", "part ", "pt ", "band ", "bd ", "tome "];
    let folded = fold(text);
    // "24 Suppl 3" is of volume 24.
    let folded = folded.split_once(" suppl").map_or(folded.as_str(), |(volume, _)| volume);
    let bare = BEFORE.iter().find_map(|word| folded.strip_prefix(word)).unwrap_or(folded);
    match Number::parse(bare) {
        Number::Whole(number) => short(&number.to_string()),
        _ => short(bare.trim_start_matches('0')),
    }
}

/// The part of a page that has a digit, or all of it where none has.
fn page(text: &str) -> Option<String> {
    let folded = fold(text);
    let bare = folded.split(' ').find(|word| word.bytes().any(|b| b.is_ascii_digit())).unwrap_or(&folded);
    let bare = bare.strip_prefix("pp").or_else(|| bare.strip_prefix('p')).unwrap_or(bare).trim_start_matches('0');
    (!bare.is_empty()).then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(volume: &str, issue: &str, page: &str) -> Place {
        let mut entry = Entry::default();
        for (variable, text) in [(Variable::Volume, volume), (Variable::Issue, issue), (Variable::Page, page)] {
            if !text.is_empty() {
                entry.set(variable, text);
            }
        }
        Place::of(&entry)
    }

    #[test]
    fn one_place_however_written() {
        let plain = place("41", "1", "67-95");
        for other in [
            place("41(1)", "", "67-95"),
            place("vol. 41", "no. 1", "pp. 67–95"),
            place("041", "1", "67--95"),
            place("XLI", "1", "67-95"),
            place("41:1", "", "67-95"),
        ] {
            assert_eq!(plain, other);
        }
        assert_eq!(place("41(1):67-95", "", ""), plain);
        assert_eq!(place("", "", "5 , 197-227"), place("5", "", "197-227"));
        assert_eq!(place("", "", "288-97"), place("", "", "288-297"));
        assert_eq!(place("", "", "e37-e42").digits, place("", "", "37").digits);
        assert_eq!(place("", "", "23-37").joined, place("", "", "2337").joined);
        assert_eq!(place("24 Suppl 3", "", "").volume, place("24", "", "").volume);
    }
}
