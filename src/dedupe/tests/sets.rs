//! The review sets: pairwise precision and recall against the gold, and the works that merging would lose.
use super::*;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::path::PathBuf;

pub(super) fn data(name: &str) -> Option<PathBuf> {
    let folder = std::env::var("IBIDEM_DATA").map_or_else(|_| PathBuf::from("../shared/data"), PathBuf::from);
    Some(folder.join("dedup").join(name)).filter(|path| path.exists())
}

fn name(json: &Json) -> Name {
    let part = |of: &str| json.get(of).and_then(Json::as_str).unwrap_or_default().to_owned();
    Name::person(part("family"), part("given")).with_literal(part("literal"))
}

/// As much of CSL-JSON as the sets have.
pub(super) fn load(json: &str) -> Vec<Entry> {
    let items: Vec<Json> = serde_json::from_str(json).unwrap();
    let mut entries = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let mut entry = Entry::new(EntryId { source: SourceId(0), index: u32::try_from(index).unwrap() });
        for (field, value) in item.as_object().unwrap() {
            match (field.as_str(), value) {
                ("id", Json::String(text)) => entry.key = text.as_str().into(),
                ("type", Json::String(text)) => entry.kind = Kind::from_csl(text),
                (field, Json::String(text)) => entry.set(Variable::named(field), text.as_str()),
                (field, Json::Array(list)) => entry.set(Variable::named(field), Names::new(list.iter().map(name).collect())),
                ("issued", date) => {
                    if let Some(year) = date.pointer("/date-parts/0/0").and_then(Json::as_i64) {
                        entry.set(Variable::Issued, Date::year(i32::try_from(year).unwrap()));
                    }
                }
                _ => {}
            }
        }
        entries.push(entry);
    }
    entries
}

/// The evidences of a pair, by name, with how much each says.
fn evidences(comparer: &mut super::super::weigh::Comparer, a: u32, b: u32) -> String {
    let mut seen = Vec::new();
    comparer.link_seeing(a, b, Some(&mut seen));
    seen.iter().map(|(evidence, much)| format!("{evidence:?}:{much:.2}")).collect::<Vec<_>>().join(" ")
}

/// What speaks for and against a pair: `IBIDEM_EXPLAIN='title=…|author=… // title=…'`.
#[test]
fn explain() {
    let Ok(pair) = std::env::var("IBIDEM_EXPLAIN") else { return };
    let (a, b) = pair.split_once(" // ").unwrap();
    let records = Records::of(&entries(&[a, b]), 1);
    let mut comparer = super::super::weigh::Comparer::new(&records);
    eprintln!("{:?} {}", comparer.link(0, 1), evidences(&mut comparer, 0, 1));
}

#[derive(Debug, Default)]
struct Score {
    right: usize,
    found: usize,
    gold: usize,
    lost: usize,
}

impl Score {
    fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (self.found + self.gold) as f64
    }
}

fn pairs_of(sizes: impl Iterator<Item = usize>) -> usize {
    sizes.map(|n| n * (n - 1) / 2).sum()
}

/// As tools/score_dedupe.py counts.
fn score(gold: &[String], cluster: &[usize]) -> Score {
    let (mut cells, mut works, mut clusters) = (HashMap::new(), HashMap::new(), HashMap::new());
    for (gold, cluster) in gold.iter().zip(cluster) {
        *cells.entry((*cluster, gold)).or_insert(0) += 1;
        *works.entry(gold).or_insert(0) += 1;
        *clusters.entry(*cluster).or_insert(0) += 1;
    }
    let mut best: HashMap<usize, (usize, &String)> = HashMap::new();
    for ((cluster, gold), count) in &cells {
        let known = best.entry(*cluster).or_insert((*count, gold));
        if (*count, std::cmp::Reverse(gold)) > (known.0, std::cmp::Reverse(&known.1)) {
            *known = (*count, gold);
        }
    }
    let kept: std::collections::HashSet<&String> = best.values().map(|(_, gold)| *gold).collect();
    let lost = works.keys().filter(|gold| !kept.contains(**gold)).count();
    let count = |of: Vec<usize>| pairs_of(of.into_iter());
    Score {
        right: count(cells.into_values().collect()),
        found: count(clusters.into_values().collect()),
        gold: count(works.into_values().collect()),
        lost,
    }
}

