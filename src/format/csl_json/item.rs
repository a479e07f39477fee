//! Entries as CSL-JSON items (CSL 1.0.2, `csl-data.json`), value by value and both ways; what is a file's affair (places, broken
//! syntax) is not here.
//!
//! An item says everything twice at most: in CSL's own terms, and, where reading these would not give the same value again,
//! exactly, under `custom.variables`. What else CSL has no place for stands under `custom` too:
//!
//! | in `custom` | holds |
//! |---|---|
//! | an open name | the value of that variable, as CSL writes text, names and dates |
//! | `parent` | the key of the entry that contains this one |
//! | `and-others` | the variables whose lists of names go on |
//! | `type` | the kind, where CSL has none of that name |
//! | `variables` | by name, values exactly, see [`exact`] |

use crate::model::{Class, Date, DatePart, Entry, Kind, Markup, Name, Names, Rich, Run, Season, Style, Symbol, Value, Variable};
use crate::text::Str;
use serde_json::{Map, Value as Json, json};
use std::collections::HashMap;

/// Names within `custom` that hold no open variable of that name.
const RESERVED: &[&str] = &["parent", "and-others", "type", "variables", "custom"];
/// Properties of an item that are no variables of ours but that the schema allows.
const PLAIN_PROPERTIES: &[&str] = &["citation-key"];

/// The open variable that holds what other programs keep under `custom`, as JSON text.
pub fn foreign() -> Variable {
    Variable::Other(Symbol::new("custom"))
}

/// The item that an entry is. It is valid by `csl-data.json`, and [`read_property`] with [`read_custom`] give the same entry again.
pub fn item(entry: &Entry) -> Map<String, Json> {
    let mut item = Map::new();
    let mut custom = Map::new();
    let (mut exactly, mut others) = (Map::new(), Vec::new());
    item.insert("id".to_owned(), entry.key.as_str().into());
    item.insert("type".to_owned(), kind(entry.kind, &mut custom).into());
    for (variable, value) in entry.values() {
        if variable == foreign() && as_foreign(value).is_some() {
            continue;
        }
        let (native, flagged) = native(variable, value);
        if flagged {
            others.push(Json::from(variable.name()));
        }
        if let Some(native) = native.filter(|_| !is_reserved(variable)) {
            let place = if is_property(variable) { &mut item } else { &mut custom };
            place.insert(variable.name().to_owned(), native);
        }
        if !says_all(variable, value) {
            exactly.insert(variable.name().to_owned(), exact(value));
        }
    }
    let lists = [("parent", entry.parent.as_ref().map(|key| key.as_str().into())), ("and-others", some_list(others))];
    custom.extend(lists.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    // Last, so that it takes no name that is ours.
    if let Some(value) = entry.get(foreign()).filter(|value| !put_foreign(value, &mut custom) && as_foreign(value).is_some()) {
        exactly.insert(foreign().name().to_owned(), exact(value));
    }
    if !exactly.is_empty() {
        custom.insert("variables".to_owned(), exactly.into());
    }
    if !custom.is_empty() {
        item.insert("custom".to_owned(), custom.into());
    }
    item
}

fn some_list(list: Vec<Json>) -> Option<Json> {
    (!list.is_empty()).then_some(Json::Array(list))
}

fn is_property(variable: Variable) -> bool {
    match variable {
        Variable::Other(name) => PLAIN_PROPERTIES.contains(&name.as_str()),
        _ => true,
    }
}

fn is_reserved(variable: Variable) -> bool {
    matches!(variable, Variable::Other(name) if RESERVED.contains(&name.as_str()))
}

fn kind(kind: Option<Kind>, custom: &mut Map<String, Json>) -> &'static str {
    match kind {
        None => "document",
        Some(Kind::Other(name)) => {
            custom.insert("type".to_owned(), name.as_str().into());
            "document"
        }
        Some(kind) => kind.name(),
    }
}

/// The kind that a `type` names; none for `document`.
pub fn read_kind(name: &str) -> Option<Kind> {
    (!name.is_empty() && name != "document").then(|| Kind::named(name))
}

/// Whether the class of the variable allows such a value in the item itself: the schema knows text there, names or dates.
fn fits(variable: Variable, value: &Value) -> bool {
    match (variable, variable.class(), value) {
        (Variable::Other(name), _, Value::Names(_) | Value::Date(_)) => !PLAIN_PROPERTIES.contains(&name.as_str()),
        (Variable::Other(_), ..) => true,
        (_, Class::Text | Class::Number, Value::Text(_) | Value::Rich(_)) => true,
        (_, Class::Names, Value::Names(_)) | (_, Class::Date, Value::Date(_)) => true,
        _ => false,
    }
}

