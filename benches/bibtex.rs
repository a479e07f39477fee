//! How fast `.bib` files are read, into the lossless tree and into entries, beside the crates `biblatex`, `serde_bibtex` and `bibtex-parser`
//! in one run; and how they are written.
//!
//! A made file of 5 MB (`IBIDEM_BENCH_MB` says another size), or the files that `IBIDEM_BENCH_BIB` names, with `:` between. What a crate
//! refuses or panics at is said once, and its time is then that of its giving up.

#![allow(clippy::print_stdout)]

use biblatex::{Bibliography, RawBibliography};
use divan::Bencher;
use divan::counter::BytesCount;
use ibidem::format::{biblatex as format_biblatex, bibtex};
use ibidem::model::Library;
use ibidem::syntax;
use ibidem::text::{Source, SourceId};
use serde::Deserialize;
use serde_bibtex::de::Deserializer;
use std::fmt;
use std::sync::LazyLock;

fn main() {
    std::panic::set_hook(Box::new(|_| {}));
    for input in INPUTS.iter() {
        input.judge();
    }
    divan::main();
}

struct Input {
    source: Source,
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.source.name.rsplit('/').next().unwrap_or_default();
        write!(f, "{name} ({:.1} MB)", self.source.text.len() as f64 / 1e6)
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Input {
    /// Says what each of the others makes of the input: a time says nothing where a parser gave up on the way.
    fn judge(&self) {
        let text = self.source.text.as_str();
        let ours = bibtex::FORMAT.read.map_or(0, |read| read(&self.source).0.entries.len());
        println!("{self}: ibidem reads {ours} entries");
        let tell = |name: &str, what: &dyn Fn() -> Result<usize, String>| match std::panic::catch_unwind(std::panic::AssertUnwindSafe(what)) {
            Ok(Ok(count)) => println!("  {name} reads {count} entries"),
            Ok(Err(error)) => println!("  {name} refuses the file: {}", error.lines().next().unwrap_or_default()),
            Err(_) => println!("  {name} panics"),
        };
        tell("biblatex raw", &|| RawBibliography::parse(text).map(|read| read.entries.len()).map_err(|error| error.to_string()));
        tell("biblatex", &|| Bibliography::parse(text).map(|read| read.len()).map_err(|error| error.to_string()));
        tell("serde_bibtex", &|| Borrowed::deserialize(&mut Deserializer::from_str(text)).map(|read| read.len()).map_err(|error| error.to_string()));
        tell("bibtex-parser", &|| bibtex_parser::parse(text).map(|read| read.entries().len()).map_err(|error| error.to_string()));
        tell("bibtex-parser, tolerant", &|| tolerant(text).map(|read| read.entries().len()));
    }
}

/// Runs what may panic.
fn caught<T>(what: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(what)).ok()
}

fn tolerant(text: &str) -> Result<bibtex_parser::Library<'_>, String> {
    bibtex_parser::Library::parser().tolerant().parse(text).map_err(|error| error.to_string())
}

type Borrowed<'r> = Vec<serde_bibtex::entry::BorrowEntry<'r>>;

static INPUTS: LazyLock<Vec<Input>> = LazyLock::new(|| {
    let named = std::env::var("IBIDEM_BENCH_BIB").unwrap_or_default();
    let read = |path: &str| std::fs::read(path).ok().map(|bytes| Input { source: Source::decode(SourceId(0), path, &bytes).0 });
    let inputs: Vec<Input> = named.split(':').filter(|path| !path.is_empty()).filter_map(read).collect();
    if !inputs.is_empty() {
        return inputs;
    }
    let size = std::env::var("IBIDEM_BENCH_MB").ok().and_then(|size| size.parse::<usize>().ok()).unwrap_or(5);
    vec![Input { source: Source::from_text(SourceId(0), "made.bib", &made(size * 1_000_000)) }]
});

fn inputs() -> impl Iterator<Item = &'static Input> {
    INPUTS.iter()
}

/// Entries as people have them: strings, accents, braces, long abstracts.
fn made(size: usize) -> String {
    let mut text = String::from("@string{pami = {IEEE Transactions on Pattern Analysis and Machine Intelligence}}\n");
    for at in 0.. {
        if text.len() >= size {
            break;
        }
        let year = 1950 + at % 75;
        text.push_str(&format!(
            "@article{{author{year}word{at},\n  author    = {{M{{\\\"u}}ller, J{{\\'o}}zef A. and van der Berg, Ludwig and {{World Health Organization}}}},\n  \
             title     = {{A {{Bayesian}} view of the {{DNA}} of mice, part {at}}},\n  journal   = pami,\n  volume    = {{{}}},\n  number    = {},\n  \
             pages     = {{{at}--{}}},\n  year      = {year},\n  month     = jul,\n  doi       = {{10.1000/182.{at}}},\n  \
             url       = \"https://example.org/articles/{at}?a=b&c=d\",\n  abstract  = {{We show in what follows, \\emph{{inter alia}}, that words \
             are read as fast as they come, and that nothing is lost of them. There is a second sentence too.}},\n}}\n\n",
            at % 90,
            at % 12,
            at + 9
        ));
    }
    text
}

