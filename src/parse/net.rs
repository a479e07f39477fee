//! A small network over the tokens: features as vectors, three layers that look at neighbours one, two and four tokens away and
//! at the mean of the whole reference, and a score for every state, which is added to what the features weigh in the chain. It sees which features come together,
//! where the chain only adds up what each says alone.

// Rows run side by side over the same places: indices say that best.
#![allow(clippy::needless_range_loop)]

use super::crf::{STATES, Scores};
use super::features::{BITS, STRIDE};

/// How wide all layers are.
pub const WIDE: usize = 32;
/// What the layers are, by how far away the neighbours are that they look at.
pub const REACH: [usize; 3] = [1, 2, 4];
/// A layer looks at the token itself, and at one neighbour on each side.
const TAPS: usize = 3;
/// The vectors lie in a table of so many rows, to the power of two; features whose hashes fall together share one.
const ROW_BITS: u32 = 14;
/// How many rows there are.
pub const ROWS: usize = 1 << ROW_BITS;
/// The places of the features that are looked at: those that are of the token itself, of its chunk and of the whole.
pub const PLACES: [usize; 14] = [1, 9, 10, 11, 12, 16, 18, 19, 20, 24, 26, 29, 30, 31];

/// One value for every unit of a layer.
pub type Units = [f32; WIDE];

/// The weights of a layer, and what is added to each unit.
#[derive(Clone)]
pub struct Layer {
    /// By tap and unit that comes in.
    pub weights: [[Units; WIDE]; TAPS],
    /// What the mean of all tokens adds, by unit that comes in.
    pub whole: [Units; WIDE],
    /// Added to what comes out.
    pub shift: Units,
}

/// The layers and what follows them.
#[derive(Clone)]
pub struct Net {
    /// The layers in order.
    pub layers: [Layer; REACH.len()],
    /// The scores of the states by unit.
    pub out: [Scores; WIDE],
    /// Added to the scores.
    pub shift: Scores,
}

/// What stands between the layers, for every token; used again for the next sequence.
#[derive(Default)]
pub struct Between {
    /// What comes into each layer and, last, out of all.
    pub values: [Vec<Units>; REACH.len() + 1],
    active: Vec<Active>,
}

/// Units, and which of them are positive, one bit each: what is below nought says nothing, and half of them are.
#[derive(Clone, Copy)]
struct Active {
    positive: u32,
    values: Units,
}

/// The row of the table that a feature has.
pub fn row_of(feature: u32) -> usize {
    (feature >> (BITS - ROW_BITS)) as usize
}

/// Which token a tap of a layer looks at.
pub fn neighbour(at: usize, tap: usize, reach: usize, len: usize) -> Option<usize> {
    (at + tap * reach).checked_sub(reach).filter(|at| *at < len)
}

impl Net {
    /// A network that says nothing.
    pub fn zero() -> Net {
        let layer = Layer { weights: [[[0.0; WIDE]; WIDE]; TAPS], whole: [[0.0; WIDE]; WIDE], shift: [0.0; WIDE] };
        Net { layers: [layer.clone(), layer.clone(), layer], out: [[0.0; STATES]; WIDE], shift: [0.0; STATES] }
    }

    /// All weights in a fixed order, for reading and writing.
    pub fn weights(&self) -> impl Iterator<Item = &f32> {
        let layers = self
            .layers
            .iter()
            .flat_map(|layer| layer.weights.as_flattened().as_flattened().iter().chain(layer.whole.as_flattened()).chain(&layer.shift));
        layers.chain(self.out.as_flattened()).chain(&self.shift)
    }

    /// The weights in the same order.
    pub fn weights_mut(&mut self) -> impl Iterator<Item = &mut f32> {
        let layers = self.layers.iter_mut().flat_map(|layer| {
            let Layer { weights, whole, shift } = layer;
            weights.as_flattened_mut().as_flattened_mut().iter_mut().chain(whole.as_flattened_mut()).chain(shift)
        });
        layers.chain(self.out.as_flattened_mut()).chain(&mut self.shift)
    }

    /// From the vectors of the tokens, which stand in `between` already, to what comes out of the last layer.
    pub fn forward(&self, between: &mut Between) {
        let Between { values, active } = between;
        for (at, (layer, reach)) in self.layers.iter().zip(REACH).enumerate() {
            let (before, after) = values.split_at_mut(at + 1);
            let (before, after) = (&before[at], &mut after[0]);
            // Nothing stands before the first token and behind the last: no border has to be looked for.
            active.clear();
            active.resize(reach, Active::NONE);
            active.extend(before.iter().map(Active::of));
            active.resize(before.len() + 2 * reach, Active::NONE);
            let shift = layer.shift_of(&mean(before));
            after.clear();
            let near = active.windows(2 * reach + 1).map(|near| [&near[0], &near[reach], &near[2 * reach]]);
            after.extend(before.iter().zip(near).map(|(units, near)| layer.apply(units, &shift, near)));
        }
    }

