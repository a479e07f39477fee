//! Probe documents: what the finder makes of reference lists of many kinds, and of what is none.

use super::find;
use crate::document;
use crate::text::{Source, SourceId};

/// The references that are found: a blank entry between lists.
pub(super) fn found(kind: &str, text: &str) -> Vec<String> {
    let source = Source::from_text(SourceId(0), "-", text);
    let kind = document::named(kind).unwrap();
    let lists = find(&source, &document::read(&source, kind));
    for reference in lists.iter().flat_map(|list| &list.references) {
        assert!(source.text.get(reference.span.range()).is_some(), "{reference:?}");
        assert!(reference.number.is_none_or(|number| source.text.get(number.range()).is_some()));
    }
    let strings = |list: &super::List| list.references.iter().map(|r| r.text.as_str().to_owned()).collect::<Vec<_>>();
    lists.iter().map(strings).collect::<Vec<_>>().join(&String::new())
}

#[test]
fn the_seed_has_two_lists() {
    let path = "../shared/seed/icbl-cmc-entry.txt";
    let Ok(text) = std::fs::read_to_string(path) else { return eprintln!("skipped: no {path}") };
    let found = found("text", &text);
    let counts: Vec<_> = found.split(String::is_empty).map(<[String]>::len).collect();
    assert_eq!(counts, [5, 7], "{found:#?}");
    assert!(found.iter().all(|text| !text.contains("Scholar")), "{found:#?}");
}

