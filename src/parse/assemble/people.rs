//! Whose each list of names is: authors, editors, translators, and who else is named; and one list parted into authors and editors.

use super::names::{self, List, Listed};
use super::parts::Part;
use super::words::{self, Role};
use super::{Assembly, RefDiagnostic, RefValue, rules};
use crate::model::{Name, Names, Normalisation, Variable};
use crate::parse::label::Label;
use crate::text::unicode::fold;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

/// The people of a reference, as they are gathered.
#[derive(Debug, Default)]
pub(super) struct People {
    lists: Vec<(Variable, List, f32, Normalisation)>,
    /// Whether editors stand in a list at the beginning, "(Eds.)" behind it.
    pub leading_editors: bool,
}

pub(super) fn variable_of(role: Role) -> Variable {
    match role {
        Role::Editor => Variable::Editor,
        Role::Translator => Variable::Translator,
        Role::Preface => Variable::named("preface-by"),
        Role::Foreword => Variable::named("foreword-by"),
        Role::Introduction => Variable::named("introduction-by"),
        Role::Afterword => Variable::named("afterword-by"),
    }
}

impl Assembly<'_> {
    /// Reads every list of names of the reference, each for the variable that its label and the gaps around it say.
    pub(super) fn read_people(&mut self) {
        self.read_repeated();
        for at in 0..self.parts.len() {
            let part = self.parts[at].clone();
            if !matches!(part.label, Label::Author | Label::Editor | Label::Translator) {
                continue;
            }
            let variable = self.role_of(at);
            self.people.leading_editors |= at == 0 && variable == Variable::Editor;
            self.read_list(variable, &part);
        }
        if let Some((variable, range)) = self.container_author.clone() {
            self.take_before(variable, range, 1.0);
        }
        self.part_list();
        self.settle_people();
    }

    /// "———" before the first part stands for the names of the reference before.
    fn read_repeated(&mut self) {
        let gap = self.gap(0);
        let text = &self.text[gap.clone()];
        let named = self.parts.iter().any(|part| part.label == Label::Author);
        if named || text.trim().is_empty() || !words::is_same_as_before(text) {
            return;
        }
        let start = gap.start + text.len() - text.trim_start().len();
        let range = start..gap.start + text.trim_end().len();
        self.take_before(Variable::Author, range, 1.0);
    }

    /// The names of the reference before: its authors, or its editors where it has no authors.
    fn take_before(&mut self, variable: Variable, range: Range<usize>, confidence: f32) -> bool {
        let own = self.people.lists.iter().find(|(of, ..)| *of == Variable::Author).map(|(_, list, ..)| list.clone());
        let earlier = || {
            let entry = self.before?;
            let names = entry.names(Variable::Author).or_else(|| entry.names(Variable::Editor))?;
            let others = names.others.then(|| range.clone());
            Some(List { names: names.list.iter().map(|name| Listed { name: name.clone(), range: range.clone() }).collect(), others })
        };
        // "In: ders. (Hg.)" is the author of this reference, "Ders." at its beginning that of the one before.
        let Some(list) = own.or_else(earlier) else { return false };
        let names = list.names.into_iter().map(|listed| Listed { range: range.clone(), ..listed }).collect();
        self.consumed.push(range);
        self.people.lists.push((variable, List { names, others: list.others }, confidence, Normalisation::FromBefore));
        true
    }

    fn role_of(&self, at: usize) -> Variable {
        let part = &self.parts[at];
        let (before, behind) = (self.gap_text(at), self.gap_text(at + 1));
        let lead = behind.trim_start_matches(['.', ',', ' ', '&']);
        let behind = others_in_gap(lead).map_or(behind, |others| &lead[others..]);
        let own = match part.label {
            Label::Editor => Variable::Editor,
            Label::Translator => Variable::Translator,
            _ => Variable::Author,
        };
        let next_is_names = self.parts.get(at + 1).is_some_and(|next| matches!(next.label, Label::Author | Label::Editor | Label::Translator));
        let bracket = behind.trim_start().starts_with(['(', '[', '（']);
        let marks_next = next_is_names && !bracket && words::role_before(behind).is_some();
        let behind = words::role_behind(behind).filter(|_| !marks_next);
        let before = words::role_before(before).filter(|_| at > 0 || !before.trim().is_empty());
        match (part.label, before, behind) {
            (Label::Author, _, Some(role)) => variable_of(role),
            (_, Some(role @ (Role::Preface | Role::Foreword | Role::Introduction | Role::Afterword)), _) => variable_of(role),
            (Label::Author, Some(role), None) if at > 0 => variable_of(role),
            // A mark before the names says more than the tagger.
            (Label::Editor | Label::Translator, Some(role @ (Role::Editor | Role::Translator)), None) if at > 0 => variable_of(role),
            // "In: Ders.: Title"
            (Label::Author | Label::Editor, None, None) if at > 0 && words::is_same_as_before(&self.text[part.range.clone()]) => {
                Variable::named("container-author")
            }
            (Label::Author, None, None) if self.is_inside_container(at) => Variable::Editor,
            _ => own,
        }
    }

    /// Whether names stand behind "In" and a title: who edited the book.
    fn is_inside_container(&self, at: usize) -> bool {
        let titled = self.parts[..at].iter().any(|part| part.label == Label::Title);
        titled && words::says_in(self.gap_text(at))
    }

    fn read_list(&mut self, variable: Variable, part: &Part) {
        let text = &self.text[part.range.clone()];
        let head = text.find(['/', ',', ';']).filter(|at| words::is_same_as_before(&text[..*at])).unwrap_or(text.len());
        let mut rest = part.range.clone();
        if words::is_same_as_before(&text[..head]) && self.take_before(variable, part.range.start..part.range.start + head, part.confidence) {
            rest.start += head;
        }
        let list = names::list(self.text, rest);
        let by = Normalisation::None;
        if !list.names.is_empty() || list.others.is_some() {
            self.people.lists.push((variable, list, part.confidence, by));
        }
        let gap = self.text[part.range.end..].trim_start_matches(['.', ',', ' ', '&']);
        let start = self.text.len() - gap.len();
        if let Some(others) = others_in_gap(gap) {
            let range = start..start + others;
            self.consumed.push(range.clone());
            if let Some((_, list, ..)) = self.people.lists.last_mut() {
                list.others.get_or_insert(range);
            }
        }
    }

    /// Names that the tagger left in the gaps and notes: "with preface by N. MacFarlane".
    pub(super) fn read_clause(&mut self, clause: Range<usize>, confidence: f32) -> bool {
        let text = &self.text[clause.clone()];
        let Some((role, at)) = role_at_head(text) else { return false };
        let list = names::list(self.text, clause.start + at..clause.end);
        let named = list.names.iter().any(|listed| listed.name.is_literal() || !listed.name.given.is_empty());
        if named {
            self.people.lists.push((variable_of(role), list, confidence, Normalisation::None));
        }
        named
    }

    /// One list before "(Eds.)" in which a person stands twice is parted: authors of the chapter, editors of the book.
    fn part_list(&mut self) {
        let lists = &self.people.lists;
        let alone = lists.iter().filter(|(variable, ..)| matches!(*variable, Variable::Author | Variable::Editor)).count() == 1;
        let Some(at) = lists.iter().position(|(variable, ..)| *variable == Variable::Editor).filter(|_| alone && self.people.leading_editors) else {
            return;
        };
        let in_book = self.chapter.is_some() || self.parts.iter().any(|part| part.label == Label::Container);
        let Some(split) = split(&lists[at].1.names).filter(|_| in_book) else { return };
        let (_, list, confidence, by) = self.people.lists.remove(at);
        let (authors, editors) = list.names.split_at(split);
        let range = |names: &[Listed]| names.first().map_or(0, |name| name.range.start)..names.last().map_or(0, |name| name.range.end);
        let repeated = editors.iter().find(|editor| authors.iter().any(|author| identity(&author.name) == identity(&editor.name)));
        let message = format!(
            "\"{}\" is named twice before the mark of the editors: the names up to \"{}\" are read as the chapter's authors, the others as the book's editors",
            repeated.map(|listed| listed.name.short()).unwrap_or_default(),
            authors.last().map(|listed| listed.name.short()).unwrap_or_default(),
        );
        let related = vec![(range(authors), "authors of the chapter".to_owned()), (range(editors), "editors of the book".to_owned())];
        self.out.diagnostics.push(RefDiagnostic {
            rule: &rules::EDITORS_AMONG_AUTHORS,
            message,
            range: range(&list.names),
            related,
            edits: Vec::new(),
        });
        self.people.lists.insert(at, (Variable::Author, List { names: authors.to_vec(), others: None }, confidence, by));
        self.people.lists.insert(at + 1, (Variable::Editor, List { names: editors.to_vec(), others: list.others }, confidence, by));
    }

    /// Gives the gathered lists to the entry, those of one variable joined.
    pub(super) fn settle_people(&mut self) {
        let mut gathered: Vec<(Variable, List, Names)> = Vec::new();
        for (variable, list, confidence, by) in std::mem::take(&mut self.people.lists) {
            let at = gathered.iter().position(|(of, ..)| *of == variable).unwrap_or_else(|| {
                let names = self.out.entry.names(variable).cloned().unwrap_or_default();
                gathered.push((variable, List::default(), names));
                gathered.len() - 1
            });
            let (_, own, names) = &mut gathered[at];
            self.out.values.extend(origins(variable, names.list.len(), &list, confidence, by));
            names.list.extend(list.names.iter().map(|listed| listed.name.clone()));
            names.others |= list.others.is_some();
            if by != Normalisation::FromBefore {
                own.names.extend(list.names);
                own.others = own.others.take().or(list.others);
            }
        }
        for (variable, own, names) in gathered {
            self.tell_of_list(&own);
            self.out.entry.set(variable, names);
        }
    }

    fn tell_of_list(&mut self, list: &List) {
        if let Some(others) = &list.others {
            let message = format!("\"{}\" leaves names out", &self.text[others.clone()]);
            self.out.diagnostics.push(RefDiagnostic {
                rule: &rules::ET_AL_IN_LIST,
                message,
                range: others.clone(),
                related: Vec::new(),
                edits: Vec::new(),
            });
        }
        let mut seen: HashMap<String, &Listed> = HashMap::new();
        for (index, listed) in list.names.iter().enumerate() {
            let first = match seen.entry(identity(&listed.name)) {
                Entry::Occupied(first) => *first.get(),
                Entry::Vacant(place) => {
                    place.insert(listed);
                    continue;
                }
            };
            let from = index.checked_sub(1).and_then(|before| list.names.get(before)).map_or(listed.range.start, |before| before.range.end);
            self.out.diagnostics.push(RefDiagnostic {
                rule: &rules::REPEATED_NAME,
                message: format!("\"{}\" stands twice in this list", &self.text[listed.range.clone()]),
                range: listed.range.clone(),
                related: vec![(first.range.clone(), "first here".to_owned())],
                edits: vec![(from.min(listed.range.start)..listed.range.end, String::new())],
            });
        }
    }
}

