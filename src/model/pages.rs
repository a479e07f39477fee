//! Pages: what the text of a page variable means. The text itself stays as it was written.

use super::Number;

/// Ranges of pages, each with first and last page as written: "12–15, 18", "R204–R212".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages<'t>(pub Vec<(&'t str, Option<&'t str>)>);

impl<'t> Pages<'t> {
    /// The ranges in a text; a text without commas, semicolons and dashes is one page, or an article's number.
    pub fn parse(text: &'t str) -> Self {
        let parts = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
        Self(parts.map(range).collect())
    }

    /// The first page.
    pub fn first(&self) -> Option<&'t str> {
        self.0.first().map(|range| range.0)
    }

    /// The only range in a piece of a text of pages: its first page, the dash, its last page. None where what stands there may be one
    /// identifier: a hyphen may belong to the number of an article or a section ("12-345-6", "A-12"), a dash never does.
    pub fn range_in(piece: &'t str) -> Option<(&'t str, &'t str, &'t str)> {
        let is_dash = |c: char| matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—' | '−');
        let start = piece.find(is_dash)?;
        let behind = piece[start..].trim_start_matches(is_dash);
        let (first, dash, last) = (piece[..start].trim(), &piece[start..piece.len() - behind.len()], behind.trim());
        let forward = match (digits(first), digits(last)) {
            (Some(from), Some(to)) => to >= from || last.len() < first.len() && first.bytes().all(|byte| byte.is_ascii_digit()),
            _ => true,
        };
        let plain = dash != "-" || first.len() >= last.len() || digits(first) < digits(last);
        let is_range = !behind.contains(is_dash) && Self::is_page(first) && Self::is_page(last) && forward && plain;
        is_range.then_some((first, dash, last))
    }

    /// Whether a text may be a page: digits with a letter or two beside them, or Roman numerals.
    pub fn is_page(text: &str) -> bool {
        let head = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let digits = head.len() - head.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let tail = &head[digits..];
        let roman = text.bytes().all(|byte| b"ivxlcdmIVXLCDM".contains(&byte));
        let letters = text.len() - head.len();
        !text.is_empty() && (roman || digits > 0 && letters <= 2 && tail.len() <= 1 && tail.bytes().all(|byte| byte.is_ascii_alphabetic()))
    }

    /// The text with an en dash between the pages of each range: the normalisation [`Pages`](super::Normalisation::Pages).
    pub fn dashed(text: &str) -> String {
        let dashed = |piece: &str| match Pages::range_in(piece) {
            Some((first, _, last)) => format!("{}{first}–{last}", &piece[..piece.len() - piece.trim_start().len()]),
            None => piece.to_owned(),
        };
        text.split(',').map(dashed).collect::<Vec<_>>().join(",")
    }

    /// Whether some range ends before it begins; "1234–45" is short for "1234–1245", and does not.
    pub fn is_reversed(&self) -> bool {
        self.0.iter().any(|(first, last)| {
            let Some(last) = last else { return false };
            match (Number::parse(first), Number::parse(last)) {
                (Number::Whole(a), Number::Whole(b)) => b < a && last.len() >= first.len(),
                _ => false,
            }
        })
    }
}

fn digits(page: &str) -> Option<u64> {
    page.trim_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()
}

fn range(text: &str) -> (&str, Option<&str>) {
    match text.split_once(['-', '–', '—', '‒', '−']) {
        Some((first, last)) if !first.trim().is_empty() => {
            let last = last.trim_start_matches(['-', '–', '—', '‒', '−']).trim();
            (first.trim(), (!last.is_empty()).then_some(last))
        }
        _ => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_found_as_written() {
        assert_eq!(Pages::parse("12--15, 18").0, [("12", Some("15")), ("18", None)]);
        assert_eq!(Pages::parse("R204–R212").0, [("R204", Some("R212"))]);
        assert_eq!(Pages::parse("e1000").first(), Some("e1000"));
        assert!(Pages::parse("88–12").is_reversed());
        for (text, dashed) in [
            ("613-644", "613–644"),
            ("R204 - R212, 220", "R204–R212, 220"),
            ("12-5, iv-x", "12–5, iv–x"),
            ("A-12", "A-12"),
            ("12-345-6", "12-345-6"),
            ("3-1023", "3–1023"),
            ("e1000", "e1000"),
            ("88-12, 5-9", "88-12, 5–9"),
        ] {
            assert_eq!(Pages::dashed(text), dashed, "{text}");
        }
        assert!(!Pages::parse("1234-45, iv–x").is_reversed());
    }
}
