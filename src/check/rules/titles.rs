//! Titles: capitals that styles would take, braces around too much or too little, and what belongs in other fields.

use super::super::dialect::Dialect;
use super::tex::{What, one_group, walk};
use super::*;
use crate::syntax::PartKind;
use crate::text::unicode::fold;
use std::ops::Range;

family! {
    UNPROTECTED_ACRONYM "unprotected-acronym" Warning Safe On: "capitals within a title that styles make small",
        "Most styles write titles in small letters but for the first, and `DNA` becomes `dna`. Braces keep a word as it is. The fix sets them.",
        [bibtex "@misc{smith, title = {On the DNA of bees}}" => "@misc{smith, title = {On the {DNA} of bees}}"],
        field(Roles::TITLE, acronym).bibtex().all();
    DOUBLE_BRACED "double-braced-title" Warning Unsafe On: "a title in a second pair of braces",
        "They keep every letter as it is, so that no style can write titles its own way. The fix takes them out; it is unsafe, for a title in German or French keeps its capitals by them.",
        [bibtex "@misc{smith, title = {{On the bees}}}" => "@misc{smith, title = {On the bees}}"],
        field(Roles::TITLE.and(Roles::BOOKTITLE), double_braced).bibtex().with(b"{");
    PARTIAL_WORD "partial-word-brace" Warning Safe On: "braces around a part of a word",
        "`{T}he` breaks kerning and hyphenation, and styles that write in capitals leave the rest. The fix puts the whole word in braces, which protects the same letters.",
        [bibtex "@misc{smith, title = {On {W}elsh bees}}" => "@misc{smith, title = {On {Welsh} bees}}"],
        field(Roles::TITLE.and(Roles::BOOKTITLE).and(Roles::JOURNAL), partial_word).bibtex().with(b"{");
    BOOKTITLE_DETAILS "booktitle-with-details" Warning Unsafe On: "the year or pages at the end of a book's title",
        "They have fields of their own, and would be printed twice. The fix cuts them off; it is unsafe, for a series may be named so.",
        [bibtex "@inproceedings{smith, author = {A. Smith}, title = {One}, booktitle = {Proceedings of the Bees, pp. 3--9}, year = 2000}" => "@inproceedings{smith, author = {A. Smith}, title = {One}, booktitle = {Proceedings of the Bees}, year = 2000}"],
        field(Roles::BOOKTITLE, details).bibtex().with(b",");
    QUOTED_TITLE "quoted-title" Warning Unsafe On: "a title in quotation marks",
        "Styles set the quotation marks that they want. The fix takes them out; it is unsafe, for the title itself may be a quotation.",
        [bibtex "@misc{smith, title = {``On the bees''}}" => "@misc{smith, title = {On the bees}}"],
        field(Roles::TITLE, quoted).with(b"`\"\x7f");
    TITLE_EQUALS_BOOK "title-equals-booktitle" Warning None On: "the title of the chapter is that of the book",
        "One of them was written in the other's place.",
        [bibtex "@incollection{smith, author = {A. Smith}, title = {A history of bees}, booktitle = {A History of Bees}, year = 2000}" => "@incollection{smith, author = {A. Smith}, title = {The first bees}, booktitle = {A History of Bees}, year = 2000}"],
        Scope::Record(title_equals_book);
    DOUBLED_WORD "doubled-word" Warning Unsafe On: "a small word twice",
        "A slip at a line's end. The fix takes the second out; it is unsafe, for a few titles play with it.",
        [bibtex "@misc{smith, title = {A history of the the bees}}" => "@misc{smith, title = {A history of the bees}}",
         text "References\n\nSmith, A. (2000). A history of of the bees. London: Hive Press.\nJones, B. (1998). On birds. London: Nest Press." => "References\n\nSmith, A. (2000). A history of the bees. London: Hive Press.\nJones, B. (1998). On birds. London: Nest Press."],
        field(Roles::TITLE.and(Roles::BOOKTITLE), doubled_word).everywhere().with(b" ");
    TRAILING_COMMA "trailing-comma" Warning Safe On: "a comma or semicolon at the end of a value",
        "It came along when the value was copied; styles set their own. The fix takes it out.",
        [bibtex "@misc{smith, title = {On the bees,}}" => "@misc{smith, title = {On the bees}}"],
        field(Roles::PRINTED.but(Roles::NAMES), trailing_comma).with(b",;");
    SUBTITLE "subtitle-not-split" Info Unsafe Off: "a subtitle within the title",
        "biblatex has a field for it, and styles set it apart as they want. The fix splits the title at its colon; it is unsafe, for not every colon begins a subtitle.",
        [biblatex "@book{smith, author = {A. Smith}, title = {Bees: A History}, date = {2000}}" => "@book{smith, author = {A. Smith}, title = {Bees}, subtitle = {A History}, date = {2000}}"],
        field(Roles::TITLE, subtitle).bibtex().with(b":");
    CHEMICAL "chemical-formula" Info Unsafe Off: "a chemical formula without its small digits",
        "`H2O` is printed as it stands. The fix sets the digits low and protects the capitals; it is unsafe, for not every such word is a formula.",
        [bibtex "@misc{smith, title = {The CO2 of bees}}" => "@misc{smith, title = {The {CO\\textsubscript{2}} of bees}}"],
        field(Roles::TITLE, chemical).bibtex().with(b"23456789");
    CASE_STYLE "case-style" Info Unsafe Off: "a title with a capital on every word",
        "Styles make small letters of capitals where they want, but not the other way round; yet the record of a title in sentence case suits both. The fix writes small letters behind the first word; it is unsafe, for names keep their capitals.",
        [bibtex "@article{smith, title = {The History of the Bees in Wales}}" => "@article{smith, title = {The history of the bees in wales}}"],
        field(Roles::TITLE, case_style).bibtex().all();
}

