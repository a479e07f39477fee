//! Zotero's items, as Better BibTeX's JSON has them, as entries: types, fields and creators by Zotero's own mapping to CSL, the lines
//! of `extra` that name a CSL variable as that variable.

use ibidem::format;
use ibidem::format::csl_json::item::text_value;
use ibidem::model::{Class, Date, DatePart, Entry, EntryId, Kind, Name, Names, Value, Variable};
use ibidem::text::{Source, SourceId, latex};
use serde_json::Value as Json;

/// An item, and what of it no variable holds.
pub struct Item {
    pub entry: Entry,
    /// The words of its notes.
    pub notes: Vec<String>,
    /// Lines of `extra` that no variable holds.
    pub extra: Vec<String>,
    /// Fields that `extra` gives for TeX alone, as `tex.name: value`.
    pub tex: Vec<Tex>,
    /// The item's type, as Zotero calls it.
    pub item_type: String,
}

/// A field for TeX.
pub struct Tex {
    pub name: String,
    pub value: String,
    /// The dialect that it is for, where it is for one alone.
    dialect: Option<&'static str>,
    /// Whether it is LaTeX, not text.
    is_latex: bool,
}

impl Tex {
    fn new(label: &str, value: &str, is_latex: bool) -> Option<Self> {
        let (before, name) = label.split_once('.')?;
        let dialect = match before.to_lowercase().as_str() {
            "tex" => None,
            "biblatex" => Some("biblatex"),
            "bibtex" => Some("bibtex"),
            _ => return None,
        };
        Some(Self { name: name.trim_matches('"').to_lowercase(), value: value.to_owned(), dialect, is_latex })
    }
}

impl Item {
    /// The item as an entry to write: its notes and what else `extra` says as the notes that CSL has, the fields for TeX of the dialect
    /// as `.bib` files have them.
    pub fn to_write(&self, dialect: &str) -> Entry {
        let mut entry = self.entry.clone();
        let mut note = |variable, texts: &[String]| {
            let said = entry.plain(variable).map(|said| said.into_owned());
            let all: Vec<&str> = said.iter().chain(texts).map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
            if !all.is_empty() {
                entry.set(variable, all.join("\n"));
            }
        };
        note(Variable::Note, &self.extra);
        note(Variable::Annote, &self.notes);
        let fields: Vec<&Tex> = self.tex.iter().filter(|tex| tex.dialect.is_none_or(|only| only == dialect)).collect();
        let is_type = |tex: &&&Tex| ["entrytype", "referencetype"].contains(&tex.name.as_str());
        let entry_type = fields.iter().find(is_type).map(|tex| tex.value.trim().to_lowercase());
        let mut text = format!("@{}{{k,\n", entry_type.as_deref().unwrap_or("misc"));
        if entry_type.is_none() {
            text += &format!("  x-csl-type = {{{}}},\n", entry.kind.map_or("document", Kind::name));
        }
        for tex in fields.iter().filter(|tex| !is_type(tex)) {
            let value = if tex.is_latex { tex.value.clone() } else { latex::encode_plain(&tex.value) };
            text += &format!("  {} = {{{value}}},\n", tex.name);
        }
        let source = Source::from_text(SourceId(0), "", &(text + "}"));
        let library = format::named(dialect).and_then(|format| format.read).map(|read| read(&source).0).unwrap_or_default();
        if let Some(said) = library.entries.first() {
            said.values().for_each(|(variable, value)| entry.set(variable, value.clone()));
            entry.kind = said.kind;
            entry.parent = said.parent.clone();
        }
        entry
    }
}

/// The items of a file that are bibliographic; notes that stand alone are none.
pub fn items(file: &Json) -> Vec<Item> {
    let list = file["items"].as_array().map_or(&[][..], Vec::as_slice);
    list.iter().filter(|item| !["note", "attachment"].contains(&item["itemType"].as_str().unwrap_or_default())).map(item).collect()
}

