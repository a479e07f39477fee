//! Fields as such: empty ones, unknown ones, fields of the other dialect, of the wrong type, with values of the wrong kind.

use super::super::dialect::{Dialect, ONLY_BIBLATEX};
use super::*;
use crate::syntax::PartKind;

family! {
    EMPTY_FIELD "empty-field" Warning Safe On: "a field is empty",
        "It says nothing, and some styles print its punctuation all the same. The fix takes the field out.",
        [bibtex "@misc{smith, title = {One}, note = {}}" => "@misc{smith, title = {One}}"],
        Scope::Record(empty_field);
    NULLISH_VALUE "nullish-value" Warning Safe On: "a field holds a word for “nothing”",
        "`null`, `N/A` and their like come from forms and programs; a style prints them as if they were the value. The fix takes the field out.",
        [bibtex "@misc{smith, title = {One}, publisher = {null}}" => "@misc{smith, title = {One}}"],
        field(Roles::ANY.but(Roles::TITLE.and(Roles::NAMES)), nullish).all();
    UNKNOWN_FIELD "unknown-field" Info Unsafe On: "a field that looks like a misspelt one",
        "Styles leave out what they do not know. Fields of your own are fine; this one is a letter away from a known one. The fix writes that name; it is unsafe, for it may be meant so.",
        [bibtex "@article{smith, author = {A. Smith}, title = {One}, jornal = {Hive}, year = 2000}" => "@article{smith, author = {A. Smith}, title = {One}, journal = {Hive}, year = 2000}"],
        field(Roles::UNKNOWN, unknown_field).bibtex().all();
    FIELD_ALIAS "field-alias" Info Safe Off: "a field of BibTeX that biblatex calls otherwise",
        "biblatex reads both names; one of them throughout is easier to search. The fix writes biblatex's.",
        [bibtex "@article{smith, title = {One}, journal = {Hive}, date = {2000}}" => "@article{smith, title = {One}, journaltitle = {Hive}, date = {2000}}"],
        field(Roles::JOURNAL.and(Roles::PLACE).and(Roles::PUBLISHER).and(Roles::EPRINT_TYPE).and(Roles::EPRINT_CLASS).and(Roles::NOTE), field_alias).bibtex().all();
    BIBLATEX_FIELD "biblatex-field-in-bibtex" Warning Safe On: "a field of biblatex in a file written for BibTeX",
        "BibTeX's styles leave it out without a word. The fix writes the name that BibTeX knows.",
        [bibtex "@article{a, author = {A. Smith}, title = {One}, journal = {Hive}, year = 2000}\n@article{b, author = {B. Smith}, title = {Two}, journal = {Hive}, year = 2001}\n@article{c, author = {C. Smith}, title = {Three}, journaltitle = {Hive}, year = 2002}" => "@article{a, author = {A. Smith}, title = {One}, journal = {Hive}, year = 2000}\n@article{b, author = {B. Smith}, title = {Two}, journal = {Hive}, year = 2001}\n@article{c, author = {C. Smith}, title = {Three}, journal = {Hive}, year = 2002}"],
        field(Roles::JOURNAL.and(Roles::PLACE).and(Roles::EPRINT_TYPE).and(Roles::EPRINT_CLASS), biblatex_field).bibtex().all();
    FIELD_NOT_FOR_TYPE "field-not-for-type" Warning None On: "a field that such an entry does not have",
        "Styles leave it out, or the entry is of another type: a paper with `booktitle` is no `@article`.",
        [bibtex "@article{smith, author = {A. Smith}, title = {One}, journal = {Hive}, booktitle = {Bees}, year = 2000}" => "@article{smith, author = {A. Smith}, title = {One}, journal = {Hive}, year = 2000}"],
        field(Roles::BOOKTITLE.and(Roles::JOURNAL).and(Roles::PUBLISHER), not_for_type).bibtex().all();
    XOR_FIELDS "xor-fields" Warning None On: "two fields of which an entry has only one",
        "`date` says what `year` and `month` say; biblatex takes one of them and leaves out the other. Keep `date` for biblatex, `year` for BibTeX.",
        [bibtex "@misc{smith, title = {One}, year = {2000}, date = {2000-05-01}}" => "@misc{smith, title = {One}, date = {2000-05-01}}"],
        field(Roles::DATE, xor_fields).bibtex().all();
    DATATYPE "datatype" Warning None On: "a value that is not of its field's kind",
        "biblatex's data model wants a whole number there, and biber warns.",
        [bibtex "@book{smith, author = {A. Smith}, title = {One}, volumes = {three}, year = 2000}" => "@book{smith, author = {A. Smith}, title = {One}, volumes = {3}, year = 2000}"],
        field(Roles::COUNTS.and(Roles::TEXT), datatype).bibtex().all();
    RANGE "range" Warning None On: "a value that its field does not have",
        "Only some values mean anything there: a month is 1 to 12, a day 1 to 31, a gender one of biblatex's `sf`, `sm`, `sn`, `pf`, `pm`, `pn`, `pp`.",
        [bibtex "@misc{smith, title = {One}, year = 2000, month = 13}" => "@misc{smith, title = {One}, year = 2000, month = 12}"],
        field(Roles::MONTH.and(Roles::COUNTS).and(Roles::VERBATIM), range).bibtex().all();
    FORBIDDEN_FIELD "forbidden-field" Warning Safe Off: "a field that does not belong into a shared file",
        "Abstracts, paths to files and what reference managers keep for themselves make files large and say where you keep things. The fix takes the field out; nothing of it is printed.",
        [bibtex "@misc{smith, title = {One}, mendeley-tags = {bees}}" => "@misc{smith, title = {One}}"],
        field(Roles::ABSTRACT.and(Roles::FILE).and(Roles::UNKNOWN).and(Roles::VERBATIM), forbidden).bibtex().all();
    MISSING_DOI "missing-doi" Info None Off: "an article without DOI",
        "Readers find the work by it, and programs compare by it. Old and small journals have none.",
        [bibtex "@article{smith, author = {A. Smith}, title = {One}, journal = {Hive}, year = 2000}" => "@article{smith, author = {A. Smith}, title = {One}, journal = {Hive}, year = 2000, doi = {10.1000/182}}"],
        Scope::Entry(missing_doi);
    URLDATE_MISSING "urldate-missing" Info None Off: "a web page without the day of the visit",
        "Web pages change; many styles ask for the day on which you read it.",
        [biblatex "@online{smith, author = {A. Smith}, title = {One}, url = {https://example.org}, date = {2000}}" => "@online{smith, author = {A. Smith}, title = {One}, url = {https://example.org}, date = {2000}, urldate = {2001-02-03}}"],
        Scope::Entry(urldate_missing);
}

