//! Keys in documents, as tables: what is cited in which way, and where it stands.

use super::*;
use crate::text::{SourceId, edit};

fn source(name: &str, text: &str) -> Source {
    Source::from_text(SourceId(0), name, text)
}

/// Each citation as its key, `+` where it is only listed, `?` where it may refer to something else; what shares a list in brackets.
fn shown(name: &str, text: &str) -> String {
    let source = source(name, text);
    let cited = cited(&source);
    let mut out = Vec::new();
    let mut list = None;
    for citation in &cited.citations {
        // The place holds the key, as it stands where nothing is escaped.
        assert_eq!(source.slice(citation.span), citation.key, "{text}");
        let how = match citation.how {
            How::Cited => "",
            How::Listed => "+",
            How::Either => "?",
        };
        let joined = if citation.list.is_some() && citation.list == list { "&" } else { " " };
        out.push(format!("{joined}{}{how}", citation.key));
        list = citation.list;
    }
    let mut text = out.concat().trim_start().to_owned();
    let named = |names: &[Named]| names.iter().map(|named| named.name.clone()).collect::<Vec<_>>().join(",");
    for (what, names) in [("files", &cited.bibliographies), ("labels", &cited.labels), ("parts", &cited.parts)] {
        if !names.is_empty() {
            text += &format!(" {what}={}", named(names));
        }
    }
    if cited.all.is_some() { text + " all" } else { text }.trim_start().to_owned()
}

fn table(name: &str, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(shown(name, text), *expected, "{text}");
    }
}

#[test]
fn latex_cites() {
    table(
        "a.tex",
        &[
            (r"\cite{a}", "a"),
            (r"\citep[see][p.~3]{a, b ,c}", "a&b&c"),
            (r"\citet*{a} \Citet{b} \textcite[3]{c} \Parencite {d} \autocite*[][]{e}", "a b c d e"),
            ("\\footcite[see also\n  \\cite{b}, and {]} more]{a}", "b a"),
            (r"\citeauthor{a}, \citeyear{b}, \citetitle*{c}, \fullcite{d}, \footfullcite{e}", "a b c d e"),
            (r"\cites(pre)(post)[1]{a}[2]{b}{c} text {no}", "a b c"),
            (r"\textcites{a}{b,c}\parencites[x]{d}[y]{e}", "a b&c d e"),
            (r"\volcite{2}[3]{a} \pvolcite[see]{1}[2]{b} \volcites{1}{c}{2}{d}", "a b c d"),
            (r"\nocite{a,b}\nocite{*}", "a+&b+ all"),
            (r"\shortciteA{a} \citeA<see>{b} \citeNP{c} \possessivecite{d} \citeasnoun{e} \onlinecite{f} \citenum{g}", "a b c d e f g"),
            (r"\textcquote[3]{a}{words} \foreigntextcquote{german}[3]{b}{Worte} \blockcquote{c}{x}", "a b c"),
            (r"\citealias{a} \defcitealias{a}{Paper I}", "a a+"),
            ("\\cite{%\n a,% one\n b% two\n}", "a&b"),
            (r"% \cite{no}", ""),
            (r"100\% \cite{a} \\% \cite{no}", "a"),
            (r"\verb|\cite{no}| \verb*+\cite{no}+ \cite{a} \lstinline{\cite{no}} \mintinline{tex}|\cite{no}|", "a"),
            ("\\begin{verbatim}\n\\cite{no}\n\\end{verbatim}\\cite{a}\\begin{verbatim}\\cite{b}", "a b"),
            (r"\begin{lstlisting}[language=TeX] \cite{no} \end{lstlisting}\begin{displaymath}\cite{a}\end{displaymath}", "a"),
            (r"\iffalse \cite{no} \fi \cite{a}", "a"),
            (r"\cite{a}\end{document}\cite{no}", "a"),
            (r"\citestyle{agsm} \setcitestyle{square} \bibliographystyle{x} \citetext{see \citealp{a}} \excited{no}", "a"),
            (r"\newcommand{\mycite}[1]{\citep{#1}} \mycite{a} \newcommand\seecite[2][x]{\citep[#1]{#2}}\seecite[y]{b}", "a b"),
            (r"\newcommand{\says}[2]{#1 (\cite{#2})} \says{Lee}{c}", "c"),
            (r"\bibliography{refs, more} \addbibresource[label=x]{own.bib}", "files=refs,more,own.bib"),
            (r"\begin{thebibliography}{9} \bibitem{a} X \bibitem[Lee(2001)]{b} Y \cite{a}", "a labels=a,b"),
            ("\\cite\n{a}\\cite\n\n{no}", "a"),
            (r"\cite{é:1,a/b_c+d.e-f}", "é:1&a/b_c+d.e-f"),
            (r"\input{a} \include{b/c.tex} \includegraphics{d}", "parts=a,b/c.tex"),
            (r"\cite{} \cite{ } \cite{a,,b} \cite", "a&b"),
            (r"\citep[3\citep[3]{a}", "a"),
            (r"\cite{a} is \emph{\cite{b}}", "a b"),
        ],
    );
}

