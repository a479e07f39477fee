//! Author-year citations in running text: `(Cameron et al. 1998)`, `Cameron and Lawson (1998)`. Precision comes first: a name and a
//! year that say something else (a month, a treaty, a clause of a law) are no citation. Numbers in brackets and keys are not read here.

use crate::document::{BlockKind, Citation, Document};
use crate::text::{MappedText, Pattern};
use std::ops::Range;

/// The author-year citations of a document, in order. Those within reference lists are among them: where the lists are, is known above.
pub fn citations(document: &Document) -> Vec<Citation> {
    let mut found = Vec::new();
    for paragraph in paragraphs(document) {
        in_paragraph(&paragraph, &mut found);
    }
    found
}

/// The running text of a document in paragraphs: of plain text the lines between blank ones, joined by spaces.
pub(super) fn paragraphs(document: &Document) -> impl Iterator<Item = MappedText> {
    let mut blocks = document.blocks.iter().peekable();
    std::iter::from_fn(move || {
        let first = blocks.next()?;
        let mut text = first.text.clone();
        if !is_line(&first.kind) || text.as_str().is_empty() {
            return Some(text);
        }
        while let Some(next) = blocks.next_if(|next| is_line(&next.kind) && !next.text.as_str().is_empty()) {
            text.push_instead(" ", text.whole().range().end..next.text.whole().range().start);
            text.append(&next.text, 0..next.text.as_str().len());
        }
        Some(text)
    })
}

fn is_line(kind: &BlockKind) -> bool {
    matches!(kind, BlockKind::Line { .. })
}

/// No citation's parentheses hold more.
const LONGEST: usize = 600;
/// No names before a parenthesis take more.
const LONGEST_NAMES: usize = 160;

fn in_paragraph(text: &MappedText, found: &mut Vec<Citation>) {
    let whole = text.as_str();
    let mut open = None;
    for at in memchr::memchr_iter(b'(', whole.as_bytes()).chain(std::iter::once(whole.len())) {
        // Between two parentheses of plain text there may be brackets.
        let from = open.map_or(0, |open| open + 1);
        bracketed(text, from..at, found);
        if at == whole.len() {
            return;
        }
        open = Some(at);
        let end = whole[at + 1..].bytes().take(LONGEST).position(|c| matches!(c, b'(' | b')'));
        let Some(end) = end.map(|end| at + 1 + end).filter(|end| whole.as_bytes()[*end] == b')') else { continue };
        let inside = at + 1..end;
        if whole[inside.clone()].starts_with(|c: char| c.is_ascii_digit()) {
            narrative(text, at, inside, found);
        } else {
            parts(text, inside, found);
        }
    }
}

/// `[Smith 2001]`, within a range.
fn bracketed(text: &MappedText, range: Range<usize>, found: &mut Vec<Citation>) {
    let whole = &text.as_str()[..range.end];
    for at in memchr::memchr_iter(b'[', &whole.as_bytes()[range.clone()]).map(|at| range.start + at) {
        let end = whole[at + 1..].bytes().take(LONGEST).position(|c| matches!(c, b'[' | b']'));
        if let Some(end) = end.map(|end| at + 1 + end).filter(|end| whole.as_bytes()[*end] == b']') {
            parts(text, at + 1..end, found);
        }
    }
}

/// A name: initials, particles, one or two capitalised words.
const NAME: &str = r"(?:\p{Lu}\.[ \-]?){0,3}(?:(?:[dD]e[rnls]?|[vV][ao]n|[dD]i|[dD]a|[dD]u|[dD]os|[lL][ae]|ter|ten|zu[rm]?|al|el|bin|ibn) ){0,3}(?:al-|d[’']|[’']t )?\p{Lu}[\p{L}\p{M}]*(?:['’\-‐]\p{L}[\p{L}\p{M}]*)*";
const AND: &str = r"(?:, (?:and|und|et|y|e|&) | (?:and|und|et|y|e|&|og|och|en) |, | ?/ ?|; ?|–)";
const OTHERS: &str = r"(?:,? (?:et al\b\.?|et alii|u\. ?a\.|and (?:colleagues|others)|und andere|e\. ?a\.)|,? & al\.)";
const YEARS: &str = r"(?:1[5-9]|20)\d\d[a-z]?(?:(?:, | and |/| & |; )(?:(?:1[5-9]|20)\d\d[a-z]?\b|[a-z]\b))*";

