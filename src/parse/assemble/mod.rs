//! From the labelled words of one reference to an entry: names parted, dates read, identifiers made whole, the kind chosen from the evidence.
//!
//! What stands between the labelled words is read too: "In", "(Eds.)", "(Chap. 20)", "accessed". A value is a span of the reference,
//! or comes from one by a named [`Normalisation`]; nothing is invented, and words that no variable takes are kept as `note`.

mod borders;
mod dates;
mod kind;
mod mend;
mod names;
mod parts;
mod people;
pub mod rules;
#[cfg(test)]
mod style_tests;
mod styles;
mod tails;
#[cfg(test)]
mod tests;
mod tokens;
mod words;

pub use names::names;
pub use rules::RULES;
pub use words::is_furniture;

use super::label::Label;
use super::tag::Tagged;
use crate::model::id::{Arxiv, Doi, Isbn, Issn, Pmcid, Pmid};
use crate::model::{Date, DatePart, Entry, Kind, Normalisation, Value, Variable};
use crate::text::pattern::{Pattern, has_any, has_digit};
use crate::text::{RuleInfo, Str};
use dates::Found;
use kind::Evidence;
use parts::Part;
use people::People;
use std::ops::Range;

/// What a reference says.
#[derive(Clone, Debug, Default)]
pub struct Assembled {
    /// The entry, without key and identity.
    pub entry: Entry,
    /// Where its values came from.
    pub values: Vec<RefValue>,
    /// What is odd about the reference.
    pub diagnostics: Vec<RefDiagnostic>,
}

/// Where a value came from, in bytes of the reference string.
#[derive(Clone, Debug, PartialEq)]
pub struct RefValue {
    /// The variable.
    pub variable: Variable,
    /// For lists of names: which of them, from 0; none for a value as a whole.
    pub part: Option<u16>,
    /// How it came from those words.
    pub by: Normalisation,
    /// Those words.
    pub range: Range<usize>,
    /// How sure the tagger was of them.
    pub confidence: f32,
}

/// A diagnostic with places in bytes of the reference string.
#[derive(Clone, Debug)]
pub struct RefDiagnostic {
    /// The rule that speaks.
    pub rule: &'static RuleInfo,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where.
    pub range: Range<usize>,
    /// Other places that explain it.
    pub related: Vec<(Range<usize>, String)>,
    /// What would mend it, where the rule has a fix: what to put where.
    pub edits: Vec<(Range<usize>, String)>,
}

/// Makes an entry of a tagged reference. `before` is the entry of the reference before it, which "ders." and "———" mean.
/// Segments that are no ranges of the text, or overlap an earlier one, are passed over.
pub fn assemble(text: &Str, tagged: &Tagged, before: Option<&Entry>) -> Assembled {
    let parts = parts::parts(text, tagged);
    let mut assembly = Assembly {
        text,
        parts,
        before,
        consumed: Vec::new(),
        people: People::default(),
        chapter: None,
        volume_title: None,
        container_author: None,
        version: None,
        evidence: Evidence::default(),
        out: Assembled::default(),
    };
    assembly.mend_parts();
    assembly.read_chapter();
    assembly.settle_labels();
    assembly.read_people();
    assembly.read_values();
    assembly.read_dates();
    assembly.read_gaps();
    assembly.settle_people();
    assembly.settle_kind();
    assembly.out.entry.shrink();
    assembly.out
}

/// A reference while it is assembled.
struct Assembly<'a> {
    text: &'a Str,
    parts: Vec<Part>,
    before: Option<&'a Entry>,
    /// Ranges of the gaps that were read.
    consumed: Vec<Range<usize>>,
    people: People,
    /// Where the chapter's number stands.
    chapter: Option<Range<usize>>,
    /// Where the title of the volume stands.
    volume_title: Option<Range<usize>>,
    /// Where "Ders." stands for those who wrote or edited the book that holds the work.
    container_author: Option<(Variable, Range<usize>)>,
    /// Where the version stands.
    version: Option<Range<usize>>,
    evidence: Evidence,
    out: Assembled,
}

static CHAPTER: Pattern =
    Pattern::new(r"(?i)\b(?:chap(?:ter|\.)?|ch\.|kap(?:itel|\.)|chapitre|cap(?:ítulo|itolo|\.)|глава|гл\.)\s*([0-9]{1,3}|[ivxlc]{1,7})\b")
        .when(|text| has_any(text, &["ch", "kap", "cap", "гл", "Гл", "ГЛ"]));
