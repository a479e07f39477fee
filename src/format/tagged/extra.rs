//! Lines `variable: value`, which hold what no tag can: the names are CSL's, as in the field *Extra* of Zotero, which reads such lines.
//!
//! | line | means |
//! |---|---|
//! | `event-place: Berlin` | a value that nothing else in the record gives: text, a date as EDTF or in words, a name as `Family \|\| Given` or whole, further names on further lines |
//! | `issued: 1998/2008`, `title: The <span class="nocase">DNA</span>` | the same, where the tags give its beginning, or the same words |
//! | `title: "A {\"b\"}"`, `editor: {"names":[…]}` | a value exactly, as under `custom.variables` in CSL-JSON, whatever the tags say |
//! | `number: null` | that the variable has no value, whatever the tags say |
//! | `type: map` · `parent: KEY` | the kind, the entry that contains this one |
//! | `citation-key: KEY` | the key, unless the record has one, which only `citation-key: "KEY"` changes; then the variable of that name |
//! | `variables: {…}` | values exactly, of variables whose names are no plain words |

use crate::format::csl_json::item;
use crate::model::{Class, Date, Entry, Kind, Name, Names, Rich, Run, Style, Value, Variable};
use crate::text::Str;
use serde_json::{Map, Value as Json};
use std::collections::HashMap;

/// Names that mean something else than the variable of that name.
const RESERVED: &[&str] = &["type", "parent", KEY, "variables"];
/// What Zotero calls the key.
pub(in crate::format) const KEY: &str = "citation-key";

/// What a line says.
#[derive(Debug, PartialEq)]
pub(in crate::format) enum Line {
    /// A value, unless the variable has one; a name is one of several.
    Plain(Variable, Value),
    /// A value, whatever the variable has; none takes it away.
    Exact(Vec<(Variable, Option<Value>)>),
    /// The kind.
    Kind(Option<Kind>),
    /// The key of the entry that contains this one.
    Parent(Str),
    /// The key, for an entry without one.
    Key(Str),
    /// The key, whatever the entry has.
    ExactKey(Str),
}

/// What a line says; none for a line that is no such line.
pub(in crate::format) fn read(line: &Str) -> Option<Line> {
    let colon = line.find(": ")?;
    let (name, value) = (line.get(..colon)?, line.slice(colon + 2..line.len()).trimmed());
    let name = known_name(name)?;
    if value.is_empty() {
        return None;
    }
    let json: Option<Json> = if value.starts_with(['"', '{']) || &*value == "null" { Some(serde_json::from_str(&value).ok()?) } else { None };
    let word = || match &json {
        Some(json) => json.as_str().map(Str::from),
        None => Some(value.clone()),
    };
    Some(match name.as_str() {
        "type" => Line::Kind(item::read_kind(&word()?)),
        "parent" => Line::Parent(word()?),
        KEY if json.is_some() => Line::ExactKey(word()?),
        KEY => Line::Key(word()?),
        "variables" => Line::Exact(json?.as_object()?.iter().map(|(name, json)| exact(Variable::named(name), json)).collect::<Option<_>>()?),
        name => match json {
            Some(json) => Line::Exact(vec![exact(Variable::named(name), &json)?]),
            None => Line::Plain(Variable::named(name), plain(Variable::named(name), value)?),
        },
    })
}

fn exact(variable: Variable, json: &Json) -> Option<(Variable, Option<Value>)> {
    Some((variable, if json.is_null() { None } else { Some(item::read_exact(json)?) }))
}

/// The name of a variable: as it stands, or as Zotero shows it ("Original Date"); an open one has small letters only.
fn known_name(text: &str) -> Option<String> {
    if text.len() > 40 || !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    if Variable::from_csl(text).is_some() {
        return Some(text.to_owned());
    }
    let joined = text.to_ascii_lowercase().replace(' ', "-");
    let known = Variable::from_csl(&joined).is_some() || RESERVED.contains(&joined.as_str());
    let open = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'));
    (known || open).then_some(joined)
}

/// The value that a line's words are for a variable of that class.
fn plain(variable: Variable, text: Str) -> Option<Value> {
    match variable.class() {
        Class::Text if matches!(variable, Variable::Other(_)) && text.contains(" || ") => Some(Names::from(plain_name(&text)).into()),
        Class::Text | Class::Number => Some(item::text_value(text)),
        Class::Date => Some(Date::parse_edtf(&text).unwrap_or_else(|_| Date::literal(text)).into()),
        Class::Names => Some(Names::from(plain_name(&text)).into()),
    }
}

fn plain_name(text: &Str) -> Name {
    match text.find("||") {
        Some(at) => Name::person(text.slice(0..at).trimmed(), text.slice(at + 2..text.len()).trimmed()),
        None => Name::literal(text.clone()),
    }
}

