//! LaTeX in values, byte by byte: what is text, and what is math or the argument of a command that wants no text.

use std::ops::Range;

/// Commands whose argument is no text: addresses, labels, files.
const VERBATIM: &[&str] =
    &["url", "href", "nolinkurl", "path", "cite", "citep", "citet", "ref", "label", "verb", "includegraphics", "input", "doi", "hyperref"];

/// What stands somewhere in LaTeX.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A byte of text.
    Byte(u8),
    /// A command, of so many bytes with its backslash.
    Command(usize),
    /// A `$` that opens math, or one that is never closed.
    Math,
}

/// Calls `see` with each place of text, what stands there and how deep it is in braces. Math and arguments that are no text are left out.
/// Whether every `$` has its other one.
pub(super) fn walk(text: &str, see: impl FnMut(usize, What, usize)) -> bool {
    walk_over::<true>(text, see)
}

/// Calls `see` with each command of the text, where it stands and how long it is.
pub(super) fn each_command(text: &str, mut see: impl FnMut(usize, usize)) {
    walk_over::<false>(text, |at, what, _| {
        if let What::Command(length) = what {
            see(at, length);
        }
    });
}

/// Without `BYTES`, over commands and math only, which is faster; how deep these are in braces is not counted then.
fn walk_over<const BYTES: bool>(text: &str, mut see: impl FnMut(usize, What, usize)) -> bool {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0usize);
    // Braces that are never closed are not looked for again and again.
    let mut patience = 8;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => {
                let length = command(bytes, at);
                see(at, What::Command(length), depth);
                let name = text.get(at + 1..at + length).unwrap_or_default();
                at += length;
                match name {
                    "(" | "[" => at = text[at..].find(if name == "(" { "\\)" } else { "\\]" }).map_or(bytes.len(), |end| at + end + 2),
                    _ if patience > 0 && (name == "ensuremath" || VERBATIM.contains(&name)) => match argument(text, at) {
                        Some(range) => at = range.end,
                        None => patience -= 1,
                    },
                    _ => {}
                }
                continue;
            }
            b'$' => {
                see(at, What::Math, depth);
                let double = bytes.get(at + 1) == Some(&b'$');
                let Some(end) = closing_dollar(bytes, at + 1 + usize::from(double)) else { return false };
                at = end + usize::from(double && bytes.get(end + 1) == Some(&b'$')) + 1;
                continue;
            }
            _ if !BYTES => {
                at += memchr::memchr2(b'\\', b'$', &bytes[at..]).unwrap_or(bytes.len() - at);
                continue;
            }
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        see(at, What::Byte(*byte), depth);
        at += 1;
    }
    true
}

/// The length of the command that begins at a backslash: letters, or one character.
pub(super) fn command(bytes: &[u8], at: usize) -> usize {
    let letters = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    match (letters, bytes.get(at + 1)) {
        (0, None) => 1,
        (0, Some(first)) => 1 + [1, 2, 3, 4][usize::from(*first >= 0xC0) + usize::from(*first >= 0xE0) + usize::from(*first >= 0xF0)],
        (letters, _) => 1 + letters,
    }
}

/// The braces behind a command, with what is in them.
pub(super) fn argument(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let open = at + (rest.len() - rest.trim_start().len());
    let inside = text.get(open..)?.strip_prefix('{')?;
    let end = crate::text::latex::balanced_end(inside)?;
    Some(open..open + 2 + end)
}

fn closing_dollar(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'$' => return Some(at),
            _ => at += 1,
        }
    }
    None
}

/// What stands before a place up to white space or an opening brace: the beginning of its word, or enough of a very long one.
pub(super) fn word_before(text: &str, at: usize) -> &str {
    let start = crate::text::unicode::boundary_behind(text, at.saturating_sub(300)).min(at);
    text[start..at].rsplit(|c: char| c.is_whitespace() || c == '{').next().unwrap_or_default()
}

/// The inside of a text that is one group in braces as a whole.
pub(super) fn one_group(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('{')?;
    let end = crate::text::latex::balanced_end(inside)?;
    (end + 2 == text.len()).then(|| &inside[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn math_and_addresses_are_no_text() {
        let text = r"a $b_c$ \url{d_e} \emph{f} \(g\) h";
        let mut letters = String::new();
        let closed = walk(text, |_, what, _| {
            if let What::Byte(byte) = what {
                letters.push(char::from(byte));
            }
        });
        assert_eq!((letters.replace(' ', "").as_str(), closed), ("a{f}h", true));
        assert!(!walk("5 $", |_, _, _| {}));
        assert_eq!((one_group("{a {b}}"), one_group("{a} {b}")), (Some("a {b}"), None));
    }
}