#[test]
fn what_latex_notes_cites() {
    table(
        "a.aux",
        &[(
            "\\relax\n\\citation{a,b}\n\\citation{*}\n\\bibdata{refs,more}\n\\bibcite{a}{1}\n\\abx@aux@cite{c}\n\\abx@aux@cite{0}{d}\n\\@input{b.aux}\n",
            "a&b c d files=refs,more parts=b.aux all",
        )],
    );
    table(
        "a.bcf",
        &[(
            "<bcf:section number=\"0\">\n<bcf:citekey order=\"1\">a</bcf:citekey><bcf:citekey order=\"2\" nocite=\"1\">b</bcf:citekey>\
             <bcf:datasource type=\"file\">refs.bib</bcf:datasource>",
            "a b+ files=refs.bib",
        )],
    );
}

#[test]
fn typst_cites() {
    table(
        "a.typ",
        &[
            ("See @a and @b[p. 3]. @c: x", "a? b? c?"),
            ("#cite(<a>) #cite(<b>, form: \"prose\", supplement: [see @c])", "a b c?"),
            ("#cite(label(\"a/b\")) #ref(<fig>) #link(<x>)[y]", "a/b"),
            ("= Title <intro>\n#figure(image(\"x.png\"), caption: [From @a]) <fig>\n@fig", "a? fig? labels=intro,fig"),
            ("#bibliography(\"refs.bib\", style: \"apa\") #bibliography((\"a.yml\", \"b.bib\"))", "files=refs.bib,a.yml,b.bib"),
            ("#show: paper.with(\n  authors: (\"me@x.org\",),\n  bibliography: bibliography(\"r.bib\"),\n)\n@a", "a? files=r.bib"),
            ("`@no` ```\n@no\n``` // @no\n/* @no /* @no */ @no */ \\@no $x \"@no\"$ @a", "a?"),
            ("https://x.org/@no and \"@a\" in quotes", "a?"),
            ("#let f(x) = { \"@no\" + x }\n#f[@a] #f(\"@no\")[@b].at(\"@no\") @c", "a? b? c?"),
            ("#if true [@a] else [@b]\n@c", "a? b? c?"),
            ("@a.b. @c-d: @e_f:g.", "a.b? c-d? e_f:g?"),
            ("#a[#b[@c] @d] @e ] @f", "c? d? e? f?"),
            ("#include \"a/b.typ\"\n#import \"c.typ\": d\n@a", "a? parts=a/b.typ"),
            ("#cite(\"é", "é"),
            ("#cite(\"", ""),
            ("@", ""),
        ],
    );
}

