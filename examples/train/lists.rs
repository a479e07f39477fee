//! Documents made of rendered references, with known borders: how many references are found and split as they were put in.
//!
//! Each list is a handful of works in one style and one language, set into an article of ours in many ways: one a line, wrapped,
//! in the narrow columns of a printed page with its running heads, as HTML, Markdown and LaTeX.

use std::collections::HashSet;
use std::path::Path;

use ibidem::document;
use ibidem::parse::find;
use ibidem::parse::label::Label;
use ibidem::text::{Source, SourceId};

use crate::fit::Random;
use crate::gold::{self, Example, Side};
use crate::linkedbooks;
use crate::rendered::{Batch, Shelf};

/// A way to set a list into a document.
struct Layout {
    name: &'static str,
    kind: &'static str,
    set: fn(&List, &mut Random) -> String,
}

/// A list as it is set.
struct List {
    heading: &'static str,
    references: Vec<Set>,
}

/// A reference: its number in the list, if the style numbers it, and its words.
struct Set {
    number: Option<String>,
    words: String,
}

const LAYOUTS: [Layout; 13] = [
    Layout { name: "one a line", kind: "text", set: |list, random| article(list.heading, &list.lines("\n"), random) },
    Layout { name: "one a line, no heading", kind: "text", set: |list, random| article("", &list.lines("\n"), random) },
    Layout { name: "blank lines between", kind: "text", set: |list, random| article(list.heading, &list.lines("\n\n"), random) },
    Layout { name: "wrapped", kind: "text", set: |list, random| article(list.heading, &list.wrapped(78, "", "\n"), random) },
    Layout { name: "wrapped, hanging", kind: "text", set: |list, random| article(list.heading, &list.wrapped(78, "    ", "\n"), random) },
    Layout { name: "wrapped, blank lines", kind: "text", set: |list, random| article(list.heading, &list.wrapped(78, "", "\n\n"), random) },
    Layout { name: "columns of a page", kind: "text", set: columns },
    Layout {
        name: "numbers in front",
        kind: "text",
        set: |list, random| {
            let (open, close) = [("[", "] "), ("", ". "), ("(", ") "), ("", " ")][random.below(4)];
            article(list.heading, &list.numbered(open, close).wrapped(78, "", "\n"), random)
        },
    },
    Layout { name: "HTML, items", kind: "html", set: |list, random| html(list, "li", random) },
    Layout { name: "HTML, paragraphs", kind: "html", set: |list, random| html(list, "p", random) },
    Layout { name: "Markdown, bullets", kind: "markdown", set: |list, random| markdown(list, "- ", "\n", random) },
    Layout { name: "Markdown, paragraphs", kind: "markdown", set: |list, random| markdown(list, "", "\n\n", random) },
    Layout { name: "LaTeX", kind: "latex", set: latex },
];

/// Headings by the language of a locale.
const HEADINGS: [(&str, &[&str]); 12] = [
    ("en", &["References", "Bibliography", "REFERENCES", "Works Cited", "Literature Cited", "Further Reading", "6. References"]),
    ("de", &["Literatur", "Literaturverzeichnis", "Bibliographie", "Quellen und Literatur"]),
    ("fr", &["Bibliographie", "Références", "Références bibliographiques"]),
    ("it", &["Bibliografia", "Riferimenti bibliografici"]),
    ("es", &["Referencias", "Bibliografía", "Referencias bibliográficas"]),
    ("pt", &["Referências", "Bibliografia", "Referências bibliográficas"]),
    ("nl", &["Literatuur", "Referenties", "Bronnen"]),
    ("pl", &["Literatura", "Bibliografia", "Piśmiennictwo"]),
    ("ru", &["Литература", "Список литературы"]),
    ("zh", &["参考文献"]),
    ("ja", &["参考文献", "引用文献"]),
    ("ko", &["참고문헌"]),
];

