//! What holds for any entries.
use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Entries with few different values, so that many are alike.
fn any_entry() -> impl Strategy<Value = Entry> {
    let titles = prop::sample::select(vec![
        "Reversing the Gun Sights: Transnational Civil Society Targets Land Mines",
        "Reversing the gun sights",
        "Reversing the Gun Sights: Civil Society Targets Mines II",
        "To walk without fear: the global campaign to ban landmines",
        "To walk without fear: The Global Ca campaign for Ban Landmines",
        "Editorial",
        "",
    ]);
    let names = prop::sample::select(vec!["Price, Richard", "Price, R.", "Cameron, M. A.; Lawson, R. J.", "Maxwell, A. Cameron", "ICBL"]);
    let containers = prop::sample::select(vec!["", "International Organization", "To walk without fear: the global campaign to ban landmines"]);
    let kinds = prop::sample::select(vec!["book", "chapter", "article-journal", "article"]);
    let doi = prop::sample::select(vec!["", "10.1000/a", "10.1000/b"]);
    (titles, names, containers, kinds, doi, 1997..2000, 0..4, 0..3).prop_map(|(title, names, container, kind, doi, year, page, chapter)| {
        let mut text = format!("kind={kind}|author={names}|issued={year}");
        // A book within something is nobody's.
        let container = if kind == "book" { "" } else { container };
        for (name, value) in [("title", title), ("container-title", container), ("DOI", doi)] {
            if !value.is_empty() {
                text += &format!("|{name}={value}");
            }
        }
        if page > 0 {
            text += &format!("|page={page}-9|volume={page}");
        }
        if chapter > 0 && kind == "chapter" {
            text += &format!("|chapter-number={chapter}|editor=Cameron, M. A.");
        }
        entry(&text)
    })
}

fn keyed(mut list: Vec<Entry>) -> Vec<Entry> {
    for (index, entry) in list.iter_mut().enumerate() {
        (entry.id, entry.key) = (id(index), format!("k{index}").into());
    }
    list
}

/// The clusters as sets of what their members say.
fn clusters(entries: &[Entry]) -> BTreeSet<Vec<String>> {
    let said =
        |at: &usize| entries[*at].values().map(|(variable, value)| format!("{}={}", variable.name(), value.plain())).collect::<Vec<_>>().join("|");
    let report = find(entries);
    let sorted = |cluster: &Cluster| {
        let mut members: Vec<String> = cluster.members.iter().map(said).collect();
        members.sort();
        members
    };
    report.clusters.iter().map(sorted).collect()
}

