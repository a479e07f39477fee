//! The files of a folder or an archive, as they are needed for styles: read into memory by their last name, never written anywhere.

use super::error::CliError;
use flate2::read::{DeflateDecoder, GzDecoder};
use rawzip::{CompressionMethod, ZipArchive};
use std::io::Read;
use std::path::Path;

/// No style or locale is as large as this.
const LARGEST: u64 = 4 << 20;
/// All that is unpacked of one archive; the repository of styles has 70 MB.
const MOST: u64 = 512 << 20;
/// The files of an archive that are looked at.
const FILES: usize = 100_000;

/// Gives the wanted files of a folder, a `.zip`, a `.tar.gz` or a `.tar`, or the file itself: the name without its folders, and the text.
/// What is too large is passed over; an archive that goes on and on is refused.
pub(super) fn each(path: &Path, wanted: fn(&str) -> bool, take: &mut dyn FnMut(&str, String)) -> Result<(), CliError> {
    let told = |source| CliError::Read { path: path.to_owned(), source };
    if path.is_dir() {
        return folder(path, wanted, take);
    }
    let file = std::fs::File::open(path).map_err(told)?;
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let mut head = [0; 4];
    let read = file.take(4).read(&mut head).map_err(told)?;
    let file = std::fs::File::open(path).map_err(told)?;
    let refuse = |message: String| CliError::Broken { path: path.to_owned(), message };
    match &head[..read] {
        [b'P', b'K', ..] => zip(file, Budget::new(), wanted, take).map_err(refuse),
        [0x1F, 0x8B, ..] => tar(GzDecoder::new(file), Budget::new(), wanted, take).map_err(refuse),
        _ if name.ends_with(".tar") => tar(file, Budget::new(), wanted, take).map_err(refuse),
        _ => {
            let mut bytes = Vec::new();
            file.take(LARGEST).read_to_end(&mut bytes).map_err(told)?;
            let text = String::from_utf8(bytes).map_err(|_| refuse("this is neither a style nor a .zip, .tar.gz or .tar of styles".to_owned()))?;
            take(name, text);
            Ok(())
        }
    }
}