#[test]
fn lists_of_many_kinds() {
    let wrong = PROBES.iter().filter(|(_, kind, text, expected)| found(kind, text) != *expected);
    let told: Vec<_> = wrong.map(|(name, kind, text, expected)| format!("{name}: {:#?}\ninstead of {expected:#?}", found(kind, text))).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

const PROBES: &[(&str, &str, &str, &[&str])] = &[
    (
        "Vancouver, numbers without points, wrapped",
        "text",
        "Discussion\nThe results were as expected in 1998 and we are glad that they were.\n\nREFERENCES\n1 Smith JA, Jones B. A study of things that\nmatter. Lancet 1998;12(3):45-9.\n2 Lee C, Kim D. Another study. BMJ 2001;322:\n1–3.\n3 WHO. World report. Geneva: WHO; 2004.\n",
        &[
            "Smith JA, Jones B. A study of things that matter. Lancet 1998;12(3):45-9.",
            "Lee C, Kim D. Another study. BMJ 2001;322: 1–3.",
            "WHO. World report. Geneva: WHO; 2004.",
        ],
    ),
    (
        "IEEE, wrapped, with a broken word and a broken DOI",
        "text",
        "7. References\n[1] A. Smith and B. Jones, \"A long title about inter-\n    national things,\" IEEE Trans. Things, vol. 3, no. 2,\n    pp. 1–9, 2001, doi: 10.1109/\n    TT.2001.12345.\n[2] C. Lee, Another Book. New York: Wiley, 1999.\n\nAppendix A\n\n[3] is not a reference, it is the third of 1999 things.\n",
        &[
            "A. Smith and B. Jones, \"A long title about inter-national things,\" IEEE Trans. Things, vol. 3, no. 2, pp. 1–9, 2001, doi: 10.1109/TT.2001.12345.",
            "C. Lee, Another Book. New York: Wiley, 1999.",
        ],
    ),
    (
        "a hyphen at a line's end goes where the word stands without one elsewhere, and nowhere with one",
        "text",
        "A study of international law and co-operation, and of cooperation.\n\nReferences\n[1] A. Smith, \"On inter-\n    national law,\" Law, vol. 3, pp. 613–\n    644, 2001.\n[2] C. Lee, On co-\n    operation. New York: Wiley, 1999.\n[3] C. Lee, Erd-\n    und Himmelskunde. Berlin: Springer-\n    Verlag, 1999.\n",
        &[
            "A. Smith, \"On international law,\" Law, vol. 3, pp. 613–644, 2001.",
            "C. Lee, On co-operation. New York: Wiley, 1999.",
            "C. Lee, Erd- und Himmelskunde. Berlin: Springer-Verlag, 1999.",
        ],
    ),
    (
        "under a heading lines without years are references, sentences are not",
        "text",
        "References\n\nSmith, A. (2000). On bees. London: Hive Press.\nWorld Bee Society. World Bee Society, 1998.\nJones, B. On birds. London: Hive Press.\n\nThis list was made by hand and it is not complete, for we have not seen them all.\n",
        &["Smith, A. (2000). On bees. London: Hive Press.", "World Bee Society. World Bee Society, 1998.", "Jones, B. On birds. London: Hive Press."],
    ),
    (
        "ACS",
        "text",
        "References\n\n(1) Smith, J.; Jones, B. J. Am. Chem. Soc. 1998, 120, 1234.\n(2) Lee, C. Org. Lett. 2001, 3, 12–15.\n",
        &["Smith, J.; Jones, B. J. Am. Chem. Soc. 1998, 120, 1234.", "Lee, C. Org. Lett. 2001, 3, 12–15."],
    ),
    (
        "Korean: a heading that folding takes apart",
        "text",
        "참고문헌\n곽현근 (2004). 자기효능감에 미치는 동네효과에 관한 탐색적 연구. 한국행정학보, 38(6), 1-22.\n김철호 (2004). 범죄자의 재범방지를 위하여. 보호관찰, 4, 307-314.\n",
        &[
            "곽현근 (2004). 자기효능감에 미치는 동네효과에 관한 탐색적 연구. 한국행정학보, 38(6), 1-22.",
            "김철호 (2004). 범죄자의 재범방지를 위하여. 보호관찰, 4, 307-314.",
        ],
    ),
    (
        "a year at a line's beginning is no list number",
        "text",
        "Literature\n\nBabinger, F.: Zum türkisch-venedischen Friedensvertrag vom Jahre\n1540. Orient 8, 651-652 (1919).\nEnsslin, W.: Nochmals zu der Ehrung des Königs durch den\nKaiser. Histor. Jahrb. 56, 499-507 (1936).\nHunger, H.: Briefe, Gedichte und kleine Schriften eines\nSchreibers. Wien (1969).\n",
        &[
            "Babinger, F.: Zum türkisch-venedischen Friedensvertrag vom Jahre 1540. Orient 8, 651-652 (1919).",
            "Ensslin, W.: Nochmals zu der Ehrung des Königs durch den Kaiser. Histor. Jahrb. 56, 499-507 (1936).",
            "Hunger, H.: Briefe, Gedichte und kleine Schriften eines Schreibers. Wien (1969).",
        ],
    ),
    (
        "the first and the last item of a list are of it, whatever they are like",
        "html",
        "<h2>References</h2><ul><li>Leech. Network copy.</li><li>Lee, C. (2001). On bees. London: Hive Press.</li><li>Smith, J. (2001). On things. Nature, 3, 1–2.</li><li>Hive website</li></ul>",
        &["Leech. Network copy.", "Lee, C. (2001). On bees. London: Hive Press.", "Smith, J. (2001). On things. Nature, 3, 1–2.", "Hive website"],
    ),
    (
        "APA, hanging indent",
        "text",
        "References\n\nCameron, M. A. (1998). Democratization of foreign policy: The Ottawa process\n    as a model. Toronto: Oxford University Press.\nvan der Berg, J. (2001). On particles. Journal of Names, 3(2),\n    12–15.\nWorld Health Organization. (2004). World report on\n    things. Geneva: Author.\n",
        &[
            "Cameron, M. A. (1998). Democratization of foreign policy: The Ottawa process as a model. Toronto: Oxford University Press.",
            "van der Berg, J. (2001). On particles. Journal of Names, 3(2), 12–15.",
            "World Health Organization. (2004). World report on things. Geneva: Author.",
        ],
    ),
    (
        "German humanities, repeated authors, one a line",
        "text",
        "Literaturverzeichnis\nHABERMAS, Jürgen: Theorie des kommunikativen Handelns. Frankfurt a. M. 1981.\nDers.: Faktizität und Geltung, Frankfurt a. M. 1992.\nMÜLLER-SCHMIDT, Eva / WEBER, Karl (Hrsg.): Handbuch der Dinge, 2. Aufl., Berlin: De Gruyter 2004, S. 12–34.\n",
        &[
            "HABERMAS, Jürgen: Theorie des kommunikativen Handelns. Frankfurt a. M. 1981.",
            "Ders.: Faktizität und Geltung, Frankfurt a. M. 1992.",
            "MÜLLER-SCHMIDT, Eva / WEBER, Karl (Hrsg.): Handbuch der Dinge, 2. Aufl., Berlin: De Gruyter 2004, S. 12–34.",
        ],
    ),
    (
        "French humanities, blank lines between",
        "text",
        "Bibliographie\n\nFOUCAULT Michel, Surveiller et punir, Paris, Gallimard, 1975.\n\n———, « Qu'est-ce qu'un auteur ? », Bulletin de la Société française de philosophie, n° 3, 1969, p. 73-104.\n\nBOURDIEU Pierre, La Distinction, Paris, Minuit, 1979.\n",
        &[
            "FOUCAULT Michel, Surveiller et punir, Paris, Gallimard, 1975.",
            "———, « Qu'est-ce qu'un auteur ? », Bulletin de la Société française de philosophie, n° 3, 1969, p. 73-104.",
            "BOURDIEU Pierre, La Distinction, Paris, Minuit, 1979.",
        ],
    ),
    (
        "Markdown bullets with links",
        "markdown",
        "# Tool\n\nIt does things.\n\n## References\n\n- Smith, J. (2001). [On things](https://doi.org/10.1/x). *Nature*, 3, 1–2.\n- Lee, C., & Kim, D. (2004). Another. *Science*, 12(3), 4–5. <https://doi.org/10.1000/abc>\n\n## License\n\nMIT, 2020\n",
        &[
            "Smith, J. (2001). On things. Nature, 3, 1–2. https://doi.org/10.1/x",
            "Lee, C., & Kim, D. (2004). Another. Science, 12(3), 4–5. https://doi.org/10.1000/abc",
        ],
    ),
    (
        "HTML list, links of the page in a paragraph of their own",
        "html",
        "<h2>References</h2><ol><li><p>Smith, J. (2001). On things. <i>Nature</i>, 3, 1&ndash;2.</p><p><a>Article</a> <a>Google Scholar</a></p></li><li><p>Lee, C. (2004). Another. Science, 12(3), 4.</p></li></ol><h2>About the author</h2><ol><li>Hamburg, Germany</li></ol>",
        &["Smith, J. (2001). On things. Nature, 3, 1–2.", "Lee, C. (2004). Another. Science, 12(3), 4."],
    ),
    (
        "HTML paragraphs",
        "html",
        "<h3>Works Cited</h3>\n<p>Smith, John. <em>On Things</em>. New York: Knopf, 1999.</p>\n<p>Lee, Anna. \"Another.\" <em>PMLA</em> 12.3 (2004): 4-5.</p><footer>© 2020 Press</footer>",
        &["Smith, John. On Things. New York: Knopf, 1999.", "Lee, Anna. \"Another.\" PMLA 12.3 (2004): 4-5."],
    ),
    (
        "a numbered list without heading behind prose, wrapped without indent",
        "text",
        "This is the end of the article, and it was written in 1999 by people who knew.\n\n1. Smith, J. (2001). A very long title that goes on and\non. Journal of Things, 3, 1–2.\n2. Lee, C. (2004). Another. Science, 12(3), 4–5.\n3. Report of the committee, annual,\n1998.\n",
        &[
            "Smith, J. (2001). A very long title that goes on and on. Journal of Things, 3, 1–2.",
            "Lee, C. (2004). Another. Science, 12(3), 4–5.",
            "Report of the committee, annual, 1998.",
        ],
    ),
    (
        "page number and running header within the list",
        "text",
        "References\n\n[1] Smith, J. (2001). A long title that goes on over the\n\n12\nJournal of Things\n\npage. Journal of Things, 3, 1–2.\n[2] Lee, C. (2004). Another. Science, 12(3), 4–5.\n\n13\nJournal of Things\n\n[3] Kim, D. (2005). Third. Science, 13, 6.\n",
        &[
            "Smith, J. (2001). A long title that goes on over the page. Journal of Things, 3, 1–2.",
            "Lee, C. (2004). Another. Science, 12(3), 4–5.",
            "Kim, D. (2005). Third. Science, 13, 6.",
        ],
    ),
    (
        "an appendix behind the list",
        "text",
        "Bibliography\n\nSmith, J. (2001). On things. Nature, 3, 1–2.\nLee, C. (2004). Another. Science, 12(3), 4.\n\nAppendix: the questionnaire\n\n1. How old were you in 2001?\n2. Where did you live in 2004?\n",
        &["Smith, J. (2001). On things. Nature, 3, 1–2.", "Lee, C. (2004). Another. Science, 12(3), 4."],
    ),
    (
        "sub-headings within a bibliography",
        "text",
        "Bibliography\n\nPrimary sources\n\nSmith, John. On Things. London: Murray, 1799.\n\nBooks\n\nLee, Anna. Another Thing. New York: Knopf, 2004.\nKim, David. A Third. Oxford: Oxford University Press, 2005.\n",
        &[
            "Smith, John. On Things. London: Murray, 1799.",
            "Lee, Anna. Another Thing. New York: Knopf, 2004.",
            "Kim, David. A Third. Oxford: Oxford University Press, 2005.",
        ],
    ),
    (
        "nothing but references, one a line, no heading",
        "text",
        "Smith, J. (2001). On things. Nature, 3, 1–2.\nLee, C. (2004). Another. Science, 12(3), 4. https://doi.org/10.1000/abc\nInternational Campaign. Monitor Report, annual, 1998.\n",
        &[
            "Smith, J. (2001). On things. Nature, 3, 1–2.",
            "Lee, C. (2004). Another. Science, 12(3), 4. https://doi.org/10.1000/abc",
            "International Campaign. Monitor Report, annual, 1998.",
        ],
    ),
    (
        "nothing but references, wrapped, no heading",
        "text",
        "Smith, J., Jones, B., and Lee, C. (2001). On the long and winding titles of\nthings that wrap. Nature, 3, 1–2.\nLee, C. (2004). Another. Science, 12(3), 4.\nKim, D. and Park, E. (2005). A third one that is so long that it must wrap\nat the end of the line. Science, 13, 6.\n",
        &[
            "Smith, J., Jones, B., and Lee, C. (2001). On the long and winding titles of things that wrap. Nature, 3, 1–2.",
            "Lee, C. (2004). Another. Science, 12(3), 4.",
            "Kim, D. and Park, E. (2005). A third one that is so long that it must wrap at the end of the line. Science, 13, 6.",
        ],
    ),
    ("one reference alone", "text", "Smith, J. (2001). On things.\nNature, 3, 1–2.\n", &["Smith, J. (2001). On things. Nature, 3, 1–2."]),
    (
        "CRLF, links of the page on lines of their own",
        "text",
        "References\r\n\r\n1. Smith, J. (2001). On things. Nature, 3, 1–2.\r\n\r\nGoogle Scholar\r\n\r\n2. Lee, C. (2004). Another. Science, 12(3), 4.\r\n\r\nGoogle Scholar\r\n\r\nDownload references\r\n\r\nAuthor information\r\n\r\n1. Department of Things, University of Somewhere, 12345 Town, Germany\r\n",
        &["Smith, J. (2001). On things. Nature, 3, 1–2.", "Lee, C. (2004). Another. Science, 12(3), 4."],
    ),
    (
        "notes that are references",
        "text",
        "Notes\n\n1. John Smith, On Things (London: Routledge, 1999), 23.\n2. Anna Lee, \"Another,\" Past & Present 12 (2004): 4–5.\n3. Smith, On Things, 45.\n",
        &["John Smith, On Things (London: Routledge, 1999), 23.", "Anna Lee, \"Another,\" Past & Present 12 (2004): 4–5.", "Smith, On Things, 45."],
    ),
    (
        "notes that are prose",
        "text",
        "Notes\n\n1. This is not to say that it was the case in 1999, as they have argued.\n2. We thank the reviewers for the remark that it should be so in 2004.\n",
        &[],
    ),
    (
        "Chinese",
        "text",
        "参考文献\n[1] 王明. 关于事物的研究[J]. 科学通报, 2001, 12(3): 45-49.\n[2] 李华, 张三. 另一本书[M]. 北京: 科学出版社, 2004.\n",
        &["王明. 关于事物的研究[J]. 科学通报, 2001, 12(3): 45-49.", "李华, 张三. 另一本书[M]. 北京: 科学出版社, 2004."],
    ),
    (
        "README without references",
        "markdown",
        "# tool 1.2.0\n\nA tool (2020) that does things.\n\n- fast, see https://example.org/bench-2020\n- small: 12–15 kB\n\n## Changelog\n\n- 2019-05-04: Fix bug (#123)\n- 2020-01-01: Release 1.0\n\n## License\n\nCopyright (c) 2020 John Smith\n",
        &[],
    ),
    (
        "affiliations",
        "text",
        "John Smith¹, Anna Lee², David Kim¹\n\n1. Department of Physics, University of Somewhere, Street 12, 12345 Town, Germany\n2. Institute of Things, 12 Road, London SW1 2AB, UK\n\n* Corresponding author: smith@example.org, received 12 May 2004\n",
        &[],
    ),
    (
        "legal text",
        "text",
        "1. In this Act, unless the context requires otherwise, \"the 1998 Act\" means the Data Protection Act 1998.\n2. Section 12(3) of the 1998 Act shall apply to pages 3–7 as it applies to them.\n3. The Minister may by order made before 2004 amend this section.\n",
        &[],
    ),
    ("shopping", "text", "Shopping\n\n- 12 eggs\n- Milk, 1.5 l\n- Bread (2)\n", &[]),
    (
        "a novel",
        "text",
        "It was in 1812 that he came to London. She had not seen him since 1809.\n\n\"You were there,\" she said, \"in 1812 (May), and you have not written.\"\n",
        &[],
    ),
    ("contents", "text", "Contents\n\n1. Introduction .......... 1\n2. J. Smith: The War of 1812 .......... 12\n3. References .......... 45\n", &[]),
    (
        "prose that enumerates and cites",
        "text",
        "There are three reasons.\n\n1. Smith (1998) has shown that it is so, and they were right.\n2. Jones (2001) argued that this was not what we should have expected.\n3. The rest, as Lee (2004, p. 12) said, is history that we know.\n",
        &[],
    ),
];

#[test]
fn rules_speak_and_mend_as_their_examples_say() {
    for rule in super::RULES {
        for example in rule.examples {
            let found = |text: &str| {
                let source = Source::from_text(SourceId(0), "-", text);
                let parsed = super::document(&source, &document::read(&source, document::named(example.input).unwrap()), Some(1));
                parsed.diagnostics.into_iter().filter(|d| d.rule.name == rule.name).collect::<Vec<_>>()
            };
            let bad = found(example.bad);
            assert!(!bad.is_empty(), "{} is silent", rule.name);
            assert!(found(example.good).is_empty(), "{} speaks", rule.name);
            let edits: Vec<_> = bad.iter().filter_map(|d| d.fix.as_ref()).map(|fix| fix.edits.as_slice()).collect();
            if !edits.is_empty() {
                assert_eq!(crate::text::edit::apply(example.bad, edits).0, example.good);
            }
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

    #[test]
    fn any_lines_are_split(lines in proptest::collection::vec(proptest::sample::select(LINES), 0..30)) {
        for kind in ["text", "markdown", "html"] {
            found(kind, &lines.concat());
        }
    }
}

const LINES: &[&str] = &[
    "References\n",
    "1. Smith, J. (1998). Title. Press.\n",
    "2. Lee, C. (2001). Other. Nature 3, 1–2.\n",
    "[1] A. Kim, Title, 2004.\n",
    "• x\n",
    "\n",
    "  indented 12(3)\n",
    "12\n",
    "Google Scholar\n",
    "Journal 12\n",
    "Copyright information\n",
    "doi:10.1000/\n",
    "inter-\n",
    "national\n",
    "¹ note\n",
    "(1) ü\n",
    "[^1]: Smith, J. (1998). T.\n",
    "(\n",
    "[",
    ",, x.. ",
    "Smith, J. (1998). Title. Oxford: Press.",
    "<li>",
    "# A\n",
    "\u{a0}",
    "ü",
    "3.",
];

/// References of the gold set, if it is there.
fn gold(file: &str) -> Vec<String> {
    let data = std::env::var("IBIDEM_DATA").unwrap_or_else(|_| "../shared/data".to_owned());
    let text = std::fs::read_to_string(format!("{data}/parse/gold/{file}.jsonl")).unwrap_or_default();
    let reference = |line: &str| {
        Some(serde_json::from_str::<serde_json::Value>(line).ok()?.get("text")?.as_str()?.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    text.lines().filter_map(reference).collect()
}

fn wrapped(text: &str, width: usize, first: &str, rest: &str) -> String {
    let mut out = first.to_owned();
    let mut column = first.len();
    for (at, word) in text.split(' ').enumerate() {
        if at > 0 && column + word.len() >= width {
            out.push_str(&format!("\n{rest}"));
            column = rest.len();
        } else if at > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += word.len();
    }
    out + "\n"
}

const PARAGRAPH: &str = "This is a paragraph of an article, which was written in 1999 and says what it must say (Smith 1998).\nIt has been so since then, and they were content with that.\n\n";

type Layout = (&'static str, u32, fn(&[String]) -> String);
const LAYOUTS: &[Layout] = &[
    ("heading, one a line", 84, |list| format!("{PARAGRAPH}References\n\n{}\n", list.join("\n"))),
    ("one a line", 76, |list| format!("{PARAGRAPH}\n{}\n", list.join("\n"))),
    ("heading, numbers, wrapped", 98, |list| {
        let items = list.iter().enumerate().map(|(at, text)| wrapped(text, 78, &format!("{}. ", at + 1), "")).collect::<String>();
        format!("{PARAGRAPH}REFERENCES\n{items}\nAppendix A\n\n{PARAGRAPH}")
    }),
    ("brackets, wrapped", 95, |list| {
        let items = list.iter().enumerate().map(|(at, text)| wrapped(text, 78, &format!("[{}] ", at + 1), "    ")).collect::<String>();
        format!("{PARAGRAPH}{items}\n{PARAGRAPH}")
    }),
    ("heading, hanging", 88, |list| {
        format!("{PARAGRAPH}Bibliography\n\n{}", list.iter().map(|text| wrapped(text, 78, "", "    ")).collect::<String>())
    }),
    ("heading, blank lines, wrapped", 95, |list| {
        format!("Works Cited\n\n{}", list.iter().map(|text| wrapped(text, 78, "", "") + "\n").collect::<String>())
    }),
    ("heading, wrapped", 84, |list| format!("Literature\n\n{}", list.iter().map(|text| wrapped(text, 78, "", "")).collect::<String>())),
    ("blank lines, bullets", 94, |list| format!("{PARAGRAPH}{}", list.iter().map(|text| wrapped(text, 78, "• ", "") + "\n").collect::<String>())),
];

#[test]
fn gold_references_are_found_in_many_layouts() {
    // The last are damaged: less is asked of them.
    let sets = [
        ("anystyle_core", 0),
        ("anystyle_good", 0),
        ("grobid_citations", 0),
        ("grobid_physics", 0),
        ("grobid_kisti_en", 0),
        ("grobid_mixed", 0),
        ("anystyle_bad", 4),
    ];
    for (file, less) in sets {
        let references: Vec<_> = gold(file).into_iter().filter(|text| super::split::mark(text).is_none()).collect();
        for (name, least, layout) in LAYOUTS {
            let (mut all, mut right, mut more) = (0, 0, 0);
            for list in references.chunks(12).take(25) {
                let found: Vec<_> = found("text", &layout(list));
                let tail = |text: &String| text[..super::debris::tail(text)].trim().replace(['-', ' '], "");
                let expected: Vec<_> = list.iter().map(tail).collect();
                let hits = found.iter().filter(|text| expected.contains(&tail(text))).count();
                all += list.len();
                right += hits;
                more += found.iter().filter(|text| !text.is_empty()).count() - hits;
            }
            eprintln!("{file:18} {name:32} {right}/{all}, others {more}");
            assert!(right * 100 >= all * (*least - less) as usize, "{file}, {name}");
        }
    }
}

#[test]
fn large_documents_are_read() {
    // In seconds where time grows with the length, in many minutes where it grows with its square.
    let reference = "Smith, J., & Lee, C. (1998). A title of things. Journal of Things, 12(3), 45–67.";
    let n = 20_000;
    let cases: Vec<(&str, String)> = vec![
        ("line", "word 1998 (Smith 1998) ".repeat(n * 4)),
        ("line of a", "a".repeat(n * 100)),
        ("references", (0..3_000).map(|at| format!("{at}. {reference}\n")).collect()),
        ("unnumbered references", (0..3_000).map(|at| format!("{reference} {at}.\n")).collect()),
        ("short lines", "ab 12\n".repeat(n)),
        ("short items", "1. ab\n".repeat(n)),
        ("bullets", "- ab 1998\n".repeat(n)),
        ("headings", "References\n\n".repeat(n / 4)),
        ("scholar", "Google Scholar\n".repeat(n / 4)),
        ("blank-separated", "Smith, J.\n\n".repeat(n / 4)),
        ("html", format!("<p>{}", "x 1998<br>".repeat(n / 4))),
        ("html items", format!("<ol>{}", format!("<li>{reference}").repeat(n / 20))),
        ("parens", "(".repeat(n)),
        ("scholar line", "Google Scholar ".repeat(n / 4)),
        ("lower", "References\n\nSmith, J. (1998). x\n".to_owned() + &"and then 12\n\n".repeat(n / 10)),
        ("pages", "References\n\n1. Smith, J. (1998). x\n".to_owned() + &"12\n\n".repeat(n / 10)),
        ("keys", "[Smi98] x\n".repeat(n / 10)),
    ];
    for (_, text) in cases {
        for kind in ["text", "markdown", "html"] {
            let source = Source::from_text(SourceId(0), "-", &text);
            let document = document::read(&source, document::named(kind).unwrap());
            let _ = (find(&source, &document), document::citations(&document));
        }
    }
}
