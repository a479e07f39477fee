//! Changes touch only what they must, and new entries are compared, linked and put in order.

use super::*;
use crate::model::{KeyPattern, Library};

fn kept(name: &str, text: &str) -> Kept {
    let opened = Kept::open(name, text.as_bytes(), ReadAs::Guess, Some(1));
    assert!(opened.is_ok(), "{name}: {:?}", opened.err());
    opened.unwrap_or_else(|_| unreachable!()).0
}

fn entries(name: &str, text: &str) -> Library {
    let mut workspace = Workspace::default();
    workspace.add_text(name, text, ReadAs::Guess);
    workspace.library
}

const BIB: &str = "% mine\n@string{io = {International Organization}}\n\n@article{price1998,\n  author = {Price, Richard},\n  title = {Reversing the Gun Sights},\n  journal = io,\n  year = 1998,\n}\n\n% the book\n@book{book,\n  editor = {Cameron, Maxwell A.},\n  title = {To Walk Without Fear},\n  publisher = {Oxford},\n  year = 1998,\n}\n@comment{between}\n@incollection{part,\n  author = {Short, N.},\n  title = {The Role of {NGOs}},\n  crossref = {book},\n}\n";

/// The lines of a text after a change that were not there before, and those that are gone.
fn lines(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let missing = |of: &str, from: &str| {
        let mut there: Vec<&str> = from.lines().collect();
        let is_missing = |line: &&str| match there.iter().position(|other| other == line) {
            Some(at) => {
                there.remove(at);
                false
            }
            None => true,
        };
        of.lines().filter(is_missing).map(str::to_owned).collect::<Vec<_>>()
    };
    (missing(after, before), missing(before, after))
}

fn changed(result: Result<Planned, NotChanged>, before: &str) -> (Vec<String>, Vec<String>) {
    assert!(result.is_ok(), "{result:?}");
    lines(before, &result.unwrap_or_default().text)
}

#[test]
fn values_tags_and_keys_change_their_lines_alone() {
    let kept = kept("a.bib", BIB);
    let set = |key: &str, text: &str| {
        let assignment = Assignment::parse(text);
        assert!(assignment.is_ok(), "{assignment:?}");
        changed(super::set(&kept, key, &assignment.into_iter().collect::<Vec<_>>()), BIB)
    };
    let line = |text: &str| vec![text.to_owned()];
    assert_eq!(set("price1998", "year=1999"), (line("  year = 1999,"), line("  year = 1998,")));
    assert_eq!(set("price1998", "doi=10.1000/5"), (line("  doi = {10.1000/5},"), vec![]));
    assert_eq!(set("price1998", "journal="), (vec![], line("  journal = io,")));
    assert_eq!(set("price1998", "author=Keck, M.; Sikkink, K.").0, line("  author = {Keck, M. and Sikkink, K.},"));
    // A book has no container of its own to take: it is written out.
    assert_eq!(set("part", "type=book").0, ["@book{part,", "  booktitle = {To Walk Without Fear},"]);
    assert_eq!(set("price1998", "journal=International Organization"), (vec![], vec![]), "nothing changes");
    let tags = |add: &[&str], take: &[&str]| {
        let owned = |list: &[&str]| list.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>();
        changed(tag(&kept, "price1998", &owned(add), &owned(take)), BIB)
    };
    assert_eq!(tags(&["read", "ngo"], &["x"]), (line("  keywords = {read, ngo},"), vec![]));
    assert_eq!(tags(&[], &["x"]), (vec![], vec![]));
    let renamed = changed(rename(&kept, "book", "walk1998"), BIB);
    assert_eq!(
        renamed,
        (
            vec!["@book{walk1998,".to_owned(), "  crossref = {walk1998},".to_owned()],
            vec!["@book{book,".to_owned(), "  crossref = {book},".to_owned()]
        )
    );
}

#[test]
fn what_cannot_be_done_is_told() {
    let kept = kept("a.bib", BIB);
    let error = |result: Result<Planned, NotChanged>| result.err().map(|error| error.to_string()).unwrap_or_default();
    assert_eq!(error(tag(&kept, "prize1998", &[], &[])), "no entry has the key `prize1998`; did you mean `price1998`?");
    assert_eq!(error(tag(&kept, "zzz", &[], &[])), "no entry has the key `zzz`");
    assert_eq!(error(rename(&kept, "book", "part")), "the key `part` is taken");
    assert!(error(rename(&kept, "book", "a b")).contains("a b"));
    for text in ["year", "=x", "year=soon", "type=novelty", "key=x", "author={"] {
        assert!(Assignment::parse(text).is_err(), "{text}");
    }
    assert_eq!(Kept::open("a.txt", b"Some words.", ReadAs::Guess, None).err(), Some(NotKept::Document));
}

