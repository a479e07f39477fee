//! `ibidem check`: what is wrong with bibliographies and reference lists, and the exit status that a CI job goes by.

use crate::check::baseline::Baseline;
use crate::check::fix::{self, Fixed};
use crate::check::{self, Allowance, Options};
use crate::cli::args::Args;
use crate::cli::config::{Config, real};
use crate::cli::error::CliError;
use crate::cli::input::Inputs;
use crate::cli::output::{self, Output};
use crate::cli::{Status, terminal, today};
use crate::report::{self, Report, Reporter};
use crate::text::{Diagnostic, FixSafety};
use crate::workspace::Workspace;
use std::path::{Path, PathBuf};

/// Check reference lists and bibliography files
///
/// Every finding names its rule and its place; `ibidem rule NAME` explains it. Rules are chosen here or in ibidem.toml.
/// The exit status is 1 where an error is found, or with --strict anything at all.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem check article.txt refs.bib
  ibidem check refs.bib --fix                        mend what can be mended safely
  ibidem check refs.bib --ignore trailing-dot --strict
  ibidem check bibliography --baseline known.json    tell only what is new
  ibidem check bibliography --write-baseline known.json")]
pub(in crate::cli) struct Check {
    #[command(flatten)]
    inputs: Inputs,
    /// Ask only these rules, `all` for every one
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    select: Vec<String>,
    /// Ask these rules too
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    extend: Vec<String>,
    /// Do not ask these rules
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Any finding fails, not errors alone
    #[arg(long)]
    strict: bool,
    /// Mend what can be mended safely, in the files themselves
    #[arg(long)]
    fix: bool,
    /// Mend also where a person should look at what came of it
    #[arg(long)]
    unsafe_fixes: bool,
    /// Tell only what is not in this file of known findings
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write all findings to this file, as known from now on
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "fix"])]
    write_baseline: Option<PathBuf>,
    /// How the findings are written: full, concise, json, jsonl, sarif, github, gitlab, junit, errorformat
    #[arg(long, value_name = "FORM", default_value = "full")]
    output_format: String,
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(command: &Check, args: &Args, config: &Config) -> Result<Status, CliError> {
    let known = || report::REPORTERS.iter().map(|reporter| reporter.name);
    let reporter = report::named(&command.output_format)
        .ok_or_else(|| CliError::unknown("the output format", &command.output_format, known(), "ibidem check --help"))?;
    let mut workspace = command.inputs.read(config)?;
    let options = options(command, config, &workspace)?;
    let mut fixed = 0;
    if command.fix || command.unsafe_fixes {
        (workspace, fixed) = mend(command, &workspace, &options)?;
    }
    let found = findings(&workspace, &options);
    if let Some(path) = &command.write_baseline {
        return write_baseline(path, args, &workspace, &found);
    }
    let (found, known) = new_among(command, config, &workspace, found)?;
    show(command, reporter, &workspace, &found, fixed)?;
    if known > 0 {
        output::note(args, &format!("{known} known from the baseline, not told again"));
    }
    Ok(match (workspace.unreadable.is_empty(), check::fails(&found, &options)) {
        (false, _) => Status::Unreadable,
        (true, true) => Status::Findings,
        (true, false) => Status::Clean,
    })
}

/// What the command line and the configuration say of rules; a name that no rule has is refused.
fn options(command: &Check, config: &Config, workspace: &Workspace) -> Result<Options, CliError> {
    let values = &config.values.check;
    let both = |file: &[String], line: &[String]| file.iter().chain(line).cloned().collect();
    let options = Options {
        select: if command.select.is_empty() { values.select.clone() } else { command.select.clone() },
        extend: both(&values.extend, &command.extend),
        ignore: both(&values.ignore, &command.ignore),
        severity: values.severity.iter().map(|(rule, severity)| (rule.clone(), *severity)).collect(),
        allow: workspace.sources.iter().map(|source| Allowance { files: source.name.clone(), rules: config.allowed(&source.name) }).collect(),
        strict: command.strict || values.strict,
    };
    // A slip of the pen in the configuration shows whether or not the files that it speaks of are read.
    let allowed = values.allow.values().flatten().find(|name| *name != "all" && check::named(name).is_none());
    match options.unknown().first().map(|(name, _)| name).or(allowed) {
        Some(name) => Err(CliError::unknown("the rule", name, check::all().into_iter().map(|rule| rule.name), "ibidem rule")),
        None => Ok(options),
    }
}

