//! What differs between an entry that was read and what the oracle says of it, after a normalisation that is told here, rule by rule:
//!
//! * **N1** White space and compatibility forms of characters (ligatures, raised digits) count as NFKC has them; dashes and hyphens as
//!   one hyphen (pages are `1-9`, `1–9` and `1--9` in files of different years), single quotation marks as apostrophes.
//! * **N2** Titles, and the names of containers, series and events: without regard to case, and without markup for case; Better BibTeX
//!   changes the case of English titles both ways by a heuristic of its own. The count of such entries is reported. Words with capitals
//!   behind their first letter keep them.
//! * **N3** Names as Zotero holds them, in two fields: the suffix with the given name, the particle with the family name or with the
//!   given one. A particle may have moved from one to the other, for BibTeX has one place for it, Zotero and CSL two. The case of given
//!   names does not count. A family name alone of several words stands in the files as given and family name do.
//! * **N4** Keywords are a set, by their letters and digits. Notes are HTML in Zotero and may stand in `extra`: the words of our notes
//!   must be among them.
//! * **N5** A variable that Zotero has no field for may stand in `extra`, in whatever words: its value must be found there, or among
//!   the fields for TeX. What these fields say (`tex.name: value`) must be found among our values, so that no field is lost.
//! * **N6** Files, dates of cataloguing, keys and groups are not compared. ISBN and ISSN by their digits.
//! * **N7** What the file does not say cannot be read from it: items that were written as `.bib` lost the fields that preferences leave
//!   out, or that BibTeX has none for. An item's value counts only where its letters stand somewhere in the entry as it is in the file.
//! * **N8** Better BibTeX looks up journals in lists of abbreviations: where the abbreviation that it found is our title, the full
//!   title is not ours to know. It puts subtitles of containers elsewhere, or behind a full stop.
//! * **N9** Zotero's types without author take authors under their chief role (director, contributor …), and have no publisher, editor …:
//!   a variable that the item's type has no field for may be missing there.
//! * **N10** Zotero's `section` of a book is its chapter; `A / B` are a publisher and a school; editions are the same by their numbers,
//!   languages by what they name; a genre that the entry type says itself need not be said; dates in words are the same by their years;
//!   commands that we keep as they stand in notes are left out.
//! * **N11** For what we write: where a field of the same name has the same letters in both files, it says the same, whatever variable it
//!   was read as.

use super::zotero::{Item, Tex};
use ibidem::model::{Date, Entry, Kind, Name, Names, Value, Variable};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// A difference: its kind, and both sides.
pub struct Difference {
    pub class: String,
    pub ours: String,
    pub theirs: String,
}

const TITLES: &[Variable] = &[
    Variable::Title,
    Variable::TitleShort,
    Variable::ContainerTitle,
    Variable::ContainerTitleShort,
    Variable::CollectionTitle,
    Variable::EventTitle,
    Variable::OriginalTitle,
    Variable::VolumeTitle,
    Variable::PartTitle,
];

fn is_title(variable: Variable) -> bool {
    TITLES.contains(&variable) || matches!(variable, Variable::Other(name) if name.as_str().ends_with("title"))
}

/// N4: notes, wherever they stand.
const NOTES: [Variable; 2] = [Variable::Note, Variable::Annote];

/// N1.
pub fn fold(text: &str) -> String {
    let mut folded = String::new();
    for c in text.nfkc() {
        match c {
            '-' | '–' | '—' | '‐' | '‑' | '−' if folded.ends_with('-') => {}
            '–' | '—' | '‐' | '‑' | '−' => folded.push('-'),
            '’' | '‘' | '`' => folded.push('\''),
            c => folded.push(c),
        }
    }
    folded.split_whitespace().collect::<Vec<_>>().join(" ").replace(" - ", "-")
}

