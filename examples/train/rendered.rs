//! References rendered: entries in the archive of CSL styles, in several languages. Each piece of the output knows its
//! variable, so that it comes with its labels.
//!
//! The entries are those of the bibliography files of the development data, and those that the train side's labels give.
//! None has the title of a reference that is held back, nor of a document that the tests read.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use ibidem::csl::{Document, Piece, Style};
use ibidem::format;
use ibidem::model::{Date, Entry, EntryId, Kind, Name, Names, Value, Variable};
use ibidem::parse::assemble::assemble;
use ibidem::parse::features::hash_word;
use ibidem::parse::label::Label;
use ibidem::parse::lexicon;
use ibidem::parse::tag::{Segment, Tagged};
use ibidem::text::{Source, SourceId, Str};

use crate::fit::Random;
use crate::gold::{Example, Side};
use crate::noise;

/// An entry with the language of its words.
struct Work {
    entry: Entry,
    language: &'static str,
}

/// So many works are rendered in one style at once.
const BATCH: usize = 8;

/// Languages with the locales that lists in them use, and how often of a hundred each is taken.
const LANGUAGES: [(&str, &[&str], usize); 12] = [
    ("en", &["en-US", "en-US", "en-GB"], 58),
    ("it", &["it-IT"], 9),
    ("de", &["de-DE", "de-DE", "de-AT", "de-CH"], 7),
    ("fr", &["fr-FR", "fr-FR", "fr-CA"], 6),
    ("es", &["es-ES", "es-MX"], 4),
    ("pt", &["pt-BR", "pt-PT"], 2),
    ("nl", &["nl-NL"], 2),
    ("pl", &["pl-PL"], 1),
    ("ru", &["ru-RU"], 2),
    ("zh", &["zh-CN", "zh-TW"], 3),
    ("ja", &["ja-JP"], 2),
    ("ko", &["ko-KR"], 4),
];

/// Renders about `count` references; the same for the same data and seed. `held` are titles that may not come in.
pub fn make(data: &Path, real: &[Example], books: &[Example], held: &HashSet<String>, count: usize, seed: u64) -> Vec<Example> {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let shelf = Shelf::new(data, real, books, held);
    let mut out = Vec::with_capacity(count);
    let mut order: Vec<usize> = Vec::new();
    while out.len() < count {
        if order.is_empty() {
            order = (0..shelf.styles.len()).collect();
            (1..order.len()).rev().for_each(|i| order.swap(i, random.below(i + 1)));
        }
        let Some(at) = order.pop() else { return out };
        for mut example in shelf.render(at, BATCH, &mut random).map_or_else(Vec::new, |batch| batch.examples) {
            noise::furnish(&mut example, &mut random);
            out.push(example);
        }
    }
    out.truncate(count);
    out
}

/// Works, and the styles that they are rendered in.
pub struct Shelf {
    pool: Pool,
    styles: Vec<String>,
}

/// Works in one style and one language.
pub struct Batch {
    /// The identifier of the style.
    pub style: String,
    pub locale: &'static str,
    pub examples: Vec<Example>,
}

/// The letters of a title, by which works are told apart.
pub fn title_key(title: &str) -> String {
    title.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Titles of references that training may not see: of all gold but `real`, and of the documents of the tests.
pub fn held_titles<'e>(unseen: impl Iterator<Item = &'e Example>) -> HashSet<String> {
    let title = |e: &'e Example| e.runs.iter().filter(|run| run.2 == Label::Title).map(|run| title_key(&e.text[run.0..run.1]));
    let mut held: HashSet<String> = unseen.flat_map(title).collect();
    let lists = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lists");
    for file in files(&lists, &["json"]) {
        let Ok(json) = serde_json::from_str::<serde_json::Value>(&std::fs::read_to_string(file).unwrap()) else { continue };
        collect_titles(&json, &mut held);
    }
    held
}

fn collect_titles(json: &serde_json::Value, out: &mut HashSet<String>) {
    match json {
        serde_json::Value::Object(map) => {
            if let Some(title) = map.get("title").and_then(|title| title.as_str()) {
                out.insert(title_key(title));
            }
            map.values().for_each(|value| collect_titles(value, out));
        }
        serde_json::Value::Array(list) => list.iter().for_each(|value| collect_titles(value, out)),
        _ => {}
    }
}

