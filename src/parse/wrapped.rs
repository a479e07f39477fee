//! Wrapped references without numbers, indents or blank lines: where each begins, found over all lines of a paragraph at once. What
//! speaks for a beginning: the line before ends early, and as references do; this one begins with names; the tagger, reading both
//! lines, sees no value going on from the one to the other, and authors behind it. What speaks against a reference: no year in it.

use super::evidence;
use super::label::Label;
use super::tag::Tagger;

/// No reference has more lines.
const MOST: usize = 14;
/// A paragraph with more lines than this is no list that anybody wraps by hand.
const LARGEST: usize = 3000;
/// A reference without a year.
const NO_YEAR: f32 = -2.5;

/// Whether lines may be wrapped references: not too many, and some have years and begin with names.
pub(super) fn may_be(lines: &[&str]) -> bool {
    let share = |is: fn(&str) -> bool| lines.iter().filter(|line| is(line)).count() * 6;
    (4..=LARGEST).contains(&lines.len()) && share(evidence::has_year) >= lines.len() && share(evidence::begins) >= lines.len()
}

/// The lines at which references begin.
pub(super) fn starts(lines: &[&str]) -> Vec<usize> {
    let width = width(lines);
    let scores: Vec<f32> = std::iter::once(0.0).chain(lines.windows(2).map(|pair| score(pair[0], pair[1], width))).collect();
    let dated: Vec<bool> = lines.iter().map(|line| evidence::has_year(line)).collect();
    let mut best: Vec<(f32, usize)> = vec![(0.0, 0)];
    for end in 1..=lines.len() {
        let mut found = (f32::NEG_INFINITY, end - 1);
        let mut year = false;
        for start in (end.saturating_sub(MOST)..end).rev() {
            year |= dated[start];
            let total = best[start].0 + scores[start] + if year { 0.0 } else { NO_YEAR };
            if total > found.0 {
                found = (total, start);
            }
        }
        best.push(found);
    }
    let mut starts = Vec::new();
    let mut end = lines.len();
    while end > 0 {
        end = best[end].1;
        starts.push(end);
    }
    starts.reverse();
    starts
}

/// The columns that lines were wrapped at: some are longer, where a word could not be broken.
fn width(lines: &[&str]) -> usize {
    let mut lengths: Vec<usize> = lines.iter().map(|line| line.chars().count()).collect();
    lengths.sort_unstable_by(|a, b| b.cmp(a));
    lengths.get(lengths.len() / 12).copied().unwrap_or_default()
}

/// Whether a line ends with an initial: a name goes on.
fn ends_with_initial(line: &str) -> bool {
    let last = line.rsplit([' ', '.']).nth(1).filter(|_| line.ends_with('.')).unwrap_or_default();
    last.chars().count() == 1 && last.starts_with(char::is_uppercase)
}

/// How much speaks for a reference beginning at `here`, behind `before`.
fn score(before: &str, here: &str, width: usize) -> f32 {
    let word = here.split_whitespace().next().map_or(0, |word| word.chars().count());
    let room = width.saturating_sub(before.chars().count() + 1 + word);
    let mut score = match room {
        0 => -2.2,
        room => (0.8 + room as f32 * 0.25).min(5.0),
    };
    score += if !evidence::ends(before) || ends_with_initial(before) { -3.0 } else { 1.0 };
    score += match () {
        () if here.starts_with(char::is_lowercase) && !evidence::is_author(here) => -4.0,
        () if evidence::is_author(here) => 1.5,
        () if evidence::begins(here) => 0.5,
        () if here.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '(' | ')' | '[' | '&')) => -2.5,
        () => -0.7,
    };
    score + tagged(before, here)
}

/// What the tagger says of the place between two lines, and of the second as a beginning.
fn tagged(before: &str, here: &str) -> f32 {
    let tagger = Tagger::embedded();
    let joined = format!("{before} {here}");
    let border = before.len() + 1;
    let segments = tagger.tag_raw(&joined).segments;
    let across = segments.iter().find(|segment| segment.start < before.len() && segment.end > border);
    let behind = segments.iter().find(|segment| segment.start >= before.len());
    let mut score = match (across, behind) {
        (Some(across), _) => -2.5 * across.confidence,
        (None, Some(next)) if next.label == Label::Author => 1.5 * next.confidence,
        _ => 0.0,
    };
    let alone = tagger.tag_raw(here).segments;
    score += match alone.first() {
        Some(first) if first.start <= 1 && matches!(first.label, Label::Author) => 2.0 * first.confidence,
        Some(first) if first.start <= 1 && matches!(first.label, Label::Editor) => first.confidence,
        Some(first) if first.start <= 1 && matches!(first.label, Label::Title) => 0.0,
        Some(first) => -1.5 * first.confidence,
        None => -0.5,
    };
    score
}
