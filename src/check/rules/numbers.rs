//! Pages, volumes, numbers and editions: their dashes, prefixes and forms.

use super::super::dialect::Dialect;
use super::*;
use crate::model::Pages;
use std::ops::Range;

family! {
    PAGES_DASH "pages-dash" Warning Safe On: "pages with another dash than `--`",
        "BibTeX's styles print what stands there, and a range wants an en dash: `--`. The fix writes it.",
        [bibtex "@misc{smith, title = {One}, pages = {12-15}}" => "@misc{smith, title = {One}, pages = {12--15}}"],
        field(Roles::PAGES, pages_dash).bibtex().with(b"-\x7f");
    LEADING_ZERO "leading-zero" Info Safe On: "a zero before a volume or number",
        "`07` and `7` sort and compare as two. The fix takes the zero out.",
        [bibtex "@article{smith, author = {A. Smith}, title = {One}, journal = {Hive}, volume = {07}, year = 2000}" => "@article{smith, author = {A. Smith}, title = {One}, journal = {Hive}, volume = {7}, year = 2000}"],
        field(Roles::VOLUME.and(Roles::NUMBER), leading_zero).with(b"0");
    VOLUME_PREFIX "volume-prefix" Warning Safe On: "`Vol.` before the volume",
        "Styles write it themselves. The fix takes it out.",
        [bibtex "@misc{smith, title = {One}, volume = {Vol. 3}}" => "@misc{smith, title = {One}, volume = {3}}"],
        field(Roles::VOLUME, volume_prefix).with(b"vVbBtT");
    NUMBER_PREFIX "number-prefix" Warning Safe On: "`No.` before the number of an issue",
        "Styles write it themselves. The fix takes it out.",
        [bibtex "@article{smith, author = {A. Smith}, title = {One}, journal = {Hive}, number = {No. 3}, year = 2000}" => "@article{smith, author = {A. Smith}, title = {One}, journal = {Hive}, number = {3}, year = 2000}"],
        field(Roles::NUMBER, number_prefix).with(b"nNiI#");
    VOLUME_FORMAT "volume-format" Warning None On: "a volume with the number of the issue or pages in it",
        "Issue and pages have fields of their own: `volume = {12}, number = {3}`.",
        [bibtex "@article{smith, author = {A. Smith}, title = {One}, journal = {Hive}, volume = {12(3)}, year = 2000}" => "@article{smith, author = {A. Smith}, title = {One}, journal = {Hive}, volume = {12}, number = {3}, year = 2000}"],
        field(Roles::VOLUME, volume_format).with(b"(:");
    NUMBER_FORMAT "number-format" Warning None On: "an issue with volume or pages in it",
        "Volume and pages have fields of their own.",
        [bibtex "@article{smith, author = {A. Smith}, title = {One}, journal = {Hive}, number = {3, pp. 12--15}, year = 2000}" => "@article{smith, author = {A. Smith}, title = {One}, journal = {Hive}, number = {3}, pages = {12--15}, year = 2000}"],
        field(Roles::NUMBER, number_format).with(b"pPvV(");
    EDITION_FORMAT "edition-format" Warning Safe On: "an edition that styles print wrongly",
        "BibTeX's styles want a word (`Second`) and write `edition` behind it; biblatex wants a number (`2`) and writes the rest. The fix writes what the file's dialect wants.",
        [bibtex "@book{smith, author = {A. Smith}, title = {One}, edition = {2nd}, publisher = {P}, year = 2000}" => "@book{smith, author = {A. Smith}, title = {One}, edition = {Second}, publisher = {P}, year = 2000}"],
        field(Roles::EDITION, edition_format).bibtex().with(b"0123456789eE");
    PAGES_SPACES "pages-spacing" Warning Safe On: "spaces around the dash between pages",
        "They are printed. The fix takes them out.",
        [bibtex "@misc{smith, title = {One}, pages = {12 -- 15}}" => "@misc{smith, title = {One}, pages = {12--15}}"],
        field(Roles::PAGES, pages_spaces).bibtex().with(b" ");
    PAGES_STOP "pages-trailing-stop" Warning Safe On: "a full stop or comma behind the pages",
        "Styles set their own. The fix takes it out.",
        [bibtex "@misc{smith, title = {One}, pages = {12--15.}}" => "@misc{smith, title = {One}, pages = {12--15}}"],
        field(Roles::PAGES, pages_stop).with(b".,;");
    PAGE_COUNT "pages-count" Warning None On: "the number of pages in the field for pages",
        "`pages` says where in a book or journal the work stands; how many pages a book has stands in `pagetotal`.",
        [bibtex "@book{smith, author = {A. Smith}, title = {One}, pages = {312 pages}, publisher = {P}, year = 2000}" => "@book{smith, author = {A. Smith}, title = {One}, pagetotal = {312}, publisher = {P}, year = 2000}"],
        field(Roles::PAGES, page_count).with(b"psP");
}

fn pages_dash(record: &Record, field: &Field, found: &mut Found) {
    // biber takes a hyphen for a dash.
    if record.subject.dialect(record.entry.id.source) == Dialect::Biblatex && field.is_ascii() {
        return;
    }
    for piece in field.text.split(',') {
        if let Some((left, dash, right)) = Pages::range_in(piece).filter(|(_, dash, _)| *dash != "--") {
            let start = place(field.text, dash);
            let range = place(field.text, left).end..place(field.text, right).start;
            let edit = Edit { span: field.part(range), text: "--".to_owned() };
            found.fix(field.part(start), record.entry, format!("`{dash}` between pages"), "write `--`", vec![edit]);
        }
    }
}

