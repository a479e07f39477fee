//! JUnit's XML, which most CI servers show as test results: a suite a file, a failed case a finding.

use super::{Report, Reporter};
use crate::text::{Diagnostic, Source};
use std::fmt::Write;

pub(super) static JUNIT: Reporter = Reporter { name: "junit", summary: "JUnit's XML, for CI servers", write };

fn write(report: &Report) -> String {
    let count = report.diagnostics.len();
    let mut text =
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"ibidem\" tests=\"{count}\" failures=\"{count}\" errors=\"0\">\n");
    for source in report.sources.iter() {
        text += &suite(report, source);
    }
    text + "</testsuites>\n"
}

/// A file without findings is a case that passed.
fn suite(report: &Report, source: &Source) -> String {
    let found: Vec<&Diagnostic> = report.diagnostics.iter().filter(|diagnostic| diagnostic.span.source == source.id).collect();
    let name = escaped(&source.name);
    let (tests, failures) = (found.len().max(1), found.len());
    let mut text = format!("  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n");
    if found.is_empty() {
        let _ = writeln!(text, "    <testcase name=\"{name}\" classname=\"{name}\"/>");
    }
    for diagnostic in found {
        let (place, _) = report.places(diagnostic.span);
        let (rule, severity, message) = (diagnostic.rule.name, diagnostic.severity, escaped(&diagnostic.message));
        let _ = writeln!(text, "    <testcase name=\"{rule}\" classname=\"{name}\" line=\"{}\" column=\"{}\">", place.line, place.column);
        let _ = writeln!(
            text,
            "      <failure type=\"{severity}\" message=\"{message}\">line {}, column {}: {message}</failure>",
            place.line, place.column
        );
        text += "    </testcase>\n";
    }
    text + "  </testsuite>\n"
}

/// For attributes and text; characters that XML 1.0 cannot hold become U+FFFD.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\n' => out += "&#10;",
            '\t' => out += "&#9;",
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::case;
    use super::*;

    #[test]
    fn findings_are_failed_cases() {
        insta::assert_snapshot!(write(&case().report()));
    }

    #[test]
    fn a_file_without_findings_has_passed() {
        let case = case();
        let text = write(&Report { diagnostics: &[], ..case.report() });
        assert!(text.contains("tests=\"1\" failures=\"0\"") && text.contains("<testcase name=\"refs/a b.bib\""));
    }

    #[test]
    fn nothing_breaks_the_markup() {
        assert_eq!(escaped("a<b>&\"\u{1b}\n"), "a&lt;b&gt;&amp;&quot;\u{fffd}&#10;");
    }
}
