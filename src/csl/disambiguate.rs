//! What tells cites of different works apart: more names, given names, a condition of the style, letters behind the year.

use super::eval::{Eval, Place, Position, Told, View};
use super::initials::initials;
use super::item::{Item, Person};
use super::locale::Locale;
use super::program::*;
use super::recall::Recall;
use crate::model::Variable;
use std::collections::{BTreeMap, HashMap, HashSet};

pub(super) struct Teller<'a> {
    pub(super) program: &'a Program,
    pub(super) locale: &'a Locale,
    pub(super) items: &'a [Item<'a>],
    /// What was made of the entries before.
    pub(super) recall: Option<Recall<'a>>,
    pub(super) told: Vec<Told>,
}

/// Where a name stands (entry, variable and place), its family name, and its initials where the style makes some.
type NamePlace = (usize, (Variable, usize), String, Option<String>);

/// The name lists of a cite as its elements show them.
#[derive(Clone, Default)]
pub(super) struct Shown {
    /// Variable, names shown, names in all, whether given names are left out, what initials are made with.
    pub(super) lists: Vec<(Variable, usize, usize, bool, Option<String>)>,
    /// How many tests of `disambiguate` were met.
    pub(super) conditions: usize,
}

impl<'a> Teller<'a> {
    /// Tells the entries of `order` apart; letters are given out in that order.
    pub(super) fn tell(&mut self, order: &[usize]) {
        let options = &self.program.cites;
        if !(options.add_names || options.add_given || options.add_suffix || self.program.uses_condition) {
            return;
        }
        // How the cite of each entry looks; rendered again only where something was done.
        let mut keys = vec![String::new(); self.items.len()];
        if options.add_given && options.given_rule != DisambiguationRule::ByCite {
            self.tell_names(order, &mut keys);
        } else {
            order.iter().for_each(|at| keys[*at] = self.key(*at));
        }
        for group in alike(order, &keys) {
            self.tell_group(group.clone());
            group.into_iter().for_each(|at| keys[at] = self.key(at));
        }
        if options.add_suffix {
            self.tell_suffixes(alike(order, &keys));
        }
    }

    fn eval(&self, at: usize) -> (String, Shown) {
        let told = &self.told[at];
        let Some(recall) = self.recall else { return self.new_eval(at) };
        recall.cite(at, told).unwrap_or_else(|| {
            let made = self.new_eval(at);
            recall.note_cite(at, told, &made);
            made
        })
    }

    fn new_eval(&self, at: usize) -> (String, Shown) {
        let mut eval = Eval::new(
            self.program,
            self.locale,
            &self.items[at],
            Place::Citation,
            View { position: Position::Subsequent, ..View::default() },
            &self.told[at],
        );
        eval.telling = true;
        let nodes = eval.layout();
        let mut text = String::new();
        for node in &nodes {
            node.write_plain(&mut text);
            text.push('\u{1}');
        }
        let shown = Shown { conditions: eval.conditions.get(), ..eval.shown.into_inner() };
        (text, shown)
    }

    fn key(&self, at: usize) -> String {
        self.eval(at).0
    }

    /// Cuts a set into those whose cites are alike now.
    fn partition(&self, set: &[usize]) -> Vec<Vec<usize>> {
        let mut parts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        set.iter().for_each(|at| parts.entry(self.key(*at)).or_default().push(*at));
        let mut parts: Vec<Vec<usize>> = parts.into_values().collect();
        parts.sort_by_key(|part| part[0]);
        parts
    }

    fn tell_group(&mut self, group: Vec<usize>) {
        let options = &self.program.cites;
        let mut sets = vec![group];
        if options.add_names {
            sets = sets.into_iter().flat_map(|set| self.add_names(set)).collect();
        }
        if options.add_given {
            sets = sets.into_iter().flat_map(|set| self.add_given(set)).collect();
        }
        if self.program.uses_condition {
            sets.into_iter().for_each(|set| self.meet_conditions(set));
        }
    }

    /// Lets tests of `disambiguate` hold, one more at a time.
    fn meet_conditions(&mut self, set: Vec<usize>) {
        let mut sets = vec![set];
        for count in 1.. {
            sets.retain(|set| set.iter().any(|at| self.eval(*at).1.conditions >= count));
            let mut next = Vec::new();
            for set in sets {
                set.iter().for_each(|at| self.told[*at].conditions = count);
                next.extend(self.partition_by_all_names(&set).into_iter().filter(|part| part.len() > 1));
            }
            sets = next;
            if sets.is_empty() {
                return;
            }
        }
    }

