//! What a person decided about pairs of entries, kept in a small file beside the library. An entry is named by its key and by a fingerprint of
//! what was compared: a decision counts as long as both entries say what they said. Where the file lies is `cli`'s affair.

use super::undo::fnv1a;
use crate::dedupe::Constraints;
use crate::model::{Entry, EntryId, Value, Variable};
use crate::text::unicode::fold;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// What the file is called.
pub const FILE: &str = "ibidem-decisions.toml";

/// All that was decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// One by one.
    #[serde(default, rename = "decision")]
    pub list: Vec<Decision>,
}

/// A decision about two entries.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// What was decided.
    pub works: Verdict,
    /// The two.
    pub entries: [Named; 2],
}

/// Whether two entries describe one work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// They do.
    Same,
    /// They do not, and nobody is to be asked again.
    Different,
}

impl Verdict {
    /// Its name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
        }
    }
}

/// An entry as a decision names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Its key; empty where it had none.
    #[serde(default)]
    pub key: String,
    /// See [`fingerprint`].
    pub says: String,
}

impl Named {
    /// How an entry is named.
    pub fn of(entry: &Entry) -> Self {
        Self { key: entry.key.to_string(), says: fingerprint(entry) }
    }
}

/// What makes a work the one it is: the rest of an entry may change.
const COMPARED: &[Variable] = &[
    Variable::Author,
    Variable::Editor,
    Variable::Title,
    Variable::ContainerTitle,
    Variable::Issued,
    Variable::Volume,
    Variable::Issue,
    Variable::Page,
    Variable::ChapterNumber,
    Variable::Edition,
    Variable::Part,
    Variable::Doi,
    Variable::Isbn,
    Variable::Pmid,
];

/// A number, in hexadecimal digits, of what is compared of an entry: letters and digits without case, accents and marks; the year of a date.
pub fn fingerprint(entry: &Entry) -> String {
    let said = COMPARED.iter().filter_map(|variable| entry.get(*variable).map(|value| (variable, value)));
    let text: String = said
        .map(|(variable, value)| match value {
            Value::Date(_) => format!("{}={}\n", variable.name(), entry.year().map(|year| year.to_string()).unwrap_or_default()),
            value => format!("{}={}\n", variable.name(), fold(&value.plain())),
        })
        .collect();
    format!("{:016x}", fnv1a(text.as_bytes()))
}

impl Decisions {
    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Takes a decision, in the place of an earlier one about the same entries.
    pub fn decide(&mut self, works: Verdict, a: &Entry, b: &Entry) {
        let mut entries = [Named::of(a), Named::of(b)];
        entries.sort();
        self.list.retain(|decision| decision.entries != entries);
        self.list.push(Decision { works, entries });
        self.list.sort();
    }

    /// Takes later decisions, each in the place of an earlier one about the same entries.
    pub fn override_with(&mut self, later: Self) {
        self.list.retain(|decision| !later.list.iter().any(|new| new.entries == decision.entries));
        self.extend(later);
    }

    /// Adds those of another file.
    pub fn extend(&mut self, other: Self) {
        self.list.extend(other.list);
        self.list.sort();
        self.list.dedup();
    }

    /// The decisions that count for these entries: those whose two entries are there and say what they said.
    ///
    /// An entry that has another key by now is meant where no other says the same.
    pub fn constraints(&self, entries: &[Entry]) -> Constraints {
        let mut constraints = Constraints::default();
        if self.is_empty() {
            return constraints;
        }
        let mut said: HashMap<String, Vec<&Entry>> = HashMap::new();
        for entry in entries {
            said.entry(fingerprint(entry)).or_default().push(entry);
        }
        for decision in &self.list {
            let [a, b] = decision.entries.each_ref().map(|named| meant(&said, named));
            let (Some(a), Some(b)) = (a, b) else { continue };
            for pair in a.iter().flat_map(|a| b.iter().map(|b| (*a, *b))).filter(|(a, b)| a != b) {
                match decision.works {
                    Verdict::Same => constraints.same.push(pair),
                    Verdict::Different => constraints.different.push(pair),
                }
            }
        }
        constraints
    }