/// The value in CSL's terms, as far as these go; and whether its names go on, which CSL cannot say.
fn native(variable: Variable, value: &Value) -> (Option<Json>, bool) {
    if !fits(variable, value) {
        return (None, false);
    }
    let (json, others) = match value {
        Value::Text(text) => (Some(text.as_str().into()), false),
        Value::Rich(rich) => (Some(html(rich).into()), false),
        Value::Date(date) => (Some(native_date(date)).filter(|json| *json != Json::Object(Map::new())), false),
        Value::Names(names) => (some_list(names.list.iter().map(native_name).collect()), names.others),
    };
    // An open variable is told by its shape, so it must have one.
    let shapeless = |json: &Json| matches!(variable, Variable::Other(_)) && read_open(json).is_none();
    (json.filter(|json| !shapeless(json)), others)
}

/// Whether reading the value's native form gives the value again.
fn says_all(variable: Variable, value: &Value) -> bool {
    if is_reserved(variable) || !fits(variable, value) {
        return false;
    }
    let again = match value {
        // The common case, told without making the JSON: text in which no tag can stand.
        Value::Text(text) if !text.contains('<') => return true,
        Value::Names(names) if names.others => native(variable, &Value::Names(Names::new(names.list.clone()))).0,
        _ => native(variable, value).0,
    };
    let read = again.and_then(|json| if is_property(variable) { read_property(variable, &json) } else { read_open(&json) });
    match (read, value) {
        (Some(Value::Names(read)), Value::Names(names)) => read.list == names.list && !read.others,
        (read, value) => read.as_ref() == Some(value),
    }
}

fn native_name(name: &Name) -> Json {
    let parts = [
        ("family", &name.family),
        ("given", &name.given),
        ("dropping-particle", &name.dropping_particle),
        ("non-dropping-particle", &name.non_dropping_particle),
        ("suffix", &name.suffix),
        ("literal", &name.literal),
    ];
    let filled = parts.into_iter().filter(|(_, part)| !part.is_empty());
    Json::Object(filled.map(|(key, part)| (key.to_owned(), part.as_str().into())).collect())
}

fn native_date(date: &Date) -> Json {
    let mut map = Map::new();
    let parts: Vec<Json> = match (date.start, date.end) {
        (Some(start), end) => [Some(start), end].into_iter().flatten().map(date_parts).collect(),
        (None, _) => Vec::new(),
    };
    if let Some(parts) = some_list(parts) {
        map.insert("date-parts".to_owned(), parts);
    }
    if let Some(season) = date.start.and_then(|start| start.season) {
        map.insert("season".to_owned(), (season as u8).into());
    }
    if date.circa {
        map.insert("circa".to_owned(), true.into());
    }
    // A range without beginning has no parts in CSL; its words are better than nothing.
    let words = if date.start.is_none() { date.to_string() } else { date.literal.to_string() };
    if !words.is_empty() {
        map.insert("literal".to_owned(), words.into());
    }
    map.into()
}

fn date_parts(part: DatePart) -> Json {
    let rest = [part.month_number(), part.day_number()];
    let given = rest.into_iter().take_while(|number| *number > 0).map(Json::from);
    Json::Array(std::iter::once(Json::from(part.year)).chain(given).collect())
}

/// A value exactly: text as a string, else an object with one of `rich` (runs), `names` or `date`.
pub fn exact(value: &Value) -> Json {
    match value {
        Value::Text(text) => text.as_str().into(),
        Value::Rich(rich) => json!({ "rich": rich.runs.iter().map(exact_run).collect::<Vec<_>>() }),
        Value::Names(names) if names.others => json!({ "names": names.list.iter().map(native_name).collect::<Vec<_>>(), "others": true }),
        Value::Names(names) => json!({ "names": names.list.iter().map(native_name).collect::<Vec<_>>() }),
        Value::Date(date) => json!({ "date": exact_date(date) }),
    }
}

/// The value that [`exact`] wrote; none for anything else.
pub fn read_exact(json: &Json) -> Option<Value> {
    if let Some(text) = json.as_str() {
        return Some(text.into());
    }
    let (name, inner) = json.as_object()?.iter().next()?;
    match name.as_str() {
        "rich" => Some(Value::rich(inner.as_array()?.iter().map(read_run).collect::<Option<_>>()?, None)),
        "names" => {
            let list = inner.as_array()?.iter().map(read_parts).collect::<Option<_>>()?;
            Some(Names { list, others: json.get("others") == Some(&Json::Bool(true)) }.into())
        }
        "date" => read_exact_date(inner).map(Value::date),
        _ => None,
    }
}

