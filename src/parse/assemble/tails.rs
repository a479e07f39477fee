//! What stands at the end of a part and is of the next one, and a subtitle that was taken for what holds the work.

use super::parts::Part;
use super::styles::is_town;
use super::{Assembly, words};
use crate::parse::features::hash_word;
use crate::parse::label::Label;
use crate::parse::lexicon;
use crate::text::pattern::{Pattern, has_any};

/// The word before a number, left at the end of what it counts in: "Труды. Вып."
static COUNT_WORD: Pattern = Pattern::new(r"[.,]\s+(?i:вып|т|том|vol|bd|nr|no|fasc|iss|heft|h|t|nº|n°|№)\.?$");
/// The short name of an organisation, before what it says: "W3C: RDF concepts".
static SHORT_NAME: Pattern = Pattern::new(r"^(\p{Lu}[\p{Lu}\d]{1,7}): +\p{Lu}").when(|text| text.contains(": "));
/// A version before the firm that made the program.
static VERSION_HEAD: Pattern =
    Pattern::new(r"^(?i:revision|version|release|rev\.|ver\.|v\.)\s?[\w.\-]+[;,]\s+").when(|text| has_any(text, &["rev", "ver", "rel", "v."]));
/// What stands for numbers that an article has not got yet: "XXX−XXX".
static PLACEHOLDER: Pattern = Pattern::new(r"^X{3,}(?:[,\s−–\-]+X{3,})*$").when(|text| text.contains("XXX"));
/// Capitals and nothing else.
static CAPITALS: Pattern = Pattern::new(r"^\p{Lu}{3,6}$");
/// A town at the end of a title, before others behind a stroke.
static TOWN_TAIL: Pattern = Pattern::new(r"[.,]\s+(\p{Lu}[\p{L}.\- ]{2,30})$").when(|text| has_any(text, &[",", "."]));

