//! Tables: those of other programs, odd ones, round trips.

#![allow(clippy::unwrap_used)]
use super::*;
use crate::model::{Date, Name, Names, fixtures};
use crate::text::SourceId;
use proptest::prelude::*;

fn read_as(format: &Format, text: &str) -> (Source, Library, Vec<Diagnostic>) {
    let source = Source::from_text(SourceId(0), "x", text);
    let (library, found) = format.read.unwrap()(&source);
    (source, library, found)
}

/// The entries, a line each: key, kind, and values as `name=words`; what is said with its place.
fn shown(text: &str) -> Vec<String> {
    let (source, library, found) = read_as(&CSV, text);
    let entry = |entry: &Entry| {
        let values: Vec<String> = entry.values().map(|(variable, value)| format!("{}={}", variable.name(), value.plain())).collect();
        format!("{} {}: {}", entry.key, entry.kind.map_or("document", Kind::name), values.join("; "))
    };
    let place = |found: &Diagnostic| source.place(found.span.range().start);
    let said = found.iter().map(|found| format!("!{}:{} {}", place(found).line, place(found).column, found.rule.name));
    library.entries.iter().map(entry).chain(said).collect()
}

#[test]
fn a_name_of_a_column_means_one_thing() {
    for name in ["Author(s)", "PUBLICATION YEAR", " source title ", "id", "key", "Number", "title"] {
        assert!(!matches!(columns::column(name), None | Some(Column::Value(_, Whose::Nobodys))), "{name}");
    }
    assert_eq!(columns::column("number"), Some(Column::Value(Variable::named("number"), Whose::Ours)));
    assert_eq!(columns::column("Identifier"), Some(Column::Key));
    assert_eq!(columns::column("Unheard Of"), Some(Column::Value(Variable::Other(Symbol::new("Unheard Of")), Whose::Nobodys)));
}

/// Names of many columns stay short where they are the same: otherwise each would be as long as there are columns.
#[test]
fn columns_of_one_name_are_told_apart_by_numbers() {
    let (_, library, _) = read_as(&CSV, &format!("title{}\nT{}\n", ",x".repeat(3000), (0..3000).map(|n| format!(",{n}")).collect::<String>()));
    let names: Vec<&str> = library.entries[0].values().map(|(variable, _)| variable.name()).collect();
    assert_eq!((names.len(), names[1], names[2], names[3], names[9], names[3000]), (3001, "x", "x+", "x++", "x+8", "x+2999"));
    assert!(names.iter().all(|name| name.len() < 9));
}