static EDITION: Pattern = Pattern::new(
    r"(?i)\b((?:\d{1,2}\s*(?:st|nd|rd|th|ste|de|e|ème|\.|ª|º|a|-е|-е)?|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|rev(?:ised|\.)?)(?:\s*,?\s*(?:rev|überarb|erw|verb|aktual|ergänzte|neubearb)\w*\.?)*)\s*(?:edition|edn|ed\b|aufl(?:age)?\b|éd\b|édition|edición|edizione|edição|изд|druk\b|uitgave\b|wyd\b|vyd\b|kiadás|painos|utgave|upplaga|utg\b)",
)
.when(|text| has_any(text, &["ed", "éd", "Éd", "aufl", "изд", "Изд", "ИЗД", "druk", "uitgave", "wyd", "vyd", "kiad", "painos", "utg", "upplaga"]));
/// "wyd. 2", "ed. 3": the word before the number.
static EDITION_AHEAD: Pattern = Pattern::new(r"(?i)\b(?:wyd|ed|aufl|éd|изд|vyd)\.\s*(\d{1,2})\b").when(has_digit);
static YEAR: Pattern = Pattern::new(r"\b(?:1[5-9]|20)\d\d[a-z]?\b").when(has_digit);
static NUMBER_TAIL: Pattern =
    Pattern::new(r"(?i)^(.*?\p{L}.*?)[\s,;.(]+(?:(?:no|nr|vol|bd|band|n[°ºo]|num|t|tome|#|heft)\b\.?\s*|#)?([0-9]{1,6}[a-z]?(?:[-/][0-9]+)?)\)?$")
        .when(has_digit);
static VOLUME_ISSUE: Pattern =
    Pattern::new(r"^(?:[Vv]ol(?:ume|\.)?\s*)?(\S+?)\s*[(\[]\s*(?:[Nn](?:o|r)\.?\s*)?([^()\[\]]+?)\s*[)\]]$").when(|text| text.ends_with([')', ']']));
static LEAD: Pattern = Pattern::new(
    r"(?i)^(?:(?:vols?|volume|bd|band|jg|jahrgang|tome|no|nos|nr|number|issue|iss|heft|num|pp?|pages?|seiten?|s|chap(?:ter)?|ch|kap(?:itel)?|т|вып|с|стр|isbn(?:-1[03])?|issn)\b\.?\s*:?\s*)+",
);
static PLACE_PUBLISHER: Pattern = Pattern::new(r"^(\p{Lu}[^:\d]{1,40}?)\s*:\s*(\p{L}.+)$").when(|text| text.contains(':'));
static EDITION_TAIL: Pattern = Pattern::new(r"(?i)\s*\b(?:edition|edn|ed|aufl(?:age)?|éd|édition|edición|edizione|edição|изд)\b\.?$");

