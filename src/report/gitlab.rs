//! GitLab's Code Quality report: an array of issues, each with a fingerprint that does not depend on lines.

use super::{Report, Reporter};
use crate::text::{Diagnostic, Severity};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{self, Write};

pub(super) static GITLAB: Reporter = Reporter { name: "gitlab", summary: "GitLab's Code Quality report", write };

/// An issue a line.
fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    out.write_all(b"[")?;
    for (at, diagnostic) in report.diagnostics.iter().enumerate() {
        write!(out, "{}\n{}", if at > 0 { "," } else { "" }, issue(report, diagnostic, &mut seen))?;
    }
    out.write_all(b"\n]\n")
}

fn issue(report: &Report, diagnostic: &Diagnostic, seen: &mut HashMap<String, usize>) -> Value {
    let (start, end) = report.places(diagnostic.span);
    let file = report.file(diagnostic.span);
    let path = file.strip_prefix("./").unwrap_or(file);
    let what = format!("{path}\n{}\n{}\n{}", diagnostic.rule.name, report.key(diagnostic).unwrap_or_default(), report.sources.slice(diagnostic.span));
    let count = seen.entry(what.clone()).or_default();
    *count += 1;
    let severity = match diagnostic.severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    };
    json!({
        "description": diagnostic.message,
        "check_name": diagnostic.rule.name,
        "fingerprint": format!("{:016x}", fnv(&format!("{what}\n{count}"))),
        "severity": severity,
        "location": { "path": path, "lines": { "begin": start.line, "end": end.line } },
    })
}

/// FNV-1a: the same on every machine and in every version.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::case;
    use super::*;

    #[test]
    fn findings_are_issues() {
        let issues: Value = serde_json::from_str(&GITLAB.text(&case().report())).unwrap();
        insta::assert_snapshot!(serde_json::to_string_pretty(&issues).unwrap() + "\n");
    }

    #[test]
    fn each_has_a_fingerprint_of_its_own() {
        let mut case = case();
        case.diagnostics.push(case.diagnostics[0].clone());
        let issues: Vec<Value> = serde_json::from_str(&GITLAB.text(&case.report())).unwrap();
        let mut prints: Vec<&str> = issues.iter().filter_map(|issue| issue["fingerprint"].as_str()).collect();
        prints.sort_unstable();
        prints.dedup();
        assert_eq!(prints.len(), 4);
    }
}
