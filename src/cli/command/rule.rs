//! `ibidem rule`: the rules, explained.

use crate::check;
use crate::cli::error::CliError;
use crate::cli::{Status, output};

/// List the rules, or explain one
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Rule {
    /// The rule to explain; without it all are listed, one a line, the name first
    name: Option<String>,
}

pub(super) fn run(rule: &Rule) -> Result<Status, CliError> {
    let text = match &rule.name {
        None => check::list(),
        Some(name) => {
            let known = || check::all().into_iter().map(|rule| rule.name);
            check::explain(check::named(name).ok_or_else(|| CliError::unknown("the rule", name, known(), "ibidem rule"))?)
        }
    };
    output::print(&text)?;
    Ok(Status::Clean)
}
