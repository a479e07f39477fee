//! From entries to text. What was written is read back at once: whatever comes back otherwise is told as lost.

use super::others::Others;
use super::read::{CLASSES, CLOSED, GENRES, KIND, PARENT, PREPUBLISHED};
use super::table::{self, Dialect, Form, Target};
use super::{back, date, inherit, language, name};
use crate::model::{Date, Entry, Keys, Kind, Library, Markup, Pages, Rich, Run, Style, Symbol, Value, Variable};
use crate::text::Diagnostic;
use crate::text::latex::{self, Look};
use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::ops::Range;

/// Writes a library: the entries, those that others refer to last, and what stood between them.
pub(super) fn write(library: &Library, dialect: Dialect) -> (String, Vec<Diagnostic>) {
    let (text, written, mut found) = self::text(library, dialect);
    found.extend(back::losses(library, &written, &text, dialect.name()));
    (text, found)
}

/// The text, where the entries stand in it, and what is told of the texts between them.
pub(super) fn text(library: &Library, dialect: Dialect) -> (String, Written, Vec<Diagnostic>) {
    let writer = Writer::new(library, dialect);
    let (mut text, mut others) = (String::new(), Others::new(library, dialect));
    let mut ranges = Vec::with_capacity(writer.order.len());
    for at in &writer.order {
        others.write_before(*at, &mut text);
        let start = text.len();
        writer.entry(*at, &mut text);
        ranges.push(start..text.len());
        others.write_behind(*at, &mut text);
    }
    let found = others.finish(&mut text);
    let Writer { order, keys, .. } = writer;
    (text, Written { order, keys, ranges }, found)
}

/// Where entries stand in a written text.
pub(super) struct Written {
    /// The entries, by their places in the library, in the order of the text.
    pub(super) order: Vec<usize>,
    /// The keys of the library's entries.
    pub(super) keys: Vec<String>,
    /// Where each of `order` stands.
    pub(super) ranges: Vec<Range<usize>>,
}

/// The type of an entry and its fields as they are written, each with its name, its value, and whether it stands without delimiters.
/// The parent is left out, and each variable stands under the name that it has anywhere.
pub(super) fn fields(entry: &Entry, dialect: Dialect) -> (String, Vec<(String, String, bool)>) {
    let library = Library::default();
    let writer = Writer { plain_names: true, ..Writer::new(&library, dialect) };
    let (type_name, fields) = writer.fields(entry);
    let field = |field: Out| {
        let bare = is_bare(&field);
        (field.name, field.value, bare)
    };
    (type_name, fields.into_iter().map(field).collect())
}

struct Writer<'l> {
    library: &'l Library,
    dialect: Dialect,
    /// Whether no variable stands in a field that other variables have.
    plain_names: bool,
    keys: Vec<String>,
    /// For each entry, the entry that it is a part of, where `crossref` can say so.
    parents: Vec<Option<usize>>,
    /// The entries in the order of writing.
    order: Vec<usize>,
}

/// A field on its way into the text.
struct Out {
    row: u16,
    name: String,
    value: String,
}

impl<'l> Writer<'l> {
    fn new(library: &'l Library, dialect: Dialect) -> Self {
        let parents = parents(&library.entries);
        let order = order(&parents);
        Self { library, dialect, plain_names: false, keys: keys(&library.entries, dialect), parents, order }
    }

    fn entry(&self, at: usize, text: &mut String) {
        let entry = &self.library.entries[at];
        let (type_name, mut fields) = self.fields(entry);
        match (self.parents[at], &entry.parent) {
            (Some(parent), _) => self.crossref(at, parent, &mut fields),
            (None, Some(key)) => fields.push(Out::last(PARENT, key.to_string())),
            (None, None) => {}
        }
        fields.sort_by(|a, b| (a.row, &a.name).cmp(&(b.row, &b.name)));
        let mut seen = HashSet::new();
        fields.retain(|field| seen.insert(field.name.to_ascii_lowercase()));
        // Writing to a string cannot fail.
        let _ = writeln!(text, "@{type_name}{{{},", self.keys[at]);
        for field in &fields {
            let _ = match is_bare(field) {
                true => writeln!(text, "  {} = {},", field.name, field.value),
                false => writeln!(text, "  {} = {{{}}},", field.name, field.value),
            };
        }
        text.push_str("}\n");
    }

