//! Rules about reference lists, tried on lists built by hand: where they speak and where they are silent.

use super::super::testing::{Builder, Case, only, read};
use crate::model::Variable::{self, Author, ContainerTitle, Editor, Issued, Publisher, Title};
use crate::text::Severity;

/// The words that a rule points at.
fn places(case: &Case, rule: &str) -> Vec<String> {
    only(case, rule).iter().map(|found| case.sources.slice(found.span).to_owned()).collect()
}

/// The words that a rule points at in a BibTeX file.
fn in_bibtex(rule: &str, text: &str) -> Vec<String> {
    places(&read("x.bib", "bibtex", text), rule)
}

const BEES: (&str, &[(Variable, &str)]) = ("A. Smith (2000). On bees. Hive.", &[(Author, "A. Smith"), (Issued, "2000"), (Title, "On bees")]);
const BIRDS: (&str, &[(Variable, &str)]) = (
    "B. Jones and C. Miller and D. Fox (1998). On birds. Nest.",
    &[(Author, "B. Jones and C. Miller and D. Fox"), (Issued, "1998"), (Title, "On birds")],
);
const NEST: (&str, &[(Variable, &str)]) = ("B. Jones (1998). The nest. Nest.", &[(Author, "B. Jones"), (Issued, "1998"), (Title, "The nest")]);

#[test]
fn citations_find_their_references() {
    let list = || Builder::new().heading("References").reference(BEES.0, BEES.1).reference(BIRDS.0, BIRDS.1).reference(NEST.0, NEST.1);
    let rules = ["missing-reference", "ambiguous-citation", "uncited-reference"];
    for (case, expected) in [
        // "et al." tells the work of three from the work of one.
        (list().cited("(Jones et al. 1998)", &["Jones"], true, 1998), [0, 0, 2]),
        (list().cited("(Jones 1998)", &["Jones"], false, 1998), [0, 0, 2]),
        (list().cited("(Jones & Miller 1998)", &["Jones", "Miller"], false, 1998), [0, 1, 1]),
        (list().cited("(Jones 1999)", &["Jones"], false, 1999), [1, 0, 0]),
        (list().cited("(Smith 2000)", &["Smith"], false, 2000).cited("(Fox 1998)", &["Fox"], false, 1998), [1, 0, 2]),
    ] {
        let case = case.read();
        assert_eq!(rules.map(|rule| only(&case, rule).len()), expected, "{:?}", case.inputs[0].citations);
    }
}

#[test]
fn further_reading_is_not_cited() {
    let cited = |heading: &str| {
        let list = Builder::new().cited("(Smith 2000)", &["Smith"], false, 2000).heading(heading);
        only(&list.reference(BEES.0, BEES.1).reference(NEST.0, NEST.1).read(), "uncited-reference").len()
    };
    assert_eq!(["References", "Literature Cited", "Further Reading", "Selected Bibliography"].map(cited), [1, 1, 0, 0]);
}

#[test]
fn references_without_year_or_names() {
    let case = Builder::new()
        .reference(BEES.0, BEES.1)
        .reference("B. Jones. On birds. Nest.", &[(Author, "B. Jones"), (Title, "On birds")])
        .reference("London, 2001.", &[(Variable::PublisherPlace, "London"), (Issued, "2001")])
        .reference("Bee Society. Bee Society, 1998.", &[(Author, "{Bee Society}"), (Title, "Bee Society"), (Issued, "1998")][1..])
        .read();
    assert_eq!(places(&case, "missing-year"), ["B. Jones. On birds. Nest."]);
    assert_eq!(places(&case, "missing-author-and-title"), ["London, 2001."]);
}

#[test]
fn an_organisation_as_title_is_told_with_both_places() {
    let text = "@misc{a, author = {{World Bee Society}}, title = {World bee society}, year = 1998}\n";
    let case = read("x.bib", "bibtex", text);
    let found = only(&case, "author-equals-title");
    assert_eq!(found.iter().map(|d| (case.sources.slice(d.span), d.related.len())).collect::<Vec<_>>(), [("World bee society", 1)]);
    assert!(in_bibtex("author-equals-title", "@misc{a, author = {Bono}, title = {Bono}}").is_empty());
}

