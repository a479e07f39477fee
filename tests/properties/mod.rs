//! What must hold for any bytes whatever: shared by the tests and the fuzz targets.

#![allow(dead_code, clippy::unwrap_used, clippy::panic)]

use ibidem::document::citations::{Citing, rewrite};
use ibidem::document::{self, DocumentKind};
use ibidem::format::Format;
use ibidem::model::{Entry, Library};
use ibidem::syntax;
use ibidem::text::{Diagnostic, Source, SourceId, Span, edit, latex};
use std::collections::HashMap;

fn decoded(bytes: &[u8]) -> Source {
    Source::decode(SourceId(0), "fuzz", bytes).0
}

/// Places lie within the text, on boundaries of characters, and have a line.
fn assert_place(source: &Source, span: Span, what: &str) {
    assert!(source.text.get(span.range()).is_some(), "{what}: {span:?} is no place in the text");
    assert!(source.place(span.range().start).line > 0);
}

fn assert_diagnostics(source: &Source, found: &[Diagnostic]) {
    for found in found {
        assert_place(source, found.span, &found.message);
        let edits = found.fix.iter().flat_map(|fix| &fix.edits);
        edits.for_each(|edit| assert_place(source, edit.span, &found.message));
        found.related.iter().for_each(|related| assert_place(source, related.span, &related.message));
    }
}

fn assert_origins(source: &Source, library: &Library) {
    for entry in &library.entries {
        let Some(origin) = library.origins.get(entry.id) else { continue };
        assert_place(source, origin.span, "an entry");
        origin.key.iter().for_each(|key| assert_place(source, *key, "a key"));
        for (variable, _) in entry.values() {
            assert_place(source, library.origins.value_span(entry.id, variable), variable.name());
        }
    }
}

/// The tree of a `.bib` file is the file, whatever it is; item by item it says the same.
pub fn tree(bytes: &[u8]) {
    let source = decoded(bytes);
    let (tree, found) = syntax::parse(&source);
    let joined: String = tree.pieces().map(|piece| source.text.get(piece.range).unwrap_or_default()).collect();
    assert!(joined == source.text.as_str(), "the tree is not the file");
    assert_diagnostics(&source, &found);
    let mut items = 0;
    let again = syntax::each_item(&source, |_, _| items += 1);
    assert_eq!((items, again.len()), (tree.items().len(), found.len()));
}

/// A format reads it; what was read is written, and reads the same but for what was told.
pub fn format(format: &Format, bytes: &[u8]) {
    let Some(read) = format.read else { return };
    let source = decoded(bytes);
    (format.sniff)(&source.text);
    let (library, found) = read(&source);
    assert_diagnostics(&source, &found);
    assert_origins(&source, &library);
    if let Some(write) = format.write {
        let (text, told) = write(&library);
        let back = read(&Source::from_text(SourceId(0), "written", &text)).0;
        assert_same_or_told(&library, &back, &told);
    }
}

/// Entries are found again by their keys, where no two have the same.
fn assert_same_or_told(library: &Library, back: &Library, told: &[Diagnostic]) {
    let unique = |library: &'_ Library| -> HashMap<String, Option<Entry>> {
        let mut unique: HashMap<String, Option<Entry>> = HashMap::new();
        for entry in &library.entries {
            unique.entry(entry.key.to_string()).and_modify(|entry| *entry = None).or_insert_with(|| Some(entry.clone()));
        }
        unique
    };
    let found = unique(back);
    for (key, entry) in unique(library).into_iter().filter(|(key, _)| !key.is_empty()) {
        let (Some(entry), Some(Some(back))) = (entry, found.get(&key)) else { continue };
        for variable in entry.differences(back) {
            let words = format!("`{variable}` of `{key}`");
            assert!(told.iter().any(|told| told.message.starts_with(&words)), "{words} is lost in silence");
        }
    }
    let keys_told = told.iter().any(|told| told.message.starts_with("`key`") || told.message.starts_with("`entry`"));
    assert!(library.entries.len() == back.entries.len() || keys_told, "{} entries come back as {}", library.entries.len(), back.entries.len());
}

/// LaTeX is decoded and written again.
pub fn latex(bytes: &[u8]) {
    let source = decoded(bytes);
    let runs = latex::decode(&source.text);
    let written = latex::encode(runs.iter().map(|(text, look)| (&**text, *look)));
    assert!(latex::is_balanced(&written));
}

/// What is cited by key has places, and other keys can be written there.
pub fn citations(citing: &Citing, bytes: &[u8]) {
    let source = decoded(bytes);
    let cited = (citing.find)(&source);
    for span in cited.citations.iter().map(|citation| citation.span).chain(cited.labels.iter().chain(&cited.bibliographies).map(|named| named.span)) {
        assert_place(&source, span, "a key");
    }
    let rewritten = rewrite(&cited, &source.text, |_| Some("other"));
    let (_, applied) = edit::apply(&source.text, [rewritten.edits.as_slice()]);
    assert_eq!(applied, [true], "edits overlap");
}

/// A document is read, and the citations in it have places.
pub fn document(kind: &'static DocumentKind, bytes: &[u8]) {
    let source = decoded(bytes);
    let document = document::read(&source, kind);
    for citation in document::citations(&document) {
        assert_place(&source, citation.span, "a citation");
    }
}
