//! One line a finding: `file:line:column: severity[rule] message`.

use super::{Report, Reporter, one_line};
use std::fmt::Write;
use std::io;

pub(super) static CONCISE: Reporter = Reporter { name: "concise", summary: "one line a finding: file:line:column: severity[rule] message", write };

fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    lines(report, out)?;
    out.write_all(super::full::closing(report).as_bytes())
}

/// Writes the findings alone, a line each.
///
/// # Errors
///
/// What writing gives.
pub fn lines(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    report.each(out, |diagnostic, text| {
        let place = report.place(diagnostic.span, diagnostic.span.range().start);
        let mark = if diagnostic.fix.is_some() { " [*]" } else { "" };
        let (file, severity, rule, message) =
            (report.file(diagnostic.span), diagnostic.severity, diagnostic.rule.name, one_line(&diagnostic.message));
        let _ = writeln!(text, "{file}:{}:{}: {severity}[{rule}] {message}{mark}", place.line, place.column);
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_a_line() {
        insta::assert_snapshot!(CONCISE.text(&super::super::tests::case().report()));
    }
}
