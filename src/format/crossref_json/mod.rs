//! Crossref JSON: works as its interface gives them: one, a `message`, a list of them, `message.items`. What fields are
//! called is told in `table`.
//!
//! What else a record says of the work is kept: texts and lists of texts as variables of their own names, licences and funders in words,
//! and what has parts as it stands. What tells of the record, and the list of cited works, is left out, and that is said.

mod table;

use super::csl_json::{DUPLICATE_PROPERTY, INVALID_JSON, NOT_AN_ENTRY, ODD_VALUE, item};
use super::draft::Draft;
use super::json::{self, Item, Member};
use super::{Format, details, markup};
use crate::model::{Date, Kind, Library, Name, Names, Value, Variable};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity, Source, Str};
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use table::{Form, MAPPING};

/// Crossref JSON: works as its interface gives them.
pub static CROSSREF_JSON: Format = Format {
    name: "crossref-json",
    summary: "Crossref JSON: works as its interface gives them",
    extensions: &["json"],
    sniff,
    read: Some(read),
    write: None,
};

/// The rules that reading raises.
pub static RULES: &[&RuleInfo] = &[&LEFT_OUT];

/// What a record holds that is no part of an entry.
pub static LEFT_OUT: RuleInfo = RuleInfo {
    name: "left-out",
    summary: "parts of a database's record that do not describe the work",
    why: "Records of databases tell when they were made, who cites the work, and whom it cites. An entry does not hold that; \
          keep the record where you need it.",
    severity: Severity::Info,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "crossref-json",
        bad: "{\"DOI\": \"10.1000/x\", \"type\": \"book\", \"title\": [\"One\"], \"reference\": [{\"key\": \"1\"}]}",
        good: "{\"DOI\": \"10.1000/x\", \"type\": \"book\", \"title\": [\"One\"], \"reference-count\": 1}",
    }],
};

/// Words that stand in Crossref's records only.
fn sniff(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && {
        let head = text.get(..crate::text::unicode::boundary_before(text, 200_000)).unwrap_or(text);
        let has = |name: &str| head.contains(name);
        has("\"DOI\"")
            && ["\"reference-count\"", "\"references-count\"", "\"is-referenced-by-count\"", "\"message-type\""].iter().any(|name| has(name))
    }
}

fn read(source: &Source) -> (Library, Vec<Diagnostic>) {
    let (records, problems) = json::records(&source.text, &["message", "items"]);
    let mut reader = Reader { source, library: Library::default(), found: Vec::new(), left_out: LeftOut::default() };
    for (range, message) in problems {
        let rule = if message.starts_with("expected a work") { &NOT_AN_ENTRY } else { &INVALID_JSON };
        reader.found.push(Diagnostic::new(rule, source.span(range), message));
    }
    records.into_iter().for_each(|record| reader.record(record));
    reader.left_out.say(source, &mut reader.found);
    (reader.library, reader.found)
}

/// What was left out of all records, said once.
#[derive(Default)]
pub(super) struct LeftOut {
    names: BTreeMap<String, usize>,
    first: Option<Range<usize>>,
}

impl LeftOut {
    pub(super) fn note(&mut self, name: &str, count: usize, range: &Range<usize>) {
        *self.names.entry(name.to_owned()).or_insert(0) += count;
        self.first.get_or_insert_with(|| range.clone());
    }

    pub(super) fn say(self, source: &Source, found: &mut Vec<Diagnostic>) {
        let Some(first) = self.first else { return };
        let names: Vec<String> =
            self.names.iter().map(|(name, count)| if *count > 1 { format!("`{name}` ({count})") } else { format!("`{name}`") }).collect();
        let message = format!("what does not describe the work was left out: {}", names.join(", "));
        found.push(Diagnostic::new(&LEFT_OUT, source.span(first), message));
    }
}

struct Reader<'s> {
    source: &'s Source,
    library: Library,
    found: Vec<Diagnostic>,
    left_out: LeftOut,
}

