//! How often each rule speaks, instead of the findings themselves: where to begin with a large bibliography.

use super::{Report, counted, full};
use crate::text::{FixSafety, RuleInfo};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// What is known of the findings of one rule.
struct Row {
    rule: &'static RuleInfo,
    count: usize,
    fixable: usize,
    files: usize,
}

/// The rules that spoke, the most frequent first.
fn rows(report: &Report) -> Vec<Row> {
    let mut rows: BTreeMap<&str, (Row, Option<_>)> = BTreeMap::new();
    for diagnostic in report.diagnostics {
        let rule = diagnostic.rule;
        let (row, last) = rows.entry(rule.name).or_insert((Row { rule, count: 0, fixable: 0, files: 0 }, None));
        row.count += 1;
        row.fixable += usize::from(diagnostic.fix.as_ref().is_some_and(|fix| fix.safety == FixSafety::Safe));
        // Findings stand in the order of their files.
        row.files += usize::from(last.replace(diagnostic.span.source) != Some(diagnostic.span.source));
    }
    let mut rows: Vec<Row> = rows.into_values().map(|(row, _)| row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.count));
    rows
}

/// A table for a person: how often, how grave, which rule, how many of its findings `--fix` mends; and the closing line.
pub fn table(report: &Report) -> String {
    let rows = rows(report);
    let digits = rows.first().map_or(0, |row| row.count.to_string().len());
    let width = rows.iter().map(|row| row.rule.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for row in rows {
        let fixable = match row.fixable {
            0 => "   ".to_owned(),
            _ => "[*]".to_owned(),
        };
        let (severity, name, summary) = (row.rule.severity.to_string(), row.rule.name, row.rule.summary);
        let files = if row.files > 1 { format!(" (in {})", counted(row.files, "file")) } else { String::new() };
        let _ = writeln!(text, "{:>digits$}  {severity:7}  {fixable}  {name:width$}  {summary}{files}", row.count);
    }
    text + &full::closing(report)
}

/// `[{"rule", "severity", "count", "fixable", "files"}]` for scripts.
pub fn json(report: &Report) -> String {
    let row =
        |row: Row| json!({"rule": row.rule.name, "severity": row.rule.severity, "count": row.count, "fixable": row.fixable, "files": row.files});
    let rows: Vec<Value> = rows(report).into_iter().map(row).collect();
    serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n"
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::tests::case;
    use super::*;

    #[test]
    fn rules_are_counted() {
        let mut case = case();
        case.diagnostics.push(case.diagnostics[1].clone());
        insta::assert_snapshot!(table(&case.report()), @r"
        2  error    [*]  doi-syntax      a DOI that is none, or with its resolver before it
        1  error         pages-reversed  a range of pages ends before it begins
        1  warning       unknown-type    the entry's type is not known
        Found 3 errors, 1 warning. [*] 2 fixable with `--fix`, 1 more with `--unsafe-fixes`.
        ");
        let rows: Vec<Value> = serde_json::from_str(&json(&case.report())).unwrap();
        assert_eq!(rows[0], json!({"rule": "doi-syntax", "severity": "error", "count": 2, "fixable": 2, "files": 1}));
    }
}
