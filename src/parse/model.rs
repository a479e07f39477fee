//! The trained model as it lies in its file: read in place, so that start-up costs nothing.
//! How it is trained is the matter of `examples/train`.
//!
//! Layout, little-endian: magic, `f32` weight of one step, transitions, calibration (`calibration.rs`), how many
//! networks there are in one byte, of each the layers, the weight of one step of a vector and the vectors (`net.rs`), a hash table of `u32`
//! slots, then the rows. A feature's high bits say where its slot is, or the next free one after it; its
//! low bits are the high bits of the slot, whose low bits tell where its row begins, in units of four
//! bytes. A row is a count and as many pairs (state, steps); or `DENSE` and the steps of all states in
//! order, which adds up faster.

use super::calibration::Calibration;
use super::crf::{Chain, NOTHING, Scores, Transitions, WIDTH};
use super::features::{BITS, OWN, SHARED, STRIDE};
use super::net::{Net, Table};
use std::hint::select_unpredictable;

/// The head of a model file; the last byte is the version.
pub const MAGIC: &[u8; 8] = b"ibidTAG\x09";
/// The table has so many slots, to the power of two.
const SLOT_BITS: u32 = 18;
const SLOTS: usize = 1 << SLOT_BITS;
/// How many bits of a slot tell features apart; the others tell where the row is.
const TAG_BITS: u32 = BITS - SLOT_BITS;
const ROW_BITS: u32 = 32 - TAG_BITS;
/// So many slots are looked at together.
const NEAR: usize = 3;
/// So many pairs of a row are added up together.
const TOGETHER: usize = 4;
/// The unit in which places of rows are counted.
const UNIT: usize = 4;
/// From so many weights on a row holds all states.
const MANY: usize = 14;
/// The count of a row that holds all states.
const DENSE: u8 = u8::MAX;
/// How many states a dense row holds: those that are no padding.
const USED: usize = 3 * NOTHING + 1;

/// Whether a state is no padding.
fn is_used(state: usize) -> bool {
    state % WIDTH < NOTHING || state == 2 * WIDTH + NOTHING
}

/// The place of a state in a dense row.
fn place(state: usize) -> usize {
    state / WIDTH * NOTHING + state % WIDTH
}

/// A model in memory.
pub struct Model {
    slots: &'static [[u8; 4]],
    rows: &'static [u8],
    step: f32,
    /// The transitions, ready for inference.
    pub chain: Chain,
    /// How to make confidences true.
    pub calibration: Calibration,
    /// The networks, whose scores are added.
    pub nets: Vec<Beside>,
}

/// A network beside the chain.
pub struct Beside {
    /// The layers.
    pub net: Net,
    /// The vectors that come into them.
    pub table: Table,
}

/// A network as a file is made of it.
pub struct Network {
    /// The layers.
    pub net: Net,
    /// What one step of a vector weighs.
    pub step: f32,
    /// The vectors in steps.
    pub table: Vec<u8>,
}

/// Reads little-endian values one after the other.
struct Cursor {
    bytes: &'static [u8],
    at: usize,
}

impl Cursor {
    fn bytes(&mut self, count: usize) -> Option<&'static [u8]> {
        let bytes = self.bytes.get(self.at..self.at + count)?;
        self.at += count;
        Some(bytes)
    }

    fn f32(&mut self) -> Option<f32> {
        let value = self.bytes(4)?.try_into().ok()?;
        Some(f32::from_le_bytes(value)).filter(|x| x.is_finite())
    }

    fn beside(&mut self) -> Option<Beside> {
        let mut net = Net::zero();
        for w in net.weights_mut() {
            *w = self.f32()?;
        }
        let step = self.f32()?;
        Some(Beside { net, table: Table::new(self.bytes(Table::LEN)?, step) })
    }
}

impl Model {
    /// So many features go into a file: a table that is nearly full is slow, and in a full one the search never ends.
    pub const CAPACITY: usize = SLOTS / 4 * 3;