proptest! {
    #[test]
    fn the_order_of_entries_does_not_count(list in prop::collection::vec(any_entry(), 0..14), seed in any::<u64>()) {
        let entries = keyed(list);
        let mut other = entries.clone();
        other.sort_by_key(|entry| super::super::said::hash((seed, entry.id)));
        prop_assert_eq!(clusters(&entries), clusters(&other));
    }

    /// Parts of the blocks, of the pairs and of the clusters give together what the whole gives.
    #[test]
    fn stages_run_by_partition(list in prop::collection::vec(any_entry(), 0..40), of in 1u64..17) {
        let entries = keyed(list);
        let records = Records::of(&entries, 1);
        let whole = block(&records, Slice::ALL, 1);
        let mut pairs: Vec<Pair> = (0..of).flat_map(|at| block(&records, Slice { at, of }, 1)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        prop_assert_eq!(&pairs, &whole);
        let links: Vec<Link> = pairs.chunks(3).flat_map(|part| compare(&records, part, 1)).collect();
        prop_assert_eq!(&links, &compare(&records, &whole, 1));
        // Connected parts of the links.
        let mut root: Vec<u32> = (0..entries.len() as u32).collect();
        for _ in 0..entries.len() {
            for link in &links {
                let [a, b] = link.members.map(|at| at as usize);
                (root[a], root[b]) = (root[a].min(root[b]), root[a].min(root[b]));
            }
        }
        let (clusters, review) = cluster(&entries, &records, &links, &Options::default());
        let (mut by_part, mut reviewed) = (Vec::new(), Vec::new());
        for at in 0..entries.len() as u32 {
            let part: Vec<Link> = links.iter().copied().filter(|link| root[link.members[0] as usize] == at).collect();
            let (more, pairs) = cluster(&entries, &records, &part, &Options::default());
            by_part.extend(more);
            reviewed.extend(pairs);
        }
        by_part.sort_by_key(|cluster| cluster.members.first().copied());
        reviewed.sort_by_key(|review| review.members);
        prop_assert_eq!(format!("{clusters:?} {review:?}"), format!("{by_part:?} {reviewed:?}"));
    }

    #[test]
    fn decisions_hold(list in prop::collection::vec(any_entry(), 2..14), pairs in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<bool>()), 0..6)) {
        let entries = keyed(list);
        let mut constraints = Constraints::default();
        for (a, b, same) in &pairs {
            let pair = (a.get(&entries).id, b.get(&entries).id);
            if same == &true { constraints.same.push(pair) } else if pair.0 != pair.1 { constraints.different.push(pair) }
        }
        constraints.different.push((id(0), EntryId { source: SourceId(9), index: 9 }));
        let report = find_with(&entries, &Options { constraints: constraints.clone(), ..Options::default() });
        let cluster_of = |id: EntryId| report.clusters.iter().position(|cluster| cluster.members.iter().any(|at| entries[*at].id == id));
        for (a, b) in &constraints.different {
            prop_assert!(cluster_of(*a).is_none() || cluster_of(*a) != cluster_of(*b));
            let asked = report.review.iter().map(|review| review.members.map(|at| entries[at].id)).any(|ids| ids == [*a, *b] || ids == [*b, *a]);
            prop_assert!(!asked);
        }
        if constraints.different.len() == 1 {
            prop_assert!(constraints.same.iter().all(|(a, b)| a == b || cluster_of(*a).is_some() && cluster_of(*a) == cluster_of(*b)));
        }
    }

    #[test]
    fn nothing_is_lost(list in prop::collection::vec(any_entry(), 0..14)) {
        let entries = keyed(list);
        let report = find(&entries);
        let merged = merge(&library(entries.clone()), &report);
        let added = report.parents.iter().filter(|parent| parent.entry.is_none()).count();
        prop_assert_eq!(merged.library.entries.len() + merged.keys.len(), entries.len() + added);
        for (id, old, kept) in &merged.keys {
            prop_assert!(entries.iter().any(|entry| entry.id == *id && entry.key == *old));
            prop_assert!(merged.library.entries.iter().any(|entry| entry.key == *kept));
        }
        // What each says stands in the kept entry or in the report.
        for cluster in &report.clusters {
            let kept = merged.library.entries.iter().find(|entry| entry.id == entries[cluster.keep].id).unwrap();
            let differences = differences(&entries, cluster);
            for at in &cluster.members {
                for (variable, value) in entries[*at].values() {
                    let told = differences.iter().any(|difference| difference.variable == variable && difference.value == *value);
                    prop_assert!(kept.get(variable) == Some(value) || told);
                }
            }
        }
    }

    #[test]
    fn different_dois_and_titles_are_different_works(list in prop::collection::vec(any_entry(), 0..14)) {
        let entries = keyed(list);
        for cluster in find(&entries).clusters {
            for (a, b) in cluster.members.iter().zip(&cluster.members[1..]) {
                let differ = |variable| entries[*a].has(variable) && entries[*b].has(variable) && entries[*a].plain(variable) != entries[*b].plain(variable);
                let main = |at: &usize| crate::text::unicode::fold(entries[*at].plain(Title).unwrap_or_default().split(':').next().unwrap());
                prop_assert!(!(differ(Doi) && main(a) != main(b)));
                prop_assert!(!differ(ChapterNumber));
            }
        }
    }

    #[test]
    fn no_text_makes_it_panic(texts in prop::collection::vec((".{0,40}", ".{0,20}", ".{0,8}"), 0..6)) {
        let list = texts.iter().map(|(title, name, number)| {
            let mut entry = entry("kind=chapter");
            for variable in [Title, ContainerTitle, Doi, Isbn, Publisher] {
                entry.set(variable, title.as_str());
            }
            for variable in [Page, Volume, Edition, ChapterNumber, Issue] {
                entry.set(variable, number.as_str());
            }
            entry.set(Author, Names::from(Name::literal(name.as_str())));
            entry.set(Editor, Names::from(Name::person(name.as_str(), title.as_str())));
            entry
        });
        let entries = keyed(list.collect());
        let report = find(&entries);
        containments(&entries, &report.parents);
        merge(&library(entries), &report);
    }

    /// Copies of works from which fields are missing.
    #[test]
    fn merged_entries_have_no_duplicates(copies in prop::collection::vec((0usize..WORKS.len(), any::<u8>()), 0..14)) {
        let entries = keyed(copies.iter().map(|(work, missing)| copy(WORKS[*work], *missing)).collect());
        let merged = merge(&library(entries.clone()), &find(&entries));
        let again = find(&merged.library.entries);
        prop_assert_eq!(again.clusters.len(), 0);
        prop_assert!(again.parents.iter().all(|parent| parent.entry.is_some()));
        prop_assert_eq!(merge(&merged.library, &again).library.entries.len(), merged.library.entries.len());
    }
}

