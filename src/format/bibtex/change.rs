//! Changes in `.bib` files: of an entry only the fields change whose variables do, each in its place, under the name it had where that still
//! says the same. Whether it does is not computed but read: the entry is changed and read, field by field, until it says what it shall.

use super::read::{CLASSES, CLOSED, KIND, PARENT, read};
use super::table::{self, Dialect};
use super::write;
use crate::format::change::{Plan, Refused, between, with_parents};
use crate::model::{Entry, Library, OtherKind, Value, Variable};
use crate::syntax::edit::{Editor, EntryEdit, Place, Refusal, Written, applied};
use crate::text::{Edit, Source};
use std::collections::{HashMap, HashSet};

/// How often an entry is changed and read again.
const ROUNDS: usize = 8;

/// The edits of a plan.
pub(in crate::format) fn plan(plan: &Plan, dialect: &str) -> Result<Vec<Edit>, Refused> {
    let dialect = if dialect == Dialect::Biblatex.name() { Dialect::Biblatex } else { Dialect::Bibtex };
    let editor = Editor::new(plan.source);
    let place = |entry: &Entry| {
        let key = entry.key.clone();
        move |reason| Refused::Place { key, reason }
    };
    let mut edits = Vec::new();
    // Keys first: an entry may take values from one that is called otherwise from now on.
    let mut texts: HashMap<usize, String> = HashMap::new();
    for (at, wanted) in &plan.changed {
        let item = editor.entry(*at).map_err(place(wanted))?;
        let mut text = plan.source.text[item.span.range()].to_owned();
        if wanted.key != plan.library.entries[*at].key {
            let alone = Source::from_text(plan.source.id, "", &text);
            let edits = Editor::new(&alone).change(0, &[EntryEdit::Key(&wanted.key)]).map_err(place(wanted))?;
            text = applied(&text, &edits);
        }
        texts.insert(*at, text);
    }
    let mut keys: HashMap<&str, usize> = HashMap::new();
    for (at, entry) in plan.library.entries.iter().enumerate().rev().filter(|(at, _)| !plan.deleted.contains(at)) {
        keys.insert(plan.changed.get(&at).unwrap_or(entry).key.as_str(), at);
    }
    for (at, wanted) in &plan.changed {
        let context = context(plan, &keys, &texts, *at, wanted);
        let new =
            Changed { plan, keys: &keys, dialect, wanted, tried: HashSet::new() }.text(&texts[at], &context).map_err(|problem| match problem {
                Problem::Place(reason) => Refused::Place { key: wanted.key.clone(), reason },
                Problem::Differs(names) => Refused::Inexact { key: wanted.key.clone(), names },
            })?;
        let item = editor.entry(*at).map_err(place(wanted))?;
        edits.extend(between(plan.source, item.span.range().start, &plan.source.text[item.span.range()], &new));
        texts.insert(*at, new);
    }
    // Who takes values from whom afterwards.
    let left = plan.library.entries.iter().enumerate().filter(|(at, _)| !plan.deleted.contains(at));
    let left = left.map(|(at, entry)| plan.changed.get(&at).unwrap_or(entry));
    let children: HashMap<&str, &Entry> = left.filter_map(|entry| Some((entry.parent.as_deref()?, entry))).collect();
    for at in &plan.deleted {
        let entry = &plan.library.entries[*at];
        let is_last = !keys.contains_key(entry.key.as_str());
        if let Some(child) = children.get(entry.key.as_str()).filter(|_| is_last) {
            return Err(Refused::IsParent { key: entry.key.clone(), child: child.key.clone() });
        }
        editor.entry(*at).ok().filter(|item| item.closed).ok_or_else(|| place(entry)(Refusal::Broken))?;
    }
    edits.extend(editor.remove(&plan.deleted.iter().copied().collect::<Vec<_>>()).map_err(place(&Entry::default()))?);
    let mut at_end = String::new();
    for entry in &plan.added {
        let text = written(plan, entry, dialect);
        let parent = entry.parent.as_ref().and_then(|key| plan.library.entries.iter().position(|other| other.key == *key));
        let spot = parent.filter(|at| !plan.deleted.contains(at)).map_or(Place::End, Place::Before);
        let mut added = editor.add(spot, &text).map_err(place(entry))?;
        // Insertions at one place become one.
        match (spot, added.pop()) {
            (Place::End, Some(edit)) => {
                let line_end = plan.source.line_end();
                let words = edit.text.trim_start().to_owned();
                at_end = if at_end.is_empty() { edit.text } else { format!("{}{}{words}", at_end.trim_end(), line_end.repeat(2)) };
                edits.retain(|other| other.span != edit.span);
                edits.push(Edit { span: edit.span, text: at_end.clone() });
            }
            (_, Some(edit)) => match edits.iter_mut().find(|other| other.span == edit.span) {
                Some(other) => other.text += &edit.text,
                None => edits.push(edit),
            },
            (_, None) => {}
        }
    }
    Ok(edits)
}

