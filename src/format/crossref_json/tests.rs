//! Crossref JSON: works in all the shapes in which they come, and odd ones.

#![allow(clippy::unwrap_used)]
use super::*;
use crate::text::SourceId;
use proptest::prelude::*;

fn read_text(text: &str) -> (Source, Library, Vec<Diagnostic>) {
    let source = Source::from_text(SourceId(0), "x.json", text);
    let (library, found) = read(&source);
    (source, library, found)
}

/// The entries, a line each: kind, and values as `name=words`; what is said with its place.
fn shown(text: &str) -> Vec<String> {
    let (_, library, found) = read_text(text);
    let mut lines = Vec::new();
    for entry in &library.entries {
        let show = |value: &Value| if let Value::Rich(rich) = value { item::html(rich) } else { value.plain().into_owned() };
        let values: Vec<String> = entry.values().map(|(variable, value)| format!("{}={}", variable.name(), show(value))).collect();
        lines.push(format!("{}: {}", entry.kind.map_or("document", Kind::name), values.join("; ")));
    }
    lines.extend(found.iter().map(|found| format!("!{} {}", found.rule.name, found.message)));
    lines
}

#[test]
fn a_work_is_read() {
    let text = r#"{"status":"ok","message-type":"work","message":{
        "indexed":{"date-parts":[[2024,1,2]],"timestamp":1},"reference-count":2,"publisher":"Pub","issue":"3",
        "license":[{"start":{"date-parts":[[2020,1,1]]},"content-version":"vor","delay-in-days":0,"URL":"https://l.example"}],
        "funder":[{"DOI":"10.13039/1","name":"F","award":["A1","A2"]},{"name":"G"}],
        "DOI":"10.1000/x","type":"journal-article","created":{"date-parts":[[2020,1,1]]},"page":"1-9","source":"Crossref",
        "title":["The <i>E. coli</i> story"],"subtitle":["A view"],"prefix":"10.1000",
        "author":[{"ORCID":"http://orcid.org/0000-0000-0000-0001","authenticated-orcid":true,"given":"Jane","family":"Doe","sequence":"first",
                   "affiliation":[{"name":"Uni","place":["Bonn"]}]},
                  {"name":"The Group","sequence":"additional","affiliation":[]}],
        "published-print":{"date-parts":[[2020,5]]},"published-online":{"date-parts":[[2020,4,7]]},"issued":{"date-parts":[[2020,4,7]]},
        "published":{"date-parts":[[2020,4,7]]},
        "container-title":["Journal"],"short-container-title":["J."],"original-title":[],"volume":"12","article-number":"e5",
        "abstract":"<jats:title>Abstract</jats:title><jats:p>One &amp; <jats:sup>2</jats:sup></jats:p>",
        "reference":[{"key":"a"},{"key":"b"}],"ISSN":["1111-1111","2222-2222"],"issn-type":[{"type":"print","value":"1111-1111"}],
        "relation":{"is-preprint-of":[{"id":"10.1/y"}]},"subject":["Biology","Maths"],"journal-issue":{"issue":"3","published-print":{"date-parts":[[2020,5]]}},
        "is-referenced-by-count":7,"URL":"https://doi.org/10.1000/x","language":"en"}}"#;
    assert_eq!(
        shown(text),
        [
            "article-journal: issued=2020-04-07; reference-count=2; publisher=Pub; issue=3; license=https://l.example (vor, 2020-01-01); \
             funder=F (10.13039/1): A1, A2; G; DOI=10.1000/x; page=1-9; source=Crossref; title=The <i>E. coli</i> story: A view; \
             author-affiliation=Jane Doe: Uni, Bonn; author-orcid=Jane Doe: https://orcid.org/0000-0000-0000-0001; author=Jane Doe; The Group; \
             published-print=2020-05; published-online=2020-04-07; container-title=Journal; container-title-short=J.; volume=12; number=e5; \
             abstract=Abstract\nOne & <sup>2</sup>; ISSN=1111-1111, 2222-2222; issn-type=print 1111-1111; keyword=Biology, Maths; \
             is-referenced-by-count=7; URL=https://doi.org/10.1000/x; language=en; custom={\"relation\":{\"is-preprint-of\":[{\"id\":\"10.1/y\"}]}}",
            "!left-out what does not describe the work was left out: `authenticated-orcid`, `created`, `indexed`, `prefix`, `reference` (2)",
        ]
    );
}

