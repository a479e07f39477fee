//! Records as EndNote and others write them; what is written reads as it was.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::table::MAPPING;
use super::*;
use crate::format::xml::testing::{self, shown};
use crate::model::{Kind, Library, Name, Value, Variable, fixtures};
use proptest::prelude::*;

/// A record with these elements.
fn record(inside: &str) -> String {
    format!("<xml><records><record>{inside}</record></records></xml>")
}

#[test]
fn what_endnote_writes() {
    let styled = |text: &str| format!("<style face=\"normal\" font=\"default\" size=\"100%\">{text}</style>");
    let xml = record(&format!(
        "<database name=\"A.enl\" path=\"C:\\A.enl\">A.enl</database><source-app name=\"EndNote\" version=\"20.1\">EndNote</source-app>
        <rec-number>7</rec-number><ref-type name=\"Journal Article\">17</ref-type>
        <contributors><authors><author>{}</author><author>WHO,</author></authors></contributors>
        <titles><title>{}<style face=\"italic\">Noctua</style>{}</title><secondary-title>{}</secondary-title></titles>
        <periodical><full-title>Moths</full-title><abbr-1>M.</abbr-1></periodical>
        <pages>1-9</pages><number>3</number><keywords><keyword>night</keyword><keyword>light</keyword></keywords>
        <dates><year>2015</year><pub-dates><date>Mar 3</date></pub-dates></dates><isbn>1234-5678</isbn>
        <urls><related-urls><url>http://a.org</url><url>http://b.org</url></related-urls></urls><custom2>PMC12</custom2><odd a=\"1\">x</odd>",
        styled("Ash, U. B., Jr."),
        styled("On "),
        styled(" at night"),
        styled("Moths"),
    ));
    assert!((ENDNOTE_XML.sniff)(&xml));
    assert_eq!(
        shown(&ENDNOTE_XML, &xml),
        "article-journal 
endnote-database: <database name=\"A.enl\" path=\"C:\\A.enl\">A.enl</database>
endnote-source-app: <source-app name=\"EndNote\" version=\"20.1\">EndNote</source-app>
endnote-rec-number: 7
author: U. B. Ash Jr.; WHO
title: On Noctua at night
container-title: Moths
container-title-short: M.
page: 1-9
issue: 3
keyword: night, light
issued: 2015-03-03
ISSN: 1234-5678
URL: http://a.org
endnote-urls: <related-urls><url>http://b.org</url></related-urls>
PMCID: PMC12
endnote-odd: <odd a=\"1\">x</odd>"
    );
    let library = testing::read(&ENDNOTE_XML, &xml);
    let Some(Value::Rich(title)) = library.entries[0].get(Variable::Title) else { panic!("no markup") };
    let italic: Vec<&str> = title.runs.iter().filter(|run| run.style.italic).map(|run| run.text.as_str()).collect();
    assert_eq!(italic, ["Noctua"]);
    testing::round_trip(&ENDNOTE_XML, library.entries);
}

#[test]
fn a_value_knows_its_place() {
    let xml = record(
        "<titles><title>\n  <style>A &amp; B</style>\n</title></titles><contributors><authors><author>Ash, U.</author><author> Elm, V.</author></authors></contributors>",
    );
    let library = testing::read(&ENDNOTE_XML, &xml);
    let id = library.entries[0].id;
    let at = |span: crate::text::Span| &xml[span.range()];
    assert_eq!(at(library.origins.value_span(id, Variable::Title)), "A &amp; B");
    assert_eq!(at(library.origins.name_span(id, Variable::Author, 1)), "Elm, V.");
    assert!(at(library.origins.value_span(id, Variable::Author)).starts_with("Ash, U.</author>"));
    assert!(at(library.origins.span(id)).starts_with("<record>"));
}

