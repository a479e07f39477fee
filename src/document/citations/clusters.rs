//! Citations in Markdown as places to be written out: `[see @a, p. 3; @b]`, `@a [p. 4]`, `-@a`, with what stands around each key, the notes that
//! they stand in, and the place of the bibliography. Code, links, mathematics and HTML are never looked into.

use super::stretch::{Piece, Stretch};
use crate::text::{Source, Span};
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// What of a Markdown document has to do with citing. All ranges are of the source's text.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// The citations, in the order of their places; none overlap.
    pub clusters: Vec<Cluster>,
    /// Where footnotes are called, in the order of their places.
    pub calls: Vec<Call>,
    /// The definitions of footnotes: name and range.
    pub definitions: Vec<(String, Range<usize>)>,
    /// The front matter, without the lines around it.
    pub front_matter: Option<Range<usize>>,
    /// Where the document wants its bibliography: the inside of `::: {#refs}`, or the place behind a heading such as "References".
    pub list: Option<Range<usize>>,
    /// All of the block that was made for it, `::: {#refs}` or `<div id="refs">`.
    pub block: Option<Range<usize>>,
}

/// The works cited at one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// All of it, brackets included.
    pub range: Range<usize>,
    /// How it is written.
    pub form: ClusterForm,
    /// The works, at least one.
    pub works: Vec<Work>,
}

/// How a citation is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClusterForm {
    /// `[@a]`.
    Bracketed,
    /// `@a`: the text names the author.
    InText,
    /// `-@a` in the text.
    WithoutAuthor,
}

/// One work of a citation.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// Its key.
    pub key: String,
    /// Where the key stands.
    pub span: Span,
    /// What stands before it.
    pub prefix: Vec<Inline>,
    /// What stands behind it, locators included.
    pub suffix: Vec<Inline>,
    /// Whether a hyphen stands before it: the author is not to be named.
    pub suppressed: bool,
    /// Whether it may be a figure, table or section of the document: `@fig-a`.
    pub maybe_reference: bool,
}

/// A piece of a line of Markdown.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    /// Text, escapes and entities resolved.
    Text(String),
    /// Emphasis of some kind begins.
    Start(Emphasis),
    /// It ends.
    End(Emphasis),
    /// Code, a link, mathematics, HTML …: left as it stands.
    Opaque(Range<usize>),
}

/// Kinds of emphasis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emphasis {
    /// `*a*`.
    Italic,
    /// `**a**`.
    Bold,
}

/// A place where a footnote is called.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// All of it: `[^a]`, `^[text]`.
    pub range: Range<usize>,
    /// Its name; none where its text stands at the place, `^[text]`.
    pub name: Option<String>,
}

impl Call {
    /// The text of a note that stands at its place.
    pub fn inside(&self) -> Range<usize> {
        self.range.start + 2..self.range.end - 1
    }
}

/// The markup that is read in documents that cite.
pub fn options() -> Options {
    Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_MATH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
}

/// The headings below which a bibliography is expected.
const HEADINGS: &[&str] = &[
    "references",
    "bibliography",
    "works cited",
    "literature",
    "literature cited",
    "literatur",
    "literaturverzeichnis",
    "références",
    "bibliographie",
    "referencias",
    "bibliografía",
    "riferimenti bibliografici",
    "bibliografia",
    "referências",
    "literatuur",
    "referenser",
];

/// Reads a Markdown document for what it cites.
pub fn prose(source: &Source) -> Prose {
    let mut reader = Reader { source, text: &source.text, pieces: Vec::new(), opaque: None, prose: Prose::default(), heading: None };
    let mut meta = false;
    for (event, range) in Parser::new_ext(&source.text, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => meta = true,
            Event::End(TagEnd::MetadataBlock(_)) => meta = false,
            Event::Text(_) if meta => {
                let before = reader.prose.front_matter.take().map_or(range.start, |before| before.start);
                reader.prose.front_matter = Some(before..range.end);
            }
            event => reader.event(event, range),
        }
    }
    reader.flush();
    let mut prose = reader.prose;
    if let Some((inside, block)) = refs_block(&source.text, &prose) {
        (prose.list, prose.block) = (Some(inside), Some(block));
    }
    prose.calls.sort_by_key(|call| call.range.start);
    prose
}

/// The inside of the block that asks for the bibliography, and all of it.
fn refs_block(text: &str, prose: &Prose) -> Option<(Range<usize>, Range<usize>)> {
    let from = prose.front_matter.as_ref().map_or(0, |meta| meta.end);
    let mut at = from;
    let mut fence: Option<&str> = None;
    for line in text[from..].split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim();
        let ticks = ["```", "~~~"].into_iter().find(|ticks| bare.starts_with(ticks));
        match (fence, ticks) {
            (None, Some(ticks)) => fence = Some(ticks),
            (Some(open), Some(ticks)) if open == ticks && bare.chars().all(|c| ticks.starts_with(c)) => fence = None,
            _ => {}
        }
        if fence.is_some() {
            continue;
        }
        let is_div = bare.starts_with(":::") && bare.split(|c: char| c.is_whitespace() || c == '{' || c == '}').any(|word| word == "#refs");
        let is_html = bare.starts_with("<div") && (bare.contains("id=\"refs\"") || bare.contains("id='refs'") || bare.contains("id=refs"));
        if is_div {
            return closing(text, start, at, |line| line.starts_with(":::"));
        }
        if is_html && bare.ends_with("></div>") {
            let end = start + line.trim_end().len();
            return Some((end - "</div>".len()..end - "</div>".len(), start..at));
        }
        if is_html {
            return closing(text, start, at, |line| line.starts_with("</div>"));
        }
    }
    None
}