static PEOPLE: Pattern = Pattern::made(|| format!(r"^{NAME}(?: {NAME})?(?:{AND}{NAME}(?: \p{{Lu}}\p{{L}}+)?)*{OTHERS}?$")).ascii();
static ORGANISATION: Pattern = Pattern::new(
    r"^\p{Lu}[\p{L}\-.&]*(?:,? (?:(?:of|to|for|the|and|on|in|against|&|de|du|des|la|los|del|für|der|und|zur|di) ){0,3}\p{Lu}[\p{L}\-’']*){0,9}$",
)
.ascii();
static PART: Pattern = Pattern::made(|| {
    format!(r"^(?P<names>[^\d:()]{{2,120}}?)(?:, ?| )(?P<years>{YEARS})(?P<rest>(?:$|[,:;] ?.*|,? (?:p|S|§|ch|chap|Kap|Abb|fig)\.?.*))$")
})
.ascii();
static ONLY_YEARS: Pattern = Pattern::made(|| format!(r"^(?P<years>{YEARS})(?:$|[,:;] ?.*)$")).ascii();
static BEFORE: Pattern = Pattern::made(|| format!(r"(?:^|[\s(\[\u{{22}}“„«—])(?P<names>{NAME}(?:{AND}{NAME})*{OTHERS}?)(?:['’]s?)? ?$")).ascii();
static YEAR: Pattern = Pattern::new(r"((?:1[5-9]|20)\d\d)?([a-z])?(?:$|[^\p{L}\d]+)").ascii();

/// Words before the names: "see also", "vgl.".
const CUES: &[&str] = &[
    "see",
    "also",
    "e.g.",
    "eg",
    "e.g.,",
    "cf.",
    "cf",
    "compare",
    "quoted",
    "cited",
    "in",
    "reviewed",
    "discussed",
    "as",
    "for",
    "example",
    "example,",
    "instance",
    "instance,",
    "vgl.",
    "vgl",
    "siehe",
    "s.",
    "auch",
    "so",
    "etwa",
    "dazu",
    "hierzu",
    "z.",
    "b.",
    "z.b.",
    "voir",
    "aussi",
    "par",
    "ex.",
    "véase",
    "cfr.",
    "cfr",
    "vedi",
    "i.e.",
    "i.e.,",
    "following",
    "adapted",
    "from",
    "but",
    "and",
    "most",
    "recently",
    "recently,",
];
/// Of them, those that begin other things as well: "(in Ottawa 1997)".
const NO_FIRST_CUE: &[&str] = &["in", "as", "for", "from", "so", "and", "but", "b.", "ex.", "par"];

/// Words that stand before years and name no author.
const NO_NAMES: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "januar",
    "februar",
    "märz",
    "mai",
    "juni",
    "juli",
    "oktober",
    "dezember",
    "janvier",
    "février",
    "mars",
    "avril",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
    "spring",
    "summer",
    "autumn",
    "fall",
    "winter",
    "frühjahr",
    "sommer",
    "herbst",
    "easter",
    "christmas",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "section",
    "sections",
    "chapter",
    "figure",
    "fig",
    "table",
    "equation",
    "part",
    "volume",
    "vol",
    "no",
    "number",
    "page",
    "article",
    "act",
    "law",
    "rule",
    "clause",
    "paragraph",
    "treaty",
    "convention",
    "protocol",
    "resolution",
    "directive",
    "regulation",
    "prize",
    "award",
    "conference",
    "summit",
    "congress",
    "olympics",
    "games",
    "war",
    "battle",
    "revolution",
    "crisis",
    "election",
    "elections",
    "edition",
    "version",
    "release",
    "copyright",
    "since",
    "in",
    "on",
    "at",
    "from",
    "until",
    "till",
    "by",
    "during",
    "before",
    "after",
    "around",
    "circa",
    "about",
    "between",
    "the",
    "a",
    "an",
    "this",
    "that",
    "year",
    "years",
    "born",
    "died",
    "founded",
    "established",
    "est",
    "ad",
    "bc",
    "ce",
    "bce",
    "early",
    "late",
    "mid",
    "ca",
    "c",
    "press",
    "verlag",
    "publishers",
    "books",
    "isbn",
    "issn",
    "doi",
    "it",
    "he",
    "she",
    "they",
    "we",
    "i",
    "and",
    "of",
    "to",
    "as",
    "when",
    "while",
    "also",
    "retrieved",
    "accessed",
    "updated",
    "published",
    "revised",
    "received",
    "accepted",
    "submitted",
    "windows",
    "office",
    "seit",
    "im",
    "vom",
    "nach",
    "depuis",
    "en",
    "le",
    "la",
    "ottobre",
    "dicembre",
    "report",
    "season",
    "championship",
    "cup",
    "census",
    "budget",
    "volumes",
    "phase",
    "appendix",
];