fn measure(set: &str) -> Option<Score> {
    let (json, gold) = (data(&format!("{set}.json"))?, data(&format!("{set}.gold.tsv"))?);
    let entries = load(&std::fs::read_to_string(json).unwrap());
    let gold = gold_of(&gold);
    let start = std::time::Instant::now();
    let report = find_with(&entries, &Options { settle: true, ..Options::default() });
    let took = start.elapsed();
    let mut cluster: Vec<usize> = (0..entries.len()).collect();
    for found in &report.clusters {
        found.members.iter().for_each(|at| cluster[*at] = found.keep);
    }
    let labels: Vec<String> = entries.iter().map(|entry| gold[entry.key.as_str()].clone()).collect();
    let score = score(&labels, &cluster);
    eprintln!("{set}: F1 {:.4} {score:?}, {} to review, {} parents, {took:?}", score.f1(), report.review.len(), report.parents.len());
    if let Ok(folder) = std::env::var("IBIDEM_DEDUPE_OUT") {
        let lines: Vec<String> = entries.iter().zip(&cluster).map(|(entry, of)| format!("{}\t{of}\n", entry.key)).collect();
        std::fs::write(PathBuf::from(&folder).join(format!("{set}.tsv")), lines.concat()).unwrap();
        let lines: Vec<String> = report
            .review
            .iter()
            .map(|r| format!("{}\t{}\t{:.3}\t{}\n", entries[r.members[0]].key, entries[r.members[1]].key, r.score, r.why))
            .collect();
        std::fs::write(PathBuf::from(&folder).join(format!("{set}.review.tsv")), lines.concat()).unwrap();
        let records = Records::of(&entries, 1);
        let mut comparer = super::super::weigh::Comparer::new(&records);
        let mut line = |(a, b): Pair| {
            let link = comparer.link(a, b);
            let why = link.why.map_or("", Why::name);
            let seen = evidences(&mut comparer, a, b);
            format!("{}\t{}\t{}\t{why}\t{seen}\n", entries[a as usize].key, entries[b as usize].key, link.odds)
        };
        let lines: Vec<String> = block(&records, Slice::ALL, 1).into_iter().map(&mut line).collect();
        std::fs::write(PathBuf::from(&folder).join(format!("{set}.links.tsv")), lines.concat()).unwrap();
    }
    Some(score)
}

/// What was reached; it may only get better. Haematology's gold joins errata and sibling trials that are different works.
const FLOORS: [(&str, f64, usize); 4] =
    [("cytology_screening", 0.999, 0), ("haematology", 0.898, 0), ("respiratory_nonum", 0.997, 0), ("cora", 0.9, 5)];

/// How often pairs of about as much evidence are one work: `cargo test --lib dedupe::tests::sets::calibration -- --nocapture`.
/// Haematology's gold joins errata and sibling trials, which shows between a half and three quarters.
#[test]
fn calibration() {
    for sets in [&["cytology_screening", "haematology", "respiratory_nonum"][..], &["cora"]] {
        let mut bins = [(0, 0); 10];
        for set in sets {
            let (Some(json), Some(gold)) = (data(&format!("{set}.json")), data(&format!("{set}.gold.tsv"))) else { return };
            let entries = load(&std::fs::read_to_string(json).unwrap());
            let gold = gold_of(&gold);
            let records = Records::of(&entries, 1);
            let mut comparer = super::super::weigh::Comparer::new(&records);
            for (a, b) in block(&records, Slice::ALL, 1) {
                let link = comparer.link(a, b);
                if matches!(link.why, None | Some(Why::Doubt)) {
                    let bin = &mut bins[((link.score() * 10.0) as usize).min(9)];
                    let same = gold[entries[a as usize].key.as_str()] == gold[entries[b as usize].key.as_str()];
                    *bin = (bin.0 + 1, bin.1 + usize::from(same));
                }
            }
        }
        eprintln!("{}", sets.join(", "));
        for (at, (all, same)) in bins.iter().enumerate() {
            eprintln!("  score {:.1} to {:.1}: {all} pairs, {:.3} one work", at as f64 / 10.0, (at + 1) as f64 / 10.0, *same as f64 / *all as f64);
        }
    }
}

