//! The linear chain: states, transitions, Viterbi, forward and backward. It knows neither text nor
//! features; training and tagging give it the scores of each token.
//!
//! A field X has three states: its first token, its later tokens, and the tokens between it and the next
//! field. The last one keeps the memory of X across ". In " or ", vol. ", which one state "outside" would lose.

// Rows run side by side over the same fields: indices say that best.
#![allow(clippy::needless_range_loop)]

use super::label::Label;

/// Fields, padded so that rows of floats fill registers.
pub const WIDTH: usize = 24;
/// Begin, inside and after of every field.
pub const STATES: usize = 3 * WIDTH;
/// Where the inside states start.
pub const INSIDE: usize = WIDTH;
/// Where the after states start.
pub const AFTER: usize = 2 * WIDTH;
/// The field that stands for "none yet"; it has an after state only.
pub const NOTHING: usize = FIELDS.len();

/// The labels that the chain tells apart. All identifiers that patterns find are one field here, under `doi`.
pub const FIELDS: [Label; 20] = [
    Label::Author,
    Label::Title,
    Label::Container,
    Label::Volume,
    Label::Issue,
    Label::Pages,
    Label::Date,
    Label::Publisher,
    Label::Place,
    Label::Editor,
    Label::Doi,
    Label::Series,
    Label::Edition,
    Label::Genre,
    Label::Note,
    Label::Translator,
    Label::Number,
    Label::Chapter,
    Label::CitationNumber,
    Label::Other,
];

/// The field of a label.
pub fn field_of(label: Label) -> usize {
    let label = match label {
        Label::Url | Label::Isbn | Label::Arxiv | Label::Pmid | Label::Accessed => Label::Doi,
        label => label,
    };
    FIELDS.iter().position(|field| *field == label).unwrap_or(FIELDS.len() - 1)
}

/// One float for every field.
pub type Row = [f32; WIDTH];
/// One float for every state.
pub type Scores = [f32; STATES];

/// The weights of going from state to state.
#[derive(Clone)]
pub struct Transitions {
    /// From begin or inside of X straight to begin of Y.
    pub next: [Row; WIDTH],
    /// From after X to begin of Y.
    pub over: [Row; WIDTH],
    /// From begin to inside of the same field.
    pub grow: Row,
    /// From inside to inside.
    pub stay: Row,
    /// From begin or inside to after.
    pub close: Row,
    /// From after to after.
    pub wait: Row,
}

impl Transitions {
    /// How many floats it holds.
    pub const LEN: usize = 2 * WIDTH * WIDTH + 4 * WIDTH;

    /// All weights nought.
    pub fn zero() -> Self {
        let row = [0.0; WIDTH];
        Transitions { next: [row; WIDTH], over: [row; WIDTH], grow: row, stay: row, close: row, wait: row }
    }

    /// The rows in a fixed order, for reading and writing.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.next.iter().chain(&self.over).chain([&self.grow, &self.stay, &self.close, &self.wait])
    }

    /// The rows in the same order.
    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut Row> {
        self.next.iter_mut().chain(&mut self.over).chain([&mut self.grow, &mut self.stay, &mut self.close, &mut self.wait])
    }

    fn map(&self, f: impl Fn(f32) -> f32) -> Self {
        let mut out = self.clone();
        out.rows_mut().flatten().for_each(|w| *w = f(*w));
        out
    }
}

fn transposed(m: &[Row; WIDTH]) -> [Row; WIDTH] {
    let mut out = [[0.0; WIDTH]; WIDTH];
    for (x, row) in m.iter().enumerate() {
        for (y, w) in row.iter().enumerate() {
            out[y][x] = *w;
        }
    }
    out
}

/// The rows that lead to the begin of every field: by turns from within each field and from behind it.
type Enter = [Row; 2 * WIDTH];

/// Transitions made ready for inference.
pub struct Chain {
    /// As trained.
    pub weights: Transitions,
    enter: Enter,
    exp: Transitions,
    enter_exp: Enter,
    next_back: [Row; WIDTH],
    over_back: [Row; WIDTH],
}