#[test]
fn two_styles_in_one_list_are_told_once() {
    let late: [(&str, &[(Variable, &str)]); 2] = [
        ("E. Baker, On ants, 1990.", &[(Author, "E. Baker"), (Title, "On ants"), (Issued, "1990")]),
        ("F. Cook, On flies, 1991.", &[(Author, "F. Cook"), (Title, "On flies"), (Issued, "1991")]),
    ];
    let one = Builder::new().reference(BEES.0, BEES.1).reference(NEST.0, NEST.1).reference(late[0].0, late[0].1);
    assert!(places(&one.read(), "mixed-reference-style").is_empty());
    let two = Builder::new().reference(BEES.0, BEES.1).reference(NEST.0, NEST.1).reference(late[0].0, late[0].1).reference(late[1].0, late[1].1);
    assert_eq!(places(&two.read(), "mixed-reference-style"), [late[0].0]);
}

#[test]
fn a_list_out_of_order_is_told_where_it_is_asked() {
    let case = Builder::new().reference(BEES.0, BEES.1).reference(NEST.0, NEST.1).read();
    assert_eq!(places(&case, "list-not-sorted"), [NEST.0]);
}

#[test]
fn an_unsure_parse_names_what_it_is_unsure_of() {
    let mut case = Builder::new().reference(BEES.0, BEES.1).read();
    let id = case.library.entries[0].id;
    let mut origin = case.library.origins.get(id).unwrap().clone();
    origin.confidence = 0.3;
    origin.values.iter_mut().filter(|value| value.variable == Title).for_each(|value| value.confidence = 0.4);
    case.library.origins.insert(id, origin);
    let found = only(&case, "low-confidence-parse");
    assert_eq!(found.iter().map(|d| d.message.as_str()).collect::<Vec<_>>(), ["the parser is unsure of this reference, above all of title"]);
}

#[test]
fn what_is_missing_is_graver_in_files_than_in_lists() {
    let kind = Some(crate::model::Kind::ArticleJournal);
    let mut list = Builder::new().reference(BEES.0, BEES.1).read();
    list.library.entries[0].kind = kind;
    let mut json = read("x.json", "csl-json", "@article{a, author = {A. Smith}, title = {T}, year = 2000}");
    json.library.entries[0].kind = kind;
    let file = read("x.bib", "bibtex", "@article{a, author = {A. Smith}, title = {T}, year = 2000}");
    let severities = [list, json, file].map(|case| only(&case, "required-field").iter().map(|d| d.severity).collect::<Vec<_>>());
    assert_eq!(severities, [[Severity::Info], [Severity::Warning], [Severity::Error]]);
}

#[test]
fn what_a_parent_gives_is_not_missing() {
    let child = |parent: &str| format!("@incollection{{a, author = {{A. Smith}}, title = {{T}}, crossref = {{b}}}}\n{parent}");
    for (parent, expected) in [
        ("@book{b, editor = {B. Jones}, title = {B}, year = 2000}", 0),
        ("@book{b, editor = {B. Jones}, title = {B}, edition = 2, publisher = {P}}", 2),
        // The link leads nowhere, which another rule tells.
        ("", 0),
    ] {
        assert_eq!(in_bibtex("required-field", &child(parent)).len(), expected, "{parent}");
    }
}

