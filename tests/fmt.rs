//! The layout of bibliography files: nothing is lost or changed, and a second time changes nothing. On all the `.bib` files of the
//! development data (a sample of them unless `IBIDEM_ALL` is set), each in several layouts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod real_files;

use ibidem::format::{self, layout::Options};
use ibidem::model::{Entry, Library, OtherKind};
use ibidem::syntax::layout::{Case, Delimiters, Options as Entries};
use ibidem::syntax::{self, Field, Item, ItemKind, PartKind, PieceKind, SortKey, Tree};
use ibidem::text::{Source, SourceId};
use real_files::{data, files};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// One file in ten by its name, and all of them where `IBIDEM_ALL` is set.
fn sample(files: Vec<PathBuf>) -> Vec<PathBuf> {
    if std::env::var_os("IBIDEM_ALL").is_some() {
        return files;
    }
    let hash = |path: &Path| {
        let mut hasher = DefaultHasher::new();
        path.file_name().hash(&mut hasher);
        hasher.finish()
    };
    files.into_iter().filter(|path| hash(path) % 10 == 0 && path.metadata().unwrap().len() < 200_000).collect()
}

fn decoded(path: &Path) -> Source {
    Source::decode(SourceId(0), path.display().to_string(), &std::fs::read(path).unwrap()).0
}

fn read(source: &Source) -> Library {
    format::named("bibtex").unwrap().read.unwrap()(source).0
}

/// The layouts that are tried.
fn layouts() -> Vec<(&'static str, Options)> {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let wide = Entries {
        indent: "\t".to_owned(),
        align: true,
        trailing_comma: false,
        delimiters: Delimiters::Quotes,
        blank_lines: 0,
        case: Case::Keep,
        wrap: Some(60),
        fields: names(&["author", "title", "year", "date"]),
    };
    let kept = Entries { align: true, delimiters: Delimiters::Keep, blank_lines: 2, indent: "    ".to_owned(), ..Entries::default() };
    vec![
        ("default", Options::default()),
        ("wide", Options { entries: wide, sort: vec![SortKey::named("type"), SortKey::named("key")] }),
        ("kept", Options { entries: kept, sort: vec![SortKey::named("-year"), SortKey::named("author")] }),
    ]
}

/// A value as bytes without those at which a layout may change it: its outer delimiters and, where it is broken anew, its white space.
fn value(source: &Source, tree: &Tree, field: &Field, flows: bool) -> String {
    let parts = tree.parts(field).iter().map(|part| {
        let inner = &source.text[part.inner().range()];
        match part.kind {
            PartKind::Name | PartKind::Number => format!("={inner}"),
            _ if flows => inner.split_whitespace().collect::<Vec<_>>().join(" "),
            _ => inner.to_owned(),
        }
    });
    parts.collect::<Vec<_>>().join("#")
}

/// All that an item says, fields of one name in their order, comments in theirs.
fn words(source: &Source, tree: &Tree, item: &Item) -> Vec<String> {
    let slice = |bytes: syntax::Bytes| source.text[bytes.range()].to_owned();
    if matches!(item.kind, ItemKind::Stray | ItemKind::Comment) {
        return vec![slice(item.span).trim().to_owned()];
    }
    // Fields in which every space counts.
    let verbatim = ["url", "doi", "file", "eprint", "pdf", "verba", "urlraw", "date-added"];
    let mut fields: Vec<(String, String)> = tree
        .fields(item)
        .iter()
        .map(|field| {
            let name = slice(field.name).to_lowercase();
            let flows = !verbatim.contains(&name.as_str());
            (name, value(source, tree, field, flows))
        })
        .collect();
    fields.sort_by(|a, b| a.0.cmp(&b.0));
    let mut words = vec![slice(item.name).to_lowercase(), slice(item.key)];
    words.extend(fields.into_iter().map(|(name, value)| format!("{name} = {value}")));
    let gaps = tree.pieces_of(item).into_iter().filter(|piece| piece.kind == PieceKind::Between);
    let mut comments: Vec<String> = gaps
        .flat_map(|piece| {
            source.text[piece.range].lines().filter_map(|line| line.find('%').map(|at| line[at..].trim_end().to_owned())).collect::<Vec<_>>()
        })
        .collect();
    comments.sort();
    words.extend(comments);
    words
}