/// Sentences of an article, of no matter.
const SENTENCES: [&str; 16] = [
    "The question has been asked before, but not of this material.",
    "We follow the earlier study (Marsh 1998) in this and depart from it in what comes next.",
    "Samples were taken in May 2011 and kept at 4 °C until they were used.",
    "It is true that in 1987, 1993 and 2004 the opposite was found [3, 7, 12].",
    "None of the differences was larger than 12 %, as Table 2 shows.",
    "As one reader said, “it depends on where you stand”; we agree.",
    "Those who came later had less to say about it.",
    "All of this took place between 1914 and 1919, in three cities.",
    "The model has four parts: a source, a filter, a sink and a clock.",
    "What remains is a matter of counting (see Lind and Orr, 2005, pp. 12–19).",
    "Dr. Okafor and Prof. Lindqvist read an earlier draft.",
    "In all, 1,204 letters were read, of which 311 are lost today.",
    "Further work will have to tell the two apart.",
    "The first edition was printed in London; a second one never came out.",
    "Let x be a number and y the one that follows it.",
    "There is, of course, more than one way to look at a river.",
];

/// What may stand behind a list.
const AFTER: [&str; 4] = [
    "",
    "Appendix A\n\nThe letters are kept in two boxes, which were numbered in 1978.\n",
    "Acknowledgements\n\nWe thank all who read this in 2010, and those who did not.\n",
    "About the author\n\nP. Orr teaches history. Her book on floods came out in 2001.\n",
];

fn prose(random: &mut Random) -> String {
    let paragraph = |random: &mut Random| (0..3 + random.below(5)).map(|_| random.pick(&SENTENCES)).collect::<Vec<_>>().join(" ");
    (0..2 + random.below(4)).map(|_| wrap(&paragraph(random), 78, "") + "\n\n").collect()
}

fn article(heading: &str, list: &str, random: &mut Random) -> String {
    let gap = if random.chance(60) { "\n\n" } else { "\n" };
    let heading = if heading.is_empty() { String::new() } else { format!("{heading}{gap}") };
    format!("On Rivers and Letters\n\n{}{heading}{list}\n\n{}", prose(random), random.pick(&AFTER))
}

/// Two columns of a printed page, as text: narrow lines, words broken at their ends, running heads between.
fn columns(list: &List, random: &mut Random) -> String {
    let width = 44 + random.below(14);
    let broken = |text: &str, random: &mut Random| broken(text, width, random) + "\n";
    let paragraphs = prose(random).replace("\n\n", "\u{2029}").replace('\n', " ");
    let mut lines: String =
        paragraphs.split('\u{2029}').filter(|paragraph| !paragraph.is_empty()).map(|paragraph| broken(paragraph, random)).collect();
    lines = lines + "\n" + list.heading + "\n";
    lines.extend(list.references.iter().map(|set| broken(&set.whole(), random)));
    lines = lines + "\n" + random.pick(&AFTER);
    let (heads, mut page, every) = (random.below(3), 200 + random.below(200), 30 + random.below(20));
    let mut out = "On Rivers and Letters\nP. Orr\n\n".to_owned();
    for (at, line) in lines.lines().enumerate() {
        if at > 0 && at % every == 0 {
            page += 1;
            out += &match heads {
                0 => format!("\n{page}\n\n"),
                1 => format!("\n{page}\nOn Rivers and Letters\n\n"),
                _ if page % 2 == 0 => format!("\n{page} P. ORR\n\n"),
                _ => format!("\nOn Rivers and Letters {page}\n\n"),
            };
        }
        out = out + line + "\n";
    }
    out
}

/// Wrapped, with long words broken at a line's end.
fn broken(text: &str, width: usize, random: &mut Random) -> String {
    let mut out = String::new();
    let mut column = 0;
    for (at, word) in text.split(' ').enumerate() {
        let letters: Vec<char> = word.chars().collect();
        let space = usize::from(at > 0);
        if column + space + letters.len() <= width {
            out.push_str(if at > 0 { " " } else { "" });
            column += space;
        } else {
            let room = (width - column.min(width)).saturating_sub(2);
            let plain = letters.iter().all(|c| c.is_ascii_lowercase());
            if plain && letters.len() >= 8 && room >= 3 && room + 3 <= letters.len() && random.chance(60) {
                out.extend(std::iter::once(' ').chain(letters[..room].iter().copied()).chain("-\n".chars()));
                out.extend(&letters[room..]);
                column = letters.len() - room;
                continue;
            }
            out.push('\n');
            column = 0;
        }
        out.push_str(word);
        column += letters.len();
    }
    out
}

