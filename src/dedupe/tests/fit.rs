//! Whether the weights would be much the same had they been fitted: on two review sets, measured on the third.
//! `IBIDEM_DEDUPE_FIT=1 cargo test --lib dedupe::tests::fit -- --nocapture`

use super::super::evidence::{Evidence, WEIGHTS};
use super::super::weigh::{Comparer, PRIOR};
use super::sets::{data, gold_of, load};
use super::*;

const SETS: [&str; 3] = ["cytology_screening", "haematology", "respiratory_nonum"];
/// How strongly the weights are drawn to those of the program: what two sets do not show stays as it is.
const PULL: f32 = 1.0;

/// A pair's evidences, and whether it is one work.
type Shown = (Vec<(Evidence, f32)>, bool);

/// The pairs of a set that nothing but evidence decides.
fn pairs(set: &str) -> Option<Vec<Shown>> {
    let (json, gold) = (data(&format!("{set}.json"))?, gold_of(&data(&format!("{set}.gold.tsv"))?));
    let entries = load(&std::fs::read_to_string(json).unwrap());
    let records = Records::of(&entries, 1);
    let mut comparer = Comparer::new(&records);
    let mut all = Vec::new();
    for (a, b) in block(&records, Slice::ALL, 1) {
        let mut seen = Vec::new();
        let link = comparer.link_seeing(a, b, Some(&mut seen));
        if matches!(link.why, None | Some(Why::Doubt)) {
            all.push((seen, gold[entries[a as usize].key.as_str()] == gold[entries[b as usize].key.as_str()]));
        }
    }
    Some(all)
}

/// The log odds of a pair; the prior stands behind the weights.
fn odds(weights: &[f32], seen: &[(Evidence, f32)]) -> f32 {
    weights[WEIGHTS.len()] + seen.iter().map(|(evidence, much)| weights[*evidence as usize] * much).sum::<f32>()
}

/// A logistic regression, by steps that grow smaller as they add up.
fn fitted(pairs: &[&Shown], own: &[f32]) -> Vec<f32> {
    let mut weights = own.to_vec();
    let mut squares = vec![1e-6; own.len()];
    for _ in 0..200 {
        let mut slope: Vec<f32> = weights.iter().zip(own).map(|(weight, own)| PULL * (weight - own)).collect();
        for (seen, same) in pairs {
            let miss = 1.0 / (1.0 + (-odds(&weights, seen)).exp()) - f32::from(*same);
            seen.iter().for_each(|(evidence, much)| slope[*evidence as usize] += miss * much);
            slope[WEIGHTS.len()] += miss;
        }
        for ((weight, square), slope) in weights.iter_mut().zip(&mut squares).zip(slope) {
            *square += slope * slope;
            *weight -= 0.3 * slope / square.sqrt();
        }
    }
    weights
}

/// Pairs found rightly, found wrongly, missed.
fn counted(pairs: &[Shown], weights: &[f32]) -> [usize; 3] {
    let mut counts = [0; 3];
    for (seen, same) in pairs {
        match (odds(weights, seen) >= super::super::compare::SURE, same) {
            (true, true) => counts[0] += 1,
            (true, false) => counts[1] += 1,
            (false, true) => counts[2] += 1,
            (false, false) => {}
        }
    }
    counts
}

#[test]
fn weights_fitted_without_a_set_do_as_well_on_it() {
    if std::env::var_os("IBIDEM_DEDUPE_FIT").is_none() {
        return;
    }
    let Some(sets) = SETS.iter().map(|set| pairs(set)).collect::<Option<Vec<_>>>() else { return };
    let own: Vec<f32> = WEIGHTS.iter().copied().chain([PRIOR]).collect();
    for (at, set) in SETS.iter().enumerate() {
        let others: Vec<&Shown> = sets.iter().enumerate().filter(|(other, _)| *other != at).flat_map(|(_, pairs)| pairs).collect();
        let weights = fitted(&others, &own);
        eprintln!(
            "{set}: right, wrong, missed {:?}; with weights fitted on the two others {:?}",
            counted(&sets[at], &own),
            counted(&sets[at], &weights)
        );
    }
}
