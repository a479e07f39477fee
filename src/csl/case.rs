//! Changes of case over nodes, as the specification has them: what is protected stays.

use super::node::{Mark, Node};
use super::program::{Align, TextCase};

/// Words that stay small within an English title, unless they begin or end it.
const SMALL_WORDS: &str = "a about above across afore after against along alongside amid amidst among amongst an and anenst apropos around as aside astride at \
    athwart atop barring before behind below beneath beside besides between beyond but by c ca circa d' de despite down during et except \
    for forenenst from given in inside into lest like modulo near next nor notwithstanding of off on onto or out over per plus pro qua sans \
    since so than the through throughout thru thruout till to toward towards under underneath until unto up upon v. van versus via \
    vis-à-vis von vs vs. when with within without yet";

/// A letter of the text, and what may be done to it.
#[derive(Clone, Copy)]
struct Letter {
    char: char,
    fixed: bool,
    change: Change,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Keep,
    Upper,
    Lower,
}

/// Changes the case of nodes. Title case is for English only; other languages keep what they have.
pub(super) fn apply(nodes: &mut [Node], case: TextCase, english: bool, turkish: bool) {
    if case == TextCase::TitleCase && !english {
        return;
    }
    let mut letters = Vec::new();
    nodes.iter().for_each(|node| collect(node, false, &mut letters));
    match case {
        TextCase::Lowercase => letters.iter_mut().for_each(|letter| letter.change = Change::Lower),
        TextCase::Uppercase => letters.iter_mut().for_each(|letter| letter.change = Change::Upper),
        TextCase::CapitalizeFirst => first(&mut letters),
        TextCase::CapitalizeAll => all(&mut letters),
        TextCase::SentenceCase => sentence(&mut letters),
        TextCase::TitleCase => title(&mut letters),
    }
    let mut letters = letters.into_iter();
    nodes.iter_mut().for_each(|node| put_back(node, turkish, &mut letters));
}

fn collect(node: &Node, fixed: bool, letters: &mut Vec<Letter>) {
    match node {
        Node::Text(text) => letters.extend(text.chars().map(|char| Letter { char, fixed, change: Change::Keep })),
        Node::Span(span) => {
            let fixed =
                fixed || span.mark == Mark::NoCase || matches!(span.deco.align, Some(Align::Sup | Align::Sub)) || span.deco.small_caps == Some(true);
            span.children.iter().for_each(|child| collect(child, fixed, letters));
        }
    }
}

fn put_back(node: &mut Node, turkish: bool, letters: &mut impl Iterator<Item = Letter>) {
    match node {
        Node::Text(text) => {
            let count = text.chars().count();
            let mut changed = String::with_capacity(text.len());
            for letter in letters.by_ref().take(count) {
                match (letter.fixed, letter.change) {
                    (true, _) | (_, Change::Keep) => changed.push(letter.char),
                    // In Turkish the dot stays.
                    (_, Change::Upper) if turkish && letter.char == 'i' => changed.push('İ'),
                    (_, Change::Upper) => changed.extend(letter.char.to_uppercase()),
                    (_, Change::Lower) => changed.extend(letter.char.to_lowercase()),
                }
            }
            *text = changed;
        }
        Node::Span(span) => span.children.iter_mut().for_each(|child| put_back(child, turkish, letters)),
    }
}

/// Stretches of letters between white space.
fn words(letters: &[Letter], is_break: fn(char) -> bool) -> Vec<std::ops::Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, letter) in letters.iter().enumerate() {
        match (is_break(letter.char), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| from..letters.len()));
    words
}

fn first(letters: &mut [Letter]) {
    if let Some(letter) = letters.iter_mut().find(|letter| letter.char.is_alphanumeric()) {
        letter.change = Change::Upper;
    }
}

fn all(letters: &mut [Letter]) {
    for word in words(letters, char::is_whitespace) {
        let word = &mut letters[word];
        if let Some(letter) = word.iter_mut().find(|letter| letter.char.is_alphanumeric()) {
            letter.change = Change::Upper;
        }
    }
}

/// All small but the first; words with a capital behind a small letter are as they should be: "PhD".
fn sentence(letters: &mut [Letter]) {
    for word in words(letters, char::is_whitespace) {
        let word = &mut letters[word];
        let mixed = word.iter().skip_while(|letter| !letter.char.is_lowercase()).any(|letter| letter.char.is_uppercase());
        if !mixed {
            word.iter_mut().for_each(|letter| letter.change = Change::Lower);
        }
    }
    first(letters);
}

fn title(letters: &mut [Letter]) {
    let breaks = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '/' | '‑');
    let words = words(letters, breaks);
    let is_word = |at: &std::ops::Range<usize>| letters[at.clone()].iter().any(|letter| letter.char.is_alphanumeric());
    let (first, last) = (words.iter().position(is_word).unwrap_or(0), words.iter().rposition(is_word).unwrap_or(0));
    let mut changes: Vec<(usize, Change)> = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let text: String = letters[word.clone()].iter().map(|letter| letter.char).collect();
        let Some(start) = word.clone().find(|at| letters[*at].char.is_alphanumeric()) else { continue };
        // Behind a full stop, a colon, a question or an exclamation something new begins.
        let before = letters[..start]
            .iter()
            .rev()
            .find(|letter| !letter.char.is_whitespace() && !matches!(letter.char, '“' | '‘' | '"' | '('))
            .map(|letter| letter.char);
        let spaced = word.start > 0 && letters[word.start - 1].char.is_whitespace();
        let begins = index <= first || spaced && matches!(before, Some(':' | '?' | '!' | '.'));
        let hyphen = |at: Option<&Letter>| at.is_some_and(|letter| matches!(letter.char, '-' | '‑'));
        let (behind_hyphen, before_hyphen) = (word.start > 0 && hyphen(letters.get(word.start - 1)), hyphen(letters.get(word.end)));
        let end = index == last && letters[word.end..].iter().all(|letter| !letter.char.is_alphanumeric());
        if is_small(&text) && !begins && !end && (!before_hyphen || behind_hyphen) {
            changes.extend(word.clone().map(|at| (at, Change::Lower)));
            continue;
        }
        let letter = letters[start].char;
        let alone = word.len() == 1 && (behind_hyphen || !letter.is_ascii());
        // A word that has a capital somewhere is as it should be.
        let capital = letters[start + 1..word.end].iter().any(|letter| letter.char.is_uppercase());
        if !alone && (!capital || begins && !letter.is_lowercase()) {
            changes.push((start, Change::Upper));
        }
    }
    for (at, change) in changes {
        letters[at].change = change;
    }
}

fn is_small(word: &str) -> bool {
    let lower = word.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    bare.len() <= 15 && SMALL_WORDS.split(' ').any(|small| small == lower || small == bare)
}
