//! Spaces, dashes and quotation marks in what is printed.

use super::tex::{What, walk};
use super::*;
use crate::syntax::PartKind;

family! {
    TYPOGRAPHY "typography" Warning Safe On: "a space before a comma or full stop",
        "No language sets one there; it came along when the text was copied. The fix takes it out.",
        [bibtex "@misc{smith, title = {Bees , birds and flies}}" => "@misc{smith, title = {Bees, birds and flies}}"],
        field(Roles::PRINTED, space_before).with(b" ");
    STRAIGHT_QUOTES "straight-quotes" Warning Safe On: "straight quotation marks in LaTeX",
        "LaTeX prints `\"` as a closing mark, at the beginning of a word too. The fix writes ``…''.",
        [bibtex "@misc{smith, title = {On \"busy\" bees}}" => "@misc{smith, title = {On ``busy'' bees}}"],
        field(Roles::PRINTED.but(Roles::NAMES), straight_quotes).bibtex().with(b"\"");
    SPACED_HYPHEN "spaced-hyphen" Info Safe On: "a hyphen where a dash is meant",
        "Between spaces stands a dash, which LaTeX writes `--`. The fix writes it.",
        [bibtex "@misc{smith, title = {Bees - a history}}" => "@misc{smith, title = {Bees -- a history}}"],
        field(Roles::TITLES, spaced_hyphen).bibtex().with(b"-");
    ELLIPSIS "ascii-ellipsis" Info Safe Off: "three full stops for an ellipsis",
        "LaTeX sets them too close; `\\ldots{}` has the right spaces. The fix writes it.",
        [bibtex "@misc{smith, title = {Bees... and birds}}" => "@misc{smith, title = {Bees\\ldots{} and birds}}"],
        field(Roles::TITLES, ellipsis).bibtex().with(b".");
    WHITESPACE "whitespace-or-newline" Warning Safe On: "too much white space in a value",
        "Two spaces, or spaces at the ends, came along when the value was copied; programs that compare take them for something. The fix leaves one.",
        [bibtex "@misc{smith, title = {On  the bees}}" => "@misc{smith, title = {On the bees}}",
         bibtex "@misc{smith, title = { On the bees }}" => "@misc{smith, title = {On the bees}}"],
        Scope::Record(whitespace);
    MISSING_SPACE "missing-space" Info Safe On: "no space behind a comma",
        "It was lost when the text was copied. The fix sets it.",
        [bibtex "@misc{smith, title = {Bees,birds and flies}}" => "@misc{smith, title = {Bees, birds and flies}}"],
        field(Roles::TITLE.and(Roles::BOOKTITLE).and(Roles::JOURNAL).and(Roles::PUBLISHER), missing_space).with(b",");
    SPACE_IN_PARENTHESES "space-in-parentheses" Info Safe On: "a space behind an opening or before a closing parenthesis",
        "It came along when the text was copied. The fix takes it out.",
        [bibtex "@misc{smith, title = {Bees ( and birds )}}" => "@misc{smith, title = {Bees (and birds)}}"],
        field(Roles::TITLES, space_in_parentheses).with(b"()");
}

fn space_before(record: &Record, field: &Field, found: &mut Found) {
    let text = field.text;
    for at in memchr::memchr2_iter(b',', b'.', text.as_bytes()).filter(|at| text[..*at].ends_with(' ')) {
        let before = text[..at].trim_end_matches(' ');
        let behind = text[at + 1..].chars().next();
        let ends = behind.is_none_or(|c| c.is_whitespace() || c == '}');
        // " .NET" and " ..." begin words; " , " alone may stand in mathematics.
        if before.len() < at && !before.is_empty() && ends && !before.ends_with(['.', ',', '$', '\\', '}', '\n']) && !text.contains('$') {
            let span = field.part(before.len()..at + 1);
            let edit = Edit::remove(field.part(before.len()..at));
            found.fix(span, record.entry, format!("a space before `{}`", &text[at..=at]), "take it out", vec![edit]);
        }
    }
}

fn straight_quotes(record: &Record, field: &Field, found: &mut Found) {
    let text = field.text;
    if field.part != Some(PartKind::Braced) {
        return;
    }
    let mut marks = Vec::new();
    walk(text, |at, what, _| marks.extend((what == What::Byte(b'"')).then_some(at)));
    for pair in marks.chunks(2) {
        let &[open, close] = pair else { return };
        let opens = text[..open].chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '{' | '[' | '-'));
        let closes = text[close + 1..]
            .chars()
            .next()
            .is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '}' | ']' | ',' | '.' | ':' | ';' | '?' | '!' | '-' | '\''));
        let words = !text[open + 1..].starts_with(char::is_whitespace) && !text[..close].ends_with(char::is_whitespace) && close > open + 1;
        // Anything else may be one of babel's shorthands, or inches.
        if !(opens && closes && words) {
            return;
        }
        let edits = vec![
            Edit { span: field.part(open..open + 1), text: "``".to_owned() },
            Edit { span: field.part(close..close + 1), text: "''".to_owned() },
        ];
        found.fix(field.part(open..close + 1), record.entry, "straight quotation marks", "write ``…''", edits);
    }
}

