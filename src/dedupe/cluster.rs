//! Clustering: links become clusters, the surest first; no chain of links joins what cannot be one work. Decisions of a person come first.

use super::block::{Slice, block};
use super::compare::{Link, SURE, Why, compare};
use super::merge::with_kept;
use super::parallel;
use super::record::Records;
use super::weigh::Comparer;
use super::{Cluster, Constraints, Options, Review};
use crate::model::{Entry, EntryId};
use rustc_hash::{FxHashMap, FxHashSet};

/// Members of a cluster that are compared before it joins another: more would cost quadratic time.
const ASKED: usize = 6;
/// Two members of different clusters with less evidence speak against joining them.
const AGAINST: f32 = -3.8;
/// More pairs to see than these of one entry help nobody.
const SEEN: u32 = 8;

/// Clusters, and pairs that are for a person to see.
pub type Clustered = (Vec<Cluster>, Vec<Review>);

/// The clusters that sure links make, and the pairs that are for a person to see. The links of all entries, or of some that no link
/// and no decision joins to others: what all such parts give together is what the whole gives.
pub fn cluster(entries: &[Entry], records: &Records, links: &[Link], options: &Options) -> Clustered {
    let (groups, review) = groups(records, links, &options.constraints);
    (parallel::map(&groups, options.jobs, |group| with_kept(entries, &options.made_keys, group)), review)
}

/// Goes on until merging brings nothing more together: what several records say in one may be evidence that none of them was alone.
/// The records are those of the entries, and are merged as the clusters are.
pub fn settle(entries: &[Entry], records: &mut Records, found: Clustered, options: &Options) -> Clustered {
    let (mut clusters, mut review) = found;
    let mut more = clusters.clone();
    while !more.is_empty() {
        records.merge(entries, &more, options.jobs);
        let links = compare(records, &block(records, Slice::ALL, options.jobs), options.jobs);
        let constraints = moved(entries, &clusters, &options.constraints);
        let groups = groups(records, &links, &constraints).0;
        more = grown(entries, &mut clusters, groups, options);
    }
    let mut of: FxHashMap<usize, usize> = FxHashMap::default();
    clusters.iter().for_each(|cluster| of.extend(cluster.members.iter().map(|at| (*at, cluster.keep))));
    let one = |[a, b]: [usize; 2]| of.get(&a).is_some_and(|keep| of.get(&b) == Some(keep));
    review.retain(|pair| !one(pair.members));
    (clusters, review)
}

/// Joins clusters, and entries that were alone: those that grew, with all their members.
fn grown(entries: &[Entry], clusters: &mut Vec<Cluster>, groups: Vec<Group>, options: &Options) -> Vec<Cluster> {
    let kept: FxHashMap<usize, usize> = clusters.iter().enumerate().map(|(number, cluster)| (cluster.keep, number)).collect();
    let mut gone = vec![false; clusters.len()];
    let mut grown = Vec::new();
    for mut group in groups {
        for number in group.members.clone().iter().filter_map(|at| kept.get(at)) {
            let known = &clusters[*number];
            gone[*number] = true;
            group.odds = group.odds.min((known.score / (1.0 - known.score)).ln() as f32);
            group.members.extend(known.members.iter().filter(|at| **at != known.keep));
        }
        group.members.sort_unstable();
        grown.push(with_kept(entries, &options.made_keys, &group));
    }
    let mut gone = gone.into_iter();
    clusters.retain(|_| !gone.next().unwrap_or_default());
    clusters.extend(grown.iter().cloned());
    clusters.sort_by(|a, b| a.members.cmp(&b.members));
    grown
}