type Flag = (&'static str, fn(&mut Style) -> &mut bool);
const STYLES: &[Flag] = &[
    ("italic", |style| &mut style.italic),
    ("bold", |style| &mut style.bold),
    ("small-caps", |style| &mut style.small_caps),
    ("sub", |style| &mut style.sub),
    ("sup", |style| &mut style.sup),
    ("nocase", |style| &mut style.nocase),
    ("math", |style| &mut style.math),
];

fn exact_run(run: &Run) -> Json {
    let mut style = run.style;
    let names: Vec<&str> = STYLES.iter().filter(|(_, flag)| *flag(&mut style)).map(|(name, _)| *name).collect();
    match names.as_slice() {
        [] => run.text.as_str().into(),
        _ => json!({ "text": run.text.as_str(), "style": names }),
    }
}

fn read_run(json: &Json) -> Option<Run> {
    let mut style = Style::default();
    let text = json.as_str().or_else(|| json.get("text")?.as_str())?;
    for name in json.get("style").and_then(Json::as_array).into_iter().flatten() {
        let (_, flag) = STYLES.iter().find(|(of, _)| Some(*of) == name.as_str())?;
        *flag(&mut style) = true;
    }
    Some(Run { text: text.into(), style })
}

fn exact_date(date: &Date) -> Json {
    let edtf = date.to_string();
    if Date::parse_edtf(&edtf).as_ref() == Ok(date) {
        return edtf.into();
    }
    let mut map = Map::new();
    for (name, part) in [("start", date.start), ("end", date.end)] {
        if let Some(part) = part {
            let season = part.season.map_or(0, |season| season as u8);
            map.insert(name.to_owned(), json!([part.year, part.month_number(), part.day_number(), season]));
        }
    }
    for (name, flag) in [("open", date.open), ("circa", date.circa), ("uncertain", date.uncertain)] {
        if flag {
            map.insert(name.to_owned(), true.into());
        }
    }
    if !date.literal.is_empty() {
        map.insert("literal".to_owned(), date.literal.as_str().into());
    }
    map.into()
}

fn read_exact_date(json: &Json) -> Option<Date> {
    if let Some(edtf) = json.as_str() {
        return Date::parse_edtf(edtf).ok();
    }
    let map = json.as_object()?;
    let part = |name: &str| {
        let numbers: Vec<i64> = map.get(name)?.as_array()?.iter().filter_map(Json::as_i64).collect();
        let [year, rest @ ..] = numbers.as_slice() else { return None };
        let at = |index: usize| rest.get(index).and_then(|number| u8::try_from(*number).ok()).unwrap_or(0);
        let part = DatePart::new(i32::try_from(*year).ok()?, at(0), at(1))?;
        Some(DatePart { season: Season::from_number(at(2)), ..part })
    };
    let flag = |name: &str| map.get(name) == Some(&Json::Bool(true));
    let literal = map.get("literal").and_then(Json::as_str).unwrap_or_default().into();
    Some(Date { start: part("start"), end: part("end"), open: flag("open"), circa: flag("circa"), uncertain: flag("uncertain"), literal })
}

/// The value of a property of an item; none where it holds none, or something that such a variable cannot be.
pub fn read_property(variable: Variable, json: &Json) -> Option<Value> {
    match (variable, variable.class()) {
        (Variable::Other(_), _) => read_open(json),
        (_, Class::Text | Class::Number) => read_text(json),
        (_, Class::Names) => read_names(json).map(Value::Names),
        (_, Class::Date) => read_date(json).map(Value::date),
    }
}

/// The value of an open variable, told by its shape: text, names or a date; none for anything else.
pub fn read_open(json: &Json) -> Option<Value> {
    const NAME: &[&str] =
        &["family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal", "comma-suffix", "static-ordering", "parse-names"];
    const DATE: &[&str] = &["date-parts", "season", "circa", "literal", "raw"];
    let only = |json: &Json, keys: &[&str]| json.as_object().is_some_and(|map| !map.is_empty() && map.keys().all(|key| keys.contains(&key.as_str())));
    match json {
        Json::String(text) => Some(text_value(text.as_str().into())),
        Json::Array(list) if !list.is_empty() && list.iter().all(|name| only(name, NAME)) => read_names(json).map(Value::Names),
        Json::Object(_) if only(json, DATE) => read_date(json).map(Value::date),
        _ => None,
    }
}

/// Whether JSON says more than the value that was read from it: names and dates may have keys that have no place in ours.
pub fn says_more(value: &Value, json: &Json) -> bool {
    match (value, json) {
        (Value::Names(_), Json::Array(list)) => list.iter().any(name_says_more),
        (Value::Names(_), name) => name_says_more(name),
        (Value::Date(date), Json::Object(map)) => map.iter().filter(|(_, json)| !is_blank(json)).any(|(key, json)| match key.as_str() {
            "literal" => false,
            "circa" => json.is_string(),
            "raw" => map.get("date-parts").and_then(Json::as_array).is_some_and(|parts| !parts.is_empty()),
            "season" => date.start.and_then(|start| start.season).is_none() && json.as_str() != Some(date.literal.as_str()),
            // A day of a season.
            "date-parts" => date.start.is_some_and(|start| start.season.is_some()) && json.pointer("/0/2").is_some_and(|day| !is_blank(day)),
            _ => true,
        }),
        _ => false,
    }
}

fn name_says_more(name: &Json) -> bool {
    const PARTS: &[&str] = &["family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal"];
    let is_lost = |key: &str, json: &Json| match PARTS.contains(&key) {
        true => !matches!(json, Json::String(_) | Json::Number(_) | Json::Null),
        false => key != "isInstitution" && !json.is_null(),
    };
    name.as_object().is_some_and(|map| map.iter().any(|(key, json)| is_lost(key, json)))
}

fn read_text(json: &Json) -> Option<Value> {
    match json {
        Json::String(text) => Some(text_value(text.as_str().into())),
        Json::Number(number) => Some(number.to_string().into()),
        Json::Bool(flag) => Some(flag.to_string().into()),
        Json::Array(list) => match list.as_slice() {
            [one] if !one.is_array() => read_text(one),
            _ => None,
        },
        _ => None,
    }
}

/// A list of names; one name alone, and names as plain strings, are read too. A last name "others" or "et al." is the flag.
pub fn read_names(json: &Json) -> Option<Names> {
    let mut list: Vec<Name> = match json {
        Json::Array(list) => list.iter().filter_map(read_name).collect(),
        one => read_name(one).into_iter().collect(),
    };
    let others = list.last().is_some_and(|name| matches!(name.literal.as_str(), "others" | "et al." | "et al"));
    if others {
        list.pop();
    }
    (others || !list.is_empty()).then_some(Names { list, others })
}

fn read_name(json: &Json) -> Option<Name> {
    match json {
        Json::String(text) => Some(Name::literal(text.as_str())).filter(|name| !name.is_empty()),
        Json::Object(_) => read_parts(json).filter(|name| *name != Name::default()),
        _ => None,
    }
}

fn read_parts(json: &Json) -> Option<Name> {
    let map = json.as_object()?;
    let part = |key: &str| -> Str {
        match map.get(key) {
            Some(Json::String(text)) => text.as_str().into(),
            Some(Json::Number(number)) => number.to_string().into(),
            _ => Str::empty(),
        }
    };
    let name = Name::person(part("family"), part("given"))
        .with_dropping_particle(part("dropping-particle"))
        .with_particle(part("non-dropping-particle"))
        .with_suffix(part("suffix"))
        .with_literal(part("literal"));
    let marked = map.get("isInstitution").is_some_and(is_true);
    Some(if marked && name.given.is_empty() && name.literal.is_empty() { Name::literal(name.family) } else { name })
}

fn is_true(json: &Json) -> bool {
    match json {
        Json::Bool(flag) => *flag,
        Json::Number(number) => number.as_i64() != Some(0),
        Json::String(text) => !matches!(text.to_ascii_lowercase().as_str(), "" | "0" | "false" | "no"),
        _ => false,
    }
}

/// A date in any of the forms that programs write: `date-parts`, `raw`, `literal`, a bare string or year.
/// What is no date of the calendar is kept as a literal.
pub fn read_date(json: &Json) -> Option<Date> {
    match json {
        Json::String(text) if text.trim().is_empty() => None,
        Json::String(text) => Some(edtf_or_words(text)),
        Json::Number(number) => number.as_i64().and_then(|year| i32::try_from(year).ok()).map(Date::year),
        Json::Object(map) => read_date_object(map),
        _ => None,
    }
}

fn edtf_or_words(text: &str) -> Date {
    Date::parse_edtf(text).unwrap_or_else(|_| Date::literal(text))
}

fn read_date_object(map: &Map<String, Json>) -> Option<Date> {
    let string = |key: &str| map.get(key).and_then(Json::as_str).filter(|text| !text.is_empty());
    let mut date = match (map.get("date-parts").and_then(Json::as_array), string("raw")) {
        (Some(list), _) if !list.is_empty() => read_date_parts(list),
        (_, Some(raw)) => edtf_or_words(raw),
        _ => Date::default(),
    };
    if let Some(literal) = string("literal") {
        date.literal = literal.into();
    }
    date.circa |= map.get("circa").is_some_and(is_true);
    match (map.get("season").and_then(read_season), &mut date.start) {
        (Some(season), Some(start)) if start.month.is_none() => start.season = Some(season),
        (None, _) if date.literal.is_empty() => date.literal = string("season").unwrap_or_default().into(),
        _ => {}
    }
    (date != Date::default()).then_some(date)
}

fn read_date_parts(list: &[Json]) -> Date {
    let points: Vec<&[Json]> = list.iter().map(|parts| parts.as_array().map_or(&[][..], Vec::as_slice)).collect();
    let read = match points.as_slice() {
        [start] => read_date_part(start).map(Date::at),
        [start, []] => read_date_part(start).map(Date::at),
        // How some programs write a range without end.
        [start, end] if end.iter().all(is_blank) => read_date_part(start).map(|start| Date { open: true, ..Date::at(start) }),
        [start, end] => read_date_part(start).zip(read_date_part(end)).map(|(start, end)| Date::range(start, end)),
        _ => None,
    };
    read.unwrap_or_else(|| Date::literal(list.iter().map(words_of_parts).collect::<Vec<_>>().join("/")))
}

fn is_blank(json: &Json) -> bool {
    matches!(json, Json::Null) || json.as_str().is_some_and(|text| text.trim().is_empty()) || json.as_i64() == Some(0)
}

fn words_of_parts(parts: &Json) -> String {
    let word = |json: &Json| json.as_str().map_or_else(|| json.to_string(), str::to_owned);
    parts.as_array().map(|parts| parts.iter().map(word).collect::<Vec<_>>().join("-")).unwrap_or_else(|| word(parts))
}

fn read_date_part(parts: &[Json]) -> Option<DatePart> {
    let number = |json: &Json| match json {
        Json::Number(number) => number.as_i64(),
        Json::String(text) if text.trim().is_empty() => Some(0),
        Json::String(text) => text.trim().parse().ok(),
        Json::Null => Some(0),
        _ => None,
    };
    let (year, rest) = parts.split_first()?;
    if is_blank(year) && year.as_i64().is_none() {
        return None;
    }
    let year = i32::try_from(number(year)?).ok()?;
    let rest: Vec<u8> = rest.iter().map(|part| number(part).and_then(|number| u8::try_from(number).ok())).collect::<Option<_>>()?;
    let (month, day) = (rest.first().copied().unwrap_or(0), rest.get(1).copied().unwrap_or(0));
    // Seasons as months: 21 to 24 as in EDTF, 13 to 16 and 17 to 20 as other programs have them.
    let season = [20, 12, 16].into_iter().find_map(|offset| Season::from_number(month.checked_sub(offset)?));
    match season {
        Some(season) if day <= 31 => Some(DatePart::season(year, season)),
        _ if month == 0 && day > 0 => None,
        _ => DatePart::new(year, month, day),
    }
}

fn read_season(json: &Json) -> Option<Season> {
    let number = match json {
        Json::Number(number) => u8::try_from(number.as_u64()?).ok()?,
        Json::String(text) => match text.trim().to_lowercase().as_str() {
            "spring" => 1,
            "summer" => 2,
            "autumn" | "fall" => 3,
            "winter" => 4,
            text => text.parse().ok()?,
        },
        _ => return None,
    };
    Season::from_number(number).or_else(|| Season::from_number(number.checked_sub(20)?))
}

/// Reads what stands under `custom` into the entry, after its properties were read.
pub fn read_custom(entry: &mut Entry, custom: &Map<String, Json>) {
    let mut rest = Map::new();
    let mut values: Vec<(Variable, Value)> = entry.values().map(|(variable, value)| (variable, value.clone())).collect();
    let mut places: HashMap<Variable, usize> = values.iter().enumerate().map(|(at, (variable, _))| (*variable, at)).collect();
    for (name, json) in custom {
        if read_own(entry, name, json) {
            continue;
        }
        match extension(name, json).filter(|(variable, _)| !places.contains_key(variable)) {
            Some((variable, value)) => {
                places.insert(variable, values.len());
                values.push((variable, value));
            }
            None => drop(rest.insert(name.clone(), json.clone())),
        }
    }
    // After the lists that it speaks of, wherever it stands.
    for name in custom.get("and-others").and_then(variable_names).into_iter().flatten() {
        if let Some(Value::Names(names)) = places.get(&Variable::named(name)).and_then(|at| values.get_mut(*at)).map(|(_, value)| value) {
            names.others = true;
        }
    }
    // `variables` last: it corrects what the others said.
    if let Some(exactly) = custom.get("variables").and_then(exact_variables) {
        for (variable, value) in exactly {
            match places.get(&variable).and_then(|at| values.get_mut(*at)) {
                Some((_, old)) => *old = value,
                None => values.push((variable, value)),
            }
        }
        rest.shift_remove("variables");
    }
    let mut read = Entry::with_values(entry.id, values);
    (read.key, read.kind, read.parent) = (std::mem::take(&mut entry.key), entry.kind, entry.parent.take());
    *entry = read;
    add_foreign(entry, rest);
}

fn exact_variables(json: &Json) -> Option<Vec<(Variable, Value)>> {
    json.as_object()?.iter().map(|(name, json)| Some((Variable::named(name), read_exact(json)?))).collect()
}

/// The reserved names: whether it was one, of the shape that we write.
fn read_own(entry: &mut Entry, name: &str, json: &Json) -> bool {
    match (name, json) {
        ("parent", Json::String(key)) => entry.parent = Some(key.as_str().into()),
        ("type", Json::String(kind)) if entry.kind.is_none() => entry.kind = Some(Kind::named(kind)),
        ("and-others", json) if variable_names(json).is_some() => {}
        _ => return false,
    }
    true
}

fn variable_names(json: &Json) -> Option<Vec<&str>> {
    json.as_array()?.iter().map(Json::as_str).collect()
}

/// The open variable that a name under `custom` stands for, with its value.
fn extension(name: &str, json: &Json) -> Option<(Variable, Value)> {
    let variable = Variable::named(name);
    let free = matches!(variable, Variable::Other(_)) && !RESERVED.contains(&name);
    read_open(json).filter(|_| free).map(|value| (variable, value))
}

/// Keeps what no variable can hold, under its name, as JSON text in the variable [`foreign`]; two values of one name in a list.
pub fn add_foreign(entry: &mut Entry, more: Map<String, Json>) {
    if more.is_empty() {
        return;
    }
    let mut all = match entry.get(foreign()).and_then(as_foreign) {
        Some(map) => map,
        None => entry.remove(foreign()).map(|value| ("custom".to_owned(), value.plain().as_ref().into())).into_iter().collect(),
    };
    for (name, json) in more {
        let json = match all.get(&name) {
            Some(before) if *before != json => Json::Array(vec![before.clone(), json]),
            _ => json,
        };
        all.insert(name, json);
    }
    entry.set(foreign(), Json::Object(all).to_string());
}

/// The object that [`add_foreign`] made of what it kept.
fn as_foreign(value: &Value) -> Option<Map<String, Json>> {
    let Value::Text(text) = value else { return None };
    let Json::Object(map) = serde_json::from_str(text).ok()? else { return None };
    (!map.is_empty() && map.iter().all(|(name, json)| !is_ours(name, json)) && serde_json::to_string(&map).is_ok_and(|again| again == text.as_str()))
        .then_some(map)
}

/// Whether reading would take this for something else than foreign.
fn is_ours(name: &str, json: &Json) -> bool {
    let mut probe = Entry::default();
    match name {
        "variables" => exact_variables(json).is_some(),
        "custom" => false,
        _ => read_own(&mut probe, name, json) || extension(name, json).is_some(),
    }
}

fn put_foreign(value: &Value, custom: &mut Map<String, Json>) -> bool {
    let Some(map) = as_foreign(value) else { return false };
    let clash = map.keys().any(|name| custom.contains_key(name));
    if !clash {
        custom.extend(map);
    }
    !clash
}

/// Text as a value: rich where one of CSL's few HTML tags stands in it.
pub fn text_value(text: Str) -> Value {
    if !text.contains('<') {
        return Value::Text(text);
    }
    match runs_of_html(&text) {
        Some(runs) => Value::rich(runs, Some((Markup::Html, text))),
        None => Value::Text(text),
    }
}

/// CSL's tags: the opening form that we write, other opening forms that are read, the closing one, and what they do to the style.
pub(in crate::format) struct Tag {
    pub(in crate::format) open: &'static str,
    also: &'static [&'static str],
    pub(in crate::format) close: &'static str,
    pub(in crate::format) flag: fn(&mut Style) -> &mut bool,
}
/// From the outermost to the innermost, as we write them.
pub(in crate::format) const TAGS: &[Tag] = &[
    Tag { open: "<span class=\"nocase\">", also: &["<span class='nocase'>"], close: "</span>", flag: |style| &mut style.nocase },
    Tag { open: "<i>", also: &["<em>"], close: "</i>", flag: |style| &mut style.italic },
    Tag { open: "<b>", also: &["<strong>"], close: "</b>", flag: |style| &mut style.bold },
    Tag {
        open: "<span style=\"font-variant:small-caps;\">",
        also: &["<span style=\"font-variant: small-caps;\">", "<span style='font-variant:small-caps;'>"],
        close: "</span>",
        flag: |style| &mut style.small_caps,
    },
    Tag { open: "<sc>", also: &[], close: "</sc>", flag: |style| &mut style.small_caps },
    Tag { open: "<sub>", also: &[], close: "</sub>", flag: |style| &mut style.sub },
    Tag { open: "<sup>", also: &[], close: "</sup>", flag: |style| &mut style.sup },
];
const CLOSERS: &[(&str, &str)] = &[("</em>", "</i>"), ("</strong>", "</b>")];