    /// The entry's type and fields.
    fn fields(&self, entry: &Entry) -> (String, Vec<Out>) {
        let mut fields = Vec::with_capacity(entry.values().len() + 2);
        let says_more = Variable::Other(Symbol::new(table::TYPE));
        let said = entry.plain(says_more).filter(|name| table::has_type(name, entry.kind, self.dialect));
        let type_name = match &said {
            Some(name) => name.to_string(),
            None => self.type_name(entry, &mut fields),
        };
        let implied = match type_name.as_str() {
            "phdthesis" | "mastersthesis" if entry.has(Variable::Genre) => implied_genre(entry),
            _ => None,
        };
        let mut classes = Vec::new();
        for (variable, value) in entry.values() {
            if variable == says_more && said.is_some() || variable == Variable::Genre && implied.is_some() {
                continue;
            }
            self.field(entry, variable, value, &mut fields, &mut classes);
        }
        if !classes.is_empty() {
            fields.push(Out::last(CLASSES, classes.join(", ")));
        }
        if entry.kind == Some(Kind::Report) && entry.parent.is_none() {
            report_in_series(&mut fields);
        }
        if entry.kind == Some(Kind::Article) && !self.plain_names {
            fields.extend(eprint(entry));
        }
        (type_name, fields)
    }

    /// The type that the dialect has for the kind, or the nearest and a field that says the kind.
    fn type_name(&self, entry: &Entry, fields: &mut Vec<Out>) -> String {
        let subtype = match entry.kind {
            Some(Kind::ArticleMagazine) => "magazine",
            Some(Kind::ArticleNewspaper) => "newspaper",
            _ => "",
        };
        if !subtype.is_empty() && self.dialect == Dialect::Biblatex {
            fields.push(Out::last("entrysubtype", subtype.to_owned()));
            return "article".to_owned();
        }
        if entry.kind == Some(Kind::Thesis) && self.dialect == Dialect::Bibtex {
            return thesis(entry, fields);
        }
        let status = entry.get(Variable::Status);
        if self.dialect == Dialect::Biblatex && entry.kind == Some(Kind::Article) && status.is_none() && !self.plain_names {
            let row = table::field_of(Variable::Status, entry.kind, self.dialect).map_or(u16::MAX, |(_, target)| target.row);
            fields.push(Out { row, name: "pubstate".to_owned(), value: PREPUBLISHED.to_owned() });
            return table::nearest_type(entry.kind, self.dialect).to_owned();
        }
        let is_online = matches!(entry.kind, None | Some(Kind::Webpage | Kind::Manuscript));
        let is_clear = !is_online || status.is_none_or(|status| status.plain() != PREPUBLISHED);
        if let Some(name) = table::type_of(entry.kind, self.dialect).filter(|_| is_clear) {
            return name.to_owned();
        }
        if let Some(Kind::Other(symbol)) = entry.kind
            && is_free_type(symbol.as_str())
        {
            return symbol.as_str().to_owned();
        }
        fields.push(Out::last(KIND, entry.kind.map_or("document", Kind::name).to_owned()));
        table::nearest_type(entry.kind, self.dialect).to_owned()
    }

