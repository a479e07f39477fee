//! Formatted bibliographies and citations in CSL styles: entries in, text out, in the order and the words of the style.
//!
//! ```text
//! Style: citationberg's tree ─► compile ─► Program          Entry ─► Item
//!                                            └──► Eval ◄──────┘
//!                                                  ▼
//!            tree of Nodes ─► sort, tell apart, group, collapse ─► flat runs ─► punctuation ─► Output
//! ```
//!
//! Every run of the output knows the variable that it came from.

mod bibliography;
mod case;
mod cite;
mod compile;
mod conditions;
mod dates;
mod disambiguate;
mod document;
mod eval;
mod fields;
mod flat;
mod initials;
mod item;
mod label;
mod links;
mod live;
mod locale;
mod locator;
mod names;
mod node;
mod numbers;
mod output;
pub mod pack;
mod positions;
mod program;
mod punctuation;
mod recall;
mod rich;
mod sort;
mod style;

use crate::model::{Entry, Variable};
use crate::text::Str;

pub use document::{Citation, Cite, CiteForm, Document, Piece};
pub use live::{Changes, Live};
pub use locator::{Located, Locators};
pub use output::{Output, Writer, document};
pub use style::{Info, Style, styles};

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
pub fn bibliography(entries: &[Entry], style: &str, locale: Option<&str>, output: impl Into<Writer>) -> Result<Vec<Formatted>, CslError> {
    bibliography_in(entries, &Style::named(style)?, locale, output)
}

/// Formats entries in a style given as CSL (XML).
///
/// # Errors
/// A text that is no independent style with a bibliography, and a locale that there is not.
pub fn bibliography_with(entries: &[Entry], csl: &str, locale: Option<&str>, output: impl Into<Writer>) -> Result<Vec<Formatted>, CslError> {
    bibliography_in(entries, &Style::from_csl(csl)?, locale, output)
}

/// Formats entries in a style that was read already.
///
/// # Errors
/// A style without bibliography, and a locale that there is not.
pub fn bibliography_in(entries: &[Entry], style: &Style, locale: Option<&str>, output: impl Into<Writer>) -> Result<Vec<Formatted>, CslError> {
    if !style.has_bibliography() {
        return Err(CslError::NoBibliography);
    }
    let locale = locale.map(locale_of).transpose()?;
    let document = Document::new(entries, style, locale.as_deref(), Vec::new(), true);
    Ok(formatted(&document, entries, output.into()))
}

/// The name of the locale that a user means by "de", "de-de" or "de-DE".
///
/// # Errors
/// A language that no locale is of.
pub fn locale_of(name: &str) -> Result<String, CslError> {
    locale::find(name)
}

fn formatted(document: &Document, entries: &[Entry], output: Writer) -> Vec<Formatted> {
    let formatted = document.entries().into_iter().map(|(index, flat)| {
        let entry = &entries[index];
        let problem = flat.text().trim().is_empty().then(|| match entry.values().len() {
            0 => "the entry is empty: there is nothing to show".to_owned(),
            _ => "the style shows nothing of this entry; it is written plainly".to_owned(),
        });
        let text = match problem {
            Some(_) => output.write(&flat::plain(plainly(entry))),
            None => output.write(&flat),
        };
        Formatted { index, key: entry.key.clone(), text, problem }
    });
    formatted.collect()
}

/// What can be said of an entry without a style.
fn plainly(entry: &Entry) -> String {
    let parts = [Variable::Author, Variable::Editor, Variable::Issued, Variable::Title, Variable::ContainerTitle, Variable::Publisher, Variable::Url];
    let said: Vec<String> =
        parts.iter().filter_map(|part| entry.plain(*part)).map(|part| part.into_owned()).filter(|part| !part.is_empty()).collect();
    match (said.is_empty(), entry.key.is_empty()) {
        (false, _) => said.join(". ") + ".",
        (true, false) => format!("[{}]", entry.key),
        (true, true) => "[empty entry]".to_owned(),
    }
}

#[cfg(test)]
mod tests;
