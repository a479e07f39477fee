//! How many references a second are tagged, and tagged and assembled, on one thread.
//!
//! Made references in several styles, or one a line from the file that `IBIDEM_BENCH_REFERENCES` names.

use divan::Bencher;
use divan::counter::ItemsCount;
use ibidem::parse;
use ibidem::parse::tag::Tagger;
use ibidem::text::{Source, SourceId};

fn main() {
    divan::main();
}

fn text() -> String {
    std::env::var("IBIDEM_BENCH_REFERENCES").ok().and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_else(made)
}

/// Styles as lists have them.
fn made() -> String {
    let line = |n: usize| {
        let (year, volume, page) = (1950 + n % 75, 1 + n % 90, 1 + n * 7 % 900);
        match n % 6 {
            0 => format!("Smith, J., & Doe, R. A. ({year}). A study of word {n}. Journal of Things, {volume}(3), {page}–{}.", page + 12),
            1 => format!("Halpern SD, Ubel PA, Caplan AL. Word {n} in infected patients. N Engl J Med. {year};{volume}(4):{page}-{}.", page + 9),
            2 => format!("Müller, Hans: Das Wort {n} und seine Geschichte, Berlin: Suhrkamp {year}, S. {page}."),
            3 => format!(
                "J. Young, \"Word {n} of plastics,\" in Plastics, 2nd ed., J. Peters, Ed. New York: McGraw-Hill, {year}, pp. {page}–{}.",
                page + 5
            ),
            4 => format!("DUPONT Pierre, « Le mot {n} », dans Jean Martin (dir.), Les mots, Paris, Gallimard, {year}, p. {page}-{}.", page + 7),
            _ => format!("World Health Organization. ({year}). Report on word {n}. Geneva: World Health Organization. https://doi.org/10.1000/{n}"),
        }
    };
    (0..12_000).map(|n| line(n) + "\n").collect()
}

#[divan::bench]
fn tag(bencher: Bencher) {
    let text = text();
    let tagger = Tagger::embedded();
    bencher.counter(ItemsCount::new(text.lines().count())).bench_local(|| text.lines().map(|line| tagger.tag(line).segments.len()).sum::<usize>());
}

#[divan::bench]
fn whole(bencher: Bencher) {
    let source = Source::decode(SourceId(0), "bench.txt", text().as_bytes()).0;
    bencher.counter(ItemsCount::new(source.text.lines().count())).bench_local(|| parse::lines(&source, Some(1)).library.entries.len());
}
