//! The words that tell what stands beside them: organisations, roles, furniture, in the languages that reference lists are written in.

use crate::text::unicode::is_cjk;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Words that occur in names of organisations, folded to small letters, and not in names of persons.
const ORGANISATION: &[&str] = &[
    // English
    "university",
    "institute",
    "institution",
    "institutes",
    "organization",
    "organisation",
    "organizations",
    "association",
    "society",
    "committee",
    "commission",
    "council",
    "ministry",
    "department",
    "dept",
    "agency",
    "office",
    "bureau",
    "campaign",
    "coalition",
    "alliance",
    "center",
    "centre",
    "centers",
    "centres",
    "foundation",
    "group",
    "team",
    "collaboration",
    "collab",
    "consortium",
    "network",
    "bank",
    "fund",
    "united",
    "nations",
    "union",
    "federation",
    "party",
    "press",
    "inc",
    "ltd",
    "llc",
    "gmbh",
    "corporation",
    "company",
    "corp",
    "authority",
    "board",
    "service",
    "services",
    "government",
    "administration",
    "programme",
    "program",
    "project",
    "initiative",
    "parliament",
    "court",
    "school",
    "college",
    "academy",
    "library",
    "libraries",
    "museum",
    "task",
    "force",
    "survey",
    "laboratory",
    "laboratories",
    "secretariat",
    "assembly",
    "congress",
    "senate",
    "house",
    "international",
    "national",
    "federal",
    "world",
    "global",
    "european",
    "american",
    "royal",
    "partnership",
    "forum",
    "trust",
    "league",
    "movement",
    "church",
    "investigators",
    "contributors",
    "editors",
    "staff",
    "publishing",
    "research",
    "statistics",
    "developers",
    "working",
    "division",
    "observatory",
    "hospital",
    "clinic",
    "medicine",
    "amnesty",
    "watch",
    "rights",
    "greenpeace",
    "action",
    "relief",
    "refugees",
    "physicians",
    "workers",
    "oxfam",
    "confederation",
    "collective",
    "chamber",
    "academies",
    "directorate",
    "treasury",
    "registry",
    "archives",
    "systems",
    "technologies",
    "software",
    "foundation",
    "communities",
    "states",
    "faculty",
    // German
    "fakultät",
    "universität",
    "institut",
    "gesellschaft",
    "verein",
    "verband",
    "amt",
    "bundesamt",
    "ministerium",
    "bundesministerium",
    "stiftung",
    "kommission",
    "bund",
    "akademie",
    "hochschule",
    "arbeitsgruppe",
    "arbeitsgemeinschaft",
    "behörde",
    "zentrum",
    "deutsche",
    "deutscher",
    "deutsches",
    "bundesregierung",
    "bundestag",
    "bundesanstalt",
    "arbeitskreis",
    // French
    "faculté",
    "université",
    "ministère",
    "société",
    "comité",
    "conseil",
    "agence",
    "fédération",
    "assemblée",
    "bureau",
    "haut",
    "autorité",
    "institut",
    "groupe",
    "organisme",
    "république",
    // Spanish, Portuguese, Italian
    "universidad",
    "ministerio",
    "instituto",
    "sociedad",
    "comisión",
    "consejo",
    "agencia",
    "organización",
    "fundación",
    "asociación",
    "centro",
    "grupo",
    "universidade",
    "faculdade",
    "facultad",
    "ministério",
    "sociedade",
    "associação",
    "fundação",
    "conselho",
    "secretaria",
    "istituto",
    "ministero",
    "università",
    "società",
    "associazione",
    "commissione",
    "consiglio",
    "fondazione",
    "gobierno",
    "governo",
    "república",
    "nacional",
    "nazionale",
    "banco",
    "banca",
    "empresa",
    "colegio",
    "academia",
    "accademia",
    // Dutch, Nordic, Polish, Czech
    "universiteit",
    "vereniging",
    "stichting",
    "raad",
    "ministerie",
    "rijksinstituut",
    "universitet",
    "institutet",
    "styrelsen",
    "rådet",
    "uniwersytet",
    "instytut",
    "ministerstwo",
    "towarzystwo",
    "univerzita",
    "ministerstvo",
    // Russian
    "институт",
    "университет",
    "министерство",
    "академия",
    "общество",
    "комитет",
    "организация",
    "федерация",
    "комиссия",
    "центр",
    "российская",
    "российской",
];