const TYPES: &[(&str, &str)] = &[
    ("artwork", "graphic"),
    ("audioRecording", "song"),
    ("bill", "bill"),
    ("blogPost", "post-weblog"),
    ("book", "book"),
    ("bookSection", "chapter"),
    ("case", "legal_case"),
    ("computerProgram", "software"),
    ("conferencePaper", "paper-conference"),
    ("dataset", "dataset"),
    ("dictionaryEntry", "entry-dictionary"),
    ("email", "personal_communication"),
    ("encyclopediaArticle", "entry-encyclopedia"),
    ("film", "motion_picture"),
    ("forumPost", "post"),
    ("hearing", "hearing"),
    ("instantMessage", "personal_communication"),
    ("interview", "interview"),
    ("journalArticle", "article-journal"),
    ("letter", "personal_communication"),
    ("magazineArticle", "article-magazine"),
    ("manuscript", "manuscript"),
    ("map", "map"),
    ("newspaperArticle", "article-newspaper"),
    ("patent", "patent"),
    ("podcast", "song"),
    ("preprint", "article"),
    ("presentation", "speech"),
    ("radioBroadcast", "broadcast"),
    ("report", "report"),
    ("standard", "standard"),
    ("statute", "legislation"),
    ("thesis", "thesis"),
    ("tvBroadcast", "broadcast"),
    ("videoRecording", "motion_picture"),
    ("webpage", "webpage"),
];

/// Fields of any type; the first that an item has gives the variable.
const FIELDS: &[(&str, Variable)] = &[
    ("title", Variable::Title),
    ("shortTitle", Variable::TitleShort),
    ("publicationTitle", Variable::ContainerTitle),
    ("reporter", Variable::ContainerTitle),
    ("code", Variable::ContainerTitle),
    ("journalAbbreviation", Variable::ContainerTitleShort),
    ("series", Variable::CollectionTitle),
    ("seriesTitle", Variable::CollectionTitle),
    ("seriesNumber", Variable::CollectionNumber),
    ("volume", Variable::Volume),
    ("issue", Variable::Issue),
    ("priorityNumbers", Variable::Issue),
    ("number", Variable::Number),
    ("identifier", Variable::Number),
    ("pages", Variable::Page),
    ("numPages", Variable::NumberOfPages),
    ("numberOfVolumes", Variable::NumberOfVolumes),
    ("edition", Variable::Edition),
    ("publisher", Variable::Publisher),
    ("repository", Variable::Publisher),
    ("place", Variable::PublisherPlace),
    ("repositoryLocation", Variable::PublisherPlace),
    ("eventPlace", Variable::EventPlace),
    ("conferenceName", Variable::EventTitle),
    ("meetingName", Variable::EventTitle),
    ("DOI", Variable::Doi),
    ("ISBN", Variable::Isbn),
    ("ISSN", Variable::Issn),
    ("url", Variable::Url),
    ("language", Variable::Language),
    ("abstractNote", Variable::Abstract),
    ("type", Variable::Genre),
    ("programmingLanguage", Variable::Genre),
    ("format", Variable::Medium),
    ("medium", Variable::Medium),
    ("callNumber", Variable::CallNumber),
    ("applicationNumber", Variable::CallNumber),
    ("versionNumber", Variable::Version),
    ("archive", Variable::Archive),
    ("archiveLocation", Variable::ArchiveLocation),
    ("court", Variable::Authority),
    ("issuingAuthority", Variable::Authority),
    ("organization", Variable::Authority),
    ("section", Variable::Section),
    ("committee", Variable::Section),
    ("references", Variable::References),
    ("legalStatus", Variable::Status),
    ("status", Variable::Status),
    ("runningTime", Variable::Dimensions),
    ("originalPublisher", Variable::OriginalPublisher),
    ("originalPlace", Variable::OriginalPublisherPlace),
];

const DATES: &[(&str, Variable)] =
    &[("date", Variable::Issued), ("accessDate", Variable::Accessed), ("filingDate", Variable::Submitted), ("originalDate", Variable::OriginalDate)];