#[test]
fn types_are_known_by_name_then_by_number() {
    for (element, kind, kept) in [
        ("<ref-type name=\"Book\">2</ref-type>", "book", ""),
        ("<ref-type>6</ref-type>", "book", ""),
        ("<ref-type name=\"Edited Book\">28</ref-type>", "book", "\nendnote-type: Edited Book"),
        ("<ref-type name=\"Grimoire\">99</ref-type>", "-", "\nendnote-ref-type: <ref-type name=\"Grimoire\">99</ref-type>"),
    ] {
        let xml = record(element);
        assert_eq!(shown(&ENDNOTE_XML, &xml), format!("{kind} {kept}"), "{element}");
        testing::round_trip(&ENDNOTE_XML, testing::read(&ENDNOTE_XML, &xml).entries);
    }
}

#[test]
fn dates_are_a_year_and_the_rest() {
    for (year, rest, expected) in [
        ("2015", "Mar 3", "issued: 2015-03-03"),
        ("2015", "3 March 2015", "issued: 2015-03-03"),
        ("2015", "January", "issued: 2015-01"),
        ("2015", "Spring", "issued: 2015-21"),
        ("2015", "2015-03-03", "issued: 2015-03-03"),
        ("2015", "03/04", "issued: 2015|endnote-pub-date: 03/04"),
        ("2015", "late in the year", "issued: 2015|endnote-pub-date: late in the year"),
        ("1998-2008", "", "issued: 1998/2008"),
        ("in press", "", "issued: in press"),
    ] {
        let xml = record(&format!("<dates><year>{year}</year><pub-dates><date>{rest}</date></pub-dates></dates>"));
        assert_eq!(shown(&ENDNOTE_XML, &xml), format!("- \n{}", expected.replace('|', "\n")), "{year} {rest}");
    }
}

#[test]
fn names_as_endnote_writes_them() {
    for (text, expected) in [
        ("Ash, U. B.", Name::person("Ash", "U. B.")),
        ("Ash, U. B., Jr.", Name::person("Ash", "U. B.").with_suffix("Jr.")),
        ("World Health Organization,", Name::literal("World Health Organization")),
        ("University of Moths,, Department of Light", Name::literal("University of Moths, Department of Light")),
        ("Plato", Name::literal("Plato")),
    ] {
        assert_eq!(name::read(text), expected, "{text}");
        assert_eq!(name::read(&name::write(&expected)), expected, "{text}");
    }
}

#[test]
fn what_has_no_element_stands_in_the_research_notes() {
    let mut entry = fixtures::named("k", Some(Kind::Book));
    entry.set(Variable::Annote, "mine");
    entry.set(Variable::Scale, "1:25000");
    let (text, told) = ENDNOTE_XML.write.unwrap()(&Library { entries: vec![entry.clone()], ..Library::default() });
    assert!(told.is_empty());
    assert!(text.contains("<research-notes>mine&#10;ibidem: {\"variables\":{\"scale\":\"1:25000\"}}</research-notes>"), "{text}");
    testing::round_trip(&ENDNOTE_XML, vec![entry]);
    // What only looks like it is a note.
    for note in ["ibidem: {}x", "ibidem: {\"variables\": 3}", "ibidem: {\"a\": 3}"] {
        assert_eq!(shown(&ENDNOTE_XML, &record(&format!("<research-notes>{note}</research-notes>"))), format!("- \nannote: {note}"));
    }
}

/// Variables whose element means another one in entries of some kinds: there they stand in the research notes.
#[test]
fn elements_with_two_meanings_are_known() {
    let known = [
        ("titles/secondary-title", "container-title"),
        ("section", "section"),
        ("number", "number"),
        ("isbn", "ISSN"),
        ("isbn", "ISBN"),
        ("custom2", "endnote-custom2"),
    ];
    let more: Vec<_> = MAPPING.one_way().into_iter().filter(|row| !known.contains(row)).collect();
    assert_eq!(more, Vec::<(&str, &str)>::new());
}

proptest! {
#![proptest_config(ProptestConfig::with_cases(300))]}
