//! BibTeX and biblatex: names, dates, types, inheritance, round trips, and `biber` and `bibtex` as judges.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

use super::*;
use crate::model::{
    Class, Date, DatePart, Entry, EntryId, Kind, Library, ListId, Name, Names, Origin, OtherKind, Run, Season, Style, Symbol, Value, Variable,
};
use crate::text::{Diagnostic, Source, SourceId};
use proptest::prelude::*;
use std::process::Command;

fn read(text: &str) -> (Library, Vec<Diagnostic>) {
    read::read(&Source::from_text(SourceId(0), "x.bib", text))
}

fn entry(key: &str, kind: Option<Kind>, parent: Option<&str>) -> Entry {
    let mut entry = Entry::default();
    (entry.key, entry.kind, entry.parent) = (key.into(), kind, parent.map(Into::into));
    entry
}

/// An entry in short: `kind key <parent; variable=value; …`.
fn show(entry: &Entry) -> String {
    let mut parts = vec![format!("{} {}", entry.kind.map_or("-", Kind::name), entry.key)];
    parts.extend(entry.parent.iter().map(|parent| format!("<{parent}")));
    parts.extend(entry.values().map(|(variable, value)| format!("{}={}", variable.name(), value.plain())));
    parts.join("; ")
}

#[test]
fn fields_are_variables() {
    for (text, expected) in [
        ("@article{k, journal=ab, number=3, pages={1--2}}@string{x={y}}", "article-journal k; container-title=ab; issue=3; page=1–2"),
        (
            "@book{k, series={S}, number={3}, address={A}, publisher={P}}",
            "book k; collection-title=S; collection-number=3; publisher-place=A; publisher=P",
        ),
        ("@incollection{k, booktitle={B}, chapter=2, location={L}}", "chapter k; container-title=B; chapter-number=2; publisher-place=L"),
        ("@phdthesis{k, school={S}}", "thesis k; genre=PhD thesis; publisher=S"),
        ("@thesis{k, type={mathesis}, institution={S}}", "thesis k; genre=Master's thesis; publisher=S"),
        ("@techreport{k, number={7}, institution={I}, type={Memo}}", "report k; number=7; publisher=I; genre=Memo"),
        ("@misc{k, howpublished={\\url{http://a.b/c_d}}}", "- k; URL=http://a.b/c_d"),
        ("@misc{k, note={\\href{http://a.b}{\\texttt{a.b}}}}", "- k; URL=http://a.b"),
        ("@book{k, langid={ngerman}}", "book k; language=de"),
        ("@book{k, langid={klingon}}", "book k; language=klingon"),
        ("@web_page{k, tags={a, b}}", "webpage k; keyword=a, b"),
        (
            "@movie{k, editor={A B}, editortype={director}, editora={C D}, editoratype={collaborator}}",
            "motion_picture k; director=A B; contributor=C D",
        ),
        ("@book{k, editora={C D}, editoratype={reviser}}", "book k; editora=C D; editoratype=reviser"),
        ("@article{k, eprint={123}, eprinttype={pubmed}}", "article-journal k; PMID=123"),
        ("@jurisdiction{k, institution={Court}}", "legal_case k; authority=Court"),
        ("@book{k, author={A B}, editor={C D}, title={T}, booktitle={U}}", "chapter k; author=A B; editor=C D; title=T; container-title=U"),
        ("@book{k, author={A B}, editor={C D}, title={T}, booktitle={{T}}}", "book k; author=A B; editor=C D; title=T; container-title=T"),
        ("@misc{k, howpublished={by hand}}", "- k; medium=by hand"),
        ("@inbook{k, title={T}, subtitle={S}}", "chapter k; bibtex-type=inbook; title=T: S"),
        ("@article{k, entrysubtype={newspaper}, date={2003-09-25}}", "article-newspaper k; issued=2003-09-25"),
        ("@foo{k, Bar={x}, fooBar={y}}", "foo k; bar=x; fooBar=y"),
        ("@book{k, year=1998, month=jul, day={9}}", "book k; issued=1998-07-09"),
        ("@book{k, year={1998}, month={May/June}}", "book k; issued=1998-05/1998-06"),
        ("@book{k, date={1998/2008}, urldate={2004-05-06}}", "book k; issued=1998/2008; accessed=2004-05-06"),
        ("@string{a = {x } # \"y\"}@book{k, title = a # { z}}", "book k; title=x y z"),
        ("@book{k, title={a}, title={b}, title={c}}", "book k; title=a; title-2=b; title-3=c"),
        ("@book{k, langid={x}, language={y}}", "book k; language=y; langid=x"),
        ("@book{k, address={x}, location={y}}", "book k; publisher-place=x; location-2=y"),
        ("@book{k, author={A B and {C D} and others}}", "book k; author=A B; C D et al."),
        ("@book{k, preface-by={N. MacFarlane}, url={a\\_b}}", "book k; URL=a_b; preface-by=N. MacFarlane"),
        ("@online{k, eprint={2401.01234}, archivePrefix={arXiv}}", "webpage k; eprint=2401.01234; eprinttype=arXiv"),
        ("@book{k, title={The {\\LaTeX} \\& {\\\"U}ber}}", "book k; title=The LaTeX & Über"),
        ("@misc{a, x-parent={b}, x-csl-type={treaty}}", "treaty a; <b"),
    ] {
        let (library, _) = read(text);
        assert_eq!(show(&library.entries[0]), expected, "{text}");
    }
}

