//! How much a text looks like a reference: names at its beginning, years, pages, volumes, publishers, identifiers. A few patterns
//! on a bounded stretch of text; which words are what is the tagger's affair.

use super::debris;
use crate::text::pattern::{Pattern, has_any, has_digit};

/// No more of a text is looked at.
const BOUND: usize = 1500;
/// No reference is longer.
pub(super) const LONGEST: usize = 6000;

/// What speaks for and against a text being a reference.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Evidence {
    /// The sum.
    pub total: f32,
    /// How many different things speak for it.
    pub classes: u8,
}

impl Evidence {
    /// It stands for itself.
    pub fn strong(self) -> bool {
        self.total >= 3.5 && self.classes >= 2
    }

    /// It is one if its neighbours are.
    pub fn fair(self) -> bool {
        self.total >= 2.0 && self.classes >= 1
    }
}

/// A family name with its particles: "van der Berg", "O'Neill", "García Márquez", "MÜLLER-SCHMIDT".
const FAMILY: &str = r"(?:(?:[dD]e[rsln]?|[vV][ao]n|[dD]i|[dD]a|[dD]u|[lL][ae]|ter|ten|zu[rm]?|al|el|d'|[’'‘]t) ){0,3}(?:al-|d[’'])?\p{Lu}[\p{L}\p{M}'’\-‐]+(?:[ ]\p{Lu}?[\p{L}\p{M}'’\-‐]+){0,2}";

/// A beginning that only references have.
static AUTHOR: Pattern = Pattern::made(|| format!(r"^(?:{FAMILY},\s+(?:\p{{Lu}}\p{{Ll}}?\.[\s\-‐]*)+|{FAMILY} \p{{Lu}}{{1,3}}(?:[,.;:]| and | \(?(?:1[5-9]|20)\d\d|$)|{FAMILY},? (?:1[5-9]|20)\d\d[a-z]?[.:] \p{{Lu}}|{FAMILY}, \p{{Lu}}{{1,3}}(?:,|;| &| and| (?:1[5-9]|20)\d\d)|(?:\p{{Lu}}\p{{Ll}}?\.[\-‐ ]?){{1,4}}\s?(?:[a-z]+ ){{0,2}}\p{{Lu}}[\p{{L}}'’\-]+(?: \p{{Lu}}[\p{{L}}'’\-]+)?(?:,| and |;|:|\.| & | et al)|(?:[—–―_]{{1,6}}|-{{3,6}}|Ders|Dies|Idem|Id|[Ii]bid)[.,:;]\s|(?:[—–―_]{{2,6}}|-{{3,6}})[\s(]|\p{{Lu}}[\p{{L}}'’\-]+,\s+\p{{Lu}}\p{{Ll}}+(?:[\s\-](?:\p{{Lu}}\.|\p{{Lu}}\p{{Ll}}+|de|von|van))*(?:[.:;(]| \(|, (?:and|und|et|y|e|&)\s|/|,\s[\p{{Lu}}“«„‘])|\p{{Lu}}[\p{{L}}'’\-]+(?:,? (?:and|&) \p{{Lu}}[\p{{L}}'’\-]+)? \((?:1[5-9]|20)\d\d|[\p{{Han}}\p{{Hangul}}]{{2,4}}(?:[.,，．。：:、;；·․]| ?[(（]| (?:1[5-9]|20)\d\d\b))")).ascii();
/// Words without a number, and a year by itself: "Smith, J., Lee, K. 1998. ".
static DATED: Pattern = Pattern::new(r"^\p{Lu}[^\d()“”]{2,}\. [\[(]?(?:1[5-9]|20)\d\d[a-z]?[\])]?\. ").when(has_digit);
/// Names at the beginning, the family name first: "Smith, J.", "Smith JA,".
static NAMES: Pattern =
    Pattern::made(|| format!(r"^(?:{FAMILY},\s+(?:\p{{Lu}}\p{{Ll}}?\.[\s\-‐]*)+(?:[,&(;]|and |et |\p{{Lu}})|{FAMILY} \p{{Lu}}{{1,3}}[,.])")).ascii();
