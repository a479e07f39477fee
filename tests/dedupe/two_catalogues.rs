//! Two catalogues of one field, as a database's and a publisher's are: title, authors, venue and year, nothing else. Made by chance from
//! a few words, so that many titles are alike; the same in every run.

use super::{names, numbered};
use ibidem::dedupe::{self, Options};
use ibidem::model::{Date, Entry, Variable};
use std::collections::HashMap;

/// Works that both catalogues have, before the journal versions.
const WORKS: usize = 1_500;
const WHAT: [&str; 24] = [
    "query",
    "index",
    "view",
    "transaction",
    "schema",
    "stream",
    "join",
    "cache",
    "constraint",
    "storage",
    "graph",
    "workload",
    "recovery",
    "log",
    "cluster",
    "sensor",
    "document",
    "warehouse",
    "trigger",
    "workflow",
    "catalog",
    "replica",
    "buffer",
    "histogram",
];
const DOING: [&str; 16] = [
    "optimization",
    "maintenance",
    "evaluation",
    "processing",
    "discovery",
    "integration",
    "estimation",
    "selection",
    "replication",
    "compression",
    "matching",
    "mining",
    "scheduling",
    "verification",
    "sampling",
    "partitioning",
];
const HOW: [&str; 16] = [
    "efficient",
    "adaptive",
    "incremental",
    "scalable",
    "distributed",
    "approximate",
    "secure",
    "temporal",
    "spatial",
    "semantic",
    "parallel",
    "declarative",
    "robust",
    "dynamic",
    "cost-based",
    "multidimensional",
];
const WHERE: [&str; 12] = [
    "relational databases",
    "object-oriented systems",
    "data warehouses",
    "sensor networks",
    "mobile environments",
    "federated systems",
    "main memory",
    "peer-to-peer networks",
    "digital libraries",
    "deductive databases",
    "web services",
    "multimedia servers",
];
const GIVEN: [&str; 12] = ["Anna", "Bernard", "Clara", "David", "Elena", "Frank", "Grace", "Hugo", "Irene", "Jan", "Kate", "Luis"];
const FAMILY: [&str; 24] = [
    "Abel", "Becker", "Chandra", "Dietz", "Eriksen", "Fujita", "Garcia", "Hofmann", "Ivanov", "Jensen", "Keller", "Lopez", "Moreau", "Nakamura",
    "Olsen", "Petrov", "Quinn", "Rossi", "Schmidt", "Tanaka", "Ullman", "Vogel", "Weber", "Zhang",
];
/// What the two call a venue; the last is the journal of extended versions.
const VENUES: [(&str, &str); 5] = [
    ("SIGMOD Conference", "International Conference on Management of Data"),
    ("VLDB", "Very Large Data Bases"),
    ("SIGMOD Record", "ACM SIGMOD Record"),
    ("ICDE", "Proceedings of the International Conference on Data Engineering"),
    ("ACM Trans. Database Syst.", "ACM Transactions on Database Systems (TODS)"),
];
/// What returns each year in the third venue.
const COLUMNS: [&str; 4] = ["Editor's Notes", "Reminiscences on Influential Papers", "Chair's Message", "Research Surveys"];

/// Numbers by chance (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % most as u64) as usize
    }

    fn of<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words[self.below(words.len())]
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }
}

#[derive(Clone)]
struct Work {
    title: String,
    subtitle: String,
    authors: Vec<(&'static str, &'static str)>,
    venue: usize,
    year: i32,
}

fn works(chance: &mut Chance) -> Vec<Work> {
    let mut works = Vec::new();
    for number in 0..WORKS {
        let title = format!("{} {} {} in {}", chance.of(&HOW), chance.of(&WHAT), chance.of(&DOING), chance.of(&WHERE));
        let subtitle = if chance.one_in(4) { format!("a {} {} approach", chance.of(&HOW), chance.of(&WHAT)) } else { String::new() };
        let authors = (0..=chance.below(4)).map(|_| (chance.of(&FAMILY), chance.of(&GIVEN))).collect();
        let work = Work { title, subtitle, authors, venue: chance.below(4), year: 1994 + chance.below(10) as i32 };
        if number % 50 == 0 {
            works.push(Work { venue: 4, year: work.year + 1, ..work.clone() });
        }
        works.push(work);
    }
    for title in COLUMNS {
        let editor = vec![(chance.of(&FAMILY), chance.of(&GIVEN))];
        works.extend((1994..2004).map(|year| Work { title: title.into(), subtitle: String::new(), authors: editor.clone(), venue: 2, year }));
    }
    works
}

/// A letter left out, now and then.
fn slip(chance: &mut Chance, text: String) -> String {
    let at = chance.below(text.len().max(1));
    text.char_indices().filter(|(here, _)| *here != at).map(|(_, c)| c).collect()
}

fn record(work: &Work, publisher: bool, chance: &mut Chance) -> Entry {
    let mut title = match work.subtitle.as_str() {
        "" => work.title.clone(),
        _ if chance.one_in(10) => work.title.clone(),
        subtitle => format!("{}: {subtitle}", work.title),
    };
    if chance.one_in(20) {
        title = slip(chance, title);
    }
    let initials = chance.one_in(4);
    let name = |(family, given): &(&str, &str)| format!("{family}, {}", if initials { &given[..1] } else { given });
    let (one, other) = VENUES[work.venue];
    let mut entry = Entry::default();
    entry.set(Variable::Title, title);
    entry.set(Variable::Author, names(&work.authors.iter().map(name).collect::<Vec<_>>().join("; ")));
    entry.set(Variable::ContainerTitle, if publisher { other } else { one });
    entry.set(Variable::Issued, Date::year(work.year));
    entry
}

fn pairs(count: usize) -> usize {
    count * (count - 1) / 2
}

#[test]
fn two_catalogues_are_one() {
    let mut chance = Chance(1);
    let works = works(&mut chance);
    let mut entries = Vec::new();
    let mut gold = Vec::new();
    for publisher in [false, true] {
        for (number, work) in works.iter().enumerate() {
            entries.push(record(work, publisher, &mut chance));
            gold.push(number);
        }
    }
    let entries = numbered(entries);
    let report = dedupe::find_with(&entries, &Options { settle: true, ..Options::default() });
    let found: usize = report.clusters.iter().map(|cluster| pairs(cluster.members.len())).sum();
    let mut right = 0;
    for cluster in &report.clusters {
        let mut of: HashMap<usize, usize> = HashMap::new();
        cluster.members.iter().for_each(|at| *of.entry(gold[*at]).or_default() += 1);
        right += of.into_values().map(pairs).sum::<usize>();
    }
    let f1 = 2.0 * right as f64 / (found + works.len()) as f64;
    eprintln!(
        "two catalogues: {} records, {found} pairs found, {right} of {} right, F1 {f1:.3}, {} to review",
        entries.len(),
        works.len(),
        report.review.len()
    );
    assert!(f1 >= 0.97, "{f1}");
}
