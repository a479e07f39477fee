//! The labelled words of references as JSON lines: what scripts read of the tagger, without the assembling.

use super::tag::{Segment, Tagged};
use serde::Serialize;

#[derive(Serialize)]
struct Line<'t> {
    line: usize,
    text: &'t str,
    confidence: f64,
    segments: Vec<Labelled>,
}

#[derive(Serialize)]
struct Labelled {
    label: &'static str,
    start: usize,
    end: usize,
    confidence: f64,
}

/// One JSON object for each of the lines, in their order, blank ones included; `jobs` bounds the threads.
pub fn write(lines: &[&str], jobs: Option<usize>) -> String {
    let tagged = super::tag_all(lines, jobs);
    let mut out = String::new();
    for (at, (text, tagged)) in lines.iter().zip(&tagged).enumerate() {
        out.push_str(&object(at + 1, text, tagged));
        out.push('\n');
    }
    out
}

fn object(line: usize, text: &str, tagged: &Tagged) -> String {
    let segments = tagged.segments.iter().map(labelled).collect();
    // Plain data with text keys always has a JSON form.
    serde_json::to_string(&Line { line, text, confidence: rounded(tagged.confidence), segments }).unwrap_or_default()
}

fn labelled(segment: &Segment) -> Labelled {
    Labelled { label: segment.label.name(), start: segment.start, end: segment.end, confidence: rounded(segment.confidence) }
}

/// Four digits are more than the model knows.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 1e4).round() / 1e4
}
