//! Inputs that nobody means well with, through reading, checking, deduplication, writing and formatting: nothing panics, nothing hangs,
//! and what can be read is read. The sizes are such that work that grows with the square of the input would be noticed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use ibidem::csl;
use ibidem::format::FORMATS;
use ibidem::workspace::{ReadAs, Workspace};
use ibidem::{check, dedupe};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

fn read(name: &str, bytes: &[u8]) -> Workspace {
    let mut workspace = Workspace { jobs: Some(1), ..Workspace::default() };
    workspace.add(name, bytes, ReadAs::Guess);
    workspace.fill_keys();
    workspace
}

/// Everything that the program does with an input.
fn survive(name: &str, bytes: &[u8]) -> Workspace {
    let workspace = read(name, bytes);
    let found = check::check(&workspace.subject(None), &check::Options::default());
    for diagnostic in found.iter().chain(&workspace.diagnostics) {
        let source = workspace.sources.get(diagnostic.span.source).unwrap();
        assert!(source.text.get(diagnostic.span.range()).is_some(), "{name}: {}", diagnostic.message);
    }
    let entries = &workspace.library.entries;
    let merged = dedupe::merge(&workspace.library, &dedupe::find(entries));
    for write in FORMATS.iter().filter_map(|format| format.write) {
        write(&workspace.library);
        write(&merged.library);
    }
    if entries.len() < 20 {
        let formatted = csl::bibliography(entries, "apa", None, csl::Output::Html).unwrap();
        assert_eq!(formatted.len(), entries.len(), "{name}");
    }
    workspace
}

