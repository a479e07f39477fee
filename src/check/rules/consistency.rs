//! What one file writes in two ways: titles of journals, publishers, names, dialects, languages, keywords.

use super::super::dialect::{self, Dialect};
use super::names_of::{is_organisation, is_outside, names};
use super::*;
use crate::model::{Kind, Value};
use crate::syntax::{self, ItemKind, Tree};
use crate::text::unicode::fold;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

family! {
    JOURNAL_INCONSISTENT "journal-inconsistent" Warning Unsafe On: "a journal that is written otherwise elsewhere in the file",
        "It differs in capitals or punctuation alone, and would be printed in two ways. The fix writes what most entries have; it is unsafe, for that may be the wrong one.",
        [bibtex "@article{a, author = {A. Smith}, title = {One}, journal = {Phys. Rev. B}, year = 2000}\n@article{b, author = {B. Smith}, title = {Two}, journal = {Phys. Rev. B}, year = 2001}\n@article{c, author = {C. Smith}, title = {Three}, journal = {Phys Rev B}, year = 2002}" => "@article{a, author = {A. Smith}, title = {One}, journal = {Phys. Rev. B}, year = 2000}\n@article{b, author = {B. Smith}, title = {Two}, journal = {Phys. Rev. B}, year = 2001}\n@article{c, author = {C. Smith}, title = {Three}, journal = {Phys. Rev. B}, year = 2002}"],
        Scope::Library(journals);
    PUBLISHER_INCONSISTENT "publisher-inconsistent" Warning Unsafe On: "a publisher that is written otherwise elsewhere in the file",
        "It differs in capitals or punctuation alone, and would be printed in two ways. The fix writes what most entries have; it is unsafe, for that may be the wrong one.",
        [bibtex "@book{a, author = {A. Smith}, title = {One}, publisher = {Hive Press}, year = 2000}\n@book{b, author = {B. Smith}, title = {Two}, publisher = {Hive Press}, year = 2001}\n@book{c, author = {C. Smith}, title = {Three}, publisher = {Hive press}, year = 2002}" => "@book{a, author = {A. Smith}, title = {One}, publisher = {Hive Press}, year = 2000}\n@book{b, author = {B. Smith}, title = {Two}, publisher = {Hive Press}, year = 2001}\n@book{c, author = {C. Smith}, title = {Three}, publisher = {Hive Press}, year = 2002}"],
        Scope::Library(publishers);
    MIXED_DIALECT "mixed-dialect" Warning None On: "a file written for BibTeX and for biblatex",
        "Some entries have fields that only BibTeX's styles know by that name, others those of biblatex; read by one, the others lose theirs.",
        [bibtex "@article{a, author = {A. Smith}, title = {One}, journal = {Hive}, year = 2000}\n@article{b, author = {B. Smith}, title = {Two}, journal = {Hive}, year = 2001}\n@article{c, author = {C. Smith}, title = {Three}, journaltitle = {Hive}, date = {2002}}\n@article{d, author = {D. Smith}, title = {Four}, journaltitle = {Hive}, date = {2003}}" => "@article{a, author = {A. Smith}, title = {One}, journal = {Hive}, year = 2000}\n@article{b, author = {B. Smith}, title = {Two}, journal = {Hive}, year = 2001}"],
        Scope::Library(mixed_dialect);
    MIXED_NAMES "mixed-name-style" Info None On: "names with the given names first beside names with the family name first",
        "Either is fine, and BibTeX reads both; but one form throughout is easier to search, and leaves no doubt. `name-order-style` mends it.",
        [bibtex "@misc{a, author = {Smith, Anna}, title = {One}}\n@misc{b, author = {Jones, Bert}, title = {Two}}\n@misc{c, author = {Fox, Carl}, title = {Three}}\n@misc{d, author = {Miller, Dora}, title = {Four}}\n@misc{e, author = {Emil Baker}, title = {Five}}" => "@misc{a, author = {Smith, Anna}, title = {One}}\n@misc{b, author = {Jones, Bert}, title = {Two}}\n@misc{c, author = {Fox, Carl}, title = {Three}}\n@misc{d, author = {Miller, Dora}, title = {Four}}\n@misc{e, author = {Baker, Emil}, title = {Five}}"],
        Scope::Library(mixed_names);
    FIELD_USAGE "field-usage-inconsistent" Info None On: "a field that nearly all such entries have, but this one",
        "Where nineteen of twenty articles have pages, the twentieth has lost them.",
        [bibtex "@article{a, title={A A A}, doi={10.1000/1}}\n@article{b, title={B B B}, doi={10.1000/2}}\n@article{c, title={C C C}, doi={10.1000/3}}\n@article{d, title={D D D}, doi={10.1000/4}}\n@article{e, title={E E E}, doi={10.1000/5}}\n@article{f, title={F F F}, doi={10.1000/6}}\n@article{g, title={G G G}, doi={10.1000/7}}\n@article{h, title={H H H}, doi={10.1000/8}}\n@article{i, title={I I I}, doi={10.1000/9}}\n@article{j, title={J J J}, doi={10.1000/10}}\n@article{k, title={K K K}, doi={10.1000/11}}\n@article{l, title={L L L}, doi={10.1000/12}}\n@article{m, title={M M M}, doi={10.1000/13}}\n@article{n, title={N N N}, doi={10.1000/14}}\n@article{o, title={O O O}, doi={10.1000/15}}\n@article{p, title={P P P}, doi={10.1000/16}}\n@article{q, title={Q Q Q}, doi={10.1000/17}}\n@article{r, title={R R R}, doi={10.1000/18}}\n@article{s, title={S S S}, doi={10.1000/19}}\n@article{t, title={T T T}}" => "@article{a, title={A A A}, doi={10.1000/1}}"],
        Scope::Library(field_usage);
    LANGUAGE_TAG "language-tag" Warning Safe On: "a language that biblatex does not know by that name",
        "`langid` and `language` want the names of babel and polyglossia, in small letters: `english`, `ngerman`. The fix writes that name.",
        [biblatex "@misc{smith, title = {One}, langid = {English}}" => "@misc{smith, title = {One}, langid = {english}}"],
        field(Roles::LANGUAGE, language_tag).bibtex().all();
    KEYWORD_SEPARATOR "keyword-separator" Info Safe On: "keywords with semicolons between them",
        "biblatex separates keywords by commas, and takes the rest for one. The fix writes commas.",
        [bibtex "@misc{smith, title = {One}, keywords = {bees; birds}}" => "@misc{smith, title = {One}, keywords = {bees, birds}}"],
        field(Roles::KEYWORDS, keyword_separator).bibtex().with(b";");
    UNSORTED "unsorted" Info None Off: "entries that are not in the order of their keys",
        "In a sorted file two people add entries without conflict. `ibidem fmt --sort key` sorts it.",
        [bibtex "@misc{b, title = {One}}\n@misc{a, title = {Two}}" => "@misc{a, title = {Two}}\n@misc{b, title = {One}}"],
        Scope::Library(unsorted);
}

