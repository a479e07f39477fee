//! References of many styles, marked up by hand, and what they say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use super::*;
use crate::model::{Name, Names};
use crate::parse::tag::Segment;

fn label(name: &str) -> Label {
    match name {
        "author" => Label::Author,
        "title" => Label::Title,
        "container" => Label::Container,
        "volume" => Label::Volume,
        "issue" => Label::Issue,
        "pages" => Label::Pages,
        "date" => Label::Date,
        "publisher" => Label::Publisher,
        "place" => Label::Place,
        "editor" => Label::Editor,
        "doi" => Label::Doi,
        "url" => Label::Url,
        "series" => Label::Series,
        "edition" => Label::Edition,
        "genre" => Label::Genre,
        "note" => Label::Note,
        "translator" => Label::Translator,
        "number" => Label::Number,
        "chapter" => Label::Chapter,
        "citation-number" => Label::CitationNumber,
        "isbn" => Label::Isbn,
        "arxiv" => Label::Arxiv,
        "pmid" => Label::Pmid,
        "accessed" => Label::Accessed,
        "other" => Label::Other,
        _ => panic!("no label {name}"),
    }
}

/// Reads `<author>Orr, P.</author> (<date>1998</date>)`; `</>` closes too.
pub(super) fn marked(markup: &str) -> (Str, Tagged) {
    let (mut text, mut segments, mut rest) = (String::new(), Vec::new(), markup);
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let close = rest[open..].find('>').unwrap() + open;
        let name = &rest[open + 1..close];
        let end = rest[close..].find("</").unwrap() + close;
        let start = text.len();
        text.push_str(&rest[close + 1..end]);
        segments.push(Segment { label: label(name), start, end: text.len(), confidence: 0.9 });
        rest = &rest[end + rest[end..].find('>').unwrap() + 1..];
    }
    text.push_str(rest);
    (text.as_str().into(), Tagged { segments, confidence: 0.9 })
}

fn show_name(name: &Name) -> String {
    if name.is_literal() {
        return format!("{{{}}}", name.literal);
    }
    let joined = |a: &str, b: &str| if a.is_empty() || b.is_empty() { format!("{a}{b}") } else { format!("{a} {b}") };
    let mut shown = joined(&name.non_dropping_particle, &name.family);
    if !name.given.is_empty() || !name.dropping_particle.is_empty() {
        shown += &format!(", {}", joined(&name.given, &name.dropping_particle));
    }
    if !name.suffix.is_empty() {
        shown += &format!(", {}", name.suffix);
    }
    shown
}

pub(super) fn show_names(names: &Names) -> String {
    let list: Vec<String> = names.list.iter().map(show_name).collect();
    list.join(" & ") + if names.others { " +" } else { "" }
}

fn show(entry: &Entry) -> Vec<String> {
    let mut lines: Vec<String> = entry.kind.iter().map(|kind| format!("kind: {}", kind.name())).collect();
    lines.extend(entry.values().map(|(variable, value)| match value {
        Value::Names(names) => format!("{}: {}", variable.name(), show_names(names)),
        value => format!("{}: {}", variable.name(), value.plain()),
    }));
    lines.sort();
    lines
}

fn check(markup: &str, expected: &[&str]) {
    let (text, tagged) = marked(markup);
    let assembled = assemble(&text, &tagged, None);
    let mut lines = show(&assembled.entry);
    lines.extend(assembled.diagnostics.iter().map(|diagnostic| format!("! {}", diagnostic.rule.name)));
    lines.sort();
    let mut expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
    expected.sort();
    assert!(lines == expected, "{markup}\n     got {lines:#?}\nexpected {expected:#?}");
    said_by_the_text(&text, &assembled);
}

/// Every value is a span of the reference, or has a normalisation.
pub(super) fn said_by_the_text(text: &Str, assembled: &Assembled) {
    for (variable, value) in assembled.entry.values() {
        let from: Vec<&RefValue> = assembled.values.iter().filter(|value| value.variable == variable).collect();
        assert!(!from.is_empty(), "{} came from nowhere", variable.name());
        for origin in &from {
            let words = text.get(origin.range.clone()).expect("a range of the text");
            match (value, origin.part, origin.by) {
                (_, _, by) if by != Normalisation::None => {}
                (Value::Names(names), Some(part), _) => {
                    let name = &names.list[usize::from(part)];
                    for piece in [&name.family, &name.given, &name.literal, &name.suffix, &name.dropping_particle, &name.non_dropping_particle] {
                        assert!(words.contains(piece.as_str()), "{piece} is not in {words}");
                    }
                }
                (Value::Names(_), None, _) => {}
                (value, ..) => assert_eq!(value.plain(), words),
            }
        }
    }
}