/// Creators other than authors.
const CREATORS: &[(&str, Variable)] = &[
    ("bookAuthor", Variable::ContainerAuthor),
    ("composer", Variable::Composer),
    ("contributor", Variable::Contributor),
    ("attorneyAgent", Variable::Contributor),
    ("director", Variable::Director),
    ("editor", Variable::Editor),
    ("interviewer", Variable::Interviewer),
    ("producer", Variable::Producer),
    ("recipient", Variable::Recipient),
    ("reviewedAuthor", Variable::ReviewedAuthor),
    ("scriptwriter", Variable::ScriptWriter),
    ("seriesEditor", Variable::CollectionEditor),
    ("translator", Variable::Translator),
];

/// Labels in `extra` besides the names of CSL variables.
const LABELS: &[(&str, &str)] = &[
    ("publication-title", "container-title"),
    ("place", "publisher-place"),
    ("pages", "page"),
    ("series", "collection-title"),
    ("series-number", "collection-number"),
    ("date", "issued"),
];

fn item(json: &Json) -> Item {
    let mut entry = Entry::new(EntryId::default());
    let text = |name: &str| json[name].as_str().map(str::trim).filter(|text| !text.is_empty());
    entry.key = text("citationKey").unwrap_or_default().into();
    let item_type = text("itemType").unwrap_or_default();
    entry.kind = TYPES.iter().find(|(of, _)| *of == item_type).map(|(_, kind)| Kind::named(kind));
    for (field, variable) in FIELDS {
        if let Some(value) = text(field).filter(|_| !entry.has(*variable)) {
            entry.set(*variable, text_value(value.into()));
        }
    }
    for (field, variable) in DATES {
        if let Some(value) = text(field) {
            entry.set(*variable, date(value));
        }
    }
    // Where a talk was held.
    if item_type == "presentation"
        && let Some(place) = entry.remove(Variable::PublisherPlace)
    {
        entry.set(Variable::EventPlace, place);
    }
    for creator in json["creators"].as_array().into_iter().flatten() {
        let role = creator["creatorType"].as_str().unwrap_or("author");
        let variable = CREATORS.iter().find(|(of, _)| *of == role).map_or(Variable::Author, |(_, variable)| *variable);
        let mut names = entry.names(variable).cloned().unwrap_or_default();
        push_name(&mut names, creator);
        entry.set(variable, names);
    }
    let tags = json["tags"].as_array().into_iter().flatten().filter_map(|tag| tag["tag"].as_str().or(tag.as_str()));
    // The mark of Better BibTeX for LaTeX that it left alone.
    // The commas of the list are between keywords: one within a keyword is dropped.
    let tags: Vec<String> = tags.filter(|tag| *tag != "#LaTeX").map(|tag| tag.replace(',', "")).collect();
    if !tags.is_empty() {
        entry.set(Variable::Keyword, tags.join(", "));
    }
    let notes = json["notes"].as_array().into_iter().flatten().filter_map(|note| note.as_str().or(note["note"].as_str()));
    let notes = notes.map(words_of_html).collect();
    let mut item = Item { entry, notes, extra: Vec::new(), tex: Vec::new(), item_type: item_type.to_owned() };
    let lines: Vec<&str> = match &json["extra"] {
        Json::String(text) => text.lines().collect(),
        Json::Array(lines) => lines.iter().filter_map(Json::as_str).flat_map(str::lines).collect(),
        _ => Vec::new(),
    };
    lines.into_iter().for_each(|line| extra_line(&mut item, line.trim()));
    item
}

fn push_name(names: &mut Names, creator: &Json) {
    let part = |name: &str| creator[name].as_str().unwrap_or_default().trim();
    match (part("name"), part("lastName"), part("firstName")) {
        ("others", ..) => names.others = true,
        ("", family, given) => names.list.push(person(family, given)),
        (name, ..) => names.list.push(Name::literal(name)),
    }
}

/// A person, with the small words at the beginning of the family name as its particle, as Zotero's CSL has it.
fn person(family: &str, given: &str) -> Name {
    if let Some(whole) = family.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return Name::person(whole, given);
    }
    let mut rest = family;
    while let Some((word, behind)) = rest.split_once(' ').filter(|(word, _)| word.chars().next().is_some_and(char::is_lowercase)) {
        rest = if word.is_empty() { rest } else { behind.trim_start() };
    }
    let particle = family[..family.len() - rest.len()].trim();
    Name::person(rest, given).with_particle(particle)
}

