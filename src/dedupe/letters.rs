//! How alike two texts are letter by letter.

/// Letters of a title that are compared.
pub(super) const MOST_LETTERS: usize = 256;

/// From 0 to 1.
pub(super) fn alike_letters(a: &[u8], b: &[u8]) -> f32 {
    match a.len().max(b.len()) {
        0 => 1.0,
        longest => 1.0 - edits(a, b) as f32 / longest as f32,
    }
}

/// The Levenshtein distance of texts of at most 256 bytes, 64 cells of a column at a time (Myers 1999, in blocks as Hyyrö 2003).
fn edits(a: &[u8], b: &[u8]) -> usize {
    const BLOCKS: usize = MOST_LETTERS / 64;
    if a.is_empty() || b.is_empty() || a.len().max(b.len()) > MOST_LETTERS {
        return a.len().max(b.len());
    }
    let mut places = [[0u64; BLOCKS]; 256];
    for (at, letter) in a.iter().enumerate() {
        places[usize::from(*letter)][at / 64] |= 1 << (at % 64);
    }
    let last = (a.len() - 1) / 64;
    let bottom = 1u64 << ((a.len() - 1) % 64);
    let (mut up, mut down, mut distance) = ([!0u64; BLOCKS], [0u64; BLOCKS], a.len());
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
            proptest::prop_assert_eq!(edits(a.as_bytes(), b.as_bytes()), strsim::levenshtein(&a, &b));
        }
    }
}
