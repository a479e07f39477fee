//! Properties of all kinds of documents.

use super::*;
use crate::text::SourceId;
use proptest::prelude::*;

/// Every block stands in its source; of plain text it is the source's very words.
fn holds(text: &str) {
    let source = Source::from_text(SourceId(0), "-", text);
    for kind in DOCUMENTS {
        let document = read(&source, kind);
        for block in &document.blocks {
            let whole = block.text.whole().range();
            let written = source.text.get(whole);
            assert!(written.is_some(), "{}: {block:?}", kind.name);
            if kind.name == "text" {
                assert_eq!(written, Some(block.text.as_str()));
            }
            for (at, c) in block.text.as_str().char_indices() {
                let range = block.text.span(at..at + c.len_utf8()).range();
                let written = source.text.get(range.clone());
                assert!(written.is_some(), "{}: {range:?} of {block:?}", kind.name);
                // A letter that stands for itself is found where it stands.
                if range.len() == c.len_utf8() && c.is_alphanumeric() {
                    assert!(written.is_some_and(|w| w.starts_with(c) || w.starts_with(['&', '<', '\\', '$'])), "{}: {c} {written:?}", kind.name);
                }
            }
        }
        for citation in citations(&document) {
            assert!(source.text.get(citation.span.range()).is_some());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read(text in ".{0,200}") {
        holds(&text);
    }

    #[test]
    fn any_markup_is_read(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        holds(&pieces.concat());
    }
}

const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<li>",
    "<ol>",
    "</ol>",
    "<br>",
    "<nav>",
    "</nav>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "&amp;",
    "&uuml",
    "&#xe9;",
    "&",
    "<",
    ">",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "  ",
    "# ",
    "1. ",
    "- ",
    "[^1]: ",
    "|",
    "\\*",
    "`",
    "**",
    "_",
    "[a](b)",
    "ü",
    "Smith, J. (1998). ",
    "(Lee 2001)",
    "word",
    "\u{0}",
    "日本",
    "<td>",
    "<pre>",
    "References",
    "Google Scholar",
    "---\n",
    "> ",
    "<h2>",
    "</h2>",
    "<textarea>",
    "<![CDATA[",
    "[1] ",
    "-\n",
    "https://doi.org/10.1/\n",
];

#[test]
fn deep_nesting_is_read() {
    for (open, count) in
        [("<div>", 50_000), ("<ul><li>", 50_000), ("<b>", 50_000), ("> ", 2_000), ("- ", 2_000), ("[", 20_000), ("*a ", 20_000), ("<nav>", 50_000)]
    {
        let text = open.repeat(count) + "x";
        let source = Source::from_text(SourceId(0), "-", &text);
        for kind in DOCUMENTS {
            // What is no JSON has no cells.
            assert!(kind.name == "notebook" || !read(&source, kind).blocks.is_empty(), "{}: {open}", kind.name);
        }
    }
}