    /// The decisions as a file for people: TOML, in order, each entry in words behind its name.
    pub fn to_toml(&self, entries: &[Entry]) -> String {
        let mut said: HashMap<String, &Entry> = HashMap::new();
        said.extend(entries.iter().rev().map(|entry| (fingerprint(entry), entry)));
        let mut out = "# What `ibidem dedupe --interactive` was told. A decision counts as long as both entries say the same.\n".to_owned();
        for decision in &self.list {
            out += &format!("\n[[decision]]\nworks = \"{}\"\nentries = [\n", decision.works.name());
            for named in &decision.entries {
                let words = said.get(&named.says).map(|entry| format!(" # {}", words(entry))).unwrap_or_default();
                out += &format!("  {{ key = {}, says = {} }},{words}\n", quoted(&named.key), quoted(&named.says));
            }
            out += "]\n";
        }
        out
    }
}

/// The entries that a decision names: of that key and fingerprint, else the only one of that fingerprint.
fn meant(said: &HashMap<String, Vec<&Entry>>, named: &Named) -> Option<Vec<EntryId>> {
    let found = said.get(&named.says)?;
    let of_key: Vec<EntryId> = found.iter().filter(|entry| entry.key.as_str() == named.key).map(|entry| entry.id).collect();
    match (of_key.is_empty(), found.as_slice()) {
        (false, _) => Some(of_key),
        (true, [only]) => Some(vec![only.id]),
        _ => None,
    }
}

fn words(entry: &Entry) -> String {
    let who = entry.names(Variable::Author).or_else(|| entry.names(Variable::Editor)).and_then(|names| names.list.first()).map(|name| name.short());
    let parts = [who, entry.year().map(|year| year.to_string()), entry.plain(Variable::Title).map(|title| title.into_owned())];
    let line: String = parts.into_iter().flatten().collect::<Vec<_>>().join(", ").split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|c| !c.is_control()).take(80).collect()
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
            c => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Date;
    use crate::text::SourceId;

    fn entry(index: u32, key: &str, title: &str) -> Entry {
        let mut entry = Entry::new(EntryId { source: SourceId(0), index });
        entry.key = key.into();
        entry.set(Variable::Title, title);
        entry.set(Variable::Issued, Date::year(1998));
        entry
    }

    #[test]
    fn a_decision_counts_as_long_as_both_say_the_same() {
        let entries = [entry(0, "a", "Bees"), entry(1, "b", "Bees of Wales"), entry(2, "c", "Birds")];
        let mut decisions = Decisions::default();
        decisions.decide(Verdict::Different, &entries[1], &entries[0]);
        let is = |entries: &[Entry]| decisions.constraints(entries).different.len();
        assert_eq!(is(&entries), 1);
        for (change, counts) in
            [(entry(1, "b", "BEES of   Wales!"), 1), (entry(1, "renamed", "Bees of Wales"), 1), (entry(1, "b", "Wasps of Wales"), 0)]
        {
            assert_eq!(is(&[entries[0].clone(), change.clone(), entries[2].clone()]), counts, "{change:?}");
        }
        // Renamed, and another says the same: nobody knows which was meant.
        assert_eq!(is(&[entries[0].clone(), entry(1, "x", "Bees of Wales"), entry(2, "y", "Bees of Wales")]), 0);
    }

    #[test]
    fn the_later_decision_holds() {
        let (a, b) = (entry(0, "a\"\n", "Bees"), entry(1, "", "Wasps"));
        let mut decisions = Decisions::default();
        decisions.decide(Verdict::Different, &a, &b);
        decisions.decide(Verdict::Same, &b, &a);
        assert_eq!((decisions.list.len(), decisions.list[0].works), (1, Verdict::Same));
        let text = decisions.to_toml(&[a, b]);
        assert!(text.contains("works = \"same\"") && text.contains("# 1998, Bees") && text.contains(r#"key = "a\"\u000A""#), "{text}");
    }
}
