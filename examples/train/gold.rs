//! The labelled references, read and trimmed to their words; and what the chain should say of each token.

use std::collections::HashMap;
use std::path::Path;

use ibidem::parse::crf::{AFTER, INSIDE, NOTHING, field_of};
use ibidem::parse::identify::Found;
use ibidem::parse::label::Label;
use ibidem::parse::tag::frozen_at;
use ibidem::text::tokens::{Class, Token};

use crate::truth::{self, Values};

/// On which side of the fixed split a reference is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    Train,
    Dev,
    Test,
}

/// One labelled reference string.
#[derive(Clone)]
pub struct Example {
    pub set: String,
    /// The file that it comes from, as far as its name tells.
    pub document: String,
    pub side: Side,
    pub text: String,
    /// Byte ranges with their labels; what is in none is no value.
    pub runs: Vec<(usize, usize, Label)>,
    /// What the scorer wants of it.
    pub fields: Values,
}

impl Example {
    /// In which fifth of the data it lies. Each document of physics has a style of its own and lies there whole, as in the
    /// split; elsewhere equal titles, or texts where there is none, lie in the same.
    pub fn fifth(&self) -> u64 {
        let title = self.runs.iter().find(|run| run.2 == Label::Title).map_or(self.text.as_str(), |run| &self.text[run.0..run.1]);
        let key = if self.set == "grobid_physics" { &self.document } else { title };
        let letters = key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
        letters.fold(0xcbf2_9ce4_8422_2325_u64, |h, c| (h ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3)) / 7 % 5
    }
}

/// Reads all gold files beside `splits.tsv`, in the order of their names.
pub fn read(folder: &Path) -> Vec<Example> {
    let sides: HashMap<(String, String), Side> = std::fs::read_to_string(folder.join("splits.tsv"))
        .expect("splits.tsv")
        .lines()
        .map(|line| {
            let mut cells = line.split('\t').map(str::to_owned);
            let key = (cells.next().unwrap(), cells.next().unwrap());
            let side = match cells.next().as_deref() {
                Some("train") => Side::Train,
                Some("dev") => Side::Dev,
                _ => Side::Test,
            };
            (key, side)
        })
        .collect();
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("gold folder").map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "jsonl")).collect();
    files.sort();
    let mut out = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        for line in std::fs::read_to_string(&file).expect("gold file").lines() {
            let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let id = record["id"].as_str().unwrap().to_owned();
            let side = sides.get(&(name.clone(), id.clone())).copied().unwrap_or(Side::Test);
            let (mut text, mut runs) = (String::new(), Vec::new());
            for run in record["labels"].as_array().unwrap() {
                let words = run[0].as_str().unwrap();
                if let Some(label) = label_of(run[1].as_str().unwrap(), words) {
                    runs.push((text.len(), text.len() + words.len(), label));
                }
                text.push_str(words);
            }
            let document: String = id.rsplit_once('-').map_or(id.as_str(), |parts| parts.0).to_owned();
            let fields = truth::wanted(&record["fields"]);
            out.push(Example { document, fields, set: name.trim_end_matches(".jsonl").to_owned(), side, text, runs });
        }
    }
    out
}

/// The label of a run in the gold's own names.
fn label_of(name: &str, words: &str) -> Option<Label> {
    let lower = words.to_lowercase();
    match name {
        "other" => None,
        "org" => Some(Label::Publisher),
        "idno" if lower.contains("isbn") => Some(Label::Isbn),
        "idno" if lower.contains("pmc") || lower.contains("pmid") => Some(Label::Pmid),
        "idno" if lower.contains("arxiv") || lower.contains('/') => Some(Label::Arxiv),
        "idno" => Some(Label::Number),
        // The date of the visit is found by its pattern; "retrieved from" is no remark on the work.
        "note"
            if ["retrieved", "accessed", "available", "cited ", "abgerufen", "online:"].iter().any(|w| lower.starts_with(w)) && words.len() < 45 =>
        {
            None
        }
        name => Label::from_name(name),
    }
}

