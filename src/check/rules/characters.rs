//! Characters that came along from elsewhere and do harm: invisible ones, forms for compatibility, misread or mixed alphabets.

use super::*;
use crate::text::latex;
use std::ops::Range;
use unicode_normalization::{UnicodeNormalization, is_nfc};

family! {
    INVISIBLE "invisible-character" Warning Safe On: "a character that nobody sees",
        "It came along from a web page or a PDF; searches and comparisons fail on it, and LaTeX may stop. The fix takes it out, which changes nothing that can be seen.",
        [bibtex "@misc{smith, title = {On\u{200b} bees}}" => "@misc{smith, title = {On bees}}"],
        field(Roles::ANY, invisible).with(b"\x7f\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f");
    SOFT_HYPHEN "soft-hyphen" Warning Safe On: "a soft hyphen within a word",
        "It marks where a page broke the word; in a record it hides in the word, and searches miss it. The fix takes it out.",
        [bibtex "@misc{smith, title = {On bum\u{ad}blebees}}" => "@misc{smith, title = {On bumblebees}}"],
        field(Roles::ANY, soft_hyphen).with(b"\x7f");
    NOT_NFC "not-nfc" Warning Safe On: "an accent that stands apart from its letter",
        "Such letters look right, but compare and sort as others; LaTeX prints many of them without accent. The fix writes the composed letter (Unicode's form NFC), which means the same.",
        [bibtex "@misc{smith, title = {Cafe\u{301} bees}}" => "@misc{smith, title = {Café bees}}"],
        field(Roles::ANY, not_nfc).everywhere().with(b"\x7f");
    LIGATURE "ligature-character" Warning Safe On: "a ligature as one character",
        "Text copied from a PDF has `ﬁ` for `fi`. Searches miss the word. The fix writes the letters; the font makes the ligature.",
        [bibtex "@misc{smith, title = {The ﬁrst bee}}" => "@misc{smith, title = {The first bee}}"],
        field(Roles::ANY, ligature).everywhere().with(b"\x7f");
    FULL_WIDTH "fullwidth-character" Warning Safe On: "a wide form of a letter or digit in Latin text",
        "East Asian keyboards write `１２` for `12`; programs do not take it for a number. The fix writes the usual form.",
        [bibtex "@misc{smith, title = {Bees}, volume = {１２}}" => "@misc{smith, title = {Bees}, volume = {12}}"],
        field(Roles::ANY, full_width).with(b"\x7f");
    NO_BREAK_SPACE "no-break-space" Info Safe On: "a space that forbids a break",
        "It came along from a web page or a word processor; words joined by it are not found as two. The fix writes a plain space. Before French punctuation it is left as it is.",
        [bibtex "@misc{smith, title = {On\u{a0}bees}}" => "@misc{smith, title = {On bees}}"],
        field(Roles::ANY.but(Roles::ABSTRACT), no_break_space).with(b"\x7f");
    REPLACEMENT "replacement-character" Error None On: "a character that was lost",
        "U+FFFD stands where a program could not read a byte. What it was is not known any more: look at the work itself.",
        [bibtex "@misc{smith, title = {M\u{fffd}ller and the bees}}" => "@misc{smith, title = {Müller and the bees}}"],
        field(Roles::ANY, replacement).everywhere().with(b"\x7f");
    MIXED_SCRIPT "mixed-script-word" Warning Unsafe On: "a word in two alphabets",
        "A Cyrillic or Greek letter that looks like a Latin one hides in the word, so that nothing finds it. The fix writes the Latin letter; it is unsafe, for the word may be meant in the other alphabet.",
        [bibtex "@misc{smith, title = {The b\u{435}\u{435}s of Wales}}" => "@misc{smith, title = {The bees of Wales}}"],
        field(Roles::PRINTED, mixed_script).everywhere().with(b"\x7f");
    MOJIBAKE "mojibake" Warning Unsafe On: "letters that were read in the wrong encoding",
        "UTF-8 was taken for Windows-1252 and saved so. The fix reads the word back; it is unsafe, for a foreign word might be meant to look so.",
        [bibtex "@misc{smith, title = {On MÃ¼ller}}" => "@misc{smith, title = {On Müller}}"],
        field(Roles::ANY, mojibake).everywhere().with(b"\x7f");
    HTML_ENTITY "html-entity" Warning Safe On: "an HTML entity where no HTML is read",
        "It came along from a web page and is printed as it stands. The fix writes the character, escaped where BibTeX wants it so, which says the same.",
        [bibtex "@misc{smith, title = {Bees &amp; birds}}" => "@misc{smith, title = {Bees \\& birds}}"],
        field(Roles::ANY, html_entity).bibtex().with(b"&");
    HTML_TAG "html-tag" Warning Unsafe On: "an HTML tag where no HTML is read",
        "It came along from a web page or a publisher's record and is printed as it stands. The fix writes what LaTeX has for it; it is unsafe, for angle brackets may be meant.",
        [bibtex "@misc{smith, title = {On <i>Apis mellifera</i>}}" => "@misc{smith, title = {On \\textit{Apis mellifera}}}"],
        field(Roles::PRINTED, html_tag).bibtex().with(b"<");
}

