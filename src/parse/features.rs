//! The one list of features, for training and for tagging: every feature of a token is a hash of
//! its template and its values. What a feature weighs is not known here.

use super::identify::Found;
use super::lexicon::{self, Classes};
use crate::text::tokens::{Class, Token};

/// How many features each token has.
pub const STRIDE: usize = 32;

/// The place of the feature that is the word alone.
pub const WORD: usize = 1;

/// The places of the features that are of the chunk and the sentence, and of no token.
pub const SHARED: [usize; 6] = [0, 20, 22, 23, 24, 31];

/// The places of the others, that of the word first.
pub const OWN: [usize; STRIDE - SHARED.len()] = [WORD, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 25, 26, 27, 28, 29, 30];

/// How long the hash of a feature is: short enough for a small table of the model, long enough that few
/// features share one.
pub const BITS: u32 = 30;

/// Where an empty place of a window stands.
const EDGE: u32 = 0x51ed_270b;

/// What is known of one token before windows are laid over it.
#[derive(Clone, Copy, Default)]
struct Base {
    /// Hash of the word in small letters; of numbers the length and whether it could be a year.
    word: u32,
    /// Shape: the mark itself, or class and length.
    shape: u32,
    prefix: u32,
    suffix: u32,
    ending: u32,
    lexicon: Classes,
    is_word: bool,
    is_year: bool,
    spaced: bool,
    frozen: u8,
    chunk: u32,
    sentence: u32,
    depth: u8,
    quoted: u8,
}

impl Base {
    /// Whether it is a number that is no year, and of no identifier.
    fn is_number(&self) -> bool {
        self.is_word && self.shape & 0xf00 == 0x100 && !self.is_year && self.frozen == 0
    }
}

/// What is known of a run of tokens between marks.
#[derive(Clone, Copy, Default)]
struct Chunk {
    lexicon: Classes,
    first: u32,
    last: u32,
    before: u32,
    after: u32,
    words: u16,
    capitals: u16,
    small: u16,
    initials: u16,
    numbers: u16,
    years: u16,
}

/// Buffers that are used again for every reference.
#[derive(Default)]
pub struct Scratch {
    base: Vec<Base>,
    chunks: Vec<Chunk>,
    sentences: Vec<Chunk>,
    previous: Vec<u32>,
    next: Vec<u32>,
    lower: String,
    /// The features, [`STRIDE`] a token.
    pub features: Vec<u32>,
}

/// The hash of a word that is in small letters already.
pub fn hash_word(word: &str) -> u32 {
    hash_chars(word.chars())
}

fn hash_chars(chars: impl Iterator<Item = char>) -> u32 {
    let mut h = 0x811c_9dc5_u32;
    for c in chars {
        h = (h ^ c as u32).wrapping_mul(0x0100_0193);
        h ^= h >> 15;
    }
    h
}