/// Words that make a capitalised phrase an organisation's name.
const ORGANISATIONS: &[&str] = &[
    "organization",
    "organisation",
    "organizations",
    "campaign",
    "committee",
    "commission",
    "ministry",
    "association",
    "institute",
    "agency",
    "council",
    "bank",
    "department",
    "university",
    "union",
    "society",
    "foundation",
    "federation",
    "network",
    "coalition",
    "government",
    "bureau",
    "alliance",
    "nations",
    "board",
    "consortium",
    "collaboration",
    "academy",
    "bundesamt",
    "ministerium",
    "programme",
    "program",
    "fund",
];

fn names_nothing(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    NO_NAMES.contains(&bare.as_str())
}

/// The citations within parentheses, divided by semicolons.
fn parts(text: &MappedText, range: Range<usize>, found: &mut Vec<Citation>) {
    let whole = text.as_str();
    let mut names: Option<(usize, Vec<String>, bool)> = None;
    let mut at = range.start;
    for part in whole[range].split(';') {
        let start = at + part.len() - part.trim_start().len();
        at += part.len() + 1;
        let part = part.trim();
        if let Some((from, names, others)) = names.as_ref().filter(|_| part.starts_with(|c: char| c.is_ascii_digit())) {
            if let Some(only) = ONLY_YEARS.captures(part).and_then(|captures| captures.name("years")) {
                years(text, *from, start, only.as_str(), names, *others, found);
            }
            continue;
        }
        let Some(cue) = cue(part) else { continue };
        let Some(captures) = PART.captures(&part[cue..]) else { continue };
        let (Some(written), Some(when)) = (captures.name("names"), captures.name("years")) else { continue };
        let Some((list, others)) = people(written.as_str()) else { continue };
        let from = start + cue;
        years(text, from, from + when.start(), when.as_str(), &list, others, found);
        names = Some((from, list, others));
    }
}

/// The bytes of "see also" before the names; nothing where other words stand there.
fn cue(part: &str) -> Option<usize> {
    let mut at = 0;
    for word in part.split_inclusive(' ') {
        let bare = word.trim_end();
        let lower = bare.to_lowercase();
        let is_cue = CUES.contains(&lower.trim_end_matches(','));
        if !is_cue {
            break;
        }
        if at == 0 && NO_FIRST_CUE.contains(&lower.as_str()) {
            return None;
        }
        at += word.len();
    }
    Some(at)
}

/// The names of a citation: families, or an organisation.
fn people(written: &str) -> Option<(Vec<String>, bool)> {
    let written = written.trim().trim_end_matches(',');
    if written.split(|c: char| c.is_whitespace() || c == ',').any(|word| word.starts_with(char::is_uppercase) && names_nothing(word)) {
        return None;
    }
    let others = OTHERS_AT_END.find(written);
    let list = others.map_or(written, |others| &written[..others.start()]);
    let of_connectors = [" of ", " to ", " for ", " on ", " the ", " für ", " der ", " des ", " against "].iter().any(|word| list.contains(word));
    let organised = list.split_whitespace().any(|word| ORGANISATIONS.contains(&word.to_lowercase().as_str()));
    if (of_connectors || organised) && ORGANISATION.is_match(list) && !PARTICLE.is_match(list) {
        return Some((vec![list.to_owned()], others.is_some()));
    }
    if PEOPLE.is_match(written) {
        let names = AND_BETWEEN.split(list).into_iter().map(|name| without_initials(name).to_owned()).filter(|name| !name.is_empty());
        return Some((names.collect(), others.is_some()));
    }
    ORGANISATION.is_match(list).then(|| (vec![list.to_owned()], others.is_some()))
}

static OTHERS_AT_END: Pattern = Pattern::made(|| format!("{OTHERS}$")).ascii();
static AND_BETWEEN: Pattern = Pattern::new(AND).ascii();
static PARTICLE: Pattern = Pattern::new(r"\b(?:van|von|de) (?:der|den|la) ").ascii();
static INITIALS: Pattern = Pattern::new(r"^(?:\p{Lu}\.[ \-]?)+").ascii();