/// A new entry as it is written, with a reference to its parent.
fn written(plan: &Plan, entry: &Entry, dialect: Dialect) -> String {
    let (text, _) = write::write(&with_parents(plan.library, entry), dialect);
    let source = Source::from_text(plan.source.id, "", &text);
    let editor = Editor::new(&source);
    editor.entry(0).map_or_else(|_| String::new(), |item| source.text[item.span.range()].to_owned())
}

/// What an entry's values may depend on: the strings before it, and the entries that it names.
fn context(plan: &Plan, by_key: &HashMap<&str, usize>, texts: &HashMap<usize, String>, at: usize, wanted: &Entry) -> (String, String) {
    let start = plan.range(at).start;
    let strings = plan.library.others.iter().filter(|other| other.kind == OtherKind::String && (other.span.end as usize) <= start);
    let strings: String = strings.map(|other| format!("{}\n", other.text)).collect();
    let mut entries = String::new();
    let mut seen = HashSet::from([at]);
    let mut open: Vec<&Entry> = vec![wanted, &plan.library.entries[at]];
    while let Some(entry) = open.pop() {
        let xdata = entry.plain(Variable::named("xdata")).unwrap_or_default().into_owned();
        let keys = entry.parent.iter().map(|key| key.as_str()).chain(xdata.split(',').map(str::trim));
        for key in keys.filter(|key| !key.is_empty()) {
            let current = |at: usize| plan.changed.get(&at).unwrap_or(&plan.library.entries[at]);
            let Some(&found) = by_key.get(key) else { continue };
            if seen.insert(found) {
                entries += texts.get(&found).map_or_else(|| &plan.source.text[plan.range(found)], String::as_str);
                entries.push('\n');
                open.push(current(found));
            }
        }
    }
    (strings, entries)
}

enum Problem {
    Place(Refusal),
    Differs(Vec<&'static str>),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Place(refusal)
    }
}

/// An entry on its way to what it shall say.
struct Changed<'c> {
    plan: &'c Plan<'c>,
    /// The entries by the keys that they have afterwards.
    keys: &'c HashMap<&'c str, usize>,
    dialect: Dialect,
    wanted: &'c Entry,
    /// What was changed once already: then the writer's own names are taken.
    tried: HashSet<&'static str>,
}

/// A change of a field.
enum Step {
    Set(String, String, bool),
    Remove(String),
    Rename(String, String),
    Type(String),
}

