//! Blocking: which pairs are worth comparing. Records with an equal key share a block; each key tolerates other faults.

use super::Pair;
use super::parallel;
use super::record::{Record, Records};
use super::said::hash;

/// Blocks of more records are not compared each with each: they are split by a second key, and what is still too large is compared in
/// a window along its content. No record is left out.
const FULL: usize = 24;
const WINDOW: usize = 5;
/// Each thread goes through its blocks in so many parts, so that few pairs that are found twice lie in memory at once.
const BUCKETS: usize = 16;
/// Letters of a title's beginning and end that make a key.
const HEAD: usize = 24;

/// A slice of the blocks: those whose key, divided by `of`, leaves `at`. The pairs of all slices together, sorted and each once, are
/// those of [`Slice::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Which slice, from 0.
    pub at: u64,
    /// How many there are; 0 is as 1.
    pub of: u64,
}

impl Slice {
    /// All blocks.
    pub const ALL: Self = Self { at: 0, of: 1 };

    fn has(self, key: u64) -> bool {
        key % self.of.max(1) == self.at
    }
}

/// The pairs worth comparing, each once, in order; near-linear in the number of records.
pub fn block(records: &Records, slice: Slice, jobs: usize) -> Vec<Pair> {
    let buckets = jobs.clamp(1, 64) * BUCKETS;
    let numbers: Vec<u32> = (0..u32::try_from(records.list.len()).unwrap_or(u32::MAX)).collect();
    let keyed = parallel::chunks(&numbers, jobs, |numbers| {
        let mut keyed: Vec<Vec<Keyed>> = vec![Vec::new(); buckets];
        let mut keys = Keys::default();
        for at in numbers {
            keys.of(records, &records.list[*at as usize]);
            for key in keys.found.iter().copied().filter(|key| slice.has(*key)) {
                // The upper bits, for the lower ones may be those of the slice.
                keyed[(key >> 40) as usize % buckets].push(Keyed::new(key, *at));
            }
        }
        keyed
    });
    let buckets: Vec<usize> = (0..buckets).collect();
    let parts: Vec<&[usize]> = buckets.chunks(BUCKETS).collect();
    let pairs = parallel::each(&parts, jobs, |buckets| {
        let mut pairs = Vec::new();
        for bucket in *buckets {
            let mut keyed = keyed.iter().map(|part| part[*bucket].as_slice()).collect::<Vec<_>>().concat();
            keyed.sort_unstable();
            keyed.dedup();
            let known = pairs.len();
            for block in keyed.chunk_by(|a, b| a.key() == b.key()).filter(|block| block.len() > 1) {
                within(records, block, &mut pairs);
            }
            pairs[known..].sort_unstable();
            // Two sorted runs, which this sort puts together in linear time.
            pairs.sort();
            pairs.dedup();
        }
        pairs
    });
    drop(keyed);
    parallel::merged(pairs)
}

/// A record's number behind half of a key, in eight bytes: few keys share a half, and what they bring together is only compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Keyed(u64);

impl Keyed {
    fn new(key: u64, at: u32) -> Self {
        Self(key & !u64::from(u32::MAX) | u64::from(at))
    }

    fn key(self) -> u64 {
        self.0 >> 32
    }

    fn at(self) -> u32 {
        self.0 as u32
    }
}

fn within(records: &Records, block: &[Keyed], pairs: &mut Vec<Pair>) {
    let mut order: Vec<u32> = block.iter().map(|keyed| keyed.at()).collect();
    if order.len() <= FULL {
        return all(&order, pairs);
    }
    let mut along: Vec<(Along, u32)> = order.iter().map(|at| (Along::of(records, *at), *at)).collect();
    along.sort_unstable();
    order.clear();
    order.extend(along.iter().map(|(_, at)| *at));
    window(&order, pairs);
    for second in SECOND {
        let key = |at: &u32| second(&records.list[*at as usize]);
        let mut known: Vec<u32> = order.iter().copied().filter(|at| key(at).is_some()).collect();
        known.sort_by_key(key);
        for part in known.chunk_by(|a, b| key(a) == key(b)) {
            match part.len() <= FULL {
                true => all(part, pairs),
                false => window(part, pairs),
            }
        }
    }
}