/// Files below a folder with one of these extensions, in the order of their names.
fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| extensions.iter().any(|of| e == *of)) {
                out.push(path);
            }
        }
    }
    out.sort();
    out
}

/// All works that may be rendered, each title once.
fn works(data: &Path, real: &[Example], books: &[Example], held: &HashSet<String>) -> Vec<Work> {
    let mut seen: HashSet<String> = held.clone();
    let mut out = Vec::new();
    let mut take = |entry: &Entry, language: Option<&'static str>| {
        let Some(entry) = prepared(entry) else { return };
        let title = entry.plain(Variable::Title).map(|title| title_key(&title)).unwrap_or_default();
        if title.len() > 7 && seen.insert(title) {
            let language = language.unwrap_or_else(|| language_of(&entry));
            out.push(Work { entry, language });
        }
    };
    for example in real {
        take(&entry_of(example), None);
    }
    for example in books {
        take(&entry_of(example), Some("it"));
    }
    let bibliographies = files(&data.join("bib"), &["bib"]).into_iter().map(|path| (path, "bibtex"));
    let records = files(&data.join("dedup"), &["json"]).into_iter().filter(|path| !path.ends_with("cora.json")).map(|path| (path, "csl-json"));
    for (path, format) in bibliographies.chain(records) {
        let (source, _) = Source::decode(SourceId(0), path.to_string_lossy(), &std::fs::read(&path).unwrap());
        let read = format::named(format).and_then(|format| format.read).expect("a format that is read");
        read(&source).0.entries.iter().for_each(|entry| take(entry, None));
    }
    out
}

/// What a reference's labels say, as an entry.
fn entry_of(example: &Example) -> Entry {
    let segments = example.runs.iter().map(|(start, end, label)| Segment { label: *label, start: *start, end: *end, confidence: 1.0 }).collect();
    let mut entry = assemble(&Str::from(example.text.as_str()), &Tagged { segments, confidence: 1.0 }, None).entry;
    // Journals of physics are known by their short names.
    if let Some(container) = entry.plain(Variable::ContainerTitle).filter(|title| title.contains('.')).map(|title| title.into_owned()) {
        entry.set(Variable::ContainerTitleShort, container);
    }
    entry
}

/// Variables that are rendered, with their labels. An entry keeps these alone.
const LABELS: [(Variable, Label); 27] = [
    (Variable::Author, Label::Author),
    (Variable::Editor, Label::Editor),
    (Variable::Translator, Label::Translator),
    (Variable::Title, Label::Title),
    (Variable::ContainerTitle, Label::Container),
    (Variable::ContainerTitleShort, Label::Container),
    (Variable::JournalAbbreviation, Label::Container),
    (Variable::EventTitle, Label::Container),
    (Variable::CollectionTitle, Label::Series),
    (Variable::CollectionNumber, Label::Number),
    (Variable::Volume, Label::Volume),
    (Variable::Issue, Label::Issue),
    (Variable::Page, Label::Pages),
    (Variable::PageFirst, Label::Pages),
    (Variable::NumberOfPages, Label::Pages),
    (Variable::Issued, Label::Date),
    (Variable::Accessed, Label::Accessed),
    (Variable::Publisher, Label::Publisher),
    (Variable::PublisherPlace, Label::Place),
    (Variable::EventPlace, Label::Place),
    (Variable::Doi, Label::Doi),
    (Variable::Url, Label::Url),
    (Variable::Genre, Label::Genre),
    (Variable::Number, Label::Number),
    (Variable::Edition, Label::Edition),
    (Variable::CitationNumber, Label::CitationNumber),
    (Variable::YearSuffix, Label::Date),
];

fn label_of(variable: Variable) -> Option<Label> {
    LABELS.iter().find(|(of, _)| *of == variable).map(|(_, label)| *label)
}

