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
        assert!(!Pages::parse("1234-45, iv–x").is_reversed());
    }
}