/// The decisions about entries as decisions about the entries that they became.
fn moved(entries: &[Entry], clusters: &[Cluster], constraints: &Constraints) -> Constraints {
    if *constraints == Constraints::default() {
        return Constraints::default();
    }
    let id = |at: usize| entries[at].id;
    let became: FxHashMap<EntryId, EntryId> =
        clusters.iter().flat_map(|cluster| cluster.members.iter().map(move |at| (id(*at), id(cluster.keep)))).collect();
    let to = |id: &EntryId| became.get(id).copied().unwrap_or(*id);
    let all = |pairs: &[(EntryId, EntryId)]| pairs.iter().map(|(a, b)| (to(a), to(b))).filter(|(a, b)| a != b).collect();
    Constraints { same: all(&constraints.same), different: all(&constraints.different) }
}

fn groups(records: &Records, links: &[Link], constraints: &Constraints) -> (Vec<Group>, Vec<Review>) {
    let vagueness = |link: &Link| {
        let of = link.members.map(|at| &records.list[at as usize]);
        u8::from(of.iter().any(|record| record.is_vague())) + u8::from(of.iter().all(|record| record.is_placeless()))
    };
    let sure = || links.iter().filter(|link| link.is_sure());
    let mut comparer = Comparer::new(records);
    let decided = Decided::of(records, constraints);
    let mut sets = Sets::of(records.list.len());
    for (a, b) in &decided.same {
        let (a, b) = (sets.find(*a), sets.find(*b));
        if a != b && !decided.apart(&sets, a, b) {
            sets.join(records, a, b, f32::INFINITY);
        }
    }
    let mut review = Vec::new();
    let mut join = |order: Vec<&Link>, sets: &mut Sets, versions: Option<&Versions>| {
        for link in order {
            let [a, b] = link.members.map(|at| sets.find(at));
            if a == b {
                sets.weaken(a, link.odds);
            } else if !decided.apart(sets, a, b) {
                let conflict = conflict(records, &mut comparer, [&sets.asked(a), &sets.asked(b)], versions.is_some());
                match conflict.or_else(|| versions?.neither(records, &mut comparer, sets, link)) {
                    None => sets.join(records, a, b, link.odds),
                    Some(why) => review.push(seen(link, why)),
                }
            }
        }
    };
    let mut order: Vec<&Link> = sure().filter(|link| vagueness(link) == 0).collect();
    order.sort_unstable_by(|a, b| surest(records, a, b));
    join(order, &mut sets, None);
    // What does not say where or when it was printed comes last: of two versions that are as likely it joins the one that more records are of.
    let versions = Versions::of(records, links);
    for vague in [1, 2] {
        let mut order: Vec<(i32, bool, usize, &Link)> = sure()
            .filter(|link| vagueness(link) == vague)
            .map(|link| (link.odds.round() as i32, sets.agree(records, link.members), sets.size(link.members), link))
            .collect();
        order.sort_unstable_by(|a, b| (b.0, b.1, b.2).cmp(&(a.0, a.1, a.2)).then_with(|| surest(records, a.3, b.3)));
        join(order.into_iter().map(|(.., link)| link).collect(), &mut sets, Some(&versions));
    }
    for link in links.iter().filter(|link| link.is_to_see()) {
        review.push(seen(link, link.why.unwrap_or(Why::Doubt)));
    }
    review.retain(|pair| {
        let [a, b] = pair.members.map(|at| sets.find(u32::try_from(at).unwrap_or(u32::MAX)));
        a != b && !decided.apart(&sets, a, b)
    });
    (sets.groups(), few(review, &mut sets))
}

/// The surest link first; in an order that does not depend on that of the entries.
fn surest(records: &Records, a: &Link, b: &Link) -> std::cmp::Ordering {
    let content = |link: &Link| {
        let [a, b] = link.members.map(|at| records.list[at as usize].content);
        (a.min(b), a.max(b))
    };
    b.odds.total_cmp(&a.odds).then_with(|| content(a).cmp(&content(b))).then(a.members.cmp(&b.members))
}

/// Records that do not say where they were printed, each with those that it may be one with.
struct Versions(FxHashMap<u32, Vec<u32>>);

