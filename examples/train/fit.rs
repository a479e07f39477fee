//! Maximises the likelihood of the chain: AdaGrad, in two parts that share each batch. Each part works
//! out half of the sequences, then changes the features of its own half of the weights, so that the
//! result depends neither on who was faster nor on how many threads there are.

use std::collections::BTreeMap;
use std::sync::{Barrier, Mutex, RwLock};

use ibidem::parse::calibration::Calibration;
use ibidem::parse::crf::{AFTER, Chain, INSIDE, Lattice, NEVER, NOTHING, STATES, Scores, Transitions, WIDTH};
use ibidem::parse::features::STRIDE;
use ibidem::parse::model::{Model, Network};
use ibidem::parse::net::{Between, Net, Units};
use rustc_hash::FxHashMap;

use crate::net::{Asked, Trained};

/// What can be turned.
pub struct Settings {
    pub epochs: usize,
    pub rate: f32,
    /// Pull towards nought at each change.
    pub decay: f32,
    /// Features that occur less often are left out.
    pub cut: u32,
    /// Weights smaller than this are left out of the file.
    pub prune: f32,
    pub batch: usize,
    /// Of a hundred features of a token, so many are left out each time: the others learn to do without.
    pub drop: u64,
    /// One or two: they share the work, and change nothing else. One has nobody to wait for on a busy machine.
    pub threads: usize,
    /// Of what is shuffled and left out.
    pub seed: u64,
    /// Whether it is the network that is trained, and not the weights of the features.
    pub net: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { epochs: 12, rate: 0.12, decay: 0.0, cut: 3, prune: 0.08, batch: 16, drop: 50, threads: 1, seed: 1, net: false }
    }
}

/// A reference as the trainer sees it.
pub struct Encoded {
    pub features: Vec<u32>,
    pub states: Vec<u8>,
    pub frozen: Vec<bool>,
    /// Real references are seen in every epoch, those that were made in every second one.
    pub real: bool,
}

/// What came out.
#[derive(Clone)]
pub struct Fitted {
    features: Vec<(u32, Vec<f32>)>,
    transitions: Transitions,
    nets: Vec<(Net, Vec<Units>)>,
    prune: f32,
}

const PARTS: usize = 2;
const NONE: u32 = u32::MAX;

/// The weights of every second feature.
struct Shard {
    weights: Vec<Scores>,
    squares: Vec<Scores>,
    /// The weights at the end of each of the last epochs, added up: their mean is steadier than the last ones.
    sums: Vec<Scores>,
}

/// The difference of what is and what is expected, for the tokens where it matters.
#[derive(Default)]
struct Residuals {
    tokens: Vec<(usize, usize)>,
    rows: Vec<Scores>,
}

struct Shared<'a> {
    data: &'a [Encoded],
    ids: &'a [Vec<u32>],
    order: RwLock<Vec<usize>>,
    shards: [RwLock<Shard>; PARTS],
    residuals: [RwLock<Residuals>; PARTS],
    counts: [Mutex<(Transitions, f64)>; PARTS],
    chain: RwLock<Chain>,
    chain_sum: Mutex<Transitions>,
    net: Option<RwLock<Trained>>,
    asked: [RwLock<Asked>; PARTS],
    barrier: Barrier,
}

pub fn fit(data: &[Encoded], settings: &Settings) -> Fitted {
    let (names, ids) = index(data, settings.cut);
    eprintln!("{} features", names.len());
    let shard = |_| {
        let n = names.len() / PARTS + 1;
        RwLock::new(Shard { weights: vec![[0.0; STATES]; n], squares: vec![[0.0; STATES]; n], sums: vec![[0.0; STATES]; n] })
    };
    let shared = Shared {
        data,
        ids: &ids,
        order: RwLock::default(),
        shards: std::array::from_fn(shard),
        residuals: std::array::from_fn(|_| RwLock::default()),
        counts: std::array::from_fn(|_| Mutex::new((Transitions::zero(), 0.0))),
        chain: RwLock::new(Chain::new(Transitions::zero())),
        chain_sum: Mutex::new(Transitions::zero()),
        net: settings.net.then(|| RwLock::new(Trained::new(settings.seed))),
        asked: Default::default(),
        barrier: Barrier::new(settings.threads),
    };
    std::thread::scope(|scope| {
        for thread in 0..settings.threads {
            let shared = &shared;
            scope.spawn(move || work(shared, thread, settings));
        }
    });
    let shards = shared.shards.map(|s| s.into_inner().unwrap());
    let share = 1.0 / (settings.epochs - first_averaged(settings)) as f32;
    let mean = |id: usize| shards[id % PARTS].sums[id / PARTS].map(|w| w * share).to_vec();
    let mut features: Vec<(u32, Vec<f32>)> = names.iter().enumerate().map(|(id, name)| (*name, mean(id))).collect();
    features.sort_by_key(|(name, _)| *name);
    let mut transitions = shared.chain_sum.into_inner().unwrap();
    transitions.rows_mut().flatten().for_each(|w| *w *= share);
    let nets = shared.net.map(|net| net.into_inner().unwrap().mean()).into_iter().collect();
    Fitted { features, transitions, nets, prune: settings.prune }
}

