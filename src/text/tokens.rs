//! The sub-word tokenizer: runs of digits, runs of letters (two words run into one are parted at the capital letter), each punctuation mark alone, each Han or
//! kana character alone, Hangul words as words. White space is no token; whether it stood before one
//! is seen from the offsets. What a token means is not decided here.

use unicode_normalization::char::is_combining_mark;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Class {
    /// A run of digits.
    Digits,
    /// One capital letter, as in an initial.
    Initial,
    /// Capital letters only.
    Upper,
    /// A capital letter and small ones after it.
    Title,
    /// Small letters only.
    Lower,
    /// Capitals inside the word ("McKay", "arXiv").
    Mixed,
    /// One Han character.
    Han,
    /// One hiragana or katakana character.
    Kana,
    /// A Hangul word.
    Hangul,
    /// Letters without case (Arabic, Hebrew, Thai …).
    Caseless,
    /// One mark that is none of the above.
    Punct,
}

/// A piece of text: its place in bytes and what it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
    /// What it is made of.
    pub class: Class,
}

impl Token {
    /// The token's text.
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.end as usize]
    }

    /// Whether it is a word or a number, not a mark.
    pub fn is_word(&self) -> bool {
        self.class != Class::Punct
    }
}

/// How a character joins with its neighbours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Space,
    Digit,
    Letter,
    Hangul,
    Single(Class),
}

/// Splits `text` into tokens, which replace what `out` held. Text after the first 4 GiB is left out.
pub fn tokenize(text: &str, out: &mut Vec<Token>) {
    out.clear();
    let mut open: Option<(usize, Kind)> = None;
    for (at, c) in text.char_indices() {
        if at + 4 > u32::MAX as usize {
            break;
        }
        let kind = match (kind_of(c), open) {
            // An accent of its own belongs to the letter before it.
            (Kind::Letter, Some((_, before))) if is_combining_mark(c) => before,
            (kind, _) => kind,
        };
        if open.is_some_and(|(_, before)| before == kind && joins(kind)) {
            continue;
        }
        close(text, open, at, out);
        open = (kind != Kind::Space).then_some((at, kind));
    }
    close(text, open, text.len().min(u32::MAX as usize), out);
}

/// Whether characters of one kind make one token.
fn joins(kind: Kind) -> bool {
    matches!(kind, Kind::Digit | Kind::Letter | Kind::Hangul)
}

/// Writes the open token down.
fn close(text: &str, open: Option<(usize, Kind)>, end: usize, out: &mut Vec<Token>) {
    let Some((start, kind)) = open else { return };
    let class = match kind {
        Kind::Space => return,
        Kind::Digit => Class::Digits,
        Kind::Hangul => Class::Hangul,
        Kind::Single(class) => class,
        Kind::Letter => case_of(&text[start..end]),
    };
    let mut start = start;
    while let Some(cut) = (class == Class::Mixed).then(|| seam(&text[start..end])).flatten() {
        out.push(Token { start: start as u32, end: (start + cut) as u32, class: case_of(&text[start..start + cut]) });
        start += cut;
    }
    let class = if class == Class::Mixed { case_of(&text[start..end]) } else { class };
    out.push(Token { start: start as u32, end: end as u32, class });
}

/// Where two words without a space between them meet, as in texts of pages: "detectorClass", "PhDThesis". What stands before
/// is longer than the "Mc", "De" and "Fitz" of names.
fn seam(word: &str) -> Option<usize> {
    const SHORTEST: usize = 5;
    let mut before = None;
    for (count, (at, c)) in word.char_indices().enumerate() {
        let next = word[at + c.len_utf8()..].chars().next();
        if count >= SHORTEST && c.is_uppercase() && before.is_some_and(char::is_lowercase) && next.is_some_and(char::is_lowercase) {
            return Some(at);
        }
        before = Some(c);
    }
    None
}

fn kind_of(c: char) -> Kind {
    if c.is_ascii() {
        return match c {
            'a'..='z' | 'A'..='Z' => Kind::Letter,
            '0'..='9' => Kind::Digit,
            _ if c.is_ascii_whitespace() || c.is_ascii_control() => Kind::Space,
            _ => Kind::Single(Class::Punct),
        };
    }
    match c {
        // Marks that nobody sees are no words: soft hyphen, zero-width ones, byte order mark.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => Kind::Space,
        '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' => Kind::Single(Class::Kana),
        '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => Kind::Single(Class::Han),
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}' => Kind::Hangul,
        _ if c.is_whitespace() || c.is_control() => Kind::Space,
        _ if c.is_numeric() => Kind::Digit,
        _ if c.is_alphabetic() || is_combining_mark(c) => Kind::Letter,
        _ => Kind::Single(Class::Punct),
    }
}

/// The case pattern of a run of letters.
fn case_of(word: &str) -> Class {
    let (mut upper, mut lower, mut first_upper, mut count) = (0, 0, false, 0);
    for c in word.chars() {
        if c.is_uppercase() {
            upper += 1;
            first_upper |= count == 0;
        } else if c.is_lowercase() {
            lower += 1;
        }
        count += 1;
    }
    match (upper, lower) {
        (0, 0) => Class::Caseless,
        (0, _) => Class::Lower,
        (1, 0) => Class::Initial,
        (_, 0) => Class::Upper,
        (1, _) if first_upper => Class::Title,
        _ => Class::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_as_the_table_says() {
        let table = [
            ("J. Smith", "J|.|Smith"),
            ("12(3):45–67", "12|(|3|)|:|45|–|67"),
            ("R204", "R|204"),
            ("王小明", "王|小|明"),
            ("제26권 2호", "제|26|권|2|호"),
            ("Mu\u{308}ller, naïve", "Mu\u{308}ller|,|naïve"),
            ("a\u{ad}b", "a|b"),
            ("detectorClassQuantum McKay DeSalvo FitzGerald iPhone", "detector|Class|Quantum|McKay|DeSalvo|FitzGerald|iPhone"),
            ("", ""),
        ];
        for (text, want) in table {
            let mut tokens = Vec::new();
            tokenize(text, &mut tokens);
            let got: Vec<_> = tokens.iter().map(|t| t.text(text)).collect();
            assert_eq!(got.join("|"), want, "{text}");
        }
    }
}
