//! Names by EndNote's rules: `Family, Given, Suffix`; an organisation ends with a comma, or has two where its first one stands.

use crate::model::Name;

/// The name that a text is. A text without commas is no more than that.
pub(super) fn read(text: &str) -> Name {
    if let Some(whole) = text.strip_suffix(',').filter(|whole| !whole.contains(',')) {
        return Name::literal(whole);
    }
    if text.contains(",,") {
        return Name::literal(text.replacen(",,", ",", 1));
    }
    let mut parts = text.splitn(3, ',').map(str::trim);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(family), Some(given), suffix) if !family.is_empty() => Name::person(family, given).with_suffix(suffix.unwrap_or_default()),
        _ => Name::literal(text),
    }
}

/// The text of a name.
pub(super) fn write(name: &Name) -> String {
    if name.is_literal() {
        return match name.literal.contains(',') {
            true => name.literal.replacen(',', ",,", 1),
            false => format!("{},", name.literal),
        };
    }
    let join = |parts: [&str; 2]| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let family = join([&name.non_dropping_particle, &name.family]);
    let given = join([&name.given, &name.dropping_particle]);
    match name.suffix.is_empty() {
        true => format!("{family}, {given}"),
        false => format!("{family}, {given}, {}", name.suffix),
    }
}

/// The text that stands for all who are not named.
pub(super) const OTHERS: &str = "et al.,";

/// Whether a text stands for all who are not named.
pub(super) fn is_others(text: &str) -> bool {
    matches!(text.trim_end_matches(','), "et al." | "et al")
}
