//! Every BibTeX file among the development data, well-formed or not: its tree holds every byte, it is read without panic, and what is said
//! of it has a place. The few that are larger than 400 KB are read where `IBIDEM_ALL_BIB` is set.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod real_files;

use ibidem::format::bibtex;
use ibidem::syntax::{self, ItemKind, Tree};
use ibidem::text::{Source, SourceId};
use real_files::{data, files};

/// The entries of a file as somebody counts them who knows no grammar: lines that begin `@word{` or `@word(`.
fn simple_count(text: &str) -> usize {
    let begins_entry = |line: &&str| {
        let Some(rest) = line.trim_start().strip_prefix('@') else { return false };
        let word = rest.trim_start().split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let special = ["comment", "string", "preamble"].iter().any(|special| word.eq_ignore_ascii_case(special));
        !word.is_empty() && !special && rest.trim_start()[word.len()..].trim_start().starts_with(['{', '('])
    };
    text.split(['\n', '\r']).filter(begins_entry).count()
}

fn assert_whole(source: &Source, tree: &Tree) {
    let joined: String = tree.pieces().map(|piece| source.text.get(piece.range).unwrap_or_default()).collect();
    assert!(joined == source.text.as_str(), "{}: the tree is not the file", source.name);
}

#[test]
fn every_file_is_kept_and_read() {
    let files = files(&data(), &["bib", "bibtex", "biblatex"]);
    if files.is_empty() {
        return;
    }
    let (mut read, mut large, mut entries, mut same_count, mut silent) = (0, 0, 0, 0, 0);
    for path in &files {
        let bytes = std::fs::read(path).unwrap();
        if bytes.len() > LARGE && std::env::var_os("IBIDEM_ALL_BIB").is_none() {
            large += 1;
            continue;
        }
        let (source, told) = Source::decode(SourceId(0), path.display().to_string(), &bytes);
        let (tree, _) = syntax::parse(&source);
        assert_whole(&source, &tree);
        let (library, found) = bibtex::FORMAT.read.unwrap()(&source);
        for found in &found {
            assert!(source.text.get(found.span.range()).is_some(), "{}: {}", source.name, found.message);
            assert!(source.place(found.span.range().start).line >= 1 && !found.message.is_empty());
        }
        assert_eq!(library.entries.len(), tree.items().iter().filter(|item| item.kind == ItemKind::Entry).count(), "{}", source.name);
        let said = told.iter().chain(&found).count();
        read += 1;
        entries += library.entries.len();
        silent += usize::from(said == 0);
        let counts = (library.entries.len(), simple_count(&source.text));
        same_count += usize::from(counts.0 == counts.1);
        if counts.0 != counts.1 {
            eprintln!("{}: {} entries, {} lines that begin one; {said} diagnostics", source.name, counts.0, counts.1);
        }
    }
    eprintln!("{read} of {} files, {entries} entries; {same_count} as many as lines that begin one; nothing to say of {silent}", files.len());
    assert_eq!(read + large, files.len());
    // Floors on the whole of the data only: another set of files has other counts.
    if files.len() >= 2_500 {
        assert!(read >= 2_480 && same_count >= 2_475 && silent >= 1_600 && entries >= 10_400);
    }
}

const LARGE: usize = 400_000;
