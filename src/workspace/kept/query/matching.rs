//! Whether an entry is what a question asks for, and how well it fits.

use super::parse::{Field, Query, Term, What};
use crate::model::{Entry, Kind, Variable};
use crate::text::unicode::{fold, is_cjk};
use crate::workspace::kept::value::bibtex_kind;
use deunicode::deunicode;
use std::borrow::Cow;
use std::cell::OnceCell;

/// Letters with two dots or a ring, and how they are written where there is none.
const UMLAUTS: &[(char, &str)] =
    &[('ä', "ae"), ('ö', "oe"), ('ü', "ue"), ('Ä', "Ae"), ('Ö', "Oe"), ('Ü', "Ue"), ('å', "aa"), ('Å', "Aa"), ('ø', "oe"), ('Ø', "Oe")];

/// An entry with its values as they are compared, made as they are asked for.
pub(super) struct Entryful<'e> {
    entry: &'e Entry,
    folded: OnceCell<Vec<(Variable, Vec<String>)>>,
}

impl<'e> Entryful<'e> {
    pub fn new(entry: &'e Entry) -> Self {
        Self { entry, folded: OnceCell::new() }
    }

    /// The values, each in its spellings.
    fn values(&self) -> &[(Variable, Vec<String>)] {
        self.folded.get_or_init(|| self.entry.values().map(|(variable, value)| (variable, readings(&value.plain()))).collect())
    }
}

/// How a text may be looked for: folded, with umlauts written out, and in Latin letters.
fn readings(text: &str) -> Vec<String> {
    let mut all = vec![fold(text)];
    if text.is_ascii() {
        return all;
    }
    let mut add = |text: Cow<str>| {
        let folded = fold(&text);
        if !all.contains(&folded) {
            all.push(folded);
        }
    };
    if text.contains(|c| UMLAUTS.iter().any(|(umlaut, _)| *umlaut == c)) {
        let out = text.chars().fold(String::new(), |mut out, c| {
            match UMLAUTS.iter().find(|(umlaut, _)| *umlaut == c) {
                Some((_, written)) => out += written,
                None => out.push(c),
            }
            out
        });
        add(Cow::Owned(out));
    }
    if text.chars().any(|c| c.is_alphabetic() && !deunicode(c.encode_utf8(&mut [0; 4])).eq(c.encode_utf8(&mut [0; 4]))) {
        add(Cow::Owned(deunicode(text)));
    }
    all
}

/// How much it says that a word stands in a variable.
fn weight(variable: Variable) -> f64 {
    match variable {
        Variable::Title => 5.0,
        Variable::Author | Variable::Editor => 4.0,
        Variable::TitleShort | Variable::ShortTitle | Variable::Keyword | Variable::Doi | Variable::Isbn => 3.0,
        Variable::ContainerTitle | Variable::CollectionTitle | Variable::Translator => 2.0,
        Variable::Abstract | Variable::Note | Variable::Annote => 0.5,
        _ => 1.0,
    }
}

impl Query {
    /// How well an entry fits; none where it does not.
    pub(super) fn score(&self, entry: &Entryful) -> Option<f64> {
        let mut score = 0.0;
        for term in &self.terms {
            match (term.score(entry), term.negated) {
                (Some(_), true) | (None, false) => return None,
                (Some(more), false) => score += more,
                (None, true) => {}
            }
        }
        Some(score)
    }
}

impl Term {
    fn score(&self, entry: &Entryful) -> Option<f64> {
        match self.field {
            Field::Kind => self.kind(entry.entry.kind),
            Field::Key => self.in_key(entry.entry),
            Field::Of(variable) => match &self.what {
                What::Years(from, to) => years(entry.entry, *from, *to),
                What::Something => entry.entry.has(variable).then_some(1.0),
                _ => {
                    let values = entry.values().iter().filter(|(of, _)| *of == variable);
                    best(values.flat_map(|(_, readings)| readings).filter_map(|text| self.in_text(text)))
                }
            },
            Field::Any => {
                let values = entry.values().iter();
                let fit = |(variable, readings): &(Variable, Vec<String>)| {
                    best(readings.iter().filter_map(|text| self.in_text(text))).map(|fit| fit * weight(*variable))
                };
                best(values.filter_map(fit).chain(self.in_key(entry.entry).map(|fit| fit * 4.0)))
            }
        }
    }

