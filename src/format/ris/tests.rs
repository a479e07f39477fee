//! RIS in and out: what tags mean, faults, places, large input, round trips.

use super::*;
use crate::model::{Date, Kind, Library, Name, Names, Run, Style, Value, fixtures};
use crate::text::SourceId;
use proptest::prelude::*;

fn read_text(text: &str) -> (Library, Vec<Diagnostic>) {
    read(&Source::from_text(SourceId(0), "x", text))
}

/// What an entry says, a variable a line.
fn said(entry: &Entry) -> Vec<String> {
    let mut values: Vec<_> = entry.values().collect();
    values.sort_by_key(|(variable, _)| variable.name());
    let mut said: Vec<String> = values.iter().map(|(variable, value)| format!("{}: {}", variable.name(), value.plain().replace('\n', "|"))).collect();
    said.insert(0, entry.kind.map_or("-", |kind| kind.name()).to_owned());
    said
}

/// The values of one record of that type.
fn values(kind: &str, lines: &str) -> Vec<String> {
    let (library, found) = read_text(&format!("TY  - {kind}\n{lines}\nER  - \n"));
    assert!(found.is_empty() && library.entries.len() == 1, "{lines} {found:?}");
    said(&library.entries[0])
}

#[test]
fn tags_mean_what_programs_write_them_for() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("JOUR", "AU  - Doe, J.\nAU  - Roe, R.\nA1  - Doe, J.\nA1  - Roe, R.", &["article-journal", "author: J. Doe; R. Roe"]),
        ("JOUR", "AU  - Doe, J.\nAU  - et al.", &["article-journal", "author: J. Doe et al."]),
        ("JOUR", "T2  - Long\nJF  - Long\nJO  - Sh.\nJA  - Sh.", &["article-journal", "container-title: Long", "container-title-short: Sh."]),
        ("JOUR", "JA  - Sh.", &["article-journal", "container-title: Sh."]),
        ("JOUR", "T2  - Subtitle\nJF  - Long", &["article-journal", "container-title: Long", "ris-t2: Subtitle"]),
        ("BOOK", "T2  - Series\nSP  - 300\nSN  - 0306406152", &["book", "ISBN: 0306406152", "collection-title: Series", "number-of-pages: 300"]),
        (
            "CHAP",
            "T2  - Book\nT3  - Series\nSP  - 3\nEP  - 9\nSE  - 2",
            &["chapter", "chapter-number: 2", "collection-title: Series", "container-title: Book", "page: 3–9"],
        ),
        ("JOUR", "SP  - 245-51", &["article-journal", "page: 245-51"]),
        ("JOUR", "SN  - 0378-5955\nSN  - 2434-561X", &["article-journal", "ISSN: 0378-5955, 2434-561X"]),
        ("RPRT", "SN  - TR-12\nT2  - Papers", &["report", "collection-title: Papers", "number: TR-12"]),
        ("JOUR", "PY  - 2005\nDA  - 2005/07/15/", &["article-journal", "issued: 2005-07-15"]),
        ("JOUR", "PY  - 2016\nDA  - Oct 19", &["article-journal", "issued: 2016-10-19"]),
        ("JOUR", "Y1  - 2012///Spring", &["article-journal", "issued: 2012-21"]),
        ("JOUR", "PY  - 2012\nDA  - 2013/01/02", &["article-journal", "issued: 2012", "ris-da: 2013/01/02"]),
        ("JOUR", "PY  - 2012\nDA  - 2012/09/06/print", &["article-journal", "issued: 2012-09-06", "ris-da: 2012/09/06/print"]),
        ("JOUR", "PY  - 2013/02/15/received", &["article-journal", "issued: 2013-02-15", "ris-py: 2013/02/15/received"]),
        ("JOUR", "PY  - 2013\nPY  - 2013/02/15/received", &["article-journal", "issued: 2013", "ris-py: 2013/02/15/received"]),
        ("ELEC", "Y2  - 2016/08/30/11:53:28", &["webpage", "accessed: 2016-08-30", "ris-y2: 2016/08/30/11:53:28"]),
        ("JOUR", "PY  - in press", &["article-journal", "issued: in press"]),
        ("JOUR", "PY  - 99", &["article-journal", "issued: 99"]),
        ("JOUR", "DO  - https://doi.org/10.1000/x\nN1  - doi: 10.1000/x\nM3  - doi: 10.1000/x", &["article-journal", "DOI: 10.1000/x"]),
        ("JOUR", "M3  - Article\nM1  - 4\nC7  - e12", &["article-journal", "genre: Article", "issue: 4", "number: e12"]),
        ("JOUR", "U1  - 12[pmid]\nU2  - PMC34[pmcid]\nC2  - PMC34\nU4  - x[PII]", &["article-journal", "PMCID: PMC34", "PMID: 12", "ris-u4: x[PII]"]),
        ("JOUR", "ET  - 2016/01/30", &["article-journal", "available-date: 2016-01-30"]),
        ("BOOK", "ET  - 2nd", &["book", "edition: 2nd"]),
        ("GEN", "KW  - one\nKW  - two", &["-", "keyword: one, two"]),
        (
            "GEN",
            "KW  - one\n\ntwo\n    more\nUR  - http://a.b\nhttp://c.d",
            &["-", "URL: http://a.b", "keyword: one, two more", "ris-ur: http://c.d"],
        ),
        ("GEN", "KW  - one, half\nKW  - two", &["-", "keyword: one, half; two"]),
        ("GEN", "N1  - a\n  b\nN1  - c\nAB  - p\n\nq", &["-", "abstract: p||q", "note: a|b||c"]),
        ("GEN", "TI  - A title\nthat goes on", &["-", "title: A title that goes on"]),
        ("GEN", "UR  - http://a.b\nUR  - http://c.d\nL1  - x.pdf", &["-", "URL: http://a.b", "file: x.pdf", "ris-ur: http://c.d"]),
        ("EJOUR", "XX  - a\nXX  - b", &["article-journal", "ris-type: EJOUR", "ris-xx: a|b"]),
        ("OTHER", "DB  - D\nDP  - P", &["-", "ris-db: D", "ris-type: OTHER", "source: P"]),
        ("GEN", "M2  - Original Date: 1900\nsee there", &["-", "original-date: 1900", "ris-m2: see there"]),
        ("GEN", "TI  - A\nM2  - title: B\nM2  - type: map", &["map", "ris-m2: title: B", "title: A"]),
        ("GEN", "TI  - A\nM2  - title: \"B\"\nM2  - editor: Doe || J.\nM2  - editor: Roe || R.", &["-", "editor: J. Doe; R. Roe", "title: B"]),
        ("GEN", "TI  - On <i>E. coli</i>", &["-", "title: On E. coli"]),
    ];
    for (kind, lines, expected) in cases {
        assert_eq!(values(kind, lines), *expected, "{lines}");
    }
}