/// The words of a title outside of braces, math and commands.
fn words(text: &str) -> Vec<Range<usize>> {
    let (mut found, mut start) = (Vec::new(), None);
    let mut skip = false;
    walk(text, |at, what, depth| {
        let in_word = match what {
            What::Byte(byte) => depth == 0 && (byte.is_ascii_alphanumeric() || byte >= 0x80 || byte == b'\''),
            // An accent: the word is no plain one.
            _ => false,
        };
        skip |= start.is_some() && matches!(what, What::Command(_) | What::Byte(b'{'));
        match (in_word, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                if !std::mem::take(&mut skip) {
                    found.push(from..at);
                }
                start = None;
            }
            _ => {}
        }
    });
    if let Some(from) = start.filter(|_| !skip) {
        found.push(from..text.len());
    }
    found
}

fn acronym(record: &Record, field: &Field, found: &mut Found) {
    let text = field.text;
    if !may_have_inner_capital(text, !field.has(b"\\$")) || !text.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return;
    }
    let capitals = |text: &str| text.chars().filter(|c| c.is_uppercase()).count();
    // A title in capitals is another fault.
    if capitals(text) * 2 > text.chars().filter(|c| c.is_alphabetic()).count() {
        return;
    }
    let bare: Vec<Range<usize>> = words(text).into_iter().filter(|range| has_inner_capital(&text[range.clone()], &text[..range.start])).collect();
    let Some(first) = bare.first().cloned() else { return };
    let edits = bare.iter().map(|range| Edit { span: field.part(range.clone()), text: format!("{{{}}}", &text[range.clone()]) }).collect();
    let word = &text[first.clone()];
    found.fix(field.part(first), record.entry, format!("styles write `{}` in small letters", word), "put it in braces", edits);
}

/// Whether a letter within a word may be a capital; in plain text none in braces is meant.
fn may_have_inner_capital(text: &str, is_plain: bool) -> bool {
    let in_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'\'' | 0x80..);
    let is_inner = |pair: &[u8]| (pair[1].is_ascii_uppercase() || pair[1] >= 0x80) && in_word(pair[0]);
    let mut depth = 0usize;
    let mut outside = |pair: &[u8]| {
        match pair[0] {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && is_inner(pair)
    };
    let mut pairs = text.as_bytes().windows(2);
    pairs.clone().any(is_inner) && (!is_plain || pairs.any(&mut outside))
}

/// A capital that is not the first letter, behind no apostrophe (`O'Brien` keeps one by right, yet loses it all the same).
fn has_inner_capital(word: &str, before: &str) -> bool {
    let next_to_brace = before.ends_with(['}', '{', '\\']);
    word.len() > 1 && !next_to_brace && word.chars().skip(1).any(char::is_uppercase) && !word.chars().any(crate::text::unicode::is_cjk)
}

fn double_braced(record: &Record, field: &Field, found: &mut Found) {
    let Some(inside) = one_group(field.text) else { return };
    if inside.contains(' ') && field.part == Some(PartKind::Braced) && !inside.starts_with('\\') && inside.len() > 3 {
        let (start, end) = (field.span.range().start, field.span.range().end);
        let at = |from: usize| Edit::remove(Span::new(field.span.source, from..from + 1));
        found.fix(field.span, record.entry, "a second pair of braces around all of it", "take it out", vec![at(start), at(end - 1)]);
    }
}