    /// Reads a model file. `None` if it is none, or of another version.
    pub fn read(bytes: &'static [u8]) -> Option<Model> {
        if bytes.get(..8)? != MAGIC {
            return None;
        }
        let mut cursor = Cursor { bytes, at: 8 };
        let step = cursor.f32()?;
        let mut weights = Transitions::zero();
        for w in weights.rows_mut().flatten() {
            *w = cursor.f32()?;
        }
        let mut calibration = Calibration::default();
        for w in calibration.labels.iter_mut().flatten().chain(&mut calibration.whole) {
            *w = cursor.f32()?;
        }
        let [count] = *cursor.bytes(1)? else { return None };
        let nets = (0..count).map(|_| cursor.beside()).collect::<Option<Vec<_>>>()?;
        let (slots, rows) = bytes.get(cursor.at..)?.split_at_checked(4 * SLOTS)?;
        Some(Model { slots: slots.as_chunks().0, rows, step, chain: Chain::new(weights), calibration, nets })
    }

    /// A model that knows nothing.
    pub fn empty() -> Model {
        Model { slots: &[], rows: &[], step: 0.0, chain: Chain::new(Transitions::zero()), calibration: Calibration::default(), nets: Vec::new() }
    }

    /// Where the rows of features begin; 0, where no row does, for those that have none.
    fn rows_of<const N: usize>(&self, features: [u32; N]) -> [usize; N] {
        // All slots are asked for before one is looked at: the memory answers many questions at once.
        let mut near = [[0; NEAR]; N];
        for (near, feature) in near.iter_mut().zip(features) {
            let home = (feature >> TAG_BITS) as usize;
            for (behind, slot) in near.iter_mut().enumerate() {
                *slot = self.slot(home + behind);
            }
        }
        let mut rows = [0; N];
        for ((row, near), feature) in rows.iter_mut().zip(near).zip(features) {
            *row = self.row(feature, near);
        }
        rows
    }

    /// What lies in a slot of the table, which begins again behind its end; 0 if nothing does.
    #[inline]
    fn slot(&self, at: usize) -> u32 {
        self.slots.get(at % SLOTS).map_or(0, |slot| u32::from_le_bytes(*slot))
    }

    /// Where the row of a feature begins, by what lies in its own slot and in those next to it.
    #[inline]
    fn row(&self, feature: u32, near: [u32; NEAR]) -> usize {
        let tag = feature & ((1 << TAG_BITS) - 1);
        let ends = |slot: u32| (slot == 0) | (slot >> ROW_BITS == tag);
        // Nothing could foretell which slot ends the search.
        let mut slot = near.into_iter().rev().reduce(|found, slot| select_unpredictable(ends(slot), slot, found)).unwrap_or(0);
        let mut at = (feature >> TAG_BITS) as usize + NEAR;
        // The table has free slots: the search ends.
        while !ends(slot) {
            slot = self.slot(at);
            at += 1;
        }
        (slot & ((1 << ROW_BITS) - 1)) as usize * UNIT
    }

    /// Gives the scores of one token by the weights of its features, and tells whether its word is known. `shared` is that of the token before.
    pub fn score(&self, features: &[u32; STRIDE], shared: &mut Shared, out: &mut Scores) -> bool {
        let common = SHARED.map(|place| features[place]);
        if shared.features != common {
            *shared = Shared { features: common, sums: Sums::default() };
            self.add(self.rows_of(common), &mut shared.sums);
        }
        let mut sums = shared.sums.clone();
        let mut own = [0; OWN.len()];
        for (feature, place) in own.iter_mut().zip(OWN) {
            *feature = features[place];
        }
        let rows = self.rows_of(own);
        self.add(rows, &mut sums);
        sums.write(self.step, out);
        rows[0] != 0
    }

