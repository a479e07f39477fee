//! Diagnostics: what a reader, a writer or a rule has to say, at its place in the source. How they are printed is `report`'s affair.

use super::{Edit, Span};
use std::borrow::Cow;
use std::fmt;

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably wrong.
    Warning,
    /// Wrong, or something was lost.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// Whether a rule is asked when the user says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// Asked unless it is ignored.
    On,
    /// Asked only where it is selected: a matter of house style.
    Off,
}

/// Whether a rule can mend what it finds, and how surely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FixSafety {
    /// Nothing to offer.
    None,
    /// The change may alter what is meant: a person should look.
    Unsafe,
    /// The change keeps what is meant.
    Safe,
}

/// An example of a rule at work; every one of them is a test.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// The name of the format or the document kind that `bad` and `good` are written in, `text` or `bibtex` say. Where a line `refs.bib:`
    /// stands behind a blank one, what is before it is a document that cites the entries behind it.
    pub input: &'static str,
    /// The rule speaks here.
    pub bad: &'static str,
    /// The rule is silent here. Where the rule has a fix, this is what it makes of `bad`.
    pub good: &'static str,
}

/// A rule: everything that is known of it without running it.
#[derive(Debug)]
pub struct RuleInfo {
    /// Its name, kebab-case, which reads well after "allow".
    pub name: &'static str,
    /// What is wrong, in one line.
    pub summary: &'static str,
    /// Why that matters, and what to do about it; where there is a fix, why it is safe or not.
    pub why: &'static str,
    /// The severity of what it finds, unless the finding says otherwise.
    pub severity: Severity,
    /// Whether it is asked by default.
    pub default: Default,
    /// What kind of fix it can offer.
    pub fix: FixSafety,
    /// Examples, which are tests too.
    pub examples: &'static [Example],
}

/// A second place that explains a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// What is there.
    pub message: Cow<'static, str>,
    /// Where.
    pub span: Span,
}

/// The change that would mend what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// [`FixSafety::Safe`] or [`FixSafety::Unsafe`].
    pub safety: FixSafety,
    /// What it does, in a few words: "write `others`".
    pub title: String,
    /// The edits; they do not overlap.
    pub edits: Vec<Edit>,
    /// Whether the file is to be written as UTF-8 without byte order mark. Its text is the same, so that no edit says it.
    pub to_utf8: bool,
}

/// What was found, where.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule that speaks.
    pub rule: &'static RuleInfo,
    /// How grave it is here.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where.
    pub span: Span,
    /// The entry it is about: its index within the span's source.
    pub entry: Option<u32>,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// What would mend it.
    pub fix: Option<Box<Fix>>,
}

impl Diagnostic {
    /// A diagnostic with the rule's own severity, about no entry, without fix.
    pub fn new(rule: &'static RuleInfo, span: Span, message: impl Into<String>) -> Self {
        Self { rule, severity: rule.severity, message: message.into(), span, entry: None, related: Vec::new(), fix: None }
    }

    /// The same, about the entry of that index.
    #[must_use]
    pub fn about(mut self, entry: u32) -> Self {
        self.entry = Some(entry);
        self
    }

    /// The same, where so many entries stand before those that it counted.
    #[must_use]
    pub fn after(mut self, entries: u32) -> Self {
        self.entry = self.entry.map(|entry| entry.saturating_add(entries));
        self
    }

    /// The same, with one more place that explains it.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<Cow<'static, str>>) -> Self {
        self.relate(span, message);
        self
    }

    /// Gives it one more place that explains it.
    pub fn relate(&mut self, span: Span, message: impl Into<Cow<'static, str>>) {
        // Most have one, and there may be very many of them.
        self.related.reserve_exact(1);
        self.related.push(Related { message: message.into(), span });
    }

    /// The same, with the rule's fix.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.set_fix(title, edits);
        self
    }

    /// Gives it the rule's fix.
    pub fn set_fix(&mut self, title: impl Into<String>, edits: Vec<Edit>) {
        self.fix = Some(Box::new(Fix { safety: self.rule.fix, title: title.into(), edits, to_utf8: false }));
    }

    /// The same, with a fix that writes the file as UTF-8.
    #[must_use]
    pub fn fix_encoding(mut self, title: impl Into<String>) -> Self {
        self.fix = Some(Box::new(Fix { safety: self.rule.fix, title: title.into(), edits: Vec::new(), to_utf8: true }));
        self
    }
}
