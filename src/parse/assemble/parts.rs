//! The labelled parts of a reference, put in order, and the gaps between them, where "In", "(Eds.)" and "(Chap. 20)" stand.

use super::words;
use crate::parse::label::Label;
use crate::parse::tag::Tagged;
use crate::text::Str;
use crate::text::pattern::{Pattern, has_any};
use std::ops::Range;

/// A labelled part: a segment whose range is sure to be one of the text.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub label: Label,
    pub range: Range<usize>,
    pub confidence: f32,
}

/// The parts of a reference, in order; what is labelled "other" belongs to the gaps.
pub(super) fn parts(text: &Str, tagged: &Tagged) -> Vec<Part> {
    let mut parts: Vec<Part> = tagged
        .segments
        .iter()
        .filter(|segment| segment.label != Label::Other && text.get(segment.start..segment.end).is_some())
        .map(|segment| Part { label: segment.label, range: segment.start..segment.end, confidence: segment.confidence })
        .collect();
    parts.sort_by_key(|part| part.range.start);
    let mut end = 0;
    parts.retain(|part| {
        let free = part.range.start >= end;
        end = if free { part.range.end } else { end };
        free
    });
    let mut end = 0;
    for part in &mut parts {
        part.range = trimmed(text, part);
        // The bracket that closes one part may be labelled as the beginning of the next.
        part.range.start = part.range.start.max(end);
        part.range.end = part.range.end.max(part.range.start);
        end = part.range.end;
    }
    parts.retain(|part| text[part.range.clone()].chars().any(char::is_alphanumeric) || words::is_same_as_before(&text[part.range.clone()]));
    let contained = parts.iter().any(|part| part.label == Label::Container);
    let mut joined: Vec<Part> = Vec::with_capacity(parts.len());
    for part in parts {
        match joined.last_mut() {
            Some(last) if joins(text, last, &part, contained) => last.range.end = part.range.end,
            _ => joined.push(part),
        }
    }
    joined
}

/// Text parts of one label belong together where only punctuation stands between: title and subtitle.
pub(super) fn joins(text: &str, last: &Part, part: &Part, contained: bool) -> bool {
    use Label::{Container, Genre, Note, Pages, Place, Publisher, Series, Title};
    let textual = matches!(part.label, Title | Container | Publisher | Place | Series | Note | Genre | Pages);
    let gap = &text[last.range.end..part.range.start];
    // Without a container, a second title behind a full stop may be one.
    let apart = part.label == Title && !contained && gap.contains(['.', ',']);
    textual && !apart && last.label == part.label && !gap.chars().any(char::is_alphanumeric)
}

/// What else stands at the ends of titles: "(Chap. 20)", "(2nd ed.)".
static TITLE_TAIL: Pattern = Pattern::new(
    r"(?i)[\s,.(\[]+(?:(?:chap(?:ter|\.)?|ch\.|kap(?:itel|\.)|chapitre|cap\.)\s*[0-9ivxlc]+|\w+\.?\s+(?:rev\.\s+)?(?:ed\.?|edn\.?|edition|aufl(?:age|\.)|éd\.|édition|edición|edizione|edição|druk|изд\.?|wyd\.?|vyd\.?)(?:\s+(?:rev|et|und|and|y|e|augm|verb|überarb|erw|corr|ampl|aum|mise|à|jour|испр|доп|и)\b\.?)*)[)\]]?\.?$",
)
.when(may_have_title_tail);
/// Role marks at the end of a list of names: "(Eds.)", ", editors".
static ROLE_TAIL: Pattern =
    Pattern::new(r"(?i)(?:[\s,]*[(\[]\s*[^()\[\]]{1,25}[)\]]?|,\s*(?:eds?|editors?|hgg?|hrsg|dirs?|coords?)\.?)[\s.,:]*$").when(may_have_role_tail);
/// What leads to a list of names: "In", "edited by".
static ROLE_HEAD: Pattern = Pattern::new(
    r"^(?:In:?\s+|in:?\s+|(?i:edited by|ed\. by|translated by|trans\. by|hg\. von|hrsg\. von|herausgegeben von|übersetzt von|sous la direction de|a cura di|by|éditeurs?\s*:|editors?\s*:|hrsg\.\s*:)\s+)+",
)
.when(may_have_role_head);

/// Where other people begin within a list of names: "Hale, D. With preface by N. Orr".
static ROLE_WITHIN: Pattern = Pattern::new(r"(?i)[\s,.(]+(?:with\s+)?(?:an?\s+)?(?:preface|foreword|introduction|afterword|translated|edited)\s+by\s|(?i)[\s,.(]+(?:mit\s+)?(?:einem\s+|einer\s+)?(?:vorwort|einleitung|nachwort|herausgegeben|übersetzt)\s+von\s").when(|text| has_any(text, &["by", "von"]));
/// The same before a title.
static PREFACE_HEAD: Pattern =
    Pattern::new(r"^(?i:with\s+(?:an?\s+)?(?:preface|foreword|introduction|afterword)\s+by)\s[^,:;]{3,60},\s+").when(|text| has_any(text, &["with"]));

