//! Changes in place, on small files with what is expected of them, and on the project's own formats with what holds for any change.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

use super::*;
use crate::format;
use crate::model::{Date, DatePart, Kind, Name, Names};
use crate::text::SourceId;

fn source(text: &str) -> Source {
    Source::from_text(SourceId(0), "x", text)
}

fn changed(format: &str, text: &str, changes: &[Change]) -> Result<String, Refused> {
    let source = source(text);
    plan(format::named(format).unwrap(), &source, changes).map(|edits| edit::apply(text, [edits.as_slice()]).0)
}

fn set(variable: Variable, value: impl Into<Value>) -> Change {
    Change::Set { entry: 0, variable, value: value.into() }
}

fn remove(variable: Variable) -> Change {
    Change::Remove { entry: 0, variable }
}

fn book(key: &str) -> Entry {
    let mut entry = Entry::default();
    (entry.key, entry.kind) = (key.into(), Some(Kind::Book));
    entry.set(Variable::Title, "New");
    entry.set(Variable::Issued, Date::year(2001));
    entry
}

/// A part of the book of that key, which takes its title from it.
fn part(key: &str, parent: &str, container: &str) -> Entry {
    let mut entry = Entry::default();
    (entry.key, entry.kind, entry.parent) = (key.into(), Some(Kind::Chapter), Some(parent.into()));
    entry.set(Variable::ContainerTitle, container);
    entry
}