#[test]
fn tables_of_other_programs_are_read() {
    for (table, entries) in [
        (
            // As Zotero has it.
            "\"Key\",\"Item Type\",\"Publication Year\",\"Author\",\"Title\",\"Publication Title\",\"Date\",\"Access Date\",\"Pages\",\"Type\",\"Extra\",\"Date Added\"\n\
             \"AB1\",\"journalArticle\",\"2015\",\"Doe, Jane; Roe, R.; NGO\",\"A <i>B</i>, c\",\"J\",\"2015-03\",\"2020-01-02 10:30:00\",\"1-9\",\"\",\"x\",\"2019-01-01 00:00:00\"\n",
            vec![
                "AB1 article-journal: author=Jane Doe; R. Roe; NGO; title=A B, c; container-title=J; issued=2015-03; accessed=2020-01-02; page=1-9; \
                 note=x; Date Added=2019-01-01 00:00:00",
            ],
        ),
        (
            // As Scopus has it.
            "Authors,Author full names,Title,Year,Source title,Volume,Issue,Art. No.,Page start,Page end,Page count,Cited by,DOI,Document Type,Source\n\
             \"Doe, J.; van Roe, A.\",\"Doe, Jane (123); van Roe, A. (4)\",T,2020,J,1,2,e5,10,20,,7,10.1/x,Conference paper,Scopus\n\
             \"Doe J., Roe A.\",,T,2020,J,1,,,10,10,,,,Editorial,\n",
            vec![
                " paper-conference: author=J. Doe; A. van Roe; Author full names=Doe, Jane (123); van Roe, A. (4); title=T; container-title=J; volume=1; issue=2; \
                 number=e5; Cited by=7; DOI=10.1/x; source=Scopus; issued=2020; page=10–20",
                " document: author=J. Doe; A. Roe; title=T; container-title=J; volume=1; genre=Editorial; issued=2020; page=10",
            ],
        ),
        (
            // As PubMed has it.
            "PMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,PMCID,NIHMS ID,DOI\n\
             1,T.,\"Doe J, van der Roe AB.\",J. 2020,Doe J,J,2020,2020/01/02,PMC1,,10.1/x\n",
            vec![
                " document: PMID=1; title=T.; author=J Doe; AB van der Roe; Citation=J. 2020; First Author=Doe J; container-title=J; Create Date=2020/01/02; \
                 PMCID=PMC1; DOI=10.1/x; issued=2020",
            ],
        ),
        (
            // With semicolons between, names as BibTeX has them, and a year that is not the date's.
            "Title;Authors;Publication Year;Date;type\nA, b;John Doe and Roe, A. and others;1999;2001/5/3;book\n",
            vec![" book: title=A, b; author=John Doe; A. Roe et al.; issued=2001-05-03; Publication Year=1999"],
        ),
    ] {
        assert_eq!(shown(table), entries);
    }
}

#[test]
fn odd_tables_are_read_as_far_as_they_go() {
    for (table, entries) in [
        ("", vec![]),
        ("\n\n", vec![]),
        ("title\n", vec![]),
        ("title,volume\nA\n,,\n\nB,1\n", vec![" document: title=A", " document: title=B; volume=1"]),
        ("title\nA,B,C\n", vec![" document: title=A; column-2=B; column-3=C", "!2:3 ragged-row"]),
        ("foo,bar\n1,2\n", vec![" document: foo=1; bar=2", "!1:1 missing-header"]),
        ("title,Title\nA,A\nA,B\n", vec![" document: title=A", " document: title=A; Title=B"]),
        ("title,\nA,b\n", vec![" document: title=A; column-2=b"]),
        ("title,note\n\"A \"\"b\"\"\nc\",\"d", vec![" document: title=A \"b\"\nc; note=d"]),
        ("title,note\r\nA,b\r\nC,d\r\n", vec![" document: title=A; note=b", " document: title=C; note=d"]),
        ("title,note\n'=cmd|x,'a\n", vec![" document: title==cmd|x; note='a"]),
    ] {
        assert_eq!(shown(table), entries, "{table}");
    }
}

#[test]
fn a_table_is_written_so() {
    let mut entry = fixtures::named("k", Some(Kind::Book));
    let author = Name::person("Doe", "J.").with_particle("von").with_suffix("Jr.");
    entry.set(Variable::Title, "=1+1, \"x\"");
    entry.set(Variable::Author, Names { list: vec![author, Name::person("Madonna", ""), Name::literal("An NGO")], others: true });
    entry.set(Variable::Issued, Date::parse_edtf("1998-05/2000").unwrap());
    entry.set(Variable::Editor, Names::from(Name::literal("A, B")));
    entry.set(Variable::named("Title"), "x");
    entry.set(Variable::Note, item::text_value("a <i>b</i>".into()));
    entry.set(Variable::Abstract, "a <i>b</i>");
    let mut other = fixtures::named("l", None);
    other.parent = Some("k".into());
    let library = Library { entries: vec![entry, other], ..Library::default() };
    let (text, lost) = (CSV.write.unwrap())(&library);
    assert!(lost.is_empty(), "{lost:?}");
    assert_eq!(
        text,
        "key,type,parent,title,author,issued,editor,variable:Title,note,abstract\n\
         k,book,,\"'=1+1, \"\"x\"\"\",\"von Doe, Jr., J.; Madonna,; An NGO; et al.\",1998-05/2000,\"{\"\"names\"\":[{\"\"literal\"\":\"\"A, B\"\"}]}\",x,\
         a <i>b</i>,\"{\"\"rich\"\":[\"\"a <i>b</i>\"\"]}\"\n\
         l,document,k,,,,,,,\n"
    );
    let (text, _) = (TSV.write.unwrap())(&library);
    assert!(text.starts_with("key\ttype\tparent\ttitle\t") && text.contains("\t\"'=1+1, \"\"x\"\"\"\t"), "{text}");
}

