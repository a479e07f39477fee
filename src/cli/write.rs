//! How files are changed: whole or not at all, on the disk before the old one is given up, one writer at a time, and only where the file still
//! is what was read.

use super::config::real;
use super::error::CliError;
use super::input;
use crate::text::Content;
use std::fs::{File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long another writer is waited for, when that is said, and how often it is asked.
const PATIENCE: Duration = Duration::from_secs(30);
const SILENCE: Duration = Duration::from_millis(700);
const PAUSE: Duration = Duration::from_millis(5);

/// The steps of writing a file, so that tests can stop before each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Create,
    Write,
    Dress,
    Sync,
    Compare,
    Rename,
    SyncFolder,
}

/// What writes the content of a file.
type Writer<'w> = &'w dyn Fn(&mut dyn Write) -> io::Result<()>;

/// What happens before a step.
type Before<'b> = &'b mut dyn FnMut(Step) -> io::Result<()>;

/// Writes a file through a neighbour that takes its place at the end, so that nobody ever sees half of it. Permissions stay; where the path
/// is a link, what it leads to is written.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    exchange(path, &|out| out.write_all(bytes), None, &mut |_| Ok(()))
}

/// The same for what is written piece by piece.
pub(super) fn replace_with(path: &Path, write: Writer) -> Result<(), CliError> {
    exchange(path, write, None, &mut |_| Ok(()))
}

