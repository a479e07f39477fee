//! Chapters and their book.
use super::*;

const BOOK: &str = "key=book|kind=book|editor=Cameron, M. A.; Lawson, R. J.; Tomlin, B.|issued=1998|title=To Walk Without Fear: The Global Campaign to Ban Landmines|publisher-place=Toronto|publisher=Oxford University Press";
const CHAPTERS: [&str; 3] = [
    "key=c20|kind=chapter|author=Cameron, M. A.|issued=1998|title=Democratization of foreign policy: The Ottawa process as a model|editor=Cameron, M. A.; Lawson, R. J.; Tomlin, B.|container-title=To walk without fear: The Global Ca campaign for Ban Landmines|chapter-number=20|publisher-place=Toronto|publisher=Oxford University Press",
    "key=c10|kind=chapter|author=Lawson, R. J.; Gwozdecky, M.; Sinclair, J.|issued=1998|editor=Cameron, M. A.; Lawson, R. J.; Tomlin, B.|container-title=To walk without fear: The Global campaign to Ban Landmines|chapter-number=10|publisher-place=Toronto|publisher=Oxford University Press",
    "key=c2|kind=chapter|author=Williams, J.; Goose, S.|issued=1998|title=The international campaign to Ban Landmines|editor=Maxwell, A. Cameron; Lawson, R. J.; Tomlin, B.|container-title=To walk without fear: The Global campaign to Ban Landmines|chapter-number=2|publisher-place=Toronto|publisher=Oxford University Press",
];
const OTHERS: [&str; 5] = [
    "author=International Campaign to Ban Landmines|title=Landmine Monitor Report|issued=1998/2008|note=annual",
    "author=International Campaign to Ban Landmines|title=International Campaign to Ban Landmines|issued=1998",
    "kind=article-newspaper|author=Montlake, S.|title=International effort to stop land mines bears fruit|container-title=Christian Science Monitor|issued=2003-09-25",
    "author=Williams, J.|title=The international campaign to Ban Landmines – A model for disarmament initiatives?|issued=1999-09-03",
    "author=CIVICUS|container-title=Millennium Development Goal Campaign|chapter-number=2|title=Case study: The International Campaign to Ban Landmines (ICBL)|publisher-place=Johannesburg|issued=2004-07",
];

fn found(texts: &[&str]) -> (Vec<Entry>, Report) {
    let entries = entries(texts);
    let report = find(&entries);
    assert_eq!(report.clusters.len(), 0);
    (entries, report)
}

#[test]
fn a_book_is_the_parent_of_its_chapters() {
    let texts: Vec<&str> = [BOOK].into_iter().chain(OTHERS).chain(CHAPTERS).collect();
    let (entries, report) = found(&texts);
    let [parent] = report.parents.as_slice() else { panic!("{:?}", report.parents) };
    assert_eq!((parent.entry, parent.children.as_slice()), (Some(0), [6, 7, 8].as_slice()));
    let variants: Vec<(usize, Variable)> = parent.variants.iter().map(|variant| (variant.child, variant.variable)).collect();
    assert_eq!(variants, [(6, ContainerTitle), (8, Editor)]);
    let names = containments(&entries, &report.parents);
    assert_eq!(names[0].names, [Some((0, PersonMatch::Inverted)), Some((1, PersonMatch::Same)), Some((2, PersonMatch::Same))]);
    let merged = merge(&library(entries), &report).library.entries;
    assert_eq!(merged.len(), 9);
    assert_eq!(merged[8].key, "book");
    assert!(merged[5..8].iter().all(|child| child.parent.as_deref() == Some("book")));
    assert!(merged.iter().filter(|entry| entry.parent.is_some()).count() == 3);
}

#[test]
fn without_the_book_most_descriptions_decide() {
    let texts: Vec<&str> = OTHERS.into_iter().chain(CHAPTERS).collect();
    let (entries, report) = found(&texts);
    let [parent] = report.parents.as_slice() else { panic!("{:?}", report.parents) };
    assert_eq!((parent.entry, parent.children.as_slice()), (None, [5, 6, 7].as_slice()));
    let value = |of| parent.variables.iter().find(|(variable, _)| *variable == of).map(|(_, value)| value.plain().into_owned());
    assert_eq!(value(Title).as_deref(), Some("To walk without fear: The Global campaign to Ban Landmines"));
    assert_eq!(value(Editor).as_deref(), Some("M. A. Cameron; R. J. Lawson; B. Tomlin"));
    assert_eq!(value(ContainerTitle), None);
    let merged = merge(&library(entries), &report).library.entries;
    let book = merged.last().unwrap();
    assert_eq!((book.key.as_str(), book.kind, book.id), ("cameron1998walk", Some(Kind::Book), id(8)));
    assert!(merged[5..8].iter().all(|child| child.parent.as_deref() == Some("cameron1998walk")));
    let again = find(&merged);
    assert_eq!((again.clusters.len(), again.parents.len(), again.parents[0].entry), (0, 1, Some(8)));
    assert_eq!(merge(&library(merged.clone()), &again).library.entries.len(), merged.len());
}