/// Ends of German compounds that name organisations.
const ORGANISATION_ENDS: &[&str] = &[
    "amt",
    "ministerium",
    "gesellschaft",
    "verband",
    "institut",
    "kommission",
    "universität",
    "stiftung",
    "anstalt",
    "verein",
    "akademie",
    "versammlung",
    "zentrum",
    "behörde",
    "gemeinschaft",
];

/// Small words within names of organisations that are no particles of persons' names.
const CONNECTING: &[&str] = &[
    "of", "for", "the", "to", "on", "against", "für", "pour", "para", "per", "aux", "sur", "contre", "voor", "dla", "по", "zur", "without", "among",
    "without",
];

/// Whether words are the name of an organisation.
pub(super) fn is_organisation(words: &[&str]) -> bool {
    let words = match words {
        ["The" | "the", rest @ ..] => rest,
        words => words,
    };
    let connected = words.len() >= 3 && words.iter().any(|word| CONNECTING.contains(word));
    let acronym = matches!(words, [word] if word.chars().count() >= 4 && is_upper(word) && !word.contains(['.', '-', '‐', '\'', '’']));
    connected || acronym || has_organisation_word(words) && !(words.len() == 2 && is_short_given(words[0]))
}

/// "House, J." and "J. Bank" are persons.
fn is_short_given(word: &str) -> bool {
    word.ends_with('.') && word.chars().count() <= 3
}

pub(super) fn has_organisation_word(words: &[&str]) -> bool {
    static KNOWN: LazyLock<FxHashSet<&str>> = LazyLock::new(|| ORGANISATION.iter().copied().collect());
    words.iter().any(|word| {
        let folded = word.trim_end_matches(['.', ',']).to_lowercase();
        let compound = folded.len() > 8 && ORGANISATION_ENDS.iter().any(|end| folded.ends_with(end) && folded.len() > end.len());
        let bare = folded.trim_end_matches("'s").trim_end_matches("’s");
        compound || KNOWN.contains(bare) && (words.len() > 1 || bare.chars().count() > 5)
    })
}

/// Whether all letters are capitals.
pub(super) fn is_upper(word: &str) -> bool {
    word.chars().any(char::is_alphabetic) && !word.chars().any(char::is_lowercase)
}

/// Whether a word is a family name in capitals: "BOURDIEU", "O'NEILL", "LÉVI-STRAUSS", and no initials.
pub(super) fn is_family_in_capitals(word: &str) -> bool {
    is_upper(word)
        && !word.contains('.')
        && word.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '‐' | '\'' | '’'))
}

/// Whether a gap ends with what marks the number of an issue: "n°", "H.".
pub(super) fn marks_issue(gap: &str) -> bool {
    let gap = gap.trim_end().trim_end_matches('.');
    let last = gap.rsplit(|c: char| c.is_whitespace() || matches!(c, ',' | '(')).next().unwrap_or_default();
    matches!(last, "n°" | "N°" | "nº" | "Nº" | "no" | "No" | "nr" | "Nr" | "H" | "Heft" | "issue" | "fasc" | "núm" | "num" | "№")
}

/// Whether a gap ends with what marks the number of a volume.
pub(super) fn marks_volume(gap: &str) -> bool {
    let gap = gap.trim_end().trim_end_matches('.');
    let last = gap.rsplit(|c: char| c.is_whitespace() || matches!(c, ',' | '(')).next().unwrap_or_default();
    matches!(last, "vol" | "Vol" | "volume" | "Bd" | "Band" | "Jg" | "t" | "tome" | "tomo")
}

/// Whether the full stop behind a word is a part of it.
pub(super) fn is_abbreviation(word: &str) -> bool {
    matches!(word, "Inc." | "Ltd." | "Corp." | "Bros." | "Univ." | "Dept." | "Assoc." | "Inst.") || word.trim_end_matches('.').contains('.')
}

/// Whether a name in Han characters is that of an organisation.
pub(super) fn is_cjk_organisation(name: &str) -> bool {
    const PARTS: &[&str] = &[
        "大学",
        "大學",
        "学会",
        "學會",
        "研究",
        "委员会",
        "委員会",
        "协会",
        "協会",
        "公司",
        "会社",
        "機構",
        "机构",
        "中心",
        "政府",
        "银行",
        "省庁",
        "出版",
        "学院",
        "학회",
        "대학",
        "위원회",
        "연구",
        "센터",
        "국립",
    ];
    name.chars().all(is_cjk) && PARTS.iter().any(|part| name.contains(part))
}