#[test]
fn names_in_every_order_and_script() {
    let cases = [
        ("Cameron, M. A., Lawson, R. J., & Tomlin, B.", "Cameron, M. A. & Lawson, R. J. & Tomlin, B."),
        ("A. Cameron Maxwell, R. J. Lawson, B. Tomlin", "Maxwell, A. Cameron & Lawson, R. J. & Tomlin, B."),
        ("M. A. Cameron, R. J. Lawson, & B. Tomlin", "Cameron, M. A. & Lawson, R. J. & Tomlin, B."),
        ("Smith JA, Jones B, van der Berg C", "Smith, JA & Jones, B & van der Berg, C"),
        ("Song, W. and N. Wilbert", "Song, W. & Wilbert, N."),
        ("Uitz, J., H. Claustre, A. Morel, and S. B. Hooker", "Uitz, J. & Claustre, H. & Morel, A. & Hooker, S. B."),
        ("Smith, John, Jane Doe, and Bob Roe", "Smith, John & Doe, Jane & Roe, Bob"),
        ("Smith, John, and Doe, Jane", "Smith, John & Doe, Jane"),
        ("Smith, John A., and Doe, Jane B.", "Smith, John A. & Doe, Jane B."),
        ("Smith, R. Michael, & Doe, J.", "Smith, R. Michael & Doe, J."),
        ("Jody Williams and Stephen Goose", "Williams, Jody & Goose, Stephen"),
        ("Bryan C. Daniels, John K. Parrish", "Daniels, Bryan C. & Parrish, John K."),
        ("Bugnon (A.-L.), Méloche (J.)", "Bugnon, A.-L. & Méloche, J."),
        ("DURAND (Pierre) et MARTIN (Jeanne)", "DURAND, Pierre & MARTIN, Jeanne"),
        ("García Márquez, G.; Vargas Llosa, M.", "García Márquez, G. & Vargas Llosa, M."),
        ("García Márquez, Gabriel José; Borges, Jorge Luis", "García Márquez, Gabriel José & Borges, Jorge Luis"),
        ("Müller/Schmidt", "Müller & Schmidt"),
        ("Müller, Hans/Schmidt, Eva", "Müller, Hans & Schmidt, Eva"),
        ("Müller, H. und Schmidt, E.", "Müller, H. & Schmidt, E."),
        ("García, P. y López, M.", "García, P. & López, M."),
        ("Ramón y Cajal, S.", "Ramón y Cajal, S."),
        ("Rossi, M. e Bianchi, L.", "Rossi, M. & Bianchi, L."),
        ("Hansen, P. og Berg, L.", "Hansen, P. & Berg, L."),
        ("van Gogh, V.", "van Gogh, V."),
        ("Gogh, V. van", "Gogh, V. van"),
        ("Vincent van Gogh", "van Gogh, Vincent"),
        ("Alexander von Humboldt", "Humboldt, Alexander von"),
        ("Charles de Gaulle", "de Gaulle, Charles"),
        ("de la Cruz, J.", "de la Cruz, J."),
        ("J. de la Cruz and W.-P. de Roever", "de la Cruz, J. & de Roever, W.-P."),
        ("Van Glabbeke M, Van Dyke R", "Van Glabbeke, M & Van Dyke, R"),
        ("d'Alembert, J.", "d' Alembert, J."),
        ("al-Ghazali, A. H.", "al- Ghazali, A. H."),
        ("O'Neill, C., & McDonald, R.", "O'Neill, C. & McDonald, R."),
        ("King, M. L., Jr.", "King, M. L., Jr."),
        ("King, Jr., M. L.", "King, M. L., Jr."),
        ("Martin Luther King, Jr.", "King, Martin Luther, Jr."),
        ("Gates HL Jr, West C", "Gates, HL, Jr & West, C"),
        ("Strunk, W., III", "Strunk, W., III"),
        ("KIM, J. H., LEE, S., & PARK, C.", "KIM, J. H. & LEE, S. & PARK, C."),
        ("LI J, WU X", "LI, J & WU, X"),
        ("BOURDIEU Pierre", "BOURDIEU, Pierre"),
        ("BOURDIEU Pierre et PASSERON Jean-Claude", "BOURDIEU, Pierre & PASSERON, Jean-Claude"),
        ("CERTEAU Michel de", "CERTEAU, Michel de"),
        ("LE GOFF Jacques", "LE GOFF, Jacques"),
        ("Jacques LE GOFF", "LE GOFF, Jacques"),
        ("Human Rights Watch", "{Human Rights Watch}"),
        ("B. VOGIN, F. BARONNET et G. SCACCHI", "VOGIN, B. & BARONNET, F. & SCACCHI, G."),
        ("Heidegger M.", "Heidegger, M."),
        ("J.A. Smith, J.-P. Serre", "Smith, J.A. & Serre, J.-P."),
        ("Smith,J.A.,Jones,B.", "Smith, J.A. & Jones, B."),
        ("Иванов И. И., Петров А. Б.", "Иванов, И. И. & Петров, А. Б."),
        ("Иванов, И. И.", "Иванов, И. И."),
        ("И. И. Иванов", "Иванов, И. И."),
        ("赵波, 欧阳修", "赵, 波 & 欧阳, 修"),
        ("田中正人、小川知弘", "田中, 正人 & 小川, 知弘"),
        ("이정명", "이, 정명"),
        ("卡尔·马克思", "马克思, 卡尔"),
        ("国立研究開発法人", "{国立研究開発法人}"),
        ("Williams, J., et al.", "Williams, J. +"),
        ("Smith J, Jones B, et al", "Smith, J & Jones, B +"),
        ("Smith et al.", "Smith +"),
        ("Müller, H. u. a.", "Müller, H. +"),
        ("Müller, H., and others", "Müller, H. +"),
        ("Dupont, P. et coll.", "Dupont, P. +"),
        ("Иванов И. И. и др.", "Иванов, И. И. +"),
        ("刘春等", "刘, 春 +"),
        ("Smith, A., Jones, B., . . . Zed, Q.", "Smith, A. & Jones, B. & Zed, Q. +"),
        ("International Campaign to Ban Landmines", "{International Campaign to Ban Landmines}"),
        ("World Health Organization (WHO)", "{World Health Organization (WHO)}"),
        ("UNESCO", "{UNESCO}"),
        ("U.S. Department of Education", "{U.S. Department of Education}"),
        ("Statistisches Bundesamt", "{Statistisches Bundesamt}"),
        ("Ministère de la Santé", "{Ministère de la Santé}"),
        ("Centers for Disease Control and Prevention", "{Centers for Disease Control and Prevention}"),
        ("Ministry of Health, Labour and Welfare", "{Ministry of Health, Labour and Welfare}"),
        ("Food and Agriculture Organization of the United Nations", "{Food and Agriculture Organization of the United Nations}"),
        ("World Bank and International Monetary Fund", "{World Bank} & {International Monetary Fund}"),
        (
            "CIVICUS: World Alliance for Citizen Participation and Millennium Development Goals Campaign Office",
            "{CIVICUS: World Alliance for Citizen Participation} & {Millennium Development Goals Campaign Office}",
        ),
        ("Smith, J., & World Health Organization", "Smith, J. & {World Health Organization}"),
        ("ATLAS Collaboration", "{ATLAS Collaboration}"),
        ("Smith J, Jones A, Heart Study Group", "Smith, J & Jones, A & {Heart Study Group}"),
        ("Ortega y Gasset, J.", "Ortega y Gasset, J."),
        ("Plato", "Plato"),
        ("Smith, Jones, and Brown", "Smith & Jones & Brown"),
        ("Patriti, G", "Patriti, G"),
        ("Max Planck Institute for Psycholinguistics", "{Max Planck Institute for Psycholinguistics}"),
        ("Lilford R Hughes E, Roe BA", "Lilford, R & Hughes, E & Roe, BA"),
        ("Simmons Jr. GM, Church, Kenneth", "Simmons, GM, Jr. & Church, Kenneth"),
        ("Robert (Bob) McKay", "McKay, Robert (Bob)"),
        ("SILVA, Antônio Carlos Ribeiro da", "SILVA, Antônio Carlos Ribeiro da"),
        ("Esty, Joshua (Jed)", "Esty, Joshua (Jed)"),
        ("최경원.임연옥.윤현숙", "최, 경원 & 임, 연옥 & 윤, 현숙"),
        ("김지우·김영삼", "김, 지우 & 김, 영삼"),
        ("", ""),
    ];
    let mut wrong = Vec::new();
    for (text, expected) in cases {
        let whole = Str::from(text);
        let shown = show_names(&names(&whole, 0..text.len()).0);
        if shown != expected {
            wrong.push(format!("{text}\n     got {shown}\nexpected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn references_of_many_styles() {
    let mut failed = 0;
    for (markup, expected) in [
        // The seed's kinds of references, in other words.
        (
            "<author>Abel, M. A., Lind, R. J., & Stone, B.</> (Eds.). (<date>1998</>). <title>Rivers Without Banks: The Long Flood</>. <place>Toronto</>: <publisher>Oxford University Press</>.",
            &[
                "kind: book",
                "editor: Abel, M. A. & Lind, R. J. & Stone, B.",
                "issued: 1998",
                "title: Rivers Without Banks: The Long Flood",
                "publisher-place: Toronto",
                "publisher: Oxford University Press",
            ][..],
        ),
        (
            "<author>International Campaign to Clean Rivers</>. <title>River Monitor Report</>, <note>annual</>, <date>1998–2008</>.",
            &["author: {International Campaign to Clean Rivers}", "title: River Monitor Report", "note: annual", "issued: 1998/2008"],
        ),
        (
            "<author>International Campaign to Clean Rivers</>. <title>River Monitor Report</>, annual editions, <date>1998–2008</>.",
            &["author: {International Campaign to Clean Rivers}", "title: River Monitor Report", "note: annual editions", "issued: 1998/2008"],
        ),
        (
            "<author>Wills, J.</>, et al. (Eds.). (<date>2008</>). <title>Clean Rivers</>. <place>Lanham</>: <publisher>Rowman</>.",
            &[
                "kind: book",
                "editor: Wills, J. +",
                "title: Clean Rivers",
                "issued: 2008",
                "publisher-place: Lanham",
                "publisher: Rowman",
                "! et-al-in-list",
            ],
        ),
        (
            "<author>Abel, M. A.</> (<date>1998</>). <title>Floods</>. In <editor>M. A. Abel, R. J. Lind, & B. Stone</> (Eds.), <container>Rivers without banks</> (Chap. <chapter>20</>). <place>Toronto</>: <publisher>Oxford University Press</>.",
            &[
                "kind: chapter",
                "author: Abel, M. A.",
                "editor: Abel, M. A. & Lind, R. J. & Stone, B.",
                "title: Floods",
                "container-title: Rivers without banks",
                "chapter-number: 20",
                "issued: 1998",
                "publisher-place: Toronto",
                "publisher: Oxford University Press",
            ],
        ),
        (
            "<author>CLEAN: World Alliance for Rivers and River Goals Campaign Office</>, <title>River Goal Campaign</>, Chapter <chapter>2</>: <title>Case study: The Flood (ICCR)</>,, <place>Johannesburg</>, <date>July 2004</>.",
            &[
                "kind: chapter",
                "author: {CLEAN: World Alliance for Rivers} & {River Goals Campaign Office}",
                "container-title: River Goal Campaign",
                "chapter-number: 2",
                "title: Case study: The Flood (ICCR)",
                "publisher-place: Johannesburg",
                "issued: 2004-07",
            ],
        ),
        (
            "<author>Hale, D.</> With preface by <other>N. Farlane</>, <title>The River Ban</>, <publisher>Institute for International Studies</>, <series>Occasional Paper</> <number>42</>,<date>2000</>, <date>2004</>.",
            &[
                "kind: report",
                "author: Hale, D.",
                "preface-by: Farlane, N.",
                "title: The River Ban",
                "publisher: Institute for International Studies",
                "collection-title: Occasional Paper",
                "collection-number: 42",
                "issued: 2000",
                "year-other: 2004",
                "! conflicting-years",
            ],
        ),
        (
            "<author>Hale, D.</> <note>With preface by N. Farlane</>, <title>The River Ban</>, <publisher>Institute for International Studies</>, <series>Occasional Paper 42</>,<date>2000, 2004</>.",
            &[
                "kind: report",
                "author: Hale, D.",
                "preface-by: Farlane, N.",
                "title: The River Ban",
                "publisher: Institute for International Studies",
                "collection-title: Occasional Paper",
                "collection-number: 42",
                "issued: 2000",
                "year-other: 2004",
                "! conflicting-years",
            ],
        ),
        (
            "<author>Lind, R. J., Gott, M., Sinn, J., Abel, M. A., Lind, R. J., Stone, B.</> (Eds.). (<date>1998</>). <title>Rivers without banks</> (Chap. 10). <place>Toronto</>: <publisher>Oxford University Press</>.",
            &[
                "kind: chapter",
                "author: Lind, R. J. & Gott, M. & Sinn, J.",
                "editor: Abel, M. A. & Lind, R. J. & Stone, B.",
                "issued: 1998",
                "container-title: Rivers without banks",
                "chapter-number: 10",
                "publisher-place: Toronto",
                "publisher: Oxford University Press",
                "! editors-among-authors",
                "! chapter-without-title",
            ],
        ),
        (
            "<author>Mont, S.</> (<date>2003</>). <title>Effort to stop floods bears fruit</>. <container>Christian Science Monitor</>, <date>September 25, 2003</>.",
            &[
                "kind: article-newspaper",
                "author: Mont, S.",
                "issued: 2003-09-25",
                "title: Effort to stop floods bears fruit",
                "container-title: Christian Science Monitor",
                "! repeated-date",
            ],
        ),
        (
            "<author>Wills, J.</> (<date>1999</>). <title>The campaign – A model?</>, <date>September 3, 1999</>.",
            &["author: Wills, J.", "issued: 1999-09-03", "title: The campaign – A model?", "! repeated-date"],
        ),
        (
            "<author>Wills, J., & Goss, S.</> (<date>1998</>). <title>The campaign</>. In <editor>A. Abel Maxwell, R. J. Lind, B. Stone</> (Eds.), <container>Rivers without banks</> (Chap. 2). <place>Toronto</>: <publisher>Oxford University Press</>.",
            &[
                "kind: chapter",
                "author: Wills, J. & Goss, S.",
                "editor: Maxwell, A. Abel & Lind, R. J. & Stone, B.",
                "title: The campaign",
                "container-title: Rivers without banks",
                "chapter-number: 2",
                "issued: 1998",
                "publisher-place: Toronto",
                "publisher: Oxford University Press",
            ],
        ),
        // Journals.
        (
            "<author>Smith JA, Jones B</>. <title>Tides and moons</>. <container>J Ocean Stud</>. <date>2011 Mar</>;<volume>12</>(<issue>3</>):<pages>45–58</>. doi: <doi>10.1000/abc.123</>. PMID: <pmid>2345678</>",
            &[
                "kind: article-journal",
                "author: Smith, JA & Jones, B",
                "title: Tides and moons",
                "container-title: J Ocean Stud",
                "issued: 2011-03",
                "volume: 12",
                "issue: 3",
                "page: 45–58",
                "DOI: 10.1000/abc.123",
                "PMID: 2345678",
            ],
        ),
        (
            "<citation-number>12</>. <author>J. Smith and B. Jones</>, “<title>Tides and moons</>,” <container>Journal of Oceans</>, vol. <volume>12</>, no. <issue>3</>, pp. <pages>45-58</>, <date>Mar. 2011</>, doi: <doi>https://doi.org/10.1000/abc. 123</>.",
            &[
                "kind: article-journal",
                "citation-number: 12",
                "author: Smith, J. & Jones, B.",
                "title: Tides and moons",
                "container-title: Journal of Oceans",
                "volume: 12",
                "issue: 3",
                "page: 45-58",
                "issued: 2011-03",
                "DOI: 10.1000/abc.123",
            ],
        ),
        (
            "<author>Müller, H.</>: <title>Über Gezeiten</>. In: <container>Zeitschrift für Meereskunde</> <volume>12(3)</> (<date>1998a</>), S. <pages>45–58</>.",
            &[
                "kind: article-journal",
                "author: Müller, H.",
                "title: Über Gezeiten",
                "container-title: Zeitschrift für Meereskunde",
                "volume: 12",
                "issue: 3",
                "issued: 1998",
                "year-suffix: a",
                "page: 45–58",
            ],
        ),
        (
            "<author>DURAND (Pierre)</>, « <title>Les marées</> », <container>Revue des mers</>, t. <volume>XII</>, n° <issue>3</>, <date>mars-avril 1975</>, p. <pages>12-30</>.",
            &[
                "kind: article-journal",
                "author: DURAND, Pierre",
                "title: Les marées",
                "container-title: Revue des mers",
                "volume: XII",
                "issue: 3",
                "issued: 1975-03/1975-04",
                "page: 12-30",
            ],
        ),
        (
            "<author>Иванов И. И., Петров А. Б.</> <title>Приливы</> // <container>Вестник океана</>. <date>2004</>. Т. <volume>12</>, № <issue>3</>. С. <pages>45–58</>.",
            &[
                "kind: article-journal",
                "author: Иванов, И. И. & Петров, А. Б.",
                "title: Приливы",
                "container-title: Вестник океана",
                "issued: 2004",
                "volume: 12",
                "issue: 3",
                "page: 45–58",
            ],
        ),
        (
            "<author>刘春</>, <title>舞蹈初探</>, <container>北京舞蹈学院学报</>, <date>2005年7月</>, <pages>27-35</>.",
            &["kind: article-journal", "author: 刘, 春", "title: 舞蹈初探", "container-title: 北京舞蹈学院学报", "issued: 2005-07", "page: 27-35"],
        ),
        (
            "<author>Roe, B.</> (<date>in press</>). <title>Tides</>. <container>Ocean Letters</>.",
            &["kind: article-journal", "author: Roe, B.", "issued: in press", "title: Tides", "container-title: Ocean Letters"],
        ),
        (
            "<author>Roe, B.</> (<date>n.d.</>). <title>Tides</>. Retrieved <accessed>March 3, 2015</>, from <url>http://example.org/tides</>",
            &["kind: webpage", "author: Roe, B.", "issued: n.d.", "title: Tides", "accessed: 2015-03-03", "URL: http://example.org/tides"],
        ),
        (
            "<author>Proctor, A.</> <title>Tides</>. <container>Proc. Natl. Acad. Sci. U.S.A.</> <volume>98</>, <pages>12–15</> (<date>2001</>).",
            &[
                "kind: article-journal",
                "author: Proctor, A.",
                "title: Tides",
                "container-title: Proc. Natl. Acad. Sci. U.S.A.",
                "volume: 98",
                "page: 12–15",
                "issued: 2001",
            ],
        ),
        // Books.
        (
            "<author>Strunk, W., Jr., & White, E. B.</> (<date>2000</>). <title>The elements</> (4th ed.). <place>New York</>: <publisher>Longman</>.",
            &[
                "kind: book",
                "author: Strunk, W., Jr. & White, E. B.",
                "issued: 2000",
                "title: The elements",
                "edition: 4th",
                "publisher-place: New York",
                "publisher: Longman",
            ],
        ),
        (
            "<author>Strunk, W.</> (<date>2000</>). <title>The elements</> (<edition>4th ed.</>). <publisher>New York: Longman</>.",
            &[
                "kind: book",
                "author: Strunk, W.",
                "issued: 2000",
                "title: The elements",
                "edition: 4th",
                "publisher-place: New York",
                "publisher: Longman",
            ],
        ),
        (
            "<author>Weber, Max</>: <title>Gezeiten und Gesellschaft</>. 5., überarb. Aufl., <place>Tübingen</>: <publisher>Mohr</> <date>1972 [1922]</>.",
            &[
                "kind: book",
                "author: Weber, Max",
                "title: Gezeiten und Gesellschaft",
                "edition: 5., überarb.",
                "publisher-place: Tübingen",
                "publisher: Mohr",
                "issued: 1972",
                "original-date: 1922",
            ],
        ),
        (
            "<author>Schulz, K.</> (Hg.): <title>Gezeiten</>, <place>Berlin</> o. J.",
            &["kind: book", "editor: Schulz, K.", "title: Gezeiten", "publisher-place: Berlin"],
        ),
        (
            "<author>Kafka, F.</> <title>The Sea</>. Translated by <translator>W. Muir and E. Muir</>. <place>London</>: <publisher>Secker</>, <date>1937</>.",
            &[
                "kind: book",
                "author: Kafka, F.",
                "translator: Muir, W. & Muir, E.",
                "title: The Sea",
                "publisher-place: London",
                "publisher: Secker",
                "issued: 1937",
            ],
        ),
        (
            "<author>Kafka, F.</> <title>The Sea</>, trans. <author>W. Muir</>, ed. <author>B. Roe</>. <place>London</>: <publisher>Secker</>, <date>1937</>.",
            &[
                "kind: book",
                "author: Kafka, F.",
                "translator: Muir, W.",
                "editor: Roe, B.",
                "title: The Sea",
                "publisher-place: London",
                "publisher: Secker",
                "issued: 1937",
            ],
        ),
        (
            "<author>Roe, B.</> <title>Seas of the World</>, <volume>3</> vols. <place>Cambridge, MA</>: <publisher>Shore Press</>, <date>1990–</>. <pages>320</> pp. ISBN <isbn>0-306-40615-2</>.",
            &[
                "kind: book",
                "author: Roe, B.",
                "title: Seas of the World",
                "number-of-volumes: 3",
                "publisher-place: Cambridge, MA",
                "publisher: Shore Press",
                "issued: 1990/..",
                "number-of-pages: 320",
                "ISBN: 0-306-40615-2",
            ],
        ),
        (
            "<author>Roe, B.</> <date>c1998</>. <title>Seas</>. <series>Ocean Texts, vol. 12</>. <place>Bern</>: <publisher>Shore</>.",
            &[
                "kind: book",
                "author: Roe, B.",
                "title: Seas",
                "collection-title: Ocean Texts",
                "collection-number: 12",
                "publisher-place: Bern",
                "publisher: Shore",
                "issued: 1998~",
            ],
        ),
        // Chapters, papers at conferences.
        (
            "<author>Roe, B.</>: <title>Ebbe</>. In: <author>Schulz, K./Adler, T.</> (Hrsg.): <container>Gezeiten</>. <place>Berlin</>: <publisher>Springer</> <date>2001</>, S. <pages>12–30</>.",
            &[
                "kind: chapter",
                "author: Roe, B.",
                "editor: Schulz, K. & Adler, T.",
                "title: Ebbe",
                "container-title: Gezeiten",
                "publisher-place: Berlin",
                "publisher: Springer",
                "issued: 2001",
                "page: 12–30",
            ],
        ),
        (
            "<author>Roe, B.</>: <title>Ebbe</>. In: <editor>ders.</> (Hrsg.): <container>Gezeiten</>. <place>Berlin</> <date>2001</>, S. <pages>12–30</>.",
            &[
                "kind: chapter",
                "author: Roe, B.",
                "editor: Roe, B.",
                "title: Ebbe",
                "container-title: Gezeiten",
                "publisher-place: Berlin",
                "issued: 2001",
                "page: 12–30",
            ],
        ),
        (
            "<author>Roe, B.</> <title>Ebb</>. In <title>Tides of the world</>, edited by <editor>K. Schulz</>, <pages>12–30</>. <place>London</>: <publisher>Shore</>, <date>2001</>.",
            &[
                "kind: chapter",
                "author: Roe, B.",
                "editor: Schulz, K.",
                "title: Ebb",
                "container-title: Tides of the world",
                "page: 12–30",
                "publisher-place: London",
                "publisher: Shore",
                "issued: 2001",
            ],
        ),
        (
            "<author>A. Cau, R. Kuiper, and W.-P. de Roever</>. <title>Formal tides</>. In <editor>C. B. Jones, R. C. Shaw, and T. Denvir</>, editors, <container>Proc. 5th. Ocean Workshop</>, <date>1992</>.",
            &[
                "kind: paper-conference",
                "author: Cau, A. & Kuiper, R. & de Roever, W.-P.",
                "editor: Jones, C. B. & Shaw, R. C. & Denvir, T.",
                "title: Formal tides",
                "container-title: Proc. 5th. Ocean Workshop",
                "issued: 1992",
            ],
        ),
        (
            "<author>Chen, L.</>, “<title>Tide nets</>,” in <container>Proceedings of the 12th International Conference on Oceans</>, <place>Paris, France</>, <date>June 17–21, 2007</>, pp. <pages>1–8</>.",
            &[
                "kind: paper-conference",
                "author: Chen, L.",
                "title: Tide nets",
                "container-title: Proceedings of the 12th International Conference on Oceans",
                "publisher-place: Paris, France",
                "issued: 2007-06-17/2007-06-21",
                "page: 1–8",
            ],
        ),
        (
            "<title>Tide</>. In <container>Encyclopedia of the Sea</>. <publisher>Shore</>, <date>2003</>.",
            &["kind: entry-encyclopedia", "title: Tide", "container-title: Encyclopedia of the Sea", "publisher: Shore", "issued: 2003"],
        ),
        // Theses, reports, standards, patents, preprints, software, data, press, web.
        (
            "<author>Roe, B.</> (<date>2010</>). <title>On tides</> (<genre>Doctoral dissertation</>). <publisher>University of Shore</>, <place>Bern</>.",
            &[
                "kind: thesis",
                "author: Roe, B.",
                "issued: 2010",
                "title: On tides",
                "genre: Doctoral dissertation",
                "publisher: University of Shore",
                "publisher-place: Bern",
            ],
        ),
        (
            "<author>Roe, B.</> <title>Gezeiten</>. Diss., <container>Universität Bern</>, <date>2010</>.",
            &["kind: thesis", "author: Roe, B.", "title: Gezeiten", "genre: Diss", "publisher: Universität Bern", "issued: 2010"],
        ),
        (
            "<author>Roe, B.</> <title>Tides</>. <genre>Technical Report</> <number>TR-12</>, <publisher>Shore University</>, <date>1999</>.",
            &[
                "kind: report",
                "author: Roe, B.",
                "title: Tides",
                "genre: Technical Report",
                "number: TR-12",
                "publisher: Shore University",
                "issued: 1999",
            ],
        ),
        (
            "<author>Roe, B.</> <title>Tides</>. <series>NBER Working Paper No. 12345</>. <date>1999</>.",
            &["kind: report", "author: Roe, B.", "title: Tides", "collection-title: NBER Working Paper", "collection-number: 12345", "issued: 1999"],
        ),
        (
            "<number>ISO 690:2010</>. <title>Information and documentation</>. <place>Geneva</>: <publisher>ISO</>, <date>2010</>.",
            &[
                "kind: standard",
                "number: ISO 690:2010",
                "title: Information and documentation",
                "publisher-place: Geneva",
                "publisher: ISO",
                "issued: 2010",
            ],
        ),
        (
            "<author>Roe, B.</>. <title>Tide meter</>. <genre>U.S. Patent</> <number>4,123,456</>, <date>25. September 1990</>.",
            &["kind: patent", "author: Roe, B.", "title: Tide meter", "genre: U.S. Patent", "number: 4,123,456", "issued: 1990-09-25"],
        ),
        (
            "<author>Roe, B.</>. <title>Tide nets</>. arXiv:<arxiv>2401.01234v2</> [cs.CL], <date>2024</>.",
            &["kind: article", "author: Roe, B.", "title: Tide nets", "number: 2401.01234v2", "archive: arXiv", "issued: 2024"],
        ),
        (
            "<author>Shore Development Team</> (<date>2020</>). <title>tidal</> [<genre>Computer software</>]. <url>https://example.org/tidal</>",
            &[
                "kind: software",
                "author: {Shore Development Team}",
                "issued: 2020",
                "title: tidal",
                "genre: Computer software",
                "URL: https://example.org/tidal",
            ],
        ),
        (
            "<author>Roe, B.</> (<date>2020</>). <title>Tide tables</> [<genre>Data set</>]. <publisher>Zenodo</>. <doi>https://doi.org/10.5281/zenodo.123</>",
            &[
                "kind: dataset",
                "author: Roe, B.",
                "issued: 2020",
                "title: Tide tables",
                "genre: Data set",
                "publisher: Zenodo",
                "DOI: 10.5281/zenodo.123",
            ],
        ),
        (
            "<author>Hale, D.</> <title>Flood</>. <container>Süddeutsche Zeitung</>, <date>3.4.2003</>, S. <pages>3</>.",
            &["kind: article-newspaper", "author: Hale, D.", "title: Flood", "container-title: Süddeutsche Zeitung", "issued: 2003-04-03", "page: 3"],
        ),
        (
            "<author>Hale, D.</> (<date>2003, September 25</>). <title>Flood</>. <container>The New York Times</>, p. <pages>A3</>.",
            &["kind: article-newspaper", "author: Hale, D.", "title: Flood", "container-title: The New York Times", "issued: 2003-09-25", "page: A3"],
        ),
        (
            "<author>Hale, D.</> <date>2003</>. <title>Flood</>. <container>Newsweek</>, <date>25 September</>.",
            &["kind: article-magazine", "author: Hale, D.", "title: Flood", "container-title: Newsweek", "issued: 2003-09-25"],
        ),
        (
            "<author>UNESCO</>. <title>Oceans</>. <date>2012</>. <url>https://example.org/ oceans</> (accessed <date>12 May 2013</>).",
            &["kind: webpage", "author: {UNESCO}", "title: Oceans", "issued: 2012", "URL: https://example.org/oceans", "accessed: 2013-05-12"],
        ),
        ("<author>Hale, D.</> <title>Flood</>. <date>3/4/2003</>.", &["author: Hale, D.", "title: Flood", "issued: 2003"]),
        ("<author>Hale, D.</> <title>Flood</>.", &["author: Hale, D.", "title: Flood"]),
        // Imperfect labels.
        (
            "<author>Wills, J</>., et al. (Eds.). (<date>2008</>). <title>Clean Rivers</>. <publisher>Rowman</>.",
            &["kind: book", "editor: Wills, J. +", "title: Clean Rivers", "issued: 2008", "publisher: Rowman", "! et-al-in-list"],
        ),
        (
            "<author>World River Organization (WRO</>). (<date>2012</>). <title>Rivers (second report</>). Working Paper, <publisher>WRO</>, 41 p. <url>Available:http://example.org/r</>.",
            &[
                "kind: report",
                "author: {World River Organization (WRO)}",
                "issued: 2012",
                "title: Rivers (second report)",
                "genre: Working Paper",
                "publisher: WRO",
                "URL: http://example.org/r",
            ],
        ),
        (
            "<author>Hale, D. With preface by N. Farlane</>, <title>The River Ban</>, <publisher>Institute for Studies</>, <container>Occasional Paper</> <issue>42</>, <date>2000</>.",
            &[
                "kind: report",
                "author: Hale, D.",
                "preface-by: Farlane, N.",
                "title: The River Ban",
                "publisher: Institute for Studies",
                "collection-title: Occasional Paper",
                "collection-number: 42",
                "issued: 2000",
            ],
        ),
        (
            "<author>Hale, D</>. <title>With preface by N. Farlane, The River Ban</>, <container>Institute for Studies</>, <series>Occasional Paper 42</>, <date>2000</>.",
            &[
                "kind: report",
                "author: Hale, D.",
                "preface-by: Farlane, N.",
                "title: The River Ban",
                "publisher: Institute for Studies",
                "collection-title: Occasional Paper",
                "collection-number: 42",
                "issued: 2000",
            ],
        ),
        (
            "<author>Lind, R. J., Gott, M., Abel, M. A., Lind, R. J., Stone, B. (Eds.)</>. (<date>1998</>). <title>Rivers without banks (Chap. 10)</>. <publisher>Toronto: Oxford University Press</>.",
            &[
                "kind: chapter",
                "author: Lind, R. J. & Gott, M.",
                "editor: Abel, M. A. & Lind, R. J. & Stone, B.",
                "issued: 1998",
                "container-title: Rivers without banks",
                "chapter-number: 10",
                "publisher-place: Toronto",
                "publisher: Oxford University Press",
                "! editors-among-authors",
                "! chapter-without-title",
            ],
        ),
        (
            "<author>Hale, D.</>, <author>Orr, P. (Eds.)</> (1999). <title>Floods</>. <publisher>Shore</>.",
            &["kind: book", "author: Hale, D.", "editor: Orr, P.", "issued: 1999", "title: Floods", "publisher: Shore"],
        ),
        (
            "<author>Hale, D., Orr, P., Hale, D., & Stone, B.</> (<date>2008</>). <title>The bridge</>. <place>Cambridge</>: <publisher>Polity Press</>.",
            &[
                "kind: book",
                "author: Hale, D. & Orr, P. & Hale, D. & Stone, B.",
                "title: The bridge",
                "issued: 2008",
                "publisher-place: Cambridge",
                "publisher: Polity Press",
                "! repeated-name",
            ],
        ),
        (
            "<author>Hale, D.</> <title>Floods</>: <title>A history</>. <publisher>Shore</>, <date>Winter 1999</>.",
            &["kind: book", "author: Hale, D.", "title: Floods: A history", "publisher: Shore", "issued: 1999-24"],
        ),
        (
            "<author>Hale, D.</> <title>Floods</>. <title>Ocean Letters</> <volume>3</>: <pages>1--9</>, <date>1998-99</>.",
            &[
                "kind: article-journal",
                "author: Hale, D.",
                "title: Floods",
                "container-title: Ocean Letters",
                "volume: 3",
                "page: 1--9",
                "issued: 1998/1999",
            ],
        ),
    ] {
        let run = std::panic::catch_unwind(|| check(markup, expected));
        failed += usize::from(run.is_err());
    }
    assert_eq!(failed, 0, "references read wrong");
}

fn data() -> Option<std::path::PathBuf> {
    let place = std::env::var_os("IBIDEM_DATA").map_or_else(|| std::path::Path::new("../shared/data").to_path_buf(), Into::into);
    place.is_dir().then_some(place)
}

/// The names of the corpus that GROBID is trained on: list by list, with what is right of families and of whole names.
#[test]
fn names_of_the_corpus() {
    let Some(data) = data() else { return eprintln!("skipped: no ../shared/data") };
    let Ok(folder) = std::fs::read_dir(data.join("parse/grobid/name-corpus")) else { return eprintln!("skipped: no name corpus") };
    let (mut families, mut whole, mut all) = (0, 0, 0);
    for file in folder.flatten() {
        let xml = std::fs::read_to_string(file.path()).unwrap_or_default();
        for author in xml.split("<author").skip(1).filter_map(|rest| rest.split("</author>").next()?.split_once('>')) {
            let (text, expected) = read_author(author.1);
            let shown = Str::from(text.as_str());
            let (names, _) = names(&shown, 0..text.len());
            let got: Vec<(String, String)> = names.list.iter().map(key_of).collect();
            for (family, given) in &expected {
                all += 1;
                let found = got.iter().any(|(other, _)| other == family);
                families += usize::from(found);
                whole += usize::from(got.contains(&(family.clone(), given.clone())));
            }
            if std::env::var_os("IBIDEM_SHOW").is_some() && !expected.iter().all(|name| got.contains(name)) {
                eprintln!("{text}\n    {}", show_names(&names));
            }
        }
    }
    eprintln!("name corpus: {families} families, {whole} whole names of {all}");
    assert!(families * 100 >= all * 95 && whole * 100 >= all * 92, "{families}, {whole} of {all}");
}

fn key_of(name: &Name) -> (String, String) {
    let letters = |text: String| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    match name.is_literal() {
        true => (letters(name.literal.to_string()), String::new()),
        false => (letters(format!("{}{}{}", name.dropping_particle, name.non_dropping_particle, name.family)), letters(name.given.to_string())),
    }
}

/// The text of an `author` element, and the family and given names marked in it. A given name behind a family name that has none
/// yet is its own, any other that of the family name to come.
fn read_author(xml: &str) -> (String, Vec<(String, String)>) {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let xml = decoded(xml);
    let mut text = String::new();
    let (mut names, mut pending, mut behind, mut end) = (Vec::<(String, String)>::new(), String::new(), false, 0);
    let mut rest = xml.as_str();
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('>').map(|at| at + open) else { break };
        let name = rest[open + 1..close].split(' ').next().unwrap_or_default().to_owned();
        rest = &rest[close + 1..];
        let word = letters(&rest[..rest.find('<').unwrap_or(rest.len())]);
        let parted = text.get(end..).unwrap_or_default().contains(|c: char| c.is_alphabetic() || matches!(c, ',' | '&' | ';'));
        match name.as_str() {
            "surname" | "lastname" => {
                names.push((word, std::mem::take(&mut pending)));
                behind = names.last().is_some_and(|name| name.1.is_empty());
            }
            "forename" | "middlename" => {
                let goes_on = pending.is_empty() && !parted && names.last().is_some_and(|name| !name.1.is_empty()) && !behind && end > 0;
                match names.last_mut() {
                    Some(last) if behind || goes_on => last.1 += &word,
                    _ => pending += &word,
                }
                behind = false;
            }
            name if name.starts_with('/') => end = text.len(),
            _ => {}
        }
    }
    text.push_str(rest);
    let text: Vec<&str> = text.split_whitespace().collect();
    (text.join(" "), names)
}

fn decoded(xml: &str) -> String {
    let mut out = String::new();
    let mut rest = xml;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find(';').map_or(rest.len() - 1, |end| at + end);
        let code = &rest[at + 1..end];
        let char = match code {
            "amp" => Some('&'),
            "lt" => Some('‹'),
            "gt" => Some('›'),
            "apos" => Some('\''),
            code => code
                .strip_prefix("#x")
                .and_then(|hex| u32::from_str_radix(hex, 16).ok())
                .or_else(|| code.strip_prefix('#')?.parse().ok())
                .and_then(char::from_u32),
        };
        out.extend(char);
        rest = &rest[end + 1..];
    }
    out + rest
}

const LABELS: &[&str] = &[
    "author",
    "title",
    "container",
    "volume",
    "issue",
    "pages",
    "date",
    "publisher",
    "place",
    "editor",
    "doi",
    "url",
    "series",
    "edition",
    "genre",
    "note",
    "translator",
    "number",
    "chapter",
    "citation-number",
    "isbn",
    "arxiv",
    "pmid",
    "accessed",
    "other",
];

/// A reference of the gold corpus as the tagger would label it: separators cut off the ends.
fn gold(line: &str) -> Option<(Str, Tagged)> {
    let value: serde_json::Value = serde_json::from_str(line).ok()?;
    let text = value["text"].as_str()?;
    let (mut at, mut segments) = (0, Vec::new());
    for pair in value["labels"].as_array()? {
        let (words, name) = (pair[0].as_str()?, pair[1].as_str()?);
        let start = text[at..].find(words)? + at;
        at = start + words.len();
        let bare = words.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':' | '(' | ')' | '“' | '”' | '"'));
        let from = start + words.find(bare)?;
        segments.push(Segment {
            label: if LABELS.contains(&name) { label(name) } else { Label::Other },
            start: from,
            end: from + bare.len(),
            confidence: 1.0,
        });
    }
    Some((text.into(), Tagged { segments, confidence: 1.0 }))
}

