//! How much time and memory deduplication takes: made records, one in four a noisy copy, from 10,000 to a million; beside the crate `biblib`.
//!
//! `cargo bench --bench dedupe` runs 10k, 50k, 200k and 1M; `-- 50000` another number; `IBIDEM_BENCH_JOBS=2` with threads; `IBIDEM_BENCH_BIBLIB=1`
//! beside `biblib` up to 50,000. Each number runs in a process of its own, so that its peak of memory is its own. Times are user CPU seconds.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::panic, missing_docs)]

use ibidem::dedupe::{self, Options, Records, Slice};
use ibidem::model::{Date, Entry, EntryId, Kind, Library, Name, Names, Variable};
use ibidem::text::SourceId;

const COUNTS: [usize; 4] = [10_000, 50_000, 200_000, 1_000_000];

fn main() {
    if let Ok(count) = std::env::var("IBIDEM_BENCH_ONE") {
        return measure(count.parse().unwrap());
    }
    let wanted: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let counts = if wanted.is_empty() { COUNTS.to_vec() } else { wanted };
    println!(
        "records     entries  ready  block  compare  cluster  parents  merge    all (s)  wall (s)  peak (MB)  pairs      clusters  right  wrong  review"
    );
    for count in counts {
        let program = std::env::current_exe().unwrap();
        assert!(std::process::Command::new(program).env("IBIDEM_BENCH_ONE", count.to_string()).status().unwrap().success());
    }
}

/// Numbers that are the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % below as u64) as usize
    }

    fn chance(&mut self, of_hundred: usize) -> bool {
        self.roll(100) < of_hundred
    }

    /// A number that is small more often than large, as words are common or rare.
    fn skewed(&mut self, below: usize) -> usize {
        let (a, b, c) = (self.roll(1 << 16), self.roll(1 << 16), self.roll(1 << 16));
        (a * b / (1 << 16) * c / (1 << 16)) * below / (1 << 16)
    }
}

/// A word of its own for each number.
fn word(mut number: usize) -> String {
    const ONSETS: [&str; 16] = ["b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr"];
    const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];
    let mut word = String::new();
    loop {
        word += ONSETS[number % 16];
        word += VOWELS[number / 16 % 5];
        number /= 80;
        if number == 0 {
            let end = ["n", "s", "r", "l"][word.len() % 4];
            return word + end;
        }
        number -= 1;
    }
}

/// One work.
struct Work {
    title: Vec<usize>,
    authors: Vec<(usize, usize)>,
    journal: usize,
    year: i32,
    volume: usize,
    issue: usize,
    page: usize,
    length: usize,
    doi: bool,
}

impl Work {
    fn made(number: usize) -> Self {
        let mut dice = Dice(number as u64);
        Self {
            title: (0..5 + dice.roll(9)).map(|_| dice.skewed(8_000)).collect(),
            authors: (0..1 + dice.roll(6)).map(|_| (dice.skewed(4_000) + 40_000, dice.roll(26 * 26))).collect(),
            journal: dice.skewed(4_000),
            year: 1975 + dice.roll(48) as i32,
            volume: 1 + dice.roll(120),
            issue: 1 + dice.roll(12),
            page: 1 + dice.roll(3000),
            length: 2 + dice.roll(25),
            doi: dice.chance(60),
        }
    }

    fn entry(&self, number: usize, index: usize, copy: bool) -> Entry {
        let mut dice = Dice((index as u64) << 32 | 1);
        let noisy = |dice: &mut Dice, of_hundred: usize| copy && dice.chance(of_hundred);
        let mut entry = Entry::new(EntryId { source: SourceId(0), index: index as u32 });
        (entry.kind, entry.key) = (Some(Kind::ArticleJournal), format!("k{index}").into());
        let mut title = self.title.iter().map(|at| word(*at)).collect::<Vec<_>>().join(" ");
        if noisy(&mut dice, 15) {
            let at = dice.roll(title.len() - 1);
            title.remove(at);
        }
        if noisy(&mut dice, 20) {
            title = title.to_uppercase();
        }
        entry.set(Variable::Title, title);
        let short = noisy(&mut dice, 50);
        let name = |(family, given): &(usize, usize)| {
            let family = word(*family);
            let given = if short {
                char::from(b'A' + (given % 26) as u8).to_string()
            } else {
                format!("{}{}", char::from(b'A' + (given % 26) as u8), word(*given))
            };
            Name::person(family[..1].to_uppercase() + &family[1..], given)
        };
        let mut names = Names::new(self.authors.iter().map(name).collect());
        if noisy(&mut dice, 10) {
            names.list.truncate(1);
            names.others = true;
        }
        entry.set(Variable::Author, names);
        let words = [self.journal, self.journal * 7 % 4001].map(|at| word(at + 80_000));
        entry.set(
            Variable::ContainerTitle,
            match noisy(&mut dice, 40) {
                true => format!("J {} {}", &words[0][..words[0].len().min(4)], &words[1][..words[1].len().min(4)]),
                false => format!("Journal of {} {}", words[0], words[1]),
            },
        );
        entry.set(Variable::Issued, Date::year(self.year));
        entry.set(Variable::Volume, self.volume.to_string());
        if !noisy(&mut dice, 30) {
            entry.set(Variable::Issue, self.issue.to_string());
        }
        if !noisy(&mut dice, 10) {
            let last = self.page + self.length;
            entry.set(Variable::Page, if noisy(&mut dice, 30) { self.page.to_string() } else { format!("{}-{last}", self.page) });
        }
        if self.doi && !noisy(&mut dice, 40) {
            entry.set(Variable::Doi, format!("10.{}/x{number}", 1000 + self.journal));
        }
        entry
    }
}

