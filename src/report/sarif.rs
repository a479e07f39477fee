//! SARIF 2.1.0, which code hosts show beside the changes that brought a finding.

use super::{Report, Reporter};
use crate::text::{Diagnostic, RuleInfo, Severity, Span};
use serde_json::{Value, json};
use std::io::{self, Write};

pub(super) static SARIF: Reporter = Reporter { name: "sarif", summary: "SARIF 2.1.0, for code hosts", write };

/// A result a line; what stands around them is small.
fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut rules: Vec<&'static RuleInfo> = report.diagnostics.iter().map(|diagnostic| diagnostic.rule).collect();
    rules.sort_by_key(|rule| rule.name);
    rules.dedup_by_key(|rule| rule.name);
    let tool = json!({ "driver": {
        "name": env!("CARGO_PKG_NAME"),
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules.iter().map(|rule| described(rule)).collect::<Vec<_>>(),
    }});
    let head = r#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":"#;
    writeln!(out, "{head}{tool},\"columnKind\":\"unicodeCodePoints\",\"results\":[")?;
    report.each_between(out, ",\n", |diagnostic, text| text.push_str(&result(report, diagnostic, &rules).to_string()))?;
    out.write_all(b"\n]}]}\n")
}

fn described(rule: &RuleInfo) -> Value {
    json!({
        "id": rule.name,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.why },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(report: &Report, diagnostic: &Diagnostic, rules: &[&RuleInfo]) -> Value {
    let mut result = json!({
        "ruleId": diagnostic.rule.name,
        "ruleIndex": rules.iter().position(|rule| rule.name == diagnostic.rule.name),
        "level": level(diagnostic.severity),
        "message": { "text": diagnostic.message },
        "locations": [{ "physicalLocation": location(report, diagnostic.span) }],
    });
    if !diagnostic.related.is_empty() {
        let place =
            |related: &crate::text::Related| json!({ "physicalLocation": location(report, related.span), "message": { "text": related.message } });
        result["relatedLocations"] = diagnostic.related.iter().map(place).collect();
    }
    // A change of encoding has no edits, and SARIF no word for it.
    if let Some(fix) = diagnostic.fix.as_ref().filter(|fix| !fix.edits.is_empty()) {
        let change = |edit: &crate::text::Edit| {
            json!({ "artifactLocation": { "uri": uri(report.file(edit.span)) }, "replacements": [
                { "deletedRegion": region(report, edit.span), "insertedContent": { "text": edit.text } }
            ]})
        };
        let changes: Vec<Value> = fix.edits.iter().map(change).collect();
        result["fixes"] = json!([{ "description": { "text": fix.title }, "artifactChanges": changes }]);
    }
    result
}

fn location(report: &Report, span: Span) -> Value {
    json!({ "artifactLocation": { "uri": uri(report.file(span)) }, "region": region(report, span) })
}

fn region(report: &Report, span: Span) -> Value {
    let (start, end) = report.places(span);
    json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column })
}

/// A path as a relative reference of RFC 3986.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b if b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'.' | b'_' | b'~') => out.push(char::from(b)),
            b => out += &format!("%{b:02X}"),
        }
    }
    if path.starts_with('/') { format!("file://{out}") } else { out }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::super::tests::case;
    use super::*;

    #[test]
    fn findings_are_written_as_sarif_has_them() {
        let text = SARIF.text(&case().report()).replace(env!("CARGO_PKG_VERSION"), "VERSION");
        let log: Value = serde_json::from_str(&text).unwrap();
        insta::assert_snapshot!(serde_json::to_string_pretty(&log).unwrap() + "\n");
    }

    /// The standard's own schema takes it; where the schema is not at hand, that is said.
    #[test]
    #[allow(clippy::print_stderr)]
    fn the_schema_of_sarif_takes_it() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/schemas/sarif-2.1.0.json");
        let Ok(schema) = std::fs::read_to_string(path) else {
            eprintln!("skipped: no schema of SARIF in ../shared/schemas");
            return;
        };
        let mut compiler = boon::Compiler::new();
        compiler.add_resource("sarif.json", serde_json::from_str(&schema).unwrap()).unwrap();
        let mut schemas = boon::Schemas::new();
        let index = compiler.compile("sarif.json", &mut schemas).unwrap();
        let case = case();
        for text in [SARIF.text(&case.report()), SARIF.text(&Report { diagnostics: &[], ..case.report() })] {
            let log: Value = serde_json::from_str(&text).unwrap();
            schemas.validate(&log, index).unwrap_or_else(|error| panic!("{error:#}"));
        }
        let mut wrong: Value = serde_json::from_str(&SARIF.text(&case.report())).unwrap();
        wrong["runs"][0]["results"][0]["level"] = Value::from("grave");
        assert!(schemas.validate(&wrong, index).is_err());
    }

    #[test]
    fn paths_are_references() {
        for (path, expected) in [("./a b.bib", "a%20b.bib"), ("é.bib", "%C3%A9.bib"), ("/x/y.bib", "file:///x/y.bib"), ("a\\b.bib", "a/b.bib")] {
            assert_eq!(uri(path), expected);
        }
    }
}
