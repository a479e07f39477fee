//! Weighing: what two records show when they are compared, the sum of it, and what forbids that they are one work.

use super::compare::{Link, SURE, Why};
use super::evidence::Evidence::{self, *};
use super::evidence::WEIGHTS;
use super::phrases::{Phrases, compare_phrases};
use super::record::{Record, Records};
use super::said::{Form, short};
use super::titles::{Scratch, Titles, apart};
use crate::model::Kind;
use rustc_hash::FxHashMap;

/// The log odds that two records of one block are one work, as long as nothing is known of them. Fitted, by a logistic regression on the
/// sum of evidences, on the pairs of three review sets: the slope came out as 1.07, so that the sum itself is taken for log odds.
pub(crate) const PRIOR: f32 = -4.8;
/// The sum of evidences below which a title is that of another work.
const HOPELESS: f32 = PRIOR - 5.0;

/// Pairs of containers and publishers that are remembered, so that memory is bounded.
const REMEMBERED: usize = 200_000;

/// Compares records, remembering how alike containers are.
#[derive(Debug)]
pub(crate) struct Comparer<'r> {
    records: &'r Records,
    phrases: FxHashMap<(u32, u32), Phrases>,
    scratch: Scratch,
    left: Vec<u32>,
    right: Vec<u32>,
}

/// The sum of what was shown.
struct Sum<'s> {
    odds: f32,
    seen: Option<&'s mut Vec<(Evidence, f32)>>,
}

impl Sum<'_> {
    fn add(&mut self, evidence: Evidence) {
        self.add_much(evidence, 1.0);
    }

    fn add_much(&mut self, evidence: Evidence, much: f32) {
        self.odds += WEIGHTS[evidence as usize] * much;
        if let Some(seen) = &mut self.seen {
            seen.push((evidence, much));
        }
    }

    fn either<T: PartialEq>(&mut self, a: Option<T>, b: Option<T>, same: Evidence, other: Evidence) {
        if let (Some(a), Some(b)) = (a, b) {
            self.add(if a == b { same } else { other });
        }
    }
}

impl<'r> Comparer<'r> {
    pub fn new(records: &'r Records) -> Self {
        Self { records, phrases: FxHashMap::default(), scratch: Scratch::default(), left: Vec::new(), right: Vec::new() }
    }

    /// What is known of the two.
    pub fn link(&mut self, a: u32, b: u32) -> Link {
        self.link_seeing(a, b, None)
    }

    /// The same, with the evidences.
    pub fn link_seeing(&mut self, a: u32, b: u32, seen: Option<&mut Vec<(Evidence, f32)>>) -> Link {
        let (a, b) = (a.min(b), a.max(b));
        let (one, two) = (&self.records.list[a as usize], &self.records.list[b as usize]);
        let (odds, why) = self.weigh(one, two, Sum { odds: PRIOR, seen });
        Link { members: [a, b], odds, why }
    }

    fn weigh(&mut self, a: &Record, b: &Record, mut sum: Sum) -> (f32, Option<Why>) {
        let titles = self.scratch.titles(self.records, a, b);
        self.title(a, b, titles, &mut sum);
        let identified = same(a.doi, b.doi) || same(a.pmid, b.pmid);
        // Without a like title nothing but an identifier can help.
        if sum.odds <= HOPELESS && !identified && !long_place(a, b) {
            let other = differ(a.doi, b.doi) || differ(a.pmid, b.pmid);
            return (sum.odds, Some(if other { Why::Identifiers } else { Why::Doubt }));
        }
        self.names(a, b, &mut sum);
        let before = sum.odds;
        let (containers, whole) = self.place(a, b, &mut sum);
        let place = sum.odds - before;
        years(a, b, &mut sum);
        identifiers(a, b, &mut sum);
        let publishers = self.publishers(a, b, &mut sum);
        let mut odds = sum.odds;
        if !identified && (matches!(titles, Titles::Missing) && a.title != b.title || matches!(titles, Titles::Foreign) && !whole) {
            // All else may be right, but which of two works on one page it is nobody says.
            odds = odds.min(SURE - 0.1);
        }
        let why = forbidden(a, b, titles).or_else(|| match () {
            () if !identified && (differ(a.doi, b.doi) || differ(a.pmid, b.pmid)) && !titles.are_one() => Some(Why::Identifiers),
            () if a.preprint != b.preprint && a.container != b.container => Some(Why::Preprint),
            () if !identified && other_forms(a, b, publishers) => Some(Why::Forms),
            () if !identified && containers == Some(Phrases::Other) && (elsewhere(a, b) || paper_and_article(a, b)) => Some(Why::Places),
            () => None,
        });
        match why {
            // Where they were printed is what tells them apart, not what speaks against showing them.
            Some(why) if why.is_to_see() => (odds - place.min(0.0), Some(why)),
            Some(why) => (odds, Some(why)),
            None if odds < SURE => (odds, Some(Why::Doubt)),
            None => (odds, None),
        }
    }