/// Mixes two values to one.
#[inline]
fn mix(a: u32, b: u32) -> u32 {
    let mut h = (u64::from(a) << 32 | u64::from(b)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    h ^= h >> 29;
    (h.wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 32) as u32
}

/// Small, middle, large: long counts say no more than their size.
fn bucket(n: usize) -> u32 {
    match n {
        0..=4 => n as u32,
        5..=6 => 5,
        7..=9 => 6,
        10..=14 => 7,
        15..=24 => 8,
        _ => 9,
    }
}

/// Writes the features of all tokens to `scratch.features`.
pub fn extract(text: &str, tokens: &[Token], found: &[Found], scratch: &mut Scratch) {
    scratch.base.clear();
    for token in tokens {
        let base = base_of(text, token, &mut scratch.lower);
        scratch.base.push(base);
    }
    mark_context(text, tokens, found, &mut scratch.base);
    cut_chunks(tokens, scratch);
    look_around(scratch);
    write_features(tokens, scratch);
}

fn base_of(text: &str, token: &Token, lower: &mut String) -> Base {
    let word = token.text(text);
    if token.class == Class::Digits {
        let is_year = word.len() == 4 && matches!(word.get(..2), Some("14" | "15" | "16" | "17" | "18" | "19" | "20"));
        let len = word.len().min(9) as u32;
        let word = if word.len() <= 2 { hash_chars(word.chars()) } else { mix(len, u32::from(is_year)) };
        let shape = 0x100 + len + u32::from(is_year) * 16;
        return Base { word, shape, prefix: shape, suffix: shape, ending: shape, is_word: true, is_year, ..Base::default() };
    }
    if token.class == Class::Punct {
        // All dashes are one dash, all double quotes but the pairs one quote.
        let c = match word.chars().next().unwrap_or(' ') {
            '‐'..='―' | '−' => '-',
            '＂' | '″' => '"',
            '，' | '、' => ',',
            '。' | '．' => '.',
            '：' => ':',
            '；' => ';',
            '（' => '(',
            '）' => ')',
            '`' | '´' => '\'',
            c => c,
        } as u32;
        return Base { word: mix(c, 7), shape: c, prefix: c, suffix: c, ending: c, ..Base::default() };
    }
    lower.clear();
    if word.is_ascii() {
        lower.extend(word.bytes().map(|b| b.to_ascii_lowercase() as char));
    } else {
        lower.extend(word.chars().flat_map(char::to_lowercase));
    }
    let hash = hash_chars(lower.chars());
    // A Hangul syllable says as much as two or three letters.
    let (short, long) = if token.class == Class::Hangul { (1, 2) } else { (2, 3) };
    let len = lower.chars().count();
    let tail = |n: usize| hash_chars(lower.chars().skip(len.saturating_sub(n)));
    Base {
        word: hash,
        shape: 0x200 + (token.class as u32) * 8 + (len.min(8) as u32).saturating_sub(1).min(5),
        prefix: hash_chars(lower.chars().take(long)),
        suffix: tail(long),
        ending: tail(short),
        lexicon: lexicon::classes(hash),
        is_word: true,
        ..Base::default()
    }
}

/// Brackets, quotes, frozen runs, white space.
fn mark_context(text: &str, tokens: &[Token], found: &[Found], base: &mut [Base]) {
    let (mut depth, mut quoted, mut frozen) = (0_u8, 0_u8, 0);
    for i in 0..tokens.len() {
        let start = tokens[i].start as usize;
        while frozen < found.len() && found[frozen].end <= start {
            frozen += 1;
        }
        if let Some(f) = found.get(frozen).filter(|f| f.start <= start) {
            base[i].frozen = f.label as u8 + 1;
        }
        base[i].spaced = i > 0 && tokens[i - 1].end < tokens[i].start;
        if tokens[i].class == Class::Punct && base[i].frozen == 0 {
            let c = tokens[i].text(text).chars().next().unwrap_or(' ');
            match c {
                '(' | '[' | '（' | '［' | '〔' => depth = (depth + 1).min(3),
                ')' | ']' | '）' | '］' | '〕' => depth = depth.saturating_sub(1),
                '“' | '„' | '«' | '‹' | '「' | '『' | '《' | '〈' => quoted = if quoted == 1 && c == '“' { 2 } else { 1 },
                '”' | '»' | '›' | '」' | '』' | '》' | '〉' => quoted = 2,
                '"' | '＂' | '″' => quoted = if quoted == 1 { 2 } else { 1 },
                '\'' | '‘' | '’' | '`' => single_quote(tokens, base, i, &mut quoted),
                _ => {}
            }
        }
        base[i].depth = depth;
        base[i].quoted = quoted;
    }
}

/// A single quote opens after white space and closes before it; an apostrophe does neither.
fn single_quote(tokens: &[Token], base: &[Base], i: usize, quoted: &mut u8) {
    let after = tokens.get(i + 1).is_none_or(|t| t.start > tokens[i].end || t.class == Class::Punct);
    let before = i == 0 || base[i].spaced || (tokens[i - 1].class == Class::Punct);
    if before && !after {
        *quoted = 1;
    } else if after && *quoted == 1 {
        *quoted = 2;
    }
}

/// Whether the full stop at `i` ends a sentence and not an abbreviation.
fn ends_sentence(tokens: &[Token], base: &[Base], i: usize) -> bool {
    let stop = base[i].shape == '.' as u32 || base[i].shape == '?' as u32 || base[i].shape == '!' as u32;
    if !stop || base[i].frozen != 0 {
        return false;
    }
    let next_apart = tokens.get(i + 1).is_none_or(|t| t.start > tokens[i].end);
    if i == 0 {
        return false;
    }
    let before = &base[i - 1];
    let abbreviation = matches!(tokens[i - 1].class, Class::Initial)
        || before.lexicon & (lexicon::VOLUME | lexicon::ISSUE | lexicon::PAGES) != 0
            && before.is_word
            && tokens[i - 1].end - tokens[i - 1].start <= 4;
    next_apart && !abbreviation
}

/// Cuts the tokens at marks into chunks, and at full stops and quotes into sentences.
fn cut_chunks(tokens: &[Token], scratch: &mut Scratch) {
    scratch.chunks.clear();
    scratch.sentences.clear();
    scratch.chunks.push(Chunk { before: EDGE, after: EDGE, ..Chunk::default() });
    scratch.sentences.push(Chunk { before: EDGE, after: EDGE, ..Chunk::default() });
    for i in 0..tokens.len() {
        let base = scratch.base[i];
        let mark = !base.is_word && base.frozen == 0;
        let ends = mark && ends_sentence(tokens, &scratch.base, i);
        let splits = mark
            && match char::from_u32(base.shape).unwrap_or(' ') {
                ',' | ';' | ':' | '(' | ')' | '[' | ']' | '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '\'' | '「' | '」' | '『' | '』' | '《'
                | '》' | '〈' | '〉' | '/' => {
                    base.shape != '\'' as u32 && base.shape != '’' as u32
                        || i == 0
                        || base.spaced
                        || tokens.get(i + 1).is_none_or(|t| t.start > tokens[i].end || t.class == Class::Punct)
                }
                '-' => base.spaced && tokens.get(i + 1).is_some_and(|t| t.start > tokens[i].end),
                _ => ends,
            };
        if splits {
            turn(&mut scratch.chunks, base.shape);
        }
        if ends || mark && base.quoted == 2 && i > 0 && scratch.base[i - 1].quoted == 1 {
            turn(&mut scratch.sentences, base.shape);
        }
        scratch.base[i].chunk = (scratch.chunks.len() - 1) as u32;
        scratch.base[i].sentence = (scratch.sentences.len() - 1) as u32;
        if let Some(chunk) = scratch.chunks.last_mut() {
            count(chunk, &base, tokens[i].class);
        }
        if let Some(sentence) = scratch.sentences.last_mut() {
            count(sentence, &base, tokens[i].class);
        }
    }
}

/// Ends one chunk at a mark and begins the next; a chunk without words only takes the mark over.
fn turn(chunks: &mut Vec<Chunk>, mark: u32) {
    let Some(last) = chunks.last_mut() else { return };
    if last.words == 0 {
        last.before = mix(last.before, mark) & 0xffff;
        return;
    }
    last.after = mark;
    chunks.push(Chunk { before: mark, after: EDGE, ..Chunk::default() });
}

fn count(chunk: &mut Chunk, base: &Base, class: Class) {
    if !base.is_word {
        return;
    }
    if chunk.words == 0 {
        chunk.first = base.word;
    }
    chunk.last = base.word;
    chunk.words = chunk.words.saturating_add(1);
    chunk.lexicon |= base.lexicon;
    let counter = match class {
        Class::Digits if base.is_year => &mut chunk.years,
        Class::Digits => &mut chunk.numbers,
        Class::Initial => &mut chunk.initials,
        Class::Lower => &mut chunk.small,
        _ => &mut chunk.capitals,
    };
    *counter = counter.saturating_add(1);
}

impl Chunk {
    /// What kinds of words it holds, as one value.
    fn kinds(&self) -> u32 {
        let some = |n: u16| u32::from(n.min(2));
        let size = bucket(self.words as usize).min(7);
        size | some(self.capitals) << 3 | some(self.small) << 5 | some(self.initials) << 7 | some(self.numbers) << 9 | some(self.years) << 11
    }

    fn marks(&self) -> u32 {
        mix(self.before, self.after)
    }
}

/// The words before and after each token.
fn look_around(scratch: &mut Scratch) {
    let n = scratch.base.len();
    scratch.previous.clear();
    scratch.next.clear();
    scratch.next.resize(n, EDGE);
    let mut word = u32::MAX;
    for i in 0..n {
        scratch.previous.push(word);
        if scratch.base[i].is_word {
            word = i as u32;
        }
    }
    let mut word = u32::MAX;
    for i in (0..n).rev() {
        scratch.next[i] = word;
        if scratch.base[i].is_word {
            word = i as u32;
        }
    }
}

/// The whole reference in a few figures.
struct Whole {
    style: u32,
    years: usize,
    numbers: usize,
    words: usize,
}

fn whole_of(tokens: &[Token], scratch: &Scratch) -> Whole {
    let (mut words, mut small, mut years, mut numbers, mut first_year, mut upper) = (0_usize, 0, 0, 0, usize::MAX, 0);
    let (mut quotes, mut has_in, mut run, mut longest) = (false, false, 0_usize, 0);
    for (token, base) in tokens.iter().zip(&scratch.base) {
        words += usize::from(base.is_word);
        upper += usize::from(token.class == Class::Upper);
        if base.is_year && base.frozen == 0 {
            first_year = first_year.min(words);
            years += 1;
        }
        numbers += usize::from(base.is_number());
        quotes |= base.quoted == 2;
        has_in |= base.lexicon & lexicon::IN != 0;
        small += usize::from(token.class == Class::Lower);
        run = match (base.is_word, token.class) {
            (true, Class::Lower | Class::Title | Class::Han | Class::Kana | Class::Hangul | Class::Upper) => run + 1,
            (true, _) => 0,
            _ if base.shape == '.' as u32 => 0,
            _ => run,
        };
        longest = longest.max(run);
    }
    let year_at = if first_year == usize::MAX { 0 } else { 1 + (first_year * 4 / words.max(1)).min(3) as u32 };
    let small = (small * 5 / words.max(1)) as u32;
    let upper = u32::from(upper * 4 > words);
    let style = year_at | u32::from(quotes) << 3 | small << 4 | u32::from(has_in) << 7 | bucket(longest).min(7) << 8 | upper << 11;
    Whole { style, years, numbers, words }
}

/// What was seen up to a token.
#[derive(Default)]
struct Seen {
    words: usize,
    years: usize,
    numbers: usize,
}

fn write_features(tokens: &[Token], scratch: &mut Scratch) {
    let n = tokens.len();
    let whole = whole_of(tokens, scratch);
    let mut features = std::mem::take(&mut scratch.features);
    features.clear();
    features.reserve(n * STRIDE);
    let mut seen = Seen::default();
    for i in 0..n {
        let from = features.len();
        token_features(i, scratch, &whole, &seen, &mut features);
        debug_assert_eq!(features.len() - from, STRIDE);
        advance(&mut seen, &scratch.base[i]);
    }
    scratch.features = features;
}

fn advance(seen: &mut Seen, base: &Base) {
    if base.frozen != 0 {
        return;
    }
    seen.words += usize::from(base.is_word);
    seen.years += usize::from(base.is_year);
    seen.numbers += usize::from(base.is_number());
}

#[allow(clippy::too_many_lines)] // One line a template: cut in pieces it would read worse.
fn token_features(i: usize, s: &Scratch, whole: &Whole, seen: &Seen, out: &mut Vec<u32>) {
    let at = |d: isize| i.checked_add_signed(d).and_then(|j| s.base.get(j));
    let word = |d: isize| at(d).map_or(EDGE, |b| b.word);
    let shape = |d: isize| at(d).map_or(EDGE, |b| b.shape | u32::from(b.spaced) << 16);
    let lex = |j: u32| s.base.get(j as usize).map_or(1 << 31, |b| b.lexicon);
    let shape_at = |j: u32| s.base.get(j as usize).map_or(EDGE, |b| b.shape);
    let base = &s.base[i];
    let (previous, next) = (s.previous[i], s.next[i]);
    let before = s.previous.get(previous as usize).copied().unwrap_or(u32::MAX);
    let after = s.next.get(next as usize).copied().unwrap_or(u32::MAX);
    let chunk = &s.chunks[base.chunk as usize];
    let sentence = &s.sentences[base.sentence as usize];
    let chunk_at = |d: isize| (base.chunk as usize).checked_add_signed(d).and_then(|j| s.chunks.get(j));
    let (before_chunk, after_chunk) = (chunk_at(-1), chunk_at(1));
    let kinds = |c: Option<&Chunk>| c.map_or(EDGE, |c| c.kinds());
    let lexes = |c: Option<&Chunk>| c.map_or(EDGE, |c| c.lexicon);
    let (s0, w0) = (shape(0), base.word);
    let context = u32::from(base.depth) | u32::from(base.quoted) << 2;
    let position = ((seen.words * 8) / whole.words.max(1)).min(7) as u32;
    let year = if base.is_year { 1 + u32::from(seen.years == 0) + 2 * u32::from(seen.years + 1 == whole.years) } else { 0 };
    let shapes = mix(mix(shape(-1), s0), shape(1));
    let frozen = at(-1).map_or(0, |b| u32::from(b.frozen)) << 8 | at(1).map_or(0, |b| u32::from(b.frozen));
    // Which of how many numbers it is, and whether years stand before and behind: volume, issue and pages go by that.
    let years = u32::from(seen.years > 0) | u32::from(seen.years < whole.years) << 1;
    let count = bucket(seen.numbers) | bucket(whole.numbers) << 4 | years << 8;
    let values: [u32; STRIDE] = [
        0,
        w0,
        word(-1),
        word(1),
        word(-2),
        mix(word(-1), w0),
        mix(w0, word(1)),
        mix(mix(shape(-2), shape(-1)), s0),
        mix(mix(s0, shape(1)), shape(2)),
        base.suffix,
        base.prefix,
        mix(base.ending, s0),
        mix(base.lexicon, s0),
        mix(mix(lex(previous), base.lexicon), lex(next)),
        mix(mix(shape_at(previous), s0), mix(shape_at(next), shape_at(after))),
        mix(lex(before), mix(lex(previous), s0)),
        mix(position, s0),
        mix(bucket(seen.words), s0),
        mix(context, shapes),
        mix(chunk.kinds(), shape(-1)),
        mix(chunk.lexicon, chunk.marks()),
        mix(chunk.first, u32::from(w0 == chunk.first)),
        mix(lexes(after_chunk), kinds(after_chunk)),
        mix(lexes(before_chunk), kinds(before_chunk)),
        mix(sentence.first, sentence.marks()),
        mix(sentence.last, s0),
        mix(mix(year, bucket(seen.years)), shapes),
        mix(bucket(seen.numbers) | bucket(seen.years) << 4, mix(shapes, u32::from(base.is_word))),
        mix(frozen, s0),
        mix(whole.style, mix(s0, position)),
        mix(count, s0),
        mix(sentence.kinds(), chunk.kinds()),
    ];
    let hash = |template: usize| mix(values[template], 0x9e37 + template as u32 * 0x0101) >> (32 - BITS);
    out.extend_from_slice(&std::array::from_fn::<u32, STRIDE, _>(hash));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_shared_or_own() {
        let mut places: Vec<usize> = SHARED.iter().chain(&OWN).copied().collect();
        places.sort_unstable();
        assert!(places.into_iter().eq(0..STRIDE) && OWN[0] == WORD);
    }
}
