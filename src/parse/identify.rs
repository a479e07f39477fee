//! What is found by its pattern before the model is asked, and frozen: DOI, URL, arXiv, ISBN, PMID,
//! access dates, leading list numbers, chapter markers. Whether an identifier is valid is not asked here.

use super::label::Label;
use crate::text::pattern::{Pattern, has_any, has_digit};

/// A frozen run of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub label: Label,
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// Finds all of them; in order, not overlapping. They replace what `out` held.
pub fn identify(text: &str, out: &mut Vec<Found>) {
    out.clear();
    list_number(text, out);
    dois(text, out);
    urls(text, out);
    patterns(text, out);
    bare_arxiv(text, out);
    keep_apart(out);
}

/// Sorts the runs; of two that overlap, the one that was found first stays.
fn keep_apart(out: &mut Vec<Found>) {
    let mut ranked: Vec<(usize, Found)> = out.drain(..).enumerate().collect();
    ranked.sort_by_key(|(rank, found)| (found.start, *rank));
    let mut last: Option<(usize, Found)> = None;
    for (rank, found) in ranked {
        match last {
            Some((kept, before)) if found.start < before.end => {
                if rank < kept {
                    last = Some((rank, found));
                }
            }
            _ => out.extend(last.replace((rank, found)).map(|(_, before)| before)),
        }
    }
    out.extend(last.map(|(_, found)| found));
}

/// Longer runs are no identifiers, and looking closely at them would cost too much.
const LONGEST: usize = 2_000;

fn push(out: &mut Vec<Found>, label: Label, start: usize, end: usize) {
    if start < end {
        out.push(Found { label, start, end });
    }
}

/// "[12]", "[Knu84]", "(12)", "12." and "12)" at the head of the string.
fn list_number(text: &str, out: &mut Vec<Found>) {
    static HEAD: Pattern = Pattern::new(r"^\s*(?:\[\s*([^\[\]]+?)\s*\]|\(([0-9]{1,3}[a-z]?)\)|([0-9]{1,4})(?:\.|\))(?:\s|\p{Lu}))");
    if !text.trim_start().starts_with(|c: char| c == '[' || c == '(' || c.is_ascii_digit()) {
        return;
    }
    let Some(captures) = HEAD.captures(text) else { return };
    if let Some(m) = (1..=3).find_map(|group| captures.get(group)).filter(|m| m.end() < text.len() - 1) {
        // "[Anonymous]" stands for an author, a list's key has digits or is very short.
        let key = m.as_str();
        let plain = |c: char| c.is_alphanumeric() || "+:.’' -".contains(c);
        let is_key = key.chars().count() <= 15 && key.starts_with(char::is_alphanumeric) && key.chars().all(plain);
        if is_key && (key.len() <= 3 || key.bytes().any(|b| b.is_ascii_digit())) {
            push(out, Label::CitationNumber, m.start(), m.start() + m.as_str().trim_end().len());
        }
    }
}

/// DOIs, in URLs too, and broken by one space or line break after "10." or after a mark that cannot end one.
fn dois(text: &str, out: &mut Vec<Found>) {
    // The second group is the end of a SICI (ANSI/NISO Z39.56), "<693::AID-ASI4>3.0.CO;2-O": there alone DOIs have such brackets.
    static DOI: Pattern = Pattern::new(
        r#"10\s?\.\s?\d{4,9}(?:\.\d+){0,3}\s?/\s?(?:[a-zA-Z]+\.\s)?[^\s"<>“”]+(<[^\s"<>“”]+>\d\.\d\.[A-Za-z]{2};\d(?:-[A-Za-z0-9#])?)?"#,
    );
    if memchr::memmem::find(text.as_bytes(), b"10").is_none() || memchr::memchr(b'/', text.as_bytes()).is_none() {
        return;
    }
    for found in DOI.captures_iter(text) {
        let Some(m) = found.get(0) else { continue };
        let before = text[..m.start()].chars().next_back();
        if m.len() > LONGEST || before.is_some_and(|c| c.is_alphanumeric() || c == '.') {
            continue;
        }
        let end = match found.get(1) {
            Some(_) => m.end(),
            None => m.start() + doi_end(&text[m.start()..joined(text, m.end(), |next| next.bytes().any(|b| b.is_ascii_digit()))]),
        };
        push(out, Label::Doi, m.start(), end);
    }
}

