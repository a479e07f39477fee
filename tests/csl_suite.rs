//! The official CSL tests. Which of them pass stands in `csl/passed.txt`, which only grows; why the others do not, in
//! `csl/failing.txt`. `CSL_TESTS=part-of-a-name` shows what some of them say.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, clippy::print_stdout)]

use ibidem::csl::{Citation, Cite, CiteForm, Document, Live, Output, Style};
use ibidem::format;
use ibidem::model::Entry;
use ibidem::text::{Source, SourceId};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// A test as its file says it, section by section.
struct Test {
    name: String,
    sections: HashMap<String, String>,
}

fn folder() -> PathBuf {
    let data = std::env::var("IBIDEM_DATA").map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    data.join("csl/test-suite")
}

fn read(path: &Path) -> Test {
    let text = std::fs::read_to_string(path).unwrap();
    let mut sections = HashMap::new();
    let mut open: Option<(String, String)> = None;
    for line in text.trim_start_matches('\u{feff}').lines() {
        let name = line.trim_matches(|c: char| matches!(c, '<' | '>' | '=') || c.is_whitespace());
        if line.starts_with(">>=") {
            open = Some((name.to_owned(), String::new()));
        } else if line.starts_with("<<=") {
            sections.extend(open.take());
        } else if let Some((_, text)) = &mut open {
            text.push_str(line);
            text.push('\n');
        }
    }
    Test { name: path.file_stem().unwrap().to_string_lossy().into_owned(), sections }
}

impl Test {
    fn section(&self, name: &str) -> Option<&str> {
        self.sections.get(name).map(|text| text.trim_matches('\n'))
    }

