//! Identifiers. To parse one is to validate it; each is shown in the one form that its agency recommends.

use std::fmt;
use thiserror::Error;

/// Why a text is no such identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidId {
    /// Not of its form.
    #[error("not of the form of {0}")]
    Form(&'static str),
    /// The check digit does not fit the others.
    #[error("the check digit of {0} does not fit")]
    Checksum(&'static str),
}
use InvalidId::{Checksum, Form};

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// In its recommended form.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

identifier! {
    /// A DOI, without resolver or prefix: `10.1007/978-3-319`. Case does not matter in it; it is kept as written.
    Doi
}
identifier! {
    /// An ISBN as 13 digits without hyphens; ISBN-10 are told apart by [`Isbn::is_ten`] of the text they came from.
    Isbn
}
identifier! {
    /// An ISSN: `1234-567X`.
    Issn
}
identifier! {
    /// An arXiv identifier without version and prefix changes: `2401.01234v2`, `math.GT/0309136`.
    Arxiv
}
identifier! {
    /// A PubMed identifier: digits.
    Pmid
}
identifier! {
    /// A PubMed Central identifier: `PMC` and digits.
    Pmcid
}
identifier! {
    /// An ORCID: four groups of four, `0000-0002-1825-0097`.
    Orcid
}
identifier! {
    /// An absolute URL with scheme and host, as written.
    Url
}

/// `text` behind any of the prefixes, in whatever case, with what separates it.
fn after_prefix<'t>(text: &'t str, prefixes: &[&str]) -> &'t str {
    let mut rest = text.trim();
    for prefix in prefixes {
        if rest.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix)) {
            rest = rest[prefix.len()..].trim_start_matches([':', ' ', '\u{a0}']);
        }
    }
    rest
}

impl Doi {
    /// Reads a DOI, bare or behind `doi:`, `https://doi.org/` and older resolvers.
    /// The form is that of the DOI Handbook, 2.2: directory indicator 10, registrant, slash, suffix.
    ///
    /// # Errors
    /// What is not of that form. White space is no part of a DOI.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let bare = after_prefix(text, &["https://", "http://", "dx.", "www.", "doi.org/", "doi.acm.org/", "doi"]);
        let (registrant, suffix) = bare.split_once('/').ok_or(Form("a DOI"))?;
        let digits = registrant.strip_prefix("10.").ok_or(Form("a DOI"))?;
        let proper = digits.len() >= 4 && digits.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        match proper && !suffix.is_empty() && !bare.contains(|c: char| c.is_whitespace() || c.is_control()) {
            true => Ok(Self(bare.to_owned())),
            false => Err(Form("a DOI")),
        }
    }

    /// The form in which two DOIs are compared.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// What people write between the parts of an ISBN.
const HYPHENS: [char; 5] = ['-', ' ', '‐', '–', '\u{a0}'];

impl Isbn {
    /// Reads an ISBN of 10 or 13 digits, with hyphens or spaces, with or without `ISBN` before it (ISO 2108).
    ///
    /// # Errors
    /// What has not 10 or 13 digits, or a check digit that does not fit.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let bare = after_prefix(text, &["isbn", "-13", "-10"]);
        let digits: String = bare.chars().filter(|c| !HYPHENS.contains(c)).collect();
        match digits.len() {
            10 => Self::ten(&digits),
            13 => Self::thirteen(&digits),
            _ => Err(Form("an ISBN")),
        }
    }

    /// Whether a text holds an ISBN of ten digits.
    pub fn is_ten(text: &str) -> bool {
        text.chars().filter(|c| c.is_ascii_digit() || matches!(c, 'X' | 'x')).count() == 10
    }

    /// An ISBN of ten or thirteen digits with a hyphen between its parts: prefix, group, publisher, title, check digit, as the ranges of the
    /// International ISBN Agency divide them. None where the text is no ISBN, or its range is given to nobody.
    pub fn hyphenated(text: &str) -> Option<String> {
        let digits: String = text.chars().filter(|c| !HYPHENS.contains(c)).collect();
        let isbn: isbn::Isbn = digits.to_ascii_uppercase().parse().ok()?;
        isbn.hyphenate().ok().map(|hyphenated| hyphenated.as_str().to_owned())
    }

    fn ten(digits: &str) -> Result<Self, InvalidId> {
        let mut sum = 0;
        for (at, c) in digits.chars().enumerate() {
            let value = match c {
                'X' | 'x' if at == 9 => 10,
                c => c.to_digit(10).ok_or(Form("an ISBN"))?,
            };
            sum += value * (10 - u32::try_from(at).unwrap_or(0));
        }
        if sum % 11 != 0 {
            return Err(Checksum("this ISBN"));
        }
        let body = format!("978{}", &digits[..9]);
        let check = (10 - weighted(&body) % 10) % 10;
        Ok(Self(format!("{body}{check}")))
    }

    fn thirteen(digits: &str) -> Result<Self, InvalidId> {
        if !digits.bytes().all(|b| b.is_ascii_digit()) || !(digits.starts_with("978") || digits.starts_with("979")) {
            return Err(Form("an ISBN"));
        }
        match weighted(digits) % 10 {
            0 => Ok(Self(digits.to_owned())),
            _ => Err(Checksum("this ISBN")),
        }
    }
}

