//! The fields of a hayagriva entry and what they say of an entry, both ways.
//!
//! hayagriva nests: a chapter's book is its `parent`, with title, editors and publisher of its own. Here these are the container
//! variables of the chapter, so they are read from the parent and written into it.

use super::super::csl_json::item;
use super::super::yaml::{Node, Problem, Yaml};
use crate::model::{Class, Date, DatePart, Entry, Kind, Markup, Name, Names, Rich, Run, Season, Style, Symbol, Value, Variable};
use crate::text::Str;
use std::ops::Range;
use std::str::FromStr;

/// What is noted while fields are read.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) problems: Vec<Problem>,
    pub(super) places: Vec<(Variable, Range<usize>)>,
}

/// Kinds, with hayagriva's type of the entry and that of its container.
const KINDS: &[(Kind, &str, &str)] = &[
    (Kind::ArticleJournal, "article", "periodical"),
    (Kind::ArticleMagazine, "article", "periodical"),
    (Kind::ArticleNewspaper, "article", "newspaper"),
    (Kind::PaperConference, "article", "proceedings"),
    (Kind::PostWeblog, "article", "blog"),
    (Kind::Article, "article", ""),
    (Kind::Chapter, "chapter", "book"),
    (Kind::Chapter, "anthos", "anthology"),
    (Kind::EntryEncyclopedia, "entry", "reference"),
    (Kind::EntryDictionary, "entry", "reference"),
    (Kind::Entry, "entry", ""),
    (Kind::Book, "book", ""),
    (Kind::Collection, "anthology", ""),
    (Kind::Periodical, "periodical", ""),
    (Kind::Report, "report", ""),
    (Kind::Thesis, "thesis", ""),
    (Kind::Webpage, "web", "web"),
    (Kind::Post, "post", "thread"),
    (Kind::Figure, "artwork", "article"),
    (Kind::Graphic, "artwork", ""),
    (Kind::Map, "artwork", ""),
    (Kind::Patent, "patent", ""),
    (Kind::LegalCase, "case", ""),
    (Kind::Legislation, "legislation", ""),
    (Kind::Bill, "legislation", ""),
    (Kind::Manuscript, "manuscript", ""),
    (Kind::Performance, "performance", ""),
    (Kind::Software, "repository", ""),
    (Kind::Dataset, "repository", ""),
    (Kind::Broadcast, "video", "video"),
    (Kind::MotionPicture, "video", ""),
    (Kind::Song, "audio", ""),
    (Kind::Event, "exhibition", ""),
];
/// Types that only reading knows.
const MORE_TYPES: &[(&str, Kind)] = &[
    ("proceedings", Kind::Book),
    ("newspaper", Kind::Periodical),
    ("reference", Kind::Book),
    ("blog", Kind::Webpage),
    ("thread", Kind::Post),
    ("scene", Kind::Broadcast),
    ("conference", Kind::Speech),
    ("original", Kind::Book),
];
/// Types of books and the like: their parent is a series.
const BOOKS: &[&str] = &["book", "anthology", "proceedings", "periodical", "newspaper", "reference"];
/// The parent that an entry of a type has if its own type is not given, as hayagriva has it.
const PARENTS: &[(&str, &str)] = &[
    ("article", "periodical"),
    ("chapter", "book"),
    ("entry", "reference"),
    ("anthos", "anthology"),
    ("web", "web"),
    ("scene", "video"),
    ("artwork", "exhibition"),
    ("legislation", "anthology"),
    ("post", "post"),
    ("video", "video"),
    ("audio", "audio"),
];
const ROLES: &[(&str, Variable)] = &[
    ("translator", Variable::Translator),
    ("compiler", Variable::Compiler),
    ("composer", Variable::Composer),
    ("producer", Variable::Producer),
    ("executive-producer", Variable::ExecutiveProducer),
    ("writer", Variable::ScriptWriter),
    ("director", Variable::Director),
    ("illustrator", Variable::Illustrator),
    ("narrator", Variable::Narrator),
    ("organizer", Variable::Organizer),
    ("cast-member", Variable::Performer),
    ("collaborator", Variable::Contributor),
    ("founder", Variable::SeriesCreator),
];
const SERIALS: &[(&str, Variable)] = &[
    ("doi", Variable::Doi),
    ("isbn", Variable::Isbn),
    ("issn", Variable::Issn),
    ("pmid", Variable::Pmid),
    ("pmcid", Variable::Pmcid),
    ("serial", Variable::Number),
    ("version", Variable::Version),
    ("printing", Variable::Printing),
];
/// Formattable strings.
const TEXTS: &[(&str, Variable)] = &[
    ("organization", Variable::Authority),
    ("archive", Variable::Archive),
    ("archive-location", Variable::ArchiveLocation),
    ("call-number", Variable::CallNumber),
    ("note", Variable::Note),
    ("abstract", Variable::Abstract),
    ("genre", Variable::Genre),
];
/// Numbers, or text that stands for one.
const NUMBERS: &[(&str, Variable)] = &[
    ("volume", Variable::Volume),
    ("issue", Variable::Issue),
    ("chapter", Variable::ChapterNumber),
    ("edition", Variable::Edition),
    ("page-range", Variable::Page),
];
/// Numbers that hayagriva wants to be such.
const COUNTS: &[(&str, Variable)] = &[("volume-total", Variable::NumberOfVolumes), ("page-total", Variable::NumberOfPages)];

