//! How raw probabilities become true ones: logistic curves, fitted to what was right on the dev side.

use super::label::Label;
use super::tag::Raw;

/// How many things the confidence of a whole reference is made of.
pub const EVIDENCE: usize = 15;

/// What makes confidences true.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// Slope and shift of each label: `sigmoid(slope * logit(p) + shift)`.
    pub labels: [[f32; 2]; Label::COUNT],
    /// Of the whole reference: the weights of what [`Calibration::evidence`] gives, then the shift.
    pub whole: [f32; EVIDENCE + 1],
}

impl Default for Calibration {
    fn default() -> Self {
        let mut whole = [0.0; EVIDENCE + 1];
        whole[1] = 1.0;
        Calibration { labels: [[1.0, 0.0]; Label::COUNT], whole }
    }
}

/// The logarithm of the odds.
pub fn logit(p: f32) -> f32 {
    let p = p.clamp(1.0e-5, 1.0 - 1.0e-5);
    (p / (1.0 - p)).ln()
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

impl Calibration {
    /// The confidence of a segment.
    pub fn label(&self, label: Label, raw: f32) -> f32 {
        let [slope, shift] = self.labels[label as usize];
        sigmoid(slope * logit(raw) + shift)
    }

    /// What the confidence of a whole reference is made of: how far the best reading stands out, how sure its segments
    /// are, how long the reference is, how many of its words and labels are odd, and which labels it has.
    pub fn evidence(&self, raw: &Raw) -> [f32; EVIDENCE] {
        let (mut sum, mut least, mut second, mut again, mut seen) = (0.0, 1.0_f32, 1.0_f32, 0.0_f32, 0_u32);
        for segment in &raw.segments {
            let c = self.label(segment.label, segment.confidence);
            sum += c.max(1.0e-5).ln();
            second = second.min(c.max(least));
            least = least.min(c);
            let bit = 1 << segment.label as u32;
            again += if seen & bit == 0 { 0.0 } else { 1.0 };
            seen |= bit;
        }
        let words = raw.words.max(1) as f32;
        let has = |labels: &[Label]| f32::from(u8::from(labels.iter().any(|label| seen >> *label as u32 & 1 == 1)));
        [
            raw.path_log_probability.clamp(-30.0, 0.0),
            f32::max(sum, -30.0),
            logit(least),
            logit(second),
            words.ln(),
            raw.unknown as f32 / words,
            again.min(3.0),
            has(&[Label::Author, Label::Editor]),
            has(&[Label::Title]),
            has(&[Label::Container]),
            has(&[Label::Publisher]),
            has(&[Label::Other, Label::Note]),
            has(&[Label::Volume]),
            has(&[Label::Genre, Label::Number]),
            has(&[Label::Doi, Label::Url, Label::Arxiv]),
        ]
    }

    /// The confidence of a whole reference.
    pub fn whole(&self, evidence: [f32; EVIDENCE]) -> f32 {
        let w = &self.whole;
        sigmoid(evidence.iter().zip(w).map(|(e, w)| e * w).sum::<f32>() + w[EVIDENCE])
    }
}