    fn field(&self, entry: &Entry, variable: Variable, value: &Value, fields: &mut Vec<Out>, classes: &mut Vec<String>) {
        if let (Variable::Issued, Value::Date(date)) = (variable, value) {
            for (name, value) in date::write(date, self.dialect) {
                let value = value.strip_prefix('{').and_then(|value| value.strip_suffix('}')).map_or(value.clone(), str::to_owned);
                fields.push(Out { row: *table::DATE_ROW, name: name.to_owned(), value });
            }
            return;
        }
        let (mut name, mut target) = match table::field_of(variable, entry.kind, self.dialect) {
            Some((name, target)) => (name, target),
            None => (variable.name(), table::open_target(variable.name())),
        };
        if !is_field_name(name) {
            return;
        }
        if let Some((field, of_field)) = self.stand_in(entry, variable) {
            classes.push(format!("{field} {}", variable.name()));
            (name, target.row) = (field, of_field.row);
        }
        // What stands in the address's place is still read from here.
        if variable == Variable::PublisherPlace && self.stand_in(entry, Variable::EventPlace).is_some() {
            name = "location";
        }
        if self.dialect == Dialect::Biblatex && self.as_biblatex(entry, variable, value, fields) {
            return;
        }
        // A language that babel has a name for is told to babel too.
        let babel = (variable == Variable::Language && self.dialect == Dialect::Biblatex).then(|| language::name(&value.plain())).flatten();
        if let Some(babel) = babel {
            return fields.push(Out { row: target.row, name: "langid".to_owned(), value: babel.to_owned() });
        }
        let class = match (value, target.form) {
            (Value::Names(_), Form::Names) | (Value::Date(_), Form::Date) => None,
            (Value::Names(_), _) => Some("names"),
            (Value::Date(_), _) => Some("date"),
            (_, Form::Names | Form::Date) => Some("text"),
            _ => None,
        };
        classes.extend(class.map(|class| format!("{name} {class}")));
        // A document writes ranges of pages as it likes; files have `--` between them.
        let dashed = match value {
            Value::Text(text) if target.form == Form::Pages && self.is_from_document(entry) => Some(Value::from(Pages::dashed(text))),
            _ => None,
        };
        let value = self.value(dashed.as_ref().unwrap_or(value), target.form);
        fields.push(Out { row: target.row, name: name.to_owned(), value: safe(value) });
    }

    /// Whether an entry was read in a list of a document.
    fn is_from_document(&self, entry: &Entry) -> bool {
        self.library.origins.get(entry.id).is_some_and(|origin| origin.list.is_some())
    }

    /// The field that BibTeX's styles print for a variable, where it has no field of its own there and nothing else stands in that one.
    fn stand_in(&self, entry: &Entry, variable: Variable) -> Option<(&'static str, Target)> {
        let field = table::stand_in(variable, entry.kind).filter(|_| self.dialect == Dialect::Bibtex && !self.plain_names)?;
        let target = table::target(field, entry.kind)?;
        // Styles print the place of a conference, where both are known.
        let gives_way = (variable, entry.kind) == (Variable::EventPlace, Some(Kind::PaperConference)) && !entry.has(Variable::named("location"));
        let is_free = (gives_way || !entry.has(target.variable)) && !entry.has(Variable::Other(Symbol::new(field)));
        (is_free && target.variable != variable).then_some((field, target))
    }

    /// What only biblatex has a place for: roles as kinds of editors, and numbers of PubMed. Whether it was written so.
    fn as_biblatex(&self, entry: &Entry, variable: Variable, value: &Value, fields: &mut Vec<Out>) -> bool {
        let open = |name: &str| entry.has(Variable::Other(Symbol::new(name)));
        if variable == Variable::Pmid && matches!(value, Value::Text(_)) && !open("eprint") && !open("eprinttype") {
            let row = table::field_of(variable, entry.kind, self.dialect).map_or(u16::MAX, |(_, target)| target.row);
            fields.push(Out { row, name: "eprint".to_owned(), value: safe(self.value(value, Form::Text)) });
            fields.push(Out { row, name: "eprinttype".to_owned(), value: "pubmed".to_owned() });
            return true;
        }
        let (Some((_, kind)), Value::Names(_)) = (table::ROLES.iter().find(|(role, _)| *role == variable), value) else { return false };
        let free = |(editors, kind): &(&str, &str)| !open(editors) && !open(kind) && fields.iter().all(|field| field.name != *editors);
        let Some((editors, of_kind)) = table::EDITORS.iter().find(|slot| free(slot)) else { return false };
        let row = table::field_of(Variable::Editor, entry.kind, self.dialect).map_or(u16::MAX, |(_, target)| target.row);
        fields.push(Out { row, name: (*editors).to_owned(), value: safe(self.value(value, Form::Names)) });
        fields.push(Out { row, name: (*of_kind).to_owned(), value: (*kind).to_owned() });
        true
    }