/// Whether a Chinese or Korean name begins with one of the surnames that have two characters.
pub(super) fn is_compound_surname(name: &str) -> bool {
    const SURNAMES: &[&str] = &[
        "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "夏侯", "东方", "東方", "皇甫", "尉迟", "尉遲", "公孙", "公孫", "慕容", "令狐",
        "长孙", "長孫", "宇文", "司徒", "司空", "南宫", "南宮", "端木", "남궁", "제갈", "선우", "독고", "황보", "사공", "서문",
    ];
    name.chars().count() > 2 && SURNAMES.iter().any(|surname| name.starts_with(surname))
}

/// The words of a stretch of text, in small letters, without full stops.
pub(super) fn small(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// What a role mark says of the names beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Editor,
    Translator,
    Preface,
    Foreword,
    Introduction,
    Afterword,
}

/// Marks behind names: "(Eds.)", "(Hg.)".
const EDITOR_BEHIND: &[&str] = &[
    "ed",
    "eds",
    "editor",
    "editors",
    "edit",
    "hg",
    "hrsg",
    "hgg",
    "herausgeber",
    "herausgeberin",
    "éd",
    "éds",
    "edt",
    "dir",
    "dirs",
    "coord",
    "coords",
    "coordinador",
    "coordinadores",
    "org",
    "orgs",
    "organizador",
    "organizadores",
    "éditeur",
    "éditeurs",
    "curatore",
    "curatori",
    "ред",
    "отв",
    "red",
    "redactie",
    "szerk",
    "udg",
    "utg",
    "toim",
    "editores",
    "compiler",
    "compilers",
    "comp",
    "comps",
    "编",
    "主编",
    "編",
    "編著",
    "編集",
    "편",
];
const TRANSLATOR_BEHIND: &[&str] = &[
    "trans",
    "translator",
    "translators",
    "transl",
    "übers",
    "übersetzer",
    "trad",
    "traducteur",
    "traductor",
    "traduttore",
    "пер",
    "译",
    "訳",
    "tr",
];

/// Marks before names, as folded words; the longest that fits counts.
const BEFORE: &[(&str, Role)] = &[
    ("edited by", Role::Editor),
    ("ed by", Role::Editor),
    ("eds by", Role::Editor),
    ("ed", Role::Editor),
    ("eds", Role::Editor),
    ("editor", Role::Editor),
    ("editors", Role::Editor),
    ("herausgegeben von", Role::Editor),
    ("hg von", Role::Editor),
    ("hg v", Role::Editor),
    ("hrsg von", Role::Editor),
    ("hrsg v", Role::Editor),
    ("hrsg", Role::Editor),
    ("hg", Role::Editor),
    ("sous la direction de", Role::Editor),
    ("sous la dir de", Role::Editor),
    ("dirigé par", Role::Editor),
    ("éd par", Role::Editor),
    ("édité par", Role::Editor),
    ("dir", Role::Editor),
    ("editado por", Role::Editor),
    ("edición de", Role::Editor),
    ("organizado por", Role::Editor),
    ("a cura di", Role::Editor),
    ("под ред", Role::Editor),
    ("под редакцией", Role::Editor),
    ("ред", Role::Editor),
    ("onder redactie van", Role::Editor),
    ("red", Role::Editor),
    ("pod red", Role::Editor),
    ("éditeurs", Role::Editor),
    ("éditeur", Role::Editor),
    ("in editors", Role::Editor),
    ("translated by", Role::Translator),
    ("trans by", Role::Translator),
    ("trans", Role::Translator),
    ("transl", Role::Translator),
    ("tr", Role::Translator),
    ("übersetzt von", Role::Translator),
    ("übers von", Role::Translator),
    ("übers v", Role::Translator),
    ("übers", Role::Translator),
    ("traduit par", Role::Translator),
    ("trad par", Role::Translator),
    ("trad", Role::Translator),
    ("trad de", Role::Translator),
    ("traducción de", Role::Translator),
    ("traducido por", Role::Translator),
    ("traduzione di", Role::Translator),
    ("tradução de", Role::Translator),
    ("vertaald door", Role::Translator),
    ("пер", Role::Translator),
    ("перевод", Role::Translator),
    ("tłum", Role::Translator),
    ("przeł", Role::Translator),
    ("przekł", Role::Translator),
    ("tradução", Role::Translator),
    ("preface by", Role::Preface),
    ("vorwort von", Role::Preface),
    ("préface de", Role::Preface),
    ("prólogo de", Role::Preface),
    ("prefazione di", Role::Preface),
    ("prefácio de", Role::Preface),
    ("foreword by", Role::Foreword),
    ("geleitwort von", Role::Foreword),
    ("avant propos de", Role::Foreword),
    ("introduction by", Role::Introduction),
    ("intro by", Role::Introduction),
    ("einleitung von", Role::Introduction),
    ("einführung von", Role::Introduction),
    ("introduction de", Role::Introduction),
    ("introducción de", Role::Introduction),
    ("introduzione di", Role::Introduction),
    ("afterword by", Role::Afterword),
    ("nachwort von", Role::Afterword),
    ("postface de", Role::Afterword),
];

