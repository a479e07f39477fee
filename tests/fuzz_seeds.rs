//! The properties of the fuzz targets on a fixed number of inputs: small files of each format, changed at random but the same at every run.
//! `IBIDEM_FUZZ` says how many times as many.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod properties;
mod real_files;

use ibidem::document::DOCUMENTS;
use ibidem::document::citations::CITING;
use ibidem::format::{self, FORMATS, Format};
use ibidem::text::{Source, SourceId};
use real_files::data;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Inputs for each seed.
const ROUNDS: usize = 200;
/// Seeds for each format, and their size at most.
const SEEDS: usize = 12;
const LARGE: usize = 3_000;

/// Numbers that look like chance (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % (limit.max(1) as u64)).unwrap()
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        let longest = if self.below(4) == 0 { length } else { 12 };
        start..(start + self.below(longest)).min(length)
    }
}

/// What stands for something in one format or another, and characters that are easily taken for others.
const WORDS: &[&str] = &[
    "{",
    "}",
    "\"",
    "@",
    "#",
    ",",
    "=",
    "%",
    "\\",
    "(",
    ")",
    "[",
    "]",
    "<",
    ">",
    "&",
    ";",
    ":",
    "-",
    "/",
    "'",
    "|",
    "~",
    "$",
    "\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    "\0",
    "@book{",
    "@string{",
    "@comment",
    "xdata = {",
    "crossref = {",
    " and ",
    "ER  - \n",
    "TY  - ",
    "%0 ",
    "- ",
    ": ",
    "*a",
    "&a ",
    "<!--",
    "]]>",
    "<![CDATA[",
    "&#x0;",
    "&lt;",
    "null",
    "1e999",
    "\\u0000",
    "\u{FEFF}",
    "é",
    "漢",
    "\u{1F4A9}",
    "e\u{301}",
    "\u{202E}",
    "\u{85}",
    "\u{A0}",
    "ß",
    "ﬁ",
];

/// Pieces of the seeds and words, in any order.
fn mixed(seeds: &[Vec<u8>], chance: &mut Chance) -> Vec<u8> {
    let count = chance.below(40);
    let piece = |_| match chance.below(3) {
        0 => WORDS[chance.below(WORDS.len())].as_bytes().to_vec(),
        _ => {
            let seed = &seeds[chance.below(seeds.len())];
            let start = chance.below(seed.len() + 1);
            seed[start..(start + chance.below(24)).min(seed.len())].to_vec()
        }
    };
    (0..count).flat_map(piece).collect()
}

fn changed(seed: &[u8], other: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=chance.below(4) {
        let range = chance.range(bytes.len());
        let word = WORDS[chance.below(WORDS.len())].as_bytes().to_vec();
        let piece = match chance.below(8) {
            0 => Vec::new(),
            1 | 2 => word,
            3 => word.repeat(1 + chance.below(40)),
            4 => [&bytes[range.clone()], &bytes[range.clone()]].concat(),
            5 => other[chance.range(other.len())].to_vec(),
            6 => vec![u8::try_from(chance.below(256)).unwrap()],
            _ => {
                bytes.truncate(range.start);
                continue;
            }
        };
        // In the place of what stood there, or beside it.
        let end = if chance.below(2) == 0 { range.end } else { range.start };
        bytes.splice(range.start..end, piece);
    }
    bytes
}

/// Something of everything.
const LIBRARY: &str = "@string{p = {Press}}\n@comment{a}\n@book{b, editor={Cameron, M. A. and {W H O} and others}, title={To {Walk} \\& \\emph{more} $x^2$}, \
    publisher=p # { of U}, year=1998, isbn={0-19-541414-4}, keywords={a, b}}\n@incollection{c, author={Williams, Jody and van der Berg, L.}, \
    title={Ü}, crossref={b}, pages={1--9}, x={y}, note={n}}\n@online{o, author={A B}, title={T}, url={https://a.b/c_d?e=f}, urldate={2004-05-06}, date={2004/2005~}}\n";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Small files under a folder, whose names end so; a few of those that are wanted, from all over it.