/// Goes on over one space or line break after a mark that cannot end an identifier, where the next piece looks like more of it.
fn joined(text: &str, mut end: usize, is_more: impl Fn(&str) -> bool) -> usize {
    for _ in 0..3 {
        let mut rest = text[end..].chars();
        let broken = text[..end].ends_with(['/', '-', '_', '=']) && rest.next().is_some_and(char::is_whitespace);
        let next = rest.as_str().split(|c: char| c.is_whitespace() || "\"<>“”«»[]".contains(c)).next().unwrap_or("");
        if !broken || next.is_empty() || next.len() > 200 || !is_more(next) {
            return end;
        }
        end = text.len() - rest.as_str().len() + next.len();
    }
    end
}

/// What publishers' addresses put behind a DOI.
const TAILS: &[&str] = &["/full", "/abstract", "/pdf", "/epdf", "/meta", "/fulltext", "/references", "/pdfft", ".pdf", ".full", ".abstract"];

/// Where a DOI ends: before closing marks and the tails that publishers' addresses add.
fn doi_end(doi: &str) -> usize {
    let doi = &doi[..trimmed_end(doi)];
    let doi = &doi[..doi.find(['?', '#']).unwrap_or(doi.len())];
    let tail = TAILS.iter().find(|tail| doi.len() > tail.len() && doi.as_bytes()[doi.len() - tail.len()..].eq_ignore_ascii_case(tail.as_bytes()));
    let doi = &doi[..doi.len() - tail.map_or(0, |tail| tail.len())];
    let cut = ["PMid:", "PMID", "Medline", "ISSN", "[PubMed", "[CrossRef", "[Crossref", ".URL", ",URL", "http", ".arXiv"]
        .iter()
        .filter_map(|tail| doi.find(tail))
        .min();
    let doi = &doi[..cut.unwrap_or(doi.len())];
    // "(in Korean" opened a bracket of the sentence around.
    let open = doi.rfind('(').filter(|at| !doi[*at..].contains(')') && doi[at + 1..].starts_with(|c: char| c.is_alphabetic()));
    trimmed_end(&doi[..open.unwrap_or(doi.len())])
}

/// The length without closing punctuation; brackets that were opened inside stay.
fn trimmed_end(s: &str) -> usize {
    let mut s = s;
    while let Some(c) = s.chars().next_back() {
        let open = match c {
            ')' => '(',
            ']' => '[',
            '}' => '{',
            '>' => '<',
            '.' | ',' | ';' | ':' | '"' | '\'' | '”' | '’' | '»' | '。' | '，' => '\0',
            _ => break,
        };
        if open != '\0' && s.matches(open).count() >= s.matches(c).count() {
            break;
        }
        s = &s[..s.len() - c.len_utf8()];
    }
    s.len()
}

