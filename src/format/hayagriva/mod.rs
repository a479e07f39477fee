//! hayagriva YAML, the format of Typst's bibliographies. What it has no field for stands in one key `x-ibidem` of the entry, which
//! hayagriva's own reader ignores, see `format::own`: the citation key too, where the map's key had to differ, for keys may
//! repeat and a YAML map's may not. The fields themselves are in `fields`.

mod fields;

use super::csl_json::{DUPLICATE_PROPERTY, NOT_AN_ENTRY, ODD_VALUE};
use super::yaml::{self, Node, Yaml};
use super::{Format, own};
use crate::model::{Entry, EntryId, Library, Normalisation, Origin, ValueOrigin};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity, Source};
use std::collections::HashSet;

/// hayagriva YAML.
pub static HAYAGRIVA: Format = Format {
    name: "hayagriva",
    summary: "hayagriva YAML, the bibliographies of Typst",
    extensions: &["yaml", "yml"],
    sniff,
    read: Some(read),
    write: Some(write),
};

/// Text that YAML does not allow.
pub static INVALID_YAML: RuleInfo = RuleInfo {
    name: "invalid-yaml",
    summary: "text that is not YAML",
    why: "Behind such a place nothing can be read with certainty. The entries before it were read.",
    severity: Severity::Error,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example { input: "hayagriva", bad: "a:\n  type: book\n  title: \"One\n", good: "a:\n  type: book\n  title: \"One\"\n" }],
};

/// A key at the line's beginning, and indented below it a `type` or a `title`.
fn sniff(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#') && *line != "---");
    let key = lines.next().is_some_and(|line| line.trim_end().ends_with(':') && !line.starts_with([' ', '\t', '@', '<', '{', '[']));
    let fields = ["type:", "title:", "author:"];
    let mut indented = lines.take_while(|line| line.starts_with([' ', '\t'])).map(str::trim_start).take(40).peekable();
    // A list below the key is no map of fields.
    let map = indented.peek().is_some_and(|line| !line.starts_with("- "));
    key && map && indented.any(|line| fields.iter().any(|field| line.starts_with(field)))
}

fn read(source: &Source) -> (Library, Vec<Diagnostic>) {
    let (root, problems) = yaml::parse(&source.text);
    let mut reader = Reader { source, library: Library::default(), found: Vec::new() };
    reader.found.extend(problems.into_iter().map(|(range, message)| Diagnostic::new(&INVALID_YAML, source.span(range), message)));
    match root {
        Some(Node { value: Yaml::Map(pairs), .. }) => reader.entries(&pairs),
        Some(root) if !root.is_null() => reader.say(&NOT_AN_ENTRY, root.range, "expected a map of keys with entries"),
        _ => {}
    }
    (reader.library, reader.found)
}

struct Reader<'s> {
    source: &'s Source,
    library: Library,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn say(&mut self, rule: &'static RuleInfo, range: std::ops::Range<usize>, message: impl Into<String>) {
        self.found.push(Diagnostic::new(rule, self.source.span(range), message));
    }

    fn entries(&mut self, pairs: &[(Node, Node)]) {
        let mut keys = HashSet::new();
        for (key, node) in pairs {
            if !keys.insert(key.scalar().cloned().unwrap_or_default()) {
                self.say(&DUPLICATE_PROPERTY, key.range.clone(), "this key is given twice; hayagriva refuses the file");
            }
            match &node.value {
                Yaml::Map(_) => self.entry(key, node),
                _ => self.say(&NOT_AN_ENTRY, key.range.clone(), "expected an entry, a map of fields"),
            }
        }
    }

    fn entry(&mut self, key: &Node, node: &Node) {
        let index = u32::try_from(self.library.entries.len()).unwrap_or(u32::MAX);
        let id = EntryId { source: self.source.id, index };
        let from = self.found.len();
        let (mut entry, notes) = fields::read(node);
        entry.id = id;
        if let Yaml::Scalar(key, _) = &key.value {
            entry.key = key.clone();
        }
        for (range, message) in notes.problems {
            self.say(&ODD_VALUE, range, message);
        }
        self.duplicates(node);
        if let Some(node) = node.get("x-ibidem") {
            own::read(&mut entry, &node.to_json());
        }
        self.found[from..].iter_mut().for_each(|found| found.entry = Some(index));
        let places = notes.places.into_iter().filter(|(variable, _)| entry.has(*variable)).map(|(variable, range)| {
            let span = self.source.span(range);
            ValueOrigin { variable, part: None, by: Normalisation::Format, range: (span.start, span.end), confidence: 1.0 }
        });
        let origin = Origin {
            span: self.source.span(key.range.start..node.range.end.max(key.range.end)),
            key: Some(self.source.span(key.range.clone())),
            list: None,
            confidence: 1.0,
            values: places.collect(),
        };
        entry.shrink();
        self.library.origins.insert(id, origin);
        self.library.entries.push(entry);
    }

    fn duplicates(&mut self, node: &Node) {
        let mut names = HashSet::new();
        for (key, _) in node.pairs() {
            if !names.insert(key.scalar().cloned().unwrap_or_default()) {
                self.say(&DUPLICATE_PROPERTY, key.range.clone(), "this field is given twice; the last was kept");
            }
        }
    }
}

fn write(library: &Library) -> (String, Vec<Diagnostic>) {
    let mut text = String::new();
    let mut keys = HashSet::new();
    for entry in &library.entries {
        let key = unique(&entry.key, &mut keys);
        let fields = fields_of(entry, &key);
        // Behind text that keeps its line ends to the last, one more would be a part of it.
        if !text.is_empty() && !text.ends_with("\n\n") {
            text.push('\n');
        }
        text += &yaml::write(&Yaml::Map(vec![(Node::text(&key), fields)]).into());
    }
    (text, Vec::new())
}

/// The fields of an entry that stands under that key.
pub(super) fn fields_of(entry: &Entry, key: &str) -> Node {
    let mut fields = fields::write(entry);
    let own = own::of(entry, &fields::read(&fields).0, key);
    if let (Yaml::Map(pairs), false) = (&mut fields.value, own.is_empty()) {
        pairs.push((Node::text("x-ibidem"), Node::of_json(&own.into())));
    }
    fields
}

/// A key that was not given before: the key itself, `entry` for none, with a number behind it where that is taken.
fn unique(key: &str, keys: &mut HashSet<String>) -> String {
    let base = if key.is_empty() { "entry" } else { key };
    let mut name = base.to_owned();
    // Numbers go up with the keys that are taken, so that many equal keys cost no search.
    let mut number = keys.len();
    while !keys.insert(name.clone()) {
        number += 1;
        name = format!("{base}-{number}");
    }
    name
}

#[cfg(test)]
mod tests;
