//! The XML formats on JabRef's files: no text that stands in them is lost, they are written back as they were, and what they say agrees
//! with the `.bib` beside them. What is in the files is found with another reader than ours.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use ibidem::format;
use ibidem::model::{Date, Kind, Library, Name, Value, Variable};
use ibidem::text::{Source, SourceId};
use quick_xml::events::Event;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn files() -> Vec<PathBuf> {
    let root = std::env::var_os("IBIDEM_DATA").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let logic = root.join("bib/jabref/jablib/src/test/resources/org/jabref/logic");
    let folders = ["exporter", "importer/fileformat", "importer/fetcher"].map(|folder| logic.join(folder));
    let list = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().map(|file| file.unwrap().path());
    let mut files: Vec<PathBuf> = list.filter(|path| path.extension().is_some_and(|end| end == "xml")).collect();
    files.sort();
    if files.is_empty() {
        eprintln!("skipped: no XML files of JabRef under {}", root.display());
    }
    files
}

fn read(path: &Path) -> Option<(&'static format::Format, Library, String)> {
    let source = Source::decode(SourceId(0), path.display().to_string(), &std::fs::read(path).unwrap()).0;
    let format = format::sniff(&source.name, &source.text).filter(|format| format.name.ends_with("-xml") || format.name == "mods")?;
    let (library, found) = format.read.unwrap()(&source);
    let messages: Vec<&String> = found.iter().map(|found| &found.message).collect();
    if !messages.is_empty() {
        eprintln!("{}: {messages:?}", path.display());
    }
    Some((format, library, source.text.to_string()))
}

/// Texts and attributes of a file, with the names of their elements: `element` and `element@attribute`.
fn said(xml: &str) -> Vec<(String, String)> {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut list: Vec<(String, String)> = Vec::new();
    let mut open = list.clone();
    loop {
        let Ok(event) = reader.read_event() else { return list };
        if let Event::Start(tag) | Event::Empty(tag) = &event {
            let name = String::from_utf8_lossy(tag.local_name().as_ref()).into_owned();
            for attribute in tag.attributes().flatten() {
                let of = format!("{name}@{}", String::from_utf8_lossy(attribute.key.local_name().as_ref()));
                list.push((of, attribute.unescape_value().unwrap().into_owned()));
            }
            if matches!(event, Event::Start(_)) {
                open.push((name, String::new()));
            }
        }
        match event {
            Event::Text(text) => push(&mut open, &text.decode().unwrap()),
            Event::CData(text) => push(&mut open, &text.decode().unwrap()),
            Event::GeneralRef(name) => {
                let character = name.resolve_char_ref().unwrap().map(String::from);
                let name = name.decode().unwrap();
                let named = quick_xml::escape::resolve_xml_entity(&name).map(str::to_owned);
                push(&mut open, &character.or(named).unwrap());
            }
            Event::End(_) => {
                let closed = open.pop();
                if let Some((_, text)) = closed.as_ref().filter(|(name, _)| MARKUP.contains(&name.as_str())) {
                    push(&mut open, text);
                }
                list.extend(closed);
            }
            Event::Eof => return list,
            _ => {}
        }
    }
}

/// Elements that mark up text.
const MARKUP: &[&str] = &["i", "b", "u", "sub", "sup"];