/// Words that stand at the border of a run of that label and are not of the value.
fn border_words(label: Label) -> (&'static str, &'static str) {
    match label {
        Label::Container | Label::Series => (" in dans im en em nel nella ", " "),
        Label::Pages => (" p pp pages page s seiten seite pág págs pag pags ", " p pp ff f s "),
        Label::Volume => (" vol vols volume volumes v bd band tome tom t jg jahrgang ", " vol bd band "),
        Label::Issue => (" no nos nr num number n issue iss heft numéro № h ", " "),
        Label::Author => ("  ", " eds ed editors editor hrsg hg "),
        Label::Editor => (
            " in ed eds edited editor editors by hrsg hg herausgegeben von dir sous la direction de a cura di ",
            " eds ed editors editor hrsg hg hgg dir dirs coord coords edd org orgs éd éds ",
        ),
        Label::Translator => (
            " trans transl translated translator translators by trad traduit par traduction übers übersetzt von aus dem de tr ",
            " trans translator translators transl trad übers ",
        ),
        Label::Doi => (" doi ", " "),
        Label::Url => (" url available at retrieved from online ", " "),
        Label::Isbn => (" isbn ", " "),
        Label::Pmid => (" pmid pmcid ", " "),
        Label::Arxiv => (" arxiv preprint ", " "),
        _ => (" ", " "),
    }
}

fn is_border(tokens: &[Token], i: usize, text: &str, label: Label, words: &str, range: (usize, usize)) -> bool {
    let token = &tokens[i];
    if !token.is_word() {
        return true;
    }
    // The "A." of "A. Cameron" is no "a cura di".
    if token.class == Class::Initial && matches!(label, Label::Author | Label::Editor | Label::Translator) {
        return false;
    }
    // "p12" and "S12" are wholes: the letter is the page's.
    let glued = token.class != Class::Hangul
        && tokens.get(i + 1).is_some_and(|n| i < range.1 && n.start == token.end && n.class == Class::Digits)
        && token.end - token.start == 1;
    let word = format!(" {} ", token.text(text).to_lowercase());
    !glued && words.contains(&word)
}

/// The first and last token of a run's words.
fn trimmed(text: &str, tokens: &[Token], run: (usize, usize, Label)) -> Option<(usize, usize)> {
    let (start, end, label) = run;
    let mut first = tokens.partition_point(|t| (t.start as usize) < start);
    let mut last = tokens.partition_point(|t| (t.end as usize) <= end).checked_sub(1)?;
    if first > last {
        return None;
    }
    let (before, after) = border_words(label);
    let whole = (first, last);
    // "240 p." counts the pages of a book: without its unit it would be page 240.
    let mut words = tokens[first..=last].iter().filter(|t| t.is_word());
    let counts = label == Label::Pages && words.next().is_some_and(|t| t.class == Class::Digits) && words.all(|t| t.class != Class::Digits);
    let after = if counts { " f ff " } else { after };
    while first < last && is_border(tokens, first, text, label, before, whole) {
        first += 1;
    }
    while last > first && is_border(tokens, last, text, label, after, whole) {
        last -= 1;
    }
    tokens[first].is_word().then_some((first, last))
}

/// The state of every token.
pub fn states(example: &Example, tokens: &[Token], found: &[Found]) -> Vec<u8> {
    let mut label: Vec<Option<(usize, usize)>> = vec![None; tokens.len()];
    let identifiers = [Label::Doi, Label::Url, Label::Isbn, Label::Arxiv, Label::Pmid, Label::Accessed];
    for (index, run) in example.runs.iter().enumerate() {
        let Some((first, last)) = trimmed(&example.text, tokens, *run) else { continue };
        // The words around a pattern's own find are its boilerplate.
        if identifiers.contains(&run.2) && (first..=last).any(|i| frozen_at(found, &tokens[i]).is_some()) {
            continue;
        }
        label[first..=last].fill(Some((index, field_of(run.2))));
    }
    for (i, token) in tokens.iter().enumerate() {
        if let Some(at) = frozen_at(found, token) {
            label[i] = Some((usize::MAX - at, field_of(found[at].label)));
        }
    }
    let mut last = NOTHING;
    let mut before = None;
    label
        .into_iter()
        .map(|now| {
            let state = match now {
                None => AFTER + last,
                Some((_, field)) if before == now => INSIDE + field,
                Some((_, field)) => field,
            };
            last = now.map_or(last, |(_, field)| field);
            before = now;
            state as u8
        })
        .collect()
}