    /// Cuts a set into those whose cites would be alike with all their names. Names that a condition brought are enough where all of them
    /// would tell works apart: no more of them are shown, since adding names comes before conditions.
    fn partition_by_all_names(&mut self, set: &[usize]) -> Vec<Vec<usize>> {
        if !self.program.cites.add_names {
            return self.partition(set);
        }
        let names: Vec<usize> = set.iter().map(|at| self.told[*at].names).collect();
        for at in set {
            let all = self.eval(*at).1.lists.iter().map(|list| list.2).max().unwrap_or(0);
            self.told[*at].names = all;
        }
        let parts = self.partition(set);
        set.iter().zip(names).for_each(|(at, names)| self.told[*at].names = names);
        parts
    }

    /// Shows more names, one after the other, until cites differ: the sets that stay alike. What did not help is taken back.
    fn add_names(&mut self, set: Vec<usize>) -> Vec<Vec<usize>> {
        let shown: Vec<Shown> = set.iter().map(|at| self.eval(*at).1).collect();
        let lists = || shown.iter().flat_map(|shown| &shown.lists);
        let least = lists().map(|list| list.1).min().unwrap_or(usize::MAX);
        let most = lists().map(|list| list.2).max().unwrap_or(0);
        if least >= most {
            return vec![set];
        }
        let mut kept: HashMap<usize, Told> = set.iter().map(|at| (*at, self.told[*at].clone())).collect();
        // Where all names together tell nothing, single ones do not either: works of a thousand authors are often the same work twice.
        let helps = |teller: &mut Self, set: &[usize]| {
            set.iter().for_each(|at| teller.told[*at].names = most);
            teller.partition(set).len() > 1
        };
        let mut done = Vec::new();
        let mut sets = vec![set];
        let mut fresh = true;
        for count in least + 1..=most {
            let mut next = Vec::new();
            for part in sets {
                if fresh && !helps(self, &part) {
                    done.push(part);
                    continue;
                }
                part.iter().for_each(|at| self.told[*at].names = count);
                next.push((part.len(), self.split(&part, &mut kept)));
            }
            // What was cut is asked again whether more names help.
            fresh = next.iter().any(|(before, parts)| parts.len() != 1 || parts[0].len() != *before);
            sets = next.into_iter().flat_map(|(_, parts)| parts).collect();
        }
        sets.extend(done);
        self.take_back(&sets, kept);
        sets
    }

    /// Cuts a set into those that stay alike; where that tells some apart, what was done is kept.
    fn split(&mut self, set: &[usize], kept: &mut HashMap<usize, Told>) -> Vec<Vec<usize>> {
        let parts = self.partition(set);
        if parts.len() > 1 {
            set.iter().for_each(|at| {
                kept.insert(*at, self.told[*at].clone());
            });
        }
        parts.into_iter().filter(|part| part.len() > 1).collect()
    }

    fn take_back(&mut self, sets: &[Vec<usize>], mut kept: HashMap<usize, Told>) {
        for at in sets.iter().flatten() {
            if let Some(told) = kept.remove(at) {
                self.told[*at] = told;
            }
        }
    }

    /// Shows given names of the first name, then of the next, with as many names as that takes.
    fn add_given(&mut self, set: Vec<usize>) -> Vec<Vec<usize>> {
        if self.program.cites.given_rule != DisambiguationRule::ByCite {
            return self.add_names_again(set);
        }
        let more = self.program.cites.add_names;
        let shown: Vec<Shown> = set.iter().map(|at| self.eval(*at).1).collect();
        let most = shown.iter().flat_map(|shown| shown.lists.iter().map(|list| if more { list.2 } else { list.1 })).max().unwrap_or(0);
        let mut seen = HashSet::new();
        // Where a style makes no initials, the full name is what comes next.
        let lists = shown.iter().flat_map(|shown| shown.lists.iter().map(|list| (list.0, if list.4.is_some() { 1 } else { 2 })));
        let variables: Vec<(Variable, u8)> = lists.filter(|(variable, _)| seen.insert(*variable)).collect();
        let mut kept: HashMap<usize, Told> = set.iter().map(|at| (*at, self.told[*at].clone())).collect();
        let mut sets = vec![set];
        // Where all given names together tell nothing, single ones do not either.
        for at in &sets[0] {
            let told = &mut self.told[*at];
            told.names = if more { most } else { told.names };
            told.given.extend((0..most).flat_map(|place| variables.iter().map(move |(variable, _)| ((*variable, place), 2))));
        }
        let helps = self.partition(&sets[0]).len() > 1;
        self.take_back(&sets, kept.clone());
        if !helps {
            return sets;
        }
        let steps =
            (0..most).flat_map(|place| variables.iter().flat_map(move |(variable, least)| (*least..=2).map(move |level| (place, *variable, level))));
        for (place, variable, level) in steps {
            let mut next = Vec::new();
            for part in sets {
                for at in &part {
                    let told = &mut self.told[*at];
                    if more {
                        told.names = told.names.max(place + 1);
                    }
                    told.given.insert((variable, place), level);
                }
                let parts = self.partition(&part);
                let helped = parts.len() > 1;
                next.extend(self.split(&part, &mut kept));
                if !helped && level == 2 {
                    part.iter().for_each(|at| {
                        self.told[*at].given.remove(&(variable, place));
                    });
                }
            }
            sets = next;
            if sets.is_empty() {
                break;
            }
        }
        self.take_back(&sets, kept);
        sets
    }

