//! Conventions of styles that the tagger knows little of, read by their marks: `//` and `/ под ред.` (GOST), `[J]` (GB/T 7714),
//! `17. ed.` (ABNT), `(10th edn, Hart 1959)` and `(1979) 42 MLR 1` (OSCOLA), `(= Series)`, versions, standards, months before years.

use super::parts::Part;
use super::{Assembly, dates, kind, words};
use crate::model::{Kind, Variable};
use crate::parse::features::hash_word;
use crate::parse::label::Label;
use crate::parse::lexicon;
use crate::text::pattern::{Pattern, has_any, has_digit};
use crate::text::unicode::fold;
use regex::Captures;
use std::ops::Range;

/// The code of GB/T 7714 for what a work is, behind its title.
static TYPE_CODE: Pattern = Pattern::new(r"\s*[\[［]([A-Z]{1,2})(?:/(?:OL|CD|DK|MT))?[\]］]$").when(|text| text.contains(['[', '［']));
static TYPE_CODE_AHEAD: Pattern = Pattern::new(r"^\s*[\[［]([A-Z]{1,2})(?:/(?:OL|CD|DK|MT))?[\]］]").when(|text| text.contains(['[', '［']));
/// A number at a title's end, and what follows it, that is an edition: "17" and ". ed.".
static EDITION_NUMBER: Pattern = Pattern::new(r"[.,]\s+(\d{1,2})$").when(has_digit);
static EDITION_AHEAD: Pattern =
    Pattern::new(r"^(?:\.|-е|ª|º|a|e)?\s*(?:ed\b|Aufl|изд|wyd|vyd|éd\b)").when(|text| has_any(text, &["ed", "aufl", "изд", "wyd", "vyd", "éd"]));
/// Volume, journal and first page in a row.
static LAW_JOURNAL: Pattern = Pattern::new(r"^(\d{1,4}) (\p{L}[\p{L}.& ]*?) (\d{1,5})$").when(|text| text.starts_with(|c: char| c.is_ascii_digit()));
/// A town at the end of a journal's name.
static TOWN_TAIL: Pattern = Pattern::new(r", (\p{Lu}[\p{Ll}.]{3,}(?: (?:do|de|da|del)? ?\p{Lu}\p{Ll}+){0,2})$").when(|text| text.contains(", "));
/// A month at the end of a gap, a day before it.
static MONTH_TAIL: Pattern =
    Pattern::new(r"(?:^|[\s(,;])((?:\d{1,2}\.?\s)?(?:\p{L}{3,9}\.?[/\-–]\s?)?(\p{L}{3,9})\.?\s*)$").when(|text| text.contains(char::is_alphabetic));
/// A version at the end of a title.
static VERSION_TAIL: Pattern =
    Pattern::new(r"[\s,(]+((?:[Vv]ersion|[Rr]evision|[Rr]elease|[Vv]er\.|v\.?)\s?[A-Z]?\.?\d[\w.\-]*)\)?$").when(has_digit);
/// The number of a standard at the end of its title.
static STANDARD_TAIL: Pattern = Pattern::new(r"[,.:]?\s+\(?((?:ISO/IEC|ISO|IEC|DIN EN ISO|DIN EN|DIN|EN|BS|ANSI|ASTM|IEEE Std|IEEE Standard|NISO|ECMA|ITU-T)[ -][A-Z]{0,2}\.?\d[\w.:/\-]*)\)?$").when(has_digit);
/// The number of a document in brackets at the end of a title: "(A/47/277)".
static DOCUMENT_TAIL: Pattern = Pattern::new(r"\s*\(([A-Z0-9][A-Z0-9.]*[/\-][A-Z0-9/.\-]*\d[A-Z0-9/.\-]*)\)$").when(|text| text.ends_with(')'));
/// A year and the bracket before it at the end of a title.
static YEAR_TAIL: Pattern = Pattern::new(r"\s*\(((?:1[5-9]|20)\d\d)$").when(|text| text.contains('(') && has_digit(text));
/// A publisher that no label tells: ": Author."
static PUBLISHER_GAP: Pattern = Pattern::new(r"^:\s+(\p{Lu}\p{L}+(?: \p{L}+){0,3})\.?\s*$").when(|text| text.starts_with(':'));
/// What stands for the date of a work that has none yet.
static NO_DATE: Pattern = Pattern::new(r"(?i)[(\[,]\s*(in press|forthcoming|to appear|n\. ?d\.|im druck|im erscheinen|à paraître|o\. ?j\.|s\. ?[da]\.|en prensa|in corso di stampa|no prelo|в печати|in druk|w druku)\s*[)\],.]").when(|text| text.contains(['(', '[', ',']));