#[test]
fn gold_references_say_what_stands_there() {
    let Some(data) = data() else { return eprintln!("skipped: no ../shared/data") };
    let Ok(folder) = std::fs::read_dir(data.join("parse/gold")) else { return eprintln!("skipped: no gold corpus") };
    let mut count = 0;
    let mut kinds = std::collections::BTreeMap::<&str, usize>::new();
    for file in folder.flatten() {
        let lines = std::fs::read_to_string(file.path()).unwrap_or_default();
        let mut before: Option<Entry> = None;
        for (text, tagged) in lines.lines().filter_map(gold) {
            let assembled = assemble(&text, &tagged, before.as_ref());
            said_by_the_text(&text, &assembled);
            if std::env::var_os("IBIDEM_SHOW").is_some() && count % 23 == 0 {
                let marks: Vec<String> = assembled.diagnostics.iter().map(|diagnostic| format!("! {}", diagnostic.rule.name)).collect();
                eprintln!("{text}\n    {}", [show(&assembled.entry), marks].concat().join("\n    "));
            }
            *kinds.entry(assembled.entry.kind.map_or("-", Kind::name)).or_default() += 1;
            before = Some(assembled.entry);
            count += 1;
        }
    }
    eprintln!("gold: {count} references, {kinds:?}");
}