    fn add_names_again(&mut self, set: Vec<usize>) -> Vec<Vec<usize>> {
        self.partition(&set).into_iter().filter(|part| part.len() > 1).collect()
    }

    /// Given names wherever a family name is shown for different persons, whatever cites they stand in.
    fn tell_names(&mut self, order: &[usize], keys: &mut [String]) {
        let rule = self.program.cites.given_rule;
        let mut namesakes: HashMap<String, Namesakes> = HashMap::new();
        let mut places: Vec<NamePlace> = Vec::new();
        let items = self.items;
        for at in order {
            let (key, cite) = self.eval(*at);
            keys[*at] = key;
            for (variable, shown, all, _, with) in cite.lists {
                let Some(people) = items[*at].people(variable) else { continue };
                let limit = match (rule.allows_multiple_names(), self.program.cites.add_names) {
                    (false, _) => 1,
                    (true, true) => all,
                    (true, false) => shown,
                };
                for (place, person) in people.list.iter().enumerate().take(limit).filter(|(_, person)| person.literal.is_empty()) {
                    let key = format!("{} {}", person.non_dropping, person.family);
                    let initials = self.initials(person, with.as_deref());
                    namesakes.entry(key.clone()).or_default().add(person, &initials);
                    places.push((*at, (variable, place), key, with.is_some().then_some(initials)));
                }
            }
        }
        let mut changed: Vec<usize> = Vec::new();
        for (at, place, key, initials) in places {
            let Some(known) = namesakes.get(&key).filter(|known| known.given.len() > 1) else { continue };
            let level = match initials.map(|initials| known.initials.get(&initials).copied().unwrap_or(0)) {
                None => 2,
                Some(alike) => match rule.allows_full_first_names() {
                    true if alike > 1 => 2,
                    // Initials that all of them share tell nothing.
                    false if alike == known.given.len() => 0,
                    _ => 1,
                },
            };
            self.told[at].given.insert(place, level);
            changed.push(at);
        }
        changed.dedup();
        changed.into_iter().for_each(|at| keys[at] = self.key(at));
    }

    fn initials(&self, person: &Person, with: Option<&str>) -> String {
        initials(&person.given, with.unwrap_or_default(), self.program.hyphenate_initials)
    }

    /// Letters for works that still look the same.
    fn tell_suffixes(&mut self, groups: Vec<Vec<usize>>) {
        for group in groups {
            for (number, at) in group.into_iter().enumerate() {
                self.told[at].suffix = Some(number);
            }
        }
    }
}

/// Entries whose cites look the same, where there are several.
fn alike(order: &[usize], keys: &[String]) -> Vec<Vec<usize>> {
    let mut groups: HashMap<&str, usize> = HashMap::with_capacity(order.len());
    let mut list: Vec<Vec<usize>> = Vec::new();
    for at in order {
        let group = *groups.entry(keys[*at].as_str()).or_insert_with(|| {
            list.push(Vec::new());
            list.len() - 1
        });
        list[group].push(*at);
    }
    list.retain(|group| group.len() > 1);
    list
}

/// The persons of one family name: their given names, and how many share each initials.
#[derive(Default)]
struct Namesakes {
    given: HashSet<String>,
    initials: HashMap<String, usize>,
}

impl Namesakes {
    fn add(&mut self, person: &Person, initials: &str) {
        if self.given.insert(plain(&person.given)) {
            *self.initials.entry(initials.to_owned()).or_default() += 1;
        }
    }
}

/// Given names without what only sets them: "J. J." is "J.J.".
fn plain(given: &str) -> String {
    given.chars().filter(|c| c.is_alphanumeric()).collect()
}