fn findings(workspace: &Workspace, options: &Options) -> Vec<Diagnostic> {
    check::everything(&workspace.subject(today()), options, workspace.diagnostics.clone())
}

/// Mends the texts until nothing is left to mend, writes the files that changed, and reads all anew.
fn mend(command: &Check, workspace: &Workspace, options: &Options) -> Result<(Workspace, usize), CliError> {
    let least = if command.unsafe_fixes { FixSafety::Unsafe } else { FixSafety::Safe };
    let texts = workspace.sources.iter().map(|source| source.text.to_string()).collect();
    let Fixed { texts, changed, counts, .. } = fix::until_stable(texts, least, |texts| findings(&workspace.with_texts(texts), options));
    for ((source, text), changed) in workspace.sources.iter().zip(&texts).zip(changed) {
        if !changed {
            continue;
        }
        if source.name == "-" {
            return Err(CliError::Usage("standard input cannot be mended in place: give a file".to_owned()));
        }
        let bytes = source.encode(&source.with_line_ends(text)).ok_or_else(|| {
            CliError::Usage(format!(
                "{} was not changed: it holds bytes that could not be read, or the change needs characters that its encoding lacks",
                source.name
            ))
        })?;
        output::replace(Path::new(&source.name), &bytes)?;
    }
    Ok((workspace.with_texts(&texts), counts.values().sum()))
}

fn write_baseline(path: &Path, args: &Args, workspace: &Workspace, found: &[Diagnostic]) -> Result<Status, CliError> {
    let baseline = Baseline::of(&workspace.subject(today()), found, from_beside(path));
    output::replace(path, baseline.to_json().as_bytes())?;
    output::note(args, &format!("{} findings are known from now on", found.len()));
    Ok(Status::Clean)
}

/// What the baseline does not know, and how much it knew.
fn new_among(command: &Check, config: &Config, workspace: &Workspace, found: Vec<Diagnostic>) -> Result<(Vec<Diagnostic>, usize), CliError> {
    let configured = config.values.check.baseline.as_deref().map(|path| config.path(path));
    let Some(path) = command.baseline.clone().or(configured) else { return Ok((found, 0)) };
    let text = std::fs::read_to_string(&path).map_err(|source| CliError::Read { path: path.clone(), source })?;
    let baseline = Baseline::parse(&text).map_err(|error| CliError::Config { path: path.clone(), message: error.to_string() })?;
    Ok(baseline.new_among(&workspace.subject(today()), found, from_beside(&path)))
}

/// What a baseline calls a file: its path from the folder that the baseline lies in, wherever the program is run.
fn from_beside(baseline: &Path) -> impl Fn(&str) -> String {
    let folder = real(baseline).parent().map(Path::to_owned).unwrap_or_default();
    move |name| {
        let file = real(Path::new(name));
        file.strip_prefix(&folder).map_or_else(|_| name.to_owned(), |inside| inside.display().to_string()).replace('\\', "/")
    }
}

fn show(command: &Check, reporter: &Reporter, workspace: &Workspace, found: &[Diagnostic], fixed: usize) -> Result<(), CliError> {
    let colour = command.output.output.is_none();
    let report = Report { colour, width: terminal::width(), fixed, ..Report::new(&workspace.sources, &workspace.library, found) };
    command.output.write(&(reporter.write)(&report))
}
