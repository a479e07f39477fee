//! OpenAlex JSON: works as its interface gives them: one, a list of them, or `results`.
//! (docs.openalex.org, "Work object".) What the database computes or links, and what stands there twice, is left out, and that is said.

use super::bibtex::name::parse_one;
use super::crossref_json::{LeftOut, members, orcid, plain_texts, says_nothing, unknown, words};
use super::csl_json::{INVALID_JSON, NOT_AN_ENTRY, ODD_VALUE};
use super::draft::Draft;
use super::json::{self, Item, Member};
use super::{Format, details, markup};
use crate::model::{Date, Kind, Library, Name, Names, Value, Variable};
use crate::text::{Diagnostic, Source};
use serde_json::{Map, Value as Json};
use std::ops::Range;

/// OpenAlex JSON: works as its interface gives them.
pub static OPENALEX_JSON: Format = Format {
    name: "openalex-json",
    summary: "OpenAlex JSON: works as its interface gives them",
    extensions: &["json"],
    sniff,
    read: Some(read),
    write: None,
};

/// Addresses and words that stand in OpenAlex's records only.
fn sniff(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && {
        let head = text.get(..crate::text::unicode::boundary_before(text, 200_000)).unwrap_or(text);
        head.contains("https://openalex.org/")
            && ["\"authorships\"", "\"primary_location\"", "\"display_name\""].iter().any(|name| head.contains(name))
    }
}

fn read(source: &Source) -> (Library, Vec<Diagnostic>) {
    let (records, problems) = json::records(&source.text, &["results"]);
    let mut reader = Reader { source, library: Library::default(), found: Vec::new(), left_out: LeftOut::default() };
    for (range, message) in problems {
        let rule = if message.starts_with("expected a work") { &NOT_AN_ENTRY } else { &INVALID_JSON };
        reader.found.push(Diagnostic::new(rule, source.span(range), message));
    }
    records.into_iter().for_each(|record| reader.record(record));
    reader.left_out.say(source, &mut reader.found);
    (reader.library, reader.found)
}

/// What OpenAlex computes, links or says twice.
const OF_THE_RECORD: &[&str] = &[
    "abstract_inverted_index_v3",
    "apc_list",
    "apc_paid",
    "authors_count",
    "best_oa_location",
    "citation_normalized_percentile",
    "cited_by_api_url",
    "cited_by_percentile_year",
    "concepts",
    "concepts_count",
    "corresponding_author_ids",
    "corresponding_institution_ids",
    "countries_distinct_count",
    "counts_by_year",
    "created_date",
    "datasets",
    "fulltext_origin",
    "fwci",
    "has_content",
    "has_fulltext",
    "indexed_in",
    "institution_assertions",
    "institutions",
    "institutions_distinct_count",
    "is_authors_truncated",
    "is_xpac",
    "locations",
    "locations_count",
    "ngrams_url",
    "open_access",
    "primary_topic",
    "referenced_works",
    "referenced_works_count",
    "related_works",
    "relevance_score",
    "summary_stats",
    "sustainable_development_goals",
    "topics",
    "topics_count",
    "updated_date",
    "versions",
];

/// Types of works, and whether they say more than the kind.
const TYPES: &[(&str, Option<Kind>, bool)] = &[
    ("article", Some(Kind::ArticleJournal), false),
    ("preprint", Some(Kind::Article), false),
    ("book-chapter", Some(Kind::Chapter), false),
    ("book", Some(Kind::Book), false),
    ("dissertation", Some(Kind::Thesis), false),
    ("dataset", Some(Kind::Dataset), false),
    ("software", Some(Kind::Software), false),
    ("report", Some(Kind::Report), false),
    ("standard", Some(Kind::Standard), false),
    ("peer-review", Some(Kind::Review), false),
    ("reference-entry", Some(Kind::Entry), false),
    ("other", None, false),
    ("review", Some(Kind::ArticleJournal), true),
    ("editorial", Some(Kind::ArticleJournal), true),
    ("letter", Some(Kind::ArticleJournal), true),
    ("erratum", Some(Kind::ArticleJournal), true),
    ("retraction", Some(Kind::ArticleJournal), true),
    ("paratext", None, true),
    ("libguides", Some(Kind::Webpage), true),
    ("supplementary-materials", None, true),
    ("grant", None, true),
];

