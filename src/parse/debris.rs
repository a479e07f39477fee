//! What a page or a slip of the hand leaves in a reference: the words of links ("Google Scholar", "[CrossRef]"), doubled
//! punctuation, parentheses without partner. Debris is cut off; the rest is told and stays as it stands.

use crate::text::{Diagnostic, Edit, Example, FixSafety, MappedText, Pattern, RuleDefault, RuleInfo, Severity, Source, Span};
use std::ops::Range;

/// Words of a web page's links at the end of a reference.
pub(super) static PAGE_DEBRIS: RuleInfo = RuleInfo {
    name: "page-debris",
    summary: "words of a web page's links in a reference",
    why: "Text copied from a publisher's page carries the words of its links, \"Google Scholar\" or \"CrossRef\", glued to the reference. \
          They are no part of it. The fix is safe: they are removed only where they stand at the end, behind what ends a reference.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Safe,
    examples: &[Example {
        input: "text",
        bad: "References\n\nMontlake, S. (2003). Effort to stop land mines. Toronto: Oxford University Press.Google Scholar\n",
        good: "References\n\nMontlake, S. (2003). Effort to stop land mines. Toronto: Oxford University Press.\n",
    }],
};

/// Tags of a markup language among the words.
pub(super) static MARKUP_IN_REFERENCE: RuleInfo = RuleInfo {
    name: "markup-in-reference",
    summary: "tags of a markup language among the words of a reference",
    why: "Text copied from a database or an XML file carries tags, `<i>` or `<italic>`, that only say how words look. They are no words of the \
          reference, and are left out of its values. The fix is safe: it removes the tags and no word.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Safe,
    examples: &[Example {
        input: "text",
        bad: "References\n\nMontlake, S. (2003). <i>Effort to stop land mines</i>. Toronto: Oxford University Press.\n",
        good: "References\n\nMontlake, S. (2003). Effort to stop land mines. Toronto: Oxford University Press.\n",
    }],
};

static TAG: Pattern =
    Pattern::new(r"(?i)</?(?:i|b|em|strong|italic|bold|su[pb]|sc|u|small|span|font|a|p|br|jats:[a-z\-]{1,20}|xref|ext-link)(?:\s[^<>]{0,200})?/?>")
        .when(|text| text.contains('<'));

/// A punctuation mark that stands twice.
pub(super) static DOUBLED_PUNCTUATION: RuleInfo = RuleInfo {
    name: "doubled-punctuation",
    summary: "a punctuation mark that stands twice",
    why: "Two commas or full stops in a row are a slip of the hand, or the place where something is missing. The fix is safe: it keeps one of \
          them; ellipses, initials and web addresses are left alone.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::Safe,
    examples: &[Example {
        input: "text",
        bad: "References\n\nHubert, D. (2000). The landmine ban,, Institute for International Studies.\n",
        good: "References\n\nHubert, D. (2000). The landmine ban, Institute for International Studies.\n",
    }],
};

/// A parenthesis or bracket without its partner.
pub(super) static UNBALANCED_PARENTHESIS: RuleInfo = RuleInfo {
    name: "unbalanced-parenthesis",
    summary: "a parenthesis or bracket without its partner",
    why: "Where one of a pair is missing, it is not sure what belongs together, and something may have been lost. A person must look.",
    severity: Severity::Warning,
    default: RuleDefault::On,
    fix: FixSafety::None,
    examples: &[Example {
        input: "text",
        bad: "References\n\nMontlake, S. (2003. Effort to stop land mines. Toronto: Oxford University Press.\n",
        good: "References\n\nMontlake, S. (2003). Effort to stop land mines. Toronto: Oxford University Press.\n",
    }],
};

