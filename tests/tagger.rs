//! The tagger: what it says of references written by hand, what it holds for any string, and how good it
//! is on the dev side of the data where that is at hand.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::collections::HashMap;
use std::path::PathBuf;

use ibidem::parse::label::Label;
use ibidem::parse::model::Model;
use ibidem::parse::tag::{Tagged, Tagger};
use proptest::prelude::*;

/// The labels and words of all segments.
fn said<'t>(text: &'t str, tagged: &Tagged) -> Vec<(&'static str, &'t str)> {
    tagged.segments.iter().map(|s| (s.label.name(), &text[s.start..s.end])).collect()
}

/// Reads `{label words}` marks: the text without them, and what should be said.
fn marked(line: &str) -> (String, Vec<(&str, String)>) {
    let (mut text, mut want) = (String::new(), Vec::new());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        let (inner, after) = after.split_once('}').unwrap();
        let (label, words) = inner.split_once(' ').unwrap();
        assert!(Label::from_name(label).is_some(), "{label}");
        text = text + before + words;
        want.push((label, words.to_owned()));
        rest = after;
    }
    (text + rest, want)
}

fn is_right(line: &str) -> Result<(), String> {
    let (text, want) = marked(line);
    let tagged = Tagger::embedded().tag(&text);
    let got = said(&text, &tagged);
    let want: Vec<_> = want.iter().map(|(label, words)| (*label, words.as_str())).collect();
    if got == want { Ok(()) } else { Err(format!("{text}\n  got  {got:?}\n  want {want:?}")) }
}

#[test]
fn the_embedded_model_is_one() {
    assert!(Model::read(include_bytes!("../models/tagger.bin")).is_some());
}

#[test]
fn plain_references_are_labelled_word_for_word() {
    for line in [
        "{author Smith, J., & Doe, R. A.} ({date 2010}). {title A study of things}. {container Journal of Things}, {volume 12}({issue 3}), {pages 45–67}. https://doi.org/{doi 10.1000/xyz123}",
        "[{citation-number 3}] {author J. Smith}. {title A study of things}. In {container Proceedings of the Conference on Things}, pages {pages 1-10}, {date 1999}.",
        "{author Smith J, Doe RA}. {title A study of things}. {container Lancet}. {date 2010};{volume 12}({issue 3}):{pages 45-67}.",
        "{author Smith, J.} ({date 2010}). {title A study of things}. {place London}: {publisher Routledge}.",
        "{author J. Smith}, {container Phys. Rev. D} {volume 12}, {pages 345} ({date 1999}).",
    ] {
        is_right(line).unwrap();
    }
}

