//! References as the text of pages gives them: the space on the wrong side of a mark, two words run into one, a hyphen
//! where a line ended.

use crate::fit::Random;
use crate::gold::Example;

/// So many of `real`, spoiled.
pub fn make(real: &[Example], count: usize, seed: u64) -> Vec<Example> {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    // Other scripts have no spaces to lose, and what is broken already stays as it is.
    let usable: Vec<&Example> = real.iter().filter(|e| e.text.is_ascii() && !e.text.contains("://") && !e.text.contains(" ,")).collect();
    (0..count).map(|_| spoiled(usable[random.below(usable.len())], &mut random)).collect()
}

fn spoiled(example: &Example, random: &mut Random) -> Example {
    // Each reference has its own measure of each fault.
    let mut measure = |most: usize| if random.chance(60) { random.below(most + 1) } else { 0 };
    let (shift, glue, hyphen, pad) = (measure(80), measure(12), measure(6), measure(40));
    let bytes = example.text.as_bytes();
    let at = |i: usize| bytes.get(i).copied().unwrap_or(b' ');
    let mut text = String::with_capacity(bytes.len() + 16);
    // Where each byte of the old text stands in the new one.
    let mut moved = Vec::with_capacity(bytes.len() + 1);
    for (i, byte) in bytes.iter().copied().enumerate() {
        let before = if i > 0 { at(i - 1) } else { b' ' };
        let inner = i > 2
            && at(i - 2).is_ascii_lowercase()
            && before.is_ascii_lowercase()
            && at(i + 1).is_ascii_lowercase()
            && at(i + 2).is_ascii_lowercase();
        let lost = match byte {
            // "Rev. D" to "Rev .D": the space goes before the mark.
            b' ' if matches!(before, b',' | b'.' | b':') && text.ends_with([',', '.', ':']) => {
                let turn = random.chance(shift);
                if turn {
                    text.insert(text.len() - 1, ' ');
                    if let Some(mark) = moved.last_mut() {
                        *mark += 1;
                    }
                }
                turn
            }
            b' ' => before.is_ascii_lowercase() && at(i + 1).is_ascii_alphabetic() && random.chance(glue),
            b'(' if random.chance(pad) => {
                moved.push(text.len());
                text.push_str("( ");
                continue;
            }
            _ => false,
        };
        if byte.is_ascii_lowercase() && inner && random.chance(hyphen) {
            text.push('-');
        }
        moved.push(text.len());
        if !lost {
            text.push(char::from(byte));
        }
    }
    moved.push(text.len());
    let runs = example.runs.iter().map(|(start, end, label)| (moved[*start], moved[*end], *label)).collect();
    Example { text, runs, ..example.clone() }
}