/// Tells of values that differ from what most entries have in capitals and punctuation alone.
fn variants(subject: &Subject, entries: &[Entry], variable: Variable, wanted: impl Fn(&Entry) -> bool, found: &mut Found) {
    // Each text is folded once, however many entries have it.
    let mut texts: FxHashMap<&str, Vec<&Entry>> = FxHashMap::default();
    for entry in entries.iter().filter(|entry| wanted(entry) && !subject.is_inherited(entry, variable)) {
        let Some(Value::Text(text)) = entry.get(variable) else { continue };
        if text.len() < 200 {
            texts.entry(text).or_default().push(entry);
        }
    }
    let mut groups: FxHashMap<String, BTreeMap<&str, Vec<&Entry>>> = FxHashMap::default();
    for (text, entries) in texts {
        groups.entry(fold(text)).or_default().insert(text, entries);
    }
    for (folded, forms) in groups.iter().filter(|(folded, forms)| forms.len() > 1 && folded.len() > 2) {
        let Some((most, with)) = forms.iter().max_by_key(|(text, entries)| (entries.len(), std::cmp::Reverse(*text))) else { continue };
        for (text, entry) in forms.iter().filter(|(text, _)| *text != most).flat_map(|(text, entries)| entries.iter().map(move |entry| (text, entry)))
        {
            // As often as the other way, neither is the rule.
            if forms[text].len() * 2 > with.len() || with.len() < 2 || folded.is_empty() {
                continue;
            }
            let Some(span) = subject.value(entry, variable) else { continue };
            // The name of a string is mended where that is defined.
            let before = subject.sources.get(span.source).and_then(|source| source.text.get(..span.range().start)).unwrap_or_default();
            if subject.is_bibtex(entry) && !before.trim_end().ends_with(['{', '"']) {
                continue;
            }
            let message = format!("this is written `{most}` in {} other entries", with.len());
            let plain = subject.sources.slice(span) == *text && !most.contains(['{', '}', '\\', '"', '&', '%', '#', '_']);
            match plain {
                true => found.fix(span, entry, message, &format!("write `{most}`"), vec![Edit { span, text: (*most).to_owned() }]),
                false => _ = found.at(span, entry, message),
            }
        }
    }
}

