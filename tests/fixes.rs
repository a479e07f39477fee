//! Checking and mending real `.bib` files, well-formed or not: every run ends; a mended file is read as well as before and holds the same
//! entries; no value has changed but in entries that a finding with a fix spoke of; a second run changes nothing. A sample of the development
//! data; all of it where `IBIDEM_ALL` is set. biber, where it is installed, reads the mended files of a smaller sample as it read them before.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod real_files;

use ibidem::check::{self, Options, fix};
use ibidem::model::{DatePart, Entry};
use ibidem::text::{Diagnostic, FixSafety, Severity};
use ibidem::workspace::{ReadAs, Workspace};
use real_files::{data, files};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Every so many of the `.bib` files of the data that are no larger than that, or all of them.
fn sample(every: usize, large: u64) -> Vec<PathBuf> {
    let (every, large) = if std::env::var_os("IBIDEM_ALL").is_some() { (1, u64::MAX) } else { (every, large) };
    files(&data().join("bib"), &["bib"]).into_iter().step_by(every).filter(|path| path.metadata().is_ok_and(|about| about.len() < large)).collect()
}

fn read(text: &str) -> Workspace {
    let mut workspace = Workspace::default();
    workspace.add_text("x.bib", text, ReadAs::named("bibtex").unwrap());
    workspace
}

fn found(workspace: &Workspace, options: &Options) -> Vec<Diagnostic> {
    check::everything(&workspace.subject(DatePart::new(2026, 1, 1)), options, workspace.diagnostics.clone())
}

/// Errors in the form of the file.
fn errors(workspace: &Workspace) -> usize {
    let missing = |found: &&Diagnostic| found.severity == Severity::Error && found.rule.name != "undefined-string";
    workspace.diagnostics.iter().filter(missing).count()
}

/// Rules whose fix is meant to change which entries there are, or in what order.
const OF_ENTRIES: &[&str] = &["same-content-different-keys", "orphan-xdata", "parent-after-child", "stray-text"];

/// What is asked where fixes are made: every rule where unsafe ones are, less those that want the opposite of others.
fn options(least: FixSafety) -> Options {
    let all = ["all".to_owned()].to_vec();
    let ignore = OF_ENTRIES.iter().map(|name| (*name).to_owned()).collect();
    let select = if least == FixSafety::Unsafe { all } else { Vec::new() };
    let opposite = ["accent-command-in-utf8", "field-alias", "key-pattern", "legacy-year-month"].map(str::to_owned);
    Options { select, ignore: [ignore, opposite.to_vec()].concat(), ..Options::default() }
}

/// What is wrong with a mended file.
fn fault(text: &str, least: FixSafety) -> Option<String> {
    let options = options(least);
    let mut spoken_of = BTreeSet::new();
    let mend = |text: &str, spoken_of: &mut BTreeSet<u32>| {
        fix::until_stable(vec![text.to_owned()], least, |texts| {
            let found = found(&read(&texts[0]), &options);
            spoken_of
                .extend(found.iter().filter(|found| found.fix.as_ref().is_some_and(|fix| fix::applies(fix, least))).filter_map(|found| found.entry));
            found
        })
    };
    let fixed = mend(text, &mut spoken_of);
    let (before, after) = (read(text), read(&fixed.texts[0]));
    if fixed.count() == 0 {
        return (fixed.texts[0] != text).then(|| "changed without a finding".to_owned());
    }
    if before.library.entries.len() != after.library.entries.len() {
        return Some(format!("{} entries became {}", before.library.entries.len(), after.library.entries.len()));
    }
    if errors(&after) > errors(&before) {
        return Some(format!("{} errors of form became {}: {:?}", errors(&before), errors(&after), after.diagnostics.first()));
    }
    let changed = |(old, new): &(&Entry, &Entry)| !old.same_as(new) && !spoken_of.contains(&old.id.index) && old.parent.is_none();
    if let Some((old, new)) = before.library.entries.iter().zip(&after.library.entries).find(changed)
        && old.differences(new).iter().any(|name| old.plain(ibidem::model::Variable::named(name)) != new.plain(ibidem::model::Variable::named(name)))
    {
        return Some(format!("entry {} `{}` changed without a finding: {:?}", old.id.index, old.key, old.differences(new)));
    }
    let again = mend(&fixed.texts[0], &mut spoken_of);
    (again.texts[0] != fixed.texts[0]).then(|| format!("a second run changes it again: {:?}", again.counts))
}

#[test]
fn mended_files_hold_what_they_held() {
    let mut faults = Vec::new();
    for path in sample(7, 300_000) {
        let bytes = std::fs::read(&path).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for least in [FixSafety::Safe, FixSafety::Unsafe] {
            faults.extend(fault(&text, least).map(|fault| format!("{} ({least:?}): {fault}", path.display())));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.iter().take(40).cloned().collect::<Vec<_>>().join("\n"));
}

/// The keys of the entries that biber reads in a file, sorted; none where it finds an error.
fn by_biber(folder: &Path, text: &str) -> Option<Vec<String>> {
    std::fs::write(folder.join("in.bib"), text).unwrap();
    let run = Command::new("biber").args(["--tool", "--nolog", "--quiet", "--output-file=out.bib", "in.bib"]).current_dir(folder).output().unwrap();
    let written = run.status.success().then(|| std::fs::read(folder.join("out.bib")).ok()).flatten()?;
    let written = String::from_utf8_lossy(&written).into_owned();
    let heads = written.lines().filter_map(|line| line.strip_prefix('@')?.split_once('{'));
    let mut keys: Vec<String> = heads.map(|(_, key)| key.trim_end_matches(',').to_owned()).collect();
    keys.sort_unstable();
    Some(keys)
}

#[test]
fn biber_reads_mended_files_as_before() {
    if Command::new("biber").arg("--version").output().is_err() {
        eprintln!("skipped: biber is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (mut asked, mut faults) = (0, Vec::new());
    for path in sample(211, 30_000) {
        let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
        let Some(before) = by_biber(folder.path(), &text) else { continue };
        for least in [FixSafety::Safe, FixSafety::Unsafe] {
            let fixed = fix::until_stable(vec![text.clone()], least, |texts| found(&read(&texts[0]), &options(least)));
            if fixed.texts[0] == text {
                continue;
            }
            asked += 1;
            match by_biber(folder.path(), &fixed.texts[0]) {
                None => faults.push(format!("{} ({least:?}): biber refuses it now", path.display())),
                // Unsafe fixes mend keys too.
                Some(after) if after.len() != before.len() || least == FixSafety::Safe && after != before => {
                    faults.push(format!("{} ({least:?}): biber read {before:?}, and now {after:?}", path.display()));
                }
                Some(_) => {}
            }
        }
    }
    eprintln!("biber read {asked} mended files");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.iter().take(40).cloned().collect::<Vec<_>>().join("\n"));
}