/// A beginning that references have among others: a name or an organisation.
static PERHAPS: Pattern = Pattern::new(r"^(?:\p{Lu}\p{Ll}+ (?:(?:\p{Lu}\. ?|\p{Lu}\p{Ll}+ ){0,3})(?:[a-z]{2,3} )?\p{Lu}[\p{L}'’\-]+(?:,| and | & |:)|[\p{Lu}“‘«„][^.]{2,}[.,]? \((?:1[5-9]|20)\d\d|\p{Lu}{2,}\b|[—–―] \p{Lu})").ascii();
static BRACKET_YEAR: Pattern = Pattern::new(
    r"[(（\[](?:ca?\. ?|©)?(?:(?:1[5-9]|20)\d\d[a-z]?(?:[,;/–\-][^()]{0,30})?|n\. ?d\.?|in press|forthcoming|to appear|o\. ?J\.|s\. ?[da]\.)[)）\]]",
)
.ascii()
.when(|text| text.contains(['(', '（', '[']));
static YEAR: Pattern = Pattern::new(r"(?:^|[^\d\p{L}.])(?:1[5-9]|20)\d\d[a-z]?(?:[^\d\p{L}]|年|$)|\b[ns]\. ?d\.|\b[Ii]n press\b|\b[Ff]orthcoming\b")
    .ascii()
    .when(|text| has_any(text, &["1", "20", "n.", "s.", "press", "orthcoming"]));
/// Names and a year in brackets as references begin with them, and no sentence does.
static AUTHOR_AND_YEAR: Pattern = Pattern::new(r"^\p{L}[^()]+(?:\([Ee]ds?\.\)[.,]? ?)?\((?:1[5-9]|20)\d\d[a-z]?(?:, [^()]{1,20})?\)[.,:]|^\p{Lu}[\p{L}'’\-]+ \p{Lu}{1,3}(?:, \p{Lu}[\p{L}'’\-]+ \p{Lu}{1,3})* \((?:1[5-9]|20)\d\d[a-z]?\) ").ascii().when(|text| has_any(text, &["(1", "(2"]));
static PAGES: Pattern = Pattern::new(r"\bpp?\.? ?\d|\bS\. ?\d|\b[Pp]ages? \d|\b\d+ ?(?:pp?|S|Seiten|pages)\b|\), \d{1,4}[.–\-]|\b(?:\d{1,3}|[3-9]\d{3}|\d{5,6}|[eL]\d+) ?[–—\-‐]{1,2} ?[eL]?\d{1,6}\b").ascii().when(has_digit);
static VOLUME: Pattern = Pattern::new(r"\b\d{1,4} ?\(\d{1,4}(?:[–/\-]\d+)?\)|\b\d{1,4} ?: ?[eA-Z]?\d{1,6}\b|\b[Vv]ol(?:\.|ume)? ?\d|\b[Nn]o\. ?\d|\bBd\. ?\d|\bn[°º]\.? ?\d|\bJg\. ?\d|\b\d{4};\d|\bH\. \d|\p{L}\.? \d{1,4}, (?:no\. )?\d{1,6}\b|\b\d{4}, ?\d{1,4}, ?\d").ascii().when(has_digit);
static IDENTIFIER: Pattern = Pattern::new(r"(?i)\bdoi\b|\b10\.\d{4,9}/|\barxiv\b|\bisbn\b|\bpmid\b|https?://|\bwww\.")
    .ascii()
    .when(|text| has_any(text, &["doi", "10.", "arxiv", "isbn", "pmid", "http", "www."]));
