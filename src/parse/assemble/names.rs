//! Names: from the words of a list of persons and organisations to [`Names`], in whatever order and script they stand.
//! Words are assigned to parts, never changed. Which list is whose (authors, editors) is not decided here.
//!
//! Particles. Before an inverted family name they are non-dropping ("van Gogh, V."); behind the given name they are dropping
//! ("Gogh, V. van"). Where the given name stands first, German ones are dropping ("Alexander von Humboldt") and all others
//! non-dropping ("Charles de Gaulle"). A particle with a capital is a part of the family name ("Van Dyke").

use super::tokens::{
    Kind, Token, cut_others, is_capital_particle, is_german_particle, is_hyphen, is_initials, is_particle, is_suffix, keep_last_dot, tokens,
};
use super::words;
use crate::model::{Name, Names};
use crate::text::Str;
use crate::text::unicode::is_cjk;
use std::ops::Range;

/// The names in a range of a text, and where each stands.
pub fn names(text: &Str, range: Range<usize>) -> (Names, Vec<Range<usize>>) {
    let list = list(text, range);
    let (names, ranges) = list.names.into_iter().map(|listed| (listed.name, listed.range)).unzip();
    (Names { list: names, others: list.others.is_some() }, ranges)
}

/// A name and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Listed {
    pub name: Name,
    pub range: Range<usize>,
}

/// A list of names, and where "et al." stands.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    pub names: Vec<Listed>,
    pub others: Option<Range<usize>>,
}

pub(super) fn list(text: &Str, range: Range<usize>) -> List {
    let Some(part) = text.get(range.clone()) else { return List::default() };
    let mut tokens = tokens(part, range.start);
    keep_last_dot(text, &mut tokens);
    let others = cut_others(text, &mut tokens);
    // A list number that was taken for a part of the first name.
    let number = tokens.first().is_some_and(|first| text[first.start..first.end].trim_end_matches('.').bytes().all(|b| b.is_ascii_digit()));
    if number && tokens.len() > 1 {
        tokens.remove(0);
    }
    let reader = Reader { text };
    let mut names = Vec::new();
    let apart = tokens.iter().any(|token| token.kind == Kind::Semicolon);
    for chunk in tokens.split(|token| token.kind == Kind::Semicolon) {
        reader.chunk(chunk, apart, &mut names);
    }
    names.retain(|listed| !listed.name.is_empty());
    List { names, others }
}

/// What an item between commas and "and"s looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Initials, maybe with particles behind: "M. A.", "C. de".
    Initials,
    /// "Jr."
    Suffix,
    /// Family name and initials: "Smith JA"; the number of family words.
    FamilyFirst(usize),
    /// Initials and family name: "R. J. Lawson".
    GivenFirst,
    /// Given names or a family name in brackets: "BUGNON (A.-L.)".
    Bracketed,
    /// An organisation.
    Organisation,
    /// Han, kana or Hangul.
    Cjk,
    /// Full words.
    Plain,
}

/// What stands between two commas or "and"s.
#[derive(Debug)]
struct Item<'t> {
    /// All tokens of it.
    tokens: &'t [Token],
    /// Whether "and" stands before it.
    and: bool,
    shape: Shape,
}

impl Item<'_> {
    fn range(&self) -> Range<usize> {
        self.tokens.first().map_or(0, |token| token.start)..self.tokens.last().map_or(0, |token| token.end)
    }

    fn is_one_word(&self) -> bool {
        self.tokens.len() == 1
    }
}

struct Reader<'t> {
    text: &'t Str,
}