const WORKS: [&str; 6] = [
    "kind=article-journal|author=Price, Richard|title=Reversing the Gun Sights: Transnational Civil Society Targets Land Mines|issued=1998|container-title=International Organization|volume=52|page=613-644|DOI=10.1162/002081898550671",
    "kind=book|editor=Cameron, M. A.; Lawson, R. J.|title=To Walk Without Fear: The Global Campaign to Ban Landmines|issued=1998|publisher=Oxford University Press",
    "kind=chapter|author=Williams, J.; Goose, S.|title=The international campaign to ban landmines|issued=1998|container-title=To walk without fear: The Global campaign to Ban Landmines|chapter-number=2|editor=Cameron, M. A.; Lawson, R. J.",
    "kind=chapter|author=Cameron, M. A.|title=Democratization of foreign policy: The Ottawa process as a model|issued=1998|container-title=To walk without fear: The Global campaign to Ban Landmines|chapter-number=20|editor=Cameron, M. A.; Lawson, R. J.",
    "kind=paper-conference|author=Lamport, Leslie|title=Specifying concurrent systems with TLA+|issued=1999|container-title=Calculational System Design|page=183-247",
    "kind=report|author=Hubert, D.|title=The Landmine Ban: A Case Study in Humanitarian Advocacy|issued=2000|publisher=Watson Institute|number=42",
];

/// The work without what the bits of `missing` say; author, title and year stay.
fn copy(work: &str, missing: u8) -> Entry {
    let left = work.split('|').enumerate().filter(|(at, _)| *at < 4 || missing & (1 << (at - 4)) == 0).map(|(_, part)| part);
    entry(&left.collect::<Vec<_>>().join("|"))
}

#[test]
fn the_number_of_threads_does_not_count() {
    let copies = (0..600).map(|at: usize| {
        let mut entry = copy(WORKS[at % 6], (at / 6 % 200) as u8);
        let title = format!("{} {}", entry.plain(Title).unwrap(), at / 60 * 7);
        entry.set(Title, title);
        entry
    });
    let entries = keyed(copies.collect());
    let report = |jobs| format!("{:?}", find_with(&entries, &Options { jobs, ..Options::default() }));
    assert!(find(&entries).clusters.len() > 20);
    assert_eq!(report(1), report(2));
    assert_eq!(report(1), report(7));
}