/// The kinds of GB/T 7714.
pub(super) fn kind_of_code(code: &str) -> Option<Kind> {
    Some(match code {
        "M" | "G" => Kind::Book,
        "J" => Kind::ArticleJournal,
        "D" => Kind::Thesis,
        "C" => Kind::PaperConference,
        "N" => Kind::ArticleNewspaper,
        "R" => Kind::Report,
        "S" => Kind::Standard,
        "P" => Kind::Patent,
        "DB" => Kind::Dataset,
        "CP" => Kind::Software,
        "EB" => Kind::Webpage,
        _ => return None,
    })
}

/// A group of a match as bytes of the reference.
pub(super) fn group(found: &Captures<'_>, at: usize, base: usize) -> Option<Range<usize>> {
    found.get(at).map(|group| base + group.start()..base + group.end())
}

pub(super) fn is_town(text: &str) -> bool {
    text.split_whitespace().any(|word| lexicon::classes(hash_word(&word.to_lowercase())) & lexicon::PLACE != 0)
}

impl Assembly<'_> {
    /// Mends what the conventions of these styles tell.
    pub(super) fn mend_styles(&mut self) {
        self.mend_series_equals();
        self.mend_double_slash();
        self.mend_type_code();
        self.mend_edition_number();
        self.mend_title_year();
        self.mend_law_publisher();
        self.mend_law_journal();
        self.mend_report_number();
        self.mend_journal_town();
        self.mend_place_subtitle();
        self.mend_month();
        self.mend_version();
        self.mend_standard();
        self.mend_state_author();
        self.mend_furniture();
        self.mend_thesis();
        self.mend_others();
        self.mend_lonely_publisher();
    }

    /// Whether a place or a publisher stands between two parts.
    fn is_placed(&self, from: usize, to: usize) -> bool {
        self.parts[from..to].iter().any(|part| matches!(part.label, Label::Place | Label::Publisher))
    }

    fn has_label(&self, label: Label) -> bool {
        self.position(label).is_some()
    }

    /// The number and label of each part of that label.
    fn all(&self, label: Label) -> Vec<usize> {
        (0..self.parts.len()).filter(|at| self.parts[*at].label == label).collect()
    }

    /// "(= MGH Scriptores 9)": what stands behind the sign of equality is the series.
    fn mend_series_equals(&mut self) {
        for at in 0..self.parts.len() {
            let equals = self.gap_text(at).trim_end().ends_with("(=");
            if equals && matches!(self.parts[at].label, Label::Title | Label::Container | Label::Note) && !self.has_label(Label::Series) {
                self.parts[at].label = Label::Series;
            }
        }
        // "hg. von R. Holt (= Studien, N.F. 9)", all of it taken for the editor.
        let Some(at) = self.position(Label::Editor).filter(|_| !self.has_label(Label::Series)) else { return };
        let Part { range, confidence, .. } = self.parts[at].clone();
        let Some(open) = self.words_of(at).find(" (= ").filter(|open| *open > 0) else { return };
        let series = range.start + open + " (= ".len()..range.end - usize::from(self.words_of(at).ends_with(')'));
        self.parts[at].range.end = range.start + open;
        self.insert(at + 1, Label::Series, series, confidence);
    }

    /// "О семиосфере // Труды": the work before the strokes, its container behind them.
    fn mend_double_slash(&mut self) {
        let Some(at) = self.position(Label::Title) else { return };
        let Part { range, confidence, .. } = self.parts[at].clone();
        let Some(slash) = self.words_of(at).find(" // ").filter(|slash| *slash > 0) else { return };
        // What the tagger took for the container may be no more than the word before a number.
        if let Some(other) = self.position(Label::Container) {
            let furniture = words::small(self.words_of(other)).iter().all(|word| words::is_furniture(word));
            if !furniture {
                return;
            }
            self.parts.remove(other);
        }
        self.parts[at].range.end = range.start + slash;
        self.insert(at + 1, Label::Container, range.start + slash + 4..range.end, confidence);
    }

    /// "关于事物的研究[J]": the code says what the work is; it is no part of the title.
    fn mend_type_code(&mut self) {
        let Some(at) = self.position(Label::Title) else { return };
        let range = self.parts[at].range.clone();
        let within = TYPE_CODE.captures(self.words_of(at)).and_then(|found| Some((found.get(0)?.start(), group(&found, 1, range.start)?)));
        let behind = || TYPE_CODE_AHEAD.captures(&self.text[range.end..]).and_then(|found| Some((range.len(), group(&found, 1, range.end)?)));
        let Some((end, code)) = within.or_else(behind).filter(|(end, _)| *end > 0) else { return };
        let Some(kind) = kind_of_code(&self.text[code]) else { return };
        self.evidence.code = Some(kind);
        self.parts[at].range.end = range.start + end;
        // "1980(2)" is the year of a journal that counts no volumes.
        if !self.has_label(Label::Date)
            && let Some(volume) = self.position(Label::Volume)
            && self.words_of(volume).parse().is_ok_and(|year: u16| (1800..2100).contains(&year))
        {
            self.parts[volume].label = Label::Date;
        }
    }

    /// "Pedagogia do oprimido. 17. ed.": the number of the edition at the title's end.
    fn mend_edition_number(&mut self) {
        let Some(at) = self.position(Label::Title) else { return };
        let Part { range, confidence, .. } = self.parts[at].clone();
        let found = EDITION_NUMBER.captures(self.words_of(at)).filter(|_| EDITION_AHEAD.is_match(&self.text[range.end..]));
        let Some((start, number)) = found.and_then(|found| Some((found.get(0)?.start(), group(&found, 1, range.start)?))) else { return };
        self.parts[at].range.end = range.start + start;
        match self.parts.get(at + 1).is_some_and(|next| next.label == Label::Edition) {
            true => self.parts[at + 1].range.start = number.start,
            false => self.insert(at + 1, Label::Edition, number, confidence),
        }
    }

    /// "Global report 2020. Geneva: WHO; 2020" has its year twice, once in the title; "Title (1935" lost its bracket.
    fn mend_title_year(&mut self) {
        let dates = self.all(Label::Date);
        // "State of the Art 1994; Weitkamp, J., Eds.", "Proceedings of CGO 2004, pages 75–86": the year of a book's title.
        if let (&[first, second, ..], Some(at)) = (dates.as_slice(), self.position(Label::Container))
            && first == at + 1
            && self.gap_text(first) == " "
            && self.words_of(first).len() == 4
            && self.gap_text(first + 1).starts_with([',', ';', '.'])
            && second > first + 1
            && (self.is_placed(first + 1, second) && self.position(Label::Volume).is_none_or(|volume| volume > first + 1))
        {
            self.parts[at].range.end = self.parts.remove(first).range.end;
            return;
        }
        let Some(at) = self.position(Label::Title) else { return };
        if let &[first, second, ..] = dates.as_slice()
            && first == at + 1
            && self.gap_text(first) == " "
            && second > first + 1
            && (self.words_of(first) == self.words_of(second)
                || self.gap_text(first + 1).starts_with([',', '.']) && self.is_placed(first + 1, second))
        {
            self.parts[at].range.end = self.parts.remove(first).range.end;
            return;
        }
        let Part { range, confidence, .. } = self.parts[at].clone();
        let found = YEAR_TAIL.captures(self.words_of(at)).and_then(|found| Some((found.get(0)?.start(), group(&found, 1, range.start)?)));
        if let Some((start, year)) = found.filter(|(start, _)| *start > 0) {
            self.parts[at].range.end = range.start + start;
            self.insert(at + 1, Label::Date, year, confidence);
        }
    }

    /// "(10th edn, Hart 1959)": a publisher, unless a town is called so.
    fn mend_law_publisher(&mut self) {
        let Some(at) = self.position(Label::Place).filter(|at| *at > 0 && !self.has_label(Label::Publisher)) else { return };
        let edition = self.parts[at - 1].label == Label::Edition && self.gap_text(at - 1).ends_with('(') && self.gap_text(at).trim() == ",";
        let dated = self.parts.get(at + 1).is_some_and(|next| next.label == Label::Date) && self.gap_text(at + 1) == " ";
        if edition && dated && !is_town(self.words_of(at)) {
            self.parts[at].label = Label::Publisher;
        }
    }

    /// "(1979) 42 MLR 1": volume, journal and page behind the year.
    fn mend_law_journal(&mut self) {
        let last = self.parts.len().saturating_sub(1);
        for at in 1..self.parts.len() {
            let dated = self.parts[at - 1].label == Label::Date && self.gap_text(at).trim() == ")";
            if !dated {
                continue;
            }
            let labels: Vec<Label> = self.parts[at..].iter().take(3).map(|part| part.label).collect();
            if labels == [Label::Pages, Label::Container, Label::Volume] && at + 2 == last {
                self.parts[at].label = Label::Volume;
                self.parts[at + 2].label = Label::Pages;
                return;
            }
            let Part { range, confidence, label } = self.parts[at].clone();
            let whole =
                at == last && !matches!(label, Label::Title | Label::Author) && !self.parts[..at].iter().any(|part| part.label == Label::Container);
            let Some(found) = whole.then(|| LAW_JOURNAL.captures(self.words_of(at))).flatten() else { continue };
            let ranges: Vec<_> = (1..=3).filter_map(|index| group(&found, index, range.start)).collect();
            if let [volume, journal, page] = ranges.as_slice() {
                self.parts.remove(at);
                self.insert(at, Label::Volume, volume.clone(), confidence);
                self.insert(at + 1, Label::Container, journal.clone(), confidence);
                self.insert(at + 2, Label::Pages, page.clone(), confidence);
            }
            return;
        }
    }

    /// "(Asia Report No. 209)": the number of a report, not a page or a volume.
    fn mend_report_number(&mut self) {
        for at in 1..self.parts.len() {
            let numbered = || words::small(self.gap_text(at)).last().is_some_and(|word| matches!(word.as_str(), "no" | "nr" | "number"));
            let bracketed = self.gap_text(at - 1).ends_with('(');
            let closed = self.gap_text(at + 1).starts_with(')') || self.parts.get(at + 1).is_some_and(|next| next.label == Label::Date);
            if !bracketed || !closed || !numbered() {
                continue;
            }
            match (self.parts[at - 1].label, self.parts[at].label) {
                (Label::Genre | Label::Series, Label::Pages | Label::Volume | Label::Issue) => self.parts[at].label = Label::Number,
                (Label::Container, Label::Volume | Label::Issue) if self.gap_text(at + 1).starts_with([',', ')']) => {
                    self.parts[at - 1].label = Label::Series;
                    self.parts[at].label = Label::Number;
                }
                _ => {}
            }
        }
    }

    /// "Educação & Sociedade, Campinas, v. 28": the town of the journal before the mark of its volume.
    fn mend_journal_town(&mut self) {
        let Some(at) = self.position(Label::Container).filter(|_| !self.has_label(Label::Place)) else { return };
        let volume = self.parts.get(at + 1).is_some_and(|next| matches!(next.label, Label::Volume | Label::Issue));
        let marked = [", v.", ", n.", ", ano "].iter().any(|mark| self.gap_text(at + 1).starts_with(mark));
        let marked = marked && [", n. ", ", p. "].iter().any(|mark| self.text[self.parts[at].range.end..].contains(mark));
        let Part { range, confidence, .. } = self.parts[at].clone();
        let found = (volume && marked).then(|| TOWN_TAIL.captures(self.words_of(at))).flatten();
        let Some((start, town)) = found.and_then(|found| Some((found.get(0)?.start(), group(&found, 1, range.start)?))) else { return };
        self.parts[at].range.end = range.start + start;
        self.insert(at + 1, Label::Place, town, confidence);
    }

    /// "Sozialer Wandel. Wahrnehmung, Muster, Mechanismen, Sigmaringen 1994": a long place is the subtitle and the place.
    fn mend_place_subtitle(&mut self) {
        let Some(at) = self.position(Label::Place).filter(|at| *at > 0) else { return };
        let title = matches!(self.parts[at - 1].label, Label::Container | Label::Title) && self.gap_text(at).starts_with(['.', ':']);
        let range = self.parts[at].range.clone();
        let text = self.words_of(at);
        let Some(comma) = text.rfind(", ").filter(|comma| title && text[..*comma].chars().count() > 25) else { return };
        if !text[..comma].split([',', ' ']).any(is_town) {
            self.parts[at - 1].range.end = range.start + comma;
            self.parts[at].range.start = range.start + comma + 2;
        }
    }

    /// "out. 2007": the month before a year belongs to the date.
    fn mend_month(&mut self) {
        for at in self.all(Label::Date) {
            let starts_with_year = self.words_of(at).get(..4).is_some_and(|year| year.bytes().all(|c| c.is_ascii_digit()));
            let found = starts_with_year.then(|| MONTH_TAIL.captures(self.gap_text(at))).flatten();
            let month =
                found.filter(|found| found.get(2).is_some_and(|word| dates::is_month(word.as_str()))).and_then(|found| Some(found.get(1)?.len()));
            self.parts[at].range.start -= month.unwrap_or(0);
        }
    }

    /// "Gaussian 09, Revision D.01": a title with a version.
    fn mend_version(&mut self) {
        if let (None, Some(at)) = (self.position(Label::Title), self.position(Label::Container))
            && let Some(next) = self.parts.get(at + 1).filter(|next| next.label == Label::Volume)
            && !self.has_label(Label::Pages)
        {
            let whole = self.parts[at].range.start..next.range.end;
            if VERSION_TAIL.captures(&self.text[whole.clone()]).is_some() {
                self.parts[at] = Part { label: Label::Title, range: whole, ..self.parts[at].clone() };
                self.parts.remove(at + 1);
            }
        }
        let Some(at) = self.position(Label::Title).filter(|_| !self.has_label(Label::Container)) else { return };
        let range = self.parts[at].range.clone();
        let found = VERSION_TAIL.captures(self.words_of(at)).and_then(|found| Some((found.get(0)?.start(), group(&found, 1, range.start)?)));
        if let Some((start, version)) = found.filter(|(start, _)| *start > 0) {
            self.parts[at].range.end = range.start + start;
            self.consumed.push(version.clone());
            self.version = Some(version);
        }
    }

    /// "IEEE Standard for Ethernet, IEEE Std 802.3-2018": the title of a standard and its number.
    fn mend_standard(&mut self) {
        // "IEEE Standard <802>.<11>", "<IEEE Std> <802.3-2018>" fell apart.
        if let Some(at) = self.position(Label::Container) {
            let numbers = self.parts[at + 1..].iter().take_while(|part| matches!(part.label, Label::Volume | Label::Issue)).count();
            let joined = (1..=numbers).take_while(|n| matches!(self.gap_text(at + n), "." | " " | "-")).count();
            let whole = self.parts[at].range.start..self.parts[at + joined].range.end;
            let number = STANDARD_TAIL
                .captures(&format!(" {}", &self.text[whole.clone()]))
                .is_some_and(|found| found.get(1).is_some_and(|number| number.start() == 1));
            if joined > 0 && number {
                self.parts[at] = Part { label: Label::Number, range: whole, ..self.parts[at].clone() };
                self.parts.drain(at + 1..=at + joined);
            }
        }
        if !self.has_label(Label::Title)
            && let Some(at) = self.position(Label::Container)
            && STANDARD_TAIL.captures(self.words_of(at)).is_some()
        {
            self.parts[at].label = Label::Title;
        }
        let free = !self.has_label(Label::Number) && !self.has_label(Label::Container);
        let Some(at) = self.position(Label::Title).filter(|_| free) else { return };
        let Part { range, confidence, .. } = self.parts[at].clone();
        let found = STANDARD_TAIL.captures(self.words_of(at)).or_else(|| DOCUMENT_TAIL.captures(self.words_of(at)));
        let found = found.and_then(|found| Some((found.get(0)?.start(), group(&found, 1, range.start)?)));
        if let Some((start, number)) = found.filter(|(start, _)| *start > 0) {
            self.parts[at].range.end = range.start + start;
            self.insert(at + 1, Label::Number, number, confidence);
        }
    }

    /// "BRASIL. Ministério da Educação. Base": a state and its office are one author.
    fn mend_state_author(&mut self) {
        let Some(at) = self.position(Label::Author).filter(|at| *at == 0) else { return };
        let upper = self.words_of(at).split_whitespace().count() <= 3 && words::is_upper(self.words_of(at)) && !self.words_of(at).contains(',');
        let next = self.parts.get(at + 1).is_some_and(|next| next.label == Label::Title) && self.gap_text(at + 1) == ". ";
        let title = self.words_of(at + 1);
        let Some(stop) = title.find(". ").filter(|stop| upper && next && title[*stop + 2..].starts_with(char::is_uppercase)) else { return };
        let office: Vec<&str> = title[..stop].split(' ').collect();
        if office.len() <= 10 && words::has_organisation_word(&office[..1.min(office.len())]) {
            let start = self.parts[at + 1].range.start;
            self.parts[at].range.end = start + stop;
            self.parts[at + 1].range.start = start + stop + 2;
        }
    }

    /// "Disponível em:": a title of nothing but furniture is none.
    fn mend_furniture(&mut self) {
        let mut first = true;
        let text = self.text;
        self.parts.retain(|part| {
            let furniture = || words::small(&text[part.range.clone()]).iter().all(|word| words::is_furniture(word));
            part.label != Label::Title || std::mem::take(&mut first) || !furniture()
        });
    }

    /// "Tese (Doutorado em Educação) – Faculdade de Educação, Universidade": a second title that says what the work is.
    fn mend_thesis(&mut self) {
        let free = !self.has_label(Label::Genre) && !self.has_label(Label::Container);
        let Some(at) = self.all(Label::Title).get(1).copied().filter(|_| free) else { return };
        let Part { range, confidence, .. } = self.parts[at].clone();
        let text = self.words_of(at);
        let dash = [" – ", " - ", " — "].iter().find_map(|dash| Some((text.find(dash)?, dash.len())));
        let (end, behind) = dash.map_or((text.len(), text.len()), |(at, length)| (at, at + length));
        if !kind::is_genre(&text[..end]) {
            return;
        }
        self.parts[at] = Part { label: Label::Genre, range: range.start..range.start + end, confidence };
        if behind < range.len() {
            self.insert(at + 1, Label::Container, range.start + behind..range.end, confidence);
        }
    }

    /// "Lutz Niethammer u. a. (Hg.)", "David Blackbourn u. Geoff Eley, Title": an "u." that was taken for an initial.
    fn mend_others(&mut self) {
        for at in 0..self.parts.len() {
            let names = matches!(self.parts[at].label, Label::Author | Label::Editor);
            if !names || !self.words_of(at).ends_with(" u") {
                continue;
            }
            let end = self.parts[at].range.end;
            let others = [". a.", ".a."].iter().find(|others| self.text[end..].starts_with(**others));
            let next = self.parts.get(at + 1).filter(|next| next.label == Label::Title && self.text[end..next.range.start].trim() == ".");
            match (others, next.map(|next| next.range.clone())) {
                (Some(others), _) => self.parts[at].range.end += others.len(),
                (None, Some(title)) => {
                    let Some(comma) =
                        self.text[title.clone()].find(", ").filter(|comma| self.text[title.start..title.start + comma].split(' ').count() <= 4)
                    else {
                        continue;
                    };
                    self.parts[at].range.end = title.start + comma;
                    self.parts[at + 1].range.start = title.start + comma + 2;
                }
                _ => {}
            }
        }
    }

    /// "Brussels: Author.": what stands behind a place and a colon is the publisher.
    fn mend_lonely_publisher(&mut self) {
        let Some(at) = self.position(Label::Place).filter(|at| *at + 1 == self.parts.len() && !self.has_label(Label::Publisher)) else { return };
        let gap = self.gap(at + 1);
        let found = PUBLISHER_GAP.captures(self.gap_text(at + 1)).and_then(|found| group(&found, 1, gap.start));
        if let Some(publisher) = found {
            let confidence = self.parts[at].confidence;
            self.insert(at + 1, Label::Publisher, publisher, confidence);
        }
    }

    /// Whether the year at a part is that of the original: "Title. 1959. Penguin, 2006", "(1935; repr., New York, 1992)".
    pub(super) fn is_original_year(&self, at: usize) -> bool {
        let year = |at: usize| self.words_of(at).get(..4).and_then(|year| year.parse::<u16>().ok());
        let later = self.parts[at + 1..].iter().enumerate().any(|(index, part)| part.label == Label::Date && year(at + 1 + index) > year(at));
        let titled = at > 0 && self.parts[at - 1].label == Label::Title && self.words_of(at).len() == 4;
        let stops = self.gap_text(at).trim() == "." && self.gap_text(at + 1).trim() == ".";
        let published = self
            .parts
            .get(at + 1)
            .is_some_and(|next| matches!(next.label, Label::Publisher | Label::Place | Label::Editor | Label::Translator | Label::Edition));
        let reprinted =
            || words::small(self.gap_text(at + 1)).iter().any(|word| matches!(word.as_str(), "repr" | "reprint" | "reprinted" | "nachdruck"));
        later && titled && (stops && published || reprinted())
    }

    /// "(in press)" in a gap.
    pub(super) fn no_date_in_gap(&self) -> Option<Range<usize>> {
        (0..=self.parts.len()).find_map(|at| {
            let found = NO_DATE.captures(self.gap_text(at))?;
            group(&found, 1, self.gap(at).start)
        })
    }

    /// Gives the version its variable: its number, without the word before it.
    pub(super) fn read_version(&mut self) {
        let Some(range) = self.version.clone() else { return };
        let text = &self.text[range.clone()];
        let word = text.find([' ', '.']).map(|at| &text[..at]).filter(|word| matches!(fold(word).as_str(), "version" | "ver" | "v"));
        let lead = word.map_or(0, |word| text.len() - text[word.len()..].trim_start_matches(['.', ' ']).len());
        self.set(Variable::Version, range.start + lead..range.end, 1.0);
    }
}
