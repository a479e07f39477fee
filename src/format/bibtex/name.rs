//! Names by BibTeX's rules (`First von Last`, `von Last, First`, `von Last, Jr, First`) and biblatex's (`family=…, given=…`).
//!
//! Beyond BibTeX: small words behind the given names are a dropping particle ("Humboldt, Alexander von"), and with a comma only the small
//! words at the beginning are a particle ("Ortega y Gasset, José" is all family name). A name in braces is one that has no parts.

use crate::model::{Name, Names};
use crate::text::latex::{self, Decoded};
use crate::text::{Str, unicode};
use std::borrow::Cow;
use std::ops::Range;

/// One name.
pub(in crate::format) fn parse_one(raw: &Str) -> Name {
    Reader::default().name(raw, raw.trim())
}

/// Reads names, and keeps the room that it needs for the next ones.
#[derive(Default)]
pub(super) struct Reader {
    /// Where the names stand in the value that was read last.
    pub(super) ranges: Vec<Range<usize>>,
    decoded: Decoded,
}

impl Reader {
    /// The names in a value.
    pub(super) fn names(&mut self, raw: &Str) -> Names {
        let mut ranges = std::mem::take(&mut self.ranges);
        ranges.clear();
        split(raw, &mut ranges);
        let others = ranges.len() > 1 && ranges.last().is_some_and(|last| raw[last.clone()].eq_ignore_ascii_case("others"));
        if others {
            ranges.pop();
        }
        let list = ranges.iter().map(|range| self.name(raw, &raw[range.clone()])).collect();
        self.ranges = ranges;
        Names { list, others }
    }

    /// The name that stands in a part of a text, without white space around it.
    fn name(&mut self, whole: &Str, raw: &str) -> Name {
        match plain(raw) {
            Some((family, given)) => Name::person(whole.piece(family.into()), whole.piece(given.into())),
            None => Parts { whole, decoded: &mut self.decoded }.by_the_rules(raw),
        }
    }
}

/// The trimmed stretches between `and`s outside of braces; empty ones are left out.
fn split(raw: &str, ranges: &mut Vec<Range<usize>>) {
    let bytes = raw.as_bytes();
    let (mut start, mut depth) = (0, 0usize);
    let mut push = |range: Range<usize>| {
        let inside = unicode::trimmed(&raw[range.clone()]);
        if !inside.is_empty() {
            ranges.push(range.start + inside.start..range.start + inside.end);
        }
    };
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'a' | b'A' if depth == 0 && at >= start && is_and(bytes, at) => {
                push(start..at);
                start = at + 3;
            }
            _ => {}
        }
    }
    push(start..raw.len());
}

fn is_and(bytes: &[u8], at: usize) -> bool {
    let space = |at: Option<&u8>| at.is_none_or(u8::is_ascii_whitespace);
    let before = at.checked_sub(1).map_or(Some(&b' '), |before| bytes.get(before));
    space(before) && bytes.get(at..at + 3).is_some_and(|word| word.eq_ignore_ascii_case(b"and")) && space(bytes.get(at + 3))
}

/// The name that most are: `Last, First` or `First Last` in plain characters, without particles. None for all others, though they may be
/// just as simple.
fn plain(raw: &str) -> Option<(&str, &str)> {
    if raw.bytes().any(|byte| byte < b' ' || byte == b'=') || latex::needs_decoding(raw) {
        return None;
    }
    let bytes = raw.as_bytes();
    let is_comma = |byte: &u8| *byte == b',';
    let (family, given) = match bytes.iter().position(is_comma) {
        None => {
            let space = bytes.iter().rposition(|byte| *byte == b' ')?;
            if has_small_word(&raw[..space]) {
                return None;
            }
            (&raw[space + 1..], &raw[..space])
        }
        Some(comma) => {
            let (family, given) = (raw[..comma].trim(), raw[comma + 1..].trim());
            let last_word = given.bytes().rposition(|byte| byte == b' ').map_or(0, |space| space + 1);
            if bytes[comma + 1..].iter().any(is_comma) || family.contains(' ') || is_small(&given[last_word..]) {
                return None;
            }
            (family, given)
        }
    };
    let (family, given) = (family.trim(), given.trim());
    (!family.is_empty() && !given.is_empty()).then_some((family, given))
}