/// The runs of a text with tags; none where no tag is opened and closed again. A tag without its other half is text.
fn runs_of_html(text: &str) -> Option<Vec<Run>> {
    let pairs = matched_tags(text);
    if pairs.is_empty() {
        return None;
    }
    let (mut runs, mut open, mut done) = (Vec::new(), [0u32; TAGS.len()], 0);
    for (start, end, tag, opens) in pairs {
        push_run(&mut runs, &text[done..start], &open);
        open[tag] = if opens { open[tag] + 1 } else { open[tag].saturating_sub(1) };
        done = end;
    }
    push_run(&mut runs, &text[done..], &open);
    Some(runs)
}

fn push_run(runs: &mut Vec<Run>, text: &str, open: &[u32]) {
    let mut style = Style::default();
    TAGS.iter().zip(open).filter(|(_, open)| **open > 0).for_each(|(tag, _)| *(tag.flag)(&mut style) = true);
    if !text.is_empty() {
        runs.push(Run { text: text.into(), style });
    }
}

/// Start, end, number and direction of every tag that has its other half, in order.
fn matched_tags(text: &str) -> Vec<(usize, usize, usize, bool)> {
    let mut stack: Vec<(usize, usize, usize)> = Vec::new();
    let mut found: Vec<(usize, usize, usize, bool)> = Vec::new();
    let mut waiting = [0usize; TAGS.len()];
    for at in memchr::memchr_iter(b'<', text.as_bytes()) {
        let rest = &text[at..];
        if let Some((tag, length)) = opening(rest) {
            stack.push((at, at + length, tag));
            waiting[tag] += 1;
        } else if let Some((closed, length)) = closing(rest) {
            let closes = |tag: usize| TAGS[tag].close == closed;
            if !(0..TAGS.len()).any(|tag| closes(tag) && waiting[tag] > 0) {
                continue;
            }
            while let Some((start, end, tag)) = stack.pop() {
                waiting[tag] -= 1;
                if closes(tag) {
                    found.push((start, end, tag, true));
                    found.push((at, at + length, tag, false));
                    break;
                }
            }
        }
    }
    found.sort_unstable();
    found
}