// Writing

/// The fields of an entry.
pub(super) fn write(entry: &Entry) -> Node {
    let has_container = [Variable::ContainerTitle, Variable::ContainerTitleShort, Variable::ContainerAuthor].iter().any(|of| entry.has(*of));
    let (own, container) = types(entry, has_container);
    let in_periodical = matches!(container, "periodical" | "newspaper");
    let in_book = has_container && !in_periodical;
    let mut map = Fields::default();
    map.put("type", Some(Yaml::Scalar(own.into(), true).into()));
    map.put("title", title(entry, Variable::Title, Variable::TitleShort));
    map.put("author", persons(entry, Variable::Author));
    map.put("date", entry.date(Variable::Issued).and_then(date));
    if !in_book {
        map.put("editor", persons(entry, Variable::Editor));
    }
    map.put("affiliated", affiliated(entry));
    let publication = |map: &mut Fields| {
        map.put("publisher", publisher(entry));
        map.put("edition", number(entry, Variable::Edition));
    };
    for (name, variable) in NUMBERS.iter().filter(|(name, _)| !(in_periodical && has_container && matches!(*name, "volume" | "issue"))) {
        if *name != "edition" {
            map.put(name, number(entry, *variable));
        }
    }
    for (name, variable) in COUNTS {
        map.put(name, entry.plain(*variable).filter(|text| ::hayagriva::types::Numeric::from_str(text).is_ok()).map(|text| number_node(&text)));
    }
    map.put("url", url(entry));
    map.put(
        "serial-number",
        serials(entry, |variable| !(in_book && variable == Variable::Isbn || in_periodical && has_container && variable == Variable::Issn)),
    );
    map.put("language", entry.plain(Variable::Language).filter(|text| is_language(text)).map(|text| Node::text(&text)));
    for (name, variable) in TEXTS {
        map.put(name, entry.get(*variable).and_then(format_string));
    }
    let mut parents = Vec::new();
    if has_container {
        let mut parent = Fields::default();
        parent.put("type", Some(Node::text(container)));
        parent.put("title", title(entry, Variable::ContainerTitle, Variable::ContainerTitleShort));
        parent.put("author", persons(entry, Variable::ContainerAuthor));
        if in_book {
            parent.put("editor", persons(entry, Variable::Editor));
            parent.put("serial-number", serials(entry, |variable| variable == Variable::Isbn));
        } else {
            parent.put("volume", number(entry, Variable::Volume));
            parent.put("issue", number(entry, Variable::Issue));
            parent.put("serial-number", serials(entry, |variable| variable == Variable::Issn));
        }
        publication(&mut parent);
        let series = series(entry, if BOOKS.contains(&container) { container } else { "anthology" });
        parent.put("parent", series);
        parents.push(parent.node());
    } else {
        publication(&mut map);
        parents.extend(series(entry, if BOOKS.contains(&own) { own } else { "anthology" }).filter(|_| BOOKS.contains(&own)));
    }
    let conference = Fields::of(
        "conference",
        [("title", entry.get(Variable::EventTitle).and_then(format_string)), ("location", entry.get(Variable::EventPlace).and_then(format_string))],
    );
    parents.extend(conference);
    match parents.len() {
        0 => {}
        1 => map.put("parent", parents.pop()),
        _ => map.put("parent", Some(Yaml::List(parents).into())),
    }
    map.node()
}

