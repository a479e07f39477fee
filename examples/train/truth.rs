//! What counts as right, as `score_parse.py` counts it: each field's values joined, without the marks and the
//! small words around them.

use std::sync::LazyLock;

use ibidem::parse::label::Label;
use ibidem::parse::tag::Segment;
use regex::Regex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The fields that are scored; `date` goes by its year.
pub const FIELDS: [Label; 12] = [
    Label::Author,
    Label::Title,
    Label::Container,
    Label::Volume,
    Label::Issue,
    Label::Pages,
    Label::Date,
    Label::Publisher,
    Label::Place,
    Label::Editor,
    Label::Doi,
    Label::Url,
];

/// What each field holds, fit to be compared; empty where it is missing.
pub type Values = [String; FIELDS.len()];

/// What the gold says.
pub fn wanted(fields: &serde_json::Value) -> Values {
    std::array::from_fn(|at| {
        let name = if FIELDS[at] == Label::Date { "year" } else { FIELDS[at].name() };
        let values: Vec<&str> = fields[name].as_array().into_iter().flatten().filter_map(|value| value.as_str()).filter(|v| !v.is_empty()).collect();
        normal(FIELDS[at], &values.join(" "))
    })
}

/// What labelled runs of a text say.
pub fn of_runs(text: &str, runs: &[(usize, usize, Label)]) -> Values {
    let segments: Vec<Segment> =
        runs.iter().map(|(start, end, label)| Segment { label: *label, start: *start, end: *end, confidence: 1.0 }).collect();
    given(text, &segments).0
}

/// What the tagger says, and how sure it is of each field.
pub fn given(text: &str, segments: &[Segment]) -> (Values, [f32; FIELDS.len()]) {
    let mut confidence = [1.0_f32; FIELDS.len()];
    let values = std::array::from_fn(|at| {
        let of_field = segments.iter().filter(|s| s.label == FIELDS[at]);
        // Of several dates the first with a year counts.
        let of_field = of_field.filter(|s| FIELDS[at] != Label::Date || !normal(Label::Date, &text[s.start..s.end]).is_empty());
        let of_field: Vec<&Segment> = of_field.take(if FIELDS[at] == Label::Date { 1 } else { usize::MAX }).collect();
        confidence[at] = of_field.iter().map(|s| s.confidence).fold(1.0, f32::min);
        normal(FIELDS[at], &of_field.iter().map(|s| &text[s.start..s.end]).collect::<Vec<_>>().join(" "))
    });
    (values, confidence)
}

/// Where the DOI stands among the fields; the URL is the next.
pub const DOI: usize = 10;

/// Whether the gold calls a URL what is the DOI within it for us.
pub fn doi_in_url(want: &Values, have: &Values) -> bool {
    !have[DOI].is_empty() && want[DOI].is_empty() && letters(&want[DOI + 1]).ends_with(&letters(&have[DOI]))
}

/// Whether all is right; a DOI within a URL counts as such.
pub fn all_right(want: &Values, have: &Values) -> bool {
    let in_url = doi_in_url(want, have);
    (0..FIELDS.len()).all(|at| want[at] == have[at] || in_url && at >= DOI)
}

fn letters(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric() || is_combining_mark(*c)).collect()
}

/// A value as the scorer compares it.
fn normal(label: Label, words: &str) -> String {
    macro_rules! pattern {
        ($name:ident, $text:expr) => {
            static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).unwrap());
        };
    }
    pattern!(MARKS, r"[^\w]+");
    pattern!(
        ROLES,
        r"\b(eds?|edn|editors?|edited|edd|hrsgg?|hrg|hgg?|herausgeber|herausgegeben|dirs?|a cura di|red|coord|by|von|in|et al|u ?a|and others|others|with)\b"
    );
    pattern!(AND, r"\b(and|und|et|y|e|amp)\b");
    pattern!(PAGES, r"^\W*(pages?|pp?|ss?|pgs?|seiten?|pags?|págs?|стр|с|стp)\b\.?");
    pattern!(NUMBERS, r"\b(volumes?|vols?|v|bd|band|numbers?|nos?|nr|num|issues?|heft|h|jg|jahrgang|n|tome?|t)\b\.?");
    pattern!(DOI, r"10\.\d{3,9}/\S+");
    pattern!(SCHEME, r"^.*?(https?://|ftp://)");
    pattern!(IN, r"^\W*in\b[:\s]*");
    let words = words.nfkc().flat_map(char::to_lowercase).collect::<String>();
    let bare = || words.split_whitespace().collect::<String>();
    match label {
        Label::Author | Label::Editor => {
            let words = MARKS.replace_all(&words, " ");
            letters(&AND.replace_all(&ROLES.replace_all(&words, " "), " "))
        }
        Label::Pages => letters(&PAGES.replace(words.trim(), "")),
        Label::Volume | Label::Issue => letters(&NUMBERS.replace_all(&words, " ")),
        Label::Date => year(&words),
        Label::Doi => {
            let words = bare();
            DOI.find(&words).map_or(words.as_str(), |doi| doi.as_str()).trim_end_matches(['.', ',', ';', ')', ']']).to_owned()
        }
        Label::Url => SCHEME.replace(&bare(), "").trim_matches(['.', ',', ';', ')', ']', '<', '>', '(', '/', '#', '?']).to_owned(),
        Label::Container => letters(&IN.replace(&words, "")),
        _ => letters(&words),
    }
}

/// The first year from 1400 to 2099.
fn year(words: &str) -> String {
    let digits = words.split(|c: char| !c.is_numeric());
    let is_year = |run: &&str| run.len() == 4 && (run.starts_with("20") || run.starts_with('1') && run.as_bytes()[1] >= b'4');
    digits.filter(is_year).map(str::to_owned).next().unwrap_or_default()
}