fn journals(subject: &Subject, _: &Input, entries: &[Entry], found: &mut Found) {
    let article = |entry: &Entry| matches!(entry.kind, Some(Kind::ArticleJournal | Kind::ArticleMagazine | Kind::ArticleNewspaper));
    variants(subject, entries, Variable::ContainerTitle, article, found);
}

fn publishers(subject: &Subject, _: &Input, entries: &[Entry], found: &mut Found) {
    variants(subject, entries, Variable::Publisher, |_| true, found);
}

/// An entry and what its fields speak for.
fn mixed_dialect(subject: &Subject, input: &Input, entries: &[Entry], found: &mut Found) {
    let Some(source) = subject.sources.get(input.source).filter(|_| matches!(input.read_as, "bibtex" | "biblatex")) else { return };
    if entries.len() < 4 || subject.dialect(input.source) != Dialect::Unknown {
        return;
    }
    let mut tree = Tree::default();
    let (mut bibtex, mut biblatex): (Vec<&Entry>, Vec<&Entry>) = (Vec::new(), Vec::new());
    for entry in entries {
        let start = subject.library.origins.span(entry.id).range().start;
        let Some(item) = syntax::read_item(source, start, &mut tree).filter(|item| item.kind == ItemKind::Entry) else { continue };
        match dialect::of_entry(source, &tree, &item) {
            (true, false) => bibtex.push(entry),
            (false, true) => biblatex.push(entry),
            _ => {}
        }
    }
    if bibtex.len() < 2 || biblatex.len() < 2 {
        return;
    }
    let (few, most, name) = match bibtex.len() < biblatex.len() {
        true => (&bibtex, &biblatex, "BibTeX"),
        false => (&biblatex, &bibtex, "biblatex"),
    };
    let message = format!("{} entries of this file are written for {name}, this one first; {} are not", few.len(), most.len());
    let related = subject.head(most[0]);
    found.at(subject.head(few[0]), few[0], message).relate(related, "written for the other");
}

fn mixed_names(subject: &Subject, input: &Input, entries: &[Entry], found: &mut Found) {
    if !matches!(input.read_as, "bibtex" | "biblatex") {
        return;
    }
    // How many names are written so, and where the first stands.
    let (mut comma, mut plain) = ((0, None), (0, None));
    for entry in entries {
        for variable in [Variable::Author, Variable::Editor] {
            let Some(span) = entry.names(variable).and_then(|_| subject.value(entry, variable)) else { continue };
            let text = subject.sources.slice(span);
            for range in names(text).take(20) {
                let name = &text[range.clone()];
                let start = span.range().start;
                let of_kind = match is_outside(name, b',') {
                    true => &mut comma,
                    false if name.split_whitespace().nth(1).is_some() && !name.contains(['{', '\\']) && !is_organisation(name) => &mut plain,
                    false => continue,
                };
                of_kind.0 += 1;
                of_kind.1.get_or_insert((Span::new(span.source, start + range.start..start + range.end), entry));
            }
        }
    }
    let ((count, first), (most, _), said) = match plain.0 <= comma.0 {
        true => (plain, comma, "given names"),
        false => (comma, plain, "family name"),
    };
    if let Some((span, entry)) = first.filter(|_| count + most >= 5) {
        let have = if count == 1 { "one name of this file has".to_owned() } else { format!("{count} names of this file have") };
        found.at(span, entry, format!("{have} the {said} first; {most} have not"));
    }
}