#[test]
fn what_is_between_entries_is_kept() {
    let (library, found) = read("% a\n@comment{b}\nc\n@string{d={e}}\n@preamble{\"f\"}\n@book{k,}\n");
    let others: Vec<_> = library.others.iter().map(|other| (other.kind, other.text.as_str())).collect();
    let expected = [
        (OtherKind::Comment, "% a"),
        (OtherKind::Comment, "@comment{b}"),
        (OtherKind::Stray, "c"),
        (OtherKind::String, "@string{d={e}}"),
        (OtherKind::Preamble, "@preamble{\"f\"}"),
    ];
    assert_eq!((others.as_slice(), found.len()), (expected.as_slice(), 0));
    let (text, _) = write::write(&library, Dialect::Bibtex);
    assert_eq!(text, "% a\n@comment{b}\nc\n@string{d={e}}\n@preamble{\"f\"}\n\n@book{k,\n}\n");
}

#[test]
fn values_know_where_they_stand() {
    let text = "@book{k, title = {A {B}}, author = {A B and C D}, year = 1998}";
    let (library, _) = read(text);
    let id = library.entries[0].id;
    let at = |span: crate::text::Span| &text[span.range()];
    let origins = &library.origins;
    let title = at(origins.value_span(id, Variable::Title));
    let second = at(origins.name_span(id, Variable::Author, 1));
    assert_eq!(
        (title, second, at(origins.value_span(id, Variable::Issued)), at(origins.get(id).unwrap().key.unwrap())),
        ("A {B}", "C D", "1998", "k")
    );
}

#[test]
fn parts_take_what_they_lack_of_their_whole() {
    let (library, found) = read(
        "@incollection{a, crossref={b}, title={T}, year=1999}\n@book{b, title={B}, editor={E F}, year=1998, doi={10.1/x}, crossref={a}}\n\
         @inproceedings{c, xdata={d}, title={C}}\n@xdata{d, publisher={P}}\n@misc{e, crossref={e}}",
    );
    assert_eq!(show(&library.entries[0]), "chapter a; <b; issued=1999; title=T; container-title=B; editor=E F");
    assert_eq!(show(&library.entries[2]), "paper-conference c; title=C; xdata=d; publisher=P");
    assert_eq!(found.iter().map(|found| found.rule.name).collect::<Vec<_>>(), ["cycle", "cycle"]);
}

