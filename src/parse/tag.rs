//! The tagger: one reference string in, labelled segments with confidences out. It names what the words
//! are; names, dates and kinds are made from them by the assembler.
//!
//! A segment holds words only: the marks, "In", "pp.", "(Eds.)" and their like between two values belong
//! to none. What belongs to a value by its form comes back to it at the end: the full stop of an
//! abbreviation, the bracket that closes one inside, the question mark of a title.

use std::cell::RefCell;
use std::sync::LazyLock;

use super::crf::{AFTER, Chain, FIELDS, INSIDE, Lattice, NEVER, NOTHING, STATES, Scores, field_of};
use super::features::{self, STRIDE, Scratch};
use super::identify::{Found, identify};
use super::label::Label;
use super::model::{Model, Shared};
use super::net::Between;
use crate::text::tokens::{Class, Token, tokenize};

/// A labelled run of words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// What it is.
    pub label: Label,
    /// First byte in the reference string.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// The probability that the words have this label and no neighbours miss it.
    pub confidence: f32,
}

/// A labelled reference string.
#[derive(Clone, Debug, PartialEq)]
pub struct Tagged {
    /// In order, not overlapping.
    pub segments: Vec<Segment>,
    /// The probability that all of it is right.
    pub confidence: f32,
}

/// Tagged with what the calibration is learned from.
pub struct Raw {
    /// The segments, their confidences not yet calibrated.
    pub segments: Vec<Segment>,
    /// The logarithm of the best path's share.
    pub path_log_probability: f32,
    /// How many words it has, identifiers left out.
    pub words: usize,
    /// How many of them training never saw.
    pub unknown: usize,
}

/// The trained tagger.
pub struct Tagger {
    model: Model,
}

/// Longer texts are tagged in windows of so many tokens: no reference is that long, and it bounds the memory.
const WINDOW: usize = 2_000;

/// What stands after so many tokens is not told apart: it is no reference, and a megabyte of marks should end soon.
const MOST: usize = 20_000;

#[derive(Default)]
struct Buffers {
    tokens: Vec<Token>,
    found: Vec<Found>,
    scratch: Scratch,
    lattice: Lattice,
    between: Between,
}

thread_local! {
    static BUFFERS: RefCell<Buffers> = RefCell::default();
}

impl Tagger {
    /// The tagger that the binary carries.
    pub fn embedded() -> &'static Tagger {
        static EMBEDDED: LazyLock<Tagger> = LazyLock::new(|| {
            // A test reads the file; an empty model only stands in while a new one is being trained.
            Tagger::new(Model::read(include_bytes!("../../models/tagger.bin")).unwrap_or_else(Model::empty))
        });
        &EMBEDDED
    }

    /// A tagger of another model.
    pub fn new(model: Model) -> Tagger {
        Tagger { model }
    }

    /// Labels one reference string.
    pub fn tag(&self, text: &str) -> Tagged {
        let mut raw = self.tag_raw(text);
        let calibration = &self.model.calibration;
        let confidence = calibration.whole(calibration.evidence(&raw));
        for segment in &mut raw.segments {
            segment.confidence = calibration.label(segment.label, segment.confidence);
        }
        Tagged { confidence, segments: raw.segments }
    }

    /// Labels one reference string, without calibration.
    pub fn tag_raw(&self, text: &str) -> Raw {
        BUFFERS.with(|buffers| match buffers.try_borrow_mut() {
            Ok(mut buffers) => self.run(text, &mut buffers),
            Err(_) => self.run(text, &mut Buffers::default()),
        })
    }

    fn run(&self, text: &str, buffers: &mut Buffers) -> Raw {
        let Buffers { tokens, found, scratch, lattice, between } = buffers;
        identify(text, found);
        tokenize(text, tokens);
        let mut raw = Raw { segments: Vec::new(), path_log_probability: 0.0, words: 0, unknown: 0 };
        let (told, rest) = tokens.split_at(tokens.len().min(MOST));
        for window in told.chunks(WINDOW) {
            let from = window.first().map_or(0, |t| t.start as usize);
            let to = window.last().map_or(0, |t| t.end as usize);
            let here = &found[found.partition_point(|f| f.end <= from)..found.partition_point(|f| f.start < to)];
            features::extract(text, window, here, scratch);
            self.score(window, here, scratch, between, lattice, &mut raw);
            let best = self.model.chain.viterbi(lattice);
            self.model.chain.marginals(lattice);
            lattice.path_log_probability = (best - lattice.log_sum) as f32;
            raw.path_log_probability += lattice.path_log_probability;
            read_path(text, window, here, lattice, &mut raw.segments);
        }
        raw.segments.extend(untold(rest, raw.segments.last()));
        settle(text, &mut raw.segments);
        raw
    }

    fn score(&self, tokens: &[Token], found: &[Found], scratch: &Scratch, between: &mut Between, lattice: &mut Lattice, raw: &mut Raw) {
        lattice.scores.clear();
        lattice.scores.resize(tokens.len(), [0.0; STATES]);
        let features = scratch.features.as_chunks::<STRIDE>().0;
        let mut shared = Shared::default();
        for ((scores, features), token) in lattice.scores.iter_mut().zip(features).zip(tokens) {
            if frozen_at(found, token).is_some() {
                continue;
            }
            let known = self.model.score(features, &mut shared, scores);
            raw.words += usize::from(token.is_word());
            raw.unknown += usize::from(token.is_word() && !known);
        }
        for beside in &self.model.nets {
            between.values[0].clear();
            between.values[0].extend(features.iter().map(|features| beside.table.look_up(features)));
            beside.net.forward(between);
            for (scores, units) in lattice.scores.iter_mut().zip(between.values.last().into_iter().flatten()) {
                beside.net.score(units, scores);
            }
        }
        constrain(tokens, found, &mut lattice.scores);
    }
}

