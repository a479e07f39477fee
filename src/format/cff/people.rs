//! Persons and entities of the Citation File Format, both ways. What is said of them besides their names stands in open variables named
//! after the role (`author-orcid`), see `details`.

use super::super::details;
use super::super::yaml::{Node, Yaml};
use super::table::{OF_ENTITIES, OF_PERSONS, fits};
use crate::model::{Entry, Name, Names, Value, Variable};
use crate::text::Str;
use std::collections::BTreeMap;

/// The names of a list, and beside them the open variables that hold what else is said of them; none for what is no list of names.
pub(super) fn read(role: Variable, node: &Node) -> Option<(Names, Vec<(Variable, Value)>)> {
    let nodes: Vec<&Node> = node.one_or_many().iter().filter(|node| !says_nothing(node)).collect();
    let list: Vec<Name> = nodes.iter().map(|node| name(node)).collect::<Option<_>>()?;
    if list.is_empty() {
        return None;
    }
    let names = Names::new(list);
    let mut more: BTreeMap<&str, Vec<Option<&str>>> = BTreeMap::new();
    for (at, node) in nodes.iter().enumerate() {
        for (key, value) in node.pairs() {
            let (Some(key), Some(value)) = (key.scalar(), value.scalar()) else { continue };
            if !PARTS.contains(&key.as_str()) {
                let values = more.entry(key.as_str()).or_insert_with(|| vec![None; nodes.len()]);
                values[at] = Some(value.as_str());
            }
        }
    }
    let texts = more.into_iter().filter_map(|(what, values)| Some((details::variable(role, what), details::join(&names, values)?.into())));
    let texts = texts.collect();
    Some((names, texts))
}

const PARTS: &[&str] = &["family-names", "given-names", "name-particle", "name-suffix", "name"];

fn name(node: &Node) -> Option<Name> {
    if let Some(text) = node.scalar() {
        return Some(Name::literal(text.clone()));
    }
    let part = |key: &str| node.get(key).and_then(Node::scalar).cloned().unwrap_or_default();
    let person = Name::person(part("family-names"), part("given-names")).with_particle(part("name-particle")).with_suffix(part("name-suffix"));
    if person != Name::default() {
        return Some(person);
    }
    // Whoever has no name is called by what else is told.
    let first = || node.pairs().iter().find_map(|(_, value)| value.scalar().filter(|text| !text.is_empty()).cloned());
    let named = [part("name"), part("alias")].into_iter().find(|name| !name.is_empty()).or_else(first);
    named.map(Name::literal)
}

fn says_nothing(node: &Node) -> bool {
    match &node.value {
        Yaml::Map(pairs) => pairs.iter().all(|(_, value)| value.is_null()),
        _ => node.is_null(),
    }
}

/// The names of a role as a list of persons and entities, each once: the schema allows none twice. Who is called by an alias is
/// a person.
pub(super) fn write(entry: &Entry, role: Variable, names: &Names) -> Option<Node> {
    let told = |field: &str| match entry.get(details::variable(role, field)) {
        Some(Value::Text(text)) => details::split(names, text),
        _ => None,
    };
    let mut people: Vec<Vec<(&str, Str)>> = names.list.iter().map(parts).collect();
    let mut entities: Vec<bool> = names.list.iter().map(Name::is_literal).collect();
    for (at, (alias, name)) in told("alias").into_iter().flatten().zip(&names.list).enumerate() {
        if alias.as_deref() == Some(name.literal.as_str()) && !name.literal.is_empty() {
            people[at].clear();
            entities[at] = false;
        }
    }
    let fields = OF_PERSONS.iter().chain(OF_ENTITIES.iter().filter(|field| !OF_PERSONS.contains(field)));
    for field in fields {
        for ((person, value), is_entity) in people.iter_mut().zip(told(field).into_iter().flatten()).zip(&entities) {
            let allowed = if *is_entity { OF_ENTITIES } else { OF_PERSONS };
            if let Some(value) = value.filter(|value| allowed.contains(field) && fits(field, value)) {
                person.push((field, value.into()));
            }
        }
    }
    let mut seen = std::collections::HashSet::new();
    people.retain(|person| !person.is_empty() && seen.insert(person.clone()));
    let nodes: Vec<Node> = people.into_iter().map(node).collect();
    (!nodes.is_empty()).then(|| Yaml::List(nodes).into())
}

fn parts(name: &Name) -> Vec<(&'static str, Str)> {
    let particle = if name.non_dropping_particle.is_empty() { &name.dropping_particle } else { &name.non_dropping_particle };
    let parts = match name.is_literal() {
        true => vec![("name", &name.literal)],
        false => vec![("family-names", &name.family), ("given-names", &name.given), ("name-particle", particle), ("name-suffix", &name.suffix)],
    };
    parts.into_iter().filter(|(_, part)| !part.is_empty()).map(|(key, part)| (key, part.clone())).collect()
}

fn node(parts: Vec<(&str, Str)>) -> Node {
    Node::map(parts.into_iter().map(|(key, part)| (key, Node::text(&part))).collect())
}