/// Whether one of these bytes, which UTF-8 begins characters with, is in a text: without it no character of that kind is.
fn begins(text: &str, leads: [u8; 2]) -> bool {
    memchr::memchr2(leads[0], leads[1], text.as_bytes()).is_some()
}

/// Tells of each character that `wanted` wants, with what stands for it.
fn each(record: &Record, field: &Field, found: &mut Found, new: impl Fn(char) -> Option<(String, String)>) {
    for (at, c) in field.text.char_indices() {
        if let Some((new, message)) = new(c) {
            found.mend(record, field, at..at + c.len_utf8(), &new, message);
        }
    }
}

/// The invisible characters of ASCII but the last, by bit.
const CONTROLS: u128 = 0xFFFF_FFFF & !(1 << b'\t' | 1 << b'\n' | 1 << b'\r');

fn invisible(record: &Record, field: &Field, found: &mut Found) {
    // All of them that are more than ASCII begin with one of three bytes.
    let mut leads = memchr::memchr3_iter(0xC2, 0xE2, 0xEF, field.text.as_bytes());
    let mut beyond_ascii = || leads.any(|at| field.text[at..].starts_with(is_invisible));
    if field.bytes & CONTROLS == 0 && !field.text.contains('\x7f') && !beyond_ascii() {
        return;
    }
    each(record, field, found, |c| is_invisible(c).then(|| (String::new(), format!("an invisible character, U+{:04X}", u32::from(c)))));
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn soft_hyphen(record: &Record, field: &Field, found: &mut Found) {
    if !field.text.contains('\u{ad}') {
        return;
    }
    each(record, field, found, |c| (c == '\u{ad}').then(|| (String::new(), "a soft hyphen".to_owned())));
}

fn not_nfc(record: &Record, field: &Field, found: &mut Found) {
    if is_nfc(field.text) {
        return;
    }
    for (range, word) in field.words().filter(|(_, word)| !is_nfc(word)) {
        let composed: String = word.nfc().collect();
        found.mend(record, field, range, &composed, "an accent stands apart from its letter");
    }
}

fn ligature(record: &Record, field: &Field, found: &mut Found) {
    const LIGATURES: &[(char, &str)] = &[('ﬀ', "ff"), ('ﬁ', "fi"), ('ﬂ', "fl"), ('ﬃ', "ffi"), ('ﬄ', "ffl"), ('ﬅ', "st"), ('ﬆ', "st")];
    if !begins(field.text, [0xEF; 2]) {
        return;
    }
    each(record, field, found, |c| {
        let (_, letters) = LIGATURES.iter().find(|(ligature, _)| *ligature == c)?;
        Some(((*letters).to_owned(), format!("`{c}` is one character")))
    });
}

fn full_width(record: &Record, field: &Field, found: &mut Found) {
    // Beside Han and kana they are at home.
    if !begins(field.text, [0xEF; 2]) || field.text.chars().any(crate::text::unicode::is_cjk) {
        return;
    }
    let usual = |c: char| {
        let usual = char::from_u32(u32::from(c).checked_sub(0xFEE0)?).filter(|_| matches!(c, '\u{ff01}'..='\u{ff5e}'))?;
        (!matches!(usual, '&' | '%' | '#' | '$' | '_' | '{' | '}' | '\\' | '~' | '^')).then_some(usual)
    };
    let mut at = 0;
    while let Some(start) = field.text[at..].find(|c| usual(c).is_some()).map(|offset| at + offset) {
        let new: String = field.text[start..].chars().map_while(usual).collect();
        at = start + 3 * new.len();
        found.mend(record, field, start..at, &new, format!("`{}` is a wide form", &field.text[start..at]));
    }
}

fn no_break_space(record: &Record, field: &Field, found: &mut Found) {
    if !begins(field.text, [0xC2, 0xE2]) {
        return;
    }
    for (at, space) in field.text.match_indices(['\u{a0}', '\u{202f}', '\u{2007}']) {
        let (before, behind) = (&field.text[..at], &field.text[at + space.len()..]);
        let french = behind.starts_with([':', ';', '!', '?', '»', '%']) || before.ends_with('«');
        let beside = before.ends_with([' ', '\u{a0}']) || behind.starts_with([' ', '\u{a0}']);
        if !french {
            found.mend(record, field, at..at + space.len(), if beside { "" } else { " " }, "a space that forbids a break");
        }
    }
}

fn replacement(record: &Record, field: &Field, found: &mut Found) {
    if let Some(at) = field.text.find('\u{fffd}') {
        found.tell(record, field, at..at + '\u{fffd}'.len_utf8(), "a character was lost here");
    }
}

/// Letters that look alike, with the Latin ones.
const ALIKE: &[(char, char)] = &[
    ('а', 'a'),
    ('е', 'e'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('х', 'x'),
    ('у', 'y'),
    ('і', 'i'),
    ('ј', 'j'),
    ('ѕ', 's'),
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('Х', 'X'),
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Ζ', 'Z'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
    ('Υ', 'Y'),
    ('Χ', 'X'),
    ('ο', 'o'),
];

fn mixed_script(record: &Record, field: &Field, found: &mut Found) {
    if !field.text.bytes().any(|byte| matches!(byte, 0xCD..=0xD4)) {
        return;
    }
    let latin = |c: char| c.is_ascii_alphabetic() || matches!(c, 'À'..='ɏ');
    let other = |c: char| matches!(c, '\u{370}'..='\u{52f}') && c.is_alphabetic();
    for word in field.text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_ascii()) {
        let mixed = word.chars().filter(|c| latin(*c)).count() >= 2 && word.chars().any(other);
        let meant: Option<String> =
            word.chars().map(|c| if other(c) { ALIKE.iter().find(|(of, _)| *of == c).map(|(_, to)| *to) } else { Some(c) }).collect();
        if let Some(meant) = meant.filter(|_| mixed) {
            found.mend(record, field, place(field.text, word), &meant, format!("`{word}` is in two alphabets"));
        }
    }
}

fn mojibake(record: &Record, field: &Field, found: &mut Found) {
    // Two letters beyond ASCII side by side, the first of them one of those that begin a misread one.
    let misread = |three: &[u8]| three[0] == 0xC3 && matches!(three[1], 0x82..=0x85 | 0xA2) && three[2] >= 0x80;
    if !field.text.as_bytes().windows(3).any(misread) {
        return;
    }
    for (range, word) in field.words() {
        if let Some(meant) = read_back(word) {
            found.mend(record, field, range, &meant, format!("`{word}` looks like a misread `{meant}`"));
        }
    }
}

/// The word that gives this one when its UTF-8 is read as Windows-1252.
fn read_back(word: &str) -> Option<String> {
    if word.is_ascii() || !word.contains(['Ã', 'Â', 'â', 'Å', 'Ä']) {
        return None;
    }
    let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(word);
    let meant = (!unmappable).then(|| std::str::from_utf8(&bytes).ok()).flatten()?;
    (meant != word).then(|| meant.to_owned())
}

const NAMED: &[(&str, &str)] = &[
    ("&amp;", "&"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&apos;", "'"),
    ("&#39;", "'"),
    ("&nbsp;", " "),
    ("&ndash;", "–"),
    ("&mdash;", "—"),
    ("&#x27;", "'"),
    ("&#34;", "\""),
    ("&rsquo;", "’"),
    ("&lsquo;", "‘"),
    ("&ldquo;", "“"),
    ("&rdquo;", "”"),
    ("&eacute;", "é"),
    ("&egrave;", "è"),
    ("&uuml;", "ü"),
    ("&ouml;", "ö"),
    ("&auml;", "ä"),
    ("&szlig;", "ß"),
    ("&ccedil;", "ç"),
    ("&aacute;", "á"),
    ("&iacute;", "í"),
    ("&oacute;", "ó"),
    ("&ntilde;", "ñ"),
    ("&alpha;", "α"),
    ("&beta;", "β"),
    ("&gamma;", "γ"),
];

fn html_entity(record: &Record, field: &Field, found: &mut Found) {
    for (at, _) in field.text.match_indices('&') {
        let Some((entity, character)) = NAMED.iter().find(|(entity, _)| field.text[at..].starts_with(entity)) else { continue };
        // A stray backslash before it is another fault.
        if field.text[..at].ends_with('\\') {
            continue;
        }
        let escaped = *character == "&" && Roles::PRINTED.and(Roles::ABSTRACT).contains(field.role);
        found.mend(record, field, at..at + entity.len(), if escaped { "\\&" } else { character }, format!("`{entity}` is HTML"));
    }
}

/// Tags with what LaTeX has for them; the others have nothing.
const TAGS: &[(&str, &str)] = &[
    ("i", "\\textit{"),
    ("em", "\\emph{"),
    ("b", "\\textbf{"),
    ("strong", "\\textbf{"),
    ("sub", "\\textsubscript{"),
    ("sup", "\\textsuperscript{"),
    ("inf", "\\textsubscript{"),
    ("scp", "\\textsc{"),
    ("italic", "\\textit{"),
    ("bold", "\\textbf{"),
    ("tt", "\\texttt{"),
];

fn html_tag(record: &Record, field: &Field, found: &mut Found) {
    let mut at = 0;
    // What is not closed behind one tag is not closed behind the next.
    let mut open_for_good: Vec<&str> = Vec::new();
    while let Some((name, open)) = next_tag(field.text, at) {
        let close = format!("</{name}>");
        at = open.end;
        if open_for_good.contains(&name) {
            continue;
        }
        let Some(end) = field.text[open.end..].find(&close).map(|end| open.end + end) else {
            open_for_good.push(name);
            continue;
        };
        let command = TAGS.iter().find(|(tag, _)| *tag == name).map_or("", |(_, command)| command);
        let inside = &field.text[open.end..end];
        let diagnostic = found.tell(record, field, open.clone(), format!("`<{name}>` is HTML"));
        if latex::is_balanced(inside) {
            let closing = if command.is_empty() { "" } else { "}" };
            let edits = vec![
                Edit { span: field.part(open), text: command.to_owned() },
                Edit { span: field.part(end..end + close.len()), text: closing.to_owned() },
            ];
            diagnostic.set_fix("write what LaTeX has for it", edits);
        }
        at = end + close.len();
    }
}

/// The next opening tag of HTML: its name and place.
fn next_tag(text: &str, from: usize) -> Option<(&str, Range<usize>)> {
    const OTHERS: &[&str] = &["p", "span", "div", "u", "small", "title", "font", "a"];
    let mut at = from;
    loop {
        let open = at + text.get(at..)?.find('<')?;
        // A tag is short.
        let near = &text[open..crate::text::unicode::boundary_before(text, open + 100)];
        if let Some(end) = near.find('>') {
            let name = near[1..end].split([' ', '/']).next().unwrap_or_default();
            if OTHERS.contains(&name) || TAGS.iter().any(|(tag, _)| *tag == name) {
                return Some((name, open..open + end + 1));
            }
        }
        at = open + 1;
    }
}
