//! Parts whose borders the tagger missed, mended by what their words say: a given name at the head of the title, a title at the tail
//! of the authors, "In" before a container, "[dissertation]" behind a title, a patent, "Ders.:" before a book, editors in a title.

use super::parts::Part;
use super::tokens::{is_capital_particle, is_initials, is_particle};
use super::{Assembly, kind, words};
use crate::model::Variable;
use crate::parse::features::hash_word;
use crate::parse::label::Label;
use crate::parse::lexicon;
use crate::text::pattern::{Pattern, has_any};
use std::ops::Range;

/// Given names and a colon at the head of a title: "Maurice: ".
static GIVEN_HEAD: Pattern = Pattern::new(r"^(\p{Lu}(?:\p{Ll}+|\.)(?:[ \-‐]?\p{Lu}(?:\p{Ll}+|\.)){0,2}(?: (?:von|van|de|der|den|du|di|zu)){0,2})\s?(?:\((?:Hg|Hrsg|ed|eds|dir)\.\))?:\s+\p{L}").when(|text| text.contains(':'));
/// A family name by itself.
static FAMILY: Pattern = Pattern::new(r"^(?:(?:von|van|de|der|den|du|di|zu|la|le) ){0,2}\p{Lu}\p{Ll}*[’']?\p{L}+(?:[\-‐]\p{Lu}\p{L}+)?$");
/// "U.S. Patent 4,379,752", at the end of a part.
static PATENT: Pattern = Pattern::new(r"(?:^|[\s,;.(\[])((?:(?:U\. ?S\.|US|U\.K\.|UK|European|German|British|French|Japanese|Chinese|Canadian|Korean|World|Ger\.|Brit\.|Fr\.|Jpn\.|Eur\.|Int\.) )?[Pp]at(?:ent|\.|$)(?: [Aa]ppl(?:ication|\.))?)(?:,? (?:[Nn]o\. ?)?([A-Z]{0,2} ?\d[\d,./ ]*\d(?: ?[A-Z]\d?)?))?[)\]]?\.?$").when(|text| has_any(text, &["pat"]));
/// A bracket at the end of a title.
static BRACKET_TAIL: Pattern = Pattern::new(r"\s*[\[(]([^\[\]()]{4,60})[\])]\.?$").when(|text| text.contains(['(', '[']));
/// "Ders.:" before the title of the book that holds the work.
static SAME_HEAD: Pattern = Pattern::new(r"^((?i:ders|dies|derselbe|dieselbe|idem|id|eadem|ead)\.?)\s*(\((?:Hg|Hrsg|[Ee]ds?|dir)\.\))?\s?[:,]\s+")
    .when(|text| text.contains([':', ',']));
/// The same in the gap before it.
static SAME_TAIL: Pattern =
    Pattern::new(r"\b((?i:ders|dies|derselbe|dieselbe|idem|eadem|ead)\.?)\s*(\((?:Hg|Hrsg|[Ee]ds?|dir)\.\))?\s?[:,]\s*[„“«»]?$")
        .when(|text| has_any(text, &["ders", "dies", "idem", "ead"]));
/// The number of a volume within a title: ", t. 1, ".
static VOLUME_WITHIN: Pattern =
    Pattern::new(r"[,.]\s(?:[Tt]|[Tt]ome|[Vv]ol|[Vv]olume|[Bb]d|Band)\b\.?\s*(\d{1,3}|[IVX]{1,6})\s*[,:]\s+").when(|text| text.contains([',', '.']));
/// What a name of a place begins with that the tagger takes for a full stop.
static SAINT: Pattern = Pattern::new(r"(?:^|[\s(])((?:St|Ste|Ft|Mt)\.\s)$").when(|text| text.ends_with(char::is_whitespace));

/// Letters and a hyphen right before a number: "vol. ED-<11>".
static GLUED: Pattern = Pattern::new(r"(?:^|[\s(])(\p{Lu}[\p{Lu}\d]{0,3}[\-‐])$");
/// What follows a name and belongs to it: ", Jr.", " III".
static SUFFIX: Pattern = Pattern::new(r"^(,? (?:[JS]r\b\.?|I{2,3}\b|IV\b))(?:[\s,;.(:]|$)").when(|text| has_any(text, &["jr", "sr", "ii", "iv"]));
/// A department before its university.
static DEPARTMENT: Pattern = Pattern::new(r"^((?:Dept\.|Department|Faculty|School|Institute?|Fakultät|Facult[ée]) [^,]+), ([^,]*(?:Univ|College|Hochschule|École|Politecnico|Institute of Technology).*)$").when(|text| text.contains(", "));

