//! LinkedBooks' references of Italian humanities, relabelled. Theirs call the title of an article and of what
//! contains it both *title*, names after it *author*, and volume with year *volume-year*: where a record's
//! order tells which is which it is taken, else it is left out.

use std::path::Path;
use std::process::Command;

use ibidem::parse::label::Label;

use crate::gold::{Example, Side};
use crate::truth;

/// Reads the file of a side, `train` or `valid`: every record whose labels can be made ours.
pub fn read(data: &Path, side: &str) -> Vec<Example> {
    let file = data.join("parse/linkedbooks").join(side).with_extension("jsonl.xz");
    let out = Command::new("xz").arg("-dc").arg(&file).output().expect("xz unpacks LinkedBooks");
    assert!(out.status.success(), "{}", file.display());
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    let examples = text.lines().filter_map(|line| relabelled(&serde_json::from_str(line).expect("JSON")));
    examples.map(|example| Example { fields: truth::of_runs(&example.text, &example.runs), ..example }).collect()
}

fn relabelled(record: &serde_json::Value) -> Option<Example> {
    let runs: Vec<(String, &str)> =
        record["labels"].as_array()?.iter().map(|run| Some((tidy(run[0].as_str()?), run[1].as_str()?))).collect::<Option<_>>()?;
    let count = |name: &str| runs.iter().filter(|run| run.1 == name).count();
    let (titles, authors) = (count("title"), count("author"));
    let whole = count("place") + count("volume-year") + count("publisher") > 0 && count("date") + count("volume-year") == 1;
    // Short titles of later mention, archives and reviews of several works are of another kind.
    if runs.first()?.1 != "author" || !(1..=2).contains(&titles) || authors > 2 || !whole || runs.iter().any(|run| run.0.contains("cit.")) {
        return None;
    }
    let mut example = Example {
        document: String::new(),
        fields: Default::default(),
        set: "linkedbooks".into(),
        side: Side::Train,
        text: String::new(),
        runs: Vec::new(),
    };
    let mut seen_titles = 0;
    for (i, (words, name)) in runs.iter().enumerate() {
        let before = if i > 0 { runs[i - 1].0.as_str() } else { "" };
        match *name {
            "title" => {
                seen_titles += 1;
                if seen_titles == 1 && titles == 1 && count("volume-year") == 1 {
                    title_with_journal(&mut example, words)?;
                } else if seen_titles == 2 && !opens_container(before) {
                    return None;
                } else {
                    push(&mut example, words, Some(if seen_titles == 2 { Label::Container } else { Label::Title }));
                }
            }
            "author" if i > 0 && seen_titles == 0 => return None,
            "author" if seen_titles > 0 && !before.contains("cura") && !before.contains("ed") => return None,
            "author" => push(&mut example, words, Some(if i == 0 { Label::Author } else { Label::Editor })),
            "volume-year" => volume_and_year(&mut example, words)?,
            name => push(&mut example, words, Label::from_name(name).filter(|label| *label != Label::Other)),
        }
    }
    Some(example)
}

/// Whether what stands between two titles says that the second contains the first.
fn opens_container(words: &str) -> bool {
    words.contains(['«', '“', '"']) || words.split(|c: char| !c.is_alphabetic()).any(|word| matches!(word, "in" | "In" | "IN"))
}

fn push(example: &mut Example, words: &str, label: Option<Label>) {
    let start = example.text.len();
    example.text.push_str(words);
    example.runs.extend(label.map(|label| (start, example.text.len(), label)));
}

/// "Title, in «Journal»": both within one run.
fn title_with_journal(example: &mut Example, words: &str) -> Option<()> {
    let (at, open) = words.char_indices().rfind(|(_, c)| matches!(c, '«' | '“'))?;
    let close = if open == '«' { '»' } else { '”' };
    // Nothing but marks after the journal: else it is a quotation within the title.
    let end = words.rfind(close).filter(|end| *end > at && !words[*end..].contains(char::is_alphanumeric))?;
    let title = words[..at].trim_end().trim_end_matches(" in").trim_end_matches(" In");
    (title.len() > 8).then_some(())?;
    push(example, title, Some(Label::Title));
    push(example, &words[title.len()..at], None);
    push(example, &words[at..end], Some(Label::Container));
    push(example, &words[end..], None);
    Some(())
}

/// "10 (1956)", "LXXII, 1970".
fn volume_and_year(example: &mut Example, words: &str) -> Option<()> {
    let year = words.as_bytes().windows(4).rposition(|w| w.iter().all(u8::is_ascii_digit) && matches!(w[0], b'1' | b'2'))?;
    let (volume, rest) = words.split_at_checked(words[..year].rfind(['(', ',', '['])?)?;
    push(example, volume, Some(Label::Volume));
    push(example, rest, Some(Label::Date));
    Some(())
}

/// Without the spaces that their tokenizer left around marks, and words broken over lines joined.
fn tidy(words: &str) -> String {
    let mut out = words.to_owned();
    for (from, to) in [("( ", "("), ("[ ", "["), ("« ", "«"), ("“ ", "“"), (" ' ", "'"), ("’ ", "’"), ("‘ ", "‘")] {
        out = out.replace(from, to);
    }
    let mut parts = out.split(" - ");
    let mut joined = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is = |c: Option<char>, f: fn(char) -> bool| c.is_some_and(f);
        let broken = is(joined.chars().last(), char::is_lowercase) && is(part.chars().next(), char::is_lowercase);
        let range = is(joined.chars().last(), |c| c.is_ascii_digit()) && is(part.chars().next(), |c| c.is_ascii_digit());
        joined += if broken {
            ""
        } else if range {
            "-"
        } else {
            " - "
        };
        joined += part;
    }
    joined
}