fn empty_field(record: &Record, found: &mut Found) {
    if record.is_reference() {
        return;
    }
    for field in record.fields.iter().filter(|field| is_empty(field)) {
        found.drop_field(record, field, format!("`{}` is empty", field.name));
    }
}

/// Nothing, or braces and blanks.
fn is_empty(field: &Field) -> bool {
    let written = matches!(field.part, Some(PartKind::Braced | PartKind::Quoted)) || field.part.is_none() && field.name_span.is_none();
    // A date in JSON has no words of its own.
    written && field.text.chars().all(|c| matches!(c, '{' | '}') || c.is_whitespace()) && !Roles::OTHER_DATE.and(Roles::DATE).contains(field.role)
}

fn nullish(record: &Record, field: &Field, found: &mut Found) {
    const NOTHING: &[&str] = &["null", "n/a", "undefined", "nil", "nan", "<null>", "none given", "not available", "???", "tba", "tbd", "none"];
    let none = Roles::DOI.and(Roles::URL).and(Roles::PAGES).and(Roles::VOLUME).and(Roles::ISBN).and(Roles::ISSN);
    if field.text.len() > 13
        || !NOTHING.iter().any(|nothing| field.text.eq_ignore_ascii_case(nothing))
        || field.text == "none" && !none.contains(field.role)
    {
        return;
    }
    found.drop_field(record, field, format!("`{}` holds `{}`, a word for nothing", field.name, field.text));
}

fn unknown_field(record: &Record, field: &Field, found: &mut Found) {
    let Some(near) = field.near.filter(|near| !record.has(near)) else { return };
    if KNOWN.binary_search(&field.name.to_ascii_lowercase().as_str()).is_ok() {
        return;
    }
    if let Some(span) = field.name_span {
        let edit = Edit { span, text: near.to_owned() };
        found.fix(span, record.entry, format!("there is no field `{}`; did you mean `{near}`?", field.name), &format!("write `{near}`"), vec![edit]);
    }
}

/// Fields that programs and styles write, though they look like slips of others.
const KNOWN: &[&str] = &[
    "adress-note",
    "copyright",
    "country",
    "created",
    "creator",
    "date-added",
    "edate",
    "eissn",
    "event",
    "events",
    "headings",
    "isbn10",
    "isbn13",
    "issued",
    "journals",
    "keyword",
    "langid",
    "licence",
    "license",
    "lists",
    "locations",
    "medium",
    "month_numeric",
    "notes",
    "numpages",
    "pagenum",
    "paper",
    "part",
    "place",
    "refid",
    "reviewtitle",
    "sdate",
    "seriesnumber",
    "source",
    "tag",
    "tags",
    "titles",
    "translation",
    "translators",
    "ulr",
    "urls",
    "versions",
    "years",
];