struct Reader<'s> {
    source: &'s Source,
    library: Library,
    found: Vec<Diagnostic>,
    left_out: LeftOut,
}

impl Reader<'_> {
    fn record(&mut self, record: Item) {
        let from = self.found.len();
        let members = members(self.source, &record, &mut self.found);
        let mut draft = Draft::default();
        let get = |name: &str| members.iter().find(|member| member.name == name);
        if let Some((name, range)) = get("type").and_then(|member| Some((member.json.as_str()?, &member.range))) {
            read_type(name, get("type_crossref").and_then(|member| member.json.as_str()), range, &mut draft);
        }
        let exact = get("publication_date").and_then(|member| Some((Date::parse_edtf(member.json.as_str()?).ok()?, &member.range)));
        if let Some((date, range)) = exact {
            draft.put(Variable::Issued, date, range);
        }
        for member in &members {
            if !self.field(member, &mut draft) {
                let message = format!("this is no value for `{}`; it was kept beside the variables", member.name);
                self.found.push(Diagnostic::new(&ODD_VALUE, self.source.span(member.range.clone()), message));
                draft.keep(&member.name, member.json.clone());
            }
        }
        let index = draft.finish(self.source, record.range, &mut self.library);
        self.found[from..].iter_mut().for_each(|found| found.entry = Some(index));
    }

    /// Whether the field has a value that it can have.
    fn field(&mut self, member: &Member, draft: &mut Draft) -> bool {
        let Member { name, json, range, .. } = member;
        if OF_THE_RECORD.contains(&name.as_str()) {
            self.left_out.note(name, json.as_array().filter(|_| name == "referenced_works").map_or(1, Vec::len), range);
            return true;
        }
        match (name.as_str(), json) {
            ("type" | "type_crossref", Json::String(_)) => true,
            ("publication_date", Json::String(text)) => {
                Date::parse_edtf(text).is_ok() || draft.put(Variable::Issued, Date::literal(text.as_str()), range)
            }
            ("publication_year", Json::Number(year)) => {
                year.as_i64().and_then(|year| i32::try_from(year).ok()).is_some_and(|year| put_year(year, range, draft))
            }
            ("title" | "display_name", Json::String(title)) => {
                draft.put(Variable::Title, markup::value(title), range) || put_more("title-other", title, range, draft)
            }
            ("id", Json::String(id)) => draft.put(Variable::named("openalex"), last(id), range),
            ("doi", Json::String(doi)) => draft.put(Variable::Doi, bare_doi(doi), range),
            ("ids", Json::Object(ids)) => {
                ids.iter().for_each(|(name, id)| put_id(name, id, range, draft));
                true
            }
            ("biblio", Json::Object(biblio)) => {
                read_biblio(biblio, range, draft);
                true
            }
            ("primary_location", Json::Object(location)) => {
                self.location(location, range, draft);
                true
            }
            ("authorships", Json::Array(list)) => self.authors(list, range, draft),
            ("abstract_inverted_index", Json::Object(index)) => match words_in_order(index) {
                Some(text) => draft.put(Variable::Abstract, markup::value(&text), range),
                None => false,
            },
            ("keywords" | "mesh", Json::Array(list)) => {
                let word = |json: &Json| named(json, &["display_name", "keyword", "descriptor_name"]);
                let words: Option<Vec<String>> = list.iter().map(word).collect();
                let variable = if name == "mesh" { Variable::named("mesh") } else { Variable::Keyword };
                words.is_some_and(|words| draft.put(variable, words.join(", "), range))
            }
            ("grants" | "awards" | "funders", Json::Array(list)) => {
                let texts: Vec<String> = list.iter().map(funder).collect();
                draft.put(Variable::named("funder"), texts.join("; "), range) || put_more(name, &texts.join("; "), range, draft)
            }
            // Those that have no value to tell.
            ("is_retracted" | "is_paratext", Json::Bool(false)) => true,
            _ => unknown(member, draft),
        }
    }

    fn authors(&mut self, list: &[Json], range: &Range<usize>, draft: &mut Draft) -> bool {
        let text = |json: &Json, path: &[&str]| path.iter().try_fold(json, |json, key| json.get(key)).and_then(Json::as_str).map(str::to_owned);
        let whole =
            |json: &Json| text(json, &["author", "display_name"]).or_else(|| text(json, &["raw_author_name"])).filter(|name| !name.trim().is_empty());
        let names: Option<Vec<String>> = list.iter().map(whole).collect();
        let Some(names) = names else { return false };
        let names = Names::new(names.iter().map(|name| person(name)).collect());
        let of_each = |read: &dyn Fn(&Json) -> Option<String>| -> Vec<Option<String>> { list.iter().map(read).collect() };
        let told = [
            ("orcid", of_each(&|json| json.get("author")?.get("orcid").filter(|json| !says_nothing(json)).map(orcid))),
            ("openalex", of_each(&|json| text(json, &["author", "id"]).map(|id| last(&id).to_owned()))),
            ("affiliation", of_each(&affiliation)),
            (
                "raw-name",
                of_each(&|json| {
                    text(json, &["raw_author_name"]).filter(|raw| text(json, &["author", "display_name"]).is_some_and(|name| name != *raw))
                }),
            ),
        ];
        for (what, values) in told {
            if let Some(text) = details::join(&names, values.iter().map(Option::as_deref)) {
                draft.put(details::variable(Variable::Author, what), text, range);
            }
        }
        for key in list.iter().filter_map(Json::as_object).flat_map(Map::keys).filter(|key| !AUTHORSHIP.contains(&key.as_str())) {
            self.left_out.note(&format!("authorships.{key}"), 1, range);
        }
        draft.put(Variable::Author, names, range)
    }

    fn location(&mut self, location: &Map<String, Json>, range: &Range<usize>, draft: &mut Draft) {
        let source = location.get("source").and_then(Json::as_object);
        let text = |map: Option<&Map<String, Json>>, key: &str| map.and_then(|map| map.get(key)).and_then(Json::as_str).map(str::to_owned);
        let is_repository = text(source, "type").is_some_and(|kind| kind == "repository");
        let place = if is_repository { Variable::Archive } else { Variable::ContainerTitle };
        let issn = source.and_then(|source| source.get("issn")).and_then(plain_texts).map(|list| list.join(", ")).or_else(|| text(source, "issn_l"));
        let told = [
            (place, text(source, "display_name").map(|title| markup::value(&title))),
            (Variable::Issn, issn.map(Value::from)),
            (Variable::Publisher, text(source, "host_organization_name").map(Value::from)),
            (Variable::Url, text(Some(location), "landing_page_url").map(Value::from)),
            (Variable::named("pdf-url"), text(Some(location), "pdf_url").map(Value::from)),
            (Variable::named("license"), text(Some(location), "license").map(Value::from)),
            (Variable::Version, text(Some(location), "version").map(Value::from)),
        ];
        for (variable, value) in told.into_iter().filter_map(|(variable, value)| Some((variable, value?))) {
            draft.put(variable, value, range);
        }
        const TAKEN: &[&str] = &["source", "landing_page_url", "pdf_url", "license", "version"];
        for key in location.iter().filter(|(key, json)| !TAKEN.contains(&key.as_str()) && !says_nothing(json)).map(|(key, _)| key) {
            self.left_out.note(&format!("primary_location.{key}"), 1, range);
        }
        const OF_SOURCE: &[&str] = &["display_name", "issn", "issn_l", "host_organization_name", "type"];
        let more = source.into_iter().flatten().filter(|(key, json)| !OF_SOURCE.contains(&key.as_str()) && !says_nothing(json));
        more.for_each(|(key, _)| self.left_out.note(&format!("primary_location.source.{key}"), 1, range));
    }
}