static CONTAINER: Pattern = Pattern::new(r#"(?:[.,”"“»?!)] |\b)(?:In|in)(?: ?:|,? (?:\p{Lu}\. ?)+)|[.”"] In \p{Lu}|\((?:[Ee]ds?|[Hh]g|[Hh]rsg|[ée]ds?|[Dd]irs?|coords?|orgs?|comp|trans|Trans)\.?(?:, [^)]{0,20})?\)|\b[Ee]ds?\. |, editors?\b|\b[Hh]rsg\.|\bProc\.|\bProceedings\b|\bJournal\b|\bZeitschrift\b|\bRevue\b|\bRevista\b|\bRivista\b|\bTrans\.|\bReview\b|\bAnnals\b|\bBulletin\b|\bet al\b|\bJ\. \p{Lu}|\bLett\.|\bPhys\.|\b[Tt]hesis\b|\b[Dd]issertation\b|\bDiss\.|\b(?:Working|Occasional|Discussion) Paper\b|\bReport\b|\btrad\. |\btrans\. |\bMagazine\b|\bTimes\b|学报|研究|雑誌|出版社|學報|학회지|학보|연구|논문|출판"#).ascii();
static PUBLISHER: Pattern = Pattern::new(r"\bPress\b|\b[Vv]erlag|\bPublish(?:ers?|ing|ed)\b|\bÉditions\b|\bEditorial\b|\bEditore\b|[.,;(\])] ?(?:\p{Lu}[\p{L}\-]+\.?(?:[ /&\-]\p{Lu}?[\p{L}\-]+\.?){0,3}(?:, \p{Lu}[\p{L}.]{1,14})?) ?: ?\p{Lu}|, \p{Lu}[\p{L}. ]{2,24}, \p{Lu}[\p{L}&. ]{2,30}, (?:1[5-9]|20)\d\d\b|\b(?:University|Universität|Université|Universidad|Institute?) |\([^()]{0,30}\p{L}[^()]{0,30}(?:,|:) (?:1[5-9]|20)\d\d\)|, (?:\p{Lu}[\p{L}\-]+)(?: ?/ ?\p{Lu}[\p{L}\-]+| [ai]\. ?\p{Lu}\p{L}*\.?)* (?:1[5-9]|20)\d\d\b").ascii();
static ACCESS: Pattern =
    Pattern::new(r"\b[Rr]etrieved\b|\b[Aa]ccessed\b|\b[Aa]vailable (?:at|from|online)\b|\bZugriff\b|\babgerufen\b|\b[Cc]onsulté|\[cited\b")
        .ascii()
        .when(|text| has_any(text, &["retrieved", "accessed", "available", "zugriff", "abgerufen", "consult", "[cited"]));
static LEADERS: Pattern = Pattern::new(r"\.{4,}|(?: \.){3,}|…{2,}|…+ ?\d+$").ascii().when(|text| has_any(text, &["...", ". .", "…"]));
/// A year or month before a colon or dash at the beginning: a chronicle's line.
static CHRONICLE: Pattern = Pattern::new(r"^(?:\[?(?:19|20)\d\d[\d\-/.]*\]?\s*(?:[:–—-]|\()|v?\d+\.\d+(?:\.\d+)?\b)")
    .ascii()
    .when(|text| text.starts_with(['[', '1', '2', 'v']) || text.starts_with(|c: char| c.is_ascii_digit()));

/// Words of sentences that references have only in titles.
const PROSE: &[&str] = &[
    "is", "are", "was", "were", "be", "been", "has", "have", "had", "will", "would", "could", "should", "can", "may", "might", "must", "this",
    "that", "these", "those", "it", "its", "they", "their", "them", "we", "our", "you", "your", "he", "she", "his", "her", "i", "my", "me", "which",
    "who", "when", "while", "because", "however", "also", "not", "but", "if", "there", "such", "than", "so", "do", "does", "did", "as", "see",
    "shall", "any", "ist", "sind", "war", "waren", "wird", "werden", "wurde", "wurden", "hat", "haben", "nicht", "dass", "daß", "sich", "auch",
    "aber", "wenn", "sie", "er", "es", "wir", "ich", "diese", "dieser", "noch", "nur", "est", "sont", "était", "ont", "que", "qui", "ne", "pas",
    "nous", "vous", "ils", "elle", "cette", "mais", "son", "fue", "era", "han", "se", "pero", "che", "sono", "è", "non",
];

/// The evidence of a text.
pub(super) fn of(text: &str) -> Evidence {
    let whole = text.trim();
    let text = bounded(whole);
    // Without a year, a page or an identifier nothing is a reference: most lines of prose end here.
    if whole.len() > LONGEST || whole.is_empty() || !text.bytes().any(|c| c.is_ascii_digit()) && !has_no_year(text) {
        return Evidence::default();
    }
    let cut = if whole.len() <= BOUND { debris::tail(text) } else { text.len() };
    let body = text[..cut].trim_end();
    let mut found = Evidence::default();
    let mut says = |weight: f32, yes: bool| {
        if yes {
            found.total += weight;
            found.classes += 1;
        }
    };
    says(if is_author(body) { 2.0 } else { 1.0 }, begins(body));
    says(if BRACKET_YEAR.is_match(body) { 1.5 } else { 1.0 }, BRACKET_YEAR.is_match(body) || YEAR.is_match(body));
    says(1.0, PAGES.is_match(body));
    says(1.0, VOLUME.is_match(body));
    says(1.0, IDENTIFIER.is_match(body));
    says(1.0, CONTAINER.is_match(body));
    says(1.0, PUBLISHER.is_match(body));
    says(0.5, has_quotation(body));
    says(0.5, ACCESS.is_match(body));
    says(1.5, cut < text.trim_end().len());
    found.total += if body.ends_with('.') { 0.25 } else { 0.0 };
    found.total -= against(body, whole.len());
    found
}

/// Whether a text tells a year.
pub(super) fn has_year(text: &str) -> bool {
    YEAR.is_match(bounded(text))
}

/// Whether a text under a heading of references may be one though little speaks for it: it begins and ends as they do, has two
/// clauses, and is no sentence.
pub(super) fn may_be(text: &str) -> bool {
    let text = text.trim();
    let begins = text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "“\"„«‘—–―_".contains(c) || crate::text::unicode::is_cjk(c));
    let clauses = text.split(['.', ',', ':', ';', '(', '“', '"']).filter(|clause| clause.chars().any(char::is_alphanumeric)).count();
    text.len() <= 600 && begins && ends(text) && clauses >= 3 && !debris::is_debris(text) && against(bounded(text), text.len()) < 1.0
}