    fn title(&self, a: &Record, b: &Record, titles: Titles, sum: &mut Sum) {
        let telling = self.records.telling(a).min(self.records.telling(b));
        let (evidence, much) = match titles {
            Titles::Missing => (TitleMissing, 1.0),
            Titles::Foreign => (TitleForeign, 1.0),
            Titles::Numbered => (TitleNumbered, 1.0),
            Titles::Shortened => (TitleShortened, telling),
            Titles::Contained => (TitleContained, telling),
            Titles::Reworded(alike) => match alike {
                0.85.. => (TitleReworded, telling),
                0.7.. => (TitleRewordedMostly, 1.0),
                0.5.. => (TitleRewordedHalf, 1.0),
                0.35.. => (TitleThird, 1.0),
                _ => (TitleOther, 1.0),
            },
            Titles::Alike(alike) => match alike {
                0.999.. => (TitleSame, telling),
                0.9.. => (TitleSlips, telling),
                0.8.. => (TitleMostly, telling),
                0.65.. => (TitlePartly, telling),
                0.5.. => (TitleHalf, 1.0),
                0.35.. => (TitleThird, 1.0),
                _ => (TitleOther, 1.0),
            },
        };
        sum.add_much(evidence, much);
        let shorter = if a.letters < b.letters { a } else { b };
        if titles == Titles::Contained && shorter.cut {
            sum.add(TitleCut);
        }
    }

    fn names(&mut self, a: &Record, b: &Record, sum: &mut Sum) {
        let (Some(first), Some(second)) = (a.first, b.first) else { return };
        let (names, others) = (self.records.names(a), self.records.names(b));
        apart(names, others, &mut self.left, &mut self.right);
        let shortest = names.len().min(others.len()).max(1);
        let shared = (names.len() - self.left.len()) as f32 / shortest as f32;
        if first.family == second.family {
            sum.add(FamilySame);
            sum.either(first.initial, second.initial, InitialSame, InitialOther);
            sum.add(if shared >= 0.5 { NamesShared } else { NamesFew });
            return;
        }
        let known = others.binary_search(&first.family).is_ok() || names.binary_search(&second.family).is_ok();
        if known || shared >= 0.6 {
            return sum.add(NamesTurned);
        }
        let (one, two) = (self.records.text(first.family), self.records.text(second.family));
        let two_scripts = a.names_script != b.names_script;
        let run_on = one.len().min(two.len()) > 3 && (one.ends_with(two) || two.ends_with(one));
        if strsim::jaro_winkler(one, two) > 0.88 || run_on || two_scripts && consonants(one) == consonants(two) {
            sum.add(FamilyAlike);
            return sum.either(first.initial, second.initial, InitialSame, InitialOther);
        }
        if self.like_names() {
            return sum.add(NamesAlike);
        }
        // In two scripts: what characters sound like in which language nobody knows.
        if !two_scripts {
            sum.add(NamesOther);
        }
    }

    /// Whether half of few names are spelt alike.
    fn like_names(&self) -> bool {
        let few = 1..=8;
        if !few.contains(&self.left.len()) || !few.contains(&self.right.len()) {
            return false;
        }
        let text = |word: &u32| self.records.text(*word);
        let like = |word: &&u32| self.right.iter().any(|other| strsim::jaro_winkler(text(word), text(other)) > 0.9);
        self.left.iter().filter(like).count() * 2 >= self.left.len().min(self.right.len())
    }