#[test]
fn markdown_cites() {
    table(
        "a.qmd",
        &[
            ("[@a] and [see @b, p. 3; @c] @d [p. 4]", "a b c d"),
            ("[@a; @b;\n@c] [-@d; @{e f}]", "a&b&c d&e f"),
            ("-@a says, **@b** *@c_d_e*", "a b c_d_e"),
            ("me@no.org, \\@no, `@no`, ``` @no ```", ""),
            ("```\n@no\n```\n\n    @no\n\n<!-- @no -->\n\n@a", "a"),
            ("@a.b. @c:d, @e--no @10.1000/x", "a.b c:d e 10.1000/x"),
            ("@fig-one and [@sec:two] @tbl-x @a", "fig-one? sec:two? tbl-x? a labels=fig-one,sec:two,tbl-x"),
            (
                "---\ntitle: x @t\nauthor: me@no.org\ntwitter: '@no'\nbibliography: [refs.bib, \"b/c.json\"]\nnocite: |\n  @a, @b\n---\n\n@c",
                "t a+ b+ c files=refs.bib,b/c.json",
            ),
            ("---\nnocite: '@*'\nbibliography:\n  - a.bib\n  - b.yaml\n---\n", "files=a.bib,b.yaml all"),
            ("{cite:p}`a,b` {cite}`c` `no`", "a&b c"),
            ("as \\citep[3]{a,b} says", "a&b"),
            ("<cite data-cite=\"a\">(A)</cite>", "a"),
            ("```{r, fig.cap=\"From @a.\"}\nx@no\n```\n\n```{r}\n#| fig-cap: \"From [@b]\"\ny <- '@no'\n```\n", "a b"),
            ("Text[^1].\n\n[^1]: See [@a].\n\n| x | y |\n|---|---|\n| @b | [@c] |\n\n> @d\n\n1. @e", "a b c d e"),
            ("{{< include _a.qmd >}}\n\n@a `{{< include no.qmd >}}`", "a parts=_a.qmd"),
            ("[@a](https://x.org) [text @b]{.x}", "a b"),
        ],
    );
}

#[test]
fn notebooks_cite() {
    let text = r##"{"cells":[{"cell_type":"raw","source":["---\n","bibliography: refs.bib\n","---\n"]},{"cell_type":"markdown","source":["See [@a;\n"," @b] \"@c\""]},
        {"cell_type":"code","source":"@no"},{"cell_type":"markdown","source":"\\citep{d} \u00e9@no <cite data-cite=\"e\">E</cite>"}]}"##;
    table("a.ipynb", &[(text, "a&b c d e files=refs.bib")]);
}

#[test]
fn restructured_text_cites() {
    table(
        "a.rst",
        &[
            (":cite:`a` and :cite:p:`b, c` :footcite:t:`d`", "a b&c d"),
            ("see [Lee01]_, [1]_, [#no]_ and ``[no]_``\n\n.. [Lee01] Lee\n", "Lee01? labels=Lee01"),
            (".. bibliography:: refs.bib more.bib\n   :style: plain", "files=refs.bib,more.bib"),
            (
                "Example::\n\n   :cite:`no`\n\n:cite:`a`\n\n.. code-block:: rst\n\n   :cite:`no`\n\n.. note:: :cite:`b`\n\n   :cite:`c`\n\n.. :cite:`no`\n",
                "a b c",
            ),
            (":nocite:`a` :notcite:`no` :cite:p:`{see}b`", "a+ b"),
        ],
    );
}

#[test]
fn other_texts_cite_no_keys() {
    table("a.txt", &[("\\cite{a} @b [@c]", "")]);
    table("a.html", &[("<p>@a", "")]);
}