/// e to the x, to six digits, in a form that the compiler turns into vector code.
#[inline]
pub fn fast_exp(x: f32) -> f32 {
    // Added to a small number, it leaves the nearest whole number in the low bits.
    const ROUND: f32 = 12_582_912.0;
    let y = (x * std::f32::consts::LOG2_E).clamp(-126.0, 126.0);
    let whole = y + ROUND;
    let f = y - (whole - ROUND);
    let p = 1.0 + f * (std::f32::consts::LN_2 + f * (0.240_226_5 + f * (0.055_504_11 + f * (0.009_618_13 + f * 0.001_333_36))));
    f32::from_bits((whole.to_bits() << 23).wrapping_add(127 << 23)) * p
}

/// Joins all scores to one, in lanes that the compiler turns into vector code.
#[inline]
fn reduce(scores: &Scores, join: impl Fn(f32, f32) -> f32) -> f32 {
    let (rows, _) = scores.as_chunks::<8>();
    let mut lanes = rows[0];
    for row in &rows[1..] {
        for (lane, s) in lanes.iter_mut().zip(row) {
            *lane = join(*lane, *s);
        }
    }
    lanes[1..].iter().fold(lanes[0], |all, lane| join(all, *lane))
}

/// The greater of two, without the care for what is no number.
#[inline]
fn greater(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// Adds `scale` times `row` to `sum`. Slices of known length become vector code where arrays are taken apart.
#[inline]
fn add_scaled(sum: &mut Row, row: &[f32], scale: f32) {
    for (s, r) in sum.iter_mut().zip(row) {
        *s += r * scale;
    }
}

/// The begin, inside and after states.
#[inline]
fn thirds(scores: &Scores) -> [&Row; 3] {
    let (thirds, _) = scores.as_chunks();
    [&thirds[0], &thirds[1], &thirds[2]]
}

/// One array of the three.
#[inline]
fn joined(begin: Row, inside: Row, after: Row) -> Scores {
    let mut all = [0.0; STATES];
    all[..INSIDE].copy_from_slice(&begin);
    all[INSIDE..AFTER].copy_from_slice(&inside);
    all[AFTER..].copy_from_slice(&after);
    all
}

/// Takes over what is better by way of one state.
#[inline]
fn raise(top: &mut Row, weights: &[f32], score: f32) {
    for (t, w) in top.iter_mut().zip(weights) {
        *t = greater(score + w, *t);
    }
}

/// States so far behind the best one start no field of the best path: transitions weigh far less.
const HOPELESS: f32 = -18.0;
/// Shares too small to matter in a sum of shares.
const TINY: f32 = 1.0e-7;

/// Where values are above a limit, in order: gathered as bits first, since no branch could foretell them one by one.
#[inline]
fn above<const N: usize>(values: &[f32; N], limit: f32) -> impl Iterator<Item = usize> + use<N> {
    let mut left = values.iter().enumerate().fold(0, |bits, (at, value)| bits | u64::from(*value > limit) << at);
    std::iter::from_fn(move || {
        let at = left.trailing_zeros() as usize;
        left &= left.wrapping_sub(1);
        (at < N).then_some(at)
    })
}

/// The values of two rows by turns.
#[inline]
fn by_turns(even: &Row, odd: &Row) -> [f32; 2 * WIDTH] {
    std::array::from_fn(|at| if at % 2 == 0 { even[at / 2] } else { odd[at / 2] })
}

/// A score that no path takes.
pub const NEVER: f32 = -1.0e9;

/// Buffers of one sequence, used again for the next.
#[derive(Default)]
pub struct Lattice {
    /// The score of every state at every token, put there by the caller. After [`Chain::marginals`]
    /// they are exponentials.
    pub scores: Vec<Scores>,
    /// The probability of every state at every token.
    pub marginals: Vec<Scores>,
    /// The best state at every token.
    pub path: Vec<u8>,
    /// The logarithm of the share of the best path among all.
    pub path_log_probability: f32,
    /// The logarithm of the sum over all paths.
    pub log_sum: f64,
    alpha: Vec<Scores>,
    scale: Vec<f32>,
    best: Vec<Scores>,
}

impl Chain {
    /// Makes transitions ready.
    pub fn new(weights: Transitions) -> Self {
        let exp = weights.map(fast_exp);
        let enter = |t: &Transitions| std::array::from_fn(|at| if at % 2 == 0 { t.next[at / 2] } else { t.over[at / 2] });
        Chain { next_back: transposed(&exp.next), over_back: transposed(&exp.over), enter_exp: enter(&exp), exp, enter: enter(&weights), weights }
    }

    /// Forbids what no sequence may hold; call it once the scores are there.
    pub fn mask(scores: &mut Scores) {
        for s in &mut scores[NOTHING..INSIDE] {
            *s = NEVER;
        }
        for s in &mut scores[INSIDE + NOTHING..AFTER] {
            *s = NEVER;
        }
        for s in &mut scores[AFTER + NOTHING + 1..] {
            *s = NEVER;
        }
    }

    /// The best path, and its score.
    pub fn viterbi(&self, lattice: &mut Lattice) -> f64 {
        let Lattice { scores, best, .. } = lattice;
        best.clear();
        let mut before: Scores = [NEVER; STATES];
        before[AFTER + NOTHING] = 0.0;
        let mut base = 0.0_f64;
        for scores in scores.iter() {
            let mut now = self.step(&before, scores);
            // Kept small, so that long sequences lose no digits.
            let max = reduce(&now, greater);
            now.iter_mut().for_each(|s| *s = greater(*s - max, NEVER));
            base += f64::from(max);
            best.push(now);
            before = now;
        }
        self.trace(lattice);
        base
    }

    /// The best score of every state by way of all states before.
    fn step(&self, best: &Scores, scores: &Scores) -> Scores {
        let t = &self.weights;
        let [begin, inside, after] = thirds(best);
        let within: Row = std::array::from_fn(|x| greater(inside[x], begin[x]));
        let mut top: Row = [NEVER; WIDTH];
        let hopeful = |score: f32| if score > HOPELESS { score } else { NEVER };
        for ((within, after), [next, over]) in within.iter().zip(after).zip(self.enter.as_chunks().0).take(NOTHING + 1) {
            raise(&mut top, next, hopeful(*within));
            raise(&mut top, over, hopeful(*after));
        }
        let [first, later, between] = thirds(scores);
        joined(
            std::array::from_fn(|x| top[x] + first[x]),
            std::array::from_fn(|x| greater(begin[x] + t.grow[x], inside[x] + t.stay[x]) + later[x]),
            std::array::from_fn(|x| greater(within[x] + t.close[x], after[x] + t.wait[x]) + between[x]),
        )
    }

    /// Follows the best scores back: which state each came from is worked out for the path alone.
    fn trace(&self, lattice: &mut Lattice) {
        let Lattice { best, path, .. } = lattice;
        path.clear();
        path.resize(best.len(), 0);
        let Some(last) = best.last() else { return };
        let mut state = (0..STATES).max_by(|a, b| last[*a].total_cmp(&last[*b])).unwrap_or(AFTER);
        for i in (0..best.len()).rev() {
            path[i] = state as u8;
            if i > 0 {
                state = self.came_from(&best[i - 1], state);
            }
        }
    }

    fn came_from(&self, best: &Scores, state: usize) -> usize {
        let (t, y) = (&self.weights, state % WIDTH);
        let within = if best[INSIDE + y] > best[y] { INSIDE + y } else { y };
        if state >= AFTER {
            return if best[AFTER + y] + t.wait[y] > best[within] + t.close[y] { AFTER + y } else { within };
        }
        if state >= INSIDE {
            return if best[INSIDE + y] + t.stay[y] > best[y] + t.grow[y] { INSIDE + y } else { y };
        }
        let [begin, inside, after] = thirds(best);
        let from = |row: &Row, weights: &[Row; WIDTH]| std::array::from_fn(|x| row[x] + weights[x][y]);
        let scores = joined(from(begin, &t.next), from(inside, &t.next), from(after, &t.over));
        (0..STATES).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap_or(AFTER)
    }

    /// The probability of every state at every token. The scores become exponentials.
    pub fn marginals(&self, lattice: &mut Lattice) {
        self.forward(lattice);
        self.backward(lattice);
    }

    fn forward(&self, lattice: &mut Lattice) {
        let Lattice { scores, alpha, scale, log_sum, .. } = lattice;
        alpha.clear();
        scale.clear();
        *log_sum = 0.0;
        let mut before: Scores = [0.0; STATES];
        before[AFTER + NOTHING] = 1.0;
        for e in scores.iter_mut() {
            let max = reduce(e, greater);
            for s in e.iter_mut() {
                *s = if *s < -1.0e8 { 0.0 } else { fast_exp(*s - max) };
            }
            let mut now = self.step_on(&before, e);
            let mut sum = reduce(&now, |a, b| a + b);
            if sum.is_nan() || sum <= 1.0e-30 {
                // All paths died of rounding: begin afresh from what this token says alone.
                now = *e;
                sum = now.iter().sum::<f32>().max(1.0e-30);
            }
            let share = 1.0 / sum;
            now.iter_mut().for_each(|a| *a *= share);
            *log_sum += f64::from(max) + f64::from(sum.ln());
            scale.push(sum);
            alpha.push(now);
            before = now;
        }
    }

    /// What comes into every state from all states before, by what its token says of it.
    fn step_on(&self, before: &Scores, token: &Scores) -> Scores {
        let t = &self.exp;
        let [begin, inside, after] = thirds(before);
        let within: Row = std::array::from_fn(|x| begin[x] + inside[x]);
        let mut into: Row = [0.0; WIDTH];
        let from = by_turns(&within, after);
        for at in above(&from, TINY) {
            add_scaled(&mut into, &self.enter_exp[at], from[at]);
        }
        let [first, later, between] = thirds(token);
        joined(
            std::array::from_fn(|x| into[x] * first[x]),
            std::array::from_fn(|x| (begin[x] * t.grow[x] + inside[x] * t.stay[x]) * later[x]),
            std::array::from_fn(|x| (within[x] * t.close[x] + after[x] * t.wait[x]) * between[x]),
        )
    }

    fn backward(&self, lattice: &mut Lattice) {
        let Lattice { scores, marginals, alpha, scale, .. } = lattice;
        marginals.resize(scores.len(), [0.0; STATES]);
        let mut beta: Scores = [1.0; STATES];
        for (((marginals, scores), alpha), scale) in marginals.iter_mut().zip(scores).zip(alpha).zip(scale).rev() {
            *marginals = std::array::from_fn(|s| alpha[s] * beta[s]);
            let share = 1.0 / *scale;
            let ahead = std::array::from_fn(|s| scores[s] * beta[s] * share);
            beta = self.step_back(&ahead);
        }
    }

    fn step_back(&self, ahead: &Scores) -> Scores {
        let t = &self.exp;
        let [begin, inside, after] = thirds(ahead);
        let (mut within, mut over): (Row, Row) = ([0.0; WIDTH], [0.0; WIDTH]);
        for y in above(begin, TINY) {
            add_scaled(&mut within, &self.next_back[y], begin[y]);
            add_scaled(&mut over, &self.over_back[y], begin[y]);
        }
        joined(
            std::array::from_fn(|x| within[x] + t.grow[x] * inside[x] + t.close[x] * after[x]),
            std::array::from_fn(|x| within[x] + t.stay[x] * inside[x] + t.close[x] * after[x]),
            std::array::from_fn(|x| over[x] + t.wait[x] * after[x]),
        )
    }

    /// Adds the expected count of every transition to `counts`; call it after [`Chain::marginals`]. For training.
    pub fn expect(&self, lattice: &Lattice, counts: &mut Transitions) {
        let t = &self.exp;
        let mut before: Scores = [0.0; STATES];
        before[AFTER + NOTHING] = 1.0;
        for i in 0..lattice.scores.len() {
            // The marginal is alpha times beta: ahead is what the backward pass had here.
            let mut ahead: Scores = [0.0; STATES];
            for s in 0..STATES {
                let a = lattice.alpha[i][s];
                let beta = if a > 0.0 { lattice.marginals[i][s] / a } else { 0.0 };
                ahead[s] = lattice.scores[i][s] * beta / lattice.scale[i];
            }
            for x in 0..WIDTH {
                let (within, after) = (before[x] + before[INSIDE + x], before[AFTER + x]);
                for y in 0..WIDTH {
                    counts.next[x][y] += within * t.next[x][y] * ahead[y];
                    counts.over[x][y] += after * t.over[x][y] * ahead[y];
                }
                counts.grow[x] += before[x] * t.grow[x] * ahead[INSIDE + x];
                counts.stay[x] += before[INSIDE + x] * t.stay[x] * ahead[INSIDE + x];
                counts.close[x] += within * t.close[x] * ahead[AFTER + x];
                counts.wait[x] += after * t.wait[x] * ahead[AFTER + x];
            }
            before = lattice.alpha[i];
        }
    }
}
