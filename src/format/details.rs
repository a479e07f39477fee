//! What a format says of persons beside their names: identifiers, affiliations, addresses. An open variable named after the role holds
//! it for the whole list of names, `author-orcid` say, as `Name: value; Name: value`.

use crate::model::{Names, Variable};
use crate::text::Str;
use std::collections::{HashMap, VecDeque};

/// The variable that holds one thing of the names in a role.
pub(super) fn variable(role: Variable, what: &str) -> Variable {
    Variable::named(&format!("{}-{what}", role.name()))
}

/// What is known of each name, in the order of the names, as one text; none where nothing is known.
pub(super) fn join<'v>(names: &Names, values: impl IntoIterator<Item = Option<&'v str>>) -> Option<Str> {
    let parts = names.list.iter().zip(values).filter_map(|(name, value)| Some(format!("{name}: {}", value?)));
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join("; ").into())
}

/// What a text of [`join`] says of each name; none for a text that is none of these names.
pub(super) fn split(names: &Names, text: &str) -> Option<Vec<Option<String>>> {
    let mut places: HashMap<String, VecDeque<usize>> = HashMap::new();
    names.list.iter().enumerate().for_each(|(at, name)| places.entry(name.to_string()).or_default().push_back(at));
    let mut values: Vec<Option<String>> = vec![None; names.list.len()];
    let mut last = None;
    for segment in text.split("; ") {
        let named = segment.split_once(": ").and_then(|(name, value)| Some((next(places.get_mut(name)?, last)?, value)));
        match (named, last) {
            (Some((at, value)), _) => {
                *values.get_mut(at)? = Some(value.to_owned());
                last = Some(at);
            }
            // A semicolon within a value.
            (None, Some(at)) => {
                let value = values.get_mut(at)?.as_mut()?;
                value.push_str("; ");
                value.push_str(segment);
            }
            (None, None) => return None,
        }
    }
    Some(values)
}

/// The first of the places behind the last one.
fn next(places: &mut VecDeque<usize>, last: Option<usize>) -> Option<usize> {
    while let Some(at) = places.pop_front() {
        if last.is_none_or(|last| at > last) {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::Name;

    #[test]
    fn values_go_back_to_their_names() {
        let names = Names::new(vec![Name::person("Doe", "J."), Name::literal("NGO: x"), Name::person("Doe", "J."), Name::person("Roe", "")]);
        let values = [Some("1; 2: b"), None, Some("c"), Some("d")];
        let text = join(&names, values).unwrap();
        assert_eq!(text, "J. Doe: 1; 2: b; J. Doe: c; Roe: d");
        assert_eq!(split(&names, &text).unwrap(), values.map(|value| value.map(str::to_owned)));
        assert_eq!(split(&names, "anything"), None);
        assert_eq!(join(&names, [None, None]), None);
    }
}