/// Segments whose borders are wrong, and the variables that come of them all the same.
#[test]
fn borders_that_the_tagger_missed() {
    let cases: &[(&str, &[(&str, &str)])] = &[
        (
            "<author>Halbwachs</>, <title>Maurice: Das Gedächtnis</>, <place>Berlin</> <date>1985</>.",
            &[("author", "Halbwachs, Maurice"), ("title", "Das Gedächtnis")],
        ),
        // What belongs to a part, and stands outside.
        ("<author>Orr, P.</> “<title>Monkey do” and others</>. <container>Tides</> 3, <date>1985</>.", &[("title", "“Monkey do” and others")]),
        ("<author>Orr, P.</> “<title>Monkey do</>.” <container>Tides</> 3, <date>1985</>.", &[("title", "Monkey do")]),
        ("<editor>Orr, P. Q.</>, Jr. (Ed.). (<date>1985</>). <title>Floods</>. <publisher>Lind Press</>.", &[("editor", "Orr, P. Q., Jr.")]),
        ("<author>Orr, P.</> <title>Floods</>. <container>Tides</>, vol. ED-<volume>11</>, <date>1985</>.", &[("volume", "ED-11")]),
        ("<author>Orr, P.</> U.S. Patent <number>4,123,456</>, <date>1985</>.", &[("genre", "U.S. Patent"), ("number", "4,123,456")]),
        ("<author>Orr, P.</> (<date>1985</>). <title>Floods. Lind, Orr and Sons</>.", &[("title", "Floods"), ("publisher", "Lind, Orr and Sons")]),
        ("<author>Orr</>, <title>Floods: A history</>. <date>1985</>.", &[("author", "Orr, Floods"), ("title", "A history")]),
        ("<author>Orr, P.</> <title>Floods: A history</>. <date>1985</>.", &[("author", "Orr, P."), ("title", "Floods: A history")]),
        (
            "<author>ORR Pierre, La Crue</>. <title>Une histoire</>, <place>Paris</>, <date>1979</>.",
            &[("author", "ORR, Pierre"), ("title", "La Crue. Une histoire")],
        ),
        (
            "<author>ORR Pierre, LIND Karl</>. <title>Une histoire</>, <place>Paris</>, <date>1979</>.",
            &[("author", "ORR, Pierre & LIND, Karl"), ("title", "Une histoire")],
        ),
        (
            "<author>RB Orr, O Lind, and DS Weld</>. <title>A test</>. <date>1979</>.",
            &[("author", "Orr, RB & Lind, O & Weld, DS"), ("title", "A test")],
        ),
        (
            "<title>Emmanuel Le Roy Ladurie, Montaillou</> (<place>Paris</>: <publisher>Gallimard</>, <date>1975</>)",
            &[("author", "Le Roy Ladurie, Emmanuel"), ("title", "Montaillou")],
        ),
        (
            "<title>Social Theory, Politics and Law</>. <place>Paris</>: <publisher>Gallimard</>, <date>1975</>",
            &[("author", ""), ("title", "Social Theory, Politics and Law")],
        ),
        (
            "<author>Orr, L. O. U.S. Patent</> <number>4,379,752</>, <date>1983</>.",
            &[("author", "Orr, L. O."), ("genre", "U.S. Patent"), ("number", "4,379,752"), ("type", "patent")],
        ),
        ("<author>Orr, P.</> <title>The value of a patent</>. <place>Paris</>, <date>1983</>.", &[("title", "The value of a patent"), ("genre", "")]),
        (
            "<author>Orr P</>. <title>Floods [dissertation]</>. <place>Paris</>: <publisher>Sorbonne</>; <date>2002</>.",
            &[("title", "Floods"), ("genre", "dissertation"), ("type", "thesis")],
        ),
        (
            "<author>Orr P</>. <title>Floods (a survey)</>. <place>Paris</>: <publisher>Hive</>; <date>2002</>.",
            &[("title", "Floods (a survey)"), ("genre", "")],
        ),
        (
            "<author>Orr, P.</>, <title>La Crue, t. 1, Eaux</>, <place>Paris</>, <date>1990</>.",
            &[("title", "La Crue"), ("volume", "1"), ("volume-title", "Eaux")],
        ),
        (
            "<author>Orr, P.</> <title>In Review of Physical Floods</>; <publisher>Hive</>: <place>Paris</>, <date>1990</>; pp <pages>5–9</>.",
            &[("title", ""), ("container-title", "Review of Physical Floods"), ("type", "chapter")],
        ),
        (
            "<author>Orr, P.</>: <title>Ebbe</>. In: <container>Ders.: Flut</>, <place>Berlin</> <date>1990</>.",
            &[("container-title", "Flut"), ("container-author", "Orr, P.")],
        ),
        (
            "<author>Orr, P.</>: <title>Ebbe</>. In: Ders. (Hg.): <container>Flut</>, <place>Berlin</> <date>1990</>.",
            &[("container-title", "Flut"), ("editor", "Orr, P.")],
        ),
        ("<author>Orr, P.</> <title>Floods</>. St. <place>Louis</>: <publisher>Mosby</>; <date>2002</>.", &[("publisher-place", "St. Louis")]),
        (
            "<author>Orr, P.</>, <title>Flutti, a cura di Valentino Gerratana</>, <place>Torino</>, <date>1975</>.",
            &[("title", "Flutti"), ("editor", "Gerratana, Valentino")],
        ),
        (
            "<author>Orr, P.</> (<date>2011</>). <title>Floods</>. <container>Farrar, Straus and Giroux</>.",
            &[("publisher", "Farrar, Straus and Giroux"), ("type", "book")],
        ),
        ("<author>Orr, P.</> (<date>2011</>). <title>Floods</>. <container>Science</>.", &[("publisher", ""), ("container-title", "Science")]),
        ("<author>Orr, P.</>, <title>Eaux</>, <container>Crues</>, n° <volume>2</>, <date>1991</>.", &[("issue", "2"), ("volume", "")]),
        ("A. <author>Cameron Maxwell and R. Orr</>, <title>Floods</>. <date>2002</>.", &[("author", "Maxwell, A. Cameron & Orr, R.")]),
        (
            "<author>Orr, P.</> <title>Ebbs</>. In A. <editor>Cameron Maxwell</> (Ed.), <container>Floods</>. <date>2002</>.",
            &[("editor", "Maxwell, A. Cameron")],
        ),
        ("<author>London</>, <date>2001</>, pp. <pages>3–5</>.", &[("author", ""), ("publisher-place", "London")]),
    ];
    for (markup, expected) in cases {
        let (text, tagged) = marked(markup);
        let assembled = assemble(&text, &tagged, None);
        said_by_the_text(&text, &assembled);
        for (variable, wanted) in *expected {
            let named = Variable::named(variable);
            let plain = || assembled.entry.plain(named).unwrap_or_default().into_owned();
            let found = match assembled.entry.names(named) {
                Some(names) => show_names(names),
                None if *variable == "type" => assembled.entry.kind.map(|kind| kind.name().to_owned()).unwrap_or_default(),
                None => plain(),
            };
            assert_eq!(found, *wanted, "{variable} of {markup}");
        }
    }
}

