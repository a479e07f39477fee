//! Trains the tagger: `cargo run --release --example train -- --data ../shared/data --out models/tagger.bin`
//!
//! It reads the train side of the gold, adds Italian humanities (`linkedbooks`, unpacked with `xz`), references
//! made by recombination (`synthetic`), rendered in CSL styles (`rendered`) and spoiled (`noise`), maximises the
//! likelihood of the chain with AdaGrad, takes the mean of the weights of the last epochs and of several seeds, keeps those
//! that weigh most in one byte each, calibrates the confidences on the dev side and on what a second model holds back, and
//! writes one file.
//! The same data and seed give the same file, bit for bit.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, clippy::exit, clippy::panic)]

mod fit;
mod gold;
mod linkedbooks;
mod lists;
mod net;
mod noise;
mod rendered;
mod synthetic;
mod truth;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use fit::{Encoded, Fitted, Settings};
use gold::{Example, Side};
use ibidem::parse::calibration::{Calibration, logit};
use ibidem::parse::features::{self, Scratch};
use ibidem::parse::identify::identify;
use ibidem::parse::label::Label;
use ibidem::parse::model::Model;
use ibidem::parse::tag::{Raw, Segment, Tagger};
use ibidem::text::tokens::tokenize;

fn main() {
    let mut settings = Settings::default();
    let (mut data, mut out, mut without) = (PathBuf::from("../shared/data"), PathBuf::from("models/tagger.bin"), String::new());
    let mut shares = Shares::default();
    let (mut fold, mut say, mut weights): (Option<u64>, Option<PathBuf>, Option<PathBuf>) = (None, None, None);
    let mut folds = 2;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let value = args.next().unwrap_or_default();
        match arg.as_str() {
            "--data" => data = value.into(),
            "--out" => out = value.into(),
            "--epochs" => settings.epochs = value.parse().unwrap(),
            "--synthetic" => shares.made = value.parse().unwrap(),
            "--spoiled" => shares.spoiled = value.parse().unwrap(),
            "--rendered" => shares.rendered = value.parse().unwrap(),
            // So many fifths of the train side calibrate, each with a model of one seed that never saw it.
            "--folds" => folds = value.parse().unwrap(),
            "--linkedbooks" => shares.books = value.parse().unwrap(),
            "--decay" => settings.decay = value.parse().unwrap(),
            "--rate" => settings.rate = value.parse().unwrap(),
            "--drop" => settings.drop = value.parse().unwrap(),
            "--batch" => settings.batch = value.parse().unwrap(),
            "--cut" => settings.cut = value.parse().unwrap(),
            "--threads" => settings.threads = value.parse::<usize>().unwrap().clamp(1, 2),
            "--nets" => shares.nets = value.parse().unwrap(),
            // How much the networks say, beside the chain.
            "--net" => shares.net = value.parse().unwrap(),
            "--seeds" => shares.seeds = value.parse().unwrap(),
            "--prune" => settings.prune = value.parse().unwrap(),
            // Train nothing: report on that model, and say what it says.
            "--weights" => weights = Some(PathBuf::from(value)),
            // Leave one source out: sets whose name begins so are not trained on.
            "--without" => without = value,
            // Hold a fifth of the train side back, and report on it as well.
            "--fold" => fold = value.parse().ok(),
            // What the model says of all gold, as `ibidem parse --lines --to labels` would: one file a set, in this folder.
            "--say" => say = Some(value.into()),
            // Set so many rendered lists into documents, and tell how many references are found; and which are not, in layouts so named.
            "--lists" => return lists::measure(&data, value.parse().unwrap(), args.next().as_deref()),
            "--show-books" => return show(linkedbooks::read(&data, "train").iter().step_by(value.parse().unwrap())),
            "--show-spoiled" => {
                let gold = gold::read(&data.join("parse/gold"));
                return show(noise::make(&gold, value.parse().unwrap(), 7).iter());
            }
            "--show-rendered" => {
                let gold = gold::read(&data.join("parse/gold"));
                let (real, unseen): (Vec<_>, Vec<_>) = gold.into_iter().partition(|e| e.side == Side::Train);
                let held = rendered::held_titles(unseen.iter());
                return show(rendered::make(&data, &real, &linkedbooks::read(&data, "train"), &held, value.parse().unwrap(), 7).iter());
            }
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
    let mut dev: Vec<&Example> = gold.iter().filter(|e| e.side == Side::Dev && e.set != "grobid_header").collect();
    let usable = |e: &&Example| e.side == Side::Train && !e.set.starts_with("grobid_header") && (without.is_empty() || !e.set.starts_with(&without));
    let train = &|fold: Option<u64>, seeds: u64, nets: u64| {
        let real: Vec<Example> = gold.iter().filter(usable).filter(|e| fold != Some(e.fifth())).cloned().collect();
        let seen = |e: &&Example| usable(e) && fold != Some(e.fifth());
        let books = linkedbooks::read(&data, "valid");
        let held = rendered::held_titles(gold.iter().filter(|e| !seen(e)).chain(&books));
        weigh(&data, &real, &held, &without, &settings, &Shares { seeds, nets, ..shares })
    };
    let weighed = weights.is_some();
    let bytes = weights.map_or_else(|| train(fold, shares.seeds, shares.nets), |file| std::fs::read(file).expect("the model"));
    let mut heard = said(&tagger(&bytes), &dev);
    // The dev side has few documents of physics, and easy ones: a fifth of the train side is held back for the confidences.
    let back = |fold: u64| gold.iter().filter(usable).filter(|e| e.fifth() == fold).collect::<Vec<_>>();
    if let Some(fold) = fold {
        heard.extend(said(&tagger(&bytes), &back(fold)));
    }
    let (folds, nets) = (if fold.is_some() || weighed { 0 } else { folds }, shares.nets.min(1));
    let held: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let running: Vec<_> = (1..=folds).map(|fold| deep(scope, move || train(Some(fold), 1, nets))).collect();
        running.into_iter().map(|held| held.join().expect("a training")).collect()
    });
    for (fold, held) in (1..).zip(held) {
        let (held, back) = (tagger(&held), back(fold));
        eprintln!("the dev side and the fifth held back, by the model that never saw it");
        report(&held, &[dev.as_slice(), &back, &linkedbooks::read(&data, "valid").iter().collect::<Vec<_>>()].concat());
        heard.extend(said(&held, &back));
    }
    let bytes = if weighed {
        bytes
    } else {
        let mut calibration = Calibration::default();
        calibrate(&heard, &mut calibration);
        Model::recalibrated(&bytes, &calibration)
    };
    std::fs::write(&out, &bytes).expect("write the model");
    eprintln!("{} bytes", bytes.len());
    if fold.is_some() {
        dev.extend(gold.iter().filter(|e| e.side == Side::Train && e.set != "grobid_header" && fold == Some(e.fifth())));
    }
    let books = linkedbooks::read(&data, "valid");
    dev.extend(&books);
    report(&tagger(&bytes), &dev);
    if let Some(folder) = say {
        write_labels(&tagger(&bytes), &gold, &folder);
    }
}

