//! Documents that cite, and the bibliographies that they cite from.

use super::args::Args;
use super::config::Config;
use super::error::CliError;
use super::input::{Inputs, content, expand_all};
use super::output;
use crate::document::citations::CITING;
use crate::format;
use crate::text::Content;
use crate::workspace::{ReadAs, Workspace};
use std::path::{Path, PathBuf};

/// Reads bibliographies and the documents that cite from them. Bibliographies are the inputs; where there are none, those that are named by
/// `-b`, by the configuration, or by the documents themselves, whichever comes first.
pub(super) fn read(inputs: &Inputs, named: &[PathBuf], sources: &[String], args: &Args, config: &Config) -> Result<Workspace, CliError> {
    let (documents, more): (Vec<PathBuf>, Vec<PathBuf>) = expand_all(sources, config)?.into_iter().partition(|path| !is_bibliography(path));
    let mut files = inputs.files.clone();
    files.extend(named.iter().chain(&more).map(|path| path.display().to_string()));
    if files.is_empty() {
        files.extend(config.bibliography().iter().map(|path| path.display().to_string()));
    }
    let asked = !files.is_empty();
    let mut workspace = Inputs { files, ..inputs.clone() }.read(config)?;
    add_documents(&mut workspace, documents)?;
    if !asked {
        add_named(&mut workspace, args)?;
    }
    Ok(workspace)
}

/// Reads the bibliographies of one document, and what it cites. Where it holds entries of its own, it may name none.
pub(super) fn read_one(
    inputs: &Inputs,
    named: &[PathBuf],
    (name, document): (&str, Content),
    holds_entries: bool,
    args: &Args,
    config: &Config,
) -> Result<Workspace, CliError> {
    let mut files: Vec<String> = named.iter().map(|path| path.display().to_string()).collect();
    if files.is_empty() {
        files.extend(config.bibliography().iter().map(|path| path.display().to_string()));
    }
    let asked = !files.is_empty();
    let mut workspace = Inputs { files, ..inputs.clone() }.read(config)?;
    workspace.add_citing(name, document);
    if asked {
        return Ok(workspace);
    }
    match add_named(&mut workspace, args) {
        Err(CliError::Usage(_)) if holds_entries => Ok(workspace),
        read => read.map(|()| workspace),
    }
}

/// Reads the documents, and those that they take in.
fn add_documents(workspace: &mut Workspace, mut documents: Vec<PathBuf>) -> Result<(), CliError> {
    let folder = |path: &Path| path.parent().map(Path::to_owned).unwrap_or_default();
    // LaTeX looks from where it was started, others from where the document lies.
    let roots: Vec<PathBuf> = documents.iter().map(|path| folder(path)).collect();
    let mut at = 0;
    while let Some(path) = documents.get(at).cloned() {
        workspace.add_citing(path.display().to_string(), content(&path)?);
        let parts = workspace.inputs.last().and_then(|input| input.cited.as_ref()).map(|cited| cited.parts.as_slice()).unwrap_or_default();
        for part in parts {
            let found = [folder(&path)].iter().chain(&roots).find_map(|folder| found(folder, &part.name, "tex"));
            documents.extend(found.filter(|found| !documents.contains(found)));
        }
        at += 1;
    }
    Ok(())
}

/// Whether a file among the documents is a bibliography: its name's ending says so, and no document's.
fn is_bibliography(path: &Path) -> bool {
    let Some(extension) = path.extension().and_then(|end| end.to_str()).map(str::to_lowercase) else { return false };
    let document = CITING.iter().any(|citing| citing.extensions.contains(&extension.as_str()));
    !document && format::FORMATS.iter().any(|format| format.read.is_some() && format.extensions.contains(&extension.as_str()))
}

/// Reads the bibliographies that the documents themselves name.
fn add_named(workspace: &mut Workspace, args: &Args) -> Result<(), CliError> {
    let mut wanted: Vec<PathBuf> = Vec::new();
    let mut defined = false;
    for input in &workspace.inputs {
        let (Some(cited), Some(source)) = (&input.cited, workspace.sources.get(input.source)) else { continue };
        defined |= !cited.labels.is_empty();
        let folder = Path::new(&source.name).parent().unwrap_or(Path::new(""));
        for named in &cited.bibliographies {
            match found(folder, &named.name, "bib") {
                Some(path) if wanted.contains(&path) => {}
                Some(path) => wanted.push(path),
                None => output::note(args, &format!("{}: the bibliography {:?} is not there", source.name, named.name)),
            }
        }
    }
    if wanted.is_empty() && !defined {
        return Err(CliError::Usage("no bibliography: name one as FILES, with -b, or in ibidem.toml".to_owned()));
    }
    for path in wanted {
        workspace.add(path.display().to_string(), content(&path)?, ReadAs::Guess);
    }
    Ok(())
}

/// A file as a document names it: from a folder, LaTeX's without its ending.
fn found(folder: &Path, name: &str, ending: &str) -> Option<PathBuf> {
    let path = folder.join(name);
    let with_ending = folder.join(format!("{name}.{ending}"));
    [path, with_ending].into_iter().find(|path| path.is_file())
}
