//! An entry as the processor sees it: names with their particles told apart, older names of variables looked through.

use super::compile::spelled;
use crate::model::{Class, Date, Entry, Kind, Name, Names, Value, Variable};
use serde_json::Value as Json;

/// A name in the parts that styles speak of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Person {
    pub(super) family: String,
    pub(super) given: String,
    pub(super) dropping: String,
    pub(super) non_dropping: String,
    pub(super) suffix: String,
    /// A comma stands before the suffix in running text.
    pub(super) comma_suffix: bool,
    /// The family name stands first in any style.
    pub(super) static_order: bool,
    pub(super) literal: String,
}

pub(super) struct Item<'e> {
    pub(super) entry: &'e Entry,
    pub(super) kind: String,
    /// Whether title case is for it: English, or of no stated language.
    pub(super) english: Option<bool>,
    /// Whether its language is Turkish or Azerbaijani, whose "i" has a capital of its own.
    pub(super) turkish: bool,
    names: Vec<(Variable, People)>,
    /// Values that stand as lines in the note.
    noted: Vec<(Variable, Value)>,
}

/// The names of a variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct People {
    pub(super) list: Vec<Person>,
    /// More persons that are not named.
    pub(super) others: bool,
}

impl<'e> Item<'e> {
    pub(super) fn new(entry: &'e Entry) -> Self {
        let names = entry.values().filter_map(|(variable, value)| people(variable, value));
        let kind = match entry.kind {
            None | Some(Kind::Other(_)) => "document".to_owned(),
            Some(kind) => spelled(kind.name()),
        };
        let language = entry.plain(Variable::Language).filter(|language| !language.trim().is_empty());
        let is = |code: &str| language.as_ref().map(|language| language.trim().get(..2).is_some_and(|lang| lang.eq_ignore_ascii_case(code)));
        let noted = noted(entry);
        let more = noted.iter().filter_map(|(variable, value)| people(*variable, value));
        let mut names: Vec<(Variable, People)> = names.chain(more).collect();
        mark_names(entry, &mut names);
        let turkish = is("tr") == Some(true) || is("az") == Some(true);
        Self { entry, kind, english: is("en"), turkish, names, noted }
    }

    pub(super) fn people(&self, variable: Variable) -> Option<&People> {
        self.names.iter().find(|(of, _)| *of == variable).map(|(_, people)| people)
    }

    /// The value of a variable, under any of the names that it has had; none where it is empty.
    pub(super) fn value(&self, variable: Variable) -> Option<&Value> {
        let get = |variable: Variable| {
            let noted = self.noted.iter().find(|(of, _)| *of == variable).map(|(_, value)| value);
            self.entry.get(variable).or(noted).filter(|value| match value {
                Value::Text(text) => !text.trim().is_empty(),
                Value::Rich(rich) => rich.runs.iter().any(|run| !run.text.trim().is_empty()),
                _ => true,
            })
        };
        get(variable).or_else(|| match variable {
            Variable::TitleShort => get(Variable::ShortTitle),
            Variable::ContainerTitleShort => get(Variable::JournalAbbreviation),
            Variable::EventTitle => get(Variable::Event),
            Variable::Part => get(Variable::named("part-number")),
            Variable::Supplement => get(Variable::named("supplement-number")),
            Variable::Printing => get(Variable::named("printing-number")),
            _ => None,
        })
    }

    pub(super) fn date(&self, variable: Variable) -> Option<&Date> {
        match self.value(variable) {
            Some(Value::Date(date)) => Some(date),
            _ => None,
        }
    }

    pub(super) fn plain(&self, variable: Variable) -> Option<String> {
        self.value(variable).map(|value| value.plain().into_owned())
    }
}

/// What CSL-JSON says of names beyond their parts stands with all that entries have no place for, as JSON text in `custom`.
fn mark_names(entry: &Entry, names: &mut [(Variable, People)]) {
    let Some(kept) = entry.plain(Variable::named("custom")).and_then(|text| serde_json::from_str::<Json>(&text).ok()) else { return };
    for (variable, people) in names {
        let Some(list) = kept[variable.name()].as_array().filter(|list| list.len() == people.list.len()) else { continue };
        for (person, json) in people.list.iter_mut().zip(list).filter(|(person, json)| json["family"] == person.family.as_str()) {
            let is_set = |name: &str| !matches!(&json[name], Json::Null | Json::Bool(false));
            person.comma_suffix |= is_set("comma-suffix");
            person.static_order |= is_set("static-ordering");
        }
    }
}

fn people(variable: Variable, value: &Value) -> Option<(Variable, People)> {
    let Value::Names(names) = value else { return None };
    let list: Vec<Person> = names.list.iter().map(person).filter(|person| *person != Person::default()).collect();
    (!list.is_empty()).then_some((variable, People { list, others: names.others }))
}