    /// Adds up what rows hold.
    fn add<const N: usize>(&self, rows: [usize; N], sums: &mut Sums) {
        let (mut dense, mut sparse) = (Picked::<N>::default(), Picked::<N>::default());
        for row in rows {
            let count = self.rows.get(row).copied().unwrap_or(0);
            dense.push_if(count == DENSE, row);
            sparse.push_if((count != DENSE) & (count != 0), row);
        }
        for row in dense.iter() {
            let Some(row) = self.rows.get(row + 1..).and_then(|row| row.first_chunk::<USED>()) else { continue };
            for (s, w) in sums.dense.iter_mut().zip(row) {
                *s += i16::from(*w as i8);
            }
        }
        for row in sparse.iter() {
            let Some((count, row)) = self.rows.get(row..).and_then(|row| row.split_first()) else { continue };
            // What lies behind the row is read too, and goes where no state is: that is sooner done than foretold.
            let count = usize::from(*count);
            let row = row.get(..2 * count.next_multiple_of(TOGETHER)).unwrap_or(row);
            for (at, [state, steps]) in row.as_chunks().0.iter().enumerate() {
                let state = select_unpredictable(at < count, usize::from(*state), NO_STATE);
                sums.sparse[state % SPARSE] += i16::from(*steps as i8);
            }
        }
    }

    /// A model file with another calibration.
    pub fn recalibrated(file: &[u8], calibration: &Calibration) -> Vec<u8> {
        let at = MAGIC.len() + 4 * (1 + Transitions::LEN);
        let mut out = file.to_vec();
        let floats = calibration.labels.iter().flatten().chain(&calibration.whole).flat_map(|f| f.to_le_bytes());
        out.iter_mut().skip(at).zip(floats).for_each(|(old, new)| *old = new);
        out
    }

    /// Writes a model file. There are 255 networks at most, each with all its vectors. `features` are sorted, [`Model::CAPACITY`] at most, each with its weights by state in steps.
    pub fn write(
        step: f32,
        transitions: &Transitions,
        calibration: &Calibration,
        networks: &[Network],
        features: &[(u32, Vec<(u8, i8)>)],
    ) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        let floats = std::iter::once(&step).chain(transitions.rows().flatten()).chain(calibration.labels.iter().flatten()).chain(&calibration.whole);
        out.extend(floats.flat_map(|f| f.to_le_bytes()));
        out.push(networks.len() as u8);
        for network in networks {
            out.extend(network.net.weights().chain([&network.step]).flat_map(|f| f.to_le_bytes()));
            out.extend(&network.table);
        }
        let mut slots = vec![0_u32; SLOTS];
        // Place 0 stands for no row.
        let mut rows = vec![0; UNIT];
        for (feature, weights) in features.iter().take(Self::CAPACITY) {
            let unit = rows.len() / UNIT;
            if unit >= 1 << ROW_BITS {
                break;
            }
            let mut at = (feature >> TAG_BITS) as usize;
            while slots[at % SLOTS] != 0 {
                at += 1;
            }
            slots[at % SLOTS] = (feature & ((1 << TAG_BITS) - 1)) << ROW_BITS | unit as u32;
            rows.extend(row_of(weights));
            rows.resize(rows.len().next_multiple_of(UNIT), 0);
        }
        out.extend(slots.iter().flat_map(|s| s.to_le_bytes()));
        out.extend(rows);
        out
    }
}

/// Rows picked out of as many.
struct Picked<const N: usize> {
    rows: [usize; N],
    len: usize,
}

impl<const N: usize> Default for Picked<N> {
    fn default() -> Self {
        Picked { rows: [0; N], len: 0 }
    }
}

impl<const N: usize> Picked<N> {
    /// Every row is written, and the next one over it where it was not to be kept: no branch has to be foretold.
    #[inline]
    fn push_if(&mut self, kept: bool, row: usize) {
        if let Some(place) = self.rows.get_mut(self.len) {
            *place = row;
        }
        self.len += usize::from(kept);
    }

