//! Citations in reStructuredText: the roles of sphinxcontrib-bibtex (``:cite:p:`a,b` ``), `[key]_` with its `.. [key]`, and the files of
//! `.. bibliography::`. Literal blocks, code and comments say nothing.

use super::{Citing, Found, How, Site, whole};
use crate::document::rst::{Line, lines};
use crate::text::Pattern;
use std::ops::Range;

/// reStructuredText.
pub(super) static RST: Citing = Citing { name: "rst", extensions: &["rst", "rest"], find: |source| whole(source, find) };

/// Literals come first, so that what stands in them is passed.
static INLINE: Pattern = Pattern::new(r"``[^`]*``|:(?:foot)?(no)?cite(?::[a-z]+)*:`([^`]*)`|\[([A-Za-z][A-Za-z0-9]*(?:[-_.:+][A-Za-z0-9]+)*)\]_");
static TARGET: Pattern = Pattern::new(r"^\.\. \[([A-Za-z][^\]\s]*)\]");
static BIBLIOGRAPHY: Pattern = Pattern::new(r"^\.\. (?:foot)?bibliography::[ \t]*(.*)");

/// Whether a name may stand in `[name]_`.
pub(super) fn is_simple_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.split(['-', '_', '.', ':', '+']).all(|part| !part.is_empty() && part.bytes().all(|c| c.is_ascii_alphanumeric()))
}

fn find(found: &mut Found) {
    let text = found.text.as_str();
    for line in lines(text) {
        let Line::Text(range) = line else { continue };
        let start = range.start + text[range.clone()].len() - text[range.clone()].trim_start().len();
        let body = &text[start..range.end];
        let shifted = |group: regex::Match| start + group.start()..start + group.end();
        if let Some(key) = TARGET.captures(body).and_then(|captures| captures.get(1)) {
            found.label(shifted(key));
        } else if let Some(files) = BIBLIOGRAPHY.captures(body).and_then(|captures| captures.get(1)) {
            words(text, shifted(files)).into_iter().for_each(|file| found.bibliography(file));
        }
        for captures in INLINE.captures_iter(body) {
            let how = if captures.get(1).is_some() { How::Listed } else { How::Cited };
            captures.get(2).into_iter().for_each(|keys| found.cite_list(role_text(text, shifted(keys)), how, Site::Role));
            captures.get(3).into_iter().for_each(|key| found.cite(shifted(key), How::Either, None, Site::Simple));
        }
    }
}

/// The keys of a role; newer versions allow words around each key in braces, `{see}key`, which are passed over where one key stands so.
fn role_text(text: &str, range: Range<usize>) -> Range<usize> {
    let inside = &text[range.clone()];
    match (inside.starts_with('{'), inside.find('}')) {
        (true, Some(end)) => range.start + end + 1..range.end,
        _ => range,
    }
}

fn words(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut at = range.start;
    let part = |word: &str| {
        let start = at;
        at += word.len() + 1;
        start..start + word.len()
    };
    text[range].split([' ', '\t']).map(part).filter(|word| !word.is_empty()).collect()
}
