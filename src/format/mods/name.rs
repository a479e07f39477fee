//! Names and their roles.

use super::table::ROLES;
use crate::format::xml::Element;
use crate::format::xml::text::escape;
use crate::model::{Class, Name, Names, Symbol, Variable};
use crate::text::Str;

/// A name, and what else is said of its bearer.
pub(super) struct Read {
    pub(super) name: Name,
    pub(super) others: bool,
    /// Dates, affiliations and the like, as they stand.
    pub(super) details: Vec<String>,
}

/// What a `<name>` says.
pub(super) fn read(element: &Element) -> Read {
    let mut name = Name::default();
    let (mut whole, mut details, mut given) = (Vec::new(), Vec::new(), Vec::new());
    let mut others = false;
    for part in element.elements() {
        let text = part.text();
        let kind = part.attribute("type").map(|kind| kind.as_str()).unwrap_or_default();
        match (part.name.as_str(), kind) {
            ("role", _) => details.extend(more_roles(part)),
            ("etal", _) if text.is_empty() => others = true,
            _ if text.is_empty() => {}
            ("namePart", "family") if name.family.is_empty() => name.family = text,
            ("namePart", "given") => given.push(text.to_string()),
            ("namePart", "termsOfAddress") if name.suffix.is_empty() => name.suffix = text,
            ("namePart", "") => whole.push(text.to_string()),
            // What is shown is no more than the parts.
            ("displayForm", _) if whole.is_empty() && given.is_empty() && name.family.is_empty() => whole.push(text.to_string()),
            _ => details.push(text.to_string()),
        }
    }
    details.extend(element.own_texts().map(|(text, _)| text.to_string()));
    name.given = given.join(" ").into();
    if name.is_empty() && !whole.is_empty() {
        name = self::whole(&whole.join(". "), element.is("type", "personal"), std::mem::take(&mut name.suffix));
    } else {
        details.splice(0..0, whole);
    }
    Read { name, others, details }
}

/// A name in one piece: a person's is `Family, Given`, as libraries write it, with a comma behind it before dates.
fn whole(text: &str, person: bool, suffix: Str) -> Name {
    let bare = text.strip_suffix(',').unwrap_or(text);
    let name = match bare.split_once(',').filter(|_| person) {
        Some((family, given)) if !given.contains(',') => Name::person(family.trim(), given.trim()),
        _ if person => Name::literal(bare),
        _ => Name::literal(text),
    };
    name.with_suffix(suffix)
}

/// The variable of a name's role: by MARC's code or term, or by whatever is written; an author where nothing is said.
pub(super) fn variable(element: &Element) -> Variable {
    let terms: Vec<String> =
        element.all("role").flat_map(|role| role.elements().map(|term| term.text().trim_end_matches('.').to_lowercase())).collect();
    let known = |term: &String| ROLES.iter().find(|(code, word, variable)| term == code || term == word || term == variable);
    if let Some((.., variable)) = terms.iter().find_map(known) {
        return names(variable);
    }
    match terms.iter().find(|term| !term.is_empty()) {
        Some(term) => names(&term.replace(' ', "-")),
        None => Variable::Author,
    }
}

/// What a role says besides its first term and those that are known.
fn more_roles(role: &Element) -> Vec<String> {
    let terms: Vec<Str> = role.elements().map(Element::text).filter(|term| !term.is_empty()).collect();
    let is_known =
        |term: &Str| ROLES.iter().any(|(code, word, variable)| [*code, *word, *variable].contains(&term.to_lowercase().trim_end_matches('.')));
    let said = terms.iter().position(is_known).or(if terms.is_empty() { None } else { Some(0) });
    let more = terms.iter().enumerate().filter(|(at, term)| Some(*at) != said && !is_known(term)).map(|(_, term)| term.to_string());
    more.chain(role.own_texts().map(|(text, _)| text.to_string())).collect()
}

/// The variable of that name, if it may hold names.
fn names(name: &str) -> Variable {
    match Variable::named(name) {
        variable @ Variable::Other(_) => variable,
        variable if variable.class() == Class::Names => variable,
        _ => Variable::Other(Symbol::new(&format!("{name}-name"))),
    }
}

/// The elements of names in a role.
pub(super) fn write(names: &Names, variable: Variable) -> Vec<String> {
    let role = role(variable);
    let mut list: Vec<String> = names.list.iter().map(|name| format!("<name type=\"{}\">{}{role}</name>", kind(name), parts(name))).collect();
    if names.others {
        list.push(format!("<name><etal/>{role}</name>"));
    }
    list
}

fn kind(name: &Name) -> &'static str {
    if name.is_literal() { "corporate" } else { "personal" }
}

fn parts(name: &Name) -> String {
    if name.is_literal() {
        return format!("<namePart>{}</namePart>", escape(&name.literal));
    }
    let joined = |a: &str, b: &str| [a, b].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let family = joined(&name.non_dropping_particle, &name.family);
    let given = joined(&name.given, &name.dropping_particle);
    let parts = [("family", family.as_str()), ("given", given.as_str()), ("termsOfAddress", name.suffix.as_str())];
    let filled = parts.iter().filter(|(_, text)| !text.is_empty());
    filled.map(|(kind, text)| format!("<namePart type=\"{kind}\">{}</namePart>", escape(text))).collect()
}

fn role(variable: Variable) -> String {
    let term = |kind: &str, text: &str| format!("<roleTerm type=\"{kind}\" authority=\"marcrelator\">{text}</roleTerm>");
    match ROLES.iter().find(|(.., of)| *of == variable.name()) {
        Some((code, word, _)) => format!("<role>{}{}</role>", term("code", code), term("text", word)),
        None => format!("<role><roleTerm type=\"text\">{}</roleTerm></role>", escape(variable.name())),
    }
}
