//! `ibidem stats`: what the library holds, in numbers.

use crate::check::{self, Options};
use crate::cli::args::Args;
use crate::cli::config::Config;
use crate::cli::entries::{fit, one_line};
use crate::cli::error::CliError;
use crate::cli::library::Which;
use crate::cli::{Status, output, terminal, today};
use crate::report::counted;
use crate::text::Severity;
use crate::workspace::kept::{Kept, Stats as Numbers};
use crate::workspace::{ReadAs, Workspace};
use anstyle::{AnsiColor, Style};
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Count the entries of the library: types, years, containers, tags, what is missing
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Stats {
    #[command(flatten)]
    which: Which,
    /// How it is written
    #[arg(long, value_name = "FORM", default_value = "full")]
    output_format: Form,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Form {
    /// For a person
    Full,
    /// For scripts
    Json,
}

/// Lines of a list, at most; of the years, bars.
const MOST: usize = 10;
const MOST_YEARS: usize = 20;
const BAR: Style = AnsiColor::Cyan.on_default();
const HEAD: Style = Style::new().bold();

pub(super) fn run(stats: &Stats, args: &Args, config: &Config) -> Result<Status, CliError> {
    for kept in stats.which.read(args, config)? {
        let numbers = Numbers::of(&kept);
        let found = findings(&kept, config);
        output::print(&match stats.output_format {
            Form::Full => full(&kept.source.name, &numbers, found, terminal::width()),
            Form::Json => format!("{:#}\n", as_json(&kept.source.name, &numbers, found)),
        })?;
    }
    Ok(Status::Clean)
}

/// How many errors and warnings `ibidem check` has for it.
fn findings(kept: &Kept, config: &Config) -> (usize, usize) {
    let mut workspace = Workspace::default();
    workspace.add_text(kept.source.name.clone(), &kept.source.text, ReadAs::Format(kept.format));
    let subject = workspace.subject(today()).with_settings(config.settings());
    let found = check::everything(&subject, &Options::default(), workspace.diagnostics.clone());
    let count = |severity| found.iter().filter(|found| found.severity == severity).count();
    (count(Severity::Error), count(Severity::Warning))
}

fn as_json(file: &str, numbers: &Numbers, (errors, warnings): (usize, usize)) -> serde_json::Value {
    let named = |list: &[(String, usize)]| list.iter().map(|(name, count)| json!({"name": name, "count": count})).collect::<Vec<_>>();
    let years: serde_json::Map<String, serde_json::Value> = numbers.years.iter().map(|(year, count)| (year.to_string(), json!(count))).collect();
    json!({
        "file": file,
        "entries": numbers.entries,
        "types": numbers.kinds.iter().map(|(name, count)| json!({"name": name, "count": count})).collect::<Vec<_>>(),
        "years": years,
        "containers": named(&numbers.containers),
        "tags": named(&numbers.tags),
        "linked": numbers.linked,
        "findings": {"errors": errors, "warnings": warnings},
        "missing": {
            "doi": numbers.without_doi.1,
            "doi-expected": numbers.without_doi.0,
            "year": numbers.without_year,
            "names": numbers.without_names,
            "title": numbers.without_title,
        },
    })
}

fn full(file: &str, numbers: &Numbers, (errors, warnings): (usize, usize), width: usize) -> String {
    let mut text = format!("{HEAD}{file}{HEAD:#}: {} {}\n", numbers.entries, if numbers.entries == 1 { "entry" } else { "entries" });
    let kinds: Vec<(String, usize)> = numbers.kinds.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    bars(&mut text, "types", &kinds, width);
    bars(&mut text, "years", &by_years(&numbers.years), width);
    bars(&mut text, "containers", &numbers.containers, width);
    bars(&mut text, "tags", &numbers.tags, width);
    let (expected, missing) = numbers.without_doi;
    let share = |count: usize, of: usize| {
        format!("{count} of {of}{}", (count * 100).checked_div(of).map_or(String::new(), |percent| format!(" ({percent} %)")))
    };
    let _ = writeln!(text, "\n{HEAD}missing{HEAD:#}");
    let lines = [
        ("DOI of articles", share(missing, expected)),
        ("year", share(numbers.without_year, numbers.entries)),
        ("names", share(numbers.without_names, numbers.entries)),
        ("title", share(numbers.without_title, numbers.entries)),
    ];
    for (what, said) in lines {
        let _ = writeln!(text, "  {what:<15}  {said}");
    }
    if numbers.linked > 0 {
        let _ = writeln!(text, "\n{} linked to the works that contain them", numbers.linked);
    }
    let _ = match errors + warnings {
        0 => writeln!(text, "\n`ibidem check` finds nothing wrong"),
        _ => writeln!(text, "\n`ibidem check` has {} and {}", counted(errors, "error"), counted(warnings, "warning")),
    };
    text
}

/// Years one by one, or where they are too many in tens.
fn by_years(years: &BTreeMap<i32, usize>) -> Vec<(String, usize)> {
    let span = years.keys().next_back().zip(years.keys().next()).map_or(0, |(last, first)| last.abs_diff(*first) as usize);
    let (step, name): (i32, fn(i32) -> String) = if span < MOST_YEARS { (1, |year| year.to_string()) } else { (10, |year| format!("{year}s")) };
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    years.iter().for_each(|(year, count)| *counts.entry(year.div_euclid(step) * step).or_default() += count);
    let left = counts.len().saturating_sub(MOST_YEARS);
    let before: usize = counts.values().take(left).sum();
    let mut list: Vec<(String, usize)> = Vec::new();
    list.extend((left > 0).then(|| ("before".to_owned(), before)));
    list.extend(counts.into_iter().skip(left).map(|(year, count)| (name(year), count)));
    list
}

/// A bar chart under its name.
fn bars(text: &mut String, name: &str, list: &[(String, usize)], width: usize) {
    if list.is_empty() {
        return;
    }
    let most = if name == "years" { list.len() } else { MOST };
    let shown = &list[..list.len().min(most)];
    let labels = shown.iter().map(|(label, _)| one_line(label).width()).max().unwrap_or(0).min(width / 2);
    let largest = shown.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let digits = largest.to_string().len();
    let room = width.saturating_sub(labels + digits + 6).clamp(4, 40);
    let _ = writeln!(text, "\n{HEAD}{name}{HEAD:#}");
    for (label, count) in shown {
        let label = fit(&one_line(label), labels);
        let blanks = labels.saturating_sub(label.width());
        let bar = "█".repeat((count * room).div_ceil(largest));
        let _ = writeln!(text, "  {label}{:blanks$}  {count:>digits$}  {BAR}{bar}{BAR:#}", "");
    }
    if list.len() > most {
        let rest: usize = list[most..].iter().map(|(_, count)| count).sum();
        let _ = writeln!(text, "  and {} more ({rest})", list.len() - most);
    }
}