fn spaced_hyphen(record: &Record, field: &Field, found: &mut Found) {
    let mut places = Vec::new();
    let text = field.text;
    walk(text, |at, what, _| places.extend((what == What::Byte(b'-')).then_some(at)));
    let spaced = |at: &usize| text[..*at].ends_with(' ') && text[at + 1..].starts_with(' ') && *at > 1;
    for at in places.into_iter().filter(spaced) {
        found.mend(record, field, at..at + 1, "--", "a hyphen between spaces");
    }
}

fn ellipsis(record: &Record, field: &Field, found: &mut Found) {
    for (at, _) in field.text.match_indices("...") {
        if !field.text[..at].ends_with('.') && !field.text[at + 3..].starts_with('.') {
            found.mend(record, field, at..at + 3, "\\ldots{}", "three full stops");
        }
    }
}

fn whitespace(record: &Record, found: &mut Found) {
    if record.is_reference() {
        return;
    }
    let shown = Roles::PRINTED.and(Roles::IDENTIFIERS).and(Roles::PAGES).and(Roles::VOLUME).and(Roles::NUMBER).and(Roles::YEAR).and(Roles::URL);
    let printed = record.fields.iter().filter(|field| field.is_plain() && shown.contains(field.role) && !Roles::NOTE.contains(field.role));
    for field in printed {
        if let Some((span, edits)) = too_much(field) {
            found.fix(span, record.entry, "too much white space", "leave one space", edits);
        }
    }
}

/// Where there is too much white space in a value, first of all, and how all of it is mended. A line's end and what it is indented by are the
/// layout's affair.
fn too_much(field: &Field) -> Option<(Span, Vec<Edit>)> {
    let mut edits = Vec::new();
    let bytes = field.text.as_bytes();
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let wide = field.has(b"\t") || memchr::memchr_iter(b' ', bytes).any(|at| bytes.get(at + 1) == Some(&b' '));
    let mut at = if wide { 0 } else { bytes.len() };
    while let Some(offset) = bytes[at..].iter().position(is_blank) {
        let start = at + offset;
        let end = start + bytes[start..].iter().take_while(|byte| is_blank(byte)).count();
        let beside_line = bytes.get(end).is_some_and(|byte| matches!(byte, b'\n' | b'\r')) || start > 0 && matches!(bytes[start - 1], b'\n' | b'\r');
        if (end - start > 1 || bytes[start] == b'\t') && !beside_line {
            edits.push(Edit { span: field.part(start..end), text: " ".to_owned() });
        }
        at = end;
    }
    if field.part == Some(PartKind::Braced) {
        let (inner, text) = (Span { start: field.whole.start + 1, end: field.whole.end.saturating_sub(1), ..field.whole }, field.span);
        let before = Span { end: text.start, ..inner };
        let behind = Span { start: text.end, ..inner };
        // A line's end within the delimiters is layout.
        if before.start < before.end && before.end - before.start < 3 {
            edits.insert(0, Edit::remove(before));
        }
        if behind.start < behind.end && behind.end - behind.start < 3 {
            edits.push(Edit::remove(behind));
        }
    }
    Some((edits.first()?.span, edits))
}

fn missing_space(record: &Record, field: &Field, found: &mut Found) {
    let text = field.text;
    if field.has(b"$\\") {
        return;
    }
    for (at, _) in text.match_indices(',') {
        let before = text[..at].rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let behind = text[at + 1..].split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        // `N,N'-dimethyl` and `(p,q)` are written so.
        if before.chars().count() >= 3 && behind.chars().count() >= 3 {
            let edit = Edit { span: field.part(at + 1..at + 1), text: " ".to_owned() };
            found.fix(field.part(at..at + 1), record.entry, "no space behind a comma", "set it", vec![edit]);
        }
    }
}

fn space_in_parentheses(record: &Record, field: &Field, found: &mut Found) {
    let text = field.text;
    let open = text.match_indices("( ").map(|(at, _)| at + 1..text.len() - text[at + 1..].trim_start_matches(' ').len());
    let close = text.match_indices(" )").map(|(at, _)| text[..at].trim_end_matches(' ').len()..at + 1);
    let places: Vec<_> = open.chain(close).filter(|range| range.start < range.end && range.start > 0).collect();
    let Some(first) = places.first().cloned().filter(|_| !field.has(b"$")) else { return };
    let edits = places.into_iter().map(|range| Edit::remove(field.part(range))).collect();
    found.fix(field.part(first), record.entry, "a space inside parentheses", "take it out", edits);
}