fn folder(path: &Path, wanted: fn(&str) -> bool, take: &mut dyn FnMut(&str, String)) -> Result<(), CliError> {
    let walk = ignore::WalkBuilder::new(path).standard_filters(false).follow_links(false).sort_by_file_name(Ord::cmp).build();
    for entry in walk.filter_map(Result::ok).filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file())).take(FILES) {
        let name = entry.file_name().to_string_lossy();
        let small = entry.metadata().is_ok_and(|found| found.len() <= LARGEST);
        if wanted(&name) && small {
            let bytes = std::fs::read(entry.path()).map_err(|source| CliError::Read { path: entry.path().to_owned(), source })?;
            take(&name, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    Ok(())
}

const TOO_MUCH: &str = "the archive unpacks to more than a collection of styles may have";

/// What may still be unpacked.
struct Budget {
    bytes: u64,
    files: usize,
}

impl Budget {
    fn new() -> Self {
        Self { bytes: MOST, files: FILES }
    }

    fn file(&mut self) -> Result<(), String> {
        self.files = self.files.checked_sub(1).ok_or("the archive has too many files")?;
        Ok(())
    }

    /// The text of a file; none where it is too large.
    fn text(&mut self, reader: impl Read) -> Result<Option<String>, String> {
        let mut bytes = Vec::new();
        reader.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        let length = bytes.len() as u64;
        self.bytes = self.bytes.checked_sub(length).ok_or(TOO_MUCH)?;
        Ok((length <= LARGEST).then(|| String::from_utf8_lossy(&bytes).into_owned()))
    }
}

fn last_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn tar(reader: impl Read, mut budget: Budget, wanted: fn(&str) -> bool, take: &mut dyn FnMut(&str, String)) -> Result<(), String> {
    // What is passed over is unpacked as well.
    let mut archive = tar::Archive::new(reader.take(budget.bytes));
    for entry in archive.entries().map_err(|error| error.to_string())? {
        let entry = entry.map_err(|error| error.to_string())?;
        budget.file()?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let name = last_name(&path);
        if entry.header().entry_type().is_file() && wanted(name) {
            budget.text(entry)?.into_iter().for_each(|text| take(name, text));
        }
    }
    match archive.into_inner().limit() {
        0 => Err(TOO_MUCH.to_owned()),
        _ => Ok(()),
    }
}

fn zip(file: std::fs::File, mut budget: Budget, wanted: fn(&str) -> bool, take: &mut dyn FnMut(&str, String)) -> Result<(), String> {
    let mut buffer = vec![0; rawzip::RECOMMENDED_BUFFER_SIZE];
    let archive = ZipArchive::from_file(file, &mut buffer).map_err(|error| error.to_string())?;
    let mut entries = archive.entries(&mut buffer);
    while let Some(entry) = entries.next_entry().map_err(|error| error.to_string())? {
        budget.file()?;
        let path = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
        let name = last_name(&path);
        if entry.is_dir() || !wanted(name) {
            continue;
        }
        let (method, place) = (entry.compression_method(), entry.wayfinder());
        let inner = archive.get_entry(place).map_err(|error| error.to_string())?;
        let text = match method {
            CompressionMethod::STORE => budget.text(inner.reader())?,
            CompressionMethod::DEFLATE => budget.text(DeflateDecoder::new(inner.reader()))?,
            _ => return Err(format!("{name} is packed in a way that is not known")),
        };
        text.into_iter().for_each(|text| take(name, text));
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;
    use std::io::Write;

    fn names(bytes: &[u8], name: &str) -> Result<Vec<String>, CliError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let mut found = Vec::new();
        each(&path, |name| name.ends_with(".csl"), &mut |name, text| found.push(format!("{name} {}", text.len())))?;
        Ok(found)
    }

    const MADE: &[(&str, usize)] = &[("styles/a.csl", 3), ("../../etc/evil.csl", 4), ("readme.md", 5), ("styles/bomb.csl", 5 << 20), ("b.csl", 6)];
    const COUNT: usize = MADE.len();
    const EXPECTED: [&str; 3] = ["a.csl 3", "evil.csl 4", "b.csl 6"];

    fn tarred() -> Vec<u8> {
        let mut archive = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
        for (path, length) in MADE {
            let mut header = tar::Header::new_old();
            // The crate itself refuses to write such a path.
            header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
            header.set_size(*length as u64);
            header.set_entry_type(tar::EntryType::Regular);
            header.set_cksum();
            archive.append(&header, vec![b'x'; *length].as_slice()).unwrap();
        }
        archive.into_inner().unwrap().finish().unwrap()
    }

    fn zipped() -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
        for (path, length) in MADE {
            let path = path.replace("../", "up/");
            let (mut entry, config) = archive.new_file(&path).compression_method(CompressionMethod::DEFLATE).start().unwrap();
            let mut writer = config.wrap(flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::fast()));
            writer.write_all(&vec![b'x'; *length]).unwrap();
            let (encoder, descriptor) = writer.finish().unwrap();
            encoder.finish().unwrap();
            entry.finish(descriptor).unwrap();
        }
        archive.finish().unwrap();
        bytes
    }

    #[test]
    fn archives_give_names_without_folders_and_nothing_too_large() {
        assert_eq!(names(&tarred(), "a.tar.gz").unwrap(), EXPECTED);
        assert_eq!(names(&zipped(), "a.zip").unwrap(), EXPECTED);
        assert_eq!(names(b"abc", "one.csl").unwrap(), ["one.csl 3"]);
    }

    #[test]
    fn archives_that_go_on_and_on_are_refused() {
        let zip_file = |bytes: &[u8]| {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(bytes).unwrap();
            file
        };
        let (tar_bytes, zip_bytes) = (tarred(), zipped());
        let tarred = |bytes, files| tar(GzDecoder::new(tar_bytes.as_slice()), Budget { bytes, files }, |_| true, &mut |_, _| {});
        let zipped = |bytes, files| zip(zip_file(&zip_bytes), Budget { bytes, files }, |_| true, &mut |_, _| {});
        for (bytes, files, fits) in [(MOST, COUNT, true), (MOST, COUNT - 1, false), (5 << 20, COUNT, false), (0, COUNT, false)] {
            assert_eq!(tarred(bytes, files).is_ok(), fits, "tar: {bytes} bytes, {files} files");
            // Of what is too large no more is unpacked than shows it.
            let fits = fits || bytes == 5 << 20 && files == COUNT;
            assert_eq!(zipped(bytes, files).is_ok(), fits, "zip: {bytes} bytes, {files} files");
        }
    }

    #[test]
    fn broken_archives_come_to_an_end() {
        for bytes in [tarred(), zipped()] {
            for length in (0..bytes.len()).step_by(1 + bytes.len() / 40) {
                let _ = names(&bytes[..length], "a.zip");
            }
        }
    }
}