fn has_no_year(text: &str) -> bool {
    ["n.d.", "n. d.", "in press", "forthcoming", "http"].iter().any(|words| text.contains(words))
}

/// What speaks against it.
fn against(text: &str, length: usize) -> f32 {
    let mut against = 0.0;
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (mut all, mut prose) = (0.0_f32, 0.0_f32);
    for word in words {
        all += 1.0;
        prose += if PROSE.contains(&word) { 1.0 } else { 0.0 };
    }
    let share = prose / all.max(1.0);
    against += match () {
        () if prose >= 6.0 && share > 0.10 => 5.0,
        () if prose >= 4.0 && share > 0.12 => 3.0,
        () if prose >= 4.0 && share > 0.07 => 1.5,
        () => 0.0,
    };
    if against > 1.0 && length <= 500 && begins_with_names_and_date(text) {
        against = 1.0;
    }
    let first = text.chars().next().unwrap_or(' ');
    against += if is_named(text) { 0.0 } else { 2.0 };
    against += if first.is_lowercase() && !is_author(text) { 1.5 } else { 0.0 };
    against += if LEADERS.is_match(text) { 5.0 } else { 0.0 };
    against += if CHRONICLE.is_match(text) { 2.0 } else { 0.0 };
    against += if text.contains('©') || text.starts_with("Copyright") { 4.0 } else { 0.0 };
    against += if text.ends_with(':') { 1.5 } else { 0.0 };
    against + if length > 1200 { 1.5 } else { 0.0 }
}

/// Whether any word is written with a capital, or in a script that has none.
fn is_named(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase()))
}

