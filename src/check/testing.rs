//! For tests alone: a small reader of well-formed BibTeX and a builder of references, so that rules are tried without the rooms
//! that read real files.

use super::{Input, Options, Subject, check};
use crate::document::Citation;
use crate::model::{
    Date, DatePart, Entry, EntryId, Kind, Library, ListId, Name, NameIndex, Names, Normalisation, Origin, Value, ValueOrigin, Variable,
};
use crate::text::{Diagnostic, SourceId, Sources, Span};

/// Sources as read, of which a subject can be made.
#[derive(Debug, Default)]
pub(crate) struct Case {
    pub(crate) sources: Sources,
    pub(crate) inputs: Vec<Input>,
    pub(crate) library: Library,
    pub(crate) today: Option<DatePart>,
}

impl Case {
    pub(crate) fn subject(&self) -> Subject<'_> {
        Subject::new(&self.sources, &self.inputs, &self.library, self.today.or(DatePart::new(2026, 1, 1)))
    }
}

/// The names of the rules that spoke, in order.
pub(crate) fn names(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics.iter().map(|diagnostic| diagnostic.rule.name).collect()
}

/// What one rule says.
pub(crate) fn only(case: &Case, rule: &str) -> Vec<Diagnostic> {
    let options = Options { select: vec![rule.to_owned()], ..Options::default() };
    check(&case.subject(), &options)
}

/// Reads BibTeX without macros, concatenations and nested entries: enough for examples.
pub(crate) fn read(name: &str, read_as: &'static str, text: &str) -> Case {
    let mut case = Case::default();
    let source = case.sources.add_text(name, text);
    case.inputs.push(Input { source, read_as, lists: Vec::new(), citations: Vec::new(), numbers: Vec::new(), cited: None });
    let mut at = 0;
    while let Some(start) = text[at..].find('@').map(|found| at + found) {
        let Some(open) = text[start..].find('{').map(|found| start + found) else { break };
        let end = closing(text, open);
        at = end;
        let kind = text[start + 1..open].trim().to_lowercase();
        if matches!(kind.as_str(), "comment" | "string" | "preamble") {
            continue;
        }
        let index = u32::try_from(case.library.entries.len()).unwrap();
        entry(&mut case.library, EntryId { source, index }, text, (start, open, end), &kind);
    }
    case
}

fn closing(text: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, c) in text[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + at + 1;
        }
    }
    text.len()
}

fn entry(library: &mut Library, id: EntryId, text: &str, (start, open, end): (usize, usize, usize), kind: &str) {
    let mut entry = Entry::new(id);
    let comma = text[open..end].find(',').map_or(end - 1, |found| open + found);
    entry.key = text[open + 1..comma].trim().into();
    entry.kind = kind_of(kind);
    let key_start = open + 1 + (text[open + 1..comma].len() - text[open + 1..comma].trim_start().len());
    let key = (!entry.key.is_empty()).then(|| Span::new(id.source, key_start..key_start + entry.key.len()));
    let mut origin = Origin { span: Span::new(id.source, start..end), key, confidence: 1.0, ..Origin::default() };
    let mut at = comma + 1;
    while let Some(equals) = text.get(at..end).and_then(|rest| rest.find('=')).map(|found| at + found) {
        let field = text[at..equals].rsplit(',').next().unwrap().rsplit('\n').next().unwrap().trim().to_lowercase();
        let from = equals + 1 + (text[equals + 1..].len() - text[equals + 1..].trim_start().len());
        let (inner, next) = match text.as_bytes()[from] {
            b'{' => (from + 1..closing(text, from) - 1, closing(text, from)),
            b'"' => {
                let close = from + 1 + text[from + 1..].find('"').unwrap();
                (from + 1..close, close + 1)
            }
            _ => {
                let close = from + text[from..].find([',', '}', '\n']).unwrap();
                (from..from + text[from..close].trim_end().len(), close)
            }
        };
        set(&mut entry, &mut origin, &field, &text[inner.clone()], inner);
        at = next;
    }
    library.origins.insert(id, origin);
    library.entries.push(entry);
}

fn set(entry: &mut Entry, origin: &mut Origin, field: &str, text: &str, range: std::ops::Range<usize>) {
    let variable = match field {
        "crossref" => {
            entry.parent = Some(text.into());
            return;
        }
        "journal" | "journaltitle" | "booktitle" => Variable::ContainerTitle,
        "year" | "date" => Variable::Issued,
        "pages" => Variable::Page,
        "school" | "institution" => Variable::Publisher,
        "doi" => Variable::Doi,
        "url" => Variable::Url,
        "isbn" => Variable::Isbn,
        "issn" => Variable::Issn,
        "pmid" => Variable::Pmid,
        other => Variable::named(other),
    };
    let value = match variable.class() {
        crate::model::Class::Names => Value::Names(people(text)),
        crate::model::Class::Date => Value::date(date(text)),
        _ if field == "title" => Value::from(text.replace(['{', '}'], "")),
        _ => Value::from(text),
    };
    entry.set(variable, value);
    let range = (u32::try_from(range.start).unwrap(), u32::try_from(range.end).unwrap());
    origin.values.push(ValueOrigin { variable, part: None, by: Normalisation::Format, range, confidence: 1.0 });
}

