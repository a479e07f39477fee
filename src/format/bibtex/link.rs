//! URLs and DOIs as files have them: as they are, or with their characters escaped as LaTeX wants it.

use crate::text::{Str, latex};

/// The link that a value means, where that is not what stands there.
pub(super) fn read(raw: &str) -> Option<String> {
    memchr::memchr3(b'\\', b'{', b'$', raw.as_bytes())?;
    let raw = only_argument(raw, "\\url").unwrap_or(raw);
    let mut link = String::new();
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        let (text, length) = piece(rest).unwrap_or((&rest[..c.len_utf8()], c.len_utf8()));
        link.push_str(text);
        rest = &rest[length..];
    }
    Some(link)
}

/// What the LaTeX means that a text begins with, and how long it is; none where it means itself.
fn piece(text: &str) -> Option<(&str, usize)> {
    const WHOLE: [(&str, &str); 9] = [
        ("$\\sim$", "~"),
        ("{$\\sim$}", "~"),
        ("{\\textasciitilde}", "~"),
        ("\\textasciitilde{}", "~"),
        ("\\textasciitilde", "~"),
        ("\\string", ""),
        ("\\~{}", "~"),
        ("\\textunderscore{}", "_"),
        ("\\slash{}", "/"),
    ];
    if let Some((latex, meant)) = WHOLE.iter().find(|(latex, _)| text.starts_with(latex)) {
        return Some((meant, latex.len()));
    }
    // One character in braces, escaped or not.
    for (open, close) in [("{\\", "}"), ("\\{", "\\}"), ("{", "}")] {
        let Some(inside) = text.strip_prefix(open) else { continue };
        let Some(sign) = inside.chars().next().filter(|c| "_%&#~$^-/".contains(*c)) else { continue };
        if inside[sign.len_utf8()..].starts_with(close) {
            return Some((&inside[..sign.len_utf8()], open.len() + sign.len_utf8() + close.len()));
        }
    }
    let sign = text.strip_prefix('\\')?.chars().next().filter(|c| "_%&#~$^{}/".contains(*c))?;
    Some((&text[1..1 + sign.len_utf8()], 1 + sign.len_utf8()))
}

/// The URL that a text consists of: `\url{…}`, or `\href{…}{…}` that shows the same.
pub(super) fn only(value: &Str) -> Option<Str> {
    if let Some(url) = only_argument(value, "\\url") {
        return Some(url.into());
    }
    let rest = value.strip_prefix("\\href")?.trim_start().strip_prefix('{')?;
    let end = latex::balanced_end(rest)?;
    let shown = rest[end + 1..].trim_start().strip_prefix('{')?.strip_suffix('}').filter(|shown| latex::is_balanced(shown))?;
    let plain = |text: &str| read(&latex::decode_plain(text)).unwrap_or_else(|| latex::decode_plain(text)).replace('\u{A0}', "~");
    let without_scheme = |text: String| text.split_once("://").map_or(text.clone(), |(_, rest)| rest.to_owned());
    (without_scheme(plain(shown)) == without_scheme(plain(&rest[..end]))).then(|| rest[..end].trim().into())
}

/// What stands in the braces of a command that a text consists of.
fn only_argument<'t>(text: &'t str, command: &str) -> Option<&'t str> {
    let inside = text.trim().strip_prefix(command)?.trim_start().strip_prefix('{')?.strip_suffix('}')?;
    latex::is_balanced(inside).then_some(inside.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_characters_mean_themselves() {
        for (raw, link) in [
            (r"http://a.b/c\_d\%20e\&f=\#g", Some("http://a.b/c_d%20e&f=#g")),
            (r"http://a.b/\~{}me/{\_}x\{_\}y{\textasciitilde}z", Some("http://a.b/~me/_x_y~z")),
            (r"http://a.b/$\sim$me", Some("http://a.b/~me")),
            (r"\url{http://a.b/c}", Some("http://a.b/c")),
            ("http://a.b/~me_%20", None),
            (r"http://a.b/{id}\foo", Some(r"http://a.b/{id}\foo")),
        ] {
            assert_eq!(read(raw).as_deref(), link, "{raw}");
        }
    }

    #[test]
    fn a_text_may_be_a_link_alone() {
        for (text, link) in [
            (r"\url{http://a.b/c_d}", Some("http://a.b/c_d")),
            (r"\href {http://a.b} {\texttt{http://a.b}}", Some("http://a.b")),
            (r"\href{http://a.b/c\_d}{a.b/c\_d}", Some(r"http://a.b/c\_d")),
            (r"\href{http://a.b}{here}", None),
            (r"see \url{http://a.b}", None),
        ] {
            assert_eq!(only(&text.into()).as_deref(), link, "{text}");
        }
    }
}