    fn value(&self, value: &Value, form: Form) -> String {
        match value {
            Value::Names(names) => name::write(names, self.dialect == Dialect::Biblatex),
            Value::Date(date) => in_words(date),
            Value::Rich(rich) => rich_latex(rich),
            Value::Text(text) => match form {
                Form::Verbatim | Form::Link => verbatim(text),
                Form::Pages if !["-–", "–-", "––"].iter().any(|dashes| text.contains(dashes)) => latex::encode_plain(text).replace('–', "--"),
                Form::Genre if self.dialect == Dialect::Biblatex || GENRES.iter().any(|(key, _)| *key == text.as_str()) => genre_key(text),
                _ => latex::encode_plain(text),
            },
        }
    }

    /// The reference to the parent; what the parent says in the same words is left to it.
    fn crossref(&self, at: usize, parent: usize, fields: &mut Vec<Out>) {
        let (child, parent_entry) = (&self.library.entries[at], &self.library.entries[parent]);
        fields.push(Out::last("crossref", self.keys[parent].clone()));
        let said: Vec<Variable> = inherit::taken(child, parent_entry)
            .into_iter()
            .filter(|(theirs, ours)| child.get(*ours).is_some_and(|value| parent_entry.get(*theirs) == Some(value)))
            .map(|(_, ours)| ours)
            .collect();
        let mut reduced = child.clone();
        for variable in &said {
            reduced.remove(*variable);
        }
        inherit::inherit(&mut reduced, parent_entry);
        if !reduced.same_as(child) {
            fields.push(Out::last(CLOSED, "no".to_owned()));
            return;
        }
        // BibTeX's styles look for the book's title in the part, under a name that the book does not have.
        let keeps = |variable: Variable| self.dialect == Dialect::Bibtex && variable == Variable::ContainerTitle;
        for variable in said.into_iter().filter(|variable| !keeps(*variable)) {
            match variable {
                Variable::Issued => fields.retain(|field| field.row != *table::DATE_ROW),
                variable => {
                    let name = table::field_of(variable, child.kind, self.dialect).map_or(variable.name(), |(name, _)| name);
                    fields.retain(|field| field.name != name);
                }
            }
        }
    }
}

impl Out {
    fn last(name: &str, value: String) -> Self {
        Self { row: u16::MAX, name: name.to_owned(), value: safe(value) }
    }
}

/// Months are macros.
fn is_bare(field: &Out) -> bool {
    field.row == *table::DATE_ROW && date::MONTHS.iter().any(|(name, _)| *name == field.value)
}

/// The parent of each entry, where that is another entry of the library and no circle leads through it.
fn parents(entries: &[Entry]) -> Vec<Option<usize>> {
    let mut by_key: HashMap<&str, usize> = HashMap::new();
    for (at, entry) in entries.iter().enumerate().rev().filter(|(_, entry)| !entry.key.is_empty()) {
        by_key.insert(&entry.key, at);
    }
    let mut parents: Vec<Option<usize>> =
        entries.iter().map(|entry| entry.parent.as_ref().and_then(|key| by_key.get(key.as_str()).copied())).collect();
    // 0: not seen; else the walk that saw it first.
    let mut walks = vec![0usize; entries.len()];
    for start in 0..entries.len() {
        let mut at = start;
        while walks[at] == 0 {
            walks[at] = start + 1;
            let Some(next) = parents[at] else { break };
            if walks[next] == start + 1 {
                parents[at] = None;
                break;
            }
            at = next;
        }
    }
    parents
}