#[test]
fn what_is_taken_follows_the_types() {
    for (text, at, expected) in [
        // Of a work in volumes, the title is that of the whole.
        ("@incollection{a, crossref={b}, title={T}}@mvcollection{b, title={B}, editor={E F}}", 0, "chapter a; <b; title=T; editor=E F; maintitle=B"),
        ("@book{a, crossref={b}, title={T}}@mvbook{b, title={B}, publisher={P}}", 0, "book a; <b; title=T; publisher=P; maintitle=B"),
        // A part of a book is by its author.
        (
            "@inbook{a, crossref={b}, title={T}}@book{b, title={B}, author={A B}}",
            0,
            "chapter a; <b; bibtex-type=inbook; title=T; container-title=B; container-author=A B; author=A B",
        ),
        (
            "@incollection{a, crossref={b}, title={T}}@collection{b, title={B}, author={A B}}",
            0,
            "chapter a; <b; title=T; container-title=B; container-author=A B",
        ),
        ("@article{a, crossref={b}, title={T}}@periodical{b, title={B}, issn={1}}", 0, "article-journal a; <b; title=T; container-title=B; ISSN=1"),
        // What has no container takes no title for it.
        ("@misc{a, crossref={b}, title={T}}@book{b, title={B}, publisher={P}}", 0, "- a; <b; title=T; publisher=P"),
        // Through a chain.
        (
            "@inbook{a, crossref={b}}@book{b, title={B}, crossref={c}}@mvbook{c, title={C}, publisher={P}}",
            0,
            "chapter a; <b; bibtex-type=inbook; container-title=B; publisher=P",
        ),
        // Data of data, in the order of their names; an alias is as good as a key.
        (
            "@misc{a, xdata={b, c}}@xdata{b, note={N}}@xdata{c, note={M}, publisher={P}, xdata={d}}@xdata{d, location={L}}",
            0,
            "- a; xdata=b, c; note=N; publisher=P; publisher-place=L",
        ),
        ("@inbook{a, crossref={b2}}@book{b, ids={b1, b2}, title={B}}", 0, "chapter a; <b2; bibtex-type=inbook; container-title=B"),
        // Naming is not taking.
        ("@misc{a, xref={b}, related={b}, options={skipbib=true}}@book{b, title={B}}", 0, "- a; xref=b; related=b; options=skipbib=true"),
        ("@set{a, entryset={b,c}}@book{b, title={B}}@book{c, title={C}}", 0, "set a; entryset=b,c"),
        (
            "@book{a, author={A B and C D}, author+an={1=highlight; 2:family=\"x\"}}",
            0,
            "book a; author=A B; C D; author+an=1=highlight; 2:family=\"x\"",
        ),
    ] {
        let (library, found) = read(text);
        assert_eq!((show(&library.entries[at]).as_str(), found.len()), (expected, 0), "{text}");
    }
}

#[test]
fn data_for_many_is_bounded() {
    let data: String = (0..3_000).map(|at| format!("f{at}={{v}},")).collect();
    let takers: String = (0..3_000).map(|at| format!("@misc{{k{at}, xdata={{d}}}}\n")).collect();
    let (library, found) = read(&format!("@xdata{{d,{data}}}\n{takers}"));
    assert!(library.entries.iter().map(|entry| entry.values().len()).sum::<usize>() < 1_000_000);
    assert!(found.iter().any(|found| found.rule.name == "expansion-limit"));
}

#[test]
fn long_chains_and_large_expansions_are_bounded() {
    let mut chain = String::new();
    for at in 0..20_000 {
        chain.push_str(&format!("@inbook{{k{at}, crossref={{k{}}}}}\n", at + 1));
    }
    read(&chain);
    let mut laughs = String::from("@string{a0 = {ha}}\n");
    for at in 1..60 {
        laughs.push_str(&format!("@string{{a{at} = a{} # a{}}}\n", at - 1, at - 1));
    }
    let (library, found) = read(&format!("{laughs}@book{{k, title=a59}}"));
    assert!(library.entries[0].plain(Variable::Title).unwrap().len() < 1 << 22);
    assert!(found.iter().any(|found| found.rule.name == "expansion-limit"));
    let many: String = (0..100_000).map(|at| format!("a={{{at}}},")).collect();
    let (library, _) = read(&format!("@book{{k,{many}}}"));
    assert_eq!(library.entries[0].values().len(), 100_000);
}

#[test]
fn dialects_are_told_apart() {
    for (text, bibtex, biblatex) in [
        ("@book{k, year=1998}", true, false),
        ("% x\n@article{k,\n  journaltitle = {x}}", false, true),
        ("@online{k,}", false, true),
        ("{\"id\": 1}", false, false),
        ("write to me@here.org", false, false),
    ] {
        assert_eq!(((FORMAT.sniff)(text), (BIBLATEX.sniff)(text)), (bibtex, biblatex), "{text}");
    }
}

#[test]
fn white_space_counts_where_strings_are_joined() {
    let (library, _) = read("@string{stoc = { Symposium}}\n@book{k, title = \"ACM\" # stoc # { on X }, note = stoc}");
    assert_eq!(show(&library.entries[0]), "book k; title=ACM Symposium on X; note=Symposium");
}

#[test]
fn crossref_finds_a_key_in_another_case_where_none_is_the_same() {
    let (library, _) = read("@inbook{a, crossref={Book}}\n@inbook{b, crossref={book}}\n@book{BOOK, title={1}}\n@book{book, title={2}}");
    assert_eq!(library.entries[0].parent.as_deref(), Some("BOOK"));
    assert_eq!(library.entries[1].parent.as_deref(), Some("book"));
    assert_eq!(library.entries[0].plain(Variable::ContainerTitle).unwrap(), "1");
}

