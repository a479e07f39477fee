//! How far a long run is: one line on standard error that is written over, only where a person looks at a terminal, and only after a while.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Nobody needs to be told of less.
const AFTER: Duration = Duration::from_millis(700);
const EVERY: Duration = Duration::from_millis(100);

/// The line. Taken away when it is dropped.
#[derive(Debug)]
pub(super) struct Progress {
    on: bool,
    started: Instant,
    told: Option<Instant>,
}

impl Progress {
    /// A line where standard error is a terminal and the user has not asked for quiet.
    pub fn new(quiet: bool) -> Self {
        Self { on: !quiet && std::io::stderr().is_terminal(), started: Instant::now(), told: None }
    }

    /// Says what is being done; `done` of `all` where that is known.
    pub fn tell(&mut self, what: &str, done: usize, all: usize) {
        let due = self.told.map_or(self.started.elapsed() >= AFTER, |told| told.elapsed() >= EVERY);
        if !self.on || !due {
            return;
        }
        self.told = Some(Instant::now());
        let share = (done * 100).checked_div(all).map_or_else(String::new, |percent| format!(" {percent} %"));
        let _ = write!(std::io::stderr(), "\r\x1b[K{what}{share} ({} s)", self.started.elapsed().as_secs());
        let _ = std::io::stderr().flush();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.told.is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}
