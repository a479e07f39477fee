//! Which references of a document an author-year citation fits; what the rules about citations share. No rule itself.

use crate::check::{Input, Subject};
use crate::document::Citation;
use crate::model::{Entry, ListId, Name, Variable};
use crate::text::{Span, unicode::fold};
use std::collections::{HashMap, HashSet};

/// The references of one document, by the years in which they may be cited.
pub(super) struct References<'a> {
    all: Vec<(Option<ListId>, &'a Entry)>,
    by_year: HashMap<i32, Vec<&'a Entry>>,
}

impl<'a> References<'a> {
    /// The references of the document; where it was given for what it cites, the entries of all other inputs.
    pub(super) fn of(subject: &Subject<'a>, input: &Input) -> Self {
        let others = input.cited.is_some();
        let of_input = if others { subject.library.entries.as_slice() } else { subject.of_source(input.source) };
        let of_input = of_input.iter().filter(|entry| others || subject.is_reference(entry));
        let all: Vec<_> = of_input.map(|entry| (subject.origin(entry).and_then(|origin| origin.list), entry)).collect();
        let mut by_year: HashMap<i32, Vec<&Entry>> = HashMap::new();
        for (_, entry) in &all {
            for year in years(entry) {
                by_year.entry(year).or_default().push(entry);
            }
        }
        Self { all, by_year }
    }

    /// The references of one list.
    pub(super) fn of_list(&self, list: ListId) -> impl Iterator<Item = &'a Entry> {
        self.all.iter().filter(move |(of, _)| *of == Some(list)).map(|(_, entry)| *entry)
    }

    /// The references that a citation fits: in the number of names too, or where none does, in the first name and the year.
    pub(super) fn fitting(&self, citation: &Citation) -> Vec<&'a Entry> {
        let of_year = self.by_year.get(&citation.year).map(Vec::as_slice).unwrap_or_default();
        let fit = |how: fn(&Citation, &Entry) -> bool| of_year.iter().copied().filter(|entry| how(citation, entry)).collect::<Vec<_>>();
        let exact = fit(exactly);
        if exact.is_empty() { fit(by_first_name) } else { exact }
    }

    /// The reference whose first name is the citation's and whose year is nearest.
    pub(super) fn by_first_name(&self, citation: &Citation) -> Option<&'a Entry> {
        let of_name = self.all.iter().map(|(_, entry)| *entry).filter(|entry| by_first_name(citation, entry));
        of_name.min_by_key(|entry| entry.year().map_or(u32::MAX, |year| year.abs_diff(citation.year)))
    }
}

/// The one numbered list of a document that cites by number: the spans of its references by their numbers. None where there are several, where
/// the numbers do not count on from 1, or where the text names fewer than two of them.
pub(super) fn numbered(subject: &Subject, input: &Input) -> Option<Vec<Span>> {
    let [list] = input.lists.as_slice() else { return None };
    let mut spans = Vec::new();
    for reference in &list.references {
        let written = subject.sources.slice(reference.number?);
        let number: usize = written.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok()?;
        if number != spans.len() + 1 {
            return None;
        }
        spans.push(reference.span);
    }
    let named: HashSet<u32> = input.numbers.iter().map(|citation| citation.number).filter(|number| *number as usize <= spans.len()).collect();
    (named.len() >= 2).then_some(spans)
}

/// Whether a document cites by author and year: where it names keys, these are its citations.
pub(super) fn cites_by_year(input: &Input) -> bool {
    !input.citations.is_empty() && input.cited.as_ref().is_none_or(|cited| cited.citations.is_empty() && cited.all.is_none())
}

/// The citation as it is written in most styles.
pub(super) fn shown(citation: &Citation) -> String {
    let names = citation.names.join(" & ");
    let others = if citation.others { " et al." } else { "" };
    let suffix = citation.suffix.map(String::from).unwrap_or_default();
    format!("{names}{others} {}{suffix}", citation.year)
}

/// Years of a range of up to 50; a longer one is cited by its ends.
fn years(entry: &Entry) -> Vec<i32> {
    let date = entry.date(Variable::Issued);
    let (start, end) = (date.and_then(|date| date.start).map(|part| part.year), date.and_then(|date| date.end).map(|part| part.year));
    match (start, end) {
        (Some(start), Some(end)) if start < end && i64::from(end) - i64::from(start) <= 50 => (start..=end).collect(),
        (Some(start), Some(end)) if start != end => vec![start, end],
        (start, end) => start.or(end).into_iter().collect(),
    }
}

/// The names by which a work is cited, and whether there are more than are named.
fn cited_by(entry: &Entry) -> (&[Name], bool) {
    let names = [Variable::Author, Variable::Editor, Variable::Translator].iter().find_map(|variable| entry.names(*variable));
    names.map_or((&[], false), |names| (names.list.as_slice(), names.others))
}

fn exactly(citation: &Citation, entry: &Entry) -> bool {
    let (names, more) = cited_by(entry);
    let enough = match citation.others {
        true => names.len() > citation.names.len() || more,
        false => names.len() == citation.names.len() && !more,
    };
    enough && citation.names.iter().zip(names).all(|(cited, name)| is_cited_as(cited, name)) && !citation.names.is_empty()
}

fn by_first_name(citation: &Citation, entry: &Entry) -> bool {
    let Some(cited) = citation.names.first() else { return false };
    match cited_by(entry).0.first() {
        Some(name) => is_cited_as(cited, name),
        // A work without names is cited by its title.
        None => entry.plain(Variable::Title).is_some_and(|title| begins_with(&fold(&title), &fold(cited))),
    }
}

/// A person by the family name, with particle or without; an organisation by its name, the beginning of it, or its initials.
fn is_cited_as(cited: &str, name: &Name) -> bool {
    let cited = fold(cited);
    if cited.is_empty() {
        return false;
    }
    if !name.is_literal() {
        return cited == fold(&name.family) || cited == fold(&name.short()) || cited == fold(&format!("{} {}", name.dropping_particle, name.family));
    }
    let whole = fold(&name.literal);
    let initials: String =
        name.literal.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase()).collect();
    begins_with(&whole, &cited) || cited == fold(&initials) || whole.split(' ').any(|word| word == cited && cited.len() > 2)
}

fn begins_with(whole: &str, start: &str) -> bool {
    !start.is_empty() && whole.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cited_in_several_ways() {
        let particle = Name::person("Gaulle", "C.").with_particle("de");
        for (cited, name, expected) in [
            ("Cameron", Name::person("Cameron", "M. A."), true),
            ("Camerón", Name::person("Cameron", "M. A."), true),
            ("Camer", Name::person("Cameron", "M. A."), false),
            ("de Gaulle", particle.clone(), true),
            ("Gaulle", particle, true),
            ("WHO", Name::literal("World Health Organization"), true),
            ("World Health", Name::literal("World Health Organization"), true),
            ("World Bank", Name::literal("World Health Organization"), false),
        ] {
            assert_eq!(is_cited_as(cited, &name), expected, "{cited} / {name}");
        }
    }
}
