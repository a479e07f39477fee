//! `ibidem style`: the CSL styles that are built in.

use crate::cli::error::CliError;
use crate::cli::{Status, output};
use crate::csl;
use crate::text::unicode::fold;
use clap::Subcommand;
use std::fmt::Write;

/// List and search the CSL styles
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Style {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// All styles, one a line, the name first
    List,
    /// The styles whose name or title holds all the words
    Search {
        /// Words, in any order
        #[arg(required = true)]
        query: Vec<String>,
    },
}

pub(super) fn run(style: &Style) -> Result<Status, CliError> {
    let query = match &style.action {
        Action::List => String::new(),
        Action::Search { query } => fold(&query.join(" ")),
    };
    let mut text = String::new();
    for (name, title) in csl::styles() {
        let known = fold(&format!("{name} {title}"));
        if query.split(' ').all(|word| known.contains(word)) {
            let _ = writeln!(text, "{name:<50} {title}");
        }
    }
    output::print(&text)?;
    Ok(Status::Clean)
}