/// A block that begins at `start`, its inside at `inside`, up to the line that closes it.
fn closing(text: &str, start: usize, inside: usize, is_end: impl Fn(&str) -> bool) -> Option<(Range<usize>, Range<usize>)> {
    let mut at = inside;
    for line in text[inside..].split_inclusive('\n') {
        if is_end(line.trim_start()) {
            return Some((inside..at, start..at + line.len()));
        }
        at += line.len();
    }
    None
}

struct Reader<'s> {
    source: &'s Source,
    text: &'s str,
    /// The stretch of prose that is being gathered.
    pieces: Vec<Piece>,
    /// Where the link or image that is being passed over ends.
    opaque: Option<usize>,
    prose: Prose,
    /// Where the heading that is being read ends, and its words.
    heading: Option<(usize, String)>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.opaque.is_some_and(|end| range.start < end && range.end <= end) {
            return;
        }
        self.opaque = None;
        match event {
            Event::Text(text) => self.words(text, range),
            Event::SoftBreak | Event::HardBreak => self.push(range, Inline::Text(" ".to_owned())),
            Event::Start(Tag::Emphasis) => self.push(range.start..range.start, Inline::Start(Emphasis::Italic)),
            Event::End(TagEnd::Emphasis) => self.push(range.end..range.end, Inline::End(Emphasis::Italic)),
            Event::Start(Tag::Strong) => self.push(range.start..range.start, Inline::Start(Emphasis::Bold)),
            Event::End(TagEnd::Strong) => self.push(range.end..range.end, Inline::End(Emphasis::Bold)),
            // The words of a link may cite; its address may not.
            Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. })
                if !matches!(link_type, LinkType::Autolink | LinkType::Email) && self.cites(&range) => {}
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
                self.opaque = Some(range.end);
                self.push(range.clone(), Inline::Opaque(range));
            }
            Event::FootnoteReference(name) => {
                self.prose.calls.push(Call { range: range.clone(), name: Some(name.to_string()) });
                self.push(range.clone(), Inline::Opaque(range));
            }
            Event::Code(_) | Event::InlineHtml(_) | Event::InlineMath(_) | Event::DisplayMath(_) => self.push(range.clone(), Inline::Opaque(range)),
            Event::Start(Tag::Strikethrough) | Event::End(TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image) => {}
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => {
                self.flush();
                self.opaque = Some(range.end);
            }
            event => self.block(event, range),
        }
    }

    /// A block begins or ends: the prose before it is looked through.
    fn block(&mut self, event: Event<'_>, range: Range<usize>) {
        self.flush();
        match event {
            Event::Start(Tag::FootnoteDefinition(name)) => self.prose.definitions.push((name.to_string(), range)),
            Event::Start(Tag::Heading { .. }) => self.heading = Some((range.end, String::new())),
            Event::End(TagEnd::Heading(_)) => {
                let Some((end, words)) = self.heading.take() else { return };
                if HEADINGS.contains(&words.trim().to_lowercase().as_str()) {
                    let end = self.text[..end].trim_end().len();
                    self.prose.list = Some(end..end);
                }
            }
            _ => {}
        }
    }

    fn cites(&self, range: &Range<usize>) -> bool {
        self.text[range.clone()].split("](").next().is_some_and(|words| words.contains('@'))
    }

    fn words(&mut self, text: CowStr<'_>, range: Range<usize>) {
        if let Some((_, words)) = &mut self.heading {
            words.push_str(&text);
        }
        self.push(range, Inline::Text(text.into_string()));
    }

    fn push(&mut self, range: Range<usize>, inline: Inline) {
        self.pieces.push(Piece { range, inline });
    }

    fn flush(&mut self) {
        let pieces = std::mem::take(&mut self.pieces);
        if pieces.iter().any(|piece| matches!(piece.inline, Inline::Text(_)) && self.text[piece.range.clone()].contains(['@', '^'])) {
            Stretch::new(self.source, &pieces).clusters(&mut self.prose);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;

    fn shown(text: &str) -> Vec<String> {
        let source = Source::from_text(SourceId(0), "a.md", text);
        let inline = |inline: &Inline| match inline {
            Inline::Text(text) => text.clone(),
            Inline::Start(_) => "<".to_owned(),
            Inline::End(_) => ">".to_owned(),
            Inline::Opaque(range) => format!("{{{}}}", &text[range.clone()]),
        };
        let side = |side: &[Inline]| side.iter().map(inline).collect::<String>();
        let work = |work: &Work| format!("{}|{}{}|{}", side(&work.prefix), if work.suppressed { "-" } else { "" }, work.key, side(&work.suffix));
        let cluster = |cluster: &Cluster| {
            format!("{} {:?} {}", &text[cluster.range.clone()], cluster.form, cluster.works.iter().map(work).collect::<Vec<_>>().join(" ; "))
        };
        prose(&source).clusters.iter().map(cluster).collect()
    }

    #[test]
    fn citations_with_what_stands_around_their_keys() {
        for (text, expected) in [
            ("A [@a].", vec!["[@a] Bracketed |a|"]),
            (
                "[see @a, p. 3; *also* -@b, chap. 2 and *passim*]",
                vec!["[see @a, p. 3; *also* -@b, chap. 2 and *passim*] Bracketed see |a|, p. 3 ;  <also> |-b|, chap. 2 and <passim>"],
            ),
            ("@a says; @b [p. 4; see @c] says", vec!["@a InText |a|", "@b [p. 4; see @c] InText |b|p. 4 ;  see |c|"]),
            ("-@a and [-@a]", vec!["-@a WithoutAuthor |-a|", "[-@a] Bracketed |-a|"]),
            ("[@{odd; key}; @{b c}, p. 1]", vec!["[@{odd; key}; @{b c}, p. 1] Bracketed |odd; key| ;  |b c|, p. 1"]),
            ("a@b.de \\@c \\[@d\\] `@e` <https://x/@f> [g](@h) $@i$ <!-- @j -->", vec!["@d InText |d|"]),
            ("    @a\n\n```\n[@b]\n```\n\n<p>@c</p>\n", vec![]),
            ("[a [b] @c [d], `e;` f]", vec!["[a [b] @c [d], `e;` f] Bracketed a [b] |c| [d], {`e;`} f"]),
            ("[see; @a]", vec!["@a InText |a|"]),
            ("[x @a](http://b) @c [d]\n\n[d]: u", vec!["@a InText |a|", "@c InText |c|"]),
            ("*[@a]* and *@b [p. 2]*", vec!["[@a] Bracketed |a|", "@b [p. 2] InText |b|p. 2"]),
            ("a^[note [@a]] b[^1]\n\n[^1]: c @b\n", vec!["[@a] Bracketed |a|", "@b InText |b|"]),
            ("|a|b|\n|-|-|\n|[@a]|@b|", vec!["[@a] Bracketed |a|", "@b InText |b|"]),
            ("[@a\nsee]", vec!["[@a\nsee] Bracketed |a| see"]),
            ("[@a, @b]", vec!["[@a, @b] Bracketed |a| ;  |b|"]),
            ("[see @a, p. 3, and -@b]", vec!["[see @a, p. 3, and -@b] Bracketed see |a|, p. 3 ;  and |-b|"]),
            ("[@a and @b, p. 2]", vec!["[@a and @b, p. 2] Bracketed |a| ;  and |b|, p. 2"]),
            ("[@a, `x,` @b; @c @]", vec!["[@a, `x,` @b; @c @] Bracketed |a| ;  {`x,`} |b| ;  |c| @"]),
            ("[@a, see @fig-b]", vec!["[@a, see @fig-b] Bracketed |a|, see @fig-b"]),
            ("[@a,me@b.de]", vec!["[@a,me@b.de] Bracketed |a|,me@b.de"]),
            ("[@", vec![]),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn places_of_notes_and_of_the_bibliography() {
        let text = "---\nlang: de\n---\n\na^[b] c[^x]\n\n[^x]: d\n\n# References\n\n# Appendix\n";
        let found = prose(&Source::from_text(SourceId(0), "a.md", text));
        assert_eq!(found.calls.iter().map(|call| &text[call.range.clone()]).collect::<Vec<_>>(), ["^[b]", "[^x]"]);
        assert_eq!(&text[found.front_matter.clone().unwrap_or_default()], "lang: de\n");
        assert_eq!(&text[found.list.unwrap_or_default().start..], "\n\n# Appendix\n");
        for (text, before) in [("a\n\n::: {#refs}\nold\n:::\n", "a\n\n::: {#refs}\n"), ("<div id=\"refs\"></div>\n", "<div id=\"refs\">")] {
            let found = prose(&Source::from_text(SourceId(0), "a.md", text));
            assert_eq!(found.block.map(|block| block.end), Some(text.len()));
            assert_eq!(&text[..found.list.unwrap_or_default().start], before);
        }
        assert_eq!(prose(&Source::from_text(SourceId(0), "a.md", "```\n::: {#refs}\n:::\n```\n")).list, None);
    }

    #[test]
    fn hostile_markdown_comes_to_an_end() {
        for unit in ["[", "[@a", "[@a;", "^[", "@a [", "*[@a", "@{", "]", "[[@a]; "] {
            let found = prose(&Source::from_text(SourceId(0), "a.md", &unit.repeat(20_000)));
            assert!(found.clusters.windows(2).all(|two| two[0].range.end <= two[1].range.start), "{unit}");
        }
    }
}
