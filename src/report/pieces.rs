//! Findings written by several threads: each takes a piece of them, and the pieces come out in order. No more than a piece a thread lies in memory.

use super::Report;
use crate::text::Diagnostic;
use std::io::{self, Write};
use std::thread;

/// So many findings are one piece of work.
const PIECE: usize = 2048;

impl Report<'_> {
    /// Writes what `one` makes of each finding, in their order.
    pub(super) fn each(&self, out: &mut dyn Write, one: impl Fn(&Diagnostic, &mut String) + Sync) -> io::Result<()> {
        self.each_between(out, "", one)
    }

    /// The same, with `between` before each but the first.
    pub(super) fn each_between(&self, out: &mut dyn Write, between: &str, one: impl Fn(&Diagnostic, &mut String) + Sync) -> io::Result<()> {
        let piece = |diagnostics: &[Diagnostic]| {
            let mut text = String::new();
            for diagnostic in diagnostics {
                text.push_str(between);
                one(diagnostic, &mut text);
            }
            text
        };
        let mut skipped = between.len();
        for batch in self.diagnostics.chunks(PIECE * self.jobs.max(1)) {
            for text in at_once(batch, &piece) {
                out.write_all(text.as_bytes().get(std::mem::take(&mut skipped)..).unwrap_or_default())?;
            }
        }
        Ok(())
    }
}

/// The texts of the pieces of a batch, each by a thread of its own.
fn at_once(batch: &[Diagnostic], piece: &(impl Fn(&[Diagnostic]) -> String + Sync)) -> Vec<String> {
    if batch.len() <= PIECE {
        return vec![piece(batch)];
    }
    thread::scope(|scope| {
        let running: Vec<_> = batch.chunks(PIECE).map(|part| scope.spawn(move || piece(part))).collect();
        running.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::case;
    use super::*;
    use crate::report::REPORTERS;

    #[test]
    fn what_is_written_does_not_depend_on_the_threads() {
        let mut case = case();
        case.diagnostics = case.diagnostics.iter().cycle().take(PIECE * 3 + 1).cloned().collect();
        for reporter in REPORTERS {
            let one = reporter.text(&case.report());
            assert!(one == reporter.text(&Report { jobs: 2, ..case.report() }), "{}", reporter.name);
            assert!(one == reporter.text(&Report { jobs: 5, ..case.report() }), "{}", reporter.name);
        }
    }
}