#[test]
fn other_keys_are_written() {
    for (name, text, expected) in [
        ("a.tex", r"\cite{old} \citep[old]{x,old, y}", r"\cite{new:1} \citep[old]{x,new:1, y}"),
        ("a.tex", r"\cite{new:1,old,z} \cite{old,new:1}", r"\cite{new:1,z} \cite{new:1}"),
        ("a.md", "[@old; @new:1] @old [see @old, p. 2; @new:1, p. 3]", "[@new:1] @new:1 [see @new:1, p. 2; @new:1, p. 3]"),
        ("a.typ", "@old. #cite(<old>) #cite(label(\"old\"))", "@new:1. #cite(<new:1>) #cite(label(\"new:1\"))"),
        ("a.rst", ":cite:`old,x` [old]_", ":cite:`new:1,x` [new:1]_"),
        ("a.ipynb", r#"{"cells":[{"cell_type":"markdown","source":"\"@old\""}]}"#, r#"{"cells":[{"cell_type":"markdown","source":"\"@new:1\""}]}"#),
        ("a.aux", "\\citation{old}\n", "\\citation{new:1}\n"),
    ] {
        let source = source(name, text);
        let cited = cited(&source);
        let rewritten = rewrite(&cited, text, |key| (key == "old").then_some("new:1"));
        let (changed, applied) = edit::apply(text, [rewritten.edits.as_slice()]);
        // `[new:1; new:1]` of two different old keys: the second was there already, and it is the first that goes.
        assert_eq!((changed.as_str(), applied), (expected, vec![true]), "{text}");
        assert!(rewritten.refused.is_empty());
    }
}

#[test]
fn a_key_that_a_place_cannot_hold_is_refused() {
    for (name, text, key, expected) in [
        ("a.tex", r"\cite{old}", "a,b", None),
        ("a.md", "@old", "a b", Some("@{a b}")),
        ("a.typ", "@old", "a/b", None),
        ("a.typ", "#cite(label(\"old\"))", "a/b", Some("#cite(label(\"a/b\"))")),
        ("a.rst", "[old]_", "a/b", None),
        ("a.rst", ":cite:`old`", "a/b", Some(":cite:`a/b`")),
    ] {
        let source = source(name, text);
        let cited = cited(&source);
        let rewritten = rewrite(&cited, text, |_| Some(key));
        let changed = (rewritten.refused.is_empty()).then(|| edit::apply(text, [rewritten.edits.as_slice()]).0);
        assert_eq!(changed.as_deref(), expected, "{text}");
    }
}

/// What must hold of any text: places of the source, keys that stand there, and renaming that reads back.
fn holds(text: &str) {
    for citing in CITING {
        let source = source(&format!("a.{}", citing.extensions[0]), text);
        let cited = (citing.find)(&source);
        for named in cited.bibliographies.iter().chain(&cited.labels) {
            assert!(source.text.get(named.span.range()).is_some(), "{}: {named:?}", citing.name);
        }
        for pair in cited.citations.windows(2) {
            assert!(pair[0].span.end <= pair[1].span.start, "{}: {pair:?} in {text:?}", citing.name);
        }
        let stands = |citation: &KeyCitation| citing.name == "notebook" || source.slice(citation.span) == citation.key;
        assert!(cited.citations.iter().all(|citation| !citation.key.is_empty() && stands(citation)), "{}: {text:?}", citing.name);
        let rewritten = rewrite(&cited, text, |_| Some("zzz"));
        let (changed, applied) = edit::apply(text, [rewritten.edits.as_slice()]);
        assert_eq!(applied, [true], "{}: {text:?}", citing.name);
        let again = (citing.find)(&self::source(&source.name, &changed));
        let others: Vec<&KeyCitation> = again.citations.iter().filter(|citation| citation.key != "zzz").collect();
        assert!(others.is_empty() || !rewritten.refused.is_empty(), "{}: {text:?} -> {changed:?}: {others:?}", citing.name);
    }
}

const PIECES: &[&str] = &[
    "\\cite{a,b}",
    "\\citep[",
    "]",
    "{",
    "}",
    "\\cites",
    "(",
    ")",
    "%",
    "\n",
    "\n\n",
    "\\begin{verbatim}",
    "\\end{verbatim}",
    "\\verb|",
    "|",
    "@a",
    "@{b c}",
    "[@a; ",
    "; @b]",
    "`",
    "```",
    "~~~\n",
    "#cite(",
    "<a>",
    "\"",
    "#",
    "$",
    "//",
    "/*",
    "*/",
    "\\",
    "-",
    "---\n",
    "nocite: ",
    "bibliography: ",
    ":cite:`a,b`",
    "[Lee]_",
    ".. ",
    "::",
    "   ",
    "<cite data-cite=\"a\">",
    "<!--",
    "-->",
    "é",
    "日本",
    "*",
    "_",
    "\\newcommand{\\x}[1]",
    "#1",
    "\\x{a}",
    "\\citation{a}",
    "<bcf:citekey>",
    "</bcf:citekey>",
    "{cite}",
    "\u{0}",
    "\r\n",
    " ",
    "a",
    "0",
    ".",
    ":",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    #[test]
    fn any_pieces_are_read(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40)) {
        holds(&pieces.concat());
    }

    #[test]
    fn any_text_is_read(text in ".{0,200}") {
        holds(&text);
    }
}

/// A megabyte of what may be looked at again and again; a quadratic reader would take minutes.
#[test]
fn hostile_texts_take_no_longer_than_others() {
    for piece in PIECES.iter().chain(&[
        "\\cite[",
        "\\cite{",
        "\\verb{",
        "\\newcommand\\x[",
        "\\begin{comment}",
        "[@a; ",
        "@a;",
        "#a(",
        "#[",
        "#{",
        "<a",
        "\\iffalse ",
        "\\cites[a]",
        "@{",
    ]) {
        let text = piece.repeat(100_000 / piece.len());
        holds(&text);
    }
}