#[test]
fn biblatex_has_places_for_roles_and_pubmed() {
    let mut film = entry("k", Some(Kind::MotionPicture), None);
    film.set(Variable::Director, Names::from(Name::person("Doe", "J.")));
    film.set(Variable::Contributor, Names::from(Name::person("Roe", "R.")));
    film.set(Variable::Pmid, "123");
    film.set(Variable::Language, "de-AT");
    let library = Library { entries: vec![film], ..Library::default() };
    let (text, lost) = write::write(&library, Dialect::Biblatex);
    let expected = "@movie{k,\n  editora = {Doe, J.},\n  editoratype = {director},\n  editorb = {Roe, R.},\n  editorbtype = {collaborator},\n  \
                    eprint = {123},\n  eprinttype = {pubmed},\n  langid = {naustrian},\n}\n";
    assert_eq!((text.as_str(), lost.len()), (expected, 0));
    assert_round_trip(&library, true);
}

#[test]
fn comments_without_braces_are_given_some() {
    let (library, _) = read("@comment an old one\n@book{k,}");
    let (text, lost) = write::write(&library, Dialect::Bibtex);
    assert_eq!((text.as_str(), lost.len()), ("@comment{an old one}\n\n@book{k,\n}\n", 0));
}

/// Only what a document writes with a hyphen is written with a dash: the pages of other files stay as they are.
#[test]
fn ranges_of_pages_from_documents_have_dashes() {
    for (pages, from_document, from_file) in
        [("613-644, R2-R4", "613--644, R2--R4", "613-644, R2-R4"), ("A-12", "A-12", "A-12"), ("5–9", "5--9", "5--9")]
    {
        let mut article = entry("k", Some(Kind::ArticleJournal), None);
        article.set(Variable::Page, pages);
        for (list, written) in [(Some(ListId(0)), from_document), (None, from_file)] {
            let mut library = Library { entries: vec![article.clone()], ..Library::default() };
            library.origins.insert(article.id, Origin { list, ..Origin::default() });
            for dialect in [Dialect::Bibtex, Dialect::Biblatex] {
                let (text, lost) = write::write(&library, dialect);
                assert!(text.contains(&format!("  pages = {{{written}}},\n")) && lost.is_empty(), "{text}");
            }
        }
    }
}

#[test]
fn the_series_of_a_report_is_its_type_too() {
    let mut report = entry("k", Some(Kind::Report), None);
    report.set(Variable::CollectionTitle, "Occasional Paper");
    report.set(Variable::CollectionNumber, "42");
    for dialect in [Dialect::Bibtex, Dialect::Biblatex] {
        let library = Library { entries: vec![report.clone()], ..Library::default() };
        let (text, lost) = write::write(&library, dialect);
        assert!(text.contains("  series = {Occasional Paper},\n") && text.contains("  type = {Occasional Paper},\n"), "{text}");
        assert!(text.contains("  number = {42},\n") && lost.is_empty(), "{text}");
        assert!(read(&text).0.entries[0].same_as(&report), "{text}");
    }
    let (library, _) = read("@techreport{k, type={Technical Report}, series={Reports}, number={42}}");
    assert_eq!(show(&library.entries[0]), "report k; genre=Technical Report; collection-title=Reports; number=42");
}