#[derive(Default)]
struct Fields(Vec<(Node, Node)>);

impl Fields {
    fn put(&mut self, name: &str, node: Option<Node>) {
        if let Some(node) = node {
            self.0.push((Node::text(name), node));
        }
    }

    fn node(self) -> Node {
        Yaml::Map(self.0).into()
    }

    /// A map with a type, where it has some other field.
    fn of<const N: usize>(kind: &str, fields: [(&str, Option<Node>); N]) -> Option<Node> {
        let mut map = Self::default();
        map.put("type", Some(Node::text(kind)));
        fields.into_iter().for_each(|(name, node)| map.put(name, node));
        (map.0.len() > 1).then(|| map.node())
    }
}

/// The types of an entry and of its container.
fn types(entry: &Entry, has_container: bool) -> (&'static str, &'static str) {
    let edited = has_container && entry.kind == Some(Kind::Chapter) && entry.has(Variable::Editor);
    if edited {
        return ("anthos", "anthology");
    }
    let found = entry.kind.and_then(|kind| KINDS.iter().find(|(of, ..)| *of == kind));
    match found {
        Some((_, own, "")) => (own, "misc"),
        Some((_, own, container)) => (own, container),
        None => ("misc", "misc"),
    }
}

fn series(entry: &Entry, kind: &str) -> Option<Node> {
    let title = entry.get(Variable::CollectionTitle).and_then(format_string);
    Fields::of(kind, [("title", title), ("volume", number(entry, Variable::CollectionNumber))])
}

fn title(entry: &Entry, long: Variable, short: Variable) -> Option<Node> {
    let long = entry.get(long).and_then(format_string)?;
    match entry.get(short).and_then(format_string) {
        Some(short) => Some(Node::map(vec![("value", long), ("short", short)])),
        None => Some(long),
    }
}

/// A formattable string: braces keep the case; backslash, braces and dollar are escaped. Other styles have no place there.
fn format_string(value: &Value) -> Option<Node> {
    match value {
        Value::Text(text) => Some(Node::text(&escaped(text))),
        Value::Rich(rich) => Some(Node::text(&rich.source_in(Markup::Hayagriva).map_or_else(|| chunks(rich), ToString::to_string))),
        _ => None,
    }
}

fn chunks(rich: &Rich) -> String {
    let chunk = |run: &Run| if run.style.nocase { format!("{{{}}}", escaped(&run.text)) } else { escaped(&run.text) };
    rich.runs.iter().map(chunk).collect()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '{' | '}' | '$') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn persons(entry: &Entry, variable: Variable) -> Option<Node> {
    let names = entry.names(variable)?;
    let mut list: Vec<Node> = names.list.iter().map(person).collect();
    match list.len() {
        0 => None,
        1 => list.pop(),
        _ => Some(Yaml::List(list).into()),
    }
}

/// "Family, Given" where reading that gives the same name, else a map.
fn person(name: &Name) -> Node {
    let given = if name.given.is_empty() { String::new() } else { format!(", {}", name.given) };
    let prefix = if name.non_dropping_particle.is_empty() { String::new() } else { format!("{} ", name.non_dropping_particle) };
    let suffix = if name.suffix.is_empty() { String::new() } else { format!(", {}", name.suffix) };
    let words = if name.is_literal() { name.literal.to_string() } else { format!("{prefix}{}{suffix}{given}", name.family) };
    if read_person_words(&words).as_ref() == Some(name) {
        return Node::text(&words);
    }
    let mut map = Fields::default();
    let particle = if name.non_dropping_particle.is_empty() { &name.dropping_particle } else { &name.non_dropping_particle };
    map.put("name", Some(Node::text(if name.is_literal() { &name.literal } else { &name.family })));
    for (key, part) in [("given-name", &name.given), ("prefix", particle), ("suffix", &name.suffix)] {
        map.put(key, (!part.is_empty()).then(|| Node::text(part)));
    }
    map.node()
}