/// Made entries, and which work each describes: every fourth a copy of an earlier one.
fn made(count: usize) -> (Vec<Entry>, Vec<usize>) {
    let mut dice = Dice(7);
    let (mut entries, mut works) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for index in 0..count {
        let copy = index > 100 && index % 4 == 3;
        let work = if copy { works[dice.roll(index)] } else { index };
        entries.push(Work::made(work).entry(work, index, copy));
        works.push(work);
    }
    (entries, works)
}

fn measure(count: usize) {
    let jobs = std::env::var("IBIDEM_BENCH_JOBS").ok().and_then(|jobs| jobs.parse().ok()).unwrap_or(1);
    let (entries, works) = made(count);
    let resting = memory("VmRSS");
    let (start, clock) = (cpu(), std::time::Instant::now());
    let mut times = Vec::new();
    let mut lap = |from: &mut f64| {
        let now = cpu();
        times.push(now - std::mem::replace(from, now));
    };
    let mut from = start;
    let records = Records::of(&entries, jobs);
    lap(&mut from);
    let pairs = dedupe::block(&records, Slice::ALL, jobs);
    let compared = pairs.len();
    lap(&mut from);
    let links = dedupe::compare(&records, &pairs, jobs);
    drop(pairs);
    lap(&mut from);
    let (clusters, review) = dedupe::cluster(&entries, &records, &links, &Options::default());
    drop((records, links));
    lap(&mut from);
    let parents = dedupe::parents(&entries, &clusters);
    lap(&mut from);
    let (all, wall, peak) = (cpu() - start, clock.elapsed().as_secs_f64(), memory("VmHWM"));
    let (mut right, mut wrong) = (0, 0);
    for cluster in &clusters {
        let same = cluster.members.iter().filter(|at| works[**at] == works[cluster.keep]).count();
        right += same - 1;
        wrong += cluster.members.len() - same;
    }
    let copies = works.iter().enumerate().filter(|(at, work)| at != *work).count();
    let report = dedupe::Report { clusters, review, parents };
    let (clusters, review) = (report.clusters.len(), report.review.len());
    if std::env::var("IBIDEM_BENCH_BIBLIB").is_ok() && count <= 50_000 {
        beside_biblib(&entries, &works, all);
    }
    let library = Library { entries, ..Library::default() };
    let before = cpu();
    let merged = dedupe::merge(&library, &report);
    assert_eq!(merged.library.entries.len() + merged.keys.len(), count);
    times.push(cpu() - before);
    println!(
        "{count:<10}  {resting:>5} MB  {:<5.2}  {:<5.2}  {:<7.2}  {:<7.2}  {:<7.2}  {:<7.2}  {all:<7.2}  {wall:<8.2}  {peak:<9}  {compared:<9}  {clusters:<8}  {:.4} {wrong:<5}  {review}",
        times[0],
        times[1],
        times[2],
        times[3],
        times[4],
        times[5],
        right as f64 / copies as f64
    );
}

fn beside_biblib(entries: &[Entry], works: &[usize], ours: f64) {
    let citation = |entry: &Entry| {
        let text = |variable| entry.plain(variable).map(|text| text.into_owned());
        biblib::Citation {
            title: text(Variable::Title).unwrap_or_default(),
            authors: entry.names(Variable::Author).map_or_else(Vec::new, |names| {
                let author = |name: &Name| biblib::Author {
                    name: name.family.to_string(),
                    given_name: Some(name.given.to_string()),
                    middle_name: None,
                    affiliations: Vec::new(),
                };
                names.list.iter().map(author).collect()
            }),
            journal: text(Variable::ContainerTitle),
            date: entry.year().map(|year| biblib::Date { year, month: None, day: None }),
            volume: text(Variable::Volume),
            issue: text(Variable::Issue),
            pages: text(Variable::Page),
            doi: text(Variable::Doi),
            ..biblib::Citation::default()
        }
    };
    let citations: Vec<biblib::Citation> = entries.iter().map(citation).collect();
    let start = cpu();
    let groups = biblib::dedupe::Deduplicator::new().find_duplicates(&citations);
    let took = cpu() - start;
    let right: usize = groups.iter().map(|group| group.duplicates.iter().filter(|at| works[**at] == works[group.unique]).count()).sum();
    println!("biblib: {took:.2} s, {:.1} times as long; {right} copies found", took / ours);
}

/// User CPU seconds of this process.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit_once(')').and_then(|(_, rest)| rest.split(' ').nth(12)).and_then(|ticks| ticks.parse::<f64>().ok());
    ticks.unwrap_or_default() / 100.0
}

/// Megabytes, by the name in the process's status.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|line| line.split_whitespace().next()).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default() / 1024
}
