//! Borders that the tagger draws in the wrong place where a style is rare: the first word of a title taken for a name, a title taken for a
//! container, a volume before its journal ("27 J. Legal Stud. 661"), a translator or a publisher within a title, a note for a publisher.

use super::parts::Part;
use super::styles::{group, is_town};
use super::{Assembly, words};
use crate::parse::label::Label;
use crate::text::pattern::{Pattern, has_any, has_digit};
use std::ops::Range;

/// Names with initials, in either order, or two words.
static NAMED: Pattern = Pattern::new(
    r"^(?:(?:\p{Lu}\p{Ll}?\.[ \-‐]?)+ ?(?:\p{Ll}{1,3} )*\p{Lu}[\p{L}'’\-‐ ]+|\p{Lu}[\p{L}'’\-‐]+ (?:\p{Lu}\.[\-‐ ]?)+|\p{Lu}\p{Ll}+(?: \p{Lu}\.)*(?: \p{Lu}\p{Ll}+)?(?: \p{Ll}{1,3})? \p{Lu}[\p{Ll}'’\-‐]+)$",
);
/// One word with a capital and no more.
static WORD: Pattern = Pattern::new(r"^\p{Lu}\p{Ll}{2,}$");
/// A volume and a journal, words of the title before them.
static VOLUME_JOURNAL: Pattern = Pattern::new(r"^(?:(.+), )?(\d{1,4}) (\p{Lu}[\p{L}.&' ]+)$").when(has_digit);
/// The page that Bluebook puts behind a book's title.
static PAGE_TAIL: Pattern = Pattern::new(r"\s(\d{1,4}(?:[–\-]\d{1,4})?)$").when(has_digit);
/// "[w:]", "[In:]" within a title.
static IN_BRACKETS: Pattern = Pattern::new(r"[,.]?\s+\[(?:w|In|in|v|у|В|в):?\]:?\s+").when(|text| text.contains('['));
/// A publisher at the end of a title, by its first word.
static PUBLISHER_TAIL: Pattern = Pattern::new(r"[,.]\s+((?:Wydawnictwo|Oficyna|Verlag|Editorial|Ediciones|Éditions|Edizioni|Editora|Uitgeverij|Nakladatelství|Presses)\s[^,;:]{2,60}|\p{Lu}[\p{L} &]{1,40}\s(?:Press|Verlag|Publishers))$").when(|text| has_any(text, &["wydawnictwo", "oficyna", "verlag", "editorial", "ediciones", "ditions", "edizioni", "editora", "uitgeverij", "nakladatelstv", "press", "publishers"]));
/// Place and publisher at the end of a title.
static PLACE_TAIL: Pattern = Pattern::new(r"\.\s+(\p{Lu}[\p{L}\-/ ]{2,30}): (\p{Lu}[^:]{2,80})$").when(|text| text.contains(": "));
/// What leads to an address at the end of a title.
static ADDRESS_TAIL: Pattern = Pattern::new(r"(?i)[.,;]\s+(?:online\s+)?(?:verfügbar unter|abrufbar unter|available (?:at|from|online)|disponible (?:en|sur|sous)|disponível em|disponibile (?:su|all'indirizzo)|retrieved from|url|online|dostępne na)$").when(|text| has_any(text, &["verf", "abrufbar", "available", "dispon", "retrieved", "url", "online", "dost"]));
/// A raised number of the edition before the year: "³1960".
static RAISED_EDITION: Pattern = Pattern::new(r"(?:^|\s)([¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹]?)((?:1[5-9]|20)\d\d)$").when(|text| !text.is_ascii());
/// A year, a number and more in one part: "año IV, núm. 6".
static YEAR_AND_NUMBER: Pattern = Pattern::new(r"^(?:(?:[Aa]ño|[Aa]no|[Aa]nno|[Aa]nnée|Jg\.|Vol\.|vol\.|t\.|T\.|r\.)\s)?(\d{1,4}|[IVXLC]{1,7}),?\s(?:núm|n[°ºo]|nr|no|H|issue|iss|núms|№)\.?\s?(\d{1,4}(?:[–/\-]\d{1,4})?)$").when(has_digit);
/// A series behind the title of a volume: "MICCAI 2015. LNCS".
static SERIES_TAIL: Pattern = Pattern::new(r"\.\s+([A-Z]{3,6}(?: [A-Z]{2,5})?)$").when(|text| text.ends_with(|c: char| c.is_ascii_uppercase()));
/// A small number at a title's end.
static COUNT_TAIL: Pattern = Pattern::new(r",\s+(\d{1,2})(?:\s(?:voll?|vols|Bde|tomes)\.?)?$").when(has_digit);
/// "US Pat", "Patent", "Ger. Pat.".
static PATENT_WORD: Pattern = Pattern::new(r"^(?:[A-Z][\w.]{0,7} )?[Pp]at(?:ent|\.)?$").when(|text| has_any(text, &["pat"]));
/// The number of a standard by itself.
static STANDARD: Pattern =
    Pattern::new(r"^(?:ISO/IEC|ISO|IEC|DIN EN ISO|DIN EN|DIN|EN|BS|ANSI|ASTM|IEEE Std|NISO|ECMA|RFC)[ -][A-Z]{0,2}\.?\d[\w.:/\-]*$").when(has_digit);