fn without_initials(name: &str) -> &str {
    let name = name.trim();
    INITIALS.find(name).map_or(name, |initials| name[initials.end()..].trim_start())
}

/// `Cameron and Lawson (1998)`: the names before the parenthesis that `open` begins.
fn narrative(text: &MappedText, open: usize, inside: Range<usize>, found: &mut Vec<Citation>) {
    let whole = text.as_str();
    let Some(when) = ONLY_YEARS.captures(&whole[inside.clone()]).and_then(|captures| captures.name("years")) else { return };
    let mut from = open.saturating_sub(LONGEST_NAMES);
    while !whole.is_char_boundary(from) {
        from += 1;
    }
    let before = &whole[from..open];
    let Some((start, list, others)) = organisation_before(before).or_else(|| people_before(before, &whole[inside.end..])) else { return };
    years(text, from + start, inside.start + when.start(), when.as_str(), &list, others, found);
}

fn people_before(before: &str, after: &str) -> Option<(usize, Vec<String>, bool)> {
    let names = BEFORE.captures(before)?.name("names")?;
    // "In 1998 Smith and Lee": what is no name ends the names, looked at from the right.
    let mut start = names.start();
    for (at, word) in words(names.as_str()) {
        if names_nothing(word) && word.starts_with(char::is_uppercase) {
            start = names.start() + at + word.len();
        }
    }
    let written = before[start..names.end()].trim_start_matches([' ', ',']);
    let start = names.end() - written.len();
    // "Lee's (2004)".
    let written = ["'s", "’s"].iter().find_map(|genitive| written.strip_suffix(genitive)).unwrap_or(written);
    let (list, others) = people(written)?;
    let previous = before[..start].trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
    let alone = list.len() == 1 && !others;
    // "Ottawa Treaty (1997)", "Pulp Fiction (1994)": a capitalised word before a single name makes it no family name, unless somebody speaks.
    let capital = previous.starts_with(char::is_uppercase) && !previous.ends_with(['.', ':', ';', ',', ')', '?', '!']) && !names_nothing(previous);
    if alone && capital && !speaks(after) || list.iter().any(|name| name.is_empty()) {
        return None;
    }
    Some((start, list, others))
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive([' ', ',', '/']).map(move |word| {
        let start = at;
        at += word.len();
        (start, word.trim_end_matches([' ', ',', '/']))
    })
}

/// Whether what follows a citation says what its author did: "argues", "has shown".
fn speaks(after: &str) -> bool {
    let word = after.trim_start_matches([')', ' ']).split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    const SAYS: &[&str] = &[
        "argue",
        "show",
        "claim",
        "suggest",
        "state",
        "note",
        "describe",
        "propose",
        "report",
        "observe",
        "discuss",
        "point",
        "conclude",
        "demonstrate",
        "write",
        "wrote",
        "find",
        "found",
        "has",
        "have",
        "speak",
        "analyse",
        "analyze",
        "examine",
        "explain",
        "define",
        "call",
        "identify",
        "maintain",
    ];
    SAYS.iter().any(|says| word.strip_prefix(says).is_some_and(|end| matches!(end, "" | "s" | "d" | "es" | "ed" | "n")))
}

/// "World Health Organization (2004)".
fn organisation_before(before: &str) -> Option<(usize, Vec<String>, bool)> {
    let found = ORGANISATION_BEFORE.captures(before)?.name("name")?;
    let mut name = found.as_str();
    for article in ["The ", "A ", "In ", "As "] {
        name = name.strip_prefix(article).unwrap_or(name);
    }
    let known = name.split_whitespace().any(|word| ORGANISATIONS.contains(&word.to_lowercase().as_str()));
    let odd = name.split_whitespace().any(|word| word.starts_with(char::is_uppercase) && names_nothing(word));
    (known && !odd && name.contains(' ')).then(|| (found.end() - name.len(), vec![name.to_owned()], false))
}

static ORGANISATION_BEFORE: Pattern =
    Pattern::new(r"(?P<name>\p{Lu}[\p{L}\-’']*(?: (?:(?:of|to|for|the|and|on|against) ){0,2}\p{Lu}[\p{L}\-’']*){1,9}) ?$").ascii();

