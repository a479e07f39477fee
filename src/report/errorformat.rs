//! One line a finding as Vim's `errorformat` reads it: `%f:%l:%c: %t: %m`, where `%t` is `E`, `W` or `I`. Nothing else is written,
//! so that editors need no filter.

use super::{Report, Reporter, one_line};
use crate::text::Severity;
use std::fmt::Write;
use std::io;

pub(super) static ERRORFORMAT: Reporter = Reporter { name: "errorformat", summary: "for editors: %f:%l:%c: %t: %m", write };

fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    report.each(out, |diagnostic, text| {
        let place = report.place(diagnostic.span, diagnostic.span.range().start);
        let letter = match diagnostic.severity {
            Severity::Error => 'E',
            Severity::Warning => 'W',
            Severity::Info => 'I',
        };
        let (file, rule, message) = (report.file(diagnostic.span), diagnostic.rule.name, one_line(&diagnostic.message));
        let _ = writeln!(text, "{file}:{}:{}: {letter}: {message} [{rule}]", place.line, place.column);
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::case;
    use super::*;

    #[test]
    fn a_finding_is_a_line() {
        insta::assert_snapshot!(ERRORFORMAT.text(&case().report()));
    }
}
