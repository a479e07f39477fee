//! `dedupe --interactive`: pairs that may be one work are shown one by one, and a person decides. What is decided for good is kept in a
//! file beside the library, and counts from then on for `dedupe` and for `check`.

use super::{Dedupe, keep, shown};
use crate::cli::args::Args;
use crate::cli::error::CliError;
use crate::cli::output;
use crate::dedupe::{Options, Report};
use crate::report::clusters::{self, Found};
use crate::workspace::Workspace;
use crate::workspace::decisions::{Decisions, Verdict};
use std::collections::HashSet;
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;

/// Clusters that are less sure are asked about.
const DOUBTFUL: f64 = 0.95;

const HELP: &str = "\
  m  merge: they are one work, and stay so
  k  keep both this time
  n  never ask again: they are two works, and stay so
  s  skip: leave it as it is
  q  quit: leave this and all that follows as it is
";

/// Two entries, and why they are asked about.
#[derive(Clone, Debug, PartialEq)]
struct Question {
    pair: [usize; 2],
    score: f64,
    why: String,
}

/// What a person answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Merge,
    Keep,
    Never,
    Skip,
    Quit,
}

impl Answer {
    fn of(line: &str) -> Option<Self> {
        match line.trim().to_lowercase().as_str() {
            "m" | "merge" => Some(Self::Merge),
            "k" | "keep" => Some(Self::Keep),
            "n" | "never" => Some(Self::Never),
            "s" | "skip" => Some(Self::Skip),
            "q" | "quit" => Some(Self::Quit),
            _ => None,
        }
    }
}

/// Asks, and adds the answers to what is known.
pub(super) fn run(dedupe: &Dedupe, args: &Args, workspace: &mut Workspace, found: &Report, options: &mut Options) -> Result<(), CliError> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return Err(CliError::Usage("--interactive asks on a terminal, and standard input is none".to_owned()));
    }
    let shown = shown(dedupe, workspace, found);
    let answers = ask(&shown, &questions(found), &mut stdin.lock(), &mut anstream::stderr())?;
    let entries = &workspace.library.entries;
    let mut kept = Decisions::default();
    for ([a, b], answer) in answers {
        let (one, two) = (&entries[a], &entries[b]);
        match answer {
            Answer::Merge => options.constraints.same.push((one.id, two.id)),
            Answer::Keep | Answer::Never => options.constraints.different.push((one.id, two.id)),
            Answer::Skip | Answer::Quit => continue,
        }
        match answer {
            Answer::Merge => kept.decide(Verdict::Same, one, two),
            Answer::Never => kept.decide(Verdict::Different, one, two),
            _ => {}
        }
    }
    if !kept.is_empty() {
        workspace.decisions.override_with(kept);
        let first = workspace.sources.iter().map(|source| source.name.as_str()).find(|name| *name != "-").unwrap_or(".");
        let path = keep::decisions(&keep::folder(Path::new(first)), &workspace.decisions, &workspace.library.entries)?;
        output::note(args, &format!("decisions are kept in {}", path.display()));
    }
    Ok(())
}

/// The doubtful pairs: those to review, and those that hold a doubtful cluster together.
fn questions(found: &Report) -> Vec<Question> {
    let review = found.review.iter().map(|review| Question { pair: review.members, score: review.score, why: review.why.clone() });
    let doubtful = found.clusters.iter().filter(|cluster| cluster.score < DOUBTFUL);
    let clusters = doubtful.flat_map(|cluster| {
        let others = cluster.members.iter().filter(|at| **at != cluster.keep);
        others.map(|at| Question { pair: [cluster.keep, *at], score: cluster.score, why: "it would be merged, but not without doubt".to_owned() })
    });
    review.chain(clusters).collect()
}

/// Asks one question after another, until all are answered or somebody quits: the answers.
fn ask(found: &Found, questions: &[Question], input: &mut dyn BufRead, out: &mut dyn Write) -> std::io::Result<Vec<([usize; 2], Answer)>> {
    let mut answers = Vec::new();
    let mut known = HashSet::new();
    for (number, question) in questions.iter().enumerate().filter(|(_, question)| known.insert(question.pair)) {
        writeln!(out, "\n{} of {}: one work or two? ({:.1} %: {})", number + 1, questions.len(), question.score * 100.0, question.why)?;
        write!(out, "{}", clusters::pair(found, question.pair))?;
        match answer(input, out)? {
            Answer::Quit => break,
            answer => answers.push((question.pair, answer)),
        }
    }
    Ok(answers)
}

/// Asks until the answer is one; the end of the input quits.
fn answer(input: &mut dyn BufRead, out: &mut dyn Write) -> std::io::Result<Answer> {
    loop {
        write!(out, "[m]erge, [k]eep both, [n]ever ask again, [s]kip, [q]uit? ")?;
        out.flush()?;
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Ok(Answer::Quit);
        }
        match Answer::of(&line) {
            Some(answer) => return Ok(answer),
            None => write!(out, "{HELP}")?,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::workspace::ReadAs;

    #[test]
    fn questions_are_asked_until_somebody_quits() {
        let mut workspace = Workspace::default();
        workspace.add_text("a.bib", "@book{a, title = {Bees}}\n@book{b, title = {Wasps}}\n@book{c, title = {Birds}}\n", ReadAs::Guess);
        let report = Report::default();
        let found = Found::new(&workspace.sources, &workspace.library, &report);
        let question = |pair| Question { pair, score: 0.9, why: "alike".to_owned() };
        let questions = [question([0, 1]), question([0, 1]), question([1, 2]), question([0, 2])];
        for (typed, expected) in [
            ("m\nnever\nK\n", vec![([0, 1], Answer::Merge), ([1, 2], Answer::Never), ([0, 2], Answer::Keep)]),
            ("what\n s \nq\n", vec![([0, 1], Answer::Skip)]),
            ("k\n", vec![([0, 1], Answer::Keep)]),
            ("", vec![]),
        ] {
            let mut out = Vec::new();
            assert_eq!(ask(&found, &questions, &mut typed.as_bytes(), &mut out).unwrap(), expected, "{typed:?}");
            let out = String::from_utf8(out).unwrap();
            assert!(out.contains("1 of 4: one work or two? (90.0 %: alike)") && out.contains("≠ title"), "{out}");
            assert_eq!(out.contains("m  merge"), typed.starts_with("what"));
        }
    }
}
