//! Documents written out in styles of all classes, in every target.

use super::*;
use crate::workspace::{ReadAs, Workspace};

const BIB: &str = "@book{doe, author = {Doe, Ann}, title = {On Bees}, publisher = {Hive}, address = {Bern}, year = 2000}
@article{roe, author = {Roe, Bob and Lee, Cy}, title = {A <b> Bird}, journal = {Nest}, year = 1998, pages = {3--9}, doi = {10.1/a<b>}}
@misc{x y, title = {Odd}, year = 2001}
";

fn written(text: &str, style: &str, lang: Option<&str>, target: Target) -> String {
    let mut workspace = Workspace::default();
    workspace.add_text("refs.bib", BIB, ReadAs::Guess);
    let source = Source::from_text(crate::text::SourceId(9), "a.md", text);
    let style = Style::named(style).unwrap();
    let options = Options { style: &style, lang, target, links: target == Target::Html };
    cite(&source, &workspace.library.entries, &Settings::of(&source), &options)
}

/// Without the bibliography.
fn body(text: &str, style: &str) -> String {
    let front = "---\nsuppress-bibliography: true\n---\n";
    written(&format!("{front}{text}"), style, None, Target::Markdown).strip_prefix(front).unwrap().to_owned()
}

#[test]
fn citations_of_author_and_year() {
    for (text, expected) in [
        ("A [see @doe, p. 3; @roe, chap. 2 and *passim*].", "A (see Doe, 2000, p. 3; Roe & Lee, 1998, Chapter 2 and *passim*)."),
        ("@doe says; @roe [p. 4] too.", "Doe (2000) says; Roe & Lee (1998, p. 4) too."),
        ("Doe [-@doe], -@doe.", "Doe (2000), (2000)."),
        ("@{x y} and [@{x y}].", "*Odd* (2001) and (*Odd*, 2001)."),
        ("@nobody and [@doe; @nobody].", "**nobody?** and (Doe, 2000; **nobody?**)."),
        ("See @fig-one and [@doe{}, 4 of `x_y`].", "See @fig-one and (Doe, 2000, 4 of `x_y`)."),
        ("`@doe` <!-- @doe --> [a](http://b/@doe) $@doe$\n\n    [@doe]\n", "`@doe` <!-- @doe --> [a](http://b/@doe) $@doe$\n\n    [@doe]\n"),
    ] {
        assert_eq!(body(text, "apa"), expected, "{text}");
    }
}

#[test]
fn numbers_in_the_order_of_the_text() {
    assert_eq!(body("A [@roe; @doe, p. 3], @doe.", "ieee"), "A \\[1\\], \\[2, p. 3\\], Doe \\[2\\].");
    // A raised number stands where a note would.
    assert_eq!(body("A [@roe], b [@doe].", "american-medical-association"), "A,<sup>1</sup> b.<sup>2</sup>");
}

#[test]
fn styles_of_notes_make_notes() {
    let text = "A [@doe, p. 3]. B[^1] and @roe, c.\n\n[^1]: See [@doe].\n";
    let expected = "A.[^2] B[^1] and Bob Roe and Cy Lee,[^3] c.\n\n[^1]: See Doe, *On Bees*.\n\n\
                    [^2]: Ann Doe, *On Bees* (Hive, 2000), 3.\n\n\
                    [^3]: “A \\<B\\> Bird,” *Nest*, 1998, 3–9, https://doi.org/10.1/a\\<b\\>.\n";
    assert_eq!(body(text, "chicago-notes"), expected);
}

#[test]
fn the_bibliography_stands_where_it_is_wanted() {
    let entry = "Doe, A. (2000). *On Bees*. Hive.";
    for (text, expected) in [
        ("[@doe]", format!("(Doe, 2000)\n\n{entry}\n")),
        ("[@doe]\n\n# References\n\n# More\n", format!("(Doe, 2000)\n\n# References\n\n{entry}\n\n# More\n")),
        ("::: {#refs}\n:::\n\n[@doe]\n", format!("::: {{#refs}}\n{entry}\n:::\n\n(Doe, 2000)\n")),
        ("---\nnocite: '@doe'\n---\nx\n", format!("---\nnocite: '@doe'\n---\nx\n\n{entry}\n")),
        ("a\r\n\r\n[@doe]\r\n", format!("a\r\n\r\n(Doe, 2000)\r\n\r\n{entry}\r\n")),
        ("nothing\n", "nothing\n".to_owned()),
    ] {
        assert_eq!(written(text, "apa", None, Target::Markdown), expected, "{text}");
    }
}

#[test]
fn the_language_says_its_words() {
    let text = "[@roe, S. 4]";
    assert!(written(text, "apa", Some("de-DE"), Target::Markdown).starts_with("(Roe & Lee, 1998, S. 4)"));
}

