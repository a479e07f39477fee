//! Single names: initials, capitals, suffixes, the order of their parts.

use super::names_of::{is_organisation, outside};
use super::*;
use crate::model::id::Orcid;

family! {
    INITIALS_SPACING "initials-spacing" Warning Safe On: "initials without space between them",
        "BibTeX takes `J.K.` for one name and shortens it to `J.`. The fix sets the spaces.",
        [bibtex "@misc{smith, title = {One}, author = {Smith, J.K.}}" => "@misc{smith, title = {One}, author = {Smith, J. K.}}"],
        field(Roles::NAMES, initials_spacing).bibtex().with(b".");
    MISSING_INITIAL_DOT "missing-initial-dot" Info Safe Off: "an initial without full stop",
        "Styles print given names as they stand; with and without full stops side by side look careless. The fix sets them.",
        [bibtex "@misc{smith, title = {One}, author = {Smith, J}}" => "@misc{smith, title = {One}, author = {Smith, J.}}"],
        field(Roles::NAMES, missing_dot).bibtex().all();
    ALL_CAPS_NAME "all-caps-name" Warning Unsafe On: "a name in capitals",
        "Styles can make capitals of small letters, but not the other way round. The fix writes the name with a capital first; it is unsafe, for names like MacDonald have more.",
        [bibtex "@misc{smith, title = {One}, author = {SMITH, Anna}}" => "@misc{smith, title = {One}, author = {Smith, Anna}}"],
        field(Roles::NAMES, all_caps).bibtex().all();
    NAME_ORDER "name-order-style" Info Safe Off: "a name with the given names first",
        "`Family, Given` leaves no doubt where the family name begins. The fix writes the name so, as BibTeX reads it anyway.",
        [bibtex "@misc{smith, title = {One}, author = {Anna Smith}}" => "@misc{smith, title = {One}, author = {Smith, Anna}}"],
        field(Roles::NAMES, name_order).bibtex().all();
    SUFFIX_POSITION "suffix-position" Warning Safe On: "`Jr.` in the wrong place",
        "BibTeX wants `Smith, Jr., John`; elsewhere the suffix is taken for a given or family name. The fix puts it there.",
        [bibtex "@misc{smith, title = {One}, author = {Smith, John Jr.}}" => "@misc{smith, title = {One}, author = {Smith, Jr., John}}"],
        field(Roles::NAMES, suffix_position).bibtex().with(b"JSI");
    ORCID_CHECKSUM "orcid-checksum" Error None On: "an ORCID that is none",
        "Its last digit is computed from the others, and does not fit: a digit is wrong, or two have changed places.",
        [bibtex "@misc{smith, title = {One}, orcid = {0000-0002-1825-0098}}" => "@misc{smith, title = {One}, orcid = {0000-0002-1825-0097}}"],
        field(Roles::ORCID, orcid).with(b"0123456789");
}

fn initials_spacing(record: &Record, field: &Field, found: &mut Found) {
    let joined = |three: &[u8]| three[0].is_ascii_uppercase() && three[1] == b'.' && three[2].is_ascii_uppercase();
    if !field.text.as_bytes().windows(3).any(joined) {
        return;
    }
    for range in record.names(field).iter().cloned() {
        let name = &field.text[range.clone()];
        if is_organisation(name) || name.contains('\\') && name.contains("url") {
            continue;
        }
        let bytes = name.as_bytes();
        let joined = outside(name, b'.').into_iter().filter(|at| {
            let letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_uppercase);
            let begins = at.checked_sub(2).is_none_or(|before| matches!(bytes[before], b' ' | b'.' | b'-' | b',' | b'~' | b'\n' | b'\t'));
            letter(at.checked_sub(1)) && begins && letter(Some(at + 1))
        });
        let joined: Vec<usize> = joined.collect();
        if let (Some(first), Some(last)) = (joined.first(), joined.last()) {
            let edits = joined.iter().map(|at| Edit { span: field.part(range.start + at + 1..range.start + at + 1), text: " ".to_owned() }).collect();
            let shown = range.start + first - 1..range.start + last + 2;
            found.fix(field.part(shown), record.entry, "no space between initials", "set the spaces", edits);
        }
    }
}