/// Both written forms of a library of one book and one chapter in it.
#[test]
fn the_written_text_is_plain() {
    let mut book = entry("b", Some(Kind::Book), None);
    book.set(Variable::Title, "Banning R&D");
    book.set(Variable::Editor, Names { list: vec![Name::person("Williams", "J."), Name::literal("WHO and Co")], others: true });
    book.set(Variable::Issued, Date::at(DatePart::new(1998, 7, 0).unwrap()));
    book.set(Variable::PublisherPlace, "Lanham");
    let mut chapter = entry("c", Some(Kind::Chapter), Some("b"));
    chapter.set(Variable::Title, "One");
    chapter.set(Variable::ContainerTitle, "Banning R&D");
    chapter.set(Variable::Page, "1–9");
    for variable in [Variable::Editor, Variable::Issued, Variable::PublisherPlace] {
        chapter.set(variable, book.get(variable).unwrap().clone());
    }
    let library = Library { entries: vec![book, chapter], ..Library::default() };
    let (text, found) = write::write(&library, Dialect::Bibtex);
    let expected = "@incollection{c,\n  title = {One},\n  booktitle = {Banning R\\&D},\n  pages = {1--9},\n  crossref = {b},\n}\n\n\
                    @book{b,\n  editor = {Williams, J. and {WHO and Co} and others},\n  title = {Banning R\\&D},\n  \
                    month = jul,\n  year = {1998},\n  address = {Lanham},\n}\n";
    assert_eq!((text.as_str(), found.len()), (expected, 0));
    let (text, found) = write::write(&library, Dialect::Biblatex);
    let expected = "@incollection{c,\n  title = {One},\n  pages = {1--9},\n  crossref = {b},\n}\n\n\
                    @book{b,\n  editor = {Williams, J. and {WHO and Co} and others},\n  title = {Banning R\\&D},\n  date = {1998-07},\n  location = {Lanham},\n}\n";
    assert_eq!((text.as_str(), found.len()), (expected, 0));
}

#[test]
fn parts_that_say_less_than_their_whole_stay_so() {
    let mut book = entry("b", Some(Kind::Book), None);
    book.set(Variable::Title, "B");
    book.set(Variable::Isbn, "123");
    let chapter = |key: &str, parent: &str| entry(key, Some(Kind::Chapter), Some(parent));
    let entries = vec![book, chapter("c", "b"), chapter("d", "elsewhere"), chapter("e", "f"), chapter("f", "e"), chapter("g", "g")];
    assert_round_trip(&Library { entries, ..Library::default() }, true);
}

/// Writes and reads a library in both dialects; what differs must have been told, and nothing where `exact`.
fn assert_round_trip(library: &Library, exact: bool) {
    for dialect in [Dialect::Bibtex, Dialect::Biblatex] {
        let (text, found) = write::write(library, dialect);
        let (back, said) = read(&text);
        assert_eq!(
            said.iter().filter(|said| said.rule.name != "cycle").map(|said| (said.rule.name, &said.message)).collect::<Vec<_>>(),
            [],
            "{text}"
        );
        assert_eq!(back.entries.len(), library.entries.len(), "{text}");
        for (at, entry) in library.entries.iter().enumerate() {
            let told: Vec<_> = found.iter().filter(|found| found.entry == Some(at as u32)).collect();
            let same = back.entries.iter().find(|back| back.key == entry.key).map(|back| entry.differences(back));
            assert!(same.as_ref().is_some_and(Vec::is_empty) || !told.is_empty(), "{same:?} {text}");
            assert!(!exact || told.is_empty(), "{:?}\n{text}", told.iter().map(|told| &told.message).collect::<Vec<_>>());
        }
    }
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[A-Za-zé]{1,6}( [a-z]{1,5}){0,3}",
        1 => r##"([a-zA-Z]{1,3}|[ \\{}$&%#_~^`'"=.,\-@]|é|–|\\[a-z]{1,3}| and ){1,8}"##,
    ]
}

fn a_name() -> impl Strategy<Value = Name> {
    let particle = prop_oneof![4 => Just(""), 1 => Just("von"), 1 => Just("de la")];
    let person = (words(), words(), particle, prop_oneof![4 => Just(""), 1 => Just("Jr.")])
        .prop_map(|(family, given, particle, suffix)| Name::person(family, given).with_particle(particle).with_suffix(suffix));
    prop_oneof![person, words().prop_map(Name::literal)]
}

fn a_date() -> impl Strategy<Value = Date> {
    let part = (1000i32..2100, 0u8..13, 0u8..32).prop_map(|(year, month, day)| DatePart::new(year, month, day).unwrap_or(DatePart::year(year)));
    let flags = (any::<bool>(), any::<bool>(), 0u8..5);
    prop_oneof![
        (part.clone(), part, flags).prop_map(|(start, end, (circa, uncertain, form))| match form {
            0 => Date { circa, uncertain, ..Date::range(start, end) },
            1 => Date { circa, uncertain, open: true, ..Date::at(start) },
            2 => Date { end: Some(end), ..Date::default() },
            3 => Date { circa, ..Date::at(DatePart::season(start.year, Season::Autumn)) },
            _ => Date { circa: circa && uncertain, ..Date::at(start) },
        }),
        "[a-z]{2,6} [a-z&]{2,5}".prop_map(Date::literal),
    ]
}