/// What the chain cannot see, having no memory of a title far before: a reference is of one work.
fn settle(text: &str, segments: &mut Vec<Segment>) {
    // "In: Book. Its Subtitle": a second title right behind the container is a part of that.
    let mut titled = segments.first().is_some_and(|first| first.label == Label::Title);
    segments.dedup_by(|next, kept| {
        let part = titled && (kept.label, next.label) == (Label::Container, Label::Title);
        let part = part && matches!(text.get(kept.end..next.start).map(str::trim), Some("" | "." | ":"));
        if part {
            (kept.end, kept.confidence) = (next.end, kept.confidence.min(next.confidence));
        }
        titled |= next.label == Label::Title;
        part
    });
    // A book under its editors alone is the work itself.
    let has = |labels: &[Label]| segments.iter().any(|segment| labels.contains(&segment.label));
    let alone = segments.iter().filter(|segment| segment.label == Label::Container).count() == 1;
    let begins = segments.iter().find(|segment| segment.label != Label::CitationNumber).is_some_and(|first| first.label == Label::Editor);
    if begins && alone && has(&[Label::Publisher, Label::Place]) && !has(&[Label::Author, Label::Title, Label::Volume, Label::Issue, Label::Pages]) {
        segments.iter_mut().filter(|segment| segment.label == Label::Container).for_each(|segment| segment.label = Label::Title);
    }
}

/// All words of `rest` as one segment, so that nothing is lost.
fn untold(rest: &[Token], last: Option<&Segment>) -> Option<Segment> {
    let after = last.map_or(0, |segment| segment.end);
    let first = rest.iter().find(|token| token.is_word() && token.start as usize >= after)?;
    let last = rest.iter().rfind(|token| token.is_word())?;
    let (start, end) = (first.start as usize, last.end as usize);
    (start < end).then_some(Segment { label: Label::Other, start, end, confidence: 0.0 })
}

/// Forbids the states that cannot be: padding, and all but the frozen label where one is frozen.
pub fn constrain(tokens: &[Token], found: &[Found], scores: &mut [Scores]) {
    let mut before = None;
    for (token, scores) in tokens.iter().zip(scores) {
        Chain::mask(scores);
        let frozen = frozen_at(found, token);
        if let Some(at) = frozen {
            let field = field_of(found[at].label);
            let state = if before == frozen { INSIDE + field } else { field };
            let kept = scores[state];
            *scores = [NEVER; STATES];
            scores[state] = kept;
        }
        before = frozen;
    }
}

/// Which frozen run a token lies in.
pub fn frozen_at(found: &[Found], token: &Token) -> Option<usize> {
    let at = found.partition_point(|f| f.end <= token.start as usize);
    found.get(at).filter(|f| f.start < token.end as usize).map(|_| at)
}