/// The members of a record by name, the last of two; what is broken or given twice is said.
pub(super) fn members(source: &Source, record: &Item, found: &mut Vec<Diagnostic>) -> Vec<Member> {
    let (members, mut problems) = json::members(&source.text, record.range.start + 1);
    if !record.complete && problems.is_empty() {
        problems.push((record.range.end..record.range.end, "a work is not closed".to_owned()));
    }
    found.extend(problems.into_iter().map(|(range, message)| Diagnostic::new(&INVALID_JSON, source.span(range), message)));
    let mut last: HashMap<String, usize> = HashMap::new();
    for (at, member) in members.iter().enumerate() {
        if last.insert(member.name.clone(), at).is_some() {
            let message = format!("`{}` is given twice; the last was kept", member.name);
            found.push(Diagnostic::new(&DUPLICATE_PROPERTY, source.span(member.key.clone()), message));
        }
    }
    let is_last = |(at, member): &(usize, Member)| last.get(&member.name) == Some(at) && !says_nothing(&member.json);
    members.into_iter().enumerate().filter(is_last).map(|(_, member)| member).collect()
}

/// Null, an empty text, list or object.
pub(super) fn says_nothing(json: &Json) -> bool {
    match json {
        Json::Null => true,
        Json::String(text) => text.trim().is_empty(),
        Json::Array(list) => list.iter().all(says_nothing),
        Json::Object(map) => map.is_empty(),
        _ => false,
    }
}