#[test]
fn html_and_text_have_notes_and_a_bibliography() {
    let text = "---\ntitle: T\n---\n# H\n\nA [@roe]^[Mine, [@doe].] *b* ![@doe](i.png).\n\n- x\n- y\n\n::: {#refs}\n:::\n";
    let html = written(text, "apa", None, Target::Html);
    assert_eq!(
        html,
        "<h1>H</h1>\n<p>A (Roe &#38; Lee, 1998)<sup class=\"footnote-reference\"><a href=\"#1\">1</a></sup> <em>b</em> <img src=\"i.png\" alt=\"Doe (2000)\" />.</p>\n\
         <ul>\n<li>x</li>\n<li>y</li>\n</ul>\n<div class=\"csl-bib-body\">\n  <div class=\"csl-entry\" data-key=\"doe\">Doe, A. (2000). <i>On Bees</i>. Hive.</div>\n  \
         <div class=\"csl-entry\" data-key=\"roe\">Roe, B., &#38; Lee, C. (1998). A &#60;b&#62; Bird. <i>Nest</i>, 3–9. \
         <a href=\"https://doi.org/10.1/a%3Cb%3E\">https://doi.org/10.1/a&#60;b&#62;</a></div>\n</div>\n\
         <div class=\"footnote-definition\" id=\"1\"><sup class=\"footnote-definition-label\">1</sup>\n<p>Mine, (Doe, 2000).</p>\n</div>\n"
    );
    let plain = written(text, "apa", None, Target::Text);
    assert_eq!(
        plain,
        "H\n\nA (Roe & Lee, 1998)[1] b Doe (2000) <i.png>.\n\n- x\n- y\n\nDoe, A. (2000). On Bees. Hive.\n\n\
         Roe, B., & Lee, C. (1998). A <b> Bird. Nest, 3–9. https://doi.org/10.1/a<b>\n\n[1] Mine, (Doe, 2000).\n"
    );
}

#[test]
fn citations_lead_to_their_entries() {
    let text = |body: &str| format!("---\nlink-citations: true\n---\n{body}\n\n::: {{#refs}}\n:::\n");
    let lines = |body: &str, style: &str, target| {
        let written = written(&text(body), style, None, target);
        let body = written.strip_prefix("---\nlink-citations: true\n---\n").unwrap_or(&written);
        (body.lines().next().unwrap().to_owned(), written)
    };
    for (body, style, expected) in [
        ("[see @doe, p. 3; @roe]", "apa", "(see [Doe, 2000, p. 3](<#ref-doe>); [Roe & Lee, 1998](<#ref-roe>))"),
        ("@doe, [-@roe], [@no].", "apa", "Doe ([2000](<#ref-doe>)), ([1998](<#ref-roe>)), (**no?**)."),
        ("[@doe; @roe; @{x y}]", "ieee", "[\\[1\\]](<#ref-doe>), [\\[2\\]](<#ref-roe>), [\\[3\\]](<#ref-x-y>)"),
        ("A [@doe; @roe].", "american-medical-association", "A.<sup>[1](<#ref-doe>)</sup><sup>,</sup><sup>[2](<#ref-roe>)</sup>"),
        ("A [@doe].", "chicago-notes", "A.[^1]"),
    ] {
        assert_eq!(lines(body, style, Target::Markdown).0, expected, "{body} {style}");
    }
    let (first, all) = lines("[@doe] and [@{x y}]", "apa", Target::Html);
    assert_eq!(first, "<p>(<a href=\"#ref-doe\">Doe, 2000</a>) and (<i><a href=\"#ref-x-y\">Odd</a></i><a href=\"#ref-x-y\">, 2001</a>)</p>");
    assert!(all.contains("<div class=\"csl-entry\" id=\"ref-x-y\" data-key=\"x y\">"), "{all}");
    let markdown = lines("[@doe]", "apa", Target::Markdown).1;
    assert!(markdown.contains("<span id=\"ref-doe\"></span>Doe, A. (2000). *On Bees*. Hive.\n"), "{markdown}");
    assert!(!lines("[@doe]", "chicago-notes", Target::Markdown).1.contains("<span"));
}

#[test]
fn nothing_panics_and_what_cites_nothing_stays() {
    let mut runner = proptest::test_runner::TestRunner::new(proptest::test_runner::Config::with_cases(40));
    let part = proptest::sample::select(
        &[
            "[",
            "]",
            "@doe",
            "@{x y}",
            "@no",
            ";",
            ", p. 3",
            "^[",
            "*",
            "`",
            "\n",
            "\n\n",
            "[^1]",
            "[^1]: ",
            "::: {#refs}\n",
            ":::\n",
            "---\n",
            "# References\n",
            "<b>",
            "é",
            "\\",
            "> ",
            "- ",
            "|a|b|\n|-|-|\n",
            "$",
            "\u{F0001}",
            "-",
        ][..],
    );
    runner
        .run(&proptest::collection::vec(part, 0..25), |parts| {
            let text = parts.concat();
            for (style, target) in
                [("apa", Target::Markdown), ("chicago-notes", Target::Html), ("ieee", Target::Text), ("chicago-notes", Target::Markdown)]
            {
                let written = written(&text, style, None, target);
                if target == Target::Markdown && !text.contains('@') {
                    assert_eq!(written, text);
                }
            }
            Ok(())
        })
        .unwrap();
}