/// Whether a word of a text without braces is a small one.
fn has_small_word(text: &str) -> bool {
    text.split(' ').any(is_small)
}

/// A name on its way to its parts.
struct Parts<'r> {
    /// The text that it is a piece of.
    whole: &'r Str,
    decoded: &'r mut Decoded,
}

impl Parts<'_> {
    fn by_the_rules(mut self, raw: &str) -> Name {
        if let Some(inside) = raw.strip_prefix('{')
            && latex::balanced_end(inside).is_some_and(|end| end + 2 == raw.len())
        {
            return Name::literal(self.text(&inside[..inside.len() - 1]));
        }
        if let Some(name) = raw.contains('=').then(|| self.extended(raw)).flatten() {
            return name;
        }
        let mut parts = parts(raw);
        match (parts.next().unwrap_or_default(), parts.next(), parts.next(), parts.next()) {
            (whole, None, ..) => self.without_comma(whole),
            (last, Some(first), None, _) => self.with_comma(last, "", first),
            (last, Some(suffix), Some(first), None) => self.with_comma(last, suffix, first),
            (last, Some(suffix), Some(first), Some(more)) => {
                let rest = [first, more].into_iter().chain(parts).map(str::trim).collect::<Vec<_>>().join(", ");
                self.with_comma(last, suffix, &rest)
            }
        }
    }

    fn without_comma(&mut self, raw: &str) -> Name {
        let words: Vec<Range<usize>> = words(raw).collect();
        let Some(last) = words.len().checked_sub(1) else { return Name::default() };
        let small = |at: &usize| is_small(&raw[words[*at].clone()]);
        let Some(first_small) = (0..last).find(small) else {
            return Name::person(self.span(raw, &words[last..]), self.span(raw, &words[..last]));
        };
        let family = (first_small..last).find(|at| !small(at)).unwrap_or(last);
        Name::person(self.span(raw, &words[family..]), self.span(raw, &words[..first_small]))
            .with_particle(self.span(raw, &words[first_small..family]))
    }

    fn with_comma(&mut self, last: &str, suffix: &str, first: &str) -> Name {
        let before: Vec<Range<usize>> = words(last).collect();
        let particle = before.iter().take(before.len().saturating_sub(1)).take_while(|word| is_small(&last[(*word).clone()])).count();
        let behind: Vec<Range<usize>> = words(first).collect();
        let small = behind.iter().rev().take_while(|word| is_small(&first[(*word).clone()])).count();
        let given = if small < behind.len() { behind.len() - small } else { behind.len() };
        Name::person(self.span(last, &before[particle..]), self.span(first, &behind[..given]))
            .with_particle(self.span(last, &before[..particle]))
            .with_dropping_particle(self.span(first, &behind[given..]))
            .with_suffix(self.text(suffix))
    }

    /// biblatex's extended format, where every part is `key=value`.
    fn extended(&mut self, raw: &str) -> Option<Name> {
        let mut name = Name::default();
        let mut keeps = true;
        for part in parts(raw) {
            let (key, value) = part.split_once('=')?;
            let value = value.trim();
            let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
            match key.trim() {
                "family" => name.family = self.text(value),
                "given" => name.given = self.text(value),
                "prefix" => name.non_dropping_particle = self.text(value),
                "suffix" => name.suffix = self.text(value),
                "useprefix" => keeps = value != "false",
                key if key.ends_with("-i") || key == "id" => {}
                _ => return None,
            }
        }
        if !keeps {
            name.dropping_particle = std::mem::take(&mut name.non_dropping_particle);
        }
        Some(name)
    }

    /// From the first of some words to the last.
    fn span(&mut self, raw: &str, words: &[Range<usize>]) -> Str {
        match words {
            [first, .., last] => self.text(&raw[first.start..last.end]),
            [only] => self.text(&raw[only.clone()]),
            [] => Str::empty(),
        }
    }

    /// The text of a part: without braces, ties made spaces.
    fn text(&mut self, raw: &str) -> Str {
        let raw = raw.trim();
        if !latex::needs_decoding(raw) {
            return self.whole.piece(raw.into());
        }
        let spaced = if raw.contains('~') { Cow::Owned(without_ties(raw)) } else { Cow::Borrowed(raw) };
        latex::decode_into(&spaced, self.decoded);
        let mut runs = self.decoded.runs(&spaced).map(|(text, _)| text);
        match (runs.next(), runs.next()) {
            (only, None) => self.whole.piece(only.unwrap_or_default().into()),
            (first, second) => first.into_iter().chain(second).chain(runs).collect::<String>().into(),
        }
    }
}