    /// Where the two were printed: how alike the containers are, and whether they are the same pages from one to another.
    fn place(&mut self, a: &Record, b: &Record, sum: &mut Sum) -> (Option<Phrases>, bool) {
        let containers = self.alike(a.container, b.container);
        match containers {
            Some(Phrases::Same) => sum.add(ContainerSame),
            Some(Phrases::Like) => sum.add(ContainerLike),
            Some(Phrases::Other) => sum.add(ContainerOther),
            None => {}
        }
        let (p, q) = (&a.place, &b.place);
        if moved(a, b) || moved(b, a) {
            sum.add(PlaceMoved);
            return (containers, false);
        }
        // A volume without a container is one of a work in volumes, and says nothing for being the same.
        if a.container.or(b.container).is_some() || differ(p.volume, q.volume) {
            sum.either(p.volume, q.volume, VolumeSame, VolumeOther);
        }
        sum.either(p.issue, q.issue, IssueSame, IssueOther);
        let (first, last) = (same(p.page, q.page), same(p.last, q.last));
        // "2337" for "23-37", where the dash was lost.
        let joined = same(p.joined, q.joined) && p.last.is_some() != q.last.is_some();
        let page = match () {
            () if p.page.is_none() || q.page.is_none() => None,
            () if first => Some(PageSame),
            () if same(p.digits, q.digits) || joined => Some(PageAlike),
            () if last => Some(PageLast),
            () => Some(PageOther),
        };
        page.into_iter().for_each(|page| sum.add(page));
        if first && last {
            sum.add(PagesSame);
        }
        if p.page.or(q.page).is_none() && p.volume == q.volume && differ(p.issue, q.issue) && containers == Some(Phrases::Same) {
            sum.add(IssueAlone);
        }
        if same(p.volume, q.volume) && differ(p.issue, q.issue) && matches!(page, Some(PageOther | PageLast)) {
            sum.add(PlaceTwice);
        }
        // Proceedings have no volumes: there the year tells one from another.
        let volume = same(p.volume, q.volume) || p.volume.or(q.volume).is_none() && same(a.year, b.year);
        let whole = containers == Some(Phrases::Same) && volume && first && last && p.page != p.last;
        if whole {
            sum.add(PlaceWhole);
            if long_place(a, b) {
                sum.add(PlaceLong);
            }
        }
        (containers, whole)
    }

    fn publishers(&mut self, a: &Record, b: &Record, sum: &mut Sum) -> Option<Phrases> {
        if a.contained || b.contained {
            return None;
        }
        let publishers = self.alike(a.publisher, b.publisher);
        match publishers {
            Some(Phrases::Same) => sum.add(PublisherSame),
            Some(Phrases::Other) => sum.add(PublisherOther),
            _ => {}
        }
        publishers
    }

    fn alike(&mut self, a: Option<u32>, b: Option<u32>) -> Option<Phrases> {
        let (a, b) = (a?, b?);
        if a == b {
            return Some(Phrases::Same);
        }
        let records = self.records;
        if self.phrases.len() > REMEMBERED {
            self.phrases.clear();
        }
        Some(*self.phrases.entry((a.min(b), a.max(b))).or_insert_with(|| {
            let words = |number: u32| -> Vec<&str> { records.phrases[number as usize].iter().map(|word| records.text(*word)).collect() };
            compare_phrases(&words(a), &words(b))
        }))
    }
}

/// A name's letters without those that scripts leave out or spell in many ways.
fn consonants(name: &str) -> String {
    name.chars().filter(|c| !"aeiouwyh".contains(*c)).collect()
}

/// What forbids that two records are one work, whatever else is alike.
fn forbidden(a: &Record, b: &Record, titles: Titles) -> Option<Why> {
    if differ(a.chapter, b.chapter) {
        return Some(Why::Chapters);
    }
    let within = |part: &Record, whole: &Record| {
        let numbered = part.chapter.is_some() && whole.chapter.is_none() && !whole.kind.is_some_and(Kind::is_part);
        whole.container.is_none() && (numbered || part.is_part() && whole.kind == Some(Kind::Book) && part.form == Form::Part)
    };
    if within(a, b) || within(b, a) {
        return Some(Why::PartOf);
    }
    if differ(a.edition, b.edition) || differ(a.version, b.version) {
        return Some(Why::Editions);
    }
    if differ(a.numbered_part(), b.numbered_part()) {
        return Some(Why::Parts);
    }
    // The second volume under the title of the whole, or a volume with a title of its own.
    let volume_of = |part: &Record, whole: &Record| {
        let second = part.title_part.is_some() && part.title_part != short("1") && whole.title == part.title;
        let named = titles == Titles::Contained && (part.title_part.is_some() || part.container.is_none());
        part.numbered_part().is_some() && whole.numbered_part().is_none() && (second || named)
    };
    if volume_of(a, b) || volume_of(b, a) {
        return Some(Why::Parts);
    }
    let review = |one: &Record, other: &Record| one.form == Form::Review && other.form != Form::Review && other.form != Form::Unknown;
    if a.notice != b.notice || review(a, b) || review(b, a) {
        return Some(Why::Notice);
    }
    differ(a.translator, b.translator).then_some(Why::Translations)
}