impl Assembly<'_> {
    /// The gap before the part at `at`; behind the last part for their number.
    fn gap(&self, at: usize) -> Range<usize> {
        let start = at.checked_sub(1).and_then(|before| self.parts.get(before)).map_or(0, |part| part.range.end);
        let end = self.parts.get(at).map_or(self.text.len(), |part| part.range.start);
        start..end.max(start)
    }

    fn gap_text(&self, at: usize) -> &str {
        self.text.get(self.gap(at)).unwrap_or_default()
    }

    fn note_value(&mut self, variable: Variable, part: Option<u16>, by: Normalisation, range: Range<usize>, confidence: f32) {
        self.out.values.push(RefValue { variable, part, by, range, confidence });
    }

    /// Gives a variable the words of a range.
    fn set(&mut self, variable: Variable, range: Range<usize>, confidence: f32) {
        self.set_as(variable, self.text.slice(range.clone()), Normalisation::None, range, confidence);
    }

    /// Gives a variable a value that came from the words of a range; what does not fit in becomes a note.
    fn set_as(&mut self, variable: Variable, value: impl Into<Value>, by: Normalisation, range: Range<usize>, confidence: f32) {
        let value = value.into();
        match self.out.entry.get(variable) {
            None => {
                self.out.entry.set(variable, value);
                self.note_value(variable, None, by, range, confidence);
            }
            Some(old) if *old == value => {}
            Some(_) => self.add_note(range, confidence),
        }
    }

    /// Keeps words that no variable takes.
    fn add_note(&mut self, range: Range<usize>, confidence: f32) {
        let words = self.text.slice(range.clone());
        let Some(old) = self.out.entry.plain(Variable::Note).map(|old| old.into_owned()) else {
            return self.set(Variable::Note, range, confidence);
        };
        if old.split("; ").any(|part| part == words.as_str()) {
            return;
        }
        self.out.entry.set(Variable::Note, format!("{old}; {words}"));
        for value in self.out.values.iter_mut().filter(|value| value.variable == Variable::Note) {
            value.by = Normalisation::Format;
        }
        self.note_value(Variable::Note, None, Normalisation::Format, range, confidence);
    }

    fn position(&self, label: Label) -> Option<usize> {
        self.parts.iter().position(|part| part.label == label)
    }

    /// Finds the chapter's number, labelled or in a gap.
    fn read_chapter(&mut self) {
        if let Some(at) = self.position(Label::Chapter) {
            self.chapter = Some(self.without_lead(self.parts[at].range.clone()));
            return;
        }
        for at in 0..=self.parts.len() {
            let gap = self.gap(at);
            let Some(found) = self.text.get(gap.clone()).and_then(|text| CHAPTER.captures(text)) else { continue };
            if let (Some(whole), Some(number)) = (found.get(0), found.get(1)) {
                self.consumed.push(gap.start + whole.start()..gap.start + whole.end());
                self.chapter = Some(gap.start + number.start()..gap.start + number.end());
                return;
            }
        }
    }

    /// Mends labels that the order of the parts contradicts: a second title behind "In", a book's title before "Chapter 2: …".
    fn settle_labels(&mut self) {
        self.settle_collaborations();
        let titles: Vec<usize> = (0..self.parts.len()).filter(|at| self.parts[*at].label == Label::Title).collect();
        let contained = self.position(Label::Container).is_some();
        if let (&[first, second, ..], false) = (titles.as_slice(), contained) {
            let between = |range: &Range<usize>| self.parts[first].range.end <= range.start && range.end <= self.parts[second].range.start;
            let chapter = self.chapter.as_ref().is_some_and(between);
            let says_in = (first + 1..=second).any(|at| words::says_in(self.gap_text(at)));
            let numbered = self.parts[second..].iter().any(|part| matches!(part.label, Label::Volume | Label::Issue | Label::Pages));
            match () {
                () if chapter && !says_in => self.parts[first].label = Label::Container,
                () if says_in || numbered => self.parts[second].label = Label::Container,
                () if second == first + 1 && parts::joins(self.text, &self.parts[first], &self.parts[second], true) => {
                    self.parts[first].range.end = self.parts.remove(second).range.end;
                }
                () => {}
            }
        }
        if let (Some(at), None) = (self.position(Label::Container), self.position(Label::Series)) {
            let paged = self.position(Label::Pages).is_some() || self.position(Label::Editor).is_some();
            if !paged && kind::is_series_of_reports(&self.text[self.parts[at].range.clone()]) {
                self.parts[at].label = Label::Series;
            }
        }
        if let Some(at) = self.position(Label::Container) {
            self.evidence.says_in =
                words::says_in(self.gap_text(at)) || at > 0 && self.parts[at - 1].label == Label::Editor && words::says_in(self.gap_text(at - 1));
        }
    }

    /// "ATLAS Collab. (G. Aad et al.), Phys. Lett. B": the remark before or behind the authors is an author.
    fn settle_collaborations(&mut self) {
        let work = self.parts.iter().position(|part| matches!(part.label, Label::Title | Label::Container)).unwrap_or(self.parts.len());
        for part in &mut self.parts[..work] {
            if part.label == Label::Note && words::is_collaboration(&self.text[part.range.clone()]) {
                part.label = Label::Author;
            }
        }
    }

    /// The range without "vol.", "pp." and their kin at its beginning.
    fn without_lead(&self, range: Range<usize>) -> Range<usize> {
        let lead = LEAD.find(&self.text[range.clone()]).map_or(0, |found| found.len());
        let rest = &self.text[range.start + lead..range.end];
        match rest.chars().any(char::is_alphanumeric)
            && lead > 0
            && rest.starts_with(|c: char| c.is_numeric() || c.is_uppercase() || matches!(c, 'i' | 'v' | 'x' | 'e' | 'l'))
        {
            true => range.start + lead..range.end,
            false => range,
        }
    }

    /// Every part that is neither names nor date.
    fn read_values(&mut self) {
        for at in 0..self.parts.len() {
            let Part { label, range, confidence } = self.parts[at].clone();
            match label {
                Label::Author | Label::Editor | Label::Translator | Label::Date | Label::Accessed | Label::Other => {}
                Label::Title => self.read_title(at),
                Label::Container => self.read_container(at),
                Label::Volume => self.read_volume(at),
                Label::Issue => self.read_issue(at),
                Label::Pages => self.read_pages(at),
                Label::Publisher => self.read_publisher(range, confidence),
                Label::Place => self.read_place(range, confidence),
                Label::Series => self.read_series(range, confidence),
                Label::Edition => self.set(Variable::Edition, self.edition(range), confidence),
                Label::Genre => self.read_genre(range, confidence),
                Label::Note => self.read_note(range, confidence),
                Label::Number => self.read_number(at),
                Label::Chapter => {}
                Label::CitationNumber => self.set(Variable::CitationNumber, range, confidence),
                Label::Doi => self.read_doi(range, confidence),
                Label::Url => self.read_url(range, confidence),
                Label::Isbn => self.read_isbn(range, confidence),
                Label::Arxiv => self.read_arxiv(range, confidence),
                Label::Pmid => self.read_pmid(range, confidence),
            }
        }
        if let Some(chapter) = self.chapter.clone() {
            self.set(Variable::ChapterNumber, chapter, 1.0);
        }
        if let Some(title) = self.volume_title.clone() {
            self.set(Variable::named("volume-title"), title, 1.0);
        }
        self.read_version();
        self.settle_book_title();
    }

    fn read_title(&mut self, at: usize) {
        let Part { range, confidence, .. } = self.parts[at].clone();
        let variable = match self.out.entry.has(Variable::Title) && self.position(Label::Container).is_none() && words::says_in(self.gap_text(at)) {
            true => Variable::ContainerTitle,
            false => Variable::Title,
        };
        self.set(variable, self.text_range(range), confidence);
    }

    /// A title's range without its full stop.
    fn text_range(&self, range: Range<usize>) -> Range<usize> {
        let text = &self.text[range.clone()];
        let bare = text.trim_end_matches('.');
        let last = bare.rsplit([' ', '.', '-']).next().unwrap_or_default();
        let abbreviated = bare.contains('.') && !bare.contains(". ") || last.chars().count() <= 2 || text.ends_with("...");
        match text.ends_with('.') && !abbreviated {
            true => range.start..range.start + bare.len(),
            false => range,
        }
    }

    fn read_container(&mut self, at: usize) {
        let Part { range, confidence, .. } = self.parts[at].clone();
        let second = self.out.entry.has(Variable::ContainerTitle) && self.position(Label::Series).is_none() && self.evidence.says_in;
        match second {
            true => self.read_series(range, confidence),
            false => self.set(Variable::ContainerTitle, range, confidence),
        }
    }

    /// Whether a number stands right behind the title of a series.
    fn is_of_series(&self, at: usize) -> bool {
        at > 0 && self.parts[at - 1].label == Label::Series && !self.out.entry.has(Variable::CollectionNumber)
    }

    fn read_issue(&mut self, at: usize) {
        let Part { range, confidence, .. } = self.parts[at].clone();
        let variable = match () {
            () if self.is_of_series(at) => Variable::CollectionNumber,
            () if words::marks_volume(self.gap_text(at)) && self.position(Label::Volume).is_none() => Variable::Volume,
            () => Variable::Issue,
        };
        self.set(variable, self.without_lead(range), confidence);
    }

    fn read_volume(&mut self, at: usize) {
        let Part { range, confidence, .. } = self.parts[at].clone();
        if self.is_of_series(at) {
            return self.set(Variable::CollectionNumber, self.without_lead(range), confidence);
        }
        let head = self.text[range.clone()].trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '–' | '/')).len();
        let lead = &self.text[range.start..range.start + head];
        let within = words::marks_issue(lead) && lead.split_whitespace().count() == 1;
        if (within || words::marks_issue(self.gap_text(at))) && self.position(Label::Issue).is_none() {
            let start = range.start + if within { head } else { 0 };
            return self.set(Variable::Issue, start..range.end, confidence);
        }
        let counted = words::counts_volumes(self.gap_text(at + 1));
        let text = &self.text[range.clone()];
        if counted && text.bytes().all(|b| b.is_ascii_digit()) && !self.gap_text(at).to_lowercase().contains("vol") {
            return self.set(Variable::NumberOfVolumes, range, confidence);
        }
        let glued = VOLUME_ISSUE.captures(text);
        match glued.and_then(|found| Some((found.get(1)?.range(), found.get(2)?.range()))) {
            Some((volume, issue)) => {
                self.set(Variable::Volume, range.start + volume.start..range.start + volume.end, confidence);
                self.set(Variable::Issue, range.start + issue.start..range.start + issue.end, confidence);
            }
            None => self.set(Variable::Volume, self.without_lead(range), confidence),
        }
    }

    /// Pages stay as they are written; "320 pp." is their number.
    fn read_pages(&mut self, at: usize) {
        let Part { range, confidence, .. } = self.parts[at].clone();
        let behind = words::small(self.gap_text(at + 1));
        let count = behind.first().is_some_and(|word| matches!(word.as_str(), "pp" | "p" | "pages" | "s" | "seiten" | "páginas" | "с"));
        let text = &self.text[range.clone()];
        let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let marked =
            words::small(self.gap_text(at)).last().is_some_and(|word| matches!(word.as_str(), "pp" | "p" | "pages" | "page" | "s" | "seiten"));
        let counted = text.trim_end_matches('.').trim_end_matches(['p', 'S', 's', 'с']).trim_end();
        if counted.len() < text.len() && counted.bytes().all(|b| b.is_ascii_digit()) && !counted.is_empty() && text.contains(['p', 'с', ' ']) {
            return self.set(Variable::NumberOfPages, range.start..range.start + counted.len(), confidence);
        }
        // "210 f." of a thesis are its leaves; "S. 42 f." is a page and the next.
        let thesis = self.position(Label::Genre).is_some() || self.position(Label::Container).is_none();
        let leaves = plain && !marked && thesis && behind.first().is_some_and(|word| word == "f");
        match count && plain && !marked {
            true => self.set(Variable::NumberOfPages, range, confidence),
            false if leaves => self.set(Variable::NumberOfPages, range, confidence),
            false => self.set(Variable::Page, self.without_lead(range), confidence),
        }
    }

    fn read_place(&mut self, range: Range<usize>, confidence: f32) {
        match self.position(Label::Publisher) {
            None if self.text[range.clone()].contains(':') => self.read_publisher_at(range, confidence, Variable::PublisherPlace),
            _ => self.set(Variable::PublisherPlace, range, confidence),
        }
    }

    fn read_publisher(&mut self, range: Range<usize>, confidence: f32) {
        self.read_publisher_at(range, confidence, Variable::Publisher);
    }

    /// "Toronto: Oxford University Press" in one part is place and publisher.
    fn read_publisher_at(&mut self, range: Range<usize>, confidence: f32, whole: Variable) {
        let text = &self.text[range.clone()];
        let glued = PLACE_PUBLISHER.captures(text).and_then(|found| Some((found.get(1)?.range(), found.get(2)?.range())));
        let both = [Label::Place, Label::Publisher].iter().all(|label| self.position(*label).is_some());
        match glued.filter(|(place, _)| !both && place.len() < 40 && text[place.clone()].split(' ').count() <= 4) {
            Some((place, publisher)) => {
                self.set(Variable::PublisherPlace, range.start + place.start..range.start + place.end, confidence);
                self.set(Variable::Publisher, range.start + publisher.start..range.start + publisher.end, confidence);
            }
            None => self.set(whole, range, confidence),
        }
    }

    /// "Occasional Paper 42" is the series and the number in it.
    fn read_series(&mut self, range: Range<usize>, confidence: f32) {
        let text = &self.text[range.clone()];
        let glued = NUMBER_TAIL.captures(text).and_then(|found| Some((found.get(1)?.range(), found.get(2)?.range())));
        match glued {
            Some((title, number)) => {
                let bare = text[title.clone()].trim_end_matches([',', ' ', '(', ';']);
                self.set(Variable::CollectionTitle, range.start..range.start + bare.len(), confidence);
                self.set(Variable::CollectionNumber, range.start + number.start..range.start + number.end, confidence);
            }
            None => self.set(Variable::CollectionTitle, range, confidence),
        }
    }

    fn edition(&self, range: Range<usize>) -> Range<usize> {
        let text = &self.text[range.clone()];
        let tail = EDITION_TAIL.find(text).map(|found| found.start()).filter(|start| *start > 0);
        range.start..tail.map_or(range.end, |start| range.start + start)
    }

    /// The name of a series of papers is labelled as a genre sometimes.
    fn read_genre(&mut self, range: Range<usize>, confidence: f32) {
        let small = self.text[range.clone()].to_lowercase();
        let series = small.contains("occasional paper") || small.contains(" papers");
        match series && self.position(Label::Series).is_none() {
            true => self.read_series(range, confidence),
            false => self.set(Variable::Genre, range, confidence),
        }
    }

    fn read_note(&mut self, range: Range<usize>, confidence: f32) {
        if self.read_clause(range.clone(), confidence) || self.read_visit(range.clone(), confidence) {
            return;
        }
        match kind::is_genre(&self.text[range.clone()]) && self.position(Label::Genre).is_none() {
            true => self.set(Variable::Genre, range, confidence),
            false => self.add_note(range, confidence),
        }
    }

    /// A number belongs to the series before it, else to a journal's volume as issue, else to the work itself.
    fn read_number(&mut self, at: usize) {
        let Part { range, confidence, .. } = self.parts[at].clone();
        let series = self.out.entry.has(Variable::CollectionTitle) || at > 0 && self.parts[at - 1].label == Label::Series;
        let journal = self.position(Label::Container).is_some() && self.position(Label::Volume).is_some() && self.position(Label::Issue).is_none();
        let variable = match () {
            () if series && !self.out.entry.has(Variable::CollectionNumber) => Variable::CollectionNumber,
            () if journal && self.position(Label::Genre).is_none() => Variable::Issue,
            () => Variable::Number,
        };
        let range = if variable == Variable::Number { range } else { self.without_lead(range) };
        self.set(variable, range, confidence);
    }

    /// Gives an identifier in its form; what is none stays as it is written.
    fn set_identifier(&mut self, variable: Variable, read: Option<String>, range: Range<usize>, confidence: f32) {
        let written = self.text.slice(range.clone());
        match read {
            Some(read) if written != read.as_str() => self.set_as(variable, read, Normalisation::Identifier, range, confidence),
            _ => self.set(variable, range, confidence),
        }
    }

    fn read_doi(&mut self, range: Range<usize>, confidence: f32) {
        let whole: String = self.text[range.clone()].chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{200b}')).collect();
        // Text taken from a page's source: "49:8&lt;693::AID-ASI4&gt;3.0.CO;2-O".
        let whole = whole.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let bare = whole.trim_start_matches(['(', '[', '<']).trim_end_matches(['.', ',', ';', '>']);
        let read = Doi::parse(bare).ok().map(|doi| doi.to_string());
        self.set_identifier(Variable::Doi, read, range, confidence);
    }

    /// A DOI within a URL is a DOI; line breaks and blanks within a URL are none of its own.
    fn read_url(&mut self, range: Range<usize>, confidence: f32) {
        let whole: String = self.text[range.clone()].chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{200b}')).collect();
        let scheme = whole.find("http").filter(|at| whole[..*at].chars().all(|c| c.is_alphabetic() || c == ':')).unwrap_or(0);
        let whole = whole[scheme..].to_owned();
        let doi = (whole.contains("doi.org/") || whole.starts_with("10.")).then(|| Doi::parse(&whole).ok()).flatten();
        match doi {
            Some(doi) => self.set_as(Variable::Doi, doi.to_string(), Normalisation::Identifier, range, confidence),
            None => self.set_identifier(Variable::Url, Some(whole.trim_end_matches(['.', ',']).to_owned()), range, confidence),
        }
    }

    fn read_isbn(&mut self, range: Range<usize>, confidence: f32) {
        let range = self.without_lead(range);
        let text = &self.text[range.clone()];
        match Issn::parse(text).is_ok() && Isbn::parse(text).is_err() {
            true => self.set(Variable::Issn, range, confidence),
            false => self.set(Variable::Isbn, range, confidence),
        }
    }

    /// An arXiv identifier is a number in the archive of that name.
    fn read_arxiv(&mut self, range: Range<usize>, confidence: f32) {
        let read = Arxiv::parse(&self.text[range.clone()]).ok().map(|id| id.to_string());
        self.evidence.arxiv = true;
        let variable = if self.out.entry.has(Variable::Number) { Variable::named("arxiv") } else { Variable::Number };
        self.set_identifier(variable, read, range.clone(), confidence);
        self.set_as(Variable::Archive, "arXiv", Normalisation::Identifier, range, confidence);
    }

    fn read_pmid(&mut self, range: Range<usize>, confidence: f32) {
        let text = &self.text[range.clone()];
        let central = text.to_ascii_lowercase().contains("pmc")
            || self.text[..range.start].trim_end_matches([' ', ':']).to_ascii_lowercase().ends_with("pmcid");
        match central {
            true => self.set_identifier(Variable::Pmcid, Pmcid::parse(text).ok().map(|id| id.to_string()), range, confidence),
            false => self.set_identifier(Variable::Pmid, Pmid::parse(text).ok().map(|id| id.to_string()), range, confidence),
        }
    }

    /// "Editors (Eds.), Title (Chap. 10)": the title is the book's, the chapter has none.
    fn settle_book_title(&mut self) {
        let entry = &self.out.entry;
        let (Some(chapter), Some(title)) = (&self.chapter, self.position(Label::Title)) else { return };
        let range = self.parts[title].range.clone();
        let behind = range.end <= chapter.start && self.parts[title + 1..].iter().all(|part| part.range.start >= range.end.max(chapter.start));
        if !behind || entry.has(Variable::ContainerTitle) || !entry.has(Variable::Editor) {
            return;
        }
        let chapter = chapter.clone();
        if let Some(value) = self.out.entry.remove(Variable::Title) {
            self.out.entry.set(Variable::ContainerTitle, value);
        }
        for value in self.out.values.iter_mut().filter(|value| value.variable == Variable::Title) {
            value.variable = Variable::ContainerTitle;
        }
        let message = format!("chapter {} has no title of its own: \"{}\" is the book's", &self.text[chapter.clone()], &self.text[range.clone()]);
        self.out.diagnostics.push(RefDiagnostic {
            rule: &rules::CHAPTER_WITHOUT_TITLE,
            message,
            range,
            related: vec![(chapter, "the chapter".to_owned())],
            edits: Vec::new(),
        });
    }

    fn read_dates(&mut self) {
        let mut issued: Vec<(Found, f32)> = Vec::new();
        for at in 0..self.parts.len() {
            let Part { label, range, confidence } = self.parts[at].clone();
            if !matches!(label, Label::Date | Label::Accessed) {
                continue;
            }
            let gap = self.gap_text(at).to_lowercase();
            let original = gap.contains("original")
                || gap.contains("zuerst")
                || gap.contains("first published")
                || label == Label::Date && self.is_original_year(at);
            let accessed = label == Label::Accessed || words::says_accessed(&gap) && self.position(Label::Accessed).is_none_or(|there| there == at);
            for found in dates::dates(self.text, range) {
                match () {
                    () if accessed => self.set_as(Variable::Accessed, whole_date(&found), Normalisation::Date, found.range, confidence),
                    () if original => self.set_as(Variable::OriginalDate, whole_date(&found), Normalisation::Date, found.range, confidence),
                    () => issued.push((found, confidence)),
                }
            }
        }
        if issued.is_empty() {
            issued.extend(self.year_in_gap());
        }
        if issued.is_empty()
            && let Some(range) = self.no_date_in_gap()
        {
            self.consumed.push(range.clone());
            issued.extend(dates::dates(self.text, range).into_iter().map(|found| (found, 0.0)));
        }
        self.settle_issued(issued);
    }

    /// A year that the tagger passed over.
    fn year_in_gap(&mut self) -> Option<(Found, f32)> {
        let range = (0..=self.parts.len()).map(|at| self.gap(at)).find_map(|gap| {
            let text = self.text.get(gap.clone())?;
            let found = YEAR.find(text)?;
            let free = !words::says_accessed(&text[..found.start()]);
            free.then(|| gap.start + found.start()..gap.start + found.end())
        })?;
        self.consumed.push(range.clone());
        dates::dates(self.text, range).into_iter().next().map(|found| (found, 0.0))
    }

    /// Of several dates the first is that of publication; a fuller one of the same year takes its place.
    fn settle_issued(&mut self, mut found: Vec<(Found, f32)>) {
        if found.len() > 1
            && let Some(at) = found.iter().position(|(date, _)| date.bracketed)
            && found.iter().any(|(date, _)| !date.bracketed && date.date.start.is_some())
        {
            let (original, confidence) = found.remove(at);
            self.set_as(Variable::OriginalDate, original.date, Normalisation::Date, original.range, confidence);
        }
        let base = found.iter().position(|(date, _)| date.date.start.is_some()).unwrap_or(0);
        if base >= found.len() {
            return;
        }
        let (first, confidence) = found.remove(base);
        let mut issued = first.clone();
        if let Some(suffix) = first.suffix.clone() {
            self.set(Variable::YearSuffix, suffix, confidence);
        }
        let mut ranges = vec![(first.range.clone(), confidence)];
        for (other, confidence) in found {
            self.settle_second(&first, &mut issued, &mut ranges, other, confidence);
        }
        self.out.entry.set(Variable::Issued, issued.date);
        for (range, confidence) in ranges {
            self.note_value(Variable::Issued, None, Normalisation::Date, range, confidence);
        }
    }

    fn settle_second(&mut self, first: &Found, issued: &mut Found, ranges: &mut Vec<(Range<usize>, f32)>, other: Found, confidence: f32) {
        let years = (issued.date.start, other.date.start);
        match (years, other.yearless) {
            ((Some(part), None), Some((month, day))) if part.month.is_none() && part.season.is_none() && !issued.date.is_range() => {
                issued.date.start = DatePart::new(part.year, month, day).or(Some(part));
                ranges.push((other.range, confidence));
            }
            ((Some(a), Some(b)), _) if a.year == b.year || covers(&issued.date, b.year) => {
                if fuller(b, a) && !issued.date.is_range() {
                    issued.date = other.date;
                    *ranges = vec![(other.range.clone(), confidence)];
                }
                let message = format!("the date is given twice: \"{}\" and \"{}\"", &self.text[first.range.clone()], &self.text[other.range.clone()]);
                self.out.diagnostics.push(RefDiagnostic {
                    rule: &rules::REPEATED_DATE,
                    message,
                    range: other.range,
                    related: vec![(first.range.clone(), "first here".to_owned())],
                    edits: Vec::new(),
                });
            }
            ((Some(a), Some(b)), _) => {
                self.set_as(
                    Variable::named("year-other"),
                    self.text.slice(other.range.clone()),
                    Normalisation::None,
                    other.range.clone(),
                    confidence,
                );
                let message = format!("{} and {} are both given as the year: {} is taken", a.year, b.year, a.year);
                self.out.diagnostics.push(RefDiagnostic {
                    rule: &rules::CONFLICTING_YEARS,
                    message,
                    range: other.range,
                    related: vec![(first.range.clone(), "the year that is taken".to_owned())],
                    edits: Vec::new(),
                });
            }
            _ => self.add_note(other.range, confidence),
        }
    }

    /// What the gaps say that no label does: editions, days of a visit, further names; the rest is kept as a note.
    fn read_gaps(&mut self) {
        for at in 0..=self.parts.len() {
            let gap = self.gap(at);
            self.read_edition(gap.clone());
            for clause in self.clauses(gap) {
                self.read_gap_clause(clause);
            }
        }
    }

    fn read_edition(&mut self, gap: Range<usize>) {
        if self.out.entry.has(Variable::Edition) || self.position(Label::Edition).is_some() {
            return;
        }
        let found = self.text.get(gap.clone()).and_then(|text| EDITION.captures(text).or_else(|| EDITION_AHEAD.captures(text)));
        if let Some((whole, edition)) = found.and_then(|found| Some((found.get(0)?.range(), found.get(1)?.range()))) {
            self.consumed.push(gap.start + whole.start..gap.start + whole.end);
            self.set(Variable::Edition, gap.start + edition.start..gap.start + edition.end, 0.0);
        }
    }

    /// The stretches of a gap between punctuation that were not read yet.
    fn clauses(&self, gap: Range<usize>) -> Vec<Range<usize>> {
        let Some(text) = self.text.get(gap.clone()) else { return Vec::new() };
        let ends = |c: char| matches!(c, ',' | ';' | ':' | '(' | ')' | '[' | ']' | '"' | '“' | '”' | '„' | '«' | '»' | '<' | '>' | '/' | '|');
        let mut clauses = Vec::new();
        let mut start = 0;
        for (at, end) in text.match_indices(ends).map(|(at, end)| (at, end.len())).chain([(text.len(), 0)]) {
            let behind = text[start..at].trim_start_matches(|c: char| !c.is_alphanumeric());
            let clause = behind.trim_end_matches(|c: char| !c.is_alphanumeric());
            if !clause.is_empty() {
                let from = gap.start + at - behind.len();
                clauses.push(from..from + clause.len());
            }
            start = at + end;
        }
        clauses.retain(|clause| !self.consumed.iter().any(|read| read.start < clause.end && clause.start < read.end));
        clauses
    }

    fn read_gap_clause(&mut self, clause: Range<usize>) {
        if self.read_clause(clause.clone(), 0.0) || self.read_visit(clause.clone(), 0.0) {
            return;
        }
        let text = &self.text[clause.clone()];
        let says = text.split(|c: char| !c.is_alphanumeric()).any(|word| !words::is_furniture(word));
        match () {
            () if !says => {}
            () if kind::is_genre(text) && !self.out.entry.has(Variable::Genre) => self.set(Variable::Genre, clause, 0.0),
            () => self.add_note(clause, 0.0),
        }
    }

    /// "Accessed 2 March 2014" that no label tells.
    fn read_visit(&mut self, clause: Range<usize>, confidence: f32) -> bool {
        if !words::says_accessed(&self.text[clause.clone()]) || self.out.entry.has(Variable::Accessed) || self.position(Label::Accessed).is_some() {
            return false;
        }
        let found = dates::dates(self.text, clause).into_iter().find(|found| found.date.start.is_some());
        found.map(|found| self.set_as(Variable::Accessed, found.date, Normalisation::Date, found.range, confidence)).is_some()
    }

    fn settle_kind(&mut self) {
        self.out.entry.kind = kind::kind(&self.out.entry, self.evidence);
        let entry = &mut self.out.entry;
        // "Dept. Teleinformatics, Roy. Inst. Technol.": the department was taken for the publisher.
        let department = |text: &str| ["Dept", "Department", "Faculty", "School"].iter().any(|word| text.starts_with(word));
        if entry.kind == Some(Kind::Thesis)
            && entry.plain(Variable::Publisher).is_some_and(|publisher| department(&publisher))
            && let (Some(division), Some(university)) = (entry.get(Variable::Publisher).cloned(), entry.remove(Variable::ContainerTitle))
        {
            entry.set(Variable::Publisher, university);
            entry.set(Variable::named("division"), division);
            for value in &mut self.out.values {
                value.variable = match value.variable {
                    Variable::Publisher => Variable::named("division"),
                    Variable::ContainerTitle => Variable::Publisher,
                    other => other,
                };
            }
            return;
        }
        // Theses and reports have no container: an organisation that was taken for one published them.
        let published = entry.plain(Variable::ContainerTitle).is_some_and(|title| words::is_organisation(&title.split(' ').collect::<Vec<_>>()));
        let alone = entry.kind == Some(Kind::Thesis) || entry.kind == Some(Kind::Report) && published;
        // "Dept. Elect. Eng., Harvard Univ.": beside its university a department is the division.
        let variable = match entry.has(Variable::Publisher) {
            false => Variable::Publisher,
            true if entry.kind == Some(Kind::Thesis) && published => Variable::named("division"),
            true => return,
        };
        if alone && let Some(university) = entry.remove(Variable::ContainerTitle) {
            entry.set(variable, university);
            for value in self.out.values.iter_mut().filter(|value| value.variable == Variable::ContainerTitle) {
                value.variable = variable;
            }
        }
    }
}

fn whole_date(found: &Found) -> Date {
    found.date.clone()
}

/// Whether a range of years holds a year.
fn covers(date: &Date, year: i32) -> bool {
    matches!((date.start, date.end), (Some(start), Some(end)) if (start.year..=end.year).contains(&year))
}

/// Whether `a` says more than `b` of the same year.
fn fuller(a: DatePart, b: DatePart) -> bool {
    let rank = |part: DatePart| u8::from(part.month.is_some() || part.season.is_some()) + u8::from(part.day.is_some());
    rank(a) > rank(b)
}