/// From which epoch on weights count for the mean.
fn first_averaged(settings: &Settings) -> usize {
    settings.epochs / 2
}

fn add(sums: &mut [Scores], weights: &[Scores]) {
    for (sum, weight) in sums.as_flattened_mut().iter_mut().zip(weights.as_flattened()) {
        *sum += weight;
    }
}

/// Numbers the features that occur often enough.
fn index(data: &[Encoded], cut: u32) -> (Vec<u32>, Vec<Vec<u32>>) {
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    for feature in data.iter().flat_map(|e| &e.features) {
        *counts.entry(*feature).or_insert(0) += 1;
    }
    let mut names = Vec::new();
    let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
    let mut ids = Vec::new();
    for e in data {
        ids.push(
            e.features
                .iter()
                .map(|feature| {
                    if counts[feature] < cut {
                        return NONE;
                    }
                    *numbers.entry(*feature).or_insert_with(|| {
                        names.push(*feature);
                        names.len() as u32 - 1
                    })
                })
                .collect(),
        );
    }
    (names, ids)
}

/// Which features of a token are left out in an epoch; the same for both threads.
#[derive(Clone, Copy)]
struct Drop {
    epoch: usize,
    percent: u64,
    seed: u64,
}

impl Drop {
    fn mask(self, sequence: usize, token: usize) -> u64 {
        if self.percent == 0 {
            return 0;
        }
        let mut random = Random(
            (sequence as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
                ^ (token as u64 + 1).wrapping_mul(0xbf58_476d_1ce4_e5b9)
                ^ (self.epoch as u64 + 1) << 40
                ^ (self.seed - 1) << 50,
        );
        random.next();
        let mut mask = 0;
        // Eight bits of each number serve one feature.
        for group in 0..STRIDE.div_ceil(7) {
            let bits = random.next();
            for i in 0..7 {
                mask |= u64::from((bits >> (8 + 8 * i) & 0xff) * 100 < self.percent * 256) << (group * 7 + i);
            }
        }
        mask
    }

    fn scale(self) -> f32 {
        100.0 / (100 - self.percent) as f32
    }
}

fn work(shared: &Shared, thread: usize, settings: &Settings) {
    let (mut lattice, mut between) = (Lattice::default(), Between::default());
    let mut squares = Transitions::zero();
    let mut random = Random(0x1234_5678_9abc_def1 ^ (settings.seed - 1) << 32);
    let parts = (thread..PARTS).step_by(settings.threads);
    for epoch in 0..settings.epochs {
        if thread == 0 {
            let mut order = shared.order.write().unwrap();
            *order = (0..shared.data.len()).filter(|i| shared.data[*i].real || (i + epoch) % 2 == 0).collect();
            shuffle(&mut order, &mut random);
        }
        let drop = Drop { epoch, percent: settings.drop, seed: settings.seed };
        let rate = settings.rate
            * if epoch * 10 >= settings.epochs * 8 {
                0.3
            } else if epoch * 10 >= settings.epochs * 5 {
                0.6
            } else {
                1.0
            };
        let mut loss = 0.0;
        shared.barrier.wait();
        let length = shared.order.read().unwrap().len();
        for at in (0..length).step_by(settings.batch) {
            {
                let order = shared.order.read().unwrap();
                let batch = &order[at..(at + settings.batch).min(order.len())];
                for part in parts.clone() {
                    let mine = batch.iter().copied().skip(part).step_by(PARTS);
                    residuals_of(shared, part, mine, &mut lattice, &mut between, drop);
                }
            }
            shared.barrier.wait();
            if !settings.net {
                parts.clone().for_each(|part| change(shared, part, rate, settings.decay, drop));
            }
            if thread == 0 {
                loss += change_chain(shared, &mut squares, rate, settings.decay);
                if let Some(net) = &shared.net {
                    let asked: Vec<_> = shared.asked.iter().map(|asked| asked.read().unwrap()).collect();
                    net.write().unwrap().change(asked.iter().map(|asked| &**asked), rate / settings.rate);
                }
            }
            shared.barrier.wait();
        }
        if epoch >= first_averaged(settings) {
            for part in parts.clone() {
                let Shard { weights, sums, .. } = &mut *shared.shards[part].write().unwrap();
                add(sums, weights);
            }
        }
        if thread == 0 && epoch >= first_averaged(settings) {
            let chain = shared.chain.read().unwrap();
            let mut sum = shared.chain_sum.lock().unwrap();
            sum.rows_mut().flatten().zip(chain.weights.rows().flatten()).for_each(|(s, w)| *s += w);
            if let Some(net) = &shared.net {
                net.write().unwrap().remember();
            }
        }
        if thread == 0 {
            eprintln!("epoch {epoch}: loss {:.4} a reference", loss / length as f64);
        }
    }
}

fn residuals_of(shared: &Shared, part: usize, mine: impl Iterator<Item = usize>, lattice: &mut Lattice, between: &mut Between, drop: Drop) {
    let shards: Vec<_> = shared.shards.iter().map(|s| s.read().unwrap()).collect();
    let chain = shared.chain.read().unwrap();
    let mut out = shared.residuals[part].write().unwrap();
    let mut counts = shared.counts[part].lock().unwrap();
    out.tokens.clear();
    out.rows.clear();
    *counts = (Transitions::zero(), 0.0);
    let net = shared.net.as_ref().map(|net| net.read().unwrap());
    let mut asked = shared.asked[part].write().unwrap();
    asked.clear();
    let mut rows_asked = Vec::new();
    let mut expected = Transitions::zero();
    for sequence in mine {
        let e = &shared.data[sequence];
        lattice.scores.clear();
        for (token, ids) in shared.ids[sequence].chunks_exact(STRIDE).enumerate() {
            let ids = if net.is_some() { &[] } else { ids };
            lattice.scores.push(score(&shards, ids, e, token, drop.mask(sequence, token), drop.scale()));
        }
        if let Some(net) = &net {
            net.forward(&e.features, |token| drop.mask(sequence, token), drop.scale(), between);
            let units = between.values.last().unwrap();
            for (scores, units) in lattice.scores.iter_mut().zip(units).enumerate().filter(|(token, _)| !e.frozen[*token]).map(|(_, both)| both) {
                net.net.score(units, scores);
                Chain::mask(scores);
            }
        }
        let gold = gold_score(&chain, lattice, &e.states, &mut counts.0);
        chain.marginals(lattice);
        counts.1 += lattice.log_sum - gold;
        chain.expect(lattice, &mut expected);
        rows_asked.clear();
        rows_asked.resize(lattice.marginals.len(), [0.0; STATES]);
        for (token, marginal) in lattice.marginals.iter().enumerate() {
            let state = e.states[token] as usize;
            if e.frozen[token] || 1.0 - marginal[state] < 0.002 {
                continue;
            }
            let mut row = marginal.map(|p| -p);
            row[state] += 1.0;
            out.tokens.push((sequence, token));
            out.rows.push(row);
            rows_asked[token] = row;
        }
        if let Some(net) = &net {
            net.backward(&e.features, |token| drop.mask(sequence, token), drop.scale(), between, &rows_asked, &mut asked);
        }
    }
    for (c, e) in counts.0.rows_mut().flatten().zip(expected.rows().flatten()) {
        *c -= e;
    }
}

fn score(shards: &[std::sync::RwLockReadGuard<Shard>], ids: &[u32], e: &Encoded, token: usize, mask: u64, scale: f32) -> Scores {
    let mut scores: Scores = [0.0; STATES];
    if e.frozen[token] {
        scores = [NEVER; STATES];
        scores[e.states[token] as usize] = 0.0;
        return scores;
    }
    for (template, id) in ids.iter().enumerate() {
        if *id == NONE || mask >> template & 1 == 1 {
            continue;
        }
        let row = &shards[*id as usize % PARTS].weights[*id as usize / PARTS];
        for (s, w) in scores.iter_mut().zip(row) {
            *s += w;
        }
    }
    scores.iter_mut().for_each(|s| *s *= scale);
    Chain::mask(&mut scores);
    scores
}

/// The score of the right path; its transitions are counted.
fn gold_score(chain: &Chain, lattice: &Lattice, states: &[u8], counts: &mut Transitions) -> f64 {
    let mut before = AFTER + NOTHING;
    let mut weights = chain.weights.clone();
    let mut sum = 0.0;
    for (scores, state) in lattice.scores.iter().zip(states) {
        let state = *state as usize;
        sum += f64::from(scores[state]) + f64::from(*arc(&mut weights, before, state));
        *arc(counts, before, state) += 1.0;
        before = state;
    }
    sum
}

fn arc(t: &mut Transitions, from: usize, to: usize) -> &mut f32 {
    let (x, y) = (from % WIDTH, to % WIDTH);
    if to < INSIDE {
        if from < AFTER { &mut t.next[x][y] } else { &mut t.over[x][y] }
    } else if to < AFTER {
        if from < INSIDE { &mut t.grow[y] } else { &mut t.stay[y] }
    } else if from < AFTER {
        &mut t.close[y]
    } else {
        &mut t.wait[y]
    }
}

fn change(shared: &Shared, part: usize, rate: f32, decay: f32, drop: Drop) {
    let mut shard = shared.shards[part].write().unwrap();
    let Shard { weights, squares, .. } = &mut *shard;
    for residuals in &shared.residuals {
        let residuals = residuals.read().unwrap();
        for ((sequence, token), row) in residuals.tokens.iter().zip(&residuals.rows) {
            let mask = drop.mask(*sequence, *token);
            for (template, id) in shared.ids[*sequence][token * STRIDE..(token + 1) * STRIDE].iter().enumerate() {
                if *id == NONE || *id as usize % PARTS != part || mask >> template & 1 == 1 {
                    continue;
                }
                let at = *id as usize / PARTS;
                for ((w, q), g) in weights[at].iter_mut().zip(&mut squares[at]).zip(row) {
                    let g = g - decay * *w;
                    *q += g * g;
                    *w += rate * g / (*q + 0.02).sqrt();
                }
            }
        }
    }
}

fn change_chain(shared: &Shared, squares: &mut Transitions, rate: f32, decay: f32) -> f64 {
    let mut loss = 0.0;
    let mut weights = shared.chain.read().unwrap().weights.clone();
    for counts in &shared.counts {
        let counts = counts.lock().unwrap();
        loss += counts.1;
        for ((w, q), g) in weights.rows_mut().flatten().zip(squares.rows_mut().flatten()).zip(counts.0.rows().flatten()) {
            let g = g - decay * *w;
            *q += g * g;
            *w += rate * g / (*q + 1.0).sqrt();
        }
    }
    *shared.chain.write().unwrap() = Chain::new(weights);
    loss
}

impl Fitted {
    /// The mean of what came out of several seeds: what only one of them found weighs less. Networks stand beside each other.
    pub fn mean(parts: Vec<Fitted>) -> Fitted {
        let share = 1.0 / parts.len() as f32;
        let prune = parts.first().map_or(0.0, |part| part.prune);
        let mut nets = Vec::new();
        let mut transitions = Transitions::zero();
        let mut features: BTreeMap<u32, Vec<f32>> = BTreeMap::new();
        for part in parts {
            transitions.rows_mut().flatten().zip(part.transitions.rows().flatten()).for_each(|(sum, w)| *sum += w * share);
            nets.extend(part.nets.into_iter().map(|net| scaled(net, share)));
            for (name, weights) in part.features {
                let sums = features.entry(name).or_insert_with(|| vec![0.0; STATES]);
                sums.iter_mut().zip(&weights).for_each(|(sum, w)| *sum += w * share);
            }
        }
        Fitted { features: features.into_iter().collect(), transitions, nets, prune }
    }