impl Reader<'_> {
    fn record(&mut self, record: Item) {
        let from = self.found.len();
        let members = members(self.source, &record, &mut self.found);
        let mut draft = Draft::default();
        let by_name: HashMap<&str, &Member> = members.iter().map(|member| (member.name.as_str(), member)).collect();
        read_type(&by_name, &mut draft);
        read_issued(&by_name, &mut draft);
        for member in &members {
            if !self.field(member, &by_name, &mut draft) {
                let message = format!("this is no value for `{}`; it was kept beside the variables", member.name);
                self.found.push(Diagnostic::new(&ODD_VALUE, self.source.span(member.range.clone()), message));
                draft.keep(&member.name, member.json.clone());
            }
        }
        let index = draft.finish(self.source, record.range, &mut self.library);
        self.found[from..].iter_mut().for_each(|found| found.entry = Some(index));
    }

    /// Whether the field has a value that it can have.
    fn field(&mut self, member: &Member, by_name: &HashMap<&str, &Member>, draft: &mut Draft) -> bool {
        let Member { name, json, range, .. } = member;
        if table::OF_THE_RECORD.contains(&name.as_str()) {
            self.left_out.note(name, 1, range);
            return true;
        }
        match (name.as_str(), json) {
            ("type", Json::String(_)) => true,
            // Items of content negotiation may have one.
            ("id", Json::String(key)) => {
                draft.key = self.piece(key, range);
                draft.key_range = Some(range.clone());
                true
            }
            ("references-count", json) if by_name.get("reference-count").is_some_and(|count| count.json == *json) => true,
            // A part of the title.
            ("subtitle", _) if by_name.contains_key("title") => true,
            ("reference", Json::Array(list)) => {
                self.left_out.note(name, list.len(), range);
                true
            }
            ("container-title", json) => read_container(json, range, draft),
            ("event", Json::Object(event)) => {
                read_event(event, range, draft);
                true
            }
            ("funder", Json::Array(list)) => {
                let more =
                    list.iter().filter_map(Json::as_object).flat_map(Map::keys).filter(|key| !matches!(key.as_str(), "name" | "DOI" | "award"));
                more.for_each(|key| self.left_out.note(&format!("funder.{key}"), 1, range));
                self.put_words(Variable::named("funder"), list.iter().map(funder), range, draft)
            }
            ("license", Json::Array(list)) => self.put_words(Variable::named("license"), list.iter().map(license), range, draft),
            ("institution", Json::Array(list)) => self.put_words(Variable::named("institution"), list.iter().map(words), range, draft),
            ("issn-type" | "isbn-type", Json::Array(list)) => self.put_words(Variable::named(name), list.iter().map(typed), range, draft),
            ("standards-body", Json::Object(body)) => match body.get("name").and_then(Json::as_str) {
                Some(name) => draft.put(Variable::Authority, name, range) && body.len() == 1 || draft_keep(draft, member),
                None => false,
            },
            ("journal-issue", Json::Object(issue)) => says_the_same(issue, by_name) || draft_keep(draft, member),
            _ => self.mapped(member, by_name, draft),
        }
    }

    fn put_words(&self, variable: Variable, words: impl Iterator<Item = String>, range: &Range<usize>, draft: &mut Draft) -> bool {
        let words: Vec<String> = words.filter(|words| !words.is_empty()).collect();
        words.is_empty() || draft.put(variable, words.join("; "), range)
    }

    fn mapped(&mut self, member: &Member, by_name: &HashMap<&str, &Member>, draft: &mut Draft) -> bool {
        let Member { name, json, range, .. } = member;
        let Some((_, row)) = MAPPING.read(name, draft.kind) else { return unknown(member, draft) };
        let variable = Variable::named(row.variable);
        match row.form {
            Form::Title => {
                let mut texts = texts(json).into_iter();
                let Some(first) = texts.next() else { return false };
                let value = match (variable, by_name.get("subtitle").and_then(|subtitle| subtitle_of(first, &subtitle.json))) {
                    (Variable::Title, Some(whole)) => markup::value(&whole),
                    _ => markup::value(first),
                };
                if !draft.put(variable, value.clone(), range) {
                    draft.put_beside(name, value, range);
                }
                texts.filter(|text| *text != first).for_each(|text| draft.put_beside(&format!("{name}-other"), markup::value(text), range));
                true
            }
            Form::Text => match plain_texts(json) {
                Some(texts) => {
                    let texts: Vec<&str> = texts.iter().map(|text| text.strip_prefix("http://id.crossref.org/isbn/").unwrap_or(text)).collect();
                    let value = if texts.len() == 1 { self.piece(texts[0], range) } else { texts.join(", ").into() };
                    if !draft.put(variable, value.clone(), range) {
                        draft.put_beside(name, value, range);
                    }
                    true
                }
                None => false,
            },
            Form::Names => self.names(variable, json, range, draft),
            Form::Date => {
                let Some(date) = date(json) else { return true };
                let same = table::SAME_AS_ISSUED.contains(&name.as_str()) && draft.get(Variable::Issued) == Some(&Value::from(date.clone()));
                same || draft.put(variable, date, range)
            }
        }
    }

    /// The text as a piece of the source where it stands there so.
    fn piece(&self, text: &str, range: &Range<usize>) -> Str {
        let inner = range.start + 1..range.end.saturating_sub(1);
        match self.source.text.get(inner.clone()) {
            Some(same) if same == text => Str::of(&self.source.text, inner),
            _ => text.into(),
        }
    }

    fn names(&mut self, role: Variable, json: &Json, range: &Range<usize>, draft: &mut Draft) -> bool {
        let Json::Array(list) = json else { return false };
        let people: Option<Vec<&Map<String, Json>>> = list.iter().map(Json::as_object).collect();
        let Some(people) = people else { return false };
        let names = Names::new(people.iter().map(|person| name(person)).collect());
        let mut more: BTreeMap<&str, Vec<Option<String>>> = BTreeMap::new();
        for (at, person) in people.iter().enumerate() {
            for (key, value) in person.iter().filter(|(key, _)| !NAME_PARTS.contains(&key.as_str())) {
                match key.as_str() {
                    // The order says it.
                    "sequence" => {}
                    "authenticated-orcid" | "authenticated-ORCID" => self.left_out.note("authenticated-orcid", 1, range),
                    key => {
                        let text = if key == "ORCID" { orcid(value) } else { words(value) };
                        if !text.is_empty() {
                            let key = if key == "ORCID" { "orcid" } else { key };
                            more.entry(key).or_insert_with(|| vec![None; people.len()])[at] = Some(text);
                        }
                    }
                }
            }
        }
        for (what, values) in &more {
            if let Some(text) = details::join(&names, values.iter().map(Option::as_deref)) {
                draft.put(details::variable(role, what), text, range);
            }
        }
        draft.put(role, names, range)
    }
}

