//! Colours: only where a terminal shows them or they are asked for, and never in a file.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::Command;

/// Arguments, environment, and whether there are colours.
type Case = (&'static [&'static str], &'static [(&'static str, &'static str)], bool);

/// Whether what is printed holds colours.
fn coloured(arguments: &[&str], environment: &[(&str, &str)]) -> bool {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut command = Command::new(env!("CARGO_BIN_EXE_ibidem"));
    command.current_dir(root).args(["check", "tests/cmd/faulty.bib"]).args(arguments).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    let output = command.envs(environment.iter().copied()).output().unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout.contains(&0x1b)
}

#[test]
fn colours_are_shown_where_they_are_wanted() {
    let cases: [Case; 7] = [
        // A pipe shows none.
        (&[], &[], false),
        (&["--color", "always"], &[], true),
        (&["--color", "never"], &[("CLICOLOR_FORCE", "1")], false),
        (&[], &[("CLICOLOR_FORCE", "1")], true),
        (&[], &[("NO_COLOR", "1")], false),
        (&["--color", "always", "--output-format", "json"], &[], false),
        (&["--color", "always", "--output-format", "concise"], &[], false),
    ];
    for (arguments, environment, expected) in cases {
        assert_eq!(coloured(arguments, environment), expected, "{arguments:?} {environment:?}");
    }
}

#[test]
fn a_file_holds_no_colours() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("findings.txt");
    coloured(&["--color", "always", "--output", file.to_str().unwrap()], &[]);
    let written = std::fs::read(file).unwrap();
    assert!(!written.is_empty() && !written.contains(&0x1b));
}