    /// Both together, each with its share: what one of them alone is sure of weighs less.
    pub fn joined(mut self, other: Fitted, share: f32) -> Fitted {
        self.features.iter_mut().flat_map(|(_, weights)| weights).for_each(|w| *w *= 1.0 - share);
        let transitions = self.transitions.rows_mut().flatten().zip(other.transitions.rows().flatten());
        transitions.for_each(|(w, o)| *w = *w * (1.0 - share) + o * share);
        Fitted { nets: other.nets.into_iter().map(|net| scaled(net, share)).collect(), ..self }
    }

    /// A network as it lies in the file: vectors in one byte a value.
    fn network((net, vectors): &(Net, Vec<Units>)) -> Network {
        let most = vectors.as_flattened().iter().fold(0.0_f32, |most, w| most.max(w.abs()));
        let step = (most / 127.0).min(0.03);
        eprintln!("largest value of a vector {most:.2}");
        let byte = |w: &f32| (w / step).round().clamp(-127.0, 127.0) as i8 as u8;
        Network { net: net.clone(), step, table: vectors.as_flattened().iter().map(byte).collect() }
    }

    /// The model file: small weights left out, the others in steps of one byte.
    pub fn write(&self, calibration: &Calibration) -> Vec<u8> {
        let most = self.features.iter().flat_map(|(_, w)| w).fold(0.0_f32, |m, w| m.max(w.abs()));
        let step = (most / 127.0).min(0.035);
        let steps = |w: f32| (w / step).round().clamp(-127.0, 127.0) as i8;
        let mut features: Vec<(u32, Vec<(u8, i8)>)> = self
            .features
            .iter()
            .map(|(name, weights)| {
                let kept = weights.iter().enumerate().filter(|(_, w)| w.abs() >= self.prune);
                (*name, kept.map(|(state, w)| (state as u8, steps(*w))).filter(|(_, s)| *s != 0).collect::<Vec<_>>())
            })
            .filter(|(_, weights)| !weights.is_empty())
            .collect();
        // Those that weigh most; of equal ones the order is that of their names.
        let weight = |feature: &(u32, Vec<(u8, i8)>)| feature.1.iter().map(|(_, steps)| steps.unsigned_abs()).max();
        features.sort_by_key(|feature| (std::cmp::Reverse(weight(feature)), feature.0));
        features.truncate(Model::CAPACITY);
        features.sort_by_key(|feature| feature.0);
        let pairs: usize = features.iter().map(|(_, w)| w.len()).sum();
        eprintln!("{} features with {pairs} weights kept, largest {most:.2}", features.len());
        let networks: Vec<_> = self.nets.iter().map(Self::network).collect();
        Model::write(step, &self.transitions, calibration, &networks, &features)
    }
}

/// A network with so large a share in the scores.
fn scaled((mut net, vectors): (Net, Vec<Units>), share: f32) -> (Net, Vec<Units>) {
    net.out.as_flattened_mut().iter_mut().chain(&mut net.shift).for_each(|w| *w *= share);
    (net, vectors)
}

/// Logistic regression, pulled towards `prior`; the last weight is the shift.
pub fn logistic(data: &[(Vec<f32>, bool)], prior: &[f32], pull: f32) -> Vec<f32> {
    let mut weights: Vec<f64> = prior.iter().map(|w| f64::from(*w)).collect();
    let n = weights.len();
    let mut squares = vec![1e-6; n];
    for _ in 0..1500 {
        let mut gradient: Vec<f64> = weights.iter().zip(prior).map(|(w, p)| f64::from(pull) * (f64::from(*p) - w)).collect();
        for (x, right) in data {
            let x = |i: usize| x.get(i).map_or(1.0, |v| f64::from(*v));
            let z: f64 = (0..n).map(|i| weights[i] * x(i)).sum();
            let error = f64::from(u8::from(*right)) - 1.0 / (1.0 + (-z).exp());
            (0..n).for_each(|i| gradient[i] += error * x(i));
        }
        for i in 0..n {
            squares[i] += gradient[i] * gradient[i];
            weights[i] += 0.2 * gradient[i] / f64::sqrt(squares[i]);
        }
    }
    weights.into_iter().map(|w| w as f32).collect()
}

/// A small generator of our own: the same numbers on every machine.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, n: usize) -> usize {
        ((self.next() >> 33) % n.max(1) as u64) as usize
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

fn shuffle(order: &mut [usize], random: &mut Random) {
    for i in (1..order.len()).rev() {
        order.swap(i, random.below(i + 1));
    }
}