/// Whether the two are one text in two forms. Publishers count where a book may be a thesis in print.
fn other_forms(a: &Record, b: &Record, publishers: Option<Phrases>) -> bool {
    use Form::{Paper, Part, Report, Serial, Speech, Thesis, Whole};
    let either = |form: Form, others: &[Form]| a.form == form && others.contains(&b.form) || b.form == form && others.contains(&a.form);
    let printed = &[Serial, Paper, Part];
    let broadcast = |a: &Record, b: &Record| a.kind == Some(Kind::Broadcast) && b.kind == Some(Kind::MotionPicture);
    differ(a.medium, b.medium)
        || broadcast(a, b)
        || broadcast(b, a)
        || either(Thesis, printed)
        || either(Report, printed)
        || either(Speech, printed)
        || either(Whole, printed)
        || either(Thesis, &[Whole, Report]) && (publishers == Some(Phrases::Other) || a.year != b.year)
}

/// Whether the two were printed in different places, their containers being different.
fn elsewhere(a: &Record, b: &Record) -> bool {
    let (p, q) = (&a.place, &b.place);
    !same(p.page, q.page)
        && !same(p.joined, q.joined)
        && (differ(p.volume, q.volume)
            || differ(p.page, q.page)
            || differ(a.doi, b.doi)
            || p.volume.is_some() != q.volume.is_some() && a.year != b.year)
}

/// Whether the two stand on the same ten pages and more, but not on those of a whole issue.
fn long_place(a: &Record, b: &Record) -> bool {
    let (p, q) = (&a.place, &b.place);
    (10..100).contains(&p.span) && same(p.page, q.page) && same(p.last, q.last) && same(p.volume, q.volume)
}

/// Whether one is in proceedings and the other in a journal, and no page says that these are one. A journal's page without a volume
/// says nothing: it may be that of the paper.
fn paper_and_article(a: &Record, b: &Record) -> bool {
    let within = |paper: &Record, article: &Record| {
        paper.form == Form::Paper && article.form == Form::Serial && (!same(a.place.page, b.place.page) || article.place.volume.is_none())
    };
    within(a, b) || within(b, a)
}

/// Whether volume, issue and page of the second stand one field too far in the first.
fn moved(a: &Record, b: &Record) -> bool {
    let (p, q) = (&a.place, &b.place);
    p.volume.is_none() && same(p.issue, q.volume) && same(p.page, q.issue) && q.page.is_some()
}

fn years(a: &Record, b: &Record, sum: &mut Sum) {
    if a.column && b.column && a.title == b.title && (differ(a.year, b.year) || differ(a.place.issue, b.place.issue)) {
        return sum.add(ColumnOther);
    }
    let (Some(one), Some(two)) = (a.year, b.year) else { return };
    sum.add(match one.abs_diff(two) {
        0 => YearSame,
        1 if a.container.is_none() && b.container.is_none() => YearNextBook,
        _ if a.container.is_none() && b.container.is_none() => YearOtherBook,
        1 => YearNext,
        _ => YearOther,
    });
}

fn identifiers(a: &Record, b: &Record, sum: &mut Sum) {
    sum.either(a.doi, b.doi, DoiSame, DoiOther);
    sum.either(a.pmid, b.pmid, PmidSame, PmidOther);
    if !a.contained && !b.contained {
        sum.either(a.isbn, b.isbn, IsbnSame, IsbnOther);
    }
}

fn same<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
    a.is_some() && a == b
}

fn differ<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
    a.is_some() && b.is_some() && a != b
}
