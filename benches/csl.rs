//! How fast bibliographies are made, beside hayagriva's processor in one run. `IBIDEM_BENCH_ENTRIES` says how many entries at most,
//! `IBIDEM_BENCH_PEER` how many of them hayagriva gets: its time grows with the square, so that a thousand is the default.

use divan::Bencher;
use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::{IndependentStyle, Style, json};
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest};
use ibidem::csl::{self, Output};
use ibidem::format::csl_json::item;
use ibidem::model::{Date, Entry, Kind, Name, Names, Variable};

const STYLES: [&str; 3] = ["apa", "ieee", "chicago-author-date"];

fn main() {
    divan::main();
}

fn cases(most: &str, usual: usize) -> Vec<(&'static str, usize)> {
    let most = std::env::var(most).ok().and_then(|most| most.parse().ok()).unwrap_or(usual);
    let counts = move || [100, 1_000, 10_000, 100_000].into_iter().filter(move |count| *count <= most);
    STYLES.into_iter().flat_map(|style| counts().map(move |count| (style, count))).collect()
}

/// Articles of one to five authors, some of whom share their family names, and years.
fn entries(count: usize) -> Vec<Entry> {
    let entry = |at: usize| {
        let mut entry = Entry::default();
        (entry.key, entry.kind) = (format!("k{at}").into(), Some(Kind::ArticleJournal));
        let person =
            |place: usize| Name::person(format!("Family{}", (at * 7 + place * 13) % (count / 3 + 1)), format!("Given{} Middle", (at + place) % 97));
        entry.set(Variable::Author, Names::new((0..1 + at % 5).map(person).collect()));
        entry.set(Variable::Title, format!("On the study of things number {at}: a review of the field"));
        entry.set(Variable::ContainerTitle, "Journal of Studies");
        entry.set(Variable::Volume, format!("{}", at % 90));
        entry.set(Variable::Issue, format!("{}", at % 12));
        entry.set(Variable::Page, format!("{}-{}", 100 + at % 300, 110 + at % 300));
        entry.set(Variable::Issued, Date::year(1950 + i32::try_from(at % 70).unwrap_or(0)));
        entry.set(Variable::Doi, format!("10.1000/x{at}"));
        entry
    };
    (0..count).map(entry).collect()
}

#[divan::bench(args = cases("IBIDEM_BENCH_ENTRIES", 10_000), sample_count = 3, sample_size = 1)]
fn ibidem(bencher: Bencher, (style, count): (&str, usize)) {
    let entries = entries(count);
    bencher.bench(|| csl::bibliography(&entries, style, None, Output::Text).map(|list| list.len()));
}

#[divan::bench(args = cases("IBIDEM_BENCH_PEER", 1_000), sample_count = 1, sample_size = 1)]
fn hayagriva(bencher: Bencher, (style, count): (&str, usize)) {
    let items: Vec<json::Item> =
        entries(count).iter().filter_map(|entry| serde_json::from_value(serde_json::Value::Object(item::item(entry))).ok()).collect();
    let locales = locales();
    let Some(style) = independent(style) else { return };
    bencher.bench(|| {
        let mut driver = BibliographyDriver::new();
        for item in &items {
            driver.citation(CitationRequest::new(vec![CitationItem::with_entry(item)], &style, None, &locales, None));
        }
        driver.finish(BibliographyRequest::new(&style, None, &locales)).bibliography.map(|list| list.items.len())
    });
}

fn independent(name: &str) -> Option<IndependentStyle> {
    match ArchivedStyle::by_name(name)?.get() {
        Style::Independent(style) => Some(style),
        Style::Dependent(_) => None,
    }
}