fn partial_word(record: &Record, field: &Field, found: &mut Found) {
    let text = field.text;
    let bytes = text.as_bytes();
    let beside_letter = |pair: &[u8]| pair[0].is_ascii_alphabetic() && pair[1] == b'{' || pair[0] == b'}' && pair[1].is_ascii_alphabetic();
    if !bytes.windows(2).any(beside_letter) {
        return;
    }
    let mut groups: Vec<Range<usize>> = Vec::new();
    walk(text, |at, what, depth| {
        if what == What::Byte(b'{') && depth == 1 && !text[..at].ends_with(|c: char| c.is_ascii_alphabetic() && command_before(text, at)) {
            let length = text[at + 1..].find('}').unwrap_or(0);
            let inside = &text[at + 1..at + 1 + length];
            let behind = bytes.get(at + length + 2);
            let before = at.checked_sub(1).and_then(|before| bytes.get(before));
            let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
            let whole = !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_alphabetic());
            // `{MDP}s` is an acronym in the plural.
            let plural =
                length > 1 && behind == Some(&b's') && !letter(bytes.get(at + length + 3)) && inside.bytes().all(|byte| byte.is_ascii_uppercase());
            if whole && !plural && (letter(behind) || letter(before)) && !command_before(text, at) {
                groups.push(at..at + length + 2);
            }
        }
    });
    let Some(first) = groups.first().cloned() else { return };
    // Several groups in one word become one.
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    for group in groups {
        let start =
            group.start - text[..group.start].bytes().rev().take_while(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'{' | b'}')).count();
        let end = group.end + text[group.end..].bytes().take_while(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'{' | b'}')).count();
        let word: String = text[start..end].chars().filter(|c| !matches!(c, '{' | '}')).collect();
        let whole = crate::text::latex::is_balanced(&text[start..end]);
        if whole && edits.last().is_none_or(|(_, last, _)| *last <= start) {
            edits.push((start, end, format!("{{{word}}}")));
        }
    }
    let edits: Vec<Edit> = edits.into_iter().map(|(start, end, text)| Edit { span: field.part(start..end), text }).collect();
    let message = "braces around a part of a word";
    match edits.is_empty() {
        true => _ = found.tell(record, field, first, message),
        false => found.fix(field.part(first), record.entry, message, "put the whole word in braces", edits),
    }
}

/// Whether the braces at a place are the argument of a command.
fn command_before(text: &str, at: usize) -> bool {
    let letters = text[..at].bytes().rev().take_while(u8::is_ascii_alphabetic).count();
    let start = at - letters;
    text[..start].ends_with('\\')
        || text[..at].ends_with(['\'', '`', '^', '"', '~', '=', '.']) && text[..at - 1].ends_with('\\')
        || text[..at].ends_with(['^', '_'])
}

fn details(record: &Record, field: &Field, found: &mut Found) {
    let Some((head, tail)) = field.text.rsplit_once(',') else { return };
    let tail = tail.trim().trim_end_matches('.');
    let year = record.field("year").map_or("", |year| year.text);
    let pages = ["pp. ", "pp.", "pages ", "p. ", "S. "]
        .iter()
        .any(|word| tail.strip_prefix(word).is_some_and(|rest| rest.trim().starts_with(|c: char| c.is_ascii_digit())));
    let is_year = tail.len() == 4 && tail == year;
    if !(pages || is_year) {
        return;
    }
    // `Berlin, May 2-4, 2005`: the days go with the year.
    let head = match head.rsplit_once(',') {
        Some((before, days)) if is_year && super::dates::begins_with_month(days.trim()) => before,
        _ => head,
    };
    let at = place(field.text, tail);
    let message = format!("`{tail}` has a field of its own");
    match crate::text::latex::is_balanced(head) {
        true => {
            let edit = Edit::remove(field.part(head.trim_end().len()..field.text.len()));
            found.fix(field.part(at), record.entry, message, "cut it off", vec![edit]);
        }
        false => _ = found.tell(record, field, at, message),
    }
}

fn quoted(record: &Record, field: &Field, found: &mut Found) {
    const MARKS: &[(&str, &str)] = &[("``", "''"), ("\"", "\""), ("“", "”"), ("„", "“"), ("«", "»")];
    for (open, close) in MARKS {
        let inside = field.text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        let Some(inside) = inside.filter(|inside| inside.len() > 3 && !inside.contains(close) && !inside.contains(open)) else { continue };
        let (start, end) = (field.text.len() - field.text[open.len()..].len(), open.len() + inside.len());
        let edits = vec![Edit::remove(field.part(0..start)), Edit::remove(field.part(end..field.text.len()))];
        found.fix(field.span, record.entry, "the title stands in quotation marks", "take them out", edits);
        return;
    }
}

fn title_equals_book(record: &Record, found: &mut Found) {
    let (Some(title), Some(book)) = (record.of(Roles::TITLE), record.of(Roles::BOOKTITLE)) else { return };
    if record.is_reference() || title.text.len() < 8 || title.text.len().abs_diff(book.text.len()) > 20 || !title.text.contains(' ') {
        return;
    }
    // A web page may well be called as its site, and a book as its volume.
    let part = record.is_of(&["incollection", "inproceedings", "conference"]);
    if part && fold(title.text) == fold(book.text) {
        let span = book.span;
        found.at(title.span, record.entry, "the title is that of the book").relate(span, "the book");
    }
}