impl Assembly<'_> {
    /// Mends the ends of parts.
    pub(super) fn mend_tails(&mut self) {
        self.mend_count_word();
        self.mend_joined_towns();
        self.mend_book_subtitle();
        self.mend_short_name();
        self.mend_series_as_publisher();
        self.mend_firm();
        self.mend_program();
        for part in &mut self.parts {
            if part.label == Label::Publisher && PLACEHOLDER.is_match(&self.text[part.range.clone()]) {
                part.label = Label::Note;
            }
        }
    }

    /// "Gaussian 09, Revision D.01; Gaussian, Inc.: Wallingford": a program, its version, and who made it.
    fn mend_program(&mut self) {
        let Some(at) = self.position(Label::Publisher) else { return };
        let Some(end) = VERSION_HEAD.find(self.words_of(at)).map(|found| found.end()) else { return };
        self.parts[at].range.start += end;
        let Some(name) = self.position(Label::Container).filter(|name| *name < at && self.position(Label::Title).is_none()) else { return };
        self.parts[name].label = Label::Title;
        if self.parts[name + 1].label == Label::Volume && self.gap_text(name + 1) == " " {
            self.parts[name].range.end = self.parts.remove(name + 1).range.end;
        }
    }

    /// "Thinking. Farrar, Straus and Giroux": the first name of a firm of three was taken for a town.
    fn mend_firm(&mut self) {
        let Some(at) = self.position(Label::Place).filter(|at| *at > 0 && self.parts[at - 1].label == Label::Title) else { return };
        let firm = self.parts.get(at + 1).is_some_and(|next| next.label == Label::Publisher) && self.gap_text(at + 1) == ", ";
        let joined = firm && self.words_of(at + 1).split_whitespace().any(|word| matches!(word, "and" | "&"));
        let name = self.words_of(at);
        if joined && self.gap_text(at).trim() == "." && !name.contains([' ', '-', '/']) && !is_town(name) {
            let Part { range, .. } = self.parts.remove(at);
            self.parts[at].range.start = range.start;
        }
    }

    /// A page of the web by nobody but the organisation that its title begins with.
    fn mend_short_name(&mut self) {
        let has = |label: Label| self.position(label).is_some();
        let alone = has(Label::Url) && ![Label::Author, Label::Editor, Label::Container].into_iter().any(has);
        let Some(at) = self.position(Label::Title).filter(|_| alone) else { return };
        let Some(end) = SHORT_NAME.captures(self.words_of(at)).and_then(|found| Some(found.get(1)?.end())) else { return };
        let Part { range, confidence, .. } = self.parts[at].clone();
        let rest = &self.text[range.start + end + 1..range.end];
        self.parts[at].range.start = range.end - rest.trim_start().len();
        self.insert(at, Label::Author, range.start..range.start + end, confidence);
    }

    /// "The Elements. SSS, 2nd edn. Springer": of two publishers the short name in capitals is the series.
    fn mend_series_as_publisher(&mut self) {
        let Some(at) = self.position(Label::Publisher).filter(|_| self.position(Label::Series).is_none()) else { return };
        let another = self.parts[at + 1..].iter().any(|part| part.label == Label::Publisher);
        let edition = self.parts.get(at + 1).is_some_and(|next| next.label == Label::Edition);
        if another && edition && CAPITALS.is_match(self.words_of(at)) {
            self.parts[at].label = Label::Series;
        }
    }

    fn mend_count_word(&mut self) {
        let Some(at) = self.position(Label::Container) else { return };
        let counted = self.parts.get(at + 1).is_some_and(|next| matches!(next.label, Label::Volume | Label::Issue | Label::Number));
        if let Some(found) = counted.then(|| COUNT_WORD.find(self.words_of(at))).flatten() {
            self.parts[at].range.end = self.parts[at].range.start + found.start();
        }
    }

    /// "Die Feudalgesellschaft, Frankfurt a. M./Berlin": a stroke before the place, and a town before the stroke.
    fn mend_joined_towns(&mut self) {
        let Some(at) = self.position(Label::Place).filter(|at| *at > 0) else { return };
        let titled = self.parts[at - 1].label == Label::Title && matches!(self.gap_text(at).trim(), "/" | "./");
        let Some(town) = titled.then(|| TOWN_TAIL.captures(self.words_of(at - 1))).flatten() else { return };
        let (Some(whole), Some(name)) = (town.get(0).map(|whole| whole.start()), town.get(1)) else { return };
        if is_town(name.as_str()) {
            let start = self.parts[at - 1].range.start;
            self.parts[at].range.start = start + name.start();
            self.parts[at - 1].range.end = start + whole;
        }
    }

    /// "Deutsche Geschichte. Bürgerwelt und starker Staat, München 1983": behind a book's title, without a range of pages or editors
    /// of its own. Or the main title was taken for it: "Geschichtliche Grundbegriffe. Historisches Lexikon, Stuttgart 1972".
    fn mend_book_subtitle(&mut self) {
        let Some(at) = self.position(Label::Container).filter(|at| *at > 0 && self.is_of_book()) else { return };
        let is_title = |at: usize| self.parts.get(at).is_some_and(|part| part.label == Label::Title);
        let alone = self.parts.iter().filter(|part| part.label == Label::Title).count() == 1;
        if is_title(at - 1) && self.gap_text(at).trim() == "." && !self.gathers(at) {
            let Part { range, .. } = self.parts.remove(at);
            self.parts[at - 1].range.end = range.end;
        } else if alone && is_title(at + 1) && self.gap_text(at + 1).trim() == "." && !words::says_in(self.gap_text(at)) {
            let Part { range, .. } = self.parts.remove(at);
            self.parts[at].range.start = range.start;
        }
    }

    /// Whether all stands there that a book has, and nothing that a part of one has.
    fn is_of_book(&self) -> bool {
        let has = |label: Label| self.position(label).is_some();
        let ranged = self.parts.iter().any(|part| part.label == Label::Pages && self.text[part.range.clone()].contains(['-', '–']));
        has(Label::Place) && has(Label::Date) && !ranged && ![Label::Issue, Label::Chapter, Label::Doi, Label::Url].into_iter().any(has)
    }

    /// Whether it is called like proceedings or a series.
    fn gathers(&self, at: usize) -> bool {
        self.words_of(at).split(|c: char| !c.is_alphanumeric()).any(|word| {
            let classes = lexicon::classes(hash_word(&word.to_lowercase()));
            classes & (lexicon::PROCEEDINGS | lexicon::SERIES | lexicon::NOTE) != 0
        })
    }
}