/// Entries that are no parents in their order, then parents, each behind its parts.
fn order(parents: &[Option<usize>]) -> Vec<usize> {
    let mut waiting = vec![0usize; parents.len()];
    for parent in parents.iter().flatten() {
        waiting[*parent] += 1;
    }
    let mut order: Vec<usize> = (0..parents.len()).filter(|at| waiting[*at] == 0).collect();
    let mut next = 0;
    while let Some(at) = order.get(next) {
        if let Some(parent) = parents[*at] {
            waiting[parent] -= 1;
            if waiting[parent] == 0 {
                order.push(parent);
            }
        }
        next += 1;
    }
    order
}

/// Keys that the dialect's programs accept; entries without one are given one.
fn keys(entries: &[Entry], dialect: Dialect) -> Vec<String> {
    let mut given = Keys::taken(entries);
    let mut taken: HashSet<String> = entries.iter().map(|entry| entry.key.to_string()).collect();
    let key = |entry: &Entry| match entry.key.is_empty() {
        true => given.make(entry).to_string(),
        false if is_key(&entry.key, dialect) => entry.key.to_string(),
        false => {
            let plain = plain_key(&entry.key);
            let mut numbered = (2..).map(|number| format!("{plain}-{number}"));
            let mut key = plain.clone();
            while !taken.insert(key.clone()) {
                key = numbered.next().unwrap_or_default();
            }
            key
        }
    };
    entries.iter().map(key).collect()
}

fn is_key(key: &str, dialect: Dialect) -> bool {
    key.chars().all(|c| match c {
        '"' | '#' | '%' | '\'' | '(' | ')' | ',' | '=' | '{' | '}' | '\\' | '~' | '@' => false,
        c if c.is_ascii() => c.is_ascii_graphic(),
        c => dialect == Dialect::Biblatex && c.is_alphanumeric(),
    })
}

fn plain_key(key: &str) -> String {
    let plain: String =
        deunicode::deunicode(key).chars().map(|c| if is_key(c.encode_utf8(&mut [0; 4]), Dialect::Bibtex) { c } else { '-' }).collect();
    let plain = plain.trim_matches('-');
    if plain.is_empty() { "entry".to_owned() } else { plain.to_owned() }
}

/// BibTeX has two types for theses, which say the genre of most.
fn thesis(entry: &Entry, fields: &mut Vec<Out>) -> String {
    if let Some(name) = implied_genre(entry) {
        return name.to_owned();
    }
    let genre = entry.plain(Variable::Genre).unwrap_or_default().to_lowercase();
    if genre.is_empty() {
        fields.push(Out::last(KIND, Kind::Thesis.name().to_owned()));
    }
    let doctoral = genre.is_empty() || ["ph", "doct", "diss", "dr"].iter().any(|word| genre.contains(word));
    if doctoral { "phdthesis".to_owned() } else { "mastersthesis".to_owned() }
}

/// A report's series and its number there stand as its type and number too, where it has none of its own: "Occasional Paper 42".
fn report_in_series(fields: &mut Vec<Out>) {
    let find = |name: &str| fields.iter().position(|field| field.name == name);
    let (Some(series), Some(number), None, None) = (find("series"), find("collection-number"), find("type"), find("number")) else { return };
    let [genre, counted] = [Variable::Genre, Variable::Number].map(|variable| table::field_of(variable, Some(Kind::Report), Dialect::Bibtex));
    let (Some((_, genre)), Some((_, counted))) = (genre, counted) else { return };
    let value = fields[series].value.clone();
    if value.is_empty() {
        return;
    }
    fields[number].name = "number".to_owned();
    fields[number].row = counted.row;
    fields.push(Out { row: genre.row, name: "type".to_owned(), value });
}