/// The entry with the values that are rendered and fit to be read; none where it is no sound reference.
fn prepared(entry: &Entry) -> Option<Entry> {
    let mut out = Entry::new(EntryId::default());
    out.kind = entry.kind;
    for (variable, value) in entry.values().filter(|(variable, _)| label_of(*variable).is_some()) {
        let value = match value {
            Value::Names(names) => Value::Names(sound_names(names)?),
            Value::Date(date) => Value::Date(date.clone()),
            _ => Value::from(sound(&value.plain())?),
        };
        out.set(variable, value);
    }
    if out.has(Variable::ContainerTitle) {
        out.remove(Variable::EventTitle);
    }
    let title = out.plain(Variable::Title)?;
    let sound = (12..220).contains(&title.len()) && (out.has(Variable::Author) || out.has(Variable::Editor)) && out.values().len() >= 4;
    sound.then_some(out)
}

/// A value without remains of markup.
fn sound(value: &str) -> Option<String> {
    let words = value.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty() && words.len() < 260 && !words.contains(['{', '}', '\\', '$', '<', '>', '_', '^', '~', '\u{fffd}'])).then_some(words)
}

fn sound_names(names: &Names) -> Option<Names> {
    let is_sound = |name: &Name| {
        let whole = name.to_string();
        // Collaborations are notes in the gold.
        sound(&whole).is_some()
            && !whole.contains("ollab")
            && (name.is_literal() && whole.len() > 2 || !name.family.is_empty() && !whole.contains(|c: char| c.is_ascii_digit()))
    };
    (!names.list.is_empty() && names.list.iter().all(is_sound))
        .then(|| Names { list: names.list.clone(), others: names.others && names.list.len() > 1 })
}

/// The language of an entry by its script and its small words.
fn language_of(entry: &Entry) -> &'static str {
    let title = entry.plain(Variable::Title).unwrap_or_default().to_lowercase();
    for c in title.chars() {
        match c {
            'а'..='я' => return "ru",
            '가'..='힣' => return "ko",
            'ぁ'..='ヿ' => return "ja",
            '一'..='鿿' => return "zh",
            _ => {}
        }
    }
    const SMALL: [(&str, &[&str]); 7] = [
        ("de", &["der", "die", "das", "und", "für", "zur", "von", "im", "eine", "ein", "über"]),
        ("fr", &["le", "la", "les", "des", "du", "et", "dans", "sur", "une", "au", "aux"]),
        ("it", &["il", "di", "della", "del", "nel", "nella", "delle", "degli", "gli", "per", "e"]),
        ("es", &["el", "los", "las", "del", "y", "para", "una", "en", "con"]),
        ("pt", &["o", "os", "da", "do", "das", "dos", "uma", "em", "na", "no"]),
        ("nl", &["het", "een", "van", "voor", "op", "met", "naar"]),
        ("pl", &["w", "na", "oraz", "się", "dla", "z", "jest"]),
    ];
    let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).collect();
    let count = |small: &[&str]| words.iter().filter(|word| small.contains(word)).count();
    let best = SMALL.iter().map(|(language, small)| (count(small), *language)).max_by_key(|(n, _)| *n).unwrap_or_default();
    if best.0 >= 2 && count(&["the", "of", "and", "in", "for", "on", "with", "a", "an", "to"]) == 0 { best.1 } else { "en" }
}

/// How often of a hundred a kind is taken.
fn share(kind: Option<Kind>) -> (usize, usize) {
    match kind {
        Some(Kind::ArticleJournal) => (0, 44),
        Some(Kind::Chapter) => (1, 13),
        Some(Kind::Book) => (2, 15),
        Some(Kind::PaperConference) => (3, 10),
        Some(Kind::Thesis) => (4, 5),
        Some(Kind::Report) => (5, 5),
        _ => (6, 8),
    }
}

/// The works by language and kind.
struct Pool {
    works: Vec<Work>,
    by_language: HashMap<&'static str, [Vec<usize>; 7]>,
    shares: [usize; 7],
    /// Journals' names, to set other ones in.
    journals: Vec<usize>,
}