#[test]
fn names_of_the_reference_before() {
    let before = {
        let (text, tagged) = marked("<author>Orr, P., & Lind, K.</> <title>Floods</>. <date>1998</>.");
        assemble(&text, &tagged, None).entry
    };
    for (markup, author, editor) in [
        ("<author>Ders.</>: <title>Ebbe</>. <date>1999</>.", "Orr, P. & Lind, K.", ""),
        ("———. <title>Ebbe</>. <date>1999</>.", "Orr, P. & Lind, K.", ""),
        ("<author>———</>. <title>Ebbe</>. <date>1999</>.", "Orr, P. & Lind, K.", ""),
        ("<author>Id.</>, <title>Ebbe</>, <date>1999</>.", "Orr, P. & Lind, K.", ""),
        ("<author>Dies./Stone, B.</> (Hg.): <title>Ebbe</>. <date>1999</>.", "", "Orr, P. & Lind, K. & Stone, B."),
        ("<author>Stone, B.</>: <title>Ebbe</>. In: <editor>ders.</> (Hg.): <container>Gezeiten</>. <date>1999</>.", "Stone, B.", "Stone, B."),
    ] {
        let (text, tagged) = marked(markup);
        let assembled = assemble(&text, &tagged, Some(&before));
        let names = |variable| assembled.entry.names(variable).map(show_names).unwrap_or_default();
        assert_eq!((names(Variable::Author).as_str(), names(Variable::Editor).as_str()), (author, editor), "{markup}");
        said_by_the_text(&text, &assembled);
        assert!(assembled.values.iter().any(|value| value.by == Normalisation::FromBefore));
    }
}