impl Changed<'_> {
    fn text(mut self, old: &str, (strings, entries): &(String, String)) -> Result<String, Problem> {
        let mut text = old.to_owned();
        let mut names = Vec::new();
        for _ in 0..ROUNDS {
            let source = Source::from_text(self.plan.source.id, "", &format!("{strings}{text}\n{entries}"));
            let (library, _) = read(&source);
            let Some(is) = library.entries.first() else { return Err(Problem::Place(Refusal::Broken)) };
            names = is.differences(self.wanted);
            if names.is_empty() {
                return Ok(text);
            }
            let editor = Editor::new(&source);
            let steps = self.steps(&source, &editor, &library, is, &names)?;
            let edits: Vec<EntryEdit> = steps
                .iter()
                .map(|step| match step {
                    Step::Set(name, value, true) => EntryEdit::Set(name, Written::Bare(value)),
                    Step::Set(name, value, false) => EntryEdit::Set(name, Written::Text(value)),
                    Step::Remove(name) => EntryEdit::Remove(name),
                    Step::Rename(old, new) => EntryEdit::Rename(old, new),
                    Step::Type(name) => EntryEdit::Type(name),
                })
                .collect();
            let changed = applied(&source.text, &editor.change(0, &edits)?);
            let source = Source::from_text(self.plan.source.id, "", &changed);
            let item = *Editor::new(&source).entry(0)?;
            text = source.text[item.span.range()].to_owned();
        }
        Err(Problem::Differs(names))
    }

    /// What is to be done about the differences.
    fn steps(&mut self, source: &Source, editor: &Editor, library: &Library, is: &Entry, names: &[&'static str]) -> Result<Vec<Step>, Problem> {
        let here = Here::new(source, editor, library, is)?;
        let (type_name, all) = write::fields(self.wanted, self.dialect);
        let mut steps = Vec::new();
        let says_type = names.contains(&"kind") || names.contains(&table::TYPE);
        if says_type {
            steps.push(Step::Type(type_name.clone()));
            for name in [KIND, "entrysubtype"] {
                match all.iter().find(|(of, ..)| of == name) {
                    Some((name, value, _)) => steps.push(Step::Set(name.clone(), value.clone(), false)),
                    None if here.has(name) && self.wanted.get(Variable::named(name)).is_none() => steps.push(Step::Remove(name.to_owned())),
                    None => {}
                }
            }
            // What the fields mean then is seen when it is read.
            if self.tried.insert("kind") {
                steps.extend(self.renamed(&here, is));
                return Ok(steps);
            }
        }
        if names.contains(&"parent") {
            self.parent(&here, &mut steps);
            if self.tried.insert("parent") {
                return Ok(steps);
            }
        }
        // Keys are changed by now: what differs as `key` is the field of that name.
        for name in names.iter().filter(|name| !["kind", "parent", table::TYPE].contains(name)) {
            self.variable(name, &here, &type_name, &all, &mut steps);
        }
        let mut seen = HashSet::new();
        steps.retain(|step| match step {
            Step::Set(name, ..) | Step::Remove(name) => seen.insert(name.to_ascii_lowercase()),
            Step::Rename(..) | Step::Type(_) => true,
        });
        Ok(steps)
    }

    /// Fields that stand under the name that they have in an entry of the old type, and have another one in the new.
    fn renamed(&self, here: &Here, is: &Entry) -> Vec<Step> {
        let name = |kind, variable, value: &Value| {
            let mut probe = Entry::with_values(is.id, vec![(variable, value.clone())]);
            probe.kind = kind;
            match write::fields(&probe, self.dialect).1.as_slice() {
                [(name, ..)] => Some(name.clone()),
                _ => None,
            }
        };
        let pairs = is.values().filter_map(|(variable, value)| {
            let (old, new) = (name(is.kind, variable, value)?, name(self.wanted.kind, variable, value)?);
            let is_so = here.field_of(variable).is_some_and(|field| field.eq_ignore_ascii_case(&old)) && !here.has(&new);
            (is_so && old != new).then_some(Step::Rename(old, new))
        });
        pairs.collect()
    }

    fn parent(&self, here: &Here, steps: &mut Vec<Step>) {
        let field = ["crossref", PARENT].into_iter().find(|name| here.has(name));
        let is_here = |key: &str| self.keys.contains_key(key) || self.plan.added.iter().any(|entry| entry.key == *key);
        match (&self.wanted.parent, field) {
            (Some(key), Some(name)) => steps.push(Step::Set(name.to_owned(), key.to_string(), false)),
            (Some(key), None) => steps.push(Step::Set(if is_here(key) { "crossref" } else { PARENT }.to_owned(), key.to_string(), false)),
            (None, Some(name)) => steps.push(Step::Remove(name.to_owned())),
            (None, None) => {}
        }
    }

    fn variable(&mut self, name: &'static str, here: &Here, type_name: &str, all: &[(String, String, bool)], steps: &mut Vec<Step>) {
        let variable = Variable::named(name);
        let field = here.field_of(variable);
        let Some(value) = self.wanted.get(variable) else {
            match field {
                Some(field) => steps.push(Step::Remove(field)),
                // It comes from the parent.
                None => steps.push(Step::Set(CLOSED.to_owned(), "no".to_owned(), false)),
            }
            return;
        };
        let again = !self.tried.insert(name);
        let mut probe = Entry::with_values(self.wanted.id, vec![(variable, value.clone())]);
        probe.kind = self.wanted.kind;
        // A date stays in the form that it had.
        let dialect = match (variable, &field) {
            (Variable::Issued, Some(field)) if field.eq_ignore_ascii_case("date") => Dialect::Biblatex,
            (Variable::Issued, Some(_)) => Dialect::Bibtex,
            _ => self.dialect,
        };
        let special = [KIND, "entrysubtype", CLASSES];
        let own: Vec<(String, String, bool)> =
            write::fields(&probe, dialect).1.into_iter().filter(|(of, ..)| !special.contains(&of.as_str()) || of == name).collect();
        if own.is_empty() {
            steps.push(Step::Type(type_name.to_owned()));
        }
        if variable == Variable::Issued {
            let parts =
                ["date", "year", "month", "day"].into_iter().filter(|part| here.has(part) && self.wanted.get(Variable::named(part)).is_none());
            steps.extend(parts.filter(|part| !own.iter().any(|(of, ..)| of == part)).map(|part| Step::Remove(part.to_owned())));
        }
        if let Some(field) = &field {
            let subtitle = format!("{}subtitle", field.to_ascii_lowercase().trim_end_matches("title"));
            if here.has(&subtitle) && field.to_ascii_lowercase() != subtitle {
                steps.push(Step::Remove(subtitle));
            }
        }
        match (&field, own.as_slice()) {
            (Some(field), [(_, value, bare)]) if !again => steps.push(Step::Set(field.clone(), value.clone(), *bare)),
            _ => {
                let stale = field.filter(|field| again && !own.iter().any(|(of, ..)| of.eq_ignore_ascii_case(field)));
                steps.extend(stale.map(Step::Remove));
                steps.extend(own.into_iter().map(|(name, value, bare)| Step::Set(name, value, bare)));
            }
        }
        if again {
            match all.iter().find(|(of, ..)| of == CLASSES) {
                Some((name, value, _)) => steps.push(Step::Set(name.clone(), value.clone(), false)),
                None if here.has(CLASSES) => steps.push(Step::Remove(CLASSES.to_owned())),
                None => {}
            }
        }
    }
}

/// The fields of the entry as it stands.
struct Here<'h> {
    library: &'h Library,
    entry: &'h Entry,
    /// Their names, and where their values stand.
    fields: Vec<(String, std::ops::Range<usize>)>,
}

impl<'h> Here<'h> {
    fn new(source: &Source, editor: &Editor, library: &'h Library, entry: &'h Entry) -> Result<Self, Refusal> {
        let item = editor.entry(0)?;
        let fields = editor.tree().fields(item).iter().map(|field| (source.text[field.name.range()].to_owned(), field.value.range()));
        Ok(Self { library, entry, fields: fields.collect() })
    }

    fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(of, _)| of.eq_ignore_ascii_case(name))
    }

    /// The name of the field that a variable was read from; none where it comes from elsewhere.
    fn field_of(&self, variable: Variable) -> Option<String> {
        let values = &self.library.origins.get(self.entry.id)?.values;
        let (start, end) = values.iter().find(|value| value.variable == variable && value.part.is_none())?.range;
        let holds = |range: &std::ops::Range<usize>| range.start <= start as usize && end as usize <= range.end;
        self.fields.iter().find(|(_, range)| holds(range)).map(|(name, _)| name.clone())
    }
}
