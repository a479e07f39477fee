//! What the conventions of rare styles say, from labels as the tagger gives them there.
#![allow(clippy::unwrap_used)]

use super::tests::{marked, said_by_the_text, show_names};
use super::*;

/// The variables named, as an entry has them.
fn found(markup: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let (text, tagged) = marked(markup);
    let assembled = assemble(&text, &tagged, None);
    said_by_the_text(&text, &assembled);
    let shown = |name: &str| match (name, assembled.entry.names(Variable::named(name))) {
        ("type", _) => assembled.entry.kind.map(|kind| kind.name().to_owned()).unwrap_or_default(),
        (_, Some(names)) => show_names(names),
        _ => assembled.entry.plain(Variable::named(name)).unwrap_or_default().into_owned(),
    };
    variables.iter().map(|(name, _)| shown(name)).collect()
}

fn check(cases: &[(&str, &[(&str, &str)])]) {
    for (markup, expected) in cases {
        let wanted: Vec<String> = expected.iter().map(|(_, value)| (*value).to_owned()).collect();
        assert_eq!(found(markup, expected), wanted, "{markup}");
    }
}

#[test]
fn conventions_of_standards_for_references() {
    check(&[
        (
            "<author>Орлов А. Б.</> <title>О реках // Труды по рекам</>. <container>Вып</>. <volume>17</>. <place>Тарту</>, <date>1984</>.",
            &[("title", "О реках"), ("container-title", "Труды по рекам"), ("volume", "17")],
        ),
        (
            "<author>Орлов А. Б.</> <title>О реках: учебник / под ред. В. Г. Лина</>. <place>М.</>: <publisher>Наука</>, <date>2001</>.",
            &[("title", "О реках: учебник"), ("editor", "Лина, В. Г.")],
        ),
        (
            "<author>王明</>. <title>河流的研究[J]</>. <container>科学通报</>, <volume>1980</>(<issue>2</>): <pages>7-9</>.",
            &[("title", "河流的研究"), ("issued", "1980"), ("volume", ""), ("type", "article-journal")],
        ),
        ("<author>王明</>. <title>河流</>[D]. <place>上海</>: <publisher>同济大学</>, <date>2010</>.", &[("title", "河流"), ("type", "thesis")]),
        ("<author>山田太郎</>『<title>川の思想</>』<container>岩波書店</>、<date>1961年</>。", &[("publisher", "岩波書店"), ("type", "book")]),
        (
            "<author>ORR, Paulo</>. <title>As cheias. 17</>. ed. <edition>rev. e ampl</>. <place>São Paulo</>: <publisher>Cortez</>, <date>2012</>.",
            &[("title", "As cheias"), ("edition", "17. ed. rev. e ampl")],
        ),
        (
            "<author>ORR, Paulo</>. <title>As cheias</>. <container>Rios & Lagos, Campinas</>, v. <volume>28</>, n. <issue>3</>, p. <pages>1-5</>, out. <date>2007</>.",
            &[("container-title", "Rios & Lagos"), ("publisher-place", "Campinas"), ("issued", "2007-10")],
        ),
        (
            "<author>ORR, Paula</>. <title>As cheias</>. <date>1998</>. <pages>210</> f. <title>Tese (Doutorado em Rios) – Faculdade de Rios</>, <publisher>Universidade de Lind</>, <place>Lind</>, <date>1998</>.",
            &[
                ("type", "thesis"),
                ("genre", "Tese (Doutorado em Rios)"),
                ("number-of-pages", "210"),
                ("publisher", "Universidade de Lind"),
                ("division", "Faculdade de Rios"),
            ],
        ),
        (
            "<author>BRASIL</>. <title>Ministério dos Rios. Base das cheias</>. <place>Brasília</>: <publisher>MR</>, <date>2018</>.",
            &[("author", "{BRASIL. Ministério dos Rios}"), ("title", "Base das cheias")],
        ),
        (
            "<author>Orr AV</>, <title>The Law of Rivers</> (<edition>10th edn</>, <place>Macmillan</> <date>1959</>)",
            &[("publisher", "Macmillan"), ("publisher-place", ""), ("edition", "10th")],
        ),
        (
            "<author>Orr AV</>, <title>The Law of Rivers</> (<edition>2nd edn</>, <place>London</> <date>1959</>)",
            &[("publisher", ""), ("publisher-place", "London")],
        ),
        (
            "<author>Orr JAG</>, '<title>River Law</>' (<date>1979</>) <pages>42 MLR 1</>",
            &[("volume", "42"), ("container-title", "MLR"), ("page", "1"), ("type", "article-journal")],
        ),
        (
            "<author>Paul Orr</>, <title>River Law</>, <container>27 J. RIVER STUD.</> <volume>661</>, <pages>672</> (<date>1998</>).",
            &[("volume", "27"), ("container-title", "J. RIVER STUD."), ("page", "661, 672")],
        ),
        (
            "<author>Paul Orr</>, <title>A Look at Rivers</> in <container>Cyberspace, 28 RIVER L. REV.</> <volume>981</> (<date>1996</>).",
            &[("title", "A Look at Rivers in Cyberspace"), ("volume", "28"), ("container-title", "RIVER L. REV."), ("page", "981")],
        ),
        (
            "<author>Paul Orr</>, <title>Analysis of Rivers 45</> (<edition>9th ed.</> <date>2014</>).",
            &[("title", "Analysis of Rivers"), ("page", "45"), ("edition", "9th")],
        ),
        (
            "<title>IEEE Standard for Rivers, IEEE Std 802.3-2018</>, <date>Aug. 2018</>.",
            &[("title", "IEEE Standard for Rivers"), ("number", "IEEE Std 802.3-2018"), ("type", "standard")],
        ),
        (
            "<author>ASTM D2487-11</>, <title>Classification of Rivers</>, <publisher>ASTM International</>, <date>2011</>.",
            &[("author", ""), ("number", "ASTM D2487-11"), ("type", "standard")],
        ),
    ]);
}

