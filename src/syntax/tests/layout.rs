//! The layout, on small files.

use super::super::layout::{Case, Delimiters, Facts, Options, layout};
use super::source;
use proptest::prelude::*;
use std::collections::HashSet;

fn laid(text: &str, options: &Options) -> String {
    let source = source(text);
    let (tree, found) = super::super::parse(&source);
    let left = HashSet::new();
    layout(&source, &tree, &found, options, Facts { left: &left, flows: |name| name != "url" })
}

fn check(options: &Options, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(laid(text, options), *expected, "{text}");
        assert_eq!(laid(expected, options), *expected, "a second time");
    }
}

#[test]
fn the_usual_layout() {
    check(
        &Options::default(),
        &[
            ("", ""),
            ("only words\n\n", "only words\n\n"),
            ("@A{k,T=\"x\",y=2000}", "@a{k,\n  t = {x},\n  y = 2000,\n}\n"),
            ("@a{k}@b{l,}", "@a{k,\n}\n\n@b{l,\n}\n"),
            ("\n\n@a(k, t = x # {y}#\"z\",, )", "@a(k,\n  t = x # {y} # \"z\",\n)\n"),
            ("@a{, T={x}}\n@a{T={x}}\n", "@a{,\n  t = {x},\n}\n\n@a{\n  t = {x},\n}\n"),
            ("@a{k, dateAdded={x}, T=jan, T=\"a \" # b}\n", "@a{k,\n  dateAdded = {x},\n  t = jan,\n  t = \"a \" # b,\n}\n"),
            // Strings and comments.
            (
                "@STRING{Foo=\"x\"}\n@string{b = y # {z} }\n\n\n@comment{ x }@Preamble{ \"y\" }",
                "@string{Foo = {x}}\n@string{b = y # {z}}\n\n@comment{ x }\n@Preamble{ \"y\" }\n",
            ),
            ("@a{k, % one\n %two  \n t={x} %three\n , u={y}\n\n %four\n}", "@a{k, % one\n  %two\n  t = {x}, %three\n  u = {y},\n  %four\n}\n"),
            ("@a{k, t= % x\n {y}}", "@a{k, t= % x\n {y}}\n"),
            // Text between entries keeps to what it stands next to.
            (
                "% head\n@a{k,}\n% of l\n@b{l,}   % beside\n\n\n\nalone\n\n\n@c{m,}\n% end\n\n",
                "% head\n@a{k,\n}\n\n% of l\n@b{l,\n}   % beside\n\n\n\nalone\n\n@c{m,\n}\n\n% end\n",
            ),
            ("@a{k,}\n% under k\n\n@b{l,}\n", "@a{k,\n}\n% under k\n\n@b{l,\n}\n"),
            ("@a{k,} foo @b{l,}\n", "@a{k,\n} foo @b{l,\n}\n"),
            // Broken entries stay, with the space around them.
            ("@a{k,}\n@B{l, t={x} u={y}}@c{m,}", "@a{k,\n}\n@B{l, t={x} u={y}}@c{m,\n}\n"),
            ("@a{k,}\n@B{l, t={x\n@c{m,\n}\n", "@a{k,\n}\n@B{l, t={x\n@c{m,\n}\n"),
            // Lines that stand under the first go where it goes.
            ("@a{k, tt = {x\n           y\n             z},}", "@a{k,\n  tt = {x\n       y\n         z},\n}\n"),
            ("@a{k, url = {x\n            y},}", "@a{k,\n  url = {x\n            y},\n}\n"),
            ("@a{k,\r\n}\r\n@b{l,}", "@a{k,\r\n}\r\n\r\n@b{l,\r\n}\r\n"),
        ],
    );
}

#[test]
fn other_layouts() {
    let options = Options {
        indent: "\t".to_owned(),
        align: true,
        trailing_comma: false,
        delimiters: Delimiters::Quotes,
        blank_lines: 0,
        case: Case::Keep,
        wrap: Some(20),
        fields: vec!["author".to_owned(), "t".to_owned()],
    };
    check(
        &options,
        &[
            (
                "@A{k, t={a {\"} b}, u={c \" d}, Author={x}, t = {}}",
                "@A{k,\n\tAuthor = \"x\",\n\tt      = \"a {\"} b\",\n\tt      = \"\",\n\tu      = {c \" d}\n}\n",
            ),
            (
                "@a{k, % one\n % of t\n t={one two\n three four five}, % beside\n y=1, author={x} % last\n}\n\n\n@b{l,}",
                "@a{k, % one\n\tauthor = \"x\", % last\n\t% of t\n\tt      = \"one two\n\t          three\n\t          four five\", % beside\n\ty      = 1\n}\n@b{l,\n}\n",
            ),
            (
                "@a{k, t={a\n\n  b}, u={50% of\n   it}, url={a  b}, v={a b\\ c\\ dd ee}}",
                "@a{k,\n\tt   = \"a\n\n  b\",\n\tu   = \"50% of\n   it\",\n\turl = \"a  b\",\n\tv   = \"a b\\ c\\ dd\n\t       ee\"\n}\n",
            ),
        ],
    );
}

proptest! {
    #[test]
    fn a_second_time_changes_nothing(text in r##"(@[aA]\{k,|@string\{s=|[{}()"#,=%@ \n]|[a-z]{1,2}|T = \{x\n    y\},|\}\n+|\r\n|é){0,40}"##, wrap in any::<bool>()) {
        let options = Options { wrap: wrap.then_some(10), align: wrap, blank_lines: usize::from(!wrap), ..Options::default() };
        let once = laid(&text, &options);
        prop_assert_eq!(laid(&once, &options), once);
    }
}