fn date(text: &str) -> Date {
    Date::parse_edtf(text).or_else(|_| text.parse().map(Date::year)).unwrap_or_else(|_| Date::literal(text))
}

fn people(text: &str) -> Names {
    let mut names = Names::default();
    for name in text.split(" and ").map(str::trim) {
        match name.split_once(',') {
            _ if name == "others" => names.others = true,
            Some((family, given)) => names.list.push(Name::person(family.trim(), given.trim())),
            None if name.starts_with('{') => names.list.push(Name::literal(name.trim_matches(['{', '}']))),
            None => {
                let (given, family) = name.rsplit_once(' ').unwrap_or(("", name));
                names.list.push(Name::person(family, given));
            }
        }
    }
    names
}

fn kind_of(name: &str) -> Option<Kind> {
    Some(match name {
        "article" => Kind::ArticleJournal,
        "book" | "proceedings" | "collection" | "manual" | "mvbook" | "mvcollection" => Kind::Book,
        "incollection" | "inbook" => Kind::Chapter,
        "inproceedings" | "conference" => Kind::PaperConference,
        "phdthesis" | "mastersthesis" | "thesis" => Kind::Thesis,
        "techreport" | "report" => Kind::Report,
        "online" => Kind::Webpage,
        "misc" => return None,
        other => Kind::Other(crate::model::Symbol::new(other)),
    })
}

/// Where a reference begins and ends, and the words of each variable.
type Written = (usize, usize, Vec<(Variable, &'static str)>);

/// A document with one reference list, built by hand: each reference is its text with the words of each variable.
pub(crate) struct Builder {
    case: Case,
    text: String,
    references: Vec<Written>,
    heading: Option<(usize, usize)>,
    citations: Vec<Citation>,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self { case: Case::default(), text: String::new(), references: Vec::new(), heading: None, citations: Vec::new() }
    }

    pub(crate) fn heading(mut self, words: &str) -> Self {
        self.heading = Some((self.text.len(), self.text.len() + words.len()));
        self.text += words;
        self.text += "\n\n";
        self
    }

    /// Running text with one citation.
    pub(crate) fn cited(mut self, words: &str, names: &[&str], others: bool, year: i32) -> Self {
        let span = Span::new(SourceId(0), self.text.len()..self.text.len() + words.len());
        self.citations.push(Citation { span, names: names.iter().map(|name| (*name).to_owned()).collect(), others, year, suffix: None });
        self.text += words;
        self.text += "\n\n";
        self
    }

    pub(crate) fn reference(mut self, text: &str, values: &[(Variable, &'static str)]) -> Self {
        let start = self.text.len();
        self.text += text;
        self.references.push((start, self.text.len(), values.to_vec()));
        self.text += "\n";
        self
    }

    pub(crate) fn read(self) -> Case {
        let mut case = self.case;
        let source = case.sources.add_text("list.txt", &self.text);
        for (index, (start, end, values)) in self.references.iter().enumerate() {
            let id = EntryId { source, index: u32::try_from(index).unwrap() };
            let span = Span::new(source, *start..*end);
            let mut origin = Origin { span, list: Some(ListId(0)), confidence: 0.9, ..Origin::default() };
            let mut entry = Entry::new(id);
            for (variable, words) in values {
                let at = start + self.text[*start..*end].find(words).unwrap_or_else(|| panic!("{words}"));
                set(&mut entry, &mut origin, variable.name(), words, at..at + words.len());
                if variable.class() == crate::model::Class::Names {
                    parts(&mut origin, *variable, words, at);
                }
            }
            case.library.origins.insert(id, origin);
            case.library.entries.push(entry);
        }
        let references = self.references.iter().map(|(start, end, _)| crate::parse::Reference {
            text: crate::text::MappedText::verbatim(source, &self.text[*start..*end], *start),
            number: None,
            key: None,
            span: Span::new(source, *start..*end),
            diagnostics: Vec::new(),
        });
        let references: Vec<_> = references.collect();
        let span = references.first().map_or(Span::default(), |first| first.span.to(references.last().unwrap().span));
        let heading = self.heading.map(|(start, end)| Span::new(source, start..end));
        let lists = vec![crate::parse::List { id: ListId(0), heading, span, references }];
        case.inputs.push(Input { source, read_as: "text", lists, citations: self.citations, numbers: Vec::new(), cited: None });
        case
    }
}

fn parts(origin: &mut Origin, variable: Variable, words: &str, start: usize) {
    let mut at = start;
    for (part, name) in words.split(" and ").enumerate() {
        let range = (u32::try_from(at).unwrap(), u32::try_from(at + name.len()).unwrap());
        let part = NameIndex::new(part);
        origin.values.push(ValueOrigin { variable, part, by: Normalisation::None, range, confidence: 0.9 });
        at += name.len() + " and ".len();
    }
}
