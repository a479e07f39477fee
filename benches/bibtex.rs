//! How fast `.bib` files are read, into the lossless tree and into entries; and how they are written.
//!
//! A made file of 10 MB, or the one that `IBIDEM_BENCH_BIB` names.

use divan::Bencher;
use divan::counter::BytesCount;
use ibidem::format::{biblatex, bibtex};
use ibidem::syntax;
use ibidem::text::{Source, SourceId};

fn main() {
    divan::main();
}

fn source() -> Source {
    let named = std::env::var("IBIDEM_BENCH_BIB").ok().and_then(|path| std::fs::read(path).ok());
    Source::decode(SourceId(0), "bench.bib", &named.unwrap_or_else(|| made().into_bytes())).0
}

/// Entries as people have them: strings, accents, braces, long abstracts.
fn made() -> String {
    let mut text = String::from("@string{pami = {IEEE Transactions on Pattern Analysis and Machine Intelligence}}\n");
    for at in 0..14_000 {
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

#[divan::bench]
fn tree(bencher: Bencher) {
    let source = source();
    bencher.counter(BytesCount::of_str(&source.text)).bench_local(|| syntax::parse(&source));
}

#[divan::bench]
fn entries(bencher: Bencher) {
    let source = source();
    let Some(read) = bibtex::FORMAT.read else { return };
    bencher.counter(BytesCount::of_str(&source.text)).bench_local(|| read(&source));
}

#[divan::bench]
fn write(bencher: Bencher) {
    let source = source();
    let (Some(read), Some(write)) = (bibtex::FORMAT.read, biblatex::FORMAT.write) else { return };
    let (library, _) = read(&source);
    bencher.counter(BytesCount::of_str(&source.text)).bench_local(|| write(&library));
}