fn push(open: &mut [(String, String)], text: &str) {
    if let Some((_, all)) = open.last_mut() {
        all.push_str(text);
    }
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All that entries say, one after the other, and dates in figures and in words.
fn all_text(library: &Library) -> String {
    let mut text = String::new();
    let mut push = |piece: &str| {
        text.push_str(&squeezed(
            &piece.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#10;", " ").replace("&amp;", "&"),
        ));
        text.push('\n');
    };
    for entry in &library.entries {
        push(&entry.key);
        push(if entry.kind == Some(Kind::ArticleJournal) { "Journal Article JOURNAL ARTICLE" } else { "" });
        for (_, value) in entry.values() {
            push(&value.plain());
            match value {
                Value::Names(names) => names.list.iter().for_each(|name| name_parts(name).iter().for_each(|part| push(part))),
                Value::Date(date) => push(&date_words(date)),
                _ => {}
            }
        }
    }
    text
}

fn name_parts(name: &Name) -> Vec<String> {
    vec![format!("{}, {}", name.family, name.given), format!("{}, {}, {}", name.family, name.given, name.suffix)]
}

fn date_words(date: &Date) -> String {
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    let Some(start) = date.start else { return String::new() };
    let month = usize::from(start.month_number());
    let name = month.checked_sub(1).map_or("", |month| MONTHS[month]);
    let season = start.season.map_or(String::new(), |season| format!("{season:?} {} {season:?}", start.year));
    let day = start.day_number();
    format!("{name} {day} {month:02} {day:02} {name:.3} {day} {name:.3} {day:02} {season}")
}

/// What an element says by other means than its words: the kind, a role, a language. And names that say how a file is made.
const TOLD_OTHERWISE: &[&str] = &["ref-type", "genre", "SourceType", "roleTerm", "LCID", "typeOfResource", "Initials", "EndPage"];
/// Attributes whose value is a thing of its own.
const ATTRIBUTES: &[&str] =
    &["database@name", "database@path", "source-app@name", "source-app@version", "key@app", "key@db-id", "AbstractText@Label"];

#[test]
fn no_text_is_lost() {
    let (mut held, mut all, mut files_read) = (0, 0, 0);
    let mut lost = Vec::new();
    for path in files() {
        let Some((_, library, xml)) = read(&path) else { continue };
        files_read += 1;
        let text = all_text(&library);
        for (name, words) in said(&xml) {
            let words = squeezed(&words);
            if words.is_empty() || TOLD_OTHERWISE.contains(&name.as_str()) || name.contains('@') && !ATTRIBUTES.contains(&name.as_str()) {
                continue;
            }
            all += 1;
            match text.contains(&words) {
                true => held += 1,
                false => lost.push(format!("{}: <{name}> {words}", path.file_name().unwrap().to_string_lossy())),
            }
        }
    }
    lost.iter().for_each(|lost| eprintln!("{lost}"));
    eprintln!("xml: {held} of {all} texts in {files_read} files");
    assert!(all == 0 || held >= 1935 && all - held <= 2, "{held} of {all} in {files_read} files");
}

#[test]
fn what_is_written_again_is_equal() {
    for path in files() {
        let Some((format, library, _)) = read(&path) else { continue };
        let Some(write) = format.write else { continue };
        let (text, told) = write(&library);
        let told: Vec<&String> = told.iter().map(|told| &told.message).filter(|message| !message.starts_with("text between")).collect();
        assert!(told.is_empty(), "{}: {told:?}", path.display());
        let (back, found) = format.read.unwrap()(&Source::from_text(SourceId(0), "again", &text));
        assert!(found.is_empty(), "{}: {found:?}", path.display());
        for (entry, back) in library.entries.iter().zip(&back.entries) {
            assert_eq!(entry.differences(back), Vec::<&str>::new(), "{}\n{text}", path.display());
        }
    }
}

/// The variables that a `.bib` and an XML file both have, and how many of them say the same.
#[test]
fn the_bib_files_beside_agree() {
    let (mut same, mut all) = (0, 0);
    let mut kinds = BTreeSet::new();
    for path in files() {
        let bib = path.with_extension("bib");
        let (Some((_, library, _)), Ok(bytes)) = (read(&path), std::fs::read(&bib)) else { continue };
        let source = Source::decode(SourceId(0), bib.display().to_string(), &bytes).0;
        let expected = format::named("bibtex").unwrap().read.unwrap()(&source).0;
        for (entry, other) in library.entries.iter().zip(&expected.entries) {
            if entry.kind != other.kind {
                kinds.insert(format!("{}: {:?}, in the .bib {:?}", path.file_name().unwrap().to_string_lossy(), entry.kind, other.kind));
            }
            for (variable, value) in entry.values() {
                let Some(expected) = other.get(variable) else { continue };
                all += 1;
                match comparable(variable, value) == comparable(variable, expected) {
                    true => same += 1,
                    false => eprintln!(
                        "{}: {}: {:?}, in the .bib {:?}",
                        path.file_name().unwrap().to_string_lossy(),
                        variable.name(),
                        value.plain(),
                        expected.plain()
                    ),
                }
            }
        }
    }
    kinds.iter().for_each(|kind| eprintln!("{kind}"));
    eprintln!("xml beside bib: {same} of {all} values");
    assert!(all == 0 || same >= 455, "{same} of {all}");
}

fn comparable(variable: Variable, value: &Value) -> String {
    let text = squeezed(&value.plain());
    if variable == Variable::Page { text.replace(['-', '–'], "-") } else { text }
}

/// Small records that have something of everything.
const SMALL: &[(&str, &str)] = &[
    (
        "endnote-xml",
        "<xml><records><record><ref-type name=\"Book\">6</ref-type><titles><title><style face=\"italic\">A &amp; é</style></title></titles>\
         <contributors><authors><author>B, C</author></authors></contributors><x>1</x></record></records></xml>",
    ),
    (
        "mods",
        "<mods xmlns=\"http://www.loc.gov/mods/v3\"><titleInfo><title>A &#233;</title></titleInfo><name type=\"personal\"><namePart>B, C</namePart></name>\
         <relatedItem type=\"host\"><part><extent><start>1</start></extent></part></relatedItem></mods>",
    ),
    (
        "word-xml",
        "<b:Sources xmlns:b=\"u\"><b:Source><b:Tag>k</b:Tag><b:Author><b:Author><b:NameList><b:Person><b:Last>é</b:Last></b:Person></b:NameList></b:Author>\
         </b:Author><b:Year>2001</b:Year><b:Month>5</b:Month></b:Source></b:Sources>",
    ),
    (
        "pubmed-xml",
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>A <i>é</i></ArticleTitle><AuthorList><Author>\
         <LastName>B</LastName></Author></AuthorList></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>",
    ),
];

fn read_text(name: &str, text: &str) -> (Library, usize) {
    let source = Source::from_text(SourceId(0), "x.xml", text);
    let (library, found) = format::named(name).unwrap().read.unwrap()(&source);
    for found in &found {
        assert!(text.get(found.span.range()).is_some(), "{name}: {}", found.message);
    }
    for entry in &library.entries {
        for (variable, _) in entry.values() {
            assert!(text.get(library.origins.value_span(entry.id, variable).range()).is_some(), "{name}: {}", variable.name());
        }
    }
    (library, found.len())
}

#[test]
fn broken_off_anywhere_what_came_before_is_kept() {
    for (name, xml) in SMALL {
        let (whole, said) = read_text(name, xml);
        assert_eq!((whole.entries.len(), said), (1, 0), "{name}");
        let two = xml.replacen("<record>", "<record><label>first</label></record><record>", 1);
        for end in (0..xml.len()).filter(|end| xml.is_char_boundary(*end)) {
            let (library, said) = read_text(name, &xml[..end]);
            assert!(library.entries.len() <= 1, "{name} {end}");
            assert!(said > 0 || !xml[..end].contains('>'), "{name}: nothing is said of {:?}", &xml[..end]);
        }
        if two != *xml {
            assert_eq!(read_text(name, &two[..two.len() / 2]).0.entries[0].key, "first");
        }
    }
}

#[test]
fn bombs_and_towers_are_harmless() {
    for (name, xml) in SMALL {
        let (head, tail) = xml.split_at(xml.find("A ").or(xml.find("é")).unwrap());
        let with = |inside: &str| read_text(name, &format!("{head}{inside}{tail}")).0;
        let deep = with(&format!("{}x{}", "<a>".repeat(100_000), "</a>".repeat(100_000)));
        assert_eq!(deep.entries.len(), 1, "{name}");
        assert_eq!(with(&"<a>".repeat(100_000)).entries.len(), 1, "{name}");
        assert_eq!(with(&"word & ".repeat(100_000)).entries.len(), 1, "{name}");
        let laughs: String = (1..20).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
        let bomb = format!("<!DOCTYPE x [<!ENTITY l0 \"ha\">{laughs}]>{head}&l19;{tail}");
        let (library, said) = read_text(name, &bomb);
        assert!(library.entries.len() == 1 && said == 1, "{name}");
    }
}

/// Many fields, of one name and of many, and many entries: time grows with the input.
#[test]
fn many_elements_take_time_by_their_number() {
    for (name, record, element) in [
        ("endnote-xml", "record", "<x$>a</x$><notes>b</notes><keywords><keyword>c</keyword></keywords>"),
        ("mods", "mods", "<x$>a</x$><note>b</note><subject><topic>c</topic></subject><name><namePart>d</namePart></name>"),
        ("word-xml", "Source", "<x$>a</x$><Title>b</Title><Author><Author><NameList><Person><Last>c</Last></Person></NameList></Author></Author>"),
        ("pubmed-xml", "PubmedArticle", "<MedlineCitation><x$>a</x$><KeywordList><Keyword>b</Keyword></KeywordList></MedlineCitation>"),
    ] {
        let fields: String = (0..10_000).map(|n| element.replace('$', &(n % 4_000).to_string())).collect();
        let (library, _) = read_text(name, &format!("<{record}>{fields}</{record}>"));
        assert!(library.entries[0].values().len() >= 4_000, "{name}");
        if let Some(write) = format::named(name).unwrap().write {
            let (text, _) = write(&library);
            assert_eq!(read_text(name, &text).0.entries[0].values().len(), library.entries[0].values().len(), "{name}");
        }
        let (library, _) = read_text(name, &format!("<xml>{}</xml>", format!("<{record}></{record}>").repeat(10_000)));
        assert_eq!(library.entries.len(), 10_000, "{name}");
    }
}

#[test]
fn any_bytes_are_read() {
    let pieces = [
        "<",
        ">",
        "</",
        "/>",
        "&",
        ";",
        "\"",
        "=",
        " ",
        "é",
        "<record>",
        "<mods>",
        "<b:Source>",
        "<PubmedArticle>",
        "</record>",
        "<title>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?",
        "a",
    ];
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize
    };
    for _ in 0..5_000 {
        let text: String = (0..next() % 30).map(|_| pieces[next() % pieces.len()]).collect();
        SMALL.iter().for_each(|(name, _)| drop(read_text(name, &text)));
    }
}

