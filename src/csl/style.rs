//! Styles: read, checked and compiled once, used for any number of documents.

use super::CslError;
use super::compile;
use super::program::Program;
use hayagriva::archive::ArchivedStyle;
use hayagriva::citationberg as csl;

/// Elements of a style may not be nested deeper: the parser and the processor recurse into them. The deepest style that is
/// published has 30 levels.
const DEEPEST: usize = 200;

/// A CSL style, ready for use.
pub struct Style {
    pub(super) program: Program,
}

impl Style {
    /// A style given as CSL (XML).
    ///
    /// # Errors
    /// A text that is no independent style, or one that never comes to an end.
    pub fn from_csl(xml: &str) -> Result<Self, CslError> {
        if depth(xml) > DEEPEST {
            return Err(CslError::InvalidStyle(format!("its elements are nested deeper than {DEEPEST} levels")));
        }
        let style = csl::Style::from_xml(&folded(xml)).map_err(|error| CslError::InvalidStyle(error.to_string()))?;
        Self::compiled(style)
    }

    /// A style of the archive, named as there (`apa`, `chicago-author-date`, …) or by its CSL identifier.
    ///
    /// # Errors
    /// A style that there is not.
    pub fn named(name: &str) -> Result<Self, CslError> {
        match ArchivedStyle::by_name(name).or_else(|| ArchivedStyle::by_id(name)) {
            Some(found) => Self::compiled(found.get()),
            None => Err(CslError::UnknownStyle { name: name.to_owned(), near: nearest(name) }),
        }
    }

    fn compiled(style: csl::Style) -> Result<Self, CslError> {
        match style {
            csl::Style::Independent(style) => Ok(Self { program: compile::compile(style)? }),
            csl::Style::Dependent(style) => Err(CslError::DependentStyle(style.parent_link.href)),
        }
    }

    /// Whether it has a bibliography.
    pub fn has_bibliography(&self) -> bool {
        self.program.bibliography.is_some()
    }

    /// Whether its citations stand in notes.
    pub fn is_note(&self) -> bool {
        self.program.note
    }
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

/// White space within attributes as single spaces, as XML says of attributes that hold lists; the parser does not fold it.
fn folded(xml: &str) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut quote: Option<char> = None;
    let mut tag = false;
    // Whether the last characters were folded to one space.
    let mut folding = false;
    let mut rest = xml;
    while let Some(c) = rest.chars().next() {
        if !tag && rest.starts_with("<!--") {
            rest = rest.find("-->").map_or("", |end| &rest[end + 3..]);
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match (tag, quote, c) {
            (false, _, '<') => tag = true,
            (true, None, '>') => tag = false,
            (true, None, '"' | '\'') => quote = Some(c),
            (true, Some(of), c) if c == of => {
                quote = None;
                if folding {
                    out.pop();
                }
            }
            _ => {}
        }
        // Lists may not end in white space.
        let folds = tag && quote.is_some() && matches!(c, '\t' | '\n' | '\r' | ' ') && (folding || c != ' ');
        if !folds {
            out.push(c);
        } else if !folding && !out.ends_with(' ') {
            out.push(' ');
        }
        folding = folds && out.ends_with(' ');
    }
    twice_escaped(out)
}

/// Some styles escape characters twice: `&amp;#160;`.
fn twice_escaped(xml: String) -> String {
    const ESCAPED: &str = "&amp;#";
    if !xml.contains(ESCAPED) {
        return xml;
    }
    let mut parts = xml.split(ESCAPED);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        out.push_str(if digits > 0 && part[digits..].starts_with(';') { "&#" } else { ESCAPED });
        out.push_str(part);
    }
    out
}

/// How deep the elements of an XML text are nested; comments count as nothing.
fn depth(xml: &str) -> usize {
    let (mut deepest, mut depth, mut at) = (0usize, 0usize, 0);
    while let Some(found) = memchr::memchr(b'<', &xml.as_bytes()[at..]) {
        at += found;
        let rest = &xml[at..];
        let end = if rest.starts_with("<!--") { rest.find("-->") } else { rest.find('>') };
        let length = end.map_or(rest.len(), |end| end + 1);
        let tag = &rest[..length];
        match tag.as_bytes().get(1) {
            Some(b'!' | b'?') => {}
            Some(b'/') => depth = depth.saturating_sub(1),
            _ if tag.ends_with("/>") => deepest = deepest.max(depth + 1),
            _ => depth += 1,
        }
        deepest = deepest.max(depth);
        at += length;
    }
    deepest
}
