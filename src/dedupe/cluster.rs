//! Clustering: links become clusters, the surest first; no chain of links joins what cannot be one work.

use super::compare::{Comparer, Link, Why};
use super::record::Records;
use super::{Cluster, Review};

/// Members of a cluster that are compared before it joins another: more would cost quadratic time.
const ASKED: usize = 6;
/// Two members of different clusters with less evidence keep the clusters apart.
const AGAINST: f32 = 1.0;
/// More pairs to see than these of one entry help nobody.
const SEEN: u32 = 8;

/// The clusters that sure links make, and the pairs that are for a person to see.
pub(crate) fn cluster(records: &Records, links: &[Link]) -> (Vec<Group>, Vec<Review>) {
    let mut order: Vec<&Link> = links.iter().filter(|link| link.is_sure()).collect();
    let content = |link: &Link| {
        let [a, b] = link.members.map(|at| records.list[at as usize].content);
        (a.min(b), a.max(b))
    };
    order.sort_by(|a, b| b.odds.total_cmp(&a.odds).then_with(|| content(a).cmp(&content(b))).then(a.members.cmp(&b.members)));
    let comparer = Comparer::new(records);
    let mut sets = Sets::of(records.list.len());
    let mut review = Vec::new();
    for link in order {
        let [a, b] = link.members.map(|at| sets.find(at));
        if a == b {
            sets.score[a as usize] = sets.score[a as usize].min(link.odds);
            continue;
        }
        match conflict(&comparer, &sets.asked[a as usize], &sets.asked[b as usize]) {
            None => sets.join(records, a, b, link.odds),
            Some(why) => review.push(seen(link, why)),
        }
    }
    for link in links.iter().filter(|link| link.is_to_see()) {
        let [a, b] = link.members.map(|at| sets.find(at));
        if a != b {
            review.push(seen(link, link.why.unwrap_or(Why::Doubt)));
        }
    }
    (sets.groups(), few(review, &mut sets))
}

/// Entries of one work, and the evidence of the weakest link among them.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub members: Vec<usize>,
    pub odds: f32,
}

impl Group {
    /// The cluster, the fullest of its entries kept.
    pub fn into_cluster(self, keep: usize) -> Cluster {
        let score = 1.0 / (1.0 + f64::from(-self.odds).exp());
        Cluster { keep, members: self.members, score, differences: Vec::new() }
    }
}

fn seen(link: &Link, why: Why) -> Review {
    let score = match why {
        Why::Doubt => link.score(),
        // Alike as they are, something speaks against them.
        _ => link.score() * 0.5,
    };
    Review { members: link.members.map(|at| at as usize), score, why: why.words().to_owned() }
}

/// One pair for two clusters, the surest; and few for one entry.
fn few(mut review: Vec<Review>, sets: &mut Sets) -> Vec<Review> {
    review.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.members.cmp(&b.members)));
    let mut known = rustc_hash::FxHashSet::default();
    let mut count: rustc_hash::FxHashMap<u32, u32> = Default::default();
    review.retain(|pair| {
        let [a, b] = pair.members.map(|at| sets.find(u32::try_from(at).unwrap_or(u32::MAX)));
        if a == b || !known.insert((a.min(b), a.max(b))) {
            return false;
        }
        let most = [a, b].into_iter().map(|at| *count.entry(at).and_modify(|n| *n += 1).or_insert(1)).max();
        most <= Some(SEEN)
    });
    review.sort_by_key(|pair| pair.members);
    review
}

/// What keeps two clusters apart: one pair that cannot be one work, or a third of the pairs that are not alike.
fn conflict(comparer: &Comparer, a: &[u32], b: &[u32]) -> Option<Why> {
    let mut against = 0;
    for (one, two) in a.iter().flat_map(|one| b.iter().map(move |two| (*one, *two))) {
        let link = comparer.link(one, two);
        match link.why {
            Some(why) if why.forbids() => return Some(why),
            Some(_) if link.odds < AGAINST => against += 1,
            _ => {}
        }
    }
    (against * 3 >= a.len() * b.len()).then_some(Why::Doubt)
}

/// Disjoint sets with their members; the smaller joins the larger.
struct Sets {
    above: Vec<u32>,
    members: Vec<Vec<u32>>,
    /// The first few members by content, who speak for the others.
    asked: Vec<Vec<u32>>,
    score: Vec<f32>,
}

impl Sets {
    fn of(count: usize) -> Self {
        let all = 0..u32::try_from(count).unwrap_or(u32::MAX);
        Self {
            above: all.clone().collect(),
            members: all.clone().map(|at| vec![at]).collect(),
            asked: all.map(|at| vec![at]).collect(),
            score: vec![f32::INFINITY; count],
        }
    }

    fn find(&mut self, mut at: u32) -> u32 {
        while self.above[at as usize] != at {
            self.above[at as usize] = self.above[self.above[at as usize] as usize];
            at = self.above[at as usize];
        }
        at
    }

    fn join(&mut self, records: &Records, a: u32, b: u32, odds: f32) {
        let (large, small) = if self.members[a as usize].len() >= self.members[b as usize].len() { (a, b) } else { (b, a) };
        let moved = std::mem::take(&mut self.members[small as usize]);
        self.members[large as usize].extend(moved);
        let mut asked = std::mem::take(&mut self.asked[small as usize]);
        asked.append(&mut self.asked[large as usize]);
        asked.sort_by_key(|at| records.list[*at as usize].content);
        asked.truncate(ASKED);
        self.asked[large as usize] = asked;
        self.above[small as usize] = large;
        self.score[large as usize] = self.score[large as usize].min(self.score[small as usize]).min(odds);
    }

    fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = self
            .members
            .iter()
            .zip(&self.score)
            .filter(|(members, _)| members.len() > 1)
            .map(|(members, odds)| Group { members: members.iter().map(|at| *at as usize).collect(), odds: *odds })
            .collect();
        groups.iter_mut().for_each(|group| group.members.sort_unstable());
        groups.sort_by_key(|group| group.members[0]);
        groups
    }
}