/// Whether a gap begins with what makes the number before it one of volumes: "8 Bde.", "2 voll.".
pub(super) fn counts_volumes(gap: &str) -> bool {
    let first = small(gap).into_iter().next().unwrap_or_default();
    matches!(first.as_str(), "vols" | "volumes" | "bde" | "bände" | "tomes" | "vol" | "voll" | "volumi" | "tomos" | "delen" | "тт")
}

/// The role that a gap gives to the names before it: "(Eds.), " but not ", In Smith (Eds.)".
pub(super) fn role_behind(gap: &str) -> Option<Role> {
    let words = small(gap);
    let first = words.first()?.as_str();
    let by = matches!(words.get(1).map(String::as_str), Some("by" | "von" | "par" | "v"));
    if words.starts_with(&["a".to_owned(), "cura".to_owned(), "di".to_owned()]) {
        return Some(Role::Editor);
    }
    match () {
        () if by && first != "comp" => None,
        () if EDITOR_BEHIND.contains(&first) => Some(Role::Editor),
        () if TRANSLATOR_BEHIND.contains(&first) => Some(Role::Translator),
        () => None,
    }
}

/// The role that a gap gives to the names behind it: ", edited by ".
pub(super) fn role_before(gap: &str) -> Option<Role> {
    mark_before(gap).map(|(role, _)| role)
}