/// How many references of each kind are trained on beside the gold.
struct Shares {
    /// Made by recombination.
    made: usize,
    /// Of Italian humanities.
    books: usize,
    /// Spoiled.
    spoiled: usize,
    /// Rendered.
    rendered: usize,
    /// So many times, with others each time: the model is the mean.
    seeds: u64,
    /// So many networks, each with a seed of its own.
    nets: u64,
    /// What share the networks have.
    net: f32,
}

impl Default for Shares {
    fn default() -> Self {
        Shares { made: 12_000, books: 2_300, spoiled: 3_000, rendered: 6_000, seeds: 3, nets: 2, net: 0.5 }
    }
}

/// A thread with room for networks that are handed on by value.
fn deep<'s, T: Send + 's>(scope: &'s std::thread::Scope<'s, '_>, work: impl FnOnce() -> T + Send + 's) -> std::thread::ScopedJoinHandle<'s, T> {
    std::thread::Builder::new().stack_size(64 << 20).spawn_scoped(scope, work).expect("a thread")
}

/// The weights, as a model that is not calibrated.
fn weigh(data: &Path, real: &[Example], held: &HashSet<String>, without: &str, settings: &Settings, shares: &Shares) -> Vec<u8> {
    let mut books = Vec::new();
    if without != "linkedbooks" {
        let all = linkedbooks::read(data, "train");
        let step = (all.len() / shares.books.max(1)).max(1);
        books.extend(all.into_iter().step_by(step).take(shares.books));
    }
    let read: Vec<Example> = real.iter().chain(&books).cloned().collect();
    let fitted = &|seed: u64, net: bool| {
        let mut made = synthetic::make(real, shares.made, seed);
        made.extend(noise::make(real, shares.spoiled, seed));
        let rendered = rendered::make(data, real, &books, held, shares.rendered, seed);
        if !rendered.is_empty() {
            made.extend(noise::make(&rendered, shares.rendered / 6, seed + 100));
        }
        made.extend(rendered);
        eprintln!("{} references made, {} of the gold, {} of books", made.len(), real.len(), books.len());
        let encoded: Vec<Encoded> = read.iter().map(|e| encode(e, true)).chain(made.iter().map(|e| encode(e, false))).collect();
        fit::fit(&encoded, &Settings { seed, net, ..*settings })
    };
    let (nets, parts) = std::thread::scope(|scope| {
        let running = |count: u64, net: bool| (1..=count).map(|seed| deep(scope, move || fitted(seed, net))).collect::<Vec<_>>();
        let running = [running(shares.nets, true), running(shares.seeds, false)];
        let [nets, parts] = running.map(|running| running.into_iter().map(|part| part.join().expect("a training")).collect::<Vec<Fitted>>());
        (nets, parts)
    });
    let weights = match (parts.is_empty(), nets.is_empty()) {
        (_, true) => Fitted::mean(parts),
        (true, _) => Fitted::mean(nets),
        _ => Fitted::mean(parts).joined(Fitted::mean(nets), shares.net),
    };
    weights.write(&Calibration::default())
}

