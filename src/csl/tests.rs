//! Formatted bibliographies as a person expects them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, clippy::print_stdout)]
use super::*;
use crate::model::{Date, Kind, Name, Names, Run, Value, Variable, fixtures};

fn sample() -> Vec<Entry> {
    let mut book = fixtures::named("book", Some(Kind::Book));
    book.set(Variable::Editor, Names::new(vec![Name::person("Cameron", "M. A."), Name::person("Lawson", "R. J.")]));
    book.set(Variable::Title, "To Walk Without Fear: The Global Movement to Ban Landmines");
    book.set(Variable::Issued, Date::year(1998));
    book.set(Variable::Publisher, "Oxford University Press");
    book.set(Variable::PublisherPlace, "Toronto");
    let mut chapter = fixtures::named("chapter", Some(Kind::Chapter));
    chapter.set(Variable::Author, Names { list: vec![Name::person("Goose", "S."), Name::person("Williams", "J.")], others: true });
    chapter.set(Variable::Title, "The Campaign & <Treaty>");
    chapter.set(Variable::ContainerTitle, "To Walk Without Fear");
    chapter.set(Variable::Editor, Names::new(vec![Name::person("Cameron", "M. A.")]));
    chapter.set(Variable::Page, "20–47");
    chapter.set(Variable::Issued, Date::year(1998));
    chapter.set(Variable::Publisher, "Oxford University Press");
    let mut article = fixtures::named("article", Some(Kind::ArticleJournal));
    article.set(Variable::Author, Names::new(vec![Name::person("Price", "Richard")]));
    article.set(Variable::Title, "Reversing the gun sights: transnational civil society targets land mines");
    article.set(Variable::ContainerTitle, "International Organization");
    article.set(Variable::Volume, "52");
    article.set(Variable::Issue, "3");
    article.set(Variable::Page, "613–644");
    article.set(Variable::Doi, "10.1162/002081898550671");
    article.set(Variable::Issued, Date::year(1998));
    let mut series = fixtures::named("series", Some(Kind::Report));
    series.set(Variable::Author, Names::from(Name::literal("International Campaign to Ban Landmines")));
    series.set(Variable::Title, "Landmine monitor");
    series.set(Variable::Issued, Date::parse_edtf("1999/2004").unwrap());
    let mut press = fixtures::named("press", None);
    let italic = crate::model::Style { italic: true, ..Default::default() };
    let runs = vec![Run { text: "On ".into(), style: Default::default() }, Run { text: "E. coli".into(), style: italic }];
    press.set(Variable::Title, Value::rich(runs, None));
    press.set(Variable::Issued, Date::literal("in press"));
    vec![book, chapter, article, series, press]
}

fn text(style: &str) -> Vec<String> {
    bibliography(&sample(), style, None, Output::Text).unwrap().into_iter().map(|entry| entry.text).collect()
}