/// The sum of digits weighted 1, 3, 1, 3 … (EAN).
fn weighted(digits: &str) -> u32 {
    digits.chars().filter_map(|c| c.to_digit(10)).zip([1, 3].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum()
}

impl Issn {
    /// Reads an ISSN, with or without hyphen and `ISSN` before it (ISO 3297).
    ///
    /// # Errors
    /// What has not eight digits, or a check digit that does not fit.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let bare = after_prefix(text, &["e", "issn"]);
        let digits: Vec<char> = bare.chars().filter(|c| !matches!(c, '-' | ' ' | '‐' | '–')).collect();
        if digits.len() != 8 {
            return Err(Form("an ISSN"));
        }
        let mut sum = 0;
        for (digit, weight) in digits.iter().zip((1..=8).rev()) {
            let value = match digit {
                'X' | 'x' if weight == 1 => 10,
                c => c.to_digit(10).ok_or(Form("an ISSN"))?,
            };
            sum += value * weight;
        }
        if sum % 11 != 0 {
            return Err(Checksum("this ISSN"));
        }
        let text: String = digits.iter().map(char::to_ascii_uppercase).collect();
        Ok(Self(format!("{}-{}", &text[..4], &text[4..])))
    }
}

impl Arxiv {
    /// Reads an arXiv identifier of either scheme, with or without `arXiv:`, an `arxiv.org` address or a class in brackets.
    ///
    /// # Errors
    /// What is of neither form, or of a month that is none.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let bare = after_prefix(text, &["https://", "http://", "www.", "arxiv.org/", "abs/", "pdf/", "arxiv"]);
        let bare = bare.split([' ', '[']).next().unwrap_or_default();
        let bare = bare.strip_suffix(".pdf").unwrap_or(bare);
        let plain = bare.rsplit_once('v').filter(|(_, version)| is_digits(version)).map_or(bare, |(plain, _)| plain);
        let digits = match plain.split_once('/') {
            Some((archive, number)) => {
                let named = !archive.is_empty() && archive.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '.'));
                named.then_some(number).filter(|number| number.len() == 7)
            }
            None => plain
                .split_once('.')
                .filter(|(month, number)| month.len() == 4 && matches!(number.len(), 4 | 5))
                .map(|(month, _)| month)
                .filter(|_| plain.chars().all(|c| c.is_ascii_digit() || c == '.')),
        };
        let month = digits.filter(|digits| is_digits(digits)).and_then(|digits| digits.get(2..4)?.parse::<u8>().ok());
        match month {
            Some(1..=12) => Ok(Self(bare.to_owned())),
            _ => Err(Form("an arXiv identifier")),
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

impl Pmid {
    /// Reads a PubMed identifier: one to nine digits, with or without `PMID:`.
    ///
    /// # Errors
    /// Anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let bare = after_prefix(text, &["pmid", "pubmed"]);
        match is_digits(bare) && bare.len() <= 9 && !bare.starts_with('0') {
            true => Ok(Self(bare.to_owned())),
            false => Err(Form("a PubMed identifier")),
        }
    }
}

impl Pmcid {
    /// Reads a PubMed Central identifier, with or without `PMCID:` and `PMC`.
    ///
    /// # Errors
    /// Anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let bare = after_prefix(text, &["pmcid", "pmc"]);
        match is_digits(bare) && bare.len() <= 9 && !bare.starts_with('0') {
            true => Ok(Self(format!("PMC{bare}"))),
            false => Err(Form("a PubMed Central identifier")),
        }
    }
}