fn missing_dot(record: &Record, field: &Field, found: &mut Found) {
    for range in record.names(field).iter().cloned() {
        let name = &field.text[range.clone()];
        let Some(comma) = outside(name, b',').last().copied() else { continue };
        for word in name[comma + 1..].split_whitespace() {
            if word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_uppercase()) {
                let at = range.start + place(name, word).end;
                let edit = Edit { span: field.part(at..at), text: ".".to_owned() };
                found.fix(field.part(at - 1..at), record.entry, "an initial without full stop", "set it", vec![edit]);
            }
        }
    }
}

fn all_caps(record: &Record, field: &Field, found: &mut Found) {
    // Most lists have no four capitals in a row, which is all that is asked of most.
    let capital = |byte: &u8| byte.is_ascii_uppercase() || *byte >= 0x80 || matches!(byte, b'-' | b'\'');
    if !field.text.as_bytes().chunk_by(|a, b| capital(a) && capital(b)).any(|run| run.len() > 3) {
        return;
    }
    for range in record.names(field).iter().cloned() {
        let name = &field.text[range.clone()];
        if name.contains(['{', '\\']) || is_organisation(name) {
            continue;
        }
        let words: Vec<&str> = name.split_whitespace().collect();
        let family = match name.split_once(',') {
            Some((family, given)) if !given.trim().is_empty() => family.split_whitespace().last(),
            None if words.len() > 1 => words.last().copied(),
            _ => None,
        };
        let capital =
            |word: &str| word.chars().filter(|c| c.is_alphabetic()).count() >= 4 && word.chars().all(|c| c.is_uppercase() || matches!(c, '-' | '\''));
        let Some(family) = family.filter(|family| capital(family)) else { continue };
        // Initials run together (`SMITH JKLM`) are no family name.
        if words.len() > 1 && name.contains(',') || words.iter().rev().skip(1).all(|word| !capital(word) && !word.chars().all(char::is_uppercase)) {
            let place = place(name, family);
            let small = capitalised(family);
            found.mend(record, field, range.start + place.start..range.start + place.end, &small, format!("`{family}` is in capitals"));
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut first = true;
    let lower = |c: char| {
        let starts = std::mem::replace(&mut first, !c.is_alphabetic());
        if starts { c.to_string() } else { c.to_lowercase().to_string() }
    };
    word.chars().map(lower).collect()
}

fn name_order(record: &Record, field: &Field, found: &mut Found) {
    for range in record.names(field).iter().cloned() {
        let name = &field.text[range.clone()];
        let words: Vec<&str> = name.split_whitespace().collect();
        let small = words.iter().any(|word| word.starts_with(char::is_lowercase));
        if words.len() < 2 || name.contains([',', '{', '\\', '=']) || small || is_organisation(name) {
            continue;
        }
        let (family, given) = (words[words.len() - 1], words[..words.len() - 1].join(" "));
        found.mend(record, field, range, &format!("{family}, {given}"), "the given names stand first");
    }
}

fn suffix_position(record: &Record, field: &Field, found: &mut Found) {
    const SUFFIXES: &[&str] = &["Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"];
    for range in record.names(field).iter().cloned() {
        let name = &field.text[range.clone()];
        let Some((head, suffix)) = name.rsplit_once([' ', '\n', '~']).filter(|(_, last)| SUFFIXES.contains(last)) else { continue };
        let head = head.trim_end_matches([' ', '\n', '~']);
        let new = match outside(name, b',')[..] {
            [comma] if comma < head.len() && comma + 1 < head.len() => {
                let (family, given) = (&head[..comma], head[comma + 1..].trim());
                if given.is_empty() { continue } else { format!("{family}, {suffix}, {given}") }
            }
            [] if !head.contains(['{', '\\']) && head.split_whitespace().count() > 1 && !is_organisation(head) => {
                let (given, family) = head.rsplit_once([' ', '\n']).unwrap_or_default();
                format!("{family}, {suffix}, {}", given.trim())
            }
            _ => continue,
        };
        let at = range.start + place(name, suffix).start;
        let edit = Edit { span: field.part(range), text: new.clone() };
        found.fix(
            field.part(at..at + suffix.len()),
            record.entry,
            format!("`{suffix}` stands in the wrong place"),
            &format!("write `{new}`"),
            vec![edit],
        );
    }
}

fn orcid(record: &Record, field: &Field, found: &mut Found) {
    for one in field.text.split([',', ';', ' ']).filter(|one| one.contains(|c: char| c.is_ascii_digit())) {
        if let Err(why) = Orcid::parse(one) {
            found.tell(record, field, place(field.text, one), format!("`{one}` is no ORCID: {why}"));
        }
    }
}