/// The number that a preprint has on its server as an eprint, which styles make a link of: the number without the server's name.
fn eprint(entry: &Entry) -> Option<Out> {
    let (Some(Value::Text(number)), Some(Value::Text(server)), None) =
        (entry.get(Variable::Number), entry.get(Variable::Publisher), entry.get(Variable::named("eprint")))
    else {
        return None;
    };
    let prefix = number.split_once(':').filter(|(prefix, _)| prefix.eq_ignore_ascii_case(server));
    let value = prefix.map_or(number.as_str(), |(_, rest)| rest);
    let plain = !value.is_empty() && !server.eq_ignore_ascii_case("pubmed") && value.chars().all(|c| c.is_ascii_alphanumeric() || "./-_".contains(c));
    let row = table::field_of(Variable::named("eprint"), entry.kind, Dialect::Biblatex).map_or(u16::MAX, |(_, target)| target.row);
    plain.then(|| Out { row, name: "eprint".to_owned(), value: value.to_owned() })
}

/// The type that says the genre of a thesis by itself.
fn implied_genre(entry: &Entry) -> Option<&'static str> {
    match entry.get(Variable::Genre) {
        Some(Value::Text(genre)) if genre == "PhD thesis" => Some("phdthesis"),
        Some(Value::Text(genre)) if genre == "Master's thesis" => Some("mastersthesis"),
        _ => None,
    }
}

fn genre_key(text: &str) -> String {
    match GENRES.iter().find(|(key, words)| *words == text || *key == text) {
        // The group keeps the word from being the key.
        Some((key, _)) if *key == text => format!("{key}{{}}"),
        Some((key, _)) => (*key).to_owned(),
        None => latex::encode_plain(text),
    }
}

/// A type that no table knows can be written as it is called.
fn is_free_type(name: &str) -> bool {
    let special = ["comment", "string", "preamble"].contains(&name);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase()) && !special && table::type_row(name).is_none()
}

fn is_field_name(name: &str) -> bool {
    const OURS: [&str; 6] = [KIND, CLASSES, CLOSED, PARENT, "crossref", "entrysubtype"];
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:+/".contains(&byte);
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.bytes().all(allowed) && !OURS[..5].contains(&name)
}

fn in_words(date: &Date) -> String {
    match (date.start, date.end) {
        (None, None) => date::literal(&date.literal),
        _ => date.to_string(),
    }
}

/// Text with markup: the LaTeX that it was read from where that still says the same.
fn rich_latex(rich: &Rich) -> String {
    let kept = rich.source_in(Markup::Latex).filter(|source| {
        let runs = latex::decode(source);
        let same = runs.len() == rich.runs.len()
            && runs.iter().zip(&rich.runs).all(|((text, look), run)| *text == *run.text && *look == self::look(run.style));
        same && latex::is_balanced(source) && source.trim() == source.as_str()
    });
    match kept {
        Some(source) => source.to_string(),
        None => latex::encode(rich.runs.iter().map(|run: &Run| (run.text.as_str(), look(run.style)))),
    }
}

fn look(style: Style) -> Look {
    [
        (style.italic, Look::ITALIC),
        (style.bold, Look::BOLD),
        (style.small_caps, Look::SMALL_CAPS),
        (style.sub, Look::SUB),
        (style.sup, Look::SUP),
        (style.nocase, Look::NOCASE),
        (style.math, Look::MATH),
    ]
    .into_iter()
    .filter(|(is, _)| *is)
    .fold(Look::PLAIN, |all, (_, look)| all.and(look))
}

/// Characters that mean themselves; braces that do not balance would break the file, and are written as URLs write them.
fn verbatim(text: &str) -> String {
    match latex::is_balanced(text) {
        true => text.to_owned(),
        false => text.replace('{', "%7B").replace('}', "%7D"),
    }
}

/// A value that cannot end its field or begin an entry.
fn safe(value: String) -> String {
    let value = if latex::is_balanced(&value) { value } else { value.replace(['{', '}'], "") };
    match value.contains("\n@") || value.contains("\r@") {
        true => value.replace(['\n', '\r'], " "),
        false => value,
    }
}
