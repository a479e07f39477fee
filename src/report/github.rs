//! Workflow commands of GitHub Actions, which show findings beside the changed lines.

use super::{Report, Reporter};
use crate::text::{Diagnostic, Severity};
use std::io::{self, Write};

pub(super) static GITHUB: Reporter = Reporter { name: "github", summary: "workflow commands of GitHub Actions", write };

fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    report.each(out, |diagnostic, text| text.push_str(&line(report, diagnostic)))?;
    // Any other line is only logged.
    out.write_all(super::full::closing(report).as_bytes())
}

fn line(report: &Report, diagnostic: &Diagnostic) -> String {
    let (start, end) = report.places(diagnostic.span);
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let (file, rule, message) = (property(report.file(diagnostic.span)), diagnostic.rule.name, data(&diagnostic.message));
    // A column may only be given where the span ends on its line.
    let columns = if start.line == end.line { format!(",col={},endColumn={}", start.column, end.column) } else { String::new() };
    format!("::{command} title=ibidem ({rule}),file={file},line={},endLine={}{columns}::{message}\n", start.line, end.line)
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::case;
    use super::*;

    #[test]
    fn findings_are_commands() {
        insta::assert_snapshot!(GITHUB.text(&case().report()));
    }
}