    /// Adds the scores of a token's states.
    pub fn score(&self, units: &Units, scores: &mut Scores) {
        scores.iter_mut().zip(&self.shift).for_each(|(score, shift)| *score += shift);
        let active = Active::of(units);
        let (thirds, _) = scores.as_chunks_mut::<{ STATES / 3 }>();
        for (third, sums) in thirds.iter_mut().enumerate() {
            let mut all: [f32; STATES / 3] = *sums;
            for (unit, value) in active.iter() {
                for (sum, weight) in all.iter_mut().zip(&self.out[unit][third * (STATES / 3)..(third + 1) * (STATES / 3)]) {
                    *sum += value * weight;
                }
            }
            *sums = all;
        }
    }
}

impl Layer {
    /// What is added to the units of every token, from the mean of all.
    fn shift_of(&self, mean: &Units) -> Units {
        let mut sums = self.shift;
        for (row, value) in self.whole.iter().zip(mean) {
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += value * weight);
        }
        sums
    }

    /// What comes out for a token, from what came in and what is positive of that at the token and its neighbours.
    #[inline]
    fn apply(&self, units: &Units, shift: &Units, near: [&Active; TAPS]) -> Units {
        let mut sums = *shift;
        for (weights, active) in self.weights.iter().zip(near) {
            for (unit, value) in active.iter() {
                for (sum, weight) in sums.iter_mut().zip(&weights[unit]) {
                    *sum += value * weight;
                }
            }
        }
        for (sum, unit) in sums.iter_mut().zip(units) {
            *sum += unit;
        }
        sums
    }
}

impl Active {
    const NONE: Active = Active { positive: 0, values: [0.0; WIDE] };

    #[inline]
    fn of(units: &Units) -> Active {
        let positive = units.iter().enumerate().fold(0, |bits, (at, unit)| bits | u32::from(*unit > 0.0) << at);
        Active { positive, values: *units }
    }

    /// The positive units, in order, with their values.
    #[inline]
    fn iter(&self) -> impl Iterator<Item = (usize, f32)> {
        let mut left = self.positive;
        std::iter::from_fn(move || {
            let unit = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            self.values.get(unit).map(|value| (unit, *value))
        })
    }
}

/// The mean of what is positive, over all tokens.
pub fn mean(tokens: &[Units]) -> Units {
    let mut sum = [0.0; WIDE];
    for units in tokens.iter().map(positive) {
        sum.iter_mut().zip(units).for_each(|(s, unit)| *s += unit);
    }
    sum.map(|s| s / tokens.len().max(1) as f32)
}

/// What is below nought says nothing.
#[inline]
fn positive(units: &Units) -> Units {
    units.map(|unit| if unit > 0.0 { unit } else { 0.0 })
}

/// The table of vectors as it lies in the model's file.
pub struct Table {
    rows: &'static [[u8; WIDE]],
    step: f32,
}

impl Table {
    /// How many bytes it takes.
    pub const LEN: usize = ROWS * WIDE;

    /// A table over bytes; `step` is what one of them weighs.
    pub fn new(bytes: &'static [u8], step: f32) -> Table {
        Table { rows: bytes.as_chunks().0, step }
    }

    /// The vector of a token.
    pub fn look_up(&self, features: &[u32; STRIDE]) -> Units {
        let mut sum = [0_i16; WIDE];
        for place in PLACES {
            let Some(row) = self.rows.get(row_of(features[place])) else { continue };
            for (s, w) in sum.iter_mut().zip(row) {
                *s += i16::from(*w as i8);
            }
        }
        sum.map(|s| f32::from(s) * self.step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A network of one weight: a unit of the token before, at the second layer, becomes the score of a state.
    #[test]
    fn a_weight_carries_a_unit_from_a_neighbour_to_a_state() {
        let mut net = Net::zero();
        net.layers[1].weights[0][3][5] = 2.0;
        net.out[5][7] = 0.5;
        net.shift[7] = 1.0;
        let mut between = Between::default();
        between.values[0] = vec![[0.0; WIDE]; 6];
        between.values[0][1][3] = 4.0;
        between.values[0][2][3] = -4.0;
        net.forward(&mut between);
        let scores: Vec<f32> = between.values[REACH.len()]
            .iter()
            .map(|units| {
                let mut scores = [0.0; STATES];
                net.score(units, &mut scores);
                scores[7]
            })
            .collect();
        // Two tokens on from the first; what is below nought goes nowhere.
        assert_eq!(scores, [1.0, 1.0, 1.0, 5.0, 1.0, 1.0]);
    }

    /// Half of all tokens have the unit: half of it comes to each of them.
    #[test]
    fn the_mean_of_all_comes_to_every_token() {
        let mut net = Net::zero();
        net.layers[0].whole[3][5] = 2.0;
        let mut between = Between::default();
        between.values[0] = vec![[0.0; WIDE]; 4];
        between.values[0][0][3] = 4.0;
        between.values[0][1][3] = -8.0;
        between.values[0][3][3] = 4.0;
        net.forward(&mut between);
        assert!(between.values[1].iter().all(|units| units[5] == 4.0), "{:?}", between.values[1]);
        net.forward(&mut Between::default());
    }

    #[test]
    fn a_vector_is_the_sum_of_its_rows() {
        let bytes: &'static [u8] = vec![255; Table::LEN].leak();
        assert_eq!(Table::new(bytes, 0.5).look_up(&[0; STRIDE]), [-0.5 * PLACES.len() as f32; WIDE]);
        assert_eq!(Table::new(&[], 0.5).look_up(&[7; STRIDE]), [0.0; WIDE]);
    }
}
