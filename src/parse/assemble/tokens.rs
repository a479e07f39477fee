//! The words of a list of names, and what each may be: initials, suffix, particle, "and", "et al.".

use std::ops::Range;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Comma,
    Semicolon,
    And,
    Open,
    Close,
    Colon,
    Ellipsis,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// The tokens of a text that begins at `base`. A word ends behind a full stop unless a hyphen follows: "J.-P. Serre" are two, "J.A." too.
pub(super) fn tokens(part: &str, base: usize) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut chars = part.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mut end = at + c.len_utf8();
        let kind = match c {
            ',' | '，' | '、' => Kind::Comma,
            '·' | 'ㆍ' | '・' if tokens.last().is_some_and(|token: &Token| part[..token.end - base].ends_with(is_hangul)) => Kind::Comma,
            ';' | '；' | '/' | '|' => Kind::Semicolon,
            '&' | '+' | '＆' => Kind::And,
            '(' | '[' | '（' => Kind::Open,
            ')' | ']' | '）' => Kind::Close,
            ':' | '：' => Kind::Colon,
            '…' => Kind::Ellipsis,
            '.' if part[at..].starts_with("...") || part[at..].starts_with(". . .") => Kind::Ellipsis,
            c if starts_word(c) => {
                let hangul = is_hangul(c);
                while let Some((_, next)) = chars.next_if(|(_, next)| continues_word(*next) && !(hangul && matches!(next, '·' | 'ㆍ' | '・'))) {
                    end += next.len_utf8();
                    let after = part[end..].chars().next();
                    if next == '.' && !after.is_some_and(is_hyphen) {
                        break;
                    }
                }
                Kind::Word
            }
            _ => continue,
        };
        if kind == Kind::Word && end - at > '等'.len_utf8() && part[at..end].ends_with('等') {
            end -= '等'.len_utf8();
            tokens.push(Token { kind, start: base + at, end: base + end });
            tokens.push(Token { kind, start: base + end, end: base + end + '等'.len_utf8() });
            continue;
        }
        let kind = if kind == Kind::Word && is_and(&part[at..end]) { Kind::And } else { kind };
        tokens.push(Token { kind, start: base + at, end: base + end });
    }
    tokens
}

pub(super) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7AF}')
}

pub(super) fn starts_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '’' | 'ʻ' | 'ʼ')
}

pub(super) fn continues_word(c: char) -> bool {
    c.is_alphanumeric()
        || is_hyphen(c)
        || matches!(c, '\'' | '’' | '`' | '´' | 'ʻ' | 'ʼ' | '.' | '·' | '・' | '_' | '@' | '~')
        || unicode_normalization::char::is_combining_mark(c)
}

pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '–' | '\u{ad}')
}

pub(super) fn is_and(word: &str) -> bool {
    matches!(
        word,
        "and"
            | "And"
            | "AND"
            | "und"
            | "UND"
            | "et"
            | "ET"
            | "y"
            | "e"
            | "i"
            | "og"
            | "och"
            | "en"
            | "oraz"
            | "и"
            | "та"
            | "és"
            | "ve"
            | "sowie"
            | "with"
            | "u."
    )
}

/// A segment holds words only, so the full stop behind the last initial may be left out of it. It belongs to the name where the
/// other initials have theirs, or where nothing but an initial can stand ("Cameron, M").
pub(super) fn keep_last_dot(text: &str, tokens: &mut [Token]) {
    let Some((last, before)) = tokens.split_last_mut() else { return };
    let word = &text[last.start..last.end];
    let single = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    if !single || !text[last.end..].starts_with('.') {
        return;
    }
    let words = || before.iter().filter(|token| token.kind == Kind::Word).map(|token| &text[token.start..token.end]);
    let bare = words().any(|word| is_initials(word) && !word.contains('.'));
    let dotted = words().any(|word| is_initials(word) && word.contains('.'));
    let behind_comma = before.last().is_some_and(|token| token.kind == Kind::Comma);
    if !bare && (dotted || behind_comma) {
        last.end += 1;
    }
}

/// Takes "et al." and its kin out, wherever it stands: where it stood.
pub(super) fn cut_others(text: &str, tokens: &mut [Token]) -> Option<Range<usize>> {
    let mut found = None;
    let mut at = 0;
    while at < tokens.len() {
        let long = others_at(text, &tokens[at..]);
        if long == 0 {
            at += 1;
            continue;
        }
        let range = tokens[at].start..tokens[at + long - 1].end;
        for token in &mut tokens[at..at + long] {
            token.kind = Kind::Comma;
        }
        found.get_or_insert(range);
        at += long;
    }
    found
}