/// Words of links on publishers' pages, the longer before those they begin or end with.
const LINKS: &[&str] = &[
    "Google Scholar Crossref",
    "Search Google Scholar",
    "Google Scholar",
    "GoogleScholar",
    "CrossRef Full Text",
    "Crossref",
    "CrossRef",
    "Cross Ref",
    "PubMed Central",
    "PubMed Abstract",
    "Search PubMed",
    "PubMed",
    "Medline",
    "MEDLINE",
    "View Article Online",
    "View Article",
    "View article",
    "View in Scopus",
    "View at Publisher",
    "View PDF",
    "Download PDF",
    "Scopus",
    "Web of Science",
    "Web of Science ®",
    "ISI",
    "CAS",
    "ADS",
    "Zentralblatt MATH",
    "zbMATH",
    "MATH",
    "MathSciNet",
    "Publisher Full Text",
    "Free Full Text",
    "Full Text PDF",
    "Full Text",
    "Abstract/Free Full Text",
    "Open URL",
    "OpenURL",
    "Download references",
    "Download citation",
    "Export Citation",
    "Green Version",
    "Article",
    "Abstract",
];

/// Where the debris at the end of a text begins: the end of the text where there is none.
pub(super) fn tail(text: &str) -> usize {
    let mut kept = text.trim_end().len();
    let mut cut = false;
    // What is no letter between two links goes with them.
    while let Some(start) = last_link(&text[..kept]) {
        let before = text[..start].trim_end();
        if !before.is_empty() && !ends_reference(before) && last_link(before.trim_end_matches(is_link_separator)).is_none() {
            break;
        }
        kept = before.len();
        cut = true;
        let links_before = before.trim_end_matches(is_link_separator);
        if links_before.len() < before.len() && last_link(links_before).is_some() {
            kept = links_before.len();
        }
    }
    if cut { kept } else { text.len() }
}

fn is_link_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | '·' | '•' | ',' | ';' | '/')
}

/// Whether a whole line is nothing but links of a page.
pub(super) fn is_debris(line: &str) -> bool {
    // A line that is long is none: do not search it.
    !line.is_empty() && line.len() < 200 && tail(line.trim_start_matches(is_link_separator)) == 0
}

/// Where the link begins that a text ends with, its brackets included.
fn last_link(text: &str) -> Option<usize> {
    let bare = text.trim_end_matches(is_link_separator);
    if bare.len() < text.len() && text[bare.len()..].contains(['/', ',', ';']) {
        return None;
    }
    let (inner, bracketed) = match bare.strip_suffix([']', ')']) {
        Some(inner) => (inner.trim_end(), true),
        None => (bare, false),
    };
    let start = LINKS.iter().find_map(|link| inner.strip_suffix(link)).map(str::len).or_else(|| return_link(inner))?;
    let before = inner[..start].trim_end();
    match (bracketed, before.strip_suffix(['[', '('])) {
        (true, Some(outer)) => Some(outer.len()),
        (true, None) => None,
        (false, _) => Some(start),
    }
}

/// "Return to ref 12 in article".
fn return_link(text: &str) -> Option<usize> {
    let before = text.strip_suffix(" in article")?.trim_end_matches(|c: char| c.is_ascii_digit());
    before.strip_suffix(" ref ").or_else(|| before.strip_suffix(" reference "))?.strip_suffix("Return to").map(str::len)
}

/// Whether a text ends like a reference: so that "a study of Google Scholar" keeps its last words.
fn ends_reference(text: &str) -> bool {
    let last_word = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    text.ends_with(['.', ')', ']', '?', '!', '”', '"', '»', ';']) || text.ends_with(|c: char| c.is_ascii_digit()) || last_word.contains("://")
}

/// Cuts debris off and tells what is odd about a reference.
pub(super) fn clean(source: &Source, text: &MappedText) -> (MappedText, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let bare = without_tags(source, text, &mut diagnostics);
    let text = bare.as_ref().unwrap_or(text);
    let whole = text.as_str();
    let start = head(whole);
    let end = tail(&whole[start..]) + start;
    let end = start + whole[start..end].trim_end().len();
    if start > 0 {
        diagnostics.push(debris(source, text, 0..start, 0..start));
    }
    if end < whole.trim_end().len() {
        let words = end + whole[end..].len() - whole[end..].trim_start().len()..whole.trim_end().len();
        diagnostics.push(debris(source, text, words, end..whole.len()));
    }
    let kept = text.slice(start..end);
    doubled(source, &kept, &mut diagnostics);
    diagnostics.extend(unbalanced(&kept));
    (kept, diagnostics)
}