/// Spaces for ties.
fn without_ties(raw: &str) -> String {
    let mut spaced = String::with_capacity(raw.len());
    let mut escaped = false;
    for c in raw.chars() {
        spaced.push(if c == '~' && !escaped { ' ' } else { c });
        escaped = c == '\\' && !escaped;
    }
    spaced
}

/// The parts between commas outside of braces.
fn parts(raw: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0usize;
    raw.split(move |c: char| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    })
}

/// The words of a text, outside of braces; a tie separates words too.
fn words(raw: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = raw.as_bytes();
    let mut at = 0;
    let next = move || {
        let (mut depth, mut escaped) = (0usize, false);
        let separates =
            |at: usize, escaped: bool| !escaped && (bytes[at].is_ascii_whitespace() || bytes[at] == b'~') && !ends_with_letter(&bytes[..at]);
        while at < bytes.len() && separates(at, false) {
            at += 1;
        }
        let start = at;
        while at < bytes.len() && !(depth == 0 && separates(at, escaped)) {
            escaped = bytes[at] == b'\\' && !escaped;
            match bytes[at] {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
        (start < at).then_some(start..at)
    };
    // A no-break space between two spaces is none.
    std::iter::from_fn(next).filter(|word| !raw[word.clone()].trim().is_empty())
}

/// Commands of accents, that the letter behind the space belongs to, and of letters, that end with the space: `Fran\c cois`, `\AA ke`.
const OF_LETTERS: &[&str] = &[
    "c", "v", "u", "H", "k", "r", "d", "b", "t", "aa", "AA", "ae", "AE", "oe", "OE", "o", "O", "l", "L", "ss", "i", "j", "dh", "DH", "dj", "DJ",
    "th", "TH",
];

/// Whether a text ends with a command of letters: the space behind it separates no words.
fn ends_with_letter(text: &[u8]) -> bool {
    let name = text.len() - text.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
    text[..name].ends_with(b"\\") && OF_LETTERS.iter().any(|of| of.as_bytes() == &text[name..])
}

/// Whether a word is a small one: its first letter outside of braces, or in a "special character", is small.
fn is_small(word: &str) -> bool {
    if let Some(first) = word.bytes().next().filter(u8::is_ascii_alphabetic) {
        return first.is_ascii_lowercase();
    }
    let mut rest = word;
    while let Some(inside) = rest.strip_prefix('{') {
        if inside.starts_with('\\') {
            break;
        }
        let Some(end) = latex::balanced_end(inside) else { return false };
        rest = &inside[end + 1..];
    }
    let first = match rest.starts_with(['{', '\\']) {
        true => latex::decode_plain(rest).chars().find(|c| c.is_alphabetic()),
        false => rest.split('{').next().unwrap_or_default().chars().find(|c| c.is_alphabetic()),
    };
    first.is_some_and(char::is_lowercase)
}

/// Names as a value; whether biblatex's own format may be used.
pub(super) fn write(names: &Names, may_extend: bool) -> String {
    let mut list: Vec<String> = names.list.iter().map(|name| write_one(name, may_extend)).collect();
    if names.others {
        list.push("others".to_owned());
    }
    list.join(" and ")
}

fn write_one(name: &Name, may_extend: bool) -> String {
    if name.is_literal() {
        return format!("{{{}}}", part(&name.literal));
    }
    let simple = write_simple(name);
    if !may_extend || parse_one(&simple.as_str().into()) == *name {
        return simple;
    }
    let (prefix, keeps) = match name.non_dropping_particle.is_empty() {
        true => (&name.dropping_particle, false),
        false => (&name.non_dropping_particle, true),
    };
    let parts = [("family", &name.family), ("given", &name.given), ("prefix", prefix), ("suffix", &name.suffix)];
    let mut written: Vec<String> = parts.iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| format!("{key}={{{}}}", part(text))).collect();
    if !keeps && !prefix.is_empty() {
        written.push("useprefix=false".to_owned());
    }
    written.join(", ")
}

fn write_simple(name: &Name) -> String {
    let particle = part(&name.non_dropping_particle);
    let mut family = part(&name.family);
    if needs_braces(&name.family, &family) || words(&family).any(|word| is_small(&family[word])) && !is_one_word(&family) {
        family = group(&family);
    }
    let alone = name.given.is_empty() && name.suffix.is_empty() && name.dropping_particle.is_empty();
    if alone && particle.is_empty() {
        let bare = is_one_word(&family) && !family.starts_with('{') && !family.eq_ignore_ascii_case("others");
        return if bare { family } else { format!("{{{}}}{{}}", part(&name.family)) };
    }
    let last = if particle.is_empty() { family } else { format!("{particle} {family}") };
    if alone {
        return last;
    }
    let suffix = match name.suffix.is_empty() {
        true => String::new(),
        false => format!(", {}", braced(&name.suffix, false)),
    };
    let dropping = part(&name.dropping_particle);
    let given_words: Vec<Range<usize>> = words(&name.given).collect();
    let small = given_words.iter().any(|word| is_small(&name.given[word.clone()])) && (given_words.len() > 1 || !dropping.is_empty());
    let given = braced(&name.given, small);
    match dropping.is_empty() {
        true => format!("{last}{suffix}, {given}"),
        false => format!("{last}{suffix}, {given} {dropping}"),
    }
}

fn braced(text: &str, always: bool) -> String {
    let part = part(text);
    if always || needs_braces(text, &part) { group(&part) } else { part }
}

/// Braces around a part. One that begins with a command would be a "special character", whose letters count as if there were no braces.
fn group(part: &str) -> String {
    if part.starts_with('\\') { format!("{{{{}}{part}}}") } else { format!("{{{part}}}") }
}

/// LaTeX for a part of a name. A tie would separate words, so that a no-break space stays one.
fn part(text: &str) -> String {
    latex::encode_name(text).replace('~', "\u{A0}")
}

fn is_one_word(part: &str) -> bool {
    words(part).count() == 1
}

/// Whether a part means something else without braces around it.
fn needs_braces(text: &str, part: &str) -> bool {
    text.is_empty()
        || text.contains([',', '='])
        || text.trim() != text
        || text.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("and"))
        || part.contains("{}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(raw: &Str) -> (Names, Vec<Range<usize>>) {
        let mut reader = Reader::default();
        (reader.names(raw), reader.ranges)
    }

    fn name(family: &str, given: &str, particle: &str, dropping: &str, suffix: &str) -> Name {
        Name::person(family, given).with_particle(particle).with_dropping_particle(dropping).with_suffix(suffix)
    }

    #[test]
    fn names_have_parts() {
        for (raw, expected) in [
            ("Maxwell A. Cameron", name("Cameron", "Maxwell A.", "", "", "")),
            ("Cameron, M. A.", name("Cameron", "M. A.", "", "", "")),
            ("Cameron, M.~A.", name("Cameron", "M. A.", "", "", "")),
            ("Ludwig van der Berg", name("Berg", "Ludwig", "van der", "", "")),
            ("van der Berg, Ludwig", name("Berg", "Ludwig", "van der", "", "")),
            ("de la Vall{\\'e}e Poussin, Charles", name("Vallée Poussin", "Charles", "de la", "", "")),
            ("King, Jr., Martin Luther", name("King", "Martin Luther", "", "", "Jr.")),
            ("Humboldt, Alexander von", name("Humboldt", "Alexander", "", "von", "")),
            ("Ortega y Gasset, José", name("Ortega y Gasset", "José", "", "", "")),
            ("Plato", name("Plato", "", "", "", "")),
            ("hooks, bell", name("hooks", "bell", "", "", "")),
            ("{World Health Organization}", Name::literal("World Health Organization")),
            ("{\\'E}lie Cartan", name("Cartan", "Élie", "", "", "")),
            ("Fran\\c cois Pottier", name("Pottier", "François", "", "", "")),
            ("Larsson, Jan-\\AA ke", name("Larsson", "Jan-Åke", "", "", "")),
            ("{Barnes and Noble}", Name::literal("Barnes and Noble")),
            ("family=Berg, given={Jan, P.}, prefix=Van", name("Berg", "Jan, P.", "Van", "", "")),
            ("given=Alexander, family=Humboldt, prefix=von, useprefix=false", name("Humboldt", "Alexander", "", "von", "")),
            ("A, B, C, D", name("A", "C, D", "", "", "B")),
        ] {
            assert_eq!(parse_one(&raw.into()), expected, "{raw}");
        }
    }

    #[test]
    fn lists_are_split_outside_of_braces() {
        for (raw, count, others) in [
            ("A and B AND C\nand D", 4, false),
            ("A and others", 1, true),
            ("{A and B}", 1, false),
            ("Anderson, Andy and Sand, And", 2, false),
            ("A and and B", 2, false),
            ("", 0, false),
            ("others", 1, false),
        ] {
            let (names, ranges) = parse(&raw.into());
            assert_eq!((names.list.len(), names.others, ranges.len()), (count, others, count), "{raw}");
        }
    }

    fn any_part() -> impl Strategy<Value = String> {
        prop_oneof![
            2 => Just(String::new()),
            5 => "[A-Z][a-z]{1,4}( [A-Z]\\.){0,2}",
            1 => r##"([A-Za-z]{1,3}|[ ,.{}\\&=~é\-'"#]|and| and | de | von ){1,6}"##,
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn plain_names_are_what_the_rules_say(raw in "([A-Z][a-z]{0,3}|[a-z]{1,3}|[ ,.'\u{A0}é-]| and |  ){0,8}") {
            let raw = Str::from(raw).trimmed();
            if let Some((family, given)) = plain(&raw) {
                let parts = Parts { whole: &raw, decoded: &mut Decoded::default() };
                prop_assert_eq!(parts.by_the_rules(&raw), Name::person(family, given), "{}", raw);
            }
        }

        #[test]
        fn biblatex_names_read_as_written(family in any_part(), given in any_part(), suffix in any_part(), particle in prop_oneof![Just(""), Just("de la"), Just("Van")], literal in any::<bool>(), others in any::<bool>()) {
            prop_assume!(!family.is_empty());
            let one = if literal { Name::literal(family.clone()) } else { name(&family, &given, particle, "", &suffix) };
            let names = Names { list: vec![one.clone(), Name::person("Doe", "J."), one], others };
            let written = write(&names, true);
            prop_assert!(latex::is_balanced(&written));
            prop_assert_eq!(parse(&written.as_str().into()).0, names, "{}", written);
        }

        #[test]
        fn bibtex_names_read_as_written(family in any_part(), given in any_part(), suffix in any_part(), particle in prop_oneof![Just(""), Just("de la")], dropping in prop_oneof![Just(""), Just("von")]) {
            prop_assume!(!family.is_empty());
            let one = name(&family, &given, particle, dropping, &suffix);
            let written = write(&one.clone().into(), false);
            prop_assert_eq!(parse_one(&written.as_str().into()), one, "{}", written);
        }

        #[test]
        fn any_text_is_read(raw in r##"([a-zA-Z]{1,3}|[ ,{}\\~=]|and| and |é){0,30}"##) {
            parse(&raw.as_str().into());
        }
    }
}
