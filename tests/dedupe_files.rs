//! `ibidem dedupe` on files: what it changes in place and how that is undone, what it remembers, what scripts may rely on, and its stages
//! run apart in one part and in sixteen.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value as Json;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const TWICE: &str = include_str!("cmd/twice.bib");

fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ibidem")).args(args).current_dir(folder).env_remove("NO_COLOR").output().unwrap()
}

fn stdout(folder: &Path, args: &[&str]) -> String {
    let output = run(folder, args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn utf16(text: &str) -> Vec<u8> {
    "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_change_is_undone_byte_for_byte() {
    let umlaut = TWICE.replace("Short", "Schürt");
    let latin1: Vec<u8> = umlaut.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let cases: [(&str, Vec<u8>); 5] = [
        ("plain", TWICE.into()),
        ("line ends", TWICE.replace('\n', "\r\n").into()),
        ("mark", format!("\u{FEFF}{umlaut}").into()),
        ("latin 1", latin1),
        ("utf 16", utf16(&umlaut)),
    ];
    for (name, before) in cases {
        let folder = folder(&[("a.bib", &before), ("p.tex", b"\\cite{price1998,Price:1998} \\cite{clark2001}")]);
        let file = folder.path().join("a.bib");
        stdout(folder.path(), &["dedupe", "a.bib", "--apply", "--in", "*.tex", "--key-map", "map.json"]);
        let after = fs::read(&file).unwrap();
        assert_ne!(after, before, "{name}");
        assert_eq!(fs::read_to_string(folder.path().join("p.tex")).unwrap(), "\\cite{Price:1998} \\cite{clark2001}", "{name}");
        let same_ends = |text: &[u8]| text.windows(2).filter(|two| two[1] == b'\n').all(|two| two[0] == b'\r');
        assert!(name != "line ends" || same_ends(&after), "{name}");
        stdout(folder.path(), &["dedupe", "--undo", "map.json"]);
        assert_eq!(fs::read(&file).unwrap(), before, "{name}");
        assert!(!folder.path().join("map.json").exists(), "a map is used once");
    }
}

#[test]
fn nothing_is_undone_where_a_file_changed_since() {
    let folder = folder(&[("a.bib", TWICE.as_bytes()), ("p.tex", b"\\cite{price1998}")]);
    stdout(folder.path(), &["dedupe", "a.bib", "--apply", "--in", "p.tex"]);
    let applied = fs::read(folder.path().join("a.bib")).unwrap();
    fs::write(folder.path().join("p.tex"), "\\cite{other}").unwrap();
    let output = run(folder.path(), &["dedupe", "--undo", "a.bib.undo.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("p.tex: it has changed since"));
    assert_eq!(fs::read(folder.path().join("a.bib")).unwrap(), applied, "neither file is restored");
}

#[test]
fn files_that_cannot_be_changed_are_refused_and_left() {
    let lossy = [TWICE.as_bytes(), b"% \xC3\xA9\xC3\xA9 \xFF\n"].concat();
    for (name, bytes) in [("a.bib", lossy), ("a.txt", b"References\n\nPrice, R. (1998). Reversing the gun sights. International Organization, 52(3), 613-644.\nPrice, R. (1998). Reversing the gun sights. International Organization, 52(3), 613-644.\n".to_vec())] {
        let folder = folder(&[(name, &bytes)]);
        let output = run(folder.path(), &["dedupe", name, "--apply"]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert_eq!(fs::read(folder.path().join(name)).unwrap(), bytes);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no map is left");
    }
    let output = run(Path::new("."), &["dedupe", "tests/cmd/twice.bib", "--interactive"]);
    assert_eq!(output.status.code(), Some(2), "nobody is there to answer");
}

/// The two entries of `twice.bib` that are one work, as a decision.
fn decision(works: &str, says: [&str; 2]) -> String {
    format!(
        "[[decision]]\nworks = \"{works}\"\nentries = [{{ key = \"Price:1998\", says = \"{}\" }}, {{ key = \"price1998\", says = \"{}\" }}]\n",
        says[0], says[1]
    )
}

#[test]
fn decisions_count_for_dedupe_and_for_check() {
    use ibidem::workspace::decisions::{FILE, fingerprint};
    let mut workspace = ibidem::workspace::Workspace::default();
    workspace.add_text("a.bib", TWICE, ibidem::workspace::ReadAs::Guess);
    let says = |key: &str| fingerprint(workspace.library.entries.iter().find(|entry| entry.key.as_str() == key).unwrap());
    let (one, two) = (says("Price:1998"), says("price1998"));
    let clusters = |decision: &str| {
        let folder = folder(&[("a.bib", TWICE.as_bytes()), (FILE, decision.as_bytes())]);
        let json: Json = serde_json::from_str(&stdout(folder.path(), &["dedupe", "a.bib", "--output-format", "json"])).unwrap();
        let checked = run(folder.path(), &["check", "a.bib", "--select", "same-work", "--output-format", "concise"]);
        let told = String::from_utf8(checked.stdout).unwrap().contains("same-work");
        (json["clusters"].as_array().unwrap().len(), json["review"].as_array().unwrap().len(), told)
    };
    assert_eq!(clusters(""), (1, 0, true));
    assert_eq!(clusters(&decision("same", [&one, &two])), (1, 0, true));
    assert_eq!(clusters(&decision("different", [&one, &two])), (0, 0, false));
    assert_eq!(clusters(&decision("different", ["0000000000000000", &two])), (1, 0, true), "an entry that says something else by now");
    let folder = folder(&[("a.bib", TWICE.as_bytes()), (FILE, b"[[decision]]\nworks = \"perhaps\"\n")]);
    assert_eq!(run(folder.path(), &["dedupe", "a.bib"]).status.code(), Some(2), "a slip of the pen does not go unseen");
}

/// The names of an object's members.
fn names(json: &Json) -> Vec<&str> {
    json.as_object().unwrap_or_else(|| panic!("no object: {json}")).keys().map(String::as_str).collect()
}

fn is_entry(json: &Json) {
    assert_eq!(names(json), ["file", "index", "key"]);
    assert!(json["file"].is_string() && json["index"].is_u64() && (json["key"].is_string() || json["key"].is_null()), "{json}");
}

fn is_score(json: &Json) {
    assert!(json.as_f64().is_some_and(|score| (0.0..=1.0).contains(&score)), "{json}");
}

#[test]
fn the_report_for_scripts_has_the_shape_that_is_promised() {
    let doubtful = "@article{x, author = {Roe, Jane}, title = {A Long Walk through the Hills of Wales}, journal = {Walking}, year = {2001}, volume = {3}}\n@article{y, author = {Roe, Jane}, title = {A Long Walk through the Hills of Wales}, journal = {Proceedings of the Hikers}, year = {2002}, volume = {9}, pages = {1--9}}\n";
    let folder = folder(&[("a.bib", TWICE.as_bytes()), ("b.bib", doubtful.as_bytes())]);
    let json: Json = serde_json::from_str(&stdout(folder.path(), &["dedupe", "a.bib", "b.bib", "--output-format", "json"])).unwrap();
    assert_eq!(names(&json), ["clusters", "review", "parents", "keys"]);
    let list = |name: &str| json[name].as_array().unwrap().clone();
    assert!(["clusters", "review", "parents", "keys"].iter().all(|name| !list(name).is_empty()), "{json}");
    for cluster in list("clusters") {
        assert_eq!(names(&cluster), ["keep", "members", "score"]);
        let members = cluster["members"].as_array().unwrap();
        members.iter().for_each(is_entry);
        assert!(members.len() > 1 && members.contains(&cluster["keep"]), "{cluster}");
        is_score(&cluster["score"]);
    }
    for review in list("review") {
        assert_eq!(names(&review), ["members", "score", "why"]);
        assert_eq!(review["members"].as_array().unwrap().len(), 2);
        review["members"].as_array().unwrap().iter().for_each(is_entry);
        is_score(&review["score"]);
        assert!(review["why"].as_str().is_some_and(|why| !why.is_empty()));
    }
    for parent in list("parents") {
        assert_eq!(names(&parent)[..3], ["parent", "children", "variables"]);
        assert!(parent["parent"].is_null() && names(&parent["variables"]).contains(&"title") || parent["parent"]["key"].is_string());
        parent["children"].as_array().unwrap().iter().for_each(is_entry);
        assert!(parent["variables"].as_object().unwrap().values().all(Json::is_string));
    }
    for key in list("keys") {
        assert_eq!(names(&key), ["old", "kept"]);
        is_entry(&key["old"]);
        assert!(key["kept"].is_string());
    }
}

#[test]
fn a_new_list_is_told_from_what_is_there() {
    let new = "@article{p, author = {Price, Richard}, title = {Reversing the Gun Sights: Transnational Civil Society Targets Land Mines}, journal = {International Organization}, year = 1998, volume = 52, pages = {613--644}}\n@book{fresh, author = {Roe, Jane}, title = {On Walking}, year = 2001}\n";
    let folder = folder(&[("old.bib", TWICE.as_bytes()), ("new.bib", new.as_bytes())]);
    let args = |more: &[&'static str]| [&["dedupe", "new.bib", "--against", "old.bib"], more].concat();
    let json: Json = serde_json::from_str(&stdout(folder.path(), &args(&["--output-format", "json"]))).unwrap();
    assert_eq!(names(&json), ["known", "doubtful", "new", "again"]);
    assert_eq!((json["known"][0]["entry"]["key"].as_str(), json["known"][0]["is"]["file"].as_str()), (Some("p"), Some("old.bib")));
    assert_eq!((json["new"].as_array().unwrap().len(), json["new"][0]["key"].as_str()), (1, Some("fresh")));
    let written = stdout(folder.path(), &args(&["--to", "bibtex"]));
    assert!(written.contains("@book{fresh,") && written.matches('@').count() == 1, "{written}");
    assert_eq!(run(folder.path(), &args(&["--check"])).status.code(), Some(1));
    assert!(stdout(folder.path(), &args(&[])).ends_with("2 entries in the list: 1 known, 0 to look at, 1 new, 0 of them twice.\n"));
}

/// Works, some of them twice in other words, and chapters of books: the same ones every time.
fn records() -> String {
    let words = ["bees", "hives", "wales", "history", "letters", "walking", "hills", "rivers", "songs", "painters", "mills", "towns"];
    let mut lines = String::new();
    for number in 0..300u32 {
        let work = number / 2;
        let pick = |step: u32| words[((work * step + work / 12) % 12) as usize];
        let title = format!("The {} and the {} of {} seen from the {} {}", pick(1), pick(5), pick(7), pick(11), words[(work / 12 % 12) as usize]);
        let (given, year) = (if number % 2 == 0 { "Anna" } else { "A." }, 1950 + number / 2 % 60);
        lines += &format!(
            "{{\"id\":\"r{number}\",\"type\":\"chapter\",\"title\":\"{title}\",\"author\":[{{\"family\":\"Name{}\",\"given\":\"{given}\"}}],\"issued\":{{\"date-parts\":[[{year}]]}},\"container-title\":\"Book {}\",\"editor\":[{{\"family\":\"Editor\"}}],\"volume\":\"{}\"}}\n",
            number / 2 % 40,
            number / 20,
            number / 2 % 9
        );
    }
    lines
}

#[test]
fn one_part_and_sixteen_give_the_same_bytes() {
    let folder = folder(&[("r.jsonl", records().as_bytes())]);
    let stage = |args: &[&str]| stdout(folder.path(), &[&["dedupe", "r.jsonl", "--stage"], args].concat());
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let whole = stage(&["block"]);
    write("pairs", &whole);
    let links = stage(&["compare", "--previous", "pairs", "--jobs", "1"]);
    assert_eq!(links, stage(&["compare", "--previous", "pairs", "--jobs", "4"]));
    write("links", &links);
    let clusters = stage(&["cluster", "--previous", "links"]);
    assert!(clusters.lines().count() > 20 && clusters.lines().all(|line| serde_json::from_str::<Json>(line).is_ok()), "{clusters}");

    let mut previous = Vec::new();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    // The last part first: their order does not matter.
    for part in (1..=16).rev() {
        let text = stage(&["block", "--part", &format!("{part}/16")]);
        pairs.extend(text.lines().map(|line| line.split_once('\t').map(|(a, b)| (a.parse::<u32>().unwrap(), b.parse::<u32>().unwrap())).unwrap()));
        write(&format!("pairs{part}"), &text);
        write(&format!("links{part}"), &stage(&["compare", "--previous", &format!("pairs{part}")]));
        previous.extend(["--previous".to_owned(), format!("links{part}")]);
    }
    pairs.sort_unstable();
    pairs.dedup();
    assert_eq!(pairs.iter().map(|(a, b)| format!("{a}\t{b}\n")).collect::<String>(), whole);
    let previous: Vec<&str> = previous.iter().map(String::as_str).collect();
    assert_eq!(stage(&[&["cluster"], previous.as_slice()].concat()), clusters);

    write("clusters", &clusters);
    for form in [["--output-format", "json"], ["--to", "csl-jsonl"]] {
        let merged = stage(&[&["merge", "--previous", "clusters"], form.as_slice()].concat());
        assert_eq!(merged, stdout(folder.path(), &[&["dedupe", "r.jsonl"], form.as_slice()].concat()));
    }
    let output = run(folder.path(), &["dedupe", "r.jsonl", "--stage", "compare", "--previous", "links", "--previous", "clusters"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("clusters:1: expected two numbers"));
}