    #[inline]
    fn iter(&self) -> impl Iterator<Item = usize> {
        self.rows.iter().take(self.len).copied()
    }
}

/// Steps added up: those of dense rows, and those of the others, where any byte is a place.
#[derive(Clone)]
struct Sums {
    dense: [i16; USED],
    sparse: [i16; SPARSE],
}

/// So many places have the sums of sparse rows, and this one is of no state.
const SPARSE: usize = 128;
const NO_STATE: usize = SPARSE - 1;

impl Default for Sums {
    fn default() -> Self {
        Sums { dense: [0; USED], sparse: [0; SPARSE] }
    }
}

impl Sums {
    fn write(&self, step: f32, out: &mut Scores) {
        for ((out, sparse), dense) in out.chunks_mut(WIDTH).zip(self.sparse.chunks(WIDTH)).zip(self.dense.chunks(NOTHING)) {
            for ((score, sparse), dense) in out.iter_mut().zip(sparse).zip(dense) {
                *score = f32::from(dense + sparse) * step;
            }
        }
        let nothing = 2 * WIDTH + NOTHING;
        out[nothing] = f32::from(self.dense[USED - 1] + self.sparse[nothing]) * step;
    }
}

/// What the features say that neighbouring tokens mostly have in common, those of their chunk and sentence: it is added up once.
#[derive(Default)]
pub struct Shared {
    features: [u32; SHARED.len()],
    sums: Sums,
}

/// The weights of one feature as bytes.
fn row_of(weights: &[(u8, i8)]) -> Vec<u8> {
    if weights.len() < MANY {
        let pairs = weights.iter().flat_map(|(state, steps)| [*state, *steps as u8]);
        return std::iter::once(weights.len() as u8).chain(pairs).collect();
    }
    let mut row = vec![0; 1 + USED];
    row[0] = DENSE;
    for (state, steps) in weights.iter().filter(|(state, _)| is_used(usize::from(*state))) {
        if let Some(w) = row.get_mut(1 + place(usize::from(*state))) {
            *w = *steps as u8;
        }
    }
    row
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Features that meet in the table, in rows of both kinds, give the sums of their weights.
    #[test]
    fn scores_are_the_sums_of_the_rows() {
        let weights = |count: u8| (0..count).map(|at| (at * 3 % 20, at as i8 * 5 - 3 * count as i8)).collect::<Vec<_>>();
        let at = |slot: usize, tag: u32| (slot as u32) << TAG_BITS | tag;
        // Five in one place, and some that go on behind the table's end at its beginning.
        let places = [at(0, 5), at(9, 1), at(9, 2), at(9, 3), at(9, 4), at(9, 5), at(SLOTS - 1, 1), at(SLOTS - 1, 2), at(SLOTS - 1, 3)];
        let features: Vec<_> = places.iter().zip([1, 2, 3, 20, 5, 13, 14, 1, 7]).map(|(place, count)| (*place, weights(count))).collect();
        let file = Model::write(0.5, &Transitions::zero(), &Calibration::default(), &[], &features);
        let model = Model::read(file.leak()).unwrap();
        for shift in 0..places.len() {
            // Those in between are in no table.
            let asked: [u32; STRIDE] = std::array::from_fn(|place| if place % 3 == 2 { at(9, 77) } else { places[(place + shift) % places.len()] });
            let mut sums = [0.0; super::super::crf::STATES];
            for (state, steps) in asked.iter().filter_map(|feature| features.iter().find(|(of, _)| of == feature)).flat_map(|(_, row)| row) {
                sums[usize::from(*state)] += f32::from(*steps) * 0.5;
            }
            let mut scores = [0.0; super::super::crf::STATES];
            let mut shared = Shared::default();
            assert!(model.score(&asked, &mut shared, &mut scores));
            assert_eq!(scores, sums);
            assert!(model.score(&asked, &mut shared, &mut scores) && scores == sums, "the sums of the token before");
        }
    }
}
