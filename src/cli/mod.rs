//! The command line: arguments, files, terminal, clock and exit status. What is done with bibliographies is done below.

// The one room that prints.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod archive;
mod args;
mod citing;
mod command;
mod config;
mod diff;
mod entries;
mod error;
mod git;
mod input;
mod library;
mod output;
mod progress;
mod styles;
mod terminal;
mod write;

use args::Args;
use clap::Parser;
use std::process::ExitCode;

/// What a command ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// Nothing to report.
    Clean,
    /// Findings that the exit status speaks of.
    Findings,
    /// Some input could not be read.
    Unreadable,
}

/// Runs the program with the process's arguments: 0 nothing to report, 1 findings, 2 bad usage or unreadable input.
pub fn main() -> ExitCode {
    let args = Args::parse_from(args::with_minus(std::env::args_os()));
    args.color.apply();
    match command::run(&args) {
        Ok(Status::Clean) => ExitCode::SUCCESS,
        Ok(Status::Findings) => ExitCode::from(1),
        Ok(Status::Unreadable) => ExitCode::from(2),
        // A reader that has seen enough, `head` say, is content.
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("{}", error.display());
            ExitCode::from(2)
        }
    }
}

/// Today's date in UTC, for rules about the future; none where the clock is before 1970.
fn today() -> Option<crate::model::DatePart> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    let days = i64::try_from(since.as_secs() / 86_400).ok()?;
    // Civil date from days since 1970-01-01, in 400-year eras that begin on 1 March (the proleptic Gregorian calendar).
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = u8::try_from(day_of_year - (153 * shifted + 2) / 5 + 1).ok()?;
    let month = u8::try_from(if shifted < 10 { shifted + 3 } else { shifted - 9 }).ok()?;
    let year = i32::try_from(year_of_era + era * 400).ok()? + i32::from(month <= 2);
    crate::model::DatePart::new(year, month, day)
}