/// Values that people put into the note where their program has no field for them: lines `variable: value`, names as
/// `family || given`. What the entry says itself counts first.
fn noted(entry: &Entry) -> Vec<(Variable, Value)> {
    let Some(note) = entry.plain(Variable::Note).filter(|note| note.contains(": ")) else { return Vec::new() };
    let mut values: Vec<(Variable, Value)> = Vec::new();
    for line in note.lines() {
        let Some((name, text)) = line.split_once(": ") else { continue };
        let Some(variable) = Variable::from_csl(name.trim()).filter(|variable| !entry.has(*variable)) else { continue };
        match variable.class() {
            Class::Names => {
                let name = match text.split_once("||") {
                    Some((family, given)) => Name::person(family.trim(), given.trim()),
                    None => Name::literal(text.trim()),
                };
                match values.iter_mut().find(|(of, _)| *of == variable) {
                    Some((_, Value::Names(names))) => names.list.push(name),
                    _ => values.push((variable, Names::from(name).into())),
                }
            }
            Class::Date => values.push((variable, Date::parse_edtf(text.trim()).unwrap_or_else(|_| Date::literal(text.trim())).into())),
            _ => values.push((variable, text.trim().into())),
        }
    }
    values
}

/// The parts of a name. Particles that stand within the family or the given name are taken out of it: "van Gogh".
fn person(name: &Name) -> Person {
    let text = |part: &str| part.trim().to_owned();
    let mut person = Person {
        family: text(&name.family),
        given: text(&name.given),
        dropping: text(&name.dropping_particle),
        non_dropping: text(&name.non_dropping_particle),
        suffix: text(&name.suffix),
        comma_suffix: false,
        static_order: false,
        literal: text(&name.literal),
    };
    if !person.literal.is_empty() {
        return Person { literal: person.literal, ..Person::default() };
    }
    // A family name in quotation marks is to stay whole.
    if let Some(whole) = person.family.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).map(str::to_owned) {
        person.family = whole;
        return person;
    }
    if person.suffix.is_empty() {
        split_suffix(&mut person);
    }
    if person.non_dropping.is_empty() && person.dropping.is_empty() {
        let (particle, family) = leading_particle(&person.family);
        (person.non_dropping, person.family) = (particle, family);
        let (given, particle) = trailing_particle(&person.given);
        if !particle.is_empty() {
            (person.given, person.dropping) = (given, particle);
        }
    }
    person
}

/// "John Doe, Jr." with the suffix behind a comma of the given name; `!` says that the comma is to be shown.
fn split_suffix(person: &mut Person) {
    let Some((given, suffix)) = person.given.split_once(',') else { return };
    let suffix = suffix.trim();
    let (forced, suffix) = suffix.strip_prefix('!').map_or((false, suffix), |rest| (true, rest.trim()));
    if suffix.is_empty() {
        return;
    }
    person.comma_suffix = forced;
    (person.given, person.suffix) = (given.trim().to_owned(), suffix.to_owned());
}

/// Whether a word of a name is a particle: no capital in it.
fn is_particle(word: &str) -> bool {
    word.chars().any(char::is_alphabetic)
        && !word.chars().any(char::is_uppercase)
        && word.chars().all(|c| c.is_lowercase() || matches!(c, '\'' | '’' | '-' | '.' | '‘' | 'ʼ'))
}

fn leading_particle(family: &str) -> (String, String) {
    let mut rest = family;
    loop {
        let word = rest.split_inclusive(char::is_whitespace).next().unwrap_or_default();
        if word.len() < rest.len() && is_particle(word.trim_end()) {
            rest = &rest[word.len()..];
            continue;
        }
        // "d’Aubignac", "al-Din": the particle stands against the name.
        let joint = rest.char_indices().find(|(_, c)| matches!(c, '\'' | '’' | '-' | 'ʼ')).map(|(at, c)| at + c.len_utf8());
        if let Some(end) = joint
            && end < rest.len()
            && is_particle(&rest[..end])
            && rest[end..].starts_with(char::is_uppercase)
            && end <= 5
        {
            rest = &rest[end..];
        }
        break;
    }
    if rest.is_empty() || rest.len() == family.len() {
        return (String::new(), family.to_owned());
    }
    let particle = &family[..family.len() - rest.len()];
    // "de’ Medici": the space is all that tells it from "d’Este".
    let bare = particle.trim_end();
    let particle = if bare.ends_with(['\'', '’']) { particle } else { bare };
    (particle.to_owned(), rest.to_owned())
}

fn trailing_particle(given: &str) -> (String, String) {
    let mut start = given.len();
    while let Some(at) = given[..start].trim_end().rfind(char::is_whitespace) {
        let word = given[at..start].trim();
        if !is_particle(word) {
            break;
        }
        start = at;
    }
    match start == given.len() {
        true => (given.to_owned(), String::new()),
        false => (given[..start].trim_end().to_owned(), given[start..].trim().to_owned()),
    }
}
