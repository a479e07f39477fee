//! Sources as Word and JabRef write them; what is written reads as it was.
#![allow(clippy::unwrap_used)]

use super::table::MAPPING;
use super::*;
use crate::format::xml::testing::{self, shown};
use crate::model::{Kind, Name, Names, Variable, fixtures};
use proptest::prelude::*;

/// A source with these elements.
fn source(inside: &str) -> String {
    format!("<b:Sources xmlns:b=\"http://schemas.openxmlformats.org/officeDocument/2006/bibliography\"><b:Source>{inside}</b:Source></b:Sources>")
}

#[test]
fn a_chapter_as_word_writes_it() {
    let xml = source(
        "<b:Tag>Ash15</b:Tag><b:SourceType>BookSection</b:SourceType><b:Guid>{1-2}</b:Guid><b:LCID>2057</b:LCID>
        <b:Author><b:Author><b:NameList><b:Person><b:Last>Ash</b:Last><b:Middle>B.</b:Middle><b:First>U.</b:First></b:Person></b:NameList></b:Author>
          <b:BookAuthor><b:Corporate>Moth House</b:Corporate></b:BookAuthor><b:Singer><b:Corporate>X</b:Corporate></b:Singer></b:Author>
        <b:Title>On moths</b:Title><b:BookTitle>Night</b:BookTitle><b:Year>2015</b:Year><b:Month>March</b:Month><b:Day>3</b:Day>
        <b:City>London</b:City><b:StateProvince>Kent</b:StateProvince><b:CountryRegion>UK</b:CountryRegion>
        <b:StandardNumber>978-0-12-375106-5</b:StandardNumber><b:YearAccessed>2020</b:YearAccessed><b:MonthAccessed>1</b:MonthAccessed>
        <b:Pages>1-9</b:Pages><b:RefOrder>1</b:RefOrder><b:Medium></b:Medium>",
    );
    assert!((WORD_XML.sniff)(&xml));
    assert_eq!(
        shown(&WORD_XML, &xml),
        "chapter Ash15
issued: 2015-03-03
accessed: 2020-01
word-Guid: {1-2}
language: en-GB
author: U. B. Ash
container-author: Moth House
word-Author: <Singer><Corporate>X</Corporate></Singer>
title: On moths
container-title: Night
publisher-place: London, Kent, UK
ISBN: 978-0-12-375106-5
page: 1-9
word-RefOrder: 1"
    );
    testing::round_trip(&WORD_XML, testing::read(&WORD_XML, &xml).entries);
}

#[test]
fn types_and_what_jabref_adds() {
    for (elements, expected) in [
        ("<b:SourceType>Report</b:SourceType>", "report "),
        ("<b:SourceType>Report</b:SourceType><b:ThesisType>PhD</b:ThesisType>", "thesis |genre: PhD"),
        ("<b:SourceType>Misc</b:SourceType><b:BIBTEX_Entry>www</b:BIBTEX_Entry>", "webpage |word-BIBTEX_Entry: www"),
        ("<b:SourceType>DocumentFromInternetSite</b:SourceType>", "webpage |word-SourceType: DocumentFromInternetSite"),
        ("<b:SourceType>Grimoire</b:SourceType>", "- |word-SourceType: Grimoire"),
        ("<b:SourceType>Patent</b:SourceType><b:PatentNumber>7</b:PatentNumber>", "patent |number: 7"),
        ("<b:StandardNumber>ISBN: 0123751063 ISSN: 1234-5678</b:StandardNumber>", "- |ISBN: 0123751063|ISSN: 1234-5678"),
        ("<b:StandardNumber>LCCN: 7</b:StandardNumber>", "- |word-StandardNumber: LCCN: 7"),
        ("<b:Year>2015</b:Year><b:Month>Smarch</b:Month>", "- |issued: 2015|word-Month: Smarch"),
        ("<b:Title>T</b:Title><b:PublicationTitle>T</b:PublicationTitle>", "- |title: T"),
    ] {
        let xml = source(elements);
        assert_eq!(shown(&WORD_XML, &xml), expected.replace('|', "\n"), "{elements}");
        testing::round_trip(&WORD_XML, testing::read(&WORD_XML, &xml).entries);
    }
}

#[test]
fn lists_that_word_cannot_hold_are_read_back() {
    let mut entry = fixtures::named("k", Some(Kind::Book));
    entry.set(Variable::Author, Names { list: vec![Name::literal("Moth House"), Name::person("Ash", "U.")], others: true });
    testing::round_trip(&WORD_XML, vec![entry]);
}

/// Variables whose element means another one in entries of some kinds: there they stand in our own element.
#[test]
fn elements_with_two_meanings_are_known() {
    let known = [("ConferenceName", "event-title"), ("Number", "number")];
    let more: Vec<_> = MAPPING.one_way().into_iter().filter(|row| !known.contains(row)).collect();
    assert_eq!(more, Vec::<(&str, &str)>::new());
}

proptest! {
#![proptest_config(ProptestConfig::with_cases(300))]}