/// The text without tags, where there are some.
fn without_tags(source: &Source, text: &MappedText, diagnostics: &mut Vec<Diagnostic>) -> Option<MappedText> {
    let whole = text.as_str();
    memchr::memchr(b'<', whole.as_bytes())?;
    let tags: Vec<Range<usize>> = TAG.find_iter(whole).map(|tag| tag.range()).collect();
    let first = tags.first()?.clone();
    let mut bare = MappedText::new(text.source());
    let mut done = 0;
    for tag in &tags {
        bare.append(text, done..tag.start);
        done = tag.end;
    }
    bare.append(text, done..whole.len());
    let message = format!("`{}` is markup, not a word of the reference", &whole[first.clone()]);
    let diagnostic = Diagnostic::new(&MARKUP_IN_REFERENCE, text.span(first), message);
    let edits: Option<Vec<Edit>> = tags.into_iter().map(|tag| stands_so(source, text, tag).map(Edit::remove)).collect();
    diagnostics.push(match edits {
        Some(edits) => diagnostic.fix("remove the tags", edits),
        None => diagnostic,
    });
    Some(bare)
}

/// The bytes of back links at the beginning: "^", "↑", alone or with letters, as encyclopedias have them.
fn head(text: &str) -> usize {
    let rest = text.trim_start_matches(['^', '↑']);
    if rest.len() == text.len() || !rest.starts_with(char::is_whitespace) {
        return 0;
    }
    let mut rest = rest.trim_start();
    while let Some(next) = rest.strip_prefix(|c: char| c.is_ascii_lowercase()).filter(|next| next.starts_with(' ')) {
        rest = next.trim_start();
    }
    text.len() - rest.len()
}

fn debris(source: &Source, text: &MappedText, words: Range<usize>, removed: Range<usize>) -> Diagnostic {
    let message = format!("`{}` belongs to the page, not to the reference", text.as_str()[words.clone()].trim());
    let diagnostic = Diagnostic::new(&PAGE_DEBRIS, text.span(words), message);
    match stands_so(source, text, removed) {
        Some(span) => diagnostic.fix("remove it", vec![Edit::remove(span)]),
        None => diagnostic,
    }
}

/// The span of a range whose words stand in the source so, without markup in between: only there an edit is sure.
fn stands_so(source: &Source, text: &MappedText, range: Range<usize>) -> Option<Span> {
    let span = text.span(range.clone());
    let written = source.text.get(span.range())?.split_whitespace();
    written.eq(text.as_str()[range].split_whitespace()).then_some(span)
}

/// Doubled punctuation marks.
fn doubled(source: &Source, text: &MappedText, diagnostics: &mut Vec<Diagnostic>) {
    let whole = text.as_str();
    let bytes = whole.as_bytes();
    let mut at = 0;
    while at + 1 < bytes.len() {
        let run = bytes[at..].iter().take_while(|byte| **byte == bytes[at]).count();
        if run == 2 && is_slip(whole, at) {
            let range = at..at + 2;
            let mark = bytes[at] as char;
            let message = format!("`{mark}` stands twice: `{}`", around(whole, range.clone()));
            let diagnostic = Diagnostic::new(&DOUBLED_PUNCTUATION, text.span(range.clone()), message);
            diagnostics.push(match stands_so(source, text, range) {
                Some(span) => diagnostic.fix(format!("write one `{mark}`"), vec![Edit { span, text: mark.to_string() }]),
                None => diagnostic,
            });
        }
        at += run;
    }
}

/// Whether the two equal marks at `at` are a slip: no initial with its full stop, no web address.
fn is_slip(text: &str, at: usize) -> bool {
    // Two equal bytes within characters are no marks.
    let Some(before) = text.get(..at) else { return false };
    match text.as_bytes()[at] {
        b',' | b';' => {}
        b'.' => {
            let mut back = before.chars().rev();
            let initial = back.next().is_some_and(char::is_uppercase) && back.next().is_none_or(|c| !c.is_alphanumeric());
            if initial || before.ends_with(['…', '.']) {
                return false;
            }
        }
        _ => return false,
    }
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    !word.contains('/') && !text[at + 2..].starts_with('/')
}