impl Pool {
    fn new(works: Vec<Work>) -> Pool {
        let mut by_language: HashMap<&'static str, [Vec<usize>; 7]> = HashMap::new();
        let mut shares = [0; 7];
        for (at, work) in works.iter().enumerate() {
            let (kind, share) = share(work.entry.kind);
            shares[kind] = share;
            by_language.entry(work.language).or_default()[kind].push(at);
        }
        let is_journal = |work: &Work| work.language == "en" && work.entry.kind == Some(Kind::ArticleJournal) && work.entry.has(Variable::Volume);
        let journals = works.iter().enumerate().filter(|(_, work)| is_journal(work)).map(|(at, _)| at).collect();
        for (language, kinds) in &by_language {
            eprintln!("{language}: {:?} works by kind", kinds.each_ref().map(Vec::len));
        }
        Pool { works, by_language, shares, journals }
    }

    /// A work in that language; English ones where there are few.
    fn pick(&self, language: &str, random: &mut Random) -> &Work {
        let kinds = self.by_language.get(language).filter(|kinds| kinds.iter().map(Vec::len).sum::<usize>() >= 20 && !random.chance(25));
        let kinds = kinds.unwrap_or_else(|| &self.by_language["en"]);
        loop {
            let kind = random.below(7);
            if random.below(50) < self.shares[kind] && !kinds[kind].is_empty() {
                return &self.works[kinds[kind][random.below(kinds[kind].len())]];
            }
        }
    }
}

/// The independent styles of the archive, unpacked with `xz`, in the order of their names.
fn styles(data: &Path) -> Vec<String> {
    let out = Command::new("xz").arg("-dc").arg(data.join("csl/styles.tar.xz")).output().expect("xz unpacks the styles");
    let mut rest = out.stdout.as_slice();
    let mut styles = Vec::new();
    // A tar file is heads of 512 bytes, with name and size, and contents filled up to as many.
    while let Some((head, after)) = rest.split_at_checked(512) {
        let size = std::str::from_utf8(&head[124..135]).ok().and_then(|digits| usize::from_str_radix(digits.trim_matches(['\0', ' ']), 8).ok());
        let Some((content, after)) = size.and_then(|size| after.split_at_checked(size.next_multiple_of(512)).map(|(c, rest)| (&c[..size], rest)))
        else {
            break;
        };
        let name = String::from_utf8_lossy(&head[..100]).trim_end_matches('\0').to_owned();
        if name.ends_with(".csl") {
            styles.push((name, String::from_utf8_lossy(content).into_owned()));
        }
        rest = after;
    }
    styles.sort();
    styles.into_iter().map(|(_, style)| style).collect()
}

impl Shelf {
    pub fn new(data: &Path, real: &[Example], books: &[Example], held: &HashSet<String>) -> Shelf {
        Shelf { pool: Pool::new(works(data, real, books, held)), styles: styles(data) }
    }

    /// About `count` works in a style of those that are there.
    pub fn batch(&self, count: usize, random: &mut Random) -> Option<Batch> {
        self.render(random.below(self.styles.len()), count, random)
    }

    /// About `count` works in one style and one language; none where the style renders no bibliography.
    fn render(&self, style: usize, count: usize, random: &mut Random) -> Option<Batch> {
        let xml = &self.styles[style];
        let style = Style::from_csl(xml).ok().filter(Style::has_bibliography)?;
        let mut at = random.below(100);
        let language = LANGUAGES.iter().find(|(_, _, share)| at.checked_sub(*share).map(|rest| at = rest).is_none()).unwrap_or(&LANGUAGES[0]);
        let locale = random.pick(language.1);
        let fields = ["physics", "astronomy", "chemistry"];
        let short = fields.iter().any(|field| xml.contains(&format!("<category field=\"{field}\"")));
        let count = if short { 3 * count } else { count };
        let entries: Vec<Entry> = (0..count).map(|_| changed(&self.pool.pick(language.0, random).entry, &self.pool, random)).collect();
        let look = Look { straight: random.chance(50), hyphens: random.chance(45) };
        let rendered = Document::new(&entries, &style, Some(locale), Vec::new(), true).pieces();
        let examples = rendered.into_iter().filter_map(|(_, pieces)| example(&pieces, look)).collect();
        let name = xml.split_once("<id>").and_then(|(_, rest)| rest.split_once("</id>")).map_or("", |(id, _)| id);
        Some(Batch { style: name.to_owned(), locale, examples })
    }
}

