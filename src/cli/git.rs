//! What has changed in a git repository: asked of the program `git`, which knows its own files best.

use super::config::real;
use super::error::CliError;
use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The lines that have changed since a commit.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// By the file's real path: ranges of lines from 1, in order; where lines were only taken out, the two around them.
    files: HashMap<PathBuf, Vec<RangeInclusive<u32>>>,
}

impl Changes {
    /// What has changed in the working tree since a commit; files that git does not know have changed as a whole.
    pub fn since(commit: &str) -> Result<Self, CliError> {
        if commit.starts_with('-') {
            return Err(CliError::Usage(format!("{commit:?} names no commit")));
        }
        let top = PathBuf::from(git(Path::new("."), &["rev-parse", "--show-toplevel"])?.trim_end_matches(['\n', '\r']));
        let options =
            ["-c", "core.quotePath=false", "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--no-prefix"];
        let diff = git(&top, &[&options[..], &[commit, "--"]].concat())?;
        let mut changes = Self::read(&top, &diff);
        for file in git(&top, &["ls-files", "--others", "--exclude-standard", "-z"])?.split('\0').filter(|file| !file.is_empty()) {
            changes.files.insert(real(&top.join(file)), vec![1..=u32::MAX]);
        }
        Ok(changes)
    }

    /// The hunks of a diff without context.
    fn read(top: &Path, diff: &str) -> Self {
        let mut changes = Self::default();
        let mut file = None;
        let mut left = 0_u32;
        for line in diff.lines() {
            // A line that was added may look like a head.
            if left > 0 && line.starts_with(['+', '-']) {
                left -= 1;
            } else if let Some(name) = line.strip_prefix("+++ ") {
                file = (name != "/dev/null").then(|| real(&top.join(unquoted(name))));
            } else if let Some((lines, old)) = line.strip_prefix("@@ -").and_then(hunk) {
                left = old + lines.1;
                if let Some(file) = &file {
                    let (first, count) = lines;
                    let range = if count == 0 { first..=first + 1 } else { first..=first + count - 1 };
                    changes.files.entry(file.clone()).or_default().push(range);
                }
            }
        }
        changes
    }

    /// Whether any of these lines of a file has changed.
    pub fn touch(&self, file: &Path, lines: &RangeInclusive<u32>) -> bool {
        let ranges = self.files.get(&real(file)).map(Vec::as_slice).unwrap_or_default();
        let at = ranges.partition_point(|range| range.end() < lines.start());
        ranges.get(at).is_some_and(|range| range.start() <= lines.end())
    }
}

/// `1,2 +3,4 @@ …`: the new lines and their count, and the count of the old ones.
fn hunk(text: &str) -> Option<((u32, u32), u32)> {
    let (old, rest) = text.split_once(" +")?;
    let (new, _) = rest.split_once(" @@")?;
    let pair = |text: &str| match text.split_once(',') {
        Some((first, count)) => Some((first.parse::<u32>().ok()?, count.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    };
    Some((pair(new)?, pair(old)?.1))
}

/// A path that git puts in quotation marks, for a tab or a quotation mark in it.
fn unquoted(name: &str) -> String {
    let name = name.strip_suffix('\t').unwrap_or(name);
    let Some(inner) = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) else { return name.to_owned() };
    inner.replace("\\t", "\t").replace("\\\"", "\"").replace("\\\\", "\\")
}

fn git(folder: &Path, arguments: &[&str]) -> Result<String, CliError> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().map_err(|error| CliError::Git(error.to_string()))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(CliError::Git(String::from_utf8_lossy(&output.stderr).lines().next().unwrap_or("it failed").to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_are_read() {
        let diff = "diff --git a.bib a.bib\n--- a.bib\n+++ a.bib\n@@ -2 +2,2 @@ x\n-a\n+++ b\n+c\n@@ -9,2 +9,0 @@\n-d\n-e\n--- b c.bib\t\n+++ b c.bib\t\n@@ -0,0 +1 @@\n+f\n";
        let changes = Changes::read(Path::new("/top"), diff);
        let touched = |file: &str, line: u32| changes.touch(Path::new(file), &(line..=line));
        assert_eq!((1..12).filter(|line| touched("/top/a.bib", *line)).collect::<Vec<_>>(), [2, 3, 9, 10]);
        assert_eq!((1..4).filter(|line| touched("/top/b c.bib", *line)).collect::<Vec<_>>(), [1]);
        assert!(!touched("/top/b", 1));
    }
}