/// What is read of an authorship.
const AUTHORSHIP: &[&str] = &["author", "raw_author_name", "raw_affiliation_strings", "institutions", "author_position"];

fn read_type(name: &str, crossref: Option<&str>, range: &Range<usize>, draft: &mut Draft) {
    let known = TYPES.iter().find(|(of, ..)| *of == name);
    let (kind, more) = known.map_or_else(|| (Some(Kind::named(name)), false), |(_, kind, more)| (*kind, *more));
    // What OpenAlex calls an article may be a paper in proceedings.
    draft.kind = if crossref == Some("proceedings-article") { Some(Kind::PaperConference) } else { kind };
    if more {
        draft.put(Variable::named("openalex-type"), name, range);
    }
}

fn put_year(year: i32, range: &Range<usize>, draft: &mut Draft) -> bool {
    match draft.get(Variable::Issued) {
        Some(Value::Date(date)) if date.start.is_some_and(|start| start.year == year) => true,
        Some(_) => draft.put(Variable::named("publication_year"), year.to_string(), range),
        None => draft.put(Variable::Issued, Date::year(year), range),
    }
}

fn put_more(name: &str, text: &str, range: &Range<usize>, draft: &mut Draft) -> bool {
    draft.put_beside(name, markup::value(text), range);
    true
}