impl<'t> Reader<'t> {
    fn word(&self, token: &Token) -> &'t str {
        &self.text.as_str()[token.start..token.end]
    }

    fn words(&self, tokens: &[Token]) -> Vec<&'t str> {
        tokens.iter().map(|token| self.word(token)).collect()
    }

    /// The words of some tokens as they stand, without a full stop that ends a sentence.
    fn slice(&self, tokens: &[Token]) -> Str {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return Str::empty() };
        let word = self.word(last);
        let long = word.trim_end_matches('.').chars().count() > 3 && !words::is_abbreviation(word);
        let end = if long { last.start + word.trim_end_matches('.').len() } else { last.end };
        self.text.slice(first.start..end)
    }

    /// Reads what stands between semicolons; `apart` where there are any, so that a comma within can only part family and given name.
    fn chunk(&self, tokens: &[Token], apart: bool, names: &mut Vec<Listed>) {
        let tokens = trimmed(tokens);
        let items = self.items(tokens);
        let organisations = items.iter().any(|item| item.shape == Shape::Organisation);
        let persons = items.iter().any(|item| !matches!(item.shape, Shape::Organisation | Shape::Plain | Shape::Bracketed));
        let colon = tokens.iter().any(|token| token.kind == Kind::Colon);
        if !persons && (organisations || colon || self.looks_like_organisation(tokens)) {
            return self.organisations(tokens, names);
        }
        let apart = apart && items.len() == 2 && !items[1].and;
        self.persons(&items, apart, names);
    }

    fn looks_like_organisation(&self, tokens: &[Token]) -> bool {
        if tokens.iter().any(|token| token.kind == Kind::Comma) {
            return false;
        }
        let words: Vec<&str> = tokens.iter().map(|token| self.word(token)).collect();
        words::is_organisation(&words)
    }

    /// Organisations joined by "and" are told apart where each side is a whole one; else the name is kept whole.
    fn organisations(&self, tokens: &[Token], names: &mut Vec<Listed>) {
        let whole = |side: &[Token]| {
            let words: Vec<&str> = side.iter().map(|token| self.word(token)).collect();
            side.len() > 1
                && words::has_organisation_word(&words)
                && words.first().is_some_and(|word| word.starts_with(char::is_uppercase) || *word == "the")
        };
        let by_and: Vec<&[Token]> = tokens.split(|token| token.kind == Kind::And).map(trimmed).collect();
        let by_both: Vec<&[Token]> =
            tokens.split(|token| matches!(token.kind, Kind::And | Kind::Comma)).map(trimmed).filter(|side| !side.is_empty()).collect();
        let sides = match () {
            () if by_and.len() > 1 && by_both.iter().all(|side| whole(side)) => by_both,
            () if by_and.len() > 1 && by_and.iter().all(|side| whole(side)) => by_and,
            () => vec![tokens],
        };
        for side in sides {
            let literal = self.slice(side);
            if let (Some(first), false) = (side.first(), literal.is_empty()) {
                let range = first.start..first.start + literal.len();
                names.push(Listed { name: Name::literal(literal), range });
            }
        }
    }

    /// The items between commas and "and"s.
    fn items<'i>(&self, tokens: &'i [Token]) -> Vec<Item<'i>> {
        let mut items = Vec::new();
        let (mut start, mut and, mut depth) = (0, false, 0usize);
        for at in 0..=tokens.len() {
            let kind = tokens.get(at).map(|token| token.kind);
            depth = match kind {
                Some(Kind::Open) => depth + 1,
                Some(Kind::Close) => depth.saturating_sub(1),
                _ => depth,
            };
            let splits = match kind {
                Some(Kind::Comma) => depth == 0 || start < at && self.word(&tokens[at]) == ",",
                Some(Kind::And) => depth == 0 && !self.joins_family(tokens, start, at),
                None => true,
                _ => false,
            };
            if !splits {
                continue;
            }
            for part in self.parted(&tokens[start..at]) {
                items.push(Item { tokens: part, and: std::mem::take(&mut and), shape: self.shape(part) });
            }
            and |= kind == Some(Kind::And);
            (start, depth) = (at + 1, 0);
        }
        // "PARK, C." is a person, however much like an acronym the family name looks.
        for at in 1..items.len() {
            let family = items[at - 1].shape == Shape::Organisation && items[at - 1].is_one_word();
            let acronym = family
                && words::is_upper(self.word(&items[at - 1].tokens[0]))
                && !self.words(items[at].tokens).iter().any(|word| words::is_upper(word) && !is_initials(word));
            let given = match items[at].shape {
                Shape::Initials | Shape::FamilyFirst(_) => true,
                Shape::Plain | Shape::GivenFirst => items[at].is_one_word() || acronym,
                _ => false,
            };
            if family && given && !items[at].and {
                items[at - 1].shape = Shape::Plain;
            }
        }
        items
    }

    /// Several persons without a comma between: "Lilford R Hughes E", "Scheers L. H. A. Skrutskie M. F.".
    fn parted<'i>(&self, tokens: &'i [Token]) -> Vec<&'i [Token]> {
        let initials = |at: usize| tokens.get(at).is_some_and(|token| token.kind == Kind::Word && is_initials(self.word(token)));
        let full = |at: usize| tokens.get(at).is_some_and(|token| token.kind == Kind::Word) && !initials(at);
        let cjk = |at: usize| tokens.get(at).is_some_and(|token| self.word(token).starts_with(is_cjk));
        if (1..tokens.len()).any(|at| cjk(at) && cjk(at - 1) && self.word(&tokens[at - 1]).ends_with('.')) {
            return tokens.split_inclusive(|token| self.word(token).ends_with('.')).collect();
        }
        let ends: Vec<usize> = (1..tokens.len()).filter(|at| initials(at - 1) && full(*at) && !is_suffix(self.word(&tokens[*at]))).collect();
        if ends.is_empty() || !full(0) || !initials(tokens.len() - 1) {
            return Vec::from_iter((!tokens.is_empty()).then_some(tokens));
        }
        let starts = std::iter::once(0).chain(ends.iter().copied());
        starts.zip(ends.iter().copied().chain([tokens.len()])).map(|(start, end)| &tokens[start..end]).collect()
    }

    /// Whether the "y" at `at` joins two family names of one person: "Ramón y Cajal, S.".
    fn joins_family(&self, tokens: &[Token], start: usize, at: usize) -> bool {
        let small = matches!(self.word(&tokens[at]), "y" | "e" | "i");
        let one_before = at == start + 1;
        let behind = |index: usize| tokens.get(at + index);
        small
            && one_before
            && !is_initials(self.word(&tokens[start]))
            && behind(1).is_some_and(|token| token.kind == Kind::Word && !is_initials(self.word(token)))
            && behind(2).is_some_and(|token| token.kind == Kind::Comma)
            && behind(3).is_some_and(|token| token.kind == Kind::Word && is_initials(self.word(token)))
    }

    fn shape(&self, tokens: &[Token]) -> Shape {
        let words = self.words(tokens);
        if words.iter().all(|word| is_suffix(word)) {
            return Shape::Suffix;
        }
        if words.iter().all(|word| word.chars().all(|c| is_cjk(c) || matches!(c, '·' | '・' | '.'))) {
            return Shape::Cjk;
        }
        let upright = words.iter().rposition(|word| !is_particle(word)).map_or(0, |last| last + 1);
        if upright > 0 && words[..upright].iter().all(|word| is_initials(word)) {
            // "LI J": the first word is too long for an initial beside others.
            let family = words.len() > 1 && words[0].chars().count() > 1 && !words[0].contains(|c| c == '.' || is_hyphen(c));
            // "N. V. HAÏ": so is the last behind dotted ones.
            let last = words[upright - 1];
            let behind = words[0].ends_with('.') && last.chars().count() > 1 && !last.contains(|c| c == '.' || is_hyphen(c));
            return match () {
                () if family => Shape::FamilyFirst(1),
                () if behind => Shape::GivenFirst,
                () => Shape::Initials,
            };
        }
        if tokens.iter().any(|token| token.kind == Kind::Open) && !words::has_organisation_word(&words) {
            return Shape::Bracketed;
        }
        if words::is_organisation(&words) {
            return Shape::Organisation;
        }
        let core = words.iter().rposition(|word| !is_suffix(word)).map_or(0, |last| last + 1);
        self.order(&words[..core])
    }

    /// Family first or given first, as the initials tell.
    fn order(&self, words: &[&str]) -> Shape {
        // "BOURDIEU Pierre", "de CERTEAU Michel": a family name in capitals, given names that are not.
        let particles = words.iter().take_while(|word| is_particle(word)).count();
        let upper = words[particles..].iter().take_while(|word| words::is_family_in_capitals(word)).count();
        // "RB Orr" and "JRR Tolkien" begin with initials.
        let family: String = words[particles..particles + upper].concat();
        let upper = if family.chars().count() >= 3 && family.contains(|c: char| "AEIOUY".contains(c) || !c.is_ascii()) { upper } else { 0 };
        let given = &words[particles + upper..];
        let is_given = |word: &&str| word.starts_with(char::is_uppercase) && !words::is_upper(word) || is_particle(word) || is_initials(word);
        if upper > 0 && !given.is_empty() && given.iter().all(is_given) && given.iter().any(|word| word.contains(char::is_lowercase)) {
            return Shape::FamilyFirst(particles + upper);
        }
        let family = words.iter().rposition(|word| !is_initials(word)).map_or(0, |last| last + 1);
        let capitals = words.first().is_some_and(|word| word.chars().count() > 1 && !word.contains('.') && words::is_upper(word));
        let initials = &words[family..];
        // "Ai Li." ends a sentence.
        let sentence = matches!(initials, [last] if last.ends_with('.') && last.contains(char::is_lowercase)) && family == 1;
        let trailing = !sentence
            && !initials.is_empty()
            && family > 0
            && initials.iter().all(|word| !capitals || word.contains('.') || word.chars().count() <= 2);
        if trailing
            && words[..family].iter().all(|word| !is_initials(word) || words::is_upper(word) && word.chars().count() > 1 && !word.contains('.'))
        {
            return Shape::FamilyFirst(family);
        }
        match words.iter().any(|word| is_initials(word)) && family > 0 {
            true => Shape::GivenFirst,
            false => Shape::Plain,
        }
    }

    /// Reads items as persons, from left to right.
    fn persons(&self, items: &[Item], apart: bool, names: &mut Vec<Listed>) {
        let pairs = pairs(items);
        let mut at = 0;
        while let Some(item) = items.get(at) {
            let next = items.get(at + 1).filter(|next| !next.and);
            let inverted =
                next.is_some_and(|next| self.is_inverted(item, next, pairs) || apart && item.shape == Shape::Plain && next.shape == Shape::Plain);
            let mut taken = 1;
            let (mut name, mut range) = (Name::default(), item.range());
            match (inverted, next) {
                (true, Some(given)) => {
                    name = self.inverted(item.tokens, given.tokens);
                    range.end = given.range().end;
                    taken = 2;
                }
                _ => self.single(item, &mut name),
            }
            if let Some(suffix) = items.get(at + taken).filter(|item| item.shape == Shape::Suffix && !item.and && !name.is_literal()) {
                name.suffix = self.slice(suffix.tokens);
                range.end = suffix.range().end;
                taken += 1;
                // "King, Jr., M. L."
                if let Some(given) = items.get(at + taken).filter(|given| taken == 2 && name.given.is_empty() && given.shape == Shape::Initials) {
                    name.given = self.slice(given.tokens);
                    range.end = given.range().end;
                    taken += 1;
                }
            }
            // "Chambers SR" has initials; a suffix in capitals goes with a family name in capitals.
            if name.given.is_empty() && matches!(&*name.suffix, "SR" | "JR") && !words::is_upper(&name.family) {
                name.given = std::mem::take(&mut name.suffix);
            }
            names.push(Listed { name, range });
            at += taken;
        }
    }

    /// Whether `item` is the family name, and `next` behind a comma the given one.
    fn is_inverted(&self, item: &Item, next: &Item, pairs: bool) -> bool {
        let particle =
            item.tokens.len() > 1 && item.tokens.first().is_some_and(|token| is_particle(self.word(token)) || is_capital_particle(self.word(token)));
        match (item.shape, next.shape) {
            (Shape::Plain, Shape::Initials) => true,
            // "LEE, S.": a short family name in capitals looks like initials.
            (Shape::Initials, Shape::Initials) => {
                item.is_one_word()
                    && words::is_upper(self.word(&item.tokens[0]))
                    && item.range().len() > 1
                    && !self.word(&item.tokens[0]).contains('.')
            }
            (Shape::Initials, Shape::Plain) => false,
            // "Smith, John A.", "Smith, R. Michael"
            (Shape::Plain, Shape::FamilyFirst(_) | Shape::GivenFirst) => pairs && (item.is_one_word() || particle || next.and),
            // "Esty, Joshua (Jed)"
            (Shape::Plain, Shape::Bracketed) => pairs && item.is_one_word() && next.tokens[0].kind == Kind::Word,
            (Shape::Plain, Shape::Plain) => pairs && (item.is_one_word() || particle || next.is_one_word()),
            _ => false,
        }
    }

    fn single(&self, item: &Item, name: &mut Name) {
        *name = match item.shape {
            Shape::FamilyFirst(family) => self.family_first(item.tokens, family),
            Shape::Bracketed => self.bracketed(item.tokens),
            Shape::Organisation => Name::literal(self.slice(item.tokens)),
            Shape::Cjk => self.cjk(item.tokens),
            Shape::Initials | Shape::Suffix => Name::literal(self.text.slice(item.range())),
            Shape::GivenFirst | Shape::Plain => self.given_first(item.tokens),
        };
    }

    /// "van Gogh", "V." or "Gogh", "V. van".
    fn inverted(&self, family: &[Token], given: &[Token]) -> Name {
        let (family, mut suffix) = self.without_suffix(family);
        let (given, late) = self.without_suffix(given);
        if suffix.is_empty() {
            suffix = late;
        }
        let upright = given.iter().rposition(|token| !is_particle(self.word(token))).map_or(0, |last| last + 1);
        let mut name = self.family(family);
        name.given = self.slice(&given[..upright]);
        name.dropping_particle = self.slice(&given[upright..]);
        name.suffix = self.slice(suffix);
        name
    }

    fn without_suffix<'i>(&self, tokens: &'i [Token]) -> (&'i [Token], &'i [Token]) {
        let core = tokens.iter().rposition(|token| !is_suffix(self.word(token))).map_or(tokens.len(), |last| last + 1);
        tokens.split_at(core)
    }

    /// The family name with the particles before it.
    fn family(&self, tokens: &[Token]) -> Name {
        let particles = tokens.iter().position(|token| !is_particle(self.word(token))).unwrap_or(0).min(tokens.len().saturating_sub(1));
        let mut name = Name::person(self.slice(&tokens[particles..]), Str::empty()).with_particle(self.slice(&tokens[..particles]));
        if particles == 0 {
            self.split_elision(&mut name);
        }
        name
    }

    /// "d'Alembert" and "al-Farabi" carry their particles without a space.
    fn split_elision(&self, name: &mut Name) {
        let found =
            ["d'", "d’", "al-", "el-", "ad-", "as-", "ar-", "l'", "l’", "dell'", "dell’"].iter().find(|particle| name.family.starts_with(**particle));
        if let Some(particle) = found.filter(|particle| name.family.len() > particle.len()) {
            name.non_dropping_particle = name.family.slice(0..particle.len());
            name.family = name.family.slice(particle.len()..name.family.len());
        }
    }

    fn family_first(&self, tokens: &[Token], family: usize) -> Name {
        let (core, suffix) = self.without_suffix(tokens);
        // "Simmons Jr. GM"
        let (family_words, early) = self.without_suffix(&core[..family.min(core.len())]);
        let suffix = if suffix.is_empty() { early } else { suffix };
        let mut name = self.family(family_words);
        let given = &core[family.min(core.len())..];
        let upright = given.iter().rposition(|token| !is_particle(self.word(token))).map_or(0, |last| last + 1);
        name.given = self.slice(&given[..upright]);
        name.dropping_particle = self.slice(&given[upright..]);
        name.suffix = self.slice(suffix);
        name
    }

    fn given_first(&self, tokens: &[Token]) -> Name {
        let (tokens, suffix) = self.without_suffix(tokens);
        let last = tokens.len().saturating_sub(1);
        let begins = |token: &Token| is_particle(self.word(token)) || is_capital_particle(self.word(token));
        let initials = tokens.iter().take_while(|token| is_initials(self.word(token))).count();
        // "Jacques LE GOFF"
        let upper = tokens.iter().rev().take_while(|token| words::is_family_in_capitals(self.word(token))).count();
        let capitals = Some(tokens.len() - upper).filter(|at| upper > 1 && *at > 0 && *at >= initials);
        // "Angelica B. Ortiz de Gortari": what follows the middle initial is the family name.
        let middle = tokens.iter().rposition(|token| is_initials(self.word(token))).filter(|_| initials == 0).map(|at| at + 1);
        let middle = middle.filter(|at| *at > 1 && *at < last && last - *at <= 3 && tokens.iter().all(|token| token.kind == Kind::Word));
        let from = capitals.or(middle).or_else(|| (1..last).find(|at| *at >= initials.max(1) && begins(&tokens[*at]))).unwrap_or(last);
        let from = if tokens[..from].iter().all(|token| is_particle(self.word(token))) { 0 } else { from };
        let mut name = self.family(&tokens[from..]);
        name.given = self.slice(&tokens[..from]);
        name.suffix = self.slice(suffix);
        let first = tokens.get(from).map(|token| self.word(token)).unwrap_or_default();
        if from > 0 && is_german_particle(first) && !name.non_dropping_particle.is_empty() {
            name.dropping_particle = std::mem::take(&mut name.non_dropping_particle);
        }
        name
    }

    /// "BUGNON (A.-L.)", "Müller (Hans)"; "Smith (ed.)" and "Amnesty (AI)" keep what they are.
    fn bracketed(&self, tokens: &[Token]) -> Name {
        // "Robert (Bob) McKay"
        let closed = tokens.iter().any(|token| token.kind == Kind::Close);
        if closed && tokens.last().is_some_and(|last| last.kind == Kind::Word) && tokens[0].kind == Kind::Word {
            return self.given_first(tokens);
        }
        let open = tokens.iter().position(|token| token.kind == Kind::Open).unwrap_or(tokens.len());
        let (outside, inside) = tokens.split_at(open);
        let inside: Vec<Token> = inside.iter().copied().filter(|token| token.kind == Kind::Word).collect();
        let given = inside.iter().all(|token| self.word(token).starts_with(char::is_uppercase) || is_particle(self.word(token)));
        let acronym = outside.len() > 1
            && inside.len() == 1
            && self.word(&inside[0]).chars().count() > 1
            && words::is_upper(self.word(&inside[0]))
            && !self.word(&inside[0]).contains('.');
        match (outside.is_empty() || inside.is_empty() || acronym, given) {
            (false, true) => self.inverted(outside, &inside),
            _ if acronym => Name::literal(self.slice(tokens)),
            _ if outside.is_empty() => Name::literal(self.slice(&inside)),
            _ => self.given_first(outside),
        }
    }

    /// Names in Han, kana or Hangul: the family name stands first, unless a middle dot joins the words of a foreign name.
    fn cjk(&self, tokens: &[Token]) -> Name {
        let whole = self.slice(tokens);
        let whole = whole.slice(0..whole.trim_end_matches('.').len());
        if words::is_cjk_organisation(&whole) {
            return Name::literal(whole);
        }
        if let [family, given @ ..] = tokens
            && !given.is_empty()
        {
            return Name::person(self.slice(&[*family]), self.slice(given));
        }
        if let Some(dot) = whole.rfind(['·', '・']) {
            let width = whole[dot..].chars().next().map_or(1, char::len_utf8);
            return Name::person(whole.slice(dot + width..whole.len()), whole.slice(0..dot));
        }
        let chars: Vec<usize> = whole.char_indices().map(|(at, _)| at).collect();
        let family = match chars.len() {
            2..=5 if words::is_compound_surname(&whole) => 2,
            2 | 3 => 1,
            4 | 5 => 2,
            _ => return Name::literal(whole),
        };
        match chars.get(family) {
            Some(split) => Name::person(whole.slice(0..*split), whole.slice(*split..whole.len())),
            None => Name::literal(whole),
        }
    }
}

/// Without commas and "and"s at the ends.
fn trimmed(tokens: &[Token]) -> &[Token] {
    let content = |token: &Token| !matches!(token.kind, Kind::Comma | Kind::And | Kind::Colon | Kind::Ellipsis);
    let Some(first) = tokens.iter().position(content) else { return &[] };
    let last = tokens.iter().rposition(content).unwrap_or(first);
    &tokens[first..=last]
}

/// Whether full words behind a comma are given names ("Smith, John, and Doe, Jane") and not the next family name ("Smith, Jones, and Doe").
fn pairs(items: &[Item]) -> bool {
    let plain = items.iter().all(|item| item.shape == Shape::Plain && item.is_one_word());
    if !plain {
        return true;
    }
    match items.iter().rposition(|item| item.and) {
        Some(last) => items.len() - last == 2,
        None => items.len().is_multiple_of(2),
    }
}
