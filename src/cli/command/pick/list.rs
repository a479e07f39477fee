//! The list that narrows: what is typed, which entries fit, which one is at hand and which are marked. Nothing here knows a terminal.

use crate::cli::entries;
use crate::model::{Entry, Variable};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use std::collections::BTreeSet;

/// Letters of an entry that are looked through, at most.
const LONGEST: usize = 240;
/// So many rows a thread looks through before the time is asked for: some milliseconds' work.
const AT_ONCE: usize = 2000;

/// An entry as it is listed.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub key: String,
    pub who: String,
    pub when: String,
    pub what: String,
    /// What is looked through.
    words: String,
}

impl Row {
    pub fn of(entry: &Entry) -> Self {
        let (key, who, when, what) = (entry.key.to_string(), entries::creators(entry), entries::years(entry), entries::title(entry));
        let more = [Variable::ContainerTitle, Variable::Keyword].iter().filter_map(|variable| entry.plain(*variable));
        let names = [Variable::Author, Variable::Editor].iter().filter_map(|variable| entry.plain(*variable));
        let words = [key.as_str(), &when, &what].into_iter().map(str::to_owned).chain(names.chain(more).map(|text| text.into_owned()));
        let words = words.collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect();
        Self { words, key, who, when, what }
    }
}

/// What a key does to the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Type(char),
    DeleteLetter,
    DeleteWord,
    DeleteAll,
    /// So many rows down; up where it is negative.
    Move(isize),
    First,
    Last,
    Mark,
}

/// The list.
#[derive(Debug, Default)]
pub(super) struct List {
    rows: Vec<Row>,
    query: String,
    /// The rows that fit, best first.
    fitting: Vec<u32>,
    /// What was typed when they were looked for.
    looked_for: String,
    /// The rows that were not looked at yet, last first.
    waiting: Vec<u32>,
    /// Those that fit, with how well.
    scored: Vec<(u32, u32)>,
    /// Which of them is at hand.
    at: usize,
    marked: BTreeSet<usize>,
}

impl List {
    pub fn new(rows: Vec<Row>, query: &str) -> Self {
        let mut list = Self { rows, query: query.to_owned(), ..Self::default() };
        list.narrow();
        list.look(&mut || true);
        list
    }

    pub fn query(&self) -> &str {
        &self.query
    }

    pub fn all(&self) -> usize {
        self.rows.len()
    }

    pub fn count(&self) -> usize {
        self.fitting.len()
    }

    pub fn marks(&self) -> usize {
        self.marked.len()
    }

    /// The place in the list of what is at hand.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The row of an entry at a place of the list, with its number and whether it is marked.
    pub fn row(&self, place: usize) -> Option<(usize, &Row, bool)> {
        let number = *self.fitting.get(place)? as usize;
        Some((number, self.rows.get(number)?, self.marked.contains(&number)))
    }

    /// The entry at hand.
    pub fn current(&self) -> Option<usize> {
        self.fitting.get(self.at).map(|number| *number as usize)
    }

    /// The marked entries, or the one at hand.
    pub fn picked(&self) -> Vec<usize> {
        if self.marked.is_empty() { self.current().into_iter().collect() } else { self.marked.iter().copied().collect() }
    }

    pub fn act(&mut self, action: Action) {
        match action {
            Action::Type(c) => self.query.push(c),
            Action::DeleteLetter => drop(self.query.pop()),
            Action::DeleteWord => {
                let words = self.query.trim_end();
                self.query.truncate(words.rfind(' ').map_or(0, |at| at + 1));
            }
            Action::DeleteAll => self.query.clear(),
            Action::Move(rows) => return self.go(self.at.saturating_add_signed(rows)),
            Action::First => return self.go(0),
            Action::Last => return self.go(usize::MAX),
            Action::Mark => {
                if let Some(current) = self.current()
                    && !self.marked.remove(&current)
                {
                    self.marked.insert(current);
                }
                return self.go(self.at + 1);
            }
        }
        self.narrow();
    }

    fn go(&mut self, at: usize) {
        self.at = at.min(self.fitting.len().saturating_sub(1));
    }

    /// Begins to look which rows fit what is typed.
    fn narrow(&mut self) {
        self.at = 0;
        // What goes on is found among what was found, and what was not looked at yet.
        let goes_on =
            !self.looked_for.trim().is_empty() && self.query.starts_with(&self.looked_for) && !self.query.contains(['!', '\\', '$', '|', '^', '\'']);
        self.looked_for.clone_from(&self.query);
        if self.query.trim().is_empty() {
            (self.waiting, self.scored) = (Vec::new(), Vec::new());
            self.fitting = (0..u32::try_from(self.rows.len()).unwrap_or(u32::MAX)).collect();
            return;
        }
        match goes_on {
            true => self.waiting.extend(self.scored.drain(..).map(|(_, number)| number)),
            false => self.waiting = (0..u32::try_from(self.rows.len()).unwrap_or(u32::MAX)).collect(),
        }
        self.waiting.sort_unstable_by_key(|number| std::cmp::Reverse(*number));
        self.scored.clear();
    }