/// Only letters and digits, for what may be rewritten.
pub fn letters(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What differs. `kinds` tells whether two kinds count as one; `raw` is the entry as it stands in the file, where N7 holds.
pub fn differences(ours: &Entry, item: &Item, kinds: fn(Option<Kind>, Option<Kind>) -> bool, raw: Option<&[String]>) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut differ = |class: String, ours: &str, theirs: &str| found.push(Difference { class, ours: ours.to_owned(), theirs: theirs.to_owned() });
    let kind = |kind: Option<Kind>| kind.map_or("document", Kind::name);
    let entry_type = item.tex.iter().find(|tex| tex.name == "entrytype").map(|tex| tex.value.as_str());
    if !kinds(ours.kind, item.entry.kind) && entry_type != Some(kind(ours.kind)) {
        differ(format!("kind {} for {}", kind(ours.kind), kind(item.entry.kind)), kind(ours.kind), &item.item_type);
    }
    let mut all_ours: Vec<String> = ours.values().map(|(_, value)| letters(&value.plain())).collect();
    all_ours.push(letters(kind(ours.kind)));
    let mut elsewhere: Vec<String> =
        item.extra.iter().chain(&item.notes).chain(item.tex.iter().map(|tex| &tex.value)).map(|text| letters(text)).collect();
    elsewhere.push(letters(&item.notes.concat()));
    elsewhere.extend(item.entry.values().map(|(_, value)| letters(&value.plain())));
    let our_notes = letters(&NOTES.iter().filter_map(|of| ours.plain(*of)).collect::<String>());
    let in_notes = |value: &str| our_notes.contains(value);
    let in_extra = |value: &str| value.is_empty() || elsewhere.iter().any(|text| text.contains(value));
    let in_file = |value: &Value| raw.is_none_or(|raw| raw.iter().any(|field| says(field, value)));
    let is_field = |variable, value: &Value| raw.is_none_or(|raw| raw.iter().any(|field| is_said(field, variable, value)));
    for (variable, theirs) in item.entry.values() {
        match ours.get(variable) {
            Some(ours) if same(variable, ours, theirs) => {}
            Some(value) if variable == Variable::ContainerTitle && same_container(value, theirs, item, &in_extra) => {}
            None if variable == Variable::ContainerTitleShort && abbreviation(ours, item) => {}
            None if plays_author(variable) && ours.get(Variable::Author).is_some_and(|author| same(variable, author, theirs)) => {}
            None if variable == Variable::Author && AUTHORS.iter().any(|of| ours.get(*of).is_some_and(|ours| same(variable, ours, theirs))) => {}
            Some(_) if !in_file(theirs) => {}
            Some(value) if raw.is_some() && says_less(value, theirs) => {}
            None if !is_field(variable, theirs) || is_doubled(ours, item, variable, theirs) => {}
            _ if NOTES.contains(&variable) && in_notes(&letters(&theirs.plain())) => {}
            None if variable == Variable::Section && ours.get(Variable::ChapterNumber).is_some_and(|ours| same(variable, ours, theirs)) => {}
            Some(value)
                if variable == Variable::Publisher
                    && theirs.plain().contains(" / ")
                    && letters(&theirs.plain()).contains(&letters(&value.plain())) => {}
            Some(value) if variable == Variable::Genre && IMPLIED.contains(&value.plain().as_ref()) => {}
            None => differ(format!("lacks {}", variable.name()), "", &theirs.plain()),
            Some(ours) => differ(variable.name().to_owned(), &shown(ours), &shown(theirs)),
        }
    }
    for (variable, value) in ours.values().filter(|(variable, _)| !item.entry.has(*variable)) {
        if NOTES.contains(&variable) && has_words(&without_commands(&value.plain()), &elsewhere) {
            continue;
        }
        let implied = variable == Variable::Genre && IMPLIED.contains(&value.plain().as_ref());
        let chapter = variable == Variable::ChapterNumber && item.entry.get(Variable::Section).is_some_and(|theirs| same(variable, value, theirs));
        if matches!(variable, Variable::Other(_))
            || implied
            || chapter
            || in_extra(&letters(&without_commands(&value.plain())))
            || has_no_field(&item.item_type, variable)
        {
            continue;
        }
        // N8: abbreviations that Better BibTeX adds.
        if variable == Variable::ContainerTitleShort && raw.is_some() {
            continue;
        }
        if variable == Variable::Author && AUTHORS.iter().any(|of| item.entry.get(*of).is_some_and(|theirs| same(variable, value, theirs))) {
            continue;
        }
        differ(format!("adds {}", variable.name()), &value.plain(), "");
    }
    for Tex { name, value, .. } in &item.tex {
        let value_letters = letters(value);
        if !all_ours.iter().any(|ours| ours.contains(&value_letters)) && raw.is_none_or(|raw| raw.iter().any(|raw| letters(raw) == value_letters)) {
            differ(format!("lacks tex.{name}"), "", value);
        }
    }
    found
}

