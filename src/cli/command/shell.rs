//! `ibidem completions` and `ibidem man`: what a shell and `man` are told of the commands.

use crate::cli::args::Args;
use crate::cli::error::CliError;
use crate::cli::{Status, output};
use clap::CommandFactory;
use std::path::PathBuf;

/// Write completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem completions bash > ~/.local/share/bash-completion/completions/ibidem
  ibidem completions zsh > ~/.zfunc/_ibidem
  ibidem completions fish > ~/.config/fish/completions/ibidem.fish")]
pub(in crate::cli) struct Completions {
    /// The shell
    shell: clap_complete::Shell,
}

/// Write manual pages
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ibidem man | man -l -
  ibidem man check | man -l -
  ibidem man --all /usr/local/share/man/man1")]
pub(in crate::cli) struct Man {
    /// The command whose page is written; without it the page of ibidem itself
    command: Option<String>,
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    all: Option<PathBuf>,
}

pub(super) fn completions(completions: &Completions) -> Result<Status, CliError> {
    let mut text = Vec::new();
    clap_complete::generate(completions.shell, &mut Args::command(), "ibidem", &mut text);
    output::print(&String::from_utf8_lossy(&text))?;
    Ok(Status::Clean)
}

pub(super) fn man(man: &Man, args: &Args) -> Result<Status, CliError> {
    let mut whole = Args::command();
    whole.build();
    let commands: Vec<&clap::Command> = whole.get_subcommands().collect();
    if let Some(folder) = &man.all {
        std::fs::create_dir_all(folder).map_err(|source| CliError::Write { path: folder.clone(), source })?;
        for command in commands.iter().copied().chain([&whole]) {
            output::replace(&folder.join(format!("{}.1", command.get_display_name().unwrap_or_else(|| command.get_name()))), &page(command)?)?;
        }
        output::note(args, &format!("wrote {} pages to {}", commands.len() + 1, folder.display()));
        return Ok(Status::Clean);
    }
    let names = || commands.iter().map(|command| command.get_name());
    let wanted = match &man.command {
        None => &whole,
        Some(name) => {
            let at = names().position(|known| known == name);
            at.map(|at| commands[at]).ok_or_else(|| CliError::unknown("the command", name, names(), "ibidem --help"))?
        }
    };
    output::print(&String::from_utf8_lossy(&page(wanted)?))?;
    Ok(Status::Clean)
}

fn page(command: &clap::Command) -> Result<Vec<u8>, CliError> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page)?;
    Ok(page)
}