fn wrap(text: &str, width: usize, indent: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for (at, word) in text.split(' ').enumerate() {
        let long = word.chars().count();
        if at > 0 && column + 1 + long > width {
            out = out + "\n" + indent;
            column = indent.len();
        } else if at > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += long;
    }
    out
}

fn html(list: &List, tag: &str, random: &mut Random) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let whole = |set: &Set| escape(&if tag == "li" { set.words.clone() } else { set.whole() });
    let items: String =
        list.references.iter().map(|set| format!("<{tag}>{}</{tag}>\n", linked(&whole(set), |url| format!("<a href=\"{url}\">{url}</a>")))).collect();
    let (open, close) = if tag == "p" { ("", "") } else { [("<ol>\n", "</ol>\n"), ("<ul>\n", "</ul>\n")][random.below(2)] };
    let prose: String = prose(random).split("\n\n").map(|paragraph| format!("<p>{paragraph}</p>\n")).collect();
    format!(
        "<html><head><title>On Rivers</title></head><body><nav><ul><li><a href=\"/\">Home</a></li><li>Issue 3 (2012)</li></ul></nav>\n<h1>On Rivers</h1>\n{prose}\
         <h2>{}</h2>\n{open}{items}{close}<footer><p>© 2012 The River Press</p></footer></body></html>\n",
        list.heading
    )
}

/// Text with its addresses as links.
fn linked(text: &str, link: impl Fn(&str) -> String) -> String {
    let address = |word: &str| word.starts_with("http").then(|| word.trim_end_matches(['.', ',', ';', ')']).to_owned());
    let words = text.split(' ').map(|word| address(word).map_or_else(|| word.to_owned(), |url| link(&url) + &word[url.len()..]));
    words.collect::<Vec<_>>().join(" ")
}

fn markdown(list: &List, mark: &str, between: &str, random: &mut Random) -> String {
    let escape = |text: &str| text.replace(['*', '_'], "").replace('[', "\\[").replace('<', "\\<");
    let words = |set: &Set| if mark.is_empty() { set.whole() } else { set.words.clone() };
    let items: Vec<_> = list.references.iter().map(|set| format!("{mark}{}", linked(&escape(&words(set)), |url| format!("<{url}>")))).collect();
    format!("# On Rivers\n\n{}## {}\n\n{}\n\n{}", prose(random), list.heading, items.join(between), random.pick(&["", "## License\n\nMIT, 2012\n"]))
}

fn latex(list: &List, random: &mut Random) -> String {
    let escape = |text: &str| {
        let mut out = String::new();
        for c in text.chars() {
            match c {
                '&' | '%' | '#' | '_' | '$' => out.extend(['\\', c]),
                '–' => out += "--",
                '“' => out += "``",
                '”' => out += "''",
                '\u{a0}' => out.push('~'),
                _ => out.push(c),
            }
        }
        out
    };
    let items = list.references.iter().enumerate();
    let items: String = items.map(|(at, set)| format!("\\bibitem{{key{at}}}\n{}\n\n", wrap(&escape(&set.words), 78, ""))).collect();
    let prose = escape(&prose(random));
    format!(
        "\\documentclass{{article}}\n\\begin{{document}}\n\\section{{On Rivers}}\n{prose}\\begin{{thebibliography}}{{99}}\n\n{items}\\end{{thebibliography}}\n\\end{{document}}\n"
    )
}

impl List {
    /// None where too few of the works could be rendered.
    fn new(batch: &Batch, random: &mut Random) -> Option<List> {
        let language = batch.locale.get(..2).unwrap_or("en");
        let headings = HEADINGS.iter().find(|(of, _)| *of == language).map_or(HEADINGS[0].1, |(_, headings)| headings);
        let references: Vec<Set> = batch.examples.iter().filter_map(Set::new).enumerate().map(|(at, set)| set.counted(at + 1)).collect();
        (references.len() >= 4).then(|| List { heading: random.pick(headings), references })
    }

    /// Given other numbers.
    fn numbered(&self, open: &str, close: &str) -> List {
        let sets = self.references.iter().enumerate();
        let references = sets.map(|(at, set)| Set { number: Some(format!("{open}{}{close}", at + 1)), words: set.words.clone() }).collect();
        List { heading: self.heading, references }
    }

    fn lines(&self, between: &str) -> String {
        self.references.iter().map(Set::whole).collect::<Vec<_>>().join(between)
    }