/// The lines that an entry needs beside what its tags give, `back`.
pub(in crate::format) fn lines(entry: &Entry, back: &Entry) -> Vec<String> {
    let was: HashMap<Variable, &Value> = entry.values().collect();
    let is: HashMap<Variable, &Value> = back.values().collect();
    let mut lines = Vec::new();
    // The key stands before a variable of the same name.
    if entry.key != back.key {
        lines.push(word_line(KEY, &entry.key, back.key.is_empty()));
    }
    let mut odd = Map::new();
    for (variable, value) in entry.values().filter(|(variable, value)| is.get(variable) != Some(value)) {
        match value {
            Value::Text(text) if variable.name() == KEY && !entry.key.is_empty() && is_word(text) => lines.push(word_line(KEY, text, true)),
            _ if is_plain_name(variable) => line(variable, value, is.get(&variable).is_some_and(|is| !refines(value, is)), &mut lines),
            _ => drop(odd.insert(variable.name().to_owned(), item::exact(value))),
        }
    }
    for (variable, _) in back.values().filter(|(variable, _)| !was.contains_key(variable)) {
        match is_plain_name(variable) {
            true => lines.push(format!("{}: null", variable.name())),
            false => drop(odd.insert(variable.name().to_owned(), Json::Null)),
        }
    }
    if !odd.is_empty() {
        lines.push(format!("variables: {}", Json::from(odd)));
    }
    let kind = (entry.kind != back.kind).then(|| entry.kind.map_or("document", Kind::name));
    let parent = entry.parent.as_ref().filter(|_| entry.parent != back.parent).map(Str::as_str);
    lines.extend(kind.map(|kind| word_line("type", kind, true)));
    lines.extend(parent.map(|parent| word_line("parent", parent, true)));
    lines
}

/// Whether a value goes on where another ends: a range whose beginning is known, a day of a month, a text with words protected
/// from changes of case.
pub(in crate::format) fn refines(value: &Value, known: &Value) -> bool {
    match (value, known) {
        (Value::Date(value), Value::Date(known)) => known.start.is_some() && value.to_string().starts_with(&known.to_string()),
        (Value::Rich(value), known) => without_protection(value) == *known,
        _ => false,
    }
}

/// A text without what protects it from changes of case: a matter of styles, which programs show as tags.
pub(in crate::format) fn without_protection(rich: &Rich) -> Value {
    let run = |run: &Run| Run { text: run.text.clone(), style: Style { nocase: false, ..run.style } };
    Value::rich(rich.runs.iter().map(run).collect(), None)
}

fn is_plain_name(variable: Variable) -> bool {
    let name = variable.name();
    !RESERVED.contains(&name) && known_name(name).is_some_and(|read| read == name)
}

/// A word as it stands where that may be, or as JSON.
fn word_line(name: &str, word: &str, plain: bool) -> String {
    if plain && is_word(word) { format!("{name}: {word}") } else { format!("{name}: {}", Json::from(word)) }
}

/// Whether a word is read as it stands.
fn is_word(word: &str) -> bool {
    !word.is_empty() && word.trim() == word && !word.contains(['\n', '\r']) && !word.starts_with(['"', '{']) && word != "null"
}

fn line(variable: Variable, value: &Value, over: bool, lines: &mut Vec<String>) {
    let name = variable.name();
    if !over && let Some(words) = in_words(variable, value) {
        return lines.extend(words.into_iter().map(|words| format!("{name}: {words}")));
    }
    lines.push(format!("{name}: {}", item::exact(value)));
}

/// The value as the words of one line, or of one line a name, where these say it all.
fn in_words(variable: Variable, value: &Value) -> Option<Vec<String>> {
    let words = match value {
        Value::Names(names) if !names.others && !names.list.is_empty() => names.list.iter().map(name_in_words).collect(),
        Value::Names(_) => return None,
        Value::Rich(rich) => vec![item::html(rich)],
        value => vec![value.plain().into_owned()],
    };
    let read = |words: &String| match read(&format!("{}: {words}", variable.name()).into()) {
        Some(Line::Plain(of, value)) if of == variable && !words.contains(['\n', '\r']) && words.trim() == words => Some(value),
        _ => None,
    };
    let mut back: Vec<Value> = words.iter().map(read).collect::<Option<_>>()?;
    let whole = match value {
        Value::Names(_) => {
            Names::new(back.into_iter().flat_map(|value| if let Value::Names(names) = value { names.list } else { Vec::new() }).collect()).into()
        }
        _ => back.pop()?,
    };
    (whole == *value).then_some(words)
}

fn name_in_words(name: &Name) -> String {
    if name.is_literal() { name.literal.to_string() } else { format!("{} || {}", name.family, name.given) }
}

#[cfg(test)]
#[allow(clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_from_prose() {
        for (line, variable, value) in [
            ("event-place: Berlin", "event-place", "Berlin"),
            ("Original Date: 1900", "original-date", "1900"),
            ("PMID: 12", "PMID", "12"),
            ("translator: Doe || Jane", "translator", "Jane Doe"),
            ("preface-by: X", "preface-by", "X"),
        ] {
            let Some(Line::Plain(of, read)) = read(&line.into()) else { panic!("{line}") };
            assert_eq!((of.name(), read.plain().as_ref()), (variable, value), "{line}");
        }
        for line in ["Cited By: 44", "see also: this", "http://x.y", "note:", "KIE: 3", "title: \"unclosed", ": x", ""] {
            assert_eq!(read(&line.into()), None, "{line}");
        }
    }
}