/// Where the names of a list came from, the first of them being number `first`, and the list as a whole.
fn origins(variable: Variable, first: usize, list: &List, confidence: f32, by: Normalisation) -> Vec<RefValue> {
    let value = |part, range: &Range<usize>| RefValue { variable, part, by, range: range.clone(), confidence };
    let parts = list.names.iter().enumerate().filter_map(|(at, listed)| Some(value(Some(u16::try_from(first + at).ok()?), &listed.range)));
    let ranges = list.names.iter().map(|listed| &listed.range).chain(&list.others);
    let whole = ranges.cloned().reduce(|a, b| a.start.min(b.start)..a.end.max(b.end));
    parts.chain(whole.map(|whole| value(None, &whole))).collect()
}

/// What makes two names one person's: family name and initials.
fn identity(name: &Name) -> String {
    if name.is_literal() {
        return fold(&name.literal);
    }
    let initials: String = fold(&name.given).split(' ').filter_map(|word| word.chars().next()).collect();
    format!("{} {initials} {}", fold(&name.family), fold(&name.suffix))
}

/// Where a list that names a person twice is parted so that neither part does: the first name of the second part.
///
/// Editors often stand in alphabetical order while the authors of a chapter do not, so of the places left that one is taken from which
/// on the names are in order, the longest such run; where there is none, the one nearest to the middle.
fn split(names: &[Listed]) -> Option<usize> {
    let (mut least, mut most) = (0, names.len());
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (index, listed) in names.iter().enumerate() {
        if let Some(first) = seen.insert(identity(&listed.name), index) {
            least = least.max(first + 1);
            most = most.min(index);
        }
    }
    if least == 0 || least > most {
        return None;
    }
    let families: Vec<String> = names.iter().map(|listed| fold(&listed.name.short())).collect();
    let ordered = (1..names.len()).rev().take_while(|at| families[at - 1] <= families[*at]).last().map_or(names.len(), |at| at - 1);
    Some(match ordered <= most {
        true => ordered.max(least),
        false => (names.len() / 2).clamp(least, most),
    })
}