/// Initials before names, at the beginning or behind "In", "by", "and", a bracket or a comma.
static INITIALS: Pattern =
    Pattern::new(r"(?:^\s*|\b(?:[Ii]n:?|by|and|und|et|y|e|von)\s+|[&(,;]\s*)((?:\p{Lu}\.[\s\-‐]?){1,3})$").when(|text| text.contains('.'));

/// Who edited or translated, at the end of a title.
static PEOPLE_TAIL: Pattern = Pattern::new(r"\s*[.,;/]\s+((?i:под ред\.|под редакцией|отв\. ред\.|сост\.|edited by|ed\. by|a cura di|hg\. v(?:on|\.)|hrsg\. v(?:on|\.)|herausgegeben von|sous la dir(?:ection|\.) de|édité par|edición de|editado por|organizado por|translated by|trans\. by|übers(?:etzt|\.) von|traduit par|trad(?:uit|\.) d(?:e l['’]|u |e )\p{Ll}+ par|trad\. de|aus dem \p{L}+(?: übers(?:etzt|\.))? v(?:on|\.)|tłum\.|przeł\.|traducción de|traduzione di|tradução de))\s+(\p{Lu}[\p{L}.'’\-‐]*(?:,? (?:and|und|et|y|e|&|von|van|de|di|del|della|du|\p{Lu}[\p{L}.'’\-‐]*)){1,8})\.?$").when(|text| has_any(text, &["ред", "РЕД", "Ред", "сост", "СОСТ", "Сост", "edited", "ed. by", "a cura di", "hg. v", "hrsg. v", "herausgegeben", "sous la dir", " par", "edici", "editado", "organizado", "translated", "trans. by", "bers", "trad", "aus dem", "um.", "prze"]));

/// Whether any word, or the only one, is of a class.
fn has_class(text: &str, class: lexicon::Classes) -> bool {
    let mut words = text.split_whitespace();
    words.next().is_some_and(|word| lexicon::classes(hash_word(&word.to_lowercase())) & class != 0) && words.next().is_none()
}

/// "Emmanuel Le Roy Ladurie": two to four words with capitals, the first a known given name or a particle among the others.
fn is_person(text: &str) -> bool {
    let names: Vec<&str> = text.split(' ').collect();
    let [given, rest @ ..] = names.as_slice() else { return false };
    let capital = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word.chars().skip(1).any(char::is_lowercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
    };
    let shaped = (1..=3).contains(&rest.len())
        && capital(given)
        && rest.iter().all(|word| capital(word) || is_particle(word))
        && rest.last().is_some_and(|last| capital(last));
    let known =
        has_class(given, lexicon::GIVEN) || rest[..rest.len().saturating_sub(1)].iter().any(|word| is_particle(word) || is_capital_particle(word));
    shaped && known && !words::has_organisation_word(&names)
}

/// "Farrar, Straus and Giroux", "Hive Press".
fn is_publisher(text: &str) -> bool {
    const SERIAL: &[&str] =
        &["journal", "review", "letters", "studies", "annals", "bulletin", "magazine", "times", "news", "conference", "proceedings", "quarterly"];
    let small = words::small(text);
    let says = small.iter().any(|word| {
        matches!(
            word.as_str(),
            "press" | "publishers" | "publishing" | "publications" | "verlag" | "books" | "éditions" | "edizioni" | "ediciones" | "editore"
        )
    });
    let firm = text.contains(", ") && [" and ", " & "].iter().any(|and| text.contains(and)) && small.len() <= 6;
    let cjk = text.chars().any(crate::text::unicode::is_cjk)
        && ["書店", "书店", "出版社", "書房", "出版", "印书馆", "书局", "出版会", "新社", "書院"].iter().any(|end| text.ends_with(end));
    (says || firm || cjk) && !small.iter().any(|word| SERIAL.contains(&word.as_str()))
}

