//! Comments that allow a rule where they stand: `% ibidem: allow(rule)` in BibTeX and LaTeX, `# …` in YAML, `// …` in Typst, `.. …` in
//! reStructuredText, `<!-- ibidem: allow(rule) -->` in Markdown, HTML and XML, any of the first three on a line of its own in plain text.
//! The parentheses may be left out; a reason may follow.
//!
//! A comment covers what begins on its own line or on the next, and all of an entry that begins there. JSON, RIS and nbib have no comments:
//! there a text that begins with `ibidem: allow(rule)`, in a note say, covers all of the entry that holds it. In tables the configuration's
//! `per-file-ignores` and the baseline serve.

use super::options::nearest;
use super::{Options, Subject, named};
use crate::text::{Diagnostic, Example, FixSafety, RuleDefault, RuleInfo, Severity, Source, Span};

/// A suppression names a rule that there is not.
pub static UNKNOWN_RULE: RuleInfo = RuleInfo {
    name: "unknown-rule-in-suppression",
    summary: "a comment allows a rule that does not exist",
    why: "A misspelt name allows nothing, and what it was to allow is told all the same. `ibidem rule` lists the names.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "bibtex",
        bad: "% ibidem: allow(trailing-dots)\n@misc{a, title = {A.}}\n",
        good: "% ibidem: allow(trailing-dot)\n@misc{a, title = {A.}}\n",
    }],
};

/// A suppression covers nothing.
pub static UNUSED_SUPPRESSION: RuleInfo = RuleInfo {
    name: "unused-suppression",
    summary: "a comment allows what is not found there",
    why: "What was allowed has been mended or has moved away; left where it is, the comment would hide the next fault of this kind.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[],
};

/// One rule that a comment allows.
#[derive(Debug)]
pub(super) struct Comment {
    /// Where the rule's name stands.
    span: Span,
    /// The line of the comment.
    line: u32,
    /// It covers the entry that it stands in.
    of_entry: bool,
    rule: String,
    used: bool,
}

/// What opens a comment in a format or document kind, and whether it covers the entry that it stands in rather than lines.
fn openers(read_as: &str) -> (&'static [&'static str], bool) {
    match read_as {
        "bibtex" | "biblatex" | "latex" | "aux" => (&["%"], false),
        "markdown" | "html" | "notebook" | "endnote-xml" | "pubmed-xml" | "mods" | "word-xml" | "bcf" => (&["<!--"], false),
        "hayagriva" | "csl-yaml" | "cff" => (&["#"], false),
        "typst" => (&["//"], false),
        "rst" => (&[".."], false),
        "text" | "lines" => (&["%", "#", "//"], false),
        "csl-json" | "csl-jsonl" | "crossref-json" | "openalex-json" => (&["\""], true),
        "ris" | "nbib" => (&["-"], true),
        _ => (&[], false),
    }
}

/// All suppressions of all sources, in order.
pub(super) fn comments(subject: &Subject) -> Vec<Comment> {
    let mut comments = Vec::new();
    for input in subject.inputs {
        if let Some(source) = subject.sources.get(input.source) {
            collect(source, openers(input.read_as), &mut comments);
        }
    }
    comments
}

fn collect(source: &Source, (openers, of_entry): (&[&str], bool), comments: &mut Vec<Comment>) {
    const WORDS: &str = "ibidem: allow";
    let text = source.text.as_str();
    for at in memchr::memmem::find_iter(text.as_bytes(), WORDS.as_bytes()) {
        let before = text[..at].trim_end_matches([' ', '\t']);
        let opens = openers.iter().any(|opener| before.ends_with(opener)) && text[at + WORDS.len()..].starts_with([' ', '(']);
        if !opens {
            continue;
        }
        let line = source.place(at).line;
        let start = at + WORDS.len() + 1;
        let rest = text[start..].split(['\n', '\r']).next().unwrap_or_default();
        for (offset, name) in rule_names(rest) {
            let span = source.span(start + offset..start + offset + name.len());
            comments.push(Comment { span, line, of_entry, rule: name.to_owned(), used: false });
        }
    }
}

/// The names in what follows "allow", separated by commas; the first that is none ends them, so that a reason may follow.
fn rule_names(text: &str) -> Vec<(usize, &str)> {
    let mut names = Vec::new();
    let mut at = 0;
    for part in text.split(',') {
        let lead = part.len() - part.trim_start().len();
        let name = part.trim_start();
        let end = name.find(|c: char| !(c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit())).unwrap_or(name.len());
        let name = name[..end].trim_end_matches('-');
        if name.is_empty() {
            break;
        }
        names.push((at + lead, name));
        if !part[lead + end..].trim().is_empty() {
            break;
        }
        at += part.len() + 1;
    }
    names
}