#[test]
fn in_bib_files_fields_change() {
    let cases: Vec<(&str, Vec<Change>, &str)> = vec![
        (
            "@book{k,\n  Title = \"A\", % c\n  year  = 2000\n}\n",
            vec![set(Variable::Title, "B")],
            "@book{k,\n  Title = \"B\", % c\n  year  = 2000\n}\n",
        ),
        ("@book{k, title={A}, year=2000}", vec![set(Variable::Issued, Date::year(2001))], "@book{k, title={A}, year=2001}"),
        ("@book{k, title={A}, date={2000-01}}", vec![set(Variable::Issued, Date::year(2001))], "@book{k, title={A}, date={2001}}"),
        ("@book{k, year=2000, month=may}", vec![set(Variable::Issued, Date::year(2001))], "@book{k, year=2001}"),
        ("@book{k, year=2000}", vec![set(Variable::Issued, Date::at(DatePart::new(2001, 6, 0).unwrap()))], "@book{k, year=2001, month=jun}"),
        ("@book{k, year=2000, month=may}", vec![remove(Variable::Issued)], "@book{k,}"),
        ("@article{k, journaltitle={J}, title={T}}", vec![set(Variable::ContainerTitle, "K")], "@article{k, journaltitle={K}, title={T}}"),
        ("@article{k, title={T}, subtitle={S}}", vec![set(Variable::Title, "U: V")], "@article{k, title={U: V}}"),
        ("@misc{k, howpublished={\\url{http://a.b}}}", vec![set(Variable::Url, "http://c.d")], "@misc{k, url={http://c.d}}"),
        ("@book{k, title={A}}", vec![set(Variable::Publisher, "Ärger & Co.")], "@book{k, title={A}, publisher={Ärger \\& Co.}}"),
        (
            "@book{k, author={A, B}}",
            vec![set(Variable::Author, Names { list: vec![Name::person("C", "D"), Name::person("E", "F")], others: true })],
            "@book{k, author={C, D and E, F and others}}",
        ),
        ("@string{p={P}}\n@book{k, publisher=p, note={n}}", vec![remove(Variable::Note)], "@string{p={P}}\n@book{k, publisher=p}"),
        // Of a part of a book, what it says itself.
        (
            "@incollection{c, crossref={b}}\n@book{b, title={B}}",
            vec![set(Variable::ContainerTitle, "X")],
            "@incollection{c, crossref={b}, booktitle={X}}\n@book{b, title={B}}",
        ),
        (
            "@incollection{c, crossref={b}}\n@book{b, title={B}, xdata={x}}",
            vec![Change::RenameKey { entry: 1, key: "d".into() }],
            "@incollection{c, crossref={d}}\n@book{d, title={B}, xdata={x}}",
        ),
        // Entries.
        ("% a\n@book{k,\n}\n% b\n@book{l,\n}\n", vec![Change::Delete(0)], "% b\n@book{l,\n}\n"),
        ("@book{k,\n}\n\n@book{l,\n}\n\n@book{m,\n}\n", vec![Change::Delete(1), Change::Delete(2)], "@book{k,\n}\n"),
        ("@Book{k, Title=\"A\"}\n", vec![Change::Add(book("n"))], "@Book{k, Title=\"A\"}\n\n@Book{n, Title=\"New\", Year=\"2001\"}\n"),
        (
            "@book{k,\n\ttitle  = {A},\n\tauthor = {B}\n}\n",
            vec![Change::Add(book("n")), Change::Add(book("o"))],
            "@book{k,\n\ttitle  = {A},\n\tauthor = {B}\n}\n\n@book{n,\n\ttitle  = {New},\n\tyear   = {2001}\n}\n\n@book{o,\n\ttitle  = {New},\n\tyear   = {2001}\n}\n",
        ),
        (
            "% p\n@book{p, title={P}}\n",
            vec![Change::Add(part("c", "p", "P"))],
            "@incollection{c, booktitle={P}, crossref={p}}\n\n% p\n@book{p, title={P}}\n",
        ),
    ];
    for (text, changes, expected) in cases {
        assert_eq!(changed("bibtex", text, &changes).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn another_type_calls_its_fields_otherwise() {
    let text = "@article{k,\n  title = {T},\n  journal = {J}, % c\n  pages = {1--2},\n}\n";
    let library = format::named("bibtex").unwrap().read.unwrap()(&source(text)).0;
    let mut with = library.entries[0].clone();
    with.kind = Some(Kind::PaperConference);
    let after = changed("bibtex", text, &[Change::Replace { entry: 0, with }]).unwrap();
    assert_eq!(after, "@inproceedings{k,\n  title = {T},\n  booktitle = {J}, % c\n  pages = {1--2},\n}\n");
}

#[test]
fn in_json_items_change() {
    let text = "[\n\t{\"type\":\"book\", \"id\": \"a\",\n\t\t\"title\": \"A\"},\n\t{\"id\": \"b\", \"type\": \"book\"},\n\t{\"id\":\"c\"}\n]\n";
    let one = changed("csl-json", text, &[set(Variable::Title, "B")]).unwrap();
    assert!(one.starts_with("[\n\t{\n\t\t\"type\": \"book\",\n\t\t\"id\": \"a\",\n\t\t\"title\": \"B\"\n\t},\n\t{\"id\": \"b\""), "{one}");
    let delete = |which: &[usize]| changed("csl-json", text, &which.iter().map(|at| Change::Delete(*at)).collect::<Vec<_>>()).unwrap();
    assert_eq!(delete(&[0, 1]), "[\n\t{\"id\":\"c\"}\n]\n");
    assert_eq!(delete(&[1, 2]), "[\n\t{\"type\":\"book\", \"id\": \"a\",\n\t\t\"title\": \"A\"}\n]\n");
    assert_eq!(delete(&[0, 1, 2]), "[\n\t\n]\n");
    let added = changed("csl-json", "[{\"id\": \"a\", \"type\": \"book\"}]", &[Change::Add(book("n"))]).unwrap();
    assert_eq!(
        added,
        "[{\"id\": \"a\", \"type\": \"book\"},{\"id\": \"n\", \"type\": \"book\", \"title\": \"New\", \"issued\": {\"date-parts\": [[2001]]}}]"
    );
    for empty in ["[]", "[ ]\n", ""] {
        assert!(changed("csl-json", empty, &[Change::Add(book("n"))]).unwrap().starts_with("[\n  {\n    \"id\": \"n\""));
    }
    let lines = "{\"id\":\"a\",\"type\":\"book\"}\n{\"id\":\"b\",\"type\":\"book\"}";
    let changes = [Change::Delete(0), Change::Add(book("n"))];
    let after = "{\"id\":\"b\",\"type\":\"book\"}\n{\"id\":\"n\",\"type\":\"book\",\"title\":\"New\",\"issued\":{\"date-parts\":[[2001]]}}\n";
    assert_eq!(changed("csl-jsonl", lines, &changes).as_deref(), Ok(after));
}

#[test]
fn in_yaml_entries_change() {
    let text = "# head\na:\n    type: book\n    # why\n    title: A # beside\n\n# of b\nb:\n    type: book\n    title: B\n";
    assert_eq!(changed("hayagriva", text, &[set(Variable::Title, "C")]).unwrap(), text.replace("title: A", "title: C"));
    assert_eq!(changed("hayagriva", text, &[Change::Delete(0)]).unwrap(), "# head\n# of b\nb:\n    type: book\n    title: B\n");
    assert_eq!(
        changed("hayagriva", text, &[Change::Add(book("neu"))]).unwrap(),
        format!("{text}\nneu:\n    type: book\n    title: New\n    date: 2001\n")
    );
}

/// A format, a text, a change, and what stands in the place of what afterwards.
type Case<'c> = (&'c str, &'c str, Change, Vec<(&'c str, &'c str)>);

/// Comments stay with the values that they stand at.
#[test]
fn in_yaml_comments_stay() {
    let people = |names: &[&str]| Value::Names(Names { list: names.iter().map(|name| Name::person(*name, "X")).collect(), others: false });
    let hayagriva = "a: # of a\n  type: Article\n  # who\n  author: # all\n  - A, X # one\n  - B, X # two\n  date: 2001 # when\n\
                     \x20\x20# where\n  parent:\n    type: periodical\n    # J\n    title: Journal\n    volume: 3\n# end\n";
    let csl = "---\n# head\nreferences:\n# of a\n- id: a # key\n  type: book\n  author:\n  - family: A # one\n    given: X\n  - family: B # two\n\
               \x20\x20\x20\x20given: X\n  title: Old # words\n  # when\n  issued: 2001\n# of b\n- id: b\n  type: book\n...\n";
    let added = "- id: b\n  type: book\n- id: neu\n  type: book\n  title: New\n  issued: '2001'\n";
    let cases: Vec<Case> = vec![
        ("hayagriva", hayagriva, set(Variable::Issued, Date::year(2002)), vec![("2001", "2002")]),
        ("hayagriva", hayagriva, set(Variable::Author, people(&["A", "C"])), vec![("B, X", "C, X")]),
        ("hayagriva", hayagriva, set(Variable::Author, people(&["A", "B", "C"])), vec![("# two\n", "# two\n  - C, X\n")]),
        (
            "hayagriva",
            hayagriva,
            set(Variable::Author, people(&["B"])),
            vec![("  author: # all\n  - A, X # one\n  - B, X # two\n", "  # all\n  # one\n  author: B, X # two\n")],
        ),
        ("hayagriva", hayagriva, set(Variable::Volume, "4"), vec![("volume: 3", "volume: 4")]),
        ("hayagriva", hayagriva, set(Variable::ContainerTitle, "K"), vec![("title: Journal", "title: K")]),
        ("hayagriva", hayagriva, remove(Variable::Issued), vec![("  date: 2001 # when\n", "  # when\n")]),
        ("hayagriva", hayagriva, set(Variable::Title, "T"), vec![("type: Article\n", "type: Article\n  title: T\n")]),
        ("hayagriva", hayagriva, Change::RenameKey { entry: 0, key: "b".into() }, vec![("a: #", "b: #")]),
        ("csl-yaml", csl, set(Variable::Title, "New: it"), vec![("Old", "'New: it'")]),
        ("csl-yaml", csl, set(Variable::Author, people(&["A", "C"])), vec![("family: B", "family: C")]),
        ("csl-yaml", csl, set(Variable::Publisher, "P"), vec![("issued: 2001\n", "issued: 2001\n  publisher: P\n")]),
        ("csl-yaml", csl, remove(Variable::Issued), vec![("  issued: 2001\n", "")]),
        ("csl-yaml", csl, Change::RenameKey { entry: 0, key: "c".into() }, vec![("id: a", "id: c")]),
        ("csl-yaml", csl, Change::Delete(1), vec![("- id: b\n  type: book\n", "")]),
        ("csl-yaml", csl, Change::Add(book("neu")), vec![("- id: b\n  type: book\n", added)]),
    ];
    for (format, text, change, edits) in cases {
        let after = changed(format, text, std::slice::from_ref(&change)).unwrap();
        let expected = edits.iter().fold(text.to_owned(), |text, (old, new)| text.replacen(old, new, 1));
        assert_eq!(after, expected, "{change:?}");
    }
}

/// In real libraries as YAML, with a comment on every line, no change loses a comment or takes it out of its order, but for few.
#[test]
fn in_yaml_no_comment_is_lost() {
    let bib = format::named("bibtex").unwrap();
    let (mut done, mut moved, mut refused) = (0, 0, Vec::new());
    for path in crate::syntax::tests::shared_bib().into_iter().step_by(23) {
        let (source, _) = Source::decode(SourceId(0), "x", &std::fs::read(&path).unwrap());
        let mut library = bib.read.unwrap()(&source).0;
        library.entries.truncate(3);
        for name in ["hayagriva", "csl-yaml"] {
            let format = format::named(name).unwrap();
            let written = format.write.unwrap()(&library).0;
            let (before, marks) = with_comments(&written);
            let now = format.read.unwrap()(&self::source(&before)).0;
            let plain = format.read.unwrap()(&self::source(&written)).0;
            let alike = now.entries.len() == plain.entries.len() && now.entries.iter().zip(&plain.entries).all(|(a, b)| a.same_as(b));
            if !alike || now.entries.is_empty() || marks == 0 {
                continue;
            }
            let mut tries = vec![
                set(Variable::Title, "Of bees: 50 % & more"),
                set(Variable::Issued, Date::year(1999)),
                set(Variable::named("x-own"), "y\nz"),
                set(Variable::Author, Names::from(Name::person("Doe", "J."))),
                Change::RenameKey { entry: 0, key: "quite-new".into() },
            ];
            tries.extend(now.entries[0].values().map(|(variable, _)| remove(variable)));
            for change in tries {
                match changed(name, &before, std::slice::from_ref(&change)) {
                    Ok(after) => {
                        done += 1;
                        let order: Vec<usize> = after.split("# c").skip(1).filter_map(|rest| rest.split_whitespace().next()?.parse().ok()).collect();
                        let mut sorted = order.clone();
                        sorted.sort_unstable();
                        assert_eq!(sorted, (0..marks).collect::<Vec<_>>(), "{name} {change:?}\n{before}\n{after}");
                        moved += usize::from(order != sorted);
                        if order != sorted && std::env::var("MOVED").is_ok() {
                            eprintln!("{name} {change:?}\n{before}\n{after}");
                        }
                    }
                    Err(error) => refused.push(format!("{} {name}: {change:?}: {error}", path.display())),
                }
            }
        }
    }
    eprintln!(
        "{done} changes, {moved} with comments in another order, {} refused: {:#?}",
        refused.len(),
        refused.iter().take(10).collect::<Vec<_>>()
    );
    assert!(moved * 500 <= done && refused.len() * 50 <= done);
}

/// A text with a numbered comment at the end of each line that ends with a value, and how many.
fn with_comments(text: &str) -> (String, usize) {
    let mut count = 0;
    let mut block = false;
    let mut commented = String::new();
    for line in text.lines() {
        let starts = [": |-", ": |", "- |-", "- |"].iter().any(|sign| line.ends_with(sign));
        block = starts || block && (line.is_empty() || line.starts_with("    ") || !line.contains(": "));
        commented += line;
        if !block && !line.trim().is_empty() && !line.starts_with(['-', '.']) {
            commented += &format!(" # c{count} ");
            count += 1;
        }
        commented.push('\n');
    }
    (commented, count)
}

#[test]
fn what_cannot_be_is_refused() {
    let bib = "@incollection{c, crossref={b}, title={C}}\n@book{b, title={B}}\n@book{d,}";
    let refused = |change| changed("bibtex", bib, &[change]).unwrap_err();
    assert_eq!(refused(Change::Delete(1)), Refused::IsParent { key: "b".into(), child: "c".into() });
    assert_eq!(refused(Change::Delete(7)), Refused::NoEntry(7));
    assert_eq!(refused(Change::Add(book("b"))), Refused::KeyTaken("b".into()));
    assert_eq!(refused(Change::Add(book(""))), Refused::NoKey);
    assert_eq!(refused(Change::RenameKey { entry: 0, key: "d".into() }), Refused::KeyTaken("d".into()));
    assert!(matches!(refused(Change::RenameKey { entry: 0, key: "a b,".into() }), Refused::Place { .. }));
    assert_eq!(changed("ris", "", &[Change::Delete(0)]), Err(Refused::Format("ris")));
    assert!(matches!(changed("bibtex", "@book{k, title={a", &[set(Variable::Note, "x")]), Err(Refused::Place { .. } | Refused::Inexact { .. })));
}

/// Whatever changes in the real files, all bytes outside stay; most changes can be made.
#[test]
fn real_libraries_change_in_place() {
    let format = format::named("bibtex").unwrap();
    let (mut done, mut refused) = (0, Vec::new());
    for path in crate::syntax::tests::shared_bib().into_iter().step_by(11) {
        let bytes = std::fs::read(&path).unwrap();
        if bytes.len() > 20_000 {
            continue;
        }
        let (source, _) = Source::decode(SourceId(0), path.display().to_string(), &bytes);
        let library = format.read.unwrap()(&source).0;
        let count = library.entries.len();
        for at in (0..count).step_by(1 + count / 3) {
            let entry = &library.entries[at];
            let first = entry.values().next().map(|(variable, _)| variable);
            let mut tries = vec![
                Change::Set { entry: at, variable: Variable::Title, value: "Of bees: 50 % & more".into() },
                Change::Set { entry: at, variable: Variable::Issued, value: Date::year(1999).into() },
                Change::Set { entry: at, variable: Variable::named("x-own"), value: "y".into() },
                Change::Delete(at),
                Change::Add(book("quite-new")),
                Change::RenameKey { entry: at, key: "quite-new".into() },
            ];
            tries.extend(first.map(|variable| Change::Remove { entry: at, variable }));
            for change in tries {
                match plan(format, &source, std::slice::from_ref(&change)) {
                    Ok(edits) => {
                        done += 1;
                        let span = library.origins.span(entry.id);
                        let inside = |edit: &Edit| span.start <= edit.span.start && edit.span.end <= span.end;
                        if matches!(change, Change::Set { .. } | Change::Remove { .. }) {
                            assert!(edits.iter().all(inside), "{}: {change:?}", path.display());
                        }
                    }
                    Err(error) => refused.push(format!("{} {at}: {change:?}: {error}", path.display())),
                }
            }
        }
    }
    eprintln!("{done} changes made, {} refused: {:#?}", refused.len(), refused.iter().take(40).collect::<Vec<_>>());
    assert!(done == 0 || refused.len() * 12 <= done, "{} refused of {done}", refused.len());
}