fn all(order: &[u32], pairs: &mut Vec<Pair>) {
    for (at, a) in order.iter().enumerate() {
        pairs.extend(order[at + 1..].iter().map(|b| (*a.min(b), *a.max(b))));
    }
}

fn window(order: &[u32], pairs: &mut Vec<Pair>) {
    for (at, a) in order.iter().enumerate() {
        pairs.extend(order[at + 1..].iter().take(WINDOW).map(|b| (*a.min(b), *a.max(b))));
    }
}

/// By what overfull blocks are split.
type Second = fn(&Record) -> Option<u64>;
const SECOND: &[Second] = &[
    |record| record.first.map(|first| u64::from(first.family)),
    |record| record.place.page.map(|page| u64::from(page.get())),
    |record| record.year.map(|year| u64::from(year.unsigned_abs())),
    |record| (record.title != 0).then_some(record.title),
    |record| record.container.map(u64::from),
];

/// What brings like records of one overfull block together: the beginning of the title, then year, page and all else.
type Along = (u128, Option<i32>, u32, u64);

trait Content {
    fn of(records: &Records, at: u32) -> Self;
}

impl Content for Along {
    fn of(records: &Records, at: u32) -> Self {
        let record = &records.list[at as usize];
        let mut letters = Vec::with_capacity(HEAD);
        records.letters(record, 16, &mut letters);
        letters.resize(16, 0);
        let head = letters.iter().fold(0, |head, letter| head << 8 | u128::from(*letter));
        (head, record.year, record.place.page.map_or(0, |page| page.get()), record.content)
    }
}

/// The keys of a record, each with a number of its own so that different ones never meet.
#[derive(Default)]
struct Keys {
    found: Vec<u64>,
    letters: Vec<u8>,
    rare: Vec<(u32, u32)>,
}

impl Keys {
    fn of(&mut self, records: &Records, record: &Record) {
        self.found.clear();
        let identifiers = [(1, record.doi), (2, record.pmid), (3, record.isbn)];
        self.found.extend(identifiers.iter().filter_map(|(number, id)| Some(hash((*number, (*id)?.get())))));
        let family = record.first.map(|first| records.text(first.family));
        self.title(records, record);
        let place = record.place;
        if let Some(page) = place.digits.or(place.page) {
            if let Some(volume) = place.volume {
                self.found.push(hash((7, volume, page, record.year)));
            }
            if let Some(family) = family {
                self.found.push(hash((8, family, page)));
            }
        }
        if let Some(family) = family {
            self.found.push(hash((9, family, record.year, place.volume)));
            if let Some(word) = records.words(record).iter().map(|word| records.text(*word)).find(|word| word.len() > 4) {
                self.found.push(hash((10, family, word)));
            }
        }
    }

    fn title(&mut self, records: &Records, record: &Record) {
        records.letters(record, usize::MAX, &mut self.letters);
        if self.letters.len() < 6 {
            return;
        }
        let letters = &self.letters;
        self.found.push(hash((4, &letters[..HEAD.min(letters.len())])));
        self.found.push(hash((6, &letters[letters.len().saturating_sub(HEAD)..])));
        // The main title, and the subtitle, as titles of their own.
        let main: usize = records.words(record).iter().take(usize::from(record.main)).map(|word| records.text(*word).len()).sum();
        if main > 5 {
            if main < HEAD {
                self.found.push(hash((4, &letters[..main])));
            }
            if letters.len() > main + 5 {
                self.found.push(hash((4, &letters[main..letters.len().min(main + HEAD)])));
            }
        }
        self.rarest(records, record);
    }

    /// The three words of a title that fewest titles have; by spelling where as few have them.
    fn rarest(&mut self, records: &Records, record: &Record) {
        let sorted = records.sorted(record);
        self.rare.clear();
        self.rare.extend(sorted.iter().map(|word| (records.frequency[*word as usize], *word)).filter(|(count, _)| *count > 1));
        self.rare.dedup();
        self.rare.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| records.text(a.1).cmp(records.text(b.1))));
        self.rare.truncate(3);
        let mut words = self.rare.iter().map(|(_, word)| hash(records.text(*word))).collect::<Vec<u64>>();
        words.sort_unstable();
        self.found.push(hash((5, words)));
    }
}
