//! Trains the network beside the chain: what the chain's likelihood asks of the scores is carried back through the layers by
//! hand. Layers change by Adam, the vectors of features, of which few change at once, by AdaGrad.

use ibidem::parse::crf::Scores;
use ibidem::parse::features::STRIDE;
use ibidem::parse::net::{Between, Net, PLACES, REACH, ROWS, Units, WIDE, mean, neighbour, row_of};

use crate::fit::Random;

/// The network as it is being trained.
pub struct Trained {
    pub net: Net,
    vectors: Vec<Units>,
    squares: Vec<Units>,
    /// Mean and mean square of what each weight of the layers was asked.
    first: Net,
    second: Net,
    steps: i32,
    /// The weights at the end of each of the last epochs, added up.
    sums: (Net, Vec<Units>),
    summed: usize,
}

/// What some references ask of the network.
pub struct Asked {
    net: Net,
    /// The rows of a token's features, with what its vector is asked.
    vectors: Vec<([u32; PLACES.len()], Units)>,
    /// What is asked of the values between the layers.
    back: [Vec<Units>; REACH.len() + 1],
}

impl Default for Asked {
    fn default() -> Self {
        Asked { net: Net::zero(), vectors: Vec::new(), back: Default::default() }
    }
}

impl Asked {
    pub fn clear(&mut self) {
        self.net.weights_mut().for_each(|w| *w = 0.0);
        self.vectors.clear();
    }
}

const NO_ROW: u32 = u32::MAX;

/// The rows of a token's features that are not left out.
fn rows(features: &[u32], mask: u64) -> [u32; PLACES.len()] {
    PLACES.map(|place| if mask >> place & 1 == 1 { NO_ROW } else { row_of(features[place]) as u32 })
}

impl Trained {
    pub fn new(seed: u64) -> Trained {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let mut any = |most: f32| ((random.below(2001) as f32) / 1000.0 - 1.0) * most;
        let mut net = Net::zero();
        for layer in &mut net.layers {
            layer.weights.as_flattened_mut().as_flattened_mut().iter_mut().for_each(|w| *w = any(0.12));
        }
        net.out.as_flattened_mut().iter_mut().for_each(|w| *w = any(0.05));
        let vectors: Vec<Units> = (0..ROWS).map(|_| std::array::from_fn(|_| any(0.1))).collect();
        let nought = vec![[0.0; WIDE]; ROWS];
        Trained { net, vectors, squares: nought.clone(), first: Net::zero(), second: Net::zero(), steps: 0, sums: (Net::zero(), nought), summed: 0 }
    }

    /// What the network says of each token, with some features left out.
    pub fn forward(&self, features: &[u32], mask: impl Fn(usize) -> u64, scale: f32, between: &mut Between) {
        let vectors = features.chunks_exact(STRIDE).enumerate().map(|(token, features)| {
            let mut sum = [0.0; WIDE];
            for row in rows(features, mask(token)).into_iter().filter(|row| *row != NO_ROW) {
                sum.iter_mut().zip(&self.vectors[row as usize]).for_each(|(s, w)| *s += w);
            }
            sum.map(|s| s * scale)
        });
        between.values[0].clear();
        between.values[0].extend(vectors);
        self.net.forward(between);
    }

    /// Carries back what is asked of the scores of each token; where nothing is asked, the row is nought.
    pub fn backward(&self, features: &[u32], mask: impl Fn(usize) -> u64, scale: f32, between: &Between, rows_asked: &[Scores], out: &mut Asked) {
        let last = REACH.len();
        let Asked { net, vectors, back } = out;
        for units in back.iter_mut() {
            units.clear();
            units.resize(rows_asked.len(), [0.0; WIDE]);
        }
        for (token, row) in rows_asked.iter().enumerate().filter(|(_, row)| row.iter().any(|r| *r != 0.0)) {
            net.shift.iter_mut().zip(row).for_each(|(s, r)| *s += r);
            for (unit, value) in between.values[last][token].iter().enumerate().filter(|(_, value)| **value > 0.0) {
                net.out[unit].iter_mut().zip(row).for_each(|(s, r)| *s += r * value);
                back[last][token][unit] = dot(&self.net.out[unit], row);
            }
        }
        for at in (0..last).rev() {
            let (layer, asked, reach) = (&self.net.layers[at], &mut net.layers[at], REACH[at]);
            let (into, from) = back.split_at_mut(at + 1);
            let (into, from) = (&mut into[at], &from[0]);
            let (before, mean) = (&between.values[at], mean(&between.values[at]));
            let mut all = [0.0; WIDE];
            from.iter().for_each(|row| all.iter_mut().zip(row).for_each(|(s, r)| *s += r));
            for unit in 0..WIDE {
                asked.whole[unit].iter_mut().zip(&all).for_each(|(s, r)| *s += r * mean[unit]);
                let share = dot(&layer.whole[unit], &all) / from.len() as f32;
                into.iter_mut().zip(before).filter(|(_, before)| before[unit] > 0.0).for_each(|(into, _)| into[unit] += share);
            }
            for (token, row) in from.iter().enumerate().filter(|(_, row)| row.iter().any(|r| *r != 0.0)) {
                asked.shift.iter_mut().zip(row).for_each(|(s, r)| *s += r);
                into[token].iter_mut().zip(row).for_each(|(s, r)| *s += r);
                for tap in 0..layer.weights.len() {
                    let Some(source) = neighbour(token, tap, reach, from.len()) else { continue };
                    for (unit, value) in between.values[at][source].iter().enumerate().filter(|(_, value)| **value > 0.0) {
                        asked.weights[tap][unit].iter_mut().zip(row).for_each(|(s, r)| *s += r * value);
                        into[source][unit] += dot(&layer.weights[tap][unit], row);
                    }
                }
            }
        }
        for (token, (features, units)) in features.chunks_exact(STRIDE).zip(&back[0]).enumerate() {
            if units.iter().any(|u| *u != 0.0) {
                vectors.push((rows(features, mask(token)), units.map(|u| u * scale)));
            }
        }
    }

