//! `ibidem check`: what is wrong with bibliographies and reference lists, and the exit status that a CI job goes by.

mod known;
mod mend;

use crate::check::{self, Allowance, Options};
use crate::cli::args::Args;
use crate::cli::config::{Config, plain};
use crate::cli::error::CliError;
use crate::cli::git::Changes;
use crate::cli::input::{Inputs, Reading};
use crate::cli::output::{self, Output};
use crate::cli::{Status, citing, terminal, today};
use crate::report::{self, Report, Reporter, statistics};
use crate::text::Diagnostic;
use crate::workspace::Workspace;
use std::path::{Path, PathBuf};

/// Check reference lists and bibliography files
///
/// Every finding names its rule and its place; `ibidem rule NAME` explains it. Rules are chosen here, in ibidem.toml, or in the files
/// themselves by comments such as `% ibidem: allow(trailing-dot)`. The exit status is 1 where an error is found, or with --strict anything
/// at all.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem check article.txt refs.bib
  ibidem check refs.bib --fix                        mend what can be mended safely
  ibidem check refs.bib --fix --diff                 only show what that would change
  ibidem check refs.bib --citations 'chapters/*.tex'
  ibidem check --citations paper.qmd                 with the bibliography that it names
  ibidem check refs.bib --ignore trailing-dot --strict
  ibidem check bibliography --baseline known.json    tell only what is new
  ibidem check bibliography --changed=main           tell only what stands on changed lines")]
pub(in crate::cli) struct Check {
    /// Files, folders, patterns ('refs/*.bib'), or - for standard input
    #[arg(value_name = "FILES", required_unless_present_any = ["citations", "bibliography"])]
    files: Vec<String>,
    /// Documents that cite: LaTeX, Typst, Markdown, notebooks, reStructuredText, .aux, .bcf, text
    #[arg(long, value_name = "SOURCES", num_args = 1.., help_heading = "Citations")]
    citations: Vec<String>,
    /// A bibliography that is checked and cited from; without it or FILES the one of ibidem.toml, else those that the documents name
    #[arg(short, long, value_name = "LIB", help_heading = "Citations")]
    bibliography: Vec<PathBuf>,
    /// Ask only these rules, `all` for every one
    #[arg(long, value_name = "RULES", value_delimiter = ',', help_heading = "Rules")]
    select: Vec<String>,
    /// Ask these rules too
    #[arg(long, value_name = "RULES", value_delimiter = ',', help_heading = "Rules")]
    extend: Vec<String>,
    /// Do not ask these rules
    #[arg(long, value_name = "RULES", value_delimiter = ',', help_heading = "Rules")]
    ignore: Vec<String>,
    /// Mend what can be mended safely, in the files themselves
    #[arg(long, help_heading = "Fixes")]
    fix: bool,
    /// Mend also where a person should look at what came of it
    #[arg(long, help_heading = "Fixes")]
    unsafe_fixes: bool,
    /// Show what --fix would change, and change nothing
    #[arg(long, help_heading = "Fixes")]
    diff: bool,
    /// Tell only what is not in this file of known findings
    #[arg(long, value_name = "FILE", help_heading = "Which findings")]
    baseline: Option<PathBuf>,
    /// Write all findings to this file, as known from now on
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "fix", "unsafe_fixes", "diff", "changed"], help_heading = "Which findings")]
    write_baseline: Option<PathBuf>,
    /// Tell only what stands on lines that have changed since this commit of git, the last one if none is named
    #[arg(long, value_name = "COMMIT", num_args = 0..=1, require_equals = true, default_missing_value = "HEAD", help_heading = "Which findings")]
    changed: Option<String>,
    /// How the findings are written: full, concise, json, jsonl, sarif, github, gitlab, junit, errorformat
    #[arg(long, value_name = "FORM", default_value = "full", help_heading = "Output")]
    output_format: String,
    /// Count the findings of each rule instead of telling them; as JSON with --output-format json
    #[arg(long, help_heading = "Output")]
    statistics: bool,
    /// Any finding fails, not errors alone
    #[arg(long, conflicts_with = "exit_zero", help_heading = "Exit status")]
    strict: bool,
    /// No finding fails: the exit status is 0 unless something cannot be read
    #[arg(long, help_heading = "Exit status")]
    exit_zero: bool,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(command: &Check, args: &Args, config: &Config) -> Result<Status, CliError> {
    let known = || report::REPORTERS.iter().map(|reporter| reporter.name);
    let reporter = report::named(&command.output_format)
        .ok_or_else(|| CliError::unknown("the output format", &command.output_format, known(), "ibidem check --help"))?;
    let changes = command.changed.as_deref().map(Changes::since).transpose()?;
    let mut workspace = read(command, args, config)?;
    let asked = Asked { options: options(command, config, &workspace)?, config };
    if command.diff {
        return mend::show(command, args, &workspace, &asked);
    }
    let mut fixed = 0;
    if command.fix || command.unsafe_fixes {
        (workspace, fixed) = mend::write(command, args, &workspace, &asked)?;
    }
    let found = asked.findings(&workspace);
    if let Some(path) = &command.write_baseline {
        return known::write(path, args, &workspace, &found);
    }
    let (found, known) = known::new_among(command, config, &workspace, found)?;
    let found = match &changes {
        Some(changes) => on_changed_lines(changes, &workspace, found),
        None => found,
    };
    show(command, reporter, &workspace, &found, fixed)?;
    if known > 0 {
        output::note(args, &format!("{known} known from the baseline, not told again"));
    }
    let status = asked.status(command, &workspace, &found);
    // The program ends here: giving back every value by itself would take longer than some files take to be read.
    std::mem::forget((workspace, found));
    Ok(status)
}