#[test]
fn cells_know_their_places() {
    let text = "key,title,author\n\"a\",\"x \"\"y\"\"\",\"Doe, J.\"\nb,\"z\nz\",\n";
    let (source, library, _) = read_as(&CSV, text);
    let id = library.entries[0].id;
    let at = |entry: usize, variable| source.slice(library.origins.value_span(library.entries[entry].id, variable));
    assert_eq!((at(0, Variable::Title), at(0, Variable::Author), at(1, Variable::Title)), ("x \"\"y\"\"", "Doe, J.", "z\nz"));
    assert_eq!(source.slice(library.origins.get(id).unwrap().key.unwrap()), "a");
    assert_eq!(source.slice(library.origins.span(library.entries[1].id)), "b,\"z\nz\",");
}

#[test]
fn tables_are_told_from_text() {
    for (name, text, format) in [
        ("x.csv", "anything", Some("csv")),
        ("x.tsv", "anything", Some("tsv")),
        ("x", "Title,Authors,Year\nA,B,1\n", Some("csv")),
        ("x", "title\tauthor\tDOI\nA\tB\t1\n", Some("tsv")),
        ("x", "A title, its authors, and a year.\nAnd more, of it, here.\n", None),
    ] {
        assert_eq!(crate::format::sniff(name, text).map(|format| format.name), format, "{text}");
    }
}

#[test]
fn large_tables_are_safe() {
    let many = |cell: &str, count: usize| vec![cell; count].join(",");
    let wide: Vec<String> = (0..10_000).map(|at| format!("column {at}")).collect();
    let (_, library, _) = read_as(&CSV, &format!("title,{}\nA,{}\n", wide.join(","), many("x", 10_000)));
    assert_eq!(library.entries[0].values().len(), 10_001);
    assert!((CSV.write.unwrap())(&library).1.is_empty());
    // One long cell; a quote that is never closed; many cells beyond the last column.
    read_as(&CSV, &format!("title\n{}\n", "x".repeat(1_000_000)));
    read_as(&CSV, &format!("title\n\"{}\n", "x,\n".repeat(300_000)));
    assert_eq!(read_as(&CSV, &format!("title\n{}\n", many("x", 20_000))).1.entries[0].values().len(), 20_000);
    // Entries that share no variable do not make a table of empty cells.
    let entry = |at: usize| {
        let mut entry = fixtures::named("k", None);
        entry.set(Variable::named(&format!("own-{at}")), "x");
        entry
    };
    let library = Library { entries: (0..3000).map(entry).collect(), ..Library::default() };
    let (text, lost) = (CSV.write.unwrap())(&library);
    assert!(lost.is_empty() && text.len() < 4_000_000, "{}", text.len());
}

proptest! {
    #[test]
    fn no_cell_is_a_formula(entries in prop::collection::vec(fixtures::entry(), 0..4)) {
        let library = Library { entries, ..Library::default() };
        for format in [&CSV, &TSV] {
            let text = format.write.unwrap()(&library).0;
            let mut table = ::csv::ReaderBuilder::new().delimiter(if format.name == "csv" { b',' } else { b'\t' }).from_reader(text.as_bytes());
            for record in table.records() {
                let safe = |cell: &str| !cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                prop_assert!(record.unwrap().iter().all(safe), "{}", text);
            }
        }
    }
}