    fn wrapped(&self, width: usize, indent: &str, between: &str) -> String {
        self.references.iter().map(|set| wrap(&set.whole(), width, indent)).collect::<Vec<_>>().join(between)
    }
}

impl Set {
    fn new(example: &Example) -> Option<Set> {
        let number = example.runs.first().filter(|run| run.2 == Label::CitationNumber).map_or(0, |run| {
            let rest = &example.text[run.1..];
            run.1 + rest.len() - rest.trim_start_matches([']', ')', '.', ' ', ':']).len()
        });
        let words = example.text[number..].trim().to_owned();
        let told = words.chars().filter(|c| c.is_alphanumeric()).count() >= 20;
        told.then(|| Set { number: (number > 0).then(|| example.text[..number].trim_end().to_owned() + " "), words })
    }

    /// With that number: some works were left out.
    fn counted(self, at: usize) -> Set {
        let is_digit = |c: char| c.is_ascii_digit();
        let number = self.number.map(|number| match (number.find(is_digit), number.rfind(is_digit)) {
            (Some(first), Some(last)) => format!("{}{at}{}", &number[..first], &number[last + 1..]),
            _ => number,
        });
        Set { number, ..self }
    }

    fn whole(&self) -> String {
        self.number.clone().unwrap_or_default() + &self.words
    }
}

/// The letters and digits of a reference, by which it is told.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What of the lists of each layout was found, right and wrong.
#[derive(Default)]
struct Count {
    lists: usize,
    whole: usize,
    references: usize,
    right: usize,
    more: usize,
}

/// Sets `count` lists in every layout, and prints what is found; with `show`, what is not found in layouts whose name holds that.
pub fn measure(data: &Path, count: usize, show: Option<&str>) {
    let real: Vec<Example> = gold::read(&data.join("parse/gold")).into_iter().filter(|e| e.side == Side::Train).collect();
    let shelf = Shelf::new(data, &real, &linkedbooks::read(data, "train"), &HashSet::new());
    let mut random = Random(0x6a09_e667_f3bc_c909);
    let mut lists = Vec::new();
    while lists.len() < count {
        let Some(batch) = shelf.batch(6 + random.below(14), &mut random) else { continue };
        lists.extend(List::new(&batch, &mut random).map(|list| (batch, list)));
    }
    eprintln!("{:26} lists  all of it  references  found   found wrongly", "layout");
    for layout in &LAYOUTS {
        let mut counted = Count::default();
        for (batch, list) in &lists {
            let text = (layout.set)(list, &mut random);
            let told = look(layout, list, &text, &mut counted);
            if let Some(told) = told.filter(|_| show.is_some_and(|show| layout.name.contains(show))) {
                eprintln!("--- {}, {}, {}\n{told}", layout.name, batch.style, batch.locale);
            }
        }
        let share = |of: usize, all: usize| of as f64 / all.max(1) as f64;
        let Count { lists, whole, references, right, more } = counted;
        eprintln!("{:26} {lists:5} {:10.3} {references:11} {:7.4} {more:6}", layout.name, share(whole, lists), share(right, references));
    }
}

/// Counts what is found in a document; what was wrong about it, in words.
fn look(layout: &Layout, list: &List, text: &str, counted: &mut Count) -> Option<String> {
    let source = Source::from_text(SourceId(0), "-", text);
    let kind = document::named(layout.kind).expect("a kind of document");
    let found = find(&source, &document::read(&source, kind));
    let mut have: Vec<(String, &str)> = found.iter().flat_map(|list| &list.references).map(|r| (letters(r.text.as_str()), r.text.as_str())).collect();
    let mut missing = Vec::new();
    for set in &list.references {
        match have.iter().position(|(letters_of, _)| *letters_of == letters(&set.words)) {
            Some(at) => drop(have.remove(at)),
            None => missing.push(set.whole()),
        }
    }
    counted.lists += 1;
    counted.references += list.references.len();
    counted.right += list.references.len() - missing.len();
    counted.more += have.len();
    let right = missing.is_empty() && have.is_empty();
    counted.whole += usize::from(right);
    (!right).then(|| {
        let missing = missing.iter().map(|set| format!("  - {set}\n"));
        missing.chain(have.iter().map(|(_, text)| format!("  + {text}\n"))).collect()
    })
}
