//! Baselines: the findings that are known and accepted today, so that only new ones are told.
//!
//! A baseline is a JSON file that is read and diffed well: one line a kind of finding. A finding is known by its rule, its file, and
//! what it is about: the entry's key, or where there is none the words of the reference or of the place. Neither line numbers nor
//! messages count, so that other changes to the file leave it valid.

use super::Subject;
use crate::model::EntryId;
use crate::text::{Diagnostic, unicode};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Findings that are known, with how often each occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<Known, usize>);

/// What a finding is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Known {
    file: String,
    about: String,
    rule: String,
}

#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    findings: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    file: String,
    about: String,
    rule: String,
    #[serde(default = "once", skip_serializing_if = "is_once")]
    count: usize,
}

fn once() -> usize {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_once(count: &usize) -> bool {
    *count == 1
}

/// Why a text is no baseline.
#[derive(Debug, thiserror::Error)]
pub enum InvalidBaseline {
    /// It is not JSON, or not of this form.
    #[error("not a baseline of ibidem")]
    Form(#[from] serde_json::Error),
    /// A later version wrote it.
    #[error("a baseline of version {0}; this program reads version 1")]
    Version(u32),
}

impl Baseline {
    /// The baseline of these findings. `called` says what the baseline calls a source of that name: a path from where the baseline
    /// lies, say, so that it holds wherever the program is run.
    pub fn of(subject: &Subject, diagnostics: &[Diagnostic], called: impl Fn(&str) -> String) -> Self {
        let mut known = BTreeMap::new();
        for diagnostic in diagnostics {
            *known.entry(fingerprint(subject, diagnostic, &called)).or_default() += 1;
        }
        Self(known)
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// What is not JSON of this form, or of a later version.
    pub fn parse(json: &str) -> Result<Self, InvalidBaseline> {
        let file: File = serde_json::from_str(json)?;
        if file.version != 1 {
            return Err(InvalidBaseline::Version(file.version));
        }
        let mut known = BTreeMap::new();
        for line in file.findings {
            *known.entry(Known { file: line.file, about: line.about, rule: line.rule }).or_default() += line.count;
        }
        Ok(Self(known))
    }

    /// The baseline as JSON: sorted, a finding a line, a line end behind the last.
    pub fn to_json(&self) -> String {
        let line = |(known, count): (&Known, &usize)| {
            let Known { file, about, rule } = known.clone();
            serde_json::to_string(&Line { file, about, rule, count: *count }).unwrap_or_default()
        };
        let lines: Vec<String> = self.0.iter().map(line).collect();
        match lines.is_empty() {
            true => "{\"version\":1,\"findings\":[]}\n".to_owned(),
            false => format!("{{\"version\":1,\"findings\":[\n{}\n]}}\n", lines.join(",\n")),
        }
    }

    /// What is new among these findings, and how many were known. Where a finding occurs more often than the baseline knows,
    /// the last of them are the new ones. `called` is that of [`Baseline::of`].
    pub fn new_among(&self, subject: &Subject, diagnostics: Vec<Diagnostic>, called: impl Fn(&str) -> String) -> (Vec<Diagnostic>, usize) {
        let mut left = self.0.clone();
        let all = diagnostics.len();
        let is_new = |diagnostic: &Diagnostic| match left.get_mut(&fingerprint(subject, diagnostic, &called)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        };
        let new: Vec<Diagnostic> = diagnostics.into_iter().filter(is_new).collect();
        let known = all - new.len();
        (new, known)
    }

    /// How many findings it knows.
    pub fn len(&self) -> usize {
        self.0.values().sum()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn fingerprint(subject: &Subject, diagnostic: &Diagnostic, called: &impl Fn(&str) -> String) -> Known {
    let name = subject.sources.get(diagnostic.span.source).map_or("", |source| source.name.as_str());
    Known { file: called(name), about: about(subject, diagnostic), rule: diagnostic.rule.name.to_owned() }
}

/// The key of the finding's entry, or a hash of the words of its reference, or of the place.
fn about(subject: &Subject, diagnostic: &Diagnostic) -> String {
    let source = diagnostic.span.source;
    let origin = diagnostic.entry.and_then(|index| subject.library.origins.get(EntryId { source, index }));
    let key = origin.and_then(|origin| origin.key).map(|span| subject.sources.slice(span)).filter(|key| !key.is_empty());
    match (key, origin) {
        (Some(key), _) => key.to_owned(),
        (None, Some(origin)) => words(subject.sources.slice(origin.span)),
        (None, None) => words(subject.sources.slice(diagnostic.span)),
    }
}

/// FNV-1a, 64 bits, of the folded words: stable over versions and machines, which the hashers of the standard library are not.
fn words(text: &str) -> String {
    let folded = unicode::fold(text);
    let hash = folded.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("#{hash:016x}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::testing::{names, read};
    use super::*;
    use crate::check::{Options, check};

    #[test]
    fn what_is_known_is_not_told_again_wherever_it_stands() {
        let before = read("./x.bib", "bibtex", "@misc{a, title = {A.}, pages = {9--3}}\n");
        let found = check(&before.subject(), &Options::default());
        let called = |name: &str| name.trim_start_matches("./").to_owned();
        let json = Baseline::of(&before.subject(), &found, called).to_json();
        insta::assert_snapshot!(json, @r#"
        {"version":1,"findings":[
        {"file":"x.bib","about":"a","rule":"pages-reversed"},
        {"file":"x.bib","about":"a","rule":"trailing-dot"}
        ]}
        "#);
        let baseline = Baseline::parse(&json).unwrap();
        let after = read("x.bib", "bibtex", "\n\n@misc{b, title = {B.}}\n@misc{a, title = {A.}, pages = {90--30}}\n");
        let (new, known) = baseline.new_among(&after.subject(), check(&after.subject(), &Options::default()), called);
        assert_eq!((names(&new), known), (vec!["trailing-dot"], 2));
        assert_eq!(new[0].entry, Some(0));
    }

    #[test]
    fn words_are_known_whatever_the_line_ends() {
        assert_eq!(words("Smith, J.  (2000)"), words("smith j\n2000"));
        assert_ne!(words("a b"), words("a c"));
    }

    #[test]
    fn other_files_are_no_baselines() {
        assert!(matches!(Baseline::parse("[]"), Err(InvalidBaseline::Form(_))));
        assert!(matches!(Baseline::parse("{\"version\":2,\"findings\":[]}"), Err(InvalidBaseline::Version(2))));
        assert!(Baseline::parse(&Baseline::default().to_json()).unwrap().is_empty());
    }
}