fn all_words(source: &Source) -> Vec<Vec<String>> {
    let (tree, _) = syntax::parse(source);
    let full = tree.items().iter().filter(|item| item.kind != ItemKind::Stray || !source.text[item.span.range()].trim().is_empty());
    // Lines of text may part where entries change places.
    let mut words: Vec<Vec<String>> = full
        .flat_map(|item| match item.kind {
            ItemKind::Stray => {
                source.text[item.span.range()].lines().map(|line| vec![line.trim().to_owned()]).filter(|line| !line[0].is_empty()).collect()
            }
            _ => vec![words(source, &tree, item)],
        })
        .collect();
    words.sort();
    words
}

/// The entries that the parser tells something grave of.
fn broken(source: &Source) -> Vec<String> {
    let (tree, found) = syntax::parse(source);
    let harmless = ["comment-inside-entry", "paren-delimiters", "duplicate-field", "braceless-comment"];
    let told =
        |item: &Item| found.iter().any(|found| !harmless.contains(&found.rule.name) && item.span.range().contains(&(found.span.start as usize)));
    let entries = tree.items().iter().filter(|item| item.kind == ItemKind::Entry);
    entries.filter(|item| !item.closed || told(item)).map(|item| source.text[item.span.range()].to_owned()).collect()
}

#[test]
fn nothing_is_lost_and_a_second_time_changes_nothing() {
    let (mut count, mut untouched) = (0, Vec::new());
    for path in sample(files(&data().join("bib"), &["bib", "biblatex", "bibtex"])) {
        let source = decoded(&path);
        let name = path.display();
        let (before, said, was_broken) = (read(&source), all_words(&source), broken(&source));
        for (layout, options) in layouts() {
            let laid = format::layout::print("bibtex", &source, &options).unwrap();
            let after = Source::from_text(SourceId(0), "", &laid.text);
            assert_eq!(all_words(&after), said, "{name} as {layout}: other words");
            assert_eq!(broken(&after).len(), was_broken.len(), "{name} as {layout}");
            for entry in &was_broken {
                assert!(laid.text.contains(entry), "{name} as {layout}: a broken entry was touched:\n{entry}");
            }
            let library = read(&after);
            same(&before, &library, options.sort.is_empty(), &format!("{name} as {layout}"));
            let again = format::layout::print("bibtex", &after, &options).unwrap();
            assert_eq!(again.text, laid.text, "{name} as {layout}: not stable");
            // Broken entries are one thing; that a layout would have said something else, another.
            let notes = laid.notes.iter().filter(|note| !note.contains("broken"));
            untouched.extend(notes.map(|note| format!("{name} as {layout}: {note}")));
            count += 1;
        }
    }
    eprintln!("{count} files and layouts; what was held back for its meaning: {untouched:#?}");
    assert!(untouched.len() * 40 <= count, "{} of {count} were held back", untouched.len());
}

fn same(before: &Library, after: &Library, in_order: bool, name: &str) {
    assert_eq!(before.entries.len(), after.entries.len(), "{name}");
    if in_order {
        for (was, is) in before.entries.iter().zip(&after.entries) {
            assert!(was.same_as(is), "{name}: `{}` differs in {:?}", was.key, was.differences(is));
        }
    } else {
        let mut left: HashMap<&str, Vec<&Entry>> = HashMap::new();
        after.entries.iter().for_each(|entry| left.entry(&entry.key).or_default().push(entry));
        for was in &before.entries {
            let left = left.entry(&was.key).or_default();
            let at = left.iter().position(|is| was.same_as(is)).unwrap_or_else(|| panic!("{name}: `{}` is lost", was.key));
            left.swap_remove(at);
        }
    }
    for kind in [OtherKind::Comment, OtherKind::String, OtherKind::Preamble, OtherKind::Stray] {
        // Strings are compared by their words; texts may part where entries change places.
        let texts = |library: &Library| {
            let of_kind = library.others.iter().filter(|other| other.kind == kind);
            let lines = of_kind.flat_map(|other| match kind {
                OtherKind::String => vec![String::new()],
                _ => other.text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect(),
            });
            let mut lines: Vec<String> = lines.collect();
            lines.sort();
            lines
        };
        if in_order || matches!(kind, OtherKind::String | OtherKind::Preamble) {
            assert_eq!(texts(before), texts(after), "{name}: {kind:?}");
        }
    }
}

