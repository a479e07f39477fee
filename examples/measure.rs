//! How long one stage takes on a file, and how much memory it needs: `cargo run --release --example measure -- STAGE FILE`.
//!
//! The stages: `decode` (a file read to text), `tree` (what stands where in a `.bib` file), `library` (the entries of any format),
//! and the name of a format (read, then written in it). The memory is the peak of the process's resident set (`VmHWM` of Linux);
//! each line says what it is as a multiple of the file's size.

#![allow(clippy::print_stdout)]

use ibidem::format;
use ibidem::model::Library;
use ibidem::syntax;
use ibidem::text::{Content, Source, SourceId};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [stage, path] = arguments.as_slice() else { return Err("usage: measure decode|tree|library|FORMAT FILE".into()) };
    let file = std::fs::File::open(path)?;
    let length = file.metadata()?.len();
    let size = usize::try_from(length)?;
    let source = step("decode", size, || Content::read(file, length).map(|content| Source::of(SourceId(0), path.as_str(), content).0))?;
    match stage.as_str() {
        "decode" => {}
        "tree" => println!("{} items", step("tree", size, || syntax::parse(&source)).0.items().len()),
        "library" => println!("{} entries", library(&source, size)?.entries.len()),
        name => {
            let write = format::named(name).and_then(|format| format.write).ok_or("no such stage or format")?;
            let library = library(&source, size)?;
            let (text, lost) = step(name, size, || write(&library));
            println!("{} bytes written, {} losses", text.len(), lost.len());
        }
    }
    Ok(())
}

fn library(source: &Source, size: usize) -> Result<Library, &'static str> {
    let read = format::sniff(&source.name, &source.text).and_then(|format| format.read).ok_or("no format that is read")?;
    Ok(step("library", size, || read(source)).0)
}

fn step<T>(name: &str, size: usize, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let result = work();
    let seconds = started.elapsed().as_secs_f64();
    let peak = peak().unwrap_or_default() as f64;
    println!("{name}: {seconds:.3} s, {:.1} MB/s; peak {:.1} MB, {:.2} times the file", size as f64 / 1e6 / seconds, peak / 1e6, peak / size as f64);
    result
}

/// The peak of the resident set in bytes, where the system tells it.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<usize>().ok().map(|kilobytes| kilobytes * 1024)
}
