//! The styles that there are: those in the program, and those that the user added to the folder of their data.

use super::error::CliError;
use crate::csl::pack::{Found, Pack};
use crate::csl::{self, CslError, Info, Style, styles};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// The file of added styles; none where no folder for data is known.
pub(super) fn path() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let usual = || match std::env::consts::OS {
        "windows" => variable("APPDATA"),
        "macos" => Some(variable("HOME")?.join("Library/Application Support")),
        _ => Some(variable("HOME")?.join(".local/share")),
    };
    Some(variable("XDG_DATA_HOME").or_else(usual)?.join("ibidem/styles.pack"))
}

/// The added styles, if there are any.
pub(super) fn added() -> Result<Option<Pack<BufReader<File>>>, CliError> {
    let Some(path) = path().filter(|path| path.is_file()) else { return Ok(None) };
    let told = |source| CliError::Read { path: path.clone(), source };
    let file = File::open(&path).map_err(told)?;
    Pack::open(BufReader::new(file)).map(Some).map_err(told)
}

/// The style of a name, or of a file where the name is a path that ends in `.csl`, for a language. What was added goes before what is built in.
pub(super) fn named(name: &str, lang: Option<&str>) -> Result<Style, CliError> {
    let style = read(name)?;
    let Some(mut pack) = added()? else { return Ok(style) };
    let lang = lang.map_or_else(|| style.info().locale.clone(), |lang| csl::locale_of(lang).ok()).unwrap_or_else(|| "en-US".to_owned());
    let locale = pack.locale(&lang).map_err(|source| CliError::Read { path: path().unwrap_or_default(), source })?;
    Ok(match locale {
        Some(xml) => style.with_added(&xml)?,
        None => style,
    })
}

fn read(name: &str) -> Result<Style, CliError> {
    let path = Path::new(name);
    if path.extension().is_some_and(|end| end == "csl") {
        let xml = std::fs::read_to_string(path).map_err(|source| CliError::Read { path: path.to_owned(), source })?;
        return match Info::of(&xml)? {
            Info { parent: Some(parent), locale, .. } => Ok(by_name(&parent)?.with_locale(locale)),
            _ => Ok(Style::from_csl(&xml)?),
        };
    }
    by_name(name)
}

fn by_name(name: &str) -> Result<Style, CliError> {
    let Some(mut pack) = added()? else { return Ok(Style::named(name)?) };
    let told = |source| CliError::Read { path: path().unwrap_or_default(), source };
    let (name, locale) = match pack.find(name).map_err(told)? {
        Some(Found::Style(xml)) => return Ok(Style::from_csl(&xml)?),
        Some(Found::Dependent(parent, locale)) => (parent, locale),
        None => (name.to_owned(), None),
    };
    let style = match pack.find(&name).map_err(told)? {
        Some(Found::Style(xml)) => Style::from_csl(&xml),
        _ => Style::named(&name),
    };
    match style {
        Err(CslError::UnknownStyle { near: None, .. }) => {
            let names = pack.all().map_err(told)?.into_iter().map(|(name, _)| name);
            Err(CliError::unknown("the style", &name, names, "ibidem style list"))
        }
        style => Ok(style?.with_locale(locale)),
    }
}

/// All styles with what they say of themselves, in the order of their names.
pub(super) fn all() -> Result<Vec<(String, Info)>, CliError> {
    let told = |source| CliError::Read { path: path().unwrap_or_default(), source };
    let mut all = match added()? {
        Some(mut pack) => pack.all().map_err(told)?,
        None => Vec::new(),
    };
    let added = all.len();
    for (name, info) in styles() {
        if all[..added].binary_search_by(|(known, _)| known.as_str().cmp(name)).is_err() {
            all.push((name.to_owned(), info));
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(all)
}

/// What the style of a name says of itself: a dependent one speaks for itself, not for its parent.
pub(super) fn info(name: &str) -> Result<Info, CliError> {
    if Path::new(name).extension().is_none_or(|end| end != "csl") {
        let short = name.rsplit('/').next().unwrap_or(name);
        if let Some((_, info)) = all()?.into_iter().find(|(known, info)| known == short || info.id == name) {
            return Ok(info);
        }
        return Ok(read(name)?.info().clone());
    }
    let xml = std::fs::read_to_string(name).map_err(|source| CliError::Read { path: name.into(), source })?;
    Ok(Info::of(&xml)?)
}