/// Writes what the tagger says of every reference, in the form of `parse --to labels`.
fn write_labels(tagger: &Tagger, gold: &[Example], folder: &Path) {
    std::fs::create_dir_all(folder).expect("make the folder");
    for set in gold.chunk_by(|a, b| a.set == b.set) {
        let mut lines = String::new();
        for (n, example) in set.iter().enumerate() {
            let tagged = tagger.tag(&example.text);
            let segment = |s: &Segment| serde_json::json!({"label": s.label.name(), "start": s.start, "end": s.end, "confidence": s.confidence});
            let segments: Vec<_> = tagged.segments.iter().map(segment).collect();
            let line = serde_json::json!({"line": n + 1, "text": example.text, "segments": segments, "confidence": tagged.confidence});
            lines = lines + &line.to_string() + "\n";
        }
        std::fs::write(folder.join(&set[0].set).with_extension("labels"), lines).expect("write the labels");
    }
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

fn encode(example: &Example, real: bool) -> Encoded {
    let (mut found, mut tokens, mut scratch) = (Vec::new(), Vec::new(), Scratch::default());
    identify(&example.text, &mut found);
    tokenize(&example.text, &mut tokens);
    features::extract(&example.text, &tokens, &found, &mut scratch);
    let states = gold::states(example, &tokens, &found);
    let frozen = ibidem::parse::tag::frozen_at;
    let frozen = tokens.iter().map(|t| frozen(&found, t).is_some()).collect();
    Encoded { features: scratch.features, states, frozen, real }
}

/// A reference with what a model that never saw it says of it.
type Said<'e> = (&'e Example, Raw);

fn said<'e>(tagger: &Tagger, examples: &[&'e Example]) -> Vec<Said<'e>> {
    examples.iter().map(|example| (*example, tagger.tag_raw(&example.text))).collect()
}

/// Fits the calibration to what is right and wrong of what was said.
fn calibrate(said: &[Said], calibration: &mut Calibration) {
    let mut by_field: Vec<Vec<(Vec<f32>, bool)>> = vec![Vec::new(); truth::FIELDS.len()];
    for (example, raw) in said {
        let (have, confidence) = truth::given(&example.text, &raw.segments);
        for at in (0..truth::FIELDS.len()).filter(|at| !have[*at].is_empty() && (*at != truth::DOI || !truth::doi_in_url(&example.fields, &have))) {
            by_field[at].push((vec![logit(confidence[at])], example.fields[at] == have[at]));
        }
    }
    let all: Vec<_> = by_field.iter().flatten().cloned().collect();
    let pooled = fit::logistic(&all, &[1.0, 0.0], 1.0);
    for label in Label::all() {
        let field = truth::FIELDS.iter().position(|f| *f == label);
        let own = field.map_or(pooled.clone(), |f| fit::logistic(&by_field[f], &pooled, 10.0));
        calibration.labels[label as usize] = [own[0], own[1]];
    }
    let right = |example: &Example, raw: &Raw| truth::all_right(&example.fields, &truth::given(&example.text, &raw.segments).0);
    let whole: Vec<_> = said.iter().map(|(example, raw)| (calibration.evidence(raw).to_vec(), right(example, raw))).collect();
    calibration.whole.copy_from_slice(&fit::logistic(&whole, &Calibration::default().whole, 1.0));
}

/// What came out on the dev side, by set, as the scorer counts.
fn report(tagger: &Tagger, dev: &[&Example]) {
    let mut sets: std::collections::BTreeMap<&str, [usize; 5]> = std::collections::BTreeMap::new();
    for example in dev {
        let (want, have) = (&example.fields, truth::given(&example.text, &tagger.tag(&example.text).segments).0);
        for set in [example.set.as_str(), "~all"] {
            let [right, more, less, whole, n] = sets.entry(set).or_default();
            for (w, h) in want.iter().zip(&have) {
                *right += usize::from(!w.is_empty() && w == h);
                *more += usize::from(!h.is_empty() && w != h);
                *less += usize::from(!w.is_empty() && w != h);
            }
            *whole += usize::from(*want == have);
            *n += 1;
        }
    }
    for (set, [right, more, less, whole, n]) in sets {
        let f1 = 2.0 * right as f64 / (2 * right + more + less) as f64;
        eprintln!("{set:20} n {n:4} F1 {f1:.4} all right {:.4}", whole as f64 / n as f64);
    }
}
