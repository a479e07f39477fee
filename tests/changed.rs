//! `check --changed`: only what stands on changed lines is told. In a git repository made for the test; where there is no git, that is said.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::fs;
use std::path::Path;
use std::process::Command;

fn git(folder: &Path, arguments: &[&str]) -> bool {
    let person = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    Command::new("git").arg("-C").arg(folder).args(person).args(arguments).output().is_ok_and(|output| output.status.success())
}

/// The findings of a check, a line each, without the closing one.
fn check(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let arguments = [&["check", ".", "--output-format", "concise"], arguments].concat();
    let output = Command::new(env!("CARGO_BIN_EXE_ibidem")).current_dir(folder).args(arguments).output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter(|line| line.contains('[') && line.contains(": "))
        .filter_map(|line| line.split(" `").next())
        .map(|line| line.split("] ").next().unwrap().to_owned() + "]")
        .collect()
}

#[test]
fn what_stands_on_changed_lines_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    if !git(folder, &["init", "-q"]) {
        eprintln!("skipped: no git");
        return;
    }
    let before =
        "@misc{a, title = {A.}}\n@misc{b, title = {B.}}\n@article{c,\n  title = {C},\n  author = {D E},\n  journal = {J},\n  year = 2000,\n}\n";
    fs::write(folder.join("refs.bib"), before).unwrap();
    assert!(git(folder, &["add", "."]) && git(folder, &["commit", "-qm", "x"]));
    let only = ["--changed", "--select", "trailing-dot,required-field"];
    assert_eq!(check(folder, &only), Vec::<String>::new());
    // One line changes, one line that an entry needs goes, one file is new.
    fs::write(folder.join("refs.bib"), before.replace("{B.}", "{BB.}").replace("  journal = {J},\n", "")).unwrap();
    fs::write(folder.join("new ü.bib"), "@misc{n, title = {N.}}\n").unwrap();
    let expected = ["new ü.bib:1:19: warning[trailing-dot]", "refs.bib:2:19: warning[trailing-dot]", "refs.bib:3:10: error[required-field]"];
    assert_eq!(check(folder, &only), expected.map(|line| format!("./{line}")).map(|line| line.replace("./", "")));
    assert!(git(folder, &["add", "."]) && git(folder, &["commit", "-qm", "y"]));
    assert_eq!(check(folder, &only), Vec::<String>::new());
    assert_eq!(check(folder, &["--changed=HEAD~1", "--select", "trailing-dot,required-field"]), expected);
}
