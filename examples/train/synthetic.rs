//! References made by recombination: values of the train side, and some made of word patterns (`words.txt`), set into
//! forms that the gold lacks (`templates.txt`). Nothing of the dev and test sides comes in.

use std::collections::HashMap;
use std::sync::LazyLock;

use ibidem::parse::label::Label;

use crate::fit::Random;
use crate::gold::Example;

/// What the train side gives.
struct Pool {
    titles: Vec<String>,
    journals: Vec<String>,
    /// Of physics, most of them short.
    physics: Vec<String>,
    books: Vec<String>,
    publishers: Vec<String>,
    places: Vec<String>,
    families: Vec<String>,
}

/// Makes `n` references; the same for the same train side and seed.
pub fn make(train: &[Example], n: usize, seed: u64) -> Vec<Example> {
    let pool = Pool::new(train);
    let templates: Vec<&str> = include_str!("templates.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
    let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ seed);
    (0..n)
        .map(|i| {
            let form = expand(templates[i % templates.len()], &mut random);
            fill(&form, &pool, &mut random)
        })
        .collect()
}

/// Chooses among the alternatives and drops optional parts.
fn expand(template: &str, random: &mut Random) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '<']) {
        out.push_str(&rest[..at]);
        let close = if rest[at..].starts_with('{') { '}' } else { '>' };
        let end = at + rest[at..].find(close).expect("a closed group");
        let choices: Vec<&str> = rest[at + 1..end].split('|').collect();
        if close == '>' || random.chance(50) {
            out.push_str(choices[random.below(choices.len())]);
        }
        rest = &rest[end + 1..];
    }
    out + rest
}

fn fill(form: &str, pool: &Pool, random: &mut Random) -> Example {
    let (mut text, mut runs) = (String::new(), Vec::new());
    for (i, part) in form.split('@').enumerate() {
        if i % 2 == 0 {
            let part = part.replace("\\[", "[").replace("\\]", "]");
            // "J. R. (Eds.)." but no "R..": the full stop of a value is enough.
            let part = if text.ends_with(['.', '?']) && part.starts_with('.') { &part[1..] } else { &part };
            text.push_str(part);
            continue;
        }
        let (name, kind) = part.split_once('.').expect("label.kind");
        let label = Label::from_name(name).expect("a label");
        let value = pool.value(kind, random);
        runs.push((text.len(), text.len() + value.len(), label));
        text.push_str(&value);
    }
    // As lists are: sometimes without the last stop, sometimes with a doubled or missing mark.
    if random.chance(15) && text.ends_with('.') {
        text.pop();
    }
    if random.chance(4) {
        double_comma(&mut text, &mut runs);
    }
    let len = text.len();
    runs.iter_mut().for_each(|r| r.1 = r.1.min(len));
    Example { document: String::new(), fields: Default::default(), set: "synthetic".into(), side: crate::gold::Side::Train, text, runs }
}

/// Doubles the comma before the last value, as pasted lists have it.
fn double_comma(text: &mut String, runs: &mut [(usize, usize, Label)]) {
    let Some(end) = runs.iter().rev().nth(1).map(|r| r.1).filter(|e| text[*e..].starts_with(", ")) else { return };
    text.insert(end, ',');
    for run in runs.iter_mut().filter(|run| run.0 >= end) {
        run.0 += 1;
        run.1 += 1;
    }
}