fn a_value(class: Class) -> BoxedStrategy<Value> {
    let style = (0u8..64).prop_map(|bits| Style {
        italic: bits & 1 > 0,
        bold: bits & 2 > 0,
        small_caps: bits & 4 > 0,
        sub: bits & 8 > 0,
        sup: bits & 16 > 0,
        nocase: bits & 32 > 0,
        math: false,
    });
    let run = (words(), style).prop_map(|(text, style)| Run { text: text.into(), style });
    match class {
        Class::Names => {
            (prop::collection::vec(a_name(), 1..4), any::<bool>()).prop_map(|(list, others)| Value::Names(Names { list, others })).boxed()
        }
        Class::Date => a_date().prop_map(Value::date).boxed(),
        Class::Number => "[0-9]{1,4}[A-Z]?(–[0-9]{1,3})?".prop_map(Value::from).boxed(),
        Class::Text => {
            prop_oneof![2 => words().prop_map(Value::from), 1 => prop::collection::vec(run, 1..4).prop_map(|runs| Value::rich(runs, None))].boxed()
        }
    }
}

fn an_entry() -> impl Strategy<Value = Entry> {
    let variables = prop::sample::subsequence(Variable::ALL.to_vec(), 0..8);
    let values = variables.prop_flat_map(|variables| variables.into_iter().map(|of| (Just(of), a_value(of.class()))).collect::<Vec<_>>());
    let open = prop::collection::vec(
        (
            prop::sample::select(vec!["preface-by", "year-other", "addendum", "note-2"]),
            prop::sample::select(vec![Class::Names, Class::Date, Class::Text]),
        ),
        0..3,
    );
    let open = open
        .prop_flat_map(|open| open.into_iter().map(|(name, class)| (Just(Variable::Other(Symbol::new(name))), a_value(class))).collect::<Vec<_>>());
    let kinds: Vec<Option<Kind>> = Kind::ALL.iter().copied().map(Some).chain([None, Some(Kind::Other(Symbol::new("game")))]).collect();
    (prop::sample::select(kinds), values, open, "[a-z]{1,5}[0-9]").prop_map(|(kind, values, open, key)| {
        let mut entry = super::tests::entry(&key, kind, None);
        values.into_iter().chain(open).for_each(|(variable, value)| entry.set(variable, value));
        entry
    })
}

