//! The words and date forms of a language: the locales of a style over those of the archive, the nearest first.

use super::CslError;
use super::compile::{self, spelled, term_name};
use super::program::{Date, DateForm, Program, TermForm};
use hayagriva::archive::LOCALES;
use hayagriva::citationberg::{self as csl, GrammarGender, OrdinalMatch, taxonomy::OtherTerm, taxonomy::Term};
use std::collections::HashMap;
use std::sync::OnceLock;

/// The archive's locales, each decoded when it is first asked for: all of them take longer than a small bibliography.
static DECODED: [OnceLock<Option<csl::Locale>>; LOCALES.len()] = [const { OnceLock::new() }; LOCALES.len()];

/// One form of a term.
#[derive(Clone)]
struct Form {
    form: TermForm,
    single: String,
    multiple: String,
}

/// An ordinal ending, or an ordinal in words.
struct Ordinal {
    number: Option<u8>,
    long: bool,
    matching: Option<OrdinalMatch>,
    gender: Option<GrammarGender>,
    text: String,
}

/// A locale, all fallbacks merged in.
pub(super) struct Locale {
    /// Its language: `de-DE`.
    pub(super) lang: String,
    terms: HashMap<String, Vec<Form>>,
    genders: HashMap<String, GrammarGender>,
    ordinals: Vec<Ordinal>,
    text: Option<Date>,
    numeric: Option<Date>,
    pub(super) only_first_day_ordinal: bool,
    pub(super) punctuation_in_quote: bool,
}

impl Locale {
    /// The locale of a language for a style: what the style says of it, its dialect, its language, and English for what these lack.
    pub(super) fn of(program: &Program, lang: &str) -> Self {
        let mut locale = Self {
            lang: lang.to_owned(),
            terms: HashMap::new(),
            genders: HashMap::new(),
            ordinals: Vec::new(),
            text: None,
            numeric: None,
            only_first_day_ordinal: false,
            punctuation_in_quote: false,
        };
        let base = lang.split(['-', '_']).next().unwrap_or_default();
        let dialect = usual_dialect(base);
        let mut files: Vec<&csl::Locale> = Vec::new();
        for code in ["en-US", dialect.as_str(), base, lang] {
            let added = || program.added.iter().find(|locale| locale.lang.as_ref().is_some_and(|lang| lang.0.eq_ignore_ascii_case(code)));
            if let Some(found) = added().or_else(|| archived(code)).filter(|found| !files.iter().any(|file| std::ptr::eq(*file, *found))) {
                files.push(found);
            }
        }
        files.into_iter().for_each(|of| locale.overlay(of));
        own(program, None).for_each(|of| locale.overlay(of));
        own(program, Some(base)).for_each(|of| locale.overlay(of));
        if base != lang {
            own(program, Some(lang)).for_each(|of| locale.overlay(of));
        }
        locale
    }

    fn overlay(&mut self, of: &csl::Locale) {
        if let Some(options) = &of.style_options {
            self.only_first_day_ordinal = options.limit_day_ordinals_to_day_1.unwrap_or(self.only_first_day_ordinal);
            self.punctuation_in_quote = options.punctuation_in_quote.unwrap_or(self.punctuation_in_quote);
        }
        for date in &of.date {
            let place = match date.form {
                Some(DateForm::Numeric) => &mut self.numeric,
                _ => &mut self.text,
            };
            *place = Some(compile::date(date));
        }
        let terms = of.terms.as_ref().map(|terms| terms.terms.as_slice()).unwrap_or_default();
        // The ordinals of a language are one set: a nearer locale replaces them all.
        if terms.iter().any(|term| is_ordinal(term.name)) {
            self.ordinals.clear();
        }
        for term in terms {
            let single = term.single().unwrap_or_default().to_owned();
            let multiple = term.multiple().unwrap_or_default().to_owned();
            match term.name {
                Term::Other(OtherTerm::Ordinal) => self.ordinal(None, false, term, single),
                Term::Other(OtherTerm::OrdinalN(number)) => self.ordinal(Some(number), false, term, single),
                Term::Other(OtherTerm::LongOrdinal(number)) => self.ordinal(Some(number), true, term, single),
                name => {
                    let name = term_name(name);
                    if let Some(gender) = term.gender {
                        self.genders.insert(name.clone(), gender);
                    }
                    let forms = self.terms.entry(name).or_default();
                    forms.retain(|form| form.form != term.form);
                    forms.push(Form { form: term.form, single, multiple });
                }
            }
        }
    }

    fn ordinal(&mut self, number: Option<u8>, long: bool, term: &csl::LocalizedTerm, text: String) {
        self.ordinals.push(Ordinal { number, long, matching: term.match_, gender: term.gender_form, text });
    }

    /// A term in a form, or in the one that stands in for it; none where no locale has it.
    pub(super) fn term(&self, name: &str, form: TermForm, plural: bool) -> Option<&str> {
        let forms = self.terms.get(name)?;
        let mut wanted = Some(form);
        while let Some(form) = wanted {
            if let Some(found) = forms.iter().find(|of| of.form == form) {
                return Some(if plural { &found.multiple } else { &found.single });
            }
            wanted = form.fallback();
        }
        None
    }

    /// A term as it stands in its long form; empty where there is none.
    pub(super) fn word(&self, name: &str) -> &str {
        self.term(name, TermForm::Long, false).unwrap_or_default()
    }

    /// All forms in which a term may be written.
    pub(super) fn forms(&self, name: &str) -> impl Iterator<Item = &str> {
        self.terms.get(name).into_iter().flatten().flat_map(|form| [form.single.as_str(), form.multiple.as_str()]).filter(|form| !form.is_empty())
    }