pub(super) fn gold_of(path: &std::path::Path) -> HashMap<String, String> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().filter_map(|line| line.split_once('\t')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}

#[test]
fn review_sets() {
    let scores = FLOORS.map(|(set, ..)| measure(set));
    for ((set, floor, lost), score) in FLOORS.into_iter().zip(scores) {
        let Some(score) = score else {
            eprintln!("skipped: no {set} in IBIDEM_DATA or ../shared/data");
            continue;
        };
        assert!(score.f1() >= floor && score.lost <= lost, "{set}: {:.4} {score:?}", score.f1());
    }
}

/// `cargo test --release --lib dedupe::tests::sets::speed -- --nocapture` with `IBIDEM_DEDUPE_SPEED=50000`: records made of the review sets.
#[test]
fn speed() {
    let Some(count) = std::env::var("IBIDEM_DEDUPE_SPEED").ok().and_then(|count| count.parse::<usize>().ok()) else { return };
    let mut entries = Vec::new();
    for round in 0.. {
        for set in ["cytology_screening", "haematology", "respiratory_nonum"] {
            let Some(path) = data(&format!("{set}.json")) else { return };
            let mut more = load(&std::fs::read_to_string(path).unwrap());
            // Other rounds are other works: other words, pages and names.
            for entry in more.iter_mut().filter(|_| round > 0) {
                let title = entry.plain(Title).unwrap_or_default().into_owned();
                let other: Vec<String> =
                    title.split(' ').enumerate().map(|(at, word)| if at % 2 == 0 { format!("{word}{round}") } else { word.into() }).collect();
                entry.set(Title, other.join(" "));
                let page = entry.plain(Page).unwrap_or_default().into_owned();
                entry.set(Page, format!("{round}{page}"));
                if let Some(Value::Names(mut names)) = entry.remove(Author) {
                    names.list.iter_mut().for_each(|name| name.family = format!("{}{}", name.family, round % 7).into());
                    entry.set(Author, names);
                }
            }
            entries.append(&mut more);
        }
        if entries.len() >= count {
            break;
        }
    }
    entries.truncate(count);
    let memory =
        || std::fs::read_to_string("/proc/self/status").ok().and_then(|text| text.lines().find(|line| line.starts_with("VmHWM")).map(str::to_owned));
    let before = memory();
    let start = cpu();
    let records = Records::of(&entries, 1);
    let prepared = cpu() - start;
    let pairs = block(&records, Slice::ALL, 1);
    let blocked = cpu() - start;
    let links = compare(&records, &pairs, 1);
    let compared = cpu() - start;
    drop((records, links));
    let start = cpu();
    let report = find(&entries);
    eprintln!("{count} records: {} pairs; prepared {prepared:.2} s, blocked {blocked:.2}, compared {compared:.2}", pairs.len());
    eprintln!("in all {:.2} s, {} clusters, {} to review; {before:?} {:?}", cpu() - start, report.clusters.len(), report.review.len(), memory());
    let start = cpu();
    let merged = merge(&library(entries), &report);
    eprintln!("merged into {} in {:.2} s", merged.library.entries.len(), cpu() - start);
}

/// Seconds that this thread has run.
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).unwrap_or_default() / 1e9
}