fn small_files(folder: &Path, extensions: &[&str], is_wanted: impl Fn(&[u8]) -> bool) -> Vec<Vec<u8>> {
    let mut files = real_files::files(folder, extensions);
    files.retain(|path| path.metadata().is_ok_and(|file| file.len() <= LARGE as u64));
    // In an order that is the same everywhere, and has nothing to do with the folders.
    files.sort_by_key(|path| path.to_string_lossy().bytes().fold(0u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)));
    files.iter().map(|path| std::fs::read(path).unwrap()).filter(|bytes| is_wanted(bytes)).take(SEEDS).collect()
}

/// The seeds of a format: what it writes itself, and files of others that it reads something in.
fn seeds(format: &Format) -> Vec<Vec<u8>> {
    let Some(read) = format.read else { return Vec::new() };
    let library = format::named("bibtex").and_then(|bibtex| bibtex.read).map(|read| read(&Source::from_text(SourceId(0), "seed", LIBRARY)).0);
    let own = library.zip(format.write).map(|(library, write)| write(&library).0.into_bytes());
    let holds_entries = |bytes: &[u8]| !read(&Source::decode(SourceId(0), "seed", bytes).0).0.entries.is_empty();
    let looks_so = |bytes: &[u8]| (format.sniff)(&Source::decode(SourceId(0), "seed", bytes).0.text) && holds_entries(bytes);
    let from =
        |is_wanted: &dyn Fn(&[u8]) -> bool| [root().join("tests"), data()].map(|folder| small_files(&folder, format.extensions, is_wanted)).concat();
    // Files of the format itself; where there are none, others that it reads something in.
    let files = Some(from(&looks_so)).filter(|files| !files.is_empty()).unwrap_or_else(|| from(&holds_entries));
    own.into_iter().chain(files).collect()
}

/// Runs a property on the seeds and on what comes of them; tells the input where it fails.
fn holds(name: &str, seeds: &[Vec<u8>], property: impl Fn(&[u8])) {
    let times = std::env::var("IBIDEM_FUZZ").ok().and_then(|times| times.parse::<usize>().ok()).unwrap_or(1);
    let mut chance = Chance(u64::try_from(name.len()).unwrap());
    let mut failures = Vec::new();
    for seed in seeds {
        for round in 0..ROUNDS * times {
            let other = &seeds[chance.below(seeds.len())];
            let input = match round {
                0 => seed.clone(),
                round if round % 8 == 0 => mixed(seeds, &mut chance),
                _ => changed(seed, other, &mut chance),
            };
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| property(&input))) {
                let why =
                    panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default();
                failures.push(format!("{why}\n{:?}", String::from_utf8_lossy(&input)));
            }
        }
    }
    eprintln!("{name}: {} inputs of {} seeds", seeds.len() * ROUNDS * times, seeds.len());
    assert!(failures.is_empty(), "{name}: {} inputs fail; the first: {}", failures.len(), failures[0]);
}

#[test]
fn trees_and_latex_hold() {
    let mut seeds = small_files(&data(), &["bib"], |_| true);
    seeds.push(LIBRARY.as_bytes().to_vec());
    holds("tree", &seeds, properties::tree);
    holds("latex", &seeds, properties::latex);
}

#[test]
fn formats_hold() {
    let wanted = std::env::var("IBIDEM_FORMAT").ok();
    for format in FORMATS.iter().filter(|format| wanted.as_deref().is_none_or(|wanted| wanted == format.name)) {
        match format.read {
            Some(_) => holds(format.name, &seeds(format), |bytes| properties::format(format, bytes)),
            None => eprintln!("{}: is not read", format.name),
        }
    }
}

#[test]
fn documents_hold() {
    for kind in DOCUMENTS {
        let mut seeds = small_files(&root().join("tests"), kind.extensions, |_| true);
        seeds.push(b"# A\n\nText (Smith, 1998) and [@smith].\n\n## References\n\nSmith, J. (1998). A *title* of <i>things</i>. Press.\n".to_vec());
        holds(kind.name, &seeds, |bytes| properties::document(kind, bytes));
    }
}

#[test]
fn citations_are_found_in_any_bytes() {
    let seed =
        r"\cite[see][3]{a,b} [@a; see @b] #cite(<a>) :cite:p:`a,b` \begin{verbatim}\cite{c}\end{verbatim} \citation{a} <bcf:citekey>a</bcf:citekey>";
    for citing in CITING {
        let mut seeds = small_files(&root().join("tests"), citing.extensions, |_| true);
        seeds.push(seed.as_bytes().to_vec());
        holds(citing.name, &seeds, |bytes| properties::citations(citing, bytes));
    }
}