/// What the rules are asked with.
struct Asked<'c> {
    options: Options,
    config: &'c Config,
}

impl Asked<'_> {
    fn findings(&self, workspace: &Workspace) -> Vec<Diagnostic> {
        let mut subject = workspace.subject(today()).with_settings(self.config.settings());
        subject.exists = Some(is_there);
        check::everything(&subject, &self.options, workspace.diagnostics.clone())
    }

    fn status(&self, command: &Check, workspace: &Workspace, found: &[Diagnostic]) -> Status {
        match (workspace.unreadable.is_empty(), check::fails(found, &self.options) && !command.exit_zero) {
            (false, _) => Status::Unreadable,
            (true, true) => Status::Findings,
            (true, false) => Status::Clean,
        }
    }
}

/// Whether there is the file that a source names, from the source's folder; of standard input nobody knows.
fn is_there(source: &str, path: &str) -> bool {
    source == "-" || Path::new(source).parent().is_some_and(|folder| folder.join(path).exists())
}

fn read(command: &Check, args: &Args, config: &Config) -> Result<Workspace, CliError> {
    let inputs = Inputs { files: command.files.clone(), reading: command.reading.clone() };
    citing::read(&inputs, &command.bibliography, &command.citations, args, config)
}

/// What the command line and the configuration say of rules; a name that no rule has is refused.
fn options(command: &Check, config: &Config, workspace: &Workspace) -> Result<Options, CliError> {
    let values = &config.values.check;
    let both = |file: Vec<String>, line: &[String]| file.into_iter().chain(line.iter().cloned()).collect();
    let options = Options {
        select: if command.select.is_empty() { plain(&values.select) } else { command.select.clone() },
        extend: both(plain(&values.extend), &command.extend),
        ignore: both(plain(&values.ignore), &command.ignore),
        severity: values.severity.iter().map(|(rule, severity)| (rule.get_ref().clone(), *severity)).collect(),
        allow: workspace.sources.iter().map(|source| Allowance { files: source.name.clone(), rules: config.ignored_in(&source.name) }).collect(),
        strict: command.strict || values.strict,
    };
    match options.unknown().first() {
        Some((name, _)) => Err(CliError::unknown("the rule", name, check::all().into_iter().map(|rule| rule.name), "ibidem rule")),
        None => Ok(options),
    }
}

/// The findings on changed lines. What is said of an entry as a whole stands on all of its lines: what made it wrong may have been taken out of it.
fn on_changed_lines(changes: &Changes, workspace: &Workspace, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let subject = workspace.subject(None);
    let lines = |diagnostic: &Diagnostic| {
        let source = workspace.sources.get(diagnostic.span.source)?;
        let id = diagnostic.entry.map(|index| crate::model::EntryId { source: source.id, index });
        let entry = id.and_then(|id| subject.of_source(source.id).iter().find(|entry| entry.id == id));
        let whole = entry.filter(|entry| subject.head(entry) == diagnostic.span).map(|entry| workspace.library.origins.span(entry.id));
        let range = whole.unwrap_or(diagnostic.span).range();
        Some((source, source.place(range.start).line..=source.place(range.end.saturating_sub(1).max(range.start)).line))
    };
    let is_new = |diagnostic: &Diagnostic| lines(diagnostic).is_some_and(|(source, lines)| changes.touch(Path::new(&source.name), &lines));
    found.into_iter().filter(is_new).collect()
}

fn show(command: &Check, reporter: &Reporter, workspace: &Workspace, found: &[Diagnostic], fixed: usize) -> Result<(), CliError> {
    let (colour, jobs) = (command.output.in_colour(), workspace.threads());
    let report = Report { colour, width: terminal::width(), fixed, jobs, ..Report::new(&workspace.sources, &workspace.library, found) };
    match (command.statistics, reporter.name) {
        (true, "json") => command.output.write(&statistics::json(&report)),
        (true, _) => command.output.write(&statistics::table(&report)),
        (false, _) => command.output.write_with(colour, &|out| (reporter.write)(&report, out)),
    }
}