/// URLs, whole; one that holds a DOI is that DOI, unless it was there before.
fn urls(text: &str, out: &mut Vec<Found>) {
    static URL: Pattern = Pattern::new(
        r#"(?:(?i:https?|ftp)\s?:\s?/\s?/\s?|\bwww\s?\.\s?)[^\s"<>“”«»\[\]，。；A-Z](?:[A-Za-z0-9_.-]{0,60}\.\s[a-z0-9][a-z0-9.-]{0,60}/)?[^\s"<>“”«»\[\]，。；]+"#,
    );
    if memchr::memmem::find(text.as_bytes(), b"www").is_none() && memchr::memchr(b'/', text.as_bytes()).is_none() {
        return;
    }
    let dois = out.len();
    out.sort_by_key(|found| found.start);
    for m in URL.find_iter(text).filter(|m| m.len() <= LONGEST) {
        let end = joined(text, m.end(), |next| {
            let mut chars = next.chars();
            chars.next_back();
            next.len() > 3 && chars.as_str().contains(['/', '.', '_', '=', '&'])
        });
        let end = m.start() + trimmed_end(&text[m.start()..end]);
        if end - m.start() <= 8 {
            continue;
        }
        let at = out[..dois].partition_point(|f| f.start < m.start());
        if at < dois && out[at].label == Label::Doi && out[at].start < end {
            let same = |f: &Found| f.label == Label::Doi && squeezed(&text[f.start..f.end]) == squeezed(&text[out[at].start..out[at].end]);
            // Nearby only: an unbounded look back would cost too much in a very long text.
            if out[at.saturating_sub(8)..at].iter().any(same) {
                out[at] = Found { label: Label::Url, start: m.start(), end };
            }
        } else {
            push(out, Label::Url, m.start(), end);
        }
    }
}

fn squeezed(doi: &str) -> String {
    doi.split_whitespace().collect::<String>().to_ascii_lowercase()
}

const MONTH: &str = r"(?:[Jj]an|[Ff]e[bv]|[Ff]év|[Mm]ar|[Mm]är|[Aa]pr|[Aa]vr|[Aa]br|[Mm]a[iyg]|[Jj]u[nl]|[Jj]ui|[Gg]iu|[Ll]ug|[Aa]ug|[Aa]oû|[Aa]go|[Ss]ep|[Ss]et|[Oo][ckt]t|[Oo]tt|[Nn]o[vy]|[Dd]e[czs]|[Dd]éc|[Dd]ic|[Gg]en|[Ee]ne)\p{L}{0,7}\.?";

/// Pieces of the words that say when an address was visited.
const ACCESS: &[&str] = &[
    "access",
    "cited",
    "retrieved",
    "viewed",
    "visit",
    "consult",
    "abgerufen",
    "zugriff",
    "aufgerufen",
    "besucht",
    "eingesehen",
    "stand",
    "acesso",
    "acedido",
    "geraadpleegd",
    "обращения",
];

