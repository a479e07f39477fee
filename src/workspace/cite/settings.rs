//! What the front matter of a document says of its citations, in pandoc's words.

use crate::document::citations::clusters;
use crate::text::Source;
use serde_yaml::Value;

/// The settings of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// `csl` or `citation-style`: the style, a name, a file or an address.
    pub style: Option<String>,
    /// `lang`: the language.
    pub lang: Option<String>,
    /// `reference-section-title`: the heading over the bibliography.
    pub list_title: Option<String>,
    /// `suppress-bibliography`: none is written.
    pub suppress_bibliography: bool,
    /// `notes-after-punctuation: false`: notes stay before the mark that follows them.
    pub notes_before_punctuation: bool,
    /// `link-citations`: citations lead to their entries in the bibliography, but in styles of notes.
    pub link_citations: bool,
    /// `references`: the entries that the document holds itself, as CSL-YAML.
    pub references: Option<String>,
}

impl Settings {
    /// Those of a Markdown document; none where its front matter cannot be read.
    pub fn of(source: &Source) -> Self {
        let text = clusters::prose(source).front_matter.and_then(|range| source.text.get(range)).unwrap_or_default();
        let Ok(meta) = serde_yaml::from_str::<Value>(text) else { return Self::default() };
        let word = |names: &[&str]| names.iter().find_map(|name| meta.get(*name)?.as_str().map(str::to_owned));
        let flag = |name: &str, value: bool| meta.get(name).and_then(Value::as_bool) == Some(value);
        let references = meta.get("references").filter(|value| value.is_sequence());
        Self {
            style: word(&["csl", "citation-style"]),
            lang: word(&["lang"]),
            list_title: word(&["reference-section-title"]),
            suppress_bibliography: flag("suppress-bibliography", true),
            notes_before_punctuation: flag("notes-after-punctuation", false),
            link_citations: flag("link-citations", true),
            references: references.and_then(|list| {
                let whole = serde_yaml::Mapping::from_iter([(Value::from("references"), list.clone())]);
                serde_yaml::to_string(&whole).ok()
            }),
        }
    }
}
