//! One line a finding: `file:line:column: severity[rule] message`.

use super::{Report, Reporter, one_line};
use std::fmt::Write;

pub(super) static CONCISE: Reporter = Reporter { name: "concise", summary: "one line a finding: file:line:column: severity[rule] message", write };

fn write(report: &Report) -> String {
    lines(report) + &super::full::closing(report)
}

/// The findings alone, a line each.
pub fn lines(report: &Report) -> String {
    let mut text = String::new();
    for diagnostic in report.diagnostics {
        let (place, _) = report.places(diagnostic.span);
        let mark = if diagnostic.fix.is_some() { " [*]" } else { "" };
        let (file, severity, rule, message) =
            (report.file(diagnostic.span), diagnostic.severity, diagnostic.rule.name, one_line(&diagnostic.message));
        let _ = writeln!(text, "{file}:{}:{}: {severity}[{rule}] {message}{mark}", place.line, place.column);
    }
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_a_line() {
        insta::assert_snapshot!(write(&super::super::tests::case().report()));
    }
}
