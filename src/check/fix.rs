//! Fixes: the edits of diagnostics put onto the texts, again and again until nothing more is to be mended.

use crate::text::{Diagnostic, Edit, Fix, FixSafety, SourceId, edit};
use std::collections::BTreeMap;

/// How often the texts are checked anew: fixes may uncover others, but a pair that undoes one another must end.
const ROUNDS: usize = 10;

/// What came of mending.
#[derive(Debug, Default)]
pub struct Fixed {
    /// The texts, in the order given.
    pub texts: Vec<String>,
    /// Whether each of them has changed.
    pub changed: Vec<bool>,
    /// How many findings were mended, by rule.
    pub counts: BTreeMap<&'static str, usize>,
    /// What is still to be said of the mended texts.
    pub left: Vec<Diagnostic>,
}

impl Fixed {
    /// How many findings were mended.
    pub fn count(&self) -> usize {
        self.counts.values().sum()
    }
}

/// Whether a diagnostic's fix may be applied: a safe one always, an unsafe one where the user asked for those too.
pub fn applies(fix: &Fix, least: FixSafety) -> bool {
    fix.safety != FixSafety::None && fix.safety >= least && (!fix.edits.is_empty() || fix.to_utf8)
}

/// The sources that findings want to be written as UTF-8, each with how many do.
pub fn to_utf8(found: &[Diagnostic], least: FixSafety) -> BTreeMap<SourceId, usize> {
    let mut sources = BTreeMap::new();
    let wants = |found: &&Diagnostic| found.fix.as_ref().is_some_and(|fix| fix.to_utf8 && applies(fix, least));
    found.iter().filter(wants).for_each(|found| *sources.entry(found.span.source).or_default() += 1);
    sources
}

/// Applies the fixes that are at least so safe, and does so until none is left or nothing changes any more.
///
/// `texts` are the texts of all sources, by their numbers; `check` reads and checks such texts anew, with spans whose source
/// is the number of the text. A fix whose edits overlap those of an earlier one waits for the next round.
pub fn until_stable(texts: Vec<String>, least: FixSafety, mut check: impl FnMut(&[String]) -> Vec<Diagnostic>) -> Fixed {
    let mut fixed = Fixed { changed: vec![false; texts.len()], texts, ..Fixed::default() };
    for _ in 0..ROUNDS {
        fixed.left = check(&fixed.texts);
        if !round(&mut fixed, least) {
            return fixed;
        }
    }
    fixed.left = check(&fixed.texts);
    fixed
}

/// One round over all texts: whether anything has changed.
fn round(fixed: &mut Fixed, least: FixSafety) -> bool {
    let mut any = false;
    for (number, text) in fixed.texts.iter_mut().enumerate() {
        let fixes: Vec<(&'static str, &[Edit])> = fixed.left.iter().filter_map(|diagnostic| of_text(diagnostic, number, least)).collect();
        let (changed, applied) = edit::apply(text, fixes.iter().map(|(_, edits)| *edits));
        if changed == *text {
            continue;
        }
        for (rule, _) in fixes.iter().zip(&applied).filter(|(_, applied)| **applied).map(|(fix, _)| fix) {
            *fixed.counts.entry(rule).or_default() += 1;
        }
        (*text, fixed.changed[number], any) = (changed, true, true);
    }
    any
}

/// The edits of a diagnostic's fix, where they are allowed and lie in that text alone.
fn of_text(diagnostic: &Diagnostic, number: usize, least: FixSafety) -> Option<(&'static str, &[Edit])> {
    let fix = diagnostic.fix.as_ref().filter(|fix| applies(fix, least) && !fix.to_utf8)?;
    let here = fix.edits.iter().all(|edit| edit.span.source.0 as usize == number);
    here.then_some((diagnostic.rule.name, fix.edits.as_slice()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::testing::read;
    use super::*;
    use crate::check::{Options, check};

    fn fixed(text: &str, least: FixSafety) -> Fixed {
        until_stable(vec![text.to_owned()], least, |texts| {
            let case = read("x.bib", "bibtex", &texts[0]);
            check(&case.subject(), &Options::default())
        })
    }

    #[test]
    fn fixes_are_made_until_nothing_is_left() {
        let done = fixed("@misc{a, title = {A}, doi = {https://doi.org/10.1000/x.}, pages = {pp. 5--5}}\n", FixSafety::Safe);
        assert_eq!(done.texts, ["@misc{a, title = {A}, doi = {10.1000/x}, pages = {5}}\n"]);
        assert!(done.left.is_empty() && done.changed == [true] && done.count() >= 4, "{done:?}");
    }

    #[test]
    fn unsafe_fixes_are_left_unless_asked_for() {
        let text = "@artcile{a, author = {A. Bee}, title = {T}, journal = {J}, year = 2000}\n";
        let done = fixed(text, FixSafety::Safe);
        assert_eq!((done.texts[0].as_str(), done.count(), done.left.len()), (text, 0, 1));
        assert!(fixed(text, FixSafety::Unsafe).texts[0].starts_with("@article{a,"));
    }

    #[test]
    fn two_fixes_that_undo_one_another_come_to_an_end() {
        use crate::text::Span;
        let done = until_stable(vec!["a".into()], FixSafety::Unsafe, |texts| {
            let new = if texts[0] == "a" { "b" } else { "a" };
            let edit = Edit { span: Span::new(SourceId(0), 0..1), text: new.into() };
            vec![Diagnostic::new(&crate::check::rules::unknown_type::INFO, edit.span, "x").fix("y", vec![edit])]
        });
        assert_eq!(done.count(), ROUNDS);
    }
}
