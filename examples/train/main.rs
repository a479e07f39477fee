//! Trains the tagger: `cargo run --release --example train -- --data ../shared/data --out models/tagger.bin`
//!
//! It reads the train side of the gold, adds Italian humanities (`linkedbooks`, unpacked with `xz`) and references
//! made by recombination (`synthetic`), maximises the likelihood of the chain with AdaGrad on two threads, takes the
//! mean of the weights of the last epochs, keeps those that weigh most in one byte each, calibrates the
//! confidences on the dev side and writes one file. The same data and seed give the same file, bit for bit.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, clippy::exit, clippy::panic)]

mod fit;
mod gold;
mod linkedbooks;
mod synthetic;

use std::path::PathBuf;

use fit::{Encoded, Settings};
use gold::{Example, Side};
use ibidem::parse::crf::{FIELDS, INSIDE, NOTHING};
use ibidem::parse::features::{self, Scratch};
use ibidem::parse::identify::identify;
use ibidem::parse::label::Label;
use ibidem::parse::model::{Calibration, Model};
use ibidem::parse::tag::{Segment, Tagger};
use ibidem::text::tokens::{Token, tokenize};

fn main() {
    let mut settings = Settings::default();
    let (mut data, mut out, mut without) = (PathBuf::from("../shared/data"), PathBuf::from("models/tagger.bin"), String::new());
    let (mut made, mut books) = (12_000, 2_300);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let value = args.next().unwrap_or_default();
        match arg.as_str() {
            "--data" => data = value.into(),
            "--out" => out = value.into(),
            "--epochs" => settings.epochs = value.parse().unwrap(),
            "--synthetic" => made = value.parse().unwrap(),
            "--linkedbooks" => books = value.parse().unwrap(),
            "--decay" => settings.decay = value.parse().unwrap(),
            "--rate" => settings.rate = value.parse().unwrap(),
            "--drop" => settings.drop = value.parse().unwrap(),
            "--batch" => settings.batch = value.parse().unwrap(),
            "--cut" => settings.cut = value.parse().unwrap(),
            "--prune" => settings.prune = value.parse().unwrap(),
            // Leave one source out: sets whose name begins so are not trained on.
            "--without" => without = value,
            "--show-books" => return show(linkedbooks::read(&data).iter().step_by(value.parse().unwrap())),
            "--show" => {
                let gold = gold::read(&data.join("parse/gold"));
                let train: Vec<Example> = gold.into_iter().filter(|e| e.side == Side::Train).collect();
                return show(synthetic::make(&train, value.parse().unwrap(), 7).iter());
            }
            _ => {
                eprintln!("unknown option {arg}");
                std::process::exit(2);
            }
        }
    }
    let gold = gold::read(&data.join("parse/gold"));
    let real: Vec<Example> = gold
        .iter()
        .filter(|e| e.side == Side::Train && (without.is_empty() || !e.set.starts_with(&without)) && e.set != "grobid_header")
        .cloned()
        .collect();
    let mut train = real.clone();
    if without != "linkedbooks" {
        let all = linkedbooks::read(&data);
        let step = (all.len() / books.max(1)).max(1);
        train.extend(all.into_iter().step_by(step).take(books));
    }
    train.extend(synthetic::make(&real, made, 1));
    eprintln!("{} references, {} of the gold", train.len(), real.len());
    let encoded: Vec<Encoded> = train.iter().map(encode).collect();
    let fitted = fit::fit(&encoded, &settings);
    let mut calibration = Calibration::default();
    let dev: Vec<&Example> = gold.iter().filter(|e| e.side == Side::Dev && e.set != "grobid_header").collect();
    let bytes = fitted.write(&calibration);
    calibrate(&tagger(&bytes), &dev, &mut calibration);
    let bytes = fitted.write(&calibration);
    std::fs::write(&out, &bytes).expect("write the model");
    eprintln!("{} bytes", bytes.len());
    report(&tagger(&bytes), &dev);
}

/// Prints references with their labels, to be read by a person.
fn show<'e>(examples: impl Iterator<Item = &'e Example>) {
    for e in examples {
        let runs: Vec<_> = e.runs.iter().map(|(a, b, l)| format!("{}={}", l.name(), &e.text[*a..*b])).collect();
        eprintln!("{}\n    {}", e.text, runs.join(" | "));
    }
}

fn tagger(bytes: &[u8]) -> Tagger {
    Tagger::new(Model::read(Box::leak(bytes.to_vec().into_boxed_slice())).expect("the model just made"))
}