#[test]
fn five_styles_say_what_a_person_expects() {
    assert_eq!(
        text("apa"),
        [
            "Cameron, M. A., & Lawson, R. J. (Eds.). (1998). To Walk Without Fear: The Global Movement to Ban Landmines. Oxford University Press.",
            "Goose, S., Williams, J., et al. (1998). The Campaign & <Treaty>. In M. A. Cameron (Ed.), To Walk Without Fear (pp. 20–47). Oxford University Press.",
            "International Campaign to Ban Landmines. (1999–2004). Landmine monitor.",
            "On E. coli. (in press).",
            "Price, R. (1998). Reversing the gun sights: transnational civil society targets land mines. International Organization, 52(3), 613–644. https://doi.org/10.1162/002081898550671",
        ]
    );
    assert_eq!(
        text("chicago-author-date"),
        [
            "Cameron, M. A., and R. J. Lawson, eds. 1998. To Walk without Fear: The Global Movement to Ban Landmines. Oxford University Press.",
            "Goose, S., J. Williams, et al. 1998. “The Campaign & <Treaty>.” In To Walk without Fear, edited by M. A. Cameron. Oxford University Press.",
            "International Campaign to Ban Landmines. 1999–2004. Landmine Monitor.",
            "“On E. Coli.” in press.",
            "Price, Richard. 1998. “Reversing the Gun Sights: Transnational Civil Society Targets Land Mines.” International Organization 52 (3): 613–44. https://doi.org/10.1162/002081898550671.",
        ]
    );
    assert_eq!(
        text("ieee"),
        [
            "[1] M. A. Cameron and R. J. Lawson, Eds., To Walk Without Fear: The Global Movement to Ban Landmines. Toronto: Oxford University Press, 1998.",
            "[2] S. Goose, J. Williams, et al., “The Campaign & <Treaty>,” in To Walk Without Fear, M. A. Cameron, Ed., Oxford University Press, 1998, pp. 20–47.",
            "[3] R. Price, “Reversing the gun sights: transnational civil society targets land mines,” International Organization, vol. 52, no. 3, pp. 613–644, 1998, doi: 10.1162/002081898550671.",
            "[4] International Campaign to Ban Landmines, “Landmine monitor,” 1999–2004.",
            "[5] “On E. coli.” in press.",
        ]
    );
    assert_eq!(
        text("vancouver"),
        [
            "1. Cameron MA, Lawson RJ, editors. To Walk Without Fear: The Global Movement to Ban Landmines. Toronto: Oxford University Press; 1998.",
            "2. Goose S, Williams J, et al. The Campaign & <Treaty>. In: Cameron MA, editor. To Walk Without Fear. Oxford University Press; 1998. p. 20–47.",
            "3. Price R. Reversing the gun sights: transnational civil society targets land mines. International Organization. 1998;52(3):613–44. doi:10.1162/002081898550671",
            "4. International Campaign to Ban Landmines. Landmine monitor. 1999–2004.",
            "5. On E. coli. in press.",
        ]
    );
    assert_eq!(
        text("modern-language-association"),
        [
            "Cameron, M. A., and R. J. Lawson, editors. To Walk without Fear: The Global Movement to Ban Landmines. Oxford University Press, 1998.",
            "Goose, S., et al. “The Campaign & <Treaty>.” To Walk without Fear, edited by M. A. Cameron, Oxford University Press, 1998, pp. 20–47.",
            "International Campaign to Ban Landmines. Landmine Monitor. 1999–2004.",
            "“On E. Coli.” in press.",
            "Price, Richard. “Reversing the Gun Sights: Transnational Civil Society Targets Land Mines.” International Organization, vol. 52, no. 3, 1998, pp. 613–44, https://doi.org/10.1162/002081898550671.",
        ]
    );
}

#[test]
fn works_of_one_year_are_told_apart_only_where_their_dates_do_not() {
    let report = |key: &str, title: &str, date: &str| {
        let mut entry = fixtures::named(key, None);
        entry.set(Variable::Author, Names::from(Name::literal("International Campaign to Ban Landmines")));
        entry.set(Variable::Title, title);
        entry.set(Variable::Issued, Date::parse_edtf(date).unwrap());
        entry
    };
    let shown = |dates: [&str; 2]| -> Vec<String> {
        let entries = [report("a", "Landmine monitor", dates[0]), report("b", "Who bans?", dates[1])];
        bibliography(&entries, "apa", None, Output::Text).unwrap().into_iter().map(|mut entry| entry.text.split_off(41)).collect()
    };
    assert_eq!(shown(["1998/2008", "1998"]), ["(1998). Who bans?", "(1998–2008). Landmine monitor."]);
    assert_eq!(shown(["1998", "1998"]), ["(1998a). Landmine monitor.", "(1998b). Who bans?"]);
}

#[test]
fn every_output_escapes_and_styles() {
    let mut entry = fixtures::named("a\"&b", None);
    let italic = crate::model::Style { italic: true, ..Default::default() };
    let runs = vec![Run { text: "A & <b> _x_ ".into(), style: Default::default() }, Run { text: "E".into(), style: italic }];
    entry.set(Variable::Title, Value::rich(runs, None));
    let title = |output| {
        let text = bibliography(std::slice::from_ref(&entry), "ieee", None, output).unwrap().remove(0).text;
        text.split('A').nth(1).unwrap().trim_end_matches(['”', '.', ',']).to_owned()
    };
    assert_eq!(title(Output::Text), " & <b> _x_ E");
    assert!(title(Output::Html).starts_with(" &#38; &#60;b&#62; _x_ <i>E</i>"));
    assert_eq!(title(Output::Markdown), " & \\<b\\> \\_x\\_ *E*");
    assert_eq!(title(Output::Latex), " \\& <b> \\_x\\_ \\textit{E}");
    assert_eq!(title(Output::Typst), " & \\<b\\> \\_x\\_ #emph[E]");
    assert!(title(Output::Rtf).starts_with(" & <b> _x_ {\\i E}"));
    let html = document(&bibliography(&[entry], "apa", None, Output::Html).unwrap(), Output::Html);
    assert!(html.starts_with("<div class=\"csl-bib-body\">\n  <div class=\"csl-entry\" data-key=\"a&#34;&#38;b\">"), "{html}");
    assert!(html.ends_with("</div>\n</div>\n"));
}

