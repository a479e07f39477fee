//! The library that a person keeps, from the command line: what is added, found and changed, by several processes at once, stopped at any
//! moment, and in a terminal.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(unix)]
mod terminal;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;
#[cfg(unix)]
use terminal::Terminal;

const BOOK: &str = "@book{walk,\n  editor = {Cameron, Maxwell A. and Lawson, Robert J. and Tomlin, Brian W.},\n  title = {To Walk Without Fear: The Global Campaign to Ban Landmines},\n  publisher = {Oxford University Press},\n  address = {Toronto},\n  year = {1998},\n}\n";
const BIB: &str = include_str!("cmd/small.bib");

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ibidem"));
    command.args(args).current_dir(folder).env_remove("NO_COLOR").env_remove("VISUAL").env_remove("EDITOR").env_remove("COLUMNS");
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    command(folder, args).stdin(Stdio::null()).output().unwrap()
}

/// Standard output of a run that succeeds.
fn stdout(folder: &Path, args: &[&str]) -> String {
    let output = run(folder, args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Standard error of a run that is refused.
fn refused(folder: &Path, args: &[&str]) -> String {
    let output = run(folder, args);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

fn read(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap()
}

#[test]
fn of_twelve_references_eleven_are_new_and_three_are_parts_of_the_book() {
    let list = concat!(env!("CARGO_MANIFEST_DIR"), "/bibliography/icbl-cmc.txt");
    for (name, library) in [("refs.bib", BOOK.to_owned()), ("refs.yaml", convert("hayagriva")), ("refs.json", convert("csl-json"))] {
        let folder = folder(&[(name, &library)]);
        let keys = stdout(folder.path(), &["add", list, "-b", name, "--yes"]);
        assert_eq!(keys.lines().count(), 12, "{keys}");
        assert_eq!(keys.lines().filter(|key| *key == "walk").count(), 1, "{name}: {keys}");
        let after = read(&folder, name);
        let all = stdout(folder.path(), &["search", "--keys", "-b", name]);
        assert_eq!(all.lines().count(), 12, "{name}: {all}");
        let json = stdout(folder.path(), &["stats", "-b", name, "--output-format", "json"]);
        assert!(json.contains("\"linked\": 3"), "{name}: {json}");
        let again = stdout(folder.path(), &["add", list, "-b", name, "--yes"]);
        assert_eq!(again, keys, "{name}: the same keys the second time");
        assert_eq!(read(&folder, name), after, "{name}: nothing is added the second time");
    }
}

fn convert(format: &str) -> String {
    let folder = folder(&[("a.bib", BOOK)]);
    stdout(folder.path(), &["export", "a.bib", "--to", format])
}

#[test]
fn pasted_text_is_added() {
    let folder = folder(&[("refs.bib", BIB)]);
    let paste = "Hubert, D. (2000). The Landmine Ban: Case study in humanitarian advocacy. Providence:\nInstitute for International Studies.\n\nMontlake, S. (2003). International effort to stop land mines bears fruit. Christian Science Monitor, September 25, 2003.\n\nSmith, J. (1999). Cables of the deep. Journal of Cables, 12(3), 613-644.\n";
    let mut child = command(folder.path(), &["add", "-", "-b", "refs.bib", "-y"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(paste.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "hubert2000landmine\nmontlake2003international\nsmith1999cables\n",
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let after = read(&folder, "refs.bib");
    assert!(after.starts_with(BIB.trim_end()) && after.contains("{613--644}"), "{after}");
}

#[test]
fn nothing_changes_unasked() {
    let folder = folder(&[("refs.bib", BIB), ("new.bib", BOOK), ("ibidem.toml", "[library]\nfile = \"refs.bib\"\n")]);
    let key = stdout(folder.path(), &["search", "--keys", "-n", "1"]);
    let key = key.trim();
    for args in [&["add", "new.bib"][..], &["set", key, "year=1901"], &["tag", key, "+x"], &["rename", key, "z"], &["remove", key], &["edit", key]] {
        assert!(refused(folder.path(), args).contains("--yes"), "{args:?}");
        if args[0] != "edit" {
            let dry: Vec<&str> = args.iter().copied().chain(["--dry-run"]).collect();
            assert!(stdout(folder.path(), &dry).starts_with("--- refs.bib"), "{args:?}");
        }
        assert_eq!(read(&folder, "refs.bib"), BIB, "{args:?}");
    }
    assert!(refused(folder.path(), &["show", "nosuch"]).contains("no entry has the key"));
    assert!(refused(folder.path(), &["set", key, "year=1901", "-b", "none.bib", "--yes"]).contains("there is no library none.bib"));
    assert!(refused(folder.path(), &["set", key, "year=soon", "--yes"]).contains("is no date"));
}

#[test]
fn keys_are_renamed_in_documents_too() {
    let text = format!("{BOOK}@incollection{{part, title = {{A Part}}, author = {{Roe, R.}}, crossref = {{walk}}}}\n");
    let folder = folder(&[
        ("refs.bib", &text),
        ("p.tex", "\\cite{part,walk}\n"),
        ("n.md", "See [@walk, p. 3].\n"),
        ("ibidem.toml", "bibliography = \"refs.bib\"\n[library]\ndocuments = [\"*.md\"]\n"),
    ]);
    stdout(folder.path(), &["rename", "walk", "fear1998", "--in", "p.tex", "--yes"]);
    assert_eq!((read(&folder, "p.tex").as_str(), read(&folder, "n.md").as_str()), ("\\cite{part,fear1998}\n", "See [@fear1998, p. 3].\n"));
    assert_eq!(read(&folder, "refs.bib"), text.replace("{walk", "{fear1998"));
    let error = refused(folder.path(), &["remove", "fear1998", "--yes"]);
    assert!(error.contains("n.md:1:7 cites fear1998") && error.contains("part (A Part)") && error.contains("--force"), "{error}");
    stdout(folder.path(), &["remove", "part", "--yes", "--cited-in", "n.md"]);
    assert_eq!(read(&folder, "refs.bib"), text[..BOOK.len()].replace("{walk", "{fear1998"));
}

#[test]
fn an_entry_is_edited_in_an_editor() {
    let folder = folder(&[("refs.bib", BOOK)]);
    let edit = |editor: &str| {
        command(folder.path(), &["edit", "walk", "-b", "refs.bib", "--yes"]).env("EDITOR", editor).stdin(Stdio::null()).output().unwrap()
    };
    let output = edit("sed -i s/1998/1999/");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(read(&folder, "refs.bib"), BOOK.replace("1998", "1999"));
    let output = edit("sed -i s/^}$//");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{error}");
    let (_, kept) = error.split_once("kept in ").expect(&error);
    assert!(fs::read_to_string(kept.trim()).unwrap().contains("1999"), "the text is not lost");
    fs::remove_file(kept.trim()).unwrap();
    assert_eq!(read(&folder, "refs.bib"), BOOK.replace("1998", "1999"));
    assert_eq!(edit("false").status.code(), Some(2));
}

#[test]
fn init_begins_a_library_and_overwrites_nothing() {
    let folder = folder(&[("mine.bib", BIB)]);
    stdout(folder.path(), &["init"]);
    assert_eq!(read(&folder, "references.bib"), "");
    fs::write(folder.path().join("new.bib"), BOOK).unwrap();
    assert_eq!(stdout(folder.path(), &["add", "new.bib", "--yes"]), "walk\n");
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<std::collections::BTreeSet<String>>();
    assert_eq!(lines(&read(&folder, "references.bib")), lines(BOOK));
    refused(folder.path(), &["init"]);
    assert!(stdout(folder.path(), &["init", "--print"]).contains("#file = \"references.bib\""));
    fs::remove_file(folder.path().join("ibidem.toml")).unwrap();
    stdout(folder.path(), &["init", "--library", "mine.bib"]);
    assert_eq!(read(&folder, "mine.bib"), BIB);
    assert!(!stdout(folder.path(), &["search", "--keys"]).is_empty());
}

/// Eight at once; `IBIDEM_ALL` lets each add fifty.
#[test]
fn processes_that_add_at_once_lose_nothing() {
    let each = if std::env::var_os("IBIDEM_ALL").is_some() { 50 } else { 4 };
    let folder = folder(&[("refs.bib", BOOK)]);
    for process in 0..8 {
        for number in 0..each {
            let text = format!(
                "@misc{{p{process}n{number}, title = {{Number {number} of {process}: {}}}, author = {{Roe{process}, R{number}.}}}}\n",
                "abcdefgh".repeat(number % 5 + 1)
            );
            fs::write(folder.path().join(format!("{process}-{number}.bib")), text).unwrap();
        }
    }
    std::thread::scope(|scope| {
        for process in 0..8 {
            let folder = folder.path();
            scope.spawn(move || {
                for number in 0..each {
                    stdout(folder, &["add", &format!("{process}-{number}.bib"), "-b", "refs.bib", "--yes", "--quiet"]);
                }
            });
        }
    });
    let keys = stdout(folder.path(), &["search", "--keys", "-b", "refs.bib"]);
    let mut keys: Vec<&str> = keys.lines().collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 8 * each + 1);
    assert!(read(&folder, "refs.bib").starts_with(BOOK.trim_end()));
}

#[test]
fn killed_at_any_moment_the_file_is_whole() {
    let folder = folder(&[("refs.bib", BOOK)]);
    let times = if std::env::var_os("IBIDEM_ALL").is_some() { 200 } else { 25 };
    let mut before = BOOK.to_owned();
    for number in 0..times {
        fs::write(folder.path().join("new.bib"), format!("@misc{{n{number}, title = {{Entry {number} {}}}}}\n", "xyz".repeat(number + 1))).unwrap();
        let mut child = command(folder.path(), &["add", "new.bib", "-b", "refs.bib", "--yes"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(u64::try_from(number).unwrap() * 3 % 60));
        child.kill().unwrap();
        child.wait().unwrap();
        let after = read(&folder, "refs.bib");
        assert!(
            after == before || after.starts_with(before.trim_end()) && after.contains(&format!("@misc{{n{number},")) && after.ends_with("}\n"),
            "{after}"
        );
        before = after;
    }
    stdout(folder.path(), &["tag", "walk", "+last", "-b", "refs.bib", "--yes"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "what was left is taken away");
}

#[test]
fn searches_are_shown_as_one_asks() {
    let folder = folder(&[("refs.bib", BOOK)]);
    let search = |more: &[&str]| stdout(folder.path(), &[&["search", "landmines", "-b", "refs.bib"], more].concat());
    assert!(search(&[]).starts_with("walk  Cameron et al.  1998  To Walk Without Fear"));
    assert!(search(&["--style", "apa"]).starts_with("Cameron, M. A., Lawson, R. J., & Tomlin, B. W. (Eds.). (1998)."));
    assert!(search(&["--to", "csl-json"]).contains("\"id\": \"walk\""));
    assert_eq!(stdout(folder.path(), &["search", "-b", "refs.bib", "--select", "book", "--keys"]), "walk\n");
    assert_eq!(search(&["-title:fear"]), "");
}

#[cfg(unix)]
#[test]
fn questions_are_asked_in_a_terminal_and_control_c_changes_nothing() {
    let folder = folder(&[("refs.bib", BOOK)]);
    for (columns, typed, changes) in [(80, "n\n", false), (40, "\x03", false), (40, "\x04", false), (80, "what\ny\n", true)] {
        let mut terminal = Terminal::start(folder.path(), &["set", "walk", "year=1999", "-b", "refs.bib"], columns, 24);
        terminal.wait_for("[y/n]");
        let shown = terminal.text();
        assert!(shown.contains("+  year = {1999},") || shown.contains("+  year = 1999,"), "{shown}");
        typed.split_inclusive('\n').for_each(|line| terminal.send(line));
        terminal.end();
        assert_eq!(read(&folder, "refs.bib") == BOOK, !changes, "{typed:?}");
    }
}

#[cfg(unix)]
#[test]
fn every_command_fits_its_terminal_and_leaves_all_as_it_was_when_stopped() {
    let new = "@misc{new, title = {A Title That Nobody Has Given to Anything Before, However Long One Looks for It}}\n";
    let reading: [&[&str]; 4] = [&["search", "fear"], &["search", "fear", "--style", "apa"], &["show", "walk"], &["stats"]];
    let asking: [&[&str]; 7] = [
        &["add", "new.bib"],
        &["set", "walk", "year=1999"],
        &["tag", "walk", "+read"],
        &["rename", "walk", "fear", "--in", "paper.tex"],
        &["remove", "keck1998"],
        &["edit", "walk"],
        &["remove", "walk", "--force"],
    ];
    let before = format!("{BIB}\n{BOOK}");
    let folder =
        folder(&[("refs.bib", &before), ("new.bib", new), ("paper.tex", "\\cite{walk}\n"), ("editor", "#!/bin/sh\necho 'no entry' > \"$1\"\n")]);
    fs::set_permissions(folder.path().join("editor"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    for columns in [80, 40] {
        for args in reading {
            let mut terminal = Terminal::start(folder.path(), &[args, &["-b", "refs.bib"]].concat(), columns, 80);
            let shown = terminal.end();
            assert!(shown.contains("Walk") || shown.contains("entries"), "{args:?}: {shown}");
            assert!(!terminal.is_wrapped() || args.contains(&"--style"), "{args:?} at {columns}: {shown}");
        }
        for args in asking {
            for stop in ["\x03", "\x04"] {
                let mut terminal = Terminal::start(folder.path(), &[args, &["-b", "refs.bib"]].concat(), columns, 80);
                terminal.wait_for(if args == ["edit", "walk"] { "[q]uit" } else { "[y/n]" });
                terminal.send(stop);
                terminal.end();
                assert_eq!(
                    (read(&folder, "refs.bib"), read(&folder, "paper.tex")),
                    (before.clone(), "\\cite{walk}\n".to_owned()),
                    "{args:?} {stop:?}"
                );
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn on_a_full_disk_the_old_file_stays() {
    let long = format!("{BOOK}% {}\n", "all this stands behind it ".repeat(4000));
    let folder = folder(&[("refs.bib", &long)]);
    // A process that may write no more than a few kilobytes sees what a full disk would tell it.
    let script = "trap '' XFSZ; ulimit -f 4; exec \"$0\" set walk year=1999 -b refs.bib --yes";
    let output = Command::new("sh").args(["-c", script, env!("CARGO_BIN_EXE_ibidem")]).current_dir(folder.path()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && told.contains("refs.bib"), "{told}");
    assert_eq!(read(&folder, "refs.bib"), long);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
}

#[cfg(unix)]
#[test]
fn what_is_added_is_shown_first() {
    let folder = folder(&[("refs.bib", BOOK)]);
    fs::write(folder.path().join("a.txt"), "References\n\nMontlake, S. (2003). International effort to stop land mines bears fruit. Christian Science Monitor, September 25, 2003.\nHubert, D. (2000). The Landmine Ban: Case study in humanitarian advocacy. Providence: Institute for International Studies.\n").unwrap();
    for columns in [80, 40] {
        let mut terminal = Terminal::start(folder.path(), &["add", "a.txt", "-b", "refs.bib"], columns, 60);
        terminal.wait_for("[y/n]");
        let shown = terminal.text();
        assert!(shown.contains("hubert2000landmine: new") && shown.contains("author") && shown.contains("Add these 2 entries"), "{shown}");
        terminal.send("n\n");
        terminal.end();
        assert_eq!(read(&folder, "refs.bib"), BOOK);
    }
}

#[cfg(unix)]
#[test]
fn entries_are_picked_in_a_terminal() {
    let folder = folder(&[("refs.bib", &format!("{BIB}\n{BOOK}"))]);
    let keys = stdout(folder.path(), &["search", "--keys", "-b", "refs.bib"]);
    assert!(keys.lines().count() > 2, "{keys}");
    for (columns, capture) in [(80, "pick-80.txt"), (40, "pick-40.txt")] {
        let mut terminal = Terminal::start(folder.path(), &["pick", "-b", "refs.bib", "--as", "pandoc"], columns, 24);
        terminal.wait_for(&format!("{} of {}", keys.lines().count(), keys.lines().count()));
        terminal.wait_for("Keck, M. E., & Sikkink");
        let screen = terminal.screen();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/terminal").join(capture);
        if std::env::var_os("IBIDEM_WRITE").is_some() {
            fs::write(&path, &screen).unwrap();
        }
        assert_eq!(screen, fs::read_to_string(&path).unwrap(), "IBIDEM_WRITE=1 writes {capture}");
        terminal.send("walk fear");
        terminal.wait_for(&format!("1 of {}", keys.lines().count()));
        terminal.send("\t\x15");
        terminal.wait_for("1 marked");
        terminal.send("\r");
        let left = terminal.end();
        assert!(left.contains("[@walk]"), "{left}");
        assert!(!terminal.is_alternate(), "the screen is given back");
    }
    for way_out in ["\x1b", "\x03"] {
        let mut terminal = Terminal::start(folder.path(), &["pick", "-b", "refs.bib"], 80, 24);
        terminal.wait_for(" of ");
        terminal.send(way_out);
        terminal.end();
        assert!(!terminal.is_alternate(), "{way_out:?}");
    }
    assert!(refused(folder.path(), &["pick", "-b", "refs.bib"]).contains("needs a terminal"));
}
