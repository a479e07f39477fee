//! Renders items in every style of a folder, to be compared with another processor.
//!
//! `cargo run --example csl_styles -- ITEMS.json FOLDER [--citations FILE] [--locale CODE]` writes a line of JSON for each style: the HTML
//! of its citations, in notes only where the style is one for notes, and its bibliography. A citation is `{"note": 1, "cites": [{"id": "a", "locator": "3", "label": "page", …}]}`.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

use ibidem::csl::{Citation, Cite, CiteForm, Document, Output, Style};
use ibidem::model::Entry;
use ibidem::text::{Source, SourceId};
use serde_json::{Value, json};
use std::path::PathBuf;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1));
    let read = |path: &str| std::fs::read_to_string(path).unwrap();
    let source = Source::from_text(SourceId(0), "items", &read(&args[0]));
    let entries = ibidem::format::named("csl-json").unwrap().read.unwrap()(&source).0.entries;
    let citations: Vec<Citation> = option("--citations")
        .map_or_else(Vec::new, |path| serde_json::from_str::<Vec<Value>>(&read(path)).unwrap().iter().map(|json| citation(json, &entries)).collect());
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&args[1]).unwrap().map(|file| file.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "csl"));
    paths.sort();
    for path in paths {
        let name = path.file_stem().unwrap().to_string_lossy();
        let rendered =
            Style::from_csl(&std::fs::read_to_string(&path).unwrap()).map(|style| rendered(&entries, &style, &citations, option("--locale")));
        let mut line = rendered.unwrap_or_else(|error| json!({ "error": error.to_string() }));
        line["style"] = json!(name);
        println!("{line}");
    }
}

fn rendered(entries: &[Entry], style: &Style, citations: &[Citation], locale: Option<&String>) -> Value {
    let in_text = |citation: &Citation| Citation { note: 0, ..citation.clone() };
    let citations = if style.is_note() { citations.to_vec() } else { citations.iter().map(in_text).collect() };
    let document = Document::new(entries, style, locale.map(String::as_str), citations, true);
    let list: Vec<_> = document.bibliography(Output::Html).into_iter().map(|(at, text)| json!([entries[at].key.as_str(), text])).collect();
    json!({ "citations": document.citations(Output::Html), "bibliography": list })
}

fn citation(json: &Value, entries: &[Entry]) -> Citation {
    let text = |json: &Value, name: &str| json[name].as_str().unwrap_or_default().to_owned();
    let cite = |json: &Value| Cite {
        entry: entries.iter().position(|entry| entry.key.as_str() == json["id"]).unwrap(),
        label: text(json, "label"),
        locator: text(json, "locator"),
        prefix: text(json, "prefix"),
        suffix: text(json, "suffix"),
        form: if json["suppress-author"] == true { CiteForm::SuppressAuthor } else { CiteForm::Full },
        ..Cite::default()
    };
    let note = json["note"].as_u64().and_then(|note| u32::try_from(note).ok()).unwrap_or(0);
    Citation { cites: json["cites"].as_array().unwrap().iter().map(cite).collect(), note, ..Citation::default() }
}
