//! Which pairs are one work, which are not, and which a person should see.
use super::*;

#[derive(Debug, PartialEq)]
enum Verdict {
    Same,
    Apart,
    Review,
}
use Verdict::*;

fn verdict(a: &str, b: &str) -> Verdict {
    let report = find(&entries(&[a, b]));
    match (report.clusters.as_slice(), report.review.as_slice()) {
        ([], []) => Apart,
        ([], _) => Review,
        _ => Same,
    }
}

const MINES: &str = "kind=article-journal|author=Price, Richard|title=Reversing the Gun Sights: Transnational Civil Society Targets Land Mines|container-title=International Organization|volume=52|issue=3|page=613-644|issued=1998";
const BOOK: &str =
    "kind=book|author=Knuth, Donald E.|title=The Art of Computer Programming: Fundamental Algorithms|issued=1997|publisher=Addison-Wesley";

/// The entry with other parts.
fn but(base: &str, parts: &str) -> String {
    let changed: Vec<&str> = parts.split('|').collect();
    let name = |part: &str| part.split_once('=').map(|(name, _)| name.to_owned());
    let mut all: Vec<&str> = base.split('|').filter(|part| !changed.iter().any(|other| name(other) == name(part))).collect();
    all.extend(changed.iter().filter(|part| !part.ends_with('=')));
    all.join("|")
}

#[test]
fn the_verdict_of_a_librarian() {
    for (base, parts, expected) in [
        (MINES, "issue=3", Same),
        (MINES, "author=Price, R.", Same),
        (MINES, "author=PRICE, R|title=reversing the gun sights - transnational civil society targets land mines", Same),
        (MINES, "container-title=Int. Organ.", Same),
        (MINES, "title=Reversing the Gun Sights", Same),
        (MINES, "title=Reversing the Gun Sigths: Transnational Civil Society Targets Landmines|page=613-44", Same),
        (MINES, "author=|DOI=10.1162/002081898550671", Same),
        (MINES, "volume=|issue=|page=", Same),
        (MINES, "title=Reversing the Gun Sights: Transnational Society Targets Land Mines|container-title=|volume=|issue=|page=", Same),
        (MINES, "title=Reversing the Gun Sights:|container-title=|volume=|issue=|page=", Same),
        (MINES, "container-title=An extended abstract appeared in Proceedings of the Landmine Conference|page=15", Same),
        (MINES, "title=Running head", Same),
        (MINES, "title=A letter about the same|page=613", Apart),
        (MINES, "container-title=Proceedings of the Landmine Conference|volume=|issue=", Same),
        (
            "author=Roe, Jane|title=Mines of long wars and their clearance|container-title=PhD thesis|issued=1998",
            "container-title=|publisher=Hive",
            Same,
        ),
        (
            "author=Roe, Jane|title=Clearing mines|container-title=Proc. 5th Workshop on Landmines|issued=1998|page=341-352",
            "issued=|page=|publisher=Hive Press (1998) 341-352",
            Same,
        ),
        (MINES, "title=Erratum: Reversing the Gun Sights: Transnational Civil Society Targets Land Mines|page=900|issue=4", Apart),
        (MINES, "title=Reversing the Gun Sights: Transnational Civil Society Targets Land Mines - Reply|page=645", Apart),
        (MINES, "title=Reversing the Gun Sights: Part 2|page=700-720", Apart),
        (MINES, "kind=article|container-title=SSRN|volume=|issue=|page=|issued=1997", Review),
        (MINES, "kind=article|container-title=|publisher=arXiv|volume=|issue=|page=", Review),
        ("kind=article-magazine|author=Roe, Jane|title=A letter from the garden|container-title=The Weekly|issued=2001|issue=3", "issue=7", Review),
        (
            "kind=motion_picture|director=Roe, Jane|title=A letter from the garden|publisher=Hive Pictures|issued=2001|entrysubtype=film",
            "entrysubtype=tvbroadcast",
            Review,
        ),
        ("kind=motion_picture|director=Roe, Jane|title=A letter from the garden|publisher=Hive Pictures|issued=2001", "kind=broadcast", Review),
        (MINES, "container-title=Proceedings of the Landmine Conference|volume=2|page=10-12|issue=", Review),
        (BOOK, "publisher=Addison Wesley Longman", Same),
        (BOOK, "edition=3", Same),
        (BOOK, "title=The Art of Computer Programming: Sorting and Searching|issued=1998", Apart),
        ("author=Cameron, M. A.|title=Landmines and politics today|edition=1|issued=1998", "edition=2nd", Apart),
        ("author=Cameron, M. A.|title=Landmines and politics today|kind=book|volume=1|issued=1998", "volume=2", Apart),
        ("title=Handbook of Landmine Clearance I|author=Cameron, M. A.|issued=1998", "title=Handbook of Landmine Clearance II", Apart),
        (
            "title=Cuprous oxide cells, first quarterly report|author=Trivich, D.|issued=1979",
            "title=Cuprous oxide cells, second quarterly report",
            Apart,
        ),
        ("title=Treatment of chronic hepatitis B|author=Smith, A.|container-title=Gut|issued=1998", "title=Treatment of chronic hepatitis C", Apart),
        ("title=Official announcements|author=Anonymous|container-title=TUGboat|volume=3|issue=1|issued=1982", "issue=2", Apart),
        ("title=Editorial|author=Smith, A.|container-title=Nature|issued=1998", "author=Jones, B.", Apart),
        ("title=Editorial|author=Smith, A.|container-title=Nature|issued=1998|volume=3|page=1", "volume=4|page=80", Apart),
        (
            "title=First abstract on mines|author=Smith, A.|DOI=10.1000/suppl|issued=1998",
            "title=Another poster of humanitarian law|author=Jones, B.",
            Apart,
        ),
        ("container-title=A Book on Mines|author=Smith, A.|chapter-number=2|issued=1998", "chapter-number=3", Apart),
        ("title=Introduction|container-title=A Book on Mines|author=Smith, A.|chapter-number=2|issued=1998", "chapter-number=3", Apart),
        ("title=Landmine Monitor Report|author=International Campaign to Ban Landmines|issued=1999", "issued=2004", Apart),
    ] {
        let other = but(base, parts);
        assert_eq!(verdict(base, &other), expected, "{base}\n{other}");
    }
}

