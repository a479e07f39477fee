//! From runs to LaTeX.

use super::decode::{Sight, arguments};
use super::tables::{font_name, math_name, meaning};
use super::{Look, decode, find_unescaped, is_balanced, math};

/// Writes LaTeX that [`decode`] reads as the same runs: specials escaped, fonts as commands, braces around what keeps its case,
/// all other characters as they are. Braces balance in what it writes. Mathematics whose braces do not balance becomes text.
pub fn encode<'r>(runs: impl IntoIterator<Item = (&'r str, Look)>) -> String {
    let mut latex = String::new();
    for (text, look) in runs {
        encode_run(text, look, &mut latex);
    }
    protect_ends(latex)
}

/// [`encode`] for text without markup.
pub fn encode_plain(text: &str) -> String {
    encode([(text, Look::PLAIN)])
}

/// [`encode_plain`] for names, in which no symbol is mathematics.
pub fn encode_name(text: &str) -> String {
    let mut latex = String::new();
    escape(text, false, &mut latex);
    protect_ends(latex)
}

fn encode_run(text: &str, look: Look, latex: &mut String) {
    let fonts = [Look::ITALIC, Look::BOLD, Look::SMALL_CAPS, Look::SUB, Look::SUP];
    let mut closing = 0;
    for font in fonts.into_iter().filter(|font| look.has(*font)) {
        latex.push('\\');
        latex.push_str(font_name(font));
        latex.push('{');
        closing += 1;
    }
    if look.has(Look::NOCASE) {
        latex.push('{');
        closing += 1;
    }
    let start = latex.len();
    match look.has(Look::MATH).then(|| formula(text)).flatten() {
        Some(formula) => latex.push_str(&formula),
        None => escape(text, true, latex),
    }
    if look.has(Look::NOCASE) && latex[start..].starts_with('\\') {
        latex.insert_str(start, "{}");
    }
    latex.extend(std::iter::repeat_n('}', closing));
}

/// Mathematics that reads as this text; none where that cannot be.
fn formula(text: &str) -> Option<String> {
    let reads_back = |latex: &String| matches!(decode(latex).as_slice(), [(back, Look::MATH)] if back == text);
    let notation = math::notation(text);
    let inline = format!("${notation}$");
    let fits = find_unescaped(&notation, "$").is_none() && is_balanced(&notation);
    if fits && reads_back(&inline) {
        return Some(inline);
    }
    Some(format!("\\ensuremath{{{text}}}")).filter(|latex| is_balanced(text) && reads_back(latex))
}

/// Whether some Greek stands there that is no single letter: then letters are no symbols.
fn is_greek(text: &str) -> bool {
    let greek = |c: char| ('\u{370}'..'\u{400}').contains(&c) || ('\u{1F00}'..'\u{2000}').contains(&c);
    text.chars().zip(text.chars().skip(1)).any(|(one, next)| greek(one) && greek(next))
}

fn escape(text: &str, symbols: bool, latex: &mut String) {
    let letters_are_symbols = symbols && !is_greek(text);
    let symbol = |c: char| math_name(c).filter(|_| if c < '\u{400}' { letters_are_symbols } else { symbols });
    let mut sight = Sight::of(text);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut behind = &rest[c.len_utf8()..];
        match c {
            '&' | '%' | '$' | '#' | '_' => latex.extend(['\\', c]),
            '{' => latex.push_str("\\textbraceleft{}"),
            '}' => latex.push_str("\\textbraceright{}"),
            '~' => latex.push_str("\\textasciitilde{}"),
            '^' => latex.push_str("\\textasciicircum{}"),
            '\u{A0}' => latex.push('~'),
            '\\' => match kept(behind, &mut sight) {
                0 => latex.push_str("\\textbackslash{}"),
                length => {
                    latex.push('\\');
                    latex.push_str(&behind[..length]);
                    behind = &behind[length..];
                    // What follows would be taken for its argument.
                    let ends_as_command = latex.ends_with(|c: char| c.is_ascii_alphabetic()) && behind.is_empty();
                    latex.push_str(if ends_as_command { "\\relax{}" } else { "" });
                }
            },
            '\n' if behind.starts_with('\n') => {
                latex.push_str("\\par{}");
                behind = &behind[1..];
            }
            '\n' => latex.push_str("\\newline{}"),
            ' ' | '-' | '`' | '\'' if latex.ends_with(c) => latex.extend(['{', '}', c]),
            c if c.is_ascii_control() => latex.push_str(&format!("\\symbol{{{}}}", c as u32)),
            c => match symbol(c) {
                Some(name) => latex.push_str(&format!("$\\{name}$")),
                None => latex.push(c),
            },
        }
        rest = behind;
    }
}

/// How much of `text`, which stands behind a backslash, is a command that [`decode`] keeps as it stands; 0 where it does not.
fn kept(text: &str, sight: &mut Sight) -> usize {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    match text.chars().next() {
        None => 0,
        Some(_) if letters > 0 && meaning(&text[..letters]).is_some() => 0,
        Some(_) if letters > 0 => letters + arguments(&text[letters..], sight),
        Some(c) => {
            let keeps = !c.is_ascii_control() && !matches!(c, '\\' | '~' | '^' | '\u{A0}') && meaning(&text[..c.len_utf8()]).is_none();
            if keeps { c.len_utf8() } else { 0 }
        }
    }
}

/// White space at the ends is no part of a value for BibTeX: a group keeps it.
fn protect_ends(mut latex: String) -> String {
    if latex.ends_with(' ') {
        latex.push_str("{}");
    }
    if latex.starts_with(' ') {
        latex.insert_str(0, "{}");
    }
    latex
}