/// The role mark that a gap ends with, and where in the gap it begins.
pub(super) fn mark_before(gap: &str) -> Option<(Role, usize)> {
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut start = None;
    for (at, c) in gap.char_indices().chain([(gap.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((from, &gap[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    let tail: Vec<(usize, String)> = words.iter().rev().take(4).rev().map(|(at, word)| (*at, word.to_lowercase())).collect();
    (0..tail.len()).find_map(|from| {
        let phrase: Vec<&str> = tail[from..].iter().map(|(_, word)| word.as_str()).collect();
        let phrase = phrase.join(" ");
        BEFORE.iter().find(|(mark, _)| *mark == phrase).map(|(_, role)| (*role, tail[from].0))
    })
}

/// Whether a gap says that what follows contains what went before: "In".
pub(super) fn says_in(gap: &str) -> bool {
    gap.split(|c: char| !c.is_alphanumeric())
        .any(|word| matches!(word, "In" | "in" | "IN" | "Dans" | "dans" | "En" | "En:" | "Em" | "Nel" | "W" | "В"))
        || gap.contains("//")
        || gap.trim_end().ends_with("En:")
}

/// Whether a gap says that the date behind it is that of a visit.
pub(super) fn says_accessed(gap: &str) -> bool {
    small(gap).iter().any(|word| {
        matches!(
            word.as_str(),
            "accessed"
                | "access"
                | "retrieved"
                | "visited"
                | "viewed"
                | "abgerufen"
                | "zugriff"
                | "aufgerufen"
                | "consulté"
                | "consultado"
                | "accessado"
                | "acesso"
                | "acessado"
                | "geraadpleegd"
                | "consultato"
                | "дата"
                | "обращения"
                | "stand"
                | "seen"
                | "cited"
                | "abruf"
                | "accès"
                | "hämtad"
                | "besucht"
                | "dostęp"
                | "eingesehen"
                | "gesehen"
        )
    })
}

/// Words that stand around values and say nothing of their own.
const FURNITURE: &[&str] = &[
    "in",
    "pp",
    "p",
    "pg",
    "pages",
    "page",
    "vol",
    "vols",
    "volume",
    "volumes",
    "no",
    "nr",
    "nos",
    "num",
    "number",
    "issue",
    "iss",
    "heft",
    "h",
    "band",
    "bd",
    "bde",
    "jg",
    "jahrgang",
    "tome",
    "t",
    "n",
    "s",
    "seiten",
    "seite",
    "ed",
    "eds",
    "edn",
    "edition",
    "editor",
    "editors",
    "edited",
    "by",
    "hg",
    "hrsg",
    "herausgegeben",
    "von",
    "v",
    "aufl",
    "auflage",
    "ausgabe",
    "available",
    "at",
    "from",
    "retrieved",
    "accessed",
    "access",
    "on",
    "online",
    "doi",
    "url",
    "http",
    "https",
    "www",
    "dx",
    "org",
    "isbn",
    "issn",
    "eissn",
    "pmid",
    "pmcid",
    "pmc",
    "arxiv",
    "abgerufen",
    "am",
    "unter",
    "verfügbar",
    "zugriff",
    "consulté",
    "le",
    "disponible",
    "disponível",
    "en",
    "em",
    "el",
    "und",
    "and",
    "et",
    "y",
    "e",
    "i",
    "og",
    "och",
    "the",
    "of",
    "a",
    "an",
    "for",
    "with",
    "to",
    "as",
    "ch",
    "chap",
    "chapter",
    "chapters",
    "kap",
    "kapitel",
    "chapitre",
    "cap",
    "capítulo",
    "capitolo",
    "art",
    "article",
    "artikel",
    "nº",
    "trans",
    "transl",
    "translated",
    "translator",
    "tr",
    "trad",
    "übers",
    "übersetzt",
    "aus",
    "dem",
    "traduit",
    "par",
    "dans",
    "dir",
    "sous",
    "la",
    "direction",
    "de",
    "coord",
    "coords",
    "visited",
    "viewed",
    "last",
    "date",
    "cited",
    "internet",
    "dated",
    "published",
    "geraadpleegd",
    "com",
    "al",
    "others",
    "also",
    "see",
    "pt",
    "part",
    "ser",
    "series",
    "lecture",
    "circa",
    "ca",
    "c",
    "year",
    "month",
    "id",
    "paper",
    "avail",
    "st",
    "nd",
    "rd",
    "th",
    "стр",
    "с",
    "т",
    "вып",
    "изд",
    "ред",
    "под",
    "пер",
    "режим",
    "доступа",
    "дата",
    "обращения",
    "comp",
    "cf",
    "web",
    "a",
    "cura",
    "di",
    "ders",
    "dies",
    "publisher",
    "press",
    "place",
    "print",
    "electronic",
    "digital",
    "via",
    "is",
    "this",
    "eprint",
    "preprint",
    "abs",
    "html",
    "pdf",
    "sel",
    "cet",
    "juil",
    "repr",
    "reprint",
    "stand",
    "link",
    "date",
    "éd",
    "éds",
    "red",
    "redactie",
    "onder",
    "van",
    "editorial",
    "org",
    "orgs",
    "desde",
    "recuperado",
    "num",
    "fasc",
    "lfg",
    "sec",
    "section",
    "abschnitt",
    "bl",
    "f",
    "ff",
    "passim",
    "number",
    "google",
    "scholar",
    "crossref",
    "pubmed",
    "medline",
];

/// Whether a word of a gap says nothing of its own.
pub fn is_furniture(word: &str) -> bool {
    let small = word.to_lowercase();
    word.chars().count() < 3 && (!word.chars().any(is_cjk) || word.chars().count() == 1)
        || !word.chars().any(char::is_alphabetic)
        || word.chars().all(|c| c.is_ascii_digit() || "第期号號卷巻頁页面年제권호쪽집".contains(c))
        || FURNITURE.contains(&small.as_str())
}

/// Whether a text stands for the names of the reference before.
pub(super) fn is_same_as_before(text: &str) -> bool {
    let bare = text.trim().trim_end_matches([',', '.', ':', ';']);
    let dashes = bare.chars().count() >= 1
        && bare.chars().all(|c| matches!(c, '—' | '–' | '-' | '_' | '―' | '─' | ' '))
        && (bare.contains('—') || bare.contains('―') || bare.len() > 2);
    let word = small(bare);
    dashes
        || matches!(
            word.iter().map(String::as_str).collect::<Vec<_>>().as_slice(),
            ["ders" | "dies" | "derselbe" | "dieselbe" | "dieselben" | "idem" | "id" | "eadem" | "iidem" | "ead"]
        )
}

/// Whether it is the name of a collaboration, as lists of physics have them: "CDF Collaboration", "ATLAS Collab.".
pub(super) fn is_collaboration(text: &str) -> bool {
    let last = text.trim_end_matches(['.', ')', ']']).rsplit(' ').next().unwrap_or_default().to_lowercase();
    let named = text.starts_with(|c: char| c.is_uppercase()) && text.contains(' ');
    named && matches!(last.as_str(), "collaboration" | "collaborations" | "collab" | "group" | "team" | "consortium")
}