    pub(super) fn gender(&self, term: &str) -> Option<GrammarGender> {
        self.genders.get(&spelled(term)).copied()
    }

    /// What is written behind a number to make it an ordinal.
    pub(super) fn ordinal_ending(&self, number: u32, gender: Option<GrammarGender>) -> &str {
        let best = |gender: Option<GrammarGender>| {
            let hits = self.ordinals.iter().filter(|of| !of.long && of.gender == gender).filter_map(|of| {
                let Some(at) = of.number else { return Some((0, of)) };
                let at = u32::from(at);
                // The whole number is more exact than two digits, these than one.
                let whole = (number == at, 3);
                let two = (number % 100 == at, 2);
                let one = (number % 10 == at, 1);
                let (hit, rank) = match (of.matching, at) {
                    (Some(OrdinalMatch::WholeNumber), _) => whole,
                    (Some(OrdinalMatch::LastTwoDigits), _) | (None, 10..) => two,
                    (Some(OrdinalMatch::LastDigit) | None, _) => one,
                };
                hit.then_some((rank, of))
            });
            hits.max_by_key(|(rank, _)| *rank).map(|(_, of)| of.text.as_str())
        };
        // Before 1.0.1 four terms said it: 01, 02, 03 and 04 for all others.
        let old = !self.ordinals.iter().any(|of| of.number.is_none() && !of.long);
        if old {
            let class = match (number % 100, number % 10) {
                (11..=13, _) => 4,
                (_, digit @ 1..=3) => digit as u8,
                _ => 4,
            };
            return self.ordinals.iter().find(|of| !of.long && of.number == Some(class)).map_or("", |of| &of.text);
        }
        gender.and_then(|gender| best(Some(gender))).or_else(|| best(None)).unwrap_or_default()
    }

    /// The ordinal of a number up to ten in words.
    pub(super) fn ordinal_word(&self, number: u32, gender: Option<GrammarGender>) -> Option<&str> {
        let find = |gender: Option<GrammarGender>| {
            self.ordinals.iter().find(|of| of.long && of.gender == gender && of.number.map(u32::from) == Some(number)).map(|of| of.text.as_str())
        };
        find(gender).or_else(|| find(None))
    }

    pub(super) fn date(&self, form: DateForm) -> Option<&Date> {
        match form {
            DateForm::Numeric => self.numeric.as_ref(),
            DateForm::Text => self.text.as_ref(),
        }
    }

    pub(super) fn is_english(&self) -> bool {
        self.lang.get(..2).is_some_and(|lang| lang.eq_ignore_ascii_case("en"))
    }
}

/// The style's own locales of a language.
fn own<'p>(program: &'p Program, code: Option<&'p str>) -> impl Iterator<Item = &'p csl::Locale> {
    program.locales.iter().filter(move |of| match (&of.lang, code) {
        (None, None) => true,
        (Some(lang), Some(code)) => lang.0.eq_ignore_ascii_case(code),
        _ => false,
    })
}

fn is_ordinal(term: Term) -> bool {
    matches!(term, Term::Other(OtherTerm::Ordinal | OtherTerm::OrdinalN(_)))
}

fn archived(code: &str) -> Option<&'static csl::Locale> {
    let at = LOCALES.iter().position(|bytes| language(bytes).is_some_and(|lang| lang.eq_ignore_ascii_case(code)))?;
    DECODED.get(at)?.get_or_init(|| ciborium::from_reader(*LOCALES.get(at)?).ok()).as_ref()
}

/// A locale given as XML.
pub(super) fn read(xml: &str) -> Result<csl::Locale, CslError> {
    super::style::shallow(xml)?;
    csl::LocaleFile::from_xml(xml).map(csl::Locale::from).map_err(|error| CslError::InvalidStyle(error.to_string()))
}

/// The language of an encoded locale: its first field, behind the head of the map. Lengths below 24 stand in the head of a text.
fn language(bytes: &[u8]) -> Option<&str> {
    let rest = bytes.get(1..)?.strip_prefix(b"\x69@xml:lang")?;
    let (head, rest) = rest.split_first()?;
    std::str::from_utf8(rest.get(..usize::from(head.checked_sub(0x60).filter(|length| *length < 24)?))?).ok()
}

/// `de` is German as in Germany, `en` English as in the United States.
fn usual_dialect(base: &str) -> String {
    let code = csl::LocaleCode(base.to_ascii_lowercase());
    code.fallback().map_or_else(|| base.to_owned(), |code| code.0)
}

/// The name of the locale that a user means; an error where there is none of that language.
pub(super) fn find(name: &str) -> Result<String, CslError> {
    let codes = || LOCALES.iter().filter_map(|bytes| language(bytes));
    let same = || codes().find(|code| code.eq_ignore_ascii_case(name));
    let usual = || Some(usual_dialect(name)).filter(|code| codes().any(|known| known == code));
    let any = || codes().find(|code| code.split('-').next().is_some_and(|language| language.eq_ignore_ascii_case(name)));
    let found = same().map(str::to_owned).or_else(usual).or_else(|| any().map(str::to_owned));
    found.ok_or_else(|| CslError::UnknownLocale(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_locale_is_known_by_the_language_it_begins_with() {
        for (bytes, whole) in LOCALES.iter().zip(hayagriva::archive::locales()) {
            assert_eq!(language(bytes), whole.lang.as_ref().map(|lang| lang.0.as_str()));
            assert_eq!(archived(language(bytes).unwrap_or_default()), Some(&whole));
        }
        assert_eq!((language(b""), language(b"\xa1\x69@xml:lang\x7f"), language(b"\xa1\x69@xml:lang\x65en")), (None, None, None));
    }
}