    fn in_key(&self, entry: &Entry) -> Option<f64> {
        let key = entry.key.as_str();
        match &self.what {
            What::Something => (!key.is_empty()).then_some(1.0),
            _ => self.in_text(&fold(key)),
        }
    }

    fn kind(&self, kind: Option<Kind>) -> Option<f64> {
        let name = kind.map_or("document", Kind::name);
        match &self.what {
            What::Words(words) => {
                let wanted = words.first()?.replace(' ', "-");
                let meant = bibtex_kind(&wanted).is_some_and(|meant| Some(meant) == kind);
                (meant || name == wanted || name.starts_with(&format!("{wanted}-")) || wanted == "misc" && kind.is_none()).then_some(1.0)
            }
            What::Pattern(pattern) => pattern.is_match(&fold(name)).then_some(1.0),
            What::Something => kind.map(|_| 1.0),
            What::Years(..) => None,
        }
    }

    /// How well a folded text fits: whole words better than beginnings of words.
    fn in_text(&self, text: &str) -> Option<f64> {
        match &self.what {
            What::Words(spellings) => {
                let fit = spellings.iter().enumerate().filter_map(|(at, words)| {
                    let fit = in_words(text, words, self.whole)?;
                    Some(if at == 0 { fit } else { fit * 0.9 })
                });
                best(fit)
            }
            What::Pattern(pattern) => pattern.is_match(text).then_some(0.8),
            What::Something => (!text.is_empty()).then_some(1.0),
            What::Years(..) => None,
        }
    }

    /// Whether the words that it looks for can be looked for in entries as they are written.
    pub(super) fn has_needles(&self) -> bool {
        let apart = |words: &String| words.chars().any(is_cjk);
        !self.negated && self.field != Field::Kind && matches!(&self.what, What::Words(spellings) if !spellings.iter().any(apart))
            || !self.negated && matches!(self.what, What::Years(..))
    }

    /// Whether they may stand in an entry, as its folded words say.
    pub(super) fn may_be_in(&self, words: &str) -> bool {
        match &self.what {
            What::Words(spellings) => spellings.iter().any(|wanted| {
                // Words of a phrase may stand apart where braces or commands are.
                wanted.split(' ').all(|word| memchr::memmem::find(words.as_bytes(), word.as_bytes()).is_some())
            }),
            What::Years(from, to) => {
                let numbers = words.split(|c: char| !c.is_ascii_digit()).filter(|digits| (1..=8).contains(&digits.len()));
                let mut years = numbers.filter_map(|digits| digits.get(..4).unwrap_or(digits).parse::<i32>().ok());
                years.any(|year| (*from..=*to).contains(&year) || digits_of_range(year, *from, *to))
            }
            What::Pattern(_) | What::Something => true,
        }
    }
}

/// A year before Christ stands without its sign in folded words.
fn digits_of_range(year: i32, from: i32, to: i32) -> bool {
    from < 0 && (from..=to).contains(&-year)
}

fn years(entry: &Entry, from: i32, to: i32) -> Option<f64> {
    let date = entry.date(Variable::Issued)?;
    let (start, end) = (date.start.or(date.end)?.year, date.end.or(date.start)?.year);
    (start <= to && end >= from).then_some(1.0)
}

fn best(scores: impl Iterator<Item = f64>) -> Option<f64> {
    scores.fold(None, |best: Option<f64>, score| Some(best.map_or(score, |best| best.max(score))))
}

/// Words in folded text: 1 where they end with a word, less where one goes on. Scripts without spaces have no beginnings of words.
fn in_words(text: &str, words: &str, whole: bool) -> Option<f64> {
    let free = words.starts_with(is_cjk);
    let mut found = None;
    for at in memchr::memmem::find_iter(text.as_bytes(), words.as_bytes()) {
        let starts = at == 0 || text.as_bytes().get(at - 1) == Some(&b' ');
        let ends = matches!(text.as_bytes().get(at + words.len()), None | Some(b' '));
        match (starts || free, ends) {
            (true, true) => return Some(1.0),
            (true, false) if free || !whole => found = Some(0.6),
            _ => {}
        }
    }
    found
}