/// Records whose elements lie within one another as chance has it: each text is found somewhere in the entry.
#[test]
fn no_text_is_lost_wherever_it_stands() {
    const WORDS: &[(&str, &str, &[&str])] = &[
        (
            "endnote-xml",
            "record",
            &[
                "titles",
                "title",
                "secondary-title",
                "style",
                "dates",
                "year",
                "pub-dates",
                "date",
                "month",
                "keywords",
                "keyword",
                "urls",
                "related-urls",
                "url",
                "contributors",
                "authors",
                "author",
                "custom2",
                "label",
                "periodical",
                "full-title",
                "abbr-1",
                "research-notes",
                "notes",
                "ref-type",
                "access-date",
                "odd",
            ],
        ),
        (
            "mods",
            "mods",
            &[
                "titleInfo",
                "title",
                "subTitle",
                "nonSort",
                "partNumber",
                "name",
                "namePart",
                "role",
                "roleTerm",
                "affiliation",
                "originInfo",
                "place",
                "placeTerm",
                "dateIssued",
                "publisher",
                "relatedItem type=\"host\"",
                "relatedItem type=\"series\"",
                "part",
                "detail type=\"volume\"",
                "number",
                "extent",
                "start",
                "list",
                "end",
                "identifier",
                "identifier type=\"isbn\"",
                "subject",
                "topic",
                "geographic",
                "note",
                "location",
                "url",
                "genre",
                "language",
                "languageTerm",
                "recordInfo",
                "extension",
                "physicalDescription",
                "form",
                "typeOfResource",
                "abstract",
            ],
        ),
        (
            "word-xml",
            "Source",
            &[
                "Tag",
                "SourceType",
                "Author",
                "Editor",
                "NameList",
                "Person",
                "Last",
                "First",
                "Middle",
                "Corporate",
                "Year",
                "Month",
                "Day",
                "City",
                "StateProvince",
                "CountryRegion",
                "StandardNumber",
                "LCID",
                "Accessed",
                "YearAccessed",
                "DayAccessed",
                "Title",
                "ConferenceName",
                "BookTitle",
                "Guid",
                "BIBTEX_Entry",
            ],
        ),
        (
            "pubmed-xml",
            "PubmedArticle",
            &[
                "MedlineCitation",
                "PMID",
                "Article",
                "Journal",
                "JournalIssue",
                "PubDate",
                "Year",
                "Month",
                "MedlineDate",
                "ArticleTitle",
                "AuthorList",
                "Author",
                "LastName",
                "ForeName",
                "Suffix",
                "CollectiveName",
                "AffiliationInfo",
                "Affiliation",
                "Identifier",
                "Abstract",
                "AbstractText",
                "i",
                "MeshHeadingList",
                "MeshHeading",
                "DescriptorName",
                "QualifierName",
                "KeywordList",
                "Keyword",
                "PubmedData",
                "ArticleIdList",
                "ArticleId",
                "History",
                "GrantList",
                "Grant",
                "Pagination",
                "MedlinePgn",
                "StartPage",
                "EndPage",
                "ELocationID",
                "PublicationType",
                "Language",
                "BookDocument",
                "Book",
                "BookTitle",
            ],
        ),
    ];
    let mut state = 99u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % below
    };
    for (name, record, words) in WORDS {
        for _ in 0..5_000 {
            let (mut xml, mut open, mut count) = (format!("<{record}>"), Vec::new(), 0);
            for _ in 0..next(14) + 2 {
                let word = words[next(words.len())];
                xml += &format!("<{word}>");
                open.push(word.split(' ').next().unwrap());
                if next(3) > 0 {
                    xml += &format!("w{count}w");
                    count += 1;
                }
                for _ in 0..next(4) {
                    open.pop().into_iter().for_each(|word| xml += &format!("</{word}>"));
                }
            }
            open.into_iter().rev().for_each(|word| xml += &format!("</{word}>"));
            xml += &format!("</{record}>");
            let (library, _) = read_text(name, &xml);
            let json = format::named("csl-json").unwrap().write.unwrap()(&library).0;
            for word in (0..count).map(|n| format!("w{n}w")) {
                assert!(json.contains(&word), "{name}: {word} of {xml}\n{json}");
            }
        }
    }
}