#[test]
fn titles_end_where_they_end() {
    check(&[
        (
            "<author>World Flood Organization</>. <title>Flood report</> <date>2020</>. <place>Geneva</>: <publisher>WFO</>; <date>2020</>.",
            &[("title", "Flood report 2020"), ("issued", "2020")],
        ),
        (
            "<author>Orr, P.</> <title>Floods</>. <date>1959</>. <publisher>Hive Press</>, <date>2006</>.",
            &[("issued", "2006"), ("original-date", "1959")],
        ),
        (
            "<author>W. Orr</>, <title>Floods (1935</>; repr., <place>New York</>: <publisher>Hive</>, <date>1992</>), <pages>670</>",
            &[("title", "Floods"), ("issued", "1992"), ("original-date", "1935")],
        ),
        (
            "<author>Orr, M.</> <container>Floods 09, Revision D.01</>; <publisher>Orr, Inc.</>: <place>Lind, CT</>, <date>2009</>.",
            &[("container-title", "Floods 09, Revision D.01")],
        ),
        (
            "<author>Orr, M.</> <container>Floods</> <volume>09, Revision D.01</>; <publisher>Orr, Inc.</>: <place>Lind, CT</>, <date>2009</>.",
            &[("title", "Floods 09"), ("version", "Revision D.01"), ("type", "software")],
        ),
        (
            "<author>Orr, M.</> (<date>2021</>). <title>R: A language (Version 4.1.0)</> [<genre>Computer software</>]. <url>https://a.b/</>",
            &[("title", "R: A language"), ("version", "4.1.0"), ("type", "software")],
        ),
        (
            "<author>Orr, P.</>, <title>Vloed, 21e druk</>, <place>Amsterdam</>: <publisher>Contact</>, <date>1997</>.",
            &[("title", "Vloed"), ("edition", "21e")],
        ),
        ("<author>Orr S</>., <title>Powodzie</>, wyd. 2, <publisher>PWN</>, <place>Warszawa</> <date>1983</>.", &[("edition", "2")]),
        ("<author>Karl Orr</>, <title>Die Flut</>, <place>Lind</> <pages>³1960</>.", &[("edition", "³"), ("issued", "1960")]),
        (
            "<author>F. Orr</>, <title>Le piene, 2</> voll., <place>Torino</>, <publisher>Einaudi</>, <date>1976</>.",
            &[("title", "Le piene"), ("number-of-volumes", "2")],
        ),
        (
            "<author>Orr SM</>. <title>What floods are [editorial]</>. <container>BMJ</>. <date>1996</>;<volume>312</>:<pages>71</>.",
            &[("title", "What floods are"), ("genre", "editorial")],
        ),
        (
            "<author>Orr, B.</> (<date>1992</>). <title>An agenda (A/47/277-S/24111)</>. <place>New York</>: <publisher>UN</>.",
            &[("title", "An agenda"), ("number", "A/47/277-S/24111"), ("type", "report")],
        ),
        (
            "<author>Orr Group</>. (<date>2011</>). <title>Floods</> (<genre>Asia Report</> No. <pages>209</>). <place>Brussels</>: Author.",
            &[("number", "209"), ("page", ""), ("publisher", "Author")],
        ),
        (
            "<author>Orr, P.</>: <title>Die Flut</>, in: <editor>Lind, K.</> (Hg.): <container>Wandel im Fluss</>. <place>Wahrnehmung, Muster und Regeln der Fluten, Sigmaringen</> <date>1994</>, S. <pages>7</>.",
            &[("container-title", "Wandel im Fluss. Wahrnehmung, Muster und Regeln der Fluten"), ("publisher-place", "Sigmaringen")],
        ),
        (
            "<author>Orr, J.</>: <title>Formen der Flut, aus dem Englischen von Meta Lind</>, <place>Wien</> <date>1997</>.",
            &[("title", "Formen der Flut"), ("translator", "Lind, Meta")],
        ),
        (
            "<author>Orr Amt</> (<date>2018</>): <title>Report 2018. Ein Bericht. Bonn: Zentrale für Fluten. Online verfügbar unter</>: <url>https://a.b/</>",
            &[("title", "Report 2018. Ein Bericht"), ("publisher-place", "Bonn"), ("publisher", "Zentrale für Fluten")],
        ),
        (
            "<author>Orr H</>., <title>Fluten, [w:] Encyklopedia rzek</>, red. <container>H. Lind</>, t. <volume>4</>, <place>Kraków</> <date>2002</>.",
            &[("title", "Fluten"), ("container-title", "Encyklopedia rzek"), ("editor", "Lind, H.")],
        ),
    ]);
}