impl Orcid {
    /// Reads an ORCID, bare or as its address (ISO 27729, check digit of ISO 7064 11,2).
    ///
    /// # Errors
    /// What is not of that form, or a check digit that does not fit.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let bare = after_prefix(text, &["https://", "http://", "orcid.org/", "orcid"]).trim_end_matches('/');
        let digits: Vec<char> = bare.chars().filter(|c| *c != '-').collect();
        if digits.len() != 16 {
            return Err(Form("an ORCID"));
        }
        let mut sum = 0;
        for c in &digits[..15] {
            sum = (sum + c.to_digit(10).ok_or(Form("an ORCID"))?) * 2 % 11;
        }
        let check = match (12 - sum % 11) % 11 {
            10 => 'X',
            digit => char::from_digit(digit, 10).unwrap_or('0'),
        };
        if !digits[15].eq_ignore_ascii_case(&check) {
            return Err(Checksum("this ORCID"));
        }
        let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect::<String>().to_ascii_uppercase()).collect();
        Ok(Self(groups.join("-")))
    }
}

impl Url {
    /// Reads an absolute URL (RFC 3986): a scheme, `://`, a host, no white space.
    ///
    /// # Errors
    /// Anything else.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").ok_or(Form("a URL"))?;
        let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        match named && !host.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"')) {
            true => Ok(Self(text.to_owned())),
            false => Err(Form("a URL")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown<T: fmt::Display>(read: Result<T, InvalidId>) -> String {
        read.map_or_else(|error| error.to_string(), |id| id.to_string())
    }

    fn hyphenated(text: &str) -> String {
        Isbn::hyphenated(text).unwrap_or_else(|| "none".to_owned())
    }

    #[test]
    fn each_identifier_reads_and_refuses() {
        type Case = (fn(&str) -> String, &'static str, &'static str);
        let cases: &[Case] = &[
            (|t| shown(Doi::parse(t)), "https://doi.org/10.1000/ABC(1)", "10.1000/ABC(1)"),
            (|t| shown(Doi::parse(t)), "doi: 10.1007/s1", "10.1007/s1"),
            (|t| shown(Doi::parse(t)), "10.1/x", "not of the form of a DOI"),
            (|t| shown(Doi::parse(t)), "10.1000/a b", "not of the form of a DOI"),
            (|t| shown(Isbn::parse(t)), "ISBN 0-306-40615-2", "9780306406157"),
            (|t| shown(Isbn::parse(t)), "978-0-306-40615-7", "9780306406157"),
            (|t| shown(Isbn::parse(t)), "978-0-306-40615-8", "the check digit of this ISBN does not fit"),
            (|t| shown(Isbn::parse(t)), "080442957X", "9780804429573"),
            (|t| shown(Isbn::parse(t)), "12", "not of the form of an ISBN"),
            (hyphenated, "9780306406157", "978-0-306-40615-7"),
            (hyphenated, "0306 406152", "0-306-40615-2"),
            // Of Germany, and a publisher with a long number.
            (hyphenated, "9783161484100", "978-3-16-148410-0"),
            (hyphenated, "99921-58-10-7", "99921-58-10-7"),
            (hyphenated, "080442957x", "0-8044-2957-X"),
            (hyphenated, "9780306406158", "none"),
            (|t| shown(Issn::parse(t)), "ISSN 0378-5955", "0378-5955"),
            (|t| shown(Issn::parse(t)), "03785956", "the check digit of this ISSN does not fit"),
            (|t| shown(Arxiv::parse(t)), "arXiv:2401.01234v2 [cs.CL]", "2401.01234v2"),
            (|t| shown(Arxiv::parse(t)), "https://arxiv.org/abs/math.GT/0309136", "math.GT/0309136"),
            (|t| shown(Arxiv::parse(t)), "2413.01234", "not of the form of an arXiv identifier"),
            (|t| shown(Pmid::parse(t)), "PMID: 123456", "123456"),
            (|t| shown(Pmid::parse(t)), "12a", "not of the form of a PubMed identifier"),
            (|t| shown(Pmcid::parse(t)), "pmc3531190", "PMC3531190"),
            (|t| shown(Orcid::parse(t)), "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
            (|t| shown(Orcid::parse(t)), "0000-0002-1825-0098", "the check digit of this ORCID does not fit"),
            (|t| shown(Orcid::parse(t)), "0000-0002-1694-233X", "0000-0002-1694-233X"),
            (|t| shown(Url::parse(t)), "https://example.org/a?b#c/", "https://example.org/a?b#c/"),
            (|t| shown(Url::parse(t)), "example.org", "not of the form of a URL"),
            (|t| shown(Url::parse(t)), "https:// x", "not of the form of a URL"),
        ];
        for (read, text, expected) in cases {
            assert_eq!(read(text), *expected, "{text}");
        }
    }
}
