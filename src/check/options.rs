//! What the user wants to be told: which rules are asked, how grave their findings are, and in which files they are allowed.

use super::{all, named};
use crate::text::{RuleDefault, RuleInfo, Severity};

/// The user's choice of rules. The default asks every rule that is on by default.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only these rules; empty: those on by default. `all` stands for every rule.
    pub select: Vec<String>,
    /// These rules too, whatever their default.
    pub extend: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
    /// How grave the findings of a rule are, other than the rule says.
    pub severity: Vec<(String, Severity)>,
    /// Rules that are allowed in some files.
    pub allow: Vec<Allowance>,
    /// Whether any finding fails the run, not errors alone.
    pub strict: bool,
}

/// Rules that say nothing of some files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Which files: a path, with `*` for anything within a folder, `**` across folders and `?` for one character.
    /// Without a slash it is the file's name that counts, wherever it lies.
    pub files: String,
    /// The names of the rules, `all` for every rule.
    pub rules: Vec<String>,
}

impl Options {
    /// Whether a rule is asked.
    pub fn asks(&self, rule: &RuleInfo) -> bool {
        if names(&self.ignore, rule.name) {
            return false;
        }
        match self.select.is_empty() {
            true => rule.default == RuleDefault::On || names(&self.extend, rule.name),
            false => names(&self.select, rule.name) || names(&self.extend, rule.name),
        }
    }

    /// Whether a file may do what a rule speaks of.
    pub fn allows(&self, file: &str, rule: &str) -> bool {
        self.allow.iter().any(|allowance| names(&allowance.rules, rule) && path_matches(&allowance.files, file))
    }

    /// The severity that the user gave a rule.
    pub fn severity_of(&self, rule: &str) -> Option<Severity> {
        self.severity.iter().rev().find(|(name, _)| name == rule).map(|(_, severity)| *severity)
    }

    /// Names of rules in these options that no rule has, each with the nearest that there is.
    pub fn unknown(&self) -> Vec<(String, Option<&'static str>)> {
        let lists = [&self.select, &self.extend, &self.ignore].into_iter().chain(self.allow.iter().map(|allowance| &allowance.rules));
        let all = lists.flatten().chain(self.severity.iter().map(|(name, _)| name));
        all.filter(|name| *name != "all" && named(name).is_none()).map(|name| (name.clone(), nearest(name))).collect()
    }
}

/// The rule whose name is nearest to a misspelt one.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let infos = all().into_iter().map(|info| (strsim::damerau_levenshtein(name, info.name), info.name));
    infos.filter(|(distance, _)| *distance <= 1 + name.len() / 6).min().map(|(_, name)| name)
}

fn names(list: &[String], rule: &str) -> bool {
    list.iter().any(|name| name == rule || name == "all")
}

fn path_matches(pattern: &str, path: &str) -> bool {
    let path = path.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    let path = if pattern.contains('/') { path } else { path.rsplit('/').next().unwrap_or(path) };
    glob(pattern.as_bytes(), path.as_bytes())
}

/// Wildcards by going back to the last `*` only, so that no pattern costs more than pattern times path.
fn glob(pattern: &[u8], path: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    // Where to go on when what follows the last star of each kind does not fit: behind the star, and the byte to try next.
    let mut star: Option<(usize, usize)> = None;
    let mut stars: Option<(usize, usize)> = None;
    loop {
        if pattern[p..].starts_with(b"**") {
            p += if pattern[p..].starts_with(b"**/") { 3 } else { 2 };
            (stars, star) = (Some((p, t)), None);
        } else if pattern.get(p) == Some(&b'*') {
            p += 1;
            star = Some((p, t));
        } else if p == pattern.len() && t == path.len() {
            return true;
        } else if t < path.len() && pattern.get(p).is_some_and(|c| *c == path[t] || *c == b'?' && path[t] != b'/') {
            (p, t) = (p + 1, t + 1);
        } else if let Some((after, at)) = star.filter(|(_, at)| path.get(*at).is_some_and(|c| *c != b'/')) {
            (p, t, star) = (after, at + 1, Some((after, at + 1)));
        } else if let Some((after, at)) = stars.filter(|(_, at)| *at < path.len()) {
            (p, t, star, stars) = (after, at + 1, None, Some((after, at + 1)));
        } else {
            return false;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn paths_match_as_people_expect() {
        for (pattern, path, expected) in [
            ("*.bib", "a.bib", true),
            ("*.bib", "deep/down/a.bib", true),
            ("refs/*.bib", "refs/a.bib", true),
            ("refs/*.bib", "refs/b/a.bib", false),
            ("refs/**/*.bib", "refs/b/c/a.bib", true),
            ("refs/**/*.bib", "refs/a.bib", true),
            ("./refs/a.bib", "refs/a.bib", true),
            ("?.bib", "ab.bib", false),
            ("**", "any/thing", true),
            ("a*b*c", "aXbYbZc", true),
            ("", "", true),
            ("a", "b", false),
        ] {
            assert_eq!(path_matches(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn a_misspelt_rule_is_told_with_the_nearest() {
        let options = Options { select: vec!["trailing-dots".into(), "all".into()], ..Options::default() };
        assert_eq!(options.unknown(), [("trailing-dots".to_owned(), Some("trailing-dot"))]);
    }
}