/// What looks like a fault and is none; and faults in other clothes.
#[test]
fn edges() {
    for (rule, field, expected) in [
        ("trailing-dot", "title = {Life in the U.S.}", 0),
        ("trailing-dot", "title = {And then ...}", 0),
        ("trailing-dot", "title = {Apple Inc.}", 0),
        ("trailing-dot", "title = {Apple.}", 1),
        ("trailing-dot", "journal = {Phys. Rev.}", 0),
        ("trailing-dot", "journal = {Bee World.}", 0),
        ("all-caps-title", "title = {NASA, ESA, JAXA}", 0),
        ("all-caps-title", "title = {地雷禁止国際運動の記録}", 0),
        ("pages-reversed", "pages = {1234--45}", 0),
        ("pages-reversed", "pages = {e12, 4--9, 8--2}", 1),
        ("pages-prefix", "pages = {S12--S15}", 0),
        ("pages-prefix", "pages = {S. 12--15}", 1),
        ("pages-prefix", "pages = {p12}", 0),
        ("isbn-checksum", "isbn = {0-306-40615-2 (pbk), 978-0-306-40615-7}", 0),
        ("isbn-checksum", "isbn = {0306406152 9780306406157}", 0),
        ("isbn-checksum", "isbn = {123}", 1),
        ("isbn-checksum", "isbn = {0378-5955}", 1),
        ("issn-checksum", "issn = {0378-5955, 0378-5956}", 1),
        ("issn-checksum", "issn = {0378-5955 (print)}", 0),
        ("doi-syntax", "doi = {10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O}", 0),
        ("doi-syntax", "doi = {doi:10.1000/182}", 1),
        ("doi-syntax", "doi = {see the web}", 1),
        ("doi-in-url", "url = {http://dx.doi.org/10.1000/182}", 1),
        ("doi-in-url", "doi = {10.1000/182}, url = {https://doi.org/10.1000/182}", 0),
        ("url-invalid", "url = {urn:nbn:de:101:1-201102033592}", 0),
        ("url-invalid", "url = {ftp://example.org/a}", 0),
        ("url-invalid", "url = {see the web}", 1),
        ("url-no-scheme", "url = {example.org/a.html}", 1),
        ("url-no-scheme", "url = {1.2}", 0),
        ("url-no-scheme", "url = {paper.pdf}", 0),
        ("url-no-scheme", "url = {example.org/paper.pdf}", 1),
        ("partial-word-brace", "title = {On {MDP}s and bees}", 0),
        ("partial-word-brace", "title = {On {MDP}stuff}", 1),
        ("stray-comma-in-name", "author = {Anna Smith, Bert Jones, and Carl Fox}", 1),
        ("year-not-4-digits", "year = {0098}", 0),
        ("year-not-4-digits", "year = {in press}", 0),
        ("future-year", "year = 2027", 0),
        ("future-year", "year = 2028", 1),
        ("digits-in-name", "author = {{Group of 77}}", 0),
        ("et-al-literal", "author = {Smith, A. et al.}", 1),
        ("et-al-literal", "author = {Et Al, B.}", 0),
        ("et-al-literal", "author = {Chevalier, A. and Metal, B.}", 0),
        ("mojibake", "title = {Ãlter Å Â}", 0),
        ("mojibake", "title = {Itâ€™s cafÃ©}", 2),
        ("html-entity", "title = {AT\\&amp;T}", 0),
        ("html-entity", "title = {A &lt; B}", 1),
        ("invisible-character", "title = {می\u{200c}خواهم}", 0),
        ("nullish-value", "note = {N/A}", 1),
        ("nullish-value", "title = {Null}", 0),
        ("pmid-format", "pmid = {PMID: 123}", 1),
        ("unknown-type", "x = {y}", 0),
        ("url-in-title", "title = {The www explained}", 0),
    ] {
        let text = format!("@misc{{key, {field}}}\n");
        assert_eq!(in_bibtex(rule, &text).len(), expected, "{rule}: {field}");
    }
}

#[test]
fn a_comma_that_divides_persons_is_not_taken_out() {
    let fixes = |names: &str| {
        let case = read("x.bib", "bibtex", &format!("@misc{{a, author = {{{names}}}}}\n"));
        only(&case, "stray-comma-in-name").iter().map(|found| found.fix.is_some()).collect::<Vec<_>>()
    };
    assert_eq!((fixes("Anna Smith, Bert Jones, and Carl Fox"), fixes("Smith, Anna, and Carl Fox")), (vec![false], vec![true]));
}

#[test]
fn other_types_of_biblatex_are_known() {
    assert!(in_bibtex("unknown-type", "@xdata{a, title = {T}}\n@customA{b, title = {T}}\n@set{c, title = {T}}").is_empty());
    assert_eq!(in_bibtex("unknown-type", "@quux{a, title = {T}}"), ["quux"]);
}

