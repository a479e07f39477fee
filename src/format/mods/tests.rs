//! Records as libraries write them; what is written reads as it was.
#![allow(clippy::unwrap_used)]

use super::table::MAPPING;
use super::*;
use crate::format::xml::testing::{self, shown};
use crate::model::{Date, Kind, Name, Names, Variable, fixtures};
use proptest::prelude::*;

/// A record with these elements.
fn record(inside: &str) -> String {
    format!("<m:modsCollection xmlns:m=\"http://www.loc.gov/mods/v3\"><m:mods>{inside}</m:mods></m:modsCollection>")
}

#[test]
fn an_article_of_a_library() {
    let xml = record(
        "<m:titleInfo><m:nonSort>The</m:nonSort><m:title>moths</m:title><m:subTitle>a study</m:subTitle><m:partNumber>2</m:partNumber></m:titleInfo>
        <m:titleInfo type=\"abbreviated\"><m:title>Moths</m:title></m:titleInfo>
        <m:name type=\"personal\"><m:namePart type=\"family\">Ash</m:namePart><m:namePart type=\"given\">U.</m:namePart><m:namePart type=\"given\">B.</m:namePart>
          <m:role><m:roleTerm type=\"code\" authority=\"marcrelator\">aut</m:roleTerm></m:role></m:name>
        <m:name type=\"personal\"><m:namePart>Elm, Vera,</m:namePart><m:namePart type=\"date\">1901-1980</m:namePart></m:name>
        <m:name type=\"corporate\"><m:namePart>Moth House</m:namePart><m:role><m:roleTerm type=\"text\">Sponsor</m:roleTerm></m:role></m:name>
        <m:typeOfResource>text</m:typeOfResource><m:genre authority=\"marcgt\">journal article</m:genre>
        <m:originInfo><m:dateIssued encoding=\"w3cdtf\" keyDate=\"yes\">2015-03</m:dateIssued><m:dateIssued>c2015</m:dateIssued></m:originInfo>
        <m:language><m:languageTerm type=\"code\" authority=\"iso639-2b\">eng</m:languageTerm></m:language>
        <m:note>One.</m:note><m:note>Two.</m:note><m:note type=\"thesis\">Three.</m:note>
        <m:subject authority=\"lcsh\"><m:topic>Moths, night</m:topic><m:topic>Light</m:topic></m:subject><m:subject><m:geographic>Kent</m:geographic></m:subject>
        <m:classification authority=\"lcc\">QL</m:classification>
        <m:relatedItem type=\"host\"><m:titleInfo><m:title>Journal of Moths</m:title></m:titleInfo>
          <m:name type=\"personal\"><m:namePart type=\"family\">Oak</m:namePart><m:role><m:roleTerm type=\"text\">editor</m:roleTerm></m:role></m:name>
          <m:identifier type=\"issn\">1234-5678</m:identifier>
          <m:part><m:detail type=\"volume\"><m:number>7</m:number></m:detail><m:detail type=\"issue\"><m:number>2</m:number><m:caption>no.</m:caption></m:detail>
            <m:extent unit=\"pages\"><m:start>12</m:start><m:end>19</m:end></m:extent></m:part></m:relatedItem>
        <m:identifier type=\"doi\">10.1234/m</m:identifier><m:identifier type=\"lccn\">99</m:identifier><m:identifier type=\"citekey\">ash</m:identifier>
        <m:location><m:url dateLastAccessed=\"2020-01-02\">http://m.org</m:url></m:location>",
    );
    assert!((MODS.sniff)(&xml));
    assert_eq!(
        shown(&MODS, &xml),
        "article-journal ash
title: The moths: a study
part: 2
title-short: Moths
author: U. B. Ash; Vera Elm
author-address: Vera Elm: 1901-1980
sponsor: Moth House
issued: 2015-03
mods-originInfo: <dateIssued>c2015</dateIssued>
language: eng
note: One.|Two.
mods-note: <note type=\"thesis\">Three.</note>
keyword: Moths, night; Light
mods-subject: <subject><geographic>Kent</geographic></subject>
mods-classification: <classification authority=\"lcc\">QL</classification>
container-title: Journal of Moths
editor: Oak
ISSN: 1234-5678
volume: 7
issue: 2
mods-relatedItem-host: <part><detail type=\"issue\"><caption>no.</caption></detail></part>
page: 12–19
DOI: 10.1234/m
mods-identifier: <identifier type=\"lccn\">99</identifier>
URL: http://m.org
accessed: 2020-01-02"
    );
    testing::round_trip(&MODS, testing::read(&MODS, &xml).entries);
}

