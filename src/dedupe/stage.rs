//! What the stages hand to one another, as lines of files: pairs and links with tabs between their columns, clusters and pairs to review as
//! JSON. Entries are numbers, from 0, in the order in which the inputs are read. Any program can sort, split and join these lines.

use super::{Cluster, Link, Pair, Review, Why};
use serde::{Deserialize, Serialize};

/// Why a line is none of its stage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    /// It has not the columns.
    #[error("expected {0}")]
    Columns(&'static str),
    /// It names an entry that is not there.
    #[error("there is no entry {0}")]
    NoEntry(u64),
}

/// A pair: `a<TAB>b`.
pub fn pair_line(pair: Pair) -> String {
    format!("{}\t{}", pair.0, pair.1)
}

/// Reads a pair of `count` entries; columns behind the second are let be.
///
/// # Errors
/// What is no pair, or not of these entries.
pub fn read_pair(line: &str, count: usize) -> Result<Pair, BadLine> {
    let mut columns = line.split('\t');
    let mut number = || columns.next().and_then(|column| column.trim().parse::<u64>().ok()).ok_or(BadLine::Columns("two numbers, a tab between"));
    let (a, b) = (number()?, number()?);
    let is_entry = |number: u64| usize::try_from(number).ok().filter(|at| *at < count).and_then(|_| u32::try_from(number).ok());
    let entry = |number: u64| is_entry(number).ok_or(BadLine::NoEntry(number));
    let (a, b) = (entry(a)?, entry(b)?);
    match a == b {
        true => Err(BadLine::Columns("two different entries")),
        false => Ok((a.min(b), a.max(b))),
    }
}

/// A link: `a<TAB>b<TAB>odds<TAB>why`, `-` where nothing speaks against it. The odds are log odds, with as many digits as they need.
pub fn link_line(link: &Link) -> String {
    format!("{}\t{}\t{}\t{}", link.members[0], link.members[1], link.odds, link.why.map_or("-", Why::name))
}

/// Reads a link of `count` entries.
///
/// # Errors
/// What is no link, or not of these entries.
pub fn read_link(line: &str, count: usize) -> Result<Link, BadLine> {
    const COLUMNS: BadLine = BadLine::Columns("a pair, a number and a reason, tabs between");
    let (a, b) = read_pair(line, count)?;
    let mut columns = line.split('\t').skip(2).map(str::trim);
    let odds = columns.next().and_then(|odds| odds.parse::<f32>().ok()).filter(|odds| odds.is_finite()).ok_or(COLUMNS)?;
    let why = match columns.next() {
        Some("-") => None,
        Some(name) => Some(Why::named(name).ok_or(COLUMNS)?),
        None => return Err(COLUMNS),
    };
    Ok(Link { members: [a, b], odds, why })
}

/// What clustering finds, a line each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Found {
    /// One work.
    Cluster {
        /// The entry that is kept.
        keep: usize,
        /// All of them.
        members: Vec<usize>,
        /// How sure that is.
        score: f64,
    },
    /// A pair that a person should see.
    Review {
        /// The two.
        review: [usize; 2],
        /// How alike they are.
        score: f64,
        /// Why that is not enough.
        why: String,
    },
}

impl Found {
    /// The lines of clusters and reviews, in their order, a line end behind each.
    pub fn lines(clusters: &[Cluster], review: &[Review]) -> String {
        let clusters = clusters.iter().map(|of| Self::Cluster { keep: of.keep, members: of.members.clone(), score: of.score });
        let review = review.iter().map(|of| Self::Review { review: of.members, score: of.score, why: of.why.clone() });
        clusters.chain(review).filter_map(|found| serde_json::to_string(&found).ok()).map(|line| line + "\n").collect()
    }

    /// Reads a line about `count` entries.
    ///
    /// # Errors
    /// What is neither, or not of these entries.
    pub fn read(line: &str, count: usize) -> Result<Self, BadLine> {
        let found: Self = serde_json::from_str(line).map_err(|_| BadLine::Columns("a cluster or a pair to review, as JSON"))?;
        let entries = match &found {
            Self::Cluster { members, .. } => members.as_slice(),
            Self::Review { review, .. } => review.as_slice(),
        };
        if let Some(at) = entries.iter().find(|at| **at >= count) {
            return Err(BadLine::NoEntry(*at as u64));
        }
        match &found {
            Self::Cluster { keep, members, .. } if !members.contains(keep) => Err(BadLine::Columns("the kept entry among the members")),
            _ => Ok(found),
        }
    }
}

/// Clusters and reviews from lines, in their order.
pub fn report(found: impl IntoIterator<Item = Found>) -> (Vec<Cluster>, Vec<Review>) {
    let (mut clusters, mut reviews) = (Vec::new(), Vec::new());
    for found in found {
        match found {
            Found::Cluster { keep, members, score } => clusters.push(Cluster { keep, members, score }),
            Found::Review { review, score, why } => reviews.push(Review { members: review, score, why }),
        }
    }
    clusters.sort_by(|a, b| a.members.cmp(&b.members));
    reviews.sort_by_key(|review| review.members);
    (clusters, reviews)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_read_what_was_written() {
        for why in Why::all().map(Some).chain([None]) {
            let link = Link { members: [3, 17], odds: 1.0 / 3.0, why };
            assert_eq!(read_link(&link_line(&link), 18), Ok(link));
        }
        assert_eq!(read_pair(&pair_line((3, 17)), 18), Ok((3, 17)));
        let lines = "{\"keep\":4,\"members\":[1,4],\"score\":0.5}\n{\"review\":[2,3],\"score\":0.25,\"why\":\"w\"}\n";
        let found: Vec<Found> = lines.lines().filter_map(|line| Found::read(line, 5).ok()).collect();
        let (clusters, review) = report(found);
        assert_eq!(Found::lines(&clusters, &review), lines);
    }

    #[test]
    fn what_is_no_line_of_the_stage_is_refused() {
        let number = BadLine::Columns("two numbers, a tab between");
        for (line, why) in [("", number.clone()), ("1", number.clone()), ("1\tx", number.clone()), ("-1\t2", number), ("1\t9", BadLine::NoEntry(9))] {
            assert_eq!(read_pair(line, 9), Err(why), "{line}");
        }
        assert_eq!(read_pair("2\t1\tmore", 9), Ok((1, 2)));
        for line in ["1\t2", "1\t2\t0.5", "1\t2\tNaN\t-", "1\t2\t0.5\tnothing", "1\t1\t0.5\t-"] {
            assert!(read_link(line, 9).is_err(), "{line}");
        }
        for line in ["{}", "[]", "{\"keep\":1,\"members\":[2],\"score\":1}", "{\"keep\":9,\"members\":[9],\"score\":1}"] {
            assert!(Found::read(line, 9).is_err(), "{line}");
        }
    }
}