/// An entry as another one of its kind could be.
fn changed(entry: &Entry, pool: &Pool, random: &mut Random) -> Entry {
    let mut entry = entry.clone();
    // Most lists give no identifiers.
    for variable in [Variable::Doi, Variable::Url] {
        if random.chance(65) {
            entry.remove(variable);
            entry.remove(Variable::Accessed);
        }
    }
    if random.chance(3) {
        entry.remove(Variable::Issued);
    }
    if random.chance(25) {
        entry.remove(Variable::Issue);
    }
    if entry.kind == Some(Kind::ArticleJournal) && random.chance(20) {
        let other = &pool.works[pool.journals[random.below(pool.journals.len())]].entry;
        for variable in [Variable::ContainerTitle, Variable::ContainerTitleShort, Variable::Volume, Variable::Page] {
            if let Some(value) = other.get(variable) {
                entry.set(variable, value.clone());
            }
        }
    }
    if entry.has(Variable::Url) && !entry.has(Variable::Accessed) && random.chance(70) {
        entry.set(Variable::Accessed, visit(random));
    }
    entry
}

fn visit(random: &mut Random) -> Value {
    let date = format!("{}-{:02}-{:02}", 2001 + random.below(24), 1 + random.below(12), 1 + random.below(28));
    Value::date(Date::parse_edtf(&date).expect("a date"))
}

/// What is plainer in typed lists than in set ones.
#[derive(Clone, Copy)]
struct Look {
    straight: bool,
    hyphens: bool,
}

/// A rendered entry with its labels; none where it has too few of them, or one that we have no label for.
fn example(pieces: &[Piece], look: Look) -> Option<Example> {
    let (mut text, mut runs) = (String::new(), Vec::<(usize, usize, Label)>::new());
    for piece in pieces {
        let label = match piece.variable {
            None => None,
            Some(variable) => Some(label_of(variable)?),
        };
        // The number of the list stands in a column of its own.
        if matches!(runs.as_slice(), [(_, _, Label::CitationNumber)])
            && label.is_some_and(|label| label != Label::CitationNumber)
            && !text.ends_with(' ')
        {
            text.push(' ');
        }
        let start = text.len();
        push_plain(&mut text, &piece.text, look);
        match (label, runs.last_mut()) {
            (None, _) => {}
            (Some(label), Some(last)) if last.2 == label && last.1 == start => last.1 = text.len(),
            (Some(label), _) if text.len() > start => runs.push((start, text.len(), label)),
            _ => {}
        }
    }
    let has = |wanted: Label| runs.iter().any(|run| run.2 == wanted);
    let told = runs.len() >= 4 && (has(Label::Title) || has(Label::Container) && has(Label::Pages)) && text.len() < 700;
    told.then(|| {
        with_units(&text, &mut runs);
        Example { document: String::new(), fields: Default::default(), set: "rendered".into(), side: Side::Train, text, runs }
    })
}

/// An edition holds its word: "2nd ed.".
fn with_units(text: &str, runs: &mut [(usize, usize, Label)]) {
    for (_, end, _) in runs.iter_mut().filter(|run| run.2 == Label::Edition) {
        let rest = &text[*end..];
        let space = rest.len() - rest.trim_start_matches([' ', '.']).len();
        let word: String = rest[space..].chars().take_while(|c| c.is_alphabetic()).collect();
        if space <= 2 && lexicon::classes(hash_word(&word.to_lowercase())) & lexicon::EDITION != 0 {
            *end += space + word.len();
        }
    }
}

fn push_plain(text: &mut String, piece: &str, look: Look) {
    for c in piece.chars() {
        let c = match c {
            '\u{a0}' | '\u{202f}' | '\u{2009}' | '\n' | '\t' => ' ',
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' => continue,
            '“' | '”' if look.straight => '"',
            '’' | '‘' if look.straight => '\'',
            '–' if look.hyphens => '-',
            c => c,
        };
        if c != ' ' || !text.is_empty() && !text.ends_with(' ') {
            text.push(c);
        }
    }
}