/// Reads the segments off the best path.
fn read_path(text: &str, tokens: &[Token], found: &[Found], lattice: &Lattice, out: &mut Vec<Segment>) {
    let mut i = 0;
    while i < tokens.len() {
        let state = lattice.path[i] as usize;
        let first = i;
        i += 1;
        if state >= NOTHING {
            continue;
        }
        while i < tokens.len() && lattice.path[i] as usize == INSIDE + state {
            i += 1;
        }
        let run = Run { text, tokens, first, last: i - 1 };
        let limit =
            (first..tokens.len()).skip(run.last - first + 1).find(|j| (lattice.path[*j] as usize) < AFTER).unwrap_or(tokens.len()).min(run.last + 4);
        let after = out.last().map_or(0, |s: &Segment| s.end);
        let confidence = confidence_of(lattice, tokens, state, first, run.last);
        if let Some(segment) = run.segment(state, found, limit, after, confidence) {
            out.push(segment);
        }
    }
}

/// How sure it is that the words of a run have the label, and that the words beside it have not.
fn confidence_of(lattice: &Lattice, tokens: &[Token], field: usize, first: usize, last: usize) -> f32 {
    let inside = |i: usize| (lattice.marginals[i][field] + lattice.marginals[i][INSIDE + field]).min(1.0);
    let own = (first..=last).filter(|i| tokens[*i].is_word()).map(inside).fold(1.0, f32::min);
    let same = |i: &usize| lattice.path[*i] as usize % super::crf::WIDTH == field && (lattice.path[*i] as usize) < AFTER;
    let left = (0..first).rev().take(4).find(|i| tokens[*i].is_word()).filter(|i| !same(i));
    let right = (last + 1..tokens.len()).take(4).find(|i| tokens[*i].is_word()).filter(|i| !same(i));
    let beside = left.into_iter().chain(right).map(|i| 1.0 - inside(i)).fold(1.0, f32::min);
    own.min(beside)
}

/// A run of tokens that becomes a segment.
struct Run<'a> {
    text: &'a str,
    tokens: &'a [Token],
    first: usize,
    last: usize,
}