/// What biblatex calls fields of BibTeX.
const ALIASES: &[(&str, &str)] = &[
    ("journal", "journaltitle"),
    ("address", "location"),
    ("school", "institution"),
    ("annote", "annotation"),
    ("archiveprefix", "eprinttype"),
    ("primaryclass", "eprintclass"),
];

fn field_alias(record: &Record, field: &Field, found: &mut Found) {
    if record.subject.dialect(record.entry.id.source) != Dialect::Bibtex {
        rename(record, field, ALIASES.iter().find(|(old, _)| field.is(old)).map(|(_, new)| *new), "biblatex", found);
    }
}

fn biblatex_field(record: &Record, field: &Field, found: &mut Found) {
    // Many styles of BibTeX have the place of a conference there.
    if field.is("location") && record.is_of(&["inproceedings", "conference", "proceedings"]) {
        return;
    }
    let new = ONLY_BIBLATEX.iter().find(|(name, _)| field.is(name)).map(|(_, new)| *new);
    if new.is_some() && record.subject.dialect(record.entry.id.source) == Dialect::Bibtex {
        rename(record, field, new, "BibTeX", found);
    }
}

fn rename(record: &Record, field: &Field, new: Option<&str>, who: &str, found: &mut Found) {
    let (Some(new), Some(span)) = (new.filter(|new| !record.has(new)), field.name_span) else { return };
    let edit = Edit { span, text: new.to_owned() };
    found.fix(span, record.entry, format!("`{}` is called `{new}` by {who}", field.name), &format!("write `{new}`"), vec![edit]);
}

/// Fields with the types that do not have them, in BibTeX and biblatex alike.
const NOT_FOR: &[(&str, &[&str])] = &[
    ("booktitle", &["article", "mastersthesis", "phdthesis", "thesis", "techreport", "report", "manual", "patent"]),
    ("journal", &["inproceedings", "conference", "incollection", "mastersthesis", "phdthesis", "thesis", "techreport", "report", "proceedings"]),
    ("journaltitle", &["inproceedings", "conference", "incollection", "thesis", "report", "proceedings"]),
    ("school", &["article", "inproceedings", "conference", "incollection", "book"]),
];

fn not_for_type(record: &Record, field: &Field, found: &mut Found) {
    if NOT_FOR.iter().any(|(name, kinds)| field.is(name) && record.is_of(kinds)) {
        found.at(field.named_span(), record.entry, format!("an `@{}` has no `{}`", record.kind, field.name));
    }
}

fn xor_fields(record: &Record, field: &Field, found: &mut Found) {
    let Some(year) = record.field("year").filter(|year| !year.text.is_empty() && !field.text.is_empty()) else { return };
    // Where they differ, another rule speaks.
    if field.text.get(..4) == Some(year.text) {
        found.at(year.named_span(), record.entry, "`date` says the year already").relate(field.named_span(), "here");
    }
}

fn datatype(record: &Record, field: &Field, found: &mut Found) {
    // `sortyear` holds more than years in biblatex's own examples.
    if field.is("volumes") && !field.text.is_empty() && !field.text.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit()) {
        found.tell(record, field, field.all(), format!("`{}` wants a whole number", field.name));
    }
}

fn range(record: &Record, field: &Field, found: &mut Found) {
    let number = || field.text.parse::<u32>().ok();
    let wrong = match field.name.to_ascii_lowercase().as_str() {
        "month" => number().is_some_and(|month| !(1..=12).contains(&month) && !(21..=24).contains(&month)),
        "day" => number().is_some_and(|day| !(1..=31).contains(&day)),
        "gender" => !["sf", "sm", "sn", "pf", "pm", "pn", "pp"].contains(&field.text),
        _ => false,
    };
    if wrong {
        found.tell(record, field, field.all(), format!("`{}` has no value `{}`", field.name, field.text));
    }
}

fn forbidden(record: &Record, field: &Field, found: &mut Found) {
    let name = field.name.to_ascii_lowercase();
    let own = ["mendeley-", "bdsk-", "date-added", "date-modified", "timestamp", "owner", "__markedentry", "groups", "priority", "qualityassured"];
    if Roles::ABSTRACT.and(Roles::FILE).contains(field.role) || own.iter().any(|own| name.starts_with(own)) {
        found.drop_field(record, field, format!("`{}` is of no use to others", field.name));
    }
}

fn missing_doi(subject: &Subject, entry: &Entry, found: &mut Found) {
    if entry.kind == Some(crate::model::Kind::ArticleJournal) && !entry.has(Variable::Doi) {
        found.at(subject.head(entry), entry, "an article without DOI");
    }
}

fn urldate_missing(subject: &Subject, entry: &Entry, found: &mut Found) {
    let page = entry.kind == Some(crate::model::Kind::Webpage) && entry.has(Variable::Url);
    if page && !entry.has(Variable::Accessed) && !subject.is_reference(entry) {
        found.at(subject.head(entry), entry, "a web page without the day of the visit");
    }
}
