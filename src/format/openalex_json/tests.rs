//! OpenAlex JSON: works, lists of them, and odd ones.

#![allow(clippy::unwrap_used)]
use super::*;
use crate::text::SourceId;
use proptest::prelude::*;

/// The entries, a line each: kind, and values as `name=words`; what is said.
fn shown(text: &str) -> Vec<String> {
    let (library, found) = read(&Source::from_text(SourceId(0), "x.json", text));
    let mut lines = Vec::new();
    for entry in &library.entries {
        let values: Vec<String> = entry.values().map(|(variable, value)| format!("{}={}", variable.name(), value.plain())).collect();
        lines.push(format!("{}: {}", entry.kind.map_or("document", Kind::name), values.join("; ")));
    }
    lines.extend(found.iter().map(|found| format!("!{} {}", found.rule.name, found.message)));
    lines
}

#[test]
fn a_work_is_read() {
    let text = r#"{"meta":{"count":1},"results":[{
        "id":"https://openalex.org/W1","doi":"https://doi.org/10.1000/x","title":"A <i>title</i>","display_name":"A <i>title</i>",
        "publication_year":2020,"publication_date":"2020-05-01","language":"en","type":"article","type_crossref":"journal-article",
        "ids":{"openalex":"https://openalex.org/W1","doi":"https://doi.org/10.1000/x","mag":"12","pmid":"https://pubmed.ncbi.nlm.nih.gov/34"},
        "primary_location":{"is_oa":true,"landing_page_url":"https://doi.org/10.1000/x","pdf_url":null,"license":"cc-by","version":"publishedVersion",
            "source":{"id":"https://openalex.org/S1","display_name":"Journal","issn_l":"1111-1111","issn":["1111-1111","2222-2222"],
                      "host_organization_name":"Pub","type":"journal"}},
        "authorships":[{"author_position":"first","author":{"id":"https://openalex.org/A1","display_name":"Jane A. van Doe","orcid":"https://orcid.org/0000-0000-0000-0001"},
            "institutions":[{"display_name":"Uni"}],"raw_author_name":"J. A. van Doe","raw_affiliation_strings":["Dep; Uni","Lab"],"countries":["DE"]},
            {"author":{"display_name":"Madonna"},"institutions":[]}],
        "biblio":{"volume":"1","issue":null,"first_page":"10","last_page":"20"},
        "abstract_inverted_index":{"The":[0,2],"cat":[1],"dog":[3]},
        "keywords":[{"id":"k","display_name":"Cats"},{"display_name":"Dogs"}],"grants":[{"funder":"f","funder_display_name":"NSF","award_id":"7"}],
        "is_retracted":false,"cited_by_count":5,"referenced_works":["a","b"],"counts_by_year":[]}]}"#;
    assert_eq!(
        shown(text),
        [
            "article-journal: issued=2020-05-01; openalex=W1; DOI=10.1000/x; title=A title; language=en; mag=12; PMID=34; container-title=Journal; \
             ISSN=1111-1111, 2222-2222; publisher=Pub; URL=https://doi.org/10.1000/x; license=cc-by; version=publishedVersion; \
             author-orcid=Jane A. van Doe: https://orcid.org/0000-0000-0000-0001; author-openalex=Jane A. van Doe: A1; \
             author-affiliation=Jane A. van Doe: Dep; Uni; Lab; author-raw-name=Jane A. van Doe: J. A. van Doe; author=Jane A. van Doe; Madonna; volume=1; page=10–20; \
             abstract=The cat The dog; keyword=Cats, Dogs; funder=NSF: 7; cited_by_count=5",
            "!left-out what does not describe the work was left out: `authorships.countries`, `primary_location.is_oa`, `primary_location.source.id`, \
             `referenced_works` (2)",
        ]
    );
}

#[test]
fn odd_works_are_read_as_far_as_they_go() {
    for (text, found) in [
        ("", vec![]),
        (r#"{"results":[]}"#, vec![]),
        (
            r#"{"title":"A","display_name":"B","publication_year":1999,"type":"paratext"}"#,
            vec!["document: openalex-type=paratext; title=A; title-other=B; issued=1999"],
        ),
        (
            r#"{"title":3,"abstract_inverted_index":{"a":[99999999999],"b":[0]},"authorships":[{"x":1}],"type":"article","type_crossref":"proceedings-article"}"#,
            vec![
                "paper-conference: title=3; abstract=b a; custom={\"authorships\":[{\"x\":1}]}",
                "!odd-value this is no value for `authorships`; it was kept beside the variables",
            ],
        ),
        (
            r#"{"primary_location":{"source":{"display_name":"arXiv","type":"repository"}},"publication_date":"soon","type":"preprint"}"#,
            vec!["article: archive=arXiv; issued=soon"],
        ),
    ] {
        assert_eq!(shown(text), found, "{text}");
    }
}

#[test]
fn it_is_told_from_csl_json() {
    let text = r#"{"results":[{"id":"https://openalex.org/W1","display_name":"A","type":"article"}]}"#;
    assert_eq!(crate::format::sniff("x.json", text).map(|format| format.name), Some("openalex-json"));
}

proptest! {}