fn affiliated(entry: &Entry) -> Option<Node> {
    let list: Vec<Node> = ROLES
        .iter()
        .filter_map(|(role, variable)| Some(Node::map(vec![("role", Node::text(role)), ("names", persons(entry, *variable)?)])))
        .collect();
    (!list.is_empty()).then(|| Yaml::List(list).into())
}

fn publisher(entry: &Entry) -> Option<Node> {
    let name = entry.get(Variable::Publisher).and_then(format_string);
    match entry.get(Variable::PublisherPlace).and_then(format_string) {
        Some(place) => {
            Some(Node::map([("name", name), ("location", Some(place))].into_iter().filter_map(|(key, node)| Some((key, node?))).collect()))
        }
        None => name,
    }
}

fn number(entry: &Entry, variable: Variable) -> Option<Node> {
    match entry.get(variable)? {
        Value::Text(text) => Some(number_node(text)),
        _ => None,
    }
}

/// A number bare, all else as text.
fn number_node(text: &str) -> Node {
    let bare = (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    Yaml::Scalar(text.into(), !bare).into()
}

fn url(entry: &Entry) -> Option<Node> {
    let url = entry.plain(Variable::Url).filter(|url| ::hayagriva::types::QualifiedUrl::from_str(url).is_ok())?;
    match entry.date(Variable::Accessed).and_then(date) {
        Some(date) => Some(Node::map(vec![("value", Node::text(&url)), ("date", date)])),
        None => Some(Node::text(&url)),
    }
}

fn serials(entry: &Entry, wanted: impl Fn(Variable) -> bool) -> Option<Node> {
    let mut map = Fields::default();
    for (name, variable) in SERIALS.iter().filter(|(_, variable)| wanted(*variable)) {
        if let Some(Value::Text(text)) = entry.get(*variable) {
            map.put(name, Some(Node::text(text)));
        }
    }
    (!map.0.is_empty()).then(|| map.node())
}

/// A year, a month or a day, each also approximate, and a season; of ranges the first. None for what hayagriva refuses.
fn date(date: &Date) -> Option<Node> {
    let start = date.start?;
    let plain = DatePart { season: None, ..start };
    let four = (0..=9999).contains(&start.year);
    match (start.season, date.circa) {
        (Some(season), circa) => {
            let mut map = vec![
                ("year", Yaml::Scalar(start.year.to_string().into(), false).into()),
                ("season", Yaml::Scalar((season as u8).to_string().into(), false).into()),
            ];
            if circa {
                map.push(("approximate", Yaml::Scalar("true".into(), false).into()));
            }
            Some(Node::map(map))
        }
        (None, true) if four => Some(Node::text(&format!("~{plain}"))),
        (None, _) if start.month.is_some() && four => Some(Yaml::Scalar(plain.to_string().into(), false).into()),
        _ => Some(Yaml::Scalar(start.year.to_string().into(), false).into()),
    }
}

/// `en`, `de-AT`, `zh-Hant-TW`.
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().is_some_and(|part| (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase()));
    let letters = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic());
    let parts: Vec<&str> = parts.collect();
    let ends = match parts.as_slice() {
        [] => true,
        [part] => letters(part) && matches!(part.len(), 2 | 4),
        [script, region] => letters(script) && script.len() == 4 && letters(region) && region.len() == 2,
        _ => false,
    };
    language && ends
}

// Reading