/// The word around a range.
fn around(text: &str, range: Range<usize>) -> &str {
    let start = text[..range.start].rfind(char::is_whitespace).map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let end = text[range.end..].find(char::is_whitespace).map_or(text.len(), |at| range.end + at);
    &text[start..end]
}

/// The first parenthesis or bracket without partner.
fn unbalanced(text: &MappedText) -> Option<Diagnostic> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut lonely = None;
    for (at, c) in text.as_str().char_indices() {
        let partner = match c {
            '(' | '[' => {
                open.push((at, c));
                continue;
            }
            ')' => '(',
            ']' => '[',
            _ => continue,
        };
        match open.last() {
            Some((_, last)) if *last == partner => _ = open.pop(),
            _ => lonely = lonely.or(Some((at, c))),
        }
    }
    let (at, c) = lonely.or(open.first().copied())?;
    Some(Diagnostic::new(&UNBALANCED_PARENTHESIS, text.span(at..at + 1), format!("`{c}` has no partner")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;

    #[test]
    fn debris_is_cut_off_at_the_end_only() {
        for (text, kept) in [
            ("Oxford University Press.Google Scholar", "Oxford University Press."),
            ("pp. 3–7. [Google Scholar] [CrossRef]", "pp. 3–7."),
            ("12, 3 (1998).Article CAS PubMed PubMed Central Google Scholar", "12, 3 (1998)."),
            ("https://doi.org/10.1/x Google Scholar", "https://doi.org/10.1/x"),
            ("Nature 3, 1998 View Article | PubMed | Google Scholar", "Nature 3, 1998"),
            ("A test. Return to ref 12 in article", "A test."),
            ("Google Scholar as a data source. Nature.", "Google Scholar as a data source. Nature."),
            ("A study of Google Scholar", "A study of Google Scholar"),
            ("The literature in PubMed and Google Scholar", "The literature in PubMed and Google Scholar"),
            ("Using Google Scholar.", "Using Google Scholar."),
            ("A. (2001). Research Article", "A. (2001). Research Article"),
        ] {
            assert_eq!(text[..tail(text)].trim_end(), kept);
        }
        assert!(is_debris("[Google Scholar]") && is_debris("Article  CAS  Google Scholar") && is_debris("Download references"));
        assert!(!is_debris("Google Scholar, 2004.") && !is_debris(""));
    }

    #[test]
    fn tags_are_no_words() {
        let text = "A<sub>2</sub>. <italic>Nature</italic> <b class=\"x\">3</b>, a < b > c.";
        let source = Source::from_text(SourceId(0), "-", text);
        let (kept, found) = clean(&source, &MappedText::verbatim(source.id, text, 0));
        assert_eq!(kept.as_str(), "A2. Nature 3, a < b > c.");
        assert_eq!((found.len(), found[0].rule.name), (1, "markup-in-reference"));
    }

    #[test]
    fn oddities_are_told_at_their_place() {
        for (text, expected) in [
            ("(ICBL),, Johannesburg", vec![("doubled-punctuation", ",,")]),
            // Characters of several bytes right before the marks.
            ("柳田聖山.. 初期禅宗史書", vec![("doubled-punctuation", "..")]),
            ("Jones, A.. Wait... for it.. x", vec![("doubled-punctuation", "..")]),
            ("http://a.b/c..d", vec![]),
            ("(a [b) c", vec![("unbalanced-parenthesis", ")")]),
            ("a (b", vec![("unbalanced-parenthesis", "(")]),
            ("a (b [c]) d", vec![]),
        ] {
            let source = Source::from_text(SourceId(0), "-", text);
            let (_, found) = clean(&source, &MappedText::verbatim(source.id, text, 0));
            let found: Vec<_> = found.iter().map(|d| (d.rule.name, &text[d.span.range()])).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