impl Versions {
    fn of(records: &Records, links: &[Link]) -> Self {
        let mut known: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for [a, b] in links.iter().map(|link| link.members) {
            for (one, other) in [(a, b), (b, a)] {
                if records.list[one as usize].is_vague() {
                    known.entry(one).or_default().push(other);
                }
            }
        }
        Self(known)
    }

    /// Why a record without a place is of neither of two versions of a work: its year is that of neither.
    fn neither(&self, records: &Records, comparer: &mut Comparer, sets: &mut Sets, link: &Link) -> Option<Why> {
        let [a, b] = link.members;
        let year = |at: u32| records.list[at as usize].year;
        let (one, chosen) = if records.list[a as usize].is_placeless() { (a, b) } else { (b, a) };
        let chosen_root = sets.find(chosen);
        if year(one).is_none() || year(chosen).is_none() || year(one) == year(chosen) {
            return None;
        }
        let others = self.0.get(&one)?.iter().filter(|at| sets.find(**at) != chosen_root);
        others.filter_map(|at| comparer.link(chosen, *at).why.filter(|why| why.are_versions())).min()
    }
}

/// Decisions of a person, as indices.
#[derive(Default)]
struct Decided {
    same: Vec<(u32, u32)>,
    different: FxHashMap<u32, Vec<u32>>,
}

impl Decided {
    fn of(records: &Records, constraints: &Constraints) -> Self {
        let mut decided = Self::default();
        if *constraints == Constraints::default() {
            return decided;
        }
        let at: FxHashMap<EntryId, u32> = records.ids.iter().zip(0..).map(|(id, at)| (*id, at)).collect();
        let pair = |(a, b): &(EntryId, EntryId)| Some((*at.get(a)?, *at.get(b)?)).filter(|(a, b)| a != b);
        decided.same = constraints.same.iter().filter_map(pair).collect();
        for (a, b) in constraints.different.iter().filter_map(pair) {
            decided.different.entry(a).or_default().push(b);
            decided.different.entry(b).or_default().push(a);
        }
        // In an order that does not depend on that of the decisions.
        let content = |at: u32| records.list[at as usize].content;
        decided.same.sort_by_key(|(a, b)| (content(*a).min(content(*b)), content(*a).max(content(*b)), *a, *b));
        decided
    }

    /// Whether a person said of one of the first and one of the second that they are different.
    fn apart(&self, sets: &Sets, a: u32, b: u32) -> bool {
        if self.different.is_empty() {
            return false;
        }
        let others: FxHashSet<u32> = sets.members(b).into_iter().collect();
        sets.members(a).iter().filter_map(|at| self.different.get(at)).flatten().any(|other| others.contains(other))
    }
}

/// Entries of one work, and the evidence of the weakest link among them.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub members: Vec<usize>,
    pub odds: f32,
}