    /// Changes the weights as was asked.
    pub fn change<'a>(&mut self, asked: impl Iterator<Item = &'a Asked> + Clone, rate: f32) {
        self.steps += 1;
        let (shrink, settle) = (1.0 - 0.9_f32.powi(self.steps.min(1000)), 1.0 - 0.999_f32.powi(self.steps.min(20_000)));
        let mut sum = Net::zero();
        for part in asked.clone() {
            sum.weights_mut().zip(part.net.weights()).for_each(|(s, g)| *s += g);
        }
        let moments = self.first.weights_mut().zip(self.second.weights_mut());
        for ((w, g), (first, second)) in self.net.weights_mut().zip(sum.weights()).zip(moments) {
            *first += 0.1 * (g - *first);
            *second += 0.001 * (g * g - *second);
            *w += rate * 0.002 * (*first / shrink) / ((*second / settle).sqrt() + 1.0e-6);
        }
        for (rows, units) in asked.flat_map(|part| &part.vectors) {
            for row in rows.iter().filter(|row| **row != NO_ROW) {
                let (vector, squares) = (&mut self.vectors[*row as usize], &mut self.squares[*row as usize]);
                for ((w, q), g) in vector.iter_mut().zip(squares).zip(units) {
                    *q += g * g;
                    *w += rate * 0.04 * g / (*q + 1.0e-3).sqrt();
                }
            }
        }
    }

    /// Takes the weights as they are now into the mean.
    pub fn remember(&mut self) {
        self.sums.0.weights_mut().zip(self.net.weights()).for_each(|(s, w)| *s += w);
        self.sums.1.as_flattened_mut().iter_mut().zip(self.vectors.as_flattened()).for_each(|(s, w)| *s += w);
        self.summed += 1;
    }

    /// The mean of what was remembered.
    pub fn mean(self) -> (Net, Vec<Units>) {
        let (mut net, mut vectors) = self.sums;
        let share = 1.0 / self.summed.max(1) as f32;
        net.weights_mut().chain(vectors.as_flattened_mut()).for_each(|w| *w *= share);
        (net, vectors)
    }
}

fn dot<const N: usize>(a: &[f32; N], b: &[f32; N]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    for (a, b) in a.as_chunks::<8>().0.iter().zip(b.as_chunks::<8>().0) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ibidem::parse::crf::STATES;

    /// What is carried back is what a small change of a weight does to the scores.
    #[test]
    fn carried_back_is_what_a_change_does() {
        let trained = Trained::new(3);
        let mut random = Random(5);
        let features: Vec<u32> = (0..7 * STRIDE).map(|_| random.next() as u32 >> 2).collect();
        let weights: Vec<Scores> = (0..7).map(|_| std::array::from_fn(|state| ((state * 7 + random.below(5)) % 11) as f32 / 10.0 - 0.5)).collect();
        let sum = |trained: &Trained, between: &mut Between| -> f64 {
            trained.forward(&features, |_| 0, 1.0, between);
            let scores = between.values[REACH.len()].iter().zip(&weights).map(|(units, weights)| {
                let mut scores: Scores = [0.0; STATES];
                trained.net.score(units, &mut scores);
                scores.iter().zip(weights).map(|(s, w)| f64::from(s * w)).sum::<f64>()
            });
            scores.sum()
        };
        let (mut between, mut asked) = (Between::default(), Asked::default());
        sum(&trained, &mut between);
        trained.backward(&features, |_| 0, 1.0, &between, &weights, &mut asked);
        let steps = [0, 33, 1000, 3100, 3105, 5000, 9000, 10_000, 11_000];
        for at in steps {
            let change = |by: f32| {
                let mut other = Trained::new(3);
                *other.net.weights_mut().nth(at).unwrap() += by;
                sum(&other, &mut Between::default())
            };
            let (found, wanted) = (f64::from(*asked.net.weights().nth(at).unwrap()), (change(0.01) - change(-0.01)) / 0.02);
            assert!((found - wanted).abs() < 0.02 * (1.0 + wanted.abs()), "{at}: {found} {wanted}");
        }
        let (rows, units) = &asked.vectors[2];
        let mut other = Trained::new(3);
        other.vectors[rows[0] as usize][4] += 0.01;
        let wanted = (sum(&other, &mut Between::default()) - sum(&trained, &mut Between::default())) / 0.01;
        assert!((f64::from(units[4]) - wanted).abs() < 0.02 * (1.0 + wanted.abs()), "{units:?} {wanted}");
    }
}