pub(in crate::format) fn opening(rest: &str) -> Option<(usize, usize)> {
    TAGS.iter().enumerate().find_map(|(number, tag)| {
        let form = std::iter::once(&tag.open).chain(tag.also).find(|form| rest.starts_with(**form))?;
        Some((number, form.len()))
    })
}

pub(in crate::format) fn closing(rest: &str) -> Option<(&'static str, usize)> {
    let own = TAGS.iter().map(|tag| (tag.close, tag.close));
    own.chain(CLOSERS.iter().copied()).find(|(form, _)| rest.starts_with(form)).map(|(form, close)| (close, form.len()))
}

/// Rich text with CSL's tags: its own source where that is HTML. Mathematics is written as its text.
pub fn html(rich: &Rich) -> String {
    if let Some(source) = rich.source_in(Markup::Html) {
        return source.to_string();
    }
    let mut text = String::new();
    let mut open: Vec<usize> = Vec::new();
    for run in &rich.runs {
        let wanted = tags_of(run.style);
        let common = open.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
        open.drain(common..).rev().for_each(|tag| text.push_str(TAGS[tag].close));
        wanted[common..].iter().for_each(|tag| text.push_str(TAGS[*tag].open));
        open = wanted;
        text.push_str(&run.text);
    }
    open.into_iter().rev().for_each(|tag| text.push_str(TAGS[tag].close));
    text
}