/// The entry that a map of fields is, without its key and without `x-ibidem`.
pub(super) fn read(node: &Node) -> (Entry, Notes) {
    let mut reader = Reader { entry: Entry::default(), notes: Notes::default(), kept: serde_json::Map::new() };
    let own = type_of(node).unwrap_or_default();
    let parents: Vec<&Node> =
        node.get("parent").map(Node::one_or_many).unwrap_or_default().iter().filter(|parent| !parent.pairs().is_empty()).collect();
    reader.own_fields(node);
    reader.entry.kind = kind(&own, &parents);
    let mut container = false;
    for parent in parents {
        let implied = PARENTS.iter().find(|(of, _)| *of == own).map_or("misc", |(_, parent)| parent);
        let of = type_of(parent).unwrap_or_else(|| implied.to_owned());
        match of.as_str() {
            "conference" | "exhibition" if own != "artwork" || of == "conference" => reader.event(parent),
            "original" => reader.original(parent),
            _ if BOOKS.contains(&own.as_str()) => reader.series(parent),
            _ if !std::mem::replace(&mut container, true) => reader.container(parent),
            _ => reader.keep("parent", parent),
        }
    }
    item::add_foreign(&mut reader.entry, reader.kept);
    (reader.entry, reader.notes)
}

fn type_of(node: &Node) -> Option<String> {
    node.get("type").and_then(Node::scalar).map(|kind| kind.to_lowercase())
}

fn kind(own: &str, parents: &[&Node]) -> Option<Kind> {
    let of_parent: Vec<String> = parents.iter().filter_map(|parent| type_of(parent)).collect();
    let implied = PARENTS.iter().find(|(of, _)| *of == own).map(|(_, parent)| (*parent).to_owned());
    let unnamed = parents.iter().any(|parent| type_of(parent).is_none());
    let has = |container: &str| of_parent.iter().any(|of| of == container) || unnamed && implied.as_deref() == Some(container);
    let same = || KINDS.iter().filter(|(_, of, _)| *of == own);
    if own.is_empty() || own == "misc" {
        return None;
    }
    same()
        .find(|(.., container)| !container.is_empty() && has(container))
        .or_else(|| same().find(|(.., container)| container.is_empty()))
        .or_else(|| same().next())
        .map(|(kind, ..)| *kind)
        .or_else(|| MORE_TYPES.iter().find(|(of, _)| *of == own).map(|(_, kind)| *kind))
        .or_else(|| Some(Kind::Other(Symbol::new(own))))
}

struct Reader {
    entry: Entry,
    notes: Notes,
    kept: serde_json::Map<String, serde_json::Value>,
}

impl Reader {
    /// Sets a variable that has no value yet.
    fn put(&mut self, variable: Variable, value: Option<impl Into<Value>>, range: &Range<usize>) {
        if let Some(value) = value.filter(|_| !self.entry.has(variable)) {
            self.entry.set(variable, value);
            self.notes.places.push((variable, range.clone()));
        }
    }

    fn keep(&mut self, name: &str, node: &Node) {
        let mut name = name.to_owned();
        while self.kept.contains_key(&name) {
            name.push('+');
        }
        self.kept.insert(name, node.to_json());
    }

    /// Says that a value is none for its field; it is kept.
    fn odd(&mut self, name: &str, node: &Node) {
        if !node.is_null() {
            self.notes.problems.push((node.range.clone(), format!("this is no value for `{name}`; it was kept beside the variables")));
            self.keep(name, node);
        }
    }

    fn own_fields(&mut self, node: &Node) {
        for (position, (key, value)) in node.pairs().iter().enumerate() {
            let Some(name) = key.scalar() else { continue };
            // The last of two counts.
            let again = node.pairs()[position + 1..].iter().take(64).any(|(later, _)| later.scalar() == Some(name));
            if again || matches!(name.as_str(), "type" | "parent" | "x-ibidem") {
                continue;
            }
            if value.is_null() {
                self.notes.problems.push((key.range.clone(), format!("`{name}` has no value; it was left out")));
            } else if !self.field(name, value) {
                self.odd(name, value);
            }
        }
    }