    fn json(&self, name: &str) -> Option<Json> {
        self.section(name).map(|text| serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {name}: {error}", self.name)))
    }
}

fn entries(json: &Json) -> Vec<Entry> {
    let source = Source::from_text(SourceId(0), "input", &json.to_string());
    format::named("csl-json").unwrap().read.unwrap()(&source).0.entries
}

fn text(json: &Json, name: &str) -> String {
    match json.get(name) {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn is_set(json: &Json, name: &str) -> bool {
    !matches!(json.get(name), None | Some(Json::Null | Json::Bool(false)))
}

fn cite(json: &Json, keys: &HashMap<String, usize>) -> Option<Cite> {
    let form = match (is_set(json, "suppress-author"), is_set(json, "author-only")) {
        (true, _) => CiteForm::SuppressAuthor,
        (_, true) => CiteForm::AuthorOnly,
        _ => CiteForm::Full,
    };
    Some(Cite {
        entry: *keys.get(&text(json, "id"))?,
        label: text(json, "label"),
        locator: text(json, "locator"),
        prefix: text(json, "prefix"),
        suffix: text(json, "suffix"),
        form,
        position: json.get("position").and_then(Json::as_u64).and_then(|position| u8::try_from(position).ok()),
        ..Cite::default()
    })
}

fn run(test: &Test) -> Result<String, String> {
    let style = Style::from_csl(test.section("CSL").unwrap()).map_err(|error| error.to_string())?;
    let mut entries = entries(&test.json("INPUT").unwrap());
    // Of items with one id the last counts.
    for at in (0..entries.len()).rev() {
        if let Some(first) = (0..at).find(|first| entries[*first].key == entries[at].key) {
            entries[first] = entries.remove(at);
        }
    }
    let keys: HashMap<String, usize> = entries.iter().enumerate().map(|(at, entry)| (entry.key.to_string(), at)).collect();
    let bibliography = test.section("MODE").is_some_and(|mode| mode.trim() == "bibliography");
    if let Some(steps) = test.json("CITATIONS") {
        return Ok(steps_of(&steps, &style, &entries, &keys, bibliography));
    }
    let lists = test.json("CITATION-ITEMS");
    let citations: Vec<Citation> = match &lists {
        Some(lists) => {
            let list = |list: &Json| Citation {
                cites: list.as_array().unwrap().iter().filter_map(|json| cite(json, &keys)).collect(),
                ..Citation::default()
            };
            lists.as_array().unwrap().iter().map(list).collect()
        }
        None => {
            // All works in one citation, in the order of the bibliography where there is one.
            let mut order: Vec<usize> =
                Document::new(&entries, &style, None, Vec::new(), true).bibliography(Output::Text).iter().map(|(at, _)| *at).collect();
            order.extend((0..entries.len()).filter(|at| !order.contains(at)).collect::<Vec<_>>());
            vec![Citation { cites: order.into_iter().map(|entry| Cite { entry, ..Cite::default() }).collect(), ..Citation::default() }]
        }
    };
    if bibliography {
        let document = Document::new(&entries, &style, None, Vec::new(), true);
        return Ok(list(&document));
    }
    // These citations stand each for itself: nothing comes before.
    let mut citations = citations;
    for cite in citations.iter_mut().flat_map(|citation| &mut citation.cites) {
        cite.position = cite.position.or(Some(0));
    }
    let document = Document::new(&entries, &style, None, Vec::new(), true);
    Ok(document.cite(&citations, Output::Html).join("\n"))
}

fn list(document: &Document) -> String {
    let texts = document.bibliography(Output::Html);
    listed(texts.iter().map(|(_, text)| text.as_str()))
}

fn listed<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut html = String::from("<div class=\"csl-bib-body\">\n");
    for text in texts {
        html.push_str(&format!("  <div class=\"csl-entry\">{text}</div>\n"));
    }
    html + "</div>"
}

/// Citations come in one after the other, each with those before and behind it; what the last one changed or touched is marked.
fn steps_of(steps: &Json, style: &Style, entries: &[Entry], keys: &HashMap<String, usize>, bibliography: bool) -> String {
    let mut known: HashMap<String, Vec<Cite>> = HashMap::new();
    let mut live = Live::new(style, None, Output::Html, false);
    for entry in entries {
        live.add_entry(entry.clone());
    }
    let mut ids: Vec<String> = Vec::new();
    let mut result = String::new();
    for (number, step) in steps.as_array().unwrap().iter().enumerate() {
        let id = step[0].get("citationID").and_then(Json::as_str).map_or_else(|| format!("step {number}"), str::to_owned);
        known.insert(id.clone(), step[0]["citationItems"].as_array().unwrap().iter().filter_map(|json| cite(json, keys)).collect());
        let note = step[0]["properties"]["noteIndex"].as_u64().unwrap_or(0);
        let around = |list: &Json| -> Vec<(String, u64)> {
            list.as_array().into_iter().flatten().map(|pair| (pair[0].as_str().unwrap().to_owned(), pair[1].as_u64().unwrap_or(0))).collect()
        };
        let mut order = around(&step[1]);
        order.push((id.clone(), note));
        order.extend(around(&step[2]));
        order.retain(|(id, _)| known.contains_key(id));
        arrange(&mut live, &mut ids, &order, &known);
        let changes = live.update();
        let told = |at: usize| ids[at] == id || changes.citations.contains(&at) || changes.touched.contains(&at);
        let line = |at: usize| format!("{}[{at}] {}", if told(at) { ">>" } else { ".." }, live.text(at).unwrap().0);
        result = match bibliography {
            true => listed(live.bibliography().into_iter().map(|(_, text)| text)),
            false => (0..ids.len()).map(line).collect::<Vec<_>>().join("\n"),
        };
    }
    result
}

/// Makes the citations of a document those of `order`, in that order: what stays is not taken out.
fn arrange(live: &mut Live, ids: &mut Vec<String>, order: &[(String, u64)], known: &HashMap<String, Vec<Cite>>) {
    for at in (0..ids.len()).rev() {
        if !order.iter().any(|(id, _)| *id == ids[at]) {
            ids.remove(at);
            live.remove_citation(at);
        }
    }
    for (at, (id, note)) in order.iter().enumerate() {
        let citation = Citation { cites: known[id].clone(), note: u32::try_from(*note).unwrap(), ..Citation::default() };
        if ids.get(at) == Some(id) {
            live.change_citation(at, citation);
            continue;
        }
        if let Some(other) = ids.iter().position(|other| other == id) {
            ids.remove(other);
            live.remove_citation(other);
        }
        ids.insert(at, id.clone());
        live.insert_citation(at, citation);
    }
}

fn lines(path: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/csl").join(path);
    std::fs::read_to_string(path).unwrap_or_default().lines().map(str::to_owned).collect()
}

#[test]
fn csl_suite() {
    let Ok(files) = std::fs::read_dir(folder()) else {
        eprintln!("skipped: no {}", folder().display());
        return;
    };
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "txt")).collect();
    paths.sort();
    let wanted = std::env::var("CSL_TESTS").ok();
    let mut passed = BTreeSet::new();
    let mut failed = BTreeMap::new();
    for path in &paths {
        let test = read(path);
        let expected = test.section("RESULT").unwrap_or_default().to_owned();
        let found = std::panic::catch_unwind(|| run(&test)).unwrap_or_else(|_| Err("panics".to_owned()));
        let same = |found: &str| squeezed(found) == squeezed(&expected);
        let is_same = found.as_deref().is_ok_and(same);
        if let Some(wanted) = &wanted
            && test.name.contains(wanted.as_str())
        {
            println!(
                "{} {}\n  want {expected}\n  got  {}",
                if is_same { "ok" } else { "FAILS" },
                test.name,
                found.as_deref().unwrap_or_else(|error| error)
            );
        }
        if is_same {
            passed.insert(test.name.clone());
        } else {
            failed.insert(test.name.clone(), (expected, found.unwrap_or_else(|error| format!("ERROR {error}"))));
        }
    }
    println!("csl-suite: {} of {}", passed.len(), paths.len());
    if let Ok(path) = std::env::var("CSL_REPORT") {
        let report: String = failed.iter().map(|(name, (want, got))| format!("## {name}\n  want {want}\n  got  {got}\n")).collect();
        std::fs::write(&path, report).unwrap();
        std::fs::write(path + ".passed", passed.iter().map(|name| format!("{name}\n")).collect::<String>()).unwrap();
    }
    let lost: Vec<String> = lines("passed.txt").into_iter().filter(|name| !passed.contains(name)).collect();
    let untold: Vec<&String> = failed.keys().filter(|name| !lines("failing.txt").iter().any(|line| line.starts_with(&format!("{name}:")))).collect();
    assert!(lost.is_empty(), "passed before: {lost:?}");
    assert!(wanted.is_some() || untold.is_empty(), "no reason given in failing.txt: {untold:?}");
}

/// White space between blocks says nothing in HTML.
fn squeezed(html: &str) -> String {
    html.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