fn tags_of(mut style: Style) -> Vec<usize> {
    TAGS.iter().enumerate().filter(|(_, tag)| tag.open != "<sc>" && *(tag.flag)(&mut style)).map(|(number, _)| number).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(item: &Map<String, Json>) -> Entry {
        let mut entry = crate::model::fixtures::named(item["id"].as_str().unwrap(), read_kind(item["type"].as_str().unwrap()));
        for (name, json) in item.iter().filter(|(name, _)| !matches!(name.as_str(), "id" | "type" | "custom")) {
            entry.set(Variable::named(name), read_property(Variable::named(name), json).unwrap());
        }
        if let Some(custom) = item.get("custom") {
            read_custom(&mut entry, custom.as_object().unwrap());
        }
        entry
    }

    #[test]
    fn dates_in_every_form() {
        for (json, date) in [
            (json!({"date-parts": [[1998]]}), "1998"),
            (json!({"date-parts": [["1998", "5", 17]]}), "1998-05-17"),
            (json!({"date-parts": [[1998], [2008, 2]]}), "1998/2008-02"),
            (json!({"date-parts": [[1998, 22]]}), "1998-22"),
            (json!({"date-parts": [[1998]], "season": "Fall"}), "1998-23"),
            (json!({"date-parts": [[1998]], "season": 1}), "1998-21"),
            (json!({"date-parts": [[1998]], "circa": 1}), "1998~"),
            (json!({"date-parts": [[1998, 0, 0]]}), "1998"),
            (json!({"date-parts": [[1998], [0]]}), "1998/.."),
            (json!({"date-parts": [[1998, 13, 45]]}), "1998-13-45"),
            (json!({"date-parts": [[1998, 2, 30]]}), "1998-2-30"),
            (json!({"raw": "1998/2008"}), "1998/2008"),
            (json!({"raw": "in May"}), "in May"),
            (json!({"literal": "n.d."}), "n.d."),
            (json!("1998-05"), "1998-05"),
            (json!(1998), "1998"),
        ] {
            assert_eq!(read_date(&json).unwrap().to_string(), date, "{json}");
        }
        assert_eq!(read_date(&json!({})), None);
        assert_eq!(read_date(&json!({"date-parts": [[]]})).map(|date| date.start), None);
    }

    #[test]
    fn tags_without_their_other_half_are_text() {
        for (text, plain, runs) in [
            ("<i>a</i> b", "a b", 2),
            ("a<b", "a<b", 1),
            ("a <i>b", "a <i>b", 1),
            ("<i>a<b>c</i>", "a<b>c", 1),
            ("</i><i>a</i>", "</i>a", 2),
            ("<sc>a</sc><span class=\"nocase\">b</span>", "ab", 2),
            ("<i>x <i>y</i></i>z", "x yz", 2),
        ] {
            let value = text_value(text.into());
            let count = if let Value::Rich(rich) = &value { rich.runs.len() } else { 1 };
            assert_eq!((value.plain().as_ref(), count), (plain, runs), "{text}");
        }
    }

    #[test]
    fn what_csl_cannot_say_stands_under_custom() {
        let mut entry = crate::model::fixtures::named("k", Some(Kind::named("leaflet")));
        entry.parent = Some("p".into());
        entry.set(Variable::Author, Names { list: vec![Name::person("Doe", "J.")], others: true });
        entry.set(Variable::Issued, Date::parse_edtf("1998/..").unwrap());
        entry.set(Variable::Title, "a <i>b</i>");
        entry.set(Variable::named("preface-by"), Names::from(Name::literal("X")));
        entry.set(Variable::named("type"), "odd");
        let item = item(&entry);
        assert_eq!(
            item["custom"],
            json!({"type": "leaflet", "preface-by": [{"literal": "X"}], "parent": "p", "and-others": ["author"],
                   "variables": {"issued": {"date": "1998/.."}, "title": "a <i>b</i>", "type": "odd"}})
        );
        assert_eq!(entry.differences(&read(&item)), Vec::<&str>::new());
    }

    #[test]
    fn foreign_content_of_custom_comes_back() {
        for custom in [
            json!({"short_id": "xyz", "other-ids": ["a"]}),
            json!({"custom": "abc", "x": 5}),
            json!({"custom": "abc"}),
            json!({"variables": {"title": 3}, "parent": 4}),
            json!({"a": {"b": [1, 2.50, null]}}),
        ] {
            let mut entry = Entry::default();
            read_custom(&mut entry, custom.as_object().unwrap());
            let written = item(&entry);
            assert!(entry.same_as(&read(&written)), "{custom} {written:?}");
        }
        let mut entry = Entry::default();
        read_custom(&mut entry, json!({"short_id": "xyz", "other-ids": ["a"]}).as_object().unwrap());
        assert_eq!(item(&entry)["custom"], json!({"short_id": "xyz", "other-ids": ["a"]}));
    }
}