#[test]
fn faults_cost_no_record() {
    let cases: &[(&str, &[&str], &[&str])] = &[
        ("TY  - BOOK\r\nTI  - A\r\nER  - \r\n\r\nTY  - MAP\r\nTI  - B\r\nER  - \r\n", &["book A", "map B"], &[]),
        ("TY  - BOOK\rTI  - A\rER  -\r", &["book A"], &[]),
        ("ty  - book\nti  - A\ner  - \n", &["book A"], &[]),
        ("TY - BOOK\nTI - A\nER -\n", &["book A"], &[]),
        ("  TY  - BOOK\n  TI  - A\n  ER  - \n", &["book A"], &[]),
        ("TY  – BOOK\nTI  – A\nER\n", &["book A"], &[]),
        ("TY  - BOOK\n\nTI  - A\n\nER  - \n", &["book A"], &[]),
        ("TY  - BOOK\nTI  - A\nTY  - MAP\nTI  - B\n", &["book A", "map B"], &["2:8 missing-end-tag", "4:8 missing-end-tag"]),
        ("TY  - BOOK\nTY  - MAP\nTI  - B\nER  - \n", &["map B"], &[]),
        ("Provider: X\nContent: text\n\nTY  - BOOK\nTI  - A\nER  - \nnoise\n", &["book A"], &["1:1 untagged-text", "7:1 untagged-text"]),
        ("TI  - A\nER  - \n", &["- A"], &["1:1 missing-type-tag"]),
        ("TY  - BOOK\nTI  - A\nin - deed\nER  - end\n", &["book A in - deed"], &["4:7 untagged-text"]),
        ("ER  - \n\n", &[], &[]),
        ("", &[], &[]),
    ];
    for (text, entries, found) in cases {
        let source = Source::from_text(SourceId(0), "x", text);
        let (library, diagnostics) = read(&source);
        let title = |entry: &Entry| format!("{} {}", said(entry)[0], entry.plain(Variable::Title).unwrap_or_default());
        let place = |found: &Diagnostic| {
            let place = source.place(found.span.range().start);
            format!("{}:{} {}", place.line, place.column, found.rule.name)
        };
        assert_eq!(library.entries.iter().map(title).collect::<Vec<_>>(), *entries, "{text:?}");
        assert_eq!(diagnostics.iter().map(place).collect::<Vec<_>>(), *found, "{text:?}");
    }
}