    /// Reads a field: whether it has a value that it can have.
    fn field(&mut self, name: &str, node: &Node) -> bool {
        let range = &node.range;
        if let Some((_, variable)) = TEXTS.iter().find(|(of, _)| *of == name) {
            return self.put_some(*variable, read_format_string(node), range);
        }
        if let Some((_, variable)) = NUMBERS.iter().chain(COUNTS).find(|(of, _)| *of == name) {
            return self.put_some(*variable, node.scalar().cloned(), range);
        }
        match name {
            "title" => self.title(node, Variable::Title, Variable::TitleShort),
            "author" => self.put_some(Variable::Author, read_persons(node), range),
            "editor" => self.put_some(Variable::Editor, read_persons(node), range),
            "date" => self.put_some(Variable::Issued, read_date(node), range),
            "affiliated" => self.affiliated(node),
            "publisher" => self.publisher(node),
            "location" => self.put_some(Variable::PublisherPlace, read_format_string(node), range),
            "url" => self.url(node),
            "serial-number" | "serial" => self.serials(node),
            "language" => self.put_some(Variable::Language, node.scalar().cloned(), range),
            "runtime" => self.put_some(Variable::Dimensions, node.scalar().cloned(), range),
            _ => {
                // One that CSL knows as names or a date cannot hold these words.
                let open = Variable::named(name);
                match node.scalar().filter(|_| matches!(open.class(), Class::Text | Class::Number) && !self.entry.has(open)) {
                    Some(text) => self.put_some(open, Some(text.clone()), range),
                    None => {
                        self.keep(name, node);
                        true
                    }
                }
            }
        }
    }

    fn put_some(&mut self, variable: Variable, value: Option<impl Into<Value>>, range: &Range<usize>) -> bool {
        let some = value.is_some();
        self.put(variable, value, range);
        some
    }

    fn title(&mut self, node: &Node, long: Variable, short: Variable) -> bool {
        if let Some(node) = node.get("short") {
            self.put(short, read_format_string(node), &node.range);
        }
        self.put_some(long, read_format_string(node), &node.range)
    }

    fn affiliated(&mut self, node: &Node) -> bool {
        let mut all = true;
        for group in node.one_or_many() {
            let names = group.get("names").and_then(read_persons);
            let role = group.get("role").and_then(Node::scalar);
            let is_names = |variable: &Variable| variable.class() == Class::Names || matches!(variable, Variable::Other(_));
            let known = |role: &Str| ROLES.iter().find(|(of, _)| *of == role.as_str()).map(|(_, variable)| *variable);
            let variable = role.and_then(|role| known(role).or_else(|| Some(Variable::named(role)).filter(is_names)));
            let (Some(names), Some(variable)) = (names, variable) else {
                all = false;
                continue;
            };
            let before = self.entry.names(variable).map(|names| names.list.clone()).unwrap_or_default();
            self.entry.set(variable, Names { list: [before, names.list].concat(), others: names.others });
            self.notes.places.push((variable, group.range.clone()));
        }
        all
    }

    fn publisher(&mut self, node: &Node) -> bool {
        if node.scalar().is_some() {
            return self.put_some(Variable::Publisher, read_format_string(node), &node.range);
        }
        for (name, variable) in [("name", Variable::Publisher), ("location", Variable::PublisherPlace)] {
            if let Some(node) = node.get(name) {
                self.put(variable, read_format_string(node), &node.range);
            }
        }
        node.get("name").is_some()
            || node.get("location").is_some()
            || node.get("value").is_some() && self.put_some(Variable::Publisher, read_format_string(node), &node.range)
    }

    fn url(&mut self, node: &Node) -> bool {
        let value = node.get("value").unwrap_or(node);
        if let Some(date) = node.get("date") {
            self.put(Variable::Accessed, read_date(date), &date.range);
        }
        self.put_some(Variable::Url, value.scalar().cloned(), &value.range)
    }

    fn serials(&mut self, node: &Node) -> bool {
        if let Some(text) = node.scalar() {
            return self.put_some(Variable::Number, Some(text.clone()), &node.range);
        }
        for (key, value) in node.pairs() {
            let Some(name) = key.scalar() else { continue };
            let known = SERIALS.iter().find(|(of, _)| name.eq_ignore_ascii_case(of)).map(|(_, variable)| *variable);
            let variable = known.unwrap_or_else(|| Variable::named(name));
            match matches!(variable.class(), Class::Text | Class::Number) && !self.entry.has(variable) {
                true => self.put(variable, value.scalar().cloned(), &value.range),
                false => self.keep(name, value),
            }
        }
        !node.pairs().is_empty()
    }