#[test]
fn parents_are_not_taken_out_unless_forced() {
    let kept = kept("a.bib", BIB);
    let stopped = remove(&kept, &["book".to_owned()], false).unwrap_or_default();
    assert_eq!((stopped.planned, stopped.users), (None, vec![("part".to_owned(), "book".to_owned())]));
    let forced = remove(&kept, &["book".to_owned()], true).unwrap_or_default().planned.unwrap_or_default().text;
    assert!(!forced.contains("crossref") && !forced.contains("@book") && forced.contains("publisher = {Oxford}"), "{forced}");
    assert!(forced.contains("% the book\n"), "{forced}");
    let both = remove(&kept, &["book".to_owned(), "part".to_owned()], false).unwrap_or_default().planned.unwrap_or_default().text;
    assert!(both.ends_with("% the book\n\n@comment{between}\n"), "{both}");
}

#[test]
fn an_entry_is_edited_as_text() {
    let kept = kept("a.bib", BIB);
    let with = |new: &str| edit(&kept, 0, new);
    let old = kept.written(0).to_owned();
    assert_eq!(with(&old).unwrap_or_default().edits, []);
    assert_eq!(changed(with(&old.replace("1998,\n}", "1999,\n  note = {x}\n}\n")), BIB).0, ["  year = 1999,", "  note = {x}"]);
    for (new, line) in [("", 1), ("words", 1), ("@article{a, title = {x}", 1), ("@article{, title = {x}}", 1), ("@misc{a, note = {}}\n@misc{b}", 2)] {
        match with(new) {
            Err(NotChanged::NoEntry { line: at, .. }) => assert_eq!(at, line, "{new}"),
            other => assert!(matches!(other, Err(NotChanged::Refused(_))), "{new}: {other:?}"),
        }
    }
    assert!(with("@misc{part, title = {x}}").is_err());
}

const FORMATS: &[&str] = &["a.bib", "a.yaml", "a.json", "a.jsonl"];

fn in_format(name: &str, library: &Library) -> String {
    let format = match name {
        "a.yaml" => "hayagriva",
        "a.json" => "csl-json",
        "a.jsonl" => "csl-jsonl",
        _ => "bibtex",
    };
    let write = format::named(format).and_then(|format| format.write);
    write.map_or_else(String::new, |write| write(library).0)
}

const NEW: &str = "@article{keck, author = {Keck, Margaret E.}, title = {Activists beyond Borders}, year = 1998}";

#[test]
fn added_and_taken_out_the_bytes_are_the_same() {
    let new = entries("b.bib", NEW);
    for name in FORMATS {
        let text = in_format(name, &entries("a.bib", BIB));
        for text in [text.clone(), text.replace('\n', "\r\n"), text.trim_end().to_owned()] {
            let before = kept(name, &text);
            let adding = add(&before, &new, &Asked::default());
            assert!(adding.is_ok(), "{name}: {adding:?}");
            let after = adding.unwrap_or_default().planned.text;
            assert!(lines(&text.replace('\r', ""), &after.replace('\r', "")).1.iter().all(|line| line.trim() == "}"), "{name}\n{after}");
            let after = kept(name, &after);
            assert_eq!(after.len(), before.len() + 1);
            let back = remove(&after, &["keck".to_owned()], false).unwrap_or_default().planned.unwrap_or_default().text;
            assert_eq!(back, text, "{name}");
        }
    }
}

#[test]
fn sorted_libraries_stay_sorted() {
    let old = "@misc{b, title = {One}}\n\n@misc{d, title = {Two}}\n\n% of f\n@misc{f, title = {Three}}\n\n@misc{h, title = {Four}}\n";
    let new = entries("n.bib", "@misc{a, title = {Alpha}}@misc{e, title = {Beta}}@misc{e2, title = {Gamma}}@misc{z, title = {Omega}}");
    for name in FORMATS {
        let library = kept(name, &if *name == "a.bib" { old.to_owned() } else { in_format(name, &entries("a.bib", old)) });
        let text = add(&library, &new, &Asked::default()).unwrap_or_default().planned.text;
        let keys: Vec<String> = kept(name, &text).keys().map(str::to_owned).collect();
        assert_eq!(keys, ["a", "b", "d", "e", "e2", "f", "h", "z"], "{name}\n{text}");
        let same = lines(&text, &library.source.text).0;
        assert!(same.iter().all(|line| line.trim() == "}"), "{name}: {same:?}");
        assert!(*name != "a.bib" || text.contains("% of f\n@misc{f"), "{text}");
    }
}