#[test]
fn names_end_where_they_end() {
    check(&[
        (
            "<note>CDF Collab</>. (<author>T. Orr et al.</>), <container>Phys. Lett. B</> <volume>716</>, <pages>1</> (<date>2012</>).",
            &[("author", "{CDF Collab} & Orr, T. +"), ("note", "")],
        ),
        (
            "<author>C. Orr, Spie</>. <title>Radici delle piene</>, <place>Torino</>, <date>1979</>.",
            &[("author", "Orr, C."), ("title", "Spie. Radici delle piene")],
        ),
        (
            "<author>Karl August Orr, Weimar</> <date>1918–1933</>. <title>Die Flut</>, <place>München</> <date>1993</>.",
            &[("author", "Orr, Karl August"), ("title", "Weimar 1918–1933. Die Flut"), ("issued", "1993")],
        ),
        ("<author>Smith, John, Doe</>. <title>Floods</>. <place>London</>, <date>1979</>.", &[("title", "Floods")]),
        (
            "<title>Early Flood Trialists' Collaborative Group (EFTCG). Effects of floods on rivers</>. <container>Lancet</> <date>2005</>; <volume>365</>: <pages>1</>.",
            &[("author", "{Early Flood Trialists' Collaborative Group (EFTCG)}"), ("title", "Effects of floods on rivers")],
        ),
        (
            "<editor>Nora Orr</> (Hg.), <container>Fluten. Leben nach</> <date>1945</>, <place>Lind</> <date>2001</>.",
            &[("title", "Fluten. Leben nach 1945"), ("issued", "2001"), ("container-title", "")],
        ),
        (
            "<author>Karl Orr u</>. <title>Ann Lind, Die Flut</>, <place>Oxford</> <date>1984</>.",
            &[("author", "Orr, Karl & Lind, Ann"), ("title", "Die Flut")],
        ),
        (
            "<author>Orr, P.</> (<date>2014</>), <title>Floods</>, translated by <editor>A. Lind</>, <place>London</>: <publisher>Hive Press</>.",
            &[("translator", "Lind, A."), ("editor", "")],
        ),
        (
            "<author>R. Orr e C. Lind</> (a cura di), <title>Le piene</>, <place>Torino</>, <date>1972</>.",
            &[("editor", "Orr, R. & Lind, C."), ("author", "")],
        ),
        ("<editor>Orr, P.</> (Eds.). (in press). <title>Floods</>. <place>London</>: <publisher>Hive</>.", &[("issued", "in press")]),
    ]);
}

#[test]
fn numbers_are_what_their_marks_say() {
    check(&[
        (
            "<author>Orr, P.</>, « <title>Eaux</> », <container>Crues</>, <date>juin 1989</>, <volume>n° 6</>, pp. <pages>1-5</>.",
            &[("issue", "6"), ("volume", "")],
        ),
        (
            "<author>Orr, H.</>, «<title>Crecidas</>», <container>Ríos</>, <volume>año IV, núm. 6</>, <date>1994</>.",
            &[("volume", "IV"), ("issue", "6")],
        ),
        (
            "<author>Orr S</>., <title>Rzeki</>, „<container>Studia</>” <date>1979</>, nr <volume>4</> (<issue>75</>), s. <pages>1–5</>.",
            &[("issue", "4 (75)"), ("volume", "")],
        ),
        ("<author>P. Orr</>, <container>Prog. Phys.</> <date>2020</>, <pages>083C01</> (<date>2020</>).", &[("volume", "2020"), ("issued", "2020")]),
        ("<author>US Pat</>., <volume>4</> <pages>060 081</>, <date>1977</>.", &[("type", "patent"), ("number", "4 060 081"), ("author", "")]),
        (
            "<author>Orr, T.</>: <title>Flood nets</>. In: <editor>Lind, N.</> (eds.) <container>MICCAI 2015. LNCS</>, vol. <volume>9351</>, pp. <pages>1–5</>. <publisher>Springer</>, <place>Cham</> (<date>2015</>)",
            &[("container-title", "MICCAI 2015"), ("collection-title", "LNCS"), ("collection-number", "9351")],
        ),
        (
            "<author>Orr, P.</>: <title>Die Flut</>. In: <container>Merkur</> <volume>39</> (<date>1985</>), S. <pages>3–5</>.",
            &[("type", "article-journal")],
        ),
        (
            "<author>Orr, V.</> (<date>2009</>). <title>Floods</>. <container>Hive Review</>. <publisher>Advance online publication</>.",
            &[("publisher", ""), ("note", "Advance online publication")],
        ),
    ]);
}