/// How long "et al." at the beginning of a gap is.
fn others_in_gap(gap: &str) -> Option<usize> {
    const MARKS: &[&str] = &[
        "et al.",
        "et al",
        "et coll.",
        "et alii",
        "and others",
        "u. a.",
        "u.a.",
        "und andere",
        "e.a.",
        "y otros",
        "e outros",
        "и др.",
        "i in.",
        "[et al.]",
        "(et al.)",
        "m.fl.",
        "et autres",
    ];
    let mark = MARKS.iter().find(|mark| gap.get(..mark.len()).is_some_and(|head| head.eq_ignore_ascii_case(mark)))?;
    let ends = !gap[mark.len()..].starts_with(char::is_alphanumeric);
    ends.then_some(mark.len())
}

/// The role that a clause begins with, and where the names begin in it: "with a preface by N. MacFarlane".
fn role_at_head(clause: &str) -> Option<(Role, usize)> {
    let mut starts: Vec<usize> = vec![0];
    starts.extend(clause.match_indices(' ').map(|(at, _)| at + 1).take(8));
    starts.iter().skip(1).rev().find_map(|at| {
        let (role, mark) = words::mark_before(&clause[..*at])?;
        let lead = words::small(&clause[..mark]);
        let filler = lead.iter().all(|word| {
            matches!(
                word.as_str(),
                "with"
                    | "a"
                    | "an"
                    | "the"
                    | "mit"
                    | "einem"
                    | "einer"
                    | "avec"
                    | "une"
                    | "con"
                    | "un"
                    | "una"
                    | "und"
                    | "and"
                    | "aus"
                    | "dem"
                    | "from"
                    | "englischen"
                    | "french"
                    | "german"
                    | "new"
            )
        });
        let capital = clause[*at..].trim_start().starts_with(char::is_uppercase);
        (filler && capital).then_some((role, *at))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_parted_where_its_second_half_is_in_order() {
        let names =
            |families: &str| -> Vec<Listed> { families.split(' ').map(|family| Listed { name: Name::person(family, "X."), range: 0..0 }).collect() };
        for (families, expected) in [
            ("Lawson Gwozdecky Sinclair Cameron Lawson Tomlin", Some(3)),
            ("Orr Lind Abel Orr Stone", Some(2)),
            ("Orr Abel Orr", Some(1)),
            ("Orr Lind Stone", None),
            ("Orr Orr Orr", None),
            ("Abel Zorn Abel Yule", Some(2)),
        ] {
            assert_eq!(split(&names(families)), expected, "{families}");
        }
    }
}