#[test]
fn probes_of_kinds_that_the_gold_lacks() {
    let probes: Vec<&str> = include_str!("data/probes.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
    let wrong: Vec<String> = probes.iter().filter_map(|line| is_right(line).err()).collect();
    let share = 1.0 - wrong.len() as f64 / probes.len() as f64;
    eprintln!("{} of {} probes right", probes.len() - wrong.len(), probes.len());
    wrong.iter().for_each(|w| eprintln!("{w}"));
    assert!(probes.len() >= 40 && share >= 0.9, "{share:.3} of the probes");
}

#[test]
fn identifiers_are_frozen_whatever_stands_around() {
    for (text, label, words) in [
        ("title title 10.1000/182 title", "doi", "10.1000/182"),
        ("Jones, K. http://example.org/a/b/ Jones", "url", "http://example.org/a/b/"),
        ("J. Phys. arXiv:1706.03762 12", "arxiv", "1706.03762"),
        ("A book. ISBN 978-3-16-148410-0", "isbn", "978-3-16-148410-0"),
        ("Smith J. PMID: 12345678", "pmid", "12345678"),
        ("Smith J. Accessed 5 May 2019", "accessed", "5 May 2019"),
        ("Smith J. Book (Chap. 7). Place", "chapter", "7"),
    ] {
        let tagged = Tagger::embedded().tag(text);
        assert!(said(text, &tagged).contains(&(label, words)), "{text}: {:?}", said(text, &tagged));
    }
}

#[test]
fn a_megabyte_in_one_string_ends_soon() {
    for unit in ["a", "Smith, J. (1999). ", "((((", "10.1000/", "http://a/", "））", "漢字", "1 2 ", "[", "doi:10.1/ ", "\"", "‘a’ "] {
        let text = unit.repeat(1_000_000 / unit.len());
        check_bounds(&text, &Tagger::embedded().tag(&text));
    }
}

/// What holds for every string.
fn check_bounds(text: &str, tagged: &Tagged) {
    let mut last = 0;
    for s in &tagged.segments {
        assert!(last <= s.start && s.start < s.end && s.end <= text.len());
        assert!(text.is_char_boundary(s.start) && text.is_char_boundary(s.end));
        assert!((0.0..=1.0).contains(&s.confidence));
        assert!(text[s.start..s.end].chars().any(char::is_alphanumeric) || !text[s.start..s.end].is_ascii());
        last = s.end;
    }
    assert!((0.0..=1.0).contains(&tagged.confidence));
}

proptest! {
    #[test]
    fn any_string_gives_ordered_segments_within_it(text in any::<String>()) {
        check_bounds(&text, &Tagger::embedded().tag(&text));
    }

    #[test]
    fn strings_of_reference_like_pieces_too(pieces in prop::collection::vec(prop::sample::select(vec![
        "Smith", ", ", "J.", " (", "1999", ")", ". ", "In ", "(Eds.)", "10.1000/x", "http://a.b/", "é", "漢", "한국", "\u{301}", "“", "”", "\"", "12", ":", "–", "[1] ", "Chapter 2: ", "\n", "arXiv:", "1706.03762", " ", "1", "１", "http://a/ b.é", "-"
    ]), 0..40)) {
        let text = pieces.concat();
        check_bounds(&text, &Tagger::embedded().tag(&text));
    }
}

#[test]
fn a_floor_on_the_dev_side() {
    let data = std::env::var_os("IBIDEM_DATA").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let gold = data.join("parse/gold");
    let Ok(splits) = std::fs::read_to_string(gold.join("splits.tsv")) else {
        eprintln!("skipped: no data at {}", data.display());
        return;
    };
    let dev: std::collections::HashSet<(&str, &str)> = splits.lines().filter_map(|l| l.strip_suffix("\tdev")?.split_once('\t')).collect();
    let (mut right, mut wrong) = (0, 0);
    for set in ["grobid_citations.jsonl", "grobid_physics.jsonl", "anystyle_good.jsonl"] {
        for line in std::fs::read_to_string(gold.join(set)).unwrap().lines() {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            if dev.contains(&(set, record["id"].as_str().unwrap())) {
                let (r, w) = compare(&record);
                right += r;
                wrong += w;
            }
        }
    }
    let share = f64::from(right) / f64::from(right + wrong);
    eprintln!("{share:.4} of {} dev values found", right + wrong);
    // Titles, authors and years only, compared roughly: the scorer's figures stand in docs/accuracy.md.
    assert!(share > 0.93, "{share}");
}

/// How many of a record's authors, titles and years were found.
fn compare(record: &serde_json::Value) -> (i32, i32) {
    let text = record["text"].as_str().unwrap();
    let squeeze = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let mut have: HashMap<&str, String> = HashMap::new();
    for (label, words) in said(text, &Tagger::embedded().tag(text)) {
        *have.entry(if label == "date" { "year" } else { label }).or_default() += &squeeze(words);
    }
    let (mut right, mut wrong) = (0, 0);
    for field in ["author", "title", "year", "volume"] {
        let Some(values) = record["fields"][field].as_array() else { continue };
        let want: String = values.iter().map(|v| squeeze(v.as_str().unwrap())).collect();
        let found =
            have.get(field).is_some_and(|h| *h == want || field != "title" && !want.is_empty() && (h.contains(&want) || want.contains(h.as_str())));
        if found { right += 1 } else { wrong += 1 }
    }
    (right, wrong)
}
