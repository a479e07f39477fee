//! URLs and files: what stands around them, in the wrong field, or is of use on one machine alone.

use super::super::dialect::Dialect;
use super::tex::argument;
use super::*;
use crate::model::id::{Doi, Url};
use std::ops::Range;

family! {
    HOWPUBLISHED_URL "howpublished-url" Warning Safe On: "a URL in `howpublished`",
        "biblatex and many styles of BibTeX have a field `url`, of which they make a link. The fix moves it there. Files written for BibTeX's old styles, which know no `url`, are left alone.",
        [bibtex "@misc{smith, title = {One}, howpublished = {\\url{https://example.org/}}}" => "@misc{smith, title = {One}, url = {https://example.org/}}"],
        field(Roles::HOWPUBLISHED, howpublished_url).bibtex().with(b":");
    URL_MARKUP "url-markup" Warning Safe On: "markup in the field `url`",
        "The field holds the address alone; styles set it as they want. The fix takes the markup out.",
        [bibtex "@misc{smith, title = {One}, url = {\\url{https://example.org/}}}" => "@misc{smith, title = {One}, url = {https://example.org/}}",
         bibtex "@misc{smith, title = {One}, url = {<https://example.org/>}}" => "@misc{smith, title = {One}, url = {https://example.org/}}"],
        field(Roles::URL, url_markup).bibtex().with(b"\\<");
    URL_TRACKING "url-tracking" Info Safe On: "a URL that says how you came there",
        "`utm_source` and its like are for counting visitors; the page is the same without. The fix takes them out.",
        [bibtex "@misc{smith, title = {One}, url = {https://example.org/bees?utm_source=feed}}" => "@misc{smith, title = {One}, url = {https://example.org/bees}}"],
        field(Roles::URL, url_tracking).everywhere().with(b"?");
    URL_TRAILING "url-trailing-punctuation" Warning Unsafe On: "punctuation at the end of a URL",
        "It belonged to the sentence that the address was copied from, and the link fails with it. The fix takes it out; it is unsafe, for an address may end so.",
        [bibtex "@misc{smith, title = {One}, url = {https://example.org/bees.}}" => "@misc{smith, title = {One}, url = {https://example.org/bees}}"],
        field(Roles::URL, url_trailing).with(b".,;)");
    URL_SCHEME_TWICE "url-scheme-twice" Error Safe On: "a URL with two schemes",
        "It was put behind `http://` that stood there already. The fix takes the first out.",
        [bibtex "@misc{smith, title = {One}, url = {http://https://example.org/}}" => "@misc{smith, title = {One}, url = {https://example.org/}}"],
        field(Roles::URL, url_scheme_twice).with(b":");
    URL_DUPLICATES_DOI "url-duplicates-doi" Info Safe Off: "a URL that only repeats the DOI",
        "Styles make a link of the DOI already, and would print both. The fix takes the URL out.",
        [bibtex "@misc{smith, title = {One}, doi = {10.1000/182}, url = {https://doi.org/10.1000/182}}" => "@misc{smith, title = {One}, doi = {10.1000/182}}"],
        field(Roles::URL, url_duplicates_doi).bibtex().with(b"/");
    SWAPPED_FIELDS "swapped-fields" Warning Unsafe On: "a value in another's field",
        "A DOI in `url`, an address in `doi`: neither is checked or linked. The fix renames the field; it is unsafe, for the value may be wrong instead.",
        [bibtex "@misc{smith, title = {One}, url = {10.1000/182}}" => "@misc{smith, title = {One}, doi = {10.1000/182}}"],
        field(Roles::URL.and(Roles::DOI).and(Roles::ISBN).and(Roles::ISSN), swapped).bibtex().all();
    ABSOLUTE_PATH "absolute-file-path" Warning Unsafe On: "a path that holds on one machine alone",
        "Others have no such folder, and it says who you are. The fix leaves the file's name; it is unsafe, for your reference manager may look for the path.",
        [bibtex "@misc{smith, title = {One}, file = {/home/anna/papers/bees.pdf}}" => "@misc{smith, title = {One}, file = {bees.pdf}}"],
        field(Roles::FILE, absolute_path).bibtex().with(b"/\\");
    PUBLISHER_PLACE "data-in-wrong-field" Warning Unsafe On: "the place within the publisher",
        "Place and publisher have a field each, and styles set them apart in their own order. The fix moves the place; it is unsafe, for a publisher may be called so.",
        [bibtex "@book{smith, author = {A. Smith}, title = {One}, publisher = {Hive Press, London}, year = 2000}" => "@book{smith, author = {A. Smith}, title = {One}, publisher = {Hive Press}, address = {London}, year = 2000}"],
        field(Roles::PUBLISHER, publisher_place).bibtex().with(b",:");
}

