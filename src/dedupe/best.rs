//! Which of two values that agree says more: the merged entry has that one. Values that do not agree are nobody's to choose from.

use super::names::{PersonMatch, pair_names};
use super::numbers::Place;
use super::phrases::abbreviates;
use super::title::{Title, cut};
use crate::model::{Date, Entry, Names, Value, Variable};
use crate::text::unicode::fold;

/// Whether a value says what the kept one says, and more.
pub(super) fn says_more(variable: Variable, new: &Value, kept: &Value) -> bool {
    match (variable, new, kept) {
        // As most duplicates have it: nothing need be folded.
        (_, new, kept) if new == kept => false,
        (_, Value::Names(new), Value::Names(kept)) => names_say_more(new, kept),
        (_, Value::Date(new), Value::Date(kept)) => date_says_more(new, kept),
        (Variable::Title, ..) => title_says_more(&new.plain(), &kept.plain()),
        (Variable::ContainerTitle, ..) => container_says_more(&new.plain(), &kept.plain()),
        (Variable::Page, ..) => pages_say_more(new, kept),
        _ => false,
    }
}

/// The same persons, with more of their given names, or more of them where the kept list is cut off.
fn names_say_more(new: &Names, kept: &Names) -> bool {
    let pairs = pair_names(kept, new);
    let same = pairs.iter().enumerate().all(|(at, pair)| matches!(pair, Some((other, PersonMatch::Same | PersonMatch::Initials)) if *other == at));
    let complete = new.list.len() == kept.list.len() || new.list.len() > kept.list.len() && kept.others;
    let given = |names: &Names| names.list.iter().take(kept.list.len()).map(|name| name.given.len()).sum::<usize>();
    same && complete && (new.list.len() > kept.list.len() || given(new) > given(kept) && new.others <= kept.others)
}

/// The same year, with month or day.
fn date_says_more(new: &Date, kept: &Date) -> bool {
    let (Some(a), Some(b)) = (new.start, kept.start) else { return false };
    let (one, other) = (new.to_string(), kept.to_string());
    a.year == b.year && one.len() > other.len() && one.starts_with(&other)
}

/// The same title with its subtitle, or not in capitals.
fn title_says_more(new: &str, kept: &str) -> bool {
    let capitals = |text: &str| !text.chars().any(char::is_lowercase);
    let (one, other) = (Title::read(cut(new)).folded, Title::read(cut(kept)).folded);
    match one == other {
        true => capitals(kept) && !capitals(new),
        false => one.strip_prefix(other.as_str()).is_some_and(|rest| rest.starts_with(' ')) && !capitals(new),
    }
}

/// The name that the kept one abbreviates.
fn container_says_more(new: &str, kept: &str) -> bool {
    let (one, other) = (fold(cut(new)), fold(cut(kept)));
    let (a, b): (Vec<&str>, Vec<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    one.len() > other.len() && b.iter().any(|word| !a.contains(word)) && abbreviates(&a, &b)
}

/// The same first page, and where it ends.
fn pages_say_more(new: &Value, kept: &Value) -> bool {
    let place = |value: &Value| {
        let mut entry = Entry::default();
        entry.set(Variable::Page, value.clone());
        Place::of(&entry)
    };
    let (one, other) = (place(new), place(kept));
    one.page.is_some() && one.page == other.page && one.last.is_some() && other.last.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Name;

    #[test]
    fn what_agrees_and_says_more() {
        let names = |list: &[(&str, &str)], others| {
            let mut names = Names::new(list.iter().map(|(family, given)| Name::person(*family, *given)).collect());
            names.others = others;
            Value::from(names)
        };
        let date = |text: &str| Value::from(Date::parse_edtf(text).unwrap_or_default());
        for (variable, new, kept, expected) in [
            (Variable::Title, "On mines: a study".into(), "On mines".into(), true),
            (Variable::Title, "On mines".into(), "On mines: a study".into(), false),
            (Variable::Title, "On mimes: a study".into(), "On mines".into(), false),
            (Variable::Title, "On mines [see comment]".into(), "On mines".into(), false),
            (Variable::Title, "On mines".into(), "ON MINES".into(), true),
            (Variable::ContainerTitle, "International Organization".into(), "Int. Organ.".into(), true),
            (Variable::ContainerTitle, "Int. Organ.".into(), "International Organization".into(), false),
            (Variable::ContainerTitle, "Nature Medicine".into(), "Nature".into(), false),
            (Variable::Page, "613-644".into(), "613".into(), true),
            (Variable::Page, "613-644".into(), "614".into(), false),
            (Variable::Issued, date("1998-07"), date("1998"), true),
            (Variable::Issued, date("1999-07"), date("1998"), false),
            (Variable::Author, names(&[("Price", "Richard")], false), names(&[("Price", "R.")], false), true),
            (Variable::Author, names(&[("Price", "R."), ("Roe", "B.")], false), names(&[("Price", "R.")], true), true),
            (Variable::Author, names(&[("Price", "R."), ("Roe", "B.")], false), names(&[("Price", "R.")], false), false),
            (Variable::Author, names(&[("Pryce", "Richard")], false), names(&[("Price", "R.")], false), false),
            (Variable::Publisher, "Oxford University Press".into(), "Oxford".into(), false),
        ] {
            assert_eq!(says_more(variable, &new, &kept), expected, "{new:?} / {kept:?}");
        }
    }
}
