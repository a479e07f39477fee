//! nbib in and out: what tags mean, where addresses go, faults, large input, round trips.

use super::*;
use crate::model::{Library, Name, Names};
use crate::text::SourceId;
use proptest::prelude::*;

fn read_text(text: &str) -> (Library, Vec<Diagnostic>) {
    read(&Source::from_text(SourceId(0), "x", text))
}

const RECORD: &str = "PMID- 12\nOWN - NLM\nIS  - 0378-5955 (Print)\nIS  - 2434-561X (Linking)\nVI  - 3\nDP  - 2009 May-Jun\nTI  - A title that\n      \
goes on.\nPG  - 454-81\nLID - 10.1000/x [doi]\nAB  - One.\nFAU - Doe, Jane Ann\nAU  - Doe JA\nAUID- ORCID: 0000\nAD  - Here.\nAD  - There.\n\
FAU - Roe, Rick\nAU  - Ro R\nCN  - The Group\nLA  - eng\nLA  - ger\nPT  - Journal Article\nPT  - Review\nDEP - 20090419\nPL  - India\nTA  - J X\n\
JT  - Journal of X\nMH  - Women, Working\nPMC - PMC34\nOT  - word\nAID - S1 [pii]\nAID - 10.1000/x [doi]\nSO  - J X. 2009\n";

#[test]
fn tags_mean_what_the_library_of_medicine_says() {
    let (library, found) = read_text(RECORD);
    assert!(found.is_empty() && library.entries.len() == 1, "{found:?}");
    let mut values: Vec<_> = library.entries[0].values().map(|(variable, value)| (variable.name(), value.plain().replace('\n', "|"))).collect();
    values.sort();
    let expected = [
        ("DOI", "10.1000/x"),
        ("ISSN", "0378-5955"),
        ("PMCID", "PMC34"),
        ("PMID", "12"),
        ("abstract", "One."),
        ("affiliation", "Doe, Jane Ann: Here.|Doe, Jane Ann: There."),
        ("author", "Jane Ann Doe; Rick Roe; The Group"),
        ("available-date", "2009-04-19"),
        ("container-title", "Journal of X"),
        ("container-title-short", "J X"),
        ("issued", "2009-05/2009-06"),
        ("keyword", "word; Women, Working"),
        ("language", "eng, ger"),
        ("mesh", "Women, Working"),
        ("nbib-au", "Ro R"),
        ("nbib-auid", "Doe, Jane Ann: ORCID: 0000"),
        ("nbib-is", "0378-5955 (Print)|2434-561X (Linking)"),
        ("nbib-own", "NLM"),
        ("nbib-so", "J X. 2009"),
        ("page", "454-81"),
        ("pii", "S1"),
        ("publication-type", "Journal Article|Review"),
        ("publisher-place", "India"),
        ("title", "A title that goes on."),
        ("volume", "3"),
    ];
    assert_eq!(values, expected.map(|(name, value)| (name, value.to_owned())));
    assert_eq!(library.entries[0].kind, Some(Kind::ArticleJournal));
}

#[test]
fn what_belongs_to_an_author_goes_back_to_its_place() {
    let text = write::write(&read_text(RECORD).0, &WRITER).0;
    let people =
        "FAU - Doe, Jane Ann\nAU  - Doe JA\nAUID- ORCID: 0000\nAD  - Here.\nAD  - There.\nFAU - Roe, Rick\nAU  - Roe R\nCN  - The Group\nLA  - eng\n";
    assert!(text.contains(people), "{text}");
    for line in ["DP  - 2009 May\n", "OT  - word\n", "MH  - Women, Working\n", "AID - S1 [pii]\n", "GN  - issued: 2009-05/2009-06\n", "AU  - Ro R\n"]
    {
        assert!(text.contains(line), "{line}{text}");
    }
}

#[test]
fn names_in_short_are_read_where_there_are_no_others() {
    for (short, name) in [
        ("Long V", Name::person("Long", "V")),
        ("van der Berg JA", Name::person("Berg", "JA").with_particle("van der")),
        ("Smith J Jr", Name::person("Smith", "J").with_suffix("Jr")),
        ("Selvi", Name::person("Selvi", "")),
    ] {
        let (library, _) = read_text(&format!("PMID- 1\nAU  - {short}\n"));
        assert_eq!(library.entries[0].names(Variable::Author), Some(&Names::from(name)), "{short}");
    }
}

#[test]
fn kinds_follow_the_types_and_the_journal() {
    for (lines, kind) in [
        ("PT  - Journal Article\n", Some(Kind::ArticleJournal)),
        ("PT  - Editorial\nJT  - J\n", Some(Kind::ArticleJournal)),
        ("PT  - Technical Report\n", Some(Kind::Report)),
        ("PT  - Preprint\nJT  - bioRxiv\n", Some(Kind::Article)),
        ("PT  - Book\nBTI - B\n", Some(Kind::Book)),
        ("BTI - B\nTI  - T\n", Some(Kind::Chapter)),
        ("TI  - T\n", None),
    ] {
        assert_eq!(read_text(&format!("PMID- 1\n{lines}")).0.entries[0].kind, kind, "{lines}");
    }
}

#[test]
fn faults_cost_no_record() {
    for (text, pmids, found) in [
        ("PMID- 1\r\nTI  - A\r\n\r\nPMID- 2\r\nTI  - B\r\n", vec!["1", "2"], vec![]),
        ("\n\nPMID-1\nTI-A\nPMID- 2\nTI  - B\n", vec!["1", "2"], vec![]),
        ("PMID- 1\nnot a field\nTI  - A\n\nnor this\nOWN - NLM\n", vec!["1", ""], vec!["2:1", "5:1"]),
        ("", vec![], vec![]),
    ] {
        let source = Source::from_text(SourceId(0), "x", text);
        let (library, diagnostics) = read(&source);
        let pmid = |entry: &Entry| entry.plain(Variable::Pmid).unwrap_or_default().into_owned();
        let place = |found: &Diagnostic| source.place(found.span.range().start);
        assert_eq!(library.entries.iter().map(pmid).collect::<Vec<_>>(), pmids, "{text:?}");
        let places = diagnostics.iter().map(place).map(|place| format!("{}:{}", place.line, place.column));
        assert_eq!(places.collect::<Vec<_>>(), found, "{text:?}");
    }
}

#[test]
fn large_input_takes_no_more_than_its_share() {
    let many = |line: &dyn Fn(usize) -> String| format!("PMID- 1\n{}", (0..20_000).map(line).collect::<String>());
    for text in [
        many(&|n| format!("FAU - Doe, J{n}\nAU  - Doe J\nAD  - {n}\n")),
        many(&|n| format!("MH  - term {n}\n")),
        many(&|n| format!("      more {n}\n")),
        many(&|n| format!("stray {n}\n")),
    ] {
        let (library, _) = read_text(&text);
        write::write(&library, &WRITER);
    }
}

#[test]
fn nbib_is_known_by_its_first_lines() {
    for text in ["\nPMID- 1\n", "OWN - NLM\nSTAT- x\n", "\u{FEFF}PMID-1"] {
        assert!(sniff(text), "{text:?}");
    }
    for text in ["", "DNA-binding\nRNA-binding\n", "TY  - JOUR\nAU  - x\nPT  - y\n", "PMID 12\n"] {
        assert!(!sniff(text), "{text:?}");
    }
}

proptest! {
#![proptest_config(ProptestConfig::with_cases(500))]}
