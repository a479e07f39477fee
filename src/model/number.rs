//! Numbers: what the text of a number variable means. The text itself stays as it was written.

/// What the text of a number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// A whole number, from digits, an ordinal ("2nd", "3.") or a Roman numeral.
    Whole(u32),
    /// Two numbers and all between them.
    Range(u32, u32),
    /// Anything else: "C8", "12A", "Suppl. 1".
    Text,
}

impl Number {
    /// What a text says as a number.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        if let Some(number) = whole(text) {
            return Self::Whole(number);
        }
        let ends = text.split_once(['-', '–', '—', '/']).map(|(a, b)| (whole(a.trim()), whole(b.trim_start_matches(['-', '–']).trim())));
        match ends {
            Some((Some(a), Some(b))) => Self::Range(a, b),
            _ => Self::Text,
        }
    }
}

fn whole(text: &str) -> Option<u32> {
    let digits = text.trim_end_matches('.');
    let digits = ["st", "nd", "rd", "th", "e", "a", "ª", "º"].iter().find_map(|end| digits.strip_suffix(end)).unwrap_or(digits);
    match digits.parse() {
        Ok(number) if !digits.starts_with('+') => Some(number),
        _ => roman(text.trim_end_matches('.')),
    }
}

/// The value of a Roman numeral in its one proper form, all capitals or all small.
pub(crate) fn roman(text: &str) -> Option<u32> {
    const DIGITS: [(&str, u32); 13] = [
        ("M", 1000),
        ("CM", 900),
        ("D", 500),
        ("CD", 400),
        ("C", 100),
        ("XC", 90),
        ("L", 50),
        ("XL", 40),
        ("X", 10),
        ("IX", 9),
        ("V", 5),
        ("IV", 4),
        ("I", 1),
    ];
    if text.is_empty()
        || text.len() > 15
        || !text.is_ascii()
        || text.bytes().any(|b| b.is_ascii_lowercase()) && text.bytes().any(|b| b.is_ascii_uppercase())
    {
        return None;
    }
    let upper = text.to_ascii_uppercase();
    let (mut rest, mut value) = (upper.as_str(), 0);
    for (digit, worth) in DIGITS {
        let most = if digit.len() == 2 || digit == "V" || digit == "L" || digit == "D" { 1 } else { 3 };
        for _ in 0..most {
            let Some(after) = rest.strip_prefix(digit) else { break };
            (rest, value) = (after, value + worth);
        }
    }
    rest.is_empty().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_many_clothes() {
        for (text, number) in [
            ("12", Number::Whole(12)),
            (" 2nd ", Number::Whole(2)),
            ("3.", Number::Whole(3)),
            ("XIV", Number::Whole(14)),
            ("iv", Number::Whole(4)),
            ("IIII", Number::Text),
            ("Xi", Number::Text),
            ("3-4", Number::Range(3, 4)),
            ("65–66", Number::Range(65, 66)),
            ("12A", Number::Text),
            ("", Number::Text),
            ("99999999999", Number::Text),
        ] {
            assert_eq!(Number::parse(text), number, "{text}");
        }
    }
}