impl Group {
    /// The cluster, the fullest of its entries kept.
    pub fn cluster(&self, keep: usize) -> Cluster {
        let score = 1.0 / (1.0 + f64::from(-self.odds).exp());
        Cluster { keep, members: self.members.clone(), score }
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
    let mut known = FxHashSet::default();
    let mut count: FxHashMap<u32, u32> = FxHashMap::default();
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

/// What keeps two clusters apart: one pair that cannot be one work, or too many that are not alike.
/// What joins them by a vague record must be alike without it.
fn conflict(records: &Records, comparer: &mut Comparer, [a, b]: [&[u32]; 2], vague: bool) -> Option<Why> {
    if a.len() * b.len() == 1 {
        // Their own link is sure.
        return None;
    }
    let is_vague = |at: u32| records.list[at as usize].is_vague();
    let least = |one, two| if vague && !is_vague(one) && !is_vague(two) { SURE } else { AGAINST };
    let (mut against, mut reason) = (0, Why::Doubt);
    for (one, two) in a.iter().flat_map(|one| b.iter().map(move |two| (*one, *two))) {
        let link = comparer.link(one, two);
        match link.why {
            Some(why) if why.is_strict() || vague && why.are_versions() => return Some(why),
            Some(why) if why.forbids() || link.odds < least(one, two) => {
                against += 1;
                reason = reason.min(why);
            }
            _ => {}
        }
    }
    // One alone may be a slip.
    (against > 1 && against * 3 > a.len() * b.len()).then_some(reason)
}

/// Disjoint sets; those of more than one have their members.
struct Sets {
    above: Vec<u32>,
    joined: FxHashMap<u32, Joined>,
}

#[derive(Default)]
struct Joined {
    members: Vec<u32>,
    /// The first few members by content, who speak for the others.
    asked: Vec<u32>,
    odds: f32,
}

impl Sets {
    fn of(count: usize) -> Self {
        Self { above: (0..u32::try_from(count).unwrap_or(u32::MAX)).collect(), joined: FxHashMap::default() }
    }

    fn find(&mut self, mut at: u32) -> u32 {
        while self.above[at as usize] != at {
            self.above[at as usize] = self.above[self.above[at as usize] as usize];
            at = self.above[at as usize];
        }
        at
    }

    /// How many records are together with one of the two, at most.
    fn size(&mut self, members: [u32; 2]) -> usize {
        members.map(|at| self.find(at)).into_iter().map(|root| self.joined.get(&root).map_or(1, |joined| joined.members.len())).max().unwrap_or(1)
    }

    /// Whether the two stand with records of one year, as far as these have any.
    fn agree(&mut self, records: &Records, members: [u32; 2]) -> bool {
        let [a, b] = members.map(|at| self.find(at));
        let years = |root: u32| self.asked(root).into_iter().filter_map(|at| records.list[at as usize].year).collect::<Vec<i32>>();
        let (a, b) = (years(a), years(b));
        a.is_empty() || b.is_empty() || a.iter().any(|year| b.contains(year))
    }

    fn members(&self, root: u32) -> Vec<u32> {
        self.joined.get(&root).map_or_else(|| vec![root], |joined| joined.members.clone())
    }

    fn asked(&self, root: u32) -> Vec<u32> {
        self.joined.get(&root).map_or_else(|| vec![root], |joined| joined.asked.clone())
    }

    fn weaken(&mut self, root: u32, odds: f32) {
        if let Some(joined) = self.joined.get_mut(&root) {
            joined.odds = joined.odds.min(odds);
        }
    }

    /// Joins two sets; the smaller goes into the larger.
    fn join(&mut self, records: &Records, a: u32, b: u32, odds: f32) {
        let single = |root: u32| Joined { members: vec![root], asked: vec![root], odds: f32::INFINITY };
        let mut one = self.joined.remove(&a).unwrap_or_else(|| single(a));
        let mut two = self.joined.remove(&b).unwrap_or_else(|| single(b));
        let (mut root, mut small) = (a, b);
        if one.members.len() < two.members.len() {
            std::mem::swap(&mut one, &mut two);
            std::mem::swap(&mut root, &mut small);
        }
        one.members.append(&mut two.members);
        one.asked.append(&mut two.asked);
        one.asked.sort_by_key(|at| records.list[*at as usize].content);
        one.asked.truncate(ASKED);
        one.odds = one.odds.min(two.odds).min(odds);
        self.above[small as usize] = root;
        self.joined.insert(root, one);
    }

    fn groups(&mut self) -> Vec<Group> {
        let all = self.joined.values().map(|joined| {
            let mut members: Vec<usize> = joined.members.iter().map(|at| *at as usize).collect();
            members.sort_unstable();
            Group { members, odds: joined.odds }
        });
        let mut groups: Vec<Group> = all.collect();
        groups.sort_by_key(|group| group.members[0]);
        groups
    }
}