fn put_id(name: &str, id: &Json, range: &Range<usize>, draft: &mut Draft) {
    let text = words(id);
    let (variable, value) = match name {
        "doi" => (Variable::Doi, bare_doi(&text)),
        "pmid" => (Variable::Pmid, last(&text)),
        "pmcid" => (Variable::Pmcid, last(&text)),
        "openalex" => (Variable::named("openalex"), last(&text)),
        name => (Variable::named(name), text.as_str()),
    };
    if !value.is_empty() && !draft.put(variable, value, range) {
        draft.put_beside(&format!("ids-{name}"), value, range);
    }
}

fn read_biblio(biblio: &Map<String, Json>, range: &Range<usize>, draft: &mut Draft) {
    let text = |key: &str| biblio.get(key).map(words).filter(|text| !text.is_empty());
    let page = match (text("first_page"), text("last_page")) {
        (Some(first), Some(last)) if first != last => Some(format!("{first}–{last}")),
        (first, last) => first.or(last),
    };
    let told = [(Variable::Volume, text("volume")), (Variable::Issue, text("issue")), (Variable::Page, page)];
    for (variable, value) in told.into_iter().filter_map(|(variable, value)| Some((variable, value?))) {
        draft.put(variable, value, range);
    }
}

/// A name as OpenAlex shows it: given names first. A single word has no parts.
fn person(name: &str) -> Name {
    let name = name.trim();
    // What LaTeX would read in its own way stands as it is.
    if !name.contains(char::is_whitespace) || name.contains(['{', '}', '\\', '~', '=', '$']) { Name::literal(name) } else { parse_one(&name.into()) }
}

fn affiliation(authorship: &Json) -> Option<String> {
    let raw = authorship.get("raw_affiliation_strings").and_then(plain_texts);
    let shown =
        || authorship.get("institutions").and_then(Json::as_array).map(|list| list.iter().filter_map(|one| named(one, &["display_name"])).collect());
    let list: Vec<String> = raw.or_else(shown)?;
    (!list.is_empty()).then(|| list.join("; "))
}

fn named(json: &Json, keys: &[&str]) -> Option<String> {
    json.as_str().or_else(|| keys.iter().find_map(|key| json.get(key)?.as_str())).map(str::to_owned)
}

/// "Funder: award".
fn funder(json: &Json) -> String {
    let name = named(json, &["funder_display_name", "display_name", "funder"]).unwrap_or_default();
    match json.get("award_id").or_else(|| json.get("funder_award_id")).map(words).filter(|award| !award.is_empty()) {
        Some(award) => format!("{name}: {award}"),
        None => name,
    }
}

/// What stands behind the last slash: the identifier in an address.
fn last(text: &str) -> &str {
    text.trim_end_matches('/').rsplit('/').next().unwrap_or(text)
}

fn bare_doi(text: &str) -> &str {
    ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/"]
        .iter()
        .find_map(|start| text.strip_prefix(start))
        .unwrap_or(text)
}

/// The words of an inverted index, each with the places where it stands, in their order.
fn words_in_order(index: &Map<String, Json>) -> Option<String> {
    let mut places: Vec<(u64, &str)> = Vec::new();
    for (word, list) in index {
        for place in list.as_array()? {
            places.push((place.as_u64()?, word));
        }
    }
    places.sort_by_key(|(place, _)| *place);
    Some(places.into_iter().map(|(_, word)| word).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests;