#[test]
fn every_piece_knows_its_variable() {
    let entries = sample();
    let style = Style::named("apa").unwrap();
    let document = Document::new(&entries, &style, None, Vec::new(), true);
    let (_, pieces) = document.pieces().into_iter().find(|(at, _)| entries[*at].key == "article").unwrap();
    let of = |variable: Variable| pieces.iter().filter(|piece| piece.variable == Some(variable)).map(|piece| piece.text.as_str()).collect::<String>();
    assert_eq!(of(Variable::Author), "Price, R.");
    assert_eq!(of(Variable::Issued), "1998");
    assert_eq!(of(Variable::ContainerTitle), "International Organization");
    assert_eq!(of(Variable::Volume), "52");
    assert_eq!(of(Variable::Page), "613–644");
    assert_eq!(of(Variable::Doi), "10.1162/002081898550671");
}

#[test]
fn citations_know_where_they_stand() {
    let entries = sample();
    let style = Style::named("apa").unwrap();
    let cite = |entry: usize| Cite { entry, ..Cite::default() };
    let citation = |cites: Vec<Cite>| Citation { cites, ..Citation::default() };
    let citations = vec![
        citation(vec![cite(2), cite(0)]),
        citation(vec![Cite { locator: "33–35".into(), prefix: "see".into(), ..cite(0) }]),
        citation(vec![Cite { form: CiteForm::SuppressAuthor, ..cite(2) }]),
        citation(vec![Cite { form: CiteForm::AuthorOnly, ..cite(2) }]),
    ];
    let document = Document::new(&entries, &style, None, citations, false);
    assert_eq!(
        document.citations(Output::Text),
        ["(Cameron & Lawson, 1998; Price, 1998)", "(see Cameron & Lawson, 1998, pp. 33–35)", "(1998)", "Price"]
    );
    assert_eq!(document.bibliography(Output::Text).len(), 2);
}

#[test]
fn a_style_that_calls_itself_is_refused() {
    let style = |macros: &str| {
        format!(
            "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"note\" version=\"1.0\"><info><id/><title/></info>{macros}<citation><layout><text macro=\"a0\"/></layout></citation></style>"
        )
    };
    let call = |name: &str, called: &str| format!("<macro name=\"{name}\"><text macro=\"{called}\"/><text macro=\"{called}\"/></macro>");
    assert!(matches!(Style::from_csl(&style(&call("a0", "a0"))), Err(CslError::InvalidStyle(_))));
    assert!(matches!(Style::from_csl(&style(&call("a0", "none"))), Err(CslError::InvalidStyle(_))));
    // Each macro calls the next one twice.
    let doubling: String = (0..40).map(|at| call(&format!("a{at}"), &format!("a{}", at + 1))).collect();
    let last = "<macro name=\"a40\"><text value=\"x\"/></macro>";
    assert!(matches!(Style::from_csl(&style(&format!("{doubling}{last}"))), Err(CslError::InvalidStyle(_))));
    assert!(Style::from_csl(&style(&format!("{}<macro name=\"a1\"><text value=\"x\"/></macro>", call("a0", "a1")))).is_ok());
}