#[test]
fn what_stands_at_the_end_of_a_part_and_is_of_the_next() {
    check(&[
        (
            "<author>Adler, Klaus</>: <title>Häfen im Wandel</>. <container>Handel und Recht, eine Einführung</>, <edition>2. Aufl</>., <place>München</> <date>1993</>, S. <pages>11</>.",
            &[("title", "Häfen im Wandel. Handel und Recht, eine Einführung"), ("container-title", ""), ("type", "book")],
        ),
        (
            "<author>Adler, Klaus</>: <title>Häfen im Wandel</>. <container>Recht und Handel</>, <place>München</> <date>1993</>, S. <pages>11–30</>.",
            &[("title", "Häfen im Wandel"), ("container-title", "Recht und Handel")],
        ),
        (
            "<editor>Adler, Klaus</> (Hg.): <container>Grundworte</>. <title>Lexikon der Häfen</>, <place>Stuttgart</> <date>1972</>.",
            &[("title", "Grundworte. Lexikon der Häfen"), ("container-title", "")],
        ),
        (
            "<author>Adler, Klaus</>: <title>Die Küste, Frankfurt a. M</>./<place>Berlin</> <date>1982</>.",
            &[("title", "Die Küste"), ("publisher-place", "Frankfurt a. M./Berlin")],
        ),
        (
            "<title>Standard for Rivers</>, <container>IEEE Std</> <volume>917.3-2018</>, <date>Aug. 2018</>.",
            &[("title", "Standard for Rivers"), ("number", "IEEE Std 917.3-2018"), ("type", "standard")],
        ),
        (
            "<author>Orr, D.</> (<date>2011</>). <title>Rivers, fast and slow</>. <place>Fenner</>, <publisher>Strand and Gill</>.",
            &[("publisher", "Fenner, Strand and Gill"), ("publisher-place", "")],
        ),
        (
            "<author>Orr, L.</> O. U.S. Patent <number>4,379,000</>, <date>1983</>.",
            &[("author", "Orr, L. O."), ("number", "4,379,000"), ("type", "patent")],
        ),
        (
            "<author>Orr, L.; et al.</> <container>Riverflow</> <volume>07</>, <publisher>Revision B.02; Riverflow, Inc.</>: <place>Wells, CT</>, <date>2009</>.",
            &[("title", "Riverflow 07"), ("publisher", "Riverflow, Inc."), ("container-title", ""), ("volume", "")],
        ),
        (
            "<author>Adler, Klaus</>: <title>Chronik</>, hg. von <editor>Robert Holt (= Studien zum Recht 9)</>, <place>Berlin</> <date>1935</>.",
            &[("editor", "Holt, Robert"), ("collection-title", "Studien zum Recht"), ("collection-number", "9")],
        ),
        ("<title>W3C: Rivers of data</>. <url>https://www.example.org/r</>", &[("author", "W3C"), ("title", "Rivers of data")]),
        (
            "<author>Adler, K.</>: <title>Rivers</>. <publisher>SSS</>, <edition>2nd edn</>. <publisher>Springer</>, <place>New York</> (<date>2009</>)",
            &[("publisher", "Springer"), ("collection-title", "SSS")],
        ),
        (
            "<author>Duval M.</> (<date>2001</>). <title>De l'eau. Essai sur les fleuves. Trad. de l'anglais par A. Morin</>. <place>Paris</> : <publisher>Rive</>.",
            &[("title", "De l'eau. Essai sur les fleuves"), ("translator", "Morin, A.")],
        ),
        (
            "<author>Орлов А. Б.</> <title>О реках</> // <container>Труды по рекам. Вып</>. <volume>17</>. <place>Тарту</>, <date>1984</>. С. <pages>5–23</>.",
            &[("container-title", "Труды по рекам"), ("volume", "17")],
        ),
    ]);
}
