//! The trained model as it lies in its file: read in place, so that start-up costs nothing.
//! How it is trained is the matter of `examples/train`.
//!
//! Layout, little-endian: magic, `f32` weight of one step, transitions, calibration (`calibration.rs`), the layers
//! of the network, the weight of one step of a vector, the vectors (`net.rs`), a hash table of `u32`
//! slots, then the rows. A feature's high bits say where its slot is, or the next free one after it; its
//! low bits are the high bits of the slot, whose low bits tell where its row begins, in units of four
//! bytes. A row is a count and as many pairs (state, steps); or `DENSE` and the steps of all states in
//! order, which adds up faster.

use super::calibration::Calibration;
use super::crf::{Chain, NOTHING, STATES, Scores, Transitions, WIDTH};
use super::features::{BITS, STRIDE, WORD};
use super::net::{Net, Table};

/// The head of a model file; the last byte is the version.
pub const MAGIC: &[u8; 8] = b"ibidTAG\x08";
/// The table has so many slots, to the power of two.
const SLOT_BITS: u32 = 18;
const SLOTS: usize = 1 << SLOT_BITS;
/// How many bits of a slot tell features apart; the others tell where the row is.
const TAG_BITS: u32 = BITS - SLOT_BITS;
const ROW_BITS: u32 = 32 - TAG_BITS;
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
    /// The network.
    pub net: Net,
    /// The vectors that come into it.
    pub table: Table,
}

/// The network as a file is made of it.
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
    fn f32(&mut self) -> Option<f32> {
        let value = self.bytes.get(self.at..self.at + 4)?.try_into().ok()?;
        self.at += 4;
        Some(f32::from_le_bytes(value)).filter(|x| x.is_finite())
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
        let mut net = Net::zero();
        for w in net.weights_mut() {
            *w = cursor.f32()?;
        }
        let unit = cursor.f32()?;
        let (table, rest) = bytes.get(cursor.at..)?.split_at_checked(Table::LEN)?;
        let (slots, rows) = rest.split_at_checked(4 * SLOTS)?;
        Some(Model { slots: slots.as_chunks().0, rows, step, chain: Chain::new(weights), calibration, net, table: Table::new(table, unit) })
    }

    /// A model that knows nothing.
    pub fn empty() -> Model {
        Model {
            slots: &[],
            rows: &[],
            step: 0.0,
            chain: Chain::new(Transitions::zero()),
            calibration: Calibration::default(),
            net: Net::zero(),
            table: Table::new(&[], 0.0),
        }
    }

    /// Where the row of a feature begins; 0, where no row does, if it has none.
    #[inline]
    fn row(&self, feature: u32) -> usize {
        let tag = feature & ((1 << TAG_BITS) - 1);
        let mut at = (feature >> TAG_BITS) as usize;
        loop {
            // The table has free slots: the search ends.
            let slot = self.slots.get(at % SLOTS).map_or(0, |s| u32::from_le_bytes(*s));
            if slot == 0 || slot >> ROW_BITS == tag {
                return (slot & ((1 << ROW_BITS) - 1)) as usize * UNIT;
            }
            at += 1;
        }
    }

    /// Adds the weights of the features to the scores of one token, and tells whether its word is known.
    pub fn score(&self, features: &[u32; STRIDE], out: &mut Scores) -> bool {
        // All rows are looked for before one is read: the memory answers many questions at once.
        let rows = features.map(|feature| self.row(feature));
        let counts = rows.map(|row| self.rows.get(row).copied().unwrap_or(0));
        let (mut dense, mut sparse) = ([0_i16; USED], [0_i16; STATES]);
        for (row, count) in rows.into_iter().zip(counts) {
            if count == DENSE {
                let Some(row) = self.rows.get(row + 1..).and_then(|r| r.first_chunk::<USED>()) else { continue };
                for (s, w) in dense.iter_mut().zip(row) {
                    *s += i16::from(*w as i8);
                }
                continue;
            }
            for [state, steps] in self.rows.get(row + 1..row + 1 + 2 * usize::from(count)).unwrap_or(&[]).as_chunks().0 {
                if let Some(s) = sparse.get_mut(usize::from(*state)) {
                    *s += i16::from(*steps as i8);
                }
            }
        }
        for (state, score) in out.iter_mut().enumerate().filter(|(state, _)| is_used(*state)) {
            *score = f32::from(dense[place(state)] + sparse[state]) * self.step;
        }
        rows[WORD] != 0
    }

    /// A model file with another calibration.
    pub fn recalibrated(file: &[u8], calibration: &Calibration) -> Vec<u8> {
        let at = MAGIC.len() + 4 * (1 + Transitions::LEN);
        let mut out = file.to_vec();
        let floats = calibration.labels.iter().flatten().chain(&calibration.whole).flat_map(|f| f.to_le_bytes());
        out.iter_mut().skip(at).zip(floats).for_each(|(old, new)| *old = new);
        out
    }

    /// Writes a model file. `features` are sorted, [`Model::CAPACITY`] at most, each with its weights by state in steps.
    pub fn write(step: f32, transitions: &Transitions, calibration: &Calibration, network: &Network, features: &[(u32, Vec<(u8, i8)>)]) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        let floats = std::iter::once(&step).chain(transitions.rows().flatten()).chain(calibration.labels.iter().flatten()).chain(&calibration.whole);
        out.extend(floats.chain(network.net.weights()).chain([&network.step]).flat_map(|f| f.to_le_bytes()));
        out.extend(&network.table);
        out.resize(out.len() + Table::LEN - network.table.len().min(Table::LEN), 0);
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
