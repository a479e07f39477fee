//! Regular expressions that cost nothing until they are needed: each is compiled for the first text that could match it, and says letters
//! in few ranges.

use regex::{Captures, Match, Regex};
use std::sync::OnceLock;

/// A regular expression of ours: a constant, compiled when it is first asked.
///
/// `\d` and `\w` are written as ever and mean the digits of ASCII; `\p{L}`, `\p{Lu}` and `\p{Ll}` mean Latin, Greek, Cyrillic and (for `\p{L}`)
/// what other scripts have: Unicode's own classes have hundreds of ranges, and each place of a pattern pays for all of them.
pub struct Pattern {
    text: Text,
    cue: fn(&str) -> bool,
    borders: &'static str,
    regex: OnceLock<Option<Regex>>,
}

enum Text {
    Said(&'static str),
    Made(fn() -> String),
}

/// Letters with a capital form that names begin with. Of the letters with two accents large and small are not told apart.
const CAPITAL: &str = "[A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĲĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽƏȘȚΆ-ΏΑ-ΫЀ-ЯҐ\u{1e00}-\u{1eff}]";
const SMALL: &str = "[a-zµß-öø-ÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĳĵķĸĺļľŀłńņňŉŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷźżžſəșțΐά-ώа-џґ\u{1e00}-\u{1eff}\u{fb00}-\u{fb06}]";
const LETTER: &str = r"[A-Za-zªµºÀ-ÖØ-öø-\u{1fff}\u{3005}-\u{3007}\u{3040}-\u{30ff}\u{3400}-\u{9fff}\u{ac00}-\u{d7af}\u{f900}-\u{fb4f}\u{ff21}-\u{ff3a}\u{ff41}-\u{ff5a}]";

/// What is written in patterns, and what it stands for.
const CLASSES: &[(&str, &str)] = &[(r"\d", "[0-9]"), (r"\w", r"[0-9_\p{L}]"), (r"\p{Lu}", CAPITAL), (r"\p{Ll}", SMALL), (r"\p{L}", LETTER)];

/// In tests what a cue leaves out is looked at all the same, in texts that are shorter.
const FEW: usize = 200;

impl Pattern {
    /// A pattern.
    pub const fn new(text: &'static str) -> Self {
        Self::of(Text::Said(text))
    }

    /// A pattern made of others.
    pub const fn made(text: fn() -> String) -> Self {
        Self::of(Text::Made(text))
    }

    const fn of(text: Text) -> Self {
        Self { text, cue: |_| true, borders: r"\b", regex: OnceLock::new() }
    }

    /// The same for texts in which a cue stands: others do not match it. It is not asked for those, nor compiled.
    #[must_use]
    pub const fn when(mut self, cue: fn(&str) -> bool) -> Self {
        self.cue = cue;
        self
    }

    /// The same with ASCII's word borders: at the first accent in a text, Unicode's make the engine fall back to its slowest way.
    #[must_use]
    pub const fn ascii(mut self) -> Self {
        self.borders = r"(?-u:\b)";
        self
    }

    /// The regular expression; none where it is faulty, which matches nothing.
    fn regex(&self) -> Option<&Regex> {
        let compile = || {
            let text = match self.text {
                Text::Said(text) => text.to_owned(),
                Text::Made(text) => text(),
            };
            let text = CLASSES.iter().fold(text, |text, (class, ranges)| text.replace(class, ranges));
            let regex = Regex::new(&text.replace(r"\b", self.borders));
            debug_assert!(regex.is_ok(), "{regex:?}");
            regex.ok()
        };
        self.regex.get_or_init(compile).as_ref()
    }

    fn asked(&self, text: &str) -> Option<&Regex> {
        let may = (self.cue)(text);
        let is_match = || text.len() < FEW && self.regex().is_some_and(|regex| regex.is_match(text));
        debug_assert!(may || !is_match(), "a match without its cue: {text:?} {:?}", self.regex());
        if may { self.regex() } else { None }
    }

    /// Whether it matches anywhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        self.asked(text).is_some_and(|regex| regex.is_match(text))
    }