#[test]
fn other_works_are_read() {
    for (text, entry) in [
        (
            r#"{"DOI":"a","type":"book-chapter","title":["T"],"container-title":["Series","Book"],"ISBN":["http://id.crossref.org/isbn/9780000000002","1"],
                "editor":[{"given":"A","family":"B","suffix":"Jr."}],"event":{"name":"Conf","location":"Rome","acronym":"C",
                "start":{"date-parts":[[2001,2,3]]},"end":{"date-parts":[[2001,2,5]]}},"issued":{"date-parts":[[null]]},"published-print":{"date-parts":[[2002]]}}"#,
            "chapter: issued=2002; DOI=a; title=T; collection-title=Series; container-title=Book; ISBN=9780000000002, 1; editor=A B Jr.; \
             event-date=2001-02-03/2001-02-05; event-title=Conf; event-place=Rome; event-acronym=C; published-print=2002",
        ),
        (
            r#"{"type":"dissertation","title":["T","U"],"degree":["PhD"],"institution":[{"name":"Uni","place":["X"]}],"approved":{"date-parts":[[1999,1]]}}"#,
            "thesis: title=T; title-other=U; genre=PhD; institution=Uni, X; approved=1999-01",
        ),
        (
            r#"{"type":"posted-content","subtype":"preprint","title":["T"],"posted":{"date-parts":[[2020,1,1]]},"institution":[{"name":"bioRxiv"}],"group-title":"G"}"#,
            "article: issued=2020-01-01; genre=preprint; title=T; institution=bioRxiv; group-title=G",
        ),
        (
            r#"{"type":"monograph","title":"T","container-title":"S","edition-number":2,"author":"odd","subtitle":[]}"#,
            "book: crossref-type=monograph; title=T; container-title=S; edition=2; custom={\"author\":\"odd\"}",
        ),
        (
            r#"{"id":"k","type":"article-journal","title":"T","container-title-short":"C.","reference-count":3,"references-count":3,"event-place":"X"}"#,
            "article-journal: title=T; container-title-short=C.; reference-count=3; event-place=X",
        ),
        (r#"{"type":"brand-new","title":[],"standards-body":{"name":"ISO"},"x":{"date-parts":[[2020]]}}"#, "brand-new: authority=ISO; x=2020"),
    ] {
        assert_eq!(shown(text)[0], entry);
    }
}

#[test]
fn odd_files_are_read_as_far_as_they_go() {
    for (text, found) in [
        ("", vec![]),
        ("5", vec!["!not-an-entry expected a work, or a list of works"]),
        ("[]", vec![]),
        (r#"{"message":{"items":[{"DOI":"a"},{"DOI":"b"}]}}"#, vec!["document: DOI=a", "document: DOI=b"]),
        (r#"[{"DOI":"a"},3]"#, vec!["document: DOI=a", "!not-an-entry expected a work, an object"]),
        (r#"{"DOI":"a","DOI":"b"}"#, vec!["document: DOI=b", "!duplicate-property `DOI` is given twice; the last was kept"]),
        (
            r#"{"DOI":"a","title":["b"#,
            vec![
                "document: DOI=a",
                "!invalid-json EOF while parsing a string",
                "!invalid-json expected `,` or `}`; the rest of the item was left out",
            ],
        ),
    ] {
        assert_eq!(shown(text), found, "{text}");
    }
    let deep = format!(r#"{{"DOI":"a","relation":{}}}"#, "[".repeat(100_000));
    assert!(!shown(&deep).is_empty());
    shown(&"[".repeat(100_000));
    shown(&r#"{"message":"#.repeat(50_000));
}

#[test]
fn it_is_told_from_csl_json() {
    for (text, format) in [
        (r#"{"message":{"DOI":"a","type":"book","reference-count":1}}"#, Some("crossref-json")),
        (r#"[{"indexed":{},"DOI":"a","is-referenced-by-count":0,"type":"book"}]"#, Some("crossref-json")),
        (r#"[{"id":"a","DOI":"b","type":"book"}]"#, Some("csl-json")),
    ] {
        assert_eq!(crate::format::sniff("x.json", text).map(|format| format.name), format, "{text}");
    }
}

#[test]
fn every_value_knows_its_place() {
    let text = r#"[{"DOI":"10.1/x","title":["T"],"volume":"3"}]"#;
    let (source, library, _) = read_text(text);
    let id = library.entries[0].id;
    assert_eq!(source.slice(library.origins.value_span(id, Variable::Title)), r#"["T"]"#);
    assert_eq!(source.slice(library.origins.span(id)), &text[1..text.len() - 1]);
}

proptest! {}