fn extra_line(item: &mut Item, line: &str) {
    let is_label = |name: &str| name.len() < 40 && !name.is_empty();
    // `tex."author+an:role": …`
    if let Some((name, value)) = line.split_once("\": ").filter(|(name, _)| name.starts_with("tex.\"")) {
        return item.tex.extend(Tex::new(name, value, false));
    }
    let Some((name, value)) = line.split_once([':', '=']).filter(|(name, _)| is_label(name)) else {
        return item.extra.push(line.to_owned());
    };
    let is_latex = line[name.len()..].starts_with('=');
    let (name, value) = (name.trim().to_lowercase(), value.trim());
    if name == "citation key" {
        return;
    }
    if let Some(tex) = Tex::new(&name, value, is_latex) {
        return item.tex.push(tex);
    }
    let dashed = name.replace(' ', "-");
    let dashed = LABELS.iter().find(|(label, _)| *label == dashed).map_or(dashed.as_str(), |(_, variable)| variable);
    let variable = Variable::ALL.iter().copied().find(|variable| variable.name().eq_ignore_ascii_case(dashed));
    match variable {
        _ if name == "type" && Kind::from_csl(value).is_some() => item.entry.kind = Some(Kind::named(value)),
        Some(variable) if variable.class() == Class::Names => {
            let mut names = item.entry.names(variable).cloned().unwrap_or_default();
            names.list.push(match value.split_once("||") {
                Some((family, given)) => person(family.trim(), given.trim()),
                None => Name::literal(value),
            });
            item.entry.set(variable, names);
        }
        Some(variable) if variable.class() == Class::Date => item.entry.set(variable, date(value)),
        Some(variable) if !item.entry.has(variable) => item.entry.set(variable, text_value(value.into())),
        _ => item.extra.push(line.to_owned()),
    }
}

fn words_of_html(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    ["&quot;", "&lt;", "&gt;", "&nbsp;", "&apos;", "&amp;"]
        .iter()
        .zip(["\"", "<", ">", " ", "'", "&"])
        .fold(text, |text, (from, to)| text.replace(from, to))
}

/// Zotero's dates: EDTF, or in words.
pub fn date(text: &str) -> Value {
    let day = text.split_once([' ', 'T']).filter(|(day, _)| day.len() == 10).map_or(text, |(day, _)| day);
    if let Ok(date) = Date::parse_edtf(day) {
        return date.into();
    }
    // A century, or what somebody did not write to its end.
    if text.len() < 3 {
        return Date::literal(text).into();
    }
    let padded: Vec<String> = day.split(['-', '/']).map(|part| format!("{part:0>2}")).collect();
    if let Ok(date) = Date::parse_edtf(&padded.join("-")) {
        return date.into();
    }
    // EDTF of its first draft: "199u" and "19uu".
    let decade = text.trim_end_matches('u');
    if let (4, 2 | 3, Ok(years)) = (text.len(), decade.len(), decade.parse::<i32>()) {
        let span = 10i32.pow(u32::from(decade.len() == 2) + 1);
        return Date::range(DatePart::year(years * span), DatePart::year(years * span + span - 1)).into();
    }
    in_words(text).map_or_else(|| Date::literal(text), Date::at).into()
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// "May 5, 1989", "5 May 1989", "May 1989".
fn in_words(text: &str) -> Option<DatePart> {
    if text.contains(['-', '–', '/']) {
        return None;
    }
    let lower = text.to_lowercase().replace([',', '.'], " ");
    let words: Vec<&str> = lower.split_whitespace().collect();
    let month = |word: &str| MONTHS.iter().position(|month| word.starts_with(month)).and_then(|at| u8::try_from(at + 1).ok());
    let (name, day, year) = match words.as_slice() {
        [name, year] => (name, "0", year),
        [first, second, year] if month(first).is_some() => (first, *second, year),
        [first, second, year] => (second, *first, year),
        _ => return None,
    };
    let day: String = day.chars().take_while(char::is_ascii_digit).collect();
    DatePart::new(year.parse().ok().filter(|_| year.len() == 4)?, month(name)?, day.parse().ok()?)
}