/// Chapters of one book, its editors and titles in different words.
#[test]
fn a_book_is_described_in_one_way() {
    type Words = [(Variable, &'static str)];
    let book: (&str, &Words) = (
        "M. A. Cameron and R. J. Lawson (1998). To walk without fear: the global campaign. Press.",
        &[(Editor, "M. A. Cameron and R. J. Lawson"), (Issued, "1998"), (Title, "To walk without fear: the global campaign"), (Publisher, "Press")],
    );
    let chapter: (&str, &Words) = (
        "J. Williams (1998). The campaign. In A. Cameron Maxwell and R. J. Lawson, To walk without fear: the global Ca campaign. Press.",
        &[
            (Author, "J. Williams"),
            (Issued, "1998"),
            (Title, "The campaign"),
            (Editor, "A. Cameron Maxwell and R. J. Lawson"),
            (ContainerTitle, "To walk without fear: the global Ca campaign"),
            (Publisher, "Press"),
        ],
    );
    let mut case = Builder::new().reference(book.0, book.1).reference(chapter.0, chapter.1).read();
    case.library.entries[0].kind = Some(crate::model::Kind::Book);
    case.library.entries[1].kind = Some(crate::model::Kind::Chapter);
    let mut found = Vec::new();
    let subject = case.subject();
    let report = crate::dedupe::Report { parents: vec![described(&case)], ..Default::default() };
    let subject = subject.with_same(report);
    super::inverted_name::check(&subject, subject.same(), &mut super::Found::new(&super::inverted_name::INFO, &mut found));
    super::container_variant::check(&subject, subject.same(), &mut super::Found::new(&super::container_variant::INFO, &mut found));
    let shown: Vec<_> =
        found.iter().map(|d| (case.sources.slice(d.span), d.fix.as_ref().map_or("", |fix| &fix.edits[0].text), d.related.len())).collect();
    assert_eq!(
        shown,
        [
            ("A. Cameron Maxwell", "M. A. Cameron", 1),
            ("To walk without fear: the global Ca campaign", "To walk without fear: the global campaign", 1)
        ]
    );
}

/// What deduplication says of that book.
fn described(case: &Case) -> crate::dedupe::Parent {
    let (book, chapter) = (&case.library.entries[0], &case.library.entries[1]);
    let variant = |variable: Variable| crate::dedupe::Variant { child: 1, variable, value: chapter.get(variable).unwrap().clone() };
    crate::dedupe::Parent {
        entry: Some(0),
        children: vec![1],
        variables: book.values().map(|(variable, value)| (variable, value.clone())).collect(),
        variants: vec![variant(Editor), variant(ContainerTitle)],
    }
}

/// Likeness is no sameness where titles count works, or where one title stands on two pages of an issue.
#[test]
fn works_of_a_series_are_not_one() {
    let book =
        |key: &str, title: &str| format!("@book{{{key}, author = {{Doe, John}}, title = {{{title}}}, publisher = {{Hive}}, year = {{1995}}}}\n");
    let piece = |key: &str, page: &str| {
        format!(
            "@article{{{key}, author = {{Lynne Price}}, title = {{Greetings from the Editor}}, journal = {{TUGboat}}, volume = 2, number = 2, \
             pages = {{{page}}}, year = 1981}}\n"
        )
    };
    let told = |text: String| in_bibtex("same-work", &text).len();
    assert_eq!(told(book("a", "The bees of Wales, report 3") + &book("b", "The bees of Wales, report 4")), 0);
    assert_eq!(told(book("a", "The Stand-Alone Bees A") + &book("b", "The Stand-Alone Bees B")), 0);
    assert_eq!(told(book("a", "The bees of Wales") + &book("b", "The bees of Wales")), 1);
    assert_eq!(told(piece("a", "43--43") + &piece("b", "54--54")), 0);
    assert_eq!(told(piece("a", "43--43") + &piece("b", "43--43")), 1);
}