/// A value for a person to look at: names in their parts.
fn shown(value: &Value) -> String {
    let Value::Names(names) = value else { return value.plain().into_owned() };
    let parts = |name: &Name| {
        format!("{}|{}|{}|{}|{}|{}", name.literal, name.non_dropping_particle, name.family, name.given, name.dropping_particle, name.suffix)
    };
    names.list.iter().map(parts).collect::<Vec<_>>().join("; ")
}

/// What the entry types of theses say.
const IMPLIED: &[&str] = &["PhD thesis", "Master's thesis"];

/// N7: whether a value may have been written into a field.
fn says(field: &str, value: &Value) -> bool {
    let letters_of_field = letters(field);
    match value {
        Value::Date(date) => date.start.or(date.end).is_none_or(|part| field.contains(&part.year.to_string())),
        Value::Names(names) => {
            names.list.iter().all(|name| letters_of_field.contains(&letters(&name.family)) && letters_of_field.contains(&letters(&name.literal)))
        }
        value => letters_of_field.contains(&letters(&value.plain())),
    }
}

/// N7: whether a date says less, as BibTeX's fields do that have no day.
fn says_less(ours: &Value, theirs: &Value) -> bool {
    let (Value::Date(ours), Value::Date(theirs)) = (ours, theirs) else { return false };
    let (Some(ours), Some(theirs), None) = (ours.start, theirs.start, ours.end) else { return false };
    ours.day.is_none() && ours.year == theirs.year && (ours.month == theirs.month || ours.month.is_none() && ours.season.is_none())
}

/// N7: whether a field says this and no more.
fn is_said(field: &str, variable: Variable, value: &Value) -> bool {
    match value {
        // The year alone may be that of publication.
        Value::Date(_) if variable != Variable::Issued => letters(field) == letters(&value.plain()),
        Value::Date(_) | Value::Names(_) => says(field, value),
        value => letters(field) == letters(&value.plain()),
    }
}

/// Whether the item says the same in another variable, which was read from the one place where the file says it.
fn is_doubled(ours: &Entry, item: &Item, variable: Variable, value: &Value) -> bool {
    let same_words = |other: &Value| letters(&other.plain()) == letters(&value.plain());
    item.entry.values().any(|(of, other)| of != variable && same_words(other) && ours.get(of).is_some_and(same_words))
}

/// N4: whether all words stand in one of the texts, which are letters alone. What LaTeX calls the parts of a text may be missing.
fn has_words(text: &str, elsewhere: &[String]) -> bool {
    const PARTS: &[&str] = &["itemize", "enumerate", "quotation", "quote", "verbatim"];
    let mut words = text.split(|c: char| !c.is_alphanumeric()).map(letters).filter(|word| !PARTS.contains(&word.as_str()));
    words.all(|word| elsewhere.iter().any(|text| text.contains(&word)))
}

/// N10: without the names of commands.
fn without_commands(text: &str) -> String {
    let mut parts = text.split('\\');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + " " + part.trim_start_matches(|c: char| c.is_ascii_alphabetic()))
}

/// N9: the roles that take the place of authors.
const AUTHORS: &[Variable] = &[Variable::Contributor, Variable::Director, Variable::ScriptWriter, Variable::Composer, Variable::Performer];

fn plays_author(variable: Variable) -> bool {
    AUTHORS.contains(&variable)
}