#[test]
fn one_space_will_do_in_known_tags() {
    let (library, _) = read_text("TY - BOOK\nTI - A\nEU - b\nPY - 1990\nSP - 3\nEP - 4\nU3 - x\nER -\n");
    assert_eq!(said(&library.entries[0]), ["book", "issued: 1990", "page: 3–4", "ris-u3: x", "title: A EU - b"]);
}

#[test]
fn values_have_places() {
    let source = Source::from_text(SourceId(0), "x", "TY  - JOUR\nID  - k\nAU  - Doe, J.\nAU  - Roe, R.\nSP  - 3\nEP  - 9\nER  - \n");
    let (library, _) = read(&source);
    let id = library.entries[0].id;
    let origins = &library.origins;
    assert_eq!(source.slice(origins.get(id).and_then(|origin| origin.key).unwrap()), "k");
    assert_eq!(source.slice(origins.name_span(id, Variable::Author, 1)), "Roe, R.");
    assert_eq!(source.slice(origins.value_span(id, Variable::Author)), "Doe, J.\nAU  - Roe, R.");
    assert_eq!(source.slice(origins.value_span(id, Variable::Page)), "3\nEP  - 9");
    assert_eq!(source.slice(origins.span(id)), source.text.trim_end_matches('\n'));
}

#[test]
fn what_other_programs_read_is_written() {
    let mut entry = fixtures::named("k1", Some(Kind::ArticleMagazine));
    entry.set(Variable::Author, Names::new(vec![Name::person("Doe", "J."), Name::literal("UNESCO"), Name::literal("An Office")]));
    let run = |text: &str, nocase| Run { text: text.into(), style: Style { nocase, ..Style::default() } };
    entry.set(Variable::Title, Value::rich(vec![run("On ", false), run("X", true)], None));
    entry.set(Variable::ContainerTitle, "C");
    entry.set(Variable::Issued, Date::parse_edtf("1998-05/1998-06").unwrap());
    entry.set(Variable::Page, "1–9");
    entry.set(Variable::Keyword, "a; b");
    entry.set(Variable::Abstract, "one\nAB  - two");
    entry.set(Variable::EventPlace, "Bonn");
    entry.set(Variable::named("ris-c3"), "x\ny");
    entry.set(Variable::Accessed, Date::parse_edtf("2016-08-30").unwrap());
    entry.set(Variable::named("ris-y2"), "2016/08/30/11:53:28");
    let library = Library { entries: vec![entry], ..Library::default() };
    let (text, told) = write::write(&library, &WRITER);
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(
        text,
        "TY  - MGZN\nAU  - Doe, J.\nAU  - UNESCO,\nAU  - An Office\nTI  - On X\nT2  - C\nPY  - 1998\nDA  - 1998/05//\nSP  - 1\nEP  - 9\n\
         KW  - a\nKW  - b\nAB  - one AB  - two\nC3  - x\nC3  - y\nY2  - 2016/08/30/11:53:28\nID  - k1\nM2  - title: On <span class=\"nocase\">X</span>\nM2  - issued: 1998-05/1998-06\nM2  - keyword: \"a; b\"\n\
         M2  - abstract: \"one\\nAB  - two\"\nM2  - event-place: Bonn\nER  - \n"
    );
}

#[test]
fn large_input_takes_no_more_than_its_share() {
    let many = |line: &dyn Fn(usize) -> String| format!("TY  - BOOK\n{}ER  - \n", (0..30_000).map(line).collect::<String>());
    for text in [
        many(&|n| format!("AU  - Doe, J{n}\n")),
        many(&|n| format!("N1  - note {n}\n")),
        many(&|n| format!("M2  - variable-{n}: \"x\"\n")),
        many(&|n| format!("more {n}\n")),
        many(&|n| format!("N1  - note {n}\nM2  - note: <i>{n}</i>\n")),
        many(&|n| format!("PY  - {n}\n")),
        format!("TY  - BOOK\nAB  - {}\nER  - \n", "x ".repeat(5_000_000)),
        "TY  - BOOK\n".repeat(30_000),
        "x\n\n".repeat(30_000),
    ] {
        read_text(&text);
    }
}

#[test]
fn ris_is_known_by_its_first_lines() {
    for text in ["TY  - JOUR\n", "\u{FEFF}\n\nTY  - JOUR", "Provider: X\nContent: y\n\nTY  - JOUR\n", "TY - BOOK\r\nTI - x"] {
        assert!(sniff(text), "{text:?}");
    }
    for text in ["", "TY", "A text.\nTY is a word - or not.\n", "TI  - x\n", "PMID- 1\n"] {
        assert!(!sniff(text), "{text:?}");
    }
}

proptest! {
#![proptest_config(ProptestConfig::with_cases(500))]}