/// Everything that one regular expression says.
fn patterns(text: &str, out: &mut Vec<Found>) {
    static PATTERNS: [(Label, Pattern); 9] = [
        (Label::Arxiv, Pattern::new(r"(?i)arxiv(?:\.org)?(?:\s?:\s?|\s|\s*e-?prints?:?\s*)(\d{4}\s?\.\s?\d{4,5}(?:v\d+)?|[a-z-]+\s?-?\s?[a-z]{0,4}(?:\.[a-z]{2})?\s?/\s?(?:\d{7}|\d{4}\.\d{4,5})(?:v\d+)?)").when(|text| has_any(text, &["arxiv"]))),
        (Label::Arxiv, Pattern::new(r"\b((?:(?:hep|nucl)\s?[-–]\s?(?:th|ph|ex|lat)|astro\s?-\s?ph(?:\.[A-Z]{2})?|cond\s?-\s?mat(?:\.[a-z-]+)?|gr\s?-\s?qc|quant\s?-\s?ph|math(?:-ph|\.[A-Z]{2})?|physics)\s?/\s?\d{7}(?:v\d+)?)").when(|text| text.contains('/') && has_any(text, &["hep", "nucl", "astro", "cond", "gr", "quant", "math", "physics"]))),
        (Label::Isbn, Pattern::new(r"(?i)isbn(?:[- ]1[03])?\s*:?\s*(97[89][- ]?(?:\d[- ]?){9}\d|(?:\d[- ]?){9}[\dXx])\b").when(|text| has_any(text, &["isbn"]))),
        (Label::Pmid, Pattern::new(r"(?i)(?:\bpmc?id\s?:?\s?|pubmed(?:\s+(?:pmid|id))?\s?:\s?|pubmed/)((?:pmc){0,2}\d{4,9})|\b(PMC\d{4,9})\b").when(|text| has_any(text, &["pmid", "pmc", "pubmed"]))),
        (Label::Accessed, Pattern::made(|| format!(r"(?:\b(?i:(?:last |date )?(?:accessed|access date|access|cited|retrieved|viewed|visited|consulted)(?: date)?|consultée?s?|abgerufen|(?:letzter |zuletzt )?zugriff|(?:zuletzt )?(?:aufgerufen|abgerufen|besucht|eingesehen)|stand|consultat[oaie]|ultimo accesso|visitat[oa]|consultad[oa]|fecha de consulta|acesso em|acedido|geraadpleegd)|дата обращения)(?:\s*:)?(?:\s+(?:on|in|am|le|il|el|em|op|the))?(?:\s*:)?\s+((?:\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|of\s+)?{MONTH},?\s+(?:de\s+)?\d{{4}})|(?:{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\s*,?\s+\d{{4}})|(?:\d{{4}},?\s+{MONTH}\s+\d{{1,2}})|(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}})|(?:\d{{1,2}}[-/.]\s?\d{{1,2}}[-/.]\s?(?:\d{{4}}|\d{{2}}))|(?:{MONTH},?\s+\d{{4}}))")).when(|text| has_digit(text) && has_any(text, ACCESS))),
        (Label::Chapter, Pattern::new(r"\(\s*(?i:chap(?:ter|itre|\.)?|ch\.?|kap(?:itel|\.)?|cap(?:ítulo|itolo|\.)?|hoofdstuk|hfst\.?)\s*(\d{1,3}|[IVXLC]{1,6})\s*[),;]").when(|text| text.contains('(') && has_any(text, &["ch", "kap", "cap", "hoofd", "hfst"]))),
        (Label::Chapter, Pattern::new(r"(?:^|[,.;:(]\s*|\b[Ii]n\s+|\bDans\s+)(?i:chap(?:ter|itre|\.)|ch\.|kap(?:itel|\.)|cap(?:ítulo|itolo|\.)|hoofdstuk)\s*(\d{1,3}|[IVXLC]{1,6})\s*(?:[,.;:)]|$|of\b|in\b|de\b)").when(|text| has_any(text, &["chap", "ch.", "kap", "cap", "hoofdstuk"]))),
        (Label::Chapter, Pattern::new(r"第\s?(\d{1,3})\s?章").when(|text| text.contains('第'))),
        (Label::Chapter, Pattern::new(r"제\s?(\d{1,3})\s?장\b").when(|text| text.contains('장'))),
    ];
    for (label, pattern) in &PATTERNS {
        for captures in pattern.captures_iter(text) {
            if let Some(m) = captures.get(1).or_else(|| captures.get(2)) {
                push(out, *label, m.start(), m.end());
            }
        }
    }
}