/// An organisation at the head of a title: its last word, its short name in brackets.
static ORGANISATION_HEAD: Pattern = Pattern::new(r"^(\p{Lu}[^.;:]+\s(?:Group|Committee|Organi[sz]ation|Collaboration|Consortium|Investigators|Association|Society|Commission|Council|Institute|Agency|Network|Collaborators|Federation|Foundation|Team)(?: \([A-Z][\w\- ]{1,14}\))?)\. (\p{Lu}.+)$").when(|text| has_any(text, &["group", "committee", "organi", "collabora", "consortium", "investigators", "association", "society", "commission", "council", "institute", "agency", "network", "federation", "foundation", "team"]));
/// Initials at the head of a part.
static LAST_INITIALS: Pattern = Pattern::new(r"^(?:\p{Lu}\.[ \-‐]?){1,3}\s*");
/// A mark of editors or translators, and names.
static PEOPLE_ONLY: Pattern = Pattern::new(r"^((?i:hrsg\. v(?:on|\.)|hg\. v(?:on|\.)|herausgegeben von|edited by|ed\. by|a cura di|sous la dir(?:ection|\.) de|übers(?:etzt|\.) v(?:on|\.)|translated by|trans\. by|traduit par|pod red\.|под ред\.))\s+(\p{Lu}[^,;:]{3,80}?)\.?$").when(|text| has_any(text, &["hrsg", "hg.", "herausgegeben", "edited by", "ed. by", "a cura", "sous la", "bers", "translated", "trans. by", "traduit", "pod red", "под", "Под", "ПОД"]));
/// A range of years.
static YEARS: Pattern = Pattern::new(r"^(?:1[0-9]|20)\d\d[–\-](?:1[0-9]|20)\d\d$").when(has_digit);
/// What stands for a date at the end of a journal's name.
static FORTHCOMING: Pattern =
    Pattern::new(r"[.,]\s+(?i:forthcoming|in press|to appear|im druck|im erscheinen|à paraître|en prensa|in corso di stampa)$")
        .when(|text| has_any(text, &["forthcoming", "in press", "to appear", "im druck", "im erscheinen", "para", "en prensa", "in corso"]));
/// What is said of a publication and names no publisher.
const NO_PUBLISHER: &[&str] =
    &["advance online publication", "epub ahead of print", "published online", "online first", "ahead of print", "early access"];

