//! For scripts: an array of objects, or an object a line. The shape is a promise (README, "For scripts"): names may be added, none changes.

use super::{Report, Reporter};
use crate::text::{Diagnostic, Fix, FixSafety, Severity, Span};
use serde::Serialize;
use std::io::{self, Write};

pub(super) static JSON: Reporter = Reporter { name: "json", summary: "a JSON array for scripts", write: array };
pub(super) static JSONL: Reporter = Reporter { name: "jsonl", summary: "a JSON object a line, for scripts", write: lines };

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'static str,
    severity: Severity,
    message: &'a str,
    file: &'a str,
    start: Point,
    end: Point,
    entry: Option<EntryName<'a>>,
    related: Vec<RelatedPlace<'a>>,
    fix: Option<FixOffered<'a>>,
}

/// Line and column from 1, the column in characters; the offset in bytes of the text.
#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
    offset: u32,
}

#[derive(Serialize)]
struct EntryName<'a> {
    file: &'a str,
    index: u32,
    key: Option<&'a str>,
}

#[derive(Serialize)]
struct RelatedPlace<'a> {
    message: &'a str,
    file: &'a str,
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct FixOffered<'a> {
    applicability: FixSafety,
    title: &'a str,
    edits: Vec<EditOffered<'a>>,
}

#[derive(Serialize)]
struct EditOffered<'a> {
    file: &'a str,
    start: u32,
    end: u32,
    text: &'a str,
}

fn array(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if report.diagnostics.is_empty() {
        return out.write_all(b"[]\n");
    }
    out.write_all(b"[\n")?;
    report.each_between(out, ",\n", |diagnostic, text| text.push_str(&json(report, diagnostic)))?;
    out.write_all(b"\n]\n")
}

fn lines(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    report.each(out, |diagnostic, text| {
        text.push_str(&json(report, diagnostic));
        text.push('\n');
    })
}

fn json(report: &Report, diagnostic: &Diagnostic) -> String {
    // Nothing in it can fail to be written: keys are texts, numbers are whole.
    serde_json::to_string(&finding(report, diagnostic)).unwrap_or_default()
}

fn finding<'a>(report: &Report<'a>, diagnostic: &'a Diagnostic) -> Finding<'a> {
    let (start, end) = points(report, diagnostic.span);
    let file = report.file(diagnostic.span);
    let related = diagnostic.related.iter().map(|related| {
        let (start, end) = points(report, related.span);
        RelatedPlace { message: &related.message, file: report.file(related.span), start, end }
    });
    Finding {
        rule: diagnostic.rule.name,
        severity: diagnostic.severity,
        message: &diagnostic.message,
        file,
        start,
        end,
        entry: diagnostic.entry.map(|index| EntryName { file, index, key: report.key(diagnostic) }),
        related: related.collect(),
        fix: diagnostic.fix.as_ref().filter(|fix| !fix.edits.is_empty()).map(|fix| offered(report, fix)),
    }
}

fn points(report: &Report, span: Span) -> (Point, Point) {
    let (start, end) = report.places(span);
    (Point { line: start.line, column: start.column, offset: span.start }, Point { line: end.line, column: end.column, offset: span.end })
}

fn offered<'a>(report: &Report<'a>, fix: &'a Fix) -> FixOffered<'a> {
    let edit =
        |edit: &'a crate::text::Edit| EditOffered { file: report.file(edit.span), start: edit.span.start, end: edit.span.end, text: &edit.text };
    FixOffered { applicability: fix.safety, title: &fix.title, edits: fix.edits.iter().map(edit).collect() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::case;
    use super::*;

    #[test]
    fn the_shape_is_as_promised() {
        let case = case();
        let value: serde_json::Value = serde_json::from_str(&JSON.text(&case.report())).unwrap();
        insta::assert_snapshot!(serde_json::to_string_pretty(&value).unwrap());
        let single: Vec<serde_json::Value> = JSONL.text(&case.report()).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(value, serde_json::Value::Array(single));
        assert_eq!(JSON.text(&Report { diagnostics: &[], ..case.report() }), "[]\n");
    }
}
