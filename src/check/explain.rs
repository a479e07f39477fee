//! Rules explained in words, from what the table knows of them: nothing of it is written twice.

use super::all;
use crate::text::{Example, FixSafety, RuleDefault, RuleInfo};
use std::fmt::Write;

/// All that is known of a rule, for reading: what is wrong, how grave, whether it is mended, why, examples, and how to allow it.
pub fn explain(rule: &RuleInfo) -> String {
    let mut text = format!("{}\n\n{}.\n\n", rule.name, capitalised(rule.summary));
    let _ = writeln!(text, "Severity: {}{}", rule.severity, if rule.default == RuleDefault::Off { "; only where it is selected" } else { "" });
    let _ = writeln!(text, "Fix:      {}", fix(rule.fix));
    let _ = write!(text, "\n{}\n", wrapped(rule.why, 88));
    for example in rule.examples {
        let _ = write!(text, "\n{}", shown(example));
    }
    let name = rule.name;
    let _ = write!(
        text,
        "\nTo allow it in one place, write a comment on the line before the entry (BibTeX, YAML, Markdown and HTML):\n\
         \n    % ibidem: allow({name})\n    # ibidem: allow({name})\n    <!-- ibidem: allow({name}) -->\n\
         \nTo allow it everywhere: `--ignore {name}`, or `ignore = [\"{name}\"]` in ibidem.toml.\n"
    );
    text
}

/// All rules by name, one a line: name, severity, whether it can be mended, summary.
pub fn list() -> String {
    let rules = all();
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for rule in rules {
        let mark = match (rule.fix, rule.default) {
            (_, RuleDefault::Off) => "off",
            (FixSafety::None, _) => "",
            (FixSafety::Safe, _) => "fix",
            (FixSafety::Unsafe, _) => "fix?",
        };
        let _ = writeln!(text, "{:width$}  {:7}  {mark:4}  {}", rule.name, rule.severity.to_string(), rule.summary);
    }
    text
}

/// A page of all rules by group, in Markdown: what `docs/rules.md` holds.
pub fn page() -> String {
    let rules = all();
    let fixes = rules.iter().filter(|rule| rule.fix != FixSafety::None).count();
    let mut text = format!(
        "# Rules\n\nMade from what `ibidem rule` knows of each rule: {} rules, {fixes} of them with a fix. Names stand here as they are given to\n\
         `--select`, `--ignore` and comments (`ibidem: allow(NAME)`). *Off* marks rules that are asked only where they are selected.\n",
        rules.len()
    );
    let mut groups: Vec<&str> = Vec::new();
    for name in super::GROUPS.iter().map(|(name, _)| *name).chain(super::READERS.iter().map(|(name, _)| *name)) {
        if !groups.contains(&name) {
            groups.push(name);
        }
    }
    for group in groups {
        let _ = write!(text, "\n## {}\n", capitalised(group));
        for rule in rules.iter().filter(|rule| super::group(rule) == group) {
            let off = if rule.default == RuleDefault::Off { ", off" } else { "" };
            let _ = write!(
                text,
                "\n### {}\n\n{}. *{}{off}; fix: {}.*\n\n{}\n",
                rule.name,
                capitalised(rule.summary),
                rule.severity,
                word(rule.fix),
                rule.why
            );
            if let Some(example) = rule.examples.first() {
                let block =
                    |text: &str| text.trim_matches('\n').lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect::<String>();
                let _ = write!(text, "\n{}", block(example.bad));
                if !example.good.is_empty() {
                    let _ = write!(text, "\nBetter:\n\n{}", block(example.good));
                }
            }
        }
    }
    text
}

fn word(safety: FixSafety) -> &'static str {
    match safety {
        FixSafety::None => "none",
        FixSafety::Unsafe => "unsafe",
        FixSafety::Safe => "safe",
    }
}

fn fix(safety: FixSafety) -> &'static str {
    match safety {
        FixSafety::None => "none",
        FixSafety::Unsafe => "unsafe: it may change what is meant, so it is made only with `--fix --unsafe-fixes`",
        FixSafety::Safe => "safe: made with `--fix`",
    }
}

fn shown(example: &Example) -> String {
    let block = |text: &str| text.trim_matches('\n').lines().map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect::<String>();
    let name = match example.input {
        "bibtex" => "BibTeX",
        "biblatex" => "biblatex",
        "text" => "text",
        "markdown" => "Markdown",
        "html" => "HTML",
        other => other,
    };
    let good = if example.good.is_empty() { String::new() } else { format!("Better:\n\n{}", block(example.good)) };
    format!("Example ({name}):\n\n{}{}{good}", block(example.bad), if good.is_empty() { "" } else { "\n" })
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn wrapped(text: &str, width: usize) -> String {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::take(&mut line));
        }
        line.push_str(if line.is_empty() { "" } else { " " });
        line.push_str(word);
    }
    lines.push(line);
    lines.join("\n")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_explained_for_reading() {
        insta::assert_snapshot!(explain(&crate::check::rules::doi_syntax::INFO));
    }

    #[test]
    fn the_list_has_a_rule_a_line_with_the_name_first() {
        for (line, rule) in list().lines().zip(all()) {
            assert_eq!(line.split_whitespace().next(), Some(rule.name));
        }
    }
}