impl Assembly<'_> {
    /// Mends these borders.
    pub(super) fn mend_borders(&mut self) {
        self.mend_title_word_in_authors();
        self.mend_single_name();
        self.mend_last_initials();
        self.mend_organisation_in_title();
        self.mend_standard_author();
        self.mend_title_as_container();
        self.mend_volume_before_journal();
        self.mend_page_behind_title();
        self.mend_year_as_volume();
        self.mend_in_brackets();
        self.mend_title_tails();
        self.mend_volume_count();
        self.mend_patent_number();
        self.mend_publishers();
        self.mend_raised_edition();
        self.mend_numbers();
        self.mend_series_tail();
        self.mend_second_container();
        self.mend_subtitle();
        self.mend_people();
        self.mend_volume_years();
        self.mend_forthcoming();
        self.mend_medium();
        self.mend_no_numbers();
    }

    /// "Novalis: Schriften. Die Werke": a single name, a colon, and the title's first words.
    fn mend_single_name(&mut self) {
        let next = self.parts.get(1).is_some_and(|next| next.label == Label::Title) && self.gap_text(1).trim() == ".";
        let first = self.parts.first().is_some_and(|part| part.label == Label::Author) && next;
        let Some(colon) = self.words_of(0).find(": ").filter(|_| first) else { return };
        let (name, title) = (&self.words_of(0)[..colon], &self.words_of(0)[colon + 2..]);
        let titled = title.starts_with(char::is_uppercase) && !title.contains('.') && title.chars().count() > 3;
        if titled && !name.contains([',', ';', ' ']) {
            let start = self.parts[0].range.start + colon;
            self.parts[0].range.end = start;
            self.parts[1].range.start = start + 2;
        }
    }

    /// "Kresse, G.; Furthmüller" and "J. Phys. Rev. B": the last initials were taken for the journal's first word.
    fn mend_last_initials(&mut self) {
        let Some(at) = self.position(Label::Author).filter(|at| self.gap_text(at + 1).trim() == ",") else { return };
        let names: Vec<&str> = self.words_of(at).split(';').map(str::trim).collect();
        let [first @ .., last] = names.as_slice() else { return };
        let lacking = !first.is_empty() && first.iter().all(|name| name.contains(", ")) && !last.contains([',', ' ']);
        if !lacking {
            return;
        }
        let Some(next) = self.parts.get(at + 1).filter(|next| matches!(next.label, Label::Container | Label::Title)) else { return };
        let start = next.range.start;
        if let Some(found) = LAST_INITIALS.find(self.words_of(at + 1)) {
            let (initials, end) = (found.as_str().trim_end().len(), found.end());
            self.parts[at].range.end = start + initials;
            self.parts[at + 1].range.start = start + end;
        }
    }

    /// A second container behind the editors of the first is the series of the book.
    fn mend_second_container(&mut self) {
        let containers: Vec<usize> = (0..self.parts.len()).filter(|at| self.parts[*at].label == Label::Container).collect();
        let &[first, second] = containers.as_slice() else { return };
        let edited = self.parts[first..second].iter().any(|part| part.label == Label::Editor);
        if edited && self.position(Label::Series).is_none() && self.position(Label::Publisher).is_some() {
            self.parts[second].label = Label::Series;
        }
    }

    /// "Jeux d'échelles. La micro-analyse": a title right behind a container is its subtitle, where the work has a title before.
    fn mend_subtitle(&mut self) {
        let Some(at) = self.position(Label::Container).filter(|at| self.parts[..*at].iter().any(|part| part.label == Label::Title)) else { return };
        let next = self.parts.get(at + 1).is_some_and(|next| next.label == Label::Title);
        if next && matches!(self.gap_text(at + 1).trim(), "." | ":") {
            self.parts[at].range.end = self.parts.remove(at + 1).range.end;
        }
    }

    /// "Hrsg. von Uwe Steiner": who edited or translated, in a part of its own.
    fn mend_people(&mut self) {
        for at in 1..self.parts.len() {
            let Part { range, label, .. } = self.parts[at].clone();
            if !matches!(label, Label::Container | Label::Title | Label::Note | Label::Publisher | Label::Series) {
                continue;
            }
            let Some(found) = PEOPLE_ONLY.captures(self.words_of(at)) else { continue };
            let Some((role, names)) = found.get(1).and_then(|mark| Some((words::role_before(mark.as_str())?, group(&found, 2, range.start)?))) else {
                continue;
            };
            let label = match role {
                words::Role::Editor => Label::Editor,
                words::Role::Translator => Label::Translator,
                _ => continue,
            };
            self.parts[at].label = label;
            self.parts[at].range = names;
        }
    }

    /// "Bd. 2: 1798–1801": years behind a volume's number are its title.
    fn mend_volume_years(&mut self) {
        let Some(at) = self.position(Label::Pages).filter(|at| *at > 0 && self.parts[at - 1].label == Label::Volume) else { return };
        let marked = words::marks_volume(self.gap_text(at - 1)) && self.gap_text(at).trim() == ":" && self.position(Label::Container).is_none();
        if marked && YEARS.is_match(self.words_of(at)) {
            let range = self.parts.remove(at).range;
            self.consumed.push(range.clone());
            self.volume_title = Some(range);
        }
    }

    /// "Intensive Care Med. Forthcoming 2017".
    fn mend_forthcoming(&mut self) {
        let Some(at) = self.position(Label::Container).or_else(|| self.position(Label::Title)) else { return };
        if let Some(found) = FORTHCOMING.find(self.words_of(at)) {
            let range = self.parts[at].range.clone();
            let words = found.as_str().trim_start_matches(['.', ',', ' ']).len();
            let (start, tail) = (found.start(), range.end - words..range.end);
            self.parts[at].range.end = range.start + start;
            // Only where no year is known it stands for the date.
            if self.position(Label::Date).is_none() {
                self.insert(at + 1, Label::Date, tail, 1.0);
            }
        }
    }

    /// "Blog post" holds no work: it is what the work is.
    fn mend_medium(&mut self) {
        let Some(at) = self.position(Label::Container).filter(|_| self.position(Label::Genre).is_none()) else { return };
        let words = self.words_of(at);
        if !words.contains(' ') && super::kind::is_medium(words) || words.to_lowercase() == "blog post" {
            self.parts[at].label = Label::Genre;
        }
    }

    /// A volume, an issue or pages without any number are none.
    fn mend_no_numbers(&mut self) {
        let text = self.text;
        let numeric = |part: &Part| {
            let words = &text[part.range.clone()];
            let plain = words.len() > 3 && words.chars().all(|c| c.is_ascii_lowercase());
            !(plain
                && matches!(part.label, Label::Volume | Label::Issue | Label::Pages)
                && words.contains(|c: char| !matches!(c, 'i' | 'v' | 'x' | 'l' | 'c')))
        };
        self.parts.retain(numeric);
    }

    /// A range of a part cut off at its end: the part ends at `start`, and `tail` gets a label.
    fn cut_tail(&mut self, at: usize, start: usize, tail: Range<usize>, label: Label) {
        let confidence = self.parts[at].confidence;
        self.parts[at].range.end = self.parts[at].range.start + start;
        self.insert(at + 1, label, tail, confidence);
    }

    /// "C. Ginzburg, Spie. Radici di un paradigma": a single word behind names with given names begins the title.
    fn mend_title_word_in_authors(&mut self) {
        let Some(at) = self.position(Label::Author).filter(|at| *at == 0) else { return };
        let is_title = |at: usize| self.parts.get(at).is_some_and(|next| next.label == Label::Title) && self.gap_text(at).trim() == ".";
        // "Weimar 1918–1933. Die Geschichte": the years belong to the title too.
        let dated = is_title(2)
            && self.parts[1].label == Label::Date
            && self.gap_text(1) == " "
            && self.parts[2..].iter().any(|part| part.label == Label::Date);
        let text = self.words_of(at);
        let Some(comma) = text.rfind(", ").filter(|_| dated || is_title(1)) else { return };
        let named = text[..comma].split([',', ';']).flat_map(|names| names.split(" and ")).all(|name| NAMED.is_match(name.trim()));
        if named && WORD.is_match(&text[comma + 2..]) {
            let start = self.parts[at].range.start + comma;
            self.parts[at].range.end = start;
            if dated {
                self.parts.remove(1);
            }
            self.parts[1].range.start = start + 2;
        }
    }

    /// "Early Breast Cancer Trialists' Collaborative Group (EBCTCG). Effects of …": an organisation at the head of the title.
    fn mend_organisation_in_title(&mut self) {
        let named = self.parts.iter().any(|part| matches!(part.label, Label::Author | Label::Editor));
        let first = self.parts.first().is_some_and(|part| part.label == Label::Title) && self.gap_text(0).trim().is_empty();
        if let (false, Some(part)) = (named, self.parts.first().filter(|part| part.label == Label::Note))
            && words::has_organisation_word(&self.text[part.range.clone()].split(' ').collect::<Vec<_>>())
            && self.gap_text(0).trim().is_empty()
        {
            self.parts[0].label = Label::Author;
            return;
        }
        if named || !first {
            return;
        }
        let Some(found) = ORGANISATION_HEAD.captures(self.words_of(0)) else { return };
        let start = self.parts[0].range.start;
        let groups = group(&found, 1, start).zip(group(&found, 2, start));
        if let Some((author, title)) = groups.filter(|(author, title)| (10..120).contains(&author.len()) && title.len() > 15) {
            let confidence = self.parts[0].confidence;
            self.parts[0].range.start = title.start;
            self.insert(0, Label::Author, author, confidence);
        }
    }

    /// "ASTM D2487-11, Standard Practice": a number, not a name.
    fn mend_standard_author(&mut self) {
        let Some(at) = self.position(Label::Author).filter(|_| self.position(Label::Number).is_none()) else { return };
        if STANDARD.is_match(self.words_of(at)) {
            self.parts[at].label = Label::Number;
        }
    }

    /// "Huse, Norbert (Hg.): Denkmalpflege, München 2006": without a title what looks like a container is the title.
    fn mend_title_as_container(&mut self) {
        let Some(at) = self.position(Label::Container).filter(|_| self.position(Label::Title).is_none()) else { return };
        let holds = [Label::Volume, Label::Issue, Label::Pages, Label::Doi].iter().any(|label| self.position(*label).is_some());
        let edited = self.parts.first().is_some_and(|part| part.label == Label::Editor) && at == 1;
        let published = [Label::Publisher, Label::Place].iter().any(|label| self.position(*label).is_some());
        if edited && published && !holds && !words::says_in(self.gap_text(at)) {
            self.parts[at].label = Label::Title;
            // "nach 1945, Frankfurt 2001": the year of the title.
            if let (Some(next), true) = (self.parts.get(at + 1).filter(|next| next.label == Label::Date), self.gap_text(at + 1) == " ")
                && self.parts[at + 2..].iter().any(|part| part.label == Label::Date)
            {
                self.parts[at].range.end = next.range.end;
                self.parts.remove(at + 1);
            }
        }
    }

    /// "27 J. Legal Stud. 661, 672 (1998)": the volume stands before the journal, the pages behind it.
    fn mend_volume_before_journal(&mut self) {
        let Some(at) = self.position(Label::Container) else { return };
        let Part { range, confidence, .. } = self.parts[at].clone();
        let numbers = self.parts.get(at + 1).is_some_and(|next| matches!(next.label, Label::Volume | Label::Pages)) && self.gap_text(at + 1) == " ";
        let Some(found) = numbers.then(|| VOLUME_JOURNAL.captures(self.words_of(at))).flatten() else { return };
        let (title, volume, journal) = (group(&found, 1, range.start), group(&found, 2, range.start), group(&found, 3, range.start));
        let (Some(volume), Some(journal)) = (volume, journal) else { return };
        if let Some(title) = title {
            let Some(before) = at.checked_sub(1).filter(|before| self.parts[*before].label == Label::Title) else { return };
            self.parts[before].range.end = title.end;
        }
        self.parts[at].range = journal;
        let next = at + 1;
        if self.parts[next].label == Label::Volume {
            self.parts[next].label = Label::Pages;
            if self.parts.get(next + 1).is_some_and(|pages| pages.label == Label::Pages) && self.gap_text(next + 1).trim() == "," {
                self.parts[next].range.end = self.parts.remove(next + 1).range.end;
            }
        }
        self.insert(at, Label::Volume, volume, confidence);
    }

    /// "Economic Analysis of Law 45 (9th ed. 2014)".
    fn mend_page_behind_title(&mut self) {
        let Some(at) = self.position(Label::Title).filter(|_| self.position(Label::Pages).is_none() && self.position(Label::Container).is_none())
        else {
            return;
        };
        let behind = self.gap_text(at + 1);
        let edition = behind.trim() == "(" && self.parts.get(at + 1).is_some_and(|next| next.label == Label::Edition);
        let closed = self.gap_text(self.parts.len()).starts_with(')');
        let range = self.parts[at].range.clone();
        let found = (edition && closed).then(|| PAGE_TAIL.captures(self.words_of(at))).flatten();
        if let Some((start, page)) = found.and_then(|found| Some((found.get(0)?.start(), group(&found, 1, range.start)?))) {
            self.cut_tail(at, start, page, Label::Pages);
        }
    }

    /// "Prog. Theor. Exp. Phys. 2020, 083C01 (2020)": a journal that counts its volumes by years.
    fn mend_year_as_volume(&mut self) {
        let Some(at) = self.position(Label::Container).filter(|_| self.position(Label::Volume).is_none()) else { return };
        let year = self.parts.get(at + 1).is_some_and(|next| next.label == Label::Date) && self.gap_text(at + 1) == " ";
        let pages = self.parts.get(at + 2).is_some_and(|next| next.label == Label::Pages);
        let again = self.parts.get(at + 3).is_some_and(|next| next.label == Label::Date) && self.words_of(at + 3) == self.words_of(at + 1);
        if year && pages && again {
            self.parts[at + 1].label = Label::Volume;
        }
    }

    /// "Struktura społeczna, [w:] Encyklopedia": a title and its container in one part.
    fn mend_in_brackets(&mut self) {
        let Some(at) = self.position(Label::Title) else { return };
        let range = self.parts[at].range.clone();
        let Some(found) = IN_BRACKETS.find(self.words_of(at)).map(|found| found.range()) else { return };
        if found.start == 0 {
            return;
        }
        // What the tagger took for the container stands behind a mark of editors.
        if let Some(other) = self.position(Label::Container) {
            match words::role_before(self.gap_text(other)) {
                Some(words::Role::Editor) => self.parts[other].label = Label::Editor,
                _ => return,
            }
        }
        self.evidence.says_in = true;
        self.cut_tail(at, found.start, range.start + found.end..range.end, Label::Container);
    }

    /// An address's lead, place and publisher, or a publisher at the end of a title.
    fn mend_title_tails(&mut self) {
        let Some(at) = self.position(Label::Title) else { return };
        let range = self.parts[at].range.clone();
        if let Some(found) = ADDRESS_TAIL.find(self.words_of(at)) {
            self.parts[at].range.end = range.start + found.start();
        }
        if self.position(Label::Publisher).is_some() {
            return;
        }
        let found = PLACE_TAIL.captures(self.words_of(at)).filter(|found| found.get(1).is_some_and(|place| is_town(place.as_str())));
        let both = found.and_then(|found| Some((found.get(0)?.start(), group(&found, 1, range.start)?, group(&found, 2, range.start)?)));
        if let Some((start, place, publisher)) = both.filter(|_| self.position(Label::Place).is_none()) {
            self.cut_tail(at, start, publisher, Label::Publisher);
            self.insert(at + 1, Label::Place, place, self.parts[at].confidence);
            return;
        }
        let placed = self.parts.get(at + 1).is_some_and(|next| next.label == Label::Place);
        let found = placed.then(|| PUBLISHER_TAIL.captures(self.words_of(at))).flatten();
        if let Some((start, publisher)) = found.and_then(|found| Some((found.get(0)?.start(), group(&found, 1, range.start)?))) {
            self.cut_tail(at, start, publisher, Label::Publisher);
        }
    }

    /// A second title that is called like a publisher; a publisher that is none; the end of a container's title before the place.
    fn mend_publishers(&mut self) {
        for at in (0..self.parts.len()).filter(|at| self.parts[*at].label == Label::Publisher).collect::<Vec<_>>() {
            if self.position(Label::Genre).is_none() && super::kind::is_genre(self.words_of(at)) {
                self.parts[at].label = Label::Genre;
            } else if NO_PUBLISHER.contains(&self.words_of(at).to_lowercase().as_str()) {
                self.parts[at].label = Label::Note;
            }
        }
        let named = |at: usize| PUBLISHER_TAIL.is_match(&format!(", {}", self.words_of(at)));
        let titles: Vec<usize> = (0..self.parts.len()).filter(|at| self.parts[*at].label == Label::Title).collect();
        if let (&[_, second], None) = (titles.as_slice(), self.position(Label::Publisher))
            && named(second)
        {
            self.parts[second].label = Label::Publisher;
        }
        // "Farrar, Straus and Giroux, New York": the first name of a firm was taken for a town.
        let places: Vec<usize> = (0..self.parts.len()).filter(|at| self.parts[*at].label == Label::Place).collect();
        if let &[first, second] = places.as_slice()
            && second == first + 2
            && self.parts[first + 1].label == Label::Publisher
            && self.gap_text(first + 1).trim() == ","
            && self.gap_text(second).trim() == ","
            && !is_town(self.words_of(first))
        {
            self.parts[first + 1].range.start = self.parts[first].range.start;
            self.parts.remove(first);
            return;
        }
        let Some(place) = self.position(Label::Place).filter(|at| *at >= 2) else { return };
        let around = self.parts[place - 1].label == Label::Publisher && self.parts.get(place + 1).is_some_and(|next| next.label == Label::Publisher);
        let titled = matches!(self.parts[place - 2].label, Label::Container | Label::Title) && self.gap_text(place - 1).starts_with('.');
        if around && titled {
            self.parts[place - 2].range.end = self.parts.remove(place - 1).range.end;
        }
    }

    /// "Civiltà e imperi, 2 voll.": the number of volumes at a title's end.
    fn mend_volume_count(&mut self) {
        let Some(at) = self.position(Label::Title) else { return };
        let range = self.parts[at].range.clone();
        let counted = words::counts_volumes(self.gap_text(at + 1)) || self.words_of(at).trim_end_matches('.').ends_with(char::is_alphabetic);
        let found = counted.then(|| COUNT_TAIL.captures(self.words_of(at))).flatten();
        if let Some((start, count)) = found.and_then(|found| Some((found.get(0)?.start(), group(&found, 1, range.start)?))) {
            self.cut_tail(at, start, count, Label::Volume);
        }
    }

    /// "US Pat., 4 060 081, 1977": the number in pieces behind the word.
    fn mend_patent_number(&mut self) {
        let is = |part: &Part| PATENT_WORD.is_match(&self.text[part.range.clone()]);
        let free = self.position(Label::Number).is_none();
        let Some(at) = free.then(|| self.parts.iter().position(is)).flatten() else { return };
        let numeric = |part: &&Part| {
            matches!(part.label, Label::Volume | Label::Issue | Label::Pages)
                && self.text[part.range.clone()].bytes().all(|c| c.is_ascii_digit() || c == b' ')
        };
        let pieces: Vec<Range<usize>> = self.parts[at + 1..].iter().take_while(numeric).map(|part| part.range.clone()).collect();
        if let (Some(first), Some(last)) = (pieces.first(), pieces.last()) {
            let number = first.start..last.end;
            self.parts.drain(at + 1..at + 1 + pieces.len());
            self.parts[at].label = Label::Genre;
            self.insert(at + 1, Label::Number, number, self.parts[at].confidence);
        }
    }

    /// "Villingen ³1960".
    fn mend_raised_edition(&mut self) {
        for at in 0..self.parts.len() {
            let Part { range, confidence, .. } = self.parts[at].clone();
            let Some(found) = RAISED_EDITION.captures(self.words_of(at)) else { continue };
            if let (Some(edition), Some(year)) = (group(&found, 1, range.start), group(&found, 2, range.start)) {
                let before = self.text[range.start..edition.start].trim_end().len();
                self.parts[at].range.end = range.start + before;
                self.insert(at + 1, Label::Edition, edition, confidence);
                self.insert(at + 2, Label::Date, year, confidence);
                if before == 0 {
                    self.parts.remove(at);
                }
                return;
            }
        }
    }

    /// "año IV, núm. 6" in one part; "nr <4> (<75>)", an issue that is counted twice.
    fn mend_numbers(&mut self) {
        let Some(at) = self.position(Label::Volume) else { return };
        let Part { range, confidence, .. } = self.parts[at].clone();
        let found = self.position(Label::Issue).is_none().then(|| YEAR_AND_NUMBER.captures(self.words_of(at))).flatten();
        if let Some((volume, issue)) = found.and_then(|found| Some((group(&found, 1, range.start)?, group(&found, 2, range.start)?))) {
            self.parts[at].range = volume;
            self.insert(at + 1, Label::Issue, issue, confidence);
            return;
        }
        let issue = self.parts.get(at + 1).is_some_and(|next| next.label == Label::Issue) && self.gap_text(at + 1).trim() == "(";
        if issue && words::marks_issue(self.gap_text(at)) && self.gap_text(at + 2).starts_with(')') {
            self.parts[at] = Part { label: Label::Issue, range: range.start..self.parts[at + 1].range.end + 1, confidence };
            self.parts.remove(at + 1);
        }
    }

    /// "MICCAI 2015. LNCS, vol. 9351", "The Elements. SSS, 2nd edn. Springer": the short name of a series.
    fn mend_series_tail(&mut self) {
        let Some(at) = self.position(Label::Container).filter(|_| self.position(Label::Series).is_none()) else { return };
        if self.position(Label::Publisher).is_none() {
            return;
        }
        let range = self.parts[at].range.clone();
        let short = self.words_of(at).chars().all(|c| c.is_ascii_uppercase()) && (2..=6).contains(&range.len());
        let paged = self.position(Label::Pages).is_some();
        if short && !paged && at > 0 && self.parts[at - 1].label == Label::Title {
            self.parts[at].label = Label::Series;
            return;
        }
        let volume = self.parts.get(at + 1).is_some_and(|next| next.label == Label::Volume);
        let found = volume.then(|| SERIES_TAIL.captures(self.words_of(at))).flatten();
        if let Some((start, series)) = found.and_then(|found| Some((found.get(0)?.start(), group(&found, 1, range.start)?))) {
            self.cut_tail(at, start, series, Label::Series);
        }
    }
}
