//! What columns are called: by us, and in the tables of Zotero, Scopus, PubMed, JabRef and of people.

use crate::model::{Kind, Symbol, Variable};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::LazyLock;

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Column {
    Key,
    /// The kind; whether by our names or by those of other programs.
    Kind(Whose),
    Parent,
    /// What has no column of its own, as an object of exact values.
    Rest,
    /// A variable, by its class.
    Value(Variable, Whose),
    /// A year beside a date.
    Year,
    /// The first and the last page.
    PageStart,
    PageEnd,
}

/// Whether a name is one of ours, so that its cells are as we write them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Ours,
    Others,
    /// No program's that is known: a column of the user's own.
    Nobodys,
}

/// What stands before an open variable's name where that alone would be read as something else.
const PREFIX: &str = "variable:";

/// The name of the column that holds a variable.
pub(super) fn header(variable: Variable) -> Cow<'static, str> {
    let name = variable.name();
    match column(name) {
        Some(Column::Value(of, _)) if of == variable => Cow::Borrowed(name),
        _ => Cow::Owned(format!("{PREFIX}{name}")),
    }
}

/// The column of that name; none where it has none.
pub(super) fn column(name: &str) -> Option<Column> {
    let open = |name: &str| Variable::Other(Symbol::new(name));
    if let Some(name) = name.strip_prefix(PREFIX) {
        return Some(Column::Value(open(name), Whose::Ours));
    }
    let own = OWN.iter().find(|(of, _)| *of == name).map(|(_, column)| column.clone());
    let csl = || Variable::from_csl(name).map(|variable| Column::Value(variable, Whose::Ours));
    let bare = name.trim();
    let known = || MEANINGS.get(bare.to_lowercase().as_str()).cloned();
    let any = || (!bare.is_empty()).then(|| Column::Value(open(name), Whose::Nobodys));
    own.or_else(csl).or_else(known).or_else(any)
}

const OWN: &[(&str, Column)] = &[("key", Column::Key), ("type", Column::Kind(Whose::Ours)), ("parent", Column::Parent), ("x-ibidem", Column::Rest)];

/// What a foreign name means.
enum Meaning {
    Key,
    Kind,
    Year,
    PageStart,
    PageEnd,
    Of(&'static str),
}

impl Meaning {
    fn column(&self) -> Column {
        match self {
            Self::Key => Column::Key,
            Self::Kind => Column::Kind(Whose::Others),
            Self::Year => Column::Year,
            Self::PageStart => Column::PageStart,
            Self::PageEnd => Column::PageEnd,
            Self::Of(variable) => Column::Value(Variable::named(variable), Whose::Others),
        }
    }
}

use Meaning::Of;

/// [`ALIASES`] by each name: of a table with very many columns each is looked up once.
static MEANINGS: LazyLock<FxHashMap<&'static str, Column>> = LazyLock::new(|| {
    let mut meanings = FxHashMap::default();
    for (names, meaning) in ALIASES {
        names.split('|').for_each(|name| _ = meanings.entry(name).or_insert_with(|| meaning.column()));
    }
    meanings
});