/// One citation for each year.
fn years(text: &MappedText, from: usize, start: usize, written: &str, names: &[String], others: bool, found: &mut Vec<Citation>) {
    let mut year = None;
    let mut at = 0;
    while let Some(captures) = YEAR.captures_at(written, at).filter(|captures| captures.get(0).is_some_and(|all| all.start() == at)) {
        let number = captures.get(1);
        let letter = captures.get(2);
        let Some(end) = letter.or(number).map(|last| last.end()) else { break };
        year = number.and_then(|number| number.as_str().parse().ok()).or(year);
        let suffix = letter.and_then(|letter| letter.as_str().chars().next());
        if let Some(year) = year {
            found.push(Citation { span: text.span(from..start + end), names: names.to_vec(), others, year, suffix });
        }
        at = captures.get(0).map_or(written.len(), |all| all.end());
        if at >= written.len() {
            break;
        }
        // "and" between years.
        at += ["and ", "& "].iter().find_map(|word| written[at..].starts_with(word).then_some(word.len())).unwrap_or(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Source, SourceId};

    fn found(text: &str) -> Vec<String> {
        let source = Source::from_text(SourceId(0), "-", text);
        let document = crate::document::read(&source, &crate::document::text::TEXT);
        let shown = |c: Citation| {
            let others = if c.others { "+" } else { "" };
            format!("{}{others} {}{}", c.names.join("|"), c.year, c.suffix.map(String::from).unwrap_or_default())
        };
        citations(&document).into_iter().map(shown).collect()
    }

    #[test]
    fn citations_are_found() {
        for (text, expected) in [
            ("as is known (Cameron et al. 1998).", vec!["Cameron+ 1998"]),
            ("known (Cameron et\nal. 1998).", vec!["Cameron+ 1998"]),
            ("(Smith, 2020; Jones & Lee, 2019a)", vec!["Smith 2020", "Jones|Lee 2019a"]),
            ("Cameron and Lawson (1998) show", vec!["Cameron|Lawson 1998"]),
            ("(see Müller/Schmidt 1999, S. 12)", vec!["Müller|Schmidt 1999"]),
            ("(WHO 2004)", vec!["WHO 2004"]),
            ("(International Campaign to Ban Landmines 1998)", vec!["International Campaign to Ban Landmines 1998"]),
            ("Williams et al. (2008, p. 3) say", vec!["Williams+ 2008"]),
            ("(van der Berg 2001)", vec!["van der Berg 2001"]),
            ("as van der Berg (2001) says", vec!["van der Berg 2001"]),
            ("(Smith 1998, 2001a)", vec!["Smith 1998", "Smith 2001a"]),
            ("(Smith 2001a, b; 2004)", vec!["Smith 2001a", "Smith 2001b", "Smith 2004"]),
            ("Smith (1998, 2001) and Lee’s (2004)", vec!["Smith 1998", "Smith 2001", "Lee 2004"]),
            ("Smith, Jones, and O’Neill (1998)", vec!["Smith|Jones|O’Neill 1998"]),
            ("World Health Organization (2004) says", vec!["World Health Organization 2004"]),
            ("In Smith and Lee (1998) it", vec!["Smith|Lee 1998"]),
            ("Jody Williams (1999) argues", vec!["Williams 1999"]),
            ("(cf. Łukasiewicz 1930: 12; Écrivain & D'Arcy 1999)", vec!["Łukasiewicz 1930", "Écrivain|D'Arcy 1999"]),
            ("[Smith 2001]", vec!["Smith 2001"]),
            ("(J. Smith 2001)", vec!["Smith 2001"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn prose_has_no_citations() {
        for text in [
            "A mere 5 years later (December, 1997), it ended",
            "it ended (in 1997)",
            "(May 2004) and May 2004",
            "a hundred (100) countries",
            "(c) 2004 Smith, Copyright (2004)",
            "the 1997 Ottawa Treaty",
            "Together, since 2009, they",
            "Section 1998, (Section 1998)",
            "the Ottawa Treaty (1997) was",
            "New York (1998) was",
            "(Summer 1998) (Spring, 2001)",
            "(1998) and (2001, 2004)",
            "(founded 1992) (Berlin: Springer, 1999)",
            "in the 1990s (see above) and (1992–1998)",
            "the Nobel Peace Prize (1997)",
            "(as of late 2019)",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_citation_stands_from_the_first_name_to_the_year() {
        let text = "x (see J. Smith and Lee 2001a, 3)";
        let source = Source::from_text(SourceId(0), "-", text);
        let document = crate::document::read(&source, &crate::document::text::TEXT);
        assert_eq!(&text[citations(&document)[0].span.range()], "J. Smith and Lee 2001a");
    }
}