    /// What a container says, where the entry does not say it itself.
    fn container(&mut self, node: &Node) {
        for (key, value) in node.pairs() {
            let Some(name) = key.scalar() else { continue };
            let read = match name.as_str() {
                "type" => true,
                "title" => self.title(value, Variable::ContainerTitle, Variable::ContainerTitleShort),
                "author" => self.put_some(Variable::ContainerAuthor, read_persons(value), &value.range),
                "parent" => {
                    value
                        .one_or_many()
                        .iter()
                        .enumerate()
                        .for_each(|(at, series)| if at == 0 { self.series(series) } else { self.keep("parent", series) });
                    true
                }
                "editor" | "date" | "volume" | "issue" | "edition" | "publisher" | "location" | "url" => self.field(name, value),
                "serial-number" | "serial" if !value.pairs().is_empty() => self.serials(value),
                _ => false,
            };
            if !read && !value.is_null() {
                self.keep(&format!("parent-{name}"), value);
            }
        }
    }

    fn series(&mut self, node: &Node) {
        self.of_parent(
            node,
            &[("title", Variable::CollectionTitle)],
            &[("volume", Variable::CollectionNumber), ("issue", Variable::CollectionNumber)],
            "series",
        );
    }

    fn event(&mut self, node: &Node) {
        self.of_parent(node, &[("title", Variable::EventTitle), ("location", Variable::EventPlace)], &[], "event");
        if let Some(date) = node.get("date") {
            self.put(Variable::EventDate, read_date(date), &date.range);
        }
    }

    fn original(&mut self, node: &Node) {
        self.of_parent(node, &[("title", Variable::OriginalTitle)], &[], "original");
        if let Some(date) = node.get("date") {
            self.put(Variable::OriginalDate, read_date(date), &date.range);
        }
    }

    fn of_parent(&mut self, node: &Node, texts: &[(&str, Variable)], numbers: &[(&str, Variable)], prefix: &str) {
        for (key, value) in node.pairs() {
            let Some(name) = key.scalar() else { continue };
            let text = texts.iter().find(|(of, _)| *of == name.as_str()).map(|(_, variable)| (*variable, read_format_string(value)));
            let number =
                numbers.iter().find(|(of, _)| *of == name.as_str()).map(|(_, variable)| (*variable, value.scalar().cloned().map(Value::from)));
            match text.or(number) {
                Some((variable, Some(found))) if !self.entry.has(variable) => self.put(variable, Some(found), &value.range),
                _ if matches!(name.as_str(), "type" | "date") || value.is_null() => {}
                _ => self.keep(&format!("{prefix}-{name}"), value),
            }
        }
    }
}

/// A formattable string, or the long form of one.
fn read_format_string(node: &Node) -> Option<Value> {
    if let Some(text) = node.scalar() {
        return Some(read_chunks(text));
    }
    let value = node.get("value")?;
    match (value.scalar(), node.get("verbatim").and_then(Node::scalar)) {
        (Some(text), Some(flag)) if flag.as_str() == "true" => {
            Some(Value::rich(vec![Run { text: text.clone(), style: Style { nocase: true, ..Style::default() } }], None))
        }
        (Some(text), _) => Some(read_chunks(text)),
        (None, _) => value.get("value").and_then(Node::scalar).map(read_chunks),
    }
}