/// Whether a comment covers a diagnostic; the comment is then marked as used.
pub(super) fn covers(subject: &Subject, comments: &mut [Comment], diagnostic: &Diagnostic) -> bool {
    let at = diagnostic.span.source;
    let first = comments.partition_point(|comment| comment.span.source < at);
    let of_source = comments[first..].iter_mut().take_while(|comment| comment.span.source == at);
    let mut of_rule = of_source.filter(|comment| comment.rule == diagnostic.rule.name).peekable();
    if of_rule.peek().is_none() {
        return false;
    }
    let lines = lines(subject, diagnostic);
    let entry = entry_of(subject, diagnostic);
    let mut covered = false;
    for comment in of_rule {
        let here = match comment.of_entry {
            true => entry.is_some_and(|entry| entry.start <= comment.span.start && comment.span.end <= entry.end),
            false => lines.iter().any(|line| *line == comment.line || *line == comment.line + 1),
        };
        if here {
            comment.used = true;
            covered = true;
        }
    }
    covered
}

/// The lines on which a diagnostic and its entry begin.
fn lines(subject: &Subject, diagnostic: &Diagnostic) -> Vec<u32> {
    let starts = std::iter::once(diagnostic.span).chain(entry_of(subject, diagnostic)).map(|span| span.range().start);
    let Some(source) = subject.sources.get(diagnostic.span.source) else { return Vec::new() };
    starts.map(|start| source.place(start).line).collect()
}

/// Where the entry stands that a diagnostic is about.
fn entry_of(subject: &Subject, diagnostic: &Diagnostic) -> Option<Span> {
    let source = diagnostic.span.source;
    let span = diagnostic.entry.map(|index| subject.library.origins.span(crate::model::EntryId { source, index }));
    span.filter(|span| span.end > span.start)
}

/// What there is to say of the comments themselves, once all findings were seen.
pub(super) fn complaints(comments: &[Comment], options: &Options) -> Vec<Diagnostic> {
    comments.iter().filter(|comment| !comment.used).filter_map(|comment| complaint(comment, options)).collect()
}

fn complaint(comment: &Comment, options: &Options) -> Option<Diagnostic> {
    let Some(rule) = named(&comment.rule) else {
        let hint = nearest(&comment.rule).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        return Some(Diagnostic::new(&UNKNOWN_RULE, comment.span, format!("there is no rule `{}`{hint}", comment.rule)));
    };
    let message = || format!("`{}` finds nothing here", rule.name);
    options.asks(rule).then(|| Diagnostic::new(&UNUSED_SUPPRESSION, comment.span, message()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::testing::{names, read};
    use super::*;
    use crate::check::everything;

    #[test]
    fn names_end_where_a_reason_begins() {
        for (text, expected) in [
            ("doi-syntax", vec!["doi-syntax"]),
            ("doi-syntax, trailing-dot -->", vec!["doi-syntax", "trailing-dot"]),
            ("a because, b", vec!["a"]),
            ("trailing-dot)", vec!["trailing-dot"]),
            ("a, b) because", vec!["a", "b"]),
            ("", vec![]),
            ("A", vec![]),
        ] {
            assert_eq!(rule_names(text).into_iter().map(|(_, name)| name).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn a_comment_covers_its_line_the_next_and_the_entry_that_begins_there() {
        let cases: [(&str, &[&str]); 6] = [
            ("% ibidem: allow(trailing-dot): the journal prints it\n@misc{a,\n  title = {A.}\n}\n", &[]),
            ("% ibidem: allow trailing-dot (the journal prints it)\n@misc{a,\n  title = {A.}\n}\n", &[]),
            ("@misc{a,\n  title = {A.} % ibidem: allow trailing-dot\n}\n", &[]),
            ("% ibidem: allow trailing-dot\n\n@misc{a,\n  title = {A.}\n}\n", &["unused-suppression", "trailing-dot"]),
            ("% ibidem: allow trailing-dots\n@misc{a, title = {A.}}\n", &["unknown-rule-in-suppression", "trailing-dot"]),
            ("ibidem: allow trailing-dot\n@misc{a, title = {A.}}\n", &["trailing-dot"]),
        ];
        for (text, expected) in cases {
            let case = read("x.bib", "bibtex", text);
            assert_eq!(names(&everything(&case.subject(), &Options::default(), Vec::new())), expected, "{text}");
        }
    }
}
