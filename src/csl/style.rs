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
    info: Info,
}

/// What a style says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// Its title.
    pub title: String,
    /// Its identifier: an address, as a rule.
    pub id: String,
    /// How it cites: `author-date`, `numeric`, `note` …; empty where it does not say.
    pub format: String,
    /// The fields of science that it is for, as CSL names them.
    pub fields: Vec<String>,
    /// Its licence, as the style words it, with its address in angle brackets.
    pub licence: String,
    /// Whether its citations stand in notes; not known of dependent styles.
    pub note: bool,
    /// Of a dependent style, the name of its parent.
    pub parent: Option<String>,
    /// Its own locale.
    pub locale: Option<String>,
}

impl Info {
    /// What a style, or a dependent one, says of itself.
    ///
    /// # Errors
    /// A text that is no style.
    pub fn of(xml: &str) -> Result<Self, CslError> {
        Ok(match parsed(xml)? {
            csl::Style::Independent(style) => Self::independent(&style),
            csl::Style::Dependent(style) => {
                let parent = style.parent_link.href.rsplit('/').next().unwrap_or_default().to_owned();
                Self { parent: Some(parent), locale: style.default_locale.map(|locale| locale.0), ..Self::from_info(&style.info) }
            }
        })
    }

    fn independent(style: &csl::IndependentStyle) -> Self {
        let note = style.settings.class == csl::StyleClass::Note;
        Self { note, locale: style.default_locale.as_ref().map(|locale| locale.0.clone()), ..Self::from_info(&style.info) }
    }

    fn from_info(info: &csl::StyleInfo) -> Self {
        let mut of = Self { title: folded_words(&info.title.value), id: info.id.trim().to_owned(), ..Self::default() };
        for category in &info.category {
            match category {
                csl::StyleCategory::CitationFormat { format } => of.format = said(format),
                csl::StyleCategory::Field { field } => of.fields.push(said(field)),
            }
        }
        if let Some(rights) = &info.rights {
            of.licence = folded_words(&rights.name);
            if let Some(address) = &rights.license {
                of.licence.push_str(&format!(" <{address}>"));
            }
        }
        of
    }

    /// As a line of an index. An identifier that follows from the name is left out.
    pub(super) fn line(&self, name: &str) -> String {
        let id = if self.id == usual_id(name) { "" } else { &self.id };
        let note = if self.note { "note" } else { "" };
        let option = |of: &Option<String>| of.clone().unwrap_or_default();
        let fields =
            [self.title.as_str(), id, &self.format, &self.fields.join(","), &self.licence, note, &option(&self.parent), &option(&self.locale)];
        fields.map(|field| field.replace(['\t', '\n', '\r'], " ")).join("\t")
    }

    pub(super) fn read<'l>(name: &str, mut fields: impl Iterator<Item = &'l str>) -> Self {
        let mut next = || fields.next().unwrap_or_default().to_owned();
        let (title, id, format, list, licence, note, parent, locale) = (next(), next(), next(), next(), next(), next(), next(), next());
        let id = if id.is_empty() { usual_id(name) } else { id };
        let fields = list.split(',').filter(|field| !field.is_empty()).map(str::to_owned).collect();
        let some = |text: String| (!text.is_empty()).then_some(text);
        Self { title, id, format, fields, licence, note: note == "note", parent: some(parent), locale: some(locale) }
    }
}

fn usual_id(name: &str) -> String {
    format!("http://www.zotero.org/styles/{name}")
}

fn folded_words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A word of CSL's vocabulary as it is spelled there.
fn said(word: &impl serde::Serialize) -> String {
    serde_json::to_value(word).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Refuses what is nested too deep for the parser.
pub(super) fn shallow(xml: &str) -> Result<(), CslError> {
    match depth(xml) > DEEPEST {
        true => Err(CslError::InvalidStyle(format!("its elements are nested deeper than {DEEPEST} levels"))),
        false => Ok(()),
    }
}

fn parsed(xml: &str) -> Result<csl::Style, CslError> {
    shallow(xml)?;
    // The parser knows no oblique letters; no output tells them from italic ones.
    let xml = folded(xml).replace("font-style=\"oblique\"", "font-style=\"italic\"");
    csl::Style::from_xml(&xml).map_err(|error| CslError::InvalidStyle(error.to_string()))
}

impl Style {
    /// A style given as CSL (XML).
    ///
    /// # Errors
    /// A text that is no independent style, or one that never comes to an end.
    pub fn from_csl(xml: &str) -> Result<Self, CslError> {
        Self::compiled(parsed(xml)?)
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
            csl::Style::Independent(style) => {
                let info = Info::independent(&style);
                Ok(Self { program: compile::compile(style)?, info })
            }
            csl::Style::Dependent(style) => Err(CslError::DependentStyle(style.parent_link.href)),
        }
    }

    /// The same in the language of a dependent style.
    #[must_use]
    pub fn with_locale(mut self, locale: Option<String>) -> Self {
        self.info.locale = locale.or(self.info.locale);
        self.program.default_locale.clone_from(&self.info.locale);
        self
    }

    /// The same with a locale, given as XML, that goes before the one built in.
    ///
    /// # Errors
    /// A text that is no locale.
    pub fn with_added(mut self, xml: &str) -> Result<Self, CslError> {
        self.program.added.push(super::locale::read(xml)?);
        Ok(self)
    }

    /// What it says of itself.
    pub fn info(&self) -> &Info {
        &self.info
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

/// The styles of the archive: name, and what each says of itself, in the order of the names.
pub fn styles() -> impl Iterator<Item = (&'static str, Info)> {
    let info = |style: &ArchivedStyle| match style.get() {
        csl::Style::Independent(of) => Info { title: style.display_name().to_owned(), ..Info::independent(&of) },
        csl::Style::Dependent(of) => Info::from_info(&of.info),
    };
    let mut styles: Vec<_> = ArchivedStyle::all().iter().filter_map(|style| Some((*style.names().first()?, style))).collect();
    styles.sort_unstable_by_key(|(name, _)| *name);
    styles.into_iter().map(move |(name, style)| (name, info(style)))
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