/// Braces keep the case, dollars hold mathematics, a backslash escapes. Braces that are not closed are text.
fn read_chunks(text: &Str) -> Value {
    if !text.contains(['\\', '{', '}', '$']) {
        return Value::Text(text.clone());
    }
    let mut runs: Vec<Run> = Vec::new();
    let mut push = |c: char, depth: usize, math: bool| {
        let style = Style { nocase: depth > 0 && !math, math, ..Style::default() };
        match runs.last_mut() {
            Some(run) if run.style == style => run.text = format!("{}{c}", run.text).into(),
            _ => runs.push(Run { text: String::from(c).into(), style }),
        }
    };
    let (mut depth, mut math) = (0usize, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek().is_some_and(|next| matches!(next, '\\' | '{' | '}' | '$')) => push(chars.next().unwrap_or(c), depth, math),
            '{' if !math => depth += 1,
            '}' if !math && depth > 0 => depth -= 1,
            '$' => math = !math,
            c => push(c, depth, math),
        }
    }
    Value::rich(runs, Some((Markup::Hayagriva, text.clone())))
}

fn read_persons(node: &Node) -> Option<Names> {
    let mut list: Vec<Name> = node.one_or_many().iter().filter_map(read_person).collect();
    let others = list.len() > 1 && list.last().is_some_and(|name| matches!(name.literal.as_str(), "others" | "et al." | "et al"));
    if others {
        list.pop();
    }
    (!list.is_empty()).then_some(Names { list, others })
}

fn read_person(node: &Node) -> Option<Name> {
    if let Some(text) = node.scalar() {
        return read_person_words(text);
    }
    let part = |name: &str| node.get(name).and_then(Node::scalar).cloned().unwrap_or_default();
    let name = Name::person(part("name"), part("given-name")).with_particle(part("prefix")).with_suffix(part("suffix"));
    (name != Name::default()).then_some(name)
}

/// "Family, Given", "Family, Suffix, Given", with small-letter particles before the family name; else a name without parts.
fn read_person_words(text: &str) -> Option<Name> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let (family, suffix, given) = match parts.as_slice() {
        [""] => return None,
        [family, given] => (family, "", given),
        [family, suffix, given] => (family, *suffix, given),
        // Without comma, and with too many for hayagriva: no parts are known.
        _ => return Some(Name::literal(text.trim())),
    };
    let small = |word: &&str| word.starts_with(char::is_lowercase);
    let particles: usize = family.split_inclusive(' ').take_while(small).map(str::len).sum();
    let (particle, family) = if particles < family.len() { family.split_at(particles) } else { ("", *family) };
    Some(Name::person(family.trim(), *given).with_suffix(suffix).with_particle(particle.trim()))
}

/// A year as a number, a date as text, also approximate (`~1998`), ranges as EDTF, or a map.
fn read_date(node: &Node) -> Option<Date> {
    if let Some(text) = node.scalar() {
        let text = text.trim();
        let (bare, circa) = text.strip_prefix('~').map_or((text, false), |rest| (rest, true));
        let year = bare.parse::<i32>().ok().filter(|_| bare.len() != 4).map(Date::year);
        let date = Date::parse_edtf(bare).ok().or(year).or_else(|| short_date(bare));
        return Some(date.map_or_else(|| Date::literal(text), |date| Date { circa: date.circa || circa, ..date }));
    }
    let number = |name: &str| node.get(name).and_then(Node::scalar).and_then(|text| text.parse::<i32>().ok());
    let year = number("year")?;
    // In hayagriva's map months and days count from 0.
    let one_more = |name: &str| number(name).and_then(|number| u8::try_from(number + 1).ok()).unwrap_or(0);
    let season = number("season").and_then(|number| u8::try_from(number).ok()).and_then(Season::from_number);
    let start = season.map(|season| DatePart::season(year, season)).or_else(|| DatePart::new(year, one_more("month"), one_more("day")))?;
    Some(Date { circa: node.get("approximate").and_then(Node::scalar).is_some_and(|flag| flag.as_str() == "true"), ..Date::at(start) })
}

/// Months and days of one digit, which hayagriva allows.
fn short_date(text: &str) -> Option<Date> {
    let mut numbers = text.split('-').map(|part| part.trim().parse::<u16>().ok());
    let year = i32::from(numbers.next()??);
    let (month, day) = (numbers.next().unwrap_or(Some(0))?, numbers.next().unwrap_or(Some(0))?);
    let part = DatePart::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    part.filter(|_| numbers.next().is_none() && month > 0).map(Date::at)
}