#[test]
fn the_pieces_of_every_file_are_the_file() {
    for path in files(&data().join("bib"), &["bib", "biblatex", "bibtex"]) {
        let source = decoded(&path);
        let (tree, _) = syntax::parse(&source);
        let joined: String = tree.pieces().map(|piece| &source.text[piece.range]).collect();
        assert!(joined == *source.text, "{}", path.display());
    }
}

#[test]
fn json_keeps_its_tokens() {
    for path in sample(files(&data().join("bib"), &["json"])) {
        let source = decoded(&path);
        let Ok(value) = serde_json::from_str::<serde_json::Value>(&source.text) else { continue };
        let laid = format::layout::print("csl-json", &source, &Options::default()).unwrap();
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(bare(&laid.text), bare(&source.text), "{}", path.display());
        assert!(serde_json::from_str::<serde_json::Value>(&laid.text).unwrap() == value, "{}", path.display());
        let again = format::layout::print("csl-json", &Source::from_text(SourceId(0), "", &laid.text), &Options::default()).unwrap();
        assert_eq!(again.text, laid.text, "{}", path.display());
    }
}

#[test]
fn what_is_exported_is_in_the_usual_layout() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd");
    // Strings are exported as they stand.
    let entries = Entries { delimiters: Delimiters::Keep, case: Case::Keep, ..Entries::default() };
    let options = Options { entries, ..Options::default() };
    for name in ["small.bib", "twice.bib", "untidy.bib"] {
        let library = read(&decoded(&folder.join(name)));
        for format in ["bibtex", "biblatex", "csl-json", "csl-jsonl"] {
            let text = format::named(format).unwrap().write.unwrap()(&library).0;
            let laid = format::layout::print(format, &Source::from_text(SourceId(0), "", &text), &options).unwrap();
            assert_eq!(laid.text, text, "{name} as {format}");
        }
    }
}

#[test]
#[cfg(feature = "cli")]
fn a_file_keeps_its_encoding_and_line_ends() {
    let folder = tempfile::tempdir().unwrap();
    let run = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_ibidem")).args(["fmt", "--write", "--quiet"]).arg(&path).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        std::fs::read(&path).unwrap()
    };
    assert_eq!(run("latin1.bib", b"@Book{k, author=\"M\xFCller\"\r\n}"), b"@book{k,\r\n  author = {M\xFCller},\r\n}\r\n");
    assert_eq!(run("bom.bib", b"\xEF\xBB\xBF@Book{k}"), b"\xEF\xBB\xBF@book{k,\n}\n");
    let wide = |text: &str| "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    assert_eq!(run("utf16.bib", &wide("@Book{k, t={é}}")), wide("@book{k,\n  t = {é},\n}\n"));
    // What cannot be read whole is never written.
    let path = folder.path().join("bad.bib");
    let bad = "@Book{k, t={éü".bytes().chain([0xFF]).chain(*b"}}").collect::<Vec<u8>>();
    std::fs::write(&path, &bad).unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_ibidem")).args(["fmt", "--write"]).arg(&path).output().unwrap();
    assert_eq!((run.status.code(), std::fs::read(&path).unwrap()), (Some(2), bad));
}

#[test]
fn much_costs_no_more_than_its_bytes() {
    let fields: String = (0..20_000).map(|number| format!("f{number}={{x\n y}},")).collect();
    let entries: String = (0..10_000).map(|number| format!("@a{{k{number}, title={{x y}}}} % c\n")).collect();
    let texts = [format!("@a{{k,{fields}}}"), entries.replace(" % c\n", ""), entries, format!("@a{{k, title={{{}}}}}", "word \n".repeat(200_000))];
    for text in texts {
        for (_, options) in layouts() {
            format::layout::print("bibtex", &Source::from_text(SourceId(0), "", &text), &options).unwrap();
        }
    }
}