/// What neither dialect has a way to say, whatever the value: markup in text that means itself.
fn is_sayable(variable: Variable, value: &Value) -> bool {
    !matches!((variable, value), (Variable::Url | Variable::Doi, Value::Rich(_)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn what_is_written_reads_the_same_or_was_told(entry in an_entry()) {
        assert_round_trip(&Library { entries: vec![entry], ..Library::default() }, false);
    }

    #[test]
    fn ordinary_values_lose_nothing(kind in prop::sample::select(Kind::ALL), variable in prop::sample::select(Variable::ALL), seed in "[A-Z][a-z]{1,5}( [a-z]{1,5}| [A-Z&]{2}){0,2}", date in a_date()) {
        let mut entry = super::tests::entry("k", Some(kind), None);
        let value: Value = match variable.class() {
            Class::Names => Names { list: vec![Name::literal(seed.clone()), Name::person(seed, "A.")], others: true }.into(),
            Class::Date => date.into(),
            _ => seed.into(),
        };
        prop_assume!(is_sayable(variable, &value));
        entry.set(variable, value);
        assert_round_trip(&Library { entries: vec![entry], ..Library::default() }, true);
    }

    #[test]
    fn any_text_is_read(text in r##"(@(book|string|misc|xdata)\{|[{}()"#,=%\\@ \n$~]|[a-z]|é|title=|author=\{|crossref=\{a\},|year=|month=|\\'| and ){0,60}"##) {
        let (library, _) = read(&text);
        write::write(&library, Dialect::Biblatex);
    }
}

#[test]
fn every_shared_file_is_read_written_and_read_the_same() {
    for path in crate::syntax::tests::shared_bib() {
        let (source, _) = Source::decode(SourceId(0), path.display().to_string(), &std::fs::read(&path).unwrap());
        let (library, _) = read::read(&source);
        for dialect in [Dialect::Bibtex, Dialect::Biblatex] {
            let (text, _) = write::write(&library, dialect);
            assert_eq!(read(&text).0.entries.len(), library.entries.len(), "{}", path.display());
        }
    }
}

/// A small library with what is hard to say.
fn hard_library() -> Library {
    let (mut library, _) = read(
        "@book{cameron1998walk, editor={Cameron, M. A. and Lawson, R. J.}, title={To Walk Without {Fear} \\& \\emph{more}}, publisher={Oxford University Press}, address={Toronto}, year=1998}
         @incollection{williams1998, author={Williams, J. and others}, title={100\\% $x^2$}, crossref={cameron1998walk}, chapter=2, pages={1--9}, preface-by={N. MacFarlane}}
         @book{lmr, author={{International Campaign to Ban Landmines}}, title={Report}, date={1998/2008}, note={annual}}
         @online{müller, author={M{\\\"u}ller, Jürgen von}, title={Ü}, url={https://a.b/c_d%20e?f=g&h#i}, urldate={2004-05-06}, date={2004-07~}}
         @thesis{t, author={Smith, Jr., A.}, title={T}, type={PhD thesis}, institution={U}, date={1999}}
         @report{r, author={Hubert, D.}, title={R}, number={42}, institution={I}, date={2000}, year-other={2004}}
         @misc{m, title={M}, year={in press}}",
    );
    let mut treaty = Entry::new(EntryId { source: SourceId(0), index: 99 });
    (treaty.key, treaty.kind) = ("treaty".into(), Some(Kind::Bill));
    treaty.set(Variable::Title, "A \"quoted\" {bill}");
    treaty.set(Variable::Issued, Date::literal("n.d."));
    library.entries.push(treaty);
    library
}

#[test]
fn biber_and_bibtex_accept_what_is_written() {
    let folder = std::env::temp_dir().join(format!("ibidem-bibtex-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let library = hard_library();
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).current_dir(&folder).output().ok()?;
        Some((output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)))
    };
    std::fs::write(folder.join("biblatex.bib"), write::write(&library, Dialect::Biblatex).0).unwrap();
    match run("biber", &["--tool", "-V", "biblatex.bib"]) {
        Some((fine, log)) => assert!(fine && !log.contains("ERROR"), "{log}"),
        None => eprintln!("skipped: biber is not installed"),
    }
    std::fs::write(folder.join("bibtex.bib"), write::write(&library, Dialect::Bibtex).0).unwrap();
    std::fs::write(folder.join("x.aux"), "\\relax\n\\citation{*}\n\\bibstyle{plain}\n\\bibdata{bibtex}\n").unwrap();
    match run("bibtex", &["x.aux"]) {
        Some((_, log)) if log.contains("couldn't open style file") => eprintln!("skipped: plain.bst is not installed"),
        Some((fine, log)) => assert!(fine && !log.contains("error message"), "{log}"),
        None => eprintln!("skipped: bibtex is not installed"),
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_stands_between_entries_stays_there() {
    let written = |text: &str, dialect| {
        let (text, found) = write::write(&read(text).0, dialect);
        (text, found.iter().map(|found| found.message.clone()).collect::<Vec<_>>())
    };
    let text = "% of a\n@book{a,\n} % beside a\n\n@string{s = {x}}\n\n% alone\n\n@book{b,\n}\n\n@comment{end}\n";
    assert_eq!(written(text, Dialect::Bibtex), (text.to_owned(), vec![]));
    // Parents go to the end, with what is theirs; strings and preambles do not wait for them.
    let text = "% of p\n@string{s = {x}}\n% of p too\n@book{p,\n  title = {P},\n}\n\n@preamble{s}\n% of c\n@incollection{c,\n  title = {C},\n  crossref = {p},\n}\n";
    let moved = "@string{s = {x}}\n\n@preamble{s}\n% of c\n@incollection{c,\n  title = {C},\n  crossref = {p},\n}\n\n% of p\n\n% of p too\n@book{p,\n  title = {P},\n}\n";
    assert_eq!(written(text, Dialect::Biblatex), (moved.to_owned(), vec![]));
    // For BibTeX an `@` begins an entry wherever it stands.
    let text = "% @book{old, title = {x}}\n% by me@x.org\n@comment{@book{z,}}\n\n@book{b,\n}\n";
    assert_eq!(written(text, Dialect::Biblatex), (text.to_owned(), vec![]));
    let (plain, found) = written(text, Dialect::Bibtex);
    assert_eq!(plain, text.replace('@', "(at)").replace("(at)comment", "@comment").replace("(at)book{b", "@book{b"));
    assert_eq!(found.len(), 2);
    assert_eq!(written("to me@x.org\n", Dialect::Biblatex).0, "@comment{to me@x.org}\n");
    assert_eq!(written("to me@x.org\n", Dialect::Bibtex).0, "to me(at)x.org\n");
}

fn with(kind: Kind, key: &str, values: &[(Variable, &str)]) -> Entry {
    let mut entry = entry(key, Some(kind), None);
    values.iter().for_each(|(variable, value)| entry.set(*variable, *value));
    entry
}

#[test]
fn styles_find_what_they_print() {
    let place = [(Variable::EventTitle, "ICCV"), (Variable::EventPlace, "Venice"), (Variable::PublisherPlace, "New York")];
    let preprint = [(Variable::Publisher, "arXiv"), (Variable::Number, "arXiv:2005.14165"), (Variable::Section, "cs")];
    let entries = vec![
        with(Kind::PaperConference, "k", &place),
        with(Kind::Software, "s", &[(Variable::Publisher, "Zenodo")]),
        with(Kind::Article, "p", &preprint),
    ];
    let library = Library { entries, ..Library::default() };
    let in_bibtex = "booktitle = {ICCV}; address = {Venice}; location = {New York}; howpublished = {Zenodo}; eprint = {2005.14165}; \
                     archiveprefix = {arXiv}; primaryclass = {cs}";
    let in_biblatex = "eventtitle = {ICCV}; venue = {Venice}; organization = {Zenodo}; eprint = {2005.14165}; eprinttype = {arXiv}; \
                       eprintclass = {cs}; pubstate = {prepublished}";
    for (format, lines) in [("bibtex", in_bibtex), ("biblatex", in_biblatex)] {
        let (text, told) = crate::format::named(format).unwrap().write.unwrap()(&library);
        assert!(told.is_empty(), "{told:?}\n{text}");
        lines.split("; ").for_each(|line| assert!(text.contains(line), "{line}\n{text}"));
    }
}

#[test]
fn a_web_page_that_is_prepublished_stays_one() {
    let status = [(Variable::Status, "prepublished")];
    let entries = vec![with(Kind::Webpage, "k", &status), with(Kind::Article, "p", &status), with(Kind::Article, "q", &[])];
    let library = Library { entries, ..Library::default() };
    for format in ["bibtex", "biblatex"] {
        let (text, told) = crate::format::named(format).unwrap().write.unwrap()(&library);
        assert!(told.is_empty(), "{told:?}\n{text}");
    }
}

/// What reading in so many parts gives is what reading in one gives, to the last word.
fn check_parts(text: &str, parts: usize) {
    let source = Source::from_text(SourceId(0), "x.bib", text);
    let (whole, in_parts) = (format!("{:?}", read::read(&source)), format!("{:?}", read::read_in(&source, parts)));
    assert!(whole == in_parts, "{parts} parts of {text:?}:\n{in_parts}\nbut\n{whole}");
}

#[test]
fn real_files_are_read_alike_in_parts() {
    for path in crate::syntax::tests::shared_bib() {
        let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        [2, 7].into_iter().for_each(|parts| check_parts(&text, parts));
    }
}

proptest! {
    #[test]
    fn texts_are_read_alike_in_parts(pieces in prop::collection::vec(prop::sample::select(vec![
        "\n@a{k, t = {x}, t = s}", "\n@book{l, title = s # u, author = {A B and C D}}", "\n@a{m, crossref = {L}, crossref = {k}}", "\n@a{k, t = {x",
        "\n@comment{", "\n@comment x", "\n@string{s = \"y\"}", "\n@ STRING(u = s # s)", "}", "\"", "\n@", "\n% @a{", "words", "\n@a(k, t = 1)", "{",
        "\n", ",\n u = {y},", "\n@xdata{x, ids = {y}}", "\n@a{z, xdata = {x}, % c\n year = 1}",
    ]), 0..40), parts in 2usize..12) {
        check_parts(&pieces.concat(), parts);
    }

    /// Strings may say more than a file can be worth; how much of that is left is counted alike.
    #[test]
    fn strings_are_spent_alike_in_parts(doubled in 10usize..22, uses in 1usize..40, parts in 2usize..8) {
        let mut text = "@string{s0 = {xxxxxxxxxx}}\n".to_owned();
        (1..doubled).for_each(|at| text += &format!("@string{{s{at} = s{} # s{}}}\n", at - 1, at - 1));
        (0..uses).for_each(|at| text += &format!("@misc{{k{at}, note = s{}}}\n", doubled - 1));
        check_parts(&text, parts);
    }
}