/// "(2016), 1606.09385": year, month and number alone between marks. It has four digits before its full stop and four or
/// five behind, and there is such a month.
fn bare_arxiv(text: &str, out: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    for dot in memchr::memchr_iter(b'.', bytes) {
        let head = bytes[..dot].trim_ascii_end();
        let Some((before, [y, z, m, n])) = head.split_last_chunk::<4>() else { continue };
        let month = matches!((m, n), (b'0', b'1'..=b'9') | (b'1', b'0'..=b'2'));
        let year = matches!((y, z), (b'0', b'7'..=b'9') | (b'1' | b'2', b'0'..=b'9'));
        if !month || !year || !matches!(before.trim_ascii_end().last(), Some(b',' | b';' | b')' | b'(' | b'[' | b']')) {
            continue;
        }
        let spaces = bytes[dot + 1..].len() - bytes[dot + 1..].trim_ascii_start().len();
        let from = dot + 1 + spaces.min(1);
        let count = bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
        let version = bytes[from + count..].strip_prefix(b"v").map_or(0, |rest| 1 + rest.iter().take_while(|b| b.is_ascii_digit()).count());
        let end = from + count + version;
        let closed = matches!(bytes[end..].trim_ascii_start().first(), None | Some(b',' | b';' | b'.' | b')' | b'(' | b'[' | b']'));
        if matches!(count, 4 | 5) && closed {
            push(out, Label::Arxiv, before.len(), end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: &[(&str, &str)]) {
        let mut found = Vec::new();
        identify(text, &mut found);
        let got: Vec<_> = found.iter().map(|f| (f.label.name(), &text[f.start..f.end])).collect();
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn finds_identifiers_whole() {
        check("X. doi:10.1038/s41586-020-2649-2.", &[("doi", "10.1038/s41586-020-2649-2")]);
        check("X. https://doi.org/10.1002/(SICI)1097-4571(199510)46:9<1.0", &[("doi", "10.1002/(SICI)1097-4571(199510)46:9")]);
        check(
            "X. 10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O.",
            &[("doi", "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O")],
        );
        check("X (https://doi.org/10.1175/1520-0469(1982)039<0751:LOTW>2.0.co;2).", &[("doi", "10.1175/1520-0469(1982)039<0751:LOTW>2.0.co;2")]);
        check(
            "X. 10.1002/(SICI)1(1998)49:8&lt;693::AID-ASI4&gt;3.0.CO;2-O, 3",
            &[("doi", "10.1002/(SICI)1(1998)49:8&lt;693::AID-ASI4&gt;3.0.CO;2-O")],
        );
        check("X. <doi:10.1000/ab> Y", &[("doi", "10.1000/ab")]);
        check("X. doi: 10. 1093/jb/mvg083.", &[("doi", "10. 1093/jb/mvg083")]);
        check("X. 10.1007/978-3-\n642-03882-2 Y", &[("doi", "10.1007/978-3-\n642-03882-2")]);
        check("X (http://example.org/a/b/).", &[("url", "http://example.org/a/b/")]);
        check("X, www.example.org/x_(y), 2019", &[("url", "www.example.org/x_(y)")]);
        check("X, arXiv:1706.03762v5 [cs.CL]", &[("arxiv", "1706.03762v5")]);
        check("X, hep-th/9901001.", &[("arxiv", "hep-th/9901001")]);
        check("O. Bär, Phys. Rev. D94, 054505 (2016), 1606.09385", &[("arxiv", "1606.09385")]);
        check("O. Bär, JHEP 04 (2016) 1, 1710.1234, 2016.12", &[("arxiv", "1710.1234")]);
        check("X. ISBN 978-3-16-148410-0.", &[("isbn", "978-3-16-148410-0")]);
        check("X. PMID: 12345678; PMCID: PMC1234567.", &[("pmid", "12345678"), ("pmid", "PMC1234567")]);
    }

    #[test]
    fn finds_access_dates_numbers_and_chapters() {
        check("[12] Foo B. Bar [cited 2020 Sep 10].", &[("citation-number", "12"), ("accessed", "2020 Sep 10")]);
        check("7. Foo B. Accessed 5 May 2019.", &[("citation-number", "7"), ("accessed", "5 May 2019")]);
        check("Foo. Retrieved May 15, 2014, from", &[("accessed", "May 15, 2014")]);
        check("Foo. Abgerufen am 3. März 2018", &[("accessed", "3. März 2018")]);
        check("Foo (Chap. 20). Bar", &[("chapter", "20")]);
        check("Foo, Chapter 2: Bar, in Kap. 3, S. 4", &[("chapter", "2"), ("chapter", "3")]);
        check("Filing under chapter 11 bankruptcy law", &[]);
        check("1984. A novel", &[("citation-number", "1984")]);
    }
}