#[test]
fn dates_in_many_languages() {
    for (text, expected) in [
        ("1998", "1998"),
        ("September 25, 2003", "2003-09-25"),
        ("Sept. 25th, 2003", "2003-09-25"),
        ("25. September 2003", "2003-09-25"),
        ("2003 Sep 25", "2003-09-25"),
        ("2003, September 25", "2003-09-25"),
        ("25 de septiembre de 2003", "2003-09-25"),
        ("le 1er août 2003", "2003-08-01"),
        ("25 сентября 2003", "2003-09-25"),
        ("2003年9月25日", "2003-09-25"),
        ("2003년 9월", "2003-09"),
        ("2003-09-25", "2003-09-25"),
        ("25.09.2003", "2003-09-25"),
        ("25/9/2003", "2003-09-25"),
        ("9/25/2003", "2003-09-25"),
        ("2004-07", "2004-07"),
        ("juillet 2004", "2004-07"),
        ("Frühjahr 1999", "1999-21"),
        ("Fall 1999", "1999-23"),
        ("1998–2008", "1998/2008"),
        ("1998-99", "1998/1999"),
        ("1999–02", "1999/2002"),
        ("1998/1999", "1998/1999"),
        ("1998–", "1998/.."),
        ("1998-present", "1998/.."),
        ("September 25–27, 2003", "2003-09-25/2003-09-27"),
        ("25–27 September 2003", "2003-09-25/2003-09-27"),
        ("March–April 2003", "2003-03/2003-04"),
        ("25 March – 2 April 2003", "2003-03-25/2003-04-02"),
        ("Dec. 2003/Jan. 2004", "2003-12/2004-01"),
        ("June 17-June 21, 2007", "2007-06-17/2007-06-21"),
        ("c. 1850", "1850~"),
        ("ca. 1850", "1850~"),
        ("1850?", "1850?"),
        ("n.d.", "n.d."),
        ("o. J.", "o. J."),
        ("s. d.", "s. d."),
        ("in press", "in press"),
        ("forthcoming", "forthcoming"),
        ("31 February 2003", "2003-02"),
        ("©2003", "2003"),
        ("Published 24 May 2011", "2011-05-24"),
        ("2000, 2004", "2000 & 2004"),
        ("2003. September 25, 2003", "2003 & 2003-09-25"),
        ("", ""),
        ("99999999999999999999", "99999999999999999999"),
    ] {
        let whole = Str::from(text);
        let found: Vec<String> = dates::dates(&whole, 0..text.len()).into_iter().map(|found| found.date.to_string()).collect();
        assert_eq!(found.join(" & "), expected, "{text}");
    }
}