#[test]
fn nothing_and_little_are_no_works() {
    assert_eq!(verdict("", ""), Apart);
    assert_eq!(verdict("issued=1998", "issued=1998"), Apart);
    assert_eq!(verdict("author=Smith, A.|issued=1998", "author=Smith, A.|issued=1998"), Apart);
}

#[test]
fn merging_fills_the_fullest_and_tells_the_rest() {
    let entries = entries(&[
        &format!("key=a|{}|note=seen", but(MINES, "volume=|issue=|page=")),
        &format!("key=b|{MINES}"),
        &format!("key=c|{}|DOI=10.1162/x", but(MINES, "author=Price, R.|page=|issue=|volume=")),
        "key=d|title=Something else altogether|parent=a",
    ]);
    let mut entries = entries;
    entries[3].parent = Some("a".into());
    let report = find(&entries);
    assert_eq!((report.clusters.len(), report.clusters[0].keep, report.clusters[0].members.clone()), (1, 1, vec![0, 1, 2]));
    assert_eq!(differences(&entries, &report.clusters[0]), [Variant { child: 2, variable: Author, value: names("Price, R.").into() }]);
    let merged = merge(&library(entries), &report);
    let kept = &merged.library.entries[0];
    assert_eq!((kept.key.as_str(), kept.plain(Doi).as_deref(), kept.plain(Note).as_deref()), ("b", Some("10.1162/x"), Some("seen")));
    assert_eq!(merged.keys, [(id(0), "a".into(), "b".into()), (id(2), "c".into(), "b".into())]);
    assert_eq!(merged.library.entries[1].parent.as_deref(), Some("b"));
}

#[test]
fn a_chain_joins_no_two_editions() {
    let base = "author=Cameron, M. A.|title=Landmines and politics today in the world|issued=1998";
    let report = find(&entries(&[&format!("{base}|edition=1"), base, &format!("{base}|edition=2")]));
    assert_eq!(report.clusters.iter().map(|cluster| cluster.members.len()).collect::<Vec<_>>(), [2]);
}

#[test]
fn many_equal_titles_take_no_quadratic_time() {
    let same = numbered(vec![entry(MINES); 10_000]);
    let report = find(&same);
    assert_eq!((report.clusters.len(), report.clusters[0].members.len()), (1, 10_000));
    let titles: Vec<Entry> =
        (0..10_000).map(|at| entry(&format!("title=Editorial|author=A{at}, B.|container-title=Book|issued=1998|kind=chapter"))).collect();
    assert_eq!(find(&titles).clusters.len(), 0);
}

/// Of entries that say as much the one is kept whose key somebody wrote.
#[test]
fn a_key_of_ones_own_is_kept() {
    for made in [0, 1] {
        let entries = entries(&[&format!("key=one|{MINES}"), &format!("key=two|{MINES}")]);
        let options = Options { made_keys: [id(made)].into(), ..Options::default() };
        assert_eq!(find_with(&entries, &options).clusters[0].keep, 1 - made);
    }
}

/// A title that a journal has year after year is that of a column.
#[test]
fn columns_are_many_works() {
    let issue = |year: i32| format!("author=Snodgrass, R.|title=Reminiscences on influential papers|container-title=SIGMOD Record|issued={year}");
    let texts: Vec<String> = (1998..2004).flat_map(|year| [issue(year), issue(year)]).collect();
    let report = find(&entries(&texts.iter().map(String::as_str).collect::<Vec<_>>()));
    assert_eq!(report.clusters.iter().map(|cluster| cluster.members.len()).collect::<Vec<_>>(), [2; 6]);
}