/// The same, where the file must hold `before` until the last moment.
fn exchange(path: &Path, write: Writer, before: Option<&[u8]>, step: Before) -> Result<(), CliError> {
    let told = |source| CliError::Write { path: path.to_owned(), source };
    let found = path.metadata().ok();
    if found.as_ref().is_some_and(|found| !found.is_file()) {
        return File::create(path).and_then(|mut file| write(&mut file)).map_err(told);
    }
    if found.as_ref().is_some_and(|found| found.permissions().readonly()) {
        return Err(told(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only")));
    }
    let target = if found.is_some() { real(path) } else { path.to_owned() };
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    step(Step::Create).map_err(told)?;
    // What a writer without lock leaves is nobody's to take away.
    let prefix = before.map_or_else(|| ".ibidem-".to_owned(), |_| prefix(&target));
    let mut file = tempfile::Builder::new().prefix(&prefix).tempfile_in(folder).map_err(told)?;
    step(Step::Write).map_err(told)?;
    write(&mut file).map_err(told)?;
    step(Step::Dress).map_err(told)?;
    // A temporary file is its owner's alone; the one it replaces may have been everybody's.
    if let Some(wanted) = found.map(|found| found.permissions()).or_else(readable_by_all) {
        file.as_file().set_permissions(wanted).map_err(told)?;
    }
    step(Step::Sync).map_err(told)?;
    file.as_file().sync_all().map_err(told)?;
    step(Step::Compare).map_err(told)?;
    if let Some(before) = before
        && !holds(&target, before).map_err(told)?
    {
        return Err(CliError::Changed(path.to_owned()));
    }
    step(Step::Rename).map_err(told)?;
    file.persist(&target).map_err(|error| told(error.error))?;
    step(Step::SyncFolder).map_err(told)?;
    sync_folder(folder);
    Ok(())
}

/// Whether a file holds these bytes and no others.
fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let mut rest = bytes;
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(rest.is_empty()),
            Ok(read) => match rest.strip_prefix(piece.get(..read).unwrap_or_default()) {
                Some(more) => rest = more,
                None => return Ok(false),
            },
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// How the names of temporary files of a file begin.
fn prefix(target: &Path) -> String {
    format!(".{}.ibidem-", target.file_name().unwrap_or_default().to_string_lossy())
}

/// Makes the new name durable, where the system can.
#[cfg(unix)]
fn sync_folder(folder: &Path) {
    // Some file systems cannot; the file itself is on the disk already.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) {}

#[cfg(unix)]
fn readable_by_all() -> Option<std::fs::Permissions> {
    Some(std::os::unix::fs::PermissionsExt::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all() -> Option<std::fs::Permissions> {
    None
}

/// A file that no other ibidem writes while this is held, with the bytes that it had.
#[derive(Debug)]
pub(super) struct Held {
    path: PathBuf,
    /// What was read.
    pub content: Content,
    _lock: File,
}

impl Held {
    /// Waits for its turn, then reads the file. `tell` is told where that takes a while.
    pub fn open(path: &Path, tell: &mut dyn FnMut(&str)) -> Result<Self, CliError> {
        let read = |source| CliError::Read { path: path.to_owned(), source };
        let started = Instant::now();
        let mut silent = true;
        loop {
            if let Some(lock) = lock(&real(path)).map_err(read)? {
                let content = input::read(path).map_err(read)?;
                return Ok(Self { path: path.to_owned(), content, _lock: lock });
            }
            match started.elapsed() {
                long if long > PATIENCE => return Err(CliError::Busy(path.to_owned())),
                long if long > SILENCE && std::mem::take(&mut silent) => tell(&format!("waiting for another ibidem that writes {}", path.display())),
                _ => {}
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// The same, where the file must hold these bytes.
    pub fn reopen(path: &Path, bytes: &[u8], tell: &mut dyn FnMut(&str)) -> Result<Self, CliError> {
        let held = Self::open(path, tell)?;
        if held.content.as_bytes() == bytes { Ok(held) } else { Err(CliError::Changed(path.to_owned())) }
    }

    /// Writes other bytes in place of those that were read, which must stand there still.
    pub fn write(&mut self, bytes: Vec<u8>) -> Result<(), CliError> {
        self.write_telling(bytes, &mut |_| Ok(()))
    }

    fn write_telling(&mut self, bytes: Vec<u8>, step: Before) -> Result<(), CliError> {
        self.sweep();
        exchange(&self.path, &|out| out.write_all(&bytes), Some(self.content.as_bytes()), step)?;
        self.content = bytes.into();
        Ok(())
    }

    /// Takes away what writers left that were killed: nobody else writes this file now.
    fn sweep(&self) {
        let target = real(&self.path);
        let prefix = prefix(&target);
        let entries = target.parent().and_then(|folder| folder.read_dir().ok()).into_iter().flatten().filter_map(Result::ok);
        for left in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix)) {
            let _ = std::fs::remove_file(left.path());
        }
    }
}

/// A file, what it must hold, and what it is to hold.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// The file.
    pub path: PathBuf,
    /// What was read.
    pub before: Vec<u8>,
    /// What is written.
    pub after: Vec<u8>,
}

/// Changes files together: all are held and compared before the first is written, and where one cannot be written, those before it are put back.
pub(super) fn change(changes: &[Change], tell: &mut dyn FnMut(&str)) -> Result<(), CliError> {
    let mut order: Vec<&Change> = changes.iter().collect();
    // Everybody takes them in the same order, so that no two wait for each other.
    order.sort_by_key(|change| real(&change.path));
    let mut held: Vec<Held> = Vec::new();
    for change in &order {
        held.push(Held::reopen(&change.path, &change.before, tell)?);
    }
    for at in 0..order.len() {
        if let Err(error) = held[at].write(order[at].after.clone()) {
            for done in 0..at {
                held[done].write(order[done].before.clone())?;
            }
            return Err(error);
        }
    }
    Ok(())
}

/// The lock of a file, where nobody else has it. On Unix it lies on the file itself, which is looked at again: who had the lock may have put
/// another file in its place.
#[cfg(unix)]
fn lock(path: &Path) -> io::Result<Option<File>> {
    use std::os::unix::fs::MetadataExt;
    let file = File::open(path)?;
    if !locked(&file)? {
        return Ok(None);
    }
    let (ours, now) = (file.metadata()?, path.metadata()?);
    Ok((ours.ino() == now.ino() && ours.dev() == now.dev()).then_some(file))
}

/// Elsewhere a file that is open cannot be replaced, so that the lock lies on another one.
#[cfg(not(unix))]
fn lock(path: &Path) -> io::Result<Option<File>> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    let name = std::env::temp_dir().join(format!("ibidem-{:016x}.lock", hasher.finish()));
    let file = File::options().create(true).truncate(false).write(true).open(name)?;
    Ok(locked(&file)?.then_some(file))
}

/// Takes the lock if it is free. File systems without locks are written to without.
fn locked(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(true),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const STEPS: [Step; 7] = [Step::Create, Step::Write, Step::Dress, Step::Sync, Step::Compare, Step::Rename, Step::SyncFolder];

    fn folder(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("refs.bib");
        std::fs::write(&path, bytes).unwrap();
        (folder, path)
    }

    fn files(folder: &tempfile::TempDir) -> usize {
        folder.path().read_dir().unwrap().count()
    }

    #[test]
    fn stopped_at_any_step_the_file_is_the_old_or_the_new_one() {
        for stop in STEPS {
            let (folder, path) = folder(b"old");
            let mut held = Held::open(&path, &mut |_| ()).unwrap();
            let result = held.write_telling(b"new".to_vec(), &mut |step| if step == stop { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) });
            let is = std::fs::read(&path).unwrap();
            assert!(result.is_err());
            assert_eq!(is, if stop == Step::SyncFolder { b"new" } else { b"old" }, "{stop:?}");
            assert_eq!(files(&folder), 1, "{stop:?}: nothing is left");
        }
    }

    #[test]
    fn a_file_that_another_program_changed_is_left() {
        for at in [Step::Create, Step::Write, Step::Sync, Step::Compare] {
            let (folder, path) = folder(b"old");
            let mut held = Held::open(&path, &mut |_| ()).unwrap();
            let result = held.write_telling(b"new".to_vec(), &mut |step| if step == at { std::fs::write(&path, "theirs") } else { Ok(()) });
            assert!(matches!(result, Err(CliError::Changed(_))), "{at:?}: {result:?}");
            assert_eq!(std::fs::read(&path).unwrap(), b"theirs");
            assert_eq!(files(&folder), 1);
        }
        let (_folder, path) = folder(b"old");
        assert!(matches!(Held::reopen(&path, b"other", &mut |_| ()), Err(CliError::Changed(_))));
    }

    #[test]
    fn where_the_folder_vanishes_nothing_is_written_elsewhere() {
        for at in [Step::Create, Step::Write, Step::Sync, Step::Compare, Step::Rename] {
            let (folder, path) = folder(b"old");
            let (inside, moved) = (folder.path().join("inside"), folder.path().join("moved"));
            std::fs::create_dir(&inside).unwrap();
            std::fs::rename(&path, inside.join("refs.bib")).unwrap();
            let path = inside.join("refs.bib");
            let mut held = Held::open(&path, &mut |_| ()).unwrap();
            let result = held.write_telling(b"new".to_vec(), &mut |step| if step == at { std::fs::rename(&inside, &moved) } else { Ok(()) });
            assert!(matches!(result, Err(CliError::Write { .. })), "{at:?}: {result:?}");
            assert_eq!((inside.exists(), std::fs::read(moved.join("refs.bib")).unwrap()), (false, b"old".to_vec()), "{at:?}");
        }
    }

    #[test]
    fn of_several_files_all_change_or_none() {
        let (folder, path) = folder(b"old");
        let other = folder.path().join("paper.tex");
        std::fs::write(&other, "text").unwrap();
        let change_to = |other_before: &[u8]| {
            let changes = [
                Change { path: path.clone(), before: b"old".to_vec(), after: b"new".to_vec() },
                Change { path: other.clone(), before: other_before.to_vec(), after: b"TEXT".to_vec() },
            ];
            change(&changes, &mut |_| ())
        };
        assert!(change_to(b"else").is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        change_to(b"text").unwrap();
        assert_eq!((std::fs::read(&path).unwrap(), std::fs::read(&other).unwrap()), (b"new".to_vec(), b"TEXT".to_vec()));
    }

    #[test]
    fn what_killed_writers_left_is_taken_away() {
        let (folder, path) = folder(b"old");
        std::fs::write(folder.path().join(".refs.bib.ibidem-x1"), "half").unwrap();
        std::fs::write(folder.path().join(".other.bib.ibidem-x1"), "half").unwrap();
        Held::open(&path, &mut |_| ()).unwrap().write(b"new".to_vec()).unwrap();
        assert_eq!(files(&folder), 2);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay_and_read_only_files_too() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let (folder, path) = folder(b"old");
        let link = folder.path().join("link.bib");
        symlink(&path, &link).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
        let mut held = Held::open(&link, &mut |_| ()).unwrap();
        held.write(b"new".to_vec()).unwrap();
        held.write(b"newer".to_vec()).unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!((std::fs::read(&path).unwrap(), path.metadata().unwrap().permissions().mode() & 0o777), (b"newer".to_vec(), 0o640));
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o444)).unwrap();
        let error = held.write(b"x".to_vec()).unwrap_err().to_string();
        assert!(error.contains("read-only") && std::fs::read(&path).unwrap() == b"newer", "{error}");
    }

    #[test]
    fn writers_wait_for_each_other() {
        let (_folder, path) = folder(b"");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..5 {
                        let mut held = Held::open(&path, &mut |_| ()).unwrap();
                        let more = [held.content.as_bytes(), b"x"].concat();
                        held.write(more).unwrap();
                    }
                });
            }
        });
        assert_eq!(std::fs::read(&path).unwrap().len(), 20);
    }
}
