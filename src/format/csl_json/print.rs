//! JSON with other white space: every token stays as it stands, numbers and strings to the byte, and properties given twice.

use serde::de::IgnoredAny;

/// A token: where it ends, and its first byte.
struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Tokens<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        let start = self.at;
        self.at = match bytes.get(start)? {
            b'"' => string_end(bytes, start),
            b'{' | b'}' | b'[' | b']' | b',' | b':' => start + 1,
            _ => start + bytes[start..].iter().take_while(|byte| !byte.is_ascii_whitespace() && !b"{}[],:\"".contains(byte)).count(),
        };
        self.text.get(start..self.at)
    }
}

fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

/// Whether a text is one JSON value. Depth is bounded, so that no stack overflows.
fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// A JSON value on lines, as `serde_json` and most programs print it; none where the text is no JSON.
pub(in crate::format) fn pretty(text: &str, indent: &str, end: &str) -> Option<String> {
    is_json(text).then(|| lines(text, indent, end, "") + end)
}

/// A JSON value on lines, those behind the first with `margin` before them.
pub(in crate::format) fn lines(text: &str, indent: &str, end: &str, margin: &str) -> String {
    let mut printed = String::with_capacity(text.len());
    let mut depth = 0usize;
    let mut tokens = Tokens { text, at: 0 }.peekable();
    let line = |printed: &mut String, depth: usize| {
        printed.push_str(end);
        printed.push_str(margin);
        (0..depth).for_each(|_| printed.push_str(indent));
    };
    while let Some(token) = tokens.next() {
        match token {
            "{" | "[" => {
                printed.push_str(token);
                match tokens.next_if(|next| matches!(*next, "}" | "]")) {
                    Some(close) => printed.push_str(close),
                    None => {
                        depth += 1;
                        line(&mut printed, depth);
                    }
                }
            }
            "}" | "]" => {
                depth = depth.saturating_sub(1);
                line(&mut printed, depth);
                printed.push_str(token);
            }
            "," => {
                printed.push_str(token);
                line(&mut printed, depth);
            }
            ":" => printed.push_str(": "),
            token => printed.push_str(token),
        }
    }
    printed
}

/// A JSON value without white space between its tokens; none where the text is no JSON.
pub(in crate::format) fn compact(text: &str) -> Option<String> {
    is_json(text).then(|| Tokens { text, at: 0 }.collect())
}

/// A JSON value on one line, with a space behind commas and colons where `spaced`.
pub(in crate::format) fn one_line(text: &str, spaced: bool) -> String {
    let with_space = |token: &'_ str| if spaced && matches!(token, "," | ":") { format!("{token} ") } else { token.to_owned() };
    Tokens { text, at: 0 }.map(with_space).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_white_space_changes() {
        let text = "[ {\"a\" : 1.50e+3,\"a\":\"x \\\" , y\\u00e9\", \"b\": [ ], \"c\": {}, \"d\":[[1,\n2]]}]";
        let expected = "[\n  {\n    \"a\": 1.50e+3,\n    \"a\": \"x \\\" , y\\u00e9\",\n    \"b\": [],\n    \"c\": {},\n    \"d\": [\n      [\n        1,\n        2\n      ]\n    ]\n  }\n]\n";
        assert_eq!(pretty(text, "  ", "\n").unwrap(), expected);
        assert_eq!(compact(text).unwrap(), "[{\"a\":1.50e+3,\"a\":\"x \\\" , y\\u00e9\",\"b\":[],\"c\":{},\"d\":[[1,2]]}]");
        assert_eq!(one_line("{\"a\":[1,2]}", true), "{\"a\": [1, 2]}");
    }

    #[test]
    fn what_is_no_json_is_left() {
        for text in ["", "{", "[1,]", "{a: 1}", "[1] 2", "\"a", &"[".repeat(100_000)] {
            assert_eq!((pretty(text, " ", "\n"), compact(text)), (None, None));
        }
    }

    proptest! {
        #[test]
        fn tokens_survive(text in r#"([\[\]{},: \n]|"[a\\" ]{0,3}"?|-?[0-9.e]{1,4}|true|null|é){0,30}"#) {
            let tokens = |text: &str| Tokens { text, at: 0 }.map(str::to_owned).collect::<Vec<_>>();
            if let Some(printed) = pretty(&text, "\t", "\r\n") {
                prop_assert_eq!(tokens(&printed), tokens(&text));
                prop_assert_eq!(pretty(&printed, "\t", "\r\n").unwrap(), printed);
            }
        }
    }
}
