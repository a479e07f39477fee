//! How right the parts of names are: GROBID's corpus of author lists, where it is at hand. It tells given names, family names
//! with their particles, and suffixes; organisations are not in it.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::path::PathBuf;

use ibidem::model::Name;
use ibidem::parse::assemble::names;
use ibidem::text::Str;
use regex::Regex;

/// Letters and digits of the parts of a name: family with particles, given, suffix.
type Parts = [String; 3];

fn letters(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Words without their tags and with their entities read.
fn plain(element: &str) -> String {
    let tag = Regex::new(r"(?s)<[^>]*>").unwrap();
    let entity = Regex::new(r"&#x([0-9A-Fa-f]+);").unwrap();
    let text = tag.replace_all(element, "");
    let read = |c: &regex::Captures| u32::from_str_radix(&c[1], 16).ok().and_then(char::from_u32).map(String::from).unwrap_or_default();
    let text = entity.replace_all(&text, read);
    let text = text.replace("&apos;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of an author list, and its persons.
fn gold(element: &str) -> (String, Vec<Parts>) {
    let tag = Regex::new(r"(?s)<(forename|middlename|surname|lastname|suffix)>(.*?)</[^>]*>").unwrap();
    let mut persons: Vec<Parts> = Vec::new();
    let mut end = 0;
    for captures in tag.captures_iter(element) {
        let whole = captures.get(0).unwrap();
        let between = &element[end..whole.start()];
        end = whole.end();
        let at = match &captures[1] {
            "surname" | "lastname" => 0,
            "suffix" => 2,
            _ => 1,
        };
        let joined = between.contains(['&', ';']) || between.to_lowercase().contains("and") || between.contains(" et ");
        let begins = match persons.last() {
            None => true,
            Some([family, given, _]) => match at {
                0 => !family.is_empty(),
                1 => joined || !family.is_empty() && !given.is_empty() && (between.contains(',') || &captures[1] == "forename"),
                _ => false,
            },
        };
        if begins {
            persons.push(Parts::default());
        }
        if let Some(last) = persons.last_mut() {
            last[at] += &letters(&plain(&captures[2]));
        }
    }
    (plain(element), persons)
}

fn parts(name: &Name) -> Parts {
    let family = [&name.dropping_particle, &name.non_dropping_particle, &name.family].map(|part| letters(part)).concat();
    [family, letters(&name.given), letters(&name.suffix)]
}

#[test]
fn a_floor_on_the_name_corpus() {
    let data = std::env::var_os("IBIDEM_DATA").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let Ok(folder) = std::fs::read_dir(data.join("parse/grobid/name-corpus")) else {
        eprintln!("skipped: no data at {}", data.display());
        return;
    };
    let element = Regex::new(r"(?s)<author>(.*?)</author>").unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut lists, mut lists_right, mut persons, mut of_part, mut right) = (0, 0, 0, [0; 3], [0; 3]);
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for captures in element.captures_iter(&text) {
            let (text, want) = gold(&captures[1]);
            let have: Vec<Parts> = names(&Str::from(text.as_str()), 0..text.len()).0.list.iter().map(parts).collect();
            lists += 1;
            persons += want.len();
            lists_right += usize::from(want == have);
            if want != have {
                eprintln!("{text}\n    gold {want:?}\n    ours {have:?}");
            }
            for part in 0..3 {
                let wanted: Vec<&String> = want.iter().map(|person| &person[part]).filter(|words| !words.is_empty()).collect();
                let found: Vec<&String> = have.iter().map(|person| &person[part]).filter(|words| !words.is_empty()).collect();
                of_part[part] += wanted.len().max(found.len());
                right[part] += in_common(&wanted, &found);
            }
        }
    }
    let share = |part: usize| right[part] as f64 / f64::from(of_part[part].max(1) as u32);
    eprintln!(
        "{lists} lists of {persons} persons: all right {:.4}; family {:.4} of {}, given {:.4} of {}, suffix {:.4} of {}",
        f64::from(lists_right as u32) / f64::from(lists.max(1)),
        share(0),
        of_part[0],
        share(1),
        of_part[1],
        share(2),
        of_part[2]
    );
    // Most of what is left is the corpus itself: pieces of other references, and persons with nothing between them.
    assert!(persons > 1_000 && share(0) > 0.95 && share(1) > 0.95, "family {}, given {}", share(0), share(1));
}

/// The length of the longest run of values that stand in both lists in the same order.
fn in_common(a: &[&String], b: &[&String]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (at, y) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if x == y { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[b.len()]
}