#[test]
fn hostile_entries_come_to_an_end() {
    let twin = |key: &str, title: String| {
        let mut entry = fixtures::named(key, Some(Kind::ArticleJournal));
        entry.set(Variable::Author, Names::new((0..2_000).map(|at| Name::person(format!("Family{at}"), "Given")).collect()));
        entry.set(Variable::Title, title);
        entry.set(Variable::Issued, Date::year(2012));
        entry
    };
    // A work of two thousand authors, twice; tags and quotation marks that never close.
    let html = |text: String| {
        Value::Rich(Box::new(crate::model::Rich {
            runs: vec![Run { text: "x".into(), style: Default::default() }],
            source: Some((crate::model::Markup::Html, text.into())),
        }))
    };
    let mut entries = vec![twin("a", "Observation".to_owned()), twin("b", "(\"".repeat(20_000)), twin("c", "'a \"b ".repeat(20_000))];
    entries[1].set(Variable::ContainerTitle, html("<i>".repeat(20_000)));
    entries[2].set(Variable::ContainerTitle, html(format!("{}x{}", "<b><i>".repeat(5_000), "</i></b>".repeat(5_000))));
    for style in ["apa", "chicago-author-date", "modern-language-association"] {
        let found = bibliography(&entries, style, None, Output::Html).unwrap();
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|entry| !entry.text.contains("<script")));
    }
}

#[test]
fn markup_cannot_be_injected() {
    let mut entry = fixtures::named("k", Some(Kind::Book));
    let evil = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&";
    for variable in [Variable::Title, Variable::Publisher, Variable::Url, Variable::Doi, Variable::Volume, Variable::Edition] {
        entry.set(variable, evil);
    }
    entry.set(Variable::Author, Names::new(vec![Name::person(evil, evil), Name::literal(evil)]));
    entry.set(Variable::Issued, Date::literal(evil));
    for (style, _) in styles() {
        let Ok(found) = bibliography(std::slice::from_ref(&entry), style, None, Output::Html) else { continue };
        assert!(!found[0].text.contains("<script") && !found[0].text.contains("<img"), "{style}: {}", found[0].text);
    }
}

#[test]
fn an_empty_entry_is_told() {
    let found = bibliography(&[fixtures::named("k", None), fixtures::named("", None)], "apa", None, Output::Text).unwrap();
    assert_eq!(found.len(), 2);
    for entry in found {
        assert!(!entry.text.is_empty());
    }
}

#[test]
fn what_there_is_not_is_told() {
    let fails = |style: &str, locale| bibliography(&[], style, locale, Output::Text).unwrap_err().to_string();
    assert_eq!(fails("apaa", None), "no style is called `apaa`; did you mean `apa`?");
    assert_eq!(fails("apa", Some("xx")), "no locale is called `xx`; locales are named like `de-DE` or `fr`");
    assert!(bibliography_with(&[], "<style>", None, Output::Text).is_err());
    let deep = format!("<style>{}", "<group>".repeat(5000));
    assert!(matches!(bibliography_with(&[], &deep, None, Output::Text), Err(CslError::InvalidStyle(_))));
}

#[test]
fn the_locale_says_its_words() {
    let german = bibliography(&sample(), "apa", Some("de"), Output::Text).unwrap();
    let chapter = german.iter().find(|entry| entry.key == "chapter").unwrap();
    // The style says itself what "et al." is in German.
    assert!(chapter.text.starts_with("Goose, S., Williams, J., et al. (1998)."), "{}", chapter.text);
    assert!(chapter.text.contains("(S. 20–47)"), "{}", chapter.text);
}

#[test]
fn nothing_panics_and_nothing_is_silent() {
    let mut runner = proptest::test_runner::TestRunner::new(proptest::test_runner::Config::with_cases(60));
    let entries = proptest::collection::vec(proptest::prelude::Strategy::boxed(fixtures::sane_entry()), 1..4);
    let styles = proptest::sample::select(&["apa", "chicago-author-date", "ieee", "vancouver", "modern-language-association"][..]);
    runner
        .run(&(entries, styles), |(entries, style)| {
            let found = bibliography(&entries, style, None, Output::Html).unwrap();
            let mut indices: Vec<usize> = found.iter().map(|entry| entry.index).collect();
            indices.sort_unstable();
            assert_eq!(indices, (0..entries.len()).collect::<Vec<_>>());
            for entry in found {
                assert!(!entry.text.is_empty());
                assert!(!entry.text.contains(|c| matches!(c, '\u{FDD0}'..='\u{FDEF}')), "{}", entry.text);
            }
            Ok(())
        })
        .unwrap();
}