/// Names of columns in small letters, and what they mean; the first row that has a name says it.
const ALIASES: &[(&str, Meaning)] = &[
    ("citation key|citekey|citationkey|bibtexkey|cite key|entry key|identifier|id", Meaning::Key),
    ("key", Meaning::Key),
    ("item type|itemtype|document type|documenttype|entrytype|entry type|entry_type|reference type|publication type|type", Meaning::Kind),
    ("publication year|publication_year|year|pub year|pubyear|year published|year of publication|py", Meaning::Year),
    ("page start|start page|beginning page|first page|first_page|spage", Meaning::PageStart),
    ("page end|end page|ending page|last page|last_page|epage", Meaning::PageEnd),
    ("title|article title|document title|paper title|display_name", Of("title")),
    ("author|authors|author(s)|author names|creator|creators", Of("author")),
    ("editor|editors|book editors", Of("editor")),
    ("series editor", Of("collection-editor")),
    ("translator|translators", Of("translator")),
    ("contributor|contributors", Of("contributor")),
    ("book author", Of("container-author")),
    ("composer", Of("composer")),
    ("director", Of("director")),
    ("producer", Of("producer")),
    ("interviewer", Of("interviewer")),
    ("recipient", Of("recipient")),
    ("reviewed author", Of("reviewed-author")),
    (
        "publication title|source title|journal|journal title|journaltitle|journal/book|journal name|publication name|publication",
        Of("container-title"),
    ),
    ("book title|booktitle|container title|proceedings title", Of("container-title")),
    ("journal abbreviation|abbreviated source title|journal iso abbreviation|iso abbreviation", Of("container-title-short")),
    ("volume|vol|vol.", Of("volume")),
    ("issue|issue number|no.", Of("issue")),
    ("art. no.|article number|report number|number", Of("number")),
    ("number of volumes", Of("number-of-volumes")),
    ("pages|page|page range|page numbers", Of("page")),
    ("num pages|page count|number of pages|numpages", Of("number-of-pages")),
    ("date|publication date|publication_date|published|date published|cover date|issued", Of("issued")),
    ("access date|date accessed|accessed|urldate", Of("accessed")),
    ("original date", Of("original-date")),
    ("doi|digital object identifier", Of("DOI")),
    ("url|link|links|web address|webpage", Of("URL")),
    ("isbn", Of("ISBN")),
    ("issn", Of("ISSN")),
    ("pmid|pubmed id", Of("PMID")),
    ("pmcid|pmc", Of("PMCID")),
    ("abstract|abstract note|abstractnote|summary", Of("abstract")),
    ("publisher|institution|school|institutn", Of("publisher")),
    ("place|publisher place|publisher city|place of publication|address|location", Of("publisher-place")),
    ("language|language of original document", Of("language")),
    ("keywords|keyword|author keywords|manual tags|tags", Of("keyword")),
    ("extra|note", Of("note")),
    ("notes|annotation|annote|comments", Of("annote")),
    ("short title", Of("title-short")),
    ("series|collection", Of("collection-title")),
    ("series number", Of("collection-number")),
    ("edition", Of("edition")),
    ("chapter", Of("chapter-number")),
    ("conference name|conference title|meeting name", Of("event-title")),
    ("conference location|conference place", Of("event-place")),
    ("conference date", Of("event-date")),
    ("archive", Of("archive")),
    ("archive location|loc. in archive", Of("archive_location")),
    ("library catalog|source", Of("source")),
    ("call number", Of("call-number")),
    ("genre|thesis type|reptype", Of("genre")),
    ("medium|howpublish|howpublished", Of("medium")),
    ("version", Of("version")),
    ("scale", Of("scale")),
    ("section", Of("section")),
    ("status|publication stage", Of("status")),
    ("legal status", Of("status")),
];

/// The kind that a name of ours or of another program means; none for one that nobody is known to use.
pub(super) fn kind(name: &str, whose: Whose) -> Option<Option<Kind>> {
    let csl = || (name == "document").then_some(None).or_else(|| Kind::from_csl(name).map(Some));
    let small: String = name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    let alias = || KINDS.iter().find(|(of, _)| of.split('|').any(|of| of == small)).map(|(_, kind)| *kind);
    match whose {
        Whose::Ours => csl().or_else(alias),
        _ => alias().or_else(csl),
    }
}

/// Kinds as Zotero, Scopus, JabRef and PubMed name them, in small letters without spaces.
const KINDS: &[(&str, Option<Kind>)] = &[
    ("journalarticle|article|researcharticle|shortsurvey|datapaper", Some(Kind::ArticleJournal)),
    ("magazinearticle", Some(Kind::ArticleMagazine)),
    ("newspaperarticle", Some(Kind::ArticleNewspaper)),
    ("preprint", Some(Kind::Article)),
    ("book|monograph|proceedings", Some(Kind::Book)),
    ("booksection|bookchapter|inbook|incollection|chapter", Some(Kind::Chapter)),
    ("conferencepaper|inproceedings|conference", Some(Kind::PaperConference)),
    ("thesis|phdthesis|mastersthesis|dissertation", Some(Kind::Thesis)),
    ("report|techreport", Some(Kind::Report)),
    ("webpage|online|website|electronic", Some(Kind::Webpage)),
    ("blogpost", Some(Kind::PostWeblog)),
    ("forumpost", Some(Kind::Post)),
    ("presentation|speech", Some(Kind::Speech)),
    ("computerprogram|software", Some(Kind::Software)),
    ("dataset", Some(Kind::Dataset)),
    ("encyclopediaarticle", Some(Kind::EntryEncyclopedia)),
    ("dictionaryentry", Some(Kind::EntryDictionary)),
    ("manuscript|unpublished", Some(Kind::Manuscript)),
    ("letter|email|instantmessage", Some(Kind::PersonalCommunication)),
    ("interview", Some(Kind::Interview)),
    ("film|videorecording|motionpicture", Some(Kind::MotionPicture)),
    ("tvbroadcast|radiobroadcast|podcast", Some(Kind::Broadcast)),
    ("audiorecording", Some(Kind::Song)),
    ("artwork", Some(Kind::Graphic)),
    ("map", Some(Kind::Map)),
    ("patent", Some(Kind::Patent)),
    ("statute", Some(Kind::Legislation)),
    ("case", Some(Kind::LegalCase)),
    ("standard", Some(Kind::Standard)),
    ("misc|document|attachment|generic", None),
];
