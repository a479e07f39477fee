//! Rich text: runs of text with style, and the string it was read from. The markups themselves are read and written by `format`.

use crate::text::Str;

/// The language in which a rich text's source string is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Markup {
    /// LaTeX, as BibTeX values have it.
    Latex,
    /// The few HTML tags of CSL-JSON.
    Html,
    /// Typst and Markdown-like braces and dollars, as hayagriva has it.
    Hayagriva,
}

/// How a run of text is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Style {
    /// Italic, or emphasis.
    pub italic: bool,
    /// Bold.
    pub bold: bool,
    /// Small capitals.
    pub small_caps: bool,
    /// Subscript.
    pub sub: bool,
    /// Superscript.
    pub sup: bool,
    /// Protected from changes of case.
    pub nocase: bool,
    /// Mathematics, in LaTeX's notation without the dollar signs.
    pub math: bool,
}

/// A stretch of text in one style.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Run {
    /// The text, without markup.
    pub text: Str,
    /// Its style.
    pub style: Style,
}

/// Text with markup. Two are equal where they show the same; the source string does not count.
#[derive(Clone, Debug)]
pub struct Rich {
    /// What it says.
    pub runs: Vec<Run>,
    /// The string it was read from, if it was: writing back to the same markup gives it unchanged.
    pub source: Option<(Markup, Str)>,
}

impl Rich {
    /// The text without its markup.
    pub fn plain(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// The text, where no run has a style: it is rich for its source alone.
    pub fn words(&self) -> Option<&Str> {
        match self.runs.as_slice() {
            [run] if run.style == Style::default() => Some(&run.text),
            _ => None,
        }
    }

    /// The string it was read from, where that is of this markup.
    pub fn source_in(&self, markup: Markup) -> Option<&Str> {
        self.source.as_ref().filter(|(of, _)| *of == markup).map(|(_, text)| text)
    }
}

impl PartialEq for Rich {
    fn eq(&self, other: &Self) -> bool {
        self.runs == other.runs
    }
}
impl Eq for Rich {}

/// Runs without style are no rich text: see [`Value::rich`](super::Value::rich), which joins neighbours of one style.
pub(crate) fn joined(runs: Vec<Run>) -> Vec<Run> {
    if runs.iter().all(|run| !run.text.is_empty()) && runs.windows(2).all(|two| two[0].style != two[1].style) {
        return runs;
    }
    let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs.into_iter().filter(|run| !run.text.is_empty()) {
        match joined.last_mut() {
            Some(last) if last.style == run.style => last.text = format!("{}{}", last.text, run.text).into(),
            _ => joined.push(run),
        }
    }
    joined
}