fn field_usage(subject: &Subject, _: &Input, entries: &[Entry], found: &mut Found) {
    const FIELDS: &[(Variable, &str)] = &[
        (Variable::Doi, "a DOI"),
        (Variable::Page, "pages"),
        (Variable::Volume, "a volume"),
        (Variable::Issue, "a number"),
        (Variable::Issn, "an ISSN"),
    ];
    let articles: Vec<&Entry> = entries.iter().filter(|entry| entry.kind == Some(Kind::ArticleJournal) && !subject.is_reference(entry)).collect();
    for (variable, what) in FIELDS {
        let without: Vec<&&Entry> = articles.iter().filter(|entry| !entry.has(*variable)).collect();
        let (few, all) = (without.len(), articles.len());
        if all >= 20 && few * 20 <= all && few <= 10 {
            for entry in without {
                found.at(subject.head(entry), entry, format!("{} of {all} articles have {what}, this one has not", all - few));
            }
        }
    }
}

/// The languages that babel and biblatex know, by the names that they want.
const LANGUAGES: &[&str] = &[
    "acadian",
    "afrikaans",
    "american",
    "arabic",
    "australian",
    "austrian",
    "basque",
    "brazil",
    "brazilian",
    "british",
    "bulgarian",
    "canadian",
    "canadien",
    "catalan",
    "chinese",
    "croatian",
    "czech",
    "danish",
    "dutch",
    "english",
    "esperanto",
    "estonian",
    "finnish",
    "francais",
    "french",
    "galician",
    "german",
    "germanb",
    "greek",
    "hebrew",
    "hindi",
    "hungarian",
    "icelandic",
    "indonesian",
    "irish",
    "italian",
    "japanese",
    "korean",
    "latin",
    "latvian",
    "lithuanian",
    "magyar",
    "mexican",
    "naustrian",
    "newzealand",
    "ngerman",
    "norsk",
    "norwegian",
    "nswissgerman",
    "nynorsk",
    "persian",
    "polish",
    "polutonikogreek",
    "portuges",
    "portuguese",
    "romanian",
    "russian",
    "serbian",
    "slovak",
    "slovene",
    "slovenian",
    "spanish",
    "swedish",
    "swissgerman",
    "thai",
    "turkish",
    "ukenglish",
    "ukrainian",
    "usenglish",
    "vietnamese",
    "welsh",
];

fn language_tag(record: &Record, field: &Field, found: &mut Found) {
    let small = field.text.to_lowercase();
    // In a file for BibTeX `language` is printed, if at all.
    let wanted =
        field.is("langid") || field.is("hyphenation") || field.is("language") && record.subject.dialect(record.entry.id.source) == Dialect::Biblatex;
    if wanted && small != field.text && LANGUAGES.contains(&small.as_str()) {
        found.mend(record, field, field.all(), &small, format!("biblatex knows the language as `{small}`"));
    }
}

fn keyword_separator(record: &Record, field: &Field, found: &mut Found) {
    let text = field.text;
    if field.has(b",&") {
        return;
    }
    let places = text.match_indices(';');
    let edits: Vec<Edit> = places.clone().map(|(at, _)| Edit { span: field.part(at..at + 1), text: ",".to_owned() }).collect();
    if let Some((at, _)) = text.match_indices(';').next() {
        found.fix(field.part(at..at + 1), record.entry, "biblatex separates keywords by commas", "write commas", edits);
    }
}

fn unsorted(subject: &Subject, input: &Input, entries: &[Entry], found: &mut Found) {
    if !matches!(input.read_as, "bibtex" | "biblatex") {
        return;
    }
    let pair = entries.windows(2).find(|pair| !pair[0].key.is_empty() && !pair[1].key.is_empty() && pair[1].key.as_str() < pair[0].key.as_str());
    if let Some([before, entry]) = pair {
        let related = subject.head(before);
        found.at(subject.head(entry), entry, format!("`{}` stands behind `{}`", entry.key, before.key)).relate(related, "the entry before");
    }
}