/// Splits at white space.
fn words(list: &'static str) -> Vec<&'static str> {
    list.split(' ').collect()
}

const MONTHS: &str = "January February March April May June July August September October November December";
const MON: &str = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
const MONATE: &str = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember";
const MOIS: &str = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre";
/// What names of journals are abbreviated to in the sciences, after ISO 4.
const ABBREVIATED: &str = "Acta Adv. Am. Anal. Ann. Appl. Arch. Astron. Astropart. Astrophys. Atmos. Biol. Bull. Can. Chem. Chim. Class. Clin. Commun. Comput. Cosmol. Crystallogr. Curr. Dyn. Electron. Energy Eng. Environ. Eur. Exp. Fluid Found. Geophys. Grav. Instrum. Int. J. Jpn. Lett. Mater. Math. Mech. Meth. Mod. Mol. Nanotechnol. Nat. Nonlinear Nucl. Numer. Ocean. Opt. Part. Philos. Phys. Planet. Plasma Polym. Proc. Prog. Quantum Radiat. Rep. Res. Rev. Roy. Russ. Sci. Seismol. Semicond. Soc. Solid Spectrosc. Stat. Struct. Stud. Supercond. Surf. Technol. Theor. Top. Trans. Vac. Z.";
const GIVEN: &str = "John Mary Robert Susan David Helen Thomas Alice Peter Ruth Michael Laura Stephen Clara Andrew Julia Hans Ursula Klaus Monika Jürgen Petra Wolfgang Sabine Jean Marie Pierre Claire Michel Sophie François Hélène Giovanni Elena Marco Lucia José Carmen Luis Ana Jan Ingrid Olga Ivan Amina Kofi Wei Yuki Ravi Priya Omar Leila";

impl Pool {
    fn new(train: &[Example]) -> Pool {
        let mut pool =
            Pool { titles: vec![], journals: vec![], physics: vec![], books: vec![], publishers: vec![], places: vec![], families: vec![] };
        for example in train {
            let journal = example.runs.iter().any(|r| r.2 == Label::Volume);
            for (start, end, label) in &example.runs {
                let value = clean(&example.text[*start..*end]);
                if !value.is_ascii() && !value.chars().any(|c| c.is_lowercase()) || value.len() < 3 {
                    continue;
                }
                if *label == Label::Container && example.set == "grobid_physics" && journal && value.len() < 40 {
                    pool.physics.push(example.text[*start..*end].to_owned());
                }
                match label {
                    Label::Title if (12..160).contains(&value.len()) && !value.contains(['"', '(', '“', '«', '@']) => pool.titles.push(value),
                    Label::Container if (6..80).contains(&value.len()) && journal && !value.contains(['(', '@']) => pool.journals.push(value),
                    Label::Container if (12..110).contains(&value.len()) && !value.contains(['(', '"', '@']) => pool.books.push(value),
                    Label::Publisher if value.len() < 60 && !value.contains([':', '(', '@']) => pool.publishers.push(value),
                    Label::Place if value.len() < 30 && !value.contains(['(', ':', '@']) => pool.places.push(value),
                    Label::Author => pool.families.extend(families(&value)),
                    _ => {}
                }
            }
        }
        pool
    }

    fn value(&self, kind: &str, r: &mut Random) -> String {
        let of = |list: &[String], r: &mut Random| list[r.below(list.len())].clone();
        let n = |from: usize, to: usize, r: &mut Random| (from + r.below(to - from)).to_string();
        match kind {
            "title" => of(&self.titles, r),
            "question" => of(&self.titles, r).trim_end_matches('?').to_owned() + "?",
            "colon" => {
                let (one, other) = (of(&self.titles, r), of(&self.books, r));
                let head = one.split(' ').take(2 + r.below(4)).collect::<Vec<_>>().join(" ");
                format!("{}: {other}", head.trim_end_matches(|c: char| !c.is_alphanumeric()))
            }
            "quoted" => {
                let (one, other) = (of(&self.titles, r), of(&self.titles, r));
                let short = |title: &str| title.split(' ').take(3).collect::<Vec<_>>().join(" ");
                format!("„{}“ {} „{}“", short(&one), r.pick(&["und", "oder", "zwischen", "versus"]), short(&other))
            }
            "case" => {
                let head = r.pick(&["Case study", "Introduction", "Case Study", "Overview", "Background", "Lessons"]);
                if r.chance(60) { format!("{head}: {}", of(&self.titles, r)) } else { of(&self.titles, r) }
            }
            "book" => {
                if r.chance(50) {
                    of(&self.books, r)
                } else {
                    of(&self.titles, r)
                }
            }
            "journal" => of(&self.journals, r),
            "jabbr" => format!(
                "{} {} {}",
                r.pick(&["J.", "J.", "J. Am.", "Z.", "Ann.", "Adv."]),
                r.pick(&["Am.", "Phys.", "Org.", "Chem.", "Mol.", "Appl.", "Inorg.", "Anal.", "Polym."]),
                r.pick(&["Chem. Soc.", "Chem.", "Sci.", "Lett.", "Catal.", "Phys.", "Rev."])
            ),
            // Where a source is left out there may be none.
            "jphys" if r.chance(20) => {
                let name: Vec<&str> = (0..2 + r.below(3)).map(|_| r.pick(&words(ABBREVIATED))).collect();
                name.join(" ") + r.pick(&["", "", "", " A", " B"])
            }
            "jphys" if !self.physics.is_empty() => of(&self.physics, r),
            // "B256" is volume 256 of a journal's part B.
            "jpart" => {
                let letter = r.pick(&words("A B C D E G")).to_owned();
                format!("{}{}{letter}", self.value("jphys", r).trim_end_matches(|c: char| !c.is_lowercase()), r.pick(&[". ", ".", ". ", ".,", " "]))
            }
            "jphys" => r.pick(&words("JHEP EPL JETP ApJ JCAP")).to_owned(),
            "pub" => of(&self.publishers, r),
            "place" => of(&self.places, r),
            "placeus" => self.american_place(r),
            "univ" => self.university(r),
            "univfr" => format!("Université de {}", self.places[r.below(self.places.len())]),
            "dept" => {
                let of = r.pick(&["Elect. Eng.", "Comput. Sci.", "Mech. Eng.", "Electron. Eng.", "Phys.", "History", "Computer Science", "Econ."]);
                let place = &self.places[r.below(self.places.len())];
                format!(
                    "{} {of}, {}",
                    r.pick(&["Dept.", "Dept. of", "Department of", "Sch."]),
                    r.pick(&[&*format!("{place} Univ."), &format!("Univ. {place}"), &format!("{place} University")])
                )
            }
            "org" => self.organisations(r),
            "inv" => self.list(r, Form::Inverted, true),
            "invplain" => self.list(r, Form::Inverted, false),
            "invetal" => self.name(r, Form::Inverted) + r.pick(&[", et al.", " et al.", ", & others"]),
            "invand" => self.joined(r, Form::Inverted, ", ", " and "),
            "phys" => match r.below(10) {
                0..=5 => {
                    let last = r.pick(&[" and ", ", and ", ", ", " & "]);
                    self.joined(r, Form::Direct, ", ", last)
                }
                6 | 7 => self.name(r, Form::Direct) + r.pick(&[" et al.", " et al", ", et al.", " et. al."]),
                8 => self.joined(r, Form::Bare, ", ", " and "),
                _ => self.joined(r, Form::Inverted, ", ", ", "),
            },
            "iop" if r.chance(30) => self.name(r, Form::Bare) + " et al",
            "iop" => self.joined(r, Form::Bare, ", ", " and "),
            "astro" => {
                let form = if r.chance(70) { Form::Inverted } else { Form::Spaced };
                let last = r.pick(&[", ", " & ", ", & ", " and "]);
                let list = self.joined(r, form, ", ", last);
                if r.chance(40) { list + r.pick(&[", et al.", " et al.", ", et al"]) } else { list }
            }
            "dirand" => self.joined(r, Form::Direct, ", ", " and "),
            "dir" => self.list(r, Form::Direct, true),
            "dirplain" => self.list(r, Form::Direct, false),
            "one" => self.name(r, Form::Direct),
            "full" => self.joined(r, Form::Full, ", ", " and "),
            "fullinv" => self.name(r, Form::FullInverted) + &if r.chance(30) { format!(", and {}", self.name(r, Form::Full)) } else { String::new() },
            "slash" => self.joined(r, Form::FullInverted, "/", "/"),
            "semi" => self.joined(r, Form::Inverted, "; ", "; "),
            "spaced" => self.joined(r, Form::Spaced, ", ", ", "),
            "vanc" => self.joined(r, Form::Vancouver, ", ", ", "),
            "caps" => self.joined(r, Form::Capitals, ", ", " et "),
            "paren" => self.joined(r, Form::Bracketed, ", ", " et "),
            "year" => {
                let year = n(1950, 2024, r);
                if r.chance(6) { year + r.pick(&["a", "b", "c"]) } else { year }
            }
            "years" => {
                let from = 1950 + r.below(70);
                format!("{from}{}{}", r.pick(&["–", "-", "–", " – ", "/"]), from + 1 + r.below(12))
            }
            "monthyear" => format!("{} {}", r.pick(&words(MONTHS)), n(1960, 2024, r)),
            "monthfr" => format!("{} {}", r.pick(&words(MOIS)), n(1960, 2024, r)),
            "monthday" => format!("{} {}", r.pick(&words(MONTHS)), n(1, 29, r)),
            "mon" => r.pick(&words(MON)).to_owned(),
            "day" => {
                let (m, d, y) = (r.pick(&words(MONTHS)).to_owned(), n(1, 29, r), n(1960, 2024, r));
                match r.below(5) {
                    0 => format!("{d} {m} {y}"),
                    1 => format!("{d} {} {y}", r.pick(&words(MON))),
                    2 => format!("{} {d}, {y}", r.pick(&["Jan.", "Feb.", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."])),
                    _ => format!("{m} {d}, {y}"),
                }
            }
            "dayde" => {
                if r.chance(50) {
                    format!("{}. {} {}", n(1, 29, r), r.pick(&words(MONATE)), n(1960, 2024, r))
                } else {
                    format!("{}.{}.{}", n(1, 29, r), n(1, 13, r), n(1960, 2024, r))
                }
            }
            "dayfr" => format!("{} {} {}", n(1, 29, r), r.pick(&words(MOIS)), n(2000, 2024, r)),
            "iso" => format!("{} {} {}", n(2005, 2024, r), r.pick(&words(MON)), n(1, 29, r)),
            "num" => n(1, 60, r),
            "small" => n(1, 13, r),
            "wide" => match r.below(8) {
                0 => n(1, 13, r),
                1 => format!("0{}", n(1, 10, r)),
                2 => n(1990, 2024, r),
                _ => n(10, 900, r),
            },
            "art" => match r.below(7) {
                0 => format!("{:06}", 1000 * (1 + r.below(99)) + r.below(600)),
                1 => format!("0{}", n(10000, 99999, r)),
                2 => format!("{}{}", r.pick(&words("L A R S")), n(1, 200, r)),
                3 => format!("{:03}", r.below(200)),
                _ => n(1, 9000, r),
            },
            "hep" => match r.below(3) {
                0 => format!(
                    "{}/{:07}",
                    r.pick(&words("hep-th hep-ph hep-lat astro-ph gr-qc cond-mat nucl-th quant-ph hep-ex")),
                    9_101_001 + r.below(800_000)
                ),
                _ => format!("{}{:02}.{}", n(10, 24, r), 1 + r.below(12), n(1000, 20000, r)),
            },
            "etal" => self.name(r, Form::Direct) + r.pick(&[" et al.", " et al.", ", et al."]),
            "collab" => {
                let name = r.pick(&words("ATLAS CMS LHCb ALICE CDF D0 BABAR Belle BESIII T2K NOvA IceCube Planck PLANCK Fermi-LAT LIGO Virgo STAR PHENIX H1 ZEUS OPAL DELPHI RBC/UKQCD ETM"));
                match r.below(8) {
                    0 => r
                        .pick(&["Particle Data Group", "Heavy Flavor Averaging Group", "LIGO Scientific Collaboration and Virgo Collaboration"])
                        .to_owned(),
                    1 | 2 => format!("{name} Collab."),
                    3 => format!("The {name} Collaboration"),
                    _ => format!("{name} {}", r.pick(&["Collaboration", "Collaboration", "Collaboration", "collaboration"])),
                }
            }
            "pos" => "PoS".to_owned(),
            "meeting" => {
                let name = r.pick(&words("LATTICE LATTICE LAT Lattice EPS-HEP ICHEP CD Confinement QNP ICRC DIS HQL Hadron"));
                let year = 2005 + r.below(15);
                match r.below(4) {
                    0 => format!("({name}{year})"),
                    1 => format!("{name} {year}"),
                    2 => format!("{name}{:02}", year - 2000),
                    _ => format!("{name}{year}"),
                }
            }
            "erratum" => format!(
                "Erratum{} {} {}",
                r.pick(&[":", "-ibid.", ": ibid.", ", "]),
                n(10, 900, r),
                r.pick(&["(E)", "(2008) 123", ", 039904 (2016)", "(2012) 119902"])
            ),
            "cern" => format!(
                "{}-{}-{}",
                r.pick(&words("CERN-PH-EP CERN-TH CERN ATLAS-CONF CMS-PAS-HIG DESY SLAC-PUB FERMILAB-PUB LHCb-CONF CERN-ACC")),
                n(1975, 2020, r),
                n(1, 200, r)
            ),
            "daymonth" => format!("{} {}", n(1, 29, r), r.pick(&words(MONTHS))),
            "inspire" => "INSPIRE".to_owned(),
            "two" => n(10, 29, r),
            "code" => match r.below(3) {
                0 => n(10, 999, r),
                1 => format!("{}-{}", n(70, 99, r), n(1, 99, r)),
                _ => format!("{}-{}-{}", r.pick(&["TR", "CS", "RM", "NBER", "R", "UCB"]), n(80, 99, r), n(1, 300, r)),
            },
            "patent" => format!("{},{},{}", n(3, 11, r), n(100, 999, r), n(100, 999, r)),
            "std" => match r.below(3) {
                0 => n(1000, 30000, r),
                1 => format!("{}:{}", n(1000, 30000, r), n(1990, 2023, r)),
                _ => format!("{}-{}", n(1000, 70000, r), n(1, 9, r)),
            },
            "first" => n(1, 9000, r),
            "page" => {
                if r.chance(30) {
                    format!("{}{}", r.pick(&["A", "B", "C"]), n(1, 30, r))
                } else {
                    n(1, 90, r)
                }
            }
            "range" => {
                let from = 1 + r.below(900);
                format!("{from}{}{}", r.pick(&["–", "-", "–", "--"]), from + 1 + r.below(40))
            }
            "ed" => format!(
                "{} {}",
                r.pick(&["2nd", "3rd", "4th", "5th", "Rev.", "1st", "2d", "second", "third", "fifth"]),
                r.pick(&["ed.", "edition", "edn.", "ed"])
            ),
            "aufl" => {
                let how = [
                    "",
                    "",
                    ", überarb.",
                    " überarb. u. erw.",
                    ", neu bearb.",
                    ", durchges.",
                    ", vollst. überarb.",
                    ", grundlegend überarb.",
                    ", aktual.",
                ];
                format!("{}.{} {}", n(2, 12, r), r.pick(&how), r.pick(&["Aufl.", "Aufl.", "Auflage", "Neuaufl."]))
            }
            "doi" => format!("10.{}/{}.{}.{}", n(1000, 9999, r), r.pick(&["j", "s", "x", "abc"]), n(1990, 2024, r), n(100, 9999, r)),
            "url" => format!(
                "{}{}.{}/{}{}",
                r.pick(&["https://www.", "http://www.", "https://", "http://"]),
                r.pick(&["example", "reports", "data-hub", "newsroom", "archive"]),
                r.pick(&["org", "com", "net", "int", "gov"]),
                r.pick(&["docs/", "en/news/", "publications/", "a/b/"]),
                n(1, 9999, r)
            ),
            "arxiv" => format!("{}{}.{}", n(10, 24, r), r.pick(&["01", "05", "09", "11"]), n(10000, 20000, r)),
            "isbn" => format!("978-{}-{}-{}-{}", n(0, 9, r), n(100, 999, r), n(10000, 99999, r), n(0, 9, r)),
            // "605-9" is short for 605-609.
            "brief" => match r.below(5) {
                0 => format!("e{}", n(1, 9000, r)),
                1 => n(1, 2000, r),
                _ => {
                    let from = 1 + r.below(1900);
                    format!("{from}{}{}", r.pick(&["-", "–"]), (from + 1 + r.below(8)) % 10 + if r.chance(40) { from / 10 * 10 } else { 0 })
                }
            },
            // The first page, and the one that is meant.
            "pin" => {
                let from = 1 + r.below(1200);
                let at = from + 1 + r.below(60);
                match r.below(4) {
                    0 => format!("{from}, {at}"),
                    1 => format!("{from}, {at}{}{}", r.pick(&["–", "-"]), (at + 5) % 100),
                    _ => from.to_string(),
                }
            }
            "head" => of(&self.titles, r).split(' ').take(1 + r.below(3)).collect::<Vec<_>>().join(" "),
            "ruall" => format!("{} {}", n(80, 700, r), r.pick(&["с.", "с", "c."])),
            "ymd" => format!("{}, {} {}", n(1990, 2024, r), r.pick(&words(MONTHS)), n(1, 29, r)),
            "daymla" => {
                format!("{} {} {}", n(1, 29, r), r.pick(&["Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "Sept.", "Nov.", "Dec."]), n(1995, 2024, r))
            }
            "daypt" => format!("{} {} {}", n(1, 29, r), r.pick(&["jan.", "fev.", "mar.", "abr.", "maio", "set.", "out.", "dez."]), n(1995, 2024, r)),
            "dayes" => format!("{} de {} de {}", n(1, 29, r), r.pick(&["enero", "marzo", "abril", "junio", "octubre"]), n(1998, 2024, r)),
            "dots" => format!("{:02}.{:02}.{}", 1 + r.below(28), 1 + r.below(12), n(2003, 2024, r)),
            "angle" => format!("<{}>", self.value("url", r)),
            "bare" => self.value("url", r).trim_start_matches("https://").trim_start_matches("http://").to_owned(),
            "family" => of(&self.families, r),
            "abnt" => self.joined(r, Form::CapitalsInverted, "; ", "; ") + ".",
            "capsinv" => {
                let (between, last) = (r.pick(&[", ", "; ", " / "]), r.pick(&[" y ", " e ", "; ", ", "]));
                self.joined(r, Form::CapitalsInverted, between, last)
            }
            kind => self.worded(kind, r),
        }
    }

    /// One of the words of that kind (`words.txt`), with what it calls for set in.
    fn worded(&self, kind: &str, r: &mut Random) -> String {
        static WORDS: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
            let kinds = include_str!("words.txt").lines().filter_map(|line| line.split_once(" = "));
            kinds.map(|(kind, words)| (kind, words.split('|').collect())).collect()
        });
        let words = WORDS.get(kind).unwrap_or_else(|| panic!("no such kind: {kind}"));
        let mut pieces = r.pick(words).split('[');
        let mut out = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let (kind, rest) = piece.split_once(']').expect("a closed bracket");
            out = out + &self.value(kind, r) + rest;
        }
        out
    }

    fn name(&self, r: &mut Random, form: Form) -> String {
        let family = &self.families[r.below(self.families.len())];
        let letters = words("A B C D E F G H I J K L M N O P R S T V W");
        let (one, two) = (r.pick(&letters).to_owned(), r.pick(&letters).to_owned());
        let second = r.chance(35);
        let initials = if second { format!("{one}. {two}.") } else { format!("{one}.") };
        // Any word may be a given name: where it stands must tell.
        let given = if r.chance(30) { &self.families[r.below(self.families.len())] } else { r.pick(&words(GIVEN)) };
        let given = given.to_owned() + &if r.chance(20) { format!(" {two}.") } else { String::new() };
        match form {
            Form::Inverted => format!("{family}, {initials}"),
            // A given name may stand for the family's: "A. Cole Maxton".
            Form::Direct if r.chance(8) => format!("{one}. {} {family}", self.families[r.below(self.families.len())]),
            Form::Direct => format!("{initials} {family}"),
            Form::Full => format!("{given} {family}"),
            Form::FullInverted => format!("{family}, {given}"),
            Form::Bare => format!("{family} {}", initials.replace('.', "")),
            Form::Spaced => format!("{family} {initials}"),
            Form::Vancouver => format!("{family} {one}{}", if second { two } else { String::new() }),
            Form::Capitals if r.chance(50) => format!("{} {}", family.to_uppercase(), given),
            Form::Capitals => format!("{given} {}", family.to_uppercase()),
            Form::CapitalsInverted => format!("{}, {}", family.to_uppercase(), if r.chance(60) { given } else { initials }),
            Form::Bracketed => {
                format!("{} ({})", if r.chance(50) { family.to_uppercase() } else { family.clone() }, if r.chance(50) { given } else { initials })
            }
        }
    }

    fn list(&self, r: &mut Random, form: Form, with_and: bool) -> String {
        let last = if with_and { r.pick(&[", & ", " & ", ", and ", " and ", ", & "]) } else { ", " };
        self.joined(r, form, ", ", last)
    }

    fn joined(&self, r: &mut Random, form: Form, between: &str, last: &str) -> String {
        let n = [1, 1, 2, 2, 3, 3, 4, 6][r.below(8)];
        let mut out = self.name(r, form);
        for i in 1..n {
            out += if i + 1 == n { last } else { between };
            out += &self.name(r, form);
        }
        out
    }

    /// Cities as American lists write them: with "St.", with the state.
    fn american_place(&self, r: &mut Random) -> String {
        let state = r.pick(&words("NY MA CA MD IL MI MO TX PA NJ CT OH WA FL MN VA"));
        let city = match r.below(4) {
            0 => format!("{} {}", r.pick(&["St.", "St.", "St.", "Mount", "Fort", "New", "San", "Mt."]), self.families[r.below(self.families.len())]),
            1 => self.families[r.below(self.families.len())].clone() + r.pick(&["ville", "ton", " Park", " Hills", "burg", " City"]),
            _ => self.places[r.below(self.places.len())].clone(),
        };
        match r.below(5) {
            0 => format!("{city} ({state})"),
            1 => format!("{city}, {state}"),
            2 => format!("{city}, {state}, USA"),
            _ => city,
        }
    }

    fn university(&self, r: &mut Random) -> String {
        let place = &self.places[r.below(self.places.len())];
        match r.below(4) {
            0 => format!("{place} University"),
            1 => format!("Universität {place}"),
            2 => format!("Department of {}, University of {place}", r.pick(&["History", "Physics", "Economics", "Sociology", "Law"])),
            _ => format!("University of {place}"),
        }
    }

    fn organisations(&self, r: &mut Random) -> String {
        let one = self.value("organisation", r);
        if r.chance(20) { format!("{one} {} {}", r.pick(&["and", "and", "&"]), self.value("organisation", r)) } else { one }
    }
}

#[derive(Clone, Copy)]
enum Form {
    Inverted,
    Direct,
    Full,
    FullInverted,
    Vancouver,
    Spaced,
    Bare,
    Capitals,
    CapitalsInverted,
    Bracketed,
}

/// Without the marks at the ends, on one line.
fn clean(value: &str) -> String {
    let value = value.trim_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '?');
    let value = ["In ", "in ", "In: ", "in: ", "In in: "].iter().find_map(|p| value.strip_prefix(p)).unwrap_or(value);
    let value = value.trim_start_matches(|c: char| !c.is_alphanumeric());
    let value = if value.contains('(') { value } else { value.trim_end_matches(')') };
    value.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches([',', ':', ';']).to_owned()
}

/// The family names of a list: words with small letters that are no joining words.
fn families(list: &str) -> Vec<String> {
    list.split([',', ';', '&'])
        .flat_map(|part| part.split(" and "))
        .filter_map(|part| part.split_whitespace().rfind(|w| w.chars().filter(|c| c.is_lowercase()).count() >= 2).map(str::to_owned))
        .filter(|w| {
            w.chars().all(|c| c.is_alphabetic() || c == '-' || c == '\'') && w.chars().next().is_some_and(char::is_uppercase) && w.chars().count() > 2
        })
        .collect()
}
