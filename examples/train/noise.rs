//! References as the text of pages gives them: the space on the wrong side of a mark, two words run into one, a hyphen
//! where a line ended.

use ibidem::parse::label::Label;

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
    // Text that is laid over a page often goes wrong from one place on, and then throughout.
    let (wrong, shift, pad) = if random.chance(40) { (random.below(bytes.len()), 95, 95) } else { (0, shift, pad) };
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
            b' ' if i >= wrong && matches!(before, b',' | b'.' | b':') && text.ends_with([',', '.', ':']) => {
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
            b'(' if i >= wrong && random.chance(pad) => {
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

/// What lists and pages put around a reference: a number before it, the words of links behind it; the last stop lost, a comma
/// doubled.
pub fn furnish(example: &mut Example, random: &mut Random) {
    if random.chance(12) && example.text.ends_with('.') && example.runs.iter().all(|run| run.1 < example.text.len()) {
        example.text.pop();
    }
    if random.chance(3) {
        let links = ["CrossRef", "[CrossRef]", "Google Scholar", "[Google Scholar]", "View Article", "PubMed", "[PubMed]", "Crossref Google Scholar"];
        example.text = format!("{} {}", example.text, random.pick(&links));
    }
    if random.chance(3) {
        double_comma(example, random);
    }
    if random.chance(10) && !example.runs.iter().any(|run| run.2 == Label::CitationNumber) {
        number(example, random);
    }
}

fn number(example: &mut Example, random: &mut Random) {
    let digits = (1 + random.below(120)).to_string();
    let (open, close) = [("[", "] "), ("", ". "), ("(", ") "), ("", ") "), ("[", "]")][random.below(5)];
    let head = format!("{open}{digits}{close}");
    for run in &mut example.runs {
        run.0 += head.len();
        run.1 += head.len();
    }
    example.runs.insert(0, (open.len(), open.len() + digits.len(), Label::CitationNumber));
    example.text.insert_str(0, &head);
}

/// Doubles a comma behind a value.
fn double_comma(example: &mut Example, random: &mut Random) {
    let ends: Vec<usize> = example.runs.iter().map(|run| run.1).filter(|end| example.text[*end..].starts_with(", ")).collect();
    if ends.is_empty() {
        return;
    }
    let end = ends[random.below(ends.len())];
    example.text.insert(end, ',');
    for run in example.runs.iter_mut().filter(|run| run.0 >= end) {
        run.0 += 1;
        run.1 += 1;
    }
}