/// What stands where: no field is understood.
#[divan::bench_group]
mod tree {
    use super::*;

    #[divan::bench(args = inputs())]
    fn ibidem(bencher: Bencher, input: &Input) {
        bencher.counter(BytesCount::of_str(&input.source.text)).bench_local(|| syntax::parse(&input.source));
    }

    #[divan::bench(args = inputs())]
    fn biblatex_raw(bencher: Bencher, input: &Input) {
        let text = input.source.text.as_str();
        bencher.counter(BytesCount::of_str(text)).bench_local(|| caught(|| RawBibliography::parse(text)));
    }

    #[divan::bench(args = inputs())]
    fn biblatex(bencher: Bencher, input: &Input) {
        let text = input.source.text.as_str();
        bencher.counter(BytesCount::of_str(text)).bench_local(|| caught(|| Bibliography::parse(text)));
    }

    #[divan::bench(args = inputs())]
    fn serde_bibtex(bencher: Bencher, input: &Input) {
        let text = input.source.text.as_str();
        bencher.counter(BytesCount::of_str(text)).bench_local(|| caught(|| Borrowed::deserialize(&mut Deserializer::from_str(text))));
    }

    #[divan::bench(args = inputs())]
    fn bibtex_parser(bencher: Bencher, input: &Input) {
        let text = input.source.text.as_str();
        bencher.counter(BytesCount::of_str(text)).bench_local(|| caught(|| ::bibtex_parser::parse(text)));
    }

    #[divan::bench(args = inputs())]
    fn bibtex_parser_tolerant(bencher: Bencher, input: &Input) {
        let text = input.source.text.as_str();
        bencher.counter(BytesCount::of_str(text)).bench_local(|| caught(|| tolerant(text)));
    }
}

/// What the fields mean: strings expanded, LaTeX decoded, names and dates understood, cross references followed.
#[divan::bench_group]
mod entries {
    use super::*;

    #[divan::bench(args = inputs())]
    fn ibidem(bencher: Bencher, input: &Input) {
        let Some(read) = bibtex::FORMAT.read else { return };
        bencher.counter(BytesCount::of_str(&input.source.text)).bench_local(|| read(&input.source));
    }

    /// `Bibliography::parse`, and each entry asked for its names, titles, dates and numbers.
    #[divan::bench(args = inputs())]
    fn biblatex_typed(bencher: Bencher, input: &Input) {
        let text = input.source.text.as_str();
        bencher.counter(BytesCount::of_str(text)).bench_local(|| caught(|| Bibliography::parse(text).map(|read| (typed(&read), read))));
    }

    fn typed(read: &Bibliography) -> usize {
        let ask = |entry: &biblatex::Entry| {
            [
                entry.author().is_ok(),
                entry.editors().is_ok(),
                entry.title().is_ok(),
                entry.date().is_ok(),
                entry.journal().is_ok(),
                entry.book_title().is_ok(),
                entry.volume().is_ok(),
                entry.number().is_ok(),
                entry.pages().is_ok(),
                entry.publisher().is_ok(),
                entry.location().is_ok(),
                entry.series().is_ok(),
                entry.edition().is_ok(),
                entry.doi().is_ok(),
                entry.url().is_ok(),
                entry.isbn().is_ok(),
                entry.issn().is_ok(),
                entry.note().is_ok(),
                entry.abstract_().is_ok(),
                entry.keywords().is_ok(),
            ]
        };
        read.iter().flat_map(|entry| ask(divan::black_box(entry))).filter(|known| *known).count()
    }
}

/// From entries to text.
#[divan::bench_group]
mod write {
    use super::*;

    fn library(input: &Input) -> Library {
        bibtex::FORMAT.read.map(|read| read(&input.source).0).unwrap_or_default()
    }

    #[divan::bench(args = inputs())]
    fn ibidem(bencher: Bencher, input: &Input) {
        let Some(write) = format_biblatex::FORMAT.write else { return };
        let library = library(input);
        bencher.counter(BytesCount::of_str(&input.source.text)).bench_local(|| write(&library));
    }
}