#[test]
fn dates_have_attributes() {
    for (elements, expected) in [
        ("<m:dateIssued>2015-03-12</m:dateIssued>", "2015-03-12"),
        ("<m:dateIssued encoding=\"iso8601\">20150312</m:dateIssued>", "2015-03-12"),
        ("<m:dateIssued qualifier=\"approximate\">1500</m:dateIssued>", "1500~"),
        ("<m:dateIssued point=\"start\">1998</m:dateIssued><m:dateIssued point=\"end\">2008</m:dateIssued>", "1998/2008"),
        ("<m:dateIssued point=\"start\">1998</m:dateIssued>", "1998/.."),
        ("<m:dateIssued encoding=\"edtf\">2015-21</m:dateIssued>", "2015-21"),
        ("<m:dateIssued>[c1890]</m:dateIssued>", "[c1890]"),
    ] {
        let xml = record(&format!("<m:originInfo>{elements}</m:originInfo>"));
        assert_eq!(shown(&MODS, &xml), format!("- \nissued: {expected}"), "{elements}");
        testing::round_trip(&MODS, testing::read(&MODS, &xml).entries);
    }
}

#[test]
fn the_kind_is_told_in_many_ways() {
    for (elements, kind) in [
        ("<m:genre>inproceedings</m:genre>", "paper-conference"),
        ("<m:genre authority=\"local\">legal_case</m:genre>", "legal_case"),
        ("<m:genre>legal_case</m:genre>", "-"),
        ("<m:typeOfResource>text</m:typeOfResource><m:originInfo><m:issuance>monographic</m:issuance></m:originInfo>", "book"),
        ("<m:relatedItem type=\"host\"><m:genre>periodical</m:genre></m:relatedItem>", "article-journal"),
        ("<m:relatedItem type=\"host\"><m:originInfo><m:issuance>monographic</m:issuance></m:originInfo></m:relatedItem>", "chapter"),
    ] {
        let read = shown(&MODS, &record(elements));
        assert_eq!(read.split(' ').next(), Some(kind), "{elements}");
    }
}

#[test]
fn a_record_may_stand_alone_or_in_other_xml() {
    let record = "<mods xmlns=\"http://www.loc.gov/mods/v3\" ID=\"k\"><titleInfo><title>T</title></titleInfo></mods>";
    for xml in [record.to_owned(), format!("<zs:response><zs:recordData>{record}</zs:recordData></zs:response>")] {
        assert!((MODS.sniff)(&xml), "{xml}");
        assert_eq!(shown(&MODS, &xml), "- k\ntitle: T");
    }
}

#[test]
fn a_chapter_stands_in_its_book() {
    let mut entry = fixtures::named("k", Some(Kind::Chapter));
    entry.set(Variable::Title, "C");
    entry.set(Variable::ContainerTitle, "B");
    entry.set(Variable::Editor, Names { list: vec![Name::person("Elm", "V.")], others: true });
    entry.set(Variable::Issued, Date::year(2001));
    entry.set(Variable::Page, "1–9");
    let (text, _) = MODS.write.unwrap()(&crate::model::Library { entries: vec![entry.clone()], ..Default::default() });
    let host = text.split("<relatedItem type=\"host\">").nth(1).unwrap().split("</relatedItem>").next().unwrap();
    for piece in
        ["<title>B</title>", "<namePart type=\"family\">Elm</namePart>", "<etal/>", "<extent unit=\"pages\"><start>1</start><end>9</end></extent>"]
    {
        assert!(host.contains(piece), "{piece}\n{text}");
    }
    assert!(!text.contains("<extension>"), "{text}");
    testing::round_trip(&MODS, vec![entry]);
}

/// Variables whose element means another one in entries of some kinds: there they stand in the extension.
#[test]
fn elements_with_two_meanings_are_known() {
    assert_eq!(MAPPING.one_way(), Vec::<(&str, &str)>::new());
}

proptest! {
#![proptest_config(ProptestConfig::with_cases(300))]}