#[test]
fn a_chapter_is_one_whatever_a_parse_calls_it() {
    for careless in [
        "kind=book|author=Lawson, R. J.; Gwozdecky, M.|editor=Cameron, M. A.; Tomlin, B.|issued=1998|title=To walk without fear: The Global campaign to Ban Landmines|chapter-number=10|publisher=Oxford University Press",
        "author=Lawson, R. J.|editor=Cameron, M. A.; Tomlin, B.|issued=1998|container-title=To walk without fear: The Global campaign to Ban Landmines|chapter-number=10",
        "kind=book|editor=Lawson, R. J.; Gwozdecky, M.; Sinclair, J.; Cameron, M. A.; Lawson, R. J.; Tomlin, B.|issued=1998|title=To walk without fear: The Global campaign to Ban Landmines|chapter-number=10",
    ] {
        let (_, report) = found(&[BOOK, CHAPTERS[0], careless, CHAPTERS[2]]);
        assert_eq!(report.parents.len(), 1, "{careless}");
        assert_eq!((report.parents[0].entry, report.parents[0].children.as_slice()), (Some(0), [1, 2, 3].as_slice()), "{careless}");
        let (_, report) = found(&[CHAPTERS[0], careless, CHAPTERS[2]]);
        assert_eq!((report.parents.len(), report.parents[0].children.len()), (1, 3), "{careless}");
    }
}

#[test]
fn only_one_container_is_one_parent() {
    let paper = |title: &str, container: &str, year: &str| {
        format!("kind=paper-conference|author={title}, A.|title={title} of things|container-title={container}|issued={year}")
    };
    for (texts, parents) in [
        (
            vec![
                paper("Alpha", "Proceedings of the 5th Workshop on Landmines", "1998"),
                paper("Beta", "Proceedings of the 5th Workshop on Landmines", "1998"),
            ],
            1,
        ),
        (
            vec![
                paper("Alpha", "Proceedings of the 5th Workshop on Landmines", "1998"),
                paper("Beta", "Proceedings of the 6th Workshop on Landmines", "1999"),
            ],
            0,
        ),
        (
            vec![
                paper("Alpha", "Proceedings of the Workshop on Landmines", "1998"),
                paper("Beta", "Proceedings of the Workshop on Landmines", "1999"),
            ],
            0,
        ),
        (
            vec![
                "kind=article-journal|title=Alpha beta|container-title=Nature|issued=1998".into(),
                "kind=article-journal|title=Gamma delta|container-title=Nature|issued=1998".into(),
            ],
            0,
        ),
        (
            vec![
                "kind=chapter|title=One|editor=Smith, A.|container-title=Handbook of Law|edition=1".into(),
                "kind=chapter|title=Two|editor=Smith, A.|container-title=Handbook of Law|edition=2".into(),
            ],
            0,
        ),
        (
            vec![
                "kind=chapter|title=One|editor=Smith, A.|container-title=Handbook of Law".into(),
                "kind=chapter|title=Two|editor=Jones, B.|container-title=Handbook of Law".into(),
            ],
            0,
        ),
        (vec!["kind=chapter|title=One|editor=Smith, A.|container-title=Handbook of Law".into()], 0),
    ] {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert_eq!(found(&texts).1.parents.len(), parents, "{texts:?}");
    }
}

/// BibTeX files give a book's title as `booktitle` too, for its parts.
#[test]
fn a_book_may_name_itself_as_container() {
    let book = "key=book|kind=book|editor=Westfahl, Gary|title=Space and Beyond: The Frontier Theme|container-title=Space and Beyond|issued=2000";
    let part = "key=part|kind=chapter|author=Westfahl, Gary|title=The True Frontier|editor=Westfahl, Gary|container-title=Space and Beyond: The Frontier Theme|issued=2000";
    let report = find(&entries(&[book, part]));
    assert_eq!(report.parents.iter().map(|parent| (parent.entry, parent.children.clone())).collect::<Vec<_>>(), [(Some(0), vec![1])]);
}