/// "In" before a container, where it is not the name of a journal: "In Vitro", "In Practice".
static CONTAINER_HEAD: Pattern =
    Pattern::new(r"^[Ii]n(?::\s+|\s+(?:the\s|[Pp]roc|[Aa]dvances|[Aa]nnual|[A-Z0-9]\S*\s\S+\s\S+\s\S+))").when(|text| text.starts_with(['I', 'i']));

/// Whether a text begins with any of these, which are given in small letters; the case of ASCII's letters does not matter.
fn begins(text: &str, cues: &[&str]) -> bool {
    cues.iter().any(|cue| text.as_bytes().get(..cue.len()).is_some_and(|head| head.eq_ignore_ascii_case(cue.as_bytes())))
}

fn may_have_title_tail(text: &str) -> bool {
    let edition = |word: &str| word.starts_with(['é', 'É', 'и', 'И']) || begins(word, &["ed", "aufl", "druk", "wyd", "vyd"]);
    has_any(text, &["chap", "ch.", "kap", "cap."]) || text.split_whitespace().any(edition)
}

fn may_have_role_tail(text: &str) -> bool {
    let bare = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ':'));
    let last = bare.rsplit(|c: char| c.is_whitespace() || c == ',').next().unwrap_or_default();
    text.contains(['(', '[']) || begins(last, &["ed", "hg", "hr", "dir", "coord"])
}

fn may_have_role_head(text: &str) -> bool {
    let inside = begins(text, &["in"]) && text[2..].starts_with(|c: char| c == ':' || c.is_whitespace());
    inside || text.starts_with(['ü', 'Ü', 'é', 'É']) || begins(text, &["ed", "trans", "hg.", "hrsg", "heraus", "sous", "a cura", "by"])
}

/// How much of what follows closes a bracket that `inner` leaves open: "World Health Organization (WHO" and ")".
fn unclosed(inner: &str, after: &str) -> usize {
    let open = |pair: [char; 2]| after.starts_with(pair[1]) && inner.matches(pair[0]).count() > inner.matches(pair[1]).count();
    usize::from(open(['(', ')']) || open(['[', ']']))
}

/// The range of a part without what belongs to the gaps.
fn trimmed(text: &str, part: &Part) -> Range<usize> {
    use Label::{Accessed, Author, Container, Date, Doi, Editor, Title, Translator, Url};
    let mut range = part.range.clone();
    let slice = |range: &Range<usize>| &text[range.clone()];
    let cut = |range: &mut Range<usize>, pattern: &Pattern, accept: fn(&str) -> bool| {
        let found = pattern.find(slice(range)).filter(|found| accept(found.as_str()) && found.len() < range.len());
        if let Some(found) = found {
            match found.start() {
                0 => range.start += found.end(),
                start => range.end = range.start + start,
            }
        }
    };
    match part.label {
        Author | Editor | Translator => {
            if let Some(found) = ROLE_WITHIN.find(slice(&range)).filter(|found| found.start() > 0) {
                range.end = range.start + found.start();
            }
            cut(&mut range, &ROLE_HEAD, |_| true);
            cut(&mut range, &ROLE_TAIL, |mark| words::role_behind(mark).is_some());
        }
        Title | Container => {
            cut(&mut range, &TITLE_TAIL, |_| true);
            cut(&mut range, &PREFACE_HEAD, |_| true);
            let vitro = CONTAINER_HEAD.is_match(slice(&range));
            if part.label == Container && vitro {
                range.start += slice(&range).find(' ').map_or(0, |at| at + 1);
            }
        }
        _ => {}
    }
    let odd: &[char] = match part.label {
        Author | Editor | Translator => &[',', ';', ':', '&'],
        Doi | Url => &[',', ';', '<', '>', '"'],
        Date | Accessed => &[',', ';', '.', ':', '(', ')'],
        _ => &[',', ';', ':', '"', '“', '”', '„', '«', '»', '‘', '‹', '›', '「', '」', '『', '』', '《', '》'],
    };
    let ends = |c: char| c.is_whitespace() || odd.contains(&c);
    let behind = slice(&range).trim_start_matches(ends);
    let inner = behind.trim_end_matches(ends);
    let start = if inner.is_empty() { range.start } else { range.end - behind.len() };
    start..start + inner.len() + unclosed(inner, &text[start + inner.len()..])
}
