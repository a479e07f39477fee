//! How fast files are checked by all rules, at 1, 10 and 50 MB: time should grow with the size. The entries are made here, so that the bench needs
//! no data; `IBIDEM_BENCH_BIB=FILE` checks a file of real ones instead, cut to these sizes. Beside it stands biblint, the other linter in Rust,
//! with the rules that it asks by default, and with all fourteen that it has.

#![allow(clippy::unwrap_used)]

use divan::Bencher;
use divan::counter::BytesCount;
use ibidem::check::{self, Options};
use ibidem::model::DatePart;
use ibidem::workspace::{ReadAs, Workspace};

fn main() {
    divan::main();
}

/// Entries of many kinds, most of them in order.
fn made(size: usize) -> String {
    let mut text = String::with_capacity(size + 1000);
    let mut at = 0;
    while text.len() < size {
        at += 1;
        text += &format!(
            "@article{{author{at},\n  author = {{Family{at}, Given and Other, A. B.}},\n  title = {{On the number {at} of bees}},\n  journal = {{Hive Studies}},\n  \
             volume = {{{}}},\n  pages = {{{at}--{}}},\n  year = {{{}}},\n  doi = {{10.1000/hive.{at}}}\n}}\n\n@inproceedings{{paper{at},\n  author = {{Given \
             Family{at} and J.K. Other}},\n  title = {{The DNA of bee {at}}},\n  booktitle = {{Proceedings of the Bees}},\n  pages = {{{at}-{}}},\n  year = \
             {{2004}},\n  publisher = {{Hive & Sons}}\n}}\n\n",
            at % 90 + 1,
            at + 9,
            1950 + at % 70,
            at + 12,
        );
    }
    text
}

fn text(megabytes: usize) -> String {
    let size = megabytes * 1_000_000;
    match std::env::var("IBIDEM_BENCH_BIB").ok().and_then(|path| std::fs::read_to_string(path).ok()) {
        Some(text) => {
            let end = text.get(..size.min(text.len())).map_or(text.len(), |cut| cut.rfind("\n@").unwrap_or(cut.len()));
            readable(&text[..end])
        }
        None => made(size),
    }
}

/// Reads a text and checks it by all rules that are asked by default: how much was found.
fn checked(text: &str, jobs: Option<usize>) -> usize {
    let mut workspace = Workspace { jobs, ..Workspace::default() };
    workspace.add_text("x.bib", text, ReadAs::named("bibtex").unwrap());
    check::everything(&workspace.subject(DatePart::new(2026, 1, 1)), &Options::default(), workspace.diagnostics.clone()).len()
}

/// What biblint reads of a text: it stops at the first entry that it takes for unclosed, which would make it look fast.
fn readable(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.get(1..).and_then(|rest| rest.find("\n@")).map_or(rest.len(), |at| at + 2);
        let (entry, behind) = rest.split_at(end);
        let found = biblint_core::check_sources(&[("x.bib".into(), entry.to_owned())], &biblint_core::Settings::default());
        if !found.iter().any(|found| found.rule == biblint_core::Rule::SyntaxError) {
            kept.push_str(entry);
        }
        rest = behind;
    }
    kept
}

#[divan::bench(args = [1, 10, 50], sample_count = 3, sample_size = 1)]
fn all_default_rules(bencher: Bencher, megabytes: usize) {
    let text = text(megabytes);
    bencher.counter(BytesCount::new(text.len())).bench(|| checked(&text, None));
}

#[divan::bench(args = [1, 10, 50], sample_count = 3, sample_size = 1)]
fn all_default_rules_on_one_thread(bencher: Bencher, megabytes: usize) {
    let text = text(megabytes);
    bencher.counter(BytesCount::new(text.len())).bench(|| checked(&text, Some(1)));
}

/// Without those that ask what deduplication thinks.
#[divan::bench(args = [1, 10, 50], sample_count = 3, sample_size = 1)]
fn rules_of_entries_alone(bencher: Bencher, megabytes: usize) {
    let text = text(megabytes);
    let mut workspace = Workspace::default();
    workspace.add_text("x.bib", &text, ReadAs::named("bibtex").unwrap());
    let ignore = ["same-work", "container-variant", "inverted-name"].map(str::to_owned).to_vec();
    let options = Options { ignore, ..Options::default() };
    bencher
        .counter(BytesCount::new(text.len()))
        .bench(|| check::everything(&workspace.subject(DatePart::new(2026, 1, 1)), &options, Vec::new()).len());
}

/// The same text by biblint, with its own default rules; once, since it takes long. It has one thread.
#[divan::bench(args = [1, 10, 50], sample_count = 1, sample_size = 1)]
fn biblint(bencher: Bencher, megabytes: usize) {
    by_biblint(bencher, megabytes, &[]);
}

/// The same with all of its rules, duplicates among them.
#[divan::bench(args = [1, 10, 50], sample_count = 1, sample_size = 1)]
fn biblint_all_rules(bencher: Bencher, megabytes: usize) {
    by_biblint(bencher, megabytes, &["all"]);
}

fn by_biblint(bencher: Bencher, megabytes: usize, select: &[&str]) {
    let sources = [("x.bib".into(), text(megabytes))];
    let mut settings = biblint_core::Settings::default();
    settings.lint.select = select.iter().map(|rule| (*rule).to_owned()).collect();
    bencher.counter(BytesCount::new(sources[0].1.len())).bench(|| biblint_core::check_sources(&sources, &settings).len());
}