fn doubled_word(record: &Record, field: &Field, found: &mut Found) {
    const SMALL: &[&str] =
        &["the", "of", "in", "and", "for", "to", "an", "with", "by", "from", "der", "und", "von", "le", "les", "el", "et", "du", "des"];
    let mut before: Option<(Range<usize>, &str)> = None;
    for (range, word) in field.words() {
        if let Some((last, other)) = &before
            && other.eq_ignore_ascii_case(word)
            && SMALL.contains(&word)
        {
            let edit = Edit::remove(field.part(last.end..range.end));
            found.fix(field.part(range.clone()), record.entry, format!("`{word}` stands here twice"), "take it out", vec![edit]);
        }
        before = Some((range, word));
    }
}

fn trailing_comma(record: &Record, field: &Field, found: &mut Found) {
    let bare = field.text.trim_end_matches([',', ';', ' ']);
    let entity = field.text.ends_with(';') && bare.rfind('&').is_some_and(|at| bare.len() - at < 9 && !bare[at..].contains(' '));
    if bare.len() < field.text.len() && !bare.is_empty() && !entity && !bare.ends_with('\\') {
        found.mend(record, field, bare.len()..field.text.len(), "", format!("`{}` at the end", field.text[bare.len()..].trim()));
    }
}

fn subtitle(record: &Record, field: &Field, found: &mut Found) {
    let splits = record.subject.dialect(record.entry.id.source) != Dialect::Bibtex && !record.has("subtitle") && field.part == Some(PartKind::Braced);
    let Some((main, sub)) = field.text.split_once(": ").filter(|_| splits) else { return };
    if main.len() > 2 && crate::text::latex::is_balanced(main) && !sub.trim().is_empty() {
        let at = place(field.text, sub);
        let edit = Edit { span: field.part(main.len()..at.start), text: "}, subtitle = {".to_owned() };
        found.fix(field.part(at), record.entry, "the subtitle has a field of its own", "split the title", vec![edit]);
    }
}

fn chemical(record: &Record, field: &Field, found: &mut Found) {
    const ELEMENTS: &[&str] = &[
        "H", "B", "C", "N", "O", "F", "P", "S", "K", "V", "Y", "I", "W", "U", "Li", "Na", "Mg", "Al", "Si", "Cl", "Ca", "Ti", "Cr", "Mn", "Fe", "Co",
        "Ni", "Cu", "Zn", "Ga", "Ge", "As", "Se", "Br", "Sr", "Zr", "Nb", "Mo", "Ag", "Cd", "In", "Sn", "Sb", "Te", "Ba", "La", "Ce", "Hf", "Ta",
        "Pt", "Au", "Hg", "Pb", "Bi",
    ];
    for range in words(field.text) {
        let word = &field.text[range.clone()];
        let (mut rest, mut elements, mut digits, mut new) = (word, 0, 0, String::new());
        while !rest.is_empty() {
            let number = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let element = [2, 1].iter().find_map(|length| rest.get(..*length).filter(|start| ELEMENTS.contains(start)));
            match (number, element) {
                (0, Some(element)) => (rest, elements, new) = (&rest[element.len()..], elements + 1, new + element),
                (1 | 2, _) if elements > 0 => {
                    (rest, digits, new) = (&rest[number..], digits + 1, new + &format!("\\textsubscript{{{}}}", &rest[..number]))
                }
                _ => break,
            }
        }
        if rest.is_empty() && elements >= 2 && digits >= 1 {
            found.mend(record, field, range, &format!("{{{new}}}"), format!("`{word}` looks like a formula"));
        }
    }
}

fn case_style(record: &Record, field: &Field, found: &mut Found) {
    let all: Vec<Range<usize>> = words(field.text);
    let long = |range: &&Range<usize>| range.len() > 3;
    let (count, capitals) = all.iter().skip(1).filter(long).fold((0, 0), |(count, capitals), range| {
        (count + 1, capitals + usize::from(field.text[range.clone()].starts_with(|c: char| c.is_ascii_uppercase())))
    });
    if count < 3 || capitals < count {
        return;
    }
    let edits = all.iter().skip(1).filter(|range| {
        let word = &field.text[(*range).clone()];
        word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.len() > 1
            && !word[1..].contains(|c: char| c.is_uppercase())
            && !field.text[..range.start].trim_end().ends_with([':', '?', '.'])
    });
    let edits = edits
        .map(|range| Edit { span: field.part(range.start..range.start + 1), text: field.text[range.start..=range.start].to_ascii_lowercase() })
        .collect();
    found.fix(field.span, record.entry, "a capital on every word", "write small letters", edits);
}
