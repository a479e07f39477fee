//! Labels like "Doe99": the beginnings of the names and the year.

use super::item::Item;
use crate::model::Variable;

/// How many letters each name gives, by how many names there are; names behind the fourth give none.
const LETTERS: [&[usize]; 5] = [&[], &[4], &[2, 2], &[2, 1, 1], &[1, 1, 1, 1]];

/// The label of an entry.
pub(super) fn of(item: &Item) -> String {
    let people = [Variable::Author, Variable::Editor, Variable::Translator].iter().find_map(|variable| item.people(*variable));
    let list = people.map(|people| people.list.as_slice()).unwrap_or_default();
    let mut label = String::new();
    for (person, letters) in list.iter().zip(LETTERS[list.len().min(4)]) {
        let name = if person.literal.is_empty() { &person.family } else { &person.literal };
        let mut letters = name.chars().filter(|c| c.is_alphanumeric()).take(*letters);
        label.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        label.extend(letters.flat_map(char::to_lowercase));
    }
    if let Some(start) = item.date(Variable::Issued).and_then(|date| date.start.or(date.end)) {
        label.push_str(&format!("{:02}", start.year.rem_euclid(100)));
    }
    label
}