impl Run<'_> {
    fn segment(mut self, field: usize, found: &[Found], limit: usize, after: usize, confidence: f32) -> Option<Segment> {
        if let Some(at) = frozen_at(found, &self.tokens[self.first]) {
            let Found { label, start, end } = found[at];
            // A run cut by the border of two windows gives one segment.
            return (start >= after).then_some(Segment { label, start, end, confidence });
        }
        let mut label = FIELDS[field];
        self.trim();
        if !self.tokens[self.first].is_word() {
            return None;
        }
        if label == Label::Pages && !is_pages(&self.text[self.start()..self.end()]) {
            label = Label::Other;
        }
        if label == Label::Doi {
            label = identifier_label(&self.text[self.start()..self.end()]);
        }
        self.balance(limit, after);
        self.full_stop(label, limit);
        Some(Segment { label, start: self.start(), end: self.end(), confidence })
    }

    fn start(&self) -> usize {
        self.tokens[self.first].start as usize
    }

    fn end(&self) -> usize {
        self.tokens[self.last].end as usize
    }

    fn mark(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |t| t.text(self.text))
    }

    /// Cuts marks off both ends.
    fn trim(&mut self) {
        while self.first < self.last && !self.tokens[self.first].is_word() {
            self.first += 1;
        }
        while self.last > self.first && !self.tokens[self.last].is_word() {
            self.last -= 1;
        }
    }

    /// Takes in the brackets and quotes whose partners lie inside, where they stand right beside.
    fn balance(&mut self, limit: usize, after: usize) {
        const PAIRS: [(&str, &str); 8] = [("(", ")"), ("[", "]"), ("“", "”"), ("„", "“"), ("«", "»"), ("「", "」"), ("《", "》"), ("（", "）")];
        for _ in 0..4 {
            let inside = &self.text[self.start()..self.end()];
            let next = self.mark(self.last + 1);
            // "etc.)" and "(Why?)": the mark before the bracket goes with it.
            let (next, step) = if matches!(next, "." | "?" | "!") { (self.mark(self.last + 2), 2) } else { (next, 1) };
            let before = if self.first > 0 { self.mark(self.first - 1) } else { "" };
            let odd = inside.matches('"').count() % 2 == 1;
            if self.last + step < limit
                && (PAIRS.iter().any(|(open, close)| next == *close && unmatched(inside, open, close).0) || odd && next == "\"")
            {
                self.last += step;
            } else if self.first > 0
                && self.tokens[self.first - 1].start as usize >= after
                && (PAIRS.iter().any(|(open, close)| before == *open && unmatched(inside, open, close).1) || odd && before == "\"")
            {
                self.first -= 1;
            } else {
                return;
            }
        }
    }

    /// Takes in the full stop of an abbreviation, and the question mark of a title.
    fn full_stop(&mut self, label: Label, limit: usize) {
        let next = self.last + 1;
        if next >= limit || self.tokens[next].start as usize != self.end() {
            return;
        }
        let belongs = match self.mark(next) {
            "." => self.is_abbreviated(label),
            "?" | "!" => matches!(label, Label::Title | Label::Container | Label::Series),
            _ => false,
        };
        if belongs {
            self.last = next;
        }
    }

    /// Whether initials have full stops here: "Smith, J." and "J. R. Smith", but not "Smith JA, Jones B".
    fn stops_initials(&self) -> bool {
        let stopped = (self.first..self.last).any(|i| self.tokens[i].class == Class::Initial && self.mark(i + 1) == ".");
        stopped || self.last > self.first && self.mark(self.last - 1) == ","
    }

    fn is_abbreviated(&self, label: Label) -> bool {
        let last = self.tokens[self.last];
        let word = last.text(self.text);
        let ends = |words: &[&str]| words.iter().any(|w| w.eq_ignore_ascii_case(word));
        match label {
            Label::Author | Label::Editor | Label::Translator | Label::Other => {
                last.class == Class::Initial && self.stops_initials()
                    || ends(&["al", "Jr", "Sr", "Inc", "Ltd", "Co", "Corp", "Dept", "Univ", "colab", "a"])
            }
            Label::Container | Label::Series => {
                let inside = (self.first..self.last).any(|i| self.mark(i) == "." && self.tokens[i - usize::from(i > 0)].is_word());
                inside && word.chars().count() <= 8 && last.class != Class::Digits
                    || ends(&[
                        "Sci", "Lett", "Rev", "Phys", "Chem", "Soc", "Proc", "Natl", "Acad", "Biol", "Med", "Math", "Res", "Commun", "Mech", "Eng",
                        "Comput", "Inc",
                    ])
            }
            Label::Publisher => {
                ends(&["Inc", "Ltd", "Co", "Corp", "Univ", "Publ", "Pub", "Verl", "Hrsg", "Cie", "Bros", "Sons", "Assoc", "Soc", "Ed"])
                    || last.class == Class::Initial
            }
            Label::Place => last.class == Class::Initial || ends(&["Mass", "Calif", "Conn", "Ill", "Mich", "Penn", "Wash", "St"]),
            Label::Edition => ends(&["ed", "edn", "rev", "Aufl", "éd", "Ausg"]),
            Label::Genre => ends(&["Diss", "Rep", "Habil"]),
            _ => false,
        }
    }
}

/// Whether an opening mark lacks its closing one, and whether a closing one lacks its opening one.
fn unmatched(text: &str, open: &str, close: &str) -> (bool, bool) {
    let (mut depth, mut lacking) = (0_usize, false);
    for (at, _) in text.char_indices() {
        if text[at..].starts_with(open) {
            depth += 1;
        } else if text[at..].starts_with(close) {
            lacking |= depth == 0;
            depth = depth.saturating_sub(1);
        }
    }
    (depth > 0, lacking)
}

/// Whether words may be pages: there is a number, be it a Roman or a Chinese one, or a mark for it.
fn is_pages(words: &str) -> bool {
    words.chars().any(|c| !c.is_ascii_alphabetic()) && words.chars().any(char::is_numeric)
        || words.bytes().all(|b| matches!(b.to_ascii_lowercase(), b'i' | b'v' | b'x' | b'l' | b'c' | b'd' | b'm') || !b.is_ascii_alphabetic())
}

/// Which identifier it is that the model saw and no pattern.
fn identifier_label(words: &str) -> Label {
    let has = |part: &str| words.contains(part);
    match () {
        () if has("10.") && has("/") && !has("http") => Label::Doi,
        () if has("http") || has("www") || has("://") || has("ftp") => Label::Url,
        () if words.to_ascii_lowercase().contains("arxiv") || has("hep") || has("astro") || has("gr-qc") => Label::Arxiv,
        () if has("PMC") => Label::Pmid,
        () if has(".org") || has(".com") || has(".net") || has(".edu") || has(".html") => Label::Url,
        () if words.bytes().any(|b| b.is_ascii_digit()) => Label::Number,
        () => Label::Other,
    }
}