/// Whether words stand between quotation marks.
fn has_quotation(text: &str) -> bool {
    const OPEN: &str = "“\"„«‘「《『‹'";
    const CLOSE: &str = "”\"“»’」》』›'";
    const NEVER_WITHIN: &str = "“”\"„»」》』";
    let closes = |inside: &str| {
        let end = inside.chars().take(251).position(|c| NEVER_WITHIN.contains(c)).unwrap_or(250);
        inside.chars().take(end + 1).skip(5).any(|c| CLOSE.contains(c))
    };
    text.char_indices().filter(|(_, c)| OPEN.contains(*c)).any(|(at, c)| closes(&text[at + c.len_utf8()..]))
}

/// So far the year may stand behind names without brackets, behind names in brackets, and behind an organisation: in bytes.
const YEAR_BEHIND_NAMES: usize = 215;
const YEAR_IN_BRACKETS: usize = 330;
const ORGANISATION: usize = 110;

fn near(text: &str, far: usize) -> &str {
    &text[..crate::text::unicode::boundary_before(text, far)]
}

/// Whether a text begins like a reference, and like hardly anything else.
pub(super) fn is_author(text: &str) -> bool {
    AUTHOR.is_match(bounded(text)) || DATED.is_match(near(text, YEAR_BEHIND_NAMES))
}

/// Whether a text begins with names and a year as references do, and no sentence.
pub(super) fn begins_with_names_and_date(text: &str) -> bool {
    is_author(text) && AUTHOR_AND_YEAR.is_match(near(text, YEAR_IN_BRACKETS))
}

/// Whether a text begins with names as references do, a year not far behind.
pub(super) fn begins_with_names_and_year(text: &str, far: usize) -> bool {
    NAMES.is_match(near(text, far)) && YEAR.is_match(near(text, far))
}

/// Whether a text may be a reference's beginning.
pub(super) fn begins(text: &str) -> bool {
    is_author(text) || PERHAPS.is_match(near(text, ORGANISATION))
}

/// Whether a text may be a reference's end.
pub(super) fn ends(text: &str) -> bool {
    let last = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    text.ends_with(['.', '。', ')', ']', '”', '»'])
        || text.ends_with(|c: char| c.is_ascii_digit())
        || last.contains('/')
        || debris::tail(text) < text.len()
}

fn bounded(text: &str) -> &str {
    near(text, BOUND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_strong_and_other_text_is_not() {
        for text in [
            "Cameron, M. A., Lawson, R. J., & Tomlin, B. (Eds.). (1998). To Walk Without Fear. Toronto: Oxford University Press.",
            "Montlake, S. (2003). International effort to stop land mines bears fruit. Christian Science Monitor, September 25, 2003.",
            "Smith JA, Jones B. A study of things. Lancet 1998;12(3):45-9.",
            "A. Cau, R. Kuiper, and W.-P. de Roever. Formalising Dijkstra's strategy. In C. B. Jones, editors, Proc. Workshop, 1992.",
            "Foucault, Michel. Surveiller et punir. Paris: Gallimard, 1975.",
            "HABERMAS, Jürgen: Theorie des kommunikativen Handelns, Frankfurt a. M. 1981.",
            "———. The Order of Things. New York: Vintage, 1994.",
            "van der Berg, J. (2001). On particles. Journal of Names, 3(2), 12–15.",
        ] {
            assert!(of(text).strong(), "{text}: {:?}", of(text));
        }
        for text in [
            "1. HamburgGermany",
            "Fix the parser (#123)",
            "2019-05-04: see https://example.org/changes",
            "As of late 2019, there are 164 States Parties to the Ottawa Treaty, which is more than it was in the year before (Smith 1998).",
            "Chapter 3 The French Revolution ............ 45",
            "© Springer Nature Switzerland AG 2020",
            "From 1993 till 1998, the network was coordinated by a committee of six members.",
        ] {
            assert!(!of(text).strong(), "{text}: {:?}", of(text));
        }
    }
}