/// What a rule's fix makes of a reference.
#[test]
fn a_repeated_name_is_taken_out() {
    let (text, tagged) = marked("<author>Hale, D., Orr, P., Hale, D., & Stone, B.</> (<date>2008</>). <title>The bridge</>.");
    let assembled = assemble(&text, &tagged, None);
    let (range, instead) = assembled.diagnostics[0].edits[0].clone();
    let mut mended = text.to_string();
    mended.replace_range(range, &instead);
    assert_eq!(mended, "Hale, D., Orr, P., & Stone, B. (2008). The bridge.");
}

#[test]
fn long_lists_take_linear_time() {
    for one in ["Smith, J., ", "J. Smith and ", "Smith J, ", "Ministry of Health and ", "Smith ", "J. ", "(", "and ", "刘春, ", "Smith J ", "Smith, "]
    {
        let text = Str::from(format!("{} (Eds.). (1998). Rivers (Chap. 3).", one.repeat(10_000)));
        let segment = |label, start, end| Segment { label, start, end, confidence: 1.0 };
        let tagged = Tagged { segments: vec![segment(Label::Author, 0, one.len() * 10_000)], confidence: 1.0 };
        assemble(&text, &tagged, None);
        let many = (0..10_000).map(|at| segment(Label::Author, at * one.len(), (at + 1) * one.len())).collect();
        assemble(&text, &Tagged { segments: many, confidence: 1.0 }, None);
    }
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    const PIECES: &[&str] = &[
        "Smith",
        "J.",
        "JA",
        ",",
        ", ",
        ";",
        " and ",
        " & ",
        "(Eds.)",
        "(1998)",
        "In ",
        "et al.",
        "von",
        "ders.",
        "———",
        "2000",
        "Sept. ",
        "25",
        "–",
        "-",
        "/",
        "(Chap. 3)",
        "10.1000/x",
        "https://",
        "刘春",
        "Ü",
        ": ",
        ". ",
        "(",
        ")",
        "[",
        "]",
        "pp. 3",
        "University",
        "of",
        "preface by ",
        "accessed ",
        "2nd ed.",
        "\u{301}",
        "é",
        "…",
        "No. 3",
        "Jr.",
        "'",
        "d'",
        "\n",
        "０",
        "٣",
    ];

    fn segments() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
        prop::collection::vec((0..LABELS.len(), 0usize..120, 0usize..40), 0..12)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn any_text_with_any_segments_is_read(pieces in prop::collection::vec(0..PIECES.len(), 0..40), noise in ".{0,8}", at in segments()) {
            let mut text: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
            text.push_str(&noise);
            let text = Str::from(text);
            let segments = at.iter().map(|(of, start, long)| Segment { label: label(LABELS[*of]), start: *start, end: start + long, confidence: 0.5 }).collect();
            let assembled = assemble(&text, &Tagged { segments, confidence: 0.5 }, None);
            said_by_the_text(&text, &assembled);
            for diagnostic in &assembled.diagnostics {
                prop_assert!(text.get(diagnostic.range.clone()).is_some());
                prop_assert!(diagnostic.edits.iter().all(|(range, _)| text.get(range.clone()).is_some()));
                prop_assert!(diagnostic.related.iter().all(|(range, _)| text.get(range.clone()).is_some()));
            }
        }
    }
}