/// How many tokens from here on say "and others".
pub(super) fn others_at(text: &str, tokens: &[Token]) -> usize {
    let word = |index: usize| tokens.get(index).map(|token| text[token.start..token.end].trim_end_matches('.')).unwrap_or_default();
    if tokens[0].kind == Kind::Ellipsis || matches!(word(0), "等" | "外") {
        return 1;
    }
    match (word(0), word(1).to_lowercase().as_str()) {
        ("et" | "Et" | "ET", "al" | "alii" | "aliae" | "coll" | "autres" | "collab") => 2,
        ("u", "a") | ("e", "a") | ("m", "fl") | ("i", "in") | ("a", "o") | ("и", "др" | "другие") | ("та", "ін") => 2,
        (
            "&" | "and" | "und" | "y" | "e" | "en" | "og" | "och" | "et",
            "others" | "other" | "colleagues" | "andere" | "otros" | "outros" | "altri" | "anderen" | "andre" | "al",
        ) => 2,
        _ => 0,
    }
}

/// Whether a word is initials: "M.", "J.-P.", "JA", "Ch.", "Ю.".
pub(super) fn is_initials(word: &str) -> bool {
    if is_suffix(word) {
        return false;
    }
    let dotted = word.contains('.');
    let hyphened = word.contains(is_hyphen);
    let mut parts = word.split(|c: char| c == '.' || is_hyphen(c)).filter(|part| !part.is_empty()).peekable();
    if parts.peek().is_none() {
        return false;
    }
    parts.enumerate().all(|(index, part)| {
        let count = part.chars().count();
        let upper = part.chars().all(char::is_uppercase);
        let first_upper = part.starts_with(char::is_uppercase);
        match (dotted, hyphened) {
            (true, _) if count == 1 => upper || index > 0,
            (true, _) => first_upper && count <= 3 && (upper || index > 0 || !part.chars().any(|c| c.is_numeric())),
            (false, true) => upper && count <= 2,
            (false, false) => upper && count <= 3,
        }
    })
}

pub(super) fn is_suffix(word: &str) -> bool {
    matches!(
        word.trim_end_matches('.'),
        "Jr" | "JR"
            | "jr"
            | "Sr"
            | "SR"
            | "sr"
            | "II"
            | "III"
            | "IV"
            | "2nd"
            | "3rd"
            | "4th"
            | "Jnr"
            | "Snr"
            | "Esq"
            | "Filho"
            | "Neto"
            | "Júnior"
            | "PhD"
    )
}

/// Particles as they are written within names, in small letters.
pub(super) fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "van"
            | "von"
            | "der"
            | "den"
            | "de"
            | "del"
            | "della"
            | "dello"
            | "dei"
            | "degli"
            | "delle"
            | "di"
            | "da"
            | "das"
            | "do"
            | "dos"
            | "du"
            | "des"
            | "la"
            | "las"
            | "le"
            | "les"
            | "los"
            | "lo"
            | "el"
            | "al"
            | "ter"
            | "ten"
            | "te"
            | "tot"
            | "zu"
            | "zum"
            | "zur"
            | "vom"
            | "am"
            | "im"
            | "auf"
            | "af"
            | "av"
            | "bin"
            | "ibn"
            | "bint"
            | "ben"
            | "het"
            | "op"
            | "'t"
            | "’t"
            | "in"
            | "d'"
            | "d’"
            | "und"
            | "v."
            | "v.d."
            | "st."
            | "y"
            | "e"
            | "dal"
            | "dalla"
            | "san"
            | "ap"
            | "abu"
            | "uit"
            | "aan"
    )
}

pub(super) fn is_german_particle(word: &str) -> bool {
    matches!(word, "von" | "zu" | "zum" | "zur" | "vom" | "v." | "am" | "im" | "auf" | "und")
}

/// A particle that is written with a capital and belongs to the family name behind it.
pub(super) fn is_capital_particle(word: &str) -> bool {
    matches!(
        word,
        "Van"
            | "Von"
            | "De"
            | "Del"
            | "Della"
            | "Di"
            | "Da"
            | "Dos"
            | "Du"
            | "Des"
            | "La"
            | "Le"
            | "Los"
            | "Las"
            | "Mac"
            | "Mc"
            | "St."
            | "Saint"
            | "El"
            | "Al"
            | "Ter"
            | "Ten"
            | "VAN"
            | "VON"
            | "DE"
            | "DEL"
            | "DI"
            | "DA"
            | "DU"
            | "LA"
            | "LE"
            | "Der"
            | "Den"
            | "DER"
            | "DEN"
            | "Dal"
            | "Dalla"
            | "O"
            | "Ibn"
            | "Ó"
            | "Ní"
            | "Uí"
    )
}