fn encode(example: &Example) -> Encoded {
    let (mut found, mut tokens, mut scratch) = (Vec::new(), Vec::new(), Scratch::default());
    identify(&example.text, &mut found);
    tokenize(&example.text, &mut tokens);
    features::extract(&example.text, &tokens, &found, &mut scratch);
    let states = gold::states(example, &tokens, &found);
    let frozen = ibidem::parse::tag::frozen_at;
    let frozen = tokens.iter().map(|t| frozen(&found, t).is_some()).collect();
    Encoded { features: scratch.features, states, frozen }
}

/// The scored fields of a reference, letters and digits only.
type Values = Vec<String>;
const SCORED: usize = 11;

fn squeeze(into: &mut String, words: &str) {
    into.extend(words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase));
}

fn wanted(example: &Example) -> Values {
    let (mut found, mut tokens): (_, Vec<Token>) = (Vec::new(), Vec::new());
    identify(&example.text, &mut found);
    tokenize(&example.text, &mut tokens);
    let mut values = vec![String::new(); SCORED];
    for (state, token) in gold::states(example, &tokens, &found).into_iter().zip(&tokens) {
        let field = state as usize % INSIDE;
        if field < SCORED && (state as usize) < INSIDE + NOTHING {
            squeeze(&mut values[field], token.text(&example.text));
        }
    }
    values
}

fn given(text: &str, segments: &[Segment]) -> (Values, Vec<f32>) {
    let (mut values, mut confidence) = (vec![String::new(); SCORED], vec![1.0_f32; SCORED]);
    for segment in segments {
        let field = ibidem::parse::crf::field_of(segment.label);
        if field < SCORED {
            squeeze(&mut values[field], &text[segment.start..segment.end]);
            confidence[field] = confidence[field].min(segment.confidence);
        }
    }
    (values, confidence)
}

/// Fits the calibration to what is right and wrong on the dev side.
fn calibrate(tagger: &Tagger, dev: &[&Example], calibration: &mut Calibration) {
    let logit = |p: f32| (p.clamp(1e-5, 1.0 - 1e-5) / (1.0 - p.clamp(1e-5, 1.0 - 1e-5))).ln();
    let mut by_field: Vec<Vec<(Vec<f32>, bool)>> = vec![Vec::new(); SCORED];
    for example in dev {
        let (want, (have, confidence)) = (wanted(example), given(&example.text, &tagger.tag_raw(&example.text).segments));
        for f in (0..SCORED).filter(|f| !have[*f].is_empty()) {
            by_field[f].push((vec![logit(confidence[f])], want[f] == have[f]));
        }
    }
    let all: Vec<_> = by_field.iter().flatten().cloned().collect();
    let pooled = fit::logistic(&all, &[1.0, 0.0], 1.0);
    for label in Label::all() {
        let field = FIELDS.iter().position(|f| *f == label).filter(|f| *f < SCORED);
        let own = field.map_or(pooled.clone(), |f| fit::logistic(&by_field[f], &pooled, 10.0));
        calibration.labels[label as usize] = [own[0], own[1]];
    }
    let mut whole = Vec::new();
    for example in dev {
        let raw = tagger.tag_raw(&example.text);
        let confidences: Vec<f32> = raw.segments.iter().map(|s| calibration.label(s.label, s.confidence)).collect();
        let evidence = Calibration::evidence(raw.path_log_probability, confidences.into_iter());
        whole.push((evidence.to_vec(), wanted(example) == given(&example.text, &raw.segments).0));
    }
    let weights = fit::logistic(&whole, &[0.0, 1.0, 0.0, 0.0], 1.0);
    calibration.whole.copy_from_slice(&weights);
}

/// What came out on the dev side, by set: a quick look, not the scorer's figures.
fn report(tagger: &Tagger, dev: &[&Example]) {
    let mut sets: std::collections::BTreeMap<&str, [usize; 5]> = std::collections::BTreeMap::new();
    for example in dev {
        let (want, have) = (wanted(example), given(&example.text, &tagger.tag(&example.text).segments).0);
        for set in [example.set.as_str(), "~all"] {
            let [right, more, less, whole, n] = sets.entry(set).or_default();
            for (w, h) in want.iter().zip(&have) {
                *right += usize::from(!w.is_empty() && w == h);
                *more += usize::from(!h.is_empty() && w != h);
                *less += usize::from(!w.is_empty() && w != h);
            }
            *whole += usize::from(want == have);
            *n += 1;
        }
    }
    for (set, [right, more, less, whole, n]) in sets {
        let f1 = 2.0 * right as f64 / (2 * right + more + less) as f64;
        eprintln!("{set:20} n {n:4} F1 {f1:.4} all right {:.4}", whole as f64 / n as f64);
    }
}