    /// The first match in a text.
    pub fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.asked(text)?.find(text)
    }

    /// All matches in a text, one behind the other.
    pub fn find_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Match<'t>> {
        self.asked(text).into_iter().flat_map(move |regex| regex.find_iter(text))
    }

    /// The first match in a text with its groups.
    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.asked(text)?.captures(text)
    }

    /// The first match from a byte on, which sees what stands before it.
    pub fn captures_at<'t>(&self, text: &'t str, at: usize) -> Option<Captures<'t>> {
        self.asked(text)?.captures_at(text, at)
    }

    /// What stands between the matches in a text.
    pub fn split<'t>(&self, text: &'t str) -> Vec<&'t str> {
        self.asked(text).map_or_else(|| vec![text], |regex| regex.split(text).collect())
    }

    /// All matches in a text with their groups.
    pub fn captures_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Captures<'t>> {
        self.asked(text).into_iter().flat_map(move |regex| regex.captures_iter(text))
    }
}

/// Whether a text has a digit of ASCII, the cue of many patterns.
pub fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether any of these stands in a text; the case of ASCII's letters does not matter. They are given in small letters.
pub fn has_any(text: &str, cues: &[&str]) -> bool {
    // Which letters may stand behind which: that alone passes over nearly all places of a text.
    let mut behind = [0_u32; 32];
    for cue in cues {
        match cue.as_bytes() {
            [first, second, ..] => behind[usize::from(first % 32)] |= 1 << (second % 32),
            [only] => behind[usize::from(only % 32)] = u32::MAX,
            [] => {}
        }
    }
    let bytes = text.as_bytes();
    let begins = |rest: &[u8], cue: &&str| rest.get(..cue.len()).is_some_and(|head| head.eq_ignore_ascii_case(cue.as_bytes()));
    bytes.iter().enumerate().any(|(at, byte)| {
        let next = bytes.get(at + 1).copied().unwrap_or_default();
        behind[usize::from(byte % 32)] >> (next % 32) & 1 == 1 && cues.iter().any(|cue| begins(&bytes[at..], cue))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_names() {
        static NAME: Pattern = Pattern::new(r"^\p{Lu}\p{Ll}+$");
        for name in ["Smith", "Łukasiewicz", "Ødegård", "Ἀθήνα", "Шостакович", "Ṣadr", "Nguyễn", "Scientiﬁc", "Žižek", "Γιώργος"]
        {
            let greek = name.starts_with('Ἀ');
            assert_eq!(NAME.is_match(name), !greek, "{name}");
        }
        for word in ["smith", "SMITH", "Ł", "3D", "李明"] {
            assert!(!NAME.is_match(word), "{word}");
        }
        static WORD: Pattern = Pattern::new(r"^[\w\-]+$");
        assert!(["a_1", "é-ü", "ﬁne", "李明", "서울"].iter().all(|word| WORD.is_match(word)));
        assert!(!WORD.is_match("a b") && !WORD.is_match("“a”"));
    }

    #[test]
    fn cues_are_found_wherever_they_stand() {
        for (text, cues, found) in [
            ("In Proc. XYZ", &["proc", "conf"][..], true),
            ("a CONF", &["proc", "conf"], true),
            ("conference", &["proc", "x"], false),
            ("12", &["2"], true),
            ("2", &["20"], false),
            ("@d", &["`d"], false),
            ("über", &["über"], true),
            ("Über", &["ber"], true),
            ("", &["a"], false),
            ("abc", &[], false),
        ] {
            assert_eq!(has_any(text, cues), found, "{text} {cues:?}");
        }
    }

    #[test]
    fn a_pattern_is_compiled_when_its_cue_comes() {
        static PAIR: Pattern = Pattern::new(r"\(\d+\)").when(|text| text.contains('('));
        assert!(!PAIR.is_match("12") && (cfg!(debug_assertions) || PAIR.regex.get().is_none()));
        assert_eq!(PAIR.find_iter("(1) (2)").map(|found| found.as_str()).collect::<Vec<_>>(), ["(1)", "(2)"]);
    }
}