/// The address in a text that is nothing else: bare, or in `\url`.
fn only_url(text: &str) -> Option<&str> {
    let text = text.trim();
    let inside = match text.strip_prefix("\\url") {
        Some(rest) => argument(rest, 0).filter(|range| range.end == rest.len()).map(|range| rest[range.start + 1..range.end - 1].trim())?,
        None => text,
    };
    (Url::parse(inside).is_ok() && !inside.contains(['{', '}'])).then_some(inside)
}

fn howpublished_url(record: &Record, field: &Field, found: &mut Found) {
    let (Some(url), Some(name)) = (only_url(field.text), field.name_span) else { return };
    if record.has("url") || record.subject.dialect(record.entry.id.source) == Dialect::Bibtex {
        return;
    }
    let edits = vec![Edit { span: name, text: "url".to_owned() }, Edit { span: field.span, text: url.to_owned() }];
    found.fix(field.span, record.entry, "a URL has a field of its own", "write it as `url`", edits);
}

fn url_markup(record: &Record, field: &Field, found: &mut Found) {
    let inside = match field.text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        Some(inside) => Some(inside).filter(|inside| Url::parse(inside).is_ok()),
        None => only_url(field.text).filter(|_| field.text.starts_with("\\url")),
    };
    if let Some(inside) = inside {
        found.mend(record, field, field.all(), inside, "the field holds the address alone");
    }
}

fn url_tracking(record: &Record, field: &Field, found: &mut Found) {
    const COUNTERS: &[&str] = &["utm_", "fbclid=", "gclid=", "mc_cid=", "mc_eid=", "igshid="];
    let Some((_, query)) = field.text.split_once('?') else { return };
    let query = query.split('#').next().unwrap_or_default();
    let parts: Vec<&str> = query.split('&').collect();
    let counts = |part: &&&str| COUNTERS.iter().any(|counter| part.starts_with(counter));
    let Some(first) = parts.iter().find(counts) else { return };
    let kept: Vec<&str> = parts.iter().filter(|part| !counts(part)).copied().collect();
    let whole = place(field.text, query);
    let range: Range<usize> = if kept.is_empty() { whole.start - 1..whole.end } else { whole };
    let span = field.part(range);
    let edits = vec![Edit { span, text: kept.join("&") }];
    found.fix(field.part(place(field.text, first)), record.entry, "this counts visitors", "take it out", edits);
}

fn url_trailing(record: &Record, field: &Field, found: &mut Found) {
    let balanced = field.text.matches('(').count() >= field.text.matches(')').count();
    let bare = match balanced {
        true => field.text.trim_end_matches(['.', ',', ';']),
        false => field.text.trim_end_matches(['.', ',', ';', ')']),
    };
    if bare.len() < field.text.len() && Url::parse(bare).is_ok() && !field.text.ends_with("...") {
        found.mend(record, field, bare.len()..field.text.len(), "", format!("`{}` at the end of a URL", &field.text[bare.len()..]));
    }
}

fn url_scheme_twice(record: &Record, field: &Field, found: &mut Found) {
    let rest = ["http://", "https://"].iter().find_map(|scheme| field.text.strip_prefix(scheme));
    let twice = rest.filter(|rest| ["http://", "https://", "http//", "https//"].iter().any(|scheme| rest.starts_with(scheme)));
    if let Some(rest) = twice {
        let end = field.text.len() - rest.len();
        let new = if rest.starts_with("http:") || rest.starts_with("https:") { "" } else { return };
        found.mend(record, field, 0..end, new, "a URL has one scheme");
    }
}

fn url_duplicates_doi(record: &Record, field: &Field, found: &mut Found) {
    let of_doi = record.of(Roles::DOI).and_then(|doi| Doi::parse(doi.text).ok());
    let of_url = field.text.contains("doi.org/").then(|| Doi::parse(field.text).ok()).flatten();
    if let (Some(doi), Some(url)) = (of_doi, of_url)
        && doi.folded() == url.folded()
    {
        found.drop_field(record, field, "the URL repeats the DOI");
    }
}