#[test]
fn small_oddities() {
    let reference = "References\n\nSmith, J. (1998). A title of things. Journal of Things, 12(3), 45-67.\n";
    let utf16 = |text: &str| -> Vec<u8> { [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect() };
    for extension in ["txt", "md", "html", "bib", "json", "yaml", ""] {
        let name = format!("x.{extension}");
        survive(&name, b"");
        survive(&name, b"\xFF\xFE");
        survive(&name, b"\xEF\xBB\xBF");
        survive(&name, &[0, 1, 2, 255, 254, 0x80, b'@', b'a', b'{', 0xC3, 0x28]);
        survive(&name, &utf16(reference));
        survive(&name, reference.replace('\n', "\r\n").as_bytes());
        survive(&name, reference.replace('\n', "\r").as_bytes());
    }
    for (name, text) in [
        ("x.bib", "@book{k,\n  title = {A},\n  author = \"B and {C}\",\n  year = 1998\n}\n"),
        ("x.json", r#"[{"id":"a","type":"book","title":"ab \u00e4","author":[{"family":"X"}],"issued":{"date-parts":[[1998]]}}]"#),
        ("x.yaml", "k:\n  type: book\n  title: \"a b\"\n  author: [A, \"B, C\"]\n"),
        ("x.html", "<html><body><h2>References</h2><ol><li>Smith, J. (1998). A &amp; title. Journal, 1, 2.</li></ol></body></html>"),
        ("x.txt", reference),
    ] {
        for end in 0..text.len() {
            survive(name, &text.as_bytes()[..end]);
        }
    }
}

#[test]
fn the_same_over_and_over() {
    for word in ["{", "[", "@a{", "<div>", "> ", "- ", "(", "\"", "\\", "{\"a\":", "&a ", "a: ", "# ", "\n\n1. "] {
        for extension in ["txt", "md", "html", "bib", "json", "yaml"] {
            survive(&format!("x.{extension}"), word.repeat(30_000 / word.len()).as_bytes());
        }
    }
}

#[test]
fn depth_is_bounded() {
    let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
    let objects = format!("{}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    survive("x.json", format!("{open}{close}").as_bytes());
    survive("x.json", format!(r#"[{{"id":"a","type":"book","title":{open}1{close}}}]"#).as_bytes());
    survive("x.json", format!(r#"[{{"id":"a","type":"book","custom":{objects}}}]"#).as_bytes());
    survive("x.yaml", format!("k:\n  type: book\n  title: {}{}\n", &open[..2000], &close[..2000]).as_bytes());
    survive("x.bib", format!("@book{{k, title = {{{}{}}}}}", "{".repeat(30_000), "}".repeat(30_000)).as_bytes());
    survive("x.bib", format!("@book{{k, title = {{{}x{}}}}}", "\\emph{".repeat(5_000), "}".repeat(5_000)).as_bytes());
}

#[test]
fn aliases_are_bounded() {
    let mut bomb = String::from("a: &a\n  type: book\n  title: x\n");
    for at in b'b'..=b'v' {
        let (this, last) = (char::from(at), char::from(at - 1));
        bomb.push_str(&format!("{this}: &{this}\n  type: book\n  parent: [{}]\n", vec![format!("*{last}"); 9].join(", ")));
    }
    survive("x.yaml", bomb.as_bytes());
}

#[test]
fn references_in_circles_and_chains() {
    survive("x.bib", b"@inbook{a, crossref={b}}\n@book{b, crossref={a}}\n@book{c, crossref={c}}\n");
    let chain: String = (0..5_000).map(|at| format!("@inbook{{k{at}, title={{T{at}}}, crossref={{k{}}}}}\n", at + 1)).collect();
    assert_eq!(survive("x.bib", chain.as_bytes()).library.entries.len(), 5_000);
    let same: String = (0..3_000).map(|at| format!("@book{{k, title={{T {at}}}}}\n")).collect();
    assert_eq!(survive("x.bib", same.as_bytes()).library.entries.len(), 3_000);
}

#[test]
fn one_entry_with_very_much() {
    let fields: String = (0..20_000).map(|at| format!("f{at}={{v}},")).collect();
    assert_eq!(survive("x.bib", format!("@book{{k,{fields}}}").as_bytes()).library.entries[0].values().len(), 20_000);
    survive("x.bib", format!("@book{{k,{}}}", "note={v},".repeat(20_000)).as_bytes());
    let authors = vec!["Aa, B."; 20_000];
    let workspace = survive("x.bib", format!("@book{{k,author={{{}}}}}", authors.join(" and ")).as_bytes());
    assert_eq!(workspace.library.entries[0].names(ibidem::model::Variable::Author).unwrap().list.len(), 20_000);
    survive("x.bib", format!("@book{{k{}}}", ",".repeat(20_000)).as_bytes());
    survive("x.bib", format!("@book{{k, title={{a}}{}}}", ", % a\n".repeat(5_000)).as_bytes());
    survive("x.bib", format!("@book{{k, title={}{{a}}}}", "{a} # ".repeat(20_000)).as_bytes());
    survive("x.bib", format!("@book{{k, xdata={{{}}}}}\n@xdata{{a,{fields}}}", "a,".repeat(20_000)).as_bytes());
    let yaml: String = (0..20_000).map(|at| format!("  f{at}: v\n")).collect();
    survive("x.yaml", format!("k:\n  type: book\n{yaml}").as_bytes());
}

/// What would be markup in some format.
const MARKUP: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=y>",
    "&lt;script&gt; &#60;",
    "](javascript:x) ![x](y) [x][y]",
    "`code` *a* _b_ ~~c~~ **d",
    "# a\n\n- b\n1. c\n\n    d",
    "\\input{x} }\\write18{x}{ \\",
    "% a ^^5c $x$ #1 ~ {",
    "#eval(\"x\") ]#read(\"/etc/passwd\")[ //c /* */ <l> ",
    "{\\field{\\*\\fldinst X}} }\\par{\\object \\'5c",
    "[@key] @key [^1] ^[note] -@key",
    "\u{0}\u{1B}[31m\u{202E}\u{FDD0}",
    "10.1000/\"><script>}{\\x](y)",
    "https://a.b/\"onclick=x>)](<y}{\\x#$%&^~",
    "javascript:alert(1)",
    "<javascript:alert(1)> <https://a.b>",
];

/// A text without what a format's own markup may be there, and how many ends of groups it must have.
fn stripped(text: &str, allowed: &str, ends: &dyn Fn(&str) -> usize) -> (String, usize) {
    let allowed = regex::Regex::new(allowed).unwrap();
    let count = allowed.find_iter(text).map(|found| ends(found.as_str())).sum();
    (allowed.replace_all(text, "").into_owned(), count)
}

/// What of a text is markup that the style did not ask for.
fn injected(output: csl::Output, text: &str) -> Option<String> {
    let bad = |rest: &str, signs: &str| rest.contains(|c| signs.contains(c)).then(|| rest.to_owned());
    match output {
        csl::Output::Text => None,
        csl::Output::Html => {
            let tags = concat!(
                r#"</?(?:i|b|sup|sub|span|div|a)>|<span style="[a-z:;-]+">|<div class="csl-[a-z-]+"(?: id="ref-[^"<>\s]*" data-key="[^"<>]*")?>"#,
                r##"|<a href="(?:(?:https?|ftp)://|#ref-)[^"<>\s]*">|&#\d+;"##
            );
            bad(&stripped(text, tags, &|_| 0).0, "<>&")
        }
        csl::Output::Markdown => {
            let rest = stripped(text, r"\\.|\]\(<[^<>\s]*>\)", &|_| 0).0;
            let is_html = |html: &str| {
                ["<span style=\"font-variant: small-caps\">", "</span>", "<u>", "</u>", "<sub>", "</sub>", "<sup>", "</sup>"].contains(&html)
                    || html
                        .strip_prefix("<span id=\"ref-")
                        .and_then(|rest| rest.strip_suffix("\">"))
                        .is_some_and(|id| !id.contains(['"', '<', '>', ' ']))
            };
            let odd = Parser::new_ext(text, Options::all()).find(|event| match event {
                Event::Start(Tag::Link { dest_url, .. }) => {
                    !["http://", "https://", "ftp://", "#ref-"].iter().any(|scheme| dest_url.to_lowercase().starts_with(scheme))
                }
                Event::Start(Tag::Paragraph | Tag::Emphasis | Tag::Strong) | Event::Text(_) | Event::SoftBreak | Event::HardBreak => false,
                Event::End(TagEnd::Paragraph | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link) => false,
                Event::InlineHtml(html) => !is_html(html),
                _ => true,
            });
            odd.map(|event| format!("{event:?}")).or_else(|| bad(&rest, "@`$"))
        }
        csl::Output::Latex => {
            let tokens = r"\\(?:textit|textbf|textsc|underline|textsubscript|textsuperscript)\{|\\text(?:backslash|asciitilde|asciicircum)\{\}|\\href\{(?:[^\\{}%#&$_~]|\\[%#&$_~])*\}\{|\\[&%$#_{}]|\\\\\n|\{[\[\]]\}";
            let (rest, open) = stripped(text, tokens, &|token| usize::from(token.len() > 3 && token.ends_with('{')));
            bad(&rest, "\\{%$#&_^~").or_else(|| (rest.matches('}').count() != open).then_some(rest))
        }
        csl::Output::Typst => {
            let tokens = r##"#(?:emph|strong|smallcaps|underline|sub|super)\[|#link\("[^"\\]*"\)\[|\\."##;
            let (rest, open) = stripped(text, tokens, &|token| usize::from(token.len() > 2));
            bad(&rest, "\\*_`$#[<>@~").or_else(|| (rest.matches(']').count() != open || rest.contains("//")).then_some(rest))
        }
        csl::Output::Rtf => {
            let tokens =
                r#"\\[\\{}]|\\u-?\d+\?|\\line |\{\\(?:i|b|scaps|ul|sub|super) |\{\\field\{\\\*\\fldinst\{HYPERLINK "[^"\\{}]*"\}\}\{\\fldrslt\{"#;
            let (rest, open) = stripped(text, tokens, &|token| if token.contains("field") { 3 } else { usize::from(token.starts_with('{')) });
            bad(&rest, "\\{").or_else(|| (rest.matches('}').count() != open).then_some(rest))
        }
    }
}

#[test]
fn no_value_is_markup_in_any_format() {
    let items: Vec<serde_json::Value> = MARKUP
        .iter()
        .map(|evil| {
            serde_json::json!({
                "id": evil, "type": "article-journal", "title": evil, "container-title": evil, "URL": evil, "DOI": evil, "volume": evil,
                "page": evil, "author": [{"family": evil, "given": evil}, {"literal": evil}], "issued": {"literal": evil}, "note": evil,
            })
        })
        .collect();
    let entries = read("x.json", serde_json::to_string(&items).unwrap().as_bytes()).library.entries;
    assert_eq!(entries.len(), MARKUP.len());
    let cite = |entry: usize| {
        let evil = MARKUP[entry].to_owned();
        csl::Cite { entry, locator: evil.clone(), prefix: evil.clone(), suffix: evil, ..csl::Cite::default() }
    };
    let unknown = |key: &str| csl::Cite { entry: usize::MAX, unknown: Some(key.to_owned()), ..csl::Cite::default() };
    let works = (0..entries.len()).map(cite).chain(MARKUP.iter().map(|key| unknown(key)));
    let citations: Vec<csl::Citation> = works.map(|work| csl::Citation { cites: vec![work], ..csl::Citation::default() }).collect();
    for name in ["apa", "ieee", "vancouver", "chicago-notes", "modern-language-association"] {
        let style = csl::Style::named(name).unwrap();
        let document = csl::Document::new(&entries, &style, None, citations.clone(), true);
        for output in csl::Output::ALL {
            let writer = csl::Writer { output: *output, links: true, anchors: true, variables: false };
            let list = document.bibliography(writer).into_iter().map(|(_, text)| text);
            // A whole bibliography in HTML holds the same entries, with names for their places; what is around an entry in RTF is no part of it.
            let whole = document.list(writer).filter(|_| *output == csl::Output::Html);
            for text in document.citations(writer).into_iter().chain(list).chain(whole) {
                assert_eq!(injected(*output, &text), None, "{name}, {output:?}: {text}");
                assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{name}, {output:?}: {text:?}");
            }
        }
    }
}

#[test]
fn styles_that_are_too_much_end_with_an_error() {
    let style = |macros: &str, inner: &str| {
        let head = "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"in-text\" version=\"1.0\"><info><id/><title/></info>";
        csl::Style::from_csl(&format!("{head}{macros}<citation><layout>{inner}</layout></citation></style>"))
    };
    let nested = |depth: usize| format!("{}<text value=\"x\"/>{}", "<group>".repeat(depth), "</group>".repeat(depth));
    assert!(style("", &nested(20)).is_ok());
    assert!(style("", &nested(100_000)).is_err());
    assert!(style("", &"<group>".repeat(100_000)).is_err());
    // A chain of macros, each of which calls the next; one that comes back to its beginning; one that doubles.
    let chain = |length: usize, calls: &str, last: &str| -> String {
        let link = |at: usize| format!("<macro name=\"m{at}\">{}</macro>", format!("<text macro=\"m{}\"/>", at + 1).repeat(calls.len()));
        (0..length).map(link).collect::<String>() + &format!("<macro name=\"m{length}\">{last}</macro>")
    };
    let call = "<text macro=\"m0\"/>";
    assert!(style(&chain(100, "1", "<text value=\"x\"/>"), call).is_ok());
    assert!(style(&chain(20_000, "1", "<text value=\"x\"/>"), call).is_err());
    assert!(style(&chain(50, "1", call), call).is_err());
    assert!(style(&chain(60, "12", "<text value=\"x\"/>"), call).is_err());
    // Long, but without depth: it is read, or refused, in time that grows with its length.
    let _ = style("", &"<text value=\"x\"/>".repeat(100_000));
    for text in [
        "",
        "<",
        "<style",
        "<style/>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><style>&b;</style>",
        "\u{0}",
        "<style xmlns=\"http://purl.org/net/xbiblio/csl\">",
    ] {
        assert!(csl::Style::from_csl(text).is_err(), "{text}");
    }
}
