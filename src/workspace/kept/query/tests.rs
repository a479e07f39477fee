//! What questions find, in what order, and what they are refused for.

use super::*;
use crate::workspace::ReadAs;

const BIB: &str = r#"@string{io = {International Organization}}
@article{price1998, author = {Price, Richard}, title = {Reversing the Gun Sights: Transnational Civil Society Targets Land Mines}, journal = io, year = 1998, keywords = {read, ngo}}
@book{cameron1998, editor = {Cameron, Maxwell A. and Lawson, Robert J.}, title = {To Walk Without Fear}, publisher = {Oxford}, year = 1998}
@incollection{muller2001, author = {M{\"u}ller, J{\"o}rg}, title = {{\"U}ber {Bienen} und {St}ra{\ss}en}, crossref = {cameron1998}}
@book{kuz, author = {Кузнецов, Иван}, title = {История пчёл}, year = 2004, doi = {10.1000/Bee.5}}
@article{wang, author = {王伟}, title = {蜜蜂的历史}, year = {2010}}
@misc{none, title = {Cameron's bees; walking}}
@book{old, title = {Works}, date = {1990/2000}}
"#;

fn found(query: &str) -> Vec<String> {
    let Ok((kept, _)) = Kept::open("a.bib", BIB.as_bytes(), ReadAs::Guess, Some(1)) else { return Vec::new() };
    let Ok(query) = Query::parse(query) else { return vec!["?".to_owned()] };
    let (_, hits) = search(&kept, &query);
    hits.iter().map(|hit| kept.key(hit.number).to_owned()).collect()
}

#[test]
fn questions_find_what_they_ask_for() {
    for (query, keys) in [
        ("gun sights", &["price1998"][..]),
        ("\"gun sights\"", &["price1998"]),
        ("\"sights gun\"", &[]),
        ("\"gun sight\"", &[]),
        ("gun sig", &["price1998"]),
        ("ight", &[]),
        ("MÜLLER", &["muller2001"]),
        ("muller", &["muller2001"]),
        ("mueller", &["muller2001"]),
        ("strassen uber", &["muller2001"]),
        ("ueber", &["muller2001"]),
        ("international organization", &["price1998"]),
        ("oxford", &["cameron1998", "muller2001"]),
        ("kuznetsov", &["kuz"]),
        ("Кузнецов", &["kuz"]),
        ("蜂的", &["wang"]),
        ("cameron", &["cameron1998", "muller2001", "none"]),
        ("editor:cameron", &["cameron1998", "muller2001"]),
        ("author:cameron", &[]),
        ("title:cameron", &["none"]),
        ("year:1998", &["price1998", "cameron1998", "muller2001"]),
        ("year:1999..2004", &["kuz", "old"]),
        ("year:2005..", &["wang"]),
        ("year:..1995", &["old"]),
        ("type:chapter", &["muller2001"]),
        ("type:article", &["wang", "price1998"]),
        ("type:book -cameron", &["kuz", "old"]),
        ("tag:read", &["price1998"]),
        ("type:article -tag:read", &["wang"]),
        ("be*", &["none", "kuz"]),
        ("b?es", &["none"]),
        ("walk*", &["cameron1998", "none", "muller2001"]),
        ("doi:10.1000/bee.5", &["kuz"]),
        ("doi:*", &["kuz"]),
        ("key:price", &["price1998"]),
        ("-doi:* year:2010", &["wang"]),
        ("", &["wang", "kuz", "price1998", "cameron1998", "muller2001", "old", "none"]),
        ("\"open", &["?"]),
        ("year:soon", &["?"]),
        ("...", &["?"]),
    ] {
        assert_eq!(found(query), keys, "{query}");
    }
}

#[test]
fn selectors_are_hayagrivas() {
    let Ok((kept, _)) = Kept::open("a.bib", BIB.as_bytes(), ReadAs::Guess, Some(1)) else { unreachable!() };
    for (selector, keys) in
        [("book", &["cameron1998", "kuz", "old"][..]), ("anthos > anthology", &["muller2001"]), ("article[author]", &["price1998", "wang"])]
    {
        let found = select(&kept, selector).map(|(_, hits)| hits.iter().map(|hit| kept.key(hit.number).to_owned()).collect::<Vec<_>>());
        assert_eq!(found.as_deref(), Ok(keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>().as_slice()), "{selector}");
    }
    assert!(select(&kept, "book[").is_err());
}