/// N9: what Zotero's types have no field for.
fn has_no_field(item_type: &str, variable: Variable) -> bool {
    let without: &[Variable] = match item_type {
        "journalArticle" => &[
            Variable::Publisher,
            Variable::PublisherPlace,
            Variable::Edition,
            Variable::Isbn,
            Variable::EventTitle,
            Variable::Editor,
            Variable::Genre,
            Variable::Medium,
            Variable::NumberOfPages,
            Variable::Pmid,
            Variable::Pmcid,
            Variable::Number,
        ],
        "conferencePaper" => &[Variable::Issue, Variable::Number],
        _ => &[Variable::Doi, Variable::Issn, Variable::Issue, Variable::Pmid],
    };
    without.contains(&variable)
}

/// N8: the full title of an abbreviated journal, or a title whose subtitle is elsewhere.
fn same_container(ours: &Value, theirs: &Value, item: &Item, in_extra: &dyn Fn(&str) -> bool) -> bool {
    let (ours, theirs) = (letters(&ours.plain()), letters(&theirs.plain()));
    let short = item.entry.plain(Variable::ContainerTitleShort).map(|short| letters(&short));
    short.as_ref() == Some(&ours) || ours.strip_prefix(&theirs).is_some_and(in_extra)
}

fn abbreviation(ours: &Entry, item: &Item) -> bool {
    let of = |entry: &Entry, variable| letters(&entry.plain(variable).unwrap_or_default());
    of(ours, Variable::ContainerTitle) == of(&item.entry, Variable::ContainerTitleShort)
}

/// Whether a rule is switched off, to see what it hides: `BBT_WITHOUT=case`, `inner` (of N2), `particles` (of N3).
fn without(rule: &str) -> bool {
    std::env::var("BBT_WITHOUT").is_ok_and(|rules| rules.split(',').any(|one| one == rule))
}

/// Whether two values are the same by the rules above.
fn same(variable: Variable, ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Names(ours), Value::Names(theirs)) => same_names(ours, theirs),
        (Value::Date(ours), Value::Date(theirs)) => same_date(ours, theirs),
        _ if variable == Variable::Keyword => keywords(&ours.plain()) == keywords(&theirs.plain()),
        _ if is_title(variable) && without("case") => fold(&ours.plain()) == fold(&theirs.plain()),
        _ if is_title(variable) => title(&ours.plain()) == title(&theirs.plain()) && markup(ours) == markup(theirs),
        _ if variable == Variable::Abstract => fold(&ours.plain()) == fold(&theirs.plain()),
        _ if variable == Variable::Edition => number(&ours.plain()) == number(&theirs.plain()),
        _ if variable == Variable::Language => language(&ours.plain()) == language(&theirs.plain()),
        _ if [Variable::Isbn, Variable::Issn].contains(&variable) => letters(&ours.plain()) == letters(&theirs.plain()),
        _ => fold(&ours.plain()) == fold(&theirs.plain()) && markup(ours) == markup(theirs),
    }
}

/// N2: whether the entries' titles differ in case alone.
pub fn differs_in_case(ours: &Entry, theirs: &Entry) -> bool {
    let titles = |entry: &Entry| -> Vec<String> { TITLES.iter().map(|of| fold(&entry.plain(*of).unwrap_or_default())).collect() };
    titles(ours).iter().zip(titles(theirs)).any(|(ours, theirs)| *ours != theirs && ours.to_lowercase() == theirs.to_lowercase())
}

/// N2 and N8. A word with capitals behind its first letter is a name or an abbreviation, and keeps them, unless all of the title is capitals.
fn title(text: &str) -> String {
    let folded = fold(text).replace([':', '.'], "");
    let shouts = !folded.chars().any(char::is_lowercase);
    let mut title = String::new();
    let mut rest = folded.as_str();
    while let Some(start) = rest.find(char::is_alphanumeric) {
        let length = rest[start..].find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len() - start);
        let word = &rest[start..start + length];
        title.push_str(&rest[..start]);
        let keeps = word.chars().skip(1).any(char::is_uppercase) && !shouts && !without("inner");
        title.push_str(&if keeps { word.to_owned() } else { word.to_lowercase() });
        rest = &rest[start + length..];
    }
    title + rest
}

