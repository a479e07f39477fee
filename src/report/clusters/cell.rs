//! A value in a column: broken at spaces, or anywhere where the script has none; the words that another value lacks are marked.

use crate::report::excerpt::columns;
use crate::report::full::Paint;
use crate::text::unicode::{fold, is_cjk};
use std::collections::HashSet;

/// More lines than that of one value help nobody: what differs is shown, the rest left out.
const MOST_LINES: usize = 4;
/// Words that are shown before the first that differs, where the beginning is left out.
const BEFORE: usize = 3;

/// A piece that is not broken: a word with the white space before it, or one wide character.
struct Piece<'t> {
    text: &'t str,
    space: bool,
    marked: bool,
}

/// The lines of a value, each with the columns that it takes. Words that `other` lacks are painted with `code`.
pub(super) fn lines(text: &str, other: Option<&str>, width: usize, code: &str, paint: &Paint) -> Vec<(String, usize)> {
    let pieces = pieces(text, other);
    let whole = wrap(&pieces, width, code, paint);
    if whole.len() <= MOST_LINES {
        return whole;
    }
    let first = pieces.iter().position(|piece| piece.marked).unwrap_or(0).saturating_sub(BEFORE);
    let mut shown = if first == 0 { whole } else { wrap(&from(&pieces, first), width, code, paint) };
    if shown.len() > MOST_LINES {
        shown.truncate(MOST_LINES - 1);
        shown.push(("…".to_owned(), 1));
    }
    shown
}

/// The end of a name that is too long, with an ellipsis before it: the end is what tells it from others.
pub(super) fn tail(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut room = width.saturating_sub(1);
    let fits = |c: &char| {
        let wide = columns(c.encode_utf8(&mut [0; 4]));
        let fits = wide <= room;
        room = room.saturating_sub(wide);
        fits
    };
    let mut end: Vec<char> = text.chars().rev().take_while(fits).collect();
    end.reverse();
    std::iter::once('…').chain(end).collect()
}

fn from<'t>(pieces: &[Piece<'t>], first: usize) -> Vec<Piece<'t>> {
    let dots = Piece { text: "…", space: false, marked: false };
    std::iter::once(dots).chain(pieces[first..].iter().map(|piece| Piece { ..*piece })).collect()
}

fn pieces<'t>(text: &'t str, other: Option<&str>) -> Vec<Piece<'t>> {
    let known: Option<HashSet<String>> = other.map(|other| split(other).map(|(piece, _)| fold(piece)).collect());
    let lacks = |piece: &str| known.as_ref().is_some_and(|known| !known.contains(&fold(piece)));
    split(text).map(|(text, space)| Piece { text, space, marked: lacks(text) }).collect()
}

/// The pieces of a text, each with whether a space stands before it.
fn split(text: &str) -> impl Iterator<Item = (&str, bool)> {
    text.split_whitespace().flat_map(|word| {
        let mut rest = word;
        std::iter::from_fn(move || {
            let first = rest.chars().next()?;
            let end = match is_cjk(first) {
                true => first.len_utf8(),
                false => rest.find(is_cjk).unwrap_or(rest.len()),
            };
            let (piece, left) = rest.split_at(end);
            let begins = rest.len() == word.len();
            rest = left;
            Some((piece, begins))
        })
    })
}

fn wrap(pieces: &[Piece], width: usize, code: &str, paint: &Paint) -> Vec<(String, usize)> {
    let mut lines: Vec<(String, usize)> = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for piece in pieces {
        for (part, wide) in cut(piece.text, width) {
            let space = usize::from(piece.space && used > 0);
            if used > 0 && used + space + wide > width {
                lines.push((std::mem::take(&mut line), std::mem::take(&mut used)));
            }
            if used > 0 && piece.space {
                line.push(' ');
                used += 1;
            }
            line += &if piece.marked { paint.with(code, part) } else { part.to_owned() };
            used += wide;
        }
    }
    if used > 0 || lines.is_empty() {
        lines.push((line, used));
    }
    lines
}

/// A piece in parts that fit.
fn cut(text: &str, width: usize) -> Vec<(&str, usize)> {
    let mut parts = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (at, c) in text.char_indices() {
        let wide = columns(c.encode_utf8(&mut [0; 4]));
        if used > 0 && used + wide > width {
            parts.push((&text[start..at], used));
            (start, used) = (at, 0);
        }
        used += wide;
    }
    parts.push((&text[start..], used));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str, other: Option<&str>, width: usize) -> Vec<String> {
        lines(text, other, width, "1", &Paint::new(true)).into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn values_are_broken_where_they_may() {
        for (text, width, expected) in [
            ("", 10, vec![""]),
            ("one two three", 8, vec!["one two", "three"]),
            ("incomprehensible", 6, vec!["incomp", "rehens", "ible"]),
            ("中文字符串", 4, vec!["中文", "字符", "串"]),
            ("a 中文 b", 6, vec!["a 中文", "b"]),
            ("one two three four five six", 5, vec!["one", "two", "three", "…"]),
        ] {
            assert_eq!(plain(text, None, width), expected, "{text}");
        }
    }

    #[test]
    fn the_end_of_a_name_is_what_tells() {
        for (text, expected) in [("refs.bib:3", "refs.bib:3"), ("folder/refs.bib:31", "…refs.bib:31"), ("名前名前名前名", "…名前名前名")]
        {
            assert_eq!(tail(text, 12), expected);
        }
    }

    #[test]
    fn words_that_the_other_lacks_are_marked() {
        assert_eq!(plain("Bees of Wales", Some("bees in Wales"), 20), ["Bees \u{1b}[1mof\u{1b}[0m Wales"]);
        assert_eq!(plain("中文", Some("中国"), 20), ["中\u{1b}[1m文\u{1b}[0m"]);
    }

    #[test]
    fn a_long_value_is_shown_from_where_it_differs() {
        let long = format!("{}end", "same ".repeat(40));
        assert_eq!(plain(&long, Some("same"), 20), ["… same same same \u{1b}[1mend\u{1b}[0m"]);
    }
}