fn leading_zero(record: &Record, field: &Field, found: &mut Found) {
    let bare = field.text.trim_start_matches('0');
    let number = field.text.len() <= 3 && !bare.is_empty() && field.text.bytes().all(|byte| byte.is_ascii_digit());
    let issue = Roles::VOLUME.contains(field.role) || record.is_of(&["article"]) || field.is("issue");
    if number && issue && bare.len() < field.text.len() && !field.is("eid") {
        found.mend(record, field, 0..field.text.len() - bare.len(), "", format!("`{}` has a zero before it", field.text));
    }
}

/// The place of a word before a number, with what stands between.
fn prefix(text: &str, words: &[&str]) -> Option<Range<usize>> {
    let word = words.iter().find(|word| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))?;
    let rest = text[word.len()..].trim_start_matches([' ', '.', '~', ':', '\u{a0}']);
    let apart = rest.len() < text.len() - word.len() || word.ends_with(['.', '#']);
    (apart && rest.starts_with(|c: char| c.is_ascii_digit())).then(|| 0..text.len() - rest.len())
}

fn volume_prefix(record: &Record, field: &Field, found: &mut Found) {
    if let Some(range) = prefix(field.text, &["volume", "vol", "band", "bd", "tome", "v."]) {
        found.mend(record, field, range.clone(), "", format!("`{}` before the volume", field.text[range].trim()));
    }
}

fn number_prefix(record: &Record, field: &Field, found: &mut Found) {
    let issue = record.is_of(&["article", "periodical"]) || field.is("issue");
    if let Some(range) = prefix(field.text, &["number", "no", "nr", "issue", "iss", "#"]).filter(|_| issue) {
        found.mend(record, field, range.clone(), "", format!("`{}` before the number", field.text[range].trim()));
    }
}

fn volume_format(record: &Record, field: &Field, found: &mut Found) {
    let Some(open) = field.text.find(['(', ':']) else { return };
    let (head, tail) = (field.text[..open].trim(), field.text[open + 1..].trim_end_matches(')').trim());
    let number = |text: &str| !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'/'));
    if number(head) && number(tail) {
        found.tell(record, field, open..field.text.len(), format!("`{tail}` is no part of the volume"));
    }
}

fn number_format(record: &Record, field: &Field, found: &mut Found) {
    let small = field.text.to_ascii_lowercase();
    let word = ["pp.", "pages ", "vol.", "volume "].iter().find_map(|word| small.find(word));
    if let Some(at) = word.filter(|at| small[*at..].contains(|c: char| c.is_ascii_digit()) && record.is_of(&["article", "periodical"])) {
        found.tell(record, field, at..field.text.len(), "this has a field of its own");
    }
}

const ORDINALS: &[&str] = &[
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
    "Eleventh",
    "Twelfth",
    "Thirteenth",
    "Fourteenth",
    "Fifteenth",
    "Sixteenth",
    "Seventeenth",
    "Eighteenth",
    "Nineteenth",
    "Twentieth",
];

fn edition_format(record: &Record, field: &Field, found: &mut Found) {
    let text = field.text.trim_end_matches('.');
    let small = text.to_ascii_lowercase();
    let bare = ["edition", "edn", "ed", "auflage", "aufl"].iter().find_map(|word| small.strip_suffix(word)).map_or(small.as_str(), |rest| {
        if rest.ends_with([' ', '.', '~']) || rest.ends_with(|c: char| c.is_ascii_digit()) { rest } else { small.as_str() }
    });
    let bare = bare.trim_end_matches([' ', '.', '~']);
    let digits = bare.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number = digits.parse::<usize>().ok().filter(|_| ["st", "nd", "rd", "th", ""].contains(&&bare[digits.len()..]));
    let number = number.or_else(|| ORDINALS.iter().position(|word| word.eq_ignore_ascii_case(bare)).map(|at| at + 1));
    let Some(number) = number.filter(|number| (1..=99).contains(number)) else { return };
    let biblatex = record.subject.dialect(record.entry.id.source) == Dialect::Biblatex;
    let new = match (biblatex, ORDINALS.get(number - 1)) {
        (false, Some(word)) => (*word).to_owned(),
        _ => number.to_string(),
    };
    // A bare number or word is what one of the dialects wants; which one this is may not be known.
    let proper = field.text.parse::<usize>().is_ok() || ORDINALS.iter().any(|word| word.eq_ignore_ascii_case(field.text));
    if !proper {
        found.mend(record, field, field.all(), &new, format!("`{}` is printed as it stands, with “edition” behind it", field.text));
    }
}

fn pages_spaces(record: &Record, field: &Field, found: &mut Found) {
    let Some((left, dash, right)) = field.text.split_once("--").map(|(left, right)| (left, "--", right)) else { return };
    if (left.ends_with(' ') || right.starts_with(' ')) && Pages::is_page(left.trim()) && Pages::is_page(right.trim()) {
        let range = left.trim_end().len()..field.text.len() - right.trim_start().len();
        found.mend(record, field, range, dash, "spaces around the dash");
    }
}

fn pages_stop(record: &Record, field: &Field, found: &mut Found) {
    let bare = field.text.trim_end_matches(['.', ',', ';', ' ']);
    // "f." and "ff." are abbreviations.
    if bare.len() < field.text.len() && bare.ends_with(|c: char| c.is_ascii_digit()) {
        found.mend(record, field, bare.len()..field.text.len(), "", format!("`{}` behind the pages", field.text[bare.len()..].trim()));
    }
}

fn page_count(record: &Record, field: &Field, found: &mut Found) {
    let (digits, word) = field.text.split_once([' ', '~']).unwrap_or_default();
    let count = ["pages", "p", "p.", "pp", "pp.", "s.", "seiten"].contains(&word.trim().to_ascii_lowercase().as_str());
    if count && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        found.tell(record, field, field.all(), "this counts the pages");
    }
}