fn swapped(record: &Record, field: &Field, found: &mut Found) {
    let text = field.text;
    let isbn = |text: &str| crate::model::id::Isbn::parse(text).is_ok();
    let new = match () {
        () if Roles::URL.contains(field.role) && text.starts_with("10.") && Doi::parse(text).is_ok() => "doi",
        () if Roles::DOI.contains(field.role) && Url::parse(text).is_ok() && !text.contains("doi") => "url",
        () if Roles::ISBN.contains(field.role) && text.len() == 9 && crate::model::id::Issn::parse(text).is_ok() => "issn",
        () if Roles::ISSN.contains(field.role) && text.len() >= 10 && isbn(text) => "isbn",
        () => return,
    };
    let (Some(name), false) = (field.name_span, record.has(new)) else { return };
    let edits = vec![Edit { span: name, text: new.to_owned() }];
    found.fix(field.span, record.entry, format!("this belongs in `{new}`"), &format!("write `{new}`"), edits);
}

fn absolute_path(record: &Record, field: &Field, found: &mut Found) {
    let text = field.text;
    let drive = text
        .match_indices(":\\")
        .chain(text.match_indices(":/"))
        .map(|(at, _)| at)
        .find(|at| *at > 0 && text.as_bytes()[at - 1].is_ascii_alphabetic() && (*at == 1 || !text.as_bytes()[at - 2].is_ascii_alphanumeric()));
    let home = ["/home/", "/Users/", "/mnt/", "/media/"]
        .iter()
        .filter_map(|root| text.find(root))
        .filter(|at| *at == 0 || matches!(text.as_bytes()[at - 1], b':' | b';' | b'{'))
        .min();
    let Some(start) = drive.map(|at| at - 1).into_iter().chain(home).min() else { return };
    let end = text[start + 3..].find([':', ';', '}', ',']).map_or(text.len(), |end| start + 3 + end);
    let path = &text[start..end];
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    match name.is_empty() {
        true => _ = found.tell(record, field, start..end, "a path of one machine"),
        false => found.mend(record, field, start..end, name, "a path of one machine"),
    }
}

/// Places that publishers name most, beside countries.
const CITIES: &[&str] = &[
    "Amsterdam",
    "Baltimore",
    "Basel",
    "Beijing",
    "Berlin",
    "Boston",
    "Bristol",
    "Cambridge",
    "Cambridge, MA",
    "Cham",
    "Chicago",
    "Dordrecht",
    "Dublin",
    "Edinburgh",
    "Frankfurt",
    "Frankfurt am Main",
    "Geneva",
    "Hamburg",
    "Heidelberg",
    "Hoboken",
    "Leiden",
    "Leipzig",
    "Lisbon",
    "London",
    "Los Angeles",
    "Madrid",
    "Melbourne",
    "Milan",
    "Moscow",
    "München",
    "Munich",
    "New York",
    "New York, NY",
    "Oxford",
    "Paris",
    "Philadelphia",
    "Princeton",
    "Rome",
    "San Francisco",
    "Singapore",
    "Stanford",
    "Stuttgart",
    "Sydney",
    "Tokyo",
    "Toronto",
    "Tübingen",
    "Vienna",
    "Washington",
    "Washington, DC",
    "Wien",
    "Zürich",
    "Zurich",
];

fn publisher_place(record: &Record, field: &Field, found: &mut Found) {
    let has_place = record.of(Roles::PLACE).is_some() || !field.is("publisher");
    let split = field.text.split_once(", ").map(|(name, place)| (name, place, false));
    let split = split.filter(|(_, place, _)| CITIES.contains(place)).or_else(|| field.text.split_once(": ").map(|(place, name)| (name, place, true)));
    let Some((name, city, _)) = split.filter(|(_, place, _)| CITIES.contains(place) && !has_place) else { return };
    let field_name = if record.subject.dialect(record.entry.id.source) == Dialect::Biblatex { "location" } else { "address" };
    let end = field.whole.range().end;
    let edits = vec![
        Edit { span: field.span, text: name.trim().to_owned() },
        Edit { span: Span::new(field.span.source, end..end), text: format!(", {field_name} = {{{city}}}") },
    ];
    found.fix(field.part(place(field.text, city)), record.entry, format!("`{city}` is the place"), "give it a field of its own", edits);
}
