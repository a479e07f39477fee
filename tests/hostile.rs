//! Inputs that nobody means well with, through reading, checking, deduplication, writing and formatting: nothing panics, nothing hangs,
//! and what can be read is read. The sizes are such that work that grows with the square of the input would be noticed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use ibidem::csl;
use ibidem::format::FORMATS;
use ibidem::workspace::{ReadAs, Workspace};
use ibidem::{check, dedupe};

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