fn draft_keep(draft: &mut Draft, member: &Member) -> bool {
    draft.keep(&member.name, member.json.clone());
    true
}

fn read_type(by_name: &HashMap<&str, &Member>, draft: &mut Draft) {
    let Some((name, range)) = by_name.get("type").and_then(|member| Some((member.json.as_str()?, &member.range))) else { return };
    let (kind, more) = table::kind(name);
    draft.kind = kind;
    if more {
        draft.put(Variable::named("crossref-type"), name, range);
    }
}

fn read_issued(by_name: &HashMap<&str, &Member>, draft: &mut Draft) {
    let dates = table::ISSUED.iter().filter_map(|name| by_name.get(name));
    let first = dates.filter_map(|member| Some((date(&member.json)?, &member.range))).next();
    if let Some((date, range)) = first {
        draft.put(Variable::Issued, date, range);
    }
}

/// A date; none where it has no year, which is how Crossref says that there is none.
fn date(json: &Json) -> Option<Date> {
    let year = json.get("date-parts").and_then(|parts| parts.get(0)).map(|parts| parts.get(0).unwrap_or(&Json::Null));
    item::read_date(json).filter(|_| year != Some(&Json::Null))
}

/// Texts with tags: one, or a list of them.
fn texts(json: &Json) -> Vec<&str> {
    match json {
        Json::String(text) => vec![text],
        Json::Array(list) => list.iter().filter_map(Json::as_str).filter(|text| !text.trim().is_empty()).collect(),
        _ => Vec::new(),
    }
}

/// A title with its subtitle, where that is not in it.
fn subtitle_of(title: &str, subtitle: &Json) -> Option<String> {
    let subtitle: Vec<&str> = texts(subtitle).into_iter().filter(|subtitle| !title.contains(subtitle)).collect();
    (!subtitle.is_empty()).then(|| format!("{}: {}", title.trim().trim_end_matches(':'), subtitle.join(": ")))
}

/// Texts and numbers; none for what has parts.
pub(super) fn plain_texts(json: &Json) -> Option<Vec<String>> {
    let one = |json: &Json| match json {
        Json::String(text) => Some(text.trim().to_owned()),
        Json::Number(_) | Json::Bool(_) => Some(json.to_string()),
        _ => None,
    };
    match json {
        Json::Array(list) => list.iter().filter(|json| !says_nothing(json)).map(one).collect::<Option<Vec<_>>>().filter(|texts| !texts.is_empty()),
        json => one(json).map(|text| vec![text]),
    }
}

/// A field that is in no table: a date, texts, or what has parts and is kept as it stands.
pub(super) fn unknown(member: &Member, draft: &mut Draft) -> bool {
    let variable = Variable::named(&member.name);
    if !matches!(variable, Variable::Other(_)) {
        return item::read_property(variable, &member.json).is_some_and(|value| draft.put(variable, value, &member.range));
    }
    if let Some(date) = member.json.get("date-parts").and_then(|_| date(&member.json)) {
        return draft.put(variable, date, &member.range);
    }
    match plain_texts(&member.json) {
        Some(texts) => draft.put(variable, texts.join(", "), &member.range),
        None => draft_keep(draft, member),
    }
}

/// The container; of two that a chapter or a paper has, the first is its series.
fn read_container(json: &Json, range: &Range<usize>, draft: &mut Draft) -> bool {
    let titles = texts(json);
    let in_book = matches!(draft.kind, Some(Kind::Chapter | Kind::PaperConference | Kind::Entry));
    let (series, rest) = match titles.as_slice() {
        [series, rest @ ..] if in_book && !rest.is_empty() => (Some(series), rest),
        all => (None, all),
    };
    let Some((title, others)) = rest.split_first() else { return false };
    if let Some(series) = series {
        draft.put(Variable::CollectionTitle, markup::value(series), range);
    }
    draft.put(Variable::ContainerTitle, markup::value(title), range);
    others.iter().for_each(|other| draft.put_beside("container-title-other", markup::value(other), range));
    true
}

