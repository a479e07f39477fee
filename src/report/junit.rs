//! JUnit's XML, which most CI servers show as test results: a suite a file, a failed case a finding.

use super::{Report, Reporter};
use crate::text::{Diagnostic, Place, Source};
use std::fmt::Write as _;
use std::io::{self, Write};

pub(super) static JUNIT: Reporter = Reporter { name: "junit", summary: "JUnit's XML, for CI servers", write };

fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let count = report.diagnostics.len();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"ibidem\" tests=\"{count}\" failures=\"{count}\" errors=\"0\">")?;
    for source in report.sources.iter() {
        suite(report, source, out)?;
    }
    writeln!(out, "</testsuites>")
}

/// A file without findings is a case that passed. Findings stand in the order of their files.
fn suite(report: &Report, source: &Source, out: &mut dyn Write) -> io::Result<()> {
    let all = report.diagnostics;
    let start = all.partition_point(|diagnostic| diagnostic.span.source < source.id);
    let end = all.partition_point(|diagnostic| diagnostic.span.source <= source.id);
    let found = all.get(start..end).unwrap_or_default();
    let name = escaped(&source.name);
    let (tests, failures) = (found.len().max(1), found.len());
    writeln!(out, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">")?;
    if found.is_empty() {
        writeln!(out, "    <testcase name=\"{name}\" classname=\"{name}\"/>")?;
    }
    Report { diagnostics: found, ..*report }.each(out, |diagnostic, text| case(report, &name, diagnostic, text))?;
    writeln!(out, "  </testsuite>")
}

fn case(report: &Report, name: &str, diagnostic: &Diagnostic, text: &mut String) {
    let Place { line, column } = report.place(diagnostic.span, diagnostic.span.range().start);
    let (rule, severity, message) = (diagnostic.rule.name, diagnostic.severity, escaped(&diagnostic.message));
    let _ = writeln!(text, "    <testcase name=\"{rule}\" classname=\"{name}\" line=\"{line}\" column=\"{column}\">");
    let _ = writeln!(text, "      <failure type=\"{severity}\" message=\"{message}\">line {line}, column {column}: {message}</failure>");
    text.push_str("    </testcase>\n");
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
    use super::{JUNIT, Report, escaped};

    #[test]
    fn findings_are_failed_cases() {
        insta::assert_snapshot!(JUNIT.text(&case().report()));
    }

    #[test]
    fn a_file_without_findings_has_passed() {
        let case = case();
        let text = JUNIT.text(&Report { diagnostics: &[], ..case.report() });
        assert!(text.contains("tests=\"1\" failures=\"0\"") && text.contains("<testcase name=\"refs/a b.bib\""));
    }

    #[test]
    fn nothing_breaks_the_markup() {
        assert_eq!(escaped("a<b>&\"\u{1b}\n"), "a&lt;b&gt;&amp;&quot;\u{fffd}&#10;");
    }
}