impl Assembly<'_> {
    /// Mends the borders of parts.
    pub(super) fn mend_parts(&mut self) {
        self.mend_styles();
        self.mend_borders();
        self.mend_tails();
        self.mend_given_name();
        self.mend_suffix();
        self.mend_title_in_authors();
        self.mend_author_in_title();
        self.mend_place_in_authors();
        self.mend_patent();
        self.mend_people_in_title();
        self.mend_publisher();
        self.mend_publisher_in_title();
        self.mend_department();
        self.mend_genre_in_title();
        self.mend_volume_in_title();
        self.mend_contained();
        self.mend_same();
        self.mend_saints();
        self.mend_balance();
    }

    pub(super) fn words_of(&self, at: usize) -> &str {
        self.parts.get(at).and_then(|part| self.text.get(part.range.clone())).unwrap_or_default()
    }

    pub(super) fn insert(&mut self, at: usize, label: Label, range: Range<usize>, confidence: f32) {
        self.parts.insert(at.min(self.parts.len()), Part { label, range, confidence });
    }

    /// "Halbwachs", "Maurice: Das Gedächtnis": the given name belongs to the author.
    fn mend_given_name(&mut self) {
        for at in 0..self.parts.len().saturating_sub(1) {
            let named = matches!(self.parts[at].label, Label::Author | Label::Editor) && self.parts[at + 1].label == Label::Title;
            if !named || self.gap_text(at + 1).trim() != "," {
                continue;
            }
            let last = self.words_of(at).rsplit(['/', ';']).next().unwrap_or_default().trim();
            let title = self.words_of(at + 1);
            let given = GIVEN_HEAD.captures(title);
            if let Some((given, whole)) = given.and_then(|found| Some((found.get(1)?.end(), found.get(0)?)))
                && FAMILY.is_match(last)
                && let Some(head) = whole.as_str().char_indices().next_back().map(|(index, _)| index)
            {
                let start = self.parts[at + 1].range.start;
                self.parts[at].range.end = start + given;
                self.parts[at + 1].range.start = start + head;
            }
        }
    }

    /// "BOURDIEU Pierre, La Distinction": where names are written so, what is not belongs to the title.
    fn mend_title_in_authors(&mut self) {
        let Some(at) = self.parts.iter().position(|part| part.label == Label::Author) else { return };
        let range = self.parts[at].range.clone();
        let text = self.words_of(at);
        let capitals = |name: &str| {
            let words: Vec<&str> = name.split_whitespace().collect();
            let family = words.first().is_some_and(|word| word.chars().count() >= 3 && words::is_family_in_capitals(word));
            family && (2..=5).contains(&words.len()) && words.iter().any(|word| !words::is_upper(word)) && !words::has_organisation_word(&words)
        };
        let mut starts = text.match_indices(", ").map(|(comma, _)| comma);
        let first = starts.next().unwrap_or(text.len());
        if !capitals(&text[..first]) {
            return;
        }
        let has_capitals = |name: &str| name.split_whitespace().any(words::is_family_in_capitals);
        let others = std::iter::once(first).chain(starts).find(|comma| {
            let item = text.get(comma + 2..).unwrap_or_default().split(", ").next().unwrap_or_default();
            let initials =
                item.split_whitespace().any(|word| is_initials(word) && (word.contains('.') || words::is_upper(word) && word.chars().count() > 1));
            !has_capitals(item)
                && !initials
                && item.split_whitespace().count() >= 2
                && !item.starts_with("et ")
                && item.starts_with(char::is_uppercase)
        });
        let Some(comma) = others else { return };
        let confidence = self.parts[at].confidence;
        let start = range.start + comma + 2;
        self.parts[at].range.end = range.start + comma;
        match self.parts.get(at + 1).is_some_and(|next| next.label == Label::Title) && !self.gap_says_anything(range.end, at + 1) {
            true => self.parts[at + 1].range.start = start,
            false => self.insert(at + 1, Label::Title, start..range.end, confidence),
        }
    }

    /// "Emmanuel Le Roy Ladurie, Montaillou (Paris: Gallimard, 1975)": a title that begins with a person's name.
    fn mend_author_in_title(&mut self) {
        let named = self.parts.iter().any(|part| matches!(part.label, Label::Author | Label::Editor));
        let published = [Label::Place, Label::Publisher, Label::Container].iter().any(|label| self.position(*label).is_some());
        let first = self.parts.first().is_some_and(|part| part.label == Label::Title);
        if named || !published || !first || self.gap_text(0).chars().any(|c| !c.is_whitespace()) {
            return;
        }
        let text = self.words_of(0);
        let Some(comma) = text.find(", ").filter(|comma| is_person(&text[..*comma])) else { return };
        let rest = text[comma + 2..].trim_start_matches(['“', '«', '„', '"', '‘', ' ', '\'']);
        if !rest.starts_with(char::is_uppercase) || rest.is_empty() {
            return;
        }
        let (start, title) = (self.parts[0].range.start, text.len() - rest.len());
        self.parts[0].range.start = start + title;
        let confidence = self.parts[0].confidence;
        self.insert(0, Label::Author, start..start + comma, confidence);
    }

    /// "London, 2001, pp. 3–5.": a town alone is no author.
    fn mend_place_in_authors(&mut self) {
        let alone = self.parts.first().is_some_and(|part| part.label == Label::Author)
            && self.parts.get(1).is_some_and(|part| part.label == Label::Date)
            && self.gap_text(1).trim() == ","
            && ![Label::Title, Label::Container, Label::Place].iter().any(|label| self.position(*label).is_some());
        let town = has_class(self.words_of(0), lexicon::PLACE) && !has_class(self.words_of(0), lexicon::GIVEN);
        if alone && town {
            self.parts[0].label = Label::Place;
        }
    }

    /// "Quaderni del carcere, a cura di Valentino Gerratana": who edited or translated is no part of the title.
    fn mend_people_in_title(&mut self) {
        for at in 0..self.parts.len() {
            let Part { label, range, confidence } = self.parts[at].clone();
            if !matches!(label, Label::Title | Label::Container) {
                continue;
            }
            let found = PEOPLE_TAIL.captures(&self.text[range.clone()]);
            let Some((whole, mark, names)) = found.and_then(|found| Some((found.get(0)?.start(), found.get(1)?, found.get(2)?))) else { continue };
            let label = match words::role_before(mark.as_str()) {
                Some(words::Role::Editor) => Label::Editor,
                Some(words::Role::Translator) => Label::Translator,
                _ if ["aus dem", "trad", "Trad"].iter().any(|head| mark.as_str().starts_with(head)) => Label::Translator,
                _ => continue,
            };
            let names = range.start + names.start()..range.start + names.end();
            if whole > 0 && self.position(label).is_none() {
                self.parts[at].range.end = range.start + whole;
                self.insert(at + 1, label, names, confidence);
                return;
            }
        }
    }

    /// "Thinking, fast and slow. Farrar, Straus and Giroux.": what holds nothing and is called like a publisher is one.
    fn mend_publisher(&mut self) {
        let Some(at) = self.position(Label::Container) else { return };
        let places =
            [Label::Volume, Label::Issue, Label::Pages, Label::Number, Label::Editor, Label::Publisher, Label::Doi, Label::Chapter, Label::Series];
        let holds = places.iter().any(|label| self.position(*label).is_some());
        let titled = at > 0 && self.parts[at - 1].label == Label::Title && matches!(self.gap_text(at).trim(), "." | "』" | "」" | "。");
        let last = self.parts[at + 1..].iter().all(|part| matches!(part.label, Label::Date | Label::Url | Label::Accessed | Label::Isbn));
        let dated = self.parts.iter().filter(|part| part.label == Label::Date).all(|part| self.text[part.range.clone()].chars().count() <= 5);
        if !holds && titled && last && dated && is_publisher(self.words_of(at)) {
            self.parts[at].label = Label::Publisher;
        }
    }

    /// The same, taken for the title's last words.
    fn mend_publisher_in_title(&mut self) {
        let Some(at) = self.position(Label::Title) else { return };
        let alone = self.parts.iter().all(|part| matches!(part.label, Label::Author | Label::Editor | Label::Date | Label::Title | Label::Edition));
        let Some(stop) = self.words_of(at).rfind(". ").filter(|_| alone && at + 1 == self.parts.len()) else { return };
        if !is_publisher(&self.words_of(at)[stop + 2..]) {
            return;
        }
        let Part { range, confidence, .. } = self.parts[at].clone();
        self.parts[at].range.end = range.start + stop;
        self.insert(at + 1, Label::Publisher, range.start + stop + 2..range.end, confidence);
    }

    fn gap_says_anything(&self, from: usize, next: usize) -> bool {
        self.text.get(from..self.parts[next].range.start).unwrap_or_default().chars().any(char::is_alphanumeric)
    }

    /// "Norman, L. O. U.S. Patent 4,379,752".
    fn mend_patent(&mut self) {
        let able = |label| matches!(label, Label::Author | Label::Title | Label::Container | Label::Note | Label::Publisher | Label::Series);
        let found = (0..self.parts.len()).filter(|at| able(self.parts[*at].label)).find_map(|at| {
            let found = PATENT.captures(self.words_of(at))?;
            Some((at, found.get(1)?.range(), found.get(2).map(|number| number.range())))
        });
        let Some((at, genre, number)) = found else { return self.mend_patent_in_gap() };
        let Part { range, confidence, label } = self.parts[at].clone();
        let behind = self.parts.get(at + 1).is_some_and(|next| next.label == Label::Number);
        let bare = genre.start == 0;
        // A title that ends so without a number is a title.
        if number.is_none() && !behind && label != Label::Note || number.is_none() && label == Label::Title && !bare {
            return;
        }
        let place = |part: &Range<usize>| range.start + part.start..range.start + part.end;
        if let Some(number) = &number {
            self.insert(at + 1, Label::Number, place(number), confidence);
        }
        self.insert(at + 1, Label::Genre, place(&genre), confidence);
        let rest = self.text[range.start..range.start + genre.start].trim_end_matches([' ', ',', ';', '(', '[']).len();
        match rest {
            0 => drop(self.parts.remove(at)),
            rest => self.parts[at].range.end = range.start + rest,
        }
    }

    /// The same, where the number is labelled and the words before it are not.
    fn mend_patent_in_gap(&mut self) {
        let Some(at) = self.position(Label::Number).filter(|_| self.position(Label::Genre).is_none()) else { return };
        let found = PATENT.captures(self.gap_text(at).trim_end());
        let Some(words) = found.and_then(|found| Some(found.get(1)?.range())) else { return };
        let start = self.gap(at).start;
        // "Norman, L. O. U.S. Patent": the initials before are the inventor's.
        let before = self.gap_text(at)[..words.start].trim_end();
        let initials =
            before.ends_with('.') && before.split_whitespace().all(|word| word.chars().count() == 2 && word.starts_with(char::is_uppercase));
        if let Some(author) = at.checked_sub(1).filter(|author| initials && self.parts[*author].label == Label::Author) {
            self.parts[author].range.end = start + before.len();
        }
        self.insert(at, Label::Genre, start + words.start..start + words.end, self.parts[at].confidence);
    }

    /// "Infant sleep [dissertation]".
    fn mend_genre_in_title(&mut self) {
        let Some(at) = self.position(Label::Title).filter(|_| self.position(Label::Genre).is_none()) else { return };
        let found = BRACKET_TAIL.captures(self.words_of(at));
        let Some((whole, inner)) = found.and_then(|found| Some((found.get(0)?.start(), found.get(1)?))) else { return };
        let section = self.words_of(at)[whole..].trim_start().starts_with('[') && kind::is_section(inner.as_str());
        if whole == 0 || !kind::is_genre(inner.as_str()) && !kind::is_medium(inner.as_str()) && !section {
            return;
        }
        let inner = inner.range();
        let Part { range, confidence, .. } = self.parts[at].clone();
        self.parts[at].range.end = range.start + self.text[range.start..range.start + whole].trim_end_matches([',', ' ', '.', ';']).len();
        self.insert(at + 1, Label::Genre, range.start + inner.start..range.start + inner.end, confidence);
    }

    /// "L'invention du quotidien, t. 1, Arts de faire": the title of the work, the number and the title of the volume.
    fn mend_volume_in_title(&mut self) {
        let contained = [Label::Volume, Label::Container].iter().any(|label| self.position(*label).is_some());
        let Some(at) = self.position(Label::Title).filter(|_| !contained) else { return };
        let found = VOLUME_WITHIN.captures(self.words_of(at));
        let Some((whole, number)) = found.and_then(|found| Some((found.get(0)?.range(), found.get(1)?.range()))) else { return };
        let Part { range, confidence, .. } = self.parts[at].clone();
        self.parts[at].range.end = range.start + whole.start;
        self.insert(at + 1, Label::Volume, range.start + number.start..range.start + number.end, confidence);
        if whole.end < range.len() {
            self.volume_title = Some(range.start + whole.end..range.end);
            self.consumed.push(range.start + whole.start..range.end);
        }
    }

    /// "In International Review of Physical Chemistry; Wiley: New York, 1992; pp 507−532": a title behind "In" is the container's.
    fn mend_contained(&mut self) {
        let Some(at) = self.position(Label::Title).filter(|at| *at > 0) else { return };
        let alone = self.position(Label::Container).is_none() && self.parts.iter().filter(|part| part.label == Label::Title).count() == 1;
        let paged = self.position(Label::Pages).is_some() || self.position(Label::Chapter).is_some();
        let published = self.position(Label::Publisher).is_some() || self.position(Label::Place).is_some();
        let text = self.words_of(at);
        let head = ["In: ", "In ", "in ", "in: "].iter().find(|head| text.starts_with(**head) && text[head.len()..].starts_with(char::is_uppercase));
        if let Some(head) = head.filter(|_| alone && paged && published) {
            self.parts[at].label = Label::Container;
            self.parts[at].range.start += head.len();
        }
    }

    /// "In: Ders.: Vergangene Zukunft": who wrote the work wrote the book.
    fn mend_same(&mut self) {
        let Some(at) = self.position(Label::Container).filter(|at| *at > 0) else { return };
        let gap = self.gap(at);
        let within = SAME_HEAD.captures(self.words_of(at)).map(|found| (self.parts[at].range.start, found));
        let before = || Some((gap.start, SAME_TAIL.captures(self.text.get(gap.clone())?)?));
        let Some((start, found)) = within.or_else(before) else { return };
        let (Some(whole), Some(same)) = (found.get(0).map(|found| found.range()), found.get(1).map(|found| found.range())) else { return };
        let variable = if found.get(2).is_some() { Variable::Editor } else { Variable::named("container-author") };
        let end = start + whole.end;
        self.parts[at].range.start = self.parts[at].range.start.max(end.min(self.parts[at].range.end));
        self.container_author = Some((variable, start + same.start..start + same.end));
    }

    /// "<Welch, C. E.>, Jr. (Ed.)": the suffix is a part of the name.
    fn mend_suffix(&mut self) {
        for at in 0..self.parts.len() {
            if !matches!(self.parts[at].label, Label::Author | Label::Editor | Label::Translator) {
                continue;
            }
            let end = self.parts[at].range.end;
            let free = self.parts.get(at + 1).map_or(self.text.len(), |next| next.range.start);
            let behind = self.text.get(end..free).unwrap_or_default();
            let found = SUFFIX.captures(behind).and_then(|found| Some(found.get(1)?.len()));
            self.parts[at].range.end += found.unwrap_or(0);
        }
    }

    /// "“<Monkey do” and others>": a quotation or bracket that a part closes and its neighbour opens belongs to the part, and the other way round.
    fn mend_balance(&mut self) {
        for at in 0..self.parts.len() {
            let Part { range, label, .. } = self.parts[at].clone();
            if !matches!(label, Label::Title | Label::Container) {
                continue;
            }
            let words = &self.text[range.clone()];
            for (open, close) in [('“', '”'), ('«', '»'), ('„', '“'), ('(', ')'), ('[', ']')] {
                let (opened, closed) = (words.matches(open).count(), words.matches(close).count());
                if closed == opened + 1 && self.gap_text(at).ends_with(open) {
                    self.parts[at].range.start -= open.len_utf8();
                }
                let next = self.parts.get(at + 1).map_or(self.text.len(), |next| next.range.start);
                if opened == closed + 1 && self.text[range.end..next].starts_with(close) {
                    self.parts[at].range.end += close.len_utf8();
                }
            }
        }
    }

    /// "Dept. Elect. Eng., Harvard Univ.": two names, the department first.
    fn mend_department(&mut self) {
        let Some(at) = self.position(Label::Publisher).filter(|_| self.position(Label::Container).is_none()) else { return };
        let found = DEPARTMENT.captures(self.words_of(at));
        let Some((department, university)) = found.and_then(|found| Some((found.get(1)?.end(), found.get(2)?.start()))) else { return };
        let Part { range, confidence, .. } = self.parts[at].clone();
        self.parts[at].range.start = range.start + university;
        self.insert(at, Label::Container, range.start..range.start + department, confidence);
    }

    /// "St. <Louis>", "In A. <Cameron Maxwell>", "ED-<11>": abbreviations that were taken for the end of what stands before.
    fn mend_saints(&mut self) {
        for at in 0..self.parts.len() {
            let lead = match self.parts[at].label {
                Label::Place => &SAINT,
                Label::Author | Label::Editor | Label::Translator => &INITIALS,
                Label::Volume | Label::Issue | Label::Number | Label::Pages => &GLUED,
                _ => continue,
            };
            let found = lead.captures(self.gap_text(at)).and_then(|found| Some(found.get(1)?.len()));
            self.parts[at].range.start -= found.unwrap_or(0);
        }
    }
}