/// The words in each style, that for case left out.
fn markup(value: &Value) -> BTreeSet<(String, String)> {
    let Value::Rich(rich) = value else { return BTreeSet::new() };
    let mut styled = BTreeSet::new();
    for run in &rich.runs {
        let names = [(run.style.italic, "italic"), (run.style.bold, "bold"), (run.style.small_caps, "small-caps")];
        for (_, name) in names.into_iter().filter(|(is, _)| *is) {
            styled.extend(run.text.split_whitespace().map(|word| (name.to_owned(), letters(word))).filter(|(_, word)| !word.is_empty()));
        }
    }
    styled
}

/// N3. A name of one field may be a family name alone.
fn same_names(ours: &Names, theirs: &Names) -> bool {
    let join = |parts: &[&str]| {
        fold(&parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")).replace("' ", "'").replace("- ", "-")
    };
    let two = |name: &Name| match name.is_literal() {
        true => (fold(&name.literal), String::new()),
        false => (
            join(&[&name.non_dropping_particle, &name.family]).replace(',', ""),
            join(&[&name.given, &name.dropping_particle, &name.suffix]).replace([',', '!'], "").to_lowercase(),
        ),
    };
    let whole = |name: &Name| {
        let (family, given) = two(name);
        letters(&format!("{given} {family}"))
    };
    let one_field = |name: &Name| name.given.is_empty() && name.family.contains(' ');
    let has_particle = |name: &Name| !name.non_dropping_particle.is_empty() || !name.dropping_particle.is_empty();
    let moved = |ours: &Name, theirs: &Name| !without("particles") && has_particle(ours) && whole(ours) == whole(theirs);
    let same =
        |(ours, theirs): (&Name, &Name)| two(ours) == two(theirs) || (one_field(theirs) || moved(ours, theirs)) && whole(ours) == whole(theirs);
    ours.others == theirs.others && ours.list.len() == theirs.list.len() && ours.list.iter().zip(&theirs.list).all(same)
}

/// N10 for dates.
fn same_date(ours: &Date, theirs: &Date) -> bool {
    let points = |date: &Date| (date.start, date.end, date.open);
    let year = ours.start.or(ours.end).map(|part| part.year.to_string());
    let words = |text: &str| fold(text).replace(' ', "");
    let in_words = theirs.start.is_none() && theirs.end.is_none();
    match year {
        Some(year) if in_words => theirs.literal.contains(&year),
        _ => points(ours) == points(theirs) && words(&ours.literal) == words(&theirs.literal),
    }
}

fn number(text: &str) -> String {
    const WORDS: [&str; 10] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    let text = text.trim().to_lowercase();
    if let Some(at) = WORDS.iter().position(|word| text == *word) {
        return (at + 1).to_string();
    }
    ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(&text).to_owned()
}

/// The beginnings that tell the names of languages in many languages.
fn language(text: &str) -> String {
    const BEGINNINGS: &[(&str, &str)] = &[
        ("eng", "en"),
        ("angl", "en"),
        ("amer", "en"),
        ("brit", "en"),
        ("austral", "en"),
        ("ger", "de"),
        ("deu", "de"),
        ("nger", "de"),
        ("austria", "de"),
        ("nswiss", "de"),
        ("fr", "fr"),
        ("spa", "es"),
        ("esp", "es"),
        ("por", "pt"),
        ("braz", "pt"),
        ("ital", "it"),
        ("rus", "ru"),
        ("chi", "zh"),
        ("zho", "zh"),
        ("jap", "ja"),
        ("jpn", "ja"),
        ("ara", "ar"),
        ("tur", "tr"),
        ("heb", "he"),
        ("nor", "nb"),
        ("no", "nb"),
        ("slovak", "sk"),
        ("swe", "sv"),
        ("dut", "nl"),
        ("dan", "da"),
    ];
    let lower = text.to_lowercase();
    match BEGINNINGS.iter().find(|(beginning, _)| lower.starts_with(beginning)) {
        Some((_, code)) => (*code).to_owned(),
        None => lower.split(['-', '_']).next().unwrap_or_default().to_owned(),
    }
}

/// N4. Better BibTeX drops the commas within a keyword.
fn keywords(text: &str) -> BTreeSet<String> {
    text.split([',', ';']).map(letters).filter(|word| !word.is_empty()).collect()
}