fn read_event(event: &Map<String, Json>, range: &Range<usize>, draft: &mut Draft) {
    let day = |name: &str| event.get(name).and_then(date);
    let days = match (day("start"), day("end")) {
        (Some(Date { start: Some(start), .. }), Some(Date { start: Some(end), .. })) if start != end => Some(Date::range(start, end)),
        (Some(start), _) => Some(start),
        (None, end) => end,
    };
    if let Some(days) = days {
        draft.put(Variable::EventDate, days, range);
    }
    for (name, json) in event {
        let variable = match name.as_str() {
            "start" | "end" => continue,
            "name" => Variable::EventTitle,
            "location" => Variable::EventPlace,
            name => Variable::named(&format!("event-{name}")),
        };
        let text = words(json);
        if !text.is_empty() {
            draft.put(variable, text, range);
        }
    }
}

const NAME_PARTS: &[&str] = &["family", "given", "name", "literal", "suffix", "dropping-particle", "non-dropping-particle"];

fn name(person: &Map<String, Json>) -> Name {
    let part = |key: &str| -> Str {
        person.get(key).and_then(Json::as_str).map(markup::value).map_or_else(Str::empty, |value| value.plain().as_ref().into())
    };
    let whole = [part("name"), part("literal")].into_iter().find(|name| !name.is_empty());
    let parts = Name::person(part("family"), part("given"))
        .with_suffix(part("suffix"))
        .with_dropping_particle(part("dropping-particle"))
        .with_particle(part("non-dropping-particle"));
    match whole {
        Some(whole) if parts == Name::default() => Name::literal(whole),
        _ => parts,
    }
}

/// An ORCID as the address that ORCID gives it.
pub(super) fn orcid(json: &Json) -> String {
    let text = json.as_str().unwrap_or_default().trim();
    let id = text.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if id.len() == 19 { format!("https://orcid.org/{id}") } else { text.to_owned() }
}

/// All words of a value, commas between.
pub(super) fn words(json: &Json) -> String {
    let mut found = Vec::new();
    let mut waiting = vec![json];
    while let Some(json) = waiting.pop() {
        match json {
            Json::Null => {}
            Json::String(text) => found.push(text.trim().to_owned()),
            Json::Array(list) => waiting.extend(list.iter().rev()),
            Json::Object(map) => waiting.extend(map.values().rev()),
            json => found.push(json.to_string()),
        }
    }
    found.retain(|text| !text.is_empty());
    found.join(", ")
}

fn typed(json: &Json) -> String {
    let text = |key: &str| json.get(key).and_then(Json::as_str).unwrap_or_default();
    format!("{} {}", text("type"), text("value")).trim().to_owned()
}

/// "Name (DOI): award, award".
fn funder(json: &Json) -> String {
    let text = |key: &str| json.get(key).map(words).unwrap_or_default();
    let doi = if text("DOI").is_empty() { String::new() } else { format!(" ({})", text("DOI")) };
    let award = if text("award").is_empty() { String::new() } else { format!(": {}", text("award")) };
    format!("{}{doi}{award}", text("name")).trim().to_owned()
}

/// "URL (of which version, from when)".
fn license(json: &Json) -> String {
    let date = json.get("start").and_then(date).map(|date| date.to_string());
    let delay = json.get("delay-in-days").and_then(Json::as_i64).filter(|days| *days > 0).map(|days| format!("{days} days late"));
    let version = json.get("content-version").map(words);
    let notes: Vec<String> = [version, date, delay].into_iter().flatten().filter(|note| !note.is_empty()).collect();
    let url = json.get("URL").map(words).unwrap_or_default();
    if notes.is_empty() { url } else { format!("{url} ({})", notes.join(", ")) }
}

/// Whether the issue of a journal says only what the record says too.
fn says_the_same(issue: &Map<String, Json>, by_name: &HashMap<&str, &Member>) -> bool {
    let same = |name: &str, json: &Json| by_name.get(name).is_some_and(|member| member.json == *json);
    issue.iter().all(|(name, json)| says_nothing(json) || same(name, json))
}

#[cfg(test)]
mod tests;
