//! Comparing: how likely two records describe one work, as a sum of evidence for and against (log odds), with what forbids it.

use super::Pair;
use super::parallel;
use super::record::Records;
use super::weigh::Comparer;

/// What is known of a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The two, the smaller index first.
    pub members: [u32; 2],
    /// The evidence that they are one work, as log odds.
    pub odds: f32,
    /// Why they are not one, or why that is a person's affair; none where nothing speaks against it.
    pub why: Option<Why>,
}

/// Why two like records are not simply one work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// Different chapters of a book.
    Chapters,
    /// A book and a chapter of it.
    PartOf,
    /// Different editions.
    Editions,
    /// Different parts or volumes, told by a number in or beside the title.
    Parts,
    /// One speaks of the other: erratum, reply, review.
    Notice,
    /// Different translations.
    Translations,
    /// A preprint and the published work.
    Preprint,
    /// One text in two forms: a thesis and the book made of it, a report and its paper.
    Forms,
    /// The same authors and title, published in different places.
    Places,
    /// Different identifiers, and titles that are not the same.
    Identifiers,
    /// The evidence does not suffice.
    Doubt,
}

/// All reasons: their names in files, their words for people, and whether a person should see a pair that is as alike as one work.
const WHYS: &[(Why, &str, &str, bool)] = &[
    (Why::Chapters, "chapters", "different chapters of one book", false),
    (Why::PartOf, "part-of", "a book and a part of it", false),
    (Why::Editions, "editions", "different editions", false),
    (Why::Parts, "parts", "different parts or volumes", false),
    (Why::Notice, "notice", "one is about the other: an erratum, a reply or a review", false),
    (Why::Translations, "translations", "different translations", false),
    (Why::Preprint, "preprint", "a preprint and the published version", true),
    (Why::Forms, "forms", "one text in two forms, such as a thesis and the book made of it", true),
    (Why::Places, "places", "the same title and authors, but published in different places", true),
    (Why::Identifiers, "identifiers", "different identifiers and titles", false),
    (Why::Doubt, "doubt", "much alike, but not enough to be sure", true),
];

impl Why {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        WHYS.iter().map(|row| row.0)
    }

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        WHYS.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    fn row(self) -> &'static (Self, &'static str, &'static str, bool) {
        WHYS.iter().find(|row| row.0 == self).unwrap_or(&WHYS[WHYS.len() - 1])
    }

    /// Its name in files: `chapters`, `part-of` …
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// In words.
    pub fn words(self) -> &'static str {
        self.row().2
    }

    /// Whether a person should see such pairs.
    pub fn is_to_see(self) -> bool {
        self.row().3
    }

    /// Whether the two can never be one work.
    pub fn forbids(self) -> bool {
        self != Self::Doubt
    }

    /// Whether the two are versions of one text.
    pub(crate) fn are_versions(self) -> bool {
        matches!(self, Self::Preprint | Self::Forms | Self::Places)
    }

    /// Whether that holds whatever other records say: it is no matter of a slip in one of them.
    pub(crate) fn is_strict(self) -> bool {
        !matches!(self, Self::Doubt | Self::Places)
    }
}

/// Pairs with more evidence are one work: three to one, where nothing speaks against it.
pub(crate) const SURE: f32 = 1.2;
/// Pairs with more evidence are shown.
pub(crate) const LIKELY: f32 = -0.8;

impl Link {
    /// The probability that the two are one work.
    pub fn score(&self) -> f64 {
        1.0 / (1.0 + f64::from(-self.odds).exp())
    }

    /// Whether the two are one work.
    pub fn is_sure(&self) -> bool {
        self.why.is_none() && self.odds >= SURE
    }

    /// Whether a person should see them.
    pub fn is_to_see(&self) -> bool {
        let least = if self.why == Some(Why::Doubt) { LIKELY } else { SURE };
        self.why.is_some_and(Why::is_to_see) && self.odds >= least
    }
}

/// Compares pairs, all of them or a part: those that are one work or that a person should see, in the pairs' order.
pub fn compare(records: &Records, pairs: &[Pair], jobs: usize) -> Vec<Link> {
    let parts = parallel::chunks(pairs, jobs, |pairs| {
        let mut comparer = Comparer::new(records);
        let links = pairs.iter().map(|(a, b)| comparer.link(*a, *b));
        links.filter(|link| link.is_sure() || link.is_to_see()).collect::<Vec<Link>>()
    });
    match parts.len() {
        1 => parts.into_iter().next().unwrap_or_default(),
        _ => parts.concat(),
    }
}