    /// Whether some rows were not looked at yet.
    pub fn is_looking(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Looks through rows for as long as there is time, and lists what was found so far.
    pub fn look(&mut self, is_time: &mut dyn FnMut() -> bool) {
        if !self.is_looking() {
            return;
        }
        let pattern = Pattern::parse(&self.query, CaseMatching::Ignore, Normalization::Smart);
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        while self.is_looking() && is_time() {
            let mut next = self.waiting.split_off(self.waiting.len().saturating_sub(AT_ONCE * threads));
            next.reverse();
            let size = if next.len() < AT_ONCE { AT_ONCE } else { next.len().div_ceil(threads) };
            let (pattern, rows) = (&pattern, &self.rows);
            self.scored.extend(std::thread::scope(|scope| {
                let work: Vec<_> = next.chunks(size).map(|among| scope.spawn(move || scores(pattern, rows, among))).collect();
                work.into_iter().filter_map(|work| work.join().ok()).flatten().collect::<Vec<_>>()
            }));
        }
        self.scored.sort_unstable_by_key(|(score, number)| (std::cmp::Reverse(*score), *number));
        self.fitting = self.scored.iter().map(|(_, number)| *number).collect();
        self.at = self.at.min(self.fitting.len().saturating_sub(1));
    }
}

fn scores(pattern: &Pattern, rows: &[Row], among: &[u32]) -> Vec<(u32, u32)> {
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut letters = Vec::new();
    let fit = among.iter().filter_map(|at| {
        let row = rows.get(*at as usize)?;
        Some((pattern.score(Utf32Str::new(&row.words, &mut letters), &mut matcher)?, *at))
    });
    fit.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> List {
        let row = |key: &str, what: &str| Row {
            key: key.into(),
            who: String::new(),
            when: "1998".into(),
            what: what.into(),
            words: format!("{key} {what}"),
        };
        List::new(vec![row("keck1998", "Activists beyond Borders"), row("muller", "Über Bienen"), row("price", "Reversing the Gun Sights")], "")
    }

    fn act(list: &mut List, action: Action) {
        list.act(action);
        list.look(&mut || true);
    }

    #[test]
    fn rows_are_listed_as_they_are_found() {
        let rows = (0..20_000).map(|at| Row {
            key: format!("k{at}"),
            who: String::new(),
            when: String::new(),
            what: String::new(),
            words: format!("bee {at}"),
        });
        let mut list = List::new(rows.collect(), "");
        list.act(Action::Type('b'));
        let mut time = [true, false].into_iter();
        list.look(&mut || time.next().unwrap_or(false));
        assert!(list.is_looking() && list.count() > 0, "{}", list.count());
        // What is typed on is looked for among those found and those still waiting.
        list.act(Action::Type('e'));
        list.look(&mut || true);
        assert_eq!((list.is_looking(), list.count(), list.current()), (false, 20_000, Some(0)));
    }

    #[test]
    fn typing_narrows_and_deleting_widens() {
        let mut list = list();
        let keys = |list: &List| (0..list.count()).filter_map(|at| list.row(at).map(|(_, row, _)| row.key.clone())).collect::<Vec<_>>();
        assert_eq!(keys(&list).len(), 3);
        "uber".chars().for_each(|c| act(&mut list, Action::Type(c)));
        assert_eq!(keys(&list), ["muller"]);
        " bie".chars().for_each(|c| act(&mut list, Action::Type(c)));
        assert_eq!((list.query(), keys(&list)), ("uber bie", vec!["muller".to_owned()]));
        act(&mut list, Action::DeleteWord);
        assert_eq!(list.query(), "uber ");
        act(&mut list, Action::DeleteLetter);
        act(&mut list, Action::Type('q'));
        assert_eq!((keys(&list).len(), list.current(), list.picked()), (0, None, vec![]));
        act(&mut list, Action::DeleteAll);
        assert_eq!(keys(&list).len(), 3);
    }

    #[test]
    fn marks_stay_while_the_list_narrows() {
        let mut list = list();
        act(&mut list, Action::Mark);
        act(&mut list, Action::Mark);
        act(&mut list, Action::Type('g'));
        act(&mut list, Action::Type('u'));
        act(&mut list, Action::Type('n'));
        assert_eq!((list.marks(), list.picked(), list.current()), (2, vec![0, 1], Some(2)));
        act(&mut list, Action::Mark);
        assert_eq!(list.picked(), [0, 1, 2]);
        act(&mut list, Action::DeleteAll);
        act(&mut list, Action::Move(-5));
        act(&mut list, Action::Mark);
        assert_eq!((list.picked(), list.at()), (vec![1, 2], 1));
        act(&mut list, Action::Last);
        assert_eq!(list.at(), 2);
        act(&mut list, Action::Move(9));
        assert_eq!(list.at(), 2);
    }
}
