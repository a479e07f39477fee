//! How alike two texts are letter by letter.

/// Letters of a title that are compared.
pub(super) const MOST_LETTERS: usize = 256;

const BLOCKS: usize = MOST_LETTERS / 64;

/// Compares texts; what it needs is kept from one to the next, so that nothing is cleared but what was used.
#[derive(Debug)]
pub(super) struct Letters {
    /// Where each letter of the first text stands: all zero between two calls.
    places: Box<[[u64; BLOCKS]; 256]>,
}

impl Default for Letters {
    fn default() -> Self {
        Self { places: Box::new([[0; BLOCKS]; 256]) }
    }
}

impl Letters {
    /// How alike two texts are, from 0 to 1.
    pub fn alike(&mut self, a: &[u8], b: &[u8]) -> f32 {
        match a.len().max(b.len()) {
            0 => 1.0,
            longest => 1.0 - self.edits(a, b) as f32 / longest as f32,
        }
    }

    /// Whether they are at least so alike; what their lengths deny is not compared.
    pub fn are_alike(&mut self, a: &[u8], b: &[u8], least: f32) -> bool {
        let (shortest, longest) = (a.len().min(b.len()), a.len().max(b.len()));
        shortest as f32 >= least * longest as f32 && self.alike(a, b) >= least
    }

    /// The Levenshtein distance of texts of at most 256 bytes, 64 cells of a column at a time (Myers 1999, in blocks as Hyyrö 2003).
    fn edits(&mut self, a: &[u8], b: &[u8]) -> usize {
        if a.is_empty() || b.is_empty() || a.len().max(b.len()) > MOST_LETTERS {
            return a.len().max(b.len());
        }
        for (at, letter) in a.iter().enumerate() {
            self.places[usize::from(*letter)][at / 64] |= 1 << (at % 64);
        }
        let distance = distance(&self.places, a.len(), b);
        a.iter().for_each(|letter| self.places[usize::from(*letter)] = [0; BLOCKS]);
        distance
    }
}

fn distance(places: &[[u64; BLOCKS]; 256], length: usize, b: &[u8]) -> usize {
    let last = (length - 1) / 64;
    let bottom = 1u64 << ((length - 1) % 64);
    let (mut up, mut down, mut distance) = ([!0u64; BLOCKS], [0u64; BLOCKS], length);
    for letter in b {
        let (mut more, mut less) = (1, 0);
        for block in 0..=last {
            let (vertical_up, vertical_down) = (up[block], down[block]);
            let same = places[usize::from(*letter)][block];
            let vertical = same | vertical_down;
            let same = same | less;
            let horizontal = ((same & vertical_up).wrapping_add(vertical_up) ^ vertical_up) | same;
            let (plus, minus) = (vertical_down | !(horizontal | vertical_up), vertical_up & horizontal);
            if block == last {
                distance += usize::from(plus & bottom != 0);
                distance -= usize::from(minus & bottom != 0);
            }
            let (shifted_plus, shifted_minus) = (plus << 1 | more, minus << 1 | less);
            up[block] = shifted_minus | !(vertical | shifted_plus);
            down[block] = shifted_plus & vertical;
            (more, less) = (plus >> 63, minus >> 63);
        }
    }
    distance
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn edits_are_counted_as_the_textbook_does(a in "[abc]{0,150}", b in "[abc]{0,150}") {
            let mut letters = Letters::default();
            for _ in 0..2 {
                proptest::prop_assert_eq!(letters.edits(a.as_bytes(), b.as_bytes()), strsim::levenshtein(&a, &b));
            }
        }
    }
}