#[test]
fn works_that_are_there_are_not_added() {
    let library = kept("a.bib", BIB);
    let again =
        "@article{x, author = {Price, R.}, title = {Reversing the gun sights}, journal = {International Organization}, year = 1998, volume = 52}";
    let known = add(&library, &entries("b.bib", again), &Asked::default()).unwrap_or_default();
    assert_eq!(known.fates, [Fate::Known { key: "price1998".into(), filled: Vec::new() }]);
    assert_eq!(known.planned.edits, []);
    let merged = add(&library, &entries("b.bib", again), &Asked { merge: true, ..Asked::default() }).unwrap_or_default();
    assert_eq!(lines(BIB, &merged.planned.text), (vec!["  volume = {52},".to_owned()], vec![]));
}

#[test]
fn keys_are_free_and_parts_are_linked() {
    let library = kept("a.bib", BIB);
    let part = "@incollection{book, author = {Lawson, R.}, title = {The Ottawa Process}, booktitle = {To walk without fear}, editor = {Cameron, M. A.}, publisher = {Oxford}, year = 1998}";
    let linked = add(&library, &entries("b.bib", part), &Asked::default()).unwrap_or_default();
    assert_eq!(linked.fates, [Fate::Added { key: "booka".into(), parent: Some("book".into()), maybe: None }]);
    let (new, gone) = lines(BIB, &linked.planned.text);
    assert!(gone.is_empty() && new.contains(&"  crossref = {book},".to_owned()), "{}", linked.planned.text);
    let rekeyed = Asked { rekey: true, pattern: KeyPattern::default(), ..Asked::default() };
    assert_eq!(add(&library, &entries("b.bib", part), &rekeyed).unwrap_or_default().fates[0].key().as_str(), "lawson1998ottawa");
    let chapter = |key: &str, title: &str| {
        format!(
            "@incollection{{{key}, author = {{Roe, {key}}}, title = {{{title}}}, booktitle = {{Global Citizen Action}}, editor = {{Edwards, Michael and Gaventa, John}}, publisher = {{Rienner}}, year = 2001}}\n"
        )
    };
    let two = chapter("one", "Ethical Globalization") + &chapter("two", "Measuring Bees in Winter");
    let book = add(&library, &entries("b.bib", &two), &Asked::default()).unwrap_or_default();
    assert_eq!(book.parents.len(), 1, "{:?}", book.fates);
    assert_eq!(kept("a.bib", &book.planned.text).users(&book.parents[0].key), [3, 4]);
}

#[test]
fn formats_without_places_are_written_anew() {
    let ris = "TY  - BOOK\nTI  - Bees\nAU  - Roe, R.\nPY  - 1998\nID  - roe\nER  - \n";
    let library = kept("a.ris", ris);
    let text = add(&library, &entries("b.bib", NEW), &Asked::default()).unwrap_or_default().planned.text;
    assert_eq!(kept("a.ris", &text).len(), 2, "{text}");
    assert!(text.starts_with("TY  - BOOK"));
}

#[test]
fn an_empty_library_takes_its_first_entry() {
    for (name, text) in [("a.bib", ""), ("a.bib", "% mine\n"), ("a.yaml", ""), ("a.json", ""), ("a.json", "[]\n"), ("a.jsonl", "")] {
        let library = kept(name, text);
        let adding = add(&library, &entries("b.bib", NEW), &Asked::default());
        assert!(adding.is_ok(), "{name} {text:?}: {adding:?}");
        assert_eq!(kept(name, &adding.unwrap_or_default().planned.text).len(), 1, "{name} {text:?}");
    }
}

#[test]
fn an_entry_without_end_is_no_obstacle_elsewhere() {
    let broken = format!("@misc{{open, title = {{x}},\n\n{BIB}");
    let library = kept("a.bib", &broken);
    assert_eq!(library.keys().collect::<Vec<_>>(), ["open", "price1998", "book", "part"]);
    let text = add(&library, &entries("b.bib", NEW), &Asked::default()).unwrap_or_default().planned.text;
    assert!(text.starts_with(broken.trim_end()) && text.contains("@article{keck"), "{text}");
    assert_eq!(changed(set(&library, "part", &[Assignment::Unset(crate::model::Variable::Author)]), &broken).1, ["  author = {Short, N.},"]);
    assert!(remove(&library, &["open".to_owned()], false).is_err());
}
