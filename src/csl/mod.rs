//! Formatted bibliographies in CSL styles: entries in, one text an entry out, in the order and the words of the style.
//!
//! For now hayagriva's processor does the work, behind [`bibliography`] and [`bibliography_with`]. It knows no ranges and no
//! dates in words, no "and others", and no markup within values; `item` sends it stand-ins that `output` puts right.
//! Citations in running text are not here yet.

mod driver;
mod item;
mod output;

use crate::model::Entry;
use crate::text::Str;
use hayagriva::archive::ArchivedStyle;
use hayagriva::citationberg::{IndependentStyle, Style};

pub use output::{Output, document};

/// One entry of a formatted bibliography.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formatted {
    /// The index of the entry among those given.
    pub index: usize,
    /// Its key.
    pub key: Str,
    /// What the style makes of it, in the output format, without what [`document`] puts around it.
    pub text: String,
    /// What is to be said about it, where the style could not show it as it should.
    pub problem: Option<String>,
}

/// Why there is no bibliography.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CslError {
    /// There is no style of that name.
    #[error("no style is called `{name}`{}", did_you_mean(.near))]
    UnknownStyle {
        /// The name that was asked for.
        name: String,
        /// A name that there is, if one is near.
        near: Option<&'static str>,
    },
    /// The text is no CSL style.
    #[error("this is no CSL style: {0}")]
    InvalidStyle(String),
    /// The style is a dependent one: it only names its parent.
    #[error("the style is dependent: it says what another one is called; use `{0}`")]
    DependentStyle(String),
    /// The style has no bibliography, only citations.
    #[error("the style has no bibliography, only citations in the text or in notes")]
    NoBibliography,
    /// There is no locale of that name.
    #[error("no locale is called `{0}`; locales are named like `de-DE` or `fr`")]
    UnknownLocale(String),
}

fn did_you_mean(near: &Option<&str>) -> String {
    near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// Formats entries in a style of the archive, named as there (`apa`, `chicago-author-date`, …) or by its CSL identifier.
///
/// # Errors
/// A style or locale that there is not, and a style without bibliography.
pub fn bibliography(entries: &[Entry], style: &str, locale: Option<&str>, output: Output) -> Result<Vec<Formatted>, CslError> {
    let found = ArchivedStyle::by_name(style).or_else(|| ArchivedStyle::by_id(style));
    let Some(found) = found else {
        return Err(CslError::UnknownStyle { name: style.to_owned(), near: nearest(style) });
    };
    render(entries, found.get(), locale, output)
}

/// Formats entries in a style given as CSL (XML).
///
/// # Errors
/// A text that is no independent style with a bibliography, and a locale that there is not.
pub fn bibliography_with(entries: &[Entry], csl: &str, locale: Option<&str>, output: Output) -> Result<Vec<Formatted>, CslError> {
    if driver::depth(csl) > DEEPEST {
        return Err(CslError::InvalidStyle(format!("its elements are nested deeper than {DEEPEST} levels")));
    }
    let style = Style::from_xml(csl).map_err(|error| CslError::InvalidStyle(error.to_string()))?;
    render(entries, style, locale, output)
}

/// Elements of a style may not be nested deeper: the parser and the processor recurse into them. The deepest style that is
/// published has 30 levels.
const DEEPEST: usize = 200;

fn render(entries: &[Entry], style: Style, locale: Option<&str>, output: Output) -> Result<Vec<Formatted>, CslError> {
    let mut style: IndependentStyle = match style {
        Style::Independent(style) => style,
        Style::Dependent(style) => return Err(CslError::DependentStyle(style.parent_link.href)),
    };
    let Some(bibliography) = &mut style.bibliography else {
        return Err(CslError::NoBibliography);
    };
    // The processor takes some other field for the first one and loses the names in it; `output` sets the number apart itself.
    bibliography.second_field_align = None;
    driver::name_all(&mut style);
    driver::render(entries, &style, locale, output)
}

/// The styles of the archive: name and title, in the order of the names.
pub fn styles() -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut styles: Vec<_> = ArchivedStyle::all().iter().filter_map(|style| Some((*style.names().first()?, style.display_name()))).collect();
    styles.sort_unstable();
    styles.into_iter()
}

fn nearest(name: &str) -> Option<&'static str> {
    let names = ArchivedStyle::all().iter().flat_map(|style| style.names());
    let (near, distance) = names.map(|near| (*near, strsim::damerau_levenshtein(near, name))).min_by_key(|(_, distance)| *distance)?;
    (distance * 3 <= name.chars().count()).then_some(near)
}

#[cfg(test)]
mod tests;
